"""Starting up: an everyday command loads only what it needs, so that it answers at once.

No everyday command loads an ORM, a database server's driver, a spreadsheet reader or a pinyin dictionary; a command
loads the module it stands in and no other command's; looking loads no model of an entry; help needs no ledger.
Modules are counted, not milliseconds: the count is the same on every machine.
"""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from tests.conftest import TODAY, TOWNSHIPS

HEAVY = {"sqlmodel", "sqlalchemy", "openpyxl", "xlsxwriter", "pypinyin", "psycopg", "jinja2", "pygal"}
COMMANDS = (
    "record",
    "importing",
    "see",
    "today",
    "gaps",
    "act",
    "major",
    "leave",
    "notice",
    "undo",
    "recheck",
    "walk",
    "campaign",
    "place",
    "responsible",
    "duty",
    "watch",
    "who",
    "handover",
    "site",
    "report",
    "brief",
    "outbox",
    "page",
    "profile",
    "category",
    "case",
    "keep",
)
# Runs the program and tells on the last line of standard error what was loaded.
TELLING = """
import json, sys
from inspect_cli.app import main
code = main(sys.argv[1:])
print(json.dumps(sorted(sys.modules)), file=sys.stderr)
sys.exit(code)
"""
# In this order: each of them does its work.
EVERYDAY = {
    "--help": None,
    "add fire 东岔街道 堵塞 --due 7d": "record",
    "": "see",
    "open": "see",
    "list": "see",
    "show 1": "see",
    "today": "today",
    "coverage": "gaps",
    "extend 1 --due 10d": "act",
    "assign 1 --owner 王某01": "act",
    "grade 1 --major --criterion 第三条 --reason 通道全堵": "act",
    "plan 1 --measures 拆除 --funds 0 --contingency 值守": "major",
    "list-for-supervision 1 --level county --notice 一号": "major",
    "delist 1 --notice 二号": "major",
    "suspend 1": "major",
    "resume 1 --notice 三号": "major",
    "note 1 看过": "act",
    "fix 1 --by 王某01": "act",
    "recheck 东岔街道": "recheck",
    "verify 1 --fail --due 3d --reason 未清 --by 周某04": "act",
    "fix 1 --by 王某01 --note 再清": "act",
    "verify 1 --by 周某04 --by 赵某03": "act",
    "sample": "recheck",
    "add fire 东岔街道 过期 --due 7d": "record",
    "link 2 --not-a-rebound": "leave",
    "transfer 2 --to 供电所 --reason 归其管": "leave",
    "transfer 2 --reply returned": "leave",
    "void 2 --reason 误录": "leave",
    "undo": "undo",
    "batch list": "undo",
    "campaign start 冬季攻势": "campaign",
    "campaign list": "campaign",
    "township list": "place",
    "village add 东岔街道 一村": "place",
    "village list": "place",
    "responsible add 东岔街道 --name 王某01": "responsible",
    "responsible list": "responsible",
    "duty add 东岔街道 2023-01-21 --role leader --name 王某01": "duty watch",
    "duty list": "duty watch",
    "duty check 东岔街道 --result present": "duty watch",
    "who 东岔街道": "who",
    "site add 东岔街道 商场 --kind mall": "site",
    "site set 东岔街道 商场 --must-visit": "site",
    "site show 东岔街道 商场": "site",
    "site list": "site",
    "case add fireworks 东岔街道 --kind storage --boxes 3": "case",
    "case list": "case",
    "summary": "report",
    "summary --profile township-statistics": "report",
    "profile list": "profile",
    "category enable heating": "category",
    "category list": "category",
    "check": "keep",
}


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """What each everyday command had loaded when it ended."""
    folder = tmp_path_factory.mktemp("startup")
    (folder / "townships.csv").write_text(TOWNSHIPS, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(folder / "config"))
        patch.setenv("INSPECT_DB", str(folder / "ledger.db"))
        patch.setenv("INSPECT_TODAY", TODAY)
        patch.setenv("INSPECT_LANG", "en")
        start(folder, "init --device CG --townships townships.csv")
        return {line: start(folder, line) for line in EVERYDAY}


def start(folder: Path, line: str) -> set[str]:
    """Run a command line in a process of its own; the names of the modules it loaded."""
    typed = [sys.executable, "-c", TELLING, *shlex.split(line)]
    done = subprocess.run(typed, capture_output=True, encoding="utf-8", cwd=folder, check=False)
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stderr.splitlines()[-1]))


@pytest.mark.parametrize("line", EVERYDAY)
def test_nothing_heavy_is_loaded(loaded: dict[str, set[str]], line: str) -> None:
    """No everyday command loads SQLModel, SQLAlchemy, openpyxl, XlsxWriter, pypinyin, psycopg or Jinja."""
    assert loaded[line] & HEAVY == set()


@pytest.mark.parametrize("line", EVERYDAY)
def test_only_the_named_command_is_loaded(loaded: dict[str, set[str]], line: str) -> None:
    """A command loads the modules of its group; only help loads them all."""
    named = EVERYDAY[line]
    mine = {name for name in COMMANDS if f"inspect_cli.commands.{name}" in loaded[line]}

    assert mine == set(named.split() if named else COMMANDS)


@pytest.mark.parametrize("line", ["", "open", "list"])
def test_looking_loads_no_entry(loaded: dict[str, set[str]], line: str) -> None:
    """The home screen and the list read tables only: they load no model of an entry, no journal and no import."""
    unneeded = ("rules.entries", "store.journal", "store.recording", "transfer.batch")

    assert [name for name in unneeded if f"inspect_cli.{name}" in loaded[line]] == []


@pytest.mark.parametrize("line", EVERYDAY)
def test_a_file_needs_no_tables(loaded: dict[str, set[str]], line: str) -> None:
    """A ledger file is read with the compiled statements: neither tables nor expressions nor an engine are loaded."""
    unneeded = ("store.tables", "store.statements", "store.engine", "store.compiling")

    assert [name for name in unneeded if f"inspect_cli.{name}" in loaded[line]] == []


def test_help_needs_no_ledger(loaded: dict[str, set[str]]) -> None:
    """Help opens nothing, so that it works before `init` and beside a damaged ledger."""
    assert "inspect_cli.store.sqlite" not in loaded["--help"]
    assert "inspect_cli.store.sqlite" in loaded["open"]
