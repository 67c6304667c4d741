"""The only place for which entries about a hazard count, and what the writer of each had seen.

An entry counts unless an `undone` names it that itself counts. Causes come before effects, whatever their days.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from inspect_cli.rules.body import Body


class Happened(NamedTuple):
    """One entry about a hazard: its id, kind, day, the entries its writer had seen, and its body."""

    id: str
    kind: str
    at: date
    parents: Sequence[str]
    body: Body | None


class History:
    """The entries about one hazard, each once, with what their writers had seen."""

    def __init__(self, happened: Iterable[Happened]) -> None:
        self._known = {entry.id: entry for entry in happened}
        self._undoing: dict[str, list[str]] = defaultdict(list)
        for entry in self._known.values():
            for taken in set(getattr(entry.body, "entries", ())) if entry.kind == "undone" else ():
                self._undoing[taken].append(entry.id)
        self._seen: dict[str, set[str]] = {}
        self._void, self._weighed = self._weigh()
        self.counting = [entry for entry in self._known.values() if entry.id not in self._void]
        self.telling = [entry for entry in self.counting if entry.kind != "undone" and entry.body is not None]

    def is_undone(self, one: str) -> bool:
        """Whether an `undone` that counts names it."""
        return any(each in self._weighed and each not in self._void for each in self._undoing.get(one, ()))

    def _weigh(self) -> tuple[set[str], set[str]]:
        """The entries that do not count, and those that take back and were weighed: first what nothing waits for.

        An entry cannot name a later one, so that a circle is damage: whatever stands in one counts.
        """
        undone = [entry for entry in self._known.values() if entry.kind == "undone"]
        waiting = {entry.id: len(self._undoing.get(entry.id, ())) for entry in undone}
        free = [one for one, count in waiting.items() if not count]
        void: set[str] = set()
        weighed: set[str] = set()
        while free:
            one = free.pop()
            weighed.add(one)
            for taken in set(getattr(self._known[one].body, "entries", ())):
                if one not in void:
                    void.add(taken)
                if taken in waiting:
                    waiting[taken] -= 1
                    free += [taken] if not waiting[taken] else []
        return void & self._known.keys(), weighed

    def seen_by(self, entry: Happened) -> set[str]:
        """The ids of every entry that its writer had seen, directly or through others."""
        if entry.id not in self._seen:
            seen: set[str] = set()
            waiting = list(entry.parents)
            while waiting:
                parent = waiting.pop()
                if parent not in seen:
                    seen.add(parent)
                    waiting.extend(self._known[parent].parents if parent in self._known else ())
            self._seen[entry.id] = seen - {entry.id}  # a circle is damage
        return self._seen[entry.id]

    def of(self, *kinds: str, saying: str = "") -> list[Happened]:
        """The counting entries of these kinds, and of that field: causes before effects, else by day and id."""
        found = [entry for entry in self.telling if entry.kind in kinds and (not saying or says(entry, saying))]
        if len(found) < 2:  # noqa: PLR2004 - one needs no order
            return found
        ids = {entry.id for entry in found}
        return sorted(found, key=lambda entry: (len(ids & self.seen_by(entry)), entry.at, entry.id))

    def latest(self, *kinds: str, saying: str = "") -> list[Happened]:
        """Those of `of` that no other of them has seen: one, unless people wrote apart from each other."""
        found = self.of(*kinds, saying=saying)
        if len(found) < 2:  # noqa: PLR2004 - one has nobody beside it
            return found
        followed = set().union(*(self.seen_by(entry) for entry in found))
        return [entry for entry in found if entry.id not in followed]

    def before(self, entry: Happened) -> History:
        """What the writer of an entry had seen."""
        seen = self.seen_by(entry)
        past = History(())
        past._known = self._known
        past._seen = self._seen
        past.telling = [other for other in self.telling if other.id in seen]
        return past


def told(entry: Happened, name: str) -> Any:
    """What an entry says of this field; None for nothing."""
    return getattr(entry.body, name, None)


def says(entry: Happened, name: str) -> bool:
    """Whether an entry says something of this field."""
    return told(entry, name) not in (None, ())
