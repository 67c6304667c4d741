"""The blank list of a walk: for paper, as a page; for a desk, as a file that is filled in and comes back."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from tests.commands.conftest import Listed
from tests.conftest import Run

SITES = """code,name,township,village,kind,state
S1,百货商场,东岔街道,一村,mall,
S2,夜市,东岔街道,一村,market,
M1,一号煤矿,石炭沟镇,,coal_mine,stopped
M2,二号煤矿,石炭沟镇,,coal_mine,producing
M3,三号煤矿,石炭沟镇,,coal_mine,
"""
MALL = "walk fire 东岔街道 --site 百货商场"
MALL_ITEMS = ["01", "02", "03", "06", "07", "08", "09", "10", "11", "13", "15", "17", "18", "19"]


@pytest.fixture
def city(run: Run, three_townships: Path) -> Path:
    """Three townships with a mall, a market and three mines."""
    (three_townships / "sites.csv").write_text(SITES, encoding="utf-8")
    assert run("init --sites sites.csv").code == 0
    return three_townships


@pytest.mark.parametrize(("lang", "mark", "name"), [("en", "□ yes □ no □ n/a", "Fire"), ("zh", "□", "消防")])
def test_the_page_for_paper(run: Run, city: Path, lang: str, mark: str, name: str) -> None:
    """A title, place and date, a row with boxes and a line for each item, lines to sign on."""
    page = run(f"--lang {lang} {MALL} --print").out

    assert page.startswith("# ")
    assert name in page.splitlines()[0]
    assert all(f"| FIRE-{n} |" in page for n in MALL_ITEMS)
    assert page.count(mark) >= 14
    assert all(text in page for text in ("百货商场", "东岔街道", "2023-01-15"))
    assert page.count("\\_" * 24) == 3


def test_the_page_goes_into_a_file(run: Run, city: Path) -> None:
    """-o list.md is the same page; a file that is there is not replaced without --force."""
    page = run(f"{MALL} --print").out
    assert run(f"{MALL} --print -o list.md").code == 0

    assert (city / "list.md").read_text(encoding="utf-8") == page
    assert run(f"{MALL} --print -o list.md").code == 3
    assert run(f"{MALL} --print -o list.md --force").code == 0


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", ["list.csv", "list.xlsx", "list.json"])
def test_the_blank_list_comes_back_filled_in(run: Run, city: Path, listed: Listed, lang: str, name: str) -> None:
    """What -o wrote is read by --answers once somebody filled in answers; untouched rows stay unanswered."""
    assert run(f"--lang {lang} {MALL} --print -o {name}").code == 0
    path = city / name
    if name.endswith(".csv"):
        text = path.read_text(encoding="utf-8-sig").splitlines()
        path.write_text("\n".join([text[0], *_fill_rows(text[1:])]), encoding="gb18030")
    elif name.endswith(".json"):
        rows = json.loads(path.read_text(encoding="utf-8"))
        rows[0]["answer"], rows[1]["answer"] = "yes", "no"
        path.write_text(json.dumps(rows), encoding="utf-8")
    else:
        _fill_book(path)
    [row] = run(f"{MALL} --answers {name} --format json").json

    assert (row["yes"], row["no"], row["unanswered"]) == (1, 1, 12)
    assert [hazard["item"] for hazard in listed()] == ["FIRE-02"]


def _fill_rows(lines: list[str]) -> list[str]:
    """The first row answered yes, the second no."""
    filled = list(csv.reader(lines))
    filled[0][2], filled[1][2] = "√", "×"
    return [",".join(f'"{cell}"' for cell in row) for row in filled]


def _fill_book(path: Path) -> None:
    from openpyxl import load_workbook

    book = load_workbook(path)
    sheet = book.active
    assert sheet is not None
    sheet.cell(2, 3).value, sheet.cell(3, 3).value = "是", "否"
    book.save(path)
