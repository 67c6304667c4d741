"""The only place for how days and deadlines stand in other people's ledgers: serials, ranges, words, days without year.

What a cell says is read once, without its row: a day, or a Term that the row's inspection day turns into one.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from inspect_cli.rules.deadlines import add_months, read_count

# Days a spreadsheet may have meant by a bare number: 1950-01-01 to 2100-12-31 (SpreadsheetML, 1900 date system).
_SERIALS = range(18264, 73416)
_EPOCH = date(1899, 12, 30)
_EPOCH_1904_LATER = 1462
_CENTURY = 2000

_TIME = re.compile(
    r"(?:[T ]*\d{1,2}[:时点]\d{0,2}[:分]?\d{0,2}(?:\.\d+)?秒?(?:Z|[+-]\d\d:?\d\d)?|[上下]午|早上|中午|晚上|晚)+"
)
_WEEKDAY = re.compile(r"[(](?:周|星期|礼拜)[一二三四五六日天][)]$")
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_FULL = re.compile(r"(\d{4}|\d{2})(?:-|/|\.|年)(\d{1,2})(?:-|/|\.|月)(\d{1,2})(?:日|号)?")
_SHORT = re.compile(r"(\d{1,2})(?:月|-|/|\.)(\d{1,2})(?:日|号)?")
_CUT_SHORT = re.compile(r"\d{1,2}\.[123]")
_LAST_YEAR = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_DAY_ONLY = re.compile(r"(\d{1,2})(?:日|号)")
_DASHES = "－–—~～至到"
_PARTED = re.compile(r"\s*(?:-{1,2}|~|至|到)\s*")

_AT_ONCE = (
    *(
        "立即整改",
        "立即",
        "立即完成",
        "当场整改",
        "当场",
        "现场整改",
        "马上整改",
        "立整立改",
        "立行立改",
        "即查即改",
        "当日",
    ),
    *("即知即改", "当天", "当日整改", "当日完成", "当天整改", "当天完成", "即时", "即时整改", "随时"),
)
_NEXT_DAY = ("次日", "次日前", "24小时内", "二十四小时内", "明天")
_ENDLESS = ("长期坚持", "长期", "持续", "持续整改", "持续推进", "常态化", "长期保持", "长期整改")
_DONE = "(?:整改|完成|到位|完毕)*"
_BY_THEN = "(?:之?前|以前)"
# Without 限 or 内 before or behind it, 25日 is a day of the month.
_SPAN = re.compile(
    rf"(?:(?:限期?|要求|在)(?=.)|(?=.*内|.*[天周月]|.*星期))(\d{{1,3}}|[一二两三四五六七八九十]{{1,3}}|半)个?(日|天|周|星期|月)(?:之?内|以内)?{_DONE}"
)
_MONTH_END = re.compile(rf"(?:(?:(\d{{4}})年)?(\d{{1,2}})月|本月|当月|下月|下个月|次月|月)(?:底|末){_BY_THEN}?{_DONE}")
_YEAR_END = re.compile(rf"(?:(\d{{4}})年|本年|今)?年?(?:底|末){_BY_THEN}?{_DONE}")
_BEFORE = re.compile(rf"(.{{1,40}}?){_BY_THEN}{_DONE}")
_BY = re.compile(rf"(.+?){_BY_THEN}{_DONE}")
_HALF_MONTH = 15


class Term(NamedTuple):
    """A deadline or a day that only its row's inspection day settles.

    kind: days (after it), months (after it), month_end (of `month`, 0 for its own, `number` months later), year_end,
    short (the next such month and day), never (no deadline). year: 0 when it is not said.
    """

    kind: str
    number: int = 0
    month: int = 0
    year: int = 0

    def settle(self, start: date) -> date | None:
        """The day it means when the inspection was on `start`; None for no deadline, or a day that does not exist."""
        match self.kind:
            case "days":
                return start + timedelta(days=self.number)
            case "months":
                return add_months(start, self.number)
            case "month_end":
                first = add_months(start.replace(day=1), self.number)
                month = self.month or first.month
                return _month_end(self.year or first.year + (month < first.month), month)
            case "year_end":
                return date(self.year or start.year, 12, 31)
            case "short":
                coming = (_day(start.year + years, self.month, self.number) for years in range(9))
                return next((day for day in coming if day and day >= start), None)
        return None


class Written(NamedTuple):
    """What a cell says of a day; more: the last day of a range of which the first was taken."""

    day: date | Term
    more: date | None = None


ENDLESS = Term("never")


def read_day(text: str, year: int | None = None, *, epoch_1904: bool = False) -> Written | None:
    """A day as files have it, the first day of a range; a month and day alone take `year`, or stay a Term.

    2023年1月15日上午, 2023.1.15, 23.1.15, 20230115, 44941, 44941.4375, 1/15/2023 where only one reading is a day,
    2023.1.15-1.17. None for what is no day, or one that does not exist.
    """
    plain = tidy(text)
    if serial := _SERIAL.fullmatch(plain):
        return _serial(int(serial[1]), epoch_1904=epoch_1904)
    if compact := _COMPACT.fullmatch(plain):
        return _written(_day(*(int(part) for part in compact.groups())))
    whole = _without_time(plain)
    return _written(_read_one(whole, year)) or _read_range(whole, year)


def read_deadline(text: str, periods: Mapping[str, date], *, epoch_1904: bool = False) -> Written | None:
    """A deadline as files have it: a day, or words (立即整改, 3日内, 2月底前, 春节前, 长期坚持).

    periods: what may stand before 前, such as 春节 -> the last day before it. A month and day alone stay a Term.
    """
    plain = tidy(text)
    if in_words := _read_words(plain):
        return Written(in_words)
    before = _BEFORE.fullmatch(plain)
    if before and (day := _find_period(before[1], periods)):
        return Written(day)
    # A deadline without a year is the next such day after the inspection, whatever year the file is of.
    by = _BY.fullmatch(plain)
    return read_day(by[1] if by else plain, epoch_1904=epoch_1904)


def _read_words(plain: str) -> Term | None:
    if plain in _AT_ONCE:
        return Term("days", 0)
    if plain in _ENDLESS:
        return ENDLESS
    if plain in _NEXT_DAY:
        return Term("days", 1)
    if span := _SPAN.fullmatch(plain):
        return _span(span[1], span[2])
    if end := _MONTH_END.fullmatch(plain):
        later = int("下" in plain or "次" in plain)
        return Term("month_end", later, int(end[2] or 0), int(end[1] or 0))
    year_end = _YEAR_END.fullmatch(plain)
    return Term("year_end", year=int(year_end[1] or 0)) if year_end else None


def is_cut(text: str) -> bool:
    """Whether a day may have lost a nought: 1.1 is how a spreadsheet shows 1.10."""
    return _CUT_SHORT.fullmatch(tidy(text)) is not None


def names_period(text: str) -> str | None:
    """The period that a deadline names, such as 春节 in 春节前; None when it is written otherwise."""
    before = _BEFORE.fullmatch(tidy(text))
    return before[1] if before and not any(ch.isdigit() for ch in before[1]) else None


def read_periods(campaigns: Iterable[Mapping[str, Any]]) -> dict[str, date]:
    """What may stand before 前 in a deadline, and the last day that means.

    campaigns: their name, start and end. 春节前 is the day before 春节 begins; of a campaign that is called 春节前…
    itself, its end.
    """
    periods: dict[str, date] = {}
    for row in campaigns:
        name = tidy(row["name"])
        if "前" in name and row["end"]:
            periods.setdefault(name[: name.index("前")], row["end"])
        elif row["start"]:
            periods[name] = row["start"] - timedelta(days=1)
    return periods


def find_year(texts: list[str]) -> int | None:
    """The year that title lines speak of; None when they name none, or more than one."""
    years = {int(year) for text in texts for year in re.findall(r"(20\d{2})\s*年", unicodedata.normalize("NFKC", text))}
    return years.pop() if len(years) == 1 else None


def tidy(text: str) -> str:
    """A cell without blanks inside words, in half width, its dashes alike."""
    plain = _WEEKDAY.sub("", unicodedata.normalize("NFKC", text)).strip().strip("。.;；,，")
    for dash in _DASHES[:3]:
        plain = plain.replace(dash, "-")
    return re.sub(r"(?<=\D)\s+|\s+(?=\D)", "", plain.replace("～", "~")) if not plain.isascii() else plain


def _without_time(plain: str) -> str:
    found = _TIME.search(plain)
    return plain[: found.start()].strip() if found and found.start() and found.end() == len(plain) else plain


def _serial(number: int, *, epoch_1904: bool) -> Written | None:
    number += _EPOCH_1904_LATER if epoch_1904 else 0
    return Written(_EPOCH + timedelta(days=number)) if number in _SERIALS else None


def _written(day: date | Term | None) -> Written | None:
    return Written(day) if day else None


def _read_one(plain: str, year: int | None) -> date | Term | None:
    if full := _FULL.fullmatch(plain):
        said = int(full[1])
        return _day(said if len(full[1]) > 2 else _CENTURY + said, int(full[2]), int(full[3]))  # noqa: PLR2004
    if last := _LAST_YEAR.fullmatch(plain):
        first, second, said = (int(part) for part in last.groups())
        fitting = {day for day in (_day(said, first, second), _day(said, second, first)) if day}
        return fitting.pop() if len(fitting) == 1 else None
    # A spreadsheet shows 1.10 as 1.1, and nobody can tell it from 1 January.
    if (short := _SHORT.fullmatch(plain)) and not _CUT_SHORT.fullmatch(plain):
        month, day = int(short[1]), int(short[2])
        if year is None:
            return Term("short", day, month) if _day(2024, month, day) else None
        return _day(year, month, day)
    return None


def _read_range(plain: str, year: int | None) -> Written | None:
    """The first and last day of a range; the last may leave out its year and month."""
    for parted in _PARTED.finditer(plain):
        first = _read_one(plain[: parted.start()], year)
        if isinstance(first, Term) or first is None:
            continue
        rest = plain[parted.end() :]
        last = _read_one(rest, first.year)
        if last is None and (day := _DAY_ONLY.fullmatch(rest) or re.fullmatch(r"(\d{1,2})", rest)):
            last = _day(first.year, first.month, int(day[1]))
        if isinstance(last, date) and last >= first:
            return Written(first, last)
    return None


def _span(count: str, unit: str) -> Term | None:
    if count == "半":
        return Term("days", _HALF_MONTH) if unit == "月" else None
    number = int(count) if count.isdigit() else read_count(count)
    if not number:
        return None
    return Term("months", number) if unit == "月" else Term("days", number * (7 if unit in "周星期" else 1))


def _find_period(name: str, periods: Mapping[str, date]) -> date | None:
    return periods.get(name) or periods.get(name + "前")


def _month_end(year: int, month: int) -> date | None:
    return date(year, month, monthrange(year, month)[1]) if _day(year, month, 1) else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
