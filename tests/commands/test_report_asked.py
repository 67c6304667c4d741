"""Whether a report is missing where nobody asks for any: the log says so, and what was sent each time until it was not.

`report log --missing` never says that nothing is missing where nobody looked. Three or more of a kind that were sent
one after another are a habit, whose next one is told when it is due. Where INSPECT_TODAY tells the day, what is not
sent is late by days. A narrow screen keeps which report it is, how late, and what to do.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from tests.conftest import Run
from tests.test_screens import STYLES, on_terminal

from inspect_cli import settings

UNASKED = "No campaign asks for reports in these days: what was never made is not missed."
START = "To ask for them: inspect-cli campaign start NAME --report daily"
ASKED = "campaign start 冬春 --from 2023-01-10 --end 2023-01-31 --report daily"


def send(run: Run, *days: int, kind: str = "daily", more: str = "") -> None:
    """Make and send the reports of these days of January, each in time."""
    for day in days:
        assert run(f"report {kind} --on 2023-01-{day:02}{more}").code == 0
        assert run(f"report sent {kind} --on 2023-01-{day:02}{more}").code == 0


def missed(run: Run, words: str = "") -> str:
    """What `report log --missing` says where it finds nothing."""
    done = run(f"report log --missing{words}")
    assert (done.code, done.out) == (0, "")
    return done.err


def test_nobody_asks(run: Run, three_townships: Path) -> None:
    """Without a campaign that asks, nothing is said to be complete; with one that does, it is said."""
    send(run, 10)
    before, shown = missed(run), run("report log").out
    run(ASKED.replace("2023-01-10", "2023-01-15"))
    after = missed(run)

    assert (UNASKED in before, START in before, UNASKED in shown) == (True, True, True)
    assert "No report is missing." not in before
    assert after == "No report is missing.\n"
    assert UNASKED in missed(run, " --since 2022-12-01 --until 2023-01-14")
    assert "No campaign asks for the reports of a township" in missed(run, " --township 东岔")


def test_a_campaign_without_reports_asks_for_none(run: Run, three_townships: Path) -> None:
    """One that runs and has no --report is none that asks."""
    run("campaign start 冬春 --from 2023-01-01 --end 2023-01-31")

    assert UNASKED in missed(run)


@pytest.mark.parametrize(
    ("days", "lacking"),
    [((10, 11, 12), "2023-01-13"), ((9, 10, 11, 12, 13), "2023-01-14"), ((11, 12), None), ((9, 11, 12), None)],
)
def test_a_habit(run: Run, three_townships: Path, days: tuple[int, ...], lacking: str | None) -> None:
    """Three or more daily ones in a row, and then none: the next is named with the command that makes it."""
    send(run, *days)
    told = missed(run)

    assert ("daily: sent each time up to" in told) == bool(lacking)
    if lacking:
        assert f"none was made for {lacking}. To make it: inspect-cli report daily --on {lacking}" in told
        run(told.split("To make it: inspect-cli ")[1].strip())
        made = run("report log --missing")
        assert (made.code, "unsent" in made.out, "sent each time" in made.out) == (1, True, False)


def test_what_is_no_habit(run: Run, three_townships: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is told before the next one is due, of days that are not asked about, of what a campaign asked for."""
    send(run, 12, 13, 14)
    monkeypatch.setenv("INSPECT_TODAY", "2023-01-15")
    assert "sent each time" not in missed(run)
    monkeypatch.setenv("INSPECT_TODAY", "2023-01-16")
    assert "sent each time up to 2023-01-14" in missed(run)
    assert "sent each time" not in missed(run, " --until 2023-01-14")
    assert "sent each time" not in missed(run, " --township 东岔")
    run("campaign start 冬春 --from 2023-01-01 --end 2023-01-14 --report daily")
    assert "sent each time" not in run("report log --missing --since 2023-01-12").err


def test_a_habit_of_a_township(run: Run, three_townships: Path) -> None:
    """Weekly reports of a township are a habit of its own, which its log and that of all tell."""
    east = " --township 东岔"
    for week in ("2022-12-18", "2022-12-25", "2023-01-01"):
        run(f"report weekly --on {week}{east}")
        run(f"report sent weekly --on {week}{east}")
    sentence = "weekly 东岔街道: sent each time up to 2023-01-01, and none was made for 2023-01-08."

    assert sentence in missed(run)
    assert sentence in missed(run, east)
    assert "sent each time" not in missed(run, " --township 云杉")


def test_days_where_the_day_is_told(run: Run, three_townships: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With INSPECT_TODAY, what is not sent is late by whole days; on the clock's own day to the minute."""
    run(ASKED)
    rows = run("report log --missing --format json").json
    clock = datetime(2023, 1, 15, 20, 5).astimezone()
    monkeypatch.setattr(settings, "now", lambda: clock)
    exact = run("report log --missing --format json").json

    assert [(row["last"], row["late"], row["late_minutes"]) for row in rows[:2]] == [
        ("2023-01-14", "1d", 1440),
        ("2023-01-13", "2d", 2880),
    ]
    assert [(row["last"], row["late"], row["late_minutes"]) for row in exact[:2]] == [
        ("2023-01-15", "2:05", 125),
        ("2023-01-14", "26:05", 1565),
    ]


@pytest.mark.parametrize("columns", [60, 80])
@pytest.mark.parametrize(("lang", "late", "todo"), [("en", "Late", "What to do"), ("zh", "迟报时长", "处理办法")])
def test_what_a_narrow_screen_keeps(
    run: Run, three_townships: Path, columns: int, lang: str, late: str, todo: str
) -> None:
    """The log keeps how late; what is missing is shown with what to do too."""
    run(ASKED)
    log, missing = (
        STYLES.sub("", on_terminal("--lang", lang, "report", "log", *more, columns=columns)[1]).splitlines()[0]
        for more in ((), ("--missing",))
    )

    assert late in log
    assert (late in missing, todo in missing) == (True, True)
