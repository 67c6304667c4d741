"""Taking back what was entered in a register or a log: of every kind, on every kind of store.

* each entry goes and comes back, and leaves what was said before it as it was;
* a township stays in the register as long as anything of another command lies in it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.store.deeds import CLERK, TODAY, somebody
from tests.store.registers import ENTERED, REPORT

from inspect_cli.rules.entries import KINDS
from inspect_cli.rules.register_entries import SiteEntered
from inspect_cli.store import batches, checks, enrolling, journal, ledger, registering, undoing
from inspect_cli.store.database import Database
from inspect_cli.store.journal import Draft
from inspect_cli.store.undoing import Taking

Dump = Callable[[Database, str], list[tuple[Any, ...]]]
KEPT = ("batch", "series")  # what was done and which numbers were used is not taken back
TOWNSHIPS = ({"code": "1", "name": "东岔街道", "kind": "town"}, {"code": "2", "name": "石炭沟镇", "kind": "town"})
LYING = [(kind, said) for township, kind, said in ENTERED if township == "1" and kind != "sent"]


@pytest.fixture
def look(dump: Dump) -> Callable[[Database], dict[str, Any]]:
    """Everything the ledger holds but batches and used numbers."""
    return lambda database: {table: dump(database, table) for table in ledger.TABLES if table not in KEPT}


Look = Callable[[Database], dict[str, Any]]


def _enter(database: Database, township: str, kind: str, said: dict[str, Any]) -> None:
    own = REPORT if kind == "reported" and township == "1" else None
    with database.writing():
        journal.append(database, [Draft(township, kind, TODAY, KINDS[kind](**said), id=own)], somebody())


def _undo(database: Database) -> Taking:
    return undoing.take_back(database, batches.newest(database, CLERK.device) or "", TODAY, somebody())


def test_every_kind(store: Database, look: Look) -> None:
    """Each entry of the registers and logs goes, comes back, and goes again, whatever was entered before it."""
    for township, kind, said in ENTERED:
        before = look(store)
        _enter(store, township, kind, said)
        after = look(store)
        assert after != before
        for wanted in (before, after, before, after):
            taking = _undo(store)
            assert look(store) == wanted, (kind, said)
            assert (len(taking.drafts), taking.kept) == (1, []), (kind, said)

    assert {kind for _township, kind, _said in ENTERED} == set(enrolling.KINDS) - {"undone"}
    assert [fault.problem for fault in checks.check(store, TODAY, lambda _count: None)] == []


@pytest.mark.parametrize(("kind", "said"), LYING, ids=str)
def test_townships_where_something_lies(store: Database, kind: str, said: dict[str, Any]) -> None:
    """A township where anything was entered stays when its register is taken back, and is named; the other goes."""
    registering.enter_townships(store, TOWNSHIPS, who := somebody())
    _enter(store, "1", kind, said)
    taking = undoing.take_back(store, who.batch, TODAY, somebody())

    assert taking.kept == ["东岔街道"]
    assert [row["township"] for row in store.rows("townships")] == ["1"]


def test_a_register_with_its_villages(store: Database, look: Look) -> None:
    """What was entered in one command, a township and what lies in it, goes whole and comes back whole."""
    empty = look(store)
    bodies = [(kind, KINDS[kind](**said)) for kind, said in LYING]
    registering.enter_townships(store, TOWNSHIPS, who := somebody())
    with store.writing():
        journal.append(store, [Draft("1", kind, TODAY, body) for kind, body in bodies], who)
    after = look(store)

    assert SiteEntered in {type(body) for _kind, body in bodies}
    for wanted in (empty, after, empty):
        assert _undo(store).kept == []
        assert look(store) == wanted
