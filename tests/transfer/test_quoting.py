"""An imported hazard keeps what the checklist said of its item on the day of its inspection; the file has the rest.

* on every day, what is remembered is what the list says of that day itself;
* severity and deadline are the file's; a code that the list does not have stays as it is, without words or basis;
* a list is read only when one of its codes occurs; one with faults stops such a file, before anything is written;
* a changed list neither re-labels what is there nor makes rows new that are not; another item takes the words away;
* what is of a category that is not used here is taken, and said.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.transfer.conftest import Run, Write

from inspect_cli.rules import catalog, checklists
from inspect_cli.transfer.quoting import Quotes

QUOTED = ("item_text", "item_text_en", "basis", "basis_en", "catalog")
NOTHING: dict[str, str | None] = dict.fromkeys(QUOTED)
TOWN = {"township": "990181001", "inspectors": "李某02"}
ROW = {**TOWN, "category": "fire", "inspected_on": "2022-06-01", "item": "FIRE-03", "description": "安全出口上锁"}
OWN_LIST = """version = "{version}"

[category]
key = "{key}"
prefix = "{prefix}"
zh = "{zh}"
en = "Own"

[[law]]
id = "rule"
zh = "本市规定"
en = "City rule"
from = 2020-01-01
verified = "text"

[[item]]
code = "{code}"
zh = "{words}"
en = "Exit locked"
question_zh = "出口是否畅通？"
question_en = "Is the exit open?"
severity = "{severity}"
days = 3
places = ["mall"]
basis = [{{ law = "rule", article = "第3条", verified = "text" }}]
"""
OWN = {
    "version": "1",
    "key": "fire",
    "prefix": "FIRE",
    "zh": "消防",
    "code": "FIRE-03",
    "words": "自定",
    "severity": "major",
}


@pytest.fixture
def own_list(home: Path) -> Callable[..., Path]:
    """Write a list into the folder of the user's own."""

    def written(**said: str) -> Path:
        path = catalog.user_folder() / "own.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(OWN_LIST.format(**{**OWN, **said}), encoding="utf-8")
        catalog.forget()
        return path

    return written


@pytest.fixture
def card(run: Run) -> Callable[[int], dict[str, Any]]:
    """What `show` says of a hazard of this device."""
    return lambda number: run("show", str(number), "--format", "json").json[0]  # type: ignore[no-any-return]


def _quoted(card: dict[str, Any]) -> dict[str, str | None]:
    return {name: card[name] for name in QUOTED}


@pytest.mark.parametrize("key", list(catalog.categories()))
def test_every_item_on_every_turn(key: str) -> None:
    """Around each day on which a rule begins, ends or is replaced, what is kept is what the list says of that day."""
    checklist = checklists.read_checklist(catalog.categories()[key])
    turns = {day for law in checklist.law for day in (law.start, law.end, law.partly_replaced) if day}
    quotes, asked = Quotes(), 0
    for day in sorted(turn + timedelta(days=n) for turn in turns for n in (-1, 0, 1)):
        for item in checklist.item:
            said = checklists.say(checklist, item, day)._asdict()
            found = quotes.find({"category": key, "item": item.code, "inspected_on": day})
            assert {"item": item.code, **found} == said, (item.code, day)
            asked += 1
    assert asked


def test_file_has_severity_and_deadline(
    three_townships: Path, write: Write, counts: Callable[..., Any], card: Callable[[int], Any]
) -> None:
    """The words and the basis are those of the list on that day; severity, deadline and words of the file stay."""
    assert counts(write([{**ROW, "due": "2022-07-30"}])) == {"rows": 1, "new": 1}
    (item,) = (item for item in checklists.read_checklist(catalog.categories()["fire"]).item if item.code == "FIRE-03")
    found = card(1)

    assert item.severity == "major"
    assert (found["severity"], found["due"], found["first_due"]) == ("general", "2022-07-30", "2022-07-30")
    assert (found["item"], found["description"]) == ("FIRE-03", "安全出口上锁")
    assert (found["item_text"], found["item_text_en"]) == (item.zh, item.en)
    assert "GB 35181-2017" in found["basis"]
    assert "GB 35181-2017" in found["basis_en"]


def test_rule_of_the_day(
    three_townships: Path,
    write: Write,
    counts: Callable[..., Any],
    card: Callable[[int], Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Visits of one place in 2022 and in 2026, in one file, are cited by the standards of their time."""
    monkeypatch.setenv("INSPECT_TODAY", "2026-11-27")
    assert counts(write([ROW, {**ROW, "inspected_on": "2026-06-01"}]))["new"] == 2

    assert ["GB 35181-2017" in card(n)["basis"] for n in (1, 2)] == [True, False]
    assert ["GB 35181-2025" in card(n)["basis"] for n in (1, 2)] == [False, True]


@pytest.mark.parametrize(
    ("category", "item"),
    [("fire", "FIRE-99"), ("fire", "FIRE-"), ("fire", "灭火器"), ("fire", "TRAF-01"), ("traffic", "FIRE-03")],
)
def test_no_item_of_its_list(
    three_townships: Path,
    write: Write,
    counts: Callable[..., Any],
    card: Callable[[int], Any],
    category: str,
    item: str,
) -> None:
    """What is no code of the category's own list stays as it is, without words or basis."""
    assert counts(write([{**ROW, "category": category, "item": item}])) == {"rows": 1, "new": 1}
    found = card(1)

    assert found["item"] == item
    assert _quoted(found) == NOTHING


@pytest.mark.parametrize("typed", ["FIRE-03", "FIRE-3", "FIRE—003", "fire 3"])
def test_ways_to_write_a_code(
    three_townships: Path, write: Write, counts: Callable[..., Any], card: Callable[[int], Any], typed: str
) -> None:
    """In other people's files a code is known however they write it."""
    said = {"类别": "消防", "乡镇": "东岔街道", "检查日期": "2022-06-01", "隐患描述": "上锁", "检查项": typed}
    path = write([said])
    assert counts(path) == {"rows": 1, "new": 1}

    assert card(1)["item"] == "FIRE-03"
    assert card(1)["catalog"].startswith("fire ")


def test_own_list_with_another_count_of_digits(
    three_townships: Path,
    write: Write,
    counts: Callable[..., Any],
    card: Callable[[int], Any],
    own_list: Callable[..., Path],
) -> None:
    """A list of the user's own may number its items 1 or 001: noughts before a number tell no items apart."""
    own_list(key="pool", prefix="POOL", zh="泳池", code="POOL-003", words="池水浑浊")
    rows = [{**ROW, "category": "pool", "item": item} for item in ("POOL-003", "POOL-3", "POOL-03", "POOL-30")]
    assert counts(write(rows))["new"] == 4

    assert [card(n)["item"] for n in range(1, 5)] == ["POOL-003", "POOL-3", "POOL-03", "POOL-30"]
    assert [card(n)["item_text"] for n in range(1, 5)] == ["池水浑浊", "池水浑浊", "池水浑浊", None]


def test_every_piece_of_a_cell(three_townships: Path, write: Write, run: Run, card: Callable[[int], Any]) -> None:
    """A cell that is taken for several hazards gives each of them what the list says of the item of its row."""
    path = write([{**ROW, "description": "1. 出口上锁 2. 通道堆物"}])
    assert run("import", str(path), "--split").code == 0

    assert [card(n)["description"] for n in (1, 2)] == ["出口上锁", "通道堆物"]
    assert _quoted(card(1)) == _quoted(card(2)) != NOTHING


def test_list_with_faults(
    three_townships: Path,
    write: Write,
    counts: Callable[..., Any],
    run: Run,
    own_list: Callable[..., Path],
) -> None:
    """A list with faults stops a file that has its codes: nothing is written. Another file does not look at it."""
    counts(write([{**ROW, "item": "消防通道"}, {**ROW, "category": "traffic", "item": "TRAF-01"}], name="before.csv"))
    own_list(severity="huge")
    path = write([{**ROW, "category": "traffic", "item": "TRAF-02"}, ROW])
    assert counts(write([{**ROW, "item": "逃生门"}, {**ROW, "category": "traffic", "item": "TRAF-03"}]))["new"] == 2
    path = write([{**ROW, "category": "traffic", "item": "TRAF-02"}, ROW])

    for line in (["import", str(path)], ["import", str(path), "--dry-run"], ["import", str(path), "--skip-bad"]):
        done = run(*line)
        assert (done.code, done.out) == (3, "")
        assert all(said in done.err for said in ("own.toml", "FIRE-03", "Nothing was written", "category check"))
    assert len(run("list", "--status", "all", "--format", "json").json) == 4


def test_changed_list(
    three_townships: Path,
    write: Write,
    counts: Callable[..., Any],
    card: Callable[[int], Any],
    own_list: Callable[..., Path],
) -> None:
    """The same file after the list changed adds nothing and re-labels nothing; what is new is labelled anew."""
    path = write([{**ROW, "number": "CG-7", "description": "另一处"}, ROW])
    assert counts(path)["new"] == 2
    before = [_quoted(card(n)) for n in (7, 8)]

    own_list(words="本市的说法")
    assert counts(path) == {"rows": 2, "unchanged": 2}
    assert [_quoted(card(n)) for n in (7, 8)] == before
    assert counts(write([{**ROW, "description": "第三处"}], name="more.csv")) == {"rows": 1, "new": 1}
    assert (card(9)["item_text"], card(9)["basis"], card(9)["catalog"]) == ("本市的说法", "本市规定 第3条", "fire 1")


@pytest.mark.parametrize("item", ["FIRE-06", "FIRE-99"])
def test_corrected_item(
    three_townships: Path,
    write: Write,
    counts: Callable[..., Any],
    run: Run,
    card: Callable[[int], Any],
    item: str,
) -> None:
    """A row that has another item now takes the words of the old one away, and comes to rest so."""
    counts(write([ROW]))
    assert run("export", "-o", "out.csv").code == 0
    text = Path("out.csv").read_text(encoding="utf-8-sig")
    assert "FIRE-03" in text
    path = write(text.replace("FIRE-03", item), name="mended.csv")

    assert counts(path) == {"rows": 1, "updated": 1}
    assert card(1)["item"] == item
    assert _quoted(card(1)) == NOTHING
    assert [each["kind"] for each in card(1)["history"]] == ["inspected", "corrected"]
    assert counts(path) == {"rows": 1, "unchanged": 1}
    assert run("check").code == 0


def test_export_and_import_elsewhere(
    three_townships: Path, write: Write, counts: Callable[..., Any], run: Run, card: Callable[[int], Any]
) -> None:
    """The ledger that another machine reads from an export says the same of each item."""
    counts(write([ROW, {**ROW, "item": "FIRE-06", "description": "灭火器过期"}]))
    assert run("export", "-o", "out.csv").code == 0
    mine = [_quoted(card(n)) for n in (1, 2)]
    other = ["--db", "other.db"]
    assert run(*other, "init", "--device", "DC", "--townships", "townships.csv").code == 0
    assert run(*other, "import", "out.csv").code == 0

    cards = run(*other, "show", "CG-1", "CG-2", "--format", "json").json
    assert [_quoted(each) for each in cards] == mine
    assert NOTHING not in mine


def test_category_not_used_here(three_townships: Path, write: Write, run: Run) -> None:
    """Rows of a category that has to be enabled are taken, and one sentence says which, and what enables it."""
    rows = [{**ROW, "category": key, "item": "", "description": f"某处{key}"} for key in ("heating", "fire", "rural")]
    path = write([*rows, {**TOWN, "category": "market", "inspected_on": "2022-06-01", "description": ""}])
    said = "inspect-cli category enable rural heating market"

    tried = run("import", str(path), "--dry-run", "--format", "json")
    done = run("import", str(path), "--format", "json")
    assert [each.code for each in (tried, done)] == [0, 0]
    assert [each.err.count(said) for each in (tried, done)] == [1, 1]
    assert "fire" not in done.err
    assert (done.json["rows"], done.json["new"]) == (4, 4)
    assert set(done.json) == {*("rows", "new", "unchanged", "updated", "rebound", "skipped", "rejected", "batch")}
    assert "enable" not in run("import", str(path)).err

    zh = run("--lang", "zh", "import", str(write([{**rows[0], "description": "又一处"}])), "--dry-run")
    assert "供热" in zh.err
    assert zh.err.count("inspect-cli category enable heating") == 1


def test_category_used_here(three_townships: Path, write: Write, run: Run, own_list: Callable[..., Path]) -> None:
    """Nothing is said of a category that is enabled, or that the user's own file adds."""
    own_list(key="pool", prefix="POOL", zh="泳池", code="POOL-03")
    assert run("category enable heating").code == 0
    path = write([{**ROW, "category": key, "item": ""} for key in ("heating", "pool")])
    done = run("import", str(path), "--format", "json")

    assert (done.code, done.json["new"]) == (0, 2)
    assert "enable" not in done.err


def test_corrected_category(three_townships: Path, write: Write, counts: Callable[..., Any], run: Run) -> None:
    """A row that moves a hazard into a category that is not used here says so too."""
    counts(write([ROW]))
    row = json.loads(run("list", "--format", "json").out)[0]
    path = write([{**ROW, "number": row["number"], "category": "industry"}], name="moved.csv")
    done = run("import", str(path), "--format", "json")

    assert (done.json["updated"], "category enable industry" in done.err) == (1, True)
