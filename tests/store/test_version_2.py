"""A ledger that version 2 of the program wrote is read by this one: its own files lie under data/.

* the file is of this version afterwards, its journal the same to the last byte, its ledger what its journal says;
* measures and funds of a plan, which version 2 kept in its journal only, are columns now;
* a copy of the old file lies beside it; the tables are those of a new file; `check` finds nothing;
* a server of version 2 is refused by everything but `init`, which does the same to it; work goes on.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import TODAY, Run
from tests.store.versions import KEPT, lay_file, lay_server, list_tables, plain, read_as_written, read_rows

from inspect_cli.errors import StorageProblem
from inspect_cli.store import checks, ledger
from inspect_cli.store.database import Database
from inspect_cli.store.ids import make_id
from inspect_cli.store.opening import create_database, open_database

Dump = Callable[[Database, str], list[tuple[Any, ...]]]
DAY = date.fromisoformat(TODAY)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """The file of version 2."""
    return lay_file(2, tmp_path / "ledger.db")


@pytest.fixture
def old_server(old: Path, postgres_url: str) -> str:
    """A server that holds the same, in the tables of version 2."""
    return lay_server(2, old, postgres_url)


@pytest.fixture(params=["file", "url of a file", "server"])
def brought_up(request: pytest.FixtureRequest, old: Path) -> Iterator[Database]:
    """The old store, opened by this program."""
    if request.param == "server":
        database = create_database(request.getfixturevalue("old_server"), make_id())
    else:
        database = open_database(str(old) if request.param == "file" else f"sqlite+pysqlite:///{old}")
    yield database
    database.close()


def test_journal_stays(old: Path, dump: Dump, old_server: str) -> None:
    """The journal, its heads and its chains are what version 2 wrote, in the file and on the server."""
    before = {table: read_rows(old, table) for table in KEPT}
    assert [len(rows) for rows in before.values()] == [23, 4, 4]

    for database in (open_database(str(old)), create_database(old_server, make_id())):
        with closing(database):
            assert {table: dump(database, table) for table in KEPT} == before
            assert dict(dump(database, "store"))["schema_version"] == "4"


def test_same_ledger(brought_up: Database) -> None:
    """What version 2 said of each hazard, visit, place, campaign and batch is said still."""
    for table in list_tables(2).intersection(ledger.TABLES):
        then = read_as_written(2, table)
        now = brought_up.rows(f"all_{table}", order="key")
        assert bool(then) == (table != "photo")
        assert [{name: plain(row[name]) for name in then[0]} for row in now] == then if then else not now


def test_new_columns(brought_up: Database) -> None:
    """Measures and funds are folded from the plans that version 2 wrote; who planned nothing has none."""
    rows = brought_up.rows("hazards", order="number")
    said = {(row["series"], row["serial"]): (row["measures"], row["funds"]) for row in rows}

    assert said.pop(("CG", 5)) == ("停采校验", 12000)
    assert said.pop(("CG", 3)) == (None, 800)
    assert set(said.values()) == {(None, None)}


def test_check(brought_up: Database) -> None:
    """`check` finds nothing wrong."""
    assert checks.check(brought_up, DAY, lambda _count: None) == []


def test_backup(old: Path) -> None:
    """Beside the migrated file lies the old one, of version 2, with everything it held."""
    before = {table: read_rows(old, table) for table in list_tables(2)}
    open_database(str(old)).close()

    copy = old.with_name("ledger.db.before-4")
    assert {table: read_rows(copy, table) for table in before} == before
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (2,)


def test_same_tables(old: Path, tmp_path: Path) -> None:
    """A migrated file has the very tables and indexes of one made by this version."""
    open_database(str(old)).close()
    create_database(str(tmp_path / "new.db"), make_id()).close()

    question = "SELECT type, name, sql FROM sqlite_master ORDER BY type, name"
    schemas = []
    for path in (old, tmp_path / "new.db"):
        with closing(sqlite3.connect(path)) as connection:
            schemas.append(connection.execute(question).fetchall())
    assert schemas[0] == schemas[1]


def test_server_waits_for_init(old_server: str, run: Run) -> None:
    """A server of version 2 is refused with what to do, and nothing is touched; after `init` it is read."""
    with pytest.raises(StorageProblem) as problem:
        open_database(old_server)
    assert ("version 2" in problem.value.what, "init" in problem.value.todo) == (True, True)
    assert run("--db", old_server, "list").code == 4

    assert run("--db", old_server, "init", "--device", "DC").code == 0
    numbers = {row["number"] for row in run("--db", old_server, "list", "--format", "json").json}
    assert numbers == {"CG-2", "CG-4", "CG-5"}


def test_work_goes_on(old: Path, run: Run) -> None:
    """Plans go on where version 2 left them, and what it wrote can be taken back."""
    assert run("--db", str(old), "init", "--device", "DC").code == 0
    assert run("--db", str(old), "plan", "CG-5", "--funds", "1.5万").code == 0
    (card,) = run("--db", str(old), "show", "CG-5", "--format", "json").json
    assert (card["plan"]["measures"], card["plan"]["funds"], card["planned"]) == ("停采校验", 15000, True)
    batch = next(
        row for row in run("--db", str(old), "batch", "list", "--format", "json").json if row["event"] == "planned"
    )
    assert run("--db", str(old), "batch", "undo", batch["batch"][-8:], "--yes").code == 0
    assert run("--db", str(old), "check").code == 0
