"""The only place that talks to SQLite: the file, its pragmas, one transaction at a time, compiled statements.

Rollback journal and full sync rather than WAL: what was acknowledged survives a power cut, and a copied file is whole.
"""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from inspect_cli.errors import StorageProblem
from inspect_cli.messages import _
from inspect_cli.messages import explain as explain_system
from inspect_cli.settings import make_folder
from inspect_cli.store import compiled, stopping
from inspect_cli.store.database import Nothing, Row
from inspect_cli.store.faults import explained
from inspect_cli.store.waiting import Patience

APPLICATION_ID = 0x48415A31  # the same as in `tables`, which an everyday command does not load
SCHEMA_VERSION = 4
PRAGMAS = {
    "journal_mode": "truncate",
    "synchronous": 2,  # FULL
    "cache_spill": 0,  # a transaction stays in memory, so that readers are not shut out before its commit
    "busy_timeout": 0,  # `waiting` waits, which can say so and be stopped
    "foreign_keys": 1,
    "fullfsync": 1,
}
_LARGE = ("PRAGMA cache_spill = ON", "PRAGMA cache_size = -32768")
_SMALL = ("PRAGMA cache_size = -2000", "PRAGMA cache_spill = OFF")
_HEADER = b"SQLite format 3\x00"


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class _Written(dict[Any, Any]):
    """Days, instants and truths as a file holds them, each made once: adapters took a third of a bulk insert."""

    def __missing__(self, value: Any) -> Any:
        """A value not met before."""
        text = _instant(value) if isinstance(value, datetime) else value.isoformat()
        self[value] = text
        return text


def _encode(rows: Sequence[tuple[Any, ...]], places: Sequence[int]) -> tuple[Sequence[int], Iterator[tuple[Any, ...]]]:
    """The places that hold something, and the rows as a file holds them, those places only.

    Turned a column at a time, which costs nearly nothing in Python; every NULL that is bound costs a look for adapters.
    """
    written = _Written({None: None, True: 1, False: 0})
    columns: list[Sequence[Any]] = list(zip(*rows, strict=True))
    held = [n for n, column in enumerate(columns) if column.count(None) < len(column)]
    encoded = (map(written.__getitem__, columns[n]) if n in places else columns[n] for n in held)
    return held, zip(*encoded, strict=True)


sqlite3.register_adapter(date, date.isoformat)
sqlite3.register_adapter(datetime, _instant)
_READERS: dict[str, Callable[[Any], Any]] = {
    "date": date.fromisoformat,
    "instant": datetime.fromisoformat,
    "bool": bool,
}


class _WaitingCursor(sqlite3.Cursor):
    connection: Connection

    def execute(self, sql: str, parameters: Any = (), /) -> _WaitingCursor:
        return self.connection.patience.wait(partial(super().execute, sql, parameters), sql)


class Connection(sqlite3.Connection):
    """A connection that waits for other programs, whoever runs a statement on it: SQLAlchemy does too."""

    patience = Patience()

    def cursor(self, factory: Any = _WaitingCursor) -> Any:
        """What every statement goes through."""
        return super().cursor(factory)

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        """Run a statement, as soon as the file is free for it."""
        cursor: sqlite3.Cursor = self.cursor().execute(sql, parameters)
        return cursor

    def commit(self) -> None:
        """End the transaction, if there is one, as the statement does."""
        if self.in_transaction:
            self.execute("COMMIT")


class Sqlite:
    """A ledger file."""

    def __init__(self, path: str, connection: Connection) -> None:
        self.where = path
        self._connection = connection

    def stream(
        self,
        name: str,
        parameters: Mapping[str, Any] = Nothing,
        filters: Sequence[str] = (),
        *,
        groups: Sequence[str] = (),
        order: str | None = None,
        limit: int | None = None,
    ) -> Iterator[Row]:
        """The rows of a query one by one."""
        sql, bound = compiled.spread(compiled.assemble(name, filters, groups, order, limit), parameters)
        kinds = [(group, "") for group in groups] + compiled.find(name)["columns"]
        names = [column for column, _kind in kinds]
        readers = [(column, _READERS[kind]) for column, kind in kinds if kind]
        with explained(self.where):
            for values in self._connection.execute(sql, bound):
                row = dict(zip(names, values, strict=True))
                for column, read in readers:
                    if row[column] is not None:
                        row[column] = read(row[column])
                yield row

    def rows(
        self, name: str, parameters: Mapping[str, Any] = Nothing, filters: Sequence[str] = (), **parts: Any
    ) -> list[Row]:
        """The rows of a query as a list."""
        return list(self.stream(name, parameters, filters, **parts))

    def insert(self, table: str, rows: Sequence[tuple[Any, ...]], *, missing_only: bool = False) -> None:
        """Add rows to a table; each tuple has its columns in the table's order."""
        add = compiled.find(f"add_{table}")
        held, encoded = _encode(rows, add["encoded"])
        if held:
            names = ", ".join(f'"{add["columns"][n]}"' for n in held)
            sql = f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(held))})"
            with explained(self.where):
                self._connection.executemany(sql + (" ON CONFLICT DO NOTHING" if missing_only else ""), encoded)

    def change(self, name: str, parameters: Mapping[str, Any] = Nothing) -> int:
        """Run a write other than an insert; how many rows it changed."""
        sql, bound = compiled.spread(compiled.find(name)["sql"], parameters)
        with explained(self.where):
            return self._connection.execute(sql, bound).rowcount

    @contextmanager
    def writing(self, *, large: bool = False) -> Iterator[None]:
        """One write transaction, immediate: the lock is taken before anything is read."""
        stopping.release(obey=True)  # what was written before is told
        with explained(self.where):
            for pragma in _LARGE if large else ():
                self._connection.execute(pragma)
            self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            with explained(self.where):
                self._connection.execute("COMMIT")
        finally:
            # Not `except Exception`: Ctrl-C and SIGTERM must roll back too.
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            for pragma in _SMALL if large else ():
                self._connection.execute(pragma)

    def run(self, sql: str) -> list[tuple[Any, ...]]:
        """A pragma or a statement of a migration."""
        with explained(self.where):
            return self._connection.execute(sql).fetchall()

    def damage(self) -> list[str]:
        """What SQLite finds wrong with the file."""
        found = [str(row[0]) for row in self.run("PRAGMA integrity_check")]
        return [] if found == ["ok"] else found

    def version(self) -> int:
        """The version of the file's schema; 0 before it is laid out."""
        version: int = self.run("PRAGMA user_version")[0][0]
        return version

    def is_older(self) -> bool:
        """Whether the file has to be migrated."""
        return self.version() < SCHEMA_VERSION

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()


def open_file(path: str, patience: Patience | None = None) -> Sqlite:
    """The ledger at `path`, perhaps of an older version.

    Raises StorageProblem for a missing, foreign, damaged or newer file, which stays untouched.
    """
    with _allowed(path):
        if not Path(path).exists():
            raise _missing(path)
    _check_header(path)
    database = Sqlite(path, connect(path, patience))
    try:
        _check_version(database.version(), path)
    except BaseException:
        database.close()
        raise
    return database


def create_file(path: str, store_id: str, patience: Patience | None = None) -> Sqlite:
    """The ledger at `path`, made in one transaction if there is none; only its owner may read it."""
    file = Path(path)
    with _allowed(path):
        make_folder(file.parent)
        if not file.exists():
            os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        size = file.stat().st_size
    if size:
        _check_header(path)
    database = Sqlite(path, connect(path, patience))
    with database.writing():
        # Looked up inside the transaction: two `init` at the same time make one ledger.
        if database.version() == 0 and not database.run("SELECT name FROM sqlite_master"):
            _lay_out(database, store_id)
    _check_version(database.version(), path)
    return database


def create_scratch() -> Sqlite:
    """An empty ledger in memory, for what is worked out from copies of rows and then let go."""
    database = Sqlite(":memory:", sqlite3.connect(":memory:", isolation_level=None, factory=Connection))
    _lay_out(database, "")
    return database


def connect(path: str, patience: Patience | None = None) -> Connection:
    """A connection with the pragmas set and read back. Raises StorageProblem when one of them did not take."""
    uri = Path(path).absolute().as_uri() + "?mode=rw"
    with explained(path):
        connection = sqlite3.connect(uri, timeout=0, uri=True, isolation_level=None, factory=Connection)
        connection.patience = patience or Patience()
        if connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal":
            # A plain cursor does not wait: who has the file open in this mode may keep it for ever.
            sqlite3.Cursor(connection).execute(f"PRAGMA journal_mode = {PRAGMAS['journal_mode']}")
        for name, value in PRAGMAS.items():
            connection.execute(f"PRAGMA {name} = {value}")
            got = connection.execute(f"PRAGMA {name}").fetchone()[0]
            if got != value:
                raise StorageProblem(
                    _("{where}: SQLite did not accept {name}={value}.").format(where=path, name=name, value=value),
                    _("Nothing was written."),
                    _("Close every other program that uses the file, then run the command again."),
                )
    return connection


def _lay_out(database: Sqlite, store_id: str) -> None:
    for sql in compiled.schema():
        database.run(sql)
    database.run(f"PRAGMA application_id = {APPLICATION_ID}")
    database.run(f"PRAGMA user_version = {SCHEMA_VERSION}")
    database.insert("store", [("store_id", store_id), ("schema_version", str(SCHEMA_VERSION))])


def _check_header(path: str) -> None:
    """Read the first bytes without SQLite, which might write to a file that is not ours."""
    with _allowed(path):
        if not stat.S_ISREG(Path(path).stat().st_mode):
            raise _foreign(path)
        with open(path, "rb") as file:
            header = file.read(100)
    if not header:
        raise _missing(path)
    if not header.startswith(_HEADER) or int.from_bytes(header[68:72]) != APPLICATION_ID:
        raise _foreign(path)
    _check_version(int.from_bytes(header[60:64]), path)


def _check_version(version: int, path: str) -> None:
    if version > SCHEMA_VERSION:
        raise refuse_newer(path, version, SCHEMA_VERSION)
    if version == 0:
        raise _missing(path)


def refuse_newer(where: str, version: int, known: int) -> StorageProblem:
    """A store that a newer program wrote stays as it is."""
    return StorageProblem(
        _("{where} was written by a newer inspect-cli (its version is {version}, this program knows {known}).").format(
            where=where, version=version, known=known
        ),
        _("It was not touched."),
        _("Update inspect-cli: pip install --upgrade inspect-cli"),
    )


def refuse_address(where: str) -> StorageProblem:
    """An address that means no store."""
    return StorageProblem(
        _("This program cannot open {where}.").format(where=where),
        _("Nothing was written."),
        _("Name a file, or PostgreSQL: --db postgresql+psycopg://HOST/DATABASE; pip install 'inspect-cli[postgres]'"),
    )


@contextmanager
def _allowed(path: str) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError) as error:
        raise StorageProblem(
            _("{where} cannot be used: {error}").format(where=path, error=explain_system(error)),
            _("Nothing was written."),
            _("Check the path and who may read and write there, or name another with --db."),
        ) from error


def _missing(path: str) -> StorageProblem:
    return StorageProblem(
        _("There is no ledger at {where}.").format(where=path),
        _("Nothing was written."),
        _("Make one: inspect-cli init --device CODE --townships FILE, or name another with --db."),
    )


def _foreign(path: str) -> StorageProblem:
    return StorageProblem(
        _("{where} is not a ledger of inspect-cli.").format(where=path),
        _("It was not touched."),
        _("Name the right file with --db."),
    )
