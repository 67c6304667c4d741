"""The only place that writes: `append` adds entries to the journal and posts them to the ledger, in one transaction.

Every entry carries a SHA-256 over its content and the hash of the entry its device wrote before it in that township;
a township's head counts its entries and adds up their hashes modulo 2^62.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from inspect_cli import settings
from inspect_cli.rules.body import Body
from inspect_cli.rules.entries import write_body
from inspect_cli.store import ledger
from inspect_cli.store.database import Database
from inspect_cli.store.entry import CITY, Entry
from inspect_cli.store.ids import make_id

DIGEST_MODULUS = 2**62
LARGE = 100_000  # entries a transaction keeps in memory; beyond, readers wait for its end


class Draft(NamedTuple):
    """What is to be written: `subject` is the hazard or site it is about, `parents` the entries its writer had seen.

    id: of its entry, when another draft of the same batch names it among its parents; else one is made.
    """

    township: str
    kind: str
    at: date
    body: Body
    subject: str | None = None
    parents: Sequence[str] = ()
    id: str | None = None


@dataclass(frozen=True)
class Author:
    """Who writes, on which device (its id, and the code that leads its numbers), in which batch (one command)."""

    name: str
    device: str
    code: str
    batch: str = field(default_factory=make_id)


@dataclass
class _Head:
    """Where a township's series stands while a transaction adds to it."""

    last_seq: int
    digest: int
    prev: str


def append(database: Database, drafts: Sequence[Draft], author: Author) -> list[Entry]:
    """Write the drafts and post them; inside a `database.writing()` block. The only way into the journal."""
    townships = sorted({draft.township for draft in drafts})
    lock(database, townships)
    heads = {township: _find_head(database, township, author.device) for township in townships}
    written = _Writer(author, settings.now()).write(drafts, heads)
    database.insert("journal", written)
    for township, head in heads.items():
        _save(database, township, head, author.device)
    ledger.post(database, [(entry, draft.body) for entry, draft in zip(written, drafts, strict=True)])
    return written


def lock(database: Database, townships: Iterable[str]) -> None:
    """Nobody else writes in these townships until this transaction ends: what is read from now on stays true."""
    for township in sorted(townships):
        if not database.change("lock_township_head", {"key_township": township}):
            database.insert("township_head", [(township, 0, 0)], missing_only=True)
            database.change("lock_township_head", {"key_township": township})


def reserve_numbers(database: Database, code: str, count: int) -> int:
    """The first of `count` numbers behind `code`, taken for good; inside a `database.writing()` block."""
    key = {"key_township": CITY, "key_code": code}
    if not database.change("lock_series", key):
        database.insert("series", [(CITY, code, 0)], missing_only=True)
        database.change("lock_series", key)
    last: int = database.rows("numbers_used", {"code": code}, ["code"])[0]["last"]
    database.change("put_series", {**key, "last": last + count})
    return last + 1


def return_numbers(database: Database, code: str, last: int) -> None:
    """Give back what this transaction reserved behind `last` and did not use; nobody else can have seen it."""
    database.change("put_series", {"key_township": CITY, "key_code": code, "last": last})


def raise_series(database: Database, code: str, serial: int) -> None:
    """Leave the numbers behind `code` up to `serial` to hazards that already carry them."""
    ledger.raise_series(database, code, serial)


def hash_entry(content: Iterable[str]) -> str:
    """SHA-256 in hex over the fields of an entry up to `prev`; NUL parts them, which no field can hold."""
    return hashlib.sha256("\0".join(content).encode()).hexdigest()


def stamp(instant: datetime) -> str:
    """An instant as it stands in a hash, and in a ledger file: UTC, of fixed width."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class _Writer:
    """Makes the rows of one transaction; what they share is written out once."""

    def __init__(self, author: Author, recorded_at: datetime) -> None:
        self._by = (author.name, author.device, author.batch)
        self._recorded_at = recorded_at
        self._stamp = stamp(recorded_at)

    def write(self, drafts: Iterable[Draft], heads: Mapping[str, _Head]) -> list[Entry]:
        """The drafts as rows, each chained to the one before it in its township."""
        return [self._chain(draft, heads[draft.township]) for draft in drafts]

    def _chain(self, draft: Draft, head: _Head) -> Entry:
        township, kind, at, content, subject, before, entry_id = draft
        entry_id = entry_id or make_id()
        body, parents = write_body(content), json.dumps(before) if before else "[]"
        said = (township, entry_id, kind, subject or "", at.isoformat(), self._stamp, *self._by, parents, body)
        prev, digest = head.prev, hash_entry((*said, head.prev))
        head.prev = digest
        head.last_seq += 1
        head.digest = (head.digest + int(digest[:16], 16)) % DIGEST_MODULUS
        by = self._by
        return Entry(
            *(township, entry_id, kind, subject, at, self._recorded_at, *by),
            *(parents, body, prev, digest, head.last_seq),
        )


def _find_head(database: Database, township: str, device: str) -> _Head:
    head = database.rows("township_heads", {"township": township}, ["township"])[0]
    chain = database.rows("chains", {"township": township, "device": device}, ["mine"])
    return _Head(head["last_seq"], head["digest"], chain[0]["hash"] if chain else "")


def _save(database: Database, township: str, head: _Head, device: str) -> None:
    values: dict[str, Any] = {"last_seq": head.last_seq, "digest": head.digest}
    database.change("put_township_head", {"key_township": township, **values})
    if not database.change("put_chain", {"key_township": township, "key_device": device, "hash": head.prev}):
        database.insert("chain", [(township, device, head.prev)])
