"""What is true of every command, the new ones too: it needs a ledger, knows its options, and speaks one JSON.

Before `init` each says that there is nothing yet; a slip in an option is answered with the option that was meant; an
unknown township with the nearest ones; JSON is the same in every language, and JSON lines hold its objects.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from tests.conftest import Run
from tests.every_command import LINES, read_options, type_everything

NEED_NONE = ("mapping save", "mapping list", "mapping show", "init", "demo", "profile list", "profile show")
NEED_NONE += ("category list", "category show", "category kinds", "category template", "category check")
LOOKING = (
    *("open", "today", "list", "show", "gaps", "coverage", "who", "duty gaps", "duty checks", "campaign status"),
    *("summary", "export", "report daily", "report weekly", "report monthly", "report campaign", "report log"),
    *("report lag", "check", "category show", "category kinds", "category check", "site show"),
    *(name for name in LINES if name.endswith(" list")),
)
# Of these JSON is the whole answer, JSON lines are one of its tables.
WHOLE = ("today", "campaign status", "report daily", "report weekly", "report monthly", "report campaign")
# These say in a sentence what a form takes, or asks for.
SAYING = ("profile show", "profile check")
WRITING = [n for n in LINES if "--format" in read_options(n) and n not in (*LOOKING, *SAYING)]
_GAP = ["kind", "township", "about", "layer", "place", "role", "category", "since", "days", "count", "hours", "todo"]
_RESPONSIBLE = [
    *("township", "village", "zone", "site", "category", "role", "post", "name", "phone", "department", "from", "to"),
    *("short", "layer", "id", "place", "todo"),
]
_PACE = ["found", "fixed", "closed", "open", "overdue", "transferred"]
_CHANGE = ["field", "before", "after"]
# The keys of a row for machines, of each list that the contract of JSON does not name.
KEYS = {
    "case list": [
        *("township", "found_on", "village", "site", "category", "kind", "cases", "boxes", "handed_to", "note"),
    ],
    "gaps": _GAP,
    "duty gaps": _GAP,
    "responsible list": _RESPONSIBLE,
    "who": _RESPONSIBLE,
    "department list": ["name", "ended_on", "successor"],
    "village list": ["township", "name", "code", "ended_on"],
    "zone list": ["township", "name", "kind", "village", "ended_on"],
    "duty list": ["day", "unit", "role", "name", "post", "phone", "from", "to"],
    "duty check": ["day", "time", "unit", "result", "expected", "note"],
    "campaign status": [
        *("campaign", *_PACE, "days_left", "needed", "pace", "done_on", "behind", "missing", "kind", "start", "end"),
        *("former_ends", "townships", "missing_hazards"),
    ],
    "report lag": ["township", "visits", "median", "p90", "longest"],
    "report log": [
        *("report", "township", "campaign", "first", "last", "due_at", "made_at", "sent_at", "state", "late"),
        *("late_minutes", "replaced", "todo", "id"),
    ],
    "category list": [
        *("key", "zh", "en", "aliases", "prefix", "items", "majors", "version", "origin", "use", "path"),
    ],
    "category kinds": ["key", "zh", "en", "aliases", "categories"],
    "category show": [
        *("category", "code", "zh", "en", "question_zh", "question_en", "severity", "major_when_zh", "major_when_en"),
        *("days", "stop", "advice", "places", "states", "department", "basis", "basis_en", "version"),
    ],
    "profile list": ["name", "kind", "title", "path"],
    "profile show": ["key", "header", "unit", "source", "required"],
    "profile check": ["row", "column", "todo"],
    "walk": [
        *("id", "category", "township", "site", "inspected_on", "inspectors", "yes", "no", "na", "unanswered"),
        *("hazards", "stops"),
    ],
    **dict.fromkeys(("department set", "village set", "zone set", "site set", "site end", "campaign end"), _CHANGE),
}
# A word that is no township in place of the one of each command, or in its option.
ELSEWHERE = (
    *(f"{n} {line.replace('东岔街道', '城关')}" for n, line in LINES.items() if "东岔街道" in line and n != "notice"),
    *(f"{n} {line} --township 城关" for n, line in LINES.items() if "--township" in read_options(n)),
)


@pytest.fixture(scope="module")
def typed_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which everything was typed; tests copy it."""
    return type_everything(tmp_path_factory.mktemp("typed"))


@pytest.fixture
def city(typed_once: Path, home: Path) -> Path:
    """A ledger with something of everything."""
    return Path(shutil.copytree(typed_once, home, dirs_exist_ok=True))


@pytest.mark.parametrize("command", [name for name in LINES if name not in NEED_NONE])
def test_no_ledger_is_4(run: Run, home: Path, command: str) -> None:
    """Before `init` every command says that there is nothing yet, names `init`, and makes no file."""
    result = run(f"{command} {LINES[command]}")

    assert (result.code, result.out, "inspect-cli init" in result.err) == (4, "", True), result.err
    assert list(home.iterdir()) == []


@pytest.mark.parametrize("words", ELSEWHERE)
def test_an_unknown_township_is_2(run: Run, city: Path, ledger_path: Path, words: str) -> None:
    """Wherever a township or a unit stands, one that does not exist is refused with names that do."""
    before = ledger_path.read_bytes()
    result = run(words)

    assert (result.code, result.out) == (2, ""), result.err
    assert all(name in result.err for name in ("城关", "Nearest", "东岔街道")), result.err
    assert ledger_path.read_bytes() == before


@pytest.mark.parametrize("command", LINES)
def test_an_unknown_option_is_2(run: Run, city: Path, command: str) -> None:
    """An option that does not exist is refused, and the help of that command is named."""
    result = run(f"{command} {LINES[command]} --colour red")

    assert (result.code, result.out) == (2, "")
    assert "There is no option --colour" in result.err
    assert f"inspect-cli {command} --help" in result.err


@pytest.mark.parametrize("command", LOOKING)
def test_json_is_the_same_in_every_language(run: Run, city: Path, command: str) -> None:
    """--lang changes neither keys nor words of JSON: not a byte; JSON lines hold the same rows."""
    words = f"{command} {LINES[command]} --format"
    english, chinese, lines = (
        run(line).out for line in (f"--lang en {words} json", f"--lang zh {words} json", f"{words} jsonl")
    )

    assert chinese == english
    assert command in WHOLE or [json.loads(line) for line in lines.splitlines()] == json.loads(english)


@pytest.mark.parametrize("command", WRITING)
def test_receipts_are_json(run: Run, city: Path, command: str) -> None:
    """What a command that writes prints for machines is JSON, whatever the language; on a missing file, nothing."""
    result = run(f"--lang zh {command} {LINES[command]} --format json")

    assert result.code in (0, 1, 4), result.err
    assert isinstance(json.loads(result.out or "[]"), list | dict)
    assert result.out or result.code


@pytest.mark.parametrize("command", KEYS)
def test_rows_have_their_keys(run: Run, city: Path, command: str) -> None:
    """Every row for machines has the keys that scripts rely on, in their order."""
    rows = run(f"{command} {LINES[command]} --format json").json

    assert [list(row) for row in rows] == [KEYS[command]] * max(1, len(rows))


def test_the_morning_has_its_keys(run: Run, city: Path) -> None:
    """`today` for machines is one object: counts, then the worst hazards, who is on duty, what runs."""
    counted = ["overdue", "due_soon", "fixed", "failed", "unplanned", "to_visit", "gaps", "walks", "on_duty"]
    morning = run("today --format json").json

    assert list(morning) == [*counted, "nobody_on_duty", "worst", "duty", "campaigns", "ended_campaigns"]
    assert all(type(morning[key]) is int for key in (*counted, "nobody_on_duty"))
    assert list(morning["duty"][0]) == ["unit", "role", "name", "post", "phone", "hours"]
    assert list(morning["campaigns"][0]) == ["campaign", "days_left", "open"]


@pytest.mark.parametrize("kind", ["daily", "weekly", "monthly", "campaign"])
def test_a_report_has_its_keys(run: Run, city: Path, kind: str) -> None:
    """A report for machines is one object: its days, who made it when, its tables with their rows and total."""
    made = run(f"report {kind} {LINES[f'report {kind}']} --format json").json

    assert list(made) == [
        *("campaign", "cut_off", "due_at", "first", "incidents", "last", "made_at", "made_by", "notes", "report"),
        *("township", "tables"),
    ]
    assert made["report"] == kind
    assert [set(table) for table in made["tables"].values()] == [{"rows", "total"}] * len(made["tables"])
