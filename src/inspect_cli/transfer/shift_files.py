"""The only place that turns duty rosters, as people keep them, into shifts.

A row is a shift with a column for each role, or a person with her role; several names may stand in a cell. What only
one column says (职务, 电话) belongs to the people of the nearest column on its left; behind all of them a post is the
first one's, and a phone everybody's only where it is called 值班电话.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any, NamedTuple, TypeVar

from inspect_cli.errors import BadInput
from inspect_cli.messages import _
from inspect_cli.rules import coverage, duty_fields, names, shifts
from inspect_cli.rules.fields import Field
from inspect_cli.rules.shifts import Hours
from inspect_cli.rules.watches import Unit
from inspect_cli.store.database import Row
from inspect_cli.transfer import crews, duty_heads, records, roster_days, shift_heads, titled_units
from inspect_cli.transfer.collecting import Collected
from inspect_cli.transfer.crews import Member
from inspect_cli.transfer.duty_heads import OF_PEOPLE, DutyShape
from inspect_cli.transfer.records import File, Parsers, Record, Slip, Values
from inspect_cli.transfer.shift_heads import OF_ALL, PERSONS
from inspect_cli.transfer.turning import Taken

Said = TypeVar("Said")
_TICK = re.compile("[√✓✔☑○●◎△▲☆★]")
_NO_NAME = re.compile(rf"[:：]|{_TICK.pattern}")
_OFFICER = "officer"
_READ = (*duty_fields.ROSTER, duty_fields.HOURS, duty_fields.WHEN, *duty_fields.PERSONS, *duty_fields.OF_PERSONS)
_KEYS = frozenset(("no", *(field.key for field in _READ)))


class Known(NamedTuple):
    """What a file is read with: the units with their rows of the registers, today.

    unit, role: of rows that name none.
    """

    units: Mapping[Unit, Row]
    today: date
    unit: Unit | None = None
    role: str | None = None


class Shifts(NamedTuple):
    """The shifts of a file as fields of entries, each once.

    rows: of the file; skipped: those that are no shifts, or of which nobody is named; left_out: headers of columns that
    a roster has no place for; named: hours that are only named, such as 白班; called: the header of the one column of
    phones beside several of people, and the header of those whose phones they are; taken: parts of names of units that
    were written -> the name; turned: how sheets were taken that have days or units across; titled: file and sheet ->
    whose it is by its titles or the sheet's name; instead: who stands in for another, as written; headed: headings of
    columns by shifts whose people were taken for officers.
    """

    shifts: list[Values]
    rows: int
    skipped: int
    left_out: Sequence[str]
    named: Sequence[str]
    called: Sequence[tuple[str, str]] = ()
    taken: Mapping[str, str] = {}
    turned: Sequence[Taken] = ()
    titled: Mapping[str, Unit] = {}
    instead: Sequence[str] = ()
    headed: Sequence[str] = ()


class _Person(NamedTuple):
    """Somebody of a row; own: the post and phone that are hers; shared: those that the row says of more than one.

    hours: hers alone, if the row says so behind the name.
    """

    role: str
    name: str
    hours: Hours | None
    own: Mapping[str, str | None]
    shared: Mapping[str, str | None]


class _Column(NamedTuple):
    """A column of people; hours: that its heading says."""

    key: str
    role: str
    hours: Hours | None = None


class _Gathered(NamedTuple):
    """A shift as several rows may say it, and what they say of more than one of their people."""

    shift: Values
    lines: dict[str, int]
    shared: dict[str, set[str]]


def read_shifts(path: str, known: Known, encoding: str | None = None) -> Shifts:
    """The shifts of a text file or a workbook. encoding: of text, found when it is not given.

    Raises BadInput for every cell that breaks a rule, naming file, line, column and value.
    """
    down = {"unit": "township", "day": "inspected_on"}
    more = [field for field in _READ if field not in duty_fields.ROSTER]
    turned: list[Taken] = []
    of_units = duty_heads.Roles(known.units, known.role, turned.append, known.today)
    kind = partial(DutyShape, people=OF_PEOPLE, down=down, plan=partial(duty_heads.plan, roles=of_units))
    file = records.read_file(path, duty_fields.ROSTER, (), more, kind, encoding)
    _refuse_nameless(path, file)
    titled = titled_units.find_units(file.records, known.units, known.unit)
    every: dict[tuple[Any, ...], _Gathered] = {}
    taken: dict[str, str] = {}
    empty = _read_rows(file, known, titled, every, taken)
    rows = len(file.records) + file.skipped
    return Shifts(
        [_finish(gathered) for gathered in every.values()],
        rows,
        file.skipped + empty,
        file.left_out,
        _find_each(file, _find_named),
        _find_each(file, _find_called),
        taken,
        list(dict.fromkeys(turned)),
        titled,
        _find_each(file, _find_instead),
        _find_each(file, partial(_find_headed, role=known.role)),
    )


def _read_rows(
    file: File, known: Known, titled: Mapping[str, Unit], every: dict[tuple[Any, ...], _Gathered], taken: dict[str, str]
) -> int:
    """Read the rows into `every`; how many of them name nobody. Raises BadCells."""
    days = roster_days.Above()
    found, empty = Collected(file.wrong), 0
    for record in file.records:
        of = known._replace(unit=titled.get(record.where, known.unit))
        with found.catching():
            people = _read_row(record, of, taken)
            empty += not people
            if people:
                days.refuse_cut(record, people[0][0]["day"], people[0][0]["unit"])
            for shift, person in people:
                _gather(every, record, shift, person)
    found.settle()
    return empty


def _find_each(file: File, find: Callable[[Record], Iterable[Said]]) -> list[Said]:
    """What is found in the rows, each once."""
    return list(dict.fromkeys(each for record in file.records for each in find(record)))


def _find_named(record: Record) -> list[str]:
    """The hours of a row that are only named."""
    cells = [record.texts.get(key, "") for key in ("hours", "when")]
    heads = [heading.shift for heading in shift_heads.find_columns(record.headers).values()]
    return [text for text in (*cells, *heads) if shifts.is_named(text)]


def _find_instead(record: Record) -> list[str]:
    """Who stands in for whom, as the cells of a row have it."""
    keys = ("name", *PERSONS, *shift_heads.find_columns(record.headers))
    return [each for key in keys for each in crews.find_instead(record.texts.get(key, ""))]


def _find_headed(record: Record, *, role: str | None) -> list[str]:
    """The headings of columns by shifts of which nothing says as what their people are on duty."""
    said = role is not None or "role" in record.texts
    by_shift = shift_heads.find_columns(record.headers)
    return [heading.shift for heading in by_shift.values() if heading.role is None and not said]


def _find_called(record: Record) -> list[tuple[str, str]]:
    """The one column of phones that stands beside several of people, and whose phones they are."""
    people = [key for key in record.headers if key in PERSONS or shift_heads.is_shift(key)]
    phones = [key for key in record.headers if key.endswith("phone")]
    if len(people) < 2 or len(phones) != 1 or phones[0] == "phone":  # noqa: PLR2004
        return []
    header, of = record.headers[phones[0]], record.headers[phones[0].removesuffix("_phone")]
    return [] if of.partition("/")[0] in header else [(header, of)]


def _refuse_nameless(path: str, file: File) -> None:
    """Raises BadInput for a file in which no column names a day, or none who is on duty."""
    held = {key for record in file.records for key in record.headers}
    columns = _("Name the columns 日期, 单位, 班次, 带班领导, 值班人员, or: day, unit, role, name, from, to.")
    across = _(
        "Or write a column for each day and a row for each unit, or a column for each unit and a row for each day."
    )
    wanted = (
        ({"day", "when"}, _("{path}: no column says the day.")),
        ({"name", *PERSONS, *filter(shift_heads.is_shift, held)}, _("{path}: no column says who is on duty.")),
    )
    for keys, sentence in wanted:
        if file.records and held.isdisjoint(keys):
            raise BadInput(
                sentence.format(path=path),
                _("Nothing was written."),
                f"{columns}\n{across}",
            )


def _read_row(record: Record, known: Known, taken: dict[str, str]) -> list[tuple[Values, _Person]]:
    """The shifts of a row: one for each day and person that it names."""
    own: Parsers = {
        "day": partial(roster_days.read_days, record=record, today=known.today),
        "when": partial(roster_days.read_when, record=record, today=known.today),
        "unit": partial(_find_unit, units=known.units, taken=taken),
        "role": _read_role,
        "hours": _read_hours,
        "from": _read_clock,
        "to": _read_clock,
        **dict.fromkeys(("name", *PERSONS, *shift_heads.find_columns(record.headers)), _read_crew),
        **{key: records.read_phone for key in record.headers if key.endswith("phone")},
    }
    headed = [Field(key, key, key) for key in record.headers if key not in _KEYS]
    said = records.read_values(record, (*_READ, *headed), own)
    people = _read_people(record, said, known.role)
    unit = said.get("unit") or known.unit
    if unit is None:
        raise record.refuse("unit", _("is empty; write the unit, or give --unit NAME for all such rows"))
    start, minutes = _settle_hours(said)
    told = {**unit.told, "start": start, "minutes": minutes}
    days = _settle_days(record, said)
    if not coverage.stands(known.units[unit], days[0]):
        ended = known.units[unit]["ended_on"]
        raise record.refuse("unit", _("{name} is no more since {day}").format(name=unit.name, day=ended))
    return [({**told, **_tell_own(person), "day": day}, person) for day in days for person in people]


def _tell_own(person: _Person) -> Values:
    """The hours that are said of one person alone."""
    return dict(zip(("start", "minutes"), person.hours, strict=True)) if person.hours else {}


def _settle_days(record: Record, said: Mapping[str, Any]) -> Sequence[date]:
    days: Sequence[date] = next((said[key].days for key in ("day", "when") if key in said and said[key].days), ())
    if not days:
        key = "day" if "day" in record.headers else "when"
        raise record.refuse(key, _("is no day; write it as 2023-01-15"))
    return days


def _settle_hours(said: Mapping[str, Any]) -> Hours:
    """From eight to eight of the next day where a row says nothing else."""
    with_days = (said[key].hours for key in ("when", "day") if key in said)
    hours: Hours = said.get("hours") or next(filter(None, with_days), shifts.USUAL)
    if "from" not in said and "to" not in said:
        return hours
    start = said.get("from", hours[0])
    return start, shifts.last_from(start, said.get("to", start))


def _read_people(record: Record, said: Mapping[str, Any], role: str | None) -> list[_Person]:
    """Who is on duty by a row. Raises BadInput when the role is not said."""
    held = _find_columns(record, said, role)
    named = [(column, member) for column in held for member in said.get(column.key, ())]
    shared = {"post": _lead(record, said, len(named)), "phone": _deal(record, "phone", said, len(named))}
    own: dict[str, list[str | None]] = {
        f"{column.key}_{of}": _deal(record, f"{column.key}_{of}", said, sum(each[0] == column for each in named))
        for column in held
        for of in OF_ALL
    }
    return [
        _Person(
            shift_heads.read_duty(member.post or "") or column.role,
            member.name,
            member.hours or column.hours,
            {of: own[f"{column.key}_{of}"].pop(0) or _say(member, of) for of in OF_ALL},
            {of: shared[of][place] for of in OF_ALL},
        )
        for place, (column, member) in enumerate(named)
    ]


def _find_columns(record: Record, said: Mapping[str, Any], role: str | None) -> list[_Column]:
    """The columns of people; those that are headed by a shift with its hours, of officers where nothing says else."""
    held = [_Column(key, key) for key in PERSONS if key in record.headers]
    by_shift = shift_heads.find_columns(record.headers)
    if "name" in record.headers:
        held = [_Column("name", _need_role(record, said, role)), *held]
    elif len(held) == 1 and "role" in said and not by_shift:
        held = [_Column(held[0].key, said["role"])]
    usual = said.get("role") or role or _OFFICER
    return [*held, *(_Column(key, heading.role or usual, heading.hours) for key, heading in by_shift.items())]


def _need_role(record: Record, said: Mapping[str, Any], role: str | None) -> str:
    """role: of rows that say none."""
    if "role" not in said and role is None and said.get("name"):
        rule = _("is empty; write leader, officer or handler (带班领导, 值班人员, 应急处置人员)")
        raise record.refuse("role", rule)
    return str(said.get("role", role or ""))


def _say(member: Member, of: str) -> str | None:
    """The post or the phone that stands behind a name; what she is on duty as is no post."""
    if of == "post":
        return None if shift_heads.read_duty(member.post or "") else member.post
    return member.phone


def _deal(record: Record, key: str, said: Mapping[str, Any], count: int) -> list[str | None]:
    """What a cell says of so many people: of each one part of it, or all of it of everybody. Raises BadInput."""
    text = said.get(key, "")
    if not text or names.is_nobody(text):
        return [None] * count
    parts = names.split_people(text)
    if count > 1 and len(parts) == count:
        return [None if names.is_nobody(part) else part for part in parts]
    if count > 1 and len(parts) > 1:
        rule = _("{parts} for {count} people: write one for each of them, or one for all")
        raise record.refuse(key, rule.format(parts=len(parts), count=count))
    return [text] * count


def _lead(record: Record, said: Mapping[str, Any], count: int) -> list[str | None]:
    """The same of a post, which is the first one's where there is one."""
    posts = _deal(record, "post", said, count)
    return posts if len(set(posts)) > 1 else [*posts[:1], *([None] * (count - 1))]


def _gather(every: dict[tuple[Any, ...], _Gathered], record: Record, shift: Values, person: _Person) -> None:
    """Put what a row says of a shift to what others say. Raises BadInput where they do not agree."""
    shift = {**shift, "role": person.role, "name": person.name}
    gathered = every.setdefault(shifts.sign(shift), _Gathered(shift, {}, {of: set() for of in OF_ALL}))
    for of in OF_ALL:
        said, shared = person.own[of], person.shared[of]
        if said is not None and gathered.shift.setdefault(of, said) != said:
            rule = _("{name} has another one on line {line}").format(name=person.name, line=gathered.lines[of])
            raise record.refuse(_find_column(record, of, person.role), rule)
        if said is not None:
            gathered.lines.setdefault(of, record.line)
        if shared is not None:
            gathered.shared[of].add(shared)


def _find_column(record: Record, of: str, role: str) -> str:
    return next((key for key in (f"{role}_{of}", of) if key in record.headers), "")


def _finish(gathered: _Gathered) -> Values:
    """The shift; what rows say of more than one of their people holds where they all say the same."""
    shared = {of: next(iter(said)) for of, said in gathered.shared.items() if len(said) == 1}
    return {**shared, **gathered.shift}


def _find_unit(text: str, *, units: Iterable[Unit], taken: dict[str, str]) -> Unit:
    """The unit by its name or a part of it, or by the code of a township. Raises Slip with the nearest."""
    labels = {unit: (unit.name, unit.township) for unit in units}
    return records.find_named(text, labels, taken, _("no such township or department; nearest: {near}"))


def _read_crew(text: str) -> tuple[Member, ...]:
    """The people of a cell. Raises Slip for what is no name."""
    people = crews.read_crew(text)
    for name in [text if _TICK.search(text) else "", *(member.name for member in people)]:
        if _NO_NAME.search(name) or shift_heads.read_duty(name):
            raise Slip(_("is no name; write the name first, then the post in brackets"))
    return people


def _read_role(text: str) -> str:
    return shift_heads.read_role(text) or records.read_word("shift", text)


def _read_hours(text: str) -> Hours:
    hours = shifts.read_hours(text)
    if hours is None:
        raise Slip(_("are no hours; write 08:00-20:00, 全天, 白班 or 夜班"))
    return hours


def _read_clock(text: str) -> int:
    minute = shifts.read_clock(text)
    if minute is None:
        raise Slip(_("is no time of the day; write it as 08:00"))
    return minute
