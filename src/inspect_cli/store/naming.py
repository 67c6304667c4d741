"""The only place that knows which names sites had before: visits, hazards and posts follow a site that is renamed.

The register keeps the names by township and code. A visit or a hazard stands in the ledger under the site's name of
now; the name that it says itself stands beside it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from inspect_cli.rules import names
from inspect_cli.store.database import Database, Row

CHUNK = 500
_AT = {"inspection": "visits_at", "hazard": "hazards_at"}  # table -> the question that finds its rows at sites
Renamed = Mapping[tuple[str, str], str]  # (township, a name that is none now) -> what that site is called now
Names = Mapping[tuple[str, str], Sequence[str]]  # (township, a name written plainly) -> that of now, those before


def read_renamed(database: Database, township: str | None = None) -> dict[tuple[str, str], str]:
    """What sites are called now, by the names they had; of one township (a code) or of all.

    A name that a site has now is not among them, nor one that several sites had: a site that stands goes first.
    """
    had: dict[tuple[str, str], list[Row]] = defaultdict(list)
    filters = ["township"] if township is not None else []
    for row in database.rows("former_names", {"township": township}, filters, order="name"):
        had[row["township"], row["name"]].append(row)
    renamed = {}
    for key, rows in had.items():
        standing = [row for row in rows if row["ended_on"] is None]
        if len(standing or rows) == 1:
            renamed[key] = str((standing or rows)[0]["now"])
    return renamed


def list_names(renamed: Renamed) -> Names:
    """Every name of the sites that were renamed, by each of them."""
    every: dict[tuple[str, str], tuple[str, ...]] = {}
    for (township, name), now in renamed.items():
        every[township, now] = (*every.get((township, now), (now,)), name)
    return {(township, names.plain(name)): of for (township, _now), of in every.items() for name in of}


def find_renamed(database: Database, township: str, typed: str) -> str | None:
    """What the site of a township that was called so is called now; None where the register knows of none."""
    found = _find_now(read_renamed(database, township), typed)
    return found[0] if len(found) == 1 else None


def _find_now(renamed: Renamed, typed: str) -> list[str]:
    wanted = names.plain(typed)
    return sorted({now for (_code, name), now in renamed.items() if wanted and names.plain(name) == wanted})


def find_meant(database: Database, typed: str, township: str | None = None) -> str | None:
    """What sites that were called so are called now, in one township (a code) or in all.

    None where a site is called so now, or where there are several of them.
    """
    found = _find_now(read_renamed(database, township), typed)
    if len(found) != 1:
        return None
    sites = database.rows("sites", {"township": township}, ["township"] if township is not None else [])
    return None if any(names.plain(row["name"]) == names.plain(typed) for row in sites) else found[0]


def spell(database: Database, made: Mapping[str, list[Any]]) -> None:
    """Have the rows of visits and hazards that are to be laid in say the names that their sites have now.

    made: table -> its rows.
    """
    townships = {row.township for table in _AT for row in made[table] if row.site is not None}
    one = next(iter(townships)) if len(townships) == 1 else None
    renamed = read_renamed(database, one) if townships else {}
    for table in _AT if renamed else ():
        made[table][:] = [_spell_row(row, renamed.get((row.township, row.site))) for row in made[table]]


def _spell_row(row: Any, now: str | None) -> Any:
    return row if now is None else row._replace(site=now, site_then=row.site)


def spell_place(database: Database, township: str, layer: str, place: str | None) -> Row:
    """The place that somebody answers for, a site by its name of now: the columns `place` and `place_then`."""
    renamed = read_renamed(database, township) if layer == "site" and place is not None else {}
    now = renamed.get((township, place or ""))
    return {"place": place, "place_then": None} if now is None else {"place": now, "place_then": place}


def rename(database: Database, question: str, township: str, code: str, name: str) -> None:
    """Keep the name that a site or a township has had until now, where this is another one; before its row is changed.

    question: the statement that has their names; township: of a site, or the whole city.
    """
    before = [row["name"] for row in database.rows(question, {"township": township, "code": code}, ["code"])]
    if not before or before[0] == name:
        return
    database.insert("former_name", [(township, before[0], code)], missing_only=True)
    database.change("drop_former_name", {"key_township": township, "key_name": name, "key_code": code})


def read_townships(database: Database) -> dict[str, str]:
    """Names that townships had -> their codes; not one that a township has now, nor one that several had."""
    rows = database.rows("former_townships", order="code")
    known = database.rows("townships") if rows else []
    held = Counter(names.plain(row["name"]) for row in (*rows, *known))
    there = {row["township"] for row in known}
    return {row["name"]: row["code"] for row in rows if row["code"] in there and held[names.plain(row["name"])] == 1}


def follow(database: Database, township: str, before: Renamed) -> None:
    """Bring visits, hazards and posts of a township under the names of now; before: what was renamed until then."""
    now, here = read_renamed(database, township), {"township": township}
    own = {key: name for key, name in before.items() if key[0] == township}
    changed = [key for key in sorted({*own, *now}) if own.get(key) != now.get(key)]
    for start in range(0, len(changed), CHUNK):
        names_of = {key[1]: now.get(key, key[1]) for key in changed[start : start + CHUNK]}
        sites = sorted({own.get((township, name), name) for name in names_of})
        for table, question in _AT.items():
            _move(database, (table, "site"), township, database.rows(question, {**here, "sites": sites}), names_of)
    _follow_posts(database, township, {name: site for (_township, name), site in now.items()})


def _follow_posts(database: Database, township: str, now: Mapping[str, str]) -> None:
    """The same for who answers for sites: posts may have been entered between two names."""
    renamed = sorted(now)
    for start in range(0, max(len(renamed), 1), CHUNK):
        asked = {"township": township, "sites": renamed[start : start + CHUNK]}
        rows = database.rows("posts_at", asked)
        names_of = {name: now.get(name, name) for name in (row["place_then"] or row["place"] for row in rows)}
        wrong = [row for row in rows if row["place"] != names_of[row["place_then"] or row["place"]]]
        _move(database, ("responsibility", "place"), township, wrong, names_of)


def _move(
    database: Database, of: tuple[str, str], township: str, rows: Sequence[Row], names_of: Mapping[str, str]
) -> None:
    """Write the site of those rows anew that say one of these names; of: the table, and the column of its sites."""
    (table, column), then = of, f"{of[1]}_then"
    moved: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        written = row[then] or row[column]
        if written in names_of:
            moved[written].append(row["id"])
    for written, ids in moved.items():
        name = names_of[written]
        said = {"key_township": township, column: name, then: None if name == written else written}
        for start in range(0, len(ids), CHUNK):
            database.change(f"rename_{table}", {**said, "key_ids": ids[start : start + CHUNK]})
