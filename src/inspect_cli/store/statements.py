"""The only place where SQL is written, as SQLAlchemy expressions over `tables`.

`compiling` turns them into SQLite's SQL, which ships as compiled.json and is what laptops run; other databases run the
expressions themselves. After a change here: `just compile`. A query's parts (filters, groups, orders) are named, and
`database` puts the asked ones together; nothing a user types ever becomes SQL.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Delete,
    Insert,
    Select,
    Table,
    Update,
    and_,
    bindparam,
    case,
    cast,
    delete,
    extract,
    func,
    insert,
    literal_column,
    or_,
    select,
    true,
    update,
)

from inspect_cli.store import tables

Filters = Mapping[str, ColumnElement[bool]]


@dataclass(frozen=True)
class Query:
    """A question: what is selected, and the parts that may be added to it by name."""

    select: Select[*tuple[Any, ...]]
    filters: Filters = field(default_factory=dict)
    groups: Mapping[str, ColumnElement[Any]] = field(default_factory=dict)
    orders: Mapping[str, Sequence[ColumnElement[Any]]] = field(default_factory=dict)


Statement = Query | Insert | Update | Delete
STATEMENTS: dict[str, Callable[[], Statement]] = {}

_tables = tables.METADATA.tables
journal, head, chain, series = (_tables[name] for name in ("journal", "township_head", "chain", "series"))
township, site, inspection, hazard, store = (
    _tables[name] for name in ("township", "site", "inspection", "hazard", "store")
)


def statement(make: Callable[[], Statement]) -> Callable[[], Statement]:
    """Mark a function as a statement; its name is how the store calls it."""
    STATEMENTS[make.__name__] = make
    return make


def _has(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    return func.lower(column).like(bindparam(name), escape="!")


def _among(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    return column.in_(bindparam(name, expanding=True))


def _is(column: ColumnElement[Any], word: str) -> ColumnElement[bool]:
    return column == literal_column(f"'{word}'")


_open = hazard.c.is_open == true()
_overdue = and_(_open, hazard.c.due < bindparam("today"))
_due_soon = and_(_open, hazard.c.due.between(bindparam("today"), bindparam("soon")))
_major_first = case((_is(hazard.c.severity, "major"), literal_column("0")), else_=literal_column("1"))
_no_owner_last = case((hazard.c.owner.is_(None), literal_column("1")), else_=literal_column("0"))
_nothing_found = inspection.c.found == literal_column("0")
_no_due_last = case((hazard.c.due.is_(None), literal_column("1")), else_=literal_column("0"))


def _when(day: ColumnElement[Any]) -> Filters:
    return {"since": day >= bindparam("since"), "until": day <= bindparam("until")}


def _where(table: Table, day: ColumnElement[Any]) -> Filters:
    return {
        "township": table.c.township == bindparam("township"),
        "category": table.c.category == bindparam("category"),
        "village": _has(table.c.village, "village"),
        "site": _has(table.c.site, "site"),
        "campaign": _has(table.c.campaign, "campaign"),
        "batch": table.c.batch == bindparam("batch"),
        "origins": _among(table.c.origin, "origins"),
        **_when(day),
    }


def _hazard_filters() -> Filters:
    typed, named = (hazard.c.description, hazard.c.note), (hazard.c.site, hazard.c.location, hazard.c.ref)
    return {
        **_where(hazard, hazard.c.found_on),
        "ids": _among(hazard.c.id, "ids"),
        "series": hazard.c.series == bindparam("series"),
        "serials": _among(hazard.c.serial, "serials"),
        "refs": _among(hazard.c.ref, "refs"),
        "open": _open,
        "status": _among(hazard.c.status, "status"),
        "severity": hazard.c.severity == bindparam("severity"),
        "owner": _has(hazard.c.owner, "owner"),
        "overdue": _overdue,
        "due_within": _due_soon,
        "rebound": hazard.c.rebound_of.is_not(None),
        "claimed": hazard.c.claimed == true(),
        # Names are kept in one Unicode form, free text as it was typed.
        "text": or_(*(_has(column, "text") for column in typed), *(_has(column, "text_name") for column in named)),
    }


@statement
def hazards() -> Query:
    """Hazards with the name of their township."""
    source = hazard.outerjoin(township, township.c.township == hazard.c.township)
    number = (hazard.c.series, hazard.c.serial)
    return Query(
        select(*hazard.c, township.c.name.label("township_name")).select_from(source),
        filters=_hazard_filters(),
        orders={
            "worst": (_major_first, _no_due_last, hazard.c.due, hazard.c.found_on, *number),
            "number": number,
            "due": (_no_due_last, hazard.c.due, *number),
            "inspected_on": (hazard.c.found_on.desc(), *number),
            "oldest": (hazard.c.found_on, *number),
            "township": (hazard.c.township, *number),
            "category": (hazard.c.category, *number),
            "owner": (_no_owner_last, hazard.c.owner, *number),
            "written": (hazard.c.inspection, hazard.c.id),
        },
    )


@statement
def clean_visits() -> Query:
    """Visits that found nothing."""
    source = inspection.outerjoin(township, township.c.township == inspection.c.township)
    return Query(
        select(*inspection.c, township.c.name.label("township_name")).select_from(source).where(_nothing_found),
        filters=_where(inspection, inspection.c.inspected_on),
        orders={"written": (inspection.c.id,)},
    )


@statement
def open_counts() -> Query:
    """What is open, a row for each township and category that has something open; served by one partial index."""
    key = (hazard.c.township, hazard.c.category)
    counts = (
        func.count().label("open"),
        func.count().filter(_is(hazard.c.severity, "major")).label("major"),
        func.count().filter(hazard.c.due < bindparam("today")).label("overdue"),
        func.count().filter(hazard.c.due.between(bindparam("today"), bindparam("soon"))).label("due_soon"),
        func.count().filter(_is(hazard.c.status, "fixed")).label("fixed"),
        func.count().filter(hazard.c.rebound_of.is_not(None)).label("rebound"),
        func.min(hazard.c.found_on).label("oldest"),
    )
    return Query(
        select(*key, *counts).where(_open).group_by(*key),
        filters={"township": hazard.c.township == bindparam("township")},
    )


def _month(day: ColumnElement[Any]) -> ColumnElement[Any]:
    return cast(extract("year", day), BigInteger) * literal_column("100") + cast(extract("month", day), BigInteger)


@statement
def hazard_counts() -> Query:
    """Hazards counted by the asked groups; `found` leaves out what was voided."""

    def count(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.count().filter(condition)

    stands = hazard.c.status != literal_column("'voided'")
    counts = {
        "found": stands,
        "major": and_(_is(hazard.c.severity, "major"), stands),
        "open": _open,
        "overdue": _overdue,
        "fixed": _is(hazard.c.status, "fixed"),
        "rebound": and_(hazard.c.rebound_of.is_not(None), stands),
        "closed": _is(hazard.c.status, "closed"),
        "claimed": hazard.c.claimed == true(),
        "transferred": _is(hazard.c.status, "transferred"),
    }
    plain = ("township", "category", "village", "site", "campaign", "owner", "severity", "status", "item")
    return Query(
        select(*(count(condition).label(name) for name, condition in counts.items())).select_from(hazard),
        filters=_hazard_filters(),
        groups={name: hazard.c[name] for name in plain} | {"month": _month(hazard.c.found_on)},
    )


@statement
def visit_counts() -> Query:
    """Visits counted by the asked groups."""
    plain = ("township", "category", "village", "site", "campaign")
    return Query(
        select(
            func.count().label("visits"),
            func.count().filter(_nothing_found).label("clean"),
        ).select_from(inspection),
        filters=_where(inspection, inspection.c.inspected_on),
        groups={name: inspection.c[name] for name in plain} | {"month": _month(inspection.c.inspected_on)},
    )


@statement
def townships() -> Query:
    """The register of townships."""
    return Query(select(township), orders={"code": (township.c.township,)})


@statement
def sites() -> Query:
    """The register of sites with the names of their townships."""
    source = site.outerjoin(township, township.c.township == site.c.township)
    return Query(
        select(*site.c, township.c.name.label("township_name")).select_from(source),
        filters={"township": site.c.township == bindparam("township"), "name": site.c.name == bindparam("name")},
        orders={"code": (site.c.township, site.c.code)},
    )


@statement
def entries() -> Query:
    """Rows of the journal."""
    return Query(
        select(journal),
        filters={
            "township": journal.c.township == bindparam("township"),
            "ids": _among(journal.c.id, "ids"),
            "subjects": _among(journal.c.subject, "subjects"),
        },
        orders={"arrival": (journal.c.township, journal.c.seq)},
    )


@statement
def township_heads() -> Query:
    """The heads; one of them when a township is named."""
    return Query(
        select(head),
        filters={"township": head.c.township == bindparam("township")},
        orders={"township": (head.c.township,)},
    )


@statement
def chains() -> Query:
    """What a device's next entry in a township is chained to."""
    mine = and_(chain.c.township == bindparam("township"), chain.c.device == bindparam("device"))
    return Query(select(chain), filters={"mine": mine})


@statement
def numbers_used() -> Query:
    """The highest number behind each device code."""
    return Query(
        select(series), filters={"code": series.c.code == bindparam("code")}, orders={"code": (series.c.code,)}
    )


@statement
def store_facts() -> Query:
    """What this store is."""
    return Query(select(store), orders={"key": (store.c.key,)})


def _adds(table: Table) -> None:
    STATEMENTS[f"add_{table.name}"] = lambda: insert(table)


def _empties(table: Table) -> None:
    STATEMENTS[f"empty_{table.name}"] = lambda: delete(table)


def _puts(table: Table) -> None:
    """`put_TABLE` sets every other column of the row with the given key."""
    keys = list(table.primary_key.columns)
    STATEMENTS[f"put_{table.name}"] = lambda: (
        update(table)
        .where(*(column == bindparam(f"key_{column.name}") for column in keys))
        .values({c.name: bindparam(c.name) for c in table.c if c not in keys})
    )


for _table in (store, journal, head, chain, series, township, site, inspection, hazard):
    _adds(_table)
for _table in (store, head, chain, series, township, site):
    _puts(_table)
for _kept in tables.LEDGER:
    _empties(_tables[str(_kept.__tablename__)])


@statement
def change_hazard() -> Update:
    """The state of one hazard, folded anew."""
    changes = ("status", "is_open", "claimed", "conflict", "fixed_on", "fixed_by", "verified_on", "verified_by")
    return (
        update(hazard)
        .where(hazard.c.township == bindparam("key_township"), hazard.c.id == bindparam("key_id"))
        .values({name: bindparam(name) for name in changes})
    )


@statement
def lock_township_head() -> Update:
    """Take a township's lock for this transaction; no row is changed when the township has no head yet."""
    return update(head).where(head.c.township == bindparam("key_township")).values(last_seq=head.c.last_seq)


@statement
def lock_series() -> Update:
    """Take the lock on the numbers behind a device code."""
    key = (series.c.township == bindparam("key_township"), series.c.code == bindparam("key_code"))
    return update(series).where(*key).values(last=series.c.last)


@statement
def hazard_total() -> Query:
    """How many hazards there are."""
    return Query(select(func.count().label("total")).select_from(hazard), filters=_hazard_filters())


@statement
def hazard_origins() -> Query:
    """How many hazards the ledger holds of each imported content."""
    held = func.count().label("held")
    return Query(select(held).select_from(hazard), _where(hazard, hazard.c.found_on), {"origin": hazard.c.origin})


@statement
def visit_origins() -> Query:
    """How many clean visits the ledger holds of each content."""
    held = func.count().label("held")
    filters = _where(inspection, inspection.c.inspected_on)
    return Query(select(held).select_from(inspection), filters, {"origin": inspection.c.origin})


@statement
def hazard_refs() -> Query:
    """Hazards by the number another ledger gave them, with their imported content."""
    return Query(select(hazard.c.ref, hazard.c.origin), filters=_hazard_filters())


@statement
def raise_series() -> Update:
    """Set the highest number behind a device code where it is lower."""
    key = (series.c.township == bindparam("key_township"), series.c.code == bindparam("key_code"))
    return update(series).where(*key, series.c.last < bindparam("last")).values(last=bindparam("last"))
