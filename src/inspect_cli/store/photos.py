"""The only place that looks at pictures: their digests, copies beside the ledger, the same picture used twice."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from inspect_cli import settings
from inspect_cli.errors import BadInput, NothingFound, StorageProblem, WrongUsage
from inspect_cli.messages import _, explain
from inspect_cli.rules.body import find_unsafe
from inspect_cli.rules.entries import Photo
from inspect_cli.rules.numbers import Number
from inspect_cli.store.database import Database, Row

_ENDING = re.compile(r"\.[a-z0-9]{1,5}")
_PIECE = 1 << 20


class Pictures(NamedTuple):
    """Pictures as an entry names them, and as they were typed: SHA-256 -> path."""

    photos: tuple[Photo, ...]
    typed: Mapping[str, str]


@contextmanager
def taken(database: Database, paths: Sequence[str], *, keep: bool) -> Iterator[Pictures]:
    """The pictures at these paths, copied beside the ledger when asked; a copy goes again when the block refuses.

    Raises BadInput for a picture that cannot be read, StorageProblem for one that cannot be copied.
    """
    made: list[Path] = []
    try:
        photos = {photo.sha256: photo for photo in map(_look, paths)}
        typed = {sha256: photo.path for sha256, photo in photos.items()}
        if keep:
            photos = {photo.sha256: _copy(database, photo, made) for photo in photos.values()}
        yield Pictures(tuple(photos.values()), typed)
    except (BadInput, WrongUsage, NothingFound):
        # Refused, so that nothing was written. After any other failure it may have been: a copy too many does no harm.
        for copy in made:
            copy.unlink(missing_ok=True)
        raise


def folder_of(database: Database) -> Path:
    """Where copies lie: beside a ledger file, else in this machine's data folder."""
    where = Path(database.where.removeprefix("sqlite+pysqlite:///"))
    if "://" in database.where and not where.exists():
        return settings.data_folder() / "photos"
    return where.absolute().parent / f"{where.name}.photos"


def find_file(database: Database, row: Row) -> Path:
    """The file of a row of the photo table."""
    return folder_of(database) / row["path"] if row["kept"] else Path(row["path"])


def measure(path: Path) -> tuple[str, int]:
    """SHA-256 in hex and size in bytes of a file. Raises OSError, also for what is no file."""
    if path.exists() and not path.is_dir() and not path.is_file():
        raise OSError(_("it is no file"))  # a pipe or a device could be read for ever
    digest, size = hashlib.sha256(), 0
    with open(path, "rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
            size += len(piece)
    return digest.hexdigest(), size


def find_doubles(database: Database, rows: Sequence[Row], pictures: Pictures) -> list[tuple[str, Number]]:
    """Which of these pictures stand elsewhere too, and where: at hazards of other visits, or at another step of these.

    rows: the ledger's rows of the hazards that the pictures were just named for.
    """
    names = pictures.typed
    if not names:
        return []
    own = {row["id"]: row["inspection"] for row in rows}
    found = database.rows("photos", {"sha256s": list(names)}, ["sha256s"], order="hazard")
    again: dict[tuple[str, Number], None] = {}
    steps: dict[tuple[str, str], str] = {}
    for row in found:
        other = row["hazard"] not in own and row["inspection"] not in own.values()
        step = steps.setdefault((row["hazard"], row["sha256"]), row["entry"])
        if other or (row["hazard"] in own and step != row["entry"]):
            again[names[row["sha256"]], Number(row["series"], row["serial"])] = None
    return list(again)


def _look(path: str) -> Photo:
    file = Path(path).absolute()
    try:
        digest, size = measure(file)
        reason = "" if size else _("it is empty")
        reason = reason if find_unsafe("path", str(file)) is None else _("its name holds control characters")
    except (OSError, ValueError) as error:
        reason = explain(error)
    if reason:
        raise BadInput(
            _("The picture {path} cannot be read: {error}").format(path=path, error=reason),
            _("Nothing was written."),
            _("Check the path and run the command again."),
        )
    return Photo(path=str(file), sha256=digest, size=size)


def _copy(database: Database, photo: Photo, made: list[Path]) -> Photo:
    ending = Path(photo.path).suffix.lower()
    name = photo.sha256 + (ending if _ENDING.fullmatch(ending) else "")
    target = folder_of(database) / name
    try:
        if not target.exists():
            settings.make_folder(target.parent)
            _write(target, Path(photo.path), made)
    except OSError as error:
        raise StorageProblem(
            _("The picture {path} cannot be copied to {folder}: {error}").format(
                path=photo.path, folder=target.parent, error=explain(error)
            ),
            _("Nothing was written."),
            _("Check the disk, or leave --keep out."),
        ) from error
    return photo.model_copy(update={"path": name, "kept": True})


def _write(target: Path, source: Path, made: list[Path]) -> None:
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with open(source, "rb") as read, open(draft, "wb", opener=_for_owner) as write:
            while piece := read.read(_PIECE):
                write.write(piece)
            write.flush()
            os.fsync(write.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    made.append(target)
    settings.sync_folder(target.parent)


def _for_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
