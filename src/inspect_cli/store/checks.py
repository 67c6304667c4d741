"""The only place that looks for damage and broken rules: it lists all problems, each with what mends it.

Four looks: at the journal (every hash, every chain, every count), at the ledger (the same as the journal posted again),
at the hazards (days, plans, doubles, disagreements), at the pictures.
"""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from inspect_cli import settings
from inspect_cli.errors import StorageProblem
from inspect_cli.messages import _, spell
from inspect_cli.rules import lifecycle, rebounds
from inspect_cli.rules.history import Happened
from inspect_cli.rules.names import plain
from inspect_cli.rules.numbers import number_of
from inspect_cli.store import journal, ledger, photos
from inspect_cli.store.database import Database, Row
from inspect_cli.store.entry import Entry, happened, read_entries
from inspect_cli.store.ids import make_id
from inspect_cli.store.queries import CHUNK, is_ended
from inspect_cli.store.sqlite import create_file

_DATED = ("fixed", "verified", "replied", "voided")  # what gives a hazard its days, or says that it has none
FIRST_DAYS = 1  # a major may wait so long for its plan
_SHOWN = 20  # differences of one table
_KEYED_BY = {"photo": 4, "answer": 3, "counter": 3, "former_name": 3, "site_state": 3}  # columns of keys, if not 2
Advance = Callable[[int], None]


class Fault(NamedTuple):
    """A problem: which kind it is, what it is about, what to do. All three are finished sentences or names."""

    problem: str
    subject: str
    todo: str


def check(database: Database, today: date, advance: Advance) -> list[Fault]:
    """Everything that is wrong; nothing is changed. advance is told of every entry twice: read, and posted again."""
    faults = [*_check_file(database), *_check_journal(database, advance)]
    if faults:
        # What is derived from a damaged journal says nothing.
        return faults
    try:
        faults = list(_check_ledger(database, advance))
        faults += [*_check_hazards(database, today), *_check_sites(database, today)]
        return [*faults, *_check_photos(database)]
    except (ValueError, TypeError) as error:
        return [Fault(_("The ledger cannot be read"), str(error), _make_anew())]


def mend_ledger(database: Database) -> list[Fault]:
    """Post the whole journal again, unless it is damaged itself: then what is wrong with it, and nothing is touched."""
    with database.writing(large=True):
        faults = list(_check_journal(database, lambda _count: None))
        if not faults:
            ledger.repost(database)
    return faults


def _check_file(database: Database) -> Iterator[Fault]:
    for line in database.damage():
        yield Fault(_("The database finds its file damaged"), line, _put_back())


class _Township:
    """What the journal of one township has added up to so far."""

    def __init__(self) -> None:
        self.last_seq = 0
        self.digest = 0
        self.chains: dict[str, str] = {}


def _check_journal(database: Database, advance: Advance) -> Iterator[Fault]:
    townships: dict[str, _Township] = defaultdict(_Township)
    try:
        for count, row in enumerate(database.stream("raw_entries", order="arrival"), 1):
            yield from _check_entry(row, townships[str(row["township"])])
            if count % CHUNK == 0:
                advance(CHUNK)
        yield from _check_heads(database, townships)
    except (ValueError, TypeError, StorageProblem) as error:
        yield Fault(_("The journal cannot be read"), str(error), _put_back())


def _check_entry(row: Row, so_far: _Township) -> Iterator[Fault]:
    names = ("township", "id", "kind", "subject", "at", "recorded_at", "by", "device", "batch", "parents", "body")
    subject = _("entry {id} of {township}").format(id=row["id"], township=row["township"])
    said = [_written(row[name]) for name in (*names, "prev")]
    strange = any(type(value) is not str for value in (*said, row["hash"])) or row["subject"] == ""
    if strange or journal.hash_entry(said) != row["hash"]:
        yield Fault(_("An entry of the journal was changed"), subject, _put_back())
        return
    if row["prev"] != so_far.chains.get(row["device"], ""):
        yield Fault(_("An entry does not follow the one before it"), subject, _put_back())
    if row["seq"] != so_far.last_seq + 1:
        yield Fault(_("Entries are missing before this one"), subject, _put_back())
    so_far.chains[row["device"]] = row["hash"]
    so_far.last_seq = row["seq"]
    so_far.digest = (so_far.digest + int(row["hash"][:16], 16)) % journal.DIGEST_MODULUS


def _written(value: Any) -> Any:
    """A value as it stands in the hash; a server gives days and instants as such."""
    if isinstance(value, datetime):
        return journal.stamp(value)
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else value


def _check_heads(database: Database, townships: Mapping[str, _Township]) -> Iterator[Fault]:
    nothing = _Township()
    heads = {row["township"]: row for row in database.rows("township_heads", order="township")}
    chains: dict[str, dict[str, str]] = defaultdict(dict)
    for row in database.rows("chains", order="key"):
        chains[row["township"]][row["device"]] = row["hash"]
    for township in sorted({*heads, *townships}):
        head = heads.get(township, {"last_seq": 0, "digest": 0})
        found = townships.get(township, nothing)
        if (head["last_seq"], head["digest"]) != (found.last_seq, found.digest):
            yield Fault(_("The journal has not the entries that its head counts"), township, _put_back())
        elif chains[township] != found.chains:
            yield Fault(_("The chains do not end where the journal ends"), township, _put_back())


def _check_ledger(database: Database, advance: Advance) -> Iterator[Fault]:
    with tempfile.TemporaryDirectory(prefix="inspect-cli-check-") as folder:
        shadow = create_file(str(Path(folder) / "ledger.db"), make_id())
        try:
            _copy_journal(database, shadow, advance)
            for table in ledger.TABLES:
                yield from _compare(table, database, shadow)
        except StorageProblem as error:
            yield Fault(_("The journal cannot be read"), error.what, _("Update inspect-cli, then run check again."))
        finally:
            shadow.close()


def _copy_journal(database: Database, shadow: Database, advance: Advance) -> None:
    with shadow.writing(large=True):
        chunk = []
        for entry in read_entries(database.stream("entries", order="arrival")):
            chunk.append(entry)
            if len(chunk) == CHUNK:
                shadow.insert("journal", chunk)
                chunk = []
        shadow.insert("journal", chunk)
        ledger.repost(shadow, advance)


def _compare(table: str, database: Database, shadow: Database) -> Iterator[Fault]:
    here = database.stream(f"all_{table}", order="key")
    there = shadow.stream(f"all_{table}", order="key")
    shown = 0
    for subject in _differences(here, there, _KEYED_BY.get(table, 2)):
        shown += 1
        if shown <= _SHOWN:
            yield Fault(_("The ledger differs from what the journal says"), f"{table}: {subject}", _make_anew())
    if shown > _SHOWN:
        more = _("{table}: {count:,} more").format(table=table, count=shown - _SHOWN)
        yield Fault(_("The ledger differs from what the journal says"), more, _make_anew())


def _differences(here: Iterator[Row], there: Iterator[Row], keyed_by: int) -> Iterator[str]:
    ours, theirs = next(here, None), next(there, None)
    while ours is not None or theirs is not None:
        if ours == theirs:
            ours, theirs = next(here, None), next(there, None)
            continue
        one, other = _key(ours, keyed_by), _key(theirs, keyed_by)
        if theirs is None or (ours is not None and one < other):
            yield _("{key} is there without reason").format(key=one)
            ours = next(here, None)
        elif ours is None or other < one:
            yield _("{key} is missing").format(key=other)
            theirs = next(there, None)
        else:
            names = ", ".join(name for name in ours if ours[name] != theirs[name])
            yield f"{one}: {names}"
            ours, theirs = next(here, None), next(there, None)


def _key(row: Row | None, keyed_by: int) -> str:
    """A row's first columns, which are its key."""
    return " ".join(str(value) for value in list(row.values())[:keyed_by]) if row else ""


def _check_hazards(database: Database, today: date) -> Iterator[Fault]:
    for row in database.rows("doubled_numbers"):
        number = number_of(row)
        todo = _("Two machines have one code. Name each by what it says: inspect-cli list --text WORD --status all")
        yield Fault(_("More than one hazard has this number"), number, todo)
    for row in database.stream("hazards", filters=["conflict"], order="number"):
        yield Fault(
            _("People changed it who had not seen each other's change"),
            number_of(row),
            _("Look and settle it: inspect-cli show {n}").format(n=number_of(row)),
        )
    for row in database.stream("hazards", filters=["unfree"], order="number"):
        todo = _("Lift both: inspect-cli delist {n} --notice …, inspect-cli resume {n} --notice …")
        yield Fault(_("It was closed while listed or stopped"), number_of(row), todo.format(n=number_of(row)))
    yield from _check_future(database, today)
    yield from _check_days(database)
    yield from _check_plans(database, today)
    yield from _check_doubles(database)


def _check_future(database: Database, today: date) -> Iterator[Fault]:
    """What happened after it was written down, and was not taken back."""
    for entry in read_entries(
        database.stream("entries", {"after": today + timedelta(days=1)}, ["after"], order="arrival")
    ):
        if entry.at <= entry.recorded_at.astimezone().date() + timedelta(days=1) or _is_undone(database, entry):
            continue
        todo = _("Take it back and type it again: inspect-cli batch undo {batch}").format(batch=entry.batch)
        yield Fault(_("It happened later than it was written down"), f"{entry.township} {entry.id}", todo)


def _is_undone(database: Database, entry: Entry) -> bool:
    """Whether a later entry takes it back: of a register or a log, one that is about no subject either."""
    asked = {"township": entry.township, "subjects": [entry.subject or entry.id], "kinds": ["undone"]}
    about_it = entry.subject is not None or entry.kind == "inspected"
    about = happened(read_entries(database.rows("entries", asked, ["township", "subjects" if about_it else "kinds"])))
    return lifecycle.is_undone(entry.id, about)


def _check_days(database: Database) -> Iterator[Fault]:
    rows = database.rows("hazards", filters=["disordered"], order="number")
    explained = _acted_on(
        database, rows, lambda entry: entry.kind in _DATED and bool(getattr(entry.body, "reason", None))
    )
    for row in rows:
        if row["id"] not in explained:
            yield Fault(
                _("Its days are out of order"),
                number_of(row),
                _("Void it and record it again: inspect-cli void {n} --reason TEXT").format(n=number_of(row)),
            )


def _check_plans(database: Database, today: date) -> Iterator[Fault]:
    first = today - timedelta(days=FIRST_DAYS)
    waiting = database.rows("hazards", {"until": first - timedelta(days=1)}, ["unplanned", "until"])
    graded = _acted_on(database, waiting, lambda entry: entry.kind == "regraded" and entry.at >= first)
    waiting = [row for row in waiting if row["id"] not in graded]
    past = database.rows("hazards", filters=["past_unplanned"])
    typed = _acted_on(database, past, lambda entry: entry.kind in ("fixed", "verified"))
    found = {row["id"]: row for row in [*waiting, *(row for row in past if row["id"] in typed)]}
    for row in sorted(found.values(), key=lambda row: (row["series"], row["serial"])):
        todo = _("Write it: inspect-cli plan {n} --measures … --owner … --funds … --deadline … --contingency …")
        yield Fault(_("A major has no complete plan"), number_of(row), todo.format(n=number_of(row)))


def _acted_on(database: Database, rows: list[Row], wanted: Callable[[Happened], bool]) -> set[str]:
    """The ids of those hazards that have a counting entry of the wanted sort."""
    acted = set()
    for start in range(0, len(rows), CHUNK):
        for hazard, (_finding, about) in ledger.gather(database, rows[start : start + CHUNK]).items():
            if any(wanted(entry) for entry in lifecycle.counting(about)):
                acted.add(hazard)
    return acted


def _check_doubles(database: Database) -> Iterator[Fault]:
    """The same words for the same place on the same day in two commands: typed twice, or by two people."""
    first: dict[tuple[Any, ...], Row] = {}
    for row in database.stream("hazards", filters=["open"], order="number"):
        if not rebounds.signs(row):
            continue
        place = (row["township"], row["category"], row["site"], row["village"], row["location"])
        key = (*place, row["found_on"], row["item"], rebounds.bare(row["description"]))
        earlier = first.setdefault(key, row)
        if earlier["batch"] != row["batch"]:
            one, other = number_of(earlier), number_of(row)
            todo = f"inspect-cli void {other} --duplicate-of {one} --reason …"
            yield Fault(_("One hazard was recorded twice"), f"{one}, {other}", todo)


def _check_sites(database: Database, today: date) -> Iterator[Fault]:
    """Two sites of one township that stand and have one name: what was recorded at one counts for both."""
    first: dict[tuple[str, str], Row] = {}
    for row in database.stream("sites", order="code"):
        if is_ended(row, today):
            continue
        earlier = first.setdefault((row["township"], plain(row["name"])), row)
        if earlier is not row:
            place = row["township_name"] or row["township"]
            todo = spell(("site", "set", place, row["code"], "--name", "NAME"))
            yield Fault(
                _("Two sites have one name"),
                f"{place}: {earlier['code']} {earlier['name']}, {row['code']} {row['name']}",
                _("Rename or end one of them: {command}").format(command=todo),
            )


def _check_photos(database: Database) -> Iterator[Fault]:
    device = settings.find_device()
    rows = list(database.stream("photos", order="hazard"))
    looks = [_look(photos.find_file(database, row), row["sha256"]) for row in rows]
    whole = {(row["hazard"], row["sha256"]) for row, problem in zip(rows, looks, strict=True) if not problem}
    for row, problem in zip(rows, looks, strict=True):
        if not problem or (row["hazard"], row["sha256"]) in whole:
            continue
        if (row["kept"] or _is_ours(database, row, device.id if device else "")) and not _is_explained(database, row):
            subject = _("{path} of {n}").format(path=photos.find_file(database, row), n=number_of(row))
            todo = _("Put it back, or keep it anew: inspect-cli note {n} --photo FILE --keep; if it is lost: {lost}")
            lost = f"inspect-cli note {number_of(row)} … --reason …"
            yield Fault(problem, subject, todo.format(n=number_of(row), lost=lost))


def _is_explained(database: Database, row: Row) -> bool:
    """Somebody wrote down since, with a reason, what became of the picture."""
    asked = {"township": row["township"], "subjects": [row["hazard"]]}
    entries = database.rows("entries", asked, ["township", "subjects"], order="arrival")
    later = [entry for entry in entries if entry["id"] > row["entry"]]
    return any(entry.kind == "noted" and getattr(entry.body, "reason", None) for entry in happened(read_entries(later)))


def _look(path: Path, sha256: str) -> str:
    try:
        digest, _size = photos.measure(path)
    except (OSError, ValueError):
        return _("A picture is missing")
    return "" if digest == sha256 else _("A picture was changed")


def _is_ours(database: Database, row: Row, device: str) -> bool:
    """A picture that another machine named lies there."""
    asked = {"township": row["township"], "ids": [row["entry"]]}
    return any(entry["device"] == device for entry in database.rows("entries", asked, ["township", "ids"]))


def _make_anew() -> str:
    return _("Make the ledger anew from the journal: inspect-cli check --repost")


def _put_back() -> str:
    return _("The journal cannot be mended: copy a backup of the ledger back")
