"""Sheets made by hand: every way in which the format lets a cell or a row be written.

* numbers, shared and inline texts, rich texts, escapes, dates as ISO 8601, truth values, errors;
* rows and cells without a place; very many blank rows; prefixes, UTF-16, other names of parts;
* formulas whose empty text is a value, and those without one.
"""

from __future__ import annotations

import re
import time
import tracemalloc
from pathlib import Path

import pytest
from tests.transfer.books import BOOK, LINKS, SHEET, TEXTS, book, links, pack, parts, read, sheet, styles, texts

from inspect_cli.errors import BadInput
from inspect_cli.transfer.reading import Line
from inspect_cli.transfer.workbook import open_workbook


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a file is written."""
    return tmp_path / "ledger.xlsx"


def read_cell(path: Path, cell: str, **more: str) -> str:
    """The text of A1, which is this element; "" when it is blank."""
    lines = read(pack(path, parts(f'<row r="1">{cell}</row>', **more)))
    return lines[0].cells[0] if lines else ""


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("44941", "44941"),
        ("44941.0", "44941"),
        ("44941.4375", "44941.4375"),
        ("1.1000000000000001", "1.1"),
        ("-0", "0"),
        ("007", "7"),
        (".5", "0.5"),
        ("5.", "5"),
        ("+5", "5"),
        ("1E+3", "1000"),
        ("110101199003071011", "110101199003071011"),
        ("1.5E+17", "150000000000000000"),
        ("1e300", "1e+300"),
        ("1e999", "=#VALUE!"),
        ("1e-3", "0.001"),
        ("", ""),
    ],
)
def test_numbers(path: Path, raw: str, text: str) -> None:
    """A number is its digits; what a program wrote in another way is the same number."""
    assert read_cell(path, f'<c r="A1"><v>{raw}</v></c>') == text


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('<c r="A1" t="b"><v>1</v></c>', "TRUE"),
        ('<c r="A1" t="b"><v>0</v></c>', "FALSE"),
        ('<c r="A1" t="e"><v>#REF!</v></c>', "=#REF!"),
        ('<c r="A1" t="str"><v>#REF!</v></c>', "#REF!"),
        ('<c r="A1" t="str"><v>a</v></c>', "a"),
        ('<c r="A1" t="d"><v>2023-01-15</v></c>', "2023-01-15"),
        ('<c r="A1" t="d"><v>2023-01-15T10:30:00Z</v></c>', "2023-01-15 10:30"),
        ('<c r="A1" t="d"><v>2023-01-15T10:30:05.000</v></c>', "2023-01-15 10:30:05"),
        ('<c r="A1" t="d"><v>10:30:00</v></c>', "10:30"),
        ('<c r="A1" t="inlineStr"><is><t>a</t></is></c>', "a"),
        (
            '<c r="A1" t="inlineStr"><is><r><t>a</t></r><r><rPr><b/></rPr><t xml:space="preserve"> b</t></r></is></c>',
            "a b",
        ),
        ('<c r="A1" t="inlineStr"><is><t>a<![CDATA[<b>]]>&amp;<!-- no -->c</t></is></c>', "a<b>&c"),
        ('<c r="A1" t="inlineStr"><is/></c>', ""),
        ('<c r="A1" t="inlineStr"/>', ""),
        ('<c r="A1" s="99"><v>44941</v></c>', "44941"),
        ('<c r="A1" s="3"/>', ""),
        ("<c><v>1<!-- no -->2<?no x?>3</v></c>", "123"),
        ('<c r="A1"><v>1</v><extLst><ext uri="x"/></extLst></c><extLst><ext uri="x"/></extLst>', "1"),
    ],
)
def test_kinds(path: Path, cell: str, text: str) -> None:
    """Each kind of cell is the text that it shows."""
    assert read_cell(path, cell) == text


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        ("<t>东岔</t>", "东岔"),
        ("<r><t>东</t></r><r><t>岔</t></r>", "东岔"),
        ('<t>东岔</t><rPh sb="0" eb="1"><t>dōng</t></rPh><phoneticPr fontId="1"/>', "东岔"),
        ('<r><t>东</t></r><rPh sb="0" eb="1"><t>dōng</t></rPh><r><t>岔</t></r>', "东岔"),
        ("<t>a\r\nb</t>", "a\nb"),
        ("<t>a&#13;&#10;b</t>", "a\nb"),
        ("<t>a_x000D_\nb_x000d__x000A_c</t>", "a\nb\nc"),
        ("<t>a_x0009_b</t>", "a\tb"),
        ("<t>_x005F_x000D_</t>", "_x000D_"),
        ("<t>x005F_ _x00 _xZZZZ_</t>", "x005F_ _x00 _xZZZZ_"),
        ("<t>_xD83D__xDE00_</t>", "😀"),
        ("<t>_xD83D_</t>", "\ufffd"),
        ("<t>=1+1</t>", "'=1+1"),
        ("<t>_x003D_1</t>", "'=1"),
        ("<t>'=1</t>", "''=1"),
        ("<t>'a</t>", "'a"),
        ("<t>a<!-- no -->b</t>", "ab"),
        ('<t/><r/><r><t/></r><phoneticPr fontId="0"/>', ""),
        ("<t/>", ""),
        ("", ""),
    ],
)
def test_shared_texts(path: Path, entry: str, text: str) -> None:
    """A text of the table is its runs, without how to pronounce them, its escapes undone once; formulas are escaped."""
    assert read_cell(path, '<c r="A1" t="s"><v>1</v></c>', texts=texts("<t>other</t>", entry, "<t>last</t>")) == text
    assert read_cell(path, f'<c r="A1" t="inlineStr"><is>{entry}</is></c>') == text


def test_many_shared_texts(path: Path) -> None:
    """Every number finds its own text."""
    rows = "".join(f'<row><c t="s"><v>{number}</v></c></row>' for number in reversed(range(5_000)))
    made = parts(rows, texts=texts(*(f"<t>第{number}条</t>" for number in range(5_000))))

    assert [line.cells for line in read(pack(path, made))] == [[f"第{number}条"] for number in reversed(range(5_000))]


@pytest.mark.parametrize(
    ("code", "raw", "text"),
    [
        ("14", "44941", "2023-01-15"),
        ("22", "44941.4375", "2023-01-15 10:30"),
        ("20", "0.4375", "10:30"),
        ("21", "0.9999999", "23:59:59"),
        ("46", "1.0625", "25:30"),
        ("31", "44941", "44941"),
        ("57", "44941", "44941"),
        ("49", "44941", "44941"),
        ("10", "0.5", "0.5"),
        ("yyyy-mm-dd", "44941.99999999", "2023-01-15 23:59:59"),
        ("yyyy-mm-dd", "1", "1900-01-01"),
        ("yyyy-mm-dd", "59", "1900-02-28"),
        ("yyyy-mm-dd", "61", "1900-03-01"),
        ("yyyy-mm-dd", "2958465", "9999-12-31"),
        ("yyyy-mm-dd", "2958466", "=#VALUE!"),
        ("yyyy-mm-dd", "-1", "=#VALUE!"),
        ("yyyy-mm-dd", "-0.5", "=#VALUE!"),
        ("yyyy-mm-dd", "1e300", "=#VALUE!"),
        ("yyyy-mm-dd", "1e999", "=#VALUE!"),
        ("[h]:mm", "1e300", "=#VALUE!"),
        ("[h]:mm", "-1", "=#VALUE!"),
        ("[" * 255, "44941", "44941"),
    ],
)
def test_formats(path: Path, code: str, raw: str, text: str) -> None:
    """A format makes a date, beyond the calendar an error; those of Chinese Excel that have no code leave a number."""
    assert read_cell(path, f'<c r="A1" s="1"><v>{raw}</v></c>', styles=styles(code)) == text


def test_what_holds_no_cells_is_not_read(path: Path) -> None:
    """Properties, themes and names of ranges that openpyxl gives up at do not keep the cells from being read."""
    made = parts('<row r="1"><c r="A1"><v>1</v></c></row>')
    made["docProps/core.xml"] = made["docProps/custom.xml"] = made["xl/theme/theme1.xml"] = b"no XML"
    names = (
        '<definedNames><definedName name="_xlnm.Print_Titles" localSheetId="7">no range</definedName></definedNames>'
    )
    made[BOOK] = str(made[BOOK]).replace("</sheets>", f"</sheets>{names}")

    assert read(pack(path, made)) == [Line(1, ["1"])]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("<f>A1&amp;B1</f>", "=A1&B1"),
        ("<f>A1</f><v/>", "=A1"),
        ("<f>A1</f><v>5</v>", "5"),
        ('<f t="shared" ref="A1:A9" si="0">B1</f>', "=B1"),
        ('<f t="shared" si="0"/>', "="),
        ("<f/>", "="),
        ('<f t="array" ref="A1:A2">SUM(B1)</f>', "=SUM(B1)"),
        (f"<f>{'1' * 32_768}</f>", "=" + "1" * 32_768),
    ],
)
def test_formulas(path: Path, cell: str, text: str) -> None:
    """A formula is its value; one that was never worked out stands as it is, unescaped, whatever form it has."""
    assert read_cell(path, f'<c r="A1">{cell}</c>') == text


def test_formulas_with_an_empty_text(path: Path) -> None:
    """A formula whose value is an empty text is a blank cell."""
    assert read_cell(path, '<c r="A1" t="str"><f>IF(B1,"","")</f><v></v></c>') == ""
    assert read_cell(path, '<c r="A1" t="str"><f>IF(B1,"","")</f></c>') == '=IF(B1,"","")'


def test_formulas_among_other_cells(path: Path) -> None:
    """Each formula without a value stands in its own cell, whatever is blank around it and above it."""
    rows = (
        '<row r="2"><c r="B2"><f>X1</f></c><c r="C2"/><c r="D2" t="str"><f>X2</f><v></v></c>'
        '<c r="F2"><v>1</v></c></row>'
        '<row r="5"><c r="A5" t="e"><f>X3</f><v>#N/A</v></c><c r="B5"><f t="shared" ref="B5:B6" si="0">A5</f></c></row>'
        '<row r="6"><c r="B6"><f t="shared" si="0"/></c><c r="XFD6"><f t="dataTable" ref="A1:B2" r1="C1"/></c></row>'
    )
    lines = read(pack(path, parts(rows)))

    assert lines[:5] == [
        Line(1, []),
        Line(2, ["", "=X1", "", "", "", "1"]),
        Line(3, []),
        Line(4, []),
        Line(5, ["=#N/A", "=A5"]),
    ]
    assert [cell for cell in lines[5].cells if cell][:1] == ["=A6"]
    assert lines[5].cells[-1].startswith("=")
    assert len(lines[5].cells) == 16_384


def test_nothing_is_printed(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What openpyxl prints of a style that is not there does not stand between the answers of the program."""
    odd = styles("0").replace("</styleSheet>", '<cellStyles><cellStyle name="a" xfId="9"/></cellStyles></styleSheet>')
    with pytest.raises(BadInput):
        read(pack(path, parts('<row><c s="1"><v>1</v></c></row>', styles=odd)))

    assert capsys.readouterr() == ("", "")


def test_without_places(path: Path) -> None:
    """Rows and cells that do not say where they are follow one another."""
    rows = (
        '<row><c><v>1</v></c><c r="C1"><v>3</v></c><c><v>4</v></c></row>'
        '<row r="4"><c><v>5</v></c></row><row/><row><c r="B6"><v>6</v></c></row>'
    )

    assert read(pack(path, parts(rows))) == [
        Line(1, ["1", "", "3", "4"]),
        Line(2, []),
        Line(3, []),
        Line(4, ["5"]),
        Line(5, []),
        Line(6, ["", "6"]),
    ]


@pytest.mark.parametrize("place", ["XFD1048576", "XFD1"])
def test_the_far_corners(path: Path, place: str) -> None:
    """A cell in the last row or column is read in its place, and soon; blank rows before it come."""
    number = int(re.sub("[A-Z]", "", place))
    pack(path, parts(f'<row r="{number}"><c r="{place}"><v>1</v></c></row>'))
    began = time.monotonic()

    lines = read(path)

    assert time.monotonic() - began < 20
    assert (len(lines), lines[-1].number, len(lines[-1].cells)) == (number, number, 16_384)
    assert all(not line.cells for line in lines[:-1])


def test_rows_with_only_a_format(path: Path) -> None:
    """Rows that somebody coloured down to the end of the sheet are not rows, and take no memory."""
    rows = "".join(f'<row r="{number}" s="1" customFormat="1" ht="15"/>' for number in range(2, 300_001))
    pack(path, parts(f'<row r="1"><c r="A1"><v>1</v></c></row>{rows}'))

    with open_workbook(str(path)) as opened:
        assert opened.sheets[0].rows == 300_000
        assert list(opened.rows("台账")) == [Line(1, ["1"])]


@pytest.mark.parametrize("cell", ['<c s="1"/>', '<c t="inlineStr"><is><t>灭火器过期</t></is></c>'])
def test_memory(path: Path, cell: str) -> None:
    """However many rows a sheet has, blank or not, only a few are held at a time."""
    pack(path, parts(f"<row>{cell * 10}</row>" * 3_000))
    tracemalloc.start()

    with open_workbook(str(path)) as opened:
        for _line in opened.rows("台账"):
            pass

    assert tracemalloc.get_traced_memory()[1] < 2 << 20
    tracemalloc.stop()


def test_rows_are_counted_wherever_chunks_end(path: Path) -> None:
    """The count of rows is that of the row elements, and of nothing that only begins like one."""
    rows = "".join(f'<row r="{number}"><c r="A{number}"><v>{number}</v></c></row>' for number in range(1, 60_001))
    made = parts(rows)
    made[SHEET] = sheet(rows, '<rowBreaks count="1"><brk id="1"/></rowBreaks>')

    with open_workbook(str(pack(path, made))) as opened:
        assert opened.sheets[0].rows == sum(1 for _line in opened.rows("台账")) == 60_000


def test_prefixes(path: Path) -> None:
    """Programs may write each element with a prefix of their own."""
    made = parts('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', texts=texts("<t>a</t>"))
    for name in (SHEET, TEXTS, BOOK):
        content = re.sub(r"<(/?)(?=[a-zA-Z])", r"<\1x:", str(made[name]))
        made[name] = content.replace('xmlns="', 'xmlns:x="')

    with open_workbook(str(pack(path, made))) as opened:
        assert opened.sheets[0].rows == 1
        assert list(opened.rows("台账")) == [Line(1, ["a"])]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_encodings(path: Path, encoding: str) -> None:
    """Parts in UTF-16 or with a byte order mark are read as any other."""
    made = parts('<row r="1"><c r="A1" t="inlineStr"><is><t>东岔</t></is></c></row>')
    word = encoding.removesuffix("-sig").upper()
    packed = {name: str(content).replace("UTF-8", word).encode(encoding) for name, content in made.items()}

    with open_workbook(str(pack(path, packed))) as opened:
        assert opened.sheets[0].rows == 1
        assert list(opened.rows("台账")) == [Line(1, ["东岔"])]


def test_names_of_parts(path: Path) -> None:
    """Names in other case, with backslashes or from the root are found; what no cell needs may be missing."""
    made = parts('<row r="1"><c r="A1"><v>1</v></c></row>')
    made[LINKS] = links(("worksheet", "/xl/WorkSheets/Sheet1.xml"), ("sharedStrings", "sharedStrings.xml"))
    made = {name.replace("xl/", "XL\\"): content for name, content in made.items()}

    assert read(pack(path, made)) == [Line(1, ["1"])]


def test_merged_cells_by_hand(path: Path) -> None:
    """Corners come in order however they were written; a range of one cell is none."""
    made = parts()
    ranges = "".join(f'<mergeCell ref="{ref}"/>' for ref in ("A1:B2", "D5:C3", "$E$1:$E$2", "F1"))
    made[SHEET] = sheet('<row r="1"><c r="A1"><v>1</v></c></row>', f"<mergeCells>{ranges}</mergeCells>")

    with open_workbook(str(pack(path, made))) as opened:
        assert opened.merged("台账") == [(1, 1, 2, 2), (3, 3, 5, 4), (1, 5, 2, 5)]


def test_sheet_names(path: Path) -> None:
    """The name of a sheet is any text, its escapes undone; it is not escaped as a cell is."""
    made = parts('<row r="1"><c r="A1"><v>1</v></c></row>')
    made[BOOK] = book('<sheet name="=a_x000A_&lt;b&gt;" sheetId="1" r:id="r1"/>')

    with open_workbook(str(pack(path, made))) as opened:
        assert [entry.name for entry in opened.sheets] == ["=a\n<b>"]
