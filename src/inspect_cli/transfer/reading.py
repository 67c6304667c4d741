"""The only place that turns the bytes of a file into cells: rows with the physical line each of them starts on."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from inspect_cli.errors import BadInput, StorageProblem
from inspect_cli.messages import _, explain

csv.field_size_limit(1_000_000)


class Line(NamedTuple):
    """A row of a file: the physical line it starts on (the first line is 1), and its cells as text."""

    number: int
    cells: list[str]


def read_lines(path: str) -> Iterator[Line]:
    """The rows of a CSV file in UTF-8, with or without a mark; blank lines are passed on as no cells.

    Raises BadInput for bytes that are not UTF-8 and for quotes that do not close, naming the line; StorageProblem when
    the file cannot be read.
    """
    start = 1
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            for cells in reader:
                yield Line(start, cells)
                start = reader.line_num + 1
    except UnicodeDecodeError as error:
        raise BadInput(
            _("{path}, line {line}: not UTF-8 text.").format(path=path, line=_undecodable_line(path)),
            _("Nothing was imported."),
            _("Save the file as CSV UTF-8 and run the command again."),
        ) from error
    except csv.Error as error:
        raise BadInput(
            _("{path}: the row that begins on line {line} is no CSV: {error}").format(
                path=path, line=start, error=error
            ),
            _("Nothing was imported."),
            _("Look for a quotation mark that is not closed there."),
        ) from error
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error


def count_lines(path: str) -> int:
    """How many physical lines the file has, for a progress bar and for choosing how to write."""
    try:
        with Path(path).open("rb") as file:
            return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b""))
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error


def _undecodable_line(path: str) -> int:
    number = 0
    with open(path, "rb") as file:
        for number, line in enumerate(file, 1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError:
                return number
    return number


def _unreadable(path: str, error: OSError | ValueError) -> StorageProblem:
    return StorageProblem(
        _("Cannot read {path}: {error}").format(path=path, error=explain(error)),
        _("Nothing was imported."),
        _("Check the name and who may read the file."),
    )
