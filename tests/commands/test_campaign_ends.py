"""The last day of a campaign that moved: which ones it had, and what that means for the deadlines of what is open."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.conftest import Run


@pytest.fixture
def winter(run: Run, three_townships: Path) -> Path:
    """A campaign until the end of January, with three open hazards."""
    assert run("campaign start 冬季 --from 2023-01-01 --end 2023-01-31").code == 0
    for due in ("--due 2023-01-20", "--due 2023-01-25", ""):
        assert run(f"add fire 云杉岭镇 堵塞{due[-1:]} --on 2023-01-10 {due}").code == 0
    return three_townships


def ends(run: Run) -> list[str]:
    """The last days that the campaign had before."""
    (status,) = run("campaign status 冬季 --format json").json
    return list(status["former_ends"])


def test_ends_that_it_had(run: Run, winter: Path) -> None:
    """`campaign status` says the first last day, how often it was moved, and the days; what was taken back is none."""
    assert ends(run) == []
    assert "was to end" not in run("campaign status 冬季").out
    for day in ("2023-02-10", "2023-01-22"):
        assert run(f"campaign set 冬季 --end {day}").code == 0
    assert run("campaign set 冬季 --report weekly").code == 0

    assert ends(run) == ["2023-01-31", "2023-02-10"]
    sentence = "冬季 was to end on 2023-01-31; its last day was moved 2 times: 2023-01-31 → 2023-02-10 → 2023-01-22"
    assert sentence in run("campaign status 冬季").out
    for _time in range(2):  # the report, then the last move
        assert run("batch undo " + run("batch list --format json").json[_time * 2]["batch"] + " --yes").code == 0
    assert ends(run) == ["2023-01-31"]


def test_deadlines_of_what_is_open(run: Run, winter: Path) -> None:
    """Another last day says how many deadlines lie by it, after it, and how many hazards have none."""
    told = "Deadlines of what is open: {} by {}, {} after it, 1 not set."

    assert told.format(2, "2023-02-10", 0) in run("campaign set 冬季 --end 2023-02-10").err
    assert told.format(1, "2023-01-22", 1) in run("campaign end 冬季 --on 2023-01-22").err
    assert "Deadlines of" not in run("campaign set 冬季 --report weekly").err
