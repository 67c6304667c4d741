"""The only place that decides whether the ledger already holds a row of a file, so that the same file adds nothing.

A row with a permanent number is known by it; one with another ledger's number by that number in its township; any other
by its content, under each name that its site had, and how many times it stood in the files so far. Neither file names
nor dates of files count. A row that is known by its number and says something else becomes entries about its hazard.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from inspect_cli import settings
from inspect_cli.messages import _, listing
from inspect_cli.rules import names
from inspect_cli.rules.body import find_unsafe
from inspect_cli.rules.fields import INPUT_KEYS
from inspect_cli.rules.identity import digest, names_hazard
from inspect_cli.rules.numbers import Number, number_of
from inspect_cli.rules.rebounds import bare
from inspect_cli.store import journal, naming, queries
from inspect_cli.store.database import Database
from inspect_cli.store.database import Row as LedgerRow
from inspect_cli.store.journal import Draft
from inspect_cli.store.recurring import find_later
from inspect_cli.store.rows import CLEAN_CONTENT
from inspect_cli.transfer import holding
from inspect_cli.transfer.drafting import PLAN_KEYS, Row
from inspect_cli.transfer.faults import Fault, Refused, Values
from inspect_cli.transfer.holding import Held
from inspect_cli.transfer.likening import Likeness
from inspect_cli.transfer.remembering import Place, Remembered
from inspect_cli.transfer.updating import Replaced, draft_changes, find_replaced, is_same
from inspect_cli.transfer.wish import Wish

CHUNK = 500
_COMPARED = tuple(key for key in INPUT_KEYS if key != "number")
_SAID = (*(key for key in _COMPARED if key != "township"), *PLAN_KEYS)  # what a row may say anew of a hazard
_PLACE = ("category", "site", "village", "inspected_on")
_SHOWN = 30  # characters of a hazard's words
_TOLD = 20  # hazards of which it is kept what a file replaced
_LONGEST = 100  # characters of a file's name in the reason of an entry


class Known:
    """What the ledger held before this import, looked up a chunk of rows at a time."""

    def __init__(self, database: Database, wish: Wish, *, several: bool) -> None:
        self._database = database
        self._wish = wish
        self._several = several
        # A township without entries holds nothing to look up: a first import is not slowed down.
        self.townships = {row["township"] for row in database.rows("township_heads") if row["last_seq"]}
        self._series = {row["code"]: row["last"] for row in database.rows("numbers_used")}
        self._numbered: dict[Number, list[LedgerRow]] = {}
        self._refs: dict[tuple[str, str], list[LedgerRow]] = {}
        self._held: Counter[tuple[str, int]] = Counter()
        self._hazards: dict[str, Held] = {}
        self._changed: dict[str, int] = {}  # hazards that rows of these files changed -> the content of the row
        self._met = Remembered()
        self._names = naming.list_names(naming.read_renamed(database))
        self._like = Likeness(database, self._names)
        self.replaced: list[tuple[str, list[Replaced]]] = []  # numbers, and what of them gave way to a file
        self.alike = 0  # new rows that may be hazards of the ledger, sent again with other answers

    def look_up(self, rows: Sequence[Row]) -> None:
        """Fetch what the ledger holds that one of these rows may be."""
        self._refs, self._held, self._hazards = {}, Counter(), {}
        self._find_numbered(rows)
        others: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            if not row.number and row.values["township"] in self.townships:
                others[row.values["township"]].append(row)
        for township, own in others.items():
            for start in range(0, len(own), CHUNK):
                self._look_up_contents(township, own[start : start + CHUNK])
        unknown = [row for own in others.values() for row in own if self._is_unknown(row)]
        self._like.look_up([*unknown, *(row for row in rows if not self._is_unknown(row) and self._differs(row))])
        self._gather(rows)

    def _is_unknown(self, row: Row) -> bool:
        """Whether a row has no number, and nobody said the very same."""
        return "description" in row.values and not _ref(row) and not self._count(row, self._contents(row))

    def _contents(self, row: Row) -> tuple[int, ...]:
        """What a row is known by under each name that its site had, the one of now first, and by the code it has.

        One that writes a name in its own way is known by that first, as ever.
        """
        site: str | None = row.values.get("site") if self._names or row.code else None
        if site is None:
            return (_content(row),)
        every = self._names.get((row.values["township"], names.plain(site)), ())
        every = every if site in every else (site, *every)
        every = every if row.code is None else (*every, row.code)  # it stood for the site before that had a name
        return tuple(dict.fromkeys(_content(row._replace(values={**row.values, "site": name})) for name in every))

    def _count(self, row: Row, contents: Sequence[int]) -> int:
        """How often the ledger holds any of these contents in the township of a row."""
        return sum([self._held[row.values["township"], content] for content in contents])

    def weigh(self, row: Row) -> list[Draft] | None:
        """None for a row that is new; else what it says anew, nothing when it is unchanged.

        Raises Refused for a row that a person has to settle.
        """
        if row.number:
            return self._weigh_numbered(row, row.number)
        township = row.values["township"]
        if township not in self.townships and not self._several:
            return None
        contents = self._contents(row)
        content = _content(row) if len(contents) > 1 else contents[0]
        if ref := _ref(row):
            told = self._weigh_ref(row, ref, content)
            if told is not None:
                return told
            self._met.put_ref(township, ref, content, row.file)
        # Each file is compared with the ledger and the files before it, as if they came one by one.
        nth, before = self._met.count(contents[0], row.file)
        if max(self._count(row, contents), before) > nth:
            return []
        if ref or "description" not in row.values or self._count(row, contents):
            return None  # of one that stands there once more than in the ledger nothing else is asked
        return self._weigh_like(row, content, contents)

    def _weigh_like(self, row: Row, content: int, contents: Sequence[int]) -> list[Draft] | None:
        """A row without a number of which a hazard of the ledger has the place, day and words."""
        like = self._like.find(row, contents)
        for found in like:
            if not set(contents).isdisjoint(self._hazards[found["id"]].origins()):
                self._like.take(found, row)
                return []
        if not like:
            return None
        if not self._wish.update:
            self.alike += 1
            return None
        if len(like) > 1:
            numbers = listing(map(number_of, like))
            rule = _("may be any of {numbers}, which have the same place, day and words").format(numbers=numbers)
            raise Refused(Fault("number", "", rule, _("write into it which of them it is")))
        self._like.take(like[0], row)
        return self._draft(row, like[0], content)

    def _weigh_ref(self, row: Row, ref: str, content: int) -> list[Draft] | None:
        """A row with another ledger's number: the ledger or an earlier file may have it; this file itself does not."""
        township = row.values["township"]
        first = self._met.find_ref(township, ref)
        if first is not None:
            if first >= row.file:
                return None
            if self._met.says(township, ref, content):
                return []
            raise Refused(_twice(ref, _("stands in these files before and says something else there")))
        held = self._refs.get((township, ref))
        if not held:
            return None
        changed = next((self._changed[found["id"]] for found in held if found["id"] in self._changed), content)
        if changed != content:
            raise Refused(_twice(ref, _("stands in these files before and says something else there")))
        if any(content in (found["origin"], self._changed.get(found["id"])) for found in held):
            return []
        if len(held) > 1:
            raise Refused(_twice(ref, _("is the number of more than one hazard of the ledger")))
        return self._draft(row, held[0], content)

    def _weigh_numbered(self, row: Row, number: Number) -> list[Draft] | None:
        content = digest(map(_spelt_out(row).get, _COMPARED)) if self._several else 0
        met = self._met.place(number)
        if met and (met.file == row.file or met.content != content):
            raise Refused(_twice(str(number), _("stands on line {line} too").format(line=met.line)))
        self._met.put_number(number, Place(row.file, row.line, content))
        if met:
            return []
        held = self._numbered.get(number)
        if not held:
            return None
        return [] if _says_nothing(row, held[0]) else self._draft(row, held[0], row.content())

    def _draft(self, row: Row, found: LedgerRow, content: int) -> list[Draft]:
        """What a row says anew of its hazard."""
        self._refuse_another(row, found, content)
        said = dict(row.values)
        if self._wish.manner.split and len(row.pieces(split=True)) > 1:
            del said["description"]  # its pieces are hazards of their own
        drafts = draft_changes(self._hazards[found["id"]], said, content, settings.today(), _reason(row))
        later = find_later(self._database, found) if any(draft.kind == "voided" for draft in drafts) else []
        if later:
            rule = _("{later} is a rebound of {n}.").format(later=number_of(later[0]), n=number_of(found))
            fix = _("first: inspect-cli link {n} --not-a-rebound").format(n=number_of(later[0]))
            raise Refused(Fault("status", str(row.values.get("status")), rule, fix))
        if drafts:
            self._changed[found["id"]] = content
            if replaced := find_replaced(self._hazards[found["id"]], drafts):
                self.replaced.append((number_of(found), replaced if len(self.replaced) < _TOLD else []))
        return drafts

    def _refuse_another(self, row: Row, found: LedgerRow, content: int) -> None:
        """A number that stands beside another hazard was given anew, or slipped: nothing may be written over."""
        values = self._hazards[found["id"]].spell(row.values)
        if bare(values["description"]) == bare(found["description"]):
            return
        now = {**found, "inspected_on": found["found_on"]}
        other = next((one for one in self._like.find(row, (content,)) if one["id"] != found["id"]), None)
        moved = any(values.get(key) and now[key] and not is_same(values[key], now[key]) for key in _PLACE)
        if other or moved:
            text = found["description"] if len(found["description"]) <= _SHOWN else found["description"][:_SHOWN] + "…"
            rule = _("in the ledger this number is {n}, another hazard: {text}").format(n=number_of(found), text=text)
            fix = _("give the row a number of its own, or none; of the same hazard, change words and place in turn")
            raise Refused(Fault("number", str(values.get("number", "")), rule, fix))

    def _find_numbered(self, rows: Sequence[Row]) -> None:
        numbers = [
            row.number for row in rows if row.number and row.number.serial <= self._series.get(row.number.series, 0)
        ]
        self._numbered = queries.numbered_rows(self._database, numbers)

    def _gather(self, rows: Sequence[Row]) -> None:
        """What happened to the hazards that rows say something else of; nobody else changes them from now on."""
        asked = [row for row in rows if self._differs(row)]
        if not asked:
            return
        if not self._wish.dry_run:
            journal.lock(self._database, {row.values["township"] for row in asked})
            self._find_numbered(rows)
        found = {held["id"]: held for row in asked for held in self._candidates(row)}
        self._hazards = holding.gather(self._database, list(found.values()))

    def _candidates(self, row: Row) -> list[LedgerRow]:
        if row.number:
            return self._numbered.get(row.number, [])
        if self._is_unknown(row):
            return self._like.find(row, self._contents(row))
        return self._refs.get((row.values["township"], _ref(row) or ""), [])

    def _differs(self, row: Row) -> bool:
        held = self._candidates(row)
        if not held:
            return False
        if row.number:
            return not _says_nothing(row, held[0])
        return row.content() not in (one["origin"] for one in held)

    def _look_up_contents(self, township: str, rows: Sequence[Row]) -> None:
        contents = list({content for row in rows for content in self._contents(row)})
        for start in range(0, len(contents), CHUNK):
            asked = {"township": township, "origins": contents[start : start + CHUNK]}
            for name in ("hazard_origins", "visit_origins"):
                for found in self._database.rows(name, asked, ["township", "origins"], groups=["origin"]):
                    self._held[township, found["origin"]] += found["held"]
        if refs := [ref for ref in map(_ref, rows) if ref]:
            for found in self._database.rows("hazards", {"township": township, "refs": refs}, ["township", "refs"]):
                self._refs.setdefault((township, found["ref"]), []).append(found)


def _says_nothing(row: Row, held: LedgerRow) -> bool:
    """Whether every cell that is filled says what the ledger says."""
    people = tuple(filter(None, held["inspectors"].split("、")))
    now = {**held, "inspected_on": held["found_on"], "inspectors": people}
    values = row.values
    if values["township"] != held["township"]:
        return False
    return all(is_same(values[key], now[key]) for key in _SAID if values.get(key) not in (None, "", ()))


def _spelt_out(row: Row) -> Values:
    """The values of a hazard's row, with what an empty cell stands for."""
    return {"first_due": row.values.get("due"), "status": "found", "severity": "general", **row.values}


def _content(row: Row) -> int:
    if "description" in row.values:
        return row.content()
    return visit_content(row.values)


def visit_content(values: Mapping[str, Any]) -> int:
    """What a clean visit is known by."""
    return digest(map(values.get, CLEAN_CONTENT))


def _ref(row: Row) -> str | None:
    number: str | None = row.values.get("number")
    return number if names_hazard(number) else None


def _reason(row: Row) -> str:
    """What an entry says of where it comes from: the name of the file."""
    name = "".join(ch for ch in Path(row.path).name if ch.isprintable() and find_unsafe("reason", ch) is None)
    return name[:_LONGEST] or "-"


def _twice(number: str, rule: str) -> Fault:
    fix = _("a number names one hazard: give this row none, or import the files one after the other")
    return Fault("number", number, rule, fix)
