"""The only place that looks through the rows of a sheet before openpyxl reads them: where each is, what its cells hold.

What openpyxl would leave out, put elsewhere or take for another value is refused.
"""

from __future__ import annotations

import re
from array import array
from functools import cache

from inspect_cli.transfer.scanning import LONGEST_ROW, LONGEST_TEXT, MAIN, SMALL, Attributes, Damage, Excess, Runs, Scan

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384
MOST_CELLS = 6 * LAST_ROW  # with the blanks before the last one of each row, which openpyxl fills in
MOST_MERGED = 100_000
MOST_UNKNOWN = 4_000_000
LONGEST_FORMULA = 1 << 15
MOST_SHARED = 30_000_000  # characters of shared formulas, which openpyxl rewrites for each of their cells
_LONGEST_ATTRIBUTES = 1000  # openpyxl keeps those of every row
_ROW_DEPTH = 3
_CELL_DEPTH = 4
_VALUE_DEPTH = 5
_MOST_DIGITS = 9
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,400}\.?[0-9]*|\.[0-9]+)(?:[Ee][+-]?[0-9]{1,5})?")
_TRUTH = re.compile("[01]")
_ANYTHING = re.compile(".*", re.DOTALL)
_EXTENSIONS = f"{MAIN}extLst"


class Grid(Scan):
    """A sheet. rows: how many row elements; last: the number of the last row with a value, 0 for none.

    merged: first row, first column, last row, last column, counted from 1; unknown: cells with a formula whose value
    is not in the file, in their order: (row - 1) * LAST_COLUMN + column - 1; texts: how many there are for cells.
    """

    roots = frozenset({f"{MAIN}worksheet"})

    def __init__(self, texts: int) -> None:
        super().__init__()
        self.rows = self.last = 0
        self.merged: list[tuple[int, int, int, int]] = []
        self.unknown = array("Q")
        self._texts = texts
        self._cells = 0
        self._size = 0
        self._number = 0
        self._digits = ""
        self._column = 0
        self._in_row = False
        self._kind: str | None = None
        self._value: str | None = None
        self._formula: str | None = None
        self._longest = self._shared = 0
        self._taking = ""
        self._parts: list[str] = []
        self._inline: str | None = None
        self._runs: Runs | None = None
        self._columns = find_columns()
        self._begins = {
            f"{MAIN}row": self._begin_row,
            f"{MAIN}c": self._begin_cell,
            f"{MAIN}v": self._begin_value,
            f"{MAIN}f": self._begin_formula,
            f"{MAIN}is": self._begin_inline,
            f"{MAIN}mergeCell": self._take_merged,
        }

    def check(self) -> None:
        """After each chunk: raises Excess when it has been too much."""
        super().check()
        if self._size > LONGEST_ROW or self._cells > MOST_CELLS:
            raise Excess
        if len(self.unknown) > MOST_UNKNOWN or (self.unknown and self._shared > MOST_SHARED):
            raise Excess

    def start(self, name: str, attributes: Attributes, /) -> None:
        """An element begins; raises Damage for one that may not stand there."""
        self.depth += 1
        self._size += SMALL
        if self._taking:
            raise Damage
        if self._runs:
            self._runs.start(name)
        elif begin := self._begins.get(name):
            begin(attributes)
        elif self._in_row:
            self._pass_by(name)
        else:
            self.weigh(attributes)

    def end(self, _name: str, /) -> None:
        """An element ends; raises Damage for a cell whose value is none."""
        depth = self.depth
        self.depth = depth - 1
        if self._taking:
            self._end_text()
        elif self._runs and depth > _VALUE_DEPTH:
            self._runs.end()
        elif self._runs:
            self._inline, self._runs = self._runs.take(), None
        elif depth == _CELL_DEPTH and self._kind is not None:
            self._end_cell(self._kind)
        elif depth == _ROW_DEPTH and self._in_row:
            self._in_row = False
            self._cells += self._column

    def data(self, text: str) -> None:
        """Text in an element, perhaps not all of it."""
        self._size += len(text) + SMALL
        if self._taking:
            self._parts.append(text)
        elif self._runs:
            self._runs.data(text)
        elif not self._in_row:
            self._size = 0
            self.weight += len(text)

    def _begin_row(self, attributes: Attributes) -> None:
        number = _read_count(attributes.get("r"), self._number + 1)
        if self._in_row or self.depth != _ROW_DEPTH or not self._number < number <= LAST_ROW:
            raise Damage
        if len(repr(attributes)) > _LONGEST_ATTRIBUTES:
            raise Excess
        self.rows += 1
        self._number = number
        self._digits = str(number)
        self._column = 0
        self._in_row = True
        self._size = 0

    def _begin_cell(self, attributes: Attributes) -> None:
        column = self._column + 1
        place = attributes.get("r")
        if place is not None:
            letters = place.removesuffix(self._digits)
            column = self._columns.get(letters, 0) if len(letters) < len(place) else 0
        if not self._in_row or self.depth != _CELL_DEPTH or not self._column < column <= LAST_COLUMN:
            raise Damage
        self._column = column
        self._kind = attributes.get("t", "n")
        self._value = self._inline = self._formula = None

    def _begin_value(self, _attributes: Attributes) -> None:
        self._check_place()
        if self._value is not None:
            raise Damage
        self._taking = "v"

    def _begin_formula(self, attributes: Attributes) -> None:
        self._check_place()
        if self._formula is not None:
            raise Damage
        self._taking = attributes.get("t") or "normal"

    def _begin_inline(self, _attributes: Attributes) -> None:
        self._check_place()
        if self._inline is not None:
            raise Damage
        self._runs = Runs()

    def _check_place(self) -> None:
        if self._kind is None or self.depth != _VALUE_DEPTH:
            raise Damage

    def _pass_by(self, name: str) -> None:
        # openpyxl takes whatever stands in a row for a cell, and passes over what it does not know in one.
        beside, inside = self.depth == _CELL_DEPTH, self.depth == _VALUE_DEPTH and self._kind is not None
        if (beside or inside) and name != _EXTENSIONS:
            raise Damage
        if beside:
            self._column = LAST_COLUMN

    def _end_text(self) -> None:
        taken, self._taking = self._taking, ""
        text = "".join(self._parts)
        self._parts.clear()
        if len(text) > (LONGEST_TEXT if taken == "v" else LONGEST_FORMULA):
            raise Excess
        if taken == "v":
            self._value = text
            return
        self._formula = text
        if taken == "shared":
            self._longest = max(self._longest, len(text))
            self._shared += self._longest

    def _end_cell(self, kind: str) -> None:
        self._kind = None
        if self._value or self._inline:
            self._check_value(kind, self._value)
            self.last = self._number
        # A formula that gave an empty text says so; one that was never worked out must not pass for a blank.
        elif self._formula is not None and (self._value is None or kind != "str"):
            self.unknown.append((self._number - 1) * LAST_COLUMN + self._column - 1)
            self.last = self._number

    def _check_value(self, kind: str, value: str | None) -> None:
        if kind == "inlineStr" or not value or self._inline:
            known = kind == "inlineStr" and not value
        elif kind == "s":
            known = _read_count(value, 0) < self._texts
        else:
            known = _find_pattern(kind).fullmatch(value) is not None
        if not known:
            raise Damage

    def _take_merged(self, attributes: Attributes) -> None:
        from openpyxl.utils import range_boundaries

        self.weigh(attributes)
        if len(self.merged) >= MOST_MERGED:
            raise Excess
        left, top, right, bottom = (place or 0 for place in range_boundaries(attributes.get("ref", "")))
        (left, right), (top, bottom) = sorted((left, right)), sorted((top, bottom))
        if not (left and top) or right > LAST_COLUMN or bottom > LAST_ROW:
            raise Damage
        if (left, top) != (right, bottom):
            self.merged.append((top, left, bottom, right))


@cache
def find_columns() -> dict[str, int]:
    """The number of each column from A to XFD, counted from 1."""
    from openpyxl.utils import get_column_letter

    return {get_column_letter(number): number for number in range(1, LAST_COLUMN + 1)}


@cache
def _find_pattern(kind: str) -> re.Pattern[str]:
    """What a value of that kind of cell looks like; raises KeyError for a kind that there is not."""
    from openpyxl.utils.datetime import ISO_REGEX

    return {"n": _NUMBER, "str": _ANYTHING, "e": _ANYTHING, "b": _TRUTH, "d": ISO_REGEX}[kind]


def _read_count(raw: str | None, usual: int) -> int:
    """A row or an index; `usual` when it is not given. Raises Damage for anything but a few digits."""
    if raw is None:
        return usual
    if not (raw.isascii() and raw.isdigit() and len(raw) <= _MOST_DIGITS):
        raise Damage
    return int(raw)
