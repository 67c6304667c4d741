"""Gaps and coverage of a small city, the same on every store.

Two townships, one that is no more, villages, a hill, sites, officers, a roster, visits and hazards; each test looks for
one kind of gap and finds exactly what is there.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from inspect_cli.rules.coverage import Gap
from inspect_cli.store import answering, compiled, coverage, duties, recording, registering, visiting
from inspect_cli.store.coverage import Asked
from inspect_cli.store.database import Database
from inspect_cli.store.ids import make_id
from inspect_cli.store.journal import Author
from inspect_cli.store.recording import Visit
from inspect_cli.store.sqlite import create_file

TODAY = date(2023, 1, 15)
NOW = Asked(TODAY)
TOWNSHIPS = (
    {"code": "1", "name": "东岔街道", "kind": "subdistrict"},
    {"code": "2", "name": "云杉岭镇", "kind": "town"},
    {"code": "3", "name": "旧乡", "kind": "township", "ended_on": date(2022, 12, 1), "successor": "2"},
)
SITES: tuple[dict[str, Any], ...] = (
    {"township": "1", "code": "A", "name": "商场", "kind": "mall", "must_visit": True, "leader_post": "市长"},
    {"township": "1", "code": "B", "name": "学校", "kind": "school", "visit_days": 10, "regulator": "旧局"},
    {"township": "1", "code": "C", "name": "旧厂", "kind": "factory", "must_visit": True, "ended_on": TODAY},
    {"township": "2", "code": "A", "name": "煤矿", "kind": "coal_mine", "must_visit": True, "visit_days": 7},
    {"township": "2", "code": "D", "name": "便利店", "kind": "small_shop"},
    {"township": "3", "code": "E", "name": "旧乡小学", "kind": "school", "must_visit": True},
)
HELD = {"start": date(2022, 6, 1), "phone": "1"}
ANSWERING: tuple[dict[str, Any], ...] = (
    {"township": "1", "layer": "township", "role": "area_leader", "name": "张某01", "post": "副主任", **HELD},
    {"township": "1", "layer": "village", "place": "一村", "role": "village_officer", "name": "李某02", **HELD},
    {"township": "1", "layer": "site", "place": "商场", "role": "site_supervisor", "name": "钱某05", **HELD},
    {"township": "2", "layer": "township", "category": "fire", "role": "area_leader", "name": "王某03", **HELD},
    {"township": "2", "layer": "site", "place": "煤矿", "role": "site_supervisor", "name": "赵某04", **HELD}
    | {"end": date(2022, 12, 31), "department": "旧局"},
    {"township": "2", "layer": "village", "place": "二村", "role": "village_officer", "start": date(2023, 1, 1)},
    {"township": "2", "layer": "zone", "place": "北山", "role": "hill_keeper", "name": "孙某06", "department": "旧局"}
    | {"start": date(2022, 6, 1)},
)


@pytest.fixture
def watched(store: Database, author: Author) -> Database:
    """The small city."""
    registering.enter_townships(store, TOWNSHIPS, author)
    registering.enter_sites(store, SITES, author)
    answering.enter_named(
        store, "village", [{"township": "1", "name": "一村"}, {"township": "2", "name": "二村"}], author
    )
    answering.enter_named(store, "zone", [{"township": "2", "name": "北山", "kind": "hill", "village": "二村"}], author)
    answering.enter_named(
        store, "department", [{"name": "旧局", "ended_on": date(2023, 1, 1), "successor": "新局"}], author
    )
    answering.enter_responsibilities(store, ANSWERING, author)
    for township, site, days, hazards in (
        ("1", "商场", 40, []),
        ("1", "学校", 10, ["堵塞"]),
        ("1", "学校", 1, []),
        ("2", "商场", 1, []),
        ("2", "便利店", 2, []),
    ):
        visit(store, author, township, site, days, hazards)
    return store


def visit(store: Database, author: Author, township: str, site: str, days: int, hazards: list[str]) -> None:
    """A visit so many days ago; 赵某04 must mend what it found."""
    what = {"category": "fire", "site": site, "inspectors": ("周某07",)}
    each = {"owner": "赵某04"} if hazards else {}
    recording.record_visit(store, Visit(township, TODAY - timedelta(days=days), what, hazards, each), author)


def find(store: Database, *kinds: str, asked: Asked = NOW) -> list[tuple[str, str | None, str | None]]:
    """The gaps of these kinds: kind, township, about."""
    limited = Asked(asked.on, asked.days, asked.township, asked.category, kinds)
    return [(gap.kind, gap.township, gap.about) for gap in coverage.find_gaps(store, limited)]


def test_empty_store(store: Database) -> None:
    """An empty ledger has one gap: no townships; nothing fails for want of rows."""
    assert [(gap.kind, gap.about) for gap in coverage.find_gaps(store, NOW)] == [("empty_register", "township")]


def test_townships_alone(store: Database, author: Author) -> None:
    """With townships alone the empty registers come first, then what each township misses."""
    registering.enter_townships(store, TOWNSHIPS[:2], author)

    gaps = coverage.find_gaps(store, NOW)

    assert [(gap.kind, gap.about) for gap in gaps[:3]] == [
        ("empty_register", "responsible"),
        ("empty_register", "site"),
        ("empty_register", "village"),
    ]
    assert coverage.count_kinds(gaps) == {"empty_register": 3, "no_officer": 2, "category_unvisited": 10}


def test_posts(watched: Database) -> None:
    """A vacancy, an end without successor, no phone; each once, and no further gap for the same place."""
    assert find(watched, "vacant") == [("vacant", "2", "二村")]
    assert find(watched, "no_successor") == [("no_successor", "2", "赵某04 (煤矿)")]
    assert find(watched, "no_phone") == [("no_phone", "2", "孙某06 (北山)")]
    assert find(watched, "no_ladder") == [("no_ladder", "2", "北山")] * 2


def test_a_township_that_is_no_more(watched: Database) -> None:
    """Of a township that has ended only what stands in it still is a gap."""
    gaps = coverage.find_gaps(watched, Asked(TODAY, township="3"))
    assert [(gap.kind, gap.about) for gap in gaps] == [("ended_named", "旧乡小学")]


def test_places_without_officer(watched: Database) -> None:
    """A township misses four of five categories; sites and villages whose gap is told otherwise are not told again."""
    assert find(watched, "no_officer") == [("no_officer", "2", None)] * 4
    asked = Asked(TODAY, category="fire")
    assert find(watched, "no_officer", asked=asked) == []


def test_before_the_end_there_was_no_gap(watched: Database) -> None:
    """On a day when everybody was there, nobody is missed."""
    before = Asked(date(2022, 12, 31))

    assert find(watched, "vacant", "no_successor", asked=before) == []
    assert ("no_officer", "2", "二村") in find(watched, "no_officer", asked=before)


def test_sites_without_officer(watched: Database, author: Author) -> None:
    """Only sites that must be visited, stand, and stand in a township that stands need somebody."""
    site = {"township": "1", "code": "N", "name": "新馆", "must_visit": True}
    registering.enter_sites(watched, [site], author)

    assert ("no_officer", "1", "新馆") in find(watched, "no_officer")
    assert len(find(watched, "no_officer")) == 5


def test_unvisited_sites(watched: Database) -> None:
    """A visit counts for the site of that township only; the interval of a site goes before the days asked for."""
    assert find(watched, "never_visited", "visit_overdue") == [
        ("never_visited", "2", "煤矿"),
        ("visit_overdue", "1", "商场"),
    ]
    later = Asked(TODAY + timedelta(days=10), days=100)
    assert ("visit_overdue", "1", "学校") in find(watched, "visit_overdue", asked=later)
    earlier = Asked(TODAY + timedelta(days=9), days=100)
    assert find(watched, "visit_overdue", asked=earlier) == []


def test_sites_are_looked_up(tmp_path: Path) -> None:
    """The last visit of each site is looked up in the index, however many visits there are."""
    create_file(str(tmp_path / "ledger.db"), make_id()).close()
    bound = {"today": TODAY, "since": TODAY, "days": 30, "today_number": 1}
    with closing(sqlite3.connect(tmp_path / "ledger.db")) as connection:
        for name in ("unvisited_sites", "visit_coverage"):
            steps = connection.execute(f"EXPLAIN QUERY PLAN {compiled.assemble(name)}", bound).fetchall()
            looked = [step[3] for step in steps if "inspection" in step[3]]
            assert looked
            assert all("SEARCH inspection USING COVERING INDEX inspection_place" in step for step in looked)


def test_visits_after_the_day_are_not_known(watched: Database) -> None:
    """On an earlier day a site whose visits all came later was never visited."""
    assert ("never_visited", "1", "学校") in find(watched, "never_visited", asked=Asked(TODAY - timedelta(days=11)))


def test_categories(watched: Database) -> None:
    """Fire was visited in both townships, the other four categories in none; a township that ended is not asked."""
    assert len(find(watched, "category_unvisited")) == 8
    assert find(watched, "category_unvisited", asked=Asked(TODAY, 1, "1", "fire")) == []


def test_categories_without_a_place(watched: Database, author: Author) -> None:
    """A register of ten sites says which categories have no place in the township; one of fewer does not."""
    more = [{"township": "2", "code": f"M{n}", "name": f"{n} 号煤矿", "kind": "coal_mine"} for n in range(8)]
    registering.enter_sites(watched, more[:7], author)
    assert len(find(watched, "category_unvisited")) == 8

    registering.enter_sites(watched, more[7:], author)
    gaps = coverage.find_gaps(watched, Asked(TODAY, township="2", kinds=("category_unvisited",)))
    assert [gap.category for gap in gaps] == ["forest_fire", "mines", "fireworks"]


def test_nothing_found(watched: Database, author: Author) -> None:
    """Ten visits of a township within the days that found nothing at all."""
    for n in range(8):
        visit(watched, author, "2", "便利店", n + 1, [])
    assert find(watched, "nothing_found") == [("nothing_found", "2", None)]

    visit(watched, author, "2", "便利店", 3, ["电线老化"])
    assert find(watched, "nothing_found") == []


def test_owner_left(watched: Database) -> None:
    """Who must mend something and answers for nothing since the end of the year."""
    (gap,) = coverage.find_gaps(watched, Asked(TODAY, kinds=("owner_left",)))

    assert (gap.township, gap.about, gap.count, gap.since) == ("1", "赵某04", 1, date(2023, 1, 1))
    assert find(watched, "owner_left", asked=Asked(TODAY, category="mines")) == []


def test_owner_who_answers_elsewhere(watched: Database, author: Author) -> None:
    """Who answers for something else now has not left."""
    row = {"township": "1", "layer": "township", "role": "area_leader", "name": "赵某04", "start": TODAY}
    answering.enter_responsibilities(watched, [row], author)

    assert find(watched, "owner_left") == []


def test_ended_places(watched: Database) -> None:
    """A department that is no more with all that name it; a site in a township that is no more."""
    gaps = coverage.find_gaps(watched, Asked(TODAY, kinds=("ended_named",)))

    assert [(gap.about, gap.count) for gap in gaps] == [("旧局", 2), ("旧乡小学", None)]
    assert gaps[1].todo == "inspect-cli township end 旧乡 --on 2022-12-01 --successor 云杉岭镇"


def test_post_of_a_site_that_ended(watched: Database, author: Author) -> None:
    """A supervisor of a site that is no more stands in the list still; two sites of one name are told once."""
    row = {"township": "1", "layer": "site", "place": "旧厂", "role": "site_supervisor", "name": "吴某08", **HELD}
    answering.enter_responsibilities(watched, [row], author)

    assert ("ended_named", "1", "旧厂") in find(watched, "ended_named")


def test_duty(watched: Database, author: Author) -> None:
    """A special period without a roster in one township; a hole in that of the other; one person twice."""
    period = {"name": "春节", "kind": "period", "start": date(2023, 1, 21), "end": date(2023, 1, 23)}
    registering.enter_campaign(watched, period, author)
    usual = {"township": "1", "unit": "东岔街道", "role": "officer", "name": "张某01", "start": 0, "minutes": 1440}
    shifts = [{**usual, "day": date(2023, 1, 21)}, {**usual, "day": date(2023, 1, 23)}]
    elsewhere = {**usual, "township": "*", "unit": "应急局", "day": date(2023, 1, 23)}
    answering.enter_shifts(watched, [*shifts, elsewhere], author)

    found = find(watched, "no_roster", "uncovered_hours", "two_shifts")
    listed = duties.find_gaps(watched, date(2023, 1, 21), date(2023, 1, 23))
    holes = [(gap.kind, gap.township, gap.about) for gap in listed if gap.kind == "uncovered_hours"]

    assert found[:2] == [("no_roster", "2", "春节"), ("uncovered_hours", None, "应急局")]
    assert [kind for kind, _township, _about in found] == ["no_roster", *["uncovered_hours"] * 4, "two_shifts"]
    assert [gap for gap in found if gap[0] == "uncovered_hours"] == holes


def test_one_township(watched: Database) -> None:
    """Asked for one township, only its gaps are found, and each of them is found for the whole city too."""
    everything = set(coverage.find_gaps(watched, NOW))
    one = coverage.find_gaps(watched, Asked(TODAY, township="1"))

    assert {gap.township for gap in one if gap.about != "旧局"} == {"1"}
    assert {without_count(gap) for gap in one} <= {without_count(gap) for gap in everything}


def without_count(gap: Gap) -> tuple[str, str | None, str | None, str]:
    """A gap but for how many rows it is about, which may be fewer in one township."""
    return gap.kind, gap.township, gap.about, gap.todo


@pytest.mark.parametrize(
    ("by", "rows"),
    [
        ("kind", {"coal_mine": (1, 5, 0), "mall": (1, 1, 0), "school": (2, 5, 2)}),
        ("township", {"东岔街道": (2, 5, 2), "云杉岭镇": (1, 5, 0), "旧乡": (1, 1, 0)}),
        ("leader", {"市长": (1, 1, 0), "副主任": (1, 4, 2), "王某03": (1, 5, 0), None: (1, 1, 0)}),
    ],
)
def test_coverage(watched: Database, by: str, rows: dict[str | None, tuple[int, int, int]]) -> None:
    """January: visits needed by the interval of each site, or one; made as far as needed; the total of the sums."""
    found, total = visiting.measure_coverage(watched, by, date(2023, 1, 1), date(2023, 1, 31))

    assert {row[by]: (row["sites"], row["needed"], row["made"]) for row in found} == rows
    assert {name: total[name] for name in visiting.COUNTS} == {
        name: sum(row[name] for row in found) for name in visiting.COUNTS
    }
    assert (total["needed"], total["made"], total["share"]) == (11, 2, 18.2)


def test_more_visits_than_needed_fill_no_other_gap(watched: Database, author: Author) -> None:
    """A school visited nine times counts for the four it needs; the mall stays unvisited."""
    for n in range(7):
        visit(watched, author, "1", "学校", n, [])

    rows, _total = visiting.measure_coverage(watched, "township", date(2023, 1, 1), date(2023, 1, 31), "1")

    row = rows[0]
    assert len(rows) == 1
    assert (row["needed"], row["made"], row["visits"], row["unvisited"], row["share"]) == (5, 4, 9, 1, 80.0)


def test_one_who_never_held(watched: Database, author: Author) -> None:
    """What was ended before it began counts nowhere: its owner has left all the same."""
    never = {"township": "2", "layer": "site", "place": "煤矿", "role": "site_supervisor", "name": "赵某04"}
    told = {**never, "start": date(2023, 2, 1), "end": date(2023, 1, 31)}
    before = coverage.find_gaps(watched, NOW)
    answering.enter_responsibilities(watched, [told], author)

    assert find(watched, "owner_left") == [("owner_left", "1", "赵某04")]
    assert coverage.find_gaps(watched, NOW) == before
    assert coverage.find_gaps(watched, Asked(date(2023, 3, 1), kinds=["no_successor"]))[0].since == date(2023, 1, 1)


def test_hazards_of_what_is_no_more(watched: Database, author: Author) -> None:
    """Open hazards count for the department that owns them and for the township that they are in, when it has ended."""
    day = date(2022, 11, 1)
    what = {"category": "fire", "inspectors": ("周某07",)}
    recording.record_visit(watched, Visit("3", day, what, ["堵塞", "过期"], {"owner": "旧局、孙某06"}), author)

    gaps = coverage.find_gaps(watched, Asked(TODAY, kinds=["ended_named"]))
    of_township = coverage.find_gaps(watched, Asked(TODAY, township="3", kinds=["ended_named"]))

    assert {gap.about: gap.count for gap in gaps if gap.about in ("旧局", "旧乡")} == {"旧局": 4, "旧乡": 2}
    assert [(gap.about, gap.count) for gap in of_township if gap.about == "旧乡"] == [("旧乡", 2)]
    assert "inspect-cli list --township 旧乡" in [gap.todo for gap in of_township]


def test_the_list_of_the_last_visit(watched: Database, author: Author) -> None:
    """A site whose kind says nothing is walked with the list of its last visit; a kind that is typed freely is read."""
    registering.enter_sites(
        watched,
        [
            {"township": "1", "code": "M", "name": "井口", "kind": "不明", "visit_days": 5},
            {"township": "1", "code": "N", "name": "新矿", "kind": "煤矿", "visit_days": 5},
        ],
        author,
    )
    what = {"category": "mines", "site": "井口", "inspectors": ("周某07",)}
    recording.record_visit(watched, Visit("1", TODAY - timedelta(days=20), what, [], {}), author)

    asked = {gap.about: gap.todo for gap in coverage.find_gaps(watched, NOW) if gap.layer == "site"}

    assert asked["井口"] == "inspect-cli walk mines 东岔街道 --site 井口"
    assert asked["新矿"] == "inspect-cli walk mines 东岔街道 --site 新矿"
