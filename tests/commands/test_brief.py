"""The daily brief with what the ledger records besides hazards: counts of visits, roadside checks, illegal fireworks.

What was written down stands there, over the asked days and places; what nobody wrote down is blank, never 0; what the
ledger does not hold is named; each command that `profile check` names fills its cell.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.commands.small_city import save
from tests.conftest import Run

COUNTED = (
    "add traffic 东岔街道 --kind roadside --count vehicles_checked=40 --count overloading=2 --count fatigue=1",
    "add traffic 石炭沟镇 --kind roadside --count overloading=3 --on 昨天",
    "add forest 石炭沟镇 --count checkpoints=3 --count vehicles_registered=61 --count people_registered=120",
    "add forest 石炭沟镇 --count fires_stopped=0 --count people_informed=35",
    "add fire 东岔街道 --kind household --count houses_checked=25 --count co_alarms=4",
    "case add fireworks 东岔街道 --kind storage --boxes 12",
    "case add fireworks 石炭沟镇 --kind trade --cases 2 --boxes 5 --on 昨天",
    "case add environment 石炭沟镇 --kind use --cases 9",
)
LINES = (
    *("路检路查", "查处交通违法", "查处烟花爆竹案件", "收缴烟花爆竹", "设立森林防火检查站", "登记进山车辆"),
    *("登记进山人员", "制止野外用火", "入户检查", "安装一氧化碳报警器", "宣传教育"),
)


@pytest.fixture
def noted(run: Run, counted: Path) -> Path:
    """The small city, and what was counted there today and yesterday."""
    for line in COUNTED:
        done = run(line)
        assert done.code == 0, (line, done.err)
    return counted


def brief(run: Run, home: Path, *words: str) -> list[str]:
    """The lines of the brief that are counted so."""
    lines = dict(save(run, home, "summary", "--profile", "daily-brief", *words)[2:])
    return [lines[name] for name in LINES]


def test_a_day(run: Run, noted: Path) -> None:
    """Today's counts, added up; a nought that somebody wrote is a nought."""
    assert brief(run, noted) == [
        *("1 次", "3 起", "1 起", "12 箱", "3 个", "61 辆"),
        *("120 人次", "0 起", "25 户", "4 个", "35 人次"),
    ]


def test_days_and_places(run: Run, noted: Path) -> None:
    """Other days and one township narrow the counts down; what nobody counted there is blank."""
    assert brief(run, noted, "--since", "昨天")[:4] == ["2 次", "6 起", "3 起", "17 箱"]
    assert brief(run, noted, "--since", "昨天", "--township", "石炭")[:5] == ["1 次", "3 起", "2 起", "5 箱", "3 个"]
    assert brief(run, noted, "--township", "东岔")[4:] == ["—", "—", "—", "—", "25 户", "4 个", "—"]
    assert brief(run, noted, "--township", "云杉") == ["0 次", *["—"] * 10]


def test_before_anybody_counted(run: Run, counted: Path) -> None:
    """Where visits name no kind and nobody counted anything, every line is blank."""
    assert brief(run, counted) == ["—"] * 11


def test_what_is_said_below(run: Run, noted: Path) -> None:
    """Below the brief: how many visits name no kind, and what the ledger does not hold."""
    below = run("summary --profile daily-brief").out

    assert "4 visits name no kind." in below
    assert "by hand: 下达执法文书, 关闭取缔单位, 行政罚款, 值班抽查, 安全事故（零报告）." in below


def test_the_named_commands_fill_the_cells(run: Run, counted: Path) -> None:
    """Each command that `profile check` names, typed with a number, fills the line it is named for."""
    rows = run("profile check daily-brief --format json").json
    named = [row for row in rows if row["todo"].startswith("Run: ")]
    assert [row["column"] for row in named] == list(LINES)
    values = {"CATEGORY": "traffic", "TOWNSHIP": "东岔街道", "KIND": "storage"}
    for row in named:
        words = row["todo"].removeprefix("Run: inspect-cli ").replace("NUMBER", "3").split()
        done = run(*(values.get(word, word) for word in words))
        assert done.code == 0, (row, done.err)
    left = run("profile check daily-brief --format json")

    assert (left.code, [row for row in left.json if row["todo"].startswith("Run: ")]) == (1, [])
    assert "—" not in brief(run, counted)


def test_for_machines(run: Run, noted: Path) -> None:
    """For machines each line has its key, a whole number, or nothing."""
    [row] = run("summary --profile daily-brief --township 东岔 --format json").json

    assert (row["roadside_checks"], row["violations"], row["fireworks_seized"]) == (1, 3, 12)
    assert (row["checkpoints"], row["publicity"], row["fines"]) == (None, None, None)


def test_a_form_of_ones_own(run: Run, noted: Path) -> None:
    """A form may count each of them by township or category, with a total; shown with their names."""
    columns = ("houses_checked", "violations", "cases", "boxes", "household_visits")
    text = 'name = "mine"\nkind = "counts"\nby = "category"\ntitle = "t"\ntotal = "All"\nlanguage = "en"\n'
    text += '[[columns]]\nheader = "Category"\nfield = "category"\n'
    text += "".join(f'[[columns]]\nheader = "{key}"\ncount = "{key}"\n' for key in columns)
    (noted / "mine.toml").write_text(text, encoding="utf-8")
    rows = {row[0]: row[1:] for row in save(run, noted, "summary", "--profile", "mine.toml")[2:]}

    assert rows["fire"][:1] + rows["fire"][4:] == ["25", "1"]
    assert (rows["traffic"][1], rows["fireworks"][2:4], rows["environment"][2:4]) == ("6", ["3", "17"], ["9", "0"])
    assert rows["All"] == ["25", "6", "12", "17", "1"]
    assert "Illegal activities: boxes seized" in run("profile show mine.toml").out
