"""The only place for what the roster of some days lacks: hours without a leader or an officer, a unit, a phone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from inspect_cli.rules import ended, watches
from inspect_cli.rules.coverage import Gap, Row, Scope
from inspect_cli.rules.names import known_as
from inspect_cli.rules.shifts import CITY, Span, begin, find_overlaps, meet, span_of, span_of_days
from inspect_cli.rules.watches import Period, Roster, Unit

IMPORT = ("duty", "import", "FILE")


class Asked(NamedTuple):
    """The days that are looked at, both included; one unit, or all; the townships that stand, code -> name.

    ended: units that are no more, or will be, and since which day; roster: what it knows, whatever the days.
    """

    first: date
    last: date
    unit: Unit | None
    townships: Mapping[str, str]
    ended: Mapping[Unit, date] = {}
    roster: Roster = Roster()

    @property
    def span(self) -> Span:
        """All minutes of these days."""
        return span_of_days(self.first, self.last)

    def sees(self, row: Row) -> bool:
        """Whether a shift is of the unit that is asked for."""
        return self.unit in (None, Unit(row["township"], row["unit"]))

    def span_in(self, unit: Unit) -> Span | None:
        """The minutes of these days up to a unit's last day; None when it was no more before them."""
        end = min(self.span.end, begin(self.ended[unit])) if unit in self.ended else self.span.end
        return Span(self.span.start, end) if end > self.span.start else None

    def is_late(self, row: Row) -> bool:
        """Whether a shift begins when its unit is no more."""
        return ended.is_late(row, self.ended)


def find_all(scope: Scope, asked: Asked, rows: Iterable[Row], periods: Iterable[Period]) -> list[Gap]:
    """What is amiss, in no order. rows: shifts, each with the name of its unit as it is now.

    Every unit of which a shift begins in these days has a leader and an officer at every hour of them. Where one unit
    has a shift, every other one has one that is asked for: townships, and departments that have a shift on other days.
    Without any in these days those have one whom a special period concerns, or all where there is none. Nothing is
    asked of a unit after its last day; shifts that it has then are to be cancelled.
    """
    held = [row for row in rows if meet(span_of(row), asked.span)]
    units: dict[Unit, list[Row]] = {unit: [] for unit in _called(asked, list(periods), is_held=bool(held))}
    for row in held:
        if asked.sees(row):
            units.setdefault(Unit(row["township"], row["unit"]), []).append(row)
    gone = asked.unit is not None and asked.span_in(asked.unit) is None
    is_used = bool(held) or asked.roster.is_used
    gaps = [] if is_used or gone else [Gap("empty_register", None, "duty", since=asked.first, mend=IMPORT)]
    for unit, own in units.items():
        kept, span = [row for row in own if not asked.is_late(row)], asked.span_in(unit)
        if span is not None:
            begun = any(row["day"] >= asked.first for row in kept)
            gaps += watches.find_alone(scope, unit, kept, span) if begun else [_find_nothing(scope, asked, unit)]
        gaps += ended.find_late_shifts(scope, own, asked.ended)
        gaps += _find_phoneless(scope, unit, kept)
    pairs = [pair for pair in find_overlaps(held) if any(map(asked.sees, pair))]
    return [*gaps, *(watches.tell_double(scope, *pair) for pair in pairs)]


def _called(asked: Asked, periods: Sequence[Period], *, is_held: bool) -> list[Unit]:
    """Units that must be on the roster: the one that is asked for, else all of them or those of special periods."""
    if asked.unit is not None:
        return [asked.unit]
    departments = [Unit(CITY, name) for name in asked.roster.departments]
    if is_held or (asked.roster.is_used and not periods):
        return [*(Unit(code, name) for code, name in asked.townships.items()), *departments]
    concerned = [period.townships or tuple(asked.townships) for period in periods]
    codes = dict.fromkeys(code for codes in concerned for code in codes if code in asked.townships)
    everywhere = any(not period.townships for period in periods)
    return [*(Unit(code, asked.townships[code]) for code in codes), *(departments if everywhere else ())]


def _find_nothing(scope: Scope, asked: Asked, unit: Unit) -> Gap:
    code = None if unit.township == CITY else unit.township
    return Gap("no_roster", code, unit.name, since=asked.first, days=scope.age(asked.first), mend=IMPORT)


def _find_phoneless(scope: Scope, unit: Unit, rows: Iterable[Row]) -> list[Gap]:
    """People of a unit some of whose shifts have no phone, once for each of them."""
    people: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row["phone"] is None:
            people[known_as(row["name"])].append(row)
    gaps = []
    for own in people.values():
        days, name = [row["day"] for row in own], own[0]["name"]
        first = min(days)
        reach = ("--since", f"{first}", "--until", f"{max(days)}")
        gaps.append(
            Gap(
                "no_phone",
                None if unit.township == CITY else unit.township,
                f"{name} ({unit.name})",
                role=own[0]["role"],
                since=first,
                days=scope.age(first),
                count=len(own),
                mend=("duty", "set", unit.name, name, "--phone", "PHONE", *reach),
            )
        )
    return gaps
