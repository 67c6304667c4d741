"""The only place that prints the sheet of a handover, to be signed: a page for A4, or Markdown.

Everything stands under its township, majors first; what is not handed over is said; user text is never markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from inspect_cli.messages import _, listing, plural
from inspect_cli.rules import fields, register_fields
from inspect_cli.rules.deadlines import is_overdue
from inspect_cli.rules.numbers import number_of
from inspect_cli.rules.shifts import tell_hours
from inspect_cli.rules.words import word
from inspect_cli.store.database import Row
from inspect_cli.store.entry import CITY
from inspect_cli.store.handing import Handover, Wish
from inspect_cli.transfer import printing
from inspect_cli.transfer.printing import Column, Grid

NOTHING = "-"
_TITLES = {f.key: f for f in (*fields.LEDGER, *fields.DERIVED, *register_fields.RESPONSIBLE, register_fields.PLACE)}


@dataclass(frozen=True)
class Section:
    """What is handed over in a township: its tables, and sentences for what there is nothing of."""

    title: str
    grids: Sequence[Grid]
    nothing: str


@dataclass(frozen=True)
class Sheet:
    """The sheet from the top to the bottom; every text as people read it, none of it markup."""

    lang: str
    title: str
    draft: str
    facts: Sequence[tuple[str, str]]
    totals: Grid
    sections: Sequence[Section]
    staying: str
    left: Sequence[str]
    signing: str
    signatures: Sequence[tuple[str, str, str]]
    footer: Sequence[str]


def write(handover: Handover, form: str, lang: str, *, is_draft: bool = False) -> str:
    """The sheet as a page (html) or as Markdown (md), in the language of the user's sentences."""
    return printing.fill("handover", form, lay_out(handover, lang, is_draft=is_draft))


def lay_out(handover: Handover, lang: str, *, is_draft: bool = False) -> Sheet:
    """What the sheet says, line by line."""
    wish = handover.wish
    return Sheet(
        lang=printing.LANGUAGES[lang],
        title=_("Merger of departments: handover sheet") if wish.merger else _("Handover sheet"),
        draft=_("Draft, nothing was written") if is_draft else "",
        facts=list(_facts(handover, lang)),
        totals=_total(handover, lang),
        sections=[_tell_township(handover, code, lang) for code in _townships(handover)],
        staying=_("Not handed over"),
        left=tell_left(handover) or [_("Nothing: all of it is handed over.")],
        signing=_("Signatures"),
        signatures=list(_signatures(wish)),
        footer=[_("Printed from a hazard ledger on {day}.").format(day=wish.today)],
    )


def tell_left(handover: Handover) -> list[str]:
    """What is not handed over, in sentences."""
    wish, left = handover.wish, handover.left
    shifts = left.shifts + (0 if wish.duty else len(handover.shifts))
    doubled = len(handover.doubled) if wish.duty else 0
    counted = (
        (
            left.ended,
            plural("{count} responsibility ended before.", "{count} responsibilities ended before.", left.ended),
        ),
        (left.responsibilities, _tell_elsewhere(wish, left.responsibilities)),
        (left.hazards, _tell_hazards(wish, left.hazards)),
        (left.sites, plural("{count} site elsewhere stays.", "{count} sites elsewhere stay.", left.sites)),
        (shifts, _tell_shifts(wish, shifts)),
        (len(handover.held), _tell_held(wish, len(handover.held))),
        (doubled, _tell_doubled(wish, doubled)),
        *_waiting(handover),
    )
    return [sentence for count, sentence in counted if count]


def _tell_elsewhere(wish: Wish, count: int) -> str:
    return plural(
        "{count} responsibility in another township or category stays with {name}.",
        "{count} responsibilities in other townships or categories stay with {name}.",
        count,
        name=wish.giver,
    )


def _tell_hazards(wish: Wish, count: int) -> str:
    return plural(
        "{count} open hazard in another township or category stays with {name}.",
        "{count} open hazards in other townships or categories stay with {name}.",
        count,
        name=wish.giver,
    )


def _tell_shifts(wish: Wish, count: int) -> str:
    return plural(
        "{count} duty shift stays on the roster for {name}.",
        "{count} duty shifts stay on the roster for {name}.",
        count,
        name=wish.giver,
    )


def _tell_held(wish: Wish, count: int) -> str:
    return plural(
        "{count} responsibility only ends: {name} answers for the same already.",
        "{count} responsibilities only end: {name} answers for the same already.",
        count,
        name=wish.taker,
    )


def _tell_doubled(wish: Wish, count: int) -> str:
    return plural(
        "{count} duty shift is only taken off the roster: {name} is on it already.",
        "{count} duty shifts are only taken off the roster: {name} is on them already.",
        count,
        name=wish.taker,
    )


def _waiting(handover: Handover) -> Iterator[tuple[int, str]]:
    """What changes hands in the ledger only once the day has come."""
    wish = handover.wish
    hazards, sites = (0 if wish.is_due else len(rows) for rows in (handover.hazards, handover.regulated))
    yield (
        hazards,
        plural(
            "The ledger names the new owner of {count} open hazard only from {day} on.",
            "The ledger names the new owner of {count} open hazards only from {day} on.",
            hazards,
            day=wish.day,
        ),
    )
    yield (
        sites,
        plural(
            "The ledger names the new department of {count} site only from {day} on.",
            "The ledger names the new department of {count} sites only from {day} on.",
            sites,
            day=wish.day,
        ),
    )


def _facts(handover: Handover, lang: str) -> Iterator[tuple[str, str]]:
    wish = handover.wish
    yield _("Hands over:"), wish.giver
    yield _("Takes over:"), wish.taker
    yield _("Witness:"), wish.witness or printing.LINE
    yield _("From:"), wish.day.isoformat()
    if wish.township is not None:
        yield _("Township:"), _name(handover, wish.township)
    if wish.category is not None:
        yield _("Category:"), _say("category", wish.category, lang)
    if wish.reason is not None:
        yield _("Reason:"), wish.reason


def _townships(handover: Handover) -> list[str]:
    """The codes of the townships where something is handed over, in the order of the register; the city last."""
    every = (handover.responsibilities, handover.hazards, handover.shifts, handover.regulated, handover.visits)
    named = {row["township"] for rows in every for row in rows}
    known = [code for code in handover.townships if code in named]
    return [*known, *sorted(named.difference(known), key=lambda code: (code == CITY, code))]


def _name(handover: Handover, code: str) -> str:
    return _("The city") if code == CITY else handover.townships.get(code, code)


def _total(handover: Handover, lang: str) -> Grid:
    """How much there is in each township, and in all."""
    parts, width = _parts(handover), 2 if handover.wish.merger else 4
    columns = [Column(_title("township", lang)), *(Column(title, width if n else 0) for n, title in enumerate(parts))]
    rows = [[_name(handover, c), *(str(_count(r, c)) for r in parts.values())] for c in _townships(handover)]
    total = [_("Total"), *(f"{len(rows):,}" for rows in parts.values())]
    return Grid(_("Totals"), columns, [*rows, total])


def _parts(handover: Handover) -> dict[str, Sequence[Row]]:
    hazards, today = handover.hazards, handover.wish.today
    return {
        _("Responsibilities"): handover.responsibilities,
        _("Open hazards"): hazards,
        _("Majors"): [row for row in hazards if row["severity"] == "major"],
        _("Overdue"): [row for row in hazards if _is_late(row, today)],
        _("Duty shifts"): handover.shifts,
        **({_("Sites regulated"): handover.regulated} if handover.wish.merger else {}),
        _("Sites to visit"): handover.visits,
    }


def _count(rows: Iterable[Row], township: str) -> int:
    return sum(row["township"] == township for row in rows)


def _tell_township(handover: Handover, code: str, lang: str) -> Section:
    wish = handover.wish
    grids = (
        _responsible(_of(handover.responsibilities, code), wish, lang),
        _hazards(_of(handover.hazards, code), wish.today, lang),
        _shifts(_of(handover.shifts, code), wish, lang),
        *([_sites(_("Sites regulated"), _of(handover.regulated, code), lang)] if wish.merger else []),
        _visits(_of(handover.visits, code), lang),
    )
    nothing = [grid.title for grid in grids if not grid.rows]
    told = _("None: {parts}").format(parts=listing(nothing)) if nothing else ""
    title = _("{township}: what is handed over").format(township=_name(handover, code))
    return Section(title, [grid for grid in grids if grid.rows], told)


def _of(rows: Iterable[Row], township: str) -> list[Row]:
    return [row for row in rows if row["township"] == township]


def _responsible(rows: Iterable[Row], wish: Wish, lang: str) -> Grid:
    keys = ("place", "category", "role", "post", *(["name"] if wish.merger else []), "from", "to")
    widths = {"place": 0, "role": 5, "name": 2, "from": 3, "to": 3}
    columns = [Column(_title(key, lang), widths.get(key, 4)) for key in keys]
    return Grid(_("Responsibilities"), columns, [_tell_responsible(row, keys, lang) for row in rows])


def _tell_responsible(row: Row, keys: Iterable[str], lang: str) -> list[str]:
    told = {
        "place": row["place"] or _("the whole township"),
        "category": _say("category", row["category"], lang) if row["category"] else _("all"),
        "role": _say("answering_role", row["role"], lang),
        "name": row["name"] or _("nobody"),
        "post": row["post"],
        "from": row["start"],
        "to": row["end"],
    }
    return [_cell(told[key]) for key in keys]


def _hazards(rows: Iterable[Row], today: date, lang: str) -> Grid:
    columns = (
        *(Column(_title("number", lang), 2), Column(_title("description", lang)), Column(_("Where"), 5)),
        *(Column(_title("severity", lang), 1), Column(_title("due", lang), 4), Column(_title("days_open", lang), 1)),
    )
    return Grid(_("Open hazards"), columns, [_tell_hazard(row, today, lang) for row in rows])


def _tell_hazard(row: Row, today: date, lang: str) -> list[str]:
    where = [row[key] for key in ("village", "site", "location") if row[key]]
    return [
        number_of(row),
        row["description"],
        _cell(listing(where)),
        word("severity", row["severity"], lang),
        _tell_due(row, today),
        str((today - row["found_on"]).days),
    ]


def _tell_due(row: Row, today: date) -> str:
    if row["due"] is None:
        return _("not set")
    late = (today - row["due"]).days
    told = [f"{row['due']}"]
    if _is_late(row, today):
        told.append(plural("overdue by {count} day", "overdue by {count} days", late))
    return "\n".join(told)


def _is_late(row: Row, today: date) -> bool:
    return is_overdue(row["due"], today, is_open=True)


def _shifts(rows: Sequence[Row], wish: Wish, lang: str) -> Grid:
    columns = (
        Column(_("Day"), 3),
        Column(_("Hours"), 4),
        Column(_("Unit")),
        Column(_("Duty"), 5),
        Column(_("Name"), 5),
    )
    stay = bool(rows) and not wish.duty
    title = _("Duty shifts, which stay on the roster as they are") if stay else _("Duty shifts")
    return Grid(title, columns, [_tell_shift(row, lang) for row in rows])


def _tell_shift(row: Row, lang: str) -> list[str]:
    return [f"{row['day']}", tell_hours(row), row["unit"], word("shift", row["role"], lang), row["name"]]


def _visits(rows: Sequence[Row], lang: str) -> Grid:
    grid = _sites(_("Sites to visit"), rows, lang)
    columns = (*grid.columns, Column(_("Every so many days"), 3), Column(_("Last visit"), 3))
    more = [[_cell(row["visit_days"]), _cell(row["last"] or _("never"))] for row in rows]
    return Grid(grid.title, columns, [[*one, *other] for one, other in zip(grid.rows, more, strict=True)])


def _sites(title: str, rows: Sequence[Row], lang: str) -> Grid:
    columns = (Column(_title("site", lang)), Column(_title("village", lang), 4), Column(_("Kind of place"), 5))
    kinds = ((row, _say("place_kind", row["kind"], lang) if row["kind"] else None) for row in rows)
    return Grid(title, columns, [[row["name"], _cell(row["village"]), _cell(kind)] for row, kind in kinds])


def _signatures(wish: Wish) -> Iterator[tuple[str, str, str]]:
    date_line = _("date: {line}").format(line=printing.SHORT_LINE)
    yield _("Hands over: {name}").format(name=wish.giver), printing.LINE, date_line
    yield _("Takes over: {name}").format(name=wish.taker), printing.LINE, date_line
    yield _("Witness: {name}").format(name=wish.witness) if wish.witness else _("Witness:"), printing.LINE, date_line


def _title(key: str, lang: str) -> str:
    return _TITLES[key].title(lang)


def _say(kind: str, key: str, lang: str) -> str:
    """A word as it stands on paper: keys have no marks between their parts."""
    said = word(kind, key, lang)
    return said.replace("_", " ") if said == key else said


def _cell(value: Any) -> str:
    return NOTHING if value in (None, "") else str(value)
