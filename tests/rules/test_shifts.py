"""The hours of duty: how people write them, what no shift covers, who is on two at once.

* times and hours as rosters have them, over midnight too; what is none is none;
* holes to the minute, whatever the order of the shifts, at both ends, never outside;
* a minute is either in a shift or in a hole (any shifts);
* one person on two shifts, however the name is written, in one unit or two; shifts that only touch are none.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_cli.rules import shifts
from inspect_cli.rules.shifts import DAY, HOUR, Span

EIGHT = 8 * HOUR
NEW_YEAR = date(2023, 1, 1)


def shift(day: int, name: str = "张某01", **told: Any) -> dict[str, Any]:
    """A shift of a day of January from eight o'clock on, a day long."""
    usual = {"township": "1", "unit": "东岔街道", "role": "officer", "start": EIGHT, "minutes": DAY}
    return {**usual, "id": f"{day}{name}", "day": date(2023, 1, day), "name": name, **told}


@pytest.mark.parametrize(
    ("text", "minute"),
    [
        ("8:00", 480),
        ("08:00:00", 480),
        ("８：３０", 510),
        ("8点", 480),
        ("20时30分", 1230),
        ("晚8点", 1200),
        ("晚上12点", 0),
        ("中午12点", 720),
        ("下午5:30", 1050),
        ("24:00", 0),
        ("0:00", 0),
        ("8", 480),
        ("25:00", None),
        ("8:60", None),
        ("24:30", None),
        ("次日8:00", None),
        ("上班", None),
        ("", None),
    ],
)
def test_times_of_the_day(text: str, minute: int | None) -> None:
    """A time as people write it is a minute of the day; midnight is the first one, also as 24:00."""
    assert shifts.read_clock(text) == minute


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("08:00-20:00", (480, 720)),
        ("8:00—次日8:00", (480, 1440)),
        ("20:00 - 8:00", (1200, 720)),
        ("8时至次日8时", (480, 1440)),
        ("晚8点至次日早8点", (1200, 720)),
        ("8：00～17：30", (480, 570)),
        ("00:00-24:00", (0, 1440)),
        ("全天", (480, 1440)),
        ("24小时", (480, 1440)),
        ("白班", (480, 720)),
        ("夜班", (1200, 720)),
        ("白班（8:00-18:00）", (480, 600)),
        ("夜班18:00-8:00", (1080, 840)),
        ("08:00-次日10:00", None),
        ("08:00", None),
        ("8:00-12:00、14:00-18:00", None),
        ("次日8:00-9:00", None),
        ("2023-01-15", None),
        ("轮班", None),
    ],
)
def test_hours(text: str, hours: tuple[int, int] | None) -> None:
    """Hours begin at a minute and go on for at most a day; what could be more than one thing is none."""
    assert shifts.read_hours(text) == hours


def test_named_hours() -> None:
    """Hours that are only named are told from those that are written."""
    assert [shifts.is_named(text) for text in ("白班", "夜 班", "全天", "白班（8:00-18:00）")] == [
        True,
        True,
        False,
        False,
    ]


def test_holes() -> None:
    """What shifts leave open, in any order: before, between and after, to the minute."""
    spans = [shifts.span_of(shift(3)), shifts.span_of(shift(1, minutes=600))]
    within = shifts.span_of_days(NEW_YEAR, date(2023, 1, 4))

    assert [shifts.tell_span(hole) for hole in shifts.find_holes(spans, within)] == [
        "2023-01-01 00:00–08:00",
        "2023-01-01 18:00–2023-01-03 08:00",
        "2023-01-04 08:00–2023-01-05 00:00",
    ]


def test_no_shift_is_one_hole() -> None:
    """Where there is no shift, all of it is open; where nothing is asked for, nothing."""
    whole = shifts.span_of_days(NEW_YEAR, NEW_YEAR)

    assert shifts.find_holes([], whole) == [whole]
    assert shifts.find_holes([], Span(5, 5)) == []


@given(st.lists(st.tuples(st.integers(0, 80), st.integers(0, 30)), max_size=8), st.integers(0, 60), st.integers(0, 60))
def test_each_minute_is_covered_or_open(held: list[tuple[int, int]], start: int, length: int) -> None:
    """Every minute that is asked for is in a shift or in a hole, never in both, and holes lie within."""
    spans, within = [Span(first, first + minutes) for first, minutes in held], Span(start, start + length)
    covered = {minute for span in spans for minute in range(*span)}
    holes = shifts.find_holes(spans, within)

    assert [minute for hole in holes for minute in range(*hole)] == [
        minute for minute in range(*within) if minute not in covered
    ]


def test_one_person_twice() -> None:
    """Two shifts at once, in two units, and however the name is written; the earlier one first."""
    rows = [
        shift(2, "张某01（副镇长）", township="*", unit="公安局", start=EIGHT - HOUR),
        shift(1),
        shift(2, "李某02"),
    ]

    assert [(one["unit"], other["unit"]) for one, other in shifts.find_overlaps(rows)] == [("东岔街道", "公安局")]


def test_three_at_once_and_one_after_another() -> None:
    """Of three shifts at once each pair is told; one that begins when the last ends is none."""
    rows = [shift(1), shift(1, id="b"), shift(1, id="c", role="leader"), shift(2, id="d")]

    pairs = shifts.find_overlaps(rows)

    assert len(pairs) == 3
    assert all(shifts.span_of(one).start < shifts.span_of(other).end for one, other in pairs)
    assert "d" not in {row["id"] for pair in pairs for row in pair}


@pytest.mark.parametrize(
    ("day", "minute", "there"),
    [(1, EIGHT - 1, False), (1, EIGHT, True), (2, EIGHT - 1, True), (2, EIGHT, False)],
)
def test_who_is_there(day: int, minute: int, there: bool) -> None:  # noqa: FBT001 - given by name
    """A shift covers its first minute, the small hours of the next day, and not the minute at which it ends."""
    assert shifts.covers(shift(1), date(2023, 1, day), minute) is there


def test_the_same_shift() -> None:
    """A shift is the same whatever the width of its name; in a township whatever its unit is called."""
    one = shift(1)

    assert shifts.sign({**one, "unit": "东岔", "name": " 张某０１ "}) == shifts.sign(one)
    assert shifts.sign({**one, "role": "leader"}) != shifts.sign(one)
    assert shifts.sign({**one, "township": "*", "unit": "公安局"}) != shifts.sign({**one, "township": "*"})
