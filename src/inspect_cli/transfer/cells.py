"""The only place that says what a cell of a workbook reads as: texts, numbers, dates and times."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from math import isfinite
from typing import Any

from inspect_cli.transfer.exporting import escape

_LARGEST_WHOLE = 10**21  # beyond, it is no amount and no number of anything
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a workbook knows no time zones
NO_VALUE = "=#VALUE!"


def say(value: Any, kind: str) -> str:
    """A value as openpyxl gives it, with the kind of its cell, as a cell of our CSV: "" for None, texts escaped.

    An error, and a number that its format cannot show as a date, are "=" and its name: "=#REF!", "=#VALUE!".
    """
    if value is None:
        return ""
    if kind == "e":
        return f"={value}"
    return _SAYINGS[type(value)](value)


def decode(raw: str) -> str:
    """A text as Excel shows it: `_x000D_` is the character it stands for, and a line ends in LF."""
    if "_x" in raw:
        from openpyxl.utils.escape import unescape

        raw = unescape(raw)
        if any("\ud800" <= character <= "\udfff" for character in raw):
            raw = raw.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return raw.replace("\r\n", "\n")


def _say_text(value: str) -> str:
    return escape(decode(value))


def _say_truth(value: bool) -> str:  # noqa: FBT001 - the value of a cell
    return "TRUE" if value else "FALSE"


def _say_number(value: float) -> str:
    if not isfinite(value):
        return NO_VALUE
    return str(int(value)) if value.is_integer() and abs(value) < _LARGEST_WHOLE else repr(value)


def _say_moment(value: datetime) -> str:
    # openpyxl counts on before the first day, where Excel shows that there is none.
    return (
        f"{value.date().isoformat()} {_say_time(value.time())}".removesuffix(" 00:00") if value > _EPOCH else NO_VALUE
    )


def _say_time(value: time) -> str:
    return value.strftime("%H:%M:%S" if value.second else "%H:%M")


def _say_span(value: timedelta) -> str:
    """Hours beyond a day are counted on: `25:30`."""
    if value < timedelta(0):
        return NO_VALUE
    minutes, seconds = divmod(round(value.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}" + (f":{seconds:02}" if seconds else "")


_SAYINGS: dict[type, Callable[[Any], str]] = {
    str: _say_text,
    bool: _say_truth,
    int: str,
    float: _say_number,
    datetime: _say_moment,
    date: date.isoformat,
    time: _say_time,
    timedelta: _say_span,
}
