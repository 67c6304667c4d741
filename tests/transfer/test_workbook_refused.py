"""Files that are no workbook, or one that cannot be read, are refused with what they are and what to do.

* other formats: old Excel, binary, OpenDocument, Strict Open XML, documents, protected files, text, nothing;
* damage: parts that are missing, broken, or others than Excel would read; rows, cells and texts where none can be, or
  where openpyxl would lose them; each ends at once;
* DTDs and entities in every part that is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.transfer.books import (
    BOOK,
    HEAD,
    KIND,
    LINKS,
    MAIN,
    OFFICE,
    ONE,
    PACKAGE,
    ROOT,
    SHEET,
    STYLES,
    TEXTS,
    TYPES,
    book,
    links,
    pack,
    read,
    refused,
    sheet,
    styles,
    texts,
    types,
    whole,
)

STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a file is written."""
    return tmp_path / "ledger.xlsx"


def spoilt(path: Path, changes: Mapping[str, bytes | str | None]) -> str:
    """What is said of a workbook in order in which these parts are others, or missing."""
    made = {**whole(), **changes}
    return refused(pack(path, {name: content for name, content in made.items() if content is not None}))


def test_the_whole_one_is_read(path: Path) -> None:
    """What the other tests spoil is in order as it stands."""
    assert [line.cells for line in read(pack(path, whole()))] == [["a"]]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 3000, "old Excel (.xls)"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 999 + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel (.xls)"),
        (b"PK\x03\x04", "damaged or no Excel workbook"),
        (b"PK\x05\x06" + b"\0" * 18, "no Excel workbook"),
        ("类别,乡镇\n".encode(), "damaged or no Excel workbook"),
        (b"", "damaged or no Excel workbook"),
    ],
)
def test_other_files(path: Path, content: bytes, said: str) -> None:
    """A file of another kind is refused by its name."""
    path.write_bytes(content)

    assert said in refused(path)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}, "OpenDocument file (.ods)"),
        ({TYPES: types("application/vnd.ms-excel.sheet.binary.macroEnabled.main")}, "binary workbook (.xlsb)"),
        ({ROOT: links(("officeDocument", "x")).replace(OFFICE, STRICT)}, "Strict Open XML"),
        ({BOOK: book().replace(MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main")}, "Strict Open XML"),
        (
            {TYPES: types("application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml")},
            "zip file",
        ),
        ({TYPES: types(part="/xl/other.xml")}, "zip file"),
        ({TYPES: None}, "zip file"),
        ({ROOT: None}, "zip file"),
        ({ROOT: links()}, "zip file"),
        ({ROOT: links(("extended-properties", "xl/workbook.xml"))}, "zip file"),
    ],
)
def test_other_formats(path: Path, changes: dict[str, bytes | str | None], said: str) -> None:
    """A container of something else is refused by its name."""
    assert said in spoilt(path, changes)


def test_templates_and_macros_are_workbooks(path: Path) -> None:
    """Workbooks with macros and templates are read like any other; macros are not looked at."""
    for kind in ("sheet.macroEnabled", "template.macroEnabled"):
        made = {**whole(), TYPES: types(f"application/vnd.ms-excel.{kind}.main+xml"), "xl/vbaProject.bin": b"\0" * 99}
        assert len(read(pack(path, made))) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {BOOK: None},
        {LINKS: None},
        {SHEET: None},
        {STYLES: None},
        {TEXTS: None},
        {BOOK: ""},
        {BOOK: "no XML"},
        {BOOK: f'{HEAD}<other xmlns="{MAIN}"/>'},
        {BOOK: book().replace(MAIN, "urn:other")},
        {SHEET: sheet(ONE).replace(MAIN, "urn:other")},
        {SHEET: sheet(ONE)[:-9]},
        {SHEET: sheet(ONE) + "<more/>"},
        {SHEET: sheet(ONE).replace("UTF-8", "no-such-encoding")},
        {SHEET: sheet(ONE).replace("UTF-8", "gb18030")},
        {SHEET: sheet(ONE).encode() + b"\xff"},
        {SHEET: sheet(ONE).replace("<v>", "<v>&unknown;").encode()},
        {TEXTS: texts()},
        {TEXTS: texts("<t>a</t>")[:-6]},
        {TEXTS: sheet(ONE)},
        {STYLES: "<styleSheet/>"},
        {LINKS: links()},
        {LINKS: links(("worksheet", "worksheets/sheet9.xml"))},
        {LINKS: links(("worksheet", "../../../../etc/passwd"))},
        {LINKS: links(("worksheet", "file:///etc/passwd"))},
        {LINKS: links(("unheard", "worksheets/sheet1.xml"))},
        {LINKS: links(("worksheet", "worksheets/sheet1.xml")).replace("/>", ' TargetMode="External"/>')},
        {BOOK: book('<sheet name="a" sheetId="1"/>')},
        {BOOK: book().replace("<sheets>", '<sheets><sheet name="a" sheetId="2" r:id="r1"/></sheets><sheets>')},
        {BOOK: book('<sheet name="a" r:id="r1"/><sheet name="b" r:id="r1"/>')},
        {
            BOOK: book('<sheet name="a" r:id="r1"/><sheet name="A" r:id="r2"/>'),
            LINKS: links(*[("worksheet", "a.xml")] * 2),
        },
        {
            LINKS: links(("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "other.xml")),
            "xl/other.xml": texts(""),
        },
        {LINKS: links(("worksheet", "worksheets/sheet1.xml"), ("styles", "other.xml")), "xl/other.xml": styles("0")},
        {TYPES: types().replace("sharedStrings+xml", "other")},
        {STYLES: styles("0").replace("<cellXfs>", '<fonts><font><family val="99"/></font></fonts><cellXfs>')},
        {
            ROOT: links(("officeDocument", "xl/other.xml")),
            TYPES: types().replace("</Types>", f'<Override PartName="/xl/other.xml" ContentType="{KIND}"/></Types>'),
            "xl/_rels/other.xml.rels": links(("worksheet", "worksheets/sheet1.xml")),
            "xl/other.xml": book(),
        },
        {ROOT: f'<Relationships xmlns="{PACKAGE}/relationships"><'},
        {TYPES: types().replace("package", "other")},
    ],
)
def test_damaged_parts(path: Path, changes: dict[str, bytes | str | None]) -> None:
    """A part that is missing, broken or of another kind is named, and nothing is taken for blank."""
    assert "damaged or no Excel workbook" in spoilt(path, changes)


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="999999999999"><c><v>1</v></c></row>',
        '<row r="1048577"><c><v>1</v></c></row>',
        '<row r="0"><c><v>1</v></c></row>',
        '<row r="-1"/>',
        '<row r="1.5"/>',
        '<row r="x"/>',
        '<row r=""/>',
        '<row r="２"/>',
        '<row r="1_0"/>',
        '<row r="2"/><row r="1"/>',
        '<row r="1"/><row r="1"/>',
        '<row r="1048576"/><row/>',
        "<row><row/></row>",
        "<row/><c><v>1</v></c>",
        '<row r="1"><c r="A2"><v>1</v></c></row>',
        '<row r="1"><c r="B1"/><c r="A1"/></row>',
        '<row r="1"><c r="A1"/><c r="A1"/></row>',
        '<row r="1"><c r="XFE1"><v>1</v></c></row>',
        '<row r="1"><c r="ZZZZ1"/></row>',
        '<row r="1"><c r="a1"/></row>',
        '<row r="1"><c r="1"/></row>',
        '<row r="1"><c r="A"/></row>',
        '<row r="1"><c r=""/></row>',
        '<row r="1"><c r="XFD1"/><c/></row>',
        '<row><c t="s"><v>1</v></c></row>',
        '<row><c t="s"><v>-1</v></c></row>',
        '<row><c t="s"><v>x</v></c></row>',
        f'<row><c t="s"><v>{"9" * 5000}</v></c></row>',
        "<row><c><v>x</v></c></row>",
        "<row><c><v>nan</v></c></row>",
        "<row><c><v>Infinity</v></c></row>",
        "<row><c><v>1_0</v></c></row>",
        "<row><c><v>１</v></c></row>",
        '<row><c t="b"><v>2</v></c></row>',
        '<row><c t="b"><v>false</v></c></row>',
        '<row><c t="d"><v>soon</v></c></row>',
        '<row><c t="d"><v>2023-01-15 10:30</v></c></row>',
        '<row><c t="d"><v>2023-02-30</v></c></row>',
        '<row><c t="unheard"><v>2</v></c></row>',
        "<row><c><v>1</v><v>2</v></c></row>",
        "<row><c><v><a/>1</v></c></row>",
        "<row><c><c><v>1</v></c></c></row>",
        "<row><c><is><t>lost</t></is></c></row>",
        '<row><c t="inlineStr"><v>lost</v></c></row>',
        "<row><c><v>1</v><is><t>2</t></is></c></row>",
        '<row><c t="inlineStr"><is/><is/></c></row>',
        "<row><c><f>A</f><f>B</f></c></row>",
        '<row><c r="B1"><f t="shared" si="0">A1</f></c></row><row><c r="A2"><f t="shared" si="0"/></c></row>',
        '<row><c t="str"><t>lost</t></c></row>',
        "<row><v>1</v></row>",
        "<row><a/><c><v>1</v></c></row>",
        "<row><extLst/><c><v>1</v></c></row>",
        "<row><c/></row><v>1</v>",
        "<c><v>1</v></c>",
        '<a><row r="1"><c><v>1</v></c></row></a>',
    ],
)
def test_rows_that_cannot_be(path: Path, rows: str) -> None:
    """A row or cell out of its place, beyond the sheet or with a value that is none is refused, and at once."""
    said = spoilt(path, {SHEET: sheet(rows)})

    assert "damaged or no Excel workbook: 台账 cannot be read" in said


@pytest.mark.parametrize(
    "entry",
    [
        "<t>a</t><t>b</t>",
        "<r><t>a</t></r><t>b</t>",
        "<r><t>a</t><t>b</t></r>",
        "<t><a/>a</t>",
        "<a>x</a>",
        "<is><t>a</t></is>",
        "<r><a><t>x</t></a></r>",
        "<r><rPr><t>x</t></rPr></r>",
        '<x:t xmlns:x="urn:other">a</x:t>',
        "<si><t>a</t></si>",
    ],
)
def test_texts_that_would_lose_a_part(path: Path, entry: str) -> None:
    """A text whose parts stand where openpyxl does not take them all in their order is refused."""
    assert "xl/sharedStrings.xml cannot be read" in spoilt(path, {TEXTS: texts("<t>a</t>", entry)})
    assert "台账 cannot be read" in spoilt(path, {SHEET: sheet(f'<row><c t="inlineStr"><is>{entry}</is></c></row>')})


@pytest.mark.parametrize("ref", ["A0:B1", "A1:XFE1", "A1:B1048577", "A1:B2:C3", "1:2", "A:B", ":", "A1:"])
def test_merged_cells_that_cannot_be(path: Path, ref: str) -> None:
    """A range of merged cells that is none is refused."""
    assert "台账" in spoilt(path, {SHEET: sheet(ONE, f'<mergeCells><mergeCell ref="{ref}"/></mergeCells>')})


@pytest.mark.parametrize("part", [TYPES, ROOT, BOOK, LINKS, SHEET, TEXTS, STYLES])
@pytest.mark.parametrize(
    "declared",
    [
        "<!DOCTYPE x>",
        '<!DOCTYPE x SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    ],
)
def test_no_part_may_declare(path: Path, part: str, declared: str) -> None:
    """A DOCTYPE, in which entities are declared, is refused in every part that is read."""
    content = str(whole()[part]).removeprefix(HEAD)

    assert "has a DOCTYPE" in spoilt(path, {part: HEAD + declared + content})
    assert "has a DOCTYPE" in spoilt(
        path, {part: (HEAD.replace("UTF-8", "UTF-16") + declared + content).encode("utf-16")}
    )


def test_no_sheet_at_all(path: Path) -> None:
    """A workbook without a sheet, or with nothing but a chart, is refused."""
    assert "no sheet with any row" in spoilt(path, {BOOK: book("")})
    assert "no sheet with any row" in spoilt(path, {LINKS: links(("chartsheet", "worksheets/sheet1.xml"))})
