"""The only place that finds which rows of an import came back: in one pass, by what a hazard is recognised by.

A row is looked up among the hazards closed in the ledger and in the rows before it. A row whose earlier hazard stands
further down in the files is linked once that one is met.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from inspect_cli.rules import names, rebounds
from inspect_cli.rules.entries import Linked
from inspect_cli.rules.numbers import Number
from inspect_cli.store import naming, queries
from inspect_cli.store.database import Database
from inspect_cli.store.database import Row as LedgerRow
from inspect_cli.store.journal import Draft
from inspect_cli.transfer.drafting import Link, Row
from inspect_cli.transfer.faults import Values
from inspect_cli.transfer.indexing import Index

_NONE = (-1, -1)
CHUNK = 500
_STEPS = 64  # so many like hazards are looked at, the last ones first


class _Hazards:
    """Hazards by their order of arrival, 52 bytes each: a ledger of a million rows goes through here.

    Of each: the day it was found, 0 when nothing is looked for; the day it was closed, or 0; the visit of these files
    that found it, 0 for one of the ledger; the places of the closed hazards like it, by text and by item, that came
    before, or -1; the place of the one it was linked to, or -1; its number's code. Days are ordinals. Then what is too
    wide for four bytes: the sign of its text; that of its item, or 0; its number's serial.
    """

    FOUND, CLOSED, VISIT, BY_TEXT, BY_ITEM, LINKED, CODE = range(7)
    WIDTH, WIDE = 7, 3

    def __init__(self) -> None:
        self._all = array("i")
        self._wide = array("q")
        self._codes: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._all) // self.WIDTH

    def put(self, signs: tuple[int, int], number: Number, *rest: int) -> None:
        """One more, its numbers in the order above up to LINKED."""
        self._all.extend((*rest, self._codes.setdefault(number.series, len(self._codes))))
        self._wide.extend((*signs, number.serial))

    def get(self, place: int, what: int) -> int:
        """One of its numbers."""
        return self._all[place * self.WIDTH + what]

    def number(self, place: int) -> Number:
        """The number that people know it by."""
        return Number(list(self._codes)[self.get(place, self.CODE)], self._wide[place * self.WIDE + 2])

    def signs(self, place: int) -> tuple[int, int]:
        """What it is recognised by: the signs of its text and its item."""
        text, item = self._wide[place * self.WIDE : place * self.WIDE + 2]
        return text, item

    def put_before(self, place: int, like: tuple[int, int]) -> None:
        """Have other hazards like it come before it."""
        start = place * self.WIDTH + self.BY_TEXT
        self._all[start : start + 2] = array("i", like)


class Late(NamedTuple):
    """Links found once everything was read: number -> number of the earlier one; how many had no link before."""

    links: dict[Number, Number]
    fresh: int


class Rebounds:
    """What was closed so far, and what may yet turn out to have come back."""

    def __init__(self, database: Database, townships: set[str]) -> None:
        self._database = database
        self._townships = townships  # those whose ledger holds something
        self._met = _Hazards()
        self._newest = Index(bits=32)  # sign -> place of the closed one met last
        self._behind = bytearray()  # 1 for each place of a closed hazard found before one that stands above it, else 0
        self._last = 0
        self._fetched: set[tuple[str, str]] = set()  # townships and categories
        self._visits = 0
        self._renamed = {
            (township, names.plain(name)): now for (township, name), now in naming.read_renamed(database).items()
        }

    def look_up(self, rows: Sequence[Row]) -> None:
        """Fetch the hazards closed in the ledger that one of these rows may repeat: of its township and category."""
        for row in rows:
            values = row.values
            if "description" in values and values["township"] in self._townships:
                asked = values["township"], values["category"]
                if asked not in self._fetched:
                    self._fetched.add(asked)
                    self._fetch(*asked)

    def within_visit(self, first: Values) -> Link:
        """What takes in the hazards of one more visit; two hazards of one visit do not repeat each other."""
        self._visits += 1
        visit = self._visits
        place = self._sign_site(first) if "site" in first else None
        return lambda row, number: self._meet(row.values, place, number, visit)

    def _sign_site(self, values: Values) -> int:
        """What a site is recognised by: as the ledger has it, by its name of now."""
        now = self._renamed.get((values["township"], names.plain(values["site"]))) if self._renamed else None
        return rebounds.sign_place(values if now is None else {**values, "site": now})

    def _meet(self, values: Values, place: int | None, number: Number, visit: int) -> str | None:
        """Take in a new hazard; the number of the one it repeats, when that is known already."""
        place = rebounds.sign_place(values) if place is None else place
        if not place:
            return None
        found, day = values["inspected_on"].toordinal(), rebounds.closing_day(values)
        item = rebounds.sign_item(place, values["item"]) if "item" in values else 0
        text = hash((place, rebounds.bare(values["description"])))
        like = self._like(text, item)
        linked, earlier = "rebound_of" in values, None
        if like != _NONE and not linked:
            earlier = self._find(like, found, visit)
        days = 0 if linked else found, day.toordinal() if day else 0
        self._put((text, item), days, visit, like, number, -1 if earlier is None else earlier)
        if found < self._last and day:
            self._behind[-1] = 1
        elif found > self._last:
            self._last = found
        return None if earlier is None else str(self._met.number(earlier))

    def late(self) -> Late:
        """Which hazards repeat one that stands further down in the files and was closed later than what they repeat."""
        met, fresh = self._met, 0
        links: list[tuple[Number, Number]] = []
        self._newest = Index(bits=32)  # of those further down: the places are gone through from the last one up
        for place in range(len(met) - 1, -1, -1) if any(self._behind) else ():
            found, linked = met.get(place, met.FOUND), met.get(place, met.LINKED)
            signs = met.signs(place)
            like = self._like(*signs)
            earlier = self._find(like, found, met.get(place, met.VISIT)) if found and like != _NONE else None
            last = met.get(linked, met.CLOSED) if linked >= 0 else 0
            if earlier is not None and met.get(earlier, met.CLOSED) > last:
                links.append((met.number(place), met.number(earlier)))
                fresh += linked < 0
            if self._behind[place]:
                met.put_before(place, like)
                self._name_newest(place, *signs)
        return Late(dict(reversed(links)), fresh)

    def _like(self, text: int, item: int) -> tuple[int, int]:
        """The places of the hazards met last that have these signs."""
        return self._newest.get(text, -1), self._newest.get(item, -1) if item else -1

    def _name_newest(self, place: int, text: int, item: int) -> None:
        self._newest.put(text, place)
        if item:
            self._newest.put(item, place)

    def _fetch(self, township: str, category: str) -> None:
        asked = {"township": township, "category": category, "status": ["closed"]}
        for row in self._database.stream("hazards", asked, ["township", "category", "status"]):
            day, signs = rebounds.closing_day(row), rebounds.signs(row)
            if day and signs:
                text, item = signs[0], signs[1] if len(signs) > 1 else 0
                number = Number(row["series"], row["serial"])
                self._put((text, item), (0, day.toordinal()), 0, self._like(text, item), number, -1)

    def _put(
        self,
        signs: tuple[int, int],
        days: tuple[int, int],
        visit: int,
        like: tuple[int, int],
        number: Number,
        linked: int,
    ) -> None:
        self._met.put(signs, number, *days, visit, *like, linked)
        self._behind.append(0)
        if days[1]:
            self._name_newest(len(self._behind) - 1, *signs)

    def _find(self, like: tuple[int, int], found: int, visit: int) -> int | None:
        """The place of the hazard that one found that day repeats: of the like ones met last, the one closed last."""
        met, last = self._met, None
        for before, newest in zip((met.BY_TEXT, met.BY_ITEM), like, strict=True):
            place, steps = newest, _STEPS
            while place >= 0 and steps:
                day = met.get(place, met.CLOSED)
                if day <= found <= day + rebounds.WITHIN_DAYS and met.get(place, met.VISIT) != visit:
                    last = place if last is None or day > met.get(last, met.CLOSED) else last
                place, steps = met.get(place, before), steps - 1
        return last


def draft_links(database: Database, links: Mapping[Number, Number], day: date) -> Iterator[list[Draft]]:
    """Entries that link hazards written before the ones they repeat, CHUNK at a time."""
    numbers = list(links)
    for start in range(0, len(numbers), CHUNK):
        rows = queries.hazards_numbered(database, numbers[start : start + CHUNK])
        yield [_draft_link(row, links[number], day) for row, number in zip(rows, numbers[start:], strict=False)]


def _draft_link(row: LedgerRow, earlier: Number, day: date) -> Draft:
    body = Linked(detected=True, rebound_of=str(earlier))
    return Draft(row["township"], "linked", day, body, row["id"], (row["inspection"],))
