"""The only place that shows a list that may be empty, says what is left out, and ends a command that found nothing."""

from __future__ import annotations

from inspect_cli import messages, render, settings
from inspect_cli.errors import NothingFound
from inspect_cli.messages import _, plural
from inspect_cli.store import queries, succession
from inspect_cli.store.database import Database
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


def tell_before(ledger: Database, township: str | None) -> None:
    """What is still open in the townships from which this one (a code) took over, which stand for themselves."""
    before = succession.read_before(ledger, township) if township is not None else []
    called = queries.typed_names(queries.township_names(ledger)) if before else {}
    for code in before:
        count = queries.count_hazards(ledger, queries.select(settings.today(), township=code, open=True))
        command = messages.spell(("list", "--township", called[code]))
        told = plural(
            "{before}, from which {township} took over, has {count} open hazard: {command}",
            "{before}, from which {township} took over, has {count} open hazards: {command}",
            count,
            before=called[code],
            township=called[str(township)],
            command=command,
        )
        if count:
            render.tell(told)
