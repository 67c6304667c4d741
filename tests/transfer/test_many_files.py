"""Many files and folders in one batch, sites of the register, rows that stay out.

* a folder, several files: one batch, one total; what is no ledger is named; one bad file and nothing is imported;
* unknown sites are refused with the nearest names, or added on purpose; an empty register binds nothing;
* --skip-bad: the rest is imported, the others are in a file that imports once they are mended.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
Write = Callable[..., Path]
Counts = Callable[..., dict[str, int]]
HEADER = "category,township,site,inspected_on,description\n"
ONE = HEADER + "fire,东岔街道,百货商场,2023-01-10,堵塞\n"
TWO = HEADER + "fire,石炭沟镇,一号矿,2023-01-11,漏水\nfire,石炭沟镇,一号矿,2023-01-11,漏电\n"
BAD = HEADER + "fire,北岔街道,商场,2023-01-11,漏水\n"
SITES = "code,name,township\n1-01,百货商场,东岔街道\n1-02,电影院,东岔街道\n"
pytestmark = pytest.mark.usefixtures("three_townships")


@pytest.fixture
def folder(home: Path) -> Path:
    """A folder with two ledgers and other things."""
    inside = home / "ledgers"
    inside.mkdir()
    (inside / "2.csv").write_text(TWO, encoding="utf-8")
    (inside / "1.csv").write_text(ONE, encoding="utf-8")
    (inside / "readme.md").write_text("x", encoding="utf-8")
    (inside / "1.csv.rejects.csv").write_text("x", encoding="utf-8")
    (inside / ".hidden.csv").write_text("x", encoding="utf-8")
    (inside / "~$1.xlsx").write_text("x", encoding="utf-8")
    return inside


def test_a_folder_is_one_batch(run: Run, folder: Path) -> None:
    """Every ledger of a folder is read, in the order of names; other files are named; undo takes all of it back."""
    done = run("import", str(folder), "--format", "json")

    assert (done.code, done.json["rows"], done.json["new"]) == (0, 3, 3)
    assert "readme.md" in done.err
    assert [row["description"] for row in run("list --status all --sort number --format json").json] == [
        "堵塞",
        "漏水",
        "漏电",
    ]
    assert [batch["files"] for batch in run("batch list --limit 1 --format json").json] == [["1.csv", "2.csv"]]
    assert run("undo").code == 0
    assert run("list --status all").code == 1


def test_a_folder_of_nothing(run: Run, home: Path) -> None:
    """A folder without a ledger is refused, with the endings that are read."""
    (home / "empty").mkdir()

    done = run("import", "empty")

    assert (done.code, ".xlsx" in done.err) == (3, True)


def test_one_bad_file(run: Run, folder: Path) -> None:
    """One row that cannot be taken in one of many files, and nothing of any is imported."""
    (folder / "3.csv").write_text(BAD, encoding="utf-8")

    done = run("import", str(folder))

    assert (done.code, "3.csv, line 2" in done.err) == (3, True)
    assert "Rows: 4 = 3 new + 0 unchanged + 0 updated + 0 skipped + 1 rejected." in done.err
    assert run("list --status all").code == 1


@pytest.fixture
def register(run: Run, home: Path) -> None:
    """A register of two sites in one township."""
    (home / "sites.csv").write_text(SITES, encoding="utf-8")
    assert run("init --sites sites.csv").code == 0


def test_unknown_sites(run: Run, write: Write, register: None) -> None:
    """A site that the register does not hold is refused with the nearest; a township without sites takes any."""
    done = run(
        "import", str(write(HEADER + "fire,东岔街道,百货商厦,2023-01-10,堵塞\nfire,石炭沟镇,哪里,2023-01-10,堵塞\n"))
    )

    assert done.code == 3
    assert "line 2, column Site: “百货商厦”: no such site" in done.err
    assert "nearest: 百货商场" in done.err
    assert "line 3" not in done.err


def test_sites_in_other_spellings(run: Run, write: Write, counts: Counts, register: None) -> None:
    """A site is known by its code, and by its name whatever its blanks and widths."""
    path = write(HEADER + "fire,东岔街道,1-02,2023-01-10,甲\nfire,东岔街道,百货 商场,2023-01-10,乙\n")

    assert counts(path) == {"rows": 2, "new": 2}
    assert counts(path) == {"rows": 2, "unchanged": 2}
    assert [row["site"] for row in run("list --status all --sort number --format json").json] == ["电影院", "百货 商场"]


def test_sites_are_added_on_purpose(run: Run, write: Write, register: None) -> None:
    """--add-sites takes unknown sites into the register, once each; a dry run and undo leave it as it was."""
    path = str(write(HEADER + "fire,东岔街道,新商场,2023-01-10,甲\nfire,东岔街道,新商场,2023-01-11,乙\n"))

    assert run("import", path, "--add-sites", "--dry-run").code == 0
    assert len(run("site list --format json").json) == 2
    done = run("import", path, "--add-sites")
    assert "1 site added" in done.err
    assert [row["name"] for row in run("site list --format json").json].count("新商场") == 1
    assert run("import", path, "--format", "json").json["unchanged"] == 2


def test_known_rows_are_not_asked_for_their_site(run: Run, home: Path, write: Write, counts: Counts) -> None:
    """What the ledger holds already is unchanged, whatever the register says since."""
    path = write(HEADER + "fire,东岔街道,老地方,2023-01-10,甲\n")
    counts(path)
    (home / "sites.csv").write_text(SITES, encoding="utf-8")
    run("init --sites sites.csv")

    assert counts(path) == {"rows": 1, "unchanged": 1}


def test_bad_rows_stay_out(run: Run, write: Write, home: Path) -> None:
    """The good rows are imported; the others are beside the file, and import once they are mended."""
    path = write(ONE + "fire,北岔街道,商场,2023-01-11,漏水\nfire,东岔街道,商场,2023-02-30,漏电\n")

    done = run("import", str(path), "--skip-bad", "--format", "json")

    assert (done.code, done.json["new"], done.json["rejected"]) == (3, 1, 2)
    assert "All other rows are on the disk" in done.err
    returned = home / "in.csv.rejects.csv"
    assert str(returned) in done.err
    raw = returned.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\r\n") == 3
    rows = list(csv.DictReader(returned.read_text(encoding="utf-8-sig").splitlines()))
    assert [row["Rejected line"] for row in rows] == ["3", "4"]
    assert "no such township" in rows[0]["Rejected because"]
    returned.write_bytes(raw.replace("北岔".encode(), "东岔".encode()).replace(b"2023-02-30", b"2023-01-12"))
    again = run("import", str(returned), "--format", "json")
    assert (again.code, again.json["new"], again.json["unchanged"]) == (0, 2, 0)
    assert run("list --status all --format json").json[0]["site"] in ("商场", "百货商场")


def test_a_dry_run_leaves_no_file(run: Run, write: Write, home: Path) -> None:
    """A dry run with --skip-bad counts the same and writes no file."""
    path = str(write(ONE + "fire,北岔街道,商场,2023-01-11,漏水\n"))

    tried = run("import", path, "--skip-bad", "--dry-run", "--format", "json")

    assert list(home.glob("*rejects*")) == []
    done = run("import", path, "--skip-bad", "--format", "json")
    assert {**tried.json, "batch": ""} == {**done.json, "batch": ""}


def test_a_file_that_is_there_is_left_alone(run: Run, write: Write, home: Path) -> None:
    """Rows returned before are not written over: the next name is taken."""
    path = str(write(BAD))
    run("import", path, "--skip-bad")
    run("import", path, "--skip-bad")

    assert sorted(each.name for each in home.glob("*rejects*")) == ["in.csv.rejects.2.csv", "in.csv.rejects.csv"]


def test_where_nothing_can_be_written(run: Run, home: Path, ledger_path: Path) -> None:
    """When the rejected rows cannot be written down, nothing is imported at all."""
    blocked = home / ("n" * 245 + ".csv")
    blocked.write_text(ONE + "fire,北岔街道,商场,2023-01-11,漏水\n", encoding="utf-8")
    before = ledger_path.read_bytes()

    done = run("import", blocked.name, "--skip-bad")

    assert (done.code, "Nothing was imported" in done.err) == (4, True)
    assert ledger_path.read_bytes() == before


def test_a_visit_without_its_bad_row(run: Run, write: Write) -> None:
    """Of a visit whose row does not fit, the other rows are taken, and no rebound points to what is not there."""
    rows = f"fire,东岔街道,百货商场,2023-01-10,{'长' * 4001}\nfire,东岔街道,百货商场,2023-01-10,漏水\n"

    done = run("import", str(write(HEADER + rows)), "--skip-bad", "--format", "json")

    assert (done.json["new"], done.json["rejected"], done.json["rebound"]) == (1, 1, 0)
    assert run("check").code == 0
