"""The only place where SQL that counts for the forms of superiors is written; `rules.tallies` says what each counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    String,
    Table,
    and_,
    bindparam,
    case,
    cast,
    distinct,
    func,
    literal_column,
    or_,
    select,
    true,
)

from inspect_cli.store.expressions import Query, equals, has, hazard, inspection, site, statement
from inspect_cli.store.statements import filter_places, hazard_filters, hazard_groups, stands

GROUPS = ("township", "category")
_APART: ColumnElement[str] = literal_column(
    "'\x01'"
)  # no name may hold it, so that two pairs of names never make one text
_COMMA: ColumnElement[str] = literal_column("'、'")
_EMPTY: ColumnElement[str] = literal_column("''")
_NOTHING: ColumnElement[int] = literal_column("0")
_ONE: ColumnElement[int] = literal_column("1")


def _select(table: Table, counts: Mapping[str, ColumnElement[Any]]) -> Select[*tuple[Any, ...]]:
    return select(*(count.label(name) for name, count in counts.items())).select_from(table)


def _how_many(*conditions: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count().filter(and_(*conditions))


def _sum(amount: ColumnElement[Any]) -> ColumnElement[int]:
    return cast(func.sum(amount), BigInteger)  # a server would make it a decimal number


@statement
def site_tallies() -> Query:
    """Sites of the register."""
    return Query(
        _select(site, {"sites": func.count()}),
        filters={
            "township": site.c.township == bindparam("township"),
            "village": has(site.c.village, "village"),
            "site": has(site.c.name, "site"),
        },
        groups={"township": site.c.township},
    )


@statement
def visit_tallies() -> Query:
    """Visits, the sites they went to, and who went."""
    people = inspection.c.inspectors
    named = people != _EMPTY
    names = func.length(people) - func.length(func.replace(people, _COMMA, _EMPTY)) + _ONE
    counts = {
        "visits": func.count(),
        "clean": _how_many(inspection.c.found == _NOTHING),
        "sites_visited": func.count(distinct(inspection.c.township + _APART + inspection.c.site)),
        "unplaced": _how_many(inspection.c.site.is_(None)),
        "teams": func.count(distinct(case((named, cast(inspection.c.inspected_on, String) + _APART + people)))),
        "people": func.coalesce(_sum(case((named, names), else_=_NOTHING)), _NOTHING),
        "unnamed": _how_many(people == _EMPTY),
    }
    return Query(
        _select(inspection, counts),
        filters=filter_places(inspection, inspection.c.inspected_on),
        groups={name: inspection.c[name] for name in GROUPS},
    )


@statement
def hazard_tallies() -> Query:
    """Hazards that are not voided, by severity, by how far they are, by how majors are treated."""
    major, general = equals(hazard.c.severity, "major"), hazard.c.severity != literal_column("'major'")
    closed, fixed = equals(hazard.c.status, "closed"), equals(hazard.c.status, "fixed")
    begun = or_(hazard.c.measures.is_not(None), hazard.c.funds.is_not(None), hazard.c.planned == true())
    stopped = hazard.c.suspended.is_not(None)
    place = hazard.c.township + _APART + hazard.c.site
    conditions: dict[str, tuple[ColumnElement[bool], ...]] = {
        "found": (),
        "closed": (closed,),
        "fixed": (fixed,),
        "open": (hazard.c.is_open == true(),),
        "overdue": (hazard.c.is_open == true(), hazard.c.due < bindparam("today")),
        "rebound": (hazard.c.rebound_of.is_not(None),),
        "transferred": (equals(hazard.c.status, "transferred"),),
        "on_spot": (hazard.c.on_spot == true(),),
        "with_deadline": (hazard.c.on_spot != true(), hazard.c.due.is_not(None)),
        "general_found": (general,),
        "general_closed": (general, closed),
        "general_fixed": (general, fixed),
        "major_found": (major,),
        "major_closed": (major, closed),
        "major_fixed": (major, fixed),
        "major_in_plan": (major, begun),
        "major_planned": (major, hazard.c.planned == true()),
        "major_listed": (major, hazard.c.listed.is_not(None)),
        "major_listed_province": (major, equals(hazard.c.listed, "province")),
        "suspended": (stopped,),
        "unfunded": (hazard.c.funds.is_(None),),
    }
    counts = {
        **{name: _how_many(stands, *parts) for name, parts in conditions.items()},
        "suspended_sites": func.count(distinct(case((and_(stands, stopped), place)))),
        "funds": _sum(case((stands, hazard.c.funds))),
    }
    groups = hazard_groups()
    return Query(_select(hazard, counts), hazard_filters(), {name: groups[name] for name in GROUPS})
