"""The only place where a visit, a hazard and its pictures become rows of the ledger.

A visit is shown as its hazards are by now: where all of them were corrected to one site, day or inspector, so is it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from operator import attrgetter
from typing import Any, NamedTuple

from inspect_cli.rules import corrections
from inspect_cli.rules.corrections import NOTHING, Facts
from inspect_cli.rules.entries import Finding, Inspected
from inspect_cli.rules.history import Happened
from inspect_cli.rules.identity import digest
from inspect_cli.rules.lifecycle import State
from inspect_cli.store.entry import Entry

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
    written_on: date
    site: str | None
    site_then: str | None
    village: str | None
    location: str | None
    inspectors: str
    found: int
    campaign: str | None
    note: str | None
    kind: str | None
    departments: str | None
    led_by: str | None
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
    site_then: str | None
    village: str | None
    location: str | None
    inspectors: str
    item: str | None
    item_text: str | None
    item_text_en: str | None
    basis: str | None
    basis_en: str | None
    catalog: str | None
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
    extended_days: int
    planned: bool
    measures: str | None
    funds: int | None
    listed: str | None
    suspended: str | None
    issued: str | None
    transferred_on: date | None
    transferred_to: str | None
    duplicate_of: str | None
    on_spot: bool
    self_verified: bool
    rebound_of: str | None
    campaign: str | None
    note: str | None
    batch: str
    ref: str | None
    origin: int | None


def make_visit(entry: Entry, visit: Inspected, inspectors: str, found: int) -> InspectionRow:
    """The row of a visit that has so many hazards."""
    return InspectionRow(
        entry.township,
        entry.id,
        visit.category,
        entry.at,
        entry.recorded_at.date(),
        visit.site,
        None,
        visit.village,
        visit.location,
        inspectors,
        found,
        visit.campaign,
        visit.note,
        visit.kind,
        "、".join(visit.departments) if visit.departments else None,
        visit.led_by,
        entry.batch,
        None if visit.hazards else _clean_content(entry, visit, inspectors),
    )


def _clean_content(entry: Entry, visit: Inspected, inspectors: str) -> int:
    place = (visit.category, entry.township, visit.village, visit.site, visit.location)
    return digest((*place, entry.at, inspectors, visit.campaign, visit.note))


# In the order of the columns of `HazardRow`, by which they are laid in.
_Cells = Callable[[Any], tuple[Any, ...]]
_SAID: _Cells = attrgetter("item", "item_text", "item_text_en", "basis", "basis_en", "catalog", "description")
_STANDING: _Cells = attrgetter(
    *("severity", "owner", "due", "first_due", "status", "is_open", "claimed", "conflict"),
    *("fixed_on", "fixed_by", "verified_on", "verified_by", "failed", "extended", "extended_days", "planned"),
    *("measures", "funds", "listed", "suspended", "issued", "transferred_on", "transferred_to", "duplicate_of"),
    *("on_spot", "self_verified", "rebound_of"),
)


def make_hazard(entry: Entry, visit: Inspected, inspectors: str, finding: Finding, state: State) -> HazardRow:
    """The row of a hazard that stands so."""
    series, serial = finding.number.rsplit("-", 1)
    row = HazardRow._make(
        (
            entry.township,
            finding.id,
            entry.id,
            series,
            int(serial),
            visit.category,
            entry.at,
            visit.site,
            None,
            visit.village,
            finding.location,
            inspectors,
            *_SAID(finding),
            *_STANDING(state),
            visit.campaign,
            finding.note or visit.note,
            entry.batch,
            finding.ref,
            state.origin,
        )
    )
    return row if state.corrected is NOTHING else row._replace(**_spell(state.corrected))


def correct_visit(row: InspectionRow, visit: Inspected, told: Sequence[tuple[Finding, State]]) -> InspectionRow:
    """The row of a visit that was corrected, by the hazards that it has and how they stand."""
    if all(state.corrected is NOTHING for _finding, state in told):
        return row
    on = row.inspected_on
    now = [corrections.overlay(corrections.read_facts(visit, finding, on), state.corrected) for finding, state in told]
    agreed = corrections.agree(now, corrections.read_facts(visit, told[0][0], on))
    return row._replace(
        category=agreed.category or row.category,
        inspected_on=agreed.inspected_on or on,
        site=agreed.site,
        village=agreed.village,
        inspectors="、".join(agreed.inspectors),
        campaign=agreed.campaign,
    )


def _spell(corrected: Facts) -> dict[str, Any]:
    """The columns of a hazard that a correction says anew."""
    said = {name: value for name, value in corrected._asdict().items() if value and name != "first_due"}
    if "inspected_on" in said:
        said["found_on"] = said.pop("inspected_on")
    if "inspectors" in said:
        said["inspectors"] = "、".join(said["inspectors"])
    if "item" in said:  # what the checklist said was said of another item
        said |= dict.fromkeys(("item_text", "item_text_en", "basis", "basis_en", "catalog"))
    return said


def list_answers(entry: Entry, visit: Inspected) -> list[tuple[Any, ...]]:
    """The rows of what was said to the questions of a checklist; of an item that stands twice the last holds."""
    told = {answered.item: answered.answer for answered in visit.answers or ()}
    return [(entry.township, entry.id, item, answer) for item, answer in told.items()]


def list_counters(entry: Entry, visit: Inspected) -> list[tuple[Any, ...]]:
    """The rows of what was counted on a visit."""
    return [(entry.township, entry.id, name, amount) for name, amount in (visit.counters or {}).items()]


def list_photos(township: str, visit: str, finding: Finding, entries: Iterable[Happened]) -> list[tuple[Any, ...]]:
    """The rows of the pictures that a hazard's visit and these entries name."""
    named: list[tuple[str, str, Any]] = [(visit, "inspected", finding.photos)]
    named += [(entry.id, entry.kind, getattr(entry.body, "photos", None)) for entry in entries]
    return [
        (township, finding.id, entry, photo.sha256, kind, photo.path, photo.size, photo.kept)
        for entry, kind, photos in named
        for photo in {photo.sha256: photo for photo in photos or ()}.values()
    ]
