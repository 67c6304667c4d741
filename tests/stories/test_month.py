"""A month in the sample city, February 2023: who answers, who is on duty, what nobody watches, what the meeting hears.

Registers come in files; the roster of a festival has a hole; somebody leaves, two departments merge; a drive ends on
the 28th. Each number is worked out here by hand; of the sample's own year only what its file says is counted along.

CG-1  云杉岭镇  forest       found 02-02  due 02-07  赵某92           fixed 02-07  closed 02-08
CG-2  云杉岭镇  forest       found 02-02  due 02-07  赵某92, 冯某90    fixed 02-14  closed 02-16
CG-3  松坪岔镇  fire         found 02-03  due 02-10  孙某97           open
CG-4  九驿镇    greenhouse   found 02-06  due 02-20  郑某99           fixed 02-15  closed 02-18
CG-5  云杉岭镇  forest       found 02-07  due 02-20  周某95           fixed 02-17  closed 02-21
CG-6  九驿镇    environment  found 02-08  due 02-24  郑某99           fixed 02-22  closed 02-25
CG-7  九驿镇    environment  found 02-08  due 02-24  郑某99           fixed 02-25  closed 02-27
CG-8  沙枣井镇  environment  found 02-20  due 02-28  nobody, 许某89    fixed 02-25  closed 02-28
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, time
from pathlib import Path
from time import tzset

import pytest
from tests.conftest import Run
from tests.stories.conftest import Diary
from tests.stories.month import (
    DRIVE,
    FESTIVAL,
    GATE,
    SECOND,
    THIRD,
    TOWN,
    daily,
    drive,
    gap,
    gaps,
    late_before,
    left_each_day,
    logged,
    mend,
    missing,
    read_ledger,
    read_tables,
    standing,
    telephone,
    write_files,
)
from tests.stories.month_of_people import departments_merge, registers_come_in, somebody_leaves, what_nobody_watches

from inspect_cli import settings
from inspect_cli.store import ledger
from inspect_cli.store.opening import open_database


@pytest.fixture
def month(home: Path, run: Run, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[Diary]:
    """A diary of the sample city, begun on 1 February; the clock stands at noon in Gansu."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "CST-8")
        tzset()
        patch.setattr(settings, "now", lambda: datetime.combine(settings.today(), time(4), UTC))
        request.getfixturevalue("sample_city")
        write_files(home)
        diary = Diary(run, patch)
        diary.on("2023-02-01")
        yield diary
    tzset()


def test_a_month(month: Diary, home: Path, ledger_path: Path) -> None:
    """February from the first register to the page for the meeting."""
    registers_come_in(month)
    what_nobody_watches(month)
    a_roster_with_a_hole(month)
    the_festival_is_reported(month)
    a_late_entry_changes_no_report(month)
    a_drive_begins(month)
    somebody_leaves(month, home)
    departments_merge(month, home)
    a_week_is_reported(month)
    the_drive_will_miss(month)
    the_drive_ends(month)
    the_month_is_reported(month)
    the_last_evening(month, home)
    nothing_is_wrong(month, ledger_path)


def a_roster_with_a_hole(diary: Diary) -> None:
    """2 February: the festival has no roster, then one with nobody on the 5th; what is typed as advised fills it."""
    on = f"{TOWN} 2023-02-0"
    diary.type(
        f"campaign start {FESTIVAL} --from 2023-02-03 --end 2023-02-06 --kind period --report daily --township {TOWN}"
    )
    diary.on("2023-02-02")
    asked = f"gaps {TOWN} --kind no_roster --kind uncovered_hours"
    assert gaps(diary, asked) == [gap("no_roster", FESTIVAL, "duty import FILE", since="2023-02-03")]
    counted = diary.type("duty import roster.csv --format json").json
    assert {key: counted[key] for key in ("rows", "shifts", "new", "skipped")} == {
        "rows": 5, "shifts": 6, "new": 6, "skipped": 2,
    }  # fmt: skip
    morning, night = "2023-02-03 00:00–08:00", "2023-02-05 08:00–2023-02-06 08:00"
    holes = [
        gap("uncovered_hours", TOWN, f"duty add {on}{day} --role {role} --name NAME --from {begin} --to 08:00",
            role=role, since=f"2023-02-0{day}", hours=hours)
        for day, begin, hours in ((3, "00:00", morning), (5, "08:00", night)) for role in ("leader", "officer")
    ]  # fmt: skip
    assert gaps(diary, f"duty gaps 2023-02-03..2023-02-06 --unit {TOWN}") == holes
    assert gaps(diary, asked) == holes

    for hole, name in zip(holes, ("周某95", "钱某93", "孙某94", "李某98"), strict=True):
        mend(diary, hole, name, "--phone 0999-1000")
    assert diary.type(f"duty gaps 2023-02-03..2023-02-06 --unit {TOWN} --format json").json == []
    assert diary.type(f"{asked} --format json").json == []
    diary.type(f"add forest {TOWN} 防火隔离带未清 坟区有烧纸痕迹 --village 上桦岔村 --due 5d --owner 赵某92")


def the_festival_is_reported(diary: Diary) -> None:
    """3 to 6 February: a report in time, one forgotten and made up for, one sent after midnight."""
    diary.on("2023-02-03")
    morning = diary.type("today --format json").json
    told = [(shift["role"], shift["name"], shift["hours"]) for shift in morning["duty"]]
    assert sorted(told) == [
        ("leader", "周某95", "00:00–08:00"), ("leader", "王某91", "08:00–08:00"),
        ("officer", "赵某92", "08:00–08:00"), ("officer", "钱某93", "00:00–08:00"),
    ]  # fmt: skip
    assert (morning["overdue"], morning["to_visit"]) == (late_before("2023-02-03"), 3)
    assert morning["campaigns"] == [{"campaign": FESTIVAL, "days_left": 4, "open": 0}]
    diary.type("add fire 松坪岔镇 疏散通道堵塞 --due 7d --owner 孙某97")
    brief = daily(diary, "2023-02-03", "--incidents 0")
    assert {key: brief[key] for key in ("teams", "people", "visits", "found", "with_deadline", "incidents")} == {
        "teams": 1, "people": 1, "visits": 1, "found": 1, "with_deadline": 1, "incidents": 0,
    }  # fmt: skip
    assert "in time" in diary.type("report sent daily --at 12:00 --to 市应急局").out
    diary.on("2023-02-05")
    diary.type(f"add fireworks {TOWN}")
    checked = diary.type(f'duty check {TOWN} --at "2023-02-05 10:30" --result no_answer').out
    assert "孙某94、李某98" in checked
    brief = daily(diary, "2023-02-05")
    assert (brief["visits"], brief["found"], brief["duty_checks"], brief["incidents"]) == (1, 0, 1, None)
    assert missing(diary, 1) == [
        ("2023-02-04", "missing", f"inspect-cli report daily --on 2023-02-04 --campaign {FESTIVAL}")
    ]
    diary.on("2023-02-06")
    assert "late by 6:30 h" in diary.type("report sent daily --on 2023-02-05 --at '2023-02-06 00:30'").out
    brief = daily(diary, "2023-02-04")
    assert (brief["visits"], brief["found"], brief["teams"]) == (0, 0, 0)
    assert missing(diary, 1) == [("2023-02-04", "unsent", "inspect-cli report sent daily --on 2023-02-04")]
    diary.type("report sent daily --on 2023-02-04 --at 12:00")
    assert missing(diary, 0) == []
    assert logged(diary) == [
        ("daily", "2023-02-06", FESTIVAL, "waiting", 0),
        ("daily", "2023-02-05", None, "late", 390),
        ("daily", "2023-02-04", None, "late", 42 * 60),
        ("daily", "2023-02-03", None, "sent", 0),
    ]


def a_late_entry_changes_no_report(diary: Diary) -> None:
    """6 February: a visit of the 3rd is written down. That day's report is printed as it was, and says what it lacks.

    People and visits of the brief, the teams of the town; of the lag four cells of the town and three of the total.
    """
    line = "report daily --on 2023-02-03 --format json"
    before = diary.type(line)
    diary.type(f"add forest {TOWN} --on 2023-02-03 --village 老杏沟村")
    after = diary.type(line)

    assert after.out == before.out
    assert "changes none of its numbers" in before.err
    assert "would change 10 cells" in after.err
    anew = diary.type(f"{line} --again --dry-run").json["tables"]
    assert [anew["daily-brief"]["rows"][0][key] for key in ("teams", "people", "visits")] == [1, 2, 2]
    assert anew["lag"]["rows"][0] == {"township": TOWN, "visits": 2, "median": 1.5, "p90": 3, "longest": 3}
    assert anew["lag"]["total"] == {"township": None, "visits": 3, "median": 0.0, "p90": 3, "longest": 3}


def a_drive_begins(diary: Diary) -> None:
    """6 to 8 February: a deadline beyond its end needs a reason; what is of its kind belongs to it unnamed."""
    diary.type("category enable greenhouse environment")
    about = "--category greenhouse --category environment --township 九驿镇 --township 沙枣井镇"
    diary.type(f"campaign start {DRIVE} --from 2023-02-06 --end 2023-02-28 {about}")
    line = f"add greenhouse 九驿镇 棚内住人 --campaign {DRIVE} --owner 郑某99"
    assert f"2023-03-05 is after the campaign {DRIVE} ends on 2023-02-28" in diary.refuse(f"{line} --due 2023-03-05")
    assert "CG-4" in diary.type(f"{line} --due 2023-02-20").out
    diary.on("2023-02-07")
    diary.type("fix 1 --by 赵某92")
    assert "CG-5" in diary.type(f"walk forest {TOWN} --site {GATE} --answers walk.csv").out
    diary.on("2023-02-08")
    diary.type("verify 1 --by 钱某93")
    diary.type("add environment 九驿镇 废膜未清 薄膜堆放 --due 2023-02-24 --owner 郑某99")

    assert drive(diary)["found"] == 3


def a_week_is_reported(diary: Diary) -> None:
    """16 to 20 February: the week from the 13th beside the year; environment and greenhouses are not in this form.

    The sample's year until 15 January: 7 found and 2 closed in the town, 5 and 4 in 松坪岔镇, 176 and 91 in all.
    """
    diary.on("2023-02-16")
    diary.type("verify 2 --by 钱某93")
    diary.on("2023-02-17")
    diary.type("fix 5 --by 周某95")
    diary.on("2023-02-18")
    diary.type("verify 4 --by 冯某90")
    diary.on("2023-02-20")
    form = diary.type("report weekly --format json").json
    keys = ("visits", "found", "rectified", "so_far_found", "so_far_rectified", "so_far_rectification_rate")
    rows = {row["township"]: tuple(row[key] for key in keys) for row in form["tables"]["weekly-statistics"]["rows"]}
    assert (form["first"], form["last"], form["notes"], len(rows)) == ("2023-02-13", "2023-02-19", [], 19)
    assert rows[TOWN] == (1, 0, 0, 7 + 3, 2 + 2, 40.0)  # CG-1, 2 and 5; two of them closed
    assert rows["松坪岔镇"] == (0, 0, 0, 5 + 1, 4, 66.7)  # CG-3
    assert rows["九驿镇"] == (0, 0, 0, 15, 7, 46.7)
    total = form["tables"]["weekly-statistics"]["total"]
    assert tuple(total[key] for key in keys) == (1, 0, 0, 176 + 4, 91 + 2, 51.7)
    assert "in time" in diary.type("report sent weekly --at 12:00").out


def the_drive_will_miss(diary: Diary) -> None:
    """20 to 24 February: 3 are open and 5 days left, one was closed in seven: at 1/7 a day it takes 21 days more."""
    diary.type("add environment 沙枣井镇 沟渠垃圾 --due 2023-02-28")
    diary.on("2023-02-21")
    diary.type("verify 5 --by 钱某93")
    diary.on("2023-02-22")
    diary.type("fix 6 --by 郑某99")
    diary.on("2023-02-24")
    course = drive(diary)
    keys = ("found", "fixed", "closed", "open", "overdue", "days_left", "needed", "pace", "done_on", "missing")
    assert tuple(course[key] for key in keys) == (4, 1, 1, 3, 0, 5, 0.6, 0.1, "2023-03-17", 3)
    keys = ("township", "found", "fixed", "closed", "open", "rectification_rate")
    assert [tuple(row[key] for key in keys) for row in course["townships"]] == [
        ("九驿镇", 3, 1, 1, 2, 33.3),
        ("沙枣井镇", 1, 0, 0, 1, 0.0),
    ]
    assert [(row["number"], row["idle_days"], row["reasons"]) for row in course["missing_hazards"]] == [
        ("CG-8", 4, ["no_owner"]),
        ("CG-7", 16, ["untouched"]),
        ("CG-6", 2, ["to_verify"]),
    ]


def the_drive_ends(diary: Diary) -> None:
    """25 to 28 February: what held up is settled; on its last day one waits, then none. Its report shows all four."""
    diary.on("2023-02-25")
    for line in ("assign 8 --owner 许某89", "fix 7 --by 郑某99", "fix 8 --by 许某89", "verify 6 --by 冯某90"):
        diary.type(line)
    diary.on("2023-02-27")
    diary.type("verify 7 --by 冯某90")
    diary.on("2023-02-28")
    keys = ("found", "fixed", "closed", "open", "days_left", "needed", "pace", "missing")
    course = drive(diary)
    assert tuple(course[key] for key in keys) == (4, 1, 3, 1, 1, 1.0, 0.3, 1)
    assert [(row["number"], row["reasons"]) for row in course["missing_hazards"]] == [("CG-8", ["to_verify"])]
    diary.type("verify 8 --by 冯某90")
    assert tuple(drive(diary)[key] for key in keys) == (4, 0, 4, 0, 1, 0.0, 0.4, 0)

    form = diary.type(f"report campaign --campaign {DRIVE} --format json").json["tables"]["campaign-statistics"]
    keys = ("township", "sites", "visits", "found", "so_far_visits", "so_far_found", "so_far_rectified")
    assert [tuple(row[key] for key in keys) for row in [*form["rows"], form["total"]]] == [
        ("九驿镇", 120, 0, 0, 2, 3, 3),
        ("沙枣井镇", 95, 0, 0, 1, 1, 1),
        (None, 215, 0, 0, 3, 4, 4),
    ]
    assert "Left out" not in diary.type(f"report campaign --campaign {DRIVE}").out


def the_month_is_reported(diary: Diary) -> None:
    """28 February: the form of the month, the log of what was sent, and how late visits were written down."""
    tables = diary.type("report monthly --format json").json["tables"]
    keys = ("general_found", "general_rectified", "general_rate")
    forest = next(row for row in tables["monthly-industry"]["rows"] if row["category"] == "forest_fire")
    assert tuple(forest[key] for key in keys) == (8 + 3, 4 + 3, 63.6)  # since January, with CG-1, 2 and 5
    keys = ("township", "sites_visited", "teams", "found", "rectified", "rectification_rate")
    rows = [tuple(row[key] for key in keys) for row in tables["township-statistics"]["rows"]]
    assert [row for row in rows if row[2]] == [(TOWN, 1, 5, 3, 3, 100.0), ("松坪岔镇", 0, 2, 1, 0, 0.0)]
    lags = [
        ("九驿镇", 2, 0.0, 0, 0),
        ("云杉岭镇", 5, 0.0, 3, 3),
        ("松坪岔镇", 2, 1.5, 3, 3),
        ("沙枣井镇", 1, 0.0, 0, 0),
    ]
    keys = ("township", "visits", "median", "p90", "longest")
    lag = diary.type("report lag --since 2023-02-01 --format json").json
    assert sorted(tuple(row[key] for key in keys) for row in lag) == lags
    assert logged(diary) == [
        ("campaign", "2023-02-28", DRIVE, "waiting", 0),
        ("monthly", "2023-02-28", None, "waiting", 0),
        ("weekly", "2023-02-19", None, "sent", 0),
        ("daily", "2023-02-06", FESTIVAL, "missing", (22 * 24 - 6) * 60),
        ("daily", "2023-02-05", None, "late", 390),
        ("daily", "2023-02-04", None, "late", 42 * 60),
        ("daily", "2023-02-03", None, "sent", 0),
    ]


def the_last_evening(diary: Diary, folder: Path) -> None:
    """28 February: what is still amiss in the town, the visits it needed and got, and the page for the meeting."""
    walk = f"walk forest_fire {TOWN} --site"
    last = "2023-02-28"
    assert gaps(diary, f"gaps {TOWN}") == [
        *standing(diary, last, 272),
        gap("never_visited", THIRD, f"{walk} {THIRD}"),
        gap("visit_overdue", SECOND, f"{walk} {SECOND}", since="2022-05-23", days=281),
        gap("visit_overdue", GATE, f"{walk} {GATE}", since="2023-02-14", days=14),
        gap("category_unvisited", None, f"walk environment {TOWN}", category="environment"),
        gap("category_unvisited", None, f"walk fire {TOWN}", category="fire", since="2022-12-26", days=64),
        gap("category_unvisited", None, f"walk traffic {TOWN}", category="traffic", since="2023-01-05", days=54),
        telephone(diary),
    ]
    morning = diary.type("today --format json").json
    keys = ("overdue", "due_soon", "unplanned", "to_visit", "on_duty", "campaigns")
    assert [morning[key] for key in keys] == [
        late_before(last) + 1, 0, 0, 3, 0, [{"campaign": DRIVE, "days_left": 1, "open": 0}],
    ]  # fmt: skip
    keys = ("sites", "needed", "made", "visits", "unvisited", "share")  # 28 days: four visits of the gate, one of two
    for by, name in (("township", TOWN), ("kind", "forest_gate")):
        [row] = [row for row in diary.type(f"coverage --by {by} --format json").json if row["needed"]]
        assert (row[by], *(row[key] for key in keys)) == (name, 3, 6, 2, 2, 2, 33.3)
    diary.type("report page -o page.html")
    tables = read_tables(folder / "page.html")
    assert tables["Day"]["2023-02-06"][0] == "1"
    assert {day: row[0] for day, row in tables["Day"].items()} == {
        day: str(left) for day, left in zip(tables["Day"], left_each_day(tables["Day"]), strict=True)
    }
    assert [tables["Township"][name][0] for name in ("松坪岔镇", "Total")] == [str(3 + 1), str(107 + 1)]  # CG-3
    assert {name: tables["Gap"][name] for name in ("Vacant", "No ladder", "Never visited", "Visit overdue")} == {
        "Vacant": ["1"], "No ladder": ["1"], "Never visited": ["1"], "Visit overdue": ["2"],
    }  # fmt: skip


def nothing_is_wrong(diary: Diary, ledger_path: Path) -> None:
    """Journal and ledger agree, and a ledger made anew from a copy of the journal is the same, table by table."""
    assert "There is nothing to mend." in diary.type("check").err
    copy = ledger_path.with_name("copy.db")
    shutil.copy(ledger_path, copy)
    with closing(open_database(str(copy))) as database, database.writing():
        ledger.repost(database)
    kept, anew = read_ledger(ledger_path), read_ledger(copy)
    assert {name for name in kept if kept[name] != anew[name]} == set()
    assert min(len(kept[name]) for name in ("hazard", "responsibility", "duty", "report", "village", "zone")) > 0
