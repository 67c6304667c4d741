"""The only place that lays a checklist out for paper: as a page of Markdown, or as rows to be filled in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from inspect_cli import messages
from inspect_cli.messages import _, plural
from inspect_cli.rules import fields, words
from inspect_cli.transfer.markdown import quote
from inspect_cli.transfer.sheets import Sheet

if TYPE_CHECKING:
    from inspect_cli.rules.checklists import Item

_LINE = "_" * 12  # with blanks around it, no emphasis to Markdown


def make_rows(items: Sequence[Item]) -> Sheet:
    """The list as rows, a cell for each thing that may be said; filled in, it is what `walk --answers` reads."""
    lang = messages.language
    return Sheet(fields.SAID, [{"item": item.code, "question": item.question(lang)} for item in items])


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
