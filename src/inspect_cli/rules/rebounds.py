"""The only place for when a new hazard is an old one that came back.

A rebound is a new hazard at the same site (or the same place in words) and in the same category, whose item or text is
that of a hazard closed at most 180 days before. It gets its own number and a link; the old one stays closed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

WITHIN_DAYS = 180
_BARE = re.compile(r"[\W_]+")


def signs(values: Mapping[str, Any]) -> tuple[int, ...]:
    """What a hazard is recognised by: its text at its place, and its item there, if it has one; none without a place.

    values: township, category, site, village, location, item, description. Signs hold within one process only.
    """
    place = sign_place(values)
    if not place:
        return ()
    text, item = hash((place, bare(values["description"]))), values.get("item")
    return (text, sign_item(place, item)) if item else (text,)


def sign_place(values: Mapping[str, Any]) -> int:
    """What a place is recognised by, together with the category; 0 when no place is said."""
    site, village, location = values.get("site"), values.get("village"), values.get("location")
    if not (site or village or location):
        return 0
    return hash((values["township"], values["category"], bare(site) if site else (village, location)))


def sign_item(place: int, item: str) -> int:
    """What an item at a place is recognised by."""
    return hash((place, bare(item), "item"))


@lru_cache(maxsize=8192)  # names of places, and often texts too, come again and again
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
