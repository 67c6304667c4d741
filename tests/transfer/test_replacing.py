"""A file takes the place of another whole or not at all.

* an existing file is refused, also a link that leads nowhere; a folder is told of when it is to be written over;
* what is raised in the block leaves the old file and no draft; the new one is for its owner only;
* a disk that is full, for the zip or for what a workbook keeps on the disk meanwhile, and Ctrl-C in the middle.
"""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from inspect_cli.errors import BadInput, StorageProblem
from inspect_cli.rules import fields
from inspect_cli.transfer import spreadsheet
from inspect_cli.transfer.replacing import refuse_existing, replacing
from inspect_cli.transfer.sheets import Sheet

Run = Callable[..., Any]
SECONDS = 60


def test_an_existing_file_is_refused(tmp_path: Path) -> None:
    """A file that is there is named, and so is what to do."""
    (tmp_path / "out.csv").write_text("old", encoding="utf-8")
    with pytest.raises(BadInput) as refusal:
        refuse_existing(str(tmp_path / "out.csv"))

    assert [part in str(refusal.value) for part in ("out.csv exists already", "Nothing was written", "--force")] == [
        True,
        True,
        True,
    ]


def test_a_link_that_leads_nowhere_is_a_file(tmp_path: Path) -> None:
    """A link stands there too, wherever it leads."""
    (tmp_path / "out.csv").symlink_to(tmp_path / "nowhere")
    with pytest.raises(BadInput):
        refuse_existing(str(tmp_path / "out.csv"))


@pytest.mark.parametrize("name", ["new.csv", "nowhere/new.csv", "a\0b.csv", "x" * 300 + ".csv", "folder.csv"])
def test_what_is_no_file_is_not_refused(tmp_path: Path, name: str) -> None:
    """What is not there, cannot be there, or is a folder is left to whoever writes."""
    (tmp_path / "folder.csv").mkdir()

    refuse_existing(str(tmp_path / name))


def test_the_new_file_is_whole_and_private(tmp_path: Path) -> None:
    """After the block the file holds what was written, its owner alone may read it, and no draft is left."""
    path = tmp_path / "out.bin"
    path.write_bytes(b"old")
    with replacing(str(path)) as out:
        out.write(b"new")
        assert path.read_bytes() == b"old"

    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == (b"new", 0o600)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("error", [KeyboardInterrupt, BadInput("no"), RuntimeError, OSError(28, "full")])
def test_the_old_file_stays(tmp_path: Path, error: Any) -> None:
    """Whatever is raised, the old file is as it was; what the system refuses is a storage problem."""
    path = tmp_path / "out.bin"
    path.write_bytes(b"old")
    wanted = StorageProblem if isinstance(error, OSError) else error if isinstance(error, type) else type(error)
    with pytest.raises(wanted):
        _break_off(path, error)

    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def _break_off(path: Path, error: Any) -> None:
    with replacing(str(path)) as out:
        out.write(b"new")
        raise error


def test_a_disk_without_room_for_the_zip(tmp_path: Path) -> None:
    """A workbook that its disk does not take is the system's fault, told once and not again when zipfile ends."""
    sheet = Sheet(fields.pick_fields(("number",)), [{"number": f"CG-{n}"} for n in range(100)])
    with pytest.raises(OSError, match="No space left"), Path("/dev/full").open("wb", buffering=0) as full:
        spreadsheet.write(sheet, full, "en", tmp_path)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("ending", ["csv", "xlsx", "jsonl"])
def test_ctrl_c_in_the_middle(sample_city: Path, home: Path, ending: str) -> None:
    """Stopped while it writes, an export leaves the old file, no draft, and ends with 130."""
    (home / f"out.{ending}").write_text("the old one", encoding="utf-8")
    before = sorted(home.iterdir())
    line = [sys.executable, "-m", "inspect_cli", "export", "--force", "-o", f"out.{ending}"]
    program = subprocess.Popen(line, stderr=subprocess.PIPE, env=os.environ, encoding="utf-8")
    deadline = time.monotonic() + SECONDS
    while not list(home.glob(f".out.{ending}.*")) and time.monotonic() < deadline:
        time.sleep(0.001)
    program.send_signal(signal.SIGINT)
    _out, said = program.communicate(timeout=SECONDS)

    assert program.returncode == 130, said
    assert (home / f"out.{ending}").read_text(encoding="utf-8") == "the old one"
    assert sorted(home.iterdir()) == before
