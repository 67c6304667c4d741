"""What counts as a gap: posts, places, visits, owners, each found from a register and mended by one command.

Every finder is shown a case that has the gap and the same case without it.
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest

from inspect_cli.rules import coverage, ended
from inspect_cli.rules.coverage import Gap, Place, Scope

TODAY = date(2023, 1, 15)
TYPED = {"1": "东岔街道", "2": "云杉岭镇"}
CORE = ("fire", "forest_fire")
SCOPE = Scope(TODAY, 30, TYPED, CORE)
ID = "0" * 24 + "abcd1234"


def day(days: int) -> date:
    """A day so many days before today."""
    return TODAY - timedelta(days=days)


def post(layer: str = "township", place: str | None = None, **told: Any) -> dict[str, Any]:
    """A row of the register of responsibilities: somebody with a phone, for all categories, since long."""
    usual = {"township": "1", "id": ID, "category": None, "role": "area_leader", "post": None, "name": "张某01"}
    return {**usual, "phone": "1", "department": None, "start": day(99), "end": None, **told} | {
        "layer": layer,
        "place": place,
    }


def kinds(gaps: Sequence[Gap]) -> list[tuple[str, str | None, str | None]]:
    """What was found: kind, about, category."""
    return [(gap.kind, gap.about, gap.category) for gap in gaps]


def test_empty_city() -> None:
    """Without a register of townships nothing else can be looked at: that is the one gap."""
    (gap,) = coverage.find_empty(Scope(TODAY, 30, {}, CORE), {"site": (), "village": ()})

    assert (gap.kind, gap.about, gap.todo) == ("empty_register", "township", "inspect-cli township import FILE")


def test_empty_registers() -> None:
    """A register in which no township has a row is one gap; where some have, each township without is one."""
    gaps = coverage.find_empty(SCOPE, {"responsible": (), "site": {"1"}, "village": {"1", "2"}})

    assert [(gap.about, gap.township) for gap in gaps] == [("responsible", None), ("site", "2")]


def test_no_villages_where_there_can_be_none() -> None:
    """A forest farm has no villages, and is not told to register any."""
    scope = Scope(TODAY, 30, TYPED, CORE, remote={"2"})

    assert coverage.find_empty(scope, {"village": {"1"}}) == []


@pytest.mark.parametrize(
    ("told", "kind", "todo"),
    [
        ({}, None, ""),
        ({"name": None}, "vacant", f"responsible add 东岔街道 --name NAME --role area_leader --from {TODAY}"),
        ({"phone": None}, "no_phone", "responsible set abcd1234 --phone PHONE"),
        ({"phone": None, "end": day(1)}, None, ""),
        ({"phone": None, "start": day(-1)}, None, ""),
    ],
)
def test_weak_posts(told: dict[str, Any], kind: str | None, todo: str) -> None:
    """A post that holds and has no holder or no phone is a gap; one that is over or yet to come is none."""
    gaps = coverage.find_weak_posts(SCOPE, [post(**told)], {})

    assert [gap.kind for gap in gaps] == ([kind] if kind else [])
    assert [gap.todo for gap in gaps] == ([f"inspect-cli {todo}"] if kind else [])


def test_post_of_a_place_that_is_no_more() -> None:
    """Who answers for a village that has ended still stands in the list: until the day before it ended."""
    row = post("village", "一村", name=None)
    (gap,) = coverage.find_weak_posts(SCOPE, [row], {("1", "village", "一村"): day(3)})

    assert (gap.kind, gap.since, gap.days) == ("ended_named", day(3), 3)
    assert gap.todo == "inspect-cli responsible end abcd1234 --on 2023-01-11"


def test_post_of_a_place_whose_township_is_no_more() -> None:
    """A village that stands moves with who answers for it; who answers for the township itself ends."""
    moves = {"1": ("township", "end", "东岔街道", "--on", "2023-01-12", "--successor", "云杉岭镇")}
    scope = Scope(TODAY, 30, TYPED, CORE, moves=moves)
    gone = {("1", "township", None): day(3)}
    village, town = coverage.find_weak_posts(scope, [post("village", "一村"), post()], gone)

    assert (village.kind, village.todo) == ("ended_named", f"inspect-cli {' '.join(moves['1'])}")
    assert (town.kind, town.todo) == ("ended_named", "inspect-cli responsible end abcd1234 --on 2023-01-11")


@pytest.mark.parametrize(
    ("successor", "named"), [("2", "云杉岭镇"), (None, "TOWNSHIP"), ("9", "9")], ids=["known", "none", "unknown"]
)
def test_places_of_a_township_that_is_no_more(successor: str | None, named: str) -> None:
    """A village that stands there is a gap; the command moves it, and lets nothing vanish."""
    town = {"township": "1", "ended_on": day(3), "successor": successor}
    scope = Scope(TODAY, 30, {}, CORE, moves={"1": ended.tell_move(town, TYPED)})
    rows = [{"township": "1", "name": name, "ended_on": day(3), "taken": name == "二村"} for name in ("一村", "二村")]
    gap, other = ended.find_lost_places(scope, "village", rows, TYPED)
    assert other.mend == ("village", "end", TYPED["1"], "二村", "--on", f"{day(3)}")

    assert (gap.kind, gap.about, gap.layer, gap.since, gap.days) == ("ended_named", "一村", "village", day(3), 3)
    assert gap.todo == f"inspect-cli township end 东岔街道 --on 2023-01-12 --successor {named}"


def test_officer_ended_without_successor() -> None:
    """Who ended and nobody follows is a gap since the day after; the command begins on that day."""
    (gap,) = coverage.find_unfollowed(SCOPE, [post("village", "一村", end=day(5), role="village_officer")], {})

    assert (gap.kind, gap.about, gap.since, gap.days) == ("no_successor", "张某01 (一村)", day(4), 4)
    assert gap.todo.endswith("add 东岔街道 --village 一村 --name NAME --role village_officer --from 2023-01-11")


@pytest.mark.parametrize(
    ("successor", "found"),
    [
        ({"name": "李某02"}, 0),
        ({"name": None}, 0),
        ({"name": "李某02", "role": "ranger"}, 1),
        ({"name": "李某02", "category": "forest_fire"}, 1),
        ({"name": "李某02", "start": day(-3)}, 1),
    ],
)
def test_successor(successor: dict[str, Any], found: int) -> None:
    """Only who holds the same role for as many categories today follows; a vacancy is a gap of its own."""
    rows = [post("zone", "北山", end=day(5), category="fire"), post("zone", "北山", **{"category": None, **successor})]

    assert len(coverage.find_unfollowed(SCOPE, rows, {})) == found


def test_only_the_last_one_who_ended_counts() -> None:
    """Of three who held a post one after another and all ended, the last is the gap."""
    rows = [post(end=day(n), name=f"张某{n:02}") for n in (40, 5, 20)]

    assert [gap.about for gap in coverage.find_unfollowed(SCOPE, rows, {})] == ["张某05"]


def test_township_without_anybody() -> None:
    """A township with nobody is one gap for all categories, not one for each."""
    gaps = coverage.find_unanswered(SCOPE, [Place("1", "township")], [], ())

    assert [(gap.category, gap.todo) for gap in gaps] == [
        (None, "inspect-cli responsible add 东岔街道 --name NAME --from 2023-01-15")
    ]


def test_township_needs_every_category() -> None:
    """A township needs somebody in every category that is used, or somebody for all."""
    places = [Place("1", "township")]
    fire = [post(category="fire")]

    assert kinds(coverage.find_unanswered(SCOPE, places, fire, ())) == [("no_officer", None, "forest_fire")]
    assert coverage.find_unanswered(SCOPE, places, [*fire, post()], ()) == []


def test_one_category_asked() -> None:
    """--category asks for that one only."""
    scope = Scope(TODAY, 30, TYPED, CORE, "fire")
    places = [Place("1", "township"), Place("1", "village", "一村")]
    rows = [post(category="fire"), post("village", "一村", category="forest_fire")]

    assert kinds(coverage.find_unanswered(scope, places, rows, ())) == [("no_officer", "一村", "fire")]


def test_a_township_that_is_no_more() -> None:
    """Of a township that has ended nothing is asked any more."""
    assert coverage.find_empty(Scope(TODAY, 30, {}, CORE, whole=False), {"site": ()}) == []


@pytest.mark.parametrize(("layer", "place", "found"), [("village", "一村", 0), ("township", None, 1)])
def test_a_vacancy_of_one_category(layer: str, place: str | None, found: int) -> None:
    """A village whose one post is vacant is told; a township is asked for every other category still."""
    told = [("1", layer, place, "fire")]

    assert len(coverage.find_unanswered(SCOPE, [Place("1", layer, place)], [], told)) == found


def test_what_is_told_already_is_not_told_twice() -> None:
    """A village whose post is vacant or was left is no further gap."""
    gaps = coverage.find_unanswered(SCOPE, [Place("1", "village", "一村")], [], [("1", "village", "一村", None)])

    assert gaps == []


HILL = {"township": "1", "name": "北山", "village": "一村", "kind": "hill"}


def test_ladder_of_a_hill() -> None:
    """A hill needs its keeper, its village's officer and the area's leader; what misses is told rung by rung."""
    rows = [post("zone", "北山", role="ranger"), post("village", "一村", role="village_officer", category="fire")]

    gaps = coverage.find_ladders(SCOPE, [HILL], rows)

    assert [gap.role for gap in gaps] == ["hill_keeper", "village_officer", "area_leader"]
    assert gaps[1].todo.split()[1:] == [
        *("responsible", "add", "东岔街道", "--village", "一村", "--category", "forest_fire", "--name", "NAME"),
        *("--role", "village_officer", "--from", "2023-01-15"),
    ]


def test_whole_ladder() -> None:
    """With all three there, for forest fires or for all, nothing misses; a hill in no village needs two."""
    rows = [post("zone", "北山", role="hill_keeper", category="forest_fire"), post(category="forest_fire")]

    assert [gap.role for gap in coverage.find_ladders(SCOPE, [HILL], rows)] == ["village_officer"]
    assert coverage.find_ladders(SCOPE, [{**HILL, "village": None}], rows) == []
    assert coverage.find_ladders(Scope(TODAY, 30, TYPED, CORE, "fire"), [HILL], []) == []


def test_categories_unvisited() -> None:
    """A category of a township that was not visited in 30 days, or never, is a gap; on the 30th day it is none."""
    rows = [
        {"township": "1", "category": "fire", "last": day(30)},
        {"township": "1", "category": "forest_fire", "last": day(31)},
        {"township": "2", "category": "fire", "last": day(0)},
    ]

    gaps = coverage.find_unseen(SCOPE, rows, {})

    assert [(gap.township, gap.category, gap.days) for gap in gaps] == [
        ("1", "forest_fire", 31),
        ("2", "forest_fire", None),
    ]
    assert gaps[0].todo == "inspect-cli walk forest_fire 东岔街道"


def test_categories_without_a_place() -> None:
    """Where the register has sites, a category that asks nothing at any of them is no gap; once visited it may be."""
    town = {"1": {"mall"}, "2": {"mall", "cemetery"}}

    assert [(gap.township, gap.category) for gap in coverage.find_unseen(SCOPE, [], town)] == [
        ("1", "fire"),
        ("2", "fire"),
        ("2", "forest_fire"),
    ]
    rows = [{"township": "1", "category": "forest_fire", "last": day(31)}]
    assert ("1", "forest_fire") in [(g.township, g.category) for g in coverage.find_unseen(SCOPE, rows, town)]


@pytest.mark.parametrize(("visits", "found", "count"), [(9, 0, None), (10, 0, 13), (10, 1, None)])
def test_nothing_found(visits: int, found: int, count: int | None) -> None:
    """Ten visits or more that found nothing are a doubt; somebody looks again, unannounced."""
    more = 3 if visits > 9 else 0
    rows = [
        {"township": "1", "category": "fire", "visits": visits, "found": found},
        {"township": "1", "category": "forest_fire", "visits": more, "found": 0},
    ]

    gaps = coverage.find_blind(SCOPE, rows)

    assert [gap.count for gap in gaps] == ([count] if count else [])
    assert all(gap.todo == "inspect-cli walk fire 东岔街道 --kind unannounced" for gap in gaps)


def test_unvisited_sites() -> None:
    """A site that was never visited and one whose visit is long ago are told apart; the list fits the kind of place."""
    rows = [
        {"township": "1", "name": "一号矿", "kind": "coal_mine", "last": None},
        {"township": "1", "name": "学校 (东)", "kind": "school", "last": day(40)},
        {"township": "9", "name": "在已撤销乡镇", "kind": None, "last": None},
    ]

    first, second = coverage.find_unvisited(SCOPE, rows)

    assert (first.kind, first.days, first.todo) == (
        "never_visited",
        None,
        "inspect-cli walk mines 东岔街道 --site 一号矿",
    )
    assert (second.kind, second.since, second.days) == ("visit_overdue", day(40), 40)
    assert second.todo == "inspect-cli walk fire 东岔街道 --site '学校 (东)'"


def test_owner_left() -> None:
    """Open hazards of somebody who answers for nothing any more; who never did is nobody's gap."""
    owners = [
        {"township": "1", "owner": "王 某01（所长）", "hazards": 3, "oldest": day(50)},
        {"township": "1", "owner": "周某04", "hazards": 1, "oldest": day(9)},
    ]

    (gap,) = coverage.find_left(SCOPE, owners, [{"name": "王某01", "ended": day(8)}])

    assert (gap.kind, gap.count, gap.since, gap.days) == ("owner_left", 3, day(7), 7)
    assert shlex.split(gap.todo)[1:3] == ["handover", "王 某01（所长）"]


def test_merged_departments() -> None:
    """A department that is no more and is named still is told with the one that took over."""
    merged = [{"name": "旧局", "successor": "新局", "ended_on": day(3)}, {"name": "无人提及", "successor": None}]

    (gap,) = ended.find_merged(SCOPE, merged, {"旧局": 4, "无人提及": 0})

    assert (gap.count, gap.days) == (4, 3)
    assert gap.todo == "inspect-cli handover --department 旧局 --to-department 新局 --from 2023-01-15"


def test_worst_first() -> None:
    """By kind; the whole city before its townships; what never was before what lasts, longest first."""
    gaps = [
        Gap("no_phone", "1", "甲"),
        Gap("visit_overdue", "1", "近", since=day(31)),
        Gap("visit_overdue", "1", "远", since=day(99)),
        Gap("empty_register", "1", "site"),
        Gap("empty_register", None, "village"),
    ]

    assert [gap.about for gap in coverage.order(gaps)] == ["village", "site", "远", "近", "甲"]


@pytest.mark.parametrize("name", ["王某; rm -rf ~", "$(id)", "a'b", "`x`", "", "-x y", "五 村"])
def test_commands_are_quoted(name: str) -> None:
    """Whatever a name holds, a shell reads it back as that one word."""
    gap = Gap("no_officer", "1", mend=("responsible", "add", name, "--name", "NAME"))

    assert shlex.split(gap.todo) == ["inspect-cli", "responsible", "add", name, "--name", "NAME"]


def test_every_kind_has_a_title() -> None:
    """Every kind of gap has words of its own in both languages."""
    for lang in ("en", "zh"):
        titles = [coverage.title(kind, lang) for kind in coverage.KINDS]
        assert len({*titles}) == len(titles) == 16
    assert coverage.title("no_officer", "zh") == "无责任人"
