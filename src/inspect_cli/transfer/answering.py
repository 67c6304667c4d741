"""The only place that reads a checklist that was filled in: a CSV, a workbook or JSON; all of it or nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache, partial
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from inspect_cli import messages
from inspect_cli.errors import BadInput, Problem
from inspect_cli.messages import _, listing, plural
from inspect_cli.rules import deadlines, fields, names, walking, words
from inspect_cli.rules.walking import Given
from inspect_cli.store import walks
from inspect_cli.transfer import blanks, decoding, reading
from inspect_cli.transfer.collecting import SHOWN
from inspect_cli.transfer.exporting import unescape
from inspect_cli.transfer.faults import quote
from inspect_cli.transfer.reading import Line

if TYPE_CHECKING:
    from inspect_cli.rules.checklists import Checklist

_KEYS = tuple(f.key for f in fields.SAID)
_TOP = 10  # lines among which the header stands
_OF_A_HAZARD = ("description", "location", "owner", "due", "severity", "fixed")


class Row(NamedTuple):
    """A row of the file: its line or place in the list, and its cells that are not empty, by key."""

    line: int
    cells: Mapping[str, str]


class Filled(NamedTuple):
    """A list that was filled in: its file, what that says it is for by keys of `blanks.SPOT`, its rows."""

    path: str
    spot: Mapping[str, str]
    rows: Sequence[Row]


class Fault(NamedTuple):
    """What is wrong with a cell."""

    line: int
    column: str
    value: str
    rule: str


class Refused(Exception):
    """A cell breaks a rule: which, its value, the rule."""


def read_list(path: str) -> Filled:
    """What the file says, cell by cell.

    Raises BadInput when it cannot be a list, StorageProblem when it cannot be read. What the readers of an import
    complain of is said in the words of a walk.
    """
    try:
        if Path(path).suffix.lower() == ".json":
            return Filled(path, {}, list(_read_json(path)))
        lines = _read_lines(path)
        above, first = _find_header(lines)
        spot = blanks.read_spot(cell for line in above for cell in line.cells)
        return Filled(path, spot, list(_read_table(path, chain(first, lines))))
    except Problem as problem:
        problem.saved = _("Nothing was recorded.")
        decoding.leave_out_option(problem)
        raise


def read_answers(filled: Filled, checklist: Checklist, codes: Sequence[str], day: date) -> dict[str, Given]:
    """What the list says to each of these items, in its order; a row without an answer leaves its item unanswered.

    codes: the items that are asked at the place; day: of the visit. Raises BadInput with every fault: line, column,
    value, rule.
    """
    said: dict[str, Given] = {}
    faults: list[Fault] = []
    seen: dict[str, int] = {}
    for row in filled.rows:
        try:
            code = _find_item(row, checklist, codes, seen)
            if (given := _read_row(row, checklist, code, day)) is not None:
                said[code] = given
        except Refused as refused:
            faults.append(Fault(row.line, *refused.args))
    if not said and not faults:
        raise _refuse(_("{path} holds no answer.").format(path=filled.path))
    if faults:
        raise _refuse_all(filled.path, faults)
    return said


def _find_item(row: Row, checklist: Checklist, codes: Sequence[str], seen: dict[str, int]) -> str:
    typed = row.cells.get("item", "")
    found = [item.code for item in checklist.find(typed)]
    if len(found) != 1:
        raise Refused("item", typed, _explain_unfound(checklist, typed, several=bool(found)))
    code = found[0]
    if code not in codes:
        raise Refused("item", typed, _("is not asked at a place of this kind and state"))
    if code in seen:
        raise Refused("item", typed, _("stands on line {line} too").format(line=seen[code]))
    seen[code] = row.line
    return code


def _explain_unfound(checklist: Checklist, typed: str, *, several: bool) -> str:
    if checklist.names_several(typed):
        return _("looks like several items; each has a row of its own")
    near = checklist.nearest(typed)
    if several:
        named = listing(f"{item.code} {item.title(messages.language)}" for item in near)
        return _("fits more than one item: {items}").format(items=named)
    return _("no such item; nearest: {near}").format(near=listing(item.code for item in near))


def _read_row(row: Row, checklist: Checklist, code: str, day: date) -> Given | None:
    typed = row.cells.get("answer", "")
    answer = walking.read_answer(typed) if typed else None
    if typed and answer is None:
        raise Refused("answer", typed, _("write yes, no or na (是, 否, 不适用; 合格, 不合格, /; √, ×; 1, 2, 3)"))
    details = [name for name in _OF_A_HAZARD if name in row.cells and not _is_no(name, row.cells[name])]
    if answer != "no":
        _refuse_details(row, details, answer)
        note = row.cells.get("note")
        _check("note", note)
        return Given(answer, note) if answer else None
    item = next(item for item in checklist.item if item.code == code)
    told = {name: row.cells[name] for name in ("description", "location", "owner", "note") if name in row.cells}
    for name, value in told.items():
        _check(name, value)
    severity = _read_severity(row.cells.get("severity")) or item.severity
    fixed = _read_fixed(row.cells.get("fixed"), severity)
    due = _read_due(row.cells.get("due"), day)
    typed_details = {**told, "severity": severity, "fixed": fixed, "due": due}
    return Given("no", None, walking.make_hazard(checklist, item, day, typed_details))


def _refuse_details(row: Row, details: Sequence[str], answer: str | None) -> None:
    if details:
        name = details[0]
        raise Refused(name, row.cells[name], _("is for an item that is answered no"))
    if answer is None and "note" in row.cells:
        raise Refused("answer", "", _("is empty"))


def _check(name: str, value: str | None) -> None:
    """Raises Refused for what no entry may say."""
    if value is None:
        return
    try:
        walks.check_detail(name, value)
    except Problem as problem:
        raise Refused(name, value, problem.what) from problem


def _is_no(name: str, value: str) -> bool:
    return name == "fixed" and walking.read_answer(value) == "no"


def _read_severity(text: str | None) -> str | None:
    if text is None:
        return None
    key = words.read_word("severity", text)
    if key is None:
        raise Refused("severity", text, _("write general or major (一般, 重大)"))
    return key


def _read_fixed(text: str | None, severity: str) -> bool:
    said = walking.read_answer(text) if text is not None else "no"
    if text is not None and said not in ("yes", "no"):
        raise Refused("fixed", text, _("write yes or no (是, 否)"))
    if said == "yes" and severity == "major":
        raise Refused("fixed", text, _("a major is not fixed on the spot: it needs its plan first"))
    return said == "yes"


def _read_due(text: str | None, day: date) -> date | None:
    if text is None:
        return None
    due = deadlines.read_deadline(text, day)
    if due is None:
        raise Refused("due", text, _("write a day such as 2023-01-20, or 7d, 2w, 周五, 月底"))
    if due < day:
        raise Refused("due", text, _("is before the day of the visit, {day}").format(day=day))
    return due


def _find_header(lines: Iterator[Line]) -> tuple[list[Line], list[Line]]:
    """The first lines, parted before the one that has the most names of columns: titles may stand over it."""
    first = list(islice(lines, _TOP))
    scores = [_score([line]) for line in first]
    at = scores.index(max(scores)) if any(scores) else 0
    return first[:at], first[at:]


def _read_table(path: str, lines: Iterable[Line]) -> Iterator[Row]:
    columns: list[str | None] | None = None
    for line in lines:
        if columns is None:
            columns = _match(path, line.cells) if any(line.cells) else None
            continue
        if len(line.cells) > len(columns) and any(line.cells[len(columns) :]):
            raise _refuse_all(path, [Fault(line.number, "", "", _("the row has more cells than the header"))])
        told = {key: unescape(cell).strip() for key, cell in zip(columns, line.cells, strict=False) if key}
        cells = {key: cell for key, cell in told.items() if cell}
        if cells.keys() - {"item", "question"} or cells.get("item"):
            yield Row(line.number, cells)


def _read_lines(path: str) -> Iterator[Line]:
    from inspect_cli.transfer import workbook

    if workbook.is_workbook(decoding.read_head(path)):
        with workbook.open_workbook(path) as book:
            yield from book.rows(book.sheets[0].name)
        return
    found = decoding.find_encoding(path)
    delimiter = reading.find_delimiter(path, found.encoding, _score)
    yield from reading.read_lines(path, found.encoding, delimiter)


def _score(lines: Sequence[Line]) -> int:
    known = _known()
    return max((sum(names.plain(cell) in known for cell in line.cells) for line in lines), default=0)


@cache
def _known() -> dict[str, str]:
    return fields.known_headers(fields.SAID)


def _match(path: str, cells: Sequence[str]) -> list[str | None]:
    columns = [_known().get(names.plain(cell)) for cell in cells]
    named = [key for key in columns if key]
    missing = [key for key in ("item", "answer") if key not in named]
    unknown = [cell for cell, key in zip(cells, columns, strict=True) if key is None and cell.strip()]
    doubled = sorted({key for key in named if named.count(key) > 1})
    for wrong, sentence in (
        (missing, _("{path}: the header lacks {columns}.")),
        (unknown, _("{path}: the header has columns that are not known: {columns}.")),
        (doubled, _("{path}: the header has {columns} more than once.")),
    ):
        if wrong:
            raise _refuse(
                sentence.format(path=path, columns=listing(map(_name_column, wrong))),
                _("One of the first lines must hold these names: {names}").format(
                    names=listing(map(_name_column, _KEYS))
                ),
            )
    return columns


def _name_column(key: str) -> str:
    """What a column may be called in a file; a name that is none stays as it is."""
    titles = {f.key: f.title("zh") for f in fields.SAID} if messages.language == "zh" else {}
    return titles.get(key, key)


def _read_json(path: str) -> Iterator[Row]:
    encoding = decoding.find_encoding(path).encoding
    try:
        told = json.loads(Path(path).read_text(encoding=encoding).removeprefix("\ufeff"))
    except json.JSONDecodeError as error:
        where = _("{path} is no JSON: line {line}, column {column}.")
        raise _refuse(where.format(path=path, line=error.lineno, column=error.colno)) from error
    except (ValueError, RecursionError) as error:
        raise _refuse(_("{path} is no JSON.").format(path=path)) from error
    except OSError as error:
        raise decoding.unreadable(path, error) from error
    if not isinstance(told, list) or not all(isinstance(each, dict) for each in told):
        raise _refuse(_("{path} is no list of objects.").format(path=path))
    for place, each in enumerate(told, 1):
        yield Row(place, dict(_json_cells(path, place, each)))


def _json_cells(path: str, place: int, told: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    fault = partial(Fault, place)
    for name, value in told.items():
        key = _known().get(names.plain(name))
        if key is None:
            raise _refuse_all(path, [fault(name, str(value), _("is not known"))])
        if value is not None and not isinstance(value, str | bool | int):
            raise _refuse_all(path, [fault(name, str(value), _("is no text"))])
        text = ("yes" if value else "no") if isinstance(value, bool) else str("" if value is None else value).strip()
        if text:
            yield key, text


def _refuse_all(path: str, faults: Sequence[Fault]) -> BadInput:
    titles = {f.key: f.title(messages.language) for f in fields.SAID}
    lines = []
    for fault in faults[:SHOWN]:
        where = _("{path}, line {line}, column {column}") if fault.column else _("{path}, line {line}")
        where = where.format(path=path, line=fault.line, column=titles.get(fault.column, fault.column))
        lines.append(_("{where}: {rule}").format(where=where, rule=quote(fault.value, fault.rule)))
    more = len(faults) - SHOWN
    if more > 0:
        lines.append(plural("{count} more is wrong.", "{count} more are wrong.", more))
    return _refuse("\n".join(lines))


def _refuse(what: str, todo: str = "") -> BadInput:
    return BadInput(what, _("Nothing was recorded."), todo or _("Mend the file and run the command again."))
