"""A false fix is caught: the owner says that the exit is clear, and it is not.

The claim changes no number that counts closings; the owner cannot close it himself; whoever looks says what is still
wrong and gives a new day; the owner has it again; cleared in earnest it is closed by another, and the table keeps that
it failed once and was late.
"""

from __future__ import annotations

from tests.stories.conftest import Diary


def test_a_false_fix_is_caught(diary: Diary) -> None:
    """From the finding over a claim that was none to a closing that was seen, every step leaves its mark."""
    the_exit_is_blocked(diary)
    the_owner_says_it_is_clear(diary)
    the_goods_stand_behind_the_door(diary)
    it_is_cleared_and_somebody_looks(diary)
    the_table_remembers(diary)


def the_exit_is_blocked(diary: Diary) -> None:
    """3 January: 李某02 finds goods in the escape route of the mall; 王某01 has three days."""
    diary.on("2023-01-03")
    diary.type("add fire 东岔街道 疏散通道堵塞 --site 百货商场 --due 3d --owner 王某01")

    assert diary.home("东岔街道")["open"] == 1


def the_owner_says_it_is_clear(diary: Diary) -> None:
    """5 January: 王某01 says so. That is a claim: it waits for a look, and counts as closed nowhere."""
    diary.on("2023-01-05")
    diary.type("--as 王某01 fix 1 --note 货物已搬走")
    home, counts = diary.home("东岔街道"), diary.counted()["东岔街道"]

    assert (home["open"], home["fixed"]) == (1, 1)
    assert (counts["closed"], counts["rectification_rate"]) == (0, 0.0)
    assert diary.counted("--rate", "fixed")["东岔街道"]["rectification_rate"] == 100.0
    assert "王某01" in diary.refuse("--as 王某01 verify 1")
    assert diary.listed("--status", "fixed") == ["CG-1"]


def the_goods_stand_behind_the_door(diary: Diary) -> None:
    """6 January: 周某04 opens the door. It failed: with what is wrong and a new day, back to the same owner."""
    diary.on("2023-01-06")
    diary.refuse("verify 1 --fail --due 3d", code=2)
    diary.refuse("verify 1 --fail --reason 货物移到门后", code=2)
    diary.type("--as 周某04 verify 1 --fail --due 3d --reason 货物移到门后")
    card, home = diary.card("CG-1"), diary.home("东岔街道")

    assert (card["status"], card["owner"], card["failed"]) == ("failed", "王某01", 1)
    assert (card["due"], card["first_due"]) == ("2023-01-09", "2023-01-06")
    assert (card["fixed_on"], card["fixed_by"]) == (None, None)
    assert card["history"][-1]["details"] == {"due": "2023-01-09", "reason": "货物移到门后"}
    assert (home["open"], home["fixed"]) == (1, 0)
    assert diary.listed("--failed") == diary.listed("--status", "failed") == ["CG-1"]
    assert diary.counted("--by", "status")["failed"]["found"] == 1
    assert "CG-1" in diary.refuse("verify 1 --by 周某04")


def it_is_cleared_and_somebody_looks(diary: Diary) -> None:
    """8 January it is fixed again; 9 January 赵某03 looks and closes it, three days after the first deadline."""
    diary.on("2023-01-08")
    diary.type("fix 1 --by 王某01")
    diary.on("2023-01-09")
    diary.type("--as 赵某03 verify 1")

    assert diary.story("CG-1") == [
        ("inspected", "2023-01-03", "李某02"),
        ("fixed", "2023-01-05", "王某01"),
        ("failed", "2023-01-06", "周某04"),
        ("fixed", "2023-01-08", "王某01"),
        ("verified", "2023-01-09", "赵某03"),
    ]


def the_table_remembers(diary: Diary) -> None:
    """10 January: closed, by 赵某03 and not by 周某04; it failed once, and it was late by its first deadline."""
    diary.on("2023-01-10")
    card, counts = diary.card("CG-1"), diary.counted()["东岔街道"]

    assert (card["status"], card["failed"], card["days_late"]) == ("closed", 1, 3)
    assert diary.listed("--failed", "--status", "all") == ["CG-1"]
    assert list(diary.counted("--by", "verifier")) == ["赵某03"]
    assert (counts["closed"], counts["due_so_far"], counts["on_time"]) == (1, 1, 0)
    assert (counts["rectification_rate"], counts["on_time_rate"]) == (100.0, 0.0)
    diary.type("check")
