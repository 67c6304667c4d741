"""Whatever is typed, in whatever order: the ledger stays sound, and what is shown of it agrees with itself.

Sequences of commands are drawn, each of them fitting how some hazard stands, or not: visits, imports, every act, undo
of the last command and of any batch, days that pass. After every one of them `check` finds nothing but majors that wait
too long for their plan; a refused one has not changed a byte; every number of the home screen is the length of a list;
and whatever a command did, `undo` takes back to the letter, and a second `undo` does again.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st
from tests.conftest import Result, Run

FIRST_DAY = date(2023, 1, 15)
PLAN = "--measures 拆除 --owner 钱某05 --funds 1.2万 --contingency 值守"
MARKS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"
SITES = ("东岔街道 --site 百货商场", "东岔街道 --village 一村", "石炭沟镇 --site 煤矿 --location 井口", "云杉岭镇")
# What fits a hazard, by how it stands: {n} its number, {d} some days from now, {e} a day before now, {o} another one.
CHANGES = (
    *(
        "extend {n} --due {d}d --reason 等配件",
        "assign {n} --owner 钱某05",
        "grade {n} --severity general --reason 复核",
    ),
    "grade {n} --major --criterion 第三条 --reason 通道全堵",
    *(f"plan {{n}} {PLAN} --deadline today", f"plan {{n}} {PLAN} --deadline {{d}}d", "plan {n} --measures 清理"),
    *("list-for-supervision {n} --level city --notice 一号", "delist {n} --notice 二号"),
    *("suspend {n} --scope area --notice 三号", "resume {n} --notice 四号"),
    *(
        "transfer {n} --to 供电所 --reason 归其管",
        "void {n} --reason 误录",
        "void {n} --reason 重复 --duplicate-of {o}",
    ),
)
ALWAYS = (*("note {n} 看过 --on {e}", "note {n} 补拍 --photo picture.jpg --keep", "link {n} --not-a-rebound"),)
FIXES = ("fix {n} --by 王某01", "fix {n} --by 王某01 --on {e} --reason 补录", "fix {n} --by 王某01")
FITTING = {
    "found": (*FIXES, *FIXES, *CHANGES),
    "failed": (*FIXES, *FIXES, *CHANGES),
    "fixed": (
        *("verify {n} --by 周某04 --by 赵某03", "verify {n} --by 周某04", "verify {n} --by 周某04 --by 赵某03"),
        *("verify {n} --fail --due {d}d --reason 未清", "verify {n} --self --by 王某01 --reason 无他人"),
        *("verify {n} --fail --due {d}d --reason 未清", "verify {n} --by 周某04 --by 赵某03", "verify {n} --by 周某04"),
        *("verify {n} --by 周某04 --by 赵某03 --on {e} --reason 补录", *CHANGES),
    ),
    "closed": ("add again", "add again", "link {n} --rebound-of {o}", "void {n} --reason 误录"),
    "transferred": ("transfer {n} --reply accepted", "transfer {n} --reply returned", "transfer {n} --reply done"),
    "voided": ("note {n} 确系误录", "fix {n} --by 王某01"),
}
LEDGER = (
    *("add", "add two", "add --due {d}d", "add --fixed", "add --major --due {d}d", "add clean", "import"),
    *("undo --yes", "undo --yes", "batch undo {b} --yes", "batch undo {b} --yes", "batch undo {b} --yes"),
    *("tomorrow", "tomorrow", "campaign start 冬季攻势 --end {e}"),
)
HOME = {
    "open": "",
    "major": "--major",
    "overdue": "--overdue",
    "due_soon": "--due-within 3",
    "fixed": "--status fixed",
    "rebound": "--rebound",
}
HEADER = "category,township,site,inspected_on,description,due,status,fixed_on,fixed_by,verified_on,verified_by"
# A drawn number decides a whole sequence: nothing could be left out of one without changing what fits after it.
SEQUENCE = st.integers(0, 2**32 - 1).map(random.Random)
SETTINGS = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)


class City:
    """A ledger in which one drawn line follows another."""

    def __init__(self, run: Run, turn: Callable[[str], None], path: Path, chance: random.Random) -> None:
        self._run = run
        self._turn = turn
        self._path = path
        self._new = count()
        self._chance = chance
        self.today = FIRST_DAY
        turn(self.today.isoformat())

    def take_step(self) -> None:
        """Type one line, or let days pass."""
        line = self.choose(self.json("list --status all --sort number"))
        if line == "tomorrow":
            self.today += timedelta(days=self._chance.randint(1, 4))
            self._turn(self.today.isoformat())
        else:
            self.type(line)

    def choose(self, rows: list[dict[str, Any]]) -> str:
        """A line that fits a hazard, or in one of eight cases any hazard at all; or one about the ledger."""
        if not rows or self._chance.random() < 0.35:
            return self.fill(self._chance.choice(LEDGER), "", "")
        row, other = self._chance.choice(rows), self._chance.choice(rows)
        if self._chance.random() < 0.125:
            known = [line for lines in FITTING.values() for line in lines]
        else:
            known = [*FITTING[row["status"]], *ALWAYS]
        line = self._chance.choice(known)
        return self.find_again(row) if line == "add again" else self.fill(line, row["number"], other["number"])

    def fill(self, line: str, number: str, other: str) -> str:
        """The line as it is typed: with numbers, days, batches, words and places."""
        if line == "import":
            return self.import_file()
        batches = self.json("batch list --limit 999")[:-1]  # the oldest entered the townships
        if "undo" in line and not batches:
            return "tomorrow"
        batch = self._chance.choice(batches)["short"] if batches else ""
        line = line.format(n=number, o=other, b=batch, d=self._chance.randint(0, 8), e=self.some_day())
        return self.visit(line) if line.startswith("add") else line

    def visit(self, line: str) -> str:
        """A visit to some place, with as many new words as the line says."""
        words = 0 if "clean" in line else 2 if "two" in line else 1
        options = line.removeprefix("add").replace("clean", "").replace("two", "")
        when = f"--on {self.some_day()}" if "due" not in line and self._chance.random() < 0.3 else ""
        said = " ".join(self.word() for _n in range(words))
        return f"add fire {self._chance.choice(SITES)} {said} {options} {when}"

    def find_again(self, row: dict[str, Any]) -> str:
        """A visit that finds once more what was closed: the same words at the same place, on another day."""
        alike = self.json(f"list --status all --text {row['description']} --since today")
        if alike:
            return "tomorrow"
        place = [f"--{key} {row[key]}" for key in ("site", "village", "location") if row[key]]
        return " ".join(["add", row["category"], row["township"], row["description"], *place, "--due 2d"])

    def import_file(self) -> str:
        """The import of a new file with some of these: an open, a fixed, two closed hazards, a clean visit."""
        day = self.some_day()
        rows = [
            f"fire,东岔街道,百货商场,{day},{self.word()},{day},found,,,,",
            f"mines,石炭沟镇,煤矿,{day},{self.word()},,fixed,{day},王某01,,",
            f"mines,石炭沟镇,煤矿,{day},{self.word()},,closed,{day},王某01,{day},周某04",
            f"fire,东岔街道,百货商场,{day},{self.word()},{day},closed,{day},王某01,{day},",
            f"forest_fire,云杉岭镇,,{day},,,,,,,",
        ]
        rows = self._chance.sample(rows, self._chance.randint(1, len(rows)))
        Path("rows.csv").write_text("\n".join([HEADER, *rows, ""]), encoding="utf-8")
        return "import rows.csv"

    def some_day(self) -> str:
        """Today or one of the days before it."""
        return (self.today - timedelta(days=self._chance.randint(0, 5))).isoformat()

    def word(self) -> str:
        """A word that nobody has typed yet."""
        nth = next(self._new)
        return MARKS[nth % len(MARKS)] + MARKS[nth // len(MARKS) % len(MARKS)]

    def type(self, line: str) -> Result:
        """Type a line; refused, it has said so in three sentences and left every byte as it was."""
        before = self._path.read_bytes()
        result = self._run(line)
        note(f"[{self.today}] {line} -> {result.code}")
        if result.code:
            assert result.code in (1, 2, 3), result.err
            assert len(result.err.splitlines()) == 3, result.err
            assert result.out == ""
            assert self._path.read_bytes() == before
        return result

    def json(self, words: str) -> list[dict[str, Any]]:
        """What a look gives to machines."""
        return list(self._run(f"{words} --format json").json)

    def see(self) -> tuple[Any, ...]:
        """The ledger as it can be seen."""
        looks = (
            "export",
            "list --status all --sort number",
            "summary",
            "open",
            "campaign list",
            "batch list --limit 999",
        )
        *shown, batches = (self.json(words) for words in looks)
        return *shown, {row["batch"]: row["undone"] for row in batches}

    def graded_since(self, number: str, day: date) -> bool:
        """Whether somebody made it a major on that day or later, and that was not taken back."""
        history = self.json(f"show {number}")[0]["history"]
        graded = [event for event in history if event["kind"] == "regraded" and not event["undone"]]
        return any(date.fromisoformat(event["at"]) >= day for event in graded)

    def check(self) -> None:
        """`check` names the majors that wait for their plan since the day before yesterday, and nothing else."""
        rows = self.json("list --unplanned --sort number")
        before = self.today - timedelta(1)
        waiting = [row["number"] for row in rows if date.fromisoformat(row["inspected_on"]) < before]
        waiting = [number for number in waiting if not self.graded_since(number, before)]
        found = self.json("check")

        assert [(fault["problem"], fault["subject"]) for fault in found] == [
            ("A major has no complete plan", number) for number in waiting
        ]

    def compare_home(self) -> None:
        """Every number of the home screen, by township and category, is the length of the list it stands for."""
        home = self.json("open")
        lists = {name: self.json(f"list {words}") for name, words in HOME.items()}

        for name, rows in lists.items():
            places = [row["township"] for row in rows]
            assert {row["township"]: row[name] for row in home} == {
                row["township"]: places.count(row["township"]) for row in home
            }, name
        pairs = [(row["township"], row["category"]) for row in lists["open"]]
        shown = {(row["township"], key): n for row in home for key, n in row["categories"].items() if n}
        assert shown == {pair: pairs.count(pair) for pair in pairs}


Begin = Callable[[random.Random], City]


@pytest.fixture
def begin(run: Run, three_townships: Path, ledger_path: Path, monkeypatch: pytest.MonkeyPatch) -> Begin:
    """A city with three townships and nothing else, anew for each sequence."""
    (three_townships / "picture.jpg").write_bytes(b"picture")
    template = three_townships / "template.db"
    shutil.copy(ledger_path, template)

    def anew(chance: random.Random) -> City:
        shutil.copy(template, ledger_path)
        return City(run, lambda day: monkeypatch.setenv("INSPECT_TODAY", day), ledger_path, chance)

    return anew


@settings(SETTINGS, max_examples=8)
@given(chance=SEQUENCE)
def test_no_sequence_leaves_anything_to_mend(begin: Begin, chance: random.Random) -> None:
    """After every single command `check` finds nothing but majors without plan, and no refusal has changed a byte."""
    city = begin(chance)
    for _step in range(25):
        city.take_step()
        city.check()


@settings(SETTINGS, max_examples=5)
@given(chance=SEQUENCE)
def test_on_every_state_the_home_screen_is_the_lists(begin: Begin, chance: random.Random) -> None:
    """After every single command each number of the home screen is the length of the list it stands for."""
    city = begin(chance)
    for _step in range(25):
        city.take_step()
        city.compare_home()


@settings(SETTINGS, max_examples=4)
@given(chance=SEQUENCE)
def test_undo_of_an_undo_is_as_before(begin: Begin, chance: random.Random) -> None:
    """`undo` after any command gives what was before it, a second one what was after it, and a third what was before.

    Of the batches the same holds for whether each was taken back, though the undoings are batches themselves.
    """
    city = begin(chance)
    for _checked in range(8):
        city.take_step()
        city.take_step()
        before = city.see()
        city.take_step()
        after = city.see()
        if after[-1].keys() == before[-1].keys():  # nothing was written
            continue
        seen = []
        for _nth in range(3):
            assert city.type("undo --yes").code == 0
            *shown, batches = city.see()
            seen.append((*shown, {batch: undone for batch, undone in batches.items() if batch in after[-1]}))

        assert seen[0][:-1] == seen[2][:-1] == before[:-1]
        assert seen[1] == after
        city.type("undo --yes")
        city.check()
