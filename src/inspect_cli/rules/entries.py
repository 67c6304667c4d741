"""The only place for what an entry of the journal may say: one pydantic model for each kind.

The fields of a model stand in alphabetical order, so that `model_dump_json` writes canonical JSON: sorted keys,
no blanks, nothing that is None. What a newer version adds is ignored on reading and kept in the journal.
"""

from __future__ import annotations

import json
import re
import unicodedata
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, StringConstraints

# What PostgreSQL refuses or a terminal obeys: C0, DEL, C1, bidi overrides, halves of characters.
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_UNSAFE_IN_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_LONG = ("description", "note")  # text that may have lines
NAME_LENGTH = 100
Name = Annotated[str, StringConstraints(min_length=1, max_length=NAME_LENGTH)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=4000)]
Word = Annotated[str, StringConstraints(min_length=1, max_length=NAME_LENGTH)]  # a newer version may know more of them


class Body(BaseModel):
    """What an entry says besides who, when and where."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)


class Finding(Body):
    """One hazard as a visit found it, with its outcome when a file says so.

    id: UUIDv7, 32 hex digits; number: CG-128, permanent; ref: the number another ledger gave it;
    origin: what an import knows the row by when its file gives it no permanent number (62 bits).
    """

    description: Text
    due: date | None = None
    first_due: date | None = None
    fixed_by: Name | None = None
    fixed_on: date | None = None
    id: str
    item: Name | None = None
    location: Name | None = None
    note: Text | None = None
    number: str
    origin: int | None = None
    owner: Name | None = None
    rebound_of: Name | None = None
    ref: Name | None = None
    severity: Word = "general"
    status: Word = "found"
    verified_by: Name | None = None
    verified_on: date | None = None


class Inspected(Body):
    """One visit, with all the hazards it found; none is a clean visit and counts."""

    campaign: Name | None = None
    category: Name
    hazards: tuple[Finding, ...] = ()
    inspectors: tuple[Name, ...] = ()
    location: Name | None = None
    note: Text | None = None
    site: Name | None = None
    village: Name | None = None


class Fixed(Body):
    """The owner's claim that a hazard is gone."""

    fixed_by: Name
    note: Text | None = None


class Verified(Body):
    """Somebody else looked again, and it is gone."""

    note: Text | None = None
    verified_by: Name


class TownshipEntered(Body):
    """A township of the register; entered again, the later one holds."""

    code: Name
    initials: str = ""
    kind: Name = "township"
    name: Name
    pinyin: str = ""


class SiteEntered(Body):
    """A site of the register; entered again under the same code, the later one holds."""

    code: Name
    kind: Name | None = None
    name: Name
    state: Word | None = None
    village: Name | None = None


KINDS: dict[str, type[Body]] = {
    "inspected": Inspected,
    "fixed": Fixed,
    "verified": Verified,
    "township": TownshipEntered,
    "site": SiteEntered,
}


def read_body(kind: str, text: str) -> Body | None:
    """The body of a journal row; None for a kind that a newer version wrote (kept, and skipped)."""
    model = KINDS.get(kind)
    return model.model_validate_json(text) if model else None


def write_body(body: Body) -> str:
    """Canonical JSON: what the hash is taken over and what every other copy of the journal carries.

    Raises ValueError for text that may not stand in an entry, whoever made the body.
    """
    text = body.__pydantic_serializer__.to_json(body, exclude_none=True).decode()
    # JSON writes C0 as escapes, so that printable text without them is safe; nearly every body is.
    if not text.isprintable() or "\\u00" in text:
        _walk(json.loads(text))
    return text


def find_unsafe(key: str, value: Any) -> str | None:
    """The text in `value`, one or several, with a character that field `key` may not hold; None when all is well."""
    unsafe = _UNSAFE_IN_TEXT if key in _LONG else _UNSAFE
    texts = (value,) if isinstance(value, str) else value if isinstance(value, (tuple, list)) else ()
    return next((text for text in texts if isinstance(text, str) and unsafe.search(text)), None)


def tidy(key: str, value: Any) -> Any:
    """Codes and names in one Unicode form, NFC, no blanks around: one name is one key; free text stays as typed."""
    if isinstance(value, tuple):
        return tuple(tidy(key, each) for each in value)
    return unicodedata.normalize("NFC", value).strip() if isinstance(value, str) and key not in _LONG else value


def _walk(fields: dict[str, Any]) -> None:
    for key, value in fields.items():
        for inner in value if key == "hazards" else ():
            _walk(inner)
        if find_unsafe(key, value) is not None:
            raise ValueError(key)
