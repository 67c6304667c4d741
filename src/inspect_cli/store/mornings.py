"""The only place that gathers what a morning begins with: what is late, what waits, who is on duty, what runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from inspect_cli import settings
from inspect_cli.rules.deadlines import DUE_SOON_DAYS
from inspect_cli.rules.watches import Unit
from inspect_cli.store import campaigns, coverage, duties, queries
from inspect_cli.store.database import Database, Row

WORST = 5
ON_DUTY = "on_duty"
NOBODY = "nobody_on_duty"
_NO_ROSTER = "no_roster"
TO_VISIT = ("never_visited", "visit_overdue")


@dataclass(frozen=True)
class Line:
    """How many there are of something, and the words of the command that lists exactly these."""

    key: str
    count: int
    todo: tuple[str, ...]


@dataclass(frozen=True)
class Morning:
    """What a day begins with. worst: the most urgent of what is overdue; duty: the shifts that begin on the day.

    campaigns: those that run, each with `campaign`, `days_left` and `open`, what is open of all that belongs to it;
    over: those that ended lately and of which something is open, each with `campaign`, `end`, `days_over` and `open`;
    where: the option that asks other commands for the same township.
    """

    lines: Sequence[Line]
    worst: Sequence[Row]
    duty: Sequence[Row]
    campaigns: Sequence[Row]
    over: Sequence[Row]
    where: tuple[str, ...] = ()

    @property
    def is_idle(self) -> bool:
        """Whether there is nothing to do."""
        return not self.over and not any(line.count for line in self.lines if line.key != ON_DUTY)


def read_morning(database: Database, today: date, township: str | None = None) -> Morning:
    """What there is to do on a day, in a township (its code) or all of them."""
    search: dict[str, Any] = {"township": township, "open": True}
    late = queries.select(today, **search, overdue=True)
    typed = queries.typed_names(queries.township_names(database)).get(township, township) if township else None
    named = (typed,) if typed else ()
    where, unit = (("--township", *named), ("--unit", *named)) if named else ((), ())
    lines = [*_count_hazards(database, today, township, where), *_count_places(database, today, township, named)]
    known = campaigns.read_campaigns(database, today)
    shifts = database.rows("shifts", {"first": today, "last": today}, ["between"], order="day")
    duty = [row for row in shifts if township in (None, row["township"])]
    lines += [
        Line("walks", _count_walks(database), ("walk",)),
        Line(ON_DUTY, len(duty), ("duty", "list", "--since", f"{today}", "--until", f"{today}", *unit)),
    ]
    if shifts or any(_is_watched(row, today, township) for row in known):
        lines.append(_count_nobody(database, today, township, unit))
    return Morning(
        lines,
        list(queries.hazards(database, late, today, limit=WORST)),
        duty,
        [_follow(database, row, today, township) for row in known if campaigns.is_running(row, today)],
        [_look_back(row, today, left) for row, left in campaigns.find_unfinished(database, known, today, township)],
        where,
    )


def _count_hazards(database: Database, today: date, township: str | None, where: Sequence[str]) -> list[Line]:
    asked: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
        "overdue": ({"open": True, "overdue": True}, ("--overdue",)),
        "due_soon": ({"open": True, "due_within": DUE_SOON_DAYS}, ("--due-within", f"{DUE_SOON_DAYS}")),
        "fixed": ({"status": ["fixed"]}, ("--status", "fixed")),
        "failed": ({"status": ["failed"]}, ("--status", "failed")),
        "unplanned": ({"open": True, "unplanned": True}, ("--unplanned",)),
    }
    lines = []
    for key, (filters, options) in asked.items():
        counted = queries.count_hazards(database, queries.select(today, township=township, **filters))
        lines.append(Line(key, counted, ("list", *where, *options)))
    return lines


def _count_places(database: Database, today: date, township: str | None, named: Sequence[str]) -> list[Line]:
    counted = coverage.count_kinds(coverage.find_gaps(database, coverage.Asked(today, township=township)))
    kinds = [word for kind in TO_VISIT for word in ("--kind", kind)]
    return [
        Line("to_visit", sum(counted.get(kind, 0) for kind in TO_VISIT), ("gaps", *named, *kinds)),
        Line("gaps", sum(counted.values()), ("gaps", *named)),
    ]


def _follow(database: Database, campaign: Row, today: date, township: str | None) -> Row:
    belonging = campaigns.belong(campaign, today, township)
    belonging.add("open")
    held = queries.count_hazards(database, belonging)
    return {"campaign": campaign["name"], "days_left": campaign["days_left"], "open": held}


def _look_back(campaign: Row, today: date, left: int) -> Row:
    end = campaign["end"]
    return {"campaign": campaign["name"], "end": end, "days_over": (today - end).days, "open": left}


def _is_watched(campaign: Row, today: date, township: str | None) -> bool:
    """Whether a special period runs in which duty is asked for there."""
    there = not campaign["townships"] or township in (None, *campaign["townships"])
    return campaign["kind"] == "period" and there and campaigns.is_running(campaign, today)


def _count_nobody(database: Database, today: date, township: str | None, asked: Sequence[str]) -> Line:
    """The units that are asked for and of which no shift begins on the day."""
    named = queries.township_names(database)
    unit = Unit(township, named.get(township, township)) if township else None
    found = duties.find_gaps(database, today, today, unit, (_NO_ROSTER,))
    return Line(NOBODY, len(found), ("duty", "gaps", f"{today}", *asked, "--kind", _NO_ROSTER))


def _count_walks(database: Database) -> int:
    if not (settings.data_folder() / "walks").is_dir():
        return 0
    from inspect_cli.store import walks  # reads entries, and so pydantic's models

    return len(walks.unfinished(database))
