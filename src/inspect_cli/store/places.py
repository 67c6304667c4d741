"""The only place that reads the register of sites: lists, filters, the site that was typed, how it stood on a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from inspect_cli import messages
from inspect_cli.errors import WrongUsage
from inspect_cli.messages import _, listing
from inspect_cli.rules import catalog, fields, names, site_fields, words
from inspect_cli.store import naming
from inspect_cli.store.database import Database, Row
from inspect_cli.store.ids import make_id
from inspect_cli.store.queries import is_ended, unclear

COLUMNS = (
    *("code", "name", "township", "village", "kind", "also", "state", "state_since", "stopped_for", "must_visit"),
    *("visit_days", "regulator", "head_post", "leader_post", "township_post", "organiser", "permit"),
    *("expected_people", "starts_on", "ends_on", "ended_on"),
)
BETWEEN = "、"
_PREFIX = "S-"
_DIGITS = 10


def make_code() -> str:
    """A code for a site that nobody gave one: S- and ten hex digits."""
    return f"{_PREFIX}{make_id()[-_DIGITS:]}"


def read_register(database: Database, township: str | None = None) -> list[Row]:
    """The register of sites, of one township (a code) or all, by code.

    states: of each, the newest first; former: the names that it had before.
    """
    asked, filters = {"township": township}, ["township"] if township is not None else []
    states: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for state in database.rows("site_states", asked, filters, order="newest"):
        states[state["township"], state["code"]].append(state)
    former: dict[tuple[str, str], list[str]] = defaultdict(list)
    for had in database.rows("former_names", asked, filters, order="name"):
        former[had["township"], had["code"]].append(had["name"])
    found = database.rows("sites", asked, filters, order="code")
    keyed = (((row["township"], row["code"]), row) for row in found)
    return [{**row, "states": states[key], "former": former[key]} for key, row in keyed]


def read_site(database: Database, township: str, code: str) -> Row:
    """One site of the register with its `states`; both are codes that are there."""
    return next(row for row in read_register(database, township) if row["code"] == code)


def present(row: Row, lang: str) -> Row:
    """A row of the register as people know it: the township's name, several kinds, its last state with its day.

    lang: of the words of further kinds; their keys in English.
    """
    last = row["states"][0] if row["states"] else {}
    return {
        **row,
        "township": row["township_name"] or row["township"],
        "also": [words.word("place_kind", kind, lang) for kind in split_kinds(row["also"])],
        "state_since": last.get("since"),
        "stopped_for": last.get("stopped_for"),
    }


def split_kinds(text: str | None) -> list[str]:
    """The kinds that stand in one column."""
    return text.split(BETWEEN) if text else []


def kinds_of(row: Row) -> list[str]:
    """Every kind of place that a site is, the main one first; by its key, however the register spells it."""
    return [_spell_kind(kind) for kind in (*([row["kind"]] if row["kind"] else []), *split_kinds(row["also"]))]


def _spell_kind(text: str) -> str:
    """The kind that a register has by another word, as its key; as it stands where no list knows it."""
    return text if text in catalog.kinds() else catalog.read_kind(text) or text


def filter_sites(rows: Iterable[Row], asked: Mapping[str, Any], today: date) -> list[Row]:
    """The sites that fit. asked: kind, state (keys), must_visit, text (in name, code, village), ended (those too)."""
    wanted = names.plain(asked.get("text") or "")
    return [
        row
        for row in rows
        if (asked.get("ended") or not is_ended(row, today))
        and (asked.get("kind") is None or asked["kind"] in kinds_of(row))
        and (asked.get("state") is None or asked["state"] == row["state"])
        and (not asked.get("must_visit") or row["must_visit"])
        and any(wanted in names.plain(row[key] or "") for key in ("name", "code", "village"))
    ]


def find_site(database: Database, township: str, typed: str) -> Row | None:
    """The site of that code or, whatever the width and the blanks, that name; one that has not ended goes first.

    A name that a site had before means that one. township: a code. None where the register has no such site.
    """
    register = read_names(database, township)
    return pick_site(register, typed) or pick_renamed(database, register, typed)


def pick_renamed(database: Database, register: Sequence[Row], typed: str) -> Row | None:
    """The site among these rows of one township that was called so before; that name stands under `former`."""
    now = naming.find_renamed(database, register[0]["township"], typed) if register else None
    row = pick_site(register, now) if now is not None else None
    return {**row, "former": [typed]} if row else None


def is_former(row: Row, typed: str) -> bool:
    """Whether a site that was found was typed by a name that it had before."""
    wanted, now = names.plain(typed), (names.plain(row["name"]), names.plain(row["code"]))
    return wanted not in now and wanted in map(names.plain, row.get("former", ()))


def read_names(database: Database, township: str) -> list[Row]:
    """The register of one township without the history of states, which a visit does not need."""
    return database.rows("sites", {"township": township}, ["township"], order="code")


def pick_site(register: Sequence[Row], typed: str) -> Row | None:
    """The same among these rows of one township."""
    wanted = names.plain(typed)
    by_code = [row for row in register if names.plain(row["code"]) == wanted]
    by_name = [row for row in register if names.plain(row["name"]) == wanted]
    found = by_code or sorted(by_name, key=lambda row: row["ended_on"] is not None)
    return found[0] if wanted and found else None


def choose_site(database: Database, township: str, typed: str) -> Row:
    """The site that was typed, a code, a name or a part of one, with its `states`.

    Raises WrongUsage with the nearest three, or with all that fit when it is ambiguous.
    """
    rows = {row["code"]: row for row in read_register(database, township)}
    if not rows:
        raise WrongUsage(
            _("No site of this township is in the register yet."),
            _("Nothing was written."),
            _("Take one in: inspect-cli site add TOWNSHIP NAME"),
        )
    labels = {code: (code, row["name"]) for code, row in rows.items()}
    exact = [code for code in rows if names.plain(code) == names.plain(typed)]
    whole = exact or [code for code, row in rows.items() if names.plain(row["name"]) == names.plain(typed)]
    renamed = None if whole else pick_renamed(database, list(rows.values()), typed)
    found = whole or ([renamed["code"]] if renamed else names.find(typed, labels))
    if len(found) == 1:
        return rows[found[0]]
    near = listing(f"{code} {rows[code]['name']}" for code in (found or names.nearest(typed, labels)))
    raise unclear(_("site"), typed, near, ambiguous=bool(found))


def nearest_sites(register: Sequence[Row], typed: str) -> list[str]:
    """The names of the three sites that look most like what was typed."""
    return names.nearest(typed, {row["name"]: (row["code"], row["name"]) for row in register})


def state_on(database: Database, row: Row, day: date) -> str | None:
    """Whether a site was producing or stopped on that day, as its last state until then said.

    None when nothing was said of it until then: what it was before its first state nobody knows.
    """
    found = find_state(database, row, day)
    return found["state"] if found else None


def find_state(database: Database, row: Row, day: date) -> Row | None:
    """The same with the day since when, and what it was stopped for: state, since, stopped_for."""
    asked = {"township": row["township"], "code": row["code"]}
    return find_among(database.rows("site_states", asked, ["site"], order="newest"), day)


def state_among(states: Sequence[Row], day: date) -> str | None:
    """The state on that day among these, the newest first."""
    found = find_among(states, day)
    return found["state"] if found else None


def find_among(states: Sequence[Row], day: date) -> Row | None:
    """The same with the day since when, and what it was stopped for."""
    return next((state for state in states if state["since"] <= day), None)


def choose_kind(typed: str) -> str:
    """The kind of place that was typed: key, name in either language, a part of it. Raises WrongUsage like a site."""
    found = catalog.find_kind(typed)
    if len(found) == 1:
        return found[0]
    near = [catalog.kinds()[key] for key in (found or catalog.nearest_kinds(typed))]
    told = listing(catalog.tell(kind, messages.language) for kind in near)
    problem = unclear(_("kind of place"), typed, told, ambiguous=bool(found))
    problem.todo = _("{todo}. See all: inspect-cli category kinds").format(todo=problem.todo)
    raise problem


def compare(before: Row, after: Row, lang: str) -> list[Row]:
    """What of a site changed, a row for each column: `field`, its `title`, and `before` and `after` as people read it.

    An earlier state that leaves the last one as it is stands under `states`.
    """
    old, new = present(before, lang), present(after, lang)
    cells = [
        (field, fields.cell(field, old[field.key], lang), fields.cell(field, new[field.key], lang))
        for field in fields.pick_fields(COLUMNS)
        if old[field.key] != new[field.key]
    ]
    known = [_tell_state(state, lang) for state in before["states"]]
    fresh = [_tell_state(state, lang) for state in after["states"]]
    past = [told for told in fresh[1:] if told not in known]
    cells += [(site_fields.CARD[0], "", told) for told in past]
    return [{"field": f.key, "title": f.title(lang), "before": was, "after": now} for f, was, now in cells]


def _tell_state(state: Row, lang: str) -> str:
    reason = state["stopped_for"]
    told = [f"{state['since']}", words.word("site_state", state["state"], lang)]
    return "  ".join([*told, *([words.word("stop", reason, lang)] if reason else [])])


def tell_states(row: Row, lang: str) -> list[str]:
    """Its states in a line each, the newest first: since when, which, why."""
    return [_tell_state(state, lang) for state in row["states"]]
