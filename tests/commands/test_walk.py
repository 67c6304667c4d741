"""`walk` without a terminal: what is asked where, answers from a file, the blank list, what is refused.

What a kind of place, a state and the register decide; --answers as CSV, workbook and JSON in both languages, all or
nothing, every fault named; --dry-run; --print as a page, and as rows that come back filled in; undo, check, rebounds.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from tests.commands.conftest import Listed, Refuse
from tests.conftest import Run

SITES = """code,name,township,village,kind,state
S1,百货商场,东岔街道,一村,mall,
S2,夜市,东岔街道,一村,market,
M1,一号煤矿,石炭沟镇,,coal_mine,stopped
M2,二号煤矿,石炭沟镇,,coal_mine,producing
M3,三号煤矿,石炭沟镇,,coal_mine,
"""
ONLY_PRODUCING = {"MINE-01", "MINE-02", "MINE-03", "MINE-04", "MINE-11", "MINE-12"}
ONLY_STOPPED = {"MINE-14", "MINE-15", "MINE-16", "MINE-17", "MINE-18"}
MALL = "walk fire 东岔街道 --site 百货商场"


@pytest.fixture
def city(run: Run, three_townships: Path) -> Path:
    """Three townships with a mall, a market and three mines."""
    (three_townships / "sites.csv").write_text(SITES, encoding="utf-8")
    assert run("init --sites sites.csv").code == 0
    return three_townships


def asked(run: Run, words: str) -> list[str]:
    """The items that the blank list of these words has."""
    result = run(f"walk {words} --print --format json")
    assert result.code == 0, result.err
    return [row["item"] for row in result.json]


def test_a_stopped_mine_is_never_asked_about_production(run: Run, city: Path) -> None:
    """What is only asked while producing, or only while stopped, is asked there and never the other way round."""
    stopped, producing = (set(asked(run, f"mines 石炭沟镇 --site {name}")) for name in ("一号煤矿", "二号煤矿"))

    assert stopped & (ONLY_PRODUCING | ONLY_STOPPED) == ONLY_STOPPED
    assert producing & (ONLY_PRODUCING | ONLY_STOPPED) == ONLY_PRODUCING
    assert stopped - ONLY_STOPPED == producing - ONLY_PRODUCING != set()


def test_an_unknown_state_asks_both_and_says_so(run: Run, city: Path) -> None:
    """Every item of a mine is asked with its mark, and the sentence says how to tell the state; --state decides."""
    result = run("walk mines 石炭沟镇 --site 三号煤矿 --print")

    assert "--state producing" in result.err
    assert set(asked(run, "mines 石炭沟镇 --site 三号煤矿")) >= ONLY_PRODUCING | ONLY_STOPPED
    assert ("only while producing" in result.out, "only while stopped" in result.out) == (True, True)
    assert ONLY_PRODUCING.isdisjoint(asked(run, "mines 石炭沟镇 --site 三号煤矿 --state stopped"))
    assert ONLY_STOPPED.isdisjoint(asked(run, "mines 石炭沟镇 --site 一号煤矿 --state 生产"))


def test_before_its_first_day_the_state_is_not_known(run: Run, city: Path) -> None:
    """The register says since today that it is stopped: for a day before, all is asked, and that is said."""
    words = "mines 石炭沟镇 --site 一号煤矿 --on 2023-01-14"

    assert set(asked(run, words)) >= ONLY_PRODUCING | ONLY_STOPPED
    assert "Whether it produced on 2023-01-14 is not known" in run(f"walk {words} --print").err
    assert ONLY_PRODUCING.isdisjoint(asked(run, f"{words} --state stopped"))


@pytest.mark.parametrize(
    ("words", "count", "said"),
    [
        ("fire 东岔街道 --site 百货商场", 14, ""),
        ("fire 东岔街道 --site S1", 14, ""),
        ("消防 dc --site 百货商场 --place-kind 棚户区", 2, ""),
        ("fire 东岔街道", 20, "--place-kind KIND"),
        ("fire 东岔街道 --site 新开店铺", 20, "nearest: "),
        ("fire 东岔街道 --place-kind coal_mine", 20, "everything is asked"),
    ],
)
def test_the_kind_of_place_decides(run: Run, city: Path, words: str, count: int, said: str) -> None:
    """The register's kind, or the one typed; what is not known, or fits nothing, asks everything and says so."""
    assert len(asked(run, words)) == count
    err = run(f"walk {words} --print").err
    assert (said in err) if said else err == ""


def fill(folder: Path, rows: list[dict[str, str]], name: str = "list.csv", encoding: str = "utf-8") -> Path:
    """A filled-in list."""
    path = folder / name
    with path.open("w", encoding=encoding, newline="") as out:
        writer = csv.DictWriter(out, fieldnames=list(dict.fromkeys(key for row in rows for key in row)))
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_a_file_becomes_one_visit(run: Run, city: Path, listed: Listed) -> None:
    """Yes and n/a are kept, a no is a hazard with what the list and the row say, the rest is told as unanswered."""
    fill(
        city,
        [
            {"item": "FIRE-01", "answer": "yes"},
            {"item": "fire-02", "answer": "×", "description": "铁栅栏", "location": "二楼", "owner": "王某01"},
            {"item": "3", "answer": "不适用", "note": "单层"},
            {"item": "FIRE-06", "answer": "no", "due": "3d", "severity": "重大"},
            {"item": "FIRE-10", "answer": "否", "fixed": "是", "owner": "赵某03"},
            {"item": "FIRE-11", "answer": ""},
        ],
    )
    result = run(f"{MALL} --answers list.csv --by 李某02 --by 周某04 --format json")
    bars, fire, hot = listed()

    assert result.code == 0, result.err
    [row] = result.json
    counts = {name: row[name] for name in ("yes", "no", "na", "unanswered")}
    assert counts == {"yes": 1, "no": 3, "na": 1, "unanswered": 9}
    assert (row["hazards"], row["stops"], row["site"]) == (["CG-1", "CG-2", "CG-3"], [], "百货商场")
    assert (bars["description"], bars["location"], bars["owner"], bars["due"]) == (
        "铁栅栏",
        "二楼",
        "王某01",
        "2023-01-18",
    )
    assert (fire["item"], fire["severity"], fire["due"]) == ("FIRE-06", "major", "2023-01-18")
    assert (hot["status"], hot["fixed_by"], hot["on_spot"]) == ("fixed", "赵某03", True)
    assert {hazard["village"] for hazard in (bars, fire, hot)} == {"一村"}
    assert bars["inspectors"] == ["李某02", "周某04"]
    assert run("check").code == 0


def test_the_summary_for_people(run: Run, city: Path) -> None:
    """Counts, numbers, what stops use, what would be a major and what has no answer."""
    fill(city, [{"item": "FIRE-03", "answer": "no"}, {"item": "FIRE-07", "answer": "no"}])
    result = run(f"{MALL} --answers list.csv")

    assert result.out.splitlines()[:2] == [
        "Recorded: Fire safety, 东岔街道, 百货商场, 2023-01-15",
        "0 yes, 2 no, 0 not applicable, 12 not answered.",
    ]
    assert ("CG-1  FIRE-03" in result.out, "Not answered: FIRE-01, FIRE-02, FIRE-06" in result.out) == (True, True)
    assert "inspect-cli suspend CG-1" in result.err
    assert "CG-2 is a major if" in result.err


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_chinese_headers_and_encodings(run: Run, city: Path, encoding: str) -> None:
    """A list that Excel saved, under its Chinese names."""
    rows = [{"检查项": "FIRE-01", "检查内容": "通道？", "检查结果": "√", "隐患描述": "", "当场整改": "否"}]
    fill(city, rows, encoding=encoding)

    assert run(f"{MALL} --answers list.csv --format json").json[0]["yes"] == 1


def test_json_is_read_too(run: Run, city: Path, listed: Listed) -> None:
    """A list of objects with the same names; true and false are yes and no, null and blank are nothing."""
    told = [
        {"item": "FIRE-01", "answer": True},
        {"item": "FIRE-11", "answer": "no", "fixed": False, "owner": None, "due": ""},
    ]
    (city / "a.json").write_text(json.dumps(told), encoding="utf-8")

    assert run(f"{MALL} --answers a.json").code == 0
    assert [(row["item"], row["status"], row["due"]) for row in listed()] == [("FIRE-11", "found", "2023-01-18")]


@pytest.mark.parametrize(
    ("row", "column", "value", "rule"),
    [
        ({"item": "FIRE-99"}, "Item", "FIRE-99", "nearest: "),
        ({"item": "FIRE-16"}, "Item", "FIRE-16", "not asked at a place"),
        ({"item": "FIRE-01"}, "Item", "FIRE-01", "on line 2 too"),
        ({"item": "", "answer": "yes"}, "Item", "", "nearest: "),
        ({"answer": "maybe"}, "Answer", "maybe", "是, 否"),
        ({"answer": "yes", "description": "堵"}, "Hazard", "堵", "answered no"),
        ({"answer": "", "owner": "王某01"}, "Owner", "王某01", "answered no"),
        ({"answer": "", "note": "看过"}, "Answer", "", "is empty"),
        ({"due": "soon"}, "Due", "soon", "7d"),
        ({"due": "2023-01-14"}, "Due", "2023-01-14", "before the day"),
        ({"severity": "terrible"}, "Severity", "terrible", "general or major"),
        ({"fixed": "perhaps"}, "Fixed on the spot", "perhaps", "yes or no"),
        ({"fixed": "yes", "severity": "major"}, "Fixed on the spot", "yes", "plan first"),
        ({"item": "FIRE-08", "fixed": "yes"}, "Fixed on the spot", "yes", "plan first"),
        ({"owner": "无"}, "Owner", "无", "is no name"),
        ({"location": "x" * 101}, "Location", "x" * 60 + "…", "at most 100"),
        ({"description": "a\x07b"}, "Hazard", "a␇b", "control"),
        ({"answer": "na", "note": "a\x1b[31m"}, "Note", "a␛[31m", "control"),
    ],
)
def test_a_fault_is_named_and_nothing_written(
    city: Path, refuse: Refuse, row: dict[str, str], column: str, value: str, rule: str
) -> None:
    """Line, column, value and rule are told; the good rows are not written either."""
    fill(city, [{"item": "FIRE-01", "answer": "yes"}, {"item": "FIRE-06", "answer": "no", **row}])
    said = refuse(*MALL.split(), "--answers", "list.csv")

    assert said.splitlines()[0].startswith(f"list.csv, line 3, column {column}: {f'“{value}”: ' if value else ''}")
    assert "“”" not in said
    assert rule in said.splitlines()[0]


def test_every_fault_is_told_at_once(run: Run, city: Path) -> None:
    """Several wrong rows are one answer, up to a number; the rest is counted."""
    fill(city, [{"item": f"FIRE-{n:02}", "answer": "?"} for n in range(100, 130)])
    result = run(f"{MALL} --answers list.csv")

    assert result.code == 3
    assert len([line for line in result.err.splitlines() if line.startswith("list.csv, line ")]) == 20
    assert "10 more are wrong." in result.err


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", "item,answer\n", "holds no answer"),
        ("a.csv", "item,answer\nFIRE-01,\n", "holds no answer"),
        ("a.csv", "item,note\nFIRE-01,x\n", "lacks answer"),
        ("a.csv", "item,answer,colour\nFIRE-01,yes,red\n", "colour"),
        ("a.csv", "item,answer,答复,检查结果\nFIRE-01,yes,,\n", "答复"),
        ("a.csv", "item,answer,检查结果\nFIRE-01,yes,no\n", "more than once"),
        ("a.csv", "item,answer\nFIRE-01,yes,no\n", "more cells"),
        ("a.csv", 'item,answer\nFIRE-01,"yes\n', "line 2"),
        ("a.json", "[", "no JSON"),
        ("a.json", '{"item": "FIRE-01"}', "no list"),
        ("a.json", '[["FIRE-01"]]', "no list"),
        ("a.json", '[{"item": "FIRE-01", "answer": ["yes"]}]', "is no text"),
        ("a.json", '[{"item": "FIRE-01", "colour": "red"}]', "is not known"),
    ],
)
def test_what_is_no_list(run: Run, city: Path, name: str, content: str, said: str) -> None:
    """A file that is no filled-in list is refused in a sentence."""
    (city / name).write_text(content, encoding="utf-8")
    result = run(f"{MALL} --answers {name}")

    assert (result.code, result.out) == (3, "")
    assert said in result.err


def test_a_file_that_is_not_there(run: Run, city: Path) -> None:
    """It is a storage problem, as everywhere."""
    assert run(f"{MALL} --answers gone.csv").code == 4
    assert run(f"{MALL} --answers gone.json").code == 4


def test_a_dry_run_writes_nothing(run: Run, city: Path, ledger_path: Path) -> None:
    """It says what would be recorded, hazards and all, and the ledger stays as it is, byte by byte."""
    fill(city, [{"item": "FIRE-01", "answer": "yes"}, {"item": "FIRE-06", "answer": "no", "description": "缺三具"}])
    before = ledger_path.read_bytes()
    told = run(f"{MALL} --answers list.csv --dry-run")
    machine = run(f"{MALL} --answers list.csv --dry-run --format json")

    assert (told.code, ledger_path.read_bytes()) == (0, before)
    assert told.out.startswith("Would be recorded: ")
    assert "FIRE-06  缺三具  general  2023-01-22" in told.out
    assert (machine.json[0]["hazards"], machine.json[0]["id"]) == (["FIRE-06"], None)


def test_what_came_back_is_linked(run: Run, city: Path, listed: Listed) -> None:
    """A no to an item that was closed there before is a rebound, in a dry run too; what is still open is told."""
    for line in (
        "add fire 东岔街道 --site 百货商场 --item FIRE-06 --on 2023-01-02",
        "fix 1 --by 王某01 --on 2023-01-03",
    ):
        assert run(line).code == 0
    assert run("verify 1 --by 周某04 --on 2023-01-04").code == 0
    fill(city, [{"item": "FIRE-06", "answer": "no", "description": "又缺"}])
    dry = run(f"{MALL} --answers list.csv --dry-run")
    result = run(f"{MALL} --answers list.csv")

    assert "CG-1" in dry.out
    assert [row["rebound_of"] for row in listed()] == [None, "CG-1"]
    assert "CG-2 is a rebound of CG-1" in result.err
    assert "CG-3 says what CG-2 says" in run(f"{MALL} --answers list.csv --yes").err


def test_undo_takes_the_whole_walk_back(run: Run, city: Path, listed: Listed) -> None:
    """One command is one batch: its hazards go with it, undo again brings them back, and check finds nothing."""
    fill(city, [{"item": "FIRE-06", "answer": "no"}, {"item": "FIRE-11", "answer": "no"}])
    assert run(f"{MALL} --answers list.csv").code == 0
    assert run("undo --yes").code == 0
    assert listed() == []
    assert run("check").code == 0
    assert run("undo --yes").code == 0

    assert [row["number"] for row in listed()] == ["CG-1", "CG-2"]
    assert run("check").code == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("fire 东岔街道", "--answers FILE"),
        ("fire 东岔街道 --fresh", "--answers FILE"),
        ("fire", "township"),
        ("--print", "--print"),
        ("--drop", "--drop"),
        ("fire 东岔街道 --print --drop", "--print, --drop"),
        ("fire 东岔街道 --print --dry-run", "--dry-run"),
        ("fire 东岔街道 --answers a.csv --fresh", "together"),
        ("fire 东岔街道 --answers a.csv -o b.csv", "-o"),
        ("天文 东岔街道 --print", "天文"),
        ("fire 城关 --print", "城关"),
        ("fire 东岔街道 --print --place-kind 宫殿", "宫殿"),
        ("fire 东岔街道 --print --state asleep", "asleep"),
        ("fire 东岔街道 --print --kind joint", "--department"),
        ("rural 东岔街道 --print", "category enable rural"),
    ],
)
def test_wrong_usage(city: Path, refuse: Refuse, words: str, said: str) -> None:
    """What does not go together, or is not known, is told with what to give instead."""
    assert said in refuse("walk", *words.split(), code=2)


@pytest.mark.parametrize("words", ["--on 2023-01-16", "--by \x1b[2J", "--campaign \x07"])
def test_bad_input_before_the_first_question(city: Path, refuse: Refuse, words: str) -> None:
    """A day to come, control codes: refused before anybody answers anything."""
    option, _blank, value = words.partition(" ")
    refuse(*MALL.split(), "--print", option, value)


def test_a_major_recorded_as_general_is_told(run: Run, city: Path) -> None:
    """The file may say general where the list says major; that is said, as add does; what was fixed there too."""
    fill(
        city,
        [
            {"item": "FIRE-08", "answer": "no", "severity": "一般"},
            {"item": "FIRE-10", "answer": "no", "fixed": "yes"},
        ],
    )
    dry = run(f"{MALL} --answers list.csv --dry-run")
    result = run(f"{MALL} --answers list.csv")

    assert "CG-1: By the list it is a major; it was recorded as general." in result.err
    lines = [line for line in result.out.splitlines() if "FIRE-" in line]
    assert [("Fixed on the spot: yes" in line) for line in lines[:2]] == [False, True]
    assert "Fixed on the spot: yes" in dry.out


def test_the_category_is_complained_of_first(run: Run, city: Path) -> None:
    """Without a terminal a category that there is not is the first thing that is wrong."""
    result = run("walk foo 东岔街道")

    assert (result.code, "There is no category foo" in result.err, "terminal" in result.err) == (2, True, False)


@pytest.mark.parametrize("content", [b"\x89PNG", b"item,answer\n\xff\xff,yes\n"])
def test_no_word_of_an_import(run: Run, city: Path, content: bytes) -> None:
    """What the readers of an import complain of says that nothing was recorded, and names no option of import."""
    (city / "a.csv").write_bytes(content)
    result = run(f"{MALL} --answers a.csv")

    assert result.code == 3
    assert ("Nothing was recorded." in result.err, "imported" in result.err, "--encoding" in result.err) == (
        True,
        False,
        False,
    )
    assert "Nothing was recorded." in run(f"{MALL} --answers gone.csv").err


def test_headers_and_json_in_chinese(run: Run, city: Path) -> None:
    """In Chinese the columns go by their Chinese names; where JSON is none, line and column are told, no English."""
    (city / "a.csv").write_text("检查项,备注\nFIRE-01,x\n", encoding="utf-8")
    (city / "a.json").write_text('[\n {"item": }]', encoding="utf-8")
    header = run(f"--lang zh {MALL} --answers a.csv").err
    told = run(f"{MALL} --answers a.json").err

    assert ("检查结果" in header, "检查项、" in header, "answer" in header) == (True, True, False)
    assert ("line 2, column 11" in told, "Expecting" in told) == (True, False)


def test_a_second_visit_on_the_same_day_is_told(run: Run, city: Path) -> None:
    """Another clean list is another visit; so is a clean add by the same people. Both are told, neither refused."""
    fill(city, [{"item": "FIRE-01", "answer": "yes"}])
    fill(city, [{"item": "FIRE-02", "answer": "yes"}], "other.csv")
    again = "has 1 visit in this category on that day already"
    assert again not in run(f"{MALL} --answers list.csv").err
    assert again in run(f"{MALL} --answers other.csv").err
    assert again not in run("walk fire 东岔街道 --site 夜市 --answers list.csv").err
    clean = "add fire 云杉岭镇 --village 一村"

    assert again not in run(clean).err
    assert again in run(clean).err
    assert again not in run(f"{clean} --by 周某04").err
    assert again not in run(f"{clean} --on 2023-01-14").err


def test_nothing_unfinished_and_nothing_to_drop(run: Run, city: Path) -> None:
    """Both are told with code 1; for machines the list is empty."""
    assert run("walk").code == 1
    assert run("walk --format json").json == []
    assert run(f"{MALL} --drop").code == 1
