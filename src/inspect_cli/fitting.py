"""The only place that fits text to a width: where it may break, which columns have room, how wide each of them is.

Widths are in cells of a terminal; a Chinese character has two.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import NamedTuple

from inspect_cli.messages import PROGRAM
from inspect_cli.rules.fields import Field

FOLDABLE = 16  # narrower than this, folded text is no longer legible
LONGEST = 24  # a word is whole up to this; a longer one may be broken where there is no room
_NAME = 32  # a name is on one line up to this
_GAP = 2  # between two columns
_OPEN = "（《“‘「『"
_SIGNS = r"[)%\]},.:;!?]+(?![\x21-\x7e])"  # as in 整改率%, and not as in 名单.csv
_CLOSE = rf"(?:{_SIGNS})?[。，、；：！？）》”’」』…]*"
_PIECE = rf"[{_OPEN}]*(?:[\x21-\x7e]+|[(\[{{]*[^\x21-\x7e ]){_CLOSE}"
_PIECES = re.compile(rf"{_PIECE}(?:\xa0{_PIECE})*\s*")  # what a no-break space joins stays on one line
_WORD = rf"""(?:'[^']*'|"[^"]*"|[^\s{_OPEN}。，；：！？）》]|['"])+"""
_COMMAND = re.compile(rf"[{_OPEN}\x21-\x7e]*{re.escape(PROGRAM)}(?![\x21-\x7e])(?:[ ]+{_WORD})*{_CLOSE}\s*")
_WORDS = re.compile(rf"[{_OPEN}]*{_WORD}{_CLOSE}\s*")


class Column(NamedTuple):
    """A column as far as its place is concerned: the room that it needs at least, and to have every text on a line."""

    rank: int
    least: int
    natural: int
    folds: bool


def split(text: str) -> list[str]:
    """The pieces that a line may end behind: words, Chinese characters, the words of a command with their quotes."""
    pieces, at = [], 0
    for found in _COMMAND.finditer(text):
        pieces += _PIECES.findall(text[at : found.start()])
        for word in _WORDS.findall(found[0]):
            pieces += [word] if _measure(word) <= LONGEST else _PIECES.findall(word)
        at = found.end()
    return pieces + _PIECES.findall(text[at:])


def _measure(text: str) -> int:
    from rich.cells import cell_len

    return cell_len(text.rstrip())


def fold(text: str, width: int) -> list[str]:
    """The lines of a text: broken at blanks and between Chinese characters, never before a 。 or in a command's word.

    No line is wider than the width, unless a single word is.
    """
    from rich.cells import cell_len

    lines, taken = [""], 0
    for piece in split(text):
        if lines[-1] and taken + _measure(piece) > width:
            lines.append("")
            taken = 0
        lines[-1] += piece
        taken += cell_len(piece)
    return [line.rstrip().replace("\xa0", " ") for line in lines]


def fill(text: str, width: int) -> str:
    """The text folded into a cell of a table: a word that is wider than the cell is broken, and nothing is lost."""
    from rich.cells import cell_len, chop_cells

    lines = ([line] if cell_len(line) <= width else chop_cells(line, width) for line in fold(text, width))
    return "\n".join(chain.from_iterable(lines))


def hang(head: str, text: str, width: int) -> list[str]:
    """A text beside its head, its further lines below its first; where it has no room there, below the head."""
    from rich.cells import cell_len

    indent = cell_len(head)
    if width - indent >= min(max(FOLDABLE, *map(_measure, split(text))), _measure(text)):
        first, *more = fold(text, width - indent)
        return [head + first, *(" " * indent + line for line in more)]
    indent = len(head) - len(head.lstrip()) + 2
    return [head.rstrip(), *(" " * indent + line for line in fold(text, width - indent))]


def _find_longest(texts: Iterable[str]) -> int:
    """The longest word that is never broken."""
    found = (_measure(piece) for text in texts for piece in split(text))
    return max((long for long in found if long <= LONGEST), default=0)


def measure(field: Field, texts: Sequence[str]) -> Column:
    """The room for a column; texts: its title and its cells. A number, a day or a word of a table never folds."""
    from rich.cells import cell_len

    natural = max(1, *map(cell_len, texts))
    if field.kind not in ("text", "names") or field.key in ("number", "month", "code"):
        return Column(field.rank, natural, natural, folds=False)
    legible = _NAME if field.key in ("township", "name") else FOLDABLE
    if natural <= legible:
        return Column(field.rank, natural, natural, folds=False)
    longest = _find_longest(text for text in texts if cell_len(text) > legible)
    return Column(field.rank, max(legible, longest), natural, folds=True)


def choose(columns: Sequence[Column], width: int) -> list[int]:
    """Which columns stay: the least important go until the rest fits, folded; none when those of rank 0 do not fit."""
    kept = list(range(len(columns)))
    while sum(columns[n].least + _GAP for n in kept) - _GAP > width:
        if not any(columns[n].rank for n in kept):
            return []
        kept.remove(max(kept, key=lambda n: (columns[n].rank, n)))
    return kept


def allot(columns: Sequence[Column], width: int) -> list[int]:
    """How wide each of the columns is that have room: the widest fold first."""
    room = width - _GAP * (len(columns) - 1)
    widths = [min(column.natural, room) for column in columns]
    while sum(widths) > room:
        widest = max(
            (n for n, column in enumerate(columns) if widths[n] > column.least),
            key=lambda n: widths[n],
        )
        widths[widest] -= 1
    return widths
