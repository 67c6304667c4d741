"""Ctrl-C and SIGTERM at any moment: nothing is written and the exit code is 130 or 143, or all is there and it is 0.

* a signal before the commit takes everything back, one after it changes nothing: at every step around the commit;
* while the commit's bytes go to the disk, and until the program is gone, even when the key is held down;
* at moments of the clock, in an import, which then is whole or not there; the ledger is sound;
* after a command everything answers signals as before, also in the process of another program;
* a commit that fails lets the signal through; so do the next write and the next question;
* a store that nobody waits for, and one in a thread, leave signals alone.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from inspect_cli import prompts
from inspect_cli.store import stopping
from inspect_cli.store.ids import make_id
from inspect_cli.store.opening import create_database
from inspect_cli.store.sqlite import Sqlite
from inspect_cli.store.waiting import Patience

Run = Callable[..., Any]
PROGRAM = (sys.executable, "-m", "inspect_cli")
ROWS = 3000
SIGNALS = (signal.SIGINT, signal.SIGTERM)
# Runs the program and sends it a signal at the call of a function or the return from one that has this number, counted
# from the first entry that is made on; without a number it tells how many there were, and which came before the commit.
LAUNCHER = """
import os, sys
from inspect_cli.app import main
number, at = int(sys.argv[1]), int(sys.argv[2])
sys.argv = ["inspect-cli", *sys.argv[3:]]
counted = commit = 0
def count(frame, event, argument):
    global counted, commit
    where = os.path.basename(frame.f_code.co_filename), frame.f_code.co_name
    if counted or where == ("journal.py", "append"):
        counted += 1
        commit = commit or (where == ("stopping.py", "hold") and event == "return" and counted)
        if counted == at:
            os.kill(os.getpid(), number)
sys.setprofile(count)
code = main()
sys.setprofile(None)
if not at:
    print(commit, counted, file=sys.stderr)
sys.exit(code)
"""


@pytest.fixture
def as_before() -> Iterator[None]:
    """Signals are answered as before the test."""
    before = [signal.getsignal(number) for number in SIGNALS]
    yield
    assert [signal.getsignal(number) for number in SIGNALS] == before


@pytest.fixture
def rows_file(three_townships: Path) -> Path:
    """A file of ROWS hazards beside an empty ledger."""
    path = three_townships / "rows.csv"
    rows = (f"fire,东岔街道,2023-01-02,第{n}个\n" for n in range(ROWS))
    path.write_text("category,township,inspected_on,description\n" + "".join(rows), encoding="utf-8")
    return path


def launch(number: int, at: int, *words: str) -> subprocess.CompletedProcess[str]:
    """The program, to which this signal is sent at that step."""
    line = [sys.executable, "-c", LAUNCHER, str(number), str(at), *words]
    return subprocess.run(line, capture_output=True, text=True, check=False, encoding="utf-8")


def count_hazards(run: Run) -> int:
    """How many hazards the ledger holds; it is sound."""
    assert run("check").code == 0
    return sum(row["open"] for row in run("open --format json").json)


def test_every_step_around_the_commit(three_townships: Path, ledger_path: Path, run: Run) -> None:
    """Wherever `add` is stopped from its entry to its end, it has written nothing or everything and says which."""
    line = ("add", "fire", "东岔街道", "堵塞", "--due", "7d")
    empty = ledger_path.read_bytes()
    commit, last = map(int, launch(0, 0, *line).stderr.split()[-2:])
    moments = {1, commit // 2, *range(commit - 24, commit + 24, 4), *range(commit, last, (last - commit) // 4), last}
    written: dict[signal.Signals, list[int]] = {number: [] for number in SIGNALS}
    for n, moment in enumerate(sorted(moments)):
        number = SIGNALS[n % 2]
        ledger_path.write_bytes(empty)
        done = launch(number, moment, *line)
        assert "Traceback" not in done.stderr
        outcome = done.returncode, done.stdout.startswith("CG-1 "), count_hazards(run)
        assert outcome in ((128 + number, False, 0), (0, True, 1))
        written[number].append(outcome[2])

    assert all(each == sorted(each) and len({*each}) == 2 for each in written.values())


@pytest.mark.parametrize("number", SIGNALS)
def test_a_key_held_down(rows_file: Path, ledger_path: Path, run: Run, number: signal.Signals) -> None:
    """Once its bytes go to the ledger file an import is complete and says so, however often it is told to stop."""
    size = ledger_path.stat().st_size
    with subprocess.Popen([*PROGRAM, "import", str(rows_file)], stdout=-1, stderr=-1, text=True) as importing:
        while importing.poll() is None:
            if ledger_path.stat().st_size > size:
                importing.send_signal(number)
        out, err = importing.communicate()

    assert (importing.returncode, "Traceback" in err) == (0, False), err
    assert f"New: {ROWS:,}" in out
    assert "Everything is on the disk." in err
    assert count_hazards(run) == ROWS


def test_moments_of_the_clock(rows_file: Path, ledger_path: Path, run: Run) -> None:
    """Stopped at any moment, an import is not there, exit code 130, or is complete and has said so, exit code 0."""
    empty = ledger_path.read_bytes()
    start = time.monotonic()
    subprocess.run([*PROGRAM, "import", str(rows_file)], check=True, capture_output=True)
    seconds = time.monotonic() - start
    draw = random.Random(3)  # noqa: S311 - moments, not secrets
    for _turn in range(10):
        ledger_path.write_bytes(empty)
        with subprocess.Popen([*PROGRAM, "import", str(rows_file)], stdout=-1, stderr=-1, text=True) as importing:
            time.sleep(seconds * draw.uniform(0.3, 1.05))
            importing.send_signal(signal.SIGINT)
            out, err = importing.communicate()
        whole = importing.returncode == 0
        # A shell calls both 130: while Python itself still starts, it ends by the signal.
        assert importing.returncode in (0, 130, -signal.SIGINT), err
        assert (f"New: {ROWS:,}" in out, "Traceback" in err) == (whole, False)
        assert count_hazards(run) == (ROWS if whole else 0)


def test_afterwards_all_is_as_before(three_townships: Path, run: Run, as_before: None) -> None:
    """A command run inside another program leaves that program's answers to signals behind, also when it fails."""
    for words in ("add fire 东岔街道 堵塞", "fix 1 --by 王某01", "open", "add fire nowhere 堵塞", "nonsense"):
        run(words)

    assert not stopping.is_held()


@pytest.fixture
def store_of_somebody(tmp_path: Path, as_before: None) -> Iterator[Sqlite]:
    """A store somebody waits for, the keyboard's interrupt as Python answers it."""
    with pytest.MonkeyPatch.context():
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
        database = create_database(str(tmp_path / "own.db"), make_id(), Patience(lambda _sentence: None))
        assert isinstance(database, Sqlite)
        yield database
        database.close()
        stopping.release(obey=False)
        signal.signal(signal.SIGINT, before)


def fail(*, signalled: bool) -> None:
    """A commit that fails."""
    with stopping.final():
        assert stopping.is_held()
        if signalled:
            os.kill(os.getpid(), signal.SIGINT)
        raise ZeroDivisionError


def enter(database: Sqlite, key: str) -> None:
    """One write."""
    with database.writing():
        database.insert("store", [(key, "x")])


@pytest.mark.parametrize("obeys", ["write", "question"])
def test_what_lets_it_through(store_of_somebody: Sqlite, obeys: str) -> None:
    """A signal that came after a commit is answered by the next write, which is not begun, or by the next question."""
    enter(store_of_somebody, "first")
    os.kill(os.getpid(), signal.SIGINT)
    assert stopping.is_held()

    following: dict[str, Callable[[], object]] = {
        "write": lambda: enter(store_of_somebody, "second"),
        "question": lambda: prompts.ask_text("?"),
    }
    with pytest.raises(KeyboardInterrupt):
        following[obeys]()

    assert not stopping.is_held()
    assert {row["key"] for row in store_of_somebody.rows("store_facts")} == {"first", "schema_version", "store_id"}


def test_a_failed_commit_lets_it_through(store_of_somebody: Sqlite) -> None:
    """When the commit fails nothing is final: signals are answered again, one that came meanwhile at once."""
    with pytest.raises(ZeroDivisionError):
        fail(signalled=False)
    assert not stopping.is_held()

    with pytest.raises(KeyboardInterrupt):
        fail(signalled=True)
    assert not stopping.is_held()


def test_nobody_waits(tmp_path: Path, as_before: None) -> None:
    """A store opened by a program, for nobody in particular, leaves the program's signals alone."""
    database = create_database(str(tmp_path / "own.db"), make_id())
    assert isinstance(database, Sqlite)
    enter(database, "first")

    assert not stopping.is_held()
    database.close()


def test_a_thread_has_no_signals(store_of_somebody: Sqlite, tmp_path: Path) -> None:
    """A thread, which gets no signals, writes as usual."""
    failed: list[BaseException] = []

    def write() -> None:
        try:
            own = create_database(str(tmp_path / "own.db"), make_id(), Patience(lambda _sentence: None))
            assert isinstance(own, Sqlite)
            enter(own, "second")
            own.close()
        except BaseException as error:  # noqa: BLE001 - told to the test
            failed.append(error)

    thread = threading.Thread(target=write)
    thread.start()
    thread.join()

    assert (failed, stopping.is_held()) == ([], False)
    assert "second" in json.dumps(store_of_somebody.rows("store_facts"))
