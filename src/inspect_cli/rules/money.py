"""The only place for how people write sums of money: 50000, 5万, 1.2万元, 3,000元; kept as whole yuan."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

_SUM = re.compile(r"(?:¥|人民币)?(\d+(?:\.\d+)?)(万)?(?:元|yuan)?")
_MOST = 10**15


def read_yuan(text: str) -> int | None:
    """The sum in yuan; None for what is no sum, has parts of a yuan, or is beyond every budget."""
    plain = unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", "").casefold()
    found = _SUM.fullmatch(plain)
    if not found:
        return None
    value = Decimal(found[1]) * (10_000 if found[2] else 1)
    return int(value) if value == value.to_integral_value() and value < _MOST else None
