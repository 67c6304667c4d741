"""What stands in a township that is no more moves to the one that took over, on every store.

* villages, zones, sites with every state they had, and who answers for them, from that day on; what is over stays;
* one batch, which is taken back as a whole; the ledger made anew says the same; again there is nothing to move;
* names that both have are refused, and nothing is written; a code that both have is made anew.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.store.deeds import somebody

from inspect_cli.errors import BadInput
from inspect_cli.store import answering, ledger, merging, places, posts, registering, territory, undoing
from inspect_cli.store.database import Database, Row

TODAY = date(2023, 1, 15)
DAY = date(2023, 1, 10)
START = date(2022, 1, 1)
OLD = {"code": "1"}
FACTS = {"ended_on": DAY, "successor": "2"}
SITE = {"township": "1", "code": "001", "name": "供销社", "must_visit": True, "village": "岭上村", "also": ("market",)}
POST: dict[str, Any] = {
    "township": "1",
    "name": "王某01",
    "role": "village_officer",
    "layer": "village",
    "start": START,
}
POSTS = (
    {**POST, "place": "岭上村", "phone": "0999-1", "category": "fire"},
    {**POST, "place": "岭下村", "start": date(2023, 2, 1)},
    {**POST, "place": "老村"},
    {**POST, "place": "岭上村", "name": "李某02", "end": date(2022, 6, 1)},
    {**POST, "layer": "township", "role": "area_leader"},
    {**POST, "layer": "site", "place": "供销社", "role": "site_supervisor", "name": None},
)


@pytest.fixture
def city(store: Database) -> Database:
    """Two townships: places that stand and places that do not in the one, a site of the same code in the other."""
    registering.enter_townships(
        store, [{"code": "1", "name": "云杉岭镇"}, {"code": "2", "name": "石炭沟镇"}], somebody()
    )
    villages = [{"township": "1", "name": name} for name in ("岭上村", "岭下村")]
    ended = {"township": "1", "name": "老村", "ended_on": date(2022, 12, 1)}
    answering.enter_named(store, "village", [{**villages[0], "code": "201"}, villages[1], ended], somebody())
    answering.enter_named(
        store, "zone", [{"township": "1", "name": "一片区", "kind": "zone", "village": "岭上村"}], somebody()
    )
    registering.enter_sites(store, [{**SITE, "state": "producing", "state_since": START}], somebody())
    stopped = {**SITE, "state": "stopped", "state_since": date(2022, 9, 1), "stopped_for": "ordered"}
    registering.enter_sites(store, [stopped, {"township": "2", "code": "001", "name": "商店"}], somebody())
    answering.enter_responsibilities(store, POSTS, somebody())
    return store


def standing(database: Database, layer: str, township: str, day: date = DAY) -> list[str]:
    """The names of what stands in a township on a day."""
    return [row["name"] for row in territory.standing(territory.read_register(database, layer, township), day)]


def everything(database: Database) -> dict[str, list[Row]]:
    """What the registers say."""
    tables = ("township", "village", "zone", "site", "site_state", "responsibility")
    return {table: database.rows(f"all_{table}", order="key") for table in tables}


def held(database: Database, township: str) -> list[tuple[Any, ...]]:
    """Who answers in a township: layer, place, name, first and last day."""
    rows = database.rows("responsibilities", {"township": township}, ["township"], order="place")
    return sorted((tuple(row[key] for key in ("layer", "place", "name", "start", "end")) for row in rows), key=str)


def test_what_stands_moves(city: Database) -> None:
    """With all that the registers say of it; what had ended stays where it was."""
    moved = merging.end_township(city, OLD, FACTS, somebody(), moves=True)

    assert moved is not None
    assert moved.counts == {"village": 2, "zone": 1, "site": 1, "responsibility": 3}
    for layer, names in (("village", ["岭上村", "岭下村"]), ("zone", ["一片区"]), ("site", ["供销社"])):
        assert standing(city, layer, "1") == []
        assert set(names) <= set(standing(city, layer, "2"))
    [village] = [row for row in territory.read_register(city, "village", "2") if row["name"] == "岭上村"]
    [zone] = territory.read_register(city, "zone", "2")
    assert (village["code"], village["ended_on"], zone["kind"], zone["village"]) == ("201", None, "zone", "岭上村")
    before = {row["name"]: row["ended_on"] for row in territory.read_register(city, "village", "1")}
    assert before == {"岭上村": DAY, "岭下村": DAY, "老村": date(2022, 12, 1)}


def test_a_site_keeps_its_history(city: Database) -> None:
    """Every state with its day and reason, its kinds and visits; a code that is taken there is made anew."""
    merging.end_township(city, OLD, FACTS, somebody(), moves=True)
    [site] = [row for row in places.read_register(city, "2") if row["name"] == "供销社"]
    [gone] = places.read_register(city, "1")

    assert [(row["state"], row["since"], row["stopped_for"]) for row in site["states"]] == [
        ("stopped", date(2022, 9, 1), "ordered"),
        ("producing", START, None),
    ]
    assert (site["state"], site["must_visit"], site["village"], site["also"]) == ("stopped", True, "岭上村", "market")
    assert (site["ended_on"], gone["ended_on"], gone["state"]) == (None, DAY, "stopped")
    assert site["code"].startswith("S-")
    assert [row["name"] for row in places.read_register(city, "2") if row["code"] == "001"] == ["商店"]


def test_who_answers_goes_with_the_place(city: Database) -> None:
    """Until the day before in the one, from the day on in the other; what begins later begins then."""
    merging.end_township(city, OLD, FACTS, somebody(), moves=True)
    before, later = date(2023, 1, 9), date(2023, 2, 1)

    assert held(city, "1") == [
        ("site", "供销社", None, START, before),
        ("township", None, "王某01", START, None),
        ("village", "岭上村", "李某02", START, date(2022, 6, 1)),
        ("village", "岭上村", "王某01", START, before),
        ("village", "岭下村", "王某01", later, date(2023, 1, 31)),
        ("village", "老村", "王某01", START, None),
    ]
    assert held(city, "2") == [
        ("site", "供销社", None, DAY, None),
        ("village", "岭上村", "王某01", DAY, None),
        ("village", "岭下村", "王某01", later, None),
    ]
    [now] = posts.read(city, DAY, {"township": "2", "place": "岭上村"})
    assert (now["phone"], now["category"], now["role"]) == ("0999-1", "fire", "village_officer")


def test_it_is_taken_back_as_a_whole(city: Database) -> None:
    """One batch; undone, all is as before, and again it has moved; the ledger posted anew says the same."""
    before, author, back = everything(city), somebody(), somebody()
    merging.end_township(city, OLD, FACTS, author, moves=True)
    after = everything(city)
    undoing.take_back(city, author.batch, TODAY, back)
    assert everything(city) == before
    assert before != after

    undoing.take_back(city, back.batch, TODAY, somebody())
    assert everything(city) == after
    with city.writing():
        ledger.repost(city)
    assert everything(city) == after
    again = merging.end_township(city, OLD, FACTS, somebody(), moves=True)
    assert again is not None
    assert set(again.counts.values()) == {0}
    assert everything(city) == after


def test_what_is_in_use_where_it_moved_keeps_all_of_it(city: Database) -> None:
    """A site that is changed there since would stand twice: nothing is taken back, until that is."""
    before, author, since = everything(city), somebody(), somebody()
    merging.end_township(city, OLD, FACTS, author, moves=True)
    [site] = [row for row in places.read_register(city, "2") if row["name"] == "供销社"]
    registering.change_site(city, site, {"name": "新供销社"}, since)
    after = everything(city)

    taking = undoing.take_back(city, author.batch, TODAY, somebody())
    assert (taking.moved, taking.drafts, everything(city) == after) == (["供销社"], [], True)
    undoing.take_back(city, since.batch, TODAY, somebody())
    assert undoing.take_back(city, author.batch, TODAY, somebody()).moved == []
    assert everything(city) == before


@pytest.mark.parametrize(("facts", "moves"), [(FACTS, False), ({"ended_on": DAY}, True)])
def test_places_that_stay(city: Database, facts: dict[str, Any], *, moves: bool) -> None:
    """Where it is not wished for, or nothing took over, only the township ends."""
    before = everything(city)
    assert merging.end_township(city, OLD, facts, somebody(), moves=moves) is None

    after = everything(city)
    assert (before.pop("township") != after.pop("township"), before == after) == (True, True)


@pytest.mark.parametrize("layer", ["village", "zone", "site"])
def test_names_that_both_have(city: Database, layer: str) -> None:
    """They are named, whatever their blanks, and nothing is written; one that had ended there is in nobody's way."""
    rows = {
        "village": {"township": "2", "name": "岭上 村"},
        "zone": {"township": "2", "name": "一片区", "kind": "hill"},
        "site": {"township": "2", "code": "9", "name": "供销社"},
    }

    def enter(row: dict[str, Any]) -> None:
        if layer == "site":
            registering.enter_sites(city, [row], somebody())
        else:
            answering.enter_named(city, layer, [row], somebody())

    enter(rows[layer])
    before = everything(city)
    with pytest.raises(BadInput, match="石炭沟镇 has places of these names already"):
        merging.end_township(city, OLD, FACTS, somebody(), moves=True)
    assert everything(city) == before

    enter({**rows[layer], "ended_on": START})
    merging.end_township(city, OLD, FACTS, somebody(), moves=True)
    assert standing(city, layer, "1") == []
