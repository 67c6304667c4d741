"""The only place that gathers the cells of a file that break a rule, so that all of them are told in one run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from inspect_cli.errors import BadInput
from inspect_cli.messages import _, plural

SHOWN = 20  # cells that are told; the rest is counted


class Wrong(NamedTuple):
    """A cell that breaks a rule: file and sheet, line, and the sentence that says so."""

    where: str
    line: int
    told: str


class BadCells(BadInput):
    """One or more cells of a file break a rule; nothing was written."""

    def __init__(self, cells: Sequence[Wrong]) -> None:
        more = len(cells) - SHOWN
        rest = [plural("{count} more like this.", "{count} more like this.", more)] if more > 0 else []
        one = _("Mend the cell and run the command again.")
        todo = one if len(cells) == 1 else _("Mend these cells and run the command again.")
        super().__init__("\n".join([*(cell.told for cell in cells[:SHOWN]), *rest]), _("Nothing was written."), todo)
        self.cells = cells


class Collected:
    """The cells that were found wrong so far."""

    def __init__(self, cells: Iterable[Wrong] = ()) -> None:
        self.cells = list(cells)

    @contextmanager
    def catching(self) -> Iterator[None]:
        """Go on behind the block when a cell of it breaks a rule."""
        try:
            yield
        except BadCells as problem:
            self.cells += problem.cells

    def settle(self) -> None:
        """Raises BadCells when there are any, each once, by file and line."""
        if self.cells:
            raise BadCells(sorted(dict.fromkeys(self.cells), key=lambda cell: (cell.where, cell.line)))
