"""A hazard in the reader's language: only where its description is the text of its item, and nothing is changed."""

from __future__ import annotations

import pytest

from inspect_cli.rules.quoted import describe, describe_all

ITEM = {"item_text": "灭火器失效", "item_text_en": "Extinguishers failed"}


@pytest.mark.parametrize(
    ("description", "texts", "zh", "en"),
    [
        ("灭火器失效", ITEM, "灭火器失效", "Extinguishers failed"),
        ("Extinguishers failed", ITEM, "灭火器失效", "Extinguishers failed"),
        ("灭火器失效。", ITEM, "灭火器失效。", "灭火器失效。"),
        ("二楼灭火器失效", ITEM, "二楼灭火器失效", "二楼灭火器失效"),
        ("灭火器失效", {**ITEM, "item_text_en": None}, "灭火器失效", "灭火器失效"),
        ("灭火器失效", {"item_text": None, "item_text_en": None}, "灭火器失效", "灭火器失效"),
    ],
)
def test_only_the_text_of_the_item(description: str, texts: dict[str, str | None], zh: str, en: str) -> None:
    """What somebody typed otherwise, and what has no text in that language, stays as it was written."""
    row = {"number": "CG-1", "description": description, **texts}

    assert (describe(row, "zh"), describe(row, "en")) == (zh, en)
    assert list(describe_all([row], "en")) == [{**row, "description": en}]
    assert row["description"] == description
