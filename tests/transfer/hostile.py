"""What a hostile file is: its bytes, how it is imported, and what must come of it; and how such bytes are made."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

HEADER = ("检查时间", "所属乡镇", "被检查单位", "隐患描述")
ROW = ("2023-01-10", "东岔街道", "百货商场", "堵塞通道")
FIRE = "--set category=fire"
_WHEN = (2023, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Case:
    """A file and its outcome.

    counts: of the import, those that are not 0; hazards: what the ledger then holds, in the order of numbers, of each
    only what is told; said: what the user reads on standard error. options: of the import.
    """

    name: str
    content: bytes
    counts: Mapping[str, int] = field(default_factory=dict)
    hazards: Sequence[Mapping[str, Any]] = ()
    said: Sequence[str] = ()
    code: int = 0
    options: str = FIRE


def table(*rows: Sequence[str], header: Sequence[str] = HEADER, sign: str = ",", end: str = "\r\n") -> str:
    """Rows under a header, as a spreadsheet writes them."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=sign, lineterminator=end).writerows([header, *rows])
    return out.getvalue()


def one(header: str, cell: str, before: Mapping[str, str] | None = None) -> bytes:
    """A file of one hazard with one more column."""
    more = {**(before or {}), header: cell}
    return table((*ROW, *more.values()), header=(*HEADER, *more)).encode()


def cell_case(name: str, header: str, cell: str, **hazard: Any) -> Case:
    """A cell that is understood: what the hazard then says."""
    return Case(name, one(header, cell), {"rows": 1, "new": 1}, [hazard])


def refused_case(name: str, header: str, cell: str, *said: str) -> Case:
    """A cell that is not: the row is rejected, with its line and the reason."""
    return Case(name, one(header, cell), {"rows": 1, "rejected": 1}, (), ["line 2", *said], 3)


def day_case(name: str, day: str, options: str = FIRE, said: Sequence[str] = (), **hazard: Any) -> Case:
    """A day of inspection that is understood."""
    content = table((day, *ROW[1:])).encode()
    return Case(name, content, {"rows": 1, "new": 1}, [{"inspected_on": "2023-01-10", **hazard}], said, 0, options)


def no_day_case(name: str, day: str, *said: str) -> Case:
    """A day of inspection that is not."""
    return Case(name, table((day, *ROW[1:])).encode(), {"rows": 1, "rejected": 1}, (), ["line 2", *said], 3)


def workbook(fill: Callable[[Any], None], *, active: str = "台账") -> bytes:
    """A workbook; `fill` is given it with one empty sheet."""
    from openpyxl import Workbook

    book = Workbook()
    book.active.title = active
    fill(book)
    out = io.BytesIO()
    book.save(out)
    return rezip(out.getvalue())


def sheet(*rows: Sequence[Any], header: Sequence[str] = HEADER, active: str = "台账") -> bytes:
    """A workbook of one sheet."""

    def fill(book: Any) -> None:
        for row in [header, *rows]:
            book.active.append(row)

    return workbook(fill, active=active)


def rezip(content: bytes, change: Callable[[str, bytes], bytes | None] = lambda _name, data: data) -> bytes:
    """A zip with the same members at a fixed time, each changed, or left out where `change` gives None."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = change(name, source.read(name))
            if data is not None:
                target.writestr(zipfile.ZipInfo(name, _WHEN), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def pack(members: Iterable[tuple[str, bytes]]) -> bytes:
    """A zip of these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in members:
            target.writestr(zipfile.ZipInfo(name, _WHEN), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()
