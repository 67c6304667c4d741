"""The only place for whether a campaign will be done in time: pace, forecast, and which hazards will miss its end.

Needed per day: what is open, over the days that are left, today among them. Pace: closings of the last seven days, or
of the days the campaign has had if they are fewer, per day. At that pace so many hazards can still be closed; those
nearest to their end come first, and what comes behind will miss. A hazard that something holds up misses anyway.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from math import ceil
from typing import Any, NamedTuple

WINDOW = 7  # days whose closings make the pace
UNTOUCHED = 7  # days without an entry, after which a hazard counts as left alone
WAITING = 3  # days within which a claim is looked at again
REASONS = ("over", "due_beyond", "stopped", "no_plan", "no_owner", "untouched", "to_verify", "pace")  # the worst first
Row = Mapping[str, Any]


class Pace(NamedTuple):
    """How a campaign goes.

    days_left: until its last day, below 0 when it is over; needed: to be closed a day, rounded up, so that it is 0
    only when nothing is open, None where there is no day left;
    pace: closed a day; done_on: the day the last one is closed at this pace, None when it never is; capacity: how many
    can still be closed, None without an end.
    """

    days_left: int | None
    needed: float | None
    pace: float
    done_on: date | None
    capacity: int | None
    behind: bool


def window(start: date | None, today: date) -> int:
    """How many days, up to today, the closings of which are counted."""
    had = (today - start).days + 1 if start else WINDOW
    return min(WINDOW, max(1, had))


def measure(days: tuple[date | None, date | None], today: date, held: int, closed: int) -> Pace:
    """How a campaign goes from its first to its last day (days): `held` are open, `closed` within the window."""
    start, end = days
    speed = Fraction(closed, window(start, today))
    done_on = today if not held else today + timedelta(days=ceil(held / speed)) if speed else None
    if end is None:
        return Pace(None, None, _tenth(speed), done_on, None, behind=False)
    left = (end - today).days
    working = max(0, left + 1)
    capacity = int(speed * working)
    needed = ceil(Fraction(held * 10, working)) / 10 if working else None
    behind = held > 0 and (done_on is None or done_on > end)
    return Pace(left, needed, _tenth(speed), done_on, capacity, behind)


def find_missing(
    rows: Sequence[Row], touched: Mapping[str, date], pace: Pace, end: date | None, today: date
) -> list[dict[str, Any]]:
    """The open hazards that will miss the end, the worst first, each with `reasons` and `idle_days`.

    touched: by the id of a hazard the day of its last entry. Without an end nothing is missed.
    """
    if end is None:
        return []
    told = [_tell(row, touched, end, today) for row in rows]
    queue = sorted(told, key=_nearness)
    late = queue[pace.capacity :] if pace.capacity is not None else []
    for row in late:
        if not row["reasons"]:
            row["reasons"] = ["to_verify"] if row["status"] == "fixed" else ["pace"]
    return sorted((row for row in told if row["reasons"]), key=_badness)


def find_reasons(row: Row, idle: int, end: date, today: date) -> list[str]:
    """What holds an open hazard up, the worst first."""
    waits = row["status"] == "fixed"
    claimed = row["fixed_on"] or row["found_on"]
    held = {
        "over": today > end,
        "due_beyond": row["due"] is not None and row["due"] > end and not waits,
        "stopped": bool(row["suspended"]),
        "no_plan": row["severity"] == "major" and not row["planned"],
        "no_owner": not row["owner"] and not waits,
        "untouched": idle >= UNTOUCHED and not waits,
        "to_verify": waits and (today - claimed).days > WAITING,
    }
    return [reason for reason in REASONS if held.get(reason)]


def _tell(row: Row, touched: Mapping[str, date], end: date, today: date) -> dict[str, Any]:
    idle = max(0, (today - touched.get(row["id"], row["found_on"])).days)
    return {**row, "idle_days": idle, "reasons": find_reasons(row, idle, end, today)}


def _nearness(row: Row) -> tuple[Any, ...]:
    """What is held up comes last; before it what was claimed, then what is due first."""
    return bool(row["reasons"]), row["status"] != "fixed", row["due"] or date.max, row["found_on"], row["number"]


def _badness(row: Row) -> tuple[Any, ...]:
    worst = REASONS.index(row["reasons"][0])
    return row["severity"] != "major", worst, -len(row["reasons"]), row["due"] or date.max, row["found_on"], row["id"]


def _tenth(number: Fraction) -> float:
    return int(number * 10 + Fraction(1, 2)) / 10
