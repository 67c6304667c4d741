"""Waiting for another program that keeps the ledger file: nobody is refused, everybody is told, Ctrl-C ends it.

* a reader waits as long as the file is kept from it, says so once after a second, and answers;
* so do `check` and `init`, and a store behind a URL of SQLite;
* who waits less than a second says nothing;
* a writer waits for the writer before it, and says so; it gives up at its limit and nothing is written;
* a command that came to write gives up while it still reads; what it wrote already it waits to show;
* a commit waits for a reader, and new readers wait behind it;
* Ctrl-C ends the waiting at once, with 130 and nothing written;
* on PostgreSQL a writer says so when it waits for another one.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from inspect_cli.errors import StorageProblem
from inspect_cli.store import recording, stopping, waiting
from inspect_cli.store.ids import make_id
from inspect_cli.store.journal import Author
from inspect_cli.store.opening import create_database, open_database
from inspect_cli.store.recording import Visit
from inspect_cli.store.waiting import Patience

Run = Callable[..., Any]
VISIT = Visit("1", date(2023, 1, 1), {"category": "fire"}, ["堵塞"], {})
PROGRAM = (sys.executable, "-m", "inspect_cli")
READS = "waiting for it to finish. Ctrl-C stops waiting."
WRITES = "waiting up to 30 seconds for it to finish. Ctrl-C stops waiting, and nothing is written then."
# Keeps the file until a line comes in, or for so many seconds.
KEEPER = """
import sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute(sys.argv[2])
if sys.argv[2] == "BEGIN":
    connection.execute("SELECT * FROM store").fetchone()
print("kept", flush=True)
time.sleep(float(sys.argv[3])) if len(sys.argv) > 3 else sys.stdin.readline()
"""


@contextmanager
def kept(path: Path | str, how: str, *seconds: str) -> Iterator[None]:
    """The file kept by another program: for the block, or for so many seconds."""
    line = [sys.executable, "-c", KEEPER, str(path), how, *seconds]
    with subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as keeper:
        assert keeper.stdout is not None
        assert keeper.stdin is not None
        assert keeper.stdout.readline() == "kept\n"
        try:
            yield
        finally:
            keeper.stdin.close()


@pytest.fixture
def ledger(three_townships: Path, ledger_path: Path, run: Run) -> Path:
    """A ledger with one hazard."""
    assert run("add fire 东岔街道 堵塞 --due 7d").code == 0
    return ledger_path


@pytest.mark.parametrize("words", ["open", "show 1", "check", "import --dry-run rows.csv"])
def test_a_reader_waits(ledger: Path, run: Run, home: Path, words: str) -> None:
    """Whoever only looks is served as soon as the other program is done, and was told once that it waits."""
    (home / "rows.csv").write_text("category,township,inspected_on\nfire,东岔街道,2023-01-02\n", encoding="utf-8")
    free = run(words)
    with kept(ledger, "BEGIN EXCLUSIVE", "1.4"):
        result = run(words)

    assert (result.code, free.code) == (0, 0)
    assert result.out.partition("Batch: ")[0] == free.out.partition("Batch: ")[0]
    assert result.err.count(READS) == 1
    assert READS not in free.err


def test_a_reader_has_no_limit(ledger: Path) -> None:
    """A reader waits on where a writer has given up."""
    patience = Patience()
    patience.limit = 0.1
    with kept(ledger, "BEGIN EXCLUSIVE", "1"):
        database = open_database(str(ledger), patience)

    assert len(database.rows("hazards")) == 1
    database.close()


def test_a_url_of_sqlite_waits_too(ledger: Path, run: Run) -> None:
    """The same ledger behind a URL: SQLAlchemy waits as the file does, for reading and for writing."""
    url = f"sqlite+pysqlite:///{ledger}"
    with kept(ledger, "BEGIN EXCLUSIVE", "1.4"):
        looked = run("--db", url, "list")
    with kept(ledger, "BEGIN IMMEDIATE", "1.4"):
        written = run("--db", url, "add", "fire", "东岔街道", "又一处")

    assert (looked.code, looked.err.count(READS)) == (0, 1)
    assert (written.code, written.err.count(WRITES)) == (0, 1)
    assert written.out.startswith("CG-2 ")


def test_a_short_wait_is_silent(ledger: Path, run: Run) -> None:
    """A commit of somebody else, over in half a second, is nothing to talk about."""
    with kept(ledger, "BEGIN EXCLUSIVE", "0.5"):
        result = run("list")

    assert (result.code, "waiting" in result.err) == (0, False)


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ("BEGIN IMMEDIATE", "add fire 东岔街道 又一处"),
        ("BEGIN EXCLUSIVE", "fix 1 --by 王某01"),
        ("BEGIN IMMEDIATE", "undo"),
        ("BEGIN EXCLUSIVE", "init --device CG"),
        ("BEGIN IMMEDIATE", "check --repost"),
    ],
)
def test_a_writer_waits(ledger: Path, run: Run, how: str, words: str) -> None:
    """Whoever writes waits for the writer before, says so once, and has written in the end."""
    with kept(ledger, how, "1.4"):
        result = run(words)

    assert result.code == 0, result.err
    assert result.err.count(WRITES) == 1
    assert run("check").code == 0


def test_a_writer_waits_half_a_minute() -> None:
    """The limit of a writer is 30 seconds."""
    assert (waiting.WRITER, Patience(writes=True).limit) == (30, 30)


@pytest.mark.parametrize("how", ["BEGIN IMMEDIATE", "BEGIN EXCLUSIVE"])
@pytest.mark.parametrize("scheme", ["", "sqlite+pysqlite:///"])
def test_a_writer_gives_up(ledger: Path, author: Author, how: str, scheme: str) -> None:
    """At its limit a writer is refused, exit code 4, while it writes or while it still reads; nothing is written."""
    patience = Patience(writes=True)
    database = open_database(f"{scheme}{ledger}", patience)
    patience.limit = 0.3
    start = time.monotonic()
    with kept(ledger, how):
        with pytest.raises(StorageProblem) as problem:
            recording.record_visit(database, VISIT, author)
        if how == "BEGIN EXCLUSIVE":
            with pytest.raises(StorageProblem):
                database.rows("hazards")
        assert time.monotonic() - start < 5

    assert problem.value.exit_code == 4
    assert "is locked by another program" in problem.value.what
    assert len(database.rows("hazards")) == 1
    database.close()


def test_a_commit_waits_for_a_reader(ledger: Path, run: Run) -> None:
    """A reader that has not finished is waited for before the file is changed; it is told what is waited for."""
    with kept(ledger, "BEGIN", "1.4"):
        result = run("add fire 东岔街道 又一处")

    assert (result.code, result.out[:5]) == (0, "CG-2 ")
    assert result.err.count("Another program is reading the ledger") == 1


def test_a_commit_gives_up(ledger: Path, author: Author) -> None:
    """A reader that never finishes makes the writer give up at its limit, nothing written; the next one works."""
    said: list[str] = []
    patience = Patience(said.append, writes=True)
    database = open_database(str(ledger), patience)
    patience.limit = 1.2
    with kept(ledger, "BEGIN"), pytest.raises(StorageProblem):
        recording.record_visit(database, VISIT, author)

    assert not stopping.is_held()
    assert len(said) == 1
    assert [str(number) for number in recording.record_visit(database, VISIT, author)] == ["CG-2"]
    stopping.release(obey=False)
    database.close()


def test_what_is_written_is_shown(ledger: Path) -> None:
    """After its commit a command waits without limit to show what it wrote: to give up would look like a failure."""
    said: list[str] = []
    patience = Patience(said.append, writes=True)
    database = open_database(str(ledger), patience)
    patience.limit = 0.1
    with database.writing():
        database.change("put_series", {"key_township": "*", "key_code": "CG", "last": 9})
    with kept(ledger, "BEGIN EXCLUSIVE", "1.5"):
        assert len(database.rows("hazards")) == 1

    stopping.release(obey=False)
    database.close()
    assert [sentence.split(".")[0] for sentence in said] == ["It is written"]


@pytest.mark.parametrize(
    ("how", "words"), [("EXCLUSIVE", "open"), ("EXCLUSIVE", "add"), ("IMMEDIATE", "add"), ("", "add")]
)
def test_ctrl_c_ends_the_waiting(ledger: Path, run: Run, how: str, words: str) -> None:
    """Ctrl-C while a command waits ends it at once: exit code 130, no traceback, nothing written."""
    line = [*PROGRAM, *({"open": ["open"], "add": ["add", "fire", "东岔街道", "又一处"]}[words])]
    with kept(ledger, f"BEGIN {how}".strip()):
        with subprocess.Popen(line, stderr=subprocess.PIPE, text=True) as waiter:
            assert waiter.stderr is not None
            told = waiter.stderr.readline()
            start = time.monotonic()
            waiter.send_signal(signal.SIGINT)
            rest = waiter.stderr.read()
        assert time.monotonic() - start < 2

    assert "waiting" in told
    assert (waiter.returncode, "Traceback" in rest) == (130, False)
    assert len(run("list --format json").json) == 1


def test_two_at_the_same_moment(ledger: Path) -> None:
    """Two programs that open a ledger whose writer was killed in its commit both get it: one of them rolls it back."""
    killed = [sys.executable, "-c", KILLED, str(ledger)]
    assert subprocess.run(killed, check=False).returncode == -signal.SIGKILL
    assert ledger.with_name(f"{ledger.name}-journal").stat().st_size > 0
    readers = [subprocess.Popen([*PROGRAM, "list"], stdout=subprocess.PIPE, text=True) for _n in range(4)]
    said = [reader.communicate()[0] for reader in readers]

    assert [reader.returncode for reader in readers] == [0] * 4
    assert all("CG-1" in out for out in said)


KILLED = """
import os, signal, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
for sql in ("PRAGMA journal_mode = TRUNCATE", "PRAGMA cache_size = 1", "BEGIN", "UPDATE store SET value = value || 'x'",
            "CREATE TABLE t (x)", "INSERT INTO t SELECT randomblob(9999) FROM store, store s, store u, store v"):
    connection.execute(sql)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_server_is_waited_for(postgres_url: str, author: Author) -> None:
    """On PostgreSQL a writer that waits for another one's township says so after a second, and goes on after it."""
    said: list[str] = []
    first = create_database(postgres_url, make_id())
    second = open_database(postgres_url, Patience(said.append, writes=True))
    recording.record_visit(first, VISIT, author)
    late = threading.Thread(target=lambda: recording.record_visit(second, VISIT, author))
    with first.writing():
        first.change("lock_township_head", {"key_township": "1"})
        late.start()
        time.sleep(1.8)
        assert len(first.rows("hazards")) == 1
    late.join()

    assert len(first.rows("hazards")) == 2
    assert [sentence.split(";")[0] for sentence in said] == ["Another program is writing to the ledger"]
    for store in (first, second):
        store.close()
