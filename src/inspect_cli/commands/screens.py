"""The only place that lays out the home screen, which more than one command shows."""

from __future__ import annotations

from inspect_cli.rules import fields
from inspect_cli.rules.catalog import CATEGORIES, CORE
from inspect_cli.rules.fields import Field
from inspect_cli.store import queries
from inspect_cli.store.database import Row
from inspect_cli.transfer.sheets import Sheet


def lay_home(rows: list[Row]) -> Sheet:
    """The home screen's table: counts, then the five core categories and any other that has something open."""
    total = queries.total_open(rows)
    shown = [c for c in CATEGORIES if c.key in CORE or c.key in total["categories"]]
    columns = [Field(c.key, c.key, c.zh, "count", rank=10 + n) for n, c in enumerate(shown)]
    keys = [column.key for column in columns]
    flat = [{**row, **{key: row["categories"].get(key, 0) for key in keys}} for row in rows]
    counts = fields.pick_counts((*queries.OPEN_COUNTS, "oldest_days"))
    return Sheet(
        [*fields.pick_fields(["township"]), *counts, *columns],
        flat,
        total={**total, **{key: total["categories"].get(key, 0) for key in keys}},
        nested={"categories": keys},
        urgent=("major", "overdue"),
    )
