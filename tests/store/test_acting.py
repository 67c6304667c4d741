"""What people type about hazards becomes one entry for each of them, all in one transaction or none.

* a thousand hazards in several townships: one transaction, one batch; one that is refused, and nothing is written;
* each entry says what its writer had seen: the visit, then the entry before it, then both of two written apart;
* the reason and the day are in the entry; a body that cannot be is refused before anything is read;
* a plan without owner or deadline has the hazard's, as they are then;
* a deadline after the end of a campaign needs a reason, as the register stands at that moment;
* unknown numbers and numbers that two hazards have change nothing;
* which hazard may be named as the one recorded before, or as the one that came back.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from tests.store.deeds import CLERK, DUE, FIXED, FOUND, STORIES, TODAY, VERIFIED, Step, act, find, somebody, tell

from inspect_cli.errors import BadInput, NothingFound, WrongUsage
from inspect_cli.rules.entries import KINDS, Finding, Inspected
from inspect_cli.rules.guards import Act
from inspect_cli.rules.numbers import Number, read_numbers
from inspect_cli.store import acting, journal, ledger, recording, registering
from inspect_cli.store.database import Database, Row
from inspect_cli.store.engine import Engine
from inspect_cli.store.ids import make_id
from inspect_cli.store.journal import Author, Draft
from inspect_cli.store.opening import create_database
from inspect_cli.store.recording import Visit
from inspect_cli.store.sqlite import Sqlite
from inspect_cli.store.tables import METADATA

Dump = Callable[[Database, str], list[tuple[Any, ...]]]
OTHER = Author("赵某", "1" * 32, "DC")


def _look(database: Database, dump: Dump) -> dict[str, Any]:
    return {table: dump(database, table) for table in METADATA.tables}


def _about(database: Database, number: str) -> list[Row]:
    """The entries about a hazard, in the order of their arrival."""
    (named,) = read_numbers([number], "CG")
    (row,) = database.rows("hazards", {"series": named.series, "serials": [named.serial]}, ["series", "serials"])
    return database.rows("entries", {"subjects": [row["id"]]}, ["subjects"], order="arrival")


@pytest.fixture
def many(store: Database) -> list[Number]:
    """A thousand hazards in three townships."""
    numbers: list[Number] = []
    for township, count in (("1", 600), ("2", 399), ("3", 1)):
        visit = Visit(township, FOUND, {"category": "fire"}, [f"第 {n} 处" for n in range(count)], {})
        numbers += recording.record_visit(store, visit, somebody())
    return numbers


def test_a_thousand_at_once(store: Database, many: list[Number]) -> None:
    """A thousand hazards are one transaction, one batch, one instant, one entry each; their rows come in order."""
    began: list[str] = []
    if isinstance(store, Sqlite):
        store._connection.set_trace_callback(lambda sql: began.append(sql.split()[0]))
    rows = act(store, many[::-1], FIXED, who := somebody())

    entries = store.rows("entries", {"batch": who.batch}, ["batch"])
    assert [row["serial"] for row in rows] == list(range(1000, 0, -1))
    assert (len(entries), len({entry["subject"] for entry in entries})) == (1000, 1000)
    assert len({(entry["recorded_at"], entry["kind"], entry["by"]) for entry in entries}) == 1
    assert {row["status"] for row in store.rows("hazards")} == {"fixed"}
    if isinstance(store, Sqlite):
        assert [word for word in began if word in ("BEGIN", "COMMIT", "ROLLBACK")] == ["BEGIN", "COMMIT"]
    elif "postgresql" in store.where:
        assert isinstance(store, Engine)
        sql = sqlalchemy.text("SELECT count(DISTINCT xmin::text) FROM journal WHERE batch = :batch")
        assert store._connection.execute(sql, {"batch": who.batch}).scalar() == 1


def test_all_or_none(store: Database, many: list[Number], dump: Dump, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the last of a thousand is refused, or the power goes before the end, not one is written."""
    act(store, many[-1:], FIXED, somebody())
    before = _look(store, dump)
    with pytest.raises(BadInput) as refusal:
        act(store, many, FIXED, somebody())
    assert ("CG-1000" in refusal.value.what, refusal.value.exit_code) == (True, 3)
    assert _look(store, dump) == before

    monkeypatch.setattr(ledger, "post", _stop)
    with pytest.raises(KeyboardInterrupt):
        act(store, many[:-1], FIXED, somebody())
    assert _look(store, dump) == before


def _stop(*_anything: Any) -> None:
    raise KeyboardInterrupt


def test_what_was_seen(store: Database) -> None:
    """The first entry about a hazard names its visit, each further one the entry before it."""
    find(store, "CG-1")
    tell(store, "fixed again", "CG-1")
    act(store, "CG-1", VERIFIED, somebody())
    entries = _about(store, "CG-1")

    assert [entry["kind"] for entry in entries] == ["fixed", "failed", "fixed", "verified"]
    wanted = [store.rows("hazards")[0]["inspection"], *(entry["id"] for entry in entries[:-1])]
    assert [json.loads(entry["parents"]) for entry in entries] == [[one] for one in wanted]


def test_both_that_were_written_apart(store: Database) -> None:
    """After two people wrote without having seen each other's entry, the next one names both, and settles it."""
    find(store, "CG-1")
    (row,) = store.rows("hazards")
    with store.writing():
        for who, day in ((CLERK, 1), (OTHER, 9)):
            body = KINDS["extended"](due=date(2023, 2, day))
            journal.append(store, [Draft("1", "extended", TODAY, body, row["id"], (row["inspection"],))], who)
    apart = sorted(entry["id"] for entry in _about(store, "CG-1"))
    assert store.rows("hazards")[0]["conflict"] is True
    act(store, "CG-1", Step("extended", {"due": date(2023, 3, 1)}, "商定"), somebody())

    assert json.loads(_about(store, "CG-1")[-1]["parents"]) == apart
    assert (store.rows("hazards")[0]["conflict"], store.rows("hazards")[0]["due"]) == (False, date(2023, 3, 1))


@pytest.mark.parametrize("story", STORIES)
def test_what_is_said(tmp_path: Path, story: str) -> None:
    """An entry says what was typed, on which day, and why; nothing else."""
    store = create_database(str(tmp_path / "ledger.db"), make_id())
    for number in ("CG-1", "CG-2"):
        find(store, number, site=number)
    tell(store, story, "CG-2")
    step, entry = STORIES[story][-1], _about(store, "CG-2")[-1]
    store.close()

    said = KINDS[step.kind](**step.what, **({"reason": step.reason} if step.reason else {}))
    assert (entry["kind"], entry["at"], entry["by"]) == (step.kind, step.day, CLERK.name)
    assert json.loads(entry["body"]) == json.loads(said.model_dump_json(exclude_none=True))


IMPOSSIBLE: dict[str, Step] = {
    "no name": Step("fixed", {"fixed_by": " "}),
    "a control character": Step("noted", {"note": "a\x1b[31mb"}),
    "too long a reason": Step("voided", {}, "长" * 4001),
    "no reason": Step("voided", {}),
    "a blank reason": Step("voided", {}, " "),
    "another level": Step("listed", {"level": "town", "notice": "1"}),
    "another answer": Step("replied", {"answer": "maybe"}),
    "another severity": Step("regraded", {"severity": "huge"}, "判定"),
    "another scope": Step("suspended", {"scope": "half"}),
}


@pytest.mark.parametrize("step", IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_what_cannot_be_said(store: Database, dump: Dump, step: Step) -> None:
    """A body that cannot be is refused whatever the hazard, also one that there is not; nothing is written."""
    find(store, "CG-1")
    before = _look(store, dump)
    for number in ("CG-1", "CG-99"):
        with pytest.raises(BadInput):
            act(store, number, step, somebody())

    assert _look(store, dump) == before


PARTS = {"measures": "拆除", "funds": 0, "contingency": "停用"}


def _plan(database: Database, number: str) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(_about(database, number)[-1]["body"])
    return body


def test_plan_fills_in(store: Database) -> None:
    """A plan that says neither owner nor deadline has the hazard's as they are then; later changes leave it so."""
    find(store, "CG-1")
    act(store, "CG-1", Step("reassigned", {"owner": "钱某"}), somebody())
    act(store, "CG-1", Step("planned", PARTS), somebody())
    assert _plan(store, "CG-1") == {**PARTS, "owner": "钱某", "deadline": DUE.isoformat()}
    assert store.rows("hazards")[0]["planned"] is True

    act(store, "CG-1", Step("reassigned", {"owner": "孙某"}), somebody())
    act(store, "CG-1", Step("planned", {"measures": "重做"}), somebody())
    assert _plan(store, "CG-1") == {"measures": "重做"}


def test_plan_says_its_own(store: Database) -> None:
    """What a plan says itself is not filled in; a hazard without owner and deadline has nothing to fill in."""
    find(store, "CG-1")
    act(store, "CG-1", Step("planned", {**PARTS, "owner": "周某", "deadline": TODAY}), somebody())
    assert _plan(store, "CG-1") == {**PARTS, "owner": "周某", "deadline": TODAY.isoformat()}

    recording.record_visit(store, Visit("1", FOUND, {"category": "fire"}, ["无主"], {}), somebody())
    act(store, "CG-2", Step("planned", PARTS), somebody())
    assert _plan(store, "CG-2") == PARTS
    assert [row["planned"] for row in store.rows("hazards", order="number")] == [True, False]


LATER = DUE + timedelta(10)


def test_end_of_a_campaign(store: Database) -> None:
    """A deadline after the last day of the hazard's campaign needs a reason; on that day it does not."""
    registering.enter_campaign(store, {"name": "春节行动", "end": LATER}, somebody())  # without a first day: by name
    registering.enter_campaign(store, {"name": "无期", "start": FOUND}, somebody())
    for number, campaign in (("CG-1", "春节行动"), ("CG-2", "无期"), ("CG-3", "夏季"), ("CG-4", None)):
        find(store, number, campaign=campaign, site=number)
    act(store, "CG-1", Step("extended", {"due": LATER}), somebody())
    beyond = Step("extended", {"due": LATER + timedelta(1)})
    act(store, "CG-2 CG-3 CG-4", beyond, somebody())

    with pytest.raises(BadInput) as refusal:
        act(store, "CG-1", beyond, somebody())
    assert LATER.isoformat() in refusal.value.what
    act(store, "CG-1", beyond._replace(reason="下雪"), somebody())
    assert {row["due"] for row in store.rows("hazards")} == {LATER + timedelta(1)}


def test_end_that_was_put_off(store: Database) -> None:
    """It is the end that the register has now, not the one it had when the hazard was found."""
    registering.enter_campaign(store, {"name": "春节行动", "end": DUE}, somebody())
    find(store, "CG-1", campaign="春节行动")
    registering.enter_campaign(store, {"name": "春节行动", "end": LATER}, somebody())
    act(store, "CG-1", Step("extended", {"due": LATER}), somebody())

    assert store.rows("hazards")[0]["due"] == LATER


@pytest.mark.parametrize("numbers", ["CG-9", "CG-1 CG-9", "DC-1", "CG-1 DC-7 CG-9"])
def test_unknown_numbers(store: Database, dump: Dump, numbers: str) -> None:
    """A number that no hazard has is named, and those beside it are not changed."""
    find(store, "CG-1")
    before = _look(store, dump)
    with pytest.raises(NothingFound) as refusal:
        act(store, numbers, FIXED, somebody())

    assert all(number in refusal.value.what for number in numbers.split() if number != "CG-1")
    assert (refusal.value.exit_code, _look(store, dump) == before) == (1, True)


def test_numbers_that_two_have(store: Database, dump: Dump) -> None:
    """A number that two hazards have says nothing about which is meant: nothing is changed."""
    find(store, "CG-1")
    for township in "12":
        finding = Finding(id=make_id(), number="EF-4", description="堵塞")
        with store.writing():
            body = Inspected(category="fire", hazards=(finding,))
            journal.append(store, [Draft(township, "inspected", FOUND, body)], OTHER)
    before = _look(store, dump)
    with pytest.raises(WrongUsage) as refusal:
        act(store, "CG-1 EF-4", FIXED, somebody())

    assert ("EF-4" in refusal.value.what, _look(store, dump) == before) == (True, True)


def _number(text: str) -> Number:
    return read_numbers([text], "CG")[0]


@pytest.fixture
def four(store: Database) -> Database:
    """CG-1 and CG-2 in one township, the first closed and the second a rebound of it; CG-3 elsewhere; CG-4 voided."""
    for number in ("CG-1", "CG-2"):
        find(store, number)
    recording.record_visit(store, Visit("2", FOUND, {"category": "fire"}, ["别处"], {}), somebody())
    find(store, "CG-4")
    act(store, "CG-1", FIXED, somebody())
    act(store, "CG-1", VERIFIED, somebody())
    act(store, "CG-2", Step("linked", {"rebound_of": "CG-1"}), somebody())
    act(store, "CG-4", Step("voided", {}, "写错"), somebody())
    return store


def test_recorded_before(four: Database) -> None:
    """A double names a hazard of its township that is not voided, and not itself."""
    assert acting.check_same(four, [_number("CG-2")], _number("CG-1")) == "CG-1"
    for numbers, other in (("CG-2", "CG-2"), ("CG-1 CG-3", "CG-2"), ("CG-3", "CG-1"), ("CG-2", "CG-4")):
        with pytest.raises(BadInput):
            acting.check_same(four, read_numbers(numbers.split(), "CG"), _number(other))
    with pytest.raises(NothingFound):
        acting.check_same(four, [_number("CG-2")], _number("CG-9"))


def test_closed_before(four: Database) -> None:
    """A rebound names a closed hazard of its township that was not found after it, not itself, and in no circle."""
    find(four, "CG-5")
    assert acting.check_earlier(four, [_number("CG-5")], _number("CG-1")) == "CG-1"
    for numbers, other in (("CG-5", "CG-5"), ("CG-5", "CG-2"), ("CG-3", "CG-1"), ("CG-5", "CG-4")):
        with pytest.raises(BadInput):
            acting.check_earlier(four, read_numbers(numbers.split(), "CG"), _number(other))

    act(four, "CG-2", FIXED, somebody())
    act(four, "CG-2", VERIFIED, somebody())
    assert acting.check_earlier(four, [_number("CG-5")], _number("CG-2")) == "CG-2"
    with pytest.raises(BadInput) as refusal:
        acting.check_earlier(four, [_number("CG-1")], _number("CG-2"))
    assert "CG-2" in refusal.value.what


def test_found_later(store: Database) -> None:
    """What was found after a hazard cannot be what that one repeats."""
    early = Visit("1", FOUND - timedelta(1), {"category": "fire"}, ["早"], {})
    recording.record_visit(store, early, somebody())
    find(store, "CG-2")
    act(store, "CG-2", FIXED, somebody())
    act(store, "CG-2", VERIFIED, somebody())

    with pytest.raises(BadInput):
        acting.check_earlier(store, [_number("CG-1")], _number("CG-2"))


def test_days_as_typed(store: Database) -> None:
    """The day of an act is the typed one; the day it was written stays the clock's."""
    find(store, "CG-1")
    how = Act(FOUND, TODAY)
    acting.act_on(store, [_number("CG-1")], "fixed", {"fixed_by": "赵某"}, how, somebody())
    (entry,) = _about(store, "CG-1")

    assert (entry["at"], store.rows("hazards")[0]["fixed_on"]) == (FOUND, FOUND)
    assert entry["recorded_at"].date() > TODAY
