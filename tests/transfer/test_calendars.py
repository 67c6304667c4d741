"""Calendars: a column for each day of the week, a cell for each day, people in it or below it.

* the month and year are those of the title, of cells that name them, or of the days of the week;
* a role stands in the cell, beside the row, in the title or in --role, and is never guessed;
* days below another day of the week are refused; a sheet with days across stays one.
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
TOWN = Unit("1", "云杉岭镇")
KNOWN = Known({TOWN: {"ended_on": None}}, date(2023, 1, 15), TOWN)
WEEK = "周一,周二,周三,周四,周五,周六,周日\n"


def read(write: Write, text: str, role: str | None = None) -> Shifts:
    """The shifts of a file with this text."""
    return read_shifts(str(write(text)), KNOWN._replace(role=role))


def tell(found: Shifts) -> list[tuple[Any, ...]]:
    """Day, role and name of the shifts."""
    return [(f"{s['day']}", s["role"], s["name"]) for s in found.shifts]


@pytest.mark.parametrize(
    "text",
    [
        f"2023年2月值班表,,,,,,\n{WEEK},,1,2,,,\n,,带班：甲一、值班：乙二,值班：丙三,,,\n",
        f'2023年2月值班表,,,,,,\n{WEEK},,"1日\n带班 甲一\n值班 乙二",2日 值班：丙三,,,\n',
        f"2023年2月值班表,,,,,,\n{WEEK}30,31,1,2,3,4,5\n,,带班：甲一,,,,\n,,值班：乙二,值班员：丙三,,,\n",
        f"2月值班表,,,,,,\n{WEEK},,1,2,,,\n,,带班：甲一；值班：乙二,值班：丙三,,,\n",
        f",{WEEK}日期,30,31,2月1日,2月2日,3,4,5\n带班领导,,,甲一,,,,\n值班人员,,,乙二,丙三,,,\n",
        "2023年2月值班表,,,,,,\n一,二,三,四,五,六,日\n,,2023-02-01,2023-02-02,,,\n,,带班：甲一、值班：乙二,值班：丙三,,,\n",
        "2023年2月值班表,,,,,,,\n周一,周二,周三,,周四,,周五,\n,,1,,2,,3,\n,,带班：甲一,值班：乙二,,值班：丙三,,\n",
        "2023年2月值班表,,,,,,\nMon,Tue,Wed,Thu,Fri\n,,1,2,\n,,带班：甲一、值班：乙二,值班：丙三,\n",
    ],
)
def test_calendars_as_people_keep_them(write: Write, text: str) -> None:
    """Wherever the people and their roles stand, it is the same roster."""
    found = read(write, text)

    assert tell(found) == [
        ("2023-02-01", "leader", "甲一"),
        ("2023-02-01", "officer", "乙二"),
        ("2023-02-02", "officer", "丙三"),
    ]
    assert found.turned == [Taken("calendar", None)]


def test_a_month_that_begins_on_a_monday(write: Write) -> None:
    """Its first row, 1 to 7, is one of days, not a row that numbers the columns; the last goes into the next month."""
    days = "".join(f"{','.join(map(str, range(day, day + 7)))}\n值班：甲一,,,,,,值班：乙二\n" for day in (1, 8, 15, 22))
    found = read(write, f"2023年5月值班表,,,,,,\n{WEEK}{days}29,30,31,1,2,3,4\n值班：甲一,,,值班：丙三,,,\n")

    assert [(day, name) for day, _role, name in tell(found)][-3:] == [
        ("2023-05-28", "乙二"),
        ("2023-05-29", "甲一"),
        ("2023-06-01", "丙三"),
    ]
    assert (len(found.shifts), found.skipped) == (10, 0)


def test_two_months_in_a_sheet(write: Write) -> None:
    """Titles and days of the week may stand there again; 除夕 beside a day is nobody."""
    january = f"2023年1月值班表,,,,,,\n{WEEK},,,,,21日除夕,22日（春节）\n,,,,,甲一,乙二\n"
    found = read(write, f"{january}2023年2月值班表,,,,,,\n{WEEK},,1,2,,,\n,,丙三,,,,\n", "officer")

    assert [(day, name) for day, _role, name in tell(found)] == [
        ("2023-01-21", "甲一"),
        ("2023-01-22", "乙二"),
        ("2023-02-01", "丙三"),
    ]


def test_merged_cells_of_a_workbook(home: Path) -> None:
    """Who stands in a cell merged over two days is on duty on both; a title merged over the week is none of them."""
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (
        ["2023年2月带班表"],
        WEEK.strip().split(","),
        [None, None, 1, 2, 3, 4, 5],
        [None, None, "甲一", None, None, "乙二\n0999-1234"],
    ):
        sheet.append(row)
    sheet.merge_cells("A1:G1")
    sheet.merge_cells("F4:G4")
    book.save("r.xlsx")
    found = read_shifts("r.xlsx", KNOWN)

    assert tell(found) == [
        ("2023-02-01", "leader", "甲一"),
        ("2023-02-04", "leader", "乙二"),
        ("2023-02-05", "leader", "乙二"),
    ]
    assert found.turned == [Taken("calendar", "leader")]


def test_a_role_is_never_guessed(write: Write) -> None:
    """Where nothing says it, it takes --role."""
    text = f'{WEEK},,,,,"21日\n甲一",22日\n23日,,,,,,\n,,"2月1日\n乙二",,,,\n'
    with pytest.raises(BadInput) as problem:
        read(write, text)

    assert "nothing says as what people are on duty" in problem.value.what
    assert "--role" in problem.value.todo
    assert tell(read(write, text, "leader")) == [("2023-01-21", "leader", "甲一"), ("2023-02-01", "leader", "乙二")]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"2023年2月值班表,,,,,,\n{WEEK}1,2,,,,,\n值班：甲一,,,,,,\n", "days of the week"),
        (f"值班表,,,,,,\n{WEEK},,1,2,,,\n,,值班：甲一,,,,\n", "nothing says of which month"),
        (f"2023年2月值班表,,,,,,\n{WEEK},,1,2,2,,\n,,值班：甲一,,,,\n", "days of the week"),
        (f"2023年2月值班表,,,,,,\n{WEEK},,1,2,,,\n值班：甲一,,,,,,\n", "line 4"),
        (f"2023年2月值班表,,,,,,\n{WEEK},,1,2,,,\n,,值班：甲一、值班室：乙二,,,,\n", "on duty: 值班：甲一、值班室"),
    ],
)
def test_calendars_that_are_not_sure(write: Write, text: str, words: str) -> None:
    """Days of another month or of another day of the week, and people of no day, are refused."""
    with pytest.raises(BadInput) as problem:
        read(write, text)

    assert words in problem.value.what


def test_a_sheet_with_days_across_is_no_calendar(write: Write) -> None:
    """Days of the week below days say nothing."""
    text = "单位,1月23日,1月24日,1月25日,1月26日,1月27日\n,周一,周二,周三,周四,周五\n云杉岭镇,甲一,,,,\n"

    assert read(write, text).turned == [Taken("day", "officer")]


def test_an_import_tells_that_it_took_a_calendar(run: Run, three_townships: Path) -> None:
    """With its first day and its last."""
    Path("r.csv").write_text(f"石炭沟镇2023年2月值班表,,,,,,\n{WEEK},,1,2,,,\n,,带班：甲一,值班：乙二,,,\n", "utf-8")

    assert "Taken as a calendar, a column for each day of the week, 2023-02-01 to 2023-02-02." in (
        run("duty import r.csv").err
    )
