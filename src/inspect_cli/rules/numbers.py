"""The only place for how hazard numbers are written: CG-128, 128 on the device that wrote it, 20-24, CG-20-24."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from inspect_cli.errors import WrongUsage
from inspect_cli.messages import _

MOST = 10_000
_PAIR = 2
# Fewer digits than can be typed, so that there is room behind every number that a file brings.
_NUMBER = re.compile(r"([A-Z][A-Z0-9]{0,7})-([1-9]\d{0,11})")
_TYPED = re.compile(r"(?:([A-Z][A-Z0-9]{0,7})-)?(\d{1,15})(?:-(?:\1-)?(\d{1,15}))?")


class Number(NamedTuple):
    """A hazard's permanent number: the code of the device that gave it, and a running number."""

    series: str
    serial: int

    def __str__(self) -> str:
        return f"{self.series}-{self.serial}"


def number_of(row: Mapping[str, Any]) -> str:
    """The number of a row of the hazard table."""
    return f"{row['series']}-{row['serial']}"


def read_number(text: str) -> Number | None:
    """A whole number as files carry it (CG-128); None for anything else, such as another ledger's numbering."""
    found = _NUMBER.fullmatch(text)
    return Number(found[1], int(found[2])) if found else None


def is_number(text: str) -> bool:
    """Whether a word is written like a number or a range of them."""
    return _TYPED.fullmatch(unicodedata.normalize("NFKC", text).strip().upper()) is not None


def read_numbers(typed: Sequence[str], own: str | None) -> list[Number]:
    """The numbers a command line names, each once, in the order typed. `own` is this device's code.

    Raises WrongUsage for what is not a number or a range, for a range that runs backwards, for more than MOST numbers.
    """
    numbers: dict[Number, None] = {}
    for text in typed:
        found = _TYPED.fullmatch(unicodedata.normalize("NFKC", text).strip().upper())
        series = found[1] or own if found else None
        if not found or not series:
            raise WrongUsage(
                _("Not a hazard number: {text}").format(text=text),
                _("Nothing was written."),
                _("Write CG-128, or 128 on the device that gave it, or a range such as 20-24."),
            )
        first, last = int(found[2]), int(found[3] or found[2])
        if last < first or last - first + len(numbers) >= MOST:
            raise WrongUsage(
                _("The range {text} runs backwards or names more than {most} hazards.").format(text=text, most=MOST),
                _("Nothing was written."),
                _("Write the smaller number first, and fewer at a time."),
            )
        numbers.update({Number(series, serial): None for serial in range(first, last + 1)})
    return list(numbers)


def write_numbers(numbers: Sequence[Number]) -> str:
    """Numbers as they can be typed, in the order given; three or more that follow one another are a range."""
    runs: list[list[Number]] = []
    for number in numbers:
        if runs and (number.series, number.serial - 1) == runs[-1][-1]:
            runs[-1].append(number)
        else:
            runs.append([number])
    return " ".join(_write_run(run) for run in runs)


def _write_run(run: Sequence[Number]) -> str:
    return f"{run[0]}-{run[-1].serial}" if len(run) > _PAIR else " ".join(map(str, run))
