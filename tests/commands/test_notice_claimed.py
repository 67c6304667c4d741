"""`notice` about hazards that are said to be fixed: they have no deadline any more, and are looked at again."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.commands.conftest import Card
from tests.conftest import Run

pytestmark = pytest.mark.usefixtures("unit")
SITE = "add fire 东岔街道 --site 百货商场"
ORDER = "Put each hazard that is not fixed yet right by its deadline in the table."
LOOK = "What the table says is fixed: keep it so; this unit looks at it again."


@pytest.fixture
def unit(monkeypatch: pytest.MonkeyPatch) -> None:
    """The office of a township issues."""
    monkeypatch.setenv("INSPECT_UNIT", "东岔街道办事处")
    monkeypatch.setenv("INSPECT_UNIT_KIND", "township")


@pytest.fixture
def three(run: Run, three_townships: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """CG-1 is open, CG-2 was fixed on the spot, CG-3 by what its owner says on the next day, which is today."""
    run(f"{SITE} 堵塞 --due 7d --owner 王某05")
    run(f"{SITE} 无灯 --due 7d --owner 王某05 --fixed")
    run(f"{SITE} 乱堆 --due 7d --owner 王某05")
    monkeypatch.setenv("INSPECT_TODAY", "2023-01-16")
    assert run("fix 3 --by 王某05").code == 0
    return three_townships


def rows(page: str) -> dict[str, str]:
    """What the table says of each hazard under its deadline."""
    cells = [line.strip("| ").split(" | ") for line in page.splitlines() if line.startswith("| CG-")]
    return {row[0]: row[5] for row in cells}


@pytest.mark.parametrize("document", ["notice", "advice", "order"])
def test_what_is_fixed_has_no_deadline(run: Run, three: Path, document: str) -> None:
    """The table says what was fixed, and when; what is ordered is about the rest."""
    kind = "--unit-kind department" if document == "order" else ""
    page = run(f"notice 1-3 --document {document} {kind}").out

    assert rows(page) == {
        "CG-1": "2023-01-22",
        "CG-2": "fixed on the spot, to be looked at again",
        "CG-3": "said to be fixed on 2023-01-16, to be looked at again",
    }
    assert "not fixed yet" in page
    assert LOOK in page


def test_what_is_open_is_ordered_as_ever(run: Run, three: Path) -> None:
    """A notice of open hazards alone has the old sentence, and nothing of a fix."""
    page = run("notice 1").out

    assert "Put each hazard right by its deadline in the table, and keep people safe until then." in page
    assert (LOOK in page, ORDER in page) == (False, False)


def test_a_notice_of_fixed_hazards_alone(run: Run, three: Path) -> None:
    """It is printed, orders nothing, and this is said with what is left to do."""
    result = run("notice 2 3")

    assert result.code == 0
    assert (LOOK in result.out, "deadline in the table" in result.out) == (True, False)
    assert (
        "It asks for nothing: all of it is said to be fixed. What is left: inspect-cli verify CG-2 CG-3" in result.err
    )
    assert "It asks for nothing" not in run("notice 1-3").err


def test_as_of_the_day_of_the_document(run: Run, three: Path) -> None:
    """Dated before the claim, it has the deadline; what was fixed on the spot was fixed by then."""
    found = rows(run("notice 1-3 --on 2023-01-15").out)

    assert (found["CG-2"], found["CG-3"]) == ("fixed on the spot, to be looked at again", "2023-01-22")


def test_printed_again_it_is_as_it_was_issued(run: Run, three: Path, card: Card) -> None:
    """What was said to be fixed on the same day, after the notice was issued, has its deadline when printed again."""
    first = run("notice 1 --no [2023]5号").out
    run("fix 1 --by 王某05")
    again = run("notice 1 --no [2023]5号")

    assert card(1)["status"] == "fixed"
    assert again.out == first
    assert "It asks for nothing" not in again.err
    assert rows(run("notice 1").out)["CG-1"].startswith("said to be fixed on 2023-01-16")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("消责改〔2023〕第1号", True),
        ("〔2023〕05号", True),
        ("[2023]5号", False),
        ("〔2023〕5号", False),
        ("A-1", False),
    ],
)
def test_another_form_of_the_number_is_told(run: Run, three: Path, typed: str, *, told: bool) -> None:
    """A number that is kept without a sign that was typed is told; other brackets are not."""
    said = run("notice", "1", "--no", typed).err

    assert (f"{typed} is kept as " in said) == told
