"""Whatever people type is text: shown harmlessly as it stands, or refused with a reason.

Markup, emoji names, formulas, SQL, paths, jokers and zero-width characters are kept as they are. Control codes, bidi
overrides, bytes that are no text and texts without end are refused. Both in every option of `add`, in every act, in
every filter, in numbers and names; what is kept survives a file. Never a control code in an answer, never a traceback,
never a mistake of ours, and the ledger stays sound.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.conftest import Run
from tests.hostility import HARMLESS, NAMELESS, REFUSED, SOME, check_soundness, each, harmless, refused, write

from inspect_cli.rules.names import split_people

OPTIONS = ("--site", "--village", "--location", "--owner", "--campaign", "--note", "--by", "--as")
KEYS = ("site", "village", "location", "item", "owner", "campaign", "note", "description")
FILTERS = ("--site", "--village", "--owner", "--campaign", "--batch", "--text")
WORDS = ("--township", "--category", "--status", "--severity", "--since", "--until", "--sort", "--due-within")
WORDS += ("--limit",)
# Acts, each about a hazard that it fits, with the options of it that take text.
STANDING = (
    "add fire 东岔街道 一 --due 3d",
    "add fire 东岔街道 二 三 --due 3d",
    "fix 2 --by 王某01",
    "transfer 3 --to 供电所 --reason 归其管",
    "add fire 东岔街道 四 --due 3d",
    "list-for-supervision 4 --level city --notice 一号",
    "suspend 4",
)
ACTS = {
    "fix 1": ("--by", "--note", "--reason"),
    "verify 2": ("--by", "--note", "--reason"),
    "verify 2 --fail --due 9d": ("--by", "--note", "--reason"),
    "extend 1 --due 9d": ("--reason",),
    "assign 1": ("--owner", "--reason"),
    "grade 1 --major": ("--criterion", "--reason"),
    "plan 1": ("--measures", "--owner", "--contingency", "--reason"),
    "list-for-supervision 1 --level city": ("--notice", "--supervisor", "--reason"),
    "delist 4": ("--notice", "--reason"),
    "suspend 1": ("--notice", "--reason"),
    "resume 4": ("--notice", "--reason"),
    "transfer 1": ("--to", "--reason"),
    "transfer 3 --reply done": ("--note", "--reason"),
    "void 1": ("--reason",),
    "link 1 --not-a-rebound": ("--reason",),
}
LONG = ("note", "reason", "criterion", "measures", "contingency")


@pytest.fixture(autouse=True)
def sound(three_townships: Path, ledger_path: Path) -> Iterator[None]:
    """The ledger is sound after each test, and has all its tables."""
    yield
    check_soundness(ledger_path)


@each(*HARMLESS)
def test_harmless_text_stays_as_typed(run: Run, text: str) -> None:
    """In a description and every option, such text is in the ledger as typed and harmless on every screen."""
    options = [word for option in OPTIONS for word in (option, fit(option, text))]
    added = harmless(run("add", "fire", "东岔街道", *options, "--", text))
    [row] = harmless(run("list --format json")).json
    screens = [harmless(run(words)).out for words in ("list", "show 1", "open", "summary --by site,campaign", "export")]

    typed = [key for key in KEYS if key != "item"]  # an item is one of its list's
    assert added.code == 0
    assert {key: row[key] for key in typed} == {key: kept(text)[key] for key in typed}
    assert row["inspectors"] == list(dict.fromkeys(split_people(kept(text)["owner"])))
    visible = kept(text)["site"].replace("\u200b", "\ufffd")
    assert all(visible in screen for screen in (added.out, *screens[:2], screens[3]))


@each(*HARMLESS)
def test_harmless_text_can_be_looked_for(run: Run, text: str) -> None:
    """Every filter finds such text as text: this hazard, and not the other one."""
    filters = ("--site", "--village", "--owner", "--campaign", "--text")
    options = [word for option in filters[:-1] for word in (option, fit(option, text))]
    run("add", "fire", "东岔街道", *options, "--", f"x{text}y")
    run("add fire 东岔街道 另一个 --site 商场 --village 村 --owner 王某01 --campaign 冬季")

    for option in filters:
        found = harmless(run("list", option, fit(option, text), "--format", "json")).json
        assert [row["number"] for row in found] == ["CG-1"]


@each(*HARMLESS, "a\nb", "a\r\nb", "\tx", " x ", "'", "''=1", "-1", "＝1", "甲,乙；丙", "a\ufeffb", "\u3000x")
def test_harmless_text_survives_a_file(run: Run, three_townships: Path, text: str) -> None:
    """Exported and imported again, such text is unchanged, and no spreadsheet runs it."""
    run("add", "fire", "东岔街道", "--owner", "x", "--note", text, "--", text)
    if text.isprintable():
        run("add", "fire", "东岔街道", "--site", text, "--owner", fit("--owner", text), "--by", text, "--", "x")
    run("export -o out.csv")
    counts = run("import out.csv --format json").json
    raw = (three_townships / "out.csv").read_bytes().decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(raw, newline="")) for cell in row]

    assert (counts["unchanged"], counts["new"], counts["rejected"]) == (counts["rows"], 0, 0)
    assert [cell for cell in cells if cell[:1] in ("=", "+", "-", "@", "\t", "\r")] == []


@each(*HARMLESS)
def test_harmless_text_comes_in_from_a_file(run: Run, three_townships: Path, text: str) -> None:
    """A file may have such text in every free column; it is in the ledger as it was in the file."""
    row = dict.fromkeys(KEYS, text) | {"category": "fire", "township": "东岔街道", "inspected_on": "2023-01-02"}
    write(three_townships / "in.csv", [row])
    result = harmless(run("import in.csv"))
    [known] = harmless(run("list --format json")).json
    expected = text[1:] if text == "'=x" else text  # an apostrophe before a formula is taken off, as written by export

    assert result.code == 0
    assert {key: known[key] for key in KEYS} == {
        **kept(expected),
        "owner": None if text in ("[/]", "💥🧯") else kept(expected)["site"],  # what fills a cell is nobody
    }


def fit(option: str, text: str) -> str:
    """The text, or somebody's name where a person is asked for and the text is none."""
    return "郑某08" if option in ("--owner", "--by") and text in NAMELESS else text


def kept(text: str) -> dict[str, str]:
    """What the ledger keeps of a text in every free column: names in one Unicode form, long texts as typed."""
    name = unicodedata.normalize("NFC", text)
    owner = unicodedata.normalize("NFC", fit("--owner", text))
    return {key: text if key in ("description", "note") else owner if key == "owner" else name for key in KEYS}


@each(*NAMELESS, "-", "／", "无", "N/A", "、", "王某01、-")
def test_what_is_no_name_is_nobody(run: Run, text: str) -> None:
    """What only fills a cell is nobody: nobody has to fix, has fixed, verifies or takes over under it."""
    run("add fire 东岔街道 一 --due 3d")
    run("add fire 东岔街道 二 --due 3d")
    run("fix 2 --by 王某01")

    refused(run("add", "fire", "东岔街道", "三", "--owner", text), 3)
    refused(run("fix", "1", "--by", text), 3)
    refused(run("assign", "1", "--owner", text), 3)
    refused(run("verify", "2", "--by", text), 3)
    refused(run("verify", "2", "--fail", "--due", "9d", "--reason", "未清", "--by", text), 3)
    assert [row["status"] for row in run("list --sort number --format json").json] == ["found", "fixed"]


@each(*HARMLESS, *REFUSED)
def test_such_text_is_no_item(run: Run, text: str) -> None:
    """An item is one of its list's: any other text is refused, whatever it holds, and nothing is written."""
    refused(run("add", "fire", "东岔街道", "--item", text), 2)
    refused(run("category", "show", "fire", "--item", text), 2)

    assert run("list --status all --format json").json == []


@each(*REFUSED)
def test_dangerous_text_is_refused_when_typed(run: Run, text: str) -> None:
    """As a description and in every option, such text is refused with a reason, and nothing is written."""
    refused(run("add", "fire", "东岔街道", "--", text), 3)
    for option in OPTIONS:
        said = refused(run("add", "fire", "东岔街道", "堵塞", option, text), 3).err
        assert "Nothing was written" in said
    for words in (("add", text, "东岔街道", "x"), ("add", "fire", text, "x")):
        refused(run(*words), 2)

    assert run("list --status all --format json").json == []


@each(*REFUSED)
def test_dangerous_text_is_refused_in_acts(run: Run, ledger_path: Path, text: str) -> None:
    """In no name, note, reason, notice or plan of any act such text is taken, and not a byte is written."""
    for line in STANDING:
        assert run(line).code == 0
    before = ledger_path.read_bytes()
    for line, options in ACTS.items():
        for option in (*options, "--as"):
            others = [word for other in options if other != option for word in (other, "x")]
            refused(run(*line.split(), *others, option, text), 3)
    refused(run("note", "1", "--", text), 3)
    refused(run("campaign", "start", "--", text), 3)
    refused(run("fix", "1", "--photo", text), 3)

    assert ledger_path.read_bytes() == before


@each(*HARMLESS)
def test_harmless_text_in_acts_stays_as_typed(run: Run, text: str) -> None:
    """In every name, note, reason and notice of an act such text is on the card as typed, harmless on the screen."""
    for line in STANDING:
        assert run(line).code == 0
    for line, options in ACTS.items():
        typed = [word for option in options for word in (option, fit(option, text))]
        assert harmless(run(*line.split(), *typed)).code == 0, line
        [event] = run(f"show {line.split()[1]} --format json").json[0]["history"][-1:]
        said = {name: event["details"].get(name) or event[name] for name in (*event["details"], "person", "note")}
        named = [name.strip("-") for name in options if name != "--by"]
        assert {name: said.get(name, said["person"]) for name in named} == {
            name: text if name in LONG else unicodedata.normalize("NFC", fit(f"--{name}", text)) for name in named
        }
        harmless(run(f"show {line.split()[1]}"))
        run("undo")

    assert harmless(run("check")).code == 0


def test_a_refused_user_is_called_so(run: Run) -> None:
    """Whoever types under a name that cannot be taken hears about that name, not about a verifier."""
    said = refused(run("--as", "\x1b[31mrot", "add", "fire", "东岔街道", "堵塞"), 3).err

    assert "Verified" not in said


def test_a_long_word_is_looked_for_like_any_other(run: Run) -> None:
    """A word of 60,000 characters finds nothing; the ledger is not called damaged for it."""
    assert harmless(run("list", "--text", "%" * 30_000)).code in (1, 2)
    assert harmless(run("list", "--text", "长" * 60_000)).code in (1, 2)


@each(*REFUSED)
def test_dangerous_text_finds_nothing(run: Run, text: str) -> None:
    """In a filter for text such a word finds nothing or is refused, and is no reason to doubt the ledger."""
    run("add fire 东岔街道 堵塞")
    for option in FILTERS:
        assert harmless(run("list", option, text)).code in (1, 2, 3), option


@each(*SOME)
def test_no_text_is_a_place_a_word_or_a_number(run: Run, text: str) -> None:
    """As a place, a category, a state, a day, an order, a number, a group or a format such text is wrong usage."""
    for option in WORDS:
        refused(run("list", option, text), 2)
    for words in (
        ("open", text),
        ("show", text),
        ("fix", "--", text),
        ("summary", "--by", text),
        ("--lang", text, "open"),
    ):
        refused(run(*words), 2)
    refused(run("open", "--format", text), 2)


@each(*SOME)
def test_no_text_is_a_device(run: Run, home: Path, text: str) -> None:
    """Such a text is no device code, and the device stays what it was."""
    refused(run("init", "--device", text), 3)

    assert run("add fire 东岔街道 堵塞").out.startswith("CG-1 ")
