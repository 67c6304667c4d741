"""The only place that turns files of who answers for what into what the register of responsibilities takes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from inspect_cli.messages import _
from inspect_cli.rules import names, register_fields
from inspect_cli.store import answering
from inspect_cli.store.territory import Known
from inspect_cli.transfer import crews, holders, records, registers
from inspect_cli.transfer.holders import HolderShape
from inspect_cli.transfer.records import File, Parsers, Record, Slip, Values

_NEEDED = ("township",)
_OURS = (
    register_fields.SHORT,
    register_fields.LAYER,
    register_fields.ID,
)  # they follow from the others, but for the id
_OF_PEOPLE = ("name", "phone")


def read_responsibilities(path: str, known: Known, start: date | None = None, encoding: str | None = None) -> File:
    """The rows of a file as fields of entries, each with its township's code and, in a file of ours, its id as `key`.

    Several people of one cell are a row each, of which the first has the id.
    start: the first day of rows that say none; encoding: of text, found when it is not given. Raises BadInput for
    every cell that breaks a rule, naming file, line, column and value.
    """
    columns = (*register_fields.RESPONSIBLE, *_OURS)
    file = records.read_file(path, columns, _NEEDED, register_fields.ASKED, HolderShape, encoding)
    file = holders.part_rows(path, file)
    taken: dict[str, str] = {}
    own: Parsers = {
        "township": lambda text: registers.find_township(known.townships, text, taken),
        "department": lambda text: registers.spell_department(known.departments, text),
        "phone": records.read_phone,
        "id": _read_id,
    }

    def read(record: Record) -> list[Values]:
        lines = {key: crews.join_lines(text) if key in _OF_PEOPLE else text for key, text in record.texts.items()}
        record = record._replace(texts=lines)
        said = records.read_values(record, (*register_fields.RESPONSIBLE, register_fields.ID), own)
        return _share(record, _settle(record, said, known, start))

    def sign(row: Values) -> tuple[object, ...]:
        return tuple(row[name] for name in answering.SAME)

    key = "name" if file.records and "name" in file.records[0].headers else ""
    return file._replace(rows=records.read_several(file, read, sign, key), taken=taken)


def _settle(record: Record, said: Values, known: Known, start: date | None) -> Values:
    """The fields of an entry: the narrowest place that is named, the role that goes with it, nobody for a vacancy."""
    township = said["township"]
    layer = _find_layer(record, said)
    place = registers.spell_place(record, known, layer, township, said[layer]) if layer != "township" else None
    first = said.get("from", start)
    if first is None:
        raise record.refuse("from", _("is empty; write the day, or give --from DATE for all such rows"))
    if "to" in said and said["to"] < first and not _never_held(said["to"], first):
        raise record.refuse("to", _("is before the first day, {day}").format(day=first))
    facts: Mapping[str, object] = {key: said.get(key) for key in ("category", "post", "phone", "department")}
    return {
        **facts,
        "township": township,
        "layer": layer,
        "place": place,
        "role": said.get("role") or register_fields.ROLES[layer],
        "name": said.get("name"),
        "start": first,
        "end": said.get("to"),
        **({"key": said["id"]} if "id" in said else {}),
    }


def _share(record: Record, row: Values) -> list[Values]:
    """A row for each of its people, who have a phone each or all the same; one of nobody where it names none."""
    people = list(dict.fromkeys(crews.split_crew(row["name"] or "")))
    if len(people) <= 1:
        return [{**row, "name": next(iter(people), None)}]
    phones = crews.split_phones(row["phone"] or "", len(people))
    if not phones:
        rule = _("{parts} for {count} people: write one for each of them, or one for all")
        parts = len(names.split_people(row["phone"]))
        raise record.refuse("phone", rule.format(parts=parts, count=len(people)))
    own = [{**row, "name": name, "phone": phone or None} for name, phone in zip(people, phones, strict=True)]
    return [own[0], *({key: value for key, value in each.items() if key != "key"} for each in own[1:])]


def _find_layer(record: Record, said: Values) -> str:
    if "site" in said and "zone" in said:
        raise record.refuse("site", _("a row is about one place; it names a zone, too"))
    return next((layer for layer in ("site", "zone", "village") if layer in said), "township")


def _never_held(last: date, first: date) -> bool:
    """How our own files have a responsibility that was ended before it began."""
    return (first - last).days == 1


def _read_id(text: str) -> str:
    if len(text) != _ID or any(ch not in "0123456789abcdef" for ch in text):
        raise Slip(_("is no id of a responsibility"))
    return text


_ID = 32
