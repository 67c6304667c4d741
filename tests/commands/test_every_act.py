"""What is true of every command that acts on hazards, whatever it does.

It takes numbers and ranges, writes one entry about each, and shows them in the order typed, for machines too; one
number that does not exist, or one hazard that it does not fit, and nothing is written; more than three are asked about;
no day that has not come, none before the finding without a reason; who types has written it.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.commands.conftest import Card, Listed, Refuse, type_once
from tests.conftest import Run


class Act(NamedTuple):
    """A command: how it is typed about hazards {n}, the entry it writes, what has to be typed about 1-5 before."""

    line: str
    kind: str
    before: str = ""


FIXED = "fix 1-5 --by 王某01 --yes --on 2023-01-10"
ACTS = {
    "fix": Act("fix {n} --by 王某01", "fixed"),
    "verify": Act("verify {n} --by 周某04", "verified", FIXED),
    "verify --fail": Act("verify {n} --fail --due 2023-01-30 --reason 未清 --by 周某04", "failed", FIXED),
    "extend": Act("extend {n} --due 2023-01-30", "extended"),
    "assign": Act("assign {n} --owner 钱某05", "reassigned"),
    "grade": Act("grade {n} --major --criterion 第三条 --reason 通道全堵", "regraded"),
    "plan": Act("plan {n} --measures 拆除", "planned"),
    "list-for-supervision": Act("list-for-supervision {n} --level county --notice 一号", "listed"),
    "delist": Act(
        "delist {n} --notice 二号",
        "delisted",
        "list-for-supervision 1-5 --level city --notice 一号 --yes --on 2023-01-10",
    ),
    "suspend": Act("suspend {n}", "suspended"),
    "resume": Act("resume {n} --notice 三号", "resumed", "suspend 1-5 --yes --on 2023-01-10"),
    "transfer": Act("transfer {n} --to 供电所 --reason 归其管", "transferred"),
    "transfer --reply": Act(
        "transfer {n} --reply accepted", "replied", "transfer 1-5 --to 供电所 --reason 归其管 --yes --on 2023-01-10"
    ),
    "void": Act("void {n} --reason 误录", "voided"),
    "link": Act("link {n} --rebound-of 6", "linked"),
    "link --not-a-rebound": Act("link {n} --not-a-rebound", "linked"),
    "note": Act("note {n} 看过", "noted"),
}
FIVE = (
    "init --device CG --townships townships.csv",
    "add fire 东岔街道 一 二 三 四 五 --site 百货商场 --due 2023-01-20 --on 2023-01-10",
    "add fire 东岔街道 六 --site 百货商场 --on 2023-01-10",
    "fix 6 --by 王某01 --on 2023-01-10",
    "verify 6 --by 周某04 --on 2023-01-10",
)
Typed = Callable[[str], Path]


@pytest.fixture(scope="session")
def typed_before(tmp_path_factory: pytest.TempPathFactory) -> Typed:
    """For an act the folder in which FIVE and what has to be before it was typed; each made once, tests copy it."""
    made: dict[str, Path] = {}

    def make(before: str) -> Path:
        if before not in made:
            made[before] = type_once(tmp_path_factory.mktemp("typed"), [*FIVE, *([before] if before else [])])
        return made[before]

    return make


@pytest.fixture(params=ACTS)
def act(request: pytest.FixtureRequest, typed_before: Typed, run: Run, home: Path) -> Iterator[Act]:
    """Each command in turn, in a ledger with CG-1 to CG-5, which it fits, and CG-6, closed; sound to the end."""
    chosen = ACTS[request.param]
    shutil.copytree(typed_before(chosen.before), home, dirs_exist_ok=True)
    yield chosen
    wrong = [row for row in run("check --format json").json if row["problem"] != "A major has no complete plan"]
    assert wrong == []


def last_kinds(card: Card, *numbers: int) -> list[str]:
    """What happened last to each of these hazards."""
    return [card(number)["history"][-1]["kind"] for number in numbers]


def test_numbers_and_ranges_get_one_entry_each(run: Run, act: Act, card: Card) -> None:
    """Two of a range and one by its whole name: an entry about each, none about the others, and no second one."""
    lengths = [len(card(number)["history"]) for number in range(1, 6)]
    assert run(act.line.format(n="1-2 CG-4 ２")).code == 0

    assert last_kinds(card, 1, 2, 4) == [act.kind] * 3
    assert [len(card(number)["history"]) for number in range(1, 6)] == [
        length + (number in (1, 2, 4)) for number, length in enumerate(lengths, 1)
    ]


def test_the_receipt_is_in_the_order_typed(run: Run, act: Act) -> None:
    """A line for each hazard with its number first and how it stands; for machines an object each."""
    text = run(act.line.format(n="3 1")).out.splitlines()
    run("undo")
    rows = run(act.line.format(n="3 1") + " --format json").json

    assert [line.split()[0] for line in text] == ["CG-3", "CG-1"]
    assert [row["number"] for row in rows] == ["CG-3", "CG-1"]
    assert [list(row)[:5] for row in rows] == [["number", "status", "township", "site", "description"]] * 2
    assert all(row["status"] in line for row, line in zip(rows, text, strict=True))


def test_whoever_types_has_written_it(run: Run, act: Act, card: Card) -> None:
    """The history says who wrote it and the day it happened, which --on names."""
    assert run(f"--as 郑某08 {act.line.format(n=1)} --on 2023-01-12").code == 0
    event = card(1)["history"][-1]

    assert (event["kind"], event["at"], event["recorded_by"]) == (act.kind, "2023-01-12", "郑某08")


def test_one_unknown_number_and_nothing_is_written(act: Act, refuse: Refuse) -> None:
    """One number that no hazard has stops the whole command; it is named, and the others are not."""
    said = refuse(act.line.format(n="1 99 DC-3"), code=1)

    assert "CG-99, DC-3" in said
    assert "CG-1," not in said


@pytest.mark.parametrize("numbers", ["3-1", "1-99999 --yes", "CG- 1"])
def test_what_is_no_number_is_wrong_usage(act: Act, refuse: Refuse, numbers: str) -> None:
    """A backward or endless range, or half a number, is named and nothing is written."""
    refuse(act.line.format(n=numbers), code=2)


def test_more_than_three_are_asked_about(run: Run, act: Act, card: Card, refuse: Refuse) -> None:
    """Four at once with nobody to ask need --yes; with it each of them is written."""
    said = refuse(act.line.format(n="1-4"), code=6)
    assert "4 hazards" in said
    assert "--yes" in said
    assert run(act.line.format(n="1-4") + " -y").code == 0

    assert last_kinds(card, 1, 2, 3, 4) == [act.kind] * 4


def test_one_that_does_not_fit_and_nothing_is_written(run: Run, act: Act, refuse: Refuse) -> None:
    """A hazard among the others that the command does not fit stops it whole and is named; remarks fit all of them."""
    unfit = {"delisted": "delist 3 --notice 二号", "resumed": "resume 3 --notice 二号"}
    run(unfit.get(act.kind, "void 3 --reason 误录"))
    if act.kind in ("noted", "linked"):
        assert run(act.line.format(n="1-3")).code == 0
    else:
        assert "CG-3" in refuse(act.line.format(n="1-3"))


def test_no_day_that_has_not_come(act: Act, refuse: Refuse) -> None:
    """Tomorrow is refused, with a reason too."""
    said = refuse(act.line.format(n="1 2") + " --on 2023-01-16")

    assert "2023-01-16" in said


def test_no_day_before_the_finding_without_a_reason(run: Run, act: Act, refuse: Refuse, card: Card) -> None:
    """A day before the hazard was found is refused unless a reason is given, which is kept; blanks are none."""
    line = act.line.format(n="1 2") + " --on 2023-01-09"
    if "--reason" not in line:
        said = refuse(line)
        assert "2023-01-09" in said
        refuse(f"{line} --reason '  '", code=3)
        line += " --reason 补录"
    assert run(line).code == 0
    event = card(2)["history"][-1]
    assert (event["at"], event["details"].get("reason")) == ("2023-01-09", line.rpartition(" --reason ")[2].split()[0])


def test_what_is_no_day_is_wrong_usage(act: Act, refuse: Refuse) -> None:
    """A day that does not exist is named."""
    assert "2023-02-30" in refuse(act.line.format(n="1") + " --on 2023-02-30", code=2)


def test_acts_leave_other_townships_alone(run: Run, act: Act, listed: Listed) -> None:
    """What is typed about one hazard changes no other row of the ledger, in its township or in another."""
    run("add mines 石炭沟镇 瓦斯超限 --site 煤矿")
    before = listed()
    run(act.line.format(n="2"))
    after = listed()

    assert [row["number"] for row, was in zip(after, before, strict=True) if row != was] in ([], ["CG-2"])
