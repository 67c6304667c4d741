"""The only place that puts the card of a site together: its register, states, items, visits, what is open there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import chain
from typing import Any

from inspect_cli.messages import _, listing, plural
from inspect_cli.rules import catalog, checklists, fields, words
from inspect_cli.rules.names import plain
from inspect_cli.rules.numbers import number_of
from inspect_cli.store import places, queries
from inspect_cli.store.database import Database, Row

Card = tuple[str, list[tuple[str, str]], list[Sequence[str]]]  # title, facts, lines of history


def make_card(database: Database, row: Row, today: date) -> Row:
    """A site's row of the register's columns with the columns of `site_fields.CARD`.

    row: as `places.choose_site` gives it. states: since, state, stopped_for, the newest first; items: category -> codes
    that are asked there, of the categories in use; visits: category, last, visits, wanting (found any), found.
    """
    towns, mine = [row["township"]], {plain(row["name"]), plain(row["code"])}
    towns += [row["moved_from"]] if row["moved_from"] else []
    went = [
        row
        for town in towns
        for row in database.rows("site_visits", {"township": town}, ["township"], order="category")
    ]
    visits = _add_up([visit for visit in went if plain(visit["site"]) in mine])
    standing = (database.stream("hazards", {"township": town}, ["township", "open"], order="number") for town in towns)
    return {
        **places.present(row, "en"),
        "states": [{name: state[name] for name in ("since", "state", "stopped_for")} for state in row["states"]],
        "items": _find_items(database, row, today),
        "visits": visits,
        "next_visit": _find_next(row, [visit["last"] for visit in visits], today),
        "visits_with_hazards": sum(visit["wanting"] for visit in visits),
        "found": sum(visit["found"] for visit in visits),
        "open_hazards": [
            number_of(hazard) for hazard in chain.from_iterable(standing) if plain(hazard["site"] or "") in mine
        ],
    }


def find_before(database: Database, row: Row) -> list[Row]:
    """The sites of this name that ended with the townships of which this site's took over, rows of the register."""
    towns = [town for town in queries.townships(database) if town["successor"] == row["township"]]
    return [
        site
        for town in towns
        for site in database.rows("sites", {"township": town["code"]}, ["township"], order="code")
        if plain(site["name"]) == plain(row["name"]) and site["ended_on"] == town["ended_on"]
    ]


def lay_out(card: Row, row: Row, lang: str, today: date) -> Card:
    """Title, facts and the lines of its states for the screen; card: of `make_card` for that row."""
    shown = {**card, **places.present(row, lang)}
    columns = fields.pick_fields(places.COLUMNS[2:])
    facts = [(f.title(lang), fields.cell(f, shown[f.key] or None, lang)) for f in columns]
    facts.append((_("Called before"), listing(row["former"])))
    facts += [_tell_visit(visit, lang) for visit in card["visits"]] or [(_("Visits"), _("none yet"))]
    facts.append((_("Next visit due"), _tell_next(card, today)))
    facts.append((_("Visits that found hazards"), _tell_found(card)))
    facts.append((_("Open hazards"), listing(card["open_hazards"])))
    facts += _tell_items(card, lang)
    history = [[told] for told in places.tell_states(row, lang)]
    return f"{row['code']}  {row['name']}", [(name, value) for name, value in facts if value], [*history]


def _add_up(went: Sequence[Row]) -> list[dict[str, Any]]:
    """One row for each category, whichever way the site's name was written."""
    visits: dict[str, dict[str, Any]] = {}
    for row in went:
        told = {name: row[name] for name in ("category", "last", "visits", "wanting", "found")}
        known = visits.setdefault(row["category"], {**told, "visits": 0, "wanting": 0, "found": 0})
        known["last"] = max(known["last"], row["last"])
        for name in ("visits", "wanting", "found"):
            known[name] += row[name]
    return list(visits.values())


def _find_next(row: Row, days: Sequence[date], today: date) -> date | None:
    """When the next visit is due; today where there was none yet, None where no interval is set or it is no more."""
    if not row["visit_days"] or queries.is_ended(row, today):
        return None
    return max(days) + timedelta(days=row["visit_days"]) if days else today


def _find_items(database: Database, row: Row, today: date) -> dict[str, list[str]]:
    kinds, state = places.kinds_of(row), places.state_among(row["states"], today)
    asked: dict[str, list[str]] = {}
    for key in queries.used_categories(database) if kinds else ():
        checklist, faults = checklists.inspect_file(catalog.categories()[key].path)
        items = checklist.items(kinds, state) if checklist and not faults else []
        asked |= {key: [item.code for item in items]} if items else {}
    return asked


def _tell_visit(visit: Row, lang: str) -> tuple[str, str]:
    category = words.word("category", visit["category"], lang)
    times = plural("{count} visit", "{count} visits", visit["visits"])
    return _("Last visit, {category}").format(category=category), f"{visit['last']}  {times}"


def _tell_next(card: Row, today: date) -> str:
    due = card["next_visit"]
    if due is None:
        return ""
    if not card["visits"]:
        return _("now: nobody has been there yet")
    late = (today - due).days
    told = plural("{count} day late", "{count} days late", late)
    return f"{due}  {told}" if late > 0 else f"{due}"


def _tell_found(card: Row) -> str:
    if not card["visits"]:
        return ""
    return _("{wanting} of {visits}; hazards in all: {found}").format(
        wanting=card["visits_with_hazards"],
        visits=sum(visit["visits"] for visit in card["visits"]),
        found=card["found"],
    )


def _tell_items(card: Row, lang: str) -> list[tuple[str, str]]:
    if not card["kind"]:
        return [(_("Items"), _("all of every list, because its kind is not known"))]
    return [
        (_("Items, {category}").format(category=words.word("category", key, lang)), f"{len(codes)}  {' '.join(codes)}")
        for key, codes in card["items"].items()
    ]
