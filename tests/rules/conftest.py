"""What the tests of the rules share: entries about one hazard, chains of them, and histories of every shape."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from inspect_cli.rules.entries import KINDS, Finding
from inspect_cli.rules.history import Happened

FOUND_ON = date(2023, 1, 1)
FINDING = Finding(description="堵塞", id="h", number="CG-1")
ROOT = "visit"
UNKNOWN = "blessed"  # a kind that only a newer version writes


def day(count: int) -> date:
    """So many days after the hazard was found."""
    return FOUND_ON + timedelta(days=count)


# What an entry of each kind about a hazard says at least.
SAID: dict[str, dict[str, Any]] = {
    "fixed": {"fixed_by": "赵某"},
    "verified": {"verified_by": "钱某"},
    "failed": {"due": day(20), "failed_by": "钱某", "reason": "仍堵塞"},
    "extended": {"due": day(20)},
    "reassigned": {"owner": "孙某"},
    "regraded": {"reason": "出口封堵", "severity": "major"},
    "planned": {"measures": "清理通道"},
    "listed": {"level": "county", "notice": "督办1号"},
    "delisted": {"notice": "摘牌1号"},
    "suspended": {"scope": "whole"},
    "resumed": {"notice": "恢复1号"},
    "transferred": {"reason": "由主管部门处理", "to": "住建局"},
    "replied": {"answer": "accepted"},
    "voided": {"reason": "录错"},
    "linked": {"rebound_of": "CG-8"},
    "corrected": {"site": "东岔商场", "reason": "写错了"},
    "noted": {"note": "已通知"},
    "issued": {"document": "notice", "notice": "〔2023〕5号", "unit": "东岔街道", "unit_kind": "township"},
    "undone": {"batch": "b", "entries": ()},
}
# The same and more: what people may say of one thing in several ways.
CHOICES: tuple[tuple[str, dict[str, Any]], ...] = (
    (UNKNOWN, {}),
    *SAID.items(),
    ("undone", {}),
    ("fixed", {"fixed_by": "孙某、李某"}),
    ("verified", {"verified_by": "赵某", "reason": "无他人"}),
    ("verified", {"verified_by": "钱某、周某"}),
    *(("failed", {"due": day(n)}) for n in (12, 25)),
    *(("extended", {"due": day(n)}) for n in (9, 16, 30)),
    ("reassigned", {"owner": "周某"}),
    ("regraded", {"severity": "general"}),
    ("planned", {"owner": "吴某", "deadline": day(8)}),
    ("planned", {"measures": "改造", "owner": "郑某", "deadline": day(14), "funds": 0}),
    ("planned", {"measures": None, "contingency": "专人值守", "funds": 3000}),
    ("listed", {"level": "city"}),
    ("suspended", {"scope": "area"}),
    ("transferred", {"to": "消防大队"}),
    ("replied", {"answer": "returned"}),
    ("replied", {"answer": "done"}),
    ("voided", {"duplicate_of": "CG-7"}),
    ("linked", {"rebound_of": None}),
    ("corrected", {"site": "城南市场", "village": "二村", "origin": 7}),
    ("corrected", {"site": None, "first_due": day(3), "inspected_on": day(-1), "inspectors": ("李某", "王某")}),
    (
        "corrected",
        {"site": None, "first_due": day(12), "description": "上锁", "category": "mines", "origin": 2**62 - 1},
    ),
    ("corrected", {"site": None, "note": "两处", "item": "F-02", "location": "二楼", "campaign": "春节行动"}),
    ("corrected", {"site": None, "inspectors": (), "reason": None, "origin": 9}),
    ("fixed", {"fixed_by": None}),
    ("verified", {"verified_by": None}),
    ("failed", {"failed_by": None}),
)


def tell(name: str, kind: str, parents: Iterable[str] = (ROOT,), on: int = 0, **said: Any) -> Happened:
    """An entry of this kind, so many days after the hazard was found, whose writer had seen `parents`."""
    body = KINDS[kind](**{**SAID[kind], **said}) if kind in KINDS else None
    return Happened(name, kind, day(on), tuple(parents), body)


def chain(*steps: tuple[str, Mapping[str, Any]], start: str = ROOT) -> list[Happened]:
    """Entries each of which follows the one before, a day later, with the names e1, e2, ..."""
    made: list[Happened] = []
    for n, (kind, said) in enumerate(steps, 1):
        made.append(tell(f"e{n}", kind, [made[-1].id if made else start], n, **said))
    return made


def histories(choices: Sequence[tuple[str, Mapping[str, Any]]] = CHOICES, most: int = 9) -> Any:
    """Up to `most` entries, each of which has seen any one or two before it; names and days in any order.

    An entry `undone` names any one or two entries before it, or the hazard itself.
    """
    place = st.integers(0, most)
    step = st.tuples(st.sampled_from(choices), place, place, place, place, place, place)
    return st.lists(step, max_size=most).map(_history)


def chains(choices: Sequence[tuple[str, Mapping[str, Any]]], most: int = 9) -> Any:
    """Up to `most` entries, each of which has seen all before it; names and days in any order."""
    step = st.tuples(st.sampled_from(choices), st.integers(0, most), st.integers(0, most))
    return st.lists(step, max_size=most).map(_chain)


def ancestors(history: Iterable[Happened]) -> dict[str, set[str]]:
    """For each entry all the entries that its writer had seen, directly or through others."""
    seen: dict[str, set[str]] = {}
    for entry in history:  # causes before effects
        seen[entry.id] = {*entry.parents}.union(*(seen[parent] for parent in entry.parents if parent in seen))
    return seen


def _history(steps: Sequence[tuple[Any, ...]]) -> list[Happened]:
    made: list[Happened] = []
    for n, ((kind, said), mark, on, *picks) in enumerate(steps):
        ids = [entry.id for entry in made]
        parents = {ids[pick] if pick < n else ROOT for pick in picks[:2]}
        told = {"entries": tuple(sorted({ids[pick] if pick < n else FINDING.id for pick in picks[2:]}))}
        made.append(tell(f"{mark}-{n}", kind, sorted(parents), on, **(told if kind == "undone" else said)))
    return made


def _chain(steps: Sequence[tuple[Any, ...]]) -> list[Happened]:
    made: list[Happened] = []
    for n, ((kind, said), mark, on) in enumerate(steps):
        made.append(tell(f"{mark}-{n}", kind, [made[-1].id if made else ROOT], on, **said))
    return made
