"""The peers of the benchmarks do the work that they are measured by."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from tests.conftest import ROOT, Run

SAMPLE = ROOT / "sample_data"
COMPARED = {
    "hazard": "number, category, found_on, site, village, location, inspectors, item, description, severity, owner,"
    " due, first_due, status, is_open, fixed_on, fixed_by, verified_on, verified_by, campaign, note",
    "inspection": "category, inspected_on, site, village, inspectors, found, campaign",
}


def test_raw_import_fills_the_same_tables(run: Run, home: Path, ledger_path: Path, tmp_path: Path) -> None:
    """The least that an import can do leaves the same visits and hazards as ours, but for what ours works out."""
    raw, rows = tmp_path / "raw.db", SAMPLE / "inspections.csv"
    assert run("init", "--device", "CG", "--townships", str(SAMPLE / "townships.csv")).code == 0
    assert run("import", str(rows)).code == 0

    subprocess.run([sys.executable, str(ROOT / "benchmarks" / "raw_import.py"), str(raw), str(rows)], check=True)

    for table, columns in COMPARED.items():
        assert read(raw, table, columns) == read(ledger_path, table, columns)


def read(ledger: Path, table: str, columns: str) -> list[tuple[object, ...]]:
    """These columns of a table, in a fixed order."""
    asked = columns.replace("number", "series || '-' || serial")
    with closing(sqlite3.connect(ledger)) as connection:
        return sorted(connection.execute(f"SELECT {asked} FROM {table}").fetchall(), key=repr)


def test_the_city_of_gaps(tmp_path: Path) -> None:
    """The large city on which `gaps` is measured is built as it says: sites, visits, who answers."""
    script = (
        "import pathlib, sys, gaps, run\n"
        "folder = pathlib.Path(sys.argv[1])\n"
        "gaps.build(run.Workshop(folder, quick=True), 200, 1000)\n"
    )
    subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=True, cwd=ROOT / "benchmarks")

    with closing(sqlite3.connect(tmp_path / "city.db")) as connection:
        sites, visits = (connection.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in ("site", "inspection"))
        (layers,) = zip(*connection.execute("SELECT DISTINCT layer FROM responsibility ORDER BY 1"), strict=True)
    assert (sites, layers) == (200, ("site", "township", "village"))
    assert 900 < visits <= 1000  # but for the sites that nobody visits
