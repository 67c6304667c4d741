"""The registers: `township list` and `site list` show what `init` entered.

All townships in the order of their codes; the sites of one township or all; nothing is an empty table, no error.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.conftest import Run

SITES = (
    "code,name,township,village,kind,state\n"
    "S1,百货商场,东岔街道,一社区,mall,\n"
    "S2,石炭沟煤矿,石炭沟镇,,mine,stopped\n"
    "S3,红旗煤矿,990181100,,mine,生产\n"
)


def test_townships_stand_in_the_order_of_codes(run: Run, three_townships: Path) -> None:
    """The register has every township with its code and kind; Chinese words only where people read them."""
    rows = run("township list --format json").json
    words = run("--lang zh township list").out

    assert [(row["code"], row["name"], row["kind"]) for row in rows] == [
        ("990181001", "东岔街道", "subdistrict"),
        ("990181100", "石炭沟镇", "town"),
        ("990181102", "云杉岭镇", "town"),
    ]
    assert words.split()[:3] == ["编码", "名称", "类型"]


def test_sites_of_one_township_or_all(run: Run, three_townships: Path) -> None:
    """A site belongs to a township by its name or its code, and may be stopped or producing."""
    (three_townships / "sites.csv").write_text(SITES, encoding="utf-8")
    run("init --sites sites.csv")
    every = run("site list --format json").json
    one = run("site list --township stg --format json").json

    assert [(row["name"], row["township"]) for row in every] == [
        ("百货商场", "东岔街道"),
        ("石炭沟煤矿", "石炭沟镇"),
        ("红旗煤矿", "石炭沟镇"),
    ]
    assert [(row["code"], row["state"]) for row in one] == [("S2", "stopped"), ("S3", "producing")]


@pytest.mark.parametrize("register", ["site", "village", "zone", "department", "responsible", "duty", "campaign"])
def test_an_empty_register(run: Run, three_townships: Path, register: str) -> None:
    """Nothing was found: exit code 1, an empty list for machines, for people a sentence with what adds one."""
    listed, shown = run(f"{register} list --format json"), run(f"{register} list")

    assert (listed.code, listed.json) == (1, [])
    assert (shown.code, shown.out) == (1, "")
    assert f"Add one: inspect-cli {register} {'start' if register == 'campaign' else 'add'}" in shown.err
