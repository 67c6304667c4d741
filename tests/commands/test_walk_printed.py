"""The file that a blank list is printed to, and its way back: for which place it was, what may stand over its header.

* the line over the header says township, site and day; at another place it is asked about, and of another day told;
* the very same hazards at another place of that day are told;
* titles over the header, days in wide digits; a workbook offers the words of its answers.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from tests.commands.conftest import Listed, Refuse
from tests.conftest import Run
from tests.test_screens import on_terminal

SITES = """code,name,township,village,kind
S1,城南市场,东岔街道,一社区,market
S2,东门市场,东岔街道,二社区,market
S3,城南市场,石炭沟镇,,market
"""
SOUTH, EAST = (f"walk fire 东岔街道 --site {name}" for name in ("城南市场", "东门市场"))


@pytest.fixture
def city(run: Run, three_townships: Path) -> Path:
    """Three townships; two markets in one of them, in another one a market of the same name."""
    (three_townships / "sites.csv").write_text(SITES, encoding="utf-8")
    assert run("init --sites sites.csv").code == 0
    return three_townships


def fill(path: Path, row: int = 3, **cells: str) -> None:
    """Fill in a row of a printed workbook, by the titles of its columns in Chinese."""
    book = load_workbook(path)
    sheet: Any = book.active
    titles = [cell.value for cell in sheet[2]]
    for title, value in cells.items():
        sheet.cell(row, titles.index(title) + 1).value = value
    book.save(path)


@pytest.fixture
def printed(run: Run, city: Path) -> Path:
    """a.xlsx: the Chinese list of the southern market with a hazard in it."""
    assert run(f"--lang zh {SOUTH} --print -o a.xlsx").code == 0
    fill(city / "a.xlsx", 检查结果="否", 整改责任人="王某05")
    return city / "a.xlsx"


@pytest.mark.parametrize("name", ["b.csv", "b.xlsx"])
@pytest.mark.parametrize(
    ("lang", "said"),
    [
        (
            "en",
            ("Township: 东岔街道", "Site: 城南市场", "Inspected: 2023-01-15", "“Yes” means that no hazard was found."),
        ),
        ("zh", ("乡镇：东岔街道", "点位：城南市场", "检查日期：2023-01-15", "“是”表示未发现隐患。")),
    ],
)
def test_the_line_over_the_header(run: Run, city: Path, name: str, lang: str, said: tuple[str, ...]) -> None:
    """A file has township, site, day and what a yes means over its header; on a screen and in JSON there is none."""
    assert run(f"--lang {lang} {SOUTH} --print -o {name}").code == 0
    if name.endswith("csv"):
        first = (city / name).read_text(encoding="utf-8-sig").splitlines()[0]
    else:
        first = str(load_workbook(city / name).worksheets[0].cell(1, 1).value)

    assert [text for text in said if text not in first] == []
    assert run(f"{SOUTH} --print --format json").json[0]["item"].startswith("FIRE-")


def test_at_its_own_place(run: Run, printed: Path, listed: Listed) -> None:
    """Recorded at once, in either language, by a part or an earlier name of the township, by the code of the site."""
    for day, line in enumerate((SOUTH, f"--lang zh {SOUTH}", "walk fire 东岔 --site S1"), 13):
        said = run(f"{line} --answers a.xlsx --on 2023-01-{day}")
        assert (said.code, "printed for 东岔街道" in said.err) == (0, False)
    assert len(listed()) == 3


@pytest.mark.parametrize("line", [EAST, "walk fire 石炭沟镇 --site 城南市场", "walk fire 东岔街道 --place-kind market"])
def test_at_another_place_it_is_asked(run: Run, printed: Path, refuse: Refuse, listed: Listed, line: str) -> None:
    """Nobody is there: nothing is written, exit code 6, and both places are named; --yes records it."""
    told = refuse(f"{line} --answers a.xlsx", code=6)

    assert told.startswith("This list was printed for 东岔街道, 城南市场; it is to be recorded as: Fire safety, ")
    assert "--yes" in told
    dry = run(f"{line} --answers a.xlsx --dry-run")
    assert (dry.code, "This list was printed for 东岔街道, 城南市场" in dry.err) == (0, True)
    assert run(f"{line} --answers a.xlsx --yes").code == 0
    assert len(listed()) == 1


def test_somebody_at_a_terminal_decides(run: Run, printed: Path, listed: Listed) -> None:
    """A no records nothing, a yes does."""
    line = (*EAST.split(), "--answers", "a.xlsx")
    assert on_terminal(*line, columns=200, keys="n\n")[0] == 6
    assert listed() == []
    code, shown = on_terminal(*line, columns=200, keys="y\n")
    assert (code, "Record it for this place? [y/N]" in shown) == (0, True)


def test_another_place_comes_before_its_items(run: Run, printed: Path, refuse: Refuse) -> None:
    """Items that are not asked at the other place are told only of who says that it is this one."""
    line = f"{EAST} --place-kind highrise --answers a.xlsx"

    assert refuse(line, code=6).startswith("This list was printed for 东岔街道, 城南市场")
    assert "is not asked at a place of this kind" in run(f"{line} --yes").err


def test_a_renamed_site_is_its_own_place(run: Run, printed: Path) -> None:
    """A list that was printed under the name that a site had before is of that site."""
    assert run("site set 东岔街道 城南市场 --name 南门市场").code == 0
    said = run("walk fire 东岔街道 --site 南门市场 --answers a.xlsx")

    assert (said.code, "printed for" in said.err) == (0, False)


def test_another_day_is_told(run: Run, printed: Path) -> None:
    """The list is recorded as of today, and that it was printed for another day is told."""
    said = run(f"{SOUTH} --answers a.xlsx --on 2023-01-14")

    assert said.code == 0
    assert "This list was printed for 2023-01-15, and the visit is of 2023-01-14; another day: --on DATE" in said.err


def test_the_same_hazards_elsewhere_are_told(run: Run, city: Path) -> None:
    """A list without a word of its place, at two sites on one day: told with the numbers; a clean one is not."""
    (city / "a.csv").write_text("item,answer,owner\nFIRE-06,no,王某05\n", encoding="utf-8")
    (city / "b.csv").write_text("item,answer\nFIRE-06,yes\n", encoding="utf-8")
    told = {(name, line): run(f"{line} --answers {name}").err for name in ("a.csv", "b.csv") for line in (SOUTH, EAST)}

    alike = "The same answers and hazards were recorded that day at 城南市场, 一社区, as CG-1.\n"
    assert [key for key, text in told.items() if alike in text] == [("a.csv", EAST)]


@pytest.mark.parametrize("over", ["十二月消防检查表\n", "城南市场,,\n\n检查人：赵某11,日期：,\n", "检查结果表,2026\n"])
def test_titles_over_the_header(run: Run, city: Path, listed: Listed, over: str) -> None:
    """Lines over the header are passed over; faults still name the line of the file."""
    rows = "检查项,检查结果,整改时限\nFIRE-06,否,２０２３．１．３０\n"
    (city / "a.csv").write_text(over + rows, encoding="utf-8")
    assert run(f"{SOUTH} --answers a.csv").code == 0
    assert [row["due"] for row in listed()] == ["2023-01-30"]

    (city / "b.csv").write_text(f"{over}{rows}FIRE-09,大概\n", encoding="utf-8")
    line = (over + rows).count("\n") + 1
    assert f"b.csv, line {line}, column Answer" in run(f"{EAST} --answers b.csv").err


def test_a_written_place_counts_too(run: Run, city: Path, refuse: Refuse) -> None:
    """A title that people wrote, 点位：东门市场, is read like a printed one."""
    (city / "a.csv").write_text("点位：东门市场\n检查项,检查结果\nFIRE-06,是\n", encoding="utf-8")

    assert "printed for 东门市场" in refuse(f"{SOUTH} --answers a.csv", code=6)
    assert run(f"{EAST} --answers a.csv").code == 0
    several = "消防检查 乡镇：东岔街道 点位：东门市场　检查人：赵某11；检查日期：2023年1月14日"
    (city / "b.csv").write_text(f"{several}\n检查项,检查结果\nFIRE-06,不适用\n", encoding="utf-8")
    said = run(f"{EAST} --answers b.csv")
    assert (said.code, "printed for 2023-01-14" in said.err) == (0, True)


def test_marks_in_a_name(run: Run, city: Path) -> None:
    """A site whose name has what parts a title is its own place too."""
    line = ("walk", "fire", "东岔街道", "--site", "甲|乙： 店; B:1", "--place-kind", "market")
    assert run(*line, "--print", "-o", "a.csv").code == 0
    text = (city / "a.csv").read_text(encoding="utf-8-sig").splitlines()
    (city / "a.csv").write_text("\n".join([*text[:2], "FIRE-06,,yes"]), encoding="utf-8")
    said = run(*line, "--answers", "a.csv")

    assert (said.code, "printed for" in said.err) == (0, False)


@pytest.mark.parametrize(
    ("lang", "offered"),
    [("en", ['"yes,no,na"', '"general,major"', '"yes,no"']), ("zh", ['"是,否,不适用"', '"一般,重大"', '"是,否"'])],
)
def test_a_workbook_offers_its_words(run: Run, city: Path, lang: str, offered: list[str]) -> None:
    """Answer, severity and fixed on the spot have a list to choose from in each row, and take other words still."""
    assert run(f"--lang {lang} {SOUTH} --print -o a.xlsx").code == 0
    sheet: Any = load_workbook(city / "a.xlsx").active
    found = sheet.data_validations.dataValidation

    assert [each.formula1 for each in found] == offered
    assert {str(each.sqref).partition(":")[2][1:] for each in found} == {str(sheet.max_row)}
    assert {str(each.sqref)[1] for each in found} == {"3"}
    assert [each.showErrorMessage for each in found] == [False] * 3
