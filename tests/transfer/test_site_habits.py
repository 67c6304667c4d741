"""Files of sites as they come: totals anywhere, other words, fillers, hidden sheets, several states of one site.

* a row is a total by its name, or by its first cell where it has none; a row with a name is a site; lines are told;
* kinds of places and states are read in people's words, and told; brackets without a word for them, too;
* / and 无 are nothing; a blank row ends what is filled down; codes are met in any width; a site that moved is told;
* several rows of one site are its states in the order of their days; a state that holds already is not written.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from tests.conftest import Run
from tests.transfer.conftest import Write

from inspect_cli.errors import BadInput
from inspect_cli.transfer.site_files import read_sites

REGISTER = {"1": "东岔街道", "2": "石炭沟镇"}
HEAD = ["序号", "乡镇", "点位名称", "编码", "类型", "检查周期"]


def save(path: Path, rows: list[list[Any]], *merged: str, hidden: list[list[Any]] | None = None) -> str:
    """A workbook with these rows and merged cells, and with a hidden sheet of others; where it is."""
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    for cells in merged:
        book.worksheets[0].merge_cells(cells)
    if hidden is not None:
        sheet = book.create_sheet("旧表")
        for row in hidden:
            sheet.append(row)
        sheet.sheet_state = "hidden"
    book.save(path)
    return str(path)


def read_states(run: Run, site: str) -> list[tuple[str | None, ...]]:
    """The history of a site, the newest state first: since when, which, why."""
    states = run("site", "show", "石炭沟", site, "--format", "json").json[0]["states"]
    return [(state["since"], state["state"], state["stopped_for"]) for state in states]


def test_totals_below_a_merged_township(home: Path) -> None:
    """Subtotals in the column of names, with a count beside or behind, are no sites, and their lines are told."""
    rows: list[list[Any]] = [
        ["点位台账"],
        HEAD,
        [1, "石炭沟镇", "子矿", "U-1", "井工煤矿", 30],
        [2, None, "丑矿", "U-2", "井工煤矿", 30],
        [None, None, "小计", "2家"],
        [3, "东岔街道", "寅店", "U-3", None, 30],
        [None, None, "小计：1"],
        [None, None, "合计", "3家"],
        ["总计（3家）"],
    ]
    path = save(home / "s.xlsx", rows, "A1:F1", "B3:B5", "B6:B7")
    read = read_sites(path, REGISTER)

    assert [row["name"] for row in read.rows] == ["子矿", "丑矿", "寅店"]
    assert (read.skipped, list(read.news)) == (4, [f"{path} [Sheet]: skipped: 4 total rows (lines 5, 7, 8, 9)."])


def test_a_row_with_a_name_is_a_site(home: Path) -> None:
    """小计 in the column of numbers takes no site away, and neither does a name that begins with such a word."""
    rows: list[list[Any]] = [
        HEAD,
        [1, "石炭沟镇", "小计矿", "K-4"],
        ["小计", "石炭沟镇", "丁矿", "K-5"],
        [5, "石炭沟镇", "总计矿业有限公司", "K-7"],
        [6, "石炭沟镇", "合计"],
        ["本页小计", None, None, None, None, 3],
    ]
    read = read_sites(save(home / "s.xlsx", rows), REGISTER)

    assert [row["name"] for row in read.rows] == ["小计矿", "丁矿", "总计矿业有限公司"]
    assert "2 total rows (lines 5, 6)" in read.news[0]


@pytest.mark.parametrize("kind", ["township", "village"])
def test_totals_of_other_registers(run: Run, three_townships: Path, kind: str) -> None:
    """Their totals are no rows either, and are told with file and line."""
    head, rows = {
        "township": ("编码,名称", ["9,北沟镇", ",小计：1", "合计,1个"]),
        "village": ("乡镇,村名称,村编码", ["石炭沟镇,一村,1", ",小计,1个", "石炭沟镇,合计：1,"]),
    }[kind]
    (three_townships / "r.csv").write_text("\n".join([head, *rows]), encoding="utf-8")
    done = run(f"{kind} import r.csv")

    assert done.out.split() == ["Rows:", "3", "New:", "1", "Changed:", "0", "Unchanged:", "0", "Skipped:", "2"]
    assert "r.csv: skipped: 2 total rows (lines 3, 4)." in done.err


def test_totals_of_ledgers(run: Run, three_townships: Path) -> None:
    """A total with a count behind is none of the hazards; a row that has all that a hazard has is one."""
    rows = [
        "编号,乡镇,检查日期,被检查单位,隐患描述,类别",
        "1,石炭沟镇,2023-01-05,百货商场,安全出口上锁,消防",
        "小计,石炭沟镇,2023-01-06,大酒店,灭火器过期,消防",
        ",,,小计：2,,",
        "合计,,,2家,2条,",
    ]
    (three_townships / "l.csv").write_text("\n".join(rows), encoding="utf-8")
    done = run("import l.csv")

    assert "skipped: 2 total rows (lines 4, 5)" in done.err
    assert [row["site"] for row in run("list --format json").json] == ["百货商场", "大酒店"]


@pytest.mark.parametrize(
    ("cell", "kinds"),
    [
        ("宾馆", ["hotel"]),
        ("学校", ["school"]),
        ("加油站", ["gas_station"]),
        ("ＫＴＶ", ["entertainment"]),
        ("煤矿", ["coal_mine"]),
        ("烟花爆竹零售点", ["fw_shop"]),
        ("井工煤矿／露天煤矿；加油站", ["coal_mine", "opencast_coal", "gas_station"]),
        ("Mall / supermarket", ["mall"]),
        ("洗车/修车", ["洗车/修车"]),
        ("自建房", ["自建房"]),
    ],
)
def test_kinds_in_peoples_words(run: Run, three_townships: Path, cell: str, kinds: list[str]) -> None:
    """A file means what `site add --kind` and `site list --kind` mean; what is unclear stays and is told."""
    (three_townships / "s.csv").write_text(f"名称,乡镇,类型\n甲,东岔街道,{cell}\n", encoding="utf-8")
    done = run("site import s.csv")
    row = run("site list --format json").json[0]

    assert done.code == 0
    assert [row["kind"], *row["also"]] == kinds
    assert ("No list knows" in done.err) == (kinds == [cell])


def test_kinds_are_told_and_found_again(run: Run, three_townships: Path) -> None:
    """By other names than the lists', in one sentence; the same word finds the site, and adds one."""
    (three_townships / "s.csv").write_text("名称,乡镇,类型\n甲,东岔街道,宾馆\n乙,东岔街道,商场超市\n", encoding="utf-8")
    told = run("site import s.csv --format json").err
    added = run("site add 东岔 丙 --kind 酒店 --format json")

    assert "Kinds of places by other names: 宾馆 → Hotel / guesthouse\n" in told
    assert added.json[0]["kind"] == "hotel"
    assert {row["name"] for row in run("site list --kind 宾馆 --format json").json} == {"甲", "丙"}


STATES = {
    "营业": ("producing", None),
    "在建": ("producing", None),
    "歇业": ("stopped", None),
    "关停": ("stopped", None),
    "停产检修": ("stopped", "repair"),
    "停产（检修）": ("stopped", "repair"),
    "停业(放假)": ("stopped", "holiday"),
    "长期停产": ("stopped", "long"),
    "责令停产": ("stopped", "ordered"),
    "停业整顿": ("stopped", "ordered"),
}


@pytest.mark.parametrize("word", STATES)
def test_states_in_the_same_words_both_ways(run: Run, three_townships: Path, word: str) -> None:
    """Typed and in a file: the state, and why it is stopped where the word says so; `site list` finds it by it."""
    (three_townships / "s.csv").write_text(f"名称,乡镇,编码,状态\n甲,东岔街道,1,{word}\n", encoding="utf-8")
    done, added = run("site import s.csv"), run("site", "add", "东岔", "乙", "--code", "2", "--state", word)
    rows = run("site", "list", "--state", word, "--format", "json").json

    assert (done.code, added.code) == (0, 0)
    assert [(row["name"], row["state"], row["stopped_for"]) for row in rows] == [
        ("甲", *STATES[word]),
        ("乙", *STATES[word]),
    ]


def test_brackets_that_no_word_is_for(run: Run, three_townships: Path) -> None:
    """In a file they are told; typed they are refused, as is a state that is none."""
    (three_townships / "s.csv").write_text("名称,乡镇,状态\n甲,东岔街道,停业（装修）\n", encoding="utf-8")
    told = run("site import s.csv").err
    typed, none = run("site add 东岔 乙 --state 停业（装修）"), run("site add 东岔 乙 --state 半停")

    assert "“停业（装修）” is taken as stopped." in told
    assert [(each.code, "producing, stopped" in each.err) for each in (typed, none)] == [(2, True), (2, True)]


def test_signs_that_say_nothing(home: Path, write: Write) -> None:
    """/ — 无 in any column are empty cells; of a name and a township they are refused; √ and 否 are answers."""
    head = "名称,乡镇,村,监管部门,类型,状态,停产时间,必查,检查周期,编码"
    text = f"{head}\n甲,1,—,/,无,/,—,/,-,/\n乙,1,无,-,/,—,/,√,／,—\n丙,1,,,,,,否,,\n"
    read = read_sites(str(write(text)), REGISTER)
    with pytest.raises(BadInput, match="line 2, column 名称: is empty"):
        read_sites(str(write("名称,乡镇\n/,1\n")), REGISTER)

    assert read.rows == [
        {"name": "甲", "township": "1"},
        {"name": "乙", "township": "1", "must_visit": True},
        {"name": "丙", "township": "1", "must_visit": False},
    ]


@pytest.mark.parametrize("days", ["0", "０", "36501"])
def test_days_that_no_cycle_has(write: Write, days: str) -> None:
    """What `site set --visit-days` refuses no file may say."""
    with pytest.raises(BadInput, match="write 1 to 36,500 days"):
        read_sites(str(write(f"名称,乡镇,检查周期\n甲,1,{days}\n")), REGISTER)


def test_a_hidden_sheet_is_told(run: Run, three_townships: Path) -> None:
    """Its rows are taken, and the answer says that nobody sees it; of a register and of a ledger."""
    path = save(
        three_townships / "s.xlsx",
        [["名称", "乡镇"], ["甲", "东岔街道"]],
        hidden=[["名称", "乡镇"], ["乙", "东岔街道"]],
    )
    ledger: list[list[Any]] = [
        ["乡镇", "检查日期", "单位", "隐患描述", "类别"],
        ["东岔街道", "2023-01-05", "甲", "上锁", "消防"],
    ]
    save(three_townships / "l.xlsx", ledger, hidden=[ledger[0], ["东岔街道", "2023-01-06", "乙", "堵塞", "消防"]])
    done, of_ledger = run("site", "import", path), run("import l.xlsx")

    assert "[旧表]: the sheet is hidden in the workbook, and its rows are taken." in done.err
    assert "l.xlsx [旧表]: the sheet is hidden in the workbook, and its rows are taken." in of_ledger.err
    assert {row["name"] for row in run("site list --format json").json} == {"甲", "乙"}


def test_a_township_is_not_filled_across_a_blank_row(write: Write) -> None:
    """A blank township is that of the row above, which is told with its line; behind a blank row it is refused."""
    above = "乡镇,名称\n石炭沟镇,甲\n,乙\n"
    path = write(above)
    read = read_sites(str(path), REGISTER)
    with pytest.raises(BadInput, match="line 5, column 乡镇"):
        read_sites(str(write(f"{above},\n,丙\n")), REGISTER)

    assert [row["township"] for row in read.rows] == ["2", "2"]
    assert list(read.news) == [f"{path}: 1 cell of Township filled with what stands above it (line 3)."]


def test_codes_in_any_width(run: Run, three_townships: Path) -> None:
    """A code is kept in narrow signs, and the same code in wide ones is the same site."""
    for code, name in (("Ｍ－１", "一号矿"), ("M-1", "一号矿"), ("Ｍ－１", "一号矿 ")):
        (three_townships / "s.csv").write_text(f"乡镇,名称,编码\n石炭沟镇,{name},{code}\n", encoding="utf-8")
        assert run("site import s.csv").code == 0
    run("site add 东岔 乙 --code Ｂ２")

    assert [row["code"] for row in run("site list --format json").json] == ["B2", "M-1"]


def test_the_code_of_a_site_in_another_township(run: Run, three_townships: Path) -> None:
    """The second site is told with the first, and how that is ended; numbers that a file gives in each are not."""
    for township in ("石炭沟镇", "东岔街道"):
        (three_townships / "s.csv").write_text(f"乡镇,名称,编码\n{township},二号煤矿,M-2\n", encoding="utf-8")
        told = run("site import s.csv").err
    numbered = "乡镇,名称,编码\n石炭沟镇,甲,001\n东岔街道,乙,001\n"
    (three_townships / "n.csv").write_text(numbered, encoding="utf-8")

    assert "1 new site has the code of one in another township: M-2 二号煤矿 (石炭沟镇).\n" in told
    assert "inspect-cli site end 石炭沟镇 M-2" in told
    assert "another township" not in run("site import n.csv").err


def test_several_states_of_one_site(run: Run, three_townships: Path) -> None:
    """Rows that differ in state and day only are its history, in any order; the same file again says nothing."""
    text = (
        "乡镇,名称,编码,状态,状态起始日期,停产类型,检查周期\n石炭沟镇,戊矿,K-6,生产,2022-10-01,,30\n"
        "石炭沟镇,戊矿,K-6,生产,2022-12-15,,30\n石炭沟镇,戊矿,,停产,2022-11-01,检修,\n"
    )
    (three_townships / "s.csv").write_text(text, encoding="utf-8")
    first = run("site import s.csv --format json").json
    states = read_states(run, "戊矿")

    assert (first["rows"], first["new"], first["changed"]) == (3, 1, 2)
    assert states == [
        ("2022-12-15", "producing", None),
        ("2022-11-01", "stopped", "repair"),
        ("2022-10-01", "producing", None),
    ]
    assert run("site import s.csv --format json").json["unchanged"] == 3


@pytest.mark.parametrize(
    "row",
    [
        "石炭沟镇,戊矿,K-6,停产,2022-10-01,,30",
        "石炭沟镇,戊矿,K-6,停产,,,30",
        "石炭沟镇,戊矿,K-6,停产,2022-11-01,,31",
        "石炭沟镇,戊矿,K-7,停产,2022-11-01,,30",
        "石炭沟镇,己矿,K-6,停产,2022-11-01,,30",
    ],
)
def test_what_is_no_other_state(write: Write, row: str) -> None:
    """The same day, no day, another cycle, code or name: the site stands there twice, and is refused."""
    head = "乡镇,名称,编码,状态,状态起始日期,停产类型,检查周期\n石炭沟镇,戊矿,K-6,生产,2022-10-01,,30"
    with pytest.raises(BadInput, match="stands on line 2 too"):
        read_sites(str(write(f"{head}\n{row}\n")), REGISTER)


def test_a_state_that_holds_already(run: Run, three_townships: Path) -> None:
    """It is not written again of a later day, which is told; the history has no state twice in a row."""
    run("site add 石炭沟 甲 --code A --state producing --since 2022-10-01")
    run("site set 石炭沟 甲 --state stopped --since 2022-12-20")
    typed = run("site set 石炭沟 甲 --state producing --since 2022-11-10")
    (three_townships / "s.csv").write_text(
        "乡镇,名称,状态,状态起始日期\n石炭沟镇,甲,停产,2022-12-25\n", encoding="utf-8"
    )
    done = run("site import s.csv")
    states = read_states(run, "甲")

    assert "甲 is producing since 2022-10-01 already; nothing was written of 2022-11-10." in typed.err
    assert "甲 is stopped since 2022-12-20 already; nothing was written of 2022-12-25." in done.err
    assert states == [("2022-12-20", "stopped", None), ("2022-10-01", "producing", None)]


def test_states_without_a_day_are_told(run: Run, three_townships: Path) -> None:
    """They hold since today, and one sentence says so; of a site that is in that state nothing is written or told."""
    run("site add 石炭沟 甲 --state producing --since 2022-10-01")
    text = "乡镇,名称,状态\n石炭沟镇,甲,生产\n石炭沟镇,乙,停产\n石炭沟镇,丙,生产\n"
    (three_townships / "s.csv").write_text(text, encoding="utf-8")

    assert "2 states have no day in the file: they hold since today, 2023-01-15." in run("site import s.csv").err


def test_days_are_days(write: Write) -> None:
    """Of several rows the days are days, not texts."""
    text = "乡镇,名称,状态,状态起始日期\n1,甲,生产,2022.10.1\n1,甲,停产,2022年9月1日\n"
    rows = read_sites(str(write(text)), REGISTER).rows

    assert [row["state_since"] for row in rows] == [date(2022, 9, 1), date(2022, 10, 1)]
