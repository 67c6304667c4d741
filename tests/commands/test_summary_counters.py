"""`summary --by counter`: what was counted on visits, added up over what the options ask for.

Every counter has a row, in the order of their list, with its title in the language; with other groups what was counted
alone; filters and groups of visits hold; what was taken back does not count; what is of hazards does not go with it.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import Run
from tests.test_screens import on_terminal

from inspect_cli.rules.counters import COUNTERS


def amounts(run: Run, words: str) -> dict[tuple[Any, ...], tuple[int, int]]:
    """The amount and the visits behind it, of what was counted: by its groups."""
    rows = run(f"summary --by {words} --format json").json
    return {
        tuple(value for key, value in row.items() if key not in ("counter_text", "visits", "amount")): (
            row["amount"],
            row["visits"],
        )
        for row in rows
        if row["visits"]
    }


@pytest.fixture
def counted(run: Run, three_townships: Path) -> Path:
    """Three visits that counted, and one that was taken back."""
    for line in (
        "add fire 东岔街道 --kind household --count houses_checked=20 --count people_informed=0 --site 一号楼",
        "add fire 石炭沟镇 堵塞 --count houses_checked=5 --on 2022-12-03",
        "add traffic 东岔街道 --kind roadside --count vehicles_checked=7 --count houses_checked=1",
        "add fire 东岔街道 --count houses_checked=1000",
    ):
        assert run(line).code == 0
    assert run("undo").code == 0
    return three_townships


def test_every_counter_has_a_row(run: Run, counted: Path) -> None:
    """In the order of their list, a nought where nobody counted; a visit that counted nought is a visit."""
    rows = run("summary --by counter --format json").json

    assert [row["counter"] for row in rows] == [counter.key for counter in COUNTERS]
    assert [row["counter_text"] for row in rows] == [counter.en for counter in COUNTERS]
    assert amounts(run, "counter") == {
        ("houses_checked",): (26, 3),
        ("people_informed",): (0, 1),
        ("vehicles_checked",): (7, 1),
    }


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (
            "counter --township 东岔",
            {("houses_checked",): (21, 2), ("people_informed",): (0, 1), ("vehicles_checked",): (7, 1)},
        ),
        ("counter --category traffic", {("houses_checked",): (1, 1), ("vehicles_checked",): (7, 1)}),
        ("counter --until 2022-12-31", {("houses_checked",): (5, 1)}),
        ("counter --month 2022-12", {("houses_checked",): (5, 1)}),
        ("counter --site 一号", {("houses_checked",): (20, 1), ("people_informed",): (0, 1)}),
        ("counter --month 2022-11", {}),
        ("month,counter --category fire --until 2022-12-31", {("2022-12", "houses_checked"): (5, 1)}),
        ("kind,counter --township 石炭", {("routine", "houses_checked"): (5, 1)}),
        (
            "counter,township --category traffic",
            {("vehicles_checked", "东岔街道"): (7, 1), ("houses_checked", "东岔街道"): (1, 1)},
        ),
    ],
)
def test_filters_and_groups_of_visits(run: Run, counted: Path, words: str, found: dict[Any, Any]) -> None:
    """What was counted is of its visit: of its place, its days, its category, its kind."""
    assert amounts(run, words) == found


def test_in_chinese_and_in_files(run: Run, counted: Path) -> None:
    """Titles are in the language; a file has the keys, and no sum of unlike things; a narrow screen has what counts."""
    run("--lang zh summary --by counter -o counted.csv")
    rows = list(csv.DictReader((counted / "counted.csv").read_text(encoding="utf-8-sig").splitlines()))
    screen = on_terminal("--lang", "zh", "summary", "--by", "counter", columns=60)[1]

    assert rows[0] == {"计数项": "houses_checked", "计数内容": "入户检查户数", "检查次数": "3", "数量": "26"}
    assert len(rows) == len(COUNTERS)
    assert [counter.key for counter in COUNTERS if counter.key not in screen or counter.zh not in screen] == []


@pytest.mark.parametrize(
    ("words", "named"),
    [("counter,owner", "owner"), ("severity,counter,item", "severity, item"), ("counter --rate fixed", "--rate")],
)
def test_what_is_of_hazards_does_not_go_with_it(run: Run, counted: Path, words: str, named: str) -> None:
    """Owners, severities, items and rates are refused by name."""
    done = run(f"summary --by {words}")

    assert (done.code, done.out, f"leave out {named}." in done.err) == (2, "", True)
