"""The only place that reads who answers for what: lists, the one that was typed, the ladder of a place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from inspect_cli.errors import NothingFound, WrongUsage
from inspect_cli.messages import _, listing
from inspect_cli.rules import names, words
from inspect_cli.rules.register_fields import LAYERS
from inspect_cli.store import queries, territory
from inspect_cli.store.database import Database, Row

SHORT = 8  # the last digits of an id tell one responsibility from another
_FEWEST = 4
_SQL = ("township", "layer", "place", "of_department", "for_category")


def read(database: Database, on: date | None, asked: Mapping[str, str | None]) -> list[Row]:
    """Responsibilities that hold on a day, or all of them, by township, layer and place.

    asked: township (a code), layer, place, of_department, for_category (a key), and parts of name, department; None
    asks for nothing.
    """
    given = {key: asked[key] for key in _SQL if asked.get(key) is not None}
    filters = [*given, *(["on"] if on is not None else [])]
    rows = database.rows("responsibilities", {**given, "on": on}, filters, order="place")
    parts = {key: names.plain(asked.get(key) or "") for key in ("name", "department")}
    found = [row for row in rows if all(part in names.plain(row[key] or "") for key, part in parts.items())]
    return sorted(found, key=_order)


def read_later(database: Database, day: date, asked: Mapping[str, str | None]) -> list[Row]:
    """Those that hold on that day or later, not those that never held; asked like `read`."""
    return [row for row in read(database, None, asked) if row["end"] is None or row["end"] >= max(day, row["start"])]


def ever_held(row: Row) -> bool:
    """Not so for one that was ended before it began: its end is the day before its start."""
    return row["end"] is None or bool(row["end"] >= row["start"])


def find_ids(database: Database, typed: Sequence[str]) -> list[Row]:
    """The responsibilities whose ids end so, each once. Raises NothingFound or WrongUsage: all of them or none."""
    rows = database.rows("responsibilities", order="place")
    found = {}
    for text in typed:
        ending = text.strip().lower()
        fits = [row for row in rows if len(ending) >= _FEWEST and row["id"].endswith(ending)]
        if not fits:
            raise NothingFound(
                _("There is no responsibility {typed}.").format(typed=text),
                _("Nothing was written."),
                _("See: inspect-cli responsible list --all"),
            )
        if len(fits) > 1:
            raise WrongUsage(
                _("More than one responsibility ends in {typed}.").format(typed=text),
                _("Nothing was written."),
                _("Type more of its end; see: inspect-cli responsible list --all"),
            )
        found[fits[0]["id"]] = fits[0]
    return list(found.values())


def count_named(database: Database, department: str, day: date) -> dict[str, int]:
    """How many responsibilities (from that day on), open hazards and standing sites name a department."""
    owners = database.rows("open_owners")
    sites = database.rows("regulated_sites", {"today": day})
    return {
        "responsibilities": len(read_later(database, day, {"of_department": department})),
        "hazards": sum(row["hazards"] for row in owners if names.is_named(row["owner"], department)),
        "sites": sum(row["sites"] for row in sites if row["regulator"] == department),
    }


def find_person(database: Database, typed: str) -> str:
    """The name of the person that was typed, whole or in part. Raises NothingFound or WrongUsage."""
    rows = database.rows("responsibilities", order="place")
    labels = {row["name"]: (row["name"],) for row in rows if row["name"] is not None}
    exact = [name for name in labels if names.plain(name) == names.plain(typed)]
    found = exact or names.find(typed, labels)
    if len(found) == 1:
        return found[0]
    if found:
        raise queries.unclear(_("person"), typed, listing(found[:10]), ambiguous=True)
    near = listing(names.nearest(typed, labels))
    raise NothingFound(
        _("{name} answers for nothing in this ledger.").format(name=typed),
        _("Nothing was written."),
        _("Nearest: {near}").format(near=near) if near else _("See: inspect-cli responsible add --help"),
    )


def present(row: Row) -> Row:
    """A responsibility as people know it: names of places, the end of its id, `from` and `to`."""
    return {
        **row,
        "township": row["township_name"] or row["township"],
        **{layer: row["place"] if row["layer"] == layer else None for layer in ("village", "zone", "site")},
        "id": row["id"] or None,
        "short": row["id"][-SHORT:] or None,
        "from": row["start"],
        "to": row["end"],
        "todo": None,
    }


def find_ladder(
    database: Database, township: str, day: date, category: str | None, place: tuple[str, str] | None
) -> list[Row]:
    """Who answers in a township on a day, the widest layer first; a layer of nobody has a row without an id.

    place: layer and name of the village, zone or site; then only the layers above it and itself, else every place.
    """
    asked = {"township": township, "for_category": category}
    rows = read(database, day, asked)
    if place is None:
        layers: list[tuple[str, str | None]] = [(layer, None) for layer in _find_layers(database, township, rows)]
    else:
        layers = _find_steps(database, township, *place)
        rows = [row for row in rows if (row["layer"], row["place"]) in layers]
    held = {row["layer"] for row in rows}
    return sorted([*rows, *(_vacancy(township, *each) for each in layers if each[0] not in held)], key=_order)


def count_nobody(database: Database, township: str, day: date, category: str | None) -> dict[str, int]:
    """How many villages and zones of a township nobody answers for on a day, of layers where somebody does."""
    rows = read(database, day, {"township": township, "for_category": category})
    held = {(row["layer"], row["place"]) for row in rows if row["name"] is not None}
    counts = {}
    for layer in ("village", "zone"):
        standing = territory.standing(territory.read_register(database, layer, township), day)
        if any(each == layer for each, _place in held):
            counts[layer] = sum((layer, row["name"]) not in held for row in standing)
    return {layer: count for layer, count in counts.items() if count}


def find_left_alone(database: Database, ended: Sequence[Row], day: date) -> list[Row]:
    """Those of these responsibilities whose place and category nobody answers for on that day, each once."""
    holding = [row for row in read(database, day, {}) if row["name"] is not None]
    alone = {}
    for row in ended:
        scope = (row["township"], row["layer"], row["place"])
        others = [each for each in holding if (each["township"], each["layer"], each["place"]) == scope]
        if not any(each["category"] in (None, row["category"]) for each in others):
            alone[*scope, row["category"]] = row
    return list(alone.values())


def _find_layers(database: Database, township: str, rows: Sequence[Row]) -> list[str]:
    """The layers that there are in a township: of its registers, and those that somebody answers for."""
    held = {row["layer"] for row in rows}
    narrower = LAYERS[1:]
    return ["township", *(n for n in narrower if n in held or territory.read_register(database, n, township))]


def _find_steps(database: Database, township: str, layer: str, name: str) -> list[tuple[str, str | None]]:
    """The places above one place and itself, the widest first."""
    above: list[tuple[str, str | None]] = [("township", None)]
    if layer in ("zone", "site"):
        row = next((r for r in territory.read_register(database, layer, township) if r["name"] == name), None)
        above += [("village", row["village"])] if row and row["village"] else []
    return [*above, (layer, name)]


def _vacancy(township: str, layer: str, place: str | None) -> dict[str, Any]:
    blank = dict.fromkeys(("id", "category", "role", "post", "name", "phone", "department", "start", "end"))
    return {**blank, "township": township, "township_name": None, "layer": layer, "place": place, "id": ""}


def _order(row: Row) -> tuple[Any, ...]:
    """By township, from the widest layer to the narrowest; the same whatever a database does with what is missing."""
    layer, role = row["layer"], row["role"]
    width = LAYERS.index(layer) if layer in LAYERS else len(LAYERS)
    rank = _ROLES.index(role) if role in _ROLES else len(_ROLES)
    place, category, start = row["place"] or "", row["category"] or "", row["start"] or date.min
    return row["township"], width, place, rank, category, start, row["id"]


_ROLES = tuple(words.ROLES_OF_LAYERS)
