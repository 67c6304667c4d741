"""What is wrong in the file of a list: everything at once, each with its item and reason, in the user's language.

One slip does not hide the next; no sentence of pydantic or of the TOML reader is shown; a file that cannot be read at
all says why.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from tests.conftest import LPG

from inspect_cli import messages
from inspect_cli.rules import catalog, checklists
from inspect_cli.rules.slips import Fault

WRITTEN = LPG.read_text(encoding="utf-8")
LIBRARY = re.compile(
    r"Input should|Field required|Extra inputs|valid|String should|Expected|Invalid|at line|general or|Errno"
)
# What is changed in a good list to what, and the item and the reason that must be named.
SLIPS = {
    "no version": ('version = "2022-06-01"\n', "", "version", "is missing"),
    "an unknown word": ("days = 15", "days = 15\ndaze = 2", "LPG-02", "daze: is not known"),
    "no Chinese": ('zh = "气瓶超期未检"\n', "", "LPG-01", "zh: is missing"),
    "an empty text": ('"气瓶超期未检"', '"  "', "LPG-01", "zh: is empty"),
    "a long text": ('"气瓶超期未检"', f'"{"长" * 301}"', "LPG-01", "zh: is longer than 300 characters"),
    "a severity": (
        'severity = "major"',
        'severity = "serious"',
        "LPG-02",
        "“serious” is none of general, major",
    ),
    "negative days": ("days = 15", "days = -1", "LPG-02", "days: -1 is less than 0"),
    "years of days": ("days = 15", "days = 4000", "LPG-02", "days: 4000 is more than 366"),
    "days in words": ("days = 15", 'days = "soon"', "LPG-02", "days: “soon” is not a value for this"),
    "a doubled code": ("LPG-03", "LPG-02", "LPG-02", "stands there more than once"),
    "a doubled rule": ('id = "rules_new"', 'id = "rules_old"', "rules_old", "stands there more than once"),
    "an unknown rule": ('law = "rules_new"', 'law = "rules_x"', "LPG-01", "cites rules_x, which no [[law]] describes"),
    "an unknown place": (
        '"residential"',
        '"residental"',
        "LPG-05",
        "residental is not known; nearest: residential",
    ),
    "an unknown state": ('["stopped"]', '["idle"]', "LPG-03", "states.1: “idle” is none of producing, stopped"),
    "an unknown mark": (
        '"第12条", verified = "text"',
        '"第12条", verified = "sure"',
        "LPG-04",
        "basis.1.verified: “sure”",
    ),
    "no basis": (
        'basis = [{ law = "rules_old", article = "第12条", verified = "text" }]',
        "basis = []",
        "LPG-04",
        "basis: is empty",
    ),
    "no places": ('["residential"]', "[]", "LPG-05", "places: is empty"),
    "places as a text": ('["residential"]', '"residential"', "LPG-05", "places: must be a list"),
    "another prefix": ("LPG-03", "GAS-03", "GAS-03", "does not begin with LPG-"),
    "a code in small letters": ("LPG-03", "lpg-03", "lpg-03", "such as GAS-01"),
    "no code": ('code = "LPG-03"\n', "", "item 3", "code: is missing"),
    "no such department": (
        'department = "housing"',
        'department = "harbour"',
        "LPG-01",
        "harbour is not described",
    ),
    "days of a rule": ("to = 2023-06-30", "to = 2013-06-30", "rules_old", "ends on 2013-06-30, before it begins"),
    "a day as a text": ("to = 2023-06-30", 'to = "mid 2023"', "rules_old", "to: “mid 2023” is not a value for this"),
    "control characters": ('"住户室内存放多个气瓶"', '"住户\\u001b[2J室内"', "LPG-05", "holds control characters"),
    "bidi overrides": ('"housing"', '"housing"\nmajor_when_en = "a\\u202eb"', "LPG-01", "holds control characters"),
    "control characters in a name": (
        "[places]\n",
        '[places]\n"\\u0007" = { zh = "店", en = "Shop" }\n',
        "places",
        "holds control characters",
    ),
    "a renamed place": ("bottle_depot = {", "hotel = {", "places", "kind of place hotel is called 宾馆民宿"),
    "the name of another": ('zh = "瓶装液化气"', 'zh = "道路交通"', "category", "the name 道路交通 is one of traffic"),
    "the prefix of another": ('prefix = "LPG"', 'prefix = "TRAF"', "category", "prefix TRAF is that of traffic"),
    "items as a table": ('[[item]]\ncode = "LPG-01"', '[item]\ncode = "LPG-01"', "-", "TOML"),
    "a reserved key": ('key = "lpg"', 'key = "overdue"', "category", "the key overdue is taken by something else"),
    "a key in capitals": ('key = "lpg"', 'key = "LPG"', "category", "key: “LPG” is not written as it must be: small"),
    "a prefix in small letters": (
        'prefix = "LPG"',
        'prefix = "lpg"',
        "category",
        "prefix: “lpg” is not written as it must be: capital letters",
    ),
    "law as a text": ('[[law]]\nid = "rules_old"', "[[law]]\nid = 7", "law 1", "id: “7” is not a value for this"),
}
SPREADING = (
    "a renamed place",
    "a doubled rule",
    "the prefix of another",
    "a prefix in small letters",
    "law as a text",
)  # what makes other items wrong too


def write(folder: Path, text: str | bytes) -> Path:
    """A file with this text outside of the user's folder."""
    path = folder / "mine.toml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def inspect(folder: Path, text: str | bytes) -> list[Fault]:
    """What is wrong with a list of this text."""
    return checklists.inspect_file(write(folder, text))[1]


def slip(name: str, text: str = WRITTEN) -> str:
    """The list with one slip."""
    old, new, _item, _reason = SLIPS[name]
    return text.replace(old, new, 1)


@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_is_named(name: str, home: Path) -> None:
    """One change in a good list gives a fault with its item and its reason, and no faults of items that are right."""
    old, _new, item, reason = SLIPS[name]
    faults = inspect(home, slip(name))

    assert old in WRITTEN
    assert [fault for fault in faults if fault.item == item and reason in fault.reason]
    assert name in SPREADING or {fault.item for fault in faults} == {item}
    assert {fault.path for fault in faults} == {home / "mine.toml"}


def test_a_slip_in_the_only_part_is_one_fault(home: Path) -> None:
    """An article with a slip is not said to be missing as well."""
    [fault] = inspect(home, slip("an unknown mark"))

    assert fault[1:] == ("LPG-04", "basis.1.verified: “sure” is none of text, secondary, memory")


def test_a_good_list_has_no_faults(home: Path) -> None:
    """The list that is changed here is a good one."""
    assert inspect(home, WRITTEN) == []


def test_every_slip_of_a_file_is_named_at_once(home: Path) -> None:
    """Slips that the model finds and those it cannot know stand in one answer: none hides another."""
    together = [name for name in SLIPS if name not in ("items as a table", "a code in small letters", "another prefix")]
    text = WRITTEN
    for name in together:
        text = slip(name, text)
    reasons = "\n".join(f"{fault.item} {fault.reason}" for fault in inspect(home, text))
    named = ("version is missing", "zh: is", "serious", "stands there more than once", "residental", "idle", "harbour")

    assert [word for word in named if word not in reasons] == []
    assert len(reasons.splitlines()) > 15


@pytest.mark.parametrize(
    ("written", "version"), [("2022-06-01", "2022-06-01"), ('"today"', "today"), ('"第三版"', "第三版")]
)
def test_a_version_is_any_text_or_a_day(written: str, version: str, home: Path) -> None:
    """A day of TOML, without quotes, is the text of that day; a number is no version."""
    path = home / "lpg.toml"
    path.write_text(WRITTEN.replace('version = "2022-06-01"', f"version = {written}"), encoding="utf-8")
    checklist, faults = checklists.inspect_file(path)

    assert (checklist and checklist.version, faults) == (version, [])
    number = inspect(home, WRITTEN.replace('version = "2022-06-01"', "version = 2022"))
    assert [fault.item for fault in number] == ["version"]


@pytest.mark.parametrize("name", SLIPS)
def test_in_chinese_no_library_speaks(name: str, home: Path) -> None:
    """No reason holds a sentence of pydantic or of the TOML reader, in either language."""
    for lang in ("zh", "en"):
        messages.use(lang)
        assert [fault.reason for fault in inspect(home, slip(name)) if LIBRARY.search(fault.reason)] == []


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"a = 1\nb = = 2", "line 2, column 5 is not TOML"),
        (b"category = [", "line 1, column 13 is not TOML"),
        (b"a = 1\nb = [1,\n  2\n\n", "line 3, column 4 is not TOML"),
        ('a = "未完'.encode(), "line 1, column 8 is not TOML"),
        (b"a = 1\nb = \xff\n", "is not written in UTF-8"),
        (b"a = " + b"[" * 100_000, "is not TOML"),
        (b"# \n" * 3_400_000, "is larger than 1 MB, too large for a list"),
        (WRITTEN.encode("utf-16"), "is not written in UTF-8"),
    ],
    ids=["syntax", "cut off", "cut off later", "an open text", "encoding", "deep", "large", "utf-16"],
)
def test_a_file_that_cannot_be_read_says_why(content: bytes, reason: str, home: Path) -> None:
    """One fault of the whole file, with the line where there is one."""
    [fault] = inspect(home, content)

    assert (fault.item, reason in fault.reason) == ("-", True)


def test_what_is_no_file_says_so(home: Path) -> None:
    """A folder, a pipe, a link to itself and a name that is nobody's are faults, not errors."""
    (home / "a.toml").mkdir()
    os.mkfifo(home / "b.toml")
    (home / "c.toml").symlink_to(home / "c.toml")
    names = ("a.toml", "b.toml", "c.toml", "d.toml", "e\0.toml")
    found = [checklists.inspect_file(home / name) for name in names]

    assert [(checklist, len(faults)) for checklist, faults in found] == [(None, 1)] * 5
    assert [faults[0].reason for _none, faults in found][::3] == ["it is a folder", "no such file or folder"]


@pytest.mark.parametrize("part", ["category", "places", "departments"])
def test_a_text_instead_of_a_table(part: str, home: Path) -> None:
    """`category = "elevator"` is told what stands there instead, in words."""
    found = inspect(home, f'{part} = "elevator"\nversion = "1"\n')

    assert (part, "must be a table") in [fault[1:] for fault in found]


@pytest.mark.parametrize("name", SLIPS)
def test_no_pattern_is_shown(name: str, home: Path) -> None:
    """How a key or a code is written is said in words, not as a regular expression."""
    assert [fault.reason for fault in inspect(home, slip(name)) if "[a-z" in fault.reason or "^" in fault.reason] == []


def test_two_own_files_of_one_key(own_list: Path) -> None:
    """Of two files with one key the second names the first; a draft outside of the folder does not."""
    (own_list / "mine.toml").write_text(WRITTEN, encoding="utf-8")
    catalog.forget()

    assert checklists.inspect_file(own_list / "lpg.toml")[1] == []
    assert checklists.inspect_file(own_list / "mine.toml")[1] == [
        Fault(own_list / "mine.toml", "category", "the key lpg is that of lpg.toml")
    ]
    assert inspect(own_list.parent, WRITTEN) == []


def test_a_changed_file_is_read_anew(home: Path) -> None:
    """A list that was mended has no faults any more in the same program."""
    assert inspect(home, WRITTEN.replace("days = 15", "days = -1")) != []
    assert inspect(home, WRITTEN) == []


@pytest.mark.parametrize(
    "text",
    [
        "item = 3\nlaw = 4\ncategory = 5\nplaces = 6\ndepartments = 7\nversion = 8\n",
        "item = [3]\nlaw = [4]\ncategory = [5]\nplaces = [6]\ndepartments = [7]\nversion = [8]\n",
        "[[item]]\n[[law]]\n[[category]]\n[[places]]\n[[departments]]\n[[version]]\n",
        "[item]\n[law]\n[category]\n[places]\n[departments]\n[version]\n",
        '[[item]]\nbasis = 3\nplaces = [3]\nstates = 3\ncode = ["x"]\ndepartment = []\n[[item]]\nbasis = [3]\n',
        "[[item]]\nbasis = [{ law = [] }]\nplaces = { a = 1 }\n[[law]]\nid = {}\nfrom = 3\nto = 2020-01-01T00:00:00\n",
        '[category]\nkey = "lpg"\nprefix = []\naliases = [[]]\n',
        "[places]\nx = 3\n[departments]\ny = []\n",
    ],
)
def test_wrong_types_everywhere_are_faults(text: str, home: Path) -> None:
    """Whatever stands where something else should, the answer is a list of faults."""
    checklist, faults = checklists.inspect_file(write(home, text))

    assert checklist is None
    assert len(faults) > 2
    assert all(fault.item and fault.reason for fault in faults)
