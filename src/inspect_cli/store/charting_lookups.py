"""The only place where SQL that counts for the page of a meeting is written: what stood open on a day, what came when.

A hazard stood open on a day when it was found by then and ended later, or never. Its severity and deadline are those
that it has now. `on` is the day; what was voided never counts.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, func, or_, select, true

from inspect_cli.store.expressions import Filters, Query, equals, hazard, statement
from inspect_cli.store.statements import hazard_filters, stands

_KEPT = ("township", "of_campaign", "in_days", "in_categories", "in_townships")
_own = hazard.c
_closed_on = func.coalesce(_own.verified_on, _own.fixed_on)
_ended_on: ColumnElement[Any] = case((equals(_own.status, "transferred"), _own.transferred_on), else_=_closed_on)
_left_on: ColumnElement[Any] = case(
    (or_(_ended_on.is_(None), _ended_on < _own.found_on), _own.found_on), else_=_ended_on
)
_found_by = _own.found_on <= bindparam("on")
_standing = and_(stands, _found_by, or_(_own.is_open == true(), _ended_on > bindparam("on")))
_major = equals(_own.severity, "major")
_place = func.coalesce(_own.site, _own.location)
_bare: ColumnElement[Any] = case((_own.item.is_(None), _own.description))


def _how_many(*conditions: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count().filter(and_(*conditions))


def _claims() -> ColumnElement[bool]:
    """Somebody had said by the day that it is fixed."""
    said = or_(_own.fixed_on.is_(None), _own.fixed_on <= bindparam("on"))
    later = and_(_own.is_open != true(), _own.fixed_on <= bindparam("on"))
    return or_(and_(equals(_own.status, "fixed"), said), later)


def _filters(day: ColumnElement[Any]) -> Filters:
    """Where, when, and of which campaign."""
    of_hazards = hazard_filters()
    return {name: of_hazards[name] for name in _KEPT} | {"between": day.between(bindparam("since"), bindparam("until"))}


def _by_day(day: ColumnElement[Any], *conditions: ColumnElement[bool]) -> Query:
    counts = (func.count().label("hazards"), _how_many(_own.claimed == true()).label("claimed"))
    counted = select(day.label("day"), *counts).where(stands, day.is_not(None), *conditions).group_by(day)
    return Query(counted, filters=_filters(day), orders={"day": (day,)})


@statement
def standing_counts() -> Query:
    """What stood open on a day, by township and category; the ages are in classes, `week`, `month`, `quarter` ago."""
    key = (_own.township, _own.category)
    soon = _own.due.between(bindparam("on"), bindparam("soon"))
    counts = {
        "open": func.count(),
        "major": _how_many(_major),
        "overdue": _how_many(_own.due < bindparam("on")),
        "due_soon": _how_many(soon),
        "fixed": _how_many(_claims()),
        "rebound": _how_many(_own.rebound_of.is_not(None)),
        "oldest": func.min(_own.found_on),
    }
    found = _own.found_on
    week: ColumnElement[Any] = bindparam("week")
    month: ColumnElement[Any] = bindparam("month")
    quarter: ColumnElement[Any] = bindparam("quarter")
    ages = (
        found >= week,
        and_(found < week, found >= month),
        and_(found < month, found >= quarter),
        found < quarter,
    )
    aged = {f"aged_{n}": _how_many(age) for n, age in enumerate(ages)}
    aged |= {f"major_{n}": _how_many(_major, age) for n, age in enumerate(ages)}
    named = (count.label(name) for name, count in (counts | aged).items())
    return Query(
        select(*key, *named).where(_standing).group_by(*key),
        filters={"township": _own.township == bindparam("township")},
    )


@statement
def found_by_day() -> Query:
    """How many hazards were found on each day."""
    return _by_day(_own.found_on)


@statement
def fixed_by_day() -> Query:
    """How many hazards somebody said were fixed on each day; of several times, the last."""
    return _by_day(_own.fixed_on)


@statement
def closed_by_day() -> Query:
    """How many hazards were closed on each day; `claimed`: of these, without anybody who verified it."""
    return _by_day(_closed_on, equals(_own.status, "closed"))


@statement
def ended_by_day() -> Query:
    """How many hazards were closed or handed over on each day; when nobody says, or says a day too early, at once."""
    return _by_day(_left_on, _own.is_open != true())


@statement
def rebounds_by_place() -> Query:
    """Hazards that came back, by where and what: its item, or the description where it has none."""
    what = (_own.item, _own.item_text, _own.item_text_en, _bare)
    key = (_own.township, _own.village, _place, *what)
    columns = (_own.township, _own.village, _place.label("place"), *what[:3], _bare.label("description"))
    counts = (
        func.count().label("times"),
        _how_many(_standing).label("open"),
        func.max(_own.found_on).label("last"),
    )
    return Query(
        select(*columns, *counts).where(stands, _own.rebound_of.is_not(None)).group_by(*key),
        filters={
            "township": _own.township == bindparam("township"),
            "between": _own.found_on.between(bindparam("since"), bindparam("until")),
        },
    )
