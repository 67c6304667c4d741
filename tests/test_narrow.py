"""Narrow screens: on real terminals of 30 to 60 columns, in both languages, nothing that is shown is cut.

Every command that draws a table or a card: each number, each word of a command and each Chinese character of the
columns that are shown stands there whole; what goes is named; no line is wider than the screen.
"""

from __future__ import annotations

import json
import os
import pty
import re
import shlex
import subprocess
import sys
import termios
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from rich.cells import cell_len
from tests.conftest import TODAY
from tests.every_command import LINES, type_everything
from tests.test_screens import STYLES, read

from inspect_cli.fitting import LONGEST

Drawn = Callable[[int, str], list[str]]
Known = Callable[[str], list[str]]
WIDTHS = (30, 40, 50, 60)
SHOWN = (
    *("open", "today", "list", "gaps", "coverage", "case list", "mapping list", "mapping show", "recheck"),
    *("sample", "batch list", "who", "responsible list", "duty list", "duty gaps", "duty checks", "campaign list"),
    *("campaign status", "summary", "report daily", "report weekly", "report monthly", "report campaign"),
    *("report log", "report lag", "profile list", "profile show"),
    *("category list", "category show", "category kinds", "site show"),
    *(f"{register} list" for register in ("department", "township", "village", "zone", "site")),
)
MORE = (  # what makes the screens fuller
    "site set 东岔街道 商场 --must-visit --visit-days 7",
    "site add 东岔街道 '某某 商贸有限责任公司' --kind mall --must-visit",
    "add fire 东岔街道 '灭火器过期，压力表指针不在绿区，疏散通道堵塞' --due 99d --on 2023-01-02 --site 商场",
    "add traffic 东岔街道 https://example.org/a/very/long/address/without/a/blank --due 3d",
    "responsible add 东岔街道 --name 赵某03 --village 一村 --phone 0999-1003 --post 包村干部",
    "campaign start 春节 --from 2023-01-16 --end 2023-01-27 --kind period",
    "duty check 东岔街道 --result present --at '2023-01-15 10:00' --note '电话 0999-1001'",
)
TYPED = [f"{command} {LINES[command]}" for command in SHOWN] + [
    "coverage --by township",
    "gaps --on 2023-01-16",
    "summary --by category",
    "who --name 王某01",
    "list --status all",
]
MARK = "-" * 8  # between two screens
STOPPED = datetime.now(UTC).isoformat()  # how late a report is, to the minute, must not differ between two readings
SCRIPT = f"""
import json, sys
from datetime import datetime
from inspect_cli import settings
from inspect_cli.app import main
settings.now = lambda: datetime.fromisoformat("{STOPPED}")
for line in json.loads(sys.argv[1]):
    main(line)
    print("{MARK}", flush=True)
"""
WORD = re.compile(r"[\x21-\x7e]+")
RUNNING = re.compile(r"[^\x00-\xff]")
GONE = {"en": re.compile(r"Noroomfor:(.*?)\.Awider"), "zh": re.compile(r"未显示：(.*?)。加宽")}
HEADS = re.compile(r"[\s/\\]|(?<=） )\d+$")  # what a title of several rows has between them and below


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with something of everything; nothing here writes to it any more."""
    folder = type_everything(tmp_path_factory.mktemp("town"))
    assert all(speak(folder, [shlex.split(line) for line in MORE]))
    speak(folder, [shlex.split(line) for line in TYPED])  # reports are kept, once
    return folder


@pytest.fixture(scope="module")
def drawn(town: Path) -> Drawn:
    """What each of TYPED draws at a width in a language; each is drawn once."""
    return cache(lambda width, lang: speak(town, lines_in(lang), width))


@pytest.fixture(scope="module")
def known(town: Path) -> Known:
    """The same answers whole, as Markdown, which has the columns of the screen."""
    return cache(lambda lang: speak(town, [[*line, "--format", "markdown"] for line in lines_in(lang)]))


def lines_in(lang: str) -> list[list[str]]:
    """What is typed, in a language."""
    return [["--lang", lang, *shlex.split(line)] for line in TYPED]


def environment(folder: Path) -> dict[str, str]:
    """Where the ledger is, on the day TODAY; the terminal says how wide it is."""
    known = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "NO_COLOR", "FORCE_COLOR")}
    homes = {"XDG_CONFIG_HOME": str(folder / "config"), "XDG_DATA_HOME": str(folder / "data")}
    return {**known, **homes, "INSPECT_TODAY": TODAY, "INSPECT_USER": "李某02", "TERM": "xterm-256color"}


def speak(folder: Path, lines: list[list[str]], columns: int | None = None) -> list[str]:
    """What each line prints, in one process: in a pipe, or on a terminal of so many columns."""
    typed = [sys.executable, "-c", SCRIPT, json.dumps(lines)]
    given = environment(folder)
    if columns is None:
        done = subprocess.run(typed, env=given, cwd=folder, capture_output=True, encoding="utf-8", check=True)
        return done.stdout.split(f"{MARK}\n")[:-1]
    outer, inner = pty.openpty()
    termios.tcsetwinsize(inner, (50, columns))
    with subprocess.Popen(
        typed, stdin=inner, stdout=inner, stderr=subprocess.DEVNULL, env=given, cwd=folder
    ) as program:
        os.close(inner)
        shown = b""
        while chunk := read(outer):
            shown += chunk
    os.close(outer)
    assert program.returncode == 0
    return STYLES.sub("", shown.decode().replace("\r\n", "\n")).split(f"{MARK}\n")[:-1]


def find_gone(shown: str, lang: str) -> list[str]:
    """The titles, without blanks, of the columns that a screen says it has no room for."""
    return [title for said in GONE[lang].findall(HEADS.sub("", shown)) for title in re.split("[,、]", said)]


def read_markdown(text: str, gone: list[str]) -> list[str]:
    """The cells of the tables of an answer in Markdown, those of the columns that are gone aside."""
    cells: list[str] = []
    kept: list[bool] = []
    for line in [*text.splitlines(), ""]:
        row = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if not row:
            kept = []
        elif not kept:
            kept = [HEADS.sub("", title) not in gone for title in row]
        elif not set("".join(row)) <= set("-:"):
            plain = [re.sub(r"\\(.)", r"\1", cell.removeprefix("**").removesuffix("**")) for cell in row]
            cells += [cell for cell, shown in zip(plain, kept, strict=True) if shown]
    return cells


def find_lost(cells: list[str], shown: str) -> Counter[str]:
    """The words and the Chinese characters of these cells that the screen has not, or not as often."""
    words = [word for cell in cells for word in WORD.findall(cell)]
    long = [word for word in words if len(word) > LONGEST]  # is broken where there is no room
    asked = Counter(word for word in words if word not in long)
    asked += Counter(ch for cell in cells for ch in RUNNING.findall(cell))
    there = Counter(WORD.findall(shown)) + Counter(RUNNING.findall(shown))
    whole = re.sub(r"\s", "", shown)
    return asked - there + Counter(word for word in long if not re.search(".*?".join(map(re.escape, word)), whole))


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_cut(drawn: Drawn, known: Known, width: int, lang: str) -> None:
    """On each screen stands every word of the columns that it has; what it has no room for is named below it."""
    lost = {
        line: find_lost(read_markdown(text, find_gone(screen, lang)), screen)
        for line, screen, text in zip(TYPED, drawn(width, lang), known(lang), strict=True)
    }

    assert {line: words for line, words in lost.items() if words} == {}
    assert sum(len(read_markdown(text, [])) for text in known(lang)) > 500


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("width", WIDTHS)
def test_no_line_is_too_wide(drawn: Drawn, known: Known, width: int, lang: str) -> None:
    """No line of a table, a card or a note is wider than the screen, unless it is a single word."""
    whole = {line for text in known(lang) for line in text.splitlines()}  # a sentence that the terminal itself folds
    wide = [line for screen in drawn(width, lang) for line in screen.splitlines() if cell_len(line) > width]

    assert [line for line in wide if " " in line.strip() and line not in whole] == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    ("line", "lang", "told"),
    [
        ("who 东岔街道 fire", "en", ("township  东岔街道", "village   一村", "zone ", "site ")),
        ("who 东岔街道 fire", "zh", ("乡镇        东岔街道", "村（社区）  一村", "山头片区 ", "点位 ")),
        ("duty gaps 2023-01-16", "en", ("石炭沟镇", "云杉岭镇")),
        ("duty gaps 2023-01-16", "zh", ("石炭沟镇", "云杉岭镇")),
    ],
)
def test_rows_are_told_apart(drawn: Drawn, width: int, line: str, lang: str, told: tuple[str, ...]) -> None:
    """However narrow the screen is, it says of which layer nobody answers, and who has no roster."""
    screen = drawn(width, lang)[TYPED.index(line)]

    assert [word for word in told if word not in screen] == []
