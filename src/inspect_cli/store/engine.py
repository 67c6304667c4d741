"""The only place that talks to a database through SQLAlchemy: PostgreSQL, and SQLite when asked for by such a URL.

Loaded only for such URLs; it runs the expressions of `statements` themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

import sqlalchemy
from sqlalchemy import Connection, Select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError
from sqlalchemy.pool import NullPool

from inspect_cli.errors import Problem, ServerProblem, StorageProblem
from inspect_cli.messages import _
from inspect_cli.store import (  # noqa: F401 - statements register themselves
    charting_lookups,
    counting,
    coverage_lookups,
    ledger,
    register_lookups,
    spelling,
    stopping,
    tables,
)
from inspect_cli.store.database import Nothing, Row
from inspect_cli.store.expressions import STATEMENTS, Query, Statement
from inspect_cli.store.faults import explain, is_sqlite
from inspect_cli.store.sqlite import connect, refuse_address, refuse_newer
from inspect_cli.store.waiting import Patience

_INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
_LOCK_TIMEOUT = "SET lock_timeout = '30s'"  # as long as a ledger file is waited for


class Engine:
    """A store behind a SQLAlchemy URL."""

    def __init__(self, url: str, patience: Patience | None = None) -> None:
        self.where = _shown(url)
        self.patience = patience or Patience()
        self._engine = _engine(url, self.patience)
        self._users = 0  # answers being read, and a block that writes
        self._locked: set[tuple[Any, ...]] = set()  # what this transaction locked
        with _explained(self.where):
            self._connection = self._engine.connect()
            if self._engine.dialect.name == "postgresql":
                self._connection.exec_driver_sql(_LOCK_TIMEOUT)
                self._connection.commit()

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
        asked = _assemble(name, filters, groups, order).limit(limit)
        with _explained(self.where), self._reading() as connection:
            found = connection.execute(asked.execution_options(yield_per=1000), dict(parameters)).mappings()
            try:
                yield from map(dict, found)
            finally:
                found.close()

    def rows(
        self, name: str, parameters: Mapping[str, Any] = Nothing, filters: Sequence[str] = (), **parts: Any
    ) -> list[Row]:
        """The rows of a query as a list."""
        return list(self.stream(name, parameters, filters, **parts))

    def insert(self, table: str, rows: Sequence[tuple[Any, ...]], *, missing_only: bool = False) -> None:
        """Add rows to a table; each tuple has its columns in the table's order."""
        names = [column.name for column in tables.METADATA.tables[table].c]
        values = [dict(zip(names, row, strict=True)) for row in rows]
        if values:
            with _explained(self.where):
                self._connection.execute(self._add_missing(table) if missing_only else _write(f"add_{table}"), values)

    def change(self, name: str, parameters: Mapping[str, Any] = Nothing) -> int:
        """Run a write other than an insert; how many rows it changed."""
        with _explained(self.where), self._watching(name, parameters):
            return self._connection.execute(_write(name), dict(parameters)).rowcount

    @contextmanager
    def writing(self, *, large: bool = False) -> Iterator[None]:
        """One write transaction."""
        del large  # a server keeps a long transaction on its own disk
        stopping.release(obey=True)  # what was written before is told
        with _explained(self.where):
            self._connection.rollback()
            if self._engine.dialect.name == "sqlite":
                self._connection.exec_driver_sql("BEGIN IMMEDIATE")
        self._users += 1
        try:
            yield
            with _explained(self.where), self.patience.final():
                self._connection.commit()
        finally:
            self._users -= 1
            self._locked.clear()
            self._connection.rollback()

    def damage(self) -> list[str]:
        """What SQLite finds wrong with the file; a server looks after its own."""
        if self._engine.dialect.name != "sqlite":
            return []
        with _explained(self.where), self._reading() as connection:
            found = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check")]
        return [] if found == ["ok"] else found

    def close(self) -> None:
        """Let go of the connection."""
        self._connection.close()
        self._engine.dispose()

    def lay_out(self, store_id: str) -> None:
        """Make the tables where they are missing, and say what this store is."""
        with _explained(self.where), self.writing():
            tables.METADATA.create_all(self._connection)
            facts = [("store_id", store_id), ("schema_version", str(tables.SCHEMA_VERSION))]
            self.insert("store", facts, missing_only=True)

    def lay_out_anew(self) -> None:
        """Drop the ledger's tables, make them as they are now, and post the journal again; in one transaction."""
        kept = [tables.METADATA.tables[str(kept.__tablename__)] for kept in tables.LEDGER]
        with _explained(self.where), self.writing():
            # By their names, with what hangs on them: an older version had keys that this one does not know of.
            cascade = " CASCADE" if self._engine.dialect.name == "postgresql" else ""
            for table in kept:
                self._connection.exec_driver_sql(f"DROP TABLE IF EXISTS {table.name}{cascade}")
            tables.METADATA.create_all(self._connection, kept)
            ledger.repost(self)
            self.change("put_store", {"key_key": "schema_version", "value": str(tables.SCHEMA_VERSION)})

    def facts(self) -> dict[str, str]:
        """What this store is; empty before it is laid out."""
        with _explained(self.where):
            if not sqlalchemy.inspect(self._connection).has_table("store"):
                return {}
            return {row["key"]: row["value"] for row in self.rows("store_facts")}

    def _add_missing(self, table: str) -> sqlalchemy.Insert:
        add = _INSERTS[self._engine.dialect.name]
        made: sqlalchemy.Insert = add(tables.METADATA.tables[table]).on_conflict_do_nothing()
        return made

    def _watching(self, name: str, parameters: Mapping[str, Any]) -> AbstractContextManager[None]:
        """What looks after a write: the first that locks a row may have to wait for whoever locked it before."""
        key = (name, *parameters.values()) if name.startswith("lock_") else ()
        if not key or key in self._locked:
            return nullcontext()
        self._locked.add(key)
        return self.patience.watch()

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        """A read ends its transaction when no other answer is being read and nothing is being written."""
        self._users += 1
        try:
            yield self._connection
        finally:
            self._users -= 1
            if not self._users:
                self._connection.rollback()


def open_url(url: str, patience: Patience | None = None) -> Engine:
    """The store behind `url`. Raises ServerProblem when it cannot be reached, StorageProblem when it is no ledger."""
    database = Engine(url, patience)
    version = database.facts().get("schema_version")
    if version is None:
        raise StorageProblem(
            _("There is no ledger at {where}.").format(where=database.where),
            _("Nothing was written."),
            _("Make one: inspect-cli --db URL init --device CODE --townships FILE"),
        )
    return _check_version(database, int(version))


def create_store(url: str, store_id: str, patience: Patience | None = None) -> Engine:
    """The store behind `url`, its tables made if there are none."""
    database = Engine(url, patience)
    version = database.facts().get("schema_version")
    if version is None:
        database.lay_out(store_id)
    elif int(version) < tables.SCHEMA_VERSION:
        database.lay_out_anew()
    return _check_version(database, int(database.facts()["schema_version"]))


def find_file(url: str) -> str | None:
    """The file behind a URL of SQLite; None for a server. Raises StorageProblem for what is no address."""
    try:
        parsed = sqlalchemy.make_url(url)
    except (ArgumentError, ValueError):
        raise refuse_address(_shown(url)) from None
    if parsed.get_backend_name() != "sqlite":
        return None
    if not parsed.database:
        raise refuse_address(url)
    return parsed.database


def _check_version(database: Engine, version: int) -> Engine:
    if version > tables.SCHEMA_VERSION:
        raise refuse_newer(database.where, version, tables.SCHEMA_VERSION)
    if version < tables.SCHEMA_VERSION:
        raise StorageProblem(
            _("The tables at {where} are of version {version}, this program needs {known}.").format(
                where=database.where, version=version, known=tables.SCHEMA_VERSION
            ),
            _("It was not touched."),
            _("Bring them up to date: inspect-cli --db URL init"),
        )
    return database


def _assemble(name: str, filters: Sequence[str], groups: Sequence[str], order: str | None) -> Select[*tuple[Any, ...]]:
    query = STATEMENTS[name]()
    if not isinstance(query, Query):
        raise TypeError(name)
    asked = query.select.where(*(query.filters[part] for part in filters))
    if groups:
        asked = asked.add_columns(*(query.groups[g].label(g) for g in groups))
        asked = asked.group_by(*(query.groups[g] for g in groups))
    return asked.order_by(*query.orders[order]) if order else asked


def _write(name: str) -> sqlalchemy.Insert | sqlalchemy.Update | sqlalchemy.Delete:
    made: Statement = STATEMENTS[name]()
    if isinstance(made, Query):
        raise TypeError(name)
    return made


def _engine(url: str, patience: Patience) -> sqlalchemy.Engine:
    try:
        if path := find_file(url):
            made = "sqlite+pysqlite://"
            return sqlalchemy.create_engine(made, creator=lambda: connect(path, patience), poolclass=NullPool)
        return sqlalchemy.create_engine(url, poolclass=NullPool)
    except (ArgumentError, NoSuchModuleError, ImportError):
        raise refuse_address(_shown(url)) from None


@contextmanager
def _explained(where: str) -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        if error.orig is not None and is_sqlite(error.orig):
            raise explain(error.orig, where) from error
        raise _refused(
            where, error, ServerProblem if isinstance(error, OperationalError) else StorageProblem
        ) from error


def _refused(where: str, error: DBAPIError, kind: type[Problem]) -> Problem:
    reason = str(error.orig).strip().splitlines()[0] if str(error.orig).strip() else type(error.orig).__name__
    return kind(
        _("{where} cannot be reached or refuses: {error}").format(where=where, error=reason),
        _("Nothing was written."),
        _("Check the address, your login and the network, then run the command again."),
    )


def _shown(url: str) -> str:
    """The URL without its password."""
    try:
        return sqlalchemy.make_url(url).render_as_string(hide_password=True)
    except (ArgumentError, ValueError):
        return re.sub(r"://[^@/]*@", "://***@", url)
