"""The only place that writes workbooks: text is text, days are days, numbers are numbers; one row in memory at a time.

Nothing is given to XlsxWriter to guess: it would take "=1+1" for a formula and an address for a link.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO

from inspect_cli.errors import BadInput
from inspect_cli.messages import _
from inspect_cli.rules.fields import NUMERIC, Field, cell
from inspect_cli.transfer.replacing import making_room
from inspect_cli.transfer.sheets import Sheet, merge_heads

MOST_ROWS = 1_048_576  # of a sheet, the header among them
MOST_TEXT = 32_767  # UTF-16 units in a cell
_A4 = 9
_WIDEST = 60  # characters: a longer text is read in the cell, not across the screen
_NARROWEST = 6
_WHOLE = 10**15  # numbers from here on lose digits in Excel
_FIRST_DAY = date(1900, 3, 1)  # before it Excel counts a day that never was
_CODE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_WIDE = re.compile(r"[^\x00-\u10ff]")


def write(sheet: Sheet, out: BinaryIO, lang: str, room: Path, most: int = MOST_ROWS) -> int:
    """Write the sheet as an .xlsx workbook; how many rows there were.

    room: the folder for what cannot be kept in memory meanwhile; most: rows of a sheet, after which a further one goes
    on under the same header. Raises BadInput for a text that no cell has room for, OSError as the system does.
    """
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import FileCreateError

    sink = _Sink(out)
    with making_room(room) as folder, ExitStack() as opened:
        book = Workbook(sink, {"constant_memory": True, "tmpdir": str(folder)})
        book.use_zip64()
        pages = _Pages(book, sheet, lang, most, opened)
        for row in sheet.rows:
            pages.add(row)
        pages.end()
        try:
            book.close()
        except FileCreateError as error:
            raise OSError(*error.args[0].args) from error
        if sink.fault:
            raise sink.fault
    return pages.count


class _Sink:
    """The file that the zip goes into. After a fault it takes everything and keeps nothing.

    zipfile would write on when it is thrown away, and complain on the screen that it cannot.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.fault: OSError | None = None

    def write(self, data: bytes) -> int:
        """Bytes of the zip."""
        if not self.fault and not self._file.closed:
            try:
                return self._file.write(data)
            except OSError as error:
                self.fault = error
        return len(data)

    def seek(self, place: int, whence: int = 0) -> int:
        """Zip files are mended at their parts' heads."""
        return self._file.seek(place, whence) if not self.fault and not self._file.closed else place

    def tell(self) -> int:
        """Where the next byte goes."""
        return 0 if self.fault or self._file.closed else self._file.tell()

    def flush(self) -> None:
        """Done at the end, for the whole file."""


class _Pages:
    """The sheets of the workbook, a further one when a sheet is full."""

    def __init__(self, book: Any, sheet: Sheet, lang: str, most: int, opened: ExitStack) -> None:
        self._book = book
        self._sheet = sheet
        self._lang = lang
        self._most = most
        self._opened = opened
        self._text = book.add_format({"num_format": "@"})  # text again when somebody edits the cell
        self._bold = book.add_format({"bold": True, "num_format": "@"})
        self._head = book.add_format({"bold": True, "num_format": "@", "align": "center", "valign": "vcenter"})
        self._plain = [self._choose_format(f) for f in sheet.fields]
        self.count = 0
        self._begin()

    def add(self, row: Mapping[str, Any]) -> None:
        """One more row."""
        if self._next >= self._most:
            self._finish()
            self._begin()
        self._put_row(row, self._plain, self._text)
        self._last = self._next
        self._next += 1
        self.count += 1

    def end(self) -> None:
        """The total, which the filter leaves where it is, and the end of the last sheet."""
        total = self._sheet.total
        if total is not None and self._next >= self._most:
            self._finish()
            self._begin()
        if total is not None:
            self._put_row(total, [self._choose_format(f, bold=True) for f in self._sheet.fields], self._bold)
        self._finish()

    def _begin(self) -> None:
        self._page = _keep_texts(self._book.add_worksheet())
        self._opened.callback(_close, self._page.row_data_fh)
        self._widths = [_NARROWEST] * len(self._sheet.fields)
        self._next = 0
        if self._sheet.title:
            self._put_title(self._sheet.title)
        for texts in self._sheet.heads or [[f.zh if self._lang == "zh" else f.key for f in self._sheet.fields]]:
            for column, text in enumerate(texts):
                self._put_text(column, text, self._head)
            self._next += 1
        self._last = self._next - 1
        self._top = self._last  # the row that the filter's arrows stand in

    def _put_title(self, title: str) -> None:
        self._next = 1
        last = len(self._sheet.fields) - 1
        if last:
            self._page.merge_range(0, 0, 0, last, "", self._head)
        self._page.write_string(0, 0, title, self._head)

    def _finish(self) -> None:
        page, last = self._page, len(self._sheet.fields) - 1
        first = self._top - max(len(self._sheet.heads) - 1, 0)
        for span in merge_heads(self._sheet.heads):
            if (span.top, span.left) != (span.bottom, span.right):
                # merge_range would write the cells, whose rows are out of reach by now.
                page.merge.append([first + span.top, span.left, first + span.bottom, span.right])
        page.freeze_panes(self._top + 1, 0)
        # On paper: A4 across, as wide as the page, the header on each.
        page.set_landscape()
        page.set_paper(_A4)
        page.fit_to_pages(1, 0)
        page.repeat_rows(first, self._top)
        page.autofilter(self._top, 0, self._last, last)
        page.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        self._offer_choices()
        for column, width in enumerate(self._widths):
            page.set_column(column, column, min(width, _WIDEST) + 2)

    def _offer_choices(self) -> None:
        """Lists to choose a word from; other words are still taken, since people write marks as well."""
        for column, field in enumerate(self._sheet.fields):
            if (offered := self._sheet.choices.get(field.key)) and self._last > self._top:
                told = {"validate": "list", "source": list(offered), "show_error": False}
                self._page.data_validation(self._top + 1, column, self._last, column, told)

    def _put_row(self, row: Mapping[str, Any], formats: Sequence[Any], text_format: Any) -> None:
        for column, field in enumerate(self._sheet.fields):
            value = row.get(field.key)
            kind = field.kind
            if kind in NUMERIC and _is_number(value):
                self._page.write_number(self._next, column, value, formats[column])
                self._widen(column, len(cell(field, value, self._lang)))
            elif kind in ("date", "instant") and _is_day(value):
                naive = value.replace(tzinfo=None, microsecond=0) if isinstance(value, datetime) else value
                self._page.write_datetime(self._next, column, naive, formats[column])
                self._widen(column, len(cell(field, value, self._lang)))
            elif text := cell(field, value, self._lang):
                self._put_text(column, text, formats[column] if kind in NUMERIC else text_format)

    def _put_text(self, column: int, text: str, text_format: Any) -> None:
        if len(text) > MOST_TEXT // 2 and len(text.encode("utf-16-le")) // 2 > MOST_TEXT:
            raise self._refuse_long(column, text)
        self._page.write_string(self._next, column, text, text_format)
        # A column that is as wide as it may be needs no more measuring; no text is wider than two cells a character.
        if 2 * len(text) > self._widths[column] < _WIDEST:
            self._widen(column, _measure(text))

    def _widen(self, column: int, width: int) -> None:
        self._widths[column] = max(self._widths[column], width)

    def _choose_format(self, field: Field, *, bold: bool = False) -> Any:
        shown = {"date": "yyyy-mm-dd", "instant": "yyyy-mm-dd hh:mm:ss", "count": "0", "rate": "0.0"}.get(field.kind)
        right = {"align": "right"} if field.kind in NUMERIC else {}
        return self._book.add_format({"bold": bold, **({"num_format": shown} if shown else {}), **right})

    def _refuse_long(self, column: int, text: str) -> BadInput:
        title = self._sheet.fields[column].title(self._lang)
        what = _("Row {row}, column {column}: {count:,} characters are too many; a cell has room for {most:,}.")
        return BadInput(
            what.format(row=self.count + 1, column=title, count=len(text), most=MOST_TEXT),
            _("Nothing was written."),
            _("Write it as CSV, which has room for it: -o FILE.csv"),
        )


def _keep_texts(page: Any) -> Any:
    """The sheet of XlsxWriter without two habits: "<r>…</r>" is XML to it, and of "_x005F_x0041_" it escapes a half."""
    page._escape_control_characters = _escape_codes  # noqa: SLF001 - no other way in
    page._xml_rich_inline_string = lambda text, marks: page._xml_inline_string(text, True, marks)  # noqa: SLF001
    return page


def _escape_codes(text: str) -> str:
    """A text as XML can hold it: a code for what it cannot, and one before what only looks like a code."""
    return _CONTROL.sub(lambda found: f"_x{ord(found[0]):04X}_", _CODE.sub("_x005F_", text))


def _close(file: Any) -> None:
    with suppress(OSError):
        file.close()


def _is_day(value: Any) -> bool:
    if isinstance(value, datetime):
        return value.date() >= _FIRST_DAY
    return isinstance(value, date) and value >= _FIRST_DAY


def _measure(text: str) -> int:
    """How many cells the longest line of a text takes on a screen; a Chinese character takes two."""
    return max(len(line) + sum(_is_wide(ch) for ch in _WIDE.findall(line)) for line in text.split("\n"))


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < _WHOLE
