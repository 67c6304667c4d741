"""The only place for how a hazard stood at the end of an earlier day, by what has been written of it until now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from inspect_cli.rules.history import Happened
from inspect_cli.rules.lifecycle import State

_ALWAYS = ("undone", "corrected")  # what was wrong was so from the beginning
_OWN = ("origin",)  # of a row: no state has a say in it


def known_until(happened: Iterable[Happened], day: date) -> list[Happened]:
    """What had happened by the end of a day, whenever it was written; what was taken back since never counted."""
    return [entry for entry in happened if entry.at <= day or entry.kind in _ALWAYS]


def restate(row: Mapping[str, Any], state: State) -> dict[str, Any]:
    """The row of a hazard that stands so."""
    return {name: getattr(state, name) if hasattr(state, name) and name not in _OWN else row[name] for name in row}


def rewind(row: Mapping[str, Any], day: date) -> dict[str, Any]:
    """The row without what a file says happened to the hazard after a day, for which there is no entry of its own."""
    now = dict(row)
    if now["status"] == "closed" and _is_after(now["verified_on"] or now["fixed_on"], day):
        claimed = now["fixed_on"] is not None and not _is_after(now["fixed_on"], day)
        now |= {"status": "fixed" if claimed else "found", "verified_on": None, "verified_by": None}
        now |= {"claimed": False, "self_verified": False, "on_spot": now["on_spot"] and claimed}
    elif now["status"] == "fixed" and _is_after(now["fixed_on"], day):
        now |= {"status": "found", "on_spot": False}
    elif now["status"] == "transferred" and _is_after(now["transferred_on"], day):
        now |= {"status": "found", "transferred_on": None, "transferred_to": None}
    if now["status"] == row["status"]:
        return now
    if now["status"] == "found":
        now |= {"fixed_on": None, "fixed_by": None}
    return {**now, "is_open": True}


def _is_after(found: date | None, day: date) -> bool:
    return found is not None and found > day
