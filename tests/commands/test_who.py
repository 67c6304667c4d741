"""Who answers for a place on a day, and what a person answers for: who.

* from the widest layer to the narrowest on any day; of one place what is above it and itself;
* a layer of nobody has a row of its own and the command that fills it; nobody at all is exit code 1;
* on a narrow terminal, in both languages, nothing is wider than the screen.
"""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from rich.cells import cell_len
from tests.commands.answering import held
from tests.conftest import TODAY, Run
from tests.test_screens import STYLES, on_terminal


def test_who_goes_from_the_widest_layer_to_the_narrowest(run: Run, people: Path) -> None:
    """On the day that is asked: the leader, the village, the hill with its keeper of that day, the site."""
    then = held(run, "who 云杉岭镇 forest_fire --on 2022-12-10")
    now = held(run, "who 云杉岭镇 forest_fire --on 2023-01-10")

    assert [row["name"] for row in then] == ["王某01", "赵某03", "钱某04", "周某06", "吴某07"]
    assert [row["name"] for row in now] == ["王某01", "赵某03", "孙某05", "周某06", "吴某07"]
    assert [row["todo"] for row in now] == [None] * 5
    assert "0999-1001" in run("who 云杉岭镇 forest_fire --on 2023-01-10").out


def test_who_of_one_place_has_what_is_above_it(run: Run, people: Path) -> None:
    """A hill has its village and its township; a village has no other village; a site has its own village."""
    hill = held(run, "who 云杉 森林 --zone 大青")
    village = run("who 云杉 森林 --village 二道沟")
    site = held(run, "who 云杉 森林 --site 林场")

    assert [(row["layer"], row["name"]) for row in hill] == [
        ("township", "王某01"),
        ("village", "赵某03"),
        ("zone", "孙某05"),
        ("zone", "周某06"),
    ]
    assert [(row["layer"], row["place"], row["name"]) for row in site] == [
        ("township", None, "王某01"),
        ("village", "二道沟村", None),
        ("site", "林场", "吴某07"),
    ]
    assert (village.code, "nobody" in village.out) == (0, True)


def test_a_layer_of_nobody_names_what_fills_it(run: Run, people: Path) -> None:
    """Typed as it stands, with a name, the command fills the layer; nobody at all is exit code 1."""
    row = held(run, "who 云杉 森林 --village 二道沟")[1]
    assert (row["name"], row["id"], row["layer"]) == (None, None, "village")
    command = shlex.split(row["todo"].replace("NAME", "郑某08"))
    assert run(*command[1:]).code == 0
    assert held(run, "who 云杉 森林 --village 二道沟")[1]["name"] == "郑某08"

    nobody = run("who 石炭沟 mines")
    assert (nobody.code, "responsible add 石炭沟镇 --category mines" in nobody.out) == (1, True)
    assert "Nobody answers there on 2023-01-15" in nobody.err


def test_what_a_person_answers_for(run: Run, people: Path) -> None:
    """By a part of the name if one person has it; on the day that is asked; unknown people are told."""
    assert [row["township"] for row in held(run, "who --name 王")] == ["东岔街道", "云杉岭镇"]
    assert [row["place"] for row in held(run, "who --name 钱某04 --on 2022-12-31")] == ["大青山"]
    later, unknown, several = (run(f"who --name {name}") for name in ("钱某04", "没有人", "某0"))
    neither, both = run("who"), run("who 云杉 --name 王某01")

    assert (later.code, "responsible list --all --name" in later.err) == (1, True)
    assert (unknown.code, several.code, neither.code, both.code) == (1, 2, 2, 2)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("words", ["responsible list", "who 云杉 森林 --village 二道沟村"])
def test_a_narrow_terminal(people: Path, words: str, lang: str) -> None:
    """On 60 columns no line is wider than the screen, the name is there, and what has no room is named."""
    code, shown = on_terminal("--lang", lang, *words.split(), columns=60, INSPECT_TODAY=TODAY)
    lines = STYLES.sub("", shown).splitlines()

    assert (code, "王某01" in shown) == (0, True)
    assert [line for line in lines if cell_len(line.rstrip()) > 60 and "inspect-cli" not in line] == []


def test_one_hill_of_several_is_told(run: Run, people: Path) -> None:
    """Where others have somebody, the hills and villages of nobody are counted, with what lists them."""
    assert run("zone add 云杉岭镇 小青山").code == 0
    told = run("who 云杉岭镇 --on 2023-01-10").err

    assert told == (
        "Nobody answers for 1 hill or zone, 1 village of it: "
        "inspect-cli gaps 云杉岭镇 --kind no_officer --kind no_ladder --on 2023-01-10\n"
    )
    assert run(*shlex.split(told.partition("inspect-cli ")[2])).code == 1
    assert run("who 云杉岭镇 --zone 大青山 --on 2023-01-10").err == ""
