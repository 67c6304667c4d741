"""The ledger is what its journal says, or `check` names the table and the row, and posting the journal again mends it.

* every column of every table of the ledger, another value in it, and nothing in it where that may be;
* a row that is missing, a row that is too much, a table that is empty; a key that stands elsewhere;
* on a server too; many differences are counted, not all listed;
* as long as the journal itself is damaged the ledger is not looked at.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from tests.conftest import Run
from tests.store.deeds import PLAN, Step, act, find, somebody

from inspect_cli.store import checks, ledger, registering
from inspect_cli.store.columns import Instant
from inspect_cli.store.database import Database
from inspect_cli.store.engine import Engine
from inspect_cli.store.ids import make_id
from inspect_cli.store.opening import create_database, open_database
from inspect_cli.store.tables import METADATA

Fill = Callable[[Database], None]
Dump = Callable[[Database, str], list[tuple[Any, ...]]]
TODAY = date(2023, 1, 15)
DIFFERS = "The ledger differs from what the journal says"
COLUMNS = [(table, column.name) for table in ledger.TABLES for column in METADATA.tables[table].c]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, fill: Fill) -> Path:
    """A varied city in a file."""
    path = tmp_path_factory.mktemp("whole") / "ledger.db"
    with pytest.MonkeyPatch.context() as patch, closing(create_database(str(path), make_id())) as database:
        patch.setenv("INSPECT_TODAY", TODAY.isoformat())
        fill(database)
        renamed = {"township": "1", "code": "S1", "name": "东岔百货"}  # visits, hazards and a responsibility name it
        registering.enter_sites(database, [renamed], somebody())
    return path


@pytest.fixture
def file(whole: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copy(whole, tmp_path / "ledger.db"))


def _differing(database: Database) -> list[str]:
    """What is said of the ledger; the city has other problems too."""
    faults = checks.check(database, TODAY, lambda _count: None)
    return [fault.subject for fault in faults if fault.problem == DIFFERS]


def _mended(database: Database, before: dict[str, Any], dump: Dump) -> bool:
    assert checks.mend_ledger(database) == []
    return not _differing(database) and {table: dump(database, table) for table in ledger.TABLES} == before


def _change(path: Path, sql: str, *values: Any) -> None:
    """Change the file as another program would: no foreign key is looked at."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(sql, values)
        connection.commit()


def _other(column: sqlalchemy.Column[Any]) -> Any:
    kinds = ((Instant, "2024-02-29T00:00:00.000000Z"), (sqlalchemy.Date, "2024-02-29"))
    kinds += ((sqlalchemy.BigInteger, 977), (sqlalchemy.Boolean, None))
    return next((value for kind, value in kinds if isinstance(column.type, kind)), "换了")


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_every_column(file: Path, dump: Dump, table: str, column: str) -> None:
    """Another value, or none, in any column of any table is named with its table, and mended."""
    declared = METADATA.tables[table].c[column]
    with closing(open_database(str(file))) as database:
        before = {name: dump(database, name) for name in ledger.TABLES}
        assert _differing(database) == []
    values = [_other(declared), *([None] if declared.nullable else [])]
    for value in values:
        chosen = f'"{column}" IS NOT NULL' if value is None and declared.nullable else "true"
        wanted = f'NOT "{column}"' if isinstance(declared.type, sqlalchemy.Boolean) else "?"
        row = f"SELECT rowid FROM {table} WHERE {chosen} LIMIT 1"
        _change(file, f'UPDATE {table} SET "{column}" = {wanted} WHERE rowid = ({row})', *[value] * (wanted == "?"))
        with closing(open_database(str(file))) as database:
            found = _differing(database)
            assert [subject for subject in found if subject.startswith(f"{table}: ")] == found
            assert found, value
            assert declared.primary_key or column in found[0] or "missing" in "".join(found)
            assert _mended(database, before, dump)


@pytest.mark.parametrize("table", ledger.TABLES)
@pytest.mark.parametrize("which", ["LIMIT 1", "LIMIT 1 OFFSET 1", "ORDER BY rowid DESC LIMIT 1", ""])
def test_missing_rows(file: Path, dump: Dump, table: str, which: str) -> None:
    """A row that is missing, the first, the second or the last, or all of them, is named, and mended."""
    with closing(open_database(str(file))) as database:
        before = {name: dump(database, name) for name in ledger.TABLES}
    _change(file, f"DELETE FROM {table} WHERE rowid IN (SELECT rowid FROM {table} {which})")
    with closing(open_database(str(file))) as database:
        gone = len(before[table]) - len(dump(database, table))
        found = _differing(database)

        assert gone >= 1
        assert all(subject.startswith(f"{table}: ") for subject in found)
        assert len(found) >= min(gone, 21)
        assert _mended(database, before, dump)


@pytest.mark.parametrize("table", ledger.TABLES)
def test_rows_too_much(file: Path, dump: Dump, table: str) -> None:
    """A row that no entry of the journal says is named, and mended."""
    keys = [column.name for column in METADATA.tables[table].primary_key]
    new = "'2020-02-29'" if keys[-1] == "since" else "'zz'"
    with closing(open_database(str(file))) as database:
        before = {name: dump(database, name) for name in ledger.TABLES}
    named = [column.name for column in METADATA.tables[table].c]
    listed = ", ".join(new if name == keys[-1] else f'"{name}"' for name in named)
    _change(file, f"INSERT INTO {table} SELECT {listed} FROM {table} LIMIT 1")
    with closing(open_database(str(file))) as database:
        (found,) = _differing(database)

        assert found.startswith(f"{table}: ")
        assert _mended(database, before, dump)


def test_many_differences(file: Path, run: Run) -> None:
    """Of many differences twenty are listed and the others counted; --repost mends them all."""
    with closing(sqlite3.connect(file)) as connection:
        connection.executemany("INSERT INTO series VALUES ('*', ?, 1)", [(f"X{n}",) for n in range(1030)])
        connection.commit()
    found = [row for row in run("--db", str(file), "check", "--format", "json").json if row["problem"] == DIFFERS]

    assert (len(found), found[-1]["subject"]) == (21, "series: 1,010 more")
    assert all("check --repost" in row["todo"] for row in found)
    again = run("--db", str(file), "check", "--repost", "--format", "json")
    assert [row for row in again.json if row["problem"] == DIFFERS] == []


def test_journal_comes_first(file: Path) -> None:
    """While an entry is damaged nothing is said of the ledger, which could not be told from the journal."""
    _change(file, "UPDATE hazard SET owner = '换了'")
    _change(file, "UPDATE journal SET kind = 'noted' WHERE kind = 'verified'")
    with closing(open_database(str(file))) as database:
        faults = checks.check(database, TODAY, lambda _count: None)

        assert "An entry of the journal was changed" in {fault.problem for fault in faults}
        assert DIFFERS not in {fault.problem for fault in faults}


@pytest.fixture
def server(postgres_url: str, fill: Fill) -> Iterator[Engine]:
    """The city on a server."""
    with closing(create_database(postgres_url, make_id())) as database:
        fill(database)
        assert isinstance(database, Engine)
        yield database


SERVER_CHANGES = {
    "hazard": "UPDATE hazard SET claimed = NOT claimed WHERE serial = 90",
    "inspection": "UPDATE inspection SET found = found + 1 WHERE category = 'hazchem'",
    "photo": "DELETE FROM photo WHERE kept",
    "answer": "DELETE FROM answer WHERE answer = 'no'",
    "counter": "UPDATE counter SET amount = amount + 1 WHERE township = '2'",
    "site": "UPDATE site SET state = NULL WHERE code = 'S2'",
    "former_name": "DELETE FROM former_name WHERE township = '1'",
    "site_state": "DELETE FROM site_state WHERE code = 'S2'",
    "illegal_case": "UPDATE illegal_case SET boxes = boxes + 1 WHERE township = '1'",
    "category": "UPDATE category SET enabled = NOT enabled WHERE key = 'rural'",
    "village": "UPDATE village SET code = NULL WHERE code IS NOT NULL",
    "zone": "DELETE FROM zone WHERE kind = 'hill'",
    "department": "UPDATE department SET successor = NULL WHERE successor IS NOT NULL",
    "responsibility": "UPDATE responsibility SET name = NULL WHERE name = '周某'",
    "duty": "DELETE FROM duty WHERE township = '2'",
    "spot_check": "UPDATE spot_check SET result = 'present' WHERE result = 'no_answer'",
    "report": "UPDATE report SET sent_at = NULL WHERE sent_at IS NOT NULL",
    "township": "DELETE FROM township WHERE township = '1'",
    "campaign": "UPDATE campaign SET start = '2022-01-01' WHERE start IS NULL",
    "series": "UPDATE series SET last = last - 1 WHERE code = 'CG'",
    "batch": "UPDATE batch SET recorded_at = recorded_at + interval '1 microsecond' WHERE township = '1'",
}


def test_on_a_server(server: Engine, dump: Dump) -> None:
    """The same on a server: whatever table differs is named, and mended."""
    before = {table: dump(server, table) for table in ledger.TABLES}
    assert set(SERVER_CHANGES) == set(before)
    for table, sql in SERVER_CHANGES.items():
        with server.writing():
            server._connection.execute(sqlalchemy.text(sql))
        assert dump(server, table) != before[table]

        found = _differing(server)
        assert found
        assert all(subject.startswith(f"{table}: ") for subject in found)
        assert _mended(server, before, dump)


def test_reposting_is_one_transaction(file: Path, dump: Dump, monkeypatch: pytest.MonkeyPatch) -> None:
    """A repost that is stopped half-way leaves the ledger as it was."""
    with closing(open_database(str(file))) as database:
        before = {table: dump(database, table) for table in ledger.TABLES}
        monkeypatch.setattr(ledger, "post", _stop)
        with pytest.raises(KeyboardInterrupt):
            checks.mend_ledger(database)

        assert {table: dump(database, table) for table in ledger.TABLES} == before


def _stop(*_anything: Any) -> None:
    raise KeyboardInterrupt


def test_repost_needs_no_ledger(file: Path, dump: Dump) -> None:
    """Work goes on after a repost as if nothing had been: the next entry follows what is there."""
    with closing(open_database(str(file))) as database:
        checks.mend_ledger(database)
        (last,) = [row["last"] for row in database.rows("numbers_used", {"code": "CG"}, ["code"])]
        number = find(database, f"CG-{last + 1}", site="新点位")
        act(database, number, Step("planned", PLAN), somebody())

        assert _differing(database) == []
        assert datetime.now(UTC) > database.rows("batches", order="newest")[0]["recorded_at"]
