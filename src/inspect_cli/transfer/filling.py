"""The only place that fills cells in: those that were merged over several rows, and those that say the same as above.

Only township, day, place and inspectors are filled down; of a workbook that has merged cells in a column just those.
"""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Sequence

from inspect_cli.transfer.sources import Table

_DOWN = ("township", "inspected_on", "site", "village", "inspectors")
_BLOCK = ("township", "inspected_on")
_DITTO = ("同上", "〃", "″", "''", "〞", "“", "同 上")
_OWN_NUMBER = re.compile(r"[A-Z][A-Z0-9]{0,7}-\d+")
Range = tuple[int, int]  # first and last row


class Filler:
    """Goes down the rows of one table. filled: field, or the column's place -> the rows in which it was filled."""

    def __init__(self, table: Table) -> None:
        keys = table.columns.keys
        self.filled: dict[str | int, list[int]] = defaultdict(list)
        self._keys = keys
        self._places = {key: n for n, key in enumerate(keys) if key}
        self._ours = table.columns.ours
        self._above: list[str] = []
        merged: dict[int, list[Range]] = defaultdict(list)
        for top, left, bottom, _right in table.merged:
            if left <= len(keys) and keys[left - 1] in _DOWN and top > table.header.line and bottom > top:
                merged[left - 1].append((top, bottom))
        self._merged = {place: deque(sorted(ranges)) for place, ranges in merged.items()}
        self._values: dict[int, str] = {}  # of the merged cells that the rows are in

    def fill(self, number: int, cells: list[str]) -> list[str]:
        """The row with what stands above it where its own cells say nothing."""
        filled = {place: value for place, value in self._find_merged(number, cells) if not cells[place].strip()}
        if not self._ours:
            filled |= self._find_ditto(cells)
            if not self._has_own_number(cells):
                filled |= self._find_blank(cells, filled)
        if filled:
            cells = [filled.get(n, cell) for n, cell in enumerate(cells)]
            for place in filled:
                self.filled[self._keys[place] or place].append(number)
        self._above = cells
        return cells

    def forget(self) -> None:
        """A total ends a block: nothing above it is filled in below."""
        self._above = []

    def _find_merged(self, number: int, cells: Sequence[str]) -> list[tuple[int, str]]:
        found = []
        for place, ranges in self._merged.items():
            while ranges and ranges[0][1] < number:
                ranges.popleft()
            if ranges and ranges[0][0] == number:
                self._values[place] = cells[place]
            elif ranges and ranges[0][0] < number and self._values.get(place, "").strip():
                found.append((place, self._values[place]))
        return found

    def _find_ditto(self, cells: Sequence[str]) -> dict[int, str]:
        above = self._above
        return {n: above[n] for n, cell in enumerate(cells) if cell.strip() in _DITTO and above and above[n].strip()}

    def _find_blank(self, cells: Sequence[str], filled: dict[int, str]) -> dict[int, str]:
        found = {place: self._above[place] for key in _BLOCK for place in self._may_fill(key, cells, filled)}
        both = len(found) == len(_BLOCK)
        now = {**filled, **found}
        same = bool(self._above) and all(
            now.get(self._places[key], cells[self._places[key]]) == self._above[self._places[key]]
            for key in _BLOCK
            if key in self._places
        )
        keys = ("site", "village") if same else ()
        found |= {place: self._above[place] for key in keys for place in self._may_fill(key, cells, filled)}
        if both:  # the same visit, and so the same people
            found |= {place: self._above[place] for place in self._may_fill("inspectors", cells, filled)}
        return found

    def _may_fill(self, key: str, cells: Sequence[str], filled: dict[int, str]) -> list[int]:
        """The place of a column whose blank cell takes what stands above, if it does."""
        place = self._places.get(key)
        if place is None or place in self._merged or place in filled or not self._above:
            return []
        return [place] if not cells[place].strip() and self._above[place].strip() else []

    def _has_own_number(self, cells: Sequence[str]) -> bool:
        place = self._places.get("number")
        return place is not None and _OWN_NUMBER.fullmatch(cells[place].strip()) is not None
