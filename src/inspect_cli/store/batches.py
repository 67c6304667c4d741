"""The only place for what commands wrote: a batch is everything one command wrote, in however many townships."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from inspect_cli.errors import NothingFound, WrongUsage
from inspect_cli.messages import _
from inspect_cli.rules.body import Body
from inspect_cli.rules.entries import Inspected, Undone, read_body
from inspect_cli.store.database import Database, Row
from inspect_cli.store.entry import CITY, Entry, read_entries

SHORT = 8  # the last digits of an id, which are drawn at random, tell batches apart
_FEWEST = 4


class _Part(NamedTuple):
    """A row of the batch table, in the order of its columns."""

    township: str
    batch: str
    device: str
    by: str
    recorded_at: object
    kind: str
    entries: int
    hazards: int
    first_seq: int
    last_seq: int
    undoes: str | None


def post(database: Database, posted: Sequence[tuple[Entry, Body | None]]) -> None:
    """Count new entries to their batches."""
    grouped: dict[tuple[str, str], list[tuple[Entry, Body | None]]] = defaultdict(list)
    for each in posted:
        grouped[each[0].township, each[0].batch].append(each)
    for (township, batch), own in grouped.items():
        hazards = sum(_count(body, entry) for entry, body in own)
        more = {"entries": len(own), "hazards": hazards, "last_seq": own[-1][0].seq}
        if not database.change("grow_batch", {"key_township": township, "key_batch": batch, **more}):
            database.insert("batch", [_begin(own, hazards)])


def _count(body: Body | None, entry: Entry) -> int:
    """How many hazards an entry is about."""
    if isinstance(body, Inspected):
        return len(body.hazards)
    if isinstance(body, Undone):
        return body.hazards
    # What an import links at its end it has found, and counted, before.
    return int(entry.subject is not None and not getattr(body, "detected", None))


def _begin(own: Sequence[tuple[Entry, Body | None]], hazards: int) -> _Part:
    first, body = own[0]
    undoes = body.batch if isinstance(body, Undone) else None
    return _Part(
        *(first.township, first.batch, first.device, first.by, first.recorded_at, first.kind),
        *(len(own), hazards, first.seq, own[-1][0].seq, undoes),
    )


def newest(database: Database, device: str) -> str | None:
    """The id of the last batch that a device wrote; None when it wrote nothing."""
    found = database.rows("batch_ids", {"device": device}, ["device"], order="newest", limit=1)
    return found[0]["batch"] if found else None


def find(database: Database, typed: str) -> str:
    """The id of the batch that was typed: whole, or its last digits. Raises NothingFound or WrongUsage."""
    ending = "".join(ch for ch in typed.strip().lower() if ch in "0123456789abcdef")
    found = []
    if len(ending) == len(typed.strip()) and len(ending) >= _FEWEST:
        found = database.rows("batch_ids", {"ending": f"%{ending}"}, ["ending"], order="newest", limit=2)
    if len(found) == 1:
        return str(found[0]["batch"])
    if found:
        raise WrongUsage(
            _("More than one batch ends in {typed}.").format(typed=typed),
            _("Nothing was written."),
            _("Type more of its end; see: inspect-cli batch list"),
        )
    raise NothingFound(
        _("There is no batch {typed}.").format(typed=typed),
        _("Nothing was written."),
        _("See: inspect-cli batch list"),
    )


def parts(database: Database, batch: str) -> list[Row]:
    """What a batch wrote, a row for each township."""
    return database.rows("batches", {"ids": [batch]}, ["ids"], order="newest")


def entries_of(database: Database, batch: str) -> Iterator[Entry]:
    """The entries of a batch, township by township, in the order they arrived."""
    for part in parts(database, batch):
        asked = {"township": part["township"], "first": part["first_seq"], "last": part["last_seq"], "batch": batch}
        yield from read_entries(database.rows("entries", asked, ["township", "between", "batch"], order="arrival"))


def latest(database: Database, limit: int) -> list[Row]:
    """The last batches, newest first: who, when, what (event, files), how much, whether it was taken back."""
    ids = [row["batch"] for row in database.rows("batch_ids", order="newest", limit=limit)]
    groups: dict[str, list[Row]] = defaultdict(list)
    for start in range(0, len(ids), 500):
        for row in database.rows("batches", {"ids": ids[start : start + 500]}, ["ids"], order="newest"):
            groups[row["batch"]].append(row)
    return [_sum_up(database, groups[batch]) for batch in ids]


def _undoing(database: Database, batch: str) -> list[Row]:
    """What took this batch back and still counts."""
    found = database.rows("batches", {"undone": [batch]}, ["undoes"], order="newest")
    return [row for row in found if not _undoing(database, row["batch"])]


def _name_event(database: Database, first: Row) -> str:
    """The kind of what was written; of a taking back that took back another one, that it brought back."""
    back, event = False, str(first["kind"])
    while first["undoes"]:
        back, first = not back, parts(database, first["undoes"])[0]
    return "brought_back" if event == "undone" and not back else event


def _sum_up(database: Database, rows: Sequence[Row]) -> Row:
    first = rows[-1] if rows[-1]["township"] == CITY else rows[0]
    return {
        **first,
        "short": first["batch"][-SHORT:],
        "event": _name_event(database, first),
        "entries": sum(row["entries"] for row in rows),
        "hazards": sum(row["hazards"] for row in rows),
        "townships": sum(row["township"] != CITY for row in rows),
        "undone": _extent(database, _undoing(database, first["batch"])),
        "files": list(getattr(_first_body(database, first), "files", ())) if first["kind"] == "imported" else [],
    }


def _extent(database: Database, undoing: Sequence[Row]) -> str:
    """Whether a batch was taken back: yes, partly, no."""
    if not undoing:
        return "no"
    kept = any(getattr(_first_body(database, row), "kept", None) for row in undoing)
    return "partly" if kept else "yes"


def _first_body(database: Database, row: Row) -> Body | None:
    asked = {"township": row["township"], "first": row["first_seq"], "last": row["first_seq"]}
    entries = read_entries(database.rows("entries", asked, ["township", "between"]))
    return next((read_body(entry.kind, entry.body) for entry in entries), None)
