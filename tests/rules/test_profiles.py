"""What a profile may hold: every fault of a file is named, by its item, and all of them at once.

* each shipped profile is one; what each fault is called; several faults in one file; odd shapes of a file;
* the page on forms has every count and every item;
* placeholders: known ones are filled, nothing else in braces is touched; texts in one language or two.
"""

from __future__ import annotations

import re
import tomllib
from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest
from tests.conftest import ROOT

from inspect_cli.rules.profiles import FIELDS, SOURCES, Column, Profile, Wording, build_profile, fill
from inspect_cli.rules.tallies import BY_KEY, RECTIFIED, TALLIES

Raw = dict[str, Any]
GOOD: Raw = {
    "name": "ours",
    "kind": "counts",
    "by": "township",
    "title": {"zh": "统计表（{year}）", "en": "Table ({year})"},
    "columns": [
        {"header": "乡镇", "field": "township"},
        {"header": "查出", "count": "found"},
        {"header": "整改率", "key": "share", "rate": ["rectified", "found"], "unit": "%"},
        {"header": "罚款", "key": "fines", "blank": True},
    ],
}
LEDGER: Raw = {
    "name": "rows",
    "kind": "rows",
    "title": "台账",
    "columns": [
        {"header": "编号", "field": "number"},
        {"header": "等级", "field": "severity", "words": {"major": "重大隐患"}},
        {"header": "时限", "field": "due", "date": "dots"},
        {"header": "资金", "field": "funds", "scale": Decimal("0.0001")},
    ],
}


def change(raw: Raw, where: str, value: Any) -> Raw:
    """The profile with one item changed: `by`, or `2.count` for an item of the second column."""
    changed = deepcopy(raw)
    number, _dot, item = where.rpartition(".")
    target = changed["columns"][int(number) - 1] if number else changed
    if value is None:
        del target[item]
    else:
        target[item] = value
    return changed


def faults(raw: Raw) -> list[tuple[str, str]]:
    """The faults of a profile; it is one exactly when it has none."""
    profile, found = build_profile(raw)
    assert (profile is None) == bool(found)
    return [tuple(fault) for fault in found]


@pytest.mark.parametrize("raw", [GOOD, LEDGER])
def test_good_profiles(raw: Raw) -> None:
    """A form of counts and one of rows are read as they are written."""
    profile, found = build_profile(raw)

    assert found == []
    assert isinstance(profile, Profile)
    assert [column.header.zh for column in profile.columns] == [column["header"] for column in raw["columns"]]


@pytest.mark.parametrize(
    ("where", "value", "item", "reason"),
    [
        ("kind", "table", "kind", "table is not known. Choose one of: counts, rows, brief"),
        ("kind", None, "kind", "It is missing."),
        ("name", None, "name", "It is missing."),
        ("name", "Our Form", "name", "Write it in small letters, digits and hyphens."),
        ("title", 5, "title", "It must be text, or a table with zh and en."),
        (
            "title",
            "{citty}",
            "title",
            "citty is not known. Choose one of: city, year, month, months, since, until, today, time, campaign",
        ),
        ("colour", "red", "colour", "There is no such item."),
        ("by", None, "by", "A form of counts needs it: township or category."),
        ("by", "village", "by", "village is not known. Choose one of: township, category"),
        ("period", "decade", "period", "decade is not known. Choose one of: day, week, month, year"),
        ("dates", "roman", "dates", "roman is not known. Choose one of: iso, slash, dots, chinese"),
        ("numbered", "yes", "numbered", "It must be true or false."),
        ("leave_out", "fire", "leave_out", "It must be a list."),
        ("blank", "=1+1", "blank", "A spreadsheet would take it for a formula."),
        ("columns", [], "columns", "It has too few parts."),
        ("columns", None, "columns", "It is missing."),
        ("columns", "all", "columns", "It must be a list."),
        ("columns", ["found"], "column 1", "It must be a table."),
        ("2.header", None, "column 2, header", "It is missing."),
        ("2.header", {"fr": "x"}, "column 2, header.fr", "There is no such item."),
        ("2.unit", 3, "column 2, unit", "It must be text."),
        ("2.scale", "0.1", "column 2, scale", "It must be a number."),
        ("2.scale", Decimal("NaN"), "column 2, scale", "It must be a number."),
        ("2.required", 1, "column 2, required", "It must be true or false."),
        ("2.colour", "red", "column 2, colour", "There is no such item."),
        ("2.words", {"major": "重大"}, "column 2, words", "Only a column of the ledger has words."),
        ("2.date", "dots", "column 2, date", "Only a column of days has a way to write days."),
        ("2.key", "查出", "column 2, key", "It needs one in small letters, digits and _, such as fines."),
        ("2.key", "township", "column 2, key", "Column 1 has the key township too."),
        ("3.rate", ["found"], "column 3, rate", "It has too few parts."),
        ("3.rate", ["found", "found", "found"], "column 3, rate", "It has too many parts."),
        ("3.scale", 100, "column 3, scale", "Only a number can be multiplied."),
        ("4.key", None, "column 4, key", "It needs one in small letters, digits and _, such as fines."),
        ("4.text", "{now}", "column 4, text", "now is not known."),
        ("1.field", "site", "column 1, field", "site is not known. Choose one of: township"),
    ],
)
def test_each_fault(where: str, value: Any, item: str, reason: str) -> None:
    """A fault names its item and says what is wrong."""
    raw = change(GOOD, where, value)
    if where == "4.text":
        raw["columns"][3].pop("blank")
    [(named, said)] = faults(raw)

    assert named == item
    assert said.startswith(reason)


@pytest.mark.parametrize(
    ("where", "value", "item", "reason"),
    [
        ("2.count", "fund", "column 2, count", "fund is not known. Choose one of: sites, visits"),
        ("3.rate", ["done", "found"], "column 3, rate", "done is not known."),
        ("2.blank", True, "column 2, header", "Say once where its cells come from: field, count, rate, text, blank."),
        ("2.count", None, "column 2, header", "Say once where its cells come from"),
        ("leave_out", ["wolves"], "leave_out", "wolves is not known. Choose one of: fire"),
    ],
)
def test_faults_of_counts(where: str, value: Any, item: str, reason: str) -> None:
    """Counts and categories that there are not, and columns from nowhere or from two places, are faults."""
    raw = change(GOOD, where, value)
    if where == "2.count":
        raw["columns"][1]["key"] = "found"
    assert [(named, said.startswith(reason)) for named, said in faults(raw)] == [(item, True)]


@pytest.mark.parametrize(
    ("where", "value", "item"),
    [
        ("by", "township", "by"),
        ("1.field", "wolf", "column 1, field"),
        ("2.words", {"huge": "特大"}, "column 2, words"),
        ("3.scale", 2, "column 3, scale"),
        ("4.date", "iso", "column 4, date"),
        ("1.so_far", True, "column 1, so_far"),
    ],
)
def test_faults_of_rows(where: str, value: Any, item: str) -> None:
    """A form of rows has no groups, and takes columns of the ledger with the words of their kind."""
    assert [named for named, _reason in faults(change(LEDGER, where, value))] == [item]


def test_sources_fit_the_kind() -> None:
    """A form of rows takes no counts, a brief no columns of the ledger, and no category has a register of sites."""
    counted = change(LEDGER, "columns", [{"header": "查出", "count": "found"}])
    brief = {**change(LEDGER, "columns", [{"header": "编号", "field": "number"}]), "kind": "brief"}
    sites = [{"header": "行业", "field": "category"}, {"header": "企业", "count": "sites"}]
    by_category = change(change(GOOD, "by", "category"), "columns", sites)

    assert faults(counted) == [("column 1, count", "count is not known. Choose one of: field, text, blank")]
    assert faults(brief) == [("column 1, field", "field is not known. Choose one of: count, rate, text, blank")]
    assert faults(by_category) == [("column 2, count", "The register does not say which category a site is of.")]


def test_all_faults_at_once() -> None:
    """Whatever is wrong anywhere is said in one go, of columns too that come after a broken one."""
    raw = change(change(change(GOOD, "colour", "red"), "2.count", "fund"), "leave_out", ["wolves", "bears"])
    raw["columns"].append({"header": 7, "count": "found"})

    assert sorted(item for item, _reason in faults(raw)) == [
        *("colour", "column 2, count", "column 5, header", "leave_out", "leave_out"),
    ]


def test_placeholders() -> None:
    """Known placeholders are filled; other braces, also those of a format of Python, stay as they are."""
    facts = {"year": "2023", "city": "{year}"}

    assert fill("{year}年{city}{0.__class__}{}{", facts) == "2023年{year}{0.__class__}{}{"


def test_languages() -> None:
    """A text is read in the language asked for, else in the one it has."""
    both, one = Wording(zh="乡镇", en="Township"), Wording(zh="乡镇")

    assert [both.read("en"), both.read("zh"), one.read("en"), Wording().read("en")] == ["Township", "乡镇", "乡镇", ""]


def test_tallies_are_told_apart() -> None:
    """Each count has its own key, its own names, and is of sites, visits or hazards."""
    for names in zip(*((each.key, each.en, each.zh) for each in TALLIES), strict=True):
        assert len(set(names)) == len(TALLIES)
    assert {each.of for each in TALLIES} == {"sites", "visits", "counters", "hazards", "cases"}
    assert RECTIFIED.keys() <= BY_KEY.keys()
    assert len({*FIELDS, *SOURCES}) > len(SOURCES)


def test_the_page_says_what_is_counted() -> None:
    """The page on forms defines every count, in the order of the program, and shows every item of a profile."""
    page = (ROOT / "docs" / "profiles.md").read_text(encoding="utf-8")
    shown = tomllib.loads(page.partition("```toml\n")[2].partition("```")[0], parse_float=Decimal)
    columns = {item for column in shown["columns"] for item in column} | {"date", "words"}

    rows = re.findall(r"^\| (`[^|]*`) \| (?:sites|visits|counters|hazards|cases) \|", page, re.MULTILINE)
    assert [name for row in rows for name in re.findall(r"\w+", row)] == list(BY_KEY)
    assert faults(shown) == []
    assert shown.keys() == Profile.model_fields.keys()
    assert columns == Column.model_fields.keys()


def test_toml_of_a_column() -> None:
    """Numbers of a file may be whole or not, as TOML has them."""
    text = 'header = "资金"\ncount = "funds"\nscale = {}'
    for scale, wanted in (("0.0001", Decimal("0.0001")), ("2", Decimal(2))):
        column = tomllib.loads(text.format(scale), parse_float=Decimal)
        profile, _none = build_profile({**GOOD, "columns": [*GOOD["columns"], column]})
        assert profile
        assert profile.columns[-1].scale == wanted
