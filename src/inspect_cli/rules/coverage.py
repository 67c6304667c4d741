"""The only place for what counts as a gap: a post nobody holds, a place nobody visits, an hour nobody covers.

Every finding starts from a register, so that what has no record shows. Rows are those of the register's tables.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple

from inspect_cli.messages import spell
from inspect_cli.rules import catalog, words
from inspect_cli.rules.names import known_as

KINDS = tuple(words.GAPS)  # the worst first
SEVERAL_VISITS = 10  # so many visits without a finding are a doubt
SEVERAL_SITES = 10  # a register with fewer does not tell what a township has not
SHORT = 8  # the last digits of an id tell it from others
FOREST_FIRE = "forest_fire"
LADDER = ("hill_keeper", "village_officer", "area_leader")  # of a hill, from the bottom
_OPTION = {"village": "--village", "zone": "--zone", "site": "--site"}
_LISTS = {  # what is looked at first in a kind of place
    **dict.fromkeys(("coal_mine", "opencast_coal", "coal_yard"), "mines"),
    **dict.fromkeys(("rural_road", "urban_road", "provincial_road", "checkpoint", "school_bus"), "traffic"),
    **dict.fromkeys(("coach_station", "coach_company", "freight_source", "hazmat_yard"), "traffic"),
    **dict.fromkeys(("forest_area", "forest_edge", "cemetery", "grassland", "forest_gate"), FOREST_FIRE),
    **dict.fromkeys(("fw_shop", "fw_stall", "fw_wholesale", "fw_factory", "fw_store"), "fireworks"),
}
Row = Mapping[str, Any]
Key = tuple[str, str, str | None]  # township, layer, place


class Place(NamedTuple):
    """Where somebody has to answer; place: none for the township itself."""

    township: str
    layer: str
    place: str | None = None

    @property
    def key(self) -> Key:
        """What responsibilities name it by."""
        return self.township, self.layer, self.place


@dataclass(frozen=True)
class Gap:
    """One finding. township: a code, none for the whole city; about: a place, a person, a unit, a register.

    layer, place, role, category: of the post or the place;
    since, days: when it began, and how many days ago that was; count: of the hazards, visits or rows it is about;
    hours: of a duty roster; mend: the words of the command that mends it, with what only a person knows in capitals.
    """

    kind: str
    township: str | None
    about: str | None = None
    layer: str | None = None
    role: str | None = None
    category: str | None = None
    since: date | None = None
    days: int | None = None
    count: int | None = None
    hours: str | None = None
    place: str | None = None
    mend: tuple[str, ...] = ()

    @property
    def todo(self) -> str:
        """The command that mends it, as it is typed."""
        return spell(self.mend)


@dataclass(frozen=True)
class Scope:
    """What is looked at: a day, how many days back or ahead, the townships that stand, what is used.

    typed: code -> what a command calls the township; category: only this one; remote: codes of what has no villages;
    whole: the city with its departments is looked at; moves: of each township that is no more, by its code, the words
    of the command that moves what stands there.
    """

    on: date
    days: int
    typed: Mapping[str, str]
    categories: Sequence[str]
    category: str | None = None
    remote: Collection[str] = field(default_factory=frozenset)
    whole: bool = True
    moves: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def fits(self, category: str | None) -> bool:
        """Whether a responsibility for a category, or for all, counts."""
        return category is None or self.category in (None, category)

    def age(self, since: date | None) -> int | None:
        """How many days ago; none for what is yet to come."""
        return (self.on - since).days if since and since <= self.on else None


def title(kind: str, lang: str) -> str:
    """What people read for a kind of gap."""
    return words.word("gap", kind, lang) if lang == "zh" else kind.replace("_", " ").capitalize()


def order(gaps: Iterable[Gap]) -> list[Gap]:
    """The worst first: by kind, the whole city before its townships, then what lasts longest; what never was, first."""

    def badness(gap: Gap) -> tuple[Any, ...]:
        return (
            KINDS.index(gap.kind),
            gap.township is not None,
            gap.since or date.min,
            gap.township or "",
            gap.about or "",
        )

    return sorted(gaps, key=badness)


def holds(row: Row, on: date) -> bool:
    """Whether a responsibility holds on a day."""
    return row["start"] <= on and (row["end"] is None or row["end"] >= on)


def stands(row: Row, on: date) -> bool:
    """Whether a place of a register has not ended by a day."""
    return row["ended_on"] is None or row["ended_on"] > on


def find_empty(scope: Scope, held: Mapping[str, Collection[str]]) -> list[Gap]:
    """Registers in which nothing stands, or nothing of a township. held: register -> codes that have a row in it."""
    if not scope.typed:
        none = Gap("empty_register", None, "township", mend=("township", "import", "FILE"))
        return [none] if scope.whole else []  # else it is a township that is no more
    gaps = []
    for register, codes in held.items():
        wanted = [code for code in scope.typed if register != "village" or code not in scope.remote]
        without = [code for code in wanted if code not in codes]
        mend = (register, "import", "FILE")
        if len(without) == len(wanted) > 1:
            gaps.append(Gap("empty_register", None, register, mend=mend))
        elif register != "responsible" or len(wanted) == 1:
            gaps += [Gap("empty_register", code, register, mend=mend) for code in without]
    return gaps


def find_weak_posts(scope: Scope, rows: Iterable[Row], ended: Mapping[Key, date]) -> list[Gap]:
    """Of posts that hold: those that nobody fills, people without a phone, places that are no more.

    ended: since when townships, villages and zones are no more; the rows of sites say it themselves.
    """
    gaps = []
    for row in rows:
        if not holds(row, scope.on) or not scope.fits(row["category"]):
            continue
        if gone := _ended_on(scope, row, ended):
            gaps.append(_of_post(scope, "ended_named", row, gone, _leave(scope, row, gone, ended)))
        elif row["name"] is None:
            gaps.append(_of_post(scope, "vacant", row, row["start"], _fill(scope, row, scope.on)))
        elif row["phone"] is None:
            mend = ("responsible", "set", row["id"][-SHORT:], "--phone", "PHONE")
            gaps.append(_of_post(scope, "no_phone", row, None, mend, about=row["name"]))
    return gaps


def _leave(scope: Scope, row: Row, gone: date, ended: Mapping[Key, date]) -> tuple[str, ...]:
    """What ends a post of a place that is no more, or moves it with a place that only its township has left."""
    own = row.get("ended_on") if row["layer"] == "site" else ended.get(_key(row))
    if row["layer"] != "township" and own is None and row["township"] in scope.moves:
        return scope.moves[row["township"]]
    last = max(gone, row["start"]) - timedelta(days=1)  # the day before its first: it never held
    return ("responsible", "end", row["id"][-SHORT:], "--on", f"{last}")


def _fill(scope: Scope, row: Row, day: date) -> tuple[str, ...]:
    """The command by which somebody takes a post from a day on; a vacancy ends by it."""
    post = ("--post", row["post"]) if row["post"] else ()
    role = ("--role", row["role"])
    return (*_add(scope, Place(*_key(row)), row["category"]), *role, *post, "--from", f"{day}")


def find_unfollowed(scope: Scope, rows: Sequence[Row], ended: Mapping[Key, date]) -> list[Gap]:
    """Officers who ended, and nobody holds their role for the place and category since; a vacancy is told as one."""
    now = defaultdict(set)
    for row in rows:
        if holds(row, scope.on):
            now[*_key(row), row["role"]].add(row["category"])
    last: dict[tuple[Any, ...], Row] = {}
    for row in rows:
        key = (*_key(row), row["role"])
        over = row["end"] is not None and row["end"] < scope.on and row["name"] is not None
        if not over or _ended_on(scope, row, ended) or not scope.fits(row["category"]):
            continue
        if now[key].isdisjoint({None, row["category"]}) and (row["category"] is not None or not now[key]):
            before = last.get((*key, row["category"]))
            last[*key, row["category"]] = row if before is None or before["end"] <= row["end"] else before
    return [_follow(scope, row) for row in last.values()]


def _follow(scope: Scope, row: Row) -> Gap:
    since = row["end"] + timedelta(days=1)
    return _of_post(scope, "no_successor", row, since, _fill(scope, row, since), about=row["name"])


def find_unanswered(
    scope: Scope, places: Iterable[Place], rows: Iterable[Row], told: Collection[tuple[Any, ...]]
) -> list[Gap]:
    """Places without an officer: a township for each category that is used, villages, zones and sites for any.

    told: (township, layer, place, category) of gaps that say so already.
    """
    named = defaultdict(set)
    for row in rows:
        if holds(row, scope.on) and row["name"] is not None:
            named[_key(row)].add(row["category"])
    # Of a township each category is told, of other places the place.
    known = {*told, *((*key, None) for *key, _category in told if key[1] != "township")}
    gaps = []
    for place in places:
        for category in _missing(scope, place, named[place.key]):
            if known.isdisjoint({(*place.key, None), (*place.key, category)}):
                mend = (*_add(scope, place, category), "--from", f"{scope.on}")
                gaps.append(_of_place("no_officer", place, category, mend))
    return gaps


def _of_place(kind: str, place: Place, category: str | None, mend: tuple[str, ...]) -> Gap:
    return Gap(kind, place.township, place.place, place.layer, category=category, place=place.place, mend=mend)


def _missing(scope: Scope, place: Place, categories: Collection[str | None]) -> list[str | None]:
    """The categories that nobody answers for; none stands for all of them."""
    if None in categories:
        return []
    if place.layer != "township":
        fits = any(scope.fits(category) for category in categories)
        return [] if fits else [scope.category]
    wanted = [scope.category] if scope.category else list(scope.categories)
    left: list[str | None] = [category for category in wanted if category not in categories]
    return [None] if left == wanted and len(wanted) > 1 else left


def find_ladders(scope: Scope, zones: Iterable[Row], rows: Sequence[Row]) -> list[Gap]:
    """Hills that miss a rung against forest fires: the hill's keeper, the officer of its village, the area's leader."""
    if not scope.fits(FOREST_FIRE):
        return []
    named = [r for r in rows if holds(r, scope.on) and r["name"] and r["category"] in (None, FOREST_FIRE)]
    held = {_key(row) for row in named}
    keepers = {_key(row) for row in named if row["role"] == LADDER[0]}
    gaps = []
    for zone in zones:
        town, village = zone["township"], zone["village"]
        rungs = {
            LADDER[0]: (Place(town, "zone", zone["name"]), keepers),
            **({LADDER[1]: (Place(town, "village", village), held)} if village else {}),
            LADDER[2]: (Place(town, "township"), held),
        }
        for role, (place, there) in rungs.items():
            if place.key not in there:
                mend = (*_add(scope, place, FOREST_FIRE), "--role", role, "--from", f"{scope.on}")
                hill = zone["name"]
                gaps.append(Gap("no_ladder", town, hill, "zone", role, FOREST_FIRE, place=hill, mend=mend))
    return gaps


def find_unseen(scope: Scope, rows: Iterable[Row], kinds: Mapping[str, Collection[str]]) -> list[Gap]:
    """Categories of townships that nobody visited lately. rows: township, category and the day of the last visit.

    kinds: of the sites that a township's register has; a category that asks nothing at any of them has no place there.
    """
    last = {(row["township"], row["category"]): row["last"] for row in rows}
    gaps = []
    for code, name in scope.typed.items():
        for category in [scope.category] if scope.category else scope.categories:
            day = last.get((code, category))
            if day is None and _has_no_place(category, kinds.get(code, ())):
                continue
            if day is None or (scope.on - day).days > scope.days:
                mend = ("walk", category, name)
                gaps.append(
                    Gap("category_unvisited", code, category=category, since=day, days=scope.age(day), mend=mend)
                )
    return gaps


def _has_no_place(category: str, kinds: Collection[str]) -> bool:
    known = catalog.categories().get(category)
    return known is not None and bool(kinds and known.at) and known.at.isdisjoint(kinds)


def find_blind(scope: Scope, rows: Iterable[Row]) -> list[Gap]:
    """Townships whose many visits lately found nothing at all. rows: township, category, visits, found."""
    visits: dict[str, dict[str, int]] = defaultdict(dict)
    found: dict[str, int] = defaultdict(int)
    for row in rows:
        if row["township"] in scope.typed and scope.fits(row["category"]):
            visits[row["township"]][row["category"]] = row["visits"]
            found[row["township"]] += row["found"]
    gaps = []
    for code, each in visits.items():
        count = sum(each.values())
        if count >= SEVERAL_VISITS and not found[code]:
            most = max(each, key=lambda category: (each[category], category))
            mend = ("walk", most, scope.typed[code], "--kind", "unannounced")
            since = scope.on - timedelta(days=scope.days)
            gaps.append(Gap("nothing_found", code, since=since, days=scope.days, count=count, mend=mend))
    return gaps


def find_unvisited(scope: Scope, rows: Iterable[Row]) -> list[Gap]:
    """Sites that ask for visits and had none in time. rows: of the sites, with the day of the last visit."""
    gaps = []
    for row in rows:
        code = row["township"]
        if code in scope.typed:
            kind = "visit_overdue" if row["last"] else "never_visited"
            category = scope.category or _choose_list(scope, row["kind"], row.get("last_category"))
            mend = ("walk", category, scope.typed[code], "--site", row["name"])
            age = scope.age(row["last"])
            site = row["name"]
            gaps.append(Gap(kind, code, site, "site", since=row["last"], days=age, place=site, mend=mend))
    return gaps


def _choose_list(scope: Scope, kind: str | None, last: str | None) -> str:
    """The category to walk at a site: by its kind, however that was typed, else that of its last visit."""
    known = catalog.kinds()
    found = [kind] if kind is None or kind in known else catalog.find_kind(kind)
    lists = {_LISTS.get(each or "") for each in found}
    if len(lists) == 1 and None not in lists:
        return str(lists.pop())
    if last is None or last not in scope.categories or (kind in known and _has_no_place(last, {str(kind)})):
        return "fire"
    return last


def find_left(scope: Scope, owners: Iterable[Row], left: Iterable[Row]) -> list[Gap]:
    """Open hazards of owners who answer for nothing any more. left: name and the last day; owners: with a township."""
    last = {known_as(row["name"]): row["ended"] for row in left}
    gaps = []
    for row in owners:
        ended, code = last.get(known_as(row["owner"])), row["township"]
        if ended is not None and code in scope.typed:
            mend = ("handover", row["owner"], "NAME", "--township", scope.typed[code], "--from", f"{scope.on}")
            gone = ended + timedelta(days=1)
            gaps.append(
                Gap(
                    "owner_left",
                    code,
                    row["owner"],
                    since=gone,
                    days=scope.age(gone),
                    count=row["hazards"],
                    mend=mend,
                )
            )
    return gaps


def _key(row: Row) -> Key:
    return row["township"], row["layer"], row["place"]


def _ended_on(scope: Scope, row: Row, ended: Mapping[Key, date]) -> date | None:
    """Since when the place of a responsibility is no more."""
    own = row.get("ended_on") if row["layer"] == "site" else ended.get(_key(row))
    gone = own or ended.get((row["township"], "township", None))
    return gone if gone is not None and gone <= scope.on else None


def _of_post(
    scope: Scope, kind: str, row: Row, since: date | None, mend: tuple[str, ...], *, about: str | None = None
) -> Gap:
    place = row["place"]
    whom = f"{about} ({place})" if about and place else about or place
    return Gap(
        kind,
        row["township"],
        whom,
        row["layer"],
        row["role"],
        row["category"],
        since,
        scope.age(since),
        place=place,
        mend=mend,
    )


def _add(scope: Scope, place: Place, category: str | None) -> tuple[str, ...]:
    where = (_OPTION[place.layer], place.place) if place.place is not None else ()
    what = ("--category", category) if category else ()
    return ("responsible", "add", scope.typed.get(place.township, place.township), *where, *what, "--name", "NAME")
