"""What columns are called in other people's ledgers.

* every name of our own; variants with blanks, line breaks, marks, units in brackets, two rows joined;
* no name means two fields; columns about private persons; numbers of notices.
"""

from __future__ import annotations

from collections import Counter

import pytest

from inspect_cli.rules import fields, foreign
from inspect_cli.rules.names import plain


def test_every_name_of_ours() -> None:
    """A column of our own export is known by its key and its titles in both languages."""
    for field in fields.LEDGER:
        assert {foreign.find_field(name).key for name in (field.key, field.en, field.zh)} == {field.key}


def test_no_name_means_two_fields() -> None:
    """Each variant belongs to one field."""
    names = Counter(plain(name) for names in foreign.ALIASES.values() for name in set(map(plain, names)))

    assert [name for name, count in names.items() if count > 1] == []
    for key, aliases in foreign.ALIASES.items():
        assert {foreign.find_field(name).key for name in aliases} == {key}


@pytest.mark.parametrize(
    ("header", "key", "unit"),
    [
        ("整改\n责任人", "owner", ""),
        (" 检查　时间 ", "inspected_on", ""),
        ("*隐患描述：", "description", ""),
        ("资金（万元）", "funds", "万元"),
        ("整改资金 (元)", "funds", "元"),
        ("整改/责任人", "owner", ""),
        ("复查/人", "verified_by", ""),
        ("整改情况/完成时间", "fixed_on", ""),
        ("责任单位/责任人", "owner", ""),
        ("乡镇（街道）", "township", "街道"),
        ("INSPECTED ON", "inspected_on", ""),
        ("督办单位", None, ""),
        ("", None, ""),
    ],
)
def test_headings(header: str, key: str | None, unit: str) -> None:
    """Blanks, breaks, marks and brackets are set aside; the unit is remembered."""
    assert foreign.find_field(header) == (key, unit)


@pytest.mark.parametrize("header", ["联系电话", "手机号码", "身份证号", "负责人电话", "家庭住址", "Phone", "车牌号"])
def test_private_columns(header: str) -> None:
    """Columns about private persons are known as such, and are no field."""
    assert foreign.is_personal(header)
    assert foreign.find_field(header).key is None


def test_numbers_of_notices() -> None:
    """The year of a notice stands in one kind of brackets; other columns are left as they are."""
    for text in ("[2023]5号", "(2023)5号", "（2023）5号", "〔2023〕5号", "【2023】5号"):
        assert foreign.tidy_notice("文书编号", text) == "〔2023〕5号"
    assert foreign.tidy_notice("备注", "(2023)5号") == "(2023)5号"
