"""The only place that opens a store: which kind a path or URL means, and an older one is brought up to date first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspect_cli.store import stopping
from inspect_cli.store.database import Database

if TYPE_CHECKING:
    from inspect_cli.store.sqlite import Sqlite
    from inspect_cli.store.waiting import Patience


def open_database(where: str, patience: Patience | None = None) -> Database:
    """The store at a path or URL. Raises StorageProblem unless it is a ledger of this or an older version.

    patience: how its user waits for other programs, and is told so.
    """
    from inspect_cli.store.sqlite import open_file

    if "://" not in where or where.startswith("sqlite:///"):
        return _bring_up(open_file(_path(where), patience))
    from inspect_cli.store import engine

    if path := engine.find_file(where):
        _bring_up(open_file(path, patience)).close()
    return engine.open_url(where, patience)


def create_database(where: str, store_id: str, patience: Patience | None = None) -> Database:
    """Like `open_database`, after making an empty store there if there is none."""
    from inspect_cli.store.sqlite import create_file

    if "://" not in where or where.startswith("sqlite:///"):
        return _bring_up(create_file(_path(where), store_id, patience))
    from inspect_cli.store import engine

    if path := engine.find_file(where):
        _bring_up(create_file(path, store_id, patience)).close()
    return engine.create_store(where, store_id, patience)


def create_scratch() -> Database:
    """An empty ledger in memory."""
    from inspect_cli.store.sqlite import create_scratch as create

    return create()


def _path(where: str) -> str:
    path = where.removeprefix("sqlite:///")
    if not path:
        from inspect_cli.store.sqlite import refuse_address

        raise refuse_address(where)
    return path


def _bring_up(database: Sqlite) -> Sqlite:
    if database.is_older():
        from inspect_cli.store.migrations import migrate

        try:
            migrate(database)
        except BaseException:
            database.close()
            raise
    stopping.release(obey=True)  # what the user asked for is still to come
    return database
