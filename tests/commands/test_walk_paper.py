"""The blank list of a walk: for paper, as a page; for a desk, as a file that is filled in and comes back."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest
from tests.commands.conftest import Listed
from tests.conftest import Run
from tests.test_screens import on_terminal

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
    assert page.count("_" * 24) == 3


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
        path.write_text("\n".join([*text[:2], *_fill_rows(text[2:])]), encoding="gb18030")
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
    sheet.cell(3, 3).value, sheet.cell(4, 3).value = "是", "否"
    book.save(path)


@pytest.mark.parametrize(("lang", "columns"), [("en", 100), ("zh", 60)])
def test_the_page_on_a_screen(city: Path, lang: str, columns: int) -> None:
    """On a terminal it is lines of the width, nothing is escaped, kinds are words, what was typed is what appears."""
    words = ("--lang", lang, "walk", "mines", "石炭沟镇", "--site", "一号煤矿", "--location", "a_b *c* |d|", "--print")
    code, shown = on_terminal(*words, columns=columns)
    wide = [line for line in shown.splitlines() if len(line) + len(re.findall("[\u2e80-\uffef]", line)) > columns]

    assert (code, wide, "\\" in shown, "coal_mine" in shown) == (0, [], False, False)
    assert ("井工煤矿" if lang == "zh" else "Underground coal mine") in shown
    assert "a_b *c* |d|" in shown
    assert (shown.count("MINE-"), shown.count("□"), shown.count("_" * 24)) == (14, 42, 3)
    assert ("| MINE-05" in shown, "MINE-05" in on_terminal(*words, "--format", "csv", columns=columns)[1]) == (
        False,
        True,
    )


def test_the_page_says_which_state_was_taken(run: Run, city: Path) -> None:
    """With the day since when the register says it; as it was typed; not known; not at all where it decides nothing."""
    mine = "walk mines 石炭沟镇 --site 一号煤矿 --print"

    assert "- State: stopped (since 2023-01-15)\n" in run(mine).out
    assert "- State: producing\n" in run(f"{mine} --state producing").out
    assert "- State: not known\n" in run(f"{mine} --on 2023-01-14").out
    assert "State:" not in run(f"{MALL} --print").out


def test_the_page_is_drawn_as_it_is_meant(run: Run, city: Path) -> None:
    """Markdown draws lines to write on as such, and user text stays text."""
    from markdown_it import MarkdownIt

    page = run("walk", "fire", "东岔街道", "--site", "a_b *c* <b>", "--print").out
    drawn = MarkdownIt("commonmark").enable("table").render(page)

    assert "a_b *c* &lt;b&gt;" in drawn
    assert (drawn.count("_" * 12 + "</td>"), drawn.count("_" * 24 + "</p>")) == (20, 3)
    assert ("<em>" in drawn, "<strong>" in drawn, "<hr" in drawn) == (False, False, False)
