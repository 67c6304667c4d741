"""The only place that knows who can hand over and who can take over: the people and departments that a ledger names."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from inspect_cli.errors import NothingFound
from inspect_cli.messages import _, listing
from inspect_cli.rules import names
from inspect_cli.rules.names import known_as, plain, split_people
from inspect_cli.store import answering, queries, territory
from inspect_cli.store.database import Database, Row

_PEOPLE = ("inspectors", "owner", "fixed_by", "verified_by", "failed_by")
_BY_KIND = {"duty": ("name",), "responsibility": ("name",)}  # elsewhere a name is that of a place


def find_person(database: Database, typed: str, day: date) -> str:
    """The person of this whole name, as the ledger spells it. Raises NothingFound with the nearest three."""
    people = read_people(database, day)
    exact = [name for name in people if plain(name) == plain(typed)]
    found = exact or [name for name in people if known_as(typed) and known_as(name) == known_as(typed)]
    if found:
        return found[0]
    alike = {known_as(name): name for name in reversed(people)}
    near = listing(names.nearest(typed, {name: (name,) for name in alike.values()}))
    raise NothingFound(
        _("{name} answers for nothing, owns no open hazard and is on no roster.").format(name=typed),
        _("Nothing was written."),
        _("Write the whole name. Nearest: {near}").format(near=near) if near else "",
    )


def spell_person(database: Database, typed: str, day: date) -> str:
    """A name as the ledger spells it, width and blanks aside; as typed where it is new."""
    return next((name for name in read_people(database, day) if plain(name) == plain(typed)), typed.strip())


def read_people(database: Database, day: date) -> list[str]:
    """Who ever answered for something, owns an open hazard, or is on the roster from a day on; each name once."""
    held = [row["name"] for row in database.rows("responsibilities", order="place")]
    owners = [name for row in database.rows("open_owners") for name in split_people(row["owner"])]
    rostered = [row["name"] for row in answering.shifts(database, day, date.max)]
    return [name for name in dict.fromkeys([*held, *owners, *rostered]) if name is not None]


def is_known(database: Database, name: str, day: date) -> bool:
    """Whether the ledger names somebody: as in `read_people`, or in any entry ever, or as an author."""
    if any(names.is_named(person, name) for person in read_people(database, day)):
        return True
    entries = database.stream("entries_naming", {"text": queries.pattern(name.strip())})
    return any(names.is_named(person, name) for entry in entries for person in _read_named(entry))


def _read_named(entry: Row) -> Iterator[str]:
    yield entry["by"]
    yield from _find_names(json.loads(entry["body"]), _BY_KIND.get(entry["kind"], _PEOPLE))


def _find_names(told: Any, keys: Collection[str]) -> Iterator[str]:
    """What stands behind these keys, however deep."""
    if isinstance(told, list):
        for each in told:
            yield from _find_names(each, keys)
    elif isinstance(told, dict):
        for key, value in told.items():
            if key in keys:
                yield from value if isinstance(value, list) else [value or ""]
            else:
                yield from _find_names(value, keys)


def find_department(database: Database, typed: str, *, named: bool = False) -> str | None:
    """The department of this whole name in the register; named: or one that responsibilities or sites name."""
    known = [row["name"] for row in territory.read_register(database, "department")]
    if named:
        known += [row["department"] for row in database.rows("responsibilities", order="place")]
        known += [row["regulator"] for row in database.rows("regulated_sites", {"today": date.min})]
    return next((name for name in known if name is not None and plain(name) == plain(typed)), None)


def stands(database: Database, department: str, day: date) -> bool:
    """Whether the register has this department as one that is there on that day."""
    rows = territory.standing(territory.read_register(database, "department"), day)
    return any(row["name"] == department for row in rows)
