"""The only place where a database's own errors become sentences with an exit code."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from inspect_cli.errors import Problem, StorageProblem
from inspect_cli.messages import _


@contextmanager
def explained(where: str) -> Iterator[None]:
    """Raise what goes wrong in SQLite inside this block as a StorageProblem about the file `where`."""
    try:
        yield
    except sqlite3.Error as error:
        raise explain(error, where) from error


def is_sqlite(error: BaseException | None) -> bool:
    """Whether an error is SQLite's own."""
    return isinstance(error, sqlite3.Error)


def is_busy(error: BaseException) -> bool:
    """Whether another program has the file, so that the same may be tried again."""
    return getattr(error, "sqlite_errorname", "").startswith("SQLITE_BUSY")


def explain(error: BaseException, where: str) -> Problem:
    """What happened, what was not saved, what to do; by SQLite's own error name."""
    name = getattr(error, "sqlite_errorname", "")
    what, todo = next(
        (sentences for prefix, sentences in _sentences().items() if name.startswith(prefix)),
        (_("The ledger {where} cannot be used: {error}"), _("Run inspect-cli again; if it stays, restore a backup.")),
    )
    return StorageProblem(what.format(where=where, error=error), _("Nothing was written."), todo)


def _sentences() -> dict[str, tuple[str, str]]:
    return {
        "SQLITE_BUSY": (
            _("The ledger {where} is locked by another program."),
            _("Close the other program or wait for its import to end, then run the command again."),
        ),
        "SQLITE_FULL": (_("The disk is full: {where}"), _("Make room, then run the command again.")),
        "SQLITE_IOERR": (
            _("The disk does not read or write properly: {where} ({error})"),
            _("Make room and check the disk or stick, copy the file elsewhere, then run the command again."),
        ),
        "SQLITE_READONLY": (
            _("The ledger {where} is read-only."),
            _("Make the file and its folder writable, or name another with --db."),
        ),
        "SQLITE_CANTOPEN": (
            _("The ledger {where} cannot be opened."),
            _("Check that the path exists and that you may read and write there."),
        ),
        "SQLITE_CORRUPT": (_("The ledger {where} is damaged: {error}"), _("Restore a backup.")),
        "SQLITE_NOTADB": (_("{where} is not a ledger file."), _("Name the right file with --db.")),
    }
