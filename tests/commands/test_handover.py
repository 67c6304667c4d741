"""Handing over what somebody answers for: `handover`.

* responsibilities and open hazards go to the other; `who` on a day before gives the first one, `responsible list --all`
  both; `undo` takes all of it back;
* the sheet on standard output or in a file, a draft with --dry-run, which writes nothing;
* more than three changes are asked about; nothing, oneself, half a line, options that do not fit are refused;
* a merger of departments by options or by their names; the commands that other answers give work as they stand.
"""

from __future__ import annotations

import shlex
import sqlite3
import stat
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.commands.conftest import Listed, Refuse
from tests.conftest import Run
from tests.store.deeds import CLERK
from tests.test_screens import on_terminal

from inspect_cli.store import answering, waiting
from inspect_cli.store.opening import open_database
from inspect_cli.store.waiting import Patience

TYPED = (
    "village add 云杉岭镇 三岔村",
    "site add 云杉岭镇 林场 --village 三岔村 --must-visit --kind factory --regulator 林业局",
    "department add 林业局",
    "department add 应急管理局",
    "responsible add 云杉 --name 赵某03 --post 副镇长 --phone 0999-1 --category 森林 --from 2022-11-01 --department 林",
    "responsible add 云杉 --village 三岔 --name 赵某03 --from 2022-11-01",
    "responsible add 东岔 --name 赵某03 --category fire --from 2022-11-01 --to 2022-12-31",
    "add fire 云杉岭镇 堵塞 --on 2023-01-01 --due 3d --major --site 林场 --owner 赵某03",
    "add mines 石炭沟镇 瓦斯超限 --on 2023-01-12 --due 2023-01-16 --owner 赵某03、王某01",
)
HAND = "handover 赵某03 钱某04 --from 2023-01-10"


@pytest.fixture
def people(run: Run, three_townships: Path) -> Path:
    """赵某03 answers for 云杉岭镇 and a village of it, and owns two open hazards in two townships."""
    assert [line for line in TYPED if run(line).code] == []
    return three_townships


def held(run: Run) -> list[dict[str, Any]]:
    """Every responsibility."""
    return list(run("responsible list --all --format json").json)


def who(run: Run, day: str) -> set[str]:
    """Who answers in 云杉岭镇 on a day."""
    return {row["name"] for row in run(f"who 云杉岭镇 --on {day} --format json").json if row["name"]}


def test_it_goes_to_the_other(run: Run, people: Path, listed: Listed) -> None:
    """From the day on the other answers and owns; what was before stays; what is left to do is told."""
    problems = run("check").out
    result = run(f"{HAND} --yes")

    assert (result.code, result.out.startswith("# Handover sheet\n")) == (0, True)
    assert result.err.splitlines() == [
        "From 2023-01-10 on 钱某04 takes over from 赵某03: 2 responsibilities, 2 open hazards",
        "1 responsibility ended before.",
        "钱某04 is new to this ledger.",
        "2 responsibilities have no telephone then: inspect-cli gaps --kind no_phone",
    ]
    assert (who(run, "2023-01-09"), who(run, "2023-01-10")) == ({"赵某03"}, {"钱某04"})
    assert [row["owner"] for row in listed()] == ["钱某04", "钱某04、王某01"]
    assert [(row["name"], row["phone"], row["post"]) for row in held(run) if row["category"] == "forest_fire"] == [
        ("赵某03", "0999-1", "副镇长"),
        ("钱某04", None, "副镇长"),
    ]
    assert run("check").out == problems


def test_undo_takes_all_of_it_back(run: Run, people: Path, listed: Listed) -> None:
    """One undo brings back responsibilities, owners and the roster; one more hands over again."""
    before = held(run), listed()
    assert run(f"{HAND} --yes").code == 0
    after = held(run), listed()
    assert run("undo").code == 0
    assert (held(run), listed()) == before
    assert before != after
    assert run("undo").code == 0
    assert (held(run), listed()) == after


def test_a_dry_run_writes_nothing(run: Run, people: Path, ledger_path: Path) -> None:
    """It prints the same sheet, headed as a draft, asks nothing and changes no byte of the ledger."""
    before = ledger_path.read_bytes()
    draft = run(f"{HAND} --dry-run")
    page = run(f"{HAND} --dry-run -o draft.html")

    assert (draft.code, page.code, page.out) == (0, 0, "")
    assert ledger_path.read_bytes() == before
    assert "**Draft, nothing was written**" in draft.out
    assert "Draft, nothing was written" in Path("draft.html").read_text(encoding="utf-8")
    assert "Nothing was written: this was a dry run." in draft.err
    real = run(f"{HAND} --yes")
    assert real.out == draft.out.replace("**Draft, nothing was written**\n\n", "")


def test_nobody_takes_over(people: Path, refuse: Refuse) -> None:
    """What only fills the place of a name takes nothing over."""
    assert "is no name" in refuse("handover 赵某03 无 --from 2023-01-10 --yes")


def test_more_than_three_are_asked_about(run: Run, people: Path, refuse: Refuse) -> None:
    """Without a terminal and without --yes nothing is written, no sheet neither; up to three go without a question."""
    told = refuse(*shlex.split(f"{HAND} -o a.md"), code=6)

    assert told.startswith("4 changes would hand over to 钱某04.")
    assert not Path("a.md").exists()
    assert run(f"{HAND} --township 云杉 -o a.md").code == 0
    assert [row["name"] for row in held(run)].count("钱某04") == 2


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("width", [60, 120])
def test_on_a_terminal(people: Path, run: Run, width: int, lang: str) -> None:
    """It asks; no is no, and yes hands over."""
    words = [*shlex.split(HAND), "-o", "a.html"]
    code, shown = on_terminal(*words, columns=width, keys="n\n", INSPECT_LANG=lang)
    assert (code, "钱某04" in shown, Path("a.html").exists()) == (6, True, False)
    code, shown = on_terminal(*words, columns=width, keys="y\n", INSPECT_LANG=lang)
    assert (code, Path("a.html").exists()) == (0, True), shown
    assert who(run, "2023-01-10") == {"钱某04"}


def test_the_file(run: Run, people: Path, refuse: Refuse) -> None:
    """For its owner only; one that is there is kept without --force, another ending is refused; nothing is written."""
    assert run(f"{HAND} --yes --witness 孙某05 -o a.html").code == 0
    path = Path("a.html")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "孙某05" in path.read_text(encoding="utf-8")
    back = "handover 钱某04 赵某03 --from 2023-01-11 --yes -o"
    before = path.read_bytes()
    assert "a.html exists already" in refuse(*back.split(), "a.html")
    assert "its ending is not .html or .md" in refuse(*back.split(), "a.pdf", code=2)
    assert path.read_bytes() == before
    assert run(f"{back} a.html --force").code == 0
    assert path.read_bytes() != before


def test_a_file_that_cannot_be_written(run: Run, people: Path) -> None:
    """The ledger is not written either."""
    before = held(run)
    result = run(f"{HAND} --yes -o none/a.md")

    assert (result.code, held(run)) == (4, before)


def test_a_ledger_that_is_held(run: Run, people: Path, ledger_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sheet that is there already is told of when somebody else holds the ledger."""
    monkeypatch.setattr(waiting, "WRITER", 0.2)
    with closing(sqlite3.connect(ledger_path)) as other:
        other.execute("BEGIN IMMEDIATE")
        result = run(f"{HAND} --yes -o a.md")

    assert (result.code, Path("a.md").exists()) == (4, True)
    assert "a.md was written; the ledger was not." in result.err


def test_the_day_has_not_come(run: Run, people: Path, listed: Listed, monkeypatch: pytest.MonkeyPatch) -> None:
    """Responsibilities begin on the day; hazards get the other owner when the same is typed on that day."""
    hand = HAND.replace("2023-01-10", "2023-02-01")
    result = run(f"{hand} --yes")
    assert (result.code, [row["owner"] for row in listed()]) == (0, ["赵某03", "赵某03、王某01"])
    assert "Type the same again on 2023-02-01." in result.err
    assert "The ledger names the new owner of 2 open hazards only from 2023-02-01 on." in result.out
    again = run(f"{hand} --yes")
    assert (again.code, "2023-02-01 has not come" in again.err) == (3, True)
    assert run(f"{hand} --dry-run").code == 0

    monkeypatch.setenv("INSPECT_TODAY", "2023-02-01")
    assert run(hand).code == 0
    assert [row["owner"] for row in listed()] == ["钱某04", "钱某04、王某01"]


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        ("handover 无此人 钱某04 --from 2023-01-10", 1, "Nearest: 王某01, 赵某03"),
        ("handover 赵某 钱某04 --from 2023-01-10", 1, "Write the whole name."),
        ("handover 赵某03 钱某04 --from 2023-01-10 --township 东岔", 1, "leave --township and --category out"),
        ("handover 赵某03 '赵 某03' --from 2023-01-10", 2, "cannot take over from itself"),
        ("handover 赵某03 --from 2023-01-10", 2, "Who hands over to whom is not said."),
        ("handover --from 2023-01-10", 2, "Who hands over to whom is not said."),
        ("handover --department 林业局 --from 2023-01-10", 2, "Who hands over to whom is not said."),
        ("handover 赵某03 钱某04 --department 林业局 --to-department 应急管理局 --from 今天", 2, "is not said."),
        ("handover --department 林业局 --to-department 水务局 --from 今天", 2, "There is no department 水务局."),
        ("handover --department 水务局 --to-department 林业局 --from 今天", 2, "There is no department 水务局."),
        ("handover 林业局 应急管理局 --from 今天 --phone 1", 2, "In a merger people keep their posts"),
        ("handover 赵某03 钱某04 --from 今天 --duty --category fire", 2, "is of no category"),
        ("handover 赵某03 钱某04 --from 昨晚", 2, "Not a day"),
        ("handover 赵某03 钱某04 --from 今天 --township 无", 2, "There is no township 无."),
        ("handover 赵某03 - --from 今天", 3, "is no name"),
        ("handover 赵某03 钱某04 --from 今天 --witness ' '", 3, "Witness"),
    ],
)
def test_what_is_refused(people: Path, refuse: Refuse, words: str, code: int, told: str) -> None:
    """In three sentences, and nothing is written."""
    assert told in refuse(*shlex.split(words), code=code)


@pytest.mark.parametrize("text", ["\x1b[31m红", "\udcff", "行\n行", "x" * 500])
def test_no_such_text_is_taken(run: Run, people: Path, ledger_path: Path, text: str) -> None:
    """Control codes, bytes that are no text, and names of no end: in no place, and nothing is written."""
    before = ledger_path.read_bytes()
    tails = (["--post", text], ["--phone", text], ["--reason", f"{text}\x07"], ["--witness", text])
    lines = [["赵某03", "钱某04", *tail] for tail in tails] + [[text, "钱某04"], ["赵某03", text]]
    lines += [["--department", text, "--to-department", "林业局"], ["--department", "林业局", "--to-department", text]]

    for line in lines:
        result = run("handover", *line, "--from", "2023-01-10", "--yes")
        assert (result.code in (1, 2, 3), result.out) == (True, ""), (line, result)
        assert "\x1b" not in result.err
    assert ledger_path.read_bytes() == before


def test_the_day_is_needed(run: Run, people: Path) -> None:
    """Without --from nothing happens."""
    assert run("handover 赵某03 钱某04").code == 2


@pytest.mark.parametrize(
    "words",
    ["--department 林业局 --to-department 应急管理局", "林业局 应急管理局", "--department 林业 --to-department 应急"],
)
def test_a_merger(run: Run, people: Path, words: str) -> None:
    """Responsibilities and sites name the other department; the old one is told to stand in the register still."""
    result = run(f"handover {words} --from 2023-01-10")

    assert result.code == 0
    assert "# Merger of departments: handover sheet" in result.out
    assert result.err.splitlines() == [
        "From 2023-01-10 on 应急管理局 takes over from 林业局: 1 responsibility, 1 site",
        "林业局 is still in the register: inspect-cli department end 林业局 --on 2023-01-10 --successor 应急管理局",
    ]
    [site] = run("site list --format json").json
    assert site["regulator"] == "应急管理局"
    of_forest = [
        (row["name"], row["department"], row["phone"]) for row in held(run) if row["category"] == "forest_fire"
    ]
    assert of_forest == [("赵某03", "林业局", "0999-1"), ("赵某03", "应急管理局", "0999-1")]
    assert run("undo").code == 0
    assert run("site list --format json").json[0]["regulator"] == "林业局"


def test_what_the_end_of_a_department_advises(run: Run, people: Path) -> None:
    """The command that `department end` gives hands over what still names it, and then nothing does."""
    ended = run("department end 林业局 --on 2023-01-10 --successor 应急管理局")
    [advice] = [line.partition("inspect-cli ")[2] for line in ended.err.splitlines() if "handover" in line]
    done = run(advice)

    assert (done.code, "still in the register" in done.err) == (0, False)
    assert run(advice).code == 1


def test_what_gaps_advise(run: Run, people: Path, listed: Listed) -> None:
    """Hazards of somebody who has left go to whom the line names instead of NAME."""
    assert run("responsible end --name 赵某03 --on 2023-01-10").code == 0
    found = run("gaps --kind owner_left --format json").json
    advised = [row["todo"].removeprefix("inspect-cli ").replace("NAME", "钱某04") for row in found]

    assert [run(line).code for line in advised] == [0]
    assert [row["owner"] for row in listed()] == ["钱某04", "赵某03、王某01"]
    assert run("gaps --kind owner_left").code == 0


def test_the_roster(run: Run, people: Path, ledger_path: Path) -> None:
    """Shifts are on the sheet; without --duty they stay, which is told."""
    shift = {"unit": "云杉岭镇", "role": "officer", "start": 480, "minutes": 1440, "name": "赵某03"}
    with closing(open_database(str(ledger_path), Patience(print))) as ledger:
        answering.enter_shifts(ledger, [{"township": "990181102", "day": date(2023, 1, 20), **shift}], CLERK)
    draft = run(f"{HAND} --dry-run")
    assert "To hand over the shifts, too: --duty" in draft.err
    assert "Duty shifts, which stay on the roster as they are" in draft.out
    done = run(f"{HAND} --yes --duty")

    assert (done.code, "2 open hazards, 1 duty shift" in done.err) == (0, True)
    with closing(open_database(str(ledger_path), Patience(print))) as ledger:
        assert [row["name"] for row in answering.shifts(ledger, date(2023, 1, 1), date.max)] == ["钱某04"]


@pytest.mark.parametrize(("keys", "code"), [("y\ny\n", 0), ("n\n", 6)])
def test_a_day_long_ago(run: Run, people: Path, refuse: Refuse, keys: str, code: int) -> None:
    """A year that is a slip is asked about with the months that would change; without a terminal --yes is needed."""
    for name in ("赵某03", "王某01"):
        assert run(f"responsible add 石炭沟 --name {name} --category fire --from 2019-01-01").code == 0
    assert "2020-01-01 is long ago: 36 months" in refuse("handover 赵某03 钱某04 --from 2020-01-01", code=6)
    typed = ("handover", "赵某03", "钱某04", "--from", "2020-01-01")
    done, shown = on_terminal(*typed, columns=100, keys=keys, INSPECT_TODAY="2023-01-15")

    assert (done, "36 months of history change" in shown) == (code, True)
    assert run("handover 王某01 钱某04 --from 2020-01-01 --yes").code == 0


def test_a_day_before_anything_was_held(run: Run, people: Path, refuse: Refuse) -> None:
    """Where all of it began later it would look as if it was never held; what has not begun yet may go over."""
    assert "What 赵某03 hands over begins only on 2022-11-01." in refuse(
        "handover 赵某03 钱某04 --from 2020-01-01 --yes", code=3
    )
    run("responsible add 东岔 --name 孙某05 --from 2023-02-01")
    assert run("handover 孙某05 钱某04 --from 2023-01-10").code == 0
    later = [(row["name"], row["to"]) for row in held(run) if row["from"] == "2023-02-01"]
    assert sorted(later) == [("孙某05", "2023-01-31"), ("钱某04", None)]


def test_a_shift_that_both_are_on(run: Run, people: Path) -> None:
    """The giver is taken off, and nobody stands twice; a shift at the time of another one is told before."""
    for day, name, role in (
        ("20", "赵某03", ""),
        ("20", "钱某04", ""),
        ("22", "赵某03", ""),
        ("22", "钱某04", "leader"),
    ):
        assert run(f"duty add 云杉岭镇 2023-01-{day} --name {name} --role {role or 'officer'}").code == 0
    draft = run(f"{HAND} --duty --dry-run")
    done = run(f"{HAND} --duty --yes")
    shifts = run("duty list --since 2023-01-20 --until 2023-01-22 --format json").json

    warned = (
        "钱某04 is on another shift at that time: 2023-01-22 08:00–08:00 (云杉岭镇), 2023-01-22 08:00–08:00 (云杉岭镇)"
    )
    taken = "1 duty shift is only taken off the roster: 钱某04 is on it already."
    for result in (draft, done):
        assert (result.err.splitlines()[0], taken in result.err, f"- {taken}" in result.out) == (warned, True, True)
    assert sorted((row["day"], row["name"], row["role"]) for row in shifts) == [
        ("2023-01-20", "钱某04", "officer"),
        ("2023-01-22", "钱某04", "leader"),
        ("2023-01-22", "钱某04", "officer"),
    ]
    run("undo")
    assert len(run("duty list --since 2023-01-20 --until 2023-01-22 --format json").json) == 4


def test_shifts_that_stay_warn_of_nothing(run: Run, people: Path) -> None:
    """Without --duty nobody is on two shifts, and none is taken off."""
    for name in ("赵某03", "钱某04"):
        run(f"duty add 云杉岭镇 2023-01-20 --name {name} --role officer")
    done = run(f"{HAND} --yes")

    assert (done.code, "another shift" in done.err, "taken off" in done.err) == (0, False, False)
    assert len(run("duty list --since 2023-01-20 --until 2023-01-20 --format json").json) == 2
