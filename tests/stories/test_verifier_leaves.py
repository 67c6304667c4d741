"""People leave, hazards stay: the owner and the verifier go, and every hazard still ends by a name.

Another owner takes over and is asked; another verifies; where nobody else is, the fixer himself may, with a reason,
and every summary counts that apart.
"""

from __future__ import annotations

from tests.stories.conftest import Diary


def test_the_verifier_leaves(diary: Diary) -> None:
    """王某01 and 周某04 are transferred in January; what they had in hand is ended by others, openly."""
    what_they_had_in_hand(diary)
    somebody_else_answers(diary)
    somebody_else_looks(diary)
    nobody_else_is_there(diary)
    the_table_says_so(diary)


def what_they_had_in_hand(diary: Diary) -> None:
    """3 January: two hazards of 王某01 in the mall, and one in a far village that 李某02 looks after alone."""
    diary.on("2023-01-03")
    diary.type("add fire 东岔街道 疏散通道堵塞 灭火器过期 --site 百货商场 --due 7d --owner 王某01")
    diary.type("add forest 云杉岭镇 防火隔离带未清 --village 三岔村 --due 7d --owner 李某02")

    assert diary.listed("--owner", "王某01") == ["CG-1", "CG-2"]


def somebody_else_answers(diary: Diary) -> None:
    """9 January: both are handed to 钱某05; who had them before stays in their history, and no deadline moves."""
    diary.on("2023-01-09")
    diary.type("assign 1-2 --owner 钱某05 --reason 王某01调离")
    card = diary.card("CG-1")

    assert (diary.listed("--owner", "王某01"), diary.listed("--owner", "钱某05")) == ([], ["CG-1", "CG-2"])
    assert (card["due"], card["first_due"]) == ("2023-01-10", "2023-01-10")
    assert card["history"][1]["details"] == {"reason": "王某01调离"}
    assert diary.story("CG-1")[1] == ("reassigned", "2023-01-09", "钱某05")


def somebody_else_looks(diary: Diary) -> None:
    """10 January: 钱某05 clears both; 周某04 is gone, 孙某06 looks."""
    diary.on("2023-01-10")
    diary.type("--as 钱某05 fix 1-2")
    diary.type("--as 孙某06 verify 1-2")

    assert diary.counted("--by", "verifier")["孙某06"]["closed"] == 2


def nobody_else_is_there(diary: Diary) -> None:
    """11 January: in the village 李某02 cleared the strip himself. He may close it only by saying why."""
    diary.on("2023-01-11")
    diary.type("fix 3")
    assert "--self" in diary.refuse("verify 3")
    diary.refuse("verify 3 --self", code=2)
    diary.refuse("verify 3 --self --reason '  '", code=2)
    diary.type("verify 3 --self --reason 村里只有我")
    card = diary.card("CG-3")

    assert (card["status"], card["verified_by"]) == ("closed", "李某02")
    assert (card["self_verified"], card["claimed"]) == (True, False)
    assert card["history"][-1]["details"] == {"reason": "村里只有我"}


def the_table_says_so(diary: Diary) -> None:
    """Three are closed, one of them by its own fixer: in his township, in his row, and in the total."""
    towns, people = diary.counted(), diary.counted("--by", "verifier")
    lines = diary.type("summary").out.splitlines()
    total = dict(zip(diary.type("summary --format csv").out.splitlines()[0].split(","), lines[4].split(), strict=True))

    assert {name: row["self_verified"] for name, row in towns.items()} == {"东岔街道": 0, "石炭沟镇": 0, "云杉岭镇": 1}
    assert {name: row["self_verified"] for name, row in people.items()} == {"孙某06": 0, "李某02": 1}
    assert (total["closed"], total["self_verified"], total["claimed"]) == ("3", "1", "0")
    assert "1 self-verified" in lines[-1]
    diary.type("check")


def test_a_fixer_among_others_is_no_self_verification(diary: Diary) -> None:
    """When the fixer looks together with somebody else, somebody else has looked: nothing is counted apart."""
    diary.type("add fire 东岔街道 疏散通道堵塞 --site 百货商场 --due 7d")
    diary.type("fix 1 --by 王某01")
    diary.type("verify 1 --by 王某01 --by 周某04")
    card, counts = diary.card("CG-1"), diary.counted()["东岔街道"]

    assert (card["verified_by"], card["self_verified"], card["claimed"]) == ("王某01、周某04", False, False)
    assert (counts["closed"], counts["self_verified"], counts["claimed"]) == (1, 0, 0)
