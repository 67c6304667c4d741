"""The only place for what still is in a township or names a department that is no more, as gaps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from inspect_cli.rules.coverage import Gap, Row, Scope
from inspect_cli.rules.shifts import CITY
from inspect_cli.rules.watches import Unit


def tell_move(row: Row, typed: Mapping[str, str]) -> tuple[str, ...]:
    """The words of the command that moves what stands in a township that is no more to the one that took over."""
    to = typed.get(row["successor"], row["successor"]) if row["successor"] else "TOWNSHIP"
    return ("township", "end", typed[row["township"]], "--on", f"{row['ended_on']}", "--successor", to)


def find_lost_places(scope: Scope, layer: str, rows: Iterable[Row], typed: Mapping[str, str]) -> list[Gap]:
    """Places of a layer that stand in a township that is no more.

    rows: with the day on which that ended, and whether the one that took over has the name too, so that one of the two
    has to end before they all can move.
    """
    gaps = []
    for row in rows:
        code, ended, place = row["township"], row["ended_on"], row["name"]
        own = (layer, "end", typed[code], place, "--on", f"{ended}")
        mend = own if row["taken"] else scope.moves[code]
        age = scope.age(ended)
        gaps.append(Gap("ended_named", code, place, layer, since=ended, days=age, place=place, mend=mend))
    return gaps


def find_lost_hazards(scope: Scope, ended: Iterable[Row], owed: Iterable[Row], typed: Mapping[str, str]) -> list[Gap]:
    """Townships that are no more and have open hazards still. owed: township and how many are open there."""
    count = {row["township"]: row["hazards"] for row in owed}
    return [
        Gap(
            "ended_named",
            row["township"],
            row["name"],
            "township",
            since=row["ended_on"],
            days=scope.age(row["ended_on"]),
            count=count[row["township"]],
            mend=("list", "--township", typed[row["township"]]),
        )
        for row in ended
        if row["township"] in count
    ]


def is_late(shift: Row, ended: Mapping[Unit, date]) -> bool:
    """Whether a shift begins when its unit is no more. ended: since which day units are not."""
    day: date = shift["day"]
    return day >= ended.get(Unit(shift["township"], shift["unit"]), date.max)


def find_late_shifts(scope: Scope, shifts: Iterable[Row], ended: Mapping[Unit, date]) -> list[Gap]:
    """Units that have shifts when they are no more, each with how many. ended: as for `is_late`."""
    late: dict[Unit, list[date]] = defaultdict(list)
    for row in shifts:
        if is_late(row, ended):
            late[Unit(row["township"], row["unit"])].append(row["day"])
    gaps = []
    for unit, days in late.items():
        reach = f"{min(days)}" if min(days) == max(days) else f"{min(days)}..{max(days)}"
        code = None if unit.township == CITY else unit.township
        since, mend = ended[unit], ("duty", "cancel", reach, "--unit", unit.name)
        gaps.append(Gap("ended_named", code, unit.name, since=since, days=scope.age(since), count=len(days), mend=mend))
    return gaps


def find_merged(scope: Scope, departments: Iterable[Row], named: Mapping[str, int]) -> list[Gap]:
    """Departments that are no more and are named still. named: department -> how many rows name it."""
    gaps = []
    for row in departments:
        if count := named.get(row["name"]):
            to = ("--to-department", row["successor"] or "NAME")
            mend = ("handover", "--department", row["name"], *to, "--from", f"{scope.on}")
            since = row["ended_on"]
            gaps.append(
                Gap("ended_named", None, row["name"], since=since, days=scope.age(since), count=count, mend=mend)
            )
    return gaps
