"""Which categories and kinds of places there are: those of the program, and those of the user's own folder.

A file adds a category or takes the place of a shipped one; what cannot be read, or could not be told from another
category, is left out and named, and everything else goes on; a name, an alias or a beginning finds a category.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.conftest import LPG

from inspect_cli.rules import catalog, names
from inspect_cli.store import queries

WRITTEN = LPG.read_text(encoding="utf-8")
HOSTILE = {
    "not TOML": b"category = [",
    "not UTF-8": WRITTEN.encode("gb18030"),
    "empty": b"",
    "no category": b'version = "1"\n',
    "a category that is a list": b'category = ["lpg"]\n',
    "a category that is a text": b'category = "lpg"\n',
    "a name that is a number": WRITTEN.replace('zh = "瓶装液化气"', "zh = 3").encode(),
    "an empty name": WRITTEN.replace('zh = "瓶装液化气"', 'zh = " "').encode(),
    "no prefix": WRITTEN.replace('prefix = "LPG"\n', "").encode(),
    "aliases that are one text": WRITTEN.replace('["液化气", "gas"]', '"gas"').encode(),
    "aliases that are numbers": WRITTEN.replace('["液化气", "gas"]', "[1]").encode(),
    "a key that is a path": WRITTEN.replace('key = "lpg"', 'key = "../lpg"').encode(),
    "control characters": WRITTEN.replace('"Bottled gas"', '"\\u001b[31mgas"').encode(),
    "places that are texts": WRITTEN.replace("[places]\n", "[places]\nshop = 3\n").encode(),
    "a kind of place without a name": WRITTEN.replace("[places]\n", '[places]\nshop = { zh = "店" }\n').encode(),
    "a kind of place that is a number": WRITTEN.replace(
        "[places]\n", '[places]\nshop = { zh = 1, en = "x" }\n'
    ).encode(),
    "ten megabytes": WRITTEN.encode() + b"# \n" * 3_400_000,
    "nested too deep": b"a = " + b"[" * 100_000,
    "the name of a core category": WRITTEN.replace('zh = "瓶装液化气"', 'zh = "消防"').encode(),
    "the alias of a core category": WRITTEN.replace('"gas"', '"Road"').encode(),
    "the prefix of a core category": WRITTEN.replace('"LPG"', '"FIRE"').encode(),
}


@pytest.mark.parametrize("key", sorted(catalog.RESERVED))
def test_a_key_that_something_else_has_is_left_out(key: str, own_list: Path) -> None:
    """A category may not be called as a column or a filter beside categories is."""
    (own_list / "lpg.toml").write_text(WRITTEN.replace('key = "lpg"', f'key = "{key}"'), encoding="utf-8")
    catalog.forget()

    assert catalog.broken() == [own_list / "lpg.toml"]
    assert key not in catalog.categories()


def test_every_column_beside_categories_is_reserved() -> None:
    """What the home screen has besides categories is reserved, and no shipped category is."""
    columns = {"township", "categories", "oldest_days", *queries.OPEN_COUNTS, "all", "open"}

    assert columns <= catalog.RESERVED
    assert catalog.RESERVED.isdisjoint(catalog.categories())


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_broken_file_is_left_out_and_named(content: bytes, own_list: Path) -> None:
    """A file that names no category of its own is named, and every other category is there."""
    (own_list / "lpg.toml").write_bytes(content)
    catalog.forget()

    assert len(catalog.categories()) == 15
    assert catalog.broken() == [own_list / "lpg.toml"]
    assert catalog.find_category("消防") == ["fire"]
    assert catalog.find_category("road") == ["traffic"]
    assert catalog.find_kind("bottle_depot") == []


def test_folders_pipes_and_links_are_no_lists(own_list: Path) -> None:
    """A folder, a pipe and a link to nowhere that are called like lists are named, and nothing waits for them."""
    (own_list / "a.toml").mkdir()
    os.mkfifo(own_list / "b.toml")
    (own_list / "c.toml").symlink_to(own_list / "nowhere")
    (own_list / "d.toml").symlink_to(own_list / "d.toml")
    catalog.forget()

    assert [path.name for path in catalog.broken()] == ["a.toml", "b.toml", "c.toml", "d.toml"]
    assert "lpg" in catalog.categories()


def test_a_file_adds_a_category_and_its_places(own_list: Path) -> None:
    """A list in the folder is a category by key, name, alias and beginning; its kinds of places are known."""
    found = {typed: catalog.find_category(typed) for typed in ("lpg", "LPG", "瓶装液化气", "瓶装", "液化气", "gas")}

    assert set(map(tuple, found.values())) == {("lpg",)}
    assert catalog.categories()["lpg"].own
    assert not catalog.categories()["lpg"].core
    assert catalog.category_words()["lpg"] == "瓶装液化气"
    assert catalog.kind_words()["bottle_depot"] == "瓶装气供应点"
    assert catalog.nearest_categories("lpgg")[0] == "lpg"
    assert catalog.nearest_kinds("bottle_depots")[0] == "bottle_depot"
    assert list(catalog.categories())[:5] == list(catalog.CORE)


def test_a_file_takes_the_place_of_a_shipped_list(own_list: Path) -> None:
    """A list with the key of a shipped one is read in its stead; a core category stays one, and no file makes one."""
    mine = WRITTEN.replace('key = "lpg"', 'key = "fire"').replace('zh = "瓶装液化气"', 'zh = "消防"')
    (own_list / "fire.toml").write_text(mine.replace("LPG", "FIRE").replace('"液化气", "gas"', ""), encoding="utf-8")
    claims = WRITTEN.replace('prefix = "LPG"', 'prefix = "LPG"\ncore = true')
    (own_list / "lpg.toml").write_text(claims, encoding="utf-8")
    catalog.forget()
    fire, lpg = (catalog.categories()[key] for key in ("fire", "lpg"))

    assert catalog.broken() == []
    assert (fire.core, fire.own, fire.replacing, fire.path) == (True, True, True, own_list / "fire.toml")
    assert (lpg.core, lpg.own, lpg.replacing) == (False, True, False)


def test_of_two_files_with_one_key_the_first_is_read(own_list: Path) -> None:
    """Two files of one key cannot both be its list: the first by name is, the second is named as broken."""
    (own_list / "mine.toml").write_text(WRITTEN, encoding="utf-8")
    catalog.forget()

    assert catalog.categories()["lpg"].path == own_list / "lpg.toml"
    assert catalog.broken() == [own_list / "mine.toml"]


def test_a_mark_before_the_text_is_no_fault(own_list: Path) -> None:
    """Editors on Windows put a mark before UTF-8 and CRLF at the end of lines: such a list is read."""
    (own_list / "lpg.toml").write_bytes(b"\xef\xbb\xbf" + WRITTEN.replace("\n", "\r\n").encode())
    catalog.forget()

    assert catalog.broken() == []
    assert "lpg" in catalog.categories()


def test_no_folder_is_no_fault(home: Path) -> None:
    """Who has no folder of lists has the shipped ones."""
    assert catalog.own_files() == []
    assert catalog.broken() == []
    assert len(catalog.categories()) == 15


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ("fire", ["fire"]),
        ("Forest-Fire", ["forest_fire"]),
        ("森林", ["forest_fire"]),
        ("烟花", ["fireworks"]),
        ("heat", ["heating"]),
        ("m", ["mines", "market"]),
        ("防火", []),
        ("", []),
    ],
)
def test_a_category_is_found_by_its_names(typed: str, keys: list[str]) -> None:
    """Key, Chinese name, alias or the beginning of one; several when it could be each of them."""
    assert catalog.find_category(typed) == keys


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("hotel", "hotel"),
        ("宾馆民宿", "hotel"),
        ("民宿", "hotel"),
        ("井工", "coal_mine"),
        ("Opencast", "opencast_coal"),
    ],
)
def test_a_kind_of_place_is_found_by_its_names(typed: str, key: str) -> None:
    """Key, name in either language, or a part that only one has."""
    assert catalog.find_kind(typed) == [key]


def test_other_names_of_kinds_of_places() -> None:
    """Every kind by what people call it, as a whole; a part is one of the names only; no word means two kinds."""
    called = [(alias, kind.key) for kind in catalog.kinds().values() for alias in kind.aliases]
    labels = [label for kind in catalog.kinds().values() for label in {*map(names.plain, (kind.key, kind.zh, kind.en))}]

    assert len(called) > 200
    assert all(catalog.find_kind(alias) == [key] for alias, key in called)
    assert len({names.plain(alias) for alias, _key in called} | set(labels)) == len(called) + len(labels)
    assert {word: catalog.read_kind(word) for word in ("加油站", "井工", "煤", "企业", "洗车行")} == {
        "加油站": "gas_station",
        "井工": "coal_mine",
        **dict.fromkeys(("煤", "企业", "洗车行")),
    }


def test_other_names_in_a_list_of_ones_own(own_list: Path) -> None:
    """A list may say what else its kinds are called; what another kind is called already stays that one's."""
    mine = WRITTEN.replace(
        "[places]\n", '[places]\nshop = { zh = "气瓶店", en = "Shop", aliases = ["换气点", "宾馆"] }\n'
    )
    (own_list / "lpg.toml").write_text(mine, encoding="utf-8")
    catalog.forget()

    assert catalog.broken() == []
    assert [catalog.find_kind(word) for word in ("换气点", "宾馆")] == [["shop"], ["hotel"]]
