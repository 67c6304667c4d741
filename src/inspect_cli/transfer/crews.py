"""The only place that reads the people of one cell of a duty roster, and what stands in brackets behind their names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from inspect_cli.rules import names, shifts
from inspect_cli.rules.shifts import Hours
from inspect_cli.transfer.people import VACANT

_BETWEEN = re.compile(r"[、，,；;/／]+(?![^（(]*[）)])")  # none of those in brackets
_CHINESE = re.compile(r"[\u3400-\u9fff]{2,4}\d{0,3}(?:[（(][^（()）]*[）)])?")  # numbered when they were made anonymous
_POST = re.compile(r".*(?:[长员任记监理师]|干部|领导)")
_BEHIND = re.compile(r"(.+?)\s*[（(]([^（()）]*)[）)]")
_CALLED = re.compile(r"\+?[\d\s-]{7,}")
_LINES = re.compile(r"\s*[\r\n]+\s*")


class Member(NamedTuple):
    """Somebody of a cell; what the brackets behind the name say: a post or remark, a phone, hours; None for none."""

    name: str
    post: str | None = None
    phone: str | None = None
    hours: Hours | None = None


def read_crew(text: str) -> tuple[Member, ...]:
    """The people of a cell, 、 / or a comma between them; blanks part Chinese names of 2 to 4 signs.

    Words that stand for nobody are left out.
    """
    parts = [part for whole in _BETWEEN.split(text) for part in _part(whole.strip())]
    return tuple(_read_member(part) for part in parts if not names.is_nobody(part) and part not in VACANT)


def join_lines(text: str) -> str:
    """The lines of a cell as one, 、 between them."""
    return _LINES.sub("、", text.strip())


def _part(text: str) -> Iterator[str]:
    """One name, or several with blanks between them; a post before a name is none."""
    pieces = re.split(r"\s+(?![（(])", text)
    several = all(_CHINESE.fullmatch(piece) and not _POST.fullmatch(piece) for piece in pieces)
    yield from pieces if several else [text]


def _read_member(text: str) -> Member:
    found = _BEHIND.fullmatch(text)
    if found is None:
        return Member(text)
    name, said = found[1], found[2].strip()
    if hours := shifts.read_hours(said):
        return Member(name, hours=hours)
    if _CALLED.fullmatch(said):
        return Member(name, phone=said)
    return Member(name, post=said or None)
