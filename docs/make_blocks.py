"""Types the console blocks of the pages and puts in what they print; --check only says which pages are stale.

A block is ```console; a line that begins with `$ ` is typed, and `> ` goes on with it.
A page has a home of its own, a terminal of 100 columns, and the day and the person of SETTING.
`export INSPECT_TODAY=2026-12-05` in a block makes it that day for the rest of the page, also by the clock that stamps
entries; other variables of ours are set in the same way. What differs at each run (ids, times of day) is left as it
stands; an id that a page shows may be typed further down, and means what it means in this run.
"""

from __future__ import annotations

import os
import pty
import re
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from importlib import import_module
from pathlib import Path

from inspect_cli import settings
from inspect_cli.app import main as run_program
from inspect_cli.store import ids

ROOT = Path(__file__).parents[1]
# Loaded once: each command runs in a fork of this process, and so starts in a tenth of the time.
LOADED = (
    *("rich.progress", "rich.table", "inspect_cli.transfer.batch"),
    *(f"inspect_cli.store.{name}" for name in ("cards", "checks", "undoing")),
    *(
        f"inspect_cli.commands.{name}"
        for name in (
            "record",
            "importing",
            "see",
            "gaps",
            "today",
            "act",
            "major",
            "leave",
            "notice",
            "recheck",
            "undo",
            "walk",
        )
    ),
    *(
        f"inspect_cli.commands.{name}"
        for name in (
            "campaign",
            "place",
            "responsible",
            "duty",
            "watch",
            "who",
            "handover",
            "site",
            "category",
            "case",
            "report",
            "brief",
            "outbox",
            "page",
            "keep",
        )
    ),
)
PAGES = (
    *("README.md", "README.zh.md"),
    *(
        f"docs/{name}.md"
        for name in (
            "closed-loop",
            "rates",
            "exit-codes",
            "importing",
            "ledgers",
            "checklists",
            "notices",
            "registers",
            "handover",
            "campaigns",
            "reports",
            "page",
        )
    ),
)
SETTING = {"INSPECT_TODAY": "2026-11-24", "INSPECT_USER": "李某02", "COLUMNS": "100", "TERM": "xterm", "TZ": "UTC"}
HOME = "~"
END = b"\0"
_BLOCK = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.DOTALL | re.MULTILINE)
_TYPED = re.compile(r"^(\$ .*\n(?:> .*\n)*)((?:(?!\$ ).*\n)*)", re.MULTILINE)  # a line, and what it prints
_SET = re.compile(r"\$ export (INSPECT_[A-Z_]+)=(\S+)\n")
_OURS = re.compile(r"inspect-cli((?: [^|<>&;$]*)?)(; echo \$\?)?\n")
_ID = re.compile(r"\b(?:[0-9a-f]{32}|[0-9a-f]{8})\b")
_VARYING = re.compile(_ID.pattern + r"|\d{4}-\d\d-\d\d\s+\d\d:\d\d(?::\d\d)?")  # folded lines are one line
_CONTROL = re.compile(r"(\x1b\[[\d;?]*[A-Za-z]|\r?\n|\r)")


def fill_page(text: str, lang: str) -> str:
    """The page with what its console blocks print now."""
    with tempfile.TemporaryDirectory() as made:
        home = os.path.realpath(made)
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("INSPECT_", "LC_", "LANG"))}
        folders = {"HOME": home, "XDG_CONFIG_HOME": f"{home}/.config", "XDG_DATA_HOME": f"{home}/.local/share"}
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        env = {**kept, **folders, **SETTING, "INSPECT_LANG": lang, "LC_ALL": "C.UTF-8", "PATH": path}

        now: dict[str, str] = {}  # id on the page -> id in this run

        def fill(block: re.Match[str]) -> str:
            shown = ""
            for line, printed in _TYPED.findall(block[0]):
                prints = type_line(rename(line, now), home, env).replace(home, HOME)
                before, after = _ID.findall(printed), _ID.findall(prints)
                now.update(zip(before, after, strict=True) if len(before) == len(after) else ())
                shown += line + rename(prints, {new: old for old, new in now.items()})
            same = _VARYING.sub("", shown) == _VARYING.sub("", block[0])
            return block[0] if same else shown

        return _BLOCK.sub(fill, text)


def rename(text: str, names: dict[str, str]) -> str:
    """The text with other ids."""
    return _ID.sub(lambda found: names.get(found[0], found[0]), text)


def type_line(line: str, home: str, env: dict[str, str]) -> str:
    """What a line of a block prints on a terminal; a line that sets a variable does so for those after it."""
    if told := _SET.fullmatch(line):
        env[told[1]] = told[2]
        return ""
    plain = re.sub(r"^[$>] ", "", line, flags=re.MULTILINE)

    def run() -> int:
        os.chdir(home)
        os.environ.clear()
        os.environ.update(env)
        time.tzset()
        settings.now = stamp
        ids._random.seed()  # noqa: SLF001 - a fork would draw what its parent draws, and so give ids twice
        if not (ours := _OURS.fullmatch(plain)):
            return subprocess.run(["bash", "-c", plain], check=False).returncode
        code = run_program(shlex.split(ours[1]))
        if ours[2]:
            print(code)
        return 0

    return re.sub(r"[ \t]+$", "", look_at(on_terminal(run)), flags=re.MULTILINE)


def stamp() -> datetime:
    """This time of day on the day of the page: else it would say how long ago the page was written."""
    day = date.fromisoformat(os.environ["INSPECT_TODAY"])
    return datetime.combine(day, datetime.now(UTC).timetz())


def on_terminal(run: Callable[[], int]) -> str:
    """What a child process that runs `run` shows on a terminal."""
    waits, lets_go = os.pipe()
    child, ours = pty.fork()
    if not child:
        nowhere = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nowhere, 0)
        sys.stdout = open(1, "w", encoding="utf-8", buffering=1, closefd=False)  # noqa: SIM115
        sys.stderr = open(2, "w", encoding="utf-8", buffering=1, closefd=False)  # noqa: SIM115
        code = run()
        sys.stdout.flush()
        os.write(1, END)
        os.read(waits, 1)  # a terminal may lose what was not read yet when its last program ends
        os._exit(code)
    shown = b""
    while not shown.endswith(END) and (more := _read(ours)):
        shown += more
    os.write(lets_go, b".")
    os.waitpid(child, 0)
    for end in (waits, lets_go, ours):
        os.close(end)
    return shown.removesuffix(END).decode()


def look_at(shown: str) -> str:
    """What is left to see: a progress bar clears its line and goes up again, colours are no text."""
    lines = [""]
    for part in _CONTROL.split(shown):
        if part.endswith("\n"):
            lines.append("")
        elif part == "\x1b[2K":
            lines[-1] = ""
        elif part == "\x1b[1A":
            lines.pop()
        elif not _CONTROL.fullmatch(part):
            lines[-1] += part
    return "\n".join(lines)


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 1 << 16)
    except OSError:  # Linux says so when nobody is left at the other end
        return b""


def main() -> int:
    """Write the pages that are stale, or name them."""
    stale = False
    for name in LOADED:
        import_module(name)
    for page in PAGES:
        old = (ROOT / page).read_text(encoding="utf-8")
        new = fill_page(old, "zh" if ".zh." in page else "en")
        stale |= new != old
        if new != old and "--check" in sys.argv:
            print(f"{page} does not show what the program prints; run: just docs")
        elif new != old:
            (ROOT / page).write_text(new, encoding="utf-8")
    return int("--check" in sys.argv and stale)


if __name__ == "__main__":
    sys.exit(main())
