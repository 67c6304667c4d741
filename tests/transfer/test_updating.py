"""A row that differs from the ledger becomes entries: for each thing it says anew one, which follow one another.

* what is no news: an empty cell, a column that lacks, what the ledger says, what the visit said, the same row again;
* every column: which entry it becomes, on which day, by whom, and what the hazard is afterwards, posted and checked;
* a step forward with or without its days and names; what the ledger lacks of the last step;
* what a person has to settle: another township, reopening, handing over, what somebody recorded otherwise, days.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.rules.conftest import FINDING, FOUND_ON, ROOT, chain, day, tell

from inspect_cli.rules.corrections import Facts
from inspect_cli.rules.entries import Finding, Inspected
from inspect_cli.store import checks, journal, undoing
from inspect_cli.store.database import Database, Row
from inspect_cli.store.ids import make_id
from inspect_cli.store.journal import Author, Draft
from inspect_cli.store.opening import create_database
from inspect_cli.transfer import holding
from inspect_cli.transfer.faults import Refused, Values
from inspect_cli.transfer.holding import Held
from inspect_cli.transfer.updating import draft_changes, is_same

TODAY = date(2023, 1, 15)
FILE = "一月台账.xlsx"
CLERK = Author("李某02", "0" * 32, "CG")
FACTS = Facts("春节行动", "fire", "堵塞", day(10), FOUND_ON, ("王某",), "F-01", "二楼", "急", "商场", "一村")
BEGAN = {"due": day(10), "first_due": day(10), "owner": "赵某", "item": "F-01", "location": "二楼", "note": "急"}
ROW = {"category": "fire", "township": "1", "inspected_on": FOUND_ON, "description": "堵塞"}
FIXED = ("fixed", {"fixed_by": "赵某"})
VERIFIED = ("verified", {"verified_by": "钱某"})
FAILED = ("failed", {"due": day(13), "failed_by": "钱某"})


def _hold(*steps: tuple[str, Any], **finding: Any) -> Held:
    """A hazard of one visit, a step a day since."""
    began = FINDING.model_copy(update={**BEGAN, **finding})
    return Held("1", "CG-1", ROOT, FACTS._replace(first_due=began.first_due), began, tuple(chain(*steps)))


def _draft(held: Held, values: Values, origin: int = 1) -> list[Draft]:
    return draft_changes(held, values, origin, TODAY, FILE)


def _said(drafts: list[Draft]) -> list[tuple[str, date, dict[str, Any]]]:
    """Kind, day and words of drafts, but the reason that all have that can."""
    told = [(draft.kind, draft.at, draft.body.model_dump(exclude_none=True)) for draft in drafts]
    return [(kind, at, {name: value for name, value in said.items() if name != "reason"}) for kind, at, said in told]


def _marked(said: list[Any], origin: int = 1) -> list[Any]:
    """The same once the last entry says by what its row is known again."""
    return [*said[:-1], *((kind, at, {**body, "origin": origin}) for kind, at, body in said[-1:])]


def _refusal(held: Held, values: Values) -> tuple[str, str, str]:
    """The column, its value and the whole of what is said."""
    with pytest.raises(Refused) as refused:
        _draft(held, values)
    fault = refused.value.fault
    return fault.column, fault.value, f"{fault.rule}; {fault.fix}"


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"owner": "赵某", "due": day(10), "status": "found", "severity": "general", "site": "商场"},
        {"owner": " 赵某 ", "description": "堵塞\n", "note": ""},
        {"owner": None, "inspectors": (), "measures": "", "number": "CG-1", "id": "x", ("note", 3): "列"},
    ],
    ids=str,
)
def test_no_news(values: Values) -> None:
    """What the ledger says, empty cells, columns that lack and those that are no column of a hazard say nothing."""
    assert _draft(_hold(), values) == []


def test_what_the_visit_said_first() -> None:
    """A stale file says what the visit said: nothing that was recorded here since is taken back."""
    stale = {**ROW, "owner": "赵某", "due": day(10), "site": "商场", "severity": "general", "status": "found"}
    held = _hold(
        ("reassigned", {"owner": "孙某"}),
        ("extended", {"due": day(20)}),
        ("regraded", {}),
        ("corrected", {"site": "市场", "inspected_on": day(-1)}),
        FIXED,
        VERIFIED,
    )
    assert _draft(held, stale) == []
    assert _said(_draft(held, {**stale, "owner": "周某"})) == [("reassigned", TODAY, {"owner": "周某", "origin": 1})]


def test_the_same_row_again() -> None:
    """A row that was taken is not taken again, also when others went on since; another row is."""
    held = _hold()
    row = {"owner": "孙某", "due": day(20)}
    taken = held.follow(_draft(held, row, 7))
    later = taken.follow([Draft("1", "reassigned", TODAY, tell("x", "reassigned", owner="吴某").body, id="x")])

    assert _draft(taken, row, 7) == _draft(taken, row, 8) == _draft(later, row, 7) == []
    assert _said(_draft(later, row, 8)) == [("reassigned", TODAY, {"owner": "孙某", "origin": 8})]


@pytest.mark.parametrize(
    ("values", "kind", "said"),
    [
        ({"owner": "孙某"}, "reassigned", {"owner": "孙某"}),
        ({"due": day(20)}, "extended", {"due": day(20)}),
        ({"due": day(5)}, "extended", {"due": day(5)}),
        ({"severity": "major"}, "regraded", {"severity": "major"}),
        ({"measures": "清理", "funds": 0}, "planned", {"measures": "清理", "funds": 0}),
        ({"funds": 300}, "planned", {"funds": 300}),
        ({"rebound_of": "CG-9"}, "linked", {"rebound_of": "CG-9"}),
        ({"status": "voided"}, "voided", {}),
        ({"status": "fixed", "fixed_on": day(3), "fixed_by": "孙某"}, "fixed", {"fixed_by": "孙某"}),
    ],
    ids=str,
)
def test_one_column(values: Values, kind: str, said: dict[str, Any]) -> None:
    """Each column becomes its own kind of entry and no other, with the file as the reason, that knows the row again."""
    held = _hold()
    drafts = _draft(held, values)

    assert _said(drafts) == _marked([(kind, values.get("fixed_on", TODAY), said)])
    assert all(getattr(draft.body, "reason", FILE) in (FILE, None) for draft in drafts)
    assert [draft.parents for draft in drafts] == [(ROOT,)]
    assert {(draft.township, draft.subject) for draft in drafts} == {("1", FINDING.id)}
    assert {key: held.follow(drafts).now()[key] for key in values} == values


def test_facts() -> None:
    """Place, words, people and days of one row are one correction, with what the row is known by."""
    anew = dict(
        zip(
            Facts._fields,
            Facts("夏", "mines", "锁", day(4), day(-2), ("李某",), "F-2", "三", "慢", "矿", "二"),
            strict=True,
        )
    )
    held = _hold()
    drafts = _draft(held, dict(anew), 2**62 - 1)

    assert _said(drafts) == [("corrected", TODAY, {**anew, "origin": 2**62 - 1})]
    assert drafts[0].body.reason == FILE  # type: ignore[attr-defined]
    assert {key: held.follow(drafts).now()[key] for key in anew} == anew


def test_the_first_deadline_of_a_hazard_without() -> None:
    """The deadline that a hazard gets is its first one; another first one beside it is said too."""
    held = _hold(due=None, first_due=None)
    for first in (day(8), day(5)):
        drafts = _draft(held, {"due": day(8), "first_due": first})
        now = held.follow(drafts).now()
        assert [draft.kind for draft in drafts] == ["extended", *(["corrected"] if first != day(8) else [])]
        assert (now["due"], now["first_due"]) == (day(8), first)


OUTCOMES: tuple[tuple[tuple[Any, ...], Values, list[Any]], ...] = (
    ((), {"status": "fixed"}, [("fixed", TODAY, {})]),
    (
        (),
        {"status": "closed", "fixed_on": day(3), "fixed_by": "孙某", "verified_on": day(5), "verified_by": "吴某"},
        [("fixed", day(3), {"fixed_by": "孙某"}), ("verified", day(5), {"verified_by": "吴某"})],
    ),
    ((), {"status": "closed", "verified_on": day(5)}, [("fixed", day(5), {}), ("verified", day(5), {})]),
    ((), {"status": "closed", "fixed_on": day(3)}, [("fixed", day(3), {}), ("verified", day(3), {})]),
    ((), {"status": "closed"}, [("fixed", TODAY, {}), ("verified", TODAY, {})]),
    ((FIXED,), {"status": "closed", "verified_by": "吴某"}, [("verified", TODAY, {"verified_by": "吴某"})]),
    (
        (FIXED,),
        {"status": "closed", "fixed_on": day(3), "verified_on": day(4)},
        [("fixed", day(3), {"fixed_by": "赵某"}), ("verified", day(4), {})],
    ),
    ((), {"status": "failed"}, [("failed", TODAY, {"due": day(10)})]),
    (
        (),
        {"status": "failed", "fixed_on": day(3), "verified_on": day(4), "verified_by": "吴某", "due": day(20)},
        [("fixed", day(3), {}), ("failed", day(4), {"due": day(20), "failed_by": "吴某"})],
    ),
    ((FIXED,), {"status": "failed", "verified_on": day(4)}, [("failed", day(4), {"due": day(10)})]),
    ((FIXED, FAILED), {"status": "fixed", "fixed_on": day(3)}, [("fixed", day(3), {})]),
    ((FIXED, FAILED), {"status": "closed", "verified_on": day(5)}, [("fixed", day(5), {}), ("verified", day(5), {})]),
    ((FIXED, FAILED), {"status": "fixed", "fixed_on": day(1)}, []),
    ((FIXED, FAILED), {"status": "closed", "fixed_on": day(1), "verified_on": day(1)}, []),
    ((FIXED, FAILED), {"status": "failed", "fixed_on": day(1), "verified_on": day(2), "verified_by": "钱某"}, []),
    ((FIXED, FAILED), {"status": "failed", "verified_on": day(6)}, [("failed", day(6), {"due": day(13)})]),
    ((FIXED, VERIFIED), {"status": "voided"}, [("voided", TODAY, {})]),
    ((("transferred", {}),), {"status": "voided"}, [("voided", TODAY, {})]),
    ((FIXED, VERIFIED), {"status": "found"}, []),
)


@pytest.mark.parametrize(("steps", "values", "wanted"), OUTCOMES, ids=str)
def test_outcomes(steps: tuple[Any, ...], values: Values, wanted: list[Any]) -> None:
    """A step forward becomes fix, second look or void, on the days and by the people that the row names, or nobody."""
    held = _hold(*steps)
    drafts = _draft(held, values)

    assert _said(drafts) == _marked(wanted)
    assert not held.follow(drafts).state().conflict
    if wanted:
        assert held.follow(drafts).now()["status"] == values["status"]
        assert _draft(held.follow(drafts), values, 2) == []


LACKING: tuple[tuple[dict[str, Any], tuple[Any, ...], Values, list[Any]], ...] = (
    (
        {},
        (("fixed", {"fixed_by": None}),),
        {"status": "fixed", "fixed_by": "孙某"},
        [("fixed", day(1), {"fixed_by": "孙某"})],
    ),
    ({"status": "fixed"}, (), {"status": "fixed", "fixed_on": day(3)}, [("fixed", day(3), {})]),
    (
        {},
        (FIXED, ("verified", {"verified_by": None})),
        {"status": "closed", "verified_by": "吴某"},
        [("verified", day(2), {"verified_by": "吴某"})],
    ),
    (
        {},
        (("fixed", {"fixed_by": None}), ("verified", {"reason": "独自在岗"})),
        {"status": "closed", "fixed_by": "孙某"},
        [("fixed", day(1), {"fixed_by": "孙某"}), ("verified", day(2), {"verified_by": "钱某"})],
    ),
    (
        {"status": "closed"},
        (),
        {"status": "closed", "fixed_on": day(3), "verified_on": day(4)},
        [("fixed", day(3), {}), ("verified", day(4), {})],
    ),
)


@pytest.mark.parametrize(("began", "steps", "values", "wanted"), LACKING, ids=str)
def test_what_the_ledger_lacks(began: dict[str, Any], steps: Any, values: Values, wanted: list[Any]) -> None:
    """Days and names of the last step that the ledger lacks are written by that step again; the rest of it stays."""
    held = _hold(*steps, **began)
    drafts = _draft(held, values)
    before, after = held.state(), held.follow(drafts).state()

    assert _said(drafts) == _marked(wanted)
    assert {key: held.follow(drafts).now()[key] for key in values} == values
    assert (after.said_why, after.status) == (before.said_why, before.status)


REFUSED: tuple[tuple[tuple[Any, ...], Values, tuple[str, str], tuple[str, ...]], ...] = (
    ((), {"township": "2"}, ("township", "2"), ("another township", "void CG-1")),
    ((), {"status": "transferred"}, ("status", "transferred"), ("inspect-cli transfer CG-1 --to BODY",)),
    ((("transferred", {}),), {"status": "fixed"}, ("status", "fixed"), ("transfer CG-1 --reply done",)),
    ((("voided", {}),), {"status": "fixed"}, ("status", "fixed"), ("reopen CG-1", "show CG-1")),
    ((FIXED, VERIFIED), {"status": "fixed"}, ("status", "fixed"), ("does not reopen CG-1", "no number")),
    ((FIXED, VERIFIED), {"status": "failed"}, ("status", "failed"), ("does not reopen",)),
    ((FIXED, FAILED), {"status": "fixed"}, ("fixed_on", ""), ("failed on 2023-01-03", "fixed again")),
    ((FIXED,), {"status": "fixed", "fixed_by": "吴某"}, ("fixed_by", "吴某"), ("says something else", "undo")),
    ((FIXED,), {"status": "fixed", "fixed_on": day(4)}, ("fixed_on", "2023-01-05"), ("something else",)),
    ((FIXED, VERIFIED), {"status": "closed", "verified_by": "吴某"}, ("verified_by", "吴某"), ("something else",)),
    ((FIXED, FAILED), {"status": "failed", "verified_on": day(1)}, ("verified_on", "2023-01-02"), ("something else",)),
    (
        (FIXED,),
        {"status": "closed", "verified_on": day(0)},
        ("verified_on", "2023-01-01"),
        ("before 2023-01-02", "mend"),
    ),
    ((FIXED,), {"inspected_on": day(5)}, ("inspected_on", "2023-01-06"), ("2023-01-02 is before 2023-01-06",)),
    ((), {"due": day(-3)}, ("due", "2022-12-29"), ("before 2023-01-01",)),
    ((), {"rebound_of": "CG-1"}, ("rebound_of", "CG-1"), ("does not repeat itself",)),
    ((), {"site": "长" * 101}, ("site", "长" * 101), ("101 characters", "shorten")),
    ((), {"status": "failed", "verified_by": "长" * 101}, ("verified_by", "长" * 101), ("101 characters",)),
)


@pytest.mark.parametrize(("steps", "values", "cell", "parts"), REFUSED, ids=[str(one[1])[:40] for one in REFUSED])
def test_refused(steps: tuple[Any, ...], values: Values, cell: tuple[str, str], parts: tuple[str, ...]) -> None:
    """What contradicts what somebody recorded is refused: the column, its value, the rule, what to do."""
    column, value, said = _refusal(_hold(*steps), values)

    assert (column, value) == cell
    assert [part for part in parts if part not in said] == []


def test_failed_without_any_deadline() -> None:
    """A failed look needs a deadline, in the row or in the ledger."""
    held = _hold(due=None, first_due=None)

    assert _refusal(held, {"status": "failed"})[0] == "due"
    assert [draft.kind for draft in _draft(held, {"status": "failed", "due": day(9)})] == ["failed"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("甲", " 甲 ", True),
        (None, "", True),
        (None, (), True),
        (0, None, False),
        (day(1), day(1), True),
        (("甲",), ("甲", "乙"), False),
    ],
)
def test_is_same(one: Any, other: Any, same: bool) -> None:  # noqa: FBT001
    """Blanks around a text make no difference, nothing is nothing in any shape, and zero is something."""
    assert is_same(one, other) == is_same(other, one) == same


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Database]:
    """A ledger with one visit of two hazards, CG-1 and CG-2."""
    with closing(create_database(str(tmp_path / "ledger.db"), make_id())) as database:
        hazards = tuple(Finding(id=make_id(), number=f"CG-{n}", description=f"堵塞 {n}", **BEGAN) for n in (1, 2))
        visit = Inspected(category="fire", site="商场", hazards=hazards, inspectors=("王某",))
        with database.writing():
            journal.append(database, [Draft("1", "inspected", FOUND_ON, visit)], CLERK)
        yield database


def _rows(database: Database) -> list[Row]:
    return database.rows("hazards", order="number")


def test_from_the_ledger(ledger: Database) -> None:
    """Hazards are held as the ledger and its journal have them, by their ids."""
    held = holding.gather(ledger, _rows(ledger))

    assert [held[row["id"]].number for row in _rows(ledger)] == ["CG-1", "CG-2"]
    for row in _rows(ledger):
        now = held[row["id"]].now()
        assert now == held[row["id"]].written()
        same = now.keys() - {"inspected_on", "inspectors"}
        assert {key: now[key] for key in same} == {key: row[key] for key in same}
        assert (now["inspected_on"], now["inspectors"]) == (row["found_on"], ("王某",))


def test_written_and_posted(ledger: Database) -> None:
    """One batch that updates both: rows and visit are as the file says, nothing is wrong, and it can be taken back."""
    before = _rows(ledger)
    held = holding.gather(ledger, before)
    row = {"status": "closed", "fixed_on": day(2), "verified_on": day(4), "site": "市场", "due": day(12), "funds": 9}
    drafts = [draft for each in before for draft in _draft(held[each["id"]], row)]
    author = Author("导入", CLERK.device, "CG")
    with ledger.writing():
        journal.append(ledger, drafts, author)

    for each in _rows(ledger):
        said = (each["status"], each["fixed_on"], each["verified_on"], each["site"], each["due"], each["funds"])
        assert said == ("closed", day(2), day(4), "市场", day(12), 9)
        assert (each["claimed"], each["conflict"], each["origin"]) == (True, False, 1)
    assert [visit["site"] for visit in ledger.rows("all_inspection", order="key")] == ["市场"]
    assert checks.check(ledger, TODAY, lambda _count: None) == []
    assert undoing.take_back(ledger, author.batch, TODAY, Author("导入", CLERK.device, "CG")).kept == []
    assert _rows(ledger) == before
