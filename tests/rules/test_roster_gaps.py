"""What the roster of some days lacks: leaders and officers hour by hour, units, phones, people twice, all of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from inspect_cli.rules import roster_gaps
from inspect_cli.rules.coverage import Gap, Scope
from inspect_cli.rules.roster_gaps import Asked
from inspect_cli.rules.shifts import DAY, HOUR
from inspect_cli.rules.watches import Period, Roster, Unit

FIRST, LAST = date(2023, 1, 21), date(2023, 1, 22)
TOWNS = {"1": "东岔街道", "2": "云杉岭镇"}
SCOPE = Scope(date(2023, 1, 15), 1, TOWNS, ())
ASKED = Asked(FIRST, LAST, None, {"1": "东岔街道"})
BOTH = ASKED._replace(townships=TOWNS)
FESTIVAL = Period("春节", FIRST, LAST, ())


def shift(day: int, role: str, name: str = "张某01", **told: Any) -> dict[str, Any]:
    """A shift of a day of January, all of it, with a phone."""
    usual = {"township": "1", "unit": "东岔街道", "start": 0, "minutes": DAY, "phone": "0999-1"}
    return {**usual, "id": f"{day}{role}{name}", "day": date(2023, 1, day), "role": role, "name": name, **told}


WHOLE = [shift(day, role, name) for day in (21, 22) for role, name in (("leader", "王某01"), ("officer", "赵某03"))]


def find(rows: list[dict[str, Any]], asked: Asked = ASKED, *periods: Period) -> list[Gap]:
    """What these rows lack."""
    return roster_gaps.find_all(SCOPE, asked, rows, periods)


def test_nothing_is_amiss() -> None:
    """A leader and an officer at every hour, each with a phone: no gap; other days are not looked at."""
    assert find([*WHOLE, shift(23, "officer", phone=None)]) == []


def test_nobody_leads() -> None:
    """Handlers stand for neither role: each hour without a leader and each without an officer is told by itself."""
    rows = [shift(21, "officer"), shift(22, "officer", minutes=20 * HOUR), shift(22, "handler", "吴某07")]

    gaps = find(rows)

    assert [(gap.role, gap.hours) for gap in gaps] == [
        ("leader", "2023-01-21 00:00–2023-01-23 00:00"),
        ("officer", "2023-01-22 20:00–2023-01-23 00:00"),
    ]
    assert gaps[0].todo == "inspect-cli duty import FILE"
    assert gaps[1].todo == (
        "inspect-cli duty add 东岔街道 2023-01-22 --role officer --name NAME --from 20:00 --to 00:00"
    )


@pytest.mark.parametrize(("ended", "hours"), [(22, ["2023-01-21 00:00–2023-01-22 00:00"] * 2), (21, [])])
def test_a_unit_that_ends(ended: int, hours: list[str]) -> None:
    """Nothing is missed after its last day, no phone either; the shifts that it has then are to be cancelled."""
    rows = [shift(21, "handler"), shift(22, "leader", phone=None), shift(22, "officer", "李某02", phone=None)]
    asked = ASKED._replace(ended={Unit("1", "东岔街道"): date(2023, 1, ended)}, townships={})
    *gaps, late = find(rows, asked)

    assert [gap.hours for gap in gaps] == hours
    assert (late.kind, late.count, late.since) == ("ended_named", 2 if hours else 3, date(2023, 1, ended))
    reach = "2023-01-22" if hours else "2023-01-21..2023-01-22"
    assert late.todo == f"inspect-cli duty cancel {reach} --unit 东岔街道"


def test_a_unit_that_has_ended() -> None:
    """One that is asked for, was no more before these days and has no shift lacks nothing."""
    asked = ASKED._replace(unit=Unit("1", "东岔街道"), ended={Unit("1", "东岔街道"): FIRST})
    assert find([], asked) == []
    assert find([], asked._replace(ended={})) != []


def test_a_shift_of_the_day_before() -> None:
    """The small hours belong to the shift that began the evening before."""
    night = [shift(20, role, role, start=20 * HOUR, minutes=12 * HOUR) for role in ("leader", "officer")]
    rest = [shift(21, role, role, start=8 * HOUR, minutes=DAY) for role in ("leader", "officer")]
    last = [shift(22, role, role, start=8 * HOUR, minutes=DAY) for role in ("leader", "officer")]

    assert find([*night, *rest, *last]) == []


def test_empty_roster() -> None:
    """Without any shift the roster itself is the gap; in a special period so is each township that it concerns."""
    assert [(gap.kind, gap.about) for gap in find([])] == [("empty_register", "duty")]
    only = FESTIVAL._replace(townships=("2", "9"))
    assert [(gap.kind, gap.about) for gap in find([], BOTH, only)] == [
        ("empty_register", "duty"),
        ("no_roster", "云杉岭镇"),
    ]


@pytest.mark.parametrize(
    "periods", [(), (FESTIVAL, FESTIVAL._replace(name="春运")), (FESTIVAL._replace(townships=("1",)),)]
)
def test_township_without_a_shift(periods: tuple[Period, ...]) -> None:
    """As soon as one unit has a shift, each township without one is told once, in a special period or not."""
    (gap,) = find(WHOLE, BOTH, *periods)
    assert (gap.kind, gap.township, gap.about, gap.todo) == (
        "no_roster",
        "2",
        "云杉岭镇",
        "inspect-cli duty import FILE",
    )


def test_departments_need_no_roster() -> None:
    """A department on the roster asks a roster of each township, and a township on it none of a department."""
    police = [{**row, "township": "*", "unit": "公安局"} for row in WHOLE]

    assert [(gap.kind, gap.township) for gap in find(police, BOTH)] == [("no_roster", "1"), ("no_roster", "2")]


def test_a_roster_of_other_days() -> None:
    """A roster that has shifts on other days is not empty: in these every unit is missed, or those of the period."""
    used = Roster(is_used=True, departments=["公安局"], spared=["林业局"])
    asked = BOTH._replace(roster=used)

    assert [gap.about for gap in find([], asked)] == ["东岔街道", "云杉岭镇", "公安局"]
    assert [gap.about for gap in find([], asked, FESTIVAL)] == ["东岔街道", "云杉岭镇", "公安局"]
    assert [gap.about for gap in find([], asked, FESTIVAL._replace(townships=("2",)))] == ["云杉岭镇"]
    assert [gap.about for gap in find(WHOLE, asked)] == ["云杉岭镇", "公安局"]
    assert {gap.kind for gap in find([], asked)} == {"no_roster"}


def test_a_shift_that_only_ends_there() -> None:
    """A unit whose last shift began the day before has no roster in these days, which is told once, not by hours."""
    (gap,) = find([shift(20, "officer", start=20 * HOUR)])
    assert (gap.kind, gap.about, gap.since) == ("no_roster", "东岔街道", FIRST)


def test_one_unit() -> None:
    """Asked for one unit, only it is looked at, also when it has no shift; people are still seen elsewhere."""
    police = Unit("*", "公安局")
    elsewhere = shift(21, "handler", "王某01", township="*", unit="公安局", phone=None)
    rows = [*WHOLE, elsewhere]

    assert {gap.about for gap in find(WHOLE, ASKED._replace(unit=police))} == {"公安局"}
    kinds = [gap.kind for gap in find(rows, ASKED._replace(unit=police))]
    assert sorted(kinds) == ["no_phone", "two_shifts", "uncovered_hours", "uncovered_hours"]
    assert [gap.kind for gap in find(rows, ASKED._replace(unit=Unit("1", "东岔街道")))] == ["two_shifts"]


@pytest.mark.parametrize(("days", "count"), [((21,), 1), ((21, 22), 2)])
def test_no_phone(days: tuple[int, ...], count: int) -> None:
    """Somebody without a phone is told once, with how many shifts, and the command that gives her one on all."""
    rows = [{**row, "phone": None} if row["day"].day in days and row["role"] == "leader" else row for row in WHOLE]

    (gap,) = find(rows)

    assert (gap.kind, gap.role, gap.count) == ("no_phone", "leader", count)
    assert gap.todo == (
        f"inspect-cli duty set 东岔街道 王某01 --phone PHONE --since 2023-01-21 --until 2023-01-{days[-1]}"
    )


def test_one_person_twice() -> None:
    """Somebody who leads and keeps watch at once is told, with the command that takes off just one of the two."""
    (gap,) = find([*WHOLE, shift(22, "officer", "王某01", start=HOUR, minutes=HOUR)])

    assert (gap.kind, gap.hours) == ("two_shifts", "2023-01-22 01:00–02:00")
    assert gap.todo.endswith("--name 王某01 --role officer --hours 01:00-02:00")
