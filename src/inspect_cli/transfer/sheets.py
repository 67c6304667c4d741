"""The only place for the shape of an answer: columns and rows, before anybody draws them or writes them to a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from inspect_cli.rules.fields import Field


@dataclass
class Sheet:
    """An answer. rows: one mapping a row, read once; total: the total row of tables and of files for people.

    nested: JSON key -> columns that stand together under it; notes: sentences below a table;
    urgent: columns whose cells are drawn to be seen when they are not zero; title: stands over a table, and over the
    header of a file for people; heads: the rows of that header where titles are not enough, a cell for each column,
    of which equal neighbours are one: see `merge_heads`; lines: the same rows again as text, the cells in the order of
    the columns with MARK between them, days in ISO form and words as keys, which CSV is quicker written from;
    choices: column -> the words that a workbook offers in its cells.
    """

    fields: Sequence[Field]
    rows: Iterable[Mapping[str, Any]]
    title: str = ""
    total: Mapping[str, Any] | None = None
    nested: Mapping[str, Sequence[str]] = field(default_factory=dict)
    notes: Sequence[str] = ()
    urgent: Sequence[str] = ()
    heads: Sequence[Sequence[str]] = ()
    lines: Iterable[str] | None = None
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)


class Span(NamedTuple):
    """Cells of a header that are one: rows and columns counted from 0, the last ones included."""

    top: int
    left: int
    bottom: int
    right: int
    text: str


def merge_heads(heads: Sequence[Sequence[str]]) -> list[Span]:
    """The cells of a header. Of several rows: equal ones side by side in the first, or one below another, are one."""
    spans: list[Span] = []
    taken: set[tuple[int, int]] = set()
    for top, row in enumerate(heads):
        for left, text in enumerate(row):
            if (top, left) in taken:
                continue
            right = left
            while top == 0 and len(heads) > 1 and right + 1 < len(row) and row[right + 1] == text:
                right += 1
            bottom = top
            while bottom + 1 < len(heads) and set(heads[bottom + 1][left : right + 1]) == {text}:
                bottom += 1
            spans.append(Span(top, left, bottom, right, text))
            taken |= {(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)}
    return spans
