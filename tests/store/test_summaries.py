"""Counts and rates are what their definitions say, computed here a second time from the rows of the ledger.

* random ledgers by every group, by pairs of groups, under filters, on every kind of store;
* several people have a hazard or a visit each, and the total has it once;
* on time: an open one counts against it, an extension does not help, what was handed over in time is left out;
* rebounds by place count the new hazards, by verifier those that came back; voided ones count nowhere;
* rates of the total are taken from its counts; nothing to divide by gives no rate; claims count when asked for;
* answers count by item and by all that a visit is, and no site of the register doubles a row; a group of kinds says
  routine where a visit names none, and nothing where the register knows no kind;
* by item, those of the lists stand there with noughts too; test_item_counts.py has their order and texts.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import combinations, product
from typing import Any

import pytest
from tests.store.deeds import Step, act, somebody

from inspect_cli.rules import catalog, checklists
from inspect_cli.rules.entries import Answered, Finding, Inspected, Transferred, Verified
from inspect_cli.rules.register_entries import SiteEntered
from inspect_cli.store import journal, queries, registering, summaries
from inspect_cli.store.database import Database, Row
from inspect_cli.store.ids import make_id
from inspect_cli.store.journal import Draft

TODAY = date(2023, 1, 15)
TOWNSHIPS = tuple({"code": code, "name": f"{code}镇", "kind": "town"} for code in "123")
NAMES = {row["code"]: row["name"] for row in TOWNSHIPS}
SITES = tuple(
    {"township": township, "code": code, "name": name, "kind": kind}
    for township, code, name, kind in (
        ("1", "S0", "东岔商场", None),
        ("1", "S1", "东岔商场", "mall"),
        ("1", "S2", "东岔商场", "small_shop"),
        ("1", "S3", "煤矿", "mine"),
        ("2", "S1", "煤矿", "mine"),
        ("3", "S1", "煤矿", None),
    )
)
PLACE_KINDS = {("1", "东岔商场"): "mall", ("1", "煤矿"): "mine", ("2", "煤矿"): "mine"}
PEOPLE = ("赵某", "钱某", "孙某、李某", "李某", None)
STATES = ("found", "fixed", "failed", "closed", "closed", "closed", "transferred", "voided")
FILTERS: tuple[dict[str, Any], ...] = (
    {},
    {"township": "2"},
    {"category": "fire", "since": date(2022, 12, 20)},
    {"until": date(2022, 12, 20), "site": "商场"},
    {"campaign": "春节"},
)


def _day(chance: random.Random, start: date, within: int) -> date:
    return start + timedelta(chance.randrange(within))


def _finding(chance: random.Random, found: date, numbers: list[str]) -> Finding:
    """A hazard as a file may bring it; its rebound is one of those before it."""
    status = chance.choice(STATES)
    due = chance.choice((None, _day(chance, found, 40)))
    fixed = chance.choice((None, _day(chance, found, 20))) if status in ("fixed", "closed") else None
    verified = chance.choice((None, _day(chance, fixed or found, 20))) if status == "closed" else None
    return Finding(
        id=make_id(),
        number=f"CG-{len(numbers) + 1}",
        description="堵塞",
        status=status,
        severity=chance.choice(("general", "general", "major")),
        owner=chance.choice(PEOPLE),
        item=chance.choice(("FIRE-01", "F-02", None)),
        due=due and _day(chance, due, 9),
        first_due=due,
        fixed_on=fixed,
        fixed_by=fixed and chance.choice(PEOPLE),
        verified_on=verified,
        verified_by=verified and chance.choice(PEOPLE),
        on_spot=chance.random() < 0.2 or None,
        rebound_of=chance.choice([None, None, *numbers[-9:]]),
    )


def _visit(chance: random.Random, numbers: list[str]) -> Draft:
    found, findings = _day(chance, date(2022, 12, 1), 45), []
    for _n in range(chance.randrange(4)):
        findings.append(_finding(chance, found, numbers))
        numbers.append(findings[-1].number)
    visit = Inspected(
        category=chance.choice(("fire", "mines", "traffic")),
        hazards=tuple(findings),
        inspectors=chance.choice((("王某01",), ("王某01", "李某02"), ("周某", "李某02"), ())),
        site=chance.choice(("东岔商场", "煤矿", None)),
        village=chance.choice(("一村", None)),
        campaign=chance.choice(("春节行动", None)),
        kind=chance.choice(("joint", "routine", None)),
        answers=tuple(
            Answered(item=item, answer=chance.choice(("yes", "no", "na")))
            for item in chance.sample(("FIRE-01", "FIRE-02", "F-02"), chance.randrange(4))
        )
        or None,
    )
    return Draft(chance.choice("123"), "inspected", found, visit)


@pytest.fixture(params=[1, 2])
def city(store: Database, request: pytest.FixtureRequest) -> Database:
    """A random city: 120 visits, then some hazards handed over or verified by their fixers with a reason."""
    chance = random.Random(request.param)  # noqa: S311 - no secret
    numbers: list[str] = []
    registering.enter_townships(store, TOWNSHIPS, somebody())
    sites = [
        Draft(row["township"], "site", TODAY, SiteEntered(**{k: v for k, v in row.items() if k != "township"}))
        for row in SITES
    ]
    with store.writing():  # several of one name, as machines may enter them apart from each other
        journal.append(store, sites, somebody())
    with store.writing():
        journal.append(store, [_visit(chance, numbers) for _n in range(120)], somebody())
    drafts = []
    for row in chance.sample(store.rows("hazards", order="number"), 40):
        day = _day(chance, row["found_on"], 30)
        own = Verified(verified_by=row["fixed_by"] or "赵某", reason="独自")
        body = chance.choice((Transferred(to="住建局", reason="归他们"), own))
        kind = "transferred" if isinstance(body, Transferred) else "verified"
        drafts.append(Draft(row["township"], kind, day, body, row["id"], (row["inspection"],)))
    with store.writing():
        journal.append(store, drafts, somebody())
    return store


def _closed_on(row: Row) -> date | None:
    day: date | None = row["verified_on"] or row["fixed_on"]
    return day


def _by_fixer(row: Row) -> bool:
    return row["verified_by"] is not None and {*row["verified_by"].split("、")} <= {
        *(row["fixed_by"] or "").split("、")
    }


def _count(row: Row, came_back: set[tuple[str, str]], explained: set[str]) -> Counter[str]:
    """What one hazard adds to each count, by the definitions."""
    status, first = row["status"], row["first_due"]
    stands, closed = status != "voided", status == "closed"
    is_open = status in ("found", "fixed", "failed")
    on_time = closed and first and _closed_on(row) is not None and _closed_on(row) <= first
    handed = status == "transferred" and first and row["transferred_on"] and row["transferred_on"] <= first
    passed = bool(stands and first and first < TODAY and not handed)
    return Counter(
        found=stands,
        major=stands and row["severity"] == "major",
        open=is_open,
        overdue=bool(is_open and row["due"] and row["due"] < TODAY),
        fixed=status == "fixed",
        rebound=stands and row["rebound_of"] is not None,
        closed=closed,
        claimed=closed and row["id"] not in explained and (row["verified_by"] is None or _by_fixer(row)),
        self_verified=closed and row["id"] in explained and _by_fixer(row),
        on_spot=stands and row["on_spot"],
        transferred=status == "transferred",
        due_so_far=passed,
        on_time=bool(passed and on_time),
        came_back=closed and (row["township"], f"{row['series']}-{row['serial']}") in came_back,
    )


def _month(day: date) -> str:
    return f"{day.year}-{day.month:02d}"


def _keys(row: Row, groups: Sequence[str]) -> Iterable[tuple[Any, ...]]:
    """The cells a hazard or visit belongs to: one for each of several people."""
    values: dict[str, list[Any]] = {}
    for group in groups:
        if group in ("inspector", "verifier"):
            names = row["inspectors"] if group == "inspector" else row["verified_by"]
            values[group] = names.split("、") if names else [None]
        elif group == "kind":
            values[group] = [row["visit_kind"] or "routine"]
        elif group == "place_kind":
            values[group] = [PLACE_KINDS.get((row["township"], row["site"]))]
        elif group == "month":
            values[group] = [_month(row.get("found_on") or row["inspected_on"])]
        else:
            values[group] = [NAMES[row["township"]] if group == "township" else row[group]]
    return product(*values.values())


def _selected(row: Row, asked: dict[str, Any]) -> bool:
    day = row.get("found_on") or row["inspected_on"]
    tests: dict[str, Callable[[Any], bool]] = {
        "township": lambda value: row["township"] == value,
        "category": lambda value: row["category"] == value,
        "since": lambda value: day >= value,
        "until": lambda value: day <= value,
        "site": lambda value: value in (row["site"] or ""),
        "campaign": lambda value: value in (row["campaign"] or ""),
    }
    return all(tests[name](value) for name, value in asked.items())


def _percent(part: int, whole: int) -> float | None:
    tenths = Decimal(100 * part) / whole if whole else Decimal(0)
    return float(tenths.quantize(Decimal("0.1"), ROUND_HALF_UP)) if whole else None


def _rate(counts: Counter[str], rated: str, *, by_verifier: bool, of_visits: bool) -> dict[str, float | None]:
    rectified = counts["closed"] + (counts["fixed"] if rated == "fixed" else 0)
    return {
        **({"clean_share": _percent(counts["clean"], counts["visits"])} if of_visits else {}),
        "rectification_rate": _percent(rectified, counts["found"]),
        "on_time_rate": _percent(counts["on_time"], counts["due_so_far"]),
        "rebound_rate": _percent(counts["came_back" if by_verifier else "rebound"], counts["closed"]),
    }


def _expect(city: Database, groups: Sequence[str], asked: dict[str, Any], rated: str) -> tuple[dict[Any, Any], Any]:
    """The rows by their keys, and the total, with all counts and rates."""
    visits = {
        (row["township"], row["id"]): {**row, "visit_kind": row["kind"], "item": None}
        for row in city.rows("all_inspection")
    }
    everything = [
        {**row, "visit_kind": visits[row["township"], row["inspection"]]["kind"]} for row in city.rows("hazards")
    ]
    came_back = {(row["township"], row["rebound_of"]) for row in everything if row["status"] != "voided"}
    explained = {row["subject"] for row in city.rows("entries", {"kinds": ["verified"]}, ["kinds"])}
    cells: dict[Any, Counter[str]] = defaultdict(Counter)
    total: Counter[str] = Counter()
    for row in (row for row in everything if _selected(row, asked)):
        counts = _count(row, came_back, explained)
        total += counts
        for key in _keys(row, groups):
            cells[key].update(counts)
    for row, counts in _count_visits(city, visits, groups):
        if _selected(row, asked):
            total += counts
            for key in _keys(row, groups):
                cells[key].update(counts)
    if list(groups) == ["item"]:
        cells.update({(code,): cells[code,] for code in _listed(asked)})
    if list(groups) == ["township"] and "township" not in asked:
        cells.update({(name,): cells[name,] for name in NAMES.values()})
    finish = _finish(groups, rated)
    return {key: finish(counts) for key, counts in cells.items()}, finish(total)


def _count_visits(
    city: Database, visits: dict[tuple[str, str], Row], groups: Sequence[str]
) -> Iterable[tuple[Row, Counter[str]]]:
    """What each visit and each answer adds, where the groups are such that they count."""
    if {"owner", "verifier", "severity", "status"} & set(groups):
        return
    if "item" not in groups:
        yield from ((row, Counter(visits=1, clean=row["found"] == 0)) for row in visits.values())
        return
    for told in city.rows("all_answer"):
        said = told["answer"]
        row = {**visits[told["township"], told["inspection"]], "item": told["item"]}
        yield row, Counter(answered=1, said_no=said == "no", not_applicable=said == "na")


def _listed(asked: dict[str, Any]) -> list[str]:
    """The codes of the list of the asked category, or of all five."""
    keys = [asked["category"]] if "category" in asked else catalog.CORE
    return [item.code for key in keys for item in checklists.read_checklist(catalog.categories()[key]).item]


def _finish(groups: Sequence[str], rated: str) -> Callable[[Counter[str]], dict[str, Any]]:
    by_verifier = "verifier" in groups

    def finish(counts: Counter[str]) -> dict[str, Any]:
        named = {name: int(counts[name]) for name in summaries.counted_columns(groups)}
        named["rebound"] = int(counts["came_back" if by_verifier else "rebound"])
        return {**named, **_rate(counts, rated, by_verifier=by_verifier, of_visits="visits" in named)}

    return finish


def _found(city: Database, groups: Sequence[str], asked: dict[str, Any], rated: str) -> tuple[dict[Any, Any], Any]:
    summary = summaries.summarise(city, groups, queries.select(TODAY, **asked), rated)
    rows = {tuple(row.pop(group) for group in groups): row for row in [dict(row) for row in summary.rows]}
    if "item" in groups:
        rows = {key: {name: row[name] for name in row if name != "item_text"} for key, row in rows.items()}
    assert len(rows) == len(summary.rows)
    total = dict(summary.total)
    assert total.pop(groups[0]) == "Total"
    return rows, total


def test_every_group(city: Database) -> None:
    """By each group, alone and under filters, every count, rate and total is what the definitions say."""
    for group in summaries.GROUPS:
        for asked in FILTERS:
            assert _found(city, [group], asked, "closed") == _expect(city, [group], asked, "closed"), (group, asked)


def test_pairs_of_groups(city: Database) -> None:
    """The same by every pair of groups, and by three."""
    for groups in [*combinations(summaries.GROUPS, 2), ("verifier", "inspector", "month")]:
        assert _found(city, groups, {}, "closed") == _expect(city, groups, {}, "closed"), groups


def test_claims_when_asked_for(city: Database) -> None:
    """With claims counted only the rate of rectification differs: (closed + fixed) / found."""
    for group in ("township", "verifier", "owner"):
        rows, total = _found(city, [group], {}, "fixed")
        assert (rows, total) == _expect(city, [group], {}, "fixed")
        closed = _found(city, [group], {}, "closed")[1]
        assert {name for name in total if total[name] != closed[name]} == {"rectification_rate"}


def test_random_city_has_everything(city: Database) -> None:
    """The random cities have some of everything that is counted, so that the comparisons above mean something."""
    _rows, total = _found(city, ["township"], {}, "closed")
    by_verifier = _found(city, ["verifier"], {}, "closed")[1]

    answers = _found(city, ["item"], {}, "closed")[1]

    assert all(total[name] > 0 for name in (*summaries.VISIT_COUNTS, *summaries.HAZARD_COUNTS))
    assert all(answers[name] > 0 for name in summaries.ANSWER_COUNTS)
    assert 0 < total["on_time"] < total["due_so_far"] < total["found"]
    assert by_verifier["rebound"] not in (0, total["rebound"])
    assert any(row["status"] == "transferred" and row["transferred_on"] for row in city.rows("hazards"))


def _bring(database: Database, **finding: Any) -> Row:
    """One hazard found on 1 December, due on 10 December; its row in the summary."""
    values = {"first_due": date(2022, 12, 10), "due": date(2022, 12, 10), **finding}
    found = Finding(id=make_id(), number="CG-1", description="堵塞", **values)
    with database.writing():
        body = Inspected(category="fire", hazards=(found,))
        journal.append(database, [Draft("1", "inspected", date(2022, 12, 1), body)], somebody())
    return summaries.summarise(database, ["category"], queries.select(TODAY)).total


CLOSED = {"status": "closed", "fixed_on": date(2022, 12, 5), "verified_by": "孙某"}
ON_TIME: dict[str, tuple[dict[str, Any], float | None]] = {
    "open": ({}, 0.0),
    "claimed in time": ({"status": "fixed", "fixed_on": date(2022, 12, 5)}, 0.0),
    "verified on the day": ({**CLOSED, "verified_on": date(2022, 12, 10)}, 100.0),
    "verified a day late": ({**CLOSED, "verified_on": date(2022, 12, 11)}, 0.0),
    "closed with no day of verification": (CLOSED, 100.0),
    "closed on no day": ({"status": "closed"}, 0.0),
    "put off and then in time": (
        {**CLOSED, "due": date(2022, 12, 31), "verified_on": date(2022, 12, 20)},
        0.0,
    ),
    "voided": ({"status": "voided"}, None),
    "without a deadline": ({"first_due": None, "due": None}, None),
    "due today": ({"first_due": TODAY, "due": TODAY}, None),
    "due yesterday": ({"first_due": TODAY - timedelta(1), "due": TODAY}, 0.0),
    "handed over by a file": ({"status": "transferred"}, 0.0),
}


@pytest.mark.parametrize(("finding", "wanted"), ON_TIME.values(), ids=ON_TIME)
def test_on_time(store: Database, finding: dict[str, Any], wanted: float | None) -> None:
    """What counts for and against the rate of closing on time."""
    assert _bring(store, **finding)["on_time_rate"] == wanted


@pytest.mark.parametrize(("day", "wanted"), [(date(2022, 12, 10), None), (date(2022, 12, 11), 0.0)])
def test_handed_over(store: Database, day: date, wanted: float | None) -> None:
    """What was handed over by its first deadline is left out; a day later it counts as late."""
    _bring(store)
    act(store, "CG-1", Step("transferred", {"to": "住建局"}, "归他们", day), somebody())
    total = summaries.summarise(store, ["category"], queries.select(TODAY)).total

    assert (total["on_time_rate"], total["found"], total["closed"], total["transferred"]) == (wanted, 1, 0, 1)


def test_nothing(store: Database) -> None:
    """Where nothing was found there are counts of nothing and no rates; every township of the register has a row."""
    registering.enter_townships(store, TOWNSHIPS, somebody())
    summary = summaries.summarise(store, ["township"], queries.select(TODAY))

    assert [row["township"] for row in summary.rows] == list(NAMES.values())
    for row in (*summary.rows, summary.total):
        assert [row[name] for name in summaries.rated_columns(["township"])] == [None] * 4
        assert sum(row[name] for name in summaries.counted_columns(["township"])) == 0


def test_groups_add_up(city: Database) -> None:
    """Over groups that no hazard or visit has two of, the rows of every count make its total."""
    for groups in (["item"], ["kind"], ["place_kind"], ["place_kind", "item"], ["kind", "township"]):
        summary = summaries.summarise(city, groups, queries.select(TODAY))
        for name in summaries.counted_columns(groups):
            assert sum(row[name] for row in summary.rows) == summary.total[name] > 0, (groups, name)
