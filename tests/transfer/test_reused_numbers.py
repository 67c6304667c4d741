"""Numbers that senders give anew: nothing may be written over.

* a number beside another hazard is refused, by --dry-run too; a corrected text at the same place is not;
* numbers that slipped by a row are refused; a number of another sender of our form is theirs;
* what a correction changes is listed; an export without names does not come back over the names;
* a folder is read with the folders in it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
Write = Callable[..., Path]
HEADER = "编号,行业领域,所属乡镇,检查时间,单位名称,存在问题,责任人,整改期限,整改情况\n"
FIRST = "YH-01,消防,东岔街道,2023-01-02,甲店,灭火器过期,张某01,2023-01-09,已整改\n"
SECOND = "YH-02,消防,东岔街道,2023-01-02,甲店,通道堵塞,张某01,2023-01-20,\n"
pytestmark = pytest.mark.usefixtures("three_townships")


def held(run: Run) -> list[tuple[str, str]]:
    """The words and states of the ledger's hazards."""
    rows = run("list --status all --sort number --format json").json
    return [(row["description"], row["status"]) for row in rows]


@pytest.mark.parametrize("words", [["--dry-run"], []])
def test_a_number_used_again(run: Run, write: Write, words: list[str]) -> None:
    """Another hazard with a number that the ledger knows is refused with the one it knows, and nothing is changed."""
    run("import", str(write(HEADER + FIRST)))
    other = "YH-01,工矿,东岔街道,2023-01-01,丙矿,皮带跑偏,孙某03,2023-01-30,\n"

    done = run("import", str(write(HEADER + other, name="b.csv")), *words)

    assert (done.code, "another hazard: 灭火器过期" in done.err) == (3, True)
    assert held(run) == [("灭火器过期", "fixed")]


def test_numbers_that_slipped(run: Run, write: Write) -> None:
    """Numbers that stand a row too far down are refused: the words are those of another hazard of the ledger."""
    run("import", str(write(HEADER + FIRST + SECOND)))
    slipped = FIRST.replace("YH-01", "YH-02") + SECOND.replace("YH-02", "YH-01")

    done = run("import", str(write(HEADER + slipped, name="b.csv")))

    assert (done.code, done.err.count("another hazard")) == (3, 2)
    assert held(run) == [("灭火器过期", "fixed"), ("通道堵塞", "found")]


def test_what_changes_is_listed(run: Run, write: Write) -> None:
    """A corrected text, owner and deadline at the same place are taken, and named by the dry run and the real one."""
    run("import", str(write(HEADER + SECOND)))
    changed = SECOND.replace("通道堵塞", "东侧通道堵塞").replace("张某01", "李某02")
    path = str(write(HEADER + changed, name="b.csv"))

    for words in (["--dry-run"], []):
        assert "line 2: changes Owner, Hazard." in run("import", path, *words).err
    assert held(run) == [("东侧通道堵塞", "found")]


def test_numbers_of_our_form(run: Run, write: Write) -> None:
    """YH-1 of another sender is theirs: two townships may have it, and our own numbers go on."""
    rows = [SECOND.replace("YH-02", "YH-1").replace("东岔街道", town) for town in ("东岔街道", "石炭沟镇")]

    done = run("import", str(write(HEADER + "".join(rows))), "--format", "json")

    assert (done.code, done.json["new"]) == (0, 2)
    assert [row["number"] for row in run("list --sort number --format json").json] == ["CG-1", "CG-2"]


def test_an_export_without_names(run: Run, write: Write) -> None:
    """A file that was exported without names does not write roles over the names."""
    run("import", str(write(HEADER + SECOND)))
    assert run("export --anonymous -o an.xlsx").code == 0

    done = run("import", "an.xlsx")

    assert (done.code, "is a role" in done.err) == (3, True)
    assert run("list --format json").json[0]["owner"] == "张某01"


def test_folders_in_a_folder(run: Run, home: Path) -> None:
    """A year of ledgers by month is read as a whole."""
    for month, row in (("01", FIRST), ("02", SECOND)):
        (home / "year" / month).mkdir(parents=True)
        (home / "year" / month / "台账.csv").write_text(HEADER + row, encoding="utf-8")

    assert run("import", "year", "--format", "json").json["new"] == 2
