"""Two machines that send each other exports: what a file replaces is told, and what it changes is one entry.

* one field that both changed: each import says whose value it had and what it is now, by --dry-run too;
* a value of the visit, or one that nobody changed here, gives way without more words; columns and words in Chinese;
* a row that changes an owner, or voids, writes that entry and no empty correction, and is known again.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import TOWNSHIPS

from inspect_cli import messages

Run = Callable[..., Any]


class Machines:
    """Two laptops with one home folder each; `on` is a command of one of them."""

    def __init__(self, run: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._run = run
        self._home = home
        self._monkeypatch = monkeypatch
        (home / "townships.csv").write_text(TOWNSHIPS, encoding="utf-8")
        for name in ("PP", "QQ"):
            self.on(name, f"init --device {name} --townships townships.csv")

    def on(self, machine: str, words: str) -> Any:
        """Run a command there, which must succeed."""
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME"):
            self._monkeypatch.setenv(name, str(self._home / machine / name))
        done = self._run(words)
        assert done.code == 0, done.err
        return done

    def history(self, machine: str) -> list[str]:
        """The kinds of entries of PP-1."""
        [card] = self.on(machine, "show PP-1 --format json").json
        return [event["kind"] for event in card["history"]]


@pytest.fixture
def machines(run: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> Machines:
    """Two laptops that hold PP-1, of 王某."""
    both = Machines(run, home, monkeypatch)
    both.on("PP", "add fire 东岔 甲 --due 2d --owner 王某")
    both.on("PP", "export -o first.csv")
    both.on("QQ", "import first.csv")
    return both


def _told(done: Any) -> list[str]:
    return [line for line in done.err.splitlines() if line.startswith("PP-1")]


def test_one_field_on_both(machines: Machines) -> None:
    """Both assign: each import names the value that was recorded there, and the one that takes its place."""
    machines.on("PP", "assign PP-1 --owner 李四 --reason x")
    machines.on("QQ", "assign PP-1 --owner 张三 --reason y")
    machines.on("PP", "export -o p.csv")
    machines.on("QQ", "export -o q.csv")
    said = "PP-1: recorded here since the visit, and changed by the file: Owner {} → {}."

    assert _told(machines.on("PP", "import q.csv --dry-run")) == [said.format("李四", "张三")]
    assert _told(machines.on("PP", "import q.csv")) == [said.format("李四", "张三")]
    assert _told(machines.on("QQ", "import p.csv")) == [said.format("张三", "李四")]
    assert _told(machines.on("QQ", "import p.csv")) == []


def test_several_fields_in_chinese(machines: Machines, monkeypatch: pytest.MonkeyPatch) -> None:
    """All values of a row stand in one sentence, under the columns of the language."""
    for machine, owner, due in (("PP", "李四", "4d"), ("QQ", "张三", "6d")):
        machines.on(machine, f"assign PP-1 --owner {owner} --reason x")
        machines.on(machine, f"extend PP-1 --due {due} --reason x")
    machines.on("PP", "export -o p.csv")
    monkeypatch.setenv("INSPECT_LANG", "zh")
    messages.use("zh")
    [told] = _told(machines.on("QQ", "import p.csv"))

    assert "整改责任人 张三 改为 李四、整改时限 2023-01-21 改为 2023-01-19" in told


def test_what_nobody_changed_here(machines: Machines) -> None:
    """What only the other machine changed is an update as ever."""
    machines.on("PP", "assign PP-1 --owner 李四 --reason x")
    machines.on("PP", "export -o p.csv")
    done = machines.on("QQ", "import p.csv")

    assert "p.csv, line 2: changes Owner." in done.err
    assert _told(done) == []


@pytest.mark.parametrize(
    ("words", "kind", "what"),
    [("assign PP-1 --owner 李四 --reason x", "reassigned", "Owner"), ("void PP-1 --reason x", "voided", "voided")],
)
def test_no_entry_that_says_nothing(machines: Machines, words: str, kind: str, what: str) -> None:
    """One change is one entry, named as what it changes; the same file again changes nothing."""
    machines.on("PP", words)
    machines.on("PP", "export -o p.csv")

    assert f"p.csv, line 2: changes {what}." in machines.on("QQ", "import p.csv").err.splitlines()
    assert machines.history("QQ") == ["inspected", kind]
    assert machines.on("QQ", "import p.csv --format json").json["unchanged"] == 1


def test_known_again_though_others_went_on(machines: Machines) -> None:
    """A row that was taken does not come back over what was recorded here since."""
    machines.on("PP", "assign PP-1 --owner 李四 --reason x")
    machines.on("PP", "export -o p.csv")
    machines.on("QQ", "import p.csv")
    machines.on("QQ", "assign PP-1 --owner 张三 --reason y")

    assert machines.on("QQ", "import p.csv --format json").json["unchanged"] == 1
    assert machines.history("QQ") == ["inspected", "reassigned", "reassigned"]
    assert machines.on("QQ", "check").code == 0
