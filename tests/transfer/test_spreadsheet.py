"""Workbooks: what people open in Excel, and our own import reads back to the letter.

* any text is text, with its lines, blanks and underscores, never a formula, a link or XML; one too long is refused;
* days are days, numbers are numbers, shares of nothing are a dash; the header is bold and stays, columns fit;
* the total stands below the filter; a title and a header of two rows are merged;
* more rows than a sheet holds go on in further sheets under the same header; a workbook is written row by row.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape as decode
from openpyxl.worksheet.worksheet import Worksheet

from inspect_cli.errors import BadInput
from inspect_cli.rules import fields
from inspect_cli.rules.fields import Field
from inspect_cli.transfer import exporting, spreadsheet
from inspect_cli.transfer.sheets import Sheet
from inspect_cli.transfer.workbook import open_workbook

Run = Callable[..., Any]
NUMBER, DUE, DESCRIPTION, SEEN = (
    Field("number", "Number", "编号"),
    *fields.pick_fields(["due", "description"]),
    Field("recorded_at", "Written", "录入", "instant"),
)
FOUND, RATE = fields.pick_counts(["found", "rectification_rate"])
NASTY = (
    *(
        "=1+1",
        "+86 13800000000",
        "-1",
        "@SUM(A1)",
        "'=x",
        "'",
        "''",
        "007",
        "1e5",
        "1/2",
        "2023-01-05",
        "TRUE",
        "1" * 20,
    ),
    *("https://x.y/z", "mailto:a@b.c", "internal:A1", "<r>x</r>", "<r></r>", "<r><t>=1</t></r>", "a&b<c>\"d'", "]]>"),
    *("_x0041_", "_x005F_", "_x005F_x0041_", "_x000D_", "_x1_", "a\nb", "\n\na\n", "  前后  ", "\t格", "a\tb", "{=1}"),
    *("🎆", "é e\u0301", "零\u200b宽", "\u3000x", "\ufeffx", "#REF!", "长" * 4000, "🎆" * 16_383),
)
TEXTS = st.text(st.sampled_from("_x0041F<>r/&'\"=+-@ \n\t\u3000隐é🎆"), min_size=1, max_size=24) | st.text(
    st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=24
)


def write(rows: Any, *columns: Field, lang: str = "en", most: int = spreadsheet.MOST_ROWS, **more: Any) -> io.BytesIO:
    """A workbook of these rows."""
    out = io.BytesIO()
    spreadsheet.write(Sheet(columns, rows, **more), out, lang, Path(), most)
    out.seek(0)
    return out


def load(out: io.BytesIO) -> list[Worksheet]:
    """Its sheets, as openpyxl reads them."""
    return list(openpyxl.load_workbook(out).worksheets)


def values(page: Worksheet) -> list[tuple[Any, ...]]:
    """What its cells hold."""
    return [*page.iter_rows(values_only=True)]


def read_back(path: Path) -> list[list[str]]:
    """The cells of the first sheet as our own import reads them."""
    with open_workbook(str(path)) as book:
        lines = [line.cells for line in book.rows(book.sheets[0].name)]
    return [[exporting.unescape(text) for text in cells] for cells in lines]


def check_texts(folder: Path, texts: list[str]) -> None:
    """The texts are in the workbook as they are, each a plain text cell, for openpyxl and for our own import."""
    path = folder / "out.xlsx"
    path.write_bytes(write([{"description": text} for text in texts], DESCRIPTION).getvalue())
    [page] = load(io.BytesIO(path.read_bytes()))
    cells = [row[0] for row in page.iter_rows(min_row=2)]

    assert [cell.data_type for cell in cells] == ["s"] * len(texts)
    assert [decode(str(cell.value)) for cell in cells] == texts
    assert [cell.hyperlink for cell in cells] == [None] * len(texts)
    assert read_back(path)[1:] == [[text] for text in texts]


@pytest.mark.parametrize("text", NASTY, ids=[ascii(text[:16]) for text in NASTY])
def test_text_is_text(tmp_path: Path, text: str) -> None:
    """Whatever people write stays what they wrote."""
    check_texts(tmp_path, [text])


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(TEXTS, min_size=1, max_size=8))
def test_any_text(tmp_path: Path, texts: list[str]) -> None:
    """So does any text that the ledger takes."""
    check_texts(tmp_path, texts)


def test_a_ledger_comes_back(run: Run, three_townships: Path) -> None:
    """What this ledger writes as a workbook it imports as unchanged, in either language, days and lines and all."""
    for text in ("=1+1", "_x0041_", "第一行\n第二行", " 前", "'x", "007", "<r>x</r>", "https://x.y"):
        assert run("add", "fire", "东岔街道", "--due", "7d", "--note", text, "--", text).code == 0
    run("add fire 东岔街道")
    for lang in ("en", "zh"):
        assert run(f"--lang {lang} export -o {lang}.xlsx").code == 0
        counts = run(f"import {lang}.xlsx --format json").json
        assert (counts["rows"], counts["unchanged"]) == (9, 9)


def test_days_and_numbers() -> None:
    """Days are days, instants have their time, numbers are numbers; no value is blank, a share of nothing a dash."""
    seen = datetime(2023, 1, 5, 10, 30, tzinfo=UTC)
    rows = [
        {"number": "CG-1", "due": date(2023, 1, 5), "recorded_at": seen, "found": 3, "rectification_rate": 33.3},
        {"number": None, "due": None, "recorded_at": None, "found": None, "rectification_rate": None},
        {"number": "", "due": date(1899, 12, 31), "recorded_at": None, "found": 10**15, "rectification_rate": 0.0},
    ]
    [page] = load(write(rows, NUMBER, DUE, SEEN, FOUND, RATE))

    assert values(page)[1:] == [
        ("CG-1", datetime(2023, 1, 5), datetime(2023, 1, 5, 10, 30), 3, 33.3),  # noqa: DTZ001 - as Excel keeps it
        (None, None, None, None, "-"),
        (None, "1899-12-31", None, "1000000000000000", 0),
    ]
    assert [page.cell(2, n).number_format for n in (2, 3, 4, 5)] == ["yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss", "0", "0.0"]


def test_the_header_stays_and_filters() -> None:
    """The header is bold and frozen; every column has a filter over the rows, and not over the total."""
    rows = [{"number": f"CG-{n}", "found": n} for n in range(3)]
    [page] = load(write(rows, NUMBER, FOUND, lang="zh", total={"number": "合计", "found": 3}))

    assert values(page) == [("编号", "查出"), ("CG-0", 0), ("CG-1", 1), ("CG-2", 2), ("合计", 3)]
    assert [cell.font.b for cell in (*page[1], *page[4], *page[5])] == [True, True, False, False, True, True]
    assert (page.freeze_panes, page.auto_filter.ref) == ("A2", "A1:B4")


def test_columns_are_as_wide_as_what_stands_in_them() -> None:
    """A Chinese character takes two cells; a long text does not push the others off the screen."""
    rows = [{"number": "CG-1", "description": "疏散通道堆放杂物"}, {"number": "CG-1234567890", "description": "短"}]
    [page] = load(write(rows, NUMBER, DESCRIPTION))
    [long] = load(write([{"description": "长" * 4000}], DESCRIPTION))

    assert [round(page.column_dimensions[name].width) for name in "AB"] == [16, 19]
    assert round(long.column_dimensions["A"].width) == 63


def test_a_title_and_a_header_of_two_rows() -> None:
    """A form has its title over all columns, and cells that belong together are one."""
    heads = [("乡镇", "隐患", "隐患"), ("乡镇", "查出", "整改率")]
    columns = (NUMBER, FOUND, RATE)
    [page] = load(write([{"number": "甲", "found": 1, "rectification_rate": 5.0}], *columns, title="=表", heads=heads))

    assert values(page) == [("=表", None, None), ("乡镇", "隐患", None), (None, "查出", "整改率"), ("甲", 1, 5)]
    assert {str(span) for span in page.merged_cells.ranges} == {"A1:C1", "A2:A3", "B2:C2"}
    assert (page.freeze_panes, page.auto_filter.ref) == ("A4", "A3:C4")


@pytest.mark.parametrize(("count", "sizes"), [(0, [0]), (3, [3]), (4, [3, 1]), (6, [3, 3]), (7, [3, 3, 1])])
def test_more_rows_than_a_sheet_holds(count: int, sizes: list[int]) -> None:
    """A full sheet is followed by another with the same header and a filter of its own."""
    pages = load(write(({"number": f"CG-{n}"} for n in range(count)), NUMBER, most=4))

    assert [len(values(page)) - 1 for page in pages] == sizes
    assert [values(page)[0] for page in pages] == [("number",)] * len(sizes)
    assert [row for page in pages for row in values(page)[1:]] == [(f"CG-{n}",) for n in range(count)]
    assert [page.auto_filter.ref for page in pages] == [f"A1:A{size + 1}" if size else "A1" for size in sizes]


def test_the_total_has_room() -> None:
    """The total of rows that fill a sheet to the last stands on the next one."""
    pages = load(write([{"number": f"CG-{n}"} for n in range(3)], NUMBER, most=4, total={"number": "Total"}))

    assert [values(page)[-1] for page in pages] == [("CG-2",), ("Total",)]


@pytest.mark.parametrize("text", ["长" * 32_768, "🎆" * 16_384])
def test_too_long_a_text_is_refused(text: str) -> None:
    """What no cell has room for is refused, by row and column, never cut; Excel counts a picture character twice."""
    with pytest.raises(BadInput) as refusal:
        write([{"description": "x"}, {"description": text}], DESCRIPTION)

    assert "Row 2, column Hazard" in str(refusal.value)
    assert "32,767" in str(refusal.value)


def test_text_cells_keep_their_text_when_edited() -> None:
    """Text cells have the format of text, and no sheet has a formula, a link or a shared text."""
    out = write([{"number": "=1+1", "found": 3}], NUMBER, FOUND)
    [page] = load(out)
    with ZipFile(out) as parts:
        xml = parts.read("xl/worksheets/sheet1.xml").decode()

    assert [cell.number_format for cell in (*page[1], *page[2])] == ["@", "@", "@", "0"]
    assert re.findall('<f>|<hyperlink|t="s"', xml) == []


def test_rows_are_not_gathered() -> None:
    """A row is asked for only when those before it are out of memory: a generator is read one by one."""
    alive: set[int] = set()

    class Row(dict[str, Any]):
        """A row that tells when it is thrown away."""

        def __del__(self) -> None:
            alive.discard(id(self))

    def made() -> Iterator[Mapping[str, Any]]:
        for n in range(500):
            row = Row(number=f"CG-{n}")
            alive.add(id(row))
            assert len(alive) <= 3
            yield row

    write(made(), NUMBER)


def test_a_form_fits_on_paper() -> None:
    """A workbook prints on A4 across, as wide as the page, its header on every page."""
    [page] = load(write([{"number": "CG-1"}], NUMBER))

    assert (page.page_setup.orientation, int(page.page_setup.paperSize)) == ("landscape", 9)
    assert (page.sheet_properties.pageSetUpPr.fitToPage, page.print_title_rows) == (True, "$1:$1")
