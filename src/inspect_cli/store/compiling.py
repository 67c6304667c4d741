"""The build step that turns `statements` into SQLite's SQL, compiled.json: `python -m inspect_cli.store.compiling`.

Shape of the file: `schema` is the list of DDL texts; `statements` maps a name to its SQL. A query's parts stand beside
it (`filters`, `groups`, `orders`: name -> SQL text), `columns` lists [name, type] of its result, `where` tells whether
its text already has a WHERE. An insert binds tuples in the order of `columns`; `encoded` are the places of days,
instants and truths among them. Other writes bind names.
"""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import ClauseElement, Date, Insert
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlalchemy.types import Boolean, TypeEngine

from inspect_cli.store import (  # noqa: F401 - statements register themselves
    charting_lookups,
    counting,
    coverage_lookups,
    register_lookups,
    spelling,
    tables,
)
from inspect_cli.store.columns import Instant
from inspect_cli.store.compiled import FILE
from inspect_cli.store.expressions import STATEMENTS, Query, Statement

_NAMED = sqlite.dialect(paramstyle="named")
_PLACED = sqlite.dialect(paramstyle="qmark")  # bulk inserts bind tuples: measurably quicker than names


def compile_all() -> dict[str, Any]:
    """Everything that the package ships as compiled.json."""
    return {
        "schema": _schema(),
        "statements": {name: _compile(make()) for name, make in sorted(STATEMENTS.items())},
    }


def write_file() -> None:
    """Bring compiled.json up to date."""
    FILE.write_text(render_all(), encoding="utf-8")


def render_all() -> str:
    """The text of compiled.json."""
    return json.dumps(compile_all(), indent=1, ensure_ascii=False) + "\n"


def _schema() -> list[str]:
    made = []
    for table in tables.METADATA.sorted_tables:
        made.append(_tidy(str(CreateTable(table).compile(dialect=_NAMED))))
        made += [_tidy(str(CreateIndex(i).compile(dialect=_NAMED))) for i in sorted(table.indexes, key=str)]
    return made


def _compile(made: Statement) -> dict[str, Any]:
    if isinstance(made, Insert):
        encoded = [n for n, column in enumerate(made.table.columns) if _kind(column.type)]
        names = [column.name for column in made.table.columns]
        return {"sql": _tidy(str(made.compile(dialect=_PLACED))), "columns": names, "encoded": encoded}
    if not isinstance(made, Query):
        return {"sql": _text(made)}
    return {
        "sql": _text(made.select),
        "where": made.select.whereclause is not None,
        "grouped": _text(made.select) != _text(made.select.group_by(None)),
        "columns": [[c.name, _kind(c.type)] for c in made.select.selected_columns],
        "filters": {name: _text(part) for name, part in made.filters.items()},
        "groups": {name: _text(part) for name, part in made.groups.items()},
        "orders": {name: ", ".join(_text(part) for part in parts) for name, parts in made.orders.items()},
    }


def _text(part: ClauseElement) -> str:
    return _tidy(str(part.compile(dialect=_NAMED)))


def _tidy(sql: str) -> str:
    return " ".join(sql.split())


def _kind(of: TypeEngine[Any]) -> str:
    kinds = {Date: "date", Boolean: "bool", Instant: "instant"}
    return next((name for kind, name in kinds.items() if isinstance(of, kind)), "")


if __name__ == "__main__":
    write_file()
