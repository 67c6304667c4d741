"""A ledger that version 3 of the program wrote is read by this one: its own files lie under data/.

* the file is of this version afterwards, its journal the same to the last byte, its ledger what its journal says;
* a hazard whose item was a bare code then has no words and no basis of it now: nothing is labelled afterwards;
* the state of a site has a history, which begins when it was entered; what is in a category that has to be enabled
  since stays;
* a copy of the old file lies beside it; the tables are those of a new file; `check` finds nothing;
* a server of version 3 is refused by everything but `init`, which does the same to it; work goes on.
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
from tests.store.versions import KEPT, lay_file, lay_server, list_tables, plain, read_as_written, read_rows

from inspect_cli.errors import StorageProblem
from inspect_cli.store import checks, ledger
from inspect_cli.store.database import Database
from inspect_cli.store.ids import make_id
from inspect_cli.store.opening import create_database, open_database
from inspect_cli.store.tables import METADATA

Dump = Callable[[Database, str], list[tuple[Any, ...]]]
DAY = date.fromisoformat(TODAY)
QUOTED = ("item_text", "item_text_en", "basis", "basis_en", "catalog")


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """The file of version 3."""
    return lay_file(3, tmp_path / "ledger.db")


@pytest.fixture
def old_server(old: Path, postgres_url: str) -> str:
    """A server that holds the same, in the tables of version 3."""
    return lay_server(3, old, postgres_url)


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
    """The journal, its heads and its chains are what version 3 wrote, in the file and on the server."""
    before = {table: read_rows(old, table) for table in KEPT}
    assert [len(rows) for rows in before.values()] == [26, 4, 4]

    for database in (open_database(str(old)), create_database(old_server, make_id())):
        with closing(database):
            assert {table: dump(database, table) for table in KEPT} == before
            assert dict(dump(database, "store"))["schema_version"] == "4"


def test_same_ledger(brought_up: Database) -> None:
    """What version 3 said of each hazard, visit, place, campaign and batch is said still."""
    for table in list_tables(3).intersection(ledger.TABLES):
        then = read_as_written(3, table)
        now = brought_up.rows(f"all_{table}", order="key")
        assert bool(then) == (table != "photo")
        assert [{name: plain(row[name]) for name in then[0]} for row in now] == then if then else not now


def test_new_tables(brought_up: Database, dump: Dump) -> None:
    """Of what version 3 had no table for, its journal knows one thing: since when a mine has been stopped."""
    new = {table: dump(brought_up, table) for table in set(ledger.TABLES) - list_tables(3)}

    ((township, code, since, *state),) = new.pop("site_state")
    assert (township, code, plain(since), *state) == ("990181100", "990181100201-01", TODAY, "stopped", None)
    assert not any(new.values())


def test_nothing_is_labelled_afterwards(brought_up: Database) -> None:
    """Items that were codes stay codes; what a list says of them today was not said then."""
    rows = brought_up.rows("hazards", order="number")

    assert [row["item"] for row in rows] == ["FIRE-06", "FIRE-06", "MINE-14", None, None, None]
    assert {row[name] for row in rows for name in QUOTED} == {None}


def test_card(old: Path, run: Run) -> None:
    """The card of such a hazard names the code and says nothing that the list says today."""
    assert run("--db", str(old), "init", "--device", "DC").code == 0
    (card,) = run("--db", str(old), "show", "CG-2", "--format", "json").json

    assert card["item"] == "FIRE-06"
    assert {name: card[name] for name in QUOTED} == dict.fromkeys(QUOTED)


def test_check(brought_up: Database) -> None:
    """`check` finds nothing wrong."""
    assert checks.check(brought_up, DAY, lambda _count: None) == []


def test_backup(old: Path) -> None:
    """Beside the migrated file lies the old one, of version 3, with everything it held."""
    before = {table: read_rows(old, table) for table in list_tables(3)}
    open_database(str(old)).close()

    copy = old.with_name("ledger.db.before-4")
    assert {table: read_rows(copy, table) for table in before} == before
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (3,)


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
    """A server of version 3 is refused with what to do, and nothing is touched; after `init` it is read."""
    with pytest.raises(StorageProblem) as problem:
        open_database(old_server)
    assert ("version 3" in problem.value.what, "init" in problem.value.todo) == (True, True)
    assert run("--db", old_server, "list").code == 4

    assert run("--db", old_server, "init", "--device", "DC").code == 0
    numbers = {row["number"] for row in run("--db", old_server, "list", "--format", "json").json}
    assert numbers == {"CG-2", "CG-3", "CG-4", "CG-5", "CG-6"}


def test_work_goes_on(old: Path, run: Run) -> None:
    """Hazards go on where version 3 left them, in a category too that has to be enabled for new ones."""
    assert run("--db", str(old), "init", "--device", "DC").code == 0
    assert run("--db", str(old), "add", "heating", "990181001", "管网又漏水").code == 2
    assert run("--db", str(old), "fix", "CG-4", "--by", "王某01").code == 0
    assert run("--db", str(old), "verify", "CG-4", "--by", "周某04").code == 0
    assert run("--db", str(old), "add", "fire", "990181001", "--item", "FIRE-06").code == 0

    cards = run("--db", str(old), "show", "CG-4", "CG-2", "DC-1", "--format", "json").json
    assert [card["status"] for card in cards] == ["closed", "found", "found"]
    assert [bool(card["item_text"] and card["basis"]) for card in cards] == [False, False, True]
    assert run("--db", str(old), "check").code == 0


def test_taking_back_what_version_3_wrote(old: Path, run: Run) -> None:
    """A batch of version 3 can be taken back by this program, and so can what it took back itself."""
    assert run("--db", str(old), "init", "--device", "DC").code == 0
    listed = run("--db", str(old), "batch", "list", "--format", "json").json
    undone = next(row for row in listed if row["event"] == "undone")
    stopped = next(row for row in listed if row["event"] == "suspended")
    for row in (undone, stopped):
        assert run("--db", str(old), "batch", "undo", row["batch"][-8:], "--yes").code == 0

    cards = run("--db", str(old), "show", "CG-2", "CG-3", "--format", "json").json
    assert [each["undone"] for each in cards[0]["history"] if each["kind"] == "noted"] == [False]
    assert cards[1]["suspended"] is None
    assert run("--db", str(old), "check").code == 0
