"""The only place that opens the files of registers that people keep: text or workbook, the header, the rows below it.

The header is looked for below title lines; totals and signatures are set aside; what was merged over several rows
stands in each of them, but for what is each row's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import NamedTuple

from inspect_cli.errors import BadInput
from inspect_cli.messages import _, listing
from inspect_cli.rules import names
from inspect_cli.transfer import decoding, reading
from inspect_cli.transfer.columns import Columns, Naming
from inspect_cli.transfer.heading import ROWS, Header, find_header
from inspect_cli.transfer.reading import Line
from inspect_cli.transfer.sifting import Sifter
from inspect_cli.transfer.sources import Table

Merged = Sequence[tuple[int, int, int, int]]  # first row, first column, last row, last column, counted from 1
_SINGLE = ("code", "name")  # of one row only, whatever is merged


class Shape(NamedTuple):
    """What a register may hold. known: a name of a column as `names.plain` has it -> its key; needed: keys.

    ours: names of columns, plain, that only our own files have; all: the whole header of our own in Chinese;
    down: of which a blank cell says the same as the one above, and as what that is filled (see `Filler`).
    """

    known: Mapping[str, str]
    needed: Sequence[str]
    ours: frozenset[str]
    all: frozenset[str]
    down: Mapping[str, str] = {"township": "township"}

    def find(self, header: str) -> str | None:
        """The key of a column, by its whole name or the lower of two rows."""
        plain = names.plain(header)
        return self.known.get(plain) or self.known.get(names.plain(header.rpartition("/")[2]))

    def count(self, headers: Sequence[str]) -> int:
        """How many columns a row names, if it is a header."""
        return len({*self.name(headers)} - {None})

    def name(self, headers: Sequence[str]) -> list[str | None]:
        """The keys of the columns of a header, None for what has no place."""
        return [self.find(header) for header in headers]


class Roster(NamedTuple):
    """The rows of one table. keys: of its columns, None for what has no place; skipped: rows that are no entries.

    is_sheet: of a workbook, in which = leads what is no text.
    """

    where: str
    headers: list[str]
    keys: list[str | None]
    rows: list[Line]
    skipped: int
    epoch_1904: bool = False
    year: int | None = None  # that the titles name
    is_sheet: bool = False

    @property
    def left_out(self) -> list[str]:
        """The headers of the columns that have no place in the register; one without a name if it holds anything."""
        lost = [n for n, key in enumerate(self.keys) if key is None]
        filled = {n for n in lost for line in self.rows if _get(line.cells, n).strip()}
        return [_name(self.headers[n]) for n in lost if self.headers[n] or n in filled]


def read_rosters(path: str, shape: Shape, encoding: str | None = None) -> list[Roster]:
    """The tables of a file that have the columns that are needed.

    Raises BadInput for a file of none, naming what is missing, for columns that stand there twice, and where no table
    has a row.
    """
    head = decoding.read_head(path)
    rosters = _read_book(path, shape) if _is_book(head) else [_read_text(path, shape, encoding)]
    if not any(roster.rows for roster in rosters):
        sentence = _("{path}: there are no rows below the header.") if head else _("{path} is empty.")
        raise BadInput(
            sentence.format(path=path),
            _("Nothing was written."),
            _("Check that it is the right file."),
        )
    return rosters


def pair(roster: Roster, line: Line) -> Iterator[tuple[str, str, str]]:
    """The cells of a row that have a place in the register and hold anything: key, header, text."""
    for key, header, cell in zip(roster.keys, roster.headers, line.cells, strict=True):
        if key is not None and cell.strip():
            yield key, header, cell


def _is_book(head: bytes) -> bool:
    from inspect_cli.transfer import workbook

    return workbook.is_workbook(head)


def _read_text(path: str, shape: Shape, encoding: str | None) -> Roster:
    found = decoding.find_encoding(path, encoding)

    def score(lines: Sequence[Line]) -> int:
        header = find_header(lines, shape.count)
        return header.known if header else 0

    delimiter = reading.find_delimiter(path, found.encoding, score)
    lines = list(reading.read_lines(path, found.encoding, delimiter))
    header = find_header(lines[: ROWS + 1], shape.count) or _NO_HEADER
    if found.encoding == decoding.CHINESE and not encoding and not header.known:
        raise decoding.undecodable(path, "utf-8")
    _refuse_missing(path, header, shape)
    return _sift(
        Table(path, None, len(lines), found.encoding, delimiter, partial(iter, lines), header, _NONE, []), shape
    )


def _read_book(path: str, shape: Shape) -> list[Roster]:
    from inspect_cli.transfer.workbook import open_workbook

    with open_workbook(path) as book:
        heads = {
            sheet.name: find_header(list(islice(book.rows(sheet.name), ROWS + 1)), shape.count) or _NO_HEADER
            for sheet in book.sheets
        }
        best = max(heads, key=lambda name: heads[name].known)
        chosen = [name for name in heads if not _find_missing(heads[name], shape)]
        if not chosen:
            _refuse_missing(f"{path} [{best}]", heads[best], shape)
        rosters = []
        for name in chosen:
            keys = shape.name(heads[name].names)
            lines = _spread(list(book.rows(name)), book.merged(name), keys)
            read = partial(iter, lines)
            rosters.append(
                _sift(Table(path, name, len(lines), "", "", read, heads[name], _NONE, [], book.epoch_1904), shape)
            )
        return rosters


def _spread(lines: list[Line], merged: Merged, keys: Sequence[str | None]) -> list[Line]:
    """The rows with what was merged over several of them in each, but for the columns of one row only."""
    rows = {line.number: list(line.cells) for line in lines}
    last = max(rows, default=0)
    for top, left, bottom, _right in merged:
        cells = rows.get(top, [])
        if left > len(keys) or keys[left - 1] in _SINGLE or left > len(cells):
            continue
        for number in range(top + 1, min(bottom, last) + 1):
            row = rows.get(number, [])
            if any(row) and not _get(row, left - 1):
                row.extend([""] * (left - len(row)))
                row[left - 1] = cells[left - 1]
    return [Line(number, cells) for number, cells in rows.items()]


def _sift(table: Table, shape: Shape) -> Roster:
    header = table.header
    keys = shape.name(header.names)
    _refuse_doubled(table.where, keys, shape)
    plain = {names.plain(name) for name, key in zip(header.names, keys, strict=True) if key}
    ours = plain <= shape.ours or shape.all <= plain
    if ours and (unknown := [_name(name) for name, key in zip(header.names, keys, strict=True) if key is None]):
        _refuse(table.where, _("{path}: the header has columns that are not known: {columns}."), unknown, shape)
    down = [shape.down.get(key) if key else None for key in keys]
    sifter = Sifter(table._replace(columns=Columns(header.names, down, {}, {}, {}, ours, Naming())))
    rows = list(sifter.sift(table.body()))
    aside = _count_aside(sifter.aside)
    is_sheet = table.sheet is not None
    return Roster(table.where, header.names, keys, rows, aside, table.epoch_1904, header.year, is_sheet)


def _count_aside(aside: Mapping[str, int]) -> int:
    return sum(count for kind, count in aside.items() if kind != "blank")


def _find_missing(header: Header, shape: Shape) -> list[str]:
    keys = shape.name(header.names)
    return [key for key in shape.needed if key not in keys]


def _refuse_missing(where: str, header: Header, shape: Shape) -> None:
    if missing := _find_missing(header, shape):
        _refuse(where, _("{path}: the header lacks {columns}."), missing, shape)


def _refuse_doubled(where: str, keys: Sequence[str | None], shape: Shape) -> None:
    if doubled := sorted({key for key in keys if key and keys.count(key) > 1}):
        _refuse(where, _("{path}: the header has {columns} more than once."), doubled, shape)


def _refuse(where: str, sentence: str, columns: Iterable[str], shape: Shape) -> None:
    raise BadInput(
        sentence.format(path=where, columns=listing(columns)),
        _("Nothing was written."),
        _("Names that are known in English: {names}").format(names=", ".join(dict.fromkeys(shape.known.values()))),
    )


def _name(header: str) -> str:
    return header or _("(a column without a name)")


def _get(cells: Sequence[str], place: int) -> str:
    return cells[place] if place < len(cells) else ""


_NO_HEADER = Header([], 1, 0, [], None, 0)
_NONE = Columns([], [], {}, {}, {}, ours=False, naming=Naming())
