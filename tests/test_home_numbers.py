"""Every number of the home screen is the length of a list, on the sample city, and equals what was expected of it.

Each township and the total: open, major, overdue, due soon, fixed, rebound, each category, the age of the oldest.
The summary of the same city: each township and category, and its totals, which are sums of rows and lengths of lists.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import SAMPLES, TODAY, Run

from inspect_cli.app import main

FILTERS = {
    "open": (),
    "major": ("--major",),
    "overdue": ("--overdue",),
    "due_soon": ("--due-within", "3"),
    "fixed": ("--status", "fixed"),
    "rebound": ("--rebound",),
}
SUMMED = {
    "found": ("--status", "found,fixed,failed,closed,transferred"),
    "major": ("--status", "found,fixed,failed,closed,transferred", "--major"),
    "open": (),
    "overdue": ("--overdue",),
    "fixed": ("--status", "fixed"),
    "rebound": ("--status", "found,fixed,failed,closed,transferred", "--rebound"),
    "closed": ("--status", "closed"),
    "transferred": ("--status", "transferred"),
}
# Each rate of the summary is the first of these counts out of a hundred of the second.
RATES = {
    "clean_share": ("clean", "visits"),
    "rectification_rate": ("closed", "found"),
    "on_time_rate": ("on_time", "due_so_far"),
    "rebound_rate": ("rebound", "closed"),
}


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ledger of the sample city, made once: nothing here writes to it."""
    folder = tmp_path_factory.mktemp("city")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(folder / "config"))
        patch.setenv("INSPECT_DB", str(folder / "ledger.db"))
        patch.setenv("INSPECT_TODAY", TODAY)
        patch.setenv("INSPECT_USER", "李某02")
        registers = ("--townships", f"{SAMPLES}/townships.csv", "--sites", f"{SAMPLES}/sites.csv")
        assert main(["init", "--device", "CG", *registers]) == 0
        assert main(["import", f"{SAMPLES}/inspections.csv"]) == 0
    return folder / "ledger.db"


@pytest.fixture
def city(ledger: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The sample city as it stood on TODAY."""
    monkeypatch.setenv("INSPECT_DB", str(ledger))
    return ledger


def expected() -> dict[str, Any]:
    """What was worked out for the sample city by other means than this program."""
    return dict(json.loads((SAMPLES / "expected.json").read_text(encoding="utf-8")))


def listed(run: Run, *words: str) -> list[dict[str, Any]]:
    """The hazards that `list` with these words finds."""
    return list(run("list", *words, "--format", "json").json)


def home(run: Run) -> dict[str, dict[str, Any]]:
    """The rows of the home screen by township."""
    return {row["township"]: row for row in run("open", "--format", "json").json}


def total(run: Run) -> dict[str, int]:
    """The total row of the home screen by the titles of its columns, as people see it."""
    lines = run("open", "--format", "table").out.splitlines()
    keys = [*FILTERS, "oldest_days", *next(iter(home(run).values()))["categories"]]
    row = next(line.split() for line in lines if line.startswith("Total"))
    return dict(zip(keys, map(int, row[1:]), strict=True))


def test_home_has_every_township_of_the_register(run: Run, city: Path) -> None:
    """Each township of the register has its row once, those with nothing open too."""
    register = [row["name"] for row in run("township list --format json").json]
    rows = [row["township"] for row in run("open --format json").json]

    assert sorted(rows) == sorted(register)
    assert len(rows) == len(set(rows)) == len(expected()["townships"])


@pytest.mark.parametrize("name", FILTERS)
def test_a_townships_count_is_the_length_of_its_list(run: Run, city: Path, name: str) -> None:
    """For each township the number under a title is what `list` with its filter finds there."""
    shown = {township: row[name] for township, row in home(run).items()}

    assert shown == {township: len(listed(run, "--township", township, *FILTERS[name])) for township in shown}
    assert any(shown.values())


def test_a_category_is_the_length_of_its_list(run: Run, city: Path) -> None:
    """For each township and each category shown, the number is what `list` with both finds; together they are all."""
    rows = home(run)
    lists = {
        township: {key: len(listed(run, "--township", township, "--category", key)) for key in row["categories"]}
        for township, row in rows.items()
    }

    assert {township: row["categories"] for township, row in rows.items()} == lists
    assert {township: sum(counts.values()) for township, counts in lists.items()} == {
        township: row["open"] for township, row in rows.items()
    }


def test_the_oldest_is_the_first_of_the_oldest(run: Run, city: Path) -> None:
    """A township's oldest days are the days open of the first row of its list by age, 0 when nothing is open."""
    oldest = {}
    for township in home(run):
        rows = listed(run, "--township", township, "--sort", "oldest", "--limit", "1")
        oldest[township] = rows[0]["days_open"] if rows else 0

    assert {township: row["oldest_days"] for township, row in home(run).items()} == oldest


def test_the_total_is_the_length_of_the_whole_list(run: Run, city: Path) -> None:
    """Each number of the total row is what `list` with its filter and no township finds."""
    shown = total(run)
    counts = {name: len(listed(run, *words)) for name, words in FILTERS.items()}
    categories = {key: len(listed(run, "--category", key)) for key in list(shown)[len(counts) + 1 :]}
    oldest = listed(run, "--sort", "oldest", "--limit", "1")[0]["days_open"]

    assert shown == {**counts, "oldest_days": oldest, **categories}
    assert shown["open"] == sum(categories.values()) > 0


def test_home_is_as_expected(run: Run, city: Path) -> None:
    """Every number of every township is the one worked out for the sample city by other means."""
    shown = home(run)

    for row in expected()["townships"]:
        mine = shown[row["township"]]
        categories = {key: count for key, count in mine["categories"].items() if count}
        assert {**mine, "categories": categories} == {
            **row,
            "categories": {key: count for key, count in row["categories"].items() if count},
        }


def test_the_total_is_as_expected(run: Run, city: Path) -> None:
    """The total row of the screen is the one worked out for the sample city."""
    shown = total(run)
    wanted = {key: value for key, value in expected()["total"].items() if key not in ("township", "categories")}
    categories = expected()["total"]["categories"]

    assert {key: shown[key] for key in wanted} == wanted
    assert {key: shown.get(key, 0) for key in categories} == categories


def test_states_are_as_expected(run: Run, city: Path) -> None:
    """The sample city holds as many hazards in each state as were written into it."""
    wanted = {state: count for state, count in expected()["statuses"].items() if count}

    assert {state: len(listed(run, "--status", state)) for state in wanted} == wanted
    assert len(listed(run, "--status", "all")) == sum(wanted.values())


def test_worst_townships_come_first(run: Run, city: Path) -> None:
    """The order is by majors, then overdue, then open."""
    order = [(row["major"], row["overdue"], row["open"]) for row in home(run).values()]

    assert order == sorted(order, reverse=True)


def test_the_summary_is_as_expected(run: Run, city: Path) -> None:
    """For each township and category, found, closed and major are what was worked out for the sample city."""
    rows = run("summary --by township,category --format json").json
    shown = {f"{row['township']}|{row['category']}": {k: row[k] for k in ("found", "closed", "major")} for row in rows}
    nothing = {"found": 0, "closed": 0, "major": 0}

    assert {key: counts for key, counts in shown.items() if counts != nothing} == {
        key: counts for key, counts in expected()["by_township_category"].items() if counts != nothing
    }


@pytest.mark.parametrize("name", SUMMED)
def test_a_summarys_count_is_the_length_of_its_list(run: Run, city: Path, name: str) -> None:
    """For each township the summary counts what `list` with the matching filter finds there."""
    shown = {row["township"]: row[name] for row in run("summary --format json").json}

    assert shown == {township: len(listed(run, "--township", township, *SUMMED[name])) for township in shown}


@pytest.mark.parametrize(
    "groups", ["township", "category", "month", "township,category", "status", "severity", "owner"]
)
def test_summaries_add_up_to_the_same(run: Run, city: Path, groups: str) -> None:
    """However the city is divided, the parts add up to the whole: nothing is lost and nothing counted twice."""
    rows = run("summary", "--by", groups, "--format", "json").json

    assert {name: sum(row[name] for row in rows) for name in SUMMED} == {
        name: len(listed(run, *words)) for name, words in SUMMED.items()
    }


def test_the_summarys_total_is_the_sum(run: Run, city: Path) -> None:
    """The last row of the summary adds each column up and takes the rates anew from the sums."""
    rows = run("summary --format json").json
    names = [name for name in rows[0] if name not in ("township", *RATES)]
    sums = {name: sum(row[name] for row in rows) for name in names}
    line = next(line.split() for line in run("summary").out.splitlines() if line.startswith("Total"))

    assert line[1 : -len(RATES)] == [str(count) for count in sums.values()]
    assert line[-len(RATES) :] == [f"{100 * sums[part] / sums[whole]:.1f}" for part, whole in RATES.values()]


def test_a_summarys_rate_is_a_share_of_its_counts(run: Run, city: Path) -> None:
    """Each rate of each township is worked out from two counts beside it, and is nothing when the second is none."""
    rows = run("summary --format json").json

    for rate, (part, whole) in RATES.items():
        shares = [round(100 * row[part] / row[whole], 1) if row[whole] else None for row in rows]
        assert [row[rate] for row in rows] == shares
        assert len(set(shares)) > 2


@pytest.mark.parametrize("name", ["claimed", "self_verified", "on_spot"])
def test_a_summary_counts_what_the_cards_say(run: Run, city: Path, name: str) -> None:
    """How many were closed on somebody's word, by their fixer, or on the spot is what the hazards listed there say."""
    rows = run("summary --format json").json
    said = Counter(row["township"] for row in listed(run, "--status", "all") if row[name])

    assert {row["township"]: row[name] for row in rows if row[name]} == said
    assert name != "claimed" or said


def test_deadlines_that_have_passed_are_worked_out_by_hand(run: Run, city: Path) -> None:
    """For each township, the hazards whose first deadline is over, and of those the ones closed by that day."""
    due, on_time = Counter[str](), Counter[str]()
    for row in listed(run, "--status", "found,fixed,failed,closed"):
        if row["first_due"] and row["first_due"] < TODAY:
            due[row["township"]] += 1
            on_time[row["township"]] += row["status"] == "closed" and row["verified_on"] <= row["first_due"]
    for row in listed(run, "--status", "transferred"):
        due[row["township"]] += bool(row["first_due"] < TODAY < (row["transferred_on"] or "9"))
    rows = run("summary --format json").json

    assert {row["township"]: row["due_so_far"] for row in rows if row["due_so_far"]} == +due
    assert {row["township"]: row["on_time"] for row in rows if row["on_time"]} == +on_time
