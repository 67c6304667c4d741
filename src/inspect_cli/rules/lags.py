"""The only place for how long it takes until a visit is written down: median and 90th percentile of whole days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from itertools import accumulate
from typing import Any

Days = Counter[int]  # days -> visits


def days_between(happened: date, written: date) -> int:
    """Days from a visit to the day it was written; none when the clock of the store is behind the calendar."""
    return max(0, (written - happened).days)


def describe(days: Mapping[int, int]) -> dict[str, Any]:
    """Of so many days -> visits: visits, median, p90 (nine of ten were written so soon), longest; None of nothing."""
    visits = sum(days.values())
    if not visits:
        return {"visits": 0, "median": None, "p90": None, "longest": None}
    middle = (_at(days, (visits + 1) // 2) + _at(days, visits // 2 + 1)) / 2
    return {"visits": visits, "median": middle, "p90": _at(days, -(-visits * 9 // 10)), "longest": max(days)}


def _at(days: Mapping[int, int], nth: int) -> int:
    """The nth of all of them in their order, from 1."""
    ordered = sorted(day for day, visits in days.items() if visits)
    return next(
        day for day, up_to in zip(ordered, accumulate(days[day] for day in ordered), strict=True) if up_to >= nth
    )
