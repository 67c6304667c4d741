"""How names are compared and found: widths, blanks, hyphens, letter case, beginnings, parts, slips of the keyboard.

Who is named in a cell, several or nobody, and when two mentions are one person.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_cli.rules import catalog, names
from inspect_cli.rules.names import find, is_nobody, known_as, nearest, plain, split_people

TOWNS = {
    "1": ("1", "东岔街道", "dongchajiedao", "dcjd"),
    "2": ("2", "石炭沟镇", "shitangouzhen", "stgz"),
    "3": ("3", "石炭沟东街道", "shitangoudongjiedao", "stgdjd"),
    "4": ("4", "城关镇", "chengguanzhen", "cgz"),
    "10": ("10", "东岔", "dongcha", "dc"),
}


@pytest.mark.parametrize(
    "written",
    [
        "隐患部位a1",
        " 隐患 部位 A1 ",
        "隐患\n部位Ａ１",
        "隐患部位-a-1",
        "隐患_部位_a1",
        "\ufeff隐患部位A1",
        "隐患\u3000部位a１",
        "隐患\u200b部位a1",
    ],
)
def test_plain(written: str) -> None:
    """Widths, blanks, line breaks, hyphens, underscores, marks and letter case do not make another name."""
    assert plain(written) == "隐患部位a1"


@pytest.mark.parametrize(("one", "other"), [("隐患", "隐 患 数"), ("A1", "A2"), ("乡镇/街道", "乡镇街道"), ("é", "e")])
def test_plain_keeps_differences(one: str, other: str) -> None:
    """Names that differ in a letter, a digit or a sign stay different."""
    assert plain(one) != plain(other)


@pytest.mark.parametrize(
    "text",
    ["-", "--", "/", "／", "、", "。", "…", "*", "?", "无", " 无 ", "没有", "暂无", "不详", "None", "N/A", "NULL"],
)
def test_nobody(text: str) -> None:
    """What people put into a cell where nobody is to be named names nobody."""
    assert is_nobody(text)


@pytest.mark.parametrize("text", ["赵某", "无某", "李无", "Nana", "Ａ", "1", "赵某-1", "没有某", "某"])
def test_somebody(text: str) -> None:
    """A name is one, also one that begins like a word for nobody, or a single letter or digit."""
    assert not is_nobody(text)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("赵某", "赵 某", True),
        ("赵某（东岔街道）", "赵某", True),
        ("赵某(一村)", "赵某（二村）", True),
        ("（赵某）", "赵某", True),
        ("Anna O'Neil", "ＡＮＮＡ ONEIL", True),
        ("赵·某", "赵某", True),
        ("赵某01", "赵某02", False),
        ("赵某", "赵某某", False),
        ("（赵某）", "（钱某）", False),
    ],
)
def test_known_as(one: str, other: str, *, same: bool) -> None:
    """One person is known by the same form whatever stands in brackets or between the letters; another is not."""
    assert (known_as(one) == known_as(other)) is same


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("赵某", ("赵某",)),
        ("赵某、钱某", ("赵某", "钱某")),
        (" 赵某 ，钱某; 孙某；李某,周某 ", ("赵某", "钱某", "孙某", "李某", "周某")),
        ("赵某、、钱某、", ("赵某", "钱某")),
        ("Anna Lee", ("Anna Lee",)),
        ("赵某、赵某", ("赵某", "赵某")),
        *(("", ()), (" 、 ", ())),
    ],
)
def test_split_people(text: str, people: tuple[str, ...]) -> None:
    """Several people in one cell, with the commas and semicolons of either language between them, none empty."""
    assert split_people(text) == people


@given(text=st.text())
def test_plain_ignores_blanks_anywhere(text: str) -> None:
    """Blanks before, behind and between the characters of a name change nothing."""
    assert plain(f"  {text}\t\n") == plain(text) == plain(" ".join(text))


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("1", ["1"]),
        ("东岔", ["10"]),
        ("东岔街道", ["1"]),
        ("东岔街", ["1"]),
        ("dongcha", ["10"]),
        ("DongChaJie", ["1"]),
        ("DCJD", ["1"]),
        ("stgz", ["2"]),
        ("石炭沟", ["2", "3"]),
        ("沟东", ["3"]),
        ("街道", ["1", "3"]),
        ("cheng-guan", ["4"]),
        ("城 关", ["4"]),
        ("北岔", []),
        ("", []),
        ("  ", []),
        ("-", []),
    ],
)
def test_find(typed: str, found: list[str]) -> None:
    """A whole name is found before beginnings, beginnings before parts; several that fit alike are all given."""
    assert find(typed, TOWNS) == found


def test_find_skips_empty_labels() -> None:
    """A label that is empty (a town without pinyin) fits nothing."""
    assert find("a", {"1": ("城关镇", "", ""), "2": ("abc", "", "")}) == ["2"]


@pytest.mark.parametrize(
    ("typed", "first"), [("东岔街到", "1"), ("城官镇", "4"), ("chengguang", "4"), ("shitangou zhen2", "2")]
)
def test_nearest(typed: str, first: str) -> None:
    """A slip of the keyboard is answered with the name it comes nearest to, and with three in all."""
    near = nearest(typed, TOWNS)

    assert near[0] == first
    assert len(set(near)) == 3


def test_nearest_of_few() -> None:
    """With fewer names than asked for, all of them are near; with none, none."""
    assert nearest("x", {"1": ("城关镇",)}) == ["1"]
    assert nearest("x", {}) == []


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        *(("fire", "fire"), ("消防", "fire"), ("消防安全", "fire"), ("FIRE", "fire"), ("traf", "traffic")),
        *(("forest_fire", "forest_fire"), ("forest-fire", "forest_fire"), ("forest", "forest_fire")),
        *(("森林", "forest_fire"), ("森林防火", "forest_fire"), ("道路交通", "traffic"), ("交通", "traffic")),
        *(
            ("mines", "mines"),
            ("工矿", "mines"),
            ("烟花爆竹", "fireworks"),
            ("烟花", "fireworks"),
            ("firew", "fireworks"),
        ),
    ],
)
def test_categories(typed: str, key: str) -> None:
    """The five categories are known by key, Chinese name, alias and beginning."""
    assert catalog.find_category(typed) == [key]


@pytest.mark.parametrize("category", catalog.categories().values(), ids=lambda category: category.key)
def test_every_name_of_a_category(category: catalog.Category) -> None:
    """Every key, Chinese name and alias names its own category and no other."""
    for name in (category.key, category.zh, *category.aliases):
        assert catalog.find_category(name) == [category.key]


@pytest.mark.parametrize("typed", ["防火", "z", "爆竹", "用电"])
def test_no_part_of_a_category(typed: str) -> None:
    """A part from the middle of a name is no category: 防火 may be any fire, and nothing is guessed."""
    assert catalog.find_category(typed) == []


def test_core_categories() -> None:
    """The five that are always there, in the order of the home screen."""
    assert catalog.CORE == ("fire", "traffic", "forest_fire", "mines", "fireworks")
    assert catalog.find_category("no such thing") == []
    assert len(set(catalog.nearest_categories("trafic"))) == 3
    assert catalog.nearest_categories("trafic")[0] == "traffic"


def test_ambiguous_category() -> None:
    """A beginning that several categories share gives all of them."""
    assert set(catalog.find_category("fir")) == {"fire", "fireworks"}
    assert names.find("g", {"1": ("gathering",), "2": ("general",)}) == ["1", "2"]
