"""Articles in English: numbered parts by themselves, words as a list says them."""

from __future__ import annotations

import re
from datetime import date

import pytest

from inspect_cli.rules import catalog, checklists
from inspect_cli.rules.citing import translate_article

CHINESE = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
DAYS = (date(2015, 1, 1), date(2022, 1, 15), date(2026, 2, 1))


@pytest.mark.parametrize(
    ("article", "english"),
    [
        ("第28条", "Art. 28"),
        ("第16条第1款第2项", "Art. 16 para. 1 item 2"),
        ("第99条第3项、第4项", "Art. 99 item 3, item 4"),
        ("第5章、附录A", "ch. 5, Annex A"),
        ("第12条至第15条", "Art. 12 to Art. 15"),
        ("4.1-4.3", "4.1-4.3"),
        ("第2节", "sec. 2"),
        ("看护房标准", "看护房标准"),
    ],
)
def test_articles_in_english(article: str, english: str) -> None:
    """Chapters, articles, paragraphs and items keep their numbers; other words stay."""
    assert translate_article(article) == english


@pytest.mark.parametrize("key", [key for key, each in catalog.categories().items() if not each.own])
def test_shipped_lists_cite_in_both_languages(key: str) -> None:
    """What an English basis says has no Chinese in it, and names as many rules as the Chinese one, on any day."""
    checklist = checklists.read_checklist(catalog.categories()[key])

    for day in DAYS:
        for item in checklist.item:
            english, chinese = (checklist.cite(item, day, lang) for lang in ("en", "zh"))
            assert not CHINESE.search("".join(english)), item.code
            assert len(english) == len(chinese)


def test_an_own_list_says_its_words() -> None:
    """`article_en` stands for an article that is words."""
    told = {"law": "rules", "article": "第六条（参照）", "verified": "text"}
    assert checklists.Citation.model_validate(told).name_article("en") == "第六条（参照）"
    told["article_en"] = "Art. 6 (by analogy)"
    assert checklists.Citation.model_validate(told).name_article("en") == "Art. 6 (by analogy)"
