"""The only place that turns files of townships, villages, zones and departments into what their registers take."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from types import MappingProxyType
from typing import Any

from inspect_cli import settings
from inspect_cli.errors import Problem
from inspect_cli.messages import _
from inspect_cli.rules import names, register_fields, words
from inspect_cli.store import queries, territory
from inspect_cli.store.entry import CITY
from inspect_cli.store.territory import Known
from inspect_cli.transfer import decoding, records
from inspect_cli.transfer.records import File, Parsers, Record, Slip, Values

_NEEDED = {
    "township": ("code", "name"),
    "village": ("township", "name"),
    "zone": ("township", "name"),
    "department": ("name",),
}
_SIGNS = {"township": ("code",), "village": ("township", "name"), "zone": ("township", "name"), "department": ("name",)}


def read_townships(path: str) -> list[Values]:
    """The townships of a file, for a command without --encoding. Raises BadInput naming file, line and cell."""
    try:
        return list(read_register(path, "township", Known({}, {}, [])).rows)
    except Problem as problem:
        decoding.leave_out_option(problem)
        raise


def read_register(path: str, kind: str, known: Known, encoding: str | None = None) -> File:
    """The rows of a file as fields of the entries of a register: township, village, zone or department.

    encoding: of text, found when it is not given.
    Raises BadInput for every cell that breaks a rule, naming file, line, column and value.
    """
    columns = register_fields.REGISTERS[kind]
    file = records.read_file(path, columns, _NEEDED[kind], encoding=encoding)
    taken: dict[str, str] = {}
    own = _parse_known(kind, known, file.records, taken)

    def read(record: Record) -> Values:
        row = records.read_values(_leave_fillers(record, _NEEDED[kind]), columns, own)
        if "village" in row:
            row["village"] = spell_place(record, known, ("village", row["township"]), row["village"], taken)
        if kind == "zone" and not territory.spell(known.places.get(("zone", row["township"]), []), row["name"]):
            row.setdefault("kind", "hill")  # one that is known keeps its own
        if "township" in row and not _is_settled(kind, row, known):
            refuse_ended(record, known, row["township"], settings.today())
        return row

    def sign(row: Values) -> tuple[str, ...]:
        return tuple(names.plain(row[key]) for key in _SIGNS[kind])

    return file._replace(rows=records.read_each(file, read, sign, _SIGNS[kind][-1]), taken=taken)


def _leave_fillers(record: Record, needed: Sequence[str]) -> Record:
    """The same without the cells that say nothing, such as / or 无. Raises BadInput for one that must say something."""
    fillers = [key for key, text in record.texts.items() if names.is_nobody(text) and text != CITY]
    for key in needed:
        if key in fillers:
            raise record.refuse(key, _("is empty"))
    return record._replace(texts={key: text for key, text in record.texts.items() if key not in fillers})


def _is_settled(kind: str, row: Values, known: Known) -> bool:
    """Whether a row of a township is in the register already, or about what is no more itself."""
    past = row.get("ended_on") is not None and row["ended_on"] <= settings.today()
    return past or territory.spell(known.places.get((kind, row["township"]), []), row["name"]) is not None


def refuse_ended(record: Record, known: Known, township: str, day: date) -> None:
    """Raises BadInput for a township (a code) that was no more on that day."""
    row = known.ended.get(township)
    if row is not None and queries.is_ended(row, day):
        raise record.refuse("township", tell_ended(row))


def tell_ended(row: Mapping[str, Any]) -> str:
    """What is wrong with a cell of a township that is no more, as `territory.read_ended` has it."""
    gone, taken = _("is no more since {day}"), _("is no more since {day}; {successor} took over")
    return (taken if row["successor"] else gone).format(day=row["ended_on"], successor=row["successor"])


def find_township(
    known: Mapping[str, str], text: str, taken: dict[str, str], former: Mapping[str, str] = MappingProxyType({})
) -> str:
    """The code of a township by its code, its name, one that it had or a part; of the last two `taken` gets its name.

    known: code -> name; former: a name that one had -> code. Raises Slip with the nearest.
    """
    for name, code in former.items():
        if names.plain(name) == names.plain(text):
            taken[text] = known[code]
            return code
    labels = {code: (name, code) for code, name in known.items()}
    return records.find_named(text, labels, taken, _("no such township; nearest: {near}"))


def spell_place(record: Record, known: Known, of: tuple[str, str], text: str, taken: dict[str, str]) -> str:
    """The place as its register spells it; as written where that register has none in the township.

    of: its layer and township. A site that was called so is taken as what it is called now, which `taken` gets.
    Raises BadInput.
    """
    (layer, township), rows = of, known.places.get(of, [])
    found = territory.spell(rows, text)
    if found is None and layer == "site" and (now := known.renamed.get((township, names.plain(text)))):
        taken[text] = found = now
    if found is not None or not rows:
        return found or text
    try:
        return records.choose(text, [row["name"] for row in rows], _("not in the register; nearest: {near}"))
    except Slip as slip:
        raise record.refuse(layer, str(slip)) from None


def spell_department(rows: Iterable[Mapping[str, Any]], text: str) -> str:
    """The same of a department. Raises Slip."""
    names_of = [row["name"] for row in rows]
    found = [name for name in names_of if names.plain(name) == names.plain(text)]
    if found or not names_of:
        return found[0] if found else text
    return records.choose(text, names_of, _("not in the register; nearest: {near}"))


def _parse_known(kind: str, known: Known, rows: Sequence[Record], taken: dict[str, str]) -> Parsers:
    """How the cells are read that name what is known, in the register or in the file itself."""
    if kind == "township":
        named = {**known.townships, **{r.texts["code"]: r.texts["name"] for r in rows}}
        successor = partial(find_township, named, taken=taken, former=known.former)
        return {"kind": _read_kind, "code": _read_code, "successor": successor}
    if kind == "department":
        every = [*known.departments, *({"name": r.texts["name"]} for r in rows)]
        return {"successor": lambda text: spell_department(every, text)}
    return {"township": partial(find_township, known.townships, taken=taken, former=known.former)}


def _read_kind(text: str) -> str:
    return words.read_word("township_kind", text) or text


def _read_code(text: str) -> str:
    if text == CITY:
        raise Slip(_("{code} stands for the whole city").format(code=CITY))
    return text
