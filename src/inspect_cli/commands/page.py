"""The command that makes the page for the meeting: report page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

import typer

from inspect_cli import messages, render, settings
from inspect_cli.commands import options
from inspect_cli.errors import WrongUsage
from inspect_cli.messages import _
from inspect_cli.store import campaigns, charting, queries
from inspect_cli.store.charting import Asked
from inspect_cli.store.database import Database
from inspect_cli.transfer import replacing

ENDING = ".html"


def _need_page(ctx: typer.Context, value: str) -> str:
    """The file can be written, as far as its name tells, before any work begins."""
    if not value.lower().endswith(ENDING):
        raise WrongUsage(
            _("Cannot write {path}: its ending is not .html.").format(path=value),
            _("Nothing was written."),
            _("Name it like this: -o page.html"),
        )
    if not ctx.params.get("force"):
        replacing.refuse_existing(value)
    return value


def print_page(
    ctx: typer.Context,
    output: Annotated[
        str,
        typer.Option("--output", "-o", callback=_need_page, metavar="FILE", help=_("Write to this file: .html.")),
    ],
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help=_("How things stand on this day; today if not given."))
    ] = None,
    township: options.Township = None,
    since: Annotated[
        str | None,
        typer.Option(metavar="DATE", help=_("The first day of the period; if not given, that of the last 12 weeks.")),
    ] = None,
    until: Annotated[
        str | None, typer.Option(metavar="DATE", help=_("The last day of the period; if not given, that of --on."))
    ] = None,
    campaign: Annotated[
        str | None, typer.Option(metavar="NAME", help=_("Show this campaign; those that run if not given."))
    ] = None,
    force: options.Force = False,
) -> None:
    """One file of tables and charts for the meeting, to be shown on a screen or printed on A4."""
    from inspect_cli.transfer import page, printing

    with options.opened(ctx) as ledger:
        meeting = charting.read_meeting(ledger, read_wish(ledger, ctx.params))
    printing.save(page.write(meeting, messages.language, settings.today()), output)
    render.tell(_("Written to {path}").format(path=output))


def read_wish(ledger: Database, typed: Mapping[str, Any]) -> Asked:
    """What the page is to show. Raises WrongUsage for days, townships and campaigns that there are not."""
    days = read_days(typed, settings.today())
    code = queries.find_township(ledger, typed["township"]) if typed["township"] is not None else None
    if typed["campaign"] is None:
        return Asked(*days, code)
    known = campaigns.read_campaigns(ledger, settings.today())
    return Asked(*days, code, campaigns.find_campaign(known, typed["campaign"])["name"])


def read_days(typed: Mapping[str, Any], today: date) -> tuple[date, date, date]:
    """The day, and the first and last day of the period. Raises WrongUsage when they are the wrong way round."""
    on, since, until = (options.read_day(typed[name], today) for name in ("on", "since", "until"))
    on = on or today
    until = until or on
    since = since or charting.begin_weeks(until)
    if on > today:
        raise WrongUsage(
            _("{day} is still to come.").format(day=on),
            _("Nothing was written."),
            _("Give today or an earlier day to --on."),
        )
    if until > on:
        raise WrongUsage(
            _("--until {until} is after the day of the page, {day}.").format(until=until, day=on),
            _("Nothing was written."),
            _("Give that day or an earlier one to --until."),
        )
    if until < since:
        raise WrongUsage(
            _("--until {until} is before --since {since}.").format(until=until, since=since),
            _("Nothing was written."),
            _("Give the earlier day to --since."),
        )
    return on, since, until
