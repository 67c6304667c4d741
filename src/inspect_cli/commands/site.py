"""The commands for the register of sites: add, set, end, show, list, import."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import typer

from inspect_cli import messages, render, settings
from inspect_cli.commands import filing, lists, options, settling
from inspect_cli.errors import WrongUsage
from inspect_cli.messages import _, plural
from inspect_cli.rules import fields, names, site_fields
from inspect_cli.store import naming, places, queries, recording, registering, territory
from inspect_cli.store.calling import Callings
from inspect_cli.store.database import Database, Row
from inspect_cli.transfer.sheets import Sheet

TEXTS = ("village", "regulator", "head_post", "leader_post", "township_post", "organiser", "permit")
PLAIN = (*TEXTS, "must_visit", "visit_days", "expected_people")
DAYS = ("starts_on", "ends_on", "ended_on")
CLEARED = ("kind", *PLAIN, *DAYS)
SHORT = ("code", "name", "township", "village", "kind", "state", "must_visit", "visit_days", "stopped_for")

Named = Annotated[str, typer.Argument(metavar="SITE", help=_("Its code, its name or a part of the name."))]
Village = Annotated[str | None, typer.Option(metavar="NAME", help=_("The village or community."))]
Kinds = Annotated[
    list[str] | None,
    typer.Option("--kind", metavar="KIND", help=_("What kind of place it is; the first is the main one.")),
]
State = Annotated[
    str | None, typer.Option(metavar="producing|stopped", help=_("Whether it is producing (生产) or stopped (停产)."))
]
Since = Annotated[str | None, typer.Option(metavar="DATE", help=_("Since when the state holds; today if not given."))]
StoppedFor = Annotated[str | None, typer.Option(metavar="repair|holiday|long|ordered", help=_("Why it is stopped."))]
MustVisit = Annotated[
    bool | None,
    typer.Option(
        "--must-visit/--no-must-visit", help=_("Every round of inspections goes there; --no-must-visit takes it back.")
    ),
]
VisitDays = Annotated[
    int | None, typer.Option(metavar="DAYS", min=1, max=36_500, help=_("A visit is due so many days after the last."))
]
Regulator = Annotated[str | None, typer.Option(metavar="TEXT", help=_("The department that answers for it."))]
HeadPost = Annotated[str | None, typer.Option(metavar="POST", help=_("The post of who heads it; no name."))]
LeaderPost = Annotated[
    str | None, typer.Option(metavar="POST", help=_("The post of the leader who answers for it; no name."))
]
TownshipPost = Annotated[
    str | None, typer.Option(metavar="POST", help=_("The post of who answers for it in the township; no name."))
]
Organiser = Annotated[str | None, typer.Option(metavar="NAME", help=_("Of an event: which body holds it."))]
Permit = Annotated[str | None, typer.Option(metavar="NUMBER", help=_("Of an event: the number of its permit."))]
ExpectedPeople = Annotated[
    int | None, typer.Option(metavar="COUNT", min=0, max=10**9, help=_("Of an event: how many people are expected."))
]
StartsOn = Annotated[str | None, typer.Option(metavar="DATE", help=_("Of an event: its first day."))]
EndsOn = Annotated[str | None, typer.Option(metavar="DATE", help=_("Of an event: its last day."))]


def add_site(
    ctx: typer.Context,
    township: filing.InTownship,
    name: Annotated[str, typer.Argument(metavar="NAME", help=_("The name of the site."))],
    code: Annotated[str | None, typer.Option(metavar="CODE", help=_("Its code; made if not given."))] = None,
    village: Village = None,
    kind: Kinds = None,
    state: State = None,
    since: Since = None,
    stopped_for: StoppedFor = None,
    must_visit: MustVisit = None,
    visit_days: VisitDays = None,
    regulator: Regulator = None,
    head_post: HeadPost = None,
    leader_post: LeaderPost = None,
    township_post: TownshipPost = None,
    organiser: Organiser = None,
    permit: Permit = None,
    expected_people: ExpectedPeople = None,
    starts_on: StartsOn = None,
    ends_on: EndsOn = None,
    style: options.Format = None,
) -> None:
    """A site that is new in a township's register."""
    author = recording.sign(ctx.obj.user)
    told = {"name": name, **({"code": code} if code is not None else {}), **read_facts(ctx.params)}
    with options.opened(ctx, writes=True) as ledger:
        place = queries.find_township(ledger, township, settings.today())
        made = registering.add_site(ledger, place, told, author)
        row = places.read_site(ledger, place, made)
        settling.tell_regulator(ledger, regulator, settings.today())
    sheet = Sheet(fields.pick_fields(places.COLUMNS), [present(row, style, None)])
    render.show_receipt(sheet, style, places.COLUMNS[3:])


def set_site(
    ctx: typer.Context,
    township: filing.InTownship,
    site: Named,
    name: Annotated[str | None, typer.Option(metavar="NAME", help=_("Its new name."))] = None,
    village: Village = None,
    kind: Kinds = None,
    state: State = None,
    since: Since = None,
    stopped_for: StoppedFor = None,
    must_visit: MustVisit = None,
    visit_days: VisitDays = None,
    regulator: Regulator = None,
    head_post: HeadPost = None,
    leader_post: LeaderPost = None,
    township_post: TownshipPost = None,
    organiser: Organiser = None,
    permit: Permit = None,
    expected_people: ExpectedPeople = None,
    starts_on: StartsOn = None,
    ends_on: EndsOn = None,
    ended_on: Annotated[str | None, typer.Option(metavar="DATE", help=_("Since this day it is no more."))] = None,
    clear: Annotated[
        list[str] | None, typer.Option(metavar="FIELD", help=_("What is said of it no longer; once for each."))
    ] = None,
    style: options.Format = None,
) -> None:
    """What changes of a site of the register; what is not named stays."""
    told = {**({"name": name} if name is not None else {}), **read_facts(ctx.params), **read_cleared(clear or ())}
    change_site(ctx, (township, site), told, style)


def end_site(
    ctx: typer.Context,
    township: filing.InTownship,
    site: Named,
    on: filing.EndedOn = None,
    style: options.Format = None,
) -> None:
    """A site that is no more; what was recorded there stays."""
    today = settings.today()
    change_site(ctx, (township, site), {"ended_on": options.read_day(on, today) or today}, style)


def change_site(ctx: typer.Context, which: tuple[str, str], told: dict[str, Any], style: str | None) -> None:
    """Write what is said anew of a site, and show before and after. which: its township and itself, as typed."""
    author = recording.sign(ctx.obj.user)
    with options.opened(ctx, writes=True) as ledger:
        before = choose_site(ledger, queries.find_township(ledger, which[0]), which[1])
        registering.change_site(ledger, before, told, author)
        after = places.read_site(ledger, before["township"], before["code"])
        settling.tell_regulator(ledger, told.get("regulator"), settings.today())
    if known := registering.find_known(before, told):
        settling.tell_known_state(known)
    changes = places.compare(before, after, render.choose_language(style, None))
    filing.show_changes(f"{after['code']}  {after['name']}", changes, style)


def show_site(
    ctx: typer.Context,
    township: filing.InTownship,
    site: Named,
    style: options.Format = None,
    output: options.Output = None,
    force: options.Force = False,
) -> None:
    """The card of a site: its register, its states, its items, its visits, what is open there."""
    from inspect_cli.store import site_cards  # reads a checklist, and so pydantic's models

    today = settings.today()
    with options.opened(ctx) as ledger:
        row = choose_site(ledger, queries.find_township(ledger, township), site)
        card = site_cards.make_card(ledger, row, today)
        before = site_cards.find_before(ledger, row)
    title, facts, history = site_cards.lay_out(card, row, messages.language, today)
    if render.wants_all(style, output):
        render.show(Sheet([*fields.pick_fields(places.COLUMNS), *site_fields.CARD], [card]), style, output)
    elif output or style == "markdown":
        render.show(lay_card(facts, history), style, output)
    else:
        render.show_card(title, facts, history)
        tell_before(before)


def tell_before(rows: Sequence[Row]) -> None:
    """Where a site stood before its township took over, and how what was recorded there is seen."""
    for row in rows:
        command = messages.spell(("site", "show", row["township_name"], row["name"]))
        told = _("Until {day} it stood in {township}; its visits of then stay there: {command}")
        render.tell(told.format(day=row["ended_on"], township=row["township_name"], command=command))


def list_sites(
    ctx: typer.Context,
    township: options.Township = None,
    kind: Annotated[str | None, typer.Option(metavar="KIND", help=_("Only this kind of place."))] = None,
    state: Annotated[
        str | None,
        typer.Option(metavar="producing|stopped", help=_("Only what is producing, or only what is stopped.")),
    ] = None,
    must_visit: Annotated[bool, typer.Option("--must-visit", help=_("Only what every round goes to."))] = False,
    text: Annotated[
        str | None, typer.Option(metavar="TEXT", help=_("Only what has this in its name, code or village."))
    ] = None,
    ended: filing.Ended = False,
    style: options.Format = None,
    output: options.Output = None,
    force: options.Force = False,
) -> None:
    """The register of sites."""
    asked = {"must_visit": must_visit, "text": text, "ended": ended}
    asked |= {"kind": places.choose_kind(kind) if kind is not None else None}
    asked |= {"state": said.state if (said := options.read_site_state(state)) else None}
    with options.opened(ctx) as ledger:
        code = queries.find_township(ledger, township) if township is not None else None
        register = places.read_register(ledger, code)
    found = places.filter_sites(register, asked, settings.today())
    columns = fields.pick_fields(places.COLUMNS if render.wants_all(style, output) else SHORT)
    count = plural("{count} site", "{count} sites", len(found))
    sheet = Sheet(columns, [present(row, style, output) for row in found], notes=[count])
    lists.show_list(sheet, style, output, lists.miss(_("No site fits."), "site", "add"))


def import_sites(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help=_("A CSV file or a workbook, a row for each site."))],
    encoding: filing.Encoding = None,
    dry_run: filing.DryRun = False,
    style: options.Format = None,
) -> None:
    """Sites from a file: new ones, and what it says anew of those in the register."""
    from inspect_cli.transfer import site_files

    author = recording.sign(ctx.obj.user)
    with options.opened(ctx, writes=not dry_run) as ledger:
        callings = Callings(places.read_register(ledger), settings.today())
        names_of, ended = queries.township_names(ledger), territory.read_ended(ledger)
        read = site_files.read_sites(file, names_of, encoding, callings, ended, naming.read_townships(ledger))
        noted = registering.Noted()
        entered = registering.enter_sites(ledger, read.rows, author, dry_run=dry_run, noted=noted)
    counts = {"rows": len(read.rows) + read.skipped, **entered._asdict(), "skipped": read.skipped}
    render.show_outcome(counts, style)
    settling.tell_left_out(read)
    settling.tell_noted(noted, names_of)
    if dry_run:
        render.tell(_("Nothing was written: this was a dry run."))


def choose_site(ledger: Database, township: str, typed: str) -> Row:
    """The site that was typed, as `places.choose_site` finds it; told of when that was a name which it had before."""
    row = places.choose_site(ledger, township, typed)
    if places.is_former(row, typed):
        options.tell_renamed(typed, row["name"])
    return row


def read_facts(typed: Mapping[str, Any]) -> dict[str, Any]:
    """What the options say of a site, as fields of its entry. Raises WrongUsage for what cannot be read."""
    today = settings.today()
    told = {key: typed[key] for key in PLAIN if typed[key] is not None}
    told |= {key: options.read_day(typed[key], today) for key in DAYS if typed.get(key) is not None}
    if typed["kind"]:
        first, *others = dict.fromkeys(map(places.choose_kind, typed["kind"]))
        told |= {"kind": first, "also": tuple(others) or None}
    said = options.read_site_state(typed["state"])
    state = said.state if said else None
    why, since = options.read_key("stop", typed["stopped_for"]), options.read_day(typed["since"], today)
    if (why and state != "stopped") or (since and state is None):
        raise WrongUsage(
            _("--since says since when a state holds, and --stopped-for why a site is stopped."),
            _("Nothing was written."),
            _("Give --state producing or --state stopped with them."),
        )
    return told | ({"state": state, "state_since": since, "stopped_for": why or said.stopped_for} if said else {})


def read_cleared(typed: Sequence[str]) -> dict[str, None]:
    """What is to be said no longer, by key or title. Raises WrongUsage for a field that is none or must stay."""
    known = fields.known_headers(fields.pick_fields(CLEARED))
    cleared: dict[str, None] = {}
    for text in typed:
        key = known.get(names.plain(text))
        if key is None:
            raise WrongUsage(
                _("There is no field {name} that could be cleared.").format(name=text),
                _("Nothing was written."),
                _("Choose from: {all}").format(
                    all=options.name_choices({f.key: f.zh for f in fields.pick_fields(CLEARED)})
                ),
            )
        cleared |= {key: None, **({"also": None} if key == "kind" else {})}
    return cleared


def lay_card(facts: Sequence[tuple[str, str]], history: Sequence[Sequence[str]]) -> Sheet:
    """A card as a table: a row for each fact, then for each state."""
    states = site_fields.CARD[0].title(messages.language)
    told = [*facts, *((states, "  ".join(line)) for line in history)]
    rows = [{"name": what, "value": value} for what, value in told]
    return Sheet(fields.pick_columns(("name", "value")), rows)


def present(row: Row, style: str | None, output: str | None) -> Row:
    """A row of the register for a table or a file."""
    return places.present(row, render.choose_language(style, output))
