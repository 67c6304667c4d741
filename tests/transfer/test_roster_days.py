"""The days of one cell of a roster: several, with the feast or the day of the week beside, from an hour to another.

* bare numbers are days where a title, the sheet or the heading names the month, and only as long as they go on;
* what could be two things, or a longer time than a shift, is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from inspect_cli.errors import BadInput
from inspect_cli.rules.watches import Unit
from inspect_cli.transfer.shift_files import Known, Shifts, read_shifts

Write = Callable[..., Path]
TOWN, OTHER = Unit("1", "云杉岭镇"), Unit("2", "石炭沟镇")
STANDING: dict[str, Any] = {"ended_on": None}
KNOWN = Known(dict.fromkeys((TOWN, OTHER), STANDING), date(2023, 1, 15), TOWN)
TITLE = "2023年1月值班表,\n"


def read(write: Write, text: str) -> Shifts:
    """The shifts of a file with this text."""
    return read_shifts(str(write(text)), KNOWN)


def tell(found: Shifts) -> list[tuple[str, int, int]]:
    """The days of the shifts, with the hour of their beginning and how many hours they go on."""
    return [(f"{s['day']:%m-%d}", s["start"] // 60, s["minutes"] // 60) for s in found.shifts]


@pytest.mark.parametrize(
    ("cell", "days"),
    [
        ("除夕（1月21日）", "01-21"),
        ("大年初一（2023年1月22日）", "01-22"),
        ("1月23日（初二）", "01-23"),
        ("1月23日 正月初二", "01-23"),
        ("2.8周三", "02-08"),
        ("2月9、10日", "02-09 02-10"),
        ("1月24日、1月27日", "01-24 01-27"),
        ("1月24、27日，2月3日", "01-24 01-27 02-03"),
        ("1月30日-2月1日、2月3日", "01-30 01-31 02-01 02-03"),
    ],
)
def test_days_as_people_write_them(write: Write, cell: str, days: str) -> None:
    """A feast or a day of the week beside a day says nothing; several days are each a shift."""
    found = read(write, f"日期,值班人员\n{cell},赵某03\n".replace("，", "、"))

    assert tell(found) == [(day, 8, 24) for day in days.split()]


@pytest.mark.parametrize("key", ["日期", "时间"])
@pytest.mark.parametrize(
    ("cell", "shift"),
    [
        ("1月23日8:00-1月24日8:00", ("01-23", 8, 24)),
        ("1月24日8时至1月25日8时", ("01-24", 8, 24)),
        ("1月24日20:00至次日8:00", ("01-24", 20, 12)),
        ("1月25日8:00至17:00", ("01-25", 8, 9)),
        ("1月31日20:00-2月1日8:00", ("01-31", 20, 12)),
        ("2023-01-31 20:00-2023-02-01 8:00", ("01-31", 20, 12)),
        ("1月25日（白班）", ("01-25", 8, 12)),
        ("1月25日（20:00-8:00）", ("01-25", 20, 12)),
    ],
)
def test_hours_beside_a_day(write: Write, key: str, cell: str, shift: tuple[str, int, int]) -> None:
    """From an hour to one of the same day or the next is one shift, in a column of days or of times."""
    assert tell(read(write, f"{key},值班人员\n{cell},赵某03\n")) == [shift]


@pytest.mark.parametrize(
    "text",
    [
        f"{TITLE}日期,值班人员\n23、26、29,甲一\n30,甲一\n",
        f"{TITLE}值班日期,值班人员\n23日、26日、29日,甲一\n30号,甲一\n",
        "日期（1月）,值班人员\n23、26、29,甲一\n30日,甲一\n",
    ],
)
def test_numbers_where_the_month_is_named(write: Write, text: str) -> None:
    """In a title or in the heading of the column."""
    assert [day for day, *_hours in tell(read(write, text))] == ["01-23", "01-26", "01-29", "01-30"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("日期,值班人员\n23、26、29,甲一\n", ["line 2", "23、26、29", "no month"]),
        (f"{TITLE}日期,值班人员\n30日,甲一\n31日,甲一\n1日,甲一\n", ["line 5", "1日", "before the day above"]),
        (f"{TITLE}日期,值班人员\n30、31、1,甲一\n", ["line 3", "not in their order"]),
        ("日期,值班人员\n正月初一,甲一\n", ["line 2", "is no day"]),
        ("日期,值班人员\n1月21日（上午）,甲一\n", ["line 2", "is no day"]),
        ("日期,值班人员\n1月21日8:00-1月23日8:00,甲一\n", ["line 2", "is no shift of a day"]),
        ("日期,值班人员\n1月21日8:00-1月21日8:00,甲一\n", ["line 2", "is no shift of a day"]),
        ("日期,值班人员\n1月1日-3月1日、3月5日-3月9日,甲一\n", ["line 2", "days; at most"]),
    ],
)
def test_days_that_are_not_sure(write: Write, text: str, words: list[str]) -> None:
    """A day of which the month could be another, or a time that could be several shifts, is refused."""
    with pytest.raises(BadInput) as problem:
        read(write, text)

    assert [word for word in words if word not in problem.value.what] == []


def test_days_of_several_units(write: Write) -> None:
    """Below a title that names the month, the days of each unit may begin again."""
    found = read(write, f"{TITLE}日期,单位,值班人员\n30日,云杉岭镇,甲一\n1日,石炭沟镇,乙二\n")

    assert [day for day, *_hours in tell(found)] == ["01-30", "01-01"]
