"""The only place that finds which rows of an import came back: in one pass, by what a hazard is recognised by.

A row is looked up among the hazards closed in the ledger and in the rows before it. A row whose earlier hazard stands
further down in the files is linked once that one is met.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from inspect_cli.rules import rebounds
from inspect_cli.rules.entries import Linked
from inspect_cli.rules.numbers import Number
from inspect_cli.store import queries
from inspect_cli.store.database import Database
from inspect_cli.store.journal import Draft
from inspect_cli.transfer.drafting import Link, Row


class _Met(NamedTuple):
    """A hazard on the shelf: a day of it, its number, and which visit of these files found it (0: the ledger's)."""

    day: date
    number: Number
    visit: int


class _Shelf:
    """Hazards by their signs, kept small: a ledger of a million rows goes through here."""

    def __init__(self) -> None:
        self._newest: dict[int, int] = {}  # sign -> place of the newest; `before` has the place of the one before
        self._before, self._visits, self._days = array("q"), array("q"), array("l")
        self._serials, self._codes = array("q"), array("l")
        self._series: dict[str, int] = {}

    def put(self, sign: int, met: _Met) -> None:
        """One more."""
        self._before.append(self._newest.get(sign, -1))
        self._newest[sign] = len(self._days)
        self._days.append(met.day.toordinal())
        self._visits.append(met.visit)
        self._serials.append(met.number.serial)
        self._codes.append(self._series.setdefault(met.number.series, len(self._series)))

    def get(self, sign: int) -> Iterator[_Met]:
        """Those with this sign."""
        place = self._newest.get(sign, -1)
        names = list(self._series)
        while place >= 0:
            number = Number(names[self._codes[place]], self._serials[place])
            yield _Met(date.fromordinal(self._days[place]), number, self._visits[place])
            place = self._before[place]


class Rebounds:
    """What was closed so far, and what may yet turn out to have come back."""

    def __init__(self, database: Database, townships: set[str]) -> None:
        self._database = database
        self._townships = townships  # those whose ledger holds something
        self._closed = _Shelf()
        self._waiting = _Shelf()
        self._fetched: set[Number] = set()
        self._late: dict[Number, Number] = {}
        self._visits = 0

    def look_up(self, rows: Sequence[Row]) -> None:
        """Fetch the hazards closed in the ledger that one of these rows may repeat."""
        asked: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for row in rows:
            values = row.values
            if "description" in values and values["township"] in self._townships:
                asked[values["township"], values["category"]].append(row)
        for (township, category), own in asked.items():
            days = [row.values["inspected_on"] for row in own]
            parameters = {
                "township": township,
                "category": category,
                "closed_since": min(days) - timedelta(days=rebounds.WITHIN_DAYS),
                "closed_until": max(days),
            }
            filters = ["township", "category", "closed_since", "closed_until"]
            sites = list({row.values["site"] for row in own if "site" in row.values})
            self._fetch({**parameters, "sites": sites}, [*filters, "at_sites"])
            if any("site" not in row.values for row in own):
                self._fetch(parameters, [*filters, "at_no_site"])

    def within_visit(self) -> Link:
        """What takes in the hazards of one more visit; two hazards of one visit do not repeat each other."""
        self._visits += 1
        visit = self._visits
        return lambda row, number: self._meet(row, number, visit)

    def _meet(self, row: Row, number: Number, visit: int) -> str | None:
        """Take in a new hazard; the number of the one it repeats, when that is known already."""
        signs = rebounds.signs(row.values)
        if not signs:
            return None
        earlier = None
        if "rebound_of" not in row.values:
            found = _Met(row.values["inspected_on"], number, visit)
            earlier = self._find(signs, found)
            for sign in signs if earlier is None else ():
                self._waiting.put(sign, found)
        if day := rebounds.closing_day(row.values):
            self._close(signs, _Met(day, number, visit))
        return str(earlier) if earlier else None

    def late(self, day: date) -> list[Draft]:
        """The links of rows that stood before the hazards they repeat."""
        rows = queries.hazards_numbered(self._database, list(self._late)) if self._late else []
        return [
            Draft(row["township"], "linked", day, Linked(rebound_of=str(earlier)), row["id"], (row["inspection"],))
            for row, earlier in zip(rows, self._late.values(), strict=True)
        ]

    def count_late(self) -> int:
        """How many they are."""
        return len(self._late)

    def _fetch(self, parameters: Mapping[str, Any], filters: Sequence[str]) -> None:
        for row in self._database.stream("hazards", parameters, filters):
            number, day = Number(row["series"], row["serial"]), rebounds.closing_day(row)
            if number not in self._fetched and day:
                self._fetched.add(number)
                for sign in rebounds.signs(row):
                    self._closed.put(sign, _Met(day, number, 0))

    def _find(self, signs: Sequence[int], found: _Met) -> Number | None:
        like = [
            closed
            for sign in signs
            for closed in self._closed.get(sign)
            if rebounds.came_back(closed.day, found.day) and closed.visit != found.visit
        ]
        return max(like).number if like else None

    def _close(self, signs: Sequence[int], closed: _Met) -> None:
        for sign in signs:
            self._closed.put(sign, closed)
            for found in self._waiting.get(sign):
                if found.visit != closed.visit and rebounds.came_back(closed.day, found.day):
                    self._late.setdefault(found.number, closed.number)
