"""Measure what a large import asks of the machine and of those beside it: python benchmarks/large.py [--quick].

A second process looks at the home screen again and again while the import runs. Up to 100,000 rows it hardly notices;
beyond, it waits, says so, and is served in the end. Ctrl-C in the middle leaves nothing.
"""

from __future__ import annotations

import argparse
import json
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median
from typing import NamedTuple

import data
from run import PROGRAM, Workshop
from timing import Sample, measure

MEMORY_BAR = 400.0  # MiB
WAIT_BAR = 1.0  # seconds
TOLD_AFTER = 1.5  # seconds that a reader waits at most in silence, its own start included
STOPPED = 130
WAITING = "waiting for it to finish"
SMALL, LARGE = 100_000, 1_000_000


class Look(NamedTuple):
    """A reader's look at the home screen: how long it took, whether it was answered, whether it said that it waits."""

    seconds: float
    answered: bool
    told: bool


def look(shop: Workshop, ledger: Path) -> Look:
    """The home screen, once."""
    start = time.perf_counter()
    line = [PROGRAM, "--db", str(ledger), "open"]
    done = subprocess.run(line, env=shop.env, check=False, capture_output=True, text=True)
    return Look(time.perf_counter() - start, done.returncode == 0, WAITING in done.stderr)


def import_beside(shop: Workshop, ledger: Path, file: Path) -> tuple[Sample, list[Look]]:
    """Import the file while a reader looks again and again."""
    looks = []
    with ThreadPoolExecutor(1) as pool:
        importing = pool.submit(measure, [PROGRAM, "--db", str(ledger), "import", str(file)], shop.env)
        while not importing.done():
            looks.append(look(shop, ledger))
    return importing.result(), looks


def stop_halfway(shop: Workshop, ledger: Path, file: Path, seconds: float) -> tuple[int, int]:
    """Ctrl-C after so many seconds of an import: its exit code, and how many hazards are there."""
    line = [PROGRAM, "--db", str(ledger), "import", str(file)]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(line, env=shop.env, stdout=quiet, stderr=quiet) as importing:
        time.sleep(seconds)
        importing.send_signal(signal.SIGINT)
    home = json.loads(shop.run(ledger, "open", "--format", "json"))
    shop.run(ledger, "check")
    return importing.returncode, sum(row["open"] for row in home)


def judge(label: str, ours: str, bar: str, *, passes: bool) -> bool:
    """One line of the table of results."""
    print(f"{label:56} {ours:>16} {bar:>12}  {'pass' if passes else 'FAIL'}", flush=True)
    return passes


def judge_small(shop: Workshop, rows: int) -> list[bool]:
    """A reader beside an import that stays in memory."""
    ledger = shop.make_ledger("small.db")
    file = data.write_file(shop.folder / "small.csv", rows)
    took, looks = import_beside(shop, ledger, file)
    longest = max(one.seconds for one in looks) - median(one.seconds for one in looks)
    held = longest < WAIT_BAR and all(one.answered for one in looks)
    label = f"import of {rows:,} rows, {took.wall:.0f} s: {len(looks)} readers, longest wait"
    return [judge(label, f"{longest:.2f} s", f"{WAIT_BAR:.0f} s", passes=held)]


def judge_large(shop: Workshop, rows: int) -> list[bool]:
    """Memory and time of a large import, readers beside it, and Ctrl-C in its middle."""
    ledger = shop.make_ledger("large.db")
    file = data.write_file(shop.folder / "large.csv", rows)
    took, looks = import_beside(shop, ledger, file)
    longest = max(looks)
    told = all(one.told for one in looks if one.seconds > TOLD_AFTER + WAIT_BAR)
    stopped = stop_halfway(shop, shop.make_ledger("stopped.db"), file, took.wall / 2)
    label = f"import of {rows:,} rows, {took.wall:.0f} s"
    served = told and all(one.answered for one in looks)
    return [
        judge(f"{label}: peak memory", f"{took.peak:.0f} MiB", f"{MEMORY_BAR:.0f} MiB", passes=took.peak < MEMORY_BAR),
        judge(
            f"{label}: {len(looks)} readers, longest wait", f"{longest.seconds:.2f} s", "told, served", passes=served
        ),
        judge(
            f"{label}: Ctrl-C in its middle",
            "{}, {} left".format(*stopped),
            "130, 0 left",
            passes=stopped == (STOPPED, 0),
        ),
    ]


def main() -> int:
    """Run and draw; 1 when a bar is not held."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small files: only to see that it runs")
    quick = parser.parse_args().quick
    with tempfile.TemporaryDirectory(prefix="benchmark") as folder:
        shop = Workshop(Path(folder), quick=quick)
        verdicts = judge_small(shop, SMALL // 10 if quick else SMALL)
        verdicts += judge_large(shop, 2 * SMALL if quick else LARGE)
    return 0 if all(verdicts) else 1


if __name__ == "__main__":
    sys.exit(main())
