"""Several people at one store behind a URL: each gets what one after the other would have given.

* eight connections to an empty store begin at the same moment and keep everything;
* numbers brought along by rows do not make the store give a number twice;
* of two people who claim the same fix at the same moment one is refused, as on a laptop;
* a visit with many hazards takes one block of numbers, whoever writes beside it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from inspect_cli.errors import BadInput, Problem
from inspect_cli.rules.guards import Act
from inspect_cli.rules.numbers import Number
from inspect_cli.store import acting, journal, recording
from inspect_cli.store.database import Database
from inspect_cli.store.ids import make_id
from inspect_cli.store.journal import Author
from inspect_cli.store.opening import create_database, open_database
from inspect_cli.store.recording import Visit

DAY = date(2023, 1, 1)
VISIT = Visit("1", DAY, {"category": "fire"}, ["堵塞"], {})
OTHER = Author("赵某", "1" * 32, "DC")


@pytest.mark.parametrize("kind", ["engine", "postgres"])
def test_eight_connections(
    request: pytest.FixtureRequest, tmp_path: Path, kind: str, check_all_kept: Callable[[Database], None]
) -> None:
    """The same for eight connections to an empty store behind a URL, which all begin at the same moment."""
    file = f"sqlite+pysqlite:///{tmp_path}/ledger.db"
    where = request.getfixturevalue("postgres_url") if kind == "postgres" else file
    database = create_database(where, make_id())
    together = threading.Barrier(8)
    failed: list[BaseException] = []

    def write(number: int) -> None:
        try:
            own = open_database(where)
            together.wait()
            for n in range(25):
                visit = Visit("1", date(2023, 1, 1), {"category": "fire"}, [f"{number}/{n}"], {})
                recording.record_visit(own, visit, Author(f"writer {number}", str(number).zfill(32), "CG"))
            own.close()
        except (Problem, threading.BrokenBarrierError) as error:
            failed.append(error)

    writers = [threading.Thread(target=write, args=(number,)) for number in range(1, 9)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert failed == []
    check_all_kept(database)
    database.close()


def test_numbers_never_go_back(postgres_url: str, author: Author) -> None:
    """Rows that bring their own numbers, while somebody else takes new ones, do not make a number be given twice."""
    first, second = create_database(postgres_url, make_id()), open_database(postgres_url)
    recording.record_visit(first, VISIT, author)

    def bring() -> None:
        with second.writing():
            journal.raise_series(second, "CG", 3)

    late = threading.Thread(target=bring)
    with first.writing():
        assert journal.reserve_numbers(first, "CG", 10) == 2
        late.start()
        time.sleep(0.5)
    late.join()

    assert [str(number) for number in recording.record_visit(first, VISIT, author)] == ["CG-12"]
    first.close()
    second.close()


def test_one_fix_only(postgres_url: str, author: Author) -> None:
    """Of two people who claim the same fix at the same moment one is told that it is fixed already."""
    stores = [create_database(postgres_url, make_id()), *(open_database(postgres_url) for _n in range(2))]
    recording.record_visit(stores[0], VISIT, author)
    outcomes: list[str] = []

    def claim(store: Database, who: Author) -> None:
        try:
            acting.act_on(store, [Number("CG", 1)], "fixed", {"fixed_by": who.name}, Act(DAY, DAY), who)
            outcomes.append("claimed")
        except BadInput as refusal:
            outcomes.append(refusal.what)

    claims = [threading.Thread(target=claim, args=pair) for pair in zip(stores[1:], (author, OTHER), strict=True)]
    with stores[0].writing():
        stores[0].change("lock_township_head", {"key_township": "1"})
        for thread in claims:
            thread.start()
        time.sleep(0.5)
    for thread in claims:
        thread.join()

    entries = stores[0].rows("entries", order="arrival")
    for store in stores:
        store.close()
    assert sorted(outcomes) == ["CG-1 is fixed.", "claimed"]
    assert [entry["kind"] for entry in entries] == ["inspected", "fixed"]


def test_blocks_of_numbers(postgres_url: str, author: Author) -> None:
    """While one visit takes ten numbers, another writer behind the same code waits and goes on after them."""
    first, second = create_database(postgres_url, make_id()), open_database(postgres_url)
    recording.record_visit(first, VISIT, author)
    given: list[Number] = []
    late = threading.Thread(target=lambda: given.extend(recording.record_visit(second, VISIT, author)))
    with first.writing():
        start = journal.reserve_numbers(first, "CG", 10)
        late.start()
        time.sleep(0.5)
        assert given == []
    late.join()
    for store in (first, second):
        store.close()

    assert (start, given) == (2, [Number("CG", 12)])
