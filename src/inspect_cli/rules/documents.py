"""The only place for who may issue which document about hazards, to whom, about what, on which day, and its number.

A document is what a unit hands to a place. The program prints it and gives it no legal effect; what a unit may issue is
kept to what the law lets such a unit do (Work Safety Law of 2021, Administrative Penalty Law of 2021).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from inspect_cli import messages
from inspect_cli.errors import BadInput
from inspect_cli.messages import _
from inspect_cli.rules.lifecycle import State
from inspect_cli.rules.numbers import Number, write_numbers
from inspect_cli.rules.words import DOCUMENTS, UNITS, word

# Villages and grids report what they see (Work Safety Law, Art. 75); townships inspect, have things put right and help
# departments, and punish only where the province handed that over (the same, Art. 9; Administrative Penalty Law,
# Art. 24); departments order, stop and punish (Work Safety Law, Art. 65).
MAY_ISSUE = {"village": ("advice",), "township": ("advice", "notice", "opinion"), "department": tuple(DOCUMENTS)}
# A household is no unit of production or business, to which those laws speak: it is advised.
AT_HOUSEHOLDS = ("advice",)
HOUSEHOLDS = ("rural_home",)  # kinds of places
LOOKED_AT = ("closed", "failed")
_TITLES = {
    "advice": "Safety advice",
    "notice": "Notice to put hazards right",
    "order": "Order to put hazards right by a deadline",
    "opinion": "Opinion after a second look",
}
_UNIT_NAMES = {
    "village": ("村", "社区", "村社区", "网格", "grid"),
    "township": ("乡镇", "乡", "镇", "街道", "subdistrict"),
    "department": ("局", "委"),
}
_NUMBERED = re.compile(r"\s*[(（\[［【〔﹝]\s*(\d{4})\s*[)）\]］】〕﹞]\s*第?\s*(\d{1,9})\s*(?:号|$)")
_SHOWN = 10


class Unit(NamedTuple):
    """Who issues: its name, if it was said, and what kind of unit it is (a key of `words.UNITS`)."""

    name: str | None
    kind: str


class Place(NamedTuple):
    """Where a document goes: the township's code, and the site, or without one the village and the spot there."""

    township: str
    site: str | None
    village: str | None = None
    location: str | None = None

    def named(self, township_name: str) -> str:
        """As people say it."""
        return messages.listing(part for part in (self.site, self.location, self.village, township_name) if part)


class Subject(NamedTuple):
    """A hazard that a document is to name: its number, how it stands, when it was found."""

    number: str
    state: State
    found_on: date


def find_place(township: str, site: str | None, village: str | None, location: str | None) -> Place:
    """The place of a hazard: two hazards of one site are of one place, wherever in it they are."""
    return Place(township, site) if site else Place(township, None, village, location)


def read_unit_kind(text: str) -> str | None:
    """The key of a kind of unit in either language; None when it is not known."""
    wanted = unicodedata.normalize("NFKC", text).strip().lower()
    for key, zh in UNITS.items():
        if wanted in (key, unicodedata.normalize("NFKC", zh), *_UNIT_NAMES[key]):
            return key
    return None


def title(document: str, lang: str) -> str:
    """What stands above a document."""
    return DOCUMENTS[document] if lang == "zh" else _TITLES[document]


def write_number(text: str) -> str:
    """A document's number in the one form it is kept in: 〔2023〕5号 for [2023]5号, (2023) 第05号 and the like."""
    whole = unicodedata.normalize("NFC", text).strip()
    return _NUMBERED.sub(lambda found: f"〔{int(found[1])}〕{int(found[2])}号", whole)


def is_household(kinds: Iterable[str], visits: Iterable[str | None], *, advised: bool) -> bool:
    """Whether a place is a household: by its kind in the register, by the kind of a visit, or by its checklist.

    advised: the items that were found there are advice at a household; that decides where no kind of place is known.
    """
    known = set(kinds)
    return bool(known & set(HOUSEHOLDS)) or "household" in set(visits) or (advised and not known)


def choose_document(asked: str | None, unit: Unit, states: Sequence[State], *, household: bool) -> str:
    """Which document it is: the one asked for; else an opinion on what was looked at again, else a notice, or advice.

    Raises BadInput when such a unit may not issue it there.
    """
    allowed = AT_HOUSEHOLDS if household else MAY_ISSUE[unit.kind]
    if asked is None:
        looked_at = all(state.status in LOOKED_AT for state in states)
        wanted = ("opinion", "notice", "advice") if looked_at else ("notice", "advice")
        return next(document for document in wanted if document in allowed)
    check_unit(asked, unit.kind)
    if asked not in allowed:
        raise _stop(
            _("A household is no unit of production or business: it is advised, and gets no {document}.").format(
                document=_name(asked)
            ),
            _("Give advice: --document advice. If it does business there, enter its kind: inspect-cli site set"),
        )
    return asked


def check_unit(document: str, unit_kind: str) -> None:
    """Raises BadInput unless a unit of this kind may issue the document."""
    allowed = MAY_ISSUE.get(unit_kind, AT_HOUSEHOLDS)
    if document in allowed:
        return
    raise _stop(
        _("A {unit} may issue: {allowed}; not: {document}.").format(
            unit=word("unit", unit_kind, messages.language),
            allowed=messages.listing(map(_name, allowed)),
            document=_name(document),
        ),
        _("Issue what it may, or report it to who may issue it: inspect-cli transfer NUMBER --to NAME --reason TEXT"),
    )


def check_subject(subject: Subject, document: str, day: date, today: date) -> None:
    """Raises BadInput unless the document, dated that day, can be about the hazard as it stands."""
    number, state = subject.number, subject.state
    if state.status in ("voided", "transferred"):
        status = word("status", state.status, messages.language)
        raise _stop(
            _("{n} is {status}.").format(n=number, status=status),
            _("Leave it out; see: inspect-cli show {n}").format(n=number),
        )
    if day > today:
        raise _stop(
            _("{n}: {day} has not come yet.").format(n=number, day=day),
            _("Give a day with --on that is not after today."),
        )
    if day < subject.found_on:
        raise _stop(
            _("{n} was found on {found}, after {day}.").format(n=number, found=subject.found_on, day=day),
            _("Give --on DATE."),
        )
    if document == "opinion":
        _check_looked_at(number, state, day)
    else:
        _check_wanted(number, state, day)


def is_claimed(state: State, day: date) -> bool:
    """Whether a hazard that a document of that day names was said to be fixed by then, and waits for a second look."""
    return state.status == "fixed" and (state.fixed_on is None or state.fixed_on <= day)


def check_places(places: Mapping[Number, Place], townships: Mapping[str, str]) -> None:
    """Raises BadInput unless the hazards, by their numbers, are of one place. townships: code -> name."""
    groups: dict[Place, list[Number]] = {}
    for number, place in places.items():
        groups.setdefault(place, []).append(number)
    if len(groups) == 1:
        return
    shown = list(groups.items())[:_SHOWN]
    lines = [
        _("{place}: inspect-cli notice {numbers}").format(
            place=place.named(townships.get(place.township, place.township)), numbers=write_numbers(numbers)
        )
        for place, numbers in shown
    ]
    raise _stop(
        _("One document goes to one place; these hazards are of {count} places.").format(count=len(groups)),
        "\n".join([_("Print one for each place:"), *lines, *(["…"] if len(groups) > _SHOWN else [])]),
    )


def _check_looked_at(number: str, state: State, day: date) -> None:
    if state.status not in LOOKED_AT:
        raise _stop(
            _("{n} was not looked at again yet.").format(n=number),
            _("First: inspect-cli verify {n}; or leave it out.").format(n=number),
        )
    if state.claimed:
        raise _stop(
            _("{n}: nobody but its fixer looked again, or nobody is named.").format(n=number),
            _("Leave it out: an opinion says who looked again."),
        )
    looked_on = state.verified_on or state.since
    if looked_on and day < looked_on:
        raise _stop(
            _("{n} was looked at again on {looked}, after {day}.").format(n=number, looked=looked_on, day=day),
            _("Give --on DATE."),
        )


def _check_wanted(number: str, state: State, day: date) -> None:
    ended = state.fixed_on or state.verified_on or state.since
    if state.status == "closed" and (ended is None or ended <= day):
        raise _stop(
            _("{n} is closed: nothing is left to put right.").format(n=number),
            _("Leave it out, or write --document opinion. If this was issued before it was fixed: --on DATE"),
        )


def _name(document: str) -> str:
    return word("document", document, messages.language)


def _stop(what: str, todo: str) -> BadInput:
    return BadInput(what, _("Nothing was written."), todo)
