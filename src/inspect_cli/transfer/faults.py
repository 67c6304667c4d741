"""The only place for what a row looks like once it is read, and for what is wrong with one that cannot be taken."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from inspect_cli import messages
from inspect_cli.messages import _
from inspect_cli.rules import fields, foreign

_VALUE_SHOWN = 60  # characters of a rejected cell
Values = dict[Any, Any]  # field -> value; a column that goes into the note stands under ("note", its place)


class Fault(NamedTuple):
    """What is wrong with a cell: the column's key, its value as found, the rule it breaks, what to do."""

    column: str
    value: str
    rule: str
    fix: str

    def title(self) -> str:
        """The column's name as people read it."""
        known = (*fields.LEDGER, *foreign.ANSWERS, *fields.pick_fields(("measures", "funds")))
        return next((f.title(messages.language) for f in known if f.key == self.column), self.column)

    def __str__(self) -> str:
        where = _("{name}: {rule}; {fix}") if self.column else _("{rule}; {fix}")
        return where.format(name=self.title(), rule=quote(self.value, self.rule), fix=self.fix)


def quote(value: str, rule: str) -> str:
    """What is wrong with a cell behind its text; of an empty cell that alone."""
    shown = shorten(value)
    return _("“{value}”: {rule}").format(value=shown, rule=rule) if shown else rule


def shorten(value: str) -> str:
    """A cell's text on one line, cut where it is long."""
    value = " ".join(value.split())
    return value if len(value) <= _VALUE_SHOWN else value[:_VALUE_SHOWN] + "…"


class Reject(NamedTuple):
    """A row that cannot be taken, and why.

    table: which of the tables it stands in; cells: as they were read; header: what the file calls the column.
    """

    path: str
    line: int
    fault: Fault
    table: int = 0
    cells: Sequence[str] = ()
    header: str = ""

    def __str__(self) -> str:
        where = _("{path}, line {line}") if not self.fault.column else _("{path}, line {line}, column {column}")
        return _("{where}: {rule}; {fix}").format(
            where=where.format(path=self.path, line=self.line, column=self.header or self.fault.title()),
            rule=quote(self.fault.value, self.fault.rule),
            fix=self.fault.fix,
        )


class Refused(Exception):
    """A row cannot be taken; carries its Fault."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault
