"""The only place for whether a campaign will be done in time: pace, forecast, and which hazards will miss its end.

Needed per day: what is open, over the days that are left, today among them. Pace: closings of the last seven days, or
of the days the campaign has had if they are fewer, per day. At that pace so many hazards can still be closed; those
nearest to their end come first, and what comes behind will miss. A hazard that something holds up misses anyway.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from math import ceil
from typing import Any, NamedTuple

from inspect_cli import messages
from inspect_cli.messages import _
from inspect_cli.rules import deadlines, words

WINDOW = 7  # days whose closings make the pace
UNTOUCHED = 7  # days without an entry, after which a hazard counts as left alone
WAITING = 3  # days within which a claim is looked at again
REASONS = ("over", "due_beyond", "stopped", "no_plan", "no_owner", "untouched", "to_verify", "pace")  # the worst first
Row = Mapping[str, Any]


class Pace(NamedTuple):
    """How a campaign goes.

    days_left: until its last day, today among them, 0 when it is over; needed: to be closed on each of them, rounded
    up to a tenth, so that it is 0 only when nothing is open, None where there is no day left;
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
    left = deadlines.count_left(end, today)
    capacity = int(speed * left)
    needed = ceil(Fraction(held * 10, left)) / 10 if left else None
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


def name_reasons(keys: Sequence[str], lang: str) -> list[str]:
    """Why a hazard will miss the end, in words."""
    return [words.word("miss", key, lang).replace("_", " ") for key in keys]


def explain_reasons(told: Iterable[Sequence[str]]) -> list[str]:
    """What the reasons mean that are told, the worst first."""
    sentences = {
        "over": _("the campaign is over, and the hazard is open"),
        "due_beyond": _("its deadline is after the end"),
        "stopped": _("work or use is stopped because of it"),
        "no_plan": _("a major whose plan is not complete"),
        "no_owner": _("nobody is named who must fix it"),
        "untouched": _("nothing was written about it for {days} days").format(days=UNTOUCHED),
        "to_verify": _("claimed more than {days} days ago, or too late in the queue").format(days=WAITING),
        "pace": _("nothing holds it up, but at this pace it is not closed by the end"),
    }
    said = {key for keys in told for key in keys}
    named = name_reasons([*sentences], messages.language)
    return [
        _("{name}: {value}").format(name=name, value=sentence)
        for name, (key, sentence) in zip(named, sentences.items(), strict=True)
        if key in said
    ]


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
