"""What was exported can be imported: into its own ledger it is nothing new, into an empty one it is the same ledger.

* any ledger, typed and imported, goes out and in again, in English and Chinese, for people and for programs;
* text that looks like a formula, a date, a list or nothing survives;
* rows come out in the order they went in; an old export of what moved on since is known again;
* typed visits, clean ones, several townships and categories; the number series goes on after an import.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspect_cli.commands.report import ledger_sheet
from inspect_cli.errors import BadInput
from inspect_cli.rules import catalog, guards
from inspect_cli.rules.numbers import Number
from inspect_cli.store import acting, queries, recording, registering
from inspect_cli.store.database import Database
from inspect_cli.store.ids import make_id
from inspect_cli.store.journal import Author
from inspect_cli.store.opening import create_database
from inspect_cli.store.recording import Visit
from inspect_cli.transfer import batch, exporting

Run = Callable[..., Any]
Write = Callable[..., Path]
Counts = Callable[..., dict[str, int]]
TODAY = date(2023, 1, 15)
AUTHOR = Author("李某02", "0" * 32, "CG")
OTHER = Author("赵某", "1" * 32, "DC")
TOWNSHIPS = tuple(
    {"code": str(n), "name": name, "kind": "town"} for n, name in enumerate(["东岔街道", "石炭沟镇", "2镇"])
)
FILES = count()

NASTY = st.text(st.sampled_from("赵隐aA1 '=-+@,，、;；\"\n\r\t\u3000.éе\u0301–%_!\\/<>&🎆"), min_size=1, max_size=12)
TEXTS = (
    NASTY
    | st.text(min_size=1, max_size=30)
    | st.sampled_from(["=1+1", "'=x", "-", "@a", "1", "007", "1e5", "2023-01-01"])
)
NAMES = NASTY | st.sampled_from(["赵某", "钱某", "孙某"])
DAYS = st.dates(TODAY - timedelta(days=60), TODAY)


class Act(NamedTuple):
    """A fix or a verification of one of the hazards there are."""

    what: str
    which: int
    who: str
    on: date


def _some(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | values


@st.composite
def visits(draw: st.DrawFn) -> Visit:
    """A visit as the `add` command would have it typed."""
    hazards = draw(st.lists(TEXTS, max_size=3))
    day = draw(DAYS)
    place = draw(_some(NAMES))
    what = {name: draw(_some(NAMES)) for name in ("site", "village", "campaign")}
    what |= {"note": draw(_some(TEXTS)), "inspectors": tuple(draw(st.lists(NAMES, max_size=2)))}
    what |= {"category": draw(st.sampled_from(list(catalog.categories()))), "location": None if hazards else place}
    due = draw(_some(st.dates(day, day + timedelta(days=60))))
    each = {"due": due, "first_due": due, "location": place, "severity": draw(st.sampled_from(["general", "major"]))}
    each |= {name: draw(_some(NAMES)) for name in ("owner", "item")}
    return Visit(draw(st.sampled_from("012")), day, what, hazards, each if hazards else {})


ACTS = st.builds(Act, st.sampled_from(["fix", "verify"]), st.integers(0, 9), NAMES, DAYS)


def _make(folder: Path) -> Database:
    database = create_database(str(folder / f"{next(FILES)}.db"), make_id())
    registering.enter_townships(database, TOWNSHIPS, AUTHOR)
    return database


def _record(database: Database, typed: Sequence[Visit], acts: Sequence[Act]) -> None:
    """Write what is taken, and leave out what is refused."""
    numbers: list[Number] = []
    for visit in typed:
        with suppress(BadInput):
            numbers += recording.record_visit(database, visit, AUTHOR)
    for act in acts if numbers else ():
        chosen = [numbers[act.which % len(numbers)]]
        kind, who = ("fixed", "fixed_by") if act.what == "fix" else ("verified", "verified_by")
        with suppress(BadInput):
            acting.act_on(database, chosen, kind, {who: act.who}, guards.Act(act.on, TODAY), AUTHOR)


def _export(database: Database, path: Path, lang: str = "en") -> bytes:
    exporting.save(ledger_sheet(database, queries.select(TODAY), clean_visits=True), str(path), lang)
    return path.read_bytes()


def _import(database: Database, path: Path, author: Author) -> tuple[int, int, int]:
    done = batch.run(database, [str(path)], author)
    return done.rows, done.new, done.unchanged


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    typed=st.lists(visits(), min_size=1, max_size=6),
    acts=st.lists(ACTS, max_size=6),
    lang=st.sampled_from(["en", "zh"]),
)
def test_any_ledger(tmp_path: Path, typed: list[Visit], acts: list[Act], lang: str) -> None:
    """Any ledger's export is nothing new to it, and makes the same ledger out of an empty one on another device."""
    with closing(_make(tmp_path)) as first, closing(_make(tmp_path)) as second:
        _record(first, typed, acts)
        out = tmp_path / "out.csv"
        written = _export(first, out, lang)

        rows = len(list(ledger_sheet(first, queries.select(TODAY), clean_visits=True).rows))
        assert _import(first, out, AUTHOR) == (rows, 0, rows)
        assert _import(second, out, OTHER) == (rows, rows, 0)
        assert _export(second, tmp_path / "again.csv", lang) == written
        assert _import(second, out, OTHER) == (rows, 0, rows)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    typed=st.lists(visits(), min_size=1, max_size=4),
    acts=st.lists(ACTS, max_size=4),
    lang=st.sampled_from(["en", "zh"]),
)
def test_any_ledger_as_a_workbook(tmp_path: Path, typed: list[Visit], acts: list[Act], lang: str) -> None:
    """The same through Excel's own format: nothing new to it, and the same ledger to the byte out of an empty one."""
    with closing(_make(tmp_path)) as first, closing(_make(tmp_path)) as second:
        _record(first, typed, acts)
        out = tmp_path / "out.xlsx"
        _export(first, out, lang)
        rows = len(list(ledger_sheet(first, queries.select(TODAY), clean_visits=True).rows))
        if not rows:
            return

        assert _import(first, out, AUTHOR) == (rows, 0, rows)
        assert _import(second, out, OTHER) == (rows, rows, 0)
        assert _export(second, tmp_path / "b.csv", lang) == _export(first, tmp_path / "a.csv", lang)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.lists(visits(), min_size=1, max_size=4))
def test_any_ledger_through_a_pipe(tmp_path: Path, typed: list[Visit]) -> None:
    """What a program reads from standard output (LF, no mark) can be imported just as well."""
    with closing(_make(tmp_path)) as database:
        _record(database, typed, [])
        text = io.StringIO(newline="")
        rows = exporting.write(ledger_sheet(database, queries.select(TODAY), clean_visits=True), text, "csv", "en")
        out = tmp_path / "out.csv"
        out.write_bytes(text.getvalue().encode())

        assert _import(database, out, AUTHOR) == (rows, 0, rows)


@pytest.mark.parametrize(
    "line",
    [
        "add fire 东岔街道 =1+1 '''=x' - @a +1 \"'\" --owner=-1 --note=@b --site==c --by +d",
        "add fire 东岔街道 007 1e5 2023-01-05 TRUE --item 007 --location 1/2 --village 0001",
        "add fire 东岔街道 '  前后有空格  ' --owner ' 赵某 ' --site ' 商场' --by ' 王某 '",
        "add fire 东岔街道 '一,二' '引\"号' --owner '王,李' --site 'A,B' --by 王某,李某",
        "add fire 东岔街道 一 --by 王某、李某 --by 'Smith, John' --by 'a;b'",
        "add fire 东岔街道 ' ' --due 7d",
        "add fire 东岔街道 --note ' ' --site ' '",
        "add fire 东岔街道 --note '=1' --location -x --campaign '+1'",
        "add fire 东岔街道 一 --note ' ' --owner ' '",
        "add fire 东岔街道 'é' 'e\u0301' --owner 'e\u0301'",
        "add fire 东岔街道 '\u200b' '\ufeff' --note '\u200b'",
        "add fire 东岔街道 一 --village '乡镇' --site '合计' --campaign '小计'",
    ],
)
def test_strange_texts(three_townships: Path, run: Run, counts: Counts, line: str) -> None:
    """Whatever text `add` takes comes back from its export as nothing new."""
    taken = run(line)
    assert taken.code in (0, 3)
    for lang in ("en", "zh"):
        assert run(f"export -o out.csv --force --lang {lang}").code == 0
        assert "new" not in counts("out.csv")


@pytest.mark.parametrize(
    "text", ["第一行\n第二行", "第一行\r\n第二行", "第一行\r第二行", "\n前", "后\n", "\t格", "格\t", "a\u2028b"]
)
@pytest.mark.parametrize("way", ["file", "pipe"])
def test_lines_in_text(three_townships: Path, run: Run, home: Path, counts: Counts, text: str, way: str) -> None:
    """Lines and tabs in a description and a note come back as they were, from a file and through a pipe."""
    assert run("add", "fire", "东岔街道", text, "--note", text).code == 0
    if way == "file":
        run("export -o out.csv")
    else:
        (home / "out.csv").write_bytes(run("export --format csv").out.encode())

    assert counts("out.csv") == {"rows": 1, "unchanged": 1}
    assert run("list --format json").json[0]["description"] == text


def test_rows_keep_their_order(three_townships: Path, run: Run, home: Path, write: Write, counts: Counts) -> None:
    """Rows come out in the order they went in, whatever their numbers, and in again they are the same file."""
    visit = {"category": "fire", "township": "东岔街道", "inspected_on": "2023-01-05"}
    numbers = ["CG-7", "", "CG-3", "DC-1", "AB-2", ""]
    counts(write([{"number": number, **visit, "description": f"第 {n} 行"} for n, number in enumerate(numbers)]))
    run("export -o out.csv")

    text = (home / "out.csv").read_text(encoding="utf-8-sig")
    places = [text.index(f"第 {n} 行") for n in range(6)]
    assert places == sorted(places)


def test_an_old_export(three_townships: Path, run: Run, counts: Counts) -> None:
    """An export from before a fix and a verification is known again; nothing is taken back."""
    assert run("add fire 东岔街道 一 二 --due 7d --note 年前").code == 0
    run("export -o old.csv")
    assert run("fix 1 2 --by 赵某").code == 0
    run("export -o middle.csv")
    assert run("verify 1 --by 钱某").code == 0

    assert counts("old.csv") == {"rows": 2, "unchanged": 2}
    assert [row["status"] for row in run("list --status all --sort number --format json").json] == ["closed", "fixed"]
    said = run("import middle.csv")
    assert (said.code, "column Status" in said.err) == (3, True)


def test_export_of_a_part(three_townships: Path, run: Run, home: Path, counts: Counts) -> None:
    """An export with filters holds what the filters say, clean visits too unless a filter is about hazards."""
    for line in ("fire 东岔街道 一", "fire 东岔街道", "mines 石炭沟镇 二 --major", "mines 石炭沟镇"):
        assert run(f"add {line}").code == 0
    for options, rows in (
        ("", 4),
        ("--township 石炭沟镇", 2),
        ("--category fire", 2),
        ("--major", 1),
        ("--status open", 2),
    ):
        assert run(f"export {options} -o out.csv --force").code == 0
        assert counts("out.csv") == {"rows": rows, "unchanged": rows}


def test_numbers_go_on(three_townships: Path, run: Run, home: Path, write: Write, counts: Counts) -> None:
    """After an import on a new machine the old device's numbers stay, and the new one's begin at one."""
    assert run("add fire 东岔街道 一 二").code == 0
    run("export -o out.csv")
    assert run("--db new.db init --device DC --townships townships.csv").code == 0
    done = run("--db new.db import out.csv --format json").json
    assert (done["new"], done["rows"]) == (2, 2)

    assert "DC-1 " in run("--db new.db add fire 东岔街道 三").out
    assert {row["number"] for row in run("--db new.db list --format json").json} == {"CG-1", "CG-2", "DC-1"}


@pytest.mark.parametrize("style", ["json", "jsonl"])
def test_export_for_programs(three_townships: Path, run: Run, style: str) -> None:
    """The export for programs has the same rows and columns as the file."""
    assert run("add fire 东岔街道 一 --due 7d").code == 0
    assert run("add mines 石炭沟镇").code == 0
    text = run(f"export --format {style}").out

    assert text.count('"number"') == 2
    assert '"due": "2023-01-22"' in text
