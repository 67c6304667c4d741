"""`summary --by item`, `--by place_kind`, `--by kind`: what is found most, what nobody looks at, where and how.

By item: its text in the language, hazards and answers of walks, the lists' other items with noughts, a sentence on
those nobody answered; a category and filters of visits narrow it; what a hazard keeps outlives a changed list. By kind
of place and of visit: sites of one name are one place, words in Chinese. The share of visits that found nothing.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import Run
from tests.test_screens import on_terminal

from inspect_cli.rules import catalog

SITES = """code,name,township,village,kind,state
S1,百货商场,东岔街道,一村,mall,
S2,小百货,东岔街道,二村,small_shop,
S3,夜市,东岔街道,一村,market,
S4,百货商场,石炭沟镇,,hotel,
"""
OWN = """version = "1"
[category]
key = "caves"
prefix = "CAVE"
zh = "窑洞"
en = "Caves"
[places]
cave = {{ zh = "窑洞", en = "Cave" }}
[[law]]
id = "rule"
zh = "某条例"
en = "A rule"
verified = "memory"
"""
ITEM = """[[item]]
code = "CAVE-{n:02}"
zh = "{zh}"
en = "{en}"
question_zh = "好吗？"
question_en = "All right?"
severity = "general"
days = 3
basis = [{{ law = "rule", article = "1", verified = "memory" }}]
places = ["cave"]
"""


def summary(run: Run, words: str) -> list[dict[str, Any]]:
    """The rows of a summary."""
    return list(run(f"summary {words} --format json").json)


def pick(rows: list[dict[str, Any]], *keys: str) -> list[tuple[Any, ...]]:
    """Only these columns of the rows."""
    return [tuple(row[key] for key in keys) for row in rows]


@pytest.fixture
def city(run: Run, three_townships: Path) -> Path:
    """Two walks and four visits: FIRE-06 found three times, FIRE-01 once by a walk, a hazard without an item."""
    (three_townships / "sites.csv").write_text(SITES, encoding="utf-8")
    (three_townships / "one.csv").write_text("item,answer\nFIRE-01,yes\nFIRE-02,na\nFIRE-06,no\n", encoding="utf-8")
    (three_townships / "two.csv").write_text("item,answer\nFIRE-01,no\nFIRE-02,na\n", encoding="utf-8")
    for line in (
        "init --sites sites.csv",
        "walk fire 东岔街道 --site 百货商场 --answers one.csv --on 2023-01-03",
        "walk fire 石炭沟镇 --site 百货商场 --answers two.csv --on 2023-01-10 --kind special",
        "add fire 东岔街道 --item FIRE-06 --site 夜市 --on 2023-01-04",
        "add fire 东岔街道 --item FIRE-06 --major --site 路边 --kind special",
        "add fire 东岔街道 杂物 --site 夜市",
        "add mines 石炭沟镇 --site 一号矿",
    ):
        done = run(line)
        assert done.code == 0, done.err
    return three_townships


def test_the_most_frequent_items_first(run: Run, city: Path) -> None:
    """Found, open, major, and what was said in walks; then the other items of every list, then what has no item."""
    keys = ("item", "found", "open", "major", "answered", "said_no", "not_applicable")
    rows = pick(summary(run, "--by item"), *keys)

    assert rows[:4] == [
        ("FIRE-06", 3, 3, 1, 1, 1, 0),
        ("FIRE-01", 1, 1, 0, 2, 1, 0),
        ("FIRE-02", 0, 0, 0, 2, 0, 2),
        ("FIRE-03", 0, 0, 0, 0, 0, 0),
    ]
    assert rows[-1] == (None, 1, 1, 0, 0, 0, 0)
    assert {row[0].partition("-")[0] for row in rows[:-1]} == {"FIRE", "TRAF", "FOR", "MINE", "FW"}
    assert "visits" not in summary(run, "--by item")[0]


def test_the_text_is_in_the_language(run: Run, city: Path) -> None:
    """The text of an item stands beside its code in the language of the screen, on a narrow screen too."""
    english, chinese = (
        {row["item"]: row["item_text"] for row in summary(run, f"--by item --lang {lang}")} for lang in ("en", "zh")
    )

    assert english["FIRE-01"] == "Evacuation route or exit occupied, blocked or locked"
    assert "疏散" in chinese["FIRE-01"]
    assert all(text for item, text in chinese.items() if item)
    assert "疏散" in on_terminal("--lang", "zh", "summary", "--by", "item", "--category", "fire", columns=60)[1]


def test_a_category_has_only_its_items(run: Run, city: Path) -> None:
    """With --category the other lists stay away; a category that is not used is not among all, and can be asked for."""
    fire = [row["item"] for row in summary(run, "--by item --category fire") if row["item"]]
    gas = [row["item"] for row in summary(run, "--by item --category heating")]

    assert len(fire) == 20
    assert {item.partition("-")[0] for item in fire} == {"FIRE"}
    assert {item.partition("-")[0] for item in gas} == {"HEAT"}
    assert "HEAT-01" not in {row["item"] for row in summary(run, "--by item")}


def test_items_nobody_answered(run: Run, city: Path) -> None:
    """Below the table it says how many items of the lists nobody answered, and names the first."""
    shown = run("summary --by item --category fire").out

    said = "Of 20 items of the lists 17 were neither answered in a walk nor found: FIRE-03, FIRE-04, FIRE-05, FIRE-07,"
    assert said in shown
    assert "neither answered" not in run("summary --by township,item").out


def test_an_item_that_was_found_was_looked_at(run: Run, three_townships: Path) -> None:
    """A hazard of an item that no walk asked, typed or imported, is a look at it too."""
    rows = "category,township,inspected_on,item,description\nfire,东岔街道,2023-01-02,FIRE-03,堵\n"
    (three_townships / "rows.csv").write_text(rows, encoding="utf-8")
    run("add fire 东岔街道 --item FIRE-06")
    run("import rows.csv")

    assert "Of 20 items of the lists 18 were neither answered" in run("summary --by item --category fire").out
    assert pick(summary(run, "--by item"), "item", "found", "answered")[:2] == [("FIRE-03", 1, 0), ("FIRE-06", 1, 0)]


def test_every_item_answered(run: Run, three_townships: Path) -> None:
    """Where each item of the list has an answer, it says so."""
    codes = [row["item"] for row in summary(run, "--by item --category fire")]
    lines = "".join(f"{code},yes\n" for code in codes)
    (three_townships / "all.csv").write_text(f"item,answer\n{lines}", encoding="utf-8")
    assert run("walk fire 东岔街道 --answers all.csv").code == 0

    said = "Every item of the lists was answered in a walk or found by a hazard."
    assert said in run("summary --by item --category fire").out


@pytest.mark.parametrize(
    ("words", "answered", "found"),
    [
        ("", 5, 5),
        ("--township 石炭", 2, 1),
        ("--until 2023-01-05", 3, 2),
        ("--since 2023-01-10", 2, 3),
        ("--month 2022-12", 0, 0),
        ("--site 百货", 5, 2),
        ("--site 夜市", 0, 2),
        ("--village 一村", 3, 3),
        ("--category mines", 0, 0),
    ],
)
def test_filters_of_visits_count_for_answers(run: Run, city: Path, words: str, answered: int, found: int) -> None:
    """An answer is of its visit: place, days and category narrow answers down with hazards."""
    run(f"summary --by item {words} -o items.csv")
    rows = list(csv.DictReader((city / "items.csv").read_text(encoding="utf-8-sig").splitlines()))

    assert (rows[-1]["item"], rows[-1]["answered"], rows[-1]["found"]) == ("Total", str(answered), str(found))
    assert sum(int(row["answered"]) for row in rows[:-1]) == answered


def test_items_with_other_groups(run: Run, city: Path) -> None:
    """Beside a property of a visit an item has its answers; beside one of hazards only hazards."""
    by_town = pick(summary(run, "--by township,item"), "township", "item", "found", "answered")
    by_status = summary(run, "--by item,status")

    assert by_town == [
        ("东岔街道", "FIRE-06", 3, 1),
        ("东岔街道", "FIRE-01", 0, 1),
        ("东岔街道", "FIRE-02", 0, 1),
        ("东岔街道", None, 1, 0),
        ("石炭沟镇", "FIRE-01", 1, 1),
        ("石炭沟镇", "FIRE-02", 0, 1),
    ]
    assert pick(by_status, "item", "status", "found")[0] == ("FIRE-06", "found", 3)
    assert "answered" not in by_status[0]
    assert by_status[0]["item_text"]


def test_a_list_of_ones_own(run: Run, city: Path) -> None:
    """Its items stand there; what a hazard keeps of an item outlives a change of the list; a broken list has none."""
    folder = city / "config" / "inspect-cli" / "catalogs"
    folder.mkdir(parents=True)

    def write(*texts: str) -> None:
        items = "".join(ITEM.format(n=n, zh=text, en=text) for n, text in enumerate(texts, 1))
        (folder / "caves.toml").write_text(OWN.format() + items, encoding="utf-8")
        catalog.forget()

    write("裂缝", "渗水")
    assert run("add caves 东岔街道 --item CAVE-01").code == 0
    write("裂缝（新）", "渗水（新）")
    texts = pick(summary(run, "--by item --category caves"), "item", "item_text", "found")
    (folder / "caves.toml").write_text(
        (folder / "caves.toml").read_text(encoding="utf-8").replace("days = 3", "days = 'x'"), encoding="utf-8"
    )
    catalog.forget()

    assert texts == [("CAVE-01", "裂缝", 1), ("CAVE-02", "渗水（新）", 0)]
    assert pick(summary(run, "--by item --category caves"), "item", "item_text") == [("CAVE-01", "裂缝")]


def test_kinds_of_places(run: Run, city: Path) -> None:
    """A place has the kind of its site; another township's site of that name is its own; the rest has no kind."""
    keys = ("place_kind", "visits", "clean", "found", "clean_share")
    rows = pick(summary(run, "--by place_kind"), *keys)
    words = run("--lang zh summary --by place_kind").out

    assert rows == [
        (None, 2, 1, 1, 50.0),
        ("hotel", 1, 0, 1, 0.0),
        ("mall", 1, 0, 1, 0.0),
        ("market", 2, 0, 2, 0.0),
    ]
    assert ("集贸市场" in words, "market" in words) == (True, False)
    assert summary(run, "--by place-kind") == summary(run, "--by place_kind")


def test_kinds_of_visits(run: Run, city: Path) -> None:
    """A visit that names no kind is routine; hazards and answers are of their visit's kind."""
    rows = pick(summary(run, "--by kind"), "kind", "visits", "found")
    both = pick(summary(run, "--by kind,place_kind,item"), "kind", "place_kind", "item", "found", "answered")

    assert rows == [("routine", 4, 3), ("special", 2, 2)]
    assert ("special", "hotel", "FIRE-01", 1, 1) in both
    assert ("special", None, "FIRE-06", 1, 0) in both
    assert "专项检查" in run("--lang zh summary --by kind").out


def test_rows_make_the_total(run: Run, city: Path) -> None:
    """Whatever it is by, the rows of a file add up to its total row."""
    for by in ("item", "place_kind", "kind", "item,kind", "place_kind,township"):
        run(f"summary --by {by} -o by.csv --force")
        *rows, total = csv.DictReader((city / "by.csv").read_text(encoding="utf-8-sig").splitlines())
        counted = [name for name in total if total[name].isdigit()]
        assert {"found", "open", "closed"} <= {*counted}
        assert {name: sum(int(row[name]) for row in rows) for name in counted} == {n: int(total[n]) for n in counted}


def test_the_share_of_clean_visits(run: Run, city: Path) -> None:
    """It is taken anew for the total, is none where nobody went, and is the first to leave a narrow screen."""
    rows = {row["township"]: row["clean_share"] for row in summary(run, "")}
    total = run("summary").out.splitlines()[4].split()

    assert rows == {"东岔街道": 0.0, "石炭沟镇": 50.0, "云杉岭镇": None}
    assert total[-4] == "16.7"
    assert "Clean %" not in on_terminal("summary", columns=80)[1].splitlines()[0]
