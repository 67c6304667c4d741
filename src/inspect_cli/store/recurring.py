"""The only place that looks up which closed hazard a typed one repeats, and how often it came back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from inspect_cli.rules import rebounds
from inspect_cli.rules.body import find_unsafe
from inspect_cli.rules.numbers import number_of, read_number
from inspect_cli.store import succession
from inspect_cli.store.database import Database, Row
from inspect_cli.store.queries import numbered_rows

_LONGEST = 100  # links followed back; a longer chain is a circle


def find_earlier(database: Database, wanted: Sequence[Mapping[str, Any]], found_on: date) -> list[Row | None]:
    """For each hazard found on that day the ledger's row of the closed one that it repeats; None where there is none.

    wanted: of one visit; township (code), category, site, village, location, item, description. What was closed in a
    township from which this one took over counts as closed here.
    """
    days = {"closed_since": found_on - timedelta(days=rebounds.WITHIN_DAYS), "closed_until": found_on}
    like = _look_up(database, wanted, days, list(days))
    closed = (
        max(rows, key=lambda row: (rebounds.closing_day(row), row["found_on"], row["serial"])) for rows in like if rows
    )
    return [next(closed) if rows else None for rows in like]


def find_open(database: Database, wanted: Sequence[Mapping[str, Any]]) -> list[list[Row]]:
    """For each the ledger's rows of open hazards that say the same of the same place; `wanted` as above."""
    return _look_up(database, wanted, {}, ["open"])


def _look_up(
    database: Database, wanted: Sequence[Mapping[str, Any]], parameters: Mapping[str, Any], filters: Sequence[str]
) -> list[list[Row]]:
    signs = [_signs(each) for each in wanted]
    if not any(signs):
        return [[] for _each in wanted]
    here, category = wanted[0]["township"], wanted[0]["category"]
    known: dict[int, list[Row]] = defaultdict(list)
    sought = set().union(*signs)
    for township in (here, *succession.read_before(database, here)):
        asked = {"township": township, "category": category, **parameters}
        for row in database.stream("hazards", asked, ["township", "category", *filters], order="number"):
            for sign in sought.intersection(rebounds.signs({**row, "township": here})):
                known[sign].append(row)
    return [list({row["id"]: row for sign in own for row in known.get(sign, ())}.values()) for own in signs]


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
    """The ledger's rows of the hazards that repeat this one, in its township or in one that took over; none voided."""
    return [
        later
        for township in (row["township"], *succession.read_after(database, row["township"]))
        for later in find_repeating(database, township, [number_of(row)])
        if later["status"] != "voided"
    ]


def find_repeating(database: Database, township: str, numbers: Sequence[str]) -> list[Row]:
    """The ledger's rows of a township (a code) that repeat one of these hazards."""
    asked = {"township": township, "earlier": list(numbers)}
    return database.rows("hazards", asked, ["township", "rebounds_of"], order="number")
