"""The only place that reads the duty roster as people know it: by unit, what it lacks, whether duty was kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from inspect_cli import settings
from inspect_cli.messages import _
from inspect_cli.rules import coverage, names, roster_gaps, shifts, watches
from inspect_cli.rules.coverage import Gap, Scope
from inspect_cli.rules.roster_gaps import Asked
from inspect_cli.rules.watches import Roster, Unit
from inspect_cli.store import queries, territory
from inspect_cli.store.database import Database, Row
from inspect_cli.store.entry import CITY

KEPT = "present"


class Filter(NamedTuple):
    """What of the roster is asked for: a unit, a role, a part of a name; None asks for nothing."""

    unit: Unit | None = None
    role: str | None = None
    name: str | None = None


EVERYTHING = Filter()


def read_units(database: Database) -> dict[Unit, Row]:
    """Every unit that can be on duty: the townships and the departments, each with its row of the register."""
    towns = {row["code"]: row for row in queries.townships(database)}
    named = {code: row["name"] for code, row in towns.items()}
    units = {
        Unit(code, row["name"]): {**row, "successor": named.get(row["successor"], row["successor"])}
        for code, row in towns.items()
    }
    rows = territory.read_register(database, "department")
    return units | {Unit(CITY, row["name"]): row for row in rows}


def find_unit(database: Database, typed: str, on: date | None = None) -> Unit:
    """The unit that was typed: a township like `queries.find_township`, or a department by its name or a part of it.

    on: one that was no more on that day is refused. Raises WrongUsage.
    """
    units = read_units(database)
    if not units:
        raise queries.no_townships()
    keyed = {str(place): unit for place, unit in enumerate(units)}
    labels = {
        place: (unit.name, *(units[unit].get(key) or "" for key in ("code", "pinyin", "initials")))
        for place, unit in keyed.items()
    }
    rows = {place: units[unit] for place, unit in keyed.items()}
    return keyed[queries.pick(_("unit"), typed, labels, rows, on)]


def read_shifts(database: Database, first: date, last: date, asked: Filter = EVERYTHING) -> list[Row]:
    """The shifts that begin on these days, by day and unit; `unit` is the name that a township has now."""
    parts = ["between", *(["township"] if asked.unit else [])]
    bound = {"first": first, "last": last, "township": asked.unit.township if asked.unit else None}
    named = queries.township_names(database)
    rows = [_present(row, named) for row in database.rows("shifts", bound, parts, order="day")]
    return [row for row in rows if _is_asked(row, asked)]


def _present(row: Row, named: dict[str, str]) -> Row:
    unit = named.get(row["township"], row["unit"])
    ends = row["start"] + row["minutes"]
    hours = {"from": shifts.tell_clock(row["start"]), "to": shifts.tell_clock(ends), "hours": shifts.tell_hours(row)}
    return {**row, "unit": unit, **hours}


def _is_asked(row: Row, asked: Filter) -> bool:
    if asked.unit is not None and names.plain(row["unit"]) != names.plain(asked.unit.name):
        return False
    if asked.role not in (None, row["role"]):
        return False
    return asked.name is None or names.plain(asked.name) in names.plain(row["name"])


def find_gaps(
    database: Database,
    first: date,
    last: date,
    unit: Unit | None = None,
    kinds: Collection[str] = coverage.KINDS,
) -> list[Gap]:
    """What the roster of these days lacks, the worst first; of these kinds of gaps."""
    rows = read_shifts(database, _move(first, -1), last)
    towns = queries.townships(database)
    called = queries.typed_names({row["code"]: row["name"] for row in towns})
    standing = [row for row in towns if coverage.stands(row, first)]
    typed = {row["code"]: called[row["code"]] for row in standing}
    days = Scope(first, (last - first).days, typed, ())
    periods = watches.read_periods(days, database.rows("campaigns", order="name"))
    scope = Scope(settings.today(), days.days, typed, ())
    names_of = {row["code"]: row["name"] for row in standing}
    asked = Asked(first, last, unit, names_of, _read_ended(database), read_roster(database, first))
    found = roster_gaps.find_all(scope, asked, rows, periods)
    return coverage.order(gap for gap in found if gap.kind in kinds)


def read_roster(database: Database, on: date) -> Roster:
    """What the roster knows, whatever the days; departments are those that stand on the day."""
    rows = database.rows("rostered_units")
    rostered = {names.plain(row["unit"]) for row in rows if row["township"] == CITY}
    register = territory.read_register(database, "department")
    standing = [row["name"] for row in register if coverage.stands(row, on)]
    known = [name for name in standing if names.plain(name) in rostered]
    return Roster(bool(rows), tuple(known), tuple(name for name in standing if name not in known))


def _read_ended(database: Database) -> dict[Unit, date]:
    """The units that are no more, or will be, and since which day."""
    return {unit: row["ended_on"] for unit, row in read_units(database).items() if row["ended_on"] is not None}


def find_alone(database: Database, rows: Iterable[Row]) -> list[Gap]:
    """Hours of these shifts, which were cancelled, in which nobody has their role in their unit now.

    Of a unit that was no more by then nobody is missed.
    """
    gaps, ended = [], _read_ended(database)
    for row in rows:
        unit = Unit(row["township"], row["unit"])
        if row["day"] >= ended.get(unit, date.max):
            continue
        asked = Filter(unit, row["role"])
        days = _move(row["day"], -1), _move(row["day"], 1)
        left = [shifts.span_of(each) for each in read_shifts(database, *days, asked)]
        holes = shifts.find_holes(left, shifts.span_of(row))
        scope = Scope(settings.today(), 0, {}, ())
        gaps += [watches.tell_hole(scope, row["township"], row["unit"], hole, row["role"]) for hole in holes]
    return list(dict.fromkeys(gaps))


def find_same(database: Database, told: Sequence[Mapping[str, Any]]) -> list[Row]:
    """The shifts of the roster that these, fields of entries, are about."""
    signs = {shifts.sign(row) for row in told}
    return [row for row in _read_around(database, told, 0) if shifts.sign(row) in signs]


def find_beside(database: Database, told: Sequence[Mapping[str, Any]]) -> list[Row]:
    """The shifts of the same units, roles and hours that are none of these."""
    signs = {shifts.sign(row) for row in told}
    spans = defaultdict(list)
    for row in told:
        spans[row["township"], row["unit"], row["role"]].append(shifts.span_of(row))
    return [
        row
        for row in _read_around(database, told, 1)
        if shifts.sign(row) not in signs
        and any(shifts.meet(shifts.span_of(row), span) for span in spans[row["township"], row["unit"], row["role"]])
    ]


def find_twice(database: Database, rows: Sequence[Row]) -> list[tuple[coverage.Row, coverage.Row]]:
    """Pairs of shifts of one person at the same time, one of them at least among these."""
    ids = {row["id"] for row in rows}
    pairs = shifts.find_overlaps(_read_around(database, rows, 1))
    return [pair for pair in pairs if any(row["id"] in ids for row in pair)]


def _read_around(database: Database, told: Sequence[Mapping[str, Any]], days: int) -> list[Row]:
    """The roster of the days of these shifts, and so many more on both sides."""
    every = [row["day"] for row in told]
    return read_shifts(database, _move(min(every), -days), _move(max(every), days)) if every else []


def _move(day: date, days: int) -> date:
    """So many days later, as far as the calendar goes."""
    return date.fromordinal(min(max(day.toordinal() + days, 1), date.max.toordinal()))


def read_checks(database: Database, first: date, last: date, unit: Unit | None = None) -> list[Row]:
    """When somebody looked whether duty is kept, and who should have been there: `time`, `expected`, `kept`."""
    parts = ["between", *(["township"] if unit else [])]
    bound = {"first": first, "last": last, "township": unit.township if unit else None}
    named = queries.township_names(database)
    rows = database.rows("spot_checks", bound, parts, order="day")
    roster = defaultdict(list)
    for shift in read_shifts(database, _move(first, -1), last) if rows else ():
        roster[shift["township"], names.plain(shift["unit"])].append(shift)
    checks = [{**row, "unit": named.get(row["township"], row["unit"])} for row in rows]
    asked = [row for row in checks if unit is None or names.plain(row["unit"]) == names.plain(unit.name)]
    return [_look(row, roster[row["township"], names.plain(row["unit"])]) for row in asked]


def _look(row: Row, roster: Iterable[Row]) -> Row:
    due = [shift["name"] for shift in roster if shifts.covers(shift, row["day"], row["minute"])]
    return {
        **row,
        "time": shifts.tell_clock(row["minute"]),
        "expected": list(dict.fromkeys(due)),
        "kept": row["result"] == KEPT,
    }


def count_checks(rows: Iterable[Row]) -> list[Row]:
    """How often somebody looked at each unit, and how often duty was kept and was not; the worst first."""
    counted: dict[str, list[bool]] = defaultdict(list)
    for row in rows:
        counted[row["unit"]].append(row["kept"])
    counts = [
        {"unit": unit, "looked": len(kept), "kept": sum(kept), "not_kept": len(kept) - sum(kept)}
        for unit, kept in counted.items()
    ]
    return sorted(counts, key=lambda row: (-row["not_kept"], row["unit"]))
