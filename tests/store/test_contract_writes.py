"""Writes change the same rows on every store: compiled SQLite, SQLAlchemy on SQLite, PostgreSQL.

The same entries stand in all three; then every write there is runs on each of them, with its count of rows and what
every table holds afterwards, and is taken back.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy
from tests.store.asking import LARGEST

from inspect_cli.store.columns import Instant
from inspect_cli.store.database import Database, Row
from inspect_cli.store.engine import Engine
from inspect_cli.store.expressions import STATEMENTS, Query
from inspect_cli.store.tables import METADATA

Cities = dict[str, Database]
Dump = Callable[[Database, str], list[tuple[Any, ...]]]

MADE = {name: make() for name, make in STATEMENTS.items()}
WRITES = [name for name, made in MADE.items() if not isinstance(made, Query)]


class TakenBack(Exception):
    """Raised at the end of a write, so that the next test finds the same city."""


@pytest.mark.parametrize("name", WRITES)
def test_each_write(cities: Cities, dump: Dump, name: str) -> None:
    """A write changes the same rows in every store, and a block that raises leaves no trace of it."""
    before = {table: dump(cities["compiled"], table) for table in METADATA.tables}
    after = []
    for store in cities.values():
        with suppress(TakenBack), store.writing():
            counted = _write(store, name, cities["engine"])
            after.append((counted, {table: dump(store, table) for table in before}))
            raise TakenBack

    assert after[0] == after[1] == after[2]
    assert all(dump(store, table) == before[table] for store in cities.values() for table in before)
    assert (after[0][1] == before) == name.startswith("lock_")


def _write(store: Database, name: str, typed: Database) -> int | None:
    """Run a write with parameters made by their names; how many rows it changed. typed: where to take values from."""
    verb, _blank, rest = name.partition("_")
    if verb == "empty":
        return store.change(name)
    tables = sorted(METADATA.tables, key=len, reverse=True)
    table = "report" if name == "mark_sent" else next(table for table in tables if rest.startswith(table))
    example = _example(typed, table)
    if verb == "add":
        keys = {column.name for column in METADATA.tables[table].primary_key}
        row = {column: _new_key(column, value, keys) for column, value in example.items()}
        store.insert(table, [tuple(row.values())])
        return None
    values = {column.name: _changed(column) for column in METADATA.tables[table].c}
    values |= {f"key_{column}": value for column, value in example.items()}
    values["key_ids"] = [example.get("hazard") or example.get("id") or example.get("inspection"), "nothing"]
    return store.change(name, {key: values[key] for key in MADE[name].compile().params if key in values})


def _example(typed: Database, table: str) -> Row:
    assert isinstance(typed, Engine)
    chosen = METADATA.tables[table]
    found = typed._connection.execute(sqlalchemy.select(chosen).order_by(*chosen.primary_key)).mappings().first()
    return dict(found or {})


def _new_key(column: str, value: Any, keys: set[str]) -> Any:
    """The township stays where other tables point to it."""
    new = column in keys and (column != "township" or len(keys) == 1)
    if isinstance(value, date):
        return date(2022, 1, 1) if new else value
    return 10**6 if column == "seq" else f"new {column}" if new else value


def _changed(column: sqlalchemy.Column[Any]) -> Any:
    """Another value than any row has."""
    instant = datetime(2024, 2, 29, tzinfo=UTC)
    kinds = ((Instant, instant), (sqlalchemy.Date, instant.date()), (sqlalchemy.BigInteger, LARGEST))
    kinds += ((sqlalchemy.Boolean, True),)
    return next((value for kind, value in kinds if isinstance(column.type, kind)), "换了")
