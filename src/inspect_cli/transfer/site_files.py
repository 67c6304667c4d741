"""The only place that turns the files of sites, as people keep them, into what the register takes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Any, NamedTuple
from unicodedata import normalize

from inspect_cli import settings
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
_BETWEEN = re.compile("[、，,；;]")
_NUMBER = re.compile(r"(\d{1,9})(?:\.0+)?(?:天|日|人|人次|days?)?")
_LISTS = dict.fromkeys(("kind", "also"), "、")  # columns in whose cells a line is one of several
_STOPPED = "停产"  # a column of this name says since when a site is stopped


class SiteRows(NamedTuple):
    """The sites of a file: fields of an entry, their townships as codes.

    skipped: rows that are none; left_out: headers of columns that have no place; unknown: kinds of places that no list
    knows, and of how many sites; taken: townships that were written as a part of their name -> the name.
    """

    rows: list[Values]
    skipped: int = 0
    left_out: Sequence[str] = ()
    unknown: Mapping[str, int] = {}
    taken: Mapping[str, str] = {}


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
    rows, found = [], Collected()
    for roster in rosters:
        for line in roster.rows:
            with found.catching():
                rows.append(reader.read(roster, line))
    found.settle()
    left_out = dict.fromkeys(name for roster in rosters for name in roster.left_out)
    return SiteRows(rows, sum(roster.skipped for roster in rosters), list(left_out), reader.unknown, reader.taken)


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
    """Reads rows one after another. unknown: the kinds of places that no list knows, counted; taken: as in SiteRows."""

    def __init__(
        self, find_township: Callable[..., str], callings: Callings, ended: Mapping[str, Mapping[str, Any]]
    ) -> None:
        self.unknown: Counter[str] = Counter()
        self.taken: dict[str, str] = {}
        self._callings = callings
        self._ended = ended
        self._kinds = {
            names.plain(label): kind.key for kind in catalog.kinds().values() for label in (kind.key, kind.zh, kind.en)
        }
        self._seen: dict[tuple[str, ...], tuple[int, bool]] = {}  # the line, and whether it ended and has a code
        self._of_key: dict[str, Callable[[str], Any]] = {
            "township": partial(find_township, taken=self.taken),
            "kind": self._read_kinds,
            "also": self._read_kinds,
        }

    def read(self, roster: Roster, line: Line) -> Values:
        """The site of a row. Raises BadInput."""
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
                    row[key] = self._find_parser(key, roster)(text)
                except Slip as slip:
                    raise _refuse(roster, line, header, text, str(slip)) from None
        found.settle()
        for key in NEEDED:
            if key not in row:
                raise _refuse(roster, line, roster.headers[roster.keys.index(key)], "", _("is empty"))
        self._settle(row, said.get("state_since", ("", ""))[0])
        _check(row, said, roster, line)
        self._know_by_former(row)
        self._refuse_double(row, roster, line)
        self._refuse_called(row, roster, line)
        self._refuse_ended(row, roster, line)
        return row

    def _find_parser(self, key: str, roster: Roster) -> Callable[[str], Any]:
        field = fields.pick_fields([key])[0]
        if field.kind == "date":
            return lambda text: read_day(text, epoch_1904=roster.epoch_1904)
        return self._of_key.get(key) or _OF_KIND.get(field.kind) or str

    def _settle(self, row: Values, since: str) -> None:
        """Of several kinds the first is the main one; who says since when or why it is stopped says that it is."""
        kinds = [*row.pop("kind", []), *row.pop("also", [])]
        if kinds:
            row["kind"] = kinds[0]
        if others := tuple(dict.fromkeys(kind for kind in kinds[1:] if kind != kinds[0])):
            row["also"] = others
        self.unknown.update({kind for kind in kinds if kind not in catalog.kinds()})
        if "state" not in row and ("stopped_for" in row or names.plain(since).startswith(_STOPPED)):
            row["state"] = "stopped"

    def _read_kinds(self, text: str) -> list[str]:
        if known := self._kinds.get(names.plain(text)):
            return [known]
        parts = [part.strip() for part in _BETWEEN.split(text) if part.strip()]
        return [self._kinds.get(names.plain(part), part) for part in parts]

    def _know_by_former(self, row: Values) -> None:
        """A row under a name that its site had before is that site, whether it has its code or none."""
        township, name = row["township"], row["name"]
        site = self._callings.find(township, name) if "code" not in row else None
        code = site.code if site else tidy("code", row.get("code", ""))
        now = site.now if site and not site.is_now else self._callings.find_now(township, code, name)
        if now is not None:
            self.taken[name] = now
            row |= {"code": code, "name": now}

    def _refuse_double(self, row: Values, roster: Roster, line: Line) -> None:
        """A code stands once in a township, and a name once among the sites that are not known to be no more."""
        past = "code" in row and _is_past(row)
        for key in ("code", "name") if "code" in row else ("name",):
            sign = (row["township"], key, names.plain(row[key]))
            before, was_past = self._seen.get(sign, (0, False))
            if before and not (key == "name" and (past or was_past)):
                rule = _("stands on line {line} too").format(line=before)
                raise _refuse(roster, line, _find_header(roster, key), row[key], rule)
            self._seen[sign] = line.number, past

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


def _read_flag(text: str) -> bool:
    answer = claims.read_yes_no(text)
    if answer is None and names.plain(text) in map(names.plain, ("必查", "√", "✓")):
        return True
    if answer is None:
        raise Slip(_("write yes or no (是, 否)"))
    return answer


def _read_state(text: str) -> str:
    state = words.read_word("site_state", text) or site_fields.STATES.get(text)
    if state is None:
        raise Slip(_("write producing or stopped (生产, 停产)"))
    return state


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
    "site_state": _read_state,
    "stop": _read_stop,
}
