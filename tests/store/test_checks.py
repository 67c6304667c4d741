"""What `check` finds in the hazards, and that it finds nothing where nothing is wrong.

* nothing after every kind of entry, after an import, after taking back, on every kind of store;
* days out of order, unless somebody said why; days that had not come when they were written;
* majors without a plan from the second day after, majors that typed commands fixed or closed without one;
* the same hazard from two commands; a number that two hazards have; entries written apart from each other;
* what another laptop closed while it was listed or stopped;
* the command that each problem names mends it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import Run
from tests.store.deeds import CLERK, DUE, FOUND, PLAN, STORIES, TODAY, VERIFIED, Step, act, find, somebody, tell
from tests.store.registers import enter_registers

from inspect_cli import settings
from inspect_cli.rules.entries import KINDS, Finding, Inspected
from inspect_cli.store import batches, checks, journal, recording, registering, undoing
from inspect_cli.store.database import Database
from inspect_cli.store.ids import make_id
from inspect_cli.store.journal import Author, Draft
from inspect_cli.store.opening import create_database, open_database
from inspect_cli.store.recording import Visit

OTHER = Author("赵某", "1" * 32, "DC")
ORDER = "Its days are out of order"
PLANLESS = "A major has no complete plan"
TWICE = "One hazard was recorded twice"
PLACE = {"category": "fire", "site": "东岔商场", "village": "一村"}


def _problems(database: Database, today: date = TODAY) -> list[tuple[str, str]]:
    return [(fault.problem, fault.subject) for fault in checks.check(database, today, lambda _count: None)]


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Database]:
    """An empty ledger file."""
    with closing(create_database(str(tmp_path / "ledger.db"), make_id())) as database:
        yield database


def _bring(database: Database, number: str, *told: tuple[str, dict[str, Any]], **finding: Any) -> None:
    """A hazard found on FOUND as a file or another laptop brings it, past all guards, with the entries after it."""
    found = Finding(id=make_id(), number=number, description=number, **finding)
    visit = Inspected(category="fire", hazards=(found,))
    with database.writing():
        (seen,) = journal.append(database, [Draft("1", "inspected", FOUND, visit)], somebody())
        for kind, what in told:
            (seen,) = journal.append(
                database, [Draft("1", kind, TODAY, KINDS[kind](**what), found.id, (seen.id,))], somebody()
            )


def test_nothing_after_every_kind(store: Database) -> None:
    """After a hazard was led through every story there is, on any store, nothing is wrong."""
    registering.enter_townships(store, [{"code": "1", "name": "东岔街道", "kind": "town"}], somebody())
    registering.enter_campaign(store, {"name": "春节行动", "end": DUE}, somebody())
    enter_registers(store, somebody())
    registering.record_case(store, "1", FOUND, {"category": "fireworks", "kind": "storage"}, somebody())
    for nth, story in enumerate(STORIES, 1):
        find(store, f"CG-{nth}", site=f"点位 {nth}")
        if story == "regraded":
            tell(store, "planned", f"CG-{nth}")
        tell(store, story, f"CG-{nth}")
    _bring(store, "EF-1", ("corrected", {"site": "点位", "inspected_on": FOUND, "reason": "写错了"}))

    assert _problems(store) == []
    assert {row["kind"] for row in store.rows("entries")} >= set(KINDS) - {"undone", "imported"}


def test_nothing_after_taking_back(store: Database) -> None:
    """After every second command was taken back, some of that brought back, nothing is wrong."""
    for nth, story in enumerate(STORIES, 1):
        find(store, f"CG-{nth}", site=f"点位 {nth}")
        tell(store, story, f"CG-{nth}")
        for _times in range(nth % 3):
            newest = batches.newest(store, CLERK.device) or ""
            undoing.take_back(store, newest, TODAY, somebody())

    assert _problems(store) == []


def test_nothing_after_imports(sample_city: Path, run: Run) -> None:
    """After the import of a whole city, and taking it back twice, nothing is wrong but its majors without a plan."""
    majors = run("list --major --until 2023-01-13 --format json").json
    for _times in range(2):
        assert run("undo --yes").code == 0
    found = run("check --format json")

    assert (found.code, len(majors) > 0) == (1, True)
    assert {(row["problem"], row["subject"]) for row in found.json} == {(PLANLESS, row["number"]) for row in majors}


IMPOSSIBLE: dict[str, dict[str, Any]] = {
    "fixed before it was found": {"status": "fixed", "fixed_on": FOUND - timedelta(1)},
    "verified before it was found": {"status": "closed", "verified_on": FOUND - timedelta(1)},
    "verified before it was fixed": {"status": "closed", "fixed_on": TODAY, "verified_on": TODAY - timedelta(1)},
    "due before it was found": {"due": TODAY, "first_due": FOUND - timedelta(1)},
}
SAME_DAY = {"status": "closed", "fixed_on": FOUND, "verified_on": FOUND, "due": FOUND, "first_due": FOUND}


@pytest.mark.parametrize("days", IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_days_out_of_order(ledger: Database, days: dict[str, Any]) -> None:
    """A hazard whose days cannot be is found; one where everything happened on one day is not."""
    _bring(ledger, "CG-1", **days)
    _bring(ledger, "CG-2", **SAME_DAY)

    assert _problems(ledger) == [(ORDER, "CG-1")]


def test_days_somebody_explained(ledger: Database) -> None:
    """A day before the one before it that was typed with its reason is no problem; taken back, it is gone too."""
    find(ledger, "CG-1")
    early = Step("fixed", {"fixed_by": "赵某"}, "当日漏记", FOUND - timedelta(2))
    act(ledger, "CG-1", early, somebody())

    (row,) = ledger.rows("hazards")
    assert row["fixed_on"] < row["found_on"]
    assert _problems(ledger) == []


@pytest.mark.parametrize(("ahead", "found"), [(0, False), (1, False), (2, True)])
def test_days_that_had_not_come(ledger: Database, ahead: int, *, found: bool) -> None:
    """What happened two days after it was written is a problem; a day ahead may be another time zone."""
    at = settings.now().astimezone().date() + timedelta(ahead)
    with ledger.writing():
        journal.append(ledger, [Draft("1", "inspected", at, Inspected(category="fire"))], somebody())

    assert [name for name, _subject in _problems(ledger)] == ["It happened later than it was written down"] * found


@pytest.mark.parametrize("kind", ["inspected", "case", "spot_checked"])
def test_days_that_had_not_come_are_taken_back(ledger: Database, kind: str) -> None:
    """A visit or an entry of a log with such a day is no problem once it was taken back, and again when that was."""
    said = {"inspected": {"category": "fire"}, "case": {"category": "fireworks", "kind": "trade"}}
    body = KINDS[kind](**said.get(kind, {"minute": 5, "result": "present", "unit": "东岔街道"}))
    at = settings.now().astimezone().date() + timedelta(9)
    with ledger.writing():
        journal.append(ledger, [Draft("1", kind, at, body)], somebody())
    for found in (1, 0, 1, 0):
        assert len(_problems(ledger)) == found
        undoing.take_back(ledger, batches.newest(ledger, CLERK.device) or "", TODAY, somebody())


@pytest.mark.parametrize(("days", "found"), [(0, False), (1, False), (2, True), (30, True)])
def test_majors_without_a_plan(ledger: Database, days: int, *, found: bool) -> None:
    """An open major without all five parts of its plan is a problem from the second day after it was found."""
    for number in ("CG-1", "CG-2", "CG-3", "CG-4"):
        _bring(ledger, number, severity="general" if number == "CG-4" else "major", owner="赵某", due=TODAY)
    act(ledger, "CG-2", Step("planned", {name: PLAN[name] for name in ("measures", "funds")}), somebody())
    act(ledger, "CG-3", Step("planned", {**PLAN, "deadline": None}), somebody())

    wanted = [(PLANLESS, "CG-1"), (PLANLESS, "CG-2")] if found else []
    assert _problems(ledger, FOUND + timedelta(days)) == wanted


def test_majors_that_went_elsewhere(ledger: Database) -> None:
    """A major that was handed over or voided needs no plan."""
    _bring(ledger, "CG-1", ("transferred", {"to": "住建局", "reason": "不归我们管"}), severity="major")
    _bring(ledger, "CG-2", ("voided", {"reason": "写错"}), severity="major")
    _bring(ledger, "CG-3", severity="major", status="transferred")

    assert _problems(ledger, TODAY + timedelta(99)) == []


CLAIM = ("fixed", {"fixed_by": "赵某"})
SEEN = ("verified", {"verified_by": "孙某、吴某"})


@pytest.mark.parametrize("told", [(CLAIM,), (CLAIM, SEEN)], ids=["fixed", "closed"])
def test_majors_past_their_plan(ledger: Database, told: Any) -> None:
    """A major that commands fixed or closed without a plan is found on any day; not one that a file brought closed."""
    _bring(ledger, "CG-1", *told, severity="major")
    _bring(ledger, "CG-2", severity="major", status="closed", fixed_on=FOUND, verified_on=FOUND, verified_by="孙某")
    _bring(ledger, "CG-3", ("planned", {**PLAN}), *told, severity="major")

    assert _problems(ledger, FOUND) == [(PLANLESS, "CG-1")]


LIFTED = {"listed": ("delisted", {"notice": "1"}), "suspended": ("resumed", {"notice": "1"})}
PUT = {"listed": {"level": "county", "notice": "1"}, "suspended": {"scope": "whole"}}


@pytest.mark.parametrize("kind", PUT)
def test_closed_while_listed(store: Database, kind: str) -> None:
    """What another laptop closed while it was listed or stopped is a problem until that is lifted."""
    _bring(store, "CG-1", (kind, PUT[kind]), CLAIM, ("verified", {"verified_by": "孙某"}))
    _bring(store, "CG-2", (kind, PUT[kind]), CLAIM)
    _bring(store, "CG-3", (kind, PUT[kind]), LIFTED[kind], CLAIM, ("verified", {"verified_by": "孙某"}))

    assert _problems(store, FOUND) == [("It was closed while listed or stopped", "CG-1")]
    act(store, "CG-1", Step(*LIFTED[kind]), somebody())
    assert _problems(store, FOUND) == []


def _visit(text: str = "通道堵塞", on: date = FOUND, **more: Any) -> Visit:
    each = {name: more.pop(name) for name in ("item", "location") if name in more}
    return Visit(more.pop("township", "1"), on, {**PLACE, **more}, [text], each)


def test_recorded_twice(store: Database) -> None:
    """The same words about the same place on the same day from two commands are one hazard recorded twice."""
    for text in ("通道堵塞", "通道 堵塞。", "通道堵塞"):
        recording.record_visit(store, _visit(text), somebody())

    assert _problems(store) == [(TWICE, "CG-1, CG-2"), (TWICE, "CG-1, CG-3")]
    for other in ("CG-2", "CG-3"):
        act(store, other, Step("voided", {"duplicate_of": "CG-1"}, "重复"), somebody())
    assert _problems(store) == []


OTHERS: dict[str, Visit] = {
    "other words": _visit("灭火器过期"),
    "another day": _visit(on=FOUND + timedelta(1)),
    "another site": _visit(site="西岔商场"),
    "another village": _visit(village="二村"),
    "another township": _visit(township="2"),
    "another category": _visit(category="mines"),
    "another place there": _visit(location="二楼"),
    "another item": _visit(item="F-02"),
}


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
def test_like_but_not_the_same(ledger: Database, other: Visit) -> None:
    """What differs in words, day, place, category or item is another hazard."""
    recording.record_visit(ledger, _visit(), somebody())
    recording.record_visit(ledger, other, somebody())

    assert _problems(ledger) == []


def test_not_twice(ledger: Database) -> None:
    """Two alike from one command were meant; without a place nothing is known; a closed one is no double."""
    recording.record_visit(ledger, replace(_visit(), hazards=["通道堵塞", "通道堵塞"]), somebody())
    for _times in range(2):
        recording.record_visit(ledger, Visit("1", FOUND, {"category": "fire"}, ["通道堵塞"], {}), somebody())
    for number in ("CG-5", "CG-6"):
        recording.record_visit(ledger, _visit(site="西岔商场"), somebody())
        if number == "CG-5":
            act(ledger, number, Step("fixed", {"fixed_by": "赵某"}), somebody())
            act(ledger, number, VERIFIED, somebody())

    assert _problems(ledger) == []


def test_doubled_numbers(store: Database) -> None:
    """A number that two machines gave is found once, in one township or in two; a voided one has its number still."""
    for township in ("1", "2", "2"):
        _bring_to(store, township, "CG-7")
    _bring_to(store, "1", "CG-8")

    assert _problems(store) == [("More than one hazard has this number", "CG-7")]


def _bring_to(database: Database, township: str, number: str) -> None:
    finding = Finding(id=make_id(), number=number, description=make_id())
    visit = Inspected(category="fire", hazards=(finding,))
    with database.writing():
        journal.append(database, [Draft(township, "inspected", FOUND, visit)], somebody())


APART: dict[str, tuple[tuple[str, dict[str, Any]], ...]] = {
    "status": (("fixed", {"fixed_by": "赵某"}), ("transferred", {"to": "住建局", "reason": "不归我们管"})),
    "deadline": (("extended", {"due": DUE}), ("extended", {"due": DUE + timedelta(1)})),
    "owner": (("reassigned", {"owner": "钱某"}), ("reassigned", {"owner": "孙某"})),
}
SETTLING = {
    "status": Step("failed", {"failed_by": "孙某", "due": DUE}, "没有清理"),
    "deadline": Step("extended", {"due": DUE + timedelta(9)}, "商定"),
    "owner": Step("reassigned", {"owner": "钱某"}),
}


@pytest.mark.parametrize("what", APART)
def test_written_apart(store: Database, what: str) -> None:
    """What two people wrote who had not seen each other's entry is named, until somebody settles it."""
    find(store, "CG-1")
    (row,) = store.rows("hazards")
    with store.writing():
        for (kind, said), who in zip(APART[what], (CLERK, OTHER), strict=True):
            journal.append(store, [Draft("1", kind, TODAY, KINDS[kind](**said), row["id"], (row["inspection"],))], who)

    assert _problems(store) == [("People changed it who had not seen each other's change", "CG-1")]
    act(store, "CG-1", SETTLING[what], somebody())
    assert _problems(store) == []


FILLED = {"measures": "清理", "owner": "赵某", "funds": "0", "deadline": "2023-01-18", "contingency": "停用"}


def _type(run: Run, todo: str) -> None:
    """Type the command that a problem names."""
    line = todo[todo.index("inspect-cli ") + len("inspect-cli ") :].replace("TEXT", "…")
    for gap, value in {**FILLED, "reason": "重复"}.items():
        line = line.replace(f"--{gap} …", f"--{gap} {value}")
    assert run(line).code == ("--repost" in line), line


def test_what_it_says_mends_it(three_townships: Path, run: Run, ledger_path: Path) -> None:
    """Whoever types what the problems name, one after the other, is left with none."""
    assert run("add fire 东岔 通道堵塞 --site 商场 --major --owner 赵某 --due 9d --on 2023-01-09").code == 0
    assert run("add fire 东岔 通道堵塞 --site 商场 --owner 赵某 --due 9d --on 2023-01-09").code == 0
    with closing(open_database(str(ledger_path))) as database:
        _bring(database, "CG-8", status="fixed", fixed_on=FOUND - timedelta(1))
        database.change("empty_township")
    met = []
    while problems := run("check --format json").json:
        met.append(problems[0]["problem"])
        _type(run, problems[0]["todo"])
        assert len(met) < 9

    assert met == ["The ledger differs from what the journal says", ORDER, PLANLESS, TWICE]


def test_taking_back_a_day_that_had_not_come(three_townships: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a clock that went ahead wrote can be mended by what `check` says: take it back, and it is no problem."""
    with monkeypatch.context() as patch:
        patch.setenv("INSPECT_TODAY", "2199-01-01")
        assert run("add fire 东岔 通道堵塞 --due 7d").code == 0
    (problem,) = run("check --format json").json
    _type(run, problem["todo"])

    assert run("check").code == 0


def test_a_day_that_had_not_come_hides_nothing(ledger: Database) -> None:
    """A wrong day is no damage: beside it everything else that is wrong is said too."""
    visit = Inspected(category="fire")
    with ledger.writing():
        journal.append(ledger, [Draft("1", "inspected", date(2999, 1, 1), visit)], somebody())
    _bring(ledger, "CG-1", status="fixed", fixed_on=FOUND - timedelta(1))

    assert [name for name, _subject in _problems(ledger)] == ["It happened later than it was written down", ORDER]
