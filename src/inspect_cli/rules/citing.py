"""The only place for how the place in a rule is written in English: 第16条第1款第2项 is Art. 16 para. 1 item 2."""

from __future__ import annotations

import re

_PARTS = {"章": "ch.", "节": "sec.", "条": "Art.", "款": "para.", "项": "item"}
_PART = re.compile(rf"第(\d+)([{''.join(_PARTS)}])")
_ANNEX = re.compile(r"附录\s*([A-Z\d]+)")
_AND = re.compile(r"\s*[、，]\s*")


def translate_article(article: str) -> str:
    """The numbered parts of a rule in English; words besides them stay as they are.

    条 is an article, 款 a paragraph of it, 项 an item of that, 章 a chapter, 附录 an annex.
    """
    text = _PART.sub(lambda part: f" {_PARTS[part[2]]} {part[1]}", article)
    text = _AND.sub(", ", _ANNEX.sub(r"Annex \1", text).replace("至", " to "))
    return " ".join(text.split())
