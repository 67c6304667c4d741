"""The only place that lays out the home screen, which more than one command shows."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from inspect_cli.rules import catalog, fields
from inspect_cli.rules.fields import Field
from inspect_cli.store import queries
from inspect_cli.store.database import Row
from inspect_cli.transfer.sheets import Sheet


def lay_home(rows: list[Row], used: Collection[str]) -> Sheet:
    """The home screen's table: counts, then the categories used here and any other that has something open."""
    total = queries.total_open(rows)
    shown = [c for c in catalog.categories().values() if c.key in used or c.key in total["categories"]]
    columns = [Field(_name(c.key), c.key, c.zh, "count", rank=10 + n) for n, c in enumerate(shown)]
    # Written where another list is known, or by a newer version.
    unknown = [key for key in total["categories"] if key not in catalog.categories()]
    columns += [Field(_name(key), key, key, "count", rank=30) for key in unknown]
    keys = [*(c.key for c in shown), *unknown]
    counts = fields.pick_counts((*queries.OPEN_COUNTS, "oldest_days"))
    return Sheet(
        [*fields.pick_fields(["township"]), *counts, *columns],
        [_flatten(row, keys) for row in rows],
        total=_flatten(total, keys),
        nested={NESTED: [_name(key) for key in keys]},
        urgent=("major", "overdue"),
    )


def _flatten(row: Row, keys: Sequence[str]) -> Row:
    return {**row, **{_name(key): row["categories"].get(key, 0) for key in keys}}


def _name(key: str) -> str:
    """The column of a category; of one that another ledger calls as a column is called, a name of its own."""
    return f"{NESTED}.{key}" if key in catalog.RESERVED else key


NESTED = "categories"
