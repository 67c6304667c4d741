"""The only place where SQL that looks for what nobody watches is written: posts, places, visits, owners.

Each question is answered as a whole, never place by place. Days are parameters: `today`, and `since` for what counts as
lately. A site is visited when a visit of its township names it.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FromClause,
    Subquery,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    or_,
    select,
    true,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from inspect_cli.store.expressions import (
    Query,
    among,
    counter,
    equals,
    hazard,
    inspection,
    responsibility,
    site,
    statement,
)
from inspect_cli.store.statements import is_offence, of_visit

_NOTHING: ColumnElement[int] = literal_column("0")
_ONE: ColumnElement[int] = literal_column("1")


class DayNumber(FunctionElement[int]):
    """A day as a number, counted from 2000-01-01: the two databases count days in ways of their own."""

    type = BigInteger()
    inherit_cache = True
    name = "day_number"


@compiles(DayNumber)
def _count_days(element: DayNumber, compiler: SQLCompiler, **more: Any) -> str:
    return f"({compiler.process(element.clauses, **more)} - DATE '2000-01-01')"


@compiles(DayNumber, "sqlite")
def _count_days_of_text(element: DayNumber, compiler: SQLCompiler, **more: Any) -> str:
    return f"CAST(julianday({compiler.process(element.clauses, **more)}) - 2451544.5 AS INTEGER)"


def _holds(own: Any) -> ColumnElement[bool]:
    """Of a responsibility: it holds on the day."""
    return and_(own.start <= bindparam("today"), or_(own.end.is_(None), own.end >= bindparam("today")))


def _ever_held(own: Any) -> ColumnElement[bool]:
    """Of a responsibility: it held on a day; not so where it was ended before it began."""
    return or_(own.end.is_(None), own.end >= own.start).self_group()


def _stands(own: Any) -> ColumnElement[bool]:
    """Of a place: it has not ended by the day; in brackets, since filters are put behind it."""
    return or_(own.ended_on.is_(None), own.ended_on > bindparam("today")).self_group()


def _asks_for_visits() -> ColumnElement[bool]:
    return or_(site.c.must_visit == true(), site.c.visit_days > _NOTHING)


def _beside_sites(other: Subquery) -> FromClause:
    """Sites with what is known of them by township and name."""
    return site.outerjoin(other, and_(site.c.township == other.c.township, site.c.name == other.c.place))


def _of_visits(what: ColumnElement[Any], *conditions: ColumnElement[bool]) -> ColumnElement[Any]:
    """Something of the visits to each site, looked up in the index that has them by place and day."""
    there = (inspection.c.township == site.c.township, inspection.c.site == site.c.name)
    return select(what).where(*there, *conditions).correlate(site).scalar_subquery()


@statement
def place_answering() -> Query:
    """Who ever answered for townships, villages, zones."""
    own = responsibility.c
    return Query(
        select(responsibility).where(own.layer != literal_column("'site'"), _ever_held(own)),
        filters={"township": own.township == bindparam("township")},
        orders={"place": (own.township, own.layer, own.place, own.category, own.role, own.start, own.id)},
    )


@statement
def site_answering() -> Query:
    """Of who answers for sites what is amiss: a vacancy, no phone, an end that nobody followed, an ended site."""
    own, later = responsibility.c, responsibility.alias("later").c
    after = (
        later.township == own.township,
        equals(later.layer, "site"),
        later.place == own.place,
        later.role == own.role,
        or_(later.category.is_(None), later.category == own.category),
        _holds(later),
    )
    followed = select(literal_column("1")).where(*after).correlate(responsibility).exists()
    amiss = or_(
        and_(_holds(own), or_(own.name.is_(None), own.phone.is_(None), site.c.ended_on <= bindparam("today"))),
        and_(own.end < bindparam("today"), _ever_held(own), _stands(site.c), ~followed),
    )
    source = responsibility.outerjoin(site, and_(site.c.township == own.township, site.c.name == own.place))
    return Query(
        select(*own, site.c.ended_on).select_from(source).where(equals(own.layer, "site"), amiss),
        filters={"township": own.township == bindparam("township")},
        orders={"place": (own.township, own.place, own.category, own.role, own.start, own.id)},
    )


@statement
def unanswered_sites() -> Query:
    """Sites that must be visited and nobody answers for."""
    own = responsibility.c
    key = (own.township, own.place)
    held = equals(own.layer, "site"), own.name.is_not(None), _holds(own)
    answered = select(*key).where(*held).group_by(*key).subquery("answered")
    nobody = and_(site.c.must_visit == true(), _stands(site.c), answered.c.place.is_(None))
    return Query(
        select(site.c.township, site.c.code, site.c.name).select_from(_beside_sites(answered)).where(nobody),
        filters={"township": site.c.township == bindparam("township")},
        orders={"code": (site.c.township, site.c.code)},
    )


@statement
def unvisited_sites() -> Query:
    """Sites that ask for visits and had none in time; `last` is the last one, none if there never was one.

    last_category: of the last one.

    today_number, days: that day as `DayNumber`, and within how many days a site is visited that says nothing itself.
    """
    own = inspection.c
    last = _of_visits(func.max(own.inspected_on), own.inspected_on <= bindparam("today"))
    there = (own.township == site.c.township, own.site == site.c.name, own.inspected_on <= bindparam("today"))
    newest = (
        select(own.category).where(*there).order_by(own.inspected_on.desc(), own.category).limit(_ONE).offset(_NOTHING)
    )
    what = newest.correlate(site).scalar_subquery().label("last_category")
    about = (site.c.township, site.c.code, site.c.name, site.c.kind)
    columns = (*about, site.c.must_visit, site.c.visit_days, site.c.moved_from)
    asking = select(*columns, last.label("last"), what).where(_asks_for_visits(), _stands(site.c)).subquery("asking")
    within = func.coalesce(asking.c.visit_days, bindparam("days"))
    late = or_(asking.c.last.is_(None), DayNumber(asking.c.last) + within < bindparam("today_number"))
    return Query(
        select(asking).where(late.self_group()),  # filters are put behind it
        filters={"township": asking.c.township == bindparam("township")},
        orders={"code": (asking.c.township, asking.c.code)},
    )


@statement
def last_visits() -> Query:
    """The last visit to each of these sites of a township by a day."""
    own = inspection.c
    there = (own.township == bindparam("township"), among(own.site, "sites"), own.inspected_on <= bindparam("today"))
    return Query(select(own.site, func.max(own.inspected_on).label("last")).where(*there).group_by(own.site))


@statement
def category_visits() -> Query:
    """Visits by township and category: the last, and since a day how many and how many hazards they found."""
    key, own = (inspection.c.township, inspection.c.category), inspection.c
    lately = own.inspected_on >= bindparam("since")
    counts = (
        func.max(own.inspected_on).label("last"),
        func.count().filter(lately).label("visits"),
        cast(func.coalesce(func.sum(own.found).filter(lately), _NOTHING), BigInteger).label("found"),
    )
    return Query(
        select(*key, *counts).where(own.inspected_on <= bindparam("today")).group_by(*key),
        filters={"township": own.township == bindparam("township")},
    )


@statement
def visit_offences() -> Query:
    """What visits since a day counted that is against the law, by township and category."""
    key, own = (inspection.c.township, inspection.c.category), inspection.c
    lately = own.inspected_on.between(bindparam("since"), bindparam("today"))
    amount = cast(func.sum(counter.c.amount), BigInteger).label("amount")
    source = inspection.join(counter, of_visit)
    return Query(
        select(*key, amount).select_from(source).where(lately, is_offence).group_by(*key),
        filters={"township": own.township == bindparam("township")},
    )


@statement
def left_officers() -> Query:
    """People who answered for something and answer for nothing any more, with the last day."""
    own = responsibility.c
    lasting = func.count().filter(or_(own.end.is_(None), own.end >= bindparam("today")))
    named = own.name.is_not(None), _ever_held(own)
    return Query(
        select(own.name, func.max(own.end).label("ended")).where(*named).group_by(own.name).having(lasting == _NOTHING),
    )


@statement
def open_owners() -> Query:
    """Who must mend what is open, by township."""
    key, own = (hazard.c.township, hazard.c.owner), hazard.c
    return Query(
        select(*key, func.count().label("hazards"), func.min(own.found_on).label("oldest"))
        .where(own.is_open == true(), own.owner.is_not(None))
        .group_by(*key),
        filters={"township": own.township == bindparam("township"), "category": own.category == bindparam("category")},
    )


@statement
def open_townships() -> Query:
    """How much is open, by township, and since when."""
    own = hazard.c
    return Query(
        select(own.township, func.count().label("hazards"), func.min(own.found_on).label("oldest"))
        .where(own.is_open == true())
        .group_by(own.township),
        filters={"township": own.township == bindparam("township"), "category": own.category == bindparam("category")},
    )


@statement
def standing_sites() -> Query:
    """How many sites there are, by township."""
    return Query(
        select(site.c.township, func.count().label("sites")).where(_stands(site.c)).group_by(site.c.township),
        filters={"township": site.c.township == bindparam("township")},
    )


@statement
def standing_kinds() -> Query:
    """The kinds of sites that there are, by township."""
    key = (site.c.township, site.c.kind)
    return Query(
        select(*key, func.count().label("sites")).where(_stands(site.c), site.c.kind.is_not(None)).group_by(*key),
        filters={"township": site.c.township == bindparam("township")},
    )


@statement
def regulated_sites() -> Query:
    """How many sites each department regulates, by township."""
    key = (site.c.township, site.c.regulator)
    return Query(
        select(*key, func.count().label("sites")).where(_stands(site.c), site.c.regulator.is_not(None)).group_by(*key),
        filters={"township": site.c.township == bindparam("township")},
    )


@statement
def visit_coverage() -> Query:
    """Visits that sites ask for from `since` to `today`, `days` in all, and those made, by their kind and who leads.

    A site's visits count up to what it asks for; `visits` are all of those to sites that ask for some.
    """
    within = inspection.c.inspected_on.between(bindparam("since"), bindparam("today"))
    visits = _of_visits(func.count(), within)
    often = (cast(bindparam("days"), BigInteger) + site.c.visit_days - _ONE) // site.c.visit_days
    once = case((site.c.must_visit == true(), _ONE), else_=_NOTHING)
    needed = case((site.c.visit_days > _NOTHING, often), else_=once)
    key = (site.c.township, site.c.kind, site.c.leader_post)
    each = select(*key, needed.label("needed"), visits.label("visits"))
    one = each.where(_stands(site.c)).subquery("one")
    wanted = one.c.needed > _NOTHING
    groups = (one.c.township, one.c.kind, one.c.leader_post)
    counts = {
        "sites": func.count().filter(wanted),
        "needed": cast(func.sum(one.c.needed), BigInteger),
        "made": cast(func.sum(case((one.c.visits < one.c.needed, one.c.visits), else_=one.c.needed)), BigInteger),
        "visits": cast(func.sum(case((wanted, one.c.visits), else_=_NOTHING)), BigInteger),
        "unvisited": func.count().filter(and_(wanted, one.c.visits == _NOTHING)),
    }
    return Query(
        select(*groups, *(count.label(name) for name, count in counts.items())).group_by(*groups),
        filters={"township": one.c.township == bindparam("township")},
    )
