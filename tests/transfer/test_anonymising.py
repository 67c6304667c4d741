"""Rows without names of persons: a role stands in each column and in every text where the name stood.

* each column has its own role; several persons are as many roles; who has several roles has the first in texts;
* names are found in texts of other rows, the longest first, in other case, however their accents are written;
* a name of one character stays in texts, and so does part of a longer Latin word; nothing else is changed.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_cli.transfer.anonymising import ROLES, TEXTS, hide_names

NAMES = ("王某01", "王某0", "李某", "赵某", "欧阳某某", "Zoë", "Al", "某")
ROW = {
    "number": "CG-1",
    "inspectors": ["李某", "赵某"],
    "owner": "王某01、王某02",
    "fixed_by": "钱某",
    "verified_by": None,
    "description": "李某说王某01不在",
    "location": "钱某办公室",
    "note": None,
    "site": "李某商店",
}


def hide(*rows: dict[str, Any], lang: str = "zh") -> list[dict[str, Any]]:
    """The rows without names."""
    return list(hide_names(lambda: iter(rows), lang))


def hide_text(text: str, *owners: str, lang: str = "en") -> str:
    """A text without the names of these owners, who stand in other rows."""
    return str(hide({"description": text}, *({"owner": owner} for owner in owners), lang=lang)[0]["description"])


def test_roles_in_columns_and_texts() -> None:
    """Each column has its own role, as often as there are persons; texts have the role of whoever they name."""
    assert hide(ROW) == [
        {
            **ROW,
            "inspectors": ["检查人", "检查人"],
            "owner": "整改责任人、整改责任人",
            "fixed_by": "整改人",
            "description": "检查人说整改责任人不在",
            "location": "整改人办公室",
        }
    ]


def test_roles_in_english() -> None:
    """In English, and so in JSON, roles are English words."""
    [row] = hide({**ROW, "verified_by": "孙某"}, lang="en")

    assert (row["inspectors"], row["owner"]) == (["inspector", "inspector"], "owner、owner")
    assert (row["fixed_by"], row["verified_by"], row["location"]) == ("fixer", "verifier", "fixer办公室")


def test_names_of_all_rows_are_known_in_each() -> None:
    """A person is named in one row and mentioned in the note of one that comes before it."""
    first, second = hide({"note": "问孙某"}, {"verified_by": "孙某", "measures": "孙某盯办"})

    assert (first["note"], second["measures"]) == ("问复查人", "复查人盯办")


def test_the_first_role_counts_in_texts() -> None:
    """Who inspects here and has to fix there is an inspector in texts, and what the column says in columns."""
    first, second = hide({"inspectors": ["李某"], "note": "李某"}, {"owner": "李某", "note": "李某"})

    assert (first["note"], second["owner"], second["note"]) == ("检查人", "整改责任人", "检查人")


@pytest.mark.parametrize(
    ("text", "owners", "hidden"),
    [
        ("王某01和王某0", ("王某0", "王某01"), "owner和owner"),
        ("王某01", ("王某",), "owner01"),
        ("欧阳某某某", ("阳某", "欧阳某某"), "owner某"),
        ("某处有某物", ("某",), "某处有某物"),
        ("zoë, ZOë and zoe\u0308's", ("Zoë",), "owner, owner and owner's"),
        ("Al sells metal, ALSO Al.", ("Al",), "owner sells metal, ALSO owner."),
        ("李某李某", ("李某",), "ownerowner"),
        ("a.*b [x] (y", (".*b [x] (y",), "aowner"),
        ("没有人", ("李某",), "没有人"),
        ("没有人", (), "没有人"),
    ],
)
def test_names_in_texts(text: str, owners: tuple[str, ...], hidden: str) -> None:
    """The longest name at a place goes first; names are text, whatever their case and however accents are written."""
    assert hide_text(text, *owners) == hidden


@given(
    rows=st.lists(
        st.fixed_dictionaries(
            {},
            optional=dict.fromkeys(("owner", "fixed_by", "verified_by"), st.none() | st.sampled_from(NAMES))
            | {"inspectors": st.lists(st.sampled_from(NAMES), max_size=3)}
            | dict.fromkeys(TEXTS, st.none() | st.lists(st.sampled_from((*NAMES, "在", " ", "x"))).map("".join)),
        ),
        max_size=6,
    )
)
def test_no_name_is_left(rows: list[dict[str, Any]]) -> None:
    """Of two characters or more, no name of any column is in any column or text afterwards, but inside Latin words."""
    named = [n for row in rows for key in ROLES for n in ([row.get(key)] if key != "inspectors" else row.get(key, []))]
    hidden = hide(*rows)
    said = "\n".join(str(value) for row in hidden for value in row.values())

    assert len(hidden) == len(rows)
    assert [
        name for name in named if name and len(name) > 1 and not name.isascii() and name != "Zoë" and name in said
    ] == []
    assert [list(row) for row in hidden] == [list(row) for row in rows]
