"""The only place where SQL that counts for forms, by kind of visit and of place, answers and cases is written.

`rules.tallies` says what each count of a form counts.
"""

from __future__ import annotations

from collections.abc import Mapping
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
    distinct,
    func,
    literal_column,
    or_,
    select,
    true,
)

from inspect_cli.rules.counters import COUNTERS, VIOLATIONS
from inspect_cli.rules.tallies import VISITS_OF
from inspect_cli.store.expressions import (
    Query,
    among,
    answer,
    counter,
    equals,
    has,
    hazard,
    illegal_case,
    inspection,
    site,
    statement,
    township,
)
from inspect_cli.store.statements import (
    count_back,
    count_hazards,
    count_visits,
    filter_places,
    filter_spots,
    hazard_filters,
    hazard_groups,
    is_offence,
    nothing_found,
    of_visit,
    stands,
    visit_groups,
)

GROUPS = ("township", "category")
_APART: ColumnElement[str] = literal_column(
    "'\x01'"
)  # no name may hold it, so that two pairs of names never make one text
_COMMA: ColumnElement[str] = literal_column("'、'")
_EMPTY: ColumnElement[str] = literal_column("''")
_NOTHING: ColumnElement[int] = literal_column("0")
_ONE: ColumnElement[int] = literal_column("1")


def _select(table: FromClause, counts: Mapping[str, ColumnElement[Any]]) -> Select[*tuple[Any, ...]]:
    return select(*(count.label(name) for name, count in counts.items())).select_from(table)


def _how_many(*conditions: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count().filter(and_(*conditions))


def _sum(amount: ColumnElement[Any], *conditions: ColumnElement[bool]) -> ColumnElement[int]:
    total = func.sum(amount)
    # A server would make it a decimal number.
    return cast(total.filter(and_(*conditions)) if conditions else total, BigInteger)


def _place(of: Table) -> FromClause:
    """The table with what the register says of the sites: of several that have one name the first with a kind."""
    same = site.alias("same")
    known = (same.c.township == site.c.township, same.c.name == site.c.name, same.c.kind.is_not(None))
    first = select(func.min(same.c.code)).where(*known).correlate(site).scalar_subquery()
    there = and_(site.c.township == of.c.township, site.c.name == of.c.site, site.c.code == first)
    return of.outerjoin(site, there)


def _kinds() -> dict[str, ColumnElement[Any]]:
    routine: ColumnElement[str] = literal_column("'routine'")
    return {"kind": func.coalesce(inspection.c.kind, routine), "place_kind": site.c.kind}


def _placed_hazards() -> FromClause:
    visit = and_(inspection.c.township == hazard.c.township, inspection.c.id == hazard.c.inspection)
    return _place(hazard).outerjoin(inspection, visit)


@statement
def hazard_counts_by_kind() -> Query:
    """Hazards counted by the kind of their visit and of their place too."""
    return Query(count_hazards(_placed_hazards()), hazard_filters(), hazard_groups() | _kinds())


@statement
def came_back_by_kind() -> Query:
    """Closed hazards that a later one repeats, by the kind of their visit and of their place too."""
    return Query(count_back(_placed_hazards()), hazard_filters(), hazard_groups() | _kinds())


@statement
def visit_counts_by_kind() -> Query:
    """Visits counted by their kind and that of their place too."""
    filters = filter_places(inspection, inspection.c.inspected_on)
    return Query(count_visits(_place(inspection)), filters, visit_groups() | _kinds())


@statement
def answer_counts() -> Query:
    """What was said to the questions of checklists, by item, and by all that visits are counted by."""
    of_visit = and_(answer.c.township == inspection.c.township, answer.c.inspection == inspection.c.id)
    counts = {
        "answered": func.count(),
        "said_no": _how_many(equals(answer.c.answer, "no")),
        "not_applicable": _how_many(equals(answer.c.answer, "na")),
    }
    return Query(
        _select(_place(inspection).join(answer, of_visit), counts),
        filters=filter_places(inspection, inspection.c.inspected_on),
        groups=visit_groups() | _kinds() | {"item": answer.c.item},
    )


@statement
def item_texts() -> Query:
    """What hazards keep of the texts of their items, and when such a one was found last."""
    texts = (hazard.c.item, hazard.c.item_text, hazard.c.item_text_en)
    kept = hazard.c.item_text.is_not(None)
    return Query(select(*texts, func.max(hazard.c.found_on).label("told_on")).where(kept).group_by(*texts))


@statement
def site_tallies() -> Query:
    """Sites of the register that stand on the day of the parameter `standing_on`."""
    own = site.c
    ended = or_(own.ended_on.is_(None), own.ended_on > bindparam("standing_on"))
    there = and_(ended, or_(own.moved_on.is_(None), own.moved_on <= bindparam("standing_on")))
    return Query(
        _select(site, {"sites": func.count()}).where(there),
        filters={
            "township": site.c.township == bindparam("township"),
            "village": has(site.c.village, "village"),
            "site": has(site.c.name, "site"),
            "in_townships": among(site.c.township, "campaign_townships"),
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
        "clean": _how_many(nothing_found),
        "sites_visited": func.count(distinct(inspection.c.township + _APART + inspection.c.site)),
        "unplaced": _how_many(inspection.c.site.is_(None)),
        "teams": func.count(distinct(case((named, cast(inspection.c.inspected_on, String) + _APART + people)))),
        "people": func.coalesce(_sum(case((named, names), else_=_NOTHING)), _NOTHING),
        "unnamed": _how_many(people == _EMPTY),
        "kind_unsaid": _how_many(inspection.c.kind.is_(None)),
        **{key: _how_many(equals(inspection.c.kind, kind)) for key, kind in VISITS_OF.items()},
    }
    return Query(
        _select(inspection, counts),
        filters=filter_places(inspection, inspection.c.inspected_on),
        groups={name: inspection.c[name] for name in GROUPS},
    )


@statement
def visit_lags() -> Query:
    """Visits by township, the day they happened and the day they were written down."""
    days = (inspection.c.township, inspection.c.inspected_on, inspection.c.written_on)
    counted = select(*days, func.count().label("visits")).group_by(*days)
    return Query(counted, filter_places(inspection, inspection.c.inspected_on))


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


@statement
def counter_tallies() -> Query:
    """What was counted on visits besides hazards; nothing where nobody counted it."""
    violation = or_(*(equals(counter.c.name, key) for key in VIOLATIONS))
    counts = {each.key: _sum(counter.c.amount, equals(counter.c.name, each.key)) for each in COUNTERS}
    return Query(
        _select(inspection.join(counter, of_visit), {**counts, "violations": _sum(counter.c.amount, violation)}),
        filters=filter_places(inspection, inspection.c.inspected_on),
        groups={name: inspection.c[name] for name in GROUPS},
    )


@statement
def offended_visits() -> Query:
    """Visits without a hazard that counted something against the law, by all that visits are counted by."""
    # Asked beside the counts of visits: there it would be looked for on each visit of the ledger.
    key = (counter.c.township, counter.c.inspection)
    told = select(*key).where(is_offence).distinct().subquery("told")
    with_offence = and_(told.c.township == inspection.c.township, told.c.inspection == inspection.c.id)
    return Query(
        _select(_place(inspection).join(told, with_offence), {"offended": func.count()}).where(nothing_found),
        filters=filter_places(inspection, inspection.c.inspected_on),
        groups=visit_groups() | _kinds(),
    )


@statement
def visit_counters() -> Query:
    """What was counted on visits, a row for each visit and count."""
    return Query(
        select(counter).select_from(inspection.join(counter, of_visit)),
        filters=filter_places(inspection, inspection.c.inspected_on),
    )


@statement
def counter_counts() -> Query:
    """What was counted on visits, by its name and by all that visits are counted by; visits: which counted it."""
    return Query(
        _select(_place(inspection).join(counter, of_visit), {"visits": func.count(), "amount": _sum(counter.c.amount)}),
        filters=filter_places(inspection, inspection.c.inspected_on),
        groups=visit_groups() | _kinds() | {"counter": counter.c.name},
    )


@statement
def case_tallies() -> Query:
    """Illegal activities; nothing where nobody wrote any down."""
    fireworks = equals(illegal_case.c.category, "fireworks")
    counts = {
        "cases": _sum(illegal_case.c.cases),
        "boxes": _sum(illegal_case.c.boxes),
        "fireworks_cases": _sum(illegal_case.c.cases, fireworks),
        "fireworks_boxes": _sum(illegal_case.c.boxes, fireworks),
    }
    return Query(
        _select(illegal_case, counts),
        filters=filter_spots(illegal_case, illegal_case.c.found_on),
        groups={name: illegal_case.c[name] for name in GROUPS},
    )


@statement
def illegal_cases() -> Query:
    """Illegal activities with the names of their townships."""
    source = illegal_case.outerjoin(township, township.c.township == illegal_case.c.township)
    return Query(
        select(*illegal_case.c, township.c.name.label("township_name")).select_from(source),
        filters={
            **filter_spots(illegal_case, illegal_case.c.found_on),
            "kind": illegal_case.c.kind == bindparam("kind"),
        },
        orders={"newest": (illegal_case.c.found_on.desc(), illegal_case.c.id.desc(), illegal_case.c.township)},
    )
