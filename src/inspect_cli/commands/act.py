"""The commands that act on hazards: fix, verify."""

from __future__ import annotations

from typing import Annotated

import typer

from inspect_cli import prompts, render, settings
from inspect_cli.commands import options
from inspect_cli.messages import _
from inspect_cli.rules import fields
from inspect_cli.rules.numbers import Number, read_numbers
from inspect_cli.store import queries, recording
from inspect_cli.store.database import Database
from inspect_cli.transfer.sheets import Sheet

RECEIPT = ("number", "status", "township", "site", "description", "fixed_by", "verified_by")

Fixer = Annotated[
    str | None, typer.Option("--by", metavar="NAME", help=_("Who says that it is fixed; you if not given."))
]
Verifier = Annotated[str | None, typer.Option("--by", metavar="NAME", help=_("Who looked again; you if not given."))]


def fix_hazards(
    ctx: typer.Context,
    numbers: options.Numbers,
    by: Fixer = None,
    on: options.On = None,
    note: options.Note = None,
    yes: options.Yes = False,
    style: options.Format = None,
) -> None:
    """The owner's claim that the hazards are gone."""
    today = settings.today()
    author = recording.sign(ctx.obj.user)
    chosen = choose(numbers, yes=yes)
    with options.opened(ctx) as ledger:
        what = {"fixed_by": by or author.name, "note": note}
        recording.claim_fixes(ledger, chosen, what, options.read_day(on, today) or today, author)
        show_receipt(ledger, chosen, style)


def verify_hazards(
    ctx: typer.Context,
    numbers: options.Numbers,
    by: Verifier = None,
    on: options.On = None,
    note: options.Note = None,
    yes: options.Yes = False,
    style: options.Format = None,
) -> None:
    """Somebody else saw that the hazards are gone: they are closed."""
    today = settings.today()
    author = recording.sign(ctx.obj.user)
    chosen = choose(numbers, yes=yes)
    with options.opened(ctx) as ledger:
        what = {"verified_by": by or author.name, "note": note}
        recording.verify_fixes(ledger, chosen, what, options.read_day(on, today) or today, author)
        show_receipt(ledger, chosen, style)


def choose(typed: list[str], *, yes: bool) -> list[Number]:
    """The numbers that were typed; more than three are asked about first."""
    numbers = read_numbers(typed, settings.read_device().code)
    prompts.confirm_many(len(numbers), yes=yes)
    return numbers


def show_receipt(ledger: Database, numbers: list[Number], style: str | None) -> None:
    """How the hazards stand now."""
    rows = [queries.present(row, settings.today()) for row in queries.hazards_numbered(ledger, numbers)]
    render.show_receipt(Sheet(fields.pick_fields(RECEIPT), rows), style)
