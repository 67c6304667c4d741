"""Statements give the same rows on every store: compiled SQLite, SQLAlchemy on SQLite, PostgreSQL."""

from __future__ import annotations

from datetime import date

from inspect_cli.store import queries, recording
from inspect_cli.store.database import Database
from inspect_cli.store.journal import Author
from inspect_cli.store.recording import Visit


def test_open(store: Database, author: Author) -> None:
    """x."""
    recording.enter_townships(store, [{"code": "1", "name": "东岔街道", "kind": "town"}], author)
    v = Visit("1", date(2023, 1, 1), {"category": "fire", "inspectors": ("a",)}, ["x", "y"], {"due": date(2023, 1, 3), "first_due": date(2023, 1, 3)})
    numbers = None
    from inspect_cli.settings import Device, write_device

    write_device(Device("0" * 32, "CG"))
    numbers = recording.record_visit(store, v, author)
    today = date(2023, 1, 15)
    assert queries.open_by_township(store, today)[0]["open"] == 2
    recording.claim_fixes(store, numbers[:1], {"fixed_by": "b"}, today, author)
    recording.verify_fixes(store, numbers[:1], {"verified_by": "c"}, today, author)
    rows = list(queries.hazards(store, queries.select(today), today, "number"))
    assert [r["status"] for r in rows] == ["closed", "found"]
    assert rows[0]["due"] == date(2023, 1, 3) and rows[1]["is_open"] is True
