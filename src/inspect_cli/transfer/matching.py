"""The only place that turns the cells of a row into values: ours to the letter, other people's by their habits."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any
from unicodedata import is_normalized, normalize

from inspect_cli.messages import _, listing
from inspect_cli.rules import catalog, fields, names, words
from inspect_cli.rules.body import find_unsafe, tidy
from inspect_cli.rules.deadlines import read_full_date
from inspect_cli.rules.numbers import read_number
from inspect_cli.transfer import translating, wording
from inspect_cli.transfer.columns import Columns
from inspect_cli.transfer.exporting import unescape
from inspect_cli.transfer.faults import Fault, Refused, Values
from inspect_cli.transfer.wording import Context


class Matcher:
    """Reads the rows under one header. register: code -> name of the townships that exist.

    told: what was taken in another sense than it was written -> in how many rows.
    """

    def __init__(
        self, columns: Columns, register: Mapping[str, str], context: Context, *, is_sheet: bool = False
    ) -> None:
        self._columns_of = columns
        self._is_ours = columns.ours
        self._context = context
        self._is_sheet = is_sheet
        self._register = register
        self._places: dict[str, set[str]] = defaultdict(set)
        for code, name in register.items():
            self._places[names.plain(name)].add(code)
            self._places[names.plain(code)].add(code)
        for name, code in context.former.items():
            self._places[names.plain(name)].add(code)
        self._today = context.today
        self._constants = list(columns.naming.constants.values())
        self._keys: list[str | None] = [*columns.keys, *columns.naming.constants]
        # Days, towns and names repeat from row to row: a column that is parsed remembers what it met.
        remembered = _is_remembered if columns.ours else _is_translated
        self._columns: list[tuple[int, str, dict[str, Any] | None]] = [
            (n, key, {} if remembered(key) else None) for n, key in enumerate(self._keys) if key
        ]
        self._numbers = [key for key in _NUMBERS if key in self._keys]
        self._short = [] if columns.ours else _find_shorts(register)
        self.told: Counter[str] = Counter()

    def read(self, cells: Sequence[str]) -> Values:
        """The values of a row, empty cells left out. Raises Refused for the first cell that breaks a rule."""
        cells, simple = self._check(cells)
        if not self._is_ours:
            return self._translate(cells)
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
        return self._write_numbers(values)

    def _translate(self, cells: Sequence[str]) -> Values:
        values: Values = {}
        for n, key, met in self._columns:
            text = cells[n]
            if met is None:
                value = self._parse(key, text)
            else:
                value = met[text] if text in met else self._remember(key, text, met)
            if value is not None:
                values[key] = value
        for n in self._columns_of.noted:
            if text := unescape(cells[n]):
                values["note", n] = text
        return translating.settle(self._write_numbers(values), self._columns_of, self._context, self._mark)

    def _write_numbers(self, values: Values) -> Values:
        for key in self._numbers:
            if key in values:
                values[key] = _write_number(values[key])
        return values

    def _mark(self, what: str) -> None:
        self.told[what] += 1

    def _check(self, cells: Sequence[str]) -> tuple[Sequence[str], bool]:
        """The cells, names in one Unicode form, and whether there is no blank and no apostrophe in any of them.

        One look at the whole row, since nearly all are as they should be.
        """
        count, wanted = len(cells), len(self._columns_of.keys)
        if count != wanted:
            rule = _("the row has {count} cells, the header {wanted}").format(count=count, wanted=wanted)
            raise Refused(Fault("", str(count), rule, _("look for a comma or a quotation mark too many or too few")))
        if self._constants:
            cells = [*cells, *self._constants]
        together = "".join(cells)
        printable = together.isprintable()  # then its only blanks are spaces
        if not printable:
            self._refuse_unsafe(cells)
        if self._is_sheet or not self._is_ours:
            self._refuse_formulas(cells)
        if not is_normalized("NFC", together):
            cells = [tidy(key or "", text) for key, text in zip(self._keys, cells, strict=True)]
        return cells, printable and " " not in together and "'" not in together

    def _refuse_unsafe(self, cells: Sequence[str]) -> None:
        columns = [(n, key) for n, key, _met in self._columns]
        for n, key in [*columns, *((n, "note") for n in self._columns_of.noted)]:
            # Line breaks inside names are how people fit them into narrow columns.
            text = cells[n] if self._is_ours else cells[n].replace("\r", "").replace("\n", "").replace("\t", "")
            if find_unsafe(key, text) is not None:
                rule = _("holds control characters, which are not taken")
                raise Refused(Fault(key, cells[n], rule, _("take them out")))

    def _refuse_formulas(self, cells: Sequence[str]) -> None:
        """Of a workbook, = leads what is no text: an error, or a formula whose result is not there."""
        for n, key in [*((n, key) for n, key, _met in self._columns), *((n, "note") for n in self._columns_of.noted)]:
            text = cells[n]
            error = text[1:] if self._is_sheet and text[:1] == "=" else "" if self._is_sheet or self._is_ours else text
            if error in _ERRORS:
                raise Refused(Fault(key, text, _("an error of a formula"), _("mend the formula, or write the value")))
            if self._is_sheet and text[:1] == "=":
                rule = _("a formula whose result is not in the file")
                fix = _("open the file in a spreadsheet and save it, or write the value")
                raise Refused(Fault(key, text, rule, fix))

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
        if not self._is_ours:
            if key not in wording.LONG:
                text = (
                    "、".join(stripped.splitlines()) if key == "inspectors" else "".join(stripped.split("\n")).strip()
                )
            value = wording.read_cell(key, text, self._columns_of, self._context)
            return tidy(key, value) if isinstance(value, str) else value
        if key in _PERSONS and names.is_nobody(stripped):
            return None
        parse = _PARSERS.get(_KINDS.get(key, ""))
        return parse(key, stripped, self._today) if parse else tidy(key, text)

    def _find_township(self, text: str) -> str:
        plain = names.plain(text if self._is_ours else _OFFICE.sub("", text))
        codes = self._places.get(plain, set())
        if not codes:
            codes = {code for short, code in self._short if short == plain}
        if len(codes) > 1:
            rule = _("more than one township is called so")
            raise Refused(
                Fault("township", text, rule, _("write its code: {codes}").format(codes=listing(sorted(codes))))
            )
        if not codes:
            near = listing(names.nearest(text, {name: (name,) for name in self._register.values()}))
            fix = _("nearest: {near}").format(near=near) if near else _("enter it first: inspect-cli township add")
            raise Refused(Fault("township", text, _("no such township"), fix))
        return next(iter(codes))


def _find_shorts(register: Mapping[str, str]) -> list[tuple[str, str]]:
    """Townships as people write them without 镇, 乡 or 街道: short name and code."""
    return [
        (names.plain(short), code)
        for code, name in register.items()
        if (short := _KIND.sub("", name)) and short != name
    ]


def _is_remembered(key: str) -> bool:
    return _KINDS.get(key) in _REMEMBERED or key in _PERSONS


def _is_translated(key: str) -> bool:
    return key in wording.REMEMBERED or key == "township" or key in _PERSONS


def _read_day(key: str, text: str, today: date) -> date:
    day = read_full_date(text)
    if day is None:
        raise Refused(
            Fault(key, text, _("not a day with its year, or one that does not exist"), _("write it as 2023-01-15"))
        )
    if day > today and key in wording.PAST:
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


def _read_funds(key: str, text: str, today: date) -> int:
    del today
    if not text.isdecimal():
        raise Refused(Fault(key, text, _("no sum in whole yuan"), _("write 5000元 or 0.5万元, or leave it empty")))
    return int(text)


_PERSONS = wording.PERSONS
_UNPLAIN = "'" + "".join(chr(n) for n in range(0x3001) if chr(n).isspace())  # text that begins so is not as it seems
_MOST_REMEMBERED = 20_000
_WRITTEN_WELL = re.compile(r"[A-Z][A-Z0-9]{0,7}-[1-9][0-9]{0,14}")  # a number that `read_number` gives back as it is
_KIND = re.compile("(?:街道|镇|乡)$")
_OFFICE = re.compile("(?:办事处|人民政府|政府)$")
_ERRORS = ("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!")
_NUMBERS = ("number", "rebound_of")
_KINDS = {f.key: f.kind for f in fields.LEDGER} | {"township": "place", "funds": "funds"}
_REMEMBERED = ("date", "severity", "status", "category", "names", "place")
_PARSERS: dict[str, Callable[[str, str, date], Any]] = {
    "date": _read_day,
    "severity": _read_word,
    "status": _read_word,
    "category": _read_category,
    "names": _read_names,
    "funds": _read_funds,
}
