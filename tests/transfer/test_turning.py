"""Duty rosters with days or units across: what is turned into shifts, and what is refused.

* units by days, days by units, two rows of headings, roles or hours beside; text and workbooks, merged cells;
* days as they stand in headings: with and without month and year, with the day of the week, 1/12;
* several people in a cell, with phones, posts and roles; blank cells are nobody;
* the cell that breaks a rule is named as it stands in the sheet, each once; what is no roster is told what is.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from tests.conftest import Run

from inspect_cli.errors import BadInput
from inspect_cli.rules.watches import Unit
from inspect_cli.transfer.shift_files import Known, Shifts, read_shifts
from inspect_cli.transfer.turning import Taken

Write = Callable[..., Path]
TOWN, OTHER, POWER = Unit("990", "云杉岭镇"), Unit("991", "石炭沟镇"), Unit("*", "供电公司")
STANDING: dict[str, Any] = {"ended_on": None}
KNOWN = Known(dict.fromkeys((TOWN, OTHER, POWER), STANDING), date(2022, 11, 24))
TITLE = "2022年12月值班表,,\n"


def read(write: Write, text: str, known: Known = KNOWN) -> Shifts:
    """The shifts of a file with this text."""
    return read_shifts(str(write(text)), known)


def tell(found: Shifts) -> list[tuple[str, ...]]:
    """Day, unit, role and name of the shifts, in their order."""
    return sorted((f"{s['day']:%m-%d}", s["unit"], s["role"], s["name"]) for s in found.shifts)


@pytest.mark.parametrize(
    "text",
    [
        "单位,12月1日,12月2日\n云杉岭镇,王某01,赵某03、钱某04\n石炭沟镇,李某02,\n",
        TITLE + "单位,1日,2日\n云杉岭,王某01,赵某03/钱某04\n991,李某02,-\n",
        TITLE + ",1,2\n云杉岭镇,王某01,赵某03 钱某04\n石炭沟镇,李某02,无\n",
        "乡镇,1/12,2/12\n云杉岭镇,王某01,赵某03、钱某04\n石炭沟镇,李某02,\n",
        "乡镇,12/1,12/2\n云杉岭镇,王某01,赵某03、钱某04\n石炭沟镇,李某02,\n",
        "序号,单位,2022-12-01,2022-12-02\n1,云杉岭镇,王某01,赵某03、钱某04\n2,石炭沟镇,李某02,\n合计,,2,2\n制表人：李某,,,\n",
        'unit,12月1日（周四）,12月2日 星期五\n云杉岭镇,王某01,"赵某03\n钱某04"\n石炭沟镇,李某02,\n',
        "单位,12月1日,12月2日\n,周四,周五\n云杉岭镇,王某01,赵某03、钱某04\n石炭沟镇,李某02,\n",
        "日期,星期,云杉岭镇,石炭沟镇\n12月1日,周四,王某01,李某02\n12月2日,周五,赵某03、钱某04,\n",
        TITLE + "值班日期,云杉岭,石炭沟\n1日,王某01,李某02\n2日,赵某03、钱某04,暂缺\n",
        TITLE + ",云杉岭镇,,石炭沟镇,\n1,王某01,,李某02,\n2,赵某03,钱某04,,\n",
        "日期,云杉岭镇,,石炭沟镇,\n,值班员,电话,值班人员,电话\n12月1日,王某01,,李某02,\n12月2日,赵某03、钱某04,,,\n",
    ],
)
def test_units_by_days_and_days_by_units(write: Write, text: str) -> None:
    """Either way round, whatever the headings look like, it is the same roster of officers."""
    assert tell(read(write, text)) == [
        ("12-01", "云杉岭镇", "officer", "王某01"),
        ("12-01", "石炭沟镇", "officer", "李某02"),
        ("12-02", "云杉岭镇", "officer", "赵某03"),
        ("12-02", "云杉岭镇", "officer", "钱某04"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "日期,云杉岭镇,,,供电公司,,\n,带班领导,值班人员,电话,带班领导,值班人员,电话\n12月1日,王某01,赵某03,0999-1001,李某02,钱某04,0999-2\n",
        "单位,12月1日,,\n,带班领导,值班人员,电话\n云杉岭镇,王某01,赵某03,0999-1001\n供电公司,李某02,钱某04,0999-2\n",
        "单位,类别,12月1日\n云杉岭镇,带班,王某01\n,值班,赵某03 0999-1001\n供电公司,带班,李某02\n,值班,钱某04\n",
        '单位,12月1日\n云杉岭镇,带班：王某01；值班：赵某03（0999-1001）\n供电公司,"带班领导:李某02\n值班人员:钱某04"\n',
    ],
)
def test_roles_in_a_second_row_or_beside(write: Write, text: str) -> None:
    """带班领导 and 值班人员 below each heading, in a column beside or in the cell itself; nothing is asked then."""
    found = read(write, text)

    assert tell(found) == [
        ("12-01", "云杉岭镇", "leader", "王某01"),
        ("12-01", "云杉岭镇", "officer", "赵某03"),
        ("12-01", "供电公司", "leader", "李某02"),
        ("12-01", "供电公司", "officer", "钱某04"),
    ]
    assert "0999-1001" in [shift.get("phone") for shift in found.shifts if shift["name"] == "赵某03"]


@pytest.mark.parametrize(
    ("text", "role", "taken"),
    [
        ("单位,12月1日,12月2日\n云杉岭镇,王某01,\n", None, Taken("day", "officer")),
        ("日期,云杉岭镇\n12月1日,王某01\n", None, Taken("unit", "officer")),
        ("日期,云杉岭镇\n12月1日,王某01\n", "handler", Taken("unit", "handler")),
        ("领导带班表,\n日期,云杉岭镇\n12月1日,王某01\n", None, Taken("unit", "leader")),
        ("日期,云杉岭镇\n,带班领导\n12月1日,王某01\n", None, Taken("unit", None)),
    ],
)
def test_how_a_sheet_was_taken(write: Write, text: str, role: str | None, taken: Taken) -> None:
    """Who has no role in the sheet is an officer, a leader below such a title, or what was said."""
    found = read(write, text, KNOWN._replace(role=role))

    assert (found.turned, [shift["role"] for shift in found.shifts]) == ([taken], [taken.role or "leader"])


def test_a_roster_of_one_unit_by_role(write: Write) -> None:
    """Roles down and days across are of the unit that is given."""
    found = read(write, TITLE + ",1日,2日\n带班领导,王某01,\n值班人员,,赵某03\n", KNOWN._replace(unit=OTHER))

    assert tell(found) == [("12-01", "石炭沟镇", "leader", "王某01"), ("12-02", "石炭沟镇", "officer", "赵某03")]


@pytest.mark.parametrize("heading", ["职务", "岗位", "职责", "值班类型", "人员类别", "类别", "值班", "班次", ""])
def test_roles_beside_whatever_they_are_called(write: Write, heading: str) -> None:
    """A column whose cells are words for roles says the role, and is no post."""
    text = f"2022年12月值班表,,,\n单位,{heading},1日,2日\n云杉岭镇,带班领导,甲一,乙二\n,值班人员,丁四,己六\n"
    found = read(write, text)

    assert tell(found) == [
        *(("12-01", "云杉岭镇", "leader", "甲一"), ("12-01", "云杉岭镇", "officer", "丁四")),
        *(("12-02", "云杉岭镇", "leader", "乙二"), ("12-02", "云杉岭镇", "officer", "己六")),
    ]
    assert {shift.get("post") for shift in found.shifts} == {None}


def test_posts_beside_stay_posts(write: Write) -> None:
    """A post that is called as people of a role are, among others, makes no column of roles."""
    found = read(write, "单位,职务,12月1日\n云杉岭镇,镇长,甲一\n石炭沟镇,干部,丁四\n")

    assert [(s["role"], s["post"]) for s in found.shifts] == [("officer", "镇长"), ("officer", "干部")]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("单位,周一 12月5日,星期二12月6日\n云杉岭镇,甲一,乙二\n", ["12-05", "12-06"]),
        ("12月值班表,,\n单位,（周一）5日,（周二）6日\n云杉岭镇,甲一,乙二\n", ["12-05", "12-06"]),
        ("12月值班表,,\n日期,云杉岭镇\n12.1,甲一\n12.2,乙二\n", ["12-01", "12-02"]),
        ("12月值班表,,\n单位,12.1,12.2\n云杉岭镇,甲一,乙二\n", ["12-01", "12-02"]),
    ],
)
def test_days_of_the_week_before_and_points(write: Write, text: str, days: list[str]) -> None:
    """周一 may stand before its day; 12.2 is a day where the title says the month."""
    assert [f"{shift['day']:%m-%d}" for shift in read(write, text).shifts] == days


def test_points_that_may_be_cut(write: Write) -> None:
    """12.1 behind 12.9 may be 12.10, and without a month in the title 12.1 is no day."""
    for text in ("12月值班表,\n日期,云杉岭镇\n12.9,甲一\n12.1,乙二\n", "日期,云杉岭镇\n12.1,甲一\n12.2,乙二\n"):
        with pytest.raises(BadInput, match=r"“12\.1”: is no day"):
            read(write, text)


def test_roles_in_brackets(write: Write) -> None:
    """A bracket that says as what somebody is on duty says the role, also where the next name follows at once."""
    found = read(write, TITLE + "单位,1日,2日\n云杉岭镇,丙三（带班）丁四,甲一（干部）\n")

    assert tell(found) == [
        ("12-01", "云杉岭镇", "leader", "丙三"),
        ("12-01", "云杉岭镇", "officer", "丁四"),
        ("12-02", "云杉岭镇", "officer", "甲一"),
    ]
    assert [shift.get("post") for shift in found.shifts] == [None, None, "干部"]


def test_hours_beside(write: Write) -> None:
    """A column 班次 beside says the hours; the day stands for the rows below it."""
    found = read(write, "日期,班次,云杉岭镇\n12月1日,白班,王某01\n,夜班,赵某03\n")

    assert [(s["name"], s["start"]) for s in found.shifts] == [("王某01", 480), ("赵某03", 1200)]


def test_the_end_of_a_year(write: Write) -> None:
    """1日 behind 31日 is of the next month, and of the next year."""
    found = read(write, "2022年12月值班表,,,\n单位,30日,31日,1日\n云杉岭镇,甲一,乙二,丙三\n")

    assert [f"{shift['day']}" for shift in found.shifts] == ["2022-12-30", "2022-12-31", "2023-01-01"]


def test_a_month_in_the_name_of_the_file(home: Path) -> None:
    """Where no title names the month, the name of the file does."""
    path = home / "2022年12月.csv"
    path.write_text("单位,1日,2日\n云杉岭镇,甲一,乙二\n", encoding="gb18030")

    assert [f"{s['day']}" for s in read_shifts(str(path), KNOWN).shifts] == ["2022-12-01", "2022-12-02"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("单位,12月1日,12月2日\n云山岭镇,甲一,乙二\n", ["line 2", "column 单位", "云山岭镇", "nearest: 云杉岭镇"]),
        ("日期,云杉岭镇,石碳沟镇\n12月1日,甲一,乙二\n12月2日,甲一,乙二\n", ["line 1", "石碳沟镇", "nearest: 石炭沟镇"]),
        (TITLE + "单位,1日,32日\n云杉岭镇,甲一,乙二\n石炭沟镇,甲一,乙二\n", ["line 2", "column 32日", "is no day"]),
        ("单位,1日,2日\n云杉岭镇,甲一,\n", ["line 2", "column 1日", "no month", "2026年12月值班表"]),
        ("日期,云杉岭镇\n12月1日,甲一\n12月32日,甲一\n", ["line 3", "column 日期", "12月32日", "is no day"]),
        ("单位,12月1日,12月2日\n云杉岭镇,甲一,乙二,丙三\n", ["line 2", "more or fewer cells"]),
    ],
)
def test_what_cannot_be_taken(write: Write, text: str, words: list[str]) -> None:
    """The cell is named as it stands in the sheet, once, though several shifts come of it."""
    with pytest.raises(BadInput) as problem:
        read(write, text)

    assert [word for word in words if word not in problem.value.what] == []
    assert len(problem.value.what.splitlines()) == 1


def test_what_is_no_roster(write: Write) -> None:
    """The refusal says which shapes are read."""
    with pytest.raises(BadInput) as problem:
        read(write, "单位,人数\n云杉岭镇,3\n")

    assert "column for each day" in problem.value.todo
    assert "column for each unit" in problem.value.todo


def test_usual_rosters_stay_what_they_are(write: Write) -> None:
    """A row with two days in it, or the name of a unit, is no heading where the header says the day and the people."""
    text = "单位,日期,开始时间,结束时间,值班人员\n云杉岭镇,2022-12-01,2022-12-01 08:00,20:00,赵某03\n"
    with pytest.raises(BadInput, match="column 开始时间"):
        read(write, text)
    found = read(write, "日期,单位,值班人员\n12月1日,云杉岭镇,赵某03\n,石炭沟镇,钱某04\n")
    assert (found.turned, len(found.shifts)) == ([], 2)


def test_a_workbook_with_merged_headings(home: Path) -> None:
    """Headings merged over their columns, people merged over days, real days; another sheet is left alone."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["12月值班表"])
    sheet.append(["日期", "云杉岭镇", None, "石炭沟镇"])
    sheet.append([None, "带班领导", "值班人员", "带班领导", "值班人员"])
    sheet.append([date(2022, 12, 1), "王某01", "赵某03\n钱某04", "李某02"])
    sheet.append([date(2022, 12, 2), None, "孙某05"])
    for cells in ("A1:E1", "A2:A3", "B2:C2", "D2:E2", "B4:B5"):
        sheet.merge_cells(cells)
    notes = book.create_sheet("说明")
    notes.append(["交接班须知"])
    book.save(home / "roster.xlsx")

    assert tell(read_shifts(str(home / "roster.xlsx"), KNOWN)) == [
        ("12-01", "云杉岭镇", "leader", "王某01"),
        ("12-01", "云杉岭镇", "officer", "赵某03"),
        ("12-01", "云杉岭镇", "officer", "钱某04"),
        ("12-01", "石炭沟镇", "leader", "李某02"),
        ("12-02", "云杉岭镇", "leader", "王某01"),
        ("12-02", "云杉岭镇", "officer", "孙某05"),
    ]


def test_people_merged_over_days_across(home: Path) -> None:
    """Somebody in a cell merged over two days is on duty on both; days may be numbers of a spreadsheet."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["单位", date(2022, 12, 1), 44897, "备注"])
    sheet.append(["云杉岭镇", "王某01", None, "换班"])
    sheet.merge_cells("B2:C2")
    book.save(home / "roster.xlsx")
    found = read_shifts(str(home / "roster.xlsx"), KNOWN)

    assert [f"{shift['day']}" for shift in found.shifts] == ["2022-12-01", "2022-12-02"]
    assert found.left_out == ["备注"]


def test_the_command(run: Run, three_townships: Path) -> None:
    """It says how the sheet was taken and as what people are on duty; the same file again adds nothing."""
    (three_townships / "r.csv").write_text("单位,1月21日,1月22日\n东岔,赵某03,钱某04\n", encoding="utf-8")
    first, again = run("duty import r.csv"), run("duty import r.csv --format json")
    led = run("duty import r.csv --role leader --dry-run --format json")

    assert "a column for each day, 2023-01-21 to 2023-01-22" in first.err
    assert "as officer; if they are not, give --role" in first.err
    assert again.json == {"rows": 2, "shifts": 2, "new": 0, "changed": 0, "unchanged": 2, "skipped": 0}
    assert led.json["new"] == 2
