"""Recording: what a person types after `add` and what a file brings is what the ledger holds.

add: every option reaches the ledger; a clean visit counts; places and categories by any of their names; every way to
write a deadline; what cannot be true is refused; the number is printed only after the entry is on the disk.
import: all rows or none; the same file twice adds nothing; a dry run counts the same and writes nothing.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.commands.conftest import Listed
from tests.conftest import Run

ROWS = (
    "category,township,site,inspected_on,inspectors,description,due\n"
    "fire,东岔街道,百货商场,2023-01-03,李某02,堵塞,2023-01-06\n"
    "fire,东岔街道,百货商场,2023-01-03,李某02,过期,\n"
    "mines,石炭沟镇,煤矿,2023-01-04,李某02、周某04,,\n"
)


@pytest.fixture
def rows(three_townships: Path) -> Path:
    """A file with one visit that found two hazards, and one clean visit."""
    (three_townships / "rows.csv").write_text(ROWS, encoding="utf-8")
    return three_townships


def test_add_keeps_everything_that_was_typed(run: Run, three_townships: Path, listed: Listed) -> None:
    """Every option of `add` stands in the ledger under its own name."""
    typed = {
        "site": "百货商场",
        "village": "东岔村",
        "location": "二楼",
        "item": "FIRE-01",
        "owner": "王某01",
        "campaign": "冬季攻势",
        "note": "下午再看",
    }
    options = [word for name, value in typed.items() for word in (f"--{name}", value)]
    when = ("--on", "2023-01-10", "--due", "2023-01-20")
    result = run("add", "fire", "东岔街道", "堵塞", *options, *when, "--by", "甲某01", "--by", "乙某02", "--major")

    [row] = listed()
    assert result.code == 0
    assert {name: row[name] for name in typed} == typed
    assert (row["inspected_on"], row["due"], row["first_due"]) == ("2023-01-10", "2023-01-20", "2023-01-20")
    assert (row["inspectors"], row["severity"], row["status"]) == (["甲某01", "乙某02"], "major", "found")


def test_add_without_on_and_by_means_today_and_me(run: Run, three_townships: Path, listed: Listed) -> None:
    """Who types is the inspector and today is the day, unless something else is said."""
    run("--as", "周某04", "add", "fire", "东岔街道", "堵塞")

    assert [(row["inspected_on"], row["inspectors"]) for row in listed()] == [("2023-01-15", ["周某04"])]


def test_several_hazards_are_one_visit(run: Run, two_hazards: Path, listed: Listed) -> None:
    """Two hazards in one command get two numbers in the order typed, and count as one visit."""
    [township, *_others] = run("summary --township 东岔街道 --format json").json

    assert [(row["number"], row["description"]) for row in listed()] == [
        ("CG-1", "疏散通道堵塞"),
        ("CG-2", "灭火器过期"),
    ]
    assert (township["visits"], township["found"]) == (1, 2)


def test_a_clean_visit_counts(run: Run, three_townships: Path, listed: Listed) -> None:
    """A visit without hazards is no hazard, prints no number, and is counted as a clean visit."""
    result = run("add 森林 云杉岭镇 --by 王某01")
    [row] = run("summary --township 云杉岭镇 --format json").json

    assert (result.code, result.out, listed()) == (0, "", [])
    assert "云杉岭镇" in result.err
    assert (row["visits"], row["clean"], row["found"]) == (1, 1, 0)


@pytest.mark.parametrize(
    "typed", ["990181102", "云杉岭镇", "云杉", "杉岭", "yunshanlingzhen", "YunShan", "ysl", " 云杉岭镇 "]
)
def test_a_township_goes_by_any_of_its_names(run: Run, three_townships: Path, listed: Listed, typed: str) -> None:
    """Code, name, beginning, part, pinyin and initials all mean the same township."""
    assert run("add", "fire", typed, "堵塞").code == 0
    assert [row["township"] for row in listed()] == ["云杉岭镇"]


def test_an_ambiguous_township_is_refused(run: Run, three_townships: Path, listed: Listed) -> None:
    """A part that fits two townships names both and writes nothing."""
    result = run("add fire 镇 堵塞")

    assert (result.code, listed()) == (2, [])
    assert "石炭沟镇" in result.err
    assert "云杉岭镇" in result.err
    assert "东岔街道" not in result.err


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("forest-fire", "forest_fire"),
        ("森林", "forest_fire"),
        ("forest", "forest_fire"),
        ("消防", "fire"),
        ("FIRE", "fire"),
        ("工矿", "mines"),
        ("煤矿", "mines"),
        ("traf", "traffic"),
        ("烟花", "fireworks"),
        ("供热", "heating"),
    ],
)
def test_a_category_goes_by_any_of_its_names(
    run: Run, three_townships: Path, listed: Listed, typed: str, key: str
) -> None:
    """Key, Chinese name, alias and beginning all mean the same category."""
    run("category enable heating")
    assert run("add", typed, "东岔街道", "堵塞").code == 0
    assert [row["category"] for row in listed()] == [key]


@pytest.mark.parametrize(
    ("typed", "due"),
    [
        ("7d", "2023-01-22"),
        ("3天", "2023-01-18"),
        ("3日内", "2023-01-18"),
        ("2w", "2023-01-29"),
        ("1周", "2023-01-22"),
        ("fri", "2023-01-20"),
        ("周五", "2023-01-20"),
        ("星期日", "2023-01-22"),
        ("eom", "2023-01-31"),
        ("月底", "2023-01-31"),
        ("2月底", "2023-02-28"),
        ("2023-01-20", "2023-01-20"),
        ("2023/1/20", "2023-01-20"),
        ("2023.1.20", "2023-01-20"),
        ("1月20日", "2023-01-20"),
        ("1月10日", "2024-01-10"),
        ("today", "2023-01-15"),
        ("明天", "2023-01-16"),
    ],
)
def test_a_deadline_may_be_written_in_many_ways(
    run: Run, three_townships: Path, listed: Listed, typed: str, due: str
) -> None:
    """Every way people write a deadline gives the same day, counted from the visit."""
    assert run("add", "fire", "东岔街道", "堵塞", "--due", typed).code == 0
    assert [(row["due"], row["first_due"]) for row in listed()] == [(due, due)]


@pytest.mark.parametrize(
    "words",
    ["--due 2023-01-14", "--due sometime", "--due 2023-02-30", "--on 2023-01-16", "--on 2023-13-01", "--severity 特大"],
)
def test_what_cannot_be_true_is_refused(run: Run, three_townships: Path, listed: Listed, words: str) -> None:
    """A deadline before the visit, a visit tomorrow, a day or a severity that does not exist write nothing."""
    result = run(f"add fire 东岔街道 堵塞 {words}")

    # A day that is written well but has not come is bad input, as it is for fix and verify.
    assert (result.code, result.out, listed()) == (3 if words == "--on 2023-01-16" else 2, "", [])
    assert words.split()[1] in result.err


def test_details_without_a_hazard_are_refused(run: Run, three_townships: Path) -> None:
    """An owner and a deadline on a visit without hazards would be lost, so the command is refused."""
    result = run("add fire 东岔街道 --owner 王某01 --due 7d")
    visits = [row["visits"] for row in run("summary --format json").json]

    assert (result.code, visits) == (2, [0, 0, 0])
    assert "--owner" in result.err
    assert "--due" in result.err


@pytest.mark.parametrize("text", ["", "   ", "\u3000"])
def test_blanks_are_no_hazard(run: Run, three_townships: Path, listed: Listed, text: str) -> None:
    """A hazard of nothing but blanks is refused: no file could bring it back."""
    result = run("add", "fire", "东岔街道", text)

    assert (result.code, result.out, listed()) == (3, "", [])


@pytest.mark.parametrize("option", ["--owner", "--site", "--note", "--by"])
def test_blanks_are_nobody_and_nowhere(run: Run, three_townships: Path, listed: Listed, option: str) -> None:
    """An option of nothing but blanks is as good as left out, or refused; it is never kept as a name."""
    run("add", "fire", "东岔街道", "堵塞", option, "  ")

    for row in listed():
        assert (row["owner"], row["site"], row["note"], row["inspectors"]) == (None, None, None, ["李某02"])


def test_add_says_when_no_deadline_was_given(run: Run, three_townships: Path) -> None:
    """A hazard without a deadline never shows as overdue, and the person who typed it hears so at once."""
    without = run("add fire 东岔街道 堵塞")
    given = run("add fire 东岔街道 堵塞 --due 7d")

    assert "--due" in without.err
    assert given.err == ""


def test_a_number_that_was_printed_is_on_the_disk(three_townships: Path, listed: Listed) -> None:
    """A power cut right after the number appeared loses nothing: the program is killed the moment it prints."""
    typed = [sys.executable, "-m", "inspect_cli", "add", "fire", "东岔街道", "堵塞"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8"}
    with subprocess.Popen(typed, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment) as program:
        assert program.stdout is not None
        printed = program.stdout.read(4).decode()
        program.send_signal(signal.SIGKILL)

    assert printed == "CG-1"
    assert [row["number"] for row in listed()] == ["CG-1"]


def test_no_number_is_printed_when_the_disk_is_full(three_townships: Path, listed: Listed) -> None:
    """When the entry cannot be written, no number appears, and the ledger is as it was."""
    line = 'ulimit -f 1; exec "$0" -m inspect_cli add fire 东岔街道 堵塞'
    done = subprocess.run(["sh", "-c", line, sys.executable], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout, listed()) == (4, "", [])
    assert "Nothing was written" in done.stderr
    assert "Traceback" not in done.stderr


def test_import_writes_every_row(run: Run, rows: Path, listed: Listed) -> None:
    """Each row is a hazard or a clean visit; rows that agree in place, day and people are one visit."""
    counts = run("import rows.csv --format json").json
    visits = {row["township"]: (row["visits"], row["clean"]) for row in run("summary --format json").json}

    assert (counts["rows"], counts["new"]) == (3, 3)
    assert [(row["description"], row["due"]) for row in listed()] == [("堵塞", "2023-01-06"), ("过期", None)]
    assert visits == {"东岔街道": (1, 0), "石炭沟镇": (1, 1), "云杉岭镇": (0, 0)}


def test_the_same_file_twice_adds_nothing(run: Run, rows: Path, listed: Listed) -> None:
    """The second import finds every row unchanged, under another file name too."""
    run("import rows.csv")
    before = listed()
    (rows / "copy.csv").write_text(ROWS, encoding="utf-8")
    again = run("import copy.csv --format json").json

    assert (again["new"], again["unchanged"]) == (0, 3)
    assert listed() == before


def test_the_same_file_twice_in_one_command_adds_it_once(run: Run, rows: Path, listed: Listed) -> None:
    """A copy beside the original is known by its contents, in one command as in two."""
    (rows / "copy.csv").write_text(ROWS, encoding="utf-8")
    counts = run("import rows.csv copy.csv --format json").json

    assert (counts["new"], counts["unchanged"]) == (3, 3)
    assert len(listed()) == 2


def test_rows_that_are_alike_in_one_file_are_kept(run: Run, rows: Path, listed: Listed) -> None:
    """Two rows that say the same in one file are two hazards, and are both known the next time."""
    (rows / "rows.csv").write_text(ROWS + ROWS.splitlines()[1] + "\n", encoding="utf-8")
    first, again = (run("import rows.csv --format json").json for _time in range(2))

    assert (first["new"], again["new"], again["unchanged"]) == (4, 0, 4)
    assert [row["description"] for row in listed()] == ["堵塞", "过期", "堵塞"]


def test_a_dry_run_counts_the_same_and_writes_nothing(run: Run, rows: Path, listed: Listed) -> None:
    """What --dry-run says is what the import then does, apart from the batch's own id."""
    dry = run("import --dry-run rows.csv --format json").json
    after_dry = listed()
    real = run("import rows.csv --format json").json

    assert after_dry == []
    assert {**dry, "batch": ""} == {**real, "batch": ""}


def test_one_bad_row_stops_all_files(run: Run, rows: Path, listed: Listed) -> None:
    """A bad row in the second file keeps the first one out too, and is named by file, line, column and value."""
    (rows / "bad.csv").write_text(ROWS.replace("2023-01-06", "2023-02-30"), encoding="utf-8")
    result = run("import rows.csv bad.csv")

    assert (result.code, result.out, listed()) == (3, "", [])
    for part in ("bad.csv", "line 2", "Due", "2023-02-30", "Nothing was imported"):
        assert part in result.err


def test_a_rejected_value_is_shown_by_its_beginning(run: Run, rows: Path) -> None:
    """A cell that is too long is shown as far as a line allows, though Chinese has no blanks to cut at."""
    text = f"{ROWS.splitlines()[0]},owner\nfire,东岔街道,,2023-01-03,,堵塞,,{'长名' * 100}\n"
    (rows / "bad.csv").write_text(text, encoding="utf-8")

    assert "长名长名长名" in run("import bad.csv").err


def test_every_row_of_a_visit_is_judged(run: Run, rows: Path) -> None:
    """Two bad rows of one visit are both named, so that a file is mended in one go."""
    bad = f"fire,东岔街道,百货商场,2023-01-03,李某02,{'长' * 5000},\n"
    (rows / "bad.csv").write_text(ROWS.splitlines()[0] + "\n" + bad * 2, encoding="utf-8")
    said = run("import bad.csv").err

    assert "line 2" in said
    assert "line 3" in said
    assert "2 rows cannot be taken" in said


def test_corrected_names_are_shown_as_people_write_them(run: Run, rows: Path) -> None:
    """A numbered row with other inspectors corrects them; old and new are shown with 、 between them."""
    run("add fire 东岔街道 堵塞 --on 2023-01-03")
    text = "number,category,township,inspected_on,inspectors,description\nCG-1,fire,东岔街道,2023-01-03,甲、乙,堵塞\n"
    (rows / "other.csv").write_text(text, encoding="utf-8")
    result = run("import other.csv --format json")

    assert (result.code, result.json["updated"]) == (0, 1)
    assert "李某02 → 甲、乙" in run("show 1").out
    assert run("list --format json").json[0]["inspectors"] == ["甲", "乙"]


def test_a_batch_can_be_listed(run: Run, rows: Path, listed: Listed) -> None:
    """The batch an import reports is a filter that gives exactly what it wrote."""
    run("add fire 东岔街道 别的")
    batch = run("import rows.csv --format json").json["batch"]

    assert [row["description"] for row in listed("--batch", batch, "--sort", "number")] == ["堵塞", "过期"]
