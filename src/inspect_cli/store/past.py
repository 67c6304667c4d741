"""The only place that lays out the ledger as it stood at the end of an earlier day, as a copy in memory.

Visits, hazards and what was counted are those of a selection; the registers are as they are now.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from inspect_cli.rules import lifecycle, past
from inspect_cli.store import ledger, opening, pacing, tallying
from inspect_cli.store.database import Database, Row
from inspect_cli.store.queries import Selection

_REGISTERS = ("township", "category", "site")
_COPIED = {  # table -> the question that gives its rows, and what the forms call it
    "inspection": ("visits", "visits"),
    "counter": ("visit_counters", "counters"),
    "illegal_case": ("illegal_cases", "cases"),
}


@contextmanager
def standing(database: Database, selection: Selection, day: date) -> Iterator[Database]:
    """A ledger in memory with what is selected, as it stood on that day, and with the registers."""
    then = opening.create_scratch()
    try:
        with then.writing():
            for table in _REGISTERS:
                _copy(then, table, database.rows(f"all_{table}"))
            for table, (question, kind) in _COPIED.items():
                filters = tallying.pick_filters(kind, selection)
                if filters is not None:
                    _copy(then, table, database.rows(question, selection.parameters, filters))
            _copy(then, "hazard", _fold(database, selection, day))
        yield then
    finally:
        then.close()


def _fold(database: Database, selection: Selection, day: date) -> list[Row]:
    rows = database.rows("hazards", selection.parameters, selection.filters)
    touched = pacing.read_touched(database, rows)
    changed = [row for row in rows if touched.get(row["id"], day) > day]
    gathered = ledger.gather(database, changed)
    for row in changed:
        finding, happened = gathered[row["id"]]
        known = past.known_until(happened, day)
        row.update(past.restate(row, lifecycle.fold(finding, known) or lifecycle.begin(finding)))
    return [past.rewind(row, day) for row in rows]


def _copy(then: Database, table: str, rows: list[Row]) -> None:
    """Add rows to a table; a question may give the name of the township beside its columns."""
    if rows:
        then.insert(table, [tuple(value for name, value in row.items() if name != "township_name") for row in rows])
