"""Taking back: an entry counts unless an `undone` names it that itself counts.

* what is taken back says nothing, though it was seen; taken back and brought back is as before, however often;
* a hazard that its visit took back is gone; it stands, flagged, when somebody else's entry about it counts;
* entries that take back one another are damage, and end in an answer all the same;
* what builds on an entry, and what only stands beside it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rules.conftest import CHOICES, FINDING, ROOT, SAID, UNKNOWN, ancestors, chain, day, histories, tell

from inspect_cli.rules import lifecycle
from inspect_cli.rules.history import Happened
from inspect_cli.rules.lifecycle import State

HAZARD = FINDING.id
TAKING = tuple(choice for choice in CHOICES if choice[0] != "undone")[::3] + (("undone", {}),) * 5


def _undo(name: str, *taken: str, parents: Iterable[str] = (ROOT,)) -> Happened:
    return tell(name, "undone", parents, 9, entries=taken)


def _counts(history: list[Happened]) -> dict[str, bool]:
    """For the hazard and each entry whether it counts; from the last one, which nobody can have named, to the first."""
    counts: dict[str, bool] = {}
    for one in [*(entry.id for entry in reversed(history)), HAZARD]:
        counts[one] = not any(
            counts[u.id] and one in u.body.entries for u in history if u.kind == "undone" and u.id in counts
        )
    return counts


def _crowd(size: int) -> list[Happened]:
    """Entries of which each names all of them."""
    return [_undo(f"v{n}", *(f"v{other}" for other in range(size))) for n in range(size)]


def _pile(size: int) -> list[Happened]:
    """Entries of which each names all those before it, the first one a fix."""
    made = chain(("fixed", {}))
    for n in range(size):
        made.append(_undo(f"u{n}", *(entry.id for entry in made)))
    return made


def _silent(entry: Happened) -> Happened:
    """The same entry without its words."""
    return entry._replace(kind=UNKNOWN, body=None)


@settings(max_examples=1000, deadline=None)
@given(history=histories(TAKING))
def test_an_entry_counts_unless_a_counting_one_names_it(history: list[Happened]) -> None:
    """The state is that of the entries that count, the others having been seen but saying nothing."""
    counts = _counts(history)
    told = [entry for entry in history if counts[entry.id] and entry.kind not in ("undone", UNKNOWN)]
    silent = [entry if entry in told else _silent(entry) for entry in history]

    state = lifecycle.fold(FINDING, history)

    assert [entry.id for entry in lifecycle.counting(history)] == [e.id for e in history if counts[e.id]]
    assert [lifecycle.is_undone(one, history) for one in counts] == [not each for each in counts.values()]
    if counts[HAZARD]:
        assert state == lifecycle.fold(FINDING, silent)
    elif told:
        assert state == lifecycle.fold(FINDING, silent)._replace(conflict=True)
    else:
        assert state is None


@settings(max_examples=1000, deadline=None)
@given(history=histories(), data=st.data())
def test_taken_back_and_brought_back(history: list[Happened], data: st.DataObject) -> None:
    """Any entries, or the hazard, taken back, and that taken back in turn: all is as before, however often."""
    names = [HAZARD, *(entry.id for entry in history)]
    taken = data.draw(st.lists(st.sampled_from(names), min_size=1, unique=True))
    told, before = list(history), lifecycle.fold(FINDING, history)
    taken_back = None
    for n in range(4):
        told.append(_undo(f"z{n}", *taken, parents=lifecycle.heads(told)))
        taken = [f"z{n}"]
        now = lifecycle.fold(FINDING, told)
        taken_back = now if n == 0 else taken_back
        assert now == (before if n % 2 else taken_back)


LAST: tuple[tuple[list[Any], tuple[str, Any]], ...] = (
    ([], ("fixed", {})),
    ([("fixed", {})], ("verified", {})),
    ([("fixed", {})], ("failed", {})),
    ([], ("extended", {"due": day(30)})),
    ([("extended", {"due": day(30)})], ("extended", {"due": day(40)})),
    ([], ("reassigned", {})),
    ([], ("regraded", {})),
    ([("planned", {"owner": "吴某", "deadline": day(8)})], ("planned", {"owner": "郑某", "funds": 5})),
    ([], ("listed", {})),
    ([("listed", {})], ("delisted", {})),
    ([], ("suspended", {})),
    ([("suspended", {})], ("resumed", {})),
    ([], ("issued", {})),
    ([("issued", {})], ("issued", {"document": "opinion", "notice": "〔2023〕6号"})),
    ([], ("transferred", {})),
    ([("transferred", {})], ("replied", {"answer": "done"})),
    ([("fixed", {}), ("verified", {})], ("voided", {"duplicate_of": "CG-2"})),
    ([("linked", {})], ("linked", {"rebound_of": None})),
    ([], ("corrected", {"inspectors": ("李某", "王某"), "description": "上锁"})),
    ([("corrected", {"village": "一村"})], ("corrected", {"village": "二村", "first_due": day(4), "origin": 7})),
    ([], ("corrected", {"site": None, "origin": 7})),
)


@pytest.mark.parametrize(("steps", "last"), LAST, ids=str)
def test_the_last_entry_taken_back(steps: list[Any], last: tuple[str, Any]) -> None:
    """Whatever the last entry was, taken back the hazard stands as without it; and it had changed something."""
    history = chain(*steps, last)
    name = history[-1].id
    without = lifecycle.fold(FINDING, history[:-1])

    assert lifecycle.fold(FINDING, [*history, _undo("u", name, parents=[name])]) == without
    assert lifecycle.fold(FINDING, history) != without


def test_every_kind_was_the_last() -> None:
    """Every kind of entry that changes a hazard is among those taken back here."""
    assert {kind for _steps, (kind, _said) in LAST} == SAID.keys() - {"noted", "undone"}


def test_only_what_it_names() -> None:
    """Of two entries of one command each is taken back by name; the other still counts."""
    history = chain(("fixed", {}), ("reassigned", {}))

    state = lifecycle.fold(FINDING, [*history, _undo("u", "e1", "nobody", parents=["e2"])])

    assert state == State("found", owner="孙某")


def test_two_take_back_the_same() -> None:
    """What two laptops took back apart from each other comes back only when both take that back."""
    history = [*chain(("fixed", {})), _undo("u", "e1"), _undo("v", "e1")]

    assert lifecycle.fold(FINDING, history) == State("found")
    one = [*history, _undo("w", "u", parents=["u"])]
    assert lifecycle.fold(FINDING, one) == State("found")
    both = lifecycle.fold(FINDING, [*one, _undo("x", "v", parents=["v"])])
    assert both == lifecycle.fold(FINDING, chain(("fixed", {})))


def test_a_hazard_taken_back() -> None:
    """It is gone, also when all that was written about it is taken back too, and back when that is taken back."""
    history = [*chain(("fixed", {})), _undo("u", "e1", HAZARD)]

    assert lifecycle.fold(FINDING, [_undo("u", HAZARD)]) is None
    assert lifecycle.fold(FINDING, [_undo("u", HAZARD), tell("n", UNKNOWN)]) is None
    assert lifecycle.fold(FINDING, history) is None
    assert lifecycle.fold(FINDING, [_undo("u", HAZARD), _undo("v", "u")]) == State("found")
    assert lifecycle.fold(FINDING, [*history, _undo("v", "u")]) == lifecycle.fold(FINDING, history[:1])
    assert lifecycle.fold(FINDING, [_undo("u", "another hazard")]) == State("found")


@pytest.mark.parametrize("kind", ["fixed", "verified", "extended", "planned", "noted", "voided", "linked"])
def test_a_hazard_taken_back_that_others_worked_on(kind: str) -> None:
    """It stands, flagged, when somebody wrote about it who had not seen that it was taken back."""
    other = tell("a", kind, [ROOT], 3)
    untouched = lifecycle.fold(FINDING, [other])

    state = lifecycle.fold(FINDING, [other, _undo("u", HAZARD)])

    assert state == untouched._replace(conflict=True)
    assert lifecycle.fold(FINDING, [other, _undo("u", HAZARD), _undo("v", "u")]) == untouched


@pytest.mark.parametrize("size", [1, 2, 3, 6])
def test_entries_that_take_back_one_another(size: int) -> None:
    """A circle, which only damage makes, ends in one answer, whatever the order; the rest is as it was."""
    ring = [_undo(f"u{n}", f"u{(n + 1) % size}") for n in range(size)]
    rest = chain(("fixed", {}))
    for damaged in (ring, _crowd(size)):
        state = lifecycle.fold(FINDING, [*rest, *damaged])
        assert state == lifecycle.fold(FINDING, [*reversed(damaged), *rest]) == lifecycle.fold(FINDING, rest)


@pytest.mark.parametrize("kinds", [("fixed",), ("fixed", "noted"), ("noted", "fixed"), ("verified", UNKNOWN, "noted")])
def test_entries_that_claim_to_have_seen_one_another(kinds: tuple[str, ...]) -> None:
    """A circle of parents, which only damage makes, ends in an answer too, so that `check` can say so."""
    ring = [tell(f"e{n}", kind, [f"e{(n + 1) % len(kinds)}"]) for n, kind in enumerate(kinds)]

    state = lifecycle.fold(FINDING, ring)

    assert state is not None
    assert state.status in ("found", "fixed", "closed")
    assert state == lifecycle.fold(FINDING, ring[::-1])


@pytest.mark.parametrize("times", [1, 2, 999, 1000])
def test_taken_back_again_and_again(times: int) -> None:
    """A command taken back and brought back a thousand times is as it should be by the number of times."""
    history = chain(("fixed", {}))
    for n in range(times):
        history.append(_undo(f"u{n}", history[-1].id, parents=[history[-1].id]))

    state = lifecycle.fold(FINDING, history)

    assert state is not None
    assert state.status == ("found" if times % 2 else "fixed")


@settings(max_examples=300, deadline=None)
@given(named=st.lists(st.lists(st.integers(0, 6), max_size=3), max_size=6))
def test_damage_is_told_in_one_way(named: list[list[int]]) -> None:
    """Whatever entries name, later ones and themselves too: what is taken back does not count, the rest does."""
    ids = ["e1", *(f"u{n}" for n in range(6))]
    history = chain(("fixed", {})) + [_undo(f"u{n}", *(ids[each] for each in names)) for n, names in enumerate(named)]

    counting = {entry.id for entry in lifecycle.counting(history)}

    assert {entry.id for entry in history if not lifecycle.is_undone(entry.id, history)} == counting
    assert lifecycle.counting(history[::-1]) == lifecycle.counting(history)[::-1]


def test_each_takes_back_all_before() -> None:
    """Of entries of which each names all those before the last one counts, and none of the others."""
    history = _pile(9)

    assert [entry.id for entry in lifecycle.counting(history)] == ["u8"]


def test_many_that_name_one_another() -> None:
    """Hundreds that name one another, or each all before, are weighed one by one: what doubled with each never ends."""
    assert lifecycle.fold(FINDING, _crowd(300)) is not None

    state = lifecycle.fold(FINDING, _pile(301))

    assert state is not None
    assert state.status == "found"


@settings(max_examples=300, deadline=None)
@given(history=histories(TAKING), data=st.data())
def test_what_builds_on_what(history: list[Happened], data: st.DataObject) -> None:
    """Work builds on entries when a counting one that is not among them has seen one; else it stands beside them."""
    own = set(data.draw(st.lists(st.sampled_from([entry.id for entry in history]), unique=True))) if history else set()
    counts, seen = _counts(history), ancestors(history)
    others = [e for e in history if counts[e.id] and e.kind not in ("undone", UNKNOWN) and e.id not in own]

    assert lifecycle.built_on(history, own) == bool(others)
    assert lifecycle.worked_on(history, own) == any(seen[entry.id] & own for entry in others)
