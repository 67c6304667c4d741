"""The only place that reads the people of one cell, and what stands in brackets behind their names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from inspect_cli.rules import names, shifts
from inspect_cli.rules.shifts import Hours

VACANT = ("空缺", "暂缺", "待定", "空岗", "vacant", "nobody")
_BETWEEN = re.compile(r"[、，,；;/／]+(?![^（(]*[）)])")  # none of those in brackets
_CHINESE = re.compile(r"[\u3400-\u9fff]{2,4}\d{0,3}(?:[（(][^（()）]*[）)])*")  # numbered when they were made anonymous
_POST = re.compile(r".*(?:[长员任记监理师]|干部|领导)")
_BEHIND = re.compile(r"(.+?)\s*[（(]([^（()）]*)[）)]")
_BRACKETS = re.compile(r"[（(][^（()）]*[）)]")
_CALLED = re.compile(r"\+?[\d\s-]{5,}")
_BARE_PHONE = re.compile(
    r"(?:(?<=[\u3400-\u9fff\d）)])[\s:：、/／]+|(?<=[\u3400-\u9fff）)]))(\+?\d[\d-]{6,})(?![\d）)])"
)
_NEXT = re.compile(  # a bracket that goes straight on with another name
    r"(?<=[^\s、，,；;/／（(])([（(][^（()）]*[）)])(?!同志|先生|女士|带班|值班|负责)"
    r"(?=[\u3400-\u9fff]{2,4}\d{0,3}\s*(?:[（(、，,；;/／]|$))"
)
_LINES = re.compile(r"\s*[\r\n]+\s*")
_INSTEAD = re.compile(r"(?:替|顶|代(?!理)).{0,9}")  # said of who stands in for another
_LABEL = "(?:职务|职位|岗位|电话|联系电话|办公电话|手机|手机号|手机号码|联系方式)[:：]\\s*"
_LABELLED = re.compile(rf"(?<=[^\s、，,；;/／（(])[\s、，,；;/／]*{_LABEL}([^\s、，,；;:：（()）]+)")
_IN_BRACKETS = re.compile(rf"(?<=[（(])\s*{_LABEL}")


class Member(NamedTuple):
    """Somebody of a cell; what the brackets behind the name say: a post or remark, a phone, hours; None for none."""

    name: str
    post: str | None = None
    phone: str | None = None
    hours: Hours | None = None


def read_crew(text: str, *, timed: bool = True) -> tuple[Member, ...]:
    """The people of a cell, 、 / or a comma between them; blanks part Chinese names of 2 to 4 signs.

    A part of digits is the phone of the one before. Words that stand for nobody are left out. timed: whether brackets
    may say hours; else those are a remark. Who stands in for another has no post of it: see `find_instead`.
    """
    people: list[Member | None] = []  # None where a word stands for nobody, whose phone is nobody's
    for part in _split(_BARE_PHONE.sub(_bracket, _bare_labels(text))):
        member = None if part in VACANT or names.is_nobody(part) else _read_member(part, timed=timed)
        last = people[-1] if people else Member("")
        if member is None or _has_letter(member.name) or (last is not None and not _has_letter(last.name)):
            people.append(member)
        elif last is not None:
            people[-1] = _call(last, part)
    return tuple(member for member in people if member is not None)


def split_crew(text: str) -> list[str]:
    """The same as they are written, with their brackets."""
    return [part for part in _split(text) if not names.is_nobody(part) and part not in VACANT]


def find_instead(text: str) -> list[str]:
    """Those of a cell who stand in for another, as they are written: `read_crew` leaves out what says so."""
    parts = split_crew(_bare_labels(text))
    return [part for part in parts if (said := _BEHIND.fullmatch(part)) and _is_instead(said[2].strip())]


def looks_like_people(text: str) -> bool:
    """Whether a cell holds Chinese names and nothing else."""
    people = read_crew(join_lines(text))
    return bool(people) and all(_CHINESE.fullmatch(member.name) for member in people)


def split_phones(text: str, count: int) -> list[str]:
    """The phones of so many people: of each one part of the text, or all of it of everybody; none where it fits not."""
    parts = names.split_people(text)
    if count > 1 and len(parts) > 1:
        return ["" if names.is_nobody(part) else part for part in parts] if len(parts) == count else []
    return [text] * count


def join_lines(text: str) -> str:
    """The lines of a cell as one, 、 between them."""
    return _LINES.sub("、", text.strip())


def _bare_labels(text: str) -> str:
    """职务：副乡长 behind a name, and in brackets there, as others write it: （副乡长）."""
    return _LABELLED.sub(_bracket, _IN_BRACKETS.sub("", text))


def _is_instead(said: str) -> bool:
    return _INSTEAD.fullmatch(said) is not None and _POST.fullmatch(said) is None


def _bracket(phone: re.Match[str]) -> str:
    """A phone or post that stands behind a name, in brackets as others write it."""
    return f"（{phone[1]}）"


def _split(text: str) -> list[str]:
    return [part for whole in _BETWEEN.split(_NEXT.sub(r"\1、", text)) for part in _part(whole.strip())]


def _has_letter(text: str) -> bool:
    return any(ch.isalpha() for ch in text)


def _part(text: str) -> Iterator[str]:
    """One name, or several with blanks between them; a post before a name is none."""
    pieces = re.split(r"\s+(?![（(])", text)
    several = all(_CHINESE.fullmatch(piece) and not _POST.fullmatch(_BRACKETS.sub("", piece)) for piece in pieces)
    yield from pieces if several else [text]


def _call(member: Member, phone: str) -> Member:
    """The same with a phone, or one more."""
    return member._replace(phone=f"{member.phone}、{phone}" if member.phone else phone)


def _read_member(text: str, *, timed: bool) -> Member:
    found = _BEHIND.fullmatch(text)
    if found is None:
        return Member(text)
    before, said = _read_member(found[1], timed=timed), found[2].strip()
    if timed and (hours := shifts.read_hours(said)):
        return before._replace(hours=hours)
    if _CALLED.fullmatch(said):
        return _call(before, said)
    if timed and _is_instead(said):
        return before
    return before._replace(post=said or before.post)
