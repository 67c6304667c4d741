"""Exports as people ask for them: which file, which columns, whose names.

* -o: a file that is there is replaced with --force only, whatever the command, before any work; endings;
* workbooks and Markdown of every list and report; JSON keeps its words;
* --columns: any column in any order, an unknown one is refused with those there are; with a filter, with clean visits;
* --anonymous: no name in the file, roles in the language, a sentence that says so; with a profile too.
"""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pytest
from tests.conftest import Run

REPORTS = (
    *("open", "list --status all", "show 1-3", "summary", "summary --by month", "export", "check", "batch list"),
    *("township list", "site list", "campaign list", "recheck 云杉岭镇", "sample --rate 1 --seed 7", "profile list"),
    *("profile show township-statistics", "summary --profile township-statistics", "export --profile hazard-ledger"),
)


@pytest.mark.parametrize("words", [*REPORTS, "profile check hazard-ledger"])
def test_an_existing_file_is_replaced_with_force_only(run: Run, mixed_hazards: Path, words: str) -> None:
    """Every command that writes a file leaves one that is there, says so, and replaces it when told to."""
    path = mixed_hazards / "out.csv"
    path.write_text("old\n", encoding="utf-8")
    refused = run(f"{words} -o out.csv")
    before = path.read_text(encoding="utf-8")
    forced = run(f"{words} --force -o out.csv")

    assert (refused.code, refused.out, before) == (3, "", "old\n")
    assert refused.err.splitlines() == [
        "out.csv exists already.",
        "Nothing was written.",
        "Give --force to replace it, or another name.",
    ]
    assert forced.code in (0, 1), forced.err
    assert path.read_text(encoding="utf-8-sig") != "old\n"


def test_force_may_stand_anywhere(run: Run, mixed_hazards: Path) -> None:
    """--force counts before and after -o, also where there is no file yet."""
    assert [run(f"list {words}").code for words in ("-o a.csv --force", "-o a.csv --force", "--force -o a.csv")] == [
        0
    ] * 3


def test_a_file_that_is_there_is_refused_before_any_work(run: Run, home: Path) -> None:
    """The answer is the same where there is no ledger at all: nothing was opened."""
    (home / "out.csv").write_text("old", encoding="utf-8")

    assert run("export -o out.csv").code == 3
    assert run("export -o out.txt").code == 2


@pytest.mark.parametrize("words", REPORTS)
def test_every_report_is_a_workbook(run: Run, mixed_hazards: Path, words: str) -> None:
    """-o x.xlsx writes the rows of -o x.csv, cell for cell."""
    run(f"{words} -o out.csv")
    run(f"{words} -o out.xlsx")
    lines = list(csv.reader((mixed_hazards / "out.csv").read_text(encoding="utf-8-sig").splitlines()))
    [page] = openpyxl.load_workbook(mixed_hazards / "out.xlsx").worksheets
    cells = [["" if value is None else str(value) for value in row] for row in page.iter_rows(values_only=True)]
    wanted = [[text.removesuffix(".0") for text in line] for line in lines]

    assert [[text.removesuffix(" 00:00:00").removesuffix(".0") for text in row] for row in cells] == wanted


@pytest.mark.parametrize("words", REPORTS)
def test_every_report_is_markdown(run: Run, mixed_hazards: Path, words: str) -> None:
    """--format markdown is a table, and -o x.md the same in a file."""
    shown = run(f"{words} --format markdown")
    run(f"{words} -o out.md")
    lines = shown.out.splitlines()
    header = next(n for n, line in enumerate(lines) if line.startswith("| -"))

    assert shown.code in (0, 1)
    assert lines[header - 1].count("|") == lines[header].count("|")
    assert (mixed_hazards / "out.md").read_text(encoding="utf-8") == shown.out


def test_markdown_has_the_total_and_the_rates(run: Run, mixed_hazards: Path) -> None:
    """A summary in Markdown ends with its bold total, and the formulas of its rates stand below."""
    lines = run("summary --format markdown").out.splitlines()

    assert lines[1].startswith("| --- | ---: |")
    assert lines[5].startswith("| **Total** | **6** |")
    assert "Rectified % = closed / found." in lines


def test_markdown_is_the_table_of_the_screen(run: Run, mixed_hazards: Path) -> None:
    """A list in Markdown has the columns of the screen, none of them dropped; a file for Excel has all."""
    header = run("list --format markdown").out.splitlines()[0]

    assert header.startswith("| Number | Township | Category | Severity | Site | Hazard | Status | Due |")
    assert header.count("|") == 15


def test_acts_and_imports_speak_markdown(run: Run, mixed_hazards: Path) -> None:
    """What a command did is a table too: of hazards, or of the counts of an import."""
    run("export -o all.csv")

    assert run("note 1 看过 --format markdown").out.splitlines()[1].startswith("| --- |")
    assert "| Unchanged | 6 |" in run("import all.csv --format markdown").out.splitlines()


def test_chosen_columns(run: Run, mixed_hazards: Path) -> None:
    """--columns takes any column of the ledger, of its plans and derived ones, in the order they are named."""
    run("add fire 东岔街道 --note 无异常")
    rows = list(csv.reader(run("export --columns site,number,days_open,funds,note").out.splitlines()))
    some = run("export --columns ' Number，due ' --major --format json").json

    assert rows[0] == ["site", "number", "days_open", "funds", "note"]
    assert len(rows) == 8
    assert rows[-1][1:] == ["", "", "", "无异常"]
    assert [list(row) for row in some] == [["number", "due"]] * len(some)


@pytest.mark.parametrize("words", ["--columns number,colour", "--columns ''", "--columns ,", "--columns 编号"])
def test_an_unknown_column_is_refused(run: Run, mixed_hazards: Path, words: str) -> None:
    """A column that there is not is wrong usage; those that there are, are named."""
    result = run(f"export {words}")

    assert (result.code, result.out) == (2, "")
    assert all(f" {name}," in result.err for name in ("category", "funds", "days_open"))


def test_a_profile_has_its_own_columns(run: Run, mixed_hazards: Path) -> None:
    """--columns beside --profile is wrong usage."""
    assert run("export --profile hazard-ledger --columns number").code == 2


PEOPLE = ("钱某07", "孙某08", "周某09", "吴某10")


@pytest.fixture
def named(run: Run, three_townships: Path) -> Path:
    """A closed hazard with four persons, three of whom are also named in texts, and a clean visit of the first."""
    words = "add fire 东岔街道 钱某07称孙某08堵塞 --by 钱某07 --owner 孙某08 --note 周某09负责 --location 孙某08库房"
    for line in (f"{words} --due 7d", "fix 1 --by 周某09", "verify 1 --by 吴某10", "add fire 东岔街道 --by 钱某07"):
        assert run(line).code == 0
    return three_townships


@pytest.mark.parametrize("words", ["", "-o out.csv", "-o out.xlsx", "--format json", "--profile hazard-ledger"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_an_anonymous_export_names_nobody(run: Run, named: Path, words: str, lang: str) -> None:
    """No name is in the file, in columns or texts; roles are, and a sentence on standard error says so."""
    result = run(f"--lang {lang} export --anonymous {words}")
    said = result.out + "".join(path.read_text(encoding="utf-8") for path in named.glob("out.csv"))
    if "xlsx" in words:
        [page] = openpyxl.load_workbook(named / "out.xlsx").worksheets
        said = " ".join(str(value) for row in page.iter_rows(values_only=True) for value in row)

    assert result.code == 0
    assert [name for name in PEOPLE if name in said] == []
    assert "检查人称整改责任人堵塞" in said or "inspector称owner堵塞" in said
    assert len(result.err.splitlines()) == (2 if "-o" in words else 1)


def test_roles_are_in_the_language_but_for_json(run: Run, named: Path) -> None:
    """Chinese files have Chinese roles; JSON has the same words in every language."""
    rows = list(csv.DictReader(run("--lang zh export --anonymous").out.splitlines()))
    [hazard, visit] = run("--lang zh export --anonymous --format json").json

    assert [rows[0][key] for key in ("检查人", "整改责任人", "整改人", "复查人")] == [
        "检查人",
        "整改责任人",
        "整改人",
        "复查人",
    ]
    assert (hazard["inspectors"], hazard["owner"], hazard["fixed_by"]) == (["inspector"], "owner", "fixer")
    assert (hazard["verified_by"], hazard["note"], visit["inspectors"]) == ("verifier", "fixer负责", ["inspector"])
