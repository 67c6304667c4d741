"""The only place that decides whether the ledger already holds a row of a file, so that the same file adds nothing.

A row with a permanent number is known by it; one with another ledger's number by that number in its township; any other
by its content and how many times it stood in the files so far. Neither file names nor dates of files count.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from inspect_cli.messages import _
from inspect_cli.rules.entries import Inspected, read_body
from inspect_cli.rules.fields import INPUT_KEYS
from inspect_cli.rules.identity import digest
from inspect_cli.rules.numbers import Number
from inspect_cli.store import ledger, queries
from inspect_cli.store.database import Database
from inspect_cli.store.database import Row as LedgerRow
from inspect_cli.store.entry import read_entries
from inspect_cli.transfer.drafting import Row, show_value
from inspect_cli.transfer.matching import Fault, Refused, Values

CHUNK = 500
_COMPARED = tuple(key for key in INPUT_KEYS if key != "number")


class Known:
    """What the ledger held before this import, looked up a chunk of rows at a time."""

    def __init__(self, database: Database, register: Mapping[str, str], *, several: bool) -> None:
        self._database = database
        self._register = register
        self._several = several
        # A township without entries holds nothing to look up: a first import is not slowed down.
        self.townships = {row["township"] for row in database.rows("township_heads") if row["last_seq"]}
        self._series = {row["code"]: row["last"] for row in database.rows("numbers_used")}
        self._numbered: dict[Number, list[LedgerRow]] = {}
        self._refs: dict[tuple[str, str], list[int | None]] = {}
        self._held: Counter[tuple[str, int]] = Counter()
        self._met: Counter[tuple[str, int]] = Counter()
        self._before: Counter[tuple[str, int]] = Counter()
        self._file = 0
        self._this_refs: dict[tuple[str, str], list[int | None]] = defaultdict(list)
        self._earlier_refs: dict[tuple[str, str], list[int | None]] = {}
        self._numbers: dict[Number, tuple[int, int, int]] = {}

    def look_up(self, rows: Sequence[Row]) -> None:
        """Fetch what the ledger holds that one of these rows may be."""
        numbers = [
            row.number for row in rows if row.number and row.number.serial <= self._series.get(row.number.series, 0)
        ]
        self._numbered = queries.numbered_rows(self._database, numbers)
        self._refs, self._held = {}, Counter()
        others: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            if not row.number and row.values["township"] in self.townships:
                others[row.values["township"]].append(row)
        for township, own in others.items():
            for start in range(0, len(own), CHUNK):
                self._look_up_contents(township, own[start : start + CHUNK])

    def has(self, row: Row) -> bool:
        """Whether the row is already there, unchanged. Raises Refused when it is there and says something else."""
        if row.file != self._file:
            self._end_file(row.file)
        if row.number:
            return self._has_number(row, row.number)
        township = row.values["township"]
        if township not in self.townships and not self._several:
            return False
        key = township, _content(row)
        if ref := _ref(row):
            contents = self._contents_of((township, ref))
            if contents is not None:
                if key[1] not in contents:
                    raise Refused(_differs(ref, row, None, self._register))
                return True
            self._this_refs[township, ref].append(key[1])
        nth = self._met[key]
        self._met[key] += 1
        return max(self._held[key], self._before[key]) > nth

    def _end_file(self, following: int) -> None:
        """Each file is compared with the ledger and the files before it, as if they came one by one."""
        self._file = following
        self._before |= self._met
        self._met.clear()
        self._earlier_refs.update(self._this_refs)
        self._this_refs.clear()

    def _contents_of(self, ref: tuple[str, str]) -> list[int | None] | None:
        """What the ledger or an earlier file says under another ledger's number; not what this file itself says."""
        if ref in self._earlier_refs:
            return self._earlier_refs[ref]
        return None if ref in self._this_refs else self._refs.get(ref)

    def _has_number(self, row: Row, number: Number) -> bool:
        content = digest(map(_spelt_out(row).get, _COMPARED)) if self._several else 0
        file, line, met = self._numbers.setdefault(number, (row.file, row.line, content))
        if (file, line) != (row.file, row.line):
            if file != row.file and met == content:
                self._numbers[number] = (row.file, row.line, content)
                return True
            rule = _("stands on line {line} too").format(line=line)
            raise Refused(Fault("number", str(number), rule, _("a number names one hazard: give this row none")))
        held = self._numbered.get(number)
        if not held:
            return False
        wanted, now = _spelt_out(row), _current(held[0])
        if _same(wanted, now) or _same(wanted, self._as_written(held[0])):
            return True
        raise Refused(
            _differs(str(number), row, next(key for key in _COMPARED if not _equal(wanted, now, key)), self._register)
        )

    def _as_written(self, held: LedgerRow) -> Values:
        """The hazard as its visit wrote it, before anything else happened to it."""
        asked = {"township": held["township"], "ids": [held["inspection"]]}
        entry = next(iter(read_entries(self._database.rows("entries", asked, ["township", "ids"]))))
        visit = read_body(entry.kind, entry.body)
        finding = next(f for f in visit.hazards if f.id == held["id"]) if isinstance(visit, Inspected) else None
        return {
            **_current(held),
            **{key: getattr(finding, key) for key in _COMPARED if hasattr(finding, key)},
            "note": getattr(finding, "note", None) or getattr(visit, "note", None),
        }

    def _look_up_contents(self, township: str, rows: Sequence[Row]) -> None:
        contents = {"township": township, "origins": list({_content(row) for row in rows})}
        for name in ("hazard_origins", "visit_origins"):
            for found in self._database.rows(name, contents, ["township", "origins"], groups=["origin"]):
                self._held[township, found["origin"]] += found["held"]
        if refs := [ref for ref in map(_ref, rows) if ref]:
            for found in self._database.rows("hazard_refs", {"township": township, "refs": refs}, ["township", "refs"]):
                self._refs.setdefault((township, found["ref"]), []).append(found["origin"])


def _spelt_out(row: Row) -> Values:
    """The values of a hazard's row, with what an empty cell stands for."""
    return {"first_due": row.values.get("due"), "status": "found", "severity": "general", **row.values}


def _content(row: Row) -> int:
    if "description" in row.values:
        return row.content()
    return visit_content(row.values)


def visit_content(values: Mapping[str, Any]) -> int:
    """What a clean visit is known by."""
    return digest(map(values.get, ledger.CLEAN_CONTENT))


def _ref(row: Row) -> str | None:
    number: str | None = row.values.get("number")
    # A bare 1, 2, 3 numbers the lines of one file: it says nothing about another.
    return number if number and not number.strip().isdigit() else None


def _current(held: LedgerRow) -> Values:
    return {**held, "inspected_on": held["found_on"], "inspectors": tuple(filter(None, held["inspectors"].split("、")))}


def _same(wanted: Values, held: Values) -> bool:
    return all(_equal(wanted, held, key) for key in _COMPARED)


def _equal(wanted: Values, held: Values, key: str) -> bool:
    one, other = wanted.get(key) or None, held.get(key) or None
    if key == "rebound_of" and one is None:
        return True  # a file need not know what came back: the import found it
    return one == other or (isinstance(one, str) and isinstance(other, str) and one.strip() == other.strip())


def _differs(number: str, row: Row, key: str | None, register: Mapping[str, str]) -> Fault:
    key = key or "number"
    value = show_value(key, row.values)
    return Fault(
        key,
        register.get(value, value) if key == "township" else value,
        _("{number} is in the ledger already and says something else").format(number=number),
        _("record what happened with fix or verify, or empty the number to add a new hazard"),
    )
