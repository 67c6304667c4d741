"""The order in which the rows of a file stand changes nothing about which of them came back.

* any hazards in any order: each that may repeat an earlier one is linked to such a one, no other is;
* of several the one closed last, as `add` would have it;
* what is found on the very day of a closing, wherever it stands.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Sequence
from contextlib import closing
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from inspect_cli.store import registering
from inspect_cli.store.ids import make_id
from inspect_cli.store.journal import Author
from inspect_cli.store.opening import create_database, open_database
from inspect_cli.transfer import batch

START = date(2022, 6, 1)
AUTHOR = Author("李某02", "0" * 32, "CG")
FILES = count()

HAZARDS = st.lists(
    st.tuples(
        st.integers(0, 165),  # the day it was found
        st.none() | st.integers(0, 60),  # how many days later it was closed
        st.sampled_from("甲乙"),  # what it says
        st.sampled_from(("F-01", "F-02", "")),
        st.sampled_from(("商场", "煤矿")),
    ),
    min_size=2,
    max_size=7,
    unique_by=lambda hazard: hazard[0],
)


def _write_rows(folder: Path, hazards: Sequence[tuple[Any, ...]]) -> Path:
    """A file of these hazards, each known by its day."""
    path = folder / f"{next(FILES)}.csv"
    lines = ["category,township,inspected_on,description,item,site,status,verified_on,note"]
    for day, after, text, item, site in hazards:
        found = START + timedelta(day)
        closed = "" if after is None else (found + timedelta(after)).isoformat()
        lines.append(f"fire,1,{found},{text},{item},{site},{'closed' if closed else 'found'},{closed},{day}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _like(hazards: Sequence[tuple[Any, ...]]) -> dict[int, set[int]]:
    """For each hazard those that it may repeat, by the definition."""
    return {
        day: {
            d
            for d, after, t, i, s in hazards
            if s == site
            and (t == text or (i and i == item))
            and d < day
            and after is not None
            # What is found on the very day of a closing has a test of its own.
            and 0 < day - d - after <= 180
        }
        for day, _after, text, item, site in hazards
    }


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A ledger with one township and nothing else."""
    path = tmp_path / "empty.db"
    with closing(create_database(str(path), make_id())) as database:
        registering.enter_townships(database, [{"code": "1", "name": "东岔街道", "kind": "town"}], AUTHOR)
    return path


def _import(empty: Path, hazards: Sequence[tuple[Any, ...]]) -> tuple[int, int, dict[int, int | None]]:
    """Import into an empty ledger: what a dry run counts, what the real one counts, day -> day of the one repeated."""
    path = str(_write_rows(empty.parent, hazards))
    copy = str(shutil.copy(empty, empty.with_name(f"{next(FILES)}.db")))
    with closing(open_database(copy)) as database:
        tried, done = (batch.run(database, [path], AUTHOR, batch.Wish(dry_run=dry)).rebound for dry in (True, False))
        rows = database.rows("hazards")
    days = {f"{row['series']}-{row['serial']}": (row["found_on"] - START).days for row in rows}
    links = {(row["found_on"] - START).days: days[row["rebound_of"]] if row["rebound_of"] else None for row in rows}
    return tried, done, links


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(hazards=HAZARDS, seed=st.integers(0, 99))
def test_any_order(empty: Path, hazards: list[tuple[Any, ...]], seed: int) -> None:
    """Whatever the order of the rows, each that came back is linked to one that it may repeat; no other row is."""
    assume(not any(day + (after or 0) == other for day, after, *_said in hazards for other, *_rest in hazards if after))
    shuffled = sorted(hazards)
    random.Random(seed).shuffle(shuffled)  # noqa: S311 - no secret
    like = _like(hazards)
    for order in (sorted(hazards), sorted(hazards, reverse=True), shuffled):
        tried, done, links = _import(empty, order)

        assert tried == done == sum(bool(some) for some in like.values())
        assert all(earlier in like[day] if like[day] else earlier is None for day, earlier in links.items())


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (2, 0, 1), (1, 2, 0), (1, 0, 2), (0, 2, 1)])
def test_closed_last_in_a_file(empty: Path, order: tuple[int, ...]) -> None:
    """What came back twice repeats the one closed last, wherever its rows stand."""
    hazards = [(day, 5, "甲", "F-01", "商场") for day in (0, 20, 40)]

    assert _import(empty, [hazards[n] for n in order])[2] == {0: None, 20: 0, 40: 20}


def test_found_first_closed_last(empty: Path) -> None:
    """The one closed last is repeated, though another was found after it: as `add` would have it."""
    hazards = [(0, 50, "甲", "F-01", "商场"), (10, 10, "甲", "F-01", "商场"), (60, None, "甲", "F-01", "商场")]

    assert _import(empty, hazards)[2] == {0: None, 10: None, 60: 0}


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_found_on_the_day_of_the_closing(empty: Path, order: tuple[int, ...]) -> None:
    """What is found on the very day that an older one was closed repeats it."""
    hazards = [(0, 5, "甲", "F-01", "商场"), (5, None, "甲", "F-01", "商场")]

    assert _import(empty, [hazards[n] for n in order])[2] == {0: None, 5: 0}
