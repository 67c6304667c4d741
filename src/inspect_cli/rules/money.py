"""The only place for how people write sums of money: 50000, 5万, 1.2万元, 3,000元; kept as whole yuan."""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction

_SUM = re.compile(r"(?:¥|人民币)?(\d+(?:\.\d+)?)(万)?(?:元|yuan)?")
_MOST = 10**15
_LONGEST = 100  # characters


def read_yuan(text: str) -> int | None:
    """The sum in yuan; None for what is no sum, has parts of a yuan, or is beyond every budget."""
    plain = unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", "").casefold()
    found = _SUM.fullmatch(plain) if len(plain) <= _LONGEST else None
    if not found:
        return None
    value = Fraction(found[1]) * (10_000 if found[2] else 1)
    return int(value) if value.denominator == 1 and value < _MOST else None
