"""`summary --by item` on a screen: what was looked at in the table, what nobody looked at in a line or in a list.

A table leaves out items that were neither answered nor found, and its total is the same; --all shows every row; --never
lists those alone, narrowed by the same filters; files and formats for machines have every row.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from tests.conftest import Run


@pytest.fixture
def city(run: Run, three_townships: Path) -> Path:
    """One hazard of FIRE-06, and an answer yes to FIRE-01 and FIRE-02 each."""
    (three_townships / "one.csv").write_text("item,answer\nFIRE-01,yes\nFIRE-02,yes\nFIRE-06,no\n", encoding="utf-8")
    assert run("walk fire 东岔街道 --site 百货商场 --answers one.csv").code == 0
    return three_townships


def codes(text: str) -> list[str]:
    """The codes at the beginnings of lines."""
    return [line.split()[0] for line in text.splitlines() if line[:1].isupper() and "-" in line.split()[0]]


@pytest.mark.parametrize("style", ["table", "markdown"])
def test_a_table_has_what_was_looked_at(run: Run, city: Path, style: str) -> None:
    """Only the items with an answer or a hazard, whatever the table is written in; below, how to see the others."""
    shown = run(f"summary --by item --format {style}").out.replace("| ", "").replace("\\-", "-")

    assert codes(shown) == ["FIRE-06", "FIRE-01", "FIRE-02"]
    assert "95 were neither answered in a walk nor found" in shown
    assert "They are not in this table: --never lists them, --all shows every row." in shown


def test_all_shows_every_row(run: Run, city: Path) -> None:
    """With --all each item of the lists has its row, in the order of the file."""
    shown = run("summary --by item --all").out

    assert codes(shown) == [row["item"] for row in run("summary --by item --format json").json]
    assert len(codes(shown)) == 98
    assert "--never" not in shown


def test_the_total_is_that_of_every_row(run: Run, city: Path) -> None:
    """What is left out counts nothing: both tables have one total."""
    [folded], [whole] = (
        [line.split() for line in run(f"summary --by item {words}").out.splitlines() if line.startswith("Total")]
        for words in ("", "--all")
    )

    assert folded == whole


def test_files_and_machines_have_every_row(run: Run, city: Path) -> None:
    """JSON, CSV and files leave nothing out."""
    run("summary --by item -o items.csv")
    rows = list(csv.DictReader((city / "items.csv").read_text(encoding="utf-8-sig").splitlines()))

    assert len(rows) == 99
    assert len(run("summary --by item --format csv").out.splitlines()) == 99


def test_never_lists_the_others(run: Run, city: Path) -> None:
    """Each item that is not in the table is in this list, with its text in the language, and no other one."""
    rows = run("summary --by item --never --format json").json
    every = {row["item"] for row in run("summary --by item --format json").json}
    fire = run("--lang zh summary --by item --never --category fire").out

    assert {row["item"] for row in rows} == every - {"FIRE-01", "FIRE-02", "FIRE-06"}
    assert {tuple(row) for row in rows} == {("item", "item_text")}
    assert codes(fire) == [row["item"] for row in rows if row["item"].startswith("FIRE-")]
    assert "安全出口" in fire


def test_never_is_narrowed_by_filters(run: Run, city: Path) -> None:
    """In another township nobody answered anything."""
    assert len(run("summary --by item --never --township 石炭 --format json").json) == 98


def test_nothing_is_left_over(run: Run, three_townships: Path) -> None:
    """Where every item was answered the list is empty, and that is said with exit code 1."""
    codes_of = [row["item"] for row in run("summary --by item --category fire --format json").json]
    (three_townships / "all.csv").write_text("\n".join(["item,answer", *(f"{code},yes" for code in codes_of)]), "utf-8")
    run("walk fire 东岔街道 --answers all.csv")
    done = run("summary --by item --never --category fire")

    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("Every item of the lists was answered in a walk or found by a hazard.")


@pytest.mark.parametrize(
    "words", ["--never", "--all --by township", "--by item,township --never", "--all --profile monthly-industry"]
)
def test_it_is_about_items(run: Run, three_townships: Path, words: str) -> None:
    """Beside other groups neither option means anything, and is refused."""
    done = run(f"summary {words}")

    assert (done.code, done.out) == (2, "")
    assert "Give --by item." in done.err
