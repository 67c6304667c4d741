"""Which files are opened, and that every other file stays as it is, byte for byte and to its time.

* refused: nothing there, a text file, an empty one, a directory, a FIFO, a picture, another program's database, bytes
  that only begin like a database, a ledger cut short, a ledger of a newer version, one without a schema;
* the same through a SQLAlchemy URL, and for `init`; a file in WAL mode that is not ours or newer is refused as it is;
* a ledger that another program put into WAL mode is put back; while that program has it open it is refused;
* a damaged page is a storage problem for whoever reads it, and nothing is written to the file;
* an empty file that an interrupted `init` left behind is laid out by the next one; twice `init` makes one ledger;
* files are 0600, directories 0700, whatever the umask.
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

from inspect_cli import settings
from inspect_cli.errors import ServerProblem, StorageProblem, WrongUsage
from inspect_cli.store import recording, sqlite
from inspect_cli.store.database import Database
from inspect_cli.store.ids import make_id
from inspect_cli.store.journal import Author
from inspect_cli.store.opening import create_database, open_database
from inspect_cli.store.recording import Visit

Run = Callable[..., Any]
Dump = Callable[[Database, str], list[tuple[Any, ...]]]
VISIT = Visit("1", date(2023, 1, 1), {"category": "fire"}, ["堵塞"] * 200, {"owner": "赵某" * 20})


@pytest.fixture
def open_umask() -> Iterator[None]:
    """A umask that would let everybody read and write."""
    before = os.umask(0)
    yield
    os.umask(before)


def _make_ledger(path: Path) -> None:
    with closing(sqlite.create_file(str(path), make_id())) as database:
        recording.record_visit(database, VISIT, Author("李某02", "0" * 32, "CG"))


def _make_newer(path: Path) -> None:
    _make_ledger(path)
    _change(path, f"PRAGMA user_version = {sqlite.SCHEMA_VERSION + 1}")


def _make_newer_wal(path: Path) -> None:
    _make_newer(path)
    _change(path, "PRAGMA journal_mode = wal")


def _make_unfinished(path: Path) -> None:
    _make_ledger(path)
    _change(path, "PRAGMA user_version = 0")


def _make_other(path: Path) -> None:
    _change(path, "CREATE TABLE notes (text)")
    _change(path, "PRAGMA application_id = 252006673")
    _change(path, f"PRAGMA user_version = {sqlite.SCHEMA_VERSION}")


def _make_nameless(path: Path) -> None:
    _make_ledger(path)
    _change(path, "PRAGMA application_id = 0")


def _make_other_wal(path: Path) -> None:
    _change(path, "PRAGMA journal_mode = wal")
    _change(path, "CREATE TABLE notes (text)")


def _cut_short(path: Path) -> None:
    _make_ledger(path)
    path.write_bytes(path.read_bytes()[:3000])


def _change(path: Path, sql: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(sql)
        connection.commit()


FOREIGN: dict[str, Callable[[Path], Any]] = {
    "text": lambda path: path.write_text("category,township\n", encoding="utf-8"),
    "picture": lambda path: path.write_bytes(b"\x89PNG\r\n" + bytes(range(256)) * 20),
    "other database": _make_other,
    "other database in WAL mode": _make_other_wal,
    "database without an application": _make_nameless,
    "beginning of a database": lambda path: path.write_bytes(b"SQLite format 3\x00" + os.urandom(5000)),
    "header only": lambda path: path.write_bytes(b"SQLite format 3\x00"),
    "ledger cut short": _cut_short,
    "newer": _make_newer,
    "newer in WAL mode": _make_newer_wal,
}
UNUSABLE: dict[str, Callable[[Path], Any]] = {
    **FOREIGN,
    "nothing": lambda _path: None,
    "empty": lambda path: path.touch(),
    "directory": lambda path: path.mkdir(),
    "fifo": os.mkfifo,
    "unfinished": _make_unfinished,
    "dangling link": lambda path: path.symlink_to("nowhere"),
}


@pytest.mark.parametrize("kind", UNUSABLE)
@pytest.mark.parametrize("scheme", ["", "sqlite:///", "sqlite+pysqlite:///"])
def test_other_files_are_refused(tmp_path: Path, dump: Dump, kind: str, scheme: str) -> None:
    """What is no ledger of this version is a storage problem, and the folder stays as it was to the last byte."""
    path = tmp_path / "ledger.db"
    UNUSABLE[kind](path)
    before = _look(tmp_path)

    with pytest.raises(StorageProblem) as problem:
        dump(open_database(f"{scheme}{path}"), "hazard")

    assert problem.value.exit_code == 4
    assert str(path) in problem.value.what
    assert _look(tmp_path) == before


@pytest.mark.parametrize("kind", [*FOREIGN, "directory", "fifo"])
@pytest.mark.parametrize("scheme", ["", "sqlite+pysqlite:///"])
def test_init_refuses_other_files(tmp_path: Path, kind: str, scheme: str) -> None:
    """`init` makes no ledger out of a file that is something else, and does not touch it."""
    path = tmp_path / "ledger.db"
    UNUSABLE[kind](path)
    before = _look(tmp_path)

    with pytest.raises(StorageProblem):
        create_database(f"{scheme}{path}", make_id())

    assert _look(tmp_path) == before


def test_init_finishes_an_empty_file(tmp_path: Path) -> None:
    """An empty file, as an interrupted `init` leaves it, becomes a ledger with the next `init`."""
    path = tmp_path / "ledger.db"
    path.touch(0o600)

    create_database(str(path), "first").close()

    with closing(open_database(str(path))) as database:
        assert {row["key"]: row["value"] for row in database.rows("store_facts")}["store_id"] == "first"


def test_init_twice(store_url: str) -> None:
    """A second `init` finds the first one's ledger with its id and everything in it."""
    with closing(create_database(store_url, "first")) as database:
        recording.record_visit(database, VISIT, Author("李某02", "0" * 32, "CG"))
    with closing(create_database(store_url, "second")) as database:
        facts = {row["key"]: row["value"] for row in database.rows("store_facts")}

        assert facts == {"store_id": "first", "schema_version": str(sqlite.SCHEMA_VERSION)}
        assert database.rows("hazard_total")[0]["total"] == 200


def test_wal_is_put_back(tmp_path: Path) -> None:
    """A ledger that another program left in WAL mode has a rollback journal again, with all it held."""
    path = tmp_path / "ledger.db"
    _make_ledger(path)
    _change(path, "PRAGMA journal_mode = wal")
    assert path.read_bytes()[18:20] == b"\x02\x02"

    with closing(open_database(str(path))) as database:
        assert database.rows("hazard_total")[0]["total"] == 200

    assert path.read_bytes()[18:20] == b"\x01\x01"
    assert not list(tmp_path.glob("*-wal"))


def test_wal_in_use_is_refused(tmp_path: Path) -> None:
    """While another program has the ledger open in WAL mode, it is refused rather than used without our journal."""
    path = tmp_path / "ledger.db"
    _make_ledger(path)
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA journal_mode = wal")
        other.execute("SELECT count(*) FROM hazard").fetchall()

        with pytest.raises(StorageProblem):
            open_database(str(path))


@pytest.mark.parametrize("table", ["journal", "township_head", "inspection", "hazard"])
def test_damaged_pages(tmp_path: Path, dump: Dump, table: str) -> None:
    """A ledger with a page that was overwritten ends every command that meets it as a storage problem, untouched."""
    path = tmp_path / "ledger.db"
    _make_ledger(path)
    with closing(sqlite3.connect(path)) as connection:
        ((page,),) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", [table]).fetchall()
    content = bytearray(path.read_bytes())
    start = (page - 1) * 4096
    content[start : start + 4096] = b"\xff" * 4096
    path.write_bytes(content)

    with pytest.raises(StorageProblem) as problem, closing(open_database(str(path))) as database:
        _read_everything(database, dump)

    assert "damaged" in problem.value.what
    assert path.read_bytes() == content


@pytest.mark.parametrize("length", [0.25, 0.5, 0.9])
def test_truncated_ledger(tmp_path: Path, length: float) -> None:
    """A ledger that lost its end is not read as if it were whole, and not written to."""
    path = tmp_path / "ledger.db"
    _make_ledger(path)
    whole = path.read_bytes()
    rest = whole[: int(len(whole) * length) // 4096 * 4096]
    path.write_bytes(rest)

    with pytest.raises(StorageProblem) as problem, closing(open_database(str(path))) as database:
        recording.record_visit(database, VISIT, Author("李某02", "0" * 32, "CG"))

    assert problem.value.exit_code == 4
    assert path.read_bytes() == rest


def test_modes(run: Run, home: Path, open_umask: None) -> None:
    """Only its owner may read a ledger, the device file and an export, and enter the folders made for them."""
    (home / "t.csv").write_text("code,name\n1,东岔街道\n", encoding="utf-8")
    assert run(f"--db {home}/new/deep/ledger.db init --device CG --townships t.csv").code == 0
    assert run(f"--db {home}/new/deep/ledger.db export -o out.csv").code == 0

    files = (home / "new/deep/ledger.db", settings.config_folder() / "device.json", home / "out.csv")
    assert {_mode(path) for path in files} == {0o600}
    folders = (home / "new/deep", home / "new", settings.config_folder())
    assert {folder.name: _mode(folder) for folder in folders} == {folder.name: 0o700 for folder in folders}


def test_journal_mode_bits(tmp_path: Path, open_umask: None) -> None:
    """The rollback journal, which holds parts of the ledger while it is written, is for its owner only too."""
    path = tmp_path / "ledger.db"
    with closing(create_database(str(path), make_id())) as database, database.writing():
        database.insert("series", [("*", "CG", 1)])
        modes = {file.name: _mode(file) for file in tmp_path.glob("ledger.db*")}

    assert modes == {"ledger.db": 0o600, "ledger.db-journal": 0o600}


@pytest.mark.parametrize("where", ["postgresql+psycopg://127.0.0.1:1/none", "postgresql+psycopg:///x?host=/nowhere"])
def test_unreachable_server(where: str) -> None:
    """A server that cannot be reached is a server problem, exit code 5, whether opened or made."""
    for attempt in (open_database, lambda where: create_database(where, make_id())):
        with pytest.raises(ServerProblem) as problem:
            attempt(where)
        assert problem.value.exit_code == 5


@pytest.mark.parametrize("where", ["nonsense://x", "not a url://", "mysql://h/d", "sqlite://", "sqlite:///"])
def test_strange_addresses(where: str) -> None:
    """An address that means no store is refused with a sentence; nothing is kept only in memory."""
    for attempt in (open_database, lambda where: create_database(where, make_id())):
        with pytest.raises((StorageProblem, WrongUsage)):
            attempt(where)


def test_no_password_is_shown() -> None:
    """A password in the address is not in what the user reads."""
    with pytest.raises(ServerProblem) as problem:
        open_database("postgresql+psycopg://anna:s3cret@127.0.0.1:1/none")

    assert "s3cret" not in str(problem.value)


def _read_everything(database: Database, dump: Dump) -> None:
    for table in ("journal", "hazard", "inspection", "series", "chain", "township_head", "store"):
        dump(database, table)
    database.rows("hazards", {"series": "CG", "serials": list(range(200))}, ["series", "serials"])
    database.rows("open_counts", {"today": date(2023, 1, 1), "soon": date(2023, 1, 4)})


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _look(folder: Path) -> dict[str, tuple[Any, ...]]:
    """Every file of a folder: kind, size, time and bytes."""
    seen = {}
    for path in folder.iterdir():
        found = path.lstat()
        content = path.read_bytes() if stat.S_ISREG(found.st_mode) else b""
        seen[path.name] = (stat.S_IFMT(found.st_mode), found.st_mtime_ns, content)
    return seen
