"""The counts of forms are what their definitions say, computed here a second time from what was written.

* random ledgers by township, by category and as a whole, under filters, on every kind of store;
* what adds up does: the rows of a table make its total; different sites and teams are asked anew for the total;
* nothing known is no nought: sites of an empty register or by category, funds that nobody wrote down, what nobody
  counted on a visit, visits by kind where none names one, illegal activities nobody wrote down;
* townships with nothing and core categories have a row; categories that are left out are in no count.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from tests.store.deeds import somebody

from inspect_cli.rules import entries
from inspect_cli.rules.catalog import CORE
from inspect_cli.rules.counters import COUNTERS, VIOLATIONS, count_offences
from inspect_cli.rules.entries import Finding, Inspected
from inspect_cli.rules.register_entries import CaseEntered
from inspect_cli.rules.tallies import BY_KEY, TALLIES, VISITS_OF
from inspect_cli.store import journal, queries, registering, tallying
from inspect_cli.store.database import Database, Row
from inspect_cli.store.ids import make_id
from inspect_cli.store.journal import Draft
from inspect_cli.store.summaries import Summary

TODAY = date(2023, 1, 15)
TOWNSHIPS = tuple({"code": code, "name": f"{code}镇", "kind": "town"} for code in "123")
SITES = tuple(
    {"township": code, "code": f"S{n}", "name": name, "village": None, "kind": None, "state": None}
    for code, name, n in (("1", "商场", 1), ("1", "煤矿", 2), ("2", "商场", 1))
)
FILTERS: tuple[dict[str, Any], ...] = (
    {},
    {"township": "2"},
    {"category": "fire", "since": date(2022, 12, 20)},
    {"until": date(2022, 12, 20), "site": "商场"},
    {"leave_out": ["environment", "mines"]},
)
LATER: dict[str, dict[str, Any]] = {
    "listed": {"level": "province", "notice": "一号"},
    "suspended": {"scope": "whole"},
    "planned": {"measures": "拆除", "funds": 700, "contingency": "值守", "owner": "赵某", "deadline": TODAY},
    "voided": {"reason": "误录"},
    "transferred": {"to": "住建局", "reason": "归他们"},
}
KEYS = tuple(BY_KEY)
COUNTED = (None, None, {"houses_checked": 3, "overloading": 2}, {"fatigue": 1, "leaflets": 0, "overloading": 5})


def _finding(chance: random.Random, number: int) -> Finding:
    status = chance.choice(("found", "fixed", "closed", "closed", "voided", "transferred"))
    due = chance.choice((None, TODAY - timedelta(3), TODAY + timedelta(3)))
    return Finding(
        id=make_id(),
        number=f"CG-{number}",
        description="堵塞",
        status=status,
        severity=chance.choice(("general", "general", "major")),
        due=due,
        first_due=due,
        on_spot=chance.random() < 0.3 or None,
        funds=chance.choice((None, 0, 1200)),
        measures=chance.choice((None, "清理")),
        rebound_of=chance.choice((None, None, "CG-1")),
    )


@pytest.fixture
def city(store: Database) -> tuple[Database, list[Draft]]:
    """A random city, its visits and its illegal activities: eighty of one and thirty of the other.

    Then a second entry about thirty of the hazards.
    """
    chance = random.Random(1)  # noqa: S311 - no secret
    visits, number = [], 0
    for _n in range(80):
        findings = [_finding(chance, number + n + 1) for n in range(chance.randrange(4))]
        number += len(findings)
        what = Inspected(
            category=chance.choice(("fire", "mines", "environment")),
            hazards=tuple(findings),
            inspectors=chance.choice((("王某01",), ("王某01", "李某02"), ())),
            site=chance.choice(("商场", "煤矿", None)),
            kind=chance.choice((None, None, *VISITS_OF.values())),
            counters=chance.choice(COUNTED),
        )
        day = date(2022, 12, 1) + timedelta(chance.randrange(45))
        visits.append(Draft(chance.choice("123"), "inspected", day, what))
    registering.enter_townships(store, TOWNSHIPS, somebody())
    registering.enter_sites(store, [dict(row) for row in SITES], somebody())
    for _n in range(30):
        case = CaseEntered(
            category=chance.choice(("fireworks", "mines", "environment")),
            kind=chance.choice(("storage", "trade")),
            cases=chance.randrange(3),
            boxes=chance.choice((0, 40)),
            site=chance.choice(("商场", None)),
        )
        visits.append(Draft(chance.choice("12"), "case", date(2022, 12, 1) + timedelta(chance.randrange(45)), case))
    with store.writing():
        journal.append(store, visits, somebody())
    drafts = []
    for row in chance.sample(store.rows("hazards", order="number"), 30):
        kind = chance.choice([*LATER])
        body = entries.KINDS[kind](**LATER[kind])
        drafts.append(Draft(row["township"], kind, TODAY, body, row["id"], (row["inspection"],)))
    with store.writing():
        journal.append(store, drafts, somebody())
    return store, visits


def _fits(row: Row, asked: dict[str, Any]) -> bool:
    return (
        asked.get("township", row["township"]) == row["township"]
        and asked.get("category", row["category"]) == row["category"]
        and row["category"] not in asked.get("leave_out", ())
        and asked.get("site", "") in (row["site"] or "")
        and (("site" not in asked) or row["site"] is not None)
        and asked.get("since", date.min) <= row["day"] <= asked.get("until", date.max)
    )


def _count_visits(rows: list[Row]) -> Row:
    named = [row["kind"] for row in rows if row["kind"]]
    kinds = {key: named.count(kind) if named or not rows else None for key, kind in VISITS_OF.items()}
    told = [counted for row in rows if row["counters"] for counted in row["counters"].items()]
    return {
        "kind_unsaid": len(rows) - len(named),
        **kinds,
        **{counter.key: _add(amount for name, amount in told if name == counter.key) for counter in COUNTERS},
        "violations": _add(amount for name, amount in told if name in VIOLATIONS),
        "visits": len(rows),
        "clean": sum(not row["hazards"] and not count_offences(row["counters"]) for row in rows),
        "sites_visited": len({(row["township"], row["site"]) for row in rows if row["site"]}),
        "unplaced": sum(row["site"] is None for row in rows),
        "teams": len({(row["inspectors"], row["day"]) for row in rows if row["inspectors"]}),
        "people": sum(len(row["inspectors"]) for row in rows),
        "unnamed": sum(not row["inspectors"] for row in rows),
    }


def _count_hazards(rows: list[Row], rated: str) -> Row:
    done = ("closed", "fixed") if rated == "fixed" else ("closed",)
    major = [row for row in rows if row["severity"] == "major"]
    general = [row for row in rows if row["severity"] != "major"]
    funds = [row["funds"] for row in rows if row["funds"] is not None]

    def count(some: list[Row], fits: Callable[[Row], Any]) -> int:
        return sum(bool(fits(row)) for row in some)

    stopped = [row for row in rows if row["suspended"]]
    return {
        "found": len(rows),
        "rectified": count(rows, lambda row: row["status"] in done),
        "closed": count(rows, lambda row: row["status"] == "closed"),
        "fixed": count(rows, lambda row: row["status"] == "fixed"),
        "open": count(rows, lambda row: row["status"] in ("found", "fixed", "failed")),
        "overdue": count(rows, lambda row: row["is_open"] and row["due"] and row["due"] < TODAY),
        "rebound": count(rows, lambda row: row["rebound_of"]),
        "on_spot": count(rows, lambda row: row["on_spot"]),
        "with_deadline": count(rows, lambda row: row["due"] and not row["on_spot"]),
        "transferred": count(rows, lambda row: row["status"] == "transferred"),
        "general_found": len(general),
        "general_rectified": count(general, lambda row: row["status"] in done),
        "general_closed": count(general, lambda row: row["status"] == "closed"),
        "major_found": len(major),
        "major_rectified": count(major, lambda row: row["status"] in done),
        "major_closed": count(major, lambda row: row["status"] == "closed"),
        "major_in_plan": count(major, lambda row: row["measures"] or row["funds"] is not None),
        "major_planned": count(major, lambda row: row["planned"]),
        "major_listed": count(major, lambda row: row["listed"]),
        "major_listed_province": count(major, lambda row: row["listed"] == "province"),
        "suspended": len(stopped),
        "suspended_sites": len({(row["township"], row["site"]) for row in stopped if row["site"]}),
        "funds": sum(funds) if funds or not rows else None,
        "unfunded": len(rows) - len(funds),
    }


def _add(amounts: Iterable[int]) -> int | None:
    each = list(amounts)
    return sum(each) if each else None


def _count_cases(rows: list[Row]) -> Row:
    fireworks = [row for row in rows if row["category"] == "fireworks"]
    each = {"": rows, "fireworks_": fireworks}
    return {f"{lead}{key}": _add(row[key] for row in some) for lead, some in each.items() for key in ("cases", "boxes")}


def _expect(rows: Sequence[list[Row]], rated: str) -> Row:
    visits, hazards, cases = rows
    return {**_count_visits(visits), **_count_hazards(hazards, rated), **_count_cases(cases)}


def test_each_count(city: tuple[Database, list[Draft]]) -> None:
    """Every count of visits and hazards, in each row and in the total, is the one of its definition."""
    store, drafts = city
    visits, cases = (
        [
            {**draft.body.model_dump(), "township": draft.township, "day": draft.at}
            for draft in drafts
            if isinstance(draft.body, model)
        ]
        for model in (Inspected, CaseEntered)
    )
    stand = [row for row in store.rows("hazards", order="number") if row["status"] != "voided"]
    hazards = [{**row, "day": row["found_on"]} for row in stand]

    for by, asked, rated in product((None, "township", "category"), FILTERS, ("closed", "fixed")):
        fitting = [[row for row in rows if _fits(row, asked)] for rows in (visits, hazards, cases)]
        got = _tally(store, by, asked, rated)
        assert _without_sites(got.total) == _expect(fitting, rated)
        for row in got.rows:
            own = [[each for each in some if _is_of(each, by, row)] for some in fitting]
            assert _without_sites(row) == {str(by): row[str(by)], **_expect(own, rated)}


def _tally(store: Database, by: str | None, asked: dict[str, Any], rated: str = "closed") -> Summary:
    return tallying.tally(store, by, queries.select(TODAY, **asked), KEYS, rated)


def _without_sites(row: Row) -> Row:
    return {key: value for key, value in row.items() if key != "sites"}


def _is_of(each: Row, by: str | None, row: Row) -> bool:
    return f"{each['township']}镇" == row["township"] if by == "township" else bool(each["category"] == row["category"])


@pytest.mark.parametrize("by", ["township", "category"])
def test_rows_add_up(city: tuple[Database, list[Draft]], by: str) -> None:
    """The rows of a count that adds up make its total; those of different things are never fewer than it."""
    summary = _tally(city[0], by, {})
    for each in TALLIES:
        if each.of == "sites" and by == "category":
            continue
        total = sum(row[each.key] or 0 for row in summary.rows)
        whole = summary.total[each.key] or 0
        assert total >= whole if each.each else total == whole, each.key
    assert sum(row["teams"] for row in summary.rows) > summary.total["teams"]


def test_sites_of_the_register(city: tuple[Database, list[Draft]]) -> None:
    """Sites are those of the register, by township and by name; no category has any that we know of."""
    store, _drafts = city

    assert [row["sites"] for row in _tally(store, "township", {}).rows] == [2, 1, 0]
    assert _tally(store, None, {"site": "商场", "category": "fire"}).total["sites"] == 2
    assert [row["sites"] for row in _tally(store, "category", {"township": "2"}).rows] == [None] * 6


def test_nothing_known(store: Database) -> None:
    """Without sites in the register they are not counted; where something was found and no funds said, they are not."""
    registering.enter_townships(store, TOWNSHIPS, somebody())
    finding = Finding(id=make_id(), description="堵塞", number="CG-1")
    with store.writing():
        visit = Draft("2", "inspected", TODAY, Inspected(category="fire", hazards=(finding,)))
        journal.append(store, [visit], somebody())
    summary = _tally(store, "township", {})

    assert [
        (row["township"], row["sites"], row["found"], row["funds"]) for row in (*summary.rows, summary.total)[:3]
    ] == [
        ("1镇", None, 0, 0),
        ("2镇", None, 1, None),
        ("3镇", None, 0, 0),
    ]
    assert (summary.total["sites"], summary.total["funds"], summary.total["unfunded"]) == (None, None, 1)


def test_groups_with_nothing(store: Database) -> None:
    """Townships of the register and core categories have a row of noughts; what is asked for or left out says else."""
    registering.enter_townships(store, TOWNSHIPS, somebody())

    def groups(by: str, **asked: Any) -> list[str]:
        return [row[by] for row in _tally(store, by, asked).rows]

    assert groups("township") == ["1镇", "2镇", "3镇"]
    assert groups("township", township="2") == ["2镇"]
    assert groups("category") == list(CORE)
    assert groups("category", category="heating") == ["heating"]
    assert groups("category", leave_out=["fire"]) == [key for key in CORE if key != "fire"]


def test_only_what_is_asked_for(store: Database) -> None:
    """A form of visits asks nothing of hazards: its rows have the counts of visits alone."""
    total = tallying.tally(store, None, queries.select(TODAY), ["teams"], "closed").total

    assert set(total) == {each.key for each in TALLIES if each.of == "visits"}


def _visit(store: Database, **told: Any) -> None:
    body = Inspected(category="fire", campaign="春节行动", **told)
    with store.writing():
        journal.append(store, [Draft("2", "inspected", TODAY, body)], somebody())


def test_nobody_counted(store: Database) -> None:
    """A count nobody wrote down is unknown, and a nought that somebody wrote is a nought."""
    _visit(store)
    _visit(store, counters={"leaflets": 0, "overloading": 0})
    total = _tally(store, None, {}).total

    assert [total[key] for key in ("leaflets", "overloading", "violations")] == [0, 0, 0]
    assert {total[key] for key in ("houses_checked", "fatigue", "broadcasts")} == {None}


def test_kinds_of_visits(store: Database) -> None:
    """Visits of a kind are unknown where every visit leaves it open, and noughts once one of them names its kind."""
    assert _tally(store, None, {}).total["joint_visits"] == 0
    _visit(store)
    assert {_tally(store, None, {}).total[key] for key in VISITS_OF} == {None}
    _visit(store, kind="roadside")
    total = _tally(store, None, {}).total

    assert (total["roadside_visits"], total["joint_visits"], total["kind_unsaid"]) == (1, 0, 1)


def test_cases(store: Database) -> None:
    """Without an entry they are unknown, an entry of none is a nought; campaigns and batches say nothing of them."""
    before = _tally(store, None, {}).total
    assert (before["cases"], before["boxes"]) == (None, None)
    told = {"category": "fireworks", "kind": "trade", "cases": 0}
    registering.record_case(store, "2", TODAY, told, somebody())
    after = _tally(store, None, {}).total

    assert (after["cases"], after["fireworks_boxes"]) == (0, 0)
    assert _tally(store, None, {"campaign": "春节"}).total["cases"] is None
    assert _tally(store, None, {"batch": "b"}).total["cases"] is None
    assert {key for key in after if after[key] != before[key]} == {
        *("cases", "boxes", "fireworks_cases", "fireworks_boxes"),
    }
