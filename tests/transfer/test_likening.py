"""A ledger without numbers that is sent again with other answers.

* it is told that its rows may be hazards of the ledger; --update takes them for the same;
* the same again is unchanged, with --update and without; an older one takes nothing back;
* two hazards of the same words are not told apart: then a number is asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
Write = Callable[..., Path]
HEADER = "类别,检查时间,所属乡镇,被检查单位,隐患描述,整改责任人,整改情况\n"
FIRST = (
    HEADER
    + "消防,2023-01-10,东岔街道,百货商场,堵塞通道,王某01,整改中\n消防,2023-01-10,东岔街道,百货商场,灭火器过期,王某01,\n"
)
LATER = (
    HEADER
    + "消防,2023-01-10,东岔街道,百货商场,堵塞 通道。,李某02,已整改\n"
    + "消防,2023-01-10,东岔街道,百货商场,灭火器过期,王某01,\n"
)
pytestmark = pytest.mark.usefixtures("three_townships")


def counts(run: Run, path: Path, *words: str) -> dict[str, int]:
    """Import a file; its counts that are not 0."""
    done = run("import", str(path), *words, "--format", "json")
    assert done.code == 0, done.err
    return {key: count for key, count in done.json.items() if count and key != "batch"}


def test_what_was_sent_again_is_told(run: Run, write: Write) -> None:
    """Without --update such a row is a new hazard, and the user is told of it; a dry run tells the same."""
    counts(run, write(FIRST))
    later = str(write(LATER, name="later.csv"))

    for words in (["--dry-run"], []):
        done = run("import", later, *words)
        assert "New: 1" in done.out
        assert "1 new row has the place, day and words of a hazard in the ledger" in done.err


def test_update_takes_it_for_the_same(run: Run, write: Write) -> None:
    """With --update the hazard is updated, once; the same file, and the older one, are unchanged from then on."""
    first, later = write(FIRST), write(LATER, name="later.csv")
    counts(run, first)

    assert counts(run, later, "--update", "--dry-run") == {"rows": 2, "updated": 1, "unchanged": 1}
    assert counts(run, later, "--update") == {"rows": 2, "updated": 1, "unchanged": 1}
    one, other = run("list --status all --sort number --format json").json
    assert (one["owner"], one["status"], other["status"]) == ("李某02", "fixed", "found")
    for path in (later, first):
        for words in ([], ["--update"]):
            assert counts(run, path, *words) == {"rows": 2, "unchanged": 2}
    assert run("undo").code == 0
    assert run("list --status all --sort number --format json").json[0]["owner"] == "王某01"
    assert run("check").code == 0


def test_two_of_the_same_words(run: Run, write: Write) -> None:
    """Where two hazards have the same words, a row that may be either is refused with their numbers."""
    row = "消防,2023-01-10,东岔街道,百货商场,堵塞通道,{},\n"
    counts(run, write(HEADER + row.format("王某01") + row.format("李某02")))

    done = run("import", str(write(HEADER + row.format("赵某03"), name="b.csv")), "--update")

    assert (done.code, "CG-1, CG-2" in done.err) == (3, True)


def test_two_rows_for_one_hazard(run: Run, write: Write) -> None:
    """Of two rows of a file only one can be the hazard; the other is new."""
    row = "消防,2023-01-10,东岔街道,百货商场,堵塞通道,{},\n"
    counts(run, write(HEADER + row.format("王某01")))
    both = write(HEADER + row.format("李某02") + row.format("赵某03"), name="b.csv")

    assert counts(run, both, "--update") == {"rows": 2, "updated": 1, "new": 1}
