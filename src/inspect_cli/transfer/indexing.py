"""The only place that keeps whole numbers by whole numbers in little memory: a million rows are looked up here.

A dictionary takes some 150 bytes for a pair of whole numbers. What no longer fits a small one lies here in two arrays,
12 or 16 bytes a place, of which up to two thirds are taken.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from typing import Literal

NARROW = 32
RECENT = 1 << 18  # so many lie in a dictionary, which is faster: a usual file never gets beyond it


class Index:
    """Whole numbers by whole numbers of 64 bits that are not 0; the last `recent` ones lie in a dictionary.

    bits: how wide a number behind a key may be, its sign included.
    """

    def __init__(self, recent: int = RECENT, *, bits: Literal[32, 64] = 64) -> None:
        self._code: Literal["i", "q"] = "i" if bits == NARROW else "q"
        self._recent: dict[int, int] = {}
        self._most = recent
        self._lay_out(0)

    def get(self, key: int, default: int) -> int:
        """The number behind `key`; `default` when there is none."""
        found = self._recent.get(key)
        if found is not None:
            return found
        return self._look(key, default) if self._size else default

    def put(self, key: int, number: int) -> None:
        """Have `number` behind `key`, whatever was there before."""
        self._recent[key] = number
        if len(self._recent) > self._most:
            self._settle()

    def _look(self, key: int, default: int) -> int:
        keys, place = self._keys, key % self._size
        while met := keys[place]:
            if met == key:
                return self._numbers[place]
            place -= 1  # the place before the first is the last
        return default

    def _settle(self) -> None:
        """Move what lies in the dictionary to the arrays."""
        while 3 * (self._taken + len(self._recent)) > 2 * self._size:
            keys, numbers = self._keys, self._numbers
            self._lay_out(2 * self._size + 1 if self._size else 2 * self._most - 1)
            self._take((key, number) for key, number in zip(keys, numbers, strict=True) if key)
        self._take(self._recent.items())
        self._recent.clear()

    def _lay_out(self, size: int) -> None:
        self._size = size  # odd, so that keys in even steps spread out too
        self._taken = 0
        self._keys = array("q", [0]) * size
        self._numbers = array(self._code, [0]) * size

    def _take(self, pairs: Iterable[tuple[int, int]]) -> None:
        keys, numbers, size, taken = self._keys, self._numbers, self._size, self._taken
        for key, number in pairs:
            place = key % size
            while (met := keys[place]) and met != key:
                place -= 1
            if not met:
                taken += 1
                keys[place] = key
            numbers[place] = number
        self._taken = taken
