"""What somebody answers for goes to somebody else, on every store: SQLite both ways and PostgreSQL.

* each responsibility that holds on the day or later ends the day before and goes on with who takes over;
* open hazards have the new owner, of several people only that one; shifts and sites where they are asked for;
* what lies elsewhere, ended before, or waits for its day is not touched and is counted;
* one transaction of one batch, which is taken back as a whole; the ledger made anew says the same;
* whoever changed something between the look and the writing stops it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from tests.store.deeds import somebody

from inspect_cli.errors import BadInput, NothingFound, WrongUsage
from inspect_cli.store import answering, handing, ledger, parties, posts, recording, registering, undoing
from inspect_cli.store.database import Database, Row
from inspect_cli.store.handing import Wish
from inspect_cli.store.recording import Visit

TODAY = date(2023, 1, 15)
DAY = date(2023, 1, 10)
START = date(2022, 11, 1)
WISH = Wish("赵某03", "钱某04", DAY, TODAY)
MERGER = Wish("林业局", "应急管理局", DAY, TODAY, merger=True)
OF_ZHAO: dict[str, Any] = {"township": "1", "name": "赵某03", "start": START}
AREA = {
    **OF_ZHAO,
    "layer": "township",
    "role": "area_leader",
    "post": "副镇长",
    "phone": "0999-1",
    "department": "林业局",
}
HELD = (
    AREA,
    {**OF_ZHAO, "layer": "village", "place": "一村", "role": "village_officer", "category": "fire"},
    {**OF_ZHAO, "layer": "zone", "place": "大青山", "role": "hill_keeper", "end": date(2022, 12, 31)},
    {**OF_ZHAO, "layer": "site", "place": "林场", "role": "site_supervisor", "start": date(2023, 3, 1)},
    {**OF_ZHAO, "township": "2", "layer": "township", "role": "area_leader", "end": date(2023, 1, 31)},
    {**OF_ZHAO, "name": "孙某05", "layer": "township", "role": "area_leader", "category": "fire"},
)
HAZARDS = (
    ("1", date(2023, 1, 3), "fire", {"owner": "赵某03"}),
    ("1", date(2023, 1, 12), "mines", {"owner": "王某01、赵某03（村书记）", "due": date(2023, 1, 13)}),
    ("2", date(2023, 1, 3), "fire", {"owner": "赵某03"}),
    ("2", date(2023, 1, 3), "fire", {"owner": "赵某033"}),
)
SITES = (
    {"township": "1", "code": "S1", "name": "林场", "village": "一村", "must_visit": True, "regulator": "林业局"},
    {"township": "1", "code": "S2", "name": "商场", "visit_days": 7},
    {"township": "2", "code": "S1", "name": "煤矿", "regulator": "林业局"},
    {"township": "2", "code": "S3", "name": "老矿", "regulator": "林业局", "ended_on": date(2023, 1, 1)},
)
SHIFT: dict[str, Any] = {"township": "1", "unit": "东岔街道", "role": "officer", "start": 480, "minutes": 1440}
SHIFTS = (
    {**SHIFT, "day": date(2023, 1, 9), "name": "赵某03"},
    {**SHIFT, "day": DAY, "name": "赵某03", "post": "主任", "phone": "0999-2"},
    {**SHIFT, "day": date(2023, 1, 20), "name": "孙某05"},
    {**SHIFT, "township": "*", "day": date(2023, 1, 21), "unit": "林业局", "name": "赵某03"},
)


@pytest.fixture
def city(store: Database) -> Database:
    """Two townships in which 赵某03 answers for several places, owns three open hazards and is on the roster."""
    towns = [{"code": "1", "name": "东岔街道"}, {"code": "2", "name": "石炭沟镇"}]
    registering.enter_townships(store, towns, somebody())
    registering.enter_sites(store, SITES, somebody())
    answering.enter_named(store, "department", [{"name": "林业局"}, {"name": "应急管理局"}], somebody())
    answering.enter_responsibilities(store, HELD, somebody())
    answering.enter_shifts(store, SHIFTS, somebody())
    for township, day, category, each in HAZARDS:
        at = {"category": category, "site": "林场"} if township == "1" else {"category": category}
        recording.record_visit(store, Visit(township, day, at, ["堵塞"], each), somebody())
    return store


def hand(database: Database, wish: Wish) -> handing.Handover:
    """Hand over what is wished for."""
    handover = handing.read(database, wish)
    handing.hand_over(database, handover, somebody())
    return handover


def held(database: Database) -> set[tuple[Any, ...]]:
    """Every responsibility: township, layer, name, first and last day."""
    columns = ("township", "layer", "name", "start", "end")
    return {tuple(row[name] for name in columns) for row in database.rows("responsibilities", order="place")}


def owners(database: Database) -> list[str | None]:
    """Who owns each hazard, by number."""
    return [row["owner"] for row in database.rows("hazards", order="number")]


def everything(database: Database) -> dict[str, list[Row]]:
    """What the ledger says of it all."""
    tables = ("responsibility", "duty", "site", "department", "hazard")
    return {table: database.rows(f"all_{table}", order="key") for table in tables}


def test_a_person_hands_over(city: Database) -> None:
    """The day before is her last, the next the other's; a later one never held; hazards have the other owner."""
    handover = hand(city, WISH)

    assert handover.count == 4 + 3
    before, after = date(2023, 1, 9), DAY
    assert held(city) == {
        ("1", "township", "赵某03", START, before),
        ("1", "township", "钱某04", after, None),
        ("1", "village", "赵某03", START, before),
        ("1", "village", "钱某04", after, None),
        ("1", "zone", "赵某03", START, date(2022, 12, 31)),
        ("1", "site", "赵某03", date(2023, 3, 1), date(2023, 2, 28)),
        ("1", "site", "钱某04", date(2023, 3, 1), None),
        ("2", "township", "赵某03", START, before),
        ("2", "township", "钱某04", after, date(2023, 1, 31)),
        ("1", "township", "孙某05", START, None),
    }
    assert owners(city) == ["钱某04", "王某01、钱某04", "钱某04", "赵某033"]
    assert [row["name"] for row in answering.shifts(city, DAY, DAY)] == ["赵某03"]
    [now] = posts.read(city, DAY, {"name": "钱某04", "township": "1", "layer": "township"})
    assert (now["post"], now["phone"], now["department"]) == ("副镇长", None, "林业局")
    assert [row["name"] for row in posts.read(city, before, {"township": "2"})] == ["赵某03"]


def test_a_hazard_changes_hands_on_no_day_before_it_was_found(city: Database) -> None:
    """Each has one entry, with the reason, on the day of the handover or the day it was found."""
    hand(city, replace(WISH, reason="调离"))
    entries = city.rows("entries", {"kinds": ["reassigned"]}, ["kinds"], order="arrival")

    assert sorted(entry["at"] for entry in entries) == [DAY, DAY, date(2023, 1, 12)]
    assert all("调离" in entry["body"] for entry in entries)
    assert len({entry["batch"] for entry in entries}) == 1


def test_post_phone_and_shifts_as_they_are_told(city: Database) -> None:
    """Who takes over has the post and phone that are given; with duty the shifts keep their ids and days."""
    shifts = answering.shifts(city, date(2023, 1, 1), date.max)
    hand(city, replace(WISH, post="主任科员", phone="0999-9", duty=True))
    now = answering.shifts(city, date(2023, 1, 1), date.max)

    assert [row["name"] for row in now] == ["赵某03", "钱某04", "孙某05", "钱某04"]
    assert [(row["id"], row["day"], row["unit"]) for row in now] == [(r["id"], r["day"], r["unit"]) for r in shifts]
    assert (now[1]["post"], now[1]["phone"]) == ("主任科员", "0999-9")
    taken = posts.read(city, DAY, {"name": "钱某04"})
    assert {(row["post"], row["phone"]) for row in taken} == {("主任科员", "0999-9")}


@pytest.mark.parametrize(
    ("asked", "count", "left"),
    [
        ({}, 7, (1, 0, 0, 0, 0)),
        ({"township": "2"}, 2, (1, 3, 2, 2, 0)),
        ({"category": "fire"}, 3, (1, 3, 1, 2, 0)),
        ({"township": "1", "category": "mines"}, 1, (1, 4, 2, 2, 0)),
        ({"township": "1", "duty": True}, 6, (1, 1, 1, 1, 0)),
    ],
)
def test_what_is_elsewhere_stays(city: Database, asked: dict[str, Any], count: int, left: tuple[int, ...]) -> None:
    """A township and a category bound it; what stays is counted, and is there to be handed over afterwards."""
    handover = hand(city, replace(WISH, **asked))

    assert (handover.count, tuple(handover.left)) == (count, left)
    rest = handing.read(city, WISH)
    assert (len(rest.responsibilities), len(rest.hazards)) == left[1:3]


def test_hazards_wait_for_their_day(city: Database) -> None:
    """Before the day only what has days of its own is written; typed again on that day, the rest is."""
    wish = replace(WISH, day=date(2023, 2, 1))
    handover = hand(city, wish)

    assert handover.waits
    assert handover.count == 3
    assert owners(city)[0] == "赵某03"
    with pytest.raises(BadInput, match="2023-02-01 has not come"):
        handing.refuse_nothing(handing.read(city, wish))
    handing.refuse_nothing(handing.read(city, wish), dry_run=True)
    hand(city, replace(wish, today=wish.day))
    assert owners(city) == ["钱某04", "王某01、钱某04", "钱某04", "赵某033"]


def test_who_answers_already_takes_nothing_twice(city: Database) -> None:
    """Of a place for which the other answers on all of these days only the end is written."""
    answering.enter_responsibilities(city, [{**AREA, "name": "钱某04"}], somebody())
    handover = hand(city, WISH)

    assert len(handover.held) == 1
    assert [row["start"] for row in posts.read(city, DAY, {"township": "1", "layer": "township"})] == [
        START,
        START,
    ]


def test_departments_merge(city: Database) -> None:
    """Responsibilities and the sites that stand name the other department; people keep their posts and phones."""
    handover = hand(city, MERGER)

    assert (handover.count, len(handover.shifts)) == (1 + 2, 1)
    [now] = posts.read(city, DAY, {"of_department": "应急管理局"})
    assert (now["name"], now["post"], now["phone"], now["start"]) == ("赵某03", "副镇长", "0999-1", DAY)
    assert posts.read(city, DAY, {"of_department": "林业局"}) == []
    sites = city.rows("sites", order="code")
    assert [row["regulator"] for row in sites] == ["应急管理局", None, "应急管理局", "林业局"]
    assert sites[0]["must_visit"]
    hand(city, replace(MERGER, duty=True))
    assert [row["unit"] for row in answering.shifts(city, DAY, date.max)][-1] == "应急管理局"


def test_a_department_that_owns_hazards(city: Database) -> None:
    """Its open hazards have the other department as their owner; sites wait for the day as hazards do."""
    recording.record_visit(city, Visit("1", DAY, {"category": "fire"}, ["荒草"], {"owner": "林业局"}), somebody())
    later = hand(city, replace(MERGER, day=date(2023, 2, 1)))
    assert later.waits
    assert city.rows("sites", order="code")[0]["regulator"] == "林业局"

    hand(city, replace(MERGER, day=TODAY))
    assert owners(city)[-1] == "应急管理局"
    assert city.rows("sites", order="code")[0]["regulator"] == "应急管理局"


@pytest.mark.parametrize(("wish", "other"), [(WISH, {"name": "钱某04（代）"}), (MERGER, {"unit": "应急管理局"})])
def test_a_shift_that_the_other_is_on_already(city: Database, wish: Wish, other: dict[str, str]) -> None:
    """The giver is taken off, and the roster has it once; only where shifts are handed over."""
    given = SHIFTS[3] if wish.merger else SHIFTS[1]
    answering.enter_shifts(city, [{**given, **other}], somebody())
    before = answering.shifts(city, DAY, date.max)
    assert len(hand(city, wish).doubled) == 1
    assert answering.shifts(city, DAY, date.max) == before

    hand(city, replace(wish, duty=True))
    after = answering.shifts(city, DAY, date.max)
    assert len(after) == len(before) - 1
    assert [row for row in after if row["day"] == given["day"]] == [
        row for row in before if row["day"] == given["day"] and all(row[key] == text for key, text in other.items())
    ]


@pytest.mark.parametrize("wish", [replace(WISH, duty=True), replace(MERGER, duty=True)])
def test_it_is_taken_back_as_a_whole(city: Database, wish: Wish) -> None:
    """One batch; undone, all is as before, and again it is handed over; the ledger posted anew says the same."""
    before = everything(city)
    author = somebody()
    handing.hand_over(city, handing.read(city, wish), author)
    after = everything(city)
    back = somebody()
    undoing.take_back(city, author.batch, TODAY, back)
    assert everything(city) == before
    assert before != after

    undoing.take_back(city, back.batch, TODAY, somebody())
    assert everything(city) == after
    with city.writing():
        ledger.repost(city)
    assert everything(city) == after


def test_somebody_was_quicker(city: Database) -> None:
    """What somebody changed since it was read is not overwritten: nothing is written at all."""
    handover = handing.read(city, WISH)
    recording.record_visit(city, Visit("1", DAY, {"category": "fire"}, ["新"], {"owner": "赵某03"}), somebody())
    before = everything(city)

    with pytest.raises(BadInput, match="at the same moment"):
        handing.hand_over(city, handover, somebody())
    assert everything(city) == before


def test_sites_to_visit(city: Database) -> None:
    """Those in the places that are handed over, nobody was at first; with the day of their last visit."""
    handover = handing.read(city, WISH)
    assert [(row["township"], row["name"], row["last"]) for row in handover.visits] == [
        ("1", "商场", None),
        ("1", "林场", date(2023, 1, 12)),
    ]
    village = handing.read(city, replace(WISH, category="fire"))
    assert [row["name"] for row in village.visits] == ["林场"]


def test_who_is_meant(city: Database) -> None:
    """A whole name, however it is spaced and whatever stands in brackets; no part of one; the nearest are named."""
    assert parties.find_person(city, "赵 某03", DAY) == "赵某03"
    assert parties.find_person(city, "赵某03（书记）", DAY) == "赵某03"
    assert parties.find_person(city, "王某01", DAY) == "王某01"
    with pytest.raises(NothingFound, match="Nearest: 赵某03, 赵某033"):
        parties.find_person(city, "赵某0", DAY)
    assert parties.spell_person(city, "孙 某05", DAY) == "孙某05"
    assert parties.spell_person(city, "新人", DAY) == "新人"
    assert parties.find_department(city, "林业 局") == "林业局"
    assert parties.find_department(city, "林业") is None
    answering.enter_responsibilities(city, [{**AREA, "name": "周某06", "department": "老局"}], somebody())
    assert (parties.find_department(city, "老局"), parties.find_department(city, "老局", named=True)) == (None, "老局")


def test_nothing_to_hand_over(city: Database) -> None:
    """Whoever answers for nothing and owns nothing is refused, and told where there is more."""
    hand(city, replace(WISH, township="1"))
    for wish, told in (
        (replace(WISH, township="1"), "--duty"),
        (replace(WISH, township="1", category="mines"), "leave --township"),
        (replace(WISH, giver="无此人"), "--all --name 无此人"),
        (replace(MERGER, giver="水务局"), "--all --department 水务局"),
    ):
        with pytest.raises(NothingFound, match=told):
            handing.refuse_nothing(handing.read(city, wish))


@pytest.mark.parametrize(
    ("wish", "problem"),
    [
        (replace(WISH, taker="赵 某03（新）"), WrongUsage),
        (replace(WISH, taker="钱某04、孙某05"), WrongUsage),
        (replace(WISH, taker="-"), BadInput),
        (replace(WISH, taker=" "), BadInput),
        (replace(WISH, taker="钱\x1b[1m"), BadInput),
        (replace(WISH, witness="孙\x1b[1m"), BadInput),
        (replace(WISH, witness=" "), BadInput),
        (replace(WISH, reason="\x07"), BadInput),
    ],
)
def test_who_cannot_take_over(wish: Wish, problem: type[Exception]) -> None:
    """Oneself, several people, nobody, and names that no entry takes."""
    with pytest.raises(problem):
        handing.check(wish)


def test_a_post_that_no_entry_takes(city: Database) -> None:
    """It is refused when the entries are drafted, before anything is written."""
    with pytest.raises(BadInput):
        handing.draft(city, handing.read(city, replace(WISH, phone="x" * 500)))
