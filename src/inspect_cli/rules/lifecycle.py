"""The only place for how a hazard's state follows from its entries.

The state is a pure function of the *set* of entries: their order of arrival and their repetition change nothing, so
history, undo, merging two laptops, reposting and checking are this one piece of code. Of what was written by people
who had not seen each other, the more dangerous status wins and the earlier deadline, and the hazard is flagged for a
human. Entries of a kind that this version does not know are skipped.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from inspect_cli.rules import corrections
from inspect_cli.rules.corrections import NOTHING, Facts
from inspect_cli.rules.history import Happened, History, told
from inspect_cli.rules.names import known_as, split_people
from inspect_cli.rules.words import ENDED_STATES

if TYPE_CHECKING:
    from inspect_cli.rules.entries import Finding

# When two people did different things without having seen each other, the more dangerous status wins.
DANGER = ("failed", "found", "fixed", "transferred", "closed", "voided")
STATUS_AFTER = {
    "fixed": "fixed",
    "verified": "closed",
    "failed": "failed",
    "transferred": "transferred",
    "replied": "transferred",
    "voided": "voided",
}
_AFTER_REPLY = {"returned": "found", "done": "fixed"}


class Plan(NamedTuple):
    """The five fixes (五落实); funds in yuan."""

    measures: str | None = None
    owner: str | None = None
    funds: int | None = None
    deadline: date | None = None
    contingency: str | None = None

    def missing(self) -> list[str]:
        """The parts that nobody has said yet."""
        return [name for name, value in self._asdict().items() if value is None]


_NO_PLAN = Plan()


class State(NamedTuple):
    """Where a hazard stands.

    since: the day of the last change of status; extended, extended_days: how often and by how many days the deadline
    was put off; listed: the level of its supervision; suspended: what is stopped; issued: the
    documents about it, each with its number, 、 between them; corrected: what of its place, words
    and days was said anew; origin: what an import knows it by; conflict: entries written apart from each other
    disagree, and a human decides.
    """

    status: str = "found"
    since: date | None = None
    severity: str = "general"
    owner: str | None = None
    due: date | None = None
    first_due: date | None = None
    fixed_on: date | None = None
    fixed_by: str | None = None
    verified_on: date | None = None
    verified_by: str | None = None
    failed: int = 0
    extended: int = 0
    extended_days: int = 0
    plan: Plan = _NO_PLAN
    listed: str | None = None
    suspended: str | None = None
    issued: str | None = None
    transferred_on: date | None = None
    transferred_to: str | None = None
    duplicate_of: str | None = None
    rebound_of: str | None = None
    on_spot: bool = False
    said_why: bool = False
    corrected: Facts = NOTHING
    origin: int | None = None
    conflict: bool = False

    @property
    def is_open(self) -> bool:
        """Not yet ended: found, fixed or failed, or a state that only a newer version knows."""
        return self.status not in ENDED_STATES

    @property
    def planned(self) -> bool:
        """All five parts of the plan are there."""
        return None not in self.plan

    @property
    def measures(self) -> str | None:
        """What its plan says is done about it."""
        return self.plan.measures

    @property
    def funds(self) -> int | None:
        """What its plan says that costs, in yuan."""
        return self.plan.funds

    @property
    def claimed(self) -> bool:
        """Closed on somebody's word only: no verifier is named, or the fixer verified without saying why."""
        return self.status == "closed" and not self.said_why and (self.verified_by is None or self._by_fixer)

    @property
    def self_verified(self) -> bool:
        """Closed by the one who fixed it, who said why."""
        return self.said_why and self.status == "closed" and self._by_fixer

    @property
    def _by_fixer(self) -> bool:
        return self.verified_by is not None and by_fixer(self.verified_by, self.fixed_by)


def by_fixer(verifiers: str, fixers: str | None) -> bool:
    """Whether nobody but a fixer verified; each text may name several people, 、 between them."""
    return fixers is not None and _people(verifiers) <= _people(fixers)


@lru_cache(maxsize=8192)  # the same names come again and again
def _people(names: str) -> frozenset[str]:
    return frozenset(map(known_as, split_people(names)))


def begin(finding: Finding) -> State:
    """The state as the visit, or the file, left it."""
    due, first_due, status = finding.due, finding.first_due or finding.due, finding.status
    late = due is not None and due != first_due
    days = (due - first_due).days if late and due and first_due else 0
    # By place, not by name: an import begins a hazard for every row.
    return State(
        status,
        None,
        finding.severity,
        finding.owner,
        due,
        first_due,
        finding.fixed_on,
        finding.fixed_by,
        finding.verified_on,
        finding.verified_by,
        1 if status == "failed" else 0,
        1 if late else 0,
        max(0, days),
        _NO_PLAN if finding.measures is None and finding.funds is None else Plan(finding.measures, funds=finding.funds),
        rebound_of=finding.rebound_of,
        on_spot=finding.on_spot is True,
        origin=finding.origin,
    )


def fold(finding: Finding, happened: Iterable[Happened]) -> State | None:
    """The state after every entry in `happened`, given in any order and any number of times; None once taken back.

    happened: the entries about this hazard, and those that take back hazards of its visit.
    """
    history = History(happened)
    if not history.telling and history.is_undone(finding.id):
        return None
    if not history.telling:
        return begin(finding)
    corrected, differ = corrections.fold(history)
    start = begin(corrections.apply(finding, corrected))
    state, disagree = _status(start, history)
    due, first_due, extended, days, dues = _deadline(start, history)
    owner, owners = _owner(start, history)
    severity, severities = _severity(start, history)
    rebound_of, links = _rebound(start, history)
    listed, lists = _standing(history, "listed", "delisted", "level")
    suspended, stops = _standing(history, "suspended", "resumed", "scope")
    return state._replace(
        due=due,
        first_due=first_due,
        owner=owner,
        severity=severity,
        rebound_of=rebound_of,
        failed=start.failed + len(history.of("failed")),
        extended=start.extended + extended,
        extended_days=start.extended_days + days,
        plan=_plan(start, history),
        listed=listed,
        suspended=suspended,
        issued=_issued(history),
        corrected=corrected,
        origin=corrections.find_origin(finding, history),
        # The last: taken back by somebody who had not seen what others wrote about it.
        conflict=any((disagree, dues, owners, severities, links, lists, stops, differ, history.is_undone(finding.id))),
    )


def stood_before(finding: Finding, happened: Iterable[Happened], entry: Happened) -> State:
    """The state that the writer of an entry had seen."""
    known = list(happened)
    seen = History(known).seen_by(entry)
    return fold(finding, [other for other in known if other.id in seen]) or begin(finding)


def heads(happened: Iterable[Happened]) -> tuple[str, ...]:
    """The entries nobody has followed up yet: what the next entry names as its parents."""
    known = {entry.id: entry for entry in happened}
    followed = {parent for entry in known.values() for parent in entry.parents}
    return tuple(sorted(known.keys() - followed))


def counting(happened: Iterable[Happened]) -> list[Happened]:
    """The entries that count: an entry counts unless an `undone` names it that itself counts."""
    return list(History(happened).counting)


def is_undone(one: str, happened: Iterable[Happened]) -> bool:
    """Whether an `undone` among these entries takes back the entry or hazard with this id."""
    return History(happened).is_undone(one)


def built_on(happened: Iterable[Happened], own: set[str]) -> bool:
    """Whether entries besides `own` count: somebody worked on the hazard since it was found."""
    return any(entry.id not in own for entry in History(happened).telling)


def worked_on(happened: Iterable[Happened], own: set[str]) -> bool:
    """Whether an entry besides `own` counts whose writer had seen one of those: work that builds on them."""
    history = History(happened)
    return any(e.id not in own and not own.isdisjoint(history.seen_by(e)) for e in history.telling)


def _status(start: State, history: History) -> tuple[State, bool]:
    state, latest = start, history.latest(*STATUS_AFTER)
    disagree = len({_after(entry) for entry in latest}) > 1
    winners: list[Happened] = []
    while latest:
        winners.append(min(latest, key=lambda entry: (DANGER.index(_after(entry)), entry.at, entry.id)))
        # What its writer had seen, by what they had seen in turn: causes come before effects, whatever their dates.
        history = history.before(winners[-1])
        latest = history.latest(*STATUS_AFTER)
    for winner in reversed(winners):
        state = _apply(state, winner)
    return state, disagree


def _after(entry: Happened) -> str:
    return _AFTER_REPLY.get(getattr(entry.body, "answer", ""), STATUS_AFTER[entry.kind])


def _apply(state: State, entry: Happened) -> State:
    body: Any = entry.body
    now = state._replace(status=_after(entry), since=entry.at)
    nothing: dict[str, Any] = {"verified_on": None, "verified_by": None, "said_why": False}
    match now.status if entry.kind == "replied" else entry.kind:
        case "fixed":
            by = body.fixed_by if entry.kind == "fixed" else state.transferred_to
            return now._replace(fixed_on=entry.at, fixed_by=by, **nothing)
        case "verified":
            return now._replace(verified_on=entry.at, verified_by=body.verified_by, said_why=bool(body.reason))
        case "failed" | "found":
            return now._replace(fixed_on=None, fixed_by=None, on_spot=False, **nothing)
        case "transferred" if entry.kind == "transferred":
            return now._replace(transferred_on=entry.at, transferred_to=body.to)
        case "voided":
            return now._replace(duplicate_of=body.duplicate_of)
    return now


def _deadline(start: State, history: History) -> tuple[date | None, date | None, int, int, bool]:
    """Due, first due, how often and by how many days it was put off, whether people disagree."""
    said = (told(entry, "deadline") or told(entry, "due") for entry in history.of("planned", "extended", "failed"))
    first = start.first_due or start.due or next((day for day in said if day), None)
    changes = history.of("extended", "failed")
    put_off = []
    for entry in changes:
        before = _due(start, history.before(entry))[0]
        if entry.kind == "extended" and before is not None:
            put_off.append((told(entry, "due") - before).days)
    due, disagree = _due(start, history)
    return due, first, len(put_off), sum(days for days in put_off if days > 0), disagree


def _due(start: State, history: History) -> tuple[date | None, bool]:
    latest = {told(entry, "due") for entry in history.latest("extended", "failed")}
    if latest:
        return min(latest), len(latest) > 1
    deadlines = (told(entry, "deadline") for entry in history.of("planned"))
    return start.due or next((day for day in deadlines if day), None), False


def _owner(start: State, history: History) -> tuple[str | None, bool]:
    latest = history.latest("reassigned")
    if latest:
        return told(latest[-1], "owner"), len({told(entry, "owner") for entry in latest}) > 1
    return start.owner or _plan(start, history).owner, False


def _severity(start: State, history: History) -> tuple[str, bool]:
    latest = {told(entry, "severity") for entry in history.latest("regraded")}
    if not latest:
        return start.severity, False
    return ("major" if "major" in latest else min(latest)), len(latest) > 1


def _rebound(start: State, history: History) -> tuple[str | None, bool]:
    latest = history.latest("linked")
    if not latest:
        return start.rebound_of, False
    return told(latest[-1], "rebound_of"), len({told(entry, "rebound_of") for entry in latest}) > 1


def _plan(start: State, history: History) -> Plan:
    plan = start.plan
    for entry in history.of("planned"):
        plan = plan._replace(**{name: said for name in Plan._fields if (said := told(entry, name)) is not None})
    return plan


def _issued(history: History) -> str | None:
    given = [f"{told(entry, 'document')} {told(entry, 'notice')}" for entry in history.of("issued")]
    return "、".join(dict.fromkeys(given)) or None


def _standing(history: History, on: str, off: str, what: str) -> tuple[str | None, bool]:
    """What stands since the last `on`, and whether people disagree: of an `on` and an `off` apart the `on` stands."""
    latest = history.latest(on, off)
    standing = [entry for entry in latest if entry.kind == on]
    said = {(entry.kind, told(entry, what)) for entry in latest}
    return (told(standing[-1], what) if standing else None), len(said) > 1
