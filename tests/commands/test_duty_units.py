"""Which units the roster asks for: departments that ever had a shift, on whatever days; what `today` says of nobody."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import Run
from tests.test_screens import STYLES, on_terminal

KINDS = "--kind no_roster --kind uncovered_hours"


@pytest.fixture
def office(run: Run, three_townships: Path) -> Path:
    """Three townships and two departments, of which one has a roster for three days."""
    for name in ("应急管理局", "林业局"):
        assert run(f"department add {name}").code == 0
    assert run("duty add 应急管理局 2023-01-11..2023-01-13 --role leader --name 甲某 --phone 1").code == 0
    return three_townships


def lacking(run: Run, line: str, kind: str = "no_roster") -> list[str]:
    """What a command says that the roster lacks."""
    return [row["about"] for row in run(*shlex.split(line), "--format", "json").json if row["kind"] == kind]


def test_a_department_that_once_had_shifts(run: Run, office: Path) -> None:
    """It is asked for on any days like a township; one that never had a shift is not, and that is said."""
    everybody = ["应急管理局", "东岔街道", "石炭沟镇", "云杉岭镇"]
    shown = run("duty gaps 2023-01-20..2023-01-22")

    assert lacking(run, "duty gaps 2023-01-20..2023-01-22") == everybody
    assert lacking(run, "duty gaps 2023-01-20..2023-01-22", "empty_register") == []
    assert shown.out.splitlines()[-1] == "1 department never had a shift and is not asked for: 林业局"
    assert run("department end 应急管理局 --on 2023-01-21").code == 0
    assert lacking(run, "duty gaps 2023-01-21") == everybody[1:]


@pytest.mark.parametrize("day", ["2023-01-11", "2023-01-14", "2023-01-16"])
def test_in_a_special_period(run: Run, office: Path, day: str) -> None:
    """Whatever the day that is looked at, a department without a shift in the period is a gap of the whole city."""
    assert run("campaign start 春运 --from 2023-01-14 --end 2023-02-05 --kind period").code == 0
    (first, *towns) = run(f"gaps --on {day} --days 60 --kind no_roster --format json").json

    assert (first["township"], first["about"]) == (None, "应急管理局 (春运)")
    assert [row["about"] for row in towns] == ["春运"] * 3
    assert lacking(run, f"gaps 东岔 --on {day} --kind no_roster") == ["春运"]


def test_duty_gaps_of_a_kind(run: Run, office: Path) -> None:
    """--kind leaves only gaps of that kind, and refuses one that there is not."""
    rows = run("duty gaps 2023-01-11 --kind uncovered_hours --format json").json

    assert {row["kind"] for row in rows} == {"uncovered_hours"}
    assert run("duty gaps 2023-01-11 --kind nonsense").code == 2


def test_everyday_duty(run: Run, office: Path) -> None:
    """Outside special periods `gaps` has no roster to miss, and says which command looks at every day."""
    shown = run(f"gaps {KINDS} --on 2023-01-20 --days 3")

    assert (shown.code, shown.out) == (0, "")
    command = shown.err.splitlines()[1].partition("Of every day: inspect-cli ")[2]
    assert command == "duty gaps 2023-01-20..2023-01-23"
    assert run(command).code == 1
    assert len(run("gaps --kind never_visited").err.splitlines()) == 1


def test_nobody_on_duty(run: Run, office: Path) -> None:
    """`today` says how many units have nobody, as many as the command beside it lists; in one township, too."""
    assert run("today --format json").json["nobody_on_duty"] is None
    assert run("campaign start 春运 --from 2023-01-14 --end 2023-02-05 --kind period").code == 0
    assert run("duty add 石炭沟镇 2023-01-15 --role officer --name 乙某 --phone 1").code == 0

    for township, count in (("", 3), ("石炭沟镇", 0), ("云杉岭镇", 1)):
        lines = [json.loads(line) for line in run(f"today {township} --format jsonl").out.splitlines()]
        (row,) = [row for row in lines if "duty gaps" in row["todo"]]
        assert row["count"] == count == len(run(*shlex.split(row["todo"])[1:], "--format", "json").json)
        assert run(f"today {township} --format json").json["nobody_on_duty"] == count


def test_a_campaign_that_ended(run: Run, office: Path) -> None:
    """What ended with something open stays on the screen of `today` until it is closed, or a month has gone by."""
    assert run("add fire 东岔街道 堵塞 --on 2023-01-10 --due 3d --owner 张某01").code == 0
    assert run("campaign start 冬季 --from 2023-01-01 --end 2023-01-14").code == 0
    (row,) = run("today --format json").json["ended_campaigns"]

    assert row == {"campaign": "冬季", "end": "2023-01-14", "days_over": 1, "open": 1}
    assert "Ended with hazards open" in run("today").out
    assert run("today 石炭沟镇 --format json").json["ended_campaigns"] == []
    assert run("campaign set 冬季 --end 2023-01-15").code == 0
    assert run("today --format json").json["ended_campaigns"] == []
    assert run("campaign set 冬季 --end 2023-01-14").code == 0
    assert run("void 1 --reason 误录").code == 0
    assert run("today --format json").json["ended_campaigns"] == []


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("line", ["duty gaps 2023-01-11..2023-01-13", f"gaps --on 2023-01-11 {KINDS}"])
def test_lines_differ_on_a_narrow_screen(run: Run, office: Path, line: str, lang: str) -> None:
    """At 60 columns role and hours stay, so that no line looks like another; the command goes before them."""
    assert run("campaign start 春运 --from 2023-01-11 --end 2023-01-13 --kind period").code == 0
    assert run("duty cancel 2023-01-12 --unit 应急管理局 --yes").code == 0
    _code, shown = on_terminal("--lang", lang, *line.split(), columns=60)
    plain = STYLES.sub("", shown)
    rows = run(*line.split(), "--format", "json").json
    holes: list[dict[str, Any]] = [row for row in rows if row["kind"] == "uncovered_hours"]

    assert len(holes) > 2
    squeezed = "".join(plain.split())
    for row in holes:
        assert row["hours"].split("–")[0].replace(" ", "") in squeezed
    assert plain.count("leader" if lang == "en" else "带班领导") >= sum(row["role"] == "leader" for row in holes)
