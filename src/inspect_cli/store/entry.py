"""The only place for the shape of a row of the journal."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import NamedTuple

from inspect_cli.rules.entries import read_body
from inspect_cli.rules.history import Happened
from inspect_cli.store.database import Row

CITY = "*"  # the township of entries that concern the whole city


class Entry(NamedTuple):
    """A row of the journal, in the order of its columns."""

    township: str
    id: str
    kind: str
    subject: str | None
    at: date
    recorded_at: datetime
    by: str
    device: str
    batch: str
    parents: str
    body: str
    prev: str
    hash: str
    seq: int


def read_entries(rows: Iterable[Row]) -> Iterator[Entry]:
    """Rows of the journal as entries."""
    return (Entry(**row) for row in rows)


def happened(entries: Iterable[Entry]) -> list[Happened]:
    """Entries in the shape the rules read."""
    return [Happened(e.id, e.kind, e.at, json.loads(e.parents), read_body(e.kind, e.body)) for e in entries]
