"""The commands for the registers: townships, sites."""

from __future__ import annotations

import typer

from inspect_cli import render
from inspect_cli.commands import options
from inspect_cli.rules import fields
from inspect_cli.store import queries
from inspect_cli.transfer.sheets import Sheet


def list_townships(ctx: typer.Context, style: options.Format = None, output: options.Output = None) -> None:
    """The register of townships."""
    with options.opened(ctx) as ledger:
        rows = queries.townships(ledger)
    columns = [*fields.pick_fields(("code", "name")), fields.TOWNSHIP_KIND]
    render.show(Sheet(columns, rows), style, output)


def list_sites(
    ctx: typer.Context,
    township: options.Township = None,
    style: options.Format = None,
    output: options.Output = None,
) -> None:
    """The register of sites."""
    with options.opened(ctx) as ledger:
        rows = queries.sites(ledger, queries.find_township(ledger, township) if township else None)
    columns = fields.pick_fields(("code", "name", "township", "village", "kind", "state"))
    render.show(Sheet(columns, rows), style, output)
