"""From when until when somebody answers, as lists of people write it: 任职时间, 离任时间, 任期.

* a month is its first day, or its last; a span in one cell is both; 至今 is no last day yet;
* two columns that say another last day, and a time of office that nobody reads, are refused.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from inspect_cli.errors import BadInput
from inspect_cli.store.territory import Known
from inspect_cli.transfer.people import read_responsibilities

Write = Callable[..., Path]
KNOWN = Known({"1": "云杉岭镇"}, {}, [])


def read(write: Write, heads: str, cells: str) -> list[tuple[Any, Any]]:
    """The first and the last day of the one row of a file."""
    path = write(f"乡镇,姓名,{heads}\n云杉岭镇,王某,{cells}\n")
    return [(row["start"], row["end"]) for row in read_responsibilities(str(path), KNOWN, date(2020, 1, 1)).rows]


@pytest.mark.parametrize(
    ("heads", "cells", "first", "last"),
    [
        ("任职时间,离任时间", "2025年3月,至今", date(2025, 3, 1), None),
        ("任职时间,离任时间", "2026.5.1,2027-01-31", date(2026, 5, 1), date(2027, 1, 31)),
        ("到任时间,卸任时间", "2026年5月,2027年2月", date(2026, 5, 1), date(2027, 2, 28)),
        ("上任日期,任期至", "2026/5/1,-", date(2026, 5, 1), None),
        ("任职起始,任职截止", "2026-05,2027.2", date(2026, 5, 1), date(2027, 2, 28)),
        ("任期,备注", "2021.3-2027.1,", date(2021, 3, 1), date(2027, 1, 31)),
        ("任期,备注", "2021年3月至今,", date(2021, 3, 1), None),
        ("任职时间,备注", "自2021年3月起,", date(2021, 3, 1), None),
        ("任职时间,备注", "2021.3.1-2027.1.31,", date(2021, 3, 1), date(2027, 1, 31)),
        ("任职时间,备注", "2021-03-01至2024年2月,", date(2021, 3, 1), date(2024, 2, 29)),
        ("任期,离任时间", "2021.3-2027.1,2027-01-31", date(2021, 3, 1), date(2027, 1, 31)),
        ("任期,离任时间", "2021.3-2027.1,", date(2021, 3, 1), date(2027, 1, 31)),
        ("任职时间,离任时间", ",2027年1月", date(2020, 1, 1), date(2027, 1, 31)),
        ("责任时间,主任", "全年,张某", date(2020, 1, 1), None),
        ("现任职务,任职文件", "镇长,2026年1号", date(2020, 1, 1), None),
    ],
)
def test_times_of_office(write: Write, heads: str, cells: str, first: date, last: date | None) -> None:
    """Whatever people call the columns, and as they write the days."""
    assert read(write, heads, cells) == [(first, last)]


@pytest.mark.parametrize(
    ("heads", "cells", "words"),
    [
        ("任期,备注", "三年,", ["line 2", "任期", "三年", "is no day"]),
        ("任职时间,备注", "2021.1,", ["2021.1", "is no day"]),
        ("任期,备注", "2027.1-2021.3,", ["is no day"]),
        ("任职时间,离任时间", "2021.3,2021.3-2027.1", ["离任时间", "is no day"]),
        ("任期,离任时间", "2021.3-2027.1,2026-12-31", ["离任时间", "2026-12-31", "“任期”", "2021.3-2027.1"]),
        ("任期,离任时间", "2021.3至今,2026-12-31", ["离任时间", "“任期”"]),
        ("任职时间,离任时间", "2027年1月,2026年11月", ["is before the first day"]),
        ("履任时间,备注", "2021.3,", ["履任时间", "time of office"]),
        ("任期（年）,备注", "3,", ["任期（年）", "time of office"]),
    ],
)
def test_times_of_office_that_are_not_sure(write: Write, heads: str, cells: str, words: list[str]) -> None:
    """They are refused and not left out."""
    with pytest.raises(BadInput) as problem:
        read(write, heads, cells)

    assert [word for word in words if word not in problem.value.what] == []
