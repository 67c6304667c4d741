"""Small files that would unpack to all memory, or take all time, are refused before they do.

* containers: sizes, ratios, the number of parts, sheets together; nothing is unpacked for it;
* documents: nesting, names, prefixes, tags, texts, texts named again and again, far columns in each row;
* lists without an end: merged cells, sheets, links, styles;
* each within seconds, and within few megabytes.
"""

from __future__ import annotations

import resource
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.transfer.books import (
    BOOK,
    LINKS,
    MAIN,
    SHEET,
    STYLES,
    TEXTS,
    TYPES,
    book,
    links,
    pack,
    parts,
    sheet,
    styles,
    texts,
    types,
)

from inspect_cli.errors import BadInput
from inspect_cli.transfer.workbook import open_workbook

ONE = '<row r="1"><c r="A1"><v>1</v></c></row>'
MOST_SECONDS = 30
MOST_KILOBYTES = 96 << 10


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a file is written."""
    return tmp_path / "ledger.xlsx"


def read_everything(path: Path) -> None:
    """The rows and merged cells of all sheets, none of them kept."""
    with open_workbook(str(path)) as opened:
        for entry in opened.sheets:
            opened.merged(entry.name)
            for _line in opened.rows(entry.name):
                pass


@pytest.fixture
def refused(path: Path) -> Iterator[None]:
    """The file that the test writes is refused as too much: soon, and without much more memory than before."""
    yield
    began = time.monotonic()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(BadInput) as problem:
        read_everything(path)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert "holds more than an Excel workbook can hold" in problem.value.what
    assert time.monotonic() - began < MOST_SECONDS
    assert peak - before < MOST_KILOBYTES


def claim(path: Path, name: str, size: int) -> None:
    """Let a part say that it unpacks to so many bytes."""
    content = bytearray(path.read_bytes())
    place = content.rindex(name.encode()) - 22
    content[place : place + 4] = size.to_bytes(4, "little")
    path.write_bytes(content)


@pytest.mark.usefixtures("refused")
@pytest.mark.parametrize(
    ("name", "size"), [(SHEET, 1 << 30), (SHEET, 4_294_967_294), (TEXTS, 1 << 28), (BOOK, 1 << 26), (SHEET, 12 << 20)]
)
def test_sizes(path: Path, name: str, size: int) -> None:
    """A part that says it is larger than any honest one is not unpacked at all."""
    pack(path, parts(ONE, texts=texts("<t>a</t>")))
    claim(path, name, size + 1)


@pytest.mark.usefixtures("refused")
def test_sizes_together(path: Path) -> None:
    """Parts that are too large only together are not unpacked either, whether or not they are sheets."""
    made = parts(ONE) | {f"xl/media/{number}.jpeg": b"" for number in range(2)}
    pack(path, made)
    for number in range(2):
        claim(path, f"xl/media/{number}.jpeg", 3 << 30)


@pytest.mark.usefixtures("refused")
def test_sheets_together(path: Path) -> None:
    """Sheets that are too large only together are not unpacked either."""
    made = parts(ONE) | {f"xl/{number}.xml": sheet(ONE) for number in range(2)}
    entries = (f'<sheet name="{number}" sheetId="{number}" r:id="r{number}"/>' for number in (1, 2))
    made[BOOK] = book("".join(entries))
    made[LINKS] = links(("worksheet", "0.xml"), ("worksheet", "1.xml"))
    pack(path, made)
    for number in range(2):
        claim(path, f"xl/{number}.xml", 600 << 20)


@pytest.mark.usefixtures("refused")
@pytest.mark.parametrize("name", [SHEET, TEXTS, STYLES, TYPES])
def test_ratio(path: Path, name: str) -> None:
    """A part that packs as no sheet does is not unpacked, whatever it holds."""
    made = parts(ONE, texts=texts("<t>a</t>"), styles=styles("0"))
    pack(path, {**made, name: b" " * (24 << 20)})


@pytest.mark.usefixtures("refused")
def test_many_parts(path: Path) -> None:
    """A container of more parts than any workbook has is not listed."""
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(20_001):
            archive.writestr(str(number), b"")


@pytest.mark.usefixtures("refused")
@pytest.mark.parametrize(
    "content",
    [
        "<a>" * 2_000_000,
        "".join(f"<a{number}/>" for number in range(500_000)),
        "".join(f'<a b{number}=""/>' for number in range(300_000)),
        "<a " + "".join(f'b{number}="" ' for number in range(300_000)) + "/>",
        "".join(f'<a xmlns:b{number}="urn:{number}"/>' for number in range(200_000)),
        f'<a b="{"x" * 5_000_000}"/>',
        f"<!--{'x' * 5_000_000}-->",
        f"<row><c><v>{'1' * 5_000_000}</v></c></row>",
        f"<row><c><f>{'1' * 5_000_000}</f></c></row>",
        f'<row><c><f t="shared" si="0">{"1+" * 10_000}</f></c></row>'
        + '<row><c><f t="shared" si="0"/></c></row>' * 2_000,
        f'<row><c t="inlineStr"><is>{"<r><t>xxxxxxxxxx</t></r>" * 120_000}</is></c></row>',
        f'<row><c t="inlineStr"><is>{"<r/>" * 400_000}</is></c></row>',
        '<row a="1" b="2" c="3"/>' * 400_000 + "<x/>" * 400_000,
        f'<row ht="{"1" * 1000}"/>',
        "<row><extLst>" + "x" * 3_000_000,
        "x" * 40_000_000,
        f'<a b="{"x" * 100_000}"/>' * 400,
        "<row>" + f'<c t="str"><v>{"x" * 1000}</v></c>' * 5_000 + "</row>",
        f"<row><c><v>{'<!---->1' * 1_100_000}</v></c></row>",
    ],
    ids=range(19),
)
def test_documents(path: Path, content: str) -> None:
    """A document that nests, names or says more than any sheet is left as soon as it does."""
    pack(path, {**parts(), SHEET: sheet("<row/>" + content)}, zipfile.ZIP_STORED)


@pytest.mark.usefixtures("refused")
def test_a_long_shared_text(path: Path) -> None:
    """A shared text beyond all measure is refused like one in a cell."""
    pack(path, parts(ONE, texts=texts(f"<t>{'x' * 2_000_000}</t>")))


@pytest.mark.usefixtures("refused")
def test_one_long_text_named_often(path: Path) -> None:
    """A sheet that gives out one long text again and again ends before it has given out all."""
    pack(path, parts('<row><c t="s"><v>0</v></c></row>' * 100_000, texts=texts(f"<t>{'x' * 999_999}</t>")))


@pytest.mark.usefixtures("refused")
def test_a_row_of_long_texts(path: Path) -> None:
    """A row that names a long text in each of its cells is refused before the row has ended."""
    pack(path, parts("<row>" + '<c t="s"><v>0</v></c>' * 16_000 + "</row>", texts=texts(f"<t>{'x' * 99_999}</t>")))


@pytest.mark.usefixtures("refused")
def test_a_long_table_of_texts(path: Path) -> None:
    """More texts than fit into memory are refused before openpyxl holds them."""
    pack(path, parts(ONE, texts=texts(*[f"<t>😀{'x' * 900_000}</t>"] * 80)), zipfile.ZIP_STORED)


@pytest.mark.usefixtures("refused")
def test_far_columns(path: Path) -> None:
    """A sheet with a cell in the last column of each row ends before all its blanks are given out."""
    rows = "".join(f'<row r="{number}"><c r="XFD{number}"><v>1</v></c></row>' for number in range(1, 120_000))
    pack(path, parts(rows))


@pytest.mark.usefixtures("refused")
def test_many_merged_cells(path: Path) -> None:
    """More merged cells than any sheet has are refused."""
    pack(path, {**parts(), SHEET: sheet(ONE, '<mergeCell ref="A1:B1"/>' * 100_001)})


@pytest.mark.usefixtures("refused")
@pytest.mark.parametrize(
    ("name", "content"),
    [
        (BOOK, book('<sheet name="a" sheetId="1" r:id="r1"/>' * 1_001)),
        (LINKS, links(*[("worksheet", "a.xml")] * 200_000)),
        (STYLES, f'<styleSheet xmlns="{MAIN}"><cellXfs>{"<xf/>" * 400_000}</cellXfs></styleSheet>'),
        (STYLES, styles("[" * 256)),
        (TEXTS, texts(*["<r><t>xxxxxxxxxx</t></r>" * 120_000])),
        (TEXTS, f'<sst xmlns="{MAIN}">{"<x/>" * 400_000}</sst>'),
        (TYPES, types().replace("</Types>", '<Default Extension="a" ContentType="a/a"/>' * 400_000 + "</Types>")),
    ],
    ids=range(7),
)
def test_lists(path: Path, name: str, content: str) -> None:
    """A list of sheets, links, styles or texts that goes on and on is left."""
    pack(path, {**parts(ONE, styles=styles("0")), name: content}, zipfile.ZIP_STORED)


def test_the_longest_text(path: Path) -> None:
    """A text as long as a cell of a text file may be is read, shared or not."""
    long = f"<t>{'x' * 999_999}</t>"
    cells = f'<c t="s"><v>0</v></c><c t="inlineStr"><is>{long}</is></c>'
    pack(path, parts(f"<row>{cells}</row>", texts=texts(long)))

    read_everything(path)


def test_a_large_honest_sheet(path: Path) -> None:
    """A sheet whose rows repeat themselves as far as real ones do is read."""
    rows = "".join(
        f'<row r="{number}" spans="1:12" ht="15" customHeight="1">'
        + "".join(f'<c r="{letter}{number}" s="1"/>' for letter in "ABCDEFGHIJKL")
        + "</row>"
        for number in range(1, 40_001)
    )
    pack(path, parts(rows))

    read_everything(path)
