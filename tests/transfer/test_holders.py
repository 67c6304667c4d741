"""Lists of who answers for what as people keep them: a column for each role, several categories, several lines.

* 包片领导, 包村干部, 护林员 and others are headings of names, in either language, in one row or two;
* each is a row of the place that goes with the role; an empty cell of several says nothing;
* an area leader of many villages is one row; different ones each answer for what their row is about;
* several categories in a cell, or all of them; a line break parts people, and is a blank elsewhere;
* a list that does not say who answers is refused with its headings.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from inspect_cli.errors import BadInput
from inspect_cli.store.territory import Known
from inspect_cli.transfer.people import read_responsibilities
from inspect_cli.transfer.records import File

Write = Callable[..., Path]
KNOWN = Known({"1": "云杉岭镇", "2": "石炭沟镇"}, {}, [])


def read(write: Write, text: str) -> File:
    """The rows of a file with this text."""
    return read_responsibilities(str(write(text)), KNOWN)


def tell(found: File, *keys: str) -> list[Sequence[Any]]:
    """What the rows say of these keys; the value alone of one."""
    return [tuple(row[key] for key in keys) if len(keys) > 1 else row[keys[0]] for row in found.rows]


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("包片领导", "area_leader"),
        ("包抓领导", "area_leader"),
        ("主管领导", "area_leader"),
        ("包村干部", "village_officer"),
        ("包山头责任人", "hill_keeper"),
        ("网格员", "hill_keeper"),
        ("护林员", "ranger"),
        ("包保责任人", "site_supervisor"),
        ("area_leader", "area_leader"),
        ("Village officer", "village_officer"),
    ],
)
def test_a_role_for_a_heading(write: Write, heading: str, role: str) -> None:
    """What stands below it are names of that role; 职务 and 电话 are theirs."""
    found = read(write, f"乡镇,{heading},职务,联系电话,起始日期\n石炭沟镇,王某,镇长,0000,2026.11.1\n")

    assert tell(found, "township", "role", "name", "post", "phone") == [("2", role, "王某", "镇长", "0000")]


@pytest.mark.parametrize(
    "header",
    [
        "乡镇,村,包片领导,职务,电话,包村干部,电话,开始日期\n",
        "乡镇,村,包片领导,,,包村干部,,开始日期\n,,姓名,职务,电话,姓名,电话,\n",
        "乡镇,村,包片领导,包片领导职务,电话,包村干部,电话,开始日期\n".replace("包片领导职务", "职务"),
    ],
)
def test_several_roles_in_one_sheet(write: Write, header: str) -> None:
    """One row of the place that goes with each role; the leader of two villages is one row."""
    rows = "云杉岭镇,一村,王某,镇长,1,赵某、钱某,2、3,2023-01-01\n云杉岭镇,二村,王某,镇长,1,,,2023-01-01\n"

    assert tell(read(write, header + rows), "layer", "place", "role", "name", "post", "phone") == [
        ("township", None, "area_leader", "王某", "镇长", "1"),
        ("village", "一村", "village_officer", "赵某", None, "2"),
        ("village", "一村", "village_officer", "钱某", None, "3"),
    ]


def test_different_leaders_of_one_township(write: Write) -> None:
    """Where rows name different area leaders, each answers for what the row is about."""
    text = "乡镇,村,包片领导,开始日期\n云杉岭镇,一村,王某,2023-01-01\n云杉岭镇,二村,李某,2023-01-01\n"

    assert tell(read(write, text), "place", "role", "name") == [
        ("一村", "area_leader", "王某"),
        ("二村", "area_leader", "李某"),
    ]


@pytest.mark.parametrize("number", ["序号", "编号", "No."])
def test_numbers_of_rows_say_nothing(write: Write, number: str) -> None:
    """The leader of two villages is one row with a column of numbers too; different ones answer for their villages."""
    text = f"{number},乡镇,包片领导,村,包村干部,开始日期\n1,石炭沟镇,周某,一村,王某,2023-01-01\n"
    same = read(write, text + "2,石炭沟镇,周某,二村,李某,2023-01-01\n")
    other = read(write, text + "2,石炭沟镇,吴某,二村,李某,2023-01-01\n")

    assert tell(same, "place", "name") == [(None, "周某"), ("一村", "王某"), ("二村", "李某")]
    assert tell(other, "place", "name") == [("一村", "周某"), ("一村", "王某"), ("二村", "吴某"), ("二村", "李某")]


def test_numbers_beside_a_merged_leader(home: Path) -> None:
    """In a workbook the leader's cell may be merged over her villages."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["序号", "乡镇", "包片领导", "村", "包村干部", "开始日期"])
    sheet.append([1, "石炭沟镇", "周某", "一村", "王某", "2023-01-01"])
    sheet.append([2, None, None, "二村", "李某", "2023-01-01"])
    sheet.merge_cells("B2:B3")
    sheet.merge_cells("C2:C3")
    book.save(home / "r.xlsx")
    found = read_responsibilities(str(home / "r.xlsx"), KNOWN)

    assert tell(found, "place", "name") == [(None, "周某"), ("一村", "王某"), ("二村", "李某")]


def test_the_same_on_several_lines(write: Write) -> None:
    """Is one, with what any of them says; where they say different things, the later line is refused."""
    head = "乡镇,类别,姓名,电话,开始日期\n云杉岭镇,消防,甲,,2023-01-01\n"
    found = read(write, head + "云杉岭镇,消防,甲,0999-1,2023-01-01\n云杉岭镇,工矿,甲,,2023-01-01\n")
    assert tell(found, "category", "name", "phone") == [("fire", "甲", "0999-1"), ("mines", "甲", None)]
    with pytest.raises(BadInput, match="line 3, column 姓名: “甲”: stands on line 2 too"):
        read(write, head.replace("甲,,", "甲,1,") + "云杉岭镇,消防,甲,2,2023-01-01\n")


def test_a_ladder(write: Write) -> None:
    """Of a hill its township, its village and itself get who answers."""
    text = "乡镇,村,山头,包片领导,包村干部,包山头责任人,护林员,从\n云杉岭镇,一村,大山,甲一,乙二,丙三,丁四,2023-01-01\n"

    assert tell(read(write, text.replace("从", "开始日期")), "layer", "role", "name") == [
        ("township", "area_leader", "甲一"),
        ("village", "village_officer", "乙二"),
        ("zone", "hill_keeper", "丙三"),
        ("zone", "ranger", "丁四"),
    ]


def test_nobody(write: Write) -> None:
    """空缺 is a vacancy, an empty cell of the one column of names too; a row of several empty ones says nothing."""
    one = read(write, "乡镇,包片领导,开始日期\n云杉岭镇,,2023-01-01\n石炭沟镇,空缺,2023-01-01\n")
    two = read(write, "乡镇,包片领导,包村干部,开始日期\n云杉岭镇,,,2023-01-01\n石炭沟镇,空缺,,2023-01-01\n")

    assert (tell(one, "township", "name"), one.skipped) == ([("1", None), ("2", None)], 0)
    assert (tell(two, "township", "name"), two.skipped) == ([("2", None)], 1)


@pytest.mark.parametrize(
    ("cell", "keys"),
    [
        ("消防、工矿", ["fire", "mines"]),
        ("消防/森林防火；消防", ["fire", "forest_fire"]),
        ('"消防\n工矿"', ["fire", "mines"]),
        ("全部", [None]),
        ("所有", [None]),
        ("", [None]),
        ("消防", ["fire"]),
    ],
)
def test_categories(write: Write, cell: str, keys: list[str | None]) -> None:
    """Several in a cell are a row each; 全部 and 所有 are none in particular."""
    assert tell(read(write, f"乡镇,类别,姓名,开始日期\n云杉岭镇,{cell},王某,2023-01-01\n"), "category") == keys


def test_a_category_that_there_is_not(write: Write) -> None:
    """One of several that is none is named."""
    with pytest.raises(BadInput, match="line 2, column 类别: “钓鱼”"):
        read(write, "乡镇,类别,姓名,开始日期\n云杉岭镇,消防、钓鱼,王某,2023-01-01\n")


def test_line_breaks(write: Write) -> None:
    """In a cell of names they part people; elsewhere each is a blank."""
    text = '乡镇,"包抓\n领导",职务,开始日期\n"云杉岭\n镇","王某\n李某","副\n镇长","2023-01-01\n"\n'

    assert tell(read(write, text), "township", "name") == [("1", "王某"), ("1", "李某")]


def test_nobody_is_asked_for(write: Write) -> None:
    """A list without a column of names is refused with its headings, and is no list of vacancies."""
    with pytest.raises(BadInput) as problem:
        read(write, "乡镇,牵头人员,起始日期\n云杉岭镇,王某,2023-01-01\n")

    assert all(word in problem.value.what for word in ("no column says who answers", "乡镇", "牵头人员", "起始日期"))
    assert "包片领导" in problem.value.todo


def test_a_bad_cell_below_a_role(write: Write) -> None:
    """It is named by its own heading, once, though its row is taken apart."""
    text = "乡镇,类别,包片领导,电话,护林员,开始日期\n云杉镇,消防、工矿,王某、李某、赵某,1、2,孙某,2023-01-01\n"
    with pytest.raises(BadInput) as problem:
        read(write, text)
    assert "line 2, column 乡镇: “云杉镇”" in problem.value.what
    assert len(problem.value.what.splitlines()) == 1
    with pytest.raises(BadInput, match="line 2, column 电话: “1、2”: 2 for 3"):
        read(write, text.replace("云杉镇", "云杉岭镇"))


def test_phones_behind_names(write: Write) -> None:
    """Where each name of a cell has its phone behind it, that is hers, and no part of the name."""
    text = '乡镇,包片领导,开始日期\n云杉岭镇,"王某 0999-1001\n李某 0999-2002",2023-01-01\n'

    assert tell(read(write, text), "name", "phone") == [("王某", "0999-1001"), ("李某", "0999-2002")]


@pytest.mark.parametrize(
    ("cell", "people"),
    [
        ("王某 13900000002、李某（13900000003）", [("王某", None, "13900000002"), ("李某", None, "13900000003")]),
        ("蒋某(副镇长)、沈某", [("蒋某", "副镇长", None), ("沈某", None, None)]),
        ("蒋某（副镇长，0999-1）", [("蒋某", "副镇长，0999-1", None)]),
        ("蒋某(副镇长)(0999-1)沈某（白班）", [("蒋某", "副镇长", "0999-1"), ("沈某", "白班", None)]),
        ("蒋某、0999-1、沈某", [("蒋某", None, "0999-1"), ("沈某", None, None)]),
        (
            "蒋某(副镇长)13900000001 沈某 13900000002",
            [("蒋某", "副镇长", "13900000001"), ("沈某", None, "13900000002")],
        ),
    ],
)
def test_what_stands_behind_names(write: Write, cell: str, people: list[tuple[str | None, ...]]) -> None:
    """Posts and phones in brackets, or phones between people, are those of the one before."""
    text = f'乡镇,包片领导,开始日期\n云杉岭镇,"{cell}",2023-01-01\n'

    assert tell(read(write, text), "name", "post", "phone") == people


def test_what_columns_say_beside_it(write: Write) -> None:
    """Of another post in brackets nothing is lost, nor of another phone."""
    text = "乡镇,姓名,职务,电话,开始日期\n云杉岭镇,蒋某（组长） 13900000002,镇长,0999-1,2023-01-01\n"

    assert tell(read(write, text), "name", "post", "phone") == [("蒋某（组长）", "镇长", "0999-1、13900000002")]


def test_a_merged_heading_is_that_of_all_of_its_columns(home: Path) -> None:
    """Several people stand beside each other below one heading, each with her phone."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["乡镇", "包片领导", None, "联系电话", None])
    sheet.append(["石炭沟镇", "王某", "李某", None, "0999-2"])
    sheet.merge_cells("B1:C1")
    sheet.merge_cells("D1:E1")
    book.save("r.xlsx")
    found = read_responsibilities("r.xlsx", KNOWN, date(2023, 1, 1))

    assert tell(found, "role", "name", "phone") == [("area_leader", "王某", None), ("area_leader", "李某", "0999-2")]
