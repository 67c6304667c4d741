"""Documents about hazards, drawn up from every kind of store, and written down as issued.

* what a document tells is gathered in the order asked for: visit, second look, the site of the register;
* one entry about each hazard, in one batch, after the entries it follows; the ledger posted again says the same;
* a number that was issued is known by unit, document and number, whatever township it is of; taken back it is free.
"""

from __future__ import annotations

from datetime import date

import pytest
from tests.store.deeds import DUE, FAILED, FIXED, FOUND, TODAY, VERIFIED, act, somebody

from inspect_cli.errors import BadInput
from inspect_cli.rules.documents import Unit
from inspect_cli.rules.numbers import Number
from inspect_cli.rules.register_entries import SiteEntered
from inspect_cli.store import batches, checks, journal, ledger, papers, queries, recording, registering, undoing
from inspect_cli.store.database import Database
from inspect_cli.store.journal import Draft
from inspect_cli.store.papers import Wish
from inspect_cli.store.recording import Visit

UNIT = Unit("东岔街道办事处", "township")
NOTICE = "〔2023〕5号"


@pytest.fixture
def hazards(store: Database) -> list[Number]:
    """CG-1 to CG-3 at a site of township 1, which the register knows in two villages; CG-4 in township 2."""
    registering.enter_townships(
        store, [{"code": code, "name": name} for code, name in (("1", "东岔街道"), ("2", "石炭沟镇"))], somebody()
    )
    sites = [
        SiteEntered(code=village, name="商场", village=village, kind="mall", head_post=f"{village}经理")
        for village in ("一村", "二村")
    ]
    with store.writing():  # as older programs took them in
        journal.append(store, [Draft("1", "site", TODAY, site) for site in sites], somebody())
    at = {"category": "fire", "site": "商场", "village": "二村", "kind": "leader", "led_by": "副镇长"}
    numbers = recording.record_visit(store, Visit("1", FOUND, at, ["一", "二", "三"], {"due": DUE}), somebody())
    return numbers + recording.record_visit(store, Visit("2", FOUND, {"category": "fire"}, ["四"], {}), somebody())


def test_what_is_gathered(store: Database, hazards: list[Number]) -> None:
    """In the order asked for: the visit with its leader, who looked again, how it stood till then, the right site."""
    act(store, [hazards[0]], FIXED, somebody())
    act(store, [hazards[0]], FAILED, somebody())
    act(store, [hazards[2]], FIXED, somebody())
    act(store, [hazards[2]], VERIFIED, somebody())
    paper = papers.draw_up(store, [hazards[2], hazards[0]], Wish(UNIT, TODAY))

    assert (paper.document, paper.on, paper.told) == ("opinion", TODAY, False)
    assert [matter.row["description"] for matter in paper.matters] == ["三", "一"]
    assert {(matter.visit.kind, matter.visit.led_by) for matter in paper.matters} == {("leader", "副镇长")}
    closed, failed = (matter.look for matter in paper.matters)
    assert closed
    assert (closed.gone, closed.on, closed.by) == (True, TODAY, "孙某")
    assert failed
    assert (failed.gone, failed.by, failed.reason) == (False, "孙某", "仍未清理")
    assert (failed.before.due, failed.before.fixed_by) == (DUE, "赵某")
    assert paper.site is not None
    assert paper.site["head_post"] == "二村经理"


def test_issued_for_each(store: Database, hazards: list[Number]) -> None:
    """The entries are of one batch and follow the visit; posted again from the journal the ledger is the same."""
    wish = Wish(UNIT, TODAY, "notice", NOTICE, date(2023, 1, 10))
    papers.issue(store, papers.draw_up(store, hazards[:3], wish), somebody())
    entries = store.rows("entries", {"kinds": ["issued"]}, ["kinds"], order="arrival")
    rows = queries.hazards_numbered(store, hazards)

    assert [entry["at"] for entry in entries] == [date(2023, 1, 10)] * 3
    assert len({entry["batch"] for entry in entries}) == 1
    assert [row["issued"] for row in rows] == [f"notice {NOTICE}"] * 3 + [None]
    with store.writing():
        ledger.repost(store)
    assert queries.hazards_numbered(store, hazards) == rows


def test_a_number_is_given_once(store: Database, hazards: list[Number]) -> None:
    """The same number prints the same again and goes nowhere else, until it is taken back; others it does not touch."""
    wish = Wish(UNIT, TODAY, "notice", NOTICE, date(2023, 1, 10))
    papers.issue(store, papers.draw_up(store, hazards[:2], wish), somebody())

    again = papers.draw_up(store, hazards[1::-1], wish._replace(on=None))
    assert (again.told, again.on) == (True, date(2023, 1, 10))
    for others in (hazards[3:], hazards[:3], hazards[:1]):
        with pytest.raises(BadInput, match=r"was issued about CG-1 CG-2\."):
            papers.draw_up(store, others, wish)
    for free in (wish._replace(document="advice"), wish._replace(unit=Unit("石炭沟镇政府", "township"))):
        assert not papers.draw_up(store, hazards[3:], free).told

    [entry] = store.rows("entries", {"kinds": ["issued"]}, ["kinds"], limit=1)
    undoing.take_back(store, entry["batch"], TODAY, somebody())
    assert not papers.draw_up(store, hazards[3:], wish).told
    assert batches.parts(store, entry["batch"])


def test_a_number_given_meanwhile(store: Database, hazards: list[Number]) -> None:
    """Of two documents drawn up side by side under one number only the first is issued; the same one twice is once."""
    wish = Wish(UNIT, TODAY, "notice", NOTICE, date(2023, 1, 10))
    before = checks.check(store, TODAY, lambda _count: None)
    mine, same, other = (papers.draw_up(store, about, wish) for about in (hazards[:2], hazards[:2], hazards[3:]))
    papers.issue(store, mine, somebody())
    papers.issue(store, same, somebody())

    with pytest.raises(BadInput, match=r"was issued about CG-1 CG-2\."):
        papers.issue(store, other, somebody())
    assert len(store.rows("entries", {"kinds": ["issued"]}, ["kinds"])) == 2
    assert checks.check(store, TODAY, lambda _count: None) == before


def test_several_places_of_one_name(store: Database, hazards: list[Number]) -> None:
    """Sites of one name in several villages are told apart by the hazard's village, else none of them is meant."""
    at = {"category": "fire", "site": "商场"}
    [number] = recording.record_visit(store, Visit("1", FOUND, at, ["五"], {}), somebody())

    assert papers.draw_up(store, [number], Wish(UNIT, TODAY)).site is None
