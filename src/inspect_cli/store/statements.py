"""The only place where SQL that asks about hazards and visits is written, as SQLAlchemy expressions over `tables`.

`compiling` turns them, and those of `lookups` and `writes`, into SQLite's SQL, which ships as compiled.json and is what
laptops run; other databases run the expressions themselves. After a change here: `just compile`. A query's parts
(filters, groups, orders) are named, and `database` puts the asked ones together; nothing a user types becomes SQL.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FromClause,
    Select,
    String,
    Table,
    and_,
    bindparam,
    case,
    cast,
    exists,
    extract,
    false,
    func,
    literal_column,
    or_,
    select,
    true,
)

from inspect_cli.rules.counters import OFFENCES
from inspect_cli.store import lookups, writes  # noqa: F401 - statements register themselves
from inspect_cli.store.expressions import (
    Filters,
    Query,
    among,
    counter,
    equals,
    has,
    hazard,
    inspection,
    statement,
    township,
)

_open = hazard.c.is_open == true()
_overdue = and_(_open, hazard.c.due < bindparam("today"))
_due_soon = and_(_open, hazard.c.due.between(bindparam("today"), bindparam("soon")))
_major_first = case((equals(hazard.c.severity, "major"), literal_column("0")), else_=literal_column("1"))
_no_owner_last = case((hazard.c.owner.is_(None), literal_column("1")), else_=literal_column("0"))
# By the bare id, SQLite would go through the key's index and look up row after row, for an order it sorts anew anyway.
written = (hazard.c.inspection, hazard.c.id + literal_column("''"))
nothing_found = inspection.c.found == literal_column("0")
of_visit = and_(counter.c.township == inspection.c.township, counter.c.inspection == inspection.c.id)
is_offence = and_(or_(*(equals(counter.c.name, key) for key in OFFENCES)), counter.c.amount > literal_column("0"))
_closed_on = func.coalesce(hazard.c.verified_on, hazard.c.fixed_on)
stands = hazard.c.status != literal_column("'voided'")
_no_due_last = case((hazard.c.due.is_(None), literal_column("1")), else_=literal_column("0"))


def _when(day: ColumnElement[Any]) -> Filters:
    return {"since": day >= bindparam("since"), "until": day <= bindparam("until")}


def filter_spots(table: Table, day: ColumnElement[Any]) -> Filters:
    """What all that happened in a place can be asked by; day: it happened."""
    left_out = func.coalesce(among(table.c.category, "leave_out"), false())
    return {
        "township": table.c.township == bindparam("township"),
        "category": table.c.category == bindparam("category"),
        "leave_out": left_out != true(),
        "village": has(table.c.village, "village"),
        "site": has(table.c.site, "site"),
        **_when(day),
        **_belonging(table, day),
    }


def _belonging(table: Table, day: ColumnElement[Any]) -> Filters:
    """What belongs to a campaign: what names it, or happened within its days, in its categories, in its townships.

    of_campaign: its name, whole; several of the other filters at once hold together.
    """
    within = day.between(bindparam("campaign_first"), bindparam("campaign_last"))
    parts = {
        "in_days": within,
        "in_categories": and_(within, among(table.c.category, "campaign_categories")),
        "in_townships": and_(within, among(table.c.township, "campaign_townships")),
    }
    if "campaign" not in table.c:
        return parts
    named = table.c.campaign == bindparam("of_campaign")
    return {"of_campaign": named, **{name: or_(named, part) for name, part in parts.items()}}


def filter_places(table: Table, day: ColumnElement[Any]) -> Filters:
    """What hazards and visits can both be asked by; day: of the visit."""
    return {
        **filter_spots(table, day),
        "campaign": has(table.c.campaign, "campaign"),
        "batch": table.c.batch == bindparam("batch"),
        "origins": among(table.c.origin, "origins"),
    }


def hazard_filters() -> Filters:
    """What hazards can be asked by."""
    typed, named = (hazard.c.description, hazard.c.note), (hazard.c.site, hazard.c.location, hazard.c.ref)
    return {
        **filter_places(hazard, hazard.c.found_on),
        "ids": among(hazard.c.id, "ids"),
        "series": hazard.c.series == bindparam("series"),
        "serials": among(hazard.c.serial, "serials"),
        "refs": among(hazard.c.ref, "refs"),
        "open": _open,
        "status": among(hazard.c.status, "status"),
        "severity": hazard.c.severity == bindparam("severity"),
        "owner": has(hazard.c.owner, "owner"),
        "overdue": _overdue,
        "due_within": _due_soon,
        "rebound": hazard.c.rebound_of.is_not(None),
        "rebounds_of": among(hazard.c.rebound_of, "earlier"),
        "claimed": hazard.c.claimed == true(),
        "self_verified": hazard.c.self_verified == true(),
        "on_spot": and_(hazard.c.on_spot == true(), stands),
        "listed": hazard.c.listed.is_not(None),
        "suspended": hazard.c.suspended.is_not(None),
        "failed": hazard.c.failed > literal_column("0"),
        "unplanned": and_(_open, equals(hazard.c.severity, "major"), hazard.c.planned != true()),
        "conflict": hazard.c.conflict == true(),
        "unfree": and_(
            equals(hazard.c.status, "closed"), or_(hazard.c.listed.is_not(None), hazard.c.suspended.is_not(None))
        ),
        "disordered": or_(
            hazard.c.fixed_on < hazard.c.found_on,
            hazard.c.verified_on < hazard.c.found_on,
            hazard.c.verified_on < hazard.c.fixed_on,
            hazard.c.first_due < hazard.c.found_on,
        ),
        "past_unplanned": and_(
            equals(hazard.c.severity, "major"),
            hazard.c.planned != true(),
            or_(equals(hazard.c.status, "fixed"), equals(hazard.c.status, "closed")),
        ),
        "closed_since": and_(equals(hazard.c.status, "closed"), _closed_on >= bindparam("closed_since")),
        "closed_until": and_(equals(hazard.c.status, "closed"), _closed_on <= bindparam("closed_until")),
        # Names are kept in one Unicode form, free text as it was typed.
        "text": or_(*(has(column, "text") for column in typed), *(has(column, "text_name") for column in named)),
    }


@statement
def hazards() -> Query:
    """Hazards with the name of their township."""
    source = hazard.outerjoin(township, township.c.township == hazard.c.township)
    number = (hazard.c.series, hazard.c.serial, hazard.c.id)
    return Query(
        select(*hazard.c, township.c.name.label("township_name")).select_from(source),
        filters=hazard_filters(),
        orders={
            "worst": (_major_first, _no_due_last, hazard.c.due, hazard.c.found_on, *number),
            "number": number,
            "due": (_no_due_last, hazard.c.due, *number),
            "inspected_on": (hazard.c.found_on.desc(), *number),
            "oldest": (hazard.c.found_on, *number),
            "township": (hazard.c.township, *number),
            "category": (hazard.c.category, *number),
            "owner": (_no_owner_last, hazard.c.owner, *number),
            "written": written,
        },
    )


@statement
def clean_visits() -> Query:
    """Visits that found nothing."""
    source = inspection.outerjoin(township, township.c.township == inspection.c.township)
    return Query(
        select(*inspection.c, township.c.name.label("township_name")).select_from(source).where(nothing_found),
        filters=filter_places(inspection, inspection.c.inspected_on),
        orders={"written": (inspection.c.id,)},
    )


@statement
def visits() -> Query:
    """Visits."""
    return Query(select(inspection), filters=filter_places(inspection, inspection.c.inspected_on))


@statement
def open_counts() -> Query:
    """What is open, a row for each township and category that has something open; served by one partial index."""
    key = (hazard.c.township, hazard.c.category)
    counts = (
        func.count().label("open"),
        func.count().filter(equals(hazard.c.severity, "major")).label("major"),
        func.count().filter(hazard.c.due < bindparam("today")).label("overdue"),
        func.count().filter(hazard.c.due.between(bindparam("today"), bindparam("soon"))).label("due_soon"),
        func.count().filter(equals(hazard.c.status, "fixed")).label("fixed"),
        func.count().filter(hazard.c.rebound_of.is_not(None)).label("rebound"),
        func.min(hazard.c.found_on).label("oldest"),
    )
    return Query(
        select(*key, *counts).where(_open).group_by(*key),
        filters={"township": hazard.c.township == bindparam("township")},
    )


def _month(day: ColumnElement[Any]) -> ColumnElement[Any]:
    return cast(extract("year", day), BigInteger) * literal_column("100") + cast(extract("month", day), BigInteger)


def hazard_groups() -> dict[str, ColumnElement[Any]]:
    """What hazards can be counted by."""
    plain = ("township", "category", "village", "site", "campaign", "owner", "severity", "status", "item")
    people = {"verifier": hazard.c.verified_by, "inspector": hazard.c.inspectors}
    return {name: hazard.c[name] for name in plain} | people | {"month": _month(hazard.c.found_on)}


def visit_groups() -> dict[str, ColumnElement[Any]]:
    """What visits can be counted by."""
    plain = ("township", "category", "village", "site", "campaign")
    more = {"inspector": inspection.c.inspectors, "month": _month(inspection.c.inspected_on)}
    return {name: inspection.c[name] for name in plain} | more


@statement
def hazard_counts() -> Query:
    """Hazards counted by the asked groups; `found` leaves out what was voided."""
    return Query(count_hazards(hazard), hazard_filters(), hazard_groups())


def count_hazards(source: FromClause) -> Select[*tuple[Any, ...]]:
    """The counts of the hazards of a table, or of tables that are joined to theirs."""

    def count(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.count().filter(condition)

    handed_over_in_time = and_(equals(hazard.c.status, "transferred"), hazard.c.transferred_on <= hazard.c.first_due)
    due_so_far = and_(stands, hazard.c.first_due < bindparam("today"))
    counts = {
        "found": stands,
        "major": and_(equals(hazard.c.severity, "major"), stands),
        "open": _open,
        "overdue": _overdue,
        "fixed": equals(hazard.c.status, "fixed"),
        "rebound": and_(hazard.c.rebound_of.is_not(None), stands),
        "closed": equals(hazard.c.status, "closed"),
        "claimed": hazard.c.claimed == true(),
        "self_verified": hazard.c.self_verified == true(),
        "on_spot": and_(hazard.c.on_spot == true(), stands),
        "transferred": equals(hazard.c.status, "transferred"),
        "due_so_far": and_(due_so_far, func.coalesce(handed_over_in_time, false()) != true()),
        "on_time": and_(due_so_far, equals(hazard.c.status, "closed"), _closed_on <= hazard.c.first_due),
    }
    return select(*(count(condition).label(name) for name, condition in counts.items())).select_from(source)


@statement
def came_back() -> Query:
    """Closed hazards that a later one repeats, counted by who verified them."""
    return Query(count_back(hazard), hazard_filters(), hazard_groups())


def count_back(source: FromClause) -> Select[*tuple[Any, ...]]:
    """How many closed hazards of a table, or of tables that are joined to theirs, a later one repeats."""
    later = hazard.alias("later")
    number = hazard.c.series + literal_column("'-'") + cast(hazard.c.serial, String)
    again = (
        later.c.township == hazard.c.township,
        later.c.rebound_of == number,
        later.c.status != literal_column("'voided'"),
    )
    repeated = exists(select(literal_column("1")).select_from(later).where(*again).correlate(hazard))
    closed = equals(hazard.c.status, "closed")
    return select(func.count().label("rebound")).select_from(source).where(closed, repeated)


@statement
def visit_counts() -> Query:
    """Visits counted by the asked groups."""
    return Query(
        count_visits(inspection), filters=filter_places(inspection, inspection.c.inspected_on), groups=visit_groups()
    )


def count_visits(source: FromClause) -> Select[*tuple[Any, ...]]:
    """The counts of the visits of a table, or of tables that are joined to theirs."""
    return select(func.count().label("visits"), func.count().filter(nothing_found).label("clean")).select_from(source)


@statement
def doubled_numbers() -> Query:
    """Numbers that more than one hazard has."""
    number = (hazard.c.series, hazard.c.serial)
    more = func.count() > literal_column("1")
    return Query(select(*number, func.count().label("held")).group_by(*number).having(more))


@statement
def hazard_total() -> Query:
    """How many hazards there are."""
    return Query(select(func.count().label("total")).select_from(hazard), filters=hazard_filters())


@statement
def hazards_besides() -> Query:
    """How many hazards have what the columns of the ledger do not say; failed: looks besides that of the status."""
    nothing: ColumnElement[int] = literal_column("0")
    one: ColumnElement[int] = literal_column("1")
    seen = case((equals(hazard.c.status, "failed"), one), else_=nothing)
    told = {
        "plan": or_(hazard.c.planned == true(), hazard.c.measures.is_not(None), hazard.c.funds.is_not(None)),
        "listed": hazard.c.listed.is_not(None),
        "suspended": hazard.c.suspended.is_not(None),
        "transferred_to": hazard.c.transferred_to.is_not(None),
        "issued": hazard.c.issued.is_not(None),
        "duplicate_of": hazard.c.duplicate_of.is_not(None),
    }
    counts = [func.count().filter(condition).label(name) for name, condition in told.items()]
    failed = cast(func.coalesce(func.sum(hazard.c.failed - seen), nothing), BigInteger)
    return Query(select(*counts, failed.label("failed")).select_from(hazard), filters=hazard_filters())


@statement
def hazard_origins() -> Query:
    """How many hazards the ledger holds of each imported content."""
    held = func.count().label("held")
    filters = filter_places(hazard, hazard.c.found_on)
    return Query(select(held).select_from(hazard), filters, {"origin": hazard.c.origin})


@statement
def visit_origins() -> Query:
    """How many clean visits the ledger holds of each content."""
    held = func.count().label("held")
    filters = filter_places(inspection, inspection.c.inspected_on)
    return Query(select(held).select_from(inspection), filters, {"origin": inspection.c.origin})
