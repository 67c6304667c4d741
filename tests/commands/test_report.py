"""Reporting: `summary` counts what the lists hold, and `export` gives the ledger back.

summary: a row for each group, townships with nothing too; two groups; months; dates and places as filters; rates taken
anew for the total; states of a hazard are no property of a visit; a file with the total. Rates: each by its formula,
which stands below the table; nothing to divide by is no rate; claims only when asked for; people share a hazard.
export: what was exported imports back as nothing new, in an empty ledger as the same; clean visits go along unless a
filter is about hazards; the order is the one of writing.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from tests.commands.conftest import Listed
from tests.conftest import Run


def summary(run: Run, *words: str) -> list[dict[str, Any]]:
    """The rows of a summary."""
    return list(run("summary", *words, "--format", "json").json)


def pick(rows: list[dict[str, Any]], *keys: str) -> list[tuple[Any, ...]]:
    """Only these columns of the rows."""
    return [tuple(row[key] for key in keys) for row in rows]


def test_summary_counts_by_township(run: Run, mixed_hazards: Path) -> None:
    """Visits and hazards are counted for each township, with the share that was closed."""
    run("add 消防 东岔街道")
    keys = ("township", "visits", "clean", "found", "open", "closed", "rectification_rate")

    assert pick(summary(run), *keys) == [
        ("东岔街道", 2, 1, 1, 1, 0, 0.0),
        ("石炭沟镇", 2, 0, 2, 2, 0, 0.0),
        ("云杉岭镇", 3, 0, 3, 2, 1, 33.3),
    ]


def test_townships_with_nothing_are_counted_too(run: Run, three_townships: Path) -> None:
    """A township nobody visited stands in the summary with zeros and without a rate."""
    run("add fire 东岔街道 堵塞")
    rows = pick(summary(run), "township", "visits", "found", "rectification_rate")

    assert rows == [("东岔街道", 1, 1, 0.0), ("石炭沟镇", 0, 0, None), ("云杉岭镇", 0, 0, None)]


def test_summary_by_two_groups(run: Run, mixed_hazards: Path) -> None:
    """Each pair of township and category that has something is a row of its own."""
    rows = summary(run, "--by", "township,category")

    assert pick(rows, "township", "category", "found") == [
        ("东岔街道", "fire", 1),
        ("石炭沟镇", "mines", 2),
        ("云杉岭镇", "fire", 1),
        ("云杉岭镇", "forest_fire", 1),
        ("云杉岭镇", "traffic", 1),
    ]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("--since 2023-01-07", 3),
        ("--until 2023-01-05", 3),
        ("--township ysl", 3),
        ("--category 消防", 2),
        ("--site 煤矿", 2),
        ("--campaign 冬季", 1),
        ("--village 一村", 1),
    ],
)
def test_summary_takes_the_filters_of_visits(run: Run, mixed_hazards: Path, words: str, found: int) -> None:
    """Dates, places, category and campaign narrow a summary down to what they narrow a list to."""
    listed = run(f"list --status all {words} --format json").json

    assert sum(row["found"] for row in summary(run, *words.split())) == len(listed) == found


def test_summary_by_month_and_status(run: Run, mixed_hazards: Path) -> None:
    """A month is written as 2023-01; by status there are no visits, since a visit has none."""
    run("add fire 东岔街道 旧的 --on 2022-12-31")

    assert pick(summary(run, "--by", "month"), "month", "visits", "found") == [("2022-12", 1, 1), ("2023-01", 6, 6)]
    assert pick(summary(run, "--by", "status"), "status", "found") == [("closed", 1), ("fixed", 1), ("found", 5)]
    assert "visits" not in summary(run, "--by", "status")[0]


def test_the_total_takes_its_rate_anew(run: Run, mixed_hazards: Path) -> None:
    """The total row adds the counts up and is one closed of six found: 16.7 %, not a sum or mean of rates."""
    words = run("summary").out.splitlines()[4].split()

    assert words[0] == "Total"
    assert words[1:4] == ["6", "0", "6"]
    assert words[-3:] == ["16.7", "0.0", "100.0"]


def test_an_unknown_group_is_refused(run: Run, mixed_hazards: Path) -> None:
    """A group that does not exist is named, and so are those that do."""
    result = run("summary --by township,colour")

    assert (result.code, result.out) == (2, "")
    assert "colour" in result.err
    assert "category" in result.err
    assert "township 乡镇、" in run("--lang zh summary --by colour").err


def test_a_summary_in_a_file_has_its_total(run: Run, mixed_hazards: Path) -> None:
    """A CSV file for people ends with the total row of the screen."""
    run("summary --by township -o summary.csv")
    text = (mixed_hazards / "summary.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(text.splitlines()))

    assert [row["township"] for row in rows] == ["东岔街道", "石炭沟镇", "云杉岭镇", "Total"]
    assert (rows[-1]["found"], rows[-1]["rectification_rate"]) == ("6", "16.7")


def test_an_export_comes_back_as_nothing_new(run: Run, mixed_hazards: Path, listed: Listed) -> None:
    """What this ledger exported, it imports as unchanged, in either language."""
    run("add 消防 东岔街道 --note 无异常")
    run("export -o en.csv")
    run("--lang zh export -o zh.csv")
    before = listed()
    counts = [run(f"import {name} --format json").json for name in ("en.csv", "zh.csv")]

    assert [(c["rows"], c["new"], c["unchanged"], c["rejected"]) for c in counts] == [(7, 0, 7, 0)] * 2
    assert listed() == before


def test_an_export_fills_an_empty_ledger(run: Run, mixed_hazards: Path, listed: Listed) -> None:
    """Imported into a new ledger, an export gives the same hazards with the same numbers and states."""
    run("export -o all.csv")
    before = listed()
    run("--db other.db init --townships townships.csv")
    counts = run("--db other.db import all.csv --format json").json
    after = run("--db other.db list --status all --sort number --format json").json

    assert (counts["new"], counts["rejected"]) == (6, 0)
    assert [{**row, "id": ""} for row in after] == [{**row, "id": ""} for row in before]


def test_clean_visits_are_exported(run: Run, three_townships: Path) -> None:
    """A clean visit is a row without a hazard; a filter about hazards leaves it out."""
    run("add fire 东岔街道 --site 百货商场")
    run("add fire 东岔街道 堵塞 --site 百货商场")
    whole = run("export --township 东岔街道 --format json").json
    hazards = run("export --status open --format json").json

    assert [(row["number"], row["description"]) for row in whole] == [(None, None), ("CG-1", "堵塞")]
    assert [row["number"] for row in hazards] == ["CG-1"]


def test_export_is_csv_unless_told_otherwise(run: Run, mixed_hazards: Path) -> None:
    """Without --format an export is CSV, in the order of writing."""
    rows = list(csv.DictReader(run("export").out.splitlines()))

    assert [row["number"] for row in rows] == ["CG-1", "CG-2", "CG-3", "CG-4", "CG-5", "CG-6"]
    assert run("export --format csv").out == run("export").out


CLOSED = (
    "add fire 东岔街道 一 二 三 四 五 六 --site 百货商场 --on 2023-01-02 --due 2023-01-09",
    "add fire 东岔街道 七 --site 百货商场 --on 2023-01-02 --due 2023-01-30",
    "add fire 东岔街道 八 --site 百货商场 --on 2023-01-02",
    "fix 1-3 --by 王某01 --on 2023-01-05",
    "verify 1 --by 周某04 --on 2023-01-09",
    "verify 2 --by 周某04 --by 赵某03 --on 2023-01-10",
    "transfer 4 --to 供电所 --reason 归其管 --on 2023-01-09",
    "transfer 5 --to 供电所 --reason 归其管 --on 2023-01-10",
    "void 6 --reason 误录",
    "fix 7-8 --by 王某01 --on 2023-01-05",
    "verify 7-8 --by 周某04 --on 2023-01-06",
)


@pytest.fixture
def closings(run: Run, three_townships: Path) -> Path:
    """Six due on the 9th: in time, late, claimed, handed over in time, the same late, voided; two due later or never.

    All but the voided one are seven found; four are closed, one is only claimed, two are handed over.
    """
    assert [line for line in CLOSED if run(line).code] == []
    return three_townships


def test_on_time_is_by_the_first_deadline(run: Run, closings: Path) -> None:
    """Of the first deadlines that have passed: the late, the open and the late handed over count against, no other."""
    row = summary(run)[0]

    assert (row["due_so_far"], row["on_time"], row["on_time_rate"]) == (4, 1, 25.0)
    run("extend 3 --due 2023-02-20 --reason 等配件")
    assert summary(run)[0]["on_time_rate"] == 25.0
    run("undo")
    run("verify 3 --by 周某04")
    assert summary(run)[0]["on_time_rate"] == 25.0


def test_the_day_of_the_deadline_is_in_time(run: Run, closings: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On the day itself nothing has passed; a hazard closed that day was closed in time, of this day and the next."""
    for day, wanted in (("2023-01-09", (0, 0, None)), ("2023-01-10", (4, 1, 25.0))):
        monkeypatch.setenv("INSPECT_TODAY", day)
        row = summary(run)[0]
        assert (row["due_so_far"], row["on_time"], row["on_time_rate"]) == wanted


def test_a_claim_is_no_closing_unless_asked(run: Run, closings: Path) -> None:
    """Rectified is closed out of found; --rate fixed counts the claim as well, and the line below says so."""
    closed, fixed = (run("summary", "--rate", rate, "--format", "json").json[0] for rate in ("closed", "fixed"))

    assert (closed["found"], closed["closed"], closed["fixed"]) == (7, 4, 1)
    assert (closed["rectification_rate"], fixed["rectification_rate"]) == (57.1, 71.4)
    assert {**fixed, "rectification_rate": 57.1} == closed
    assert "Rectified % = closed / found." in run("summary").out
    assert "Rectified % = (closed + fixed) / found" in run("summary --rate fixed").out


def test_nothing_to_divide_by_is_no_rate(run: Run, closings: Path) -> None:
    """Where nothing was found, due or closed, there is no rate: a dash for people, null for machines."""
    row = summary(run)[1]
    line = next(line for line in run("summary").out.splitlines() if line.startswith("石炭沟镇"))

    assert [row[name] for name in ("rectification_rate", "on_time_rate", "rebound_rate")] == [None] * 3
    assert line.split()[-3:] == ["-"] * 3


def test_each_of_several_verifiers_has_the_hazard(run: Run, closings: Path) -> None:
    """Two who looked together each have it in their row; the total has it once."""
    rows = {row["verifier"]: row["closed"] for row in summary(run, "--by", "verifier")}
    run("summary --by verifier -o verifiers.csv")
    *_rows, total = csv.DictReader((closings / "verifiers.csv").read_text(encoding="utf-8-sig").splitlines())

    assert rows == {"周某04": 4, "赵某03": 1, None: 0}
    assert (total["verifier"], total["found"], total["closed"]) == ("Total", "7", "4")


def test_a_verifiers_rebounds_are_those_of_their_closings(run: Run, closings: Path) -> None:
    """What came back counts for who closed it, not for who closes it next; a voided one that came back is none."""
    run("add fire 东岔街道 一 二 七 --site 百货商场 --due 7d")
    run("void 11 --reason 误录")
    run("fix 9 --by 王某01")
    run("verify 9 --by 钱某05")
    rows = {
        row["verifier"]: (row["closed"], row["rebound"], row["rebound_rate"])
        for row in summary(run, "--by", "verifier")
    }
    town = summary(run)[0]

    assert rows == {"周某04": (4, 2, 50.0), "赵某03": (1, 1, 100.0), "钱某05": (1, 0, 0.0), None: (0, 0, None)}
    assert (town["closed"], town["rebound"], town["rebound_rate"]) == (5, 2, 40.0)
    assert "Rebound % = hazards this verifier closed that came back / closed." in run("summary --by verifier").out
    assert "Rebound % = rebounds / closed." in run("summary").out


@pytest.mark.parametrize("words", ["--rate verified", "--rate ''", "--by ''", "--by ,", "--by verifiers"])
def test_an_unknown_rate_or_group_is_refused(run: Run, closings: Path, words: str) -> None:
    """What cannot be counted is wrong usage, and what can is named."""
    result = run(f"summary {words}")

    assert (result.code, result.out) == (2, "")


def test_closings_that_weigh_less_are_told_in_every_summary(run: Run, closings: Path) -> None:
    """On somebody's word, by the fixer himself, on the spot: below every table, whatever it is grouped by."""
    header = "category,township,inspected_on,description,status,fixed_on,verified_on"
    row = "fire,东岔街道,2023-01-02,九,closed,2023-01-03,2023-01-04"
    (closings / "rows.csv").write_text(f"{header}\n{row}\n", encoding="utf-8")
    run("import rows.csv")
    run("verify 3 --self --by 王某01 --reason 无他人")
    run("add fire 东岔街道 十 --due 3d --fixed")
    for words in ("", "--by category", "--by verifier", "--rate fixed"):
        below = run(f"summary {words}").out.splitlines()[-1]
        assert "1 claimed only, 1 self-verified" in below
        assert "on the spot: 1" in below

    town = summary(run)[0]
    assert (town["claimed"], town["self_verified"], town["on_spot"]) == (1, 1, 1)
