"""Ledgers that older versions of the program wrote: their files lie under data/, and can be put on a server too."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy

DATA = Path(__file__).with_name("data")
KEPT = ("journal", "township_head", "chain")


def lay_file(version: int, path: Path) -> Path:
    """The file of that version at this path."""
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript((DATA / f"version_{version}.sql").read_text(encoding="utf-8"))
    path.chmod(0o600)
    return path


def lay_server(version: int, path: Path, url: str) -> str:
    """The same on a server, in the tables that the version had there."""
    engine = sqlalchemy.create_engine(url)
    with closing(sqlite3.connect(path)) as file, engine.begin() as connection:
        for sql in (DATA / f"version_{version}_postgresql.sql").read_text(encoding="utf-8").split(";\n")[:-1]:
            connection.exec_driver_sql(sql)
        there = sqlalchemy.MetaData()
        there.reflect(connection)
        for table in there.sorted_tables:
            cursor = file.execute(f"SELECT * FROM {table.name}")
            names = [column[0] for column in cursor.description]
            rows = [_typed(table, dict(zip(names, row, strict=True))) for row in cursor]
            if rows:
                connection.execute(table.insert(), rows)
    engine.dispose()
    return url


def _typed(table: sqlalchemy.Table, row: dict[str, Any]) -> dict[str, Any]:
    kinds: tuple[tuple[type, Callable[[Any], Any]], ...] = (
        (sqlalchemy.Date, date.fromisoformat),
        (sqlalchemy.DateTime, datetime.fromisoformat),
        (sqlalchemy.Boolean, bool),
    )
    readers = {c.name: read for c in table.c for kind, read in kinds if isinstance(c.type, kind)}
    return {name: value if value is None else readers.get(name, lambda v: v)(value) for name, value in row.items()}


def read_rows(path: Path, table: str) -> list[tuple[Any, ...]]:
    """The rows of a table of a file, as they lie there."""
    with closing(sqlite3.connect(path)) as connection:
        return sorted(connection.execute(f"SELECT * FROM {table}").fetchall(), key=repr)


def read_as_written(version: int, table: str) -> list[dict[str, Any]]:
    """What that version said in a table, in the order of its key."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript((DATA / f"version_{version}.sql").read_text(encoding="utf-8"))
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2")]


def list_tables(version: int) -> set[str]:
    """The tables that version had."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript((DATA / f"version_{version}.sql").read_text(encoding="utf-8"))
        return {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def plain(value: Any) -> Any:
    """A value as a file holds it."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return value.isoformat() if isinstance(value, date) else int(value) if isinstance(value, bool) else value
