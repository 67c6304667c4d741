"""Whether a campaign will be done in time, by hand: needed a day, pace, forecast, and what will miss the end, and why.

For any hazards and any pace: each that something holds up is named, and nobody is named twice; the others are those
that come after the number that can still be closed.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_cli.rules import pace, words

TODAY = date(2023, 1, 15)
START, END = date(2023, 1, 1), date(2023, 1, 24)
FREE = {
    "id": "1",
    "number": "CG-1",
    "status": "found",
    "severity": "general",
    "found_on": TODAY,
    "fixed_on": None,
    "due": date(2023, 1, 20),
    "owner": "王某",
    "planned": False,
    "suspended": None,
}


def hazard(**more: Any) -> dict[str, Any]:
    """An open hazard that nothing holds up, but for what differs."""
    return {**FREE, **more}


@pytest.mark.parametrize(
    ("days", "held", "closed", "expected"),
    [
        ((START, END), 20, 14, (10, 2.0, 2.0, "2023-01-25", 20, True)),  # ten days, two a day: one day too late
        ((START, END), 18, 14, (10, 1.8, 2.0, "2023-01-24", 20, False)),
        ((START, END), 5, 0, (10, 0.5, 0.0, None, 0, True)),
        ((START, date(2023, 2, 28)), 1, 0, (45, 0.1, 0.0, None, 0, True)),  # rounded up: what is open is never 0.0
        ((START, END), 0, 0, (10, 0.0, 0.0, "2023-01-15", 0, False)),
        ((TODAY, END), 3, 1, (10, 0.3, 1.0, "2023-01-18", 10, False)),  # its first day: the average of one day
        ((START, TODAY), 2, 7, (1, 2.0, 1.0, "2023-01-17", 1, True)),
        ((START, date(2023, 1, 14)), 2, 7, (0, None, 1.0, "2023-01-17", 0, True)),
        ((None, None), 2, 7, (None, None, 1.0, "2023-01-17", None, False)),
    ],
)
def test_the_pace(days: Any, held: int, closed: int, expected: tuple[Any, ...]) -> None:
    """Open over days left, closed over the window, the day of the last one, how many can still be closed."""
    told = pace.measure(days, TODAY, held, closed)

    assert (*told[:3], told.done_on and str(told.done_on), *told[4:]) == expected


@pytest.mark.parametrize(
    ("more", "reasons"),
    [
        ({}, []),
        ({"due": END}, []),
        ({"due": END + timedelta(days=1)}, ["due_beyond"]),
        ({"due": None, "owner": None}, ["no_owner"]),
        ({"severity": "major"}, ["no_plan"]),
        ({"severity": "major", "planned": True}, []),
        ({"suspended": "whole"}, ["stopped"]),
        ({"found_on": TODAY - timedelta(days=7)}, ["untouched"]),
        ({"found_on": TODAY - timedelta(days=6)}, []),
        ({"status": "fixed", "fixed_on": TODAY - timedelta(days=4), "owner": None}, ["to_verify"]),
        ({"status": "fixed", "fixed_on": TODAY - timedelta(days=3), "due": date(2023, 3, 1)}, []),
        ({"severity": "major", "owner": None, "suspended": "area"}, ["stopped", "no_plan", "no_owner"]),
    ],
)
def test_what_holds_a_hazard_up(more: dict[str, Any], reasons: list[str]) -> None:
    """Each reason alone, several at once with the worst first, and what is no reason."""
    row = hazard(**more)

    assert pace.find_reasons(row, (TODAY - row["found_on"]).days, END, TODAY) == reasons


def test_after_the_end_all_have_missed() -> None:
    """What is open when the campaign is over has missed it."""
    going = pace.measure((START, START), TODAY, 1, 7)

    assert pace.find_missing([hazard(due=START)], {}, going, START, TODAY)[0]["reasons"] == ["over"]
    assert pace.find_missing([hazard()], {}, going, None, TODAY) == []


def test_an_entry_is_a_touch() -> None:
    """The days since the last entry count, not those since the hazard was found."""
    row = hazard(found_on=date(2023, 1, 1))
    going = pace.measure((START, END), TODAY, 1, 7)

    assert pace.find_missing([row], {"1": date(2023, 1, 14)}, going, END, TODAY) == []
    assert pace.find_missing([row], {}, going, END, TODAY)[0]["idle_days"] == 14


def test_every_reason_has_a_word() -> None:
    """What may hold a hazard up is a word of the trade, in the same order."""
    assert tuple(words.MISSES) == pace.REASONS


FACTS = st.fixed_dictionaries(
    {
        "status": st.sampled_from(["found", "fixed", "failed"]),
        "severity": st.sampled_from(["general", "major"]),
        "due": st.one_of(st.none(), st.dates(date(2023, 1, 1), date(2023, 2, 10))),
        "owner": st.sampled_from([None, "王某"]),
        "suspended": st.sampled_from([None, "whole"]),
        "found_on": st.dates(date(2023, 1, 1), TODAY),
    }
)


@given(st.lists(FACTS, max_size=12), st.integers(0, 20))
def test_any_hazards(facts: list[dict[str, Any]], closed: int) -> None:
    """What is named has a reason, once; what nothing holds up is named only when it comes too late in the queue."""
    rows = [hazard(**each, id=str(n), number=f"CG-{n}") for n, each in enumerate(facts)]
    going = pace.measure((START, END), TODAY, len(rows), closed)
    missing = pace.find_missing(rows, {}, going, END, TODAY)
    held = {row["id"] for row in rows if pace.find_reasons(row, (TODAY - row["found_on"]).days, END, TODAY)}
    named = [row["id"] for row in missing]

    assert len(named) == len(set(named))
    assert held <= set(named)
    assert all(row["reasons"] for row in missing)
    assert len(rows) - len(named) == min(len(rows) - len(held), going.capacity or 0)
