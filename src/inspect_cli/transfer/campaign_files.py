"""The only place that turns files of campaigns and special periods into what their register takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType

from inspect_cli.messages import _, listing
from inspect_cli.rules import campaign_fields, names, periods, words
from inspect_cli.transfer import records, registers
from inspect_cli.transfer.records import File, Record, Slip, Values
from inspect_cli.transfer.rosters import Shape

_NEEDED = ("name",)
_LISTS = frozenset(("categories", "townships"))  # columns in whose cells a line is one of several


def read_campaigns(
    path: str,
    townships: Mapping[str, str],
    encoding: str | None = None,
    former: Mapping[str, str] = MappingProxyType({}),
) -> File:
    """The rows of a file as fields of the entries of the register; townships: the register, code -> name.

    encoding: of text, found when it is not given; former: names that townships had -> their codes.
    A list of categories or townships has 、 or a comma between them. Raises BadInput for every cell that breaks a rule,
    naming file, line, column and value.
    """
    kind = partial(Shape, people=_LISTS)
    file = records.read_file(path, campaign_fields.IN_FILES, _NEEDED, kind=kind, encoding=encoding)
    taken: dict[str, str] = {}
    own = {
        "categories": _read_several(lambda text: records.read_word("category", text)),
        "townships": _read_several(partial(registers.find_township, townships, taken=taken, former=former)),
        "report": _read_report,
    }

    def read(record: Record) -> Values:
        row = records.read_values(record, campaign_fields.IN_FILES, own)
        if "start" in row and "end" in row and row["end"] < row["start"]:
            raise record.refuse("end", _("is before the first day, {day}").format(day=row["start"]))
        return row

    rows = records.read_each(file, read, lambda row: (names.plain(row["name"]),), "name")
    return file._replace(rows=rows, taken=taken)


def _read_report(text: str) -> str:
    """How often a report is due. Raises Slip for one that is not due again and again."""
    key = records.read_word("report", text)
    if key not in periods.FREQUENCIES:
        shown = listing(f"{known} {words.REPORTS.get(known, '')}".strip() for known in periods.FREQUENCIES)
        raise Slip(_("is none of {words}").format(words=shown))
    return key


def _read_several(read: Callable[[str], str]) -> Callable[[str], tuple[str, ...]]:
    return lambda text: tuple(dict.fromkeys(read(part) for part in names.split_people(text)))
