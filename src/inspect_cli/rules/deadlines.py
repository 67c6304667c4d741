"""The only place for how people write days and deadlines, and what counts as overdue or due soon."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from datetime import date, timedelta

DUE_SOON_DAYS = 3

_WORDS = {"today": 0, "今天": 0, "当日": 0, "tomorrow": 1, "明天": 1, "后天": 2, "yesterday": -1, "昨天": -1}
_WEEKDAYS = {name: n for n, every in enumerate((
    ("mon", "monday", "周一", "星期一"), ("tue", "tuesday", "周二", "星期二"), ("wed", "wednesday", "周三", "星期三"),
    ("thu", "thursday", "周四", "星期四"), ("fri", "friday", "周五", "星期五"), ("sat", "saturday", "周六", "星期六"),
    ("sun", "sunday", "周日", "周天", "星期日", "星期天"),
)) for name in every}  # fmt: skip
_FULL = re.compile(r"(\d{4})(?:-|/|\.|年)(\d{1,2})(?:-|/|\.|月)(\d{1,2})日?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SHORT = re.compile(r"(\d{1,2})(?:月|-|/|\.)(\d{1,2})日?")
_NUMERAL = "[一二两三四五六七八九十]{1,3}"
# 3月 is March and 3日 may be the third, so that months are 3个月 or 3月内, and days 3天 or 3日内.
_SPAN = re.compile(
    rf"(\d{{1,4}}|{_NUMERAL}|半)\s*(d|w|天|日(?=[之以]?内)|个?周|个?星期|个?礼拜|个月|(?<=半)月|月(?=[之以]?内))(?:[之以]?内)?|(\d{{1,3}})"
)
_EITHER = re.compile(rf"(?:\d{{1,2}}|{_NUMERAL})[日号]")
_WORKING = re.compile("工作日|work|business")
_DIGITS = {ch: n for n, ch in enumerate("零一二三四五六七八九")} | {"两": 2}
_TEN = 10
_HALF_MONTH = 15
_NEXT_WEEK = re.compile(r"(?:下周|下星期)([一二三四五六日天])")
_MONTH = re.compile(r"(?:(\d{4})(?:-|/|\.|年|(?=\d{2}$)))?(\d{1,2})月?")
_MONTH_END = re.compile(r"(?:(\d{1,2})月底|eom|[本当]?月底)")


def read_date(text: str, today: date) -> date | None:
    """A day as people type it: ISO, 20230115, 2023/1/15, 2023.1.15, 2023年1月15日, 1月15日, 1-15, today, 昨天.

    A month and day alone are of this year. None when it is not a day, or one that does not exist (2023-02-30).
    """
    text = unicodedata.normalize("NFKC", text).strip().lower()
    if text in _WORDS:
        return today + timedelta(days=_WORDS[text])
    if day := read_full_date(text):
        return day
    if compact := _COMPACT.fullmatch(text):
        return _day(*(int(part) for part in compact.groups()))
    if short := _SHORT.fullmatch(text):
        return _day(today.year, int(short[1]), int(short[2]))
    return None


def read_full_date(text: str) -> date | None:
    """A day with its year, the same whenever it is read: 2023-01-15, 2023/1/15, 2023.1.15, 2023年1月15日."""
    full = _FULL.fullmatch(text.strip())
    return _day(*(int(part) for part in full.groups())) if full else None


def read_month(text: str, today: date) -> tuple[date, date] | None:
    """The first and last day of a month: 2023-01, 202301, 2023/1, 2023.1, 2023年1月, 1月 of this year; or None."""
    found = _MONTH.fullmatch(text.strip())
    year, month = (int(found[1] or today.year), int(found[2])) if found else (0, 0)
    first, last = _day(year, month, 1), _month_end(year, month)
    return (first, last) if first and last else None


def read_deadline(text: str, start: date) -> date | None:
    """A deadline counted from `start`: a day of `read_date`, 3 or 3d 2w 三日内 半个月, fri 周五 (the next), 月底.

    3日 is none: it may be the third, or three days.
    A month and day without a year, or the end of a named month, is the next one at or after `start`.
    """
    text = unicodedata.normalize("NFKC", text).strip().lower()
    if span := _SPAN.fullmatch(text):
        return _end_span(start, span[1] or span[3], span[2] or "d")
    if later := _NEXT_WEEK.fullmatch(text):
        return start + timedelta(days=7 - start.weekday() + _WEEKDAYS["周" + later[1]])
    if text in _WEEKDAYS:
        return start + timedelta(days=(_WEEKDAYS[text] - start.weekday() - 1) % 7 + 1)
    if end := _MONTH_END.fullmatch(text):
        month = int(end[1]) if end[1] else start.month
        return _month_end(start.year + (month < start.month), month)
    if short := _SHORT.fullmatch(text):
        # The next such day; eight years on, since 29 February is not in every fourth one.
        coming = (_day(start.year + years, int(short[1]), int(short[2])) for years in range(9))
        return next((day for day in coming if day and day >= start), None)
    return read_date(text, start)


def counts_working_days(text: str) -> bool:
    """Whether a deadline is told in working days: which days those are nobody here knows, so that it is none."""
    return _WORKING.search(text.lower()) is not None


def is_two_ways(text: str) -> bool:
    """Whether it may be a day of the month or a number of days, such as 3日: so that it is no deadline."""
    return _EITHER.fullmatch(text.strip()) is not None


def read_count(text: str) -> int:
    """A Chinese number below a hundred, such as 三, 两, 十五, 二十; 0 when it is none."""
    tens, ten, ones = text.partition("十")
    if not ten:
        return _DIGITS.get(text, 0)
    if not {tens, ones} <= {"", *_DIGITS}:
        return 0
    return _TEN * (_DIGITS[tens] if tens else 1) + (_DIGITS[ones] if ones else 0)


def add_months(start: date, months: int) -> date:
    """The same day so many months later, the last one of a month that is shorter."""
    month = start.month - 1 + months
    year, month = start.year + month // 12, month % 12 + 1
    return date(year, month, min(start.day, monthrange(year, month)[1]))


def is_overdue(due: date | None, today: date, *, is_open: bool) -> bool:
    """Open and past its deadline; the day of the deadline itself is still in time."""
    return is_open and due is not None and due < today


def is_due_soon(due: date | None, today: date, *, is_open: bool) -> bool:
    """Open and due from today to DUE_SOON_DAYS on."""
    return is_open and due is not None and today <= due <= today + timedelta(days=DUE_SOON_DAYS)


def days_late(first_due: date | None, closed_on: date | None, today: date) -> int | None:
    """By how many days the first deadline was missed, so far or when it was closed; None when it was not."""
    late = ((closed_on or today) - first_due).days if first_due else 0
    return late if late > 0 else None


def count_left(end: date, today: date) -> int:
    """How many days there are until the end, today and the last one among them; 0 when it is over."""
    return max(0, (end - today).days + 1)


def _end_span(start: date, count: str, unit: str) -> date | None:
    if count == "半":
        return start + timedelta(days=_HALF_MONTH) if "月" in unit else None
    number = int(count) if count.isdigit() else read_count(count)
    if not number and not count.isdigit():
        return None
    if "月" in unit:
        return add_months(start, number)
    return start + timedelta(days=number * (1 if unit in ("d", "天", "日") else 7))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month_end(year: int, month: int) -> date | None:
    return date(year, month, monthrange(year, month)[1]) if _day(year, month, 1) else None
