"""`category template` and `category kinds`: how a list of one's own begins, and which kinds of places it may name.

The template explains itself in the language of the user, and `category check` has nothing to mend in it, whatever the
category is called; a copy of a list reads as the list does; a draft becomes a category by lying in the folder. The
kinds of places with their keys and names and the lists that ask there. What `check` says of a guess says what belongs.
"""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest
from tests.commands.conftest import Refuse
from tests.conftest import LPG, Run

from inspect_cli import messages
from inspect_cli.rules import catalog, checklists, slips
from inspect_cli.transfer import own_lists

CHINESE = re.compile("[\u4e00-\u9fff]")
SHIPPED = [head["key"] for head in json.loads(catalog.INDEX.read_text(encoding="utf-8"))["categories"]]
KEYS = ("version", "category", "places", "departments", "law", "item")
GUESSED = """[category]
key = "gas"
prefix = "GAS"
zh = "燃气"
en = "Gas"
[[law]]
name = "rules"
[[item]]
code = "GAS-01"
text = "漏气"
basis = [{ law = "rules", from = 2023-01-01 }]
places = "restaurant"
"""


def comments(path: Path) -> str:
    """What a file says to people."""
    return "\n".join(line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("#"))


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", ["", "gas", "bottled_gas", "elevator", "燃气", "mine_works", "电梯", "Bread"])
def test_the_template_is_a_good_list(run: Run, home: Path, lang: str, name: str) -> None:
    """What it writes is taken as it is: two items, two rules one after the other, a place of its own, a stop."""
    written = run(f"--lang {lang} category template {name} -o mine.toml")
    checked = run("category check mine.toml --format json")
    checklist = checklists.inspect_file(home / "mine.toml")[0]

    assert (written.code, written.out, checked.code, checked.json) == (0, "", 0, [])
    assert checklist is not None
    assert [law.end is None for law in checklist.law] == [False, True]
    assert all(law.start for law in checklist.law)
    assert [item.stop for item in checklist.item] == [False, True]
    assert (checklist.item[1].states, [*checklist.places]) == (("producing",), ["machine_room"])
    assert name in ("", checklist.category.key, checklist.category.zh)


def test_the_template_explains_every_key(run: Run, home: Path) -> None:
    """Each key that a list may have stands in it, but `core`, which is for shipped lists."""
    run("category template -o mine.toml")
    told = tomllib.loads((home / "mine.toml").read_text(encoding="utf-8"))
    parts = {"category": told["category"], "basis": told["item"][1]["basis"][0]}
    parts |= {name: told[name]["machine_room" if name == "places" else "market_office"] for name in KEYS[2:4]}
    parts |= {name: {key for part in told[name] for key in part} for name in KEYS[4:]}

    assert tuple(told) == KEYS
    assert {name: {*part} for name, part in parts.items()} == {
        **{name: {*checklists.Checklist.model_fields[name].annotation.__args__[1].model_fields} for name in KEYS[2:4]},
        "category": {*checklists.Head.model_fields} - {"core"},
        "basis": {*checklists.Citation.model_fields},
        "law": {f.alias or name for name, f in checklists.Law.model_fields.items()} - {"partly_replaced"},
        "item": {*checklists.Item.model_fields},
    }


def test_the_template_speaks_the_language(run: Run, home: Path) -> None:
    """Its comments are in the language of the user; what is read is the same in both."""
    for lang in ("en", "zh"):
        run(f"--lang {lang} category template -o {lang}.toml")
    english, chinese = home / "en.toml", home / "zh.toml"

    assert not CHINESE.search(re.sub("第.条(第.款)?", "", comments(english)))
    assert len(CHINESE.findall(comments(chinese))) > 200
    assert checklists.inspect_file(english)[0] == checklists.inspect_file(chinese)[0]


def test_the_template_without_a_file(run: Run, home: Path) -> None:
    """Without -o it is the answer, so that it can be looked at."""
    shown = run("category template gas").out
    run("category template gas -o gas.toml")

    assert shown == (home / "gas.toml").read_text(encoding="utf-8")


def test_a_draft_becomes_a_category(run: Run, three_townships: Path) -> None:
    """A file in the folder, which is made, is a category that `add` knows; the way there is said."""
    folder = three_townships / "config" / "inspect-cli" / "catalogs"
    written = run(f"category template 燃气 -o {folder}/gas.toml")
    catalog.forget()

    assert written.code == 0
    assert f"inspect-cli category check {folder}/gas.toml" in written.err
    assert folder.stat().st_mode & 0o777 == 0o700
    assert run("add 燃气 东岔街道 --item 1").out.startswith("CG-1  ranqi")


def test_what_is_taken_is_named_otherwise(run: Run, home: Path, own_list: Path) -> None:
    """A prefix that another category has gets a number; the example steps aside for a list of that name."""
    text = LPG.read_text(encoding="utf-8").replace('"LPG"', '"ELEV"').replace("LPG-", "ELEV-")
    (own_list / "lpg.toml").write_text(text.replace('"瓶装液化气"', '"电梯"', 1), encoding="utf-8")
    catalog.forget()
    run("category template -o mine.toml")
    run("category template elev -o elev.toml")

    assert run("category check mine.toml").code == run("category check elev.toml").code == 0
    assert 'key = "example"' in (home / "mine.toml").read_text(encoding="utf-8")
    assert 'prefix = "ELEV2"' in (home / "elev.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("key", SHIPPED)
def test_a_copy_reads_as_its_list(home: Path, key: str, lang: str) -> None:
    """The copy of each shipped list says what the list says, and nothing is to be mended in it."""
    category = catalog.categories()[key]
    with messages.speaking(lang):
        (home / "copy.toml").write_text(own_lists.write_copy(category), encoding="utf-8")

    assert checklists.inspect_file(home / "copy.toml") == (checklists.read_checklist(category), [])


def test_a_copy_takes_the_place_of_its_list(run: Run, three_townships: Path) -> None:
    """In the folder it is used instead of the shipped list, which a change in it shows."""
    path = three_townships / "config" / "inspect-cli" / "catalogs" / "fire.toml"
    assert run(f"category template --from 消防 -o {path}").code == 0
    path.write_text(path.read_text(encoding="utf-8").replace('version = "2026', 'version = "9999', 1), encoding="utf-8")
    catalog.forget()
    [row] = [row for row in run("category list --format json").json if row["key"] == "fire"]

    assert (row["origin"], row["version"][:4], row["items"], row["use"]) == ("replacing", "9999", 20, "core")


def test_a_copy_of_ones_own_list_keeps_its_comments(run: Run, home: Path, own_list: Path) -> None:
    """What somebody wrote above a list of their own stays there."""
    (own_list / "lpg.toml").write_text(f"# 我们的\n{LPG.read_text(encoding='utf-8')}", encoding="utf-8")
    catalog.forget()
    run("category template --from lpg -o copy.toml")

    assert "# 我们的\n" in (home / "copy.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("category template fire -o x.toml", 2, "--from fire"),
        ("category template 供暖 -o x.toml", 2, "--from 供暖"),
        ("category template overdue", 2, "cannot be the key of a category"),
        ("category template 7", 2, "bottled_gas"),
        (f"category template {'长' * 101}", 2, "cannot be the key of a category"),
        ("category template bread --from fire", 2, "leave out bread"),
        ("category template --from bakery", 2, "There is no category bakery."),
        ("category template bread -o bread.csv", 2, ".toml"),
        ("category template bread -o there.toml", 3, "there.toml exists already"),
        ("category template bread -o no/such/bread.toml", 4, "Cannot write"),
        ("category template --from lpg", 3, "LPG-02: days: -1 is less than 0"),
    ],
)
def test_what_cannot_be_written(run: Run, home: Path, own_list: Path, line: str, code: int, said: str) -> None:
    """A name that is taken or no key, a file that is there or no list, a list with a slip: refused, nothing written."""
    (own_list / "lpg.toml").write_text(LPG.read_text(encoding="utf-8").replace("days = 15", "days = -1"), "utf-8")
    (home / "there.toml").write_text("mine", encoding="utf-8")
    catalog.forget()
    before = sorted(home.rglob("*"))
    done = run(line)

    assert (done.code, done.out) == (code, "")
    assert said in done.err
    assert sorted(home.rglob("*")) == before
    assert (home / "there.toml").read_text(encoding="utf-8") == "mine"


def test_every_kind_of_place(run: Run, own_list: Path) -> None:
    """Each kind by its key with both names and the lists that ask there, those of one's own among them."""
    rows = {row["key"]: row for row in run("category kinds --format json").json}
    asked = {
        kind: [key for key in (*SHIPPED, "lpg") if kind in catalog.categories()[key].at] for kind in catalog.kinds()
    }

    assert {key: row["categories"] for key, row in rows.items()} == asked
    assert rows["restaurant"]["categories"][-1] == "lpg"
    assert (rows["bottle_depot"]["zh"], rows["bottle_depot"]["en"]) == ("瓶装气供应点", "Bottle depot")


@pytest.mark.parametrize(("lang", "name", "lists"), [("en", "Restaurant", "fire, "), ("zh", "餐饮场所", "消防、")])
def test_kinds_on_a_screen(run: Run, own_list: Path, lang: str, name: str, lists: str) -> None:
    """A screen has the key, the name and the lists in one language."""
    [line] = [line for line in run(f"--lang {lang} category kinds").out.splitlines() if line.startswith("restaurant ")]

    assert name in line
    assert lists in line


@pytest.mark.parametrize("line", ["category show fire --kind casino", "site add 东岔街道 甲 --kind casino"])
def test_an_unknown_kind_names_the_list_of_kinds(run: Run, three_townships: Path, line: str) -> None:
    """Who types a kind that there is not is told which are near, in their language, and where all stand."""
    said = run(line).err

    assert "inspect-cli category kinds" in said
    assert not CHINESE.search(said)


def test_categories_that_are_near_are_in_the_language(run: Run, refuse: Refuse, three_townships: Path) -> None:
    """Beside the keys of the nearest categories stand their names as the user reads them."""
    english = refuse("add fires 东岔街道 甲", code=2)
    chinese = run("--lang zh add fires 东岔街道 甲").err

    assert "fireworks “Fireworks and firecrackers”" in english
    assert "fireworks 烟花爆竹" in chinese


def test_sentences_about_a_broken_list_stand_apart(run: Run, own_list: Path) -> None:
    """What is near ends with a full stop before the file that cannot be read is told."""
    (own_list / "lpg.toml").write_text("category = [", encoding="utf-8")
    catalog.forget()
    said = run("category show 电梯").err.splitlines()[2]

    assert re.fullmatch(r"Nearest: .*”\. A list of your own cannot be read: lpg\.toml\. See: .*", said)


def test_a_guess_is_told_what_belongs_there(run: Run, home: Path) -> None:
    """Of what is missing or unknown `check` says which keys and words there are, and which command writes them all."""
    (home / "mine.toml").write_text(GUESSED, encoding="utf-8")
    checked = run("category check mine.toml --format json")
    told = {(row["item"], row["reason"].partition(":")[0]): row["reason"] for row in checked.json}

    assert told["law 1", "name"].endswith("there are id, zh, en, version, from, to, partly_replaced, verified, source")
    assert told["law 1", "verified"].endswith("it is one of text, secondary, memory")
    assert told["GAS-01", "severity"].endswith("it is one of general, major")
    assert told["GAS-01", "basis.1.from"].endswith("the days of a rule stand in its [[law]], as from and to")
    assert told["GAS-01", "basis.1.article"].endswith('such as "第7条"')
    assert told["GAS-01", "places"].endswith('such as ["restaurant"]')
    assert "inspect-cli category template" in checked.err


def test_parts_with_one_bracket(run: Run, home: Path) -> None:
    """[item] in place of [[item]] is named as that."""
    run("category template -o mine.toml")
    text, _, _ = (home / "mine.toml").read_text(encoding="utf-8").rpartition("[[item]]")
    (home / "mine.toml").write_text(text.replace("[[item]]", "[item]"), encoding="utf-8")
    faults = checklists.inspect_file(home / "mine.toml")[1]

    assert slips.Fault(home / "mine.toml", "item", "must be written as [[item]], with two brackets") in faults
