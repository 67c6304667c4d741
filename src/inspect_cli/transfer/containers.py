"""The only place that opens the container of a workbook, a zip file, and refuses what is none or would not end."""

from __future__ import annotations

import errno
import struct
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import IO, TYPE_CHECKING, Self, TypeVar

from inspect_cli.errors import BadInput
from inspect_cli.messages import _
from inspect_cli.transfer.decoding import unreadable
from inspect_cli.transfer.scanning import Damage, Excess, Index, Scan, Strict

if TYPE_CHECKING:
    from zipfile import ZipFile, ZipInfo

ZIP = (b"PK\x03\x04", b"PK\x05\x06")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Excel before 2007, and every workbook with a password

# A sheet of all 1,048,576 rows and 12 columns unpacks to about 700 MB. Read in a stream, its size costs time but no
# memory; the table of texts is held.
LARGEST_PART = 1 << 30
LARGEST_TOTAL = 4 << 30  # with pictures, which are never unpacked
LARGEST_TEXTS = 256 << 20
LARGEST_INDEX = 64 << 20
MOST_PARTS = 20_000
# Rows that only carry a format pack 30 to 1, and one short text in every cell up to 220 to 1; deflate ends at 1,032.
DENSEST = 300
_SMALL = 8 << 20
_CHUNK = 1 << 20
# What zipfile, zlib, the parser, the decoders and openpyxl say of bytes that somebody or some disk has changed.
_FAULTS = (
    zlib.error,
    struct.error,
    EOFError,
    SyntaxError,  # ParseError is one
    RuntimeError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
)

Kind = TypeVar("Kind", bound=Scan)


class Container:
    """The parts of a workbook file by name, `xl/workbook.xml`; case and the way of the slashes do not matter.

    For openpyxl it is a zip file, of which nothing can be read that was not scanned before. file: the whole file.
    """

    filename = ""

    def __init__(self, file: IO[bytes]) -> None:
        from zipfile import ZipFile

        # zipfile takes in the whole list before one can count it.
        if _occurs(file, b"PK\x01\x02", MOST_PARTS):
            raise Excess
        self.file = file
        self._zip: ZipFile = ZipFile(file)
        self._parts = {normalise(part.filename): part for part in self._zip.infolist()}
        self._scanned: set[str] = set()
        if len(self._parts) < len(self._zip.infolist()):
            raise Damage
        if sum(part.file_size for part in self._parts.values()) > LARGEST_TOTAL:
            raise Excess

    def __contains__(self, name: str) -> bool:
        return normalise(name) in self._parts

    @property
    def encrypted(self) -> bool:
        """Whether any part has a password."""
        return any(part.flag_bits & 1 for part in self._parts.values())

    def scan(self, name: str, scan: Kind, largest: int) -> Kind:
        """Look through a part, which may then be opened.

        Raises KeyError when it is missing, Excess when it would be larger than that, and as `Scan.read`.
        """
        with self._unpack(name, largest) as stream:
            scan.read(stream)
        self._scanned.add(normalise(name))
        return scan

    def open(self, name: str) -> Part:
        """A part as a stream of bytes; one that was not scanned must be an index. Raises as `scan`."""
        if normalise(name) not in self._scanned:
            self.scan(name, Index(), LARGEST_INDEX)
        return self._unpack(name, LARGEST_PART)

    def read(self, name: str) -> bytes:
        """All bytes of a part; raises as `open`."""
        with self.open(name) as stream:
            return stream.read()

    def peek(self, name: str, size: int) -> bytes:
        """The first bytes of a part, which need not be XML; raises KeyError when it is missing."""
        with self._unpack(name, LARGEST_INDEX) as stream:
            return stream.read(size)

    def find_size(self, name: str) -> int:
        """The bytes that a part unpacks to, as it says itself; raises KeyError when it is missing."""
        return self._parts[normalise(name)].file_size

    def _unpack(self, name: str, largest: int) -> Part:
        part = self._parts[normalise(name)]
        _check(part, largest)
        return Part(self._zip.open(part), part.file_size)


class Part:
    """A part as a stream that must have a certain length; zipfile itself finds out only those that are longer.

    The end of the stream raises Damage when it comes sooner than that, or BadZipFile later.
    """

    def __init__(self, stream: IO[bytes], length: int) -> None:
        self._stream = stream
        self._left = length
        self.close = stream.close

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def read(self, size: int = -1, /) -> bytes:
        """As many bytes as that, all by default; fewer before the end, none at it."""
        chunk = self._stream.read(size)
        self._left -= len(chunk)
        if self._left and (size < 0 or not chunk):
            raise Damage
        return chunk


@contextmanager
def open_container(path: str) -> Iterator[Container]:
    """The container at that path. Raises BadInput for what is no workbook, StorageProblem when it cannot be read."""
    with ExitStack() as stack:
        try:
            file = stack.enter_context(open(path, "rb"))
        except (OSError, ValueError) as error:
            raise unreadable(path, error) from error
        with guarding(path, "ZIP"):
            if file.read(len(OLE)) == OLE:
                raise _refuse_old(path, file)
            container = Container(file)
            if container.encrypted:
                raise _locked(path)
        yield container


@contextmanager
def guarding(path: str, part: str) -> Iterator[None]:
    """Whatever goes wrong inside while reading that part of the file is a BadInput or a StorageProblem."""
    from zipfile import BadZipFile

    from defusedxml import DefusedXmlException

    try:
        yield
    except DefusedXmlException as error:
        raise refuse(
            _("{path} has a DOCTYPE in {part}, which no Excel writes.").format(path=path, part=part)
        ) from error
    except Excess as error:
        raise refuse(
            _("{path} was not read: {part} holds more than an Excel workbook can hold.").format(path=path, part=part)
        ) from error
    except Strict as error:
        raise refuse(_("{path} is in the format Strict Open XML.").format(path=path)) from error
    except (Damage, BadZipFile, *_FAULTS) as error:
        raise _damaged(path, part) from error
    except OSError as error:
        # A damaged list of parts makes zipfile seek to a place that is none.
        raise (_damaged(path, part) if error.errno == errno.EINVAL else unreadable(path, error)) from error


def refuse(what: str) -> BadInput:
    """A file that is not read, and how to make one that is."""
    return BadInput(
        what,
        _("Nothing was imported."),
        _("Open it in Excel or WPS, choose File, Save as, Excel workbook (.xlsx), and import the new file."),
    )


def _damaged(path: str, part: str) -> BadInput:
    return refuse(_("{path} is damaged or no Excel workbook: {part} cannot be read.").format(path=path, part=part))


def _locked(path: str) -> BadInput:
    return BadInput(
        _("{path} is protected with a password.").format(path=path),
        _("Nothing was imported."),
        _("Open it in Excel or WPS, take the password off, save it as Excel workbook (.xlsx), and import that file."),
    )


def _refuse_old(path: str, file: IO[bytes]) -> BadInput:
    if _occurs(file, "EncryptedPackage".encode("utf-16-le"), 0):
        return _locked(path)
    return refuse(_("{path} is a workbook of an old Excel (.xls).").format(path=path))


def _check(part: ZipInfo, largest: int) -> None:
    if part.compress_type not in (0, 8):  # stored and deflated are all that the format allows
        raise Damage
    if part.file_size > largest or part.file_size > max(_SMALL, part.compress_size * DENSEST):
        raise Excess


def normalise(name: str) -> str:
    """The name of a part as it is looked for."""
    return name.replace("\\", "/").lstrip("/").lower()


def _occurs(file: IO[bytes], needle: bytes, often: int) -> bool:
    """Whether the bytes occur more often than that."""
    file.seek(0)
    count = 0
    rest = b""
    while count <= often and (chunk := file.read(_CHUNK)):
        chunk = rest + chunk
        count += chunk.count(needle)
        rest = chunk[-len(needle) + 1 :]
    file.seek(0)
    return count > often
