"""The files of the registers: townships and sites, with file, line and cell of what cannot be taken.

* English and Chinese headers and words, with a mark or not, columns in any order, blank lines;
* a missing column, an empty cell, a doubled code, an unknown township or state, a ragged row: refused by name;
* taken again nothing is new; a changed row is one more entry, and the later one holds.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from inspect_cli import messages
from inspect_cli.errors import BadInput
from inspect_cli.transfer.campaign_files import read_campaigns
from inspect_cli.transfer.registers import read_townships
from inspect_cli.transfer.site_files import read_sites

Run = Callable[..., Any]
Write = Callable[..., Path]
REGISTER = {"1": "东岔街道", "2": "石炭沟镇"}


@pytest.mark.parametrize("bom", [True, False])
@pytest.mark.parametrize(
    "text",
    [
        "code,name,kind\n1,东岔街道,subdistrict\n2,石炭沟镇,town\n",
        "编码,名称,类型\r\n1,东岔街道,街道\r\n2,石炭沟镇,镇\r\n",
        "Kind,Name,Code\nsubdistrict,东岔街道,1\n\n镇,石炭沟镇,2\n,,\n",
        "乡镇编码,乡镇名称,类型\n 1 , 东岔街道 ,街道\n2,石炭沟镇,town\n",
    ],
)
def test_townships(write: Write, text: str, *, bom: bool) -> None:
    """Townships are read in either language and any order of columns."""
    assert read_townships(str(write(text, bom=bom))) == [
        {"code": "1", "name": "东岔街道", "kind": "subdistrict"},
        {"code": "2", "name": "石炭沟镇", "kind": "town"},
    ]


def test_township_without_a_kind(write: Write) -> None:
    """A township without a kind says nothing of it; a kind of a newer version stays as it is; leading zeros stay."""
    rows = read_townships(str(write("code,name,kind\n007,东岔,\n8,新区,zone\n")))

    assert rows == [{"code": "007", "name": "东岔"}, {"code": "8", "name": "新区", "kind": "zone"}]


def test_sites(write: Write) -> None:
    """Sites are read with their township by name or code, and their state in either language."""
    text = "点位编码,点位名称,乡镇,村社区,类型,生产状态\nS1,煤矿,石炭沟镇,一村,mine,停产\nS2,商场,1,,,producing\n"

    assert read_sites(str(write(text)), REGISTER).rows == [
        {"code": "S1", "name": "煤矿", "township": "2", "village": "一村", "kind": "mine", "state": "stopped"},
        {"code": "S2", "name": "商场", "township": "1", "state": "producing"},
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("code,kind\n1,town\n", ["lacks", "name"]),
        ("", ["lacks", "code", "name"]),
        ("code,name\n1,东岔街道\n,石炭沟镇\n", ["line 3", "code", "is empty"]),
        ("code,name\n1,\n", ["line 2", "name", "is empty"]),
        ('code,name\n"1\n",a\n2,b\n1,c\n', ["line 5", "code", "“1”", "line 2 too"]),
        ("code,name\n1,东岔街道\n2\n", ["line 3", "more or fewer cells"]),
        ("code,name\n1,东岔街道,town\n", ["line 2", "more or fewer cells"]),
        ("code,name,编码\n1,东岔街道,2\n", ["code"]),
        ("code,name\n*,全市\n", ["line 2", "code", "“*”"]),
    ],
)
def test_bad_townships(write: Write, text: str, words: list[str]) -> None:
    """What cannot be taken is refused with file, line, column and cell."""
    path = write(text)
    with pytest.raises(BadInput) as problem:
        read_townships(str(path))

    assert all(word in problem.value.what for word in [str(path), *words])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("code,name\nS1,煤矿\n", ["lacks", "township"]),
        ("code,name,township\nS1,煤矿,北岔街道\n", ["line 2", "township", "北岔街道", "东岔街道"]),
        ("code,name,township\nS1,煤矿,1\nS2,商场,\n", ["line 3", "township", "is empty"]),
        ("code,name,township,state\nS1,煤矿,1,closed\n", ["line 2", "state", "closed", "producing"]),
        ("code,name,township\nS1,煤矿,1\nS1,商场,东岔街道\n", ["line 3", "code", "S1", "line 2 too"]),
    ],
)
def test_bad_sites(write: Write, text: str, words: list[str]) -> None:
    """A site without a township, in none that exists, in a state that is none, or twice, is refused by name."""
    path = write(text)
    with pytest.raises(BadInput) as problem:
        read_sites(str(path), REGISTER)

    assert all(word in problem.value.what for word in [str(path), *words])


def test_the_same_site_code_elsewhere(write: Write) -> None:
    """Two townships may each have a site S1."""
    rows = read_sites(str(write("code,name,township\nS1,煤矿,1\nS1,商场,2\n")), REGISTER).rows

    assert [(row["township"], row["name"]) for row in rows] == [("1", "煤矿"), ("2", "商场")]


@pytest.mark.parametrize("text", ["=1+1", "'=1+1"])
def test_a_name_like_a_formula(write: Write, text: str) -> None:
    """In a text file = begins a name as any other character does, with the apostrophe of our own files or without."""
    assert read_townships(str(write(f"code,name\n1,{text}\n"))) == [{"code": "1", "name": "=1+1"}]


def test_a_formula_without_its_result(tmp_path: Path) -> None:
    """In a workbook a formula that was never worked out is refused, and no name."""
    book = openpyxl.Workbook()
    for row in (["code", "name"], ["1", "=1+1"]):
        book.active.append(row)
    book.save(tmp_path / "t.xlsx")
    with pytest.raises(BadInput) as problem:
        read_townships(str(tmp_path / "t.xlsx"))

    assert all(word in problem.value.what for word in ("line 2", "column name", "=1+1", "formula"))


def test_nothing_new(three_townships: Path, run: Run, write: Write) -> None:
    """The same registers again add nothing; a changed name is taken and shown."""
    sites = write("code,name,township\nS1,商场,东岔街道\n", name="s.csv")
    assert "1 site new or changed" in run(f"init --sites {sites}").out
    again = run(f"init --townships townships.csv --sites {sites}").out
    assert (", 0 new or changed" in again, "0 sites new or changed" in again) == (True, True)

    renamed = write("code,name,kind\n990181001,东岔新街道,街道\n", name="t.csv")
    assert ", 1 new or changed" in run(f"init --townships {renamed}").out
    assert "东岔新街道" in {row["name"] for row in run("township list --format json").json}


def test_nothing_of_a_bad_register(three_townships: Path, run: Run, write: Write) -> None:
    """One bad row, and no row of the file is in the register."""
    bad = write("code,name\n5,新镇\n6,\n")

    assert run(f"init --townships {bad}").code == 3
    assert len(run("township list --format json").json) == 3


def test_line_breaks(write: Write) -> None:
    """A line break in a cell is a blank, and parts what is a list."""
    towns = read_townships(str(write('编码,"乡镇\n名称"\n1,"东岔\n街道"\n')))
    campaigns = read_campaigns(str(write('名称,乡镇范围\n冬季,"东岔街道\n石炭沟镇"\n', name="c.csv")), REGISTER)

    assert (towns, campaigns.rows[0]["townships"]) == ([{"code": "1", "name": "东岔 街道"}], ("1", "2"))


def test_what_lacks_in_chinese(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """The column is told by its title, with all that files may call it."""
    monkeypatch.setattr(messages, "language", "zh")
    with pytest.raises(BadInput) as problem:
        read_townships(str(write("编码,类型\n1,镇\n")))

    assert "名称" in problem.value.what
    assert [word for word in ("名称", "乡镇名称", "name") if word not in problem.value.todo] == []
