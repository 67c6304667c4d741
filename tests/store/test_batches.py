"""A batch is everything one command wrote, in however many townships: found, listed, summed up, taken back.

* listed newest first, with who, when, what, how much, in how many townships, of which files;
* found by its whole id or its end, in capitals too; not by what several end in, or what is too short or no id;
* the last one of a device, whatever other devices wrote since;
* its entries in the order of their arrival, and no others;
* taken back: yes, partly, no, also after the taking back was taken back;
* an import taken back whole and in part, and imported again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.store.deeds import CLERK, DUE, FIXED, FOUND, TODAY, Step, act, somebody

from inspect_cli.errors import NothingFound, WrongUsage
from inspect_cli.rules.entries import Inspected
from inspect_cli.store import batches, checks, journal, ledger, recording, registering, undoing
from inspect_cli.store.database import Database
from inspect_cli.store.journal import Author, Draft
from inspect_cli.store.recording import Visit
from inspect_cli.transfer import batch

Dump = Callable[[Database, str], list[tuple[Any, ...]]]
OTHER = Author("赵某", "1" * 32, "DC")
TOWNSHIPS = tuple({"code": code, "name": f"{code}镇", "kind": "town"} for code in "123")
HEADER = "number,category,township,site,inspected_on,description,due\n"
ROWS = tuple(f",fire,{n % 3 + 1},点位 {n},2023-01-09,堵塞 {n},2023-01-20\n" for n in range(6))
VISIT = Visit("1", FOUND, {"category": "fire"}, ["堵塞", "过期"], {"due": DUE, "first_due": DUE})


@pytest.fixture
def filled(store: Database) -> tuple[Database, list[Author]]:
    """A store, and who wrote what in it, a command each, the oldest first."""
    writes: list[tuple[Author, Callable[[Author], Any]]] = [
        (CLERK, lambda who: registering.enter_townships(store, TOWNSHIPS, who)),
        (CLERK, lambda who: recording.record_visit(store, VISIT, who)),
        (OTHER, lambda who: recording.record_visit(store, replace(VISIT, township="2", hazards=["丙"]), who)),
        (CLERK, lambda who: act(store, "CG-1 CG-2 DC-1", FIXED, who)),
        (CLERK, lambda who: recording.record_visit(store, replace(VISIT, hazards=[], each={}), who)),
        (OTHER, lambda who: registering.enter_campaign(store, {"name": "春节行动"}, who)),
    ]
    authors = []
    for who, write in writes:
        authors.append(somebody(who))
        write(authors[-1])
    return store, authors


Filled = tuple[Database, list[Author]]


def test_list(filled: Filled) -> None:
    """Each command is listed once, newest first, with who wrote what, how many hazards it is about, and where."""
    store, authors = filled
    rows = batches.latest(store, 20)

    assert [row["batch"] for row in rows] == [who.batch for who in reversed(authors)]
    assert [row["short"] for row in rows] == [who.batch[-8:] for who in reversed(authors)]
    assert [(row["event"], row["entries"], row["hazards"], row["townships"]) for row in rows] == [
        ("campaign", 1, 0, 0),
        ("inspected", 1, 0, 1),
        ("fixed", 3, 3, 2),
        ("inspected", 1, 1, 1),
        ("inspected", 1, 2, 1),
        ("township", 3, 0, 0),
    ]
    assert [(row["by"], row["device"], row["undone"], row["files"]) for row in rows] == [
        (who.name, who.device, "no", []) for who in reversed(authors)
    ]
    assert [row["batch"] for row in batches.latest(store, 2)] == [row["batch"] for row in rows[:2]]
    assert batches.latest(store, 0) == []


def test_parts(filled: Filled) -> None:
    """The parts of a batch say where in each township's journal its entries stand."""
    store, authors = filled
    parts = batches.parts(store, authors[3].batch)

    assert [(part["township"], part["entries"], part["first_seq"], part["last_seq"]) for part in parts] == [
        ("1", 2, 2, 3),
        ("2", 1, 2, 2),
    ]
    assert {part["recorded_at"] for part in parts} == {
        row["recorded_at"] for row in store.rows("entries", {"batch": authors[3].batch}, ["batch"])
    }
    assert batches.parts(store, "f" * 32) == []


def test_entries(filled: Filled) -> None:
    """The entries of a batch are its own, in the order they arrived, also where others wrote in between."""
    store, authors = filled
    with store.writing():
        for who in (authors[1], authors[2], authors[1]):
            journal.append(store, [Draft("1", "inspected", TODAY, Inspected(category="fire"))], who)
    found = list(batches.entries_of(store, authors[1].batch))

    assert [entry.seq for entry in found] == [1, 5, 7]
    assert [entry.batch for entry in found] == [authors[1].batch] * 3
    assert batches.parts(store, authors[1].batch)[0]["entries"] == 3
    assert list(batches.entries_of(store, "f" * 32)) == []


def test_newest(filled: Filled) -> None:
    """The last command of a device is its own last one, not the last there is."""
    store, authors = filled

    assert batches.newest(store, CLERK.device) == authors[4].batch
    assert batches.newest(store, OTHER.device) == authors[5].batch
    assert batches.newest(store, "2" * 32) is None


@pytest.mark.parametrize("length", [4, 8, 32])
def test_find(filled: Filled, length: int) -> None:
    """A batch is found by its id or the end of it, in capitals too, with blanks around it."""
    store, authors = filled
    for who in authors:
        typed = who.batch[-length:]
        assert [batches.find(store, form) for form in (typed, typed.upper(), f" {typed} ")] == [who.batch] * 3


@pytest.mark.parametrize(
    "typed", ["", "abc", "zzzz", "%%%%", "____", "f" * 32, "f" * 33, "0000 0000", "ｆｆｆｆ", "\0abcd"]
)
def test_find_nothing(filled: Filled, typed: str) -> None:
    """What no batch ends in, what is too short to tell, and what is no id at all is not found."""
    store, authors = filled
    with pytest.raises(NothingFound) as refusal:
        batches.find(store, typed)
    assert refusal.value.exit_code == 1

    for who in authors:
        with pytest.raises(NothingFound):
            batches.find(store, who.batch[-3:])
        with pytest.raises(NothingFound):
            batches.find(store, who.batch[:8])


def test_find_ambiguous(store: Database) -> None:
    """An end that two batches share names neither; a longer one does."""
    for lead in "ab":
        recording.record_visit(store, VISIT, replace(CLERK, batch=f"{lead}{'0' * 27}1234"))

    with pytest.raises(WrongUsage) as refusal:
        batches.find(store, "1234")
    assert (refusal.value.exit_code, "1234" in refusal.value.what) == (2, True)
    assert batches.find(store, f"a{'0' * 27}1234") == f"a{'0' * 27}1234"


def test_find_in_several_townships(filled: Filled) -> None:
    """A batch that lies in two townships is one batch, however short the end that is typed."""
    store, authors = filled

    assert batches.find(store, authors[3].batch[-4:]) == authors[3].batch


def test_taken_back(filled: Filled) -> None:
    """The list says whether a batch is taken back; a taking back that was taken back does not count."""
    store, authors = filled
    undone = [authors[3].batch]
    for wanted in (["yes"], ["no", "yes"], ["yes", "no", "yes"], ["no", "yes", "no", "yes"]):
        undoing.take_back(store, undone[-1], TODAY, back := somebody())
        said = {row["batch"]: (row["undone"], row["event"]) for row in batches.latest(store, 20)}
        assert [said[batch][0] for batch in undone] == wanted
        undone.append(back.batch)
        assert said[back.batch] == ("no", ("undone", "brought_back")[len(undone) % 2])


def _import(database: Database, path: Path, who: Author) -> batch.Outcome:
    return batch.run(database, [str(path)], who)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A ledger file with six hazards in three townships."""
    path = tmp_path / "一月.csv"
    path.write_text(HEADER + "".join(ROWS), encoding="utf-8")
    return path


def _numbers(database: Database) -> list[str]:
    return [f"{row['series']}-{row['serial']}" for row in database.rows("hazards", order="number")]


def _look(database: Database, dump: Dump) -> dict[str, Any]:
    return {table: dump(database, table) for table in ledger.TABLES if table not in ("batch", "series")}


def test_import_is_one_batch(store: Database, file: Path) -> None:
    """An import says which files it read, and is one batch in all the townships it wrote in."""
    registering.enter_townships(store, TOWNSHIPS, somebody())
    _import(store, file, who := somebody())
    (row, *_others) = batches.latest(store, 1)

    assert (row["batch"], row["event"], row["files"]) == (who.batch, "imported", ["一月.csv"])
    assert (row["hazards"], row["townships"], row["entries"]) == (6, 3, 7)


def test_import_taken_back_whole(store: Database, file: Path, dump: Dump) -> None:
    """An import goes whole and comes back whole; imported again after it went, all is new and has new numbers."""
    registering.enter_townships(store, TOWNSHIPS, somebody())
    before = _look(store, dump)
    _import(store, file, first := somebody())
    after = _look(store, dump)
    taking = undoing.take_back(store, first.batch, TODAY, back := somebody())
    assert _look(store, dump) == before
    assert (len(taking.taken), taking.visits, taking.kept) == (6, 6, [])
    undoing.take_back(store, back.batch, TODAY, somebody())
    assert _look(store, dump) == after
    undoing.take_back(store, first.batch, TODAY, somebody())

    again = _import(store, file, somebody())
    assert (again.new, again.unchanged) == (6, 0)
    assert _numbers(store) == [f"CG-{n}" for n in range(7, 13)]
    assert checks.check(store, FOUND, lambda _count: None) == []


def test_import_taken_back_in_part(store: Database, file: Path) -> None:
    """What was worked on since stays and is named; imported again, only what went is new."""
    registering.enter_townships(store, TOWNSHIPS, somebody())
    _import(store, file, first := somebody())
    act(store, "CG-2", FIXED, somebody())
    act(store, "CG-4", Step("noted", {"note": "已催"}), noted := somebody())
    act(store, "CG-5", Step("noted", {"note": "已催"}), somebody())
    undoing.take_back(store, noted.batch, TODAY, somebody())
    taking = undoing.take_back(store, first.batch, TODAY, somebody())

    assert (sorted(taking.taken), sorted(taking.kept)) == (["CG-1", "CG-3", "CG-4", "CG-6"], ["CG-2", "CG-5"])
    assert _numbers(store) == ["CG-2", "CG-5"]
    assert next(row["undone"] for row in batches.latest(store, 9) if row["batch"] == first.batch) == "partly"
    again = _import(store, file, somebody())
    assert (again.new, again.unchanged) == (4, 2)
    assert _numbers(store) == ["CG-2", "CG-5", *(f"CG-{n}" for n in range(7, 11))]
    assert checks.check(store, FOUND, lambda _count: None) == []


def test_import_with_numbers_of_its_own(store: Database, file: Path) -> None:
    """A file with permanent numbers, taken back and imported again, is not brought back a second time beside itself."""
    file.write_text(HEADER + ROWS[0].replace(",fire", "CG-40,fire", 1), encoding="utf-8")
    registering.enter_townships(store, TOWNSHIPS, somebody())
    _import(store, file, first := somebody())
    undoing.take_back(store, first.batch, TODAY, back := somebody())
    assert _import(store, file, somebody()).new == 1
    taking = undoing.take_back(store, back.batch, TODAY, somebody())

    assert (taking.taken, taking.kept) == ([], ["CG-40"])
    assert _numbers(store) == ["CG-40"]
    assert checks.check(store, FOUND, lambda _count: None) == []
