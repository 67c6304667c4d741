"""Answers become files: CSV for people and machines, JSON, JSON lines; whole or not at all.

* CSV files for people begin with a mark and end lines with CRLF; keys or Chinese titles above, words in the language;
* cells that a spreadsheet would run are escaped, and our own import takes the escape off again, whatever the text;
* JSON is valid, with English keys in either language; numbers are numbers, days ISO text, nothing null;
* the old file stays until the new one is whole: also when the rows fail half-way; only its owner may read the new one;
* unknown endings and places that cannot be written are refused.
"""

from __future__ import annotations

import csv
import io
import json
import os
import stat
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_cli.errors import BadInput, Problem, StorageProblem, WrongUsage
from inspect_cli.rules import fields
from inspect_cli.transfer import exporting
from inspect_cli.transfer.exporting import escape, unescape
from inspect_cli.transfer.sheets import Sheet

Run = Callable[..., Any]
ROW = {
    "number": "CG-1",
    "category": "fire",
    "township": "东岔街道",
    "inspected_on": date(2023, 1, 5),
    "inspectors": ["王某", "李某"],
    "description": '第一行\n"第二行", 逗号',
    "severity": "major",
    "status": "found",
    "days_open": 3,
    "overdue": True,
}
KEYS = tuple(ROW)
ENDINGS = ("csv", "xlsx", "json", "jsonl", "md")


def _sheet(*rows: dict[str, Any], **more: Any) -> Sheet:
    return Sheet(fields.pick_fields(KEYS), iter(rows), **more)


def _written(style: str, lang: str = "en", *rows: dict[str, Any]) -> str:
    out = io.StringIO(newline="")
    exporting.write(_sheet(*(rows or (ROW,))), out, style, lang)
    return out.getvalue()


def test_csv_for_people(tmp_path: Path) -> None:
    """A CSV file has the mark that Excel needs, CRLF, machine names above, and gives every cell back."""
    path = tmp_path / "out.csv"
    assert exporting.save(_sheet(ROW), str(path), "en") == 1

    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbfnumber,category,township,")
    assert content.endswith(b"\r\n")
    (row,) = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    assert row["inspectors"] == "王某、李某"
    assert row["description"] == ROW["description"]
    assert (row["inspected_on"], row["days_open"], row["overdue"]) == ("2023-01-05", "3", "yes")


def test_csv_in_chinese(tmp_path: Path) -> None:
    """In Chinese the titles and the words of the trade are Chinese."""
    path = tmp_path / "out.csv"
    exporting.save(_sheet(ROW), str(path), "zh")

    (row,) = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""))
    assert {name: row[name] for name in ("隐患编号", "类别", "隐患等级", "状态", "逾期")} == {
        "隐患编号": "CG-1",
        "类别": "消防",
        "隐患等级": "重大",
        "状态": "待整改",
        "逾期": "是",
    }


def test_csv_in_a_pipe() -> None:
    """CSV on standard output has LF and no mark, for programs."""
    text = _written("csv")

    assert text.startswith("number,")
    assert "\r" not in text


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_json(lang: str) -> None:
    """JSON is one list of objects with English keys and words in either language, days as ISO text."""
    (row,) = json.loads(_written("json", lang))

    assert tuple(row) == KEYS
    assert (row["status"], row["inspectors"], row["inspected_on"]) == ("found", ["王某", "李某"], "2023-01-05")
    assert (row["days_open"], row["overdue"]) == (3, True)


@pytest.mark.parametrize("count", [0, 1, 2, 50])
def test_json_of_any_length(count: int) -> None:
    """JSON is valid for no row, one and many; JSON lines have a line for each."""
    rows = [{**ROW, "number": f"CG-{n}"} for n in range(count)]
    out, lines = io.StringIO(), io.StringIO()
    exporting.write(_sheet(*rows), out, "json", "en")
    exporting.write(_sheet(*rows), lines, "jsonl", "en")

    numbers = [row["number"] for row in rows]
    assert [row["number"] for row in json.loads(out.getvalue())] == numbers
    assert [json.loads(line)["number"] for line in lines.getvalue().splitlines()] == numbers


def test_nested_columns() -> None:
    """Columns that belong together stand under one key in JSON."""
    out = io.StringIO()
    sheet = Sheet(
        fields.pick_fields(("number", "due", "owner")), [{"number": "CG-1"}], nested={"more": ["due", "owner"]}
    )
    exporting.write(sheet, out, "json", "en")

    assert json.loads(out.getvalue()) == [{"number": "CG-1", "more": {"due": None, "owner": None}}]


def test_total_row(tmp_path: Path) -> None:
    """A file for people has the total row, one for machines has not."""
    total = {"number": "Total", "days_open": 3}
    exporting.save(_sheet(ROW, total=total), str(tmp_path / "out.csv"), "en")
    exporting.save(_sheet(ROW, total=total), str(tmp_path / "out.json"), "en")

    assert "Total" in (tmp_path / "out.csv").read_text(encoding="utf-8-sig").splitlines()[-1]
    assert len(json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))) == 1


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        *(
            ("=1+1", "'=1+1"),
            ("+1", "'+1"),
            ("-", "'-"),
            ("-1", "'-1"),
            ("@a", "'@a"),
            ("\ttab", "'\ttab"),
            ("\rx", "'\rx"),
        ),
        *(("＝1", "'＝1"), ("'=x", "''=x"), ("''=x", "'''=x"), ("'x", "'x"), ("'", "'"), ("''", "''"), ("", "")),
        *(("a=b", "a=b"), ("隐患", "隐患"), ("007", "007"), ("'-", "''-"), (" x", " x"), ('"=1"', '"=1"')),
        *((" =x", "' =x"), ("\u3000=x", "'\u3000=x"), ("\n=x", "'\n=x"), ("\nx", "'\nx"), ("' +x", "'' +x")),
    ],
)
def test_formulas(text: str, escaped: str) -> None:
    """What a spreadsheet would run gets an apostrophe, which is taken off again; other text stays as it is."""
    assert escape(text) == escaped
    assert unescape(escaped) == text


@given(text=st.text(st.sampled_from("'=+-@\t\r\n＝＋－＠ \u3000a隐1")) | st.text())
def test_any_formula(text: str) -> None:
    """Whatever the text, the escape is taken off exactly, and what is written is never run."""
    assert unescape(escape(text)) == text
    assert escape(text)[:1] not in tuple("\t\r\n")
    assert escape(text).strip()[:1] not in tuple("=+-@＝＋－＠")


def test_words_are_not_escaped() -> None:
    """Days, counts and words need no escape; text and names get it."""
    text = _written("csv", "en", {**ROW, "description": "=1", "inspectors": ["=王", "李"], "number": "-1"})

    assert text.splitlines()[1] == "'-1,fire,东岔街道,2023-01-05,'=王、李,'=1,major,found,3,yes"


@pytest.mark.parametrize("style", ENDINGS)
def test_old_file_stays(tmp_path: Path, style: str) -> None:
    """When the rows fail half-way the file that was there stays, and nothing else is left in the folder."""
    path = tmp_path / f"out.{style}"
    path.write_text("the old one", encoding="utf-8")

    for error in (KeyboardInterrupt, BadInput("no"), RuntimeError):
        with pytest.raises((KeyboardInterrupt, Problem, RuntimeError)):
            exporting.save(Sheet(fields.pick_fields(KEYS), _failing(error)), str(path), "en")

    assert path.read_text(encoding="utf-8") == "the old one"
    assert list(tmp_path.iterdir()) == [path]


def _failing(error: BaseException | type[BaseException]) -> Iterator[dict[str, Any]]:
    for n in range(2000):
        yield {**ROW, "number": f"CG-{n}"}
    raise error


@pytest.mark.parametrize("style", ENDINGS)
def test_new_file_is_private(tmp_path: Path, style: str) -> None:
    """An export is for its owner only, whatever the umask and whatever the file before it allowed."""
    path = tmp_path / f"out.{style}"
    path.write_text("old", encoding="utf-8")
    path.chmod(0o666)
    before = os.umask(0)
    exporting.save(_sheet(ROW), str(path), "en")
    os.umask(before)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", ["out.CSV", "out.Json", "报表 一.csv", "a.b.jsonl", "out.XLSX", "out.md"])
def test_names_of_files(tmp_path: Path, name: str) -> None:
    """The ending decides, in any letter case; the rest of the name may be anything."""
    exporting.save(_sheet(ROW), str(tmp_path / name), "en")

    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("name", ["out", "out.txt", "out.xls", "out.xlsm", "out.markdown", "csv", "out.csv.bak"])
def test_unknown_endings(tmp_path: Path, name: str) -> None:
    """Another ending is refused before anything is written."""
    with pytest.raises(WrongUsage, match="ending"):
        exporting.save(_sheet(ROW), str(tmp_path / name), "en")

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["nowhere/out.csv", "nowhere/out.xlsx", "a\0b.csv", "x" * 300 + ".csv"])
def test_places_that_cannot_be_written(tmp_path: Path, name: str) -> None:
    """A place that cannot be written is a storage problem."""
    with pytest.raises(StorageProblem) as problem:
        exporting.save(_sheet(ROW), str(tmp_path / name), "en")

    assert problem.value.exit_code == 4
    assert list(tmp_path.iterdir()) == []


def test_target_is_a_folder(tmp_path: Path) -> None:
    """A folder of that name is not replaced and nothing is left beside it."""
    (tmp_path / "out.csv").mkdir()
    with pytest.raises(StorageProblem):
        exporting.save(_sheet(ROW), str(tmp_path / "out.csv"), "en")

    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]
