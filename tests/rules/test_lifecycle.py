"""A hazard's state follows from the set of its entries.

* the order in which entries of every kind arrive, and how often, changes nothing;
* fixed, then verified: closed; unknown kinds change nothing but carry what came before them;
* the next entry names those that nobody has followed up, and so has seen everything;
* a verification leaves the fix as it was; a named verifier other than the fixer makes it more than a claim;
* what a file says is where a hazard begins; which states are open, which plans are complete.
"""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rules.conftest import CHOICES, FINDING, FOUND_ON, ROOT, UNKNOWN, ancestors, chain, day, histories, tell

from inspect_cli.rules import lifecycle
from inspect_cli.rules.entries import KINDS
from inspect_cli.rules.history import Happened
from inspect_cli.rules.lifecycle import DANGER, Plan, State

ABOUT_NO_HAZARD = {
    *("inspected", "imported", "campaign", "township", "site", "category", "case", "village", "zone", "department"),
    *("responsibility", "duty", "spot_checked", "reported", "sent"),
}


def test_every_kind_is_tried() -> None:
    """The histories of these tests hold every kind of entry about a hazard, and one that nobody knows."""
    assert {kind for kind, _said in CHOICES} == KINDS.keys() - ABOUT_NO_HAZARD | {UNKNOWN}


@settings(max_examples=1000, deadline=None)
@given(history=histories(), data=st.data())
def test_any_order_any_number_of_times(history: list[Happened], data: st.DataObject) -> None:
    """However entries arrive, and however often each, the state is the same."""
    again = data.draw(st.lists(st.sampled_from(history), max_size=5)) if history else []
    shuffled = data.draw(st.permutations(history + again))

    assert lifecycle.fold(FINDING, shuffled) == lifecycle.fold(FINDING, history)


@settings(max_examples=1000, deadline=None)
@given(history=histories(), order=st.randoms(use_true_random=False))
def test_twice_is_once(history: list[Happened], order: object) -> None:
    """All entries twice, in any order, and made anew as another copy of the journal brings them, tell the same."""
    copies = [entry._replace(parents=list(entry.parents)) for entry in history]
    doubled = history + copies
    order.shuffle(doubled)  # type: ignore[attr-defined]

    assert lifecycle.fold(FINDING, doubled) == lifecycle.fold(FINDING, history)
    assert lifecycle.heads(doubled) == lifecycle.heads(history)


@settings(max_examples=300, deadline=None)
@given(history=histories())
def test_unknown_kinds_change_nothing(history: list[Happened]) -> None:
    """Entries of a kind that this version does not know, and that nobody built on, may be there or not."""
    built_on = {parent for entry in history for parent in entry.parents}
    without = [entry for entry in history if entry.kind != UNKNOWN or entry.id in built_on]

    assert lifecycle.fold(FINDING, without) == lifecycle.fold(FINDING, history)


@settings(max_examples=300, deadline=None)
@given(history=histories())
def test_heads(history: list[Happened]) -> None:
    """The next entry names exactly those that no entry names, and having seen them it has seen everything."""
    heads = lifecycle.heads(history)
    following = tell("next", "fixed", heads)
    state = lifecycle.fold(FINDING, [*history, following])

    assert set(heads) == {one.id for one in history if not any(one.id in other.parents for other in history)}
    assert heads == tuple(sorted(heads))
    assert ancestors([*history, following])["next"] - {ROOT} == {entry.id for entry in history}
    assert state is not None
    assert (state.status, state.fixed_by) == ("fixed", "赵某")


@settings(max_examples=300, deadline=None)
@given(history=histories())
def test_a_verification_leaves_the_fix(history: list[Happened]) -> None:
    """Who fixed it and when is after a verification what it was before; only then can another person have verified."""
    before = lifecycle.fold(FINDING, history)
    after = lifecycle.fold(FINDING, [*history, tell("zz", "verified", lifecycle.heads(history), 9, verified_by="王某")])

    assert after is not None
    assert (after.status, after.verified_on, after.verified_by) == ("closed", day(9), "王某")
    if before is not None and before.status == "fixed":
        assert (after.fixed_by, after.fixed_on) == (before.fixed_by, before.fixed_on)
        assert (after.claimed, after.self_verified) == (False, False)


def test_fixed_and_verified() -> None:
    """A fix makes it fixed, a verification after it closes it, and both say who and when."""
    fixed = tell("a", "fixed", [ROOT], 3)
    verified = tell("b", "verified", ["a"], 5)

    assert lifecycle.fold(FINDING, []) == State("found")
    assert lifecycle.fold(FINDING, [fixed]) == State("fixed", day(3), fixed_on=day(3), fixed_by="赵某")
    closed = lifecycle.fold(FINDING, [verified, fixed])
    assert closed == State("closed", day(5), fixed_on=day(3), fixed_by="赵某", verified_on=day(5), verified_by="钱某")
    assert (closed.is_open, closed.claimed, closed.self_verified, closed.conflict) == (False, False, False, False)


def test_clocks_that_disagree() -> None:
    """A laptop whose clock is behind does not put its verification before the fix that it has seen."""
    fixed = tell("z", "fixed", [ROOT], 9)
    verified = tell("a", "verified", ["z"], 2)

    state = lifecycle.fold(FINDING, [fixed, verified])

    assert state is not None
    assert (state.status, state.fixed_on, state.verified_on) == ("closed", day(9), day(2))


def test_fixed_again_after_a_kind_of_later() -> None:
    """A fix that follows an entry of a newer version replaces the first one, whatever its day."""
    history = [
        tell("a", "fixed", [ROOT], 6),
        tell("b", "failed of 2031", ["a"], 7),
        tell("c", "fixed", ["b"], 4, fixed_by="钱某"),
        tell("d", "verified", ["c"], 8, verified_by="孙某"),
    ]

    state = lifecycle.fold(FINDING, history)

    assert state is not None
    assert (state.fixed_by, state.fixed_on, state.verified_by) == ("钱某", day(4), "孙某")


def test_what_a_file_says() -> None:
    """A hazard begins as its file says it stands; entries go on from there."""
    told = FINDING.model_copy(update={"status": "fixed", "fixed_on": FOUND_ON, "fixed_by": "赵某"})

    assert lifecycle.begin(told) == State("fixed", fixed_on=FOUND_ON, fixed_by="赵某")
    assert lifecycle.fold(told, [tell("a", "verified", [ROOT], 2)]) == State(
        "closed", day(2), fixed_on=FOUND_ON, fixed_by="赵某", verified_on=day(2), verified_by="钱某"
    )


@pytest.mark.parametrize(
    ("said", "stands"),
    [
        ({"due": day(5), "first_due": day(5)}, {"due": day(5), "first_due": day(5)}),
        (
            {"due": day(9), "first_due": day(5)},
            {"due": day(9), "first_due": day(5), "extended": 1, "extended_days": 4},
        ),
        ({"status": "failed"}, {"status": "failed", "failed": 1}),
        ({"severity": "major", "owner": "李某"}, {"severity": "major", "owner": "李某"}),
        ({"rebound_of": "CG-7", "on_spot": True}, {"rebound_of": "CG-7", "on_spot": True}),
        ({"on_spot": False}, {}),
        ({"status": "closed", "verified_by": "钱某"}, {"status": "closed", "verified_by": "钱某"}),
        ({"status": "voided"}, {"status": "voided"}),
    ],
    ids=str,
)
def test_where_a_hazard_begins(said: dict[str, object], stands: dict[str, object]) -> None:
    """Deadline and first deadline, failures, severity, owner, links: as the visit or the file left them."""
    finding = FINDING.model_copy(update=said)

    assert lifecycle.begin(finding) == State(**stands)
    assert lifecycle.fold(finding, []) == lifecycle.fold(finding, [tell("a", "noted")]) == State(**stands)


@pytest.mark.parametrize(
    ("status", "fixer", "verifier", "claimed"),
    [
        ("closed", "赵某", None, True),
        ("closed", "赵某", "赵某", True),
        ("closed", "赵某", " 赵某", True),
        ("closed", "anna", "Ａｎ na", True),
        ("closed", "赵某、钱某", "钱某", True),
        ("closed", "赵某、钱某", "钱某、赵某", True),
        ("closed", None, None, True),
        ("closed", "赵某", "钱某", False),
        ("closed", "赵某", "赵某、钱某", False),
        ("closed", None, "钱某", False),
        ("fixed", "赵某", None, False),
        ("voided", None, None, False),
        ("voided", "赵某", "赵某", False),
        ("failed", "赵某", "赵某", False),
    ],
)
def test_claimed(status: str, fixer: str | None, verifier: str | None, claimed: bool) -> None:  # noqa: FBT001
    """Closed counts as claimed only when no verifier is named, or when it is the fixer, who did not say why."""
    state = State(status, fixed_by=fixer, verified_by=verifier)

    assert (state.claimed, state.self_verified) == (claimed, False)
    if verifier is not None:
        explained = state._replace(said_why=True)
        assert (explained.claimed, explained.self_verified) == (False, claimed)


def test_verified_by_its_fixer() -> None:
    """A fixer who verifies and says why is counted as such, one who says nothing as claiming only."""
    for reason, counted in ((None, (True, False)), ("无他人", (False, True))):
        state = lifecycle.fold(FINDING, chain(("fixed", {}), ("verified", {"verified_by": "赵 某", "reason": reason})))
        assert state is not None
        assert (state.claimed, state.self_verified) == counted


@pytest.mark.parametrize("status", [*DANGER, UNKNOWN])
def test_open_states(status: str) -> None:
    """Found, fixed and failed are open, and what only a newer version knows; the others have ended."""
    assert State(status).is_open == (status in ("found", "fixed", "failed", UNKNOWN))


def test_plans() -> None:
    """A plan is complete with all five parts, funds of nothing among them; what is missing is named in order."""
    whole = {"measures": "改造", "owner": "李某", "funds": 0, "deadline": day(9), "contingency": "专人值守"}
    for count in range(6):
        for said in combinations(whole, count):
            plan = Plan(**{part: whole[part] for part in said})
            assert plan.missing() == [part for part in whole if part not in said]
            assert State(plan=plan).planned == (count == 5)
