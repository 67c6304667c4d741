"""Changing what is open: `extend`, `assign`, `grade`, `note`.

extend: a later day only; the first deadline stays, times and days add up; past its campaign's end with a reason.
assign: the new owner stands in lists, the old one in the history. grade: always with a reason, to a major with the rule
by which it is one. note: words, a picture or both, whatever became of the hazard.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.commands.conftest import Card, Listed, Refuse
from tests.conftest import Run
from tests.test_screens import on_terminal

STATES = {
    "found": (),
    "fixed": ("fix 1 --by 王某01",),
    "failed": ("fix 1 --by 王某01", "verify 1 --fail --due 8d --reason 未清 --by 周某04"),
    "closed": ("fix 1 --by 王某01", "verify 1 --by 周某04"),
    "transferred": ("transfer 1 --to 供电所 --reason 归其管",),
    "voided": ("void 1 --reason 误录",),
}
CHANGES = ("extend 1 --due 2023-02-20", "assign 1 --owner 钱某05", "plan 1 --measures 拆除", "suspend 1")
CHANGES += ("list-for-supervision 1 --level city --notice 一号", "transfer 1 --to 供电所 --reason 归其管")


@pytest.fixture(params=STATES)
def state(request: pytest.FixtureRequest, run: Run, two_hazards: Path) -> str:
    """CG-1 in each state in turn."""
    assert [line for line in STATES[request.param] if run(line).code] == []
    return str(request.param)


@pytest.mark.parametrize("line", [*CHANGES, "grade 1 --severity major --criterion 三 --reason 全堵"])
def test_only_what_is_open_changes(run: Run, state: str, refuse: Refuse, card: Card, line: str) -> None:
    """While it is found, fixed or failed a hazard can be changed; closed, handed over or voided it cannot."""
    if state in ("closed", "transferred", "voided"):
        assert state in refuse(line)
    elif state == "fixed" and line.startswith("grade"):
        assert "plan" in refuse(line)
    else:
        assert run(line).code == 0
        assert len(card(1)["history"]) == 2 + len(STATES[state])


def test_a_remark_fits_every_state(run: Run, state: str, card: Card) -> None:
    """A remark changes nothing but the history."""
    before = {**card(1), "history": ""}
    assert run("note 1 看过").code == 0

    assert {**card(1), "history": ""} == before
    assert card(1)["history"][-1]["note"] == "看过"


def test_extensions_add_up(run: Run, two_hazards: Path, card: Card) -> None:
    """Times and days are counted, the receipt tells them, and the first deadline does not move."""
    first = run("extend 1 --due 2023-01-25 --format json").json
    second = run("extend 1 2 --due 2w --reason 等配件 --on 2023-01-15 --format json").json

    assert [(row["due"], row["first_due"], row["extended"]) for row in first] == [("2023-01-25", "2023-01-22", 1)]
    assert [(row["due"], row["first_due"], row["extended"]) for row in second] == [
        ("2023-01-29", "2023-01-22", 2),
        ("2023-01-29", "2023-01-22", 1),
    ]
    assert [(card(n)["extended"], card(n)["extended_days"]) for n in (1, 2)] == [(2, 7), (1, 7)]


@pytest.mark.parametrize("due", ["2023-01-22", "2023-01-21", "today", "2023-01-14"])
def test_a_deadline_moves_to_a_later_day_only(two_hazards: Path, refuse: Refuse, due: str) -> None:
    """The same day or an earlier one is no extension, with a reason neither; nothing is written for either hazard."""
    refuse(f"extend 1 2 --due {due} --reason 提前")


@pytest.mark.parametrize(("words", "code"), [("", 2), ("--due sometime", 2), ("--due 2023-02-30", 2)])
def test_an_extension_needs_a_day(two_hazards: Path, refuse: Refuse, words: str, code: int) -> None:
    """No day, or none that exists, is wrong usage."""
    refuse(f"extend 1 {words}", code=code)


def test_what_had_no_deadline_gets_its_first(run: Run, three_townships: Path, card: Card) -> None:
    """The first deadline of a hazard without one is no extension, and is from then on the first."""
    run("add fire 东岔街道 堵塞")
    run("extend 1 --due 7d")
    run("extend 1 --due 9d")
    row = card(1)

    assert (row["first_due"], row["due"]) == ("2023-01-22", "2023-01-24")
    assert (row["extended"], row["extended_days"]) == (1, 2)


def test_past_the_end_of_its_campaign_a_reason_is_needed(
    run: Run, three_townships: Path, refuse: Refuse, card: Card
) -> None:
    """Up to its last day a campaign lets a deadline move; beyond it, and whoever else is extended along, says why."""
    run("campaign start 冬季攻势 --end 2023-01-31")
    run("add fire 东岔街道 堵塞 --due 7d --campaign 冬季攻势")
    run("add fire 东岔街道 过期 --on 昨天 --due 7d")
    assert run("extend 1 --due 2023-01-31").code == 0
    assert "CG-1" in refuse("extend 2 1 --due 2023-02-01")
    assert run("extend 2 --due 2023-02-01").code == 0
    assert run("extend 1 --due 2023-02-01 --reason 厂家停工").code == 0

    assert card(1)["due"] == "2023-02-01"


def test_another_owner_answers(run: Run, two_hazards: Path, listed: Listed, card: Card, refuse: Refuse) -> None:
    """Lists find it under its new owner; its history tells whom it went to and why; an owner has to be named."""
    refuse("assign 1", code=2)
    refuse("assign 1 --owner ''")
    receipt = run("assign 1 --owner 钱某05 --reason 调离 --format json").json

    assert [row["owner"] for row in receipt] == ["钱某05"]
    assert [row["number"] for row in listed("--owner", "王某01")] == ["CG-2"]
    assert (card(1)["history"][-1]["person"], card(1)["history"][-1]["details"]) == ("钱某05", {"reason": "调离"})


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("--reason 复核", 2),
        ("--severity major --criterion 第三条", 2),
        ("--severity major --criterion 第三条 --reason ' '", 2),
        ("--severity 特大 --reason 复核", 2),
        ("--major --reason 复核", 2),
        ("--major --reason 复核 --criterion ' '", 3),
        ("--severity general --reason 复核", 3),
    ],
)
def test_a_grade_says_what_why_and_by_which_rule(two_hazards: Path, refuse: Refuse, words: str, code: int) -> None:
    """No severity, no reason, an unknown word, a major without its rule, or what it is already: refused."""
    refuse(f"grade 1 {words}", code=code)


@pytest.mark.parametrize("words", ["--major", "--severity major", "--severity 重大"])
def test_a_general_one_becomes_a_major_and_back(run: Run, two_hazards: Path, card: Card, words: str) -> None:
    """With the rule and a reason it is a major, needs its plan, and is general again with a reason."""
    run(f"grade 1 {words} --criterion 判定标准第三条 --reason 通道全堵")
    assert (card(1)["severity"], run("fix 1 --by 王某01").code) == ("major", 3)
    assert card(1)["history"][-1]["details"] == {
        "criterion": "判定标准第三条",
        "reason": "通道全堵",
        "severity": "major",
    }
    run("grade 1 --severity 一般 --reason 专家复核")

    assert (card(1)["severity"], run("fix 1 --by 王某01").code) == ("general", 0)


@pytest.mark.parametrize("words", ["1", "", "看过", "1 2", "--photo before.jpg"])
def test_a_remark_needs_a_number_and_something_to_say(two_hazards: Path, refuse: Refuse, words: str) -> None:
    """Without a number, or without words and picture, there is nothing to write."""
    (two_hazards / "before.jpg").write_bytes(b"before")

    refuse(f"note {words}", code=2)


def test_a_remark_is_all_the_words_after_the_numbers(run: Run, two_hazards: Path, card: Card) -> None:
    """Words need no quotes, a number among them is a word; a picture needs no words."""
    (two_hazards / "before.jpg").write_bytes(b"before")
    assert run("note 1-2 业主说 3 天 清完").code == 0
    assert run("note 1 --photo before.jpg").code == 0

    assert [event["note"] for event in card(1)["history"]] == [None, "业主说 3 天 清完", None]
    assert [event["note"] for event in card(2)["history"]] == [None, "业主说 3 天 清完"]
    assert [len(event["photos"]) for event in card(1)["history"]] == [0, 0, 1]


@pytest.mark.parametrize(("lang", "question"), [("en", "By which rule"), ("zh", "判定")])
def test_on_a_terminal_the_rule_is_asked_for(two_hazards: Path, card: Card, lang: str, question: str) -> None:
    """A major without --criterion is asked for its rule, in either language; general ones are not."""
    words = ("grade", "1", "--major", "--reason", "通道全堵")
    code, shown = on_terminal("--lang", lang, *words, columns=100, keys="判定标准第三条\n")

    assert code == 0
    assert question in shown.partition("CG-1")[0].replace("判定标准第三条", "")
    assert (card(1)["severity"], card(1)["history"][-1]["details"]["criterion"]) == ("major", "判定标准第三条")
    assert "?" not in on_terminal("grade", "1", "--severity", "general", "--reason", "复核", columns=100)[1]


def test_a_major_without_a_rule_is_none(two_hazards: Path, card: Card) -> None:
    """The end of input at the question is no rule: nothing is written."""
    code, _shown = on_terminal("grade", "1", "--major", "--reason", "全堵", columns=100)

    assert (code, card(1)["severity"]) == (130, "general")
