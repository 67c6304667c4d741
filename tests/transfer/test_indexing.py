"""Whole numbers kept by whole numbers: what was put last is found, however many there are, in a few bytes each.

A dictionary, the model, agrees with it before and after the arrays are laid out and laid out anew; negative keys,
keys in even steps, numbers of 64 bits; many pairs take less than half of what they take in a dictionary.
"""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_cli.transfer import indexing
from inspect_cli.transfer.indexing import Index

WIDE = 2**63 - 1
KEYS = st.integers(-WIDE, WIDE).filter(bool) | st.integers(1, 60)


@given(st.lists(st.tuples(KEYS, st.integers(-WIDE, WIDE)), max_size=300), st.lists(KEYS, max_size=50))
def test_a_dictionary_agrees(pairs: list[tuple[int, int]], others: list[int]) -> None:
    """After any sequence of puts every key gives what was put behind it last; a key never put gives the default."""
    index, model = Index(7), dict(pairs)
    for key, number in pairs:
        index.put(key, number)

    assert {key: index.get(key, 0) for key in model} == model
    assert [index.get(key, -5) for key in others] == [model.get(key, -5) for key in others]


@pytest.mark.parametrize("step", [1, 1024, 2**40, -(2**33)])
def test_many(step: int) -> None:
    """More than half a million keys in steps of any size, each put twice, are all found, and nothing else is."""
    index, count = Index(), 2 * indexing.RECENT + 5000
    for n in range(1, count):
        index.put(n * step, n)
        if n % 3 == 0:
            index.put(n * step, -n)

    assert all(index.get(n * step, 0) == (n if n % 3 else -n) for n in range(1, count))
    assert {index.get(n * step, 0) for n in (count, -1, -count)} == {0}


def test_memory() -> None:
    """Two hundred thousand pairs take less than half of what a dictionary takes for them, the growing included."""
    assert measure(Index(1000).put) < measure(dict[int, int]().__setitem__) / 2


def measure(put: Callable[[int, int], object]) -> int:
    """The most bytes that it took to put two hundred thousand pairs."""
    tracemalloc.start()
    for n in range(200_000):
        put(hash((n, "x")), n)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak
