"""Headings of duty rosters: several columns below one, shifts as headings, whose roster it is where no column says it.

* a merged heading is that of all of its columns, of the last ones too, with the phones of each;
* people below no heading, or below a shift without hours, are refused and not left out;
* 白班 and 夜班 as headings, in one row or two, are shifts of officers, which is told;
* a line 单位：X, a title or the name of the sheet says the unit, and contradicts --unit;
* who stands in for another has no post of it; 职务：副乡长 behind a name is a post.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from tests.conftest import Run

from inspect_cli.errors import BadInput
from inspect_cli.rules.watches import Unit
from inspect_cli.transfer.shift_files import Known, Shifts, read_shifts

Write = Callable[..., Path]
TOWN, OTHER, BUREAU, GRID = (
    Unit("1", "云杉岭镇"),
    Unit("2", "石炭沟镇"),
    Unit("*", "应急管理局"),
    Unit("*", "管理局"),
)
STANDING: dict[str, Any] = {"ended_on": None}
KNOWN = Known(dict.fromkeys((TOWN, OTHER, BUREAU, GRID), STANDING), date(2023, 1, 15))
OF_TOWN = KNOWN._replace(unit=TOWN)


def read(write: Write, text: str, known: Known = KNOWN) -> Shifts:
    """The shifts of a file with this text."""
    return read_shifts(str(write(text)), known)


def book(rows: Sequence[Sequence[str | None]], merged: str, title: str = "Sheet") -> str:
    """A workbook with these rows, and these ranges of one cell each."""
    made = Workbook()
    sheet = made.worksheets[0]
    sheet.title = title
    for row in rows:
        sheet.append(row)
    for cells in merged.split():
        sheet.merge_cells(cells)
    made.save("roster.xlsx")
    return "roster.xlsx"


def tell(found: Shifts, *keys: str) -> list[tuple[Any, ...]]:
    """What the shifts say of these keys; None for what they do not say."""
    return [tuple(shift.get(key) for key in keys) for shift in found.shifts]


@pytest.mark.parametrize("remark", [["备注"], []])
def test_a_merged_heading_is_that_of_all_of_its_columns(home: Path, remark: list[str]) -> None:
    """Two columns below 值班人员 are two people, behind them another column or none."""
    head = ["日期", "带班领导", "值班人员", None, *remark]
    rows = [
        head,
        ["1月21日", "王某01", "赵某03", "钱某04\n0999-104"],
        ["1月22日", "王某01", None, "孙某05"],
        ["1月23日", None, "赵某03", None],
    ]
    found = read_shifts(book(rows, "C1:D1 B3:B4"), OF_TOWN)

    assert tell(found, "role", "name", "phone") == [
        ("leader", "王某01", None),
        ("officer", "赵某03", None),
        ("officer", "钱某04", "0999-104"),
        ("leader", "王某01", None),
        ("officer", "孙某05", None),
        ("leader", "王某01", None),
        ("officer", "赵某03", None),
    ]
    assert found.left_out == remark


def test_merged_headings_of_people_and_of_their_phones(home: Path) -> None:
    """Each phone is that of the person in the same place, also where one has none; what is merged below is of both."""
    rows = [
        ["日期", "值班人员", None, "联系电话", None],
        ["1月21日", "甲一", "乙二", "0999-1", "0999-2"],
        ["1月22日", "甲一", "乙二", None, "0999-2"],
        ["1月23日", None, "丙三", None, "0999-3"],
        ["1月24日", "丁四", None, "0999-4", None],
    ]
    found = read_shifts(book(rows, "B1:C1 D1:E1 B4:B4"), OF_TOWN)

    assert [(name, phone) for name, phone in tell(found, "name", "phone")] == [
        ("甲一", "0999-1"),
        ("乙二", "0999-2"),
        ("甲一", None),
        ("乙二", "0999-2"),
        ("丙三", "0999-3"),
        ("丁四", "0999-4"),
    ]


def test_a_heading_over_two_rows_and_two_columns(home: Path) -> None:
    """Where the others have a second row, 值班人员 merged over both of them still has both columns."""
    rows = [
        ["日期", "带班领导", None, "值班人员", None],
        [None, "姓名", "电话", None, None],
        ["1月21日", "王某01", "0999-1", "赵某03", "钱某04"],
    ]
    found = read_shifts(book(rows, "A1:A2 B1:C1 D1:E2"), OF_TOWN)

    assert tell(found, "role", "name", "phone") == [
        ("leader", "王某01", "0999-1"),
        ("officer", "赵某03", None),
        ("officer", "钱某04", None),
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("日期,带班领导,值班人员,\n1月21日,王某01,赵某03,钱某04\n", ["“值班人员”", "钱某04"]),
        ("日期,值班人员,电话,,\n1月21日,赵某03,1,钱某04,2\n1月22日,赵某03,1,,\n", ["“电话”", "钱某04"]),
        ("日期,早班,晚班\n1月21日,王某01,赵某03\n", ["“早班”", "hours", "王某01"]),
        ("日期,带班领导,上午\n1月21日,王某01,赵某03\n", ["“上午”", "赵某03"]),
        ("日期,带班领导,早班值班员\n1月21日,王某01,赵某03\n", ["“早班值班员”", "hours"]),
        ("日期,带班领导,白班/夜班\n1月21日,王某01,赵某03\n", ["“白班/夜班”", "hours"]),
        ("值班表,,\n日期,带班领导,白班/夜班\n1月21日,王某01,赵某03\n", ["白班/夜班”", "hours"]),
        ("日期,带班领导,值班班长\n1月21日,王某01,赵某03\n", ["“值班班长”", "nobody knows"]),
    ],
)
def test_people_are_not_left_out(write: Write, text: str, words: list[str]) -> None:
    """People below no heading, or below a shift of which nobody says the hours, are told, and nothing is read."""
    with pytest.raises(BadInput) as problem:
        read(write, text, OF_TOWN)

    assert [word for word in words if word not in problem.value.what] == []


@pytest.mark.parametrize("beside", ["在岗情况正常", "2023", "周六", ""])
def test_what_is_nobody_is_left_out(write: Write, beside: str) -> None:
    """A column without a heading that holds something else is told as one that has no place."""
    found = read(write, f"日期,值班人员,\n1月21日,赵某03,{beside}\n", OF_TOWN)

    assert tell(found, "name") == [("赵某03",)]
    assert len(found.left_out) == bool(beside)


@pytest.mark.parametrize(
    ("text", "shifts"),
    [
        (
            "日期,带班领导,白班（8:00-17:00）,夜班（17:00-次日8:00）\n1月21日,王某01,赵某03,钱某04\n",
            [("leader", "王某01", 480, 1440), ("officer", "赵某03", 480, 540), ("officer", "钱某04", 1020, 900)],
        ),
        (
            "日期,白班,夜班\n1月21日,赵某03,钱某04\n",
            [("officer", "赵某03", 480, 720), ("officer", "钱某04", 1200, 720)],
        ),
        (
            "日期,角色,早班（6:00-14:00）\n1月21日,应急处置人员,赵某03、钱某04\n",
            [("handler", "赵某03", 360, 480), ("handler", "钱某04", 360, 480)],
        ),
        (
            "日期,白班,,夜班,\n,带班领导,值班员,带班领导,值班员\n1月21日,甲一,乙二,,丁四\n",
            [("leader", "甲一", 480, 720), ("officer", "乙二", 480, 720), ("officer", "丁四", 1200, 720)],
        ),
        (
            "日期,值班人员,\n,白班,夜班\n1月21日,甲一,乙二（20:00-22:00）\n",
            [("officer", "甲一", 480, 720), ("officer", "乙二", 1200, 120)],
        ),
        (
            "日期,带班领导（8:00-20:00）,白班值班员,值班人员（夜班）,中班人员（14:00-22:00）\n1月21日,甲一,乙二,丙三,丁四\n",
            [
                ("leader", "甲一", 480, 720),
                ("officer", "乙二", 480, 720),
                ("officer", "丙三", 1200, 720),
                ("officer", "丁四", 840, 480),
            ],
        ),
        (
            "单位,1月21日,\n,白班,夜班\n云杉岭镇,甲一,乙二\n",
            [("officer", "甲一", 480, 720), ("officer", "乙二", 1200, 720)],
        ),
    ],
)
def test_shifts_as_headings(write: Write, text: str, shifts: list[tuple[Any, ...]]) -> None:
    """Whoever stands below a shift is on duty in its hours, in one row of headings or in two."""
    assert tell(read(write, text, OF_TOWN), "role", "name", "start", "minutes") == shifts


def test_phones_and_roles_below_shifts(write: Write) -> None:
    """A phone belongs to the shift on its left; --role says as what; hours that are only named are told."""
    text = "日期,白班,电话,夜班,电话\n1月21日,甲一,1,乙二、丙三,2、3\n"
    found = read(write, text, OF_TOWN._replace(role="handler"))

    assert tell(found, "role", "name", "phone") == [
        ("handler", "甲一", "1"),
        ("handler", "乙二", "2"),
        ("handler", "丙三", "3"),
    ]
    assert (found.named, found.headed) == (["白班", "夜班"], [])
    assert read(write, text, OF_TOWN).headed == ["白班", "夜班"]


@pytest.mark.parametrize(
    "heads", ["值班人员,电话,值班人员,电话", "值班员1,电话,值班员2,电话", "值班员①,电话,值班员（二）,电话"]
)
def test_a_role_that_stands_there_again(write: Write, heads: str) -> None:
    """Each such column is one more person, with the phone behind."""
    found = read(write, f"日期,{heads}\n1月21日,甲一,1,乙二,2\n", OF_TOWN)

    assert tell(found, "role", "name", "phone") == [("officer", "甲一", "1"), ("officer", "乙二", "2")]
    assert (found.headed, found.named) == ([], [])


@pytest.mark.parametrize(
    ("title", "unit"),
    [
        ("石炭沟镇2023年1月值班表", OTHER),
        ("石炭沟2023年春节值班表", OTHER),
        ("云州市应急管理局春节值班表", BUREAU),
        ("单位：石炭沟镇   值班电话：0999-1", OTHER),
        ("填报单位： 石炭沟", OTHER),
        ("应急管理局印发,\n单位：云杉岭镇", TOWN),
    ],
)
def test_titles_say_whose_it_is(write: Write, title: str, unit: Unit) -> None:
    """A title or a line of the unit names one unit, whole or without its kind; the longest name counts."""
    found = read(write, f"{title},\n日期,值班人员\n1月21日,赵某03\n")

    assert {shift["unit"] for shift in found.shifts} == {unit.name}
    assert list(found.titled.values()) == [unit]


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("石炭沟河林场值班表", "says whose roster it is"),
        ("值班表", "says whose roster it is"),
        ("石炭沟镇、云杉岭镇值班表", "云杉岭镇, 石炭沟镇"),
    ],
)
def test_it_is_said_once_that_nothing_says_whose_it_is(write: Write, title: str, words: str) -> None:
    """No unit or several above a table are told once, however many rows it has."""
    with pytest.raises(BadInput) as problem:
        read(write, f"{title},\n日期,值班人员\n" + "".join(f"1月{day}日,赵某03\n" for day in range(1, 16)))

    assert words in problem.value.what
    assert len(problem.value.what.splitlines()) == 1
    assert "--unit" in problem.value.todo


def test_the_name_of_a_sheet_says_whose_it_is(home: Path) -> None:
    """It does where no title names a unit."""
    found = read_shifts(book([["日期", "值班人员"], ["1月21日", "赵某03"]], "", "石炭沟镇"), KNOWN)

    assert tell(found, "unit") == [("石炭沟镇",)]
    assert found.titled == {"roster.xlsx [石炭沟镇]": OTHER}


def test_a_title_of_another_unit(write: Write) -> None:
    """A file of one unit does not go onto the roster of another; that of the same one does."""
    text = "石炭沟镇值班表,\n日期,值班人员\n1月21日,赵某03\n"
    with pytest.raises(BadInput) as problem:
        read(write, text, OF_TOWN)

    assert "is the roster of 石炭沟镇, not of 云杉岭镇" in problem.value.what
    same = read(write, text, KNOWN._replace(unit=OTHER))
    assert (tell(same, "unit"), same.titled) == ([("石炭沟镇",)], {})


def test_a_column_of_units_says_more_than_a_title(write: Write) -> None:
    """Where rows say their unit, a title says nothing, and --unit is for those that say none."""
    found = read(write, "石炭沟镇值班表,,\n日期,单位,值班人员\n1月21日,,甲一\n1月22日,管理局,乙二\n", OF_TOWN)

    assert tell(found, "unit", "name") == [("云杉岭镇", "甲一"), ("管理局", "乙二")]


@pytest.mark.parametrize(
    ("cell", "people"),
    [
        ("乙某1(替李某)", [("乙某1", None, None)]),
        ("乙某1（代班）丁四（代镇长）", [("乙某1", None, None), ("丁四", "代镇长", None)]),
        ("乡长某2 职务：副乡长", [("乡长某2", "副乡长", None)]),
        ("甲一（职务：科长）、乙二 电话：0999-1234", [("甲一", "科长", None), ("乙二", None, "0999-1234")]),
        ("甲一 副镇长 0999-1234", [("甲一 副镇长", None, "0999-1234")]),
    ],
)
def test_what_stands_behind_a_name(write: Write, cell: str, people: list[tuple[Any, ...]]) -> None:
    """Who is replaced is no post, and told; a post or phone that says that it is one is one."""
    found = read(write, f"日期,值班人员\n1月21日,{cell}\n", OF_TOWN)

    assert tell(found, "name", "post", "phone") == people
    assert found.instead == [part for part in (cell.partition("丁四")[0],) if "替" in part or "代班" in part]


@pytest.mark.parametrize("cell", ["带班：甲一", "值班 乙二", "值班室：王某", "√"])
def test_what_is_no_name(write: Write, cell: str) -> None:
    """A word for a role, a text with a colon, or a tick is nobody's name."""
    with pytest.raises(BadInput) as problem:
        read(write, f"日期,值班人员\n1月21日,{cell}\n", OF_TOWN)

    assert "is no name" in problem.value.what


def test_an_import_tells_what_it_supposed(run: Run, three_townships: Path) -> None:
    """Whose roster it is, as what those below a shift are on duty, who stands in: each in a sentence."""
    Path("r.csv").write_text("石炭沟镇值班表,,\n日期,白班（8:00-17:00）\n1月21日,乙某1(替李某)\n", "utf-8")
    told = run("duty import r.csv").err

    assert "r.csv is taken as the roster of 石炭沟镇" in told
    assert "The people below 白班（8:00-17:00） are on duty as officer; if they are not, give --role." in told
    assert "for whom is left out: 乙某1(替李某)" in told
