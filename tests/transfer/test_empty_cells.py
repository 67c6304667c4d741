"""What is wrong with a cell is said behind its text; of an empty cell, or of a row, without empty quotes.

In the files of registers, in ledgers, and in lists that were filled in.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.conftest import Run

from inspect_cli.transfer.faults import Fault, Reject

SITES = "name,township,state_since\n百货商场,东岔街道,2023-01-01\n"
LEDGER = "category,township,inspected_on,description\nfire,东岔街道,,堵塞\n"
ANSWERS = "item,answer\n,no\n"


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("site import in.csv", SITES),
        ("import in.csv", LEDGER),
        ("walk fire 东岔街道 --answers in.csv", ANSWERS),
    ],
)
def test_nothing_stands_in_empty_quotes(run: Run, three_townships: Path, lang: str, line: str, text: str) -> None:
    """The line and the reason are named, and nothing stands between them."""
    (three_townships / "in.csv").write_text(text, encoding="utf-8")
    done = run(f"--lang {lang} {line}")
    said = done.out + done.err

    assert done.code == 3
    assert "in.csv" in said
    assert "“”" not in said


def test_a_value_stands_in_its_quotes() -> None:
    """A cell with something in it is quoted; the column alone is named where it is empty or blank."""
    full, blank = (Fault("due", text, "not a day", "write 2023-01-15") for text in ("soon", " \t"))

    assert str(full) == "Due: “soon”: not a day; write 2023-01-15"
    assert str(blank) == "Due: not a day; write 2023-01-15"
    assert str(Reject("a.csv", 3, blank)) == "a.csv, line 3, column Due: not a day; write 2023-01-15"
    assert str(Reject("a.csv", 3, Fault("", "", "too long", "split it"))) == "a.csv, line 3: too long; split it"
