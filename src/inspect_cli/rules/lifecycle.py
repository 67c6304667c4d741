"""The only place for how a hazard's state follows from its entries, and for what may happen to it next.

The state is a pure function of the *set* of entries: their order of arrival and their repetition change nothing, so
history, merging two laptops, reposting and checking are this one piece of code. Entries of a kind that this version
does not know are skipped.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from inspect_cli import messages
from inspect_cli.errors import BadInput
from inspect_cli.messages import _
from inspect_cli.rules.names import plain
from inspect_cli.rules.words import ENDED_STATES, word

if TYPE_CHECKING:
    from inspect_cli.rules.entries import Body, Finding

# When two people did different things without having seen each other, the more dangerous status wins.
DANGER = ("failed", "found", "fixed", "transferred", "closed", "voided")
_STATUS_AFTER = {"fixed": "fixed", "verified": "closed"}


class Happened(NamedTuple):
    """One entry about a hazard: its id, kind, day, the entries its writer had seen, and its body."""

    id: str
    kind: str
    at: date
    parents: Sequence[str]
    body: Body | None


class State(NamedTuple):
    """Where a hazard stands. conflict: entries written apart from each other disagree; a human decides."""

    status: str
    fixed_on: date | None
    fixed_by: str | None
    verified_on: date | None
    verified_by: str | None
    conflict: bool = False

    @property
    def is_open(self) -> bool:
        """Not yet ended: found, fixed or failed, or a state that only a newer version knows."""
        return self.status not in ENDED_STATES

    @property
    def claimed(self) -> bool:
        """Closed on somebody's word only: no verifier is named, or the fixer verified."""
        return self.status == "closed" and (self.verified_by is None or same_person(self.verified_by, self.fixed_by))


def same_person(one: str, other: str | None) -> bool:
    """Whether two names mean one person, however they are written: blanks, widths and capitals aside."""
    return one == other or (other is not None and plain(one) == plain(other))


def begin(finding: Finding) -> State:
    """The state as the visit, or the file, left it."""
    return State(finding.status, finding.fixed_on, finding.fixed_by, finding.verified_on, finding.verified_by)


def fold(finding: Finding, happened: Iterable[Happened]) -> State:
    """The state after every entry in `happened`, given in any order and any number of times."""
    known = {entry.id: entry for entry in happened}
    latest = _latest(known)
    if not latest:
        return begin(finding)
    winner = min(latest, key=lambda entry: (DANGER.index(_STATUS_AFTER[entry.kind]), entry.at, entry.id))
    # What its writer had seen, by what they had seen in turn: causes come before effects, whatever their dates.
    before = fold(finding, [known[seen] for seen in _seen_by(winner, known) if seen in known])
    disagree = len({_STATUS_AFTER[entry.kind] for entry in latest}) > 1
    return _apply(before, winner)._replace(conflict=disagree)


def heads(happened: Iterable[Happened]) -> tuple[str, ...]:
    """The entries nobody has followed up yet: what the next entry names as its parents."""
    known = {entry.id: entry for entry in happened}
    followed = {parent for entry in known.values() for parent in entry.parents}
    return tuple(sorted(known.keys() - followed))


def may_fix(number: str, state: State, found_on: date, on: date, today: date) -> None:
    """Raises BadInput unless a fix of this hazard can be claimed for the day `on`."""
    if state.status not in ("found", "failed"):
        raise _refuse(number, state, _("Only a hazard that waits for its fix can be fixed; see: inspect-cli show {n}"))
    _check_days(number, (found_on, on), today)


def may_verify(number: str, state: State, verifier: str, on: date, today: date) -> None:
    """Raises BadInput unless `verifier` can close this hazard on the day `on`: fixed, and fixed by somebody else."""
    if state.status != "fixed":
        raise _refuse(number, state, _("Only a fix that was claimed can be verified; first: inspect-cli fix {n}"))
    if same_person(verifier, state.fixed_by):
        raise BadInput(
            _("{n}: {name} claimed this fix and cannot verify it.").format(n=number, name=verifier),
            _("Nothing was written."),
            _("Let somebody else look, and name them: --by NAME"),
        )
    _check_days(number, (state.fixed_on or on, on), today)


def _check_days(number: str, days: tuple[date, date], today: date) -> None:
    before, on = days
    if on > today:
        raise BadInput(
            _("{n}: {day} has not come yet.").format(n=number, day=on), _("Nothing was written."), _("Give --on DATE.")
        )
    if on < before:
        raise BadInput(
            _("{n}: {day} is before {before}, when the step before it happened.").format(
                n=number, day=on, before=before
            ),
            _("Nothing was written."),
            _("Give --on DATE."),
        )


def _refuse(number: str, state: State, todo: str) -> BadInput:
    status = word("status", state.status, messages.language)
    what = _("{n} is {status}.").format(n=number, status=status)
    return BadInput(what, _("Nothing was written."), todo.format(n=number))


def _apply(state: State, entry: Happened) -> State:
    if entry.kind == "fixed":
        by = getattr(entry.body, "fixed_by", None)
        return state._replace(status="fixed", fixed_on=entry.at, fixed_by=by, verified_on=None, verified_by=None)
    if entry.kind == "verified":
        by = getattr(entry.body, "verified_by", None)
        return state._replace(status="closed", verified_on=entry.at, verified_by=by)
    return state


def _latest(known: Mapping[str, Happened]) -> list[Happened]:
    """The entries that change the status and that no other such entry has seen."""
    entries = [entry for entry in known.values() if entry.kind in _STATUS_AFTER]
    seen = set().union(*(_seen_by(entry, known) for entry in entries)) if entries else set()
    return [entry for entry in entries if entry.id not in seen]


def _seen_by(entry: Happened, known: Mapping[str, Happened]) -> set[str]:
    seen: set[str] = set()
    waiting = list(entry.parents)
    while waiting:
        parent = waiting.pop()
        if parent not in seen:
            seen.add(parent)
            waiting.extend(known[parent].parents if parent in known else ())
    return seen
