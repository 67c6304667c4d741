"""The only place that says what a profile may hold: a superior's form, its columns and what each is taken from.

A file is looked at whole, so that everything that is wrong with it is said at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from inspect_cli.messages import _
from inspect_cli.rules import catalog, fields, tallies, words

DayStyle = Literal["iso", "slash", "dots", "chinese"]
PLACEHOLDERS = ("city", "year", "month", "months", "since", "until", "today", "time", "campaign")
GROUPS = ("township", "category")
SOURCES = ("field", "count", "rate", "text", "blank")
_TAKEN = {  # what a column may be taken from
    "counts": SOURCES,
    "rows": ("field", "text", "blank"),
    "brief": ("count", "rate", "text", "blank"),
}
FIELDS = {f.key: f for f in (*fields.LEDGER, *fields.PLANNED, *fields.DERIVED, *fields.QUOTED)}
_PLACED = re.compile(r"\{(\w+)\}")
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")
_RUN = re.compile(r"\s*[=+\-@＝＋－＠'].|[\t\r\n]", re.DOTALL)
_KEY = re.compile(r"[a-z][a-z0-9_]*")


class Fault(NamedTuple):
    """What is wrong: the item of the file, and a sentence."""

    item: str
    reason: str


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Wording(_Part):
    """A text in one language or two."""

    zh: str | None = None
    en: str | None = None

    @property
    def both(self) -> list[str]:
        """The text in each language it is there in."""
        return [text for text in (self.zh, self.en) if text]

    def read(self, lang: str) -> str:
        """The text in this language, else in the other."""
        first, second = (self.zh, self.en) if lang == "zh" else (self.en, self.zh)
        return first or second or ""


def _wrap(value: Any) -> Any:
    return {"zh": value} if isinstance(value, str) else value


def _count(value: Any) -> Any:
    return Decimal(value) if type(value) is int else value


Label = Annotated[Wording, BeforeValidator(_wrap)]


class Column(_Part):
    """A column, or a line of a brief. One of field, count, rate, text, blank says where its cells come from.

    field: a column of the ledger; count: one of `rules.tallies`; rate: two of them, the part and the whole;
    text: the same in every row; blank: nothing of ours, to be written by hand. scale: what a number is multiplied by;
    date: how days are written; words: what stands for a key; group: the header over several columns;
    so_far: counted from the beginning of the year, or of the campaign, instead of in the asked days.
    """

    header: Label
    key: str = ""
    field: str | None = None
    count: str | None = None
    rate: Annotated[list[str], Field(min_length=2, max_length=2)] | None = None
    text: Label | None = None
    blank: bool = False
    group: Label | None = None
    unit: str = ""
    scale: Annotated[Decimal, BeforeValidator(_count)] = Decimal(1)
    date: DayStyle | None = None
    words: dict[str, str] = {}
    required: bool = False
    so_far: bool = False

    @property
    def sources(self) -> list[str]:
        """Which of SOURCES the column names; exactly one when all is well."""
        return [name for name in SOURCES if getattr(self, name) not in (None, False)]

    @property
    def name(self) -> str:
        """Its key in files for machines."""
        return self.key or self.field or self.count or ""


class Profile(_Part):
    """A form. kind: `counts` has a row for each group, `rows` one for each hazard, `brief` a line for each column.

    language: of the form, whatever the screen's; total: what the total row is called, none when there is none;
    period: what is counted when no days are asked for; rate: what counts as rectified unless --rate says otherwise;
    blank: what stands in a cell nothing is known of; leave_out: categories that are not counted unless asked for;
    numbered: a row of numbers under the header.
    """

    name: str
    kind: Literal["counts", "rows", "brief"]
    title: Label
    columns: Annotated[list[Column], Field(min_length=1)]
    by: Literal["township", "category"] | None = None
    language: Literal["zh", "en"] | None = None
    total: Label | None = None
    period: Literal["day", "week", "month", "year"] | None = None
    rate: Literal["closed", "fixed"] = "closed"
    dates: DayStyle = "iso"
    blank: str = ""
    numbered: bool = False
    leave_out: list[str] = []

    @property
    def counted(self) -> tuple[set[str], set[str]]:
        """The counts that its columns are taken from: those of the asked days, and those so far."""
        asked: tuple[set[str], set[str]] = (set(), set())
        for column in self.columns:
            asked[column.so_far].update(key for key in (column.count, *(column.rate or ())) if key)
        return asked


def build_profile(raw: Mapping[str, Any]) -> tuple[Profile | None, list[Fault]]:
    """The profile of a file's content, or everything that is wrong with it."""
    faults: list[Fault] = []
    profile = None
    try:
        profile = Profile.model_validate(dict(raw))
    except ValidationError as error:
        faults += [Fault(_name_item(each["loc"]), _explain(dict(each))) for each in error.errors()]
    faults += _judge(raw)
    return (None if faults else profile), faults


def fill(text: str, facts: Mapping[str, str]) -> str:
    """The text with what stands for its placeholders; anything else in braces is left as it is."""
    return _PLACED.sub(lambda found: facts.get(found[1], found[0]), text)


def _judge(raw: Mapping[str, Any]) -> Iterator[Fault]:
    """What is wrong although each item is of its kind."""
    kind, by = raw.get("kind"), raw.get("by")
    yield from _judge_groups(kind, by)
    yield from _judge_words(raw)
    seen: dict[str, int] = {}
    for number, column in _whole_columns(raw.get("columns")):
        for item, reason in [*_judge_source(column, kind, by), *_judge_form(column)]:
            yield Fault(_name_item(("columns", number - 1, item)), reason)
        if seen.setdefault(column.name, number) != number:
            reason = _("Column {number} has the key {key} too.").format(number=seen[column.name], key=column.name)
            yield Fault(_name_item(("columns", number - 1, "key")), reason)


def _judge_words(raw: Mapping[str, Any]) -> Iterator[Fault]:
    if isinstance(raw.get("name"), str) and not _NAME.fullmatch(raw["name"]):
        yield Fault("name", _("Write it in small letters, digits and hyphens."))
    if isinstance(raw.get("blank"), str) and _RUN.match(raw["blank"]):
        yield Fault("blank", _("A spreadsheet would take it for a formula."))
    for text in _texts(raw.get("title")):
        yield from _judge_text("title", text)
    left_out = raw.get("leave_out")
    for category in left_out if isinstance(left_out, list) else ():
        if isinstance(category, str) and category not in catalog.categories():
            yield Fault("leave_out", _unknown(category, tuple(catalog.categories())))


def _whole_columns(raw: Any) -> Iterator[tuple[int, Column]]:
    for number, each in enumerate(raw if isinstance(raw, list) else (), 1):
        try:
            yield number, Column.model_validate(each)
        except ValidationError:
            continue  # said already


def _judge_groups(kind: Any, by: Any) -> Iterator[Fault]:
    if kind == "counts" and by is None:
        yield Fault("by", _("A form of counts needs it: township or category."))
    if kind in ("rows", "brief") and by is not None:
        yield Fault("by", _("Only a form of counts has groups."))


def _judge_source(column: Column, kind: Any, by: Any) -> Iterator[Fault]:
    if len(column.sources) != 1:
        yield Fault("header", _("Say once where its cells come from: {all}.").format(all=", ".join(SOURCES)))
        return
    [source] = column.sources
    if kind in _TAKEN and source not in _TAKEN[kind]:
        yield Fault(source, _unknown(source, _TAKEN[kind]))
    elif source == "field":
        known = tuple(FIELDS) if kind != "counts" else (by,) if by in GROUPS else GROUPS
        yield from [Fault("field", _unknown(column.field, known))] if column.field not in known else []
    elif source in ("count", "rate"):
        yield from _judge_counts(source, [column.count] if column.count else column.rate or [], by)


def _judge_counts(source: str, counts: list[str], by: Any) -> Iterator[Fault]:
    for key in counts:
        if key not in tallies.BY_KEY:
            yield Fault(source, _unknown(key, tuple(tallies.BY_KEY)))
        elif by == "category" and tallies.BY_KEY[key].of == "sites":
            yield Fault(source, _("The register does not say which category a site is of."))


def _judge_form(column: Column) -> Iterator[Fault]:
    field = FIELDS.get(column.field or "")
    if not _KEY.fullmatch(column.name):
        yield Fault("key", _("It needs one in small letters, digits and _, such as fines."))
    if column.so_far and not (column.count or column.rate):
        yield Fault("so_far", _("Only a count or a rate goes on from the beginning of the year."))
    if column.date and (not field or field.kind != "date"):
        yield Fault("date", _("Only a column of days has a way to write days."))
    if column.scale != 1 and not column.count and (not field or field.kind != "count"):
        yield Fault("scale", _("Only a number can be multiplied."))
    if column.words and not field:
        yield Fault("words", _("Only a column of the ledger has words."))
    known = tuple(words.TABLES.get(field.kind, ())) if field else ()
    yield from (Fault("words", _unknown(word, known)) for word in column.words if known and word not in known)
    for text in column.text.both if column.text else ():
        yield from _judge_text("text", text)


def _judge_text(item: str, text: str) -> Iterator[Fault]:
    for name in _PLACED.findall(text):
        if name not in PLACEHOLDERS:
            yield Fault(item, _unknown(name, PLACEHOLDERS))


def _texts(label: Any) -> list[str]:
    return [text for text in (label.values() if isinstance(label, dict) else [label]) if isinstance(text, str)]


def _unknown(value: Any, known: tuple[str, ...]) -> str:
    return _("{value} is not known. Choose one of: {all}").format(value=value, all=", ".join(known))


def _name_item(where: tuple[Any, ...]) -> str:
    if where[:1] == ("columns",) and len(where) > 1:
        rest = ".".join(map(str, where[2:]))
        return (_("column {number}, {item}") if rest else _("column {number}")).format(number=where[1] + 1, item=rest)
    return ".".join(map(str, where))


def _explain(error: Mapping[str, Any]) -> str:
    kind = str(error["type"])
    if kind == "literal_error":
        return _unknown(error["input"], tuple(re.findall(r"'(\w+)'", str(error["ctx"]["expected"]))))
    sentences = {
        "missing": _("It is missing."),
        "extra_forbidden": _("There is no such item."),
        "string_type": _("It must be text."),
        "bool_type": _("It must be true or false."),
        "list_type": _("It must be a list."),
        "dict_type": _("It must be a table."),
        "model_type": _("It must be a table.")
        if isinstance(error["loc"][-1], int)
        else _("It must be text, or a table with zh and en."),
        "too_short": _("It has too few parts."),
        "too_long": _("It has too many parts."),
    }
    return sentences.get(kind) or _("It must be a number.")
