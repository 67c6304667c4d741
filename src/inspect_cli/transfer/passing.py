"""The only place that says what of a table was passed over and where, what was filled in, and that it was hidden."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from inspect_cli import messages
from inspect_cli.messages import _, listing, plural
from inspect_cli.rules import register_fields
from inspect_cli.transfer.columns import TAKEN
from inspect_cli.transfer.sifting import Sifter
from inspect_cli.transfer.sources import Table

_LINES = 10  # that are named


def tell(table: Table, sifter: Sifter) -> list[str]:
    """All of it as sentences that name the file and its sheet."""
    said = [*tell_aside(table, sifter), *tell_filled(sifter)]
    return [_("{path}: {news}.").format(path=table.where, news=each) for each in said]


def tell_aside(table: Table, sifter: Sifter) -> Iterator[str]:
    """That nobody sees the sheet, and which rows are no entries, by their lines; without the file."""
    if table.hidden:
        yield _("the sheet is hidden in the workbook, and its rows are taken")
    passed = {kind: _name_lines(lines) for kind, lines in sifter.passed.items()}
    counted = {
        "total": plural(
            "{count} total row (line {lines})",
            "{count} total rows (lines {lines})",
            sifter.aside["total"],
            lines=passed.get("total", ""),
        ),
        "signature": plural(
            "{count} line of signatures or notes (line {lines})",
            "{count} lines of signatures or notes (lines {lines})",
            sifter.aside["signature"],
            lines=passed.get("signature", ""),
        ),
        "header": plural(
            "{count} header again (line {lines})",
            "{count} headers again (lines {lines})",
            sifter.aside["header"],
            lines=passed.get("header", ""),
        ),
    }
    if skipped := [sentence for kind, sentence in counted.items() if sifter.aside[kind]]:
        yield _("skipped: {what}").format(what=listing(skipped))


def tell_filled(sifter: Sifter) -> Iterator[str]:
    """Which cells say what stands above them; without the file."""
    for key, lines in sifter.filler.filled.items():
        yield plural(
            "{count} cell of {column} filled with what stands above it (line {lines})",
            "{count} cells of {column} filled with what stands above them (lines {lines})",
            len(lines),
            column=_name_column(key),
            lines=_name_lines(lines),
        )


def _name_column(key: str | int) -> str:
    """A column by its title: of a ledger, or of a register, of which names are told."""
    if isinstance(key, int):
        return _("Column {n}").format(n=key + 1)
    return (TAKEN.get(key) or register_fields.TITLES[key]).title(messages.language)


def _name_lines(lines: Sequence[int]) -> str:
    return listing([*map(str, lines[:_LINES]), *(["…"] if len(lines) > _LINES else [])])
