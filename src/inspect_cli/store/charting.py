"""The only place that gathers what the page of a meeting shows: how things stood on a day, and how they came there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, NamedTuple

from inspect_cli.rules.deadlines import DUE_SOON_DAYS
from inspect_cli.store import campaigns, coverage, queries
from inspect_cli.store.database import Database, Row

AGES = (7, 30, 90)  # days: up to each of them, and more than the last
WEEKS = 12
TOP = 10  # of what came back
_POINTS = 14  # of a burn-down, about


@dataclass(frozen=True)
class Asked:
    """How it stands on a day, what came from one day to another; township: a code; campaign: its name."""

    on: date
    since: date
    until: date
    township: str | None = None
    campaign: str | None = None


class Week(NamedTuple):
    """What happened in a week, of which the first and the last may be parts.

    fixed: somebody said so, and said it no later again; claimed: of the closed ones, those that nobody verified.
    """

    first: date
    last: date
    found: int
    fixed: int
    closed: int
    claimed: int


class Age(NamedTuple):
    """How many open hazards were found from `least` to `most` days ago; most: none for the oldest."""

    least: int
    most: int | None
    general: int
    major: int


@dataclass(frozen=True)
class Burndown:
    """A campaign. days: what is shown of it; open: what was open at the end of those days that have been.

    peak: the first day with the most open, and how many, from where a straight line leads to nothing on the last day.
    """

    name: str
    start: date | None
    end: date | None
    days: Sequence[date]
    open: Sequence[int]
    peak: tuple[date, int] | None

    def aim(self, day: date) -> float | None:
        """How many may be open on a day by the straight line; None where it does not reach."""
        if self.peak is None or self.end is None or not self.peak[0] <= day <= self.end:
            return None
        return self.peak[1] * (self.end - day).days / (self.end - self.peak[0]).days


@dataclass(frozen=True)
class Meeting:
    """What the page shows.

    home, total: as `queries.open_by_township` has them; categories: the keys used here and those with something open;
    places, items: what came back most often, each with `times`, `open` and `last`; gaps: how many of each kind.
    """

    asked: Asked
    township: str | None
    home: Sequence[Row]
    total: Row
    categories: Sequence[str]
    ages: Sequence[Age]
    weeks: Sequence[Week]
    burndowns: Sequence[Burndown]
    places: Sequence[Row]
    items: Sequence[Row]
    gaps: Mapping[str, int]


def read_meeting(database: Database, asked: Asked) -> Meeting:
    """Everything that the page shows."""
    counted = _count_standing(database, asked)
    home = queries.fold_open(database, counted, asked.on, asked.township)
    total = queries.total_open(home)
    used = queries.used_categories(database)
    places, items = _read_rebounds(database, asked)
    gaps = coverage.find_gaps(database, coverage.Asked(asked.on, township=asked.township))
    return Meeting(
        asked,
        queries.township_names(database).get(asked.township, asked.township) if asked.township else None,
        home,
        total,
        [*used, *(key for key in total["categories"] if key not in used)],
        _add_ages(counted),
        read_weeks(database, asked),
        [_burn_down(database, row, asked) for row in _pick_campaigns(database, asked)],
        places,
        items,
        coverage.count_kinds(gaps),
    )


def read_weeks(database: Database, asked: Asked) -> list[Week]:
    """What happened from `since` to `until`, week by week from Monday to Sunday."""
    counted = {
        name: {row["day"]: row for row in _read_days(database, name, asked)}
        for name in ("found_by_day", "fixed_by_day", "closed_by_day")
    }
    weeks = []
    for first, after in pairwise([*_split_weeks(asked.since, asked.until), asked.until + timedelta(days=1)]):
        last = after - timedelta(days=1)
        within = [[row for day, row in rows.items() if first <= day <= last] for rows in counted.values()]
        found, fixed, closed = (sum(row["hazards"] for row in rows) for rows in within)
        weeks.append(Week(first, last, found, fixed, closed, sum(row["claimed"] for row in within[-1])))
    return weeks


def begin_weeks(until: date) -> date:
    """The Monday from which on there are WEEKS weeks up to a day, with its own."""
    return until - timedelta(days=until.weekday() + 7 * (WEEKS - 1))


def _split_weeks(since: date, until: date) -> Iterable[date]:
    day = since
    while day <= until:
        yield day
        day += timedelta(days=7 - day.weekday())


def _count_standing(database: Database, asked: Asked) -> list[Row]:
    ago = dict(zip(("week", "month", "quarter"), (asked.on - timedelta(days=days) for days in AGES), strict=True))
    soon = asked.on + timedelta(days=DUE_SOON_DAYS)
    bound = {"on": asked.on, "soon": soon, "township": asked.township, **ago}
    return database.rows("standing_counts", bound, _here(asked))


def _here(asked: Asked) -> list[str]:
    return ["township"] if asked.township else []


def _add_ages(counted: Sequence[Row]) -> list[Age]:
    bounds = [(0, AGES[0]), *((low + 1, high) for low, high in pairwise(AGES)), (AGES[-1] + 1, None)]
    ages = []
    for n, (least, most) in enumerate(bounds):
        whole, major = (sum(row[f"{name}_{n}"] for row in counted) for name in ("aged", "major"))
        ages.append(Age(least, most, whole - major, major))
    return ages


def _read_days(database: Database, name: str, asked: Asked) -> list[Row]:
    bound = {"township": asked.township, "since": asked.since, "until": asked.until}
    return database.rows(name, bound, [*_here(asked), "between"], order="day")


def _pick_campaigns(database: Database, asked: Asked) -> list[Row]:
    """The one that is asked for; else those that run, special periods aside, the first to end first."""
    rows = campaigns.read_campaigns(database, asked.on)
    if asked.campaign is not None:
        return [row for row in rows if row["name"] == asked.campaign]
    return [row for row in rows if row["kind"] == "campaign" and campaigns.is_running(row, asked.on)]


def _burn_down(database: Database, campaign: Row, asked: Asked) -> Burndown:
    belonging = campaigns.belong(campaign, asked.on, asked.township)
    opened, ended = (
        {row["day"]: row["hazards"] for row in database.rows(name, belonging.parameters, belonging.filters)}
        for name in ("found_by_day", "ended_by_day")
    )
    start = campaign["start"] or min(opened, default=None)
    last = min(asked.on, campaign["end"] or asked.on)
    if start is None or start > last:
        return Burndown(campaign["name"], campaign["start"], campaign["end"], (), (), None)
    held = _hold_each_day(start, last, opened, ended)
    most = max(held.values())
    peak = next(day for day, count in held.items() if count == most)
    leads = campaign["end"] is not None and most and peak < campaign["end"]
    days = _spread(start, campaign["end"] or last, last)
    shown = [held[day] for day in days if day <= last]
    return Burndown(campaign["name"], start, campaign["end"], days, shown, (peak, most) if leads else None)


def _hold_each_day(first: date, last: date, opened: Mapping[date, int], ended: Mapping[date, int]) -> dict[date, int]:
    """How many were open at the end of each day."""
    held = sum(count for day, count in opened.items() if day < first)
    held -= sum(count for day, count in ended.items() if day < first)
    each = {}
    for n in range((last - first).days + 1):
        day = first + timedelta(days=n)
        each[day] = held = held + opened.get(day, 0) - ended.get(day, 0)
    return each


def _spread(first: date, last: date, now: date) -> list[date]:
    """Some days from the first to the last, each as far from the next, and today with them."""
    step = max(1, -(-(last - first).days // _POINTS))
    return sorted({*(first + timedelta(days=n) for n in range(0, (last - first).days + 1, step)), now, last})


def _read_rebounds(database: Database, asked: Asked) -> tuple[list[Row], list[Row]]:
    """What came back most often: places, and items or, where there is none, descriptions."""
    bound = {"on": asked.on, "since": asked.since, "until": asked.until, "township": asked.township}
    rows = database.rows("rebounds_by_place", bound, [*_here(asked), "between"])
    names = queries.township_names(database)
    placed = [{**row, "township": names.get(row["township"], row["township"])} for row in rows]
    texts = {row["item"]: row for row in sorted(placed, key=lambda row: row["last"])}
    told = ("item_text", "item_text_en")
    return (
        _top([row for row in placed if row["place"]], ("township", "village", "place")),
        [{**row, **{name: texts[row["item"]][name] for name in told}} for row in _top(placed, ("item", "description"))],
    )


def _top(rows: Iterable[Row], key: Sequence[str]) -> list[Row]:
    added: dict[tuple[Any, ...], Row] = defaultdict(lambda: {"times": 0, "open": 0, "last": date.min})
    for row in rows:
        one = added[tuple(row[name] for name in key)]
        one.update(
            times=one["times"] + row["times"], open=one["open"] + row["open"], last=max(one["last"], row["last"])
        )
    ordered = sorted(added.items(), key=lambda pair: (-pair[1]["times"], -pair[1]["open"], [*map(str, pair[0])]))
    return [{**dict(zip(key, names, strict=True)), **one} for names, one in ordered[:TOP]]
