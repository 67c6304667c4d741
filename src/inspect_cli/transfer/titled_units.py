"""The only place that finds whose a roster is where no column says it: by a line 单位：X, a title, the sheet's name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from inspect_cli.errors import BadInput
from inspect_cli.messages import _, listing
from inspect_cli.rules import names
from inspect_cli.rules.watches import Unit
from inspect_cli.transfer.records import Record

_LABEL = re.compile(r"(?:填报|上报|报送|值班|编制|制表)?单位(?:名称)?[(（]?(?:盖章|公章)?[)）]?[:：]\s*(\S+)")
_KIND = re.compile("(?:街道办事处|街道办|街道|民族乡|镇|乡)$")
_BEHIND = (
    r"(?:\d|年|月|春节|元旦|国庆|清明|中秋|节|值|带|应急|防|森林|政府|党委|人民|办事处|领导|干部|[\s（(【:：、,，]|$)"
)
_SHORTEST = 2  # signs of a name that stands for it without its kind


def find_units(records: Iterable[Record], units: Iterable[Unit], typed: Unit | None) -> dict[str, Unit]:
    """Whose each table is in which no column says it, by file and sheet as `Record.where` has it.

    typed: the unit that the user names for such tables, of which nothing is found then.

    Raises BadInput for a table of which nothing says it, and for one that is another unit's by what stands above it.
    """
    every, titled, wrong = list(units), dict[str, Unit](), list[str]()
    for where, above in {record.where: record.above for record in records if "unit" not in record.headers}.items():
        found = read_titles(above, every)
        if typed is not None:
            _refuse_other(where, found, typed)
        elif len(found) == 1:
            titled[where] = found[0]
        else:
            none = _("{path}: no column, title or name of a sheet says whose roster it is.")
            several = _("{path}: more than one unit stands in its titles: {names}.")
            wrong.append((several if found else none).format(path=where, names=listing(unit.name for unit in found)))
    if wrong:
        todo = _("Give --unit NAME, or write a column 单位.")
        raise BadInput("\n".join(wrong), _("Nothing was written."), todo)
    return titled


def read_titles(texts: Sequence[str], units: Sequence[Unit]) -> list[Unit]:
    """The units that the texts above a table name: those of a line 单位：X alone, where one is known there."""
    labelled = [label[1] for text in texts for label in _LABEL.finditer(text)]
    for said in (labelled, texts):
        if found := list(dict.fromkeys(unit for text in said for unit in _find_named(text, units))):
            return found
    return []


def _find_named(text: str, units: Sequence[Unit]) -> list[Unit]:
    """The units whose name stands in a text, whole or without its kind; not those whose name is a part of another's."""
    plain = names.plain(text)
    whole = {unit: name for unit in units if (name := names.plain(unit.name)) in plain}
    found: Mapping[Unit, str] = whole or {unit: stem for unit in units if (stem := _find_stem(unit, plain))}
    return [unit for unit, name in found.items() if not any(name in other != name for other in found.values())]


def _find_stem(unit: Unit, plain: str) -> str:
    stem = _KIND.sub("", names.plain(unit.name))
    fits = len(stem) >= _SHORTEST and re.search(re.escape(stem) + _BEHIND, plain)
    return stem if fits else ""


def _refuse_other(where: str, found: Sequence[Unit], typed: Unit) -> None:
    if found and typed not in found:
        raise BadInput(
            _("{path}: its title or the name of its sheet says it is the roster of {names}, not of {unit}.").format(
                path=where, names=listing(unit.name for unit in found), unit=typed.name
            ),
            _("Nothing was written."),
            _("Leave out --unit, or change the title and the name of the sheet."),
        )
