"""What people see: on a real terminal of 60, 80 and 120 columns in both languages, and in a pipe.

Terminal: no line is wider than the screen; names and numbers are whole; the least important columns go first, no sooner
than needed, and are named below; columns stand in line; COLUMNS, NO_COLOR and TERM=dumb are honoured; user text is
never markup; an import shows its progress; questions are asked and a no changes nothing.
Pipe: plain, whole and in line, whatever COLUMNS says; no progress.
"""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
import termios
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from tests.conftest import SAMPLES, TODAY, Run

from inspect_cli.app import main
from inspect_cli.rules import catalog, fields

# The columns of each screen, the most important first; what does not fit goes from the end.
HOME = [
    *("township", "open", "fixed", "major", "overdue", "due_soon", "rebound", "oldest_days", "fire"),
    *("traffic", "forest_fire", "mines", "fireworks"),
]
LIST = [
    *("number", "township", "description", "due", "status", "overdue", "category", "severity", "site"),
    *("owner", "days_open", "inspected_on", "location", "rebound_of"),
]
SUMMARY = [
    *("township", "found", "open", "fixed", "closed", "major", "overdue", "rectification_rate", "visits"),
    *("on_time_rate", "rebound_rate", "rebound", "claimed", "self_verified", "clean", "on_spot"),
    *("transferred", "due_so_far", "on_time", "clean_share"),
]
SCREENS = {"open": HOME, "list --limit 12": LIST, "summary": SUMMARY}
WIDTHS = (60, 80, 120)
STYLES = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")

Drawn = Callable[..., list[str]]
Answers = Callable[[str], list[dict[str, Any]]]


def on_terminal(*words: str, columns: int, keys: str = "", **environment: str) -> tuple[int, str]:
    """Type a command line on a terminal of so many columns, then `keys` and Ctrl-D; its exit code, what appeared."""
    outer, inner = pty.openpty()
    termios.tcsetwinsize(inner, (50, columns))
    known = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "NO_COLOR", "FORCE_COLOR")}
    given = {**known, "TERM": "xterm-256color", **environment}
    typed = [sys.executable, "-m", "inspect_cli", *words]
    with subprocess.Popen(typed, stdin=inner, stdout=inner, stderr=inner, env=given) as program:
        os.close(inner)
        os.write(outer, keys.encode() + b"\x04")  # so that nobody is waited for at one question more
        shown = b""
        while chunk := read(outer):
            shown += chunk
    os.close(outer)
    return program.returncode, shown.decode().replace("\r\n", "\n")


def read(terminal: int) -> bytes:
    """What has appeared on the terminal since; nothing when the program has let go of it."""
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment in which the sample city is the ledger, as it stood on TODAY; nothing here writes to it."""
    folder = tmp_path_factory.mktemp("city")
    environment = {"INSPECT_DB": str(folder / "demo.db"), "INSPECT_TODAY": TODAY, "XDG_CONFIG_HOME": str(folder)}
    assert main(["demo", environment["INSPECT_DB"]]) == 0
    return environment


@pytest.fixture(scope="module")
def drawn(city: dict[str, str]) -> Drawn:
    """The lines of a screen without their styles; each screen is drawn once."""
    known: dict[tuple[str, int, str], list[str]] = {}

    def draw(words: str, columns: int, lang: str) -> list[str]:
        key = (words, columns, lang)
        if key not in known:
            code, shown = on_terminal("--lang", lang, *words.split(), columns=columns, **city)
            assert code == 0, shown
            known[key] = STYLES.sub("", shown).splitlines()
        return known[key]

    return draw


@pytest.fixture
def answers(city: dict[str, str], run: Run, monkeypatch: pytest.MonkeyPatch) -> Answers:
    """The rows of a screen of the sample city as they are given to machines."""
    monkeypatch.setenv("INSPECT_DB", city["INSPECT_DB"])
    return lambda screen: list(run(*screen.split(), "--format", "json").json)


def titles(screen: str, lang: str) -> dict[str, str]:
    """What stands above each column of a screen -> the column's key."""
    known = {f.key: f for f in ((*fields.LEDGER, *fields.DERIVED) if screen.startswith("list") else fields.COUNTS)}
    known["township"] = next(f for f in fields.LEDGER if f.key == "township")
    names = {key: field.title(lang) for key, field in known.items()}
    names |= {c.key: c.zh if lang == "zh" else c.key for c in catalog.categories().values() if screen == "open"}
    return {name: key for key, name in names.items() if key in SCREENS[screen] or screen == "open"}


def columns_of(header: str, screen: str, lang: str) -> dict[str, tuple[int, int]]:
    """The columns a header shows: key -> where its title begins and ends, in cells."""
    keys = titles(screen, lang)
    places = {}
    for found in re.finditer(r"\S+(?: \S+)*", header):
        places[keys[found[0]]] = (cell_len(header[: found.start()]), cell_len(header[: found.end()]))
    return places


def cut(line: str, start: int, end: int | None) -> str:
    """What stands in a line from one cell to another."""
    cells = [part for ch in line for part in (ch, *[""] * (cell_len(ch) - 1))]
    return "".join(cells[start:end]).strip()


def every(*screens: str) -> pytest.MarkDecorator:
    """Run the test for these screens at every width in both languages."""
    cases = [(screen, width, lang) for screen in screens for width in WIDTHS for lang in ("en", "zh")]
    return pytest.mark.parametrize(("screen", "width", "lang"), cases)


@every(*SCREENS)
def test_no_line_is_wider_than_the_screen(drawn: Drawn, screen: str, width: int, lang: str) -> None:
    """No line of a table or of a note below it is wider than the terminal, a Chinese character counting two."""
    lines = drawn(screen, width, lang)

    assert len(lines) > 10
    assert [line for line in lines if cell_len(line) > width] == []


@pytest.mark.parametrize("words", ["--help", "add --help", "list --help"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_help_fits_the_screen(drawn: Drawn, words: str, lang: str) -> None:
    """Help fits a narrow terminal in both languages."""
    assert [line for line in drawn(words, 60, lang) if cell_len(line) > 60] == []


@every(*SCREENS)
def test_the_least_important_columns_go_first(drawn: Drawn, screen: str, width: int, lang: str) -> None:
    """The columns that stay are the most important ones; of the home screen's categories, the first ones."""
    kept = list(columns_of(drawn(screen, width, lang)[0], screen, lang))
    order = SCREENS[screen] if screen != "open" else [*HOME, *(key for key in kept if key not in HOME)]

    assert set(kept) == set(order[: len(kept)])
    assert len(kept) >= 3


@every("open", "summary")
def test_no_column_goes_needlessly(drawn: Drawn, screen: str, width: int, lang: str) -> None:
    """The most important of the columns that went would not have fitted any more."""
    whole = columns_of(drawn(screen, 400, lang)[0], screen, lang)
    lines = drawn(screen, width, lang)
    kept = columns_of(lines[0], screen, lang)
    order = [*SCREENS[screen], *(key for key in whole if key not in SCREENS[screen])]
    gone = [key for key in order if key in whole and key not in kept]
    starts = [0, *(end for _start, end in whole.values())]
    widths = dict(
        zip(whole, (after - before for before, after in pairwise(starts)), strict=True)
    )  # with the gap before

    assert not gone or cell_len(lines[1]) + widths[gone[0]] > width
    assert gone or width > 60


@every(*SCREENS)
def test_what_has_no_room_is_named(drawn: Drawn, screen: str, width: int, lang: str) -> None:
    """Below the table stands the title of each column that the screen has no room for, and of no other."""
    lines = drawn(screen, width, lang)
    whole, kept = (columns_of(drawn(screen, columns, lang)[0], screen, lang) for columns in (400, width))
    word = {"en": "No room for: ", "zh": "未显示："}[lang]
    said = "".join(lines).replace(" ", "").partition(word.replace(" ", ""))[2]
    gone = [name.replace(" ", "") for name, key in titles(screen, lang).items() if key in whole and key not in kept]
    end = {"en": ".Awider", "zh": "。加宽"}[lang]

    assert sorted(filter(None, re.split("[,、]", said.partition(end)[0]))) == sorted(gone)


@every("open", "summary")
def test_names_and_numbers_are_whole_and_in_line(
    drawn: Drawn, answers: Answers, screen: str, width: int, lang: str
) -> None:
    """Every township is there by its full name, with its own numbers, each ending right under the end of its title."""
    lines = drawn(screen, width, lang)
    columns = columns_of(lines[0], screen, lang)
    for row in answers(screen):
        flat = {**row, **row.get("categories", {})}
        [line] = [line for line in lines if line.startswith(f"{row['township']} ")]
        ends = [cell_len(line[: found.end()]) for found in re.finditer(r"\S+", line)]

        assert line.split() == ["-" if flat[key] is None else str(flat[key]) for key in columns]
        assert ends[1:] == [end for _start, end in list(columns.values())[1:]]


@every("list --limit 12")
def test_a_list_keeps_its_columns_in_line(drawn: Drawn, answers: Answers, screen: str, width: int, lang: str) -> None:
    """Numbers, towns and days are whole on one line; a long text goes on below itself without losing a character."""
    lines = drawn(screen, width, lang)
    columns = columns_of(lines[0], screen, lang)
    starts = [start for start, _end in columns.values()]
    places = dict(zip(columns, pairwise([*starts, None]), strict=True))
    rows: list[dict[str, str]] = []
    below = next(n for n, line in enumerate(lines) if line.startswith(("12 of ", "列出 12 项")))
    for line in lines[2:below]:
        part = {key: cut(line, *place) for key, place in places.items()}
        if part["number"]:
            rows.append(part)
        else:
            assert {key for key, text in part.items() if text} <= {"description", "site", "owner"}
            rows[-1] |= {key: rows[-1][key] + text for key, text in part.items()}

    for row, known in zip(rows, answers(screen), strict=True):
        texts = {"number", "township", "due", "inspected_on", "description", "site", "owner"} & row.keys()
        assert {key: row[key].replace(" ", "") for key in texts} == {
            key: (known[key] or "").replace(" ", "") for key in texts
        }


def test_columns_can_be_asked_for(city: dict[str, str]) -> None:
    """COLUMNS is narrower than the window: the table keeps to COLUMNS."""
    _code, wide = on_terminal("open", columns=120, **city)
    _code, narrow = on_terminal("open", columns=120, COLUMNS="50", **city)

    assert max(cell_len(line) for line in STYLES.sub("", wide).splitlines()) > 50
    assert max(cell_len(line) for line in STYLES.sub("", narrow).splitlines()) <= 50


def test_no_color_means_no_colour(city: dict[str, str]) -> None:
    """What is urgent is drawn in red, except with NO_COLOR."""
    colour = re.compile(r"\x1b\[(?:\d+;)*(?:3[0-7]|38|4[0-7]|48|9[0-7])")
    _code, usual = on_terminal("open", columns=80, **city)
    _code, plain = on_terminal("open", columns=80, NO_COLOR="1", **city)

    assert colour.search(usual)
    assert not colour.search(plain)


def test_a_dumb_terminal_gets_plain_text(city: dict[str, str]) -> None:
    """TERM=dumb gets the same table without any control sequence."""
    _code, shown = on_terminal("open", columns=80, TERM="dumb", **city)

    assert "\x1b" not in shown
    assert "石炭沟镇" in shown


def test_formats_for_machines_are_plain_on_a_terminal(city: dict[str, str], run_program: Run) -> None:
    """JSON asked for on a terminal is the JSON of a pipe, character by character."""
    _code, shown = on_terminal("open", "--format", "json", columns=60, **city)

    assert shown == run_program("open --format json", env=city).out


def test_user_text_is_no_markup_on_a_terminal(three_townships: Path, run: Run) -> None:
    """Brackets, emoji names and links that somebody typed stand on the terminal as they were typed."""
    texts = ["[/]", "[bold red]x[/]", ":bomb:", "[link=https://x.y]z[/link]", "\\[x]"]
    run("add", "fire", "东岔街道", "--owner", "[red]王", *texts)
    shown = [STYLES.sub("", on_terminal(*words, columns=200)[1]) for words in (("list",), ("show", "1-5", "--as", "x"))]

    assert all(text in screen for screen in shown for text in (*texts, "[red]王"))


def test_an_import_shows_its_progress(three_townships: Path, run: Run) -> None:
    """On a terminal an import shows a bar while it runs, gone at the end, where the counts stand."""
    run(f"init --townships {SAMPLES}/townships.csv")
    code, shown = on_terminal("import", f"{SAMPLES}/inspections.csv", columns=80)

    assert code == 0
    assert "Importing" in shown
    assert "━" in shown
    assert "Importing" not in STYLES.sub("", shown.rpartition("\x1b[2K")[2])
    assert "New: 3," in shown


@pytest.mark.parametrize(("answer", "code", "status"), [("n\n", 6, "found"), ("y\n", 0, "fixed"), ("\n", 6, "found")])
def test_many_hazards_are_asked_about(three_townships: Path, run: Run, answer: str, code: int, status: str) -> None:
    """More than three hazards at once: a yes changes them, a no or nothing does not."""
    run("add fire 东岔街道 一 二 三 四")
    ended, shown = on_terminal("fix", "1-4", "--by", "王某01", columns=80, keys=answer)

    assert ended == code
    assert "4" in shown
    assert {row["status"] for row in run("list --format json").json} == {status}


def test_init_asks_for_the_code(home: Path, run: Run) -> None:
    """On a terminal the first `init` asks for the code of this machine, and takes it in small letters too."""
    code, shown = on_terminal("init", columns=80, keys="cg\n")

    assert code == 0
    assert "Device: CG" in shown


@pytest.mark.parametrize("columns", ["", "20"])
def test_a_pipe_gets_everything(three_townships: Path, run_program: Run, run: Run, columns: str) -> None:
    """In a pipe nothing is cut, folded or coloured, whatever COLUMNS says: 300 characters stand on one line."""
    long = "疏散通道堵塞" * 50
    run("add", "fire", "东岔街道", "短", long, "--owner", "王某01")
    result = run_program("list", env={"COLUMNS": columns})
    starts = {cell_len(line.partition("found")[0]) for line in result.out.splitlines()[1:3]}

    assert any(long in line for line in result.out.splitlines())
    assert "\x1b" not in result.out + result.err
    assert "…" not in result.out
    assert len(starts) == 1


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_pipe_is_in_line(city: dict[str, str], run_program: Run, lang: str) -> None:
    """In a pipe each number ends under the end of its title, Chinese or not."""
    lines = run_program("--lang", lang, "open", env=city).out.splitlines()
    ends = [end for _start, end in columns_of(lines[0], "open", lang).values()]
    shown = [[cell_len(line[: found.end()]) for found in re.finditer(r"\S+", line)] for line in lines[1:]]

    assert len(shown) == 20
    assert [row[1:] for row in shown] == [ends[1:]] * 20


def test_a_pipe_shows_no_progress(three_townships: Path, run: Run, run_program: Run) -> None:
    """In a pipe an import says its counts and draws no bar."""
    run(f"init --townships {SAMPLES}/townships.csv")
    result = run_program(f"import {SAMPLES}/inspections.csv")

    assert result.code == 0
    assert "Importing" not in result.out + result.err
    assert "\x1b" not in result.out + result.err
