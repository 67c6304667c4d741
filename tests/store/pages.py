"""Where the rows of a table lie in a file of SQLite: its format, https://www.sqlite.org/fileformat2.html, read by hand.

Not every SQLite is built with `dbstat`, and that gives pages only, with room between the rows.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

LEAF, INTERIOR = 0x0D, 0x05


class Span(NamedTuple):
    """Bytes of one row: from `start` up to `stop`; leads: the row begins here, with its length and types."""

    start: int
    stop: int
    leads: bool


def find_rows(path: Path, table: str) -> list[Span]:
    """Every byte of the table's rows, and nothing else."""
    with closing(sqlite3.connect(path)) as connection:
        ((root,),) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", [table]).fetchall()
    content = path.read_bytes()
    return list(_Pages(content, int.from_bytes(content[16:18])).walk(root))


class _Pages:
    def __init__(self, content: bytes, size: int) -> None:
        self._content = content
        self._size = size

    def walk(self, number: int) -> Iterator[Span]:
        """The rows under this page."""
        start = (number - 1) * self._size
        kind, count = self._content[start], self._read(start + 3, 2)
        head = 12 if kind == INTERIOR else 8
        cells = [start + self._read(start + head + 2 * n, 2) for n in range(count)]
        if kind == LEAF:
            for cell in cells:
                yield from self._row(cell)
        else:
            for child in [*(self._read(cell, 4) for cell in cells), self._read(start + 8, 4)]:
                yield from self.walk(child)

    def _row(self, cell: int) -> Iterator[Span]:
        length, after = self._varint(cell)
        _rowid, after = self._varint(after)
        here = self._local(length)
        more = self._read(after + here, 4) if here < length else 0
        yield Span(cell, after + here + (4 if more else 0), leads=True)
        left = length - here
        while more:
            page = (more - 1) * self._size
            piece = min(left, self._size - 4)
            yield Span(page, page + 4 + piece, leads=False)
            left, more = left - piece, self._read(page, 4)

    def _local(self, length: int) -> int:
        """How much of a row stands on its leaf."""
        most, least = self._size - 35, (self._size - 12) * 32 // 255 - 23
        if length <= most:
            return length
        part = least + (length - least) % (self._size - 4)
        return part if part <= most else least

    def _varint(self, place: int) -> tuple[int, int]:
        value = 0
        for n in range(8):
            byte = self._content[place + n]
            value = value << 7 | byte & 0x7F
            if byte < 0x80:
                return value, place + n + 1
        return value << 8 | self._content[place + 8], place + 9

    def _read(self, place: int, length: int) -> int:
        return int.from_bytes(self._content[place : place + length])
