"""The only place that reads compiled.json, and puts a query together from its named parts."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("compiled.json")
_LIST = re.compile(r"__\[POSTCOMPILE_(\w+)\]")


@cache
def load() -> dict[str, Any]:
    """The whole file."""
    loaded: dict[str, Any] = json.loads(FILE.read_bytes())
    return loaded


def schema() -> list[str]:
    """The DDL of an empty ledger file."""
    return list(load()["schema"])


def find(name: str) -> dict[str, Any]:
    """One statement. Raises KeyError for a name that no statement has."""
    found: dict[str, Any] = load()["statements"][name]
    return found


def assemble(
    name: str,
    filters: Sequence[str] = (),
    groups: Sequence[str] = (),
    order: str | None = None,
    limit: int | None = None,
) -> str:
    """The SQL of a query with the asked parts; KeyError for a part it does not have."""
    query = find(name)
    sql: str = query["sql"]
    if groups:
        named = ", ".join(f"{query['groups'][group]} AS {group}" for group in groups)
        sql = f"SELECT {named}, {sql.removeprefix('SELECT ')}"
    # The last one: a table that is selected from may be grouped itself.
    before, grouping, after = sql.rpartition(" GROUP BY ") if query["grouped"] else (sql, "", "")
    if filters:
        joint = " AND " if query["where"] else " WHERE "
        before += joint + " AND ".join(f"({query['filters'][part]})" for part in filters)
    sql = before + grouping + after
    if groups:
        sql += " GROUP BY " + ", ".join(query["groups"][group] for group in groups)
    if order:
        sql += " ORDER BY " + query["orders"][order]
    return sql if limit is None else f"{sql} LIMIT {int(limit)}"


def spread(sql: str, parameters: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """Lists in `parameters` spread over one placeholder each: `IN (:a_0, :a_1)`."""
    flat = {name: value for name, value in parameters.items() if not isinstance(value, (list, tuple))}

    def place(found: re.Match[str]) -> str:
        name = found[1]
        flat.update({f"{name}_{n}": value for n, value in enumerate(parameters[name])})
        return ", ".join(f":{name}_{n}" for n in range(len(parameters[name]))) or "NULL"

    return _LIST.sub(place, sql), flat
