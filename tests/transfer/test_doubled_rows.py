"""Rows that stand twice in one file: both are taken, and the import says which lines they are.

* hazards and clean visits, side by side and far apart, the dry run too; the first few pairs are named, all are counted;
* numbers that tell them apart, other files, and what the ledger holds already are no doubles.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
Write = Callable[..., Path]
HEADER = "类别,乡镇,点位,检查日期,检查人,隐患描述,整改责任人,整改时限\n"
TWIN = "消防,东岔街道,甲店,2023-01-02,张某01,灭火器过期,王某,2023-01-20\n"
OTHER = "消防,东岔街道,甲店,2023-01-02,张某01,通道堵塞,王某,2023-01-20\n"
CLEAN = "消防,东岔街道,乙店,2023-01-03,张某01,,,\n"
pytestmark = pytest.mark.usefixtures("three_townships")


def _told(run: Run, *words: str) -> list[str]:
    done = run("import", *words)
    assert done.code == 0, done.err
    return [line.rpartition("/")[2] for line in done.err.splitlines() if "the same as" in line]


@pytest.mark.parametrize("words", [["--dry-run"], []])
def test_doubled_rows_are_told(run: Run, write: Write, words: list[str]) -> None:
    """Two equal rows are two hazards, and which lines they stand on is said; a second time nothing is new."""
    path = str(write(HEADER + TWIN + OTHER + TWIN))

    assert _told(run, path, *words) == [
        "in.csv: 1 row says the same as one above it, and both were taken (line 4 as 2)."
    ]
    if not words:
        assert len(run("list --status all --format json").json) == 3
        assert _told(run, path) == []


def test_far_apart_and_many(run: Run, write: Write) -> None:
    """However far apart; of many the first pairs are named; two equal clean visits are told of too."""
    others = "".join(OTHER.replace("通道", f"通道{n}") for n in range(2000))

    path = str(write(HEADER + TWIN + others + TWIN * 6 + CLEAN * 2, name="a.csv"))
    lines = "2003 as 2, 2004 as 2, 2005 as 2, 2006 as 2, 2007 as 2, …"

    assert _told(run, path) == [f"a.csv: 7 rows say the same as one above them, and all were taken (lines {lines})."]


def test_what_is_no_double(run: Run, write: Write) -> None:
    """Numbers that name hazards tell rows apart, numbers of lines do not; each file is looked at by itself."""
    header = "隐患编号," + HEADER

    assert _told(run, str(write(header + "JX-1," + TWIN + "JX-2," + TWIN))) == []
    assert len(_told(run, str(write(header + "1," + OTHER + "2," + OTHER, name="b.csv")))) == 1
    files = [str(write(HEADER + CLEAN, name=name)) for name in ("c.csv", "d.csv")]
    assert _told(run, *files) == []
