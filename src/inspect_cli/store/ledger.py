"""The only place that fills the ledger: it folds journal entries into the tables that queries read.

The ledger may always be emptied and posted again from the journal: the result is the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

from inspect_cli.rules import lifecycle
from inspect_cli.rules.body import Body
from inspect_cli.rules.entries import Finding, Inspected, read_body
from inspect_cli.rules.history import Happened
from inspect_cli.rules.lifecycle import State
from inspect_cli.rules.numbers import number_of
from inspect_cli.store import batches, enrolling, naming
from inspect_cli.store.database import Database, Row
from inspect_cli.store.entry import CITY, Entry, happened, read_entries
from inspect_cli.store.rows import (
    correct_visit,
    list_answers,
    list_counters,
    list_photos,
    make_hazard,
    make_visit,
)

CHUNK = 500
TABLES = (
    *("photo", "answer", "counter", "hazard", "inspection", "former_name", "site_state", "site", "illegal_case"),
    *("village", "zone", "department", "responsibility", "duty", "spot_check", "report"),
    *("category", "township", "campaign", "series", "batch"),
)
# What of a row follows from the entries about its hazard; the same as `writes.FOLDED`, which a laptop does not load.
_FOLDED = (
    *("status", "is_open", "claimed", "self_verified", "conflict", "severity", "owner", "due", "first_due"),
    *("fixed_on", "fixed_by", "verified_on", "verified_by", "failed", "extended", "extended_days", "planned"),
    *("measures", "funds"),
    *("listed", "suspended", "issued", "transferred_on", "transferred_to", "duplicate_of", "on_spot", "rebound_of"),
)
_OF_VISITS = ("answers", "counters", "inspections")
Posted = tuple[Entry, Body | None]


def post(database: Database, posted: Sequence[Posted]) -> None:
    """Fold new entries into the ledger; inside the transaction that appended them."""
    _post_visits(database, [(entry, body) for entry, body in posted if isinstance(body, Inspected)])
    enrolling.post(database, posted)
    batches.post(database, posted)
    touched: dict[str, set[str]] = defaultdict(set)
    for entry, _body in posted:
        if entry.subject:
            touched[entry.township].add(entry.subject)
    for township, subjects in touched.items():
        for chunk in _chunks(sorted(subjects)):
            _settle(database, township, _fold_again(database, township, chunk))


def repost(database: Database, advance: Callable[[int], None] = lambda _count: None) -> None:
    """Empty the ledger and post the whole journal again; inside a `database.writing()` block."""
    for table in TABLES:
        database.change(f"empty_{table}")
    chunk: list[Posted] = []
    for entry in read_entries(database.stream("entries", order="arrival")):
        chunk.append((entry, read_body(entry.kind, entry.body)))
        if len(chunk) == CHUNK:
            post(database, chunk)
            advance(CHUNK)
            chunk = []
    post(database, chunk)


def history(database: Database, row: Row) -> list[Entry]:
    """The entries about a hazard, given by its row, the visit that found it first."""
    township, visit = row["township"], row["inspection"]
    first = database.rows("entries", {"township": township, "ids": [visit]}, ["township", "ids"])
    asked = {"township": township, "subjects": [row["id"], visit]}
    return list(read_entries(first + database.rows("entries", asked, ["township", "subjects"], order="arrival")))


def _post_visits(database: Database, visits: Sequence[tuple[Entry, Inspected]]) -> None:
    inspections, hazards, photos = [], [], []
    answers: list[tuple[Any, ...]] = []
    counters: list[tuple[Any, ...]] = []
    for entry, visit in visits:
        inspectors = "、".join(visit.inspectors)
        inspections.append(make_visit(entry, visit, inspectors, len(visit.hazards)))
        hazards += [
            make_hazard(entry, visit, inspectors, finding, lifecycle.begin(finding)) for finding in visit.hazards
        ]
        photos += [
            row
            for finding in visit.hazards
            if finding.photos
            for row in list_photos(entry.township, entry.id, finding, ())
        ]
        answers += list_answers(entry, visit)
        counters += list_counters(entry, visit)
    naming.spell(database, {"inspection": inspections, "hazard": hazards})
    made = (("inspection", inspections), ("hazard", hazards), ("photo", photos))
    for table, rows in (*made, ("answer", answers), ("counter", counters)):
        if rows:
            database.insert(table, rows)
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


def _fold_again(database: Database, township: str, subjects: Sequence[str]) -> list[str]:
    """Fold these hazards anew; the subjects that are none, or whose hazards were taken back or corrected."""
    rows = database.rows("hazards", {"township": township, "ids": list(subjects)}, ["township", "ids"])
    gone = []
    gathered = gather(database, rows)
    for row in rows:
        finding, entries = gathered[row["id"]]
        corrected = any(entry.kind == "corrected" for entry in entries)  # the row of its visit may change with it
        state = None if corrected else lifecycle.fold(finding, entries)
        if state is None:
            gone.append(row["id"])
        else:
            _save_state(database, township, row["id"], state)
            _save_photos(database, township, row["inspection"], finding, entries)
    return [*(set(subjects) - {row["id"] for row in rows}), *gone]


def _settle(database: Database, township: str, subjects: Collection[str]) -> None:
    """Write the visits behind these subjects, visits or hazards, anew: what was taken back has no rows."""
    if not subjects:
        return
    about = {"township": township, "subjects": list(subjects)}
    later = list(read_entries(database.rows("entries", about, ["township", "subjects"])))
    roots = {*subjects, *(parent for seen in happened(later) for parent in seen.parents)}
    for chunk in _chunks(sorted(roots)):
        named = {"township": township, "ids": chunk, "kinds": ["inspected"]}
        visits = read_entries(database.rows("entries", named, ["township", "ids", "kinds"]))
        _settle_visits(database, township, list(visits))


def _settle_visits(database: Database, township: str, visits: Sequence[Entry]) -> None:
    findings = {visit.id: findings_of(visit) for visit in visits}
    hazards = [finding.id for each in findings.values() for finding in each]
    about = entries_about(database, township, [*findings, *hazards])
    visits_ids = list(findings)
    dropped = [("photos", hazards), ("hazards", hazards), *((table, visits_ids) for table in _OF_VISITS)]
    for tables, ids in dropped:
        for chunk in _chunks(ids):
            database.change(f"drop_{tables}", {"key_township": township, "key_ids": list(chunk)})
    made: dict[str, list[Any]] = {table: [] for table in ("inspection", "hazard", "photo", "answer", "counter")}
    for entry in visits:
        _lay_out(entry, about, made)
    naming.spell(database, made)
    for table, rows in made.items():
        database.insert(table, rows)


def _lay_out(entry: Entry, about: Mapping[str, list[Happened]], made: Mapping[str, list[Any]]) -> None:
    """Add the rows that a visit has, after everything that was written about it and its hazards."""
    visit = read_body(entry.kind, entry.body)
    if not isinstance(visit, Inspected):
        return
    inspectors, own = "、".join(visit.inspectors), about.get(entry.id, [])
    told: list[tuple[Finding, State]] = []
    for finding in visit.hazards:
        entries = own + about.get(finding.id, [])
        if state := lifecycle.fold(finding, entries):
            told.append((finding, state))
            made["hazard"].append(make_hazard(entry, visit, inspectors, finding, state))
            made["photo"] += list_photos(entry.township, entry.id, finding, lifecycle.counting(entries))
    if told or not lifecycle.is_undone(entry.id, own):
        made["inspection"].append(correct_visit(make_visit(entry, visit, inspectors, len(told)), visit, told))
        made["answer"] += list_answers(entry, visit)
        made["counter"] += list_counters(entry, visit)


def gather(database: Database, rows: Sequence[Row]) -> dict[str, tuple[Finding, list[Happened]]]:
    """For each of these hazard rows, by id: the finding as its visit wrote it, and every entry about it since."""
    gathered: dict[str, tuple[Finding, list[Happened]]] = {}
    by_township: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_township[row["township"]].append(row)
    for township, own in by_township.items():
        for chunk in _chunks(own):
            gathered.update(_gather(database, township, chunk))
    return gathered


def _gather(database: Database, township: str, rows: Sequence[Row]) -> dict[str, tuple[Finding, list[Happened]]]:
    visits = list({row["inspection"] for row in rows})
    first = read_entries(database.rows("entries", {"township": township, "ids": visits}, ["township", "ids"]))
    findings = {finding.id: finding for entry in first for finding in findings_of(entry)}
    after = entries_about(database, township, [*visits, *(row["id"] for row in rows)])
    return {row["id"]: (findings[row["id"]], after[row["inspection"]] + after[row["id"]]) for row in rows}


def entries_about(database: Database, township: str, subjects: Sequence[str]) -> dict[str, list[Happened]]:
    """Every entry about these hazards and visits, by the id of the hazard or visit."""
    about: dict[str, list[Happened]] = defaultdict(list)
    for chunk in _chunks(subjects):
        asked = {"township": township, "subjects": list(chunk)}
        for entry in read_entries(database.rows("entries", asked, ["township", "subjects"])):
            about[entry.subject or ""] += happened([entry])
    return about


def numbers_behind(database: Database, township: str, subjects: Sequence[str]) -> dict[str, dict[str, str]]:
    """For each subject that is a hazard of the ledger, or a visit: hazard id -> number. Others are not there."""
    behind: dict[str, dict[str, str]] = {}
    for chunk in _chunks(subjects):
        asked = {"township": township, "ids": list(chunk)}
        for row in database.rows("hazards", asked, ["township", "ids"]):
            behind[row["id"]] = {row["id"]: number_of(row)}
        for entry in read_entries(database.rows("entries", asked, ["township", "ids"])):
            behind[entry.id] = {finding.id: finding.number for finding in findings_of(entry)}
    return behind


def findings_of(entry: Entry) -> Sequence[Finding]:
    """The hazards that a visit found; none for an entry of another kind."""
    body = read_body(entry.kind, entry.body)
    return body.hazards if isinstance(body, Inspected) else ()


def _save_state(database: Database, township: str, hazard_id: str, state: State) -> None:
    folded = {name: getattr(state, name) for name in _FOLDED}
    database.change("change_hazard", {"key_township": township, "key_id": hazard_id, **folded})


def _save_photos(database: Database, township: str, visit: str, finding: Finding, entries: Sequence[Happened]) -> None:
    if finding.photos or any(getattr(entry.body, "photos", None) for entry in entries):
        database.change("drop_photos", {"key_township": township, "key_ids": [finding.id]})
        rows = list_photos(township, visit, finding, lifecycle.counting(entries))
        if rows:
            database.insert("photo", rows)


def _chunks(of: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (of[start : start + CHUNK] for start in range(0, len(of), CHUNK))
