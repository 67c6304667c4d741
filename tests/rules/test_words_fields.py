"""The words in cells and above columns: both languages, every header variant found, nothing that could be two things.

* every table of words and every column has English and Chinese; a word is read back in either language;
* a column is found by its key, its titles and its aliases, whatever the width, blanks and line breaks;
* no two columns of a file share a name; a total row or an unknown name is no column;
* cells as people read them.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from typing import Any

import pytest

from inspect_cli.rules import catalog, fields, lifecycle, register_fields, words
from inspect_cli.rules.entries import KINDS, Finding, Inspected, Photo, Planned
from inspect_cli.rules.fields import Field, cell
from inspect_cli.rules.names import plain
from inspect_cli.store.recording import build

SHEETS = {
    "ledger": (*fields.LEDGER, *fields.DERIVED, *fields.QUOTED),
    "register": (fields.LEDGER[2], fields.LEDGER[3], *fields.REGISTER),
    "counts": (*fields.COUNTS, fields.MONTH),
    "batches": fields.BATCHES,
    "problems": fields.PROBLEMS,
    "campaigns": fields.CAMPAIGNS,
    "details": fields.DETAILS,
    "people": fields.PEOPLE,
    "card": fields.CARD,
    "categories": fields.CATEGORIES,
    "items": fields.ITEMS,
    "faults": fields.FAULTS,
}
SHEETS |= {f"{kind} register": columns for kind, columns in register_fields.REGISTERS.items()}
SHEETS["responsible"] = register_fields.RESPONSIBLE
COMING_BACK = (
    "ledger",
    "register",
    "counts",
    "responsible",
    *(f"{kind} register" for kind in register_fields.REGISTERS),
)  # whose columns are looked for by any of their names
ALL = [field for sheet in SHEETS.values() for field in sheet]


def _has_chinese(text: str) -> bool:
    return any("\u4e00" <= ch <= "\u9fff" for ch in text)


@pytest.mark.parametrize("kind", words.TABLES)
def test_words_in_both_languages(kind: str) -> None:
    """Every word has a Chinese one of its own, and is shown as that in Chinese and as its key in English."""
    table = words.TABLES[kind]

    assert all(_has_chinese(zh) for zh in table.values())
    assert max(Counter(table.values()).values()) == 1
    assert [(words.word(kind, key, "zh"), words.word(kind, key, "en")) for key in table] == [
        (zh, key) for key, zh in table.items()
    ]


@pytest.mark.parametrize("kind", words.TABLES)
def test_words_are_read_back(kind: str) -> None:
    """A word is read in either language, with blanks around it and in any letter case."""
    for key, zh in words.TABLES[kind].items():
        for text in (key, zh, key.upper(), f" {key} ", f"\t{zh}\n"):
            assert words.read_word(kind, text) == key


@pytest.mark.parametrize(
    ("kind", "text", "key"),
    [
        ("severity", "一般隐患", "general"),
        ("severity", "重大隐患", "major"),
        ("severity", "重大事故隐患", "major"),
        ("status", "待整改", "found"),
        ("status", "已销号", "closed"),
        ("flag", "是", "yes"),
        ("township_kind", "街道", "subdistrict"),
        ("site_state", "停产", "stopped"),
        ("level", "县级", "county"),
        ("level", "市级", "city"),
        ("level", "省级", "province"),
        ("scope", "局部区域", "area"),
        ("answer", "退回", "returned"),
        ("part", "应急预案", "contingency"),
        ("event", "挂牌督办", "listed"),
        ("event", "摘牌", "delisted"),
    ],
)
def test_words_of_the_trade(kind: str, text: str, key: str) -> None:
    """The words that hazard ledgers use are known."""
    assert words.read_word(kind, text) == key


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        *(("status", "重大隐患"), ("severity", "较大"), ("status", ""), ("flag", "maybe")),
        *(("level", "乡级"), ("scope", "停产"), ("answer", "移交"), ("part", "整改率")),
    ],
)
def test_unknown_words(kind: str, text: str) -> None:
    """A word of another table, or of none, is not known."""
    assert words.read_word(kind, text) is None


def test_word_of_a_newer_version() -> None:
    """A key that this version does not know is shown as it is."""
    assert words.word("status", "blessed", "zh") == "blessed"


def test_states_agree() -> None:
    """Words, danger, open states and the entry model speak of the same states; the table has them in order."""
    assert set(words.STATES) == set(lifecycle.DANGER)
    assert set(words.ENDED_STATES) < set(words.STATES)
    needed = {"description": "堵塞", "id": "0" * 32, "number": "CG-1"}
    taken = [build(Finding, **needed, status=s, severity=t) for s in words.STATES for t in words.SEVERITIES]
    assert len(taken) == 12


def test_every_kind_of_entry_has_a_word() -> None:
    """A history names every kind of entry there is; the parts of a plan are those of its state and its entry."""
    assert set(words.EVENTS) == {*KINDS, "brought_back"}
    assert tuple(words.PARTS) == lifecycle.Plan._fields
    assert set(words.PARTS) == set(Planned.model_fields) - {"origin", "reason"}


def test_columns_of_the_design() -> None:
    """The columns that scripts depend on, in their order."""
    expected = (
        "number category township village site location inspected_on inspectors item description severity owner due "
        "first_due status fixed_on fixed_by verified_on verified_by rebound_of campaign note"
    )
    assert tuple(expected.split()) == fields.INPUT_KEYS
    derived = [field.key for field in fields.DERIVED]
    of_old = ("id", "days_open", "overdue", "failed", "extended")
    since = (
        "due_soon days_late extended_days planned listed suspended transferred_on transferred_to duplicate_of on_spot "
        "claimed self_verified conflict"
    )
    assert [key for key in derived if key in of_old] == list(of_old)
    assert [key for key in derived if key not in of_old] == since.split()
    counts = "found open closed claimed self_verified on_spot transferred rectification_rate on_time_rate rebound_rate"
    assert set(counts.split()) < {field.key for field in fields.COUNTS}
    assert set(fields.NEEDED_KEYS) == {"category", "township", "inspected_on"}


def test_every_column_has_a_place() -> None:
    """Every column of a file goes into an entry: nothing that is read is lost."""
    kept = {*Finding.model_fields, *Inspected.model_fields, "township", "inspected_on"}

    assert set(fields.INPUT_KEYS) <= kept


@pytest.mark.parametrize("field", ALL, ids=lambda field: field.key)
def test_titles_in_both_languages(field: Field) -> None:
    """Every column has a title in English and one in Chinese."""
    assert (field.title("en"), field.title("zh")) == (field.en, field.zh)
    assert field.en.isascii() or "≤" in field.en
    assert _has_chinese(field.zh)
    assert field.kind in ("text", "date", "names", "count", "rate", "instant", "photos", "whole", *words.TABLES)


@pytest.mark.parametrize("sheet", SHEETS)
def test_no_two_columns_share_a_name(sheet: str) -> None:
    """No key, title or alias of a column means another column of the same file too."""
    owners: dict[str, set[str]] = {}
    for field in SHEETS[sheet]:
        for name in (field.key, field.en, field.zh, *field.aliases):
            owners.setdefault(plain(name), set()).add(field.key)

    if sheet in COMING_BACK:
        assert {name: keys for name, keys in owners.items() if len(keys) > 1} == {}
    assert len({field.key for field in SHEETS[sheet]}) == len(SHEETS[sheet])
    for lang in ("en", "zh"):
        titles = [field.title(lang) for field in SHEETS[sheet]]
        assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("field", fields.LEDGER, ids=lambda field: field.key)
def test_every_header_variant_is_found(field: Field) -> None:
    """A column is known by its key, titles and aliases, in any width, with blanks and line breaks, in any case."""
    known = fields.known_headers(fields.LEDGER)
    for name in (field.key, field.en, field.zh, *field.aliases):
        wide = "".join(chr(ord(ch) + 0xFEE0) if "!" <= ch <= "~" else ch for ch in name)
        for variant in (
            name,
            f" {name} ",
            "\n".join(name),
            name.upper(),
            name.replace("_", " "),
            wide,
            f"\ufeff{name}",
        ):
            assert known[plain(variant)] == field.key, variant


@pytest.mark.parametrize(
    ("header", "key"),
    [
        ("乡镇（街道）", "township"),
        ("乡镇(街道)", "township"),
        ("乡镇/街道", "township"),
        ("所属乡镇", "township"),
        ("检查\n时间", "inspected_on"),
        ("检查人员", "inspectors"),
        ("被检查单位", "site"),
        ("隐患类别", "category"),
        ("Fixed on", "fixed_on"),
        ("FIXED_ON", "fixed_on"),
        ("Hazard", "description"),
    ],
)
def test_headers_people_write(header: str, key: str) -> None:
    """Headers as ledgers have them are known."""
    assert fields.known_headers(fields.LEDGER)[plain(header)] == key


@pytest.mark.parametrize("header", ["合计", "序号", "", "隐患", "hazards", "id"])
def test_no_header(header: str) -> None:
    """What is no column is not taken for one."""
    assert plain(header) not in fields.known_headers(fields.LEDGER)


def test_picking() -> None:
    """Columns are picked by key, in the order asked; a count is another column than the flag of the same name."""
    assert [field.key for field in fields.pick_fields(("note", "number"))] == ["note", "number"]
    assert fields.pick_fields(["overdue"])[0].kind == "flag"
    assert fields.pick_counts(["overdue"])[0].kind == "count"
    with pytest.raises(KeyError):
        fields.pick_fields(["nothing"])


@pytest.mark.parametrize(
    ("key", "value", "en", "zh"),
    [
        ("due", date(2023, 1, 5), "2023-01-05", "2023-01-05"),
        ("due", None, "", ""),
        ("status", "found", "found", "待整改"),
        ("category", "forest_fire", "forest_fire", "森林防火"),
        ("severity", "major", "major", "重大"),
        ("overdue", True, "yes", "是"),
        ("overdue", False, "no", "否"),
        ("inspectors", ["王某", "李某"], "王某、李某", "王某、李某"),
        ("inspectors", [], "", ""),
        ("description", "=1+1", "=1+1", "=1+1"),
        ("days_open", 0, "0", "0"),
        ("days_open", None, "", ""),
        ("listed", "county", "county", "县级"),
        ("suspended", "whole", "whole", "全部"),
        ("planned", True, "yes", "是"),
        ("transferred_on", date(2023, 1, 5), "2023-01-05", "2023-01-05"),
        ("conflict", False, "no", "否"),
    ],
)
def test_cells(key: str, value: Any, en: str, zh: str) -> None:
    """A value as people read it in each language."""
    field = fields.pick_fields([key])[0]

    assert (cell(field, value, "en"), cell(field, value, "zh")) == (en, zh)


def test_rates() -> None:
    """A rate has one decimal, and a dash when there is nothing to take it of."""
    rate = fields.pick_counts(["rectification_rate"])[0]

    assert [cell(rate, value, "en") for value in (None, 0.0, 66.7, 100.0)] == ["-", "0.0", "66.7", "100.0"]


def test_moments_and_pictures() -> None:
    """A moment is shown to the second; a picture by its path and the beginning of its fingerprint."""
    pictures = [Photo(path="a b.jpg", sha256="0123456789abcdef", size=5), Photo(path="二.png", sha256="f" * 64, size=6)]
    moment, photos = Field("m", "M", "时", "instant"), Field("p", "P", "照", "photos")

    assert cell(moment, datetime(2023, 1, 5, 8, 7, 6, tzinfo=UTC), "en") == "2023-01-05 08:07:06"
    assert cell(photos, pictures, "zh") == "a b.jpg (0123456789ab)、二.png (ffffffffffff)"
    assert (cell(moment, None, "en"), cell(photos, [], "en")) == ("", "")


def test_extents() -> None:
    """A batch was taken back, partly, or not; the words are those of both languages."""
    extent = next(field for field in fields.BATCHES if field.key == "undone")

    assert [cell(extent, key, "en") for key in ("yes", "partly", "no")] == ["yes", "partly", "no"]
    assert [cell(extent, key, "zh") for key in ("yes", "partly")] == ["是", "部分"]


def test_every_category_is_a_word() -> None:
    """A cell of a category column knows every category of the catalog."""
    assert set(words.TABLES["category"]) == set(catalog.categories())
