"""Import, for any rows in any files: counts add up, a dry run tells the truth, and files come together as one by one.

Rows are drawn from few contents and numbers, so that equal and clashing ones meet; rows are written two visits at a
time here, so that the seams between chunks lie everywhere.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import combinations, count, product
from pathlib import Path

import pytest
from hypothesis import HealthCheck, event, example, given, settings
from hypothesis import strategies as st

from inspect_cli.errors import BadInput
from inspect_cli.store import registering
from inspect_cli.store.database import Database
from inspect_cli.store.ids import make_id
from inspect_cli.store.journal import Author
from inspect_cli.store.opening import create_database
from inspect_cli.transfer import batch

AUTHOR = Author("李某02", "0" * 32, "CG")
HEADER = ("number", "category", "township", "inspected_on", "site", "description", "owner")
Rows = list[tuple[str, ...]]
FILES = count()

HAZARDS = st.tuples(
    # A number of ours so high that no row without one is given it: else one command, which keeps it free, and one
    # command for each file, which gives it away before it comes, differ rightly.
    st.sampled_from(["", "", "", "YH-20230115-0007", "CG-500", "7"]),
    st.just("fire"),
    st.sampled_from(["东岔街道", "石炭沟镇"]),
    st.just("2023-01-05"),
    st.sampled_from(["", "商场"]),
    st.sampled_from(["甲", "乙"]),
    st.sampled_from(["", "", "赵某"]),
)
CLEAN = st.sampled_from(["", "商场"]).map(lambda site: ("", "fire", "东岔街道", "2023-01-05", site, "", ""))
BLANK = st.just(("",) * len(HEADER))
ROWS = st.lists(st.one_of(HAZARDS, HAZARDS, CLEAN, BLANK), max_size=8)


@pytest.fixture(autouse=True)
def short_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two visits are written at a time."""
    monkeypatch.setattr(batch, "CHUNK", 2)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where files and ledgers of all examples are."""
    return tmp_path


def _ledgers(folder: Path, how_many: int, before: Rows) -> Iterator[Database]:
    """Ledgers that hold the same rows already."""
    held = _write(folder, before)
    for _n in range(how_many):
        database = create_database(str(folder / f"{next(FILES)}.db"), make_id())
        names = [{"code": "1", "name": "东岔街道", "kind": "town"}, {"code": "2", "name": "石炭沟镇", "kind": "town"}]
        registering.enter_townships(database, names, AUTHOR)
        _import(database, [held])
        yield database


def _write(folder: Path, rows: Rows) -> str:
    path = folder / f"{next(FILES)}.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([HEADER, *rows])
    return str(path)


def _import(database: Database, files: Sequence[str], *, dry_run: bool = False) -> Counter[str] | None:
    """The counts, which must add up; None when a row is refused."""
    try:
        done = batch.run(database, files, AUTHOR, batch.Wish(dry_run=dry_run))
    except BadInput:
        return None
    found = done.counts()
    assert found["rows"] == sum(found[name] for name in ("new", "unchanged", "updated", "skipped", "rejected"))
    return Counter({name: number for name, number in found.items() if name != "batch"})


def _content(database: Database) -> Counter[tuple[str, ...]]:
    """What the ledger holds, without the numbers it gave itself."""
    hazards = database.rows("hazards")
    visits = database.rows("clean_visits")
    texts = [tuple(str(row[name]) for name in ("township", "site", "description", "owner", "ref")) for row in hazards]
    return Counter([*texts, *((row["township"], str(row["site"])) for row in visits)])


SAME = ("", "fire", "石炭沟镇", "2023-01-05", "", "甲")  # a row of the same place, day and words


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=ROWS, rows=ROWS)
@example(
    before=[(*SAME, ""), (*SAME, "赵某"), ("CG-500", "fire", "东岔街道", *SAME[3:], "")],
    rows=[(*SAME, ""), (*SAME, ""), ("CG-500", *SAME[1:], "")],
)
def test_dry_runs(folder: Path, before: Rows, rows: Rows) -> None:
    """A dry run counts, or refuses, what the real run does; a second real run finds nothing new."""
    for database in _ledgers(folder, 1, before):
        with closing(database):
            path = _write(folder, rows)
            held = _content(database)
            tried = _import(database, [path], dry_run=True)
            assert _content(database) == held

            done = _import(database, [path])

            assert done == tried
            event("refused" if done is None else "taken")
            if done is not None:
                again = _import(database, [path])
                assert again is not None
                assert (again["new"], again["unchanged"]) == (0, done["new"] + done["unchanged"] + done["updated"])
            else:
                assert _content(database) == held


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=ROWS, files=st.lists(ROWS, min_size=2, max_size=3))
def test_files_together(folder: Path, before: Rows, files: list[Rows]) -> None:
    """Files in one command give what they give in one command each: counts, ledger and refusals."""
    together, apart = _ledgers(folder, 2, before)
    with closing(together), closing(apart):
        paths = [_write(folder, rows) for rows in files]
        done = _import(together, paths)
        each = [_import(apart, [path]) for path in paths]

        if any(one is None for one in each):
            assert done is None
        elif done is None:
            # One command says one thing of a hazard; file by file, a later one corrects it, or says less of it.
            assert any(one and one["updated"] for one in each) or _says_less(files)
        event("refused" if done is None else "taken")
        if done is not None:
            assert +done == sum((one for one in each if one is not None), Counter())
            assert _content(together) == _content(apart)


def _says_less(files: list[Rows]) -> bool:
    """Whether a number stands again in a later file beside the same cells, some of them empty now."""
    pairs = [
        (row, again)
        for first, later in combinations(files, 2)
        for row, again in product(first, later)
        if row[0] and row[0] == again[0] and row != again
    ]
    return any(all(cell in ("", before) for before, cell in zip(row, again, strict=True)) for row, again in pairs)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=ROWS, rows=ROWS)
def test_numbers_are_never_doubled(folder: Path, before: Rows, rows: Rows) -> None:
    """However numbered and unnumbered rows are mixed, no two hazards have the same number."""
    for database in _ledgers(folder, 1, before):
        with closing(database):
            _import(database, [_write(folder, rows)])
            numbers = [(row["series"], row["serial"]) for row in database.rows("hazards")]

            assert len(set(numbers)) == len(numbers)
            used = database.rows("numbers_used")
            assert [row["last"] for row in used if row["code"] == "CG"] == ([max(numbers)[1]] if numbers else [])
