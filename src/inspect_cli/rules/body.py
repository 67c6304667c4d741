"""The only place for what every entry's body is made of: its base, its types, the characters it may hold.

The fields of a model stand in alphabetical order, so that `model_dump_json` writes canonical JSON: sorted keys,
no blanks, nothing that is None. What a newer version adds is ignored on reading and kept in the journal.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated, Any

from annotated_types import Ge, Le
from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

# What PostgreSQL refuses or a terminal obeys: C0, DEL, C1, bidi overrides, halves of characters.
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_UNSAFE_IN_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_LONG = ("contingency", "criterion", "description", "measures", "note", "reason")  # text that may have lines
_NESTED = ("answers", "hazards", "photos")
NAME_LENGTH = 100
Name = Annotated[str, StringConstraints(min_length=1, max_length=NAME_LENGTH)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=4000)]
Word = Annotated[str, StringConstraints(min_length=1, max_length=NAME_LENGTH)]  # a newer version may know more of them
Count = Annotated[int, Ge(0), Le(1_000_000_000)]
Counts = Annotated[dict[Word, Count], AfterValidator(lambda counts: dict(sorted(counts.items())))]


class Body(BaseModel):
    """What an entry says besides who, when and where."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)


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


def check_texts(fields: dict[str, Any]) -> None:
    """Raises ValueError with the key of the first text, at any depth, that holds what it may not."""
    for key, value in fields.items():
        for inner in value if key in _NESTED and isinstance(value, list) else ():
            check_texts(inner)
        value = list(value) if isinstance(value, dict) else value  # noqa: PLW2901 - names of counters are texts too
        if find_unsafe(key, value) is not None:
            raise ValueError(key)
