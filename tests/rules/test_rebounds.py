"""When a new hazard is an old one that came back: the same place, the same item or words, within 180 days.

* a site, or village and location; without any place nothing is the same;
* the same item, or the same text, widths, capitals, blanks and punctuation aside;
* closed on that day, 180 days before, or 181; not yet closed, or afterwards;
* which day a hazard was closed, as far as anybody says.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_cli.rules.rebounds import WITHIN_DAYS, bare, came_back, closing_day, signs

CLOSED_ON = date(2023, 1, 5)
HAZARD = {
    "township": "990181001",
    "category": "fire",
    "site": "百货商场",
    "village": "一村",
    "location": "二楼东侧",
    "item": "FIRE-01",
    "description": "疏散通道堵塞",
}


def _alike(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two hazards share a sign."""
    return bool(set(signs(one)) & set(signs(other)))


@pytest.mark.parametrize(
    ("other", "alike"),
    [
        ({}, True),
        ({"description": "另一处"}, True),
        ({"item": "FIRE-02"}, True),
        ({"item": None}, True),
        ({"item": "FIRE-02", "description": "另一处"}, False),
        ({"item": None, "description": "另一处"}, False),
        ({"village": "二村", "location": "三楼"}, True),
        ({"village": None, "location": None}, True),
        ({"site": "百货 商场"}, True),
        ({"site": "五金商店"}, False),
        ({"site": None}, False),
        ({"category": "traffic"}, False),
        ({"township": "990181100"}, False),
    ],
    ids=str,
)
def test_at_a_site(other: dict[str, Any], *, alike: bool) -> None:
    """At one site the same item or the same text comes back; in another category, town or site it is another hazard."""
    assert _alike(HAZARD, {**HAZARD, **other}) is alike
    assert _alike({**HAZARD, **other}, HAZARD) is alike


@pytest.mark.parametrize(
    ("other", "alike"),
    [
        ({}, True),
        ({"description": "另一处"}, True),
        ({"item": "FIRE-02", "description": "另一处"}, False),
        ({"village": "二村"}, False),
        ({"village": None}, False),
        ({"location": "三楼"}, False),
        ({"location": None}, False),
        ({"category": "traffic"}, False),
        ({"township": "990181100"}, False),
    ],
    ids=str,
)
def test_at_a_place_in_words(other: dict[str, Any], *, alike: bool) -> None:
    """Without a site the village and the location are the place, both of them."""
    hazard = {**HAZARD, "site": None}

    assert _alike(hazard, {**hazard, **other}) is alike


@pytest.mark.parametrize("place", [{"village": None}, {"location": None}], ids=str)
def test_half_a_place(place: dict[str, None]) -> None:
    """A village or a location alone is a place too."""
    hazard = {**HAZARD, "site": None, **place}

    assert _alike(hazard, dict(hazard))


@pytest.mark.parametrize("empty", [None, ""], ids=repr)
def test_no_place(empty: str | None) -> None:
    """What nobody can find again never comes back, be it told in the same words."""
    hazard = {**HAZARD, "site": empty, "village": empty, "location": empty}

    assert signs(hazard) == ()
    assert signs({key: value for key, value in hazard.items() if value}) == ()
    assert not _alike(hazard, hazard)


@pytest.mark.parametrize(
    "written",
    [
        "疏散通道堵塞。",
        "疏散通道，堵塞！",
        " 疏散 通道\n堵塞",
        "疏散通道\u3000堵塞",
        "“疏散通道”堵塞…",
        "疏散通道_堵塞",
        "疏散通道（堵塞）",
    ],
)
def test_the_same_words(written: str) -> None:
    """Punctuation and blanks do not make other words."""
    assert _alike({**HAZARD, "item": None}, {**HAZARD, "item": None, "description": written})


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("3号楼A座", "３号楼ａ座", True),
        ("Exit No. 3 LOCKED", "exit no 3 locked", True),
        ("ＦＩＲＥ－01", "fire-01", True),
        ("3号楼", "4号楼", False),
        ("堵塞", "未堵塞", False),
        ("1.5米", "15米", True),
    ],
)
def test_bare(one: str, other: str, *, same: bool) -> None:
    """Widths, capitals and punctuation fall away, letters and digits stay."""
    assert (bare(one) == bare(other)) is same


@pytest.mark.parametrize("item", ["fire-01", "ＦＩＲＥ－０１", "FIRE 01"])
def test_the_same_item(item: str) -> None:
    """An item written another way is the same one."""
    assert _alike(HAZARD, {**HAZARD, "description": "另一处", "item": item})


def test_an_item_is_no_text() -> None:
    """A hazard whose text is another one's item has nothing to do with it."""
    named = {**HAZARD, "description": "灭火器过期", "item": "疏散通道"}
    told = {**HAZARD, "description": "疏散通道", "item": None}

    assert not _alike(named, told)


@given(
    first=st.fixed_dictionaries({key: st.sampled_from([value, "其他"]) for key, value in HAZARD.items()}),
    second=st.fixed_dictionaries({key: st.sampled_from([value, "其他"]) for key, value in HAZARD.items()}),
)
def test_likeness(first: dict[str, str], second: dict[str, str]) -> None:
    """Same town, category and site, and the same item or text: like; anything else: not."""
    where = all(first[key] == second[key] for key in ("township", "category", "site"))

    assert _alike(first, second) == (
        where and (first["item"] == second["item"] or first["description"] == second["description"])
    )


@pytest.mark.parametrize(("days", "back"), [(-1, False), (0, True), (1, True), (30, True), (180, True), (181, False)])
def test_within_180_days(days: int, *, back: bool) -> None:
    """Found on the day the other was closed, or up to 180 days later, it came back; before or after it did not."""
    assert WITHIN_DAYS == 180
    assert came_back(CLOSED_ON, CLOSED_ON + timedelta(days=days)) is back


def test_not_closed_yet() -> None:
    """What is not closed cannot come back."""
    assert not came_back(None, CLOSED_ON)


@given(closed_on=st.dates(date(1900, 1, 1), date(2200, 1, 1)), days=st.integers(-400, 400))
def test_any_days(closed_on: date, days: int) -> None:
    """Over the ends of months and years, and leap days, days are counted as in the calendar."""
    assert came_back(closed_on, closed_on + timedelta(days=days)) == (0 <= days <= 180)


@pytest.mark.parametrize(
    ("said", "closed_on"),
    [
        ({"status": "closed", "fixed_on": date(2023, 1, 3), "verified_on": CLOSED_ON}, CLOSED_ON),
        ({"status": "closed", "fixed_on": CLOSED_ON, "verified_on": None}, CLOSED_ON),
        ({"status": "closed", "fixed_on": CLOSED_ON}, CLOSED_ON),
        ({"status": "closed"}, None),
        ({"status": "fixed", "fixed_on": CLOSED_ON}, None),
        ({"status": "failed", "verified_on": CLOSED_ON}, None),
        ({"status": "transferred", "verified_on": CLOSED_ON}, None),
        ({"status": "voided", "fixed_on": CLOSED_ON, "verified_on": CLOSED_ON}, None),
        ({"verified_on": CLOSED_ON}, None),
    ],
    ids=str,
)
def test_the_day_it_was_closed(said: dict[str, Any], closed_on: date | None) -> None:
    """The day of the verification, of the fix where a file names no other; none for what is not closed."""
    assert closing_day(said) == closed_on
