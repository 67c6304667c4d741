"""The only place that turns a row which differs from the ledger into entries, one for each thing that it says anew.

A column that the file lacks and an empty cell say nothing. What the ledger says already is no news, and neither is what
the visit said first: a stale file does not take back what was recorded here since. The guards of what people type do
not bind a file, but a file neither reopens a hazard nor denies what somebody recorded.
"""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from pydantic import ValidationError

from inspect_cli.messages import _
from inspect_cli.rules.corrections import Facts
from inspect_cli.rules.entries import KINDS
from inspect_cli.rules.lifecycle import State
from inspect_cli.store.ids import make_id
from inspect_cli.store.journal import Draft
from inspect_cli.store.recording import field_of, reasons
from inspect_cli.transfer.drafting import ORDER, show_value
from inspect_cli.transfer.faults import Fault, Refused, Values
from inspect_cli.transfer.holding import Held

_FORWARD = {
    "found": ("fixed", "failed", "closed", "voided"),
    "fixed": ("failed", "closed", "voided"),
    "failed": ("fixed", "closed", "voided"),
    "closed": ("voided",),
    "transferred": ("voided",),
}
_FIX = ("fixed_on", "fixed_by")
_LOOK = ("verified_on", "verified_by")
# What a file may say again once the status is what the ledger says; the fix before a failed look is over.
_OUTCOME = {"fixed": _FIX, "closed": (*_FIX, *_LOOK), "failed": _LOOK, "transferred": (*_FIX, *_LOOK)}
_PUT_BACK = ("owner", "due", "severity", "measures", "funds", "rebound_of", *Facts._fields)
_COLUMNS = {"failed_by": "verified_by"}  # where a row says it under another name


class Replaced(NamedTuple):
    """A value that was recorded since the visit, and what a row has for it."""

    key: str
    old: Any
    new: Any


def is_same(one: Any, other: Any) -> bool:
    """Whether two cells say the same, blanks around a text aside; nothing is the same as an empty text."""
    texts = isinstance(one, str) and isinstance(other, str)
    return one.strip() == other.strip() if texts else one == other or (_is_nothing(one) and _is_nothing(other))


def draft_changes(held: Held, wanted: Values, origin: int, today: date, reason: str) -> list[Draft]:
    """What a row says anew of a hazard, as entries that follow one another; none when it says nothing new.

    wanted: the values of the row; origin: what the row is known by, 62 bits, said in the last entry, so that the same
    row is not taken twice; reason: which file says so. Raises Refused for a row that a person has to settle.
    """
    if origin in held.origins():
        return []
    row = _Row(held, held.spell(wanted), today, reason)
    row.refuse_elsewhere()
    row.draft_parts()
    row.draft_outcome()
    row.draft_due()
    row.draft_facts(origin)
    row.check_order()
    return row.drafts


def find_replaced(held: Held, drafts: list[Draft]) -> list[Replaced]:
    """What these drafts put in the place of what somebody recorded since the visit; how it went on is not among it."""
    if not held.happened:
        return []
    written, before, after = held.written(), held.now(), held.follow(drafts).now()
    changed = (key for key in _PUT_BACK if not is_same(before[key], after[key]))
    since = (key for key in changed if not _is_nothing(before[key]) and not is_same(before[key], written[key]))
    return [Replaced(key, before[key], after[key]) for key in since]


class _Row:
    """A row beside the hazard that it names, and the drafts it has come to so far."""

    def __init__(self, held: Held, wanted: Values, today: date, reason: str) -> None:
        self.drafts: list[Draft] = []
        self._held = held
        self._wanted = wanted
        self._today = today
        self._reason = reason
        self._state = held.state()
        self._now = _add_look(held, held.now(self._state), self._state)
        written = held.written()
        self._news = {
            key: value
            for key, value in wanted.items()
            if key in self._now and not _is_nothing(value)
            if not is_same(value, self._now[key]) and not is_same(value, written[key])
        }
        self._parents = held.heads()

    def refuse_elsewhere(self) -> None:
        """A hazard stays in its township."""
        if "township" in self._news:
            fix = _("void it there, then import it without its number: inspect-cli void {n} --reason TEXT")
            raise self._refuse("township", _("{n} is of another township").format(n=self._held.number), fix)

    def draft_parts(self) -> None:
        """Owner, severity, plan, what it repeats."""
        news = self._news
        if "severity" in news:
            self._add("regraded", severity=news["severity"], reason=self._reason)
        if "owner" in news:
            self._add("reassigned", owner=news["owner"], reason=self._reason)
        if plan := {key: news[key] for key in ("measures", "funds") if key in news}:
            self._add("planned", **plan, reason=self._reason)
        if "rebound_of" in news:
            if news["rebound_of"] == self._held.number:
                raise self._refuse("rebound_of", _("a hazard does not repeat itself"), _("empty this cell"))
            self._add("linked", rebound_of=news["rebound_of"], reason=self._reason)

    def draft_outcome(self) -> None:
        """How it went on: a step forward, or what the ledger does not know yet of the last one."""
        if "status" in self._news:
            self._step(self._news["status"])
        elif self._wanted.get("status") == self._now["status"]:
            self._complete([key for key in _OUTCOME.get(self._now["status"], ()) if key in self._news])

    def draft_due(self) -> None:
        """Another deadline, unless a failed look has given it."""
        if "due" in self._news and all(draft.kind != "failed" for draft in self.drafts):
            self._add("extended", due=self._news["due"], reason=self._reason)

    def draft_facts(self, origin: int) -> None:
        """Place, words and days; and by what the row is known again, in the last entry."""
        facts = {key: self._news[key] for key in Facts._fields if key in self._news}
        if self._state.first_due is None and facts.get("first_due") == self._wanted.get("due"):
            facts.pop("first_due", None)  # the deadline it gets is its first one
        if facts:
            self._add("corrected", **facts, reason=self._reason)
        if self.drafts:
            last = self.drafts[-1]
            self.drafts[-1] = last._replace(body=last.body.model_copy(update={"origin": origin}))

    def check_order(self) -> None:
        """What the row says must fit the days that the ledger knows."""
        before, after = self._now, self._held.follow(self.drafts).now() if self.drafts else self._now
        for first, then in ORDER:
            days = after[first], after[then]
            if None not in days and days[1] < days[0] and days != (before[first], before[then]):
                column = then if then in self._wanted else first
                rule = _("{then} is before {first}").format(then=days[1], first=days[0])
                raise self._refuse(column, rule, _("mend the earlier or the later date"))

    def _step(self, status: str) -> None:
        now = self._now["status"]
        if status not in _FORWARD.get(now, ()):
            raise self._refuse_step(status, now)
        if status == "voided":
            self._add("voided", reason=self._reason)
        elif not self._is_over(now):
            if self._brings_fix(status, now):
                said = self._wanted if now != "fixed" else {key: self._news.get(key) or self._now[key] for key in _FIX}
                day = said.get("fixed_on") or self._first_day("verified_on")
                self._add("fixed", day, fixed_by=said.get("fixed_by"))
            self._look(status)

    def _brings_fix(self, status: str, now: str) -> bool:
        """Whether a step to this status comes with a claim: one of its own, or one that it takes for granted."""
        if status == "failed":
            return now == "found" and any(key in self._wanted for key in _FIX)
        return now != "fixed" or any(key in self._news for key in _FIX)

    def _look(self, status: str) -> None:
        by = self._wanted.get("verified_by")
        if status == "closed":
            self._add("verified", self._first_day("verified_on", "fixed_on"), verified_by=by)
        elif status == "failed":
            due = self._news.get("due") or self._now["due"] or self._wanted.get("due")
            if due is None:
                rule = _("{n} failed and has no deadline").format(n=self._held.number)
                raise self._refuse("due", rule, _("fill in until when it must be fixed"))
            self._add("failed", self._first_day("verified_on"), due=due, failed_by=by, reason=self._reason)

    def _is_over(self, now: str) -> bool:
        """Whether what the row tells was before the second look that failed here."""
        if now != "failed" or self._state.since is None:
            return False
        day = self._wanted.get("fixed_on") or self._wanted.get("verified_on")
        if day is None:
            rule = _("{n} failed on {day}").format(n=self._held.number, day=self._state.since)
            raise self._refuse("fixed_on", rule, _("fill in when it was fixed again"))
        return bool(day < self._state.since)

    def _complete(self, said: list[str]) -> None:
        """Write what the ledger lacks of its last step."""
        status, now = self._now["status"], self._now
        if status == "failed" and "verified_on" in said and now["verified_on"] < self._news["verified_on"]:
            self._look("failed")
            return
        for key in said:
            if now[key] is not None or status not in ("fixed", "closed"):
                rule = _("{n} is in the ledger and says something else").format(n=self._held.number)
                raise self._refuse(key, rule, _("write what the ledger says, or take that back: inspect-cli undo"))
        what = {key: self._news.get(key) or now[key] for key in (*_FIX, *_LOOK)}
        if any(key in said for key in _FIX):
            self._add("fixed", what["fixed_on"] or what["verified_on"] or self._today, fixed_by=what["fixed_by"])
        if said and status == "closed":
            verified = self._held.last("verified")
            why = getattr(verified.body, "reason", None) if verified else None
            day = what["verified_on"] or what["fixed_on"] or self._today
            self._add("verified", day, verified_by=what["verified_by"], reason=why)

    def _first_day(self, *keys: str) -> date:
        days = (self._wanted.get(key) for key in keys)
        return next((day for day in days if day), self._today)

    def _add(self, kind: str, at: date | None = None, **said: Any) -> None:
        try:
            body = KINDS[kind](**said)
        except ValidationError as error:
            key, rule = field_of(error.errors()[0]), reasons(error)[0][1]
            raise self._refuse(_COLUMNS.get(key, key), rule, _("mend or shorten it")) from None
        held = self._held
        draft = Draft(held.township, kind, at or self._today, body, held.finding.id, self._parents, make_id())
        self._parents = (str(draft.id),)
        self.drafts.append(draft)

    def _refuse_step(self, status: str, now: str) -> Refused:
        said = {"n": self._held.number}
        if status == "transferred":
            rule, fix = _("a file does not say to whom"), _("run: inspect-cli transfer {n} --to BODY --reason TEXT")
        elif now == "transferred":
            rule, fix = _("{n} was handed over"), _("run: inspect-cli transfer {n} --reply done")
        else:
            rule = _("a file does not reopen {n}")
            fix = _("if it came back, give the row no number; see: inspect-cli show {n}")
        return self._refuse("status", rule.format(**said), fix)

    def _refuse(self, key: str, rule: str, fix: str) -> Refused:
        value = show_value(key, self._wanted) if key in self._wanted else ""
        return Refused(Fault(key, value, rule, fix.format(n=self._held.number)))


def _add_look(held: Held, now: Values, state: State) -> Values:
    """A failed look has its day and name in the columns of a passed one."""
    look = held.last("failed") if state.status == "failed" else None
    return {**now, "verified_on": look.at, "verified_by": getattr(look.body, "failed_by", None)} if look else now


def _is_nothing(value: Any) -> bool:
    return value is None or value in ("", ())
