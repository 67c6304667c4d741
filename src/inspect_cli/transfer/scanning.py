"""The only place that looks through the XML of a workbook before openpyxl reads it, in a stream and with bounds.

defusedxml refuses DTDs. What else would take all memory or time is refused here, and so are texts of which openpyxl
would lose a part.
"""

from __future__ import annotations

from collections.abc import Mapping
from sys import getsizeof
from typing import Any, ClassVar, Protocol

STRICT = "http://purl.oclc.org/ooxml/"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/"

# No office program comes near these. Nesting and names are kept by the parser for the length of the document, and a tag
# is scanned anew with each chunk.
DEEPEST = 100
MOST_NAMES = 20_000
LONGEST_TAG = 1 << 20
LONGEST_TEXT = 1_000_000  # characters, as for a cell of a text file
LONGEST_CODE = 255  # Excel's own bound for a number format; patterns that look at a long one would take forever
# openpyxl holds every element that is not in a row. Of the 65,490 styles that Excel allows all weigh half of this.
MOST_WEIGHT = 1 << 25
_ELEMENT = 100
MOST_HELD = 256 << 20  # bytes in memory of the table of texts: some two million short ones
_HELD = 80
# Of a row, or of one text, openpyxl holds all elements at a time.
LONGEST_ROW = 2_000_000
SMALL = 8
_CHUNK = 1 << 16

T = f"{MAIN}t"
PHONETIC = f"{MAIN}rPh"
_SI = f"{MAIN}si"
_SHEET = f"{MAIN}sheet"
# What may stand in a text, and in a run of it.
_RUNS = ({T, PHONETIC, f"{MAIN}r", f"{MAIN}phoneticPr"}, {T, f"{MAIN}rPr"})
_MARK = "x005F_"  # openpyxl takes it out wherever it stands

Attributes = Mapping[str, str]


class Damage(Exception):
    """What was read is not what the format says."""


class Excess(Exception):
    """What was read is more than any honest file holds."""


class Strict(Exception):
    """The file is in the other dialect of the format, which openpyxl does not know."""


class Source(Protocol):
    """A stream of bytes."""

    def read(self, size: int = -1, /) -> bytes:
        """As many bytes as that, fewer before the end, none at it."""


class Scan:
    """Takes in one document. A name is its namespace, a brace, and the local name; the root must be one of `roots`.

    depth: of the element that was entered last, 1 for the root; weight: what openpyxl would hold of it all.
    """

    roots: ClassVar[frozenset[str]]

    def __init__(self) -> None:
        self.depth = 0
        self.weight = 0

    def read(self, file: Source) -> None:
        """Read the document.

        Raises Damage, Excess, Strict, DefusedXmlException, ParseError, and ValueError or LookupError for an encoding or
        a number that is none.
        """
        from defusedxml.ElementTree import DefusedXMLParser

        def begin(name: str, attributes: Attributes) -> None:
            if name not in self.roots:
                raise Strict if name.startswith(STRICT) else Damage
            parser.StartElementHandler = self.start
            self.start(name, attributes)

        feeder: Any = DefusedXMLParser(target=_Deaf(), forbid_dtd=True)
        # Its expat parser is listened to directly: through a target it takes twice the time.
        parser = feeder.parser
        parser.ordered_attributes = False
        parser.StartElementHandler, parser.EndElementHandler = begin, self.end
        parser.CharacterDataHandler = self.data
        parser.StartNamespaceDeclHandler = _ignore
        fed = 0
        while chunk := file.read(_CHUNK):
            feeder.feed(chunk)
            fed += len(chunk)
            # Every name of an element, attribute or prefix that the parser keeps is interned.
            if fed - parser.CurrentByteIndex > LONGEST_TAG or len(parser.intern) > MOST_NAMES:
                raise Excess
            self.check()
        feeder.close()

    def check(self) -> None:
        """After each chunk: raises Excess when it has been too much."""
        if self.depth > DEEPEST or self.weight > MOST_WEIGHT:
            raise Excess

    def start(self, _name: str, attributes: Attributes, /) -> None:
        """An element begins."""
        self.depth += 1
        self.weigh(attributes)

    def end(self, _name: str, /) -> None:
        """An element ends."""
        self.depth -= 1

    def weigh(self, attributes: Attributes) -> None:
        """An element that openpyxl would hold."""
        self.weight += _ELEMENT + sum(map(len, attributes.values()))

    def data(self, text: str) -> None:
        """Text in an element, perhaps not all of it."""
        self.weight += len(text)


class Index(Scan):
    """A part that openpyxl reads as a whole: lists of parts, of sheets, of styles. sheets: how many it lists."""

    roots = frozenset(
        {
            f"{_PACKAGE}content-types}}Types",
            f"{_PACKAGE}relationships}}Relationships",
            f"{MAIN}workbook",
            f"{MAIN}styleSheet",
        }
    )

    sheets = 0

    def start(self, name: str, attributes: Attributes, /) -> None:
        """An element begins; raises Excess for a number format that is longer than Excel allows."""
        super().start(name, attributes)
        self.sheets += name == _SHEET
        if len(attributes.get("formatCode", "")) > LONGEST_CODE:
            raise Excess


class Runs:
    """The text of one `si` or `is`: openpyxl would lose all but the last `t` of a place, and moves a late one forward.

    taking: whether an element is open whose text counts.
    """

    def __init__(self) -> None:
        self.taking = False
        self._level = 0
        self._place = ""
        self._begun = self._filled = False
        self._pieces: list[str] = []
        self._parts: list[str] = []

    def start(self, name: str) -> None:
        """An element in it begins; raises Damage for one that may not stand there."""
        self._level += 1
        known = name in _RUNS[self._level - 1] if self._level <= len(_RUNS) else name != T
        if self.taking or not known:
            raise Damage
        if self._level == 1:
            self.taking = name == T
            if self.taking and self._begun:
                raise Damage
            self._place, self._begun, self._filled = name, True, False
        elif self._level == len(_RUNS) and name == T:
            if self._filled:
                raise Damage
            self._filled = self.taking = True

    def end(self) -> None:
        """An element in it ends; raises Excess for a text beyond all measure."""
        self._level -= 1
        if self.taking:
            self.taking = False
            if self._place != PHONETIC:
                self._parts += self._pieces
            self._pieces.clear()

    def data(self, text: str) -> None:
        """Text in it, perhaps not all of it."""
        if self.taking:
            self._pieces.append(text)

    def take(self) -> str:
        """The text, at the end of it all; another one may begin."""
        text = "".join(self._parts)
        self._parts.clear()
        self._begun = False
        if len(text) > LONGEST_TEXT:
            raise Excess
        return text


class Texts(Scan):
    """The table of texts that cells refer to by number. count: how many; marked: those that openpyxl would change."""

    roots = frozenset({f"{MAIN}sst"})

    def __init__(self) -> None:
        super().__init__()
        self.count = 0
        self.marked: dict[int, str] = {}
        self._runs = Runs()
        self._open = False
        self._held = 0
        self._size = 0

    def check(self) -> None:
        """After each chunk: raises Excess when it has been too much."""
        super().check()
        if self._held > MOST_HELD or self._size > LONGEST_ROW:
            raise Excess

    def start(self, name: str, attributes: Attributes, /) -> None:
        """An element begins; raises Damage for one that may not stand there."""
        if self._open:
            self.depth += 1
            self._size += SMALL
            self._runs.start(name)
        elif name != _SI:
            super().start(name, attributes)
        elif self.depth == 1:
            self.depth += 1
            self._open = True
            self._size = 0
        else:
            raise Damage

    def end(self, _name: str, /) -> None:
        """An element ends."""
        self.depth -= 1
        if self._open and self.depth == 1:
            self._finish()
        elif self._open:
            self._runs.end()

    def data(self, text: str) -> None:
        """Text in an element, perhaps not all of it."""
        if self._open:
            self._size += len(text) + SMALL
            self._runs.data(text)
        else:
            super().data(text)

    def _finish(self) -> None:
        text = self._runs.take()
        if _MARK in text:
            self.marked[self.count] = text
        self.count += 1
        self._held += getsizeof(text) + _HELD
        self._open = False


class _Deaf:
    """A target that takes nothing."""


def _ignore(*_declaration: object) -> None:
    """Nothing: that there is a handler makes the parser intern prefixes, where they are counted."""
