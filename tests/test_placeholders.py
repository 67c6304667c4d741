"""What stands for a value is in the language of the user: in the lines that say how a command is written, in help.

Every word in capitals that a parameter of a command has is known; a Chinese screen has none of them; what may be typed
as it is stays; a complaint of the command line names a parameter as help does.
"""

from __future__ import annotations

import re

import pytest
from tests.conftest import Run
from tests.every_command import LINES

from inspect_cli import messages, placeholders

WORD = re.compile(r"HH:MM|(?<![\w-])[A-Z][A-Z]+(?![\w-])")
PROPER = {"CSV", "TSV", "XLSX", "HTML", "INSPECT_DB", "INSPECT_USER", "URL"}
LINE = re.compile(r"^│ (?:-\S+(?:, -\S+)*\s+)?(\S+)", re.MULTILINE)


@pytest.mark.parametrize("command", ["", *LINES])
def test_every_word_is_known(run: Run, command: str) -> None:
    """What a line of help begins with, and its first line, have only words that can be said in each language."""
    shown = run(f"{command} --help").out
    usage = shown.strip().splitlines()[0]
    used = {word for text in (usage, *LINE.findall(shown)) for word in WORD.findall(text)}

    assert used - PROPER - {"OPTIONS", "COMMAND"} <= {*placeholders.words()}


def test_every_word_is_used(run: Run) -> None:
    """Of the words that are known each stands in the help of some command."""
    shown = "\n".join(run(f"{command} --help").out for command in ("", *LINES))

    assert [word for word in placeholders.words() if word not in shown] == []


def test_chinese_help_has_no_such_word(run: Run) -> None:
    """In Chinese neither the line that says how a command is written nor its options have a word in capitals."""
    shown = {name: run(f"--lang zh {name} --help").out for name in ("site add", "add", "notice", "handover", "import")}

    assert {name: [w for w in WORD.findall(text) if w not in PROPER] for name, text in shown.items()} == {
        name: [] for name in shown
    }
    assert "inspect-cli site add [选项] 乡镇 名称" in shown["site add"]
    assert "producing|stopped" in shown["site add"]


def test_a_complaint_names_it_so(run: Run) -> None:
    """A missing word is called as help calls it, in both languages."""
    assert run("site add").err.startswith("TOWNSHIP ")
    assert run("--lang zh site add").err.startswith("缺少 乡镇")


def test_what_may_be_typed_stays() -> None:
    """Small letters and signs are left alone, in whatever language."""
    with messages.speaking("zh"):
        assert placeholders.translate("zh|en") == "zh|en"
        assert placeholders.translate("[FILE.toml]...") == "[文件.toml]..."
        assert placeholders.translate("DATE|FROM..TO") == "日期|起..止"
