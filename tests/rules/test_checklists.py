"""The lists that the program ships, against the facts they were made from; what an item says of a day and a place.

Facts: every code with its severity, days, stop, advice, number of places, states, and rules by how each was checked.
Whole: both languages, kinds of places and departments that are known, an index that is not stale, no slips of the pen.
Days: the rule in force on a day is cited, with its marks. Places: what is asked where, while producing or stopped.
Words: a code, its number, a word in either language.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from inspect_cli import messages
from inspect_cli.errors import WrongUsage
from inspect_cli.rules import catalog, checklists
from inspect_cli.rules.checklists import Checklist, Item

DATA = Path(__file__).parent / "data"
FACTS = list(csv.DictReader((DATA / "checklist_facts.csv").read_text(encoding="utf-8").splitlines()))
CATEGORIES = list(dict.fromkeys(fact["category"] for fact in FACTS))
_ASCII_SLIP = re.compile("[\u4e00-\u9fff][,;:?!()]|[,;:?!()][\u4e00-\u9fff]|[\u4e00-\u9fff] [\u4e00-\u9fff]")
_LATIN_ONLY = re.compile("[\u4e00-\u9fff，。；：？！（）]")


def shipped(key: str) -> Checklist:
    """The list of a category."""
    return checklists.read_checklist(catalog.categories()[key])


def own() -> Checklist:
    """The list of five items that somebody wrote."""
    checklist, faults = checklists.inspect_file(DATA / "lpg.toml")
    assert checklist is not None
    assert faults == []
    return checklist


def describe(key: str, item: Item) -> dict[str, str]:
    """An item as the file of facts has it."""
    checked = Counter(citation.verified for citation in item.basis)
    return {
        "category": key,
        "code": item.code,
        "severity": item.severity,
        "days": str(item.days),
        "stop": str(int(item.stop)),
        "advice": str(int(item.advice)),
        "places": str(len(item.places)),
        "states": "|".join(item.states),
        "bases": str(len(item.basis)),
        **{how: str(checked[how]) for how in ("text", "secondary", "memory")},
    }


@pytest.mark.parametrize("key", CATEGORIES)
def test_every_item_is_as_the_facts_have_it(key: str) -> None:
    """A list has the codes of the facts in their order, each with its severity, days, places and rules."""
    facts = [fact for fact in FACTS if fact["category"] == key]

    assert [describe(key, item) for item in shipped(key).item] == facts


def test_the_facts_are_whole() -> None:
    """There are 189 facts in 15 categories, each code once, and the program ships these categories and no other."""
    assert (len(FACTS), len({fact["code"] for fact in FACTS})) == (189, 189)
    assert sorted(CATEGORIES) == sorted(catalog.categories())
    assert {fact["severity"] for fact in FACTS} == {"general", "major"}
    assert all(int(fact["places"]) and int(fact["bases"]) for fact in FACTS)


@pytest.mark.parametrize("key", CATEGORIES)
def test_every_text_is_there_in_both_languages(key: str) -> None:
    """Items, questions, rules, places, departments and notes say the same in Chinese and in English."""
    checklist = shipped(key)
    pairs = [(item.zh, item.en) for item in checklist.item]
    pairs += [(item.question_zh, item.question_en) for item in checklist.item]
    pairs += [(item.major_when_zh or "", item.major_when_en or "") for item in checklist.item]
    pairs += [(law.zh, law.en) for law in checklist.law]
    pairs += [(n.zh, n.en) for n in (*checklist.places.values(), *checklist.departments.values(), checklist.category)]
    pairs.append((checklist.category.note_zh or "", checklist.category.note_en or ""))

    assert [pair for pair in pairs if bool(pair[0]) != bool(pair[1])] == []
    assert [zh for zh, _en in pairs if zh and not re.search("[\u4e00-\u9fff]", zh)] == []
    assert [en for _zh, en in pairs if re.match("[\u4e00-\u9fff]", en)] == []
    assert [item.code for item in checklist.item if not item.question_zh.endswith("？")] == []
    assert [item.code for item in checklist.item if not item.question_en.endswith("?")] == []


@pytest.mark.parametrize("key", CATEGORIES)
def test_every_name_leads_somewhere(key: str) -> None:
    """Kinds of places, departments and rules that a list names are described, and nothing else is wrong with it."""
    checklist, faults = checklists.inspect_file(catalog.categories()[key].path)

    assert faults == []
    assert checklist is not None
    assert {place for item in checklist.item for place in item.places} <= set(catalog.kinds())
    assert checklist.category.department in checklist.departments
    cited = {citation.law for item in checklist.item for citation in item.basis}
    assert cited <= {law.id for law in checklist.law}


@pytest.mark.parametrize("key", CATEGORIES)
def test_chinese_has_chinese_punctuation(key: str) -> None:
    """No comma, bracket or blank of the Latin script stands between Chinese characters; none of theirs in English."""
    checklist = shipped(key)
    chinese = [text for item in checklist.item for text in (item.zh, item.question_zh, item.major_when_zh or "")]
    chinese += [law.zh for law in checklist.law] + [checklist.category.note_zh or ""]
    english = [text for item in checklist.item for text in (item.en, item.question_en)]
    english += [law.en for law in checklist.law]

    assert [text for text in chinese if _ASCII_SLIP.search(text)] == []
    assert [text for text in english if _LATIN_ONLY.search(text)] == []


def test_the_index_is_not_stale() -> None:
    """catalogs/index.json is what the lists say; else run: python -m inspect_cli.rules.checklists."""
    assert catalog.INDEX.read_text(encoding="utf-8") == checklists.render_index()


def test_some_day_has_a_basis_for_every_item() -> None:
    """On the day this version of the lists was made, every item of every list cites a rule in force."""
    day = date(2026, 11, 23)
    bare = [item.code for key in CATEGORIES for item in shipped(key).item if not shipped(key).cite(item, day, "zh")]

    assert bare == []


def test_the_fire_standard_of_the_day_is_cited() -> None:
    """A major fire hazard is judged by GB 35181-2017 until October 2025 and by that of 2025 since, as marked."""
    fire = shipped("fire")
    [item] = fire.find("FIRE-08")

    def standard(day: date, lang: str) -> list[str]:
        return [rule for rule in fire.cite(item, day, lang) if "35181" in rule]

    [before] = standard(date(2025, 10, 31), "zh")
    [since] = standard(date(2025, 11, 1), "zh")

    assert before.startswith("重大火灾隐患判定方法 GB 35181-2017 ")
    assert since.startswith("重大火灾隐患判定规则 GB 35181-2025 ")
    assert before.endswith("（凭记忆引用，待核实）")
    assert since.endswith("（出自二手来源，未核对原文）")
    assert standard(date(2022, 3, 1), "en")[0].endswith(" (from memory, not verified)")
    assert standard(date(2026, 3, 1), "en")[0].endswith(" (seen in a secondary source, not verified)")


def test_marks_say_what_is_not_verified() -> None:
    """A rule read in full has no mark; one whose first day nobody found, or that is partly replaced, is marked so."""
    marked = {
        mark: [
            rule
            for key in CATEGORIES
            for item in shipped(key).item
            for rule in shipped(key).cite(item, date(2026, 11, 23), "zh")
            if mark in rule
        ]
        for mark in ("（施行日期待核实）", "起部分条款已被替代）")
    }

    assert own().cite(own().item[0], date(2022, 1, 1), "zh") == ["瓶装液化气安全管理办法（试行） 第5条"]
    assert all(marked.values())


def test_say_is_what_a_hazard_keeps() -> None:
    """The snapshot of an item has its texts, its basis in both languages, and the version of the list."""
    said = checklists.say(own(), own().item[0], date(2023, 7, 1))

    assert said._asdict() == {
        "item": "LPG-01",
        "item_text": "气瓶超期未检",
        "item_text_en": "Bottle past its test date",
        "basis": "瓶装液化气安全管理办法 第7条（出自二手来源，未核对原文）",
        "basis_en": "Rules on bottled gas Art. 7 (seen in a secondary source, not verified)",
        "catalog": "lpg 2022-06-01",
    }
    assert checklists.say(own(), own().item[1], date(2023, 7, 1)).basis is None


def test_a_mine_is_asked_by_its_state() -> None:
    """A stopped mine is not asked what is asked only while producing, nor the other way round; unknown, it is all."""
    mines = shipped("mines")
    codes = {state: {item.code for item in mines.items(["coal_mine"], state)} for state in ("producing", "stopped")}
    only = {
        state: {item.code for item in mines.item if item.states == (state,) and "coal_mine" in item.places}
        for state in codes
    }

    assert all(only.values())
    assert only["producing"] <= codes["producing"]
    assert only["stopped"] <= codes["stopped"]
    assert not only["producing"] & codes["stopped"]
    assert not only["stopped"] & codes["producing"]
    assert {item.code for item in mines.items(["coal_mine"])} == codes["producing"] | codes["stopped"]


@pytest.mark.parametrize("key", CATEGORIES)
def test_every_kind_of_place_is_asked_something(key: str) -> None:
    """A list asks something at each kind of place it describes, and nothing at a kind that it does not name."""
    checklist = shipped(key)

    assert [kind for kind in checklist.places if not checklist.items([kind])] == []
    assert checklist.items(["no_such_kind"]) == []
    assert len(checklist.items()) == len(checklist.item)


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("LPG-04", ["LPG-04"]),
        ("lpg-4", ["LPG-04"]),
        ("lpg04", ["LPG-04"]),
        ("4", ["LPG-04"]),
        ("04", ["LPG-04"]),
        ("ＬＰＧ－４", ["LPG-04"]),
        ("LPG–4", ["LPG-04"]),
        ("LPG 4", ["LPG-04"]),
        ("1-4", []),
        ("0-4", []),
        ("-4", []),
        ("1 4", []),
        ("LPG-0-4", []),
        ("LPG-44", []),
        ("9" * 5000, []),
        ("软管", ["LPG-04"]),
        ("HOSE", ["LPG-04"]),
        ("长度合适", ["LPG-04"]),
        ("bottle", ["LPG-01", "LPG-05"]),
        ("气瓶", ["LPG-01", "LPG-05"]),
        ("9", []),
        ("", []),
        ("0", []),
        ("鞭炮", []),
    ],
)
def test_an_item_is_found_by_its_code_or_a_word(typed: str, codes: list[str]) -> None:
    """A code in any form, its number, a word of its text, else of its question; never what is left of two numbers."""
    assert [item.code for item in own().find(typed)] == codes


@pytest.mark.parametrize("typed", ["1-3", "1 3", "１－３", "1~3", "1、3", "1,3", "1到3", "LPG-1 to LPG-3", "2-0"])
def test_several_numbers_are_no_item(typed: str, own_list: Path) -> None:
    """What looks like a range or several numbers is refused, and each item has its own --item."""
    with pytest.raises(WrongUsage, match="looks like several items") as refused:
        checklists.choose_item(catalog.categories()["lpg"], typed)

    assert refused.value.todo == "Each item has its own --item: a code or its number, such as --item LPG-01"


@pytest.mark.parametrize("typed", ["1", "LPG-1", "lpg", "3-in-1", "-1", "6.0", "软管", "1-", "1 3 " * 500])
def test_one_item_is_not_several(typed: str) -> None:
    """A code, a number, a word and a text with figures are not taken for several items."""
    assert own().names_several(typed) is False


@pytest.mark.parametrize(("lang", "shown"), [("zh", "LPG-01 气瓶超期未检"), ("en", "LPG-01 Bottle past its test date")])
def test_an_unclear_item_is_refused_with_what_fits(
    lang: str, shown: str, own_list: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Several that fit are named in the language, and of one that is not there the nearest."""
    messages.use(lang)
    with pytest.raises(WrongUsage) as several:
        checklists.choose_item(catalog.categories()["lpg"], "bottle")
    with pytest.raises(WrongUsage) as none:
        checklists.choose_item(catalog.categories()["lpg"], "LPG-011")

    assert shown in several.value.todo
    assert shown in none.value.todo
    assert "LPG-03" not in several.value.todo
