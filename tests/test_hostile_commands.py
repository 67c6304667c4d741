"""Every command takes every text in every place: in each option and in place of each word, one after the other.

What is dangerous is refused or finds nothing, and the ledger is as it was; what is harmless is taken or refused with a
reason. Never a control code in an answer, never a traceback, never a mistake of ours. What registers take stays as it
was typed.
"""

from __future__ import annotations

import shutil
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.conftest import Run
from tests.every_command import LINES, read_options, type_everything
from tests.hostility import HARMLESS, NAMELESS, check_soundness, each, harmless

from inspect_cli.app import commands
from inspect_cli.transfer.crews import split_crew

DANGEROUS = ("\x1b[31mrot", "a\x00b", "\udcff", "长" * 10_000)
STRANGE = ("[/]", "'; drop table hazard; --", "{0} %s ../x", "=1+1")
# These find nothing and say so with an empty table; or keep what may stand in the header of somebody's file; or in its
# name; or go through nothing without a terminal.
LOOKING = (
    "responsible list",
    "duty list",
    "site list",
    "summary",
    "export",
    "profile check",
    "mapping save",
    "demo",
    "recheck",
)
# What registers take as it is typed: the line, the list and the keys that have it.
KEPT = (
    ("village add 东岔街道 {text} --code {text}", "village", ("name", "code")),
    ("zone add 东岔街道 {text} --kind hill", "zone", ("name",)),
    ("department add {text}", "department", ("name",)),
    ("township add 9 {text}", "township", ("name",)),
    ("site add 东岔街道 {text} --regulator {text} --permit {text}", "site", ("name", "regulator", "permit")),
    ("responsible add 东岔街道 --name {name} --post {text} --phone {text}", "responsible", ("post", "phone")),
    ("campaign start {text}", "campaign", ("name",)),
    ("duty add 石炭沟镇 2023-01-16 --role officer --name 郑某08 --post {text}", "duty", ("post",)),
    ("case add fireworks 东岔街道 --kind storage --handed-to {text} --note {text}", "case", ("handed_to", "note")),
)


@pytest.fixture(scope="module")
def typed_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which everything was typed; tests copy it."""
    return type_everything(tmp_path_factory.mktemp("typed"))


@pytest.fixture
def city(typed_once: Path, home: Path, ledger_path: Path) -> Iterator[Path]:
    """A ledger with something of everything; sound after the test, too."""
    yield Path(shutil.copytree(typed_once, home, dirs_exist_ok=True))
    check_soundness(ledger_path)


def fill(command: str, text: str) -> Iterator[list[str]]:
    """The lines of a command with the text in each option, and in place of each word; files to be written stay."""
    begin, rest = command.split(), LINES[command].split()
    for option in read_options(command):
        yield [*begin, *rest, option, text]
    for place, word in enumerate(rest):
        if not word.startswith("-") and rest[place - 1] != "-o":
            yield [*begin, *rest[:place], text, *rest[place + 1 :]]


def test_every_command_is_tried() -> None:
    """The lines are those of every command that there is, and nearly every command has options for text."""
    assert set(LINES) == set(commands())
    assert [name for name in LINES if not read_options(name)] == [
        *("undo", "batch undo", "category enable", "category disable")
    ]
    assert set(read_options("case add")) >= {"--kind", "--cases", "--handed-to", "--note", "--format"}


@pytest.mark.parametrize("command", LINES)
def test_dangerous_text_is_refused(run: Run, city: Path, ledger_path: Path, command: str) -> None:
    """Wherever it stands such text is refused or finds nothing, and not a byte is written."""
    before = ledger_path.read_bytes()
    codes = {tuple(line): harmless(run(*line)).code for text in DANGEROUS for line in fill(command, text)}
    known = (0, 1, 2, 3, 4) if command in LOOKING else (1, 2, 3, 4)

    assert [line for line, code in codes.items() if code not in known] == []
    assert ledger_path.read_bytes() == before


@pytest.mark.parametrize("command", LINES)
def test_strange_text_does_nothing(run: Run, city: Path, ledger_path: Path, command: str) -> None:
    """Wherever it stands such text is taken as text, or refused with a reason."""
    before = ledger_path.read_bytes()
    for text in STRANGE:
        for line in fill(command, text):
            result = harmless(run(*line))
            assert result.code in (0, 1, 2, 3, 4, 6), line
            assert result.code < 2 or len(result.err.splitlines()) > 1, line
            ledger_path.write_bytes(before)


@each(*HARMLESS)
def test_registers_keep_text_as_typed(run: Run, city: Path, text: str) -> None:
    """In every register such text is as it was typed, for machines, and harmless on the screen."""
    name = "郑某08" if text in NAMELESS or len(split_crew(text)) > 1 else text  # several people are several rows
    kept = unicodedata.normalize("NFC", text)
    for line, register, keys in KEPT:
        words = [word.format(text=text, name=name) for word in line.split()]
        assert harmless(run(*words)).code == 0, words
        rows = harmless(run(register, "list", "--format", "json")).json
        taken = [[unicodedata.normalize("NFC", row[key] or "") for key in keys] for row in rows]
        assert taken.count([kept] * len(keys)) == 1, words
        harmless(run(register, "list"))
