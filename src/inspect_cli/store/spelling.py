"""The only place where SQL that writes the ledger's rows out as text is written: a line a row, for large exports.

A value that a database hands over costs Python more than writing it down: as one text, a row costs what one value does.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Date, String, Table, func, literal_column, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from inspect_cli.rules.fields import INPUT_KEYS, MARK
from inspect_cli.store.expressions import Query, hazard, inspection, statement, township
from inspect_cli.store.statements import filter_places, hazard_filters, nothing_found, written

_OF_VISITS = ("category", "village", "site", "location", "inspected_on", "inspectors", "campaign", "note")


class Filled(FunctionElement[str]):
    """A pattern with a text in each place of %s; what is missing is an empty one."""

    type = String()
    inherit_cache = True


class Spelled(FunctionElement[str]):
    """A day as text: 2023-01-15."""

    type = String()
    inherit_cache = True


@compiles(Filled)
def _fill(element: Filled, compiler: SQLCompiler, **kwargs: Any) -> str:
    return f"format({compiler.process(element.clauses, **kwargs)})"


@compiles(Filled, "sqlite")
def _fill_on_sqlite(element: Filled, compiler: SQLCompiler, **kwargs: Any) -> str:
    return f"printf({compiler.process(element.clauses, **kwargs)})"  # its name in every version


@compiles(Spelled)
def _spell(element: Spelled, compiler: SQLCompiler, **kwargs: Any) -> str:
    return f"to_char({compiler.process(element.clauses, **kwargs)}, 'YYYY-MM-DD')"


@compiles(Spelled, "sqlite")
def _spell_on_sqlite(element: Spelled, compiler: SQLCompiler, **kwargs: Any) -> str:
    return compiler.process(element.clauses, **kwargs)  # kept so


def _line(cells: Sequence[ColumnElement[Any] | None], *, number: bool) -> ColumnElement[str]:
    """The cells with MARK between them; number: before the first of them stand the two parts of a number."""
    pattern = MARK.join(["%s-%s" if number else "", *("" if cell is None else "%s" for cell in cells)])
    parts = (hazard.c.series, hazard.c.serial) if number else ()
    values = [Spelled(cell) if isinstance(cell.type, Date) else cell for cell in cells if cell is not None]
    return Filled(literal_column(f"'{pattern}'"), *parts, *values)


def _place(table: Table) -> ColumnElement[str]:
    return func.coalesce(township.c.name, table.c.township)


@statement
def hazard_lines() -> Query:
    """Hazards as lines of the ledger's columns, by their visits."""
    columns = {**{column.name: column for column in hazard.c}, "township": _place(hazard)}
    columns["inspected_on"] = hazard.c.found_on
    line = _line([columns[key] for key in INPUT_KEYS[1:]], number=True)
    source = hazard.outerjoin(township, township.c.township == hazard.c.township)
    return Query(
        select(hazard.c.inspection.label("visit"), line.label("line")).select_from(source),
        filters=hazard_filters(),
        orders={"written": written},
    )


@statement
def clean_visit_lines() -> Query:
    """Visits that found nothing, as lines of the ledger's columns."""
    columns = {**{key: inspection.c[key] for key in _OF_VISITS}, "township": _place(inspection)}
    line = _line([columns.get(key) for key in INPUT_KEYS[1:]], number=False)
    source = inspection.outerjoin(township, township.c.township == inspection.c.township)
    return Query(
        select(inspection.c.id.label("visit"), line.label("line")).select_from(source).where(nothing_found),
        filters=filter_places(inspection, inspection.c.inspected_on),
        orders={"written": (inspection.c.id,)},
    )
