"""The only place for how people write names: widths, blanks, parts of names, pinyin, slips of the keyboard."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache

_NOBODY = ("无", "没有", "暂无", "不详", "none", "n/a", "na", "null")
_SHOWN = 40  # characters of a name in a sentence
_BRACKETS = re.compile("[（(].*?[）)]")
_BETWEEN = re.compile("[、，,；;](?![^（(]*[）)])")  # none of those in brackets


@lru_cache(maxsize=8192)  # names of people and places come again and again
def plain(text: str) -> str:
    """The form names are compared in: NFKC, no blanks, no hyphens or underscores, lower case."""
    text = unicodedata.normalize("NFKC", text).casefold()
    return "".join(ch for ch in text if not ch.isspace() and ch not in "-_\u200b\ufeff")


def fold(code: str) -> str:
    """The form codes are kept and met in: NFKC, so that Ｍ－１ is M-1, and no blanks around."""
    return unicodedata.normalize("NFKC", code).strip()


def shorten(name: str) -> str:
    """A name as a sentence tells it: all of it, or its beginning where it is long."""
    return name if len(name) <= _SHOWN else name[:_SHOWN] + "…"


def is_nobody(text: str) -> bool:
    """Whether a text stands where a name should, as people fill cells: -, /, 无; one without a letter or a digit."""
    return plain(text) in _NOBODY or not any(ch.isalnum() for ch in text)


def known_as(name: str) -> str:
    """The form two mentions of a person are compared in: what stands in brackets and punctuation aside."""
    return "".join(ch for ch in plain(_BRACKETS.sub("", name) or name) if ch.isalnum())


@lru_cache(maxsize=8192)  # names of people come again and again
def split_people(text: str) -> tuple[str, ...]:
    """The people that one text names, 、 or a comma or a semicolon between them, as one writes them in a cell."""
    return tuple(part.strip() for part in _BETWEEN.split(text) if part.strip())


def is_named(text: str | None, name: str) -> bool:
    """Whether one of those who are named together is this one, however either is written."""
    return text is not None and any(known_as(part) == known_as(name) for part in split_people(text))


def find(typed: str, labels: Mapping[str, Sequence[str]], *, parts: bool = True) -> list[str]:
    """The keys that `typed` names, by the first of these that finds any: a whole label, the beginning of one, a part.

    labels: key -> everything it is called (code, name, pinyin, initials). More than one key back means ambiguous.
    """
    wanted = plain(typed)
    if not wanted:
        return []
    known = {key: [plain(label) for label in every if label] for key, every in labels.items()}
    for fits in (str.__eq__, str.startswith, *((str.__contains__,) if parts else ())):
        found = [key for key, every in known.items() if any(fits(label, wanted) for label in every)]
        if found:
            return found
    return []


def nearest(typed: str, labels: Mapping[str, Sequence[str]], count: int = 3) -> list[str]:
    """The `count` keys whose labels look most like `typed`, nearest first; for telling the user what exists."""
    import difflib

    wanted = plain(typed)

    def likeness(key: str) -> float:
        return max(difflib.SequenceMatcher(None, wanted, plain(label)).ratio() for label in labels[key] if label)

    return sorted(labels, key=likeness, reverse=True)[:count]
