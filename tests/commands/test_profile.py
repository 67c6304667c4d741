"""`profile list`, `profile show` and `profile check`, and forms of one's own.

* the list, the columns of a form, the required cells that are empty, with the commands that fill them;
* a form of one's own goes before the shipped one, its faults are named, its texts are data;
* the wrong command names the right one; options that do not go together.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.commands.small_city import OWN, save
from tests.conftest import Result, Run


def test_the_list(run: Run, counted: Path, own_forms: Path) -> None:
    """The list has the shipped forms and one's own, in a file too; a broken one stands there with its fault."""
    (own_forms / "broken.toml").write_text("name = 1\n", encoding="utf-8")
    rows = run("profile list --format json").json

    assert [(row["name"], row["kind"]) for row in rows] == [
        ("broken", None),
        ("campaign-statistics", "counts"),
        ("daily-brief", "brief"),
        ("hazard-ledger", "rows"),
        ("monthly-industry", "counts"),
        ("ours", "rows"),
        ("township-statistics", "counts"),
        ("weekly-statistics", "counts"),
    ]
    assert "name: It must be text." in rows[0]["title"]
    assert str(own_forms) in run("profile list").out


def test_the_columns_of_a_form(run: Run, counted: Path) -> None:
    """`profile show` says of each column what it is taken from and whether it must be filled."""
    rows = {row["key"]: row for row in run("profile show monthly-industry --format json").json}
    brief = run("profile show daily-brief").out

    assert rows["general_rate"] == {
        "key": "general_rate",
        "header": "一般隐患/整改率（%）",
        "unit": "%",
        "source": "General hazards rectified / General hazards found, in percent",
        "required": False,
    }
    assert (rows["category"]["source"], rows["funds"]["required"]) == ("Category", True)
    assert "text: {until}" in brief
    assert "not in the ledger" in brief


def test_what_a_form_lacks(run: Run, counted: Path) -> None:
    """`profile check` names row, column and what to do, and ends with 1; a form that lacks nothing ends with 0."""
    lacking = run("profile check hazard-ledger --site 一号矿 --since 2023-01-01 --format json")
    counts = run("profile check township-statistics")
    whole = run("profile check hazard-ledger --township 云杉岭")

    assert lacking.code == counts.code == 1
    assert lacking.json == [
        {
            "row": "CG-3",
            "column": "隐患部位",
            "todo": "Fill the cell in the file of inspect-cli export, and import that file.",
        }
    ]
    assert lacking.err == "1 required cell is empty.\n"
    assert "every row  现场检查记录        The ledger does not hold this: write it by hand." in counts.out
    assert (whole.code, whole.out, whole.err) == (0, "", "Every required cell is filled.\n")


def test_the_named_commands_fill_the_cells(run: Run, counted: Path) -> None:
    """Each command that `profile check` names, typed with a value, fills the cell it is named for."""
    values = {"NAME": "吴某06", "DATE": "2023-02-01", "TEXT": "更换线路", "YUAN": "800"}
    named = [row["todo"] for row in run("profile check hazard-ledger --format json").json]
    commands = {todo.removeprefix("Run: inspect-cli ") for todo in named if todo.startswith("Run: ")}
    assert {command.split()[0] for command in commands} == {"assign", "extend", "plan"}
    for command in sorted(commands):
        done = run(*(values.get(word, word) for word in command.split()))
        assert done.code == 0, (command, done.err)

    left = run("profile check hazard-ledger --format json").json
    assert [row for row in left if row["todo"].startswith("Run: ")] == []


def test_sites_are_entered(run: Run, counted: Path) -> None:
    """Where no site is registered the form says so, and how to enter them."""
    assert run("init --device CG --db other.db --townships townships.csv").code == 0
    rows = run("profile check township-statistics --db other.db --format json").json

    assert rows[0] == {"row": "every row", "column": "总企业数", "todo": "Run: inspect-cli init --sites FILE"}


def test_forms_of_ones_own(run: Run, counted: Path, own_forms: Path) -> None:
    """A form of one's own is used by its name and by its path, and one named like a shipped one stands in for it."""
    (own_forms / "hazard-ledger.toml").write_text(OWN.replace("ours", "hazard-ledger"), encoding="utf-8")
    shutil.copy(own_forms / "ours.toml", counted / "mine.toml")

    for name in ("ours", "hazard-ledger", "mine.toml"):
        lines = save(run, counted, "export", "--profile", name, "--status", "fixed")
        assert lines == [["台账", ""], ["编号", "责任人"], ["CG-2", "王某05"]]


def test_text_of_people_is_data(run: Run, counted: Path, own_forms: Path) -> None:
    """What people wrote, and what a form's author wrote, never becomes a formula, markup or a control code."""
    (own_forms / "bold.toml").write_text(
        OWN.replace("台账", "=[bold]台账").replace("责任人", "\\u001b[1m人"), encoding="utf-8"
    )
    assert run("assign", "2", "--owner", "=cmd|'/c calc'!A1").code == 0
    lines = save(run, counted, "export", "--profile", "bold", "--status", "fixed")
    shown = run("export --profile bold --status fixed --format table").out

    assert lines[0][0] == "'=[bold]台账"
    assert lines[2] == ["CG-2", "'=cmd|'/c calc'!A1"]
    assert shown.splitlines()[0] == "=[bold]台账"
    assert "\x1b" not in shown


def refused(result: Result) -> list[str]:
    """The three sentences of a refusal."""
    assert (result.code, result.out) == (2, "")
    return result.err.splitlines()


def test_the_wrong_command_names_the_right_one(run: Run, counted: Path) -> None:
    """A form of counts is for `summary`, one of rows for `export`."""
    assert refused(run("summary --profile hazard-ledger")) == [
        "hazard-ledger is a form with a row for each hazard.",
        "Nothing was written.",
        "Run: inspect-cli export --profile hazard-ledger",
    ]
    assert refused(run("export --profile daily-brief")) == [
        "daily-brief is a form of counts.",
        "Nothing was written.",
        "Run: inspect-cli summary --profile daily-brief",
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("summary --profile nothing", "There is no profile nothing."),
        ("profile show nothing", "There is no profile nothing."),
        ("summary --profile daily-brief --by month", "A profile says itself what its rows are: leave out --by."),
        ("summary --month 2023-13", "Not a month: 2023-13"),
        ("summary --month 2023-01 --until 今天", "--month says it all: leave out --since and --until."),
        ("summary --profile daily-brief --rate half", "Not known: half"),
    ],
)
def test_refusals(run: Run, counted: Path, words: str, said: str) -> None:
    """An unknown form, a month that is none, and options that do not go together are refused in a sentence."""
    assert refused(run(words))[0] == said


def test_faults_of_a_form(run: Run, counted: Path, own_forms: Path) -> None:
    """Every fault of a form is said at once, whatever command meets it, and nothing is written."""
    (own_forms / "ours.toml").write_text(OWN.replace('"number"', '"numbre"') + 'colour = "red"\n', encoding="utf-8")
    for words in ("export --profile ours -o form.csv", "profile show ours", "profile check ours"):
        result = run(words)
        assert (result.code, result.out) == (3, "")
        assert result.err.count("ours.toml, column ") == 2
    assert not (counted / "form.csv").exists()
