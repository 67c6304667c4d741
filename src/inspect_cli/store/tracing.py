"""The only place that knows what takings back are about in the end: which batch, and what stands since then.

A batch takes back another, which may be a taking back itself: of `undo` typed again and again every second one brings
back what was written in the first place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import chain
from typing import NamedTuple

from inspect_cli.rules.entries import read_body
from inspect_cli.store import batches
from inspect_cli.store.database import Database, Row
from inspect_cli.store.entry import Entry

_APART = ("imported", "undone")  # neither a visit nor an entry of a register


class Trail(NamedTuple):
    """From a batch back to what was written in the first place; ids: every batch on the way, that one last.

    first: the row of the batch table of what was written; brings_back: whether taking back the batch brings that back.
    """

    ids: list[str]
    first: Row
    brings_back: bool


def trace(database: Database, batch: str) -> Trail:
    """What taking this batch back is about."""
    ids, first = [batch], batches.parts(database, batch)[0]
    while first["undoes"]:
        ids.append(first["undoes"])
        first = batches.parts(database, ids[-1])[0]
    return Trail(ids, first, brings_back=len(ids) % 2 == 0)


def count_kinds(database: Database, batch: str, own: Iterable[Entry], names: Iterable[str]) -> Counter[str]:
    """How many visits and entries of registers are behind these entries of a batch: kind -> how many.

    own: all entries of the batch; names: the ids of those that are meant.
    """
    kinds: dict[str, str] = {}
    inside: dict[str, tuple[str, ...]] = {}
    earlier = (batches.entries_of(database, one) for one in trace(database, batch).ids[1:])
    for entry in chain(own, chain.from_iterable(earlier)):
        if entry.kind == "undone":
            inside[entry.id] = getattr(read_body(entry.kind, entry.body), "entries", ())
        elif not entry.subject and entry.kind not in _APART:
            kinds[entry.id] = entry.kind
    behind: set[str] = set()
    waiting = [*names]
    while waiting:
        name = waiting.pop()
        if name not in behind:
            behind.add(name)
            waiting += inside.get(name, ())
    return Counter(kinds[name] for name in behind if name in kinds)
