"""The only place that puts a file where one may be: whole or not at all, for its owner only."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from inspect_cli import settings
from inspect_cli.errors import BadInput, StorageProblem
from inspect_cli.messages import _, explain


def refuse_existing(path: str) -> None:
    """Raises BadInput when there is a file at the path; a folder is told of when it is to be written over."""
    if os.path.lexists(path) and not Path(path).is_dir():
        raise BadInput(
            _("{path} exists already.").format(path=path),
            _("Nothing was written."),
            _("Give --force to replace it, or another name."),
        )


@contextmanager
def replacing(path: str) -> Iterator[BinaryIO]:
    """A draft beside `path` that takes its place once the block has ended and everything is on the disk.

    Whatever is raised, the old file stays as it was and no draft is left. Raises StorageProblem when the system
    refuses it.
    """
    target = Path(path)
    # Named before it is made: Ctrl-C between the two leaves nothing that nobody knows of.
    draft = target.with_name(_hide(target.name))
    try:
        with open(_make(path, draft), "wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        draft.replace(target)
    except OSError as error:
        raise _unwritable(path, error) from error
    finally:
        with suppress(OSError, ValueError):
            draft.unlink(missing_ok=True)
    settings.sync_folder(target.parent)


@contextmanager
def making_room(beside: Path) -> Iterator[Path]:
    """A folder for what does not fit into memory, gone after the block. Raises OSError as the system does."""
    folder = beside / _hide("room")
    try:
        folder.mkdir(mode=0o700)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _hide(name: str) -> str:
    return f".{name}.{secrets.token_hex(6)}"


def _make(path: str, draft: Path) -> int:
    try:
        return os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    except ValueError as error:
        raise _unwritable(path, error) from error


def _unwritable(path: str, error: OSError | ValueError) -> StorageProblem:
    return StorageProblem(
        _("Cannot write {path}: {error}").format(path=path, error=explain(error)),
        _("A file that was there before is unchanged."),
        _("Check that the folder exists, is writable and has room, then run the command again."),
    )
