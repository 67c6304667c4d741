"""The only place that hands over what a person or a department answers for: finds what that is, and writes it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from inspect_cli.errors import BadInput, NothingFound, WrongUsage
from inspect_cli.messages import _, spell
from inspect_cli.rules.body import NAME_LENGTH, find_unsafe
from inspect_cli.rules.guards import Act
from inspect_cli.rules.names import known_as, plain, split_people
from inspect_cli.store import acting, answering, journal, places, posts, queries, registering, relieving, territory
from inspect_cli.store.database import Database, Row
from inspect_cli.store.enrolling import RESPONSIBILITY_FACTS
from inspect_cli.store.journal import Author, Draft
from inspect_cli.store.recording import refuse_field

BETWEEN = "、"


@dataclass(frozen=True)
class Wish:
    """Who hands over to whom, from which day on.

    merger: both are departments; township (a code), category (a key): only what is there or of it; post, phone: of who
    takes over, the same post and no phone if not given; duty: the shifts of the roster, too.
    """

    giver: str
    taker: str
    day: date
    today: date
    merger: bool = False
    township: str | None = None
    category: str | None = None
    post: str | None = None
    phone: str | None = None
    duty: bool = False
    reason: str | None = None
    witness: str | None = None

    @property
    def is_due(self) -> bool:
        """Whether the day has come: what has no day of its own, hazards and sites, changes hands only then."""
        return self.day <= self.today


class Left(NamedTuple):
    """How much of it is not in the handover: ended before the day, or in other townships or categories."""

    ended: int
    responsibilities: int
    hazards: int
    shifts: int
    sites: int


@dataclass(frozen=True)
class Handover:
    """What is handed over; townships: code -> name.

    responsibilities: those that hold on the day or later; held: ids of those for which the taker answers already, which
    only end; hazards: the open ones, the worst first; shifts: from the day on; doubled: ids of those that the taker is
    on already, which are only taken off; regulated: the sites of a department; visits: sites that are to be visited
    there or are regulated, with `last`, their last visit; general: responsibilities for all categories, where only one
    category is handed over.
    """

    wish: Wish
    townships: dict[str, str]
    responsibilities: Sequence[Row]
    held: frozenset[str]
    hazards: Sequence[Row]
    shifts: Sequence[Row]
    doubled: frozenset[str]
    regulated: Sequence[Row]
    visits: Sequence[Row]
    left: Left
    general: Sequence[Row] = ()

    @property
    def count(self) -> int:
        """How many rows of the ledger change."""
        due = [*self.hazards, *self.regulated] if self.wish.is_due else []
        shifts = self.shifts if self.wish.duty else []
        return len(self.responsibilities) + len(due) + len(shifts)

    @property
    def waits(self) -> bool:
        """Whether hazards or sites change hands only on the day, which has not come."""
        return not self.wish.is_due and bool(self.hazards or self.regulated)


def check(wish: Wish) -> None:
    """Raises WrongUsage unless one hands over to another one, BadInput for a name that is none."""
    if wish.witness is not None and not _is_name(wish.witness):
        rule = _("is empty, longer than {limit} characters, or holds control characters").format(limit=NAME_LENGTH)
        raise refuse_field(_("Witness"), rule)
    acting.build_act("reassigned", {"owner": wish.taker}, Act(wish.day, wish.today, wish.reason))
    if known_as(wish.giver) == known_as(wish.taker):
        raise WrongUsage(
            _("{name} cannot take over from itself.").format(name=wish.giver),
            _("Nothing was written."),
            _("Name another one."),
        )
    if not wish.merger and len(split_people(wish.taker)) > 1:
        raise WrongUsage(
            _("One person takes over; these are several: {names}").format(names=wish.taker),
            _("Nothing was written."),
            _("Hand over part by part: --township NAME or --category CATEGORY."),
        )


def read(database: Database, wish: Wish) -> Handover:
    """What there is to hand over; rows of hazards, responsibilities, shifts and sites are those of the ledger."""
    every = database.rows("responsibilities", order="place")
    column = "department" if wish.merger else "name"
    own = [row for row in every if _is(row[column], wish.giver) and posts.ever_held(row)]
    lasting = [row for row in own if row["end"] is None or row["end"] >= wish.day]
    found = {
        "responsibilities": lasting,
        "hazards": _read_hazards(database, wish),
        "shifts": _read_shifts(database, wish),
        "sites": _read_regulated(database, wish),
    }
    within = {part: [row for row in rows if _is_asked(row, wish)] for part, rows in found.items()}
    held = () if wish.merger else _find_held(within["responsibilities"], every, wish)
    return Handover(
        wish,
        queries.township_names(database),
        within["responsibilities"],
        frozenset(held),
        within["hazards"],
        within["shifts"],
        relieving.find_doubled(database, within["shifts"], {"unit" if wish.merger else "name": wish.taker}),
        within["sites"],
        _read_visits(database, wish, [*within["responsibilities"], *map(_place_site, within["sites"])]),
        Left(_count_ended(own, lasting), **{part: len(found[part]) - len(rows) for part, rows in within.items()}),
        [row for row in lasting if wish.category and row["category"] is None and _is_there(row, wish)],
    )


def refuse_erased(handover: Handover) -> None:
    """Raises BadInput where all of it began after the day: it would be as if the giver never held it."""
    wish = handover.wish
    first = min((row["start"] for row in handover.responsibilities), default=date.min)
    if wish.day < first <= wish.today:
        raise BadInput(
            _("What {name} hands over begins only on {day}.").format(name=wish.giver, day=first),
            _("Nothing was written."),
            _("Hand over from a later day: --from DATE"),
        )


def refuse_nothing(handover: Handover, *, dry_run: bool = False) -> None:
    """Raises NothingFound when nothing changes hands, BadInput when all of it waits for the day."""
    wish = handover.wish
    if handover.count or (dry_run and handover.waits):
        return
    if handover.waits:
        raise BadInput(
            _("{day} has not come: open hazards and sites get their new name on that day.").format(day=wish.day),
            _("Nothing was written."),
            _("The sheet before that day: --dry-run"),
        )
    if handover.general:
        raise _refuse_general(handover)
    raise NothingFound(
        _("{name} answers for nothing from {day} on, and owns no open hazard there.").format(
            name=wish.giver, day=wish.day
        ),
        _("Nothing was written."),
        _advise(handover),
    )


def _refuse_general(handover: Handover) -> NothingFound:
    """Nothing of one category, since all of them are answered for at once."""
    wish, row = handover.wish, handover.general[0]
    town = str(queries.typed_names(handover.townships).get(row["township"], row["township"]))
    where = (f"--{row['layer']}", row["place"]) if row["place"] else ()
    what = ("--category", f"{wish.category}", "--name", wish.taker, "--from", f"{wish.day}")
    return NothingFound(
        _("{name} answers for all categories at once, and owns no open hazard of this one.").format(name=wish.giver),
        _("Nothing was written."),
        _("To hand over all of it, leave --category out. To name somebody for this one beside: {command}").format(
            command=spell(("responsible", "add", town, *where, *what))
        ),
    )


def _advise(handover: Handover) -> str:
    """What to do when nothing was found to hand over."""
    wish, left = handover.wish, handover.left
    if handover.shifts and not wish.category:
        return _("The roster has shifts: hand them over with --duty.")
    if left.responsibilities or left.hazards or left.sites:
        return _("There is more in other places: leave --township and --category out.")
    if wish.merger:
        return _("See: inspect-cli responsible list --all --department {name}").format(name=wish.giver)
    return _("See: inspect-cli responsible list --all --name {name}").format(name=wish.giver)


def hand_over(database: Database, handover: Handover, author: Author) -> None:
    """Write all of it in one transaction. Raises BadInput when somebody changed any of it since it was read."""
    every = (handover.responsibilities, handover.hazards, handover.shifts, handover.regulated)
    with database.writing():
        journal.lock(database, {row["township"] for rows in every for row in rows})
        if read(database, handover.wish) != handover:
            raise BadInput(
                _("Somebody changed the ledger at the same moment."),
                _("Nothing was written."),
                _("Look at it again: --dry-run"),
            )
        journal.append(database, draft(database, handover), author)


def draft(database: Database, handover: Handover) -> list[Draft]:
    """The entries of a handover. Raises BadInput for what may not stand in one."""
    wish = handover.wish
    drafts = [each for row in handover.responsibilities for each in _draft_responsibility(handover, row)]
    if wish.is_due:
        drafts += _draft_hazards(database, handover)
        changed = [{"township": r["township"], "code": r["code"], "name": r["name"]} for r in handover.regulated]
        drafts += registering.draft_sites(database, [{**row, "regulator": wish.taker} for row in changed])
    return drafts + [_draft_shift(handover, row) for row in handover.shifts if wish.duty]


def _count_ended(own: Iterable[Row], lasting: Sequence[Row]) -> int:
    """Of how many places, categories and roles a responsibility ended before, and none goes on."""
    scopes = [{tuple(row[name] for name in answering.SCOPE) for row in rows} for rows in (own, lasting)]
    return len(scopes[0] - scopes[1])


def _draft_responsibility(handover: Handover, row: Row) -> Iterable[Draft]:
    wish = handover.wish
    yield answering.draft_end(row, wish.day - timedelta(days=1))
    if row["id"] in handover.held:
        return
    now = {"department": wish.taker} if wish.merger else _describe_taker(wish, row)
    facts = {name: row[name] for name in RESPONSIBILITY_FACTS}
    told = {**facts, **now, "start": max(wish.day, row["start"])}
    yield answering.draft_responsibility(row["township"], told)


def _describe_taker(wish: Wish, row: Row) -> dict[str, str | None]:
    post = row["post"] if wish.post is None else wish.post
    return {"name": wish.taker, "post": post, "phone": wish.phone}


def _draft_hazards(database: Database, handover: Handover) -> list[Draft]:
    """A hazard that was found after the day changes hands on the day it was found."""
    wish = handover.wish
    alike: dict[tuple[str, date], list[Row]] = defaultdict(list)
    for row in handover.hazards:
        alike[_name_owner(row["owner"], wish), max(wish.day, row["found_on"])].append(row)
    drafts = []
    for (owner, on), rows in alike.items():
        act = Act(on, wish.today, wish.reason)
        body = acting.build_act("reassigned", {"owner": owner}, act)
        drafts += acting.draft_acts(database, rows, "reassigned", body, act)
    return drafts


def _name_owner(owner: str, wish: Wish) -> str:
    """The owner as it is then; of several people only this one is replaced."""
    people: dict[str, str] = {}
    for name in split_people(owner):
        person = wish.taker if _is(name, wish.giver) else name
        people.setdefault(known_as(person), person)
    return BETWEEN.join(people.values())


def _draft_shift(handover: Handover, row: Row) -> Draft:
    wish = handover.wish
    now = {"unit": wish.taker} if wish.merger else _describe_taker(wish, row)
    return relieving.draft_shift(row, now, wish.today, off=row["id"] in handover.doubled)


def _read_hazards(database: Database, wish: Wish) -> list[Row]:
    theirs: dict[str, set[str]] = defaultdict(set)
    for row in database.rows("open_owners"):
        if any(_is(name, wish.giver) for name in split_people(row["owner"])):
            theirs[row["township"]].add(row["owner"])
    return [
        row
        for township in sorted(theirs)
        for row in database.stream("hazards", {"township": township}, ["township", "open"], order="worst")
        if row["owner"] in theirs[township]
    ]


def _read_shifts(database: Database, wish: Wish) -> list[Row]:
    column = "unit" if wish.merger else "name"
    return [row for row in answering.shifts(database, wish.day, date.max) if _is(row[column], wish.giver)]


def _read_regulated(database: Database, wish: Wish) -> list[Row]:
    if not wish.merger:
        return []
    rows = territory.read_register(database, "site")
    return [row for row in rows if _is(row["regulator"], wish.giver) and not queries.is_ended(row, wish.day)]


def _find_held(rows: Iterable[Row], every: Iterable[Row], wish: Wish) -> Iterable[str]:
    """The ids of those of which the taker has the same place, category and role on all of their days."""
    held: dict[tuple[str | None, ...], list[Row]] = defaultdict(list)
    for other in every:
        if _is(other["name"], wish.taker):
            held[tuple(other[name] for name in answering.SCOPE)].append(other)
    for row in rows:
        start, end = max(wish.day, row["start"]), row["end"] or date.max
        beside = held[tuple(row[name] for name in answering.SCOPE)]
        if any(other["start"] <= start and (other["end"] or date.max) >= end for other in beside):
            yield row["id"]


def _read_visits(database: Database, wish: Wish, rows: Iterable[Row]) -> list[Row]:
    """The sites of these places that are to be visited, those first where nobody was, then by the last visit."""
    places_of: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for row in rows:
        places_of[row["township"]].add((row["layer"], plain(row["place"] or "")))
    found = []
    for township, held in sorted(places_of.items()):
        asked = [
            site
            for site in places.read_names(database, township)
            if (site["must_visit"] or site["visit_days"]) and not queries.is_ended(site, wish.day)
        ]
        near = [site for site in asked if not held.isdisjoint(_lies_in(site))]
        last = _read_last(database, township) if near else {}
        dated = [{**site, "last": max(_days_of(site, last), default=None)} for site in near]
        found += sorted(dated, key=lambda site: (site["last"] or date.min, site["code"]))
    return found


def _place_site(site: Row) -> Row:
    return {"township": site["township"], "layer": "site", "place": site["name"]}


def _lies_in(site: Row) -> set[tuple[str, str]]:
    return {("township", ""), ("village", plain(site["village"] or "")), ("site", plain(site["name"]))}


def _read_last(database: Database, township: str) -> dict[str, date]:
    last: dict[str, date] = {}
    for row in database.rows("site_visits", {"township": township}, ["township"], order="category"):
        key = plain(row["site"])
        last[key] = max(row["last"], last.get(key, date.min))
    return last


def _days_of(site: Row, last: dict[str, date]) -> list[date]:
    return [last[key] for key in (plain(site["name"]), plain(site["code"])) if key in last]


def _is_name(text: str) -> bool:
    return find_unsafe("name", text) is None and 0 < len(text.strip()) <= NAME_LENGTH


def _is(text: str | None, name: str) -> bool:
    return text is not None and known_as(text) == known_as(name)


def _is_asked(row: Row, wish: Wish) -> bool:
    """Whether a row is in the township and of the category that were asked for; a shift or a site is of none."""
    return _is_there(row, wish) and wish.category in (None, row.get("category"))


def _is_there(row: Row, wish: Wish) -> bool:
    return wish.township in (None, row["township"])
