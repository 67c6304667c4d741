"""A correction of a hazard's place, words or days shows in its row, in the row of its visit, and on its card.

* each field of the hazard follows; what is not said stays; the first deadline too, with the days it was put off;
* the visit shows what all its hazards agree in, else what it wrote; taken back all is as before;
* apart from each other: flagged, and settled; posted again, brought into another store, checked: the same;
* the card tells old and new; work goes on about the hazard as it is now; whole batches are taken back.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import Run
from tests.store.deeds import DUE, FIXED, FOUND, TODAY, Step, act, somebody

from inspect_cli.rules import entries, lifecycle
from inspect_cli.rules.entries import Corrected
from inspect_cli.store import cards, checks, journal, ledger, recording, registering, undoing
from inspect_cli.store.database import Database, Row
from inspect_cli.store.ids import make_id
from inspect_cli.store.journal import Author, Draft
from inspect_cli.store.opening import create_database
from inspect_cli.store.recording import Visit

Dump = Callable[[Database, str], list[tuple[Any, ...]]]
VISIT = {"category": "fire", "site": "商场", "village": "一村", "inspectors": ("王某01",), "campaign": "春节行动"}
EACH = {"due": DUE, "first_due": DUE, "owner": "赵某", "item": "F-01", "location": "二楼", "note": "急"}
WHOLE = {
    "campaign": "夏季行动",
    "category": "mines",
    "description": "通道上锁",
    "first_due": date(2023, 1, 12),
    "inspected_on": date(2023, 1, 8),
    "inspectors": ("李某02", "王某03"),
    "item": "F-02",
    "location": "三楼",
    "note": "不急",
    "site": "煤矿",
    "village": "二村",
}
OF_VISIT = ("campaign", "category", "inspected_on", "inspectors", "site", "village")


@pytest.fixture
def two(store: Database) -> Database:
    """A visit with two hazards, CG-1 and CG-2."""
    registering.enter_townships(store, [{"code": "1", "name": "东岔街道", "kind": "town"}], somebody())
    recording.record_visit(store, Visit("1", FOUND, VISIT, ["堵塞", "灭火器过期"], EACH), somebody())
    return store


def _row(database: Database, number: int) -> Row:
    (row,) = database.rows("hazards", {"series": "CG", "serials": [number]}, ["series", "serials"])
    return row


def _correct(database: Database, number: int, *, apart: bool = False, who: Author | None = None, **said: Any) -> str:
    """Write a correction; apart: by somebody who has seen only the visit."""
    row = _row(database, number)
    _finding, about = ledger.gather(database, [row])[row["id"]]
    parents = (row["inspection"],) if apart else lifecycle.heads(about) or (row["inspection"],)
    body = Corrected(**{"reason": "写错了", **said})
    with database.writing():
        draft = Draft("1", "corrected", TODAY, body, row["id"], parents)
        (entry,) = journal.append(database, [draft], who or somebody())
    return entry.batch


def _visit(database: Database) -> dict[str, Any]:
    (row,) = database.rows("all_inspection", order="key")
    return {name: row[name] for name in OF_VISIT}


def _shown(**said: Any) -> dict[str, Any]:
    """What the visit shows, corrected so."""
    whole = {**VISIT, "inspected_on": FOUND, **said}
    return {**{name: whole[name] for name in OF_VISIT}, "inspectors": "、".join(whole["inspectors"])}


def _faults(database: Database) -> list[tuple[str, str]]:
    return [(fault.problem, fault.subject) for fault in checks.check(database, TODAY, lambda _count: None)]


def _tables(database: Database, dump: Dump) -> dict[str, Any]:
    return {table: dump(database, table) for table in ("hazard", "inspection", "photo", "series")}


@pytest.mark.parametrize("name", WHOLE)
def test_one_field(two: Database, name: str) -> None:
    """A correction of one field changes that column of the hazard, and nothing else of it."""
    before = _row(two, 1)
    _correct(two, 1, **{name: WHOLE[name]})
    column = "found_on" if name == "inspected_on" else name
    changed = {column: "、".join(WHOLE[name]) if name == "inspectors" else WHOLE[name]}
    changed |= {"extended": 1, "extended_days": 8} if name == "first_due" else {}

    assert _row(two, 1) == {**before, **changed}
    assert _row(two, 2)["conflict"] is False
    assert _visit(two) == _shown()
    assert _faults(two) == []


def test_the_visit_follows(two: Database) -> None:
    """Where both hazards of a visit were corrected in the same way, so is the visit; else it shows what it wrote."""
    _correct(two, 1, **WHOLE)
    assert _visit(two) == _shown()
    _correct(two, 2, **{**WHOLE, "site": "市场", "inspectors": ("王某01",)})
    both = {name: WHOLE[name] for name in OF_VISIT if name not in ("site", "inspectors")}
    assert _visit(two) == _shown(**both)
    _correct(two, 2, site="煤矿")
    assert _visit(two) == _shown(**both, site="煤矿")
    _correct(two, 1, site="商场")
    _correct(two, 2, site="商场")
    assert _visit(two) == _shown(**both)
    assert _faults(two) == []


def test_taken_back(two: Database, dump: Dump) -> None:
    """A correction taken back leaves hazard and visit as they were; brought back, as corrected."""
    before = _tables(two, dump)
    _correct(two, 1, **WHOLE)
    batch = _correct(two, 2, **WHOLE)
    corrected = _tables(two, dump)
    undo = somebody()
    undoing.take_back(two, batch, TODAY, undo)
    assert (_row(two, 2)["site"], _visit(two)) == ("商场", _shown())
    undoing.take_back(two, undo.batch, TODAY, somebody())
    assert _tables(two, dump) == corrected
    first = two.rows("entries", {"kinds": ["corrected"]}, ["kinds"], order="arrival")[0]
    for one in (first["batch"], batch):
        undoing.take_back(two, one, TODAY, somebody())
    assert _tables(two, dump) == before
    assert _faults(two) == []


def test_the_other_hazard_taken_back(two: Database) -> None:
    """A visit whose one hazard is left shows what that one was corrected to."""
    _correct(two, 1, site="煤矿")
    batch = _row(two, 2)["batch"]
    taken = undoing.take_back(two, batch, TODAY, somebody())
    assert (taken.taken, taken.kept) == (["CG-2"], ["CG-1"])
    assert _visit(two) == _shown(site="煤矿")
    assert _faults(two) == []


def test_apart(two: Database) -> None:
    """Two who correct one field apart from each other are flagged, the next correction of it settles that."""
    _correct(two, 1, site="煤矿", village="二村", apart=True)
    _correct(two, 1, site="市场", item="F-09", apart=True)
    row = _row(two, 1)
    assert row["site"] in ("煤矿", "市场")
    assert (row["village"], row["item"], row["conflict"]) == ("二村", "F-09", True)
    assert ("People changed it who had not seen each other's change", "CG-1") in _faults(two)
    _correct(two, 1, site="市场")
    assert (_row(two, 1)["site"], _row(two, 1)["conflict"], _faults(two)) == ("市场", False, [])


def test_posted_again(two: Database, dump: Dump, tmp_path: Path) -> None:
    """The journal posted again, here or in another store, gives the same tables, whatever happened in between."""
    _correct(two, 1, **WHOLE)
    act(two, "CG-1", FIXED, somebody())
    _correct(two, 2, site="煤矿", origin=7)
    act(two, "CG-1", Step("extended", {"due": date(2023, 2, 1)}, "下雪"), somebody())
    before = _tables(two, dump)
    with two.writing():
        ledger.repost(two)
    assert _tables(two, dump) == before

    with closing(create_database(str(tmp_path / "other.db"), make_id())) as other, other.writing():
        other.insert("journal", [tuple(row.values()) for row in two.rows("entries", order="arrival")])
        ledger.repost(other)
        assert _tables(other, dump) == before
    assert _faults(two) == []


def test_work_goes_on(two: Database) -> None:
    """Days are in order against the corrected day; lists and counts find the hazard where it is now."""
    _correct(two, 1, inspected_on=date(2023, 1, 12), site="煤矿", category="mines")
    with pytest.raises(Exception, match="2023-01-11"):
        act(two, "CG-1", Step("fixed", {"fixed_by": "赵某"}, day=date(2023, 1, 11)), somebody())
    act(two, "CG-1", Step("fixed", {"fixed_by": "赵某"}, day=date(2023, 1, 13)), somebody())
    counted = two.rows("open_counts", {"today": TODAY, "soon": TODAY})
    assert sorted((row["category"], row["open"], row["fixed"]) for row in counted) == [("fire", 1, 0), ("mines", 1, 1)]
    assert _faults(two) == []


@pytest.mark.parametrize("ref", [None, "7", "YH-8"])
@pytest.mark.parametrize("origin", [None, 5])
def test_origin(store: Database, ref: str | None, origin: int | None) -> None:
    """What an import knows a hazard by is the row that said something last, unless its content is all that it has."""
    finding = entries.Finding(id=make_id(), number="CG-1", description="堵塞", ref=ref, origin=origin)
    visit = entries.Inspected(category="fire", hazards=(finding,))
    with store.writing():
        journal.append(store, [Draft("1", "inspected", FOUND, visit)], somebody())
    _correct(store, 1, origin=6)
    batch = _correct(store, 1, origin=2**62 - 1)
    by_content = origin is not None and ref != "YH-8"
    assert _row(store, 1)["origin"] == (5 if by_content else 2**62 - 1)
    undoing.take_back(store, batch, TODAY, somebody())
    assert _row(store, 1)["origin"] == (5 if by_content else 6)


def test_card(two: Database) -> None:
    """The card tells of each corrected field what its writer saw and what it is since, and why."""
    _correct(two, 1, site="煤矿", first_due=date(2023, 1, 12))
    _correct(two, 1, site="市场", inspectors=("李某02", "王某03"), note="不急", reason=None, origin=3)
    _correct(two, 1, origin=4)
    card = cards.make_card(two, _row(two, 1), TODAY)

    assert [event["details"] for event in card["history"]] == [
        {},
        {
            "first_due": {"old": DUE, "new": date(2023, 1, 12)},
            "site": {"old": "商场", "new": "煤矿"},
            "reason": "写错了",
        },
        {
            "inspectors": {"old": ("王某01",), "new": ("李某02", "王某03")},
            "note": {"old": "急", "new": "不急"},
            "site": {"old": "煤矿", "new": "市场"},
        },
        {"reason": "写错了"},
    ]
    _title, facts, history = cards.lay_out(card, "en")
    assert ("Site", "市场") in facts
    assert history[1][2:5] == ["", "First due: 2023-01-20 → 2023-01-12", "Site: 商场 → 煤矿"]
    assert "Note: 急 → 不急" in history[2]


def test_show(run: Run, three_townships: Path) -> None:
    """`show` prints old and new of each corrected field, also one that was empty, and JSON has both."""
    assert run("add fire 东岔 堵塞 --due 7d").code == 0
    database = create_database(str(three_townships / "data" / "inspect-cli" / "ledger.db"), make_id())
    with closing(database), database.writing():
        row = database.rows("hazards")[0]
        body = Corrected(
            site="[b]煤矿[/b]", inspected_on=date(2023, 1, 14), inspectors=("王某01", "王某02"), reason="看错"
        )
        draft = Draft(row["township"], "corrected", TODAY, body, row["id"], (row["inspection"],))
        journal.append(database, [draft], somebody())

    said = " ".join(run("show 1").out.split())
    assert (
        "corrected Inspected: 2023-01-15 → 2023-01-14 Inspectors: 李某02 → 王某01、王某02 Site: – → [b]煤矿[/b]" in said
    )
    assert "更正" in run("--lang zh show 1").out
    (card,) = run("show 1 --format json").json
    assert card["history"][1]["details"] == {
        "inspected_on": {"old": "2023-01-15", "new": "2023-01-14"},
        "inspectors": {"old": ["李某02"], "new": ["王某01", "王某02"]},
        "site": {"old": None, "new": "[b]煤矿[/b]"},
        "reason": "看错",
    }


def test_drafts_that_name_one_another(two: Database) -> None:
    """Drafts of one batch with ids of their own follow one another: fixed, then verified, in one command."""
    row = _row(two, 1)
    first, second = make_id(), make_id()
    drafts = [
        Draft("1", "fixed", TODAY, entries.Fixed(), row["id"], (row["inspection"],), first),
        Draft("1", "verified", TODAY, entries.Verified(), row["id"], (first,), second),
    ]
    with two.writing():
        written = journal.append(two, drafts, somebody())

    assert [entry.id for entry in written] == [first, second]
    row = _row(two, 1)
    assert (row["status"], row["fixed_by"], row["verified_by"], row["claimed"]) == ("closed", None, None, True)
    assert _faults(two) == []
