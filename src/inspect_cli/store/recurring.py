"""The only place that looks up which closed hazard a typed one repeats, and how often it came back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from inspect_cli.rules import rebounds
from inspect_cli.rules.entries import find_unsafe
from inspect_cli.rules.numbers import number_of, read_number
from inspect_cli.store.database import Database, Row
from inspect_cli.store.queries import numbered_rows

_LONGEST = 100  # links followed back; a longer chain is a circle


def find_earlier(database: Database, wanted: Mapping[str, Any], found_on: date) -> Row | None:
    """The ledger's row of the hazard closed last that one found on that day repeats; None when there is none.

    wanted: township (code), category, site, village, location, item, description.
    """
    signs = _signs(wanted)
    if not signs:
        return None
    asked = {
        "township": wanted["township"],
        "category": wanted["category"],
        "place": wanted.get("site"),
        "closed_since": found_on - timedelta(days=rebounds.WITHIN_DAYS),
        "closed_until": found_on,
    }
    place = "at_site" if wanted.get("site") else "at_no_site"
    filters = ["township", "category", place, "closed_since", "closed_until"]
    like = [row for row in database.rows("hazards", asked, filters) if signs.intersection(rebounds.signs(row))]
    return max(like, key=lambda row: (rebounds.closing_day(row), row["found_on"], row["serial"]), default=None)


def find_open(database: Database, wanted: Mapping[str, Any]) -> list[Row]:
    """The ledger's rows of open hazards that say the same of the same place; `wanted` as for `find_earlier`."""
    signs = _signs(wanted)
    if not signs:
        return []
    asked = {"township": wanted["township"], "category": wanted["category"], "place": wanted.get("site")}
    place = "at_site" if wanted.get("site") else "at_no_site"
    found = database.rows("hazards", asked, ["open", "township", "category", place], order="number")
    return [row for row in found if signs.intersection(rebounds.signs(row))]


def follow_back(database: Database, row: Row) -> list[str]:
    """The numbers of the hazards that this one repeats, the last one first."""
    chain: list[str] = []
    number = row["rebound_of"]
    while number and number not in chain and len(chain) < _LONGEST:
        chain.append(number)
        known = read_number(number)
        rows = numbered_rows(database, [known]).get(known, []) if known else []
        number = rows[0]["rebound_of"] if len(rows) == 1 else None
    return chain


def _signs(wanted: Mapping[str, Any]) -> set[int]:
    """Nothing is looked up by text that cannot stand in an entry: it is refused when the visit is recorded."""
    unsafe = any(find_unsafe(name, value) is not None for name, value in wanted.items())
    return set() if unsafe else set(rebounds.signs(wanted))


def find_later(database: Database, row: Row) -> list[Row]:
    """The ledger's rows of the hazards that repeat this one."""
    asked = {"township": row["township"], "earlier": number_of(row)}
    return database.rows("hazards", asked, ["township", "rebounds_of"], order="number")
