"""Drafts of walks: each answer on the disk, torn lines, locks, folders that take nothing, and the one entry at the end.

A draft is for its owner only; what is torn at its end is left out, what is damaged is told; a second program is
refused; a disk without room keeps what was answered before; recorded twice it is one visit; undo takes answers back.
"""

from __future__ import annotations

import json
import os
import resource
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from inspect_cli.errors import BadInput, StorageProblem
from inspect_cli.rules.walking import Course, Given
from inspect_cli.store import batches, checks, ledger, undoing, walks
from inspect_cli.store.database import Database
from inspect_cli.store.ids import make_id
from inspect_cli.store.journal import Author
from inspect_cli.store.walks import Plan, Walk

DAY = date(2023, 1, 15)
CODES = ("FIRE-01", "FIRE-02", "FIRE-03")
HAZARD = {"description": "堵塞", "item": "FIRE-02", "due": DAY, "first_due": DAY, "severity": "general"}


def make_plan(ledger_id: str = "a" * 32, **what: str) -> Plan:
    """A walk through three items at a mall."""
    told = {"category": "fire", "site": "百货商场", "inspectors": ("李某02",), **what}
    return Plan(make_id(), ledger_id, "990181001", DAY, told, ("mall",), None, "fire 1", CODES)


@pytest.fixture
def walk() -> Iterator[Walk]:
    """A walk that just began."""
    made = walks.begin(make_plan())
    yield made
    made.close()


def again(walk: Walk) -> Walk:
    """The same draft as the next program finds it."""
    walk.close()
    found = walks.take_up(walk.plan)
    assert found is not None
    walk._file = os.dup(found._file)  # the fixture closes it once more
    return found


def test_a_draft_is_for_its_owner_only(walk: Walk) -> None:
    """The file is 0600, its folder 0700."""
    assert stat.S_IMODE(walk.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(walk.path.parent.stat().st_mode) == 0o700


def test_every_answer_is_in_the_file_at_once(walk: Walk) -> None:
    """Each is a whole line as soon as it is given, and comes back as it was given; a changed one is the later one."""
    walk.note("FIRE-01", Given("yes"))
    walk.note("FIRE-02", Given("no", None, HAZARD))
    walk.note("FIRE-01", Given("na", "无此设施"))
    lines = walk.path.read_bytes().splitlines()
    found = again(walk)

    assert [json.loads(line)["item"] for line in lines[1:]] == ["FIRE-01", "FIRE-02", "FIRE-01"]
    assert found.plan.is_same_place(walk.plan)
    assert (found.plan.day, found.plan.codes, found.course.trail) == (DAY, list(CODES), ["FIRE-02", "FIRE-01"])
    assert found.course.said["FIRE-01"] == Given("na", "无此设施")
    assert (found.course.said["FIRE-02"].hazard or {})["due"] == "2023-01-15"


@pytest.mark.parametrize("cut", range(1, 40, 3))
def test_a_torn_last_line_is_dropped(walk: Walk, cut: int) -> None:
    """What a stopped machine left of the last line is no answer, and the next answer does not stand behind it."""
    walk.note("FIRE-01", Given("yes"))
    walk.note("FIRE-02", Given("na"))
    torn = walk.path.read_bytes()[:-cut]
    kept = torn.count(b"\n") - 1
    walk.path.write_bytes(torn)
    found = again(walk)
    assert len(found.course.said) == kept
    found.note("FIRE-03", Given("yes"))

    assert [json.loads(line).get("item") for line in found.path.read_bytes().splitlines()][kept + 1 :] == ["FIRE-03"]


def test_a_draft_without_its_first_line_is_removed(store: Database) -> None:
    """Killed at the very beginning it holds nothing: it is no walk, and it goes."""
    begun = walks.begin(make_plan(walks.ledger_id(store)))
    begun.close()
    begun.path.write_bytes(begun.path.read_bytes()[:30])

    assert (walks.unfinished(store), begun.path.exists()) == ([], False)


def test_a_damaged_draft_is_told(store: Database, walk: Walk) -> None:
    """A line in the middle that is no answer is a storage problem that names the file; nothing is removed."""
    walk.note("FIRE-01", Given("yes"))
    lines = walk.path.read_bytes().splitlines(keepends=True)
    walk.path.write_bytes(lines[0] + b"rubbish\n" + lines[1])

    with pytest.raises(StorageProblem, match=walk.path.name):
        walks.unfinished(store)
    assert walk.path.exists()


def test_a_draft_of_a_newer_version_is_left_alone(store: Database) -> None:
    """It is not read, not listed and not removed."""
    begun = walks.begin(make_plan(walks.ledger_id(store)))
    begun.close()
    begun.path.write_bytes(begun.path.read_bytes().replace(b'"version": 1', b'"version": 2'))

    assert (walks.unfinished(store), begun.path.exists()) == ([], True)


def test_a_second_program_is_refused(walk: Walk) -> None:
    """While one has a draft open another is told so; then it can have it."""
    with pytest.raises(StorageProblem, match="another terminal"):
        walks.take_up(walk.plan)
    again(walk)


def test_a_draft_that_is_gone_is_none(walk: Walk) -> None:
    """Whoever comes when it is over finds nothing to go on with."""
    walk.remove()

    assert walks.take_up(walk.plan) is None


def test_only_walks_of_this_ledger_are_found(store: Database) -> None:
    """Another ledger's drafts are not ours; ours come oldest first."""
    own = walks.ledger_id(store)
    for plan in (make_plan(own), make_plan(), make_plan(own, site="学校")):
        walks.begin(plan).close()

    assert [plan.what["site"] for plan, _course in walks.unfinished(store)] == ["百货商场", "学校"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({}, {}, True),
        ({}, {"note": "雪天"}, True),
        ({}, {"village": "一村"}, True),
        ({}, {"site": "学校"}, False),
        ({"site": None, "village": "一村"}, {"site": None, "village": "二村"}, False),
        ({}, {"category": "traffic"}, False),
    ],
)
def test_what_is_the_same_walk(one: dict[str, str], other: dict[str, str], same: bool) -> None:  # noqa: FBT001
    """Category, township and site decide, where there is no site the village; nothing else."""
    assert make_plan(**one).is_same_place(make_plan(**other)) is same


@contextmanager
def no_room(size: int) -> Iterator[None]:
    """No file may grow beyond so many bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_without_room_the_answers_before_are_kept(walk: Walk) -> None:
    """An answer that does not fit is refused whole, is not counted, and can be given once there is room."""
    walk.note("FIRE-01", Given("yes"))
    before = walk.path.read_bytes()
    with no_room(len(before) + 5), pytest.raises(StorageProblem, match="cannot be kept") as refused:
        walk.note("FIRE-01", Given("no", None, HAZARD))

    assert "answered before is kept" in str(refused.value)
    assert (walk.path.read_bytes(), walk.course.said["FIRE-01"]) == (before, Given("yes"))
    walk.note("FIRE-02", Given("na"))
    assert again(walk).course.trail == ["FIRE-01", "FIRE-02"]


def test_without_room_nothing_begins(home: Path) -> None:
    """A draft that cannot be written at all leaves no file."""
    with no_room(10), pytest.raises(StorageProblem, match="cannot be kept"):
        walks.begin(make_plan())

    assert list(walks.folder().iterdir()) == []


def test_a_folder_that_is_a_file(home: Path) -> None:
    """Something else stands where drafts should lie: it is told, and nothing is lost."""
    walks.folder().parent.mkdir(parents=True)
    walks.folder().write_text("kept", encoding="utf-8")

    with pytest.raises(StorageProblem, match="cannot be kept"):
        walks.begin(make_plan())
    assert walks.folder().read_text(encoding="utf-8") == "kept"


def finished(store: Database) -> tuple[Plan, Course]:
    """A walk with a yes, a no and a later that was left."""
    plan = make_plan(walks.ledger_id(store), location="一楼", note="雪天")
    said = {"FIRE-01": Given("yes"), "FIRE-02": Given("no", None, HAZARD), "FIRE-03": Given("left")}
    return plan, Course(CODES, said)


def test_it_becomes_one_visit(store: Database, author: Author) -> None:
    """The visit has the id of the walk, its answers, and its hazard with the next number; check finds nothing."""
    plan, course = finished(store)
    written, numbers = walks.record(store, plan, walks.make_body(plan, course), ["CG-9"], author)
    [hazard] = store.rows("hazards")

    assert [str(number) for number in numbers] == ["CG-1"]
    assert (hazard["inspection"], hazard["location"], hazard["rebound_of"]) == (plan.id, "一楼", "CG-9")
    assert [(a.item, a.answer) for a in written.visit.answers or ()] == [("FIRE-01", "yes"), ("FIRE-02", "no")]
    rows = [(row["item"], row["answer"]) for row in store.rows("all_answer", order="key")]
    assert rows == [("FIRE-01", "yes"), ("FIRE-02", "no")]
    assert checks.check(store, DAY, lambda _count: None) == []


def test_a_clean_walk_keeps_its_location(store: Database, author: Author) -> None:
    """Without a hazard the place in words stands at the visit itself."""
    plan, _course = finished(store)
    body = walks.make_body(plan, Course(CODES, {"FIRE-01": Given("yes")}))
    walks.record(store, plan, body, [], author)
    [visit] = store.rows("all_inspection", order="key")

    assert (visit["location"], visit["found"], visit["id"]) == ("一楼", 0, plan.id)


def test_recorded_twice_it_is_one_visit(store: Database, author: Author) -> None:
    """Whoever comes with the same walk again gets what is in the journal, and no number is spent."""
    plan, course = finished(store)
    body = walks.make_body(plan, course)
    first, _numbers = walks.record(store, plan, body, [None], author)
    second, numbers = walks.record(store, plan, body, [None], author)

    assert (second, numbers) == (first, [])
    assert store.rows("hazard_total")[0]["total"] == 1
    assert store.rows("numbers_used", {"code": "CG"}, ["code"])[0]["last"] == 1
    assert walks.find_written(store, plan) == first


def test_undo_takes_the_visit_back_with_its_answers(store: Database, author: Author) -> None:
    """Taken back, neither visit nor hazard nor answer is left; taken back again, all are; repost gives the same."""
    plan, course = finished(store)
    walks.record(store, plan, walks.make_body(plan, course), [None], author)
    tables = ("all_answer", "all_inspection", "all_hazard")
    before = [store.rows(name, order="key") for name in tables]
    undo = Author("李某02", "0" * 32, "CG")
    undoing.take_back(store, author.batch, DAY, undo)
    assert [store.rows(name, order="key") for name in tables] == [[], [], []]
    assert batches.parts(store, author.batch)

    undoing.take_back(store, undo.batch, DAY, Author("李某02", "0" * 32, "CG"))
    assert [len(store.rows(name, order="key")) for name in tables] == [2, 1, 1]
    assert store.rows("all_answer", order="key") == before[0]
    with store.writing():
        ledger.repost(store)
    assert store.rows("all_answer", order="key") == before[0]


@pytest.mark.parametrize(
    ("name", "value"), [("description", "a\x1bb"), ("owner", "无"), ("location", "x" * 101), ("owner", " ")]
)
def test_what_no_hazard_may_say(name: str, value: str) -> None:
    """Control codes, no name, too long, blank: refused before it is kept."""
    with pytest.raises(BadInput):
        walks.check_detail(name, value)
