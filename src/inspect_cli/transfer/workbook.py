"""The only place that reads workbooks: the sheets of a file, and their rows as text."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from itertools import repeat
from typing import Any, NamedTuple

from inspect_cli.messages import _
from inspect_cli.transfer.cells import decode, say
from inspect_cli.transfer.containers import OLE, ZIP, Container, open_container, refuse
from inspect_cli.transfer.grids import LAST_COLUMN, Grid
from inspect_cli.transfer.loading import Reader, reading
from inspect_cli.transfer.reading import Line
from inspect_cli.transfer.scanning import Damage, Excess

# A small sheet can name one long text, or a far column, millions of times. So what it gives out, a character as one and
# a blank cell as four, is bounded for a row and for a whole pass.
MOST_GIVEN = 1_500_000_000
LARGEST_ROW = 1 << 24
_BLANK = 4


class SheetInfo(NamedTuple):
    """A sheet of a workbook. rows: how many rows it has, blank ones with a format too, for a progress bar."""

    name: str
    rows: int
    hidden: bool


class Workbook:
    """An open workbook. sheets: in their order, hidden ones too, those that are only a chart left out.

    epoch_1904: whether its dates count from 1904; the cells of `rows` are dates already.
    """

    def __init__(self, path: str, container: Container) -> None:
        self._path = path
        self._reader = Reader(path, container)
        self.epoch_1904 = self._reader.epoch_1904
        pages = self._reader.pages
        self.sheets = tuple(
            SheetInfo(decode(page.entry.name), page.grid.rows, page.entry.state != "visible") for page in pages
        )
        if not any(sheet.rows for sheet in self.sheets):
            raise refuse(_("{path} has no sheet with any row.").format(path=path))
        self._places = {sheet.name: place for place, sheet in enumerate(self.sheets)}
        with reading(path, "xl/workbook.xml"):
            if len({name.lower() for name in self._places}) < len(self.sheets):
                raise Damage
        self._values = self._reader.open_sheets()

    def rows(self, name: str) -> Iterator[Line]:
        """The rows of a sheet with their numbers there, from 1 to the last that is not blank; a blank one has no cells.

        Cells are text as our CSV has it, escaped, up to the last that is not blank; raw are `=...` for a formula that
        was never worked out, and `=#REF!` for an error. Raises BadInput, which names the sheet, and StorageProblem.
        """
        page = self._reader.pages[self._places[name]]
        lines = self._read(self._places[name], page.grid)
        last = 0
        while True:
            with reading(self._path, name):
                line = next(lines, None)
            if line is None:
                return
            for number in range(last + 1, line.number):
                yield Line(number, [])
            yield line
            last = line.number

    def merged(self, name: str) -> list[tuple[int, int, int, int]]:
        """The merged cells of a sheet: first row, first column, last row, last column, counted from 1."""
        return self._reader.pages[self._places[name]].grid.merged

    def _read(self, place: int, grid: Grid) -> Iterator[Line]:
        """The rows that are not blank."""
        values = self._values[place].iter_rows()
        formulas = self._formulas[place].iter_rows(values_only=True) if grid.unknown else repeat(())
        unknown = deque(grid.unknown)
        number = given = 0
        # What follows the last value may be a million rows that somebody coloured.
        for number, row, raw in zip(range(1, grid.last + 1), values, formulas, strict=False):
            cells = [say(cell.value, cell.data_type) for cell in row]
            while unknown and unknown[0] < number * LAST_COLUMN:
                column = unknown.popleft() % LAST_COLUMN
                cells[column] = _say_formula(raw[column])
            while cells and not cells[-1]:
                cells.pop()
            if cells:
                size = sum(map(len, cells)) + _BLANK * cells.count("")
                given += size
                if size > LARGEST_ROW or given > MOST_GIVEN:
                    raise Excess
                yield Line(number, cells)
        if number != grid.last or unknown:
            raise Damage

    @cached_property
    def _formulas(self) -> list[Any]:
        return self._reader.open_formulas()


@contextmanager
def open_workbook(path: str) -> Iterator[Workbook]:
    """The workbook at that path, open as long as the block runs.

    Raises BadInput for a file that is no workbook (.xlsx, .xlsm), is damaged, protected, or larger than any honest one;
    StorageProblem when it cannot be read.
    """
    with open_container(path) as container:
        yield Workbook(path, container)


def is_workbook(head: bytes) -> bool:
    """Whether a file that begins so is for `open_workbook`: a zip file, or the old Excel file that it refuses."""
    return head.startswith((*ZIP, OLE))


def _say_formula(value: Any) -> str:
    """A formula as it stands; those that fill several cells are objects of openpyxl."""
    return "=" + str(getattr(value, "text", value)).removeprefix("=")
