"""Damaged and made-up files: whatever comes, an import ends with every row counted, or with a sentence.

* some hundreds of files, the same at every run; `python -m tests.transfer.fuzzing 10` goes on for ten minutes.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from tests.transfer import fuzzing


@pytest.mark.parametrize("block", range(10))
def test_files_that_nobody_would_write(home: Path, block: int) -> None:
    """Thirty files from each of ten seeds."""
    with closing(fuzzing.make_ledger(home)) as database:
        for seed in range(block * 1000, block * 1000 + 30):
            fuzzing.try_one(database, home, seed)
