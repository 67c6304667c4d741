"""What the page for the meeting is made of, the same on every store: a day, weeks, ages, campaigns, what came back.

Eight hazards of a small city; each of their days decides where they count. A day that is past is worked out again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.store.deeds import Step, act, somebody

from inspect_cli.store import charting, queries, recording, registering
from inspect_cli.store.charting import Age, Asked, Week
from inspect_cli.store.database import Database
from inspect_cli.store.journal import Author
from inspect_cli.store.recording import Visit

TODAY = date(2023, 1, 15)  # a Sunday
NOW = Asked(TODAY, date(2023, 1, 2), TODAY)
TOWNSHIPS = (
    {"code": "1", "name": "东岔街道", "kind": "subdistrict"},
    {"code": "2", "name": "云杉岭镇", "kind": "town"},
)


def day(text: str) -> date:
    """A day of these two winters, as 01-05."""
    month = int(text[:2])
    return date(2023 if month < 6 else 2022, month, int(text[3:]))


@pytest.fixture
def city(store: Database, author: Author) -> Database:
    """CG-1 to CG-8, of two townships and three categories."""
    registering.enter_townships(store, TOWNSHIPS, author)
    found: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
        ("1", "fire", "10-01", {"severity": "major"}),  # 1: open, more than 90 days
        ("1", "fire", "01-03", {"due": day("01-10")}),  # 2: open and overdue
        ("1", "mines", "01-09", {"due": day("01-16")}),  # 3: claimed on the 11th
        ("2", "fire", "12-20", {}),  # 4: closed on the 5th, without a claim before
        ("2", "fire", "01-04", {}),  # 5: came back from 4
        ("2", "traffic", "01-02", {}),  # 6: handed over on the 12th
        ("2", "traffic", "01-02", {}),  # 7: voided
        ("2", "fireworks", "12-01", {}),  # 8: closed on the 13th
    )
    for n, (township, category, on, each) in enumerate(found, 1):
        what = {"category": category, "site": f"第{township}厂", "inspectors": ("周某07",)}
        if n in (2, 6):
            what["campaign"] = "冬季攻势"
        links = ("CG-4",) if n == 5 else ()
        recording.record_visit(store, Visit(township, day(on), what, [f"隐患{n}"], each, links), somebody())
        if n == 4:
            act(store, "4", Step("fixed", {"fixed_by": "赵某"}, day=day("01-03")), somebody())
            act(store, "4", Step("verified", {"verified_by": "孙某"}, day=day("01-03")), somebody())
    act(store, "3", Step("fixed", {"fixed_by": "赵某"}, day=day("01-11")), somebody())
    act(store, "6", Step("transferred", {"to": "住建局"}, "不归我们管", day("01-12")), somebody())
    act(store, "7", Step("voided", {}, "写错"), somebody())
    act(store, "8", Step("fixed", {"fixed_by": "赵某"}, day=day("12-28")), somebody())
    act(store, "8", Step("verified", {"verified_by": "孙某"}, day=day("01-13")), somebody())
    return store


def test_today_is_the_home_screen(city: Database) -> None:
    """On the day itself the page counts what `open` counts, township by township."""
    meeting = charting.read_meeting(city, NOW)

    assert meeting.home == queries.open_by_township(city, TODAY)
    assert meeting.total == queries.total_open(meeting.home)
    assert meeting.total["open"] == 4
    assert charting.read_meeting(city, replace(NOW, township="2")).home == queries.open_by_township(city, TODAY, "2")


@pytest.mark.parametrize(
    ("on", "opened", "claimed", "overdue"),
    [
        ("01-15", {1, 2, 3, 5}, {3}, {2}),
        ("01-12", {1, 2, 3, 5, 8}, {3, 8}, {2}),
        ("01-11", {1, 2, 3, 5, 6, 8}, {3, 8}, {2}),
        ("01-10", {1, 2, 3, 5, 6, 8}, {8}, set()),
        ("01-02", {1, 4, 6, 8}, {8}, set()),
        ("12-27", {1, 4, 8}, set(), set()),
        ("09-30", set(), set(), set()),
    ],
)
def test_a_day_that_is_past(city: Database, on: str, opened: set[int], claimed: set[int], overdue: set[int]) -> None:
    """What was open, claimed and overdue on a day: found by then, ended later; what was voided never counts."""
    total = charting.read_meeting(city, replace(NOW, on=day(on), since=day("09-01"), until=day(on))).total

    assert (total["open"], total["fixed"], total["overdue"]) == (len(opened), len(claimed), len(overdue))


def test_ages(city: Database) -> None:
    """Four classes of age, each by severity; their sum is what is open."""
    ages = charting.read_meeting(city, NOW).ages

    assert ages == [Age(0, 7, 1, 0), Age(8, 30, 2, 0), Age(31, 90, 0, 0), Age(91, None, 0, 1)]


@pytest.mark.parametrize(("back", "place"), [(7, 0), (8, 1), (30, 1), (31, 2), (90, 2), (91, 3)])
def test_the_ends_of_an_age(store: Database, author: Author, back: int, place: int) -> None:
    """The last day of a class belongs to it, the next one to the next."""
    registering.enter_townships(store, TOWNSHIPS, author)
    what = {"category": "fire", "inspectors": ("周某07",)}
    recording.record_visit(store, Visit("1", TODAY - timedelta(days=back), what, ["堵塞"], {}), author)

    ages = charting.read_meeting(store, NOW).ages
    assert [age.general for age in ages] == [int(n == place) for n in range(4)]


def test_weeks(city: Database) -> None:
    """Found, claimed and closed by week; a week that is cut at either end; nothing outside."""
    weeks = charting.read_weeks(city, Asked(TODAY, date(2022, 12, 28), day("01-13")))

    assert weeks == [
        Week(date(2022, 12, 28), date(2023, 1, 1), 0, 1, 0, 0),
        Week(date(2023, 1, 2), date(2023, 1, 8), 3, 1, 1, 0),
        Week(date(2023, 1, 9), date(2023, 1, 13), 1, 1, 1, 0),
    ]


def test_weeks_of_a_township(city: Database) -> None:
    """Only what is of the township."""
    (week,) = charting.read_weeks(city, Asked(TODAY, date(2023, 1, 9), TODAY, township="2"))

    assert week == Week(date(2023, 1, 9), TODAY, 0, 0, 1, 0)


@given(st.dates(date(2000, 1, 1), date(2050, 1, 1)), st.integers(0, 400))
def test_weeks_leave_no_day_out(since: date, days: int) -> None:
    """Weeks follow one another without a gap; they begin on Mondays and have seven days, but at the ends."""
    until = since + timedelta(days=days)
    firsts = list(charting._split_weeks(since, until))

    assert firsts[0] == since
    assert all(first.weekday() == 0 for first in firsts[1:])
    assert {after - first for first, after in pairwise(firsts[1:])} <= {timedelta(7)}
    assert firsts[-1] <= until < firsts[-1] + timedelta(7)


def test_twelve_weeks() -> None:
    """The last twelve weeks end with the week of the day."""
    assert charting.begin_weeks(TODAY) == date(2022, 10, 24)
    assert charting.begin_weeks(date(2023, 1, 16)) == date(2022, 10, 31)


def test_a_campaign_burns_down(city: Database, author: Author) -> None:
    """Open at the end of each day; the line leads from the day with the most to nothing on the last day."""
    told = {"name": "冬季攻势", "start": day("01-01"), "end": day("01-28"), "categories": ("special_equipment",)}
    registering.enter_campaign(city, told, author)
    (burndown,) = charting.read_meeting(city, NOW).burndowns
    seen = dict(zip(burndown.days, burndown.open, strict=False))

    assert (burndown.name, burndown.days[0], burndown.days[-1]) == ("冬季攻势", day("01-01"), day("01-28"))
    assert {on.day: seen[on] for on in seen if on.day in (1, 3, 5, 11, 13, 15)} == {
        1: 0,
        3: 2,
        5: 2,
        11: 2,
        13: 1,
        15: 1,
    }
    assert [on for on in burndown.days if on > TODAY and on in seen] == []
    assert burndown.peak == (day("01-03"), 2)
    assert [burndown.aim(day(on)) for on in ("01-02", "01-03", "01-28")] == [None, 2.0, 0.0]
    assert burndown.aim(day("01-18")) == 2 * 10 / 25


def test_what_belongs_to_a_campaign(city: Database, author: Author) -> None:
    """One about a category or a township has what was found there within its days, too."""
    told = {"start": day("01-01"), "end": day("01-28"), "categories": ("mines",)}
    registering.enter_campaign(city, {**told, "name": "冬季攻势"}, author)
    registering.enter_campaign(city, {**told, "name": "二号", "categories": (), "townships": ("2",)}, author)
    burndowns = {b.name: b.open[-1] for b in charting.read_meeting(city, NOW).burndowns}

    assert burndowns == {"冬季攻势": 2, "二号": 1}


def test_which_campaigns_are_shown(city: Database, author: Author) -> None:
    """Those that run, no special period; one that is asked for in any case, though it is over or has not begun."""
    for name, start, end, kind in (
        ("跑", "01-01", "02-28", "campaign"),
        ("完", "12-01", "12-31", "campaign"),
        ("未", "02-01", "02-28", "campaign"),
        ("春运", "01-07", "02-15", "period"),
    ):
        told = {"name": name, "start": day(start), "end": day(end), "kind": kind}
        registering.enter_campaign(city, told, author)

    def shown(name: str | None) -> Iterator[tuple[str, bool]]:
        for burndown in charting.read_meeting(city, replace(NOW, campaign=name)).burndowns:
            yield burndown.name, bool(burndown.days)

    assert list(shown(None)) == [("跑", True)]
    assert [list(shown(name)) for name in ("完", "未", "春运")] == [[("完", True)], [("未", False)], [("春运", True)]]


def test_what_came_back(city: Database) -> None:
    """By place and by what it is, in the period alone."""
    meeting = charting.read_meeting(city, NOW)
    row = {"times": 1, "open": 1, "last": day("01-04")}

    assert meeting.places == [{"township": "云杉岭镇", "village": None, "place": "第2厂", **row}]
    assert [(r["description"], r["item"], r["times"]) for r in meeting.items] == [("隐患5", None, 1)]
    assert charting.read_meeting(city, replace(NOW, since=day("01-05"))).items == []


def test_gaps_are_counted(city: Database) -> None:
    """As `gaps` counts them."""
    assert charting.read_meeting(city, NOW).gaps["empty_register"] > 0
