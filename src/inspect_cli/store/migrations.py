"""The only place that brings a ledger file of an older version up to date.

A migration is a function in MIGRATIONS under the version it starts from. A copy of the file is made first; the step and
its record are one immediate transaction. The journal is never changed: a migration lays the ledger tables out anew and
posts the journal again.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable
from pathlib import Path

from inspect_cli.errors import StorageProblem
from inspect_cli.messages import _
from inspect_cli.store import compiled, ledger, sqlite
from inspect_cli.store.sqlite import Sqlite

_NAMED = re.compile(r"CREATE (?:TABLE (\w+)|(?:UNIQUE )?INDEX \w+ ON (\w+))")


def migrate(database: Sqlite) -> None:
    """Every step from the file's version to this one. Raises StorageProblem when a step is missing."""
    if not database.is_older():
        return
    _back_up(database)
    with database.writing(large=True):
        # Again inside the transaction: another process may have migrated while this one waited.
        for version in range(database.version(), sqlite.SCHEMA_VERSION):
            if version not in MIGRATIONS:
                raise StorageProblem(
                    _("{where} is of version {version}, which this inspect-cli cannot read.").format(
                        where=database.where, version=version
                    ),
                    _("The file was not changed."),
                )
            MIGRATIONS[version](database)
            database.run(f"PRAGMA user_version = {version + 1}")
        database.change("put_store", {"key_key": "schema_version", "value": str(sqlite.SCHEMA_VERSION)})


def _back_up(database: Sqlite) -> None:
    """A whole copy beside the file, made anew: one of an earlier attempt may be old or cut short."""
    target = Path(f"{database.where}.before-{sqlite.SCHEMA_VERSION}")
    made, draft = tempfile.mkstemp(dir=target.parent, prefix=f"{target.name}.")
    os.close(made)
    try:
        quoted = draft.replace("'", "''")
        database.run(f"VACUUM INTO '{quoted}'")
        Path(draft).replace(target)
    finally:
        Path(draft).unlink(missing_ok=True)


def lay_out_anew(database: Sqlite) -> None:
    """The ledger tables as they are now, filled from the journal; for a version that changes nothing else."""
    known = {name for (name,) in database.run("SELECT name FROM sqlite_master WHERE type = 'table'")}
    for table in ledger.TABLES:
        if table in known:
            database.run(f"DROP TABLE {table}")
    for sql in compiled.schema():
        found = _NAMED.match(sql)
        if found and (found[1] or found[2]) in ledger.TABLES:
            database.run(sql)
    ledger.repost(database)


MIGRATIONS: dict[int, Callable[[Sqlite], None]] = {1: lay_out_anew, 2: lay_out_anew, 3: lay_out_anew}
