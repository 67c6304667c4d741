"""Pictures that `check` misses, or finds changed: copies that were kept, and those that this machine named.

* a picture of another machine that nobody kept is not looked for; one of what was taken back neither;
* put back, kept anew or given up with a reason, as `check` says, it is no problem any more.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from tests.conftest import Run
from tests.store.deeds import CLERK, FOUND, TODAY, Step, act, somebody

from inspect_cli import settings
from inspect_cli.store import checks, photos, recording, undoing
from inspect_cli.store.database import Database
from inspect_cli.store.ids import make_id
from inspect_cli.store.journal import Author
from inspect_cli.store.opening import create_database
from inspect_cli.store.recording import Visit

OTHER = Author("赵某", "1" * 32, "DC")
MISSING, CHANGED = "A picture is missing", "A picture was changed"


def _problems(database: Database, today: date = TODAY) -> list[tuple[str, str]]:
    return [(fault.problem, fault.subject) for fault in checks.check(database, today, lambda _count: None)]


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Database]:
    """An empty ledger file."""
    with closing(create_database(str(tmp_path / "ledger.db"), make_id())) as database:
        yield database


def _visit() -> Visit:
    return Visit("1", FOUND, {"category": "fire", "site": "东岔商场"}, ["通道堵塞"], {})


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A picture."""
    path = tmp_path / "before.jpg"
    path.write_bytes(b"\xff\xd8 before")
    return path


def _note(database: Database, picture: Path, who: Author, *, keep: bool) -> Path:
    """A remark with the picture; the file that it names."""
    with photos.taken(database, [str(picture)], keep=keep) as taken:
        act(database, "CG-1", Step("noted", {"photos": taken.photos}), who)
    return photos.folder_of(database) / taken.photos[0].path if keep else Path(taken.photos[0].path)


@pytest.mark.parametrize("keep", [True, False])
@pytest.mark.parametrize("who", [CLERK, OTHER], ids=["ours", "theirs"])
def test_pictures(store: Database, picture: Path, who: Author, *, keep: bool) -> None:
    """A picture that is gone or changed is found; one that another machine named and nobody kept is not looked for."""
    settings.write_device(settings.Device(CLERK.device, CLERK.code))
    recording.record_visit(store, _visit(), somebody())
    file = _note(store, picture, replace(who, batch=make_id()), keep=keep)
    assert _problems(store) == []

    file.write_bytes(b"\xff\xd8 beforf")
    wanted = [(CHANGED, f"{file} of CG-1")] if keep or who is CLERK else []
    assert _problems(store) == wanted
    file.unlink()
    assert _problems(store) == [(MISSING, subject) for _problem, subject in wanted]
    file.mkdir()
    assert _problems(store) == [(MISSING, subject) for _problem, subject in wanted]


def test_pictures_of_what_was_taken_back(ledger: Database, picture: Path) -> None:
    """A picture of an entry that was taken back is not looked for."""
    settings.write_device(settings.Device(CLERK.device, CLERK.code))
    recording.record_visit(ledger, _visit(), somebody())
    who = somebody()
    _note(ledger, picture, who, keep=False)
    picture.unlink()
    undoing.take_back(ledger, who.batch, TODAY, somebody())

    assert _problems(ledger) == []


def test_pictures_before_there_is_a_device(ledger: Database, picture: Path) -> None:
    """On a machine that was never named no picture is its own, and kept copies are looked for all the same."""
    recording.record_visit(ledger, _visit(), somebody())
    _note(ledger, picture, somebody(), keep=False)
    kept = _note(ledger, picture, somebody(), keep=True)
    picture.unlink()
    kept.unlink()

    assert _problems(ledger) == [(MISSING, f"{kept} of CG-1")]


@pytest.mark.parametrize("way", ["put back", "kept anew", "given up"])
def test_what_settles_it(three_townships: Path, run: Run, home: Path, picture: Path, way: str) -> None:
    """What `check` says of a missing picture settles it: put it back, keep it anew, or write that it is lost."""
    assert run("add fire 东岔 通道堵塞 --due 7d --photo before.jpg --keep").code == 0
    (copy,) = home.rglob("*.photos/*")
    copy.unlink()
    (problem,) = run("check --format json").json
    assert problem["problem"] == MISSING
    if way == "put back":
        copy.write_bytes(picture.read_bytes())
    else:
        anew, lost = problem["todo"].split("; ")
        said = anew.replace("FILE", "before.jpg") if way == "kept anew" else lost
        assert run(said[said.index("note CG-1") :]).code == 0

    assert run("check").code == 0
