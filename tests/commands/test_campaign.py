"""Campaigns and special periods: started, changed, ended, listed, imported; how they go, and what will miss the end.

Campaigns stand with their days, what runs first; a name that is there is changed by `set`, and everything else stays;
none ends before it begins; a name that nobody entered is told; each writing command is taken back by undo.
A deadline beyond the end needs a reason, whichever command gives it.
`campaign status`: counts, needed a day against the last seven, the day of the forecast, and of each hazard that will
miss the end why; a period without categories and townships has everything within its days.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from tests.commands.conftest import Refuse
from tests.conftest import Run
from tests.test_screens import STYLES, on_terminal

WINTER = "campaign start 冬季攻势 --from 2023-01-09 --end 2023-01-18 --category fire"
PERIODS = """名称,开始日期,截止日期,类型,报送频次,类别范围,乡镇范围
春运,2023-01-07,2023-02-15,特殊时段,周报,道路交通,
春节,2023/1/21,2023/1/27,特殊时段,日报,消防、烟花爆竹,东岔街道、石炭沟镇
"""
# Found, claimed and verified in the campaign: 2 closed in 7 days, 7 open on 15 January.
HELD = (
    WINTER,
    "add fire 东岔街道 已销号一 已销号二 --on 2023-01-09 --due 2023-01-12 --owner 王某01 --site 商场",
    "add fire 东岔街道 待复查久 --on 2023-01-09 --due 2023-01-12 --owner 王某01 --site 商场",
    "fix 1-3 --by 王某01 --on 2023-01-10",
    "verify 1-2 --by 周某04 --on 2023-01-11",
    "add fire 石炭沟镇 时限太晚 --on 2023-01-13 --owner 赵某 --campaign 冬季攻势 --due 2023-02-28 --note 要订货",
    "add fire 石炭沟镇 无人负责 --on 2023-01-14 --due 2023-01-17",
    "add fire 石炭沟镇 重大无方案 --major --on 2023-01-14 --due 2023-01-17 --owner 赵某",
    "add fire 云杉岭镇 停用中 --on 2023-01-14 --due 2023-01-18 --owner 钱某",
    "suspend 7 --scope area",
    "add fire 云杉岭镇 久未更新 --on 2023-01-08 --due 2023-01-16 --owner 钱某 --campaign 冬季攻势",
    "add fire 云杉岭镇 顺利 --on 2023-01-14 --due 2023-01-16 --owner 钱某",
    "add traffic 云杉岭镇 与此无关 --on 2023-01-14 --due 2023-01-16 --owner 钱某",
)


@pytest.fixture
def held(run: Run, three_townships: Path) -> Path:
    """A campaign on fire from 9 to 18 January with nine hazards, one of them found before and named for it."""
    for line in HELD:
        done = run(line)
        assert done.code == 0, (line, done.err)
    return three_townships


def listed(run: Run) -> list[dict[str, Any]]:
    """The register as JSON."""
    return list(run("campaign list --format json").json)


def status(run: Run, *words: str) -> dict[str, Any]:
    """How the one campaign goes."""
    [one] = run("campaign", "status", *words, "--format", "json").json
    return dict(one)


def test_what_runs_stands_first(run: Run, three_townships: Path) -> None:
    """What runs, the first to end first; what is to come; what is over; only what runs has days left."""
    run("campaign start 夏季 --from 2022-06-01 --end 2022-08-31")
    run("campaign start 全国两会 --from 2023-03-04 --end 2023-03-13 --kind period --report daily")
    run("campaign start 冬季攻势 --from 2022-11-01 --end 2023-03-31")
    receipt = run("campaign start 春节行动 --from 1月10日 --end 2023/2/5")
    run("campaign start 长期")
    rows = listed(run)

    assert receipt.out.split() == ["春节行动", "campaign", "2023-01-10", "2023-02-05", "Days", "left:", "22"]
    assert [(row["name"], row["days_left"]) for row in rows] == [
        ("春节行动", 22),
        ("冬季攻势", 76),
        ("长期", None),
        ("全国两会", None),
        ("夏季", None),
    ]
    assert (rows[3]["kind"], rows[3]["report"]) == ("period", "daily")
    assert run("--lang zh campaign list").out.split()[:3] == ["名称", "类型", "开始日期"]


def test_a_known_name_is_not_started(run: Run, three_townships: Path, refuse: Refuse) -> None:
    """The same name again is refused with the command that changes it: only what it says, and its undo."""
    run("campaign start 冬季攻势 --from 2023-01-01 --end 2023-01-31 --category fire --township 石炭 --report weekly")
    assert "inspect-cli campaign set 冬季攻势" in refuse("campaign start ' 冬季攻势 ' --end 2023-02-28")
    run("campaign set 冬季攻势 --end 2023-02-28")
    [row] = listed(run)
    assert (row["start"], row["end"], row["report"]) == ("2023-01-01", "2023-02-28", "weekly")
    assert (row["categories"], row["townships"]) == (["fire"], ["石炭沟镇"])
    run("undo")

    assert [row["end"] for row in listed(run)] == ["2023-01-31"]


def test_last_day_like_a_deadline(run: Run, three_townships: Path) -> None:
    """The last day may be counted from the first one, or from today."""
    run("campaign start 甲 --from 2023-02-01 --end 10d")
    run("campaign start 乙 --end 2w")

    assert {row["name"]: row["end"] for row in listed(run)} == {"甲": "2023-02-11", "乙": "2023-01-29"}


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("甲,2023-02-01,2023-01-01,", ["line 3", "end", "2023-02-01"]),
        ("甲,,,campaign", ["line 3", "report", "daily"]),
    ],
)
def test_rows_of_a_file(run: Run, three_townships: Path, refuse: Refuse, row: str, words: list[str]) -> None:
    """What cannot be is told with its file and row."""
    Path("c.csv").write_text(f"name,start,end,report\n乙,,,weekly\n{row}\n", encoding="utf-8")
    told = refuse("campaign import c.csv")

    assert [word for word in ["c.csv", *words] if word not in told] == []


def test_set_and_end(run: Run, three_townships: Path) -> None:
    """`set` changes what is given and takes away what it is told to; `end` writes the last day; undo of each."""
    run("campaign start 春运 --from 2023-01-07 --end 2023-02-15 --category traffic --report daily")
    changed = run("campaign set 春 --every-category --township 东岔 --kind period --report weekly")
    ended = run("campaign end 春运 --on 2023-01-20")
    [row] = listed(run)

    assert "Township" in changed.out
    assert (row["kind"], row["report"], row["categories"], row["townships"]) == ("period", "weekly", [], ["东岔街道"])
    assert (row["end"], "2023-02-15 → 2023-01-20" in ended.out) == ("2023-01-20", True)
    run("undo")
    assert listed(run)[0]["end"] == "2023-02-15"
    run("campaign set 春运 --no-report --everywhere")
    assert (listed(run)[0]["report"], listed(run)[0]["townships"]) == (None, [])
    assert run("campaign set 春运 --report weekly --no-report").code == 3
    assert "Nothing changes" in run("campaign set 春运 --kind period").err


def test_an_end_tells_what_is_open(run: Run, held: Path) -> None:
    """A campaign that ends with open hazards says how many, and the command that shows them."""
    assert "7 hazards of 冬季攻势 are open." in run("campaign end 冬季攻势").err


def test_a_file_of_campaigns(run: Run, three_townships: Path) -> None:
    """A file enters what is new and what it says anew; twice it changes nothing; a slip names its cell."""
    text = PERIODS
    (three_townships / "periods.csv").write_text(text, encoding="utf-8")
    first = run("campaign import periods.csv --format json").json
    again = run("campaign import periods.csv --format json").json
    festival = next(row for row in listed(run) if row["name"] == "春节")
    (three_townships / "slip.csv").write_text(text.replace("周报", "年报"), encoding="utf-8")
    slip = run("campaign import slip.csv")

    assert ((first["new"], first["unchanged"]), (again["new"], again["unchanged"])) == ((2, 0), (0, 2))
    assert (festival["categories"], festival["townships"]) == (["fire", "fireworks"], ["东岔街道", "石炭沟镇"])
    assert (slip.code, "line 2, column 报送频次" in slip.err) == (3, True)
    run("undo")
    assert listed(run) == []


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("start", 2),
        ("start ''", 3),
        ("start 冬季攻势 --from 2023-01-31 --end 2023-01-01", 3),
        ("start 冬季攻势 --end sometime", 2),
        ("start 冬季攻势 --from 2023-02-30", 2),
        ("start 冬季攻势 --kind war", 2),
        ("start 冬季攻势 --report yearly", 2),
        ("start 冬季攻势 --report campaign", 2),
        ("start 冬季攻势 --category wolves", 2),
        ("start 冬季攻势 --township 不知道", 2),
        (f"start {'长' * 101}", 3),
        ("set 冬季攻势 --end 2023-01-31", 2),
        ("end 冬季攻势", 2),
    ],
)
def test_what_cannot_be_is_refused(three_townships: Path, refuse: Refuse, words: str, code: int) -> None:
    """No name, a last day before the first, a day or word that does not exist, one to change that is not there."""
    refuse(f"campaign {words}", code=code)


def test_a_campaign_nobody_entered_is_told(run: Run, three_townships: Path) -> None:
    """Where campaigns are entered, a slip in the name of one is told with the nearest; the visit is recorded.

    A part of the only name that has it is that campaign, which is told.
    """
    silent = run("add fire 东岔街道 堵塞 --due 3d --campaign 冬季攻势")
    run("campaign start 冬季攻势")
    told = (("过期", "冬季攻势"), ("灯坏", "冬李攻势"), ("无水", "冬季"))
    known, slip, part = (run(f"add fire 东岔街道 {n} --due 3d --campaign {name}") for n, name in told)

    assert (silent.err, known.err) == ("", "")
    assert (slip.code, slip.out[:5]) == (0, "CG-3 ")
    assert "There is no campaign 冬李攻势 in the register; nearest: 冬季攻势" in slip.err
    assert "冬季 is the campaign 冬季攻势 of the register." in part.err
    assert [row["campaign"] for row in run("list --sort number --format json").json] == [
        *("冬季攻势", "冬季攻势", "冬李攻势", "冬季攻势"),
    ]
    empty = run("list --campaign 夏季")
    assert (empty.code, "nearest: 冬季攻势" in empty.err) == (1, True)


def test_a_deadline_beyond_the_end_needs_a_reason(run: Run, held: Path, refuse: Refuse) -> None:
    """`add`, `extend` and a plan that sets the deadline are refused with the day of the end until they say why."""
    said = refuse("add fire 东岔街道 太晚 --campaign 冬季攻势 --due 2023-01-19")
    assert "2023-01-19 is after the campaign 冬季攻势 ends on 2023-01-18" in said
    assert run("add fire 东岔街道 太晚 --campaign 冬季攻势 --due 2023-01-19 --note 等配件").code == 0
    assert "ends on 2023-01-18" in refuse("extend 8 --due 2023-01-20")
    assert run("extend 8 --due 2023-01-20 --reason 等配件").code == 0
    assert run("add fire 东岔街道 无期 --campaign 冬季攻势").code == 0
    assert "ends on 2023-01-18" in refuse("plan 12 --measures 改 --deadline 2023-01-30")
    assert run("plan 12 --measures 改 --deadline 2023-01-30 --reason 等配件").code == 0


def test_the_counts_and_the_pace(run: Run, held: Path) -> None:
    """Nine hazards belong, two were closed in the last seven days; seven are open with four days to go."""
    told = status(run)

    counts = ("found", "fixed", "closed", "open", "overdue", "days_left")
    assert [told[key] for key in counts] == [9, 1, 2, 7, 1, 4]
    assert (told["needed"], told["pace"]) == (1.8, 0.3)  # 7 / 4 and 2 / 7
    assert (told["done_on"], told["behind"]) == ("2023-02-09", True)  # 7 / (2 / 7) = 24.5 days
    assert [(row["township"], row["found"], row["open"]) for row in told["townships"]] == [
        ("东岔街道", 3, 1),
        ("石炭沟镇", 3, 3),
        ("云杉岭镇", 3, 3),
    ]


def test_what_will_miss_and_why(run: Run, held: Path) -> None:
    """Each hazard that will miss the end has its reasons, majors first; one is left for the pace alone."""
    told = status(run)
    why = {row["description"]: row["reasons"] for row in told["missing_hazards"]}

    assert [*why] == [
        *("重大无方案", "时限太晚", "停用中", "无人负责", "久未更新", "待复查久"),
    ]
    assert why["重大无方案"] == ["no_plan"]
    assert why["时限太晚"] == ["due_beyond"]
    assert why["停用中"] == ["stopped"]
    assert why["无人负责"] == ["no_owner"]
    assert why["久未更新"] == ["untouched"]
    assert why["待复查久"] == ["to_verify"]
    assert told["missing"] == 6
    assert (told["missing_hazards"][4]["idle_days"], told["missing_hazards"][2]["idle_days"]) == (7, 0)


def test_the_pace_alone(run: Run, three_townships: Path) -> None:
    """Of hazards that nothing holds up, those that come too late in the queue miss for the pace."""
    run("campaign start 突击 --from 2023-01-14 --end 2023-01-15")
    texts = " ".join(f"隐患{n}" for n in range(1, 6))
    run(f"add fire 东岔街道 {texts} --on 2023-01-14 --due 2023-01-15 --owner 王某 --campaign 突击")
    run("fix 1-2 --by 王某 --on 2023-01-14")
    run("verify 1-2 --by 周某 --on 2023-01-15 --yes")
    told = status(run, "突击")

    assert (told["open"], told["pace"], told["needed"], told["done_on"]) == (3, 1.0, 3.0, "2023-01-18")
    assert [(row["number"], row["reasons"]) for row in told["missing_hazards"]] == [
        ("CG-4", ["pace"]),
        ("CG-5", ["pace"]),
    ]


def test_a_period_has_everything_within_its_days(run: Run, held: Path) -> None:
    """A special period is about every hazard found in its days, one with townships about those alone."""
    run("campaign start 春运 --from 2023-01-14 --end 2023-02-15 --kind period")
    assert status(run, "春运")["found"] == 5
    run("campaign set 春运 --township 云杉")
    told = status(run, "春运")

    assert (told["found"], [row["township"] for row in told["townships"]]) == (3, ["云杉岭镇"])


def test_one_meaning_everywhere(run: Run, held: Path) -> None:
    """Lists, summaries, exports, the morning and the report count what `campaign status` counts, by scope too."""
    told = status(run, "冬季攻势")
    whole = run("list --campaign 冬季攻势 --status all --format json").json
    total = run("summary --campaign 冬季攻势 --by campaign --format json").json
    report = run("report campaign --dry-run --format json").json["tables"]["campaign-statistics"]["total"]
    [morning] = run("today 云杉 --format json").json["campaigns"]
    todo = next(line for line in run("today 云杉").out.splitlines() if "list --campaign" in line)
    open_there = run(f"list {todo.partition(' list ')[2]} --format json").json

    assert (told["found"], told["open"], len(whole)) == (9, 7, 9)
    assert [sum(row[key] for row in total) for key in ("found", "visits")] == [9, 8]
    assert report["so_far_found"] == 9
    assert morning["open"] == len(open_there) == status(run, "冬季攻势", "--township", "云杉")["open"] == 3
    assert len(run("export --campaign 冬季攻势 --format csv").out.splitlines()) == 1 + 9
    assert run("list --campaign 冬季 --status all --format json").json == whole


def test_after_its_end_it_stands_while_something_is_open(run: Run, held: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """31 days after its end `campaign status` still tells it, if something of it is open; then only by name."""
    monkeypatch.setenv("INSPECT_TODAY", "2023-02-18")
    [late] = run("campaign status --format json").json
    run("campaign start 空 --from 2023-02-01 --end 2023-02-17 --township 东岔")
    [alone] = run("campaign status --format json").json
    monkeypatch.setenv("INSPECT_TODAY", "2023-02-19")

    assert (late["campaign"], alone["campaign"], late["days_left"]) == ("冬季攻势", "冬季攻势", 0)
    assert run("campaign status").code == 1


def test_nothing_found_has_no_last_day(run: Run, three_townships: Path) -> None:
    """Of a campaign that found nothing, no day is told on which the last one will be closed."""
    run("campaign start 空 --from 2023-01-01 --end 2023-01-31")

    assert (status(run, "空")["found"], status(run, "空")["done_on"]) == (0, None)


def test_what_the_words_mean(run: Run, held: Path) -> None:
    """Below what will miss stands what each reason means that occurs, and of no other; how the days are meant."""
    shown = run("campaign status").out

    assert "due beyond: its deadline is after the end" in shown
    assert "untouched: nothing was written about it for 7 days" in shown
    assert "to verify: claimed more than 3 days ago" in shown
    assert "the campaign is over, and the hazard is open" not in shown
    assert "Done on: when the last one is closed" in shown


def test_all_that_run_or_none(run: Run, three_townships: Path) -> None:
    """Without a name all that run are told; none is exit code 1, an unknown name 2 with the nearest."""
    nothing = run("campaign status")
    run("campaign start 甲 --from 2023-01-01 --end 2023-01-31")
    run("campaign start 乙 --from 2023-01-01 --end 2023-01-20")
    run("campaign start 丙 --from 2022-01-01 --end 2022-01-20")
    rows = run("campaign status --format json").json
    over = status(run, "丙")

    assert (nothing.code, nothing.err.splitlines()[0]) == (1, "No campaign runs today.")
    assert [row["campaign"] for row in rows] == ["乙", "甲"]
    assert (over["days_left"], over["needed"], over["open"], over["behind"]) == (0, None, 0, False)
    assert run("campaign status 戊").code == 2


def test_the_tables_alone(run: Run, held: Path) -> None:
    """CSV has a line for each campaign; --table writes the townships, or what will miss, with keys for reasons."""
    lines = run("campaign status --format csv").out.splitlines()
    missing = run("campaign status --table missing --format csv").out.splitlines()
    saved = run("campaign status --table townships -o towns.xlsx")

    assert (lines[0].split(",")[:3], lines[1].split(",")[:3]) == (
        ["campaign", "days_left", "found"],
        ["冬季攻势", "4", "9"],
    )
    assert (len(missing), missing[1].split(",")[-1]) == (7, "no_plan")
    assert (saved.code, (held / "towns.xlsx").exists()) == (0, True)
    assert run("campaign status --table wolves").code == 2


@pytest.mark.parametrize("columns", [40, 60, 120])
@pytest.mark.parametrize(("lang", "reason"), [("en", "noplan"), ("zh", "重大隐患方案不全")])
def test_on_a_terminal(held: Path, lang: str, columns: int, reason: str) -> None:
    """The screen fits the width in both languages, and says why in words."""
    code, shown = on_terminal("--lang", lang, "campaign", "status", columns=columns)
    widest = max(map(cell_len, STYLES.sub("", shown).splitlines()))

    assert (code, widest <= columns) == (0, True)
    assert reason in re.sub(r"\s", "", STYLES.sub("", shown))
    table = STYLES.sub("", shown).split("冬季攻势", 1)[1]
    assert re.match(r".*2023-02-09 +6\s*$", table.splitlines()[0])
