"""Duty rosters as people keep them: a row for a shift or for a person, titles, merged cells, days as they are written.

* both shapes, in both languages, several names in a cell, one phone or post for each or for all of them;
* whose a column called 职务 or 电话 is; headers in two rows;
* days without a year, days that go on, hours in words; nobody named;
* the first cell that breaks a rule is named with file, line, column and value; nothing is guessed;
* workbooks with merged cells.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from inspect_cli.errors import BadInput
from inspect_cli.rules.shifts import DAY
from inspect_cli.rules.watches import Unit
from inspect_cli.transfer.shift_files import Known, Shifts, read_shifts

Write = Callable[..., Path]
TOWN, OTHER, POWER, OLD = Unit("1", "云杉岭镇"), Unit("2", "石炭沟镇"), Unit("*", "供电公司"), Unit("*", "旧局")
STANDING: dict[str, Any] = {"ended_on": None}
KNOWN = Known(
    {TOWN: STANDING, OTHER: STANDING, POWER: STANDING, OLD: {"ended_on": date(2023, 1, 1)}}, date(2023, 1, 15)
)
WIDE = "日期,单位,带班领导,值班人员,应急处置人员,职务,电话\n"


def read(write: Write, text: str, known: Known = KNOWN) -> Shifts:
    """The shifts of a file with this text."""
    return read_shifts(str(write(text)), known)


def tell(found: Shifts, *keys: str) -> list[tuple[Any, ...]]:
    """What the shifts say of these keys; None for what they do not say."""
    return [tuple(shift.get(key) for key in keys) for shift in found.shifts]


def test_row_for_a_shift(write: Write) -> None:
    """A row with a column for each role is a shift of each person, from eight to eight."""
    found = read(write, WIDE + "2023-01-21,云杉岭镇,王某01,赵某03、钱某04,吴某07,副镇长,0999-1\n")

    assert tell(found, "role", "name", "post", "phone") == [
        ("leader", "王某01", "副镇长", None),
        ("officer", "赵某03", None, None),
        ("officer", "钱某04", None, None),
        ("handler", "吴某07", None, "0999-1"),
    ]
    assert found.called == [("电话", "应急处置人员")]
    assert {(shift["township"], shift["unit"], shift["day"]) for shift in found.shifts} == {
        ("1", "云杉岭镇", date(2023, 1, 21))
    }
    assert {(shift["start"], shift["minutes"]) for shift in found.shifts} == {(480, DAY)}
    assert (found.rows, found.skipped) == (1, 0)


def test_a_name_that_is_the_one_above(write: Write) -> None:
    """同上 in a column of names is whoever stands above."""
    found = read(write, "日期,单位,角色,姓名\n1月21日,云杉岭镇,值班,赵某03\n1月22日,云杉岭镇,值班,同上\n")

    assert tell(found, "day", "name") == [(date(2023, 1, 21), "赵某03"), (date(2023, 1, 22), "赵某03")]


@pytest.mark.parametrize(
    "text",
    [
        "日期,单位,角色,姓名,职务,电话,开始时间,结束时间\n1月21日,供电公司,应急,周某06,班长,1,8:00,20:00\n",
        "day,unit,role,name,post,phone,from,to\n2023-01-21,供电公司,handler,周某06,班长,1,08:00,20:00\n",
        "日期,单位,班次,值班类型,值班人员,职务,电话\n2023.1.21,供电公司,白班,应急处置人员,周某06,班长,1\n",
        "序号,值班日期,值班单位,值班时间,应急人员,职务,手机\n1,1月21日（周六）,供电公司,8时至20时,周某06,班长,1\n",
    ],
)
def test_row_for_a_person(write: Write, text: str) -> None:
    """A row for a person with her role, or a column that is that of her role, is one shift, in either language."""
    (shift,) = read(write, text).shifts

    assert shift == {
        **POWER.told,
        "day": date(2023, 1, 21),
        "start": 480,
        "minutes": 720,
        "role": "handler",
        "name": "周某06",
        "post": "班长",
        "phone": "1",
    }


def test_phones_behind_their_people(write: Write) -> None:
    """Columns of one name belong to the people on their left; several phones in a cell to one each."""
    text = "日期,单位,带班领导,职务,联系电话,值班人员,联系电话\n1月21日,云杉岭镇,王某01,副镇长,1,赵某03、钱某04,2、3\n"

    assert tell(read(write, text), "name", "post", "phone") == [
        ("王某01", "副镇长", "1"),
        ("赵某03", None, "2"),
        ("钱某04", None, "3"),
    ]


def test_header_in_two_rows(write: Write) -> None:
    """带班领导 over 姓名 and 电话, in two rows, says whose they are; title lines stand above."""
    text = (
        "春节值班表,,,,,\n日期,单位,带班领导,,值班人员,\n,,姓名,电话,姓名,电话\n2023-1-21,云杉岭镇,王某01,1,赵某03,2\n"
    )

    assert tell(read(write, text), "role", "name", "phone") == [("leader", "王某01", "1"), ("officer", "赵某03", "2")]


def test_cells_that_say_the_same_as_above(write: Write) -> None:
    """A blank day or unit is the one above; totals and signatures are set aside; a leader of two rows is one shift."""
    text = (
        "日期,单位,带班领导,值班人员,值班电话\n1月21日,云杉岭镇,王某01,赵某03,1\n"
        ",,王某01,钱某04,2\n合计,,,2,\n制表人：李某,,,,\n"
    )
    found = read(write, text)

    assert tell(found, "name", "phone") == [("王某01", None), ("赵某03", "1"), ("钱某04", "2")]
    assert (found.rows, found.skipped) == (4, 2)


@pytest.mark.parametrize(
    ("title", "day", "days"),
    [
        ("值班表", "1月21日", ["2023-01-21"]),
        ("值班表", "12月31日", ["2022-12-31"]),
        ("2022年值班表", "3月1日", ["2022-03-01"]),
        ("2023年元旦值班表", "12月31日", ["2022-12-31"]),
        ("值班表", "1月21日-1月23日", ["2023-01-21", "2023-01-22", "2023-01-23"]),
        ("值班表", "2023.1.30至2月3日", ["2023-01-30", "2023-01-31", "2023-02-01", "2023-02-02", "2023-02-03"]),
        ("值班表", "44947", ["2023-01-21"]),
    ],
)
def test_days(write: Write, title: str, day: str, days: list[str]) -> None:
    """A day without a year is the title's, or the one nearest to today; days that go on are a shift each."""
    found = read(write, f"{title},,\n日期,单位,值班人员\n{day},云杉岭镇,赵某03\n")

    assert [f"{shift['day']}" for shift in found.shifts] == days


@pytest.mark.parametrize(
    ("cell", "people"),
    [
        ('"赵某11\n钱某12"', [("赵某11", None, None), ("钱某12", None, None)]),
        ("钱某12/孙某13", [("钱某12", None, None), ("孙某13", None, None)]),
        ("钱某12 孙某13", [("钱某12", None, None), ("孙某13", None, None)]),
        ("欧阳某某 李四、王 五", [("欧阳某某", None, None), ("李四", None, None), ("王 五", None, None)]),
        ("副镇长 赵某11", [("副镇长 赵某11", None, None)]),
        ("赵某11（组长）", [("赵某11", "组长", None)]),
        ("赵某11（组长、书记） 钱某12", [("赵某11", "组长、书记", None), ("钱某12", None, None)]),
        ("周某06 (0999-1234567)", [("周某06", None, "0999-1234567")]),
        ("John Smith", [("John Smith", None, None)]),
    ],
)
def test_people_of_a_cell(write: Write, cell: str, people: list[tuple[Any, ...]]) -> None:
    """Lines, strokes and blanks part Chinese names; what stands in brackets is a post, a phone or hours, no name."""
    found = read(write, f"日期,单位,值班人员\n1月21日,云杉岭镇,{cell}\n")

    assert tell(found, "name", "post", "phone") == people


def test_hours_behind_a_name(write: Write) -> None:
    """白班 in brackets behind a name is when she alone is on duty."""
    found = read(write, "日期,单位,值班人员\n1月21日,云杉岭镇,赵某11、钱某12 （白班）\n")

    assert tell(found, "name", "start", "minutes") == [("赵某11", 480, DAY), ("钱某12", 480, 720)]


def test_phones_on_two_lines(write: Write) -> None:
    """As many lines of phones as of people are one for each of them."""
    found = read(write, '日期,单位,值班人员,电话\n1月21日,云杉岭镇,"赵某11\n钱某12","0999-1\n0999-2"\n')

    assert tell(found, "name", "phone") == [("赵某11", "0999-1"), ("钱某12", "0999-2")]


def test_phone_of_the_shift(write: Write) -> None:
    """值班电话 behind several columns of people is where each of them is called; nothing is told of it."""
    found = read(write, "日期,单位,带班领导,值班人员,值班电话\n1月21日,云杉岭镇,王某01,赵某03,0999-1\n")

    assert tell(found, "name", "phone") == [("王某01", "0999-1"), ("赵某03", "0999-1")]
    assert found.called == []


def test_days_with_a_point(write: Write) -> None:
    """12.1 below a title with a year is the first of December; below 12.9 nobody can tell it from the tenth."""
    later = KNOWN._replace(today=date(2023, 11, 30))
    table = "2023年12月值班表,,\n日期,单位,值班人员\n12.1,云杉岭镇,赵某03\n12.2,云杉岭镇,钱某04\n12.9,云杉岭镇,孙某05\n"

    days = [f"{shift['day']}" for shift in read(write, table, later).shifts]
    assert days == ["2023-12-01", "2023-12-02", "2023-12-09"]
    with pytest.raises(BadInput) as problem:
        read(write, table + "12.1,云杉岭镇,周某06\n", later)
    assert "line 6" in problem.value.what
    assert "2023-12-09" in problem.value.what


@pytest.mark.parametrize(("text", "words"), [("", "is empty"), ("日期,单位,值班人员\n", "no rows")])
def test_no_rows(write: Write, text: str, words: str) -> None:
    """A file that holds nothing, or a header alone, is refused."""
    with pytest.raises(BadInput, match=words):
        read(write, text)


@pytest.mark.parametrize(
    ("cell", "people"),
    [
        ("甲一\n0000-1", [("甲一", "0000-1")]),
        ("甲一\n0000-1\n乙二\n5\n0000-2", [("甲一", "0000-1"), ("乙二", "5、0000-2")]),
        ("暂缺、0000-1、甲一", [("甲一", None)]),
        ("01、02", [("01", None), ("02", None)]),
        ("甲一（0000-1）乙二", [("甲一", "0000-1"), ("乙二", None)]),
        ("甲一（组长）同志", [("甲一（组长）同志", None)]),
    ],
)
def test_a_phone_is_nobody(write: Write, cell: str, people: list[tuple[str | None, ...]]) -> None:
    """Digits between people are the phone of the one before; nobody's where a word stands for nobody."""
    found = read(write, f'日期,单位,值班人员\n1月21日,云杉岭镇,"{cell}"\n')

    assert tell(found, "name", "phone") == people


def test_nobody_is_named(write: Write) -> None:
    """空缺, 无 and - are nobody: no shift; a row of nobody at all is counted as skipped."""
    found = read(write, WIDE + "1月21日,云杉岭镇,暂缺,赵某03,-,无,/\n1月22日,云杉岭镇,无,空缺,,,\n")

    assert tell(found, "name", "post", "phone") == [("赵某03", None, None)]
    assert (found.rows, found.skipped) == (2, 1)


def test_unit_of_all_rows(write: Write) -> None:
    """A roster of one unit need not name it; what has no place is told, and hours that are only named."""
    text = "日期,班次,值班人员,备注\n1月21日,夜班,赵某03,换班\n"
    found = read(write, text, KNOWN._replace(unit=OTHER))

    assert tell(found, "township", "unit", "start", "minutes") == [("2", "石炭沟镇", 1200, 720)]
    assert (found.left_out, found.named) == (["备注"], ["夜班"])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("日期,单位,值班人员\n1月32日,云杉岭镇,赵某03\n", ["line 2", "日期", "1月32日", "is no day"]),
        ("日期,单位,值班人员\n,云杉岭镇,赵某03\n", ["line 2", "日期", "is no day"]),
        ("日期,单位,值班人员\n1月21日,云杉镇,赵某03\n", ["line 2", "单位", "云杉镇", "nearest: 云杉岭镇"]),
        ("日期,单位,值班人员\n1月21日,旧局,赵某03\n", ["line 2", "旧局", "2023-01-01"]),
        ("日期,值班人员\n1月21日,赵某03\n", ["says whose roster it is"]),
        ("日期,单位,班次,值班人员\n1月21日,云杉岭镇,轮班,赵某03\n", ["line 2", "班次", "轮班", "hours"]),
        ("日期,单位,姓名,开始时间\n1月21日,云杉岭镇,赵某03,8\n", ["line 2", "role", "is empty"]),
        ("日期,单位,角色,姓名,开始时间\n1月21日,云杉岭镇,值班,赵某03,早\n", ["line 2", "开始时间", "早"]),
        ("日期,单位,角色,姓名\n1月21日,云杉岭镇,司机,赵某03\n", ["line 2", "角色", "司机", "leader"]),
        ("日期,单位,值班人员,电话\n1月21日,云杉岭镇,甲一、乙二、丙三,1、2\n", ["line 2", "电话", "1、2", "2 for 3"]),
        ("日期,单位,值班人员,电话\n1月21日,云杉岭镇,甲一,1\n1月21日,云杉岭镇,甲一,2\n", ["line 3", "电话", "line 2"]),
        (
            "日期,单位,值班人员,电话\n1月21日,云杉岭镇,赵某03,1.23457E+10\n",
            ["line 2", "电话", "1.23457E+10", "as text"],
        ),
        ("单位,值班人员\n云杉岭镇,赵某03\n", ["no column says the day"]),
        ("日期,单位\n1月21日,云杉岭镇\n", ["no column says who"]),
        ("日期,单位,值班人员\n2023.1.1-2023.12.31,云杉岭镇,赵某03\n", ["line 2", "365 days"]),
    ],
)
def test_bad_cells(write: Write, text: str, words: list[str]) -> None:
    """What breaks a rule is told with file, line, column, value and rule."""
    path = write(text)
    with pytest.raises(BadInput) as problem:
        read_shifts(str(path), KNOWN)

    assert [word for word in [str(path), *words] if word not in problem.value.what] == []


def test_workbook_with_merged_cells(home: Path) -> None:
    """A day, a unit and a leader that are merged over several rows stand in each; days may be real days."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["云杉岭镇值班表"])
    sheet.append(["日期", "单位", "带班领导", "值班人员", "值班电话"])
    sheet.append([date(2023, 1, 21), "云杉岭镇", "王某01", "赵某03", "0999-1"])
    sheet.append([None, None, None, "钱某04", "0999-1"])
    sheet.append([date(2023, 1, 22), None, None, "孙某05", "0999-1"])
    for cells in ("A1:E1", "A3:A4", "B3:B5", "C3:C5"):
        sheet.merge_cells(cells)
    book.save(home / "roster.xlsx")

    found = read_shifts(str(home / "roster.xlsx"), KNOWN)

    assert [(f"{shift['day']:%d}", shift["name"]) for shift in found.shifts] == [
        *(("21", "王某01"), ("21", "赵某03"), ("21", "钱某04")),
        *(("22", "王某01"), ("22", "孙某05")),
    ]
    assert {shift["phone"] for shift in found.shifts} == {"0999-1"}
