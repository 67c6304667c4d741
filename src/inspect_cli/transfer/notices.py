"""The only place that prints what is handed to a place: a document as a page for A4, or as Markdown.

User text is never markup: the page escapes every value, Markdown quotes every value, and the page can load nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from inspect_cli.messages import _, listing, plural
from inspect_cli.rules import documents, fields
from inspect_cli.rules.names import split_people
from inspect_cli.rules.numbers import Number, number_of, write_numbers
from inspect_cli.rules.words import word
from inspect_cli.store.papers import Matter, Paper, Visit
from inspect_cli.transfer import printing
from inspect_cli.transfer.printing import Column, Grid

SIGNING_INSPECTORS = 2
NOTHING = "-"
_LINE = printing.LINE
_SHORT_LINE = printing.SHORT_LINE
_COLUMNS = {field.key: field for field in (*fields.LEDGER, *fields.PLANNED, *fields.QUOTED)}
# Of the table of hazards: the styles of their widths, 0 takes what is left.
_WIDTHS = {"number": 2, "description": 0, "location": 3, "severity": 1, "basis": 5, "due": 3, "measures": 3}


class Part(NamedTuple):
    """Sentences under a title."""

    title: str
    sentences: Sequence[str]


@dataclass(frozen=True)
class Page:
    """A document as it is read, from the top to the bottom; every text as people read it, none of it markup."""

    lang: str
    title: str
    number: str
    numbered: str
    facts: Sequence[tuple[str, str]]
    opening: str
    grids: Sequence[Grid]
    notes: Sequence[str]
    parts: Sequence[Part]
    signing: str
    signatures: Sequence[tuple[str, str, str]]
    unit: str
    closing: Sequence[str]
    footer: Sequence[str]


def write(paper: Paper, form: str, lang: str) -> str:
    """The document as a page (html) or as Markdown (md), in the language of the user's sentences."""
    return printing.fill("notice", form, lay_out(paper, lang))


def lay_out(paper: Paper, lang: str) -> Page:
    """What the document says, line by line."""
    second = paper.document == "opinion"
    return Page(
        lang=printing.LANGUAGES[lang],
        title=documents.title(paper.document, lang),
        number=paper.notice or "",
        numbered=_("No. {number}").format(number=paper.notice or _LINE),
        facts=list(_facts(paper, lang)),
        opening=_opening(paper),
        grids=[_found(paper, lang), *([_looked_at(paper, lang)] if second else [])],
        notes=list(_notes(paper)),
        parts=[Part(_("What is to be done"), _duties(paper)), Part(_("Your rights"), _rights(paper))],
        signing=_("Signatures"),
        signatures=list(_signatures(paper)),
        unit=paper.unit.name or _LINE * 2,
        closing=[_("(stamp)"), _("Date: {day}").format(day=paper.on)],
        footer=list(_footer(paper)),
    )


def _facts(paper: Paper, lang: str) -> Iterator[tuple[str, str]]:
    first = paper.matters[0].row
    township = first["township_name"] or first["township"]
    village = first["village"] or (paper.site or {}).get("village")
    yield _("To:"), _name_site(paper) or paper.place.location or village or township
    yield _("Place:"), listing(part for part in (township, village) if part)
    if paper.site and paper.site["head_post"]:
        yield _("Person in charge:"), paper.site["head_post"]
    for visit in dict.fromkeys(matter.visit for matter in paper.matters):
        yield _("Inspected:"), _visit(visit, lang)
    yield _("Issued by:"), paper.unit.name or _LINE
    if paper.phone:
        yield _("Phone:"), paper.phone


def _name_site(paper: Paper) -> str | None:
    """The site by its name of now, in brackets what it was called where hazards were recorded under another."""
    then = dict.fromkeys(matter.row["site_then"] for matter in paper.matters if matter.row["site_then"])
    if not then:
        return paper.place.site
    return _("{name} ({before})").format(name=paper.place.site, before=listing(then))


def _visit(visit: Visit, lang: str) -> str:
    told = [str(visit.on), word("visit_kind", visit.kind or "routine", lang)]
    told += [_("inspectors: {names}").format(names=_people(visit.inspectors))]
    told += [_("departments: {names}").format(names=listing(visit.departments))] if visit.departments else []
    told += [_("led by: {post}").format(post=visit.led_by)] if visit.led_by else []
    return _("; ").join(told)


def _opening(paper: Paper) -> str:
    count = len(paper.matters)
    if paper.document == "opinion":
        return plural("Somebody looked again at this hazard.", "Somebody looked again at these {count} hazards.", count)
    return plural("This hazard was found there.", "These {count} hazards were found there.", count)


def _found(paper: Paper, lang: str) -> Grid:
    columns = [Column(_COLUMNS[key].title(lang), width) for key, width in _WIDTHS.items()]
    return Grid(_("Hazards"), columns, [_tell(matter, lang, _by_when(matter, paper)) for matter in paper.matters])


def _by_when(matter: Matter, paper: Paper) -> str:
    """The deadline, in an opinion the one that it had till the second look; of what is fixed already, that it is."""
    if paper.document == "opinion":
        return _show(matter.look.before.due if matter.look else matter.row["due"], _("not set"))
    if not matter.is_claimed(paper.on):
        return _show(matter.row["due"], _("not set"))
    state = matter.issued or matter.state
    if state.on_spot:
        return _("fixed on the spot, to be looked at again")
    if state.fixed_on is None:
        return _("said to be fixed, to be looked at again")
    return _("said to be fixed on {day}, to be looked at again").format(day=state.fixed_on)


def _tell(matter: Matter, lang: str, by_when: str) -> list[str]:
    row = matter.row
    return [
        number_of(row),
        _describe(matter, lang),
        row["location"] or NOTHING,
        word("severity", row["severity"], lang),
        _basis(matter, lang),
        by_when,
        row["measures"] or NOTHING,
    ]


def _describe(matter: Matter, lang: str) -> str:
    """The description; with its item, whose text is in the reader's language where the description is that text."""
    row = matter.row
    texts = (row["item_text"], row["item_text_en"])
    own = (texts[1] if lang == "en" else texts[0]) or texts[0]
    if row["description"] in texts and own:
        return "\n".join(part for part in (own, _item(row["item"])) if part)
    said = _("{item} {text}").format(item=row["item"], text=own) if own and row["item"] else row["item"]
    return "\n".join(part for part in (row["description"], _item(said)) if part)


def _item(said: str | None) -> str:
    return _("(item {item})").format(item=said) if said else ""


def _basis(matter: Matter, lang: str) -> str:
    row = matter.row
    basis = (row["basis_en"] if lang == "en" else row["basis"]) or row["basis"]
    if not basis:
        return _("none known for that day") if row["catalog"] else NOTHING
    return "\n".join([basis, *([_("(list {version})").format(version=row["catalog"])] if row["catalog"] else [])])


def _looked_at(paper: Paper, lang: str) -> Grid:
    number, fixed_on, fixed_by = (_COLUMNS[key].title(lang) for key in ("number", "fixed_on", "fixed_by"))
    columns = (
        *(Column(number, 2), Column(fixed_on, 3), Column(fixed_by, 3), Column(_("Looked at on"), 3)),
        *(Column(_("Looked at by"), 4), Column(_("Result")), Column(_("New deadline"), 3)),
    )
    return Grid(_("Second look"), columns, [_tell_look(matter) for matter in paper.matters])


def _tell_look(matter: Matter) -> list[str]:
    look = matter.look
    gone = look is not None and look.gone
    result = _("gone") if gone else _("not gone")
    return [
        number_of(matter.row),
        _show(look.before.fixed_on if look else None, NOTHING),
        _people(look.before.fixed_by if look else None),
        _show(look.on if look else None, NOTHING),
        _people(look.by if look else None),
        "\n".join([result, *([look.reason] if look and look.reason else [])]),
        NOTHING if gone else _show(matter.row["due"], _("not set")),
    ]


def _notes(paper: Paper) -> Iterator[str]:
    without = [_number(matter) for matter in paper.matters if not matter.row["basis"]]
    if without:
        yield _("No basis is recorded for: {numbers}. The unit fills it in, or names none.").format(
            numbers=write_numbers(without)
        )
    if len(without) < len(paper.matters):
        yield _("The basis is as the checklist had it on the day of the inspection; what is marked was not verified.")


def _duties(paper: Paper) -> list[str]:
    if paper.document == "opinion":
        return [
            _("What is gone needs nothing more."),
            _("What is not gone is to be put right by its new deadline; this unit then looks again."),
        ]
    claimed = [matter.is_claimed(paper.on) for matter in paper.matters]
    fixed = [_("What the table says is fixed: keep it so; this unit looks at it again.")] if any(claimed) else []
    if all(claimed):
        return fixed
    return [*(_ask_rest(paper) if fixed else _ask_all(paper)), *fixed]


def _ask_rest(paper: Paper) -> list[str]:
    """What is to be done where some of the hazards are said to be fixed."""
    if paper.document == "advice":
        return [
            _("You are advised to put right what is not fixed yet by the day in the table, at once in danger."),
            _("Until it is put right, do not use what is dangerous, and keep people away from it."),
        ]
    first = (
        _("You are ordered to put each hazard that is not fixed yet right by its deadline in the table.")
        if paper.document == "order"
        else _("Put each hazard that is not fixed yet right by its deadline in the table.")
    )
    safe = _("Keep people safe until then.")
    return [first, safe, _("Tell this unit in writing when it is done; this unit then looks again.")]


def _ask_all(paper: Paper) -> list[str]:
    if paper.document == "advice":
        return [
            _("You are advised to put this right by the day in the table, at once where somebody is in danger."),
            _("Until it is put right, do not use what is dangerous, and keep people away from it."),
        ]
    first = (
        _("You are ordered to put each hazard right by its deadline in the table, and to keep people safe until then.")
        if paper.document == "order"
        else _("Put each hazard right by its deadline in the table, and keep people safe until then.")
    )
    return [first, _("Tell this unit in writing when it is done; this unit then looks again.")]


def _rights(paper: Paper) -> list[str]:
    if paper.document == "advice":
        return [_("This is advice: it orders nothing and threatens no penalty. This unit answers questions about it.")]
    return [
        _("You may state your case to this unit, and have it written down."),
        _("Whether, where and until when this can be appealed against, the unit fills in: {line}").format(
            line=_LINE * 2
        ),
    ]


def _signatures(paper: Paper) -> Iterator[tuple[str, str, str]]:
    date_line = _("date: {line}").format(line=_SHORT_LINE)
    yield _("Person in charge of the place:"), _("{line} ☐ signed ☐ refused ☐ absent").format(line=_LINE), date_line
    yield _("Note, if refused or absent:"), _LINE * 2, ""
    names = list(dict.fromkeys(_signing(paper)))
    for name in [*names, *[""] * (SIGNING_INSPECTORS - len(names))]:
        called = _("Inspector {name}:").format(name=name) if name else _("Inspector:")
        yield called, _("{line} card number: {line}").format(line=_LINE), date_line


def _signing(paper: Paper) -> Iterable[str]:
    for matter in paper.matters:
        looked = matter.look.by if matter.look and paper.document == "opinion" else None
        yield from split_people(looked or matter.visit.inspectors)


def _footer(paper: Paper) -> Iterator[str]:
    yield _("Printed from a hazard ledger. By itself this page has no legal effect.")
    yield _("The unit examines, signs, stamps and serves it by its own procedure.")
    numbers = write_numbers([_number(matter) for matter in paper.matters])
    yield _("Made on {day}; numbers in the ledger: {numbers}").format(day=paper.made_on, numbers=numbers)


def _number(matter: Matter) -> Number:
    return Number(matter.row["series"], matter.row["serial"])


def _people(names: str | None) -> str:
    return listing(split_people(names)) if names else NOTHING


def _show(day: date | None, otherwise: str) -> str:
    return day.isoformat() if day else otherwise
