"""What may happen to a hazard next: for each kind of entry, in which states, on which days, and what a refusal says.

* every kind of entry about a hazard has a guard; each of the six states is tried with each kind;
* a refusal says what is, that nothing was written, and what to do, in both languages;
* days: never tomorrow, not before the step it follows unless somebody says why;
* deadlines, severities, plans, supervision, stops: what changes them and what does not.

What may be issued about a hazard has rules of its own: test_documents.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.rules.conftest import SAID, UNKNOWN, day, tell

from inspect_cli import messages
from inspect_cli.errors import BadInput
from inspect_cli.rules import guards
from inspect_cli.rules.guards import Act, Case
from inspect_cli.rules.lifecycle import Plan, State
from inspect_cli.rules.words import STATES

TODAY = day(15)
OPEN = ("found", "fixed", "failed")
ALL = tuple(STATES)
WHOLE = Plan("改造", "李某", 0, day(9), "专人值守")
SHOW = "inspect-cli show CG-1"
CHANGES = (OPEN, f"Only an open hazard can be changed so; see: {SHOW}")
# From which states an entry of this kind may be written, and what the refusal says to do.
MAY: dict[str, tuple[tuple[str, ...], str]] = {
    "fixed": (("found", "failed"), f"Only a hazard that waits for its fix can be fixed; see: {SHOW}"),
    "verified": (("fixed",), "Only a fix that was claimed can be verified; first: inspect-cli fix CG-1"),
    "failed": (("fixed",), f"Only a fix that was claimed can fail; see: {SHOW}"),
    **dict.fromkeys(("extended", "reassigned", "regraded", "planned", "listed", "suspended", "transferred"), CHANGES),
    "delisted": (ALL, ""),
    "resumed": (ALL, ""),
    "replied": (("transferred",), f"Only a hazard that was handed over has an answer; see: {SHOW}"),
    "voided": (tuple(status for status in ALL if status != "voided"), f"See: {SHOW}"),
    "linked": (ALL, ""),
    "noted": (ALL, ""),
}
# The step that an entry of this kind follows: found on day 0, status changed on 3, handed over on 4, fixed on 5.
FOLLOWS = {"fixed": 3, "replied": 4, "verified": 5, "failed": 5}


def _stand(status: str, **more: Any) -> Case:
    """A hazard in this state, with days that differ; supervised and stopped where that is to be ended."""
    state = State(
        status, since=day(3), fixed_on=day(5), fixed_by="赵某", transferred_on=day(4), due=day(10), plan=WHOLE
    )
    return Case("CG-1", state._replace(**more), day(0))


def _ready(kind: str, status: str | None = None, **more: Any) -> Case:
    """A hazard about which an entry of this kind may be written."""
    ended = {"delisted": {"listed": "county"}, "resumed": {"suspended": "whole"}}
    return _stand(status or MAY[kind][0][0], **ended.get(kind, {}), **more)


def _check(kind: str, case: Case, act: Act | None = None, **said: Any) -> None:
    guards.check(kind, case, act or Act(TODAY, TODAY), tell("e", kind, **said).body)


def _refusal(kind: str, case: Case, act: Act | None = None, **said: Any) -> tuple[str, str]:
    """What is and what to do, of an entry that is refused."""
    with pytest.raises(BadInput) as refusal:
        _check(kind, case, act, **said)
    assert (refusal.value.exit_code, refusal.value.saved) == (3, "Nothing was written.")
    return refusal.value.what, refusal.value.todo


def test_every_kind_has_a_guard() -> None:
    """No kind of entry about a hazard can be typed unguarded; taking back has its own rules, only files correct."""
    assert set(guards._GUARDS) == {*MAY, "issued"} == SAID.keys() - {"undone", "corrected"}
    for kind in ("undone", "corrected"):
        with pytest.raises(KeyError):
            guards.check(kind, _stand("found"), Act(TODAY, TODAY), None)


@pytest.mark.parametrize(
    ("kind", "name"), [("fixed", "fixed_by"), ("verified", "verified_by"), ("failed", "failed_by")]
)
def test_nobody_named(kind: str, name: str) -> None:
    """A file may say that it is fixed, verified or failed without a name; who types it says whose word it is."""
    assert _refusal(kind, _ready(kind), **{name: None}) == ("CG-1: nobody is named.", "Say who: --by NAME")


@pytest.mark.parametrize("kind", MAY)
@pytest.mark.parametrize("status", ALL)
def test_states(kind: str, status: str) -> None:
    """An entry fits some states; in any other it is refused, which says how the hazard stands and what to do."""
    fits, todo = MAY[kind]
    if kind == "verified" and status not in OPEN:
        todo = f"Only a fix that was claimed can be verified; see: {SHOW}"
    if status in fits:
        _check(kind, _ready(kind, status))
    else:
        assert _refusal(kind, _ready(kind, status)) == (f"CG-1 is {status}.", todo)


@pytest.mark.parametrize("kind", MAY)
def test_a_state_of_a_newer_version(kind: str) -> None:
    """In a state that only a newer version knows a hazard is open, but its fix is neither awaited nor claimed."""
    if MAY[kind][0] in (OPEN, ALL) or kind == "voided":
        _check(kind, _ready(kind, UNKNOWN))
    else:
        assert _refusal(kind, _ready(kind, UNKNOWN))[0] == f"CG-1 is {UNKNOWN}."


@pytest.mark.parametrize("status", ALL)
def test_refusals_in_chinese(status: str) -> None:
    """A refusal names the state in the words of the reader's language."""
    messages.use("zh")
    kind = "fixed" if status == "fixed" else "verified"

    with pytest.raises(BadInput) as refusal:
        _check(kind, _stand(status))

    assert STATES[status] in refusal.value.what
    assert status not in refusal.value.what
    assert "inspect-cli" in refusal.value.todo
    assert not refusal.value.saved.isascii()


@pytest.mark.parametrize("kind", MAY)
def test_days(kind: str) -> None:
    """The day of the step before is early enough; a day before that needs a reason; both days are named."""
    first = FOLLOWS.get(kind, 0)
    due = {"due": day(20)} if kind in ("extended", "failed") else {}

    _check(kind, _ready(kind), Act(day(first), TODAY), **due)
    _check(kind, _ready(kind), Act(TODAY, TODAY), **due)
    what, todo = _refusal(kind, _ready(kind), Act(day(first - 1), TODAY), **due)
    assert what == f"CG-1: {day(first - 1)} is before {day(first)}, when the step before it happened."
    assert todo == "Give --on DATE, or say why it is so: --reason TEXT"
    _check(kind, _ready(kind), Act(day(first - 1), TODAY, "纸质记录补录"), **due)


@pytest.mark.parametrize("kind", MAY)
@pytest.mark.parametrize("reason", [None, "计划"])
def test_tomorrow(kind: str, reason: str | None) -> None:
    """A day that has not come is refused whatever the reason."""
    due = {"due": day(20)} if kind in ("extended", "failed") else {}

    what, todo = _refusal(kind, _ready(kind), Act(day(16), TODAY, reason), **due)

    assert (what, todo) == (f"CG-1: {day(16)} has not come yet.", "Give a day with --on that is not after today.")


@pytest.mark.parametrize(
    ("kind", "unknown"),
    [("fixed", "since"), ("verified", "fixed_on"), ("failed", "fixed_on"), ("replied", "transferred_on")],
)
def test_days_that_nobody_knows(kind: str, unknown: str) -> None:
    """Where a file does not say when the step before happened, the day the hazard was found is the first that fits."""
    case = _ready(kind, **{unknown: None})

    _check(kind, case, Act(day(0), TODAY))
    what, _todo = _refusal(kind, case, Act(day(-1), TODAY))
    assert what == f"CG-1: {day(-1)} is before {day(0)}, when the step before it happened."


@pytest.mark.parametrize(
    ("on", "due", "now", "words"),
    [
        (15, 16, 10, None),
        (15, 15, 10, None),
        (12, 13, 10, None),
        (15, 16, None, None),
        (15, 20, 20, f"CG-1: {day(20)} is not later than the deadline it has, {day(20)}."),
        (15, 19, 20, f"CG-1: {day(19)} is not later than the deadline it has, {day(20)}."),
        (15, 14, 10, f"CG-1: the new deadline {day(14)} is before {day(15)}, when it was given."),
        (15, 14, None, f"CG-1: the new deadline {day(14)} is before {day(15)}, when it was given."),
    ],
)
def test_extensions(on: int, due: int, now: int | None, words: str | None) -> None:
    """A new deadline is later than the one there is, and no earlier than the day it was given."""
    case = _stand("found", due=now and day(now))
    if words is None:
        _check("extended", case, Act(day(on), TODAY), due=day(due))
    else:
        for reason in (None, "停工"):
            refused = _refusal("extended", case, Act(day(on), TODAY, reason), due=day(due))
            assert refused == (words, "Give a later day: --due DATE")


@pytest.mark.parametrize(
    ("due", "end", "refused"), [(20, 20, False), (21, 20, True), (21, None, False), (30, 31, False)]
)
def test_beyond_the_campaign(due: int, end: int | None, *, refused: bool) -> None:
    """A deadline after the last day of the campaign needs a reason; on that day it does not."""
    case = _stand("found")._replace(campaign="冬季攻势", campaign_end=end and day(end))
    if refused:
        what, todo = _refusal("extended", case, due=day(due))
        beyond = f"CG-1: {day(due)} is after the campaign 冬季攻势 ends on {day(20)}."
        assert (what, todo) == (beyond, "Say why: --reason TEXT")
        _check("extended", case, Act(TODAY, TODAY, "备件未到"), due=day(due))
    else:
        _check("extended", case, due=day(due))


@pytest.mark.parametrize(("kind", "status", "name"), [("failed", "fixed", "due"), ("planned", "found", "deadline")])
def test_every_deadline_ends_with_the_campaign(kind: str, status: str, name: str) -> None:
    """So do the deadline of a fix that failed, and that of a plan where the hazard has none yet."""
    case = _stand(status, due=None)._replace(campaign="冬季攻势", campaign_end=day(20))
    beyond = f"CG-1: {day(21)} is after the campaign 冬季攻势 ends on {day(20)}."

    assert _refusal(kind, case, **{name: day(21)}) == (beyond, "Say why: --reason TEXT")
    _check(kind, case, Act(TODAY, TODAY, "备件未到"), **{name: day(21)})
    _check(kind, case, **{name: day(20)})


@pytest.mark.parametrize("severity", ["general", "major"])
@pytest.mark.parametrize("status", OPEN)
def test_another_severity(severity: str, status: str) -> None:
    """A hazard gets another severity than it has; the same one again is refused and named."""
    other = {"general": "major", "major": "general"}[severity]
    case = _stand(status, severity=severity, plan=WHOLE)

    _check("regraded", case, severity=other)
    assert _refusal("regraded", case, severity=severity) == (f"CG-1 is {severity} already.", f"See: {SHOW}")


@pytest.mark.parametrize("status", OPEN)
def test_no_way_around_supervision(status: str) -> None:
    """What is supervised or stopped is no longer a major only once that has ended; it may become one."""
    for held, words in (
        ({"listed": "city"}, ("CG-1 is under listed supervision.", "delist CG-1 --notice NUMBER")),
        ({"suspended": "area"}, ("CG-1: work or use is still stopped.", "resume CG-1 --notice NUMBER")),
    ):
        what, todo = _refusal("regraded", _stand(status, severity="major", **held), severity="general")
        assert (what, todo.endswith(words[1])) == (words[0], True)
        _check("regraded", _stand(status, **held), severity="major")


@pytest.mark.parametrize("status", OPEN)
def test_a_major_at_last(status: str) -> None:
    """What waits for its fix becomes a major at once, what is said to be fixed only with its plan."""
    for plan in (Plan(), WHOLE._replace(funds=None)):
        case = _stand(status, plan=plan)
        if status == "fixed":
            what, todo = _refusal("regraded", case, severity="major")
            assert what.startswith("CG-1 is a major; its plan lacks: ")
            assert "--funds …" in todo
        else:
            _check("regraded", case, severity="major")
    _check("regraded", _stand("fixed", severity="major", plan=Plan()), severity="general")


@pytest.mark.parametrize(
    ("limit", "due", "words"),
    [
        (10, 10, None),
        (0, 10, None),
        (30, None, None),
        (None, 10, None),
        (-1, 10, (f"CG-1: {day(-1)} is before {day(0)}, when it was found.", "Give a later day: --deadline DATE")),
        (-1, None, (f"CG-1: {day(-1)} is before {day(0)}, when it was found.", "Give a later day: --deadline DATE")),
        (
            11,
            10,
            (
                f"CG-1: {day(11)} is after its deadline {day(10)}.",
                f"Put the deadline off first, which is counted: inspect-cli extend CG-1 --due {day(11)}",
            ),
        ),
    ],
)
def test_time_limits_of_plans(limit: int | None, due: int | None, words: tuple[str, str] | None) -> None:
    """A plan ends by the deadline, which it does not put off, and not before the hazard was found."""
    case = _stand("found", due=None if due is None else day(due))
    deadline: date | None = None if limit is None else day(limit)
    if words is None:
        _check("planned", case, deadline=deadline)
    else:
        assert _refusal("planned", case, Act(TODAY, TODAY, "停工"), deadline=deadline) == words


def test_listed_once() -> None:
    """What is under listed supervision is taken off the list before it is put on it anew."""
    assert _refusal("listed", _stand("found", listed="county"), level="city") == (
        "CG-1 is under listed supervision already.",
        "Take it off first: inspect-cli delist CG-1 --notice NUMBER",
    )


@pytest.mark.parametrize("status", ALL)
def test_nothing_to_end(status: str) -> None:
    """Neither supervision nor a stop can be ended that there is not."""
    assert _refusal("delisted", _stand(status)) == ("CG-1 is not under listed supervision.", f"See: {SHOW}")
    assert _refusal("resumed", _stand(status)) == ("Nothing is stopped because of CG-1.", f"See: {SHOW}")


def test_stopped_again() -> None:
    """A stop may be widened while it lasts."""
    _check("suspended", _stand("found", suspended="area"), scope="whole")


@pytest.mark.parametrize(
    ("due", "words"),
    [(15, None), (16, None), (14, f"CG-1: the new deadline {day(14)} is before the second look on {day(15)}.")],
)
def test_deadlines_after_a_failure(due: int, words: str | None) -> None:
    """What failed gets a deadline on or after the day of the second look, also one before the old deadline."""
    case = _stand("fixed", due=day(30))
    if words is None:
        _check("failed", case, due=day(due))
    else:
        refused = _refusal("failed", case, Act(TODAY, TODAY, "仍堵塞"), due=day(due))
        assert refused == (words, "Give a later day: --due DATE")
