"""Entries written apart from each other: what holds, when a human is asked, and how the matter is settled.

* the more dangerous status wins, the earlier deadline, major over general, what is listed or stopped stays so;
* the hazard is flagged exactly when the latest entries about one thing disagree, and not when they say the same;
* whoever has seen both settles it, and only about what they write about.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rules.conftest import CHOICES, FINDING, ROOT, UNKNOWN, ancestors, chain, day, histories, tell

from inspect_cli.rules import lifecycle
from inspect_cli.rules.corrections import NOTHING, Facts
from inspect_cli.rules.history import Happened
from inspect_cli.rules.lifecycle import State

Said = tuple[str, Mapping[str, Any]]

DANGER = ("failed", "found", "fixed", "transferred", "closed", "voided")
BECOMES = {"fixed": "fixed", "verified": "closed", "failed": "failed", "transferred": "transferred", "voided": "voided"}
ANSWERED = {"accepted": "transferred", "returned": "found", "done": "fixed"}
DAYS = {"first_due": day(1), "inspected_on": day(0)}
ONE_AFTER_THE_OTHER: tuple[Said, ...] = (
    ("fixed", {"fixed_by": "郑某"}),
    ("extended", {"due": day(40)}),
    ("reassigned", {"owner": "王某"}),
    ("regraded", {"severity": "general"}),
    ("linked", {"rebound_of": "CG-5"}),
    ("planned", {"measures": "重做"}),
    ("delisted", {}),
    ("resumed", {}),
    ("corrected", dict.fromkeys(Facts._fields, "甲") | DAYS | {"inspectors": ("王某",)}),
)
# What of the state each kind of entry is about, and what it says of that.
ABOUT = {
    "status": (*BECOMES, "replied"),
    "due": ("extended", "failed"),
    "owner": ("reassigned",),
    "severity": ("regraded",),
    "rebound_of": ("linked",),
    "listed": ("listed", "delisted"),
    "suspended": ("suspended", "resumed"),
}
NAMED = {"severity": "severity", "owner": "owner", "due": "due", "rebound_of": "rebound_of"}
STANDING = {"listed": "level", "suspended": "scope"}
CORRECTED = Facts._fields
SILENT = ("noted", UNKNOWN)
# About everything, or about one thing only, so that people disagree often enough.
HISTORIES = st.one_of(
    *(
        histories([choice for choice in CHOICES if choice[0] in (*kinds, *SILENT)], most=8)
        for kinds in (BECOMES, *ABOUT.values(), ("corrected",), [kind for kind, _said in CHOICES if kind != "undone"])
    )
)


def _says(entry: Happened, thing: str) -> Any:
    if thing == "status":
        return ANSWERED[entry.body.answer] if entry.kind == "replied" else BECOMES[entry.kind]
    return getattr(entry.body, NAMED.get(thing) or STANDING[thing], None)


def _latest(history: Sequence[Happened], thing: str) -> list[Any]:
    """What the entries about this thing say that no other one of them has seen."""
    seen = ancestors(history)
    about = [entry for entry in history if entry.kind in ABOUT[thing]]
    return [_says(one, thing) for one in about if not any(one.id in seen[other.id] for other in about)]


def _corrected(history: Sequence[Happened], name: str) -> list[Any]:
    """What the corrections of this field say that no other one of them has seen."""
    seen = ancestors(history)
    about = [entry for entry in history if entry.kind == "corrected" and getattr(entry.body, name)]
    latest = [one for one in about if not any(one.id in seen[other.id] for other in about)]
    return [getattr(entry.body, name) for entry in latest]


def _fold(history: Iterable[Happened], **said: Any) -> State:
    state = lifecycle.fold(FINDING.model_copy(update=said), history)
    assert state is not None
    return state


@settings(max_examples=1000, deadline=None)
@given(history=HISTORIES)
def test_the_more_dangerous_wins(history: list[Happened]) -> None:
    """Of the latest entries the most dangerous status holds, the earliest deadline, major, listed, stopped."""
    state = _fold(history, due=day(5), first_due=day(5), owner="李某")
    latest = {thing: _latest(history, thing) for thing in ABOUT}

    assert state.status == min(latest["status"] or ["found"], key=DANGER.index)
    assert state.due == min(latest["due"] or [day(5)])
    assert state.first_due in (_corrected(history, "first_due") or [day(5)])
    assert state.severity == ("major" if "major" in latest["severity"] else "general")
    assert state.owner in (latest["owner"] or ["李某"])
    assert state.rebound_of in (latest["rebound_of"] or [None])
    for thing in STANDING:
        standing = [said for said in latest[thing] if said is not None]
        assert getattr(state, thing) in (standing or [None])


@settings(max_examples=1000, deadline=None)
@given(history=HISTORIES)
def test_flagged_when_the_latest_disagree(history: list[Happened]) -> None:
    """Flagged when the latest about status, deadline, owner, severity, link or a fact differ; never when none does."""
    differ = {thing for thing in ABOUT if len(set(_latest(history, thing))) > 1}
    differ |= {name for name in CORRECTED if len(set(_corrected(history, name))) > 1}

    state = _fold(history)

    if differ - STANDING.keys():
        assert state.conflict
    if not differ:
        assert not state.conflict


@settings(max_examples=1000, deadline=None)
@given(history=HISTORIES)
def test_each_fact_by_itself(history: list[Happened]) -> None:
    """Of each fact holds what one of the latest corrections of it says; what nobody corrected is not said."""
    state = _fold(history)

    for name in CORRECTED:
        assert getattr(state.corrected, name) in (_corrected(history, name) or [getattr(NOTHING, name)])


@settings(max_examples=300, deadline=None)
@given(history=HISTORIES)
def test_settled_by_those_who_have_seen_both(history: list[Happened]) -> None:
    """Whoever has seen everything has the last word on each thing they write about."""
    told = list(history)
    for n, (kind, said) in enumerate(ONE_AFTER_THE_OTHER):
        told.append(tell(f"z{n}", kind, lifecycle.heads(told), n, **said))

    state = _fold(told)

    assert (state.status, state.fixed_by, state.due, state.owner) == ("fixed", "郑某", day(40), "王某")
    assert (state.severity, state.rebound_of, state.plan.measures) == ("general", "CG-5", "重做")
    assert (state.listed, state.suspended, state.conflict) == (None, None, False)
    assert (state.corrected.site, state.corrected.inspectors, state.first_due) == ("甲", ("王某",), day(1))


@settings(max_examples=300, deadline=None)
@given(history=HISTORIES, kind=st.sampled_from(SILENT))
def test_a_remark_settles_nothing(history: list[Happened], kind: str) -> None:
    """Who has seen both and only leaves a remark has not decided."""
    after = [*history, tell("zz", kind, lifecycle.heads(history), 9)]

    assert _fold(after) == _fold(history)


PAIRS: tuple[tuple[Said, Said, str, Any], ...] = (
    (("failed", {}), ("verified", {}), "status", "failed"),
    (("failed", {}), ("voided", {}), "status", "failed"),
    (("fixed", {}), ("verified", {}), "status", "fixed"),
    (("fixed", {}), ("failed", {}), "status", "failed"),
    (("fixed", {}), ("transferred", {}), "status", "fixed"),
    (("transferred", {}), ("verified", {}), "status", "transferred"),
    (("transferred", {}), ("voided", {}), "status", "transferred"),
    (("verified", {}), ("voided", {}), "status", "closed"),
    (("replied", {"answer": "returned"}), ("replied", {"answer": "done"}), "status", "found"),
    (("replied", {"answer": "returned"}), ("verified", {}), "status", "found"),
    (("replied", {"answer": "accepted"}), ("voided", {}), "status", "transferred"),
    (("extended", {"due": day(9)}), ("extended", {"due": day(16)}), "due", day(9)),
    (("extended", {"due": day(9)}), ("failed", {"due": day(7)}), "due", day(7)),
    (("regraded", {"severity": "major"}), ("regraded", {"severity": "general"}), "severity", "major"),
    (("regraded", {"severity": "major"}), ("regraded", {"severity": "larger"}), "severity", "major"),
)


@pytest.mark.parametrize(("one", "other", "thing", "value"), PAIRS, ids=str)
def test_two_apart(one: Said, other: Said, thing: str, value: Any) -> None:
    """Of two written apart the more dangerous holds, flagged, in whichever order and on whichever days."""
    for first, second in ((one, other), (other, one)):
        for names in (("a", "b"), ("b", "a")):
            history = [
                tell(names[0], first[0], [ROOT], 4, **first[1]),
                tell(names[1], second[0], [ROOT], 2, **second[1]),
            ]
            state = _fold(history)
            assert (getattr(state, thing), state.conflict) == (value, True)


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [("reassigned", {"owner": "孙某"}, {"owner": "周某"}), ("linked", {"rebound_of": "CG-8"}, {"rebound_of": None})],
)
def test_neither_is_more_dangerous(kind: str, one: dict[str, Any], other: dict[str, Any]) -> None:
    """Two owners or two links named apart from each other: one of them holds, the same in any order, flagged."""
    history = [tell("a", kind, [ROOT], 3, **one), tell("b", kind, [ROOT], 3, **other)]

    state = _fold(history)

    assert state == _fold(history[::-1])
    assert state.conflict
    assert any(all(getattr(state, key) == value for key, value in said.items()) for said in (one, other))


@pytest.mark.parametrize(
    ("one", "other", "thing", "value"),
    [
        (("listed", {}), ("delisted", {}), "listed", "county"),
        (("suspended", {}), ("resumed", {}), "suspended", "whole"),
    ],
    ids=str,
)
def test_supervision_and_stops_hold(one: Said, other: Said, thing: str, value: str) -> None:
    """What one laptop listed or stopped and another, apart from it, delisted or let go on, stays listed or stopped."""
    for first, second in ((one, other), (other, one)):
        for days in ((2, 4), (4, 2)):
            history = [
                tell("a", first[0], [ROOT], days[0], **first[1]),
                tell("b", second[0], [ROOT], days[1], **second[1]),
            ]
            assert getattr(_fold(history), thing) == value
            settled = _fold([*history, tell("z", other[0], ["a", "b"], 9)])
            assert (getattr(settled, thing), settled.conflict) == (None, False)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("listed", {}), ("delisted", {})),
        (("listed", {"level": "county"}), ("listed", {"level": "city"})),
        (("suspended", {}), ("resumed", {})),
        (("suspended", {"scope": "area"}), ("suspended", {"scope": "whole"})),
    ],
    ids=str,
)
def test_supervision_and_stops_are_flagged(one: Said, other: Said) -> None:
    """Two laptops that disagree about supervision or a stop leave it to a human, as they do about a status."""
    history = [tell("a", one[0], [ROOT], 2, **one[1]), tell("b", other[0], [ROOT], 4, **other[1])]

    assert _fold(history).conflict


@pytest.mark.parametrize(
    "kind", ["fixed", "verified", "failed", "extended", "reassigned", "regraded", "linked", "voided", "corrected"]
)
def test_the_same_twice(kind: str) -> None:
    """Two people who say the same apart from each other do not disagree."""
    history = [tell("a", kind, [ROOT], 3), tell("b", kind, [ROOT], 2)]

    assert not _fold(history).conflict
    assert _fold(history)._replace(failed=0) == _fold(history[1:])._replace(failed=0)


def test_two_failures_apart() -> None:
    """Each failed verification counts, also of two that were written apart; the earlier deadline holds."""
    history = [tell("a", "failed", [ROOT], 3, due=day(20)), tell("b", "failed", [ROOT], 2, due=day(18))]

    assert (_fold(history).failed, _fold(history).due, _fold(history).conflict) == (2, day(18), True)


def test_two_extensions_apart() -> None:
    """Two extensions written apart count as two, each by the days that it gave to the deadline its writer knew."""
    history = [tell("a", "extended", [ROOT], 3, due=day(14)), tell("b", "extended", [ROOT], 2, due=day(20))]

    state = _fold(history, due=day(10), first_due=day(10))

    assert (state.due, state.first_due, state.extended, state.extended_days) == (day(14), day(10), 2, 14)


def test_fixed_without_having_seen_the_verification() -> None:
    """A fix claimed by somebody who had not seen that it was verified opens it again, flagged, unverified."""
    history = chain(("fixed", {}), ("verified", {}))
    late = tell("c", "fixed", [ROOT], 4, fixed_by="孙某")

    assert _fold([*history, late]) == State("fixed", day(4), fixed_on=day(4), fixed_by="孙某", conflict=True)
    knowing = tell("d", "verified", ["e2", "c"], 7, verified_by="李某")
    settled = _fold([*history, late, knowing])
    assert (settled.status, settled.verified_by, settled.conflict) == ("closed", "李某", False)


def test_what_the_winner_had_seen() -> None:
    """Who fixed and who verified is what the writer of the entry that holds had seen, not what another wrote apart."""
    history = [
        tell("a", "fixed", [ROOT], 1, fixed_by="赵某"),
        tell("b", "fixed", [ROOT], 5, fixed_by="孙某"),
        tell("c", "verified", ["b"], 6),
        tell("d", "verified", ["a"], 7),
    ]

    state = _fold(history)

    assert (state.status, state.fixed_by, state.fixed_on, state.conflict) == ("closed", "孙某", day(5), False)


def test_settled_through_others() -> None:
    """An entry has seen what those before it had seen, also through a remark, an unknown kind or one taken back."""
    for kind, said in (("noted", {}), (UNKNOWN, {}), ("undone", {"entries": ("nothing",)})):
        between = tell("b", kind, ["a"], 2, **said)
        history = [tell("a", "verified", [ROOT], 1), between, tell("c", "failed", ["b"], 3)]
        assert (_fold(history).status, _fold(history).conflict) == ("failed", False)
    history = [
        tell("a", "verified", [ROOT], 1),
        tell("b", "fixed", ["a"], 2),
        tell("u", "undone", ["b"], 2, entries=("b",)),
        tell("c", "voided", ["u"], 3),
    ]
    assert (_fold(history).status, _fold(history).conflict) == ("voided", False)
