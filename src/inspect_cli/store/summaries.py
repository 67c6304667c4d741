"""The only place that answers with counts and rates: visits and hazards by any groups, and their total.

Rates, in percent with one decimal, none when there is nothing to divide by; always taken anew from counts:
rectification_rate = closed / found (or closed and fixed / found, when claims are asked for);
on_time_rate = closed by the first deadline / hazards whose first deadline has passed, so that an open one counts
against it; rebound_rate = rebounds / closed, for a verifier those of the hazards they closed that came back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import product
from typing import Any, NamedTuple

from inspect_cli.messages import _
from inspect_cli.rules.names import split_people
from inspect_cli.store.database import Database, Row
from inspect_cli.store.queries import Selection, township_names

PEOPLE = ("inspector", "verifier")
VISIT_GROUPS = ("township", "category", "month", "village", "site", "campaign", "inspector")
GROUPS = (*VISIT_GROUPS, "owner", "verifier", "severity", "status", "item")
VISIT_COUNTS = ("visits", "clean")
HAZARD_COUNTS = (
    *("found", "major", "open", "overdue", "fixed", "rebound", "closed", "claimed", "self_verified", "on_spot"),
    *("transferred", "due_so_far", "on_time"),
)
RATES = ("rectification_rate", "on_time_rate", "rebound_rate")
RATED = ("closed", "fixed")  # what counts as rectified
_VISIT_FILTERS = ("township", "category", "village", "site", "campaign", "batch", "since", "until")
_Cells = dict[tuple[Any, ...], Row]


class Summary(NamedTuple):
    """A row for each group, and the total: counts over everything once, rates taken from them."""

    rows: list[Row]
    total: Row


def summarise(database: Database, groups: Sequence[str], selection: Selection, rated: str = "closed") -> Summary:
    """Counts and rates of each combination of groups that has a visit or a hazard.

    `visits` and `clean` are left out when a group (owner, verifier, severity, status, item) is no property of a visit.
    By township alone, townships with nothing are there too. Of several people each has the hazard in their row.
    """
    counts = counted_columns(groups)
    cells = _count(database, groups, selection, counts)
    total = {name: sum(row[name] for row in cells.values()) for name in counts}
    register = township_names(database)
    if list(groups) == ["township"] and "township" not in selection.filters:
        for code in register:
            cells.setdefault((code,), dict.fromkeys(counts, 0))
    ordered = sorted(_split(cells, groups).items(), key=lambda item: tuple(str(part or "") for part in item[0]))
    rows = [_name({**dict(zip(groups, key, strict=True)), **row}, register) for key, row in ordered]
    return Summary([rate(row, rated) for row in rows], rate({groups[0]: _("Total"), **total}, rated))


def counted_columns(groups: Sequence[str]) -> tuple[str, ...]:
    """The counts a summary by these groups has."""
    return (VISIT_COUNTS if all(group in VISIT_GROUPS for group in groups) else ()) + HAZARD_COUNTS


def rate(row: Row, rated: str = "closed") -> Row:
    """The row with its rates."""
    rectified = row["closed"] + (row["fixed"] if rated == "fixed" else 0)
    shares = (rectified, row["found"]), (row["on_time"], row["due_so_far"]), (row["rebound"], row["closed"])
    return {**row, **{name: percent(*share) for name, share in zip(RATES, shares, strict=True)}}


def percent(part: int, whole: int) -> float | None:
    """The part in percent of the whole, with one decimal; None of nothing."""
    # Half a tenth is rounded up, as a spreadsheet does it; whole numbers until then, so that it is a half.
    return (2000 * part + whole) // (2 * whole) / 10 if whole else None


def _count(database: Database, groups: Sequence[str], selection: Selection, counts: Sequence[str]) -> _Cells:
    cells: _Cells = {}
    asked = {"hazard_counts": selection.filters}
    if "visits" in counts:
        asked["visit_counts"] = [name for name in selection.filters if name in _VISIT_FILTERS]
    if "verifier" in groups:
        asked["came_back"] = selection.filters
    for name, filters in asked.items():
        if name == "came_back":
            for row in cells.values():
                row["rebound"] = 0
        for row in database.rows(name, selection.parameters, filters, groups=groups):
            key = tuple(row[group] for group in groups)
            cells.setdefault(key, dict.fromkeys(counts, 0)).update({c: row[c] for c in counts if c in row})
    return cells


def _split(cells: _Cells, groups: Sequence[str]) -> _Cells:
    """A cell of several people once for each of them."""
    if not any(group in PEOPLE for group in groups):
        return cells
    each: _Cells = defaultdict(lambda: defaultdict(int))
    for key, row in cells.items():
        for one in product(*(_people(part) if g in PEOPLE else [part] for g, part in zip(groups, key, strict=True))):
            for name, value in row.items():
                each[one][name] += value
    return {key: dict(row) for key, row in each.items()}


def _people(names: str | None) -> Iterable[str | None]:
    return split_people(names) if names else [None]


def _name(row: Row, register: dict[str, str]) -> Row:
    if "township" in row:
        row["township"] = register.get(row["township"], row["township"])
    if "month" in row:
        row["month"] = f"{row['month'] // 100:04d}-{row['month'] % 100:02d}"
    return row
