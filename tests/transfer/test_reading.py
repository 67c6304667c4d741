"""Bytes become cells with the physical line they start on.

* with or without a byte order mark, LF, CRLF or CR; quoted line breaks, quotes, commas, empty lines;
* the line of a row is the line its first cell begins on, whatever came before;
* not UTF-8, quotes that do not close, cells beyond all measure, missing files: refused with file and line.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_cli.errors import BadInput, StorageProblem
from inspect_cli.transfer.decoding import find_encoding
from inspect_cli.transfer.reading import Line, read_lines


def _read(path: Path, content: bytes | str) -> list[Line]:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(read_lines(str(path)))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a file is written."""
    return tmp_path / "ledger.csv"


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "mark"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize("last", [True, False], ids=["ended", "open"])
def test_line_ends(path: Path, mark: bytes, line_end: str, *, last: bool) -> None:
    """Rows are the same whatever ends a line, with a mark before the first cell or not, ended or not."""
    content = mark + (line_end.join(["类别,乡镇", "消防,东岔街道"]) + (line_end if last else "")).encode()

    assert _read(path, content) == [Line(1, ["类别", "乡镇"]), Line(2, ["消防", "东岔街道"])]


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        ('a,b\n"x,y",z\n', [(1, ["a", "b"]), (2, ["x,y", "z"])]),
        ('"a ""quoted"" word",b\n', [(1, ['a "quoted" word', "b"])]),
        ('"one\ntwo\nthree",b\nc,d\n', [(1, ["one\ntwo\nthree", "b"]), (4, ["c", "d"])]),
        ('"one\r\ntwo",b\r\nc,d\r\n', [(1, ["one\r\ntwo", "b"]), (3, ["c", "d"])]),
        ('a\n"x\ny"\n\n"z\n\n"\nlast\n', [(1, ["a"]), (2, ["x\ny"]), (4, []), (5, ["z\n\n"]), (8, ["last"])]),
        ("a,b\n\n,\n \nc,d\n", [(1, ["a", "b"]), (2, []), (3, ["", ""]), (4, [" "]), (5, ["c", "d"])]),
        ("a\u2028b,c\u0085d\n", [(1, ["a\u2028b", "c\u0085d"])]),
        ("a,'b\n=c,1e5\n007,-\n", [(1, ["a", "'b"]), (2, ["=c", "1e5"]), (3, ["007", "-"])]),
        ("", []),
    ],
)
def test_rows(path: Path, content: str, rows: list[tuple[int, list[str]]]) -> None:
    """Cells are text as written, nothing guessed; the line is the physical one the row starts on."""
    assert _read(path, content) == [Line(number, cells) for number, cells in rows]


@given(
    cells=st.lists(
        st.lists(
            st.text(st.characters(codec="utf-8", exclude_characters="\0\ufeff"), max_size=8), min_size=2, max_size=4
        ),
        min_size=1,
        max_size=6,
    ),
    line_end=st.sampled_from(["\n", "\r\n"]),
)
def test_any_cells(tmp_path_factory: pytest.TempPathFactory, cells: list[list[str]], line_end: str) -> None:
    """Whatever cells a CSV writer wrote are read back, each row with the number of lines before it."""
    out = io.StringIO(newline="")
    starts = []
    for row in cells:
        starts.append(1 + _breaks(out.getvalue()))
        csv.writer(out, lineterminator=line_end, quoting=csv.QUOTE_ALL).writerow(row)
    path = tmp_path_factory.getbasetemp() / "any.csv"

    assert _read(path, out.getvalue()) == [Line(start, row) for start, row in zip(starts, cells, strict=True)]


def _breaks(text: str) -> int:
    """How many lines have ended: CRLF is one end."""
    return text.replace("\r\n", "\n").replace("\r", "\n").count("\n")


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1"])
def test_not_utf8(path: Path, encoding: str) -> None:
    """A file in another encoding is refused with its name and the line, and what to do; nothing is guessed."""
    path.write_bytes(b"category,township\nfire,abc\n" + "消防é,东岔街道".encode(encoding, "ignore") + b"\n")

    with pytest.raises(BadInput) as problem:
        list(read_lines(str(path)))

    assert f"{path}, line 3" in problem.value.what
    assert (problem.value.exit_code, "UTF-8" in problem.value.todo) == (3, True)


def test_not_utf8_far_down(path: Path) -> None:
    """The line is found however far down it is, after rows that were read already."""
    path.write_bytes("消防,东岔\n".encode() * 70_000 + b"\xff\n")

    with pytest.raises(BadInput, match="line 70001"):
        list(read_lines(str(path)))


@pytest.mark.parametrize(
    ("content", "line"),
    [('a,b\nc,d\n"e,f\ng,h\n', 3), ('a,b\n"c"d,e\n', 2), ('"a\nb', 1), ('a\n"one\ntwo"\n"open\n', 4)],
)
def test_open_quotes(path: Path, content: str, line: int) -> None:
    """Quotes that do not close are refused with the line the row begins on, not read to the end as one cell."""
    with pytest.raises(BadInput, match=rf"line {line} is no CSV") as problem:
        _read(path, content)

    assert str(path) in problem.value.what


def test_cells_beyond_measure(path: Path) -> None:
    """A cell of a million characters is read; one far longer is refused with its line."""
    assert len(_read(path, "a\n" + "x" * 1_000_000 + "\n")[1].cells[0]) == 1_000_000
    with pytest.raises(BadInput, match="line 2"):
        _read(path, "a\n" + "x" * 1_100_000 + "\n")


@pytest.mark.parametrize("where", ["missing.csv", ".", "a\0b"])
def test_unreadable(tmp_path: Path, where: str) -> None:
    """A file that is not there, is a folder or has no possible name is a storage problem that names it."""
    for read in (lambda path: list(read_lines(path)), find_encoding):
        with pytest.raises(StorageProblem) as problem:
            read(f"{tmp_path}/{where}")
        assert problem.value.exit_code == 4
        assert "Nothing was imported" in problem.value.saved


@pytest.mark.parametrize("lines", [0, 1, 3, 40_000])
def test_count_lines(path: Path, lines: int) -> None:
    """Lines are counted as they stand in the file."""
    path.write_bytes(b"a long enough line of text, " * 2 + b"\n" if lines == 1 else b"some text of a line\n" * lines)

    assert find_encoding(str(path)).lines == lines
