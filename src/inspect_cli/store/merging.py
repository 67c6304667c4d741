"""The only place that moves what stands in a township that is no more to the one that took over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple

from inspect_cli import settings
from inspect_cli.errors import BadInput
from inspect_cli.messages import _, listing, spell
from inspect_cli.rules import names
from inspect_cli.rules.register_entries import SiteEntered, VillageEntered, ZoneEntered
from inspect_cli.store import answering, journal, places, posts, queries, registering, territory
from inspect_cli.store.database import Database, Row
from inspect_cli.store.enrolling import RESPONSIBILITY_FACTS, SITE_FACTS
from inspect_cli.store.journal import Author, Draft
from inspect_cli.store.recording import build

LAYERS = ("village", "zone", "site")
_FACTS = {"village": ("code",), "zone": ("kind", "village")}
_MODELS: Mapping[str, type[VillageEntered | ZoneEntered]] = {"village": VillageEntered, "zone": ZoneEntered}
_MOST = 10  # names that are told
_FEW = 3  # commands that are told


class Taken(NamedTuple):
    """A place whose name another township has too: its layer and its name."""

    layer: str
    name: str


@dataclass(frozen=True)
class Standing:
    """What stands in a township on a day, by layer; posts: who answers for it then or later, of other places too."""

    places: Mapping[str, list[Row]]
    posts: list[Row] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """How many villages, zones, sites and responsibilities there are."""
        return {**{layer: len(rows) for layer, rows in self.places.items()}, "responsibility": len(self.posts)}


def read_standing(database: Database, township: str, day: date) -> Standing:
    """The villages, zones and sites of a township (a code) that stand on a day, and who answers for places in it."""
    standing, gone = _sort_places(database, township, day)
    held = posts.read_later(database, day, {"township": township})
    return Standing(
        standing,
        [row for row in held if row["layer"] != "township" and (row["layer"], row["place"]) not in gone],
    )


def _sort_places(database: Database, township: str, day: date) -> tuple[dict[str, list[Row]], set[tuple[str, str]]]:
    """What stands in a township on a day, by layer; the layers and names of which only what is no more is called so."""
    registers = {
        "village": territory.read_register(database, "village", township),
        "zone": territory.read_register(database, "zone", township),
        "site": places.read_register(database, township),
    }
    standing = {layer: territory.standing(rows, day) for layer, rows in registers.items()}
    gone = {(layer, row["name"]) for layer, rows in registers.items() for row in rows if queries.is_ended(row, day)} - {
        (layer, row["name"]) for layer, rows in standing.items() for row in rows
    }
    return standing, gone


def end_township(
    database: Database, township: Row, facts: Mapping[str, Any], author: Author, *, moves: bool
) -> Standing | None:
    """Write since when a township is no more; moves: what stands there moves to the one that took over, in one batch.

    township: with its `code`; facts: ended_on and successor (a code). What moved, None when nothing was to.
    Raises BadInput for names that the one that took over has already.
    """
    code, to, day = township["code"], facts.get("successor"), facts["ended_on"]
    with database.writing():
        journal.lock(database, [code, *([to] if to else [])])
        drafts = registering.draft_townships(database, [{"code": code, **facts}])
        standing = read_standing(database, code, day) if to and moves else None
        if to and standing:
            drafts += draft_move(database, standing, (code, to), day)
        journal.append(database, drafts, author)
    return standing


def draft_move(database: Database, standing: Standing, way: tuple[str, str], day: date) -> list[Draft]:
    """The entries that end it all in one township on a day, and enter it in another. way: the codes of both.

    Raises BadInput for names that the other one has already.
    """
    there, _gone = _sort_places(database, way[1], day)
    named = queries.township_names(database)
    refuse_taken(find_taken(standing.places, there), (named[way[0]], named[way[1]]), day)
    drafts = [
        each for layer in _MODELS for row in standing.places[layer] for each in _draft_place(layer, row, way, day)
    ]
    register = territory.read_register(database, "site", way[1])
    codes = {names.plain(row[key]) for row in register for key in ("code", "name")}
    drafts += [each for row in standing.places["site"] for each in _draft_site(row, way, day, codes)]
    return drafts + [each for row in standing.posts for each in _draft_post(row, way[1], day)]


def find_taken(places_of: Mapping[str, Iterable[Row]], there: Mapping[str, Iterable[Row]]) -> list[Taken]:
    """The places whose names the township that took over has too."""
    taken = []
    for layer, rows in places_of.items():
        own = ("name", "code") if layer == "site" else ("name",)
        said = [(*(row[key] for key in own), *row.get("former", ())) for row in there[layer]]
        known = {names.plain(name) for each in said for name in each}
        taken += [Taken(layer, row["name"]) for row in rows if names.plain(row["name"]) in known]
    return taken


def read_taken(database: Database, township: str) -> list[Taken]:
    """The places that keep a township (a code) that is no more from moving to the one that took over."""
    [row] = [row for row in queries.townships(database) if row["code"] == township]
    if row["successor"] is None:
        return []
    both = (_sort_places(database, code, row["ended_on"])[0] for code in (township, row["successor"]))
    return find_taken(*both)


def advise_taken(taken: Iterable[Taken], township: str, day: date) -> str:
    """The commands that end these places of a township, by its name, and what a site can do instead."""
    taken = list(taken)
    ends = [spell((each.layer, "end", township, each.name, "--on", f"{day}")) for each in taken[:_FEW]]
    said = _("End one of each two: {commands}").format(commands="; ".join([*ends, *["…"] * (len(taken) > _FEW)]))
    site = next((each.name for each in taken if each.layer == "site"), None)
    if site is None:
        return said
    command = spell(("site", "set", township, site, "--name", "NAME"))
    return f"{said}\n" + _("A site can get another name instead: {command}").format(command=command)


def refuse_taken(taken: Sequence[Taken], way: tuple[str, str], day: date) -> None:
    """Raises BadInput for places whose names the township that took over has too. way: the names of both."""
    if taken:
        shown = listing(each.name for each in taken[:_MOST])
        raise BadInput(
            _("{township} has places of these names already: {names}").format(township=way[1], names=shown),
            _("Nothing was written."),
            advise_taken(taken, way[0], day) + "\n" + _("Or leave all places where they stand: --keep-places"),
        )


def count_visited(database: Database, township: str, sites: Iterable[Row]) -> int:
    """How many of these sites, rows of the register, have visits or hazards that stay under this township (a code)."""
    named = list(dict.fromkeys(row["name"] for row in sites))
    found: set[str] = set()
    for start in range(0, len(named), queries.CHUNK):
        asked = {"township": township, "sites": named[start : start + queries.CHUNK]}
        found |= {row["site"] for name in ("visits_at", "hazards_at") for row in database.rows(name, asked)}
    return len(found)


def _draft_place(layer: str, row: Row, way: tuple[str, str], day: date) -> Iterable[Draft]:
    facts = {"name": row["name"], **{key: row[key] for key in _FACTS[layer]}}
    today, model = settings.today(), _MODELS[layer]
    yield Draft(way[0], layer, today, build(model, **facts, ended_on=day))
    yield Draft(way[1], layer, today, build(model, **facts, ended_on=row["ended_on"]))


def _draft_site(row: Row, way: tuple[str, str], day: date, codes: set[str]) -> Iterable[Draft]:
    """A site with every state it had; it gets another code where the other township has given its own."""
    facts: dict[str, Any] = {key: row[key] for key in SITE_FACTS}
    facts |= {"also": tuple(places.split_kinds(row["also"])) or None, "must_visit": row["must_visit"] or None}
    code = places.make_code() if names.plain(row["code"]) in codes else row["code"]
    codes.add(names.plain(code))
    today = settings.today()
    yield Draft(way[0], "site", today, build(SiteEntered, **{**facts, "code": row["code"], "ended_on": day}))
    states = [
        {"state": each["state"], "state_since": each["since"], "stopped_for": each["stopped_for"]}
        for each in reversed(row["states"])
    ]
    facts |= {"moved_from": way[0], "moved_on": day}
    for state in states or [{}]:
        yield Draft(way[1], "site", today, build(SiteEntered, **facts, **state, code=code))


def _draft_post(row: Row, to: str, day: date) -> Iterable[Draft]:
    yield answering.draft_end(row, day - timedelta(days=1))
    facts = {key: row[key] for key in RESPONSIBILITY_FACTS}
    yield answering.draft_responsibility(to, {**facts, "start": max(day, row["start"])})
