"""The only place that imports: rows go through read, match, group, identify, build and write, in that order.

A dry run is the same without the last step. All rows are written, or none, unless bad ones may be skipped. Every row is
counted once: rows = new + unchanged + updated + skipped + rejected.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple

from inspect_cli import settings
from inspect_cli.rules.entries import Imported
from inspect_cli.rules.numbers import Number, read_number
from inspect_cli.rules.written import read_periods
from inspect_cli.store import journal, naming, queries, territory
from inspect_cli.store.database import Database
from inspect_cli.store.entry import CITY
from inspect_cli.store.journal import Author, Draft
from inspect_cli.transfer import columns, drafting, rejecting, sources
from inspect_cli.transfer.drafting import Row
from inspect_cli.transfer.faults import Fault, Refused, Reject, Values
from inspect_cli.transfer.knowing import Known
from inspect_cli.transfer.matching import Matcher
from inspect_cli.transfer.outcome import Outcome
from inspect_cli.transfer.placing import Sites
from inspect_cli.transfer.quoting import Quotes
from inspect_cli.transfer.rebounding import Rebounds, draft_links
from inspect_cli.transfer.sifting import Sifter
from inspect_cli.transfer.sources import Opened, Table
from inspect_cli.transfer.wish import Wish
from inspect_cli.transfer.wording import Context

LARGE = journal.LARGE + 1  # lines: one of them is the header
CHUNK = 1500  # visits written at a time: each township costs some statements a chunk, each visit its memory
Advance = Callable[[int], None]


class Watch(NamedTuple):
    """Who is told how far an import is: how many lines there are, and how many more were read."""

    begin: Advance = lambda _lines: None
    advance: Advance = lambda _lines: None


PLAIN = Wish()
NOBODY = Watch()


def run(database: Database, files: Sequence[str], author: Author, wish: Wish = PLAIN, watch: Watch = NOBODY) -> Outcome:
    """Import the files.

    Raises BadInput with every rejected row's line, column, value and rule, when some are and none may be skipped.
    """
    columns.check_naming(wish.manner.naming)
    with sources.open_tables(files, wish.manner) as opened:
        outcome = Outcome(author.batch, opened)
        lines = sum(table.lines for table in opened.tables)
        watch.begin(lines)
        _Import(database, opened, author, wish, outcome).run(watch.advance, large=lines > LARGE)
    return outcome


class _Import:
    """One import, from its tables to the journal."""

    def __init__(self, database: Database, opened: Opened, author: Author, wish: Wish, outcome: Outcome) -> None:
        self._database = database
        self._tables = opened.tables
        self._author = author
        self._wish = wish
        self._outcome = outcome
        self._quotes = Quotes()
        self._named = False
        self._register: dict[str, str] = {}
        self._former: dict[str, str] = {}
        self._series: set[str] = set()

    def run(self, advance: Advance, *, large: bool) -> None:
        """Read and write everything, or nothing."""
        writing: AbstractContextManager[None] = nullcontext()
        if not self._wish.dry_run:
            writing = self._database.writing(large=large)
        try:
            with writing:
                self._go_through(advance)
                self._finish()
        except BaseException:
            rejecting.remove(self._outcome.returned)
            raise

    def _finish(self) -> None:
        """Say no to everything, or write down the rows that stay out before the others are on the disk."""
        if self._outcome.rejects and not self._wish.skip_bad:
            raise self._outcome.refuse()
        if self._outcome.rejects and not self._wish.dry_run:
            self._outcome.returned += rejecting.write_rejects(self._tables, self._outcome.rejects)

    def _go_through(self, advance: Advance) -> None:
        self._register = register = queries.township_names(self._database)
        if not register:
            raise queries.no_townships()
        self._former = naming.read_townships(self._database)
        self._outcome.ended = territory.read_ended(self._database)
        self._series = {row["code"] for row in self._database.rows("numbers_used")} | {self._author.code}
        known = Known(self._database, self._wish, several=len(self._tables) > 1)
        links = Rebounds(self._database, known.townships)
        sites = Sites(self._database, adding=self._wish.add_sites)
        numbering = _Numbering(self._database, self._author.code, self._tables, dry_run=self._wish.dry_run)
        periods = read_periods(queries.campaigns(self._database))
        used = {"", *queries.used_categories(self._database)}
        rows = chain.from_iterable(
            self._read(nth, self._open(nth, register, periods), sites, advance) for nth in range(len(self._tables))
        )
        visits = _group(rows)
        while chunk := list(islice(visits, CHUNK)):
            fresh, changes = self._identify(chunk, known, sites)
            drafts = self._build(fresh, numbering, links)
            self._write([*sites.take_fresh(), *drafts, *changes], chunk)
            self._outcome.unused |= {getattr(each.body, "category", None) or "" for each in (*drafts, *changes)} - used
        if self._wish.skip_bad:
            numbering.return_unused()
        late = links.late()
        self._outcome.rebound += late.fresh
        self._outcome.sites = sites.added
        self._outcome.alike = known.alike
        self._outcome.replaced = known.replaced
        if self._may_write():
            for drafts in draft_links(self._database, late.links, settings.today()):
                journal.append(self._database, drafts, self._author)

    def _open(self, nth: int, register: Mapping[str, str], periods: Mapping[str, date]) -> tuple[Sifter, Matcher]:
        table, manner = self._tables[nth], self._wish.manner
        year = manner.year or table.header.year
        context = Context(settings.today(), year, table.epoch_1904, periods, self._former)
        matcher = Matcher(table.columns, register, context, is_sheet=table.is_sheet)
        return Sifter(table), matcher

    def _read(self, nth: int, means: tuple[Sifter, Matcher], sites: Sites, advance: Advance) -> Iterator[Row]:
        outcome, table = self._outcome, self._tables[nth]
        sifter, matcher = means
        lines = outcome.count(nth, table.body(), advance)
        notices = not (table.columns.ours or self._wish.manner.split)
        for number, cells in sifter.sift(lines):
            try:
                values = matcher.read(cells)
                drafting.check(values)
            except Refused as refused:
                self._reject(Row(table.where, number, {}, None, nth, cells), refused.fault)
            else:
                code = sites.spell_out(values)
                if notices:
                    outcome.look(values)
                yield Row(table.where, number, values, self._read_number(values, table), nth, cells, code)
        outcome.finish(nth, sifter, matcher)

    def _read_number(self, values: Values, table: Table) -> Number | None:
        """A number of ours; in other people's files YH-1 is one only when some machine gave numbers behind YH."""
        number = read_number(values.get("number", ""))
        return number if number and (table.columns.ours or number.series in self._series) else None

    def _reject(self, row: Row, fault: Fault) -> None:
        """One more row that cannot be taken, by the names that its file uses."""
        kind = self._tables[row.file].columns
        named = fault.column in kind.keys and not kind.ours
        header = kind.headers[kind.keys.index(fault.column)] if named else ""
        if fault.column == "township":
            fault = fault._replace(value=self._register.get(fault.value, fault.value))
        self._outcome.reject(Reject(row.path, row.line, fault, row.file, row.cells, header))

    def _identify(self, visits: Sequence[list[Row]], known: Known, sites: Sites) -> tuple[list[list[Row]], list[Draft]]:
        """The visits with the rows that the ledger does not hold yet, and what others say anew."""
        known.look_up(list(chain.from_iterable(visits)))
        fresh: list[list[Row]] = []
        changes: list[Draft] = []
        for visit in visits:
            new = []
            for row in visit:
                try:
                    drafts = known.weigh(row)
                    if drafts != []:
                        sites.check(row.values)
                    if drafts is None:
                        new.append(row)
                    elif drafts:
                        changes += drafts
                        self._outcome.note_change(row, drafts)
                    else:
                        self._outcome.unchanged += 1
                except Refused as refused:
                    self._reject(row, refused.fault)
            if new:
                fresh.append(new)
        return fresh, changes

    def _build(self, visits: Sequence[list[Row]], numbering: _Numbering, links: Rebounds) -> list[Draft]:
        split = self._wish.manner.split
        links.look_up(list(chain.from_iterable(visits)))
        wanted = [sum(_count_pieces(row, split=split) for row in visit) for visit in visits]
        numbers = numbering.take(sum(wanted))
        drafts = []
        for visit, count in zip(visits, wanted, strict=True):
            if draft := self._draft(visit, list(islice(numbers, count)), links):
                drafts.append(draft)
                if self._wish.skip_bad:
                    numbering.note_used(draft)
                self._outcome.rebound += sum(row.rebound_of is not None for row in getattr(draft.body, "hazards", ()))
        return drafts

    def _draft(self, visit: list[Row], numbers: Sequence[Number], links: Rebounds) -> Draft | None:
        """The entry of a visit, without the rows that cannot be taken."""
        while visit:
            try:
                link = links.within_visit(visit[0].values)
                draft = drafting.draft_visit(visit, iter(numbers), link, self._quotes, split=self._wish.manner.split)
            except drafting.Invalid as invalid:
                for n, fault in invalid.faults.items():
                    self._reject(visit[n], fault)
                visit = [row for n, row in enumerate(visit) if n not in invalid.faults]
            else:
                self._outcome.note_new(visit)
                return draft
        return None

    def _may_write(self) -> bool:
        return not self._wish.dry_run and (self._wish.skip_bad or not self._outcome.rejects)

    def _write(self, drafts: Sequence[Draft], visits: Sequence[list[Row]]) -> None:
        if drafts and self._may_write():
            _keep_numbers(self._database, visits)
            journal.append(self._database, [*self._name_files(), *drafts], self._author)

    def _name_files(self) -> list[Draft]:
        """What an import read is said once, before what it found."""
        if self._named:
            return []
        self._named = True
        paths = dict.fromkeys(table.path for table in self._tables)
        body = Imported(files=tuple(Path(path).name.encode(errors="replace").decode() for path in paths))
        return [Draft(CITY, "imported", settings.today(), body)]


def _count_pieces(row: Row, *, split: bool) -> int:
    """How many hazards of a row need a number."""
    if row.number or "description" not in row.values:
        return 0
    return len(row.pieces(split=True)) if split else 1


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


def _keep_numbers(database: Database, visits: Sequence[list[Row]]) -> None:
    """Nobody else gets the numbers that rows bring along; taken before any township is locked, as everywhere."""
    # Sorted, the highest of a series stands last and stays.
    highest = dict(sorted(row.number for row in chain.from_iterable(visits) if row.number))
    for code, serial in highest.items():
        journal.raise_series(database, code, serial)


class _Numbering:
    """Gives numbers to hazards that come without one; a dry run takes none."""

    def __init__(self, database: Database, code: str, tables: Sequence[Table], *, dry_run: bool) -> None:
        self._database = database
        self._code = code
        self._tables = tables
        self._dry_run = dry_run
        self._raised = False
        self._tried = 0
        self._before = 0  # the last number before those of this import
        self._reserved = 0  # the last one taken for it
        self._used = 0  # the highest that an entry carries

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
        self._before = first - 1 if not self._reserved else self._before
        self._reserved = first + count - 1
        return (Number(self._code, first + n) for n in range(count))

    def note_used(self, draft: Draft) -> None:
        """Remember the highest number that an entry carries."""
        if self._raised:
            own = (read_number(finding.number) for finding in getattr(draft.body, "hazards", ()))
            self._used = max([self._used, *(n.serial for n in own if n and n.series == self._code)])

    def return_unused(self) -> None:
        """Rows that stay out use no number: the next hazard gets it."""
        if self._raised and self._used < self._reserved:
            journal.return_numbers(self._database, self._code, max(self._used, self._before))

    def _highest(self) -> int:
        highest = 0
        for table in self._tables:
            if "number" in table.columns.keys:
                column = table.columns.keys.index("number")
                own = (read_number(line.cells[column]) for line in table.body() if len(line.cells) > column)
                highest = max([highest, *(number.serial for number in own if number and number.series == self._code)])
        return highest
