"""The only place that shows a list that may be empty, and ends a command that found nothing."""

from __future__ import annotations

from inspect_cli import messages, render
from inspect_cli.errors import NothingFound
from inspect_cli.messages import _
from inspect_cli.transfer.sheets import Sheet


def show_list(sheet: Sheet, style: str | None, output: str | None, nothing: NothingFound) -> None:
    """The rows; without any, `nothing` is raised: exit code 1."""
    show_rows(sheet, style, output)
    if not sheet.rows:
        raise nothing


def show_rows(sheet: Sheet, style: str | None, output: str | None) -> None:
    """The rows; where there are none, an empty list for machines and files, and no empty table on a screen."""
    if sheet.rows or output or style not in (None, "table"):
        render.show(sheet, style, output)


def miss(sentence: str, *command: str) -> NothingFound:
    """What there is none of, and the command that adds one."""
    return NothingFound(sentence, todo=_("Add one: {command}").format(command=messages.spell(command)))
