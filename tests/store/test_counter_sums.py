"""What was counted on visits, added up on both engines: by counter, by what visits are counted by, with filters."""

from __future__ import annotations

from datetime import date

from tests.store.deeds import somebody

from inspect_cli.rules.counters import COUNTERS
from inspect_cli.rules.entries import Inspected
from inspect_cli.store import journal, queries, summaries
from inspect_cli.store.database import Database
from inspect_cli.store.journal import Draft

TODAY = date(2023, 1, 15)


def _write(store: Database) -> None:
    """Houses on two days in two townships, people once, and a counter of a newer version."""
    counted = (
        ("1", date(2022, 12, 1), {"houses_checked": 4, "people_informed": 0}),
        ("1", date(2023, 1, 2), {"houses_checked": 10**9}),
        ("2", date(2023, 1, 3), {"houses_checked": 5, "drones_flown": 2}),
    )
    with store.writing():
        for township, day, counters in counted:
            visit = Inspected(category="fire", kind="household", counters=counters)
            journal.append(store, [Draft(township, "inspected", day, visit)], somebody())


def _sum(store: Database, *groups: str, **asked: object) -> list[tuple[object, ...]]:
    rows = summaries.sum_counters(store, groups, queries.select(TODAY, **asked))
    return [(*(row[group] for group in groups), row["visits"], row["amount"]) for row in rows if row["visits"]]


def test_sums(store: Database) -> None:
    """Whole numbers on each engine; what this version does not know stands last, by its key."""
    _write(store)
    rows = summaries.sum_counters(store, ["counter"], queries.select(TODAY))

    assert _sum(store, "counter") == [
        ("houses_checked", 3, 10**9 + 9),
        ("people_informed", 1, 0),
        ("drones_flown", 1, 2),
    ]
    assert [row["counter"] for row in rows] == [*(counter.key for counter in COUNTERS), "drones_flown"]
    assert rows[-1]["counter_text"] == "drones_flown"
    assert {type(row["amount"]) for row in rows} == {int}


def test_groups_and_filters(store: Database) -> None:
    """By month and kind of visit, of one township, until a day."""
    _write(store)

    assert _sum(store, "month", "counter", township="1") == [
        ("2022-12", "houses_checked", 1, 4),
        ("2022-12", "people_informed", 1, 0),
        ("2023-01", "houses_checked", 1, 10**9),
    ]
    assert _sum(store, "counter", "kind", until=date(2022, 12, 31)) == [
        ("houses_checked", "household", 1, 4),
        ("people_informed", "household", 1, 0),
    ]
    assert _sum(store, "counter", category="mines") == []
