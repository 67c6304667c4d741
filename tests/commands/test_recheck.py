"""A second look: `recheck` goes through what waits for one in a place, `sample` draws what was closed for another.

recheck without a terminal: the list of a township, a site, a category; nothing is 1. On a terminal: each hazard with
its card, in both languages; pass, fail, skip and quit; what is wrong and a new day after a fail, a second name for a
major; each answer is on the disk before the next question; a refusal is told and asked about again.
sample: of every township its share, at least one; the same with the same seed; what it may be narrowed down by.
"""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import subprocess
import sys
import termios
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.commands.conftest import Card, Listed, Refuse
from tests.conftest import Run
from tests.test_screens import STYLES, on_terminal

PATIENCE = 60  # seconds that a screen may stay as it is
GONE = {"en": "Gone?", "zh": "整改到位了吗？"}


@pytest.fixture
def waiting(run: Run, two_hazards: Path) -> Path:
    """CG-1 and CG-2 of the mall and CG-3, a major of a school, wait for a look; CG-4 does in another township."""
    for line in (
        "add fire 东岔街道 灯坏 --site 学校 --due 9d --owner 王某01 --major",
        "plan 3 --measures 更换 --funds 0 --contingency 值守",
        "add mines 石炭沟镇 水浸 --site 煤矿 --due 7d",
        "add fire 东岔街道 未整改 --site 学校 --due 7d",
        "fix 1-4 --by 王某01 --yes",
    ):
        assert run(line).code == 0
    return two_hazards


def states(listed: Listed) -> list[str]:
    """How every hazard stands."""
    return [row["status"] for row in listed()]


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("东岔街道", ["CG-1", "CG-2", "CG-3"]),
        ("dc --site 百货", ["CG-1", "CG-2"]),
        ("--site 学校", ["CG-3"]),
        ("--site 煤矿", ["CG-4"]),
        ("石炭沟镇 --category 工矿", ["CG-4"]),
        ("石炭沟镇 --category 消防", []),
        ("云杉岭镇", []),
    ],
)
def test_without_a_terminal_it_is_a_list(run: Run, waiting: Path, words: str, numbers: list[str]) -> None:
    """What waits in a township or at a site is listed, and nothing is asked or written; nothing there is 1."""
    result = run(f"recheck {words} --format json")
    text = run(f"recheck {words}").out

    assert sorted(row["number"] for row in result.json) == numbers
    assert result.code == (0 if numbers else 1)
    assert all(number in text for number in numbers)
    assert (text == "") == (not numbers)


def test_the_list_goes_into_a_file(run: Run, waiting: Path) -> None:
    """-o writes the list for whoever goes there with a sheet of paper."""
    assert run("recheck 东岔街道 -o sheet.csv").code == 0
    lines = (waiting / "sheet.csv").read_text(encoding="utf-8-sig").splitlines()

    assert lines[0] == "number,category,site,description,fixed_on,fixed_by,severity,due,overdue,owner"
    assert len(lines) == 4


@pytest.mark.parametrize("words", ["", "--category 消防", "城关", "东岔街道 --category 天文"])
def test_a_place_is_needed(waiting: Path, refuse: Refuse, words: str) -> None:
    """Without township and site, or with an unknown one, it is wrong usage."""
    refuse(f"recheck {words}", code=2)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_it_goes_through_each_with_its_card(waiting: Path, listed: Listed, card: Card, lang: str) -> None:
    """Worst first: a major asks for a second name, a fail for what is wrong and a new day, a skip for nothing."""
    keys = "p\n赵某03\nf\n门后还有\n7d\ns\n"
    words = ("--lang", lang, "recheck", "东岔街道", "--by", "周某04")
    code, shown = on_terminal(*words, columns=100, keys=keys)
    cards = shown.split(GONE[lang])

    assert code == 0
    assert re.findall(r"\d+", STYLES.sub("", shown).splitlines()[-1]) == ["1", "1", "1"]
    assert ["CG-3" in cards[0], "CG-1" in cards[1], "CG-2" in cards[2]] == [True] * 3
    assert all("王某01" in part for part in cards[:3])
    assert states(listed) == ["failed", "fixed", "closed", "fixed", "found"]
    assert (card(3)["verified_by"], card(1)["due"]) == ("周某04、赵某03", "2023-01-22")
    assert (card(1)["history"][-1]["person"], card(1)["history"][-1]["details"]["reason"]) == ("周某04", "门后还有")


@pytest.mark.parametrize(
    ("keys", "after"),
    [
        ("通过\n\n", ["closed", "fixed"]),
        ("PASS\ns\n", ["closed", "fixed"]),
        ("跳过\n通过\n", ["fixed", "closed"]),
        ("q\n", ["fixed", "fixed"]),
        ("退出\n", ["fixed", "fixed"]),
        ("p\nq\n", ["closed", "fixed"]),
        ("perhaps\n\u3000\nP\nq\n", ["fixed", "closed"]),
        ("x\ny\np\nq\n", ["closed", "fixed"]),
        ("不合格\n\n \n未清\n\n3天\nq\n", ["failed", "fixed"]),
        ("f\n未清\nsometime\nf\n未清\n2023-01-14\nf\n未清\n3d\nq\n", ["failed", "fixed"]),
        ("f\n未清\nsometime\ns\nq\n", ["fixed", "fixed"]),
    ],
)
def test_answers_in_either_language(waiting: Path, listed: Listed, card: Card, keys: str, after: list[str]) -> None:
    """Letters and words of both languages are taken; anything else is asked again, also no reason, also no day."""
    code, shown = on_terminal("--as", "周某04", "recheck", "--site", "百货", columns=100, keys=keys)

    assert (code, states(listed)[:2]) == (0, after)
    assert f"{after.count('closed')} passed, {after.count('failed')} failed, {after.count('fixed')} left" in shown
    assert after[0] != "failed" or card(1)["due"] == "2023-01-18"


def test_by_and_on_are_for_all_of_them(waiting: Path, run: Run, card: Card, listed: Listed) -> None:
    """Two people named at the start are two for a major; --on is the day of every look."""
    words = ("recheck", "东岔街道", "--by", "周某04", "--by", "赵某03", "--on", "2023-01-15")
    code, shown = on_terminal(*words, columns=100, keys="p\np\np\n")

    assert (code, states(listed)[:3]) == (0, ["closed"] * 3)
    assert {card(n)["verified_by"] for n in (1, 2, 3)} == {"周某04、赵某03"}
    assert "with you" not in shown
    assert run("recheck 东岔街道").code == 1


def test_a_refusal_is_told_and_asked_again(waiting: Path, listed: Listed) -> None:
    """Whoever fixed it cannot pass it here either: the sentence stands there, and the same one is asked about again."""
    code, shown = on_terminal("--as", "王某01", "recheck", "--site", "百货", columns=100, keys="p\np\ns\np\ns\n")

    assert (code, states(listed)[:2]) == (0, ["fixed", "fixed"])
    assert shown.count("claimed this fix") == 3
    assert "0 passed, 0 failed, 2 left" in shown


def test_a_second_name_that_is_none_is_asked_for_again(waiting: Path, card: Card) -> None:
    """For a major the same name again, or the fixer's, is no second person; a third answer is one."""
    keys = "p\n周某０４\np\n王某01\np\n赵某03\n"
    code, shown = on_terminal("--as", "周某04", "recheck", "--site", "学校", columns=100, keys=keys)

    assert (code, card(3)["verified_by"]) == (0, "周某04、赵某03")
    assert shown.count("two people") == 2


def test_the_end_of_input_stops_it(waiting: Path, listed: Listed) -> None:
    """Ctrl-D at a question is no answer: what was answered before stays, and the code is that of a stop."""
    code, _shown = on_terminal("--as", "周某04", "recheck", "--site", "百货", columns=100, keys="p\n")

    assert (code, states(listed)[:2]) == (130, ["closed", "fixed"])


class Desk:
    """Somebody at a terminal who waits for a question before he answers."""

    def __init__(self, *words: str) -> None:
        self._outer, inner = pty.openpty()
        termios.tcsetwinsize(inner, (50, 100))
        typed = [sys.executable, "-m", "inspect_cli", *words]
        self.program = subprocess.Popen(typed, stdin=inner, stdout=inner, stderr=inner)
        os.close(inner)
        self.shown = ""

    def wait_for(self, text: str, times: int = 1) -> None:
        """Until the text has appeared so often."""
        while STYLES.sub("", self.shown).count(text) < times:
            ready, _others, _errors = select.select([self._outer], [], [], PATIENCE)
            assert ready, self.shown
            self.shown += os.read(self._outer, 65536).decode()

    def answer(self, keys: str) -> None:
        """Type an answer and Enter."""
        os.write(self._outer, f"{keys}\n".encode())

    def pull_the_plug(self) -> None:
        """The program ends at once, wherever it is."""
        self.program.send_signal(signal.SIGKILL)
        self.program.wait()

    def leave(self) -> None:
        """Nobody is at the terminal any more."""
        self.pull_the_plug()
        os.close(self._outer)


@pytest.fixture
def desk(waiting: Path) -> Iterator[Desk]:
    """周某04 rechecks the mall."""
    made = Desk("--as", "周某04", "recheck", "--site", "百货")
    yield made
    made.leave()


def test_an_answer_is_on_the_disk_before_the_next_question(desk: Desk, listed: Listed, run: Run) -> None:
    """Killed at the second question: the first answer is kept, the second hazard waits, and nothing is to mend."""
    desk.wait_for("Gone?")
    assert states(listed)[:2] == ["fixed", "fixed"]
    desk.answer("p")
    desk.wait_for("Gone?", times=2)
    desk.pull_the_plug()

    assert states(listed)[:2] == ["closed", "fixed"]
    assert run("check").code == 0


@pytest.mark.parametrize(("stop", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["ctrl-c", "sigterm"])
def test_stopped_at_a_question_it_keeps_what_was_answered(
    desk: Desk, listed: Listed, stop: signal.Signals, code: int
) -> None:
    """Ctrl-C or SIGTERM at the second question: the first answer stays, and the code says that it was stopped."""
    desk.wait_for("Gone?")
    desk.answer("p")
    desk.wait_for("Gone?", times=2)
    desk.program.send_signal(stop)

    assert desk.program.wait(timeout=30) == code
    assert states(listed)[:2] == ["closed", "fixed"]


def test_while_it_asks_others_can_write(desk: Desk, listed: Listed, run: Run) -> None:
    """A question holds no lock: another command writes meanwhile, and a card is as it is when it is shown."""
    desk.wait_for("Gone?")
    assert run("note 2 业主在场").code == 0
    assert run("verify 1 --by 赵某03").code == 0
    desk.answer("p")
    desk.wait_for("Gone?", times=2)
    desk.answer("s")
    desk.wait_for("Gone?", times=3)

    assert "业主在场" in desk.shown
    assert "CG-1 is closed" in desk.shown
    assert states(listed)[:2] == ["closed", "fixed"]


@pytest.fixture
def closed(run: Run, three_townships: Path) -> Path:
    """Twenty hazards closed in one township, three in another, one of another category."""
    words = " ".join(f"第{n}处" for n in range(20))
    for line in (
        f"add fire 东岔街道 {words} --site 百货商场",
        "add fire 石炭沟镇 一 二 三 --site 煤矿",
        "add mines 石炭沟镇 四 --on 2023-01-02",
        "add fire 云杉岭镇 未闭合",
        "fix 1-24 --by 王某01 --yes",
        "verify 1-24 --by 周某04 --yes",
    ):
        assert run(line).code == 0
    return three_townships


def sample(run: Run, *words: str) -> list[str]:
    """The numbers that were drawn."""
    result = run("sample", *words, "--format", "json")
    assert result.code == (0 if result.json else 1)
    return [row["number"] for row in result.json]


@pytest.mark.parametrize(
    ("rate", "shares"),
    [("10%", (2, 1)), ("0.1", (2, 1)), ("25%", (5, 1)), ("26%", (6, 2)), ("100%", (20, 4)), ("0.01%", (1, 1))],
)
def test_every_township_gives_its_share(run: Run, closed: Path, rate: str, shares: tuple[int, int]) -> None:
    """The share of each township with anything closed is rounded up; nothing open is drawn."""
    drawn = run("sample", "--rate", rate, "--seed", "7", "--format", "json").json

    assert tuple(sum(row["township"] == name for row in drawn) for name in ("东岔街道", "石炭沟镇")) == shares
    assert len({row["number"] for row in drawn}) == len(drawn) == sum(shares)
    assert "CG-25" not in {row["number"] for row in drawn}


def test_the_same_seed_draws_the_same(run: Run, closed: Path) -> None:
    """A seed gives the same hazards again; others give others; without one, the seed that was drawn is told."""
    drawn = [sample(run, "--rate", "20%", "--seed", str(seed)) for seed in (1, 1, 2, 3)]
    told = run("sample --rate 20%").out.splitlines()[-1]

    assert drawn[0] == drawn[1]
    assert len({tuple(each) for each in drawn}) == 3
    seed = told.rpartition("--seed ")[2]
    assert sample(run, "--rate", "20%", "--seed", seed) == [
        line.split()[1] for line in run(f"sample --rate 20% --seed {seed}").out.splitlines()[1:-1]
    ]


def test_a_draw_can_be_narrowed_down(run: Run, closed: Path) -> None:
    """Township, category and days narrow down what is drawn from; nothing left is 1."""
    everything = ("--rate", "100%")

    assert sample(run, *everything, "--township", "石炭沟镇") == ["CG-21", "CG-22", "CG-23", "CG-24"]
    assert sample(run, *everything, "--category", "mines") == ["CG-24"]
    assert sample(run, *everything, "--until", "2023-01-10") == ["CG-24"]
    assert sample(run, *everything, "--township", "石炭沟镇", "--since", "2023-01-10") == ["CG-21", "CG-22", "CG-23"]
    assert sample(run, *everything, "--township", "云杉岭镇") == []


@pytest.mark.parametrize("rate", ["0", "0%", "101%", "1.5", "-1", "half", "", "nan", "inf"])
def test_what_is_no_share_is_refused(run: Run, closed: Path, rate: str) -> None:
    """Nothing, more than all, or no number is wrong usage and is named."""
    result = run("sample", "--rate", rate)

    assert (result.code, result.out) == (2, "")
    assert f": {rate}" in result.err
