"""The least that an import can do: the same file into the same tables with csv and sqlite3, nothing checked, no hashes.

python raw_import.py LEDGER FILE: LEDGER is made anew, with the tables, indexes and pragmas that inspect-cli uses.
"""

from __future__ import annotations

import csv
import json
import sqlite3
import sys
from collections.abc import Iterator
from itertools import islice
from typing import Any

from inspect_cli.store import compiled
from inspect_cli.store.sqlite import PRAGMAS

LARGE = ("cache_spill = ON", "cache_size = -32768")  # what inspect-cli sets for an import of this size
VISIT = ("category", "township", "village", "site", "inspected_on", "inspectors", "campaign")
INSPECTED = ("category", "village", "site", "inspectors", "campaign", "location", "note")
STAMP, DEVICE, BATCH = "2023-01-15T08:00:00.000000Z", "d" * 32, "b" * 32
CHUNK = 2_000
Cells = dict[str, str]


def open_ledger(path: str) -> sqlite3.Connection:
    """An empty ledger with the schema and the pragmas of inspect-cli."""
    ledger = sqlite3.connect(path, isolation_level=None)
    for name, value in PRAGMAS.items():
        ledger.execute(f"PRAGMA {name} = {value}")
    for sql in compiled.schema():
        ledger.execute(sql)
    for pragma in LARGE:
        ledger.execute(f"PRAGMA {pragma}")
    return ledger


def read_visits(path: str) -> Iterator[list[Cells]]:
    """The rows of one visit together; a row without a hazard is a visit of its own."""
    with open(path, encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file)
        header = next(reader)
        visit: list[Cells] = []
        before: list[str] = []
        for cells in reader:
            row = dict(zip(header, cells, strict=True))
            key = [row[name] for name in VISIT]
            if visit and (key != before or not row["description"]):
                yield visit
                visit = []
            visit.append(row)
            before = key if row["description"] else []
        if visit:
            yield visit


class Filler:
    """Turns visits into the rows of the tables; ids, hashes and heads are counted up instead of made."""

    def __init__(self) -> None:
        self.heads: dict[str, int] = {}
        self.count = 0

    def make_id(self) -> str:
        """32 hex digits, later ones sorting later."""
        self.count += 1
        return f"{self.count:032x}"

    def lay_out(self, visit: list[Cells]) -> tuple[tuple[Any, ...], tuple[Any, ...], list[tuple[Any, ...]]]:
        """A visit's rows of journal, inspection and hazard."""
        first, visit_id = visit[0], self.make_id()
        town = first["township"]
        self.heads[town] = seq = self.heads.get(town, 0) + 1
        body: dict[str, Any] = {key: first[key] for key in INSPECTED if first[key]}
        findings = [{"id": self.make_id(), **row} for row in visit] if first["description"] else []
        body["hazards"] = [{k: v for k, v in f.items() if v and k not in VISIT} for f in findings]
        text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
        digest, on = f"{self.count:064x}", first["inspected_on"]
        head = (town, visit_id, "inspected", None, on, STAMP, "bench", DEVICE, BATCH, "[]", text, digest, digest, seq)
        origin = None if findings else self.count
        where = (first["site"] or None, None, first["village"] or None, None if findings else first["location"] or None)
        inspection = (
            *(town, visit_id, first["category"], on, STAMP[:10], *where, first["inspectors"], len(findings)),
            *(first["campaign"] or None, None if findings else first["note"] or None, None, None, None, BATCH, origin),
        )
        return head, inspection, [lay_out_hazard(f, visit_id) for f in findings]


def lay_out_hazard(row: Cells, visit_id: str) -> tuple[Any, ...]:
    """A row of the hazard table."""
    series, serial = row["number"].rsplit("-", 1)
    status = row["status"]
    return (
        *(row["township"], row["id"], visit_id, series, int(serial), row["category"], row["inspected_on"]),
        *(row["site"] or None, None, row["village"] or None, row["location"] or None, row["inspectors"]),
        *(row["item"] or None, None, None, None, None, None),  # what the list says of the item
        *(row["description"], row["severity"] or "general", row["owner"] or None, row["due"] or None),
        *(row["first_due"] or None, status, status in ("found", "fixed", "failed"), 0, 0, row["fixed_on"] or None),
        *(row["fixed_by"] or None, row["verified_on"] or None, row["verified_by"] or None, 0, 0),
        *(0, 0, None, None, None, None, None, None, None, None, 0, 0),  # days extended, plan, listed, handed over
        *(row["rebound_of"] or None, row["campaign"] or None, row["note"] or None, BATCH, None, None),
    )


def fill(ledger: sqlite3.Connection, path: str) -> None:
    """Write the whole file in one transaction, a chunk of visits at a time."""
    add = {name: compiled.find(f"add_{name}")["sql"] for name in ("journal", "inspection", "hazard", "township_head")}
    filler, visits = Filler(), read_visits(path)
    ledger.execute("BEGIN IMMEDIATE")
    while chunk := [filler.lay_out(visit) for visit in islice(visits, CHUNK)]:
        ledger.executemany(add["journal"], [head for head, _inspection, _hazards in chunk])
        ledger.executemany(add["inspection"], [inspection for _head, inspection, _hazards in chunk])
        ledger.executemany(add["hazard"], [row for _head, _inspection, hazards in chunk for row in hazards])
    ledger.executemany(add["township_head"], [(town, last, 0) for town, last in filler.heads.items()])
    ledger.execute("COMMIT")


if __name__ == "__main__":
    fill(open_ledger(sys.argv[1]), sys.argv[2])
