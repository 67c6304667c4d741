"""The only place that turns files of campaigns and special periods into what their register takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from inspect_cli.rules import campaign_fields, names
from inspect_cli.transfer import records, registers
from inspect_cli.transfer.records import File

_NEEDED = ("name",)


def read_campaigns(path: str, townships: Mapping[str, str], encoding: str | None = None) -> File:
    """The rows of a file as fields of the entries of the register; townships: the register, code -> name.

    encoding: of text, found when it is not given.
    A list of categories or townships has 、 or a comma between them. Raises BadInput for the first cell that breaks a
    rule, naming file, line, column and value.
    """
    file = records.read_file(path, campaign_fields.IN_FILES, _NEEDED, encoding=encoding)
    own = {
        "categories": _read_several(lambda text: records.read_word("category", text)),
        "townships": _read_several(lambda text: registers.find_township(townships, text)),
    }
    rows = [records.read_values(record, campaign_fields.IN_FILES, own) for record in file.records]
    records.refuse_doubles(file.records, [(names.plain(row["name"]),) for row in rows], "name")
    return file._replace(rows=rows)


def _read_several(read: Callable[[str], str]) -> Callable[[str], tuple[str, ...]]:
    return lambda text: tuple(dict.fromkeys(read(part) for part in names.split_people(text)))
