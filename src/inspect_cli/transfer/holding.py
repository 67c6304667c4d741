"""The only place that puts together what the ledger holds of the hazards that a file names.

That is what their visits wrote, and everything that happened since; both also in the shape of a row's values.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from inspect_cli.rules import corrections, lifecycle
from inspect_cli.rules.corrections import Facts
from inspect_cli.rules.entries import Finding, Inspected, read_body
from inspect_cli.rules.history import Happened, History
from inspect_cli.rules.lifecycle import State
from inspect_cli.rules.numbers import number_of
from inspect_cli.store import ledger, naming
from inspect_cli.store.database import Database
from inspect_cli.store.database import Row as LedgerRow
from inspect_cli.store.entry import read_entries
from inspect_cli.store.journal import Draft
from inspect_cli.store.naming import Renamed
from inspect_cli.transfer.faults import Values

CHUNK = 500
_FOLDED = (
    *("severity", "owner", "due", "first_due", "status", "fixed_on", "fixed_by", "verified_on", "verified_by"),
    *("rebound_of", "measures", "funds"),
)


class Held(NamedTuple):
    """A hazard of the ledger: where it is, its visit and what that wrote, everything that happened since."""

    township: str
    number: str
    visit: str
    facts: Facts
    finding: Finding
    happened: tuple[Happened, ...]
    renamed: Renamed = MappingProxyType({})  # names that sites had -> what they are called now

    def state(self) -> State:
        """How it stands."""
        return lifecycle.fold(self.finding, self.happened) or lifecycle.begin(self.finding)

    def written(self) -> Values:
        """What its visit said of it."""
        return self._values(self.facts, lifecycle.begin(self.finding))

    def now(self, state: State | None = None) -> Values:
        """What the ledger says of it; state: how it stands, when that is known already."""
        state = state or self.state()
        return self._values(corrections.overlay(self.facts, state.corrected), state)

    def heads(self) -> tuple[str, ...]:
        """What the next entry about it follows."""
        return lifecycle.heads(self.happened) or (self.visit,)

    def origins(self) -> list[int]:
        """What the rows are known by that said something of it already."""
        return corrections.origins(self.finding, History(self.happened))

    def last(self, kind: str) -> Happened | None:
        """The last entry of this kind that counts."""
        return next(reversed(History(self.happened).of(kind)), None)

    def follow(self, drafts: Iterable[Draft]) -> Held:
        """The same once these drafts are written, all of which have ids of their own."""
        more = (Happened(draft.id or "", draft.kind, draft.at, draft.parents, draft.body) for draft in drafts)
        return self._replace(happened=(*self.happened, *more))

    def spell(self, values: Values) -> Values:
        """The same with the name of now where they say a name that a site of the township had."""
        now = self.renamed.get((self.township, values.get("site") or ""))
        return values if now is None else {**values, "site": now}

    def _values(self, facts: Facts, state: State) -> Values:
        folded: dict[str, Any] = {name: getattr(state, name) for name in _FOLDED}
        return self.spell({**facts._asdict(), **folded, "township": self.township})


def gather(database: Database, rows: Sequence[LedgerRow]) -> dict[str, Held]:
    """The hazards with these rows of the ledger, by their ids."""
    by_township: dict[str, list[LedgerRow]] = defaultdict(list)
    for row in rows:
        by_township[row["township"]].append(row)
    held: dict[str, Held] = {}
    for township, own in by_township.items():
        for start in range(0, len(own), CHUNK):
            held.update(_gather(database, township, own[start : start + CHUNK]))
    return held


def _gather(database: Database, township: str, rows: Sequence[LedgerRow]) -> dict[str, Held]:
    visits = list({row["inspection"] for row in rows})
    numbers = {row["id"]: number_of(row) for row in rows}
    renamed = naming.read_renamed(database, township)
    about = ledger.entries_about(database, township, [*visits, *numbers])
    held: dict[str, Held] = {}
    for entry in read_entries(database.rows("entries", {"township": township, "ids": visits}, ["township", "ids"])):
        visit = read_body(entry.kind, entry.body)
        for finding in visit.hazards if isinstance(visit, Inspected) else ():
            if finding.id in numbers and isinstance(visit, Inspected):
                facts = corrections.read_facts(visit, finding, entry.at)
                since = (*about[entry.id], *about[finding.id])
                own = township, numbers[finding.id], entry.id
                held[finding.id] = Held(*own, facts, finding, since, renamed)
    return held
