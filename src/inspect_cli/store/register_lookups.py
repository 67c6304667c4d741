"""The only place where SQL that looks up the registers of people and places is written: who answers, who is on duty."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, or_, select

from inspect_cli.store.expressions import (
    Query,
    among,
    department,
    duty,
    has,
    report,
    responsibility,
    spot_check,
    statement,
    township,
    village,
    zone,
)


@statement
def villages() -> Query:
    """The register of villages with the names of their townships."""
    source = village.outerjoin(township, township.c.township == village.c.township)
    return Query(
        select(*village.c, township.c.name.label("township_name")).select_from(source),
        filters={
            "township": village.c.township == bindparam("township"),
            "standing": _standing(village.c.ended_on),
        },
        orders={"name": (village.c.township, village.c.name)},
    )


@statement
def zones() -> Query:
    """The register of hills, zones and grids with the names of their townships."""
    source = zone.outerjoin(township, township.c.township == zone.c.township)
    return Query(
        select(*zone.c, township.c.name.label("township_name")).select_from(source),
        filters={"township": zone.c.township == bindparam("township"), "standing": _standing(zone.c.ended_on)},
        orders={"name": (zone.c.township, zone.c.name)},
    )


@statement
def departments() -> Query:
    """The register of departments."""
    return Query(
        select(department),
        filters={"standing": _standing(department.c.ended_on)},
        orders={"name": (department.c.name,)},
    )


@statement
def responsibilities() -> Query:
    """Who answers for what, with the names of the townships.

    on: who does on that day; for_category: of one category or of all.
    """
    source = responsibility.outerjoin(township, township.c.township == responsibility.c.township)
    own = responsibility.c
    return Query(
        select(*own, township.c.name.label("township_name")).select_from(source),
        filters={
            "township": own.township == bindparam("township"),
            "layer": own.layer == bindparam("layer"),
            "place": own.place == bindparam("place"),
            "person": own.name == bindparam("person"),
            "of_department": own.department == bindparam("of_department"),
            "for_category": or_(own.category.is_(None), own.category == bindparam("for_category")),
            "on": and_(own.start <= bindparam("on"), or_(own.end.is_(None), own.end >= bindparam("on"))),
            "text": or_(has(own.name, "text"), has(own.place, "text"), has(own.post, "text")),
        },
        orders={"place": (own.township, own.layer, own.place, own.category, own.role, own.start, own.id)},
    )


@statement
def shifts() -> Query:
    """The duty roster."""
    own = duty.c
    return Query(
        select(duty),
        filters={
            "township": own.township == bindparam("township"),
            "unit": own.unit == bindparam("unit"),
            "person": own.name == bindparam("person"),
            "between": own.day.between(bindparam("first"), bindparam("last")),
        },
        orders={"day": (own.day, own.township, own.unit, own.start, own.role, own.name, own.id)},
    )


@statement
def rostered_units() -> Query:
    """The townships and departments that have a shift on the roster, on whatever day."""
    key = (duty.c.township, duty.c.unit)
    return Query(select(*key).group_by(*key))


@statement
def spot_checks() -> Query:
    """What was seen when somebody looked whether duty is kept."""
    own = spot_check.c
    return Query(
        select(spot_check),
        filters={
            "township": own.township == bindparam("township"),
            "between": own.day.between(bindparam("first"), bindparam("last")),
        },
        orders={"day": (own.day, own.minute, own.township, own.unit, own.id)},
    )


@statement
def reports() -> Query:
    """Reports as they were at their cut-off, the newest first."""
    own = report.c
    return Query(
        select(report),
        filters={
            "township": own.township == bindparam("township"),
            "kind": own.report == bindparam("kind"),
            "period": and_(own.first == bindparam("first"), own.last == bindparam("last")),
            "campaign": own.campaign == bindparam("campaign"),
            "between": own.last.between(bindparam("since"), bindparam("until")),
            "ids": among(own.id, "ids"),
        },
        orders={"newest": (own.cut_off.desc(), own.township, own.id)},
    )


def _standing(ended_on: ColumnElement[Any]) -> ColumnElement[bool]:
    """There on the day of the parameter `standing_on`: `ended_on` is the first day that it is no more."""
    return or_(ended_on.is_(None), ended_on > bindparam("standing_on"))
