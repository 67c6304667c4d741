"""The duty roster on every store: SQLite both ways and PostgreSQL.

* the same shift again writes nothing, a phone said anew one entry; undo and a ledger made anew give the same;
* units: townships as everywhere, departments by name; one that is no more is refused;
* a township that is called otherwise now keeps its shifts;
* what the roster lacks, in a special period too; who stays beside a file, whose hours nobody covers now;
* spot checks with who should have been there, and how often duty was kept.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from inspect_cli.errors import BadInput, WrongUsage
from inspect_cli.rules.watches import Unit
from inspect_cli.store import answering, duties, ledger, registering, undoing
from inspect_cli.store.database import Database
from inspect_cli.store.duties import Filter
from inspect_cli.store.ids import make_id
from inspect_cli.store.journal import Author

TODAY, DAY, NEXT = date(2023, 1, 15), date(2023, 1, 21), date(2023, 1, 22)
TOWNSHIPS = ({"code": "1", "name": "东岔街道"}, {"code": "3", "name": "云杉岭镇"})
SHIFT: dict[str, Any] = {"township": "3", "unit": "云杉岭镇", "role": "officer", "name": "赵某03"}
SHIFT |= {"day": DAY, "start": 480, "minutes": 1440}
LEADER = {**SHIFT, "role": "leader", "name": "王某01", "phone": "0999-1"}
POWER = {**SHIFT, "township": "*", "unit": "供电公司", "role": "handler", "name": "周某06"}


def somebody() -> Author:
    """Who writes, in a batch of its own."""
    return Author("李某02", "0" * 32, "CG", make_id())


@pytest.fixture
def city(store: Database) -> Database:
    """Two townships, two departments, one of which is no more, and three shifts."""
    registering.enter_townships(store, TOWNSHIPS, somebody())
    rows: list[dict[str, Any]] = [{"name": "供电公司"}, {"name": "旧局", "ended_on": date(2022, 12, 1)}]
    answering.enter_named(store, "department", rows, somebody())
    answering.enter_shifts(store, [SHIFT, LEADER, POWER], somebody())
    return store


def held(city: Database, *asked: Any) -> list[tuple[Any, ...]]:
    """The roster of the two days: unit, hours, name, phone."""
    rows = duties.read_shifts(city, DAY, NEXT, *asked)
    return [(row["unit"], row["hours"], row["name"], row["phone"]) for row in rows]


def test_the_same_again(city: Database) -> None:
    """The same shifts write nothing; what they do not say stays; a phone said anew changes, and twice is once."""
    before = held(city)
    without = {key: value for key, value in LEADER.items() if key != "phone"}

    assert answering.enter_shifts(city, [SHIFT, without, POWER], somebody()) == (0, 0, 3)
    assert answering.enter_shifts(city, [], somebody()) == (0, 0, 0)
    assert held(city) == before
    told = {**SHIFT, "phone": "0999-3"}
    assert answering.enter_shifts(city, [told, told], somebody(), dry_run=True) == (0, 1, 1)
    assert held(city) == before
    assert answering.enter_shifts(city, [told, told], somebody()) == (0, 1, 1)
    assert ("云杉岭镇", "08:00–08:00", "赵某03", "0999-3") in held(city)


def test_taken_back_and_made_anew(city: Database) -> None:
    """What was added or cancelled is as before when it is taken back, and after the ledger was made anew."""
    before, more, less = held(city), somebody(), somebody()
    answering.enter_shifts(city, [{**SHIFT, "day": NEXT}, {**LEADER, "phone": "0999-9"}], more)
    answering.cancel_shifts(city, duties.read_shifts(city, DAY, DAY, Filter(role="handler")), less)
    assert len(held(city)) == 3
    after = held(city)
    with city.writing():
        ledger.repost(city)
    assert held(city) == after
    for batch in (less.batch, more.batch):
        undoing.take_back(city, batch, TODAY, somebody())

    assert held(city) == before


def test_filters(city: Database) -> None:
    """The roster of one unit, of a role, of people whose name has a part."""
    names = {
        what: [row[2] for row in held(city, asked)]
        for what, asked in {
            "town": Filter(Unit("3", "云杉岭镇")),
            "power": Filter(Unit("*", "供电公司")),
            "none": Filter(Unit("*", "旧局")),
            "role": Filter(role="leader"),
            "name": Filter(name="周"),
        }.items()
    }

    assert names == {
        "town": ["王某01", "赵某03"],
        "power": ["周某06"],
        "none": [],
        "role": ["王某01"],
        "name": ["周某06"],
    }


def test_units(city: Database) -> None:
    """A unit is found by its code, name or a part of it; one that is no more, and an unknown one, are refused."""
    assert duties.find_unit(city, "云杉") == duties.find_unit(city, "3") == Unit("3", "云杉岭镇")
    assert duties.find_unit(city, "供电") == Unit("*", "供电公司")
    assert duties.find_unit(city, "旧局", date(2022, 11, 1)) == Unit("*", "旧局")
    with pytest.raises(WrongUsage, match="2022-12-01"):
        duties.find_unit(city, "旧局", DAY)
    with pytest.raises(WrongUsage) as problem:
        duties.find_unit(city, "水务局")
    assert problem.value.todo.count(",") == 2


def test_no_unit_at_all(store: Database) -> None:
    """Without any township or department the answer says how to register them."""
    with pytest.raises(WrongUsage, match="No townships"):
        duties.find_unit(store, "云杉")


def test_renamed_township(city: Database) -> None:
    """A township that has another name now keeps its shifts, and the same roster under the new name adds nothing."""
    registering.enter_townships(city, [{"code": "3", "name": "云杉镇"}], somebody())

    assert held(city, Filter(Unit("3", "云杉镇")))[0][0] == "云杉镇"
    assert answering.enter_shifts(city, [{**SHIFT, "unit": "云杉镇"}], somebody()) == (0, 0, 1)


@pytest.mark.parametrize("told", [{"name": "\x1b[31m"}, {"name": "赵" * 101}, {"phone": "\u202e1"}])
def test_hostile_text(city: Database, told: dict[str, str]) -> None:
    """Control characters and names that never end are refused, and nothing is written."""
    before = held(city)
    with pytest.raises(BadInput):
        answering.enter_shifts(city, [{**SHIFT, "day": NEXT}, {**SHIFT, **told}], somebody())

    assert held(city) == before


def test_gaps(city: Database) -> None:
    """Units on the roster lack an officer or a leader; other townships lack a roster, in a special period or not."""
    period = {"name": "春节", "kind": "period", "start": DAY, "end": DAY}
    registering.enter_campaign(city, {**period, "kind": "campaign"}, somebody())
    usual = duties.find_gaps(city, DAY, DAY)
    registering.enter_campaign(city, period, somebody())
    gaps = duties.find_gaps(city, DAY, DAY)

    assert gaps == usual
    assert [(gap.kind, gap.township, gap.about, gap.role) for gap in gaps if gap.kind != "no_phone"] == [
        ("no_roster", "1", "东岔街道", None),
        ("uncovered_hours", None, "供电公司", "leader"),
        ("uncovered_hours", None, "供电公司", "officer"),
        ("uncovered_hours", "3", "云杉岭镇", "leader"),
        ("uncovered_hours", "3", "云杉岭镇", "officer"),
    ]
    assert {gap.kind for gap in duties.find_gaps(city, NEXT, date(2023, 1, 30))} == {"no_roster", "no_phone"}
    later = duties.find_gaps(city, date(2023, 3, 1), date(2023, 3, 2))
    assert {gap.kind for gap in later} == {"no_roster"}
    assert [gap.about for gap in later] == ["供电公司", "东岔街道", "云杉岭镇"]


def test_beside_a_file(city: Database) -> None:
    """Who is on duty in the same unit, role and hours and is not in a file is found; others are not."""
    told: list[dict[str, Any]] = [{**SHIFT, "name": "钱某04"}, {**LEADER, "day": NEXT}]

    assert [row["name"] for row in duties.find_beside(city, told)] == ["赵某03"]
    assert duties.find_beside(city, [SHIFT]) == duties.find_beside(city, []) == []


def test_hours_that_nobody_covers_now(city: Database) -> None:
    """When a shift is cancelled, its hours are told in which nobody else has the role."""
    answering.enter_shifts(city, [{**SHIFT, "name": "钱某04", "minutes": 720}], somebody())
    rows = duties.read_shifts(city, DAY, DAY, Filter(name="赵某03"))
    answering.cancel_shifts(city, rows, somebody())

    (gap,) = duties.find_alone(city, rows)
    assert (gap.role, gap.hours) == ("officer", "2023-01-21 20:00–2023-01-22 08:00")


def test_twice(city: Database) -> None:
    """One person on two shifts at once, in two units: told for either of them."""
    answering.enter_shifts(city, [{**POWER, "name": "赵某03", "day": NEXT, "start": 0}], somebody())
    rows = duties.read_shifts(city, NEXT, NEXT)

    ((one, other),) = duties.find_twice(city, rows)
    assert (one["unit"], other["unit"]) == ("云杉岭镇", "供电公司")
    assert duties.find_twice(city, []) == []


def test_spot_checks(city: Database) -> None:
    """Beside what was seen stands who should have been there at that minute; counts say how often duty was kept."""
    for township, unit, on, minute, result in (
        ("3", "云杉岭镇", DAY, 479, "absent"),
        ("3", "云杉岭镇", NEXT, 100, "present"),
        ("*", "供电公司", NEXT, 100, "no_answer"),
    ):
        what = {"unit": unit, "minute": minute, "result": result}
        answering.record_spot_check(city, township, on, what, somebody())
    rows = duties.read_checks(city, DAY, NEXT)

    assert [(row["unit"], row["time"], row["expected"], row["kept"]) for row in rows] == [
        ("云杉岭镇", "07:59", [], False),
        ("供电公司", "01:40", ["周某06"], False),
        ("云杉岭镇", "01:40", ["王某01", "赵某03"], True),
    ]
    assert len(duties.read_checks(city, DAY, NEXT, Unit("*", "供电公司"))) == 1
    assert duties.count_checks(rows) == [
        {"unit": "云杉岭镇", "looked": 2, "kept": 1, "not_kept": 1},
        {"unit": "供电公司", "looked": 1, "kept": 0, "not_kept": 1},
    ]
