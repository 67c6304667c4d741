"""Makes the files of tests/transfer/data and expected.json anew: python -m tests.transfer.make_hostile."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from tests.transfer import hostile_sheets, hostile_text, hostile_words
from tests.transfer.hostile import Case

FOLDER = Path(__file__).parent / "data"
CASES: list[Case] = [*hostile_text.CASES, *hostile_words.CASES, *hostile_sheets.CASES]


def expected() -> str:
    """What must come of each file, as JSON."""
    told = {case.name: {key: value for key, value in asdict(case).items() if key != "content"} for case in CASES}
    return json.dumps(told, ensure_ascii=False, indent=1, default=list) + "\n"


def main() -> None:
    """Write everything."""
    FOLDER.mkdir(exist_ok=True)
    for case in CASES:
        (FOLDER / case.name).write_bytes(case.content)
    (FOLDER / "expected.json").write_text(expected(), encoding="utf-8")


if __name__ == "__main__":
    main()
