"""Workbook files made by hand, part by part, for what no program would write."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from inspect_cli.errors import BadInput
from inspect_cli.transfer.reading import Line
from inspect_cli.transfer.workbook import open_workbook

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
TEXTS_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
SHEET = "xl/worksheets/sheet1.xml"
TEXTS = "xl/sharedStrings.xml"
STYLES = "xl/styles.xml"
BOOK = "xl/workbook.xml"
LINKS = "xl/_rels/workbook.xml.rels"
TYPES = "[Content_Types].xml"
ROOT = "_rels/.rels"
ONE = '<row r="1"><c r="A1" t="s" s="1"><v>0</v></c></row>'


def types(kind: str = KIND, part: str = "/xl/workbook.xml") -> str:
    """The list of content types."""
    return (
        f'{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="{part}" ContentType="{kind}"/>'
        f'<Override PartName="/{TEXTS}" ContentType="{TEXTS_KIND}"/></Types>'
    )


def links(*targets: tuple[str, str]) -> str:
    """Relationships: (kind, target), with the ids r1, r2, ..."""
    entries = "".join(
        f'<Relationship Id="r{number}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{entries}</Relationships>'


def book(sheets: str = '<sheet name="台账" sheetId="1" r:id="r1"/>', settings: str = "") -> str:
    """The list of sheets."""
    return f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{settings}<sheets>{sheets}</sheets></workbook>'


def sheet(rows: str, after: str = "") -> str:
    """A sheet with these rows."""
    return f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{after}</worksheet>'


def texts(*entries: str) -> str:
    """The table of texts; each entry is what stands in its element."""
    return f'{HEAD}<sst xmlns="{MAIN}">{"".join(f"<si>{entry}</si>" for entry in entries)}</sst>'


def styles(*formats: str) -> str:
    """Styles for these number formats, the first of which is style 1; a bare number is a format without a code."""
    codes = "".join(
        f'<numFmt numFmtId="{200 + number}" formatCode="{code}"/>'
        for number, code in enumerate(formats)
        if not code.isdigit()
    )
    uses = "".join(
        f'<xf numFmtId="{code if code.isdigit() else 200 + number}"/>' for number, code in enumerate(formats)
    )
    return (
        f'{HEAD}<styleSheet xmlns="{MAIN}"><numFmts>{codes}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
        f'<cellXfs><xf numFmtId="0"/>{uses}</cellXfs></styleSheet>'
    )


def parts(rows: str = "", **more: str) -> dict[str, bytes | str]:
    """The parts of a workbook with one sheet; `texts` and `styles` when they are given."""
    made: dict[str, bytes | str] = {
        TYPES: types(),
        ROOT: links(("officeDocument", "xl/workbook.xml")),
        BOOK: book(),
        LINKS: links(("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml"), *_styled(more)),
        SHEET: sheet(rows),
    }
    if "texts" in more:
        made[TEXTS] = more["texts"]
    if "styles" in more:
        made[STYLES] = more["styles"]
    return made


def pack(path: Path, made: Mapping[str, bytes | str], packing: int = zipfile.ZIP_DEFLATED) -> Path:
    """Write the parts as a file."""
    with zipfile.ZipFile(path, "w", packing) as archive:
        for name, content in made.items():
            archive.writestr(name, content)
    return path


def read(path: Path, name: str | None = None) -> list[Line]:
    """The rows of a sheet of a file, the first when none is named."""
    with open_workbook(str(path)) as opened:
        return list(opened.rows(name or opened.sheets[0].name))


def whole() -> dict[str, bytes | str]:
    """A workbook in order, with texts and styles."""
    return parts(ONE, texts=texts("<t>a</t>"), styles=styles("0.00"))


def read_everything(path: Path) -> None:
    """The rows and merged cells of all sheets."""
    with open_workbook(str(path)) as opened:
        for entry in opened.sheets:
            list(opened.rows(entry.name))
            opened.merged(entry.name)


def refused(path: Path) -> str:
    """What is said of a file when everything in it is read; nothing but a BadInput comes out."""
    with pytest.raises(BadInput) as problem:
        read_everything(path)
    assert str(path) in problem.value.what
    assert problem.value.saved == "Nothing was imported."
    assert "Excel workbook (.xlsx)" in problem.value.todo
    return problem.value.what


def _styled(more: Mapping[str, str]) -> list[tuple[str, str]]:
    return [("styles", "styles.xml")] if "styles" in more else []
