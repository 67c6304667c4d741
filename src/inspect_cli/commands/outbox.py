"""The commands for what became of reports: report sent, log, and lag, how soon visits are written down."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated

import typer

from inspect_cli import messages, render, settings
from inspect_cli.commands import editions, lists, options
from inspect_cli.commands.editions import Campaign, On
from inspect_cli.errors import NothingFound, Problem, WrongUsage
from inspect_cli.messages import _, plural
from inspect_cli.rules import campaign_fields, periods, words
from inspect_cli.rules.fields import Field
from inspect_cli.rules.periods import Span
from inspect_cli.store import briefing, queries, recording
from inspect_cli.store.briefing import Asked, Habit
from inspect_cli.store.database import Database, Row
from inspect_cli.transfer.sheets import Sheet

LOG_DAYS = 30  # that the log goes back unless it is told how far
_MINUTES = 60
Since = Annotated[str | None, typer.Option(metavar="DATE", help=_("From this day on."))]
Until = Annotated[str | None, typer.Option(metavar="DATE", help=_("Up to this day."))]


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
        asked = editions.read_asked(ledger, read_kind(kind), ctx.params)
        kept = briefing.find_kept(ledger, asked)
        if not kept:
            raise refuse_unmade(asked)
        sent = read_sent(at)
        before = briefing.find_sending(kept)
        answering.mark_sent(ledger, choose_made(asked, kept, sent), sent, to, author)
    late = periods.minutes_late(kept[0]["due_at"], sent, sent)
    told = _("in time") if not late else _("late by {hours} h").format(hours=spell_minutes(late))
    sentence = _("{report}: sent {when}, {told}.")
    render.say(
        sentence.format(report=editions.name_report(asked), when=f"{sent.astimezone():%Y-%m-%d %H:%M}", told=told)
    )
    if before:
        first = min(before, sent).astimezone()
        render.tell(_("It was sent before; the first time counts: {when}.").format(when=f"{first:%Y-%m-%d %H:%M}"))


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
        rows = briefing.read_log(ledger, days, editions.tell_now(), code)
        more = tell_more(ledger, days, code)
    wanting = sum(map(briefing.is_wanting, rows))
    shown = [present(row, known) for row in rows if not missing or briefing.is_wanting(row)]
    count = plural("{count} report was due and is not sent.", "{count} reports were due and are not sent.", wanting)
    notes = [_("From {first} to {last}.").format(first=days.first, last=days.last), count, *more]
    columns = choose_columns(missing=missing, whole=render.wants_all(style, output))
    sheet = Sheet(columns, shown, notes=notes, urgent=("late",))
    if not missing:
        lists.show_list(sheet, style, output, NothingFound(_("No report was made or is due in these days.")))
        return
    lists.show_rows(sheet, style, output)
    if shown:
        raise Problem(count)
    for sentence in more or [_("No report is missing.")]:
        render.tell(sentence)


def choose_columns(*, missing: bool, whole: bool) -> list[Field]:
    """The columns of the log; whole: all of them, as files and machines have them."""
    if missing and not whole:
        return list(campaign_fields.WANTING)
    return [field for field in campaign_fields.LOG if whole or field.key not in ("late_minutes", "id")]


def tell_more(ledger: Database, days: Span, township: str | None) -> list[str]:
    """What the log does not know to be missing: where nobody asks for reports, and what was sent each time until then.

    township: the code of the one whose reports are asked for.
    """
    told = []
    if township is not None:
        told = [_("No campaign asks for the reports of a township: what was never made is not missed.")]
    elif not briefing.find_asking(ledger, days, settings.today()):
        command = messages.spell(("campaign", "start", "NAME", "--report", "daily"))
        sentence = _(
            "No campaign asks for reports in these days: what was never made is not missed. To ask for them: {command}"
        )
        told = [sentence.format(command=command)]
    habits = briefing.find_habits(ledger, days, editions.tell_now(), township)
    return [*told, *(tell_habit(habit, queries.township_names(ledger)) for habit in habits)]


def tell_habit(habit: Habit, known: dict[str, str]) -> str:
    """What was sent each time and then no more, with the command that makes the next."""
    kind = words.word("report", habit.kind, messages.language)
    named = " ".join(part for part in (kind, known.get(habit.township or "", habit.township)) if part)
    sentence = _("{report}: sent each time up to {last}, and none was made for {lacking}. To make it: {command}")
    command = editions.spell_report(habit.kind, habit.lacking, None, habit.township)
    return sentence.format(report=named, last=habit.last, lacking=habit.lacking, command=command)


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
        *([_("INSPECT_TODAY does not change the day of writing: that is the clock's.")] if editions.is_told() else []),
    ]
    render.show(Sheet(campaign_fields.LAG, summary.rows, total=summary.total, notes=notes), style, output)


def read_kind(text: str) -> str:
    """A kind of report in either language. Raises WrongUsage for anything else."""
    return str(options.read_key("report", text))


def read_sent(text: str | None) -> datetime:
    """The instant at which a report was sent. Raises WrongUsage for what is none, or has not come yet."""
    now = editions.tell_time()
    sent = now if text is None else periods.read_moment(text, settings.today())
    if sent is None:
        raise WrongUsage(
            _("Not a time: {text}").format(text=text),
            _("Nothing was written."),
            _("Write it as 17:40, or as '2023-01-15 17:40'."),
        )
    if sent.date() > now.date():
        raise WrongUsage(_("{day} has not come yet.").format(day=sent.date()), _("Nothing was written."))
    if sent > now and not editions.is_told():
        raise WrongUsage(_("{time} has not come yet.").format(time=f"{sent:%H:%M}"), _("Nothing was written."))
    return sent


def choose_made(asked: Asked, kept: Sequence[Row], sent: datetime) -> Row:
    """The newest snapshot that was made when it was sent. Raises WrongUsage when none was."""
    made = {row["id"]: datetime.fromisoformat(json.loads(row["content"])["made_at"]) for row in kept}
    for row in kept:
        when = made[row["id"]].replace(second=0)
        if sent >= when or (editions.is_told() and sent.date() >= when.astimezone().date()):
            return row
    raise WrongUsage(
        _("{report}: it was made on {when}, after that.").format(
            report=editions.name_report(asked), when=f"{min(made.values()).astimezone():%Y-%m-%d %H:%M}"
        ),
        _("Nothing was written."),
        _("Give the time it was sent with --at."),
    )


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


def refuse_unmade(asked: Asked) -> NothingFound:
    """A report that is not kept cannot have been sent."""
    command = editions.spell_report(asked.kind, asked.span.last, asked.name, asked.township)
    return NothingFound(
        _("{report}: it was not made yet.").format(report=editions.name_report(asked)),
        _("Nothing was written."),
        _("Make it first: {command}").format(command=command),
    )


def present(row: Row, known: dict[str, str]) -> Row:
    """A row of the log as people read it: local times, how late in hours, what to do."""
    content = json.loads(row["content"]) if row["content"] else None
    minutes, late = measure_late(row)
    asked = (row["report"], row["last"], row["campaign"], row["township"])
    return {
        **row,
        "township": known.get(row["township"], row["township"]),
        "due_at": _local(row["due_at"]),
        "sent_at": _local(row["sent_at"]),
        "made_at": datetime.fromisoformat(content["made_at"]) if content else None,
        "late": late,
        "late_minutes": minutes,
        "todo": editions.spell_report(*asked, sent=bool(row["id"])) if briefing.is_wanting(row) else None,
    }


def measure_late(row: Row) -> tuple[int, str]:
    """How late a report is in minutes and as people read it; whole days, 3d, where minutes mean nothing."""
    if not row["late_minutes"] or row["replaced"]:
        return row["late_minutes"], ""
    if row["sent_at"] or not editions.is_told():
        return row["late_minutes"], spell_minutes(row["late_minutes"])
    days = (settings.today() - row["due_at"].astimezone().date()).days
    return days * 24 * _MINUTES, f"{days}d"


def spell_minutes(minutes: int) -> str:
    """So many minutes as hours and minutes, 26:05."""
    return f"{minutes // _MINUTES}:{minutes % _MINUTES:02}"


def _local(instant: datetime | None) -> datetime | None:
    return instant.astimezone() if instant else None
