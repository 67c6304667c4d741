"""The only place that knows which column is which field, and turns the cells of a row into values."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from unicodedata import is_normalized, normalize

from inspect_cli import messages
from inspect_cli.errors import BadInput
from inspect_cli.messages import _, listing
from inspect_cli.rules import catalog, fields, names, words
from inspect_cli.rules.deadlines import read_full_date
from inspect_cli.rules.entries import find_unsafe, tidy
from inspect_cli.rules.numbers import read_number
from inspect_cli.transfer.exporting import unescape

Values = dict[str, Any]


class Fault(NamedTuple):
    """What is wrong with a cell: the column's key, its value as found, the rule it breaks, what to do."""

    column: str
    value: str
    rule: str
    fix: str

    def title(self) -> str:
        """The column's name as people read it."""
        return next((f.title(messages.language) for f in fields.LEDGER if f.key == self.column), self.column)


class Refused(Exception):
    """A row cannot be taken; carries its Fault."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


class Matcher:
    """Reads the rows under one header. register: code -> name of the townships that exist."""

    def __init__(self, keys: Sequence[str | None], register: Mapping[str, str], today: date) -> None:
        self._register = register
        self._places: dict[str, set[str]] = defaultdict(set)
        for code, name in register.items():
            self._places[names.plain(name)].add(code)
            self._places[names.plain(code)].add(code)
        self._today = today
        self._keys = keys
        # Days, towns and names repeat from row to row: a column that is parsed remembers what it met.
        self._columns: list[tuple[int, str, dict[str, Any] | None]] = [
            (n, key, {} if _KINDS[key] in _REMEMBERED or key in _PERSONS else None) for n, key in enumerate(keys) if key
        ]
        self._numbers = [key for key in _NUMBERS if key in keys]

    def read(self, cells: Sequence[str]) -> Values:
        """The values of a row, empty cells left out. Raises Refused for the first cell that breaks a rule."""
        cells, simple = self._check(cells)
        values: Values = {}
        for n, key, met in self._columns:
            text = cells[n]
            if not text:
                continue
            if met is None:
                plain = simple or (text[0] not in _UNPLAIN and text[-1] not in _UNPLAIN)
                value = text if plain else self._parse(key, text)
            elif text in met:
                value = met[text]
            else:
                value = self._remember(key, text, met)
            if value is not None:
                values[key] = value
        for key in self._numbers:
            if key in values:
                values[key] = _write_number(values[key])
        return values

    def _check(self, cells: Sequence[str]) -> tuple[Sequence[str], bool]:
        """The cells, names in one Unicode form, and whether there is no blank and no apostrophe in any of them.

        One look at the whole row, since nearly all are as they should be.
        """
        count, wanted = len(cells), len(self._keys)
        if count != wanted:
            rule = _("the row has {count} cells, the header {wanted}").format(count=count, wanted=wanted)
            raise Refused(Fault("", str(count), rule, _("look for a comma or a quotation mark too many or too few")))
        together = "".join(cells)
        printable = together.isprintable()  # then its only blanks are spaces
        if not printable:
            self._refuse_unsafe(cells)
        if not is_normalized("NFC", together):
            cells = [tidy(key or "", text) for key, text in zip(self._keys, cells, strict=True)]
        return cells, printable and " " not in together and "'" not in together

    def _refuse_unsafe(self, cells: Sequence[str]) -> None:
        for n, key, _met in self._columns:
            if find_unsafe(key, cells[n]) is not None:
                rule = _("holds control characters, which are not taken")
                raise Refused(Fault(key, cells[n], rule, _("take them out")))

    def _remember(self, key: str, text: str, met: dict[str, Any]) -> Any:
        value = self._parse(key, text)
        if len(met) >= _MOST_REMEMBERED:
            met.clear()
        met[text] = value
        return value

    def _parse(self, key: str, text: str) -> Any:
        text = unescape(text)
        stripped = text.strip()
        if not stripped:
            return None
        if key == "township":
            return self._find_township(stripped)
        if key in _PERSONS and names.is_nobody(stripped):
            return None
        parse = _PARSERS.get(_KINDS[key])
        return parse(key, stripped, self._today) if parse else tidy(key, text)

    def _find_township(self, text: str) -> str:
        codes = self._places.get(names.plain(text), set())
        if len(codes) > 1:
            rule = _("more than one township is called so")
            raise Refused(
                Fault("township", text, rule, _("write its code: {codes}").format(codes=listing(sorted(codes))))
            )
        if not codes:
            near = listing(names.nearest(text, {name: (name,) for name in self._register.values()}))
            raise Refused(Fault("township", text, _("no such township"), _("nearest: {near}").format(near=near)))
        return next(iter(codes))


def match_header(cells: Sequence[str], path: str) -> list[str | None]:
    """The key of each column. Raises BadInput for unknown, doubled and missing columns: nothing is dropped silently."""
    known = fields.known_headers(fields.LEDGER)
    # Only our own files have an id; elsewhere a column that we derive may say something that must not be lost.
    ids = fields.known_headers(fields.pick_fields(["id"]))
    ours = any(names.plain(cell) in ids for cell in cells)
    derived = fields.known_headers(fields.DERIVED if ours else fields.pick_fields(_HARMLESS))
    keys = [known.get(names.plain(cell)) for cell in cells]
    unknown = [cell for cell, key in zip(cells, keys, strict=True) if key is None and names.plain(cell) not in derived]
    missing = [key for key in fields.NEEDED_KEYS if key not in keys]
    doubled = sorted({key for key in keys if key and keys.count(key) > 1})
    for wrong, sentence in (
        (missing, _("{path}: the header lacks {columns}.")),
        (unknown, _("{path}: the header has columns that are not known: {columns}.")),
        (doubled, _("{path}: the header has {columns} more than once.")),
    ):
        if wrong:
            raise BadInput(
                sentence.format(path=path, columns=listing(_shown(name) for name in wrong)),
                _("Nothing was imported."),
                _("The first line must hold these names: {names}").format(names=", ".join(fields.INPUT_KEYS)),
            )
    return keys


def _shown(name: str) -> str:
    return name or _("(a column without a name)")


def _read_day(key: str, text: str, today: date) -> date:
    day = read_full_date(text)
    if day is None:
        raise Refused(
            Fault(key, text, _("not a day with its year, or one that does not exist"), _("write it as 2023-01-15"))
        )
    if day > today and key in _PAST:
        raise Refused(Fault(key, text, _("has not come yet"), _("check the year")))
    return day


def _read_word(key: str, text: str, today: date) -> str:
    del today
    found = words.read_word(_KINDS[key], text)
    if found is None:
        known = listing(f"{key}/{zh}" for key, zh in words.TABLES[_KINDS[key]].items())
        raise Refused(Fault(key, text, _("not a word for this column"), _("write one of {known}").format(known=known)))
    return found


def _read_category(key: str, text: str, today: date) -> str:
    del today
    found = catalog.find_category(text)
    if len(found) != 1:
        near = listing(found or catalog.nearest_categories(text))
        raise Refused(Fault(key, text, _("no such category"), _("nearest: {near}").format(near=near)))
    return found[0]


def _write_number(text: str) -> str:
    if _WRITTEN_WELL.fullmatch(text):
        return text
    return str(read_number(text) or read_number(normalize("NFKC", text).strip().upper()) or text.strip())


def _read_names(key: str, text: str, today: date) -> tuple[str, ...]:
    del key, today
    return names.split_people(text)


_PERSONS = ("owner", "fixed_by", "verified_by")
_HARMLESS = ("id", "days_open", "overdue", "failed", "extended")  # they follow from the other columns of any ledger
_UNPLAIN = "'" + "".join(chr(n) for n in range(0x3001) if chr(n).isspace())  # text that begins so is not as it seems
_MOST_REMEMBERED = 20_000
_WRITTEN_WELL = re.compile(r"[A-Z][A-Z0-9]{0,7}-[1-9][0-9]{0,14}")  # a number that `read_number` gives back as it is
_NUMBERS = ("number", "rebound_of")
_PAST = ("inspected_on", "fixed_on", "verified_on")
_KINDS = {f.key: f.kind for f in fields.LEDGER} | {"township": "place"}
_REMEMBERED = ("date", "severity", "status", "category", "names", "place")
_PARSERS: dict[str, Callable[[str, str, date], Any]] = {
    "date": _read_day,
    "severity": _read_word,
    "status": _read_word,
    "category": _read_category,
    "names": _read_names,
}
