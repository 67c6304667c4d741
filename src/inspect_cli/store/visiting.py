"""The only place that counts the visits that sites ask for and got."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from inspect_cli.messages import _
from inspect_cli.rules import coverage
from inspect_cli.store.database import Database, Row
from inspect_cli.store.queries import township_names
from inspect_cli.store.summaries import percent

COUNTS = ("sites", "needed", "made", "visits", "unvisited")
GROUPS = {"kind": ("kind",), "township": ("township",), "leader": ("township", "leader")}  # what a row is known by
Group = tuple[str | None, ...]


def measure_coverage(
    database: Database, by: str, since: date, until: date, township: str | None = None
) -> tuple[list[Row], Row]:
    """Visits that sites ask for and got in these days, a row for each kind of site, township or leader, and the total.

    A row: what GROUPS says, COUNTS and `share`, the visits made in percent of those needed, none when none was. A
    site's visits count up to what it asks for; `visits` are all of those to sites that ask for some; `unvisited` are
    sites that do and had none. A leader is a post of a township: the same post in two of them is two people.
    """
    asked = {"since": since, "today": until, "days": (until - since).days + 1, "township": township}
    leaders = _read_leaders(database, until) if by == "leader" else {}
    named = township_names(database)
    cells: dict[Group, dict[str, int]] = defaultdict(lambda: dict.fromkeys(COUNTS, 0))
    register = database.rows("townships", order="code") if by == "township" and township is None else ()
    for standing in (row for row in register if coverage.stands(row, until)):
        cells[standing["name"],].update()
    for row in database.rows("visit_coverage", asked, ["township"] if township else []):
        group = _group_of(row, by, named, leaders)
        for name in COUNTS:
            cells[group][name] += row[name]
    told = [(group, counts) for group, counts in cells.items() if by == "township" or counts["needed"]]
    rows = [_rate({**dict(zip(GROUPS[by], group, strict=True)), **counts}) for group, counts in told]
    total = {name: sum(row[name] for row in rows) for name in COUNTS}
    return sorted(rows, key=lambda row: _least_first(row, by)), _rate({GROUPS[by][0]: _("Total"), **total})


def _group_of(row: Row, by: str, named: Mapping[str, str], leaders: Mapping[str, str]) -> Group:
    name = named.get(row["township"], row["township"])
    of_one: dict[str, Group] = {
        "kind": (row["kind"],),
        "township": (name,),
        "leader": (name, row["leader_post"] or leaders.get(row["township"])),
    }
    return of_one[by]


def _read_leaders(database: Database, on: date) -> dict[str, str]:
    """Who leads each township on a day, for all categories if somebody does: the post, else the name."""
    found = database.rows("responsibilities", {"layer": "township", "on": on}, ["layer", "on"], order="place")
    leaders: dict[str, list[Row]] = defaultdict(list)
    for row in found:
        if row["role"] == "area_leader" and (row["post"] or row["name"]):
            leaders[row["township"]].append(row)
    general = {code: [row for row in rows if row["category"] is None] or rows for code, rows in leaders.items()}
    return {code: "、".join(dict.fromkeys(r["post"] or r["name"] for r in rows)) for code, rows in general.items()}


def _rate(row: Row) -> Row:
    return {**row, "share": percent(row["made"], row["needed"])}


def _least_first(row: Row, by: str) -> tuple[Any, ...]:
    share = row["share"]
    return share is None, share or 0.0, -row["needed"], [str(row[name] or "") for name in GROUPS[by]]
