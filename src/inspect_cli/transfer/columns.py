"""The only place that knows which column of a file is which field: its header, what the user said of it, what is left.

A file whose headings are the names of our own export in English is ours: then a name that is not known is a slip, and
refused. Of other people's ledgers nothing is lost: a column that has no field goes into the note of each hazard.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from inspect_cli.errors import BadInput, WrongUsage
from inspect_cli.messages import _, listing
from inspect_cli.rules import fields, foreign
from inspect_cli.rules.foreign import Heading
from inspect_cli.rules.names import plain
from inspect_cli.transfer.heading import ROWS

_HARMLESS = ("id", "days_open", "overdue", "failed", "extended")  # they follow from the other columns of any ledger
TAKEN = {f.key: f for f in (*fields.LEDGER, *fields.pick_fields(("measures", "funds")), *foreign.ANSWERS)}


class Naming(NamedTuple):
    """What the user says of a file's columns.

    columns: field -> header; constants: field -> what it is in every row, @sheet and @file for their names; words:
    field -> word of the file -> ours; ignored: headers whose columns are left out.
    """

    columns: Mapping[str, str] = {}
    constants: Mapping[str, str] = {}
    words: Mapping[str, Mapping[str, str]] = {}
    ignored: Sequence[str] = ()

    def fill_in(self, sheet: str, file: str) -> Naming:
        """The same, where a value is @sheet or @file, with the name of the sheet or file."""
        names = {"@sheet": sheet, "@file": file}
        return self._replace(constants={key: names.get(value, value) for key, value in self.constants.items()})

    def find(self, header: str) -> Heading:
        """The field of a header: as the user says, else as it is known."""
        wanted = plain(header)
        for key, named in self.columns.items():
            if plain(named) == wanted:
                return Heading(key, foreign.find_field(header).unit)
        found = foreign.find_field(header)
        taken = found.key in self.columns or found.key in self.constants
        return Heading(None, found.unit) if taken or self.is_ignored(header) else found

    def is_ignored(self, header: str) -> bool:
        """Whether the user leaves the column out."""
        return plain(header) in map(plain, self.ignored)


class Columns(NamedTuple):
    """What each column of a table is.

    keys: its field, or None; noted: column -> header, for what goes into the note; unused: column -> why it is left
    out; units: field -> what stood in brackets; ours: the headings are those of our own export.
    """

    headers: list[str]
    keys: list[str | None]
    noted: dict[int, str]
    unused: dict[int, str]
    units: dict[str, str]
    ours: bool
    naming: Naming


def check_naming(naming: Naming) -> None:
    """Raises WrongUsage for fields that there are not, and words of fields that are free text."""
    for key in (*naming.columns, *naming.constants, *naming.words):
        if key not in TAKEN:
            raise WrongUsage(
                _("There is no field {name}.").format(name=key),
                _("Nothing was imported."),
                _("Choose from: {all}").format(all=", ".join(TAKEN)),
            )
    both = [key for key in naming.columns if key in naming.constants]
    if both:
        raise WrongUsage(
            _("{name} has a column and a value for every row.").format(name=listing(both)),
            _("Nothing was imported."),
            _("Give --map or --set, not both."),
        )


def match_columns(headers: Sequence[str], where: str, naming: Naming) -> Columns:
    """What each column is. Raises BadInput for columns that are missing, doubled or, in a file of ours, unknown."""
    headers = list(headers)
    found = [naming.find(header) for header in headers]
    keys = _settle_rivals(headers, [heading.key for heading in found], where, naming)
    ours = _is_ours(headers, keys, naming)
    unused = _find_unused(headers, keys, naming)
    rest = {n: header for n, header in enumerate(headers) if keys[n] is None and n not in unused}
    _refuse_missing(keys, where, naming)
    if not ours:
        _refuse_unclear(headers, keys, where, naming)
    if ours and rest:
        _refuse(where, _("{path}: the header has columns that are not known: {columns}."), list(rest.values()))
    for name in [*naming.columns.values(), *naming.ignored]:
        if plain(name) not in map(plain, headers):
            _refuse(where, _("{path}: the header has no column {columns}."), [name])
    units = {h.key: h.unit for h in found if h.key and h.unit}
    return Columns(headers, keys, rest, unused, units, ours, naming)


def count_known(headers: Sequence[str], naming: Naming) -> int:
    """How many different fields a row names, if it is a header."""
    return len({heading.key for heading in map(naming.find, headers) if heading.key})


def _is_ours(headers: Sequence[str], keys: Sequence[str | None], naming: Naming) -> bool:
    """Whether the names are those of our own export: English ones, or all of the Chinese ones."""
    if any(naming):
        return False
    own = {f.key: (plain(f.key), plain(f.en)) for f in TAKEN.values()}
    if all(plain(h) in own.get(key, (plain(h),)) for h, key in zip(headers, keys, strict=True) if key):
        return True
    return {f.zh for f in fields.LEDGER} <= set(headers)


def _settle_rivals(headers: list[str], keys: list[str | None], where: str, naming: Naming) -> list[str | None]:
    """Of several columns that may be one field, the one with its proper name is; two of equal right are refused."""
    doubled: list[str] = []
    for key in sorted({key for key in keys if key and keys.count(key) > 1}):
        rivals = [n for n, each in enumerate(keys) if each == key]
        ranks = {n: _rank(headers[n], key, naming) for n in rivals}
        best = min(ranks.values())
        firsts = [n for n in rivals if ranks[n] == best]
        if len(firsts) > 1 and key != "note":
            doubled += [key, *(headers[n] for n in firsts if headers[n] != key)]
        for n in rivals:  # of several columns of notes the others are kept under their own names
            keys[n] = key if n == firsts[0] else None
    if doubled:
        _refuse(where, _("{path}: the header has {columns} more than once."), list(dict.fromkeys(doubled)))
    return keys


def _rank(header: str, key: str, naming: Naming) -> int:
    if plain(naming.columns.get(key, "")) == plain(header):
        return -1
    field = TAKEN.get(key)
    proper = (field.key, field.en, field.zh) if field else ()
    every = [
        *([proper] if proper else []),
        *((name,) for name in foreign.ALIASES.get(key, field.aliases if field else ())),
    ]
    bare = header.rpartition("/")[2]
    places = [n for n, some in enumerate(every) if plain(header) in map(plain, some) or plain(bare) in map(plain, some)]
    return places[0] if places else len(every)


def _find_unused(headers: Sequence[str], keys: list[str | None], naming: Naming) -> dict[int, str]:
    known = fields.known_headers
    ids = known(fields.pick_fields(["id"]))
    # Only our own files have an id; elsewhere a column that we derive may say something that must not be lost.
    ours = any(plain(header) in ids for header in headers)
    derived = known((*fields.DERIVED, *fields.QUOTED) if ours else fields.pick_fields(_HARMLESS))
    returned = known(foreign.REJECTED)
    unused = {}
    for n, header in enumerate(headers):
        if naming.is_ignored(header):
            unused[n] = "ignored"
        elif plain(header) in returned:
            keys[n], unused[n] = None, "returned"
        elif keys[n] is None and foreign.is_personal(header):
            unused[n] = "personal"
        elif keys[n] is None and plain(header) in derived:
            unused[n] = "derived"
    return unused


def _refuse_missing(keys: Sequence[str | None], where: str, naming: Naming) -> None:
    missing = [key for key in fields.NEEDED_KEYS if key not in keys and key not in naming.constants]
    if missing:
        raise BadInput(
            _("{path}: the header lacks {columns}.").format(path=where, columns=listing(missing)),
            _("Nothing was imported."),
            _(
                "Say which column it is: --map {key}=HEADER, or what it is in every row: --set {key}=VALUE; "
                "--set {key}=@sheet takes the name of the sheet. A header is looked for in the first {count} rows."
            ).format(key=missing[0], count=ROWS)
            + "\n"
            + _("Names that are known in English: {names}").format(names=", ".join(fields.INPUT_KEYS)),
        )


def _refuse_unclear(headers: Sequence[str], keys: Sequence[str | None], where: str, naming: Naming) -> None:
    """Without a column of hazards every row were a clean visit; 整改时间 may be a deadline or the day of the fix."""
    if "description" not in keys and "description" not in naming.constants:
        raise BadInput(
            _("{path}: no column is taken for the hazards.").format(path=where),
            _("Nothing was imported."),
            _("Say which one it is: --map description=HEADER; of a file of clean visits: --set description=无"),
        )
    said = [plain(name) for name in naming.columns.values()]
    unclear = [name for name in headers if plain(name) in foreign.UNCLEAR and plain(name) not in said]
    if unclear and "due" not in keys and "fixed_on" in keys:
        raise BadInput(
            _("{path}: {columns} may be the deadline or the day of the fix.").format(
                path=where, columns=listing(unclear)
            ),
            _("Nothing was imported."),
            _("Say which: --map due={name} or --map fixed_on={name}").format(name=unclear[0]),
        )


def _refuse(where: str, sentence: str, columns: Sequence[str]) -> None:
    raise BadInput(
        sentence.format(path=where, columns=listing(name or _("(a column without a name)") for name in columns)),
        _("Nothing was imported."),
        _("Names that are known in English: {names}").format(names=", ".join(fields.INPUT_KEYS)),
    )


def lacks_ledger(headers: Sequence[str], naming: Naming) -> bool:
    """Whether a table is no ledger at all: nothing that a ledger needs is among its names."""
    keys = {heading.key for heading in map(naming.find, headers)} | set(naming.constants)
    return not {"description", "inspected_on", "township", "site"} & keys or count_known(headers, naming) < 2  # noqa: PLR2004
