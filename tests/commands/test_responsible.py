"""Who answers for what: responsible add, import, list, set, end.

* the place says the layer and the layer the role; an unknown or ended place or department is refused with the nearest;
* a vacancy is filled by who comes; two people on one day, and what is known already, are told;
* a person who leaves ends in all places at once, asked about above three; where nobody is left is said;
* old and new of a change are shown; everything is taken back by undo;
* files come in whole or not at all; our own come back unchanged, as CSV, workbook, in Chinese.
"""

from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from tests.commands.answering import PEOPLE, held, short
from tests.commands.conftest import Refuse
from tests.conftest import TODAY, Run
from tests.store.deeds import CLERK
from tests.test_screens import on_terminal

from inspect_cli.store import answering
from inspect_cli.store.opening import open_database
from inspect_cli.store.waiting import Patience


def test_the_place_says_the_layer_and_the_role(run: Run, people: Path) -> None:
    """Names and words are taken in part and kept as the registers spell them; the role follows from the place."""
    rows = held(run)

    assert [(row["layer"], row["place"], row["role"], row["name"]) for row in rows] == [
        ("township", None, "area_leader", "王某01"),
        ("township", None, "area_leader", "王某01"),
        ("village", "三岔村", "village_officer", "赵某03"),
        ("zone", "大青山", "hill_keeper", "钱某04"),
        ("zone", "大青山", "hill_keeper", "孙某05"),
        ("zone", "大青山", "ranger", "周某06"),
        ("site", "林场", "site_supervisor", "吴某07"),
    ]
    first = next(row for row in rows if row["phone"] == "0999-1001")
    assert {key: first[key] for key in ("township", "category", "post", "department", "from", "to")} == {
        "township": "云杉岭镇",
        "category": "forest_fire",
        "post": "副镇长",
        "department": "林业局",
        "from": "2022-11-01",
        "to": None,
    }


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("", ["王某01", "王某01", "赵某03", "孙某05", "周某06", "吴某07"]),
        ("--on 2022-12-31", ["王某01", "王某01", "赵某03", "钱某04", "周某06", "吴某07"]),
        ("--on 2022-10-31", []),
        ("--layer zone --all", ["钱某04", "孙某05", "周某06"]),
        ("--layer 村（社区）", ["赵某03"]),
        ("--township 东岔", ["王某01"]),
        ("--category fire", ["王某01", "周某06", "吴某07"]),
        ("--name 王", ["王某01", "王某01"]),
        ("--department 林业", ["王某01"]),
    ],
)
def test_the_list_is_of_a_day(run: Run, people: Path, words: str, names: list[str]) -> None:
    """Who answers today unless a day or all is asked for; filters by township, layer, category, name, department."""
    assert [row["name"] for row in held(run, f"responsible list {words}")] == names


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ("add 云杉 --village 三叉村 --name 甲", 2, "三岔村, 二道沟村"),
        ("add 云杉 --village 村 --name 甲", 2, "More than one village"),
        ("add 云杉 --zone 小青山 --name 甲", 2, "Nearest: 大青山"),
        ("add 云杉 --site 林杨 --name 甲", 2, "Nearest: 林场"),
        ("add 云杉 --zone 大青山 --site 林场 --name 甲", 2, "--zone, --site"),
        ("add 云杉 --name 甲 --department 水务局", 2, "Nearest"),
        ("add 云杉 --name 甲 --role mayor", 2, "area_leader"),
        ("add 云杉 --name 甲 --category nothing", 2, "Nearest"),
        ("add 云杉 --name 甲 --from 2023-01-02 --to 2023-01-01", 3, "is before the first day, 2023-01-02"),
        ("add 云杉 --name 甲 --from sometime", 2, "Not a day"),
        ("add 云杉", 2, "--vacant"),
        ("add 云杉 --name 甲 --vacant", 2, "--name and --vacant"),
        ("add 云杉 --name ''", 3, "is empty"),
        ("add 云杉 --name 无", 3, "is no name"),
        ("add 云杉 --name /", 3, "is no name"),
        (f"add 云杉 --name 甲 --phone {'1' * 101}", 3, "at most 100"),
        ("set 00000000 --name 甲", 1, "There is no responsibility 00000000"),
        ("end 00000000", 1, "responsible list --all"),
        ("end", 2, "--name"),
        ("end --name 没有人", 1, "Nearest"),
        ("end --name 钱某04", 1, "ends by 2023-01-15 anyway"),
    ],
)
def test_what_cannot_be_is_refused(people: Path, refuse: Refuse, words: str, code: int, said: str) -> None:
    """Unknown and ambiguous places, departments, people, words; days in the wrong order: nothing is written."""
    assert said in refuse(f"responsible {words}", code=code)


def test_a_place_of_an_empty_register_is_taken_as_written(run: Run, places: Path) -> None:
    """Where a township has no villages in the register, any village may be named."""
    assert run("responsible add 东岔 --village 一社区 --name 甲").code == 0
    assert [row["village"] for row in held(run)] == ["一社区"]


def test_a_vacancy_is_filled(run: Run, places: Path) -> None:
    """A post that nobody holds stands in the list and ends the day before somebody comes; undo gives it back."""
    run("responsible add 云杉 --zone 大青山 --vacant --category 森林 --from 2023-01-01")
    vacant = run("who 云杉 forest_fire --zone 大青山")
    command = next(line for line in vacant.out.splitlines() if "responsible add" in line and "--zone" in line)
    typed = command.partition("inspect-cli ")[2].replace("NAME", "钱某04").replace("2023-01-15", "2023-01-10")
    filled = run(typed)

    assert (vacant.code, "nobody" in vacant.out, "--category forest_fire" in command) == (1, True, True)
    assert [(row["name"], row["from"], row["to"]) for row in held(run)] == [
        (None, "2023-01-01", "2023-01-09"),
        ("钱某04", "2023-01-10", None),
    ]
    assert "is filled and ends" in filled.err
    run("undo")
    assert [(row["name"], row["to"]) for row in held(run)] == [(None, None)]
    assert run(f"responsible set {held(run)[0]['short']} --name 钱某04").code == 0
    assert [row["name"] for row in held(run)] == ["钱某04"]


def test_two_people_on_one_day_are_told(run: Run, people: Path) -> None:
    """It is allowed, and said with the command that ends the one before; the same again writes nothing and says so."""
    second = run("responsible add 云杉 --village 三岔村 --name 郑某08 --category 森林 --from 2023-01-10")
    again = run("responsible add 云杉 --village 三岔村 --name 郑某08 --category 森林 --from 2023-01-10")
    other = run("responsible add 云杉 --village 三岔村 --name 郑某08 --category fire --from 2023-01-10")

    assert f"responsible end {short(run, '赵某03')}" in second.err
    assert (again.code, "already" in again.err, other.err) == (0, True, "")
    assert len(held(run)) == len(PEOPLE) + 2


def test_a_change_shows_old_and_new(run: Run, people: Path) -> None:
    """Only what is named changes; a field can be cleared; undo gives the old; nothing new writes nothing."""
    one = short(run, "孙某05")
    before = held(run)
    changed = run(f"responsible set {one} --phone 0999-2 --post 护林站长 --clear category")
    same = run(f"responsible set {one} --phone 0999-2")
    backwards = run(f"responsible set {one} --to 2022-12-01")
    unknown = run(f"responsible set {one} --clear role")

    assert [line.split() for line in changed.out.splitlines()[1:]] == [
        ["Category:", "forest_fire", "→", "–"],
        ["Post:", "–", "→", "护林站长"],
        ["Phone:", "0999-1004", "→", "0999-2"],
    ]
    assert (same.out, backwards.code, unknown.code) == ("", 3, 2)
    assert "Nothing changes" in same.err
    run("undo")
    assert held(run) == before


def test_a_person_who_leaves(run: Run, people: Path) -> None:
    """Ends everywhere on the same day; where nobody is left is said with what fills it; undo brings it all back."""
    before = held(run)
    done = run("responsible end --name 王某01 --on 2023-01-20")

    assert done.code == 0
    assert [row["to"] for row in held(run) if row["name"] == "王某01"] == ["2023-01-20", "2023-01-20"]
    assert [line.rpartition(": ")[0] for line in done.err.splitlines()] == [
        "From 2023-01-21 on nobody answers for 东岔街道 fire",
        "From 2023-01-21 on nobody answers for 云杉岭镇 forest_fire",
    ]
    assert "--from 2023-01-21" in done.err
    run("undo")
    assert held(run) == before


def test_whoever_is_left_is_counted(run: Run, people: Path) -> None:
    """One of two who answer for a hill ends, and nothing is said: the ranger answers for all categories."""
    done = run(f"responsible end {short(run, '孙某05')}")

    assert (done.code, done.err) == (0, "")


def test_more_than_three_are_asked_about(run: Run, people: Path) -> None:
    """Without a terminal four are refused until --yes; three are not."""
    for township in ("石炭沟", "云杉"):
        run(f"responsible add {township} --name 王某01 --category traffic")
    asked = run("responsible end --name 王某01")
    assert (asked.code, "--yes" in asked.err) == (6, True)
    assert [row["to"] for row in held(run) if row["name"] == "王某01"] == [None] * 4

    assert run("responsible end --name 王某01 --yes").code == 0
    assert None not in [row["to"] for row in held(run) if row["name"] == "王某01"]


@pytest.mark.parametrize(("keys", "code", "ended"), [("y\n", 0, True), ("n\n", 6, False), ("是\n", 0, True)])
def test_a_terminal_asks(run: Run, people: Path, keys: str, code: int, *, ended: bool) -> None:
    """Four at once are asked about on a terminal; a no changes nothing."""
    for township in ("石炭沟", "云杉"):
        run(f"responsible add {township} --name 王某01 --category traffic")
    left, shown = on_terminal("responsible", "end", "--name", "王某01", columns=100, keys=keys, INSPECT_TODAY=TODAY)

    assert (left, "End 4 responsibilities?" in shown) == (code, True)
    assert [row["to"] for row in held(run) if row["name"] == "王某01"] == [TODAY if ended else None] * 4


def test_one_that_ends_before_it_begins_never_held(run: Run, places: Path) -> None:
    """It is on no day's list, stands in the whole one, and a file of it comes back unchanged."""
    run("responsible add 云杉 --name 甲 --from 2023-02-01")
    refused = run(f"responsible end {short(run, '甲')} --on 2023-01-15")
    assert (refused.code, "begins only on 2023-02-01" in refused.err) == (3, True)
    assert run(refused.err.splitlines()[-1].partition("inspect-cli ")[2]).code == 0
    assert run("responsible end --name 甲 --yes").code == 1
    assert (held(run, "responsible list --on 2023-02-01"), len(held(run))) == ([], 1)
    run("responsible list --all -o out.csv")
    assert run("responsible import out.csv --format json").json["unchanged"] == 1


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_list_comes_back_unchanged(run: Run, people: Path, ending: str, lang: str) -> None:
    """What the list wrote, with those of earlier days, is taken in again and changes nothing."""
    before = held(run)
    run(f"--lang {lang} responsible list --all -o out.{ending}")
    back = run(f"responsible import out.{ending} --format json")

    assert (back.code, back.err) == (0, "")
    assert back.json == {"rows": 7, "new": 0, "changed": 0, "unchanged": 7, "skipped": 0}
    assert held(run) == before


def test_a_file_of_somebody_else(run: Run, places: Path) -> None:
    """Titles, headers as people write them, days as people write them, no day, no holder; again it changes nothing."""
    text = (
        "云杉岭镇森林防火包抓责任清单,,,,,,,\n"
        "序号,乡镇,村,山头,类别,责任人,联系电话,开始日期,备注\n"
        "1,云杉岭镇,,,森林防火,王某01,0999-1001,2022年11月1日,\n"
        "2,云杉岭镇,三岔村,大青山,森林防火,空缺,,2022.11.1,待定\n"
        "3,云杉岭镇,二道沟村,,,赵某03,,,\n"
    )
    (places / "r.csv").write_text(text, encoding="utf-8")
    lacking = run("responsible import r.csv")
    dry = run("responsible import r.csv --from 2022-12-01 --dry-run --format json")
    assert (lacking.code, "line 5, column 开始日期" in lacking.err, held(run)) == (3, True, [])
    done = run("responsible import r.csv --from 2022-12-01 --format json")

    assert (dry.json, done.json["new"], "备注" in done.err) == (done.json, 3, True)
    assert [(row["layer"], row["place"], row["name"], row["from"]) for row in held(run)] == [
        ("township", None, "王某01", "2022-11-01"),
        ("village", "二道沟村", "赵某03", "2022-12-01"),
        ("zone", "大青山", None, "2022-11-01"),
    ]
    assert run("responsible import r.csv --from 2022-12-01 --format json").json["unchanged"] == 3
    (places / "r.csv").write_text(text.replace("0999-1001", "0999-7"), encoding="utf-8")
    assert run("responsible import r.csv --from 2022-12-01 --format json").json["changed"] == 1
    run("undo")
    assert "0999-1001" in [row["phone"] for row in held(run)]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("云山岭镇,,,,甲,2023-01-01,", ["column township", "云山岭镇", "云杉岭镇"]),
        ("云杉岭镇,三叉村,,,甲,2023-01-01,", ["column village", "三叉村", "三岔村"]),
        ("云杉岭镇,,小青山,,甲,2023-01-01,", ["column zone", "小青山", "大青山"]),
        ("云杉岭镇,,大青山,林场,甲,2023-01-01,", ["column site", "one place"]),
        ("云杉岭镇,,,,甲,,", ["column from", "--from"]),
        ("云杉岭镇,,,,甲,2023-02-30,", ["column from", "2023-02-30"]),
        ("云杉岭镇,,,,甲,2023-01-10,2023-01-01", ["column to", "2023-01-10"]),
        ("云杉岭镇,,,,王某01,2023-01-01,2023-02-01", ["column name", "line 2 too"]),
    ],
)
def test_a_file_that_cannot_be_taken(places: Path, refuse: Refuse, run: Run, row: str, said: list[str]) -> None:
    """One bad cell, and nobody of the file is taken; file, line, column, value and rule are named."""
    head = "township,village,zone,site,name,from,to\n云杉岭镇,,,,王某01,2023-01-01,\n"
    (places / "bad.csv").write_text(head + row + "\n", encoding="utf-8")
    told = refuse("responsible import bad.csv")

    assert [word for word in ["bad.csv, line 3", *said] if word not in told] == []
    assert held(run) == []


def test_a_file_tells_where_two_have_one_role(run: Run, places: Path) -> None:
    """Two people of one role at one place on one day are taken, and told with their ids."""
    (places / "r.csv").write_text(
        "township,name,category,from,to\n云杉岭镇,甲,forest_fire,2023-01-01,\n云杉岭镇,乙,forest_fire,2023-01-05,\n"
        "云杉岭镇,丙,forest_fire,2022-01-01,2022-12-31\n",
        encoding="utf-8",
    )
    done = run("responsible import r.csv")

    assert (done.code, len(done.err.splitlines())) == (0, 1)
    assert all(word in done.err for word in ("甲", "乙", short(run, "甲"), short(run, "乙")))


def test_thousands_with_one_role(run: Run, places: Path) -> None:
    """They are counted without comparing each with each, and the sentence does not count them out."""
    rows = "".join(f"云杉岭镇,三岔村,某人{n:05},2023-01-01\n" for n in range(3_000))
    (places / "many.csv").write_text(f"township,village,name,from\n{rows}", encoding="utf-8")
    done = run("responsible import many.csv")

    assert (done.code, done.err.splitlines()[-1]) == (0, "More than 1,000 more like this.")
    assert len(done.err.splitlines()) == 6


def test_a_first_day_before_the_republic(run: Run, places: Path, refuse: Refuse) -> None:
    """A year that can only be a slip is refused, when it is added and when it is set right."""
    run("responsible add 云杉 --name 甲 --from 2023-02-01")
    for words in ("add 云杉 --name 乙 --from 1926-01-01", f"set {short(run, '甲')} --from 1948-12-31"):
        assert "is before 1949-01-01" in refuse(f"responsible {words}")


def test_a_department_of_the_register_or_none(run: Run, places: Path) -> None:
    """A file's department is that of the register, whatever its width and blanks; another one is refused."""
    head = "township,name,from,department\n云杉岭镇,甲,2023-01-01,"
    (places / "r.csv").write_text(head + "林业 局\n", encoding="utf-8")
    (places / "bad.csv").write_text(head + "水务局\n", encoding="utf-8")

    assert (run("responsible import r.csv").code, run("responsible import bad.csv").code) == (0, 3)
    assert [row["department"] for row in held(run)] == ["林业局"]


def test_chinese_words(run: Run, people: Path) -> None:
    """In Chinese the headers, layers, roles and categories are Chinese; JSON has keys."""
    shown = run("--lang zh responsible list --township 云杉").out

    assert [word for word in ("乡镇", "层级", "姓名", "山头片区", "护林员", "森林防火") if word not in shown] == []
    assert run("--lang zh responsible list --format json").json == held(run, "responsible list")


@pytest.mark.parametrize("between", ["、", "，", "/", " ", "\n", "；"])
def test_several_people_in_one_cell(run: Run, places: Path, between: str) -> None:
    """Each has a responsibility, with a phone each or all the same; the same file and our own bring nothing new."""
    header = "乡镇,村,责任人,职务,联系电话,开始日期\n"
    shared = f'云杉岭镇,三岔村,"王某24{between}冯某25",村主任,0999-1,2023-01-01\n'
    own = f'云杉岭镇,二道沟村,"陈某26{between}褚某27（代）{between}陈某26",,0999-2、0999-3,2023-01-01\n'
    (places / "r.csv").write_text(header + shared + own, encoding="utf-8")
    first, again = (run("responsible import r.csv --format json").json for _ in range(2))

    assert sorted((row["phone"], row["name"], row["post"]) for row in held(run)) == [
        ("0999-1", "冯某25", "村主任"),
        ("0999-1", "王某24", "村主任"),
        ("0999-2", "陈某26", None),
        ("0999-3", "褚某27", "代"),
    ]
    assert (first["new"], again["unchanged"]) == (4, 4)
    run("responsible list --all -o out.csv")
    assert run("responsible import out.csv --format json").json["unchanged"] == 4
    assert run("responsible end --name 王某24 --on 2023-01-14").code == 0
    assert [row["to"] for row in held(run) if row["name"] == "冯某25"] == [None]


def test_phones_that_fit_nobody(run: Run, places: Path, refuse: Refuse) -> None:
    """Two phones for three people are refused, in a file with line and column, and nothing is written."""
    text = "乡镇,责任人,联系电话,开始日期\n云杉岭镇,甲、乙、丙,1、2,2023-01-01\n"
    (places / "r.csv").write_text(text, encoding="utf-8")

    assert "r.csv, line 2, column 联系电话: “1、2”: 2 for 3 people" in refuse("responsible import r.csv", code=3)
    assert "Phone: 2 for 3 people" in refuse("responsible add 云杉 --name 甲、乙、丙 --phone 1、2", code=3)


def test_several_people_at_once(run: Run, places: Path, refuse: Refuse) -> None:
    """`add` writes one for each in one batch and tells who was there before; `set` takes one person."""
    run("responsible add 云杉 --name 甲某 --phone 5 --from 2023-01-01")
    run("responsible add 云杉 --vacant --from 2023-01-01 --category fire")
    both = run("responsible add 云杉 --name 甲某、乙某,丙某 --phone 5、6、7 --from 2023-01-01")

    people = [(row["phone"], row["name"]) for row in held(run) if row["name"]]
    assert sorted(people) == [("5", "甲某"), ("6", "乙某"), ("7", "丙某")]
    assert (both.out.count("\n"), both.err) == (3, "甲某 is in the register already.\n")
    one = short(run, "乙某")
    assert "these are several: 乙某、丁某" in refuse(f"responsible set {one} --name 乙某、丁某", code=3)
    run("undo")
    assert {row["name"] for row in held(run)} == {"甲某", None}


def test_an_end_before_the_first_day(run: Run, people: Path, refuse: Refuse) -> None:
    """Of a person too it is a slip, unless what begins later has not begun yet; the line that strikes one out works."""
    told = refuse("responsible end --name 赵某03 --on 2020-01-01", code=3)
    assert "begins only on 2022-11-01" in told
    run("responsible add 云杉 --village 三岔 --name 赵某03 --category fire --from 2023-02-01")
    assert run("responsible end --name 赵某03 --on 2023-01-15").code == 0
    assert {row["to"] for row in held(run) if row["name"] == "赵某03"} == {"2023-01-31", "2023-01-15"}
    run("undo")
    assert run(told.splitlines()[-1].partition("inspect-cli ")[2]).code == 0
    assert {row["to"] for row in held(run) if row["name"] == "赵某03"} == {None, "2022-10-31"}


def test_people_who_stand_as_one_are_parted(run: Run, places: Path, refuse: Refuse, ledger_path: Path) -> None:
    """Two who were taken in as one name do not end together; the file that the list writes parts them."""
    row = {"township": "990181102", "layer": "township", "role": "area_leader", "name": "王某24、冯某25"}
    with closing(open_database(str(ledger_path), Patience(print))) as ledger:
        answering.enter_responsibilities(ledger, [{**row, "start": date(2023, 1, 1)}], CLERK)
    assert "王某24、冯某25 stand in the register as one." in refuse("responsible end --name 王某24", code=3)
    run("responsible list --all -o out.csv")
    counts = run("responsible import out.csv --format json").json

    assert (counts["new"], counts["changed"]) == (1, 1)
    assert run("responsible end --name 王某24").code == 0
    assert {(row["name"], row["to"]) for row in held(run)} == {("王某24", "2023-01-15"), ("冯某25", None)}
