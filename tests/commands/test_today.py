"""today: each line names the command that gives exactly that list with exactly that count; JSON is one object."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest
from rich.cells import cell_len
from tests.conftest import Run
from tests.test_screens import STYLES, on_terminal

KEYS = ["overdue", "due_soon", "fixed", "failed", "unplanned", "to_visit", "gaps", "walks", "on_duty"]


@pytest.mark.parametrize("township", ["", "云杉岭镇"])
def test_each_line_has_its_list(run: Run, sample_city: Path, township: str) -> None:
    """The command beside each count gives just so many rows, in the whole city and in one township."""
    lines = run(f"today {township} --format jsonl").out.splitlines()

    counted = {row["todo"]: row["count"] for row in map(json.loads, lines)}
    hazards = {todo: count for todo, count in counted.items() if todo.split()[1] in ("list", "gaps")}
    assert len(hazards) == len(KEYS) - 2
    assert sum(hazards.values()) > 5
    for todo, count in hazards.items():
        words = shlex.split(todo)[1:]
        assert len(run(*words, "--format", "json").json) == count, todo
        assert township in todo


def test_json_is_one_object(run: Run, sample_city: Path) -> None:
    """A count for each thing, the five worst, who is on duty, what runs; the same in both languages."""
    shown = run("today --format json")

    assert list(shown.json) == [*KEYS, "nobody_on_duty", "worst", "duty", "campaigns", "ended_campaigns"]
    assert [row["number"] for row in shown.json["worst"]] == [
        row["number"] for row in run("list --overdue --limit 5 --format json").json
    ]
    assert run("--lang zh today --format json").out == shown.out


def test_what_runs(run: Run, sample_city: Path) -> None:
    """A campaign that runs has its days left and what is open of it; one that is over or yet to come is not there."""
    for name, days in (("春节前安全大检查", ("2022-12-01", "2023-01-20")), ("秋季", ("2022-09-01", "2023-01-14"))):
        assert run(f"campaign start {name} --from {days[0]} --end {days[1]}").code == 0

    (row,) = run("today --format json").json["campaigns"]

    assert (row["campaign"], row["days_left"]) == ("春节前安全大检查", 6)
    assert row["open"] == len(run("list --campaign 春节前安全大检查 --format json").json) > 0


@pytest.mark.parametrize("township", ["", "云杉岭镇"])
def test_who_is_on_duty(run: Run, sample_city: Path, township: str) -> None:
    """The shifts of today and nobody else's, as many as the command beside them lists."""
    for unit, day, name in (("云杉岭镇", "2023-01-15", "张某01"), ("石炭沟镇", "2023-01-15", "李某02")):
        assert run(f"duty add {unit} {day} --role leader --name {name} --phone 0930-1").code == 0
    assert run("duty add 云杉岭镇 2023-01-16 --role leader --name 王某03").code == 0

    shown = run(f"today {township} --format json").json
    lines = [json.loads(line) for line in run(f"today {township} --format jsonl").out.splitlines()]
    (todo,) = [row["todo"] for row in lines if " duty list " in row["todo"]]

    assert {row["name"] for row in shown["duty"]} == ({"张某01"} if township else {"张某01", "李某02"})
    assert shown["duty"][0]["hours"] == "08:00–08:00"
    assert shown["on_duty"] == len(run(*shlex.split(todo)[1:], "--format", "json").json)
    assert "On duty today" in run("today").out


def test_a_morning_on_a_screen(run: Run, sample_city: Path) -> None:
    """In a pipe: the counts with their commands, then the worst of what is overdue."""
    shown = run("today")

    assert shown.code == 0
    assert "inspect-cli list --overdue" in shown.out
    assert "Overdue, the worst" in shown.out


@pytest.mark.parametrize("columns", [60, 120])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_narrow_screens(sample_city: Path, lang: str, columns: int) -> None:
    """On a terminal no line is wider than the screen."""
    code, shown = on_terminal("--lang", lang, "today", columns=columns)
    lines = STYLES.sub("", shown).splitlines()

    assert code == 0
    assert max(cell_len(line) for line in lines) <= columns
    assert "inspect-cli list --overdue" in " ".join(" ".join(lines).split())


def test_files_have_the_counts(run: Run, sample_city: Path) -> None:
    """CSV and files have a row for each thing to do."""
    assert run("today --format csv").out.splitlines()[0] == "what,count,todo"
    assert run("today -o today.csv").code == 0
    assert len((sample_city / "today.csv").read_text(encoding="utf-8-sig").splitlines()) == len(KEYS) + 1


def test_an_unknown_township(run: Run, sample_city: Path) -> None:
    """Another township is refused with the nearest."""
    shown = run("today 沙沟沟")

    assert (shown.code, shown.out) == (2, "")
    assert "Nearest" in shown.err


def test_unfinished_walks_are_counted(run: Run, sample_city: Path) -> None:
    """A walk that was begun and left is one, until it is done."""
    assert run("today --format json").json["walks"] == 0
    on_terminal("walk", "fire", "云杉岭镇", "--site", "某处", columns=80, keys="yyq")

    assert run("today --format json").json["walks"] == 1


@pytest.fixture
def quiet(run: Run, home: Path) -> Path:
    """A forest farm where all is well: a site, an officer, every category visited today."""
    (home / "townships.csv").write_text("code,name,kind\n990181400,北岭林场,special\n", encoding="utf-8")
    (home / "sites.csv").write_text("code,name,township\nA,场部,北岭林场\n", encoding="utf-8")
    assert run("init --device CG --townships townships.csv --sites sites.csv").code == 0
    for category in ("fire", "traffic", "forest_fire", "mines", "fireworks"):
        assert run(f"add {category} 北岭林场 --site 场部").code == 0
    return home


def test_nothing_to_do(run: Run, quiet: Path) -> None:
    """Where nothing is late, due, unwatched or begun, one sentence says so."""
    assert run("gaps --format json").json[0]["kind"] == "empty_register"
    assert run("responsible add 北岭林场 --name 张某01 --phone 1 --from 2022-01-01").code == 0

    assert run("gaps").err == "No gaps.\n"
    assert run("today").out == "Nothing to do.\n"
    assert {run("today --format json").json[key] for key in KEYS} == {0}
