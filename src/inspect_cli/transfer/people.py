"""The only place that turns files of who answers for what into what the register of responsibilities takes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from functools import partial

from inspect_cli.messages import _
from inspect_cli.rules import names, register_fields
from inspect_cli.store import answering
from inspect_cli.store.territory import Known
from inspect_cli.transfer import crews, holders, records, registers, terms
from inspect_cli.transfer.crews import Member
from inspect_cli.transfer.holders import HolderShape
from inspect_cli.transfer.records import File, Parsers, Record, Slip, Values

_NEEDED = ("township",)
_OURS = (
    register_fields.SHORT,
    register_fields.LAYER,
    register_fields.ID,
)  # they follow from the others, but for the id
_OF_PEOPLE = ("name", "phone")
_FILLED = ("post", "phone", "department", "key")  # what one of several lines may say of the same


def read_responsibilities(path: str, known: Known, start: date | None = None, encoding: str | None = None) -> File:
    """The rows of a file as fields of entries, each with its township's code and, in a file of ours, its id as `key`.

    Several people of one cell are a row each, of which the first has the id; one who stands on several lines is one.
    start: the first day of rows that say none, which are not `dated`; encoding: of text, found when it is not given.
    Raises BadInput for every cell that breaks a rule, naming file, line, column and value.
    """
    columns = (*register_fields.RESPONSIBLE, *_OURS)
    file = records.read_file(path, columns, _NEEDED, register_fields.ASKED, HolderShape, encoding)
    terms.refuse_unread(path, file.left_out)
    file = holders.part_rows(path, file)
    taken: dict[str, str] = {}
    cells: dict[tuple[object, ...], set[str]] = defaultdict(set)
    own: Parsers = {
        "township": partial(registers.find_township, known.townships, taken=taken, former=known.former),
        "department": lambda text: registers.spell_department(known.departments, text),
        "phone": records.read_phone,
        "id": _read_id,
    }

    def read(record: Record) -> list[Values]:
        lines = {key: crews.join_lines(text) if key in _OF_PEOPLE else text for key, text in record.texts.items()}
        record = record._replace(texts=lines)
        days: Parsers = {
            "from": partial(terms.read_from, epoch_1904=record.epoch_1904),
            "to": partial(terms.read_to, epoch_1904=record.epoch_1904),
        }
        said = records.read_values(record, (*register_fields.RESPONSIBLE, register_fields.ID), {**own, **days})
        said = terms.settle(record, said)
        rows = _share(record, _settle(record, (said, start), known, taken))
        for row in rows if len(rows) > 1 else ():
            cells[answering.sign_post(row)].add(f"{record.where}:{record.line}:{record.headers['name']}")
        return rows

    def sign(row: Values) -> tuple[object, ...]:
        return tuple(row[name] for name in answering.SAME)

    key = "name" if file.records and "name" in file.records[0].headers else ""
    rows = records.read_several(file, read, sign, key, _join)
    return file._replace(rows=rows, taken=taken, cells={answering.sign_post(row): set() for row in rows} | cells)


def _settle(record: Record, told: tuple[Values, date | None], known: Known, taken: dict[str, str]) -> Values:
    """The fields of an entry: the narrowest place that is named, the role that goes with it, nobody for a vacancy.

    told: what the row says, and the first day of one that says none.
    """
    said, start = told
    of = _find_layer(record, said), said["township"]
    layer, township = of
    place = registers.spell_place(record, known, of, said[layer], taken) if layer != "township" else None
    first = said.get("from", start)
    if first is None:
        raise record.refuse("from", _("is empty; write the day, or give --from DATE for all such rows"))
    if "to" in said and said["to"] < first and not _never_held(said["to"], first):
        raise record.refuse("to", _("is before the first day, {day}").format(day=first))
    if "id" not in said:
        registers.refuse_ended(record, known, township, first)
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
        **({} if "from" in said else {"dated": False}),
    }


def _share(record: Record, row: Values) -> list[Values]:
    """A row for each of its people, who have a phone each or all the same; one of nobody where it names none."""
    people = _read_people(row)
    if not people:
        return [{**row, "name": None}]
    if len(people) == 1:
        return [_tell(row, people[0], row["phone"])]
    phones = crews.split_phones(row["phone"] or "", len(people))
    if not phones:
        rule = _("{parts} for {count} people: write one for each of them, or one for all")
        parts = len(names.split_people(row["phone"]))
        raise record.refuse("phone", rule.format(parts=parts, count=len(people)))
    own = [_tell(row, member, phone or None) for member, phone in zip(people, phones, strict=True)]
    return [own[0], *({key: value for key, value in each.items() if key != "key"} for each in own[1:])]


def _read_people(row: Values) -> list[Member]:
    """Who stands in a cell, each once; in a file of ours with their brackets, as the register has them."""
    text = row["name"] or ""
    said = map(Member, crews.split_crew(text)) if "key" in row else crews.read_crew(text, timed=False)
    first = dict[str, Member]()
    return list({member.name: first.setdefault(member.name, member) for member in said}.values())


def _tell(row: Values, member: Member, phone: str | None) -> Values:
    """The row of one of its people; a post beside another that the row says stays behind the name."""
    phones = dict.fromkeys(filter(None, (phone, member.phone)))
    both = member.post is not None and row["post"] not in (None, member.post)
    name = f"{member.name}（{member.post}）" if both else member.name
    return {**row, "name": name, "phone": "、".join(phones) or None, "post": row["post"] or member.post}


def _join(row: Values, again: Values) -> Values | None:
    """What two lines say of the same, None where they do not agree."""
    told = {key: [each[key] for each in (row, again) if each.get(key) is not None] for key in _FILLED}
    if row["end"] != again["end"] or any(len(set(said)) > 1 for said in told.values()):
        return None
    return {**row, **{key: said[0] for key, said in told.items() if said}}


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
