"""Statements give the same rows on every store: compiled SQLite, SQLAlchemy on SQLite, PostgreSQL.

The same entries stand in all three; then every statement there is runs on each of them:
* a query with no filter, with each filter, with two, with all, with an empty list;
* a query by each group, by pairs of groups, by all groups, all groups under each filter;
* a query in each order, with and without a limit;
* the journal as it lies there, whose days and instants a server gives as such;
* a part of a name in other letter case, two answers read at the same time;
* any text at all: taken and read back alike, or refused alike.
Values are equal including their Python types: days, instants in UTC, flags, 64-bit numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import combinations, pairwise
from typing import Any

import pytest
import sqlalchemy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.store.asking import ASKED, IMPOSSIBLE, LARGEST, OWN, TODAY

from inspect_cli.errors import BadInput
from inspect_cli.rules.entries import Finding, Inspected
from inspect_cli.store import journal, queries, recording
from inspect_cli.store.database import Database, Row
from inspect_cli.store.expressions import STATEMENTS, Query
from inspect_cli.store.ids import make_id
from inspect_cli.store.journal import Author, Draft
from inspect_cli.store.opening import create_database
from inspect_cli.store.recording import Visit

Cities = dict[str, Database]
Dump = Callable[[Database, str], list[tuple[Any, ...]]]
Typed = list[list[tuple[str, str, Any]]]

MADE = {name: make() for name, make in STATEMENTS.items()}
QUERIES = {name: made for name, made in MADE.items() if isinstance(made, Query) and name != "raw_entries"}
FILTERS = [(name, part) for name, query in QUERIES.items() for part in query.filters]
GROUPED = [name for name, query in QUERIES.items() if query.groups]
ORDERS = [(name, part) for name, query in QUERIES.items() for part in query.orders]

# Also what PostgreSQL, terminals or UTF-8 refuse: NUL, control characters, surrogates, bidi marks.
TEXTS = st.text(st.characters(), max_size=40) | st.sampled_from(
    ["", " ", "\0", "a\x1bb", "\ud800", "\u202e", "é" * 4001]
)
KEYS = ("description", "site", "village", "location", "owner", "item", "note", "campaign", "inspectors")


def _lists() -> Iterator[tuple[str, str, str]]:
    """Every filter that takes a list: the query, the filter, the list's name."""
    for name, part in FILTERS:
        for bind in sqlalchemy.sql.visitors.iterate(QUERIES[name].filters[part]):
            if getattr(bind, "expanding", False):
                yield name, part, str(bind.key)


@pytest.fixture(scope="module")
def pair(make_postgres: Callable[[], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Database]]:
    """An empty SQLite file and an empty PostgreSQL, kept through every example."""
    places = (str(tmp_path_factory.mktemp("pair") / "store.db"), make_postgres())
    stores = [create_database(where, make_id()) for where in places]
    yield stores
    for store in stores:
        store.close()


@pytest.fixture
def asked(cities: Cities) -> Row:
    """A fitting value for every parameter."""
    hazards = cities["compiled"].rows("hazards", order="number")
    entries = cities["compiled"].rows("entries", order="arrival")
    clean = cities["compiled"].rows("clean_visits", order="written")
    everything = next(row["id"] for row in hazards if (row["series"], row["serial"]) == ("CG", 95))
    return {
        **ASKED,
        "ids": [hazards[0]["id"], hazards[4]["id"], entries[5]["id"], everything],
        "subjects": [hazards[0]["id"], hazards[1]["id"]],
        "origins": [LARGEST, clean[0]["origin"]],
        "hazards": [everything],
    }


@pytest.mark.parametrize("name", QUERIES)
def test_unfiltered_answers(cities: Cities, asked: Row, name: str) -> None:
    """A query without any part gives the same rows on every store, and it gives some."""
    rows = _alike(cities, lambda store: store.rows(name, asked))

    assert bool(rows) == (name != "doubled_numbers")


@pytest.mark.parametrize(("name", "part"), FILTERS)
def test_each_filter(cities: Cities, asked: Row, name: str, part: str) -> None:
    """A filter gives the same rows on every store; it selects some and leaves some out."""
    asked = {**asked, **OWN.get(name, {})}
    rows = _alike(cities, lambda store: store.rows(name, asked, [part]))

    everything = cities["compiled"].rows(name, asked)
    if len(everything) > 1:
        assert 0 < len(rows) < len(everything)
    elif (name, part) not in IMPOSSIBLE:
        assert any(value for row in rows for _column, _kind, value in row)
        assert rows != _typed(everything)


@pytest.mark.parametrize("name", [name for name, query in QUERIES.items() if len(query.filters) > 1])
def test_filters_together(cities: Cities, asked: Row, name: str) -> None:
    """A filter with its neighbour, and all filters at once, give the same rows on every store."""
    asked = {**asked, **OWN.get(name, {})}
    parts = list(QUERIES[name].filters)
    for chosen in [*pairwise(parts), parts]:
        _alike(cities, lambda store, chosen=chosen: store.rows(name, asked, chosen))


@pytest.mark.parametrize(("name", "part", "parameter"), [*_lists()])
def test_filter_on_nothing(cities: Cities, asked: Row, name: str, part: str, parameter: str) -> None:
    """A list filter with an empty list finds nothing, leaves nothing out, or finds what names the campaign itself."""
    rows = _alike(cities, lambda store: store.rows(name, {**asked, parameter: []}, [part]))

    if part == "leave_out":
        assert rows == sorted(_typed(cities["compiled"].rows(name, asked)), key=repr)
    elif part.startswith("in_") and "of_campaign" in QUERIES[name].filters:
        assert rows == sorted(_typed(cities["compiled"].rows(name, asked, ["of_campaign"])), key=repr)
    else:
        assert not any(value for row in rows for _column, _kind, value in row)


@pytest.mark.parametrize("name", GROUPED)
def test_each_group(cities: Cities, asked: Row, name: str) -> None:
    """A query by each group, any two, and all groups gives the same rows on every store."""
    groups = list(QUERIES[name].groups)
    for chosen in [*combinations(groups, 1), *combinations(groups, 2), groups]:
        rows = _alike(cities, lambda store, chosen=chosen: store.rows(name, asked, groups=chosen))
        assert rows, chosen


@pytest.mark.parametrize("name", GROUPED)
def test_groups_under_filters(cities: Cities, asked: Row, name: str) -> None:
    """All groups under each filter give the same rows on every store."""
    groups = list(QUERIES[name].groups)
    for part in QUERIES[name].filters:
        _alike(cities, lambda store, part=part: store.rows(name, asked, [part], groups=groups))


@pytest.mark.parametrize(("name", "order"), ORDERS)
def test_each_order(cities: Cities, asked: Row, name: str, order: str) -> None:
    """An order puts the same rows into the same sequence on every store, alone and under a filter."""
    for parts in ([], list(QUERIES[name].filters)[:1]):
        answers = [_typed(store.rows(name, asked, parts, order=order)) for store in cities.values()]
        assert answers[0] == answers[1]
        assert answers[0] == answers[2]


@pytest.mark.parametrize(("name", "order"), ORDERS)
def test_limits(cities: Cities, asked: Row, name: str, order: str) -> None:
    """A limit gives the first rows of the order, and zero gives none."""
    for store in cities.values():
        whole = store.rows(name, asked, order=order)
        assert store.rows(name, asked, order=order, limit=2) == whole[:2]
        assert store.rows(name, asked, order=order, limit=0) == []


def test_doubled_numbers(store: Database, author: Author) -> None:
    """A number that two hazards have, in one township or in two, is found with how many have it, on every store."""
    numbers = [("1", "EF-4"), ("1", "EF-4"), ("2", "EF-5"), ("1", "EF-5"), ("1", "EF-6"), ("1", "DC-4")]
    drafts = [
        Draft(township, "inspected", TODAY, Inspected(category="fire", hazards=(_finding(number),)))
        for township, number in numbers
    ]
    with store.writing():
        journal.append(store, drafts, author)

    found = sorted((row["series"], row["serial"], row["held"]) for row in store.rows("doubled_numbers"))
    assert found == [("EF", 4, 2), ("EF", 5, 2)]


def _finding(number: str) -> Finding:
    return Finding(id=make_id(), description="堵塞", number=number)


def test_raw_journal(cities: Cities, dump: Dump) -> None:
    """The raw journal of a file is its very text, days and instants too; a server gives the same entries."""
    files = [cities[name].rows("raw_entries", order="arrival") for name in ("compiled", "engine")]
    there = cities["postgres"].rows("raw_entries", order="arrival")

    assert files[0] == files[1]
    assert sorted((tuple(row.values()) for row in files[0]), key=repr) == dump(cities["compiled"], "journal")
    assert [{**row, "at": row["at"].isoformat()} for row in there] == [
        {**row, "recorded_at": datetime.fromisoformat(row["recorded_at"])} for row in files[0]
    ]


def test_python_types(cities: Cities) -> None:
    """Days are dates, flags are bools, numbers are ints and instants are datetimes in UTC."""
    for store in cities.values():
        hazard = store.rows("hazards", {"series": "CG", "serials": [90]}, ["series", "serials"])[0]
        entry = store.rows("entries", order="arrival")[0]
        counts = store.rows("open_counts", ASKED)[0]

        assert (type(hazard["found_on"]), type(hazard["is_open"]), hazard["due"]) == (date, bool, None)
        assert (type(hazard["claimed"]), hazard["origin"], type(entry["at"])) == (bool, LARGEST, date)
        assert (type(entry["recorded_at"]), entry["recorded_at"].utcoffset()) == (datetime, timedelta())
        assert entry["recorded_at"].tzinfo == UTC
        assert (type(counts["oldest"]), type(counts["open"])) == (date, int)


@pytest.mark.parametrize("owner", ["zoë", "ZOË", "Жанна", "ЖАННА", "zHAO 100%_!", "ｗang", "Ｗang", "ZO"])
def test_letter_case(cities: Cities, owner: str) -> None:
    """A part of a name is found or not found alike on every store, whatever the case of its letters."""
    selection = queries.select(TODAY, owner=owner)
    rows = _alike(cities, lambda store: store.rows("hazards", selection.parameters, selection.filters))

    assert rows or not owner.isascii()


def test_two_answers_at_once(store: Database, author: Author) -> None:
    """Two answers can be read in turns to the end of both, as an export reads hazards and clean visits."""
    draft = Draft("1", "inspected", TODAY, Inspected(category="fire"))
    recording.record_visit(store, Visit("1", TODAY, {"category": "fire"}, ["堵塞", "过期"], {}), author)
    with store.writing():
        journal.append(store, [draft] * 2100, author)

    hazards, visits = (store.stream(name, order="written") for name in ("hazards", "clean_visits"))
    begun = [next(hazards), next(visits)]

    assert [len(begun), len(list(hazards)), len(list(visits))] == [2, 1, 2099]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(TEXTS, max_size=2), more=st.dictionaries(st.sampled_from(KEYS[1:]), TEXTS, max_size=3))
def test_any_text(pair: list[Database], author: Author, texts: list[str], more: dict[str, str]) -> None:
    """Text that a visit on SQLite takes, PostgreSQL takes and reads back the same; the rest is refused on both."""
    what = {"category": "fire", **{key: more[key] for key in ("site", "village", "note", "campaign") if key in more}}
    what["inspectors"] = (more["inspectors"],) if "inspectors" in more else ()
    each = {key: more[key] for key in ("location", "owner", "item") if key in more}

    outcomes = [_record(store, Visit("1", TODAY, what, texts, each), author) for store in pair]

    assert outcomes[0] == outcomes[1]
    if isinstance(outcomes[0], list):
        assert [row["description"] for row in outcomes[0]] == (texts or [None])


def _record(store: Database, visit: Visit, author: Author) -> str | list[Row]:
    """What the store holds of the visit, or the sentence that refuses it."""
    try:
        numbers = recording.record_visit(store, visit, author)
    except BadInput as refusal:
        return str(refusal)
    rows = queries.hazards_numbered(store, numbers) if numbers else store.rows("clean_visits", order="written")[-1:]
    return [{key: row.get(key) for key in ("series", "serial", "origin", *KEYS)} for row in rows]


def _alike(cities: Cities, ask: Callable[[Database], list[Row]]) -> Typed:
    compiled, engine, postgres = (sorted(_typed(ask(store)), key=repr) for store in cities.values())
    assert compiled == engine
    assert compiled == postgres
    return compiled


def _typed(rows: Sequence[Row]) -> Typed:
    return [sorted((name, type(value).__name__, value) for name, value in row.items()) for row in rows]
