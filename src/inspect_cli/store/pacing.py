"""The only place that answers how campaigns go: what was found and closed, whether the end will be met, what misses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from inspect_cli.rules import pace
from inspect_cli.rules.pace import Pace
from inspect_cli.store import campaigns, queries, summaries, tallying
from inspect_cli.store.database import Database, Row
from inspect_cli.store.queries import CHUNK, Selection

COUNTS = ("found", "fixed", "closed", "open", "overdue", "transferred")


class Course(NamedTuple):
    """How a campaign goes: its counts, its pace, a row for each township, the open hazards that will miss its end."""

    campaign: Row
    total: Row
    pace: Pace
    townships: list[Row]
    missing: list[dict[str, Any]]

    @property
    def facts(self) -> Row:
        """The whole of it in one row."""
        told = {name: self.total[name] for name in COUNTS}
        how = {name: value for name, value in self.pace._asdict().items() if name != "capacity"}
        return {"campaign": self.campaign["name"], **told, **how, "missing": len(self.missing)}


def follow(database: Database, campaign: Row, today: date, township: str | None = None) -> Course:
    """How a campaign (a row of `campaigns.read_campaigns`) goes, in one township (a code) or everywhere."""
    selection = campaigns.belong(campaign, today, township)
    counted = tallying.tally(database, "township", selection, COUNTS, "closed")
    closed = _count_closings(database, campaign, today, township)
    going = pace.measure((campaign["start"], campaign["end"]), today, counted.total["open"], closed)
    if not counted.total["found"]:
        going = going._replace(done_on=None)  # of nothing, no day is the last
    rows = [
        {**row, "rectification_rate": summaries.percent(row["closed"], row["found"])}
        for row in [*counted.rows, counted.total]
    ]
    return Course(campaign, rows[-1], going, rows[:-1], _find_missing(database, campaign, going, selection, today))


def _count_closings(database: Database, campaign: Row, today: date, township: str | None) -> int:
    selection = campaigns.belong(campaign, today, township)
    since = today - timedelta(days=pace.window(campaign["start"], today) - 1)
    selection.add("closed_since", closed_since=since)
    selection.add("closed_until", closed_until=today)
    return queries.count_hazards(database, selection)


def _find_missing(
    database: Database, campaign: Row, going: Pace, selection: Selection, today: date
) -> list[dict[str, Any]]:
    selection.add("open")
    rows = database.rows("hazards", selection.parameters, selection.filters, order="worst")
    touched = read_touched(database, rows)
    return pace.find_missing([queries.present(row, today) for row in rows], touched, going, campaign["end"], today)


def read_touched(database: Database, rows: Sequence[Row]) -> dict[str, date]:
    """The day of the last entry about each of these rows of the ledger that has one since it was found."""
    of: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        of[row["township"]].append(row["id"])
    touched: dict[str, date] = {}
    for township, ids in of.items():
        for start in range(0, len(ids), CHUNK):
            asked = {"township": township, "subjects": ids[start : start + CHUNK]}
            found = database.rows("last_entries", asked, ["township", "subjects"])
            touched.update((row["subject"], row["at"]) for row in found)
    return touched
