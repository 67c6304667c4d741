"""The log of several campaigns and of townships: what each asks for, what fulfils it, what nobody asks for.

Each campaign's reports are due each for itself; one made for it fulfils it, one of all the city those of every
campaign that day. What was made for a township is in the log, and waits until it is sent.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.conftest import Run
from tests.test_screens import STYLES, on_terminal

ASKED = (
    "campaign start 冬春 --from 2023-01-05 --end 2023-03-15 --category forest --report daily",
    "campaign start 两会 --kind period --from 2023-01-08 --end 2023-01-10 --report daily --category fire",
    "campaign start 夏季 --from 2023-01-07 --end 2023-01-16 --report daily --category mines",
)
UNTIL = ("--until", "2023-01-14")  # what is due at 18:00 of today is not looked at


@pytest.fixture
def asked(run: Run, three_townships: Path) -> Path:
    """Three of them that ask for daily reports in days that overlap."""
    for line in ASKED:
        done = run(line)
        assert done.code == 0, (line, done.err)
    return three_townships


def missing(run: Run) -> dict[tuple[str | None, str], str]:
    """What was due and is not sent: campaign and day -> its state."""
    rows = run("report", "log", "--missing", *UNTIL, "--format", "json").json
    told = {(row["campaign"], row["last"]): row["state"] for row in rows}
    assert len(told) == len(rows)
    return told


def log(run: Run, *words: str) -> list[dict[str, Any]]:
    """The log as JSON."""
    return list(run("report", "log", *words, "--format", "json").json)


def days(first: int, last: int) -> set[str]:
    """Days of January as they are written."""
    return {f"2023-01-{day:02}" for day in range(first, last + 1)}


def test_each_campaign_for_itself(run: Run, asked: Path) -> None:
    """Of every campaign each of its days is missing, whatever others ask for on the same day."""
    told = missing(run)

    for name, wanted in (("冬春", days(5, 14)), ("两会", days(8, 10)), ("夏季", days(7, 14))):
        assert {day for campaign, day in told if campaign == name} == wanted
    assert "21 reports were due and are not sent." in run("report log --until 2023-01-14").out


def test_what_fulfils_which(run: Run, asked: Path) -> None:
    """One of a campaign counts for that one, one of a township for none, one of all the city for all of them."""
    before = missing(run)
    run("report daily --on 2023-01-09 --township 东岔")
    assert missing(run) == before
    run("report daily --on 2023-01-09 --campaign 两会")
    assert missing(run) == {**before, ("两会", "2023-01-09"): "unsent"}
    run("report sent daily --on 2023-01-09 --campaign 两会")
    run("report daily --on 2023-01-09")
    run("report sent daily --on 2023-01-09")

    assert missing(run) == {key: state for key, state in before.items() if key[1] != "2023-01-09"}


def test_the_townships_reports(run: Run, three_townships: Path) -> None:
    """They are in the log beside the city's, wait until they are sent, and --township leaves only those of one."""
    run("report daily --on 2023-01-10 --township 东岔")
    run("report daily --on 2023-01-11 --township 石炭")
    run("report daily --on 2023-01-11")
    told = {(row["township"], row["last"]): (row["state"], row["late"], row["todo"]) for row in log(run)}
    late = run("report sent daily --on 2023-01-11 --township 石炭 --at '2023-01-15 09:00'")

    assert told == {
        (None, "2023-01-11"): (
            "unsent",
            told[(None, "2023-01-11")][1],
            "inspect-cli report sent daily --on 2023-01-11",
        ),
        ("石炭沟镇", "2023-01-11"): ("waiting", "", None),
        ("东岔街道", "2023-01-10"): ("waiting", "", None),
    }
    assert [(row["township"], row["state"]) for row in log(run, "--township", "石炭")] == [("石炭沟镇", "late")]
    assert "late by 87:00 h" in late.out
    assert run("report log --missing --township 东岔").code == 0
    assert run("report log --township 云杉").code == 1


def test_a_township_asked_anew(run: Run, three_townships: Path) -> None:
    """Two townships' reports of the same day do not replace one another; the same one made anew does."""
    for town in ("东岔", "石炭", "东岔"):
        run(f"report daily --on 2023-01-10 --township {town} --again")

    assert [(row["township"], row["replaced"]) for row in log(run)] == [
        *(("东岔街道", False), ("石炭沟镇", False), ("东岔街道", True)),
    ]


@pytest.mark.parametrize("columns", [40, 60, 80])
def test_on_a_narrow_screen(run: Run, asked: Path, columns: int) -> None:
    """However narrow, the log says of which campaign a report is."""
    code, shown = on_terminal("report", "log", columns=columns)
    heads = STYLES.sub("", shown).splitlines()[0].split()

    assert code == 0
    assert {"Report", "Campaign", "State"} <= {*heads}
