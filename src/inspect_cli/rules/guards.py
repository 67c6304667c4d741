"""The only place for what may happen to a hazard next: each `may_...` raises BadInput, and nothing is written.

The guards bind what people type, not what files or other laptops bring. Sources: a fix is verified by another
(整改、验收分离), a major has its five fixes (五落实) before work begins, and two people accept it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, NamedTuple

from inspect_cli import messages
from inspect_cli.errors import BadInput
from inspect_cli.messages import _
from inspect_cli.rules import documents
from inspect_cli.rules.documents import Subject
from inspect_cli.rules.lifecycle import State, by_fixer
from inspect_cli.rules.names import known_as, split_people
from inspect_cli.rules.words import word

VERIFIERS_OF_A_MAJOR = 2
DEADLINES = ("failed", "extended", "planned")  # kinds of entries that may give a hazard another deadline


class Case(NamedTuple):
    """A hazard as a guard sees it: its number, how it stands, when it was found, its campaign and the last day of that.

    Of several campaigns it is the one that ends first.
    """

    number: str
    state: State
    found_on: date
    campaign: str | None = None
    campaign_end: date | None = None


class Act(NamedTuple):
    """What somebody wants to write: the day it happened, the day it is now, why, whether the fixer may verify."""

    on: date
    today: date
    reason: str | None = None
    by_self: bool = False


def check(kind: str, case: Case, act: Act, body: Any) -> None:
    """Raises BadInput unless an entry of this kind, with this body, may be written about the hazard."""
    _GUARDS[kind](case, act, body)


def may_fix(case: Case, act: Act, body: Any) -> None:
    """A fix can be claimed of what was found or failed; a major has its plan before."""
    _check_named(case, body.fixed_by)
    if case.state.status not in ("found", "failed"):
        raise _refuse(case, _("Only a hazard that waits for its fix can be fixed; see: inspect-cli show {n}"))
    _check_plan(case)
    _check_days(case, act, case.state.since or case.found_on)


def may_verify(case: Case, act: Act, body: Any) -> None:
    """A claimed fix is verified by somebody else, by its fixer only with a reason; a major by two people."""
    _check_named(case, body.verified_by)
    if case.state.status != "fixed":
        if case.state.is_open:
            raise _refuse(case, _("Only a fix that was claimed can be verified; first: inspect-cli fix {n}"))
        raise _refuse(case, _("Only a fix that was claimed can be verified; see: inspect-cli show {n}"))
    verifiers = split_people(body.verified_by)
    if by_fixer(body.verified_by, case.state.fixed_by) and not (act.by_self and act.reason):
        raise _stop(
            _("{n}: {name} claimed this fix and cannot verify it.").format(
                n=case.number, name=messages.listing(verifiers)
            ),
            _("Let somebody else look, and name them: --by NAME. If nobody else can: --self --reason TEXT"),
        )
    if case.state.severity == "major":
        _check_acceptance(case, verifiers)
    _check_free(case)
    _check_days(case, act, case.state.fixed_on or case.found_on)


def may_fail(case: Case, act: Act, body: Any) -> None:
    """A claimed fix can be found missing; the new deadline is no day before that."""
    _check_named(case, body.failed_by)
    if case.state.status != "fixed":
        raise _refuse(case, _("Only a fix that was claimed can fail; see: inspect-cli show {n}"))
    if body.due < act.on:
        raise _stop(
            _("{n}: the new deadline {due} is before the second look on {day}.").format(
                n=case.number, due=body.due, day=act.on
            ),
            _("Give a later day: --due DATE"),
        )
    _check_campaign(case, act, body.due)
    _check_days(case, act, case.state.fixed_on or case.found_on)


def may_extend(case: Case, act: Act, body: Any) -> None:
    """A deadline moves to a later day only; beyond the end of its campaign with a reason."""
    may_change(case, act, body)
    due = body.due
    if case.state.due and due <= case.state.due:
        raise _stop(
            _("{n}: {due} is not later than the deadline it has, {now}.").format(
                n=case.number, due=due, now=case.state.due
            ),
            _("Give a later day: --due DATE"),
        )
    if due < act.on:
        raise _stop(
            _("{n}: the new deadline {due} is before {day}, when it was given.").format(
                n=case.number, due=due, day=act.on
            ),
            _("Give a later day: --due DATE"),
        )
    _check_campaign(case, act, due)


def may_change(case: Case, act: Act, _body: Any) -> None:
    """Owner, severity, plan, supervision, stops and who is in charge change only while a hazard is open."""
    if not case.state.is_open:
        raise _refuse(case, _("Only an open hazard can be changed so; see: inspect-cli show {n}"))
    _check_days(case, act, case.found_on)


def may_grade(case: Case, act: Act, body: Any) -> None:
    """Another severity than it has; a fixed one becomes a major only with its plan, no supervised one a general."""
    may_change(case, act, body)
    if body.severity == case.state.severity:
        name = word("severity", body.severity, messages.language)
        raise _stop(_("{n} is {severity} already.").format(n=case.number, severity=name), _see(case))
    if body.severity != "major":
        _check_free(case)
    if body.severity == "major" and case.state.status == "fixed":
        _check_plan(case._replace(state=case.state._replace(severity="major")))


def may_plan(case: Case, act: Act, body: Any) -> None:
    """A plan does not put a deadline off."""
    may_change(case, act, body)
    deadline = body.deadline
    if deadline and deadline < case.found_on:
        raise _stop(
            _("{n}: {due} is before {day}, when it was found.").format(n=case.number, due=deadline, day=case.found_on),
            _("Give a later day: --deadline DATE"),
        )
    if deadline and case.state.due and deadline > case.state.due:
        raise _stop(
            _("{n}: {due} is after its deadline {now}.").format(n=case.number, due=deadline, now=case.state.due),
            _("Put the deadline off first, which is counted: inspect-cli extend {n} --due {due}").format(
                n=case.number, due=deadline
            ),
        )
    if deadline and not case.state.due:  # it becomes the deadline of the hazard
        _check_campaign(case, act, deadline)


def may_list(case: Case, act: Act, body: Any) -> None:
    """A hazard is listed once."""
    may_change(case, act, body)
    if case.state.listed:
        raise _stop(
            _("{n} is under listed supervision already.").format(n=case.number),
            _("Take it off first: inspect-cli delist {n} --notice NUMBER").format(n=case.number),
        )


def may_delist(case: Case, act: Act, _body: Any) -> None:
    """Only what is listed can be taken off."""
    if not case.state.listed:
        raise _stop(_("{n} is not under listed supervision.").format(n=case.number), _see(case))
    _check_days(case, act, case.found_on)


def may_resume(case: Case, act: Act, _body: Any) -> None:
    """Only what is stopped can go on."""
    if not case.state.suspended:
        raise _stop(_("Nothing is stopped because of {n}.").format(n=case.number), _see(case))
    _check_days(case, act, case.found_on)


def may_reply(case: Case, act: Act, _body: Any) -> None:
    """Only what was handed over can be answered."""
    if case.state.status != "transferred":
        raise _refuse(case, _("Only a hazard that was handed over has an answer; see: inspect-cli show {n}"))
    _check_days(case, act, case.state.transferred_on or case.found_on)


def may_void(case: Case, act: Act, _body: Any) -> None:
    """A wrong entry is voided once."""
    if case.state.status == "voided":
        raise _refuse(case, _("See: inspect-cli show {n}"))
    _check_days(case, act, case.found_on)


def may_note(case: Case, act: Act, _body: Any) -> None:
    """A remark fits at any time after the hazard was found."""
    _check_days(case, act, case.found_on)


def may_issue(case: Case, act: Act, body: Any) -> None:
    """A document by a unit that may issue it, dated a day on which it could be about the hazard as it stands."""
    documents.check_unit(body.document, body.unit_kind)
    documents.check_subject(Subject(case.number, case.state, case.found_on), body.document, act.on, act.today)


def _check_acceptance(case: Case, verifiers: Sequence[str]) -> None:
    _check_plan(case)
    others = {known_as(name) for name in verifiers if not by_fixer(name, case.state.fixed_by)}
    if len(others) < VERIFIERS_OF_A_MAJOR:
        raise _stop(
            _("{n} is a major, which two people other than its fixer verify.").format(n=case.number),
            _("Name both: --by NAME --by NAME"),
        )


def _check_named(case: Case, who: str | None) -> None:
    """Files may claim without a name; people say whose word it is."""
    if not who:
        raise _stop(_("{n}: nobody is named.").format(n=case.number), _("Say who: --by NAME"))


def _check_free(case: Case) -> None:
    """Neither under supervision nor stopped."""
    if case.state.listed:
        raise _stop(
            _("{n} is under listed supervision.").format(n=case.number),
            _("Take it off first: inspect-cli delist {n} --notice NUMBER").format(n=case.number),
        )
    if case.state.suspended:
        raise _stop(
            _("{n}: work or use is still stopped.").format(n=case.number),
            _("Lift the stop first: inspect-cli resume {n} --notice NUMBER").format(n=case.number),
        )


def _check_plan(case: Case) -> None:
    if case.state.severity != "major" or case.state.planned:
        return
    missing = case.state.plan.missing()
    names = messages.listing(word("part", part, messages.language) for part in missing)
    options = " ".join(f"--{part} …" for part in missing)
    raise _stop(
        _("{n} is a major; its plan lacks: {parts}.").format(n=case.number, parts=names),
        _("Write it down first: inspect-cli plan {n} {options}").format(n=case.number, options=options),
    )


def _check_days(case: Case, act: Act, before: date) -> None:
    if act.on > act.today:
        raise _stop(
            _("{n}: {day} has not come yet.").format(n=case.number, day=act.on),
            _("Give a day with --on that is not after today."),
        )
    if act.on < before and not act.reason:
        raise _stop(
            _("{n}: {day} is before {before}, when the step before it happened.").format(
                n=case.number, day=act.on, before=before
            ),
            _("Give --on DATE, or say why it is so: --reason TEXT"),
        )


def _check_campaign(case: Case, act: Act, due: date) -> None:
    """A deadline beyond the end of the campaign has a reason."""
    if case.campaign_end and due > case.campaign_end and not act.reason:
        raise _stop(
            _("{n}: {due} is after the campaign {name} ends on {end}.").format(
                n=case.number, due=due, name=case.campaign, end=case.campaign_end
            ),
            _("Say why: --reason TEXT"),
        )


def _see(case: Case) -> str:
    return _("See: inspect-cli show {n}").format(n=case.number)


def _refuse(case: Case, todo: str) -> BadInput:
    status = word("status", case.state.status, messages.language)
    return _stop(_("{n} is {status}.").format(n=case.number, status=status), todo.format(n=case.number))


def _stop(what: str, todo: str) -> BadInput:
    return BadInput(what, _("Nothing was written."), todo)


_GUARDS: dict[str, Callable[[Case, Act, Any], None]] = {
    "fixed": may_fix,
    "verified": may_verify,
    "failed": may_fail,
    "extended": may_extend,
    "reassigned": may_change,
    "regraded": may_grade,
    "planned": may_plan,
    "listed": may_list,
    "delisted": may_delist,
    "suspended": may_change,
    "resumed": may_resume,
    "transferred": may_change,
    "replied": may_reply,
    "voided": may_void,
    "linked": may_note,
    "noted": may_note,
    "issued": may_issue,
}
