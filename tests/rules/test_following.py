"""One person after the other: what a chain of entries makes of a hazard, told again step by step, beside the fold.

* status, days and names of fix, verification and handing over; failures; supervision and stops; links; plan and owner;
* the deadline moves, its extensions and their days are counted, and the first one stays whatever follows;
* what an answer of another body means; what each kind of entry leaves alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rules.conftest import CHOICES, FINDING, chain, chains, day

from inspect_cli.rules import lifecycle
from inspect_cli.rules.corrections import Facts
from inspect_cli.rules.entries import Finding
from inspect_cli.rules.history import Happened
from inspect_cli.rules.lifecycle import Plan, State

Now = dict[str, Any]
STARTS = (
    {},
    {"due": day(10), "first_due": day(10), "owner": "李某", "severity": "major"},
    {"due": day(15), "first_due": day(10)},
    {"status": "failed", "due": day(10), "first_due": day(10)},
    {"status": "fixed", "fixed_on": day(0), "fixed_by": "王某", "on_spot": True},
    {"status": "closed", "fixed_by": "王某", "verified_on": day(2), "verified_by": "孙某", "rebound_of": "CG-6"},
    {"status": "transferred", "owner": "李某"},
)
FINDINGS = st.sampled_from([FINDING.model_copy(update=start) for start in STARTS])
CHAINS = chains([choice for choice in CHOICES if choice[0] != "undone"], most=12)
UNVERIFIED = {"verified_on": None, "verified_by": None, "said_why": False}


def _becomes(now: Now, entry: Happened, status: str) -> None:
    now |= {"status": status, "since": entry.at}


def _fix(now: Now, entry: Happened, who: str | None) -> None:
    _becomes(now, entry, "fixed")
    now |= {"fixed_on": entry.at, "fixed_by": who, **UNVERIFIED}


def _verify(now: Now, entry: Happened) -> None:
    _becomes(now, entry, "closed")
    now |= {"verified_on": entry.at, "verified_by": entry.body.verified_by, "said_why": entry.body.reason is not None}


def _open_again(now: Now, entry: Happened, status: str) -> None:
    _becomes(now, entry, status)
    now |= {"fixed_on": None, "fixed_by": None, "on_spot": False, **UNVERIFIED}


def _fail(now: Now, entry: Happened) -> None:
    _open_again(now, entry, "failed")
    now["failed"] += 1
    _set_due(now, entry.body.due)


def _extend(now: Now, entry: Happened) -> None:
    if now["due"] is not None:
        now["extended"] += 1
        now["extended_days"] += max((entry.body.due - now["due"]).days, 0)
    _set_due(now, entry.body.due)


def _set_due(now: Now, due: date) -> None:
    now["due"] = due
    now["first_due"] = now["first_due"] or due


def _plan(now: Now, entry: Happened) -> None:
    said = {part: value for part in Plan._fields if (value := getattr(entry.body, part)) is not None}
    now["plan"] = now["plan"]._replace(**said)
    if now["due"] is None and "deadline" in said:
        _set_due(now, said["deadline"])
    if now["owner_by_plan"] and "owner" in said:
        now["owner"] = said["owner"]


def _reply(now: Now, entry: Happened) -> None:
    match entry.body.answer:
        case "accepted":
            _becomes(now, entry, "transferred")
        case "returned":
            _open_again(now, entry, "found")
        case "done":
            _fix(now, entry, now["transferred_to"])


def _transfer(now: Now, entry: Happened) -> None:
    _becomes(now, entry, "transferred")
    now |= {"transferred_on": entry.at, "transferred_to": entry.body.to}


def _void(now: Now, entry: Happened) -> None:
    _becomes(now, entry, "voided")
    now["duplicate_of"] = entry.body.duplicate_of


def _correct(now: Now, entry: Happened) -> None:
    said = {name: value for name in Facts._fields if (value := getattr(entry.body, name))}
    now["corrected"] = now["corrected"]._replace(**said)
    now["origin"] = now["origin"] if entry.body.origin is None else entry.body.origin


def _issue(now: Now, entry: Happened) -> None:
    given = now["issued"].split("、") if now["issued"] else []
    document = f"{entry.body.document} {entry.body.notice}"
    now["issued"] = "、".join(given if document in given else [*given, document])


STEPS: dict[str, Callable[[Now, Happened], Any]] = {
    "fixed": lambda now, entry: _fix(now, entry, entry.body.fixed_by),
    "verified": _verify,
    "failed": _fail,
    "extended": _extend,
    "reassigned": lambda now, entry: now.update(owner=entry.body.owner, owner_by_plan=False),
    "regraded": lambda now, entry: now.update(severity=entry.body.severity),
    "planned": _plan,
    "listed": lambda now, entry: now.update(listed=entry.body.level),
    "delisted": lambda now, _entry: now.update(listed=None),
    "suspended": lambda now, entry: now.update(suspended=entry.body.scope),
    "resumed": lambda now, _entry: now.update(suspended=None),
    "issued": _issue,
    "transferred": _transfer,
    "replied": _reply,
    "voided": _void,
    "linked": lambda now, entry: now.update(rebound_of=entry.body.rebound_of),
    "corrected": _correct,
}


def _told(finding: Finding, told: Sequence[Happened]) -> Now:
    """The fields of the state, step by step; a corrected first deadline is the first one from the start."""
    firsts = [entry.body.first_due for entry in told if entry.kind == "corrected" and entry.body.first_due]
    finding = finding.model_copy(update={"first_due": [finding.first_due, *firsts][-1]})
    now: Now = {**State._field_defaults, **finding.model_dump(include=set(State._fields))}
    now |= {"failed": int(finding.status == "failed"), "on_spot": bool(finding.on_spot)}
    if finding.due and finding.due != finding.first_due:
        days = (finding.due - (finding.first_due or finding.due)).days
        now |= {"extended": int(finding.first_due is not None), "extended_days": max(days, 0)}
    now["owner_by_plan"] = finding.owner is None
    for entry in told:
        STEPS.get(entry.kind, lambda _now, _entry: None)(now, entry)
    del now["owner_by_plan"]
    return now


@settings(max_examples=1000, deadline=None)
@given(finding=FINDINGS, told=CHAINS)
def test_told_step_by_step(finding: Finding, told: list[Happened]) -> None:
    """What each entry of a chain does to a hazard, one after the other, is what the fold says of all of them."""
    state = lifecycle.fold(finding, told)

    assert state is not None
    assert {**state._asdict(), "first_due": None} == {**_told(finding, told), "first_due": None}


@settings(max_examples=300, deadline=None)
@given(finding=FINDINGS, told=CHAINS)
def test_the_first_deadline_stays(finding: Finding, told: list[Happened]) -> None:
    """The first deadline anybody gave never moves, whatever is written after it but that it was written wrongly."""
    state = lifecycle.fold(finding, told)

    assert state is not None
    assert state.first_due == _told(finding, told)["first_due"]


def test_a_plan_after_extensions() -> None:
    """A hazard without deadline gets one, which is put off; the plan that is written then does not hide that."""
    state = lifecycle.fold(
        FINDING,
        chain(("extended", {"due": day(9)}), ("extended", {"due": day(16)}), ("planned", {"deadline": day(16)})),
    )

    assert state is not None
    assert (state.due, state.first_due, state.extended, state.extended_days) == (day(16), day(9), 1, 7)


@pytest.mark.parametrize(
    ("steps", "stands"),
    [
        ([("extended", {"due": day(14)})], (day(14), 1, 4)),
        ([("extended", {"due": day(14)}), ("extended", {"due": day(20)})], (day(20), 2, 10)),
        ([("extended", {"due": day(14)}), ("extended", {"due": day(12)})], (day(12), 2, 4)),
        ([("fixed", {}), ("failed", {"due": day(17)})], (day(17), 0, 0)),
        ([("fixed", {}), ("failed", {"due": day(17)}), ("extended", {"due": day(20)})], (day(20), 1, 3)),
        ([("planned", {"deadline": day(8)})], (day(10), 0, 0)),
        ([("extended", {"due": day(14)}), ("noted", {}), ("fixed", {}), ("verified", {})], (day(14), 1, 4)),
    ],
)
def test_deadlines_put_off(steps: list[tuple[str, Any]], stands: tuple[date, int, int]) -> None:
    """Extensions and the days they gave are counted against the deadline before; the first one stays."""
    finding = FINDING.model_copy(update={"due": day(10), "first_due": day(10)})
    state = lifecycle.fold(finding, chain(*steps))

    assert state is not None
    assert (state.due, state.extended, state.extended_days) == stands
    assert state.first_due == day(10)


def test_a_plan_sets_the_deadline_of_a_hazard_without() -> None:
    """The time limit of the first plan becomes the deadline, and is no extension; a stricter plan does not move it."""
    state = lifecycle.fold(FINDING, chain(("planned", {"deadline": day(8)}), ("planned", {"deadline": day(6)})))

    assert state is not None
    assert (state.due, state.first_due, state.extended, state.plan.deadline) == (day(8), day(8), 0, day(6))


@pytest.mark.parametrize(
    ("answer", "status", "fixer"),
    [("accepted", "transferred", None), ("returned", "found", None), ("done", "fixed", "消防大队")],
)
def test_answers(answer: str, status: str, fixer: str | None) -> None:
    """Accepted it stays handed over, returned it is ours again, done is that body's claim of a fix."""
    state = lifecycle.fold(FINDING, chain(("transferred", {"to": "消防大队"}), ("replied", {"answer": answer})))

    assert state is not None
    assert (state.status, state.fixed_by, state.fixed_on) == (status, fixer, fixer and day(2))
    assert (state.transferred_on, state.transferred_to, state.is_open) == (day(1), "消防大队", status != "transferred")


def test_an_answer_of_a_newer_version() -> None:
    """An answer that this version does not know leaves the hazard with the other body."""
    state = lifecycle.fold(FINDING, chain(("transferred", {}), ("replied", {"answer": "pondered"})))

    assert state is not None
    assert state.status == "transferred"


def test_fixed_on_the_spot_and_not_after_all() -> None:
    """What was fixed before the inspector's eyes no longer counts so once somebody found it again."""
    finding = FINDING.model_copy(update={"status": "fixed", "fixed_on": day(0), "fixed_by": "王某", "on_spot": True})
    closed = lifecycle.fold(finding, chain(("verified", {})))
    failed = lifecycle.fold(finding, chain(("failed", {}), ("fixed", {}), ("verified", {})))

    assert closed is not None
    assert failed is not None
    assert (closed.status, closed.on_spot, closed.claimed) == ("closed", True, False)
    assert (failed.status, failed.on_spot, failed.failed) == ("closed", False, 1)


def test_parts_of_a_plan() -> None:
    """What a later plan does not say stays as it was said before; what it says anew holds."""
    state = lifecycle.fold(
        FINDING,
        chain(
            ("planned", {"measures": "清理", "funds": 500}),
            ("planned", {"measures": None, "owner": "吴某", "funds": 0}),
            ("planned", {"measures": "改造", "deadline": day(9), "contingency": "专人值守"}),
        ),
    )

    assert state is not None
    assert state.plan == Plan("改造", "吴某", 0, day(9), "专人值守")
    assert (state.planned, state.owner, state.due) == (True, "吴某", day(9))
