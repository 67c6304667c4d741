"""How people write days and deadlines, and what is overdue.

* ISO, slashes, dots, Chinese, without a year, words for near days, widths and blanks; days that do not exist are none;
* months, in as many ways; the last day of each;
* deadlines: spans of days and weeks, the next weekday, the end of this or a named month, the next such day of a year;
* the turn of the year, leap days; the day of the deadline itself is still in time;
* due within three days; by how many days the first deadline was missed.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_cli.rules.deadlines import (
    DUE_SOON_DAYS,
    counts_working_days,
    days_late,
    is_due_soon,
    is_overdue,
    read_date,
    read_deadline,
    read_month,
)

TODAY = date(2023, 1, 15)  # a Sunday
DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    "text",
    [
        *("2023-01-15", "2023-1-15", "2023/1/15", "2023/01/15", "2023.1.15", "2023.01.15"),
        *("2023年1月15日", "2023年01月15日", "2023年1月15", "1月15日", "01月15日", "1月15"),
        *("today", "TODAY", "今天", "当日", " 2023-01-15 ", "\t今天\n", "２０２３年１月１５日"),
    ],
)
def test_the_same_day(text: str) -> None:
    """Every way to write 15 January 2023 is read as that day."""
    assert read_date(text, TODAY) == TODAY


@pytest.mark.parametrize(
    ("text", "days"), [("tomorrow", 1), ("明天", 1), ("后天", 2), ("yesterday", -1), ("昨天", -1), ("Today", 0)]
)
def test_words_for_near_days(text: str, days: int) -> None:
    """Words for near days count from today, also over the end of a month."""
    for today in (TODAY, date(2023, 1, 31), date(2024, 2, 28), date(2023, 12, 31)):
        assert read_date(text, today) == today + timedelta(days=days)


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "soon", "15", "2023", "2023-01", "2023年1月", "1月", "15日", "2023011", "20231301", "23-1-15"),
        *("2023-02-30", "2023-13-01", "2023-00-10", "2023-01-00", "2023-02-29", "1900-02-29", "2月30日", "13月1日"),
        *("2023-01-15x", "x2023-01-15", "2023-01-15 2023-01-16", "2023--01-15", "-2023-01-15", "0000-01-01"),
        *("2023-01-15T08:00", "1月15日日", "周五周五", "3d3d", "2023-1-155"),
    ],
)
def test_no_day(text: str) -> None:
    """What is not a day, or names one that does not exist, is none: nothing is guessed."""
    assert read_date(text, TODAY) is None


@given(day=DAYS)
def test_any_day(day: date) -> None:
    """Any day is read back from each way to write it in full."""
    year, month, number = day.year, day.month, day.day
    for text in (
        day.isoformat(),
        f"{year}/{month}/{number}",
        f"{year}.{month}.{number}",
        f"{year}年{month}月{number}日",
    ):
        assert read_date(text, TODAY) == day
        assert read_deadline(text, TODAY) == day


@pytest.mark.parametrize(
    ("text", "year", "month", "last"),
    [
        *(
            (text, 2024, 2, 29)
            for text in ("2024-02", "2024-2", "2024/2", "2024.02", "202402", "2024年2月", " ２０２４年２月 ")
        ),
        *((text, 2023, 2, 28) for text in ("2", "02", "2月", "2023-02")),
        *((text, 2023, 12, 31) for text in ("12", "12月", "202312", "2023年12月")),
    ],
)
def test_months(text: str, year: int, month: int, last: int) -> None:
    """A month is read as people write it; one without a year is of this year."""
    assert read_month(text, TODAY) == (date(year, month, 1), date(year, month, last))


@pytest.mark.parametrize(
    "text", ["", "13", "0", "2023", "2023-13", "0000-01", "2023-01-15", "1月15日", "jan", "2023年", "20231"]
)
def test_no_month(text: str) -> None:
    """What is no month is not read as one."""
    assert read_month(text, TODAY) is None


def test_leap_days() -> None:
    """29 February exists in leap years only."""
    assert read_date("2024-02-29", TODAY) == date(2024, 2, 29)
    assert read_date("2000/2/29", TODAY) == date(2000, 2, 29)
    assert read_date("2月29日", date(2024, 6, 1)) == date(2024, 2, 29)
    assert read_date("2月29日", TODAY) is None


@pytest.mark.parametrize(
    ("text", "days"),
    [
        *(
            ("3d", 3),
            ("3D", 3),
            ("3 d", 3),
            ("3天", 3),
            ("3日内", 3),
            ("3天内", 3),
            ("0d", 0),
            ("30d", 30),
            ("３天", 3),
        ),
        *(("1w", 7), ("2w", 14), ("2周", 14), ("2 周", 14), ("today", 0), ("明天", 1), ("后天", 2)),
    ],
)
def test_spans(text: str, days: int) -> None:
    """A span counts from the day of the visit, over months and years."""
    for start in (TODAY, date(2023, 12, 30), date(2024, 2, 27)):
        assert read_deadline(text, start) == start + timedelta(days=days)


@pytest.mark.parametrize(
    ("texts", "days"),
    [
        (("3日内", "三天", "三日内", "3天以内", "3天之内", "３日内"), 3),
        (("一周", "1周内", "一星期", "1个星期", "七天", "七日内", "七天内", "一礼拜"), 7),
        (("两周", "二周", "2个星期", "两个星期内", "十四天"), 14),
        (("半个月", "半月", "半个月内", "十五日内", "十五天"), 15),
        (("十日内", "十天"), 10),
        (("二十一日内",), 21),
        (("九十九天",), 99),
    ],
)
def test_spans_in_chinese(texts: tuple[str, ...], days: int) -> None:
    """Numerals to 99 and every word for days and weeks, with or without 内."""
    for text in texts:
        assert read_deadline(text, TODAY) == TODAY + timedelta(days=days), text


@pytest.mark.parametrize(
    ("text", "start", "day"),
    [
        ("一个月", TODAY, date(2023, 2, 15)),
        ("1个月内", date(2023, 1, 31), date(2023, 2, 28)),
        ("三个月", date(2023, 11, 30), date(2024, 2, 29)),
        ("3月内", TODAY, date(2023, 4, 15)),
        ("十二个月以内", TODAY, date(2024, 1, 15)),
    ],
)
def test_months_from_then(text: str, start: date, day: date) -> None:
    """Months go to the same day of a later month, or to its last one."""
    assert read_deadline(text, start) == day


@pytest.mark.parametrize(
    "text", ["3月", "三月", "半天", "半", "三", "十十天", "百天", "零天", "天内", "个月", "一百天"]
)
def test_what_no_span_is(text: str) -> None:
    """3月 is March and no span; a numeral needs its unit; beyond 99 one writes digits."""
    assert read_deadline(text, TODAY) is None


@pytest.mark.parametrize("text", ["7个工作日", "7个工作日内", "五个工作日", "5工作日", "3 working days", "3 workdays"])
def test_working_days_are_not_guessed(text: str) -> None:
    """Nobody here knows the holidays: no day, and it can be told why."""
    assert read_deadline(text, TODAY) is None
    assert counts_working_days(text)
    assert not counts_working_days("7天内")


@pytest.mark.parametrize(
    ("names", "weekday"),
    [
        (("mon", "monday", "Monday", "周一", "星期一"), 0),
        (("tue", "tuesday", "周二", "星期二"), 1),
        (("wed", "wednesday", "周三", "星期三"), 2),
        (("thu", "thursday", "周四", "星期四"), 3),
        (("fri", "friday", "FRI", "周五", "星期五"), 4),
        (("sat", "saturday", "周六", "星期六"), 5),
        (("sun", "sunday", "周日", "周天", "星期日", "星期天"), 6),
    ],
)
def test_weekdays(names: tuple[str, ...], weekday: int) -> None:
    """A weekday is the next one after the day of the visit; on that very weekday it is a week later."""
    for start in (TODAY + timedelta(days=n) for n in range(7)):
        for name in names:
            day = read_deadline(name, start)
            assert day is not None
            assert day.weekday() == weekday
            assert timedelta(days=1) <= day - start <= timedelta(days=7)


@pytest.mark.parametrize(
    ("text", "start", "day"),
    [
        ("eom", TODAY, date(2023, 1, 31)),
        ("EOM", date(2023, 1, 31), date(2023, 1, 31)),
        ("月底", date(2023, 2, 1), date(2023, 2, 28)),
        ("月底", date(2024, 2, 1), date(2024, 2, 29)),
        ("月底", date(2023, 12, 31), date(2023, 12, 31)),
        ("1月底", TODAY, date(2023, 1, 31)),
        ("2月底", TODAY, date(2023, 2, 28)),
        ("12月底", TODAY, date(2023, 12, 31)),
        ("2月底", date(2023, 3, 1), date(2024, 2, 29)),
        ("1月底", date(2023, 12, 31), date(2024, 1, 31)),
        ("12月底", date(2023, 12, 31), date(2023, 12, 31)),
    ],
)
def test_ends_of_months(text: str, start: date, day: date) -> None:
    """The end of this month, or the next end of a named one."""
    assert read_deadline(text, start) == day


@pytest.mark.parametrize(
    ("text", "start", "day"),
    [
        ("1月15日", TODAY, TODAY),
        ("1月16日", TODAY, date(2023, 1, 16)),
        ("1月14日", TODAY, date(2024, 1, 14)),
        ("12月31日", TODAY, date(2023, 12, 31)),
        ("1月1日", date(2023, 12, 31), date(2024, 1, 1)),
        ("2月29日", date(2024, 1, 15), date(2024, 2, 29)),
        ("2月29日", date(2023, 11, 1), date(2024, 2, 29)),
        ("2月28日", date(2024, 3, 1), date(2025, 2, 28)),
    ],
)
def test_the_next_such_day(text: str, start: date, day: date) -> None:
    """A month and day without a year is the next such day at or after the visit, in the next year if need be."""
    assert read_deadline(text, start) == day


@pytest.mark.parametrize(
    "text",
    [
        *("", "soon", "d", "1234", "-3d", "3m", "3.5d", "13月底", "0月底", "月", "周八", "星期", "fr", "2023-02-30"),
        *("2月30日", "99999d", "eomx", "xeom", "friday 13", "3日", "三日", "27日", "27号"),
    ],
)
def test_no_deadline(text: str) -> None:
    """What is no deadline is none."""
    assert read_deadline(text, TODAY) is None


@given(start=DAYS, text=st.sampled_from(["1月1日", "12月31日", "6月30日", "eom", "2月底", "fri", "3d", "2w", "今天"]))
def test_never_before_the_visit(start: date, text: str) -> None:
    """A deadline without a year is never before the visit, and within a year."""
    day = read_deadline(text, start)

    assert day is not None
    assert timedelta() <= day - start <= timedelta(days=366)


@given(text=st.text(st.sampled_from("0123456789-/.年月日dw天周底eom今明后 "), max_size=12), start=DAYS)
def test_no_surprises(text: str, start: date) -> None:
    """Whatever is typed is a day or none; no error."""
    for read in (read_date, read_deadline):
        assert read(text, start) is None or isinstance(read(text, start), date)


@pytest.mark.parametrize(
    ("due", "is_open", "overdue"),
    [
        (date(2023, 1, 14), True, True),
        (date(2023, 1, 15), True, False),
        (date(2023, 1, 16), True, False),
        (date(2023, 1, 14), False, False),
        (None, True, False),
        (None, False, False),
    ],
)
def test_overdue(due: date | None, *, is_open: bool, overdue: bool) -> None:
    """Open and past its day is overdue; on the day itself, without a day, or once ended it is not."""
    assert is_overdue(due, TODAY, is_open=is_open) is overdue


@pytest.mark.parametrize(("days", "soon"), [(-1, False), (0, True), (1, True), (3, True), (4, False)])
def test_due_soon(days: int, *, soon: bool) -> None:
    """Due today or within three days is soon; what is overdue, further off, ended or without a day is not."""
    due = TODAY + timedelta(days=days)

    assert DUE_SOON_DAYS == 3
    assert is_due_soon(due, TODAY, is_open=True) is soon
    assert is_due_soon(due, TODAY, is_open=False) is False
    assert is_due_soon(None, TODAY, is_open=True) is False


@given(due=DAYS, today=DAYS, is_open=st.booleans())
def test_overdue_or_soon(due: date, today: date, *, is_open: bool) -> None:
    """What is overdue is not due soon; what is open is one of overdue, due soon, or due in more than three days."""
    overdue, soon = is_overdue(due, today, is_open=is_open), is_due_soon(due, today, is_open=is_open)

    assert [overdue, soon, is_open and (due - today).days > 3].count(True) == is_open


@pytest.mark.parametrize(
    ("first_due", "closed_on", "late"),
    [
        (14, None, 1),
        (15, None, None),
        (16, None, None),
        (1, None, 14),
        (1, 1, None),
        (1, 2, 1),
        (10, 9, None),
        (None, None, None),
        (None, 15, None),
    ],
)
def test_days_late(first_due: int | None, closed_on: int | None, late: int | None) -> None:
    """Days after the first deadline: until it was closed, or until today; none when that was in time."""
    days = [day and date(2023, 1, day) for day in (first_due, closed_on)]

    assert days_late(*days, TODAY) == late


def test_lateness_ends_with_the_closing() -> None:
    """Once closed the days do not grow any more."""
    due, closed_on = date(2022, 12, 30), date(2023, 1, 2)

    assert {days_late(due, closed_on, TODAY + timedelta(days=n)) for n in (0, 1, 400)} == {3}
    assert [days_late(due, None, TODAY + timedelta(days=n)) for n in (0, 1)] == [16, 17]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("20230120", date(2023, 1, 20)),
        ("1-20", date(2023, 1, 20)),
        ("01/20", date(2023, 1, 20)),
        ("1.20", date(2023, 1, 20)),
    ],
)
def test_days_in_short(text: str, day: date) -> None:
    """A day may be written in eight digits, or as month and day with a hyphen, a slash or a dot, of this year."""
    assert read_date(text, date(2023, 1, 12)) == day
    assert read_deadline(text, date(2023, 1, 12)) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("7", date(2023, 1, 19)),
        ("0", date(2023, 1, 12)),
        ("下周一", date(2023, 1, 16)),
        ("下星期天", date(2023, 1, 22)),
        ("下周四", date(2023, 1, 19)),
    ],
)
def test_days_and_weeks_from_then(text: str, day: date) -> None:
    """A bare number of a deadline is days; a day of next week is of the week that begins on the next Monday."""
    assert read_deadline(text, date(2023, 1, 12)) == day
