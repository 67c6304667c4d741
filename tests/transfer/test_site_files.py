"""Files of sites as people keep them: text and workbooks, title rows, merged cells, other words, what cannot be taken.

* every column by its key, its title in either language, and the names people give it;
* titles above, totals and signatures below; cells merged down; columns that have no place are named;
* numbers, days, kinds and answers as people write them; several kinds in one cell; kinds that no list knows;
* what cannot be taken is refused with file, line, column, value and rule;
* what `site list` writes comes back as nothing new, in both languages, as text and as a workbook.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from tests.conftest import Run

from inspect_cli.errors import BadInput
from inspect_cli.rules import fields
from inspect_cli.store import places
from inspect_cli.transfer.site_files import read_sites

Write = Callable[..., Path]
REGISTER = {"1": "东岔街道", "2": "石炭沟镇"}
HEAD = (
    "点位名称,乡镇,点位类型,是否必查,检查周期（天）,生产状态,停产时间,停产类型,监管部门,企业负责人职务,包抓领导职务,"
    "乡镇责任人职务,主办单位,许可文号,预计人数,开始日期,结束日期"
)
CELLS = {
    "code": "S1",
    "name": "元宵灯会",
    "township": "石炭沟镇",
    "village": "一村",
    "kind": "lantern",
    "also": "shehuo",
    "state": "stopped",
    "state_since": "2022-12-20",
    "stopped_for": "repair",
    "must_visit": "yes",
    "visit_days": "7",
    "regulator": "公安局",
    "head_post": "经理",
    "leader_post": "副市长",
    "township_post": "副镇长",
    "organiser": "文旅局",
    "permit": "许1号",
    "expected_people": "5000",
    "starts_on": "2023-02-05",
    "ends_on": "2023-02-06",
    "ended_on": "2023-03-01",
}
TAKEN = {
    **CELLS,
    "township": "2",
    "also": ("shehuo",),
    "state_since": date(2022, 12, 20),
    "must_visit": True,
    "visit_days": 7,
    "expected_people": 5000,
    "starts_on": date(2023, 2, 5),
    "ends_on": date(2023, 2, 6),
    "ended_on": date(2023, 3, 1),
}


def save(path: Path, rows: list[list[Any]], *merged: str) -> str:
    """A workbook with these rows and merged cells; where it is."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    for cells in merged:
        sheet.merge_cells(cells)
    book.save(path)
    return str(path)


@pytest.mark.parametrize("title", ["key", "en", "zh", "alias"])
def test_every_column_by_each_of_its_names(write: Write, title: str) -> None:
    """A field is known by its key, by its title in either language, and by what people call it."""
    columns = fields.pick_fields(places.COLUMNS)
    named = {f.key: f.aliases[0] if title == "alias" and f.aliases else getattr(f, title, f.zh) for f in columns}
    path = write(f"{','.join(named.values())}\n{','.join(CELLS[key] for key in named)}\n")

    assert read_sites(str(path), REGISTER).rows == [TAKEN]


def test_a_chinese_register(write: Write) -> None:
    """Words, days, numbers and answers as people write them; several kinds in a cell, of which the first leads."""
    row = (
        "红旗煤矿,石炭沟镇,井工煤矿、储煤洗选场,√,30天,已停产,2022年12月20日,停产检修,煤炭局,矿长,副县长,副镇长,"
        "文旅局,许〔2023〕1号,5000人,2023.2.5,2023/2/6"
    )
    read = read_sites(str(write(f"{HEAD}\n{row}\n")), REGISTER)

    assert read[:4] == (
        [
            {
                "name": "红旗煤矿",
                "township": "2",
                "kind": "coal_mine",
                "also": ("coal_yard",),
                "must_visit": True,
                "visit_days": 30,
                "state": "stopped",
                "state_since": date(2022, 12, 20),
                "stopped_for": "repair",
                "regulator": "煤炭局",
                "head_post": "矿长",
                "leader_post": "副县长",
                "township_post": "副镇长",
                "organiser": "文旅局",
                "permit": "许〔2023〕1号",
                "expected_people": 5000,
                "starts_on": date(2023, 2, 5),
                "ends_on": date(2023, 2, 6),
            }
        ],
        0,
        [],
        {},
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_in_any_encoding(home: Path, encoding: str) -> None:
    """The encodings that ledgers come in, semicolons between the cells too."""
    path = home / "s.csv"
    path.write_text("点位名称;乡镇;停产时间\n红旗煤矿;石炭沟镇;2022-12-20\n", encoding=encoding)

    assert read_sites(str(path), REGISTER).rows == [
        {"name": "红旗煤矿", "township": "2", "state": "stopped", "state_since": date(2022, 12, 20)}
    ]


def test_a_workbook_as_people_make_it(home: Path) -> None:
    """A title above, township and kind merged down, a column without a place, a total and a signature below."""
    rows: list[list[Any]] = [
        ["石炭沟镇必查点位登记表"],
        ["序号", "所属乡镇", "点位名称", "点位类型", "村/社区", "停产日期"],
        [1, "石炭沟镇", "甲煤矿", "井工煤矿", "一村", date(2022, 12, 20)],
        [2, None, "乙煤矿", None, None, None],
        [3, "东岔街道", "百货商场", "商场超市", None, None],
        ["合计", None, "3家"],
        ["填报人：李某", None, None, None],
    ]
    read = read_sites(save(home / "s.xlsx", rows, "A1:F1", "B3:B4", "D3:D4"), REGISTER)
    mine = {"township": "2", "kind": "coal_mine"}

    assert read.rows == [
        {**mine, "name": "甲煤矿", "village": "一村", "state": "stopped", "state_since": date(2022, 12, 20)},
        {**mine, "name": "乙煤矿"},
        {"township": "1", "name": "百货商场", "kind": "mall"},
    ]
    assert (read.skipped, read.left_out) == (2, ["序号"])


def test_kinds_that_no_list_knows(write: Write) -> None:
    """They are taken as they are, and counted."""
    text = "name,township,kind\n甲,1,洗车行\n乙,1,洗车行、商场超市\n丙,1,Mall / supermarket\n"
    read = read_sites(str(write(text)), REGISTER)

    assert [row["kind"] for row in read.rows] == ["洗车行", "洗车行", "mall"]
    assert (read.rows[1]["also"], read.unknown) == (("mall",), {"洗车行": 2})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name,township,visit_days\n甲,1,每周\n", ["line 2", "visit_days", "“每周”", "whole number"]),
        ("name,township,must_visit\n甲,1,也许\n", ["line 2", "must_visit", "“也许”", "yes or no"]),
        ("name,township,starts_on\n甲,1,2023-02-30\n", ["line 2", "starts_on", "“2023-02-30”", "no day"]),
        ("name,township,starts_on\n甲,1,2月5日\n", ["line 2", "starts_on", "“2月5日”", "no day"]),
        ("name,township,state,stopped_for\n甲,1,停产,没电\n", ["line 2", "stopped_for", "“没电”", "停产检修"]),
        ("name,township,state,stopped_for\n甲,1,生产,检修\n", ["line 2", "reason"]),
        ("name,township,state_since\n甲,1,2023-01-01\n", ["line 2", "without the state"]),
        (
            "name,township,state,state_since\n甲,1,停产,2023-01-16\n",
            ["line 2", "state_since", "2023-01-16", "not come"],
        ),
        ("name,township,starts_on,ends_on\n甲,1,2023-02-05,2023-02-04\n", ["line 2", "before the first day"]),
        ("name,township\n甲,1\n\n 甲 ,东岔街道\n", ["line 4", "name", "line 2 too"]),
        ("name,township,colour\n甲,1,red\n", ["not known", "colour"]),
        ("点位名称,点位类型\n甲,商场超市\n", ["lacks", "township"]),
        ("乡镇,点位名称\n,甲\n", ["line 2", "乡镇", "is empty"]),
        (f"name,township\n{'长' * 101},1\n", ["line 2", "name", "101 characters"]),
        ("name,township\n甲,1,红\n", ["line 2", "more or fewer cells"]),
    ],
)
def test_what_cannot_be_taken(write: Write, text: str, words: list[str]) -> None:
    """The first cell that breaks a rule is named: file, line, column, value, rule."""
    path = write(text)
    with pytest.raises(BadInput) as problem:
        read_sites(str(path), REGISTER)

    assert [word for word in (str(path), *words) if word not in problem.value.what] == []


def test_a_workbook_without_sites(home: Path) -> None:
    """The sheet that comes nearest is named with what it lacks."""
    with pytest.raises(BadInput, match=r"s\.xlsx \[Sheet\].*lacks.*township"):
        read_sites(save(home / "s.xlsx", [["点位名称"], ["甲"]]), REGISTER)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("style", ["csv", "xlsx"])
def test_our_own_list_comes_back(run: Run, three_townships: Path, write: Write, lang: str, style: str) -> None:
    """What `site list` writes holds every field, and says nothing new."""
    text = f"{','.join(CELLS)}\n{','.join(CELLS.values())}\nS2,=1+1,东岔街道,'-x,洗车行{',' * (len(CELLS) - 5)}\n"
    assert run("site", "import", str(write(text))).code == 0
    assert run(f"--lang {lang} site list --ended -o out.{style}").code == 0
    back = run(f"site import out.{style} --format json")

    assert back.json == {"rows": 2, "new": 0, "changed": 0, "unchanged": 2, "skipped": 0}


def test_all_or_nothing(run: Run, three_townships: Path, write: Write) -> None:
    """One bad row, and no row of the file is in the register; a dry run writes none either."""
    bad = run("site", "import", str(write("name,township,visit_days\n甲,东岔街道,7\n乙,东岔街道,x\n")))
    dry = run("site", "import", str(write("name,township\n甲,东岔街道\n")), "--dry-run", "--format", "json")

    assert (bad.code, dry.json["new"], "Nothing was written" in dry.err) == (3, 1, True)
    assert run("site list --format json").json == []


def test_a_formula_without_its_result(tmp_path: Path) -> None:
    """In a workbook a formula that was never worked out is refused, and no name of a site."""
    book = openpyxl.Workbook()
    for row in (["name", "township"], ['="商"&"场"', "东岔街道"]):
        book.active.append(row)
    book.save(tmp_path / "sites.xlsx")
    with pytest.raises(BadInput) as problem:
        read_sites(str(tmp_path / "sites.xlsx"), REGISTER)

    assert all(word in problem.value.what for word in ("line 2", "column name", '="商"&"场"', "formula"))


@pytest.mark.parametrize(
    "name", ["场所名称", "企业名称", "单位名称", "名称", "学校名称", "商户名称", "被检查单位", "生产经营单位名称"]
)
def test_headings_of_other_registers(write: Write, name: str) -> None:
    """Whatever ledgers call a place, its township and its state; an address has no place here and is told."""
    read = read_sites(str(write(f"序号,{name},所在镇,地址,状态\n1,甲店,石炭沟镇,一街,停业\n")), REGISTER)

    assert read.rows == [{"name": "甲店", "township": "2", "state": "stopped"}]
    assert read.left_out == ["序号", "地址"]


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("停产", "stopped"),
        ("停业", "stopped"),
        ("关闭", "stopped"),
        ("歇业", "stopped"),
        ("正常生产", "producing"),
        ("在产", "producing"),
        ("正常营业", "producing"),
    ],
)
def test_states_as_people_write_them(write: Write, word: str, state: str) -> None:
    """Open or closed, in the words of shops and of mines."""
    assert read_sites(str(write(f"名称,乡镇,状态\n甲,1,{word}\n")), REGISTER).rows[0]["state"] == state


def test_a_heading_that_gives_way(write: Write) -> None:
    """What only others call so is left out beside the column that the program calls so, and told."""
    read = read_sites(str(write("点位名称,单位名称,乡镇,类型,类别\n甲店,甲公司,1,商场超市,消防\n")), REGISTER)

    assert (read.rows, read.left_out) == (
        [{"name": "甲店", "township": "1", "kind": "mall"}],
        ["单位名称", "类别"],
    )


def test_line_breaks_are_blanks(write: Write) -> None:
    """A cell or a heading on two lines is taken as one line."""
    read = read_sites(str(write('"点位\n名称",乡镇,监管部门\n"甲\n店","东岔\n街道","应急\r\n局"\n')), REGISTER)

    assert read.rows == [{"name": "甲 店", "township": "1", "regulator": "应急 局"}]


def test_what_lacks_is_told_in_the_users_language(run: Run, three_townships: Path, write: Write) -> None:
    """The title of the column and what files call it, in Chinese in Chinese."""
    path = write("名称,编号\n甲,1\n")
    zh, en = run(f"--lang zh site import {path}"), run(f"--lang en site import {path}")

    assert (zh.code, en.code) == (3, 3)
    assert "缺少 乡镇" in zh.err
    assert "属地" in zh.err
    assert "lacks township" in en.err
    assert "所属乡镇" in en.err
