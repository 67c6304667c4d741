"""How long until a visit is written down: median and 90th percentile from counts, the same as from single days."""

from __future__ import annotations

from collections import Counter
from datetime import date
from statistics import median

from hypothesis import given
from hypothesis import strategies as st

from inspect_cli.rules import lags


def test_by_hand() -> None:
    """Ten visits: nine of ten were written within three days; the middle lies between two and two."""
    told = lags.describe({0: 4, 2: 3, 3: 2, 30: 1})

    assert told == {"visits": 10, "median": 2, "p90": 3, "longest": 30}
    assert lags.describe({0: 1, 1: 1})["median"] == 0.5
    assert lags.describe({}) == {"visits": 0, "median": None, "p90": None, "longest": None}


def test_no_day_is_before_the_visit() -> None:
    """Days are counted in the calendar of the store, which may be a day behind; that is no day."""
    assert lags.days_between(date(2023, 1, 15), date(2023, 1, 14)) == 0
    assert lags.days_between(date(2023, 1, 15), date(2023, 2, 1)) == 17


@given(st.lists(st.integers(0, 60), min_size=1, max_size=60))
def test_from_counts_as_from_all(days: list[int]) -> None:
    """The median is that of the statistics module; at least nine of ten are within the 90th, and it is one of them."""
    told = lags.describe(Counter(days))
    within = sum(day <= told["p90"] for day in days)
    below = sum(day < told["p90"] for day in days)

    assert (told["visits"], told["median"], told["longest"]) == (len(days), median(days), max(days))
    assert within * 10 >= len(days) * 9 > below * 10
    assert told["p90"] in days
