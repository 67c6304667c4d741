"""The only place for the shape of an answer: columns and rows, before anybody draws them or writes them to a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from inspect_cli.rules.fields import Field


@dataclass
class Sheet:
    """An answer. rows: one mapping a row, read once; total: the total row of tables and of files for people.

    nested: JSON key -> columns that stand together under it; notes: sentences below a table;
    urgent: columns whose cells are drawn to be seen when they are not zero.
    """

    fields: Sequence[Field]
    rows: Iterable[Mapping[str, Any]]
    title: str = ""
    total: Mapping[str, Any] | None = None
    nested: Mapping[str, Sequence[str]] = field(default_factory=dict)
    notes: Sequence[str] = ()
    urgent: Sequence[str] = ()
