"""How a hazard stood at the end of an earlier day: what happened later is not known, what was wrong never was."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from inspect_cli.rules import past

DAY = date(2023, 1, 10)
BEFORE, AFTER = date(2023, 1, 9), date(2023, 1, 11)
ROW = {
    "status": "found",
    "is_open": True,
    "fixed_on": None,
    "fixed_by": None,
    "verified_on": None,
    "verified_by": None,
    "claimed": False,
    "self_verified": False,
    "on_spot": False,
    "transferred_on": None,
    "transferred_to": None,
}


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"status": "closed", "fixed_on": BEFORE, "verified_on": BEFORE}, "closed"),
        ({"status": "closed", "fixed_on": BEFORE, "verified_on": DAY}, "closed"),
        ({"status": "closed", "fixed_on": BEFORE, "verified_on": AFTER}, "fixed"),
        ({"status": "closed", "fixed_on": AFTER, "verified_on": AFTER}, "found"),
        ({"status": "closed", "fixed_on": None, "verified_on": AFTER}, "found"),
        ({"status": "closed", "fixed_on": AFTER, "verified_on": None}, "found"),
        ({"status": "closed", "fixed_on": None, "verified_on": None}, "closed"),
        ({"status": "fixed", "fixed_on": BEFORE}, "fixed"),
        ({"status": "fixed", "fixed_on": AFTER}, "found"),
        ({"status": "failed"}, "failed"),
        ({"status": "transferred", "transferred_on": BEFORE}, "transferred"),
        ({"status": "transferred", "transferred_on": AFTER}, "found"),
    ],
)
def test_what_a_file_says_happened_later(said: dict[str, Any], status: str) -> None:
    """A closing, a claim, a handing over after the day is taken off; what has no day stays."""
    row = {**ROW, **said, "is_open": said["status"] not in ("closed", "transferred")}
    then = past.rewind(row, DAY)

    assert then["status"] == status
    assert then["is_open"] == (status not in ("closed", "transferred"))
    assert (then["verified_on"] is None) or status == "closed"
    assert (then["fixed_on"] is None) or status != "found"
