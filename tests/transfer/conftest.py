"""What the transfer tests share: ledger files written to the letter, and imports whose counts are looked at."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
Write = Callable[..., Path]
COUNTS = ("rows", "new", "unchanged", "updated", "rebound", "skipped", "rejected")


@pytest.fixture
def write(home: Path) -> Write:
    """Write a ledger file: rows as mappings, or text to the letter; with a mark, other line ends, a given header."""

    def written(
        rows: Iterable[dict[str, str]] | str,
        *,
        name: str = "in.csv",
        header: Sequence[str] = (),
        bom: bool = False,
        line_end: str = "\n",
    ) -> Path:
        out = io.StringIO(newline="")
        if isinstance(rows, str):
            out.write(rows)
        else:
            listed = list(rows)
            keys = list(header) or list(dict.fromkeys(key for row in listed for key in row))
            writer = csv.DictWriter(out, keys, restval="", lineterminator=line_end)
            writer.writeheader()
            writer.writerows(listed)
        path = home / name
        path.write_bytes(out.getvalue().encode("utf-8-sig" if bom else "utf-8"))
        return path

    return written


@pytest.fixture
def counts(run: Run) -> Callable[..., dict[str, int]]:
    """Import files and give the counts, which must add up."""

    def counted(*files: Path | str, dry_run: bool = False) -> dict[str, int]:
        done = run("import", *map(str, files), "--format", "json", *(["--dry-run"] if dry_run else []))
        assert done.code == 0, done.err
        found = done.json
        assert set(found) == {*COUNTS, "batch"}
        kept = found["new"] + found["unchanged"] + found["updated"] + found["skipped"] + found["rejected"]
        assert found["rows"] == kept
        assert found["rebound"] <= found["new"]
        return {name: found[name] for name in COUNTS if found[name]}

    return counted


@pytest.fixture
def refused(run: Run) -> Callable[..., str]:
    """Import files that cannot be taken; what the user reads."""

    def said(*files: Path | str, code: int = 3) -> str:
        done = run("import", *map(str, files))
        assert done.code == code, done.err
        assert done.out == ""
        text: str = done.err
        return text

    return said
