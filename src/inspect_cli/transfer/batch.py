"""The only place that imports: rows go through read, match, group, identify, build and write, in that order.

A dry run is the same without the last step. All rows are written, or none. Every row is counted once:
rows = new + unchanged + updated + skipped + rejected.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import Any, NamedTuple

from inspect_cli import settings
from inspect_cli.errors import BadInput
from inspect_cli.messages import _, plural
from inspect_cli.rules.entries import Imported
from inspect_cli.rules.numbers import Number, read_number
from inspect_cli.store import journal, queries
from inspect_cli.store.database import Database
from inspect_cli.store.entry import CITY
from inspect_cli.store.journal import Author, Draft
from inspect_cli.transfer import drafting, reading
from inspect_cli.transfer.drafting import Row
from inspect_cli.transfer.knowing import Known
from inspect_cli.transfer.matching import Fault, Matcher, Refused, match_header
from inspect_cli.transfer.rebounding import Rebounds, draft_links

LARGE = journal.LARGE
CHUNK = 500  # visits written at a time; few enough to stay in the processor's cache
SHOWN = 20  # rejected rows named in the error
VALUE_SHOWN = 60  # characters of a rejected cell
Advance = Callable[[int], None]


class Reject(NamedTuple):
    """A row that cannot be taken, and why."""

    path: str
    line: int
    fault: Fault

    def __str__(self) -> str:
        value = " ".join(self.fault.value.split())
        value = value if len(value) <= VALUE_SHOWN else value[:VALUE_SHOWN] + "…"
        return _("{where}: “{value}”: {rule}; {fix}").format(
            where=self._where(), value=value, rule=self.fault.rule, fix=self.fault.fix
        )

    def _where(self) -> str:
        if not self.fault.column:
            return _("{path}, line {line}").format(path=self.path, line=self.line)
        return _("{path}, line {line}, column {column}").format(
            path=self.path, line=self.line, column=self.fault.title()
        )


@dataclass
class Outcome:
    """What became of the rows."""

    batch: str
    rows: int = 0
    new: int = 0
    unchanged: int = 0
    updated: int = 0
    rebound: int = 0
    skipped: int = 0
    written: int = 0
    rejects: list[Reject] = field(default_factory=list)

    def counts(self) -> dict[str, Any]:
        """The counts under their public names."""
        names_of = ("rows", "new", "unchanged", "updated", "rebound", "skipped")
        return {**{n: getattr(self, n) for n in names_of}, "rejected": len(self.rejects), "batch": self.batch}


def measure(files: Sequence[str]) -> int:
    """How many lines the files have together."""
    return sum(reading.count_lines(path) for path in files)


def run(database: Database, files: Sequence[str], author: Author, *, dry_run: bool, advance: Advance) -> Outcome:
    """Import the files, all rows or none. Raises BadInput with every rejected row's line, column, value and rule."""
    outcome = Outcome(author.batch)
    _import(database, files, author, outcome, dry_run=dry_run, advance=advance)
    return outcome


def _import(
    database: Database, files: Sequence[str], author: Author, outcome: Outcome, *, dry_run: bool, advance: Advance
) -> None:
    writing: AbstractContextManager[None] = nullcontext()
    if not dry_run:
        writing = database.writing(large=measure(files) > LARGE)
    with writing:
        register = queries.township_names(database)
        if not register:
            raise queries.no_townships()
        known = Known(database, register, several=len(files) > 1)
        links = Rebounds(database, known.townships)
        numbering = _Numbering(database, author.code, files, dry_run=dry_run)
        rows = chain.from_iterable(
            _match(_read(path, register, outcome, advance), nth, outcome) for nth, path in enumerate(files)
        )
        visits = _group(rows)
        while chunk := list(islice(visits, CHUNK)):
            drafts = _build(_identify(chunk, known, outcome), numbering, links, outcome)
            if drafts and not dry_run and not outcome.rejects:
                _keep_numbers(database, chunk)
                journal.append(database, [*_name_files(files, outcome), *drafts], author)
                outcome.written += len(drafts)
        if outcome.rejects:
            raise _rejected(outcome)
        late = links.late()
        outcome.rebound += late.fresh
        if not dry_run:
            journal.append(database, draft_links(database, late.links, settings.today()), author)


def _name_files(files: Sequence[str], outcome: Outcome) -> list[Draft]:
    """What an import read is said once, before what it found."""
    if outcome.written:
        return []
    body = Imported(files=tuple(Path(path).name.encode(errors="replace").decode() for path in files))
    return [Draft(CITY, "imported", settings.today(), body)]


class _File(NamedTuple):
    """A file whose header is understood, before its rows are."""

    path: str
    matcher: Matcher
    lines: Iterator[reading.Line]


def _read(path: str, register: Mapping[str, str], outcome: Outcome, advance: Advance) -> _File:
    lines = reading.read_lines(path)
    header = next(lines, None)
    if header is None:
        raise BadInput(
            _("{path} is empty.").format(path=path), _("Nothing was imported."), _("Check that it is the right file.")
        )
    matcher = Matcher(match_header(header.cells, path), register, settings.today())
    return _File(path, matcher, _count(lines, outcome, advance))


def _count(lines: Iterable[reading.Line], outcome: Outcome, advance: Advance) -> Iterator[reading.Line]:
    """The lines that hold something, every line counted."""
    done = last = 0
    for line in lines:
        outcome.rows += 1
        last = line.number
        if line.number - done >= CHUNK:
            advance(line.number - done)
            done = line.number
        if any(line.cells):
            yield line
        else:
            outcome.skipped += 1
    advance(last - done)


def _match(file: _File, nth: int, outcome: Outcome) -> Iterator[Row]:
    path, matcher, lines = file
    for number, cells in lines:
        try:
            values = matcher.read(cells)
            drafting.check(values)
        except Refused as refused:
            outcome.rejects.append(Reject(path, number, refused.fault))
        else:
            yield Row(path, number, values, read_number(values.get("number", "")), nth)


def _group(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Rows of one visit together; a clean visit is a row of its own."""
    visit: list[Row] = []
    before = None
    for row in rows:
        key = (row.file, *drafting.visit_key(row.values))
        if visit and (key != before or "description" not in row.values):
            yield visit
            visit = []
        visit.append(row)
        before = key if "description" in row.values else None
    if visit:
        yield visit


def _identify(visits: Sequence[list[Row]], known: Known, outcome: Outcome) -> list[list[Row]]:
    """The visits with the rows that the ledger does not hold yet."""
    known.look_up(list(chain.from_iterable(visits)))
    fresh = []
    for visit in visits:
        new = []
        for row in visit:
            try:
                if known.has(row):
                    outcome.unchanged += 1
                else:
                    new.append(row)
            except Refused as refused:
                outcome.rejects.append(Reject(row.path, row.line, refused.fault))
        if new:
            fresh.append(new)
    return fresh


def _build(visits: Sequence[list[Row]], numbering: _Numbering, links: Rebounds, outcome: Outcome) -> list[Draft]:
    links.look_up(list(chain.from_iterable(visits)))
    unnumbered = sum(row.number is None and "description" in row.values for visit in visits for row in visit)
    numbers = numbering.take(unnumbered)
    drafts = []
    for visit in visits:
        try:
            drafts.append(drafting.draft_visit(visit, numbers, links.within_visit(visit[0].values)))
        except drafting.Invalid as invalid:
            outcome.rejects += [Reject(visit[n].path, visit[n].line, fault) for n, fault in invalid.faults.items()]
            outcome.new += len(visit) - len(invalid.faults)
        else:
            outcome.new += len(visit)
            outcome.rebound += sum(row.rebound_of is not None for row in getattr(drafts[-1].body, "hazards", ()))
    return drafts


def _keep_numbers(database: Database, visits: Sequence[list[Row]]) -> None:
    """Nobody else gets the numbers that rows bring along; taken before any township is locked, as everywhere."""
    # Sorted, the highest of a series stands last and stays.
    highest = dict(sorted(row.number for row in chain.from_iterable(visits) if row.number))
    for code, serial in highest.items():
        journal.raise_series(database, code, serial)


class _Numbering:
    """Gives numbers to hazards that come without one; a dry run takes none."""

    def __init__(self, database: Database, code: str, files: Sequence[str], *, dry_run: bool) -> None:
        self._database = database
        self._code = code
        self._files = files
        self._dry_run = dry_run
        self._raised = False
        self._tried = 0

    def take(self, count: int) -> Iterator[Number]:
        """The next `count` numbers of this device."""
        if not count or self._dry_run:
            self._tried += count
            return (Number(self._code, -n) for n in range(self._tried - count + 1, self._tried + 1))
        if not self._raised:
            # Numbers of ours further down in the same files must not be given to rows before them.
            journal.raise_series(self._database, self._code, self._highest())
            self._raised = True
        first = journal.reserve_numbers(self._database, self._code, count)
        return (Number(self._code, first + n) for n in range(count))

    def _highest(self) -> int:
        highest = 0
        for path in self._files:
            lines = reading.read_lines(path)
            keys = match_header(next(lines).cells, path)
            if "number" in keys:
                column = keys.index("number")
                own = (read_number(line.cells[column]) for line in lines if len(line.cells) > column)
                highest = max([highest, *(number.serial for number in own if number and number.series == self._code)])
        return highest


def _rejected(outcome: Outcome) -> BadInput:
    count = len(outcome.rejects)
    shown = [str(reject) for reject in sorted(outcome.rejects, key=lambda r: (r.path, r.line))[:SHOWN]]
    if count > SHOWN:
        shown.append(_("... and {count:,} more").format(count=count - SHOWN))
    return BadInput(
        "\n".join([*shown, plural("{count} row cannot be taken.", "{count} rows cannot be taken.", count)]),
        _("Nothing was imported: all rows or none."),
        _("Mend these cells in the file and run the command again; --dry-run tries without writing."),
    )
