"""`category list`, `show`, `check`, `enable` and `disable`.

list: every category with its items and where it is from; a broken list of one's own is told. show: the items of a
place, a state and a day, on screens in one language, for machines in both; one item as a card. check: every slip of
every file. enable, disable: what new visits may be of; nothing is written twice; taken back by undo.
"""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from rich.cells import cell_len
from tests.commands.conftest import Refuse
from tests.conftest import LPG, Run
from tests.test_screens import STYLES, on_terminal

from inspect_cli.rules import catalog

KEYS = [
    *("fire", "traffic", "forest_fire", "mines", "fireworks", "rural", "heating", "hazchem", "gathering"),
    *("market", "greenhouse", "environment", "noncoal", "industry", "general"),
]
ITEM = [
    *("category", "code", "zh", "en", "question_zh", "question_en", "severity", "major_when_zh", "major_when_en"),
    *("days", "stop", "advice", "places", "states", "department", "basis", "basis_en", "version"),
]
UNUSED = KEYS[5:]


def used(run: Run) -> dict[str, str]:
    """Whether each category is used, by its key."""
    return {row["key"]: row["use"] for row in run("category list --format json").json}


def batches(run: Run) -> int:
    """How many commands wrote so far."""
    return len(run("batch list --limit 99 --format json").json)


def test_the_list_of_categories(run: Run, three_townships: Path) -> None:
    """Fifteen categories, the five core ones first, with their items, majors, prefix, version and file."""
    rows = run("category list --format json").json
    fire = rows[0]

    assert [row["key"] for row in rows] == KEYS
    assert sum(row["items"] for row in rows) == 189
    assert {row["use"] for row in rows[:5]} == {"core"}
    assert {row["use"] for row in rows[5:]} == {"unused"}
    assert {row["origin"] for row in rows} == {"shipped"}
    assert (fire["zh"], fire["en"], fire["prefix"], fire["items"], fire["majors"]) == (
        *("消防", "Fire safety", "FIRE"),
        *(20, 5),
    )
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", fire["version"])
    assert Path(fire["path"]).name == "fire.toml"


@pytest.mark.parametrize(("lang", "name", "other"), [("zh", "消防", "Fire safety"), ("en", "Fire safety", "消防")])
def test_the_list_is_in_the_language(lang: str, name: str, other: str, run: Run, three_townships: Path) -> None:
    """A screen has the name in its language only."""
    shown = run(f"--lang {lang} category list").out

    assert name in shown
    assert other not in shown


def test_a_list_of_ones_own_is_listed_and_used(run: Run, three_townships: Path, own_list: Path) -> None:
    """A file in the folder is a category that is on at once, and the list says where such files stand."""
    [row] = [row for row in run("category list --format json").json if row["key"] == "lpg"]
    shown = run("category list")

    assert (row["items"], row["majors"], row["version"]) == (5, 1, "2022-06-01")
    assert (row["origin"], row["use"]) == ("own", "used")
    assert str(own_list) in shown.out
    assert shown.err == ""


def test_a_broken_list_breaks_no_command(run: Run, three_townships: Path, own_list: Path) -> None:
    """A file that is no list, and one with a slip, are told by `list`; every other command goes on."""
    (own_list / "broken.toml").write_text("category = [", encoding="utf-8")
    (own_list / "lpg.toml").write_text(LPG.read_text(encoding="utf-8").replace("days = 15", "days = -1"), "utf-8")
    catalog.forget()
    listed = run("category list --format json")
    [lpg] = [row for row in listed.json if row["key"] == "lpg"]
    lines = (
        "add fire 东岔街道 --item FIRE-06",
        "open",
        "list",
        "show 1",
        "check",
        "summary",
        "export",
        "township list",
    )

    assert (lpg["items"], lpg["version"], lpg["use"]) == (None, None, "used")
    assert f"{own_list / 'broken.toml'}: -: " in listed.err
    assert f"{own_list / 'lpg.toml'}: LPG-02: days: -1 is less than 0" in listed.err
    assert listed.err.endswith("inspect-cli category check\n")
    assert {line: run(line).code for line in lines} == dict.fromkeys(lines, 0)
    assert run("add lpg 东岔街道 软管老化").code == 0


def test_an_unknown_category_names_the_broken_file(
    run: Run, three_townships: Path, own_list: Path, refuse: Refuse
) -> None:
    """Who types the category of a file that cannot be read is told which file, and what names its slips."""
    (own_list / "lpg.toml").write_text("category = [", encoding="utf-8")
    catalog.forget()
    said = refuse("add lpg 东岔街道 软管老化", code=2)

    assert "There is no category lpg." in said
    assert "lpg.toml" in said
    assert "inspect-cli category check" in said


def test_a_slip_keeps_an_item_from_being_used(run: Run, three_townships: Path, own_list: Path, refuse: Refuse) -> None:
    """An item of a list with a slip is not taken, nor is the list shown: the file, the item and the reason are said."""
    (own_list / "lpg.toml").write_text(LPG.read_text(encoding="utf-8").replace("days = 15", "days = -1"), "utf-8")
    catalog.forget()

    shown = run("category show lpg")
    assert (shown.code, shown.out) == (3, "")
    for said in (refuse("add lpg 东岔街道 --item LPG-01"), shown.err):
        assert f"{own_list / 'lpg.toml'}: LPG-02: days: -1 is less than 0" in said


def test_show_has_everything_in_both_languages(run: Run, three_townships: Path) -> None:
    """For machines an item has its texts in both languages, its places, states, and its basis of that day."""
    rows = run("category show mines --format json --on 2026-11-23").json
    by_code = {row["code"]: row for row in rows}

    assert [list(row) for row in rows] == [ITEM] * 20
    assert all(row["basis"] and row["basis_en"] for row in rows)
    assert {type(row["places"]) for row in rows} == {list}
    assert sum(row["severity"] == "major" for row in rows) == 14
    assert by_code["MINE-05"]["states"] == ["producing", "stopped"]
    assert all(
        "待核实" in row["basis"] for row in rows if "not verified" in row["basis_en"] and "memory" in row["basis_en"]
    )


def test_show_as_csv(run: Run, own_list: Path) -> None:
    """A file has the same columns, rules with ； between them and places by their keys; no ledger is needed."""
    rows = list(csv.DictReader(io.StringIO(run("category show lpg --format csv --on 2022-01-01").out)))

    assert list(rows[0]) == ITEM
    assert (rows[0]["places"], rows[1]["stop"], rows[4]["advice"]) == ("bottle_depot、restaurant", "yes", "yes")
    assert rows[0]["basis"] == "瓶装液化气安全管理办法（试行） 第5条"


@pytest.mark.parametrize(
    ("options", "codes"),
    [
        ("", ["LPG-01", "LPG-02", "LPG-03", "LPG-04", "LPG-05"]),
        ("--kind restaurant", ["LPG-01", "LPG-04"]),
        ("--kind 瓶装气供应点", ["LPG-01", "LPG-02", "LPG-03"]),
        ("--kind bottle_depot --state stopped", ["LPG-01", "LPG-03"]),
        ("--kind depot --state 生产", ["LPG-01", "LPG-02"]),
        ("--state stopped", ["LPG-01", "LPG-03", "LPG-04", "LPG-05"]),
        ("--item 4", ["LPG-04"]),
        ("--item 软管", ["LPG-04"]),
        ("--item hose", ["LPG-04"]),
    ],
)
def test_show_by_place_and_state(options: str, codes: list[str], run: Run, own_list: Path) -> None:
    """Only what is asked at this kind of place in this state, by any of their names; or one item."""
    assert [row["code"] for row in run(f"category show lpg {options} --format json").json] == codes


def test_show_on_a_screen(run: Run, own_list: Path) -> None:
    """A screen has one language, names for keys, the version of the list and the note of its writer."""
    english, chinese = (run(f"--lang {lang} category show lpg --on 2024-01-01").out for lang in ("en", "zh"))

    assert "Bottle depot, Restaurant" in english
    assert "Rules on bottled gas Art. 7 (seen in a secondary source, not verified)" in english
    assert "5 of 5 items, list of 2022-06-01." in english
    assert "For filling stations and restaurants." in english
    assert "瓶装气供应点、餐饮场所" in chinese
    assert "瓶装液化气安全管理办法 第7条（出自二手来源，未核对原文）" in chinese
    assert "供站点和餐饮场所使用。" in chinese


def test_show_one_item(run: Run, own_list: Path) -> None:
    """One item is a card: each rule of its basis on a line of its own, when it is raised, that it is advice only."""
    card = run("category show fire --item FIRE-02 --on 2022-01-01").out.splitlines()
    raised = run("category show lpg --item 4").out
    lost = run("category show lpg --item 2 --on 2024-01-01").out

    assert card[0] == "FIRE-02 Bars, shutters or signboards on doors or windows hinder escape or rescue"
    [at] = [n for n, line in enumerate(card) if line.lstrip().startswith("Basis")]
    assert "Fire Protection Law" in card[at]
    assert card[at + 1].strip().startswith("Methods for judging major fire hazards, GB 35181-2017")
    assert "gas is leaking" in raised
    assert "none known for that day" in lost


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("columns", [60, 80, 120])
def test_narrow_screens(columns: int, lang: str, three_townships: Path, own_list: Path) -> None:
    """On a terminal no line is wider than the screen, keys and codes are whole, and whether it is used is shown."""
    lines = ("category list", "category show lpg", "category show lpg --item 1")
    drawn = [on_terminal("--lang", lang, *line.split(), columns=columns) for line in lines]
    texts = [STYLES.sub("", shown) for _code, shown in drawn]

    assert [code for code, _shown in drawn] == [0, 0, 0]
    assert [line for text in texts for line in text.splitlines()[:-3] if cell_len(line) > columns] == []
    assert all(re.search(rf"^{key} ", texts[0], re.MULTILINE) for key in (*KEYS, "lpg"))
    assert all(re.search(rf"^LPG-0{n} ", texts[1], re.MULTILINE) for n in range(1, 6))
    assert texts[0].count("unused" if lang == "en" else "未启用") == len(UNUSED)
    assert texts[2].startswith("LPG-01 ")


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("category show bakery", 2, "There is no category bakery."),
        ("category show m", 2, "More than one category fits m"),
        ("category show lpg --kind casino", 2, "There is no kind of place casino."),
        ("category show lpg --kind coal", 2, "More than one kind of place fits coal."),
        ("category show lpg --state asleep", 2, "Not known: asleep"),
        ("category show lpg --item LPG-77", 2, "lpg has no item LPG-77."),
        ("category show lpg --on yesterdayish", 2, "Not a day: yesterdayish"),
        ("category show lpg --kind hotel", 1, "lpg asks nothing at such a place."),
        ("category check bakery", 2, "There is no category bakery."),
        ("category enable bakery", 2, "There is no category bakery."),
    ],
)
def test_what_is_not_there_is_refused(
    line: str, code: int, said: str, run: Run, three_townships: Path, own_list: Path
) -> None:
    """Unknown and ambiguous names end with what is near; a place where nothing is asked with where it is."""
    result = run(line)

    assert (result.code, result.out) == (code, "")
    assert result.err.startswith(said)


def test_check_has_nothing_to_mend(run: Run, own_list: Path) -> None:
    """The shipped lists and a good one of one's own have no slips; for machines that is an empty list."""
    every = run("category check")
    one = run("category check lpg --format json")

    assert (every.code, every.out, every.err.splitlines()[-1]) == (0, "", "16 lists, nothing to mend.")
    assert (one.code, one.json) == (0, [])


def test_check_tells_of_rules_to_come(run: Run, own_list: Path) -> None:
    """A rule of an own list that has not begun is no slip, and is told; shipped lists are not."""
    told = run("category check").err.splitlines()

    assert told[0] == f"{own_list / 'lpg.toml'}: rules_new is cited from 2023-07-01 on, when it begins."
    assert len(told) == 2


def test_a_list_that_replaces_a_shipped_one_is_told(run: Run, three_townships: Path, own_list: Path) -> None:
    """`list` says it of its origin, `check` in a line."""
    text = LPG.read_text(encoding="utf-8").replace('key = "lpg"', 'key = "heating"').replace("瓶装液化气", "供热", 1)
    (own_list / "lpg.toml").write_text(text.replace("from = 2023-07-01", "from = 2022-07-01"), encoding="utf-8")
    catalog.forget()
    [row] = [row for row in run("category list --format json").json if row["key"] == "heating"]
    told = run("category check").err

    assert (row["origin"], row["path"]) == ("replacing", str(own_list / "lpg.toml"))
    assert "自有，替换自带" in run("--lang zh category list -o list.csv").err + Path("list.csv").read_text("utf-8-sig")
    assert told.count("takes the place of the list of heating that comes with the program.") == 1


def test_check_of_lists_needs_no_sound_ledger(run: Run, three_townships: Path, ledger_path: Path) -> None:
    """Lists are checked also where the ledger cannot be opened."""
    ledger_path.write_bytes(b"no ledger")

    assert run("category check").code == 0


def test_a_day_before_the_list_knows_any_basis(run: Run, own_list: Path) -> None:
    """Of a day for which the list has no rules, that is said: not that there were none."""
    before = run("category show lpg --on 2017-12-31").out
    since = run("category show lpg --on 2019-01-01").out
    chinese = run("--lang zh category show lpg --item 2 --on 2017-12-31").out

    assert "No basis is known for that day: LPG-01, LPG-02, LPG-03, LPG-04, LPG-05" in before
    assert "No basis is known" not in since
    assert "none in force" not in before + chinese


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_check_names_every_slip(lang: str, run: Run, own_list: Path) -> None:
    """Every slip of every own file with file, item and reason; exit code 1; no traceback, whatever stands there."""
    many = LPG.read_text(encoding="utf-8").replace("days = 15", "days = -1").replace('"residential"', '"residental"')
    (own_list / "lpg.toml").write_text(many, encoding="utf-8")
    (own_list / "a.toml").write_text("x = = 1", encoding="utf-8")
    (own_list / "b.toml").write_bytes(b"\xff\xfe")
    (own_list / "c.toml").mkdir()
    (own_list / "d.toml").write_bytes(b"# \n" * 3_400_000)
    catalog.forget()
    result = run(f"--lang {lang} category check --format json")

    assert result.code == 1
    assert [(Path(row["path"]).name, row["item"]) for row in result.json] == [
        *(("a.toml", "-"), ("b.toml", "-"), ("c.toml", "-"), ("d.toml", "-")),
        *(("lpg.toml", "LPG-02"), ("lpg.toml", "LPG-05")),
    ]
    assert all(row["reason"] for row in result.json)
    assert "Traceback" not in result.err


def test_check_one_file(run: Run, own_list: Path) -> None:
    """A path, a category, or the name of a file that is left out says which list is looked at."""
    (own_list / "bakery.toml").write_text("category = [", encoding="utf-8")
    draft = own_list.parent / "draft.toml"
    draft.write_text(LPG.read_text(encoding="utf-8").replace('"LPG"', '"TRAF"', 1), encoding="utf-8")
    catalog.forget()

    assert run("category check 液化气").code == 0
    assert run("category check fire").code == 0
    assert run("category check bakery --format json").json[0]["path"] == str(own_list / "bakery.toml")
    assert "prefix TRAF is that of traffic" in run("category", "check", str(draft)).out
    assert "no such file or folder" in run("category check nowhere.toml").out


def test_enabling_and_disabling(run: Run, three_townships: Path, refuse: Refuse) -> None:
    """New visits are of what is used; a category that is not is refused with the command that enables it."""
    assert "inspect-cli category enable heating" in refuse("add heating 云杉岭镇 管道渗漏", code=2)
    enabled = run("category enable heating 农村 heating")

    assert (
        enabled.out == "Used from now on: heating Heating supply, rural Rural fire, electricity and carbon monoxide\n"
    )
    assert [key for key, use in used(run).items() if use == "used"] == ["rural", "heating"]
    assert run("add heating 云杉岭镇 管道渗漏").code == 0
    assert run("add 农村 云杉岭镇 --item RUR-01").code == 0
    disabled = run("category disable heating")
    assert "1 open hazard of heating stays." in disabled.err
    refuse("add heating 云杉岭镇 又渗漏", code=2)
    assert run("list --category heating --format json").json[0]["description"] == "管道渗漏"
    assert run("fix 1 --by 王某01").code == 0
    assert run("check").code == 0


def test_what_is_so_already_is_not_written(run: Run, three_townships: Path, own_list: Path) -> None:
    """Enabling a core, an own or an enabled category, or disabling one that is not used, is told and writes nothing."""
    run("category enable heating")
    before = batches(run)

    assert run("category enable fire lpg heating").out.startswith("Used already: fire Fire safety, lpg Bottled gas, ")
    assert run("category disable rural").out.startswith("Not used as it is: rural ")
    assert batches(run) == before


def test_a_core_category_is_never_disabled(run: Run, three_townships: Path, refuse: Refuse) -> None:
    """The five are always used; nothing of the line is written."""
    run("category enable heating")
    said = refuse("category disable heating 消防", code=2)

    assert said.startswith("fire is one of the core categories")
    assert used(run)["heating"] == "used"


def test_a_category_of_ones_own_can_be_disabled(run: Run, three_townships: Path, own_list: Path) -> None:
    """An own list that nobody wants here is left out without taking its file away."""
    run("category disable lpg")

    assert used(run)["lpg"] == "unused"
    assert run("add lpg 东岔街道 软管老化").code == 2


def test_undo_takes_an_enabling_back(run: Run, three_townships: Path) -> None:
    """`undo` ends what `enable` began, and done twice it is as it was; of `disable` too."""
    run("category enable heating rural")
    taken = run("undo")

    assert (taken.code, "2 categories" in taken.out) == (0, True)
    assert [used(run)[key] for key in ("heating", "rural")] == ["unused", "unused"]
    assert run("undo").code == 0
    assert [used(run)[key] for key in ("heating", "rural")] == ["used", "used"]
    run("category disable heating")
    run("undo")
    assert [used(run)[key] for key in ("heating", "rural")] == ["used", "used"]
    assert run("check").code == 0
