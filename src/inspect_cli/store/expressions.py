"""The only place for what statements are made of: tables, questions with named parts, their register."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Delete,
    Insert,
    Select,
    Update,
    bindparam,
    func,
    literal_column,
)

from inspect_cli.store import tables

Filters = Mapping[str, ColumnElement[bool]]


@dataclass(frozen=True)
class Query:
    """A question: what is selected, and the parts that may be added to it by name."""

    select: Select[*tuple[Any, ...]]
    filters: Filters = field(default_factory=dict)
    groups: Mapping[str, ColumnElement[Any]] = field(default_factory=dict)
    orders: Mapping[str, Sequence[ColumnElement[Any]]] = field(default_factory=dict)


Statement = Query | Insert | Update | Delete
STATEMENTS: dict[str, Callable[[], Statement]] = {}

_tables = tables.METADATA.tables
journal, head, chain, series = (_tables[name] for name in ("journal", "township_head", "chain", "series"))
township, site, inspection, hazard, store = (
    _tables[name] for name in ("township", "site", "inspection", "hazard", "store")
)
campaign, batch, photo = (_tables[name] for name in ("campaign", "batch", "photo"))
site_state, category, illegal_case = (_tables[name] for name in ("site_state", "category", "illegal_case"))
former_name = _tables["former_name"]
answer, counter = (_tables[name] for name in ("answer", "counter"))
village, zone, department = (_tables[name] for name in ("village", "zone", "department"))
responsibility, duty, spot_check, report = (
    _tables[name] for name in ("responsibility", "duty", "spot_check", "report")
)


def statement(make: Callable[[], Statement]) -> Callable[[], Statement]:
    """Mark a function as a statement; its name is how the store calls it."""
    STATEMENTS[make.__name__] = make
    return make


def has(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """The column has the parameter, a pattern, in it; ASCII capitals aside."""
    return func.lower(column).like(bindparam(name), escape="!")


def among(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """The column is one of the parameter, a list."""
    return column.in_(bindparam(name, expanding=True))


def equals(column: ColumnElement[Any], word: str) -> ColumnElement[bool]:
    """The column is this word of the trade."""
    return column == literal_column(f"'{word}'")
