"""`add --item`: what the list says of an item fills the hazard, and the hazard keeps it.

Filling: a code, its number, a word in either language; what was typed wins; what is not clear is refused.
Days: the rule in force on the day of the inspection is cited, with its marks. Keeping: a list that is changed or taken
away later changes no hazard, neither in `show` and `check` nor when the ledger is posted again. Showing: the card has
it in the language, `show` and `export` for machines in both.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from tests.commands.conftest import Card, Listed, Refuse
from tests.conftest import LPG, Run

from inspect_cli.rules import catalog
from inspect_cli.store import ledger
from inspect_cli.store.opening import open_database

QUOTED = ("item", "item_text", "item_text_en", "basis", "basis_en", "catalog")
KEPT = {
    "item": "LPG-01",
    "item_text": "气瓶超期未检",
    "item_text_en": "Bottle past its test date",
    "basis": "瓶装液化气安全管理办法（试行） 第5条",
    "basis_en": "Trial rules on bottled gas Art. 5",
    "catalog": "lpg 2022-06-01",
}


def quoted(card: dict[str, Any]) -> dict[str, Any]:
    """What a card keeps of its item."""
    return {key: card[key] for key in QUOTED}


@pytest.mark.parametrize("typed", ["FIRE-06", "fire-6", "6", "灭火器", "extinguishers"])
def test_the_item_alone_suffices(typed: str, run: Run, three_townships: Path, card: Card) -> None:
    """A code, its number or a word in either language fills text, severity, deadline and basis."""
    assert run("add", "fire", "东岔街道", "--item", typed, "--on", "2023-01-10").code == 0
    made = card(1)

    assert (made["item"], made["severity"], made["due"], made["first_due"]) == (
        *("FIRE-06", "general"),
        *("2023-01-17", "2023-01-17"),
    )
    assert made["description"] == made["item_text_en"] == "Extinguishers or hydrants missing, failed or disabled"
    assert made["item_text"] == "灭火器、消火栓缺失失效或被停用"
    assert made["basis"].startswith("消防法 第16条")
    assert made["basis_en"].startswith("Fire Protection Law ")
    assert made["catalog"].startswith("fire 20")


@pytest.mark.parametrize("typed", ["1-3", "1 3", "2-0", "FIRE-1-3", "１、３"])
def test_a_range_is_no_item(typed: str, three_townships: Path, refuse: Refuse) -> None:
    """1-3 is not FIRE-13: it is refused, and each item has its own --item."""
    said = refuse("add", "fire", "东岔街道", "--item", typed, code=2)

    assert (f"{typed} looks like several items." in said, "its own --item" in said) == (True, True)


def test_the_text_is_that_of_the_language(run: Run, three_townships: Path, card: Card) -> None:
    """Who works in Chinese gets the item's Chinese text as the hazard's."""
    assert run("--lang zh add fire 东岔街道 --item 灭火器").code == 0

    assert card(1)["description"] == "灭火器、消火栓缺失失效或被停用"


def test_what_was_typed_wins(run: Run, three_townships: Path, card: Card) -> None:
    """Severity, deadline and text that were typed stand before those of the list; its basis is kept all the same."""
    result = run("add fire 东岔街道 二楼灭火器失压 --item FIRE-06 --major --due 2d --on 2023-01-10")
    made = card(1)

    assert result.code == 0
    assert (made["description"], made["severity"], made["due"]) == ("二楼灭火器失压", "major", "2023-01-12")
    assert (made["item"], made["item_text_en"]) == ("FIRE-06", "Extinguishers or hydrants missing, failed or disabled")
    assert made["basis"]


def test_a_major_of_the_list_is_a_major(run: Run, three_townships: Path, card: Card) -> None:
    """The list's severity holds; typed as general it is told that the list says otherwise, and that use stops."""
    assert run("add fire 东岔街道 --item FIRE-13").code == 0
    lesser = run("add fire 东岔街道 --item FIRE-13 --severity general")

    assert [card(n)["severity"] for n in (1, 2)] == ["major", "general"]
    assert card(1)["due"] == "2023-01-15"
    assert "By the list it is a major" in lesser.err
    assert "inspect-cli suspend CG-2" in lesser.err


def test_what_the_list_says_besides(run: Run, three_townships: Path, own_list: Path) -> None:
    """When it is raised to a major, and that a household is advised, is told once the hazard is written."""
    raised = run("add lpg 东岔街道 老化 漏气 --item 4")
    already = run("add lpg 东岔街道 --item 4 --major")
    advice = run("add lpg 东岔街道 --item 5")

    assert "It is a major if: gas is leaking. Then: inspect-cli grade CG-1 CG-2 --major" in raised.err
    assert "It is a major if" not in already.err
    assert "advice, never an order" in advice.err


def test_several_hazards_of_one_item(run: Run, three_townships: Path, card: Card) -> None:
    """Two texts with one item are two hazards of it."""
    assert run("add fire 东岔街道 一楼缺 二楼缺 --item 6").code == 0

    assert quoted(card(1)) == quoted(card(2))
    assert [card(n)["description"] for n in (1, 2)] == ["一楼缺", "二楼缺"]


def test_each_item_is_a_hazard_of_its_own(run: Run, three_townships: Path, card: Card) -> None:
    """Several items are one visit with as many hazards, each with its own text, severity, deadline and basis."""
    receipt = run("add fire 东岔街道 --item 1 --item FIRE-13 --item 灭火器 --on 2023-01-10 --format json").json
    made = [card(n) for n in (1, 2, 3)]
    [counts] = run("summary --township 东岔街道 --format json").json

    assert [row["number"] for row in receipt] == ["CG-1", "CG-2", "CG-3"]
    assert [one["item"] for one in made] == ["FIRE-01", "FIRE-13", "FIRE-06"]
    assert [one["description"] for one in made] == [one["item_text_en"] for one in made]
    assert [one["severity"] for one in made] == ["general", "major", "general"]
    assert [one["due"] for one in made] == ["2023-01-10", "2023-01-10", "2023-01-17"]
    assert len({one["basis"] for one in made}) == 3
    assert (counts["visits"], counts["found"]) == (1, 3)


def test_what_was_typed_holds_for_each_item(run: Run, three_townships: Path, card: Card) -> None:
    """Owner, deadline and place that were typed are those of every item's hazard; it is known again by its own item."""
    line = "add fire 东岔街道 --site 百货商场 --location 二楼 --owner 王某01 --due 3d --item 6 --item 7"
    assert run(line).code == 0
    again = run("add fire 东岔街道 --site 百货商场 --item 8 --item 7")

    for n in (1, 2):
        made = card(n)
        assert (made["owner"], made["location"], made["due"]) == ("王某01", "二楼", "2023-01-18")
    assert "CG-4 says what CG-2 says" in again.err
    assert "CG-3 says" not in again.err


def test_each_item_repeats_its_own_closed_one(run: Run, three_townships: Path, card: Card) -> None:
    """A rebound is found by each item; --rebound-of names one for one item only."""
    run("add fire 东岔街道 --site 百货商场 --item 7 --fixed --on 2023-01-10")
    run("verify 1 --by 周某04 --on 2023-01-11")
    run("add fire 东岔街道 --site 百货商场 --item 6 --item 7")

    assert [card(n)["rebound_of"] for n in (2, 3)] == [None, "CG-1"]
    assert run("add fire 东岔街道 --site 百货商场 --item 8 --rebound-of 1").code == 0
    assert run("add fire 东岔街道 --site 百货商场 --item 9 --item 10 --rebound-of 1").code == 2


def test_a_hint_names_the_numbers_of_its_item(run: Run, three_townships: Path, own_list: Path) -> None:
    """What the list says of one item is said of its hazard, not of another's."""
    said = run("add lpg 东岔街道 --item 5 --item 4 --item 2").err

    assert "inspect-cli suspend CG-3" in said
    assert "inspect-cli grade CG-2 --major" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("一楼缺 --item 6 --item 7", "not clear: FIRE-06, FIRE-07."),
        ("--item 6 --item FIRE-06", "FIRE-06 is named twice."),
        ("--item 6 --item FIRE-99", "fire has no item FIRE-99."),
        ("--item 6 --item ''", "fire has no item ."),
    ],
)
def test_items_that_cannot_be_told_apart(words: str, said: str, three_townships: Path, refuse: Refuse) -> None:
    """Several items beside typed texts, one item twice, and one that there is not: nothing is written."""
    assert said in refuse(f"add fire 东岔街道 {words}", code=2)


def test_a_major_among_the_items_is_not_fixed_on_the_spot(three_townships: Path, refuse: Refuse) -> None:
    """One major keeps the whole line from being written as fixed."""
    assert "A major is not fixed on the spot" in refuse("add fire 东岔街道 --item 6 --item 13 --fixed")


@pytest.fixture
def depot(run: Run, three_townships: Path, own_list: Path) -> Path:
    """A bottle depot that is stopped, and a restaurant that nothing else is known of."""
    for line in (
        "site add 东岔街道 供应点 --kind bottle_depot --state stopped --since 2023-01-01",
        "site add 东岔街道 饭店 --kind restaurant",
    ):
        assert run(line).code == 0
    return three_townships


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            "--site 饭店 --item 5",
            "By the list LPG-05 is asked at: residential; 饭店 is: restaurant. It was recorded all the same.",
        ),
        (
            "--site 供应点 --item 2",
            "By the list LPG-02 is asked while: producing; 供应点 is: stopped. It was recorded all the same.",
        ),
    ],
)
def test_an_item_that_does_not_fit_is_told(words: str, said: str, run: Run, depot: Path, card: Card) -> None:
    """An item that is not asked at such a site, or not in its state, is taken, and told."""
    result = run(f"add lpg 东岔街道 {words}")

    assert (result.code, said in result.err) == (0, True)
    assert card(1)["item"] == f"LPG-0{words[-1]}"


def test_an_item_that_fits_is_not_told(run: Run, depot: Path) -> None:
    """Nothing is said of an item that is asked there, nor of a site that the register does not know."""
    lines = ("--site 饭店 --item 4", "--site 供应点 --item 1", "--site 别处 --item 2", "--item 5")

    assert [line for line in lines if "recorded all the same" in run(f"add lpg 东岔街道 {line}").err] == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("FIRE-99", "fire has no item FIRE-99."),
        ("TRAF-01", "fire has no item TRAF-01."),
        ("exit", "More than one item of fire fits exit."),
        ("鞭炮", "fire has no item 鞭炮."),
        ("", "fire has no item ."),
        ("%", "fire has no item %."),
    ],
)
def test_an_unclear_item_is_refused(typed: str, said: str, three_townships: Path, refuse: Refuse) -> None:
    """Unknown and ambiguous items write nothing and name what is near or what fits."""
    answer = refuse("add", "fire", "东岔街道", "--item", typed, code=2)

    assert answer.startswith(said)
    assert "FIRE-" in answer.splitlines()[2]
    assert "inspect-cli category show fire" in answer


def test_two_days_cite_two_standards(
    run: Run, three_townships: Path, card: Card, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same item at the same place in 2022 and in 2026 cites the fire standard that was in force on each day."""
    monkeypatch.setenv("INSPECT_TODAY", "2026-11-24")
    for day in ("2022-11-24", "2026-11-24"):
        assert run(f"add fire 东岔街道 --site 百货商场 --item FIRE-08 --on {day} --not-a-rebound").code == 0
    before, since = card(1), card(2)

    assert "重大火灾隐患判定方法 GB 35181-2017" in before["basis"]
    assert "2025" not in before["basis"]
    assert "重大火灾隐患判定规则 GB 35181-2025" in since["basis"]
    assert "2017" not in since["basis"]
    assert "（凭记忆引用，待核实）" in before["basis"]
    assert "（出自二手来源，未核对原文）" in since["basis"]
    assert "(from memory, not verified)" in before["basis_en"]
    assert "(seen in a secondary source, not verified)" in since["basis_en"]
    assert before["item_text"] == since["item_text"]


def test_no_rule_in_force_is_no_basis(run: Run, three_townships: Path, own_list: Path, card: Card) -> None:
    """Of a day on which no rule of the item was in force the hazard keeps no basis, and the item all the same."""
    result = run("add lpg 东岔街道 --item 2 --on 2017-12-31")
    assert result.code == 0
    assert "The list knows no basis for that day: CG-1" in result.err

    assert (card(1)["basis"], card(1)["basis_en"], card(1)["item_text"]) == (None, None, "充装场所无防爆电器")
    assert "none known for that day" in run("show 1").out


def test_a_walk_tells_it_too(run: Run, three_townships: Path, own_list: Path) -> None:
    """A walk on a day for which its list knows no basis says so of each hazard; on another day it does not."""
    Path("answers.csv").write_text("item,answer\nLPG-04,no\nLPG-02,no\n", encoding="utf-8")
    before = run("walk lpg 东岔街道 --site 饭店 --on 2017-12-31 --answers answers.csv")
    since = run("walk lpg 东岔街道 --site 别处 --on 2019-12-31 --answers answers.csv")

    assert (before.code, since.code) == (0, 0)
    assert "The list knows no basis for that day: CG-1, CG-2" in before.out + before.err
    assert "knows no basis" not in since.out + since.err


def test_the_page_of_a_notice_says_it(run: Run, three_townships: Path, own_list: Path) -> None:
    """Where the list knew no basis for the day, the document says that none is known."""
    run("add lpg 东岔街道 --item 2 --on 2017-12-31 --site 供应点")
    assert run("notice 1 --unit 某局 --unit-kind department -o notice.md").code == 0

    assert "none known for that day" in Path("notice.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("later", ["changed", "broken", "gone"])
def test_a_later_list_changes_no_hazard(
    later: str, run: Run, three_townships: Path, own_list: Path, card: Card, ledger_path: Path
) -> None:
    """The hazard says what its list said on its day: in `show`, in `check`, and when all is posted again."""
    assert run("add lpg 东岔街道 --item 1 --on 2023-01-10").code == 0
    text = LPG.read_text(encoding="utf-8").replace("2022-06-01", "2023-01-12").replace("气瓶超期未检", "气瓶过期")
    text = (
        text.replace("Bottle past its test date", "Old bottle")
        .replace("第5条", "第55条")
        .replace("days = 3", "days = 9")
    )
    if later == "gone":
        (own_list / "lpg.toml").unlink()
    else:
        (own_list / "lpg.toml").write_text(text if later == "changed" else "category = [", encoding="utf-8")
    catalog.forget()
    assert quoted(card(1)) == KEPT
    database = open_database(str(ledger_path))
    with database.writing():
        ledger.repost(database)
    database.close()

    assert quoted(card(1)) == KEPT
    assert (card(1)["due"], card(1)["severity"]) == ("2023-01-13", "general")
    assert run("check").code == 0
    assert "LPG-01 Bottle past its test date" in run("show 1").out
    if later == "changed":
        run("add lpg 东岔街道 --item 1 --on 2023-01-15 --not-a-rebound")
        assert quoted(card(2)) == {
            **KEPT,
            "item_text": "气瓶过期",
            "item_text_en": "Old bottle",
            "basis": "瓶装液化气安全管理办法（试行） 第55条",
            "basis_en": "Trial rules on bottled gas Art. 55",
            "catalog": "lpg 2023-01-12",
        }


def test_the_card_has_it_in_the_language(run: Run, three_townships: Path) -> None:
    """The card shows the item with its text, each rule of the basis with its marks, and the version of the list."""
    run("add fire 东岔街道 门窗有铁栅栏 --item FIRE-02")
    english, chinese = (run(f"--lang {lang} show 1").out for lang in ("en", "zh"))

    assert "FIRE-02 Bars, shutters or signboards on doors or windows hinder escape or rescue" in english
    assert "GB 35181-2017 7.3.9, 7.3.10 (from memory, not verified)" in english
    assert "消防法" not in english
    assert "FIRE-02 门窗设置影响逃生和救援的栅栏、广告牌" in chinese
    assert "重大火灾隐患判定方法 GB 35181-2017 7.3.9、7.3.10（凭记忆引用，待核实）" in chinese
    assert "fire 20" in english
    assert "；" not in english + chinese


def test_export_can_name_it(run: Run, three_townships: Path) -> None:
    """`export --columns` has the kept text, basis, version and documents; a hazard without an item has none."""
    run("add fire 东岔街道 --item FIRE-06")
    run("add fire 东岔街道 堵塞")
    said = run("export --columns number,item_text,item_text_en,basis,basis_en,catalog,issued --format csv").out
    rows = list(csv.DictReader(io.StringIO(said)))

    assert (rows[0]["item_text"], rows[0]["catalog"][:5]) == ("灭火器、消火栓缺失失效或被停用", "fire ")
    assert rows[0]["basis"].startswith("消防法")
    assert rows[0]["basis_en"].startswith("Fire Protection Law")
    assert list(rows[1].values()) == ["CG-2", "", "", "", "", "", ""]


def test_our_own_file_with_it_comes_back_unchanged(run: Run, three_townships: Path) -> None:
    """An export that has these columns beside the ledger's imports as nothing new."""
    run("add fire 东岔街道 --item FIRE-06 --site 百货商场")
    keys = "number,category,township,site,inspected_on,inspectors,item,description,severity,due,first_due,status"
    assert run(f"export --columns {keys},item_text,basis,catalog,issued,id -o back.csv").code == 0
    again = run("import back.csv --format json")

    assert (again.json["rows"], again.json["unchanged"]) == (1, 1)


def test_another_item_has_no_old_basis(run: Run, three_townships: Path, card: Card, listed: Listed) -> None:
    """Where a later file says that it is another item, what the list said of the first one is not shown as its."""
    run("add fire 东岔街道 --item FIRE-06 --site 百货商场")
    run("export -o back.csv")
    text = Path("back.csv").read_text(encoding="utf-8-sig")
    Path("back.csv").write_text(text.replace("FIRE-06", "FIRE-07"), encoding="utf-8")
    assert run("import back.csv").code == 0

    assert quoted(card(1)) == {"item": "FIRE-07", **dict.fromkeys(QUOTED[1:])}
