"""What reports say of themselves: which days, what a total is, what was written late; a title that is one month."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.conftest import Run

ROUNDS = (
    "add fire 东岔街道 --on 2023-01-09 --site 商场 --by 赵某 --by 钱某",
    "add fire 东岔街道 --on 2023-01-09 --site 旅馆 --by 赵某 --by 钱某",
    "add fire 石炭沟镇 --on 2023-01-09 --site 商店 --by 赵某 --by 钱某",
    "add fire 石炭沟镇 --on 2023-01-10 --site 学校 --by 孙某",
)
APART = (
    "Not the sum of the rows, since what is in several of them counts once in the total: 本周/出动次数, 累计/出动次数."
)


@pytest.fixture
def rounds(run: Run, three_townships: Path) -> Path:
    """Two teams: one in two townships on a day, one on the day after."""
    assert [line for line in ROUNDS if run(line).code] == []
    return three_townships


def table(run: Run, words: str, key: str) -> dict[str, Any]:
    """A table of a report as JSON."""
    return dict(run(f"report {words} --format json").json["tables"][key])


def test_a_total_that_is_no_sum(run: Run, rounds: Path) -> None:
    """A team in two townships is one team of the city, which stands below the form; where sums agree nothing does."""
    form = table(run, "weekly", "weekly-statistics")
    shown = run("report weekly").out

    assert [row["teams"] for row in form["rows"]] == [1, 2, 0]
    assert (form["total"]["teams"], APART in shown) == (2, True)
    assert "Not the sum of the rows" not in run("report weekly --township 东岔").out
    assert "Not the sum of the rows" not in run("report daily --on 2023-01-10").out


def test_teams_and_people(run: Run, rounds: Path) -> None:
    """Three visits of two inspectors on a day: one team, six people; how each is counted stands below, unless none."""
    [brief] = table(run, "daily --on 2023-01-09", "daily-brief")["rows"]
    shown = run("report daily --on 2023-01-09").out

    assert (brief["teams"], brief["people"]) == (1, 6)
    assert "派出检查组: the same inspectors on the same day are one team, however many visits." in shown
    assert "出动人员: the inspectors of every visit, added up." in shown
    assert "one team" not in run("report daily --on 2023-01-12").out


def test_the_days_of_the_lag(run: Run, rounds: Path) -> None:
    """The table of the lag says of which visits it is: of a day those of the seven up to it, else those of its days."""
    title = "Days from a visit until it was written down: visits from {} to {}"

    assert title.format("2023-01-06", "2023-01-12") in run("report daily --on 2023-01-12").out
    assert title.format("2023-01-09", "2023-01-15") in run("report weekly").out


def test_nothing_but_what_was_written_late(run: Run, three_townships: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A zero report says what it has none of, and how many visits of earlier days were written down in its days."""
    monkeypatch.delenv("INSPECT_TODAY")
    run("add fire 东岔街道 堵塞 --on yesterday --due 7d --owner 王某")
    run("add fire 云杉岭镇 --on yesterday")
    late = run("report daily").out
    town = run("report daily --township 石炭").out
    nothing = "No visit, hazard or case is of these days: a zero report. Steps on earlier hazards are no part of it."

    assert nothing in late
    assert "2 visits of earlier days were written down in these days." in late
    assert (nothing in town, "of earlier days" in town) == (True, False)


@pytest.mark.parametrize(
    ("words", "months"),
    [
        ("--month 2023-01", "2023年1月"),
        ("--since 2022-01-01 --until 2022-11-30", "2022年1—11月"),
        ("--since 2022-03-01 --until 2022-05-31", "2022年3—5月"),
        ("--since 2022-05-01 --until 2022-05-31", "2022年5月"),
    ],
)
def test_the_months_of_a_title(run: Run, three_townships: Path, words: str, months: str) -> None:
    """A form of January is of one month, one of more has the first and the last."""
    assert f"月报表（{months}）" in run(f"summary --profile monthly-industry {words}").out


def test_the_monthly_report_of_january(run: Run, rounds: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The report says January as one month, and February from January on."""
    monkeypatch.setenv("INSPECT_TODAY", "2023-03-01")

    assert "月报表（2023年1月）" in run("report monthly --on 2023-01-31").out
    assert "月报表（2023年1—2月）" in run("report monthly --on 2023-02-28").out


def test_a_claim_that_failed(run: Run, three_townships: Path) -> None:
    """The page counts no claim that failed, and says so."""
    run("add fire 东岔街道 堵塞 过期 --on 2023-01-09 --due 2023-01-12 --owner 王某")
    run("fix 1-2 --by 王某 --on 2023-01-11")
    run("verify 1 --fail --by 周某 --on 2023-01-12 --due 2023-01-20 --reason 仍堵")
    run("report page -o page.html")
    page = (three_townships / "page.html").read_text(encoding="utf-8")

    assert "A claim that failed verification counts no more: “Claimed fixed” is without it." in page


def test_the_day_of_writing_is_the_clocks(run: Run, rounds: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where INSPECT_TODAY tells the day, the lag says that it does not change when something was written."""
    said = "INSPECT_TODAY does not change the day of writing: that is the clock's."
    told = run("report lag").out
    monkeypatch.delenv("INSPECT_TODAY")

    assert said in told
    assert said not in run("report lag").out
