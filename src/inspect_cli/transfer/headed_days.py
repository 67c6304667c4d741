"""The only place for days as they stand over or beside a sheet: 12月1日, 1日 below a title with the month, 1/12."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple
from unicodedata import normalize

from inspect_cli.rules import written

_WEEKDAY = r"(?:周|星期|礼拜)[一二三四五六日天]"
FEAST = (  # what may stand beside a day
    "(?:农历)?(?:大年)?(?:(?:正月|腊月|冬月)?(?:初|十|二十|廿|三十)[一二三四五六七八九十]?"
    "|除夕|春节|元旦|小年|元宵节?|清明节?|端午节?|中秋节?|国庆节?|劳动节|节日|节假日|假期|公休|休息日|工作日|补班|调休"
    "|(?:周|星期|礼拜)[一二三四五六日天])+"
)
_ALONE = re.compile(rf"{_WEEKDAY}|[一二三四五六日]|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*\.?", re.IGNORECASE)
_BEHIND = re.compile(rf"\s*[(（]?{_WEEKDAY}[)）]?$")
_BEFORE = re.compile(rf"^[(（]?{_WEEKDAY}[)）]?\s*(?=\d)")
_BARE = re.compile(r"(\d{1,2})(日|号)?")
_POINT = re.compile(r"(\d{1,2})\.(\d{1,2})")
_TURNED = re.compile(r"(\d{1,2})/(\d{1,2})")
_MONTH = re.compile(r"(?:(20\d{2})\s*年)?\s*(\d{1,2})\s*月(?:份)?(?!\s*\d+\s*[日号])")
_LAST = 31
_YEAR = 2024  # with a 29 February, to see whether a text is a day at all
_WEEK = 7
_MONTHS = 12


class Titled(NamedTuple):
    """The year and the month that the titles name."""

    year: int | None = None
    month: int | None = None


def find_month(texts: Sequence[str]) -> int | None:
    """The month that titles speak of; None when they name none, or more than one."""
    found = {int(said[2]) for text in texts for said in _MONTH.finditer(normalize("NFKC", text))}
    month = found.pop() if len(found) == 1 else 0
    return month if 1 <= month <= _MONTHS else None


def read_titled(texts: Sequence[str], named: Sequence[str]) -> Titled:
    """What titles say of year and month, or else each of these names: of the sheet, of the file."""
    every = [list(texts), *([name] for name in named)]
    year = next(filter(None, map(written.find_year, every)), None)
    return Titled(year, next(filter(None, map(find_month, every)), None))


def is_weekday(text: str) -> bool:
    """Whether a cell is a day of the week and nothing else."""
    return _ALONE.fullmatch(normalize("NFKC", text).strip()) is not None


def is_day(text: str, *, bare: bool = False) -> bool:
    """Whether a cell is a day, though perhaps without its month or year; bare: a number alone too."""
    plain = strip_weekday(text)
    if found := _BARE.fullmatch(plain):
        return 1 <= int(found[1]) <= _LAST and (bare or found[2] is not None)
    return _POINT.fullmatch(plain) is not None or written.read_day(plain, _YEAR) is not None or _turn(plain) is not None


def find_days(cells: Sequence[str], dated: Titled) -> dict[int, str]:
    """The places of the cells of a row that are days; numbers alone below a title with the month, if they go on."""
    found = {place: cell for place, cell in enumerate(cells) if is_day(cell)}
    if found or dated.month is None:
        return found
    numbers = {place: cell for place, cell in enumerate(cells) if is_day(cell, bare=True)}
    said = [int(strip_weekday(cell)) for cell in numbers.values()]
    # The first column of such a row is that of the other axis, and a row that numbers its columns begins with 1 there.
    return numbers if len(said) > 1 and 0 not in numbers and _go_on(said) else {}


def settle(texts: Sequence[str], dated: Titled) -> list[str]:
    """Days that stand in their order, each with its month where it can be told; what is no day stays as it is.

    1日 behind 30日 is of the next month. 1/12, 2/12, 3/12 are days of December, since they go on so; 12.1, 12.2 are
    where the titles name that month.
    """
    said = _settle_points(_settle_turned([strip_weekday(text) for text in texts]), dated)
    settled, month, year, before = [], dated.month, dated.year, 0
    for text, whole in zip(texts, said, strict=True):
        found = _BARE.fullmatch(whole)
        if found is None or month is None:
            settled.append(whole if is_day(whole) else text)
            continue
        day = int(found[1])
        if day < before:
            year = year + 1 if year and month == _MONTHS else year
            month = month % _MONTHS + 1
        before = day
        settled.append(f"{year}年{month}月{day}日" if year else f"{month}月{day}日")
    return settled


def is_bare(text: str) -> bool:
    """Whether a day is said without its month."""
    found = _BARE.fullmatch(strip_weekday(text))
    return found is not None and 1 <= int(found[1]) <= _LAST


def _settle_turned(texts: list[str]) -> list[str]:
    """Where day/month makes days that go on, and month/day does not, they are written as month/day."""
    found = {place: said for place, text in enumerate(texts) if (said := _TURNED.fullmatch(text))}
    usual = [(int(said[1]), int(said[2])) for said in found.values()]
    turned = [(day, month) for month, day in usual]
    if len(found) < 2 or _follow(usual) or not _follow(turned):  # noqa: PLR2004
        return texts
    return [f"{int(found[n][2])}月{int(found[n][1])}日" if n in found else text for n, text in enumerate(texts)]


def _settle_points(texts: list[str], dated: Titled) -> list[str]:
    """Where titles name the month but no year, 12.1 is a day of it; behind 12.9 it may be what was left of 12.10."""
    settled, before = [], 0
    for text in texts:
        found = _POINT.fullmatch(text)
        day = int(found[2]) if found and dated.year is None and int(found[1]) == dated.month else 0
        settled.append(f"{dated.month}月{day}日" if day and day >= before else text)
        before = max(day, before)
    return settled


def _follow(pairs: Sequence[tuple[int, int]]) -> bool:
    """Whether months and days are days within a week of each other, one after another, over the end of a year too."""
    try:
        days = [date(_YEAR, month, day) for month, day in pairs]
    except ValueError:
        return False
    return all((later - earlier).days % 366 <= _WEEK for earlier, later in pairwise(days))


def _go_on(numbers: Sequence[int]) -> bool:
    return all(later in (earlier + 1, 1) for earlier, later in pairwise(numbers))


def _turn(plain: str) -> str | None:
    """1/12 as 12月1日 where it is no day as month and day, such as 25/12."""
    found = _TURNED.fullmatch(plain)
    if found is None or int(found[2]) > _MONTHS or not 1 <= int(found[1]) <= _LAST:
        return None
    return f"{int(found[2])}月{int(found[1])}日"


def strip_weekday(text: str) -> str:
    """A day without the day of the week before or behind it."""
    plain = normalize("NFKC", " ".join(text.split())).strip()
    return _BEHIND.sub("", _BEFORE.sub("", plain)).strip()
