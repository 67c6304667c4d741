"""gaps and coverage as people type them: what is found and what mends it, formats, refusals, both languages."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from rich.cells import cell_len
from tests.conftest import Run
from tests.test_screens import STYLES, on_terminal

from inspect_cli.rules.coverage import KINDS

SITES = (
    "code,name,township,kind,must_visit,visit_days\n"
    "A,东岔商场,东岔街道,mall,yes,\n"
    "B,东岔学校,东岔街道,school,,7\n"
    "C,石炭沟煤矿,石炭沟镇,coal_mine,yes,5\n"
)


@pytest.fixture
def city(run: Run, home: Path) -> Path:
    """Two townships with sites, one of which was visited today."""
    townships = "code,name,kind\n990181001,东岔街道,subdistrict\n990181100,石炭沟镇,town\n"
    (home / "townships.csv").write_text(townships, encoding="utf-8")
    (home / "sites.csv").write_text(SITES, encoding="utf-8")
    assert run("init --device CG --townships townships.csv --sites sites.csv").code == 0
    assert run("add fire 东岔街道 --site 东岔学校").code == 0
    return home


def test_gaps_end_with_1(run: Run, city: Path) -> None:
    """A table with the worst first, a line that counts each kind, a sentence, exit code 1."""
    shown = run("gaps")

    assert shown.code == 1
    assert shown.err == "17 gaps.\n"
    lines = shown.out.splitlines()
    assert lines[1].startswith("Empty register")
    assert lines[-1].startswith("17 gaps: Empty register 2, No officer 4, Never visited 2, Category unvisited 9")


def test_no_gaps(run: Run, city: Path) -> None:
    """Where nothing is amiss the sentence says so, and the exit code is 0; JSON is an empty list."""
    shown = run("gaps 东岔 --category fire --kind category_unvisited")

    assert (shown.code, shown.out, shown.err) == (0, "", "No gaps.\n")
    assert run("gaps 东岔 --category fire --kind category-unvisited --format json").json == []


def test_duty_beside_the_periods(run: Run, city: Path) -> None:
    """A hole in a roster is a gap on any day, and the command that it names fills it."""
    for day in ("2023-01-20", "2023-01-22"):
        run(f"duty add 东岔街道 {day} --role officer --name 张某01")

    (gap,) = run("gaps --kind uncovered_hours --format json").json
    assert (gap["hours"], gap["count"]) == ("2023-01-21 08:00–2023-01-22 08:00", None)
    assert run(*shlex.split(gap["todo"].replace("NAME", "李某02"))[1:]).code == 0
    assert run("gaps --kind uncovered_hours").code == 0


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2200-01-01", "1899-12-31"])
def test_days_that_are_too_far(run: Run, city: Path, monkeypatch: pytest.MonkeyPatch, day: str) -> None:
    """They are refused with the days that can be, typed or as the day of the machine; the last ones still work."""
    typed = run(f"gaps --on {day}")
    assert (typed.code, "Give a day from 1900-01-01 to 2199-12-31." in typed.err) == (2, True)
    monkeypatch.setenv("INSPECT_TODAY", day)
    assert [run(words).code for words in ("gaps", "today", "open")] == [2, 2, 2]
    for last in ("1900-01-01", "2199-12-31"):
        monkeypatch.setenv("INSPECT_TODAY", last)
        assert [run(words).code for words in ("gaps", "today", "open", "coverage")] == [1, 0, 0, 0]


def test_json(run: Run, city: Path) -> None:
    """JSON has every column, the kinds as keys, and is the same in both languages."""
    english = run("gaps --kind never_visited --format json")

    assert english.json[0] == {
        "kind": "never_visited",
        "township": "东岔街道",
        "about": "东岔商场",
        "layer": "site",
        "place": "东岔商场",
        "role": None,
        "category": None,
        "since": None,
        "days": None,
        "count": None,
        "hours": None,
        "todo": "inspect-cli walk fire 东岔街道 --site 东岔商场",
    }
    assert run("--lang zh gaps --kind 必查点位从未检查 --format json").out == english.out
    assert run("--lang zh gaps --kind empty_register --format json").json[0]["about"] == "responsible"


def test_csv_and_file(run: Run, city: Path) -> None:
    """CSV and files have all gaps with keys, also when there are some: the exit code still says so."""
    assert run("gaps --format csv").out.splitlines()[0].startswith("kind,township,about,layer,place")
    shown = run("gaps -o gaps.csv")

    assert shown.code == 1
    assert len((city / "gaps.csv").read_text(encoding="utf-8-sig").splitlines()) == 18


def test_limit(run: Run, city: Path) -> None:
    """--limit shows the worst and says how many there are in all."""
    shown = run("gaps --limit 3")

    assert len(shown.out.splitlines()) == 5
    assert shown.out.splitlines()[-1].startswith("3 of 17 gaps")


def test_day_and_days(run: Run, city: Path) -> None:
    """--on asks for another day, --days for another patience: a week later the school waits for its next visit."""
    assert [row["about"] for row in run("gaps --kind visit_overdue --on 2023-01-23 --format json").json] == ["东岔学校"]
    assert run("gaps --kind visit_overdue --on 2023-01-22").code == 0
    found = run("gaps 东岔 --kind category_unvisited --days 3 --on 2023-01-19 --category fire --format json").json
    assert [(row["category"], row["days"]) for row in found] == [("fire", 4)]


@pytest.mark.parametrize("line", ["gaps --kind nonsense", "gaps 沙沟", "gaps --category x9", "gaps --on 2023-02-30"])
def test_refusals(run: Run, city: Path, line: str) -> None:
    """What is not known is refused with what there is."""
    shown = run(line)

    assert (shown.code, shown.out) == (2, "")
    assert len(shown.err.splitlines()) >= 2


def test_kinds_are_named(run: Run, city: Path) -> None:
    """A kind that there is not is answered with those that there are."""
    assert ", ".join(KINDS) in run("gaps --kind nonsense").err


@pytest.mark.parametrize("columns", [60, 120])
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("line", ["gaps", "coverage --by township"])
def test_narrow_screens(city: Path, line: str, lang: str, columns: int) -> None:
    """On a terminal no line is wider than the screen, and what is most important is there."""
    code, shown = on_terminal("--lang", lang, *line.split(), columns=columns)
    lines = STYLES.sub("", shown).splitlines()

    assert code == (1 if line == "gaps" else 0)
    assert max(cell_len(text) for text in lines) <= columns
    assert ("inspect-cli walk" if line == "gaps" else "石炭沟镇") in " ".join(" ".join(lines).split())


def test_visits_needed_and_made(run: Run, city: Path) -> None:
    """January: one visit of the mall, five of the school, seven of the mine; one was made."""
    rows = run("coverage --by kind --format json").json

    assert [(row["kind"], row["needed"], row["made"], row["share"]) for row in rows] == [
        ("coal_mine", 7, 0, 0.0),
        ("mall", 1, 0, 0.0),
        ("school", 5, 1, 20.0),
    ]
    table = run("coverage --by township --since 2023-01-09 --until 2023-01-15").out
    assert [line.split() for line in table.splitlines()[1:4]] == [
        ["石炭沟镇", "1", "2", "0", "0", "1", "0.0"],
        ["东岔街道", "2", "2", "1", "1", "1", "50.0"],
        ["Total", "3", "4", "1", "1", "2", "25.0"],
    ]


def test_plan_coverage(run: Run, city: Path) -> None:
    """It is called `plan coverage` too, which is no number of a hazard; its help is the same."""
    assert run("plan coverage --by township").out == run("coverage --by township").out
    assert run("--lang zh plan coverage --help").out == run("coverage --help --lang zh").out


def test_coverage_by_leader(run: Run, city: Path) -> None:
    """A leader is a post of a township: the same post in two is two rows; sites that nobody leads are rows as well."""
    nobody = run("coverage --by leader --format json").json
    for township in ("东岔街道", "石炭沟镇"):
        assert run(f"responsible add {township} --name 王某01 --post 副镇长 --from 2022-01-01").code == 0
    rows = run("coverage --by leader --format json").json

    each = [("石炭沟镇", None), ("东岔街道", None)]
    assert [(row["township"], row["leader"]) for row in nobody] == each
    assert [(row["township"], row["leader"], row["sites"]) for row in rows] == [
        ("石炭沟镇", "副镇长", 1),
        ("东岔街道", "副镇长", 2),
    ]
    assert any(line.split()[:2] == ["Total", "3"] for line in run("coverage --by leader").out.splitlines())


def test_nobody_leads(run: Run, city: Path) -> None:
    """On a screen a word stands where nobody leads."""
    assert run("coverage --by leader").out.count("(no leader)") == 2
    assert run("coverage --by kind").out.count("(no leader)") == 0


@pytest.mark.parametrize(
    ("since", "last"), [("2022-10-15", "2023-01-31"), ("2023-01-10", "2023-01-31"), ("2023-03-05", "2023-03-31")]
)
def test_coverage_without_an_end(run: Run, city: Path, since: str, last: str) -> None:
    """Without --until it goes to the end of this month, or of a later one in which it begins."""
    assert f"From {since} to {last}." in run(f"coverage --since {since}").out


@pytest.mark.parametrize("line", ["coverage --by moon", "coverage --since 2023-02-01 --until 2023-01-01"])
def test_coverage_refusals(run: Run, city: Path, line: str) -> None:
    """Another group, and days the wrong way round, are refused."""
    shown = run(line)

    assert (shown.code, shown.out) == (2, "")


def test_nothing_asks_for_visits(run: Run, three_townships: Path) -> None:
    """Without a site that must be visited the answer says how to ask for visits."""
    shown = run("coverage")

    assert shown.code == 0
    assert "site set TOWNSHIP SITE --must-visit" in shown.out


def test_commands_that_mend_are_commands(run: Run, city: Path) -> None:
    """Every command that a gap names is one: its help is there."""
    for row in run("gaps --format json").json:
        words = shlex.split(row["todo"])[1:]
        named = next(n for n, word in enumerate(words) if not word.isascii() or word.isupper() or word.startswith("-"))
        assert run(*words[: min(named, 2)], "--help").code == 0, row["todo"]


@pytest.mark.parametrize("name", ["[red]x[/]", "=1+1", "'; drop table site; --", "💥🧯", "$(id) `id`"])
def test_names_are_text(run: Run, city: Path, name: str) -> None:
    """Whatever a site is called, it stands there as it is, and the command beside it holds it as one word."""
    assert run("site", "add", "东岔街道", name, "--must-visit").code == 0

    row = next(row for row in run("gaps --kind never_visited --format json").json if row["about"] == name)
    assert shlex.split(row["todo"])[-1] == name
    assert name in run("gaps --kind never_visited").out
    assert run("today --format json").code == 0
