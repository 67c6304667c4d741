"""Hostile workbooks: dates and serials of both epochs, merged cells, several sheets, formulas, bombs, other formats."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from tests.transfer.hostile import FIRE, HEADER, ROW, Case, pack, rezip, sheet, workbook

NEW = {"rows": 1, "new": 1}
DAY = date(2023, 1, 10)
HAZARD = {"description": "堵塞通道", "site": "百货商场", "inspected_on": "2023-01-10"}
GOOD = sheet((DAY, *ROW[1:]))
_STRICT = (
    b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    b"http://purl.oclc.org/ooxml/spreadsheetml/main",
)
_ENTITY = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


def _merge(book: Any) -> None:
    page = book.active
    page.append(["东岔街道2023年1月排查台账"])
    page.merge_cells("A1:D1")
    page.append(list(HEADER))
    for row in (
        [DAY, *ROW[1:]],
        [None, None, None, "灭火器过期"],
        [None, None, "面粉厂", "粉尘"],
        ["合计", None, "2家", "3项"],
    ):
        page.append(row)
    for block in ("A3:A5", "B3:B5", "C3:C4"):
        page.merge_cells(block)


def _several(book: Any) -> None:
    book.active.append(["填表说明"])
    for name, text in (("一月", "堵塞通道"), ("二月", "灭火器过期")):
        page = book.create_sheet(name)
        page.append(list(HEADER))
        page.append([DAY, *ROW[1:3], text])


def _two(book: Any) -> None:
    _several(book)
    book["二月"].sheet_state = "hidden"


def _by_township(book: Any) -> None:
    for name in ("东岔街道", "石炭沟镇"):
        page = book.create_sheet(name)
        page.append(["检查时间", *HEADER[2:], "检查人"])
        page.append([DAY, *ROW[2:], "王某01"])
        page.append([None, None, "灭火器过期", None])
        page.append([DAY, None, "路边堆放", None])
        for block in ("A2:A3", "B2:B3", "D2:D3"):
            page.merge_cells(block)
    del book["台账"]


def _old_epoch(book: Any) -> None:
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    book.epoch = CALENDAR_MAC_1904
    book.active.append([*HEADER, "整改时限"])
    book.active.append([DAY, *ROW[1:], 43484])


def _formulas(book: Any) -> None:
    book.active.append(list(HEADER))
    book.active.append([DAY, *ROW[1:3], '=A1&"x"'])
    book.active.append([DAY, *ROW[1:]])


def _texts(book: Any) -> None:
    page = book.active
    page.append([*HEADER, "隐患编号", "备注"])
    page.append([DAY, *ROW[1:], "007", "x"])
    page["F2"].value, page["F2"].data_type = "=1+1", "s"


def _sparse(book: Any) -> None:
    book.active.append(list(HEADER))
    book.active.append([DAY, *ROW[1:]])
    book.active["XFD1048576"] = "x"


def _replace(old: bytes, new: bytes, *, within: str = "") -> Any:
    return lambda name, data: data.replace(old, new) if name.endswith(".xml") and within in name else data


def _entities(name: str, data: bytes) -> bytes:
    if "sheet1" not in name:
        return data
    head, found, rest = data.partition(b"?>")
    return head + found + _ENTITY + rest if found else _ENTITY + data


CASES = [
    Case("plain.xlsx", GOOD, NEW, [HAZARD]),
    Case("plain-named.csv", GOOD, NEW, [HAZARD]),
    Case("moment.xlsx", sheet((datetime(2023, 1, 10, 10, 30), *ROW[1:])), NEW, [HAZARD]),  # noqa: DTZ001 - as in a cell
    Case("serial.xlsx", sheet((44936, *ROW[1:])), NEW, [HAZARD]),
    Case("serial-with-time.xlsx", sheet((44936.4375, *ROW[1:])), NEW, [HAZARD]),
    Case("epoch-1904.xlsx", workbook(_old_epoch), NEW, [{**HAZARD, "due": "2023-01-20"}]),
    Case("month-and-day-as-number.xlsx", sheet((1.1, *ROW[1:])), {"rows": 1, "rejected": 1}, (), ["line 2"], 3),
    Case("merged.xlsx", workbook(_merge), {"rows": 4, "new": 3, "skipped": 1},
         [HAZARD, {**HAZARD, "description": "灭火器过期"}, {"site": "面粉厂", "inspected_on": "2023-01-10"}], ["1 total row"]),
    Case("several-sheets.xlsx", workbook(_several, active="说明"), {"rows": 2, "new": 2}, [HAZARD, {}], ["说明"]),
    Case("sheet-per-township.xlsx", workbook(_by_township), {"rows": 6, "new": 6}, [
        {**HAZARD, "township": "东岔街道", "inspectors": ["王某01"]},
        {**HAZARD, "description": "灭火器过期", "inspectors": ["王某01"]},
        {"site": None, "inspectors": [], "inspected_on": "2023-01-10"},
        {"township": "石炭沟镇"}, {}, {}], options=f"{FIRE} --set township=@sheet"),
    Case("one-sheet-named.xlsx", workbook(_several, active="说明"), NEW, [{"description": "灭火器过期"}],
         options=f"{FIRE} --sheet 二月"),
    Case("no-such-sheet.xlsx", GOOD, code=2, said=["台账"], options=f"{FIRE} --sheet 三月"),
    Case("hidden-sheet.xlsx", workbook(_two, active="说明"), {"rows": 2, "new": 2}, [HAZARD, {}]),
    Case("formula-without-value.xlsx", workbook(_formulas), {"rows": 2, "new": 1, "rejected": 1}, [HAZARD],
         ["line 2", "formula"], 3, f"{FIRE} --skip-bad"),
    Case("error-value.xlsx", sheet((DAY, *ROW[1:3], "#REF!")), {"rows": 1, "rejected": 1}, (), ["formula"], 3),
    Case("text-as-text.xlsx", workbook(_texts), NEW, [{"note": "=1+1"}]),
    Case("apostrophe.xlsx", sheet((DAY, *ROW[1:], "'=1"), header=(*HEADER, "备注")), NEW, [{"note": "'=1"}]),
    Case("wide-row.xlsx", sheet((DAY, *ROW[1:], "多")), {"rows": 1, "rejected": 1}, (), ["5 cells, the header 4"], 3),
    Case("blank-rows.xlsx", sheet((DAY, *ROW[1:]), (), (), (DAY, *ROW[1:3], "乙")), {"rows": 4, "new": 2, "skipped": 2},
         [HAZARD, {}]),
    Case("no-rows.xlsx", workbook(lambda _book: None), code=3, said=["no"]),
    Case("only-header.xlsx", sheet(), code=3),
    Case("sparse.xlsx", workbook(_sparse), code=3),
    Case("strict.xlsx", rezip(GOOD, _replace(*_STRICT)), code=3, said=["xlsx"]),
    Case("entities.xlsx", rezip(GOOD, _entities), code=3),
    Case("far-row.xlsx", rezip(GOOD, _replace(b'r="2"', b'r="999999999999"', within="sheet1")), code=3),
    Case("no-sheet-part.xlsx", rezip(GOOD, lambda name, data: None if "sheet1" in name else data), code=3),
    Case("truncated.xlsx", GOOD[:-200], code=3),
    Case("bomb.xlsx", rezip(GOOD, lambda name, data: b" " * 60_000_000 + data if "sheet1.xml" in name else data), code=3),
    Case("many-members.xlsx", pack([(f"x/{n}.xml", b"<x/>") for n in range(3000)]), code=3),
    Case("not-a-workbook.xlsx", pack([("a.txt", b"hello")]), code=3),
    Case("old-format.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, code=3, said=["xlsx"]),
    Case("open-document.xlsx", pack([("mimetype", b"application/vnd.oasis.opendocument.spreadsheet")]), code=3),
]  # fmt: skip
