"""The only place where who answers for what, who is on duty and what was reported become entries, and are read back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from inspect_cli import settings
from inspect_cli.rules.body import Body, tidy
from inspect_cli.rules.register_entries import (
    DepartmentEntered,
    DutyEntered,
    Reported,
    ResponsibilityEntered,
    Sent,
    SpotChecked,
    VillageEntered,
    ZoneEntered,
)
from inspect_cli.store import journal
from inspect_cli.store.database import Database, Row
from inspect_cli.store.enrolling import DUTY_FACTS, RESPONSIBILITY_FACTS
from inspect_cli.store.entry import CITY
from inspect_cli.store.ids import make_id
from inspect_cli.store.journal import Author, Draft
from inspect_cli.store.recording import build

LAYERS = ("township", "village", "zone", "site")  # from the widest to the narrowest
Told = Mapping[str, Any]


def enter_villages(database: Database, rows: Iterable[Told], author: Author) -> int:
    """Write the villages that are new or changed; how many. rows: fields of `VillageEntered`, `township` a code."""
    known = {(row["township"], row["name"]): row for row in database.rows("villages")}
    return _enter_named(database, "village", VillageEntered, _merge(rows, known, ("code", "ended_on")), author)


def enter_zones(database: Database, rows: Iterable[Told], author: Author) -> int:
    """Write the hills, zones and grids that are new or changed; how many."""
    known = {(row["township"], row["name"]): row for row in database.rows("zones")}
    return _enter_named(database, "zone", ZoneEntered, _merge(rows, known, ("kind", "village", "ended_on")), author)


def enter_departments(database: Database, rows: Iterable[Told], author: Author) -> int:
    """Write the departments that are new or changed; how many."""
    known = {(CITY, row["name"]): row for row in database.rows("departments")}
    merged = _merge(({**row, "township": CITY} for row in rows), known, ("ended_on", "successor"))
    return _enter_named(database, "department", DepartmentEntered, merged, author)


def draft_responsibility(township: str, told: Told) -> Draft:
    """The entry of a responsibility; without a key it is a new one. Raises BadInput for what cannot stand in one."""
    body = build(ResponsibilityEntered, **{"key": make_id(), **told})
    return Draft(township, "responsibility", settings.today(), body)


def enter_responsibilities(database: Database, rows: Iterable[Told], author: Author) -> int:
    """Write the responsibilities that are not there yet; how many. rows: fields of the entry, `township` a code."""
    known = {_said(row["township"], row) for row in database.rows("responsibilities")}
    drafts = []
    for row in rows:
        told = {name: value for name, value in row.items() if name != "township"}
        draft = draft_responsibility(row["township"], told)
        said = _said(row["township"], vars(draft.body))
        if said not in known:
            known.add(said)
            drafts.append(draft)
    return _append(database, drafts, author)


def end_responsibilities(database: Database, rows: Sequence[Row], last: date, author: Author) -> int:
    """Write that these rows of the register hold until a day and no longer; how many."""
    return _append(database, [draft_end(row, last) for row in rows], author)


def draft_end(row: Row, last: date) -> Draft:
    """The entry that ends a responsibility; one that would end before it begins never held: it ends the day before."""
    facts = {name: row[name] for name in RESPONSIBILITY_FACTS}
    end = max(last, row["start"] - timedelta(days=1))
    return draft_responsibility(row["township"], {**facts, "key": row["id"], "end": end})


def find_responsible(database: Database, on: date, **asked: str | None) -> list[Row]:
    """Who answers on a day, from the widest layer to the narrowest.

    asked: township (a code), layer, place, person, of_department, for_category; None asks for nothing.
    """
    given = {name: value for name, value in asked.items() if value is not None}
    rows = database.rows("responsibilities", {**given, "on": on}, [*given, "on"], order="place")
    return sorted(rows, key=lambda row: LAYERS.index(row["layer"]) if row["layer"] in LAYERS else len(LAYERS))


def enter_shifts(database: Database, rows: Iterable[Told], author: Author) -> int:
    """Write the shifts that are not on the roster yet; how many. rows: fields of `DutyEntered`, `township` a code."""
    rows = list(rows)
    if not rows:
        return 0
    days = [row["day"] for row in rows]
    known = {_of_shift(row["township"], row) for row in shifts(database, min(days), max(days))}
    drafts = []
    for row in rows:
        told = {name: value for name, value in row.items() if name != "township"}
        body = build(DutyEntered, **{"key": make_id(), **told})
        said = _of_shift(row["township"], vars(body))
        if said not in known:
            known.add(said)
            drafts.append(Draft(row["township"], "duty", settings.today(), body))
    return _append(database, drafts, author)


def cancel_shifts(database: Database, rows: Sequence[Row], author: Author) -> int:
    """Write that these shifts are not held; how many."""
    facts = [{name: row[name] for name in DUTY_FACTS} for row in rows]
    bodies = [build(DutyEntered, key=row["id"], cancelled=True, **told) for row, told in zip(rows, facts, strict=True)]
    drafts = [Draft(row["township"], "duty", settings.today(), body) for row, body in zip(rows, bodies, strict=True)]
    return _append(database, drafts, author)


def shifts(database: Database, first: date, last: date, **asked: str | None) -> list[Row]:
    """The roster of these days; asked: township, unit, person."""
    given = {name: value for name, value in asked.items() if value is not None}
    asked_for = {**given, "first": first, "last": last}
    return database.rows("shifts", asked_for, [*given, "between"], order="day")


def record_spot_check(database: Database, township: str, on: date, what: Told, author: Author) -> None:
    """Write what was seen of a unit's duty; what: fields of `SpotChecked`."""
    _append(database, [Draft(township, "spot_checked", on, build(SpotChecked, **what))], author)


def keep_report(database: Database, township: str, on: date, what: Told, author: Author) -> str:
    """Write a report down as it is at its cut-off; the id under which it is kept. what: fields of `Reported`."""
    one = make_id()
    _append(database, [Draft(township, "reported", on, Reported(**what), id=one)], author)
    return one


def mark_sent(database: Database, report: Row, sent_at: datetime, to: str | None, author: Author) -> None:
    """Write that a kept report was sent."""
    body = build(Sent, report=report["id"], sent_at=sent_at, to=to)
    _append(database, [Draft(report["township"], "sent", settings.today(), body)], author)


def _merge(rows: Iterable[Told], known: Mapping[tuple[str, str], Row], facts: Sequence[str]) -> list[tuple[str, Any]]:
    """Each row over what the register says already: (township, fields); those that change nothing are left out."""
    merged = []
    for row in rows:
        told = {name: value for name, value in row.items() if name != "township"}
        before = known.get((row["township"], tidy("name", told["name"])))
        facts_before = {name: before[name] for name in facts} if before else {}
        now = {**facts_before, **told}
        if before is None or any(now.get(name) != before[name] for name in facts):
            merged.append((row["township"], now))
    return merged


def _enter_named(
    database: Database, kind: str, model: type[Body], rows: Sequence[tuple[str, Told]], author: Author
) -> int:
    drafts = [Draft(township, kind, settings.today(), build(model, **told)) for township, told in rows]
    return _append(database, drafts, author)


def _append(database: Database, drafts: Sequence[Draft], author: Author) -> int:
    if drafts:
        with database.writing():
            journal.append(database, drafts, author)
    return len(drafts)


def _said(township: str, told: Told) -> tuple[Any, ...]:
    return (township, *(told[name] for name in RESPONSIBILITY_FACTS if name != "end"))


def _of_shift(township: str, told: Told) -> tuple[Any, ...]:
    return (township, *(told[name] for name in ("day", "start", "minutes", "unit", "role", "name")))
