"""The reports for superiors: made, kept as they were at their cut-off, sent, logged; what is missing and how late.

A report asked for again is the one that was kept, byte by byte, with a sentence on when it was made and how many cells
would be others now; `--again` keeps a new one, `--dry-run` none; days that are not over keep nothing.
Made later, hazards stand as they stood on the last day. A day on which nothing happened gives a zero report.
`report log` knows what campaigns and periods ask for; `--missing` ends with 1.
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from tests.conftest import Run
from tests.test_screens import STYLES, on_terminal

from inspect_cli import settings

ADDED = (
    "add fire 东岔街道 堵塞 过期 --on 2023-01-09 --due 2023-01-12 --owner 王某01 --site 商场 --by 赵某 --by 钱某",
    "fix 1-2 --by 王某01 --on 2023-01-11",
    "verify 1 --by 周某04 --on 2023-01-11",
    "add mines 石炭沟镇 瓦斯超限 --major --on 2023-01-12 --due 2023-01-20 --owner 孙某 --site 一号矿",
    "add fire 石炭沟镇 --on 2023-01-15 --site 商店",
    "add fire 云杉岭镇 堵塞 --on 2023-01-15 --due 3d --owner 王某01 --site 学校 --fixed",
)
PERIOD = "campaign start 春运 --from 2023-01-12 --end 2023-01-17 --kind period --report daily"


@pytest.fixture
def week(run: Run, three_townships: Path) -> Path:
    """A week with four visits and four hazards, one closed, one claimed, one major."""
    for line in ADDED:
        done = run(line)
        assert done.code == 0, (line, done.err)
    return three_townships


def on_day(monkeypatch: pytest.MonkeyPatch, day: str) -> None:
    """It is this day."""
    monkeypatch.setenv("INSPECT_TODAY", day)


def cells(run: Run, *words: str) -> dict[str, dict[str, Any]]:
    """The rows of the form of a report, by township or category, and its total."""
    told = run("report", *words, "--format", "json").json
    form = next(iter(told["tables"].values()))
    rows = {row.get("township") or row.get("category"): row for row in form["rows"]}
    return {**rows, "total": form["total"]}


def log(run: Run, *words: str) -> list[dict[str, Any]]:
    """The log as JSON."""
    return list(run("report", "log", *words, "--format", "json").json)


def test_a_day(run: Run, week: Path) -> None:
    """The brief of today: visits, hazards, what was fixed on the spot, incidents as somebody said."""
    told = run("report daily --incidents 0 --format json").json
    [brief] = told["tables"]["daily-brief"]["rows"]
    towns = {row["township"]: row for row in told["tables"]["township-statistics"]["rows"]}

    assert (told["first"], told["last"], told["notes"]) == ("2023-01-15", "2023-01-15", [])
    assert (brief["visits"], brief["found"], brief["on_spot"], brief["incidents"]) == (2, 1, 1, 0)
    assert [towns[name]["found"] for name in ("东岔街道", "石炭沟镇", "云杉岭镇")] == [0, 0, 1]
    assert list(told["tables"]) == ["daily-brief", "township-statistics", "lag"]


def test_a_zero_report(run: Run, three_townships: Path) -> None:
    """A day on which nothing happened gives a report that says so; incidents are 0 when somebody says so, else open."""
    said = run("report daily --incidents 0")
    open_ = run("report daily --again")

    assert "No visit, hazard or case is of these days: a zero report." in said.out
    assert [line.split()[-2:] for line in said.out.splitlines() if line.startswith("安全事故")] == [["0", "起"]]
    assert [line.split()[-1] for line in open_.out.splitlines() if line.startswith("安全事故")] == ["—"]
    assert "--incidents 0" in open_.err


def test_a_week(run: Run, week: Path) -> None:
    """The week beside the year so far, by township; rates are asked anew for the total."""
    run("add fire 东岔街道 旧的 --on 2023-01-02 --due 2023-01-05")
    rows = cells(run, "weekly")
    east, total = rows["东岔街道"], rows["total"]

    assert (east["visits"], east["found"], east["rectified"], east["rectification_rate"]) == (1, 2, 1, 50.0)
    assert (east["so_far_visits"], east["so_far_found"], east["so_far_overdue"]) == (2, 3, 2)
    assert (total["found"], total["major_found"], total["rectification_rate"]) == (4, 1, 25.0)
    assert (total["so_far_found"], total["so_far_rectification_rate"]) == (5, 20.0)


def test_a_month(run: Run, week: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By industry from January on, by township in the month; the last month that is over."""
    on_day(monkeypatch, "2023-02-01")
    told = run("report monthly --format json").json
    mines = next(row for row in told["tables"]["monthly-industry"]["rows"] if row["category"] == "mines")

    assert (told["first"], told["last"], told["due_at"][:16]) == ("2023-01-01", "2023-01-31", "2023-02-03T12:00")
    assert (mines["major_found"], told["tables"]["township-statistics"]["total"]["found"]) == (1, 4)


def test_a_campaign(run: Run, week: Path) -> None:
    """The last seven days beside all of the campaign; the one that runs if none is named."""
    run("campaign start 冬季攻势 --from 2023-01-01 --end 2023-01-31 --category fire")
    run("add fire 东岔街道 旧的 --on 2023-01-02 --due 2023-01-05")
    rows = cells(run, "campaign")

    assert (rows["东岔街道"]["found"], rows["东岔街道"]["so_far_found"]) == (2, 3)
    assert (rows["total"]["found"], rows["total"]["so_far_found"], rows["total"]["so_far_major_found"]) == (3, 4, 0)
    assert "冬季攻势情况统计表（截至2023年1月15日）" in run("report campaign").out


def test_which_campaign(run: Run, three_townships: Path) -> None:
    """None that runs is 1, two are 2, an unknown name is 2; nothing is kept."""
    assert run("report campaign").code == 1
    run("campaign start 甲 --from 2023-01-01 --end 2023-01-31")
    run("campaign start 乙 --from 2023-01-01 --end 2023-01-31")

    assert [run(f"report campaign{words}").code for words in ("", " --campaign 丙", " --campaign 甲")] == [2, 2, 0]
    assert [row["campaign"] for row in log(run)] == ["甲"]


def test_kept_as_it_was(run: Run, week: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked for again, it is the same text; what was done since changes nothing, what was written late is counted."""
    first = run("report daily --incidents 1")
    on_day(monkeypatch, "2023-01-20")
    run("verify 4 --by 周某04")
    later = run("report daily --on 2023-01-15")
    run("add fire 东岔街道 补记 --on 2023-01-15 --due 3d --owner 王某01")
    late = run("report daily --on 2023-01-15")

    assert (later.out, late.out) == (first.out, first.out)
    assert "As it was made on 2023-01-15" in later.err
    assert "changes none of its numbers" in later.err
    assert "would change" in late.err
    told = (run(f"--lang {lang} report daily --on 2023-01-15 --format json").json for lang in ("zh", "en"))
    assert next(told) == next(told)


def test_what_the_kept_one_does_not_say(run: Run, week: Path) -> None:
    """Other incidents than it holds change nothing and are told; so is the language it was kept in."""
    run("report daily")
    other = run("report daily --incidents 0")
    chinese = run("--lang zh report daily")
    run("report daily --incidents 0 --again")

    assert "The kept report is unchanged" in other.err
    assert "It was kept in" not in other.err
    assert "changes none of its numbers" in other.err
    assert chinese.out.splitlines()[0] == other.out.splitlines()[0]
    assert chinese.err.count("\n") == 3
    assert "--again" not in chinese.err
    assert "unchanged" not in run("report daily --incidents 0").err


def test_again_and_dry(run: Run, week: Path) -> None:
    """--again keeps a newer one, and the log has both; --dry-run shows what would be and keeps nothing."""
    dry = run("report daily --dry-run")
    assert (dry.code, log(run), "this was a dry run" in dry.err) == (0, [], True)
    run("report daily")
    run("add fire 东岔街道 补记 --due 3d --owner 王某01")
    again = run("report daily --again --format json").json

    assert again["tables"]["daily-brief"]["rows"][0]["found"] == 2
    assert again["tables"]["daily-brief"]["rows"][0]["day"] == "2023-01-15"
    assert datetime.fromisoformat(again["tables"]["daily-brief"]["rows"][0]["cut_off"]).day == 15
    assert [row["replaced"] for row in log(run)] == [False, True]
    assert run("report daily --format json").json == again
    run("undo")
    assert [row["replaced"] for row in log(run)] == [False]


def test_days_that_are_not_over(run: Run, week: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A week that goes on is shown so far and not kept; the week before is what is made when no day is given."""
    on_day(monkeypatch, "2023-01-18")
    running = run("report weekly --on today")
    run("report weekly")

    assert "Its days are not over" in running.err
    assert [(row["first"], row["state"]) for row in log(run)] == [("2023-01-09", "unsent")]
    assert run("report daily --on tomorrow").code == 2


def test_made_later_it_stands_as_it_stood(run: Run, week: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hazards count as they stood on the last day, by the days of their entries, and it says that it was made later."""
    on_day(monkeypatch, "2023-01-20")
    run("verify 2 --by 周某04")
    run("verify 4 --by 周某04")
    rows = cells(run, "daily", "--on", "2023-01-10")
    week_then = cells(run, "weekly", "--on", "2023-01-15", "--dry-run")
    now = run("summary --by township --format json --since 2023-01-09 --until 2023-01-15").json
    said = run("report daily --on 2023-01-10 --again")

    assert rows["total"] is None
    assert (week_then["total"]["found"], week_then["total"]["rectified"]) == (4, 1)
    assert sum(row["closed"] for row in now) == 3
    assert "Made on 2023-01-20, after its last day" in said.err


def test_what_an_entry_took_back_never_was(run: Run, week: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An act that is undone later is not in the past either."""
    on_day(monkeypatch, "2023-01-16")
    run("verify 2 --by 周某04 --on 2023-01-12")
    on_day(monkeypatch, "2023-01-17")
    before = cells(run, "weekly", "--on", "2023-01-15", "--dry-run")["total"]["rectified"]
    run("undo")

    assert (before, cells(run, "weekly", "--on", "2023-01-15", "--dry-run")["total"]["rectified"]) == (2, 1)


def test_of_one_township(run: Run, week: Path) -> None:
    """A township's own report has its row alone, and is kept beside the city's."""
    rows = cells(run, "weekly", "--township", "东岔")
    run("report weekly")

    assert [*rows] == ["东岔街道", "total"]
    assert rows["total"]["found"] == 2
    assert {row["township"] for row in log(run)} == {"东岔街道", None}


def test_sent_in_time_or_late(run: Run, week: Path) -> None:
    """What was made is sent at a time; whether in time is told and logged; undo takes the sending back."""
    unmade = run("report sent daily")
    run("report daily")
    sent = run("report sent 日报 --at 17:40 --to 市应急局")
    assert (unmade.code, "inspect-cli report daily --on 2023-01-15" in unmade.err) == (1, True)
    assert sent.out == "daily 2023-01-15: sent 2023-01-15 17:40, in time.\n"
    assert [(row["state"], row["late_minutes"]) for row in log(run)] == [("sent", 0)]
    run("undo")
    assert log(run)[0]["sent_at"] is None
    late = run("report sent daily --at '2023-01-15 20:05'")

    assert "late by 2:05 h" in late.out
    assert [(row["state"], row["late"]) for row in log(run)] == [("late", "2:05")]
    assert run("report sent daily --at noon").code == 2
    assert run("report sent daily --at '2023-01-16 08:00'").code == 2
    assert run("report sent yearly").code == 2


def test_sent_when_it_was_made(run: Run, week: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is sent before it was made or after now, to the minute on the day of the clock, else by days."""
    run("report daily --on 2023-01-14")
    early = run("report sent daily --on 2023-01-14 --at '2023-01-14 17:00'")
    clock = datetime(2023, 1, 15, 17, 30, 20).astimezone()
    monkeypatch.setattr(settings, "now", lambda: clock)
    run("report daily")
    said = [run(f"report sent daily --at {time}") for time in ("17:29", "17:31", "17:30")]

    assert (early.code, "it was made on 2023-01-15" in early.err) == (2, True)
    assert [done.code for done in said] == [2, 2, 0]
    assert "made on 2023-01-15 17:30, after that" in said[0].err
    assert "17:31 has not come yet." in said[1].err


def test_sent_twice_the_first_time_counts(run: Run, week: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second sending says which time counts, and one made anew after a sending is not wanting."""
    run("report daily")
    run("report sent daily --at 17:40")
    late = run("report sent daily --at 20:00")
    assert "It was sent before; the first time counts: 2023-01-15 17:40." in late.err
    run("report daily --again")
    on_day(monkeypatch, "2023-01-16")

    assert [row["state"] for row in log(run)] == ["remade", "sent"]
    assert run("report log --missing").code == 0
    assert "remade" in run("report log").out


def test_what_is_missing(run: Run, week: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A period that asks for daily reports: days without one are missing, those not sent too, each with its command."""
    run(PERIOD)
    on_day(monkeypatch, "2023-01-12")
    run("report daily")
    run("report sent daily --at 17:00")
    on_day(monkeypatch, "2023-01-15")
    run("report daily --on 2023-01-13 --campaign 春运")
    missing = run("report log --missing --format json")
    wanting = {row["last"]: (row["state"], row["todo"]) for row in missing.json}

    assert missing.code == 1
    assert wanting["2023-01-13"] == ("unsent", "inspect-cli report sent daily --on 2023-01-13 --campaign 春运")
    assert wanting["2023-01-14"] == ("missing", "inspect-cli report daily --on 2023-01-14 --campaign 春运")
    assert {row["last"]: row["state"] for row in log(run)}["2023-01-12"] == "sent"
    assert run("report log").code == 0
    assert run("report log --missing --since 2023-01-12 --until 2023-01-12").code == 0


def test_the_named_commands_mend_it(run: Run, week: Path) -> None:
    """Each command that the log names, typed as it stands, leaves nothing missing."""
    run(PERIOD)
    for _turn in range(2):
        for row in run("report log --missing --until 2023-01-14 --format json").json:
            assert run(row["todo"].removeprefix("inspect-cli ")).code == 0

    assert run("report log --missing --until 2023-01-14").code == 0


def test_files_and_tables(run: Run, week: Path) -> None:
    """CSV and -o have the form; --table chooses another; Markdown has all of them; a table that is not there is 2."""
    lines = run("report weekly --format csv").out.splitlines()
    saved = run("report weekly -o week.xlsx")
    lag = run("report weekly --table lag --format csv").out.splitlines()
    markdown = run("report daily --format markdown").out

    assert lines[0].split(",")[:3] == ["township", "sites", "sites_visited"]
    assert (saved.code, (week / "week.xlsx").exists(), "--table writes: lag" in saved.err) == (0, True, True)
    assert lag[0] == "township,visits,median,p90,longest"
    assert markdown.count("\n| --- |") == 3
    assert run("report weekly --table wolves").code == 2


def test_the_lag(run: Run, week: Path) -> None:
    """Days from a visit until it was written, by township; the last line is worked out from all visits."""
    told = run("report lag --since 2023-01-01 --format json").json
    out = run("report lag --since 2023-01-01").out

    assert [(row["township"], row["visits"]) for row in told] == [("东岔街道", 1), ("石炭沟镇", 2), ("云杉岭镇", 1)]
    assert all(row["longest"] >= row["p90"] >= row["median"] > 0 for row in told)
    assert "not from the lines above" in out
    assert run("report lag --since 2023-01-15 --until 2023-01-01").code == 2


def test_spot_checks_are_counted(run: Run, week: Path) -> None:
    """The line of duty checks is blank while nobody looked, and then how often somebody did on that day."""
    [before] = run("report daily --dry-run --format json").json["tables"]["daily-brief"]["rows"]
    assert run("duty check 东岔街道 --result present --at 12:00").code == 0
    assert run("duty check 东岔街道 --result absent --at '2023-01-14 12:00'").code == 0
    [after] = run("report daily --format json").json["tables"]["daily-brief"]["rows"]

    assert (before["duty_checks"], after["duty_checks"]) == (None, 1)


@pytest.mark.parametrize("columns", [60, 120])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_on_a_terminal(run: Run, week: Path, lang: str, columns: int) -> None:
    """Report and log fit the width in both languages."""
    for words in ("report daily", "report weekly", "report log"):
        code, shown = on_terminal("--lang", lang, *words.split(), columns=columns)
        lines = STYLES.sub("", shown).splitlines()

        assert code == 0
        assert max(map(cell_len, lines[:-3])) <= columns, words


def test_the_content_is_canonical(run: Run, week: Path) -> None:
    """What is kept is JSON with sorted keys and no blanks: the same report has the same bytes."""
    run("report daily")
    [row] = log(run)
    kept = run("report daily --format json").json

    assert json.dumps(kept, sort_keys=True)
    assert (row["made_at"], kept["made_by"]) == (kept["made_at"], "李某02")


def test_nothing_is_kept_whose_file_cannot_be_written(run: Run, week: Path) -> None:
    """The file is written first: where it cannot be, the report is not kept, and is made anew when asked for again."""
    failed = run("report daily --on 2023-01-12 --incidents 0 -o no/such/folder.csv")
    assert failed.code == 4
    assert "Nothing was kept in the ledger." in failed.err
    assert "Kept as it is" not in failed.err
    assert run("report log").code == 1
    saved = run("report daily --on 2023-01-12 --incidents 0 -o daily.csv")
    lost = run("report daily --on 2023-01-12 -o no/such/folder.csv")

    assert "Kept as it is; when it is sent: inspect-cli report sent daily --on 2023-01-12" in saved.err
    assert (week / "daily.csv").exists()
    assert (lost.code, "Nothing was kept" in lost.err) == (4, False)
    assert len(log(run)) == 1


def test_the_advice_is_of_the_same_township(run: Run, week: Path) -> None:
    """What was not made yet is to be made for the township that was asked for."""
    unmade = run("report sent daily --on 2023-01-12 --township 石炭沟镇")

    assert unmade.err.endswith("inspect-cli report daily --on 2023-01-12 --township 990181100\n")
