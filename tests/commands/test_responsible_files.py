"""Lists of who answers that are imported again: a later first day, people who share a cell, files of our own.

* who holds the post on the day of --from is not doubled; a day in the file, another place or category is new;
* people of one cell share a role on purpose; those of other lines are told, and what is elsewhere not;
* names with brackets in our own file come back unchanged.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.commands.answering import held
from tests.conftest import Run


def test_a_file_tells_nothing_of_who_shares_a_cell(run: Run, places: Path) -> None:
    """Those of one cell share it on purpose, again too; somebody of another line is told, and what is elsewhere not."""
    run("responsible add 云杉 --name 丁 --from 2023-01-01")
    run("responsible add 云杉 --name 戊 --from 2023-01-01")
    head = "乡镇,村,责任人,开始日期\n"
    (places / "r.csv").write_text(f"{head}云杉岭镇,三岔村,甲、乙、丙,2023-01-01\n", encoding="utf-8")
    first, again = run("responsible import r.csv"), run("responsible import r.csv")
    (places / "r.csv").write_text(f"{head}云杉岭镇,三岔村,甲、乙,2023-01-01\n,三岔村,丙,2023-01-01\n", encoding="utf-8")
    other = run("responsible import r.csv")

    assert (first.err, again.err) == ("", "")
    filled, *shared = other.err.splitlines()
    assert "line 3" in filled
    assert [line.partition(" have ")[0].rpartition(": ")[2] for line in shared] == ["甲 and 丙", "乙 and 丙"]


@pytest.mark.parametrize(
    ("row", "counts"),
    [
        ("云杉岭镇,三岔村,赵某03,消防,", (0, 0, 1)),
        ("云杉岭镇,三岔村,赵某03、钱某04,消防,", (1, 0, 1)),
        ("云杉岭镇,三岔村,空缺,交通,", (0, 0, 1)),
        ("云杉岭镇,三岔村,赵某03,消防,2022-12-01", (1, 0, 0)),
        ("云杉岭镇,三岔村,赵某03,工矿,", (1, 0, 0)),
        ("云杉岭镇,二道沟村,赵某03,消防,", (1, 0, 0)),
        ("云杉岭镇,三岔村,赵某03（村主任）,消防,", (0, 1, 0)),
    ],
)
def test_a_later_first_day_doubles_nobody(run: Run, places: Path, row: str, counts: tuple[int, ...]) -> None:
    """Who holds the post on the day of --from keeps the first day; a day in the file, another post or place is new."""
    head = "乡镇,村,责任人,类别,开始日期\n"
    rows = "云杉岭镇,三岔村,赵某03,消防,\n云杉岭镇,三岔村,空缺,交通,\n"
    (places / "r.csv").write_text(head + rows, encoding="utf-8")
    run("responsible import r.csv --from 2022-11-01")
    (places / "r.csv").write_text(f"{head}{row}\n", encoding="utf-8")
    done = run("responsible import r.csv --from 2023-01-10 --format json").json

    assert tuple(done[key] for key in ("new", "changed", "unchanged")) == counts
    known = [each["from"] for each in held(run) if each["name"] == "赵某03" and each["place"] == "三岔村"]
    assert "2022-11-01" in known


def test_who_held_it_before_is_new(run: Run, places: Path) -> None:
    """Somebody whose time is over on the day of --from begins anew."""
    run("responsible add 云杉 --name 甲 --from 2022-11-01 --to 2022-12-31")
    (places / "r.csv").write_text("乡镇,责任人\n云杉岭镇,甲\n", encoding="utf-8")

    assert run("responsible import r.csv --from 2023-01-10 --format json").json["new"] == 1


def test_brackets_of_our_own_file_stay(run: Run, places: Path) -> None:
    """A name that the register has with brackets comes back unchanged from the file of the list."""
    run("responsible add 云杉 --name 甲某（代） --from 2022-11-01")
    run("responsible list --all -o out.csv")

    assert run("responsible import out.csv --format json").json["unchanged"] == 1
