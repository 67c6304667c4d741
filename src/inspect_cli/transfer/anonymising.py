"""The only place that takes names of persons out of rows: a role stands where a name stood, in texts too."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from unicodedata import normalize

from inspect_cli.rules import words
from inspect_cli.rules.names import split_people

ROLES = {"inspectors": "inspector", "owner": "owner", "fixed_by": "fixer", "verified_by": "verifier"}
TEXTS = ("description", "location", "note", "measures")
_SHORTEST = 2  # characters: a name of one would be found in every text
Row = Mapping[str, Any]


def hide_names(ask: Callable[[], Iterable[Row]], lang: str) -> Iterator[dict[str, Any]]:
    """The rows without the names of inspectors, owners, fixers and verifiers. `ask` is called twice.

    The first time all names are collected, so that each is known in every text. Who has several roles has the first.
    """
    called = {key: words.word("role", role, lang) for key, role in ROLES.items()}
    texts = _Texts({name: called[key] for name, key in _collect(ask()).items()})
    for row in ask():
        people = {key: _replace(row[key], role) for key, role in called.items() if row.get(key)}
        yield {**row, **people, **{key: texts.hide(row[key]) for key in TEXTS if row.get(key)}}


def _collect(rows: Iterable[Row]) -> dict[str, str]:
    """Every name with the column it stands in; in the first of ROLES, when in several."""
    found: dict[str, set[str]] = {key: set() for key in ROLES}
    for row in rows:
        for key, names in found.items():
            if value := row.get(key):
                names.update(_split(value))
    return {name: key for key, names in reversed(found.items()) for name in names}


def _split(value: str | Iterable[str]) -> Iterable[str]:
    return split_people(value) if isinstance(value, str) else value


def _replace(value: str | Iterable[str], role: str) -> str | list[str]:
    """The role as often as there are persons."""
    roles = [role for _name in _split(value)] or [role]
    return "、".join(roles) if isinstance(value, str) else roles


class _Texts:
    """Finds names in texts, the longest first, whatever their case."""

    def __init__(self, roles: Mapping[str, str]) -> None:
        self._roles = {_fold(name): role for name, role in roles.items() if len(name) >= _SHORTEST}
        lengths: dict[str, set[int]] = defaultdict(set)
        for name in self._roles:
            lengths[name[0]].add(len(name))
        self._lengths = {first: sorted(known, reverse=True) for first, known in lengths.items()}
        firsts = "".join(map(re.escape, self._lengths))
        self._first = re.compile(f"[{firsts}]" if firsts else "(?!)")

    def hide(self, text: str) -> str:
        """The text with roles for names."""
        text = normalize("NFC", text)  # as names are kept
        folded = _fold(text)
        parts, done = [], 0
        for found in self._first.finditer(folded):
            start = found.start()
            end = self._find_end(folded, start) if start >= done else None
            if end is not None:
                parts += [text[done:start], self._roles[folded[start:end]]]
                done = end
        return "".join([*parts, text[done:]])

    def _find_end(self, text: str, start: int) -> int | None:
        ends = (start + length for length in self._lengths[text[start]])
        return next((e for e in ends if text[start:e] in self._roles and _stands_alone(text, start, e)), None)


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether it is no part of a longer word in Latin letters; Chinese has no blanks to tell by."""
    return not any(re.match(r"[a-z]{2}", text[n - 1 : n + 1]) for n in (start, end) if n)


def _fold(text: str) -> str:
    """The text with small ASCII letters, as long as before."""
    return "".join(ch.lower() if ch.isascii() else ch for ch in text)
