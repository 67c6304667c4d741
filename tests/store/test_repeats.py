"""Whether a visit is in the ledger already, word for word, on every store: the same answers and hazards at one place.

Who went, what was done since and in which language the list spoke do not count; another day, place, category, answer or
detail does; what was taken back is not there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from inspect_cli.rules.walking import Course, Given
from inspect_cli.store import repeats, undoing, walks
from inspect_cli.store.database import Database
from inspect_cli.store.ids import make_id
from inspect_cli.store.journal import Author
from inspect_cli.store.walks import Plan

DAY = date(2023, 1, 15)
CODES = ("FIRE-01", "FIRE-02")
TOWN = "990181001"
HAZARD = {
    "description": "通道堵塞",
    "item": "FIRE-02",
    "item_text": "通道堵塞",
    "item_text_en": "Blocked",
    "due": DAY,
    "first_due": DAY,
}
Same = Callable[..., bool]


def make_plan(day: date = DAY, township: str = TOWN, **what: Any) -> Plan:
    """A walk at a mall."""
    told = {"category": "fire", "site": "百货商场", "village": None, "inspectors": ("李某02",), **what}
    return Plan(make_id(), "a" * 32, township, day, told, ("mall",), None, "fire 1", CODES)


def make_course(note: str | None = None, **told: Any) -> Course:
    """A yes and a no."""
    return Course(CODES, {"FIRE-01": Given("yes", note), "FIRE-02": Given("no", None, {**HAZARD, **told})})


@pytest.fixture
def same(store: Database, author: Author) -> Same:
    """Whether a visit is there already that differs from the only one in the ledger by this."""
    plan = make_plan()
    walks.record(store, plan, walks.make_body(plan, make_course()), [None], author)

    def look(course: Course | None = None, **what: Any) -> bool:
        asked = make_plan(**what)
        found = repeats.find_same(store, asked.township, asked.day, walks.make_body(asked, course or make_course()))
        assert found is None or [hazard.number for hazard in found.hazards] == ["CG-1"]
        return found is not None

    return look


def test_the_same_is_found(same: Same) -> None:
    """Whoever went, in whichever village the site is said to be, in either language of the list, for any campaign."""
    assert same()
    assert same(inspectors=("周某04",), campaign="冬季攻势", village="二村", kind="special")
    assert same(make_course(description="Blocked", basis="消防法", catalog="fire 2"))


def test_another_is_another(same: Same) -> None:
    """Another day, township, site, category, answer, note or detail of a hazard is another visit."""
    others = [
        same(day=date(2023, 1, 14)),
        same(township="990181100"),
        same(site="学校"),
        same(site=None, village="一村"),
        same(category="traffic"),
        same(make_course("单层")),
        same(Course(CODES, {"FIRE-01": Given("yes")})),
        same(Course(CODES, {"FIRE-01": Given("yes"), "FIRE-02": Given("na")})),
    ]
    details: list[dict[str, Any]] = [
        {"description": "又堵"},
        {"location": "二楼"},
        {"owner": "王某01"},
        {"due": date(2023, 1, 16)},
        {"severity": "major"},
        {"note": "夜间"},
        {"status": "fixed", "fixed_on": DAY, "on_spot": True},
    ]

    assert others == [False] * len(others)
    assert [same(make_course(**detail)) for detail in details] == [False] * len(details)


def test_a_place_without_a_site(store: Database, author: Author) -> None:
    """The village and the words of the place count then, of a clean visit too."""
    clean = Course(CODES, {"FIRE-01": Given("yes")})
    plan = make_plan(site=None, village="一村", location="三组")
    walks.record(store, plan, walks.make_body(plan, clean), [], author)

    def look(**what: Any) -> bool:
        body = walks.make_body(replace(plan, what={**plan.what, **what}), clean)
        return repeats.find_same(store, TOWN, DAY, body) is not None

    assert (look(), look(village="二村"), look(location="四组"), look(site="学校")) == (True, False, False, False)


def test_what_was_taken_back_is_not_there(store: Database, author: Author, same: Same) -> None:
    """After `undo` the same may be recorded again."""
    undoing.take_back(store, author.batch, DAY, Author("李某02", "0" * 32, "CG"))

    assert not same()
