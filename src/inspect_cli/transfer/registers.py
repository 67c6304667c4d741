"""The only place that reads the files of registers: townships (code, name, kind) and sites."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from inspect_cli.errors import BadInput
from inspect_cli.messages import _, listing
from inspect_cli.rules import fields, names, words
from inspect_cli.transfer.exporting import unescape
from inspect_cli.transfer.reading import Line, read_lines

Values = dict[str, Any]
TOWNSHIP_KEYS = ("code", "name", "kind")
SITE_KEYS = ("code", "name", "township", "village", "kind", "state")
_NEEDED = {TOWNSHIP_KEYS: ("code", "name"), SITE_KEYS: ("code", "name", "township")}
_KINDS = {"state": "site_state"}


def read_townships(path: str) -> list[Values]:
    """The townships of a file. Raises BadInput naming file, line and cell."""
    rows = _read(path, TOWNSHIP_KEYS)
    for line, row in rows:
        kind = row.get("kind", "township")
        row["kind"] = words.read_word("township_kind", kind) or kind
        if row["code"] == "*":
            raise _fault(path, line, "code", "*", _("{code} stands for the whole city").format(code="*"))
    _refuse_doubles(path, rows, "code")
    return [row for _line, row in rows]


def read_sites(path: str, register: Mapping[str, str]) -> list[Values]:
    """The sites of a file, their townships as codes. register: code -> name of the townships that exist."""
    places = {names.plain(label): code for code, name in register.items() for label in (code, name)}
    rows = _read(path, SITE_KEYS)
    for line, row in rows:
        code = places.get(names.plain(row["township"]))
        if code is None:
            labels = {name: (name,) for name in register.values()}
            near = listing(names.nearest(row["township"], labels))
            raise _fault(
                path, line, "township", row["township"], _("no such township; nearest: {near}").format(near=near)
            )
        row["township"] = code
    _refuse_doubles(path, rows, "township", "code")
    return [row for _line, row in rows]


def _read(path: str, keys: Sequence[str]) -> list[tuple[int, Values]]:
    lines = read_lines(path)
    header = next(lines, None)
    columns = _match(path, header.cells if header else [], keys)
    return [(line.number, _values(path, line, columns, _NEEDED[tuple(keys)])) for line in lines if any(line.cells)]


def _match(path: str, cells: Sequence[str], keys: Sequence[str]) -> list[str | None]:
    known = {name: key for name, key in fields.known_headers((*fields.LEDGER, *fields.REGISTER)).items() if key in keys}
    columns = [known.get(names.plain(cell)) for cell in cells]
    missing = [key for key in _NEEDED[tuple(keys)] if key not in columns]
    unknown = [cell for cell, key in zip(cells, columns, strict=True) if key is None]
    doubled = sorted({key for key in columns if key and columns.count(key) > 1})
    for wrong, sentence in (
        (missing, _("{path}: the header lacks {columns}.")),
        (unknown, _("{path}: the header has columns that are not known: {columns}.")),
        (doubled, _("{path}: the header has {columns} more than once.")),
    ):
        if wrong:
            raise BadInput(
                sentence.format(path=path, columns=listing(map(str, wrong))),
                _("Nothing was written."),
                _("The first line must hold these names: {names}").format(names=", ".join(keys)),
            )
    return columns


def _values(path: str, line: Line, columns: Sequence[str | None], needed: Sequence[str]) -> Values:
    if len(line.cells) != len(columns):
        raise _fault(path, line.number, "", str(len(line.cells)), _("the row has more or fewer cells than the header"))
    row: Values = {
        key: unescape(cell).strip() for key, cell in zip(columns, line.cells, strict=True) if key and cell.strip()
    }
    for key in needed:
        if key not in row:
            raise _fault(path, line.number, key, "", _("is empty"))
    if "state" in row:
        state = words.read_word("site_state", row["state"])
        if state is None:
            raise _fault(path, line.number, "state", row["state"], _("write producing or stopped (生产, 停产)"))
        row["state"] = state
    return row


def _refuse_doubles(path: str, rows: Sequence[tuple[int, Values]], *keys: str) -> None:
    seen: dict[tuple[str, ...], int] = {}
    for line, row in rows:
        key = tuple(row[name] for name in keys)
        if key in seen:
            raise _fault(path, line, keys[-1], row[keys[-1]], _("stands on line {line} too").format(line=seen[key]))
        seen[key] = line


def _fault(path: str, line: int, column: str, value: str, rule: str) -> BadInput:
    where = _("{path}, line {line}, column {column}") if column else _("{path}, line {line}")
    what = _("{where}: “{value}”: {rule}").format(
        where=where.format(path=path, line=line, column=column), value=value, rule=rule
    )
    return BadInput(what, _("Nothing was written."), _("Mend the cell and run the command again."))
