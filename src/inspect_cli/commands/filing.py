"""The only place for what the commands of the registers share: files that come in, what changed, what is no more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from inspect_cli import messages, render, settings
from inspect_cli.commands import lists, options, settling
from inspect_cli.errors import BadInput, WrongUsage
from inspect_cli.messages import _, plural, spell
from inspect_cli.rules import fields, names, register_fields, site_fields
from inspect_cli.rules.fields import Field
from inspect_cli.store import posts, queries, recording, territory
from inspect_cli.store.database import Database, Row
from inspect_cli.store.journal import Author
from inspect_cli.transfer.sheets import Sheet

if TYPE_CHECKING:
    from inspect_cli.store.registering import Entered
    from inspect_cli.transfer.records import File as Read

Typed = tuple[str | None, str | None]  # a township, if there is one, and a name
InTownship = Annotated[str, typer.Argument(metavar="TOWNSHIP", help=_("Name, part of it, code, pinyin or initials."))]
NewName = Annotated[str, typer.Argument(metavar="NAME", help=_("What it is called."))]
Named = Annotated[str, typer.Argument(metavar="NAME", help=_("Its name or a part of it."))]
Path = Annotated[str, typer.Argument(metavar="FILE", help=_("A CSV file or a workbook, a row for each."))]
Encoding = Annotated[str | None, typer.Option(metavar="NAME", help=_("How text files are encoded, such as gb18030."))]
DryRun = Annotated[bool, typer.Option("--dry-run", help=_("Only say what would happen."))]
Ended = Annotated[bool, typer.Option("--ended", help=_("Those that are no more, too."))]
EndedOn = Annotated[
    str | None, typer.Option("--on", metavar="DATE", help=_("Since this day it is no more; today if not given."))
]
Successor = Annotated[
    str | None, typer.Option(metavar="NAME", help=_("What it was merged into, which is written instead from now on."))
]
Standing = Annotated[bool, typer.Option("--standing", help=_("It is there after all: its end is taken back."))]


def add_row(ctx: typer.Context, kind: str, typed: Mapping[str, Any], style: str | None) -> None:
    """Take a row into a register that has none of its name yet."""
    from inspect_cli.store import answering

    author = recording.sign(ctx.obj.user)
    with options.opened(ctx, writes=True) as ledger:
        told = read_facts(ledger, typed)
        refuse_known(ledger, kind, told)
        answering.enter_named(ledger, kind, [told], author)
        row = find_again(ledger, kind, told)
    render.show_receipt(Sheet(register_fields.REGISTERS[kind], [row]), style)


def set_row(ctx: typer.Context, kind: str, typed: Typed, told: Mapping[str, Any], style: str | None) -> None:
    """Write what a row of a register says from now on, and show what changed."""
    author = recording.sign(ctx.obj.user)
    with options.opened(ctx, writes=True) as ledger:
        old = choose_row(ledger, kind, typed)
        facts = read_facts(ledger, told, old.get("of"))
        if isinstance(facts.get("successor"), str):
            facts |= read_successor(ledger, kind, facts["successor"], old["name"], settings.today())
        refuse_twin(ledger, kind, old, facts)
        new = change_row(ledger, kind, old, facts, author)
    show_changes(old["name"], compare(old, new, register_fields.REGISTERS[kind], style), style)


def end_row(ctx: typer.Context, kind: str, typed: Typed, end: Typed, style: str | None) -> None:
    """Write since when a row is no more, and tell who still names it. end: that day and what took over, as typed."""
    author = recording.sign(ctx.obj.user)
    today = settings.today()
    day = options.read_day(end[0], today) or today
    with options.opened(ctx, writes=True) as ledger:
        old = choose_row(ledger, kind, typed)
        facts = {"ended_on": day, **read_successor(ledger, kind, end[1], old["name"], day)}
        new = change_row(ledger, kind, old, facts, author)
        left = find_left(ledger, kind, old, end[1], day)
    show_changes(old["name"], compare(old, new, register_fields.REGISTERS[kind], style), style)
    for sentence in left:
        render.tell(sentence)


def change_row(ledger: Database, kind: str, old: Row, facts: Mapping[str, Any], author: Author) -> Row:
    """Write what a row says anew; the row as it is then."""
    from inspect_cli.store import answering

    sign = {"code": old["code"]} if kind == "township" else {"name": old["name"]}
    place = {"township": old["of"]} if kind in _IN_TOWNSHIPS else {}
    answering.enter_named(ledger, kind, [{**place, **sign, **facts}], author)
    return find_again(ledger, kind, {**place, **sign})


def list_rows(
    ctx: typer.Context, kind: str, asked: tuple[str | None, bool], style: str | None, output: str | None
) -> None:
    """Show a register. asked: the township as typed, and whether with what is no more."""
    township, ended = asked
    with options.opened(ctx) as ledger:
        code = queries.find_township(ledger, township) if township is not None else None
        rows = territory.read_rows(ledger, kind, code)
    shown = rows if ended else territory.standing(rows, settings.today())
    whole = ended or render.wants_all(style, output)
    columns = [f for f in register_fields.REGISTERS[kind] if whole or f.key not in _OF_ENDED]
    sheet = Sheet(columns, shown, notes=_count_ended(rows, shown))
    lists.show_list(sheet, style, output, lists.miss(_("The register has none that fits."), kind, "add"))


def import_rows(
    ctx: typer.Context, kind: str, file: tuple[str, str | None], style: str | None, *, dry_run: bool
) -> None:
    """Take a register in from a file. file: its path and how it is encoded, if that was said."""
    from inspect_cli.store import answering
    from inspect_cli.transfer import registers

    author = recording.sign(ctx.obj.user)
    with options.opened(ctx, writes=not dry_run) as ledger:
        read = registers.read_register(file[0], kind, territory.read_known(ledger), file[1])
        entered = answering.enter_named(ledger, kind, read.rows, author, dry_run=dry_run)
    tell_file(read, entered, style, dry_run=dry_run)


def tell_file(read: Read, entered: Entered, style: str | None, *, dry_run: bool) -> None:
    """How many rows of a file were new, changed something or nothing, and what the register has no place for."""
    counts = {"rows": len(read.rows) + read.skipped, **entered._asdict(), "skipped": read.skipped}
    render.show_outcome(counts, style)
    if read.left_out:
        columns = messages.listing(read.left_out)
        render.tell(_("The register has no place for these columns: {columns}").format(columns=columns))
    for sentence in read.news:
        render.tell(sentence)
    settling.tell_taken(read.taken)
    if dry_run:
        render.tell(_("Nothing was written: this was a dry run."))


def read_facts(ledger: Database, typed: Mapping[str, Any], township: str | None = None) -> dict[str, Any]:
    """What was typed as fields of an entry; what was not given is left out. Raises WrongUsage for unknown places."""
    told = {key: value for key, value in typed.items() if value is not None}
    if "township" in told:
        told["township"] = township = queries.find_township(ledger, told["township"], settings.today())
    if told.get("village") not in (None, NOTHING):
        told["village"] = territory.choose_name(ledger, "village", told["village"], township, settings.today())
    return {key: None if value is NOTHING else value for key, value in told.items()}


def choose_row(ledger: Database, kind: str, typed: Typed) -> Row:
    """The row that was typed, as people know it; `of` is the code of its township. Raises WrongUsage."""
    township = queries.find_township(ledger, typed[0]) if typed[0] is not None else None
    if kind == "township":
        code = queries.find_township(ledger, str(typed[1]))
        return next(row for row in territory.read_townships(ledger) if row["code"] == code)
    row = territory.need(ledger, kind, str(typed[1]), township)
    return {**territory.present(row), "of": row["township"]}


def find_again(ledger: Database, kind: str, told: Mapping[str, Any]) -> Row:
    """The row that was just written."""
    key = "code" if kind == "township" else "name"
    rows = territory.read_rows(ledger, kind, told.get("township"))
    return next(row for row in rows if _is_same(row[key], told[key]))


def refuse_known(ledger: Database, kind: str, told: Mapping[str, Any], but: Row | None = None) -> None:
    """Raises BadInput when the register has a row of this name, or a township of this code, already."""
    keys = ("code", "name") if kind == "township" else ("name",)
    for row in territory.read_rows(ledger, kind, told.get("township")):
        alike = [key for key in keys if told.get(key) and _is_same(row[key], told[key])]
        if alike and row != but:
            place = [row["township"]] if kind in _IN_TOWNSHIPS else []
            command = spell((kind, "set", *place, row["name"], *(["--standing"] if row["ended_on"] else [])))
            there = _("{name} is in the register already.")
            ended = _("{name} is in the register already; it is no more since {day}.")
            raise BadInput(
                (ended if row["ended_on"] else there).format(name=told[alike[0]], day=row["ended_on"]),
                _("Nothing was written."),
                _("To change it: {command}").format(command=command),
            )


def refuse_twin(ledger: Database, kind: str, old: Row, told: Mapping[str, Any]) -> None:
    """Raises BadInput when a township would get the name of another one."""
    if kind == "township" and told.get("name"):
        refuse_known(ledger, kind, {"name": told["name"]}, but=old)


def read_successor(ledger: Database, kind: str, typed: str | None, own: str, day: date) -> dict[str, str]:
    """What takes over, as a field of the entry. Raises WrongUsage for one that is not there on that day, or itself."""
    if typed is None:
        return {}
    if kind == "township":
        key = queries.find_township(ledger, typed, day)
        name = queries.township_names(ledger)[key]
    else:
        key = name = territory.need(ledger, kind, typed, None, day)["name"]
    if name == own:
        raise WrongUsage(
            _("{name} cannot take over from itself.").format(name=name),
            _("Nothing was written."),
            _("Name another one, or leave --successor out."),
        )
    return {"successor": key}


def find_left(ledger: Database, kind: str, old: Row, successor: str | None, day: date) -> list[str]:
    """Sentences that say what still names what is no more, and what moves or ends it."""
    from inspect_cli.store import merging

    if kind == "department":
        counts = posts.count_named(ledger, old["name"], day)
        into = territory.need(ledger, kind, successor)["name"] if successor else "DEPARTMENT"
        commands = [spell(("handover", old["name"], into, "--from", str(day)))]
    else:
        asked = {"township": old.get("code")} if kind == "township" else {"layer": kind, "place": old["name"]}
        rows = posts.read_later(ledger, day, {"township": old.get("of"), **asked})
        if kind == "township":  # those of places that stand can move with them
            moving = merging.read_standing(ledger, old["code"], day).posts
            rows = [row for row in rows if row not in moving]
        counts = {"responsibilities": len(rows), "hazards": 0, "sites": 0}
        commands = _spell_ends(rows, old["name"] if kind == "township" else old["township"], day)
    told = _tell_named(counts, old["name"])
    return [*told, *(_("To settle that: {command}").format(command=each) for each in commands)] if told else []


def _spell_ends(rows: Sequence[Row], township: str, day: date) -> list[str]:
    """The commands that end these: on the day before, and those that begin later on the day before they would."""
    if len(rows) > _NAMED:
        return [spell(("responsible", "list", "--township", township))]
    ending: dict[date, list[str]] = {}
    for row in rows:
        ending.setdefault(max(day, row["start"]) - timedelta(days=1), []).append(row["id"][-posts.SHORT :])
    return [spell(("responsible", "end", *ids, "--on", str(last))) for last, ids in sorted(ending.items())]


def _tell_named(counts: Mapping[str, int], name: str) -> list[str]:
    """How many responsibilities, hazards and sites still name it; nothing of those of which none does."""
    held, open_still, sites = counts["responsibilities"], counts["hazards"], counts["sites"]
    told = (
        (
            held,
            plural(
                "{count} responsibility still names {name}.",
                "{count} responsibilities still name {name}.",
                held,
                name=name,
            ),
        ),
        (
            open_still,
            plural(
                "{count} open hazard still names {name}.",
                "{count} open hazards still name {name}.",
                open_still,
                name=name,
            ),
        ),
        (sites, plural("{count} site still names {name}.", "{count} sites still name {name}.", sites, name=name)),
    )
    return [sentence for count, sentence in told if count]


def compare(old: Row, new: Row, columns: Sequence[Field], style: str | None) -> list[Row]:
    """What changed, a row for each column: `field`, its `title`, and before and after as people read it."""
    lang = render.choose_language(style, None)
    return [
        {
            "field": field.key,
            "title": field.title(lang),
            "before": fields.cell(field, old[field.key], lang),
            "after": fields.cell(field, new[field.key], lang),
        }
        for field in columns
        if old[field.key] != new[field.key]
    ]


def show_changes(title: str, changes: Sequence[Row], style: str | None) -> None:
    """Before and after of what changed; a sentence when nothing did."""
    if style not in (None, "table"):
        render.show(Sheet(site_fields.CHANGES, changes), style)
    elif not changes:
        render.tell(_("Nothing changes: that is what the register says of {name}.").format(name=title))
    else:
        render.say(title)
        for change in changes:
            shown = _("{old} → {new}").format(old=change["before"] or "–", new=change["after"] or "–")
            render.say("  " + _("{name}: {value}").format(name=change["title"], value=shown))


def _count_ended(rows: Sequence[Row], shown: Sequence[Row]) -> list[str]:
    hidden = len(rows) - len(shown)
    sentence = plural("{count} is no more: --ended shows it.", "{count} are no more: --ended shows them.", hidden)
    return [sentence] if hidden else []


def _is_same(one: str | None, other: str) -> bool:
    return names.plain(one or "") == names.plain(other)


_OF_ENDED = ("ended_on", "successor")
_IN_TOWNSHIPS = ("village", "zone")
_NAMED = 5  # responsibilities that are named in a sentence
NOTHING = object()  # stands where an option takes something away
