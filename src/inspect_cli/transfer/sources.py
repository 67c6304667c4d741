"""The only place that opens the files of an import: folders, text, workbooks, and the tables that stand in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from inspect_cli.errors import BadInput, WrongUsage
from inspect_cli.messages import _, listing
from inspect_cli.transfer import decoding, reading
from inspect_cli.transfer.columns import Columns, Naming, count_known, lacks_ledger, match_columns
from inspect_cli.transfer.heading import ROWS, Header, find_header
from inspect_cli.transfer.reading import Line

ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm")
_REJECTS = ".rejects"
_SIGNS = {",": "“,”", ";": "“;”", "\t": "TAB", "|": "“|”"}
_USUAL = ("utf-8", "utf-8-sig")


class Manner(NamedTuple):
    """How the user wants files to be read. encoding: of text; sheets: of workbooks, all that are ledgers when empty."""

    naming: Naming = Naming()
    encoding: str | None = None
    sheets: Sequence[str] = ()
    year: int | None = None
    split: bool = False


class Table(NamedTuple):
    """One table of a file. read: its rows from the first on, as often as asked; lines: how many, for a progress bar.

    merged: first row, first column, last row, last column of cells that are one; counted from 1.
    """

    path: str
    sheet: str | None
    lines: int
    encoding: str
    delimiter: str
    read: Callable[[], Iterator[Line]]
    header: Header
    columns: Columns
    merged: list[tuple[int, int, int, int]]
    epoch_1904: bool = False
    hidden: bool = False  # a sheet that its workbook does not show

    @property
    def where(self) -> str:
        """The file, and the sheet when it has several."""
        return self.path if self.sheet is None else f"{self.path} [{self.sheet}]"

    @property
    def is_sheet(self) -> bool:
        """Whether it stands in a workbook: then text is text, and nothing is escaped."""
        return not self.encoding

    @property
    def is_usual(self) -> bool:
        """Whether it is read as any such file is: UTF-8 with commas, or a workbook."""
        return not self.encoding or (self.encoding in _USUAL and self.delimiter == ",")

    def body(self) -> Iterator[Line]:
        """The rows below the header."""
        return islice(self.read(), self.header.rows, None)


Passed = list[tuple[str, str]]  # what was not read: file or sheet, and why


class Opened(NamedTuple):
    """The tables of all files, and what was passed over."""

    tables: list[Table]
    passed: Passed


def find_files(given: Sequence[str]) -> tuple[list[str], Passed]:
    """The files that were named, those in and below a folder by name. Raises BadInput for a folder of none."""
    files: list[str] = []
    passed: Passed = []
    for name in given:
        if "\0" in name or not Path(name).is_dir():
            files.append(name)
            continue
        inside = sorted(path for path in Path(name).rglob("*") if path.is_file() and not _is_hidden(path, name))
        ledgers = [path for path in inside if path.suffix.lower() in ENDINGS and _REJECTS not in path.suffixes]
        passed += [(str(path), _("no ledger file by its name")) for path in inside if path not in ledgers]
        if not ledgers:
            raise BadInput(
                _("There is no ledger file in the folder {path}.").format(path=name),
                _("Nothing was imported."),
                _("Files that are read end in: {all}").format(all=", ".join(ENDINGS)),
            )
        files += map(str, ledgers)
    return files, passed


def _is_hidden(path: Path, folder: str) -> bool:
    return any(part.startswith((".", "~$")) for part in path.relative_to(folder).parts)


@contextmanager
def open_tables(given: Sequence[str], manner: Manner) -> Iterator[Opened]:
    """The tables of these files and folders, open as long as the block runs. Raises BadInput for what is no ledger."""
    paths, passed = find_files(given)
    with ExitStack() as stack:
        opened = Opened([], passed)
        for path in paths:
            head = decoding.read_head(path)
            if not head:
                raise BadInput(
                    _("{path} is empty.").format(path=path),
                    _("Nothing was imported."),
                    _("Check that it is the right file."),
                )
            if _is_book(head):
                _open_book(path, manner, stack, opened)
            else:
                opened.tables.append(_open_text(path, manner))
        yield opened


def _is_book(head: bytes) -> bool:
    from inspect_cli.transfer import workbook

    return workbook.is_workbook(head)


def _open_text(path: str, manner: Manner) -> Table:
    if manner.sheets:
        raise WrongUsage(
            _("{path} is a text file and has no sheets.").format(path=path),
            _("Nothing was imported."),
            _("Leave --sheet out, or name a workbook."),
        )
    found = decoding.find_encoding(path, manner.encoding)
    known = partial(count_known, naming=manner.naming)

    def score(lines: Sequence[Line]) -> int:
        header = find_header(lines, known)
        return header.known if header else 0

    delimiter = reading.find_delimiter(path, found.encoding, score)
    read = partial(reading.read_lines, path, found.encoding, delimiter)
    header = find_header(list(islice(read(), ROWS + 1)), known) or _NO_HEADER
    if found.encoding == decoding.CHINESE and not manner.encoding and not header.known:
        raise decoding.undecodable(path, "utf-8")
    kind = match_columns(header.names, path, manner.naming.fill_in(Path(path).stem, Path(path).stem))
    return Table(path, None, found.lines, found.encoding, delimiter, read, header, kind, [])


def _open_book(path: str, manner: Manner, stack: ExitStack, opened: Opened) -> None:
    from inspect_cli.transfer.workbook import open_workbook

    book = stack.enter_context(open_workbook(path))
    known = partial(count_known, naming=manner.naming)
    names = [sheet.name for sheet in book.sheets]
    if missing := [name for name in manner.sheets if name not in names]:
        raise WrongUsage(
            _("{path} has no sheet {sheet}.").format(path=path, sheet=listing(missing)),
            _("Nothing was imported."),
            _("Its sheets are: {all}").format(all=listing(names)),
        )
    chosen = [sheet for sheet in book.sheets if not manner.sheets or sheet.name in manner.sheets]
    headers = {
        sheet.name: find_header(list(islice(book.rows(sheet.name), ROWS + 1)), known) or _NO_HEADER for sheet in chosen
    }
    ledgers = [sheet for sheet in chosen if manner.sheets or not lacks_ledger(headers[sheet.name].names, manner.naming)]
    if not any(next(islice(book.rows(s.name), headers[s.name].rows, None), None) for s in ledgers or chosen):
        raise BadInput(
            _("{path} holds no row below a header.").format(path=path),
            _("Nothing was imported."),
            _("Check that it is the right file."),
        )
    if ledgers:
        why = _("no header of a ledger in its first {count} rows").format(count=ROWS)
        opened.passed.extend((f"{path} [{sheet.name}]", why) for sheet in chosen if sheet not in ledgers)
    for sheet in ledgers or [max(chosen, key=lambda sheet: headers[sheet.name].known)]:
        header = headers[sheet.name]
        naming = manner.naming.fill_in(sheet.name, Path(path).stem)
        kind = match_columns(header.names, f"{path} [{sheet.name}]", naming)
        read, merged = partial(book.rows, sheet.name), book.merged(sheet.name)
        shown = (header, kind, merged, book.epoch_1904, sheet.hidden)
        opened.tables.append(Table(path, sheet.name, sheet.rows, "", "", read, *shown))


def describe(table: Table) -> str:
    """How a text file was read: encoding and the sign between cells; nothing for a workbook."""
    if not table.encoding:
        return ""
    encoding = table.encoding.upper().removesuffix("-SIG")
    return _("{encoding}, cells parted by {sign}").format(encoding=encoding, sign=_SIGNS[table.delimiter])


_NO_HEADER = Header([], 1, 0, [], None, 0)
