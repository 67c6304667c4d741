"""The only place for what still is in a township or names a department that is no more, as gaps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from inspect_cli.rules.coverage import Gap, Row, Scope


def tell_move(row: Row, typed: Mapping[str, str]) -> tuple[str, ...]:
    """The words of the command that moves what stands in a township that is no more to the one that took over."""
    to = typed.get(row["successor"], row["successor"]) if row["successor"] else "TOWNSHIP"
    return ("township", "end", typed[row["township"]], "--on", f"{row['ended_on']}", "--successor", to)


def find_lost_places(scope: Scope, layer: str, rows: Iterable[Row]) -> list[Gap]:
    """Places of a layer that stand in a township that is no more. rows: with the day on which that ended."""
    gaps = []
    for row in rows:
        code, ended, place = row["township"], row["ended_on"], row["name"]
        mend = scope.moves[code]
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
