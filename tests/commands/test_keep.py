"""Keeping: `init` makes a ledger and may be run again; `demo` builds the fictional city somewhere else.

init: ledger, device and registers; twice changes nothing; again adds; another device code; bad codes and files; no
code and nobody to ask; only its owner may read the files.
demo: into a named file; never over one that exists; leaves this machine's device and ledger alone.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
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
