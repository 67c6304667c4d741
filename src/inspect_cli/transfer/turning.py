"""The only place that turns a sheet which has days or units across into rows of the usual shape of a roster.

Across stand the days and down the units, or the other way round; below each heading there may be a second row of roles
and phones. A cell of people, with what else the row and the heading say, is a row; lines and headings are kept, so that
a refusal names the cell as it stands in the sheet.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from inspect_cli.rules import names, shifts
from inspect_cli.transfer import headed_days
from inspect_cli.transfer.heading import ROWS, Header
from inspect_cli.transfer.reading import Line
from inspect_cli.transfer.rosters import Merged, Plan, Turned, join_lines, tell_header

_SIDE = ("day", "unit", "when", "hours", "from", "to", "role", "post", "phone")  # what a column beside may say
_UNHEARD = frozenset(
    map(names.plain, ("备注", "说明", "星期", "周", "周次", "周几", "序号", "签字", "签名", "合计", "no."))
)
_SILENT = frozenset(map(names.plain, ("星期", "周", "周几", "序号", "no.")))
_PEOPLE = ("name", "leader", "officer", "handler")
_OF_PEOPLE = (*_PEOPLE, "post", "phone")
_LABEL = re.compile(r"([\u3400-\u9fff]{2,8})[:：]")
_BLANKS = " 、，,；;"
_MOST = 8  # rows that are looked at to see what a column holds


class Taken(NamedTuple):
    """How a sheet was taken. across: days, units or a calendar's; role: of people of whom it says none."""

    across: str
    role: str | None


class Words(NamedTuple):
    """What cells may say. find: the key of a heading; name: the keys of headings that stand together.

    is_people: whether a key is that of a column of people; is_unit: whether a cell names one; read_role: the role that
    it names, read_duty: where that cannot be a post; role: of whom the sheet does not say as what, None if nobody did;
    tell: is given how the sheet was taken.
    """

    find: Callable[[str], str | None]
    is_people: Callable[[str | None], bool]
    name: Callable[[Sequence[str]], list[str | None]]
    is_unit: Callable[[str], bool]
    read_role: Callable[[str], str | None]
    read_duty: Callable[[str], str | None]
    role: str | None
    tell: Callable[[Taken], None]


class _Group(NamedTuple):
    """What stands below one day or unit across: it as written and as it is read, the places and keys of its columns."""

    written: str
    read: str
    places: list[int]
    keys: list[str]
    headers: list[str]
    known: bool


class _Titles(NamedTuple):
    """The texts above a sheet, and what they, or else its name or that of the file, say of all of it."""

    texts: list[str]
    dated: headed_days.Titled
    role: str


def plan_sheet(lines: Sequence[Line], named: Sequence[str], words: Words) -> Plan | None:
    """How a sheet is read that has days or units across; None for one that has not. named: the sheet and the file."""
    for place, line in enumerate(lines[:ROWS]):
        cells = [join_lines(cell) for cell in line.cells]
        titles = _read_titles(lines[:place], named, words)
        days = headed_days.find_days(cells, titles.dated)
        several = len(days) > 1 or (days and "unit" in map(words.find, cells))
        across = "day" if several else "unit" if _names_units(cells, days, words) else None
        sheet = _Sheet(lines, place, across, titles, words) if across else None
        if sheet and sheet.stands():
            return sheet.plan()
    return None


def _read_titles(above: Sequence[Line], named: Sequence[str], words: Words) -> _Titles:
    texts = [cell.strip() for line in above for cell in line.cells if cell.strip()]
    led = any("带班" in text and "值班" not in text for text in texts)
    return _Titles(texts, headed_days.read_titled(texts, named), words.role or ("leader" if led else "officer"))


def _names_units(cells: Sequence[str], days: dict[int, str], words: Words) -> bool:
    """Whether a row is a header with units across: behind the first column, and nothing there says who is on duty."""
    units = [place for place, cell in enumerate(cells) if words.is_unit(cell)]
    people = any(words.find(cell) in _PEOPLE for cell in cells)
    return bool(units) and units[0] > 0 and not days and not people


class _Sheet:
    """A sheet in which a row was found that has days or units across."""

    def __init__(self, lines: Sequence[Line], place: int, across: str, titles: _Titles, words: Words) -> None:
        cells = [join_lines(cell) for cell in lines[place].cells]
        self._across, self._titles, self._words = across, titles, words
        self._bare = not any(map(headed_days.is_day, cells))
        self._own_width = len(cells)
        width = max(len(line.cells) for line in lines[place : place + 3])
        self._head = [*cells, *[""] * (width - len(cells))]
        self._first, self._line = place, lines[place].number
        self._lower = self._find_lower(lines, place)
        self._height = 1 + (self._lower is not None)
        self._body = lines[place + self._height :][:_MOST]

    def _find_lower(self, lines: Sequence[Line], place: int) -> list[str] | None:
        """The second row of the header: of roles and phones, or of the days of the week, which say nothing."""
        below = lines[place + 1].cells if place + 1 < len(lines) else []
        begin = next((n for n, cell in enumerate(self._head) if self._is_across(cell)), 0)
        filled = [cell for cell in below[begin:] if cell.strip()]
        if not filled:
            return None
        if all(headed_days.is_weekday(cell) for cell in filled):
            return []
        heads = all(self._is_of_people(cell) or names.plain(cell) in _UNHEARD for cell in filled)
        return [join_lines(cell) for cell in below] if heads else None

    def _is_of_people(self, cell: str) -> bool:
        (key,) = self._words.name([cell])
        return key in _OF_PEOPLE or self._words.is_people(key)

    def _is_across(self, cell: str) -> bool:
        return headed_days.is_day(cell, bare=self._bare) if self._across == "day" else self._words.is_unit(cell)

    def stands(self) -> bool:
        """Whether the columns beside say what goes down: days where units are across, units or roles where days are."""
        self._sides = self._find_sides()
        self._groups = self._find_groups()
        wanted = {"unit", "role"} if self._across == "day" else {"day"}
        return bool(self._groups) and not wanted.isdisjoint(self._sides.values())

    def _find_sides(self) -> dict[int, str]:
        """The columns beside, by what their cells hold, else by what they are called."""
        begin = next((n for n, cell in enumerate(self._head) if self._is_across(cell)), 0)
        sides: dict[int, str] = {}
        for place, head in enumerate(self._head):
            if place >= begin and (not head or self._may_be_group(head)):
                continue
            cells = [cell for line in self._body if (cell := join_lines(_get(line.cells, place)))]
            key = self._find_kind(head, cells)
            if key in _SIDE and key not in sides.values():
                sides[place] = key
        return sides

    def _find_kind(self, head: str, cells: Sequence[str]) -> str | None:
        called = self._words.find(head)
        if names.plain(head) in _UNHEARD:
            return called
        if self._says_roles(cells):
            return "role"
        if called and called not in ("day", "unit", "when"):
            return called
        tests: tuple[tuple[str, Callable[[str], bool]], ...] = (
            ("unit", self._words.is_unit),
            ("role", lambda cell: self._words.read_role(cell) is not None),
            ("day", partial(headed_days.is_day, bare=self._across == "unit")),
            ("hours", lambda cell: shifts.read_hours(cell) is not None),
        )
        fitting = (key for key, fits in tests if key != self._across and 2 * sum(map(fits, cells)) >= len(cells))
        usual = None if called == self._across else called
        return next(fitting, usual) if cells else usual

    def _says_roles(self, cells: Sequence[str]) -> bool:
        """Whether what stands there, whatever it is called, is what people are on duty as."""
        duties = sum(self._words.read_duty(cell) is not None for cell in cells)
        return bool(cells) and (2 * duties >= len(cells) or all(map(self._words.read_role, cells)))

    def _may_be_group(self, head: str) -> bool:
        """Whether a heading among those across is one of them, though it may be misspelt: then it is refused."""
        if self._is_across(head):
            return True
        other = self._words.find(head) is not None or names.plain(head) in _UNHEARD
        return not other and (self._across == "unit" or any(ch.isdigit() for ch in head))

    def _find_groups(self) -> list[_Group]:
        heads: list[tuple[str, list[int]]] = []
        for place, head in enumerate(self._head):
            if place in self._sides or (head and not self._may_be_group(head)):
                continue
            if head and self._may_be_group(head):
                heads.append((head, [place]))
            elif heads and heads[-1][1][-1] == place - 1:
                heads[-1][1].append(place)
        if not self._lower and len({len(places) for _head, places in heads}) > 1:
            heads = [(head, places[:1]) for head, places in heads]  # what else is there has no heading
            self._head = self._head[: self._own_width]
        headings = [head for head, _places in heads]
        read = headed_days.settle(headings, self._titles.dated) if self._across == "day" else headings
        return [self._make_group(head, said, places) for (head, places), said in zip(heads, read, strict=True)]

    def _make_group(self, head: str, read: str, places: list[int]) -> _Group:
        lower = [_get(self._lower or [], place) for place in places]
        usual = self._titles.role
        keys = self._words.name(lower) if any(lower) else [usual] * len(places)
        shown = [f"{head}/{low}" if low else head for low in lower]
        named = [usual if key == "name" else "phone" if key == "name_phone" else key for key in keys]
        kept = [(p, key, title) for p, key, title in zip(places, named, shown, strict=True) if key]
        known = self._is_across(head)
        return _Group(
            head, read, [p for p, _k, _t in kept], [k for _p, k, _t in kept], [t for _p, _k, t in kept], known
        )

    def plan(self) -> Plan:
        """How it is read."""
        header = Header(
            [
                head or low
                for head, low in zip(self._head, [*(self._lower or []), *[""] * len(self._head)], strict=False)
            ],
            self._line,
            self._first + self._height,
            self._titles.texts,
            self._titles.dated.year,
            len(self._groups) + len(self._sides),
        )
        return Plan(header, [self._sides.get(place) for place in range(len(self._head))], self._turn)

    def _turn(self, lines: Sequence[Line], merged: Merged) -> list[Turned]:
        below = self._words.name(self._lower or [])
        says = any(map(self._words.is_people, below)) or "role" in self._sides.values()
        self._words.tell(Taken(self._across, None if says else self._titles.role))
        rows = _spread(lines, merged, [place for group in self._groups for place in group.places])
        if self._across == "unit" and (at := _find_place(self._sides, "day")) is not None:
            said = headed_days.settle([row.cells[at] for row in rows], self._titles.dated)
            rows = [
                Line(row.number, [*row.cells[:at], day, *row.cells[at + 1 :]])
                for row, day in zip(rows, said, strict=True)
            ]
        if self._across == "day":  # then the days of one unit stand beside each other, and are read in their order
            pairs: Iterator[tuple[_Group, Line]] = ((group, row) for group in self._groups for row in rows)
        else:
            pairs = ((group, row) for row in rows for group in self._groups)
        turned, refused = [], set[str]()
        for group, row in pairs:
            part = self._make_row(group, row)
            if part and group.written not in refused:
                turned.append(part)
            if part and not group.known:
                refused.add(group.written)  # once is enough
        return [*turned, *self._tell_rest(rows, turned)]

    def _tell_rest(self, rows: Sequence[Line], turned: Sequence[Turned]) -> list[Turned]:
        """No rows, but the headings of columns that have no place, so that they are told."""
        used = {*self._sides, *(place for group in self._groups for place in group.places)}
        rest = [
            place for place, head in enumerate(self._head) if place not in used and names.plain(head) not in _SILENT
        ]
        held = [tell_header(self._head[n]) for n in rest if any(_get(row.cells, n) for row in rows)]
        return [Turned([head], [None], []) for head in held if turned]

    def _make_row(self, group: _Group, row: Line) -> Turned | None:
        """What a row says below one heading; None where it names nobody."""
        held: dict[str, tuple[str, list[str]]] = {}
        for place, key, title in zip(group.places, group.keys, group.headers, strict=True):
            text, read_role = join_lines(row.cells[place], "、"), self._words.read_role
            for role, people in (
                part_roles(key, text, read_role) if self._words.is_people(key) else [(key, text)] if text else ()
            ):
                held.setdefault(role or key, (title, []))[1].append(people)
        if not any(map(self._words.is_people, held)):
            return None
        side = {
            key: (self._head[place] or key, row.cells[place]) for place, key in self._sides.items() if key not in held
        }
        number = row.number if group.known else self._line
        told = {self._across: (group.written, group.read), **side}
        told |= {key: (title, "、".join(texts)) for key, (title, texts) in held.items()}
        return Turned(
            [title for title, _text in told.values()], [*told], [Line(number, [text for _title, text in told.values()])]
        )


def part_roles(
    usual: str | None, text: str, read_role: Callable[[str], str | None]
) -> Iterator[tuple[str | None, str]]:
    """The people of a cell by their roles, where it says them: 带班：王某01；值班：赵某03. usual: where it does not."""
    said = [*_LABEL.finditer(text)]
    roles = [read_role(label[1]) for label in said]
    if not said or said[0].start() or None in roles:
        yield from [(usual, text)] if text else []
        return
    ends = [label.start() for label in said[1:]] + [len(text)]
    for label, role, end in zip(said, roles, ends, strict=True):
        if role and (people := text[label.end() : end].strip(_BLANKS)):
            yield role, people


def _spread(lines: Sequence[Line], merged: Merged, places: Sequence[int]) -> list[Line]:
    """The rows with people who stand in one cell merged over several in each of those."""
    rows = {line.number: list(line.cells) for line in lines}
    for top, left, bottom, right in merged:
        if top in rows and (text := _get(rows[top], left - 1)):
            for number in range(top, bottom + 1):
                for place in range(left - 1, right):
                    if number in rows and place in places and place < len(rows[number]):
                        rows[number][place] = text
    return [Line(number, cells) for number, cells in rows.items()]


def _find_place(sides: dict[int, str], key: str) -> int | None:
    return next((place for place, found in sides.items() if found == key), None)


def _get(cells: Sequence[str], place: int) -> str:
    return cells[place].strip() if place < len(cells) else ""
