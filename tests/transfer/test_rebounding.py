"""An import finds by itself which of its rows came back, wherever the hazards they repeat stand.

* in the ledger, typed or imported; in the file, before the row or after it; in another file of the same command;
* a dry run counts what the real run counts; the same file again is unchanged;
* two hazards of one visit do not repeat each other; nothing comes back elsewhere, too late, or before it was closed;
* of several in the ledger the one closed last; what a row says itself, and what people said since, stands;
* taken back with its import and brought back with it; on every kind of store; with little memory.
"""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from inspect_cli.rules.numbers import Number
from inspect_cli.store.database import Database
from inspect_cli.transfer.drafting import Row
from inspect_cli.transfer.rebounding import Rebounds

Run = Callable[..., Any]
Write = Callable[..., Path]
Counts = Callable[..., dict[str, int]]
START = date(2022, 6, 1)
PLACE = {"category": "fire", "township": "东岔街道", "village": "一村", "site": "东岔商场"}
OLD = {
    **PLACE,
    "inspected_on": "2022-11-01",
    "description": "通道堵塞",
    "item": "F-01",
    "status": "closed",
    "verified_on": "2022-11-20",
    "verified_by": "孙某",
    "note": "旧",
}
NEW = {**PLACE, "inspected_on": "2023-01-05", "description": "通道 堵塞。", "note": "新"}


def _links(run: Run, *options: str) -> dict[str, str | None]:
    """For each note of a hazard the note of the one that it repeats."""
    rows = run(*options, "list", "--status", "all", "--format", "json").json
    notes = {row["number"]: row["note"] for row in rows}
    return {row["note"]: notes[row["rebound_of"]] if row["rebound_of"] else None for row in rows}


@pytest.mark.parametrize("typed", [True, False])
def test_in_the_ledger(three_townships: Path, run: Run, write: Write, counts: Counts, *, typed: bool) -> None:
    """A row that repeats a hazard closed in the ledger, by typing or by an import, is linked to it and counted."""
    if typed:
        line = "add fire 东岔 通道堵塞 --site 东岔商场 --note 旧 --on 2022-11-01 --due 30d"
        assert run(line).code == 0
        assert run("fix 1 --by 赵某 --on 2022-11-10").code == run("verify 1 --by 孙某 --on 2022-11-20").code == 0
    else:
        counts(write([OLD]))
    path = write([NEW], name="b.csv")
    tried = counts(path, dry_run=True)

    assert counts(path) == tried == {"rows": 1, "new": 1, "rebound": 1}
    assert _links(run) == {"旧": None, "新": "旧"}
    assert counts(path) == {"rows": 1, "unchanged": 1}


def test_typed_is_found_by_its_item(three_townships: Path, run: Run, write: Write, counts: Counts) -> None:
    """A row with other words and the same item is linked too; with another item and other words it is not."""
    counts(write([OLD]))
    rows = [
        {**NEW, "description": "别的话", "item": "f-01", "note": "同项"},
        {**NEW, "description": "别的话", "item": "F-02", "note": "别项", "inspected_on": "2023-01-06"},
    ]

    assert counts(write(rows, name="b.csv"))["rebound"] == 1
    assert _links(run) == {"旧": None, "同项": "旧", "别项": None}


@pytest.mark.parametrize("between", [0, 700])
@pytest.mark.parametrize("backwards", [False, True])
def test_in_the_file(
    three_townships: Path, run: Run, write: Write, counts: Counts, between: int, *, backwards: bool
) -> None:
    """The hazard that a row repeats may stand before it or after it, near or far: a file may begin with the newest."""
    other = [
        {**PLACE, "site": f"点位 {n}", "inspected_on": "2022-12-01", "description": "别的"} for n in range(between)
    ]
    rows = [OLD, *other, NEW]
    path = write(rows[::-1] if backwards else rows, header=list(OLD))
    tried = counts(path, dry_run=True)

    assert counts(path) == tried == {"rows": between + 2, "new": between + 2, "rebound": 1}
    assert {note: links for note, links in _links(run).items() if note} == {"旧": None, "新": "旧"}
    assert counts(path) == {"rows": between + 2, "unchanged": between + 2}
    assert run("check").code == 0


@pytest.mark.parametrize("backwards", [False, True])
def test_in_another_file(three_townships: Path, run: Run, write: Write, counts: Counts, *, backwards: bool) -> None:
    """Files of one command are looked through like one."""
    files = [write([OLD], name="1.csv"), write([NEW], name="2.csv")]
    files = files[::-1] if backwards else files

    assert counts(*files, dry_run=True) == counts(*files) == {"rows": 2, "new": 2, "rebound": 1}
    assert _links(run) == {"旧": None, "新": "旧"}
    assert counts(*files) == {"rows": 2, "unchanged": 2}


NOT_AGAIN: dict[str, dict[str, str]] = {
    "another site": {"site": "西岔商场"},
    "no site": {"site": ""},
    "another township": {"township": "石炭沟镇"},
    "another category": {"category": "mines"},
    "other words": {"description": "灭火器过期"},
    "too late": {"inspected_on": "2023-01-05", "verified_on": "2022-07-08"},
    "before it was closed": {"inspected_on": "2022-11-19"},
    "not closed": {"status": "fixed", "verified_on": "", "verified_by": ""},
    "voided": {"status": "voided"},
    "handed over": {"status": "transferred"},
    "closed on no day": {"verified_on": ""},
}


@pytest.mark.parametrize("way", ["ledger", "file", "backwards"])
@pytest.mark.parametrize("other", NOT_AGAIN.values(), ids=NOT_AGAIN)
def test_not_again(
    three_townships: Path, run: Run, write: Write, counts: Counts, other: dict[str, str], way: str
) -> None:
    """Another place, category or words, too many days, too early a day, and what was not closed: no rebound."""
    about_old = {name: value for name, value in other.items() if name in ("status", "verified_on", "verified_by")}
    old = {**OLD, **about_old}
    if other.get("verified_on"):
        old["inspected_on"] = "2022-07-01"
    new = {**NEW, **{name: value for name, value in other.items() if name not in about_old}}
    if way == "ledger":
        counts(write([old]))
        assert counts(write([new], name="b.csv", header=list(OLD))) == {"rows": 1, "new": 1}
    else:
        rows = [old, new] if way == "file" else [new, old]
        assert counts(write(rows, header=list(OLD))) == {"rows": 2, "new": 2}
    assert set(_links(run).values()) == {None}


@pytest.mark.parametrize(("days", "found"), [(1, True), (180, True), (181, False)])
@pytest.mark.parametrize("way", ["ledger", "file", "backwards"])
def test_days_between(three_townships: Path, write: Write, counts: Counts, days: int, way: str, *, found: bool) -> None:
    """It came back when it is found up to 180 days after it was closed, wherever it stands."""
    closed = date(2022, 7, 4)
    old = {**OLD, "inspected_on": "2022-07-01", "verified_on": closed.isoformat()}
    new = {**NEW, "inspected_on": (closed + timedelta(days)).isoformat()}
    if way == "ledger":
        counts(write([old]))
    rows = {"ledger": [new], "file": [old, new], "backwards": [new, old]}[way]

    assert counts(write(rows, name="b.csv", header=list(OLD))).get("rebound", 0) == found


def test_one_visit(three_townships: Path, run: Run, write: Write, counts: Counts) -> None:
    """Two hazards of one visit do not repeat each other, even if one of them was closed on that very day."""
    first = {**OLD, "inspected_on": "2022-11-20", "note": "甲"}
    second = {**NEW, "inspected_on": "2022-11-20", "note": "乙"}
    for rows in ([first, second], [second, first]):
        assert counts(write(rows, name=f"{len(_links(run))}.csv", header=list(OLD))).get("rebound", 0) == 0
    assert set(_links(run).values()) == {None}


def test_chains(three_townships: Path, run: Run, write: Write, counts: Counts) -> None:
    """What came back three times is linked to the one before it each time, in either order of the file."""
    rows = [
        {**OLD, "inspected_on": f"2022-{month:02d}-01", "verified_on": f"2022-{month:02d}-20", "note": str(month)}
        for month in (6, 8, 10, 12)
    ]
    for nth, order in enumerate((rows, rows[::-1])):
        path = write(order, name=f"{nth}.csv")
        assert run(f"--db {nth}.db init --device CG --townships townships.csv").code == 0
        found = run(f"--db {nth}.db import {path} --format json").json
        assert found["rebound"] == 3
        assert _links(run, "--db", f"{nth}.db") == {"6": None, "8": "6", "10": "8", "12": "10"}


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 2, 1), (3, 1, 2)])
def test_closed_last(run: Run, home: Path, write: Write, store_url: str, order: tuple[int, ...]) -> None:
    """Of several closed hazards of the ledger it repeats the one closed last, on every kind of store."""
    (home / "t.csv").write_text("code,name\n1,东岔街道\n", encoding="utf-8")
    assert run("--db", store_url, "init", "--device", "CG", "--townships", "t.csv").code == 0
    for nth in order:
        row = {**OLD, "verified_on": f"2022-11-{20 + nth}", "note": str(nth), "inspected_on": "2022-11-20"}
        assert run("--db", store_url, "import", str(write([row], name=f"{nth}.csv"))).code == 0
    assert run("--db", store_url, "import", str(write([NEW]))).code == 0

    assert _links(run, "--db", store_url)["新"] == "3"


def test_what_the_row_says(three_townships: Path, run: Run, write: Write, counts: Counts) -> None:
    """A row that names what it repeats is believed, whatever else it is like; it is counted as a rebound."""
    rows = [{**OLD, "number": "CG-1"}, {**OLD, "number": "CG-2", "note": "另一处", "site": "西岔商场"}]
    counts(write(rows))
    path = write([{**NEW, "rebound_of": "CG-2"}], name="b.csv")

    assert counts(path, dry_run=True) == counts(path) == {"rows": 1, "new": 1, "rebound": 1}
    assert _links(run)["新"] == "另一处"
    assert counts(path) == {"rows": 1, "unchanged": 1}


def test_what_the_row_says_backwards(three_townships: Path, run: Run, write: Write, counts: Counts) -> None:
    """The same when what it is like stands further down."""
    other = {**OLD, "number": "CG-2", "note": "另一处", "site": "西岔商场"}
    rows = [{**NEW, "rebound_of": "CG-2"}, {**OLD, "number": "CG-1"}, other]

    assert counts(write(rows, header=["number", "rebound_of", *OLD]))["rebound"] == 1
    assert _links(run)["新"] == "另一处"


@pytest.mark.parametrize("backwards", [False, True])
def test_what_people_said_since(
    three_townships: Path, run: Run, write: Write, counts: Counts, *, backwards: bool
) -> None:
    """A link that somebody took away is not found again by the same file, with numbers or without."""
    rows = [OLD, NEW] if not backwards else [NEW, OLD]
    numbered = [{**row, "number": f"CG-{n}", "site": "别处"} for n, row in enumerate(rows, 50)]
    files = (write(rows, header=list(OLD), name="a.csv"), write(numbered, header=["number", *OLD], name="b.csv"))
    for path in files:
        assert counts(path)["rebound"] == 1
    linked = [row["number"] for row in run("list --rebound --format json").json]
    assert len(linked) == 2
    assert run("link", *linked, "--not-a-rebound", "--reason", "不是一处").code == 0

    for path in files:
        assert counts(path) == {"rows": 2, "unchanged": 2}
    assert run("list --rebound --format json").code == 1


@pytest.mark.parametrize("backwards", [False, True])
def test_taken_back(three_townships: Path, run: Run, write: Write, counts: Counts, *, backwards: bool) -> None:
    """An import goes with its links, and comes back with them."""
    path = write([NEW, OLD] if backwards else [OLD, NEW], header=list(OLD))
    counts(path)
    assert run("undo --yes").code == 0
    assert run("list --status all").code == 1
    assert run("undo --yes").code == 0

    assert _links(run) == {"旧": None, "新": "旧"}
    assert run("check").code == 0
    assert run("batch list --format json").json[-2]["hazards"] == 2


@pytest.mark.parametrize("backwards", [False, True])
def test_exported(three_townships: Path, run: Run, write: Write, counts: Counts, *, backwards: bool) -> None:
    """An export of links that were found is nothing new to its ledger, and the same links to an empty one."""
    counts(write([NEW, OLD] if backwards else [OLD, NEW], header=list(OLD)))
    assert run("export -o out.csv").code == 0

    assert counts("out.csv") == {"rows": 2, "unchanged": 2}
    assert run("--db new.db init --device DC --townships townships.csv").code == 0
    assert run("--db new.db import out.csv --format json").json["rebound"] == 1
    assert _links(run, "--db", "new.db") == {"旧": None, "新": "旧"}


def test_in_a_ledger_that_is_known(three_townships: Path, run: Run, write: Write, counts: Counts) -> None:
    """Of a file that grew, the new row is linked to one that the ledger holds already."""
    counts(write([OLD]))
    grown = write([OLD, NEW], header=list(OLD), name="b.csv")

    assert counts(grown, dry_run=True) == counts(grown) == {"rows": 2, "new": 1, "unchanged": 1, "rebound": 1}
    assert _links(run) == {"旧": None, "新": "旧"}


def test_many_far_apart(three_townships: Path, run: Run, write: Write, counts: Counts) -> None:
    """Hundreds of rows, each of which repeats one far above it: all are found, in a township known or not."""
    old = [{**OLD, "site": f"点位 {n}", "note": f"旧{n}"} for n in range(600)]
    new = [{**NEW, "site": f"点位 {n}", "note": f"新{n}"} for n in range(600)]
    for nth, rows in enumerate((old + new, new[::-1] + old)):
        path = write([{**row, "village": f"村{nth}"} for row in rows], header=list(OLD), name=f"{nth}.csv")
        # The second file repeats what the first one closed as well.
        wanted = {"rows": 1200, "new": 1200, "rebound": 600}
        assert counts(path, dry_run=True) == counts(path) == wanted
    links = _links(run)
    assert {links[f"新{n}"] for n in range(600)} == {f"旧{n}" for n in range(600)}


def test_memory(three_townships: Path, store: Database) -> None:
    """Every hazard of a large file is remembered in less than 400 bytes, the open ones in less than 150."""
    for status, most in (("found", 150), ("closed", 400)):
        rebounds = Rebounds(store, set())
        rows = [_make_row(n, status) for n in range(2000)]
        rebounds.within_visit(rows[0].values)(rows[0], Number("CG", 10**6))
        tracemalloc.start()
        for n, row in enumerate(rows):
            rebounds.within_visit(row.values)(row, Number("CG", n))
        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()

        assert peak / len(rows) < most


def _make_row(nth: int, status: str) -> Row:
    values = {
        "category": "fire",
        "township": "1",
        "site": f"点位 {nth % 50}",
        "inspected_on": START,
        "description": f"堵塞 {nth % 100}",
        "status": status,
        **({"verified_on": START} if status == "closed" else {}),
    }
    return Row("in.csv", nth, values, None)
