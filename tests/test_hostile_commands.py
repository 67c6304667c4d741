"""Every command takes every text in every place: in each option and in place of each word, one after the other.

What is dangerous is refused or finds nothing, and the ledger is as it was; what is harmless is taken or refused with a
reason. Never a control code in an answer, never a traceback, never a mistake of ours. What registers take stays as it
was typed.
"""

from __future__ import annotations

import shlex
import shutil
import unicodedata
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import get_args, get_type_hints

import pytest
from tests.conftest import TODAY, TOWNSHIPS, Run
from tests.hostility import HARMLESS, NAMELESS, check_soundness, each, harmless
from typer.models import OptionInfo

from inspect_cli.app import commands, main

DANGEROUS = ("\x1b[31mrot", "a\x00b", "\udcff", "长" * 10_000)
STRANGE = ("[/]", "'; drop table hazard; --", "{0} %s ../x", "=1+1")
TYPED = (
    "init --device CG --townships townships.csv",
    "village add 东岔街道 一村",
    "zone add 东岔街道 大青山 --kind hill",
    "site add 东岔街道 商场 --kind mall",
    "department add 林业局",
    "department add 水务局",
    "responsible add 东岔街道 --name 王某01 --from 2022-11-01 --department 林业局",
    "duty add 东岔街道 2023-01-15..2023-01-20 --role leader --name 王某01",
    "campaign start 冬季攻势 --from 2023-01-01 --end 2023-01-31",
    "add fire 东岔街道 一 --due 3d --site 商场 --owner 王某01 --on 2023-01-02",
    "add fire 东岔街道 二 三 --due 3d",
    "fix 2 --by 王某01",
    "transfer 3 --to 供电所 --reason 归其管",
    "add fire 东岔街道 四 --due 3d",
    "list-for-supervision 4 --level city --notice 一号",
    "suspend 4",
    "case add fireworks 东岔街道 --kind storage --boxes 3",
    "mapping save ours --map description=内容",
)
FILE = "nowhere.csv"
# Each command as it would work, without its options.
LINES = {
    "add": "fire 东岔街道 堵塞",
    "walk": "fire 东岔街道",
    "import": FILE,
    "mapping save": "theirs",
    "mapping list": "",
    "mapping show": "ours",
    "case add": "fireworks 东岔街道 --kind storage",
    "case list": "",
    "open": "东岔街道",
    "today": "东岔街道",
    "list": "",
    "show": "1",
    "gaps": "东岔街道",
    "coverage": "",
    "fix": "1",
    "verify": "2 --by 周某04",
    "extend": "1 --due 9d",
    "assign": "1 --owner 赵某03",
    "grade": "1 --severity major --criterion 一 --reason 一",
    "plan": "1 --funds 0",
    "list-for-supervision": "1 --level city --notice 一号",
    "delist": "4 --notice 二号",
    "suspend": "1",
    "resume": "4 --notice 三号",
    "transfer": "1 --to 供电所 --reason 一",
    "notice": "1 -o notice.html --unit 东岔街道 --unit-kind township --no 5号",
    "void": "1 --reason 误录",
    "link": "1 --not-a-rebound",
    "note": "1 看过",
    "recheck": "东岔街道",
    "sample": "",
    "undo": "",
    "batch list": "",
    "batch undo": "0123abcd",
    "who": "东岔街道 fire",
    "responsible list": "",
    "responsible add": "东岔街道 --name 赵某03",
    "responsible set": "0123abcd",
    "responsible end": "0123abcd",
    "responsible import": FILE,
    "handover": "王某01 赵某03 --yes",
    "duty list": "2023-01-15",
    "duty add": "东岔街道 2023-01-16 --role officer --name 赵某03",
    "duty set": "东岔街道 王某01 --phone 0999-1",
    "duty cancel": "2023-01-16",
    "duty import": FILE,
    "duty gaps": "2023-01-16",
    "duty check": "东岔街道 --result present",
    "duty checks": "",
    "campaign list": "",
    "campaign start": "春季攻势",
    "campaign set": "冬季攻势",
    "campaign end": "冬季攻势",
    "campaign import": FILE,
    "campaign status": "冬季攻势",
    "summary": "",
    "export": "",
    "report daily": "",
    "report weekly": "",
    "report monthly": "",
    "report campaign": "--campaign 冬季攻势",
    "report sent": "daily",
    "report log": "",
    "report lag": "",
    "report page": "-o page.html",
    "profile list": "",
    "profile show": "monthly-tally",
    "profile check": "monthly-tally",
    "init": "--device CG",
    "check": "",
    "demo": "demo.db",
    "category list": "",
    "category show": "fire",
    "category check": "fire",
    "category enable": "heating",
    "category disable": "fire",
    **{f"{one} list": "" for one in ("department", "township", "village", "zone", "site")},
    **{f"{one} import": FILE for one in ("department", "township", "village", "zone", "site")},
    "department add": "农业局",
    "department set": "林业局",
    "department end": "林业局",
    "township add": "9 新区",
    "township set": "石炭沟镇",
    "township end": "石炭沟镇",
    **{f"village {act}": "东岔街道 一村" for act in ("add", "set", "end")},
    **{f"zone {act}": "东岔街道 大青山" for act in ("add", "set", "end")},
    **{f"site {act}": "东岔街道 商场" for act in ("show", "add", "set")},
}
# What registers take as it is typed: the line, its options, the list and the keys that have them.
KEPT = (
    ("village add 东岔街道 {text} --code {text}", "village", ("name", "code")),
    ("zone add 东岔街道 {text}", "zone", ("name",)),
    ("department add {text}", "department", ("name",)),
    ("township add 9 {text}", "township", ("name",)),
    ("site add 东岔街道 {text} --regulator {text} --permit {text}", "site", ("name", "regulator", "permit")),
    ("responsible add 东岔街道 --name {name} --post {text} --phone {text}", "responsible", ("name", "post", "phone")),
    ("campaign start {text}", "campaign", ("name",)),
    ("duty add 石炭沟镇 2023-01-16 --role officer --name {name} --post {text}", "duty", ("name", "post")),
    ("case add fireworks 东岔街道 --kind storage --handed-to {text} --note {text}", "case", ("handed_to", "note")),
)


@pytest.fixture(scope="module")
def typed_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which everything in TYPED was typed; tests copy it."""
    folder = tmp_path_factory.mktemp("typed")
    (folder / "townships.csv").write_text(TOWNSHIPS, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("XDG_CONFIG_HOME", str(folder / "config"))
        patch.setenv("XDG_DATA_HOME", str(folder / "data"))
        patch.delenv("INSPECT_DB", raising=False)
        patch.setenv("INSPECT_TODAY", TODAY)
        patch.setenv("INSPECT_LANG", "en")
        assert [line for line in TYPED if main(shlex.split(line))] == []
    return folder


@pytest.fixture
def city(typed_once: Path, home: Path, ledger_path: Path) -> Iterator[Path]:
    """A ledger with something of everything; sound after the test, too."""
    yield Path(shutil.copytree(typed_once, home, dirs_exist_ok=True))
    check_soundness(ledger_path)


def options(command: str) -> list[str]:
    """The options of a command that take a word and name no file to be written."""
    entry = commands()[command]
    function = getattr(import_module(f"inspect_cli.commands.{entry.module}"), entry.function)
    found = []
    for name, hint in get_type_hints(function, include_extras=True).items():
        for said in getattr(hint, "__metadata__", ()):
            if isinstance(said, OptionInfo) and get_args(hint)[0] is not bool:
                named = [word for word in (said.default, *(said.param_decls or ())) if str(word).startswith("--")]
                found.append(named[0] if named else f"--{name.replace('_', '-')}")
    return [name for name in found if name != "--output"]


def fill(command: str, text: str) -> Iterator[list[str]]:
    """The lines of a command with the text in each option, and in place of each word; files to be written stay."""
    begin, rest = command.split(), LINES[command].split()
    for option in options(command):
        yield [*begin, *rest, option, text]
    for place, word in enumerate(rest):
        if not word.startswith("-") and rest[place - 1] != "-o":
            yield [*begin, *rest[:place], text, *rest[place + 1 :]]


def test_every_command_is_tried() -> None:
    """The lines are those of every command that there is, and nearly every command has options for text."""
    assert set(LINES) == set(commands())
    assert [name for name in LINES if not options(name)] == [
        *("undo", "batch undo", "category enable", "category disable")
    ]
    assert set(options("case add")) >= {"--kind", "--cases", "--handed-to", "--note", "--format"}


@pytest.mark.parametrize("command", LINES)
def test_dangerous_text_is_refused(run: Run, city: Path, ledger_path: Path, command: str) -> None:
    """Wherever it stands such text is refused or finds nothing, and not a byte is written."""
    before = ledger_path.read_bytes()
    taken = [
        line for text in DANGEROUS for line in fill(command, text) if harmless(run(*line)).code not in (1, 2, 3, 4)
    ]

    assert [line for line in taken if line[:2] != ["mapping", "save"]] == []  # somebody's header may hold such text
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
    name = "郑某08" if text in NAMELESS else text
    for line, register, keys in KEPT:
        words = [word.format(text=text, name=name) for word in line.split()]
        assert harmless(run(*words)).code == 0, words
        [row] = harmless(run(register, "list", "--format", "json")).json[-1:]
        typed = {key: name if key == "name" and "{name}" in line else text for key in keys}
        assert {key: row[key] for key in keys} == {key: unicodedata.normalize("NFC", typed[key]) for key in keys}
        harmless(run(register, "list"))
