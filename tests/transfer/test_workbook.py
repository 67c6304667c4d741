"""Workbooks as programs write them, by openpyxl and by XlsxWriter, read as cells of text.

* texts, numbers, dates, times, truth values, errors, blanks; the epoch of 1904; formats of Chinese Excel;
* formulas with a value, and without one;
* sheets in order, hidden ones and hidden rows too, charts left out; merged cells;
* the same cells as openpyxl itself reads;
* the module is cheap to import, and loads nothing heavy.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.chart import BarChart
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.formula import ArrayFormula
from tests.transfer.books import read

from inspect_cli.errors import BadInput
from inspect_cli.transfer.exporting import unescape
from inspect_cli.transfer.reading import Line
from inspect_cli.transfer.workbook import SheetInfo, is_workbook, open_workbook

Write = Callable[[Path, list[list[Any]]], None]


def write_openpyxl(path: Path, rows: list[list[Any]]) -> None:
    """A workbook with one sheet."""
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    made.save(path)


def write_xlsxwriter(path: Path, rows: list[list[Any]]) -> None:
    """The same by the other program."""
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as made:
        formats = {
            date: made.add_format({"num_format": "yyyy-mm-dd"}),
            datetime: made.add_format({"num_format": "yyyy/m/d h:mm"}),
            time: made.add_format({"num_format": "h:mm"}),
        }
        sheet = made.add_worksheet()
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if type(value) in formats:
                    sheet.write_datetime(number, column, value, formats[type(value)])
                elif value is not None:
                    sheet.write(number, column, value)


@pytest.fixture(params=[write_openpyxl, write_xlsxwriter], ids=["openpyxl", "xlsxwriter"])
def program(request: pytest.FixtureRequest) -> Write:
    """Each program that writes workbooks."""
    made: Write = request.param
    return made


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a file is written."""
    return tmp_path / "ledger.xlsx"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("灭火器过期", "灭火器过期"),
        (" a  b ", " a  b "),
        ("one\ntwo", "one\ntwo"),
        ("007", "007"),
        ("😀 & <b> \"'", "😀 & <b> \"'"),
        (44941, "44941"),
        (0, "0"),
        (-5, "-5"),
        (3.0, "3"),
        (44941.4375, "44941.4375"),
        (0.1, "0.1"),
        (-1.5e-7, "-1.5e-07"),
        (123456789012345, "123456789012345"),
        (1e300, "1e+300"),
        (True, "TRUE"),
        (False, "FALSE"),
        (date(2023, 1, 15), "2023-01-15"),
        (datetime.fromisoformat("2023-01-15T10:30"), "2023-01-15 10:30"),
        (datetime.fromisoformat("2023-01-15T10:30:05"), "2023-01-15 10:30:05"),
        (datetime.fromisoformat("2023-01-15"), "2023-01-15"),
        (date(1900, 1, 15), "1900-01-15"),
        (date(9999, 12, 31), "9999-12-31"),
        (time(10, 30), "10:30"),
        (time(0, 0), "00:00"),
        (time(23, 59, 59), "23:59:59"),
    ],
)
def test_values(path: Path, program: Write, value: object, text: str) -> None:
    """Each kind of value is the text that says it."""
    program(path, [["a", value, "b"]])

    assert read(path) == [Line(1, ["a", text, "b"])]


@pytest.mark.parametrize("text", ["'=x", "=1+1", "+86 1", "-", "@all", "＝x", "'", "'text", "''=x", "\tx", "'-5"])
def test_texts_like_formulas(path: Path, program: Write, text: str) -> None:
    """A text that looks like a formula or an escaped cell is as it was written once it is unescaped."""
    if program is write_openpyxl:
        made = openpyxl.Workbook()
        made.active["A1"].value = text
        made.active["A1"].data_type = "s"
        made.save(path)
    else:
        program(path, [[text]])

    assert [unescape(cell) for cell in read(path)[0].cells] == [text]


def test_blank_rows_and_cells(path: Path, program: Write) -> None:
    """Blank rows between have no cells, those after the last do not come; blank cells to the right are cut off."""
    program(path, [[None], ["a", None, "b", None, ""], [None, None], [], ["c"], [None], [""]])

    assert read(path) == [Line(1, []), Line(2, ["a", "", "b"]), Line(3, []), Line(4, []), Line(5, ["c"])]


def test_a_sheet_may_be_read_again(path: Path, program: Write) -> None:
    """A second pass gives the same rows, also after one that was left in the middle, and beside another."""
    program(path, [[f"text {number}", number] for number in range(3_000)])

    with open_workbook(str(path)) as book:
        name = book.sheets[0].name
        first = book.rows(name)
        assert next(first) == Line(1, ["text 0", "0"])
        whole = list(book.rows(name))
        assert list(first) == whole[1:]
        assert whole == list(book.rows(name))


@pytest.mark.parametrize(("start", "text"), [(CALENDAR_MAC_1904, "2023-01-15"), (None, "2023-01-15")])
def test_the_epoch_of_1904(path: Path, start: datetime | None, text: str) -> None:
    """Dates count from the day that the workbook names."""
    made = openpyxl.Workbook()
    if start:
        made.epoch = start
    made.active.append([date(2023, 1, 15), datetime.fromisoformat("2023-01-15T10:30")])
    made.save(path)

    with open_workbook(str(path)) as book:
        assert book.epoch_1904 is bool(start)
        assert next(book.rows("Sheet")).cells == [text, f"{text} 10:30"]


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ('yyyy"年"m"月"d"日"', "2023-01-15 10:30"),
        ('[$-804]yyyy"年"m"月"d"日";@', "2023-01-15 10:30"),
        ("m/d/yy h:mm", "2023-01-15 10:30"),
        ("[DBNum1][$-804]m月d日", "2023-01-15 10:30"),
        ("0.00", "44941.4375"),
        ('0"d"', "44941.4375"),
        ("[Red]0.0;[Blue]-0.0", "44941.4375"),
        ("General", "44941.4375"),
        ("@", "44941.4375"),
        ("[h]:mm", "1078594:30"),
    ],
)
def test_formats(path: Path, code: str, text: str) -> None:
    """Whether a number is a date is what its format says."""
    with xlsxwriter.Workbook(str(path)) as made:
        made.add_worksheet().write_number(0, 0, 44941.4375, made.add_format({"num_format": code}))

    assert read(path) == [Line(1, [text])]


def test_spans_of_time(path: Path) -> None:
    """Hours beyond a day are counted on."""
    write_openpyxl(path, [[timedelta(hours=25, minutes=30), timedelta(hours=1, seconds=7)]])

    assert read(path) == [Line(1, ["25:30", "1:00:07"])]


def test_formulas_with_a_value(path: Path) -> None:
    """A formula is its value: a number, a text, a date, a truth value, an error, which no text looks like."""
    with xlsxwriter.Workbook(str(path)) as made:
        sheet = made.add_worksheet()
        sheet.write_formula("A1", "=1+1", None, 2)
        sheet.write_formula("B1", '="a"&"b"', None, "ab")
        sheet.write_formula("C1", "=TODAY()", made.add_format({"num_format": "yyyy-mm-dd"}), 44941)
        sheet.write_formula("D1", "=1=1", None, True)
        sheet.write_formula("E1", "=1/0", None, "#DIV/0!")
        sheet.write_formula("F1", '="=x"', None, "=x")

    assert read(path)[0].cells == ["2", "ab", "2023-01-15", "TRUE", "=#DIV/0!", "'=x"]


def test_formulas_without_a_value(path: Path) -> None:
    """A formula that no program has worked out stays as it stands, so that it is not taken for a blank."""
    write_openpyxl(path, [["a", "=A1&B1", None], [None, "=1+1"]])
    made = openpyxl.load_workbook(path)
    made.active["C1"] = ArrayFormula("C1:C1", "=SUM(1)")
    made.save(path)

    assert read(path) == [Line(1, ["a", "=A1&B1", "=SUM(1)"]), Line(2, ["", "=1+1"])]


def test_sheets(path: Path) -> None:
    """Sheets come in their order with their rows, hidden ones too; a chart is no sheet; hidden rows are rows."""
    made = openpyxl.Workbook()
    made.active.title = "目录"
    chart = made.create_chartsheet("图", 1)
    chart.add_chart(BarChart())
    ledger = made.create_sheet("2023 台账'\"<&>")
    ledger.append(["a"])
    ledger.append(["b"])
    ledger.row_dimensions[2].hidden = True
    ledger.sheet_state = "hidden"
    deep = made.create_sheet("deep")
    deep.append(["x"])
    deep.sheet_state = "veryHidden"
    made.save(path)

    with open_workbook(str(path)) as book:
        assert book.sheets == (
            SheetInfo("目录", 0, hidden=False),
            SheetInfo("2023 台账'\"<&>", 2, hidden=True),
            SheetInfo("deep", 1, hidden=True),
        )
        assert list(book.rows("2023 台账'\"<&>")) == [Line(1, ["a"]), Line(2, ["b"])]
        assert list(book.rows("目录")) == []


def test_merged(path: Path, tmp_path: Path) -> None:
    """Merged cells are given with their corners, from 1; a sheet without any has none."""
    with xlsxwriter.Workbook(str(path)) as made:
        sheet = made.add_worksheet("a")
        sheet.merge_range("A1:D1", "台账")
        sheet.merge_range("B3:B7", "东岔街道")
        sheet.merge_range("XFC1048575:XFD1048576", "")
        made.add_worksheet("b").write(0, 0, "x")

    with open_workbook(str(path)) as book:
        assert book.merged("a") == [(1, 1, 1, 4), (3, 2, 7, 2), (1_048_575, 16_383, 1_048_576, 16_384)]
        assert book.merged("b") == []
        assert [line for line in book.rows("a") if line.cells] == [Line(1, ["台账"]), Line(3, ["", "东岔街道"])]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.lists(
            st.none()
            | st.integers(-(10**15), 10**15)
            | st.floats(-1e300, 1e300)
            | st.booleans()
            | st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cn"]), max_size=8)
            | st.dates(date(1900, 3, 1), date(9999, 12, 30)),
            max_size=5,
        ),
        min_size=1,
        max_size=6,
    )
)
def test_as_openpyxl_reads(tmp_path_factory: pytest.TempPathFactory, rows: list[list[Any]]) -> None:
    """Whatever was written, the cells are those that openpyxl reads, said as texts."""
    path = tmp_path_factory.getbasetemp() / "any.xlsx"
    write_xlsxwriter(path, [["x"], *rows])
    read_by_it = openpyxl.load_workbook(path, data_only=True)
    expected = [[_say(value) for value in row] for row in read_by_it.active.iter_rows(values_only=True)]

    found = read(path)

    width = len(expected[0])
    assert [[unescape(cell) for cell in [*line.cells, *[""] * width][:width]] for line in found] == expected[
        : len(found)
    ]
    assert not any(cell for row in expected[len(found) :] for cell in row)


def _say(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e21 else repr(value)
    return str(value)


def test_is_workbook(path: Path, program: Write) -> None:
    """A file is known by its first bytes; the old format of Excel counts, since it is refused with a reason here."""
    program(path, [["a"]])

    assert is_workbook(path.read_bytes()[:8])
    assert is_workbook(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    assert not is_workbook(b"PK, name")
    assert not is_workbook("类别".encode())
    assert not is_workbook(b"")


@pytest.mark.parametrize("made", [openpyxl.Workbook, None])
def test_without_any_row(path: Path, made: Callable[[], Any] | None) -> None:
    """A workbook whose sheets are all empty is refused: there is nothing in it to import."""
    if made:
        made().save(path)
    else:
        with xlsxwriter.Workbook(str(path)) as book:
            book.add_worksheet()
            book.add_worksheet()

    with pytest.raises(BadInput, match="no sheet with any row"), open_workbook(str(path)):
        pass


def test_importing_it_is_cheap() -> None:
    """The module itself loads none of the libraries for workbooks, nor zipfile."""
    code = "import sys, inspect_cli.transfer.workbook; print(*sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True).stdout

    assert {"openpyxl", "defusedxml", "xlsxwriter", "zipfile", "sqlmodel"}.isdisjoint(loaded.split())
