"""The only place that looks whether a visit that is to be recorded is in the ledger already, word for word."""

from __future__ import annotations

from datetime import date
from typing import Any

from inspect_cli.rules.entries import Finding, Inspected, read_body
from inspect_cli.store.database import Database

_OWN = {"id", "number", "rebound_of", "basis", "basis_en", "catalog", "item_text", "item_text_en"}


def find_same(database: Database, township: str, day: date, visit: Inspected) -> Inspected | None:
    """The visit of that day to the same place, in the same category, with the same answers and hazards; else None.

    township: a code. Who went does not count, nor what was done about the hazards since.
    """
    asked = {"township": township, "category": visit.category, "since": day, "until": day}
    near = [row["id"] for row in database.rows("visits", asked, list(asked)) if _is_there(row, visit)]
    rows = database.rows("entries", {"township": township, "ids": near}, ["township", "ids"]) if near else []
    known = (read_body(row["kind"], row["body"]) for row in rows)
    return next((each for each in known if isinstance(each, Inspected) and _sign(each) == _sign(visit)), None)


def find_elsewhere(database: Database, township: str, day: date, visit: Inspected) -> list[Inspected]:
    """The visits of that day to other places of the township, in the same category, that say the very same.

    township: a code. Only of a visit with hazards: that two places are in order is nothing to wonder at.
    """
    asked = {"township": township, "category": visit.category, "since": day, "until": day}
    rows = database.rows("visits", asked, list(asked)) if visit.hazards else []
    near = [row["id"] for row in rows if row["found"] == len(visit.hazards) and not _is_there(row, visit)]
    entries = database.rows("entries", {"township": township, "ids": near}, ["township", "ids"]) if near else []
    known = (read_body(row["kind"], row["body"]) for row in entries)
    return [each for each in known if isinstance(each, Inspected) and _sign(each) == _sign(visit)]


def _is_there(row: Any, visit: Inspected) -> bool:
    if visit.site:
        return bool(row["site"] == visit.site)
    return (row["site"], row["village"]) == (None, visit.village)


def _sign(visit: Inspected) -> tuple[Any, ...]:
    answers = sorted(_spell(answer.model_dump()) for answer in visit.answers or ())
    return visit.location, answers, sorted(map(_sign_hazard, visit.hazards))


def _sign_hazard(hazard: Finding) -> list[tuple[str, str]]:
    """What was said of a hazard; the text of its item is the same in either language."""
    told = hazard.model_dump(exclude=_OWN)
    if told["description"] in (hazard.item_text, hazard.item_text_en):
        told["description"] = hazard.item
    return _spell(told)


def _spell(told: dict[str, Any]) -> list[tuple[str, str]]:
    return sorted((name, str(value)) for name, value in told.items())
