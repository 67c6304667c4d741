"""The register of sites on every store: what is found under which name, how it stood on a day, what is new in it.

* a code or a name in any width finds a site of its own township only; an ended one comes after one that has not ended;
* a state holds from its day on, and before the first known one nothing is known; history is told in any order;
* the same again changes nothing; what is not told stays, None takes it away; a row without a code is found by its name;
* visits and open hazards of a site, whichever way its name was written.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from inspect_cli.errors import BadInput, WrongUsage
from inspect_cli.rules.register_entries import SiteEntered
from inspect_cli.store import journal, places, recording, registering, site_cards
from inspect_cli.store.database import Database
from inspect_cli.store.journal import Author, Draft
from inspect_cli.store.recording import Visit
from inspect_cli.store.registering import Entered

TODAY = date(2023, 1, 15)
MINE = {"township": "1", "code": "S1", "name": "石炭沟煤矿", "kind": "coal_mine", "also": ("coal_yard",)}
EVERYTHING: dict[str, Any] = {
    **MINE,
    "village": "一村",
    "state": "stopped",
    "state_since": date(2022, 12, 20),
    "stopped_for": "holiday",
    "must_visit": True,
    "visit_days": 7,
    "regulator": "煤炭局",
    "head_post": "矿长",
    "leader_post": "副县长",
    "township_post": "副镇长",
    "organiser": "文旅局",
    "permit": "许〔2023〕1号",
    "expected_people": 5000,
    "starts_on": date(2023, 2, 5),
    "ends_on": date(2023, 2, 6),
}


@pytest.fixture
def register(store: Database, author: Author) -> Database:
    """Two townships with a site of the same name each, and one more in the first."""
    towns = ({"code": code, "name": name, "kind": "town"} for code, name in (("1", "石炭沟镇"), ("2", "云杉岭镇")))
    registering.enter_townships(store, towns, author)
    market = {"township": "1", "code": "S2", "name": "东岔 市场", "kind": "market"}
    registering.enter_sites(store, [MINE, market, {"township": "2", "code": "S1", "name": "石炭沟煤矿"}], author)
    return store


def enter(store: Database, author: Author, **told: Any) -> Entered:
    """Enter the mine of township 1 with what is told of it."""
    return registering.enter_sites(store, [{"township": "1", "code": "S1", "name": "石炭沟煤矿", **told}], author)


@pytest.mark.parametrize(
    ("township", "typed", "code"),
    [
        ("1", "S1", "S1"),
        ("1", "ｓ１", "S1"),
        ("1", "石炭沟煤矿", "S1"),
        ("1", " 石炭沟 煤矿", "S1"),
        ("1", "东岔市场", "S2"),
        ("2", "东岔市场", None),
        ("1", "煤矿", None),
        ("1", "", None),
        ("3", "石炭沟煤矿", None),
    ],
)
def test_a_site_is_found_in_its_township(register: Database, township: str, typed: str, code: str | None) -> None:
    """Its code or its name, whatever the width and the blanks, and nothing less than the whole of it."""
    row = places.find_site(register, township, typed)

    assert (row and (row["township"], row["code"])) == (code and (township, code))


def test_of_two_the_one_that_goes_on_is_found(register: Database, author: Author) -> None:
    """Where two sites have one name, the one that has ended is not meant."""
    enter(register, author, ended_on=date(2023, 1, 1))
    registering.enter_sites(register, [{"township": "1", "code": "S9", "name": "石炭沟煤矿"}], author)

    assert (places.find_site(register, "1", "石炭沟煤矿") or {})["code"] == "S9"


def test_a_part_of_a_name_chooses_one_or_names_all(register: Database, author: Author) -> None:
    """A part that one site has is that site; one that several have names them, an unknown one the nearest."""
    registering.enter_sites(register, [{"township": "1", "code": "S3", "name": "红旗煤矿"}], author)

    assert places.choose_site(register, "1", "市场")["code"] == "S2"
    with pytest.raises(WrongUsage) as several:
        places.choose_site(register, "1", "煤矿")
    with pytest.raises(WrongUsage) as none:
        places.choose_site(register, "1", "红旗煤厂")
    assert ("石炭沟煤矿" in several.value.what, "红旗煤矿" in several.value.what) == (True, True)
    assert none.value.todo.startswith("Nearest: S3 红旗煤矿")


def test_a_state_holds_from_its_day_on(register: Database, author: Author) -> None:
    """Told in any order; before the first known day nothing is known; one that holds already is not written again."""
    for state, day in (("producing", date(2023, 1, 10)), ("stopped", date(2022, 12, 1)), ("producing", TODAY)):
        enter(register, author, state=state, state_since=day)
    row, other = places.read_site(register, "1", "S1"), places.read_site(register, "1", "S2")
    days = (date(2020, 1, 1), date(2022, 12, 1), date(2023, 1, 9), date(2023, 1, 10), TODAY)

    assert [places.state_on(register, row, day) for day in days] == [
        *(None, "stopped", "stopped", "producing", "producing")
    ]
    found = places.find_state(register, row, date(2023, 1, 9)) or {}
    assert (found["state"], found["since"]) == ("stopped", date(2022, 12, 1))
    assert places.state_on(register, other, TODAY) is None
    assert (row["state"], [state["since"].day for state in row["states"]]) == ("producing", [10, 1])


def test_everything_is_kept_and_the_same_again_is_nothing(register: Database, author: Author) -> None:
    """Every field comes back; entered again nothing changes, whether the state's day is told or not."""
    first = registering.enter_sites(register, [EVERYTHING], author)
    again = registering.enter_sites(register, [EVERYTHING], author)
    without_day = enter(register, author, state="stopped")
    row = places.present(places.read_site(register, "1", "S1"), "en")

    assert (first, again, without_day) == (Entered(0, 1, 0), Entered(0, 0, 1), Entered(0, 0, 1))
    assert {key: row[key] for key in EVERYTHING if key not in ("township", "also")} == {
        key: value for key, value in EVERYTHING.items() if key not in ("township", "also")
    }
    assert (row["also"], row["township"]) == (["coal_yard"], "石炭沟镇")


def test_what_is_not_told_stays(register: Database, author: Author) -> None:
    """A row with less takes nothing away; None does."""
    registering.enter_sites(register, [EVERYTHING], author)
    changed = enter(register, author, regulator=None, must_visit=False)
    row = places.read_site(register, "1", "S1")

    assert changed == Entered(0, 1, 0)
    assert (row["regulator"], row["must_visit"], row["visit_days"], row["state"]) == (None, False, 7, "stopped")


def test_a_row_without_a_code_is_found_by_its_name(register: Database, author: Author) -> None:
    """The name in another width is the known site; an unknown one is new and gets a code; a dry run only counts."""
    rows: list[dict[str, Any]] = [
        {"township": "1", "name": "东岔市场", "visit_days": 30},
        {"township": "1", "name": "新市场"},
        {"township": "2", "name": "石炭沟煤矿"},
    ]
    dry = registering.enter_sites(register, rows, author, dry_run=True)
    unchanged = len(places.read_register(register))
    wet = registering.enter_sites(register, rows, author)
    made = places.find_site(register, "1", "新市场") or {}

    assert (dry, wet, unchanged) == (Entered(1, 1, 1), Entered(1, 1, 1), 3)
    assert made["code"].startswith("S-")


@pytest.mark.parametrize(
    "told",
    [
        {"starts_on": date(2023, 2, 5), "ends_on": date(2023, 2, 4)},
        {"state": "stopped", "state_since": date(2023, 1, 16)},
        {"state": "producing", "stopped_for": "repair"},
        {"state_since": TODAY},
        {"state": "closed"},
        {"name": ""},
        {"head_post": "a\x07"},
        {"visit_days": -1},
    ],
)
def test_what_cannot_be_is_refused(register: Database, author: Author, told: dict[str, Any]) -> None:
    """An event that ends before it begins, a state of tomorrow, a reason for producing: nothing is written."""
    before = places.read_register(register)
    with pytest.raises(BadInput):
        enter(register, author, **told)

    assert places.read_register(register) == before


def test_no_second_site_of_a_code_or_a_name(register: Database, author: Author) -> None:
    """What is added is new, and what is renamed takes no other's name; another township may have both."""
    for told in ({"code": "s1", "name": "别的"}, {"name": "石炭沟 煤矿"}):
        with pytest.raises(BadInput, match="S1 石炭沟煤矿"):
            registering.add_site(register, "1", told, author)
    market = places.read_site(register, "1", "S2")
    with pytest.raises(BadInput, match="S1 石炭沟煤矿"):
        registering.change_site(register, market, {"name": "石炭沟煤矿"}, author)

    assert registering.add_site(register, "2", {"code": "S2", "name": "东岔市场"}, author) == "S2"
    assert registering.change_site(register, market, {"name": "东岔市场"}, author) is True
    assert (
        registering.change_site(register, places.read_site(register, "1", "S2"), {"name": "东岔市场"}, author) is False
    )


def test_a_card_counts_every_spelling(register: Database, author: Author) -> None:
    """Visits, hazards and the day of the next visit, under the site's name in another width or its code."""
    registering.enter_sites(register, [EVERYTHING], author)
    for day, category, site, hazards in (
        (2, "mines", "石炭沟煤矿", ["瓦斯", "支护"]),
        (5, "mines", "石炭沟 煤矿", []),
        (3, "fire", "S1", ["堵塞"]),
        (9, "fire", "东岔 市场", ["过期"]),
    ):
        visit = Visit("1", date(2023, 1, day), {"category": category, "site": site}, hazards, {})
        recording.record_visit(register, visit, author)
    elsewhere = Visit("2", TODAY, {"category": "mines", "site": "石炭沟煤矿"}, ["瓦斯"], {})
    recording.record_visit(register, elsewhere, author)
    card = site_cards.make_card(register, places.choose_site(register, "1", "S1"), TODAY)

    assert [(visit["category"], visit["last"].day, visit["visits"]) for visit in card["visits"]] == [
        ("fire", 3, 1),
        ("mines", 5, 2),
    ]
    assert (card["visits_with_hazards"], card["found"], card["next_visit"]) == (2, 3, date(2023, 1, 12))
    assert card["open_hazards"] == ["CG-1", "CG-2", "CG-3"]
    assert ("MINE-14" in card["items"]["mines"], "MINE-01" in card["items"]["mines"]) == (True, False)


def test_the_next_visit_of_a_site_nobody_saw(register: Database, author: Author) -> None:
    """It is due today; without an interval, or once the site is no more, never."""
    cards = []
    for told in ({}, {"visit_days": 30}, {"ended_on": TODAY}):
        enter(register, author, **told)
        cards.append(site_cards.make_card(register, places.choose_site(register, "1", "S1"), TODAY))

    assert [card["next_visit"] for card in cards] == [None, TODAY, None]


def test_an_old_code_in_wide_signs_is_met(register: Database, author: Author) -> None:
    """A code that an older version kept as it was typed stays the key, and is found by narrow signs."""
    body = SiteEntered(code="Ｍ－１", name="一号矿")
    with register.writing():
        journal.append(register, [Draft("1", "site", TODAY, body)], author)
    entered = registering.enter_sites(
        register, [{"township": "1", "code": "M-1", "name": "一号矿", "village": "一村"}], author
    )
    row = places.read_site(register, "1", "Ｍ－１")

    assert (entered, row["village"]) == (Entered(0, 1, 0), "一村")
    assert [row["code"] for row in places.read_register(register, "1") if row["name"] == "一号矿"] == ["Ｍ－１"]
    with pytest.raises(BadInput, match="in the register already"):
        registering.add_site(register, "1", {"code": "M-1", "name": "二号矿"}, author)


def test_a_kind_that_the_register_has_by_another_word(register: Database, author: Author) -> None:
    """It is found by its kind, and its items are those of the kind, though the register keeps the word."""
    registering.enter_sites(register, [{"township": "1", "code": "S7", "name": "客栈", "kind": "宾馆"}], author)
    rows = places.read_register(register, "1")

    assert [row["code"] for row in places.filter_sites(rows, {"kind": "hotel"}, TODAY)] == ["S7"]
    assert places.kinds_of(next(row for row in rows if row["code"] == "S7")) == ["hotel"]
