"""Which closed hazard a new one repeats, which open one it is like, and how often it came back.

* the same words, or the same item, at the same site; without a site at the same village and place; nowhere: nothing;
* widths, capitals, blanks and punctuation aside; another category, township, site or place is another hazard;
* closed at most 180 days before, and not after; of several the one closed last;
* what is open, claimed, failed, voided, handed over or taken back was not closed; a file's closing counts;
* the chain back and the hazards that repeat one, also where the links are a circle or lead nowhere.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from tests.store.deeds import FIXED, VERIFIED, Step, act, somebody

from inspect_cli.rules.entries import Finding, Inspected
from inspect_cli.store import batches, journal, recording, recurring, undoing
from inspect_cli.store.database import Database, Row
from inspect_cli.store.ids import make_id
from inspect_cli.store.journal import Draft
from inspect_cli.store.recording import Visit

TODAY = date(2023, 1, 15)
CLOSED = date(2022, 8, 1)
BEFORE = date(2022, 7, 1)
HERE = {"township": "1", "category": "fire", "site": "东岔商场", "village": "一村", "location": "二楼"}
SAID = {**HERE, "description": "通道堵塞，未清理", "item": "FIRE-01"}


def _bring(database: Database, number: str, closed: date | None = CLOSED, **other: Any) -> None:
    """A hazard as SAID, found BEFORE, brought closed by a file; `other` says what of it differs."""
    said = {**SAID, "status": "closed" if closed else "found", "verified_on": closed, **other}
    visit = {name: said.pop(name) for name in ("category", "site", "village")}
    township, found = said.pop("township"), said.pop("found_on", BEFORE)
    finding = Finding(id=make_id(), number=number, **said)
    with database.writing():
        body = Inspected(**visit, hazards=(finding,))
        journal.append(database, [Draft(township, "inspected", found, body)], somebody())


def _earlier(database: Database, found: date = TODAY, **other: Any) -> str | None:
    """The number of the closed hazard that one like SAID repeats."""
    (row,) = recurring.find_earlier(database, [{**SAID, **other}], found)
    return f"{row['series']}-{row['serial']}" if row else None


def _open(database: Database, **other: Any) -> list[int]:
    (rows,) = recurring.find_open(database, [{**SAID, **other}])
    return [row["serial"] for row in rows]


SAME: dict[str, dict[str, Any]] = {
    "to the letter": {},
    "other punctuation": {"description": "通道堵塞;未清理。", "item": None},
    "blanks": {"description": " 通道 堵塞\n未清理", "item": None},
    "other widths and capitals": {"description": "通道堵塞,未清理", "item": "ｆｉｒｅ－01"},
    "the item alone": {"description": "另一句话"},
    "the words alone": {"item": "FIRE-02"},
    "another place at that site": {"location": "三楼", "village": None},
    "the site written otherwise": {"site": " 东岔 商场"},
}
DIFFERENT: dict[str, dict[str, Any]] = {
    "other words": {"description": "灭火器过期", "item": None},
    "other words and item": {"description": "灭火器过期", "item": "FIRE-02"},
    "part of the words": {"description": "通道堵塞", "item": None},
    "another category": {"category": "mines"},
    "another township": {"township": "2"},
    "another site": {"site": "西岔商场"},
    "no site": {"site": None},
    "nowhere": {"site": None, "village": None, "location": None},
}


@pytest.mark.parametrize("other", SAME.values(), ids=SAME)
def test_the_same(store: Database, other: dict[str, Any]) -> None:
    """The same words or the same item at the same site are the same hazard, closed or open."""
    _bring(store, "CG-1")
    _bring(store, "CG-2", None, description="另一句", item="FIRE-09", location="库房")

    assert _earlier(store, **other) == "CG-1"
    assert _open(store, **{**other, "description": "另一句", "item": None}) == [2]


@pytest.mark.parametrize("other", DIFFERENT.values(), ids=DIFFERENT)
def test_another(store: Database, other: dict[str, Any]) -> None:
    """What differs in words and item, in category, township or site is another hazard, closed or open."""
    _bring(store, "CG-1")
    _bring(store, "CG-2", None)

    assert _earlier(store, **other) is None
    assert _open(store, **other) == []


def test_hazards_of_one_visit(store: Database) -> None:
    """For each hazard of a visit its own: what repeats none, or cannot be looked up, keeps its place."""
    _bring(store, "CG-1")
    _bring(store, "CG-2", description="灭火器过期", item=None)
    _bring(store, "CG-3", None, description="门锁坏", item=None)
    said = ("灭火器 过期", "没有的事", "\ud800", "通道堵塞，未清理", "门锁坏")
    wanted = [{**SAID, "item": None, "description": text} for text in said]

    earlier = [row and row["serial"] for row in recurring.find_earlier(store, wanted, TODAY)]
    assert earlier == [2, None, None, 1, None]
    assert [[row["serial"] for row in rows] for rows in recurring.find_open(store, wanted)] == [[], [], [], [], [3]]
    assert (recurring.find_earlier(store, [], TODAY), recurring.find_open(store, [])) == ([], [])


def test_without_a_site(store: Database) -> None:
    """Where no site is named, village and place must be the same, both of them."""
    _bring(store, "CG-1", site=None)

    assert _earlier(store, site=None) == "CG-1"
    for other in ({"village": "二村"}, {"location": "三楼"}, {"village": None}, {"location": None}):
        assert _earlier(store, site=None, **other) is None
    assert _earlier(store) is None


def test_nowhere(store: Database) -> None:
    """Where neither site nor village nor place is named nothing is known again, however alike the words."""
    nowhere = {"site": None, "village": None, "location": None}
    _bring(store, "CG-1", **nowhere)
    _bring(store, "CG-2", None, **nowhere)

    assert (_earlier(store, **nowhere), _open(store, **nowhere)) == (None, [])


@pytest.mark.parametrize(("days", "found"), [(-1, False), (0, True), (1, True), (180, True), (181, False)])
def test_days_between(store: Database, days: int, *, found: bool) -> None:
    """It came back when it is found from the day of its closing to 180 days later."""
    _bring(store, "CG-1")

    assert _earlier(store, CLOSED + timedelta(days)) == ("CG-1" if found else None)


def test_days_of_a_file(store: Database) -> None:
    """Where a file names no day of verification that of the fix counts; where it names neither, nothing is known."""
    _bring(store, "CG-1", fixed_on=CLOSED, verified_on=None, location="甲")
    _bring(store, "CG-2", fixed_on=None, verified_on=None, description="另一句", item=None)

    assert _earlier(store, CLOSED) == "CG-1"
    assert _earlier(store, TODAY, description="另一句", item=None) is None


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 2, 1), (2, 1, 3)])
def test_closed_last(store: Database, order: tuple[int, ...]) -> None:
    """Of several that are like it, it repeats the one closed last, in whatever order they were written."""
    days = {1: 3, 2: 1, 3: 2}
    for nth in order:
        _bring(store, f"CG-{nth}", CLOSED + timedelta(days[nth]), item="FIRE-01" if nth == 1 else None)

    assert [_earlier(store, CLOSED + timedelta(day)) for day in (1, 2, 3, 99)] == ["CG-2", "CG-3", "CG-1", "CG-1"]


STATES = {
    "found": {"status": "found", "verified_on": None},
    "fixed": {"status": "fixed", "verified_on": None, "fixed_on": CLOSED},
    "failed": {"status": "failed", "verified_on": None},
    "transferred": {"status": "transferred"},
    "voided": {"status": "voided"},
}


@pytest.mark.parametrize("state", STATES)
def test_not_closed(store: Database, state: str) -> None:
    """Only what was closed can come back; what is found, fixed or failed is open still."""
    _bring(store, "CG-1", **STATES[state])

    assert _earlier(store) is None
    assert _open(store) == ([1] if state in ("found", "fixed", "failed") else [])


@pytest.mark.parametrize("text", ["a\0b", "a\x1bb", "\ud800", "\u202e"])
def test_text_that_is_no_text(store: Database, text: str) -> None:
    """Nothing is looked up by what no entry may hold; it is refused when the visit is recorded."""
    _bring(store, "CG-1")

    for name in ("description", "site", "item"):
        assert (_earlier(store, **{name: text}), _open(store, **{name: text})) == (None, [])


VISIT = Visit("1", date(2023, 1, 1), {"category": "fire", "site": "东岔商场"}, ["通道堵塞"], {})


def _row(database: Database, serial: int) -> Row:
    (row,) = database.rows("hazards", {"series": "CG", "serials": [serial]}, ["series", "serials"])
    return row


def test_typed(store: Database) -> None:
    """A hazard that people closed is known again from the day they verified it, until that is taken back."""
    recording.record_visit(store, VISIT, somebody())
    act(store, "CG-1", replaced(FIXED, 3), somebody())
    act(store, "CG-1", replaced(VERIFIED, 5), somebody())
    wanted = {"description": "通道堵塞", "item": None}
    days = [_earlier(store, date(2023, 1, day), **wanted) for day in (4, 5, 6)]
    assert days == [None, "CG-1", "CG-1"]

    undoing.take_back(store, batches.newest(store, "0" * 32) or "", TODAY, somebody())
    assert (_earlier(store, TODAY, **wanted), _open(store, **wanted)) == (None, [1])


def replaced(step: Step, day: int) -> Step:
    """The step on that day of January."""
    return step._replace(day=date(2023, 1, day))


def test_chain(store: Database) -> None:
    """A hazard that came back twice names both before it, the last one first; each names those that repeat it."""
    for links in ([], ["CG-1"], ["CG-2"], ["CG-2"]):
        recording.record_visit(store, replace(VISIT, links=links), somebody())

    assert [recurring.follow_back(store, _row(store, n)) for n in (1, 2, 3, 4)] == [
        [],
        ["CG-1"],
        ["CG-2", "CG-1"],
        ["CG-2", "CG-1"],
    ]
    later = [[row["serial"] for row in recurring.find_later(store, _row(store, n))] for n in (1, 2, 3)]
    assert later == [[2], [3, 4], []]


def test_links_that_lead_nowhere(store: Database) -> None:
    """A circle ends where it began, and a link to an unknown number, or to what is no number, ends there."""
    for links in (["CG-2"], ["CG-1"], ["DC-99"], ["no number"], ["CG-5"]):
        recording.record_visit(store, replace(VISIT, links=links), somebody())

    chains = [recurring.follow_back(store, _row(store, n)) for n in range(1, 6)]
    assert chains == [["CG-2", "CG-1"], ["CG-1", "CG-2"], ["DC-99"], ["no number"], ["CG-5"]]


def test_repeating_what_was_found_elsewhere(store: Database) -> None:
    """Only hazards of its own township repeat a hazard, whatever others say."""
    for township in "12":
        recording.record_visit(store, replace(VISIT, township=township, links=["CG-1"]), somebody())

    assert [row["serial"] for row in recurring.find_later(store, _row(store, 1))] == [1]
