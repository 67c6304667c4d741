"""The only place that finds which hazard a row without a number may be: of the same place, day, category and words.

A ledger that is sent again with other answers has the same hazards in it; whether that is so, the user says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Mapping, Sequence
from typing import Any

from inspect_cli.rules.names import plain
from inspect_cli.rules.rebounds import bare
from inspect_cli.store.database import Database
from inspect_cli.store.database import Row as LedgerRow
from inspect_cli.store.naming import Names
from inspect_cli.transfer.drafting import Row


class Likeness:
    """The hazards of the ledger that rows of these files may be, each of them once in a file."""

    def __init__(self, database: Database, names_of: Names) -> None:
        self._database = database
        self._names = names_of
        self._held: dict[Hashable, list[LedgerRow]] = {}
        self._taken: dict[str, int] = {}  # hazard -> the file in which a row was taken for it

    def look_up(self, rows: Sequence[Row]) -> None:
        """Fetch the hazards of the townships and days of these rows."""
        self._held = defaultdict(list)
        wanted = {self._sign_row(row) for row in rows}
        by_township: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            by_township[row.values["township"]].append(row)
        for township, own in by_township.items():
            days = [row.values["inspected_on"] for row in own]
            asked = {"township": township, "since": min(days), "until": max(days)}
            for found in self._database.stream("hazards", asked, ["township", "since", "until"]):
                for sign in _signs(found) & wanted:
                    self._held[sign].append(found)

    def find(self, row: Row, contents: Collection[int]) -> list[LedgerRow]:
        """The hazards that the row may be; not those whose own row says the very same: such rows are doubles.

        contents: what the row is known by, under each name of its site.
        """
        held = self._held.get(self._sign_row(row), ())
        return [one for one in held if one["origin"] not in contents and self._taken.get(one["id"]) != row.file]

    def take(self, found: LedgerRow, row: Row) -> None:
        """The row is this hazard, and no other row of its file is."""
        self._taken[found["id"]] = row.file

    def _sign_row(self, row: Row) -> Hashable:
        """That of a row, at the site of now where it says a name that one had."""
        values = row.values
        every = self._names.get((values["township"], plain(values.get("site") or ""))) if self._names else None
        return _sign({**values, "site": every[0]} if every else values, values["inspected_on"])


def _signs(found: LedgerRow) -> set[Hashable]:
    """Those of a hazard of the ledger, under each name of its site that it stands there with."""
    then = {**found, "site": found["site_then"]} if found["site_then"] else found
    return {_sign(found, found["found_on"]), _sign(then, found["found_on"])}


def _sign(values: Mapping[Any, Any], day: object) -> Hashable:
    names = ("township", "category", "village", "site", "location")
    return (*(bare(values.get(name) or "") for name in names), day, bare(values["description"]))
