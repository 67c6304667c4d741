"""The commands for the register of campaigns."""

from __future__ import annotations

from typing import Annotated

import typer

from inspect_cli import render, settings
from inspect_cli.commands import options
from inspect_cli.messages import _
from inspect_cli.rules import fields
from inspect_cli.store import queries, recording, registering
from inspect_cli.transfer.sheets import Sheet


def start_campaign(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help=_("What add --campaign calls it."))],
    start: Annotated[str | None, typer.Option("--from", metavar="DATE", help=_("Its first day."))] = None,
    end: Annotated[
        str | None, typer.Option(metavar="DATE", help=_("Its last day: a later deadline needs a reason."))
    ] = None,
) -> None:
    """A campaign with its days; given again, the later days hold."""
    today = settings.today()
    first, last = options.read_day(start, today), options.read_day(end, today)
    author = recording.sign(ctx.obj.user)
    with options.opened(ctx, writes=True) as ledger:
        registering.enter_campaign(ledger, {"name": name, "start": first, "end": last}, author)
        rows = [row for row in queries.campaigns(ledger) if row["name"] == name.strip()]
    render.show_receipt(Sheet(fields.CAMPAIGNS, rows), None)


def list_campaigns(
    ctx: typer.Context, style: options.Format = None, output: options.Output = None, force: options.Force = False
) -> None:
    """The register of campaigns."""
    with options.opened(ctx) as ledger:
        rows = queries.campaigns(ledger)
    render.show(Sheet(fields.CAMPAIGNS, rows), style, output)
