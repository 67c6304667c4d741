"""The only place that answers how campaigns go: what was found and closed, whether the end will be met, what misses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from inspect_cli.rules import lifecycle, pace
from inspect_cli.rules.pace import Pace
from inspect_cli.store import campaigns, queries, summaries, tallying
from inspect_cli.store.database import Database, Row
from inspect_cli.store.queries import CHUNK, Selection

COUNTS = ("found", "fixed", "closed", "open", "overdue", "transferred")


class Course(NamedTuple):
    """How a campaign goes: its counts, its pace, a row for each township, the open hazards that will miss its end.

    former_ends: the last days that it had before, the first one first.
    """

    campaign: Row
    total: Row
    pace: Pace
    townships: list[Row]
    missing: list[dict[str, Any]]
    former_ends: list[date]

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
    missing = _find_missing(database, campaign, going, selection, today)
    return Course(campaign, rows[-1], going, rows[:-1], missing, campaigns.read_former_ends(database, campaign))


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
    touched = _read_worked(database, rows)
    return pace.find_missing([queries.present(row, today) for row in rows], touched, going, campaign["end"], today)


def read_touched(database: Database, rows: Sequence[Row]) -> dict[str, date]:
    """The day of the last entry about each of these rows of the ledger that has one since it was found."""
    return {last["subject"]: last["at"] for _township, last in _read_last(database, rows)}


def _read_worked(database: Database, rows: Sequence[Row]) -> dict[str, date]:
    """The same of the entries that count: what was taken back is no work on a hazard, nor is taking it back."""
    from inspect_cli.store import ledger  # brings the models of entries

    worked: dict[str, date] = {}
    doubted: dict[str, list[str]] = defaultdict(list)
    for township, last in _read_last(database, rows):
        if last["undone"]:
            doubted[township].append(last["subject"])
        else:
            worked[last["subject"]] = last["at"]
    for township, subjects in doubted.items():
        for subject, happened in ledger.entries_about(database, township, subjects).items():
            days = [entry.at for entry in lifecycle.counting(happened) if entry.kind != "undone"]
            worked |= {subject: max(days)} if days else {}
    return worked


def _read_last(database: Database, rows: Sequence[Row]) -> Iterator[tuple[str, Row]]:
    of: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        of[row["township"]].append(row["id"])
    for township, ids in of.items():
        for start in range(0, len(ids), CHUNK):
            asked = {"township": township, "subjects": ids[start : start + CHUNK]}
            for last in database.rows("last_entries", asked, ["township", "subjects"]):
                yield township, last
