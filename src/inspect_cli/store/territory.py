"""The only place that reads the registers of townships, villages, zones and departments as people name them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from inspect_cli.errors import WrongUsage
from inspect_cli.messages import _
from inspect_cli.rules import names
from inspect_cli.store import naming, queries
from inspect_cli.store.database import Database, Row
from inspect_cli.store.entry import CITY

_STATEMENTS = {"village": "villages", "zone": "zones", "site": "sites", "department": "departments"}
_ORDERS = {"site": "code"}


class Known(NamedTuple):
    """What a file of people may name: townships (code -> name), places by layer and township, departments.

    ended: the townships that are no more, or will be, as `read_ended` has them; renamed: what sites are called now, by
    township and a name that they had, written plainly; former: names that townships had -> their codes.
    """

    townships: dict[str, str]
    places: dict[tuple[str, str], list[Row]]
    departments: list[Row]
    ended: Mapping[str, Row] = {}
    renamed: Mapping[tuple[str, str], str] = {}
    former: Mapping[str, str] = {}


def read_townships(database: Database) -> list[Row]:
    """The register of townships: code, name, kind, since when each is no more, the name of the one that took over."""
    rows = queries.townships(database)
    named = {row["code"]: row["name"] for row in rows}
    return [{**row, "successor": named.get(row["successor"], row["successor"])} for row in rows]


def read_ended(database: Database) -> dict[str, Row]:
    """The townships that are no more, or will be, by code: since `ended_on`, and the name of the `successor` if any."""
    return {row["code"]: row for row in read_townships(database) if row["ended_on"] is not None}


def read_rows(database: Database, kind: str, township: str | None = None) -> list[Row]:
    """The rows of a register, townships too, as people know them: townships by their names."""
    if kind == "township":
        return read_townships(database)
    return [present(row) for row in read_register(database, kind, township)]


def read_register(database: Database, kind: str, township: str | None = None) -> list[Row]:
    """The rows of a register (village, zone, site, department), of one township (a code) or all, by name."""
    asked, filters = ({"township": township}, ["township"]) if township is not None else ({}, [])
    return database.rows(_STATEMENTS[kind], asked, filters, order=_ORDERS.get(kind, "name"))


def present(row: Row) -> Row:
    """A row of such a register as people know it: with the name of its township."""
    return row if row["township"] == CITY else {**row, "township": row["township_name"] or row["township"]}


def standing(rows: Iterable[Row], day: date) -> list[Row]:
    """Those of these that are there on that day."""
    return [row for row in rows if not queries.is_ended(row, day)]


def find(database: Database, kind: str, typed: str, township: str | None = None, on: date | None = None) -> Row | None:
    """The row of a register that was typed: its name, its code or a part of the name; None when the register is empty.

    on: one that was no more on that day is refused. Raises WrongUsage like `queries.find_township`.
    """
    rows = {str(place): row for place, row in enumerate(read_register(database, kind, township))}
    if not rows:
        return None
    labels = {place: (row["name"], row.get("code") or "") for place, row in rows.items()}
    exact = [place for place, row in rows.items() if names.plain(row["name"]) == names.plain(typed)]
    offered = {place: labels[place] for place in exact} or labels
    return rows[queries.pick(title(kind), typed, offered, rows, on)]


def need(database: Database, kind: str, typed: str, township: str | None = None, on: date | None = None) -> Row:
    """The same. Raises WrongUsage when the register is empty, too."""
    row = find(database, kind, typed, township, on)
    if row is None:
        raise WrongUsage(
            _("There is no {kind} {typed}: that register is empty.").format(kind=title(kind), typed=typed),
            _("Nothing was written."),
            _("Take it in first: inspect-cli {kind} add").format(kind=kind),
        )
    return row


def find_ended(database: Database, kind: str, name: str, on: date) -> Row | None:
    """The row of a register whose whole name this is, if it was no more on that day."""
    rows = (row for row in read_register(database, kind) if names.plain(row["name"]) == names.plain(name))
    return next((row for row in rows if queries.is_ended(row, on)), None)


def choose_name(database: Database, kind: str, typed: str, township: str | None = None, on: date | None = None) -> str:
    """The name that was typed as the register spells it; as typed where the register is empty."""
    row = find(database, kind, typed, township, on)
    return str(row["name"]) if row else typed


def title(kind: str) -> str:
    """What one row of a register is, in a word."""
    titles: dict[str, Callable[[], str]] = {
        "village": lambda: _("village"),
        "zone": lambda: _("zone"),
        "site": lambda: _("site"),
        "department": lambda: _("department"),
    }
    return titles[kind]()


def read_known(database: Database) -> Known:
    """Everything that a file of people may name, those that are no more too."""
    places: dict[tuple[str, str], list[Row]] = {}
    for layer in ("village", "zone", "site"):
        for row in read_register(database, layer):
            places.setdefault((layer, row["township"]), []).append(row)
    departments = read_register(database, "department")
    renamed = {(code, names.plain(name)): now for (code, name), now in naming.read_renamed(database).items()}
    had = naming.read_townships(database)
    return Known(queries.township_names(database), places, departments, read_ended(database), renamed, had)


def spell(rows: Sequence[Row], typed: str) -> str | None:
    """The name among these that was written, whatever its width and blanks, or that of the code; None for none."""
    wanted = names.plain(typed)
    by_name = [row["name"] for row in rows if names.plain(row["name"]) == wanted]
    by_code = [row["name"] for row in rows if names.plain(row.get("code") or "") == wanted]
    return next(iter([*by_name, *by_code]), None)
