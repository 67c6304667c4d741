"""What reports and campaigns are made of, on every kind of store.

What belongs to a campaign; how one goes; the ledger as it stood on an earlier day is what it was then, count by count;
snapshots, the log and what is missing; how long until visits are written down.
Any small ledger: what adds up does, in forms and in summaries; rates and different things are asked anew.
"""

from __future__ import annotations

import random
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.store.deeds import Step, act, somebody

from inspect_cli.rules import periods
from inspect_cli.rules.periods import Span
from inspect_cli.rules.tallies import BY_KEY, RECTIFIED, TALLIES
from inspect_cli.store import (
    answering,
    briefing,
    campaigns,
    opening,
    pacing,
    past,
    queries,
    recording,
    registering,
    summaries,
    tallying,
)
from inspect_cli.store.briefing import Asked
from inspect_cli.store.database import Database
from inspect_cli.store.recording import Visit

TODAY = date(2023, 1, 15)
NOW = datetime(2023, 1, 15, 10, tzinfo=UTC)
TOWNSHIPS = tuple({"code": code, "name": f"{code}镇", "kind": "town"} for code in "123")
KEYS = tuple(BY_KEY)


def day(number: int) -> date:
    """A day of January 2023."""
    return date(2023, 1, number)


def fill(database: Database) -> None:
    """Three townships; a campaign on fire, a period in township 2, one of everything; visits in and beside them."""
    registering.enter_townships(database, TOWNSHIPS, somebody())
    days = {"start": day(2), "end": day(20)}
    told: tuple[dict[str, Any], ...] = (
        {"name": "消防行动", **days, "categories": ("fire",)},
        {"name": "二镇时段", **days, "townships": ("2",), "kind": "period", "report": "daily"},
        {"name": "二镇消防", **days, "townships": ("2",), "categories": ("fire",)},
        {"name": "春运", **days, "kind": "period", "report": "weekly"},
        {"name": "只认名字"},
        {"name": "到处", **days},
    )
    registering.enter_campaigns(database, told, somebody())
    for township, on, category, texts, campaign in (
        ("1", day(1), "fire", ["早一天"], None),
        ("1", day(2), "fire", ["甲", "乙"], None),
        ("2", day(5), "fire", ["丙"], None),
        ("2", day(6), "mines", ["丁"], None),
        ("3", day(7), "traffic", ["戊"], "只认名字"),
        ("3", day(1), "traffic", ["己"], "消防行动"),
        ("3", day(8), "traffic", [], None),
    ):
        visit = Visit(township, on, {"category": category, "campaign": campaign}, texts, {"due": on, "owner": "王某"})
        recording.record_visit(database, visit, somebody())
    act(database, "CG-2 CG-4", Step("fixed", {"fixed_by": "王某"}, day=day(9)), somebody())
    act(database, "CG-2", Step("verified", {"verified_by": "周某"}, day=day(10)), somebody())


@pytest.fixture
def held(store: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """The store with all of that."""
    monkeypatch.setenv("INSPECT_TODAY", TODAY.isoformat())
    fill(store)
    return store


def found(database: Database, name: str, township: str | None = None) -> set[str]:
    """The descriptions of the hazards that belong to a campaign."""
    campaign = campaigns.find_campaign(campaigns.read_campaigns(database, TODAY), name)
    selection = campaigns.belong(campaign, TODAY, township)
    return {row["description"] for row in database.rows("hazards", selection.parameters, selection.filters)}


def test_what_belongs(held: Database) -> None:
    """By name whenever; within the days by category, by township, by both; everything of one without either."""
    assert found(held, "消防行动") == {"甲", "乙", "丙", "己"}
    assert found(held, "二镇时段") == {"丙", "丁"}
    assert found(held, "二镇消防") == {"丙"}
    assert found(held, "春运") == {"甲", "乙", "丙", "丁", "戊"}
    assert found(held, "到处") == {"甲", "乙", "丙", "丁", "戊"}
    assert found(held, "只认名字") == {"戊"}
    assert found(held, "消防行动", "1") == {"甲", "乙"}


def test_one_rule_of_belonging(held: Database) -> None:
    """What a campaign has by its filters, and what it has row by row, is the same."""
    rows = held.rows("hazards")
    for campaign in campaigns.read_campaigns(held, TODAY):
        own = {row["description"] for row in rows if campaigns.has(campaign, row)}
        assert own == found(held, campaign["name"])


def test_whose_end_binds(held: Database) -> None:
    """Of those that a hazard belongs to, the first end that is not over; a period binds what names it alone."""
    days = {"end": day(18), "kind": "period", "start": day(1)}
    registering.enter_campaigns(held, [{"name": "只认名字", **days}, {"name": "消防行动", "end": day(17)}], somebody())
    known = campaigns.read_campaigns(held, TODAY)
    rows = {row["description"]: row for row in held.rows("hazards")}

    def bound(on: date) -> dict[str, str | None]:
        told = {name: campaigns.find_binding(known, row, on) for name, row in rows.items()}
        return {name: row and row["name"] for name, row in told.items()}

    first, later, over = bound(TODAY), bound(day(19)), bound(day(21))
    assert first == {
        **dict.fromkeys("甲乙丙己", "消防行动"), "丁": "到处", "戊": "只认名字", "早一天": None,
    }  # fmt: skip
    assert later == {**dict.fromkeys("甲乙丁戊", "到处"), "丙": "二镇消防", "己": "消防行动", "早一天": None}
    assert over == {**dict.fromkeys("甲乙丙丁"), "戊": "只认名字", "己": "消防行动", "早一天": None}


def test_visits_belong_too(held: Database) -> None:
    """Clean visits of a period are counted, those of other townships are not; a campaign's sites are its townships'."""
    known = campaigns.read_campaigns(held, TODAY)
    every, second = (campaigns.find_campaign(known, name) for name in ("春运", "二镇时段"))
    whole = tallying.tally(held, "township", campaigns.belong(every, TODAY), KEYS, "closed")
    own = tallying.tally(held, "township", campaigns.belong(second, TODAY), KEYS, "closed")

    assert (whole.total["visits"], own.total["visits"]) == (5, 2)
    assert [row["township"] for row in own.rows] == ["2镇"]


def test_how_one_goes(held: Database) -> None:
    """Counts by township, closings of seven days, and the last entry about each that is open."""
    campaign = campaigns.find_campaign(campaigns.read_campaigns(held, TODAY), "消防行动")
    course = pacing.follow(held, campaign, TODAY)
    idle = {row["description"]: row["idle_days"] for row in course.missing}

    assert [(row["township"], row["found"], row["closed"]) for row in course.townships] == [
        *(("1镇", 2, 1), ("2镇", 1, 0), ("3镇", 1, 0)),
    ]
    assert (course.total["open"], course.pace.pace, course.pace.days_left) == (3, 0.1, 6)
    assert (idle["丙"], idle["乙"]) == (6, 13)


def test_as_it_stood(held: Database) -> None:
    """The ledger of an earlier day counts what it counted on that day, whatever was done since, undone or found."""
    selection = queries.select(day(8), since=day(1), until=day(8))
    with past.standing(held, selection, day(8)) as then:
        early = tallying.tally(then, "township", selection, KEYS, "fixed")
    with past.standing(held, selection, day(9)) as then:
        claimed = tallying.tally(then, "township", selection, KEYS, "fixed")
    now = tallying.tally(held, "township", selection, KEYS, "fixed")

    assert (early.total["rectified"], claimed.total["fixed"], now.total["closed"]) == (0, 2, 1)
    assert (early.total["open"], early.total["visits"]) == (7, 7)
    assert [row["open"] for row in early.rows] == [3, 2, 2]


def test_the_present_is_the_past_of_today(held: Database) -> None:
    """Of today, the copy counts exactly what the ledger itself counts."""
    selection = queries.select(TODAY, since=day(1), until=TODAY)
    with past.standing(held, selection, TODAY) as then:
        for by in ("township", "category", None):
            assert tallying.tally(then, by, selection, KEYS, "closed") == tallying.tally(
                held, by, selection, KEYS, "closed"
            )


def keep(database: Database, asked: Asked, content: str = "{}") -> str:
    """Keep a report."""
    what = {**briefing.describe(asked, NOW), "content": content}
    return answering.keep_report(database, asked.place, TODAY, what, somebody())


def test_snapshots(held: Database) -> None:
    """The newest first, by kind, days, township and campaign; taken back, the one before stands."""
    asked = Asked("daily", Span(TODAY, TODAY))
    first, second = keep(held, asked, "1"), keep(held, asked, "2")
    keep(held, asked._replace(township="2"))
    keep(held, asked._replace(campaign=campaigns.read_campaigns(held, TODAY)[0]))
    keep(held, asked._replace(kind="weekly"))

    assert [row["id"] for row in briefing.find_kept(held, asked)] == [second, first]
    assert len(briefing.find_kept(held, asked._replace(township="2"))) == 1


def test_the_log(held: Database) -> None:
    """What was made stands with its state; what periods ask for and nobody made is missing, each once."""
    twelfth = Span(day(12), day(12))
    report = keep(held, Asked("daily", twelfth))
    [row] = held.rows("reports", {"township": "*"}, ["township"])
    sent = datetime(2023, 1, 12, 9, tzinfo=UTC)
    answering.mark_sent(held, row, sent, "市应急局", somebody())
    log = briefing.read_log(held, Span(day(11), TODAY), NOW.astimezone())
    states = {(row["report"], row["last"].day): row["state"] for row in log}

    assert row["id"] == report
    assert states[("daily", 12)] == "sent"
    assert [states[("daily", n)] for n in (11, 13, 14)] == ["missing"] * 3
    assert len(log) == len(states)
    assert [row["last"].day for row in log if briefing.is_wanting(row)] == [14, 13, 11]


def test_the_log_of_several(held: Database) -> None:
    """Each that asks is asked for by itself; what was made for a township counts for none, and waits."""
    registering.enter_campaigns(held, [{"name": "到处", "report": "daily"}], somebody())
    made = Asked("daily", Span(day(12), day(12)))
    keep(held, made._replace(township="2"))
    log = briefing.read_log(held, Span(day(12), day(12)), NOW.astimezone())
    told = {(row["township"], row["campaign"]): row["state"] for row in log}
    keep(held, made)
    after = briefing.read_log(held, Span(day(12), day(12)), NOW.astimezone())

    assert told == {("2", None): "waiting", (None, "二镇时段"): "missing", (None, "到处"): "missing"}
    assert {(row["township"], row["state"]) for row in after} == {("2", "waiting"), (None, "unsent")}
    assert [row["township"] for row in briefing.read_log(held, Span(day(12), day(12)), NOW.astimezone(), "2")] == ["2"]


def test_nothing_and_something(held: Database) -> None:
    """A day without visits, hazards and cases is empty; a clean visit is something."""
    empty, clean = (Asked("daily", periods.span_of("daily", day(n))) for n in (12, 8))

    assert briefing.is_empty(held, empty, TODAY)
    assert not briefing.is_empty(held, clean, TODAY)


def test_the_lag(held: Database) -> None:
    """By township and of all visits together, whose median is none of the sums."""
    summary = briefing.measure_lags(held, queries.select(TODAY, since=day(1), until=TODAY))
    written = held.rows("visits")[0]["written_on"]

    assert [(row["township"], row["visits"]) for row in summary.rows] == [("1镇", 2), ("2镇", 2), ("3镇", 3)]
    assert summary.rows[0]["longest"] == (written - day(1)).days
    assert summary.total["median"] == (written - day(5)).days


def write_random(database: Database, chance: random.Random) -> None:
    """A few visits with hazards of which some are fixed, closed, transferred or voided."""
    registering.enter_townships(database, TOWNSHIPS, somebody())
    malls = [{"township": code, "code": f"S{code}", "name": "商场"} for code in "12"]
    registering.enter_sites(database, malls, somebody())
    for _visit in range(chance.randint(1, 6)):
        what = {
            "category": chance.choice(("fire", "mines")),
            "site": chance.choice((None, "商场", "煤矿")),
            "inspectors": chance.choice(((), ("王某",), ("王某", "李某"))),
        }
        each = {"severity": chance.choice(("general", "major")), "due": chance.choice((None, day(5), day(30)))}
        texts = [f"隐患{n}" for n in range(chance.randint(0, 3))]
        visit = Visit(chance.choice("123"), day(chance.randint(1, 8)), what, texts, each)
        for number in recording.record_visit(database, visit, somebody()):
            step = chance.choice(("", "", "transferred", "voided", "planned"))
            told: dict[str, dict[str, Any]] = {
                "transferred": {"to": "住建局"},
                "planned": {"measures": "改", "funds": chance.randint(0, 9)},
            }
            if step:
                act(database, [number], Step(step, told.get(step, {}), "原因"), somebody())


@given(st.integers(0, 10**9))
@settings(max_examples=15, deadline=None)
def test_sums_of_any_ledger(seed: int) -> None:
    """Rows of additive counts make the total; rates and different things are those of everything together."""
    database = opening.create_scratch()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INSPECT_TODAY", TODAY.isoformat())
        write_random(database, random.Random(seed))  # noqa: S311 - nothing is secret
    selection = queries.select(TODAY, since=day(1), until=TODAY)
    for by in ("township", "category"):
        summary = tallying.tally_so_far(database, by, selection, (KEYS, KEYS), "closed", day(3))
        for each in TALLIES:
            values = [row[each.key] for row in summary.rows]
            if each.each or None in values or summary.total[each.key] is None:
                continue
            assert sum(values) == summary.total[each.key], each.key
        for key in ("sites_visited", "teams", "suspended_sites"):
            assert max((row[key] for row in summary.rows), default=0) <= summary.total[key]
        assert all(summary.total[key] <= summary.total["found"] for key in RECTIFIED)
        whole = tallying.tally(database, None, selection, KEYS, "closed").total
        assert {key: value for key, value in summary.total.items() if key != "so_far"} == whole
    for groups in (["township"], ["category"], ["township", "category"], ["month"]):
        table = summaries.summarise(database, groups, selection)
        for count in summaries.counted_columns(groups):
            assert sum(row[count] for row in table.rows) == table.total[count], count
        counted = {key: value for key, value in table.total.items() if key not in summaries.RATES}
        assert table.total == summaries.rate(counted)
    database.close()


def test_a_scratch_is_nowhere() -> None:
    """A ledger in memory is empty, takes rows, and is gone with its end."""
    database = opening.create_scratch()
    registering.enter_townships(database, TOWNSHIPS, somebody())
    assert (len(queries.townships(database)), len(queries.townships(opening.create_scratch()))) == (3, 0)
    database.close()


def test_the_first_sending_counts(held: Database) -> None:
    """Sent twice, the earlier time stays in whatever order it is told; made anew after it, nothing is wanting."""
    twelfth = Asked("daily", Span(day(12), day(12)))
    keep(held, twelfth)
    [row] = held.rows("reports", {"township": "*"}, ["township"])
    hours = [datetime(2023, 1, 12, hour, tzinfo=UTC) for hour in (9, 23, 8)]
    for hour in hours:
        answering.mark_sent(held, row, hour, None, somebody())
    keep(held, twelfth)
    log = [row for row in briefing.read_log(held, twelfth.span, NOW.astimezone()) if row["id"]]

    assert [(row["state"], row["late_minutes"], row["sent_at"]) for row in log] == [
        ("remade", 0, None),
        ("sent", 0, hours[2]),
    ]
    assert [briefing.is_wanting(row) for row in log] == [False, False]
    answering.mark_sent(held, {**log[0], "township": "*"}, hours[1], None, somebody())
    again = [row for row in briefing.read_log(held, twelfth.span, NOW.astimezone()) if row["id"]]
    assert [(row["state"], row["sent_at"]) for row in again] == [("sent", hours[1]), ("sent", hours[2])]
