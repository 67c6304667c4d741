"""A program that is killed, and disks that do not let it write: all of a command is in the ledger, or nothing.

* `kill -9` in the middle of an import of 20,000 rows, at several moments: nothing or all is there, the file is whole,
  the next command works, and the import can be run again;
* Ctrl-C and SIGTERM in the middle of it end with 130 and 143 and nothing in the ledger;
* a ledger, or a folder, that may not be written: questions are answered, writing is a storage problem;
* a file or folder that may not be read; a disk that stops taking bytes, for the ledger and for an export.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from inspect_cli.store.opening import open_database

Run = Callable[..., Any]
ROWS = 20_000
# Root may write everywhere; without two rights, CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH, the modes of files bind it.
LAUNCHER = """
import ctypes, os, resource, sys
if os.geteuid() == 0:
    for right in (1, 2):
        ctypes.CDLL(None).prctl(24, right, 0, 0, 0)
if int(sys.argv[1]):
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), int(sys.argv[1])))
os.execv(sys.executable, [sys.executable, "-m", "inspect_cli", *sys.argv[2:]])
"""


@pytest.fixture(scope="module")
def big_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger file with 20,000 hazards in as many visits."""
    path = tmp_path_factory.mktemp("big") / "big.csv"
    towns = ("东岔街道", "石炭沟镇", "云杉岭镇")
    with path.open("w", encoding="utf-8") as out:
        out.write("category,township,inspected_on,inspectors,site,description,owner,due\n")
        for n in range(ROWS):
            day = f"2022-{n % 12 + 1:02}-{n % 28 + 1:02}"
            out.write(f"fire,{towns[n % 3]},{day},王某01,点位{n},隐患 {n},赵某,2023-02-01\n")
    return path


@pytest.fixture(scope="module")
def seconds(big_file: Path, tmp_path_factory: pytest.TempPathFactory) -> float:
    """How long the import takes here when nobody kills it."""
    home = tmp_path_factory.mktemp("measured")
    env = {**os.environ, "XDG_CONFIG_HOME": f"{home}/c", "XDG_DATA_HOME": f"{home}/d", "INSPECT_TODAY": "2023-01-15"}
    (home / "t.csv").write_text("code,name\n1,东岔街道\n2,石炭沟镇\n3,云杉岭镇\n", encoding="utf-8")
    program = [sys.executable, "-m", "inspect_cli"]
    subprocess.run([*program, "init", "--device", "CG", "--townships", home / "t.csv"], env=env, check=True)
    start = time.monotonic()
    subprocess.run([*program, "import", big_file], env=env, check=True)
    return time.monotonic() - start


def _start_import(big_file: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "inspect_cli", "import", str(big_file)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _count(ledger: Path) -> int:
    with closing(open_database(str(ledger))) as database:
        assert database.run("PRAGMA integrity_check") == [("ok",)]  # type: ignore[attr-defined]
        total: int = database.rows("hazard_total")[0]["total"]
        entries = database.rows("township_heads", order="township")
        assert sum(head["last_seq"] for head in entries) == total + (
            4 if total else 3
        )  # three townships, and the name of the file
    return total


@pytest.mark.parametrize("moment", [0.1, 0.6, 0.85, 0.95])
def test_kill_by_the_clock(
    three_townships: Path, ledger_path: Path, run: Run, big_file: Path, seconds: float, moment: float
) -> None:
    """Killed after a part of the time it takes, an import has written nothing or everything."""
    importing = _start_import(big_file)
    time.sleep(max(0.2, moment * seconds))
    importing.kill()
    importing.wait()

    total = _count(ledger_path)

    assert total in (0, ROWS)
    assert run("open").code == 0
    assert f"CG-{total + 1} " in run("add fire 东岔街道 又一处").out


@pytest.mark.parametrize("moment", ["journal begun", "file growing"])
def test_kill_while_writing(three_townships: Path, ledger_path: Path, run: Run, big_file: Path, moment: str) -> None:
    """Killed while its bytes go to the disk, an import leaves the old state, and can be run again."""
    journal = ledger_path.with_name("ledger.db-journal")
    size = ledger_path.stat().st_size
    importing = _start_import(big_file)
    while importing.poll() is None:
        if (journal.stat().st_size if moment == "journal begun" else ledger_path.stat().st_size - size) > 0:
            importing.kill()
            break
    assert importing.wait() == -signal.SIGKILL

    assert run("open").code == 0
    assert _count(ledger_path) == 0
    again = run(f"import --dry-run {big_file} --format json")
    assert again.json["new"] == ROWS


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_stopped_politely(
    three_townships: Path, ledger_path: Path, big_file: Path, number: signal.Signals, code: int
) -> None:
    """Ctrl-C and SIGTERM in the middle of an import end it with their code and with nothing written."""
    journal = ledger_path.with_name("ledger.db-journal")
    importing = _start_import(big_file)
    while journal.stat().st_size == 0 and importing.poll() is None:
        time.sleep(0.001)
    importing.send_signal(number)

    assert importing.wait() == code
    assert _count(ledger_path) == 0


def _bound(*words: str, largest_file: int = 0, stdout: Any = subprocess.PIPE) -> subprocess.CompletedProcess[str]:
    """Run a command line that file modes bind, even as root, and that may write no file larger than so many bytes."""
    command = [sys.executable, "-c", LAUNCHER, str(largest_file), *words]
    return subprocess.run(command, stdout=stdout, stderr=subprocess.PIPE, text=True, check=False, encoding="utf-8")


@pytest.fixture
def one_hazard(three_townships: Path, ledger_path: Path, run: Run) -> Path:
    """A ledger with one hazard."""
    assert run("add fire 东岔街道 堵塞 --due 7d").code == 0
    return ledger_path


@pytest.mark.parametrize("what", ["file", "folder"])
def test_read_only(one_hazard: Path, what: str) -> None:
    """A ledger that may not be written, or lies where nothing may be written, is read; writing says so, exit code 4."""
    locked, mode = (one_hazard, 0o400) if what == "file" else (one_hazard.parent, 0o500)
    one_hazard.with_name("ledger.db-journal").unlink(missing_ok=True)
    before = one_hazard.read_bytes()
    locked.chmod(mode)
    asked, written = _bound("list"), _bound("add", "fire", "东岔街道", "又一处")
    locked.chmod(0o700)

    assert (asked.returncode, "CG-1" in asked.stdout) == (0, True)
    assert written.returncode == 4
    assert "Nothing was written" in written.stderr
    assert one_hazard.read_bytes() == before


@pytest.mark.parametrize("what", ["file", "folder"])
def test_unreadable(one_hazard: Path, what: str) -> None:
    """A ledger that may not be read, or lies in a folder that may not be entered, is exit code 4 with a sentence."""
    locked = one_hazard if what == "file" else one_hazard.parent
    locked.chmod(0)
    asked = _bound("open")
    locked.chmod(0o700)

    assert asked.returncode == 4
    assert "cannot be used" in asked.stderr
    assert "should not have happened" not in asked.stderr


def test_init_where_nothing_may_be_written(home: Path) -> None:
    """`init` in a folder that may not be written is exit code 4 and leaves nothing there."""
    folder = home / "locked"
    folder.mkdir(mode=0o500)
    made = _bound("--db", str(folder / "ledger.db"), "init", "--device", "CG")

    assert made.returncode == 4
    assert list(folder.iterdir()) == []


def test_disk_stops_taking_bytes(one_hazard: Path, big_file: Path, run: Run) -> None:
    """An import that the disk cuts short is exit code 4, says that nothing was written, and that is so."""
    before = one_hazard.read_bytes()
    small = big_file.with_name("small.csv")
    small.write_text("".join(big_file.read_text(encoding="utf-8").splitlines(keepends=True)[:3000]), encoding="utf-8")
    cut = _bound("import", str(small), largest_file=1_000_000)

    assert cut.returncode == 4
    assert "Nothing was written" in cut.stderr
    assert "CG-1" in run("list").out
    assert one_hazard.read_bytes() == before
    assert "CG-2 " in run("add fire 东岔街道 又一处").out


@pytest.mark.parametrize("name", ["out.csv", "out.json", "out.jsonl", "out.xlsx", "out.md"])
def test_export_to_a_full_disk(one_hazard: Path, home: Path, run: Run, name: str) -> None:
    """An export that the disk cuts short leaves the file that was there, and no other file."""
    assert run("add", "fire", "东岔街道", *["很长" * 1900] * 20).code == 0
    (home / name).write_text("the old one", encoding="utf-8")
    before = sorted(home.iterdir())
    cut = _bound("export", "-o", name, "--force", largest_file=50_000)

    assert cut.returncode == 4
    assert "unchanged" in cut.stderr
    assert (home / name).read_text(encoding="utf-8") == "the old one"
    assert sorted(home.iterdir()) == before


def test_export_where_nothing_may_be_written(one_hazard: Path, home: Path) -> None:
    """An export into a folder that is not there or may not be written is exit code 4."""
    (home / "locked").mkdir(mode=0o500)

    for target in ("locked/out.csv", "nowhere/out.csv"):
        assert _bound("export", "-o", target).returncode == 4
    assert list((home / "locked").iterdir()) == []


def test_full_standard_output(one_hazard: Path, run: Run) -> None:
    """An export into a full device is exit code 4, not a success and not a traceback."""
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        cut = _bound("export", stdout=full)

    assert cut.returncode == 4
    assert "Traceback" not in cut.stderr
