"""What the user says of a file's columns, and what is made of those that nobody names.

* --map, --set, --word, --ignore, alone and saved as a mapping; wrong ones are refused;
* --explain shows each column with samples; nothing is written by it;
* a file of ours refuses names it does not know; of others nothing is lost.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
Write = Callable[..., Path]
THEIRS = "日期,地区,单位,情况说明,谁改,级别,电话\n2023-01-10,东岔街道,百货商场,堵塞通道,王某01,较大,13800000000\n"
SAYS = (
    *("--map", "township=地区", "--map", "description=情况说明", "--map", "owner=谁改"),
    *("--set", "category=消防", "--word", "severity:较大=general"),
)
pytestmark = pytest.mark.usefixtures("three_townships")


@pytest.fixture
def theirs(write: Write) -> str:
    """A file whose columns have names of their own."""
    return str(write(THEIRS, name="theirs.csv"))


def hazards(run: Run) -> list[dict[str, Any]]:
    """What the ledger holds."""
    return list(run("list --status all --sort number --format json").json)


def test_said_on_the_command_line(run: Run, theirs: str) -> None:
    """A column is the field that it is said to be, a value stands in every row, a word means what it is said to."""
    done = run("import", theirs, *SAYS)

    assert done.code == 0, done.err
    [row] = hazards(run)
    assert {key: row[key] for key in ("township", "description", "owner", "category", "severity")} == {
        "township": "东岔街道",
        "description": "堵塞通道",
        "owner": "王某01",
        "category": "fire",
        "severity": "general",
    }


def test_saved_and_used(run: Run, home: Path, theirs: str) -> None:
    """A mapping is kept in TOML under its name, is shown, listed, replaced only by force, and read by an import."""
    assert run("mapping", "save", "应急局", *SAYS).code == 0
    saved = home / "config" / "inspect-cli" / "mappings" / "应急局.toml"
    assert 'township = "地区"' in saved.read_text(encoding="utf-8")
    assert saved.stat().st_mode & 0o777 == 0o600
    assert run("mapping", "save", "应急局", "--map", "owner=负责人").code == 2
    assert run("mapping", "list", "--format", "json").json[0]["name"] == "应急局"
    assert {"what": "map", "field": "owner", "value": "谁改"} in run(
        "mapping", "show", "应急局", "--format", "json"
    ).json

    assert run("import", theirs, "--mapping", "应急局").code == 0
    assert hazards(run)[0]["owner"] == "王某01"
    assert run("mapping", "save", "应急局", "--map", "owner=负责人", "--force").code == 0
    assert "谁改" not in saved.read_text(encoding="utf-8")


def test_the_command_line_comes_first(run: Run, theirs: str) -> None:
    """What is typed goes before what was saved."""
    run("mapping", "save", "m", *SAYS)

    assert run("import", theirs, "--mapping", "m", "--set", "category=mines").code == 0
    assert hazards(run)[0]["category"] == "mines"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--map", "owner"], 2, "FIELD=HEADER"),
        (["--map", "moon=谁改"], 2, "no field moon"),
        (["--map", "owner=没有这列"], 3, "no column 没有这列"),
        (["--ignore", "没有这列"], 3, "no column 没有这列"),
        (
            [
                "--map",
                "township=地区",
                "--map",
                "description=情况说明",
                "--word",
                "severity:较大=general",
                "--set",
                "category=火灾",
            ],
            3,
            "no such category",
        ),
        (["--word", "较大=general"], 2, "FIELD:WORD=VALUE"),
        (["--map", "owner=谁改", "--set", "owner=王某01"], 2, "not both"),
        (["--mapping", "missing"], 1, "no mapping missing"),
        (["--mapping", "../device"], 2, "Not a name"),
        (["--year", "23"], 2, "1950"),
        (["--sheet", "一月"], 2, "no sheets"),
    ],
)
def test_wrong_ones(run: Run, theirs: str, words: list[str], code: int, said: str) -> None:
    """What cannot be meant is refused, and nothing is imported."""
    base = () if "--set" in words[2:] or words[0] == "--mapping" else (*SAYS[:4], *SAYS[6:])

    done = run("import", theirs, *base, *words)

    assert (done.code, said in done.err) == (code, True), done.err
    assert run("list --status all").code == 1


def test_empty_and_damaged_mappings(run: Run, home: Path, theirs: str) -> None:
    """A mapping that says nothing is not saved; one that is damaged is named with the reason."""
    assert run("mapping save nothing").code == 3
    folder = home / "config" / "inspect-cli" / "mappings"
    folder.mkdir(parents=True)
    (folder / "bad.toml").write_text("colums = 1", encoding="utf-8")
    (folder / "worse.toml").write_text("[", encoding="utf-8")

    assert "colums" in run("import", theirs, "--mapping", "bad").err
    assert run("import", theirs, "--mapping", "worse").code == 3


def test_explain(run: Run, theirs: str, ledger_path: Path) -> None:
    """Each column is shown with what it is taken for and samples, what is left unused too; nothing is written."""
    before = ledger_path.read_bytes()

    done = run("import", theirs, *SAYS, "--explain", "--format", "json")

    fields = {row["header"]: (row["field"], row["samples"]) for row in done.json}
    assert fields["地区"] == ("township", ["东岔街道"])
    assert fields["日期"] == ("inspected_on", ["2023-01-10"])
    assert fields["电话"] == (None, ["13800000000"])
    assert fields[None] == ("category", ["消防"])
    assert {row["taken_for"] for row in done.json if row["field"] is None} == {"unused: about private persons"}
    assert "header on line 1" in done.err
    assert ledger_path.read_bytes() == before


def test_what_has_no_field_is_kept(run: Run, write: Write) -> None:
    """A column that nobody knows goes into the note of its hazard, unless it is ignored; blanks say nothing."""
    path = str(write("检查日期,乡镇,类别,隐患描述,备注,督办单位,文书\n2023-01-10,东岔街道,消防,堵塞,夜查,应急局,\n"))

    run("import", path)
    assert hazards(run)[0]["note"] == "夜查\n督办单位：应急局"
    run("undo")
    run("import", path, "--ignore", "督办单位")
    assert hazards(run)[0]["note"] == "夜查"


def test_a_slip_in_a_file_of_ours(run: Run, write: Write) -> None:
    """In a file with the names of our own export an unknown name is a slip, and is refused."""
    done = run(
        "import", str(write("category,township,inspected_on,description,ownr\nfire,东岔街道,2023-01-10,堵塞,王某\n"))
    )

    assert (done.code, "ownr" in done.err) == (3, True)


def test_private_columns_can_be_asked_for(run: Run, theirs: str) -> None:
    """A column about private persons is left out with a notice, unless it is mapped on purpose."""
    assert "private persons: 电话" in run("import", theirs, *SAYS).err
    run("undo")
    run("import", theirs, *SAYS, "--map", "note=电话")
    assert hazards(run)[0]["note"] == "13800000000"
