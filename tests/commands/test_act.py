"""Acting: `fix` is the owner's claim, `verify` is somebody else's look, and neither ever half-happens.

fix: who, when and what was said; me and today unless named; numbers, ranges, --yes; what is closed or not there.
verify: closes; never by the one who claimed; only what was claimed; not before the fix, not in the future.
Both: one unknown number or one refusal changes nothing; the receipt shows how the hazards stand now.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.commands.conftest import Listed
from tests.conftest import Run


def states(rows: list[dict[str, str]]) -> list[str]:
    """Only the status of each row."""
    return [row["status"] for row in rows]


def test_fix_records_the_claim(run: Run, two_hazards: Path, listed: Listed) -> None:
    """A fix keeps who says so and since when; the hazard waits for its verification and is still open."""
    result = run("fix 1 --by 王某01 --on 2023-01-15 --note 已清理")
    fixed, other = listed()

    assert result.code == 0
    assert (fixed["status"], fixed["fixed_by"], fixed["fixed_on"]) == ("fixed", "王某01", "2023-01-15")
    assert other["status"] == "found"
    assert [row["number"] for row in listed("--sort", "number")] == ["CG-1", "CG-2"]


def test_a_note_stands_in_the_history(run: Run, two_hazards: Path) -> None:
    """What was remarked with a fix or a verification is told by the card."""
    run("fix 1 --by 王某01 --note 已清理")
    run("verify 1 --note 看过了")
    [card] = run("show 1 --format json").json

    assert [event["note"] for event in card["history"]] == [None, "已清理", "看过了"]


def test_without_by_it_is_me(run: Run, two_hazards: Path, listed: Listed) -> None:
    """Who types is the fixer or the verifier unless somebody else is named."""
    run("--as 王某01 fix 1")
    run("--as 周某04 verify 1")
    row = listed()[0]

    assert (row["fixed_by"], row["verified_by"], row["status"]) == ("王某01", "周某04", "closed")
    assert (row["fixed_on"], row["verified_on"]) == ("2023-01-15", "2023-01-15")


def test_verify_closes(run: Run, two_hazards: Path, listed: Listed) -> None:
    """A verified hazard is closed, leaves the list of open ones and keeps no age."""
    run("fix 1 --by 王某01")
    receipt = run("verify CG-1 --by 周某04").out
    row = listed()[0]

    assert (row["status"], row["verified_by"], row["days_open"]) == ("closed", "周某04", None)
    assert [row["number"] for row in listed("--sort", "number")] == ["CG-2"]
    assert "CG-1" in receipt
    assert "closed" in receipt


@pytest.mark.parametrize("words", ["verify 1 --by 王某01", "--as 王某01 verify 1"])
def test_the_fixer_cannot_verify(run: Run, two_hazards: Path, listed: Listed, words: str) -> None:
    """Whoever claimed a fix cannot close it, named or typing; the answer says who and what to do."""
    run("fix 1 --by 王某01")
    result = run(words)

    assert (result.code, result.out, states(listed())) == (3, "", ["fixed", "found"])
    assert "王某01" in result.err
    assert "--by" in result.err


@pytest.mark.parametrize("name", [" 王某01", "王某01 ", "王某０１", "王 某01", "王某01\u3000"])
def test_the_fixer_cannot_verify_under_another_spelling(run: Run, two_hazards: Path, listed: Listed, name: str) -> None:
    """A blank or a full-width digit does not make somebody else of whoever claimed the fix."""
    run("fix 1 --by 王某01")
    result = run("verify", "1", "--by", name)

    assert (result.code, states(listed())) == (3, ["fixed", "found"])


def test_only_a_claimed_fix_can_be_verified(run: Run, two_hazards: Path, listed: Listed) -> None:
    """A hazard nobody claimed to have fixed cannot be closed, and the answer names the command that comes first."""
    result = run("verify 1 --by 周某04")

    assert (result.code, result.out, states(listed())) == (3, "", ["found", "found"])
    assert "fix CG-1" in result.err


@pytest.mark.parametrize("again", ["fix 1 --by 王某01", "verify 1 --by 周某04"])
def test_a_closed_hazard_stays_as_it_is(run: Run, two_hazards: Path, listed: Listed, again: str) -> None:
    """Neither a fix nor a verification of a closed hazard is taken."""
    run("fix 1 --by 王某01")
    run("verify 1 --by 周某04")
    before = listed()
    result = run(again)

    assert (result.code, result.out) == (3, "")
    assert "CG-1" in result.err
    assert listed() == before


def test_a_second_claim_is_refused(run: Run, two_hazards: Path, listed: Listed) -> None:
    """What waits for verification cannot be claimed again by somebody else."""
    run("fix 1 --by 王某01")
    result = run("fix 1 --by 赵某03")

    assert (result.code, listed()[0]["fixed_by"]) == (3, "王某01")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("fix 1 99", 1),
        ("fix 1 DC-1", 1),
        ("fix 1-9 --yes", 1),
        ("fix 1 x", 2),
        ("fix 2-1", 2),
        ("fix 1-99999 --yes", 2),
        ("fix 1 3", 3),
    ],
)
def test_one_wrong_number_changes_nothing(run: Run, two_hazards: Path, listed: Listed, words: str, code: int) -> None:
    """An unknown number, no number, a backward or endless range, or one closed hazard leaves all of them alone."""
    run("add fire 东岔街道 第三个")
    run("fix 3 --by 王某01")
    run("verify 3 --by 周某04")
    result = run(words)

    assert (result.code, result.out, states(listed())) == (code, "", ["found", "found", "closed"])
    assert len(result.err.splitlines()) >= 3


@pytest.mark.parametrize(
    "words",
    [
        "fix 1 --on 2023-01-16",
        "fix 1 --on 2023-01-14",
        "verify 2 --by 周某04 --on 2023-01-16",
        "verify 2 --by 周某04 --on 2023-01-14",
    ],
)
def test_a_day_out_of_order_is_refused(run: Run, two_hazards: Path, listed: Listed, words: str) -> None:
    """Tomorrow, a fix before the finding and a verification before the fix are refused."""
    run("fix 2 --by 王某01")
    result = run(words)

    assert (result.code, result.out, states(listed())) == (3, "", ["found", "fixed"])
    assert words.rsplit(maxsplit=1)[-1] in result.err


@pytest.mark.parametrize("typed", ["1 2", "1-2", "CG-1 CG-2", "CG-1-2", "cg-1-cg-2", "１ 2", "2 1 1-2"])
def test_numbers_may_be_written_in_many_ways(run: Run, two_hazards: Path, listed: Listed, typed: str) -> None:
    """Bare numbers of this device, whole numbers, ranges and full-width digits mean the same hazards, each once."""
    assert run(f"fix {typed} --by 王某01").code == 0
    assert states(listed()) == ["fixed", "fixed"]


def test_many_at_once_need_a_yes(run: Run, two_hazards: Path, listed: Listed) -> None:
    """More than three hazards are changed only with --yes when nobody can be asked; three are not asked about."""
    run("add fire 东岔街道 三 四 五")
    asked = run("fix 1-4 --by 王某01")
    after_asking = states(listed())
    three, four = run("fix 3-5 --by 王某01"), run("verify 3-5 --by 周某04 --yes")

    assert (asked.code, after_asking) == (6, ["found"] * 5)
    assert "--yes" in asked.err
    assert (three.code, four.code, states(listed())) == (0, 0, ["found", "found", "closed", "closed", "closed"])


def test_the_receipt_can_be_read_by_machines(run: Run, two_hazards: Path) -> None:
    """--format json gives one object for each hazard with its new status, in the order typed."""
    rows = run("fix 2 1 --by 王某01 --format json").json

    assert [(row["number"], row["status"], row["fixed_by"]) for row in rows] == [
        ("CG-2", "fixed", "王某01"),
        ("CG-1", "fixed", "王某01"),
    ]
