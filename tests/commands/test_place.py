"""The registers of townships, villages, zones and departments: add, import, list, set, end.

* each is added, listed, changed with old and new shown, ended, taken back by undo, in both languages;
* a name is found whole or by a part; an unknown one is refused with the nearest; a second one of the same name, too;
* what is no more is not offered: a visit there is refused and names what took over; what was recorded stays;
* the end of a department says how many responsibilities still name it and what moves them;
* files come in whole or not at all; what a list wrote comes back with nothing changed, as CSV, workbook, in Chinese.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.commands.conftest import Refuse
from tests.conftest import Run

from inspect_cli.transfer.workbook import open_workbook

FILLED = (
    "village add 云杉岭镇 三岔村 --code 201",
    "village add 云杉岭镇 二道沟村",
    "village add 石炭沟镇 三岔村",
    "zone add 云杉岭镇 大青山 --village 三岔",
    "zone add 云杉岭镇 东片 --kind zone",
    "department add 林业局",
    "department add 应急管理局",
)
LISTS = ("township", "village", "zone", "department")


@pytest.fixture
def filled(run: Run, three_townships: Path) -> Path:
    """Two villages and two zones in 云杉岭镇, a village in 石炭沟镇, two departments."""
    assert [run(line).code for line in FILLED] == [0] * len(FILLED)
    return three_townships


def rows(run: Run, words: str) -> list[dict[str, object]]:
    """What a list has, as JSON."""
    return list(run(f"{words} --format json").json)


def test_everything_is_listed(run: Run, filled: Path) -> None:
    """The registers have every column; villages of one name in two townships are two."""
    assert rows(run, "village list") == [
        {"township": "石炭沟镇", "name": "三岔村", "code": None, "ended_on": None},
        {"township": "云杉岭镇", "name": "三岔村", "code": "201", "ended_on": None},
        {"township": "云杉岭镇", "name": "二道沟村", "code": None, "ended_on": None},
    ]
    assert [(row["name"], row["kind"], row["village"]) for row in rows(run, "zone list --township 云杉")] == [
        ("东片", "zone", None),
        ("大青山", "hill", "三岔村"),
    ]
    assert {row["name"] for row in rows(run, "department list")} == {"林业局", "应急管理局"}
    assert [row["name"] for row in rows(run, "village list --township 石炭沟")] == ["三岔村"]


def test_a_township_is_added_and_renamed(run: Run, filled: Path) -> None:
    """Its code stays; old and new are shown; undo gives the old name back, and takes the township itself away."""
    added = run("township add 990181103 松坪岔镇 --kind town")
    renamed = run("township set 松坪 --name 松坪镇 --kind 乡")
    same = run("township set 松坪 --name 松坪镇")

    assert added.out.split() == ["990181103", "松坪岔镇", "town"]
    assert [line.split() for line in renamed.out.splitlines()[1:]] == [
        ["Name:", "松坪岔镇", "→", "松坪镇"],
        ["Kind:", "town", "→", "township"],
    ]
    assert (same.code, same.out) == (0, "")
    assert "Nothing changes" in same.err
    assert run("open 松坪镇").code == 0
    run("undo")
    assert "松坪岔镇" in [row["name"] for row in rows(run, "township list")]
    of_adding = run("batch list --format json").json[2]
    assert run(f"batch undo {of_adding['short']}").code == 0
    assert [row["code"] for row in rows(run, "township list")] == ["990181001", "990181100", "990181102"]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ("township add 990181100 新镇", 3, "990181100 is in the register already"),
        ("township add 990181199 石炭沟镇", 3, "石炭沟镇 is in the register already"),
        ("township add '*' 全市", 3, "whole city"),
        ("township add 990181199 新镇 --kind city", 2, "city"),
        ("township set 云杉 --name 石炭沟镇", 3, "石炭沟镇 is in the register already"),
        ("township set 没有镇 --name 新镇", 2, "Nearest"),
        ("village add 云杉 三岔村", 3, "village set 云杉岭镇 三岔村"),
        ("village add 云杉 ''", 3, "is empty"),
        ("village add 没有镇 一村", 2, "Nearest"),
        (f"village add 云杉 {'长' * 101}", 3, "at most 100"),
        ("village set 云杉 四岔 --code 9", 2, "三岔村"),
        ("village set 云杉 村 --code 9", 2, "三岔村, 二道沟村"),
        ("village end 东岔 三岔村", 2, "that register is empty"),
        ("zone add 云杉 小青山 --village 三叉村", 2, "三岔村"),
        ("zone add 云杉 小青山 --kind peak", 2, "hill, zone, grid"),
        ("department add 林业局", 3, "department set 林业局"),
        ("department end 林业局 --successor 林业局", 2, "itself"),
        ("department end 林业局 --successor 农业局", 2, "Nearest"),
        ("department end 林业局 --on sometime", 2, "Not a day"),
    ],
)
def test_what_cannot_be_is_refused(filled: Path, refuse: Refuse, words: str, code: int, said: str) -> None:
    """Doubles, unknown and ambiguous names, words that are none: three sentences, and nothing is written."""
    assert said in refuse(words, code=code)


def test_a_merged_township_is_offered_no_longer(run: Run, filled: Path) -> None:
    """From its last day on a visit there is refused and names the successor; earlier ones, and lists, go on."""
    assert run("add fire 石炭沟镇 堵塞 --due 3d --on 2023-01-05").code == 0
    ended = run("township end 石炭沟 --on 2023-01-10 --successor 云杉岭镇 --keep-places")
    late = run("add fire 石炭沟镇 堵塞 --due 3d --on 2023-01-12")
    early = run("add fire 石炭沟镇 过期 --due 3d --on 2023-01-09")
    village = run("village add 石炭沟镇 新村")

    assert "2023-01-10" in ended.out
    assert (late.code, "no more since 2023-01-10" in late.err, "云杉岭镇" in late.err) == (2, True, True)
    assert (early.code, village.code, len(run("list --township 石炭沟 --format json").json)) == (0, 2, 2)
    assert [row["name"] for row in rows(run, "township list")] == ["东岔街道", "云杉岭镇"]
    assert rows(run, "township list --ended")[1] == {
        "code": "990181100",
        "name": "石炭沟镇",
        "kind": "town",
        "ended_on": "2023-01-10",
        "successor": "云杉岭镇",
    }
    assert "1 is no more" in run("township list").out
    assert [row["township"] for row in run("open --format json").json] == ["石炭沟镇", "东岔街道", "云杉岭镇"]
    run("void 1-2 --reason 误录")
    assert [row["township"] for row in run("open --format json").json] == ["东岔街道", "云杉岭镇"]
    assert run("township set 石炭沟镇 --standing").code == 0
    assert run("add fire 石炭沟镇 堵塞 --due 3d --on 2023-01-12").code == 0


def test_undo_brings_an_ended_one_back(run: Run, filled: Path) -> None:
    """The end of each kind is taken back by undo, and again by a second one."""
    for end in ("village end 云杉 二道沟", "zone end 云杉 东片", "department end 林业局", "township end 东岔"):
        register = f"{end.split()[0]} list"
        before = rows(run, register)
        assert run(f"{end} --on 2023-01-01").code == 0
        after = rows(run, register)
        run("undo")

        assert (len(after), rows(run, register)) == (len(before) - 1, before)


def test_a_merger_says_who_still_names_the_department(run: Run, filled: Path) -> None:
    """Its end counts the responsibilities that name it and gives the command that moves them; none: nothing is said."""
    run("responsible add 云杉 --name 王某01 --department 林业局 --from 2022-01-01")
    run("responsible add 云杉 --village 三岔 --name 赵某03 --department 林业局 --from 2022-01-01 --to 2022-12-31")
    ended = run("department end 林业局 --on 2023-01-20 --successor 应急")
    other = run("village end 云杉 二道沟村")

    assert ended.err.splitlines() == [
        "1 responsibility still names 林业局.",
        "To settle that: inspect-cli handover 林业局 应急管理局 --from 2023-01-20",
    ]
    assert other.err == ""
    assert run("responsible add 云杉 --name 钱某05 --department 林业 --from 2023-01-19").code == 0
    late = run("responsible add 云杉 --name 钱某06 --department 林业 --from 2023-01-20")
    assert (late.code, "应急管理局" in late.err) == (2, True)


def test_who_answers_for_a_place_that_is_no_more(run: Run, filled: Path) -> None:
    """The end of a village names the responsibilities there, to be ended the day before."""
    run("responsible add 云杉 --village 三岔 --name 赵某03 --from 2022-01-01")
    short = run("responsible list --format json").json[0]["short"]
    ended = run("village end 云杉 三岔 --on 2023-01-20")

    assert f"inspect-cli responsible end {short} --on 2023-01-19" in ended.err


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("kind", LISTS)
def test_a_list_comes_back_unchanged(run: Run, filled: Path, kind: str, ending: str, lang: str) -> None:
    """What a list wrote, with what is no more, is taken in again and changes nothing."""
    assert run("township end 石炭沟 --on 2023-01-10 --successor 云杉岭镇 --keep-places").code == 0
    run("department end 林业局 --on 2023-01-10 --successor 应急")
    run("village end 云杉 二道沟 --on 2023-01-10")
    before = rows(run, f"{kind} list --ended")
    assert run(f"--lang {lang} {kind} list --ended -o out.{ending}").code == 0
    back = run(f"{kind} import out.{ending} --format json")

    assert (back.code, back.err) == (0, "")
    assert back.json == {"rows": len(before), "new": 0, "changed": 0, "unchanged": len(before), "skipped": 0}
    assert rows(run, f"{kind} list --ended") == before


def test_a_file_of_somebody_else(run: Run, filled: Path) -> None:
    """Titles, Chinese headers, a total row: new and changed are counted, a dry run writes nothing, undo takes back."""
    text = "云杉岭镇村社区名册,,\n序号,乡镇,村名称,村编码\n1,云杉岭镇,三岔村,301\n2,990181102,四道沟村,\n合计,,2个,\n"
    (filled / "v.csv").write_text(text.replace(",,\n", ",,,\n"), encoding="gb18030")
    before = rows(run, "village list")
    dry = run("village import v.csv --dry-run --format json")
    assert (dry.json, rows(run, "village list")) == (
        {"rows": 3, "new": 1, "changed": 1, "unchanged": 0, "skipped": 1},
        before,
    )
    done = run("village import v.csv --format json")

    assert (done.json, dry.err != "") == (dry.json, True)
    assert [row["code"] for row in rows(run, "village list --township 云杉") if row["name"] == "三岔村"] == ["301"]
    run("undo")
    assert rows(run, "village list") == before


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        (
            "village",
            "township,name\n云杉岭镇,五村\n云山岭镇,六村\n",
            ["line 3", "column township", "云山岭镇", "云杉岭镇"],
        ),
        ("village", "township,name\n云杉岭镇,五村\n云杉岭镇,五 村\n", ["line 3", "“五 村”", "line 2 too"]),
        ("village", "township,name\n云杉岭镇,五村\n云杉岭镇,\n", ["line 3", "column name", "is empty"]),
        ("village", "乡镇,村名称,撤销日期\n云杉岭镇,五村,2023-02-30\n", ["line 2", "撤销日期", "2023-02-30"]),
        ("village", "name\n五村\n", ["lacks", "township"]),
        ("village", "township,name,nane\n云杉岭镇,五村,x\n", ["nane"]),
        ("zone", "township,name,kind\n云杉岭镇,青山,peak\n", ["line 2", "kind", "peak", "hill"]),
        ("zone", "township,name,village\n云杉岭镇,青山,三叉村\n", ["line 2", "village", "三叉村", "三岔村"]),
        ("department", "name,successor\n水务局,\n农业局,水利局\n", ["line 3", "successor", "水利局", "水务局"]),
        ("department", "name\n水务局\n" + "长" * 101 + "\n", ["line 3", "at most 100"]),
        ("township", "code,name\n1,新镇\n*,全市\n", ["line 3", "whole city"]),
        ("township", "code,name\n1,新镇\n1,旧镇\n", ["line 3", "line 2 too"]),
    ],
)
def test_a_file_that_cannot_be_taken(
    run: Run, filled: Path, refuse: Refuse, kind: str, text: str, said: list[str]
) -> None:
    """One bad cell, and no row of the file is taken; file, line, column, value and rule are named."""
    (filled / "bad.csv").write_text(text, encoding="utf-8")
    told = refuse(f"{kind} import bad.csv")

    assert [word for word in ["bad.csv", *said] if word not in told] == []


def test_every_bad_cell_is_told(run: Run, filled: Path) -> None:
    """All that breaks a rule is told in one run, by line; behind the twentieth the rest is counted."""
    lines = ["township,name,kind,village", "云山岭镇,,hill,", "云山岭镇,青山,peak,", "云杉岭镇,黄山,hill,三叉村"]
    Path("z.csv").write_text("\n".join([*lines, *(f"没有镇,{n}山,hill," for n in range(20))]), encoding="utf-8")
    refused, kept = run("zone import z.csv"), rows(run, "zone list")
    told = refused.err.splitlines()

    assert (refused.code, {row["name"] for row in kept}) == (3, {"大青山", "东片"})
    assert ["line 2" in told[0], "is empty" in told[0]] == [True, True]
    assert ["line 3, column township" in told[1], "line 3, column kind" in told[2]] == [True, True]
    assert ["line 4" in told[3], "三岔村" in told[3], "line 20" in told[19]] == [True, True, True]
    assert told[20:] == ["4 more like this.", "Nothing was written.", "Mend these cells and run the command again."]


def test_a_part_of_a_township(run: Run, filled: Path) -> None:
    """A part that only one name has is taken, and told once; a single sign is not, nor what no name has."""
    Path("v.csv").write_text("township,name\n云杉岭,五村\n云杉岭,六村\n", encoding="utf-8")
    Path("w.csv").write_text("township,name\n岭,五村\n街道办,六村\n", encoding="utf-8")
    told = run("village import v.csv")

    assert (told.code, told.err.count("云杉岭镇"), told.err.count("“云杉岭” is taken as 云杉岭镇.")) == (0, 1, 1)
    assert run("village import w.csv").err.count("no such township") == 2


def test_every_refusal_says_that_nothing_was_written(run: Run, filled: Path) -> None:
    """A command that only reads says so too."""
    refused = [run(line).err for line in ("village list --township 城关", "who 城关", "village add 城关 七村")]

    assert ["Nearest" in told for told in refused] == [True, True, True]
    assert all("Nothing was written." in told for told in refused)


def test_a_file_without_a_column_says_nothing_of_it(run: Run, filled: Path) -> None:
    """A file that has no code keeps the codes, one without kinds the kinds; a zone that is new is a hill."""
    (filled / "v.csv").write_text("township,name\n云杉岭镇,三岔村\n", encoding="utf-8")
    (filled / "z.csv").write_text("township,name\n云杉岭镇,东片\n云杉岭镇,小青山\n", encoding="utf-8")
    counts = [run(f"{words} --format json").json for words in ("village import v.csv", "zone import z.csv")]

    assert [(each["new"], each["unchanged"]) for each in counts] == [(0, 1), (1, 1)]
    assert {row["name"]: row["kind"] for row in rows(run, "zone list")}["小青山"] == "hill"


def test_a_workbook_with_merged_townships(run: Run, filled: Path) -> None:
    """A township that stands once over several rows is that of each; the workbook of a list holds text."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    for line in (["乡镇", "村名称"], ["云杉岭镇", "五村"], [None, "六村"]):
        sheet.append(line)
    sheet.merge_cells("A2:A3")
    book.save(filled / "v.xlsx")
    assert run("village import v.xlsx").code == 0
    run("village list --township 云杉 -o out.xlsx")

    assert {"五村", "六村"} <= {row["name"] for row in rows(run, "village list --township 云杉")}
    with open_workbook("out.xlsx") as opened:
        assert len(list(opened.rows(opened.sheets[0].name))) == 5


def test_hostile_names_stay_text(run: Run, filled: Path) -> None:
    """A name with markup, a formula and quotes is kept to the letter and comes back from a file."""
    name = "=1+1[red]<b>'\";--村"
    assert run("village", "add", "云杉岭镇", name).code == 0
    assert run("village list -o out.csv").code == 0
    assert run("village import out.csv --format json").json["unchanged"] == 4
    assert name in [row["name"] for row in rows(run, "village list")]


def test_chinese_and_narrow(run: Run, filled: Path) -> None:
    """In Chinese the headers are Chinese; what a screen of 60 columns has no room for goes first."""
    assert run("--lang zh village list").out.split()[:3] == ["乡镇", "名称", "编码"]
    assert run("--lang zh zone list").out.split()[:4] == ["乡镇", "名称", "类型", "村"]


def test_the_end_of_a_department_counts_what_it_owns(run: Run, filled: Path) -> None:
    """Open hazards and sites are counted too; the command moves them; a new hazard for it is told who took over."""
    run("site add 云杉岭镇 林场 --kind factory --regulator 林业局")
    run("add fire 云杉岭镇 堵塞 --on 2023-01-10 --owner 林业局 --due 3d")
    ended = run("department end 林业局 --on 2023-01-12 --successor 应急")
    told = ended.err.splitlines()
    late = run("add fire 云杉岭镇 过期 --owner 林业局 --due 3d")

    assert told[:2] == ["1 open hazard still names 林业局.", "1 site still names 林业局."]
    assert late.err.splitlines()[:2] == [
        "林业局 is no more since 2023-01-12.",
        "应急管理局 took over; see: inspect-cli handover 林业局 应急管理局 --from 2023-01-15",
    ]
    [gap] = run("gaps --kind ended_named --format json").json
    assert (gap["about"], gap["count"]) == ("林业局", 3)
    assert run(told[2].partition("inspect-cli ")[2]).code == 0
    assert run("gaps --kind ended_named").code == 0


def test_who_answers_in_a_township_that_is_no_more(run: Run, filled: Path) -> None:
    """Who begins only later is ended by a line of their own, and both lines are taken as they stand."""
    run("responsible add 云杉 --name 赵某03 --from 2022-01-01")
    run("responsible add 云杉 --name 钱某04 --from 2023-02-01")
    ended = run("township end 云杉岭镇 --on 2023-01-20")
    lines = [line.partition("inspect-cli ")[2] for line in ended.err.splitlines() if "responsible end" in line]

    assert [line.partition("--on ")[2] for line in lines] == ["2023-01-19", "2023-01-31"]
    assert [run(line).code for line in lines] == [0, 0]
    found = run("gaps --kind ended_named --on 2023-02-10 --format json").json
    assert {row["layer"] for row in found} == {"village", "zone"}


def test_what_stands_moves_to_the_successor(run: Run, filled: Path) -> None:
    """Villages, zones, sites and who answers for them, in one batch: no gap is lost, and undo takes it all back."""
    run("site add 云杉岭镇 供销社 --must-visit")
    run("responsible add 云杉 --village 三岔 --name 赵某03 --from 2022-01-01")
    before = [(row["kind"], row["about"]) for row in rows(run, "gaps 云杉岭 --kind no_officer --kind no_ladder")]
    refused = run("township end 云杉岭 --on 2023-01-10 --successor 石炭沟")
    assert (refused.code, "三岔村" in refused.err, "--keep-places" in refused.err) == (3, True, True)
    assert "rename" not in refused.err
    assert run("village end 石炭沟 三岔村 --on 2023-01-01").code == 0
    ended = run("township end 云杉岭 --on 2023-01-10 --successor 石炭沟")

    moved = "Moved to 石炭沟镇: 2 villages, 2 hills or zones, 1 site, 1 responsibility"
    assert (ended.code, ended.err.splitlines()) == (0, [moved])
    after = rows(run, "gaps 石炭沟 --kind no_officer --kind no_ladder")
    assert sorted(before, key=str) == sorted([(row["kind"], row["about"]) for row in after], key=str)
    assert run("gaps --kind ended_named").code == 0
    assert [row["name"] for row in rows(run, "who 石炭沟 --village 三岔村") if row["layer"] == "village"] == ["赵某03"]
    run("undo")
    assert [row["ended_on"] for row in rows(run, "village list --township 云杉")] == [None, None]
    assert rows(run, "site list --township 云杉")[0]["name"] == "供销社"


@pytest.mark.parametrize("words", ["", "--successor 石炭沟 --keep-places"])
def test_places_of_a_township_that_is_no_more_are_gaps(run: Run, filled: Path, words: str) -> None:
    """What stands there still is told at its end and by gaps, and the command of both moves it."""
    run("village end 石炭沟 三岔村 --on 2023-01-01")
    run("site add 云杉岭镇 供销社 --must-visit")
    run("responsible add 云杉 --village 三岔 --name 赵某03 --from 2022-01-01")
    ended = run(f"township end 云杉岭 --on 2023-01-10 {words}")
    told = ended.err.splitlines()
    found = rows(run, "gaps --kind ended_named")

    assert told[0] == "Still in 云杉岭镇: 2 villages, 2 hills or zones, 1 site, 1 responsibility"
    assert {row["about"] for row in found} == {"三岔村", "二道沟村", "大青山", "东片", "供销社"}
    assert {row["todo"] for row in found} == {told[1].removeprefix("To settle that: ")}
    done = run(str(found[0]["todo"]).removeprefix("inspect-cli ").replace("TOWNSHIP", "石炭沟镇"))
    assert (done.code, "Moved to 石炭沟镇" in done.err) == (0, True)
    assert run("gaps --kind ended_named").code == 0


def test_a_merger_to_come(run: Run, filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Places have no day of their own: they move when the line is typed again on the day."""
    run("village end 石炭沟 三岔村 --on 2023-01-01")
    ended = run("township end 云杉岭 --on 2023-01-20 --successor 石炭沟")
    [line] = [line for line in ended.err.splitlines() if line.startswith("Type the same again on 2023-01-20")]
    assert len(rows(run, "village list --township 云杉")) == 2

    monkeypatch.setenv("INSPECT_TODAY", "2023-01-20")
    done = run(line.partition("inspect-cli ")[2])
    assert (done.code, done.err) == (0, "Moved to 石炭沟镇: 2 villages, 2 hills or zones\n")
    assert len(rows(run, "village list --township 石炭沟")) == 2
