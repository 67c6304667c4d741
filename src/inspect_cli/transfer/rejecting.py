"""The only place that writes down rows that could not be taken: with line and reason, to be mended and imported."""

from __future__ import annotations

import csv
import os
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from inspect_cli import messages
from inspect_cli.errors import StorageProblem
from inspect_cli.messages import _, explain
from inspect_cli.rules import foreign
from inspect_cli.transfer.faults import Reject
from inspect_cli.transfer.sifting import mend
from inspect_cli.transfer.sources import Table

_MOST = 1000


def write_rejects(tables: Sequence[Table], rejects: Sequence[Reject]) -> list[str]:
    """Write them beside the files they come from, on the disk when this returns; the files that were made.

    Each has the header of its table, then the physical line and the reason. A file that is there already is left alone:
    the next free name is taken. Raises StorageProblem.
    """
    by_table: dict[int, list[Reject]] = defaultdict(list)
    for reject in rejects:
        by_table[reject.table].append(reject)
    several = {table.path for n, table in enumerate(tables) if n in by_table and _shares(tables, by_table, n)}
    return [_write(tables[n], own, in_sheet=tables[n].path in several) for n, own in sorted(by_table.items())]


def _shares(tables: Sequence[Table], by_table: dict[int, list[Reject]], nth: int) -> bool:
    return any(other != nth and tables[other].path == tables[nth].path for other in by_table)


def _write(table: Table, rejects: Sequence[Reject], *, in_sheet: bool) -> str:
    titles = [field.title(messages.language) for field in foreign.REJECTED]
    stem = table.path + (f".{_tame(table.sheet)}" if in_sheet and table.sheet else "")
    try:
        path, handle = _create(stem)
        with open(handle, "w", encoding="utf-8-sig", newline="") as out:
            writer = csv.writer(out, lineterminator="\r\n")
            writer.writerow([*map(mend, table.header.names), *titles])
            for reject in rejects:
                # A row with a cell too few is not filled up: it would pass the next time, shifted.
                cells = map(_blame if table.is_sheet else mend, reject.cells)
                writer.writerow([*cells, reject.line, mend(str(reject.fault))])
            out.flush()
            os.fsync(out.fileno())
    except (OSError, ValueError) as error:
        raise StorageProblem(
            _("Cannot write {path}: {error}").format(path=f"{stem}.rejects.csv", error=explain(error)),
            _("Nothing was imported."),
            _("Make room, or copy the file to a folder where you may write."),
        ) from error
    return path


def _blame(text: str) -> str:
    """A cell of a sheet; a formula without its result is an error, and no text of a hazard."""
    return "#VALUE!" if text[:1] == "=" else mend(text)


def _create(stem: str) -> tuple[str, int]:
    """The first name that is free, and the file."""
    base = stem.removesuffix(".csv").removesuffix(".rejects") if stem.endswith(".rejects.csv") else stem
    for n in range(1, _MOST):
        path = f"{base}.rejects.csv" if n == 1 else f"{base}.rejects.{n}.csv"
        try:
            return path, os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        except FileExistsError:
            continue
    raise FileExistsError(base)


def _tame(sheet: str) -> str:
    """A sheet's name as a part of a file's name."""
    return "".join(ch if ch.isalnum() or ch in "-_" else "_" for ch in sheet)[:40]


def remove(paths: Sequence[str]) -> None:
    """Take back the files of an import that was not written."""
    for path in paths:
        Path(path).unlink(missing_ok=True)
