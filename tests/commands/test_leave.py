"""Leaving the open ones in another way: `transfer`, `void`; and `link`, which sets a rebound right.

transfer: to a body, with a reason; out of the open ones; its answer accepts it, gives it back, or says that it is
fixed. void: with a reason, once, kept and counted nowhere; as a duplicate of one that stands. link: to a closed one
found no later in the same township, never in a circle.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.commands.conftest import Card, Listed, Refuse
from tests.conftest import Run


@pytest.fixture
def handed(run: Run, two_hazards: Path) -> Path:
    """CG-1 and CG-2, due in a week; CG-1 was handed over today."""
    assert run("transfer 1 --to 供电所 --reason 线路归其管").code == 0
    return two_hazards


@pytest.fixture
def again(run: Run, two_hazards: Path) -> Path:
    """CG-1 closed, CG-2 open, of one visit; CG-3 open and CG-4 closed in another township; CG-5 open, like CG-2."""
    for line in (
        "fix 1 --by 王某01",
        "verify 1 --by 周某04",
        "add fire 石炭沟镇 灯坏 水浸 --site 学校 --due 7d",
        "fix 4 --by 王某01",
        "verify 4 --by 周某04",
        "add fire 东岔街道 灯坏 --site 学校 --due 7d",
    ):
        assert run(line).code == 0
    return two_hazards


def counts(run: Run) -> dict[str, Any]:
    """The row of 东岔街道 in the summary."""
    return dict(run("summary --township 东岔街道 --format json").json[0])


def test_what_was_handed_over_is_no_longer_open(run: Run, handed: Path, card: Card, listed: Listed) -> None:
    """It is found under its state, with the body and the day, and counted apart: not open, not closed."""
    row = card(1)
    assert (row["status"], row["transferred_to"], row["transferred_on"]) == ("transferred", "供电所", "2023-01-15")
    assert (row["days_open"], row["overdue"]) == (None, False)
    assert [(r["number"], r["status"]) for r in listed("--status", "transferred")] == [("CG-1", "transferred")]
    assert row["history"][-1]["details"] == {"reason": "线路归其管"}

    row = counts(run)
    assert (row["found"], row["open"], row["transferred"], row["closed"]) == (2, 1, 1, 0)


def test_handing_over_takes_no_note(run: Run, two_hazards: Path, refuse: Refuse) -> None:
    """A note is of the answer: beside --to it is refused instead of being lost."""
    assert "--note goes with --reply" in refuse("transfer 1 --to 供电所 --reason 归其管 --note 夜间", code=2)


def test_handed_over_in_time_counts_against_nobody(
    run: Run, handed: Path, monkeypatch: pytest.MonkeyPatch, card: Card
) -> None:
    """After the deadline only what was handed over late, or stayed, is due so far."""
    monkeypatch.setenv("INSPECT_TODAY", "2023-02-01")
    assert counts(run)["due_so_far"] == 1
    run("transfer 2 --to 供电所 --reason 归其管")

    assert (counts(run)["due_so_far"], counts(run)["on_time_rate"]) == (1, 0.0)
    assert card(2)["transferred_on"] == "2023-02-01"


@pytest.mark.parametrize(
    ("typed", "outcome"),
    [
        ("accepted", ("transferred", None, 1)),
        ("已接收", ("transferred", None, 1)),
        ("returned", ("found", None, 2)),
        ("退回", ("found", None, 2)),
        ("done", ("fixed", "供电所", 2)),
        ("已办结", ("fixed", "供电所", 2)),
    ],
)
def test_the_body_answers(run: Run, handed: Path, card: Card, typed: str, outcome: tuple[str, str | None, int]) -> None:
    """Accepted stays there; returned is ours again; done is that body's claim, which somebody verifies."""
    assert run(f"transfer 1 --reply {typed} --note 电话").code == 0
    row = card(1)

    assert (row["status"], row["fixed_by"], counts(run)["open"]) == outcome
    assert (row["history"][-1]["kind"], row["history"][-1]["note"]) == ("replied", "电话")
    assert row["history"][-1]["details"]["answer"] in ("accepted", "returned", "done")


def test_what_that_body_claims_is_verified_by_another(run: Run, handed: Path, refuse: Refuse, card: Card) -> None:
    """Done is a claim like any other: its maker cannot verify it, somebody else closes it or sends it back."""
    run("transfer 1 --reply done")
    refuse("verify 1 --by 供电所")
    run("verify 1 --fail --due 3d --reason 线仍裸露 --by 周某04")
    assert (card(1)["status"], card(1)["failed"]) == ("failed", 1)
    run("fix 1 --by 供电所")
    run("verify 1 --by 周某04")

    assert card(1)["status"] == "closed"


def test_a_returned_one_can_be_fixed_or_handed_over_again(run: Run, handed: Path, card: Card) -> None:
    """Back with us it is like any open one."""
    run("transfer 1 --reply returned")
    assert run("transfer 1 --to 住建局 --reason 归其管").code == 0
    assert card(1)["transferred_to"] == "住建局"
    run("transfer 1 --reply returned")

    assert run("fix 1 --by 王某01").code == 0


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("transfer 2", 2),
        ("transfer 2 --to 供电所", 2),
        ("transfer 2 --to 供电所 --reason ' '", 2),
        ("transfer 2 --to '' --reason 归其管", 3),
        ("transfer 1 --to 住建局 --reply done --reason x", 2),
        ("transfer 1 --reply perhaps", 2),
        ("transfer 2 --reply done", 3),
        ("transfer 1 --to 住建局 --reason 归其管", 3),
        ("transfer 1 2 --reply done", 3),
        ("fix 1 --by 王某01", 3),
    ],
)
def test_a_transfer_says_to_whom_or_what_was_answered(handed: Path, refuse: Refuse, words: str, code: int) -> None:
    """Neither, both, no reason, an unknown answer, an answer nobody asked for, a second transfer: refused."""
    refuse(words, code=code)


def test_what_was_voided_is_kept_and_counted_nowhere(run: Run, handed: Path, card: Card, listed: Listed) -> None:
    """A voided hazard is in no count, is found under its state, and can still be shown; its number is not reused."""
    receipt = run("void 2 --reason 误录 --format json").json
    row = counts(run)

    assert [(r["number"], r["status"]) for r in receipt] == [("CG-2", "voided")]
    assert (row["visits"], row["found"], row["open"]) == (1, 1, 0)
    assert [r["number"] for r in listed("--status", "voided")] == ["CG-2"]
    assert card(2)["history"][-1]["details"] == {"reason": "误录"}
    assert run("add fire 东岔街道 另一个").out.startswith("CG-3 ")


@pytest.mark.parametrize("line", ["fix 1 --by 王某01", "transfer 1 --to 供电所 --reason 归其管", "note 1 看过"])
def test_anything_can_be_voided_once(run: Run, two_hazards: Path, refuse: Refuse, line: str) -> None:
    """Claimed, handed over or remarked on, an entry may be wrong; a second time there is nothing to void."""
    run(line)
    assert run("void 1 --reason 误录").code == 0

    refuse("void 1 --reason 误录")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("void 5", 2),
        ("void 5 --reason ''", 2),
        ("void 5 --duplicate-of 1", 2),
        ("void 5 --duplicate-of 5 --reason 重复", 3),
        ("void 2-5 --duplicate-of 3 --reason 重复 --yes", 3),
        ("void 5 --duplicate-of 3 --reason 重复", 3),
        ("void 5 --duplicate-of 99 --reason 重复", 1),
        ("void 5 --duplicate-of 1-2 --reason 重复", 2),
        ("void 5 --duplicate-of x --reason 重复", 2),
    ],
)
def test_a_duplicate_is_one_of_another_that_stands(again: Path, refuse: Refuse, words: str, code: int) -> None:
    """Without a reason, of itself, of one elsewhere, of none, of several: refused."""
    refuse(words, code=code)


def test_two_are_not_each_others_duplicates(run: Run, again: Path, refuse: Refuse, card: Card) -> None:
    """Of two that are the same one stays: what is voided itself is no original."""
    assert run("void 5 --duplicate-of 2 --reason 重复").code == 0
    assert card(5)["duplicate_of"] == "CG-2"

    refuse("void 2 --duplicate-of 5 --reason 重复")


def test_a_link_and_its_removal(run: Run, again: Path, card: Card, listed: Listed) -> None:
    """A link names the closed one on both cards and counts as a rebound; without it there is none."""
    receipt = run("link 2 5 --rebound-of 1 --reason 同一处 --format json").json
    assert [(row["number"], row["rebound_of"]) for row in receipt] == [("CG-2", "CG-1"), ("CG-5", "CG-1")]
    assert "CG-2" in run("show 1").out
    assert [row["number"] for row in listed("--rebound", "--sort", "number")] == ["CG-2", "CG-5"]
    assert counts(run)["rebound_rate"] == 200.0

    run("link 2 --not-a-rebound")
    assert (card(2)["rebound_of"], card(5)["rebound_of"]) == (None, "CG-1")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("link 2", 2),
        ("link 2 --rebound-of 1 --not-a-rebound", 2),
        ("link 2 --rebound-of 1-4", 2),
        ("link 2 --rebound-of x", 2),
        ("link 2 --rebound-of 99", 1),
        ("link 1 --rebound-of 1", 3),
        ("link 2 --rebound-of 5", 3),
        ("link 2 --rebound-of 4", 3),
        ("link 2 3 --rebound-of 1", 3),
    ],
)
def test_a_link_is_to_a_closed_one_of_the_same_township(again: Path, refuse: Refuse, words: str, code: int) -> None:
    """Neither, both, several, none, itself, an open one, one elsewhere: refused, for all of them."""
    refuse(words, code=code)


def test_links_go_back_in_time(run: Run, three_townships: Path, refuse: Refuse) -> None:
    """What was found later was not there before; and a chain of rebounds has an end."""
    run("add fire 东岔街道 堵塞 --site 百货商场 --on 2023-01-02 --due 3d")
    run("add fire 东岔街道 过期 灯坏 --site 百货商场 --on 2023-01-04 --due 3d")
    run("fix 1-3 --by 王某01")
    run("verify 1-3 --by 周某04")
    refuse("link 1 --rebound-of 2")
    run("link 3 --rebound-of 2")
    refuse("link 2 --rebound-of 3")

    assert run("link 2 --rebound-of 1").code == 0


def test_what_came_back_is_not_voided_from_below(run: Run, again: Path, refuse: Refuse) -> None:
    """A hazard that another one repeats stands until that link is set right, by the command that is named."""
    run("link 2 --rebound-of 1")
    said = refuse("void 1 --reason 误录")
    assert run(said.rpartition("inspect-cli ")[2]).code == 0

    assert run("void 1 --reason 误录").code == 0
    assert run("check").code == 0
