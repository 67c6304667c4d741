"""Runs two programs in turn, each in a fresh process, and compares the medians of what they took."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

SCREEN = (50, 250)  # lines and columns of the pseudo-terminal: the whole home screen fits
WARM_UP = 1
KIB = 1024


@dataclass(frozen=True)
class Sample:
    """What one run took, or the median of several: seconds, processor seconds (user and system), peak memory in MiB."""

    wall: float
    cpu: float
    peak: float


@dataclass(frozen=True)
class Comparison:
    """Medians of two programs that took turns; it passes when the ratio of wall times is within the bar."""

    label: str
    peer: str
    ours: Sample
    theirs: Sample
    bar: float
    turns: int

    @property
    def wall_ratio(self) -> float:
        """Ours over theirs."""
        return self.ours.wall / self.theirs.wall

    @property
    def cpu_ratio(self) -> float:
        """Ours over theirs."""
        return self.ours.cpu / self.theirs.cpu

    @property
    def passes(self) -> bool:
        """Whether the bar holds."""
        return self.wall_ratio <= self.bar

    def as_dict(self) -> dict[str, Any]:
        """For results.json."""
        ratios = {"wall_ratio": round(self.wall_ratio, 3), "cpu_ratio": round(self.cpu_ratio, 3)}
        return {**asdict(self), **ratios, "passes": self.passes}


def take_turns(sides: Mapping[str, Callable[[], Sample]], turns: int) -> dict[str, Sample]:
    """The median of each side's runs. They run in turn, after a warm-up; who goes first moves on each time."""
    names = list(sides)
    taken: dict[str, list[Sample]] = {name: [] for name in names}
    for turn in range(WARM_UP + turns):
        first = turn % len(names)
        for name in names[first:] + names[:first]:
            sample = sides[name]()
            if turn >= WARM_UP:
                taken[name].append(sample)
    return {name: _middle(samples) for name, samples in taken.items()}


def measure(line: Sequence[str], env: Mapping[str, str], *, terminal: bool = False) -> Sample:
    """Run a program once, its output read to the end through a pipe or a pseudo-terminal."""
    start = time.perf_counter()
    process, output = (_start_on_terminal if terminal else _start_in_pipe)(line, env)
    said = _read_all(output)
    _pid, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(line)} ended with {process.returncode}: {said[-500:].decode(errors='replace')}")
    return Sample(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / KIB)


def _start_in_pipe(line: Sequence[str], env: Mapping[str, str]) -> tuple[subprocess.Popen[bytes], int]:
    reader, writer = os.pipe()
    return _start(line, env, writer), reader


def _start_on_terminal(line: Sequence[str], env: Mapping[str, str]) -> tuple[subprocess.Popen[bytes], int]:
    reader, writer = pty.openpty()
    fcntl.ioctl(writer, termios.TIOCSWINSZ, struct.pack("HHHH", *SCREEN, 0, 0))
    return _start(line, {**env, "TERM": "xterm-256color"}, writer), reader


def _start(line: Sequence[str], env: Mapping[str, str], output: int) -> subprocess.Popen[bytes]:
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(line, env=env, stdin=quiet, stdout=output, stderr=quiet, close_fds=True)
    os.close(output)
    return process


def _read_all(output: int) -> bytes:
    said = b""
    try:
        while part := os.read(output, 1 << 16):
            said += part
    except OSError:  # a pseudo-terminal ends so on Linux
        pass
    finally:
        os.close(output)
    return said


def _middle(samples: Sequence[Sample]) -> Sample:
    columns = zip(*((s.wall, s.cpu, s.peak) for s in samples), strict=True)
    return Sample(*(round(median(column), 4) for column in columns))
