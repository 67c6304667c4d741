"""Files that name sites after a renaming, by whichever name: nothing is doubled, nothing is undone, nobody is refused.

* rows of an import, clean visits too, under the name of now, each earlier one, and the code; each as often as it stood;
* registers of sites with and without codes keep the name of now; files of who answers take an old one as the site;
* no name of a site is the code of another that stands, and no code the name of another: typed, in files, in a merger.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.conftest import Run

HEAD = "category,township,site,inspected_on,inspectors,description\n"
RENAME = "site set 东岔 A1 --name"


@pytest.fixture
def shop(run: Run, three_townships: Path) -> Path:
    """A market of the code A1, 老店."""
    assert run("site add 东岔 老店 --code A1").code == 0
    return three_townships


def save(path: Path, *sites: str, clean: bool) -> None:
    """A file with a row for each of these names, all of one day, as clean visits or with the same hazard."""
    said = "" if clean else "堵塞"
    rows = [f"fire,东岔街道,{site},2023-01-06,王某01,{said}\n" for site in sites]
    path.write_text(HEAD + "".join(rows), encoding="utf-8")


def count(run: Run, file: str) -> tuple[int, int]:
    """How many rows of a file are new, and how many are not, without writing them."""
    told = run(f"import {file} --dry-run --format json").json
    return told["new"], told["unchanged"]


@pytest.mark.parametrize("clean", [True, False])
@pytest.mark.parametrize("written", ["老店", "A1"])
def test_rows_under_any_name(run: Run, shop: Path, written: str, *, clean: bool) -> None:
    """Written before two renamings or between them, a row is known by each name and the code, and no more than once."""
    save(shop / "first.csv", written, clean=clean)
    assert run("import first.csv").code == 0
    assert run(f"{RENAME} 新店").code == 0
    save(shop / "between.csv", "新店", "新店", clean=clean)
    assert run("import between.csv --format json").json["new"] == 1
    assert run(f"{RENAME} 三店").code == 0
    assert run("export -o ours.csv").code == 0
    for site in ("老店", "新店", "三店", "三 店", "A1"):
        save(shop / "again.csv", site, site, clean=clean)
        save(shop / "more.csv", site, site, site, clean=clean)
        assert (count(run, "again.csv"), count(run, "more.csv")) == ((0, 2), (1, 2)), site
    save(shop / "mixed.csv", "老店", "三店", "新店", clean=clean)

    assert (count(run, "mixed.csv"), count(run, "ours.csv")) == ((1, 2), (0, 2))


@pytest.mark.parametrize("clean", [True, False])
def test_two_files_of_two_names(run: Run, shop: Path, *, clean: bool) -> None:
    """Imported together, they are one visit, as if they came one after the other."""
    assert run(f"{RENAME} 新店").code == 0
    for name, site in (("a", "老店"), ("b", "新店")):
        save(shop / f"{name}.csv", site, clean=clean)
    told = run("import a.csv b.csv --format json").json

    assert (told["new"], told["unchanged"]) == (1, 1)


@pytest.mark.parametrize("clean", [True, False])
def test_a_code_that_was_a_name_first(run: Run, three_townships: Path, *, clean: bool) -> None:
    """What stood under the code before the register had the site is the same row when the file comes again."""
    save(three_townships / "a.csv", "A1", clean=clean)
    assert run("import a.csv").code == 0
    assert run("site add 东岔 老店 --code A1").code == 0
    known = count(run, "a.csv")
    assert run(f"{RENAME} 新店").code == 0

    assert (known, count(run, "a.csv")) == ((0, 1), (0, 1))


@pytest.mark.parametrize("clean", [True, False])
def test_a_site_called_like_its_code(run: Run, three_townships: Path, *, clean: bool) -> None:
    """A row counts once: a second one is another."""
    assert run("site add 东岔 A1 --code A1").code == 0
    save(three_townships / "a.csv", "A1", clean=clean)
    assert run("import a.csv").code == 0
    save(three_townships / "a.csv", "A1", "A1", clean=clean)

    assert count(run, "a.csv") == (1, 1)


@pytest.mark.parametrize("command", ["site import", "init --sites"])
@pytest.mark.parametrize(("code", "name"), [("A1", "老店"), ("", "老店"), ("A1", "新 店"), ("", "新 店")])
def test_an_old_register_of_sites(run: Run, shop: Path, command: str, code: str, name: str) -> None:
    """With its code or without, the site keeps its name of now, and is told; the rest of the row is taken."""
    for now in ("新 店", "新店"):
        assert run("site", "set", "东岔", "A1", "--name", now).code == 0
    (shop / "old.csv").write_text(f"乡镇,名称,编码,村\n东岔街道,{name},{code},一村\n", encoding="utf-8")
    told = run(f"{command} old.csv")
    (row,) = run("site list --format json").json

    assert (told.code, f"“{name}” is taken as 新店." in told.err) == (0, True)
    assert (row["code"], row["name"], row["village"]) == ("A1", "新店", "一村")


def test_a_new_name_in_a_register_of_sites(run: Run, shop: Path) -> None:
    """A name that the site never had is its name from now on."""
    assert run(f"{RENAME} 新店").code == 0
    (shop / "new.csv").write_text("乡镇,名称,编码\n东岔街道,三店,A1\n", encoding="utf-8")
    told = run("site import new.csv")

    assert ("taken as" in told.err, run("site list --format json").json[0]["name"]) == (False, "三店")


def test_two_rows_for_one_site(run: Run, shop: Path) -> None:
    """Under an old name twice, in a file that has no column of codes: the second is refused with both lines."""
    assert run(f"{RENAME} 新店").code == 0
    (shop / "two.csv").write_text("乡镇,名称\n东岔街道,老店\n东岔街道,新店\n东岔街道,老店\n", encoding="utf-8")
    refused = run("site import two.csv")

    assert (refused.code, "line 4, column 名称" in refused.err, "on line 2 too" in refused.err) == (3, True, True)


def test_who_answers_for_an_old_name(run: Run, shop: Path) -> None:
    """It is the site of now, and told; the file comes again, under either name, as nothing new."""
    for now in ("新店", "三店"):
        assert run(f"{RENAME} {now}").code == 0
    text = "乡镇,点位,姓名,开始日期\n东岔街道,老 店,王某01,2023-01-01\n"
    (shop / "a.csv").write_text(text, encoding="utf-8")
    (shop / "b.csv").write_text(text.replace("老 店", "三店"), encoding="utf-8")
    told = run("responsible import a.csv")
    again = [run(f"responsible import {file} --format json").json for file in ("a.csv", "b.csv")]
    (row,) = run("responsible list --format json").json

    assert (told.code, "“老 店” is taken as 三店." in told.err, row["place"]) == (0, True, "三店")
    assert [(each["new"], each["unchanged"]) for each in again] == [(0, 1), (0, 1)]


def test_who_answers_for_an_unknown_name(run: Run, shop: Path) -> None:
    """A name that no site had is refused, as ever, and so is an old one of another township."""
    assert run("site add 石炭沟 别店").code == 0
    assert run(f"{RENAME} 新店").code == 0
    (shop / "a.csv").write_text("乡镇,点位,姓名,开始日期\n石炭沟镇,老店,王某01,2023-01-01\n", encoding="utf-8")
    refused = run("responsible import a.csv")

    assert (refused.code, "“老店”: not in the register; nearest: 别店" in refused.err) == (3, True)


@pytest.fixture
def two(run: Run, three_townships: Path) -> Path:
    """甲厂 of the code K1 and 丙厂 of the code K5, which was 乙厂 before."""
    for line in ("add 东岔 甲厂 --code K1", "add 东岔 乙厂 --code K5", "set 东岔 K5 --name 丙厂"):
        assert run(f"site {line}").code == 0
    return three_townships


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("set 东岔 甲厂 --name ｋ5", "Name: ｋ5 is in the register already: K5 丙厂"),
        ("add 东岔 K5", "Name: K5 is in the register already: K5 丙厂"),
        ("add 东岔 别厂 --code 丙厂", "Code: 丙厂 is in the register already: K5 丙厂"),
        ("add 东岔 别厂 --code 乙厂", "Code: 乙厂 was the name of another site: K5 丙厂"),
    ],
)
def test_a_name_that_is_a_code(run: Run, two: Path, line: str, said: str) -> None:
    """Neither is given while the other stands, with the command that changes that; then both are free."""
    refused = run(f"site {line}")
    assert (refused.code, said in refused.err) == (3, True)
    assert "site set 东岔街道 K5" in refused.err
    assert run("site end 东岔 K5").code == 0

    assert run(f"site {line.replace('丙厂', '乙厂')}").code == 0


def test_names_that_are_codes_in_a_file(run: Run, two: Path) -> None:
    """Refused with their lines, against the register; a site may be called like its own code."""
    (two / "a.csv").write_text(
        "code,name,township\nK1,K5,东岔街道\n,K1,东岔街道\n丙厂,丁厂,东岔街道\nK9,K9,东岔街道\nK1,K5,石炭沟镇\n",
        encoding="utf-8",
    )
    refused = run("site import a.csv")

    assert refused.code == 3
    for line, column, value, site in (
        (2, "name", "K5", "K5 丙厂"),
        (3, "name", "K1", "K1 甲厂"),
        (4, "code", "丙厂", "K5 丙厂"),
    ):
        told = f"line {line}, column {column}: “{value}”: {value} is in the register already: {site}"
        assert told in refused.err
    assert "line 5" not in refused.err
    assert "line 6" not in refused.err


def test_names_that_are_codes_of_one_file(run: Run, three_townships: Path) -> None:
    """Two rows of which one has the code of the other for its name are refused, whichever comes first."""
    rows = ("K1,K5,东岔街道\n", "K5,丙厂,东岔街道\n")
    for ordered in (rows, rows[::-1]):
        (three_townships / "a.csv").write_text("code,name,township\n" + "".join(ordered), encoding="utf-8")
        refused = run("site import a.csv")
        assert (refused.code, "K5 is in the register already" in refused.err) == (3, True)

    assert run("site list --format json").json == []


def test_names_that_are_codes_in_a_merger(run: Run, two: Path) -> None:
    """A site whose name is a code of the township that takes over is refused; one whose code is a name gets another."""
    assert run("site add 石炭沟 丁厂 --code 丙厂").code == 0
    assert run("site add 石炭沟 K5 --code T1").code == 0
    refused = run("township end 石炭沟 --successor 东岔 --on 2023-01-15")
    assert (refused.code, "has places of these names already: K5" in refused.err) == (3, True)
    assert run("site set 石炭沟 T1 --name 戊厂").code == 0
    assert run("township end 石炭沟 --successor 东岔 --on 2023-01-15").code == 0
    moved = {row["name"]: row["code"] for row in run("site list --township 东岔 --format json").json}

    assert moved.keys() == {"甲厂", "丙厂", "丁厂", "戊厂"}
    assert (moved["丙厂"], moved["戊厂"], moved["丁厂"][:2]) == ("K5", "T1", "S-")


def test_init_beside_a_register(run: Run, shop: Path) -> None:
    """`init --sites` reads a file beside what the register has: a township that is no more takes no new site."""
    assert run("township end 东岔 --successor 石炭沟 --keep-places --on 2023-01-15").code == 0
    (shop / "a.csv").write_text("乡镇,名称\n东岔街道,别店\n", encoding="utf-8")
    refused = run("init --sites a.csv")

    assert (refused.code, "line 2, column 乡镇" in refused.err) == (3, True)
