"""The only place that finds what the checklists say of the item of a row, which its hazard keeps."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from inspect_cli.rules import catalog, checklists
from inspect_cli.rules.checklists import Checklist, Item
from inspect_cli.transfer.faults import Values

_CODE = re.compile(r"([A-Z][A-Z0-9]*)-0*([0-9]{1,4})")
_NOTHING: Values = {}


class Quotes:
    """What the lists say; each is read once, when the first code with its prefix is met."""

    def __init__(self) -> None:
        self._prefixes = {key: f"{category.prefix}-" for key, category in catalog.categories().items()}
        self._lists: dict[str, _Quoted] = {}

    def find(self, values: Mapping[Any, Any]) -> Values:
        """basis, basis_en, catalog, item_text, item_text_en of the row's item on its day; {} for no item of its list.

        Raises BadInput for a list that has faults: a hazard that it ought to have described could not be mended later.
        """
        item, category = values.get("item"), values["category"]
        if item is None or not item.startswith(self._prefixes[category]):
            return _NOTHING
        quoted = self._lists.get(category)
        if quoted is None:
            checklist = checklists.read_checklist(catalog.categories()[category])
            quoted = self._lists[category] = _Quoted(checklist)
        return quoted.find(item, values["inspected_on"])


class _Quoted:
    """One list, and what it said so far: an item says the same from one day on which its rules change to the next."""

    def __init__(self, checklist: Checklist) -> None:
        self._checklist = checklist
        self._items = {code: item for item in checklist.item for code in (item.code, _spell(item.code))}
        self._turns = _find_turns(checklist)
        self._said: dict[tuple[str, int], Values] = {}

    def find(self, item: str, day: date) -> Values:
        """What the list said of a code on that day; {} for one that it does not have."""
        found = self._items.get(item) or self._items.get(_spell(item))
        if found is None:
            return _NOTHING
        key = found.code, bisect_right(self._turns, day)
        said = self._said.get(key)
        if said is None:
            said = self._said[key] = self._say(found, day)
        return said

    def _say(self, item: Item, day: date) -> Values:
        said = checklists.say(self._checklist, item, day)._asdict()
        del said["item"]  # stays as its file has it
        return said


def _find_turns(checklist: Checklist) -> list[date]:
    """The days on which a rule begins, is replaced in part, or holds no more, in order."""
    days = {day for law in checklist.law for day in (law.start, law.partly_replaced) if day}
    return sorted(days | {law.end + timedelta(days=1) for law in checklist.law if law.end and law.end < date.max})


def _spell(code: str) -> str:
    """A code without the noughts before its number, which people write one way or another."""
    found = _CODE.fullmatch(code)
    return f"{found[1]}-{found[2]}" if found else code
