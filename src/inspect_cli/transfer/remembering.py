"""The only place that remembers what the rows of an import said so far, each of them in a few bytes."""

from __future__ import annotations

from typing import Any, NamedTuple

from inspect_cli.rules.fields import INPUT_KEYS
from inspect_cli.rules.identity import names_hazard
from inspect_cli.rules.numbers import Number
from inspect_cli.transfer.drafting import PLAN_KEYS, Row
from inspect_cli.transfer.indexing import Index

_COUNT = 21  # bits: so often a content is counted in one file
_FILE = 20  # bits: so many files
_LINE = 40
_MOST = (1 << _COUNT) - 1
_RECENT = 1 << 16
_SAID = (*(key for key in INPUT_KEYS if key != "number"), *PLAN_KEYS)
_SHOWN = 5  # pairs of lines


class Place(NamedTuple):
    """Where a row with a number stands, and what it says: 0 when nothing will be compared with it."""

    file: int
    line: int
    content: int


class Remembered:
    """The rows of the files so far; a file is named by its place among them."""

    def __init__(self) -> None:
        self._numbers = Index()
        self._contents = Index()
        self._counts = Index()
        self._refs = Index()

    def place(self, number: Number) -> Place | None:
        """Where the row with this permanent number stands; None before the first."""
        key = hash(number)
        met = self._numbers.get(key, -1)
        return None if met < 0 else Place(met >> _LINE, met & (1 << _LINE) - 1, self._contents.get(key, 0))

    def put_number(self, number: Number, place: Place) -> None:
        """A row with this permanent number stands there."""
        key = hash(number)
        self._numbers.put(key, place.file << _LINE | place.line)
        if place.content:
            self._contents.put(key, place.content)

    def count(self, content: int, file: int) -> tuple[int, int]:
        """One more row of this content: how many stood before it in its file, and at most in one earlier file."""
        packed = self._counts.get(content, 0)
        before, last, nth = packed >> _FILE + _COUNT, packed >> _COUNT & (1 << _FILE) - 1, packed & _MOST
        if last != file:
            before, nth = max(before, nth), 0
        self._counts.put(content, (before << _FILE | file) << _COUNT | min(nth + 1, _MOST))
        return nth, before

    def find_ref(self, township: str, ref: str) -> int | None:
        """The first file that had another ledger's number there; None when none had."""
        file = self._refs.get(hash((township, ref)), -1)
        return None if file < 0 else file

    def says(self, township: str, ref: str, content: int) -> bool:
        """Whether a row with another ledger's number had this content."""
        return self._refs.get(hash((township, ref, content)), -1) >= 0

    def put_ref(self, township: str, ref: str, content: int, file: int) -> None:
        """A row of this file has another ledger's number, and says this."""
        if self.find_ref(township, ref) is None:
            self._refs.put(hash((township, ref)), file)
        self._refs.put(hash((township, ref, content)), file)


class Doubles:
    """Rows that say the same as one above them in their file; a number that is none but of a line says nothing.

    counted: how many, by file; lines: the first of them, each as the line above and its own.
    """

    def __init__(self) -> None:
        self.counted: dict[str, int] = {}
        self.lines: dict[str, list[tuple[int, int]]] = {}
        self._met = Index(_RECENT, bits=32)

    def look(self, row: Row) -> None:
        """One more row that is taken as new."""
        number = row.values.get("number")
        said: tuple[Any, ...] = (row.file, number if names_hazard(number) else None, *map(row.values.get, _SAID))
        key = hash(said) or 1
        first = self._met.get(key, 0)
        if not first:
            self._met.put(key, row.line)
            return
        self.counted[row.path] = self.counted.get(row.path, 0) + 1
        if self.counted[row.path] <= _SHOWN:
            self.lines.setdefault(row.path, []).append((first, row.line))
