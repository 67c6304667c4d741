"""The only place that lays a checklist out for paper: as a page of Markdown, or as rows to be filled in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from inspect_cli import messages
from inspect_cli.messages import _, plural
from inspect_cli.rules import fields, names, words
from inspect_cli.transfer.markdown import quote
from inspect_cli.transfer.sheets import Sheet

if TYPE_CHECKING:
    from inspect_cli.rules.checklists import Item

SPOT = ("township", "site", "village", "inspected_on")
_MARKS = re.compile("[|｜;；:：]")  # what parts that which stands over a list that is filled in
_PARTED = re.compile(r"[|｜;；]|\s+(?=[^\s:：]+[:：])")
_NAMED = re.compile("[:：]")
_LINE = "_" * 12  # with blanks around it, no emphasis to Markdown


def make_rows(title: str, spot: Mapping[str, str], items: Sequence[Item]) -> Sheet:
    """The list as rows, a cell for each thing that may be said; filled in, it is what `walk --answers` reads.

    spot: what it is for, by the keys of `SPOT`, of which those with a value stand in the line over the header.
    """
    lang = messages.language
    named = {field.key: field.title(lang) for field in fields.pick_fields(SPOT)}
    told = [_("{name}: {value}").format(name=named[key], value=_plain(spot[key])) for key in SPOT if spot.get(key)]
    over = " | ".join([title, *told, _("“Yes” means that no hazard was found.")])
    words_of = {"answer": ("said", ("yes", "no", "na")), "severity": ("severity", tuple(words.SEVERITIES))}
    choices = {key: [words.word(kind, each, lang) for each in keys] for key, (kind, keys) in words_of.items()}
    choices["fixed"] = choices["answer"][:2]
    rows = [{"item": item.code, "question": item.question(lang)} for item in items]
    return Sheet(fields.SAID, rows, title=over, choices=choices)


def read_spot(cells: Iterable[str]) -> dict[str, str]:
    """What a line over the header says that the list is for, by the keys of `SPOT`, in either language."""
    titles = {names.plain(field.title(lang)): field.key for field in fields.pick_fields(SPOT) for lang in ("en", "zh")}
    said = [_NAMED.split(part, maxsplit=1) for cell in cells for part in _PARTED.split(cell)]
    known = [(titles.get(names.plain(told[0])), told[1].strip()) for told in said if len(told) > 1]
    return {key: value for key, value in known if key and value}


def is_same(printed: str, value: str | None) -> bool:
    """Whether what stands over a list is this value, as `make_rows` writes it."""
    return names.plain(printed) == names.plain(_plain(value or ""))


def _plain(text: str) -> str:
    return " ".join(_MARKS.sub("／", text).split())


def lay_out(title: str, head: Mapping[str, str], items: Sequence[Item]) -> str:
    """The page: title, place and date, boxes for each item, lines to sign on. head: what stands above, by its title."""
    return "\n".join(_lines(title, head, items)) + "\n"


def lay_lines(items: Sequence[Item]) -> list[list[str]]:
    """The same items for a screen: what stands in a line of each."""
    lang = messages.language
    return [[item.code, _boxes("\xa0"), item.question(lang), messages.listing(describe(item)), _LINE] for item in items]


def lay_facts(head: Mapping[str, str]) -> list[tuple[str, str]]:
    """What stands above, with a line to write on where nothing is known."""
    return [(name, value or _LINE) for name, value in head.items()]


def lay_end() -> Iterator[str]:
    """What stands below the items: what a yes means, lines to sign on."""
    yield _("“Yes” means that no hazard was found.")
    for who in (_("Inspectors"), _("For the place"), _("Date")):
        yield ""
        yield _("{name}: {value}").format(name=who, value=_LINE * 2)


def describe(item: Item) -> list[str]:
    """What the list says of an item besides its question: how bad it is, by when, whether use stops."""
    lang = messages.language
    said = [words.word("severity", item.severity, lang)]
    said.append(plural("within {count} day", "within {count} days", item.days) if item.days else _("at once"))
    if item.stop:
        said.append(_("use stops until then"))
    if item.advice:
        said.append(_("advice at a household"))
    if len(item.states) == 1:
        said.append(_("only while producing") if item.states[0] == "producing" else _("only while stopped"))
    return said


def _lines(title: str, head: Mapping[str, str], items: Sequence[Item]) -> Iterator[str]:
    yield f"# {quote(title)}"
    yield ""
    for name, value in head.items():
        yield f"- {_('{name}: {value}').format(name=quote(name), value=quote(value) if value else _LINE)}"
    yield ""
    yield _row(_("Code"), _("Question"), _("Answer"), _("By the list"), _("Remarks"))
    yield _row(*["---"] * 5)
    for item in items:
        asked = quote(item.question(messages.language))
        yield _row(item.code, asked, _boxes(), quote(messages.listing(describe(item))), _LINE)
    yield ""
    yield from lay_end()


def _boxes(between: str = " ") -> str:
    return " ".join(f"□{between}{word}" for word in (_("yes"), _("no"), _("n/a")))


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"
