"""The only place that answers with counts and rates: visits and hazards by any groups, and their total."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from inspect_cli.messages import _
from inspect_cli.store.database import Database, Row
from inspect_cli.store.queries import Selection, township_names

GROUPS = ("township", "category", "month", "village", "site", "campaign", "owner", "severity", "status", "item")
VISIT_GROUPS = GROUPS[:6]
VISIT_COUNTS = ("visits", "clean")
HAZARD_COUNTS = ("found", "major", "open", "overdue", "fixed", "rebound", "closed", "claimed", "transferred")
_VISIT_FILTERS = ("township", "category", "village", "site", "campaign", "batch", "since", "until")


def summarise(database: Database, groups: Sequence[str], selection: Selection) -> list[Row]:
    """A row for each combination of groups that has a visit or a hazard, with its counts and rate.

    `visits` and `clean` are left out when a group (owner, severity, status, item) is no property of a visit.
    By township alone, townships with nothing are there too.
    """
    cells: dict[tuple[Any, ...], Row] = {}
    counts = counted_columns(groups)
    for name in ["hazard_counts"] + (["visit_counts"] if "visits" in counts else []):
        asked = selection.filters if name == "hazard_counts" else _known_to_visits(selection)
        for row in database.rows(name, selection.parameters, asked, groups=groups):
            key = tuple(row[group] for group in groups)
            cells.setdefault(key, dict.fromkeys(counts, 0)).update({c: row[c] for c in counts if c in row})
    register = township_names(database)
    if list(groups) == ["township"] and "township" not in selection.filters:
        for code in register:
            cells.setdefault((code,), dict.fromkeys(counts, 0))
    ordered = sorted(cells.items(), key=lambda item: tuple(str(part or "") for part in item[0]))
    return [_finish({**dict(zip(groups, key, strict=True)), **row}, register) for key, row in ordered]


def total_of(rows: Sequence[Row], groups: Sequence[str]) -> Row:
    """The total row: counts added, the rate taken anew from them."""
    counts = counted_columns(groups)
    total: Row = {name: sum(row[name] for row in rows) for name in counts}
    return {groups[0]: _("Total"), **total, "rectification_rate": rectification_rate(total)}


def counted_columns(groups: Sequence[str]) -> tuple[str, ...]:
    """The counts a summary by these groups has."""
    return (VISIT_COUNTS if all(group in VISIT_GROUPS for group in groups) else ()) + HAZARD_COUNTS


def rectification_rate(row: Row) -> float | None:
    """Closed / found in percent with one decimal; None when nothing was found."""
    return round(100 * row["closed"] / row["found"], 1) if row["found"] else None


def _known_to_visits(selection: Selection) -> list[str]:
    return [name for name in selection.filters if name in _VISIT_FILTERS]


def _finish(row: Row, register: dict[str, str]) -> Row:
    if "township" in row:
        row["township"] = register.get(row["township"], row["township"])
    if "month" in row:
        row["month"] = f"{row['month'] // 100:04d}-{row['month'] % 100:02d}"
    return {**row, "rectification_rate": rectification_rate(row)}
