"""The only place that takes a batch back: by further entries, each of which names what it takes back.

What others built on since is kept and named. A batch that was itself a taking back can be taken back in the same way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from inspect_cli.rules import lifecycle
from inspect_cli.rules.entries import Finding, Undone, read_body
from inspect_cli.rules.history import Happened
from inspect_cli.rules.numbers import read_number
from inspect_cli.store import batches, journal, ledger
from inspect_cli.store.database import Database
from inspect_cli.store.entry import Entry, happened, read_entries
from inspect_cli.store.journal import Author, Draft
from inspect_cli.store.queries import numbered_rows

CHUNK = 500
_HOLDING = ("fixed", "verified")  # what makes a hazard closed
# What lies in a township besides visits.
_LYING = ("sites", "villages", "zones", "responsibilities", "shifts", "spot_checks", "reports", "illegal_cases")


@dataclass
class Taking:
    """What taking a batch back means: the entries to write, the numbers concerned, the numbers kept and why not."""

    batch: str
    drafts: list[Draft] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    visits: int = 0
    registers: int = 0


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
        self._take_registers([entry for entry in entries if not entry.subject and entry.kind != "inspected"])

    def _find_repeated(self, numbers: Sequence[str]) -> set[str]:
        """Those of these hazards that a later one repeats which stays: its link would lead nowhere."""
        repeated: set[str] = set()
        for start in range(0, len(numbers), CHUNK):
            asked = {"township": self._township, "earlier": list(numbers[start : start + CHUNK])}
            rows = self._database.rows("hazards", asked, ["township", "rebounds_of"])
            about = ledger.entries_about(self._database, self._township, [row["id"] for row in rows])
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
            self._taking.visits += whole
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
        if not entries:
            return
        asked = {"township": self._township, "kinds": ["undone", "township"]}
        others = list(read_entries(self._database.rows("entries", asked, ["township", "kinds"])))
        undoing = happened(entry for entry in others if entry.kind == "undone" and entry.subject is None)
        standing = [entry for entry in entries if not lifecycle.is_undone(entry.id, undoing)]
        known = [e for e in others if e.kind == "township" and e.id not in self._own]
        again = {_code(e) for e in known if not lifecycle.is_undone(e.id, undoing)}
        names = [entry.id for entry in standing if _code(entry) in again or not self._in_use(entry)]
        if names:
            taken = (entry for entry in entries if entry.id in names)
            self._taking.registers += sum(entry.kind not in ("imported", "undone") for entry in taken)
            self._draft(None, names, (), ())

    def _in_use(self, entry: Entry) -> bool:
        """A township where something was recorded, or which has other sites, people or reports, stays."""
        code = _code(entry)
        if code is None:
            return False
        asked = {"township": code}
        visits = self._database.rows("visit_counts", asked, ["township"])[0]["visits"]
        lying = sum(len(self._database.rows(name, asked, ["township"])) for name in _LYING)
        own = {part["township"]: part["entries"] for part in batches.parts(self._database, self._taking.batch)}
        if visits or lying > own.get(code, 0):
            self._taking.kept.append(getattr(read_body(entry.kind, entry.body), "name", code))
            return True
        return False

    def _draft(
        self, subject: str | None, names: Sequence[str], parents: Sequence[str], numbers: Collection[str]
    ) -> None:
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


def _code(entry: Entry) -> str | None:
    """The code of the township that an entry enters; None for an entry of another kind."""
    return getattr(read_body(entry.kind, entry.body), "code", None) if entry.kind == "township" else None
