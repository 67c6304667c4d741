"""The only place that lays checklists out: a row for each category, kind of place or item, the card of one item."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from inspect_cli.messages import _, listing, plural
from inspect_cli.rules import catalog, checklists, fields, words
from inspect_cli.rules.catalog import Category
from inspect_cli.rules.checklists import Checklist, Item
from inspect_cli.rules.fields import BETWEEN_RULES
from inspect_cli.rules.slips import Fault

SCREEN = ("code", "text", "severity", "days", "stop", "advice", "basis", "question", "states", "places")
_NAMED = 5
_WORDED = ("text", "question", "major_when")  # on a screen in its language; files have both
Row = dict[str, Any]


def list_categories(used: Collection[str], lang: str) -> tuple[list[Row], list[Fault]]:
    """A row for each category, and the first fault of each list of the user's own that cannot be used.

    used: the keys of the categories that new visits may have; what a faulty list holds is not known.
    """
    faults = [checklists.inspect_file(path)[1][:1] for path in catalog.broken()]
    rows = []
    for category in catalog.categories().values():
        checklist, found = checklists.inspect_file(category.path)
        faults.append(found[:1])
        rows.append(_lay_category(category, None if found else checklist, used, lang))
    return rows, [fault for first in faults for fault in first]


def _lay_category(category: Category, checklist: Checklist | None, used: Collection[str], lang: str) -> Row:
    items = checklist.item if checklist else None
    return {
        "key": category.key,
        "title": category.title(lang),
        "zh": category.zh,
        "en": category.en,
        "aliases": list(category.aliases),
        "prefix": category.prefix,
        "items": None if items is None else len(items),
        "majors": None if items is None else sum(item.severity == "major" for item in items),
        "version": checklist.version if checklist else None,
        "origin": "replacing" if category.replacing else "own" if category.own else "shipped",
        "use": "core" if category.core else "used" if category.key in used else "unused",
        "path": str(category.path),
    }


def list_kinds(lang: str, *, keys: bool) -> list[Row]:
    """A row for each kind of place with the lists that ask something there; keys: as keys, else as people read them."""
    return [
        {
            "key": kind.key,
            "title": kind.title(lang),
            "zh": kind.zh,
            "en": kind.en,
            "aliases": list(kind.aliases),
            "categories": _name_askers(kind.key, lang, keys=keys),
        }
        for kind in catalog.kinds().values()
    ]


def _name_askers(kind: str, lang: str, *, keys: bool) -> list[str] | str:
    askers = [category for category in catalog.categories().values() if kind in category.at]
    return [category.key for category in askers] if keys else listing(c.zh if lang == "zh" else c.key for c in askers)


def explain_lost(open_of: Mapping[str, int]) -> list[str]:
    """A sentence for each category that no list here knows; open_of: key -> its open hazards."""
    folder = catalog.user_folder()
    return [
        plural(
            "No list here knows the category {category}, of which {count} hazard is open: put its file into {folder}",
            "No list here knows the category {category}, of which {count} hazards are open: put its file into {folder}",
            count,
            category=key,
            folder=folder,
        )
        for key, count in open_of.items()
    ]


def explain_own(paths: Collection[Path], today: date) -> list[str]:
    """What is no slip in these lists of the user's own and may surprise: shipped ones replaced, rules to come."""
    told = [
        _("{path} takes the place of the list of {category} that comes with the program.").format(
            path=category.path, category=category.key
        )
        for category in catalog.categories().values()
        if category.replacing and category.path in paths
    ]
    sentence = _("{path}: {law} is cited from {day} on, when it begins.")
    for path in paths:
        checklist = checklists.inspect_file(path)[0] if path.parent != catalog.FOLDER else None
        laws = checklist.coming(today) if checklist else []
        told += [sentence.format(path=path, law=law.id, day=law.start) for law in laws]
    return told


def list_items(checklist: Checklist, items: Sequence[Item], day: date) -> list[Row]:
    """A row for each item with everything in both languages, by keys where there are any, and its basis on that day."""
    return [_lay_item(checklist, item, day) for item in items]


def _lay_item(checklist: Checklist, item: Item, day: date) -> Row:
    said = checklists.say(checklist, item, day)
    names = [field.key for field in fields.ITEMS if field.key in type(item).model_fields]
    row = {name: getattr(item, name) for name in names}
    row |= {"places": list(item.places), "states": list(item.states)}
    head = {"category": checklist.category.key, "version": checklist.version}
    return {**row, **head, "basis": said.basis, "basis_en": said.basis_en}


def word_items(checklist: Checklist, rows: Sequence[Mapping[str, Any]], lang: str) -> list[Row]:
    """The same rows as people read them in one language."""
    return [_word_item(checklist, row, lang) for row in rows]


def _word_item(checklist: Checklist, row: Mapping[str, Any], lang: str) -> Row:
    leads = checklist.departments.get(row["department"])
    return {
        **row,
        "text": row[lang],
        **{name: row[f"{name}_{lang}"] for name in _WORDED[1:]},
        "places": listing(_name_kind(checklist, key, lang) for key in row["places"]),
        "states": listing(words.word("site_state", state, lang) for state in row["states"]),
        "department": (leads.zh if lang == "zh" else leads.en) if leads else None,
        "basis": read_basis(row, lang),
    }


def read_basis(row: Mapping[str, Any], lang: str) -> str | None:
    """The basis that a row keeps, in the language."""
    basis: str | None = row["basis"] if lang == "zh" else row["basis_en"]
    return basis.replace(BETWEEN_RULES, "; ") if basis and lang != "zh" else basis


def lay_card(checklist: Checklist, row: Mapping[str, Any], lang: str) -> tuple[str, list[tuple[str, str]]]:
    """Title and facts of one item for the screen, a line for each rule of its basis; row: of `list_items`."""
    worded = _word_item(checklist, row, lang)
    shown = {field.key: field for field in fields.ITEMS}
    names = ("question", "severity", "major_when", "days", "stop", "advice", "places", "states", "department")
    facts = [(shown[name].title(lang), fields.cell(shown[name], _raised(worded[name]), lang)) for name in names]
    basis = row["basis"] if lang == "zh" else row["basis_en"]
    rules = str(basis).split(BETWEEN_RULES) if basis else [_("none known for that day")]
    facts += [(shown["basis"].title(lang) if n == 0 else "", rule) for n, rule in enumerate(rules)]
    facts.append((shown["version"].title(lang), checklist.version))
    return f"{row['code']} {worded['text']}", [(name, value) for name, value in facts if value]


def _raised(value: Any) -> Any:
    return None if value is False else value


def explain_list(checklist: Checklist, rows: Sequence[Mapping[str, Any]], lang: str) -> list[str]:
    """What is said below the items of a list: its version, how many are shown, which lack a basis, its writer's note.

    rows: of `list_items`.
    """
    note = checklist.category.note_zh if lang == "zh" else checklist.category.note_en
    shown = _("{shown} of {count} items, list of {version}.")
    told = [shown.format(shown=len(rows), count=len(checklist.item), version=checklist.version)]
    if without := [row["code"] for row in rows if not row["basis"]]:
        named = listing([*without[:_NAMED], *(["…"] if len(without) > _NAMED else [])])
        told.append(_("No basis is known for that day: {items}").format(items=named))
    return [*told, *([note] if note else [])]


def _name_kind(checklist: Checklist, key: str, lang: str) -> str:
    named = checklist.places.get(key) or catalog.kinds()[key]
    return named.zh if lang == "zh" else named.en


def name_kinds(checklist: Checklist, lang: str) -> str:
    """The kinds of places that a list asks something at."""
    asked = dict.fromkeys(key for item in checklist.item for key in item.places)
    return listing(f"{key} {_name_kind(checklist, key, lang)}" for key in asked)
