"""Categories that the ledger has and no list here knows: their file was taken away, or another ledger brought them.

What was recorded is listed, counted and exported by the category's key; `category list`, `category check` and `check`
tell of it while something is open; new visits need the list; on the home screen no column is taken from another.
"""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import pytest
from tests.commands.conftest import Refuse
from tests.conftest import Run

from inspect_cli.rules import catalog
from inspect_cli.store import recording
from inspect_cli.store.opening import open_database
from inspect_cli.store.recording import Visit


@pytest.fixture
def lost(run: Run, three_townships: Path, own_list: Path) -> Path:
    """A ledger with an open and a closed hazard of `lpg` and a clean visit, whose list was taken away."""
    for line in (
        "add lpg 东岔街道 --item 1 --site 饭店",
        "add lpg 东岔街道 软管老化 --fixed --owner 王某01",
        "verify 2 --by 周某04",
        "add lpg 石炭沟镇",
    ):
        assert run(line).code == 0
    (own_list / "lpg.toml").unlink()
    catalog.forget()
    return own_list


@pytest.mark.parametrize("key", ["lpg", "LPG", " lpg "])
def test_what_the_ledger_has_is_found_without_its_list(key: str, run: Run, lost: Path) -> None:
    """Lists, summaries and exports take the key of a category that only the ledger knows."""
    asked = ("--category", key, "--format", "json")

    assert [row["number"] for row in run("list", "--status", "all", *asked).json] == ["CG-1", "CG-2"]
    assert sum(row["visits"] for row in run("summary", *asked).json) == 3
    assert len(run("export", *asked).json) == 3


def test_of_clean_visits_alone_too(run: Run, three_townships: Path, own_list: Path) -> None:
    """A category whose visits all found nothing is one that the ledger has."""
    run("add lpg 石炭沟镇")
    (own_list / "lpg.toml").unlink()
    catalog.forget()

    assert run("summary --category lpg").code == 0
    assert run("list --category lpng").code == 2


def test_a_category_called_as_a_column_takes_no_column(run: Run, mixed_hazards: Path, ledger_path: Path) -> None:
    """A ledger from elsewhere may have a category called `overdue`: the home screen counts both, each for itself."""
    before = {row["township"]: row for row in run("open --format json").json}["东岔街道"]
    ledger = open_database(str(ledger_path))
    what = {"category": "overdue", "inspectors": ("李某02",)}
    visit = Visit("990181001", date(2023, 1, 15), what, ["甲", "乙"], {"severity": "general"})
    recording.record_visit(ledger, visit, recording.sign("李某02"))
    ledger.close()
    after = {row["township"]: row for row in run("open --format json").json}["东岔街道"]
    cells = {row["township"]: row for row in csv.DictReader(io.StringIO(run("open --format csv").out))}["东岔街道"]

    assert (after["overdue"], after["open"]) == (before["overdue"], before["open"] + 2)
    assert after["categories"] == {**before["categories"], "overdue": 2}
    assert (cells["overdue"], cells["categories.overdue"]) == (str(before["overdue"]), "2")
    assert run("list --category overdue").code == 0


@pytest.mark.parametrize("typed", ["elevator", "瓶装液化气", "lp", "%", "lpg'--", ""])
def test_what_neither_knows_is_refused(typed: str, run: Run, lost: Path) -> None:
    """Only the key itself names what no list knows; everything else is unknown as ever."""
    result = run("list", "--category", typed)

    assert (result.code, result.err.startswith("There is no category")) == (2, True)


def test_new_visits_need_the_list(lost: Path, refuse: Refuse) -> None:
    """No new visit is of a category that no list here knows."""
    assert "There is no category lpg." in refuse("add lpg 东岔街道 漏气", code=2)


@pytest.mark.parametrize("line", ["category list", "category check", "check"])
def test_a_lost_list_is_told(line: str, run: Run, lost: Path) -> None:
    """Open hazards of a category without a list are told with where its file belongs; it is no slip and no problem."""
    result = run(line)
    sentence = f"No list here knows the category lpg, of which 1 hazard is open: put its file into {lost}"

    assert (result.code, sentence in result.err.splitlines()) == (0, True)


def test_nothing_is_told_of_what_is_known(run: Run, three_townships: Path, own_list: Path) -> None:
    """While the list is there, or nothing of it is open, nobody is told."""
    run("add lpg 东岔街道 --item 1")
    assert "No list" not in run("category list").err + run("check").err
    run("void 1 --reason 误录")
    (own_list / "lpg.toml").unlink()
    catalog.forget()

    assert "No list" not in run("category list").err + run("check").err
