"""The only place where who answers for what, who is on duty and what was reported become entries, and are read back."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from heapq import heappop, heappush
from typing import Any, NamedTuple

from inspect_cli import settings
from inspect_cli.messages import _
from inspect_cli.rules.body import Body, tidy
from inspect_cli.rules.names import plain
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
from inspect_cli.rules.shifts import sign
from inspect_cli.store import journal
from inspect_cli.store.database import Database, Row
from inspect_cli.store.enrolling import DUTY_FACTS, RESPONSIBILITY_FACTS
from inspect_cli.store.entry import CITY
from inspect_cli.store.ids import make_id
from inspect_cli.store.journal import Author, Draft
from inspect_cli.store.posts import ever_held
from inspect_cli.store.recording import build, refuse_field, title_of
from inspect_cli.store.registering import Entered, enter, enter_townships, sum_up

Told = Mapping[str, Any]
Cells = Mapping[tuple[Any, ...], set[str]]


_Holder = tuple[date, int, set[str]]  # the last day, which of the rows it is, the cells where she stands


class Added(NamedTuple):
    """A responsibility that was asked for: its id, whether it is new, vacancies it filled, who answers beside it."""

    id: str
    is_new: bool
    filled: list[Row]
    beside: list[Row]


class Overlaps(NamedTuple):
    """How many pairs of responsibilities hold for the same on the same day, and the first of them."""

    total: int
    pairs: list[tuple[Row, Row]]


class _Register(NamedTuple):
    """A register whose rows are found by their names. facts: what may change of a row."""

    statement: str
    model: type[Body]
    facts: tuple[str, ...]


_REGISTERS = {
    "village": _Register("villages", VillageEntered, ("code", "ended_on")),
    "zone": _Register("zones", ZoneEntered, ("kind", "village", "ended_on")),
    "department": _Register("departments", DepartmentEntered, ("ended_on", "successor")),
}
SCOPE = ("township", "layer", "place", "category", "role")
_UNTOLD = ("township", "dated")  # of a row, and of no entry
_SPELT = ("unit", "name")  # of a shift: written otherwise they mean the same, and stay as they were
_POST = (*SCOPE, "name")
SAME = (*_POST, "start")  # what tells one responsibility from another, whatever else is said of it


def enter_named(
    database: Database, kind: str, rows: Iterable[Told], author: Author, *, dry_run: bool = False
) -> Entered:
    """Write what is new or changed in the register of townships, villages, zones or departments (kind).

    rows: fields of the entry, `township` a code; what a row does not say stays as it was, None takes it away.
    """
    if kind == "township":
        return enter_townships(database, rows, author, dry_run=dry_run)
    return enter(database, lambda: _plan_named(database, kind, rows), author, dry_run=dry_run)


def draft_responsibility(township: str, told: Told) -> Draft:
    """The entry of a responsibility; without a key it is a new one. Raises BadInput for what cannot stand in one."""
    return _draft(township, build(ResponsibilityEntered, **{"key": make_id(), **told}))


def enter_responsibilities(
    database: Database, rows: Iterable[Told], author: Author, *, dry_run: bool = False
) -> Entered:
    """Write the responsibilities that are new or of which more is said than before.

    rows: fields of the entry, `township` a code; `key` where the row is known to be that one, else it is the one of the
    same place, category, role, name and first day. What a row does not say, or says as None, stays as it was. A row
    that is not `dated` does not know its first day: it is also what the same person holds on the one it has.
    """
    return enter(database, lambda: _plan_responsibilities(database, rows), author, dry_run=dry_run)


def add_responsibilities(database: Database, township: str, rows: Iterable[Told], author: Author) -> list[Added]:
    """Write new responsibilities of one place, category and role, for a person each.

    A vacancy of the same ends the day before they begin.
    """
    bodies = [_read(told) for told in rows]
    people = {None, *(body.name for body in bodies)}
    drafts, added = list[Draft](), list[Added]()
    with database.writing():
        known = database.rows("responsibilities", {"township": township}, ["township"], order="place")
        for body in bodies:
            alike = [row for row in known if is_alike(row, {**vars(body), "township": township})]
            same = [row for row in alike if row["name"] == body.name and row["start"] == body.start]
            vacant = [row for row in alike if row["name"] is None and body.name is not None and not (same or drafts)]
            if not same:
                before = body.start - timedelta(days=1)
                drafts += [*(draft_end(row, before) for row in vacant), _draft(township, body)]
            beside = [row for row in alike if row["name"] not in people]
            added.append(Added(same[0]["id"] if same else body.key, not same, vacant, beside))
        if drafts:
            journal.append(database, drafts, author)
    return added


def change_responsibility(database: Database, row: Row, told: Told, author: Author) -> bool:
    """Write what a responsibility is from now on, if that changes anything; None takes away what was said."""
    facts = {name: row[name] for name in RESPONSIBILITY_FACTS}
    body = _read({**facts, **told, "key": row["id"]})
    changed = any(getattr(body, name) != facts[name] for name in RESPONSIBILITY_FACTS)
    _append(database, [_draft(row["township"], body)] if changed else [], author)
    return changed


def is_alike(row: Row, other: Told) -> bool:
    """Whether both are of the same place, category and role, and hold on a day in common."""
    ends = [each["end"] or date.max for each in (row, other)]
    days = max(row["start"], other["start"]) <= min(ends)
    return days and all(row[name] == other[name] for name in SCOPE)


def sign_post(row: Told) -> tuple[Any, ...]:
    """What tells who holds what from everything else, whenever that was: place, category, role, name."""
    return tuple(row[name] for name in _POST)


def find_overlaps(database: Database, most: int = 5, cells: Cells | None = None) -> Overlaps:
    """Where responsibilities of the same place, category and role hold on the same day; most: pairs that are named.

    cells: only what these hold is looked at (see `sign_post`), and who stands in one cell shares it on purpose.
    """
    shared = cells or {}
    asked = None if cells is None else {sign[:-1] for sign in shared}
    scopes: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in database.rows("responsibilities", order="place"):
        scope = sign_post(row)[:-1]
        if ever_held(row) and (asked is None or scope in asked):
            scopes[scope].append(row)
    total, pairs = 0, list[tuple[Row, Row]]()
    for rows in scopes.values():
        holding = list[_Holder]()
        inside = defaultdict[str, set[int]](set)  # a cell -> those of its people who hold
        rows.sort(key=lambda row: (row["start"], row["id"]))
        for place, row in enumerate(rows):
            _drop_ended(holding, inside, row["start"])
            own = shared.get(sign_post(row), set())
            sharing = set[int]().union(*(inside[cell] for cell in own))
            total += len(holding) - len(sharing)
            if len(pairs) < most:
                others = [other for _last, other, _cells in sorted(holding) if other not in sharing]
                pairs += [(rows[other], row) for other in others[: most - len(pairs)]]
            heappush(holding, (row["end"] or date.max, place, own))
            for cell in own:
                inside[cell].add(place)
    return Overlaps(total, pairs)


def _drop_ended(holding: list[_Holder], inside: Mapping[str, set[int]], day: date) -> None:
    while holding and holding[0][0] < day:
        _last, gone, cells = heappop(holding)
        for cell in cells:
            inside[cell].discard(gone)


def end_responsibilities(database: Database, rows: Sequence[Row], last: date, author: Author) -> int:
    """Write that these rows of the register hold until a day and no longer; how many."""
    return _append(database, [draft_end(row, last) for row in rows], author)


def draft_end(row: Row, last: date) -> Draft:
    """The entry that ends a responsibility; one that would end before it begins never held: it ends the day before."""
    facts = {name: row[name] for name in RESPONSIBILITY_FACTS}
    end = max(last, row["start"] - timedelta(days=1))
    return draft_responsibility(row["township"], {**facts, "key": row["id"], "end": end})


def enter_shifts(database: Database, rows: Iterable[Told], author: Author, *, dry_run: bool = False) -> Entered:
    """Write the shifts that are new, and the post or phone that is said anew of one that is on the roster.

    rows: fields of `DutyEntered`, `township` a code; the same unit, hours, role and name are the same shift. What a row
    does not say stays as it was.
    """
    return enter(database, lambda: _plan_shifts(database, list(rows)), author, dry_run=dry_run)


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


def _plan_named(database: Database, kind: str, rows: Iterable[Told]) -> tuple[list[Draft], Entered]:
    register = _REGISTERS[kind]
    known = {(row["township"], plain(row["name"])): row for row in database.rows(register.statement)}
    drafts, counted = [], Counter[str]()
    for row in rows:
        township = row.get("township", CITY)
        before = known.get((township, plain(row["name"])))
        facts = {name: before[name] for name in ("name", *register.facts)} if before else {}
        told = {name: value for name, value in row.items() if name != "township"}
        body = build(register.model, **{**facts, **told, "name": facts.get("name", row["name"])})
        same = before is not None and all(getattr(body, name) == before[name] for name in register.facts)
        if not same:
            drafts.append(Draft(township, kind, settings.today(), body))
        counted["new" if before is None else "unchanged" if same else "changed"] += 1
    return drafts, sum_up(counted)


def _plan_responsibilities(database: Database, rows: Iterable[Told]) -> tuple[list[Draft], Entered]:
    by_id = {row["id"]: row for row in database.rows("responsibilities")}
    by_facts = {tuple(row[name] for name in SAME): row for row in by_id.values()}
    held = defaultdict[tuple[Any, ...], list[Row]](list)
    for known in by_id.values():
        held[sign_post(known)].append(known)
    drafts, counted = [], Counter[str]()
    for row in rows:
        told = {name: tidy(name, value) for name, value in row.items() if name not in _UNTOLD and value is not None}
        sign = tuple({**told, "township": row["township"]}.get(name) for name in SAME)
        before = by_id.get(told.pop("key", None)) or by_facts.get(sign)
        if before and before["township"] != row["township"]:
            before = by_facts.get(sign)
        if not row.get("dated", True) and not before and (before := _find_held(held[sign[:-1]], row["start"])):
            told["start"] = before["start"]
        facts = {name: before[name] for name in RESPONSIBILITY_FACTS} if before else {}
        body = _read({**facts, **told, **({"key": before["id"]} if before else {})})
        now = {name: getattr(body, name) for name in RESPONSIBILITY_FACTS}
        if now != facts:
            drafts.append(_draft(row["township"], body))
            by_facts[sign] = {**now, "id": body.key, "township": row["township"]}
        counted["new" if before is None else "unchanged" if now == facts else "changed"] += 1
    return drafts, sum_up(counted)


def _find_held(rows: Iterable[Row], day: date) -> Row | None:
    """Which of them holds on a day."""
    return next((row for row in rows if row["start"] <= day <= (row["end"] or date.max)), None)


def _plan_shifts(database: Database, rows: Sequence[Told]) -> tuple[list[Draft], Entered]:
    days = [row["day"] for row in rows] or [date.max]
    known = {sign(row): row for row in shifts(database, min(days), max(days))}
    drafts, counted = [], Counter[str]()
    for row in rows:
        before = known.get(sign(row))
        facts = {name: before[name] for name in DUTY_FACTS} if before else {}
        told = {name: row[name] for name in DUTY_FACTS if row.get(name) is not None}
        kept = {name: facts[name] for name in _SPELT if facts}
        key = before["id"] if before else make_id()
        body = build(DutyEntered, **{"key": key, **facts, **told, **kept})
        now = {name: getattr(body, name) for name in DUTY_FACTS}
        if now != facts:
            drafts.append(Draft(row["township"], "duty", settings.today(), body))
            known[sign(row)] = {**now, "id": body.key, "township": row["township"]}
        counted["new" if before is None else "unchanged" if now == facts else "changed"] += 1
    return drafts, sum_up(counted)


def _read(told: Told) -> ResponsibilityEntered:
    """The body of a responsibility. Raises BadInput, also when its last day is before its first."""
    body = build(ResponsibilityEntered, **{"key": make_id(), **told})
    never = body.start - timedelta(days=1)  # how one that never held is kept
    if body.end is not None and body.end < never:
        raise refuse_field(title_of("to"), _("is before the first day, {day}").format(day=body.start))
    return body


def _draft(township: str, body: ResponsibilityEntered) -> Draft:
    return Draft(township, "responsibility", settings.today(), body)


def _append(database: Database, drafts: Sequence[Draft], author: Author) -> int:
    if drafts:
        with database.writing():
            journal.append(database, drafts, author)
    return len(drafts)
