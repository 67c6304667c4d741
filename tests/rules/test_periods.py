"""Which days a report is about, when it is due in local time, whether it was sent in time; how times are typed."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from inspect_cli.rules import periods
from inspect_cli.rules.periods import Span

SUNDAY = date(2023, 1, 15)


def at(text: str) -> datetime:
    """An instant in local time."""
    return datetime.fromisoformat(text).astimezone()


@pytest.mark.parametrize(
    ("kind", "first", "last", "due"),
    [
        ("daily", "2023-01-15", "2023-01-15", "2023-01-15 18:00"),
        ("weekly", "2023-01-09", "2023-01-15", "2023-01-16 12:00"),
        ("monthly", "2023-01-01", "2023-01-31", "2023-02-03 12:00"),
    ],
)
def test_spans_and_times(kind: str, first: str, last: str, due: str) -> None:
    """A day until 18:00, a week until Monday noon, a month until noon of the 3rd."""
    span = periods.span_of(kind, SUNDAY)

    assert tuple(map(str, span)) == (first, last)
    assert periods.due_at(kind, span) == at(due)


def test_the_end_of_a_year() -> None:
    """The month after December is January of the next year; a leap day is the last of its month."""
    assert periods.due_at("monthly", periods.span_of("monthly", date(2022, 12, 31))) == at("2023-01-03 12:00")
    assert periods.span_of("monthly", date(2024, 2, 10)).last == date(2024, 2, 29)


def test_a_campaign_is_due_after_its_end() -> None:
    """The report up to its last day is due on the third day after; one before has no time, nor one without an end."""
    whole = Span(date(2023, 1, 1), date(2023, 2, 28))

    assert periods.due_at("campaign", whole, date(2023, 2, 28)) == at("2023-03-03 12:00")
    assert periods.due_at("campaign", Span(*whole[:1], SUNDAY), date(2023, 2, 28)) is None
    assert periods.due_at("campaign", whole) is None


@pytest.mark.parametrize(
    ("kind", "today", "last"),
    [
        ("daily", "2023-01-15", "2023-01-15"),
        ("weekly", "2023-01-15", "2023-01-15"),
        ("weekly", "2023-01-16", "2023-01-15"),
        ("monthly", "2023-01-31", "2023-01-31"),
        ("monthly", "2023-01-30", "2022-12-31"),
    ],
)
def test_the_latest_that_is_over(kind: str, today: str, last: str) -> None:
    """What ends today is over today; else the one before."""
    assert str(periods.latest_span(kind, date.fromisoformat(today)).last) == last


def test_all_spans_of_some_days() -> None:
    """Every week that has a day within, the first and the last one too when they begin before or end after."""
    weeks = list(periods.list_spans("weekly", date(2023, 1, 7), date(2023, 1, 16)))

    assert [str(week.first) for week in weeks] == ["2023-01-02", "2023-01-09", "2023-01-16"]
    assert len(list(periods.list_spans("daily", SUNDAY, SUNDAY + timedelta(days=6)))) == 7


@pytest.mark.parametrize(
    ("sent", "now", "kept", "state", "late"),
    [
        ("2023-01-15 18:00", "2023-01-20 08:00", True, "sent", 0),
        ("2023-01-15 18:01", "2023-01-20 08:00", True, "late", 1),
        (None, "2023-01-15 17:59", True, "waiting", 0),
        (None, "2023-01-15 17:59", False, "waiting", 0),
        (None, "2023-01-15 20:05", True, "unsent", 125),
        (None, "2023-01-15 20:05", False, "missing", 125),
    ],
)
def test_in_time_or_late(sent: str | None, now: str, kept: bool, state: str, late: int) -> None:  # noqa: FBT001
    """To the minute; what is not sent is late so far."""
    due, given = at("2023-01-15 18:00"), at(sent) if sent else None

    assert periods.judge(due, given, at(now), kept=kept) == state
    assert periods.minutes_late(due, given, at(now)) == late


def test_without_a_time_nothing_is_late() -> None:
    """A report that is not due at any time is sent or waits."""
    now = at("2023-01-15 18:00")

    assert [periods.judge(None, sent, now, kept=True) for sent in (now, None)] == ["sent", "waiting"]
    assert periods.minutes_late(None, None, now) == 0


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("17:40", "2023-01-15 17:40"),
        ("9：05", "2023-01-15 09:05"),
        ("2023-01-14 17:40", "2023-01-14 17:40"),
        ("2023-01-14T17:40", "2023-01-14 17:40"),
        ("昨天 8:00", "2023-01-14 08:00"),
        ("24:00", None),
        ("12:60", None),
        ("noon", None),
        ("2023-02-30 10:00", None),
        ("17", None),
    ],
)
def test_times_as_typed(text: str, read: str | None) -> None:
    """A time of the day, or a day and a time; nothing else."""
    assert periods.read_moment(text, SUNDAY) == (at(read) if read else None)


@pytest.mark.parametrize(
    ("kind", "days", "now", "lacking"),
    [
        ("monthly", ("2022-11-30", "2022-12-31", "2023-01-31"), "2023-03-03 12:01", "2023-02-28"),
        ("monthly", ("2022-11-30", "2022-12-31", "2023-01-31"), "2023-03-03 12:00", None),
        ("weekly", ("2022-12-25", "2023-01-01", "2023-01-08"), "2023-01-16 12:01", "2023-01-15"),
        ("weekly", ("2022-12-18", "2023-01-01", "2023-01-08"), "2023-01-16 12:01", None),
        ("daily", ("2023-01-14", "2023-01-15"), "2023-01-20 08:00", None),
    ],
)
def test_what_a_habit_lacks(kind: str, days: tuple[str, ...], now: str, lacking: str | None) -> None:
    """After three in a row the next one, from when it is due on, across the end of a year too; not once it is made."""
    sent = {periods.span_of(kind, date.fromisoformat(day)) for day in days}
    found = periods.find_lacking(kind, sent, sent, at(now))

    assert (found and str(found.last)) == lacking
    assert periods.find_lacking(kind, sent, {*sent, *filter(None, [found])}, at(now)) is None
