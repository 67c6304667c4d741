"""What was closed comes back: the same exit is blocked again a month later, and nobody can say that it is new.

The new hazard gets its own number and names the old one, both cards name each other, the old one stays closed; the
rate counts it for the verifier who closed the old one and for the site. Another place, other words, or half a year
later are no rebound; a wrong link is set right.
"""

from __future__ import annotations

import pytest
from tests.stories.conftest import Diary

EXIT = ("add", "fire", "东岔街道", "疏散通道堵塞", "--site", "百货商场", "--due", "7d")


def test_a_hazard_comes_back(diary: Diary) -> None:
    """Closed, back after 40 days, closed by another, back again: the cards tell the chain, the table whose it was."""
    the_exit_is_closed(diary)
    forty_days_later(diary)
    and_a_third_time(diary)
    the_table_names_who_closed_it(diary)


def the_exit_is_closed(diary: Diary) -> None:
    """January: found, fixed, and seen by 周某04 on the 5th."""
    diary.on("2023-01-03")
    diary.type(*EXIT)
    diary.on("2023-01-05")
    diary.type("fix 1 --by 王某01")
    diary.type("--as 周某04 verify 1")


def forty_days_later(diary: Diary) -> None:
    """14 February: written a little differently, it is known all the same, and its earlier days are told."""
    diary.on("2023-02-14")
    again = diary.type("add", "fire", "东岔街道", " 疏散通道，堵塞！", "--site", "百货商场", "--due", "7d")
    old, new = diary.card("CG-1"), diary.card("CG-2")

    assert all(part in again.err for part in ("CG-1", "2023-01-03", "2023-01-05", "周某04", "CG-2"))
    assert (old["status"], new["status"], new["rebound_of"]) == ("closed", "found", "CG-1")
    assert "CG-2" in diary.type("show CG-1").out
    assert "CG-1" in diary.type("show CG-2").out
    assert diary.listed("--rebound") == ["CG-2"]
    assert (diary.home("东岔街道")["open"], diary.home("东岔街道")["rebound"]) == (1, 1)


def and_a_third_time(diary: Diary) -> None:
    """Closed by 赵某03 in February, it is back in March: the card names both earlier ones, the last one first."""
    diary.on("2023-02-20")
    diary.type("fix 2 --by 王某01")
    diary.type("--as 赵某03 verify 2")
    diary.on("2023-03-10")
    said = diary.type(*EXIT).err

    assert "CG-2" in said
    assert diary.card("CG-3")["rebound_of"] == "CG-2"
    assert "CG-2 ← CG-1" in diary.type("show CG-3").out
    assert "CG-3" not in diary.type("show CG-1").out
    assert diary.listed("--rebound", "--status", "all") == ["CG-2", "CG-3"]


def the_table_names_who_closed_it(diary: Diary) -> None:
    """Each of the two verifiers closed one that came back; at the site two came back of two closed."""
    diary.type("add fire 东岔街道 灯坏 --site 学校")
    diary.type("fix 4 --by 王某01")
    diary.type("--as 周某04 verify 4")
    verifiers, sites = diary.counted("--by", "verifier"), diary.counted("--by", "site")
    keys = ("closed", "rebound", "rebound_rate")

    assert [verifiers["周某04"][key] for key in keys] == [2, 1, 50.0]
    assert [verifiers["赵某03"][key] for key in keys] == [1, 1, 100.0]
    assert [sites["百货商场"][key] for key in keys] == [2, 2, 100.0]
    assert [sites["学校"][key] for key in keys] == [1, 0, 0.0]
    diary.type("check")


@pytest.mark.parametrize(
    ("day", "words", "earlier"),
    [
        ("2023-07-04", "fire 东岔街道 疏散通道堵塞 --site 百货商场", "CG-1"),
        ("2023-07-05", "fire 东岔街道 疏散通道堵塞 --site 百货商场", None),
        ("2023-02-14", "fire 东岔街道 疏散通道堵塞 --site 学校", None),
        ("2023-02-14", "fire 东岔街道 灯坏 --site 百货商场", None),
        ("2023-02-14", "traffic 东岔街道 疏散通道堵塞 --site 百货商场", None),
        ("2023-02-14", "fire 石炭沟镇 疏散通道堵塞 --site 百货商场", None),
        ("2023-02-14", "fire 东岔街道 疏散通道堵塞", None),
        ("2023-02-14", "fire 东岔街道 疏散通道堵塞 --site 百货商场 --not-a-rebound", None),
    ],
)
def test_what_is_a_rebound_and_what_is_none(diary: Diary, day: str, words: str, earlier: str | None) -> None:
    """Within 180 days, at the same place and category, in the same words: one thing else, and it is another hazard."""
    the_exit_is_closed(diary)
    diary.on(day)
    said = diary.type(f"add {words} --due 7d").err

    assert diary.card("CG-2")["rebound_of"] == earlier
    assert ("rebound" in said) == (earlier is not None)


def test_a_wrong_link_is_set_right(diary: Diary) -> None:
    """It was another door: what `add` advises takes the link away, and with it the rebound from every count."""
    the_exit_is_closed(diary)
    diary.on("2023-02-14")
    said = diary.type(*EXIT).err
    diary.take_advice(said, "")

    assert diary.card("CG-2")["rebound_of"] is None
    assert "CG-2" not in diary.type("show CG-1").out
    assert (diary.listed("--rebound"), diary.counted()["东岔街道"]["rebound"]) == ([], 0)
    diary.type("link 2 --rebound-of 1 --reason 是同一扇门")
    assert (diary.listed("--rebound"), diary.counted()["东岔街道"]["rebound_rate"]) == (["CG-2"], 100.0)
    diary.type("check")
