"""Files of an older version: a backup first, then every step in one transaction, or the file stays as it was.

* the backup holds what the file held, is for its owner only from its first byte on, and is made anew each time;
* the steps run in order and leave the newest version behind, whatever way the file is opened;
* a step that fails leaves the file byte for byte, and the next run tries again;
* a version without a step is refused; so is a server whose tables are older, until `init` brings it up to date;
* of two programs that open the old file one migrates; a half-made backup is not taken for a whole one.
"""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from inspect_cli.errors import StorageProblem
from inspect_cli.store import migrations, recording, sqlite, tables
from inspect_cli.store.database import Database
from inspect_cli.store.ids import make_id
from inspect_cli.store.journal import Author
from inspect_cli.store.opening import create_database, open_database
from inspect_cli.store.recording import Visit
from inspect_cli.store.rows import HazardRow
from inspect_cli.store.sqlite import Sqlite

Dump = Callable[[Database, str], list[tuple[Any, ...]]]
VISIT = Visit("1", date(2023, 1, 1), {"category": "fire"}, ["堵塞"], {})
NEXT = sqlite.SCHEMA_VERSION + 1
DESCRIPTION = HazardRow._fields.index("description")


@pytest.fixture
def old(tmp_path: Path, author: Author) -> Path:
    """A ledger of the version before, as soon as `newer_program` has run."""
    path = tmp_path / "ledger.db"
    with closing(create_database(str(path), make_id())) as database:
        recording.record_visit(database, VISIT, author)
    return path


@pytest.fixture
def newer_program(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The program of the next version, whose step adds a column; what it did."""
    done: list[str] = []

    def add_column(database: Sqlite) -> None:
        database.run("ALTER TABLE site ADD COLUMN keeper VARCHAR")
        done.append("added")

    _become(monkeypatch, NEXT)
    monkeypatch.setattr(migrations, "MIGRATIONS", {NEXT - 1: add_column})
    return done


def _become(monkeypatch: pytest.MonkeyPatch, version: int) -> None:
    monkeypatch.setattr(sqlite, "SCHEMA_VERSION", version)
    monkeypatch.setattr(tables, "SCHEMA_VERSION", version)


@pytest.mark.parametrize("scheme", ["", "sqlite:///", "sqlite+pysqlite:///"])
@pytest.mark.parametrize("way", ["open", "init"])
def test_old_file_is_migrated(old: Path, newer_program: list[str], dump: Dump, scheme: str, way: str) -> None:
    """However an older ledger is opened, it is of this version afterwards, with everything it held."""
    where = f"{scheme}{old}"
    with closing(open_database(where) if way == "open" else create_database(where, make_id())) as database:
        assert [row[DESCRIPTION] for row in dump(database, "hazard")] == ["堵塞"]

    assert newer_program == ["added"]
    assert _version(old) == NEXT
    assert "keeper" in _columns(old)


def test_migrated_once(old: Path, newer_program: list[str]) -> None:
    """A migrated ledger is not migrated again."""
    for _n in range(2):
        open_database(str(old)).close()

    assert newer_program == ["added"]


def test_backup(old: Path, newer_program: list[str]) -> None:
    """Beside a migrated ledger lies a copy of the old version, whole, for its owner only."""
    open_database(str(old)).close()

    (copy,) = _copies(old)
    assert (_version(copy), stat.S_IMODE(copy.stat().st_mode)) == (NEXT - 1, 0o600)
    assert "keeper" not in _columns(copy)
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("SELECT description FROM hazard").fetchall() == [("堵塞",)]
        assert connection.execute("PRAGMA application_id").fetchone() == (sqlite.APPLICATION_ID,)


@pytest.fixture
def watched(old: Path, newer_program: list[str]) -> Iterator[tuple[Sqlite, set[int]]]:
    """The old ledger, open, and the modes its backup has had while it was made."""
    modes: set[int] = set()

    def look() -> int:
        modes.update(stat.S_IMODE(copy.stat().st_mode) for copy in old.parent.glob("ledger.db*before*"))
        return 0

    before = os.umask(0)
    database = sqlite.open_file(str(old))
    database._connection.set_progress_handler(look, 1)
    yield database, modes
    database.close()
    os.umask(before)


def test_backup_is_never_open_to_others(watched: tuple[Sqlite, set[int]]) -> None:
    """At no moment while it is made may anybody else read the backup."""
    database, modes = watched

    migrations.migrate(database)

    assert modes == {0o600}


def test_backup_of_today(old: Path, newer_program: list[str], author: Author) -> None:
    """A backup from an earlier attempt does not stand in for one of what the ledger holds now."""
    stale = Path(f"{old}.before-{NEXT}")
    stale.write_bytes(b"SQLite format 3\x00 cut short when the disk was full")

    with closing(open_database(str(old))):
        pass

    whole = [copy for copy in _copies(old) if b"\xe5\xa0\xb5\xe5\xa1\x9e" in copy.read_bytes()]
    assert len(whole) == 1
    assert _version(whole[0]) == NEXT - 1


def test_failing_step(old: Path, newer_program: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A step that fails leaves the file as it was, byte for byte, and the next run tries again."""

    def fail(database: Sqlite) -> None:
        database.run("ALTER TABLE site ADD COLUMN keeper VARCHAR")
        database.run("DELETE FROM hazard")
        raise RuntimeError

    before = old.read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "MIGRATIONS", {NEXT - 1: fail})
        with pytest.raises(RuntimeError):
            open_database(str(old))
    assert old.read_bytes() == before

    open_database(str(old)).close()
    assert (newer_program, _version(old)) == (["added"], NEXT)


def test_failing_second_step(old: Path, newer_program: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Two steps are one transaction: when the second fails the first has not happened either."""

    def fail(_database: Sqlite) -> None:
        raise KeyboardInterrupt

    before = old.read_bytes()
    _become(monkeypatch, NEXT + 1)
    monkeypatch.setitem(migrations.MIGRATIONS, NEXT, fail)
    with pytest.raises(KeyboardInterrupt):
        open_database(str(old))

    assert newer_program == ["added"]
    assert old.read_bytes() == before


def test_steps_in_order(old: Path, newer_program: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is several versions old goes through every step, the oldest first."""
    _become(monkeypatch, NEXT + 2)
    for version in (NEXT + 1, NEXT):
        monkeypatch.setitem(migrations.MIGRATIONS, version, lambda _d, v=version: newer_program.append(str(v)))

    open_database(str(old)).close()

    assert (newer_program, _version(old)) == (["added", str(NEXT), str(NEXT + 1)], NEXT + 2)


@pytest.mark.parametrize("scheme", ["", "sqlite+pysqlite:///"])
def test_missing_step(old: Path, newer_program: list[str], monkeypatch: pytest.MonkeyPatch, scheme: str) -> None:
    """A version that no step leads on from is a storage problem, and the file is not changed."""
    before = old.read_bytes()
    monkeypatch.setattr(migrations, "MIGRATIONS", {})

    with pytest.raises(StorageProblem) as problem:
        open_database(f"{scheme}{old}")

    assert problem.value.exit_code == 4
    assert old.read_bytes() == before


def test_two_programs(old: Path, newer_program: list[str]) -> None:
    """Of two programs that opened the old file the second finds the work done and does nothing."""
    with closing(sqlite.open_file(str(old))) as first, closing(sqlite.open_file(str(old))) as second:
        migrations.migrate(first)
        migrations.migrate(second)

        assert newer_program == ["added"]
        assert second.version() == NEXT
    assert [_version(copy) for copy in _copies(old)] == [NEXT - 1]


def test_older_server(postgres_url: str, author: Author, dump: Dump, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server whose tables are older is refused rather than used as if they were new, until `init` brings it up."""
    with closing(create_database(postgres_url, make_id())) as database:
        recording.record_visit(database, VISIT, author)
    _become(monkeypatch, NEXT)

    with pytest.raises(StorageProblem) as problem:
        open_database(postgres_url)
    assert "init" in problem.value.todo
    for way in (lambda where: create_database(where, make_id()), open_database):
        with closing(way(postgres_url)) as database:
            assert dict(dump(database, "store"))["schema_version"] == str(NEXT)
            assert [row[DESCRIPTION] for row in dump(database, "hazard")] == ["堵塞"]


def test_newer_server(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server whose tables are of a newer version is refused, by `init` too."""
    with monkeypatch.context() as patch:
        _become(patch, NEXT)
        create_database(postgres_url, make_id()).close()

    for attempt in (open_database, lambda where: create_database(where, make_id())):
        with pytest.raises(StorageProblem) as problem:
            attempt(postgres_url)
        assert "newer" in problem.value.what


def _version(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version


def _columns(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [row[1] for row in connection.execute("PRAGMA table_info(site)")]


def _copies(path: Path) -> list[Path]:
    """The files beside the ledger that are not its own journal."""
    return sorted(
        file for file in path.parent.glob("ledger.db*") if file.name not in (path.name, f"{path.name}-journal")
    )
