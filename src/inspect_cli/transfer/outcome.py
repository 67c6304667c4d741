"""The only place for what became of the rows of an import: counts, what was passed over, what was taken otherwise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from inspect_cli import messages
from inspect_cli.errors import BadInput
from inspect_cli.messages import _, listing, plural
from inspect_cli.rules import catalog, words
from inspect_cli.rules.fields import cell
from inspect_cli.rules.splitting import split_hazards
from inspect_cli.store import queries
from inspect_cli.store.journal import Draft
from inspect_cli.transfer import passing
from inspect_cli.transfer.columns import TAKEN
from inspect_cli.transfer.drafting import Row
from inspect_cli.transfer.faults import Reject, Values
from inspect_cli.transfer.matching import Matcher
from inspect_cli.transfer.reading import Line
from inspect_cli.transfer.remembering import Doubles
from inspect_cli.transfer.sifting import Sifter
from inspect_cli.transfer.sources import Opened, Table, describe
from inspect_cli.transfer.updating import Replaced

SHOWN = 20  # rejected rows named in the error
_MOST_CHANGES = 100_000
_STEP = 500  # lines between two moves of the progress bar


@dataclass
class Outcome:
    """What became of the rows.

    returned: files of rows that were not taken; sites: added to the register; unused: categories of rows that were
    taken though they are not used here; news: sentences for the user; ended: townships that are no more, or will be, as
    `territory.read_ended` has them; replaced: numbers of hazards, with what was recorded of them and is no more.
    """

    batch: str
    opened: Opened
    rows: int = 0
    new: int = 0
    unchanged: int = 0
    updated: int = 0
    rebound: int = 0
    skipped: int = 0
    sites: int = 0
    alike: int = 0
    changes: list[str] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    returned: list[str] = field(default_factory=list)
    unused: set[str] = field(default_factory=set)
    news: list[str] = field(default_factory=list)
    ended: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    replaced: Sequence[tuple[str, Sequence[Replaced]]] = ()
    _late: Counter[str] = field(default_factory=Counter)
    _doubles: Doubles = field(default_factory=Doubles)
    _several: int = 0

    def counts(self) -> dict[str, Any]:
        """The counts under their public names."""
        names_of = ("rows", "new", "unchanged", "updated", "rebound", "skipped")
        return {**{n: getattr(self, n) for n in names_of}, "rejected": len(self.rejects), "batch": self.batch}

    def count(self, nth: int, lines: Iterable[Line], advance: Callable[[int], None]) -> Iterator[Line]:
        """The lines of a table, every one counted."""
        done = last = 0
        before = self.rows
        for line in lines:
            self.rows += 1
            last = line.number
            if last - done >= _STEP:
                advance(last - done)
                done = last
            yield line
        advance(max(0, last - done))
        if self.rows == before:
            where = self.opened.tables[nth].where
            self.news.append(_("{path}: a header and no row below it.").format(path=where))

    def reject(self, reject: Reject) -> None:
        """One more row that cannot be taken."""
        self.rejects.append(reject)

    def note_new(self, visit: Sequence[Row]) -> None:
        """The rows of one more visit that is new."""
        self.new += len(visit)
        for row in visit:
            self._doubles.look(row)
        township = visit[0].values["township"]
        if township in self.ended and queries.is_ended(self.ended[township], visit[0].values["inspected_on"]):
            self._late[township] += len(visit)

    def note_change(self, row: Row, drafts: Sequence[Draft]) -> None:
        """One more row that says something anew, and of what."""
        self.updated += 1
        if len(self.changes) >= _MOST_CHANGES:
            return
        what: dict[str, None] = {}
        for draft in drafts:
            said = draft.body.model_dump(exclude_none=True)
            facts = [TAKEN[key].title(messages.language) for key in said if key in TAKEN and key != "reason"]
            what |= dict.fromkeys(facts or [words.word("event", draft.kind, messages.language)])
        where = _("{path}, line {line}").format(path=row.path, line=row.line)
        self.changes.append(_("{where}: changes {what}.").format(where=where, what=listing(what)))

    def look(self, values: Values) -> None:
        """Notice a text that seems to hold several hazards."""
        if (text := values.get("description")) and len(split_hazards(text)) > 1:
            self._several += 1

    def finish(self, nth: int, sifter: Sifter, matcher: Matcher) -> None:
        """A table is read: what was passed over in it, and what was taken otherwise than it stands there."""
        table = self.opened.tables[nth]
        self.skipped += sum(sifter.aside.values())
        said = [*_tell_reading(table), *passing.tell_aside(table, sifter), *_tell_mismatches(sifter)]
        said += [*passing.tell_filled(sifter), *_tell_taken(matcher)]
        if self._several:
            said.append(
                plural(
                    "{count} cell seems to hold several hazards; --split makes each of them one of its own",
                    "{count} cells seem to hold several hazards; --split makes each of them one of its own",
                    self._several,
                )
            )
            self._several = 0
        self.news += [_("{path}: {news}.").format(path=table.where, news=each) for each in said]

    def tell(self) -> list[str]:
        """What the user must know of how the rows were read."""
        passed = [_("{path}: not read, {why}.").format(path=path, why=why) for path, why in self.opened.passed]
        added = plural("{count} site added to the register.", "{count} sites added to the register.", self.sites)
        alike = plural(
            "{count} new row has the place, day and words of a hazard in the ledger; --update takes it for the same",
            "{count} new rows have the place, day and words of hazards in the ledger; --update takes them for the same",
            self.alike,
        )
        said = [*passed, *self.news, *self._tell_changes(), *self._tell_replaced(), *([added] if self.sites else [])]
        said += [_("{news}.").format(news=alike)] if self.alike else []
        return [
            *said,
            *map(self._tell_doubles, self._doubles.counted),
            *map(self._tell_late, self._late),
            *self._tell_unused(),
        ]

    def _tell_doubles(self, path: str) -> str:
        """How many rows of a file were taken that say the same as one above them."""
        pairs = [_("{line} as {first}").format(line=line, first=first) for first, line in self._doubles.lines[path]]
        count = self._doubles.counted[path]
        said = plural(
            "{count} row says the same as one above it, and both were taken (line {lines})",
            "{count} rows say the same as one above them, and all were taken (lines {lines})",
            count,
            lines=listing([*pairs, *(["…"] if count > len(pairs) else [])]),
        )
        return _("{path}: {news}.").format(path=path, news=said)

    def _tell_late(self, township: str) -> str:
        """How many rows were taken of days on which their township was no more."""
        row = self.ended[township]
        said = plural(
            "{count} new row is of {name} when that was no more, since {day}; it stands there.",
            "{count} new rows are of {name} when that was no more, since {day}; they stand there.",
            self._late[township],
            name=row["name"],
            day=row["ended_on"],
        )
        took_over = _("{successor} took over: if it was there, write that in the file.")
        return f"{said} {took_over.format(successor=row['successor'])}" if row["successor"] else said

    def _tell_unused(self) -> list[str]:
        if not self.unused:
            return []
        keys = [key for key in catalog.categories() if key in self.unused]
        said = _("Taken, though not used here yet: {categories}. To record more: inspect-cli category enable {keys}")
        titles = (words.word("category", key, messages.language) for key in keys)
        return [said.format(categories=listing(titles), keys=" ".join(keys))]

    def _tell_changes(self) -> list[str]:
        more = len(self.changes) - SHOWN
        return [*self.changes[:SHOWN], *([_("... and {count:,} more").format(count=more)] if more > 0 else [])]

    def _tell_replaced(self) -> list[str]:
        """What was recorded here since the visit, and gave way to what a file says."""
        more = len(self.replaced) - SHOWN
        said = _("{number}: recorded here since the visit, and changed by the file: {what}.")
        told = [
            said.format(number=number, what=listing(map(_spell_replaced, values)))
            for number, values in self.replaced[:SHOWN]
        ]
        return [*told, *([_("... and {count:,} more").format(count=more)] if more > 0 else [])]

    def left_out(self, *, dry_run: bool) -> BadInput:
        """The good rows are taken, the others are not."""
        return BadInput(
            "\n".join([*self.name_rejects(), self._sum_up()]),
            _("Nothing was written: this was a dry run.") if dry_run else _("All other rows are on the disk."),
            _("Without --dry-run, these rows go into a file of their own.") if dry_run else self._advise(),
        )

    def _advise(self) -> str:
        """What to do with the rows that stay out; the title of their file, and its year, is not in theirs."""
        files = listing(self.returned)
        years = {table.header.year for table in self.opened.tables if table.header.year and not table.columns.ours}
        if len(years) == 1:
            said = _("Mend them in {files} and import that with the same options and --year {year}.")
            return said.format(files=files, year=years.pop())
        return _("Mend them in {files} and import that with the same options.").format(files=files)

    def refuse(self) -> BadInput:
        """All rows or none: the rows that cannot be taken, one by one."""
        return BadInput(
            "\n".join([*self.name_rejects(), self._sum_up()]),
            _("Nothing was imported: all rows or none."),
            _(
                "Mend these cells in the file and run the command again; --dry-run tries without writing, --skip-bad "
                "takes the other rows and writes these into a file of their own."
            ),
        )

    def name_rejects(self) -> list[str]:
        """The rows that cannot be taken: the first of them, and how many there are."""
        count = len(self.rejects)
        shown = [str(reject) for reject in sorted(self.rejects, key=lambda r: (r.path, r.line))[:SHOWN]]
        if count > SHOWN:
            shown.append(_("... and {count:,} more").format(count=count - SHOWN))
        return [*shown, plural("{count} row cannot be taken.", "{count} rows cannot be taken.", count)]

    def _sum_up(self) -> str:
        return _(
            "Rows: {rows:,} = {new:,} new + {unchanged:,} unchanged + {updated:,} updated + {skipped:,} skipped + "
            "{rejected:,} rejected."
        ).format(**self.counts())


def _tell_reading(table: Table) -> Iterator[str]:
    kind = table.columns
    if not table.is_usual:
        yield _("read as {how}").format(how=describe(table))
    if table.header.year and not kind.ours:
        yield _("the year {year} is taken from its title").format(year=table.header.year)
    if kind.noted and (named := [name for name in kind.noted.values() if name]):
        yield _("kept in the note: {columns}").format(columns=listing(named))
    personal = [kind.headers[n] for n, why in kind.unused.items() if why == "personal"]
    if personal:
        yield _("left out, since it is about private persons: {columns}; --map FIELD=HEADER takes it").format(
            columns=listing(personal)
        )


def _spell_replaced(value: Replaced) -> str:
    column, lang = TAKEN[value.key], messages.language
    change = _("{old} → {new}").format(old=cell(column, value.old, lang), new=cell(column, value.new, lang))
    return f"{column.title(lang)} {change}"


def _tell_mismatches(sifter: Sifter) -> Iterator[str]:
    for wrong in sifter.mismatches:
        said = _("line {line}, {column}: the total says {said}, the rows above it have {counted}")
        yield said.format(**{**wrong._asdict(), "column": TAKEN[wrong.column].title(messages.language)})


def _tell_taken(matcher: Matcher) -> Iterator[str]:
    sentences: dict[str, Callable[[int], str]] = {
        "range": lambda n: plural(
            "{count} cell holds several days, and the first was taken",
            "{count} cells hold several days, and the first was taken",
            n,
        ),
        "endless": lambda n: plural(
            "{count} deadline without an end was left empty", "{count} deadlines without an end were left empty", n
        ),
        "fixed": lambda n: plural(
            "{count} cell of 整改情况 in words was read as fixed, and kept in the note",
            "{count} cells of 整改情况 in words were read as fixed, and kept in the note",
            n,
        ),
        "open": lambda n: plural(
            "{count} cell of 整改情况 in words was read as not fixed, and kept in the note",
            "{count} cells of 整改情况 in words were read as not fixed, and kept in the note",
            n,
        ),
        "personal": lambda n: plural(
            "{count} number of a person was left out", "{count} numbers of persons were left out", n
        ),
    }
    for what, count in matcher.told.items():
        yield sentences[what](count)
