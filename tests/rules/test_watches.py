"""Hours of duty: holes between shifts and in special periods, one person twice, townships without a roster."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from inspect_cli.rules import watches
from inspect_cli.rules.coverage import Scope
from inspect_cli.rules.shifts import DAY
from inspect_cli.rules.watches import Period, Roster

TODAY = date(2023, 1, 15)
EIGHT = 8 * 60
SCOPE = Scope(TODAY, 30, {"1": "东岔街道", "2": "云杉岭镇"}, ("fire",))
FESTIVAL = Period("春节", date(2023, 1, 21), date(2023, 1, 27), ())


def shift(day: int, name: str = "张某01", **told: Any) -> dict[str, Any]:
    """A shift of a day of January from eight o'clock on, a day long."""
    usual = {"township": "1", "unit": "东岔街道", "role": "officer", "start": EIGHT, "minutes": DAY}
    return {**usual, "id": f"{day}{name}", "day": date(2023, 1, day), "name": name, **told}


def test_shifts_without_a_hole() -> None:
    """One shift after another leaves no hour open, also where two overlap."""
    rows = [shift(16), shift(17, minutes=DAY + 60), shift(18)]

    assert watches.find_uncovered(SCOPE, rows, []) == []


def test_hole_between_shifts() -> None:
    """What lies between two shifts of a special period is told to the minute, and the command adds just that."""
    rows = [shift(16, minutes=600), shift(17, "李某02"), shift(15, minutes=DAY * 4, role="leader")]
    period = Period("两会", date(2023, 1, 16), date(2023, 1, 17), ())

    _before, gap = watches.find_uncovered(SCOPE, rows, [period])

    assert (gap.kind, gap.about, gap.since, gap.days) == ("uncovered_hours", "东岔街道", date(2023, 1, 16), None)
    assert gap.hours == "2023-01-16 18:00–2023-01-17 08:00"
    assert gap.todo == ("inspect-cli duty add 东岔街道 2023-01-16 --role officer --name NAME --from 18:00 --to 08:00")


def test_hours_that_are_over() -> None:
    """A hole before the day cannot be filled any more."""
    period = Period("两会", date(2023, 1, 10), date(2023, 1, 14), ())
    assert watches.find_uncovered(SCOPE, [shift(10), shift(14)], [period]) == []


def test_every_role_is_asked_for() -> None:
    """An officer at every hour does not make up for a leader; overlapping periods do not tell one hole twice."""
    rows = [shift(n) for n in range(20, 28)]

    (gap,) = watches.find_uncovered(SCOPE, rows, [FESTIVAL, FESTIVAL._replace(name="春运")])

    assert (gap.role, gap.hours) == ("leader", "2023-01-21 00:00–2023-01-28 00:00")


def test_holes_of_other_days() -> None:
    """Outside special periods an hour is open when nobody is there, whatever the role, between a unit's shifts."""
    rows = [shift(10), shift(16), shift(17, role="leader"), shift(18, role="handler"), shift(20, minutes=60), shift(29)]

    gaps = sorted(watches.find_uncovered(SCOPE, rows, [FESTIVAL]), key=lambda gap: str(gap.hours))

    assert [gap.hours for gap in gaps] == [
        "2023-01-15 00:00–2023-01-16 08:00",
        "2023-01-19 08:00–2023-01-20 08:00",
        "2023-01-20 09:00–2023-01-21 00:00",
        "2023-01-28 00:00–2023-01-29 08:00",
    ]
    assert gaps[1].todo == "inspect-cli duty add 东岔街道 2023-01-19 --role officer --name NAME --from 08:00 --to 08:00"


def test_same_hours_of_several_days() -> None:
    """Whoever keeps watch at night leaves the day open, which is one gap with the number of days."""
    rows = [shift(n, start=18 * 60, minutes=14 * 60) for n in (16, 17, 18, 19, 21)]

    by_day, whole = watches.find_uncovered(SCOPE, rows, [])

    assert (by_day.hours, by_day.count, by_day.todo) == ("2023-01-17 08:00–18:00", 3, "inspect-cli duty import FILE")
    assert (whole.hours, whole.count) == ("2023-01-20 08:00–2023-01-21 18:00", None)


def test_department_beside_a_period() -> None:
    """A department without a shift in a special period is asked for that period's hours between its shifts too."""
    rows = [shift(n, township="*", unit="公安局", minutes=DAY) for n in (19, 28)]

    (gap,) = watches.find_uncovered(SCOPE, rows, [FESTIVAL._replace(townships=("1",))])

    assert (gap.township, gap.about, gap.hours) == (None, "公安局", "2023-01-20 08:00–2023-01-28 08:00")


@pytest.mark.parametrize("units", [("东岔街道", "1"), ("公安局", "*")])
def test_special_period_is_covered_to_its_ends(units: tuple[str, str]) -> None:
    """A unit on the roster of a special period has an officer at every hour of it, and none is asked for after it."""
    unit, township = units
    told = {"unit": unit, "township": township}
    rows = [shift(n, **told) for n in (*range(21, 26), 29)] + [shift(20, role="leader", minutes=DAY * 9, **told)]

    gaps = watches.find_uncovered(SCOPE, rows, [FESTIVAL])

    assert [gap.hours for gap in gaps] == ["2023-01-21 00:00–08:00", "2023-01-26 08:00–2023-01-28 00:00"]
    assert {gap.township for gap in gaps} == {None if township == "*" else township}
    assert gaps[1].todo == "inspect-cli duty import FILE"


def test_other_townships_and_departments_are_left_out() -> None:
    """Asked for one township, neither another one's roster nor a department's is looked at."""
    scope = Scope(TODAY, 30, {"1": "东岔街道"}, ("fire",), whole=False)
    rows = [shift(n, township=code) for n in (16, 19) for code in ("2", "*")]

    assert watches.find_uncovered(scope, rows, []) == []


def test_a_township_that_ends_within() -> None:
    """In a special period nobody is missed after its last day, and shifts of later days count for nothing."""
    rows = [shift(22, "leader"), shift(22, "officer"), shift(26)]
    assert len(watches.find_uncovered(SCOPE, rows, [FESTIVAL])) > len(rows)
    ended = {rows[0]["township"]: date(2023, 1, 23)}
    told = watches.find_uncovered(SCOPE, rows, [FESTIVAL], ended)
    assert {gap.since for gap in told} <= {date(2023, 1, 21), date(2023, 1, 22)}
    assert watches.find_uncovered(SCOPE, rows, [FESTIVAL], dict.fromkeys(ended, date(2023, 1, 15))) == []


def test_one_person_on_two_shifts() -> None:
    """Somebody who is on duty in two units at the same time, however the name is written, is told with the hours."""
    rows = [
        shift(16),
        shift(17, "张某01（副镇长）", township="*", unit="公安局", start=EIGHT - 60),
        shift(18, "李某02"),
    ]

    (gap,) = watches.find_doubled(SCOPE, rows)

    assert (gap.kind, gap.township, gap.hours) == ("two_shifts", None, "2023-01-17 07:00–08:00")
    assert "东岔街道、公安局" in str(gap.about)
    assert gap.todo.startswith("inspect-cli duty cancel 2023-01-17 --unit 公安局 --name ")


def test_one_shift_after_another() -> None:
    """A shift that begins when the last one ends is no second one at the same time."""
    assert watches.find_doubled(SCOPE, [shift(16), shift(17)]) == []


def test_township_without_a_roster() -> None:
    """In a special period every township that it concerns has a roster."""
    gaps = watches.find_rosterless(SCOPE, [shift(22)], [FESTIVAL, FESTIVAL._replace(name="两会", townships=("1",))])

    assert [(gap.kind, gap.township, gap.about) for gap in gaps] == [("no_roster", "2", "春节")]


def test_no_roster_at_all() -> None:
    """When there is no shift on any day the roster is empty, and that comes with the rest."""
    each = [("no_roster", "1"), ("no_roster", "2")]

    assert [(gap.kind, gap.township) for gap in watches.find_rosterless(SCOPE, [], [FESTIVAL])] == [
        ("empty_register", None),
        *each,
    ]
    for rows, roster in (([shift(2)], Roster()), ([], Roster(is_used=True))):
        gaps = watches.find_rosterless(SCOPE, rows, [FESTIVAL], roster)
        assert [(gap.kind, gap.township) for gap in gaps] == each


def test_department_without_a_roster() -> None:
    """A department with shifts on other days is asked for like a township, where a period is held everywhere."""
    rows = [shift(22), shift(22, township="2"), shift(20, township="*", unit="公安局")]
    roster = Roster(is_used=True, departments=["公安局"])
    local = FESTIVAL._replace(townships=("1", "2"))

    (gap,) = watches.find_rosterless(SCOPE, rows, [FESTIVAL], roster)

    assert (gap.kind, gap.township, gap.about, gap.since) == ("no_roster", None, "公安局 (春节)", FESTIVAL.first)
    assert watches.find_uncovered(SCOPE, rows[2:], [FESTIVAL]) == []  # told once, not hour by hour
    assert watches.find_rosterless(SCOPE, rows, [local], roster) == []
    assert watches.find_rosterless(replace(SCOPE, whole=False), rows, [FESTIVAL], roster) == []


@pytest.mark.parametrize(
    ("told", "read"),
    [
        ({}, [("春节", TODAY, date(2023, 1, 20))]),
        ({"kind": "campaign"}, []),
        ({"kind": None}, []),
        ({"end": TODAY - timedelta(days=1)}, []),
        ({"start": TODAY + timedelta(days=31)}, []),
        ({"end": None}, [("春节", TODAY, TODAY + timedelta(days=30))]),
    ],
)
def test_periods(told: dict[str, Any], read: list[tuple[str, date, date]]) -> None:
    """Special periods that run, or begin within the days ahead, as far as they lie there."""
    row = {"name": "春节", "kind": "period", "start": date(2023, 1, 7), "end": date(2023, 1, 20), "townships": None}

    assert [period[:3] for period in watches.read_periods(SCOPE, [{**row, **told}])] == read
