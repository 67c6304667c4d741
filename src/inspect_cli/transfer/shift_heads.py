"""The only place that reads a heading of a roster as one of people: as what they are on duty, and on which shift.

A column is headed by a role (带班领导), by a shift (白班, 夜班（20:00-8:00）) or by both, in one row or in two:
白班值班员, 值班人员（白班）, 值班人员/白班. A role that stands there again, or with a number, is one more person of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from unicodedata import normalize

from inspect_cli.errors import BadInput
from inspect_cli.messages import _, listing
from inspect_cli.rules import duty_fields, names, shifts, words
from inspect_cli.rules.shifts import Hours
from inspect_cli.transfer import crews, headed_days
from inspect_cli.transfer.rosters import Roster

PERSONS = tuple(field.key for field in duty_fields.PERSONS)
OF_ALL = ("post", "phone")
_OF_ALL = frozenset(
    names.plain(name)
    for field in (duty_fields.POST, duty_fields.PHONE)
    for name in (field.key, field.en, field.zh, *field.aliases)
)
_ROLES = {  # as people call them besides the words of the program
    **{name: field.key for field in duty_fields.PERSONS for name in field.aliases},
    **dict.fromkeys(("带班", "值班领导", "领导", "领导带班", "带班人"), "leader"),
    **dict.fromkeys(("值班", "值班员", "值班干部", "值守人员", "干部"), "officer"),
    **dict.fromkeys(("应急", "应急人员", "应急处置", "处置人员"), "handler"),
}
_POSTS = frozenset(("领导", "干部"))  # what may as well be a post
_NO_ROLE = ("", "人员", "人", "姓名", "班次", "时段", "时间", "值班时间", "值班时段")  # beside a shift: they say none
_SHIFT = "shift_"  # the key of such a column begins so, its place follows
_UNSAID = re.compile(  # a shift of which nobody knows the hours
    "(?:[早中晚白夜大小前后上下一二三四甲乙丙丁两]{1,3}(?:半夜|班|午)|晚上|早上|中午|白天|夜里).{0,6}"
)
_ON_DUTY = re.compile("[值带]班|值守")
_HOURLY = re.compile("[班时点:天夜昼日]")  # 12-1 may be a day
_IN_BRACKETS = re.compile(r"(.*?)\((.+)\)")
_NUMBERED = re.compile(r"[(]?(?:\d{1,2}|[一二三四五六]|[A-Da-d])[)]?$")
_TOLD = 3  # people of a column that a refusal names


class Heading(NamedTuple):
    """What the heading of a column of people says of them; None for what it does not. shift: the part of the hours."""

    role: str | None
    hours: Hours | None
    shift: str = ""


def read_role(text: str) -> str | None:
    """The role of a word, in either language or as people call it."""
    return words.read_word("shift", text) or _ROLES.get(text)


def read_duty(text: str) -> str | None:
    """The same of a word that cannot be a post."""
    return None if text in _POSTS else read_role(text)


def is_shift(key: str | None) -> bool:
    """Whether a column is one of people of whom its heading says more than the role."""
    return key is not None and key.startswith(_SHIFT) and key.removeprefix(_SHIFT).isdigit()


def is_people(key: str | None) -> bool:
    """Whether a column is one of people."""
    return key in ("name", *PERSONS) or is_shift(key)


def is_of_shift(key: str) -> bool:
    """Whether a column is such a one, or of what is said of its people."""
    return key.startswith(_SHIFT)


def name_columns(headers: Sequence[str], keys: Sequence[str | None]) -> list[str | None]:
    """The keys of columns, with those of people on a shift, and of roles that stand there again or with a number."""
    named: list[str | None] = []
    for place, (header, key) in enumerate(zip(headers, keys, strict=True)):
        again = key in PERSONS and key in named
        more = key is None and _read_numbered(header) is not None
        named.append(f"{_SHIFT}{place}" if again or more or _read_shift(header) else key)
    return named


def find_columns(headers: Mapping[str, str]) -> dict[str, Heading]:
    """The columns of people that are no plain roles, key -> what the heading says. headers: of all, key -> header."""
    return {key: _read_heading(header) for key, header in headers.items() if is_shift(key)}


def _read_heading(header: str) -> Heading:
    return _read_shift(header) or Heading(_read_numbered(header), None)


def _read_numbered(header: str) -> str | None:
    """The role of 值班人员1, or of one of two rows of a heading."""
    parts = [_NUMBERED.sub("", _plain(part)) for part in header.rpartition("/")[::2]]
    return next((role for part in parts if (role := read_duty(part) or _find_person(part))), None)


def _read_shift(header: str) -> Heading | None:
    """What a heading says of a shift and the role; None for one of no shift, of two, or of somebody's phone or post."""
    parts = header.split("/")
    found = {place: said for place, part in enumerate(parts) if (said := _part_shift(_plain(part)))}
    if len(found) != 1:
        return None
    ((place, heading),) = found.items()
    others = [_NUMBERED.sub("", _plain(part)) for each, part in enumerate(parts) if each != place]
    if any(names.plain(other) in _OF_ALL for other in others):
        return None
    roles = (role for other in reversed(others) if (role := read_duty(other) or _find_person(other)))
    shift = parts[place].strip() if heading.shift == _plain(parts[place]) else heading.shift
    return heading._replace(role=heading.role or next(roles, None), shift=shift)


def _part_shift(text: str) -> Heading | None:
    """白班 and 8:00-20:00, with a role before or behind, or before hours in brackets."""
    if not _HOURLY.search(text):
        return None
    bracket = _IN_BRACKETS.fullmatch(text)
    if bracket and (hours := shifts.read_hours(bracket[2])):
        said = _part_shift(bracket[1]) or _find_role(bracket[1], hours)
        return said._replace(hours=hours, shift=bracket[2] if said.role else text) if said else None
    if not bracket and (hours := shifts.read_hours(text)):
        return Heading(None, hours, text)
    for cut in range(2, len(text) - 1) if not bracket else ():
        hours = shifts.read_hours(text[:cut])
        if hours and (said := _find_role(text[cut:], hours)):
            return said._replace(shift=text[:cut])
    return None


def _find_role(text: str, hours: Hours) -> Heading | None:
    """A role beside hours; None where something else stands there."""
    if text in _NO_ROLE or _UNSAID.fullmatch(text):
        return Heading(_find_ending(text), hours)
    role = read_duty(text) or _find_person(text)
    return Heading(role, hours) if role else None


def _find_ending(text: str) -> str | None:
    """The role that 早班值班员 ends with."""
    return next((role for cut in range(1, len(text) - 1) if (role := read_duty(text[cut:]))), None)


def _find_person(text: str) -> str | None:
    plain = names.plain(text)
    for field in duty_fields.PERSONS:
        if plain in map(names.plain, (field.key, field.en, field.zh, *field.aliases)):
            return field.key
    return None


def _plain(text: str) -> str:
    return "".join(normalize("NFKC", text).split())


def refuse_lost(roster: Roster, of_people: frozenset[str]) -> None:
    """Raises BadInput for people below no heading beside those that have one, or below one that nobody knows.

    of_people: the keys of columns of people and of what is said of them.
    """
    before: str | None = None
    for place, (key, header) in enumerate(zip(roster.keys, roster.headers, strict=True)):
        before = key if header else before
        beside = not header and before is not None and (before in of_people or is_of_shift(before))
        lower = _plain(header.rpartition("/")[2])
        if key is None and (beside or _UNSAID.fullmatch(lower) or _ON_DUTY.search(header)):
            _refuse_people(roster, place)


def _refuse_people(roster: Roster, place: int) -> None:
    cells = [text for line in roster.rows if place < len(line.cells) and (text := line.cells[place].strip())]
    people = [text for text in cells if crews.looks_like_people(text) and not headed_days.is_weekday(text)]
    if people and 2 * len(people) >= len(cells):
        header = roster.headers[place]
        sentence, todo = _choose(header)
        before = next((name for name in reversed(roster.headers[:place]) if name), "")
        shown = listing(list(map(crews.join_lines, people))[:_TOLD])
        raise BadInput(
            sentence.format(path=roster.where, column=header or before, people=shown),
            _("Nothing was written."),
            todo.format(column=header),
        )


def _choose(header: str) -> tuple[str, str]:
    """What is wrong with a heading of people, and what to do."""
    if not header:
        return (
            _("{path}: a column without a heading, to the right of “{column}”, holds people: {people}."),
            _("Give the column a heading: 值班人员, or 备注 if they are no people."),
        )
    if _UNSAID.fullmatch(_plain(header.rpartition("/")[2])):
        return (
            _("{path}: the heading “{column}” does not say the hours of the people below it: {people}."),
            _("Write them behind it: {column}（08:00-16:00）"),
        )
    return (
        _("{path}: nobody knows the heading “{column}”, and people stand below it: {people}."),
        _("Call it 带班领导, 值班人员 or 应急处置人员, or 备注 if they are no people."),
    )
