"""The only place for what the commands of reports share: which report was typed, what it is called, what time it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Annotated, Any

import typer

from inspect_cli import messages, settings
from inspect_cli.commands import options
from inspect_cli.errors import WrongUsage
from inspect_cli.messages import _
from inspect_cli.rules import periods, words
from inspect_cli.rules.periods import Span
from inspect_cli.store import campaigns, queries
from inspect_cli.store.briefing import Asked
from inspect_cli.store.database import Database, Row

On = Annotated[
    str | None,
    typer.Option("--on", metavar="DATE", help=_("A day of it; the last one that is over or ends today if not given.")),
]
Campaign = Annotated[
    str | None, typer.Option(metavar="NAME", help=_("Only what belongs to this campaign or special period."))
]


def read_asked(ledger: Database, kind: str, typed: Mapping[str, Any]) -> Asked:
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


def tell_time() -> datetime:
    """This minute in local time, of the day for which everything is worked out."""
    now = settings.now().astimezone()
    return datetime.combine(settings.today(), now.time().replace(microsecond=0)).astimezone()


def is_told() -> bool:
    """Whether the day is told by INSPECT_TODAY and not that of the clock, so that minutes mean nothing on it."""
    return settings.now().astimezone().date() != settings.today()


def tell_now() -> datetime:
    """The instant up to which what is due is looked at: now, or the beginning of the day that INSPECT_TODAY tells."""
    return datetime.combine(settings.today(), time()).astimezone() if is_told() else tell_time()


def name_report(asked: Asked) -> str:
    """What a report is called in a sentence."""
    first, last = asked.span
    days = str(last) if first == last else _("{first} to {last}").format(first=first, last=last)
    return " ".join(part for part in (words.word("report", asked.kind, messages.language), asked.name, days) if part)


def spell_report(kind: str, last: date, campaign: str | None, township: str | None, *, sent: bool = False) -> str:
    """The command that makes a report, or writes down that it was sent."""
    more = (*(("--campaign", campaign) if campaign else ()), *(("--township", township) if township else ()))
    return messages.spell(("report", *(("sent",) if sent else ()), kind, "--on", str(last), *more))


def spell_sent(asked: Asked) -> str:
    """The command that writes down that a report was sent."""
    return spell_report(asked.kind, asked.span.last, asked.name, asked.township, sent=True)
