"""The only place that reads from when until when somebody answers, as lists have it: 2025年3月, 2021.3-2027.1."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple
from unicodedata import normalize

from inspect_cli.errors import BadInput
from inspect_cli.messages import _, listing
from inspect_cli.rules import names, register_fields, written
from inspect_cli.transfer.records import Record, Slip, Values

_STILL = ("今", "至今", "迄今", "现在", "目前", "现任", "在任", "在职", "在岗", "长期", "now", "present")
_AROUND = re.compile(r"^(?:自|从|于)|(?:起|以来|开始|任职|止|离任|卸任)$")
_PARTED = re.compile(r"\s*(?:-+|~|至|到)\s*")
_MONTH = re.compile(r"(\d{4})(?:年(\d{1,2})月?|[-./](\d{1,2}))(?:月)?(?:份)?")
_CUT = re.compile(r"\d{4}\.1")  # 2021.10, as a spreadsheet shows it
_OFFICE = re.compile(
    "(?:(?:离|卸|上|到|就|接|在|现|担|履)任|任职|任命|任免|免职|离职|调离|到岗|离岗)(?:的)?(?:起|止|开始|结束|截止|起止)*"
    "(?:时间|日期|年月|年限|期限|起|止|日|至)+|任期.*"
)


class Term(NamedTuple):
    """The first day, and the last one of a cell that says both; open: whether it says that there is none yet."""

    first: date
    last: date | None = None
    open: bool = False


def read_from(text: str, *, epoch_1904: bool = False) -> Term:
    """The first day of a cell, the first of a month, or with the last: 2021年3月至今. Raises Slip."""
    if said := _read_day(text, epoch_1904=epoch_1904):
        return said
    plain = _tidy(text)
    for parted in _PARTED.finditer(plain):
        first = _read_end(plain[: parted.start()], last=False)
        rest = plain[parted.end() :]
        if first and rest in _STILL:
            return Term(first, open=True)
        if first and (last := _read_end(rest, last=True)) and last >= first:
            return Term(first, last)
    alone = None if _CUT.fullmatch(plain) else _read_end(plain, last=False)
    if alone is None:
        raise Slip(_("is no day; write it as 2023-01-15"))
    return Term(alone)


def read_to(text: str, *, epoch_1904: bool = False) -> date | None:
    """The last day of a cell, the last of a month; None for 至今. Raises Slip."""
    plain = _tidy(text)
    if plain in _STILL or names.is_nobody(text):
        return None
    said = _read_day(text, epoch_1904=epoch_1904)
    last = said.first if said else None if _CUT.fullmatch(plain) else _read_end(plain, last=True)
    if last is None or (said and said.last):
        raise Slip(_("is no day; write it as 2023-01-15"))
    return last


def settle(record: Record, said: Values) -> Values:
    """The same with both days as days. Raises BadCells where two columns say another last one."""
    rest = {key: value for key, value in said.items() if key not in ("from", "to")}
    term, last = said.get("from"), said.get("to")
    if term and "to" in said and (term.last or term.open) and term.last != last:
        other = record.texts["from"]
        raise record.refuse(
            "to", _("is not what “{column}” says: {other}").format(column=record.headers["from"], other=other)
        )
    last = last or (term.last if term else None)
    return {**rest, **({"from": term.first} if term else {}), **({"to": last} if last else {})}


def refuse_unread(path: str, left_out: Iterable[str]) -> None:
    """Raises BadInput for columns that look like a time of office, and that nobody reads."""
    if unread := [header for header in left_out if _OFFICE.fullmatch(names.plain(header.rpartition("/")[2]))]:
        raise BadInput(
            _("{path}: nobody reads these columns, which look like a time of office: {columns}").format(
                path=path, columns=listing(unread)
            ),
            _("Nothing was written."),
            _("Call them {first} and {last}, or take them out.").format(
                first=register_fields.FROM.aliases[1], last=register_fields.TO.aliases[1]
            ),
        )


def _read_day(text: str, *, epoch_1904: bool) -> Term | None:
    """A whole day, or one with another behind it."""
    found = written.read_day(text, epoch_1904=epoch_1904)
    return Term(found.day, found.more) if found and isinstance(found.day, date) else None


def _tidy(text: str) -> str:
    return _AROUND.sub("", written.tidy(normalize("NFKC", text)).strip("()")).strip()


def _read_end(text: str, *, last: bool) -> date | None:
    """A day, or the first or last one of a month."""
    plain = _AROUND.sub("", text)
    if said := _read_day(plain, epoch_1904=False):
        return said.first if said.last is None else None
    found = _MONTH.fullmatch(plain)
    year, month = (int(found[1]), int(found[2] or found[3])) if found else (0, 0)
    if not date.min.year <= year or not 1 <= month <= 12:  # noqa: PLR2004
        return None
    return date(year, month, monthrange(year, month)[1] if last else 1)
