"""The registers: `township list` and `site list` show what `init` entered, `campaign list` what was started.

All townships in the order of their codes; the sites of one township or all; nothing is an empty table, no error.
Campaigns: with their first and last day, by their names; entered again, what is said later holds; none ends before it
begins; a name that nobody entered is told.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.commands.conftest import Refuse
from tests.conftest import Run

SITES = (
    "code,name,township,village,kind,state\n"
    "S1,百货商场,东岔街道,一社区,mall,\n"
    "S2,石炭沟煤矿,石炭沟镇,,mine,stopped\n"
    "S3,红旗煤矿,990181100,,mine,生产\n"
)


def test_townships_stand_in_the_order_of_codes(run: Run, three_townships: Path) -> None:
    """The register has every township with its code and kind; Chinese words only where people read them."""
    rows = run("township list --format json").json
    words = run("--lang zh township list").out

    assert [(row["code"], row["name"], row["kind"]) for row in rows] == [
        ("990181001", "东岔街道", "subdistrict"),
        ("990181100", "石炭沟镇", "town"),
        ("990181102", "云杉岭镇", "town"),
    ]
    assert words.split()[:3] == ["编码", "名称", "类型"]


def test_sites_of_one_township_or_all(run: Run, three_townships: Path) -> None:
    """A site belongs to a township by its name or its code, and may be stopped or producing."""
    (three_townships / "sites.csv").write_text(SITES, encoding="utf-8")
    run("init --sites sites.csv")
    every = run("site list --format json").json
    one = run("site list --township stg --format json").json

    assert [(row["name"], row["township"]) for row in every] == [
        ("百货商场", "东岔街道"),
        ("石炭沟煤矿", "石炭沟镇"),
        ("红旗煤矿", "石炭沟镇"),
    ]
    assert [(row["code"], row["state"]) for row in one] == [("S2", "stopped"), ("S3", "producing")]


def test_an_empty_register_is_no_error(run: Run, three_townships: Path) -> None:
    """Before any site was entered the list is empty and the command succeeds."""
    for register in ("site", "campaign"):
        result = run(f"{register} list --format json")

        assert (result.code, result.json) == (0, [])


def test_campaigns_stand_by_their_names(run: Run, three_townships: Path) -> None:
    """Each with its days, or none; the receipt is its line; dates may be written as people write them."""
    receipt = run("campaign start 春节行动 --from 1月10日 --end 2023/2/5")
    run("campaign start 冬季攻势 --from 2022-11-01 --end 2023-03-31")
    run("campaign start 长期")
    rows = run("campaign list --format json").json

    assert receipt.out.split() == ["春节行动", "2023-01-10", "2023-02-05"]
    assert rows == [
        {"name": "冬季攻势", "start": "2022-11-01", "end": "2023-03-31"},
        {"name": "春节行动", "start": "2023-01-10", "end": "2023-02-05"},
        {"name": "长期", "start": None, "end": None},
    ]
    assert run("--lang zh campaign list").out.split()[:3] == ["名称", "开始日期", "截止日期"]


def test_a_campaign_entered_again_has_its_later_days(run: Run, three_townships: Path) -> None:
    """The same name again is the same campaign, with the days that were said last; its undo gives the first ones."""
    run("campaign start 冬季攻势 --from 2023-01-01 --end 2023-01-31")
    run("campaign start ' 冬季攻势 ' --from 2023-01-01 --end 2023-02-28")
    assert [row["end"] for row in run("campaign list --format json").json] == ["2023-02-28"]
    run("undo")

    assert [row["end"] for row in run("campaign list --format json").json] == ["2023-01-31"]


def test_a_day_that_is_not_given_stays(run: Run, three_townships: Path) -> None:
    """Entered again with one day only, the campaign keeps the other; only what was said changes."""
    run("campaign start 冬季攻势 --from 2023-01-01 --end 2023-01-31")
    run("campaign start 冬季攻势 --end 2023-02-28")

    assert run("campaign list --format json").json == [{"name": "冬季攻势", "start": "2023-01-01", "end": "2023-02-28"}]


def test_a_campaign_nobody_entered_is_told(run: Run, three_townships: Path) -> None:
    """Where campaigns are entered, a slip in the name of one is told with the nearest; the visit is recorded."""
    silent = run("add fire 东岔街道 堵塞 --due 3d --campaign 冬季攻势")
    run("campaign start 冬季攻势")
    known, slip = (
        run(f"add fire 东岔街道 {n} --due 3d --campaign {name}") for n, name in (("过期", "冬季攻势"), ("灯坏", "冬季"))
    )

    assert (silent.err, known.err) == ("", "")
    assert (slip.code, slip.out[:5]) == (0, "CG-3 ")
    assert "冬季攻势" in slip.err


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("", 2),
        ("''", 3),
        ("冬季攻势 --from 2023-01-31 --end 2023-01-01", 3),
        ("冬季攻势 --end sometime", 2),
        ("冬季攻势 --from 2023-02-30", 2),
        (f"{'长' * 101}", 3),
    ],
)
def test_a_campaign_that_cannot_be_is_refused(three_townships: Path, refuse: Refuse, words: str, code: int) -> None:
    """No name, a last day before the first, a day that does not exist: nothing is entered."""
    refuse(f"campaign start {words}", code=code)
