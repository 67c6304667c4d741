"""Counts and hazards laid out as forms: headers, units, days, words, totals, what is not known.

* headers of one row and of several, cells of a header that are one; numbers under the columns;
* numbers by their scale, rates with a decimal where they have one, words, days in each style, placeholders;
* what nothing is known of is blank and no nought; machines get keys and plain values; a brief has a line for each.
"""

from __future__ import annotations

import io
import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from inspect_cli.rules.fields import cell
from inspect_cli.rules.profiles import Profile, build_profile
from inspect_cli.store.database import Row
from inspect_cli.store.summaries import Summary
from inspect_cli.transfer import exporting, forms, missing
from inspect_cli.transfer.forms import Frame
from inspect_cli.transfer.sheets import Sheet, merge_heads

FRAME = Frame(date(2023, 1, 1), date(2023, 1, 31), date(2023, 2, 3), "17:30", "云夕岭市", "closed")
MACHINE = FRAME._replace(machine=True)
COUNTED: Row = {"found": 3, "rectified": 2, "closed": 2, "funds": 12_345, "sites": None, "unfunded": 1}
HAZARD: Row = {
    "number": "CG-7",
    "township": "东岔街道",
    "category": "fire",
    "severity": "major",
    "due": date(2023, 1, 5),
    "inspectors": ["王某01", "李某02"],
    "overdue": True,
    "planned": False,
    "funds": 5000,
    "owner": None,
    "note": "",
    "is_open": True,
}


def profile(*columns: Row, **items: Any) -> Profile:
    """A form of counts by township, or what the items say."""
    kind = items.get("kind", "counts")
    head = {
        "name": "ours",
        "kind": kind,
        "title": "表",
        "language": "zh",
        **({"by": "township"} if kind == "counts" else {}),
    }
    made, faults = build_profile({**head, **items, "columns": list(columns)})
    assert made, faults
    return made


def column(header: str | Row, **items: Any) -> Row:
    """A column as a file has it."""
    return {"header": header, **items}


def written(sheet: Sheet, row: Row) -> list[str]:
    """A row of a sheet as people read it."""
    return [cell(field, row.get(field.key), "zh") for field in sheet.fields]


PLACE = column("乡镇", field="township")


def test_a_form_of_counts() -> None:
    """Each row has its cells in the order of the form, and the total is counted for itself."""
    form = profile(
        PLACE, column("查出", count="found"), column("率", key="share", rate=["rectified", "found"]), total="合计"
    )
    rows = [{"township": "甲镇", **COUNTED}, {"township": "乙镇", "found": 0, "rectified": 0}]
    sheet = forms.lay_counts(form, Summary(rows, {"found": 3, "rectified": 3}), FRAME)

    assert [written(sheet, row) for row in sheet.rows] == [["甲镇", "3", "66.7"], ["乙镇", "0", "-"]]
    assert sheet.total
    assert written(sheet, dict(sheet.total)) == ["合计", "3", "100"]


def test_numbers_and_units() -> None:
    """A scaled number keeps every digit that counts; a unit stands in the header; nothing known is the form's blank."""
    form = profile(
        PLACE,
        column("资金", count="funds", unit="万元", scale=Decimal("0.0001")),
        column("企业", count="sites", unit="家"),
        column("罚款", key="fines", blank=True),
        blank="—",
    )
    sheet = forms.lay_counts(form, Summary([{"township": "甲镇", **COUNTED}], COUNTED), FRAME)

    assert [field.title("zh") for field in sheet.fields] == ["乡镇", "资金（万元）", "企业（家）", "罚款"]
    assert [written(sheet, row) for row in sheet.rows] == [["甲镇", "1.2345", "—", "—"]]


def test_headers_of_several_rows() -> None:
    """Groups stand over their columns, a column without one reaches down, and numbers count all but the groups."""
    form = profile(
        PLACE,
        column("排查", count="found", group="隐患"),
        column("整改", count="closed", group="隐患"),
        column("资金", count="funds"),
        numbered=True,
    )
    sheet = forms.lay_counts(form, Summary([], COUNTED), FRAME)

    assert sheet.heads == [["乡镇", "隐患", "隐患", "资金"], ["乡镇", "排查", "整改", "资金"], ["", "1", "2", "3"]]
    assert [tuple(span) for span in merge_heads(sheet.heads) if span.text in ("乡镇", "隐患", "资金")] == [
        (0, 0, 1, 0, "乡镇"),
        (0, 1, 0, 2, "隐患"),
        (0, 3, 1, 3, "资金"),
    ]
    assert [field.title("zh") for field in sheet.fields] == ["乡镇", "隐患/排查", "隐患/整改", "资金"]


def test_equal_headers_stay_apart() -> None:
    """In a header of one row two columns of the same name are two."""
    assert len(merge_heads([["备注", "备注"]])) == 2


def test_a_file_for_people(tmp_path: Any) -> None:
    """A CSV file has the title, the header rows with one text for cells that are one, the rows and the total."""
    form = profile(
        PLACE,
        column("排查", count="found", group="隐患"),
        column("整改", count="closed", group="隐患"),
        title="=表（{since}至{until}）",
        dates="chinese",
        total="合计",
    )
    sheet = forms.lay_counts(form, Summary([{"township": "甲镇", **COUNTED}], COUNTED), FRAME)
    path = tmp_path / "form.csv"
    exporting.save(sheet, str(path), "en")

    assert path.read_text(encoding="utf-8-sig").splitlines() == [
        *("'=表（2023年1月1日至2023年1月31日）,,", "乡镇,隐患,", ",排查,整改", "甲镇,3,2", "合计,3,2"),
    ]


@pytest.mark.parametrize(
    ("style", "wanted"),
    [("iso", "2023-01-05"), ("slash", "2023/1/5"), ("dots", "2023.1.5"), ("chinese", "2023年1月5日")],
)
def test_days(style: str, wanted: str) -> None:
    """Days are written in the style of the form, or of the column."""
    one = profile(column("时限", field="due"), kind="rows", dates=style)
    other = profile(column("时限", field="due", date=style), kind="rows", dates="dots", blank="无")

    for form in (one, other):
        sheet = forms.lay_rows(form, [HAZARD, {"due": None}], FRAME)
        assert [written(sheet, dict(row)) for row in sheet.rows] == [[wanted], [form.blank]]


def test_days_of_workbooks() -> None:
    """A day in ISO form stays a day, which a workbook can count with."""
    sheet = forms.lay_rows(profile(column("时限", field="due"), kind="rows"), [HAZARD], FRAME)

    assert [(row["due"], sheet.fields[0].kind) for row in sheet.rows] == [(date(2023, 1, 5), "date")]


def test_words() -> None:
    """Keys become the form's own words, else those of its language; names are joined; flags are said."""
    form = profile(
        column("编号", field="number"),
        column("等级", field="severity", words={"major": "重大隐患"}),
        column("类别", field="category"),
        column("检查人", field="inspectors"),
        column("逾期", field="overdue"),
        column("五落实", field="planned", words={"no": "未落实"}),
        column("资金", field="funds"),
        column("责任人", field="owner"),
        column("填报", key="by", text="{city}{year}年{month}月{today} {time}"),
        kind="rows",
        blank="/",
    )
    sheet = forms.lay_rows(form, [HAZARD], FRAME)

    assert [written(sheet, row) for row in sheet.rows] == [
        ["CG-7", "重大隐患", "消防", "王某01、李某02", "是", "未落实", "5000", "/", "云夕岭市2023年1月2023-02-03 17:30"]
    ]


def test_the_language_of_the_screen() -> None:
    """A form that names no language is written in the one of the screen, with keys of its words in English."""
    form = profile(column({"zh": "类别", "en": "Category"}, field="category"), kind="rows", language=None)
    sheet = forms.lay_rows(form, [HAZARD], FRAME)

    assert [sheet.fields[0].title("en"), *(row["category"] for row in sheet.rows)] == ["Category", "fire"]


def test_machines() -> None:
    """Machines get the keys of the columns and plain values: no words, no blanks, no total, days and scales as said."""
    form = profile(
        column("等级", field="severity", words={"major": "重大隐患"}),
        column("时限", field="due", date="chinese"),
        column("责任人", field="owner"),
        column("罚款", key="fines", blank=True),
        kind="rows",
        blank="—",
    )
    sheet, out = forms.lay_rows(form, [HAZARD], MACHINE), io.StringIO()
    exporting.write(sheet, out, "json", "zh")

    assert json.loads(out.getvalue()) == [{"severity": "major", "due": "2023-01-05", "owner": None, "fines": None}]


def test_rates_of_machines() -> None:
    """A rate of nothing is null for machines, and there is no total row."""
    form = profile(PLACE, column("率", key="share", rate=["rectified", "found"]), total="合计")
    sheet, out = forms.lay_counts(form, Summary([{"found": 0, "rectified": 0}], COUNTED), MACHINE), io.StringIO()
    exporting.write(sheet, out, "json", "zh")

    assert json.loads(out.getvalue()) == [{"township": None, "share": None}]
    assert sheet.total is None


def test_a_brief() -> None:
    """A brief has a line for each column with value and unit, no unit where nothing is known; one row for machines."""
    form = profile(
        column("日期", key="day", text="{until}"),
        column("发现隐患", count="found", unit="项"),
        column("整改率", key="share", rate=["rectified", "found"], unit="%"),
        column("罚款", key="fines", blank=True, unit="万元"),
        kind="brief",
        blank="—",
    )
    people, machine = (forms.lay_brief(form, Summary([], COUNTED), frame) for frame in (FRAME, MACHINE))

    assert [tuple(row.values()) for row in people.rows] == [
        ("日期", "2023-01-31"),
        ("发现隐患", "3 项"),
        ("整改率", "66.7 %"),
        ("罚款", "—"),
    ]
    assert list(machine.rows) == [{"day": "2023-01-31", "found": 3, "share": 66.7, "fines": None}]


def test_what_is_said_below() -> None:
    """How claims were counted, what was left out, what nobody wrote down and what the ledger has no room for."""
    form = profile(
        PLACE,
        column("完成", count="rectified"),
        column("资金", count="funds"),
        column("组次", count="teams"),
        column("企业", count="sites_visited"),
        column("罚款", key="fines", blank=True),
        leave_out=["environment"],
    )
    counted = {**COUNTED, "unplaced": 2, "unnamed": 1}

    assert forms.explain_form(form, counted, "fixed") == [
        "Rectified = closed + fixed: claims count, verified or not.",
        "Left out, unless summary --category asks for it: environment.",
        "2 visits name no site.",
        "1 visit names no inspector.",
        "1 hazard says nothing of funds.",
        "Not in the ledger, to be written by hand: 罚款.",
    ]


def test_missing_in_counts() -> None:
    """Empty required cells of a form of counts are named by row and column, once when every row lacks it."""
    form = profile(
        PLACE,
        column("企业", count="sites", required=True),
        column("资金", count="funds", required=True),
        column("率", key="share", rate=["rectified", "found"], required=True),
        column("罚款", key="fines", blank=True, required=True),
        column("备注", key="note", blank=True),
    )
    rows = [
        {"township": "甲镇", **COUNTED, "funds": None},
        {"township": "乙镇", **COUNTED, "found": 0, "rectified": 0},
    ]

    assert [tuple(each) for each in missing.find_in_counts(form, Summary(rows, COUNTED))] == [
        ("every row", "企业", "Run: inspect-cli init --sites FILE"),
        ("甲镇", "资金", "Run: inspect-cli plan NUMBER --funds YUAN"),
        ("every row", "罚款", "The ledger does not hold this: write it by hand."),
    ]


def test_missing_in_rows() -> None:
    """Empty required cells of hazards are named by number and column, with the command that changes it if any does."""
    form = profile(
        column("编号", field="number", required=True),
        column("责任人", field="owner", required=True),
        column("备注", field="note", required=True),
        column("逾期", field="planned", required=True),
        column("资金", field="funds", required=True),
        column("部位", field="location", required=True),
        column("条款", key="basis", blank=True, required=True),
        kind="rows",
    )

    other = {**HAZARD, "number": "CG-8", "is_open": False, "funds": 0}

    assert [tuple(each) for each in missing.find_in_rows(form, [HAZARD, other])] == [
        ("every row", "条款", "The ledger does not hold this: write it by hand."),
        ("CG-7", "责任人", "Run: inspect-cli assign CG-7 --owner NAME"),
        ("CG-7", "备注", "Run: inspect-cli note CG-7 TEXT"),
        ("CG-7", "部位", "Fill the cell in the file of inspect-cli export, and import that file."),
        ("CG-8", "责任人", "Fill the cell in the file of inspect-cli export, and import that file."),
        ("CG-8", "备注", "Run: inspect-cli note CG-8 TEXT"),
        ("CG-8", "部位", "Fill the cell in the file of inspect-cli export, and import that file."),
    ]
