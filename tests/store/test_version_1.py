"""A ledger that version 1 of the program wrote is read by this one: its own files lie under data/.

* the file is of this version afterwards, its journal the same to the last byte, its ledger what its journal says;
* what version 1 did not know is there now: batches, plans, days an extension put off;
* a copy of the old file lies beside it; `check` finds nothing but the major that was fixed without a plan;
* work goes on: numbers, chains, further entries; what version 1 wrote can be taken back;
* a server of version 1 is refused by everything but `init`, which does the same to it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from tests.conftest import TODAY, Run
from tests.store.versions import KEPT, lay_file, lay_server, plain, read_as_written, read_rows

from inspect_cli.errors import StorageProblem
from inspect_cli.store import checks, ledger, recording
from inspect_cli.store.database import Database
from inspect_cli.store.ids import make_id
from inspect_cli.store.journal import Author
from inspect_cli.store.opening import create_database, open_database
from inspect_cli.store.recording import Visit
from inspect_cli.store.tables import METADATA

Dump = Callable[[Database, str], list[tuple[Any, ...]]]
ROWS = {"hazard": 8, "inspection": 8, "site": 2, "site_state": 1, "township": 3, "series": 2, "batch": 12}
DAY = date.fromisoformat(TODAY)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """The file of version 1."""
    return lay_file(1, tmp_path / "ledger.db")


@pytest.fixture
def old_server(old: Path, postgres_url: str) -> str:
    """A server that holds the same, in the tables of version 1."""
    return lay_server(1, old, postgres_url)


@pytest.fixture(params=["file", "url of a file", "server"])
def brought_up(request: pytest.FixtureRequest, old: Path) -> Iterator[Database]:
    """The old store, opened by this program."""
    if request.param == "server":
        database = create_database(request.getfixturevalue("old_server"), make_id())
    else:
        database = open_database(str(old) if request.param == "file" else f"sqlite+pysqlite:///{old}")
    yield database
    database.close()


def test_journal_stays(old: Path, tmp_path: Path, dump: Dump, old_server: str) -> None:
    """The journal, its heads and its chains are what version 1 wrote, in the file and on the server."""
    before = {table: read_rows(old, table) for table in KEPT}
    assert [len(rows) for rows in before.values()] == [16, 4, 4]

    for database in (open_database(str(old)), create_database(old_server, make_id())):
        with closing(database):
            assert {table: dump(database, table) for table in KEPT} == before
            assert dict(dump(database, "store"))["schema_version"] == "4"


def test_ledger_is_posted_anew(brought_up: Database, tmp_path: Path, dump: Dump) -> None:
    """Every table of the ledger is as this version posts that journal into an empty store."""
    with closing(create_database(str(tmp_path / "fresh.db"), make_id())) as fresh, fresh.writing():
        fresh.insert("journal", [tuple(row.values()) for row in brought_up.rows("entries", order="arrival")])
        ledger.repost(fresh)
        wanted = {table: dump(fresh, table) for table in ledger.TABLES}

    assert {table: dump(brought_up, table) for table in ledger.TABLES} == wanted
    assert {table: len(rows) for table, rows in wanted.items() if rows} == ROWS


def test_same_hazards(brought_up: Database) -> None:
    """What version 1 said of each hazard, visit, site and township is said still."""
    for table in ("hazard", "inspection", "site", "township", "series"):
        then = read_as_written(1, table)
        now = brought_up.rows(f"all_{table}", order="key")
        assert then
        assert [{name: plain(row[name]) for name in then[0]} for row in now] == then


def test_new_columns(brought_up: Database) -> None:
    """What version 1 did not keep is folded from its entries: days put off, self-verification, plans, batches."""
    rows = {f"{row['series']}-{row['serial']}": row for row in brought_up.rows("hazards")}

    assert (rows["YH-1"]["extended"], rows["YH-1"]["extended_days"]) == (1, 10)
    assert {row["planned"] for row in rows.values()} == {False}
    assert {row["batch"] for row in rows.values()} <= {row["batch"] for row in brought_up.rows("batches")}
    imported = brought_up.rows("batches", {"ids": [rows["YH-1"]["batch"]]}, ["ids"])
    assert sorted((row["kind"], row["entries"], row["hazards"]) for row in imported) == [
        ("inspected", 1, 1),
        ("inspected", 2, 1),
        ("inspected", 2, 3),
    ]


def test_check(brought_up: Database) -> None:
    """`check` finds nothing wrong but the major that version 1 let be fixed without a plan."""
    faults = checks.check(brought_up, DAY, lambda _count: None)

    assert [(fault.problem, fault.subject) for fault in faults] == [("A major has no complete plan", "CG-46")]


def test_backup(old: Path) -> None:
    """Beside the migrated file lies the old one, of version 1, with everything it held."""
    before = {table: read_rows(old, table) for table in (*KEPT, "hazard", "series")}
    open_database(str(old)).close()

    copy = old.with_name("ledger.db.before-4")
    assert {table: read_rows(copy, table) for table in before} == before
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)


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


def test_same_tables_on_a_server(old_server: str) -> None:
    """A server brought up to date has every table, column and index of one made by this version."""
    create_database(old_server, make_id()).close()
    engine = sqlalchemy.create_engine(old_server)
    with engine.connect() as connection:
        there = sqlalchemy.inspect(connection)
        for table in METADATA.tables.values():
            assert [column["name"] for column in there.get_columns(table.name)] == [c.name for c in table.c]
            indexes = {index["name"] for index in there.get_indexes(table.name)}
            assert {index.name for index in table.indexes} <= indexes
    engine.dispose()


def test_server_waits_for_init(old_server: str, run: Run) -> None:
    """A server of version 1 is refused with what to do, and nothing is touched; after `init` it is read."""
    with pytest.raises(StorageProblem) as problem:
        open_database(old_server)
    assert ("version 1" in problem.value.what, "init" in problem.value.todo) == (True, True)
    assert run("--db", old_server, "list").code == 4

    assert run("--db", old_server, "init", "--device", "DC").code == 0
    numbers = {row["number"] for row in run("--db", old_server, "list", "--format", "json").json}
    assert numbers == {"CG-40", "CG-45", "CG-46"}


def test_work_goes_on(brought_up: Database) -> None:
    """New entries follow the old ones: the next number, the next link of the chain, no gap."""
    device = brought_up.rows("chains")[0]["device"]
    author = Author("李某02", device, "CG")
    visit = Visit("990181001", DAY, {"category": "fire"}, ["又一处"], {})

    assert [str(number) for number in recording.record_visit(brought_up, visit, author)] == ["CG-47"]
    assert len(checks.check(brought_up, DAY, lambda _count: None)) == 1


def test_taking_back_what_version_1_wrote(old: Path, run: Run) -> None:
    """An import of version 1 can be taken back by this program; what was worked on since is kept."""
    assert run("--db", str(old), "init", "--device", "DC").code == 0
    listed = run("--db", str(old), "batch", "list", "--format", "json").json
    (imported,) = [row for row in listed if row["hazards"] == 5]
    assert run("--db", str(old), "batch", "undo", imported["batch"][-8:], "--yes").code == 0

    numbers = {row["number"] for row in run("--db", str(old), "list", "--status", "all", "--format", "json").json}
    assert numbers == {"CG-44", "CG-45", "CG-46"}
    assert [row["subject"] for row in run("--db", str(old), "check", "--format", "json").json] == ["CG-46"]
