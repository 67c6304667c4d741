"""The only place that finds out how a text file is encoded: by its mark, else strict UTF-8, else GB18030.

The whole file is looked at and nothing is guessed: GB18030 goes only with a header that is understood in it.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from typing import NamedTuple

from inspect_cli.errors import BadInput, Problem, StorageProblem, WrongUsage
from inspect_cli.messages import _, explain

CHINESE = "gb18030"
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What a file begins with that is no text, whatever its name says.
_NO_TEXT = (
    b"%PDF",
    b"\x7fELF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"SQLite format 3",
)
_CHUNK = 1 << 20
_HEAD = 512
_MOST_ZEROS = 5  # one byte in so many may be NUL; in UTF-16 it is nearly every second one


class Text(NamedTuple):
    """A text file: its encoding, and how many physical lines it has."""

    encoding: str
    lines: int


def find_encoding(path: str, asked: str | None = None) -> Text:
    """How a file is encoded; `asked` wins.

    Raises BadInput naming the line for bytes that are neither UTF-8 nor GB18030 or not what was asked for, WrongUsage
    for an encoding that there is not, StorageProblem when the file cannot be read.
    """
    head = read_head(path)
    marked = next((name for mark, name in _MARKS if head.startswith(mark)), None)
    encoding = _check_name(asked) if asked else marked
    if head.startswith(_NO_TEXT):
        raise _refuse(_("{path} is no text file and no Excel workbook.").format(path=path))
    if not encoding and head.count(0) * _MOST_ZEROS > len(head):
        raise _refuse(_("{path} holds NUL characters; it may be UTF-16 without a mark.").format(path=path), "utf-16-le")
    for tried in (encoding,) if encoding else ("utf-8", CHINESE):
        lines = _try(path, tried)
        if lines is not None:
            return Text(tried, lines)
    raise undecodable(path, encoding or "utf-8", asked=bool(asked))


def read_head(path: str) -> bytes:
    """The first bytes of a file. Raises StorageProblem when it cannot be read."""
    return next(_chunks(path, _HEAD), b"")


def undecodable(path: str, encoding: str, *, asked: bool = False) -> BadInput:
    """A file that is not what it should be, by the first line that is not."""
    line = _find_line(path, encoding)
    if encoding != "utf-8" or asked:
        return _refuse(_("{path}, line {line}: not {encoding} text.").format(path=path, line=line, encoding=encoding))
    chinese = _find_line(path, CHINESE)
    what = _("{path}, line {line}: not UTF-8 text, nor GB18030 on line {chinese}.")
    if chinese is None:
        what = _("{path}, line {line}: not UTF-8 text, and as GB18030 no header of it is known.")
    return _refuse(what.format(path=path, line=line, chinese=chinese))


def unreadable(path: str, error: OSError | ValueError) -> StorageProblem:
    """A file that the system does not give."""
    return StorageProblem(
        _("Cannot read {path}: {error}").format(path=path, error=explain(error)),
        _("Nothing was imported."),
        _("Check the name and who may read the file."),
    )


def _refuse(what: str, encoding: str = "NAME") -> BadInput:
    return BadInput(
        what,
        _("Nothing was imported."),
        _("Save the file as CSV UTF-8, or name how it is encoded: --encoding {name}").format(name=encoding),
    )


def _check_name(asked: str) -> str:
    try:
        name = codecs.lookup(asked).name
        "".encode(name)
    except (LookupError, ValueError) as error:
        raise WrongUsage(
            _("There is no encoding {name}.").format(name=asked),
            _("Nothing was imported."),
            _("Choose from: {all}").format(all="utf-8, gb18030, utf-16, utf-16-le, big5"),
        ) from error
    return name


def _try(path: str, encoding: str) -> int | None:
    """How many lines the file has when it is all text in this encoding; else None."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    wide = encoding.startswith(("utf-16", "utf-32"))
    lines = 0
    try:
        for chunk in _chunks(path, _CHUNK):
            text = decoder.decode(chunk)
            lines += text.count("\n") if wide else chunk.count(b"\n")
        decoder.decode(b"", final=True)
    except UnicodeError:
        return None
    return lines


def _find_line(path: str, encoding: str) -> int | None:
    """The first line that cannot be decoded, if there is one."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    number = 1
    for chunk in _chunks(path, _CHUNK):
        for line in chunk.splitlines(keepends=True):
            try:
                number += decoder.decode(line).count("\n")
            except UnicodeError:
                return number
    try:
        decoder.decode(b"", final=True)
    except UnicodeError:
        return number
    return None


def leave_out_option(problem: Problem) -> None:
    """What is to be done, said for a command without --encoding."""
    if "--encoding" in problem.todo:
        problem.todo = _("Save the file as CSV UTF-8 and run the command again.")


def _chunks(path: str, size: int) -> Iterator[bytes]:
    try:
        with open(path, "rb") as file:
            while chunk := file.read(size):
                yield chunk
    except (OSError, ValueError) as error:
        raise unreadable(path, error) from error
