"""The only place for what still is in a township or names a department that is no more, as gaps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from inspect_cli.rules.coverage import Gap, Row, Scope


def find_lost_sites(scope: Scope, rows: Iterable[Row], typed: Mapping[str, str]) -> list[Gap]:
    """Sites that stand in a township that is no more. typed: what commands call every township, ended ones too."""
    gaps = []
    for row in rows:
        code, ended = row["township"], row["ended_on"]
        mend = ("site", "set", typed[code], row["code"], "--ended-on", f"{ended}")
        gaps.append(Gap("ended_named", code, row["name"], "site", since=ended, days=scope.age(ended), mend=mend))
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
