"""A site that was renamed, as people meet it: one place under all its names, in every command that knows sites.

* a typed old name means the site of now and says so; a hazard is a rebound in both directions, typed or imported;
* card, coverage, gaps, summaries and lists count one site; a notice is addressed to the name of now;
* files: the same file again adds nothing; two sites of one name are refused with both lines, against the register too.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.commands.conftest import Listed
from tests.conftest import Run

SAID = "老店 is called 新店 now."
HEADER = "category,township,site,inspected_on,inspectors,description,due,status,fixed_on,verified_on,verified_by\n"


@pytest.fixture
def shop(run: Run, three_townships: Path) -> Path:
    """A market with a closed and an open hazard, 老店, that is called 新店 since."""
    for line in (
        "site add 东岔 老店 --code A1 --kind market --must-visit --visit-days 30",
        "add fire 东岔 --item 6 --site 老店 --on 2023-01-02",
        "fix 1 --by 王某01 --on 2023-01-03",
        "verify 1 --by 周某04 --on 2023-01-04",
        "add fire 东岔 --item 7 --site 老店 --on 2023-01-05",
        "site set 东岔 老店 --name 新店",
    ):
        assert run(line).code == 0, line
    return three_townships


@pytest.mark.parametrize(("typed", "said"), [("老店", True), ("老 店", False), ("新店", False), ("A1", False)])
def test_a_typed_hazard_came_back(run: Run, shop: Path, listed: Listed, typed: str, said: bool) -> None:  # noqa: FBT001
    """Whichever name is typed, it is written at the site of now and linked; an old name is told of."""
    added = run("add", "fire", "东岔", "--item", "6", "--site", typed)
    row = listed()[2]

    assert (added.code, row["site"], row["rebound_of"]) == (0, "新店", "CG-1")
    assert (SAID in added.err, "is called 新店 now" in added.err) == (said, typed.startswith("老"))
    assert "site add" not in added.err


def test_one_site_everywhere(run: Run, shop: Path) -> None:
    """Card, coverage, gaps, counts by site and by kind, and a list that is asked by the old name."""
    card = run("site show 东岔 老店 --format json")
    gaps = run("gaps --kind never_visited --kind visit_overdue --format json")
    by_site, by_kind = (run(f"summary --by {group} --format json").json for group in ("site", "place_kind"))
    found = run("list --site 老店 --status all --format json")
    (visited,) = run("coverage --format json").json[:1]

    assert (card.json[0]["name"], card.json[0]["visits"][0]["visits"], SAID in card.err) == ("新店", 2, True)
    assert (gaps.json, visited["visits"], visited["unvisited"]) == ([], 2, 0)
    assert [(row["site"], row["found"]) for row in by_site[:1]] == [("新店", 2)]
    assert [(row["place_kind"], row["visits"]) for row in by_kind[:1]] == [("market", 2)]
    assert ([row["number"] for row in found.json], SAID in found.err) == (["CG-1", "CG-2"], True)
    assert "Called before" in run("site show 东岔 A1").out


def test_a_notice_is_addressed_to_the_name_of_now(run: Run, shop: Path) -> None:
    """With the old name in brackets where a hazard was written under it, and without where none was."""
    assert run("add fire 东岔 堵塞 --site 新店 --due 7d").code == 0
    for number, addressed in (("2", "新店 (老店)"), ("3", "新店")):
        assert run(f"notice {number} -o {number}.md --unit-kind township").code == 0
        text = (shop / f"{number}.md").read_text(encoding="utf-8")
        assert f"To: {addressed}\n" in text


def test_imported_hazards_came_back(run: Run, shop: Path, listed: Listed) -> None:
    """A row under either name is linked to what was closed under the other, in the ledger and in the file."""
    rows = (
        "fire,东岔街道,新店,2023-01-06,赵某03,电箱未关,2023-01-16,closed,2023-01-07,2023-01-08,周某04\n"
        "fire,东岔街道,老店,2023-01-10,赵某03,电箱未关,2023-01-16,,,,\n"
        "fire,东岔街道,老店,2023-01-11,赵某03,Extinguishers or hydrants missing ,2023-01-16,,,,\n"
        f"fire,东岔街道,老店,2023-01-12,赵某03,{'再次' * 3},2023-01-16,,,,\n"
    )
    (shop / "rows.csv").write_text(HEADER + rows, encoding="utf-8")
    assert run("import rows.csv").code == 0
    added = listed()[2:]
    again = run("import rows.csv --format json").json

    assert [(row["site"], row["rebound_of"]) for row in added] == [
        ("新店", None),
        ("新店", "CG-3"),
        ("新店", None),
        ("新店", None),
    ]
    assert (again["new"], again["unchanged"]) == (0, 4)


@pytest.mark.parametrize("site", ["三店", "A1"])
def test_the_same_file_after_a_renaming(run: Run, shop: Path, site: str) -> None:
    """It adds nothing, whether it has the name or the code; nor does what the ledger wrote itself before."""
    assert run("site set 东岔 A1 --name 三店").code == 0
    row = f"fire,东岔街道,{site},2023-01-06,赵某03,电箱未关,2023-01-16,,,,\n"
    (shop / "rows.csv").write_text(HEADER + row, encoding="utf-8")
    assert run("import rows.csv").code == 0
    assert run("export --output before.csv").code == 0
    assert run("site set 东岔 A1 --name 四店").code == 0
    counts = [run(f"import {file} --format json").json for file in ("rows.csv", "before.csv")]

    assert [(count["new"], count["updated"]) for count in counts] == [(0, 0), (0, 0)]
    assert run("check").code == 0


def test_a_site_file_with_a_name_twice(run: Run, shop: Path) -> None:
    """Two codes for one name are refused with both lines, also against the register and its old names; in all."""
    (shop / "sites.csv").write_text(
        "code,name,township\nB1,一店,东岔街道\nB2,一 店,东岔街道\nB3,新店,东岔街道\nB4,老店,东岔街道\n"
        "B5,一店,石炭沟镇\n",
        encoding="utf-8",
    )
    refused = run("site import sites.csv")

    assert (refused.code, run("site list --format json").json[0]["code"]) == (3, "A1")
    assert "line 3, column name: “一 店”: stands on line 2 too" in refused.err
    assert "line 4" in refused.err
    assert "新店 is in the register already: A1 新店" in refused.err
    assert "老店 was the name of another site: A1 新店" in refused.err
    assert "line 6" not in refused.err


def test_a_site_file_that_keeps_its_names(run: Run, shop: Path) -> None:
    """The register comes back as it is; a row without a code under an old name is the site of now, and told."""
    assert run("site add 东岔 旧店 --code B1").code == 0
    assert run("site end 东岔 旧店").code == 0
    (shop / "again.csv").write_text("code,name,township\nB2,旧店,东岔街道\nA1,新店,东岔街道\n", encoding="utf-8")
    (shop / "old.csv").write_text("name,township,village\n老店,东岔街道,一村\n", encoding="utf-8")
    again = run("site import again.csv --format json")
    old = run("site import old.csv --format json")

    assert [(read.json["new"], read.json["changed"]) for read in (again, old)] == [(1, 0), (0, 1)]
    assert "“老店” is taken as 新店." in old.err


def test_nobody_gets_an_old_name(run: Run, shop: Path) -> None:
    """Neither by `site add` nor by `site set`; what has it is named, with the command that changes that."""
    assert run("site add 东岔 别店 --code B1").code == 0
    for line in ("site add 东岔 老店", "site set 东岔 B1 --name 老店"):
        refused = run(line)
        assert (refused.code, "老店 was the name of another site: A1 新店" in refused.err) == (3, True)
        assert "site set 东岔街道 A1" in refused.err


def test_undo_keeps_a_site_that_was_visited(run: Run, three_townships: Path) -> None:
    """Like a township: it is named, and nothing is written."""
    assert run("site add 东岔 老店 --code A1").code == 0
    batch = run("batch list --format json").json[0]["batch"]
    assert run("add fire 东岔 堵塞 --site 老店 --due 7d").code == 0
    kept = run(f"batch undo {batch} --yes")

    assert (kept.code, "老店" in kept.err) == (1, True)
    assert [row["code"] for row in run("site list --format json").json] == ["A1"]
