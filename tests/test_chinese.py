"""What a person who reads Chinese sees: no English sentence on any screen, help that is not cut off.

- help, answers, refusals and slips of the keyboard in Chinese
- the language is `--lang`, else INSPECT_LANG, else the locale
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.every_command import LINES, type_everything

from inspect_cli import app, messages

if TYPE_CHECKING:
    from tests.conftest import Run

ENGLISH = re.compile(r"\b[A-Za-z]?[a-z]+(?: [a-z]+){3,}\b")
COMMAND = re.compile(r"inspect-cli[ a-z-]*")
FRAME = re.compile(r"[─│╭╮╰╯\s]+")

TOWNSHIPS = "code,name,kind\n990181001,东岔街道,subdistrict\n990181100,石炭沟镇,town\n"
WRONG = "category,township,inspected_on,description,severity\nfire,东岔街道,2023-02-30,堵塞,一般\n"
EMPTY = (["list"], ["open"], ["show", "1"], ["add", "fire", "东岔街道", "堵塞"], ["init"])
TYPED = (
    ["init", "--device", "CG", "--townships", "townships.csv"],
    ["add", "fire", "东岔街道", "堵塞", "过期", "--due", "3d", "--by", "王某01"],
    ["add", "fire", "东岔街道"],
    ["fix", "1"],
    ["fix", "1"],
    ["verify", "1"],
    ["verify", "1", "--by", "周某04"],
    ["show", "1"],
    ["show", "99"],
    ["fix", "1-9"],
    ["fix", "9-1"],
    ["list", "--status", "all"],
    ["list", "--limit", "1"],
    ["list", "-o", "list.csv"],
    ["list", "-o", "list.pdf"],
    ["list", "--township", "沙沟"],
    ["list", "--category", "f"],
    ["list", "--since", "2023-02-30"],
    ["open"],
    ["summary"],
    ["summary", "--by", "moon"],
    ["township", "list"],
    ["site", "list"],
    ["import", "wrong.csv"],
    ["import", "list.csv", "--dry-run"],
    ["--db", "wrong.csv", "list"],
)
SLIPS = (
    *(["opne"], ["opne", "x"], ["township"], ["township", "lst"], ["add"], ["list", "--limit"], ["list", "--major=3"]),
    *(["list", "--lmit", "3"], ["open", "东岔", "more"], ["list", "--format", "xml"], ["list", "--sort", "moon"]),
)


def speak(home: Path, lines: Sequence[Sequence[str]], **environment: str) -> str:
    """What the command lines print in a process of their own, on both streams, blanks and frames as one blank."""
    script = "import json, sys; from inspect_cli.app import main; [main(line) for line in json.loads(sys.argv[1])]"
    done = subprocess.run(
        [sys.executable, "-c", script, json.dumps(lines)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        env={**os.environ, "INSPECT_LANG": "zh", "COLUMNS": "200", "PYTHONIOENCODING": "utf-8", **environment},
        cwd=home,
        check=True,
    )
    return FRAME.sub(" ", done.stdout)


def helps() -> list[list[str]]:
    """The command lines that show a help screen: the program, every group, every command."""
    names = {(), *(tuple(name.split()) for name in app.commands()), *((name.split()[0],) for name in app.commands())}
    return [["--lang", "zh", *name, "--help"] for name in sorted(names)]


def test_help_holds_no_english_sentence(home: Path) -> None:
    """Every help screen speaks Chinese but for commands, options and the names of their values."""
    shown = speak(home, helps())

    assert ENGLISH.findall(shown) == []
    assert "选项" in shown


@pytest.mark.parametrize("width", ["60", "80", "120"])
def test_help_is_not_cut_off(home: Path, width: str) -> None:
    """However narrow the screen is, all of a Chinese help text is there."""
    assert speak(home, helps(), COLUMNS=width).count("…") == 0


def test_help_begins_in_chinese(home: Path) -> None:
    """The line that shows how a command is written has a Chinese title too."""
    assert "Usage" not in speak(home, [["list", "--help"]])


def test_before_the_first_ledger_the_program_speaks_chinese(home: Path) -> None:
    """On an empty machine every command says in Chinese what is missing."""
    shown = speak(home, [["--lang", "zh", *line] for line in EMPTY])

    assert ENGLISH.findall(shown) == []
    assert shown.count("没有台账") >= 3


def test_answers_and_refusals_are_chinese(home: Path) -> None:
    """A working day of commands, right and wrong ones, holds no English sentence."""
    (home / "townships.csv").write_text(TOWNSHIPS, encoding="utf-8")
    (home / "wrong.csv").write_text(WRONG, encoding="utf-8")

    shown = speak(home, TYPED)

    assert ENGLISH.findall(COMMAND.sub(" ", shown)) == []
    assert "程序发生意外错误" not in shown


def test_every_command_speaks_chinese(home: Path) -> None:
    """Each command, typed as it would work, answers without an English sentence but for commands to be typed."""
    type_everything(home)
    # What is kept already is in the language it was kept in; made again it is in this one.
    kept = {"report daily", "report weekly", "report monthly", "report campaign"}
    again = {command: ["--again"] for command in kept}
    lines = [[*command.split(), *line.split(), *again.get(command, [])] for command, line in LINES.items()]
    shown = speak(home, lines)

    assert ENGLISH.findall(COMMAND.sub(" ", shown)) == []
    assert "程序发生意外错误" not in shown


def test_slips_on_the_command_line_are_answered_in_chinese(home: Path) -> None:
    """What Typer cannot read is explained in Chinese, with the nearest name."""
    shown = speak(home, SLIPS)

    assert re.findall(r"\b(?:[Dd]id|[Mm]issing|[Nn]o such|[Ii]nvalid|Error)\b", shown) == []
    assert "没有命令 opne。相近的有：'open'" in shown


def test_a_wrong_number_is_explained_in_chinese(home: Path) -> None:
    """--limit x and --limit 0 are explained in Chinese."""
    assert ENGLISH.findall(speak(home, [["list", "--limit", "x"], ["list", "--limit", "0"]])) == []


def test_a_missing_file_is_explained_in_chinese(home: Path) -> None:
    """What the system says about a file is said in Chinese."""
    (home / "townships.csv").write_text(TOWNSHIPS, encoding="utf-8")
    assert ENGLISH.findall(speak(home, [*TYPED[:1], ["import", "nowhere.csv"]])) == []


@pytest.mark.parametrize(
    ("line", "environment", "language"),
    [
        ([], {}, "en"),
        ([], {"LANG": "zh_CN.UTF-8"}, "zh"),
        ([], {"LANG": "zh_CN.UTF-8", "LC_ALL": "en_GB.UTF-8"}, "en"),
        ([], {"LANG": "en_GB.UTF-8", "LC_ALL": "zh_CN.UTF-8"}, "zh"),
        ([], {"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "C"}, "en"),
        ([], {"LC_ALL": "zh_CN.UTF-8", "INSPECT_LANG": "en"}, "en"),
        ([], {"LC_ALL": "en_GB.UTF-8", "INSPECT_LANG": "zh"}, "zh"),
        ([], {"LANG": "zh_CN.UTF-8", "INSPECT_LANG": ""}, "zh"),
        (["--lang", "en"], {"LC_ALL": "zh_CN.UTF-8", "INSPECT_LANG": "zh"}, "en"),
        (["--lang=zh"], {"LC_ALL": "en_GB.UTF-8", "INSPECT_LANG": "en"}, "zh"),
        (["list", "--lang", "zh"], {"INSPECT_LANG": "en"}, "zh"),
        (["note", "--", "--lang", "zh"], {}, "en"),
        (["list", "--lang"], {"INSPECT_LANG": "zh"}, "zh"),
    ],
)
def test_language_is_the_option_then_the_variable_then_the_locale(
    line: list[str], environment: Mapping[str, str], language: str
) -> None:
    """--lang wins over INSPECT_LANG, which wins over LC_ALL, LC_MESSAGES and LANG, in that order."""
    assert messages.choose(line, environment) == language


@pytest.mark.parametrize(
    "line",
    ["--lang zh township list", "--lang=zh township list", "township list --lang zh", "township --lang=zh list"],
)
def test_language_may_stand_anywhere(run: Run, three_townships: Path, line: str) -> None:
    """--lang counts wherever it is typed."""
    shown = run(line)

    assert shown.code == 0
    assert shown.out.splitlines()[0].split() == ["编码", "名称", "类型"]


def test_locale_is_enough(run_program: Run) -> None:
    """On a Chinese machine the program speaks Chinese without being asked."""
    locale = {"INSPECT_LANG": "", "LC_ALL": "zh_CN.UTF-8", "LANG": "", "PYTHONIOENCODING": "utf-8"}

    shown = run_program("list", env=locale)

    assert shown.code == 4
    assert "没有台账" in shown.err


def test_english_stays_english(run: Run) -> None:
    """After a Chinese command in the same process an English one is English again."""
    run("--lang zh list")

    assert run("--lang en list").err.startswith("There is no ledger")
