"""What fits a width: lines that break where a reader expects it, words that stay whole, columns that go in order."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from inspect_cli import fitting
from inspect_cli.rules.fields import Field

TEXTS = st.text(st.sampled_from("东岔街道，。（）、 abc,.)(%'\"-12 "), max_size=60) | st.text(max_size=40)


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("疏散通道堵塞。", 12, ["疏散通道堵", "塞。"]),
        ("按期率%、反弹率%。", 6, ["按期", "率%、", "反弹", "率%。"]),
        ("王某01 (东岔街道)", 12, ["王某01 (东岔", "街道)"]),
        ("见名单.csv", 8, ["见名单", ".csv"]),
        ("无责任人：inspect-cli who 东岔街道", 28, ["无责任人：inspect-cli who", "东岔街道"]),
        ("inspect-cli site add '某某 商场' --must-visit", 23, ["inspect-cli site add", "'某某 商场'", "--must-visit"]),
        ("（inspect-cli undo）后再导入", 18, ["（inspect-cli", "undo）后再导入"]),
        ("inspect-cli undo 撤销这一批次的全部操作然后", 24, ["inspect-cli undo 撤销这", "一批次的全部操作然后"]),
        ("from 1\xa0to 2", 8, ["from", "1 to 2"]),
        ("", 8, [""]),
    ],
)
def test_where_lines_break(text: str, width: int, lines: list[str]) -> None:
    """At blanks and between Chinese characters; not before a sign that closes, and in a command at blanks alone."""
    assert fitting.fold(text, width) == lines


@given(TEXTS, st.integers(2, 40))
def test_nothing_is_lost(text: str, width: int) -> None:
    """Folded into a cell no line is wider than the cell, and all that stood there still does, in the same order."""
    filled = fitting.fill(text, width)

    assert re.sub(r"\s", "", filled) == re.sub(r"\s", "", text)
    assert [line for line in filled.split("\n") if cell_len(line) > width] == []


@pytest.mark.parametrize(
    ("head", "text", "lines"),
    [
        ("  Due  ", "2023-01-05", ["  Due  2023-01-05"]),
        ("  Due  ", "first of all the second", ["  Due  first of all the", "       second"]),
        ("  Inspectors  ", "first of all the second", ["  Inspectors", "    first of all the", "    second"]),
        ("  Inspectors  ", "one", ["  Inspectors  one"]),
    ],
)
def test_beside_or_below(head: str, text: str, lines: list[str]) -> None:
    """A text stands beside its head, its further lines below its first one; without room for it, below the head."""
    assert fitting.hang(head, text, 23) == lines


@pytest.mark.parametrize(
    ("field", "texts", "column"),
    [
        (Field("made", "Made", "完成次数", "count"), ("完成次数", "1234567890123456789"), (0, 19, 19, False)),
        (Field("due", "Due", "整改时限", "date", rank=1), ("Due", "2023-01-05"), (1, 10, 10, False)),
        (Field("todo", "Mended by", "处理命令"), ("inspect-cli list-for-supervision 1",), (0, 20, 34, True)),
        (Field("site", "Site", "点位", rank=4), ("x" * 60,), (4, 16, 60, True)),
        (Field("name", "Name", "名称"), ("某某商贸有限责任公司",), (0, 20, 20, False)),
        (Field("name", "Name", "名称"), ("某" * 30,), (0, 32, 60, True)),
    ],
)
def test_room_for_a_column(field: Field, texts: tuple[str, ...], column: tuple[int, int, int, bool]) -> None:
    """Numbers, days and names need all of their width, a text as much as its longest word, unless that is endless."""
    assert fitting.measure(field, texts) == column


def test_the_least_important_go_first() -> None:
    """Columns go by rank, of equal ones the last; without room for those of rank 0 none stays."""
    columns = [fitting.Column(rank, 10, 10, folds=False) for rank in (0, 2, 0, 2, 1)]
    kept = [fitting.choose(columns, width) for width in (58, 57, 45, 34, 33, 22, 21)]

    assert kept == [[0, 1, 2, 3, 4], [0, 1, 2, 4], [0, 2, 4], [0, 2, 4], [0, 2], [0, 2], []]


def test_the_widest_folds_first() -> None:
    """Room is taken from the widest column that folds, down to what it needs at least."""
    columns = [
        fitting.Column(0, 10, 10, folds=False),
        fitting.Column(0, 16, 300, folds=True),
        fitting.Column(0, 16, 30, folds=True),
    ]

    assert [fitting.allot(columns, width) for width in (100, 60, 46)] == [[10, 56, 30], [10, 23, 23], [10, 16, 16]]
