"""The only place that turns the bytes of a text file into cells: rows with the physical line each of them starts on."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

from inspect_cli.errors import BadInput
from inspect_cli.messages import _
from inspect_cli.transfer import decoding

_LONGEST = 1_000_000  # characters of a cell
csv.field_size_limit(_LONGEST)
DELIMITERS = (",", ";", "\t", "|")
_HEAD_ROWS = 12
_HEAD_CHARACTERS = 1 << 16
_MOST_LINES = 200  # a cell of more lines is one whose quotation mark was closed by accident, far below


class Line(NamedTuple):
    """A row of a file: the physical line it starts on (the first line is 1), and its cells as text."""

    number: int
    cells: list[str]


def read_lines(path: str, encoding: str | None = None, delimiter: str = ",") -> Iterator[Line]:
    """The rows of a delimited file, with or without a mark; blank lines are passed on as no cells.

    encoding: as `find_encoding` gave it; found here when it is not given.
    Raises BadInput for bytes that are no text and for quotes that do not close, naming the line; StorageProblem when
    the file cannot be read.
    """
    encoding = encoding or decoding.find_encoding(path).encoding
    encoding = "utf-8-sig" if encoding == "utf-8" else encoding
    start = 1
    reader: Any = None
    try:
        with open(path, encoding=encoding, newline="") as file:
            reader = csv.reader(file, delimiter=delimiter, strict=True)
            for cells in reader:
                if reader.line_num - start >= _MOST_LINES:
                    raise _unclosed(path, encoding, delimiter, start)
                yield Line(start, cells)
                start = reader.line_num + 1
    except UnicodeError as error:
        raise decoding.undecodable(path, encoding) from error
    except csv.Error as error:
        if "field limit" in str(error) and reader.line_num <= start:
            too_long = _("a cell of more than {count:,} characters").format(count=_LONGEST)
            raise _malformed(path, start, too_long) from error
        if reader.line_num > start or "end of data" in str(error) or "field limit" in str(error):
            raise _unclosed(path, encoding, delimiter, start) from error
        raise _malformed(path, start, str(error)) from error
    except (OSError, ValueError) as error:
        raise decoding.unreadable(path, error) from error


def find_delimiter(path: str, encoding: str, score: Callable[[Sequence[Line]], int]) -> str:
    """The sign between the cells: the one whose first rows `score` knows best; a comma when none is better."""
    try:
        with open(path, encoding=encoding, newline="") as file:
            head = file.read(_HEAD_CHARACTERS).removeprefix("\ufeff")
    except (OSError, ValueError) as error:
        raise decoding.unreadable(path, error) from error
    return max(DELIMITERS, key=lambda sign: score(_first_rows(head, sign)))


def _first_rows(head: str, delimiter: str) -> list[Line]:
    reader = csv.reader(io.StringIO(head, newline=""), delimiter=delimiter)
    rows: list[Line] = []
    try:
        rows.extend(Line(0, cells) for cells in islice(reader, _HEAD_ROWS))
    except csv.Error:
        return rows
    return rows


def _unclosed(path: str, encoding: str, delimiter: str, start: int) -> BadInput:
    opened = _find_quote(path, encoding, delimiter, start)
    return _malformed(
        path,
        start,
        _("the quotation mark that opens on line {line} does not close where it should").format(line=opened),
    )


def _malformed(path: str, line: int, error: str) -> BadInput:
    return BadInput(
        _("{path}: the row that begins on line {line} is no CSV: {error}").format(path=path, line=line, error=error),
        _("Nothing was imported."),
        _("Look for a quotation mark that is not closed there."),
    )


def _find_quote(path: str, encoding: str, delimiter: str, start: int) -> int:
    """The line of the last quotation mark that opens a cell of the row that starts there and is not closed in it."""
    opened, inside = start, False
    # A cell in quotation marks, up to its end or the end of the line; what follows the last mark may go on below.
    opening = re.compile(f'(?:^|{re.escape(delimiter)})"')
    closing = re.compile('(?:[^"]|"")*"(?!")')
    with open(path, encoding=encoding, newline="") as file:
        for number, line in enumerate(islice(file, start - 1, start + _MOST_LINES), start):
            place: int | None = 0
            while place is not None:
                found = (closing if inside else opening).search(line, place)
                if found and not inside:
                    opened = number
                inside = (not inside) if found else inside
                place = found.end() if found else None
    return opened
