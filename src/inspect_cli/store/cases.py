"""The only place that answers which illegal activities were found: counts of cases and boxes, apart from hazards."""

from __future__ import annotations

from inspect_cli.messages import _
from inspect_cli.store.database import Database
from inspect_cli.store.queries import Selection
from inspect_cli.store.summaries import Summary


def list_cases(database: Database, selection: Selection, kind: str | None = None) -> Summary:
    """What was found in the asked places and days, newest first, each with the name of its township; and the total."""
    filters, asked = list(selection.filters), dict(selection.parameters)
    if kind is not None:
        filters, asked = [*filters, "kind"], {**asked, "kind": kind}
    found = database.rows("illegal_cases", asked, filters, order="newest")
    rows = [{**row, "township": row["township_name"] or row["township"]} for row in found]
    total = {name: sum(row[name] for row in rows) for name in ("cases", "boxes")}
    return Summary(rows, {"township": _("Total"), **total})
