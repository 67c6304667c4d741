"""`walk --answers` and what is known already: the same list given twice, an unfinished walk of the same place.

How an item and an answer may be written in the file: as `add --item` takes it, and as a walk's keys.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.commands.conftest import Listed, Refuse
from tests.conftest import Run
from tests.test_screens import on_terminal

WALK = ("walk", "fire", "东岔街道", "--site", "百货商场")
MALL = " ".join(WALK)
NO = "item,answer,owner\nFIRE-01,yes,\nFIRE-06,no,王某01\nFIRE-11,no,\n"


@pytest.fixture
def filled(run: Run, three_townships: Path) -> Path:
    """A filled-in list of the mall, list.csv, recorded once: CG-1 and CG-2."""
    (three_townships / "list.csv").write_text(NO, encoding="utf-8")
    assert run("site add 东岔街道 百货商场 --kind mall").code == 0
    assert run(f"{MALL} --answers list.csv").code == 0
    return three_townships


def test_the_same_list_again_is_refused(run: Run, filled: Path, refuse: Refuse, listed: Listed) -> None:
    """Nobody is there to decide, so nothing is written, and the numbers of the visit are told; whoever it is by."""
    for more in ((), ("--by", "周某04")):
        said = refuse(*WALK, "--answers", "list.csv", *more, code=6)
        assert "as CG-1, CG-2: Fire safety, 东岔街道, 百货商场, 2023-01-15." in said

    assert run("--lang", "zh", *WALK, "--answers", "list.csv").code == 6
    assert len(listed()) == 2


def test_with_yes_it_is_another_visit(run: Run, filled: Path, listed: Listed) -> None:
    """--yes records it once more, and on a terminal a yes does; a no does not."""
    assert run(f"{MALL} --answers list.csv --yes").code == 0
    code, shown = on_terminal(*WALK, "--answers", "list.csv", columns=100, keys="n\n")
    assert (code, "Record it once more?" in shown, len(listed())) == (6, True, 4)
    assert on_terminal(*WALK, "--answers", "list.csv", columns=100, keys="y\n")[0] == 0

    assert len(listed()) == 6


def test_another_list_is_recorded(run: Run, filled: Path, listed: Listed) -> None:
    """One answer more, another day, another site, or the first taken back: it is not the same visit."""
    (filled / "more.csv").write_text(NO + "FIRE-02,yes,\n", encoding="utf-8")
    for words in (
        f"{MALL} --answers more.csv",
        f"{MALL} --answers list.csv --on 2023-01-14",
        "walk fire 东岔街道 --site 学校 --answers list.csv",
    ):
        assert run(words).code == 0
    assert run("undo --yes").code == 0
    assert run("walk fire 东岔街道 --site 学校 --answers list.csv").code == 0

    assert len(listed()) == 8


def test_a_dry_run_says_that_it_is_known(run: Run, filled: Path) -> None:
    """It ends with 0, and tells what recording would ask about; --yes goes with --answers and --drop only."""
    result = run(f"{MALL} --answers list.csv --dry-run")

    assert (result.code, "recorded already, as CG-1, CG-2" in result.err) == (0, True)
    assert "--yes goes with --drop or --answers" in run(f"{MALL} --print --yes").err


def test_a_clean_list_again(run: Run, three_townships: Path) -> None:
    """Without a hazard it is refused too, and said to be without one."""
    (three_townships / "clean.csv").write_text("item,answer\n1,√\n", encoding="utf-8")
    assert run(f"{MALL} --answers clean.csv").code == 0
    again = run(f"{MALL} --answers clean.csv")

    assert (again.code, "recorded already, without a hazard" in again.err) == (6, True)


def test_an_unfinished_walk_is_told(run: Run, filled: Path) -> None:
    """Recorded all the same, with the commands that go on and that drop it; a walk elsewhere is not told."""
    on_terminal(*WALK, columns=100, keys="yyq")
    on_terminal("walk", "fire", "东岔街道", "--site", "学校", columns=100, keys="yq")
    again = run(f"{MALL} --answers list.csv --yes").err.splitlines()
    dry = run(f"{MALL} --answers list.csv --dry-run").err.splitlines()
    told = [
        "A walk there is unfinished, with 2 answers.",
        f"Go on: inspect-cli {MALL}",
        f"Throw it away: inspect-cli {MALL} --drop",
    ]

    assert (again[-3:], dry[-3:]) == (told, told)
    assert run(f"{MALL} --drop --yes").code == 0
    assert "unfinished" not in run(f"{MALL} --answers list.csv --yes").err


def test_a_damaged_draft_does_not_hinder(run: Run, filled: Path) -> None:
    """A draft that cannot be read is told by `walk`; a filled-in list is recorded."""
    on_terminal(*WALK, columns=100, keys="yq")
    [draft] = (filled / "data" / "inspect-cli" / "walks").glob("*")
    draft.write_bytes(draft.read_bytes() + b"rubbish\n")

    assert run(f"{MALL} --answers list.csv --yes").code == 0
    assert run("walk").code == 4


@pytest.mark.parametrize(
    ("item", "code"),
    [
        ("fire-6", "FIRE-06"),
        ("FIRE6", "FIRE-06"),
        ("６", "FIRE-06"),
        ("灭火器", "FIRE-06"),
        ("extinguishers", "FIRE-06"),
        ("安全标志", None),
        ("疏散", None),
        ("6-7", None),
        ("-6", None),
    ],
)
def test_an_item_as_people_write_it(run: Run, three_townships: Path, item: str, code: str | None) -> None:
    """A code or a number in any form, or a word that only one item has; what fits several, or none, is refused."""
    (three_townships / "a.csv").write_text(f"item,answer\n{item},no\n", encoding="utf-8")
    result = run(f"{MALL} --answers a.csv")

    assert result.code == (0 if code else 3), result.err
    assert code is None or [row["item"] for row in run("list --format json").json] == [code]


def test_what_fits_several_is_named(run: Run, three_townships: Path) -> None:
    """The refusal names those that fit with their texts, and says that a range is several rows."""
    (three_townships / "a.csv").write_text("item,answer\n疏散,no\n1-3,no\n", encoding="utf-8")
    told = run(f"{MALL} --answers a.csv").err.splitlines()[1:]

    assert told[0].startswith("a.csv, line 2, column Item: “疏散”: fits more than one item: FIRE-01 Evacuation route")
    assert "FIRE-07 Emergency lighting" in told[0]
    assert told[1] == "a.csv, line 3, column Item: “1-3”: looks like several items; each has a row of its own"


def test_the_keys_and_words_of_an_answer(run: Run, three_townships: Path) -> None:
    """合格 and 不合格, the keys of a walk, and / for what does not apply."""
    rows = zip(range(1, 9), ("合格", "不合格", "1", "2", "3", "/", "√", "×"), strict=True)
    (three_townships / "a.csv").write_text(
        "检查项,检查结果\n" + "".join(f"{n},{answer}\n" for n, answer in rows), encoding="utf-8"
    )
    [row] = run(f"{MALL} --answers a.csv --format json").json

    assert (row["yes"], row["no"], row["na"]) == (3, 3, 2)
