"""The only place for what is amiss with duty: hours with nobody, a person twice, a special period without a roster."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import NamedTuple

from inspect_cli.rules.coverage import Gap, Row, Scope
from inspect_cli.rules.shifts import (
    CITY,
    DAY,
    Span,
    begin,
    day_of,
    find_holes,
    find_overlaps,
    span_of,
    span_of_days,
    tell_clock,
    tell_span,
)

BETWEEN = "、"
ROLES = ("leader", "officer")  # who has to be there at every hour
HABIT = 3  # so many days on which the same hours are open are told as one


class Unit(NamedTuple):
    """Who has a roster: a township, by its code, or a department, of which the township is CITY."""

    township: str
    name: str

    @property
    def told(self) -> dict[str, str]:
        """As fields of a shift."""
        return {"township": self.township, "unit": self.name}


class Period(NamedTuple):
    """A special period as far as it is looked at, both days included; townships: none for all of them."""

    name: str
    first: date
    last: date
    townships: tuple[str, ...]

    @property
    def span(self) -> Span:
        """All of its minutes."""
        return span_of_days(self.first, self.last)

    def has(self, row: Row) -> bool:
        """Whether a shift begins in it."""
        day: date = row["day"]
        return self.first <= day <= self.last


class Roster(NamedTuple):
    """What the roster knows, whatever the days. is_used: whether it has a shift.

    departments: those that stand and have one; spared: those that stand and have none, which nobody asks for.
    """

    is_used: bool = False
    departments: Sequence[str] = ()
    spared: Sequence[str] = ()


NOTHING_KNOWN = Roster()


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


def find_rosterless(
    scope: Scope, shifts: Sequence[Row], periods: Iterable[Period], roster: Roster = NOTHING_KNOWN
) -> list[Gap]:
    """Units of which no shift begins in a special period: townships, and departments that have one on other days.

    Departments are asked for where a period is held everywhere. Without any shift at all the roster is empty.
    """
    gaps: list[Gap] = []
    for period in periods:
        begun = [row for row in shifts if period.has(row)]
        towns, departments = {row["township"] for row in begun}, {row["unit"] for row in begun}
        asked = [code for code in scope.typed if not period.townships or code in period.townships]
        mend, age = ("duty", "import", "FILE"), scope.age(period.first)
        if not (shifts or roster.is_used) and len(asked) > 1 and not any(gap.kind == "empty_register" for gap in gaps):
            gaps.append(Gap("empty_register", None, "duty", since=period.first, days=age, mend=mend))
        without: list[tuple[str | None, str]] = [(code, period.name) for code in asked if code not in towns]
        if scope.whole and not period.townships:
            without += [(None, f"{name} ({period.name})") for name in roster.departments if name not in departments]
        gaps += [Gap("no_roster", code, about, since=period.first, days=age, mend=mend) for code, about in without]
    return gaps


def find_uncovered(
    scope: Scope,
    shifts: Iterable[Row],
    periods: Sequence[Period],
    ended: Mapping[str, date] = MappingProxyType({}),
) -> list[Gap]:
    """Hours from the day on that a unit on the roster leaves open.

    In special periods in which a shift of it begins those without a leader or without an officer; on other days,
    between its shifts, those without anybody. ended: since when townships, by their codes, are no more, and nobody is
    missed there.
    """
    units: dict[Unit, list[Row]] = defaultdict(list)
    for row in shifts:
        if _is_seen(scope, row) and row["day"] < ended.get(row["township"], date.max):
            units[Unit(row["township"], row["unit"])].append(row)
    gaps = []
    for unit, rows in units.items():
        spans = [period.span for period in periods if any(map(period.has, rows))]
        end = begin(ended.get(unit.township, date.max))
        for span in spans:
            gaps += find_alone(scope, unit, rows, Span(max(span.start, begin(scope.on)), min(span.end, end)))
        # A township that has no roster in a period is told so, not hour by hour.
        others = [period.span for period in periods if not period.townships or unit.township in period.townships]
        gaps += find_between(scope, unit, rows, [*spans, *others])
    return list(dict.fromkeys(gaps))  # periods may overlap


def find_between(scope: Scope, unit: Unit, rows: Sequence[Row], told: Sequence[Span]) -> list[Gap]:
    """Hours between a unit's first shift and its last, and in none of the told spans, when nobody of it is on duty.

    The same hours of three days or more are one gap, with the number of days.
    """
    spans = [span_of(row) for row in rows]
    whole = Span(max(begin(scope.on), min(spans).start), max(span.end for span in spans))
    alike: dict[tuple[int, int], list[Span]] = defaultdict(list)
    for hole in find_holes([*spans, *told], whole):
        alike[hole.start % DAY, hole.end - hole.start].append(hole)
    gaps = []
    for (_minute, length), holes in alike.items():
        each = [tell_hole(scope, unit.township, unit.name, hole) for hole in holes]
        if len(each) >= HABIT and length < DAY:
            each = [replace(each[0], count=len(each), mend=("duty", "import", "FILE"))]
        gaps += each
    return gaps


def find_alone(scope: Scope, unit: Unit, rows: Sequence[Row], within: Span) -> list[Gap]:
    """Hours when a unit, whose shifts these are, has no leader, then those when it has no officer."""
    return [
        tell_hole(scope, unit.township, unit.name, hole, role)
        for role in ROLES
        for hole in find_holes([span_of(row) for row in rows if row["role"] == role], within)
    ]


def tell_hole(scope: Scope, township: str, unit: str, hole: Span, role: str | None = None) -> Gap:
    """Hours with nobody of a unit, or nobody of it in a role; township: a code, or CITY for a department."""
    day = day_of(hole.start)
    code = None if township == CITY else township
    hours, mend = tell_span(hole), _fill(unit, hole, role or "officer")
    return Gap("uncovered_hours", code, unit, role=role, since=day, days=scope.age(day), hours=hours, mend=mend)


def find_doubled(scope: Scope, shifts: Iterable[Row]) -> list[Gap]:
    """People who are on two shifts at the same time, from the day on."""
    coming = [row for row in shifts if span_of(row).end > begin(scope.on)]
    pairs = find_overlaps(coming)
    return [tell_double(scope, one, two) for one, two in pairs if _is_seen(scope, one) or _is_seen(scope, two)]


def tell_double(scope: Scope, one: Row, other: Row) -> Gap:
    """Somebody who is on two shifts at the same time; the later one can be cancelled."""
    day, township = other["day"], other["township"]
    same = one["unit"] == other["unit"]
    units = one["unit"] if same else f"{one['unit']}{BETWEEN}{other['unit']}"
    hours = tell_span(Span(span_of(other).start, min(span_of(one).end, span_of(other).end)))
    return Gap(
        "two_shifts",
        None if township == CITY else township,
        f"{other['name']} ({units})",
        since=day,
        days=scope.age(day),
        hours=hours,
        mend=spell_cancel(other),
    )


def spell_cancel(shift: Row) -> tuple[str, ...]:
    """The words of the command that takes just this shift off the roster."""
    whom = ("--unit", shift["unit"], "--name", shift["name"], "--role", shift["role"])
    start = int(shift["start"])
    hours = f"{tell_clock(start)}-{tell_clock(start + int(shift['minutes']))}"
    return ("duty", "cancel", f"{shift['day']}", *whom, "--hours", hours)


def _is_seen(scope: Scope, row: Row) -> bool:
    return row["township"] in scope.typed or (scope.whole and row["township"] == CITY)


def _fill(unit: str, hole: Span, role: str) -> tuple[str, ...]:
    if hole.end - hole.start > DAY:
        return ("duty", "import", "FILE")
    hours = ("--from", tell_clock(hole.start), "--to", tell_clock(hole.end))
    return ("duty", "add", unit, f"{day_of(hole.start)}", "--role", role, "--name", "NAME", *hours)
