"""The only place where visits that people type become entries, and where a body is built."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from typing import Any, TypeVar
from unicodedata import category

from pydantic import ValidationError

from inspect_cli import messages, settings
from inspect_cli.errors import BadInput
from inspect_cli.messages import _
from inspect_cli.rules import fields, register_fields, words
from inspect_cli.rules.body import NAME_LENGTH, Body, find_unsafe, tidy
from inspect_cli.rules.entries import Finding, Inspected
from inspect_cli.rules.names import is_nobody, split_people
from inspect_cli.rules.numbers import Number
from inspect_cli.store import journal
from inspect_cli.store.database import Database
from inspect_cli.store.ids import make_id
from inspect_cli.store.journal import Author, Draft

Model = TypeVar("Model", bound=Body)
_WORDS = {
    "severity": tuple(words.SEVERITIES),
    "status": tuple(words.STATES),
    "state": tuple(words.SITE_STATES),
    "stopped_for": tuple(words.STOPS),
    "document": tuple(words.DOCUMENTS),
    "unit_kind": tuple(words.UNITS),
    "level": tuple(words.LEVELS),
    "scope": tuple(words.SCOPES),
    "answer": tuple(words.ANSWERS),
}
_SEVERAL = ("inspectors", "departments")
_PERSONS = ("owner", "fixed_by", "verified_by", "failed_by")
_TITLES = register_fields.TITLES | {f.key: f for f in (*fields.DETAILS, *fields.LEDGER, *fields.REGISTER)}


@dataclass(frozen=True)
class Visit:
    """A visit as typed.

    what: fields of the visit; each: fields that every one of its hazards gets; own: for each hazard, where they differ,
    the fields that it alone gets; links: for each hazard the number of the closed one that it repeats.
    """

    township: str
    on: date
    what: dict[str, Any]
    hazards: Sequence[str]
    each: dict[str, Any]
    links: Sequence[str | None] = ()
    own: Sequence[Mapping[str, Any]] = ()

    def details(self) -> list[dict[str, Any]]:
        """All that each of its hazards gets besides its text, in their order."""
        return [{**self.each, **own} for own in self.own or [{}] * len(self.hazards)]


def sign(user: str) -> Author:
    """Who writes, on this machine's device. Raises StorageProblem before the first `init`."""
    name = read_user(user)
    device = settings.read_device()
    return Author(name, device.id, device.code)


def read_user(user: str) -> str:
    """The name of who is typing, as entries have it. Raises BadInput for one that none could have."""
    if find_unsafe("user", user) is not None or not 0 < len(user.strip()) <= NAME_LENGTH:
        rule = _("is empty, longer than {limit} characters, or holds control characters").format(limit=NAME_LENGTH)
        raise refuse_field(_("The name of who is typing (--as, INSPECT_USER)"), rule)
    name: str = tidy("user", user)
    return name


def record_visit(database: Database, visit: Visit, author: Author) -> list[Number]:
    """Write one visit with its hazards; their new numbers, known only once they are on the disk."""
    code = author.code
    findings = [
        build(Finding, id=make_id(), number=f"{code}-0", description=text, rebound_of=earlier, **details)
        for text, details, earlier in zip_longest(visit.hazards, visit.details(), visit.links)
    ]
    inspected = build(Inspected, **visit.what)
    with database.writing():
        first = journal.reserve_numbers(database, code, len(findings)) if findings else 0
        numbers = [Number(code, first + n) for n in range(len(findings))]
        named = [f.model_copy(update={"number": str(n)}) for f, n in zip(findings, numbers, strict=True)]
        body = inspected.model_copy(update={"hazards": tuple(named)})
        journal.append(database, [Draft(visit.township, "inspected", visit.on, body)], author)
    return numbers


def count_visits(database: Database, township: str, day: date, what: Mapping[str, Any], *, alike: bool) -> int:
    """How many visits in the same category there are at the same place on that day.

    what: fields of the visit: category, site, village, inspectors; alike: only clean visits by the same people.
    """
    asked = {"township": township, "category": what["category"], "since": day, "until": day}
    people = "、".join(_everybody(what["inspectors"]))
    wanted = tuple(tidy(name, what.get(name)) for name in ("site", "village"))
    count = 0
    for row in database.rows("visits", asked, list(asked)):
        there = row["site"] == wanted[0] if wanted[0] else (row["site"], row["village"]) == wanted
        count += there and (not alike or (row["found"] == 0 and row["inspectors"] == people))
    return count


def build(model: type[Model], **values: Any) -> Model:
    """An entry's body. Raises BadInput naming the field, the rule and what to do."""
    values |= {several: _everybody(values[several]) for several in _SEVERAL if values.get(several)}
    for name, value in values.items():
        if find_unsafe(name, value) is not None:
            raise refuse_field(title_of(name), unsafe_reason())
        if _is_blank(value):
            raise refuse_field(title_of(name), _("is empty"))
        if name in _PERSONS and isinstance(value, str) and any(map(is_nobody, split_people(value) or (value,))):
            raise refuse_field(title_of(name), _("is no name"))
        if value is not None and value not in _WORDS.get(name, (value,)):
            raise refuse_field(title_of(name), _("is none of {words}").format(words=messages.listing(_WORDS[name])))
    try:
        return model(**{name: tidy(name, value) for name, value in values.items() if value is not None})
    except ValidationError as error:
        raise refuse_field(*reasons(error)[0]) from None


def _everybody(typed: Sequence[str]) -> tuple[str, ...]:
    """Each person once, as a file that holds them in one cell would bring them back."""
    people = [split_people(text) or ("",) for text in typed]
    return tuple(dict.fromkeys(person for several in people for person in several))


def _is_blank(value: Any) -> bool:
    texts = value if isinstance(value, tuple) else (value,)
    return any(isinstance(text, str) and not any(map(_is_seen, text)) for text in texts)


def _is_seen(ch: str) -> bool:
    """A mark on paper: no blank, no sign that only joins or parts others."""
    return not ch.isspace() and category(ch) not in ("Cf", "Cc")


def refuse_field(field: str, reason: str) -> BadInput:
    """What is wrong with a field, as an error that writes nothing."""
    what = _("{field}: {reason}").format(field=field, reason=reason)
    return BadInput(what, _("Nothing was written."), _("Change it and run the command again."))


def need_name(field: str, name: str | None) -> None:
    """Raises BadInput for what only fills the place of a name, as -, / and 无 do."""
    if name is not None and is_nobody(name):
        raise refuse_field(field, _("is no name") if name.strip() else _("is empty"))


def unsafe_reason() -> str:
    """The rule that text with control characters breaks."""
    return _("holds control characters, which are not taken")


def reasons(error: ValidationError) -> list[tuple[str, str]]:
    """What pydantic found, as (field, sentence) pairs."""
    return [(title_of(field_of(found)), _reason(found)) for found in error.errors(include_url=False)]


def field_of(found: Any) -> str:
    """The key of the field that one of pydantic's findings is about."""
    key = next((part for part in reversed(found["loc"]) if isinstance(part, str)), "")
    return "number" if key == "ref" else key


def title_of(key: str) -> str:
    """What people read above a field."""
    return _TITLES[key].title(messages.language) if key in _TITLES else key


def _reason(found: Any) -> str:
    limit = found.get("ctx", {}).get("max_length")
    sentences = {
        "string_too_long": _("{length:,} characters; at most {limit:,} are taken"),
        "string_too_short": _("is empty"),
        "string_unicode": _("holds bytes that are no text"),
        "missing": _("is missing"),
    }
    length = len(found["input"]) if isinstance(found["input"], str) else 0
    sentence: str = sentences.get(found["type"], found["msg"])
    return sentence.format(length=length, limit=limit or 0)
