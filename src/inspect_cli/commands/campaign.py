"""The commands for campaigns and special periods: campaign start, set, end, list, import, status."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from inspect_cli import messages, render, settings
from inspect_cli.commands import filing, lists, options
from inspect_cli.errors import BadInput, NothingFound, WrongUsage
from inspect_cli.messages import _, plural
from inspect_cli.rules import campaign_fields, pace, periods, words
from inspect_cli.store import campaigns, naming, queries, recording, registering
from inspect_cli.store.campaigns import Due
from inspect_cli.store.database import Database, Row
from inspect_cli.transfer.sheets import Sheet

if TYPE_CHECKING:
    from inspect_cli.store.pacing import Course

TABLES = ("campaigns", "townships", "missing")
_OPTIONS = {"categories": "--category", "townships": "--township", "report": "--report"}
NewName = Annotated[str, typer.Argument(metavar="NAME", help=_("What add --campaign calls it."))]
Named = Annotated[str, typer.Argument(metavar="NAME", help=_("Its name or a part of it."))]
From = Annotated[str | None, typer.Option("--from", metavar="DATE", help=_("Its first day."))]
NewFrom = Annotated[str | None, typer.Option("--from", metavar="DATE", help=_("Its first day; today if not given."))]
End = Annotated[
    str | None,
    typer.Option("--end", metavar="DATE", help=_("Its last day, or 10d, 2w, eom; a later deadline needs a reason.")),
]
Categories = Annotated[
    list[str] | None,
    typer.Option("--category", metavar="CATEGORY", help=_("What it is about, all if not given; repeat it.")),
]
Townships = Annotated[
    list[str] | None,
    typer.Option("--township", metavar="NAME", help=_("Where it is held, everywhere if not given; repeat it.")),
]
Kind = Annotated[
    str | None,
    typer.Option("--kind", metavar="campaign|period", help=_("A campaign, or a special period such as the festival.")),
]
Frequency = Annotated[
    str | None, typer.Option("--report", metavar="daily|weekly|monthly", help=_("How often a report is due."))
]


def start_campaign(
    ctx: typer.Context,
    name: NewName,
    start: NewFrom = None,
    end: End = None,
    category: Categories = None,
    township: Townships = None,
    kind: Kind = None,
    report: Frequency = None,
) -> None:
    """A new campaign with its days; what changes of one later is for `campaign set`."""
    author = recording.sign(ctx.obj.user)
    with options.opened(ctx, writes=True) as ledger:
        refuse_known(campaigns.find_named(ledger, name, settings.today()))
        told = {"name": name, "kind": options.read_key("campaign_kind", kind), **read_facts(ledger, ctx.params)}
        registering.enter_campaign(ledger, {**told, "start": choose_start(told)}, author)
        rows = [row for row in present(ledger) if row["name"] == name.strip()]
    render.show_receipt(Sheet(campaign_fields.CAMPAIGNS, rows), None, ("days_left", "report"))
    tell_days(name.strip(), told)


def choose_start(told: Row) -> date:
    """The first day, today if none was said. Raises BadInput when it would be over before that."""
    start: date | None = told["start"]
    today = settings.today()
    if start is None and told["end"] and told["end"] < today:
        raise BadInput(
            _("Its last day, {day}, is before today.").format(day=told["end"]),
            _("Nothing was written."),
            _("Say when it began: --from DATE"),
        )
    return start or today


def tell_days(name: str, told: Row) -> None:
    """Which of its days nobody said, and how to say it."""
    command = messages.spell(("campaign", "set", name))
    if told["start"] is None:
        sentence = _("It begins today, {day}; to say another day: {command} --from DATE")
        render.tell(sentence.format(day=settings.today(), command=command))
    if told["end"] is None:
        sentence = _("It has no last day, so that nothing can miss its end; to say one: {command} --end DATE")
        render.tell(sentence.format(command=command))


def set_campaign(
    ctx: typer.Context,
    name: Named,
    start: From = None,
    end: End = None,
    category: Categories = None,
    township: Townships = None,
    kind: Kind = None,
    report: Frequency = None,
    everything: Annotated[bool, typer.Option("--every-category", help=_("It is about every category."))] = False,
    everywhere: Annotated[bool, typer.Option("--everywhere", help=_("It is held everywhere."))] = False,
    no_report: Annotated[bool, typer.Option("--no-report", help=_("No report is due any more."))] = False,
    style: options.Format = None,
) -> None:
    """What changes of a campaign; what is not given stays."""
    author = recording.sign(ctx.obj.user)
    taken = {"categories": everything, "townships": everywhere, "report": no_report}
    with options.opened(ctx, writes=True) as ledger:
        told = {"kind": options.read_key("campaign_kind", kind), **read_facts(ledger, ctx.params)}
        facts = {key: value for key, value in told.items() if value is not None}
        refuse_both(facts, taken)
        change(ledger, name, facts | {key: None for key, gone in taken.items() if gone}, author, style)


def end_campaign(
    ctx: typer.Context,
    name: Named,
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help=_("Its last day; today if not given."))] = None,
    style: options.Format = None,
) -> None:
    """The last day of a campaign; what is still open of it is told."""
    today = settings.today()
    day = options.read_day(on, today) or today
    author = recording.sign(ctx.obj.user)
    with options.opened(ctx, writes=True) as ledger:
        row = change(ledger, name, {"end": day}, author, style)
        held = campaigns.belong(row, today)
        held.add("open")
        count = queries.count_hazards(ledger, held)
    if count:
        told = plural(
            "{count} hazard of {name} is open.", "{count} hazards of {name} are open.", count, name=row["name"]
        )
        command = messages.spell(("campaign", "status", row["name"]))
        render.tell(f"{told} " + _("See: {command}").format(command=command))


def list_campaigns(
    ctx: typer.Context, style: options.Format = None, output: options.Output = None, force: options.Force = False
) -> None:
    """The register of campaigns, what runs first."""
    with options.opened(ctx) as ledger:
        rows = present(ledger, style, output)
    nothing = lists.miss(_("No campaign is registered."), "campaign", "start")
    lists.show_list(Sheet(campaign_fields.CAMPAIGNS, rows), style, output, nothing)


def import_campaigns(
    ctx: typer.Context,
    file: filing.Path,
    encoding: filing.Encoding = None,
    dry_run: filing.DryRun = False,
    style: options.Format = None,
) -> None:
    """Campaigns from a file: new ones, and what it says anew of those in the register."""
    from inspect_cli.transfer import campaign_files

    author = recording.sign(ctx.obj.user)
    with options.opened(ctx, writes=not dry_run) as ledger:
        former = naming.read_townships(ledger)
        read = campaign_files.read_campaigns(file, queries.township_names(ledger), encoding, former)
        check_reports(read.rows)
        entered = registering.enter_campaigns(ledger, read.rows, author, dry_run=dry_run)
    filing.tell_file(read, entered, style, dry_run=dry_run)


def show_status(
    ctx: typer.Context,
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[NAME]",
            help=_("Only this one; if not given all that run, or ended in the last 31 days with something open."),
        ),
    ] = None,
    township: options.Township = None,
    table: Annotated[
        str | None,
        typer.Option(metavar="|".join(TABLES), help=_("Only this table, which is also what -o and CSV write.")),
    ] = None,
    style: options.Format = None,
    output: options.Output = None,
    force: options.Force = False,
) -> None:
    """How campaigns go: counts, needed a day against the last seven, which hazards will miss the end and why."""
    from inspect_cli.store import pacing

    if table not in (None, *TABLES):
        raise WrongUsage(
            _("Not known: {text}").format(text=table), todo=_("Choose one of: {all}").format(all=", ".join(TABLES))
        )
    today = settings.today()
    with options.opened(ctx) as ledger:
        code = queries.find_township(ledger, township) if township is not None else None
        known = campaigns.read_campaigns(ledger, today)
        found = [campaigns.find_campaign(known, name)] if name is not None else None
        try:
            asked = found or campaigns.find_watched(ledger, known, today, code)
        except NothingFound:
            if style == "json":
                render.say("[]")
            raise
        courses = [pacing.follow(ledger, row, today, code) for row in asked]
    if style == "json" and not output and table is None:
        render.say(json.dumps([write_object(course) for course in courses], ensure_ascii=False, default=str))
    elif table is not None or output or style in ("csv", "jsonl"):
        lang, machine = render.choose_language(style, output), render.wants_all(style, output)
        render.show(lay_table(courses, table or TABLES[0], lang, machine=machine), style, output)
    else:
        draw(courses, style)


def draw(courses: Sequence[Course], style: str | None) -> None:
    """The screen: a line for each campaign; then of each its townships, and what will miss its end."""
    lang = messages.language
    render.show(lay_table(courses, "campaigns", lang), style)
    for course in courses:
        for table in TABLES[1:]:
            sheet = lay_table([course], table, lang)
            if table == "townships" or course.missing:
                render.say("")
                render.show(sheet, style)


def lay_table(courses: Sequence[Course], table: str, lang: str, *, machine: bool = False) -> Sheet:
    """One table of how campaigns go; of several ones with the name of the campaign in each row."""
    several = [campaign_fields.HOW[0]] if len(courses) > 1 else []
    title = "" if several else courses[0].campaign["name"]
    if table == "campaigns":
        facts = [course.facts if machine else say_ended(course.facts) for course in courses]
        notes = [*explain(), *tell_former_ends(courses)]
        return Sheet(campaign_fields.HOW, facts, notes=notes, urgent=("overdue", "missing"))
    if table == "townships":
        rows = [{**row, "campaign": course.campaign["name"]} for course in courses for row in course.townships]
        total = {**courses[0].total, "township": _("Total")} if not several else None
        columns = [*several, *campaign_fields.BY_TOWNSHIP]
        return Sheet(columns, rows, title=title, total=total, urgent=("overdue",))
    notes = pace.explain_reasons(row["reasons"] for course in courses for row in course.missing)
    between = "、" if lang == "zh" else ", "
    missing = [
        {
            **row,
            "campaign": course.campaign["name"],
            "reasons": row["reasons"]
            if machine and lang == "en"
            else between.join(pace.name_reasons(row["reasons"], lang)),
        }
        for course in courses
        for row in course.missing
    ]
    sentence = plural("{count} hazard will miss the end", "{count} hazards will miss the end", len(missing))
    heading = _("{name}: {value}").format(name=title, value=sentence) if title else sentence
    return Sheet([*several, *campaign_fields.MISSING], missing, title=heading, notes=notes, urgent=("due",))


def say_ended(facts: Row) -> Row:
    """How a campaign goes, with a word for people where no day is left."""
    return {**facts, "days_left": _("ended")} if facts["days_left"] == 0 else facts


def write_object(course: Course) -> Row:
    """How a campaign goes as an object for machines."""
    keys = [field.key for field in campaign_fields.MISSING]
    towns = [field.key for field in campaign_fields.BY_TOWNSHIP]
    campaign = {key: course.campaign[key] for key in ("kind", "start", "end")}
    return {
        **course.facts,
        **campaign,
        "former_ends": course.former_ends,
        "townships": [{key: row[key] for key in towns} for row in course.townships],
        "missing_hazards": [{key: row[key] for key in keys} for row in course.missing],
    }


def explain() -> list[str]:
    """How the numbers are worked out."""
    return [
        _("Days left: today and the last day are among them. Needed a day: open / days left, rounded up to a tenth."),
        _("Closed a day: the average of the last seven days, or of the days since it began."),
        _("Done on: when the last one is closed at this pace if nothing holds any up; empty if never."),
        _("Will miss: what something holds up at any pace, and what comes too late in the queue at this one."),
    ]


def tell_former_ends(courses: Iterable[Course]) -> list[str]:
    """Of campaigns whose last day is another one now: the first one, and those between."""
    return [
        plural(
            "{name} was to end on {first}; its last day was moved {count} time: {days}",
            "{name} was to end on {first}; its last day was moved {count} times: {days}",
            len(course.former_ends),
            name=course.campaign["name"],
            first=course.former_ends[0],
            days=" → ".join(f"{day}" for day in (*course.former_ends, course.campaign["end"])),
        )
        for course in courses
        if course.former_ends
    ]


def read_facts(ledger: Database, typed: Any) -> dict[str, Any]:
    """Days, categories, townships and frequency as fields of the entry. Raises WrongUsage for what is not known."""
    today = settings.today()
    categories = [queries.find_category(text) for text in typed["category"] or ()]
    townships = [queries.find_township(ledger, text, today) for text in typed["township"] or ()]
    report = options.read_key("report", typed["report"])
    check_reports([{"report": report}])
    start = options.read_day(typed["start"], today)
    return {
        "start": start,
        "end": options.read_due(typed["end"], start or today, earlier=True),
        "categories": tuple(dict.fromkeys(categories)) or None,
        "townships": tuple(dict.fromkeys(townships)) or None,
        "report": report,
    }


def check_reports(rows: Sequence[Any]) -> None:
    """Raises WrongUsage for a report that is not due again and again."""
    for row in rows:
        if row.get("report") not in (None, *periods.FREQUENCIES):
            raise WrongUsage(
                _("Not known: {text}").format(text=row["report"]),
                _("Nothing was written."),
                _("Choose one of: {all}").format(all=", ".join(periods.FREQUENCIES)),
            )


def refuse_known(row: Row | None) -> None:
    """Raises BadInput for a campaign that is in the register."""
    if row is not None:
        raise BadInput(
            _("{name} is in the register already.").format(name=row["name"]),
            _("Nothing was written."),
            _("Change that one: {command}").format(command=messages.spell(("campaign", "set", row["name"]))),
        )


def refuse_both(facts: Row, taken: dict[str, bool]) -> None:
    """Raises BadInput when something is given and taken away at once."""
    for key, gone in taken.items():
        if gone and key in facts:
            raise BadInput(
                _("{option} is given and taken away at once.").format(option=_OPTIONS[key]),
                _("Nothing was written."),
                _("Leave one of them out."),
            )


def change(ledger: Database, typed: str, facts: Row, author: Any, style: str | None) -> Row:
    """Write what a campaign is from now on, and show what changed; its row."""
    today = settings.today()
    name = campaigns.find_campaign(campaigns.read_campaigns(ledger, today), typed)["name"]
    old = next(row for row in present(ledger, style) if row["name"] == name)
    registering.enter_campaigns(ledger, [{"name": name, **facts}], author)
    new = next(row for row in present(ledger, style) if row["name"] == name)
    columns = [field for field in campaign_fields.IN_FILES if field.key != "name"]
    filing.show_changes(name, filing.compare(old, new, columns, style), style)
    row = next(row for row in campaigns.read_campaigns(ledger, today) if row["name"] == name)
    if old["end"] != new["end"]:
        tell_due(row, campaigns.count_due(ledger, row, today))
    return row


def tell_due(row: Row, due: Due) -> None:
    """What another last day means for the deadlines of what is open."""
    if any(due) and row["end"] is not None:
        sentence = _("Deadlines of what is open: {within} by {end}, {beyond} after it, {never} not set.")
        told = {"within": f"{due.within:,}", "beyond": f"{due.beyond:,}", "never": f"{due.never:,}"}
        render.tell(sentence.format(end=row["end"], **told))


def present(ledger: Database, style: str | None = None, output: str | None = None) -> list[Row]:
    """The register as people read it: townships by their names, categories in words; for machines by their keys."""
    lang = render.choose_language(style, output)
    known = queries.township_names(ledger)
    return [
        {
            **row,
            "categories": [words.word("category", key, lang) for key in row["categories"]],
            "townships": [known.get(code, code) for code in row["townships"]],
        }
        for row in campaigns.read_campaigns(ledger, settings.today())
    ]
