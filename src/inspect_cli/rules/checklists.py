"""The only place for checklists: what is asked in a category, where, by which rule since when.

`python -m inspect_cli.rules.checklists` writes the heads of the shipped lists down anew (catalogs/index.json).
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, get_args, get_origin

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

from inspect_cli import messages
from inspect_cli.errors import BadInput, WrongUsage
from inspect_cli.messages import _, listing
from inspect_cli.rules import catalog, citing, item_codes, names, slips
from inspect_cli.rules.catalog import Category
from inspect_cli.rules.fields import BETWEEN_RULES
from inspect_cli.rules.slips import Fault

LONGEST = 300
_SHOWN = 5
Key = Annotated[str, StringConstraints(pattern=slips.KEY)]
Code = Annotated[str, StringConstraints(pattern=slips.CODE)]
Prefix = Annotated[str, StringConstraints(pattern=slips.PREFIX)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST, strip_whitespace=True)]
Version = Annotated[Line, BeforeValidator(lambda said: said.isoformat() if isinstance(said, date) else said)]
Checked = Literal["text", "secondary", "memory"]


class Part(BaseModel):
    """A part of a list; what it does not know is a slip, not something newer."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, defer_build=True)


class Head(Part):
    """What a category is called: `key` in files, `prefix` before the number of an item, `department` that leads."""

    key: Key
    prefix: Prefix
    zh: Line
    en: Line
    aliases: tuple[Line, ...] = ()
    core: bool = False
    department: Key | None = None
    note_zh: Line | None = None
    note_en: Line | None = None


class Named(Part):
    """A kind of place or a department in both languages."""

    zh: Line
    en: Line


class Place(Named):
    """A kind of place; aliases: what else people call it."""

    aliases: tuple[Line, ...] = ()


class Law(Part):
    """A rule, in force from its first to its last day (none: not known, or not ended).

    verified: how its text was checked: read in full, seen in a secondary source, cited from memory;
    partly_replaced: the day since which a newer one takes the place of parts of it.
    """

    id: Key
    zh: Line
    en: Line
    version: Line | None = None
    start: date | None = Field(default=None, alias="from")
    end: date | None = Field(default=None, alias="to")
    partly_replaced: date | None = None
    verified: Checked
    source: Line | None = None

    def holds(self, day: date) -> bool:
        """Whether it was in force on that day."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


class Citation(Part):
    """The article of a rule, and how it was checked; article_en: where it is words and not numbers."""

    law: Key
    article: Line
    article_en: Line | None = None
    verified: Checked

    def name_article(self, lang: str) -> str:
        """The article as it is cited."""
        return self.article if lang == "zh" else self.article_en or citing.translate_article(self.article)


class Item(Part):
    """One question; yes means no hazard.

    days: to put it right, 0 is at once; stop: stop use or work until then; advice: a household is told, never ordered;
    places: the kinds of places it is asked at; states: only while producing, or only while stopped; none: always.
    """

    code: Code
    zh: Line
    en: Line
    question_zh: Line
    question_en: Line
    severity: Literal["general", "major"]
    days: Annotated[int, Field(ge=0, le=366)]
    stop: bool = False
    advice: bool = False
    major_when_zh: Line | None = None
    major_when_en: Line | None = None
    basis: Annotated[tuple[Citation, ...], Field(min_length=1)]
    places: Annotated[tuple[Key, ...], Field(min_length=1)]
    states: tuple[Literal["producing", "stopped"], ...] = ()
    department: Key | None = None

    def title(self, lang: str) -> str:
        """The hazard in a line."""
        return self.zh if lang == "zh" else self.en

    def question(self, lang: str) -> str:
        """What is asked."""
        return self.question_zh if lang == "zh" else self.question_en

    def questions(self) -> tuple[str, str]:
        """What is asked, in both languages."""
        return self.question_zh, self.question_en

    def major_when(self, lang: str) -> str | None:
        """When it is to be raised to a major."""
        return self.major_when_zh if lang == "zh" else self.major_when_en

    def fits(self, kinds: Sequence[str], state: str | None) -> bool:
        """Whether it is asked at a place of one of these kinds (none: any) that is in this state (None: not known)."""
        there = not kinds or any(kind in self.places for kind in kinds)
        return there and (state is None or not self.states or state in self.states)


class Checklist(Part):
    """The list of one category."""

    version: Version
    category: Head
    places: dict[Key, Place] = {}
    departments: dict[Key, Named] = {}
    law: tuple[Law, ...] = ()
    item: Annotated[tuple[Item, ...], Field(min_length=1)]

    def items(self, kinds: Sequence[str] = (), state: str | None = None) -> list[Item]:
        """The items that are asked at such a place, in the order of the list."""
        return [item for item in self.item if item.fits(kinds, state)]

    def cite(self, item: Item, day: date, lang: str) -> list[str]:
        """The basis of an item that was in force on a day, a text for each rule; how it was checked stands with it."""
        laws = {law.id: law for law in self.law}
        held: dict[tuple[str, str], list[str]] = {}
        for citation in item.basis:
            if laws[citation.law].holds(day):
                held.setdefault((citation.law, citation.verified), []).append(citation.name_article(lang))
        return [_spell(laws[law], articles, verified, day, lang) for (law, verified), articles in held.items()]

    def coming(self, day: date) -> list[Law]:
        """The rules that are not in force yet on that day."""
        return [law for law in self.law if law.start is not None and law.start > day]

    def find(self, typed: str) -> list[Item]:
        """The items that `typed` may mean: a code or its number, else a word of the text in either language."""
        number = item_codes.read_number(typed, self.category.prefix)
        if number is not None:
            return [item for item in self.item if item_codes.number_of(item.code) == number]
        wanted = names.plain(typed)
        if self.names_several(typed) or not any(ch.isalpha() for ch in wanted):
            return []
        by_text = [item for item in self.item if any(wanted in names.plain(text) for text in (item.zh, item.en))]
        return by_text or [item for item in self.item if any(wanted in names.plain(text) for text in item.questions())]

    def names_several(self, typed: str) -> bool:
        """Whether `typed` looks like a range or several numbers, which is never one item."""
        return item_codes.names_several(typed, self.category.prefix)

    def nearest(self, typed: str) -> list[Item]:
        """The first of the items that `typed` may mean, or those that look most like it."""
        known = {item.code: item for item in self.item}
        labels = {code: (code, item.zh, item.en) for code, item in known.items()}
        return self.find(typed)[:_SHOWN] or [known[code] for code in names.nearest(typed, labels)]


class Said(NamedTuple):
    """What a list said of an item on one day: what a hazard keeps, so that a later list does not re-label it.

    basis: rules with ； between them, in Chinese and in English; catalog: the list's category and version.
    """

    item: str
    item_text: str
    item_text_en: str
    basis: str | None
    basis_en: str | None
    catalog: str


def read_checklist(category: Category) -> Checklist:
    """The list of a category. Raises BadInput naming the file and what is wrong with it."""
    checklist, faults = inspect_file(category.path)
    if checklist is None or faults:
        first = faults[0]
        raise BadInput(
            _("{path}: {item}: {reason}").format(path=first.path, item=first.item, reason=first.reason),
            _("Nothing was written."),
            _("See all that is wrong with it: inspect-cli category check"),
        )
    return checklist


def choose_item(category: Category, typed: str) -> tuple[Checklist, Item]:
    """The item of a category's list that was typed. Raises WrongUsage with the nearest, or with all that fit."""
    checklist = read_checklist(category)
    found = checklist.find(typed)
    if len(found) == 1:
        return checklist, found[0]
    if checklist.names_several(typed):
        todo = _("Each item has its own --item: a code or its number, such as --item {code}")
        raise WrongUsage(
            _("{typed} looks like several items.").format(typed=names.shorten(typed)),
            _("Nothing was written."),
            todo.format(code=checklist.item[0].code),
        )
    shown = listing(f"{item.code} {item.title(messages.language)}" for item in checklist.nearest(typed))
    what = _("More than one item of {category} fits {typed}.") if found else _("{category} has no item {typed}.")
    raise WrongUsage(
        what.format(category=category.key, typed=names.shorten(typed)),
        _("Nothing was written."),
        _("Nearest: {near}. See all: inspect-cli category show {category}").format(near=shown, category=category.key),
    )


def inspect_file(path: Path) -> tuple[Checklist | None, list[Fault]]:
    """The list in a file, as far as it can be read, and everything that is wrong with it."""
    try:
        stamp = path.stat()
        told, checklist, errors = _read(path, stamp.st_mtime_ns, stamp.st_size)
    except (OSError, ValueError) as error:
        return None, [slips.explain_unread(path, error)]
    return checklist, slips.find_faults(path, told, errors, _model())


_PARTS: dict[str, type[Part]] = {
    "": Checklist,
    "category": Head,
    "places": Place,
    "departments": Named,
    "law": Law,
    "item": Item,
    "basis": Citation,
}


@lru_cache(maxsize=1)
def _model() -> slips.Model:
    fields = {part: {f.alias or name: f for name, f in kind.model_fields.items()} for part, kind in _PARTS.items()}
    choices = {
        key: get_args(f.annotation)
        for found in fields.values()
        for key, f in found.items()
        if get_origin(f.annotation) is Literal
    }
    return slips.Model({part: [key for key in found if key != "core"] for part, found in fields.items()}, choices)


@lru_cache(maxsize=64)
def _read(path: Path, _changed: int, _size: int) -> tuple[dict[str, Any], Checklist | None, list[Any]]:
    told = catalog.read_toml(path)
    try:
        return told, Checklist.model_validate(told), []
    except ValidationError as error:
        return told, None, list(error.errors(include_url=False))


def say(checklist: Checklist, item: Item, day: date) -> Said:
    """What the list says of an item for an inspection of that day."""
    basis, basis_en = (BETWEEN_RULES.join(checklist.cite(item, day, lang)) or None for lang in ("zh", "en"))
    version = f"{checklist.category.key} {checklist.version}"
    return Said(item.code, item.zh, item.en, basis, basis_en, version)


_MARKS = {
    "text": {"zh": "", "en": ""},
    "secondary": {"zh": "（出自二手来源，未核对原文）", "en": " (seen in a secondary source, not verified)"},
    "memory": {"zh": "（凭记忆引用，待核实）", "en": " (from memory, not verified)"},
}
_UNDATED = {"zh": "（施行日期待核实）", "en": " (since when is not verified)"}
_REPLACED = {"zh": "（自{day}起部分条款已被替代）", "en": " (replaced in part since {day})"}


def _spell(law: Law, articles: Sequence[str], verified: str, day: date, lang: str) -> str:
    name, between = (law.zh, "、") if lang == "zh" else (law.en, ", ")
    text = f"{name} {between.join(articles)}{_MARKS[verified][lang]}"
    if law.start is None:
        text += _UNDATED[lang]
    if law.partly_replaced and law.partly_replaced <= day:
        text += _REPLACED[lang].format(day=law.partly_replaced)
    return text


def render_index() -> str:
    """The text of catalogs/index.json: what the shipped lists are called, and the kinds of places."""
    lists = [_inspect_shipped(path) for path in sorted(catalog.FOLDER.glob(f"*{catalog.ENDING}"))]
    lists.sort(key=lambda each: (not each.category.core, _rank(each.category.key)))
    heads = [
        {
            **each.category.model_dump(include={"key", "zh", "en", "aliases", "core", "prefix"}),
            "at": sorted({kind for item in each.item for kind in item.places}),
        }
        for each in lists
    ]
    kinds: dict[str, list[str]] = {}
    for key, named in (pair for each in lists for pair in each.places.items()):
        known = kinds.setdefault(key, [named.zh, named.en])
        known += [alias for alias in named.aliases if alias not in known]
    return json.dumps({"categories": heads, "kinds": kinds}, indent=1, ensure_ascii=False) + "\n"


_ORDER = (
    *catalog.CORE,
    *("rural", "heating", "hazchem", "gathering", "market"),
    *("greenhouse", "environment", "noncoal", "industry", "general"),
)


def _rank(key: str) -> int:
    return _ORDER.index(key) if key in _ORDER else len(_ORDER)


def _inspect_shipped(path: Path) -> Checklist:
    return Checklist.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))


if __name__ == "__main__":
    catalog.INDEX.write_text(render_index(), encoding="utf-8")
