"""The only place for which days a report is about, when it is due, and whether it was sent in time.

Local time throughout: a daily report is due at 18:00 of its day, a weekly one at 12:00 of the Monday after its week,
a monthly one at 12:00 of the 3rd of the next month, that of a campaign at 12:00 of the third day after its end.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from inspect_cli.rules import deadlines

FREQUENCIES = ("daily", "weekly", "monthly")
HABIT = 3  # so many sent one after another, and the next one is waited for though nobody asks for it
REPORTS = (*FREQUENCIES, "campaign")
DAILY_AT = time(18)
WEEKLY_AT = time(12)  # of the Monday after
MONTHLY_ON, MONTHLY_AT = 3, time(12)  # of the month after
CAMPAIGN_DAYS, CAMPAIGN_AT = 3, time(12)  # after its last day
_MOMENT = re.compile(r"(?:(.+?)[ T]\s*)?(\d{1,2})[:：](\d{2})")
_LAST_HOUR, _LAST_MINUTE = 23, 59
_WEEK = timedelta(days=7)
_DAY = timedelta(days=1)


class Span(NamedTuple):
    """The first and the last day of what a report is about."""

    first: date
    last: date

    @property
    def end(self) -> datetime:
        """Its last instant that counts, in local time."""
        return datetime.combine(self.last, time(23, 59, 59)).astimezone()


def span_of(kind: str, day: date) -> Span:
    """The day, the week from Monday to Sunday, or the month that a day lies in."""
    if kind == "daily":
        return Span(day, day)
    if kind == "weekly":
        monday = day - timedelta(days=day.weekday())
        return Span(monday, monday + timedelta(days=6))
    return Span(day.replace(day=1), _next_month(day) - _DAY)


def latest_span(kind: str, today: date) -> Span:
    """The last day, week or month that ends today or has ended."""
    span = span_of(kind, today)
    return span if span.last <= today else span_of(kind, span.first - _DAY)


def list_spans(kind: str, first: date, last: date) -> Iterator[Span]:
    """The days, weeks or months that have a day within these, the earliest first."""
    span = span_of(kind, first)
    while span.first <= last:
        yield span
        span = next_span(kind, span)


def next_span(kind: str, span: Span) -> Span:
    """The day, week or month after one."""
    return span_of(kind, span.last + _DAY)


def find_lacking(kind: str, sent: Collection[Span], made: Collection[Span], now: datetime) -> Span | None:
    """What is due and was not made, right after the last of HABIT or more that were sent one after another."""
    span = last = max(sent)
    for _nth in range(HABIT - 1):
        span = span_of(kind, span.first - _DAY)
        if span not in sent:
            return None
    lacking = next_span(kind, last)
    due = due_at(kind, lacking)
    return lacking if lacking not in made and due is not None and due < now else None


def due_at(kind: str, span: Span, campaign_end: date | None = None) -> datetime | None:
    """When a report has to be sent, in local time; one of a campaign that goes on has no such time."""
    if kind == "daily":
        return _at(span.last, DAILY_AT)
    if kind == "weekly":
        return _at(span.first + _WEEK, WEEKLY_AT)
    if kind == "monthly":
        return _at(_next_month(span.last).replace(day=MONTHLY_ON), MONTHLY_AT)
    if campaign_end is None or span.last < campaign_end:
        return None
    return _at(campaign_end + timedelta(days=CAMPAIGN_DAYS), CAMPAIGN_AT)


def judge(due: datetime | None, sent: datetime | None, now: datetime, *, kept: bool) -> str:
    """How a report stands: sent, late (sent after its time), unsent (past it), missing (past it, never made), or open.

    now: an instant, like the others; kept: it was made.
    """
    if sent is not None:
        return "late" if due is not None and sent > due else "sent"
    if due is None or now <= due:
        return "waiting"
    return "unsent" if kept else "missing"


def minutes_late(due: datetime | None, sent: datetime | None, now: datetime) -> int:
    """By how many whole minutes a report was sent too late, or is late so far; 0 when it is not."""
    if due is None:
        return 0
    return max(0, int(((sent or now) - due).total_seconds() // 60))


def read_moment(text: str, day: date) -> datetime | None:
    """An instant in local time as people write it: 17:40 of that day, or 2023-01-15 17:40; None when it is none."""
    found = _MOMENT.fullmatch(text.strip())
    if not found:
        return None
    on = deadlines.read_date(found[1], day) if found[1] else day
    hour, minute = int(found[2]), int(found[3])
    if on is None or hour > _LAST_HOUR or minute > _LAST_MINUTE:
        return None
    return _at(on, time(hour, minute))


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour).astimezone()


def _next_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)
