"""The duty roster as people type it: duty add, import, list, set, cancel, gaps, check, checks.

* a day or several, hours over midnight, several names; the same again adds nothing;
* files come in whole or not at all; our own come back unchanged, as CSV, workbook, in Chinese;
* what the roster lacks, each with the command that mends it, and those commands do;
* more than three shifts are cancelled only when asked; undo brings them back;
* spot checks with who should have been there; both languages, narrow screens.
"""

from __future__ import annotations

import shlex
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from tests.commands.conftest import Refuse
from tests.conftest import Run
from tests.test_screens import STYLES, on_terminal

from inspect_cli import settings
from inspect_cli.rules import duty_fields, fields

ROSTER = (
    "云杉岭镇2023年春节值班表,,,,,\n日期,单位,班次,带班领导,值班人员,值班电话\n"
    "1月21日,云杉岭镇,全天,王某01,赵某03、钱某04,0999-1001\n1月22日,,全天,孙某05,赵某03,0999-1001\n合计,,,,3,\n"
)
SHIFTS = (
    "云杉 2023-01-21 --role leader --name 王某01 --post 副镇长 --phone 0999-1001",
    "云杉 1月21日..1月22日 --role 值班人员 --name 赵某03、钱某04 --from 8:00 --to 20:00 --phone 0999-1002",
    "供电 2023-01-21 --role handler --name 周某06",
)


@pytest.fixture
def units(run: Run, three_townships: Path) -> Path:
    """Three townships and two departments; nobody is on duty."""
    assert [run(f"department add {name}").code for name in ("供电公司", "应急管理局")] == [0, 0]
    return three_townships


def test_phones_of_one_column(run: Run, units: Path) -> None:
    """An import says whose phones one column beside several of people holds."""
    Path("roster.csv").write_text("日期,单位,带班领导,值班人员,电话\n1月21日,云杉岭镇,王某01,赵某03,0999-1\n", "utf-8")

    assert "phones of “值班人员” alone" in run("duty import roster.csv").err


@pytest.mark.parametrize("command", ["duty", "responsible", "township", "village", "zone", "department", "campaign"])
def test_files_in_utf_16(run: Run, units: Path, command: str) -> None:
    """The option that the refusal of UTF-16 without a mark advises is one that the command takes."""
    Path("file.csv").write_bytes("name,code,township\n甲,1,1\n".encode("utf-16-le"))
    refused = run(f"{command} import file.csv")

    assert refused.code == 3
    assert "--encoding utf-16-le" in refused.err
    assert "NUL" not in run(f"{command} import file.csv --encoding utf-16-le --dry-run").err


@pytest.fixture
def roster(run: Run, units: Path) -> Path:
    """The same, with people on duty in two units."""
    assert [run(f"duty add {line}").code for line in SHIFTS] == [0] * len(SHIFTS)
    return units


def held(run: Run, words: str = "2023-01-20..2023-02-05") -> list[dict[str, Any]]:
    """The roster as JSON."""
    return list(run(f"duty list {words} --format json").json)


def test_columns() -> None:
    """No two columns that a roster may have share a name; each has a Chinese one."""
    known = (
        *(*duty_fields.ROSTER, duty_fields.HOURS, duty_fields.WHEN),
        *(*duty_fields.PERSONS, *duty_fields.OF_PERSONS),
    )
    named = [(name, f.key) for f in known for name in {*fields.known_headers([f])}]

    assert len(dict(named)) == len(named)
    assert all(any(ch >= "\u4e00" for ch in f.zh) for f in (*known, *duty_fields.CHECKS, *duty_fields.KEPT))


def test_add(run: Run, units: Path) -> None:
    """The shifts that were added are told, a line each; from eight to eight unless it is said."""
    first, second = (run(f"duty add {line}").out.splitlines() for line in SHIFTS[:2])

    assert [line.split() for line in first] == [
        ["2023-01-21", "云杉岭镇", "08:00–08:00", "leader", "王某01", "副镇长", "0999-1001"]
    ]
    assert len(second) == 4
    assert {line.split()[2] for line in second} == {"08:00–20:00"}
    assert [(row["day"], row["from"], row["to"]) for row in held(run, "1月20日..1月31日 --name 钱某04")] == [
        ("2023-01-21", "08:00", "20:00"),
        ("2023-01-22", "08:00", "20:00"),
    ]


def test_the_same_again(run: Run, roster: Path) -> None:
    """Added again it stands there once; with a phone it has the phone; on two shifts at once is told."""
    before = held(run)
    run(f"duty add {SHIFTS[0]}")
    assert held(run) == before
    done = run("duty add 供电 2023-01-21 --role officer --name 赵某03 --from 19:00 --to 7:00")

    assert "赵某03 is on two shifts at once: 云杉岭镇 2023-01-21 08:00–20:00" in done.err
    assert "duty cancel 2023-01-21 --unit 供电公司 --name 赵某03 --role officer --hours 19:00-07:00" in done.err


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ("水务局 2023-01-21 --role leader --name 甲一", 2, "Nearest: "),
        ("云杉 2023-02-30 --role leader --name 甲一", 2, "Not a day: 2023-02-30"),
        ("云杉 2023-01-22..2023-01-21 --role leader --name 甲一", 2, "2023-01-21 is before 2023-01-22"),
        ("云杉 2023-01-01..2023-12-31 --role leader --name 甲一", 2, "365 days"),
        ("云杉 2023-01-21 --role driver --name 甲一", 2, "leader, officer, handler"),
        ("云杉 2023-01-21 --role leader --name 无", 3, "is no name"),
        ("云杉 2023-01-21 --role leader --name 甲一 --from 25:00", 2, "Not a time of the day: 25:00"),
        ("云杉 2023-01-21 --role leader --name 甲一 --phone ' '", 3, "is empty"),
    ],
)
def test_refusals(run: Run, units: Path, refuse: Refuse, words: str, code: int, said: str) -> None:
    """What is unknown or no day, hour, role or name is refused, and nothing is written."""
    assert said in refuse(f"duty add {words}", code=code)
    assert held(run) == []


def test_ended_unit(run: Run, units: Path, refuse: Refuse) -> None:
    """A department that is no more has no duty from then on; the one that took over is named."""
    run("department end 供电公司 --on 2023-01-21 --successor 应急管理局")

    assert run("duty add 供电公司 2023-01-20 --role handler --name 周某06").code == 0
    assert "应急管理局" in refuse("duty add 供电公司 2023-01-21 --role handler --name 周某06", code=2)


def test_import(run: Run, units: Path) -> None:
    """A roster comes in with its counts; again it adds nothing; a dry run says the same and writes nothing."""
    (units / "r.csv").write_text(ROSTER, encoding="utf-8")
    counts = {"rows": 3, "shifts": 5, "new": 5, "changed": 0, "unchanged": 0, "skipped": 1}

    assert run("duty import r.csv --dry-run --format json").json == counts
    assert held(run) == []
    assert run("duty import r.csv --format json").json == counts
    assert run("duty import r.csv --format json").json == {**counts, "new": 0, "unchanged": 5}
    assert {row["phone"] for row in held(run)} == {"0999-1001"}
    run("undo")
    assert held(run) == []


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_our_own_file_comes_back(run: Run, roster: Path, lang: str, ending: str) -> None:
    """What duty list writes comes back with nothing new and nothing changed, a name that begins like a formula too."""
    run("duty add 供电 2023-01-22 --role handler --name '=吴某07' --phone 007")
    before = held(run)
    run(f"--lang {lang} duty list 2023-01-20..2023-01-31 -o own.{ending}")
    counts = run(f"duty import own.{ending} --format json").json

    assert {key: counts[key] for key in ("new", "changed", "skipped")} == {"new": 0, "changed": 0, "skipped": 0}
    assert counts["unchanged"] == len(before) == 7
    assert held(run) == before


def test_bad_file(run: Run, units: Path, refuse: Refuse) -> None:
    """One bad cell, and nothing of the file is taken."""
    (units / "bad.csv").write_text(ROSTER + "1月23日,云山岭镇,全天,王某01,,\n", encoding="utf-8")
    told = refuse("duty import bad.csv")

    assert [word for word in ("bad.csv, line 6", "column 单位", "云山岭镇", "云杉岭镇") if word not in told] == []
    assert held(run) == []


def test_who_stays_beside_a_file(run: Run, roster: Path) -> None:
    """Who was on the roster for the same hours and is not in the file stays, and is told with what takes her off."""
    (roster / "r.csv").write_text("日期,值班人员,备注\n1月21日,吴某07,x\n1月21日,赵某03,\n", encoding="utf-8")
    done = run("duty import r.csv --unit 云杉")

    assert done.code == 0
    assert "备注" in done.err
    assert "2 shifts for the same hours are not in the file" in done.err
    command = next(line for line in done.err.splitlines() if "If 钱某04" in line).partition("inspect-cli ")[2]
    assert run(*shlex.split(command)).code == 0
    assert "钱某04" not in [row["name"] for row in held(run) if row["day"] == "2023-01-21"]


def test_list(run: Run, roster: Path) -> None:
    """Today and the next six days, or the days that are asked for in one of two ways; by unit, role and name."""
    assert [len(held(run, words)) for words in ("", "--since 2023-01-21", "--until 2023-01-21")] == [4, 6, 4]
    asked = ("--unit 供电", "--role leader", "--name 赵", "--unit 3 --role 值班人员")
    assert [len(held(run, f"2023-01-21..2023-01-22 {words}")) for words in asked[:3]] == [1, 1, 2]
    assert run("duty list 2023-01-21 --since 2023-01-21").code == 2
    assert run("duty list").out.splitlines()[-1] == "From 2023-01-15 to 2023-01-21."


def test_set(run: Run, roster: Path, refuse: Refuse) -> None:
    """A phone on all shifts of somebody; two people, nobody and nothing to set are refused."""
    assert run("duty set 云杉 赵某 --phone 0999-9 --format json").json == {"changed": 2, "unchanged": 0}
    assert {row["phone"] for row in held(run) if row["name"] == "赵某03"} == {"0999-9"}
    assert "赵某03, 钱某04" in refuse("duty set 云杉 某0 --phone 1 --since 2023-01-22", code=2)
    assert run("duty set 云杉 吴某 --phone 1").code == 1
    assert run("duty set 云杉 赵某03").code == 2
    assert "2023-01-14" in refuse("duty set 云杉 赵某 --phone 1 --until 2023-01-14", code=2)


def test_cancel(run: Run, roster: Path) -> None:
    """More than three are cancelled only with --yes; the hours that nobody covers then are told; undo brings back."""
    before = held(run)
    asked = run("duty cancel 2023-01-21..2023-01-22 --unit 云杉")
    assert (asked.code, held(run)) == (6, before)
    done = run("duty cancel 2023-01-21 --unit 云杉 --role leader")

    assert "云杉岭镇: nobody as leader 2023-01-21 08:00–2023-01-22 08:00: inspect-cli duty add" in done.err
    assert len(held(run)) == len(before) - 1
    run("undo")
    assert held(run) == before
    assert run("duty cancel 2023-01-21..2023-01-22 --unit 云杉 --yes").code == 0
    assert [row["unit"] for row in held(run)] == ["供电公司"]
    assert run("duty cancel 2023-01-21 --unit 云杉").code == 1


def test_gaps(run: Run, roster: Path) -> None:
    """Hours without a leader or an officer, and shifts without a phone; exit code 1, JSON with keys."""
    done = run("duty gaps 2023-01-21..2023-01-21 --unit 云杉 --format json")

    assert done.code == 1
    assert [(row["kind"], row["role"], row["hours"]) for row in done.json] == [
        ("uncovered_hours", "leader", "2023-01-21 00:00–08:00"),
        ("uncovered_hours", "officer", "2023-01-21 00:00–08:00"),
        ("uncovered_hours", "officer", "2023-01-21 20:00–2023-01-22 00:00"),
    ]
    assert "No roster 2, Uncovered hours 5, No phone 1" in run("duty gaps 2023-01-21").out


def test_township_without_a_roster(run: Run, units: Path) -> None:
    """With a roster for one township, each other one is told in `duty gaps`; `gaps` asks it in special periods only."""
    run(f"duty add {SHIFTS[0]}")
    rows = run("duty gaps 2023-01-21 --format json").json

    assert [row["about"] for row in rows if row["kind"] == "no_roster"] == ["东岔街道", "石炭沟镇"]
    assert "无值班表 2" in run("--lang zh duty gaps 2023-01-21").out
    assert run("gaps --on 2023-01-21 --kind no_roster --format json").json == []


def test_what_mends_a_gap_mends_it(run: Run, roster: Path) -> None:
    """Typed one after another, with a name, a phone and a roster for whoever has none, the commands leave no gap."""
    own = roster / "own.csv"
    lines = [f"1月{day}日,{unit},全天,带班{unit},值守{unit}" for day in (20, 21) for unit in ("东岔街道", "石炭沟镇")]
    own.write_text("\n".join(["日期,单位,班次,带班领导,值班人员", *lines]), encoding="utf-8")
    run("duty add 供电 2023-01-21 --role leader --name 赵某03 --from 9:00 --to 10:00")
    for step in range(40):
        rows = run("duty gaps 2023-01-21..2023-01-21 --format json").json
        if not rows:
            break
        words = shlex.split(rows[0]["todo"])[1:]
        filled = [{"NAME": f"值守{step:02}", "PHONE": "0999-5", "FILE": str(own)}.get(word, word) for word in words]
        assert run(*filled).code == 0, filled
        assert rows[0] not in run("duty gaps 2023-01-21..2023-01-21 --format json").json

    assert run("duty gaps 2023-01-21..2023-01-21").err.splitlines()[0] == "No gaps."
    assert run("duty gaps 2023-01-21..2023-01-21").code == 0


def test_empty_roster(run: Run, units: Path) -> None:
    """An empty roster is the gap; in a special period each township of it is one, too."""
    (row,) = run("duty gaps 2023-01-21..2023-01-27 --format json").json
    assert (row["kind"], row["about"], row["todo"]) == ("empty_register", "duty", "inspect-cli duty import FILE")
    run("campaign start 春节 --from 2023-01-21 --end 2023-01-27 --kind period")
    rows = run("duty gaps 2023-01-27..2023-01-30 --format json").json

    assert [row["about"] for row in rows] == ["duty", "东岔街道", "石炭沟镇", "云杉岭镇"]
    assert len(run("duty gaps 2023-01-28..2023-01-30 --format json").json) == 1


def test_check(run: Run, roster: Path, refuse: Refuse) -> None:
    """What was seen is told with who should have been there; a day to come and a word that is none are refused."""
    run("duty add 云杉 2023-01-15 --role leader --name 王某01")
    done = run("duty check 云杉 --at '2023-01-15 22:30' --result present --note 查岗")

    assert done.out.split() == [
        "2023-01-15",
        "22:30",
        "云杉岭镇",
        "present",
        "Should",
        "be",
        "there:",
        "王某01",
        "查岗",
    ]
    nobody = run("duty check 云杉 --at 7:59 --result 脱岗")
    assert "Nobody is on the roster of 云杉岭镇" in nobody.err
    assert "still to come" in refuse("duty check 云杉 --at '2023-01-16 8:00' --result present")
    assert "present, absent, no_answer" in refuse("duty check 云杉 --result asleep", code=2)
    assert "Not a time" in refuse("duty check 云杉 --at 2023-01-15 --result present", code=2)
    assert run("duty check 供电 --result no_answer").code == 0


def test_a_minute_to_come_is_refused(run: Run, roster: Path, refuse: Refuse, monkeypatch: pytest.MonkeyPatch) -> None:
    """On the clock's own day nobody looked at a minute that has not come."""
    noon = datetime(2023, 1, 15, 12, 0).astimezone()
    monkeypatch.setattr(settings, "now", lambda: noon)

    assert "12:01 has not come yet." in refuse("duty check 云杉 --at 12:01 --result present")
    assert run("duty check 云杉 --at 12:00 --result present").code == 0


def test_checks(run: Run, roster: Path) -> None:
    """How often somebody looked, and duty was kept; by unit, and taken back by undo."""
    for hour, result in ((22, "present"), (23, "absent")):
        run(f"duty check 云杉 --at '2023-01-14 {hour}:30' --result {result}")
    run("duty check 供电 --at '2022-12-31 22:30' --result no_answer")
    rows = run("duty checks --format json").json

    assert [(row["day"], row["time"], row["result"]) for row in rows] == [
        ("2023-01-14", "22:30", "present"),
        ("2023-01-14", "23:30", "absent"),
    ]
    assert "Looked 2 times: 1 kept, 1 not kept." in run("duty checks").out
    counts = run("duty checks --since 2022-12-01 --by-unit --format json").json
    assert [(row["unit"], row["looked"], row["kept"], row["not_kept"]) for row in counts] == [
        ("云杉岭镇", 2, 1, 1),
        ("供电公司", 1, 0, 1),
    ]
    run("undo")
    assert len(run("duty checks --since 2022-12-01 --unit 供电 --format json").json) == 0


@pytest.mark.parametrize("columns", [60, 120])
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("line", ["duty list 2023-01-21", "duty gaps 2023-01-21", "duty checks"])
def test_narrow_screens(run: Run, roster: Path, line: str, lang: str, columns: int) -> None:
    """On a terminal no line is wider than the screen, and the unit is there."""
    run("duty check 云杉 --at 22:30 --result absent --note 值班室无人，电话转接到手机后才接听")
    code, shown = on_terminal("--lang", lang, *line.split(), columns=columns)
    lines = STYLES.sub("", shown).splitlines()

    assert code == int("gaps" in line)
    assert max(cell_len(text) for text in lines) <= columns
    assert "云杉岭镇" in shown


def test_chinese_words(run: Run, roster: Path) -> None:
    """In Chinese headers and words are Chinese; JSON has keys."""
    shown = run("--lang zh duty list 2023-01-21").out

    assert [word for word in ("日期", "单位", "带班领导", "应急处置人员", "值班人员") if word not in shown] == []
    assert run("--lang zh duty list 2023-01-21 --format json").json == held(run, "2023-01-21")
