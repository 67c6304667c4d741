"""The only place that knows which townships took over from which, from one to the next."""

from __future__ import annotations

from collections.abc import Mapping

from inspect_cli.store.database import Database


def read_before(database: Database, township: str) -> list[str]:
    """The townships (codes) from which this one took over, and those from which they did; the nearest first."""
    successors = _read_successors(database)
    found: list[str] = []
    at = [township]
    while at:
        at = [code for code, to in successors.items() if to in at and code not in (township, *found)]
        found += at
    return found


def read_after(database: Database, township: str) -> list[str]:
    """The township (a code) that took over from this one, and the one that did so from that; the nearest first."""
    successors = _read_successors(database)
    found: list[str] = []
    at = successors.get(township)
    while at and at not in (township, *found):
        found.append(at)
        at = successors.get(at)
    return found


def took_over(database: Database, township: str, before: str) -> bool:
    """Whether these are one township, or the first took over from the other, itself or through others."""
    return township == before or township in read_after(database, before)


def _read_successors(database: Database) -> Mapping[str, str]:
    rows = database.rows("townships", order="code")
    return {row["township"]: row["successor"] for row in rows if row["successor"]}
