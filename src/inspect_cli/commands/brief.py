"""The commands for what superiors are sent again and again: report daily, weekly, monthly, campaign, sent, log, lag."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Annotated, Any

import typer

from inspect_cli import messages, render, settings
from inspect_cli.commands import filing, options
from inspect_cli.errors import NothingFound, Problem, WrongUsage
from inspect_cli.messages import _, plural
from inspect_cli.rules import campaign_fields, periods, words
from inspect_cli.rules.periods import Span
from inspect_cli.store import briefing, campaigns, queries, recording
from inspect_cli.store.briefing import Asked
from inspect_cli.store.database import Database, Row
from inspect_cli.transfer.sheets import Sheet

LOG_DAYS = 30  # that the log goes back unless it is told how far
_MINUTES = 60
On = Annotated[
    str | None,
    typer.Option("--on", metavar="DATE", help=_("A day of it; the last one that is over or ends today if not given.")),
]
Campaign = Annotated[
    str | None, typer.Option(metavar="NAME", help=_("Only what belongs to this campaign or special period."))
]
Again = Annotated[bool, typer.Option("--again", help=_("Make it anew and keep that one; the one before stays."))]
DryRun = Annotated[bool, typer.Option("--dry-run", help=_("Only show it, keep nothing."))]
TableName = Annotated[
    str | None,
    typer.Option("--table", metavar="NAME", help=_("Only this table, which CSV and -o write; the form else.")),
]
Since = Annotated[str | None, typer.Option(metavar="DATE", help=_("From this day on."))]
Until = Annotated[str | None, typer.Option(metavar="DATE", help=_("Up to this day."))]


def report_daily(
    ctx: typer.Context,
    on: On = None,
    township: options.Township = None,
    campaign: Campaign = None,
    incidents: Annotated[
        int | None, typer.Option(metavar="N", min=0, max=10**6, help=_("How many incidents there were; 0 is said too."))
    ] = None,
    again: Again = False,
    dry_run: DryRun = False,
    table: TableName = None,
    style: options.Format = None,
    output: options.Output = None,
    force: options.Force = False,
) -> None:
    """The brief of a day, due at 18:00, kept as it is when it is made."""
    report(ctx, "daily")


def report_weekly(
    ctx: typer.Context,
    on: On = None,
    township: options.Township = None,
    campaign: Campaign = None,
    again: Again = False,
    dry_run: DryRun = False,
    table: TableName = None,
    style: options.Format = None,
    output: options.Output = None,
    force: options.Force = False,
) -> None:
    """A week from Monday to Sunday, and so far this year; due on Monday at 12:00."""
    report(ctx, "weekly")


def report_monthly(
    ctx: typer.Context,
    on: On = None,
    township: options.Township = None,
    campaign: Campaign = None,
    again: Again = False,
    dry_run: DryRun = False,
    table: TableName = None,
    style: options.Format = None,
    output: options.Output = None,
    force: options.Force = False,
) -> None:
    """A month by industry and by township; due on the 3rd of the next month at 12:00."""
    report(ctx, "monthly")


def report_campaign(
    ctx: typer.Context,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help=_("Up to this day; today or its last day if not given."))
    ] = None,
    township: options.Township = None,
    campaign: Annotated[
        str | None, typer.Option(metavar="NAME", help=_("Which one; the one that runs if not given."))
    ] = None,
    again: Again = False,
    dry_run: DryRun = False,
    table: TableName = None,
    style: options.Format = None,
    output: options.Output = None,
    force: options.Force = False,
) -> None:
    """A campaign, its last seven days and so far; due three days after its end at 12:00."""
    report(ctx, "campaign")


def mark_sent(
    ctx: typer.Context,
    kind: Annotated[str, typer.Argument(metavar="daily|weekly|monthly|campaign", help=_("Which report was sent."))],
    on: On = None,
    township: options.Township = None,
    campaign: Campaign = None,
    at: Annotated[
        str | None,
        typer.Option("--at", metavar="TIME", help=_("When: 17:40, or '2023-01-15 17:40'; now if not given.")),
    ] = None,
    to: Annotated[str | None, typer.Option(metavar="TEXT", help=_("To whom."))] = None,
) -> None:
    """A report that was made has been sent; whether in time is told."""
    from inspect_cli.store import answering

    author = recording.sign(ctx.obj.user)
    with options.opened(ctx, writes=True) as ledger:
        asked = read_asked(ledger, read_kind(kind), ctx.params)
        kept = briefing.find_kept(ledger, asked)
        if not kept:
            raise refuse_unmade(asked)
        sent = read_sent(at)
        answering.mark_sent(ledger, kept[0], sent, to, author)
    late = periods.minutes_late(kept[0]["due_at"], sent, sent)
    told = _("in time") if not late else _("late by {hours} h").format(hours=spell_minutes(late))
    sentence = _("{report}: sent {when}, {told}.")
    render.say(sentence.format(report=name_report(asked), when=f"{sent.astimezone():%Y-%m-%d %H:%M}", told=told))


def show_log(
    ctx: typer.Context,
    since: Since = None,
    until: Until = None,
    township: options.Township = None,
    missing: Annotated[
        bool, typer.Option("--missing", help=_("Only what was due and is not sent; exit code 1 if there is any."))
    ] = False,
    style: options.Format = None,
    output: options.Output = None,
    force: options.Force = False,
) -> None:
    """Which reports were made and sent, how late, and which are missing."""
    days = read_span(since, until, LOG_DAYS)
    with options.opened(ctx) as ledger:
        code = queries.find_township(ledger, township) if township is not None else None
        known = queries.township_names(ledger)
        rows = briefing.read_log(ledger, days, tell_time(), code)
    wanting = sum(map(briefing.is_wanting, rows))
    shown = [present(row, known) for row in rows if not missing or briefing.is_wanting(row)]
    count = plural("{count} report was due and is not sent.", "{count} reports were due and are not sent.", wanting)
    notes = [_("From {first} to {last}.").format(first=days.first, last=days.last), count]
    columns = [
        field
        for field in campaign_fields.LOG
        if field.key not in ("late_minutes", "id") or render.wants_all(style, output)
    ]
    if shown or output or style not in (None, "table"):
        render.show(Sheet(columns, shown, notes=notes, urgent=("late",)), style, output)
    else:
        render.tell(_("No report is missing.") if missing else _("No report was made or is due in these days."))
    if missing and shown:
        raise Problem(count)


def show_lag(
    ctx: typer.Context,
    since: Since = None,
    until: Until = None,
    township: options.Township = None,
    style: options.Format = None,
    output: options.Output = None,
    force: options.Force = False,
) -> None:
    """How many days it takes until a visit is written down: the median, and within how many nine of ten were."""
    days = read_span(since, until, LOG_DAYS)
    today = settings.today()
    with options.opened(ctx) as ledger:
        code = queries.find_township(ledger, township) if township is not None else None
        selection = queries.select(today, township=code, since=days.first, until=days.last)
        summary = briefing.measure_lags(ledger, selection)
    notes = [
        _("Visits from {first} to {last}.").format(first=days.first, last=days.last),
        _("The last line is worked out from all visits, not from the lines above."),
    ]
    render.show(Sheet(campaign_fields.LAG, summary.rows, total=summary.total, notes=notes), style, output)


def report(ctx: typer.Context, kind: str) -> None:
    """Show a report: what was kept of it, unchanged, or what is made now and kept."""
    from inspect_cli.transfer import reports

    typed = ctx.params
    author = recording.sign(ctx.obj.user)
    with options.opened(ctx, writes=not typed["dry_run"]) as ledger:
        asked = read_asked(ledger, kind, typed)
        check_table(typed["table"], reports.FORMS[kind])
        kept = briefing.find_kept(ledger, asked)
        if kept and not (typed["again"] or typed["dry_run"]):
            content = reports.read(kept[0]["content"])
            news = tell_kept(content, compare(ledger, asked, content))
        else:
            content, news = make(ledger, asked, typed, author, keep=not typed["dry_run"])
    show(content, typed["table"], typed["style"], typed["output"])
    for sentence in news:
        render.tell(sentence)


def make(ledger: Database, asked: Asked, typed: Any, author: Any, *, keep: bool) -> tuple[Any, list[str]]:
    """A report as it is now, kept when its days are over, and what is to be said of that."""
    from inspect_cli.store import answering
    from inspect_cli.transfer import reports

    now = tell_time()
    moment = reports.Moment(min(now, asked.span.end), now, author.name, typed.get("incidents"))
    content = reports.read(reports.write(reports.make(ledger, asked, moment)))
    later = [_("Made on {day}, after its last day, from what was known then.").format(day=now.date())]
    news = later if reports.is_made_later(content) else []
    if asked.kind == "daily" and typed.get("incidents") is None:
        news.append(_("How many incidents there were is not said: --incidents 0"))
    if now.date() < asked.span.last:
        return content, [*news, _("Its days are not over: nothing is kept yet.")]
    if not keep:
        return content, [*news, _("Nothing was kept: this was a dry run.")]
    what = {**briefing.describe(asked, moment.cut_off), "content": reports.write(content)}
    answering.keep_report(ledger, asked.place, settings.today(), what, author)
    return content, [*news, _("Kept as it is; when it is sent: {command}").format(command=spell_sent(asked))]


def compare(ledger: Database, asked: Asked, content: Any) -> int:
    """How many cells of a kept report would be others now."""
    from inspect_cli.transfer import reports

    cut_off, made_at = (datetime.fromisoformat(content[key]) for key in ("cut_off", "made_at"))
    moment = reports.Moment(cut_off, made_at, content["made_by"], content["incidents"])
    return reports.count_differences(content, reports.read(reports.write(reports.make(ledger, asked, moment))))


def show(content: Any, table: str | None, style: str | None, output: str | None) -> None:
    """A report on the screen with all its tables; in files and for machines one of them, or an object with all."""
    from inspect_cli.transfer import reports

    keys = reports.list_tables(content)
    machine = render.wants_all(style, None) or bool(output and output.lower().endswith((".json", ".jsonl")))
    if style == "json" and not output and table is None:
        render.say(json.dumps(reports.write_object(content), ensure_ascii=False))
        return
    single = table is not None or bool(output) or style in ("csv", "jsonl")
    shown = [table or keys[0]] if single else keys
    for nth, key in enumerate(shown):
        if nth:
            render.say("")
        render.show(reports.open_sheet(content, key, machine=machine), style, output)
    if not single:
        for note in content["notes"]:
            render.say(note)
    elif len(keys) > 1 and table is None:
        render.tell(_("The report has more tables, which --table writes: {names}").format(names=", ".join(keys[1:])))


def tell_kept(content: Any, differences: int) -> list[str]:
    """When a report that was kept was made, and whether it would be another one now."""
    when, by = datetime.fromisoformat(content["made_at"]), content["made_by"]
    kept = _("As it was made on {when} by {name}.").format(when=f"{when:%Y-%m-%d %H:%M}", name=by)
    if not differences:
        return [kept, _("What was written since changes none of its numbers.")]
    changed = plural(
        "What was written since would change {count} cell; to make it anew: --again",
        "What was written since would change {count} cells; to make it anew: --again",
        differences,
    )
    return [kept, changed]


def read_asked(ledger: Database, kind: str, typed: Any) -> Asked:
    """Which report was typed. Raises WrongUsage for days to come, NothingFound when no campaign runs."""
    today = settings.today()
    day = options.read_day(typed["on"], today)
    code = queries.find_township(ledger, typed["township"]) if typed["township"] is not None else None
    campaign = choose_campaign(ledger, kind, typed["campaign"], today)
    if kind == "campaign" and campaign:
        last = min(day or today, campaign["end"] or date.max)
        span = Span(campaign["start"] or date(last.year, 1, 1), last)
    else:
        span = periods.span_of(kind, day) if day else periods.latest_span(kind, today)
    if (day or span.first) > today or span.last < span.first:
        raise WrongUsage(
            _("There is nothing to report of these days: {first} to {last}.").format(
                first=span.first, last=day or span.last
            ),
            _("Nothing was written."),
            _("Give a day that has come: --on DATE"),
        )
    return Asked(kind, span, code, campaign)


def choose_campaign(ledger: Database, kind: str, typed: str | None, today: date) -> Row | None:
    """The campaign that was typed; for the report of a campaign the only one that runs."""
    known = campaigns.read_campaigns(ledger, today)
    if typed is not None:
        return campaigns.find_campaign(known, typed)
    if kind != "campaign":
        return None
    running = campaigns.find_running(known, today)
    if len(running) > 1:
        raise WrongUsage(
            _("More than one campaign runs: {names}").format(names=messages.listing(row["name"] for row in running)),
            _("Nothing was written."),
            _("Say which: --campaign NAME"),
        )
    return running[0]


def read_kind(text: str) -> str:
    """A kind of report in either language. Raises WrongUsage for anything else."""
    return str(options.read_key("report", text))


def read_sent(text: str | None) -> datetime:
    """The instant at which a report was sent. Raises WrongUsage for what is none, or has not come yet."""
    now = tell_time()
    sent = now if text is None else periods.read_moment(text, settings.today())
    if sent is None:
        raise WrongUsage(
            _("Not a time: {text}").format(text=text),
            _("Nothing was written."),
            _("Write it as 17:40, or as '2023-01-15 17:40'."),
        )
    if sent.date() > now.date():
        raise WrongUsage(_("{day} has not come yet.").format(day=sent.date()), _("Nothing was written."))
    return sent


def read_span(since: str | None, until: str | None, back: int) -> Span:
    """The days that were asked for, the last ones up to today if none was. Raises WrongUsage for the wrong order."""
    today = settings.today()
    last = options.read_day(until, today) or today
    first = options.read_day(since, today) or last - timedelta(days=back - 1)
    if last < first:
        raise WrongUsage(
            _("--until {until} is before --since {since}.").format(until=last, since=first),
            todo=_("Give the earlier day to --since."),
        )
    return Span(first, last)


def check_table(name: str | None, forms: Sequence[str]) -> None:
    """Raises WrongUsage for a table that such a report does not have."""
    known = (*forms, "lag")
    if name not in (None, *known):
        raise WrongUsage(
            _("Not known: {text}").format(text=name),
            _("Nothing was written."),
            _("Choose one of: {all}").format(all=", ".join(known)),
        )


def refuse_unmade(asked: Asked) -> NothingFound:
    """A report that is not kept cannot have been sent."""
    return NothingFound(
        _("{report}: it was not made yet.").format(report=name_report(asked)),
        _("Nothing was written."),
        _("Make it first: {command}").format(command=spell_report(asked.kind, asked.span.last, asked.name)),
    )


def present(row: Row, known: dict[str, str]) -> Row:
    """A row of the log as people read it: local times, how late in hours, what to do."""
    content = json.loads(row["content"]) if row["content"] else None
    return {
        **row,
        "township": known.get(row["township"], row["township"]),
        "due_at": _local(row["due_at"]),
        "sent_at": _local(row["sent_at"]),
        "made_at": datetime.fromisoformat(content["made_at"]) if content else None,
        "late": spell_minutes(row["late_minutes"]) if row["late_minutes"] and not row["replaced"] else "",
        "todo": _advise(row) if briefing.is_wanting(row) else None,
    }


def tell_time() -> datetime:
    """This minute in local time, of the day for which everything is worked out."""
    now = settings.now().astimezone()
    return datetime.combine(settings.today(), now.time().replace(microsecond=0)).astimezone()


def name_report(asked: Asked) -> str:
    """What a report is called in a sentence."""
    first, last = asked.span
    days = str(last) if first == last else _("{first} to {last}").format(first=first, last=last)
    return " ".join(part for part in (words.word("report", asked.kind, messages.language), asked.name, days) if part)


def spell_minutes(minutes: int) -> str:
    """So many minutes as hours and minutes, 26:05."""
    return f"{minutes // _MINUTES}:{minutes % _MINUTES:02}"


def spell_report(kind: str, last: date, campaign: str | None) -> str:
    """The command that makes a report."""
    return filing.quote("report", kind, "--on", str(last), *(("--campaign", campaign) if campaign else ()))


def spell_sent(asked: Asked) -> str:
    """The command that writes down that a report was sent."""
    more = (
        *(("--campaign", asked.name) if asked.name else ()),
        *(("--township", asked.township) if asked.township else ()),
    )
    return filing.quote("report", "sent", asked.kind, "--on", str(asked.span.last), *more)


def _advise(row: Row) -> str:
    spell: Callable[..., str] = filing.quote
    more = (*(("--campaign", row["campaign"]) if row["campaign"] else ()),)
    more += ("--township", row["township"]) if row["township"] else ()
    sent = ("sent",) if row["id"] else ()
    return spell("report", *sent, row["report"], "--on", str(row["last"]), *more)


def _local(instant: datetime | None) -> datetime | None:
    return instant.astimezone() if instant else None
