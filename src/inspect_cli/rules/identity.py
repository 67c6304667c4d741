"""The only place for what an import knows a row by when the file gives it no number: its content, to 62 bits."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from typing import Any


def digest(values: Iterable[Any]) -> int:
    """62 bits over the values in order, blanks around them aside; None is '', a sequence of names is one text."""
    text = "\x1f".join(
        [value.strip() if type(value) is str else "" if value is None else _plain(value) for value in values]
    )
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest()) >> 2


def names_hazard(ref: str | None) -> bool:
    """Whether another ledger's number names one hazard; a bare 1, 2, 3 numbers the lines of one file."""
    return bool(ref and not ref.strip().isdigit())


def _plain(value: Any) -> str:
    return "、".join(value) if isinstance(value, (tuple, list)) else str(value)
