"""The only place that takes a batch back: by further entries, each of which names what it takes back.

What others built on since is kept and named. A batch that was itself a taking back can be taken back in the same way.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import Any

from inspect_cli.rules import lifecycle
from inspect_cli.rules.entries import Finding, Undone, read_body
from inspect_cli.rules.history import Happened
from inspect_cli.rules.numbers import read_number
from inspect_cli.rules.register_entries import SiteEntered
from inspect_cli.store import batches, journal, ledger, naming, recurring, succession, tracing
from inspect_cli.store.database import Database
from inspect_cli.store.entry import Entry, happened, read_entries
from inspect_cli.store.journal import Author, Draft
from inspect_cli.store.queries import numbered_rows

CHUNK = 500
_HOLDING = ("fixed", "verified")  # what makes a hazard closed
_KEYED = {"township", "site"}  # what a register knows by its code, and keeps while it is in use
# What lies in a township besides visits.
_LYING = ("sites", "villages", "zones", "responsibilities", "shifts", "spot_checks", "reports", "illegal_cases")


@dataclass
class Taking:
    """What taking a batch back means: the entries to write, the numbers concerned, the numbers kept and why not.

    kinds: how many visits and entries of registers it concerns; of a batch that took back, those behind it.
    moved: sites that it ended in one township and entered in another, where they are in use by now: nothing is taken
    back then, else they would stand twice.
    """

    batch: str
    drafts: list[Draft] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)
    moved: list[str] = field(default_factory=list)

    @property
    def visits(self) -> int:
        """How many visits it concerns as a whole."""
        return self.kinds["inspected"]


def prepare(database: Database, batch: str, today: date) -> Taking:
    """What would be written to take this batch back."""
    taking = Taking(batch)
    own: dict[str, list[Entry]] = defaultdict(list)
    for entry in batches.entries_of(database, batch):
        own[entry.township].append(entry)
    for township, entries in own.items():
        part = _Township(database, township, entries, taking, today)
        for start in range(0, len(entries), CHUNK):
            part.take(entries[start : start + CHUNK])
        part.take_registers()
        taking.moved += [name for name in part.rooted if _has_moved(own, township, name)]
    if taking.moved:
        return Taking(batch, moved=list(dict.fromkeys(taking.moved)))
    named = [name for draft in taking.drafts for name in getattr(draft.body, "entries", ())]
    if named:
        taking.kinds = tracing.count_kinds(database, batch, chain.from_iterable(own.values()), named)
    if taking.drafts and taking.kept:
        first = taking.drafts[0]
        taking.drafts[0] = first._replace(body=first.body.model_copy(update={"kept": len(taking.kept)}))
    return taking


def take_back(database: Database, batch: str, today: date, author: Author) -> Taking:
    """Write it."""
    large = sum(part["entries"] for part in batches.parts(database, batch)) > journal.LARGE
    with database.writing(large=large):
        journal.lock(database, [part["township"] for part in batches.parts(database, batch)])
        taking = prepare(database, batch, today)
        for start in range(0, len(taking.drafts), CHUNK):
            journal.append(database, taking.drafts[start : start + CHUNK], author)
    return taking


class _Township:
    """The part of a batch that lies in one township."""

    def __init__(
        self, database: Database, township: str, entries: Sequence[Entry], taking: Taking, today: date
    ) -> None:
        self._database = database
        self._township = township
        self._own = {entry.id for entry in entries}
        self._taking = taking
        self._today = today
        self._repeated: set[str] = set()
        self._covered: set[str] = set()  # entries that are taken back together with their visit
        self._gone: set[str] = set()  # visits and hazards that are taken back, and entries
        self._registers: list[Entry] = []
        self.rooted: list[str] = []  # sites whose entries are taken back, and that were visited or changed since

    def take(self, entries: Sequence[Entry]) -> None:
        """Draft what takes these entries back."""
        visits = [entry for entry in entries if entry.kind == "inspected"]
        subjects: dict[str, list[str]] = defaultdict(list)
        for entry in entries:
            if entry.subject:
                subjects[entry.subject].append(entry.id)
        findings = {visit.id: ledger.findings_of(visit) for visit in visits}
        ids = [*findings, *(finding.id for each in findings.values() for finding in each), *subjects]
        about = ledger.entries_about(self._database, self._township, list(dict.fromkeys(ids)))
        numbers = ledger.numbers_behind(self._database, self._township, list(subjects))
        self._repeated = self._find_repeated(
            [*(finding.number for each in findings.values() for finding in each)]
            + [number for each in numbers.values() for number in each.values()]
        )
        for visit in visits:
            self._take_visit(visit, findings[visit.id], about)
        for subject, written in subjects.items():
            if subject in numbers:  # else a hazard that is gone: its visit was taken back
                self._take_subject(subject, written, about[subject], numbers[subject])
        self._registers += [entry for entry in entries if not entry.subject and entry.kind != "inspected"]

    def take_registers(self) -> None:
        """Draft what takes the entries of registers back; after all visits, some of which may stay at their sites."""
        for start in range(0, len(self._registers), CHUNK):
            self._take_registers(self._registers[start : start + CHUNK])

    def _find_repeated(self, numbers: Sequence[str]) -> set[str]:
        """Those of these hazards that a later one repeats which stays: its link would lead nowhere."""
        repeated: set[str] = set()
        for start in range(0, len(numbers), CHUNK):
            for township in (self._township, *succession.read_after(self._database, self._township)):
                rows = recurring.find_repeating(self._database, township, numbers[start : start + CHUNK])
                about = ledger.entries_about(self._database, township, [row["id"] for row in rows])
                for row in rows:
                    if row["batch"] != self._taking.batch or lifecycle.built_on(about[row["id"]], self._own):
                        repeated.add(row["rebound_of"])
        return repeated

    def _take_visit(self, visit: Entry, findings: Sequence[Finding], about: dict[str, list[Happened]]) -> None:
        if lifecycle.is_undone(visit.id, about[visit.id]):
            return
        free = []
        for finding in findings:
            if lifecycle.is_undone(finding.id, about[visit.id]):
                continue
            if lifecycle.built_on(about[finding.id], self._own) or finding.number in self._repeated:
                self._taking.kept.append(finding.number)
            else:
                free.append(finding)
        gone = sum(lifecycle.is_undone(finding.id, about[visit.id]) for finding in findings)
        whole = len(free) + gone == len(findings)
        with_it = [entry.id for finding in free for entry in about[finding.id] if entry.id in self._own]
        names = [finding.id for finding in free] + ([visit.id] if whole else [])
        if names:
            self._covered.update(with_it)
            self._draft(
                visit.id, names + with_it, lifecycle.heads(about[visit.id]) or (visit.id,), [f.number for f in free]
            )

    def _take_subject(
        self, subject: str, written: Sequence[str], about: Sequence[Happened], numbers: dict[str, str]
    ) -> None:
        counting = {entry.id for entry in lifecycle.counting(about)} - self._covered
        names = [each for each in written if each in counting]
        if not names:
            return
        behind = _named(names, about) | {subject}
        concerned = {hazard: number for hazard, number in numbers.items() if hazard in behind}
        kinds = {entry.kind for entry in about if entry.id in behind.union(names)}
        # A remark about what a later hazard repeats may go; that it is closed, or there at all, may not.
        holds = subject not in numbers or not kinds.isdisjoint(_HOLDING)
        repeated = holds and not self._repeated.isdisjoint(concerned.values())
        repeated = repeated or self._is_built_on(set(concerned) - {subject}, about)
        if repeated or lifecycle.worked_on(about, set(names)) or self._would_double(concerned.values(), numbers):
            self._taking.kept += concerned.values()
        else:
            self._draft(subject, names, lifecycle.heads(about), concerned.values())

    def _is_built_on(self, hazards: Collection[str], visit: Sequence[Happened]) -> bool:
        """Whether somebody worked on hazards since their visit was brought back; visit: the entries about that."""
        about = ledger.entries_about(self._database, self._township, sorted(hazards))
        return any(lifecycle.built_on([*visit, *entries], self._own) for entries in about.values())

    def _would_double(self, concerned: Iterable[str], numbers: dict[str, str]) -> bool:
        """Whether other hazards have these numbers by now: a file with numbers of its own was imported again."""
        known = [number for text in concerned if (number := read_number(text))]
        held = numbered_rows(self._database, known).values()
        return any(row["id"] not in numbers for rows in held for row in rows)

    def _take_registers(self, entries: Sequence[Entry]) -> None:
        asked = {"township": self._township, "kinds": ["undone", *{entry.kind for entry in entries} & _KEYED]}
        others = list(read_entries(self._database.rows("entries", asked, ["township", "kinds"])))
        undoing = happened(entry for entry in others if entry.kind == "undone" and entry.subject is None)
        standing = [entry for entry in entries if not lifecycle.is_undone(entry.id, undoing)]
        known = [e for e in others if e.kind in _KEYED and e.id not in self._own]
        again = {_key(e) for e in known if not lifecycle.is_undone(e.id, undoing)}
        alone = [entry for entry in standing if _key(entry) not in again]
        visited = self._find_visited(alone)
        kept = {entry.id for entry in alone if self._in_use(entry)} | visited
        changed = {code for kind, code, *_name in again if kind == "site"}
        sites = [entry for entry in standing if entry.kind == "site"]
        self.rooted += [_key(e)[-1] for e in sites if e.id in visited or _key(e)[1] in changed]
        names = [entry.id for entry in standing if entry.id not in kept]
        if names:
            self._draft(None, names, (), ())

    def _in_use(self, entry: Entry) -> bool:
        """A township where something was recorded, or which has other sites, people or reports, stays."""
        if entry.kind != "township":
            return False
        code = _key(entry)[1]
        asked = {"township": code}
        visits = self._database.rows("visit_counts", asked, ["township"])[0]["visits"]
        lying = sum(len(self._database.rows(name, asked, ["township"])) for name in _LYING)
        own = {part["township"]: part["entries"] for part in batches.parts(self._database, self._taking.batch)}
        if visits or lying > own.get(code, 0):
            self._taking.kept.append(getattr(read_body(entry.kind, entry.body), "name", code))
            return True
        return False

    def _find_visited(self, entries: Sequence[Entry]) -> set[str]:
        """Those of these entries that gave a site the name by which visits and hazards name it, recorded since."""
        written = {entry.id: _key(entry)[-1] for entry in entries if entry.kind == "site"}
        if not written:
            return set()
        last: dict[str, str] = {}
        renamed = naming.read_renamed(self._database, self._township)
        sites = {renamed.get((self._township, name), name) for name in written.values()}
        asked = {"township": self._township, "sites": sorted(sites)}
        for row in (row for name in ("visits_at", "hazards_at") for row in self._database.rows(name, asked)):
            name = row["site_then"] or row["site"]
            if row["id"] not in self._gone:
                last[name] = max(row["id"], last.get(name, ""))
        visited = {entry for entry, name in written.items() if last.get(name, "") > entry}
        self._taking.kept += dict.fromkeys(name for entry, name in written.items() if entry in visited)
        return visited

    def _draft(
        self, subject: str | None, names: Sequence[str], parents: Sequence[str], numbers: Collection[str]
    ) -> None:
        self._gone.update(names)
        self._taking.taken += numbers
        body = Undone(batch=self._taking.batch, entries=tuple(names), hazards=len(numbers))
        self._taking.drafts.append(Draft(self._township, "undone", self._today, body, subject, parents))


def _named(names: Iterable[str], about: Sequence[Happened]) -> set[str]:
    """What these entries name, and what those name in turn that take back takings back."""
    inside = {entry.id: getattr(entry.body, "entries", ()) for entry in about}
    named: set[str] = set()
    waiting = list(names)
    while waiting:
        for one in inside.get(waiting.pop(), ()):
            if one not in named:
                named.add(one)
                waiting.append(one)
    return named


def _has_moved(own: Mapping[str, Iterable[Entry]], to: str, name: str) -> bool:
    """Whether a batch, of which these are the entries by township, ended a site of this name in another township."""
    others = (entry for township, each in own.items() if township != to for entry in each if entry.kind == "site")
    bodies = (read_body(entry.kind, entry.body) for entry in others)
    return any(isinstance(body, SiteEntered) and body.ended_on and body.name == name for body in bodies)


def _key(entry: Entry) -> tuple[str, ...]:
    """The kind of an entry and the code of the township that it enters, of a site with its name; else its id."""
    body: Any = read_body(entry.kind, entry.body)
    if entry.kind == "site" and body:
        return entry.kind, body.code, body.name
    return entry.kind, getattr(body, "code", entry.id)
