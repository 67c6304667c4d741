"""The only place that reads the cells of other people's ledgers, each by itself: words, days, sums, answers.

What depends on the rest of its row stays as it is written until `translating.settle` puts the row together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple
from unicodedata import normalize

from inspect_cli.messages import _, listing
from inspect_cli.rules import catalog, claims, money, names, words
from inspect_cli.rules.claims import Claim
from inspect_cli.rules.written import Term, Written, is_cut, names_period, read_day, read_deadline
from inspect_cli.transfer.columns import Columns
from inspect_cli.transfer.faults import Fault, Refused

PAST = ("inspected_on", "fixed_on", "verified_on")
PERSONS = ("owner", "fixed_by", "verified_by")
LONG = ("description", "note", "measures", "progress", "recheck")
_ITEM = re.compile(r"([A-Z]{2,8})[-_ ]?(\d{1,4})")
_UNITS = ("万元", "万", "元")
_APPROXIMATELY = re.compile("^(?:约|大约|大概|共|合计|预计|计划)")
_QUOTED = 20  # characters of a word in advice on how to type it
_NO_WORD = Claim(told=True)


class Context(NamedTuple):
    """What the cells of a table are read by.

    year: of days without one; periods: 春节 -> the last day before it; former: names that townships had -> their codes.
    """

    today: date
    year: int | None = None
    epoch_1904: bool = False
    periods: Mapping[str, date] = {}
    former: Mapping[str, str] = {}


class Cell(NamedTuple):
    """A day or a Term with the text it was read from; more: the last day of a range."""

    day: date | Term
    more: date | None
    text: str


class Told(NamedTuple):
    """What a cell says of how far a hazard is, with its text, and the day when it says that."""

    claim: Claim
    text: str
    day: date | None = None


class Asked(NamedTuple):
    """A cell: its field, its text, the unit in the brackets of its header, and what it is read by."""

    key: str
    text: str
    unit: str
    context: Context

    def refuse(self, rule: str, fix: str) -> Refused:
        """That the cell breaks a rule."""
        return Refused(Fault(self.key, self.text, rule, fix))


def read_cell(key: str, text: str, columns: Columns, context: Context) -> Any:
    """What a cell says; None for a filler such as / or 无. Raises Refused."""
    text = columns.naming.words.get(key, {}).get(text.strip(), text)
    if key not in LONG and names.is_nobody(text) and claims.read_yes_no(text) is None:
        return None
    parse = _PARSERS.get(key)
    return parse(Asked(key, text, columns.units.get(key, ""), context)) if parse else text


def _read_day(asked: Asked) -> Cell | Told:
    # Days after the inspection find their year by it.
    context = asked.context
    year = context.year if asked.key == "inspected_on" else None
    written = read_day(asked.text, year, epoch_1904=context.epoch_1904)
    if written is None:
        told = claims.read_progress(asked.text)
        if asked.key != "inspected_on" and told != _NO_WORD:
            return Told(told, asked.text)
        rule = _("not a day with its year, or one that does not exist")
        if is_cut(asked.text):
            rule = _("may have lost a nought: a spreadsheet shows 1.10 as 1.1")
        raise asked.refuse(rule, _("write it as 2023-01-15"))
    if isinstance(written.day, date) and written.day > context.today:
        raise asked.refuse(_("has not come yet"), _("check the year"))
    return _cell(written, asked.text)


def _read_due(asked: Asked) -> Cell:
    written = read_deadline(asked.text, asked.context.periods, epoch_1904=asked.context.epoch_1904)
    if written:
        return _cell(written, asked.text)
    if period := names_period(asked.text):
        fix = _("write the day, or enter it: inspect-cli campaign start {name} --from DAY").format(name=period)
        raise asked.refuse(_("no campaign of this name has its days in the register"), fix)
    rule = _("not a day or a deadline in words, or a day that does not exist")
    raise asked.refuse(rule, _("write it as 2023-01-15"))


def _read_yes_no(asked: Asked) -> bool:
    answer = claims.read_yes_no(asked.text)
    if answer is None:
        raise asked.refuse(_("neither yes nor no"), _("write 是 or 否"))
    return answer


def _read_progress(asked: Asked) -> Told:
    context = asked.context
    written = read_day(asked.text, context.year, epoch_1904=context.epoch_1904)
    if written and isinstance(written.day, date) and written.day <= context.today:
        return Told(Claim(least="fixed"), asked.text, written.day)
    return Told(claims.read_progress(asked.text), asked.text)


def _read_recheck(asked: Asked) -> str:
    return claims.read_recheck(asked.text) or asked.text


def _read_severity(asked: Asked) -> str:
    found = words.read_word("severity", normalize("NFKC", asked.text))
    if found is None:
        fix = _("write one of {known}, or say what it means: --word {key}:{text}=general")
        known = listing(f"{key}/{zh}" for key, zh in words.SEVERITIES.items())
        shown = asked.text.strip()[:_QUOTED]
        raise asked.refuse(_("not a word for this column"), fix.format(known=known, key=asked.key, text=shown))
    return found


def _read_status(asked: Asked) -> str | Claim:
    found = words.read_word("status", asked.text) or claims.read_status(asked.text)
    if found is None:
        known = listing(f"{key}/{zh}" for key, zh in words.STATES.items())
        raise asked.refuse(_("not a word for this column"), _("write one of {known}").format(known=known))
    return found


def _read_category(asked: Asked) -> str:
    found = catalog.find_category(asked.text)
    if len(found) != 1:
        near = listing(found or catalog.nearest_categories(asked.text))
        raise asked.refuse(_("no such category"), _("nearest: {near}").format(near=near))
    return found[0]


def _read_people(asked: Asked) -> tuple[str, ...]:
    """Several people in one cell; blanks part names, but for those that only widen one of two characters."""
    people: list[str] = []
    for part in names.split_people(asked.text.replace("\n", "、").replace("/", "、")):
        pieces = part.split()
        people += ["".join(pieces)] if any(len(piece) == 1 for piece in pieces) else pieces
    return tuple(dict.fromkeys(people))


def _read_funds(asked: Asked) -> int:
    """A sum in whole yuan; what stands in the header's brackets is its unit when the cell names none."""
    plain = _APPROXIMATELY.sub("", normalize("NFKC", asked.text).strip())
    unit = asked.unit if asked.unit in _UNITS and plain[-1:] not in "元万" else ""
    found = money.read_yuan(plain + unit)
    if found is None:
        raise asked.refuse(_("no sum in whole yuan"), _("write 5000元 or 0.5万元, or leave it empty"))
    return found


def _read_item(asked: Asked) -> str:
    plain = normalize("NFKC", asked.text).strip().upper().replace("—", "-").replace("–", "-")
    code = _ITEM.fullmatch(plain)
    return f"{code[1]}-{int(code[2]):02d}" if code else asked.text


def _cell(written: Written, text: str) -> Cell:
    return Cell(written.day, written.more, text)


_PARSERS: dict[str, Callable[[Asked], Any]] = {
    "inspected_on": _read_day,
    "fixed_on": _read_day,
    "verified_on": _read_day,
    "due": _read_due,
    "first_due": _read_due,
    "severity": _read_severity,
    "status": _read_status,
    "category": _read_category,
    "inspectors": _read_people,
    "funds": _read_funds,
    "item": _read_item,
    "is_major": _read_yes_no,
    "is_closed": _read_yes_no,
    "is_rectified": _read_yes_no,
    "progress": _read_progress,
    "recheck": _read_recheck,
}
REMEMBERED = frozenset(_PARSERS) - {"progress", "recheck"}
