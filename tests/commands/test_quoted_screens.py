"""A hazard that says what its item says is read in the language of the screen; files and machines get what was written.

list, show, recheck, sample, today, receipts, what is told of an earlier hazard; a text of one's own stays.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from tests.conftest import Run

ENGLISH = "Extinguishers or hydrants missing"
CHINESE = "灭火器"


@pytest.fixture
def typed_in_english(run: Run, three_townships: Path) -> Path:
    """CG-1 by its item, CG-2 of the same item in words of one's own, both overdue; the screen was English."""
    run("add fire 东岔街道 --item FIRE-06 --site 学校 --on 2023-01-02 --due 2023-01-05")
    run("add fire 东岔街道 'two of them empty' --item FIRE-06 --site 饭店 --on 2023-01-02 --due 2023-01-05")
    return three_townships


@pytest.mark.parametrize("line", ["list", "show 1", "today", "note 1 看过"])
def test_a_chinese_screen_has_chinese(run: Run, typed_in_english: Path, line: str) -> None:
    """Whatever screen shows it; in English it is English."""
    chinese, english = run(f"--lang zh {line}").out, run(line).out

    assert (CHINESE in chinese, ENGLISH in chinese) == (True, False)
    assert (CHINESE in english, ENGLISH in english) == (False, True)


def test_a_text_of_ones_own_stays(run: Run, typed_in_english: Path) -> None:
    """What somebody typed is shown as it is."""
    assert "two of them empty" in run("--lang zh list").out
    assert "two of them empty" in run("--lang zh show 2").out


def test_second_looks_are_in_the_language(run: Run, typed_in_english: Path) -> None:
    """Of what waits for a verification, of what is drawn, and of the hazard that came back."""
    run("fix 1 --by 王某01 --on 2023-01-03")
    waiting = run("--lang zh recheck 东岔街道").out
    run("verify 1 --by 周某04 --on 2023-01-04")
    drawn = run("--lang zh sample --rate 1").out
    told = run("--lang zh add fire 东岔街道 --item FIRE-06 --site 学校").err

    for shown in (waiting, drawn, told):
        assert (CHINESE in shown, ENGLISH in shown) == (True, False)


@pytest.mark.parametrize("line", ["list", "show 1", "export", "today", "recheck 东岔街道"])
def test_machines_get_what_was_written(run: Run, typed_in_english: Path, line: str) -> None:
    """JSON is the same in either language."""
    if line.startswith("recheck"):
        run("fix 1 --by 王某01")
    english, chinese = (run(f"--lang {lang} {line} --format json").json for lang in ("en", "zh"))

    assert english == chinese
    assert ENGLISH in run(f"--lang zh {line} --format json").out


def test_files_get_what_was_written(run: Run, typed_in_english: Path) -> None:
    """A file of a Chinese list can be imported again without a change."""
    run("--lang zh list -o list.csv")
    rows = list(csv.DictReader((typed_in_english / "list.csv").read_text(encoding="utf-8-sig").splitlines()))

    assert [row["隐患描述"].partition(",")[0] for row in rows] == [ENGLISH, "two of them empty"]
