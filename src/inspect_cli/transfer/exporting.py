"""The only place that writes answers as files: CSV and JSON here, workbooks and Markdown through their own modules.

CSV cells that a spreadsheet would run as a formula get a leading apostrophe, which our own import takes off again.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from inspect_cli.errors import WrongUsage
from inspect_cli.messages import _
from inspect_cli.rules import words
from inspect_cli.rules.fields import MARK, Field, cell
from inspect_cli.transfer import markdown
from inspect_cli.transfer.replacing import replacing
from inspect_cli.transfer.sheets import Sheet, merge_heads

ENDINGS = {"csv": "csv", "xlsx": "xlsx", "json": "json", "jsonl": "jsonl", "md": "markdown"}  # ending -> format
_FORMULA = re.compile(r"'*(?:[\t\r\n]|\s*[=+\-@＝＋－＠])")
_FREE = ("text", "names")  # kinds of columns whose cells people write
_SUSPECT = re.compile(rf"{MARK}[\s'=+\-@＝＋－＠]")  # a cell that may be one; a number, the first cell, is none


def write(sheet: Sheet, out: TextIO, style: str, lang: str) -> int:
    """Write the sheet as `csv`, `json` or `jsonl` for machines, or as `markdown`; how many rows there were."""
    return _WRITERS[style](sheet, out, lang)


def find_style(path: str) -> str:
    """The format that the ending of a file asks for. Raises WrongUsage for another one."""
    style = ENDINGS.get(Path(path).suffix.lower().removeprefix("."))
    if style is None:
        raise WrongUsage(
            _("Cannot write {path}: its ending is not .csv, .xlsx, .json, .jsonl or .md.").format(path=path),
            _("Nothing was written."),
            _("Give the file one of these endings."),
        )
    return style


def save(sheet: Sheet, path: str, lang: str) -> int:
    """Write the sheet to a file, format by its ending; how many rows. The old file stays until the new one is whole.

    CSV is made for people and Excel: UTF-8 with a mark, CRLF, the total row; so is a workbook.
    Raises WrongUsage for an unknown ending, BadInput for a text that a workbook has no room for, StorageProblem when
    the file cannot be written.
    """
    style = find_style(path)
    with replacing(path) as out:
        if style == "xlsx":
            from inspect_cli.transfer import spreadsheet

            return spreadsheet.write(sheet, out, lang, Path(path).parent)
        return _save_text(sheet, out, style, lang)


def _save_text(sheet: Sheet, out: BinaryIO, style: str, lang: str) -> int:
    text = io.TextIOWrapper(out, encoding="utf-8-sig" if style == "csv" else "utf-8", newline="")
    try:
        if style == "csv":
            return _write_csv(sheet, text, lang, line_end="\r\n", total=True)
        return _WRITERS[style](sheet, text, lang)
    finally:
        text.detach()  # written out to the end, and left open


def escape(text: str) -> str:
    """Text that no spreadsheet takes for a formula; `unescape` gives it back."""
    return "'" + text if _FORMULA.match(text) else text


def unescape(text: str) -> str:
    """Undo `escape`."""
    return text[1:] if text[:1] == "'" and _FORMULA.match(text, 1) else text


def _write_csv(sheet: Sheet, out: TextIO, lang: str, *, line_end: str = "\n", total: bool = False) -> int:
    # CRLF for the writer, so that it quotes a lone CR in a cell; then the line end that was asked for.
    writer = csv.writer(_Ending(out, line_end), lineterminator="\r\n")
    writer.writerows(_head_lines(sheet, lang, people=total))
    if sheet.lines is not None:
        count = _write_lines(sheet.fields, sheet.lines, out, lang, line_end)
    else:
        count = 0
        for row in sheet.rows:
            writer.writerow(_cells(sheet.fields, row, lang))
            count += 1
    if total and sheet.total is not None:
        writer.writerow(_cells(sheet.fields, sheet.total, lang))
    return count


def _head_lines(sheet: Sheet, lang: str, *, people: bool) -> Iterator[list[str]]:
    """The title and the header for people, of which cells that are one have their text in the first; or keys."""
    if people and sheet.title:
        yield [escape(sheet.title), *[""] * (len(sheet.fields) - 1)]
    if not people or not sheet.heads:
        yield [escape(f.zh if lang == "zh" else f.key) for f in sheet.fields]
        return
    lines = [[""] * len(sheet.fields) for _line in sheet.heads]
    for span in merge_heads(sheet.heads):
        lines[span.top][span.left] = escape(span.text)
    yield from lines


def _write_lines(fields: Sequence[Field], lines: Iterable[str], out: TextIO, lang: str, line_end: str) -> int:
    """Rows that come as lines of text already: the same bytes as cell by cell, in a sixth of the time."""
    put = out.write
    writer = csv.writer(_Ending(out, line_end), lineterminator="\r\n")
    worded = [(n, f.kind) for n, f in enumerate(fields) if f.kind in words.TABLES] if lang == "zh" else []
    free = [f.kind in _FREE for f in fields]
    count = 0
    for line in lines:
        count += 1
        special = _is_special(line)
        if worded or special:
            cells = line.split(MARK)
            for n, kind in worded:
                cells[n] = words.word(kind, cells[n], lang)
            if special:
                writer.writerow([escape(text) if free[n] else text for n, text in enumerate(cells)])
            else:
                put(",".join(cells) + line_end)
        else:
            put(line.replace(MARK, ",") + line_end)
    return count


def _is_special(line: str) -> bool:
    """Whether a cell of the line may have to be quoted or escaped."""
    return "," in line or '"' in line or "\n" in line or "\r" in line or _SUSPECT.search(line) is not None


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
    return escape(text) if field.kind in _FREE else text


def _write_json(sheet: Sheet, out: TextIO, lang: str) -> int:
    del lang  # keys and words of JSON are the same in every language
    count = 0
    out.write("[")
    for text in _objects(sheet):
        out.write((",\n " if count else "\n ") + text)
        count += 1
    out.write("\n]\n" if count else "]\n")
    return count


def _write_jsonl(sheet: Sheet, out: TextIO, lang: str) -> int:
    del lang
    count = 0
    for text in _objects(sheet):
        out.write(text + "\n")
        count += 1
    return count


def _objects(sheet: Sheet) -> Iterator[str]:
    """Each row as a JSON object, what belongs together under one key."""
    encode = json.JSONEncoder(ensure_ascii=False, default=lambda value: value.isoformat()).encode
    inside = {key for keys in sheet.nested.values() for key in keys}
    flat = [f.key for f in sheet.fields if f.key not in inside]
    for row in sheet.rows:
        deep = {
            name: {key.removeprefix(f"{name}."): row.get(key) for key in keys} for name, keys in sheet.nested.items()
        }
        yield encode({**{key: row.get(key) for key in flat}, **deep})


_WRITERS: dict[str, Callable[[Sheet, TextIO, str], int]] = {
    "csv": _write_csv,
    "json": _write_json,
    "jsonl": _write_jsonl,
    "markdown": markdown.write,
}
