"""The only place for when a new hazard is an old one that came back.

A rebound is a new hazard at the same site (or the same place in words) and in the same category, whose item or text is
that of a hazard closed at most 180 days before. It gets its own number and a link; the old one stays closed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

WITHIN_DAYS = 180
_BARE = re.compile(r"[\W_]+")


def signs(values: Mapping[str, Any]) -> tuple[int, ...]:
    """What a hazard is recognised by, one sign for its item and one for its text; none when its place is not known.

    values: township, category, site, village, location, item, description. Signs hold within one process only.
    """
    site, village, location = values.get("site"), values.get("village"), values.get("location")
    if not (site or village or location):
        return ()
    place = (values["township"], values["category"], bare(site) if site else (village, location))
    text = hash((place, bare(values["description"])))
    item = values.get("item")
    return (text, hash((place, bare(item), "item"))) if item else (text,)


def bare(text: str) -> str:
    """Text without what may be written one way or another: widths, capitals, blanks, punctuation."""
    return _BARE.sub("", unicodedata.normalize("NFKC", text).casefold())


def came_back(closed_on: date | None, found_on: date) -> bool:
    """Whether a hazard found that day is a rebound of a like one closed that day."""
    return closed_on is not None and closed_on <= found_on <= closed_on + timedelta(days=WITHIN_DAYS)


def closing_day(values: Mapping[str, Any]) -> date | None:
    """The day a hazard was closed, as its row or a file says; None while it is not, or when nobody says."""
    if values.get("status") != "closed":
        return None
    day: date | None = values.get("verified_on") or values.get("fixed_on")
    return day
