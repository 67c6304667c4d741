"""The command that makes the page for the meeting: `report page`.

A file is needed and named .html, none is replaced unasked; days, townships and campaigns that there are not are refused
with nothing written; nothing of the ledger changes.
"""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest
from tests.conftest import Run


def test_a_page_is_written(run: Run, two_hazards: Path, ledger_path: Path) -> None:
    """The file is whole, for its owner only; the answer names it; the ledger is as it was."""
    before = ledger_path.read_bytes()
    result = run("report page -o page.html")
    page = two_hazards / "page.html"

    assert (result.code, result.out, result.err) == (0, "", "Written to page.html\n")
    assert page.read_text(encoding="utf-8").endswith("</html>\n")
    assert stat.S_IMODE(page.stat().st_mode) == 0o600
    assert ledger_path.read_bytes() == before


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ("", 2, "--output is missing."),
        ("-o page.pdf", 2, "Cannot write page.pdf: its ending is not .html."),
        ("-o there.html", 3, "there.html exists already."),
        ("-o a.html --on 2023-01-16", 2, "2023-01-16 is still to come."),
        ("-o a.html --on soonish", 2, "Not a day: soonish"),
        ("-o a.html --until 2023-01-16", 2, "--until 2023-01-16 is after the day of the page, 2023-01-15."),
        ("-o a.html --on 2023-01-10 --until 2023-01-11", 2, "--until 2023-01-11 is after the day of the page"),
        ("-o a.html --since 2023-01-12 --until 2023-01-11", 2, "--until 2023-01-11 is before --since 2023-01-12."),
        ("-o a.html --township 火星", 2, "There is no township 火星."),
        ("-o a.html --campaign 攻势", 2, "No campaigns are registered yet."),
        ("-o no/folder/a.html", 4, "no/folder/a.html"),
    ],
)
def test_what_is_refused(run: Run, two_hazards: Path, words: str, code: int, said: str) -> None:
    """One sentence that says what is wrong, and no file."""
    (two_hazards / "there.html").write_text("old", encoding="utf-8")
    result = run(f"report page {words}")

    assert (result.code, result.out) == (code, "")
    assert said in result.err.splitlines()[0]
    assert sorted(path.name for path in two_hazards.glob("*.html")) == ["there.html"]
    assert (two_hazards / "there.html").read_text(encoding="utf-8") == "old"


def test_force_replaces(run: Run, two_hazards: Path) -> None:
    """--force replaces a file, wherever it stands on the line."""
    (two_hazards / "there.html").write_text("old", encoding="utf-8")

    assert run("report page --force -o there.html").code == 0
    assert "old" not in (two_hazards / "there.html").read_text(encoding="utf-8")[:20]


def test_a_campaign_by_a_part_of_its_name(run: Run, two_hazards: Path) -> None:
    """--campaign finds it by a part, though it is over; without it, only what runs is shown."""
    assert run("campaign start 冬季攻势 --from 2022-12-01 --end 2023-01-10").code == 0
    assert run("add fire 东岔街道 堵塞 --campaign 冬季攻势 --on 2023-01-05 --due 2023-01-09").code == 0
    run("report page -o one.html --campaign 攻势")
    run("report page -o two.html")

    assert "冬季攻势" in (two_hazards / "one.html").read_text(encoding="utf-8")
    assert "冬季攻势" not in (two_hazards / "two.html").read_text(encoding="utf-8")


def test_the_library_leaves_nothing_behind(run: Run, two_hazards: Path) -> None:
    """What draws the charts puts no finder of modules of its own before later imports."""
    assert run("report page -o page.html").code == 0

    assert [finder for finder in sys.meta_path if type(finder).__module__.startswith("pygal")] == []
