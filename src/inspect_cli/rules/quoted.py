"""The only place that says a hazard in the reader's language: where its description is the text of its item alone.

What was written is never changed; files and formats for machines keep it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any


def describe(row: Mapping[str, Any], lang: str) -> str:
    """The description of a hazard's row; the item's text in `lang` where it is that text in the other language."""
    texts = (row["item_text"], row["item_text_en"])
    own = texts[1] if lang == "en" else texts[0]
    return str(own if own and row["description"] in texts else row["description"])


def describe_all(rows: Iterable[Mapping[str, Any]], lang: str) -> Iterator[dict[str, Any]]:
    """The rows of hazards as people read them in `lang`."""
    return ({**row, "description": describe(row, lang)} for row in rows)
