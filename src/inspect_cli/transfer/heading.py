"""The only place that finds the header of a table: below title lines, over one row or two, by the names it knows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import zip_longest
from typing import NamedTuple

from inspect_cli.rules.written import find_year
from inspect_cli.transfer.reading import Line

ROWS = 10  # where a header is looked for
Known = Callable[[Sequence[str]], int]  # how many fields a row names


class Header(NamedTuple):
    """A header: its names, two rows joined by /; its first line; how many rows of the file it ends behind.

    titles: the texts above it; year: what they name, if they agree on one; known: how many fields it names.
    """

    names: list[str]
    line: int
    rows: int
    titles: list[str]
    year: int | None
    known: int


def find_header(lines: Sequence[Line], known: Known) -> Header | None:
    """The header among the first rows of a table; None when they hold nothing.

    The row, or two rows joined, that names most fields; the first that holds anything when none names one.
    """
    head = lines[: ROWS + 1]
    filled = [n for n, line in enumerate(head[:ROWS]) if any(cell.strip() for cell in line.cells)]
    if not filled:
        return None
    scores = {n: known(head[n].cells) for n in filled}
    best = max(filled, key=lambda n: (scores[n], -n))
    names, height, score = _trim(head[best].cells), 1, scores[best]
    for first in [n for n in filled if n + 1 < len(head) and n <= best]:
        joined = join_rows(head[first].cells, head[first + 1].cells)
        if (both := known(joined)) > score and known(head[first + 1].cells):
            best, names, height, score = first, _trim(joined), 2, both
    titles = [cell.strip() for line in head[:best] for cell in line.cells if cell.strip()]
    return Header(names, head[best].number, best + height, titles, find_year(titles), score)


def join_rows(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """Two header rows as one: a heading that stands over several columns is written before each of theirs."""
    joined, group = [], ""
    for above, below in zip_longest(upper, lower, fillvalue=""):
        above, below = above.strip(), below.strip()  # noqa: PLW2901 - the same names, without the blanks
        group = above or (group if below else "")
        joined.append(f"{group}/{below}" if group and below and group != below else below or group)
    return joined


def _trim(cells: Sequence[str]) -> list[str]:
    return [" ".join(cell.split()) for cell in cells]
