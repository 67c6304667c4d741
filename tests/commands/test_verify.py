"""Looking again in all its ways: several people, a fix that failed, the fixer himself, days out of order, pictures.

Several: each once, however they are named. --fail: with a new day and what is wrong; counted, the first deadline stays.
--self: with a reason, and counted; not together with --fail. Days: found, fixed, verified in this order unless a reason
says why not; none in the future. Pictures: with their digest, kept when asked, named when they stand elsewhere too.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from tests.commands.conftest import Card, Listed, Refuse
from tests.conftest import Run


@pytest.fixture
def claimed(run: Run, two_hazards: Path) -> Path:
    """CG-1 and CG-2, found and said to be fixed today by 王某01; due in a week."""
    assert run("fix 1 2 --by 王某01").code == 0
    return two_hazards


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        (("--by", "周某04", "--by", "赵某03"), "周某04、赵某03"),
        (("--by", "周某04、赵某03"), "周某04、赵某03"),
        (("--by", "王某01", "--by", "周某04"), "王某01、周某04"),
    ],
)
def test_several_may_have_looked(run: Run, claimed: Path, card: Card, words: tuple[str, ...], kept: str) -> None:
    """Several verifiers stand in one cell; when one of them is not the fixer, the hazard is verified."""
    assert run("verify", "1", *words).code == 0
    row = card(1)

    assert (row["status"], row["verified_by"]) == ("closed", kept)
    assert (row["claimed"], row["self_verified"]) == (False, False)


@pytest.mark.parametrize("words", ["--by 王某01 --by 王某01", "--by '王某01、王某０１'", "--by 王某01 --reason 无他人"])
def test_the_fixer_twice_is_nobody_else(claimed: Path, refuse: Refuse, words: str) -> None:
    """The fixer named twice, or with a reason but without --self, has not been verified by somebody else."""
    said = refuse(f"verify 1 {words}")

    assert "--self" in said


def test_a_fix_of_two_is_verified_by_a_third(run: Run, two_hazards: Path, refuse: Refuse, card: Card) -> None:
    """When two people say that they fixed it, neither of them, nor both, can close it."""
    run("fix 1 --by 王某01、钱某05")
    for words in ("--by 王某01", "--by 钱某05", "--by 钱某05 --by 王某01"):
        refuse(f"verify 1 {words}")
    run("verify 1 --by 周某04")

    assert card(1)["status"] == "closed"


def test_a_failed_one_is_back_with_its_owner(run: Run, claimed: Path, card: Card, listed: Listed) -> None:
    """A failed verification says what is wrong and gives a new day; the first deadline and the owner stay."""
    receipt = run("verify 1 --fail --due 2w --reason 只搬走一半 --by 周某04 --note 有照片 --format json").json
    row = card(1)

    assert [(r["number"], r["status"], r["due"], r["failed"]) for r in receipt] == [("CG-1", "failed", "2023-01-29", 1)]
    assert (row["status"], row["owner"], row["due"], row["first_due"]) == (
        "failed",
        "王某01",
        "2023-01-29",
        "2023-01-22",
    )
    assert (row["fixed_on"], row["fixed_by"], row["verified_by"]) == (None, None, None)
    assert (row["extended"], row["extended_days"]) == (0, 0)
    assert (row["history"][-1]["person"], row["history"][-1]["note"]) == ("周某04", "有照片")
    assert row["history"][-1]["details"] == {"due": "2023-01-29", "reason": "只搬走一半"}
    assert [row["number"] for row in listed("--failed")] == ["CG-1"]


def test_it_may_fail_more_than_once(run: Run, claimed: Path, card: Card) -> None:
    """Each failure is counted and stays counted; a new claim comes before each new look."""
    for _nth in range(3):
        run("verify 1 --fail --due 7d --reason 未清 --by 周某04")
        run("fix 1 --by 王某01")
    run("verify 1 --by 周某04")

    assert (card(1)["status"], card(1)["failed"]) == ("closed", 3)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("--fail --due 7d", 2),
        ("--fail --reason 未清", 2),
        ("--fail --due 7d --reason ''", 2),
        ("--fail --due sometime --reason 未清", 2),
        ("--due 7d", 2),
        ("--self", 2),
        ("--self --fail --due 7d --reason 未清", 2),
        ("--fail --due 2023-01-14 --reason 未清", 3),
        ("--by ''", 3),
        ("--by 、", 3),
    ],
)
def test_options_that_do_not_fit_are_refused(claimed: Path, refuse: Refuse, words: str, code: int) -> None:
    """A failure without its day or reason, a day without failure, --self without reason, nobody: all refused."""
    refuse(f"verify 1 {words}", code=code)


def test_only_a_claim_can_fail(run: Run, claimed: Path, refuse: Refuse) -> None:
    """What nobody says is fixed, what failed already and what is closed cannot fail."""
    run("add fire 东岔街道 另一个")
    run("verify 1 --fail --due 7d --reason 未清 --by 周某04")
    run("verify 2 --by 周某04")

    for number in (1, 2, 3):
        assert f"CG-{number}" in refuse(f"verify {number} --fail --due 7d --reason 未清 --by 周某04")


def test_the_fixer_may_verify_with_a_reason(run: Run, claimed: Path, card: Card) -> None:
    """With --self and a reason the fixer closes it, which is counted apart from claims and in every summary."""
    assert run("--as 王某01 verify 1 --self --reason 偏远无他人").code == 0
    run("verify 2 --self --reason 同上 --by 周某04")
    [row] = [row for row in run("summary --format json").json if row["found"]]

    assert (card(1)["status"], card(1)["self_verified"], card(1)["claimed"]) == ("closed", True, False)
    assert card(2)["self_verified"] is False
    assert (row["closed"], row["self_verified"], row["claimed"]) == (2, 1, 0)


@pytest.mark.parametrize(
    ("fix", "verify", "codes"),
    [
        ("2023-01-12", "2023-01-11", (0, 3)),
        ("2023-01-12", "2023-01-12", (0, 0)),
        ("2023-01-12", "2023-01-11 --reason 补录", (0, 0)),
        ("2023-01-09", "2023-01-12", (3, 3)),
        ("2023-01-09 --reason 补录", "2023-01-12", (0, 0)),
        ("2023-01-09 --reason 补录", "2023-01-09", (0, 0)),
        ("2023-01-16 --reason 补录", "2023-01-16", (3, 3)),
        ("2023-01-12", "2023-01-16 --reason 补录", (0, 3)),
    ],
)
def test_days_stand_in_order_unless_a_reason_is_given(
    run: Run, three_townships: Path, fix: str, verify: str, codes: tuple[int, int]
) -> None:
    """Found on the 10th: no fix before, no verification before the fix, nothing tomorrow; `check` takes the reason."""
    run("add fire 东岔街道 堵塞 --on 2023-01-10 --site 百货商场")
    results = run(f"fix 1 --by 王某01 --on {fix}"), run(f"verify 1 --by 周某04 --on {verify}")

    assert tuple(result.code for result in results) == codes
    assert run("check").code == 0


def test_pictures_stand_in_the_history(run: Run, claimed: Path, card: Card, refuse: Refuse) -> None:
    """A picture is kept as its path, SHA-256 and size; the same file named twice stands there once."""
    (claimed / "after.jpg").write_bytes(b"after" * 1000)
    refuse("verify 1 --by 周某04 --photo nowhere.jpg")
    refuse("verify 1 --by 周某04 --photo .")
    run("verify 1 --by 周某04 --photo after.jpg --photo ./after.jpg")
    [photo] = card(1)["history"][-1]["photos"]

    assert photo == {
        "path": str(claimed / "after.jpg"),
        "sha256": hashlib.sha256(b"after" * 1000).hexdigest(),
        "size": 5000,
        "kept": False,
    }
    assert "after.jpg" in run("show 1").out


def test_the_same_picture_before_and_after_is_told(run: Run, three_townships: Path) -> None:
    """A fix that shows the picture of the finding, or of another hazard, is taken and told."""
    for name in ("one.jpg", "two.jpg"):
        (three_townships / name).write_bytes(name.encode())
    run("add fire 东岔街道 堵塞 --site 百货商场 --photo one.jpg")
    run("add fire 东岔街道 过期 --site 学校 --photo two.jpg")
    same, other, own = (
        run(words)
        for words in (
            "fix 1 --by 王某01 --photo one.jpg",
            "fix 2 --by 王某01 --photo one.jpg --keep",
            "note 2 看过 --photo one.jpg",
        )
    )

    assert (same.code, other.code, own.code) == (0, 0, 0)
    assert "one.jpg" in same.err
    assert "CG-1" in same.err
    assert "CG-1" in other.err
    assert "CG-2" in own.err
    assert run("fix 1 --by 王某01").code == 3


def test_a_new_picture_is_not_told(run: Run, three_townships: Path) -> None:
    """One picture of a visit that found two hazards, and another one of the fix of both, are as they should be."""
    for name in ("before.jpg", "after.jpg"):
        (three_townships / name).write_bytes(name.encode())
    found = run("add fire 东岔街道 堵塞 过期 --due 7d --site 百货商场 --photo before.jpg")
    fixed = run("fix 1 2 --by 王某01 --photo after.jpg")

    assert (found.code, found.err) == (0, "")
    assert (fixed.code, fixed.err) == (0, "")


def test_a_refused_act_keeps_no_copy(run: Run, claimed: Path, ledger_path: Path, refuse: Refuse) -> None:
    """A copy that was made for a command that was then refused is gone; one that another entry names stays."""
    (claimed / "after.jpg").write_bytes(b"after")
    refuse("verify 1 --by 王某01 --photo after.jpg --keep")
    folder = ledger_path.parent / "ledger.db.photos"
    assert not folder.exists() or list(folder.iterdir()) == []

    run("verify 1 --by 周某04 --photo after.jpg --keep")
    refuse("verify 2 --by 王某01 --photo after.jpg --keep")
    assert len(list(folder.iterdir())) == 1
    assert run("check").code == 0
