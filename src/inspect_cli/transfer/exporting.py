"""The only place that writes answers as files: CSV, JSON and JSON lines, to a stream or to a path.

CSV cells that a spreadsheet would run as a formula get a leading apostrophe, which our own import takes off again.
"""

from __future__ import annotations

import csv
import json
import os
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from inspect_cli.errors import StorageProblem, WrongUsage
from inspect_cli.messages import _, explain
from inspect_cli.rules.fields import Field, cell
from inspect_cli.transfer.sheets import Sheet

_FORMULA = re.compile(r"'*[=+\-@\t\r＝＋－＠]")
_ESCAPED = re.compile(r"'+[=+\-@\t\r＝＋－＠]")


def write(sheet: Sheet, out: TextIO, style: str, lang: str) -> int:
    """Write the sheet as `csv`, `json` or `jsonl` for machines; how many rows there were."""
    return _WRITERS[style](sheet, out, lang)


def save(sheet: Sheet, path: str, lang: str) -> int:
    """Write the sheet to a file, format by its ending; how many rows. The old file stays until the new one is whole.

    CSV is made for people and Excel: UTF-8 with a mark, CRLF, the total row.
    Raises WrongUsage for an unknown ending, StorageProblem when the file cannot be written.
    """
    style = Path(path).suffix.lower().removeprefix(".")
    if style not in _WRITERS:
        raise WrongUsage(
            _("Cannot write {path}: its ending is not .csv, .json or .jsonl.").format(path=path),
            _("Nothing was written."),
            _("Give the file one of these endings."),
        )
    with _replacing(path, "utf-8-sig" if style == "csv" else "utf-8") as out:
        if style == "csv":
            return _write_csv(sheet, out, lang, line_end="\r\n", total=True)
        return _WRITERS[style](sheet, out, lang)


def escape(text: str) -> str:
    """Text that no spreadsheet takes for a formula; `unescape` gives it back."""
    return "'" + text if _FORMULA.match(text) else text


def unescape(text: str) -> str:
    """Undo `escape`."""
    return text[1:] if text[:1] == "'" and _ESCAPED.match(text) else text


def _write_csv(sheet: Sheet, out: TextIO, lang: str, *, line_end: str = "\n", total: bool = False) -> int:
    # CRLF for the writer, so that it quotes a lone CR in a cell; then the line end that was asked for.
    writer = csv.writer(_Ending(out, line_end), lineterminator="\r\n")
    writer.writerow(f.zh if lang == "zh" else f.key for f in sheet.fields)
    count = 0
    for row in sheet.rows:
        writer.writerow(_cells(sheet.fields, row, lang))
        count += 1
    if total and sheet.total is not None:
        writer.writerow(_cells(sheet.fields, sheet.total, lang))
    return count


class _Ending:
    """A stream whose lines end in another way."""

    def __init__(self, out: TextIO, line_end: str) -> None:
        self._out = out
        self._line_end = line_end

    def write(self, line: str) -> None:
        """One line, CRLF at its end."""
        self._out.write(line[:-2] + self._line_end)


def _cells(fields: Any, row: Mapping[str, Any], lang: str) -> Iterator[str]:
    return (_cell(f, row.get(f.key), lang) for f in fields)


def _cell(field: Field, value: Any, lang: str) -> str:
    text = cell(field, value, lang)
    return escape(text) if field.kind in ("text", "names") else text


def _write_json(sheet: Sheet, out: TextIO, lang: str) -> int:
    del lang  # keys and words of JSON are the same in every language
    count = 0
    out.write("[")
    for row in sheet.rows:
        out.write(",\n " if count else "\n ")
        out.write(_json(sheet, row))
        count += 1
    out.write("\n]\n" if count else "]\n")
    return count


def _write_jsonl(sheet: Sheet, out: TextIO, lang: str) -> int:
    del lang
    count = 0
    for row in sheet.rows:
        out.write(_json(sheet, row) + "\n")
        count += 1
    return count


def _json(sheet: Sheet, row: Mapping[str, Any]) -> str:
    inside = {key for keys in sheet.nested.values() for key in keys}
    flat = {f.key: row.get(f.key) for f in sheet.fields if f.key not in inside}
    deep = {name: {key: row.get(key) for key in keys} for name, keys in sheet.nested.items()}
    return json.dumps({**flat, **deep}, ensure_ascii=False, default=lambda value: value.isoformat())


_WRITERS: dict[str, Callable[[Sheet, TextIO, str], int]] = {
    "csv": _write_csv,
    "json": _write_json,
    "jsonl": _write_jsonl,
}


@contextmanager
def _replacing(path: str, encoding: str) -> Iterator[TextIO]:
    target = Path(path)
    try:
        made, draft = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    except (OSError, ValueError) as error:
        raise _unwritable(path, error) from error
    try:
        with open(made, "w", encoding=encoding, newline="") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        Path(draft).replace(target)
    except OSError as error:
        raise _unwritable(path, error) from error
    finally:
        Path(draft).unlink(missing_ok=True)


def _unwritable(path: str, error: OSError | ValueError) -> StorageProblem:
    return StorageProblem(
        _("Cannot write {path}: {error}").format(path=path, error=explain(error)),
        _("A file that was there before is unchanged."),
        _("Check that the folder exists, is writable and has room, then run the command again."),
    )
