"""A slip of the hand: what was recorded in error is struck out with a reason, kept, and counted nowhere.

A hazard in the wrong township is voided; one that two people recorded on one day is found by `add` and by `check`, and
voided as the duplicate of the other by the command that both of them advise; a void in error is undone.
"""

from __future__ import annotations

from tests.stories.conftest import Diary

EXIT = "fire 东岔街道 疏散通道堵塞 --site 百货商场 --due 7d"


def test_a_wrong_entry_is_voided(diary: Diary) -> None:
    """Typed into the wrong township: voided with a reason it leaves every number, and its card says why."""
    diary.on("2023-01-03")
    diary.type("add mines 东岔街道 瓦斯超限 --site 煤矿 --due 3d --owner 王某01")
    diary.on("2023-01-10")
    assert diary.home("东岔街道")["overdue"] == 1

    diary.refuse("void 1", code=2)
    diary.type("void 1 --reason 录错乡镇")
    diary.type("add mines 石炭沟镇 瓦斯超限 --site 煤矿 --due 3d --owner 王某01")
    counts, home, card = diary.counted()["东岔街道"], diary.home("东岔街道"), diary.card("CG-1")

    assert (counts["found"], counts["open"], counts["overdue"], counts["due_so_far"]) == (0, 0, 0, 0)
    assert (home["open"], home["overdue"]) == (0, 0)
    assert (diary.listed(), diary.listed("--status", "voided")) == (["CG-2"], ["CG-1"])
    assert (card["status"], card["history"][-1]["details"]) == ("voided", {"reason": "录错乡镇"})
    assert "CG-1" in diary.refuse("fix 1 --by 王某01")
    assert "CG-1" in diary.refuse("void 1 --reason 再次")
    diary.type("check")


def test_a_duplicate_is_voided_as_one(diary: Diary) -> None:
    """李某02 and 周某04 were both in the mall: the second one hears so, and one of the two remains."""
    diary.type(f"add {EXIT}")
    heard = diary.type(f"--as 周某04 add {EXIT}").err
    assert "CG-1" in heard
    [problem] = diary.type("check --format json", code=1).json
    assert "CG-1" in problem["subject"]
    assert "CG-2" in problem["subject"]
    assert problem["todo"] in heard

    diary.take_advice(problem["todo"], "两人同查")
    card = diary.card("CG-2")
    assert (card["status"], card["duplicate_of"]) == ("voided", "CG-1")
    assert "CG-1" in diary.type("show CG-2").out
    assert (diary.listed(), diary.counted()["东岔街道"]["found"]) == (["CG-1"], 1)
    diary.type("check")


def test_a_void_in_error_is_undone(diary: Diary) -> None:
    """The wrong one was struck out: undo brings it back as it was, and the card still tells of both."""
    diary.type(f"add {EXIT} --owner 王某01")
    diary.type("fix 1 --by 王某01")
    before = diary.type("list --format json").json
    diary.type("void 1 --reason 看错")
    assert diary.listed() == []
    diary.type("undo")

    assert diary.type("list --format json").json == before
    assert [(e["kind"], e["undone"]) for e in diary.card("CG-1")["history"]][-2:] == [
        ("voided", True),
        ("undone", False),
    ]
    assert "taken back" in diary.type("show 1").out
    diary.type("check")
