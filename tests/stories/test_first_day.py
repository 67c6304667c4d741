"""A first day with the program, as a field diary: each line is typed by a person, and what it shows is looked at.

The laptop is named; a mall is visited, then a quiet forest; last year's ledger comes in from a file; the morning's
home screen is read, one township looked into, the worst mines listed; a blocked exit is cleared and somebody else
looks; the superior gets a table; and the whole ledger leaves in a file that brings nothing new when it returns.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path

from tests.conftest import SAMPLES, Run

EXPECTED = json.loads((SAMPLES / "expected.json").read_text(encoding="utf-8"))
IMPORTED_OPEN = EXPECTED["total"]["open"]


def test_the_first_day(run: Run, home: Path) -> None:
    """From an empty laptop to the table for the superior, every command of a first day works on what came before."""
    morning(run)
    at_the_desk(run)
    the_exit_is_cleared(run)
    the_table_is_sent(run, home)
    the_ledger_leaves_and_returns(run, home)


def morning(run: Run) -> None:
    """The laptop is CG. A mall has two hazards, which get their numbers; a forest has none, which counts too."""
    named = run(f"init --device CG --townships {SAMPLES}/townships.csv")
    assert named.code == 0
    assert f"{len(EXPECTED['townships'])} townships in the register" in named.out

    mall = run("add fire 东岔街道 --site 百货商场 疏散通道堵塞 灭火器过期 --due 7d --owner 王某01")
    assert [line.split()[0] for line in mall.out.splitlines()] == ["CG-1", "CG-2"]
    assert all(part in mall.out for part in ("百货商场", "疏散通道堵塞", "灭火器过期", "2023-01-22", "王某01"))

    forest = run("add 森林 云杉岭镇")
    assert (forest.code, forest.out) == (0, "")
    assert "云杉岭镇" in forest.err


def at_the_desk(run: Run) -> None:
    """Last year's ledger comes in; the home screen now shows it together with the morning's hazards."""
    brought = run(f"import {SAMPLES}/inspections.csv")
    assert brought.code == 0
    assert f"New: {EXPECTED['rows']:,}" in brought.out

    rows = {line.split()[0]: line.split() for line in run().out.splitlines()}
    before = {row["township"]: row["open"] for row in EXPECTED["townships"]}
    assert int(rows["东岔街道"][1]) == before["东岔街道"] + 2
    assert int(rows["石炭沟镇"][1]) == before["石炭沟镇"]
    assert int(rows["Total"][1]) == IMPORTED_OPEN + 2

    one = run("open 石炭沟镇").out.splitlines()
    assert one[1].split()[:2] == ["石炭沟镇", str(before["石炭沟镇"])]

    worst = run("list --category mines --major --overdue --format json")
    assert all((row["category"], row["severity"], row["overdue"]) == ("mines", "major", True) for row in worst.json)
    assert worst.code == (0 if worst.json else 1)


def the_exit_is_cleared(run: Run) -> None:
    """The owner says the exit is clear; 李某02 looks and closes it. The card tells who did what."""
    assert "疏散通道堵塞" in run("show CG-1").out
    assert "fixed" in run("fix CG-1 --by 王某01").out
    assert run("verify CG-1 --by 王某01").code == 3
    assert "closed" in run("verify CG-1 --by 李某02").out

    card = run("show CG-1").out
    assert [line.split()[2] for line in card.splitlines() if line.lstrip().startswith("·")] == [
        "inspected",
        "fixed",
        "verified",
    ]
    assert "王某01" in card
    assert "李某02" in card
    assert len(run("list --format json").json) == IMPORTED_OPEN + 1


def the_table_is_sent(run: Run, home: Path) -> None:
    """A row for each township and category of the year, and a last row that adds them up."""
    assert run("summary --by township,category --since 2022-01-01 -o summary.csv").code == 0

    with (home / "summary.csv").open(encoding="utf-8-sig", newline="") as file:
        *rows, last = csv.DictReader(file)
    found = sum(counts["found"] for counts in EXPECTED["by_township_category"].values()) + 2
    closed = sum(counts["closed"] for counts in EXPECTED["by_township_category"].values()) + 1
    assert {row["township"] for row in rows} == {row["township"] for row in EXPECTED["townships"]}
    assert (last["township"], int(last["found"]), int(last["closed"])) == ("Total", found, closed)
    assert sum(int(row["found"]) for row in rows) == found


def the_ledger_leaves_and_returns(run: Run, home: Path) -> None:
    """What is exported is everything, and imported again it is all known already."""
    everything = EXPECTED["rows"] + 3
    assert run("export -o all.csv").code == 0

    again = run("import all.csv --format json").json
    counts = {name: again[name] for name in ("rows", "new", "unchanged", "updated", "skipped", "rejected")}
    assert counts == {
        "rows": everything,
        "new": 0,
        "unchanged": everything,
        "updated": 0,
        "skipped": 0,
        "rejected": 0,
    }
    assert len(run("list --format json").json) == IMPORTED_OPEN + 1
