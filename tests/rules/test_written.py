"""Days and deadlines as other people's ledgers have them.

* every form of a day, with and without a year, serials of both epochs, ranges; what is no day or does not exist;
* deadlines in words, counted from the inspection; periods of the register; what stays unknown;
* the year of a title; whatever is thrown at it ends in a day, a term or nothing.
"""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_cli.rules.written import (
    Term,
    find_year,
    names_period,
    read_day,
    read_deadline,
    read_periods,
)

DAY = date(2023, 1, 15)
START = date(2023, 1, 12)
PERIODS = {"春节": date(2023, 1, 20)}


@pytest.mark.parametrize(
    "text",
    [
        *("2023年1月15日", "2023.1.15", "2023/1/15", "2023-01-15", "20230115", "23.1.15", "44941", "44941.4375"),
        *("2023年1月15日上午", "2023-01-15 10:30", "2023-01-15T10:30:00", "2023/1/15 0:00", "2023年1月15日 10时30分"),
        *("２０２３年１月１５日", "2023 年 1 月 15 日", "1/15/2023", "15/1/2023", "2023年1月15号", " 2023-01-15。"),
    ],
)
def test_days(text: str) -> None:
    """Every form that people write is the same day, with a year given or not."""
    assert (read_day(text), read_day(text, 1999)) == ((DAY, None), (DAY, None))


@pytest.mark.parametrize("text", ["1月15日", "1.15", "1-15", "1/15", "01月15日", "1月15号"])
def test_days_without_a_year(text: str) -> None:
    """A month and a day take the year that is given, and wait for one without it."""
    found = read_day(text)

    assert read_day(text, 2023) == (DAY, None)
    assert found is not None
    assert found.day == Term("short", 15, 1)


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("2023.1.15-1.17", 17),
        ("2023年1月15日至17日", 17),
        ("2023-1-15--2023-1-17", 17),
        ("2023.1.15～1.17", 17),
        ("2023年1月15—17日", 17),
        ("1月15日-1月17日", 17),
    ],
)
def test_ranges(text: str, last: int) -> None:
    """Of several days the first is taken, and the last told."""
    assert read_day(text, 2023) == (DAY, date(2023, 1, last))


@pytest.mark.parametrize(
    "text",
    [
        *(
            "2023-02-30",
            "2023年13月1日",
            "2023-1-0",
            "0",
            "99999",
            "1234567",
            "01/02/2023",
            "2023年1月",
            "1.1",
            "1.2",
            "昨日",
        ),
        *("", "无", "2023", "2023-1-15-1-17-2", "1月底", "30.2.2023", "20230230", "-44941", "1e5"),
    ],
)
def test_no_days(text: str) -> None:
    """What is no day, does not exist, or may be two days, is none: 1.1 is also how a spreadsheet shows 1.10."""
    assert read_day(text, 2023) is None


def test_both_epochs() -> None:
    """A serial of the 1904 system is 1,462 days later."""
    assert read_day("43479", epoch_1904=True) == (DAY, None)
    assert read_day("43479") == (date(2019, 1, 14), None)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        *((text, START) for text in ("立即整改", "当场整改", "当日", "立即", "立行立改。")),
        *(
            (text, DAY)
            for text in ("3日内", "三日内", "三天内完成整改", "限3日", "3天", "1月15日", "1月15日前", "2023.1.15前完成")
        ),
        ("一周内", date(2023, 1, 19)),
        ("十五日内", date(2023, 1, 27)),
        ("半个月", date(2023, 1, 27)),
        ("二十天", date(2023, 2, 1)),
        ("一个月内", date(2023, 2, 12)),
        ("月底前", date(2023, 1, 31)),
        ("本月底", date(2023, 1, 31)),
        ("2月底前", date(2023, 2, 28)),
        ("2024年2月底", date(2024, 2, 29)),
        ("年底前", date(2023, 12, 31)),
        ("1月5日", date(2024, 1, 5)),
        ("春节前", date(2023, 1, 20)),
        ("长期坚持", None),
        ("持续", None),
    ],
)
def test_deadlines(text: str, day: date | None) -> None:
    """Words are counted from the day of the inspection; a day without a year is the next one."""
    found = read_deadline(text, PERIODS)

    assert found is not None
    assert (found.day.settle(START) if isinstance(found.day, Term) else found.day) == day


@pytest.mark.parametrize("text", ["两会前", "7个工作日", "尽快", "2月30日", "零日内", "半天", "近期完成"])
def test_no_deadlines(text: str) -> None:
    """What cannot be counted is none."""
    assert read_deadline(text, PERIODS) is None


def test_month_end_of_next_year() -> None:
    """The end of a month that is over is that of the next year; the end of a longer month is right."""
    assert Term("month_end", month=2).settle(date(2023, 11, 3)) == date(2024, 2, 29)
    assert Term("months", 1).settle(date(2023, 1, 31)) == date(2023, 2, 28)
    assert Term("short", 29, 2).settle(date(2023, 3, 1)) == date(2024, 2, 29)


def test_periods_of_the_register() -> None:
    """春节前 is the day before 春节 begins, or the end of a campaign that is called so; without days it is nothing."""
    rows = [
        {"name": "春节", "start": date(2023, 1, 21), "end": None},
        {"name": "两会前排查", "start": date(2023, 2, 1), "end": date(2023, 3, 3)},
        {"name": "元宵", "start": None, "end": None},
    ]

    assert read_periods(rows) == {"春节": date(2023, 1, 20), "两会": date(2023, 3, 3)}
    assert (names_period("春节前完成"), names_period("1月20日前"), names_period("春节")) == ("春节", None, None)


@pytest.mark.parametrize(
    ("titles", "year"),
    [(["云夕岭市2023年春节前台账"], 2023), (["2022年", "2023年"], None), (["台账"], None), (["２０２３年"], 2023)],
)
def test_year_of_a_title(titles: list[str], year: int | None) -> None:
    """A title that names one year gives it to days without one."""
    assert find_year(titles) == year


@given(st.text(max_size=30) | st.text("0123456789年月日.-/ 至内前底个", max_size=14))
def test_any_text(text: str) -> None:
    """Whatever is written ends in a day, a term or nothing."""
    for found in (read_day(text, 2023), read_deadline(text, PERIODS)):
        assert found is None or isinstance(found.day, (date, Term))
        if found and isinstance(found.day, Term):
            assert found.day.settle(START) is None or found.day.settle(START) >= date(1950, 1, 1)
