"""Whatever somebody, some program or some disk did to a workbook, it is read or refused, and nothing else happens.

* bytes of the parts of real workbooks changed, cut out, doubled, or replaced by what the format makes much of;
* bytes of the file itself.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date, time
from functools import cache
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.transfer.books import pack

from inspect_cli.errors import BadInput, StorageProblem
from inspect_cli.transfer.workbook import open_workbook

WORDS = [
    *(b"<row>", b"</row>", b"<c>", b"<v>", b"</v>", b"<t>", b"<is>", b"<rPh>", b"</sheetData>", b"<!--", b"<![CDATA["),
    *(b"]]>", b"<?x?>", b'r="', b'"', b"&#0;", b"&#x1F600;", b"&amp;", b"&a;", b"\xff", b"\0", b"xmlns:a='b'"),
    *(b"0", b"-1", b"16385", b"1048577", b"999999999999", b"XFD1048576", b"1e999", b"_xD800_", b"[h]", b"[[[[", b"="),
    *(b"utf-16", b"utf-7", b"idna", b"rot13", b"cp037", b"<!DOCTYPE x>", b""),
]
Change = tuple[float, int, bytes]
changes = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 40), st.sampled_from(WORDS)), min_size=1, max_size=4)


@cache
def write_openpyxl() -> bytes:
    """A workbook with every kind of cell, merged cells, a second sheet and a chart sheet."""
    made = openpyxl.Workbook()
    for number in range(20):
        made.active.append([number, f"文本{number}", date(2023, 1, 15), True, 1.5, None, "=A1", "'=x", time(10, 30)])
    made.active.merge_cells("A21:B23")
    made.create_sheet("b").append([1])
    made.create_chartsheet("c")
    out = BytesIO()
    made.save(out)
    return out.getvalue()


@cache
def write_xlsxwriter() -> bytes:
    """The same by the other program, with rich texts and values of formulas."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        day = made.add_format({"num_format": "yyyy-mm-dd"})
        sheet = made.add_worksheet("台账")
        sheet.merge_range("A1:D1", "x")
        for number in range(1, 20):
            sheet.write(number, 0, number)
            sheet.write(number, 1, f"t{number % 7}_x000D_")
            sheet.write_datetime(number, 2, date(2023, 1, 15), day)
            sheet.write_rich_string(number, 3, "a", day, "b")
            sheet.write_formula(number, 4, "=1", None, number)
    return out.getvalue()


def change(content: bytes, made: list[Change]) -> bytes:
    """The bytes with some of them replaced by a word: where, how many, by what."""
    for share, length, word in made:
        place = int(share * len(content))
        content = content[:place] + word + content[place + length :]
    return content


def read_or_refuse(path: Path) -> None:
    """Read everything; a refusal will do, anything else that is raised will not."""
    with suppress(BadInput, StorageProblem), open_workbook(str(path)) as opened:
        for entry in opened.sheets:
            opened.merged(entry.name)
            for line in opened.rows(entry.name):
                assert 1 <= line.number <= 1_048_576
                "".join(line.cells).encode()


@pytest.mark.parametrize("write", [write_openpyxl, write_xlsxwriter])
@settings(max_examples=150, deadline=None)
@given(data=st.data(), made=changes)
def test_parts(
    tmp_path_factory: pytest.TempPathFactory, write: Callable[[], bytes], data: st.DataObject, made: list[Change]
) -> None:
    """A part that was changed, in a container that is whole, does no harm."""
    path = tmp_path_factory.getbasetemp() / "parts.xlsx"
    with zipfile.ZipFile(BytesIO(write())) as archive:
        parts: dict[str, bytes | str] = {name: archive.read(name) for name in archive.namelist()}
    name = data.draw(st.sampled_from(sorted(name for name in parts if "docProps" not in name)))
    content = parts[name]
    assert isinstance(content, bytes)

    read_or_refuse(pack(path, {**parts, name: change(content, made)}, zipfile.ZIP_STORED))


@pytest.mark.parametrize("write", [write_openpyxl, write_xlsxwriter])
@settings(max_examples=100, deadline=None)
@given(made=changes)
def test_files(tmp_path_factory: pytest.TempPathFactory, write: Callable[[], bytes], made: list[Change]) -> None:
    """A container that was changed does no harm."""
    path = tmp_path_factory.getbasetemp() / "file.xlsx"
    path.write_bytes(change(write(), made))

    read_or_refuse(path)
