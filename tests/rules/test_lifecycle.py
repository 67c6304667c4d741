"""A hazard's state follows from the set of its entries, and guards say what may happen next.

* the order in which entries arrive, and how often, changes nothing;
* fixed, then verified: closed; unknown kinds change nothing but carry what came before them;
* of entries written apart from each other the more dangerous wins, and when they disagree the hazard is flagged;
* a verification leaves the fix as it was; a named verifier other than the fixer makes it more than a claim;
* a fix and a verification are refused out of turn, on days that do not fit, and by the fixer's own hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspect_cli.errors import BadInput
from inspect_cli.rules import lifecycle
from inspect_cli.rules.entries import Body, Finding, Fixed, Verified
from inspect_cli.rules.lifecycle import DANGER, Happened, State

FOUND_ON = date(2023, 1, 1)
TODAY = date(2023, 1, 15)
FINDING = Finding(description="堵塞", id="h", number="CG-1")
ROOT = "visit"
NAMES = ("赵某", "钱某", "孙某", "李某")


def _entry(name: str, kind: str, parents: Sequence[str], day: int = 0, person: str = "赵某") -> Happened:
    bodies: dict[str, Body] = {"fixed": Fixed(fixed_by=person), "verified": Verified(verified_by=person)}
    return Happened(name, kind, FOUND_ON + timedelta(days=day), list(parents), bodies.get(kind))


@st.composite
def histories(draw: st.DrawFn) -> list[Happened]:
    """Entries of up to eight, each of which has seen any of those before it; ids and days in any order."""
    count = draw(st.integers(0, 8))
    names = draw(st.permutations([f"e{n}" for n in range(count)]))
    made: list[Happened] = []
    for name in names:
        seen = draw(st.lists(st.sampled_from([ROOT, *(entry.id for entry in made)]), max_size=3, unique=True))
        kind = draw(st.sampled_from(["fixed", "verified", "blessed"]))
        made.append(_entry(name, kind, seen, draw(st.integers(0, 5)), draw(st.sampled_from(NAMES))))
    return made


def _seen_by(entry: Happened, known: dict[str, Happened]) -> set[str]:
    """Every entry that its writer had seen, directly or through others."""
    direct = {parent for parent in entry.parents if parent in known}
    return direct.union(*(_seen_by(known[parent], known) for parent in direct))


def _latest(history: Sequence[Happened]) -> list[Happened]:
    """The fixes and verifications that no other one has seen."""
    known = {entry.id: entry for entry in history}
    telling = [entry for entry in history if entry.kind != "blessed"]
    return [one for one in telling if not any(one.id in _seen_by(other, known) for other in telling)]


@settings(max_examples=300, deadline=None)
@given(history=histories(), data=st.data())
def test_any_order_any_number_of_times(history: list[Happened], data: st.DataObject) -> None:
    """However entries arrive, and however often each, the state is the same."""
    again = data.draw(st.lists(st.sampled_from(history), max_size=5)) if history else []
    shuffled = data.draw(st.permutations(history + again))

    assert lifecycle.fold(FINDING, shuffled) == lifecycle.fold(FINDING, history)


@settings(max_examples=300, deadline=None)
@given(history=histories())
def test_the_more_dangerous_wins(history: list[Happened]) -> None:
    """The status is the most dangerous one that nobody has followed up, flagged when those disagree."""
    statuses = {{"fixed": "fixed", "verified": "closed"}[entry.kind] for entry in _latest(history)}

    state = lifecycle.fold(FINDING, history)

    assert state.status == min(statuses or {"found"}, key=DANGER.index)
    assert state.conflict == (len(statuses) > 1)


@settings(max_examples=300, deadline=None)
@given(history=histories())
def test_unknown_kinds_change_nothing(history: list[Happened]) -> None:
    """Entries of a kind that this version does not know, and that nobody built on, may be there or not."""
    built_on = {parent for entry in history for parent in entry.parents}
    without = [entry for entry in history if entry.kind != "blessed" or entry.id in built_on]

    assert lifecycle.fold(FINDING, without) == lifecycle.fold(FINDING, history)


@settings(max_examples=300, deadline=None)
@given(history=histories())
def test_heads(history: list[Happened]) -> None:
    """The next entry names exactly those that no entry names, and having seen them it has seen everything."""
    heads = lifecycle.heads(history)
    known = {entry.id: entry for entry in history}
    following = _entry("next", "fixed", heads)

    assert set(heads) == {one.id for one in history if not any(one.id in other.parents for other in history)}
    assert _seen_by(following, known) == set(known)
    assert lifecycle.fold(FINDING, [*history, following]).status == "fixed"


@settings(max_examples=300, deadline=None)
@given(history=histories())
def test_a_verification_leaves_the_fix(history: list[Happened]) -> None:
    """Who fixed it and when is after a verification what it was before; only then can another person have verified."""
    before = lifecycle.fold(FINDING, history)
    verified = _entry("zz", "verified", lifecycle.heads(history), 9, "周某")
    after = lifecycle.fold(FINDING, [*history, verified])

    assert (after.status, after.verified_by, after.conflict) == ("closed", "周某", False)
    if before.status == "fixed":
        assert (after.fixed_by, after.fixed_on) == (before.fixed_by, before.fixed_on)


def test_fixed_and_verified() -> None:
    """A fix makes it fixed, a verification after it closes it, and both say who and when."""
    fixed = _entry("a", "fixed", [ROOT], 3)
    verified = _entry("b", "verified", ["a"], 5, "钱某")

    assert lifecycle.fold(FINDING, []) == State("found", None, None, None, None)
    assert lifecycle.fold(FINDING, [fixed]) == State("fixed", date(2023, 1, 4), "赵某", None, None)
    closed = lifecycle.fold(FINDING, [verified, fixed])
    assert closed == State("closed", date(2023, 1, 4), "赵某", date(2023, 1, 6), "钱某")
    assert (closed.is_open, closed.claimed, closed.conflict) == (False, False, False)


def test_clocks_that_disagree() -> None:
    """A laptop whose clock is behind does not put its verification before the fix that it has seen."""
    fixed = _entry("z", "fixed", [ROOT], 9)
    verified = _entry("a", "verified", ["z"], 2, "钱某")

    assert lifecycle.fold(FINDING, [fixed, verified]).status == "closed"


def test_fixed_without_having_seen_the_verification() -> None:
    """A fix claimed by somebody who had not seen that it was verified opens it again, flagged, unverified."""
    history = [_entry("a", "fixed", [ROOT], 3), _entry("b", "verified", ["a"], 5, "钱某")]
    late = _entry("c", "fixed", [ROOT], 4, "孙某")

    assert lifecycle.fold(FINDING, [*history, late]) == State("fixed", date(2023, 1, 5), "孙某", None, None, True)
    knowing = _entry("d", "verified", ["b", "c"], 7, "李某")
    settled = lifecycle.fold(FINDING, [*history, late, knowing])
    assert (settled.status, settled.verified_by, settled.conflict) == ("closed", "李某", False)


def test_two_fixes_apart() -> None:
    """Two people who claim the same fix apart from each other do not disagree."""
    history = [_entry("a", "fixed", [ROOT], 3), _entry("b", "fixed", [ROOT], 2, "钱某")]

    state = lifecycle.fold(FINDING, history)

    assert (state.status, state.conflict) == ("fixed", False)


def test_fixed_again_after_a_kind_of_later() -> None:
    """A fix that follows a failed verification of a newer version replaces the first one, whatever its day."""
    history = [
        _entry("a", "fixed", [ROOT], 6),
        _entry("b", "failed of 2031", ["a"], 7),
        _entry("c", "fixed", ["b"], 4, "钱某"),
        _entry("d", "verified", ["c"], 8, "孙某"),
    ]

    state = lifecycle.fold(FINDING, history)

    assert (state.fixed_by, state.fixed_on, state.verified_by) == ("钱某", date(2023, 1, 5), "孙某")


def test_what_a_file_says() -> None:
    """A hazard begins as its file says it stands; entries go on from there."""
    told = FINDING.model_copy(update={"status": "fixed", "fixed_on": FOUND_ON, "fixed_by": "赵某"})

    assert lifecycle.begin(told) == State("fixed", FOUND_ON, "赵某", None, None)
    closed = lifecycle.fold(told, [_entry("a", "verified", [ROOT], 2, "钱某")])
    assert closed == State("closed", FOUND_ON, "赵某", date(2023, 1, 3), "钱某")


@pytest.mark.parametrize(
    ("status", "fixer", "verifier", "claimed"),
    [
        ("closed", "赵某", None, True),
        ("closed", "赵某", "赵某", True),
        ("closed", "赵某", " 赵某", True),
        ("closed", None, None, True),
        ("closed", "赵某", "钱某", False),
        ("closed", None, "钱某", False),
        ("fixed", "赵某", None, False),
        ("voided", None, None, False),
    ],
)
def test_claimed(status: str, fixer: str | None, verifier: str | None, claimed: bool) -> None:  # noqa: FBT001
    """Closed counts as claimed only when no verifier is named, or when it is the fixer."""
    assert State(status, None, fixer, None, verifier).claimed is claimed


@pytest.mark.parametrize("status", DANGER)
def test_open_states(status: str) -> None:
    """Found, fixed and failed are open; the others have ended."""
    assert State(status, None, None, None, None).is_open == (status in ("found", "fixed", "failed"))


@pytest.mark.parametrize("status", DANGER)
def test_who_may_fix(status: str) -> None:
    """A fix can be claimed of what was found or failed, of nothing else; the refusal says how it stands."""
    state = State(status, None, None, None, None)
    if status in ("found", "failed"):
        lifecycle.may_fix("CG-1", state, FOUND_ON, FOUND_ON, TODAY)
        lifecycle.may_fix("CG-1", state, FOUND_ON, TODAY, TODAY)
    else:
        with pytest.raises(BadInput, match=f"CG-1 is {status}") as refusal:
            lifecycle.may_fix("CG-1", state, FOUND_ON, TODAY, TODAY)
        assert (refusal.value.saved, "show CG-1" in refusal.value.todo) == ("Nothing was written.", True)


@pytest.mark.parametrize("status", DANGER)
def test_who_may_verify(status: str) -> None:
    """Only a claimed fix can be verified; the refusal says how it stands and what comes first."""
    state = State(status, FOUND_ON, "赵某", None, None)
    if status == "fixed":
        lifecycle.may_verify("CG-1", state, "钱某", FOUND_ON, TODAY)
    else:
        with pytest.raises(BadInput, match=f"CG-1 is {status}") as refusal:
            lifecycle.may_verify("CG-1", state, "钱某", FOUND_ON, TODAY)
        assert "fix CG-1" in refusal.value.todo


def test_fixer_may_not_verify() -> None:
    """Who claimed the fix cannot verify it, and is named; when nobody is named anybody can."""
    with pytest.raises(BadInput, match="赵某 claimed this fix") as refusal:
        lifecycle.may_verify("CG-1", State("fixed", FOUND_ON, "赵某", None, None), "赵某", TODAY, TODAY)
    assert "--by" in refusal.value.todo

    lifecycle.may_verify("CG-1", State("fixed", FOUND_ON, None, None, None), "赵某", TODAY, TODAY)


@pytest.mark.parametrize("name", [" 赵某", "赵某 ", "赵 某", "Ａnna", "ANNA", "anna\u200b"])
def test_fixer_in_disguise(name: str) -> None:
    """Blanks, widths and letter case do not make the fixer somebody else."""
    fixer = "anna" if "n" in name.lower() else "赵某"
    with pytest.raises(BadInput, match="cannot verify"):
        lifecycle.may_verify("CG-1", State("fixed", FOUND_ON, fixer, None, None), name, TODAY, TODAY)


@pytest.mark.parametrize(
    ("day", "words"), [(TODAY + timedelta(days=1), "has not come"), (date(2022, 12, 31), "is before")]
)
def test_days_that_do_not_fit(day: date, words: str) -> None:
    """A fix or verification tomorrow, or before the step it follows, is refused and names the day."""
    with pytest.raises(BadInput, match=words) as fix:
        lifecycle.may_fix("CG-1", State("found", None, None, None, None), FOUND_ON, day, TODAY)
    with pytest.raises(BadInput, match=words) as verify:
        lifecycle.may_verify("CG-1", State("fixed", FOUND_ON, "赵某", None, None), "钱某", day, TODAY)

    assert all(day.isoformat() in refusal.value.what and "--on" in refusal.value.todo for refusal in (fix, verify))
