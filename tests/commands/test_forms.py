"""The shipped forms, typed as people type them, against a small ledger whose numbers were worked out by hand.

* township statistics, the monthly table by industry, the daily brief, the hazard ledger, each in the ways it can be
  written; the ledger is imported again as nothing new;
* the days a form is about, claims that count, categories that are left out, names that are hidden, Chinese.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from tests.commands.small_city import MONTHLY, STATISTICS, save
from tests.conftest import Run


def test_township_statistics(run: Run, counted: Path) -> None:
    """A row for each township, the last one included, and a total whose sites, teams and rates are its own."""
    title, header, *rows = save(run, counted, "summary", "--profile", "township-statistics")

    assert title[0] == "云夕岭市乡镇安全生产检查情况统计表（2023年1月1日至2023年1月15日）"
    assert header == [
        *(
            "所属乡镇",
            "总企业数",
            "检查企业数",
            "出动次数",
            "查出隐患数",
            "完成隐患数",
            "隐患整改率（%）",
            "重大隐患数",
        ),
        *("完成重大隐患数", "重大隐患整改率（%）", "整改资金（万元）"),
        *("现场检查记录", "责令限期整改指令书", "强制措施决定书", "整改复查意见书"),
    ]
    assert [row[:11] for row in rows] == STATISTICS
    assert {tuple(row[11:]) for row in rows} == {("—",) * 4}


def test_claims_count_when_asked(run: Run, counted: Path) -> None:
    """With --rate fixed a claim is a rectified hazard, in the counts and in the rate, and the screen says so."""
    rows = save(run, counted, "summary", "--profile", "township-statistics", "--rate", "fixed")
    shown = run("summary --profile township-statistics --rate fixed").out

    assert [row[4:7] for row in rows[2:]] == [["2", "2", "100"], ["2", "1", "50"], ["0", "0", "-"], ["4", "3", "75"]]
    assert "Rectified = closed + fixed: claims count, verified or not." in shown


def test_monthly_industry(run: Run, counted: Path) -> None:
    """A row for each industry from January to the month, under a header of groups and numbers."""
    lines = save(run, counted, "summary", "--profile", "monthly-industry", "--month", "2023-01")

    assert lines[0][0] == "云夕岭市隐患排查治理情况月报表（2023年1月）"
    assert [(line[0], line[2], line[3], line[5]) for line in lines[1:3]] == [
        ("行业领域", "一般隐患", "", "重大隐患"),
        ("", "排查数（项）", "已整改（项）", "排查数（项）"),
    ]
    assert lines[3] == ["", *map(str, range(1, 13))]
    assert lines[4:] == MONTHLY


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", "4"),
        ("--month 2022-12", "1"),
        ("--month 2023-02", "4"),
        ("--since 2022-12-01", "5"),
        ("--until 2023-01-04", "2"),
        ("--until 2022-12-31", "1"),
        ("--since 2023-01-05 --until 2023-01-05", "1"),
        ("--township 石炭", "2"),
        ("--site 商场", "3"),
        ("--category environment", "1"),
    ],
)
def test_the_days_of_a_form(run: Run, counted: Path, words: str, found: str) -> None:
    """A form counts its own period unless days are asked for, and what is asked for only."""
    rows = save(run, counted, "summary", "--profile", "township-statistics", *words.split())

    assert rows[-1][4] == found


def test_daily_brief(run: Run, counted: Path) -> None:
    """A brief has a line for each fact of the day; what the ledger does not hold is no nought."""
    lines = dict(save(run, counted, "summary", "--profile", "daily-brief")[2:])
    other = dict(
        save(run, counted, "summary", "--profile", "daily-brief", "--since", "2023-01-03", "--until", "今天")[2:]
    )

    keys = (
        "派出检查组",
        "出动人员",
        "检查单位",
        "检查次数",
        "发现隐患",
        "当场整改",
        "限期整改",
        "重大隐患",
        "停产停用单位",
    )
    assert [lines[key] for key in keys] == [
        *("1 组次", "2 人次", "1 家", "2 家次", "1 项", "1 项", "0 项", "0 项", "0 家"),
    ]
    assert [other[key] for key in keys] == [
        *("3 组次", "7 人次", "4 家", "5 家次", "4 项", "1 项", "3 项", "1 项", "1 家"),
    ]
    assert (lines["日期"], lines["行政罚款"], lines["安全事故（零报告）"]) == ("2023年1月15日", "—", "—")
    assert lines["截止时间"].startswith("2023年1月15日")


def test_hazard_ledger(run: Run, counted: Path) -> None:
    """The ledger has the headings of the trade and its words, and a filter of `export` narrows it."""
    title, header, *rows = save(run, counted, "export", "--profile", "hazard-ledger", "--township", "石炭", "--major")
    [row] = [dict(zip(header, each, strict=True)) for each in rows]

    assert title[0] == "云夕岭市隐患排查治理台账"
    assert {key: text for key, text in row.items() if text} == {
        "隐患编号": "CG-3",
        "被检查单位": "一号矿",
        "所属乡镇": "石炭沟镇",
        "行业领域": "工矿",
        "隐患描述": "瓦斯超限",
        "隐患等级": "重大隐患",
        "发现时间": "2023-01-05",
        "检查人员": "赵某03",
        "整改措施": "打钻抽放",
        "整改责任人": "钱某05",
        "整改资金（元）": "50000",
        "整改时限": "2023-01-20",
        "原时限": "2023-01-20",
        "状态": "待整改",
        "是否销号": "否",
    }


def test_the_ledger_comes_back(run: Run, counted: Path) -> None:
    """The exported hazard ledger is imported again as nothing new, under its title and headings."""
    assert run("export --profile hazard-ledger -o ledger.csv").code == 0
    outcome = run("import ledger.csv --format json")

    assert outcome.code == 0, outcome.err
    assert (outcome.json["rows"], outcome.json["new"], outcome.json["unchanged"]) == (6, 0, 6)


@pytest.mark.parametrize(
    ("words", "keys", "first"),
    [
        ("summary --profile township-statistics", 15, {"township": "东岔街道", "sites": 2, "funds": 1.2}),
        ("summary --profile monthly-industry", 13, {"category": "fire", "general_rate": 66.7, "major_rate": None}),
        ("summary --profile daily-brief", 27, {"teams": 1, "fines": None}),
        ("export --profile hazard-ledger", 25, {"number": "CG-1", "severity": "general"}),
    ],
)
def test_forms_for_machines(run: Run, counted: Path, words: str, keys: int, first: dict[str, Any]) -> None:
    """In JSON and CSV for machines each column has its key, and values are plain."""
    rows = run(*words.split(), "--format", "json").json
    header = run(*words.split()[:3], "--format", "csv").out.splitlines()[0]

    assert rows[0].items() >= first.items()
    assert len(rows[0]) == keys
    assert header == ",".join(rows[0])


def test_a_workbook(run: Run, counted: Path) -> None:
    """In a workbook the title goes over all columns, groups go over theirs, and numbers can be counted with."""
    assert run("summary --profile monthly-industry -o form.xlsx").code == 0
    sheet = openpyxl.load_workbook(counted / "form.xlsx").active
    assert sheet is not None
    merged = {str(each) for each in sheet.merged_cells.ranges}

    assert {"A1:M1", "A2:A3", "C2:E2", "F2:H2", "I2:J2", "K2:L2"} <= merged
    assert [cell.value for cell in sheet[5]] == ["消防", 3, 3, 2, 66.7, 0, 0, "-", 0, 0, 0, 0, 1.2]
    assert [cell.value for cell in sheet[10]] == ["合计", 4, 3, 2, 66.7, 1, 0, 0, 1, 1, 1, 1, 6.2]


def test_markdown(run: Run, counted: Path) -> None:
    """In Markdown a form has its title, its table and what is to be said below."""
    shown = run("summary --profile daily-brief --format markdown").out

    assert shown.startswith("### 云夕岭市安全生产检查快报（2023年1月15日）")
    assert "| 发现隐患 | 1 项 |" in shown
    assert "Not in the ledger, to be written by hand: 下达执法文书, " in shown


def test_the_screen(run: Run, counted: Path) -> None:
    """On a screen the title stands above, and below how it was counted and what is not known."""
    shown = run("summary --profile township-statistics").out.splitlines()

    assert shown[0].startswith("云夕岭市乡镇安全生产检查情况统计表")
    assert shown[6:] == [
        "Rectified = closed: a claim counts when it was verified.",
        "Left out, unless summary --category asks for it: environment, greenhouse.",
        "出动次数: the same inspectors on the same day are one team, however many visits.",
        "1 visit names no site.",
        "2 hazards say nothing of funds.",
        "Not in the ledger, to be written by hand: 现场检查记录, 责令限期整改指令书, 强制措施决定书, 整改复查意见书.",
    ]


def test_a_form_without_names(run: Run, counted: Path) -> None:
    """With --anonymous roles stand for the names of persons in a form too."""
    words = ("export", "--profile", "hazard-ledger", "--anonymous", "--status", "closed,fixed")
    lines = save(run, counted, *words)
    machine = run(*words, "--format", "json").out

    assert [name for name in ("王某", "李某", "周某", "钱某") if name in str(lines) + machine] == []
    assert "检查人、检查人" in lines[2]


@pytest.mark.parametrize("month", ["2023-01", "2023/1", "2023.1", "2023年1月", "202301", "1月", "1"])
def test_months_as_people_write_them(run: Run, counted: Path, month: str) -> None:
    """A month is read as people write it, by `summary`, `export` and `profile check` alike."""
    assert sum(row["found"] for row in run("summary", "--month", month, "--format", "json").json) == 5
    assert len(run("export", "--month", month, "--format", "json").json) == 7
    assert run("profile", "check", "hazard-ledger", "--month", "2022-11").code == 0


def test_in_chinese(run: Run, counted: Path) -> None:
    """Under --lang zh the same forms are written; the titles of `profile show` are Chinese."""
    rows = save(run, counted, "--lang", "zh", "summary", "--profile", "township-statistics")
    shown = run("--lang zh profile show township-statistics").out

    assert [row[:11] for row in rows[2:]] == STATISTICS
    assert "取自" in shown
    assert "检查点位数" in shown
