"""The only place that writes Markdown: an answer as a table that GitHub and editors draw; user text is never markup."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, TextIO

from inspect_cli.rules.fields import NUMERIC, Field, cell
from inspect_cli.transfer.sheets import Sheet

# What would be code, emphasis, a link, a cell's end, a tag, an entity, a formula or a mention; and what becomes a link.
_MARKUP = re.compile(r"[\\`*_\[\]<>|~&$@]|(?<=www)\.|:(?=//)", re.IGNORECASE)
_BREAK = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_LEADING = re.compile(r"^(?=[#+\-=])|^(\d+)(?=[.)])")  # what begins a heading, a list or a rule


def write(sheet: Sheet, out: TextIO, lang: str) -> int:
    """Write the sheet as a table with its title above, its total in bold, its notes below; how many rows there were."""
    if sheet.title:
        out.write(f"### {quote(sheet.title)}\n\n")
    out.write(_line(_titles(sheet, lang)))
    out.write(_line("---:" if f.kind in NUMERIC else "---" for f in sheet.fields))
    count = 0
    for row in sheet.rows:
        out.write(_line(_cells(sheet, row, lang)))
        count += 1
    if sheet.total is not None:
        out.write(_line(text and f"**{text}**" for text in _cells(sheet, sheet.total, lang)))
    out.writelines(f"\n{_LEADING.sub(_keep, quote(note))}\n" for note in sheet.notes)
    return count


def quote(text: str) -> str:
    """Text that means itself in a cell or a line: markup is escaped, line breaks are <br>, control codes are gone."""
    shown = _MARKUP.sub(r"\\\g<0>", _BREAK.sub("\x00", text.strip()))
    if shown.isprintable():
        return shown
    return "".join(ch if ch.isprintable() or ch in "\u200d\ufe0f" else _visible(ch) for ch in shown)


def _keep(found: re.Match[str]) -> str:
    return f"{found[1] or ''}\\"


def _visible(ch: str) -> str:
    return {"\x00": "<br>", "\t": " "}.get(ch, " " if ch.isspace() else "\ufffd")


def _titles(sheet: Sheet, lang: str) -> list[str]:
    """The titles of the columns; a header of several rows in one."""
    if not sheet.heads:
        return [quote(f.title(lang)) for f in sheet.fields]
    return [
        quote(" ".join(dict.fromkeys(text for text in column if text))) for column in zip(*sheet.heads, strict=True)
    ]


def _cells(sheet: Sheet, row: Mapping[str, Any], lang: str) -> Iterator[str]:
    return (_cell(f, row.get(f.key), lang) for f in sheet.fields)


def _cell(field: Field, value: Any, lang: str) -> str:
    if value is False:
        return ""  # a flag is seen where it is raised
    return quote(cell(field, value, lang))


def _line(cells: Any) -> str:
    return f"| {' | '.join(cells)} |\n"
