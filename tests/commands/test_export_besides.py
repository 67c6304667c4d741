"""What an export does not carry is told: each with its count, of the hazards that were asked for.

* plans, supervision, stops, hand-overs, failed verifications, documents, duplicates, pictures;
* what --columns writes is not missing; another category has none of it; a ledger without any says nothing;
* what the note says of deadlines is what an import on another machine makes of them.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.conftest import TOWNSHIPS, Run

WORK = (
    "add fire 东岔 甲 --due 2d --major --owner 王",
    "plan 1 --measures a --funds 1 --contingency b",
    "list-for-supervision 1 --level county --notice N1",
    "suspend 1 --reason r",
    "fix 1 --by 王",
    "verify 1 --by 赵 --fail --due 5d --reason x",
    "fix 1 --by 王",
    "add fire 东岔 乙 --due 2d --owner 王",
    "transfer 2 --to 消防队 --reason r",
    "add mines 东岔 丙 --due 2d --owner 王",
    "add mines 东岔 丁 --due 2d --owner 王",
    "void 4 --duplicate-of 3 --reason r",
)
OF_FIRE = "1 plan, 1 hazard under supervision, 1 stop, 1 hand-over, 1 failed verification"
LATER = "A ledger that has these hazards from the file alone counts their later deadlines as extensions."


@pytest.fixture
def worked(run: Run, three_townships: Path) -> Path:
    """A ledger in which everything happened that no column of an export says."""
    for words in WORK:
        done = run(words)
        assert done.code == 0, done.err
    return three_townships


def _notes(run: Run, words: str) -> list[str]:
    done = run(words)
    assert done.code == 0, done.err
    notes: list[str] = done.err.splitlines()
    return notes


def test_everything_that_no_column_says(run: Run, worked: Path) -> None:
    """Each is named with its count, of what was asked for only, and only where there is any."""
    told = "Not in these columns: {}, and the kinds of visits. They stay in the ledger."

    assert _notes(run, "export -o all.csv") == [
        "4 rows written to all.csv",
        told.format(f"{OF_FIRE}, 1 duplicate"),
        LATER,
    ]
    assert _notes(run, "export --category fire") == [told.format(OF_FIRE), LATER]
    assert _notes(run, "export --category mines") == [told.format("1 duplicate")]
    assert _notes(run, "export --status found --category mines") == []


def test_columns_that_say_it(run: Run, worked: Path) -> None:
    """What --columns writes is not told to be missing."""
    [told, _later] = _notes(run, "export --columns number,listed,suspended,duplicate_of,transferred_to")

    assert told == (
        "Not in these columns: 1 plan, 1 failed verification, and the kinds of visits. They stay in the ledger."
    )


def test_pictures_and_documents(run: Run, three_townships: Path) -> None:
    """Pictures and documents of hazards stay in the ledger too."""
    (three_townships / "a.jpg").write_bytes(b"\xff\xd8\xff")
    run("add fire 东岔 甲 --due 2d")
    assert run("note 1 --photo a.jpg").code == 0
    done = run("notice 1 --unit 应急局 --unit-kind department --no 5号 -o notice.md")
    assert done.code == 0, done.err

    assert "columns: the documents of 1 hazard, 1 picture, and" in run("export").err


def test_what_an_import_makes_of_deadlines(run: Run, worked: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On another machine the deadline of the failed verification is an extension, as the note says."""
    _notes(run, "export -o all.csv")
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(worked / "other" / name))
    (worked / "townships.csv").write_text(TOWNSHIPS, encoding="utf-8")
    run("init --device QQ --townships townships.csv")
    run("import all.csv")
    [card] = run("show CG-1 --format json").json

    assert (card["failed"], card["extended"], card["extended_days"]) == (0, 1, 3)
