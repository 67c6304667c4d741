"""The only place that hands over shifts of the roster: who takes one over, and who is on it already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from inspect_cli.rules import shifts
from inspect_cli.rules.names import known_as
from inspect_cli.rules.register_entries import DutyEntered
from inspect_cli.store import answering
from inspect_cli.store.database import Database, Row
from inspect_cli.store.enrolling import DUTY_FACTS
from inspect_cli.store.journal import Draft
from inspect_cli.store.recording import build


class Clash(NamedTuple):
    """A shift that is handed over, and one of who takes it over at the same time."""

    shift: Row
    other: Row


def find_doubled(database: Database, rows: Sequence[Row], now: Mapping[str, Any]) -> frozenset[str]:
    """The ids of those of these shifts that would stand on the roster twice. now: what is said anew of each of them."""
    if not rows:
        return frozenset()
    moving, days = {row["id"] for row in rows}, [row["day"] for row in rows]
    known = {_sign(row) for row in answering.shifts(database, min(days), max(days)) if row["id"] not in moving}
    doubled = []
    for row in rows:
        sign = _sign({**row, **now})
        if sign in known:
            doubled.append(row["id"])
        known.add(sign)
    return frozenset(doubled)


def find_clashes(database: Database, rows: Sequence[Row], taker: str) -> list[Clash]:
    """Where who takes these shifts over is on another one at the same time."""
    if not rows:
        return []
    days = [row["day"] for row in rows]
    moving = {row["id"] for row in rows}
    around = answering.shifts(database, min(days) - timedelta(days=1), _after(max(days)))
    own = [row for row in around if row["id"] not in moving and known_as(row["name"]) == known_as(taker)]
    spans = [(row, shifts.span_of(row)) for row in rows]
    return [Clash(row, other) for row, span in spans for other in own if shifts.meet(span, shifts.span_of(other))]


def draft_shift(row: Row, now: Mapping[str, Any], today: date, *, off: bool) -> Draft:
    """The same shift under its key, as it is from now on; off: nobody holds it."""
    facts = {name: row[name] for name in DUTY_FACTS}
    told = {"cancelled": True} if off else dict(now)
    return Draft(row["township"], "duty", today, build(DutyEntered, key=row["id"], **{**facts, **told}))


def _sign(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return (*shifts.sign(row)[:-1], known_as(row["name"]))


def _after(day: date) -> date:
    return day if day == date.max else day + timedelta(days=1)
