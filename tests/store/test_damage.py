"""Every change in the journal is found by `check`: a ledger of 1,000 entries of every kind, changed in every way.

* one bit of one value, in every column, of the value as it is stored; nothing where something was, and back;
* one bit of the bytes in the file that hold rows of the journal, as a user meets it: a sentence and an exit code;
* rows deleted, swapped, doubled, written anew with a fitting hash, put into another place;
* heads and chains that say something else than the journal; the same on a server.
"""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from tests.conftest import Run
from tests.store.deeds import CLERK, FOUND, STORIES, TODAY, Step, act, somebody, tell
from tests.store.pages import Span, find_rows

from inspect_cli.rules.numbers import Number
from inspect_cli.store import batches, checks, journal, ledger, queries, recording, registering, undoing
from inspect_cli.store.database import Database
from inspect_cli.store.engine import Engine
from inspect_cli.store.ids import make_id
from inspect_cli.store.journal import Author
from inspect_cli.store.opening import create_database, open_database
from inspect_cli.store.recording import Visit
from inspect_cli.store.sqlite import Sqlite
from inspect_cli.store.tables import METADATA

ENTRIES = 1000
VALUE_FLIPS, FILE_FLIPS = 420, 150
OTHER = Author("赵某", "1" * 32, "DC")
COLUMNS = [column.name for column in METADATA.tables["journal"].c]
CHANGED = "An entry of the journal was changed"


def _write_city(database: Database) -> None:
    """A thousand entries of every kind, in three townships, by two devices; long ones do not fit a page of the file."""
    registering.enter_townships(database, [{"code": c, "name": f"{c}镇", "kind": "town"} for c in "123"], somebody())
    registering.enter_sites(database, [{"township": c, "code": "S", "name": "商场"} for c in "123"], somebody(OTHER))
    registering.enter_campaign(database, {"name": "春节行动", "end": TODAY}, somebody())
    numbers: list[Number] = []
    for n in range(100):
        who, texts = somebody(OTHER if n % 3 else CLERK), [f"堵塞 {n} {'长' * (n % 7 * 300)}", "过期"][: n % 3]
        visit = Visit(
            "123"[n % 5 % 3], FOUND, {"category": "fire", "inspectors": ("王某01",)}, texts, {"owner": "赵某"}
        )
        numbers += recording.record_visit(database, visit, who)
    for story, number in zip(STORIES, numbers, strict=False):
        for each in ("planned", story) if story == "regraded" else (story,):
            tell(database, each, str(number))
    for _times in range(2):
        undoing.take_back(database, batches.newest(database, CLERK.device) or "", TODAY, somebody())
    while missing := ENTRIES - queries.count_entries(database):
        act(database, numbers[:missing], Step("noted", {"note": f"还差 {missing}"}), somebody(OTHER))


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sqlite]:
    """The city in a file, which every test leaves as it was."""
    path = tmp_path_factory.mktemp("damage") / "ledger.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INSPECT_TODAY", TODAY.isoformat())
        with closing(create_database(str(path), make_id())) as database:
            assert isinstance(database, Sqlite)
            _write_city(database)
            yield database


def _check(database: Database) -> list[str]:
    return [fault.problem for fault in checks.check(database, TODAY, lambda _count: None)]


def _check_with(database: Sqlite, *changes: tuple[str, tuple[Any, ...]]) -> list[str]:
    """What is found after these changes, which are taken back."""
    database.run("BEGIN")
    try:
        for sql, values in changes:
            assert database._connection.execute(sql, values).rowcount > 0, sql
        return _check(database)
    finally:
        database.run("ROLLBACK")


def test_the_whole_city(city: Sqlite, run: Run) -> None:
    """The city has a thousand entries of every kind, some longer than a page, and nothing is wrong with it."""
    rows = city.rows("entries")

    assert len(rows) == ENTRIES
    assert {row["kind"] for row in rows} >= {step.kind for steps in STORIES.values() for step in steps} | {"undone"}
    assert max(len(row["body"].encode()) for row in rows) > 4096
    assert _check(city) == []
    assert run("--db", city.where, "check").code == 0


def _flip_bytes(stored: bytes, chance: random.Random) -> bytes:
    flipped = bytearray(stored)
    place = chance.randrange(len(flipped))
    flipped[place] ^= 1 << chance.randrange(8)
    return bytes(flipped)


def _flip(value: Any, chance: random.Random) -> Any:
    """The value with one bit changed, as it would be read."""
    if value is None:
        return 0  # its type is one bit away
    if isinstance(value, int):
        return int.from_bytes(_flip_bytes(value.to_bytes(8, signed=True), chance), signed=True)
    return _flip_bytes(value.encode(), chance)


@pytest.mark.parametrize("column", COLUMNS)
def test_one_bit_of_a_value(city: Sqlite, column: str) -> None:
    """Any single bit of any value in any row of the journal: the change is found."""
    chance = random.Random(f"a bit of {column}")  # noqa: S311 - no secret
    rows = city.run(f'SELECT rowid, "{column}" FROM journal')
    chosen = [row for row in rows if row[1] not in ("", None)] + [row for row in rows if row[1] is None][:5]
    missed = []
    for rowid, value in chance.sample(chosen, VALUE_FLIPS // len(COLUMNS)):
        flipped = _flip(value, chance)
        while _is_taken(city, column, flipped, rowid):
            flipped = _flip(value, chance)
        how = "CAST(? AS TEXT)" if isinstance(flipped, bytes) else "?"
        if not _check_with(city, (f'UPDATE journal SET "{column}" = {how} WHERE rowid = ?', (flipped, rowid))):
            missed.append((rowid, value, flipped))

    assert missed == []


def _is_taken(city: Sqlite, column: str, value: Any, rowid: int) -> bool:
    """Whether another row has that key already: SQLite refuses it, whatever a disk may do."""
    if column not in ("township", "seq"):
        return False
    sql = f"""SELECT 1 FROM journal AS mine JOIN journal AS other ON mine.rowid = ? AND other.{column} = CAST(? AS TEXT)
        AND other.{"seq = mine.seq" if column == "township" else "township = mine.township"}"""
    return city._connection.execute(sql, [rowid, value]).fetchone() is not None


OTHERS: dict[str, Any] = {"text": "x", "nothing": "", "number": 7000, "bytes": b"x", "real": 0.5}


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
def test_another_value(city: Sqlite, column: str, other: Any) -> None:
    """Another value, of whatever type, in the first or the last row that has one, or none, is found."""
    for wanted in ("IS NOT NULL", "IS NULL"):
        for order in ("rowid", "rowid DESC"):
            row = (
                f'SELECT rowid FROM journal WHERE "{column}" {wanted} AND "{column}" IS NOT ? ORDER BY {order} LIMIT 1'
            )
            found = city._connection.execute(row, [other]).fetchone()
            if found:
                assert _check_with(city, (f'UPDATE journal SET "{column}" = ? WHERE rowid = ?', (other, found[0])))


@pytest.fixture(scope="module")
def rows_in_file(city: Sqlite) -> list[Span]:
    """Where the bytes of the journal's rows are in the file."""
    spans = find_rows(Path(city.where), "journal")
    text = Path(city.where).read_bytes()
    held = b"".join(text[span.start : span.stop] for span in spans)
    assert all(row[0].encode() in held for row in city.run("SELECT hash FROM journal"))
    assert sum(span.stop - span.start for span in spans) > 300 * ENTRIES
    return spans


def test_one_bit_of_the_file(city: Sqlite, rows_in_file: list[Span], tmp_path: Path, run: Run) -> None:
    """Any single bit of a row as it lies in the file: `check` ends with a sentence and an exit code, never with 0."""
    whole = Path(city.where).read_bytes()
    copy = tmp_path / "ledger.db"
    chance = random.Random("a bit of the file")  # noqa: S311 - no secret
    weights = [span.stop - span.start for span in rows_in_file]
    for span in chance.choices(rows_in_file, weights, k=FILE_FLIPS):
        place, bit = chance.randrange(span.start, span.stop), chance.randrange(8)
        damaged = bytearray(whole)
        damaged[place] ^= 1 << bit
        copy.write_bytes(damaged)
        done = run("--db", str(copy), "check")

        assert done.code in (1, 4), (place, bit, done.out)
        assert "Traceback" not in done.err + done.out
        assert "should not have happened" not in done.err
        assert copy.read_bytes() == damaged


def test_one_bit_of_what_leads_a_row(city: Sqlite, rows_in_file: list[Span], tmp_path: Path, run: Run) -> None:
    """The same for the few bytes before a row's values, which say how long they are and of which types."""
    whole = Path(city.where).read_bytes()
    copy = tmp_path / "ledger.db"
    chance = random.Random("a bit of what leads a row")  # noqa: S311 - no secret
    for span in chance.sample([span for span in rows_in_file if span.leads], FILE_FLIPS // 2):
        place, bit = span.start + chance.randrange(22), chance.randrange(8)
        damaged = bytearray(whole)
        damaged[place] ^= 1 << bit
        copy.write_bytes(damaged)
        done = run("--db", str(copy), "check")

        assert done.code in (1, 4), (place, bit, done.out)
        assert "should not have happened" not in done.err


FIRST = "SELECT min(rowid) FROM journal WHERE township = '1'"
LAST = "SELECT max(rowid) FROM journal WHERE township = '1'"
MIDDLE = "SELECT rowid FROM journal WHERE township = '1' AND seq = 50"


@pytest.mark.parametrize("which", [FIRST, MIDDLE, LAST, "SELECT rowid FROM journal WHERE township = '1'"])
def test_deleted_rows(city: Sqlite, which: str) -> None:
    """A row that is gone is found, the first, one in between, the last, or every row of a township."""
    assert _check_with(city, (f"DELETE FROM journal WHERE rowid IN ({which})", ()))


def test_last_rows_deleted_with_the_chain_set_back(city: Sqlite) -> None:
    """Whoever cuts the journal short and sets the chain back is given away by the head, and the other way round."""
    row = city.run(f"SELECT device, prev, seq, hash FROM journal WHERE rowid = ({LAST})")[0]
    digest = city.run("SELECT digest FROM township_head WHERE township = '1'")[0][0]
    cut = (f"DELETE FROM journal WHERE rowid = ({LAST})", ())
    chain = ("UPDATE chain SET hash = ? WHERE township = '1' AND device = ?", (row[1], row[0]))
    smaller = (digest - int(row[3][:16], 16)) % journal.DIGEST_MODULUS
    head = ("UPDATE township_head SET last_seq = ?, digest = ? WHERE township = '1'", (row[2] - 1, smaller))

    assert _check_with(city, cut, chain) == ["The journal has not the entries that its head counts"]
    assert _check_with(city, cut, head) == ["The chains do not end where the journal ends"]


def test_swapped_rows(city: Sqlite) -> None:
    """Two rows that changed places are found, of one device or of two."""
    for one, other in ((50, 51), (10, 60), (1, 2)):
        swap = [
            ("UPDATE journal SET seq = ? WHERE township = '1' AND seq = ?", (there, here))
            for there, here in ((-1, one), (one, other), (other, -1))
        ]
        assert _check_with(city, *swap)


def test_doubled_row(city: Sqlite) -> None:
    """A row that stands there twice, under another id or as it is in another township, is found."""
    named = ", ".join(f'"{name}"' for name in COLUMNS)
    for township, entry, seq in (("1", "'f'", "1000"), ("2", "id", "1000"), ("4", "id", "1")):
        values = named.replace('"township"', f"'{township}'").replace('"id"', entry).replace('"seq"', seq)
        assert _check_with(city, (f"INSERT INTO journal SELECT {values} FROM journal WHERE rowid = ({MIDDLE})", ()))


def _rewrite(city: Sqlite, which: str) -> tuple[tuple[str, tuple[Any, ...]], int]:
    """A row's body changed with the hash that fits it; by how much the sum of the hashes changes."""
    values = dict(zip(COLUMNS, city.run(f"SELECT * FROM journal WHERE rowid = ({which})")[0], strict=True))
    body = json.dumps({**json.loads(values["body"]), "note": "没有的事"}, ensure_ascii=False, separators=(",", ":"))
    digest = journal.hash_entry([*(values[name] or "" for name in COLUMNS[:10]), body, values["prev"]])
    change = (f"UPDATE journal SET body = ?, hash = ? WHERE rowid = ({which})", (body, digest))
    return change, int(digest[:16], 16) - int(values["hash"][:16], 16)


HEAD = "UPDATE township_head SET digest = ?, last_seq = last_seq + ? WHERE township = '1'"


@pytest.mark.parametrize("which", [FIRST, MIDDLE, LAST])
def test_written_anew(city: Sqlite, which: str) -> None:
    """A row with other words and the hash that fits them is given away by the head, or else by its chain."""
    change, more = _rewrite(city, which)
    digest = (city.run("SELECT digest FROM township_head WHERE township = '1'")[0][0] + more) % journal.DIGEST_MODULUS

    assert _check_with(city, change)
    found = _check_with(city, change, (HEAD, (digest, 0)))
    assert found
    assert not {CHANGED, "The journal has not the entries that its head counts"} & set(found)


def test_room_between_rows(city: Sqlite) -> None:
    """A number left out in the order of arrival is found, though the head counts up to the last one."""
    last = f"UPDATE journal SET seq = seq + 1 WHERE rowid = ({LAST})"
    digest = city.run("SELECT digest FROM township_head WHERE township = '1'")[0][0]

    assert _check_with(city, (last, ()), (HEAD, (digest, 1))) == ["Entries are missing before this one"]


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE township_head SET last_seq = last_seq + 1 WHERE township = '2'",
        "UPDATE township_head SET last_seq = last_seq - 1 WHERE township = '2'",
        "UPDATE township_head SET digest = (digest | (1 << 61)) - (digest & (1 << 61)) WHERE township = '*'",
        "UPDATE township_head SET digest = digest & ~1 | (~digest & 1) WHERE township = '3'",
        "UPDATE township_head SET township = '4' WHERE township = '3'",
        "DELETE FROM township_head WHERE township = '3'",
        "INSERT INTO township_head VALUES ('4', 1, 0)",
        "UPDATE chain SET hash = prev FROM journal WHERE chain.hash = journal.hash AND journal.township = '2'",
        "UPDATE chain SET hash = upper(hash) WHERE township = '2'",
        "UPDATE chain SET device = 'x' || device WHERE township = '2'",
        "DELETE FROM chain WHERE township = '1'",
        "INSERT INTO chain VALUES ('1', 'x', 'y')",
    ],
)
def test_heads_and_chains(city: Sqlite, sql: str) -> None:
    """A head or a chain that says something else than the journal is found."""
    if "(1 << 61)" in sql:
        sql = sql.replace("'*'", f"'{city.run('SELECT township FROM township_head ORDER BY digest LIMIT 1')[0][0]}'")
    assert _check_with(city, (sql, ()))


@pytest.fixture(scope="module")
def server(city: Sqlite, make_postgres: Callable[[], str]) -> Iterator[Engine]:
    """The same thousand entries on a server."""
    with closing(create_database(make_postgres(), make_id())) as database:
        assert isinstance(database, Engine)
        with database.writing():
            for table, query in (("journal", "entries"), ("township_head", "township_heads"), ("chain", "chains")):
                database.insert(table, [tuple(row.values()) for row in city.rows(query)])
            ledger.repost(database)
        yield database


SERVER_CHANGES = {
    **{name: f'overlay("{name}" placing \'x\' from length("{name}"))' for name in COLUMNS},
    "subject": "coalesce(subject, 'x') || 'x'",
    "at": "at + 1",
    "recorded_at": "recorded_at + interval '1 microsecond'",
    "seq": "seq + 100000",
}


class TakenBack(Exception):
    """Raised at the end of a change, so that the next test finds the same city."""


@pytest.mark.parametrize("column", COLUMNS)
def test_on_a_server(server: Engine, column: str) -> None:
    """On a server a change in any column of a row is found in the same way."""
    where = "township = '1' AND seq = 50 AND prev <> ''"
    sql = sqlalchemy.text(f'UPDATE journal SET "{column}" = {SERVER_CHANGES[column]} WHERE {where}')
    with suppress(TakenBack), server.writing():
        changed, found = server._connection.execute(sql).rowcount, _check(server)
        raise TakenBack

    assert (changed, bool(found)) == (1, True)


def test_server_is_whole(server: Engine) -> None:
    """Without a change nothing is found there."""
    assert _check(server) == []


def test_unreadable_bodies(city: Sqlite, tmp_path: Path, run: Run) -> None:
    """A whole journal whose bodies this version cannot read is said so, without a traceback."""
    copy = tmp_path / "ledger.db"
    copy.write_bytes(Path(city.where).read_bytes())
    with closing(open_database(str(copy))) as database:
        device = Author("某", "2" * 32, "XX")
        _append_raw(database, device, '{"category":7}')
    done = run("--db", str(copy), "check")

    assert (done.code, "cannot be read" in done.out) == (1, True)


def _append_raw(database: Database, who: Author, body: str) -> None:
    """An entry with this body, hash and head as they must be."""
    head = database.rows("township_heads", {"township": "1"}, ["township"])[0]
    said = ("1", make_id(), "inspected", "", FOUND.isoformat(), "2023-01-15T00:00:00.000000Z")
    content = (*said, who.name, who.device, who.batch, "[]", body, "")
    digest = journal.hash_entry(content)
    with closing(sqlite3.connect(database.where)) as connection:
        row = (*content[:3], None, *content[4:], digest, head["last_seq"] + 1)
        connection.execute(f"INSERT INTO journal VALUES ({', '.join('?' * len(row))})", row)
        connection.execute("INSERT INTO chain VALUES ('1', ?, ?)", (who.device, digest))
        total = (head["digest"] + int(digest[:16], 16)) % journal.DIGEST_MODULUS
        connection.execute("UPDATE township_head SET last_seq = ?, digest = ? WHERE township = '1'", (row[-1], total))
        connection.commit()
