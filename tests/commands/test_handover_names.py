"""What `handover` says of names: who is new to the ledger, and who answers for all categories at once."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from tests.commands.conftest import Refuse
from tests.conftest import Run

TYPED = (
    "responsible add 云杉 --name 王某01 --from 2022-11-01",
    "add fire 云杉岭镇 堵塞 --on 2023-01-01 --due 9d --owner 赵某03、钱某04 --by 孙某05",
    "fix 1 --by 周某06 --on 2023-01-03",
    "verify 1 --fail --reason 仍堵塞 --due 2023-01-12 --by 吴某07 --on 2023-01-04",
    "assign 1 --owner 郑某08 --on 2023-01-05",
    "fix 1 --by 郑某08 --on 2023-01-06",
    "verify 1 --by 冯某09 --on 2023-01-07",
    "duty add 云杉岭镇 2023-01-02 --role leader --name 陈某10 --phone 1",
)
HAND = "handover 王某01 {name} --from 2023-01-10 --dry-run"


@pytest.fixture
def people(run: Run, three_townships: Path) -> Path:
    """王某01 answers for 云杉岭镇; others inspected, owned, fixed, looked again, kept duty, typed."""
    assert [line for line in TYPED if run(line).code] == []
    return three_townships


@pytest.mark.parametrize("number", range(3, 11))
def test_who_is_known(run: Run, people: Path, number: int) -> None:
    """Whoever stands in any entry is not new, also where somebody else stands there now."""
    name = "赵钱孙周吴郑冯陈"[number - 3]
    assert "is new to this ledger" not in run(HAND.format(name=f"{name}某{number:02}")).err


def test_who_typed_is_known(run: Run, people: Path) -> None:
    """The author of an entry is not new."""
    assert run("--as 沈某12 note 1 已看").code == 0
    assert "is new to this ledger" not in run(HAND.format(name="沈某12")).err


@pytest.mark.parametrize("name", ["赵某", "堵塞", "云杉岭镇", "某03", "100%"])
def test_who_is_new(run: Run, people: Path, name: str) -> None:
    """A part of a name, and the name of something else, are nobody yet."""
    assert f"{name} is new to this ledger." in run(HAND.format(name=name)).err


def test_all_categories_at_once(run: Run, people: Path, refuse: Refuse) -> None:
    """Who answers for all of them cannot hand over one; the refusal says so, and both ways that there are."""
    told = refuse("handover 王某01 新某 --from 2023-01-10 --category fire", code=1)

    assert "王某01 answers for all categories at once" in told
    assert "leave --category out" in told
    command = told.partition("beside: inspect-cli ")[2].splitlines()[0]
    assert run(*shlex.split(command)).code == 0
    held = {(row["name"], row["category"]) for row in run("responsible list --format json").json}
    assert held == {("王某01", None), ("新某", "fire")}
    elsewhere = refuse("handover 王某01 新某 --from 2023-01-10 --category fire --township 石炭", code=1)
    assert "all categories at once" not in elsewhere
