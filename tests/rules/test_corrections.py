"""What a correction changes: each fact by itself, over what the visit wrote; what a visit shows of its hazards.

* facts as a visit wrote them, with what was corrected laid over; an empty field says nothing;
* a visit shows what all its hazards agree in; the first deadline counts as if it had been written so;
* what a row is known by; what the writer of an entry had seen; the parts of a plan that a file says.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rules.conftest import FINDING, FOUND_ON, ROOT, chain, chains, day, tell

from inspect_cli.rules import corrections, lifecycle
from inspect_cli.rules.corrections import NOTHING, Facts
from inspect_cli.rules.entries import Inspected
from inspect_cli.rules.history import Happened, History
from inspect_cli.rules.lifecycle import Plan, State

VISIT = Inspected(category="fire", site="商场", village="一村", inspectors=("王某",), campaign="春节行动", note="年前")
WRITTEN = Facts("春节行动", "fire", "堵塞", None, FOUND_ON, ("王某",), None, None, "年前", "商场", "一村")
NAMES = st.sampled_from([None, "甲", "乙"])
DAYS = st.sampled_from([None, day(1), day(2)])
SAID = st.builds(
    Facts,
    **dict.fromkeys(("campaign", "category", "description", "item", "location", "note", "site", "village"), NAMES),
    **dict.fromkeys(("first_due", "inspected_on"), DAYS),
    inspectors=st.sampled_from([(), ("王某",), ("李某", "王某")]),
)
FACT_CHAINS = chains(
    [
        ("corrected", {"site": "城南市场", "origin": 7}),
        ("corrected", {"site": None, "first_due": day(3), "origin": 8}),
        ("corrected", {"site": "煤矿", "village": "二村"}),
        ("fixed", {}),
        ("noted", {}),
    ]
)


def test_as_its_visit_wrote_it() -> None:
    """A hazard has place, day and people of its visit, words and deadline of its own, and its own note before both."""
    assert corrections.read_facts(VISIT, FINDING, FOUND_ON) == WRITTEN
    own = FINDING.model_copy(update={"note": "急", "due": day(5), "item": "F-01", "location": "二楼"})
    said = corrections.read_facts(VISIT, own, FOUND_ON)
    assert (said.note, said.first_due, said.item, said.location) == ("急", day(5), "F-01", "二楼")
    later = own.model_copy(update={"first_due": day(4)})
    assert corrections.read_facts(VISIT, later, FOUND_ON).first_due == day(4)


@given(said=SAID)
def test_overlay(said: Facts) -> None:
    """What a correction says holds, what it does not say stays as it was written."""
    shown = corrections.overlay(WRITTEN, said)

    for name in Facts._fields:
        assert getattr(shown, name) == (getattr(said, name) or getattr(WRITTEN, name))
    assert corrections.overlay(shown, NOTHING) == shown


@given(facts=st.lists(SAID, min_size=1, max_size=3))
def test_agree(facts: list[Facts]) -> None:
    """Of what belongs to the visit it shows what all its hazards have; the rest, and where they differ, as written."""
    shown = corrections.agree(facts, WRITTEN)

    for name in Facts._fields:
        values = {getattr(each, name) for each in facts}
        alike = name in corrections.OF_VISIT and len(values) == 1
        assert getattr(shown, name) == (values.pop() if alike else getattr(WRITTEN, name))


@settings(max_examples=1000, deadline=None)
@given(told=FACT_CHAINS)
def test_one_after_the_other(told: list[Happened]) -> None:
    """Of each fact the last one said holds; nobody who has seen the others disagrees."""
    said: dict[str, Any] = {}
    for entry in told:
        if entry.kind == "corrected":
            said |= {name: value for name in Facts._fields if (value := getattr(entry.body, name))}

    assert corrections.fold(History(told)) == (Facts(**said), False)


@pytest.mark.parametrize(
    ("due", "first", "stands"),
    [
        (day(10), day(10), (day(10), day(10), 0, 0)),
        (day(10), day(4), (day(10), day(4), 1, 6)),
        (day(10), day(12), (day(10), day(12), 1, 0)),
        (None, day(4), (None, day(4), 0, 0)),
    ],
)
def test_first_deadline(due: date | None, first: date, stands: tuple[Any, ...]) -> None:
    """A corrected first deadline counts as if the visit had written it."""
    finding = FINDING.model_copy(update={"due": due, "first_due": due})
    state = lifecycle.fold(finding, chain(("corrected", {"first_due": first})))

    assert state is not None
    assert (state.due, state.first_due, state.extended, state.extended_days) == stands


@pytest.mark.parametrize(
    ("ref", "first", "known"),
    [
        (None, None, [7, 9]),
        ("YH-8", None, [7, 9]),
        ("YH-8", 5, [5, 7, 9]),
        (None, 5, [7, 9, 5]),
        (" 12 ", 5, [7, 9, 5]),
    ],
)
def test_origins(ref: str | None, first: int | None, known: list[int]) -> None:
    """A hazard that its content alone names keeps that; any other is known by the row that said something last."""
    finding = FINDING.model_copy(update={"ref": ref, "origin": first})
    told = chain(("corrected", {"origin": 7}), ("corrected", {"site": "煤矿"}), ("corrected", {"origin": 9}))
    state = lifecycle.fold(finding, told)

    assert corrections.origins(finding, History(told)) == known
    assert state is not None
    assert state.origin == known[-1]
    assert lifecycle.begin(finding).origin == first


def test_what_its_writer_had_seen() -> None:
    """Before an entry the hazard stands as its writer knew it, not as others had made it meanwhile."""
    told = [
        tell("a", "corrected", [ROOT], 1, site="城南市场"),
        tell("b", "corrected", [ROOT], 2, site="煤矿"),
        tell("c", "corrected", ["a"], 3, village="二村"),
    ]

    assert lifecycle.stood_before(FINDING, told, told[2]).corrected == Facts(site="城南市场")
    assert lifecycle.stood_before(FINDING, told, told[1]) == State("found")


def test_plan_of_a_file() -> None:
    """Measures and funds that a file says are the first of the plan; who plans anew says them anew."""
    finding = FINDING.model_copy(update={"measures": "清理", "funds": 0})
    assert lifecycle.begin(finding) == State("found", plan=Plan("清理", funds=0))
    assert (lifecycle.begin(finding).measures, lifecycle.begin(finding).funds) == ("清理", 0)

    told = chain(("planned", {"measures": "改造", "owner": "吴某", "deadline": day(9), "contingency": "专人值守"}))
    state = lifecycle.fold(finding, told)
    assert state is not None
    assert state.plan == Plan("改造", "吴某", 0, day(9), "专人值守")
    assert (state.planned, state.owner, state.due, state.measures, state.funds) == (True, "吴某", day(9), "改造", 0)


def test_claimed_without_a_name() -> None:
    """A file may say that it was fixed and looked at without naming anybody: closed, and only claimed."""
    fixed, verified = ("fixed", {"fixed_by": None}), ("verified", {"verified_by": None})
    state = lifecycle.fold(FINDING, chain(fixed, verified))
    named = lifecycle.fold(FINDING, chain(fixed, ("verified", {})))

    assert state == State("closed", day(2), fixed_on=day(1), verified_on=day(2))
    assert named is not None
    assert (state.claimed, state.self_verified, named.claimed) == (True, False, False)
