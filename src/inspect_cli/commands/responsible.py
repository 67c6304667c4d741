"""The commands for who answers for what: responsible add, import, list, set, end, and who."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Annotated, Any

import typer

from inspect_cli import messages, prompts, render, settings
from inspect_cli.commands import filing, holders, lists, options
from inspect_cli.errors import BadInput, NothingFound, WrongUsage
from inspect_cli.messages import _, plural
from inspect_cli.rules import fields, names, register_fields
from inspect_cli.rules.register_fields import ROLES
from inspect_cli.store import answering, posts, queries, recording, territory
from inspect_cli.store.database import Database, Row
from inspect_cli.transfer import crews
from inspect_cli.transfer.sheets import Sheet

CLEARED = ("category", "name", "post", "phone", "department", "to")
_TOLD = 5  # people who are named in news
_SEVERAL = 2  # people
_MANY = 1_000  # overlaps that are counted out
_EARLIEST = date(1949, 1, 1)  # no post of these is older

ForCategory = Annotated[
    str | None, typer.Option("--category", metavar="CATEGORY", help=_("Only for this category; all if not given."))
]
Role = Annotated[
    str | None,
    typer.Option(
        metavar="ROLE",
        help=_("area_leader, village_officer, hill_keeper, ranger, site_supervisor; by the place if not given."),
    ),
]
Name = Annotated[str | None, typer.Option(metavar="PERSON", help=_("Who it is."))]
Post = Annotated[str | None, typer.Option(metavar="POST", help=_("The post."))]
Phone = Annotated[
    str | None, typer.Option(metavar="TEXT", help=_("The telephone of the post, as text; no private number."))
]
Department = Annotated[str | None, typer.Option(metavar="NAME", help=_("The department."))]
From = Annotated[str | None, typer.Option("--from", metavar="DATE", help=_("The first day; today if not given."))]
To = Annotated[str | None, typer.Option(metavar="DATE", help=_("The last day; until further notice if not given."))]


def add_responsible(
    ctx: typer.Context,
    township: filing.InTownship,
    village: holders.AtVillage = None,
    zone: holders.AtZone = None,
    site: holders.AtSite = None,
    category: ForCategory = None,
    name: Name = None,
    vacant: Annotated[bool, typer.Option("--vacant", help=_("The post is there and nobody holds it."))] = False,
    post: Post = None,
    phone: Phone = None,
    role: Role = None,
    department: Department = None,
    start: From = None,
    to: To = None,
    style: options.Format = None,
) -> None:
    """Who answers for a township, or for one of its villages, hills or sites, from a day on."""
    refuse_nobody(name, vacant=vacant)
    author = recording.sign(ctx.obj.user)
    with options.opened(ctx, writes=True) as ledger:
        code, told = read_new(ledger, ctx.params)
        added = answering.add_responsibilities(ledger, code, share(told), author)
        rows = posts.find_ids(ledger, [each.id for each in added])
    render.show_receipt(Sheet(register_fields.ANSWERS, [posts.present(row) for row in rows]), style)
    tell_added(added, rows)


def import_responsible(
    ctx: typer.Context,
    file: filing.Path,
    start: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help=_("The first day of rows that say none."))
    ] = None,
    encoding: filing.Encoding = None,
    dry_run: filing.DryRun = False,
    style: options.Format = None,
) -> None:
    """Who answers for what, from a file: new ones, and what it says anew of those that are known."""
    from inspect_cli.transfer import people

    author = recording.sign(ctx.obj.user)
    first = options.read_day(start, settings.today())
    with options.opened(ctx, writes=not dry_run) as ledger:
        read = people.read_responsibilities(file, territory.read_known(ledger), first, encoding)
        entered = answering.enter_responsibilities(ledger, read.rows, author, dry_run=dry_run)
        overlaps = None if dry_run else answering.find_overlaps(ledger, _TOLD, read.cells)
    filing.tell_file(read, entered, style, dry_run=dry_run)
    if overlaps:
        tell_overlaps(overlaps)


def list_responsible(
    ctx: typer.Context,
    township: options.Township = None,
    layer: Annotated[
        str | None, typer.Option(metavar="township|village|zone|site", help=_("Only for places of this layer."))
    ] = None,
    category: Annotated[
        str | None, typer.Option(metavar="CATEGORY", help=_("Only who answers for this category, or for all."))
    ] = None,
    name: Annotated[str | None, typer.Option(metavar="TEXT", help=_("Only people whose name has this."))] = None,
    department: Annotated[
        str | None, typer.Option(metavar="TEXT", help=_("Only departments whose name has this."))
    ] = None,
    on: holders.OnDay = None,
    every: Annotated[bool, typer.Option("--all", help=_("Those of earlier and later days, too."))] = False,
    style: options.Format = None,
    output: options.Output = None,
    force: options.Force = False,
) -> None:
    """Who answers for what on a day; a file of it comes back with responsible import."""
    today = settings.today()
    day = None if every else options.read_day(on, today) or today
    asked = {"name": name, "department": department, "layer": options.read_key("layer", layer)}
    asked |= {"for_category": queries.find_category(category) if category is not None else None}
    with options.opened(ctx) as ledger:
        code = queries.find_township(ledger, township) if township is not None else None
        rows = posts.read(ledger, day, {**asked, "township": code})
        sheet = holders.lay_rows([posts.present(row) for row in rows], style, output)
    nothing = lists.miss(_("Nobody answers for anything there on these days."), "responsible", "add")
    lists.show_list(sheet, style, output, nothing)


def set_responsible(
    ctx: typer.Context,
    number: Annotated[str, typer.Argument(metavar="ID", help=_("The end of its id; see: responsible list."))],
    category: ForCategory = None,
    name: Name = None,
    post: Post = None,
    phone: Phone = None,
    role: Role = None,
    department: Department = None,
    start: Annotated[str | None, typer.Option("--from", metavar="DATE", help=_("The first day."))] = None,
    to: To = None,
    clear: Annotated[
        list[str] | None, typer.Option(metavar="FIELD", help=_("What is said of it no longer; once for each."))
    ] = None,
    style: options.Format = None,
) -> None:
    """Set right what is said of a responsibility; somebody else from a day on is an end and an add."""
    refuse_several(name)
    author = recording.sign(ctx.obj.user)
    with options.opened(ctx, writes=True) as ledger:
        [before] = posts.find_ids(ledger, [number])
        told = {**read_facts(ledger, ctx.params, before["start"]), **dict.fromkeys(read_cleared(clear or ()))}
        refuse_backwards({**before, **told})
        answering.change_responsibility(ledger, before, told, author)
        [after] = posts.find_ids(ledger, [before["id"]])
    old, new = posts.present(before), posts.present(after)
    filing.show_changes(holders.name_it(new), filing.compare(old, new, register_fields.ANSWERS, style), style)


def end_responsible(
    ctx: typer.Context,
    numbers: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]...", help=_("The ends of their ids; see: responsible list."))
    ] = None,
    name: Annotated[
        str | None, typer.Option(metavar="PERSON", help=_("Everything that this person answers for."))
    ] = None,
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help=_("The last day; today if not given."))] = None,
    yes: options.Yes = False,
    style: options.Format = None,
) -> None:
    """The last day on which somebody answers, for one place or for all; says where nobody does then."""
    refuse_both(numbers, name)
    author = recording.sign(ctx.obj.user)
    last = options.read_day(on, settings.today()) or settings.today()
    with options.opened(ctx) as ledger:
        rows = find_ending(ledger, numbers or (), name, last)
        refuse_unbegun(rows, last, settings.today() if name is not None else date.max)
    prompts.confirm_ending(len(rows), yes=yes)
    with options.opened(ctx, writes=True) as ledger:
        answering.end_responsibilities(ledger, rows, last, author)
        after = posts.find_ids(ledger, [row["id"] for row in rows])
        alone = posts.find_left_alone(ledger, rows, last + timedelta(days=1))
    render.show_receipt(Sheet(register_fields.ANSWERS, [posts.present(row) for row in after]), style, ("from", "to"))
    holders.tell_alone(alone, last + timedelta(days=1))


def read_new(ledger: Database, typed: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """The code of the township and the fields of the entry that were typed. Raises WrongUsage."""
    today = settings.today()
    start = options.read_day(typed["start"], today) or today
    code = queries.find_township(ledger, typed["township"], start)
    layer, place = holders.read_place(ledger, code, typed, start)
    told = {"layer": layer, "place": place, "role": ROLES[layer], "start": start}
    told |= read_facts(ledger, typed, start)
    refuse_backwards(told)
    return code, told


def share(told: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The fields for each of several people that are named together. Raises BadInput for phones that fit not."""
    people = list(dict.fromkeys(crews.split_crew(told.get("name", ""))))
    if len(people) < _SEVERAL:
        return [{**told, "name": people[0]} if people else dict(told)]
    phones = crews.split_phones(told.get("phone", ""), len(people))
    if not phones:
        rule = _("{parts} for {count} people: write one for each of them, or one for all")
        parts = len(names.split_people(told["phone"]))
        title = register_fields.TITLES["phone"].title(messages.language)
        raise recording.refuse_field(title, rule.format(parts=parts, count=len(people)))
    return [{**told, "name": name, "phone": phone or None} for name, phone in zip(people, phones, strict=True)]


def refuse_several(name: str | None) -> None:
    """Raises BadInput for several people, of whom each has a responsibility of their own."""
    if name is not None and len(crews.split_crew(name)) >= _SEVERAL:
        raise BadInput(
            _("One person has a responsibility; these are several: {names}").format(names=name),
            _("Nothing was written."),
            _("Name one here, and the others with: inspect-cli responsible add"),
        )


def read_facts(ledger: Database, typed: Mapping[str, Any], day: date) -> dict[str, Any]:
    """What the options say of a responsibility, as fields of its entry; what was not given is left out.

    Raises BadInput for a name that is none.
    """
    recording.need_name(register_fields.TITLES["name"].title(messages.language), typed["name"])
    today = settings.today()
    told = {key: typed[key] for key in ("name", "post", "phone") if typed[key] is not None}
    days: dict[str, date | None] = {
        "start": options.read_day(typed["start"], today),
        "end": options.read_day(typed["to"], today),
    }
    refuse_ancient(days["start"])
    told |= {key: value for key, value in days.items() if value is not None}
    if typed["category"] is not None:
        told["category"] = queries.find_category(typed["category"])
    if typed["role"] is not None:
        told["role"] = options.read_key("answering_role", typed["role"])
    if typed["department"] is not None:
        told["department"] = territory.choose_name(ledger, "department", typed["department"], None, day)
    return told


def read_cleared(typed: Sequence[str]) -> list[str]:
    """What is to be said no longer, as fields of the entry. Raises WrongUsage for a field that is none or must stay."""
    known = fields.known_headers(field for field in register_fields.RESPONSIBLE if field.key in CLEARED)
    keys = [known.get(names.plain(text)) for text in typed]
    for text, key in zip(typed, keys, strict=True):
        if key is None:
            raise WrongUsage(
                _("There is no field {name} that could be cleared.").format(name=text),
                _("Nothing was written."),
                _("Choose from: {all}").format(all=", ".join(CLEARED)),
            )
    return ["end" if key == "to" else str(key) for key in keys]


def find_ending(ledger: Database, numbers: Sequence[str], name: str | None, last: date) -> list[Row]:
    """The responsibilities that are to end on a day; those that end by then anyway are told and left out."""
    if name is not None:
        person = posts.find_person(ledger, name)
        refuse_others(name, person)
        rows = [row for row in posts.read(ledger, None, {"name": person}) if row["name"] == person]
    else:
        rows = posts.find_ids(ledger, numbers)
    open_still = [row for row in rows if posts.ever_held(row) and (row["end"] is None or row["end"] > last)]
    if not open_still:
        raise NothingFound(
            _("There is nothing to end: all of it ends by {day} anyway.").format(day=last),
            _("Nothing was written."),
            _("See: inspect-cli responsible list --all"),
        )
    if numbers and (over := len(rows) - len(open_still)):
        render.tell(plural("{count} ends by then anyway.", "{count} end by then anyway.", over))
    return open_still


def refuse_others(typed: str, found: str) -> None:
    """Raises BadInput for one of several people who were taken in as one name: all of them would end."""
    if len(crews.split_crew(found)) >= _SEVERAL and names.plain(typed) != names.plain(found):
        raise BadInput(
            _("{names} stand in the register as one.").format(names=found),
            _("Nothing was written."),
            _("To part them: inspect-cli responsible list --all -o FILE, inspect-cli responsible import FILE"),
        )


def refuse_unbegun(rows: Sequence[Row], last: date, until: date) -> None:
    """Raises BadInput for one that begins later than on the day after its last: that would be a slip of the day.

    until: what begins after this day may be struck out with the rest, as of somebody who leaves before.
    """
    for row in rows:
        never = row["start"] - timedelta(days=1)
        if last < never and row["start"] <= until:
            command = messages.spell(("responsible", "end", row["id"][-posts.SHORT :], "--on", str(never)))
            raise BadInput(
                _("{id} begins only on {day}.").format(id=row["id"][-posts.SHORT :], day=row["start"]),
                _("Nothing was written."),
                _("If it is never to hold: {command}").format(command=command),
            )


def refuse_ancient(start: date | None) -> None:
    """Raises BadInput for a first day that can only be a slip."""
    if start is not None and start < _EARLIEST:
        raise recording.refuse_field(
            register_fields.TITLES["from"].title(messages.language), _("is before {day}").format(day=_EARLIEST)
        )


def refuse_nobody(name: str | None, *, vacant: bool) -> None:
    """Raises WrongUsage unless somebody is named, or nobody on purpose."""
    if (name is None) != vacant:
        raise WrongUsage(
            _("Who answers there is not said.") if name is None else _("--name and --vacant do not go together."),
            _("Nothing was written."),
            _("Give --name NAME, or --vacant for a post that nobody holds."),
        )


def refuse_both(numbers: Sequence[str] | None, name: str | None) -> None:
    """Raises WrongUsage unless either ids or a person are given."""
    if bool(numbers) == (name is not None):
        raise WrongUsage(
            _("Say what ends: ids, or a person with --name."),
            _("Nothing was written."),
            _("See: inspect-cli responsible list"),
        )


def refuse_backwards(told: Mapping[str, Any]) -> None:
    """Raises BadInput when the last day is before the first."""
    if told.get("end") is not None and told["end"] < told["start"]:
        raise recording.refuse_field(
            register_fields.TO.title(messages.language), _("is before the first day, {day}").format(day=told["start"])
        )


def tell_added(added: Sequence[answering.Added], rows: Sequence[Row]) -> None:
    """What was there already, which vacancy was filled, who answers for the same beside. rows: of the register."""
    if not any(each.is_new for each in added):
        render.tell(_("That is in the register already; nothing was written."))
    for each, row in zip(added, rows, strict=True):
        if not each.is_new and any(other.is_new for other in added):
            render.tell(_("{name} is in the register already.").format(name=row["name"]))
    for row in (row for each in added for row in each.filled):
        render.tell(_("The vacancy {id} is filled and ends.").format(id=row["id"][-posts.SHORT :]))
    for row in added[0].beside[:_TOLD]:
        command = messages.spell(("responsible", "end", row["id"][-posts.SHORT :]))
        render.tell(
            _("{name} answers for the same on the same days. If that is over: {command}").format(
                name=row["name"], command=command
            )
        )


def tell_overlaps(overlaps: answering.Overlaps) -> None:
    """Where two people have the same role at the same place on the same day."""
    for one, other in overlaps.pairs:
        render.tell(
            _("{place}: {name} and {other} have the same role on the same days ({id}, {other_id}).").format(
                place=holders.name_place(posts.present(one)),
                name=one["name"] or _("nobody"),
                other=other["name"] or _("nobody"),
                id=one["id"][-posts.SHORT :],
                other_id=other["id"][-posts.SHORT :],
            )
        )
    more = overlaps.total - len(overlaps.pairs)
    if more > _MANY:
        render.tell(_("More than {count:,} more like this.").format(count=_MANY))
    elif more:
        render.tell(plural("{count} more like this.", "{count} more like this.", more))
