"""The only place for how people name an item of a checklist by its number, and for what is several of them."""

from __future__ import annotations

import re
import unicodedata

_LONGEST = 100  # characters; what is longer is a text
_HYPHENS = dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212_", "-")
_SPELLING = str.maketrans({**_HYPHENS, "\u200b": "", "\ufeff": ""})
_BETWEEN = r"(?:\s*[^\w\s.]+\s*|\s*(?:to|and|到|至|和|与|及)\s*|\s+)"


def read_number(typed: str, prefix: str) -> int | None:
    """The number of the item that `typed` names as FIRE-06, fire6 or 6, in any width and case; None for other text."""
    found = re.fullmatch(_one(prefix), _spell(typed)) if len(typed) <= _LONGEST else None
    return int(found[1]) if found else None


def names_several(typed: str, prefix: str) -> bool:
    """Whether `typed` looks like a range or several numbers: 1-3, 1 3, 1、3, FIRE-1 to FIRE-3."""
    one = _one(prefix)
    return len(typed) <= _LONGEST and re.fullmatch(f"{one}(?:{_BETWEEN}{one})+", _spell(typed)) is not None


def number_of(code: str) -> int:
    """The number that a code ends with."""
    return int(code.rpartition("-")[2])


def _one(prefix: str) -> str:
    return rf"(?:{re.escape(prefix.casefold())}\s*-?\s*)?([0-9]{{1,9}})"


def _spell(typed: str) -> str:
    return unicodedata.normalize("NFKC", typed).casefold().translate(_SPELLING).strip()
