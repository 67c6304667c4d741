"""What is dangerous: `plan`, `list-for-supervision`, `delist`, `suspend`, `resume`, and the guards of a major.

plan: five parts, several commands; money as people write it; owner and time limit are the hazard's unless said; it puts
no deadline off. A major: no fix without its plan, two verifiers besides the fixer, delisted and resumed before.
Supervision: by a notice, at a level, once; stops: what is stopped, lifted by a notice; both have filters of `list`.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.commands.conftest import Card, Listed, Refuse
from tests.conftest import Run

PARTS = {
    "measures": "拆除隔断",
    "owner": "钱某05",
    "funds": "3000",
    "deadline": "2023-01-20",
    "contingency": "专人值守",
}
TWO = "verify 1 --by 周某04 --by 赵某03"


@pytest.fixture
def major(run: Run, three_townships: Path) -> Path:
    """CG-1, a major of 王某01, found today, due in a week."""
    assert run("add fire 东岔街道 疏散通道堵塞 --site 百货商场 --due 7d --owner 王某01 --major").code == 0
    return three_townships


@pytest.fixture
def planned(run: Run, major: Path) -> Path:
    """The same with its plan."""
    assert run("plan 1 --measures 拆除隔断 --funds 0 --contingency 专人值守").code == 0
    return major


@pytest.mark.parametrize("missing", PARTS)
def test_each_of_the_five_parts_is_needed(run: Run, three_townships: Path, refuse: Refuse, missing: str) -> None:
    """With four parts no fix of a major is taken; the fifth is named as the option that gives it, and no other."""
    run("add fire 东岔街道 疏散通道堵塞 --site 百货商场 --major")
    run(" ".join(["plan 1", *(f"--{name} {value}" for name, value in PARTS.items() if name != missing)]))
    said = refuse("fix 1 --by 王某01")

    assert [name for name in PARTS if f"--{name}" in said] == [missing]
    assert run(f"plan 1 --{missing} {PARTS[missing]}").code == 0
    assert run("fix 1 --by 王某01").code == 0


def test_a_plan_grows_part_by_part(run: Run, major: Path, card: Card, listed: Listed) -> None:
    """What is said later holds, what is not said stays; it is complete with the fifth part, and leaves --unplanned."""
    for name, value in PARTS.items():
        assert card(1)["planned"] is False
        assert [row["number"] for row in listed("--unplanned")] == ["CG-1"]
        run(f"plan 1 --{name} {value}")
    run("plan 1 --funds 1.2万")
    shown = run("show 1").out

    assert card(1)["planned"] is True
    assert run("list --unplanned").code == 1
    assert all(part in shown for part in ("拆除隔断", "钱某05", "12000", "2023-01-20", "专人值守"))
    assert card(1)["due"] == "2023-01-22"


def test_owner_and_time_limit_are_the_hazards_own(run: Run, planned: Path, card: Card) -> None:
    """Not said, they are written down as they are now: a later owner is not the one who answered for the plan."""
    run("assign 1 --owner 钱某05")
    run("extend 1 --due 2023-02-20 --reason 等配件")
    shown = [line.split() for line in run("show 1").out.splitlines()]

    assert ["Plan:", "owner", "王某01"] in shown
    assert ["Plan:", "deadline", "2023-01-22"] in shown
    assert (card(1)["owner"], card(1)["due"]) == ("钱某05", "2023-02-20")


def test_a_plan_gives_what_the_hazard_lacks(run: Run, three_townships: Path, card: Card) -> None:
    """The owner and the time limit of the plan are those of a hazard that had none."""
    run("add fire 东岔街道 堵塞 --major")
    run("plan 1 --owner 钱某05 --deadline 2023-01-20")

    assert (card(1)["owner"], card(1)["due"], card(1)["first_due"]) == ("钱某05", "2023-01-20", "2023-01-20")


@pytest.mark.parametrize(
    ("typed", "yuan"),
    [("0", 0), ("3,000元", 3000), ("1.2万", 12000), ("５万元", 50000), ("¥800", 800)],
)
def test_money_is_written_in_many_ways(run: Run, major: Path, card: Card, typed: str, yuan: int) -> None:
    """Every way people write a sum gives whole yuan."""
    assert run(f"plan 1 --funds {typed}").code == 0
    assert card(1)["history"][-1]["details"]["funds"] == yuan


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("", 2),
        ("--funds 很多", 2),
        ("--funds -5", 2),
        ("--funds 0.5", 2),
        ("--funds 9999999999999999999", 2),
        ("--deadline sometime", 2),
        ("--deadline 2023-01-23", 3),
        ("--deadline 2023-01-14", 3),
        ("--measures ' '", 3),
        ("--owner ''", 3),
    ],
)
def test_a_plan_that_says_nothing_true_is_refused(major: Path, refuse: Refuse, words: str, code: int) -> None:
    """No part, no sum, half a yuan, no day, a day past the deadline or before the finding, blanks: refused."""
    refuse(f"plan 1 {words}", code=code)


def test_a_plan_past_the_deadline_names_extend(major: Path, refuse: Refuse) -> None:
    """A plan does not put a deadline off: what does, and is counted, is named."""
    assert "inspect-cli extend CG-1 --due 2023-01-23" in refuse("plan 1 --deadline 2023-01-23")


def test_a_claimed_fix_becomes_a_major_only_with_its_plan(run: Run, three_townships: Path, refuse: Refuse) -> None:
    """What is said to be fixed cannot become a major without a plan, since its plan comes before its fix."""
    run("add fire 东岔街道 堵塞 --due 7d --owner 王某01")
    run("fix 1 --by 王某01")
    assert "plan" in refuse("grade 1 --major --criterion 第三条 --reason 全堵")
    run("plan 1 --measures 拆除 --funds 0 --contingency 值守")

    assert run("grade 1 --major --criterion 第三条 --reason 全堵").code == 0


@pytest.mark.parametrize(
    "words",
    ["--by 周某04", "--by 周某04 --by 周某04", "--by '周某04、周某０４'", "--by 周某04 --by 王某01", ""],
)
def test_a_major_needs_two_verifiers(run: Run, planned: Path, refuse: Refuse, words: str) -> None:
    """One person, the same one twice, or one and the fixer are not two; two others close it."""
    run("fix 1 --by 王某01")
    assert "two people" in refuse(f"verify 1 {words}")

    assert run(TWO).code == 0


def test_a_major_of_its_fixer_needs_two_even_with_a_reason(run: Run, planned: Path, refuse: Refuse) -> None:
    """--self closes no major: a reason does not make two people of one."""
    run("fix 1 --by 王某01")

    refuse("verify 1 --self --reason 无他人 --by 王某01")


def test_one_may_find_that_a_major_failed(run: Run, planned: Path, card: Card) -> None:
    """That it is not gone can be seen by one; its plan stays."""
    run("fix 1 --by 王某01")
    run("verify 1 --fail --due 10d --reason 未拆 --by 周某04")

    assert (card(1)["status"], card(1)["planned"]) == ("failed", True)


def test_listed_and_stopped_ones_are_let_go_first(run: Run, planned: Path, refuse: Refuse, card: Card) -> None:
    """While a major is listed, or work is stopped because of it, nobody closes it; what lets it go is named."""
    run("list-for-supervision 1 --level county --notice 一号")
    run("suspend 1 --scope equipment")
    run("fix 1 --by 王某01")
    assert "inspect-cli delist CG-1" in refuse(TWO)
    run("delist 1 --notice 二号")
    assert "inspect-cli resume CG-1" in refuse(TWO)
    run("resume 1 --notice 三号")

    assert run(TWO).code == 0
    assert (card(1)["listed"], card(1)["suspended"]) == (None, None)


@pytest.mark.parametrize(("typed", "level"), [("county", "county"), ("市级", "city"), ("省级", "province")])
def test_a_level_in_either_language(run: Run, major: Path, card: Card, listed: Listed, typed: str, level: str) -> None:
    """Supervision has a level, a notice and a body that supervises; --listed finds it."""
    receipt = run(
        f"list-for-supervision 1 --level {typed} --notice 某督〔2023〕1号 --supervisor 市安委办 --format json"
    )

    assert [(row["number"], row["listed"]) for row in receipt.json] == [("CG-1", level)]
    assert card(1)["history"][-1]["details"] == {
        "level": level,
        "notice": "某督〔2023〕1号",
        "supervisor": "市安委办",
    }
    assert [row["number"] for row in listed("--listed")] == ["CG-1"]
    run("delist 1 --notice 某销〔2023〕1号")
    assert run("list --listed").code == 1


@pytest.mark.parametrize(("typed", "scope"), [("", "whole"), ("--scope area", "area"), ("--scope 设备", "equipment")])
def test_what_is_stopped_is_said(run: Run, major: Path, card: Card, listed: Listed, typed: str, scope: str) -> None:
    """The whole place unless something else is said; --suspended finds it until the stop is lifted."""
    receipt = run(f"suspend 1 {typed} --notice 某停〔2023〕1号 --reason 撤人 --format json").json

    assert [(row["number"], row["suspended"]) for row in receipt] == [("CG-1", scope)]
    assert card(1)["history"][-1]["details"] == {"notice": "某停〔2023〕1号", "reason": "撤人", "scope": scope}
    assert [row["number"] for row in listed("--suspended")] == ["CG-1"]
    run("resume 1 --notice 某复〔2023〕1号")
    assert run("list --suspended").code == 1


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("list-for-supervision 1", 2),
        ("list-for-supervision 1 --level county", 2),
        ("list-for-supervision 1 --level village --notice 一号", 2),
        ("list-for-supervision 1 --level county --notice ' '", 2),
        ("delist 1", 2),
        ("delist 1 --notice 二号", 3),
        ("suspend 1 --scope half", 2),
        ("resume 1", 2),
        ("resume 1 --notice 三号", 3),
    ],
)
def test_a_notice_a_level_and_something_to_lift(major: Path, refuse: Refuse, words: str, code: int) -> None:
    """Without its notice, at no level there is, or with nothing to lift, nothing is written."""
    refuse(words, code=code)


@pytest.mark.parametrize(
    ("on", "off"),
    [
        ("list-for-supervision 1 --level county --notice 一号", "delist 1 --notice 二号"),
        ("suspend 1 --scope area", "resume 1 --notice 三号"),
    ],
)
def test_neither_is_got_around(run: Run, planned: Path, refuse: Refuse, on: str, off: str) -> None:
    """Listed or stopped, a major cannot become a general one, nor can a general one be closed, before it is let go."""
    run(on)
    assert off.split(maxsplit=1)[0] in refuse("grade 1 --severity general --reason 复核")
    run(off)
    assert run("grade 1 --severity general --reason 复核").code == 0
    run(on)
    run("fix 1 --by 王某01")
    assert off.split(maxsplit=1)[0] in refuse("verify 1 --by 周某04")
    run(off)

    assert run("verify 1 --by 周某04").code == 0


def test_it_is_listed_once(run: Run, major: Path, refuse: Refuse) -> None:
    """A second listing names what has to come before; delisted, it may be listed again, higher up."""
    run("list-for-supervision 1 --level county --notice 一号")
    assert "inspect-cli delist CG-1" in refuse("list-for-supervision 1 --level city --notice 二号")
    run("delist 1 --notice 三号")

    assert run("list-for-supervision 1 --level city --notice 四号").code == 0
