"""The only place that finds gaps in a ledger."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from inspect_cli.rules import catalog, coverage, ended, names, watches, words
from inspect_cli.rules.coverage import Gap, Place, Scope
from inspect_cli.rules.watches import Unit
from inspect_cli.store import duties
from inspect_cli.store.database import Database, Row
from inspect_cli.store.queries import CHUNK, township_names, typed_names, used_categories

DAYS = 30
_FIRST_DAY = date(2000, 1, 1)  # of `coverage_lookups.DayNumber`


@dataclass(frozen=True)
class Asked:
    """What gaps are looked for: on a day, within so many days, in a township (its code), in a category, of kinds."""

    on: date
    days: int = DAYS
    township: str | None = None
    category: str | None = None
    kinds: Collection[str] = coverage.KINDS


def find_gaps(database: Database, asked: Asked) -> list[Gap]:
    """Every gap, the worst first."""
    search = _Search(database, asked)
    gaps = [
        gap
        for kinds, find in _FINDERS
        if not set(kinds).isdisjoint(asked.kinds)
        for gap in find(search)
        if gap.kind in asked.kinds
    ]
    return coverage.order(gaps)


def count_kinds(gaps: Iterable[Gap]) -> dict[str, int]:
    """How many gaps of each kind there are, the worst kind first."""
    counted = dict.fromkeys(coverage.KINDS, 0)
    for gap in gaps:
        counted[gap.kind] += 1
    return {kind: count for kind, count in counted.items() if count}


def present(gaps: Iterable[Gap], database: Database, lang: str, *, titles: bool) -> list[Row]:
    """Gaps as rows: townships by name, registers in the language; titles: kinds as people read them."""
    named = township_names(database)
    return [
        {
            **vars(gap),
            "kind": coverage.title(gap.kind, lang) if titles else gap.kind,
            "township": named.get(gap.township, gap.township) if gap.township else None,
            "about": _tell_about(gap, lang),
            "todo": gap.todo,
        }
        for gap in gaps
    ]


def _tell_about(gap: Gap, lang: str) -> str | None:
    return words.word("register", str(gap.about), lang) if gap.kind == "empty_register" else gap.about


class _Search:
    """The rows of one search, each read once and only when a kind of gap needs it."""

    def __init__(self, database: Database, asked: Asked) -> None:
        self._database = database
        self.asked = asked
        self._parts = ["township"] if asked.township else []
        self._bound = {"today": asked.on, "township": asked.township, "category": asked.category}

    def ask(self, name: str, *parts: str, **more: Any) -> list[Row]:
        """The rows of a statement, of the township that is asked for or of all; parts: filters, more: parameters."""
        return self._database.rows(name, {**self._bound, **more}, [*self._parts, *parts])

    @cached_property
    def townships(self) -> list[Row]:
        """The register of townships, those that are no more too."""
        return self._database.rows("townships", order="code")

    @cached_property
    def typed(self) -> dict[str, str]:
        """What commands call each township of the register, by its code: its name where no other has it."""
        return typed_names({row["township"]: row["name"] for row in self.townships})

    @cached_property
    def scope(self) -> Scope:
        """What is looked at; a township that is no more is not."""
        asked = self.asked
        seen = [r for r in self.townships if coverage.stands(r, asked.on) and asked.township in (None, r["township"])]
        return Scope(
            asked.on,
            asked.days,
            {row["township"]: self.typed[row["township"]] for row in seen},
            used_categories(self._database),
            asked.category,
            {row["township"] for row in seen if row["kind"] == "special"},
            whole=asked.township is None,
            moves={row["township"]: ended.tell_move(row, self.typed) for row in self.gone},
        )

    @cached_property
    def ending(self) -> dict[str, date]:
        """Since when townships are no more, or will be."""
        return {row["township"]: row["ended_on"] for row in self.townships if row["ended_on"] is not None}

    @cached_property
    def gone(self) -> list[Row]:
        """The townships that are no more."""
        return [row for row in self.townships if not coverage.stands(row, self.asked.on)]

    @cached_property
    def villages(self) -> list[Row]:
        """The villages that stand."""
        return self._standing("villages")

    @cached_property
    def zones(self) -> list[Row]:
        """The hills, zones and grids that stand."""
        return self._standing("zones")

    @cached_property
    def posts(self) -> list[Row]:
        """Who ever answered for townships, villages and zones; of sites what is amiss."""
        sites = {row["id"]: row for row in self.ask("site_answering")}  # two sites of one name: once
        return [*self.ask("place_answering"), *sites.values()]

    @cached_property
    def with_sites(self) -> set[str]:
        """The townships in which a site stands."""
        return {row["township"] for row in self.ask("standing_sites")}

    @cached_property
    def places(self) -> list[Place]:
        """Where somebody has to answer, but for sites."""
        towns = [Place(code, "township") for code in self.scope.typed]
        villages = [Place(row["township"], "village", row["name"]) for row in self.villages]
        return [*towns, *villages, *(Place(row["township"], "zone", row["name"]) for row in self.zones)]

    @cached_property
    def ended(self) -> dict[coverage.Key, date]:
        """Since when townships, villages and zones are no more, as responsibilities name them."""
        towns = {(r["township"], "township", None): r["ended_on"] for r in self.townships}
        parts = [(r, layer) for name, layer in (("villages", "village"), ("zones", "zone")) for r in self.ask(name)]
        every = {**towns, **{(row["township"], layer, row["name"]): row["ended_on"] for row, layer in parts}}
        return {key: day for key, day in every.items() if day is not None}

    @cached_property
    def visits(self) -> list[Row]:
        """Visits by township and category; `found`: hazards, and what else is against the law."""
        since = self.asked.on - timedelta(days=self.asked.days)
        rows = self.ask("category_visits", since=since)
        counted = {(r["township"], r["category"]): r["amount"] for r in self.ask("visit_offences", since=since)}
        return [{**row, "found": row["found"] + counted.get((row["township"], row["category"]), 0)} for row in rows]

    @cached_property
    def kinds(self) -> dict[str, set[str]]:
        """The kinds of sites that each township's register has, where it has so many that it says what is not there."""
        kinds: dict[str, dict[str, int]] = defaultdict(dict)
        for row in self.ask("standing_kinds"):
            kinds[row["township"]][row["kind"]] = row["sites"]
        return {code: set(each) for code, each in kinds.items() if sum(each.values()) >= coverage.SEVERAL_SITES}

    @cached_property
    def weak(self) -> list[Gap]:
        """Posts that are vacant, without a phone, of places that are no more, or that nobody followed in."""
        weak = coverage.find_weak_posts(self.scope, self.posts, self.ended)
        return weak + coverage.find_unfollowed(self.scope, self.posts, self.ended)

    @cached_property
    def shifts(self) -> list[Row]:
        """The roster of the days around."""
        around = timedelta(days=self.asked.days)
        asked = {"first": self.asked.on - around, "last": self.asked.on + around}
        return self._database.rows("shifts", asked, ["between"], order="day")

    @cached_property
    def periods(self) -> list[watches.Period]:
        """The special periods of the days to come."""
        return watches.read_periods(self.scope, self._database.rows("campaigns", order="name"))

    def read_late_shifts(self) -> tuple[list[Row], dict[Unit, date]]:
        """The roster from the day on of the townships that are no more, or will be, and since when they are not."""
        named = {row["township"]: row["name"] for row in self.townships if row["township"] in self.ending}
        asked = {self.asked.township} & {*named} if self.asked.township else {*named}
        rows = [
            {**row, "unit": named[row["township"]]}
            for row in (self.shifts if asked else ())
            if row["township"] in asked and row["day"] >= self.asked.on
        ]
        return rows, {Unit(code, named[code]): self.ending[code] for code in asked}

    def follow_moved(self, rows: Sequence[Row]) -> list[Row]:
        """Sites that had no visit in time, without those that had one where they stood before; `last` of those, too."""
        moved: dict[str, list[str]] = defaultdict(list)
        for row in rows:
            if row["moved_from"] and row["last"] is None:
                moved[row["moved_from"]].append(row["name"])
        last = {
            (township, row["site"]): row["last"]
            for township, sites in moved.items()
            for start in range(0, len(sites), CHUNK)
            for row in self._database.rows(
                "last_visits", {"township": township, "sites": sites[start : start + CHUNK], "today": self.asked.on}
            )
        }
        told = [{**row, "last": row["last"] or last.get((row["moved_from"], row["name"]))} for row in rows]
        return [
            row
            for row in told
            if not row["last"] or (self.asked.on - row["last"]).days > (row["visit_days"] or self.asked.days)
        ]

    def read_roster(self) -> watches.Roster:
        """What the roster knows, whatever the days."""
        return duties.read_roster(self._database, self.asked.on)

    def read_departments(self) -> list[Row]:
        """Departments that are no more."""
        rows = self._database.rows("departments", order="name")
        return [row for row in rows if not coverage.stands(row, self.asked.on)]

    @cached_property
    def owners(self) -> list[Row]:
        """Who must mend what is open, by township; of the category that is asked for."""
        return self.ask("open_owners", *(("category",) if self.asked.category else ()))

    @cached_property
    def owed(self) -> list[Row]:
        """How much is open, by township; of the category that is asked for."""
        return self.ask("open_townships", *(("category",) if self.asked.category else ()))

    @cached_property
    def regulators(self) -> list[Row]:
        """How many sites each department regulates, by township."""
        return self.ask("regulated_sites")

    def name_department(self, department: str) -> int:
        """How often a department is named, in the township that is asked for or in all.

        By responsibilities that hold, sites that stand and hazards that are open.
        """
        asked = {**self._bound, "of_department": department, "on": self.asked.on}
        count: int = len(self._database.rows("responsibilities", asked, [*self._parts, "of_department", "on"]))
        count += sum(row["sites"] for row in self.regulators if row["regulator"] == department)
        count += sum(row["hazards"] for row in self.owners if names.is_named(row["owner"], department))
        return count

    def read_left(self) -> list[Row]:
        """People who answer for nothing any more, anywhere."""
        return self._database.rows("left_officers", self._bound)

    def read_lost(self, layer: str) -> list[Row]:
        """Places of a layer that stand in a township that is no more.

        Each with the day on which that ended, and whether its name is `taken` in the one that took over.
        """
        gone = {town["township"]: town["ended_on"] for town in self.gone}
        if layer == "site":  # there are many: only those of such townships are read
            asked = [{"township": code} for code in gone if code in self.with_sites]
            rows = [row for each in asked for row in self._database.rows("sites", each, ["township"], order="code")]
        else:
            rows = self.ask(f"{layer}s") if gone else []
        standing = [row for row in rows if row["township"] in gone and coverage.stands(row, self.asked.on)]
        taken = {(code, *each) for code in {row["township"] for row in standing} for each in self._read_taken(code)}
        return [
            {**row, "ended_on": gone[row["township"]], "taken": (row["township"], layer, row["name"]) in taken}
            for row in standing
        ]

    def _read_taken(self, township: str) -> list[tuple[str, str]]:
        from inspect_cli.store import merging  # brings the models of entries, which nobody else here needs

        return [(each.layer, each.name) for each in merging.read_taken(self._database, township)]

    def read_unknown(self) -> list[str]:
        """Categories that were enabled, and whose list this machine does not know."""
        rows = self._database.rows("categories", order="key")
        return [row["key"] for row in rows if row["enabled"] and row["key"] not in catalog.categories()]

    def _standing(self, name: str) -> list[Row]:
        return [
            row for row in self.ask(name) if coverage.stands(row, self.asked.on) and row["township"] in self.scope.typed
        ]


def _find_empty(search: _Search) -> list[Gap]:
    held = {
        "responsible": {row["township"] for row in search.posts},
        "site": search.with_sites,
        "village": {row["township"] for row in search.villages},
    }
    return coverage.find_empty(search.scope, held)


def _find_unanswered(search: _Search) -> list[Gap]:
    sites = [Place(r["township"], "site", r["name"]) for r in search.ask("unanswered_sites")]
    # A hill is looked at rung by rung.
    hills = {(row["township"], "zone", row["name"]) for row in search.zones if row["kind"] == "hill"}
    places = [place for place in [*search.places, *sites] if place.key not in hills]
    places = [place for place in places if place.township in search.scope.typed]
    told = [(g.township, g.layer, g.about, g.category) for g in search.weak if g.kind == "vacant"]
    told += [(g.township, g.layer, g.place, g.category) for g in search.weak if g.kind == "no_successor"]
    return coverage.find_unanswered(search.scope, places, search.posts, told)


def _find_ladders(search: _Search) -> list[Gap]:
    hills = [row for row in search.zones if row["kind"] == "hill"]
    return coverage.find_ladders(search.scope, hills, search.posts)


def _find_left(search: _Search) -> list[Gap]:
    left = search.read_left()
    return coverage.find_left(search.scope, search.owners if left else [], left)


def _find_unvisited(search: _Search) -> list[Gap]:
    asked = {"days": search.asked.days, "today_number": (search.asked.on - _FIRST_DAY).days}
    rows = search.ask("unvisited_sites", **asked)
    return coverage.find_unvisited(search.scope, search.follow_moved(rows))


def _find_ended(search: _Search) -> list[Gap]:
    merged = search.read_departments()
    named = {row["name"]: search.name_department(row["name"]) for row in merged}
    layers = ("village", "zone", "site")
    found = [(layer, search.read_lost(layer)) for layer in layers]
    lost = [gap for each in found for gap in ended.find_lost_places(search.scope, *each, search.typed)]
    left = ended.find_lost_hazards(search.scope, search.gone, search.owed, search.typed)
    late = ended.find_late_shifts(search.scope, *search.read_late_shifts())
    return [*ended.find_merged(search.scope, merged, named), *lost, *left, *late]


def _find_rosterless(search: _Search) -> list[Gap]:
    return watches.find_rosterless(search.scope, search.shifts, search.periods, search.read_roster())


def _find_lists(search: _Search) -> list[Gap]:
    unknown = [Gap("no_checklist", None, key, category=key, mend=("category", "list")) for key in search.read_unknown()]
    broken = [path.stem for path in catalog.broken()]
    return [*unknown, *(Gap("no_checklist", None, name, mend=("category", "check", name)) for name in broken)]


_FINDERS: Sequence[tuple[tuple[str, ...], Callable[[_Search], list[Gap]]]] = (
    (("empty_register",), _find_empty),
    (("empty_register", "no_roster"), _find_rosterless),
    (("uncovered_hours",), lambda s: watches.find_uncovered(s.scope, s.shifts, s.periods, s.ending)),
    (("two_shifts",), lambda s: watches.find_doubled(s.scope, s.shifts)),
    (("owner_left",), _find_left),
    (("vacant", "no_phone", "no_successor", "ended_named"), lambda s: s.weak),
    (("no_officer",), _find_unanswered),
    (("no_ladder",), _find_ladders),
    (("never_visited", "visit_overdue"), _find_unvisited),
    (("category_unvisited",), lambda s: coverage.find_unseen(s.scope, s.visits, s.kinds)),
    (("nothing_found",), lambda s: coverage.find_blind(s.scope, s.visits)),
    (("ended_named",), _find_ended),
    (("no_checklist",), _find_lists),
)
