"""The only place that says what is wrong in the file of a checklist: all of it at once, each with its item and reason.

It looks at what the file says and not at a list made of it, so that one slip does not hide the next.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from inspect_cli.messages import _, explain, listing
from inspect_cli.rules import catalog
from inspect_cli.rules.body import find_unsafe
from inspect_cli.rules.catalog import Unreadable

WHOLE = "-"  # the item of a fault of the whole file
KEY = r"^[a-z][a-z0-9_]{0,39}$"
PREFIX = r"^[A-Z][A-Z0-9]{0,11}$"
CODE = r"^[A-Z][A-Z0-9]{0,11}-[0-9]{1,4}$"
_SHOWN = 60  # characters of a wrong value
_DAYS = ("from", "to", "since", "until", "start", "end", "date")  # what people write into a basis
_SHAPES = {
    "version": '"2026-11-01"',
    "category": "[category]",
    "item": "[[item]]",
    "law": '"rules"',
    "key": '"bottled_gas"',
    "prefix": '"GAS"',
    "code": '"GAS-01"',
    "id": '"rules"',
    "days": "3",
    "article": '"第7条"',
    "basis": '[{ law = "rules", article = "第7条", verified = "text" }]',
    "places": '["restaurant"]',
    "states": '["producing"]',
}


class Fault(NamedTuple):
    """What is wrong in a list: the file, the item or part it is about, the reason."""

    path: Path
    item: str
    reason: str


class Model(NamedTuple):
    """What a list may say: the keys of each part by its name (the whole file: ""), the words that a key may have."""

    keys: Mapping[str, Sequence[str]]
    choices: Mapping[str, Sequence[str]]


def explain_unread(path: Path, error: Exception) -> Fault:
    """Why a file could not be read at all."""
    if not isinstance(error, Unreadable):
        return Fault(path, WHOLE, explain(error) if isinstance(error, OSError) else _("is no path"))
    sentences = {
        "large": _("is larger than 1 MB, too large for a list"),
        "encoding": _("is not written in UTF-8"),
        "syntax": _("line {line}, column {column} is not TOML") if error.line else _("is not TOML"),
    }
    return Fault(path, WHOLE, sentences[error.kind].format(line=error.line, column=error.column))


def find_faults(path: Path, told: Mapping[str, Any], errors: Iterable[Mapping[str, Any]], model: Model) -> list[Fault]:
    """Everything that is wrong with a list; told: what its file says; errors: what the model found in it."""
    # Of a list whose only part has a slip pydantic says that it is empty too.
    found = [_describe(told, error, model) for error in errors if error["type"] != "too_short" or not error["input"]]
    found += _find_doubles(told)
    found += _find_times(told)
    found += _find_reserved(told)
    found += _find_collisions(told, path)
    found += _find_renamed(told)
    found += _find_lost(told)
    found += [
        (key, _("holds control characters, which are not taken")) for key, text in _texts(told) if _is_unsafe(text)
    ]
    return [Fault(path, item, reason) for item, reason in dict.fromkeys(found)]


def _is_unsafe(text: str) -> bool:
    return find_unsafe("name", text) is not None


def _parts(told: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """The parts of this name that are written as parts; what is written otherwise the model has found."""
    parts = told.get(name)
    return [part for part in parts if isinstance(part, dict)] if isinstance(parts, list) else []


def _keys(told: Mapping[str, Any], name: str) -> list[str]:
    found = told.get(name)
    return [key for key in found if isinstance(key, str)] if isinstance(found, (list, dict)) else []


def _find_doubles(told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, key in (("item", "code"), ("law", "id")):
        counted = Counter(part[key] for part in _parts(told, name) if isinstance(part.get(key), str))
        yield from ((each, _("stands there more than once")) for each, count in counted.items() if count > 1)


def _find_times(told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for law in _parts(told, "law"):
        start, end = law.get("from"), law.get("to")
        if type(start) is type(end) is date and end < start:
            yield _call(law, "law"), _("ends on {end}, before it begins").format(end=end)


def _find_reserved(told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """A key that something else is called by, so that its column could not be told from the other."""
    head = told.get("category")
    key = head.get("key") if isinstance(head, dict) else None
    if isinstance(key, str) and key in catalog.RESERVED:
        yield "category", _("the key {key} is taken by something else: choose another").format(key=key)


def _find_collisions(told: Mapping[str, Any], path: Path) -> Iterator[tuple[str, str]]:
    """Another category that has this name or prefix, so that neither could be told from the other."""
    try:
        mine = catalog.read_head(told, path)
    except (KeyError, TypeError):  # the model has found what is wrong with it
        return
    for other, shared in catalog.find_collisions(mine):
        if other.key == mine.key:
            yield "category", _("the key {key} is that of {path}").format(key=mine.key, path=other.path.name)
        elif shared == mine.prefix == other.prefix:
            yield "category", _("prefix {prefix} is that of {other}").format(prefix=shared, other=other.key)
        else:
            yield "category", _("the name {name} is one of {other}").format(name=shared, other=other.key)


def _find_renamed(told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Kinds of places that another list calls otherwise: one kind has one name, wherever it stands."""
    for key in _keys(told, "places"):
        named, known = told["places"][key], catalog.kinds().get(key) if isinstance(told["places"], dict) else None
        if known and isinstance(named, dict) and isinstance(named.get("zh"), str) and named["zh"] != known.zh:
            sentence = _("kind of place {kind} is called {name} in another list: leave it out, or choose another key")
            yield "places", sentence.format(kind=key, name=known.zh)


def _find_lost(told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What items name and nothing describes: rules, kinds of places, departments; and codes of another category."""
    head = told.get("category")
    prefix = head.get("prefix") if isinstance(head, dict) else None
    laws = [law.get("id") for law in _parts(told, "law")]
    kinds = {*_keys(told, "places"), *catalog.kinds()}
    departments = _keys(told, "departments")
    for item in _parts(told, "item"):
        code = _call(item, "item")
        if isinstance(prefix, str) and isinstance(item.get("code"), str) and code.partition("-")[0] != prefix:
            yield code, _("does not begin with {prefix}-").format(prefix=prefix)
        yield from ((code, reason) for reason in _find_unnamed(item, laws, kinds))
        if isinstance(item.get("department"), str) and item["department"] not in departments:
            yield code, _("department {department} is not described").format(department=item["department"])


def _find_unnamed(item: Mapping[str, Any], laws: Sequence[Any], kinds: set[str]) -> Iterator[str]:
    for citation in _parts(item, "basis"):
        law = citation.get("law")
        if isinstance(law, str) and law not in laws:
            yield _("cites {law}, which no [[law]] describes").format(law=law)
    for kind in _keys(item, "places"):
        if kind not in kinds:
            near = listing(catalog.nearest_kinds(kind))
            yield _("kind of place {kind} is not known; nearest: {near}").format(kind=kind, near=near)


def _texts(told: Any, key: str = WHOLE) -> Iterator[tuple[str, str]]:
    """Every text of a list, names of parts too, with the item or part it stands in."""
    if isinstance(told, str):
        yield key, told
    elif isinstance(told, dict):
        own = _call(told, "") or key
        for name, value in told.items():
            yield own, name
            yield from _texts(value, name if own == WHOLE else own)
    elif isinstance(told, list):
        for value in told:
            yield from _texts(value, key)


def _call(part: Mapping[str, Any], kind: str, place: int | None = None) -> str:
    """What a part is called: its code or its id, else its kind and where it stands."""
    called = next((part[key] for key in ("code", "id") if isinstance(part.get(key), str) and part[key]), None)
    return str(called) if called else kind if place is None else f"{kind} {place + 1}"


def _describe(told: Mapping[str, Any], found: Mapping[str, Any], model: Model) -> tuple[str, str]:
    """One of pydantic's findings: the code of the item or the name of the part, then the field and the reason."""
    place = list(found["loc"])
    about, inside = (str(place[0]), place[1:]) if place else (WHOLE, [])
    if inside and isinstance(inside[0], int):
        part = told[about][inside[0]]
        about, inside = _call(part if isinstance(part, dict) else {}, about, inside[0]), inside[1:]
    field = ".".join(str(step + 1 if isinstance(step, int) else step) for step in inside if step != "[key]")
    reason = _advise(found, model) or _explain(found)
    return about, f"{field}: {reason}" if field else reason


def _advise(found: Mapping[str, Any], model: Model) -> str:
    """What belongs there, for a key that is missing, unknown or written otherwise; nothing where that says little."""
    *inside, key = [str(step) for step in found["loc"] if isinstance(step, str) and step != "[key]"] or [""]
    part = "basis" if inside == ["item", "basis"] else inside[0] if inside else ""
    if found["type"] == "extra_forbidden" and part == "basis" and key in _DAYS:
        return _("is not known; the days of a rule stand in its [[law]], as from and to")
    if found["type"] == "extra_forbidden":
        return _("is not known; there are {keys}").format(keys=listing(model.keys[part]))
    if found["type"] == "tuple_type" and not inside:
        return _("must be written as [[{part}]], with two brackets").format(part=key)
    if found["type"] == "missing" and key in model.choices:
        return _("is missing; it is one of {choices}").format(choices=listing(model.choices[key]))
    if found["type"] in ("missing", "tuple_type") and key in _SHAPES:
        sentence = (
            _("is missing; such as {shape}") if found["type"] == "missing" else _("must be a list, such as {shape}")
        )
        return sentence.format(shape=_SHAPES[key])
    return ""


def _explain(found: Mapping[str, Any]) -> str:
    limits = dict(found.get("ctx", {}))
    rules = {
        KEY: _("small letters, digits and _, a letter first, at most 40, such as bottled_gas"),
        PREFIX: _("capital letters and digits, a letter first, at most 12, such as GAS"),
        CODE: _("the prefix of the list, a hyphen and at most four digits, such as GAS-01"),
    }
    limits["rule"] = rules.get(limits.get("pattern", ""), "")
    limits["expected"] = str(limits.get("expected", "")).replace(" or ", ", ").replace("'", "")
    sentences = {
        "missing": _("is missing"),
        "extra_forbidden": _("is not known"),
        "string_too_short": _("is empty"),
        "too_short": _("is empty"),
        "string_too_long": _("is longer than {max_length} characters"),
        "string_pattern_mismatch": _("“{input}” is not written as it must be: {rule}"),
        "model_type": _("must be a table"),
        "model_attributes_type": _("must be a table"),
        "dict_type": _("must be a table"),
        "tuple_type": _("must be a list"),
        "literal_error": _("“{input}” is none of {expected}"),
        "greater_than_equal": _("{input} is less than {ge}"),
        "less_than_equal": _("{input} is more than {le}"),
    }
    sentence = sentences.get(found["type"], _("“{input}” is not a value for this"))
    typed = str(found["input"])
    return sentence.format(**{**limits, "input": typed if len(typed) <= _SHOWN else f"{typed[:_SHOWN]}…"})
