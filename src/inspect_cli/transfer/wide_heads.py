"""The only place that takes the columns below one merged heading as one: people who stand beside each other.

Their phones and posts may stand below a merged heading too, one column for each of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import islice

from inspect_cli.transfer.reading import Line
from inspect_cli.transfer.sources import Table

_NOBODY = "-"  # whose phone or post is blank beside those of others
_OF = ("phone", "post")
Wide = Mapping[int, int]  # the place of the first column of each -> how many there are


def widen_header(table: Table) -> tuple[Table, Wide]:
    """The table with a place in its header for each column below a merged heading, and where those are."""
    header = table.header
    last = max((line.number for line in islice(table.read(), header.rows)), default=header.line)
    names, wide = list(header.names), dict[int, int]()
    for top, left, bottom, right in table.merged:
        place, count = left - 1, right - left + 1
        if count < 2 or top < header.line or bottom > last or not _get(names, place):  # noqa: PLR2004
            continue
        if not any(_get(names, each) for each in range(place + 1, place + count)):
            names += [""] * (place + count - len(names))
            wide[place] = count
    return table._replace(header=header._replace(names=names)), wide


def join_columns(table: Table, wide: Wide, keys: Sequence[str | None], is_joined: Callable[[str], bool]) -> Table:
    """The same with what stands in those columns in the first of each, a line each; the others are blank then.

    keys: of all columns; is_joined: whether a line of a cell of such a column is one of several.
    """
    joined = {place: count for place, count in wide.items() if (key := keys[place]) and is_joined(key)}
    if not joined:
        return table
    lines = [Line(line.number, _join(line.cells, joined, keys)) for line in table.read()]
    body = [line if n < table.header.rows else lines[n] for n, line in enumerate(table.read())]
    return table._replace(read=partial(iter, body))


def _join(cells: Sequence[str], joined: Wide, keys: Sequence[str | None]) -> list[str]:
    made, people = list(cells), list[bool]()
    for place, count in sorted(joined.items()):
        parts = [_get(cells, each) for each in range(place, place + count)]
        if (keys[place] or "").endswith(_OF):
            kept = _pair(parts, people)
        else:
            people, kept = [bool(part) for part in parts], [part for part in parts if part]
        for each in range(place, min(place + count, len(made))):
            made[each] = ""
        if any(kept):
            made += [""] * (place + 1 - len(made))
            made[place] = "\n".join(sorted(kept, key=lambda part: not part.startswith("=")))
    return made


def _pair(parts: Sequence[str], people: Sequence[bool]) -> list[str]:
    """The phones or posts of those who are there; a blank one is said to be none where others have one."""
    there = people if len(people) == len(parts) else [bool(part) for part in parts]
    kept = [part or _NOBODY for part, is_there in zip(parts, there, strict=True) if part or is_there]
    return kept if any(parts) else []


def _get(cells: Sequence[str], place: int) -> str:
    return cells[place].strip() if place < len(cells) else ""
