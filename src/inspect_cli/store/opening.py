"""The only place that opens a store: which kind a path or URL means, and an older one is brought up to date first."""

from __future__ import annotations

from inspect_cli.store.database import Database


def open_database(where: str) -> Database:
    """The store at a path or URL. Raises StorageProblem unless it is a ledger of this or an older version."""
    if path := file_of(where):
        from inspect_cli.store.sqlite import SCHEMA_VERSION, open_file

        database = open_file(path)
        if database.version() < SCHEMA_VERSION:
            from inspect_cli.store.migrations import migrate

            migrate(database)
        return database
    from inspect_cli.store.engine import open_url

    return open_url(where)


def create_database(where: str, store_id: str) -> Database:
    """Like `open_database`, after making an empty store there if there is none."""
    if path := file_of(where):
        from inspect_cli.store.sqlite import create_file

        return create_file(path, store_id)
    from inspect_cli.store.engine import create_store

    return create_store(where, store_id)


def file_of(where: str) -> str | None:
    """The path when `where` means an SQLite file, None when it is another kind of URL."""
    if "://" not in where:
        return where
    return where.removeprefix("sqlite:///") if where.startswith("sqlite:///") else None
