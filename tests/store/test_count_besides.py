"""What the ledger holds that the columns of an export do not say is counted alike on both kinds of store."""

from __future__ import annotations

from datetime import date
from typing import Any

from inspect_cli.rules.entries import KINDS, Finding, Inspected
from inspect_cli.store import journal, queries
from inspect_cli.store.database import Database
from inspect_cli.store.ids import make_id
from inspect_cli.store.journal import Author, Draft
from inspect_cli.store.queries import Selection

DAY = date(2023, 1, 5)
DUE = date(2023, 1, 20)
SAID: dict[str, dict[str, Any]] = {
    "planned": {"measures": "清理"},
    "listed": {"level": "county", "notice": "1号"},
    "suspended": {"scope": "whole"},
    "issued": {"document": "notice", "notice": "5号", "unit": "某局", "unit_kind": "department"},
    "failed": {"due": DUE, "reason": "仍堵塞"},
}


def _write(store: Database, finding: Finding, *kinds: str) -> None:
    visit = Inspected(category="fire", hazards=(finding,))
    author = Author("李某02", "0" * 32, "CG")
    drafts = [Draft("1", "inspected", DAY, visit, None, (), make_id())]
    for kind in kinds:
        parents = (str(drafts[-1].id),)
        drafts.append(Draft("1", kind, DAY, KINDS[kind](**SAID[kind]), finding.id, parents, make_id()))
    with store.writing():
        journal.append(store, drafts, author)


def test_counted_by_what_was_asked_for(store: Database) -> None:
    """Each once a hazard, failed looks each; the one that the status tells is not among them; nothing is no key."""
    assert queries.count_besides(store, Selection()) == {}
    _write(store, Finding(id=make_id(), number="CG-1", description="堵塞"), *SAID, "failed", "failed")
    _write(store, Finding(id=make_id(), number="CG-2", description="锁", status="failed", due=DUE), "planned")
    _write(store, Finding(id=make_id(), number="CG-3", description="旧", due=DUE, severity="major"))

    told = {"plan": 2, "listed": 1, "suspended": 1, "issued": 1, "failed": 2}
    assert queries.count_besides(store, Selection()) == told
    assert queries.count_besides(store, queries.select(DAY, severity="major")) == {}
    assert queries.count_besides(store) == {}
