"""Hostile text files: encodings, signs between cells, quotes, ragged rows, titles, totals, merged cells, columns."""

from __future__ import annotations

from tests.transfer.hostile import FIRE, HEADER, ROW, Case, table

GOOD = table(ROW)
HAZARD = {"description": "堵塞通道", "site": "百货商场", "township": "东岔街道"}
NEW = {"rows": 1, "new": 1}
EIGHT = ("2023-01-11", "石炭沟镇", "一号矿", "水位未记录")
DOMAIN = """云夕岭市2023年春节前隐患排查治理台账,,,,,,,,,
序号,检查时间,被检查单位,所属乡镇,隐患描述,隐患等级,整改责任人,整改时限,整改情况,是否销号
1,2023年1月12日,顺达物流园,东岔街道,东侧安全出口上锁,一般,王某01,立即整改,已当场整改,是
2,2023.1.13,石炭沟一号矿,石炭沟镇,停产区未见当日水位记录,一般,李某02,2023/1/16,整改中,否
3,44941,烟花零售店,云杉岭镇,店内使用火炉取暖,重大,张某03,当日,已整改,是
合计,,3家,,3项,重大1项,,,整改率66.7%,
"""
ENCODINGS = [
    Case("gb18030.csv", GOOD.encode("gb18030"), NEW, [HAZARD], ["GB18030"]),
    Case("gbk-english-header.csv", "category,township,inspected_on,description\nfire,东岔街道,2023-01-10,堵塞通道\n"
         .encode("gbk"), NEW, [{"description": "堵塞通道"}], ["GB18030"], options=""),
    Case("utf8-mark.csv", b"\xef\xbb\xbf" + GOOD.encode(), NEW, [HAZARD]),
    Case("utf16-le-mark.csv", GOOD.encode("utf-16"), NEW, [HAZARD], ["UTF-16"]),
    Case("utf16-be-mark.txt", b"\xfe\xff" + table(ROW, sign="\t").encode("utf-16-be"), NEW, [HAZARD], ["TAB"]),
    Case("utf16-no-mark.csv", GOOD.encode("utf-16-le"), code=3, said=["--encoding utf-16-le"]),
    Case("utf16-no-mark-named.csv", GOOD.encode("utf-16-le"), NEW, [HAZARD], options=f"{FIRE} --encoding utf-16-le"),
    Case("latin1.csv", table(ROW, header=("date", "town", "site", "text")).encode() + "é,,,\n".encode("latin-1"),
         code=3, said=["line 3", "--encoding"]),
    Case("big5-named.csv", "檢查,x\n".encode("big5"), code=3, said=["lacks"], options=f"{FIRE} --encoding big5"),
    Case("half-character.csv", GOOD.encode() + "2023-01-11,东岔街道,商".encode()[:-1], code=3, said=["line 3"]),
    Case("gbk-broken.csv", GOOD.encode("gbk") + b"\xff\xff,\n", code=3, said=["line 3"]),
    Case("empty.csv", b"", code=3, said=["is empty"]),
    Case("only-mark.csv", b"\xef\xbb\xbf", code=3, said=["lacks"]),
    Case("only-header.csv", table().encode(), {}, (), ["a header and no row"]),
    Case("no-text.csv", b"%PDF-1.7 \x00\x01", code=3, said=["no text file"]),
    Case("unknown-encoding.csv", GOOD.encode(), code=2, said=["no encoding"], options=f"{FIRE} --encoding klingon"),
]  # fmt: skip
SHAPES = [
    Case("semicolons.csv", table(ROW, sign=";").encode(), NEW, [HAZARD], ["“;”"]),
    Case("tabs.tsv", table(ROW, sign="\t").encode(), NEW, [HAZARD], ["TAB"]),
    Case("bars.txt", table(ROW, sign="|").encode(), NEW, [HAZARD], ["“|”"]),
    Case("commas-inside-semicolons.csv", table((*ROW[:3], "甲,乙,丙"), sign=";").encode(), NEW,
         [{"description": "甲,乙,丙"}]),
    Case("cr-only.csv", table(ROW, EIGHT, end="\r").encode(), {"rows": 2, "new": 2}, [HAZARD, {}]),
    Case("quoted-breaks.csv", table((*ROW[:3], "第一行\n第二行"), EIGHT, end="\n").encode(), {"rows": 2, "new": 2},
         [{"description": "第一行\n第二行"}, {"description": "水位未记录"}]),
    Case("open-quote.csv", (GOOD + '2023-01-11,东岔街道,甲,"乙\r\n2023-01-12,东岔街道,丙,丁\r\n').encode(), code=3,
         said=["line 3", "opens on line 3"]),
    Case("open-quote-in-a-long-row.csv", (GOOD + '2023-01-11,东岔街道,"甲\n乙","丙\n2023-01-12,丁\n').encode(), code=3,
         said=["begins on line 3", "opens on line 4"]),
    Case("stray-quote.csv", (GOOD + '2023-01-11,东岔街道,"甲"乙,丙\n').encode(), code=3, said=["line 3"]),
    Case("quote-closed-far-below.csv", (GOOD + '2023-01-11,东岔街道,甲,"乙\n' + "2023-01-12,东岔街道,丙,丁\n" * 300
         + '2023-01-12,东岔街道,丙,"\n').encode(), code=3, said=["opens on line 3"]),
    Case("short-row.csv", (GOOD + "2023-01-11,东岔街道,堵塞\n").encode(), {"rows": 2, "new": 1, "rejected": 1}, [HAZARD],
         ["line 3", "3 cells, the header 4"], 3, f"{FIRE} --skip-bad"),
    Case("long-row.csv", (GOOD + "2023-01-11,东岔街道,商场,通道,堵塞\n").encode(), {"rows": 2, "new": 1, "rejected": 1},
         [HAZARD], ["line 3", "5 cells, the header 4"], 3, f"{FIRE} --skip-bad"),
    Case("shifted-by-a-comma.csv", table(ROW, header=(*HEADER[:3], "隐患描述", "整改责任人"))
         .replace("堵塞通道", "堵塞,通道,").encode(), {"rows": 1, "rejected": 1}, (), ["6 cells, the header 5"], 3),
    Case("nul.csv", table((*ROW[:3], "堵\0塞"), EIGHT).encode(), {"rows": 2, "new": 1, "rejected": 1},
         [{"description": "水位未记录"}], ["line 2", "control characters"], 3, f"{FIRE} --skip-bad"),
    Case("escape.csv", table((*ROW[:3], "堵\x1b[31m塞")).encode(), {"rows": 1, "rejected": 1}, (),
         ["control characters"], 3),
    Case("backwards.csv", table((*ROW[:2], "商\u202e场", "堵塞")).encode(), {"rows": 1, "rejected": 1}, (),
         ["control characters"], 3),
    Case("blank-lines.csv", (GOOD + "\n,,,\n \u3000,,,\n").encode(), {"rows": 4, "new": 1, "skipped": 3}, [HAZARD]),
    Case("invisible.csv", table(("2023-01-10", "\u200b东岔街道\ufeff", "百货\u3000商场", "堵塞\u00a0通道")).encode(), NEW,
         [{"township": "东岔街道", "description": "堵塞\u00a0通道"}]),
]  # fmt: skip
AROUND = [
    Case("domain-sample.csv", DOMAIN.encode(), {"rows": 4, "new": 3, "skipped": 1}, [
        {"due": "2023-01-12", "status": "closed", "fixed_on": "2023-01-12", "on_spot": True, "claimed": True},
        {"inspected_on": "2023-01-13", "due": "2023-01-16", "status": "found", "owner": "李某02"},
        {"inspected_on": "2023-01-15", "due": "2023-01-15", "severity": "major", "status": "closed"},
    ], ["1 total row", "2023"]),
    Case("title-year.csv", ("东岔街道2023年1月排查表,,,\n" + table(("1月10日", *ROW[1:]))).encode(), NEW,
         [{"inspected_on": "2023-01-10"}], ["the year 2023"]),
    Case("two-years-in-title.csv", ("2022年至2023年排查表,,,\n" + table(("1月10日", *ROW[1:]))).encode(),
         {"rows": 1, "rejected": 1}, (), ["--year"], 3),
    Case("many-titles.csv", ("云夕岭市,,,\n填报单位：东岔街道,,,\n2023年1月10日,,,\n\n" + GOOD).encode(), NEW, [HAZARD]),
    Case("two-row-header.csv", ("检查时间,乡镇,单位名称,隐患内容,整改情况,,复查,\n,,,,责任人,完成时间,人,时间\n"
         "2023-01-10,东岔街道,百货商场,堵塞通道,王某01,2023-01-11,赵某02,2023-01-12\n").encode(), NEW,
         [{"owner": "王某01", "fixed_on": "2023-01-11", "verified_by": "赵某02", "verified_on": "2023-01-12",
           "status": "closed"}]),
    Case("broken-headings.csv", table((*ROW, "王某01"), header=("检查\n时间", " 所属 乡镇 ", "被检查单位：", "*隐患描述",
         "整改\n责任人")).encode(), NEW, [{**HAZARD, "owner": "王某01"}]),
    Case("merged-block.csv", (GOOD + ",,,灭火器过期\n,,,应急灯损坏\n2023-01-11,石炭沟镇,一号矿,水位未记录\n").encode(),
         {"rows": 4, "new": 4}, [HAZARD, {**HAZARD, "description": "灭火器过期", "inspected_on": "2023-01-10"},
         {**HAZARD, "description": "应急灯损坏"}, {"site": "一号矿"}], ["lines 3, 4"]),
    Case("merged-site-only.csv", (GOOD + "2023-01-10,东岔街道,,灭火器过期\n2023-01-11,东岔街道,,无主堆放物\n").encode(),
         {"rows": 3, "new": 3}, [HAZARD, {**HAZARD, "description": "灭火器过期"}, {"site": None}], ["filled"]),
    Case("no-fill-of-owners.csv", table((*ROW, "王某01"), (*ROW[:3], "灭火器过期", ""), header=(*HEADER, "整改责任人"))
         .encode(), {"rows": 2, "new": 2}, [{"owner": "王某01"}, {"owner": None}]),
    Case("blank-first-township.csv", table(("2023-01-10", "", *ROW[2:])).encode(), {"rows": 1, "rejected": 1}, (),
         ["is empty"], 3),
    Case("subtotals.csv", (GOOD + "小计,,1家,1项\n2023-01-11,石炭沟镇,一号矿,水位未记录\n小计,,1家,1项\n合计,,2家,2项\n"
         "填报人：王某01,,审核人：李某02,\n").encode(), {"rows": 6, "new": 2, "skipped": 4}, [HAZARD, {}],
         ["3 total rows", "1 line of signatures"]),
    Case("wrong-total.csv", (GOOD + "合计,,,5项\n").encode(), {"rows": 2, "new": 1, "skipped": 1}, [HAZARD],
         ["line 3", "5", "1"]),
    Case("short-total.csv", (GOOD + "合计,1项\n").encode(), {"rows": 2, "new": 1, "skipped": 1}, [HAZARD]),
    Case("header-again.csv", (GOOD + table(EIGHT)).encode(), {"rows": 3, "new": 2, "skipped": 1}, [HAZARD, {}],
         ["1 header again"]),
    Case("column-numbers.csv", table(("1", "2", "3", "4"), ROW).encode(), {"rows": 2, "new": 1, "skipped": 1}, [HAZARD]),
    Case("page-numbers.csv", (GOOD + "—第1页—,,,\n续上页,,,\n").encode(), {"rows": 3, "new": 1, "skipped": 2}, [HAZARD]),
    Case("two-note-columns.csv", table((*ROW, "甲", "乙"), header=(*HEADER, "备注", "备注")).encode(), NEW,
         [{"note": "甲\n备注：乙"}]),
    Case("file-is-township.csv", table(("2023-01-10", *ROW[2:]), header=(HEADER[0], *HEADER[2:])).encode(), {"rows": 1,
         "rejected": 1}, (), ["no such township"], 3, f"{FIRE} --set township=@file"),
    Case("foreign-number-of-our-form.csv", table(("YH-1", *ROW), ("YH-1", *ROW[:3], "乙"), header=("编号", *HEADER))
         .encode(), {"rows": 2, "new": 2}, [{"number": "CG-1"}, {"number": "CG-2"}]),
    Case("site-called-total.csv", table(("2023-01-10", "东岔街道", "合计超市", "合计隐患三处")).encode(), NEW,
         [{"site": "合计超市", "description": "合计隐患三处"}]),
    Case("notes-below.csv", (GOOD + "注：本表一式两份,,,\n单位负责人（签字）：,,,\n").encode(),
         {"rows": 3, "new": 1, "skipped": 2}, [HAZARD], ["2 lines of signatures"]),
    Case("unknown-columns.csv", table((*ROW, "应急局", "[2023]5号"), header=(*HEADER, "督办单位", "文书编号")).encode(),
         NEW, [{"note": "督办单位：应急局\n文书编号：〔2023〕5号"}], ["kept in the note"]),
    Case("private-columns.csv", table((*ROW, "13800000000", "620000199001011234", "620000199001011235"),
         header=(*HEADER, "联系电话", "身份证号", "其他")).encode(), NEW, [{"note": None}], ["private persons", "联系电话"]),
    Case("nameless-column.csv", table((*ROW, "又"), header=(*HEADER, "")).encode(), NEW, [{"note": "Column 5：又"}]),
    Case("doubled-column.csv", table((*ROW, "甲"), header=(*HEADER, "隐患描述")).encode(), code=3,
         said=["more than once"]),
    Case("two-owners.csv", table((*ROW, "宏达公司", "王某01"), header=(*HEADER, "责任单位", "整改责任人")).encode(), NEW,
         [{"owner": "王某01", "note": "责任单位：宏达公司"}]),
    Case("no-category.csv", GOOD.encode(), code=3, said=["category", "--set"], options=""),
    Case("no-township.csv", table(ROW, header=("检查时间", "地区", *HEADER[2:])).encode(), NEW, [HAZARD],
         options=f"{FIRE} --map township=地区"),
    Case("html.xls", b"<html><table><tr><td>x</td></tr></table></html>", code=3, said=["lacks"]),
    Case("unknown-township.csv", table(("2023-01-10", "北岔街道", *ROW[2:])).encode(), {"rows": 1, "rejected": 1}, (),
         ["东岔街道"], 3),
    Case("short-township.csv", table(("2023-01-10", "石炭沟", *ROW[2:])).encode(), NEW, [{"township": "石炭沟镇"}]),
]  # fmt: skip
CASES = [*ENCODINGS, *SHAPES, *AROUND]
