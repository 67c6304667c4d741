"""The commands for checklists: category list, show, kinds, template, check, enable and disable."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inspect_cli import messages, render, settings
from inspect_cli.commands import lists, options
from inspect_cli.errors import NothingFound, Problem, ServerProblem, StorageProblem, WrongUsage
from inspect_cli.messages import _, plural
from inspect_cli.rules import catalog, fields, site_fields
from inspect_cli.store import queries, recording, registering
from inspect_cli.store.database import Database, Row
from inspect_cli.transfer.sheets import Sheet

if TYPE_CHECKING:
    from inspect_cli.rules.checklists import Checklist, Item

_FILES = 9  # the rank of columns that only files and formats for machines have
_WORDED = ("text", "question", "major_when")  # for machines both languages stand beside each other
Named = Annotated[str, typer.Argument(metavar="CATEGORY", help=_("fire, 消防, forest, 森林, mines, ..."))]
Several = Annotated[list[str], typer.Argument(metavar="CATEGORY...", help=_("heating, 供热, rural, ..."))]

NewCategory = Annotated[
    str | None,
    typer.Argument(metavar="[KEY]", help=_("The key of the new category, or its name; an example if not given.")),
]
Copied = Annotated[
    str | None, typer.Option("--from", metavar="CATEGORY", help=_("Copy the list of this category instead."))
]


def _need_list(ctx: typer.Context, value: str | None) -> str | None:
    """The list can be written, as far as its name tells, before any work begins."""
    from inspect_cli.transfer import own_lists, replacing

    if value is not None:
        own_lists.check_ending(value)
        if not ctx.params.get("force"):
            replacing.refuse_existing(value)
    return value


ListFile = Annotated[
    str | None,
    typer.Option("--output", "-o", callback=_need_list, metavar="FILE", help=_("Write to a file: .toml.")),
]


def list_categories(
    ctx: typer.Context, style: options.Format = None, output: options.Output = None, force: options.Force = False
) -> None:
    """Every category: how many items its list has, where it is from, whether it is used here."""
    from inspect_cli.rules import layouts

    with options.opened(ctx) as ledger:
        used = queries.used_categories(ledger)
        lost = queries.count_lost(ledger, settings.today())
    rows, faults = layouts.list_categories(used, messages.language)
    whole = render.wants_all(style, output)
    shown = [f for f in fields.CATEGORIES if (f.key != "title" if whole else f.rank < _FILES)]
    folder = _("Lists of your own stand in {folder}; one to begin with: inspect-cli category template")
    render.show(Sheet(shown, rows, notes=[folder.format(folder=catalog.user_folder())]), style, output)
    for fault in faults:
        render.tell(_("{path}: {item}: {reason}").format(path=fault.path, item=fault.item, reason=fault.reason))
    if faults:
        render.tell(_("See all that is wrong with it: inspect-cli category check"))
    for line in layouts.explain_lost(lost):
        render.tell(line)


def show_category(
    category: Named,
    kind: Annotated[
        str | None, typer.Option("--kind", metavar="KIND", help=_("Only what is asked at this kind of place."))
    ] = None,
    state: Annotated[
        str | None, typer.Option(metavar="producing|stopped", help=_("Only what is asked of a place in this state."))
    ] = None,
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help=_("The rules in force on this day."))] = None,
    item: Annotated[
        str | None, typer.Option(metavar="CODE", help=_("Only this item: its code, its number or a word of it."))
    ] = None,
    style: options.Format = None,
    output: options.Output = None,
    force: options.Force = False,
) -> None:
    """The items of a list, with the basis in force on a day and how it was checked."""
    from inspect_cli.rules import layouts

    today = settings.today()
    checklist, items = choose_items(category, kind, state, item)
    rows = layouts.list_items(checklist, items, options.read_day(on, today) or today)
    if render.wants_all(style, output):
        render.show(Sheet([f for f in fields.ITEMS if f.key not in _WORDED], rows), style, output)
    elif item is not None and style is None and output is None:
        render.show_card(*layouts.lay_card(checklist, rows[0], messages.language), [])
    else:
        render.show(lay_list(checklist, rows), style, output)


def choose_items(
    category: str, kind: str | None, state: str | None, item: str | None
) -> tuple[Checklist, Sequence[Item]]:
    """The list that was typed and the items that the options ask for. Raises NothingFound when there is none."""
    from inspect_cli.rules import checklists, layouts

    known = catalog.categories()[queries.find_category(category)]
    if item is not None:
        checklist, found = checklists.choose_item(known, item)
        return checklist, [found]
    checklist = checklists.read_checklist(known)
    kinds = [find_kind(kind)] if kind is not None else []
    said = options.read_site_state(state)
    items = checklist.items(kinds, said.state if said else None)
    if not items:
        kinds_asked = layouts.name_kinds(checklist, messages.language)
        raise NothingFound(
            _("{category} asks nothing at such a place.").format(category=known.key),
            todo=_("It asks at: {kinds}").format(kinds=kinds_asked),
        )
    return checklist, items


def find_kind(typed: str) -> str:
    """The key of the kind of place that was typed. Raises WrongUsage with the nearest three, or with all that fit."""
    found = catalog.find_kind(typed)
    if len(found) == 1:
        return found[0]
    kinds = [catalog.kinds()[key] for key in found or catalog.nearest_kinds(typed)]
    near = messages.listing(catalog.tell(kind, messages.language) for kind in kinds)
    what = _("More than one kind of place fits {typed}.") if found else _("There is no kind of place {typed}.")
    todo = _("Nearest: {near}. See all: inspect-cli category kinds").format(near=near)
    raise WrongUsage(what.format(typed=typed), _("Nothing was written."), todo)


def lay_list(checklist: Checklist, rows: Sequence[Row]) -> Sheet:
    """The items as people read them."""
    from inspect_cli.rules import layouts

    lang = messages.language
    named = {field.key: field for field in fields.ITEMS}
    return Sheet(
        [named[key] for key in layouts.SCREEN],
        layouts.word_items(checklist, rows, lang),
        title=catalog.categories()[checklist.category.key].title(lang),
        notes=layouts.explain_list(checklist, rows, lang),
    )


def list_kinds(style: options.Format = None, output: options.Output = None, force: options.Force = False) -> None:
    """Every kind of place: its key, what it is called, which lists ask something there."""
    from inspect_cli.rules import layouts

    whole = render.wants_all(style, output)
    shown = [f for f in site_fields.KINDS if (f.key != "title" if whole else f.rank < _FILES)]
    render.show(Sheet(shown, layouts.list_kinds(messages.language, keys=whole)), style, output)


def write_template(
    name: NewCategory = None, copied: Copied = None, output: ListFile = None, force: options.Force = False
) -> None:
    """A list of one's own to begin with: an example that explains itself, or a copy of a list that there is."""
    from inspect_cli.transfer import own_lists, printing

    if name is not None and copied is not None:
        raise WrongUsage(
            _("A copy keeps the key of its list: leave out {name}.").format(name=name), _("Nothing was written.")
        )
    if copied is not None:
        text = own_lists.write_copy(catalog.categories()[queries.find_category(copied)])
    else:
        called = own_lists.call_example() if name is None else own_lists.call(name)
        text = own_lists.write_example(called, settings.today())
    if output is None:
        render.say(text.rstrip("\n"))
        return
    if Path(output).absolute().parent == catalog.user_folder().absolute():
        settings.make_folder(catalog.user_folder())
    printing.save(text, output)
    tell_next(output)


def tell_next(path: str) -> None:
    """Where the list is, and how it comes into use."""
    render.tell(_("Written to {path}").format(path=path))
    render.tell(
        _("Look at it after each change: {command}").format(command=messages.spell(("category", "check", path)))
    )
    render.tell(_("Every list in {folder} is used.").format(folder=catalog.user_folder()))


def check_categories(
    ctx: typer.Context,
    what: Annotated[
        str | None,
        typer.Argument(metavar="[CATEGORY|FILE.toml]", help=_("Only this list; every list if not given.")),
    ] = None,
    style: options.Format = None,
    output: options.Output = None,
    force: options.Force = False,
) -> None:
    """Everything that is wrong in lists, each with the file, the item and the reason."""
    from inspect_cli.rules import checklists, layouts

    files = choose_files(what)
    faults = [fault for path in files for fault in checklists.inspect_file(path)[1]]
    rows = [{**fault._asdict(), "path": str(fault.path)} for fault in faults]
    lists.show_rows(Sheet(fields.FAULTS, rows), style, output)
    lost = {} if what is not None else find_lost(ctx)
    for line in (*layouts.explain_own(files, settings.today()), *layouts.explain_lost(lost)):
        render.tell(line)
    if faults:
        whole, kinds = (messages.spell(("category", word)) for word in ("template", "kinds"))
        raise Problem(
            plural("{count} slip in a list.", "{count} slips in lists.", len(faults)),
            todo=_("A whole list with comments: {whole}; the kinds of places: {kinds}").format(
                whole=whole, kinds=kinds
            ),
        )
    render.tell(plural("{count} list, nothing to mend.", "{count} lists, nothing to mend.", len(files)))


def find_lost(ctx: typer.Context) -> dict[str, int]:
    """The categories that the ledger has and no list here knows; none where there is no ledger to ask."""
    with suppress(StorageProblem, ServerProblem), options.opened(ctx) as ledger:
        return queries.count_lost(ledger, settings.today())
    return {}


def choose_files(typed: str | None) -> list[Path]:
    """The files of the lists that were asked for; a list that is left out for its faults by the name of its file."""
    if typed is None:
        return [*sorted(catalog.FOLDER.glob(f"*{catalog.ENDING}")), *catalog.own_files()]
    if typed.lower().endswith(catalog.ENDING):
        return [Path(typed)]
    own = [path for path in catalog.broken() if path.stem == typed]
    return own or [catalog.categories()[queries.find_category(typed)].path]


def enable_categories(ctx: typer.Context, categories: Several) -> None:
    """These categories are used from now on; the core ones always are."""
    switch(ctx, categories, enabled=True)


def disable_categories(ctx: typer.Context, categories: Several) -> None:
    """These categories are no longer offered for new visits; what was recorded stays."""
    for key in map(queries.find_category, categories):
        if catalog.categories()[key].core:
            raise WrongUsage(
                _("{category} is one of the core categories, which are always used.").format(category=key),
                _("Nothing was written."),
                _("See which can be left out: inspect-cli category list"),
            )
    switch(ctx, categories, enabled=False)


def switch(ctx: typer.Context, typed: Sequence[str], *, enabled: bool) -> None:
    """Write which categories are used; one that is so already is told and not written."""
    author = recording.sign(ctx.obj.user)
    keys = list(dict.fromkeys(map(queries.find_category, typed)))
    with options.opened(ctx, writes=True) as ledger:
        used = queries.used_categories(ledger)
        changed = [key for key in keys if (key in used) != enabled]
        if changed:
            registering.enter_categories(ledger, changed, author, enabled=enabled)
        say_names(_("Used from now on: {names}") if enabled else _("No longer used for new visits: {names}"), changed)
        same = [key for key in keys if key not in changed]
        say_names(_("Used already: {names}") if enabled else _("Not used as it is: {names}"), same)
        if not enabled:
            tell_open(ledger, changed)


def say_names(sentence: str, keys: Sequence[str]) -> None:
    """A sentence about these categories, if there are any."""
    names = [f"{key} {catalog.categories()[key].title(messages.language)}" for key in keys]
    if names:
        render.say(sentence.format(names=messages.listing(names)))


def tell_open(ledger: Database, keys: Sequence[str]) -> None:
    """How many hazards of these categories are open and stay so."""
    for key in keys:
        count = queries.count_hazards(ledger, queries.select(settings.today(), category=key, open=True))
        sentence = plural(
            "{count} open hazard of {category} stays.", "{count} open hazards of {category} stay.", count, category=key
        )
        if count:
            render.tell(sentence)
