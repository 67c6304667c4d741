"""Keeping: `init` makes a ledger and may be run again; `check` names what is wrong; `demo` builds the fictional city.

init: ledger, device and registers; twice changes nothing; again adds; another device code; bad codes and files; no
code and nobody to ask; only its owner may read the files.
check: nothing is 0, anything 1, for machines too; what it names mends it; --repost mends the ledger, never the journal.
demo: into a named file; never over one that exists; leaves this machine's device and ledger alone.
"""

from __future__ import annotations

import json
import re
import sqlite3
from pathlib import Path

import pytest
from tests.commands.conftest import Listed
from tests.conftest import Run

SAMPLES = Path(__file__).parents[2] / "sample_data"


def test_init_makes_a_ledger(run: Run, three_townships: Path, ledger_path: Path) -> None:
    """After `init` there is a ledger with the townships of the file, which only its owner may read."""
    names = [row["name"] for row in run("township list --format json").json]

    assert names == ["东岔街道", "石炭沟镇", "云杉岭镇"]
    assert ledger_path.stat().st_mode & 0o777 == 0o600
    assert ledger_path.parent.stat().st_mode & 0o777 == 0o700


def test_init_twice_changes_nothing(run: Run, three_townships: Path, ledger_path: Path) -> None:
    """The same `init` again enters nothing: no device, no township, not a byte of the ledger."""
    device = (three_townships / "config" / "inspect-cli" / "device.json").read_bytes()
    run("add fire 东岔街道 堵塞")
    before = ledger_path.read_bytes()
    again = run("init --device CG --townships townships.csv")

    assert again.code == 0
    assert "3 townships in the register, 0 new or changed" in again.out
    assert (three_townships / "config" / "inspect-cli" / "device.json").read_bytes() == device
    assert ledger_path.read_bytes() == before


def test_init_again_adds_to_the_register(run: Run, three_townships: Path) -> None:
    """A second file adds a township and renames another; nobody leaves, and the device need not be named."""
    more = "编码,名称,类型\n990181102,云杉岭林场,special\n990181200,新镇,镇\n"
    (three_townships / "more.csv").write_text(more, encoding="utf-8")
    result = run("init --townships more.csv")
    rows = run("township list --format json").json

    assert "4 townships in the register, 2 new or changed" in result.out
    assert [(row["name"], row["kind"]) for row in rows][2:] == [("云杉岭林场", "special"), ("新镇", "town")]


def test_another_device_code_holds_from_now_on(run: Run, three_townships: Path) -> None:
    """Numbers given before keep their letters; the new letters start at 1, and the change is said."""
    run("add fire 东岔街道 一 二")
    change = run("init --device dc2")
    added = run("add fire 东岔街道 三").out
    numbers = [row["number"] for row in run("list --sort number --format json").json]

    assert change.code == 0
    assert "CG" in change.err
    assert "DC2" in change.err
    assert added.startswith("DC2-1 ")
    assert sorted(numbers) == ["CG-1", "CG-2", "DC2-1"]
    assert run("show 1 --format json").json[0]["description"] == "三"


def test_a_former_code_can_be_taken_again(run: Run, three_townships: Path) -> None:
    """A slip in the code is set right by naming the old one: its numbers go on, and the way back was told."""
    run("add fire 东岔街道 一")
    slip = run("init --device DC").err
    run("add fire 东岔街道 二")
    assert run(slip.strip().rpartition("inspect-cli ")[2]).code == 0

    assert run("add fire 东岔街道 三").out.startswith("CG-2 ")
    assert run("init --device DC").code == 0
    assert run("add fire 东岔街道 四").out.startswith("DC-2 ")
    assert run("check").code == 0


@pytest.mark.parametrize("code", ["1CG", "县", "TOOLONGCODE", "C-G", "C G"])
def test_a_bad_device_code_is_refused(run: Run, home: Path, ledger_path: Path, code: str) -> None:
    """A code that would not fit into a number is refused before anything is made."""
    result = run("init", "--device", code)

    assert (result.code, result.out, ledger_path.exists()) == (3, "", False)


def test_init_without_a_code_and_nobody_to_ask(run_program: Run, ledger_path: Path) -> None:
    """Without a terminal the first `init` asks nothing, makes nothing and names the option."""
    result = run_program("init")

    assert (result.code, result.out, ledger_path.exists()) == (2, "", False)
    assert "--device" in result.err


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("name,kind\n东岔街道,town\n", "code"),
        ("code,name\n1,东岔街道\n1,石炭沟镇\n", "line 3"),
        ("code,name\n1,\n", "line 2"),
        ("code,name\n1,东岔街道,多\n", "line 2"),
        ("", "code"),
    ],
)
def test_a_bad_register_is_refused(run: Run, three_townships: Path, text: str, part: str) -> None:
    """A register that lacks a column or a cell, or has a code twice, is named by its place and enters nothing."""
    (three_townships / "bad.csv").write_text(text, encoding="utf-8")
    result = run("init --townships bad.csv")

    assert (result.code, result.out) == (3, "")
    assert "bad.csv" in result.err
    assert part in result.err
    assert len(run("township list --format json").json) == 3


def test_a_site_of_an_unknown_township_is_refused(run: Run, three_townships: Path) -> None:
    """A site's township must be in the register; the nearest names are given."""
    (three_townships / "sites.csv").write_text("code,name,township\nS1,煤矿,石碳沟镇\n", encoding="utf-8")
    result = run("init --sites sites.csv")

    assert result.code == 3
    assert "石碳沟镇" in result.err
    assert "石炭沟镇" in result.err
    assert run("site list --format json").json == []


def test_demo_fills_a_named_file(run: Run, home: Path) -> None:
    """`demo FILE` makes the fictional city there, shows its home screen and says how to look around."""
    result = run("demo city/demo.db --format json")
    again = run("--db city/demo.db open --format json")
    expected = json.loads((SAMPLES / "expected.json").read_text(encoding="utf-8"))

    assert result.code == 0
    assert {row["township"]: row["open"] for row in result.json} == {
        row["township"]: row["open"] for row in expected["townships"]
    }
    assert again.json == result.json
    assert "INSPECT_DB" in result.err
    assert "city/demo.db" in result.err


def test_demo_without_a_file_uses_a_temporary_one(run_program: Run, home: Path) -> None:
    """Without a name the city lies in a new temporary folder, whose place is told."""
    result = run_program("demo", env={"TMPDIR": str(home)})
    made = list(home.glob("inspect-cli-demo-*/ledger.db"))

    assert result.code == 0
    assert len(made) == 1
    assert str(made[0]) in result.err


def test_demo_refuses_a_file_that_exists(run: Run, three_townships: Path, ledger_path: Path) -> None:
    """A file that is there, a ledger most of all, is not touched."""
    before = ledger_path.read_bytes()
    result = run("demo", str(ledger_path))

    assert (result.code, result.out) == (3, "")
    assert str(ledger_path) in result.err
    assert ledger_path.read_bytes() == before


def test_demo_leaves_this_machine_alone(run: Run, home: Path, ledger_path: Path) -> None:
    """The demo names no device and makes no ledger of one's own; the real first `init` is still to come."""
    assert run("demo demo.db").code == 0
    assert not ledger_path.exists()
    assert not (home / "config").exists()


def test_a_code_that_another_device_uses_is_refused(
    run: Run, three_townships: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On another machine a ledger goes on under another code: no two devices give the same number."""
    ledger = three_townships / "data" / "inspect-cli" / "ledger.db"
    run("add fire 东岔街道 堵塞")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(three_townships / "elsewhere"))

    assert run(f"--db {ledger} init --device CG").code == 3
    assert run(f"--db {ledger} init --device LH").code == 0
    assert run(f"--db {ledger} add fire 东岔街道 过期").out.startswith("LH-1 ")


def tamper(ledger: Path, sql: str) -> None:
    """Change the ledger behind the program's back."""
    with sqlite3.connect(ledger) as file:
        file.execute(sql)
    file.close()


def test_nothing_to_mend_is_0(run: Run, two_hazards: Path, ledger_path: Path) -> None:
    """A sound ledger is told so, on standard error; for machines the list is empty; nothing is written."""
    before = ledger_path.read_bytes()
    plain, machine = run("check"), run("check --format json")

    assert (plain.code, plain.out) == (0, "")
    assert "nothing to mend" in plain.err
    assert (machine.code, machine.json) == (0, [])
    assert ledger_path.read_bytes() == before


def test_every_problem_is_named_with_what_mends_it(run: Run, mixed_hazards: Path) -> None:
    """All problems stand in one list, and typing what each of them names leaves none."""
    run("add mines 石炭沟镇 瓦斯超限 --site 煤矿 --on 2023-01-03 --due 2023-01-16")
    run("add mines 石炭沟镇 水浸 --site 煤矿 --major --on 2023-01-05 --due 7d --owner 王某01")
    result = run("check --format json")
    lines = [row["todo"].rpartition("inspect-cli ")[2] for row in result.json]

    assert result.code == 1
    assert [list(row) for row in result.json] == [["problem", "subject", "todo"]] * 3
    assert [row["subject"] for row in result.json] == ["CG-1", "CG-8", "CG-2, CG-7"]
    assert "3 problems found." in result.err
    said = {"funds": "0", "deadline": "2023-01-04"}
    for line in lines:
        typed = re.sub(r"--(\w+) …", lambda option: f"--{option[1]} {said.get(option[1], '如实')}", line)
        assert run(typed.replace("2023-01-04", "2023-01-12") if "CG-8" in line else typed).code == 0
    assert run("check").code == 0


def test_a_table_of_problems_in_chinese(run: Run, mixed_hazards: Path) -> None:
    """People read the problems in their language; a file holds them as well."""
    run("add mines 石炭沟镇 瓦斯超限 --site 煤矿 --on 2023-01-03")
    chinese = run("--lang zh check -o problems.csv")
    lines = (mixed_hazards / "problems.csv").read_text(encoding="utf-8-sig").splitlines()

    assert (chinese.code, chinese.out) == (1, "")
    assert lines[0] == "问题,对象,处理办法"
    assert len(lines) == 3
    assert run("--lang zh check").out.splitlines()[0].split() == ["问题", "对象", "处理办法"]


def test_a_changed_ledger_is_made_anew(run: Run, mixed_hazards: Path, ledger_path: Path, listed: Listed) -> None:
    """A hazard that somebody closed in the file is found; --repost takes it back to what the journal says."""
    before = listed()
    tamper(ledger_path, "UPDATE hazard SET status = 'closed', is_open = 0 WHERE serial = 1")
    assert listed() != before
    found = run("check --format json")
    assert found.code == 1
    assert ["check --repost" in row["todo"] for row in found.json] == [True]

    mended = run("check --repost")
    assert "made anew" in mended.err
    assert listed() == before
    assert run("check --format json").json[0]["problem"] == "A major has no complete plan"


def test_a_changed_journal_is_named_first_and_not_mended(
    run: Run, mixed_hazards: Path, ledger_path: Path, listed: Listed
) -> None:
    """An entry that somebody rewrote is named, and nothing that follows from it; no ledger is made from it."""
    before = listed()
    tamper(ledger_path, "UPDATE journal SET body = replace(body, '堵塞', '畅通') WHERE body LIKE '%堵塞%'")
    result, mended = run("check --format json"), run("check --repost")

    assert (result.code, mended.code, mended.out) == (1, 4, "")
    assert result.json[0]["problem"] == "An entry of the journal was changed"
    assert {"backup" in row["todo"] for row in result.json} == {True}
    assert "backup" in mended.err
    assert listed() == before
