"""Who answers for what, and the registers it stands on, on every store: SQLite both ways and PostgreSQL.

* entered again, a row changes what it says and nothing else, and a row that says nothing new writes nothing;
* None takes away in registers; of a responsibility what is not said stays;
* an id names a responsibility whatever else a row says; without one its place, role, name and first day do;
* who answers on a day, in order; where nobody is left; who is there twice; what a name stands for;
* undo, and a ledger that is made anew, give the same.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from inspect_cli.errors import BadInput, NothingFound, WrongUsage
from inspect_cli.store import answering, batches, ledger, posts, queries, registering, territory, undoing
from inspect_cli.store.database import Database, Row
from inspect_cli.store.ids import make_id
from inspect_cli.store.journal import Author
from inspect_cli.store.registering import Entered

TODAY = date(2023, 1, 15)
TOWNSHIPS = (
    {"code": "1", "name": "东岔街道", "kind": "subdistrict"},
    {"code": "3", "name": "云杉岭镇", "kind": "town"},
)
LEADER = {"township": "3", "layer": "township", "role": "area_leader", "name": "王某01", "start": date(2022, 11, 1)}
KEEPER = {
    "township": "3",
    "layer": "zone",
    "place": "大青山",
    "category": "forest_fire",
    "role": "hill_keeper",
    "name": "钱某04",
    "start": date(2022, 11, 1),
    "end": date(2022, 12, 31),
}
NEXT = {**KEEPER, "name": "孙某05", "start": date(2023, 1, 1), "end": None}
VILLAGE = {"township": "3", "layer": "village", "place": "三岔村", "role": "village_officer", "name": "赵某03"}
VILLAGE |= {"start": date(2022, 11, 1)}


@pytest.fixture
def city(store: Database) -> Database:
    """Two townships; in one of them a village, a hill, and four people who answer."""
    registering.enter_townships(store, TOWNSHIPS, somebody())
    answering.enter_named(store, "village", [{"township": "3", "name": "三岔村", "code": "201"}], somebody())
    hill = {"township": "3", "name": "大青山", "kind": "hill", "village": "三岔村"}
    answering.enter_named(store, "zone", [hill], somebody())
    answering.enter_named(store, "department", [{"name": "林业局"}, {"name": "应急管理局"}], somebody())
    answering.enter_responsibilities(store, [LEADER, KEEPER, NEXT, VILLAGE], somebody())
    return store


def somebody() -> Author:
    """Somebody who writes a batch of her own."""
    return Author("李某02", "0" * 32, "CG", make_id())


def names_of(rows: list[Row]) -> list[str | None]:
    """Who they are."""
    return [row["name"] for row in rows]


def everything(database: Database) -> dict[str, Any]:
    """Every row of these registers."""
    tables = ("township", "village", "zone", "department", "responsibility")
    return {table: database.rows(f"all_{table}", order="key") for table in tables}


@pytest.mark.parametrize(
    ("kind", "row", "counts"),
    [
        ("village", {"township": "3", "name": "三岔村"}, (0, 0, 1)),
        ("village", {"township": "3", "name": "三岔 村", "code": "201"}, (0, 0, 1)),
        ("village", {"township": "3", "name": "三岔村", "code": None}, (0, 1, 0)),
        ("village", {"township": "1", "name": "三岔村"}, (1, 0, 0)),
        ("zone", {"township": "3", "name": "大青山", "village": None}, (0, 1, 0)),
        ("zone", {"township": "3", "name": "大青山", "ended_on": TODAY}, (0, 1, 0)),
        ("department", {"name": "林业局", "ended_on": TODAY, "successor": "应急管理局"}, (0, 1, 0)),
        ("department", {"name": "水务局"}, (1, 0, 0)),
        ("township", {"code": "3"}, (0, 0, 1)),
        ("township", {"code": "3", "name": "云杉镇"}, (0, 1, 0)),
        ("township", {"code": "1", "ended_on": TODAY, "successor": "3"}, (0, 1, 0)),
        ("township", {"code": "4", "name": "新镇"}, (1, 0, 0)),
    ],
)
def test_a_register_takes_what_is_new(city: Database, kind: str, row: Row, counts: tuple[int, int, int]) -> None:
    """A row is new, changed or unchanged; a dry run counts the same and writes nothing; again, nothing is new."""
    before = everything(city)
    dry = answering.enter_named(city, kind, [row], somebody(), dry_run=True)
    assert (dry, everything(city)) == (Entered(*counts), before)

    assert answering.enter_named(city, kind, [row], somebody()) == Entered(*counts)
    assert answering.enter_named(city, kind, [row], somebody()) == Entered(0, 0, 1)
    assert (everything(city) == before) == (counts == (0, 0, 1))


def test_what_a_township_was_called_stays_with_its_end(city: Database) -> None:
    """Its end changes neither its name nor its kind, its new name is found by its initials, and its end stays."""
    answering.enter_named(city, "township", [{"code": "1", "ended_on": TODAY, "successor": "3"}], somebody())
    answering.enter_named(city, "township", [{"code": "1", "name": "新站街道"}], somebody())

    assert territory.read_townships(city)[0] | {"initials": "", "pinyin": ""} == {
        "township": "1",
        "code": "1",
        "name": "新站街道",
        "kind": "subdistrict",
        "initials": "",
        "pinyin": "",
        "ended_on": TODAY,
        "successor": "云杉岭镇",
    }
    assert queries.find_township(city, "xzjd") == "1"


def test_what_is_no_more_is_refused_from_its_day_on(city: Database) -> None:
    """A township and a department are found until the day before their end, and refused from that day on."""
    answering.enter_named(city, "township", [{"code": "1", "ended_on": TODAY, "successor": "3"}], somebody())
    told = {"name": "林业局", "ended_on": TODAY, "successor": "应急管理局"}
    answering.enter_named(city, "department", [told], somebody())
    before = date(2023, 1, 14)

    assert (queries.find_township(city, "东岔"), queries.find_township(city, "东岔", before)) == ("1", "1")
    assert territory.need(city, "department", "林业", None, before)["name"] == "林业局"
    for find in (
        lambda: queries.find_township(city, "东岔", TODAY),
        lambda: territory.need(city, "department", "林业", None, TODAY),
    ):
        with pytest.raises(WrongUsage) as problem:
            find()
        assert ("2023-01-15" in problem.value.what, "took over" in problem.value.todo) == (True, True)


def test_of_several_the_one_that_is_there(city: Database) -> None:
    """A part of two names is clear on the day on which only one of them is there."""
    answering.enter_named(city, "village", [{"township": "3", "name": "三岔新村"}], somebody())
    with pytest.raises(WrongUsage, match="三岔新村, 三岔村"):
        territory.need(city, "village", "三", "3", TODAY)
    answering.enter_named(city, "village", [{"township": "3", "name": "三岔村", "ended_on": TODAY}], somebody())

    assert territory.need(city, "village", "三", "3", TODAY)["name"] == "三岔新村"
    assert territory.need(city, "village", "三岔村", "3")["name"] == "三岔村"


@pytest.mark.parametrize(
    ("changed", "counts"),
    [
        ({}, (0, 0, 1)),
        ({"phone": None, "end": None}, (0, 0, 1)),
        ({"phone": "0999-1"}, (0, 1, 0)),
        ({"end": date(2022, 12, 30)}, (0, 1, 0)),
        ({"name": "钱某 04"}, (1, 0, 0)),
        ({"start": date(2022, 12, 1)}, (1, 0, 0)),
        ({"category": "fire"}, (1, 0, 0)),
        ({"township": "1"}, (1, 0, 0)),
    ],
)
def test_a_responsibility_is_told_by_what_it_is(city: Database, changed: Row, counts: tuple[int, int, int]) -> None:
    """Its place, category, role, name and first day say which it is; the rest may change; what is not said stays."""
    row = {**KEEPER, **changed}
    assert answering.enter_responsibilities(city, [row], somebody(), dry_run=True) == Entered(*counts)
    assert answering.enter_responsibilities(city, [row], somebody()) == Entered(*counts)
    assert answering.enter_responsibilities(city, [row, row], somebody()) == Entered(0, 0, 2)


def test_an_id_says_which_it_is(city: Database) -> None:
    """With its id even the first day may change; an id of another township, or of none, is no id."""
    keeper = next(row for row in posts.read(city, None, {}) if row["name"] == "钱某04")
    moved = {**KEEPER, "start": date(2022, 10, 1), "key": keeper["id"]}
    elsewhere = {**LEADER, "township": "1", "key": keeper["id"]}
    unknown = {**LEADER, "key": "f" * 32}

    assert answering.enter_responsibilities(city, [moved], somebody()) == Entered(0, 1, 0)
    assert answering.enter_responsibilities(city, [elsewhere, unknown], somebody()) == Entered(1, 0, 1)
    assert sorted(row["id"] == keeper["id"] for row in posts.read(city, None, {})) == [False] * 4 + [True]


def test_a_last_day_before_the_first_is_refused(city: Database) -> None:
    """Nothing of the rows is written, whichever of them is wrong."""
    before = everything(city)
    wrong = {**KEEPER, "name": "甲", "end": date(2022, 10, 1)}
    with pytest.raises(BadInput, match="first day, 2022-11-01"):
        answering.enter_responsibilities(city, [{**KEEPER, "name": "乙"}, wrong], somebody())
    assert everything(city) == before


def test_who_answers_on_a_day(city: Database) -> None:
    """First and last day are part of it; from the widest layer to the narrowest; a category has those of all, too."""
    last, first = date(2022, 12, 31), date(2023, 1, 1)
    fire = posts.read(city, last, {"for_category": "fire"})

    assert names_of(posts.read(city, last, {})) == ["王某01", "赵某03", "钱某04"]
    assert names_of(posts.read(city, first, {})) == ["王某01", "赵某03", "孙某05"]
    assert names_of(posts.read(city, first, {"township": "3"})) == ["王某01", "赵某03", "孙某05"]
    assert (names_of(fire), posts.read(city, date(2022, 10, 31), {})) == (["王某01", "赵某03"], [])


def test_the_ladder_of_a_hill(city: Database) -> None:
    """Its township, the village that it lies in, itself; a layer of nobody is a row without an id."""
    ladder = posts.find_ladder(city, "3", TODAY, "forest_fire", ("zone", "大青山"))
    alone = posts.find_ladder(city, "3", date(2022, 10, 1), "forest_fire", ("zone", "大青山"))
    whole = posts.find_ladder(city, "1", TODAY, None, None)

    assert [(row["layer"], row["name"]) for row in ladder] == [
        ("township", "王某01"),
        ("village", "赵某03"),
        ("zone", "孙某05"),
    ]
    assert [(row["layer"], row["place"], row["name"]) for row in alone] == [
        ("township", None, None),
        ("village", "三岔村", None),
        ("zone", "大青山", None),
    ]
    assert [posts.present(row)["id"] for row in whole] == [None]


def test_a_vacancy_ends_when_somebody_comes(city: Database) -> None:
    """Of the same place, category and role only; the entry says whom it meets; the same again is not written."""
    empty = {key: value for key, value in VILLAGE.items() if key not in ("township", "name")} | {"place": "四岔村"}
    rows = [empty, *({**empty, "name": name, "start": TODAY} for name in ("甲", "甲", "乙"))]
    [first], [filled], [again], [beside] = (
        answering.add_responsibilities(city, "3", [row], somebody()) for row in rows
    )
    [vacancy] = posts.find_ids(city, [first.id])

    assert (first.is_new, filled.is_new, again.is_new, again.id) == (True, True, False, filled.id)
    assert ([row["id"] for row in filled.filled], vacancy["end"]) == ([first.id], date(2023, 1, 14))
    assert (names_of(beside.beside), filled.beside) == (["甲"], [])
    assert [sorted(map(str, names_of(list(pair)))) for pair in answering.find_overlaps(city).pairs] == [["乙", "甲"]]


def test_several_fill_one_vacancy(city: Database) -> None:
    """It ends once; nobody of them is told of the others, who came together; one batch takes them all back."""
    empty = {key: value for key, value in VILLAGE.items() if key not in ("township", "name")} | {"place": "四岔村"}
    answering.add_responsibilities(city, "3", [empty], somebody())
    author = somebody()
    both = [{**empty, "name": name, "start": TODAY} for name in ("甲", "乙")]
    one, other = answering.add_responsibilities(city, "3", both, author)
    here = {"township": "3", "place": "四岔村"}
    held = city.rows("responsibilities", here, list(here), order="place")

    assert (len(one.filled), other.filled, one.beside, other.beside) == (1, [], [], [])
    assert sorted((str(row["name"]), row["end"]) for row in held) == [
        ("None", date(2023, 1, 14)),
        ("乙", None),
        ("甲", None),
    ]
    undoing.take_back(city, author.batch, TODAY, somebody())
    assert [(row["name"], row["end"]) for row in city.rows("responsibilities", here, list(here))] == [(None, None)]


def test_a_change_may_take_away(city: Database) -> None:
    """What is told as None is said no longer; nothing new is not written; the days must be in order."""
    [leader] = posts.find_ids(city, [posts.read(city, None, {})[0]["id"]])
    told = {"phone": "0999-1", "post": "副镇长"}
    assert answering.change_responsibility(city, leader, told, somebody()) is True
    [leader] = posts.find_ids(city, [leader["id"]])
    assert answering.change_responsibility(city, leader, told, somebody()) is False
    assert answering.change_responsibility(city, leader, {"phone": None}, somebody()) is True
    [after] = posts.find_ids(city, [leader["id"][-6:]])
    assert (after["phone"], after["post"]) == (None, "副镇长")
    with pytest.raises(BadInput):
        answering.change_responsibility(city, after, {"end": date(2020, 1, 1)}, somebody())


def test_who_ends_leaves_places_alone(city: Database) -> None:
    """One that would end before it begins never held; where somebody else answers for all, nobody is missed."""
    rows = posts.read(city, TODAY, {"name": "孙某05"})
    answering.end_responsibilities(city, rows, date(2022, 6, 1), somebody())
    [ended] = posts.find_ids(city, [rows[0]["id"]])
    assert ended["end"] == date(2022, 12, 31)
    assert names_of(posts.find_left_alone(city, rows, TODAY)) == ["孙某05"]

    everyone = {**NEXT, "category": None, "role": "ranger", "name": "周某06"}
    answering.enter_responsibilities(city, [everyone], somebody())
    assert posts.find_left_alone(city, rows, TODAY) == []


def test_what_names_a_department(city: Database) -> None:
    """Those that hold on the day or later count; one that ended before does not."""
    kept = {**LEADER, "department": "林业局"}
    gone = {**KEEPER, "department": "林业局"}
    answering.enter_responsibilities(city, [kept, gone], somebody())

    assert names_of(posts.read_later(city, TODAY, {"of_department": "林业局"})) == ["王某01"]


def test_an_id_by_its_end(city: Database) -> None:
    """Four digits at least; unknown ones change nothing; each is found once."""
    one = posts.read(city, None, {})[0]["id"]

    assert [row["id"] for row in posts.find_ids(city, [one, one[-8:], one[-4:].upper()])] == [one]
    for typed in (one[-3:], "ffff" * 8, ""):
        with pytest.raises(NothingFound):
            posts.find_ids(city, [one, typed])


@pytest.mark.parametrize(
    "write",
    [
        lambda db, who: answering.enter_named(
            db, "village", [{"township": "3", "name": "三岔村", "ended_on": TODAY}], who
        ),
        lambda db, who: answering.enter_named(db, "zone", [{"township": "3", "name": "小青山", "kind": "grid"}], who),
        lambda db, who: answering.enter_named(db, "department", [{"name": "林业局", "ended_on": TODAY}], who),
        lambda db, who: answering.enter_named(db, "township", [{"code": "1", "ended_on": TODAY}], who),
        lambda db, who: answering.end_responsibilities(db, posts.read(db, None, {}), TODAY, who),
        lambda db, who: answering.enter_responsibilities(db, [{**KEEPER, "phone": "1"}, {**LEADER, "name": "甲"}], who),
    ],
)
def test_undo_and_anew(city: Database, write: Callable[[Database, Author], object]) -> None:
    """What was written is taken back as if it had never been, and a ledger made anew is the same."""
    before = everything(city)
    write(city, who := somebody())
    after = everything(city)
    ledger.repost(city)
    assert (everything(city), after == before) == (after, False)

    undoing.take_back(city, who.batch, TODAY, somebody())
    assert everything(city) == before
    newest = batches.newest(city, "0" * 32)
    assert newest is not None
    undoing.take_back(city, newest, TODAY, somebody())
    assert everything(city) == after
