"""How closed hazards are drawn for a second look: of every township its share, by chance that can be repeated."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspect_cli.rules.sampling import draw

TOWNS = st.dictionaries(st.sampled_from("东西南北中"), st.integers(1, 30), max_size=5)
PERCENT = st.integers(1, 100)


def _rows(towns: dict[str, int]) -> list[dict[str, Any]]:
    """So many rows of each town, town after town in turn."""
    longest = max(towns.values(), default=0)
    return [{"township": town, "serial": n} for n in range(longest) for town, count in towns.items() if n < count]


@settings(max_examples=300, deadline=None)
@given(towns=TOWNS, percent=PERCENT, seed=st.integers())
def test_the_share_of_each_township(towns: dict[str, int], percent: int, seed: int) -> None:
    """Of each township so many of a hundred, rounded up, so that none is left out; each row once at most."""
    rows = _rows(towns)

    drawn = draw(iter(rows), percent / 100, seed)

    assert Counter(row["township"] for row in drawn) == {
        town: -(-count * percent // 100) for town, count in towns.items()
    }
    assert all(row in rows for row in drawn)
    assert len({(row["township"], row["serial"]) for row in drawn}) == len(drawn)


@pytest.mark.parametrize(
    ("count", "share", "drawn"),
    [(10, 0.1, 1), (11, 0.1, 2), (30, 0.1, 3), (1, 0.01, 1), (100, 0.07, 7), (100, 0.29, 29), (7, 1, 7), (3, 0.34, 2)],
)
def test_how_many(count: int, share: float, drawn: int) -> None:
    """A tenth of ten is one, of eleven two; what a computer adds behind the point does not draw one more."""
    assert len(draw(_rows({"东": count}), share, 1)) == drawn


@pytest.mark.parametrize("share", [1e-3, 1e-6, 1e-9])
def test_a_share_of_next_to_nothing(share: float) -> None:
    """However small the share, every township with hazards has one drawn."""
    assert len(draw(_rows({"东": 3, "西": 1}), share, 1)) == 2


@settings(deadline=None)
@given(towns=TOWNS, percent=PERCENT, seed=st.integers())
def test_the_same_seed(towns: dict[str, int], percent: int, seed: int) -> None:
    """The same seed draws the same again; whether other townships are there or not changes nothing in one."""
    rows = _rows(towns)
    drawn = draw(rows, percent / 100, seed)

    assert draw(rows, percent / 100, seed) == drawn
    for town in towns:
        alone = draw([row for row in rows if row["township"] == town], percent / 100, seed)
        assert alone == [row for row in drawn if row["township"] == town]


def test_another_seed() -> None:
    """Another seed nearly always draws others, and in the long run every row as often as any other."""
    rows = _rows({"东": 20})
    draws = [[row["serial"] for row in draw(rows, 0.25, seed)] for seed in range(400)]

    assert len({tuple(drawn) for drawn in draws}) > 380
    often = Counter(serial for drawn in draws for serial in drawn)
    assert set(often) == set(range(20))
    assert all(60 < count < 140 for count in often.values())


def test_townships_are_drawn_apart() -> None:
    """Two townships with as many rows do not have the same places drawn."""
    drawn = draw(_rows({"东": 50, "西": 50}), 0.2, 7)

    assert [row["serial"] for row in drawn if row["township"] == "东"] != [
        row["serial"] for row in drawn if row["township"] == "西"
    ]


@settings(deadline=None)
@given(towns=TOWNS, percent=PERCENT, seed=st.integers(0, 9))
def test_order(towns: dict[str, int], percent: int, seed: int) -> None:
    """Township by township, and in each in the order in which its rows came."""
    drawn = draw(_rows(towns), percent / 100, seed)

    assert drawn == sorted(drawn, key=lambda row: (row["township"], row["serial"]))


def test_everything_and_nothing() -> None:
    """The whole share draws every row; of no rows none is drawn."""
    rows = _rows({"东": 4, "西": 2})

    assert sorted(map(str, draw(rows, 1, 3))) == sorted(map(str, rows))
    assert draw([], 0.5, 3) == []


def test_rows_are_given_back_as_they_are() -> None:
    """A row is drawn whole, with all that it says."""
    row = {"township": "东", "number": "CG-1", "verified_by": "钱某"}

    assert draw([row], 0.1, 1)[0] is row
