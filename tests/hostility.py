"""What the tests of hostile text share: the texts, what is true of every answer and every refusal, a sound ledger."""

from __future__ import annotations

import csv
import sqlite3
from pathlib import Path

import pytest
from tests.conftest import Result

HARMLESS = (
    *("[/]", "[red]x", "[link=https://x.y]z[/link]", ":bomb:", "=1+1", "@SUM(A1)", "'=x"),
    "'; drop table hazard; --",
    "../../etc/passwd",
    "{0} {name} %s %(x)s",
    "100% _!\\n",
    "💥🧯",
    "零\u200b宽",
    "\u00e9 e\u0301",
    '"a",b;c',
    "$(id) `id`",
)
NAMELESS = ("[/]", "'; drop table hazard; --", "💥🧯")  # with somebody in it who has neither letter nor digit
REFUSED = ("\x1b[31mrot", "\x9b31m", "a\x00b", "bell\x07", "\x7f", "abc\u202etxt", "\u2066x", "\udcff", "长" * 10_000)
SOME = ("[/]", "'; drop table hazard; --", "../../etc/passwd", "\x1b[31mrot", "a\x00b", "\udcff", "长" * 10_000)


def check_soundness(ledger_path: Path) -> None:
    """The ledger is sound, and has all its tables."""
    with sqlite3.connect(ledger_path) as ledger:
        assert ledger.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert ledger.execute("SELECT count(*) FROM sqlite_master WHERE name = 'hazard'").fetchall() == [(1,)]
    ledger.close()


def harmless(result: Result) -> Result:
    """The result, after what is true of every answer."""
    said = result.out + result.err
    assert [ch for ch in said if ch < " " and ch != "\n"] == []
    assert not any(ch in said for ch in "\x7f\x9b\u202e\u2066")
    assert "Traceback" not in said
    assert "should not have happened" not in said, said
    return result


def refused(result: Result, *codes: int) -> Result:
    """The result, after what is true of every refusal."""
    assert harmless(result).code in (codes or (2, 3)), result.err
    assert result.out == ""
    assert len(result.err.splitlines()) >= 2
    return result


def each(*texts: str) -> pytest.MarkDecorator:
    """Run the test for each of these texts."""
    return pytest.mark.parametrize("text", texts, ids=[ascii(text[:12]) for text in texts])


def write(path: Path, rows: list[dict[str, str]]) -> None:
    """A CSV file of rows that may lack columns."""
    with path.open("w", encoding="utf-8", errors="surrogateescape", newline="") as file:
        writer = csv.DictWriter(file, sorted({key for row in rows for key in row}))
        writer.writeheader()
        writer.writerows(rows)
