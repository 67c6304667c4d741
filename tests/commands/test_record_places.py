"""What `add` and `walk` make of a place: the village of its site, other visits there that day, offences counted there.

* the register says the village where none is typed; another one stays as typed, and is told;
* every visit to the site that day is counted to who records a clean one;
* a visit that counted an offence is not clean: not in what is said, in `summary`, in forms nor in `gaps`;
* who began a walk is told to who goes on with it, and how a site is taken in with its kind.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.commands.conftest import Listed
from tests.conftest import Run
from tests.test_screens import on_terminal

SITES = """code,name,township,village,kind
S1,红星宾馆,东岔街道,一社区,hotel
S2,夜市,东岔街道,,market
"""
HOTEL = "add fire 东岔街道 --site 红星宾馆"
ROADSIDE = "add traffic 石炭沟镇 --kind 路面 --count vehicles_checked=120"
OFFENCES = f"{ROADSIDE} --count drink_driving=2 --count overcrowding=1"


@pytest.fixture
def city(run: Run, three_townships: Path) -> Path:
    """Three townships, a hotel in a village and a market in none."""
    (three_townships / "sites.csv").write_text(SITES, encoding="utf-8")
    assert run("init --sites sites.csv").code == 0
    return three_townships


def test_the_village_of_the_site(run: Run, city: Path, listed: Listed) -> None:
    """The register fills it in, and nothing is said; a visit of `add` and one of `walk` are of one place."""
    assert run("add fire 东岔街道 --item 6 --site 红星宾馆").err == ""
    assert "village" not in run("add fire 东岔街道 堵塞 --site 夜市 --due 7d").err
    (city / "list.csv").write_text("item,answer\nFIRE-01,no\n", encoding="utf-8")
    assert run("walk fire 东岔街道 --site 红星宾馆 --answers list.csv").code == 0

    assert {row["number"] for row in listed("--village", "一社区")} == {"CG-1", "CG-3"}
    rows = run("summary --by village,site --format json").json
    assert [(row["village"], row["site"], row["visits"]) for row in rows] == [
        (None, "夜市", 1),
        ("一社区", "红星宾馆", 2),
    ]


@pytest.mark.parametrize("line", [f"{HOTEL} 堵塞 --due 7d", "walk fire 东岔街道 --site 红星宾馆 --answers list.csv"])
def test_another_village_is_told(run: Run, city: Path, listed: Listed, line: str) -> None:
    """What was typed is taken, and what the register says is told; the same village is not."""
    (city / "list.csv").write_text("item,answer\nFIRE-01,no\n", encoding="utf-8")
    told = run(f"{line} --village 二社区").err
    same = run(f"{line} --village 一社区 --on 2023-01-14").err

    assert "By the register 红星宾馆 is in 一社区; 二社区 was taken, as typed." in told
    assert "By the register" not in same
    assert [row["village"] for row in listed("--sort", "number")] == ["二社区", "一社区"]


def test_all_visits_of_the_day_are_counted(run: Run, city: Path) -> None:
    """A clean visit is told of every visit there that day: those that found something, and those of other people."""
    for text in ("堵塞", "无灯"):
        run(f"{HOTEL} {text} --due 7d")
    first, second, other = (run(f"{HOTEL} {more}").err for more in ("", "", "--by 周某04"))

    assert "has 2 visits in this category on that day already" in first
    assert "has 3 visits in this category on that day already" in second
    assert "has 4 visits in this category on that day already" in other
    assert "already" not in run(f"{HOTEL} --on 2023-01-14").err
    assert "already" not in run("add fire 东岔街道 --site 夜市").err


def test_a_visit_with_offences_is_not_clean(run: Run, city: Path) -> None:
    """It found no hazard, and so many offences; another that counted none is clean, as it was."""
    assert run(OFFENCES).err == "Visit without a hazard recorded: traffic, 石炭沟镇, 2023-01-15; 3 offences counted.\n"
    one = run("add forest 云杉岭镇 --count fires_stopped=1").err
    assert one == "Visit without a hazard recorded: forest_fire, 云杉岭镇, 2023-01-15; 1 offence counted.\n"
    clean = run(f"{ROADSIDE} --count fatigue=0 --on 2023-01-14").err
    assert clean == "Clean visit recorded: traffic, 石炭沟镇, 2023-01-14.\n"

    def count(groups: str) -> list[tuple[object, ...]]:
        rows = run(f"summary --by {groups} --since 2023-01-01 --format json").json
        return [(row[groups], row["visits"], row["clean"], row["clean_share"]) for row in rows if row["visits"]]

    assert count("kind") == [("roadside", 2, 1, 50.0), ("routine", 1, 0, 0.0)]
    assert count("township") == [("石炭沟镇", 2, 1, 50.0), ("云杉岭镇", 1, 0, 0.0)]
    assert count("category") == [("forest_fire", 1, 0, 0.0), ("traffic", 2, 1, 50.0)]


def test_many_visits_with_offences_are_no_gap(run: Run, city: Path) -> None:
    """Of many visits that found nothing `gaps` makes a gap; one offence among them and it is none."""
    for day in range(1, 16):
        run(f"{ROADSIDE} --on 2023-01-{day:02}")
    before = run("gaps --kind nothing_found --format json").json
    run(OFFENCES)

    assert [gap["township"] for gap in before] == ["石炭沟镇"]
    assert run("gaps --kind nothing_found --format json").json == []


def test_a_walk_offers_the_kind_too(run: Run, city: Path) -> None:
    """A site that the register has not is taken in with the kind that was typed."""
    (city / "list.csv").write_text("item,answer\nFIRE-06,yes\n", encoding="utf-8")
    line = "walk fire 东岔街道 --site 无名餐馆 --answers list.csv"
    plain = run(line).err
    kind = run(f"--lang zh {line} --place-kind highrise --on 2023-01-14").err

    assert "To take it in: inspect-cli site add 东岔街道 无名餐馆\n" in plain
    assert "inspect-cli site add 东岔街道 无名餐馆 --kind 高层建筑\n" in kind
    assert run("site add 东岔街道 无名餐馆 --kind 高层建筑").code == 0
    blank = run("walk fire 东岔街道 --site 无名餐馆 --print")
    assert (blank.code, "not known" in blank.err) == (0, False)


def test_who_began_a_walk_is_told(run: Run, city: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the list of what is unfinished, and to who goes on, with the day; whose visit it will be to another person."""
    line = ("walk", "fire", "东岔街道", "--site", "红星宾馆")
    on_terminal("--as", "赵某11", *line, columns=200, keys="yq")
    monkeypatch.setenv("INSPECT_TODAY", "2023-01-17")
    (waiting,) = run("walk --format json").json
    other = on_terminal("--as", "周某04", *line, columns=200, keys="q")[1]
    own = on_terminal("--as", "赵某11", *line, columns=200, keys="q")[1]

    assert (waiting["inspectors"], waiting["inspected_on"]) == (["赵某11"], "2023-01-15")
    assert "It goes on as 赵某11 began it on 2023-01-15: 1 of " in other
    assert "It will be recorded as a visit of 赵某11 on 2023-01-15." in other
    assert "It goes on as 赵某11 began it on 2023-01-15: 1 of " in own
    assert "It will be recorded" not in own


def test_an_unclear_count_names_those_that_fit(run: Run, city: Path) -> None:
    """A part that several names have is told with those names, and not as no count."""
    said = run("add forest 云杉岭镇 --count 卡口=3")

    assert (said.code, said.err.splitlines()[0]) == (2, "More than one count fits 卡口=3.")
    assert "vehicles_registered, people_registered" in said.err


def test_groups_by_their_titles(run: Run, city: Path) -> None:
    """`summary --by` takes what it offers: a key, and the title of the group in either language."""
    run(f"{HOTEL} 堵塞 --due 7d")
    for titles, keys in (("检查项", "item"), ("检查类型，类别", "kind,category"), ("Kind of place", "place_kind")):
        found = run("summary", "--by", titles, "--format", "json")
        assert found.code == 0
        assert found.json == run(f"summary --by {keys} --format json").json


def test_what_is_asked_where_the_kind_is_unknown(run: Run, city: Path) -> None:
    """Everything, unless the state leaves something out: then that is not said."""
    every = run("walk mines 石炭沟镇 --print").err
    some = run("walk mines 石炭沟镇 --state producing --print").err

    assert "everything is asked" in every
    assert ("everything is asked" in some, "every kind is asked for" in some) == (False, True)
