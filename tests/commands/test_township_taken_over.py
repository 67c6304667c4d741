"""What happened in a township that is no more, asked in the one that took over and moved its places.

* hazards that come back are linked, by themselves and by hand, and kept from being taken back; open ones are told;
* sites count once, in each where it stood on that day; a visit before the merger is a visit of the site;
* what is still open under the old name is told with the command that lists it.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.conftest import Run

SITE = "--site 敬老院 --owner 王某05 --due 3d"
OLD = "石炭沟镇, from which 东岔街道 took over, has 1 open hazard: inspect-cli list --township 石炭沟镇"


@pytest.fixture
def town(run: Run, three_townships: Path) -> Path:
    """A site of 石炭沟镇 with a closed hazard (CG-1) and an open one (CG-2); 东岔街道 took over on 2023-01-10."""
    for line in (
        "site add 石炭沟 敬老院 --code A1 --must-visit --visit-days 30",
        "site add 东岔 滑雪场 --code B1 --must-visit --visit-days 30",
        f"add fire 石炭沟 安全出口上锁 {SITE} --on 2023-01-02",
        "fix 1 --by 王某05 --on 2023-01-03",
        "verify 1 --by 赵某11 --on 2023-01-04",
        f"add fire 石炭沟 电线老化 {SITE} --on 2023-01-05",
        "township end 石炭沟 --on 2023-01-10 --successor 东岔",
    ):
        assert run(line).code == 0, line
    return three_townships


def test_a_hazard_came_back(run: Run, town: Path) -> None:
    """Linked to the one of the township that is no more, on both cards and in the list; kept by guards."""
    added = run(f"add fire 东岔 安全出口上锁 {SITE}")
    (row,) = run("list --rebound --format json").json
    (card,) = run("show 1 --format json").json

    assert (added.code, row["number"], row["rebound_of"], card["later"]) == (0, "CG-3", "CG-1", ["CG-3"])
    assert "CG-3 is a rebound of CG-1" in run("void 1 --reason 错").err
    assert run("check").code == 0


def test_by_hand(run: Run, town: Path) -> None:
    """--rebound-of and --duplicate-of take one of the township that is no more, and none of another township."""
    assert run("add fire 东岔 门锁 --rebound-of 1").code == 0
    refused = run("add fire 云杉岭 门锁 --rebound-of 1")
    assert (refused.code, "another township" in refused.err) == (3, True)
    told = run(f"add fire 东岔 电线老化 {SITE}")

    assert "CG-4 says what CG-2 says, which is still open since 2023-01-05" in told.err
    assert run("void 4 --duplicate-of 2 --reason 重").code == 0
    assert run("check").code == 0


def test_the_first_is_kept(run: Run, town: Path) -> None:
    """What a hazard of the township that took over repeats stays when its own command is taken back."""
    assert run(f"add fire 东岔 安全出口上锁 {SITE}").code == 0
    first = next(row for row in reversed(run("batch list --format json").json) if row["hazards"])
    run("batch", "undo", first["batch"], "--yes")

    assert [row["number"] for row in run("list --status all --format json").json].count("CG-1") == 1
    assert run("check").code == 0


@pytest.mark.parametrize(("day", "counted"), [("2023-01-09", [1, 1]), ("2023-01-10", [2, 0]), ("2023-01-12", [2, 0])])
def test_sites_count_once(run: Run, town: Path, day: str, counted: list[int]) -> None:
    """Each in the township where it stood at the end of that day; the total is that of the register."""
    told = run(f"report daily --on {day} --dry-run --table township-statistics --format json").json
    rows = {row["township"]: row["sites"] for row in told}

    assert [rows.get("东岔街道"), rows.get("石炭沟镇", 0)] == counted
    assert sum(counted) == 2


def test_visits_count_for_the_site(run: Run, town: Path) -> None:
    """A site that was visited before it moved was visited."""
    gaps = run("gaps 东岔 --kind never_visited --kind visit_overdue --format json").json
    (card,) = run("site show 东岔 敬老院 --format json").json

    assert [(gap["place"], gap["kind"]) for gap in gaps] == [("滑雪场", "never_visited")]
    assert (card["visits"][0]["visits"], str(card["next_visit"]), card["open_hazards"]) == (2, "2023-02-04", ["CG-2"])


@pytest.mark.parametrize("line", ["open 东岔", "list --township 东岔", "today 东岔", "gaps 东岔"])
def test_what_is_open_there_is_told(run: Run, town: Path, line: str) -> None:
    """Also where the answer itself is empty; not for another township, nor when nothing is open any more."""
    assert OLD in run(line).err
    assert "took over" not in run(line.replace("东岔", "云杉岭")).err
    for step in ("fix 2 --by 王某05", "verify 2 --by 赵某11"):
        assert run(step).code == 0
    assert "took over" not in run(line).err
