"""The documents say what the program does: generated pages are fresh, shown output is real, links lead somewhere.

Commands: each is in the reference and has a help text; each line of the README names existing commands and options.
Pages: made by their scripts as they stand; console blocks print what they show; quoted code stands in its file.
Languages: both READMEs have the same shape, and lead to every page.
The closed loop: its page has every step, every problem that `check` knows, and every filter it names.
Rates: the worked example, typed again, gives every fraction that its page spells out.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.conftest import ROOT, Run

from inspect_cli.app import commands
from inspect_cli.rules import words

REFERENCE = ROOT / "docs" / "commands.md"
READMES = ("README.md", "README.zh.md")
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
GLOBALS = {"--db", "--lang", "--as"}
_FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_HEADING = re.compile(r"^(#+) ", re.MULTILINE)
_LINK = re.compile(r"\]\((?!\w+:)([^)#]+)[^)]*\)")
_LINE = re.compile(
    r"(?:^|[|(;]|&&|xargs -r)\s*(?:\$ )?(?:\S*/)?(?:inspect-cli|insp)(?= |$)([^|;)&<>\n]*)", re.MULTILINE
)
_STEP = re.compile(r"^\| `([a-z-]+)", re.MULTILINE)
_FAULT = re.compile(r'Fault\(\s*_\("([^"]+)"|_\("(A picture [^"]+)"')
_TOLD = re.compile(
    r"^\$ (?P<typed>.*)|^- (?P<rate>[A-Z][a-z ]+): .*?(?P<part>\d+) / (?P<whole>\d+) = (?P<share>[\d.]+)$", re.MULTILINE
)
_COUNTED = {
    "Rectified": ("closed", "found", "rectification_rate"),
    "On time": ("on_time", "due_so_far", "on_time_rate"),
    "Rebound": ("rebound", "closed", "rebound_rate"),
}
_NAMED = re.compile(r"`([\w/]+\.py)(?:: (\w+))?`")


def blocks(page: str) -> list[tuple[str, str]]:
    """The language and the text of each block of a page."""
    return _FENCED.findall((ROOT / page).read_text(encoding="utf-8"))


def section(command: str) -> str:
    """What the reference says about a command."""
    text = REFERENCE.read_text(encoding="utf-8")
    return text.partition(f"### inspect-cli {command}\n")[2].partition("\n##")[0]


def typed(page: str) -> list[str]:
    """What is typed after the program's name in the blocks of a page, without what it prints."""
    lines = [line for _kind, text in blocks(page) for line in text.splitlines() if not line.startswith("> ")]
    return [found for line in lines for found in _LINE.findall(line)]


@pytest.mark.parametrize("command", commands())
def test_every_command_is_described(command: str) -> None:
    """A command stands in the table with a sentence, and in the reference with its help."""
    assert commands()[command].help
    assert commands()[command].help in " ".join(section(command).split())


@pytest.mark.parametrize("script", ["make_commands", "make_fields"])
def test_generated_pages_are_fresh(script: str) -> None:
    """What the script makes now is what the page says."""
    check(script)


@pytest.mark.skipif(sys.platform == "win32", reason="the pages show a shell on a terminal, which Windows has not")
def test_console_blocks_are_real() -> None:
    """Every console block of the pages, typed again, prints what the page shows."""
    check("make_blocks")


def check(script: str) -> None:
    """Run a script of docs/ with --check."""
    line = [sys.executable, ROOT / "docs" / f"{script}.py", "--check"]
    done = subprocess.run(line, capture_output=True, text=True, encoding="utf-8", check=False)
    assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_to_files(page: Path) -> None:
    """Every link to a file of ours finds it."""
    links = _LINK.findall(page.read_text(encoding="utf-8"))
    missing = [link for link in links if not (page.parent / link).exists()]

    assert missing == []


def test_both_readmes_have_one_shape() -> None:
    """The Chinese README has the sections, tables and blocks of the English one."""
    english, chinese = ((ROOT / page).read_text(encoding="utf-8") for page in READMES)

    assert _HEADING.findall(_FENCED.sub("", chinese)) == _HEADING.findall(_FENCED.sub("", english))
    assert [kind for kind, _text in _FENCED.findall(chinese)] == [kind for kind, _text in _FENCED.findall(english)]
    assert chinese.count("\n| ") == english.count("\n| ")
    assert chinese.count("\n- ") == english.count("\n- ")


@pytest.mark.parametrize("page", READMES)
def test_readme_leads_to_every_page(page: str) -> None:
    """Whoever begins at a README finds all there is to read."""
    text = (ROOT / page).read_text(encoding="utf-8")
    lost = [f"docs/{found.name}" for found in (ROOT / "docs").glob("*.md") if f"(docs/{found.name})" not in text]

    assert lost == []


@pytest.mark.parametrize("page", READMES)
def test_readme_names_what_exists(page: str) -> None:
    """Every command line of a README names a command and options that there are."""
    lines = typed(page)
    unknown = [line for line in lines if not exists(shlex.split(line))]

    assert len(lines) > 20
    assert unknown == []


def exists(words: list[str]) -> bool:
    """Whether these words begin with a command and name only its options."""
    command = next((name for name in commands() if words[: len(name.split())] == name.split()), "" if words else "open")
    given = {word.partition("=")[0] for word in words if re.fullmatch(r"-[a-z]|--[a-z-]+(=.*)?", word)}
    offered = set(re.findall(r"(?<=[\s│])(?:--[a-z-]+|-[a-z])(?=[ ,])", section(command)))
    return bool(command) and given <= offered | GLOBALS


def test_architecture_names_what_exists() -> None:
    """Every file and every function that the map names is there."""
    named = _NAMED.findall((ROOT / "docs" / "architecture.md").read_text(encoding="utf-8"))
    source = ROOT / "src" / "inspect_cli"
    lost = [(path, name) for path, name in named if not stands_in(name, find_source(source, path))]

    assert len(named) > 40
    assert lost == []


def test_architecture_names_every_file() -> None:
    """The map has every file but those of commands, which are called as they are typed."""
    named = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    source = ROOT / "src" / "inspect_cli"
    files = [path for path in source.rglob("*.py") if path.parent.name != "commands" and "__" not in path.name]

    assert len(files) > 150
    assert [path.name for path in files if f"`{path.name}" not in named and f"/{path.name}" not in named] == []


def find_source(source: Path, path: str) -> str:
    """The text of a file that is named by its path, or by its bare name in one of the folders."""
    found = [source / path] if (source / path).exists() else list(source.glob(f"*/{path}"))
    return found[0].read_text(encoding="utf-8") if len(found) == 1 else ""


def stands_in(name: str, text: str) -> bool:
    """Whether a file is there and has the function or constant `name`; a bare file has all."""
    return bool(text) and (not name or bool(re.search(rf"^\s*(?:def )?{name}\b\s*[(:=]", text, re.MULTILINE)))


def test_quoted_code_stands_in_its_file() -> None:
    """The examples of CONTRIBUTING are the program's own lines."""
    quotes = [text.split("\n", 1) for kind, text in blocks("CONTRIBUTING.md") if kind == "python"]
    lost = [head for head, code in quotes if code not in (ROOT / head[2:]).read_text(encoding="utf-8")]

    assert len(quotes) == 4
    assert lost == []


def test_the_changelog_line_is_the_changelogs() -> None:
    """The example of a changelog line stands in the changelog."""
    [line] = [text for kind, text in blocks("CONTRIBUTING.md") if kind == "markdown"]

    assert line in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_every_step_of_a_hazard_is_described() -> None:
    """The table of moves has each command that acts on a hazard; the table of states has each state."""
    text = (ROOT / "docs" / "closed-loop.md").read_text(encoding="utf-8")
    panel = commands()["fix"].panel
    others = {"recheck", "sample", "undo", "batch list", "batch undo"}
    acting = {name for name, entry in commands().items() if entry.panel == panel} - others

    assert set(_STEP.findall(text.partition("## Moves")[2].partition("## Guards")[0])) == {"add", *acting}
    assert set(_STEP.findall(text.partition("## States")[2].partition("## Moves")[0])) == set(words.STATES)


def test_every_problem_is_described() -> None:
    """The table of problems has what `check` may say, word for word, and nothing else."""
    text = (ROOT / "docs" / "closed-loop.md").read_text(encoding="utf-8")
    source = (ROOT / "src" / "inspect_cli" / "store" / "checks.py").read_text(encoding="utf-8")
    said = {fault or picture for fault, picture in _FAULT.findall(source)}
    table = text.partition("| problem |")[2].partition("\n\n")[0]

    assert len(said) > 10
    assert set(re.findall(r"^\| ([A-Z][^|]+) \|", table, re.MULTILINE)) == said


def test_every_named_filter_is_there() -> None:
    """Each filter in the table of flags is an option of `list`."""
    text = (ROOT / "docs" / "closed-loop.md").read_text(encoding="utf-8")
    table = text.partition("| flag |")[2].partition("\n\n")[0]
    named = set(re.findall(r"`(--[a-z-]+)", table))

    assert len(named) > 5
    assert [option for option in named if f" {option} " not in section("list")] == []


class Told(NamedTuple):
    """A fraction of the worked example: its rate, what stands on the page, what the last summary counts."""

    rate: str
    page: tuple[int, int, float]
    counts: dict[str, int | float]


def told(run: Run, monkeypatch: pytest.MonkeyPatch) -> Iterator[Told]:
    """The fractions of docs/rates.md, its lines typed one after the other in a ledger of its own."""
    counts = {}
    for found in _TOLD.finditer((ROOT / "docs" / "rates.md").read_text(encoding="utf-8")):
        line = found["typed"] or ""
        if found["rate"]:
            yield Told(found["rate"], (int(found["part"]), int(found["whole"]), float(found["share"])), counts)
        elif line.startswith("export "):
            monkeypatch.setenv(*line.removeprefix("export ").split("="))
        elif line == "inspect-cli summary --by category":
            [counts] = run("summary --by category --format json").json
        elif line.startswith("inspect-cli ") and " init " not in line:
            assert run(line.removeprefix("inspect-cli ")).code == 0


def test_the_worked_example_is_what_the_program_counts(
    run: Run, three_townships: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every fraction that the page of the rates spells out is made of the counts of that summary, and is its rate."""
    pairs = [(each.page, tuple(each.counts[key] for key in _COUNTED[each.rate])) for each in told(run, monkeypatch)]

    assert len(pairs) == 12
    assert [page for page, _counted in pairs] == [counted for _page, counted in pairs]
    assert all(share == round(100 * part / whole, 1) for (part, whole, share), _counted in pairs)


def test_a_hazard_overdue_and_open_lowers_the_on_time_rate(
    run: Run, three_townships: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On the day after a first deadline the rate falls; a later deadline and a late closing do not lift it again."""
    counts = [each.counts for each in told(run, monkeypatch) if each.rate == "On time"]
    moved = [(row["overdue"], row["on_time"], row["due_so_far"], row["on_time_rate"]) for row in counts]

    assert moved == [(0, 2, 3, 66.7), (1, 2, 4, 50.0), (0, 2, 4, 50.0), (0, 3, 5, 60.0)]
