"""What the stories start from: a laptop in a city of three townships, and a diary in which days and lines follow."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import Result, Run
from tests.stories.desks import SITES, WALK, Desk, Drafts, Hazards, Sit

COMMAND = "inspect-cli "


class Diary:
    """A field diary: `on` turns the page to a day, `type` is a line that works, `refuse` one that is not taken."""

    def __init__(self, run: Run, patch: pytest.MonkeyPatch) -> None:
        self._run = run
        self._patch = patch

    def on(self, day: str) -> None:
        """It is this day now."""
        self._patch.setenv("INSPECT_TODAY", day)

    def type(self, *words: str, code: int = 0) -> Result:
        """Type a line that ends with this code; what it left behind."""
        result = self._run(*words)
        assert result.code == code, (words, result.err)
        return result

    def refuse(self, *words: str, code: int = 3) -> str:
        """Type a line that is refused and leaves everything as it was; what was said."""
        before = self.type("export --format json").out, self.type("batch list --limit 999 --format json").out
        result = self._run(*words)
        after = self.type("export --format json").out, self.type("batch list --limit 999 --format json").out

        assert (result.code, result.out) == (code, ""), (words, result.err)
        assert len(result.err.splitlines()) == 3
        assert before == after
        return result.err

    def take_advice(self, said: str, reason: str) -> Result:
        """Type the command that an answer ends with, with a reason where it asks for one."""
        return self.type(said.strip().rpartition(COMMAND)[2].replace("…", reason))

    def card(self, number: str) -> dict[str, Any]:
        """The card of a hazard."""
        [card] = self.type("show", number, "--format", "json").json
        return dict(card)

    def story(self, number: str) -> list[tuple[str, str, str | None]]:
        """What happened to a hazard: what, on which day, who."""
        return [(event["kind"], event["at"], event["person"]) for event in self.card(number)["history"]]

    def listed(self, *words: str) -> list[str]:
        """The numbers that `list` with these words finds, by number."""
        result = self._run("list", *words, "--sort", "number", "--format", "json")
        assert result.code == (0 if result.json else 1), result.err
        return [row["number"] for row in result.json]

    def counted(self, *words: str) -> dict[Any, dict[str, Any]]:
        """The rows of `summary` with these words, by their first column."""
        rows = self.type("summary", *words, "--format", "json").json
        return {next(iter(row.values())): row for row in rows}

    def home(self, township: str) -> dict[str, Any]:
        """A township's row of the home screen."""
        [row] = self.type("open", township, "--format", "json").json
        return dict(row)


@pytest.fixture
def diary(run: Run, monkeypatch: pytest.MonkeyPatch, three_townships: Path) -> Diary:
    """A new diary on device CG; 李某02 keeps it."""
    return Diary(run, monkeypatch)


@pytest.fixture
def mall(run: Run, three_townships: Path) -> Path:
    """Three townships, a mall and a stopped mine."""
    (three_townships / "sites.csv").write_text(SITES, encoding="utf-8")
    assert run("init --sites sites.csv").code == 0
    return three_townships


@pytest.fixture
def drafts(home: Path) -> Drafts:
    """The drafts that lie there."""
    return lambda: sorted((home / "data" / "inspect-cli" / "walks").glob("*"))


@pytest.fixture
def hazards(run: Run) -> Hazards:
    """Every hazard of the ledger, by number."""
    return lambda: list(run("list --status all --sort number --format json").json)


@pytest.fixture
def sit(mall: Path) -> Iterator[Sit]:
    """Sit down at a terminal; everybody leaves at the end."""
    desks: list[Desk] = []

    def down(*words: str, **manner: Any) -> Desk:
        desks.append(Desk(*(words or WALK), **manner))
        return desks[-1]

    yield down
    for desk in desks:
        desk.leave()
