"""Lines of the ledger, which large exports are written from: the same bytes as cell by cell, on every store.

* a varied city, under every filter an export has, in either language, for people and for programs;
* any text that a ledger takes, in every column that takes text; dates of every century;
* hazards and clean visits stand in the order they were written; a township without a name goes by its code.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspect_cli.rules import fields
from inspect_cli.rules.entries import Finding, Inspected
from inspect_cli.store import journal, queries
from inspect_cli.store.database import Database
from inspect_cli.store.ids import make_id
from inspect_cli.store.journal import Author, Draft
from inspect_cli.store.opening import create_database
from inspect_cli.store.queries import Selection
from inspect_cli.transfer import exporting
from inspect_cli.transfer.sheets import Sheet

TODAY = date(2023, 1, 15)
AUTHOR = Author("李某02", "0" * 32, "CG")
NUMBERS = count(1)
EVERYTHING = queries.select(TODAY)
QUESTIONS = (
    {},
    {"township": "1"},
    {"category": "fire", "since": date(2023, 1, 3)},
    {"site": "商场", "village": "村"},
    {"campaign": "春节"},
    {"text": "100%_!"},
    {"status": ["closed", "fixed"]},
    {"owner": "zhao"},
    {"overdue": True},
    {"due_within": 3},
    {"listed": True, "suspended": True},
)
NAMES = st.text(st.sampled_from("赵aA1 '=-+@,，、;\"\u3000.é<%s&🎆"), min_size=1, max_size=8)
TEXTS = (
    st.text(st.sampled_from("隐aA1 '=-+@,，\"\n\r\t\u3000\u2028é%_!\\<>&🎆＝"), min_size=1, max_size=12)
    | st.text(st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\u202a\u202b\u202c\u202d\u202e"))
    | st.sampled_from(["=1+1", " =x", "\t", "\n=x", "'", "''=x", "%s%d%%", ",", '"', "\r", "007"])
)


def write(store: Database, selection: Selection, lang: str, *, clean: bool, lines: bool, people: bool) -> bytes:
    """The export of this selection: from lines, or cell by cell."""
    rows = queries.written_rows(store, selection, TODAY, clean=clean)
    sheet = Sheet(fields.LEDGER, rows, lines=queries.written_lines(store, selection, clean=clean) if lines else None)
    out = io.StringIO(newline="")
    if people:
        exporting._write_csv(sheet, out, lang, line_end="\r\n", total=True)
    else:
        exporting.write(sheet, out, "csv", lang)
    return out.getvalue().encode()


def check_same(store: Database, selection: Selection = EVERYTHING, *, clean: bool = True) -> bytes:
    """Both ways give the same bytes, in each language, for people and for programs."""
    for lang in ("zh", "en"):
        for people in (True, False):
            quick, slow = (
                write(store, selection, lang, clean=clean, lines=lines, people=people) for lines in (True, False)
            )
            assert quick == slow
    return quick


@pytest.mark.parametrize("asked", QUESTIONS, ids=lambda asked: ", ".join(asked) or "everything")
def test_the_city(cities: dict[str, Database], asked: dict[str, Any]) -> None:
    """Under each filter both ways, and all stores, give the same bytes."""
    hazards_only = bool(asked.keys() & {"status", "owner", "overdue", "due_within", "listed", "text"})
    made = {
        name: check_same(store, queries.select(TODAY, **asked), clean=not hazards_only)
        for name, store in cities.items()
    }

    assert made["compiled"].count(b"\n") > 1
    assert made["compiled"] == made["engine"] == made["postgres"]


def test_the_order_is_that_of_writing(cities: dict[str, Database]) -> None:
    """Lines and rows go through hazards and clean visits in one order, that of the visits."""
    for store in cities.values():
        rows = list(queries.written_rows(store, EVERYTHING, TODAY, clean=True))
        lines = list(queries.written_lines(store, EVERYTHING, clean=True))
        visits = [row.get("inspection") or row["id"] for row in rows]

        assert visits == sorted(visits)
        assert [line.split(fields.MARK)[0] for line in lines] == [row.get("number") or "" for row in rows]
        assert {line.count(fields.MARK) for line in lines} == {len(fields.LEDGER) - 1}
        assert any(line.startswith(fields.MARK) for line in lines)


def test_a_township_that_is_not_registered(store: Database, author: Author) -> None:
    """Its hazards and clean visits go by its code, in lines and in rows."""
    body = Inspected(category="fire", hazards=(Finding(id=make_id(), description="堵塞", number="CG-1"),))
    with store.writing():
        drafts = [Draft("7", "inspected", TODAY, body), Draft("7", "inspected", TODAY, Inspected(category="fire"))]
        journal.append(store, drafts, author)

    assert check_same(store).count(b",7,") == 2


@pytest.fixture(scope="module")
def pair(make_postgres: Callable[[], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Database]]:
    """An empty SQLite file and an empty PostgreSQL, filled by every example."""
    places = (str(tmp_path_factory.mktemp("pair") / "store.db"), make_postgres())
    stores = [create_database(where, make_id()) for where in places]
    yield stores
    for store in stores:
        store.close()


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    what=st.fixed_dictionaries({}, optional=dict.fromkeys(("site", "village", "campaign"), NAMES) | {"note": TEXTS}),
    each=st.fixed_dictionaries(
        {"description": TEXTS.filter(bool)},
        optional=dict.fromkeys(("location", "owner", "item", "fixed_by", "verified_by"), NAMES)
        | {"note": TEXTS.filter(bool), "due": st.dates(date(1000, 1, 1), date(9999, 12, 31))},
    ),
    day=st.dates(date(1, 1, 1), TODAY - timedelta(days=1)),
    inspectors=st.lists(NAMES, max_size=2),
)
def test_any_text(
    pair: list[Database], what: dict[str, Any], each: dict[str, Any], day: date, inspectors: list[str]
) -> None:
    """Whatever a visit and its hazard say, both ways give the same bytes on both stores."""
    what = {key: value for key, value in what.items() if value}
    finding = Finding(id=make_id(), number=f"CG-{next(NUMBERS)}", **each)
    body = Inspected(category="fire", inspectors=tuple(inspectors), **what)
    bodies = [body, body.model_copy(update={"hazards": (finding,)})]
    made = []
    for store in pair:
        with store.writing():
            journal.append(store, [Draft("1", "inspected", day, each_body) for each_body in bodies], AUTHOR)
        made.append(check_same(store, queries.select(TODAY, since=day, until=day)))

    assert made[0] == made[1]
