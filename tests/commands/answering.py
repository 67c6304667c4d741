"""What the tests of who answers for what share: the places, the people, and how they are looked up."""

from __future__ import annotations

from typing import Any

from tests.conftest import Run

PLACES = (
    "village add 云杉岭镇 三岔村",
    "village add 云杉岭镇 二道沟村",
    "zone add 云杉岭镇 大青山 --village 三岔村",
    "site add 云杉岭镇 林场 --village 二道沟村",
    "department add 林业局",
    "department add 应急管理局",
)
PEOPLE = (
    "云杉 --name 王某01 --post 副镇长 --phone 0999-1001 --category 森林 --from 2022-11-01 --department 林业",
    "云杉 --village 三岔 --name 赵某03 --category 森林 --from 2022-11-01",
    "云杉 --zone 大青 --name 钱某04 --category 森林 --from 2022-11-01 --to 2022-12-31",
    "云杉 --zone 大青 --name 孙某05 --category 森林 --from 2023-01-01 --phone 0999-1004",
    "云杉 --zone 大青 --name 周某06 --role ranger --from 2022-11-01",
    "云杉 --site 林场 --name 吴某07 --from 2022-11-01",
    "东岔 --name 王某01 --category fire --from 2022-11-01",
)


def held(run: Run, words: str = "responsible list --all") -> list[dict[str, Any]]:
    """What a list has, as JSON."""
    return list(run(f"{words} --format json").json)


def short(run: Run, name: str, **asked: str) -> str:
    """The short id of what somebody answers for."""
    return next(
        str(row["short"]) for row in held(run) if row["name"] == name and all(row[k] == v for k, v in asked.items())
    )
