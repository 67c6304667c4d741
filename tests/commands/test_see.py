"""Seeing: `open`, `list` and `show` give back what was recorded, and each filter gives exactly its hazards.

open: a row for each township, zero rows too, worst first, a total; one township by any of its names; into a file.
list: the open ones unless a status is named; every filter; every order; --limit; words in either language.
show: the whole card with everything that happened, and when that was written; several numbers and ranges; nothing at
all when one is unknown.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tests.commands.conftest import Listed
from tests.conftest import Run

Numbers = Callable[..., list[str]]

FILTERS = [
    ("--township 石炭沟镇", ["CG-2", "CG-3"]),
    ("--township stg --category 煤矿", ["CG-2", "CG-3"]),
    ("--village 一", ["CG-1"]),
    ("--site 煤", ["CG-2", "CG-3"]),
    ("--category fire", ["CG-1", "CG-6"]),
    ("--owner 某0", ["CG-1", "CG-2"]),
    ("--campaign 冬季", ["CG-2"]),
    ("--major", ["CG-1"]),
    ("--severity 重大", ["CG-1"]),
    ("--severity general --category fire", ["CG-6"]),
    ("--overdue", ["CG-1"]),
    ("--due-within 0", []),
    ("--due-within 1", ["CG-2"]),
    ("--due-within 3", ["CG-2", "CG-4"]),
    ("--rebound", ["CG-6"]),
    ("--text 堵塞", ["CG-1", "CG-6"]),
    ("--text 井口", ["CG-3"]),
    ("--text 夜间", ["CG-3"]),
    ("--since 2023-01-05 --until 2023-01-07", ["CG-3", "CG-4"]),
    ("--since 1月7日", ["CG-4", "CG-6"]),
    ("--status open", ["CG-1", "CG-2", "CG-3", "CG-4", "CG-6"]),
    ("--status found", ["CG-1", "CG-2", "CG-3", "CG-6"]),
    ("--status fixed", ["CG-4"]),
    ("--status 已销号", ["CG-5"]),
    ("--status fixed,closed", ["CG-4", "CG-5"]),
    ("--status 待复查，已销号", ["CG-4", "CG-5"]),
    ("--status open,closed", ["CG-1", "CG-2", "CG-3", "CG-4", "CG-5", "CG-6"]),
    ("--status all --category 森林", ["CG-5"]),
    ("--category 森林", []),
]


def test_open_shows_every_township_worst_first(run: Run, mixed_hazards: Path) -> None:
    """Majors come first, then overdue, then open; a township with nothing stands there with zeros."""
    run("verify 4 --by 周某04 --on 2023-01-11")
    rows = run("open --format json").json

    assert [(row["township"], row["open"], row["major"], row["overdue"]) for row in rows] == [
        ("东岔街道", 1, 1, 1),
        ("石炭沟镇", 2, 0, 0),
        ("云杉岭镇", 1, 0, 0),
    ]
    assert [(row["due_soon"], row["rebound"], row["oldest_days"]) for row in rows] == [
        (0, 0, 14),
        (1, 0, 12),
        (0, 1, 4),
    ]


def test_open_without_hazards_shows_zero_rows(run: Run, three_townships: Path) -> None:
    """Before the first hazard the home screen has every township with zeros, and is no error."""
    rows = run("open --format json")

    assert rows.code == 0
    assert [(row["township"], row["open"], row["oldest_days"]) for row in rows.json] == [
        ("东岔街道", 0, 0),
        ("石炭沟镇", 0, 0),
        ("云杉岭镇", 0, 0),
    ]


def test_no_command_is_open(run: Run, mixed_hazards: Path) -> None:
    """Without a command, and with only its options, the program shows the home screen."""
    assert run().out == run("open").out
    assert run("--format", "json").json == run("open", "--format", "json").json


def test_open_of_one_township(run: Run, mixed_hazards: Path) -> None:
    """Named by its initials, a township stands alone above a total of its own."""
    lines = [line.split()[:2] for line in run("open stg").out.splitlines()]

    assert lines[1:] == [["石炭沟镇", "2"], ["Total", "2"]]


def test_open_adds_up(run: Run, mixed_hazards: Path) -> None:
    """The last line is the sum of the columns, with the age of the oldest hazard of all."""
    total = run("open").out.splitlines()[-1].split()

    assert total == ["Total", "5", "1", "1", "2", "1", "1", "14", "2", "1", "0", "2", "0"]


@pytest.mark.parametrize(("words", "expected"), FILTERS, ids=[words for words, _numbers in FILTERS])
def test_a_filter_gives_exactly_its_hazards(
    run: Run, mixed_hazards: Path, numbers: Numbers, words: str, expected: list[str]
) -> None:
    """Each filter of `list` finds the hazards it is about and no other; `export` takes the same filters."""
    status = () if "--status" in words else ("--status", "open")
    exported = run("export", *words.split(), *status, "--format", "json").json

    assert numbers(*words.split(), "--sort", "number") == expected
    assert [row["number"] for row in exported if row["description"]] == expected


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("worst", "1 2 4 3 6"),
        ("number", "1 2 3 4 6"),
        ("due", "1 2 4 3 6"),
        ("inspected_on", "6 4 3 2 1"),
        ("oldest", "1 2 3 4 6"),
        ("township", "1 2 3 4 6"),
        ("category", "1 6 2 3 4"),
        ("owner", "1 2 3 4 6"),
    ],
)
def test_list_can_be_sorted(mixed_hazards: Path, numbers: Numbers, order: str, expected: str) -> None:
    """Each order puts the open hazards as it says; what has no deadline, or no owner, stands last."""
    assert numbers("--sort", order) == [f"CG-{serial}" for serial in expected.split()]


def test_limit_keeps_the_first(run: Run, mixed_hazards: Path, numbers: Numbers) -> None:
    """--limit gives the first of the same order, and says out of how many."""
    assert numbers("--sort", "number", "--limit", "2") == ["CG-1", "CG-2"]
    assert run("list --limit 2").out.splitlines()[-1] == "2 of 5 hazards"


def test_a_percent_sign_is_no_joker(run: Run, mixed_hazards: Path, numbers: Numbers) -> None:
    """What a person looks for is text: % and _ find themselves only."""
    run("add fire 东岔街道 湿度100%")

    assert numbers("--text", "%") == ["CG-7"]
    assert numbers("--text", "_") == []


@pytest.mark.parametrize(
    "words",
    [
        "--township 城关",
        "--category 天文",
        "--status 不明",
        "--severity 特大",
        "--sort colour",
        "--since 昨日",
        "--due-within x",
        "--due-within -1",
        "--limit 0",
        "--format xml",
    ],
)
def test_an_unknown_word_in_a_filter_is_refused(run: Run, mixed_hazards: Path, words: str) -> None:
    """A filter that cannot mean anything is wrong usage and is named; it never lists everything instead."""
    result = run(f"list {words}")

    assert (result.code, result.out) == (2, "")
    assert words.split(maxsplit=1)[0] in result.err or words.split()[1] in result.err


def test_days_the_wrong_way_round_are_refused(run: Run, mixed_hazards: Path) -> None:
    """Until before since can find nothing, so it is a slip: both days are named."""
    for command in ("list", "summary", "export", "sample"):
        result = run(f"{command} --since 2023-01-07 --until 2023-01-05")
        assert (result.code, result.out) == (2, "")
        assert "2023-01-07" in result.err
        assert "2023-01-05" in result.err


@pytest.mark.parametrize("option", ["--township", "--category", "--severity", "--since", "-o"])
def test_an_empty_filter_is_refused(run: Run, mixed_hazards: Path, option: str) -> None:
    """An empty word, as from an unset shell variable, is not silently taken for no filter at all."""
    result = run("list", option, "")

    assert (result.code, result.out) == (2, "")


@pytest.mark.parametrize("words", ["--due-within 99999999999", "--limit 99999999999999999999"])
def test_a_number_beyond_reason_is_wrong_usage(run: Run, mixed_hazards: Path, words: str) -> None:
    """A number that no calendar and no list can hold is refused as wrong usage, not as a damaged ledger."""
    result = run(f"list {words}")

    assert (result.code, result.out) == (2, "")


def test_show_tells_everything_that_happened(run: Run, mixed_hazards: Path) -> None:
    """A closed hazard's card names its finder, its fixer and its verifier with their days."""
    [card] = run("show CG-5 --format json").json
    text = run("show 5").out

    assert [(event["kind"], event["at"], event["person"]) for event in card["history"]] == [
        ("inspected", "2023-01-09", "李某02"),
        ("fixed", "2023-01-10", "王某01"),
        ("verified", "2023-01-11", "周某04"),
    ]
    for part in ("CG-5", "火源", "云杉岭镇", "王某01", "周某04", "2023-01-11"):
        assert part in text


def test_show_takes_numbers_and_ranges(run: Run, mixed_hazards: Path) -> None:
    """Numbers and ranges may be mixed; each hazard is shown once, in the order typed."""
    cards = run("show CG-4 1-2 cg-2 --format json").json

    assert [card["number"] for card in cards] == ["CG-4", "CG-1", "CG-2"]


def test_show_of_an_unknown_number_shows_nothing(run: Run, mixed_hazards: Path) -> None:
    """When one of the numbers does not exist, that number is named and no card is shown."""
    result = run("show 1 99 DC-1")

    assert (result.code, result.out) == (1, "")
    assert "CG-99" in result.err
    assert "DC-1" in result.err
    assert "CG-1," not in result.err


def test_answers_go_into_a_file(run: Run, mixed_hazards: Path, listed: Listed) -> None:
    """-o writes the same answer to a file, format by its ending, and says so on standard error only."""
    import json

    result = run("list --sort number --status all -o all.json")

    assert (result.code, result.out) == (0, "")
    assert "all.json" in result.err
    assert json.loads((mixed_hazards / "all.json").read_text(encoding="utf-8")) == listed()


STEPS = (
    "grade 2 --major --criterion 第三条 --reason 超限",
    "plan 2 --measures 通风 --funds 0 --contingency 撤人",
    "list-for-supervision 2 --level city --notice 一号",
    "suspend 3 --scope area",
    "fix 3 --by 王某01",
    "verify 3 --fail --due 8d --reason 未清 --by 周某04",
    "verify 4 --fail --due 8d --reason 未清 --by 周某04",
    "fix 4 --by 王某01",
    "verify 4 --by 周某04",
)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("--unplanned", ["CG-1"]),
        ("--major", ["CG-1", "CG-2"]),
        ("--listed", ["CG-2"]),
        ("--suspended", ["CG-3"]),
        ("--failed", ["CG-3"]),
        ("--failed --status all", ["CG-3", "CG-4"]),
        ("--failed --status closed", ["CG-4"]),
        ("--conflict", []),
        ("--suspended --listed", []),
        ("--listed --township 东岔街道", []),
    ],
)
def test_what_has_happened_can_be_asked_for(
    run: Run, mixed_hazards: Path, numbers: Numbers, words: str, expected: list[str]
) -> None:
    """Without plan, listed, stopped, failed once, to be settled: `list` and `export` find exactly these."""
    assert [line for line in STEPS if run(line).code] == []
    status = () if "--status" in words else ("--status", "open")
    exported = run("export", *words.split(), *status, "--format", "json").json

    assert numbers(*words.split(), "--sort", "number") == expected
    assert [row["number"] for row in exported] == expected


def test_days_late_count_from_the_first_deadline(run: Run, mixed_hazards: Path, listed: Listed) -> None:
    """Open ones are late until today, closed ones until they were closed; extended, voided or in time they show it."""
    run("extend 1 --due 9d")
    run("verify 4 --by 周某04")
    late = {row["number"]: row["days_late"] for row in listed()}

    assert late == {"CG-1": 11, "CG-2": None, "CG-3": None, "CG-4": None, "CG-5": None, "CG-6": None}
    run("void 1 --reason 误录")
    assert listed()[0]["days_late"] is None


def test_a_card_for_machines_has_its_plan_and_its_rebounds(run: Run, mixed_hazards: Path) -> None:
    """The five parts of the plan, what it repeats and what repeats it stand on the card in JSON as on the screen."""
    run("plan 1 --measures 拆除 --funds 1.2万")
    run("fix 2 --by 王某01")
    run("verify 2 --by 周某04")
    run("add mines 石炭沟镇 瓦斯超限 --site 煤矿 --due 3d")
    first, old, new = run("show 1 2 7 --format json").json

    assert first["plan"] == {
        "measures": "拆除",
        "owner": "王某01",
        "funds": 12000,
        "deadline": "2023-01-04",
        "contingency": None,
    }
    assert (old["earlier"], old["later"]) == ([], ["CG-7"])
    assert (new["earlier"], new["later"], new["rebound_of"]) == (["CG-2"], [], "CG-2")


def test_the_history_says_when_something_was_written_late(run: Run, three_townships: Path) -> None:
    """What was written on the day, or the day after, has only its time; what was written later says how many days."""
    today = datetime.now().astimezone().date()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INSPECT_TODAY", today.isoformat())
        run("add", "fire", "东岔街道", "堵塞", "--on", (today - timedelta(days=5)).isoformat(), "--due", "7d")
        run("note", "1", "昨日看过", "--on", (today - timedelta(days=1)).isoformat())
        run("note", "1", "看过")
        lines = [line for line in run("show 1").out.splitlines() if line.lstrip().startswith("·")]
        [card] = run("show 1 --format json").json

    assert ["days later" in line for line in lines] == [True, False, False]
    assert "5 days later" in lines[0]
    assert [event["days_between"] for event in card["history"]] == [5, 1, 0]
