"""What ships as compiled.json is what the statements say now, and the tables keep the rules that let them be spread.

* compiled.json is up to date; it binds only names that a statement gives;
* rows are written in the order of their tables' columns;
* application id and schema version are the same in `sqlite` and `tables`;
* the home screen is answered from one covering index, the open list uses it too;
* the metadata lint: keys begin with the township, joins go by it, no sequences, CHECKs, text lengths or native enums.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import CheckConstraint, Enum, ForeignKeyConstraint, Index, Sequence, String, Table, UniqueConstraint
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from inspect_cli.store import (
    charting_lookups,
    compiled,
    compiling,
    counting,
    coverage_lookups,
    lookups,
    register_lookups,
    statements,
    tables,
    writes,
)
from inspect_cli.store import sqlite as files
from inspect_cli.store.entry import Entry
from inspect_cli.store.ids import make_id
from inspect_cli.store.rows import HazardRow, InspectionRow

ALL_TABLES = list(tables.METADATA.tables.values())
SPREAD = [table for table in ALL_TABLES if table.name != "store"]
TODAY = date(2023, 1, 15)


def test_compiled_file_is_fresh() -> None:
    """compiled.json is what the statements compile to now."""
    assert compiled.FILE.read_text(encoding="utf-8") == compiling.render_all(), "stale: run `just compile`"


def test_bound_names() -> None:
    """Every name that the compiled SQL binds is written in the statements or is a column's; SQLAlchemy made up none."""
    modules = (statements, lookups, register_lookups, coverage_lookups, charting_lookups, counting, writes)
    source = "".join(Path(str(m.__file__)).read_text(encoding="utf-8") for m in modules)
    written = set(re.findall(r'(?:bindparam\(|has\([^,]+, |among\([^,]+, )"(\w+)"', source))
    columns = {column.name for table in ALL_TABLES for column in table.c}
    keys = {f"key_{column.name}" for table in ALL_TABLES for column in table.primary_key}

    bound = {name for text in _texts(compiled.load()) for name in re.findall(r":(\w+)|POSTCOMPILE_(\w+)", text)}

    assert {first or second for first, second in bound} <= written | columns | keys


@pytest.mark.parametrize(("row", "table"), [(HazardRow, "hazard"), (InspectionRow, "inspection"), (Entry, "journal")])
def test_rows_follow_columns(row: Any, table: str) -> None:
    """A row is a tuple in the order of its table's columns."""
    assert row._fields == tuple(column.name for column in tables.METADATA.tables[table].c)


@pytest.mark.parametrize("table", ALL_TABLES, ids=lambda table: table.name)
def test_inserts_follow_columns(table: Table) -> None:
    """An insert names every column of its table, in the table's order."""
    names = ", ".join(sqlite.dialect().identifier_preparer.quote(column.name) for column in table.c)

    assert f"({names}) VALUES" in compiled.find(f"add_{table.name}")["sql"]


def test_same_identity() -> None:
    """A laptop that does not load the tables knows the same application id and schema version as they do."""
    assert (files.APPLICATION_ID, files.SCHEMA_VERSION) == (tables.APPLICATION_ID, tables.SCHEMA_VERSION)


def test_home_screen_uses_one_index(tmp_path: Path) -> None:
    """What is open is counted from the covering index hazard_open alone."""
    plan = _explain(tmp_path, compiled.assemble("open_counts"), {"today": TODAY, "soon": TODAY})

    assert len(plan) == 1
    assert "USING COVERING INDEX hazard_open" in plan[0]


def test_open_of_a_township_uses_one_index(tmp_path: Path) -> None:
    """The same for one township, which is looked up in the index and not filtered afterwards."""
    sql = compiled.assemble("open_counts", ["township"])
    plan = _explain(tmp_path, sql, {"today": TODAY, "soon": TODAY, "township": "1"})

    assert plan == ["SEARCH hazard USING COVERING INDEX hazard_open (township=?)"]


@pytest.mark.parametrize("name", ["open", "overdue", "due_within"])
def test_open_hazards_use_the_index(tmp_path: Path, name: str) -> None:
    """A list of open, overdue or soon due hazards looks only at those in hazard_open."""
    plan = _explain(tmp_path, compiled.assemble("hazards", [name]), {"today": TODAY, "soon": TODAY})

    assert "hazard USING INDEX hazard_open" in plan[0]


@pytest.mark.parametrize(
    ("name", "filters", "index"),
    [
        ("hazards", ["series", "serials"], "hazard_number"),
        ("hazard_origins", ["township", "origins"], "hazard_origin"),
        ("visit_origins", ["township", "origins"], "inspection_origin"),
        ("hazards", ["township", "refs"], "hazard_ref"),
        ("entries", ["township", "subjects"], "journal_subject"),
        ("hazards", ["township", "rebounds_of"], "hazard_rebound"),
        ("hazards", ["township", "category", "closed_since", "closed_until"], "hazard_closed"),
        ("came_back", [], "hazard_rebound"),
        ("came_back_by_kind", [], "site_name"),
        ("visit_counts_by_kind", ["township"], "site_name"),
        ("visits_at", [], "inspection_place"),
        ("hazards_at", [], "hazard"),
        ("site_names", ["name"], "site_name"),
        ("former_names", ["township"], "former_name"),
        ("answer_counts", ["township", "category"], "site_name"),
        ("photos", ["sha256s"], "photo_sha256"),
        ("batches", ["ids"], "batch_batch"),
        ("batch_ids", ["device"], "batch_device"),
    ],
)
def test_lookups_use_their_index(tmp_path: Path, name: str, filters: list[str], index: str) -> None:
    """What is looked up row by row has an index, so that an import does not read the whole ledger for each row."""
    many = dict.fromkeys(("origins", "refs", "subjects", "earlier", "sha256s", "ids", "sites"), ("a", "b"))
    asked = {"township": "1", "category": "fire", "series": "CG", "device": "a", "name": "a"}
    asked |= {"serials": [1, 2], "closed_since": TODAY, "closed_until": TODAY, **many}
    sql, bound = compiled.spread(compiled.assemble(name, filters), asked)

    assert any(index in step and step.startswith("SEARCH") for step in _explain(tmp_path, sql, bound))


@pytest.mark.parametrize("table", SPREAD, ids=lambda table: table.name)
def test_keys_begin_with_the_township(table: Table) -> None:
    """The township leads every primary, unique and foreign key, so that tables can be spread by it."""
    uniques = [c for c in table.constraints if isinstance(c, UniqueConstraint | ForeignKeyConstraint)]
    keys = [table.primary_key, *uniques, *(index for index in table.indexes if index.unique)]

    assert [next(iter(key.columns)).name for key in keys] == ["township"] * len(keys)


@pytest.mark.parametrize("table", ALL_TABLES, ids=lambda table: table.name)
def test_nothing_a_server_could_not_spread(table: Table) -> None:
    """No sequence, no CHECK, no text length, no native enum and no server default is declared."""
    columns = list(table.c)

    assert not [c for c in table.constraints if isinstance(c, CheckConstraint)]
    assert not [c for c in columns if isinstance(c.default, Sequence) or c.identity or c.server_default]
    assert not [c for c in columns if isinstance(c.type, Enum) or (isinstance(c.type, String) and c.type.length)]


@pytest.mark.parametrize("dialect", [sqlite.dialect(), postgresql.dialect()], ids=["sqlite", "postgresql"])
def test_ddl_is_plain(dialect: Any) -> None:
    """The DDL of neither database has a sequence, a CHECK, a text length, an enum, a trigger or a narrow integer."""
    ddl = " ".join(
        str(made.compile(dialect=dialect))
        for table in ALL_TABLES
        for made in (CreateTable(table), *(CreateIndex(index) for index in table.indexes))
    )

    assert re.findall(r"SERIAL|IDENTITY|CHECK|AUTOINCREMENT|CHAR\(\d|ENUM|TRIGGER|INTEGER", ddl) == []


def test_partial_indexes_on_both() -> None:
    """A partial index has its condition on SQLite and on PostgreSQL."""
    partial = [
        index for table in ALL_TABLES for index in table.indexes if index.dialect_options["sqlite"]["where"] is not None
    ]

    assert {_index_name(index) for index in partial} >= {"hazard_open", "hazard_origin", "journal_subject"}
    assert all(index.dialect_options["postgresql"]["where"] is not None for index in partial)


def test_joins_go_by_township() -> None:
    """Every join of a query compares the townships of both sides first."""
    joins = [join for text in _texts(compiled.load()) for join in re.findall(r"JOIN \w+ ON (\S+ = \S+)", text)]

    assert joins
    assert all(re.fullmatch(r"\w+\.township = \w+\.township", join) for join in joins)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)


def _index_name(index: Index) -> str:
    return str(index.name)


def _explain(folder: Path, sql: str, bound: dict[str, Any]) -> list[str]:
    """The steps of SQLite's plan on an empty ledger."""
    path = folder / "ledger.db"
    files.create_file(str(path), make_id()).close()
    with sqlite3.connect(path) as connection:
        steps = connection.execute(f"EXPLAIN QUERY PLAN {sql}", bound).fetchall()
    connection.close()
    return [step[3] for step in steps]
