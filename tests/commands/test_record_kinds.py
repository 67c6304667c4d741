"""`add --kind --department --led-by --count`: what kind of visit it was, who went together, what was counted.

Written as keys under words of either language; a leader or several departments say the kind themselves; counts by key,
title or a clear part of it; visits stand in `summary --by kind`, clean ones too; what does not fit is refused.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.commands.conftest import Refuse
from tests.conftest import Run

from inspect_cli.rules.counters import COUNTERS
from inspect_cli.rules.words import KINDS_OF_VISITS
from inspect_cli.store.opening import open_database

ADD = "add fire 东岔街道"


@pytest.fixture
def kept(ledger_path: Path) -> Any:
    """What the ledger keeps of the visits: kind, departments, leader, counts, in the order of writing."""

    def look() -> list[tuple[Any, ...]]:
        ledger = open_database(str(ledger_path))
        counted: dict[str, dict[str, int]] = {}
        for row in ledger.rows("all_counter", order="key"):
            counted.setdefault(row["inspection"], {})[row["name"]] = row["amount"]
        visits = ledger.rows("all_inspection", order="key")
        ledger.close()
        return [(row["kind"], row["departments"], row["led_by"], counted.get(row["id"], {})) for row in visits]

    return look


@pytest.mark.parametrize("kind", [kind for kind in KINDS_OF_VISITS if kind not in ("joint", "leader")])
def test_each_kind(run: Run, three_townships: Path, kept: Any, kind: str) -> None:
    """A kind is read by its key and by its Chinese word."""
    assert run(f"{ADD} --kind {kind}").code == run(f"{ADD} 堵塞 --kind {KINDS_OF_VISITS[kind]}").code == 0

    assert kept() == [(kind, None, None, {})] * 2


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        *(("专项", "special"), ("入户", "household"), ("暗", "unannounced"), ("督导", "supervision")),
        *(
            ("路面", "roadside"),
            ("日常", "routine"),
            ("rou", "routine"),
            ("House", "household"),
            ("SUPER", "supervision"),
        ),
    ],
)
def test_a_clear_part_of_a_kind(run: Run, three_townships: Path, kept: Any, typed: str, kind: str) -> None:
    """A part of its name in either language that only one kind has is enough."""
    assert run(f"{ADD} --kind {typed}").code == 0
    assert run(f"{ADD} --kind 联合 --department 消防 --department 公安").code == 0
    assert run(f"{ADD} --kind 领导 --led-by 副市长").code == 0

    assert [row[0] for row in kept()] == [kind, "joint", "leader"]


def test_a_part_of_several_kinds(refuse: Refuse, three_townships: Path) -> None:
    """Which kinds it may be is told, and only these."""
    said = refuse(f"{ADD} --kind 检查", code=2)

    assert "More than one kind of visit fits 检查." in said
    assert "Choose one of: special, joint, leader, roadside" in said
    assert "routine" not in said


def test_the_help_names_kinds_in_the_language(run_program: Run) -> None:
    """`--help` has each kind by its key, in Chinese with its word."""
    english, chinese = (run_program(f"--lang {lang} add --help", env={"COLUMNS": "300"}).out for lang in ("en", "zh"))

    assert [key for key, zh in KINDS_OF_VISITS.items() if key not in english or zh in english] == []
    assert [key for key, zh in KINDS_OF_VISITS.items() if f"{key} {zh}" not in chinese] == []


def test_a_plain_visit_says_nothing(run: Run, three_townships: Path, kept: Any) -> None:
    """Without the options nothing is kept, and the visit counts as routine."""
    run(ADD)

    assert kept() == [(None, None, None, {})]
    assert [(row["kind"], row["visits"]) for row in run("summary --by kind --format json").json] == [("routine", 1)]


def test_a_joint_visit(run: Run, three_townships: Path, kept: Any) -> None:
    """The departments that went together stand in their order, each once; two of them make it joint."""
    run(f"{ADD} --kind joint --department 消防 --department 公安")
    run(f"{ADD} --department 消防、公安 --department 公安")
    run(f"{ADD} --kind special --department 消防 --department 公安")
    run(f"{ADD} --department 消防")

    assert [row[:2] for row in kept()] == [
        ("joint", "消防、公安"),
        ("joint", "消防、公安"),
        ("special", "消防、公安"),
        (None, "消防"),
    ]


def test_a_visit_that_a_leader_led(run: Run, three_townships: Path, kept: Any) -> None:
    """The post of the leader says the kind, unless another was said."""
    run(f"{ADD} --kind 领导带队检查 --led-by 副市长")
    run(f"{ADD} --led-by 副市长")
    run(f"{ADD} --kind supervision --led-by 副市长")

    assert [(row[0], row[2]) for row in kept()] == [("leader", "副市长")] * 2 + [("supervision", "副市长")]


def test_counts(run: Run, three_townships: Path, kept: Any) -> None:
    """What was counted, by key, by title in either language, by a clear part of it, in wide digits; a nought too."""
    words = ("houses_checked=25", "超限超载=2", "Broadcasts : 3", "一氧化碳＝１２", "fatigue=0")
    done = run("add", "traffic", "东岔街道", "--kind", "roadside", *(w for word in words for w in ("--count", word)))

    assert done.code == 0, done.err
    assert kept() == [
        (
            "roadside",
            None,
            None,
            {"broadcasts": 3, "co_alarms": 12, "fatigue": 0, "houses_checked": 25, "overloading": 2},
        )
    ]


def test_with_hazards_and_undo(run: Run, three_townships: Path, kept: Any) -> None:
    """A visit with hazards has them too; taken back, nothing of it is left; brought back, all of it is."""
    run(f"{ADD} 堵塞 --kind household --count houses_checked=4")
    before = kept()
    run("undo")
    assert kept() == []
    run("undo")

    assert kept() == before == [("household", None, None, {"houses_checked": 4})]
    assert run("check").code == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--kind", "festive"), "routine, special, joint, leader"),
        (("--kind", "joint"), "A joint inspection names the departments"),
        (("--kind", "joint", "--department", "消防"), "at least twice"),
        (("--kind", "joint", "--department", "消防", "--department", "消防"), "at least twice"),
        (("--kind", "leader"), "A leader-led inspection names the leader's post."),
        (("--count", "dragons=3"), "Not a count: dragons=3"),
        (("--count", "houses_checked"), "Not a count: houses_checked"),
        (("--count", "houses_checked=-2"), "Not a whole number from 0 to 1,000,000,000: houses_checked=-2"),
        (("--count", "houses_checked=2.5"), "Not a whole number from 0 to 1,000,000,000: houses_checked=2.5"),
        (("--count", "houses_checked=many"), "Not a whole number from 0 to 1,000,000,000: houses_checked=many"),
        (("--count", "houses=2", "--count", "houses_checked=2"), "Counted twice: houses_checked=2"),
        (("--count", "checked=2"), "More than one count fits checked=2.\nNothing was written.\nChoose one of: houses"),
        (("--count", "houses=1000000001"), "Not a whole number from 0 to 1,000,000,000: houses=1000000001"),
        (("--count", "入户=9999999999999"), "Not a whole number from 0 to 1,000,000,000"),
        (("--count", "foo=2"), "All names: inspect-cli add --help"),
    ],
)
def test_refusals(three_townships: Path, refuse: Refuse, words: tuple[str, ...], said: str) -> None:
    """Who went along and what was counted must be clear; the nearest names of counts are told."""
    text = refuse("add", "fire", "东岔街道", *words, code=2)

    assert said in text
    assert ("NAME=NUMBER; nearest: " in text) == (text.startswith("Not a count"))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_help_names_every_count(lang: str, run_program: Run) -> None:
    """What can be counted stands in the help, in Chinese with its title."""
    shown = run_program(f"--lang {lang} add --help", env={"COLUMNS": "200"}).out
    text = "".join(ch for ch in shown if not ch.isspace() and ch != "│")

    assert [counter.key for counter in COUNTERS if counter.key not in text] == []
    assert [counter.key for counter in COUNTERS if (counter.zh in text) != (lang == "zh")] == []


def test_in_chinese_kinds_have_their_words(run: Run, three_townships: Path) -> None:
    """A kind that is none is answered with the keys and their words, and so is a count."""
    assert "joint 联合检查" in run(f"--lang zh {ADD} --kind festive").err
    assert "houses_checked 入户检查户数" in run(f"--lang zh {ADD} --count housed=2").err
    assert "联合检查" not in run(f"{ADD} --kind festive").err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--led-by", ""), "is empty"),
        (("--department", " "), "is empty"),
        (("--led-by", "a\x1bb"), "holds control characters"),
    ],
)
def test_what_no_entry_may_hold(three_townships: Path, refuse: Refuse, words: tuple[str, ...], said: str) -> None:
    """Nothing, control characters, and numbers that no township reaches."""
    assert said in refuse("add", "fire", "东岔街道", *words)
