"""What is handed to a place: `notice`.

* without a wish: a notice, once everything was looked at again an opinion, where only that may be given advice;
* to one place, by a unit that may, about what is ours; the unit and its kind by options or the environment;
* with --no the ledger says about each hazard that it was issued, once the file is there; `undo` takes it back;
  the same number again prints the same document again, and goes to no other place;
* without --no nothing is written to the ledger; on standard output it is Markdown.
"""

from __future__ import annotations

import sqlite3
import stat
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from tests.commands.conftest import Card, Listed, Refuse
from tests.conftest import Run

from inspect_cli.store import waiting

pytestmark = pytest.mark.usefixtures("unit")


@pytest.fixture
def unit(monkeypatch: pytest.MonkeyPatch) -> None:
    """The office of a township issues."""
    monkeypatch.setenv("INSPECT_UNIT", "东岔街道办事处")
    monkeypatch.setenv("INSPECT_UNIT_KIND", "township")


@pytest.fixture
def elsewhere(run: Run, two_hazards: Path) -> Path:
    """CG-1 and CG-2 at one site; CG-3 at another place, CG-4 in a household's kitchen."""
    assert run("add traffic 石炭沟镇 护栏缺失 --village 一村 --location 桥头 --due 7d").code == 0
    assert run("add fire 石炭沟镇 线路老化 --village 二村 --kind household --due 7d").code == 0
    return two_hazards


def issued(card: Card, number: int) -> list[Any]:
    """What the ledger says was issued about a hazard: (day, details) of each entry that counts."""
    events = card(number)["history"]
    return [(e["at"], e["details"]) for e in events if e["kind"] == "issued" and not e["undone"]]


def test_a_notice_on_standard_output(run: Run, two_hazards: Path, ledger_path: Path) -> None:
    """Markdown, nothing in the ledger, and both are said; the page has no legal effect by itself, which is said too."""
    before = ledger_path.read_bytes()
    result = run("notice 1-2")

    assert result.code == 0
    assert result.out.startswith("# Notice to put hazards right\n")
    assert all(text in result.out for text in ("百货商场", "东岔街道办事处", "CG-1", "CG-2", "2023-01-22", "李某02"))
    assert "Nothing was written to the ledger. With its number it is: --no NUMBER" in result.err
    assert "no legal effect" in result.err
    assert ledger_path.read_bytes() == before


def test_a_page_is_whole_and_private(run: Run, two_hazards: Path) -> None:
    """The file is for its owner only, is not replaced unasked, and another ending is refused before any work."""
    assert run("notice 1 2 -o page.html").code == 0
    first = Path("page.html").read_bytes()
    if sys.platform != "win32":
        assert stat.S_IMODE(Path("page.html").stat().st_mode) == 0o600
    assert first.startswith(b"<!doctype html>")

    assert run("notice 1 -o page.html").code == 3
    assert Path("page.html").read_bytes() == first
    assert run("notice 1 -o page.html --force").code == 0
    assert Path("page.html").read_bytes() != first
    assert run("notice 1 -o page.md").code == 0
    assert Path("page.md").read_text(encoding="utf-8") == run("notice 1").out
    result = run("notice 1 -o page.pdf")
    assert (result.code, Path("page.pdf").exists()) == (2, False)
    assert run("notice", "1", "-o", "").code == 2
    assert run("notice 1 -o missing/page.html").code == 4


def test_its_number_is_in_the_ledger(run: Run, two_hazards: Path, card: Card, listed: Listed) -> None:
    """Each hazard says which document, its number in the one form, by whom; `list`, `show` and the history have it."""
    result = run("notice 1-2 -o page.html --no [2023]5号 --on 2023-01-15")

    assert result.code == 0, result.err
    assert "The ledger says that 〔2023〕5号 was issued." in result.err
    said = {"document": "notice", "notice": "〔2023〕5号", "unit": "东岔街道办事处", "unit_kind": "township"}
    assert [issued(card, n) for n in (1, 2)] == [[("2023-01-15", said)]] * 2
    assert card(1)["issued"] == "notice 〔2023〕5号"
    assert [row["status"] for row in listed()] == ["found", "found"]
    assert "〔2023〕5号" in run("show 1").out
    assert "〔2023〕5号" in Path("page.html").read_text(encoding="utf-8")
    assert run("check").code == 0


def test_taken_back(run: Run, two_hazards: Path, card: Card) -> None:
    """`undo` takes the whole document back; its number may then be given to another."""
    run("notice 1-2 -o page.html --no 5号")
    assert run("undo").code == 0
    assert (issued(card, 1), issued(card, 2), card(1)["issued"]) == ([], [], None)

    assert run("notice 1 -o other.html --no 5号").code == 0
    assert (len(issued(card, 1)), issued(card, 2)) == (1, [])
    assert run("check").code == 0


def test_printed_again(
    run: Run, two_hazards: Path, card: Card, refuse: Refuse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same number prints the same document with its day, and writes nothing; another day or choice is refused."""
    run("notice 1-2 -o page.html --no (2023)5号")
    page = Path("page.html").read_text(encoding="utf-8")
    monkeypatch.setenv("INSPECT_TODAY", "2023-01-18")
    result = run("notice 2 1 -o again.html --no 〔2023〕5号")

    assert (result.code, len(issued(card, 1))) == (0, 1)
    assert "The ledger says already that 〔2023〕5号 was issued." in result.err
    again = Path("again.html").read_text(encoding="utf-8")
    assert "Date: 2023-01-15" in page
    assert "Date: 2023-01-15" in again
    assert "CG-1 CG-2" in refuse("notice 1 --no 〔2023〕5号")
    assert "is dated 2023-01-15" in refuse("notice 1-2 --no 〔2023〕5号 --on today")


def test_one_number_goes_to_one_place(run: Run, elsewhere: Path, refuse: Refuse, card: Card) -> None:
    """A number of a unit's documents is given once; another unit, or another document, has numbers of its own."""
    run("notice 1 -o page.html --no 5号")

    assert "5号 was issued about CG-1." in refuse("notice 3 -o other.html --no 5号")
    assert "5号 was issued about CG-1." in refuse("notice 2 -o other.html --no 5号")
    assert not Path("other.html").exists()
    assert run("notice 3 -o other.html --no 5号 --unit 石炭沟镇政府").code == 0
    assert run("notice 3 -o advice.html --no 5号 --document advice").code == 0
    assert card(3)["issued"] == "notice 5号、advice 5号"


def test_several_places(run: Run, elsewhere: Path) -> None:
    """One document goes to one place; the refusal has a line to type for each."""
    said = refuse_lines(run, "notice 1-4")

    assert said[:2] == ["One document goes to one place; these hazards are of 3 places.", "Nothing was written."]
    assert said[-3:] == [
        "百货商场, 东岔街道: inspect-cli notice CG-1 CG-2",
        "桥头, 一村, 石炭沟镇: inspect-cli notice CG-3",
        "二村, 石炭沟镇: inspect-cli notice CG-4",
    ]


def refuse_lines(run: Run, words: str) -> list[str]:
    """The lines of a refusal with code 3."""
    result = run(words)
    assert (result.code, result.out) == (3, "")
    return result.err.splitlines()


@pytest.mark.parametrize(
    ("kind", "title"),
    [("village", "Safety advice"), ("乡镇", "Notice"), ("department", "Notice"), ("村", "Safety advice")],
)
def test_each_unit_by_its_kind(run: Run, two_hazards: Path, kind: str, title: str) -> None:
    """The kind of the unit, in either language, decides what is printed unasked."""
    assert run(f"notice 1 --unit-kind {kind}").out.startswith(f"# {title}")


def test_who_may_issue_what(run: Run, elsewhere: Path, refuse: Refuse) -> None:
    """A village only advises, an order is a department's, a household is only advised."""
    assert "A village may issue: advice; not: notice." in refuse("notice 1 --unit-kind village --document notice")
    assert "not: order" in refuse("notice 1 --document order")
    assert run("notice 1 --document order --unit-kind department").out.startswith("# Order")
    assert run("notice 1 --document 责令限期整改指令书 --unit-kind 部门").out.startswith("# Order")
    assert run("notice 4 --unit-kind department").out.startswith("# Safety advice")
    assert "household" in refuse("notice 4 --unit-kind department --document order")


def test_a_household_of_the_register(run: Run, three_townships: Path, refuse: Refuse) -> None:
    """A site that the register knows for a household is advised, one that does business is not."""
    for name, kind in (("一号院", "rural_home"), ("二号院", "rural_rental")):
        assert run(f"site add 石炭沟镇 {name} --kind {kind} --head-post 户主 --village 一村").code == 0
        assert run(f"add fire 石炭沟镇 线路老化 --site {name} --due 7d").code == 0

    assert run("notice 1").out.startswith("# Safety advice")
    assert "household" in refuse("notice 1 --document notice")
    page = run("notice 2").out
    assert page.startswith("# Notice")
    assert "Person in charge: 户主" in page
    assert "Place: 石炭沟镇, 一村" in page


def test_a_list_that_advises(run: Run, three_townships: Path) -> None:
    """Where no kind of place is known, the list decides: what it has as advice at a household is advice."""
    assert run("category enable rural").code == 0
    assert run("add rural 石炭沟镇 --item RUR-01 --village 一村").code == 0
    assert run("add rural 石炭沟镇 炉子无烟囱 --village 二村 --due 3d").code == 0

    assert run("notice 1").out.startswith("# Safety advice")
    assert run("notice 2").out.startswith("# Safety advice")


def test_an_opinion(run: Run, two_hazards: Path, refuse: Refuse, card: Card) -> None:
    """Once each was verified or failed, an opinion has who looked, when, and what was seen; before, none is given."""
    assert "was not looked at again yet" in refuse("notice 1-2 --document opinion")
    run("fix 1-2 --by 王某01")
    run("verify 1 --by 周某04")
    run("verify 2 --fail --due 2023-01-25 --reason 仍过期 --by 周某04")
    page = run("notice 1-2 -o opinion.md --no 复查〔2023〕1号")

    assert page.code == 0
    lines = Path("opinion.md").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "# Opinion after a second look"
    assert "| CG-1 | 2023-01-15 | 王某01 | 2023-01-15 | 周某04 | gone | - |" in lines
    assert "| CG-2 | 2023-01-15 | 王某01 | 2023-01-15 | 周某04 | not gone<br>仍过期 | 2023-01-25 |" in lines
    assert "2023-01-22" in next(line for line in lines if line.startswith("| CG-2 |"))  # the deadline till then
    assert card(2)["issued"] == "opinion 复查〔2023〕1号"
    assert "nothing is left to put right" in refuse("notice 1 --document notice")


def test_what_is_not_ours(run: Run, two_hazards: Path, refuse: Refuse) -> None:
    """Voided and handed over hazards, unknown numbers, and days that cannot be are refused, with the page unwritten."""
    run("void 1 --reason 误录")
    run("transfer 2 --to 供电所 --reason 归其管")
    assert "CG-1 is voided." in refuse("notice 1 -o page.html")
    assert "CG-2 is transferred." in refuse("notice 2 -o page.html")
    refuse("notice 9 -o page.html", code=1)
    run("add fire 东岔街道 三 --site 百货商场 --due 7d")
    refuse("notice 3 -o page.html --on 2023-01-16")
    refuse("notice 3 -o page.html --on 2023-01-14")
    assert not Path("page.html").exists()


def test_the_unit_must_be_known(run: Run, two_hazards: Path, refuse: Refuse, monkeypatch: pytest.MonkeyPatch) -> None:
    """No kind of unit, or an unknown one, is wrong usage that says how to set it; a number needs the unit's name."""
    monkeypatch.delenv("INSPECT_UNIT")
    assert "--unit NAME, or set INSPECT_UNIT" in refuse("notice 1 --no 5号", code=2)
    assert run("notice 1").code == 0
    monkeypatch.setenv("INSPECT_UNIT_KIND", "公司")
    assert "Not a kind of unit: 公司" in refuse("notice 1", code=2)
    monkeypatch.delenv("INSPECT_UNIT_KIND")
    assert "set INSPECT_UNIT_KIND" in refuse("notice 1", code=2)
    assert run("notice 1 --unit-kind township").code == 0


@pytest.mark.parametrize("text", ["\x1b[31m", "a\x00b", "\u202e", "长" * 101, " ", ""])
@pytest.mark.parametrize("option", ["--no", "--unit", "--phone"])
def test_texts_that_are_not_taken(run: Run, two_hazards: Path, refuse: Refuse, option: str, text: str) -> None:
    """A number, a unit or a phone that the ledger would not take is refused before the page is written."""
    said = refuse("notice", "1", "-o", "page.html", option, text)

    assert not Path("page.html").exists()
    assert "\x1b" not in said


def test_many_are_asked_about(run: Run, three_townships: Path) -> None:
    """More than three are written about only with --yes; to print them asks nothing; 200 are printed, 201 are not."""
    words = [f"第{n}处" for n in range(1, 202)]
    assert run("add", "fire", "东岔街道", "--site", "商场", "--due", "7d", *words).code == 0

    assert run("notice 1-200 -o many.html").code == 0
    assert Path("many.html").read_text(encoding="utf-8").count("<td>CG-") == 200
    assert run("notice 1-4 -o page.html --no 5号").code == 6
    assert run("notice 1-4 -o page.html --no 5号 --yes").code == 0
    result = run("notice 1-201")
    assert (result.code, result.out) == (3, "")
    assert "at most 200" in result.err


def test_the_page_is_told_when_the_ledger_cannot_be_written(
    run: Run, two_hazards: Path, ledger_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page that is there while the ledger does not say so is told of, with the code of the storage."""
    monkeypatch.setattr(waiting, "WRITER", 0.2)
    with closing(sqlite3.connect(ledger_path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        result = run("notice 1 -o page.html --no 5号")

    assert result.code == 4
    assert "page.html was written; that it was issued is not in the ledger." in result.err
    assert Path("page.html").exists()
