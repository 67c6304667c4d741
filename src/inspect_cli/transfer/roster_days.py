"""The only place that reads the days of one cell of a roster, and the hours that stand with them.

A day, several of them (1月24日、1月27日; 23、26、29 where a title or the heading names the month), from one to another,
with the feast (除夕（2月5日）) or the day of the week beside it, or from an hour to another: 1月23日8:00-1月24日8:00.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple
from unicodedata import normalize

from inspect_cli.messages import _
from inspect_cli.rules import shifts, written
from inspect_cli.rules.shifts import Hours
from inspect_cli.rules.written import Written
from inspect_cli.transfer import headed_days
from inspect_cli.transfer.headed_days import FEAST
from inspect_cli.transfer.records import Record, Slip

LONGEST = 62  # days that one row may be about
SOON, FAR = 60, 180  # days from today: another year than the title's is meant where that is far and this one soon
_BETWEEN = re.compile(r"[、,，;；]\s*")
_BESIDE = re.compile(rf"\s*(?:[(]{FEAST}[)]|{FEAST})$")
_INSIDE = re.compile(rf"{FEAST}\s*[(]([^()]*\d[^()]*)[)]")  # 除夕（2月5日）
_OF_HOURS = re.compile(r"(.*[\d日号])\s*[(]([^()]+)[)]")  # 1月23日（白班）
_CLOCK = r"\d{1,2}(?:[:：]\d{2}(?::00)?|[时点](?:\d{1,2}分|整)?)"
_FROM_TO = re.compile(
    rf"(?P<first>.*?[\d日号])[ T]*(?P<start>(?<!\d){_CLOCK})\s*[-~至到—–－～]+\s*"
    rf"(?P<last>(?:.*[日号\s]\s*|当日|次日|翌日|第二天)?)(?P<end>{_CLOCK})"
)
_NEXT_DAY = ("次日", "翌日", "第二天")


class Said(NamedTuple):
    """The days of a cell, and the hours if it says any."""

    days: list[date]
    hours: Hours | None = None


def read_days(text: str, record: Record, today: date) -> Said:
    """The days of a cell; one without a year is of the year that the title names, or the nearest to today.

    Raises Slip for what is none, for one without a month that nothing names, and for too many.
    """
    if timed := _read_timed(text, record, today):
        return timed
    days = _read_listed(text, record, today) or _read_plain(text, record, today)
    if days is None:
        raise Slip(_("is no day; write it as 2023-01-15"))
    return Said(days)


def read_when(text: str, record: Record, today: date) -> Said:
    """The same of a cell that may say hours alone; then there are no days."""
    timed = _read_timed(text, record, today)
    hours = None if timed else shifts.read_hours(text)
    return Said([], hours) if hours else timed or read_days(text, record, today)


class Above:
    """The days of the rows above, as they are written and as they are read."""

    def __init__(self) -> None:
        self._before: dict[tuple[str, ...], tuple[str, date]] = {}

    def refuse_cut(self, record: Record, day: date, unit: str) -> None:
        """Remember the day of a row of this unit.

        Raises BadCells for 12.1 below 12.9, which may be 12.10, and for 1日 below 31日, perhaps of the next month.
        """
        key = "day" if record.texts.get("day") else "when"
        text = record.texts.get(key, "")
        for of, unsure in (((), written.is_cut(text)), ((record.where, unit), headed_days.is_bare(text))):
            before = self._before.get(of)
            if before and text != before[0] and unsure and day < before[1]:
                rule = _("is before the day above, {day}; write it as 2023-01-15").format(day=before[1])
                raise record.refuse(key, rule)
            self._before[of] = text, day


def _read_plain(text: str, record: Record, today: date) -> list[date] | None:
    """One day, or all from one to another."""
    bare = _strip(text)
    if headed_days.is_bare(bare):
        text = bare = f"{_need_month(record)}月{_strip_day(bare)}日"
    found = written.read_day(text, epoch_1904=record.epoch_1904)
    if found is None or not isinstance(found.day, date):
        found = _choose_year(text, record.year, today) or _choose_year(bare, record.year, today)
    return _count(found) if found else None


def _count(found: Written) -> list[date]:
    first = _first_of(found)
    count = ((found.more or first) - first).days + 1
    if count > LONGEST:
        raise Slip(_("{count} days; at most {limit} are taken").format(count=count, limit=LONGEST))
    return [first + timedelta(days=day) for day in range(count)]


def _read_listed(text: str, record: Record, today: date) -> list[date] | None:
    """Several days between which 、 or a comma stands, in their order; None for what is no such list."""
    parts = [part for part in _BETWEEN.split(text.strip()) if part]
    if len(parts) < 2:  # noqa: PLR2004
        return None
    days: list[date] = []
    for place, part in enumerate(parts):
        if not headed_days.is_bare(part):
            said = _read_plain(_finish(part, parts[place + 1 :]), record, today)
        elif days:
            said = _read_plain(f"{days[-1].year}年{days[-1].month}月{_strip_day(part)}日", record, today)
        else:
            said = _read_plain(part, record, today)
        if said is None:
            return None
        if days and said[0] <= days[-1]:
            raise Slip(_("are not in their order; write each with its month"))
        days += said
    if len(days) > LONGEST:
        raise Slip(_("{count} days; at most {limit} are taken").format(count=len(days), limit=LONGEST))
    return days


def _finish(part: str, later: Sequence[str]) -> str:
    """2月9 with its sign, where it stands before another day of its month: 2月9、10日."""
    open_ended = later and headed_days.is_bare(later[0]) and re.fullmatch(r"(?:\d{4}年)?\d{1,2}月\d{1,2}", part)
    return f"{part}日" if open_ended else part


def _read_timed(text: str, record: Record, today: date) -> Said | None:
    """From an hour of a day to one of the same or the next; None for what does not say so.

    Raises Slip for a longer time, which may be one shift or several.
    """
    plain = normalize("NFKC", " ".join(text.split()))
    beside = _OF_HOURS.fullmatch(plain)
    if beside and (hours := shifts.read_hours(beside[2])):
        return Said(_read_listed(beside[1], record, today) or _read_plain(beside[1], record, today) or [], hours)
    found = _FROM_TO.fullmatch(plain)
    first = _read_plain(found["first"], record, today) if found else None
    if not found or not first:
        return None
    until = found["last"].strip()
    last = _read_plain(until, record, today) if any(ch.isdigit() for ch in until) else None
    day = 1 if until in _NEXT_DAY else (last[0] - first[0]).days if last else 0
    hours = shifts.read_hours(f"{found['start']}-{'次日' if day == 1 else ''}{found['end']}")
    if day not in (0, 1) or hours is None or len(first) > 1 or (last and day == 0 and sum(hours) > shifts.DAY):
        raise Slip(_("is no shift of a day; write the days, and the hours in a column 班次 as 08:00-08:00"))
    return Said(first, hours)


def _need_month(record: Record) -> int:
    """The month that a title, the sheet or the heading of the column names. Raises Slip."""
    heading = record.headers.get("day") or record.headers.get("when") or ""
    month = headed_days.find_month([*record.above, heading])
    if month is None:
        raise Slip(_("says no month; write it, or name it in a title such as 2026年12月值班表"))
    return month


def _strip_day(text: str) -> int:
    return int("".join(ch for ch in _strip(text) if ch.isdigit()))


def _strip(text: str) -> str:
    """A day without the feast, or the day of the week, that stands beside it."""
    plain = normalize("NFKC", " ".join(text.split()))
    if inside := _INSIDE.fullmatch(plain):
        plain = inside[1]
    return headed_days.strip_weekday(_BESIDE.sub("", headed_days.strip_weekday(plain)).strip())


def _choose_year(text: str, year: int | None, today: date) -> Written | None:
    """A day without a year: of the title's, at New Year of the one before or after; else of the nearest to today."""
    around = (year or today.year) - 1, year or today.year, (year or today.year) + 1
    if year is not None and written.is_cut(text):  # 12.1 below a title that names the year
        text = "{}月{}日".format(*written.tidy(text).split("."))
    read = [written.read_day(text, each) for each in around]
    found = [each for each in read if each is not None and isinstance(each.day, date)]
    if not found:
        return None
    nearest = min(found, key=lambda each: _apart(each, today))
    titled = next((each for each in found if _first_of(each).year == year), nearest)
    turned = _first_of(nearest).month == (12 if _first_of(nearest).year < _first_of(titled).year else 1)
    meant = turned and _apart(nearest, today) <= SOON and _apart(titled, today) > FAR
    return nearest if meant else titled


def _apart(found: Written, today: date) -> int:
    return abs((_first_of(found) - today).days)


def _first_of(found: Written) -> date:
    return found.day if isinstance(found.day, date) else date.max
