"""What the commands for checklists, registers, duty, campaigns and reports refuse, by exit code, in a full ledger.

1 nothing found; 2 wrong usage; 3 bad input; 6 a human must decide. Each refusal is on standard error, tells what
happened and what to do, and not a byte is written. test_exit_codes has the codes that every command may end with.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.conftest import Run
from tests.every_command import type_everything

WRONG = (
    *("walk fire 东岔街道", "case add fireworks 东岔街道", "who", "responsible add 东岔街道", "responsible end"),
    *("handover 王某01", "handover 王某01 王某01 --from 2023-01-10", "duty add 东岔街道", "duty list 2023-02-30"),
    *("duty add 东岔街道 2023-01-16 --role driver --name 甲一", "duty cancel 2023-01-16", "duty check 东岔街道"),
    *("gaps --kind colour", "gaps --days 0", "coverage --by colour", "site add 东岔街道 一店 --kind colour"),
    *("report sent yearly", "report page", "report daily --table colour", "report daily --on 2023-01-16", "notice 1"),
    *("category enable colour", "category disable fire", "campaign status --table colour", "campaign end 夏季"),
    *(
        "campaign start 春季 --kind colour",
        "campaign start 春季 --report never",
        "township end 东岔街道 --successor 城关",
    ),
    *(
        "department end 林业局 --on 2023-01-01 --successor 林业局",
        "site show 东岔街道 学校",
        "village end 东岔街道 三村",
    ),
    *("profile check nosuch", "today a b", "campaign status 夏季", "department set 农业局 --successor 林业局"),
)
BAD = (
    *("site add 东岔街道 ''", "village add 东岔街道 ''", "department add ''", "responsible add 东岔街道 --name 无"),
    *("duty add 东岔街道 2023-01-16 --role leader --name 无", "township add 9 东岔街道", "village add 东岔街道 一村"),
    *("campaign start 春季 --from today --end yesterday", "campaign end 冬季攻势 --on 2022-12-01"),
    *(
        "responsible add 东岔街道 --name 赵某03 --from 2023-02-01 --to 2023-01-01",
        "handover 王某01 无 --from 2023-01-10",
    ),
    *(
        "notice 1 -o n.html --unit 一村 --unit-kind village --document order --no 1",
        "case add fireworks 东岔街道 --kind use --on 2023-01-16",
    ),
    *("site set 东岔街道 商场 --state stopped --since 2023-02-01", "walk fire 东岔街道 --answers townships.csv"),
    "duty check 东岔街道 --result present --at 2023-01-16T10:00",
)
NOTHING = (
    *("duty cancel 2023-02-01 --unit 东岔街道", "responsible end 0123abcd", "batch undo 0123", "mapping show theirs"),
    *(
        "handover 孙某09 赵某03 --from 2023-01-10",
        "duty set 东岔街道 赵某09 --phone 1",
        "report sent daily --on 2023-01-10",
    ),
    "notice 77 -o n.html --unit 东岔街道 --unit-kind township --no 1",
)


@pytest.fixture(scope="module")
def typed_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which everything was typed; tests copy it."""
    return type_everything(tmp_path_factory.mktemp("typed"))


@pytest.fixture
def city(typed_once: Path, home: Path) -> Path:
    """A ledger with something of everything."""
    return Path(shutil.copytree(typed_once, home, dirs_exist_ok=True))


def refusal(run: Run, ledger_path: Path, words: str, code: int) -> str:
    """The text of a refusal, after what is true of every one of them."""
    before = ledger_path.read_bytes()
    result = run(words)
    assert (result.code, result.out) == (code, ""), result.err
    assert "should not have happened" not in result.err
    assert len(result.err.splitlines()) > 1, result.err
    assert ledger_path.read_bytes() == before
    return result.err


@pytest.mark.parametrize("words", WRONG)
def test_wrong_usage_is_2(run: Run, city: Path, ledger_path: Path, words: str) -> None:
    """A missing, superfluous or unreadable word, and a name that no register has, are refused with what to do."""
    refusal(run, ledger_path, words, 2)


@pytest.mark.parametrize("words", BAD)
def test_bad_input_is_3(run: Run, city: Path, ledger_path: Path, words: str) -> None:
    """What the rules forbid is bad input, and nothing is written, no page either."""
    assert "Nothing was" in refusal(run, ledger_path, words, 3)
    assert not (city / "n.html").exists()


@pytest.mark.parametrize("words", NOTHING)
def test_nothing_to_act_on_is_1(run: Run, city: Path, ledger_path: Path, words: str) -> None:
    """What was meant is not there: 1, and what there is, or how to look."""
    refusal(run, ledger_path, words, 1)


@pytest.mark.parametrize("words", ["who 石炭沟镇", "gaps 东岔街道", "duty gaps 2023-01-16", "case list --site 学校"])
def test_an_answer_of_nothing_is_1(run: Run, city: Path, words: str) -> None:
    """Nobody who answers, hours that nobody covers, no case: 1, and it is said on standard error."""
    result = run(words)

    assert result.code == 1
    assert len(result.err.splitlines()) == 1


def test_many_shifts_without_a_yes_are_6(run: Run, city: Path, ledger_path: Path) -> None:
    """More than three shifts at once, no --yes and no terminal: nothing is cancelled, and the option is named."""
    said = refusal(run, ledger_path, "duty cancel 2023-01-15..2023-01-20 --unit 东岔街道", 6)

    assert "6 shifts" in said
    assert "--yes" in said
