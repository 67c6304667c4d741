"""The register of sites as people type it: add, set, show, list, and the site of a visit.

* `site add` takes in what is said, refuses a code or name that is there, and a kind that no list knows;
* `site set` says before and after, writes nothing when nothing changes, keeps the history of states;
* `site show` has everything that is known of a place; `site list` filters, and fits a narrow screen;
* each is one batch that `undo` takes back; both languages;
* `add --site` takes the register's spelling, asks on a terminal about a part of a name, and tells what is unknown.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from rich.cells import cell_len
from tests.commands.conftest import Listed, Refuse
from tests.conftest import Run
from tests.test_screens import STYLES, on_terminal

ALL = (
    "site add 石炭沟 红旗煤矿 --code M1 --village 一村 --kind 井工 --kind coal_yard --state stopped --since 2022-12-20 "
    "--stopped-for repair --must-visit --visit-days 7 --regulator 煤炭局 --head-post 矿长 --leader-post 副县长 "
    "--township-post 副镇长 --organiser 文旅局 --permit 许1号 --expected-people 5000 --starts-on 2023-02-05 "
    "--ends-on 2023-02-06"
)
KEPT = {
    "code": "M1",
    "name": "红旗煤矿",
    "township": "石炭沟镇",
    "village": "一村",
    "kind": "coal_mine",
    "also": ["coal_yard"],
    "state": "stopped",
    "state_since": "2022-12-20",
    "stopped_for": "repair",
    "must_visit": True,
    "visit_days": 7,
    "regulator": "煤炭局",
    "head_post": "矿长",
    "leader_post": "副县长",
    "township_post": "副镇长",
    "organiser": "文旅局",
    "permit": "许1号",
    "expected_people": 5000,
    "starts_on": "2023-02-05",
    "ends_on": "2023-02-06",
    "ended_on": None,
}


@pytest.fixture
def mine(run: Run, three_townships: Path) -> Path:
    """A register with one mine, of which everything is said."""
    assert run(ALL).code == 0
    return three_townships


def test_add_keeps_everything_that_was_typed(run: Run, mine: Path) -> None:
    """Every option stands in the register under its own name."""
    assert run("site list --format json").json == [KEPT]


def test_add_makes_a_code_and_undo_takes_it_back(run: Run, three_townships: Path) -> None:
    """A site needs no more than its name; the receipt has its code; taken back, it is not there."""
    made = run("site add 东岔 百货商场 --format json").json
    told = run("--lang zh site add 东岔 大酒店 --kind 宾馆民宿 --must-visit").out
    run("undo")
    rows = run("site list --format json").json

    assert (made[0]["code"][:2], made[0]["name"]) == ("S-", "百货商场")
    assert told.split()[1:] == ["大酒店", "东岔街道", "类型：宾馆民宿", "必查：是"]
    assert [row["name"] for row in rows] == ["百货商场"]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ("石炭沟 红旗煤矿", 3, "M1 红旗煤矿"),
        ("石炭沟 ' 红旗 煤矿'", 3, "M1 红旗煤矿"),
        ("石炭沟 别的 --code m1", 3, "site set 石炭沟镇 M1"),
        ("石炭沟 别的 --kind 洗煤场", 2, "Nearest: coal_yard “Coal yard / washery”"),
        ("石炭沟 别的 --kind 煤", 2, "coal_mine “Underground coal mine”, opencast_coal “Opencast coal mine”"),
        ("北沟 别的", 2, "Nearest"),
        ("石炭沟 别的 --since 2023-01-01", 2, "--state"),
        ("石炭沟 别的 --state producing --stopped-for repair", 2, "--state"),
        ("石炭沟 别的 --state closed", 2, "producing, stopped"),
        ("石炭沟 别的 --state stopped --since 2023-01-16", 3, "not come"),
        ("石炭沟 别的 --starts-on 2023-02-06 --ends-on 2023-02-05", 3, "before the first day"),
        ("石炭沟 ''", 3, "Name"),
        (f"石炭沟 别的 --head-post {'长' * 101}", 3, "101"),
    ],
)
def test_what_cannot_be_added(mine: Path, refuse: Refuse, words: str, code: int, said: str) -> None:
    """What is there already, a kind no list knows, days that cannot be: refused with what is nearest."""
    assert said in refuse(f"site add {words}", code=code)


def test_set_says_before_and_after(run: Run, mine: Path) -> None:
    """A line for each thing that changes; the same again writes nothing; undo gives the former."""
    words = "site set 石炭沟 红旗 --name 红旗二矿 --no-must-visit --visit-days 30 --kind 露天煤矿 --clear 监管部门"
    first, again = run(words), run(words.replace("红旗 ", "红旗二矿 "))
    [row] = run("site list --format json").json
    run("undo")

    assert [line.strip() for line in first.out.splitlines()] == [
        "M1  红旗二矿",
        "Name: 红旗煤矿 → 红旗二矿",
        "Kind: coal_mine → opencast_coal",
        "Also: coal_yard → –",
        "Must visit: yes → no",
        "Visit every (days): 7 → 30",
        "Regulator: 煤炭局 → –",
    ]
    assert (again.out, "Nothing changes" in again.err) == ("", True)
    assert (row["name"], row["also"], row["regulator"], row["head_post"]) == ("红旗二矿", [], None, "矿长")
    assert run("site list --format json").json == [KEPT]


def test_end(run: Run, mine: Path) -> None:
    """A site that is no more stands in lists only when asked; undo brings it back; a day is taken as typed."""
    ended = run("site end 石炭沟 红旗 --on 2023-01-10")
    hidden = run("site list --format json").json

    assert ended.out.splitlines()[1].endswith(": – → 2023-01-10")
    assert (hidden, run("undo").code) == ([], 0)
    assert run("site list --format json").json == [KEPT]


def test_a_regulator_that_no_register_has(run: Run, mine: Path) -> None:
    """It is taken as typed; where departments are registered, the nearest are told."""
    first = run("site add 石炭沟 一店 --regulator 商务局")
    run("department add 商务和粮食局")
    second, third = (
        run(f"site {line}")
        for line in ("add 石炭沟 二店 --regulator 商务局", "set 石炭沟 一店 --regulator 商务和粮食局")
    )

    assert (first.err, "nearest: 商务和粮食局" in second.err, third.err) == ("", True, "")


def test_a_state_keeps_its_history(run: Run, mine: Path) -> None:
    """A later state takes its place, an earlier one goes into the history; for machines a row for each change."""
    run("site set 石炭沟 M1 --state producing --since 2023-01-10")
    early = run("site set 石炭沟 M1 --state stopped --since 2022-10-01 --stopped-for 长期停产停建 --format json").json
    [card] = run("site show 石炭沟 M1 --format json").json

    assert [(change["field"], change["before"], change["after"]) for change in early] == [
        ("states", "", "2022-10-01  stopped  long")
    ]
    assert [tuple(state.values()) for state in card["states"]] == [
        ("2023-01-10", "producing", None),
        ("2022-12-20", "stopped", "repair"),
        ("2022-10-01", "stopped", "long"),
    ]
    assert (card["state"], card["state_since"], card["stopped_for"]) == ("producing", "2023-01-10", None)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ("石炭沟 白旗", 2, "Nearest: M1 红旗煤矿"),
        ("东岔 红旗", 2, "site add"),
        ("石炭沟 煤矿 --visit-days 3", 2, "M1 红旗煤矿, M2 绿旗煤矿"),
        ("石炭沟 M2 --name 红旗煤矿", 3, "M1 红旗煤矿"),
        ("石炭沟 M1 --clear code", 2, "kind, village"),
        ("石炭沟 M1 --clear state", 2, "kind, village"),
        ("石炭沟 M1 --visit-days 0", 2, "1 or more"),
        ("石炭沟 M1 --ended-on sometime", 2, "sometime"),
        ("石炭沟 M1 --village ''", 3, "Village"),
    ],
)
def test_what_cannot_be_set(run: Run, mine: Path, refuse: Refuse, words: str, code: int, said: str) -> None:
    """A site that is not there or not clear, another's name, a field that must stay: nothing is written."""
    run("site add 石炭沟 绿旗煤矿 --code M2")

    assert said in refuse(f"site set {words}", code=code)


def test_in_chinese_fields_and_states_have_their_words(run: Run, mine: Path) -> None:
    """What may be cleared, and which states there are, is shown with its Chinese words; in English by keys alone."""
    cleared = run("--lang zh site set 石炭沟 M1 --clear code").err
    state = run("--lang zh site list --state asleep").err

    assert "regulator 监管部门、" in cleared
    assert "producing 生产、stopped 停产" in state
    assert "监管部门" not in run("site set 石炭沟 M1 --clear code").err


def test_the_help_of_add_says_what_the_name_is_of(run: Run) -> None:
    """NAME of `site add` is the site's, and no other sentence is."""
    assert "The name of the site." in run("site add --help").out


def test_the_card_of_a_site(run: Run, mine: Path) -> None:
    """Its register, states, items of the categories in use, visits, the next one, what is open, in words and JSON."""
    run("add mines 石炭沟 瓦斯 --site M1 --on 2023-01-03 --due 7d")
    run("add fire 石炭沟 --site 红旗煤矿 --on 2023-01-05")
    [card] = run("site show 石炭沟 红旗 --format json").json
    text = run("--lang zh site show 石炭沟 M1").out

    assert {key: card[key] for key in KEPT} == KEPT
    assert [(visit["category"], visit["last"]) for visit in card["visits"]] == [
        ("fire", "2023-01-05"),
        ("mines", "2023-01-03"),
    ]
    assert (card["next_visit"], card["found"], card["open_hazards"]) == ("2023-01-12", 1, ["CG-1"])
    assert ("MINE-17" in card["items"]["mines"], "MINE-01" in card["items"]["mines"]) == (True, False)
    assert all(word in text for word in ("M1  红旗煤矿", "井工煤矿", "储煤洗选场", "停产检修", "2023-01-12", "CG-1"))


def test_the_list_is_filtered(run: Run, mine: Path) -> None:
    """By township, kind (the main one or a further one), state, must-visit, text; what has ended only with --ended."""
    run("site add 石炭沟 绿旗煤矿 --code M2 --kind 露天煤矿 --state producing --village 二村")
    run("site add 东岔 百货商场 --code S1 --kind mall")
    run("site add 东岔 老商场 --code S0")
    run("site set 东岔 S0 --ended-on 2023-01-15")
    fits = {
        "": ["S1", "M1", "M2"],
        "--ended": ["S0", "S1", "M1", "M2"],
        "--township 东岔": ["S1"],
        "--kind 储煤洗选场": ["M1"],
        "--kind opencast": ["M2"],
        "--state 停产": ["M1"],
        "--must-visit": ["M1"],
        "--text 二村": ["M2"],
        "--text 旗煤 --state producing": ["M2"],
        "--text 无": [],
    }
    answers = {words: run(f"site list {words} --format json") for words in fits}

    assert {words: [row["code"] for row in answer.json] for words, answer in answers.items()} == fits
    assert {words: answer.code for words, answer in answers.items()} == {words: int(not fits[words]) for words in fits}


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("columns", [60, 120])
def test_a_narrow_screen(mine: Path, lang: str, columns: int) -> None:
    """No line is wider than the screen; the code and the name are whole; the least important columns go first."""
    for words in (("site", "list"), ("site", "show", "石炭沟", "M1")):
        code, shown = on_terminal("--lang", lang, *words, columns=columns)
        lines = STYLES.sub("", shown).splitlines()

        assert code == 0
        assert max(map(cell_len, lines)) <= columns
        assert any("M1" in line and "红旗煤矿" in line for line in lines)


def test_an_import_of_sites_is_one_batch(run: Run, mine: Path) -> None:
    """New, changed and unchanged are counted; kinds that no list knows are told once; undo takes back the whole."""
    text = "点位编码,点位名称,乡镇,点位类型,检查周期\nM1,红旗煤矿,石炭沟镇,,30\nM2,洗车行,东岔街道,洗车行,\n合计,2,,,\n"
    (mine / "s.csv").write_text(text, encoding="utf-8")
    first, again = (run("site import s.csv --format json") for _time in range(2))
    run("undo")

    assert first.json == {"rows": 3, "new": 1, "changed": 1, "unchanged": 0, "skipped": 1}
    assert (again.json["unchanged"], "洗车行 (1 site)" in first.err) == (2, True)
    assert run("site list --format json").json == [KEPT]


@pytest.mark.parametrize("typed", ["M1", "ｍ１", "红旗煤矿", " 红旗 煤矿"])
def test_a_visit_takes_the_spelling_of_the_register(run: Run, mine: Path, listed: Listed, typed: str) -> None:
    """A code or the name in another width is the site of the register, and nothing is said."""
    result = run("add", "mines", "石炭沟", "瓦斯", "--due", "3d", "--site", typed)

    assert ([row["site"] for row in listed()], result.err) == (["红旗煤矿"], "")


def test_an_unknown_site_is_told_and_stays(run: Run, mine: Path, listed: Listed) -> None:
    """Without a terminal a part stays as typed; nearest and the way in are said; an empty register binds nothing."""
    part = run("add mines 石炭沟 瓦斯 --due 3d --site 红旗")
    silent = run("add mines 东岔 瓦斯 --due 3d --site 红旗")

    assert [row["site"] for row in listed()] == ["红旗", "红旗"]
    assert (part.code, silent.err) == (0, "")
    assert all(word in part.err for word in ("红旗煤矿", "inspect-cli site add 石炭沟镇 红旗"))


def test_a_refused_visit_says_nothing_of_its_site(mine: Path, refuse: Refuse) -> None:
    """What is wrong with the visit is all that is said, not how its site would be taken in."""
    words = ("add", "mines", "石炭沟", "瓦斯", "--due", "3d", "--site")
    for site, more, code in (("x" * 10_000, (), 3), ("红旗", ("--owner", "无"), 3), ("红旗", ("--rebound-of", "9"), 1)):
        said = refuse(*words, site, *more, code=code)
        assert ("site add" in said, len(said) < 200) == (False, True)


def test_a_long_site_is_told_in_short(run: Run, mine: Path) -> None:
    """The sentence has the beginning of the name, the command all of it; a walk that is refused tells nothing of it."""
    told, todo = run(f"add mines 石炭沟 瓦斯 --due 3d --site {'长' * 100}").err.splitlines()
    walk = run(f"walk mines 石炭沟 --print --site {'长' * 101}").err.splitlines()

    assert told.startswith(f"The register has no site {'长' * 40}…; nearest: ")
    assert todo.endswith("长" * 100)
    assert (len(walk), walk[1]) == (3, "Nothing was written.")


def test_a_site_that_is_no_more_is_told(run: Run, mine: Path, listed: Listed) -> None:
    """A visit after its end is written and told; one before is not."""
    run("site set 石炭沟 M1 --ended-on 2023-01-10")
    before, after = (run(f"add mines 石炭沟 瓦斯 --due 9d --site M1 --on 2023-01-{day}") for day in ("09", "10"))

    assert ("2023-01-10" in before.err, "no more since 2023-01-10" in after.err) == (False, True)
    assert len(listed()) == 2


@pytest.mark.parametrize(("keys", "site"), [("y\n", "红旗煤矿"), ("\n", "红旗煤矿"), ("n\n", "红旗")])
def test_on_a_terminal_a_part_is_asked(run: Run, mine: Path, listed: Listed, keys: str, site: str) -> None:
    """One site has the part in its name: is it that one? A no leaves it as typed, and says how it is taken in."""
    words = ("add", "mines", "石炭沟", "瓦斯", "--due", "3d", "--site", "红旗")
    code, shown = on_terminal(*words, columns=80, keys=keys, **os.environ)

    assert (code, [row["site"] for row in listed()]) == (0, [site])
    assert ("红旗煤矿? [Y/n]" in shown, "site add" in shown) == (True, site == "红旗")


def test_an_encoding_that_is_named(run: Run, three_townships: Path) -> None:
    """A file that cannot be told is read as it is said to be."""
    (three_townships / "s.csv").write_bytes("name,township\n煤矿,石炭沟镇\n".encode("utf-16-le"))
    told = run("site import s.csv")
    taken = run("site import s.csv --encoding utf-16-le --format json")

    assert (told.code, "--encoding" in told.err, taken.json["new"]) == (3, True, 1)
