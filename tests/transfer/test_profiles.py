"""Where profiles come from: the package, the user's folder, a path; and what is said of a file that is none.

* every shipped one is read, and is called after its file; those of the user go before; a path is read as it is;
* an unknown name, a missing file, a folder, no TOML, no UTF-8, a huge file; every fault of a file with its item.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from inspect_cli.errors import BadInput, Problem, StorageProblem, WrongUsage
from inspect_cli.transfer import profiles

SHIPPED = (
    *("campaign-statistics", "daily-brief", "hazard-ledger", "monthly-industry", "township-statistics"),
    "weekly-statistics",
)
OWN = 'name = "ours"\nkind = "rows"\ntitle = "我们的台账"\n[[columns]]\nheader = "编号"\nfield = "number"\n'


@pytest.fixture
def own(home: Path) -> Path:
    """The user's folder of profiles, empty."""
    folder = home / "config" / "inspect-cli" / "profiles"
    folder.mkdir(parents=True)
    return folder


def test_shipped_profiles(home: Path) -> None:
    """The package has these forms, each called after its file."""
    known = profiles.list_profiles()

    assert tuple(each.name for each in known) == SHIPPED
    assert [each.profile.name for each in known if each.profile] == [*SHIPPED]


def test_own_profiles_go_before(own: Path) -> None:
    """A profile in the user's folder adds to those of the package, or stands in for one of the same name."""
    (own / "ours.toml").write_text(OWN, encoding="utf-8")
    (own / "hazard-ledger.toml").write_text(OWN.replace("ours", "hazard-ledger"), encoding="utf-8-sig")

    assert [each.name for each in profiles.list_profiles()] == sorted([*SHIPPED, "ours"])
    for name in ("ours", "hazard-ledger"):
        assert profiles.read_profile(name).title.zh == "我们的台账"


def test_a_path(home: Path) -> None:
    """What ends in .toml is a path, wherever it leads; a folder's name is never a part of a profile's."""
    (home / "any form.toml").write_text(OWN, encoding="utf-8")

    assert profiles.read_profile(str(home / "any form.toml")).name == "ours"
    assert profiles.read_profile("any form.toml").name == "ours"
    for name in ("../hazard-ledger", "profiles/hazard-ledger", "", "hazard-ledger\0", "*"):
        with pytest.raises(WrongUsage, match="There is no profile"):
            profiles.read_profile(name)


def test_an_unknown_name(home: Path) -> None:
    """A name that there is not is refused with the nearest ones."""
    with pytest.raises(WrongUsage, match="Nearest: township-statistics, ") as refused:
        profiles.read_profile("township-statistic")

    assert refused.value.what == "There is no profile township-statistic."


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"name = \n", "form.toml, line 1: This is not TOML."),
        (b'name = "a"\nname = "b"\n', "form.toml, line 2: This is not TOML."),
        (b"a = [", "form.toml: This is not TOML."),
        ("title = '台账'".encode("gbk"), "form.toml: The file is not written in UTF-8."),
        (b"#" * 2**21, "form.toml: The file is too large for a profile."),
        (b"a = " + b"[" * 100_000, "form.toml: This is not TOML."),
        (b"", "form.toml, name: It is missing."),
    ],
)
def test_no_profiles(home: Path, content: bytes, said: str) -> None:
    """A file that cannot be a profile is refused with what is wrong with it."""
    (home / "form.toml").write_bytes(content)
    with pytest.raises(BadInput) as refused:
        profiles.read_profile("form.toml")

    assert said in refused.value.what.splitlines()


def test_all_faults_of_a_file(home: Path) -> None:
    """Every fault of a file stands on a line of its own, with the file and the item."""
    (home / "form.toml").write_text(
        OWN + 'colour = "red"\n[[columns]]\nheader = "x"\ncount = "found"\n', encoding="utf-8"
    )
    with pytest.raises(BadInput) as refused:
        profiles.read_profile("form.toml")

    assert refused.value.what.splitlines() == [
        "form.toml, column 1, colour: There is no such item.",
        "form.toml, column 2, count: count is not known. Choose one of: field, text, blank",
    ]
    assert refused.value.exit_code == 3


def test_unreadable_files(home: Path) -> None:
    """A file that is not there, or a folder, is said in a sentence."""
    (home / "folder.toml").mkdir()
    for path, why in (("none.toml", "no such file or folder"), ("folder.toml", "it is a folder")):
        with pytest.raises(StorageProblem, match=why):
            profiles.read_profile(path)


def test_a_broken_one_hides_no_other(own: Path) -> None:
    """The list has the broken profile of the user with its problem, and all others as they are."""
    (own / "ours.toml").write_text("name = 1", encoding="utf-8")
    known = {each.name: each for each in profiles.list_profiles()}

    assert isinstance(known["ours"].problem, Problem)
    assert [name for name, each in known.items() if each.profile] == [*SHIPPED]
