"""The registers of places and people, two rows in each or more: one in township 1, one elsewhere, no two alike."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from inspect_cli.rules.entries import KINDS
from inspect_cli.store import journal
from inspect_cli.store.database import Database
from inspect_cli.store.journal import Author, Draft

TODAY = date(2023, 1, 15)
NEW_YEAR = date(2023, 1, 1)
OLD = {"start": date(2022, 1, 1), "end": NEW_YEAR}
LEADER = {"role": "leader", "name": "周某", "phone": "0930-1", "post": "副镇长"}
SHIFT = {"day": date(2023, 1, 5), "start": 480, "minutes": 1440, "role": "leader"}
POSTS = {"head_post": "校长", "leader_post": "副县长", "township_post": "副镇长", "also": ("market",)}
EVENT = {
    **POSTS,
    "organiser": "文旅局",
    "permit": "〔2023〕1号",
    "expected_people": 900,
    "starts_on": TODAY,
    "ends_on": TODAY,
    "moved_from": "4",
    "moved_on": NEW_YEAR,
}
PERIOD = {"kind": "period", "report": "daily", "categories": ("fire",), "townships": ("1",)}
REPORT = "0" * 31 + "1"  # the id of a report
CUT_OFF = datetime(2023, 1, 14, 10, tzinfo=UTC)
WEEK = {"first": date(2023, 1, 8), "last": date(2023, 1, 14), "cut_off": CUT_OFF, "content": "{}"}
# Township, kind of entry, what it says.
ENTERED: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("*", "township", {"code": "4", "name": "旧一乡", "ended_on": NEW_YEAR, "successor": "1"}),
    ("*", "township", {"code": "5", "name": "旧二乡", "ended_on": NEW_YEAR, "successor": "2"}),
    ("*", "township", {"code": "5", "name": "旧三乡", "ended_on": NEW_YEAR, "successor": "2"}),
    ("*", "campaign", {"name": "节日值守", **PERIOD}),
    ("1", "case", {"category": "fireworks", "kind": "storage", "handed_to": "公安局", "note": "已封存"}),
    ("*", "category", {"key": "rural", "enabled": True}),
    ("*", "department", {"name": "应急局"}),
    ("*", "department", {"name": "安监局", "ended_on": NEW_YEAR, "successor": "应急局"}),
    ("1", "village", {"name": "一村", "code": "V1"}),
    ("2", "village", {"name": "三村", "ended_on": NEW_YEAR}),
    ("1", "zone", {"name": "北山", "kind": "hill", "village": "一村"}),
    ("2", "zone", {"name": "一格", "kind": "grid", "ended_on": NEW_YEAR}),
    ("1", "site", {"code": "S7", "name": "一中", "must_visit": True, "visit_days": 30, "regulator": "应急局", **EVENT}),
    ("2", "site", {"code": "S9", "name": "旧厂", "ended_on": NEW_YEAR, "state": "stopped", "stopped_for": "ordered"}),
    ("3", "site", {"code": "S8", "name": "二中", "must_visit": True, "leader_post": "县长", "regulator": "教育局"}),
    ("4", "site", {"code": "S1", "name": "旧矿"}),
    ("5", "site", {"code": "S1", "name": "旧厂"}),
    (
        "1",
        "responsibility",
        {
            **LEADER,
            "key": "2" * 32,
            "layer": "village",
            "place": "一村",
            "category": "fire",
            "department": "应急局",
            "start": NEW_YEAR,
        },
    ),
    (
        "1",
        "responsibility",
        {"key": "1" * 32, "layer": "site", "place": "东岔商场", "role": "owner", "start": NEW_YEAR},
    ),
    ("2", "responsibility", {"key": "3" * 32, "layer": "site", "place": "石炭沟煤矿", "role": "owner", **OLD}),
    (
        "2",
        "responsibility",
        {"key": "4" * 32, "layer": "township", "category": "mines", "role": "leader", "name": "吴某", **OLD},
    ),
    ("1", "duty", {**LEADER, **SHIFT, "key": "1" * 32, "unit": "东岔街道"}),
    ("2", "duty", {"key": "2" * 32, "unit": "石炭沟镇", "name": "吴某", **SHIFT, "day": date(2023, 1, 20)}),
    ("2", "duty", {"key": "3" * 32, "unit": "石炭沟镇", "name": "吴某", **SHIFT}),
    ("2", "duty", {"key": "3" * 32, "unit": "石炭沟镇", "name": "吴某", **SHIFT, "cancelled": True}),
    ("1", "spot_checked", {"unit": "东岔街道", "minute": 600, "result": "present"}),
    ("2", "spot_checked", {"unit": "石炭沟镇", "minute": 600, "result": "no_answer", "note": "无人接"}),
    ("1", "reported", {"report": "daily", "campaign": "春节行动", "due_at": CUT_OFF, **WEEK}),
    ("*", "reported", {"report": "weekly", **WEEK, "last": date(2023, 1, 15)}),
    ("1", "sent", {"report": REPORT, "sent_at": CUT_OFF + timedelta(hours=1), "to": "市应急局"}),
    (
        "1",
        "site",
        {"code": "S7", "name": "第一中学", "must_visit": True, "visit_days": 30, "regulator": "应急局", **EVENT},
    ),
    ("3", "site", {"code": "S8", "name": "第二中学", "must_visit": True, "leader_post": "县长", "regulator": "教育局"}),
)


def enter_registers(database: Database, author: Author) -> None:
    """Write all of it, a day apart for what says nothing of its day itself."""
    drafts = []
    for nth, (township, kind, said) in enumerate(ENTERED):
        own = REPORT if kind == "reported" and township == "1" else None
        drafts.append(Draft(township, kind, TODAY - timedelta(nth), KINDS[kind](**said), id=own))
    with database.writing():
        journal.append(database, drafts, author)
