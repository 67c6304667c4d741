"""Which column is which, and which cells and rows cannot be taken: each refusal names everything one needs to mend it.

* headers: unknown, doubled, missing, nameless columns are refused by name; derived columns are left out;
* every rule a cell can break, with file, physical line, column, value, rule and what to do;
* rows with a cell too many or too few; rows that contradict themselves; several bad rows at once;
* a row that differs from the ledger updates it, unless it denies what was recorded: then it is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from inspect_cli.rules import fields

Run = Callable[..., Any]
Write = Callable[..., Path]
Counts = Callable[..., dict[str, int]]
Refused = Callable[..., str]
NEEDED = {"category": "fire", "township": "东岔街道", "inspected_on": "2023-01-05"}
HAZARD = {**NEEDED, "description": "堵塞"}
pytestmark = pytest.mark.usefixtures("three_townships")


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("category,township,inspected_on,危险度", ["not known", "危险度"]),
        ("category,township,inspected_on,severity,危险度,hazards", ["not known", "危险度", "hazards"]),
        ("category,township,inspected_on,", ["not known", "without a name"]),
        ("category,inspected_on", ["lacks", "township"]),
        ("description", ["lacks", "category", "township", "inspected_on"]),
        ("", ["lacks", "category"]),
        ("category,township,inspected_on,owner,整改责任人", ["more than once", "owner"]),
        ("category,township,inspected_on,乡镇,类别", ["more than once", "township", "category"]),
        ("category+township+inspected_on", ["lacks"]),
    ],
)
def test_headers(write: Write, refused: Refused, header: str, words: list[str]) -> None:
    """Columns that are unknown, doubled, missing or without a name are refused by name, with the names there are."""
    path = write(f"{header}\nfire,东岔街道,2023-01-05\n")

    said = refused(path)

    assert all(word in said for word in [str(path), *words, "Nothing was imported", ", ".join(fields.INPUT_KEYS)])


def test_empty_file(write: Write, refused: Refused) -> None:
    """A file with nothing in it is refused; so are two files when one of them is wrong, and nothing of either is in."""
    empty = write("", name="empty.csv")
    assert "empty.csv is empty" in refused(empty)
    assert "empty.csv is empty" in refused(write([HAZARD]), empty)


def test_derived_columns_are_left_out(write: Write, counts: Counts, run: Run) -> None:
    """Columns that only an answer has (id, days open, overdue, failed, extended) are read over, in either language."""
    row = {**HAZARD, "id": "x", "Days open": "3", "逾期": "是", "failed": "2", "延期次数": "1"}

    assert counts(write([row])) == {"rows": 1, "new": 1}
    assert [found["failed"] for found in run("list --format json").json] == [0]


@pytest.mark.parametrize(
    ("column", "value", "rule", "fix"),
    [
        ("township", "北岔街道", "no such township", "东岔街道"),
        ("township", "街道", "no such township", "nearest"),
        ("township", "", "is empty", "fill it in"),
        ("category", "火灾", "no such category", "nearest"),
        ("category", "fir", "no such category", "fire, fireworks"),
        ("category", "", "is empty", "fill it in"),
        ("inspected_on", "2023-02-30", "does not exist", "2023-01-15"),
        ("inspected_on", "昨日", "not a day", "2023-01-15"),
        ("inspected_on", "1月5日", "with its year", "2023-01-15"),
        ("inspected_on", "2023-01-16", "has not come yet", "check the year"),
        ("inspected_on", "", "is empty", "fill it in"),
        ("due", "soon", "not a day", "2023-01-15"),
        ("due", "2023-01-04", "is before 2023-01-05", "mend"),
        ("first_due", "2023-01-10", "no deadline beside it", "deadline"),
        ("severity", "critical", "not a word for this column", "major/重大"),
        ("status", "done", "not a word for this column", "closed/已销号"),
        ("fixed_on", "2023-01-06", "has not happened yet", "mend the status"),
        ("verified_by", "孙某", "has not happened yet", "mend the status"),
        ("owner", "赵" * 101, "101 characters; at most 100", "shorten"),
        ("description", "堵" * 4001, "4,001 characters; at most 4,000", "shorten"),
        ("description", "堵\x1b塞", "control characters", "take them out"),
        ("note", "\u202e倒过来", "control characters", "take them out"),
        ("site", "商\n场", "control characters", "take them out"),
        ("inspectors", "王某、" + "李" * 101, "101 characters", "shorten"),
        ("number", "YH" * 60, "characters", "shorten"),
    ],
)
def test_rules_for_cells(write: Write, refused: Refused, column: str, value: str, rule: str, fix: str) -> None:
    """A cell that breaks a rule is refused with file, physical line, column, value, rule and what to do."""
    first = {**HAZARD, "item": "", column: HAZARD.get(column, ""), "rebound_of": "", "note": ""}
    path = write([{**first, "description": "第一行\n第二行"}, {**first, column: value}, first])

    said = refused(path)

    title = next(field.en for field in fields.LEDGER if field.key == column)
    (line,) = (line for line in said.splitlines() if str(path) in line)
    where, _colon, rest = line.partition(": ")
    shown, _quote, why = rest.removeprefix("“").partition("”: ") if rest.startswith("“") else ("", "", rest)
    assert where == f"{path}, line 4, column {title}"
    assert _letters(shown)[:10] in _letters(value)
    assert _letters(shown) or not _letters(value)
    assert rule in why
    assert fix in why


def _letters(text: str) -> str:
    return "".join(ch for ch in text if ch.isalnum())


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ({"owner": "赵某"}, "Owner"),
        ({"severity": "major"}, "Severity"),
        ({"due": "2023-01-10"}, "Due"),
        ({"status": "closed"}, "Status"),
        ({"number": "CG-5"}, "Number"),
        ({"rebound_of": "CG-1"}, "Rebound of"),
    ],
)
def test_clean_visits_that_say_more(write: Write, refused: Refused, row: dict[str, str], column: str) -> None:
    """A row without a description is a clean visit: what only a hazard has would be lost, and is refused."""
    said = refused(write([{**NEEDED, "description": "", **row}]))

    assert f"line 2, column {column}" in said
    assert "describes no hazard" in said


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ({"status": "fixed", "fixed_on": "2023-01-04"}, "Fixed on"),
        ({"status": "closed", "verified_on": "2023-01-04"}, "Verified on"),
        ({"status": "closed", "fixed_on": "2023-01-08", "verified_on": "2023-01-07"}, "Verified on"),
        ({"due": "2023-01-10", "first_due": "2023-01-04"}, "First due"),
        ({"status": "fixed", "verified_on": "2023-01-08"}, "Verified on"),
        ({"status": "fixed", "verified_by": "孙某"}, "Verified by"),
        ({"status": "closed", "fixed_on": "2023-02-01"}, "Fixed on"),
    ],
)
def test_rows_that_contradict_themselves(write: Write, refused: Refused, row: dict[str, str], column: str) -> None:
    """A row whose days or outcome cannot be is refused at the cell that gives it away."""
    assert f"line 2, column {column}" in refused(write([{**HAZARD, **row}]))


@pytest.mark.parametrize(
    "row",
    [
        {"status": "closed"},
        {"status": "closed", "fixed_by": "赵某", "verified_by": "赵某"},
        {"status": "failed", "fixed_on": "2023-01-06", "fixed_by": "赵某", "verified_on": "2023-01-07"},
        {"status": "transferred"},
        {"status": "voided", "note": "写错"},
        {"status": "fixed", "fixed_on": "2023-01-05", "fixed_by": "赵某"},
        {"due": "2023-01-05"},
        {"due": "2022年12月31日", "inspected_on": "2022-12-31"},
        {"due": "2099-12-31", "first_due": "2023-01-05"},
    ],
)
def test_rows_that_may_be(write: Write, counts: Counts, row: dict[str, str]) -> None:
    """What a file claims is taken as its claim, and what only a typed command may not do is history here."""
    path = write([{**HAZARD, **row}])

    assert counts(path) == {"rows": 1, "new": 1}
    assert counts(path) == {"rows": 1, "unchanged": 1}


@pytest.mark.parametrize(
    ("line", "cells"), [("fire,东岔街道,2023-01-05", 3), ("fire,东岔街道,2023-01-05,堵塞,又", 5), ("fire", 1)]
)
def test_ragged_rows(write: Write, refused: Refused, line: str, cells: int) -> None:
    """A row with a cell too many or too few is refused with its line and both counts."""
    text = f'category,township,inspected_on,description\nfire,东岔街道,2023-01-05,"两\n行"\n{line}\n'

    said = refused(write(text))

    assert ", line 4: " in said
    assert f"the row has {cells} cells, the header 4" in said


def test_several_bad_rows(write: Write, refused: Refused) -> None:
    """All bad rows are named in the order of the files and lines, each once."""
    first = write([HAZARD, {**HAZARD, "township": "x"}, {**HAZARD, "inspected_on": "y"}], name="1.csv")
    second = write([{**HAZARD, "category": "zz", "township": "x"}], name="2.csv")

    lines = [line.partition(": ")[0] for line in refused(first, second).splitlines() if ".csv" in line]

    home = first.parent
    assert lines == [
        f"{home}/1.csv, line 3, column Township",
        f"{home}/1.csv, line 4, column Inspected",
        f"{home}/2.csv, line 2, column Category",
    ]


def test_the_right_row_of_a_visit(write: Write, refused: Refused) -> None:
    """Of the rows of one visit the one is named whose cell is wrong; each wrong one is."""
    rows = [{**HAZARD, "owner": owner, "item": ""} for owner in ("赵某", "钱" * 101, "孙某", "李" * 102)]
    rows.append({**HAZARD, "owner": "赵某", "item": "F" * 103})

    said = refused(write(rows))

    assert ["line 3, column Owner" in said, "line 5, column Owner" in said, "line 6, column Item" in said] == [True] * 3
    assert "3 rows cannot be taken" in said


NUMBERED = {
    "number": "CG-5",
    **HAZARD,
    "severity": "general",
    "owner": "赵某",
    "due": "2023-01-10",
    "site": "商场",
    "inspectors": "王某、李某",
    "note": "年前",
    "status": "fixed",
    "item": "",
    "fixed_on": "2023-01-08",
}


@pytest.mark.parametrize(
    ("column", "value", "title", "todo"),
    [
        ("township", "石炭沟镇", "Township", "void it there"),
        ("fixed_on", "2023-01-07", "Fixed on", "undo"),
    ],
)
def test_rows_that_deny(  # noqa: PLR0913, PLR0917 - a table
    write: Write, counts: Counts, refused: Refused, ledger_path: Path, column: str, value: str, title: str, todo: str
) -> None:
    """A row that moves a hazard or denies what was recorded is refused with what to do."""
    counts(write([{**NUMBERED, "status": "found", "fixed_on": ""}], name="0.csv"))
    counts(write([NUMBERED]))
    before = ledger_path.read_bytes()

    said = refused(write([{**NUMBERED, column: value}], name="b.csv"))

    assert f"line 2, column {title}" in said
    assert todo in said
    assert ledger_path.read_bytes() == before


@pytest.mark.parametrize(
    ("column", "value"),
    [
        *(("description", "别的"), ("severity", "major"), ("owner", "钱某"), ("due", "2023-01-12"), ("site", "别处")),
        *(("note", "又"), ("inspectors", "王某"), ("inspected_on", "2023-01-04"), ("category", "mines")),
        *(("item", "F-1"), ("status", "closed"), ("village", "一村"), ("campaign", "冬季行动"), ("location", "三楼")),
    ],
)
def test_rows_that_differ(write: Write, counts: Counts, run: Run, column: str, value: str) -> None:
    """A row whose number is in the ledger with something else updates it, once; undo takes that back."""
    counts(write([NUMBERED]))
    changed = write([{**NUMBERED, column: value}], name="b.csv")

    assert counts(changed, dry_run=True) == counts(changed) == {"rows": 1, "updated": 1}
    shown = run("list --status all --format json").json[0][column]
    assert shown == ([value] if column == "inspectors" else value)
    assert counts(changed) == {"rows": 1, "unchanged": 1}
    assert counts(write([NUMBERED])) == {"rows": 1, "unchanged": 1}  # the older file takes nothing back
    assert run("check").code in (0, 1)
    assert run("undo").code == 0
    before = {**NUMBERED, "category": "fire", "inspectors": ["王某", "李某"]}.get(column) or None
    assert run("list --status all --format json").json[0][column] == before


def test_empty_cells_say_nothing(write: Write, counts: Counts) -> None:
    """An empty cell, or a column that is not there, takes nothing back."""
    counts(write([NUMBERED]))

    empty = {key: value if key in ("number", *HAZARD) else "" for key, value in NUMBERED.items()}
    assert counts(write([empty], name="b.csv")) == {"rows": 1, "unchanged": 1}
    assert counts(write([{"number": "CG-5", **HAZARD}], name="c.csv")) == {"rows": 1, "unchanged": 1}


@pytest.mark.parametrize("township", ["东岔街道", "990181001", " 东岔街道 ", "东岔 街道", "\u3000东岔街道"])
def test_townships(write: Write, counts: Counts, run: Run, township: str) -> None:
    """A township is known by its name and its code, with blanks in it."""
    assert counts(write([{**HAZARD, "township": township}])) == {"rows": 1, "new": 1}
    assert [row["township"] for row in run("list --format json").json] == ["东岔街道"]


@pytest.mark.parametrize(
    "names", ["王某、李某", "王某，李某", "王某,李某", "王某；李某", "王某; 李某", " 王某 、、 李某、"]
)
def test_lists_of_names(write: Write, counts: Counts, run: Run, names: str) -> None:
    """Names stand in one cell with whatever people put between them."""
    counts(write([{**HAZARD, "inspectors": names}]))

    assert run("list --format json").json[0]["inspectors"] == ["王某", "李某"]


@pytest.mark.parametrize(
    "day", ["2023-01-05", "2023/1/5", "2023.1.5", "2023年1月5日", "２０２３年１月５日", " 2023-01-05 "]
)
def test_days(write: Write, counts: Counts, run: Run, day: str) -> None:
    """A day is read as people write it, with its year."""
    counts(write([{**HAZARD, "inspected_on": day}]))

    assert run("list --format json").json[0]["inspected_on"] == "2023-01-05"
