"""Files whose container is damaged, or none, are refused with what they are and what to do.

* files that are cut off, whose checksums or sizes are wrong, with other packings, passwords, parts of one name;
* files that the system does not give; what whoever reads a workbook raises is not taken for damage.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from tests.transfer.books import BOOK, SHEET, TYPES, pack, read, refused, whole

from inspect_cli.errors import BadInput, StorageProblem
from inspect_cli.transfer.workbook import open_workbook


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a file is written."""
    return tmp_path / "ledger.xlsx"


def written(path: Path) -> bytes:
    """The bytes of a workbook as openpyxl writes it."""
    made = openpyxl.Workbook()
    for number in range(300):
        made.active.append([number, f"text {number}"])
    made.save(path)
    return path.read_bytes()


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99, 0.9999])
def test_cut_off(path: Path, share: float) -> None:
    """A file of which the end is missing is refused."""
    content = written(path)
    path.write_bytes(content[: int(len(content) * share)])

    refused(path)


@pytest.mark.parametrize("name", [SHEET, BOOK, TYPES])
def test_checksums(path: Path, name: str) -> None:
    """A part whose checksum does not agree is refused before any of its rows is given out."""
    written(path)
    with zipfile.ZipFile(path) as archive:
        checksum = archive.getinfo(name).CRC.to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(checksum, b"\1\2\3\4"))

    with pytest.raises(BadInput, match="damaged"), open_workbook(str(path)):
        pass


@pytest.mark.parametrize("name", [SHEET, BOOK])
@pytest.mark.parametrize("lie", [-1, 1, 1 << 16])
def test_sizes_that_lie(path: Path, name: str, lie: int) -> None:
    """A part that is larger or smaller than it says is refused."""
    content = bytearray(pack(path, whole()).read_bytes())
    place = content.rindex(name.encode()) - 22
    size = int.from_bytes(content[place : place + 4], "little")
    assert size == len(str(whole()[name]).encode())
    content[place : place + 4] = (size + lie).to_bytes(4, "little")
    path.write_bytes(content)

    assert "damaged" in refused(path)


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_packings(path: Path, packing: int) -> None:
    """Only the packings that the format allows are unpacked."""
    assert "damaged" in refused(pack(path, whole(), packing))


def test_stored(path: Path) -> None:
    """A container that does not pack is read."""
    assert len(read(pack(path, whole(), zipfile.ZIP_STORED))) == 1


def test_encrypted_parts(path: Path) -> None:
    """A container whose parts have a password is refused as protected."""
    content = bytearray(pack(path, whole()).read_bytes())
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)

    assert "protected with a password" in refused(path)


def test_two_parts_of_one_name(path: Path) -> None:
    """A container in which a name stands twice means different things to different programs, and is refused."""
    pack(path, whole())
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(SHEET.upper(), "other")

    assert "damaged" in refused(path)


def test_what_stands_before_and_after(path: Path) -> None:
    """Bytes before the container, and a comment after it, do not matter."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, part in whole().items():
            archive.writestr(name, part)
        archive.comment = b"x" * 1000
    path.write_bytes(b"#!/bin/sh\n" + content.getvalue())

    assert len(read(path)) == 1


@pytest.mark.parametrize("where", ["missing.xlsx", ".", "a\0b"])
def test_unreadable(tmp_path: Path, where: str) -> None:
    """A file that is not there, is a folder or has no possible name is a storage problem that names it."""
    with pytest.raises(StorageProblem) as problem, open_workbook(f"{tmp_path}/{where}"):
        pass

    assert (problem.value.exit_code, "Nothing was imported" in problem.value.saved) == (4, True)


@pytest.mark.parametrize("error", [KeyError, ValueError, OSError, zipfile.BadZipFile])
def test_errors_of_whoever_reads(path: Path, error: type[Exception]) -> None:
    """What goes wrong in the block that reads the workbook is not taken for damage of the file."""
    pack(path, whole())

    with pytest.raises(error, match="mine"):
        read_until(path, error("mine"))


def read_until(path: Path, error: Exception) -> None:
    """Read a row of a workbook, and raise the error."""
    with open_workbook(str(path)) as opened:
        for _line in opened.rows("台账"):
            raise error
