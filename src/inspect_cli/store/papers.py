"""The only place that draws up a document about hazards from the ledger, and writes down that it was issued."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from inspect_cli.errors import BadInput
from inspect_cli.messages import _
from inspect_cli.rules import catalog, checklists, documents, lifecycle
from inspect_cli.rules.body import NAME_LENGTH, find_unsafe
from inspect_cli.rules.documents import Place, Subject, Unit
from inspect_cli.rules.entries import Finding, Inspected, Issued, read_body
from inspect_cli.rules.guards import Act
from inspect_cli.rules.history import Happened, History
from inspect_cli.rules.lifecycle import State
from inspect_cli.rules.numbers import Number, number_of, write_numbers
from inspect_cli.store import acting, journal, ledger, queries
from inspect_cli.store.database import Database, Row
from inspect_cli.store.entry import CITY, read_entries
from inspect_cli.store.journal import Author
from inspect_cli.store.places import kinds_of
from inspect_cli.store.recording import build, refuse_field, unsafe_reason

MOST = 200


class Wish(NamedTuple):
    """What somebody wants to hand out: by which unit, which document, under which number, dated which day."""

    unit: Unit
    today: date
    document: str | None = None
    notice: str | None = None
    on: date | None = None
    phone: str | None = None


class Look(NamedTuple):
    """A second look: the day, who looked, whether it was gone, why not; before: how the hazard stood till then."""

    on: date | None
    by: str | None
    gone: bool
    reason: str | None = None
    before: State = State()


class Visit(NamedTuple):
    """The visit that found a hazard: the day, who went, what kind of visit, which departments, led by which post."""

    on: date
    inspectors: str
    kind: str | None = None
    departments: tuple[str, ...] = ()
    led_by: str | None = None


class Matter(NamedTuple):
    """A hazard as a document tells it: its row of the ledger, how it stands, its visit, the last look at it.

    issued: how it stood when the document was issued, which is printed again.
    """

    row: Row
    state: State
    visit: Visit
    look: Look | None
    issued: State | None = None

    def is_claimed(self, day: date) -> bool:
        """Whether the document, dated that day, names it as one that is said to be fixed."""
        return documents.is_claimed(self.issued or self.state, day)


@dataclass(frozen=True)
class Paper:
    """A document before it is printed. site: its row of the register, if it is there; told: the ledger says it."""

    document: str
    unit: Unit
    place: Place
    on: date
    made_on: date
    matters: Sequence[Matter]
    site: Row | None = None
    notice: str | None = None
    phone: str | None = None
    told: bool = False


def draw_up(database: Database, numbers: Sequence[Number], wish: Wish) -> Paper:
    """The document that was asked for.

    Raises BadInput when the hazards are of several places or may not be named, when the unit may not issue it, when
    the number was given to something else; NothingFound for an unknown number.
    """
    _check_count(numbers)
    _check_texts(wish)
    matters = _gather(database, queries.hazards_numbered(database, numbers))
    places = {_number(matter.row): _place(matter.row) for matter in matters}
    documents.check_places(places, queries.township_names(database))
    place = places[numbers[0]]
    site = _find_site(database, place, matters[0].row["village"])
    household = documents.is_household(
        kinds_of(site) if site else (),
        (matter.visit.kind for matter in matters),
        advised=all(map(_is_advised, matters)),
    )
    states = [matter.state for matter in matters]
    document = documents.choose_document(wish.document, wish.unit, states, household=household)
    given = _find_issued(database, wish.unit, document, wish.notice) if wish.notice else {}
    day = wish.on or next(iter(given.values()), wish.today)
    _check_number(given, numbers, day, str(wish.notice))
    for matter in matters:
        documents.check_subject(
            Subject(number_of(matter.row), matter.state, matter.row["found_on"]), document, day, wish.today
        )
    if given:
        matters = _recall(database, matters, (wish.unit, document, str(wish.notice)))
    return Paper(document, wish.unit, place, day, wish.today, matters, site, wish.notice, wish.phone, bool(given))


def issue(database: Database, paper: Paper, author: Author) -> None:
    """Write about each hazard that the document was issued.

    Raises BadInput when somebody changed one of them, or gave the number to something else, since it was drawn up.
    """
    numbers = [_number(matter.row) for matter in paper.matters]
    what = {"document": paper.document, "notice": paper.notice, "unit": paper.unit.name, "unit_kind": paper.unit.kind}
    act = Act(paper.on, paper.made_on)
    body = acting.build_act("issued", what, act)
    with database.writing():
        # The number is a city's: whoever gives one in another township waits for this one.
        journal.lock(database, {CITY, paper.place.township})
        given = _find_issued(database, paper.unit, paper.document, paper.notice) if paper.notice else {}
        _check_number(given, numbers, paper.on, str(paper.notice))
        if not given:
            rows = queries.hazards_numbered(database, numbers)
            journal.append(database, acting.draft_acts(database, rows, "issued", body, act), author)


def _check_count(numbers: Sequence[Number]) -> None:
    if len(numbers) > MOST:
        raise BadInput(
            _("One document names at most {most} hazards; these are {count:,}.").format(most=MOST, count=len(numbers)),
            _("Nothing was written."),
            _("Print several documents."),
        )


def _check_texts(wish: Wish) -> None:
    """Raises BadInput for a name, a number or a phone that the ledger would not take, before anything is written."""
    named = {"notice": wish.notice, "unit": wish.unit.name}
    said = {name: text for name, text in named.items() if text is not None}
    build(Issued, **{"document": "notice", "notice": "-", "unit": "-", "unit_kind": wish.unit.kind, **said})
    phone = wish.phone if wish.phone is not None else "-"
    if find_unsafe("phone", phone) is not None:
        raise refuse_field(_("Phone"), unsafe_reason())
    if not 0 < len(phone.strip()) <= NAME_LENGTH:
        raise refuse_field(_("Phone"), _("is empty or longer than {limit} characters").format(limit=NAME_LENGTH))


def _gather(database: Database, rows: Sequence[Row]) -> list[Matter]:
    seen = ledger.gather(database, rows)
    visits = _read_visits(database, rows)
    matters = []
    for row in rows:
        finding, happened = seen[row["id"]]
        state = lifecycle.fold(finding, happened) or lifecycle.begin(finding)
        body = visits.get(row["inspection"], Inspected(category=row["category"]))
        visit = Visit(row["found_on"], row["inspectors"], body.kind, body.departments or (), body.led_by)
        matters.append(Matter(row, state, visit, _look(finding, state, happened)))
    return matters


def _recall(database: Database, matters: Sequence[Matter], told: tuple[Unit, str, str]) -> list[Matter]:
    """The same with how each stood when this document was issued. told: unit, document, number."""
    seen = ledger.gather(database, [matter.row for matter in matters])
    recalled = []
    for matter in matters:
        finding, happened = seen[matter.row["id"]]
        entries = [entry for entry in History(happened).of("issued") if _says(entry.body, *told)]
        recalled.append(matter._replace(issued=lifecycle.stood_before(finding, happened, entries[-1])))
    return recalled


def _read_visits(database: Database, rows: Sequence[Row]) -> dict[str, Inspected]:
    visits = {}
    for township in {row["township"] for row in rows}:
        ids = list({row["inspection"] for row in rows if row["township"] == township})
        asked = {"township": township, "ids": ids}
        for entry in read_entries(database.rows("entries", asked, ["township", "ids"])):
            body = read_body(entry.kind, entry.body)
            if isinstance(body, Inspected):
                visits[entry.id] = body
    return visits


def _look(finding: Finding, state: State, happened: Sequence[Happened]) -> Look | None:
    if state.status == "closed":
        return Look(state.verified_on, state.verified_by, gone=True, before=state)
    if state.status != "failed":
        return None
    failed = History(happened).latest("failed")
    if not failed:  # a file says so
        return Look(None, None, gone=False)
    said: Any = failed[-1].body
    before = lifecycle.stood_before(finding, happened, failed[-1])
    return Look(failed[-1].at, said.failed_by, gone=False, reason=said.reason, before=before)


def _number(row: Row) -> Number:
    return Number(row["series"], row["serial"])


def _place(row: Row) -> Place:
    return documents.find_place(row["township"], row["site"], row["village"], row["location"])


def _find_site(database: Database, place: Place, village: str | None) -> Row | None:
    """The site in the register; of several of one name the one in that village, else none."""
    if place.site is None:
        return None
    asked = {"township": place.township, "name": place.site}
    found = database.rows("sites", asked, ["township", "name"], order="code")
    if len(found) > 1:
        found = [site for site in found if site["village"] == village]
    return found[0] if len(found) == 1 else None


def _is_advised(matter: Matter) -> bool:
    """Whether the list of its category has the item, or without one any item, as advice at a household."""
    category = catalog.categories().get(matter.row["category"])
    checklist = checklists.inspect_file(category.path)[0] if category else None
    items = checklist.item if checklist else ()
    own = [item for item in items if item.code == matter.row["item"]] or items
    return any(item.advice for item in own)


def _find_issued(database: Database, unit: Unit, document: str, notice: str) -> dict[Number, date]:
    """The hazards that this unit's document of this number is about, and the day it is dated."""
    subjects: dict[str, list[str]] = {}
    for entry in read_entries(database.stream("entries", {"kinds": ["issued"]}, ["kinds"])):
        if _says(read_body(entry.kind, entry.body), unit, document, notice) and entry.subject:
            subjects.setdefault(entry.township, []).append(entry.subject)
    rows = [
        row
        for township, ids in subjects.items()
        for row in database.rows("hazards", {"township": township, "ids": ids}, ["township", "ids"])
    ]
    gathered = ledger.gather(database, rows)
    return {
        _number(row): entry.at
        for row in rows
        for entry in History(gathered[row["id"]][1]).of("issued")
        if _says(entry.body, unit, document, notice)
    }


def _says(body: object, unit: Unit, document: str, notice: str) -> bool:
    return isinstance(body, Issued) and (body.unit, body.document, body.notice) == (unit.name, document, notice)


def _check_number(given: Mapping[Number, date], numbers: Sequence[Number], day: date, notice: str) -> None:
    """A document that was issued already is printed again as it was: about the same hazards, dated the same day."""
    if given and given.keys() != set(numbers):
        raise BadInput(
            _("{notice} was issued about {numbers}.").format(notice=notice, numbers=write_numbers(list(given))),
            _("Nothing was written."),
            _("Give another number, or print it as it was: inspect-cli notice {numbers}").format(
                numbers=write_numbers(list(given))
            ),
        )
    if given and day not in given.values():
        raise BadInput(
            _("{notice} is dated {day}.").format(notice=notice, day=next(iter(given.values()))),
            _("Nothing was written."),
            _("Leave --on out to print it again, or give another number."),
        )
