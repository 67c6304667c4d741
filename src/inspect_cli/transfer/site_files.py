"""The only place that turns the files of sites, as people keep them, into what the register takes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from types import MappingProxyType
from typing import Any, NamedTuple
from unicodedata import normalize

from inspect_cli import messages, settings
from inspect_cli.errors import BadInput
from inspect_cli.messages import _, listing
from inspect_cli.rules import catalog, claims, fields, names, site_fields, words
from inspect_cli.rules.body import tidy
from inspect_cli.store import places, queries, registering
from inspect_cli.store.calling import Callings
from inspect_cli.transfer import registers
from inspect_cli.transfer.collecting import BadCells, Collected
from inspect_cli.transfer.exporting import unescape
from inspect_cli.transfer.reading import Line
from inspect_cli.transfer.records import Record, Slip, read_day
from inspect_cli.transfer.rosters import Roster, Shape, join_lines, pair, read_rosters

Values = dict[str, Any]
NEEDED = ("name", "township")
MOST_DAYS = 36_500  # between two visits
_BETWEEN = re.compile("[、，,；;]")
_SLASHED = re.compile("[/／]")
_OF_STATE = ("state", "state_since", "stopped_for")
_NUMBER = re.compile(r"(\d{1,9})(?:\.0+)?(?:天|日|人|人次|days?)?")
_LISTS = dict.fromkeys(("kind", "also"), "、")  # columns in whose cells a line is one of several
_STOPPED = "停产"  # a column of this name says since when a site is stopped


class SiteRows(NamedTuple):
    """The sites of a file: fields of an entry, their townships as codes.

    skipped: rows that are none; left_out: headers of columns that have no place; unknown: kinds of places that no list
    knows, and of how many sites; taken: townships and states that were written otherwise -> the name; news: sentences
    on rows that were passed over and cells that were filled in; kinds: kinds of places by other names -> the name.
    """

    rows: list[Values]
    skipped: int = 0
    left_out: Sequence[str] = ()
    unknown: Mapping[str, int] = {}
    taken: Mapping[str, str] = {}
    news: Sequence[str] = ()
    kinds: Mapping[str, str] = {}


def read_sites(
    path: str,
    register: Mapping[str, str],
    encoding: str | None = None,
    callings: Callings | None = None,
    ended: Mapping[str, Mapping[str, Any]] = MappingProxyType({}),
    former: Mapping[str, str] = MappingProxyType({}),
) -> SiteRows:
    """The sites of a text file or a workbook.

    register: code -> name of the townships that exist; encoding: of text, found when it is not given; callings: what
    the sites of the register are called; ended: townships that are no more, as `territory.read_ended` has them, which
    take no sites that stand and are new; former: names that townships had -> their codes.

    Raises BadInput for every cell that breaks a rule, naming file, line, column and value.
    """
    shape = _make_shape()
    find_township = partial(registers.find_township, register, former=former)
    reader = _Reader(find_township, callings or Callings((), settings.today()), ended)
    rosters = read_rosters(path, shape, encoding)
    found = Collected()
    for roster in rosters:
        for line in roster.rows:
            with found.catching():
                reader.read(roster, line)
    found.settle()
    skipped = sum(roster.skipped for roster in rosters)
    left_out = dict.fromkeys(name for roster in rosters for name in roster.left_out)
    news = [sentence for roster in rosters for sentence in roster.news]
    return SiteRows(reader.rows(), skipped, list(left_out), reader.unknown, reader.taken, news, reader.kinds)


def _make_shape() -> Shape:
    columns = [site_fields.widen(field) for field in fields.pick_fields(places.COLUMNS)]
    ours = frozenset(names.plain(name) for field in columns for name in (field.key, field.en))
    titles = frozenset(names.plain(field.zh) for field in columns)
    return _Shape(fields.known_headers(columns), NEEDED, ours, titles, columns)


class _Shape(Shape):
    """Headers of registers of sites. What only others call so gives way to another column that says the same."""

    def name(self, headers: Sequence[str]) -> list[str | None]:
        """The keys of the columns."""
        keys = super().name(headers)
        loose = [site_fields.is_loose(header.rpartition("/")[2]) for header in headers]
        firm = {key for key, gives_way in zip(keys, loose, strict=True) if not gives_way}
        first = {key: place for place, key in reversed([*enumerate(keys)])}
        return [
            None if gives_way and (key in firm or first[key] != place) else key
            for place, (key, gives_way) in enumerate(zip(keys, loose, strict=True))
        ]


class _Reader:
    """Reads rows one after another.

    unknown: the kinds of places that no list knows, counted; taken, kinds: as in SiteRows.
    """

    def __init__(
        self, find_township: Callable[..., str], callings: Callings, ended: Mapping[str, Mapping[str, Any]]
    ) -> None:
        self.unknown: Counter[str] = Counter()
        self.taken: dict[str, str] = {}
        self.kinds: dict[str, str] = {}
        self._callings = callings
        self._ended = ended
        self._several: list[list[Values]] = []  # the rows of each site
        self._seen: dict[tuple[str, ...], _Seen] = {}
        self._of_key: dict[str, Callable[[str], Any]] = {
            "township": partial(find_township, taken=self.taken),
            "kind": self._read_kinds,
            "also": self._read_kinds,
            "state": self._read_state,
            "visit_days": _read_days,
        }

    def rows(self) -> list[Values]:
        """The sites that were read; of one of which several states are told, in the order of their days."""
        return [row for each in self._several for row in sorted(each, key=lambda row: row.get("state_since", date.min))]

    def read(self, roster: Roster, line: Line) -> None:
        """Take the site of a row. Raises BadInput."""
        if len(line.cells) != len(roster.keys):
            rule = _("the row has more or fewer cells than the header")
            raise _refuse(roster, line, "", str(len(line.cells)), rule)
        _refuse_formulas(roster, line)
        said = {
            key: (header, join_lines(unescape(cell), _LISTS.get(key, " "))) for key, header, cell in pair(roster, line)
        }
        row: Values = {}
        found = Collected()
        for key, (header, text) in said.items():
            with found.catching():
                try:
                    row[key] = self._parse(key, text, roster)
                except Slip as slip:
                    raise _refuse(roster, line, header, text, str(slip)) from None
        found.settle()
        row = {key: value for key, value in row.items() if value is not None}
        for key in NEEDED:
            if key not in row:
                raise _refuse(roster, line, roster.headers[roster.keys.index(key)], "", _("is empty"))
        if "code" in row:
            row["code"] = self._callings.find_code(row["township"], tidy("code", row["code"]))
        self._settle(row, said["state_since"][0] if "state_since" in row else "")
        _check(row, said, roster, line)
        self._know_by_former(row)
        if self._is_another_state(row, roster, line):
            return
        self._refuse_called(row, roster, line)
        self._refuse_ended(row, roster, line)

    def _parse(self, key: str, text: str, roster: Roster) -> Any:
        """What a cell says; None for a filler such as / or 无. Raises Slip."""
        nobody = names.is_nobody(text)
        if nobody and fields.pick_fields([key])[0].kind != "flag":
            return None
        try:
            return self._find_parser(key, roster)(text)
        except Slip:
            if nobody:
                return None
            raise

    def _find_parser(self, key: str, roster: Roster) -> Callable[[str], Any]:
        field = fields.pick_fields([key])[0]
        if field.kind == "date":
            return lambda text: read_day(text, epoch_1904=roster.epoch_1904)
        return self._of_key.get(key) or _OF_KIND.get(field.kind) or str

    def _settle(self, row: Values, since: str) -> None:
        """Of several kinds the first is the main one; who says since when or why it is stopped says that it is.

        A state that says why it is stopped counts as that where no column does.
        """
        kinds = [*row.pop("kind", []), *row.pop("also", [])]
        if kinds:
            row["kind"] = kinds[0]
        if others := tuple(dict.fromkeys(kind for kind in kinds[1:] if kind != kinds[0])):
            row["also"] = others
        self.unknown.update({kind for kind in kinds if kind not in catalog.kinds()})
        if "state" in row:
            row["state"], why = row["state"]
            row |= {"stopped_for": why} if why and "stopped_for" not in row else {}
        elif "stopped_for" in row or names.plain(since).startswith(_STOPPED):
            row["state"] = "stopped"

    def _read_kinds(self, text: str) -> list[str]:
        """The kinds of a cell: all of it, else its parts; what is no name as a whole is told."""
        if known := self._take_kind(text):
            return [known]
        parts = [part.strip() for part in _BETWEEN.split(text) if part.strip()]
        return [kind for part in parts for kind in self._split_kind(part)]

    def _split_kind(self, part: str) -> list[str]:
        """The kind of a part; the several that slashes part, where one of them is known."""
        if known := self._take_kind(part):
            return [known]
        pieces = [piece.strip() for piece in _SLASHED.split(part) if piece.strip()]
        found = [self._take_kind(piece) for piece in pieces]
        return [key or piece for key, piece in zip(found, pieces, strict=True)] if any(found) else [part]

    def _take_kind(self, text: str) -> str | None:
        key = catalog.read_kind(text)
        if key is not None:
            kind = catalog.kinds()[key]
            if names.plain(text) not in map(names.plain, (kind.key, kind.zh, kind.en)):
                self.kinds[text] = kind.title(messages.language)
        return key

    def _read_state(self, text: str) -> tuple[str, str | None]:
        """The state, and why where that is a word for it, too; brackets of which no word is known are told."""
        found = site_fields.read_state(text)
        if found is None:
            raise Slip(_("write producing or stopped (生产, 停产)"))
        if found.more:
            self.taken[text] = words.word("site_state", found.state, messages.language)
        return found.state, found.stopped_for

    def _know_by_former(self, row: Values) -> None:
        """A row under a name that its site had before is that site, whether it has its code or none."""
        township, name = row["township"], row["name"]
        site = self._callings.find(township, name) if "code" not in row else None
        code = site.code if site else row.get("code", "")
        now = site.now if site and not site.is_now else self._callings.find_now(township, code, name)
        if now is not None:
            self.taken[name] = now
            row |= {"code": code, "name": now}

    def _is_another_state(self, row: Values, roster: Roster, line: Line) -> bool:
        """Whether a row says one more state of a site of the file, and keep it; else its site is another.

        A code stands once in a township, and a name once among the sites that are not known to be no more.
        """
        past = "code" in row and _is_past(row)
        own = [row]
        for key in ("code", "name") if "code" in row else ("name",):
            sign = (row["township"], key, names.plain(row[key]))
            seen = self._seen.get(sign)
            if seen and not (key == "name" and (past or seen.past)):
                if not _says_another(row, seen.rows):
                    rule = _("stands on line {line} too").format(line=seen.line)
                    raise _refuse(roster, line, _find_header(roster, key), row[key], rule)
                seen.rows.append({**row, "code": code} if (code := seen.rows[0].get("code")) else row)
                return True
            self._seen[sign] = _Seen(line.number, past, own)
        self._several.append(own)
        return False

    def _refuse_called(self, row: Values, roster: Roster, line: Line) -> None:
        """What another site of the register is called, or was, or has for its code, is not free."""
        township, code = row["township"], row.get("code")
        known = self._callings.knows(township, code, row["name"])
        if _is_past(row) or (known and code is None):
            return
        for key in ("name",) if known or code is None else ("name", "code"):
            other = self._callings.find_other(township, code or "", row[key])
            if other:
                raise _refuse(
                    roster, line, _find_header(roster, key), row[key], registering.tell_called(row[key], other)
                )

    def _refuse_ended(self, row: Values, roster: Roster, line: Line) -> None:
        """A township that is no more takes no new site."""
        gone = self._ended.get(row["township"])
        if gone is None or not queries.is_ended(gone, settings.today()) or _is_past(row):
            return
        if not self._callings.knows(row["township"], row.get("code"), row["name"]):
            header, rule = roster.headers[roster.keys.index("township")], registers.tell_ended(gone)
            raise _refuse(roster, line, header, gone["name"], rule)


class _Seen(NamedTuple):
    """What stands under a code or a name: its line, whether it ended and has a code, the rows of the site."""

    line: int
    past: bool
    rows: list[Values]


def _says_another(row: Values, before: Sequence[Values]) -> bool:
    """Whether a row tells a state of another day than the rows of a site do, and all else as they do, or not at all."""
    first = before[0]
    if any("state" not in each or "state_since" not in each for each in (row, first)):
        return False
    others = {key: value for key, value in row.items() if key not in _OF_STATE}
    same = all(first.get(key, None if key == "code" else value) == value for key, value in others.items())
    return same and all(each["state_since"] != row["state_since"] for each in before)


def _find_header(roster: Roster, key: str) -> str:
    """That of a column; of the name where a row has its code from the register."""
    return roster.headers[roster.keys.index(key if key in roster.keys else "name")]


def _is_past(row: Values) -> bool:
    return row.get("ended_on") is not None and row["ended_on"] <= settings.today()


def _refuse_formulas(roster: Roster, line: Line) -> None:
    for _key, header, cell in pair(roster, line):
        if roster.is_sheet and cell.startswith("="):  # a text that begins so has an apostrophe
            raise _refuse(roster, line, header, cell, _("a formula whose result is not in the file"))


def _check(row: Values, said: Mapping[str, tuple[str, str]], roster: Roster, line: Line) -> None:
    """What an entry may say: each value by itself, then all of them together."""
    body = {"code": places.make_code(), **{key: value for key, value in row.items() if key != "township"}}
    try:
        registering.build_site(body)
    except BadInput as problem:
        for key, (header, text) in said.items():
            if key in body and not _may_stand(key, body[key]):
                raise _refuse(roster, line, header, text, problem.what) from None
        raise _refuse(roster, line, "", "", problem.what) from None


def _may_stand(key: str, value: Any) -> bool:
    least = {"code": "-", "name": "-", "state": "stopped"}
    try:
        registering.build_site({**least, key: value})
    except BadInput:
        return False
    return True


def _read_count(text: str) -> int:
    found = _NUMBER.fullmatch(normalize("NFKC", text).replace(",", "").replace(" ", "").lower())
    if found is None:
        raise Slip(_("is no whole number"))
    return int(found[1])


def _read_days(text: str) -> int:
    days = _read_count(text)
    if not 1 <= days <= MOST_DAYS:
        raise Slip(_("write 1 to {most:,} days, or leave the cell empty").format(most=MOST_DAYS))
    return days


def _read_flag(text: str) -> bool:
    answer = claims.read_yes_no(text)
    if answer is None and names.plain(text) in map(names.plain, ("必查", "√", "✓")):
        return True
    if answer is None:
        raise Slip(_("write yes or no (是, 否)"))
    return answer


def _read_stop(text: str) -> str:
    stop = words.read_word("stop", text)
    if stop is None:
        raise Slip(_("is none of {words}").format(words=listing(f"{k} {zh}" for k, zh in words.STOPS.items())))
    return stop


def _refuse(roster: Roster, line: Line, column: str, value: str, rule: str) -> BadCells:
    return Record(roster.where, line.number, {}, {column: value}, roster.epoch_1904).refuse(column, rule)


_OF_KIND: dict[str, Callable[[str], Any]] = {
    "count": _read_count,
    "flag": _read_flag,
    "stop": _read_stop,
}
