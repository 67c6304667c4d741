"""Measure inspect-cli against named peers in one run: python benchmarks/run.py [--quick] [bar ...].

Only ratios count: the runs of both sides take turns, so that whatever else the machine does falls on both. A bar holds
for the ratio of the medians of wall time; processor time is shown beside it.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import data
from timing import Comparison, Sample, measure, take_turns

HERE = Path(__file__).parent
RESULTS = HERE / "results.json"
SCRIPTS = Path(sys.executable).parent
PROGRAM = str(SCRIPTS / "inspect-cli")
CSVSQL = str(SCRIPTS / "csvsql")
LIBRARIES = ("inspect-cli", "typer", "rich", "pydantic", "csvkit")
TYPED = ("add", "fire", "石炭沟镇", "疏散通道堵塞", "--owner", "王某01", "--due", "7d")
SCREEN_WORDS = ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES")
MEMORY_BARS = {"import": 300.0, "export": 150.0}  # MiB
Results = dict[str, Any]


class Workshop:
    """A temporary folder with a home of its own for inspect-cli, and the environment that points there."""

    def __init__(self, folder: Path, *, quick: bool) -> None:
        self.folder = folder
        self.quick = quick
        # Whoever runs this may forbid writing bytecode; every program here gets a fresh cache of its own.
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("INSPECT_", "PYTHON", *SCREEN_WORDS))}
        self.env = kept | {
            "XDG_CONFIG_HOME": str(folder / "config"),
            "XDG_DATA_HOME": str(folder / "data"),
            "PYTHONPYCACHEPREFIX": str(folder / "bytecode"),
            "INSPECT_TODAY": str(data.TODAY),
            "INSPECT_USER": "李某02",
            "INSPECT_LANG": "en",
            "COLUMNS": "250",  # Rich squeezes nothing, in a pipe either
        }

    def run(self, ledger: Path, *words: str) -> str:
        """Run inspect-cli on a ledger and return its standard output."""
        line = [PROGRAM, "--db", str(ledger), *words]
        return subprocess.run(line, env=self.env, check=True, text=True, capture_output=True).stdout

    def starter(self, line: Sequence[str], where: str = "pipe") -> Callable[[], Sample]:
        """What measures one run of a program, its output going to a pipe or to a terminal."""
        return partial(measure, line, self.env, terminal=where == "terminal")

    def make_ledger(self, name: str, file: Path | None = None, townships: Path | None = None) -> Path:
        """A ledger with the register, and with the rows of a file."""
        ledger = self.folder / name
        register = townships or data.write_register(self.folder)
        self.run(ledger, "init", "--device", "CG", "--townships", str(register))
        if file:
            self.run(ledger, "import", str(file))
        return ledger


def measure_everyday(shop: Workshop) -> list[Comparison]:
    """Bar 1: `add` and `open` on 20,000 hazards against the least that a Typer program costs."""
    count, turns = (2_000, 5) if shop.quick else (20_000, 25)
    rows = data.write_file(shop.folder / "everyday.csv", count, hazards_only=True)
    ledger = str(shop.make_ledger("everyday.db", rows))
    home = json.loads(shop.run(Path(ledger), "open", "--format", "json"))
    size = ["--rows", str(len(home) + 1), "--columns", str(8 + len(home[0]["categories"]))]
    floor = [sys.executable, str(HERE / "floor.py")]
    lines = {
        "open": ([PROGRAM, "--db", ledger, "open"], [*floor, "open", *size]),
        "add": ([PROGRAM, "--db", ledger, *TYPED], [*floor, "--db", ledger, *TYPED[:4], *TYPED[5::2]]),
    }
    made = []
    for where in ("pipe", "terminal"):
        for name, (ours, theirs) in lines.items():
            sides = {"ours": shop.starter(ours, where), "floor.py": shop.starter(theirs, where)}
            taken = take_turns(sides, turns)
            label = f"{name}, {count:,} hazards, {where}"
            made.append(Comparison(label, "floor.py", taken["ours"], taken["floor.py"], bar=1.35, turns=turns))
    return made


def measure_growth(shop: Workshop) -> list[Comparison]:
    """Bar 2: `open` on 1,000,000 hazards, 97 % closed, against `open` on 1,000."""
    times, turns = (20, 5) if shop.quick else (1_000, 25)
    small = shop.make_ledger("small.db", data.write_file(shop.folder / "small.csv", 1_000, hazards_only=True))
    large = shop.folder / "large.db"
    data.grow_ledger(small, large, times)
    sides = {path.stem: shop.starter([PROGRAM, "--db", str(path), "open"]) for path in (large, small)}
    taken = take_turns(sides, turns)
    label = f"open, {1_000 * times:,} hazards"
    return [Comparison(label, "1,000 hazards", taken["large"], taken["small"], bar=1.3, turns=turns)]


def measure_bulk(shop: Workshop) -> list[Comparison]:
    """Bar 3: `fix` and `verify` of 1,000 numbers in one command against those of one number."""
    count, turns = 1_000, 3 if shop.quick else 15
    rows = data.write_file(shop.folder / "bulk.csv", count, hazards_only=True, closed=0)
    # A major would need its plan first, and two verifiers.
    rows.write_text(rows.read_text(encoding="utf-8").replace(",major,", ",general,"), encoding="utf-8")
    found = shop.make_ledger("found.db", rows)
    fixed = shop.folder / "fixed.db"
    shutil.copy(found, fixed)
    shop.run(fixed, "fix", f"{data.PREFIX}-1-{count}", "--by", "王某01", "--yes", "--reason", "年末集中整改")
    target = shop.folder / "bulk.db"
    made = []
    for name, ledger, person in (("fix", found, "王某01"), ("verify", fixed, "周某04")):
        line = [PROGRAM, "--db", str(target), name, "--by", person, "--yes", "--reason", "年末集中整改"]

        def act(line: Sequence[str], ledger: Path) -> Sample:
            shutil.copy(ledger, target)
            return measure(line, shop.env)

        sides = {
            "many": partial(act, [*line, f"{data.PREFIX}-1-{count}"], ledger),
            "one": partial(act, [*line, f"{data.PREFIX}-1"], ledger),
        }
        taken = take_turns(sides, turns)
        made.append(Comparison(f"{name}, {count:,} numbers", "one number", taken["many"], taken["one"], 3.0, turns))
    return made


def measure_import(shop: Workshop) -> list[Comparison]:
    """Bar 4: import of 200,000 clean rows against raw sqlite3 and against csvsql; its memory is judged later."""
    city = shop.folder / "city"
    city.mkdir()
    file = data.write_large_file(city, 10_000 if shop.quick else 200_000)
    empty = shop.make_ledger("empty.db", townships=city / "townships.csv")
    target, turns = shop.folder / "target.db", 2 if shop.quick else 5
    lines = {
        "ours": [PROGRAM, "--db", str(target), "import", str(file)],
        "raw_import.py": [sys.executable, str(HERE / "raw_import.py"), str(target), str(file)],
        "csvsql": [CSVSQL, "--db", f"sqlite:///{target}", "--insert", "--no-inference", str(file)],
    }

    def start_afresh(name: str) -> Sample:
        for left in shop.folder.glob("target.db*"):
            left.unlink()
        if name == "ours":
            shutil.copy(empty, target)
        return measure(lines[name], shop.env)

    taken = take_turns({name: partial(start_afresh, name) for name in lines}, turns)
    label = f"import, {data.count_rows(file):,} rows"
    bars = {"raw_import.py": 2.5, "csvsql": 1.5}
    return [Comparison(label, peer, taken["ours"], taken[peer], bar, turns) for peer, bar in bars.items()]


def measure_export(shop: Workshop) -> list[Comparison]:
    """Bar 5: export of 1,000,000 hazards to CSV against the sqlite3 shell on the same columns, in whatever order."""
    times, turns = (20, 2) if shop.quick else (1_000, 5)
    small = shop.make_ledger("small.db", data.write_file(shop.folder / "small.csv", 1_000, hazards_only=True))
    large = shop.folder / "large.db"
    data.grow_ledger(small, large, times)
    ours, theirs = shop.folder / "ours.csv", shop.folder / "theirs.csv"
    shell = ["sqlite3", "-csv", "-header", "-cmd", f".output {theirs}", str(large), data.SAME_COLUMNS]
    sides = {
        "ours": shop.starter([PROGRAM, "--db", str(large), "export", "--force", "-o", str(ours)]),
        "sqlite3 -csv": shop.starter(shell),
    }
    taken = take_turns(sides, turns)
    if data.count_rows(ours) != data.count_rows(theirs):
        raise SystemExit("the two exports differ in length")
    label = f"export, {1_000 * times:,} hazards"
    return [Comparison(label, "sqlite3 -csv", taken["ours"], taken["sqlite3 -csv"], bar=3.0, turns=turns)]


BARS = {
    "everyday": measure_everyday,
    "growth": measure_growth,
    "bulk": measure_bulk,
    "import": measure_import,
    "export": measure_export,
}


def draw_row(cells: Sequence[str]) -> None:
    """One line of the table of results."""
    print(f"{cells[0]:36} {cells[1]:14} " + " ".join(f"{cell:>9}" for cell in cells[2:]), flush=True)


def draw_comparison(made: Comparison) -> None:
    """A ratio, its bar and whether it holds."""
    ours, peer = made.ours, made.theirs
    draw_row(
        [
            *(made.label, made.peer, f"{ours.wall:.3f} s", f"{peer.wall:.3f} s"),
            *(f"{made.wall_ratio:.2f}", f"{made.cpu_ratio:.2f}", f"{made.bar:.2f}", "pass" if made.passes else "FAIL"),
        ]
    )


def collect(chosen: Sequence[str], *, quick: bool) -> Results:
    """Run the chosen benchmarks, drawing each ratio as it is known."""
    results: Results = {"versions": name_versions(), "ratios": [], "memory": []}
    draw_row(["what", "against", "ours", "peer", "ratio", "cpu ratio", "bar", ""])
    for name in chosen:
        with tempfile.TemporaryDirectory(prefix="benchmark") as folder:
            made = BARS[name](Workshop(Path(folder), quick=quick))
        for comparison in made:
            draw_comparison(comparison)
            results["ratios"].append(comparison.as_dict())
        if name in MEMORY_BARS:
            results["memory"].append(judge_memory(name, made))
    return results


def judge_memory(name: str, measured: Sequence[Comparison]) -> Results:
    """The peak of our own process against its bar."""
    peaks = {made.peer: made.theirs.peak for made in measured}
    peak, bar = max(made.ours.peak for made in measured), MEMORY_BARS[name]
    passes = peak < bar
    verdict = "pass" if passes else "FAIL"
    draw_row([f"{name}, peak memory", "", f"{peak:.0f} MiB", "", "", "", f"{bar:.0f}", verdict])
    return {"label": f"{name}, peak memory, MiB", "ours": peak, "bar": bar, "passes": passes, "peers": peaks}


def name_versions() -> dict[str, str]:
    """What was measured, without naming the machine."""
    found = {name: version(name) for name in LIBRARIES}
    return {"python": platform.python_version(), "sqlite": sqlite3.sqlite_version, **found}


def main() -> int:
    """Run, draw and write down; 1 when a bar is not held."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bars", nargs="*", metavar="bar", help=f"which to run: {', '.join(BARS)}; all if none is named")
    parser.add_argument("--quick", action="store_true", help="small ledgers, few turns: only to see that it runs")
    asked = parser.parse_args()
    if unknown := set(asked.bars) - set(BARS):
        parser.error(f"not a bar: {', '.join(sorted(unknown))}")
    results = collect(asked.bars or list(BARS), quick=asked.quick)
    if not asked.quick and not asked.bars:
        RESULTS.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    verdicts = [*results["ratios"], *results["memory"]]
    return 0 if all(verdict["passes"] for verdict in verdicts) else 1


if __name__ == "__main__":
    sys.exit(main())
