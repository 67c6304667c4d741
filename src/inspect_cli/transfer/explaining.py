"""The only place that shows how the columns of files are understood, with samples, before anything is imported."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from inspect_cli import messages
from inspect_cli.messages import _
from inspect_cli.transfer import columns, sources
from inspect_cli.transfer.columns import TAKEN, Columns
from inspect_cli.transfer.exporting import unescape
from inspect_cli.transfer.sifting import Sifter
from inspect_cli.transfer.sources import Manner, Table

SAMPLES = 3
_LOOKED = 2000  # rows


def explain_files(files: Sequence[str], manner: Manner) -> tuple[list[dict[str, Any]], list[str]]:
    """A row for each column of each table: file, sheet, column, header, field, samples; and sentences about the files.

    field: a key, `note` for what is kept there, or nothing with the reason under `unused`.
    """
    columns.check_naming(manner.naming)
    rows: list[dict[str, Any]] = []
    news: list[str] = []
    with sources.open_tables(files, manner) as opened:
        for table in opened.tables:
            news += _tell(table, manner)
            rows += _explain(table, table.columns)
        news += [_("{path}: not read, {why}.").format(path=path, why=why) for path, why in opened.passed]
    return rows, news


def _explain(table: Table, kind: Columns) -> Iterator[dict[str, Any]]:
    body = [line.cells for line in islice(Sifter(table).sift(table.body()), _LOOKED)]
    for n, header in enumerate(kind.headers):
        texts = (unescape(cells[n]).strip() for cells in body if len(cells) > n)
        samples = list(islice(dict.fromkeys(text for text in texts if text), SAMPLES))
        yield {
            "file": table.path,
            "sheet": table.sheet,
            "column": n + 1,
            "header": header,
            "field": kind.keys[n] or ("note" if n in kind.noted else None),
            "taken_for": _taken_for(n, kind),
            "samples": samples,
        }
    for key, value in kind.naming.constants.items():
        yield {
            "file": table.path,
            "sheet": table.sheet,
            "column": None,
            "header": None,
            "field": key,
            "taken_for": _("{field}, the same in every row").format(field=_title(key)),
            "samples": [value],
        }


def _taken_for(n: int, kind: Columns) -> str:
    if key := kind.keys[n]:
        return _title(key)
    if n in kind.noted:
        return _("kept in the note")
    why = {
        "ignored": _("unused: you said so"),
        "returned": _("unused: it says why a row was returned"),
        "personal": _("unused: about private persons"),
        "derived": _("unused: it follows from other columns"),
    }
    return why[kind.unused[n]]


def _title(key: str) -> str:
    return TAKEN[key].title(messages.language)


def _tell(table: Table, manner: Manner) -> Iterator[str]:
    how = sources.describe(table)
    said = _("{path}: {how}; header on line {line}.") if how else _("{path}: header on line {line}.")
    yield said.format(path=table.where, how=how, line=table.header.line)
    if table.header.titles:
        yield _("{path}: above the header: {titles}").format(path=table.where, titles=" ".join(table.header.titles))
    if year := manner.year or table.header.year:
        yield _("{path}: days without a year are of {year}.").format(path=table.where, year=year)
