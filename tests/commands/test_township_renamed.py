"""A township that got another name: what was written before counts for it, and both names are understood.

* a typed former name and one in every kind of file mean the township of now; a file of registers says what it took;
* not where another township is called so now, nor where two were; taken back, the former name is the name again.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from tests.conftest import Run

FILES = {
    "import": "category,township,inspected_on,inspectors,description\nfire,东岔街道,2023-01-06,王某01,堵塞\n",
    "site import": "名称,乡镇\n甲店,东岔街道\n",
    "village import": "名称,乡镇\n一村,东岔 街道\n",
    "responsible import": "乡镇,层级,姓名,职务,开始日期\n东岔街道,township,王某01,镇长,2023-01-01\n",
    "campaign import": "name,start,end,townships\n冬季,2023-01-01,2023-02-01,东岔街道、石炭沟镇\n",
    "township import": "code,name,kind,ended_on,successor\n990181999,三岔镇,town,2023-01-10,东岔街道\n",
}


@pytest.fixture
def town(run: Run, three_townships: Path) -> Path:
    """东岔街道 with a hazard, which is called 东岔新区 since."""
    assert run("add fire 东岔街道 灭火器过期 --due 7d").code == 0
    assert run("township set 东岔街道 --name 东岔新区").code == 0
    return three_townships


def names_of(run: Run) -> dict[str, str]:
    """The register: code -> name."""
    return {row["code"]: row["name"] for row in run("township list --ended --format json").json}


@pytest.mark.parametrize("typed", ["东岔街道", "东岔 街道", "东岔新区", "东岔街"])
def test_typed(run: Run, town: Path, typed: str) -> None:
    """Either name, however written, and a part of the former one that no other township has."""
    assert run("add", "traffic", typed, "坑槽").code == 0

    assert {row["township"] for row in run("list --format json").json} == {"东岔新区"}
    assert len(run("list", "--township", typed, "--format", "json").json) == 2
    assert run("check").code == 0


@pytest.mark.parametrize("command", FILES)
def test_in_files(run: Run, town: Path, command: str) -> None:
    """A row under the former name is taken as the township of now."""
    (town / "rows.csv").write_text(FILES[command], encoding="utf-8")
    assert run(f"{command} rows.csv").code == 0

    written = {
        "import": "list --text 堵塞 --format json",
        "site import": "site list --format json",
        "village import": "village list --format json",
        "responsible import": "responsible list --format json",
    }
    if command in written:
        assert [row["township"] for row in run(written[command]).json] == ["东岔新区"]
    elif command == "campaign import":
        assert run("campaign list --format json").json[0]["townships"] == ["东岔新区", "石炭沟镇"]
    else:
        assert [row["successor"] for row in run("township list --ended --format json").json][-1] == "东岔新区"
    assert run("check").code == 0


def test_another_is_called_so(run: Run, town: Path) -> None:
    """The name of now goes first: typed, and in a file."""
    assert run("township add 990181900 东岔街道").code == 0
    (town / "rows.csv").write_text(FILES["import"], encoding="utf-8")
    assert (run("add fire 东岔街道 堵塞了").code, run("import rows.csv").code) == (0, 0)

    assert [row["township"] for row in run("list --format json").json].count("东岔街道") == 2
    assert run("list --township 东岔新区 --format json").json[0]["number"] == "CG-1"


def test_two_were_called_so(run: Run, town: Path) -> None:
    """A former name of two townships is none: nobody guesses."""
    assert run("township set 石炭沟镇 --name 东岔街道").code == 0
    assert run("township set 东岔街道 --name 石炭新区").code == 0
    (town / "rows.csv").write_text(FILES["import"], encoding="utf-8")

    assert run("add fire 东岔街道 堵塞").code == 2
    assert run("import rows.csv").code == 3
    assert len(run("list --format json").json) == 1


@pytest.mark.parametrize(
    ("command", "code"), [("township set 东岔新区 --name 东岔街道", 0), ("undo --yes", 2)], ids=["renamed", "undone"]
)
def test_the_first_name_again(run: Run, town: Path, command: str, code: int) -> None:
    """Renamed once more, the name between is a former one; a renaming that was taken back leaves none."""
    assert run(command).code == 0

    assert (names_of(run)["990181001"], run("add fire 东岔新区 坑").code) == ("东岔街道", code)
    assert run("check").code == 0


def test_a_damaged_register(run: Run, town: Path, ledger_path: Path) -> None:
    """A former name of a township that is missing in the table means nothing, typed or in a file; `check` says so."""
    with closing(sqlite3.connect(ledger_path)) as connection, connection:
        connection.execute("DELETE FROM township WHERE township = '990181001'")
    (town / "rows.csv").write_text(FILES["site import"], encoding="utf-8")

    assert (run("list --township 东岔街道").code, run("site import rows.csv").code) == (2, 3)
    assert run("check").code == 1
