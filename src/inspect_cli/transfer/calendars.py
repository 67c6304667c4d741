"""The only place that turns a calendar, a column for each day of the week and a cell for each day, into usual rows.

A cell is a day, with people below it in the cell or in the rows below. Each day has to stand below its own day of the
week: that says which month and year bare numbers are of, and a calendar in which it does not hold is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from typing import NamedTuple
from unicodedata import normalize

from inspect_cli.errors import BadInput
from inspect_cli.messages import _
from inspect_cli.transfer import faults, headed_days, turning
from inspect_cli.transfer.headed_days import FEAST, Titled
from inspect_cli.transfer.heading import ROWS, Header
from inspect_cli.transfer.reading import Line
from inspect_cli.transfer.rosters import Merged, Plan, Turned
from inspect_cli.transfer.turning import Taken, Words

_FEWEST = 5  # days of the week in the header of a calendar
_WEEK = "一二三四五六日"
_DAY = re.compile(
    r"\s*(?:(?:(20\d\d)[-年./])?(\d{1,2})[-月./])?(\d{1,2})(?:[日号]|(?=\s|$|[(]))(?: 00:00(?::00)?)?"
    rf"(?:[ ]*(?:[(]{FEAST}[)]|{FEAST}))?\s*"
)
_SAID = re.compile(r"(?:^|(?<=[\s、，,；;]))([\u3400-\u9fff]{2,8})[^\S\n]+(?=\S)", re.MULTILINE)  # 带班 王某01
_YEARS = (0, 1, -1)  # from today's


class _Cell(NamedTuple):
    """A day as it stands: the line and place of its cell, what it says of year and month, its day of the week."""

    line: int
    place: int
    year: int | None
    month: int | None
    day: int
    weekday: int


class _Calendar(NamedTuple):
    """A sheet that is one. heads: place of a column -> its day of the week, 0 for Monday; place: of the header's row.

    titles: the texts above it; named: the sheet and the file; numbers: the row below the header, if it only has days.
    """

    header: list[str]
    heads: dict[int, int]
    place: int
    titles: list[str]
    named: Sequence[str]
    numbers: Line | None

    @property
    def name(self) -> str:
        """What it is called in a sentence."""
        return next(iter((*self.titles, *self.named)), "")


def plan_calendar(lines: Sequence[Line], named: Sequence[str], words: Words, today: date) -> Plan | None:
    """How a calendar is read; None for a sheet that is none. named: the sheet and the file."""
    found = _find_calendar(lines, named)
    if found is None:
        return None
    rows = found.place + 1 + (found.numbers is not None)
    header = Header(found.header, lines[found.place].number, rows, found.titles, None, len(found.heads))
    return Plan(header, [None] * len(found.header), partial(_turn, calendar=found, words=words, today=today))


def _find_calendar(lines: Sequence[Line], named: Sequence[str]) -> _Calendar | None:
    for place, line in enumerate(lines[:ROWS]):
        heads = _read_heads(line)
        below = next((each for each in lines[place + 1 :] if any(map(str.strip, each.cells))), None)
        if len(heads) >= _FEWEST and below is not None and any(_read_day(_get(below, each)) for each in heads):
            above = [cell for each in lines[:place] for cell in each.cells if cell.strip()]
            if not any(map(headed_days.is_day, above)):
                titles = [" ".join(cell.split()) for cell in above]
                cells = [" ".join(cell.split()) for cell in line.cells]
                only = all(_read_day(cell) == (cell.strip(), "") for cell in below.cells if cell.strip())
                return _Calendar(cells, heads, place, titles, named, below if only else None)
    return None


def _read_heads(line: Line) -> dict[int, int]:
    """The columns of the days of the week, if a row has nothing else but what is called for the column beside them."""
    filled = {place: cell for place, cell in enumerate(line.cells) if cell.strip()}
    heads = {place: _WEEK.index(_last(cell)) for place, cell in filled.items() if headed_days.is_weekday(cell)}
    begin = min(heads, default=0)
    alone = all(place in heads or place < begin for place in filled)
    return heads if alone and len(set(heads.values())) == len(heads) else {}


def _last(weekday: str) -> str:
    english = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    plain = normalize("NFKC", weekday).strip().lower()
    return _WEEK[english.index(plain[:3])] if plain[:3] in english else plain[-1].replace("天", "日")


def _read_day(text: str) -> tuple[str, str] | None:
    """What a cell begins with if that is a day, and the rest; None for one that does not."""
    found = _DAY.match(normalize("NFKC", text))
    return (found[0].strip(), normalize("NFKC", text)[found.end() :].strip()) if found else None


def _turn(lines: Sequence[Line], merged: Merged, *, calendar: _Calendar, words: Words, today: date) -> list[Turned]:
    days, lost = _gather([calendar.numbers] if calendar.numbers else [], lines, merged, calendar)
    cells = [cell for cell, _texts in days]
    settled = _settle(cells, calendar, today)
    led = any("带班" in text and "值班" not in text for text in calendar.titles)
    usual = words.role or ("leader" if led else None)
    turned, unsaid = [*lost], False
    for (cell, texts), day in zip(days, settled, strict=True):
        held = dict[str, list[str]]()
        for role, text in _part_roles(texts, words):
            if role is None and usual is None:
                raise _refuse_roleless(calendar, text)
            unsaid |= role is None
            held.setdefault(role or usual or "", []).append(text)
        if held:
            turned.append(_make_row(cell, day, held, calendar))
    words.tell(Taken("calendar", usual if unsaid else None))
    return turned


def _gather(
    above: Iterable[Line], lines: Sequence[Line], merged: Merged, calendar: _Calendar
) -> tuple[list[tuple[_Cell, list[tuple[str, str]]]], list[Turned]]:
    """The days, with what stands below each and beside its row; and rows of cells that stand below no day."""
    days: list[tuple[_Cell, list[tuple[str, str]]]] = []
    current: dict[int, list[tuple[str, str]]] = {}
    lost: list[Turned] = []
    begin = min(calendar.heads)
    for line in [*above, *(_spread(line, merged, calendar.heads) for line in lines)]:
        if _is_title(line) or _read_heads(line):
            continue
        beside = next((cell.strip() for cell in line.cells[:begin] if cell.strip()), "")
        for place, head in _columns(line, calendar.heads):
            text = _get(line, place)
            if place == head and (found := _DAY.match(normalize("NFKC", text))):
                year, month = (int(said) if said else None for said in found.groups()[:2])
                current[place] = []
                days.append(
                    (_Cell(line.number, place, year, month, int(found[3]), calendar.heads[head]), current[place])
                )
                text = normalize("NFKC", text)[found.end() :].strip()
            if text and head in current:
                current[head].append((beside, text))
            elif text:
                title = calendar.header[head]
                lost.append(Turned([title, title], ["day", "officer"], [Line(line.number, ["", text])]))
    return days, lost


def _columns(line: Line, heads: dict[int, int]) -> Iterator[tuple[int, int]]:
    """The columns of a row from the first day of the week on, each with that of its day, of which it may be a part."""
    head = min(heads)
    for place in range(head, len(line.cells)):
        head = place if place in heads else head
        yield place, head


def _spread(line: Line, merged: Merged, places: Iterable[int]) -> Line:
    """The row with people who stand in one cell merged over several days in each of those."""
    cells = list(line.cells)
    for top, left, bottom, right in merged:
        if top == bottom == line.number and not _is_title(line) and not _read_day(text := _get(line, left - 1)):
            for place in range(left - 1, right):
                if place in places and place < len(cells):
                    cells[place] = text
    return Line(line.number, cells)


def _is_title(line: Line) -> bool:
    """Whether a row is the title of a further month."""
    filled = [cell for cell in line.cells if cell.strip()]
    return len(filled) == 1 and _read_day(filled[0]) is None and headed_days.find_month(filled) is not None


def _settle(cells: Sequence[_Cell], calendar: _Calendar, today: date) -> list[date]:
    """Which days they are. Raises BadInput where that cannot be told, or a day is not of its day of the week."""
    titled = headed_days.read_titled(calendar.titles, calendar.named)
    years = [titled.year] if titled.year else [today.year + later for later in _YEARS]
    said = titled.month is not None or any(cell.month for cell in cells)
    for year in years if said else ():
        tried = (_count_from(cells, year, month, titled) for month in range(-1, 14))
        found = [days for days in tried if days]
        if len(found) == 1:
            return found[0]
    no_month = _("“{name}” is a calendar, and nothing says of which month.")
    amiss = _("“{name}” is a calendar whose days do not stand below their days of the week.")
    raise BadInput(
        (amiss if said else no_month).format(name=calendar.name),
        _("Nothing was written."),
        _("Name the month and the year in its title, such as 2026年12月值班表, and check the days."),
    )


def _count_from(cells: Sequence[_Cell], year: int, month: int, titled: Titled) -> list[date] | None:
    """The days if the first of them is of this month, which may be one of the year before; None where that is wrong."""
    days: list[date] = []
    months, before = year * 12 + month - 1, 0
    for cell in cells:
        months += cell.day <= before
        before = cell.day
        day = _make_day(months, cell.day)
        if day is None or day.weekday() != cell.weekday or cell.month not in (None, day.month):
            return None
        if cell.year not in (None, day.year):
            return None
        days.append(day)
    of_title = titled.month is None or any((day.year, day.month) == (year, titled.month) for day in days)
    return days if of_title else None


def _make_day(months: int, day: int) -> date | None:
    try:
        return date(months // 12, months % 12 + 1, day)
    except ValueError:
        return None


def _part_roles(texts: Sequence[tuple[str, str]], words: Words) -> Iterator[tuple[str | None, str]]:
    """The people of a day by their roles: what a line says, or the line above, or what stands beside the row."""
    for beside, text in texts:
        role = words.read_role(beside)
        labelled = _SAID.sub(lambda said: f"\n{said[1]}：" if words.read_role(said[1]) else said[0], text)
        for line in labelled.splitlines():
            for part_role, part in turning.part_roles(role, line.strip(" 、，,；;"), words.read_role):
                role = part_role
                yield role, part


def _make_row(cell: _Cell, day: date, held: dict[str, list[str]], calendar: _Calendar) -> Turned:
    head = calendar.header[cell.place]
    texts = [f"{day}", *("、".join(parts) for parts in held.values())]
    return Turned([head] * len(texts), ["day", *held], [Line(cell.line, texts)])


def _refuse_roleless(calendar: _Calendar, people: str) -> BadInput:
    return BadInput(
        _("“{name}” is a calendar in which nothing says as what people are on duty: {people}").format(
            name=calendar.name, people=faults.shorten(people)
        ),
        _("Nothing was written."),
        _("Give --role leader, officer or handler, or write it in each cell: 带班：王某01 值班：赵某03"),
    )


def _get(line: Line, place: int) -> str:
    return line.cells[place].strip() if place < len(line.cells) else ""
