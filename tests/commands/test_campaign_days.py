"""The days that a campaign has left: today and its last day are among them, and what is needed a day divides by them.

One that is over has none, which people read as a word and machines as 0.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.conftest import Run

OPEN = 27


@pytest.fixture
def drive(run: Run, three_townships: Path) -> Path:
    """A campaign up to 25 January, of which 27 hazards are open."""
    assert run("campaign start 冬季攻势 --from 2023-01-01 --end 2023-01-25").code == 0
    texts = " ".join(f"隐患{n}" for n in range(OPEN))
    assert run(f"add fire 东岔街道 {texts} --due 2023-01-20 --owner 王某").code == 0
    return three_townships


def test_whoever_divides_finds_what_is_needed(run: Run, drive: Path) -> None:
    """27 open and 11 days left need 2.5 a day, rounded up to a tenth; the note says how it is counted and rounded."""
    shown = run("campaign status").out
    [told] = run("campaign status --format json").json
    [listed] = run("campaign list --format json").json
    [morning] = run("today --format json").json["campaigns"]

    assert (told["open"], told["days_left"], told["needed"]) == (27, 11, 2.5)
    assert told["needed"] - 0.1 < told["open"] / told["days_left"] <= told["needed"]
    assert listed["days_left"] == morning["days_left"] == 11
    assert "Days left: today and the last day are among them. Needed a day: open / days left, rounded up to a" in shown


def test_its_last_day(run: Run, drive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On the last day one day is left, on which all that is open is to be closed; the page says the same."""
    monkeypatch.setenv("INSPECT_TODAY", "2023-01-25")
    [told] = run("campaign status --format json").json
    run("report page -o page.html")

    assert (told["days_left"], told["needed"]) == (1, 27.0)
    assert "1 day is left, 2023-01-25 among them." in (drive / "page.html").read_text(encoding="utf-8")


def test_one_that_is_over(run: Run, drive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After its end the table says that it has ended; JSON and CSV have 0."""
    monkeypatch.setenv("INSPECT_TODAY", "2023-02-10")
    lines = run("campaign status").out.splitlines()
    [told] = run("campaign status --format json").json
    cells = run("campaign status --format csv").out.splitlines()[1].split(",")

    assert lines[1].split()[:2] == ["冬季攻势", "ended"]
    assert (told["days_left"], told["needed"], cells[1]) == (0, None, "0")
