"""The only place that starts openpyxl on a workbook, each part scanned before, and what Excel would read as well.

Of the steps of openpyxl those are left out that give no cells and fail at many a real file: who wrote it and when,
charts, themes, the names of ranges.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from io import StringIO
from typing import TYPE_CHECKING, Any, NamedTuple

from inspect_cli.messages import _
from inspect_cli.transfer.containers import (
    LARGEST_INDEX,
    LARGEST_PART,
    LARGEST_TEXTS,
    Container,
    guarding,
    normalise,
    refuse,
)
from inspect_cli.transfer.grids import Grid
from inspect_cli.transfer.scanning import STRICT, Damage, Excess, Index, Strict, Texts

if TYPE_CHECKING:
    from openpyxl.packaging.relationship import Relationship

_CONTENTS = "[Content_Types].xml"
_ROOT = "_rels/.rels"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_STYLES = "xl/styles.xml"  # openpyxl looks for it there
_ODS = b"application/vnd.oasis.opendocument"
_BINARY = "application/vnd.ms-excel.sheet.binary"
_KINDS = {
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml",
    "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    "application/vnd.ms-excel.template.macroEnabled.main+xml",
}
_NO_GRIDS = ("/chartsheet", "/dialogsheet", "/xlMacrosheet", "/xlIntlMacrosheet")
_MOST_SHEETS = 1_000


class Page(NamedTuple):
    """A sheet with cells. entry: as the list of sheets has it."""

    entry: Any
    grid: Grid


class Reader:
    """openpyxl at a workbook. pages: its sheets that have cells, in their order, hidden ones too.

    Raises BadInput for what is no workbook that Excel would open, and StorageProblem.
    """

    def __init__(self, path: str, container: Container) -> None:
        self._path = path
        self._container = container
        with reading(path, _CONTENTS):
            root = _find_root(path, container)
            self._reader = _start(container, data_only=True)
            _check_kind(path, self._reader.package, root)
        with reading(path, root):
            listed = container.scan(root, Index(), LARGEST_INDEX).sheets
            self._reader.read_workbook()
            parser = self._reader.parser
            if normalise(parser.workbook_part_name) != normalise(root) or len(parser.sheets) != listed:
                raise Damage
            self._links: dict[str, Relationship] = parser.rels
        self._read_styles()
        count = self._read_texts()
        self.pages = [self._scan(entry, part, count) for entry, part in self._find_grids()]

    @property
    def epoch_1904(self) -> bool:
        """Whether dates count from 1904."""
        from openpyxl.utils.datetime import CALENDAR_MAC_1904

        return bool(self._reader.wb.epoch == CALENDAR_MAC_1904)

    def open_sheets(self) -> list[Any]:
        """The sheets with their values, as openpyxl reads them, in the order of `pages`."""
        return self._open_sheets(self._reader)

    def open_formulas(self) -> list[Any]:
        """The same sheets with their formulas in place of values."""
        with reading(self._path, self._reader.parser.workbook_part_name):
            reader = _start(self._container, data_only=False)
            reader.read_workbook()
        reader.shared_strings = self._reader.shared_strings
        return self._open_sheets(reader)

    def _open_sheets(self, reader: Any) -> list[Any]:
        with reading(self._path, reader.parser.workbook_part_name):
            reader.parser.sheets = [page.entry for page in self.pages]
            reader.read_worksheets()
            sheets = list(reader.wb.worksheets)
            if len(sheets) != len(self.pages):
                raise Damage
            for sheet in sheets:
                sheet.reset_dimensions()
        return sheets

    def _find_link(self, kind: str) -> Relationship | None:
        return next((link for link in self._links.values() if link.Type == _RELATIONS + kind), None)

    def _read_styles(self) -> None:
        from openpyxl.styles.stylesheet import apply_stylesheet

        # openpyxl prints the number of a style that is not there.
        with reading(self._path, _STYLES), redirect_stdout(StringIO()):
            link = self._find_link("styles")
            if link is None:
                return
            if normalise(link.target) != _STYLES or _STYLES not in self._container:
                raise Damage
            apply_stylesheet(self._reader.archive, self._reader.wb)

    def _read_texts(self) -> int:
        """Read the table of texts; how many there are."""
        from openpyxl.xml.constants import SHARED_STRINGS

        link = self._find_link("sharedStrings")
        # Some programs name the table without writing it; a cell that refers to it is then refused.
        if link is None or link.target not in self._container:
            return 0
        with reading(self._path, link.target):
            declared = self._reader.package.find(SHARED_STRINGS)
            if declared is None or normalise(declared.PartName) != normalise(link.target):
                raise Damage
            texts = self._container.scan(link.target, Texts(), LARGEST_TEXTS)
            self._reader.read_strings()
            held = self._reader.shared_strings
            if len(held) != texts.count:
                raise Damage
            for place, text in texts.marked.items():
                held[place] = text
        return texts.count

    def _find_grids(self) -> list[tuple[Any, str]]:
        """The entry and the part of each sheet that has cells."""
        with reading(self._path, self._reader.parser.workbook_part_name):
            entries = list(self._reader.parser.sheets)
            if len(entries) > _MOST_SHEETS:
                raise Excess
            links = [(entry, self._links[entry.id]) for entry in entries]
            grids = [(entry, link.target) for entry, link in links if not link.Type.endswith(_NO_GRIDS)]
            kinds = {link.Type for _entry, link in links if not link.Type.endswith(_NO_GRIDS)}
            if kinds - {f"{_RELATIONS}worksheet"} or any(link.TargetMode == "External" for _entry, link in links):
                raise Damage
            if len({normalise(part) for _entry, part in grids}) < len(grids):
                raise Damage
            if sum(self._container.find_size(part) for _entry, part in grids) > LARGEST_PART:
                raise Excess
        return grids

    def _scan(self, entry: Any, part: str, texts: int) -> Page:
        with reading(self._path, entry.name):
            return Page(entry, self._container.scan(part, Grid(texts), LARGEST_PART))


@contextmanager
def reading(path: str, part: str) -> Iterator[None]:
    """As `guarding`, for what openpyxl does. Its warnings are about what is of no use here."""
    from openpyxl.formula.tokenizer import TokenizerError
    from openpyxl.formula.translate import TranslatorError
    from openpyxl.utils.exceptions import CellCoordinatesException, IllegalCharacterError, SheetTitleException

    with guarding(path, part), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            yield
        except (
            TokenizerError,
            TranslatorError,
            CellCoordinatesException,
            IllegalCharacterError,
            SheetTitleException,
        ) as error:
            raise Damage from error


def _start(container: Container, *, data_only: bool) -> Any:
    """Start openpyxl with the parts of that container and no others, its list of contents read."""
    from openpyxl.reader.excel import ExcelReader

    reader: Any = ExcelReader(container.file, read_only=True, data_only=data_only, keep_links=False)
    reader.archive = reader.valid_files = container
    reader.read_manifest()
    return reader


def _find_root(path: str, container: Container) -> str:
    """The part that is the workbook itself."""
    from openpyxl.packaging.relationship import get_dependents

    if "mimetype" in container and container.peek("mimetype", len(_ODS)) == _ODS:
        raise refuse(_("{path} is an OpenDocument file (.ods).").format(path=path))
    if _ROOT not in container or _CONTENTS not in container:
        raise refuse(_("{path} is a zip file and no Excel workbook.").format(path=path))
    archive: Any = container
    links = list(get_dependents(archive, _ROOT))
    if any(link.Type.startswith(STRICT) for link in links):
        raise Strict
    return next((str(link.target) for link in links if link.Type == f"{_RELATIONS}officeDocument"), "")


def _check_kind(path: str, contents: Any, root: str) -> None:
    usual = {f".{entry.Extension}".lower(): entry.ContentType for entry in contents.Default}
    own = {normalise(entry.PartName): entry.ContentType for entry in contents.Override}
    kind = own.get(normalise(root)) or next((kind for end, kind in usual.items() if root.lower().endswith(end)), "")
    if kind.startswith(_BINARY):
        raise refuse(_("{path} is a binary workbook (.xlsb).").format(path=path))
    if kind not in _KINDS:
        raise refuse(_("{path} is a zip file and no Excel workbook.").format(path=path))
