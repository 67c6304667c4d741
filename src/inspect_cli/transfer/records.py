"""The only place that reads the rows of a register's file by the kinds of its columns: days, words, names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple, NoReturn, TypeVar

from inspect_cli.messages import _, listing
from inspect_cli.rules import catalog, fields, names, register_fields, words, written
from inspect_cli.rules.body import NAME_LENGTH, find_unsafe
from inspect_cli.rules.fields import Field
from inspect_cli.transfer import faults
from inspect_cli.transfer.collecting import BadCells, Collected, Wrong
from inspect_cli.transfer.exporting import unescape
from inspect_cli.transfer.reading import Line
from inspect_cli.transfer.rosters import Roster, Shape, join_lines, pair, read_rosters

_LAST = re.compile("[；;][^；;]*$")
_CUT = re.compile(r"\d(?:\.\d+)?[Ee]\+?\d{1,2}")  # how a spreadsheet shows a long number
Values = dict[str, Any]
Key = TypeVar("Key")
Parsers = Mapping[str, Callable[[str], Any]]


class Slip(Exception):
    """A cell breaks a rule, which the exception says."""


class Record(NamedTuple):
    """A row: where it stands, the header and the text of each of its columns (key -> text, none for empty cells).

    year: that the titles above the table name; above: these, and the name of the sheet.
    """

    where: str
    line: int
    headers: Mapping[str, str]
    texts: Mapping[str, str]
    epoch_1904: bool
    year: int | None = None
    above: Sequence[str] = ()

    def refuse(self, key: str, rule: str) -> BadCells:
        """What is wrong with one of its cells, as an error that names file, line, column and value."""
        where = _("{path}, line {line}, column {column}") if key else _("{path}, line {line}")
        what = _("{where}: {rule}").format(
            where=where.format(path=self.where, line=self.line, column=self.headers.get(key, key)),
            rule=faults.quote(self.texts.get(key, ""), rule),
        )
        return BadCells([Wrong(self.where, self.line, what)])


class File(NamedTuple):
    """The rows of a file; skipped: rows that are none; left_out: headers of columns that the register has no place for.

    rows: what they say, as fields of entries, once they have been read; wrong: cells of rows that are none of the
    records, which `read_each` raises; taken: what was written as a part of a name -> the name; cells: where each stands
    who shares a cell with others; news: sentences on rows that were passed over and cells that were filled in.
    """

    records: list[Record]
    skipped: int
    left_out: list[str]
    rows: Sequence[Values] = ()
    wrong: Sequence[Wrong] = ()
    taken: Mapping[str, str] = {}
    cells: Mapping[tuple[Any, ...], set[str]] = {}
    news: Sequence[str] = ()


def read_file(
    path: str,
    columns: Sequence[Field],
    needed: Sequence[str],
    known: Sequence[Field] = (),
    kind: Callable[..., Shape] = Shape,
    encoding: str | None = None,
) -> File:
    """The rows of a text file or a workbook.

    columns: what our own files have; known: what else may stand in one; kind: how headers are taken for columns;
    encoding: of text, found when it is not given.

    Raises BadInput for columns that are missing or stand there twice, and for a file of no rows.
    """
    every = (*columns, *known)
    ours = frozenset(names.plain(name) for field in every for name in (field.key, field.en))
    headers_of = fields.known_headers((register_fields.NUMBER, *every))
    shape = kind(headers_of, needed, ours, frozenset(names.plain(field.zh) for field in columns), every)
    rosters = read_rosters(path, shape, encoding)
    records, found = [], Collected()
    for roster in rosters:
        headers = {key: header for key, header in zip(roster.keys, roster.headers, strict=True) if key}
        for line in roster.rows:
            with found.catching():
                records.append(_read_record(roster, line, headers, shape))
    left_out = dict.fromkeys(name for roster in rosters for name in roster.left_out)
    skipped, news = sum(roster.skipped for roster in rosters), [each for roster in rosters for each in roster.news]
    return File(records, skipped, list(left_out), wrong=found.cells, news=news)


def _read_record(roster: Roster, line: Line, headers: Mapping[str, str], shape: Shape) -> Record:
    if len(line.cells) != len(roster.keys):
        rule = _("the row has more or fewer cells than the header")
        raise Record(roster.where, line.number, {}, {"": str(len(line.cells))}, False).refuse("", rule)
    texts = {
        key: join_lines(unescape(cell), "、" if shape.parts_people(key) else " ")
        for key, _header, cell in pair(roster, line)
    }
    record = Record(roster.where, line.number, headers, texts, roster.epoch_1904, roster.year, roster.above)
    for key, _header, cell in pair(roster, line):
        if roster.is_sheet and cell.startswith("="):  # a text that begins so has an apostrophe
            raise record.refuse(key, _("a formula whose result is not in the file"))
    for key in shape.needed:
        if not texts.get(key):
            raise record.refuse(key, _("is empty"))
    return record


def read_each(
    file: File, read: Callable[[Record], Values], sign: Callable[[Values], tuple[Any, ...]], key: str
) -> list[Values]:
    """What each row says, as `read` has it. sign: what no two rows may have in common; key: the column that is told.

    Raises BadCells for every row that breaks a rule.
    """
    return read_several(file, lambda record: [read(record)], sign, key)


def join_nothing(_row: Values, _again: Values) -> Values | None:
    """Of registers in which what is said twice is a slip."""
    return None


def read_several(
    file: File,
    read: Callable[[Record], Sequence[Values]],
    sign: Callable[[Values], tuple[Any, ...]],
    key: str,
    join: Callable[[Values, Values], Values | None] = join_nothing,
) -> list[Values]:
    """The same where a row may say several things. join: two that are one as one, None where they do not agree."""
    found, rows, seen = Collected(file.wrong), list[Values](), dict[tuple[Any, ...], tuple[int, int]]()
    for record in file.records:
        with found.catching():
            for row in read(record):
                line, place = seen.setdefault(sign(row), (record.line, len(rows)))
                both = None if place == len(rows) else join(rows[place], row)
                if both is not None:
                    rows[place] = both
                elif line != record.line:
                    raise record.refuse(key, _("stands on line {line} too").format(line=line))
                else:
                    rows.append(row)
    found.settle()
    return rows


def read_values(record: Record, columns: Iterable[Field], own: Parsers) -> Values:
    """What the cells of these columns say. own: how some keys are read; Slip says what is wrong with a cell.

    Raises BadCells for all that break a rule.
    """
    values: Values = {}
    found = Collected()
    for field in columns:
        if text := record.texts.get(field.key, ""):
            with found.catching():
                values[field.key] = _read_cell(record, field, text, own)
    found.settle()
    return values


def _read_cell(record: Record, field: Field, text: str, own: Parsers) -> Any:
    try:
        check_text(text)
        if field.key in own:
            return own[field.key](text)
        if field.kind == "date":
            return read_day(text, epoch_1904=record.epoch_1904)
        return read_word(field.kind, text) if field.kind in words.TABLES else text
    except Slip as slip:
        raise record.refuse(field.key, str(slip)) from None


def check_text(text: str) -> None:
    """Raises Slip for a cell that no name, post or code can be."""
    if find_unsafe("name", text) is not None:
        raise Slip(_("holds control characters, which are not taken"))
    if len(text) > NAME_LENGTH:
        raise Slip(_("{length:,} characters; at most {limit:,} are taken").format(length=len(text), limit=NAME_LENGTH))


def read_day(text: str, *, epoch_1904: bool = False) -> date:
    """The day of a cell. Raises Slip."""
    found = written.read_day(text, epoch_1904=epoch_1904)
    if found is None or not isinstance(found.day, date):
        raise Slip(_("is no day; write it as 2023-01-15"))
    return found.day


def read_phone(text: str) -> str:
    """The phone of a cell, or several, as text. Raises Slip for one that a spreadsheet cut short."""
    if any(_CUT.fullmatch(part) for part in names.split_people(text)):
        raise Slip(_("is what a spreadsheet made of a long number; write the phone as text"))
    return text


def read_word(kind: str, text: str) -> str:
    """The key of a word, written whole in either language or in part. Raises Slip."""
    if kind == "category":
        found = catalog.find_category(text)
        near = found or catalog.nearest_categories(text)
    else:
        table = words.TABLES[kind]
        exact = words.read_word(kind, text)
        found = [exact] if exact else names.find(text, {key: (key, zh) for key, zh in table.items()})
        near = list(table)
    if len(found) != 1:
        shown = listing(f"{key} {words.TABLES[kind].get(key, '')}".strip() for key in near)
        raise Slip(_("is none of {words}").format(words=shown))
    return str(found[0])


def find_named(text: str, known: Mapping[Key, Sequence[str]], taken: dict[str, str], rule: str) -> Key:
    """What is called so as a whole, or in a part that only one name has; that goes into `taken`, with the name.

    known: what each is called, its name first. Raises Slip with this rule, which has {near} in it.
    """
    wanted = names.plain(text)
    for key, labels in known.items():
        if wanted in map(names.plain, labels):
            return key
    fitting = [key for key, labels in known.items() if wanted in names.plain(labels[0])]
    found = [key for key in fitting if names.plain(known[key][0]).startswith(wanted)] or fitting
    if len(found) == 1 and len(wanted) > 1:
        taken[text] = known[found[0]][0]
        return found[0]
    return choose(text, [known[key][0] for key in found or known], rule)


def choose(text: str, known: Iterable[str], rule: str) -> NoReturn:
    """The nearest of what is known, as a Slip with this rule, which has {near} behind its last semicolon."""
    near = listing(names.nearest(text, {name: (name,) for name in known}))
    raise Slip(rule.format(near=near) if near else _LAST.sub("", rule))
