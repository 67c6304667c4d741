"""The only place that fills the ledger: it folds journal entries into the tables that queries read.

The ledger may always be emptied and posted again from the journal: the result is the same.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from inspect_cli.rules import lifecycle
from inspect_cli.rules.entries import Body, Finding, Inspected, SiteEntered, TownshipEntered, read_body
from inspect_cli.rules.identity import digest
from inspect_cli.rules.lifecycle import Happened, State
from inspect_cli.store.database import Database, Row
from inspect_cli.store.entry import CITY, Entry, read_entries

CHUNK = 500
Posted = tuple[Entry, Body | None]
# What a clean visit is known by when a file holds it again.
CLEAN_CONTENT = (
    "category",
    "township",
    "village",
    "site",
    "location",
    "inspected_on",
    "inspectors",
    "campaign",
    "note",
)


class InspectionRow(NamedTuple):
    """A row of the inspection table, in the order of its columns."""

    township: str
    id: str
    category: str
    inspected_on: date
    site: str | None
    village: str | None
    location: str | None
    inspectors: str
    found: int
    campaign: str | None
    note: str | None
    batch: str
    origin: int | None


class HazardRow(NamedTuple):
    """A row of the hazard table, in the order of its columns."""

    township: str
    id: str
    inspection: str
    series: str
    serial: int
    category: str
    found_on: date
    site: str | None
    village: str | None
    location: str | None
    inspectors: str
    item: str | None
    description: str
    severity: str
    owner: str | None
    due: date | None
    first_due: date | None
    status: str
    is_open: bool
    claimed: bool
    conflict: bool
    fixed_on: date | None
    fixed_by: str | None
    verified_on: date | None
    verified_by: str | None
    failed: int
    extended: int
    rebound_of: str | None
    campaign: str | None
    note: str | None
    batch: str
    ref: str | None
    origin: int | None


def post(database: Database, posted: Sequence[Posted]) -> None:
    """Fold new entries into the ledger; inside the transaction that appended them."""
    visits = [(entry, body) for entry, body in posted if isinstance(body, Inspected)]
    _post_visits(database, visits)
    for entry, body in posted:
        if isinstance(body, TownshipEntered):
            _put_township(database, body)
        elif isinstance(body, SiteEntered):
            _put_site(database, entry.township, body)
    touched: dict[str, set[str]] = defaultdict(set)
    for entry, body in posted:
        if entry.subject and not isinstance(body, SiteEntered):
            touched[entry.township].add(entry.subject)
    for township, subjects in touched.items():
        _fold_again(database, township, sorted(subjects))


def repost(database: Database) -> None:
    """Empty the ledger and post the whole journal again; inside a `database.writing()` block."""
    for table in ("hazard", "inspection", "site", "township", "series"):
        database.change(f"empty_{table}")
    chunk: list[Posted] = []
    for entry in read_entries(database.stream("entries", order="arrival")):
        chunk.append((entry, read_body(entry.kind, entry.body)))
        if len(chunk) == CHUNK:
            post(database, chunk)
            chunk = []
    post(database, chunk)


def history(database: Database, township: str, inspection: str, hazards: Sequence[str]) -> list[Entry]:
    """The entries of these hazards of one visit, the visit itself first."""
    first = database.rows("entries", {"township": township, "ids": [inspection]}, ["township", "ids"])
    after = database.rows(
        "entries", {"township": township, "subjects": list(hazards)}, ["township", "subjects"], order="arrival"
    )
    return list(read_entries(first + after))


def happened(entries: Iterable[Entry]) -> list[Happened]:
    """Entries in the shape the rules read."""
    return [Happened(e.id, e.kind, e.at, json.loads(e.parents), read_body(e.kind, e.body)) for e in entries]


def _post_visits(database: Database, visits: Sequence[tuple[Entry, Inspected]]) -> None:
    inspections, hazards = [], []
    for entry, visit in visits:
        inspectors = "、".join(visit.inspectors)
        inspections.append(_inspection_row(entry, visit, inspectors))
        hazards += [_hazard_row(entry, visit, inspectors, finding) for finding in visit.hazards]
    if inspections:
        database.insert("inspection", inspections)
    if hazards:
        database.insert("hazard", hazards)
        # Sorted, the highest of a series stands last and stays.
        for code, serial in dict(sorted((row.series, row.serial) for row in hazards)).items():
            raise_series(database, code, serial)


def raise_series(database: Database, code: str, serial: int) -> None:
    """The numbers behind `code` are used up to `serial` at least."""
    higher = {"key_township": CITY, "key_code": code, "last": serial}
    if not database.change("raise_series", higher):
        # Not there yet, or high enough; in between somebody else may have put it there lower.
        database.insert("series", [(CITY, code, serial)], missing_only=True)
        database.change("raise_series", higher)


def _inspection_row(entry: Entry, visit: Inspected, inspectors: str) -> InspectionRow:
    return InspectionRow(
        entry.township,
        entry.id,
        visit.category,
        entry.at,
        visit.site,
        visit.village,
        visit.location,
        inspectors,
        len(visit.hazards),
        visit.campaign,
        visit.note,
        entry.batch,
        None if visit.hazards else _clean_content(entry, visit, inspectors),
    )


def _clean_content(entry: Entry, visit: Inspected, inspectors: str) -> int:
    place = (visit.category, entry.township, visit.village, visit.site, visit.location)
    return digest((*place, entry.at, inspectors, visit.campaign, visit.note))


def _hazard_row(entry: Entry, visit: Inspected, inspectors: str, finding: Finding) -> HazardRow:
    series, serial = finding.number.rsplit("-", 1)
    state = lifecycle.begin(finding)
    return HazardRow(
        entry.township,
        finding.id,
        entry.id,
        series,
        int(serial),
        visit.category,
        entry.at,
        visit.site,
        visit.village,
        finding.location,
        inspectors,
        finding.item,
        finding.description,
        finding.severity,
        finding.owner,
        finding.due,
        finding.first_due,
        state.status,
        state.is_open,
        state.claimed,
        state.conflict,
        state.fixed_on,
        state.fixed_by,
        state.verified_on,
        state.verified_by,
        int(finding.status == "failed"),
        int(finding.due != finding.first_due),
        finding.rebound_of,
        visit.campaign,
        finding.note or visit.note,
        entry.batch,
        finding.ref,
        finding.origin,
    )


def _fold_again(database: Database, township: str, subjects: Sequence[str]) -> None:
    for start in range(0, len(subjects), CHUNK):
        asked = {"township": township, "ids": subjects[start : start + CHUNK]}
        rows = database.rows("hazards", asked, ["township", "ids"])
        for hazard_id, (finding, entries) in gather(database, rows).items():
            _save_state(database, township, hazard_id, lifecycle.fold(finding, entries))


def gather(database: Database, rows: Sequence[Row]) -> dict[str, tuple[Finding, list[Happened]]]:
    """For each of these hazard rows, by id: the finding as its visit wrote it, and every entry about it since."""
    gathered: dict[str, tuple[Finding, list[Happened]]] = {}
    by_township: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_township[row["township"]].append(row)
    for township, own in by_township.items():
        for start in range(0, len(own), CHUNK):
            gathered.update(_gather(database, township, own[start : start + CHUNK]))
    return gathered


def _gather(database: Database, township: str, rows: Sequence[Row]) -> dict[str, tuple[Finding, list[Happened]]]:
    visits = {"township": township, "ids": list({row["inspection"] for row in rows})}
    first = read_entries(database.rows("entries", visits, ["township", "ids"]))
    findings = {finding.id: finding for entry in first for finding in _findings(entry)}
    ids = [row["id"] for row in rows]
    after: dict[str, list[Happened]] = defaultdict(list)
    since = {"township": township, "subjects": ids}
    for entry in read_entries(database.rows("entries", since, ["township", "subjects"])):
        after[entry.subject or ""] += happened([entry])
    return {hazard_id: (findings[hazard_id], after[hazard_id]) for hazard_id in ids}


def _findings(entry: Entry) -> Sequence[Finding]:
    body = read_body(entry.kind, entry.body)
    return body.hazards if isinstance(body, Inspected) else ()


def _save_state(database: Database, township: str, hazard_id: str, state: State) -> None:
    database.change(
        "change_hazard",
        {
            "key_township": township,
            "key_id": hazard_id,
            "status": state.status,
            "is_open": state.is_open,
            "claimed": state.claimed,
            "conflict": state.conflict,
            "fixed_on": state.fixed_on,
            "fixed_by": state.fixed_by,
            "verified_on": state.verified_on,
            "verified_by": state.verified_by,
        },
    )


def _put_township(database: Database, body: TownshipEntered) -> None:
    values = {"name": body.name, "kind": body.kind, "pinyin": body.pinyin, "initials": body.initials}
    if not database.change("put_township", {"key_township": body.code, **values}):
        database.insert("township", [(body.code, *values.values())])


def _put_site(database: Database, township: str, body: SiteEntered) -> None:
    values = {"name": body.name, "village": body.village, "kind": body.kind, "state": body.state}
    if not database.change("put_site", {"key_township": township, "key_code": body.code, **values}):
        database.insert("site", [(township, body.code, *values.values())])
