"""What an auditor asks: every number of a summary has its list, what was taken back leaves no trace in numbers.

* `list` by how a hazard was closed and by month; a rebound that was voided is none, on the card and for the guards;
* a campaign counts days without work by what counts; a report is shown where nobody has a device;
* a township that was taken over is not given to another by a second end.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.conftest import Run


@pytest.fixture
def closed(run: Run, three_townships: Path) -> Path:
    """CG-1 fixed on the spot and verified by its fixer, CG-2 claimed only, CG-3 closed by two people, CG-4 open."""
    (three_townships / "rows.csv").write_text(
        "category,township,site,inspected_on,inspectors,description,status,fixed_on,fixed_by,verified_on,verified_by\n"
        "fire,东岔街道,甲店,2022-12-06,赵某03,门锁,closed,2022-12-07,王某01,,\n",
        encoding="utf-8",
    )
    for line in (
        "add fire 东岔 占道 --fixed --owner 王某01 --on 2023-01-02",
        "verify 1 --by 王某01 --self --reason 无人 --on 2023-01-03",
        "import rows.csv",
        "add fire 东岔 堵塞 --site 乙店 --due 3d --on 2023-01-04",
        "fix 3 --by 王某01 --on 2023-01-05",
        "verify 3 --by 周某04 --on 2023-01-06",
        "add fire 东岔 漏电 --due 3d",
    ):
        assert run(line).code == 0, line
    return three_townships


def numbers(run: Run, line: str) -> list[str]:
    """The numbers of a list."""
    return [row["number"] for row in run(f"{line} --sort number --format json").json]


def test_every_count_has_its_list(run: Run, closed: Path) -> None:
    """Claimed only, self-verified, on the spot: as many as the summary counts, in any state unless one is asked."""
    (total,) = run("summary --by township --format json").json[:1]
    listed = {
        name: numbers(run, f"list --{name.replace('_', '-')}") for name in ("claimed", "self_verified", "on_spot")
    }

    assert listed == {"claimed": ["CG-2"], "self_verified": ["CG-1"], "on_spot": ["CG-1"]}
    assert {name: len(found) for name, found in listed.items()} == {name: total[name] for name in listed}
    assert (run("list --claimed --status open").code, numbers(run, "list")) == (1, ["CG-4"])


def test_by_month(run: Run, closed: Path) -> None:
    """A month, like --since and --until, and not beside them."""
    assert numbers(run, "list --month 2022-12 --status all") == ["CG-2"]
    assert numbers(run, "list --month 1月 --status all") == ["CG-1", "CG-3", "CG-4"]
    assert run("list --month 2023-01 --since 2023-01-02").code == 2


def test_a_voided_rebound_is_none(run: Run, closed: Path) -> None:
    """The card of the first does not name it, and the first can be voided; another that came back is named alone."""
    assert run("add fire 东岔 堵塞 --site 乙店 --due 3d").code == 0
    assert run("show 3 --format json").json[0]["later"] == ["CG-5"]
    assert run("void 5 --reason 误").code == 0

    assert run("show 3 --format json").json[0]["later"] == []
    assert run("void 3 --reason 误").code == 0
    assert run("check").code == 0


def test_what_was_taken_back_is_no_work(run: Run, three_townships: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Days without work are those since the last entry that counts, also when that was the only one."""
    assert run("campaign start 冬 --from 2023-01-01 --end 2023-01-20").code == 0
    assert run("add fire 东岔 甲 --due 30d --owner 王某01 --on 2023-01-02").code == 0
    assert run("note 1 看过 --on 2023-01-04").code == 0

    def idle() -> int:
        (course,) = run("campaign status --format json").json
        (row,) = course["missing_hazards"]
        return int(row["idle_days"])

    before = idle()
    for day in ("2023-01-12", "2023-01-13"):
        monkeypatch.setenv("INSPECT_TODAY", day)
        assert run("note 1 误").code == 0
        assert idle() == 0
        assert run("undo --yes").code == 0
    monkeypatch.setenv("INSPECT_TODAY", "2023-01-15")

    assert (before, idle()) == (11, 11)


def test_a_report_without_a_device(run: Run, three_townships: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Shown as a dry run; not kept, which says what is missing."""
    database = str(three_townships / "data" / "inspect-cli" / "ledger.db")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(three_townships / "another"))

    assert run("--db", database, "report", "daily", "--dry-run").code == 0
    refused = run("--db", database, "report", "daily")
    assert (refused.code, "init --device" in refused.err) == (4, True)


def test_a_second_end_gives_no_township_away(run: Run, three_townships: Path) -> None:
    """What took over stays; the day can still be set right."""
    assert run("township end 云杉岭 --on 2023-01-10 --successor 石炭沟").code == 0
    refused = run("township end 云杉岭 --on 2023-01-11 --successor 东岔")

    assert (refused.code, "石炭沟镇 took over" in refused.err) == (3, True)
    assert run("township end 云杉岭 --on 2023-01-09 --successor 石炭沟").code == 0


def test_no_campaign_is_an_empty_list(run: Run, three_townships: Path) -> None:
    """For a script: [] and exit code 1, as other empty lists."""
    told = run("campaign status --format json")

    assert (told.code, told.json) == (1, [])


def test_rows_that_add_up_to_more_than_the_total(run: Run, three_townships: Path) -> None:
    """What two people found together counts for each of them, and a sentence says so; without such rows none does."""
    assert run("add fire 东岔 甲 --by 王某01 --by 赵某03").code == 0
    told = run("summary --by inspector")

    assert [(row["inspector"], row["found"]) for row in run("summary --by inspector --format json").json] == [
        ("王某01", 1),
        ("赵某03", 1),
    ]
    assert "in the row of each, and once in the total" in told.out
    assert "once in the total" not in run("summary --by owner").out


def test_coverage_adds_up_alike(run: Run, three_townships: Path) -> None:
    """However its rows are grouped, the total is the same: of the sites that ask for visits, and of no others."""
    for line in (
        "site add 东岔 甲店 --must-visit --visit-days 5 --kind mall",
        "site add 东岔 乙店",
        "site add 石炭 丙店",
        "add fire 东岔 --site 甲店",
        "add fire 东岔 --site 乙店",
        "add fire 石炭 --site 丙店",
    ):
        assert run(line).code == 0, line
    told = {by: run(f"coverage --by {by} --format json").json for by in ("kind", "township", "leader")}

    assert {by: sum(row["visits"] for row in rows) for by, rows in told.items()} == {
        "kind": 1,
        "township": 1,
        "leader": 1,
    }
