"""The Chinese side: every sentence is translated, in the words of the trade, and nothing English is left on a screen.

- the template and the catalogue hold the sentences of the source, all translated, with the same placeholders
- the compiled files are those of the catalogues
- a sentence for the user stands inside `_()`
"""

from __future__ import annotations

import ast
import re
import string
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

import inspect_cli
from inspect_cli import errors, messages

Sentence = str | tuple[str, ...]

SOURCE = Path(inspect_cli.__file__).parent
TEMPLATE = messages.FOLDER / "inspect_cli.pot"
CHINESE = messages.FOLDER / "zh" / "LC_MESSAGES"
KEYWORDS = {"_": None, "plural": (1, 2)}
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
        for english, strings in sentences(read("inspect_cli")).items()
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


def test_every_sentence_is_translated() -> None:
    """No sentence is left open, and none is marked fuzzy."""
    catalog = read("inspect_cli")

    assert [m.id for m in catalog if m.id and not all(texts(m))] == []
    assert [m.id for m in catalog if m.id and m.fuzzy] == []


def test_placeholders_are_those_of_the_english() -> None:
    """A translation fills in what its sentence fills in, in the same formats."""
    assert [pair for pair in translated() if placeholders(pair[0]) != placeholders(pair[1])] == []


def test_compiled_files_are_fresh() -> None:
    """The .mo files say what the .po files say."""
    with (CHINESE / "inspect_cli.mo").open("rb") as file:
        compiled = sentences(read_mo(file))

    assert compiled == sentences(read("inspect_cli"))


def test_translations_are_chinese() -> None:
    """A sentence with words has Chinese characters; none is left as it was."""
    with_words = [(english, chinese) for english, chinese in translated() if LETTERS.search(bare_text(english))]

    assert [pair for pair in translated() if pair[0] == pair[1]] == []
    assert [pair for pair in with_words if not HAN.search(pair[1])] == []


def bare_text(text: str) -> str:
    """The text without its placeholders."""
    return "".join(literal for literal, *_rest in string.Formatter().parse(text))


def test_chinese_has_chinese_punctuation() -> None:
    """Beside a Chinese character stands no half-width mark, and what ends in a full stop ends in 。."""
    half_width = re.compile(r"[\u4e00-\u9fff][,;:!?.]|[,;:!?][\u4e00-\u9fff]")
    typed = re.compile(r"起\.\.止|时:分|字段:词=值|文件(?:\.[a-z]+)+")  # has the marks of a command line

    assert [chinese for _english, chinese in translated() if half_width.search(typed.sub("", chinese))] == []
    assert [p for p in translated() if re.search(r"(?<!\.)\.$", p[0]) and not p[1].endswith("。")] == []


@pytest.mark.parametrize(("english", "chinese"), ONE_WORD.items())
def test_one_word_for_one_thing(english: str, chinese: str) -> None:
    """A thing has its word of the trade in every sentence, or stays as the key that people type."""
    word = re.compile(rf"(?<![-\w{{]){english}s?(?![-\w}}=])")

    assert [p for p in translated() if word.search(p[0]) and chinese not in p[1] and not word.search(p[1])] == []


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
