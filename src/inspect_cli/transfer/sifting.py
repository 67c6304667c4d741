"""The only place that tells the rows of a ledger from what stands around them: totals, signatures, headers again.

What is left is filled in where it says the same as above.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple
from unicodedata import normalize

from inspect_cli.rules import claims
from inspect_cli.rules.names import plain
from inspect_cli.transfer.exporting import escape, unescape
from inspect_cli.transfer.filling import Filler
from inspect_cli.transfer.reading import Line
from inspect_cli.transfer.sources import Table

_UNIT = "(?:家|个|处|项|条|户|座|所|人|名|辆|次|起|间)"
_COUNT = re.compile(rf"(?:共|共计)?\d+{_UNIT}?")
_TOTAL = re.compile(
    rf"(?:本页)?(?:合计|总计|小计|总合计|累计|共计):?[(（]?(?:共?\d+{_UNIT}?)?[)）]?|(?:(?:sub|grand)?total|sum):?\d*"
)
_PART = ("小计", "本页小计", "subtotal")
_LEADING = ("number", "serial", "township", "site", "category")
_HAZARD = ("township", "site", "description")  # beside its day
_SIGNED = re.compile(
    "(?:填报|审核|制表|填表|编制|复核|审批|审签|签发|签字|负责|主要负责|单位负责|分管领导|主管领导|联系|报送|统计|经办|记录|校对|抄送|打印)"
    "(?:人|单位|部门|领导|日期|时间|人员|电话|方式)?(?:[(（].*?[)）])?(?:签字|签章|盖章)?[:：].*"
    "|[-—]*\\s*(?:第\\s*\\d+\\s*页.*|续上?页|续表|接上页|(?:以下)?空白)\\s*[-—]*"
    "|(?:注|备注|说明|填表说明|填报说明|单位盖章|盖章|（盖章）|\\(盖章\\)).{0,2}[:：].*",
    re.DOTALL,
)
_COUNTED = {"description": "(?:项|条|处|个|起)", "site": "家", "severity": "(?:项|条|处|个)"}


class Mismatch(NamedTuple):
    """A total row that says something else than the rows above it: line, column, what it says, what they have."""

    line: int
    column: str
    said: int
    counted: int


class Sifter:
    """Goes through the body of one table.

    aside: how many rows were no ledger rows, by kind (blank, total, signature, header); passed: their lines;
    mismatches: totals that are wrong. parted: a blank row ends a block, and nothing above it is filled in below.
    """

    def __init__(self, table: Table, *, parted: bool = False) -> None:
        self.aside: Counter[str] = Counter()
        self.passed: dict[str, list[int]] = defaultdict(list)
        self._parted = parted
        self.mismatches: list[Mismatch] = []
        columns = table.columns
        self._table = table
        self._columns = columns
        self._width = len(columns.keys)
        self._places = {key: n for n, key in enumerate(columns.keys) if key}
        self.filler = Filler(table)
        self._begun = False
        self._header = [plain(name) for name in columns.headers]
        self._part: Counter[str] = Counter()
        self._all: Counter[str] = Counter()
        self._sites: tuple[set[str], set[str]] = (set(), set())

    def sift(self, lines: Iterable[Line]) -> Iterator[Line]:
        """The rows of the ledger, their merged cells filled."""
        if self._columns.ours and not self._table.is_sheet:
            return self._drop_blanks(lines)
        return self._go_through(lines)

    def _go_through(self, lines: Iterable[Line]) -> Iterator[Line]:
        padded = self._table.is_sheet
        for number, row in lines:
            cells = row + [""] * (self._width - len(row)) if padded and len(row) < self._width else row
            kind = "blank" if not any(cell.strip() for cell in cells) else self._find_kind(cells, number)
            if kind:
                self._set_aside(kind, number)
                continue
            if len(cells) == self._width:
                cells = self.filler.fill(number, cells)
            self._tally(cells)
            yield Line(number, cells)

    def _set_aside(self, kind: str, number: int) -> None:
        self.aside[kind] += 1
        self.passed[kind].append(number)
        if kind == "blank" and self._parted:
            self.filler.forget()

    def _drop_blanks(self, lines: Iterable[Line]) -> Iterator[Line]:
        """In a file of ours nothing else stands around the rows."""
        for line in lines:
            if any(line.cells):
                yield line
            else:
                self.aside["blank"] += 1

    def _find_kind(self, cells: Sequence[str], number: int) -> str | None:
        """What a row is that is none of the ledger; None for one that is."""
        if self._columns.ours:
            return None
        first = next(cell for cell in cells if cell.strip())
        if self._is_total(cells, first):
            self._check_total(cells, number, part=plain(first).startswith(_PART))
            self.filler.forget()
            return "total"
        if self._is_signature(cells, first):
            return "signature"
        if len(cells) == self._width and (self._is_header(cells) or self._is_count(cells)):
            return "header"
        self._begun = True
        return None

    def _is_total(self, cells: Sequence[str], first: str) -> bool:
        """Whether a row sums up: by the name that it has, or where it has none, by its first cell or a leading one.

        A row with the name of something is an entry, and so is one with all that a hazard has, whatever leads it.
        """
        leading = [plain(self._cell(cells, key)) for key in (*_LEADING, "name")]
        if not any(map(_is_sum, (plain(first), *leading))):
            return False
        if "name" not in self._places and not self._cell(cells, "inspected_on").strip():
            return True
        said = [plain(self._cell(cells, key)) for key in (("name",) if "name" in self._places else _HAZARD)]
        return not all(text and not _is_sum(text) and not _COUNT.fullmatch(text) for text in said)

    def _is_signature(self, cells: Sequence[str], first: str) -> bool:
        if not _SIGNED.fullmatch(normalize("NFKC", unescape(first)).strip()):
            return False
        # A description that begins with such a word stands beside a day.
        return not (self._cell(cells, "inspected_on").strip() and self._cell(cells, "description").strip())

    def _is_header(self, cells: Sequence[str]) -> bool:
        shown = [(plain(cell), name) for cell, name in zip(cells, self._header, strict=True) if cell.strip()]
        return len(shown) > 1 and all(cell == name or name.endswith("/" + cell) for cell, name in shown)

    def _is_count(self, cells: Sequence[str]) -> bool:
        """Whether the row right below the header numbers the columns: 1, 2, 3."""
        shown = [cell.strip() for cell in cells if cell.strip()]
        return not self._begun and len(shown) > 2 and shown == [str(n) for n in range(1, len(shown) + 1)]  # noqa: PLR2004

    def _cell(self, cells: Sequence[str], key: str) -> str:
        place = self._places.get(key, -1)
        return cells[place] if 0 <= place < len(cells) else ""

    def _tally(self, cells: Sequence[str]) -> None:
        description = self._cell(cells, "description")
        hazard = bool(description.strip()) and not claims.is_clean(description)
        counted = {"description": hazard, "severity": hazard and "重大" in self._cell(cells, "severity")}
        for tally, sites in zip((self._part, self._all), self._sites, strict=True):
            tally.update({key: int(held) for key, held in counted.items()})
            sites.add(plain(self._cell(cells, "site")))

    def _check_total(self, cells: Sequence[str], number: int, *, part: bool) -> None:
        """Compare what a total row says of hazards, majors and sites with the rows above it."""
        for key, unit in _COUNTED.items():
            text = normalize("NFKC", self._cell(cells, key)).strip()
            found = re.fullmatch(rf"(?:共|重大)?(\d+){unit}?", text)
            if found and (key != "severity" or "重大" in text):
                counts = [len(sites - {""}) if key == "site" else tally[key] for tally, sites in self._tallies()]
                if int(found[1]) not in counts:
                    self.mismatches.append(Mismatch(number, key, int(found[1]), counts[0] if part else counts[1]))
        self._part.clear()
        self._sites[0].clear()

    def _tallies(self) -> Iterator[tuple[Counter[str], set[str]]]:
        return zip((self._part, self._all), self._sites, strict=True)


def _is_sum(text: str) -> bool:
    """Whether a cell, plain, says that its row is a total: 合计, 小计：3, 总计（3家）."""
    return _TOTAL.fullmatch(text) is not None


def mend(text: str) -> str:
    """A cell as it is written into a file that a spreadsheet opens, and read back the same."""
    return escape(unescape(text))
