"""The Chinese side: every sentence is translated, in the words of the trade, and nothing English is left on a screen.

- the template and the catalogue hold the sentences of the source, all translated, with the same placeholders
- the compiled files are those of the catalogues
- a sentence for the user stands inside `_()`
- screens in Chinese hold no English sentence; help is not cut off
- the language is `--lang`, else INSPECT_LANG, else the locale
"""

from __future__ import annotations

import ast
import json
import os
import re
import string
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import typer
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir, extract_from_file
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

import inspect_cli
from inspect_cli import app, errors, messages
from inspect_cli.rules import lifecycle, words

if TYPE_CHECKING:
    from tests.conftest import Run

Sentence = str | tuple[str, ...]

SOURCE = Path(inspect_cli.__file__).parent
TEMPLATE = messages.FOLDER / "inspect_cli.pot"
CHINESE = messages.FOLDER / "zh" / "LC_MESSAGES"
KEYWORDS = {"_": None, "plural": (1, 2)}
TYPER_FILES = ("core.py", "rich_utils.py")
# Typer adds English to the second of them; usage.py knows both by their English and says them in our own words.
LEFT_TO_USAGE = {"Missing command.", "No such command {name!r}."}
# "fixed" is also what happened: the history of a hazard says 已报整改 on that day.
TOLD_APART = {"fixed"}
ONE_WORD = {
    "batch": "批次",
    "campaign": "专项行动",
    "cell": "单元格",
    "column": "列",
    "deadline": "整改时限",
    "device": "设备",
    "dry run": "试运行",
    "hazard": "隐患",
    "ledger": "台账",
    "owner": "整改责任人",
    "site": "点位",
    "township": "乡镇",
    "village": "村社区",
}
HAN = re.compile(r"[\u4e00-\u9fff]")
LETTERS = re.compile(r"[A-Za-z]+")
ENGLISH = re.compile(r"\b[A-Za-z]?[a-z]+(?: [a-z]+){3,}\b")
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


def read(name: str) -> Catalog:
    """The Chinese catalogue of a domain."""
    with (CHINESE / f"{name}.po").open("rb") as file:
        return read_po(file)


def read_template() -> Catalog:
    """The template as it is kept."""
    with TEMPLATE.open("rb") as file:
        return read_po(file)


def sentences(catalog: Catalog) -> dict[Sentence, tuple[str, ...]]:
    """English -> Chinese; a sentence with a plural has both its English forms as the key."""
    return {(m.id if isinstance(m.id, str) else tuple(m.id)): texts(m) for m in catalog if m.id}


def texts(message: Message) -> tuple[str, ...]:
    """The translations of a message, one for each plural form."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def extract() -> set[Sentence]:
    """The sentences that the source asks for now."""
    found = extract_from_dir(SOURCE, [("**.py", "python")], keywords=KEYWORDS)
    return {sentence for _file, _line, sentence, _comments, _context in found}


def translated(domain: str = "inspect_cli") -> list[tuple[str, str]]:
    """Pairs of English, the last form of a plural, and Chinese."""
    return [
        (english if isinstance(english, str) else english[-1], chinese)
        for english, strings in sentences(read(domain)).items()
        for chinese in strings
    ]


def placeholders(text: str) -> Counter[tuple[str, str, str]]:
    """What `format` fills in: names with their format and conversion."""
    parts = string.Formatter().parse(text)
    return Counter((name, form or "", how or "") for _literal, name, form, how in parts if name is not None)


def test_template_holds_the_sentences_of_the_source() -> None:
    """The template that is kept is the one pybabel would extract now."""
    assert set(sentences(read_template())) == extract()


def test_catalogue_holds_the_sentences_of_the_source() -> None:
    """The Chinese catalogue has every sentence of the source and none that is gone."""
    catalog = read("inspect_cli")

    assert set(sentences(catalog)) == extract()
    assert not catalog.obsolete


@pytest.mark.parametrize("domain", ["inspect_cli", "messages"])
def test_every_sentence_is_translated(domain: str) -> None:
    """No sentence is left open, and none is marked fuzzy."""
    catalog = read(domain)

    assert [m.id for m in catalog if m.id and not all(texts(m))] == []
    assert [m.id for m in catalog if m.id and m.fuzzy] == []


@pytest.mark.parametrize("domain", ["inspect_cli", "messages"])
def test_placeholders_are_those_of_the_english(domain: str) -> None:
    """A translation fills in what its sentence fills in, in the same formats."""
    assert [pair for pair in translated(domain) if placeholders(pair[0]) != placeholders(pair[1])] == []


@pytest.mark.parametrize("domain", ["inspect_cli", "messages"])
def test_compiled_files_are_fresh(domain: str) -> None:
    """The .mo files say what the .po files say."""
    with (CHINESE / f"{domain}.mo").open("rb") as file:
        compiled = sentences(read_mo(file))

    assert compiled == sentences(read(domain))


def test_nothing_typer_asks_for_is_missing() -> None:
    """Each sentence Typer takes from gettext is in messages.po, but for the two that usage.py says itself."""
    folder = Path(typer.__file__).parent
    asked = {m[1] for name in TYPER_FILES for m in extract_from_file("python", folder / name, keywords=KEYWORDS)}

    assert asked - set(sentences(read("messages"))) == LEFT_TO_USAGE


@pytest.mark.parametrize("domain", ["inspect_cli", "messages"])
def test_translations_are_chinese(domain: str) -> None:
    """A sentence with words has Chinese characters; none is left as it was."""
    with_words = [(english, chinese) for english, chinese in translated(domain) if LETTERS.search(bare_text(english))]

    assert [pair for pair in translated(domain) if pair[0] == pair[1]] == []
    assert [pair for pair in with_words if not HAN.search(pair[1])] == []


def bare_text(text: str) -> str:
    """The text without its placeholders."""
    return "".join(literal for literal, *_rest in string.Formatter().parse(text))


def test_chinese_has_chinese_punctuation() -> None:
    """Beside a Chinese character stands no half-width mark, and what ends in a full stop ends in 。."""
    half_width = re.compile(r"[\u4e00-\u9fff][,;:!?.]|[,;:!?][\u4e00-\u9fff]")

    assert [chinese for _english, chinese in translated() if half_width.search(chinese)] == []
    assert [p for p in translated() if re.search(r"(?<!\.)\.$", p[0]) and not p[1].endswith("。")] == []


@pytest.mark.parametrize(("english", "chinese"), ONE_WORD.items())
def test_one_word_for_one_thing(english: str, chinese: str) -> None:
    """A thing has its word of the trade in every sentence, or stays as the key that people type."""
    word = re.compile(rf"(?<![-\w{{]){english}s?(?![-\w}}=])")

    assert [p for p in translated() if word.search(p[0]) and chinese not in p[1] and not word.search(p[1])] == []


def test_words_that_are_looked_up_by_a_key_are_translated() -> None:
    """Every state and every kind of event has its Chinese word; the states have that of the ledger."""
    known = dict(translated())
    events = {"inspected", *lifecycle._STATUS_AFTER}

    assert (words.STATES.keys() | events) <= known.keys()
    assert {k: known[k] for k in words.STATES if k not in TOLD_APART} == {
        k: word for k, word in words.STATES.items() if k not in TOLD_APART
    }


PROBLEMS = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, errors.Problem)}
FIRST = {"say", "tell", "confirm", "prompt", "progress"}  # functions that show their first argument
HELPED = {"Option", "Argument"}
OWN_NAMES = {"inspect", "cli", "UTC"}


def test_every_sentence_for_the_user_is_inside_the_underscore() -> None:
    """No call that shows something to the user is given English that cannot be translated."""
    bare = [
        f"{path.relative_to(SOURCE)}:{call.lineno}: {text}"
        for path in sorted(SOURCE.rglob("*.py"))
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        for shown in shown_arguments(call)
        for text in bare_strings(shown)
        if not text.startswith("  ") and set(LETTERS.findall(text)) - OWN_NAMES
    ]

    assert bare == []


def shown_arguments(call: ast.Call) -> list[ast.expr]:
    """The arguments of a call that people will read."""
    name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    if name in PROBLEMS:
        return [*call.args, *(keyword.value for keyword in call.keywords)]
    if name in HELPED:
        return [keyword.value for keyword in call.keywords if keyword.arg == "help"]
    if name == "Fault":
        return call.args[2:]
    if name == "Sheet":
        return [keyword.value for keyword in call.keywords if keyword.arg in {"title", "notes"}]
    return call.args[:1] if name in FIRST else []


def bare_strings(node: ast.expr) -> Iterator[str]:
    """The literal text in an expression that does not pass through `_` or `plural`."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
        values = [part.value for part in node.values if isinstance(part, ast.FormattedValue)]
        for value in values:
            yield from bare_strings(value)
    elif isinstance(node, ast.Call):
        if isinstance(node.func, ast.Attribute) and node.func.attr in {"format", "join"}:
            yield from bare_strings(node.func.value)
            for argument in node.args if node.func.attr == "join" else ():
                yield from bare_strings(argument)
    else:
        for below in inner(node):
            yield from bare_strings(below)


def inner(node: ast.expr) -> Sequence[ast.expr]:
    """The parts of an expression that may become its value."""
    if isinstance(node, ast.BinOp):
        return (node.left, node.right)
    if isinstance(node, ast.IfExp):
        return (node.body, node.orelse)
    if isinstance(node, ast.BoolOp):
        return node.values
    if isinstance(node, ast.List | ast.Tuple):
        return node.elts
    return (node.value,) if isinstance(node, ast.Starred) else ()


def test_bare_strings_are_found_wherever_they_hide() -> None:
    """The search sees literals, f-strings, `.format`, `+`, choices and lists, and lets translated ones pass."""
    hidden = '["plain", f"pieced {x}", "filled {}".format(x), _("ok") + "added", "one" if x else _("ok")]'

    found = list(bare_strings(ast.parse(hidden, mode="eval").body))

    assert found == ["plain", "pieced ", "filled {}", "added", "one"]


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


@pytest.mark.xfail(reason="Rich's tables cut text without blanks; the help has to fold it", strict=True)
@pytest.mark.parametrize("width", ["60", "80", "120"])
def test_help_is_not_cut_off(home: Path, width: str) -> None:
    """However narrow the screen is, all of a Chinese help text is there."""
    assert speak(home, helps(), COLUMNS=width).count("…") == 0


@pytest.mark.xfail(reason="Typer's 'Usage:' does not come from gettext", strict=True)
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

    assert ENGLISH.findall(shown) == []
    assert "程序发生意外错误" not in shown


def test_slips_on_the_command_line_are_answered_in_chinese(home: Path) -> None:
    """What Typer cannot read is explained in Chinese, with the nearest name."""
    shown = speak(home, SLIPS)

    assert re.findall(r"\b(?:[Dd]id|[Mm]issing|[Nn]o such|[Ii]nvalid|Error)\b", shown) == []
    assert "没有命令 opne。相近的有：'open'" in shown


@pytest.mark.xfail(reason="usage.py passes on what pydantic says about a number", strict=True)
def test_a_wrong_number_is_explained_in_chinese(home: Path) -> None:
    """--limit x and --limit 0 are explained in Chinese."""
    assert ENGLISH.findall(speak(home, [["list", "--limit", "x"], ["list", "--limit", "0"]])) == []


@pytest.mark.xfail(reason="the system's reasons are passed on as they are", strict=True)
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
