"""The only place for walks through a checklist: the draft that keeps each answer, and the one visit it becomes.

A draft is a file of lines, one JSON object each: first what was fixed when the walk began, then one for each answer, on
the disk before the next question. It goes away only when its visit is in the journal, under the id it had from the
beginning; so a program that is killed in between writes nothing twice.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from inspect_cli import settings
from inspect_cli.errors import StorageProblem
from inspect_cli.messages import _, explain
from inspect_cli.rules.entries import Answered, Finding, Inspected, read_body
from inspect_cli.rules.numbers import Number
from inspect_cli.rules.walking import Change, Course, Given
from inspect_cli.store import journal, naming
from inspect_cli.store.database import Database
from inspect_cli.store.ids import make_id
from inspect_cli.store.journal import Author, Draft
from inspect_cli.store.recording import build

_VERSION = 1
_ENDING = ".jsonl"
_DAYS = ("due", "first_due", "fixed_on")
_RENEWED = ("kinds", "state", "catalog", "codes")  # what of a plan may be another when somebody goes on


@dataclass(frozen=True)
class Plan:
    """What a walk begins with and keeps to its end.

    id: of the visit's entry; ledger: the id of the store; what: fields of `Inspected`; kinds, state: of the place;
    catalog: category and version of the list; codes: the items that are asked; typed: which of `place_kind` and `state`
    somebody typed, so that the register does not say them.
    """

    id: str
    ledger: str
    township: str
    day: date
    what: Mapping[str, Any]
    kinds: Sequence[str]
    state: str | None
    catalog: str
    codes: Sequence[str]
    typed: Sequence[str] = ()

    def is_same_place(self, other: Plan) -> bool:
        """Whether the other is a walk through the same list at the same place, in the same ledger."""
        return self._place() == other._place()

    def _place(self) -> tuple[Any, ...]:
        site = self.what.get("site")
        return self.ledger, self.township, self.what["category"], site, None if site else self.what.get("village")


class Written(NamedTuple):
    """A walk that is in the journal: its visit, the day, and what the visit says."""

    id: str
    township: str
    day: date
    visit: Inspected


class Walk:
    """A draft that this process alone has open: its plan, and its course as far as it came."""

    def __init__(self, path: Path, file: int, plan: Plan, course: Course) -> None:
        self.path, self.plan, self.course = path, plan, course
        self._file = file

    def note(self, code: str, given: Given) -> None:
        """Keep an answer; it is on the disk when this returns. Raises StorageProblem, and then keeps none."""
        before = self.course.said.get(code), list(self.course.trail)
        taken = self.course.take(code, given)
        try:
            _add_line(self._file, {"item": code, **{k: v for k, v in asdict(taken).items() if v is not None}})
        except OSError as error:
            self._take_back(code, *before)
            raise _unwritable(error, kept=True) from error

    def renew(self, plan: Plan, signs: Mapping[str, str]) -> Change:
        """Go on by what holds now: the list, and the kind and state of the place. What is another than it was.

        signs: of the items that are asked, by code. It is on the disk when this returns; raises StorageProblem.
        """
        change = self.course.compare(signs)
        now = {name: getattr(plan, name) for name in _RENEWED}
        if change.forgotten or any(_plain(now[name]) != _plain(getattr(self.plan, name)) for name in _RENEWED):
            try:
                _add_line(self._file, {**now, "forgotten": change.forgotten})
            except OSError as error:
                raise _unwritable(error, kept=True) from error
            self.plan = replace(self.plan, **now)
            self.course.go_on(plan.codes, change.forgotten)
        self.plan = replace(self.plan, what=plan.what)  # a site that was renamed since
        return change

    def remove(self) -> None:
        """The walk is over: its draft goes."""
        self.path.unlink(missing_ok=True)
        settings.sync_folder(self.path.parent)

    def close(self) -> None:
        """Let go of the draft."""
        os.close(self._file)

    def _take_back(self, code: str, given: Given | None, trail: list[str]) -> None:
        self.course.said.pop(code)
        if given:
            self.course.said[code] = given
        self.course.trail[:] = trail


def folder() -> Path:
    """Where drafts lie."""
    return settings.data_folder() / "walks"


def ledger_id(database: Database) -> str:
    """The id of the store, which a copy of its file has too."""
    facts = {row["key"]: str(row["value"]) for row in database.rows("store_facts")}
    return facts["store_id"]


def begin(plan: Plan) -> Walk:
    """A new draft. Raises StorageProblem when the data folder does not take it."""
    path = folder() / f"{plan.id}{_ENDING}"
    try:
        settings.make_folder(path.parent)
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | _BINARY, 0o600)
        try:
            _lock(file)
            _add_line(file, {"version": _VERSION, **asdict(plan)})
            settings.sync_folder(path.parent)
        except BaseException:
            os.close(file)
            path.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise _unwritable(error, kept=False) from error
    return Walk(path, file, plan, Course(plan.codes))


def unfinished(database: Database) -> list[tuple[Plan, Course]]:
    """The walks of this ledger that are not over, oldest first; drafts that hold nothing yet are removed."""
    own = ledger_id(database)
    drafts = [_look_into(path) for path in _paths()]
    found = [draft for draft in drafts if draft and draft[0].ledger == own]
    renamed = naming.read_renamed(database) if found else {}
    return [
        (_rename(plan, renamed.get((plan.township, plan.what.get("site") or ""))), course) for plan, course in found
    ]


def _rename(plan: Plan, site: str | None) -> Plan:
    return replace(plan, what={**plan.what, "site": site}) if site is not None else plan


def take_up(plan: Plan) -> Walk | None:
    """The draft of this walk, open; None when it is gone. Raises StorageProblem when another terminal has it open."""
    path = folder() / f"{plan.id}{_ENDING}"
    try:
        file = os.open(path, os.O_RDWR | _BINARY)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _unwritable(error, kept=True) from error
    try:
        _refuse_busy(file)
        content = _read_all(file)
        read = _read_draft(content, path)
        if read is None or not path.exists():  # somebody finished it while we opened it
            os.close(file)
            return None
        os.ftruncate(file, content.rfind(b"\n") + 1)  # a line that was torn when the machine stopped
    except BaseException:
        with suppress(OSError):
            os.close(file)
        raise
    return Walk(path, file, *read)


def check_detail(name: str, value: str) -> None:
    """Raises BadInput for what a field of a hazard may not say."""
    build(Finding, **{"id": "0" * 32, "number": "A-0", "description": "-", name: value})


def make_body(plan: Plan, course: Course) -> Inspected:
    """The visit, its hazards still without numbers. Raises BadInput for what no entry may say."""
    said = course.said
    answered = [Answered(answer=said[code].answer, item=code, note=said[code].note) for code in course.answered()]
    found = [_read_days(said[code].hazard or {}) for code in course.answered() if said[code].hazard]
    location = {name: value for name, value in plan.what.items() if name == "location" and value}
    what = {**plan.what, "location": None} if found else plan.what
    hazards = [build(Finding, id=make_id(), number="A-0", **{**location, **finding}) for finding in found]
    return build(Inspected, **what).model_copy(update={"answers": tuple(answered) or None, "hazards": tuple(hazards)})


def record(
    database: Database, plan: Plan, body: Inspected, links: Sequence[str | None], author: Author
) -> tuple[Written, list[Number]]:
    """Write the visit under the id of its plan, once; the numbers of its hazards, known only when they are on the disk.

    links: for each hazard the number of the closed one that it repeats.
    """
    with database.writing():
        if done := find_written(database, plan):
            return done, []
        hazards = body.hazards
        first = journal.reserve_numbers(database, author.code, len(hazards)) if hazards else 0
        numbers = [Number(author.code, first + n) for n in range(len(hazards))]
        named = [
            finding.model_copy(update={"number": str(number), "rebound_of": link})
            for finding, number, link in zip(hazards, numbers, links, strict=True)
        ]
        body = body.model_copy(update={"hazards": tuple(named)})
        journal.append(database, [Draft(plan.township, "inspected", plan.day, body, id=plan.id)], author)
    return Written(plan.id, plan.township, plan.day, body), numbers


def find_written(database: Database, plan: Plan) -> Written | None:
    """The visit of this walk when it is in the journal already."""
    rows = database.rows("entries", {"township": plan.township, "ids": [plan.id]}, ["township", "ids"])
    for row in rows:
        visit = read_body(row["kind"], row["body"])
        if isinstance(visit, Inspected):
            return Written(row["id"], row["township"], row["at"], visit)
    return None


def _read_days(hazard: Mapping[str, Any]) -> dict[str, Any]:
    days = {name: hazard[name] for name in _DAYS if hazard.get(name)}
    return {**hazard, **{n: d if isinstance(d, date) else date.fromisoformat(d) for n, d in days.items()}}


def _paths() -> list[Path]:
    try:
        return sorted(folder().glob(f"*{_ENDING}"))
    except OSError as error:
        raise _unwritable(error, kept=True) from error


def _look_into(path: Path) -> tuple[Plan, Course] | None:
    """What a draft says; None for one that holds nothing, which is removed unless somebody is just beginning it."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _unwritable(error, kept=True) from error
    if b"\n" not in content:
        _remove_empty(path)
    return _read_draft(content, path)


def _remove_empty(path: Path) -> None:
    with suppress(OSError):
        file = os.open(path, os.O_RDWR | _BINARY)
        try:
            _lock(file)
            if b"\n" not in _read_all(file):
                path.unlink()
        finally:
            os.close(file)


def _read_draft(content: bytes, path: Path) -> tuple[Plan, Course] | None:
    """The plan and the answers; a last line that was torn is left out. None: nothing, or of a newer version."""
    lines = content[: content.rfind(b"\n") + 1].splitlines()
    if not lines:
        return None
    try:
        head, *events = [json.loads(line) for line in lines]
        if head.pop("version") != _VERSION:
            return None
        plan = Plan(**{**head, "day": date.fromisoformat(head["day"])})
        course = Course(plan.codes)
        for event in events:
            if "codes" in event:
                plan = replace(plan, **{name: event[name] for name in _RENEWED})
                course.go_on(plan.codes, event["forgotten"])
                continue
            given = Given(event["answer"], event.get("note"), event.get("hazard"), event.get("asked"))
            course.take(event["item"], given)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise StorageProblem(
            _("The draft of a walk is damaged: {path}").format(path=path),
            _("Nothing was written."),
            _("Move that file away, then begin the walk anew."),
        ) from error
    return plan, course


def _add_line(file: int, content: Mapping[str, Any]) -> None:
    """One line at the end, on the disk, or nothing of it."""
    line = json.dumps(content, ensure_ascii=False, default=_spell).encode() + b"\n"
    end = os.lseek(file, 0, os.SEEK_END)
    try:
        left = line
        while left:
            left = left[os.write(file, left) :]
        os.fsync(file)
    except BaseException:
        with suppress(OSError):
            os.ftruncate(file, end)
        raise


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _spell(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else list(value)


def _read_all(file: int) -> bytes:
    size = os.lseek(file, 0, os.SEEK_END)
    os.lseek(file, 0, os.SEEK_SET)
    content = b""
    while len(content) < size and (part := os.read(file, size - len(content))):
        content += part
    return content


def _refuse_busy(file: int) -> None:
    try:
        _lock(file)
    except OSError as error:
        raise StorageProblem(
            _("This walk is open in another terminal."),
            _("Nothing was written."),
            _("Go on there, or quit it there first (q)."),
        ) from error


if sys.platform == "win32":
    import msvcrt

    _BINARY = os.O_BINARY

    def _lock(file: int) -> None:
        """Nobody else has this file; far behind its end, since Windows locks bytes against reading too."""
        os.lseek(file, 1 << 30, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    _BINARY = 0

    def _lock(file: int) -> None:
        """Nobody else has this file until it is closed; raises OSError when somebody has."""
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _unwritable(error: OSError, *, kept: bool) -> StorageProblem:
    return StorageProblem(
        _("The walk cannot be kept in {path}: {error}").format(path=folder(), error=explain(error)),
        _("What was answered before is kept.") if kept else _("Nothing was written."),
        _("See to it that the folder can be written and has room, then run the command again."),
    )
