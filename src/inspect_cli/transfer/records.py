"""The only place that reads the rows of a register's file by the kinds of its columns: days, words, names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple, NoReturn

from inspect_cli.errors import BadInput
from inspect_cli.messages import _, listing
from inspect_cli.rules import catalog, fields, names, register_fields, words, written
from inspect_cli.rules.body import NAME_LENGTH, find_unsafe
from inspect_cli.rules.fields import Field
from inspect_cli.transfer import faults
from inspect_cli.transfer.exporting import unescape
from inspect_cli.transfer.rosters import Shape, pair, read_rosters

_CUT = re.compile(r"\d(?:\.\d+)?[Ee]\+?\d{1,2}")  # how a spreadsheet shows a long number
Values = dict[str, Any]
Parsers = Mapping[str, Callable[[str], Any]]


class Slip(Exception):
    """A cell breaks a rule, which the exception says."""


class Record(NamedTuple):
    """A row: where it stands, the header and the text of each of its columns (key -> text, none for empty cells).

    year: that the titles above the table name.
    """

    where: str
    line: int
    headers: Mapping[str, str]
    texts: Mapping[str, str]
    epoch_1904: bool
    year: int | None = None

    def refuse(self, key: str, rule: str) -> BadInput:
        """What is wrong with one of its cells, as an error that names file, line, column and value."""
        where = _("{path}, line {line}, column {column}") if key else _("{path}, line {line}")
        what = _("{where}: “{value}”: {rule}").format(
            where=where.format(path=self.where, line=self.line, column=self.headers.get(key, key)),
            value=faults.shorten(self.texts.get(key, "")),
            rule=rule,
        )
        return BadInput(what, _("Nothing was written."), _("Mend the cell and run the command again."))


class File(NamedTuple):
    """The rows of a file; skipped: rows that are none; left_out: headers of columns that the register has no place for.

    rows: what they say, as fields of entries, once they have been read.
    """

    records: list[Record]
    skipped: int
    left_out: list[str]
    rows: Sequence[Values] = ()


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

    Raises BadInput for columns that are missing or stand there twice, for rows that are longer than the header, and for
    a file of no rows.
    """
    every = (*columns, *known)
    ours = frozenset(names.plain(name) for field in every for name in (field.key, field.en))
    headers_of = fields.known_headers((register_fields.NUMBER, *every))
    shape = kind(headers_of, needed, ours, frozenset(names.plain(field.zh) for field in columns))
    rosters = read_rosters(path, shape, encoding)
    records = []
    for roster in rosters:
        headers = {key: header for key, header in zip(roster.keys, roster.headers, strict=True) if key}
        for line in roster.rows:
            if len(line.cells) != len(roster.keys):
                rule = _("the row has more or fewer cells than the header")
                raise Record(roster.where, line.number, {}, {"": str(len(line.cells))}, False).refuse("", rule)
            texts = {key: unescape(cell).strip() for key, _header, cell in pair(roster, line)}
            record = Record(roster.where, line.number, headers, texts, roster.epoch_1904, roster.year)
            records.append(record)
            for key, _header, cell in pair(roster, line):
                if roster.is_sheet and cell.startswith("="):  # a text that begins so has an apostrophe
                    raise record.refuse(key, _("a formula whose result is not in the file"))
            for key in needed:
                if not texts.get(key):
                    raise record.refuse(key, _("is empty"))
    left_out = dict.fromkeys(name for roster in rosters for name in roster.left_out)
    return File(records, sum(roster.skipped for roster in rosters), list(left_out))


def read_values(record: Record, columns: Iterable[Field], own: Parsers) -> Values:
    """What the cells of these columns say. own: how some keys are read; Slip says what is wrong with a cell.

    Raises BadInput.
    """
    values: Values = {}
    for field in columns:
        text = record.texts.get(field.key, "")
        if not text:
            continue
        try:
            check_text(text)
            if field.key in own:
                values[field.key] = own[field.key](text)
            elif field.kind == "date":
                values[field.key] = read_day(text, epoch_1904=record.epoch_1904)
            else:
                values[field.key] = read_word(field.kind, text) if field.kind in words.TABLES else text
        except Slip as slip:
            raise record.refuse(field.key, str(slip)) from None
    return values


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


def choose(text: str, known: Iterable[str], rule: str) -> NoReturn:
    """The nearest of what is known, as a Slip with this rule, which has {near} in it."""
    labels = {name: (name,) for name in known}
    raise Slip(rule.format(near=listing(names.nearest(text, labels))))


def refuse_doubles(records: Sequence[Record], signs: Sequence[tuple[Any, ...]], key: str) -> None:
    """Raises BadInput for the first row that says what another one said before it."""
    seen: dict[tuple[Any, ...], int] = {}
    for record, sign in zip(records, signs, strict=True):
        if sign in seen:
            raise record.refuse(key, _("stands on line {line} too").format(line=seen[sign]))
        seen[sign] = record.line
