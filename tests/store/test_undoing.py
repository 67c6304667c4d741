"""Taking back is a further entry, and it takes back exactly what was written: undo(undo(x)) is x.

* for every kind of entry, on every kind of store: the ledger is what it was, and then what it had become;
* visits with several hazards, registers that say something anew, campaigns, what a township was used for;
* a batch that lies in several townships is one, all or none; more of it than is looked up at a time;
* what somebody built on stays and is named, the rest goes; what others wrote apart from it does not hold it up;
* numbers are not given again; what was taken back is in the journal still, and `check` finds nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.store.deeds import CLERK, DUE, FIXED, FOUND, STORIES, TODAY, VERIFIED, Step, act, find, somebody, tell

from inspect_cli.rules.entries import KINDS
from inspect_cli.store import batches, checks, journal, ledger, recording, registering, undoing
from inspect_cli.store.database import Database
from inspect_cli.store.journal import Author, Draft
from inspect_cli.store.recording import Visit
from inspect_cli.store.undoing import Taking

Dump = Callable[[Database, str], list[tuple[Any, ...]]]
OTHER = Author("赵某", "1" * 32, "DC")
KEPT = ("batch", "series")  # what was done and which numbers were used is not taken back
TOWNSHIPS = (
    {"code": "1", "name": "东岔街道", "kind": "subdistrict"},
    {"code": "2", "name": "石炭沟镇", "kind": "town"},
)


@pytest.fixture
def look(dump: Dump) -> Callable[[Database], dict[str, Any]]:
    """Everything the ledger holds but batches and used numbers."""
    return lambda database: {table: dump(database, table) for table in ledger.TABLES if table not in KEPT}


Look = Callable[[Database], dict[str, Any]]


def _undo(database: Database, batch: str | None = None) -> Taking:
    """Take back a batch, or the last of this device."""
    return undoing.take_back(database, batch or batches.newest(database, CLERK.device) or "", TODAY, somebody())


def _numbers(database: Database) -> list[str]:
    return [f"{row['series']}-{row['serial']}" for row in database.rows("hazards", order="number")]


def test_every_kind(store: Database, look: Look) -> None:
    """For every kind of entry: taken back, the ledger is as before it; taken back again, as after it; and so on."""
    for nth, story in enumerate(STORIES, 1):
        number = find(store, f"CG-{nth}", site=f"点位 {nth}")
        *first, last = STORIES[story]
        for step in first:
            act(store, number, step, somebody())
        before = look(store)
        act(store, number, last, somebody())
        after = look(store)
        assert (after != before) == (story != "accepted"), story  # what was handed over is so, accepted or not

        for wanted in (before, after, before, after):
            taking = _undo(store)
            assert look(store) == wanted, story
            assert (taking.taken, taking.kept) == ([number], []), story
    assert {entry["kind"] for entry in store.rows("entries")} >= {steps[-1].kind for steps in STORIES.values()}
    assert [f.problem for f in checks.check(store, FOUND, lambda _count: None)] == []


def test_a_whole_story(store: Database, look: Look) -> None:
    """A story taken back step by step from its end leaves nothing, not even the visit it began with."""
    registering.enter_townships(store, TOWNSHIPS, somebody())
    empty = look(store)
    whole = []
    find(store, "CG-1")
    for step in (FIXED, VERIFIED):
        whole.append((batches.newest(store, CLERK.device), look(store)))
        act(store, "CG-1", step, somebody())
    whole.append((batches.newest(store, CLERK.device), look(store)))
    for batch, there in reversed(whole):
        assert look(store) == there
        assert _undo(store, batch).kept == []

    assert look(store) == empty
    assert _numbers(store) == []
    assert len(store.rows("entries", {"township": "1"}, ["township"])) == 6


@pytest.mark.parametrize("hazards", [0, 1, 3])
def test_visits(store: Database, look: Look, hazards: int) -> None:
    """A visit goes and comes back whole, a clean one too; the numbers of its hazards are not given again."""
    recording.record_visit(store, Visit("1", FOUND, {"category": "fire"}, ["从前"], {}), somebody())
    before = look(store)
    visit = Visit("1", FOUND, {"category": "fire", "note": "晚上"}, [f"第 {n} 处" for n in range(hazards)], {})
    recording.record_visit(store, visit, somebody())
    after = look(store)
    taking = _undo(store)

    assert look(store) == before != after
    assert (len(taking.taken), taking.visits) == (hazards, 1)
    assert [str(n) for n in recording.record_visit(store, visit, somebody())] == [
        f"CG-{n}" for n in range(2 + hazards, 2 + 2 * hazards)
    ]
    _undo(store)
    _undo(store, _undoing_of(store, taking.batch))
    assert look(store) == after


def _undoing_of(database: Database, batch: str) -> str:
    (row, *_others) = database.rows("batches", {"undone": [batch]}, ["undoes"])
    return str(row["batch"])


def test_part_of_a_visit(store: Database, look: Look) -> None:
    """Of a visit whose second hazard somebody fixed, the others go; the visit stays with the one that is left."""
    visit = Visit("1", FOUND, {"category": "fire"}, ["甲", "乙", "丙"], {"due": DUE, "first_due": DUE})
    recording.record_visit(store, visit, who := somebody())
    act(store, "CG-2", FIXED, somebody())
    whole = look(store)
    taking = _undo(store, who.batch)

    assert (taking.taken, taking.kept, taking.visits) == (["CG-1", "CG-3"], ["CG-2"], 0)
    (row,) = store.rows("hazards")
    assert (row["description"], row["status"]) == ("乙", "fixed")
    assert [row["found"] for row in store.rows("all_inspection")] == [1]
    assert batches.latest(store, 9)[-1]["undone"] == "partly"
    again = undoing.prepare(store, who.batch, TODAY)
    assert (again.drafts, again.taken, again.kept) == ([], [], ["CG-2"])
    _undo(store)
    assert look(store) == whole
    assert batches.latest(store, 9)[-1]["undone"] == "no"


def test_the_rest_of_a_visit(store: Database, look: Look) -> None:
    """What held a hazard back is taken back itself: then the rest of the visit goes too."""
    empty = look(store)
    recording.record_visit(store, Visit("1", FOUND, {"category": "fire"}, ["甲", "乙"], {}), who := somebody())
    act(store, "CG-2", FIXED, fixer := somebody())
    _undo(store, who.batch)
    _undo(store, fixer.batch)
    taking = _undo(store, who.batch)

    assert (taking.taken, taking.kept) == (["CG-2"], [])
    assert look(store) == empty


def test_nothing_twice(store: Database) -> None:
    """What is taken back already is not taken back once more, and there is nothing to write."""
    for story in ("noted", "extended"):
        number = find(store, "CG-1" if story == "noted" else "CG-2", site=story)
        tell(store, story, number)
        batch = batches.newest(store, CLERK.device)
        assert len(_undo(store, batch).drafts) == 1
        assert _undo(store, batch).drafts == []


def test_built_on(store: Database, look: Look) -> None:
    """A fix that somebody verified since is kept and named; of a batch over three hazards the other two go."""
    for nth in (1, 2, 3):
        find(store, f"CG-{nth}", site=f"点位 {nth}")
    act(store, "CG-1 CG-2 CG-3", FIXED, who := somebody())
    act(store, "CG-2", VERIFIED, somebody())
    whole = look(store)
    taking = _undo(store, who.batch)

    assert (taking.taken, taking.kept) == (["CG-1", "CG-3"], ["CG-2"])
    assert [row["status"] for row in store.rows("hazards", order="number")] == ["found", "closed", "found"]
    _undo(store)
    assert look(store) == whole


def test_written_apart(store: Database) -> None:
    """What somebody wrote who had not seen the entry does not hold it up: it goes, and theirs stays."""
    find(store, "CG-1")
    act(store, "CG-1", FIXED, who := somebody())
    (row,) = store.rows("hazards")
    note = KINDS["noted"](note="另一台机器")
    with store.writing():
        journal.append(store, [Draft("1", "noted", TODAY, note, row["id"], (row["inspection"],))], OTHER)
    taking = _undo(store, who.batch)

    assert (taking.taken, taking.kept) == (["CG-1"], [])
    assert store.rows("hazards")[0]["status"] == "found"
    assert [one.kind for one in ledger.history(store, row)] == ["inspected", "fixed", "noted", "undone"]


def test_visit_taken_back_apart(store: Database, look: Look) -> None:
    """A visit that another laptop took back, not knowing of a fix, stays and is flagged; without the fix it goes."""
    empty = look(store)
    find(store, "CG-1")
    (row,) = store.rows("hazards")
    act(store, "CG-1", FIXED, somebody())
    body = KINDS["undone"](batch="f" * 32, entries=(row["id"], row["inspection"]), hazards=1)
    draft = Draft("1", "undone", TODAY, body, row["inspection"], (row["inspection"],))
    with store.writing():
        journal.append(store, [draft], OTHER)
    assert [(row["status"], row["conflict"]) for row in store.rows("hazards")] == [("fixed", True)]

    _undo(store)
    assert look(store) == empty


def test_pictures_of_a_visit_that_came_back(store: Database, look: Look) -> None:
    """A picture of an entry that is taken back does not come back with its visit."""
    find(store, "CG-1")
    visit, before = batches.newest(store, CLERK.device), look(store)
    tell(store, "noted", "CG-1")
    _undo(store)
    back = _undo(store, visit)
    assert back.taken == ["CG-1"]
    _undo(store)

    assert look(store) == before


def test_brought_back_after_work_went_on(store: Database) -> None:
    """When somebody fixed it anew after the taking back, bringing the first fix back is refused: that was worked on."""
    find(store, "CG-1")
    act(store, "CG-1", FIXED, somebody())
    back = _undo(store)
    act(store, "CG-1", Step("fixed", {"fixed_by": "钱某"}), somebody())
    taking = _undo(store, _undoing_of(store, back.batch))

    assert (taking.drafts, taking.kept) == ([], ["CG-1"])
    assert store.rows("hazards")[0]["fixed_by"] == "钱某"


REGISTERS: dict[str, Callable[[Database, Author], Any]] = {
    "townships": lambda store, who: registering.enter_townships(
        store, [*TOWNSHIPS, {**TOWNSHIPS[0], "code": "3"}], who
    ),
    "another name": lambda store, who: registering.enter_townships(store, [{**TOWNSHIPS[0], "name": "东岔镇"}], who),
    "sites": lambda store, who: registering.enter_sites(store, [{"township": "1", "code": "S9", "name": "新"}], who),
    "another state": lambda store, who: registering.enter_sites(
        store, [{"township": "1", "code": "S1", "name": "煤矿", "state": "stopped"}], who
    ),
    "a campaign": lambda store, who: registering.enter_campaign(store, {"name": "夏季", "start": FOUND}, who),
    "later days": lambda store, who: registering.enter_campaign(store, {"name": "春节行动", "end": TODAY}, who),
}


@pytest.mark.parametrize("what", REGISTERS)
def test_registers(store: Database, look: Look, what: str) -> None:
    """What was entered in a register goes; what was entered anew says again what it said before; and back."""
    registering.enter_townships(store, TOWNSHIPS, somebody())
    registering.enter_sites(store, [{"township": "1", "code": "S1", "name": "煤矿", "state": "producing"}], somebody())
    registering.enter_campaign(store, {"name": "春节行动", "start": FOUND, "end": DUE}, somebody())
    before = look(store)
    REGISTERS[what](store, somebody())
    after = look(store)
    assert after != before
    for wanted in (before, after, before):
        _undo(store)
        assert look(store) == wanted


def test_first_registers(store: Database, look: Look) -> None:
    """What `init` entered, townships with their sites in one command, goes whole and comes back whole."""
    empty = look(store)
    registering.enter_townships(store, TOWNSHIPS, who := somebody())
    registering.enter_sites(store, [{"township": "1", "code": "S1", "name": "煤矿"}], who)
    after = look(store)
    for wanted in (empty, after, empty):
        assert _undo(store).kept == []
        assert look(store) == wanted


def test_townships_in_use(store: Database) -> None:
    """Of the first townships those go where nothing was written; the one in use stays, and is named."""
    registering.enter_townships(store, TOWNSHIPS, who := somebody())
    find(store, "CG-1")
    taking = _undo(store, who.batch)

    assert taking.kept == ["东岔街道"]
    assert [row["township"] for row in store.rows("townships")] == ["1"]


def test_several_townships(store: Database, look: Look) -> None:
    """A command over hazards of three townships is one batch, taken back in all of them at once."""
    for nth, township in enumerate("123", 1):
        visit = Visit(township, FOUND, {"category": "fire"}, [f"堵塞 {nth}"], {"due": DUE, "first_due": DUE})
        recording.record_visit(store, visit, somebody())
    before = look(store)
    act(store, "CG-1 CG-2 CG-3", FIXED, who := somebody())
    after = look(store)

    assert [row["townships"] for row in batches.latest(store, 1)] == [3]
    assert sorted(_undo(store, who.batch).taken) == ["CG-1", "CG-2", "CG-3"]
    assert look(store) == before
    _undo(store)
    assert look(store) == after


def test_all_or_none(store: Database, look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    """A taking back that is stopped in the second township has not happened in the first."""
    for nth, township in enumerate("12", 1):
        recording.record_visit(store, Visit(township, FOUND, {"category": "fire"}, [str(nth)], {}), somebody())
    act(store, "CG-1 CG-2", FIXED, who := somebody())
    before = look(store)
    monkeypatch.setattr(undoing, "CHUNK", 1)
    wrote = []

    def append(*anything: Any) -> Any:
        wrote.append(anything)
        if len(wrote) > 1:
            raise KeyboardInterrupt
        return written(*anything)

    written = journal.append
    monkeypatch.setattr(journal, "append", append)
    with pytest.raises(KeyboardInterrupt):
        _undo(store, who.batch)

    assert (len(wrote), look(store) == before) == (2, True)


def test_many(store: Database, look: Look) -> None:
    """A batch of more entries than are looked up at a time goes whole, and comes back whole."""
    visit = Visit("1", FOUND, {"category": "fire"}, [f"第 {n} 处" for n in range(520)], {})
    numbers = recording.record_visit(store, visit, somebody())
    before = look(store)
    act(store, numbers, Step("reassigned", {"owner": "钱某"}), somebody())
    after = look(store)

    assert len(_undo(store).taken) == 520
    assert look(store) == before
    assert len(_undo(store).taken) == 520
    assert look(store) == after


def test_unknown_batch(store: Database) -> None:
    """A batch that there is not has nothing to take back."""
    find(store, "CG-1")
    taking = undoing.prepare(store, "f" * 32, TODAY)

    assert (taking.drafts, taking.taken, taking.kept) == ([], [], [])
