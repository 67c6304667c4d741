"""The only place that finds the required cells of a form that are empty, and the command that fills each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from inspect_cli.messages import _
from inspect_cli.rules.counters import BY_KEY as COUNTERS
from inspect_cli.rules.profiles import Column, Profile
from inspect_cli.rules.tallies import VISITS_OF
from inspect_cli.store.database import Row
from inspect_cli.store.summaries import Summary
from inspect_cli.transfer.forms import language, value_of

_COMMANDS = {
    "owner": "inspect-cli assign {number} --owner NAME",
    "due": "inspect-cli extend {number} --due DATE",
    "first_due": "inspect-cli extend {number} --due DATE",
    "measures": "inspect-cli plan {number} --measures TEXT",
    "funds": "inspect-cli plan {number} --funds YUAN",
    "note": "inspect-cli note {number} TEXT",
    "listed": "inspect-cli list-for-supervision {number}",
    "transferred_on": "inspect-cli transfer {number} --to BODY",
    "transferred_to": "inspect-cli transfer {number} --to BODY",
    "fixed_on": "inspect-cli fix {number} --by NAME",
    "fixed_by": "inspect-cli fix {number} --by NAME",
    "verified_on": "inspect-cli verify {number} --by NAME",
    "verified_by": "inspect-cli verify {number} --by NAME",
    "sites": "inspect-cli init --sites FILE",
    **{key: f"inspect-cli add CATEGORY TOWNSHIP --count {key}=NUMBER" for key in COUNTERS},
    "violations": "inspect-cli add CATEGORY TOWNSHIP --count overloading=NUMBER",
    **{key: f"inspect-cli add CATEGORY TOWNSHIP --kind {kind}" for key, kind in VISITS_OF.items()},
    **dict.fromkeys(("cases", "boxes"), "inspect-cli case add CATEGORY TOWNSHIP --kind KIND --cases NUMBER"),
    **dict.fromkeys(
        ("fireworks_cases", "fireworks_boxes"), "inspect-cli case add fireworks TOWNSHIP --kind KIND --cases NUMBER"
    ),
}
_ALWAYS = ("note",)  # other commands change open hazards only


class Missing(NamedTuple):
    """A required cell that is empty: its row and column as the form calls them, and what to do."""

    row: str
    column: str
    todo: str


def find_in_counts(profile: Profile, summary: Summary) -> Iterator[Missing]:
    """The required cells that a form of counts, or a brief, has no answer for."""
    rows = summary.rows if profile.kind == "counts" else [summary.total]
    for column in _required(profile):
        empty = [row for row in rows if _is_empty(column, row)]
        if column.blank or (len(empty) == len(rows) and empty):
            yield Missing(_("every row") if profile.kind == "counts" else "", _header(profile, column), _advise(column))
        else:
            yield from (Missing(str(row[str(profile.by)]), _header(profile, column), _advise(column)) for row in empty)


def find_in_rows(profile: Profile, rows: Iterable[Row]) -> Iterator[Missing]:
    """The required cells that are empty, hazard by hazard."""
    wanted = _required(profile)
    for column in wanted:
        if column.blank:
            yield Missing(_("every row"), _header(profile, column), _advise(column))
    for row in rows:
        for column in wanted:
            if not column.blank and _is_empty(column, row):
                advice = _advise(column, str(row["number"]), ended=not row["is_open"])
                yield Missing(str(row["number"]), _header(profile, column), advice)


def _required(profile: Profile) -> list[Column]:
    return [column for column in profile.columns if column.required and not column.text]


def _is_empty(column: Column, row: Mapping[str, Any]) -> bool:
    return value_of(column, row) is None


def _header(profile: Profile, column: Column) -> str:
    return column.header.read(language(profile))


def _advise(column: Column, number: str = "NUMBER", *, ended: bool = False) -> str:
    if column.blank:
        return _("The ledger does not hold this: write it by hand.")
    for key in (column.field, column.count, *(column.rate or ())):
        if key in _COMMANDS and not (ended and key not in _ALWAYS):
            return _("Run: {command}").format(command=_COMMANDS[key].format(number=number))
    return _("Fill the cell in the file of inspect-cli export, and import that file.")
