"""Other people's files: each ends as it must, with every row counted, nothing lost and no wrong value.

* every file of tests/transfer/data has its outcome in expected.json, and both are what make_hostile makes;
* counts, hazards, sentences, exit code; the same file again adds nothing; a dry run says the same;
* what is rejected comes back in a file that is rejected again for the same reason.
"""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.transfer import make_hostile

Run = Callable[..., Any]
EXPECTED = json.loads((make_hostile.FOLDER / "expected.json").read_text(encoding="utf-8"))
COUNTS = ("new", "unchanged", "updated", "skipped", "rejected")
pytestmark = pytest.mark.usefixtures("three_townships")


def taken(run: Run, name: str, *more: str) -> tuple[Any, dict[str, int]]:
    """Import a file as its case says; the result, and the counts that are not 0."""
    done = run("import", name, *EXPECTED[name]["options"].split(), *more, "--format", "json")
    assert "This should not have happened" not in done.err
    assert "Traceback" not in done.err
    counts = json.loads(done.out) if done.out else {}
    if counts:
        assert counts["rows"] == sum(counts[key] for key in COUNTS)
    return done, {key: counts[key] for key in ("rows", *COUNTS) if counts.get(key)}


@pytest.fixture(params=EXPECTED)
def name(request: pytest.FixtureRequest, home: Path) -> str:
    """A hostile file, in the folder where the command is typed."""
    shutil.copy(make_hostile.FOLDER / request.param, home / request.param)
    return str(request.param)


def test_there_are_many() -> None:
    """Sixty files at the least, each with an outcome."""
    files = {path.name for path in make_hostile.FOLDER.iterdir()} - {"expected.json"}

    assert len(files) >= 60
    assert files == set(EXPECTED)


def test_they_are_made_by_the_script() -> None:
    """The committed outcomes and text files are what the script makes; a workbook's bytes hang on its library."""
    assert (make_hostile.FOLDER / "expected.json").read_text(encoding="utf-8") == make_hostile.expected()
    for case in make_hostile.CASES:
        if not case.content.startswith(b"PK"):
            assert (make_hostile.FOLDER / case.name).read_bytes() == case.content, case.name


def test_outcome(run: Run, name: str) -> None:
    """Counts, exit code, sentences and every value are as expected; what was refused left nothing."""
    wanted = EXPECTED[name]

    done, counts = taken(run, name)

    assert done.code == wanted["code"], done.err
    if counts or wanted["code"] == 0:
        assert counts == wanted["counts"]
    for words in wanted["said"]:
        assert words in done.err
    listed = run("list --status all --sort number --format json")
    rows = json.loads(listed.out) if listed.out else []
    assert len(rows) == len(wanted["hazards"])
    for row, hazard in zip(rows, wanted["hazards"], strict=True):
        card = run("show", row["number"], "--format", "json").json[0]
        plan = {key: card["plan"][key] for key in ("measures", "funds")}
        assert {key: {**row, **card, **plan}.get(key) for key in hazard} == hazard


def test_again(run: Run, name: str) -> None:
    """The same file again adds nothing, whatever became of it; a dry run counts the same as the first time."""
    tried, first = taken(run, name, "--dry-run")
    done, counts = taken(run, name)
    again, later = taken(run, name)

    assert (tried.code, first) == (done.code, counts)
    assert again.code == done.code
    assert later.get("new", 0) == 0 or done.code
    assert later.get("unchanged", 0) == counts.get("new", 0) or "--skip-bad" not in EXPECTED[name]["options"]


def test_rejects_are_rejected_again(run: Run, name: str) -> None:
    """Rows that stay out are in a file of their own, and rejected again as long as nobody mends them."""
    done, counts = taken(run, name, "--skip-bad")
    files = list(Path().glob("*.rejects.csv"))

    assert len(files) == (1 if counts.get("rejected") else 0), done.err
    for path in files:
        rows = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
        assert rows[0][-2:] == ["Rejected line", "Rejected because"]
        options = [word for word in EXPECTED[name]["options"].split() if word not in ("--sheet", "台账")]
        again = run("import", str(path), *options, "--year", "2023", "--skip-bad", "--format", "json")
        assert again.json["new"] == 0 or "--year" in done.err
