"""The only place that opens the files of registers that people keep: text or workbook, the header, the rows below it.

The header is looked for below title lines; totals and signatures are set aside; what was merged over several rows
stands in each of them, but for what is each row's own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from inspect_cli import messages
from inspect_cli.errors import BadInput
from inspect_cli.messages import _, listing
from inspect_cli.rules import names
from inspect_cli.rules.fields import Field
from inspect_cli.transfer import decoding, passing, reading, wide_heads
from inspect_cli.transfer.columns import Columns, Naming
from inspect_cli.transfer.heading import ROWS, Header, find_header
from inspect_cli.transfer.reading import Line
from inspect_cli.transfer.sifting import Sifter
from inspect_cli.transfer.sources import Table

if TYPE_CHECKING:
    from inspect_cli.transfer.workbook import SheetInfo, Workbook

Merged = Sequence[tuple[int, int, int, int]]  # first row, first column, last row, last column, counted from 1
_SINGLE = ("code", "name")  # of one row only, whatever is merged
_LINES = re.compile(r"\s*[\r\n]+\s*")


class Turned(NamedTuple):
    """A part of a sheet whose rows and columns were turned into rows of the usual shape; see `Roster`."""

    headers: list[str]
    keys: list[str | None]
    rows: list[Line]


class Plan(NamedTuple):
    """How a sheet that has days or units across is read: its header, the keys of the columns that are none of these.

    turn: the rows below the header, and what is merged in them, as parts of the usual shape.
    """

    header: Header
    keys: list[str | None]
    turn: Callable[[Sequence[Line], Merged], list[Turned]]


def plan_nothing(_lines: Sequence[Line], _titles: Sequence[str]) -> Plan | None:
    """Of a register whose sheets have a row for each of its rows."""
    return None


class Shape(NamedTuple):
    """What a register may hold. known: a name of a column as `names.plain` has it -> its key; needed: keys.

    ours: names of columns, plain, that only our own files have; all: the whole header of our own in Chinese;
    fields: its columns; people: keys of columns in whose cells a line is one of several; down: of which a blank cell
    says the same as the one above, and as what that is filled (see `Filler`); plan: how a sheet is read that has no
    such header.
    """

    known: Mapping[str, str]
    needed: Sequence[str]
    ours: frozenset[str]
    all: frozenset[str]
    fields: Sequence[Field] = ()
    people: frozenset[str] = frozenset()
    down: Mapping[str, str] = {"township": "township"}
    plan: Callable[[Sequence[Line], Sequence[str]], Plan | None] = plan_nothing

    def find(self, header: str) -> str | None:
        """The key of a column, by its whole name or the lower of two rows."""
        plain = names.plain(header)
        return self.known.get(plain) or self.known.get(names.plain(header.rpartition("/")[2]))

    def parts_people(self, key: str) -> bool:
        """Whether each line of a cell of this column is one of several people, or what is said of one."""
        return key in self.people

    def refuse_lost(self, roster: Roster) -> None:
        """Raises BadInput for columns that have no place, and must not be left out."""

    def count(self, headers: Sequence[str]) -> int:
        """How many columns a row names, if it is a header."""
        return len({*self.name(headers)} - {None})

    def name(self, headers: Sequence[str]) -> list[str | None]:
        """The keys of the columns of a header, None for what has no place."""
        return [self.find(header) for header in headers]


class Roster(NamedTuple):
    """The rows of one table. keys: of its columns, None for what has no place; skipped: rows that are no entries.

    is_sheet: of a workbook, in which = leads what is no text; above: the titles, and the name of the sheet.
    """

    where: str
    headers: list[str]
    keys: list[str | None]
    rows: list[Line]
    skipped: int
    epoch_1904: bool = False
    year: int | None = None  # that the titles name
    is_sheet: bool = False
    above: Sequence[str] = ()
    news: Sequence[str] = ()  # sentences: which rows were passed over, and what was filled in

    @property
    def left_out(self) -> list[str]:
        """The headers of the columns that have no place in the register; one without a name if it holds anything."""
        lost = [n for n, key in enumerate(self.keys) if key is None]
        filled = {n for n in lost for line in self.rows if _get(line.cells, n).strip()}
        return [tell_header(self.headers[n]) for n in lost if self.headers[n] or n in filled]


def read_rosters(path: str, shape: Shape, encoding: str | None = None) -> list[Roster]:
    """The tables of a file that have the columns that are needed.

    Raises BadInput for a file of none, naming what is missing, for columns that stand there twice, and where no table
    has a row.
    """
    head = decoding.read_head(path)
    rosters = _read_book(path, shape) if _is_book(head) else _read_text(path, shape, encoding)
    if not any(roster.rows for roster in rosters):
        sentence = _("{path}: there are no rows below the header.") if head else _("{path} is empty.")
        raise BadInput(
            sentence.format(path=path),
            _("Nothing was written."),
            _("Check that it is the right file."),
        )
    return rosters


def join_lines(text: str, between: str = " ") -> str:
    """The lines of a cell as one."""
    return _LINES.sub(between, text.strip())


def pair(roster: Roster, line: Line) -> Iterator[tuple[str, str, str]]:
    """The cells of a row that have a place in the register and hold anything: key, header, text."""
    for key, header, cell in zip(roster.keys, roster.headers, line.cells, strict=True):
        if key is not None and cell.strip():
            yield key, header, cell


def _is_book(head: bytes) -> bool:
    from inspect_cli.transfer import workbook

    return workbook.is_workbook(head)


def _read_text(path: str, shape: Shape, encoding: str | None) -> list[Roster]:
    found = decoding.find_encoding(path, encoding)

    def score(lines: Sequence[Line]) -> int:
        plan = shape.plan(lines, ())
        header = plan.header if plan else find_header(lines, shape.count)
        return header.known if header else 0

    delimiter = reading.find_delimiter(path, found.encoding, score)
    lines = list(reading.read_lines(path, found.encoding, delimiter))
    plan = shape.plan(lines, (Path(path).stem,))
    header = plan.header if plan else find_header(lines[: ROWS + 1], shape.count) or _NO_HEADER
    if found.encoding == decoding.CHINESE and not encoding and not header.known:
        raise decoding.undecodable(path, "utf-8")
    table = Table(path, None, len(lines), found.encoding, delimiter, partial(iter, lines), header, _NONE, [])
    if plan:
        return _turn(table, plan, shape)
    _refuse_missing(path, header, shape)
    return [_sift(table, shape)]


def _read_book(path: str, shape: Shape) -> list[Roster]:
    from inspect_cli.transfer.workbook import open_workbook

    with open_workbook(path) as book:
        tables = [_open_sheet(path, book, sheet, shape) for sheet in book.sheets]
        turned = [roster for table, plan in tables if plan for roster in _turn(table, plan, shape)]
        usual = [table for table, plan in tables if plan is None]
        chosen = [table for table in usual if not _find_missing(table.header, shape)]
        if turned:  # what else is in the book may be anything
            chosen = [table for table in chosen if table.header.known > 1]
        elif not chosen:
            best = max(usual, key=lambda table: table.header.known)
            _refuse_missing(best.where, best.header, shape)
        return [*turned, *(_sift(_join(table, shape), shape) for table in chosen)]


def _join(table: Table, shape: Shape) -> Table:
    """The same with its merged cells filled in, and what stands below one merged heading in one column."""
    table, wide = wide_heads.widen_header(table)
    return wide_heads.join_columns(_spread(table, shape), wide, shape.name(table.header.names), shape.parts_people)


def _open_sheet(path: str, book: Workbook, sheet: SheetInfo, shape: Shape) -> tuple[Table, Plan | None]:
    """A sheet with its header, and how it is read when it has days or units across."""
    name, read = sheet.name, partial(book.rows, sheet.name)
    plan = None if shape.plan is plan_nothing else shape.plan(list(read()), (name, Path(path).stem))
    header = plan.header if plan else find_header(list(islice(read(), ROWS + 1)), shape.count) or _NO_HEADER
    return Table(
        path, name, sheet.rows, "", "", read, header, _NONE, book.merged(name), book.epoch_1904, sheet.hidden
    ), plan


def _turn(table: Table, plan: Plan, shape: Shape) -> list[Roster]:
    """The parts of a sheet that has days or units across; the first of them has what was set aside."""
    down = [shape.down.get(key) if key else None for key in plan.keys]
    headers, merged = table.header.names, table.merged
    columns = Columns(headers, down, {}, {}, {}, ours=False, naming=Naming())
    sifter = Sifter(table._replace(columns=columns, merged=[]))
    width = len(headers)
    lines = [Line(line.number, [*line.cells, *[""] * (width - len(line.cells))][:width]) for line in table.body()]
    parts = plan.turn(list(sifter.sift(lines)), merged)
    long = [line for line in table.body() if any(cell.strip() for cell in line.cells[width:])]
    parts += [Turned(headers, list(plan.keys), long)] if long else []  # they are refused
    aside, sheet = _count_aside(sifter.aside), table.sheet is not None
    return [
        Roster(
            table.where, *part, 0 if place else aside, table.epoch_1904, table.header.year, sheet, _find_above(table)
        )
        for place, part in enumerate(parts)
    ]


def _spread(table: Table, shape: Shape) -> Table:
    """The same with what was merged over several rows in each of them, but for the columns of one row only."""
    keys = shape.name(table.header.names)
    rows = {line.number: list(line.cells) for line in table.read()}
    last = max(rows, default=0)
    for top, left, bottom, _right in table.merged:
        cells = rows.get(top, [])
        if left > len(keys) or keys[left - 1] in _SINGLE or left > len(cells):
            continue
        for number in range(top + 1, min(bottom, last) + 1):
            row = rows.get(number, [])
            if any(row) and not _get(row, left - 1):
                row.extend([""] * (left - len(row)))
                row[left - 1] = cells[left - 1]
    lines = [Line(number, cells) for number, cells in rows.items()]
    return table._replace(read=partial(iter, lines), merged=[])


def _sift(table: Table, shape: Shape) -> Roster:
    header = table.header
    keys = shape.name(header.names)
    _refuse_doubled(table.where, keys, shape)
    plain = {names.plain(name) for name, key in zip(header.names, keys, strict=True) if key}
    ours = plain <= shape.ours or shape.all <= plain
    if ours and (unknown := [tell_header(name) for name, key in zip(header.names, keys, strict=True) if key is None]):
        _refuse(table.where, _("{path}: the header has columns that are not known: {columns}."), unknown, shape)
    down = [shape.down.get(key, key if key == "name" else None) if key else None for key in keys]
    sifter = Sifter(table._replace(columns=Columns(header.names, down, {}, {}, {}, ours, Naming())), parted=True)
    rows = list(sifter.sift(table.body()))
    aside = _count_aside(sifter.aside)
    is_sheet, above = table.sheet is not None, _find_above(table)
    roster = Roster(table.where, header.names, keys, rows, aside, table.epoch_1904, header.year, is_sheet, above)
    shape.refuse_lost(roster)
    return roster._replace(news=passing.tell(table, sifter))


def _find_above(table: Table) -> list[str]:
    return [*table.header.titles, *([table.sheet] if table.sheet else [])]


def _count_aside(aside: Mapping[str, int]) -> int:
    return sum(count for kind, count in aside.items() if kind != "blank")


def _find_missing(header: Header, shape: Shape) -> list[str]:
    keys = shape.name(header.names)
    return [key for key in shape.needed if key not in keys]


def _refuse_missing(where: str, header: Header, shape: Shape) -> None:
    if missing := _find_missing(header, shape):
        fields = [field for field in shape.fields if field.key in missing]
        known = (_("{column} is known as: {names}").format(column=_title(f), names=_list_names(f)) for f in fields)
        raise BadInput(
            _("{path}: the header lacks {columns}.").format(path=where, columns=listing(map(_title, fields))),
            _("Nothing was written."),
            "\n".join(known),
        )


def _refuse_doubled(where: str, keys: Sequence[str | None], shape: Shape) -> None:
    if doubled := {key for key in keys if key and keys.count(key) > 1}:
        titles = [_title(field) for field in shape.fields if field.key in doubled]
        _refuse(where, _("{path}: the header has {columns} more than once."), titles or sorted(doubled), shape)


def _refuse(where: str, sentence: str, columns: Iterable[str], shape: Shape) -> None:
    raise BadInput(
        sentence.format(path=where, columns=listing(columns)),
        _("Nothing was written."),
        _("Names that are known: {names}").format(names=listing(map(_title, shape.fields))),
    )


def _title(field: Field) -> str:
    """What a column is called in the user's language; in English its key, as files for machines have it."""
    return field.zh if messages.language == "zh" else field.key


def _list_names(field: Field) -> str:
    """All that files call a column, once."""
    return listing(dict.fromkeys((_title(field), field.key, field.zh, *field.aliases)))


def tell_header(header: str) -> str:
    """What a column is called in a sentence."""
    return header or _("(a column without a name)")


def _get(cells: Sequence[str], place: int) -> str:
    return cells[place] if place < len(cells) else ""


_NO_HEADER = Header([], 1, 0, [], None, 0)
_NONE = Columns([], [], {}, {}, {}, ours=False, naming=Naming())
