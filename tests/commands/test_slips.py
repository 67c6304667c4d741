"""What people slip on, typed as they do: what looks done must be done, and what is refused must leave no trace.

* a damaged journal is not posted over a whole ledger; a damaged ledger is made anew;
* a site is the same however its name is spaced; a filler is no verifier; an empty name is not the typist;
* supervision and stops are not got around by another severity; what a rebound repeats is not voided or taken back;
* a campaign keeps the day that is not given; a machine takes its former code again;
* half a tenth is rounded up, and a narrow summary shows claims beside closings.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from tests.conftest import Run

ADD = "add fire 东岔街道 --site 商场 --due 7d --owner 王某01"


@pytest.fixture
def desk(run: Run, three_townships: Path, ledger_path: Path) -> Path:
    """One hazard, closed by the book; the ledger's file."""
    assert run(f"{ADD} 堵塞").code == 0
    assert run("fix 1 --by 王某01").code == 0
    assert run("verify 1 --by 周某04").code == 0
    return ledger_path


def change(path: Path, sql: str) -> None:
    """Change the ledger's file as another program would."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(sql)
        connection.commit()


def states(run: Run) -> list[str]:
    """How the hazards stand, in the order of their numbers."""
    return [row["status"] for row in run("list --status all --sort number --format json").json]


@pytest.mark.parametrize("damage", ["DELETE FROM journal", "DELETE FROM journal WHERE kind = 'verified'"])
def test_a_damaged_journal_is_not_posted(run: Run, desk: Path, damage: str) -> None:
    """What a journal has lost is not taken out of the ledger too: the repost is refused, and nothing is touched."""
    change(desk, damage)
    said = run("check --repost")

    assert (said.code, states(run)) == (4, ["closed"])
    assert "The ledger was left as it is." in said.err


@pytest.mark.parametrize("damage", ["UPDATE hazard SET due = 'garbage'", "UPDATE hazard SET status = 'found'"])
def test_a_damaged_ledger_is_made_anew(run: Run, desk: Path, damage: str) -> None:
    """A ledger that cannot be read, or says something else, is found and named, and mended by what `check` advises."""
    change(desk, damage)
    found = run("check")
    mended = run("check --repost")

    assert (found.code, mended.code, states(run)) == (1, 0, ["closed"])
    assert "check --repost" in found.out


@pytest.mark.parametrize("site", ["商 场", "商场 ", "商－场"])
def test_a_site_is_known_however_it_is_spaced(run: Run, desk: Path, site: str) -> None:
    """The same words at the same site, spelt another way, are a rebound."""
    said = run("add", "fire", "东岔街道", "堵塞", "--site", site)

    assert "CG-2 is a rebound of CG-1, 1st time." in said.err


@pytest.mark.parametrize("name", ["-", "/", "无", "N/A", "、", "", "　"])
def test_a_filler_is_nobody(run: Run, desk: Path, name: str) -> None:
    """What people put where there is no name neither fixes nor verifies."""
    run(f"{ADD} 上锁")
    fixed = run("fix", "2", "--by", name)
    run("fix 2 --by 王某01")
    verified = run("verify", "2", "--by", name)

    assert (fixed.code, verified.code, states(run)) == (3, 3, ["closed", "fixed"])


@pytest.mark.parametrize("name", ["-", "/", "无"])
def test_a_filler_in_a_file_is_nobody(run: Run, desk: Path, name: str) -> None:
    """A closing whose verifier is a filler is claimed only."""
    header = "category,township,inspected_on,description,status,fixed_on,fixed_by,verified_on,verified_by"
    row = f"fire,东岔街道,2023-01-02,上锁,closed,2023-01-03,王某01,2023-01-04,{name}"
    Path("file.csv").write_text(f"{header}\n{row}\n", encoding="utf-8")
    assert run("import file.csv").code == 0

    (town,) = [row for row in run("summary --format json").json if row["township"] == "东岔街道"]
    assert (town["closed"], town["claimed"]) == (2, 1)


@pytest.mark.parametrize("stop", ["list-for-supervision 2 --level city --notice 督1", "suspend 2"])
def test_supervision_is_not_got_around(run: Run, desk: Path, stop: str) -> None:
    """A major under supervision, or stopped, becomes no general hazard, and no hazard is closed before it is free."""
    run(f"{ADD} 上锁 --major")
    run(stop)
    graded = run("grade 2 --severity general --reason 复核")
    run("undo")
    run("grade 2 --severity general --reason 复核")
    run(stop)
    run("fix 2 --by 王某01")
    verified = run("verify 2 --by 周某04")

    assert (graded.code, verified.code, states(run)) == (3, 3, ["closed", "fixed"])


def test_what_a_rebound_repeats_stays(run: Run, desk: Path) -> None:
    """A closed hazard that a later one is linked to is neither voided nor taken back, until the link is set right."""
    verified = run("batch list --format json").json[0]["batch"]
    run(f"{ADD} 堵塞")
    kept = run(f"batch undo {verified}")
    refused = run("void 1 --reason 误录")

    assert (kept.code, refused.code, states(run)) == (1, 3, ["closed", "found"])
    assert "CG-1" in kept.err
    assert run("link 2 --not-a-rebound").code == 0
    assert run("void 1 --reason 误录").code == 0


def test_a_campaign_keeps_its_first_day(run: Run, desk: Path) -> None:
    """A campaign given another last day begins when it began; a name that is in no register is told."""
    run("campaign start 春节攻坚 --from 2023-01-01 --end 2023-01-31")
    run("campaign set 春节攻坚 --end 2023-02-28")
    (row,) = run("campaign list --format json").json

    assert (row["start"], row["end"]) == ("2023-01-01", "2023-02-28")
    assert "春节攻坚" in run(f"{ADD} 上锁 --campaign 春节攻间").err


def test_a_machine_takes_its_former_code_again(run: Run, desk: Path) -> None:
    """A slip at `init` is set right by the old code, numbers go on, and `undo` knows the machine's own commands."""
    run("init --device ZZ")
    assert run("init --device CG").code == 0

    assert run(f"{ADD} 上锁").out.startswith("CG-2 ")
    assert "CG-2" in run("undo").out
    assert states(run) == ["closed"]


def test_half_a_tenth_is_rounded_up(run: Run, desk: Path) -> None:
    """One of sixteen is 6.3 percent, as a spreadsheet has it."""
    run("add", "fire", "东岔街道", *(f"上锁{n}" for n in range(15)))
    (town,) = [row for row in run("summary --format json").json if row["township"] == "东岔街道"]

    assert (town["found"], town["closed"], town["rectification_rate"]) == (16, 1, 6.3)
