"""The only place that takes apart the rows of a list of who answers: a column for each role, several categories.

A heading such as 包片领导 or 护林员 says the role of those below it. Each of them is a row of its own, of the place
that goes with the role: the area leader of a township, the village officer of a village. Where the rows of a township
name several area leaders, each answers for what her row is about.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from inspect_cli.errors import BadInput
from inspect_cli.messages import _, listing
from inspect_cli.rules import catalog, names, register_fields, words
from inspect_cli.transfer import crews
from inspect_cli.transfer.records import File, Record
from inspect_cli.transfer.rosters import Shape

_HOLDER = "holder_"  # the key of such a column begins so, its place follows
_OWN = ("post", "phone")
_NUMBERS = ("no", "short")  # of a row: they say nothing of it, and what is ours has its whole id beside
_FACTS = (*_OWN, "department")
_BELOW = {  # a role -> the places of a row that are narrower than what it answers for
    "area_leader": ("village", "zone", "site"),
    "village_officer": ("zone", "site"),
    "hill_keeper": ("site",),
    "ranger": ("site",),
}
_NEEDS = {"village_officer": "village", "hill_keeper": "zone", "ranger": "zone"}
_BETWEEN = re.compile("[、，,；;/／]")
_ROLES = {
    names.plain(name): role
    for role, zh in words.ROLES_OF_LAYERS.items()
    for name in (role, zh, *register_fields.HOLDERS[role])
} | dict.fromkeys(map(names.plain, register_fields.HOLDERS_OF_PLACES), "")
_EVERY = frozenset(map(names.plain, register_fields.EVERY_CATEGORY))


class HolderShape(Shape):
    """Headers of such lists, of which several columns may be of people, and 职务 or 电话 of the people before."""

    def name(self, headers: Sequence[str]) -> list[str | None]:
        """The keys of the columns; holder_2 is a column of people with its place."""
        keys = [self._find(place, header) for place, header in enumerate(headers)]
        people = [place for place, key in enumerate(keys) if key and (key == "name" or key.startswith(_HOLDER))]
        if len(people) < 2 and not any(key and key.startswith(_HOLDER) for key in keys):  # noqa: PLR2004
            return keys
        return [self._attach(place, keys, people) for place in range(len(keys))]

    def parts_people(self, key: str) -> bool:
        """Whether a line of a cell is somebody, what is said of her, or one of several categories."""
        return key in ("name", "category", *_OWN) or key.startswith(_HOLDER)

    def _find(self, place: int, header: str) -> str | None:
        upper, _parted, lower = header.rpartition("/")
        if names.plain(header) in _ROLES or names.plain(lower) in _ROLES:
            return f"{_HOLDER}{place}"
        key = self.find(header)
        if upper and names.plain(upper) in _ROLES and key == "name":
            return f"{_HOLDER}{place}"
        return key

    def _attach(self, place: int, keys: Sequence[str | None], people: Sequence[int]) -> str | None:
        key, before = keys[place], [each for each in people if each < place]
        if key not in _OWN or not before:
            return key
        own = f"{keys[before[-1]]}_{key}"
        first = next(each for each in range(before[-1], place + 1) if keys[each] == key)
        return own if first == place else None


class _Part(NamedTuple):
    """Somebody of a row: the row with her as its name; wide: the same of the place that goes with her role."""

    record: Record
    wide: Record

    @property
    def is_moved(self) -> bool:
        """Whether the role goes with a wider place than what the row is about."""
        return self.wide.texts != self.record.texts


def part_rows(path: str, file: File) -> File:
    """The same file with a row for each role and category. Raises BadInput for one that has no column of people."""
    _refuse_nameless(path, file)
    rows = [_leave_out(record, _NUMBERS) for record in file.records]
    parts = [part for record in rows for each in _part_categories(record) for part in _part_people(each)]
    several = _find_several(parts)
    records = _drop_again(
        part._replace(wide=part.record) if _sign(part.wide, "name") in several else part for part in parts
    )
    silent = len({(r.where, r.line) for r in file.records} - {(p.record.where, p.record.line) for p in parts})
    return file._replace(records=records, skipped=file.skipped + silent)


def _leave_out(record: Record, keys: Sequence[str]) -> Record:
    return record._replace(texts={key: text for key, text in record.texts.items() if key not in keys})


def _refuse_nameless(path: str, file: File) -> None:
    for record in file.records:
        if "name" not in record.headers and not _holders(record):
            headings = listing([*record.headers.values(), *file.left_out])
            raise BadInput(
                _("{path}: no column says who answers. Its headings: {headings}").format(path=path, headings=headings),
                _("Nothing was written."),
                _("Call the column of names 姓名 or 责任人, or by a role: {roles}").format(
                    roles=listing(words.ROLES_OF_LAYERS.values())
                ),
            )


def _holders(record: Record) -> list[str]:
    """The keys of the columns of people, the plain one of names too."""
    return [
        key for key in record.headers if key == "name" or (key.startswith(_HOLDER) and key[len(_HOLDER) :].isdigit())
    ]


def _part_categories(record: Record) -> Iterator[Record]:
    """A row for each category of a cell; one of none where it says all of them."""
    text = record.texts.get("category", "")
    parts = [part.strip() for part in _BETWEEN.split(text) if part.strip()]
    if any(names.plain(part) in _EVERY for part in parts):
        yield _leave_out(record, ("category",))
    elif len(parts) < 2 or "id" in record.texts or catalog.find_category(text):  # noqa: PLR2004
        yield record
    else:
        for part in dict.fromkeys(parts):
            yield record._replace(texts={**record.texts, "category": part})


def _part_people(record: Record) -> Iterator[_Part]:
    """A row for each column of people; an empty one of several says nothing."""
    holders = _holders(record)
    shared = {key: text for key, text in record.texts.items() if not (key == "name" or key.startswith(_HOLDER))}
    shared = {key: text for key, text in shared.items() if not key.startswith("name_")}
    for key in holders:
        if key not in record.texts and len(holders) > 1:
            continue
        own = {of: text for of in _OWN if (text := record.texts.get(f"{key}_{of}"))}
        said = {"name": record.texts[key]} if key in record.texts else {}
        role = _find_role(record, key)
        titled = {of: record.headers[f"{key}_{of}"] for of in _OWN if f"{key}_{of}" in record.headers}
        headers = {**record.headers, **titled, "name": record.headers[key]}
        part = record._replace(headers=headers, texts={**shared, **own, **said, **({"role": role} if role else {})})
        yield _Part(part, _widen(part, role))


def _find_role(record: Record, key: str) -> str:
    """What a column says of the role of its people; nothing where it is that of whatever the row is about."""
    header = record.headers[key]
    upper, _parted, lower = header.rpartition("/")
    return next((role for name in (header, lower, upper) if (role := _ROLES.get(names.plain(name)))), "")


def _widen(record: Record, role: str) -> Record:
    if role in _NEEDS and _NEEDS[role] not in record.texts:
        return record
    return _leave_out(record, _BELOW.get(role, ()))


def _sign(record: Record, *without: str) -> tuple[tuple[str, str], ...]:
    """What a row says but for its facts, to tell one from another."""
    return tuple(sorted((key, text) for key, text in record.texts.items() if key not in (*_FACTS, *without)))


def _find_several(parts: Iterable[_Part]) -> set[tuple[tuple[str, str], ...]]:
    """The places and roles that rows which are about less of it give to different people."""
    people: dict[tuple[tuple[str, str], ...], set[str]] = defaultdict(set)
    for part in parts:
        if part.is_moved:
            said = crews.read_crew(part.record.texts.get("name", ""), timed=False)
            people[_sign(part.wide, "name")].add("、".join(names.plain(member.name) for member in said))
    return {sign for sign, held in people.items() if len(held) > 1}


def _drop_again(parts: Iterable[_Part]) -> list[Record]:
    """The rows of the places that go with the roles, each once where several say the same of one."""
    first: dict[tuple[tuple[str, str], ...], Mapping[str, str]] = {}
    kept = []
    for part in parts:
        texts = part.wide.texts
        known = first.setdefault(_sign(part.wide), texts)
        same = all(known.get(key) == texts[key] for key in _FACTS if key in texts)
        if known is texts or not part.is_moved or not same:
            kept.append(part.wide)
    return kept
