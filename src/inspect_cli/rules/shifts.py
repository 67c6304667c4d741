"""The only place for the hours of a duty roster: how people write them, what no shift covers, who is on two at once.

Hours are minutes: of a shift those of its day, of a span those since the first day of the calendar, so that a span may
go over midnight. There is no summer time here, a day has 1440 of them.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from inspect_cli.rules.names import known_as, plain

CITY = "*"  # the township of departments
HOUR = 60
DAY = 24 * HOUR
USUAL = (8 * HOUR, DAY)  # from eight o'clock to eight o'clock of the next day
_NOON = 12
_HALF = {"上午": 0, "早上": 0, "早": 0, "凌晨": 0, "中午": 0, "下午": _NOON, "晚上": _NOON, "晚": _NOON, "夜间": _NOON}
_LATE = ("晚上", "晚", "夜间")  # of which twelve o'clock is midnight
_CLOCK = re.compile(
    rf"(当日|次日|翌日|第二天|第2天)?({'|'.join(_HALF)})?(\d{{1,2}})(?:[:时点](\d{{2}})?(?::00)?分?整?)?"
)
_WHOLE = ("全天", "全日", "昼夜", "24小时", "24h", "一天", "全班", "全天值班", "24小时值班")
_NAMED = {  # two shifts a day of twelve hours each, where nobody writes the hours
    **dict.fromkeys(("白班", "白天", "日班", "昼班"), (8 * HOUR, DAY // 2)),
    **dict.fromkeys(("夜班", "夜间", "夜里", "晚班"), (20 * HOUR, DAY // 2)),
}
_IN_BRACKETS = re.compile(r".*\((.+)\)")
_BEFORE_HOURS = re.compile("^[白日昼夜晚]班:?")
_PARTS = re.compile("[-~至到]+")
Row = Mapping[str, Any]
Hours = tuple[int, int]  # the minute of the day on which a shift begins, and for how many minutes it goes on


class Span(NamedTuple):
    """From a minute on to another, which is not in it."""

    start: int
    end: int


def span_of(row: Row) -> Span:
    """When a shift is held. row: with day, start and minutes."""
    start = begin(row["day"]) + int(row["start"])
    return Span(start, start + int(row["minutes"]))


def span_of_days(first: date, last: date) -> Span:
    """Every minute of these days, both included."""
    return Span(begin(first), begin(last) + DAY)


def begin(day: date) -> int:
    """The first minute of a day."""
    return day.toordinal() * DAY


def day_of(minute: int) -> date:
    """The day in which a minute lies."""
    return date.fromordinal(minute // DAY)


def meet(one: Span, other: Span) -> bool:
    """Whether two spans have a minute in common."""
    return one.start < other.end and other.start < one.end


def find_holes(spans: Iterable[Span], within: Span) -> list[Span]:
    """What the spans, in any order, leave open, the earliest first."""
    return list(_leave(sorted(spans), within))


def _leave(spans: Iterable[Span], within: Span) -> Iterator[Span]:
    reached = within.start
    for start, end in spans:
        if start > reached and reached < within.end:
            yield Span(reached, min(start, within.end))
        reached = max(reached, end)
    if reached < within.end:
        yield Span(reached, within.end)


def find_overlaps(rows: Iterable[Row]) -> list[tuple[Row, Row]]:
    """Pairs of shifts of the same person that meet, in one unit or in two, the earlier of each pair first."""
    people: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        people[known_as(row["name"])].append(row)
    pairs = []
    for held in people.values():
        held.sort(key=lambda row: (*span_of(row), row["id"]))
        for place, one in enumerate(held):
            for other in held[place + 1 :]:
                if span_of(other).start >= span_of(one).end:
                    break
                pairs.append((one, other))
    return pairs


def covers(row: Row, day: date, minute: int) -> bool:
    """Whether a shift is held at a minute of a day."""
    at = begin(day) + minute
    return span_of(row).start <= at < span_of(row).end


def sign(row: Row) -> tuple[Any, ...]:
    """What tells one shift from another, whatever else is said of it; the roster of a township is that of one unit."""
    unit = plain(row["unit"]) if row["township"] == CITY else ""
    return (row["township"], unit, row["day"], row["start"], row["minutes"], row["role"], plain(row["name"]))


def read_clock(text: str) -> int | None:
    """A time of the day as its minute: 8:00, 08:00:00, 8点, 20时30分, 晚8点, 24:00; None for what is none."""
    found = _CLOCK.fullmatch(_tidy(text))
    if found is None or found[1]:
        return None
    minute = _minute(found)
    return minute if minute is not None and minute < DAY else 0 if minute == DAY else None


def read_hours(text: str) -> Hours | None:
    """When a shift begins and for how long it goes on: 08:00-20:00, 8时至次日8时, 全天, 夜班, 白班（8:00-18:00）.

    白班 is eight to eight, 夜班 too, from the evening on, 全天 eight to eight a day later. None for what is none.
    """
    plain = _tidy(text)
    if plain in _WHOLE:
        return USUAL
    if plain in _NAMED:
        return _NAMED[plain]
    if inner := _IN_BRACKETS.fullmatch(plain):
        plain = inner[1]
    plain = _BEFORE_HOURS.sub("", plain)
    ends = [_CLOCK.fullmatch(part) for part in _PARTS.split(plain)]
    if len(ends) != 2 or ends[0] is None or ends[1] is None or ends[0][1] not in (None, "当日"):  # noqa: PLR2004
        return None
    start, end = _minute(ends[0]), _minute(ends[1])
    if start is None or end is None or start == DAY:
        return None
    if ends[1][1] not in (None, "当日"):
        end += DAY
    minutes = last_from(start, end)
    return (start, minutes) if minutes <= DAY else None


def is_named(text: str) -> bool:
    """Whether the hours are only named, as 白班 and 夜班 are, which not everybody means alike."""
    return _tidy(text) in _NAMED


def last_from(start: int, end: int) -> int:
    """How many minutes there are from a minute of the day to another, which is of the next day unless it is later."""
    return end - start if end > start else end - start + DAY


def tell_clock(minute: int) -> str:
    """A minute as the time of its day."""
    return f"{minute % DAY // HOUR:02}:{minute % HOUR:02}"


def tell_hours(row: Row) -> str:
    """The hours of a shift, without its day."""
    return f"{tell_clock(row['start'])}–{tell_clock(row['start'] + row['minutes'])}"


def tell_span(span: Span) -> str:
    """A span with its days; the second one only where it is another."""
    start, end = span
    first, last = day_of(start), day_of(end)
    until = tell_clock(end) if first == last else f"{last} {tell_clock(end)}"
    return f"{first} {tell_clock(start)}–{until}"


def _tidy(text: str) -> str:
    plain = "".join(unicodedata.normalize("NFKC", text).split()).lower()
    for dash in "–—－":
        plain = plain.replace(dash, "-")
    return plain


def _minute(found: re.Match[str]) -> int | None:
    """The minute of the day of a time; 1440 for 24:00."""
    hour, rest = int(found[3]), int(found[4] or 0)
    if hour < _NOON or (hour == _NOON and found[2] in _LATE):
        hour += _HALF.get(found[2] or "", 0)
    minute = hour * HOUR + rest
    return minute if minute <= DAY and rest < HOUR else None
