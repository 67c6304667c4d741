"""A major from its discovery to its delisting: gas in a mine, and nothing about it is done in one step.

Work is stopped in the area; the plan is written part by part, and before it is whole nobody may claim a fix; the city
lists it; pictures are kept beside the ledger; it is closed by two people, and only when the stop is lifted and the list
has let it go.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from tests.stories.conftest import Diary

TWO = "--by 周某04 --by 赵某03"


def test_a_major_from_discovery_to_delisting(diary: Diary, ledger_path: Path) -> None:
    """January to March: found, stopped, planned, listed, fixed, resumed, delisted, closed by two."""
    gas_is_found(diary)
    a_day_later_it_needs_a_plan(diary)
    the_plan_grows(diary)
    the_city_lists_it(diary)
    it_is_fixed_with_pictures(diary, ledger_path)
    nobody_closes_it_yet(diary)
    it_is_let_go_and_closed(diary)
    the_pictures_are_watched(diary, ledger_path)


def gas_is_found(diary: Diary) -> None:
    """3 January: taken for a general one at first; by its rule it is a major, and work in the area stops."""
    diary.on("2023-01-03")
    diary.type("add mines 石炭沟镇 瓦斯超限 --site 红旗煤矿 --due 2023-02-28 --owner 王某01")
    diary.refuse("grade 1 --major --reason 浓度1.5%", code=2)
    diary.refuse("grade 1 --major --criterion 判定标准第五条", code=2)
    diary.type("grade 1 --major --criterion 判定标准第五条 --reason 浓度1.5%")
    diary.type("suspend 1 --scope area --notice 某停〔2023〕1号 --reason 撤出人员")
    card = diary.card("CG-1")

    assert (card["severity"], card["suspended"], card["planned"]) == ("major", "area", False)
    assert card["history"][1]["details"] == {
        "criterion": "判定标准第五条",
        "reason": "浓度1.5%",
        "severity": "major",
    }
    assert diary.listed("--unplanned") == diary.listed("--suspended") == diary.listed("--major") == ["CG-1"]
    assert "plan" in diary.refuse("fix 1 --by 王某01")


def a_day_later_it_needs_a_plan(diary: Diary) -> None:
    """On the second day after it was found `check` names it and the command that mends it."""
    diary.on("2023-01-04")
    diary.type("check")
    diary.on("2023-01-05")
    [problem] = diary.type("check --format json", code=1).json

    assert problem["subject"] == "CG-1"
    assert "inspect-cli plan CG-1" in problem["todo"]


def the_plan_grows(diary: Diary) -> None:
    """Measures and money first; owner and time limit are the hazard's own; the emergency plan comes a day later."""
    diary.type("plan 1 --measures 增设局部通风 --funds 12万")
    assert "--contingency" in diary.refuse("fix 1 --by 王某01")
    assert "--measures" not in diary.refuse("fix 1 --by 王某01")
    diary.on("2023-01-06")
    diary.type("plan 1 --contingency 断电撤人，井口值守")

    assert diary.card("CG-1")["planned"] is True
    assert diary.listed("--unplanned") == []
    shown = diary.type("show 1").out
    assert all(part in shown for part in ("增设局部通风", "王某01", "120000", "2023-02-28", "断电撤人，井口值守"))
    diary.type("check")


def the_city_lists_it(diary: Diary) -> None:
    """10 January: under the city's supervision, by a notice; once, and not without its number."""
    diary.on("2023-01-10")
    diary.refuse("list-for-supervision 1 --level city", code=2)
    diary.type("list-for-supervision 1 --level 市级 --notice 某安办督〔2023〕1号 --supervisor 市安委办")
    assert "delist" in diary.refuse("list-for-supervision 1 --level province --notice 某〔2023〕2号")

    assert (diary.card("CG-1")["listed"], diary.listed("--listed")) == ("city", ["CG-1"])


def it_is_fixed_with_pictures(diary: Diary, ledger_path: Path) -> None:
    """20 February: 王某01 reports the fix with a picture, of which a copy is kept under its digest."""
    diary.on("2023-02-20")
    Path("after.JPG").write_bytes(b"after")
    diary.type("fix 1 --by 王某01 --photo after.JPG --keep --note 通风机已装")
    digest = hashlib.sha256(b"after").hexdigest()
    Path("after.JPG").unlink()

    assert (ledger_path.parent / "ledger.db.photos" / f"{digest}.jpg").read_bytes() == b"after"
    assert diary.card("CG-1")["history"][-1]["photos"] == [
        {"path": f"{digest}.jpg", "sha256": digest, "size": 5, "kept": True}
    ]
    diary.type("check")


def nobody_closes_it_yet(diary: Diary) -> None:
    """25 February: one verifier is too few, the fixer does not count, and the list and the stop come first."""
    diary.on("2023-02-25")
    assert "two people" in diary.refuse("verify 1 --by 周某04")
    assert "two people" in diary.refuse("verify 1 --by 周某04 --by 王某01")
    assert "two people" in diary.refuse("verify 1 --by 周某04 --by 周某０４")
    assert "delist" in diary.refuse(f"verify 1 {TWO}")
    diary.refuse("delist 1", code=2)
    diary.type("delist 1 --notice 某安办销〔2023〕1号")
    assert "resume" in diary.refuse(f"verify 1 {TWO}")
    diary.refuse("resume 1", code=2)


def it_is_let_go_and_closed(diary: Diary) -> None:
    """26 February: the stop is lifted in writing; two people other than the fixer close it, in time."""
    diary.on("2023-02-26")
    diary.type("resume 1 --notice 某复〔2023〕1号")
    diary.type(f"verify 1 {TWO}")
    diary.on("2023-03-05")
    card, counts = diary.card("CG-1"), diary.counted()["石炭沟镇"]

    assert (card["status"], card["verified_by"]) == ("closed", "周某04、赵某03")
    assert (card["listed"], card["suspended"], card["days_late"]) == (None, None, None)
    assert diary.listed("--listed", "--status", "all") == diary.listed("--suspended", "--status", "all") == []
    assert (counts["major"], counts["closed"], counts["on_time_rate"]) == (1, 1, 100.0)
    assert {name: row["closed"] for name, row in diary.counted("--by", "verifier").items()} == {
        "周某04": 1,
        "赵某03": 1,
    }
    assert [kind for kind, _day, _who in diary.story("CG-1")] == [
        *("inspected", "regraded", "suspended", "planned", "planned", "listed"),
        *("fixed", "delisted", "resumed", "verified"),
    ]


def the_pictures_are_watched(diary: Diary, ledger_path: Path) -> None:
    """Somebody changes the kept picture: `check` names the file and the hazard."""
    diary.type("check")
    [kept] = (ledger_path.parent / "ledger.db.photos").iterdir()
    kept.write_bytes(b"other")
    [problem] = diary.type("check --format json", code=1).json

    assert kept.name in problem["subject"]
    assert "CG-1" in problem["subject"]
    assert "inspect-cli note CG-1 --photo" in problem["todo"]
