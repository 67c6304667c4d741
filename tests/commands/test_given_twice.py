"""An option is given once, unless it takes several values; nothing that was typed is dropped in silence."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.conftest import Run


@pytest.mark.parametrize(
    ("line", "option"),
    [
        ("responsible add 东岔街道 --name 甲某 --name 乙某", "--name"),
        ("add fire 东岔街道 堵塞 --due 3d --due 7d", "--due"),
        ("list --township 东岔 --township 石炭沟", "--township"),
        ("list -o a.csv --category fire -o b.csv", "-o"),
        ("site add 东岔街道 甲店 --must-visit --code A --code=B", "--code"),
    ],
)
def test_an_option_given_twice_is_refused(
    run: Run, three_townships: Path, ledger_path: Path, line: str, option: str
) -> None:
    """Two values for what holds one are refused with the option, and nothing is written."""
    before = ledger_path.read_bytes()

    result = run(line)

    assert (result.code, result.out) == (2, "")
    assert f"{option} is given twice" in result.err or "--output is given twice" in result.err
    assert ledger_path.read_bytes() == before


def test_several_values_and_switches_are_taken(run: Run, three_townships: Path) -> None:
    """Options of several values, and switches, may be there twice."""
    assert run("duty add 东岔街道 2023-01-21 --role officer --name 甲某 --name 乙某").code == 0
    assert run("site add 东岔街道 甲店 --must-visit --must-visit").code == 0


@pytest.mark.parametrize("due", ["27日", "三日"])
def test_a_day_or_so_many_days(run: Run, three_townships: Path, due: str) -> None:
    """A deadline that may be the third or three days is refused, and says how to write either."""
    result = run(f"add fire 东岔街道 堵塞 --due {due}")

    assert result.code == 2
    assert f"{due} may be a day of the month or a number of days" in result.err
    assert run("add fire 东岔街道 堵塞 --due 三天").code == 0
