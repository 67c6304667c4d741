"""An extension hides no lateness: a later deadline is given and counted, the first one stays.

What was extended is not overdue, and still lowers the share that was closed on time; every extension adds up, in days;
beyond the end of its campaign it needs a reason.
"""

from __future__ import annotations

from tests.stories.conftest import Diary


def test_an_extension_does_not_hide_lateness(diary: Diary) -> None:
    """Two hazards of one day, one put off twice and one closed in time: the table tells them apart to the end."""
    two_are_found(diary)
    more_time_is_given(diary)
    the_first_deadline_passes(diary)
    still_more_time_is_given(diary)
    it_is_closed_late(diary)


def two_are_found(diary: Diary) -> None:
    """3 January: a blocked exit and an old extinguisher, both due on the 6th; the campaign ends with the month."""
    diary.on("2023-01-03")
    diary.type("campaign start 冬季攻势 --from 2023-01-01 --end 2023-01-31")
    diary.type("add fire 东岔街道 疏散通道堵塞 灭火器过期 --site 百货商场 --due 3d --owner 王某01 --campaign 冬季攻势")


def more_time_is_given(diary: Diary) -> None:
    """5 January: the exit gets a week more; the extinguisher is changed, and seen by 周某04."""
    diary.on("2023-01-05")
    diary.type("extend 1 --due 2023-01-13 --reason 等待配件")
    diary.type("fix 2 --by 王某01")
    diary.type("--as 周某04 verify 2")
    card = diary.card("CG-1")

    assert (card["due"], card["first_due"]) == ("2023-01-13", "2023-01-06")
    assert (card["extended"], card["extended_days"], card["days_late"]) == (1, 7, None)


def the_first_deadline_passes(diary: Diary) -> None:
    """10 January: nothing is overdue, and yet the exit is four days late and counts against the township."""
    diary.on("2023-01-10")
    counts = diary.counted()["东岔街道"]

    assert (diary.home("东岔街道")["overdue"], diary.listed("--overdue")) == (0, [])
    assert diary.card("CG-1")["days_late"] == 4
    assert (counts["due_so_far"], counts["on_time"], counts["on_time_rate"]) == (2, 1, 50.0)


def still_more_time_is_given(diary: Diary) -> None:
    """12 January: an earlier day is no extension; past the end of the campaign one needs a reason, and is counted."""
    diary.on("2023-01-12")
    assert "2023-01-13" in diary.refuse("extend 1 --due 2023-01-13")
    assert "2023-01-31" in diary.refuse("extend 1 --due 2023-02-03")
    diary.type("extend 1 --due 2023-02-03 --reason 厂家停工")
    card = diary.card("CG-1")

    assert (card["due"], card["first_due"]) == ("2023-02-03", "2023-01-06")
    assert (card["extended"], card["extended_days"]) == (2, 28)
    assert [event["details"].get("reason") for event in card["history"]] == [None, "等待配件", "厂家停工"]


def it_is_closed_late(diary: Diary) -> None:
    """1 February: closed two days before its last deadline, 26 after its first; the rate stays what it was."""
    diary.on("2023-02-01")
    diary.type("fix 1 --by 王某01")
    diary.type("--as 周某04 verify 1")
    diary.on("2023-03-01")
    card, counts = diary.card("CG-1"), diary.counted()["东岔街道"]

    assert (card["status"], card["days_late"]) == ("closed", 26)
    assert (counts["due_so_far"], counts["on_time"], counts["on_time_rate"]) == (2, 1, 50.0)
    assert (counts["closed"], counts["rectification_rate"]) == (2, 100.0)
    diary.type("check")
