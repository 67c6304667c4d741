"""Pictures: known by their digest, kept beside the ledger when asked, told when they stand elsewhere too.

* the path, the SHA-256 and the size of each, one that is named twice once, large ones in pieces;
* what is no picture file is refused, and nothing is written;
* copies: whole, 0600 in a folder of 0700, under their digest, never written over;
* they are gone again when the act is refused, and stay when it may have been written;
* on a server in this machine's data folder; a copy that cannot be made is a storage problem;
* the same picture at two hazards, or at two steps of one, is told; at two hazards of one visit it is not;
* a written copy stays, whatever happens to the screen afterwards.
"""

from __future__ import annotations

import hashlib
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import Run
from tests.store.deeds import FOUND, TODAY, Step, act, find, somebody

from inspect_cli.errors import BadInput, NothingFound, StorageProblem, WrongUsage
from inspect_cli.store import photos, recording, undoing
from inspect_cli.store.database import Database
from inspect_cli.store.ids import make_id
from inspect_cli.store.opening import create_database
from inspect_cli.store.recording import Visit


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Database]:
    """An empty ledger file."""
    database = create_database(str(tmp_path / "ledger.db"), make_id())
    yield database
    database.close()


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A picture."""
    path = tmp_path / "before.JPG"
    path.write_bytes(b"\xff\xd8 before \x00")
    return path


def _files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("size", [1, 2**20 - 1, 2**20, 2**20 + 1, 5 * 2**20])
def test_digest(ledger: Database, tmp_path: Path, size: int) -> None:
    """A picture is known by its path, its SHA-256 and its size, however large it is."""
    path = tmp_path / "图.jpg"
    path.write_bytes(bytes(n % 251 for n in range(size % 1000)) + b"\x01" * (size - size % 1000))
    with photos.taken(ledger, ["图.jpg"], keep=False) as taken:
        (photo,) = taken.photos

    assert (photo.path, photo.sha256, photo.size, photo.kept) == (str(path), _digest(path), size, False)
    assert photos.measure(path) == (_digest(path), size)


def test_one_picture_twice(ledger: Database, picture: Path, tmp_path: Path) -> None:
    """A picture that is named twice, or lies there under two names, is one picture; others keep their order."""
    again, other = tmp_path / "again.jpg", tmp_path / "other.jpg"
    again.write_bytes(picture.read_bytes())
    other.write_bytes(b"other")
    with photos.taken(ledger, [str(p) for p in (other, picture, again, picture)], keep=True) as taken:
        assert [photo.sha256 for photo in taken.photos] == [_digest(other), _digest(picture)]
    with photos.taken(ledger, [], keep=True) as none:
        assert (none.photos, none.typed) == ((), {})

    assert len(_files(photos.folder_of(ledger))) == 2


def _make_no_file(folder: Path, kind: str) -> str:
    path = folder / "none.jpg"
    if kind == "empty":
        path.touch()
    elif kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "link to nothing":
        path.symlink_to("nowhere")
    return {"no text": "a\0b", "no name": "", "half a letter": "\ud800.jpg"}.get(kind, str(path))


KINDS = ("nothing", "empty", "folder", "pipe", "link to nothing", "no text", "no name", "half a letter")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("keep", [True, False])
def test_no_picture(ledger: Database, tmp_path: Path, picture: Path, kind: str, *, keep: bool) -> None:
    """What cannot be read as a file is refused with its name, and nothing is kept of those before it."""
    named = _make_no_file(tmp_path, kind)
    with (
        pytest.raises(BadInput) as refusal,
        photos.taken(ledger, [str(picture), named], keep=keep),
    ):
        pytest.fail("taken")

    assert (refusal.value.exit_code, named in refusal.value.what) == (3, True)
    assert _files(photos.folder_of(ledger)) == []


def test_copies(ledger: Database, picture: Path, tmp_path: Path) -> None:
    """A copy has the picture's bytes, is for its owner only, whatever the umask, and is named after its digest."""
    before = os.umask(0)
    try:
        with photos.taken(ledger, [str(picture)], keep=True) as taken:
            (photo,) = taken.photos
    finally:
        os.umask(before)
    copy = tmp_path / "ledger.db.photos" / photo.path

    assert (photo.kept, photo.path) == (True, f"{_digest(picture)}.jpg")
    assert taken.typed == {photo.sha256: str(picture)}
    assert copy.read_bytes() == picture.read_bytes()
    assert [stat.S_IMODE(path.stat().st_mode) for path in (copy, copy.parent)] == [0o600, 0o700]
    assert _files(copy.parent) == [photo.path]
    assert photos.find_file(ledger, {"kept": True, "path": photo.path}) == copy
    assert photos.find_file(ledger, {"kept": False, "path": str(picture)}) == picture


ENDINGS = {
    "a.jpg": ".jpg", "a.JPEG": ".jpeg", "a.tar.gz": ".gz", "a": "", "a.": "", ".jpg": "", "a.jpg ": "", "a.图": "",
    "a.toolong": "", "a.j-g": "",
}  # fmt: skip


@pytest.mark.parametrize("name", ENDINGS)
def test_endings(ledger: Database, tmp_path: Path, name: str) -> None:
    """A copy keeps a plain ending of its picture in small letters, and no other part of its name."""
    path = tmp_path / name
    path.write_bytes(b"picture")
    with photos.taken(ledger, [str(path)], keep=True) as taken:
        assert taken.photos[0].path == _digest(path) + ENDINGS[name]


def test_not_written_over(ledger: Database, picture: Path) -> None:
    """A copy that lies there already is left as it is, and stays when a second act with it fails."""
    with photos.taken(ledger, [str(picture)], keep=True) as taken:
        copy = photos.folder_of(ledger) / taken.photos[0].path
    before = copy.stat()
    with pytest.raises(RuntimeError), photos.taken(ledger, [str(picture)], keep=True):
        raise RuntimeError

    assert (copy.stat().st_ino, copy.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


@pytest.mark.parametrize("failure", [BadInput, NothingFound, WrongUsage, StorageProblem, KeyboardInterrupt])
def test_gone_again(ledger: Database, picture: Path, tmp_path: Path, failure: type[BaseException]) -> None:
    """Copies of an act that is refused are removed, not those of earlier acts; after any other failure all stay."""
    other = tmp_path / "other.jpg"
    other.write_bytes(b"other")
    with photos.taken(ledger, [str(other)], keep=True):
        pass
    there = []

    def act_and_fail() -> None:
        with photos.taken(ledger, [str(picture), str(other)], keep=True):
            there.extend(_files(photos.folder_of(ledger)))
            raise failure("")

    with pytest.raises(failure):
        act_and_fail()

    assert len(there) == 2
    refused = failure in (BadInput, NothingFound, WrongUsage)
    assert _files(photos.folder_of(ledger)) == ([f"{_digest(other)}.jpg"] if refused else there)


def test_copies_of_an_act_that_is_refused(three_townships: Path, run: Run, home: Path, picture: Path) -> None:
    """A refused `fix` with --keep leaves no copy behind; the one that is taken does."""
    assert run("add fire 东岔 堵塞 --due 7d --by 王某").code == 0
    assert run("fix 1 --on 2023-01-01 --photo before.JPG --keep").code == 3
    assert list(home.rglob("*.photos/*")) == []

    assert run("fix 1 --photo before.JPG --keep").code == 0
    assert [path.name for path in home.rglob("*.photos/*")] == [f"{_digest(picture)}.jpg"]


def test_copies_that_cannot_be_made(ledger: Database, picture: Path) -> None:
    """Where no copy can be made the act is a storage problem, exit code 4, and nothing is left half-written."""
    photos.folder_of(ledger).write_text("no folder", encoding="utf-8")
    with pytest.raises(StorageProblem) as problem, photos.taken(ledger, [str(picture)], keep=True):
        pytest.fail("taken")

    assert (problem.value.exit_code, str(picture) in problem.value.what) == (4, True)
    with photos.taken(ledger, [str(picture)], keep=False) as taken:
        assert len(taken.photos) == 1


def test_where_copies_lie(store: Database, tmp_path: Path, home: Path, picture: Path) -> None:
    """Copies lie beside a ledger file, however it is named; for a server in this machine's data folder."""
    wanted = home / "data" / "inspect-cli" / "photos"
    if "postgres" not in store.where:
        wanted = tmp_path / "store.db.photos"
    with photos.taken(store, [str(picture)], keep=True) as taken:
        assert _files(wanted) == [taken.photos[0].path]


def _note(database: Database, numbers: str, *pictures: Path, keep: bool = False) -> list[tuple[str, str]]:
    """A remark with pictures; where else they stand."""
    with photos.taken(database, [str(path) for path in pictures], keep=keep) as taken:
        rows = act(database, numbers, Step("noted", {"photos": taken.photos}), somebody())
    return [(path, str(number)) for path, number in photos.find_doubles(database, rows, taken)]


@pytest.fixture
def three(store: Database) -> Database:
    """CG-1 and CG-2 of one visit, CG-3 of another in another township."""
    for township, texts in (("1", ["甲", "乙"]), ("2", ["丙"])):
        recording.record_visit(store, Visit(township, FOUND, {"category": "fire"}, texts, {}), somebody())
    return store


@pytest.mark.parametrize("keep", [True, False])
def test_same_picture_elsewhere(three: Database, picture: Path, *, keep: bool) -> None:
    """A picture that stands at a hazard of another visit is told with that hazard's number, as it was typed."""
    assert _note(three, "CG-1", picture, keep=keep) == []

    assert _note(three, "CG-3", picture) == [(str(picture), "CG-1")]
    assert _note(three, "CG-2", picture, keep=True) == [(str(picture), "CG-3")]


def test_same_picture_at_one_visit(three: Database, picture: Path) -> None:
    """One picture may show several hazards of one visit, and one act may name it for several hazards."""
    assert _note(three, "CG-1", picture) == []
    assert _note(three, "CG-2", picture) == []


def test_same_picture_for_one_act(three: Database, picture: Path) -> None:
    """One act may name a picture for hazards of several visits."""
    assert _note(three, "CG-1 CG-3", picture) == []


def test_before_is_after(three: Database, picture: Path, tmp_path: Path) -> None:
    """The picture of one step of a hazard, named again at another step, is told; a new picture is not."""
    after = tmp_path / "after.jpg"
    after.write_bytes(b"after")
    assert _note(three, "CG-1", picture) == []
    assert _note(three, "CG-1", after) == []

    assert sorted(_note(three, "CG-1", after, picture)) == [(str(after), "CG-1"), (str(picture), "CG-1")]


def test_picture_of_what_was_taken_back(three: Database, picture: Path) -> None:
    """A picture of an act that was taken back stands nowhere."""
    with photos.taken(three, [str(picture)], keep=False) as taken:
        act(three, "CG-1", Step("noted", {"photos": taken.photos}), who := somebody())
    assert len(three.rows("photos")) == 1
    undoing.take_back(three, who.batch, TODAY, somebody())

    assert three.rows("photos") == []
    assert _note(three, "CG-3", picture) == []


def test_pictures_of_a_finding(store: Database) -> None:
    """Pictures of the visit itself and of every later step are rows of their own, by the entry that names them."""
    find(store, "CG-1")
    act(store, "CG-1", Step("fixed", {"fixed_by": "赵某", "photos": store_photos(store)}), somebody())
    rows = store.rows("photos", order="hazard")

    assert sorted((row["kind"], row["sha256"], row["kept"], row["size"]) for row in rows) == [
        ("fixed", "a" * 64, False, 1),
        ("inspected", "a" * 64, False, 1),
    ]
    assert len({row["entry"] for row in rows}) == 2


def store_photos(database: Database) -> tuple[dict[str, Any], ...]:
    """The picture that stands at the visit already."""
    (row,) = database.rows("photos")
    return ({name: row[name] for name in ("path", "sha256", "size", "kept")},)


@pytest.mark.parametrize("words", ["add fire 东岔 又一处 --due 7d", "fix 1 --by 赵某"])
def test_written_is_kept(three_townships: Path, run: Run, home: Path, picture: Path, words: str) -> None:
    """When what was written cannot be shown, the copies it names are kept: the entry is on the disk."""
    assert run("add fire 东岔 堵塞 --due 7d").code == 0
    line = [sys.executable, "-m", "inspect_cli", *words.split(), "--photo", str(picture), "--keep"]
    with open("/dev/full", "w", encoding="utf-8") as full:
        subprocess.run(line, stdout=full, stderr=subprocess.DEVNULL, cwd=home, check=False)
    entries = run("show 1 2 --format json") if words.startswith("add") else run("show 1 --format json")

    assert entries.code == 0
    assert run("check").code == 0
    assert [path.name for path in home.rglob("*.photos/*")] == [f"{_digest(picture)}.jpg"]
