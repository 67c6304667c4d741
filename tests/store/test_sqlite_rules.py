"""The rules of a ledger file while it is open: pragmas, one immediate transaction at a time, nothing lost.

* pragmas are set and read back on every connection, and again after a large write;
* eight processes with 25 updates each keep all 200;
* a second writer waits for the first; a reader is served meanwhile and sees the old state;
* nothing is committed when the block raises, Ctrl-C included, and the store goes on working;
* a locked, a full and a read-only ledger end as a storage problem with nothing half-written.
"""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from inspect_cli.errors import StorageProblem
from inspect_cli.store import queries, recording, sqlite
from inspect_cli.store.database import Database
from inspect_cli.store.engine import Engine
from inspect_cli.store.ids import make_id
from inspect_cli.store.journal import Author
from inspect_cli.store.opening import create_database, open_database
from inspect_cli.store.recording import Visit
from inspect_cli.store.rows import HazardRow
from inspect_cli.store.sqlite import Sqlite
from inspect_cli.store.waiting import Patience

Dump = Callable[[Database, str], list[tuple[Any, ...]]]
VISIT = Visit("1", date(2023, 1, 1), {"category": "fire"}, ["堵塞"], {})
WRITER = """
import sys
from datetime import date
from inspect_cli.store import recording
from inspect_cli.store.journal import Author
from inspect_cli.store.rows import HazardRow
from inspect_cli.store.opening import open_database
from inspect_cli.store.recording import Visit
where, number, count = sys.argv[1:]
author = Author(f"writer {number}", number.zfill(32), "CG")
database = open_database(where)
print("ready", flush=True)
sys.stdin.readline()
for n in range(int(count)):
    visit = Visit("1", date(2023, 1, 1), {"category": "fire"}, [f"{number}/{n}"], {})
    recording.record_visit(database, visit, author)
database.close()
"""


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Sqlite]:
    """An empty ledger file, open."""
    database = sqlite.create_file(str(tmp_path / "ledger.db"), make_id())
    yield database
    database.close()


@pytest.fixture
def second(ledger: Sqlite) -> Iterator[Sqlite]:
    """Another connection to it that does not wait long."""
    database = sqlite.open_file(ledger.where, _hurry())
    yield database
    database.close()


def test_pragmas() -> None:
    """A rollback journal that is truncated, full sync, no spilling, foreign keys; the store waits, not SQLite."""
    assert sqlite.PRAGMAS == {
        "journal_mode": "truncate",
        "synchronous": 2,
        "cache_spill": 0,
        "busy_timeout": 0,
        "foreign_keys": 1,
        "fullfsync": 1,
    }


@pytest.mark.parametrize("made", ["created", "opened", "engine"])
def test_pragmas_take(ledger: Sqlite, made: str) -> None:
    """A connection has every pragma, whether the file is new, old or reached through SQLAlchemy."""
    where = {"created": ledger.where, "opened": ledger.where, "engine": f"sqlite+pysqlite:///{ledger.where}"}[made]
    database = create_database(where, make_id()) if made == "created" else open_database(where)

    got = {name: _ask(database, f"PRAGMA {name}")[0][0] for name in sqlite.PRAGMAS}
    database.close()

    assert got == sqlite.PRAGMAS


def test_pragmas_after_a_large_write(ledger: Sqlite) -> None:
    """A large write lets the cache spill; afterwards it does not spill any more, also when the write failed."""
    with ledger.writing(large=True):
        assert ledger.run("PRAGMA cache_spill")[0][0] > 0
    assert ledger.run("PRAGMA cache_spill") == [(0,)]

    with pytest.raises(KeyboardInterrupt), ledger.writing(large=True):
        raise KeyboardInterrupt
    assert ledger.run("PRAGMA cache_spill") == [(0,)]


def test_eight_processes(ledger: Sqlite, check_all_kept: Callable[[Database], None]) -> None:
    """Eight processes record 25 visits each in one file: nothing is lost, doubled, skipped or out of its chain."""
    assert _run_writers(ledger.where) == [(0, "")] * 8

    check_all_kept(ledger)


def test_second_writer_waits(ledger: Sqlite, author: Author) -> None:
    """A writer that comes while another writes waits until that one is done, and then builds on its work."""
    numbers = []

    def write() -> None:
        late = sqlite.open_file(ledger.where)
        numbers.extend(recording.record_visit(late, VISIT, author))
        late.close()

    other = threading.Thread(target=write)
    with ledger.writing():
        other.start()
        time.sleep(0.4)
        assert numbers == []
        ledger.insert("series", [("*", "CG", 41)])
    other.join(timeout=20)

    assert [str(number) for number in numbers] == ["CG-42"]


@pytest.mark.parametrize("scheme", ["", "sqlite+pysqlite:///"])
def test_lock_before_reading(ledger: Sqlite, second: Sqlite, scheme: str) -> None:
    """A write transaction takes its lock before it reads anything: no second one can begin beside it."""
    first = open_database(f"{scheme}{ledger.where}")
    with first.writing():
        with pytest.raises(StorageProblem) as problem, second.writing():
            pass
        assert "locked" in problem.value.what
    with second.writing():
        pass
    first.close()


def test_readers_are_served(ledger: Sqlite, second: Sqlite, author: Author) -> None:
    """While a write is open, with thousands of rows in it, readers are served and see the state before it."""
    recording.record_visit(ledger, VISIT, author)
    with ledger.writing():
        ledger.insert("series", [("*", "ZZ", 1)])
        ledger.insert("store", [(str(n), "很多" * 500) for n in range(3000)])
        assert len(second.rows("hazards")) == 1
        assert len(second.rows("store_facts")) == 2
        assert [row["code"] for row in second.rows("numbers_used")] == ["CG"]

    assert len(second.rows("store_facts")) == 3002


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit, RuntimeError, StorageProblem])
def test_raising_takes_all_back(store: Database, author: Author, dump: Dump, error: type[BaseException]) -> None:
    """Nothing is kept of a block that raises, whatever it raises, and the store takes the next write."""
    recording.record_visit(store, VISIT, author)
    before = {table: dump(store, table) for table in ("journal", "hazard", "series", "township_head", "chain")}

    def write() -> None:
        with store.writing():
            store.insert("series", [("*", "ZZ", 1)])
            store.change("empty_hazard")
            raise error("stop")

    with pytest.raises(error):
        write()

    assert {table: dump(store, table) for table in before} == before
    assert [str(n) for n in recording.record_visit(store, VISIT, author)] == ["CG-2"]


def test_no_half_visit(store: Database, author: Author, dump: Dump) -> None:
    """A visit whose last row is refused by the database leaves no entry, no row and no used number."""
    recording.record_visit(store, VISIT, author)
    number = queries.hazards_numbered(store, [recording.Number("CG", 1)])[0]["id"]
    before = {table: dump(store, table) for table in ("journal", "hazard", "inspection", "series", "chain")}

    def write() -> None:
        with store.writing():
            store.insert("series", [("*", "ZZ", 1)])
            store.insert("hazard", [("1", number, *[None] * (len(HazardRow._fields) - 2))])

    with pytest.raises(StorageProblem):
        write()

    assert {table: dump(store, table) for table in before} == before


@pytest.mark.parametrize("kind", ["compiled", "engine"])
def test_locked(ledger: Sqlite, author: Author, kind: str) -> None:
    """A ledger that another program keeps locked is a storage problem, exit code 4, that says so."""
    late = open_database(ledger.where if kind == "compiled" else f"sqlite+pysqlite:///{ledger.where}", _hurry())
    with ledger.writing():
        with pytest.raises(StorageProblem) as problem:
            recording.record_visit(late, VISIT, author)
        late.close()

    assert problem.value.exit_code == 4
    assert "is locked by another program" in problem.value.what
    assert "Nothing was written" in problem.value.saved


@pytest.mark.parametrize("kind", ["compiled", "engine"])
def test_disk_full(ledger: Sqlite, author: Author, dump: Dump, kind: str) -> None:
    """When there is no room the command ends with exit code 4 and nothing is there, no number either."""
    full = open_database(ledger.where if kind == "compiled" else f"sqlite+pysqlite:///{ledger.where}")
    recording.record_visit(full, VISIT, author)
    before = {table: dump(full, table) for table in ("journal", "hazard", "inspection", "series", "township_head")}
    pages = _ask(full, "PRAGMA page_count")[0][0]
    _ask(full, f"PRAGMA max_page_count = {pages + 5}")
    long = Visit("1", date(2023, 1, 2), {"category": "fire"}, ["很长" * 2000] * 50, {})

    with pytest.raises(StorageProblem) as problem:
        recording.record_visit(full, long, author)

    assert problem.value.exit_code == 4
    assert "The disk is full" in problem.value.what
    assert {table: dump(full, table) for table in before} == before
    _ask(full, "PRAGMA max_page_count = 1000000")
    assert [number.serial for number in recording.record_visit(full, long, author)] == list(range(2, 52))
    full.close()


def _hurry() -> Patience:
    """Of somebody who writes and gives up soon."""
    patience = Patience(writes=True)
    patience.limit = 0.2
    return patience


def _run_writers(where: str) -> list[tuple[int, str]]:
    """Start eight writers at the same moment; each one's exit code and complaints."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, where, str(n), "25"], text=True, **pipes) for n in range(1, 9)
    ]
    assert [writer.stdout.readline() for writer in writers if writer.stdout] == ["ready\n"] * 8
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("go\n")
        writer.stdin.flush()
    complaints = [writer.communicate()[1] for writer in writers]
    return [(writer.returncode, said[-3000:]) for writer, said in zip(writers, complaints, strict=True)]


def _ask(database: Database, sql: str) -> list[tuple[Any, ...]]:
    if isinstance(database, Engine):
        rows = [tuple(row) for row in database._connection.exec_driver_sql(sql).all()]
        database._connection.rollback()
        return rows
    assert isinstance(database, Sqlite)
    return database.run(sql)
