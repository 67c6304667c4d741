"""The only place that knows the headers of duty rosters: whose a phone is, which sheets have days or units across."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import NamedTuple
from unicodedata import normalize

from inspect_cli.rules import duty_fields, names
from inspect_cli.rules.fields import known_headers
from inspect_cli.rules.watches import Unit
from inspect_cli.transfer import calendars, headed_days, shift_heads, turning
from inspect_cli.transfer.heading import ROWS, find_header
from inspect_cli.transfer.reading import Line
from inspect_cli.transfer.rosters import Plan, Roster, Shape
from inspect_cli.transfer.shift_heads import OF_ALL, PERSONS, is_people, read_duty, read_role
from inspect_cli.transfer.turning import Taken, Words

OF_PEOPLE = frozenset(("name", *PERSONS, *OF_ALL, *(field.key for field in duty_fields.OF_PERSONS)))
_OF_THE_SHIFT = ("值班电话",)
_SHORTEST = 2  # signs of a part of a name that stands for it
_MONTH = re.compile(r"\(?(?:20\d\d年)?\d{1,2}月(?:份)?\)?")


class DutyShape(Shape):
    """Headers of rosters, of which several columns may be called 职务 or 电话."""

    def name(self, headers: Sequence[str]) -> list[str | None]:
        """The keys of the columns; 职务 and 电话 as those of the people whose column they stand behind."""
        found = shift_heads.name_columns(headers, [self._find(header) for header in headers])
        people = [place for place, key in enumerate(found) if key in PERSONS or shift_heads.is_shift(key)]
        keys: list[str | None] = []
        for place, key in enumerate(found):
            everybody = key == "post" or names.plain(headers[place]) in _OF_THE_SHIFT
            own = self._attach(place, found, people, everybody=everybody)
            keys.append(None if own in keys and own not in (None, *PERSONS) else own)
        return keys

    def parts_people(self, key: str) -> bool:
        """Whether a line of a cell of this column is one of several people, or what is said of one."""
        return key in self.people or shift_heads.is_of_shift(key)

    def refuse_lost(self, roster: Roster) -> None:
        """Raises BadInput for people below no heading beside those that have one, or below one that nobody knows."""
        shift_heads.refuse_lost(roster, OF_PEOPLE)

    def _find_grouped(self, header: str) -> str | None:
        """The key of 带班领导/姓名 and of 带班领导/电话, headers in two rows."""
        upper, parted, lower = header.rpartition("/")
        person, of = self.known.get(names.plain(upper)), self.known.get(names.plain(lower))
        if not parted or person not in PERSONS:
            return None
        return person if of in ("name", person) else f"{person}_{of}" if of in OF_ALL else None

    def _find(self, header: str) -> str | None:
        """The key of a column; of 日期（1月） too, a column of days that names their month."""
        if found := self._find_grouped(header) or self.find(header):
            return found
        key = self.find(_MONTH.sub("", normalize("NFKC", header)))
        return key if key in ("day", "when") else None

    def _attach(self, place: int, found: Sequence[str | None], people: Sequence[int], *, everybody: bool) -> str | None:
        key, before = found[place], [each for each in people if each < place]
        if key not in OF_ALL or not before:
            return key
        if everybody and found.count(key) == 1 and len(people) > 1 and place > people[-1]:
            return key
        return f"{found[before[-1]]}_{key}"


class Roles(NamedTuple):
    """What sheets are read with: the units that there are, and the role of people of whom a sheet does not say it.

    tell: is given how each sheet was taken.
    """

    units: Iterable[Unit]
    role: str | None
    tell: Callable[[Taken], None]
    today: date


def plan(lines: Sequence[Line], titles: Sequence[str], roles: Roles) -> Plan | None:
    """How a sheet is read that has days or units across; None for one with a column of days and one of people."""
    labels = [names.plain(label) for unit in roles.units for label in (unit.name, unit.township)]

    def is_unit(text: str) -> bool:
        wanted = names.plain(text)
        if len(wanted) < _SHORTEST or _KNOWN.find(text) is not None:
            return False
        return wanted in labels or sum(wanted in label for label in labels) == 1

    said = Words(_KNOWN.find, is_people, _KNOWN.name, is_unit, read_role, read_duty, roles.role, roles.tell)
    if calendar := calendars.plan_calendar(lines, titles, said, roles.today):
        return calendar
    header = find_header(lines[: ROWS + 1], _KNOWN.count)
    if header is None:
        return None
    keys, above = _KNOWN.name(header.names), [name.partition("/")[0] for name in header.names if "/" in name]
    usual = any(map(is_people, keys)) and not {"day", "when"}.isdisjoint(keys)
    if usual and not any(is_unit(name) or headed_days.is_day(name) for name in above):
        return None
    return turning.plan_sheet(lines, titles, said)


_COLUMNS = (*duty_fields.ROSTER, duty_fields.HOURS, duty_fields.WHEN, *duty_fields.PERSONS, *duty_fields.OF_PERSONS)
_KNOWN = DutyShape(known_headers(_COLUMNS), (), frozenset(), frozenset())
