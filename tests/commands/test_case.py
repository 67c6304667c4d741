"""`case add` and `case list`: illegal activities as counts of cases and boxes, apart from hazards.

What is written, with words in both languages; what is listed and totalled, by each filter; no count of hazards or
visits changes; undo takes it back and brings it back; what cannot be, or is not used here, is refused; user text is
data.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.commands.conftest import Refuse
from tests.conftest import Run

ADD = "case add fireworks 东岔街道 --kind storage"


@pytest.fixture
def seized(run: Run, three_townships: Path) -> Path:
    """Three entries in two townships and two categories."""
    for line in (
        "case add 烟花 东岔街道 --kind 非法储存 --boxes 12 --handed-to 公安局 --site 老库房 --village 一村",
        "case add fireworks 石炭 --kind trade --cases 2 --boxes 3 --on 昨天 --note 流动摊点",
        "category enable hazchem",
        "case add hazchem 石炭 --kind transport --on 2022-12-30",
    ):
        assert run(line).code == 0
    return three_townships


def listed(run: Run, words: str = "") -> list[dict[str, Any]]:
    """The cases that `case list` with these words finds."""
    return list(run(f"case list {words} --format json").json)


def test_what_is_written(run: Run, seized: Path) -> None:
    """Each entry has where and when, the category and kind as keys, cases (one if not said) and boxes, newest first."""
    first, second, third = listed(run)

    assert first == {
        "township": "东岔街道",
        "found_on": "2023-01-15",
        "village": "一村",
        "site": "老库房",
        "category": "fireworks",
        "kind": "storage",
        "cases": 1,
        "boxes": 12,
        "handed_to": "公安局",
        "note": None,
    }
    assert (second["found_on"], second["cases"], second["boxes"], second["note"]) == ("2023-01-14", 2, 3, "流动摊点")
    assert (third["category"], third["kind"], third["cases"], third["boxes"]) == ("hazchem", "transport", 1, 0)


def test_the_receipt(run: Run, three_townships: Path) -> None:
    """The receipt says what was written, in words; for machines it is the row."""
    assert run(f"{ADD} --boxes 2").out == "东岔街道  2023-01-15  fireworks  storage  Cases: 1  Boxes: 2\n"
    assert "非法储存  起数：1  箱数：0" in run(f"--lang zh {ADD}").out
    assert run(f"{ADD} --format json").json[0]["kind"] == "storage"


def test_the_total(run: Run, seized: Path) -> None:
    """A table and a file for people end with the cases and boxes added up; Chinese words only in Chinese."""
    last = run("case list").out.splitlines()[-1].split()
    chinese = run("--lang zh case list").out
    run("case list -o cases.csv")

    assert last == ["Total", "4", "15"]
    assert ("非法储存" in chinese, "非法经营" in chinese, chinese.splitlines()[-1].split()) == (
        True,
        True,
        ["合计", "4", "15"],
    )
    assert (seized / "cases.csv").read_text(encoding="utf-8-sig").splitlines()[-1].startswith("Total,,,,,,4,15")


@pytest.mark.parametrize(
    ("words", "boxes"),
    [
        ("--township dc", [12]),
        ("--category 烟花", [12, 3]),
        ("--category hazchem", [0]),
        ("--kind 非法经营", [3]),
        ("--since 昨天", [12, 3]),
        ("--until 2022-12-31", [0]),
        ("--month 2023-01", [12, 3]),
        ("--village 一村", [12]),
        ("--site 库房", [12]),
        ("--township 石炭 --kind transport", [0]),
    ],
)
def test_filters(run: Run, seized: Path, words: str, boxes: list[int]) -> None:
    """Place, category, kind and days narrow the list down."""
    assert [row["boxes"] for row in listed(run, words)] == boxes


def test_nothing_fits(run: Run, seized: Path) -> None:
    """An empty list is told and ends with 1; machines get an empty list."""
    result = run("case list --kind use")

    assert (result.code, result.out, result.err) == (1, "", "No case fits.\n")
    assert run("case list --kind use --format json").json == []


def test_no_hazard_and_no_visit(run: Run, mixed_hazards: Path) -> None:
    """Nothing that counts hazards or visits changes by it, and the ledger is as sound as before."""
    looks = ("open", "list --status all", "summary", "summary --by category", "export", "check")
    before = [run(line).out for line in looks]
    assert run(f"{ADD} --cases 5 --boxes 40").code == 0

    assert [run(line).out for line in looks] == before


def test_undo(run: Run, seized: Path) -> None:
    """The last entry is taken back, the others stay; undone again, it is back."""
    whole = listed(run)
    assert run("undo").code == 0
    assert [row["category"] for row in listed(run)] == ["fireworks", "fireworks"]
    assert run("undo").code == 0

    assert listed(run) == whole


def test_none_is_an_entry_too(run: Run, three_townships: Path) -> None:
    """That there was none can be said, as a zero report is."""
    assert run(f"{ADD} --cases 0").code == 0

    assert [(row["cases"], row["boxes"]) for row in listed(run)] == [(0, 0)]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ("fireworks 东岔街道", 2, "--kind is missing."),
        ("fireworks 东岔街道 --kind theft", 2, "production, trade, storage, transport, use"),
        ("fireworks 东岔街道 --kind use --cases -1", 2, "--cases must be 0 or more."),
        ("fireworks 东岔街道 --kind use --cases 10000", 2, "--cases must be 9999 or less."),
        ("fireworks 东岔街道 --kind use --boxes -3", 2, "--boxes must be 0 or more."),
        ("fireworks 东岔街道 --kind use --boxes 1000000", 2, "--boxes must be 999999 or less."),
        ("fireworks 东岔街道 --kind use --boxes many", 2, "--boxes needs a whole number."),
        ("fireworks 东岔街道 --kind use --on 明天", 3, "2023-01-16 has not come yet."),
        ("fireworks 东岔街道 --kind use --on 明天", 3, "Give a day with --on that is not after today."),
        ("fireworks 东岔街道 --kind use --cases 0 --boxes 5", 2, "Boxes were seized, but there was no case."),
        ("fireworks 北京 --kind use", 2, "北京"),
        ("heating 东岔街道 --kind use", 2, "category enable heating"),
        ("fireworks 东岔街道 --kind use --site ''", 3, "Site: is empty"),
        ("fireworks 东岔街道 --kind use --handed-to '\x1b[1m'", 3, "holds control characters"),
    ],
)
def test_refusals(three_townships: Path, refuse: Refuse, words: str, code: int, said: str) -> None:
    """What is missing, unknown, negative, absurd, to come, empty or not used here writes nothing."""
    import shlex

    assert said in refuse("case", "add", *shlex.split(words), code=code)


def test_in_chinese_the_words_are_shown(run: Run, three_townships: Path) -> None:
    """Who works in Chinese is told the word beside each key that may be typed."""
    said = run("--lang zh case add fireworks 东岔街道 --kind theft").err

    assert "production 非法生产、trade 非法经营、storage 非法储存" in said


def test_text_of_people_is_data(run: Run, three_townships: Path) -> None:
    """What people wrote is neither markup nor a formula."""
    run("case", "add", "fireworks", "东岔街道", "--kind", "use", "--site", "[bold]=1+1", "--note", "=cmd|'/c'!A1")
    run("case list -o cases.csv")

    assert "[bold]=1+1" in run("case list").out
    assert ",'=cmd|'/c'!A1" in (three_townships / "cases.csv").read_text(encoding="utf-8-sig")


def test_the_help_says_that_nobody_is_named(run: Run) -> None:
    """Help says that only counts are kept, never a person."""
    assert "never who did it" in " ".join(run("case --help").out.replace("│", " ").split())
