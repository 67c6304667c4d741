"""Somebody at a terminal who walks through a checklist: what is typed, what appears, how a program is killed."""

from __future__ import annotations

import codecs
import fcntl
import os
import pty
import select
import signal
import subprocess
import sys
import termios
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tests.conftest import Run
from tests.test_screens import STYLES, on_terminal

PATIENCE = 60  # seconds that a screen may stay as it is
SITES = "code,name,township,village,kind,state\nS1,百货商场,东岔街道,,mall,\nM1,一号煤矿,石炭沟镇,,coal_mine,stopped\n"
WALK = ("walk", "fire", "东岔街道", "--site", "百货商场")
SHANTY = ("walk", "fire", "云杉岭镇", "--site", "棚户区", "--place-kind", "shanty")  # two items: FIRE-09, FIRE-11
ITEMS = 14  # of a mall
ASKED = "? help:"
ENTER = "\n"
# Root may write everywhere; without two rights, CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH, the modes of files bind it.
BOUND = """
import ctypes, os, sys
for right in (1, 2):
    ctypes.CDLL(None).prctl(24, right, 0, 0, 0)
os.execv(sys.executable, [sys.executable, "-m", "inspect_cli", *sys.argv[1:]])
"""
# Kills itself before the nth step: what goes to the disk for the draft, every statement to the ledger, the end of both.
DYING = """
import os, signal, sys
from inspect_cli.app import main
steps, last = 0, int(sys.argv[1])
WATCHED = {"walks.py": {"write", "fsync"}, "sqlite.py": {"execute", "executemany"}, "pathlib.py": {"unlink"}}
def watch(frame, event, called):
    global steps
    name = os.path.basename(frame.f_code.co_filename)
    if event == "c_call" and getattr(called, "__name__", "") in WATCHED.get(name, ()):
        reads = str(frame.f_locals.get("sql", "")).startswith(("SELECT", "PRAGMA"))
        steps += not reads and "inspect_cli.store.walks" in sys.modules and begun()
        if steps == last:
            os.kill(os.getpid(), signal.SIGKILL)
def begun():
    from pathlib import Path
    return any(Path(os.environ["XDG_DATA_HOME"], "inspect-cli", "walks").glob("*"))
sys.setprofile(watch)
sys.exit(main(sys.argv[2:]))
"""
Drafts = Callable[[], list[Path]]
Hazards = Callable[[], list[dict[str, Any]]]


def answered(run: Run) -> list[list[int]]:
    """How far each unfinished walk came."""
    return [[row["answered"], row["items"]] for row in run("walk --format json").json]


def visits(run: Run) -> int:
    """How many visits there are."""
    return sum(row["visits"] for row in run("summary --by category --format json").json)


def walk(keys: str, *words: str, columns: int = 100, lang: str = "en") -> tuple[int, str]:
    """Walk with these keys, then Ctrl-D; the code, what appeared without its styles."""
    code, shown = on_terminal("--lang", lang, *(words or WALK), columns=columns, keys=keys)
    return code, STYLES.sub("", shown)


class Desk:
    """Somebody at a terminal who waits for what appears before going on."""

    def __init__(self, *words: str, columns: int = 100, program: Sequence[str] = ("-m", "inspect_cli")) -> None:
        self._outer, inner = pty.openpty()
        termios.tcsetwinsize(inner, (50, columns))

        def take_terminal() -> None:
            os.setsid()
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)

        typed = [sys.executable, *program, *words]
        known = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
        self.program = subprocess.Popen(
            typed,
            stdin=inner,
            stdout=inner,
            stderr=inner,
            env={**known, "TERM": "xterm-256color"},
            preexec_fn=take_terminal,  # noqa: PLW1509 - the tests have one thread
        )
        os.close(inner)
        self.shown = ""
        self._decoder = codecs.getincrementaldecoder("utf-8")()

    def wait_for(self, text: str, times: int = 1) -> None:
        """Until the text has appeared so often."""
        while STYLES.sub("", self.shown).count(text) < times:
            ready, _others, _errors = select.select([self._outer], [], [], PATIENCE)
            assert ready, self.shown
            self.shown += self._decoder.decode(os.read(self._outer, 65536))

    def press(self, keys: str) -> None:
        """Type keys as they are."""
        os.write(self._outer, keys.encode())

    def resize(self, columns: int) -> None:
        """The window has another width from now on."""
        termios.tcsetwinsize(self._outer, (50, columns))

    def is_plain(self) -> bool:
        """Whether the terminal shows what is typed and takes lines, as before."""
        modes = termios.tcgetattr(self._outer)[3]
        return bool(modes & termios.ECHO and modes & termios.ICANON)

    def wait(self) -> int:
        """Until the program ends; its code."""
        while True:
            try:
                part = os.read(self._outer, 65536)
            except OSError:
                part = b""
            if not part:
                return self.program.wait()
            self.shown += self._decoder.decode(part)

    def pull_the_plug(self) -> None:
        """The program ends at once, wherever it is."""
        self.program.send_signal(signal.SIGKILL)
        self.program.wait()

    def leave(self) -> None:
        """Nobody is at the terminal any more."""
        self.pull_the_plug()
        os.close(self._outer)


Sit = Callable[..., Desk]
