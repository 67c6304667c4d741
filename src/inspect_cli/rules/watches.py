"""The only place for what is amiss with duty: hours with nobody, a person twice, a special period without a roster."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from inspect_cli.rules.coverage import Gap, Row, Scope
from inspect_cli.rules.names import known_as

CITY = "*"
DAY = 24 * 60  # minutes
BETWEEN = "、"


class Period(NamedTuple):
    """A special period as far as it is looked at, both days included; townships: none for all of them."""

    name: str
    first: date
    last: date
    townships: tuple[str, ...]


def read_periods(scope: Scope, campaigns: Iterable[Row]) -> list[Period]:
    """The special periods that run on the day or begin within the days after it."""
    horizon = scope.on + timedelta(days=scope.days)
    found = []
    for row in campaigns:
        first, last = max(row["start"] or scope.on, scope.on), min(row["end"] or horizon, horizon)
        if row["kind"] == "period" and first <= last:
            asked = tuple(row["townships"].split(BETWEEN)) if row["townships"] else ()
            found.append(Period(row["name"], first, last, asked))
    return found


def find_rosterless(scope: Scope, shifts: Sequence[Row], periods: Iterable[Period]) -> list[Gap]:
    """Townships that have no shift at all in a special period; when none of several has one, the roster is empty."""
    gaps: list[Gap] = []
    for period in periods:
        there = {
            row["township"] for row in shifts if _begin(period.first) < _end(row) and _start(row) < _end_of(period)
        }
        asked = [code for code in scope.typed if not period.townships or code in period.townships]
        without = [code for code in asked if code not in there]
        mend = ("duty", "import", "FILE")
        age = scope.age(period.first)
        if len(without) == len(asked) > 1 and not any(gap.kind == "empty_register" for gap in gaps):
            gaps.append(Gap("empty_register", None, "duty", since=period.first, days=age, mend=mend))
        gaps += [Gap("no_roster", code, period.name, since=period.first, days=age, mend=mend) for code in without]
    return gaps


def find_uncovered(scope: Scope, shifts: Iterable[Row], periods: Sequence[Period]) -> list[Gap]:
    """Hours from the day on when nobody of a unit is on duty: between its shifts, and all through a special period."""
    units: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in shifts:
        if _is_seen(scope, row):
            units[row["township"], row["unit"]].append(row)
    gaps = []
    for (code, unit), rows in units.items():
        spans = sorted((_start(row), _end(row)) for row in rows)
        first, last = spans[0][0], max(end for _start_of, end in spans)
        for period in periods:
            if first < _end_of(period) and _begin(period.first) < last:
                first, last = min(first, _begin(period.first)), max(last, _end_of(period))
        for start, end in _holes(spans, max(first, _begin(scope.on)), last):
            township = None if code == CITY else code
            day = _day(start)
            mend = _fill(unit, start, end)
            age = scope.age(day)
            gaps.append(Gap("uncovered_hours", township, unit, since=day, days=age, hours=_tell(start, end), mend=mend))
    return gaps


def find_doubled(scope: Scope, shifts: Iterable[Row]) -> list[Gap]:
    """People who are on two shifts at the same time, from the day on."""
    people: dict[str, list[Row]] = defaultdict(list)
    for row in shifts:
        if _end(row) > _begin(scope.on):
            people[known_as(row["name"])].append(row)
    gaps = []
    for rows in people.values():
        rows.sort(key=lambda row: (_start(row), _end(row), row["id"]))
        for n, one in enumerate(rows):
            for other in rows[n + 1 :]:
                if _start(other) >= _end(one):
                    break
                if _is_seen(scope, one) or _is_seen(scope, other):
                    gaps.append(_double(scope, one, other))
    return gaps


def _double(scope: Scope, one: Row, other: Row) -> Gap:
    day, township = other["day"], other["township"]
    same = one["unit"] == other["unit"]
    units = one["unit"] if same else f"{one['unit']}{BETWEEN}{other['unit']}"
    whom = ("--unit", other["unit"], "--name", other["name"], "--role", other["role"])
    hours = _tell(_start(other), min(_end(one), _end(other)))
    return Gap(
        "two_shifts",
        None if township == CITY else township,
        f"{other['name']} ({units})",
        since=day,
        days=scope.age(day),
        hours=hours,
        mend=("duty", "cancel", f"{day}", *whom),
    )


def _is_seen(scope: Scope, row: Row) -> bool:
    return row["township"] in scope.typed or (scope.whole and row["township"] == CITY)


def _holes(spans: Iterable[tuple[int, int]], first: int, last: int) -> Iterator[tuple[int, int]]:
    """What the spans, in order, leave open from first to last."""
    reached = first
    for start, end in spans:
        if start > reached:
            yield reached, min(start, last)
        reached = max(reached, end)
    if reached < last:
        yield reached, last


def _fill(unit: str, start: int, end: int) -> tuple[str, ...]:
    if end - start > DAY:
        return ("duty", "import", "FILE")
    hours = ("--from", _clock(start), "--to", _clock(end))
    return ("duty", "add", unit, f"{_day(start)}", "--role", "officer", "--name", "NAME", *hours)


def _begin(day: date) -> int:
    return day.toordinal() * DAY


def _end_of(period: Period) -> int:
    return _begin(period.last) + DAY


def _start(row: Row) -> int:
    return _begin(row["day"]) + int(row["start"])


def _end(row: Row) -> int:
    return _start(row) + int(row["minutes"])


def _day(minute: int) -> date:
    return date.fromordinal(minute // DAY)


def _clock(minute: int) -> str:
    return f"{minute % DAY // 60:02}:{minute % 60:02}"


def _tell(start: int, end: int) -> str:
    until = _clock(end) if _day(start) == _day(end) else f"{_day(end)} {_clock(end)}"
    return f"{_day(start)} {_clock(start)}–{until}"
