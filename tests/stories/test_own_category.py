"""A category of one's own: a file with five items, and the city inspects bottled gas without a new program.

The file is written by somebody else than us; it is put into the folder while the ledger is in use.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.conftest import LPG
from tests.stories.conftest import Diary

from inspect_cli.rules import catalog

SENT = (
    "类别,乡镇,点位,检查日期,检查人,检查项,隐患描述,隐患等级,整改时限,状态\n"
    "瓶装液化气,石炭沟镇,沟口供应点,2023-01-04,周某04,LPG-02,充装间开关不防爆,重大,2023-01-19,\n"
    "液化气,石炭沟镇,沟口供应点,2023-01-04,周某04,LPG-01,两只气瓶超期,一般,2023-01-07,\n"
    "gas,云杉岭镇,岭上饭店,2023-01-05,周某04,,,,,\n"
)


@pytest.fixture
def gas(diary: Diary, home: Path) -> Diary:
    """The diary of a city that has put the list into its folder."""
    diary.refuse("add lpg 东岔街道 软管老化", code=2)
    folder = home / "config" / "inspect-cli" / "catalogs"
    folder.mkdir()
    shutil.copy(LPG, folder)
    catalog.forget()
    return diary


def test_a_category_of_ones_own(gas: Diary, home: Path) -> None:
    """It is added, listed, counted, imported, exported and closed like any other, under its own name."""
    gas.on("2023-01-03")
    gas.type("add 液化气 东岔街道 --site 百味饭店 --item 软管 --owner 王某01")
    gas.type("add lpg 东岔街道 --site 百味饭店 --item LPG-01 --owner 王某01")
    gas.type("add 瓶装 东岔街道 --site 老街饭店")
    assert gas.card("CG-2")["due"] == "2023-01-06"
    assert gas.card("CG-2")["catalog"] == "lpg 2022-06-01"

    gas.on("2023-01-06")
    (home / "sent.csv").write_text(SENT, encoding="utf-8")
    assert gas.type("import sent.csv --format json").json["new"] == 3
    assert gas.type("import sent.csv --format json").json["new"] == 0

    gas.on("2023-01-10")
    assert gas.home("东岔")["categories"]["lpg"] == 2
    assert gas.home("石炭沟")["categories"]["lpg"] == 2
    assert "瓶装液化气" in gas.type("--lang zh open").out
    counted = gas.counted("--by", "category")["lpg"]
    assert (counted["visits"], counted["clean"], counted["found"], counted["major"]) == (5, 2, 4, 1)
    assert gas.listed("--category", "液化气", "--overdue") == ["CG-1", "CG-2", "CG-4"]

    gas.type("plan CG-3 --measures 更换开关 --funds 2000 --contingency 停止充装 --owner 赵某03")
    gas.type("fix CG-2 --by 王某01")
    gas.type("verify CG-2 --by 周某04")
    assert gas.counted("--by", "category")["lpg"]["closed"] == 1
    gas.type("export --category lpg -o lpg.csv")
    assert gas.type("import lpg.csv --format json").json["new"] == 0
    assert gas.type("check").code == 0


def test_a_walk_through_it(gas: Diary, home: Path) -> None:
    """Its questions are walked through: a no is a hazard of the list, and what is not of this place is not asked."""
    (home / "sites.csv").write_text("code,name,township,kind\nS1,百味饭店,东岔街道,restaurant\n", encoding="utf-8")
    gas.type("site import sites.csv")
    (home / "answers.csv").write_text("item,answer\nLPG-01,yes\nLPG-04,no\n", encoding="utf-8")
    gas.type("walk lpg 东岔街道 --site 百味饭店 --answers answers.csv")
    card = gas.card("CG-1")

    assert (card["item"], card["item_text"], card["catalog"]) == ("LPG-04", "软管老化、超长", "lpg 2022-06-01")
    assert card["basis"] == "瓶装液化气安全管理办法（试行） 第12条"
    assert gas.home("东岔")["categories"]["lpg"] == 1
