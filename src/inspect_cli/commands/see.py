"""The commands that show: open (the home screen), list, show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any

import typer

from inspect_cli import messages, render, settings
from inspect_cli.commands import lists, options, screens
from inspect_cli.errors import NothingFound, WrongUsage
from inspect_cli.messages import _, plural
from inspect_cli.rules import fields, quoted
from inspect_cli.rules.fields import Field
from inspect_cli.rules.numbers import read_numbers
from inspect_cli.store import campaigns, queries
from inspect_cli.store.database import Row
from inspect_cli.transfer.sheets import Sheet

LIST_COLUMNS = (
    *("number", "township", "category", "severity", "site", "description", "status"),
    *("due", "overdue", "days_open", "owner", "inspected_on", "location", "rebound_of"),
)
SORTS = ("worst", "number", "due", "inspected_on", "oldest", "township", "category", "owner")


def show_open(
    ctx: typer.Context,
    township: Annotated[str | None, typer.Argument(metavar="[TOWNSHIP]", help=_("Only this township."))] = None,
    style: options.Format = None,
    output: options.Output = None,
    force: options.Force = False,
) -> None:
    """The home screen."""
    today = settings.today()
    with options.opened(ctx) as ledger:
        code = queries.find_township(ledger, township) if township else None
        rows = queries.open_by_township(ledger, today, code)
        render.show(screens.lay_home(rows, queries.used_categories(ledger)), style, output)
        lists.tell_before(ledger, code)


def list_hazards(
    ctx: typer.Context,
    township: options.Township = None,
    village: options.Village = None,
    site: options.Site = None,
    category: options.Category = None,
    status: options.Status = None,
    severity: options.Severity = None,
    major: options.Major = False,
    owner: options.Owner = None,
    overdue: options.Overdue = False,
    due_within: options.DueWithin = None,
    since: options.Since = None,
    until: options.Until = None,
    month: options.Month = None,
    campaign: options.Campaign = None,
    batch: options.Batch = None,
    rebound: options.Rebound = False,
    listed: options.Listed = False,
    suspended: options.Suspended = False,
    unplanned: options.Unplanned = False,
    failed: options.Failed = False,
    conflict: options.Conflict = False,
    claimed: options.Claimed = False,
    self_verified: options.SelfVerified = False,
    on_spot: options.OnSpot = False,
    text: options.Words = None,
    sort: Annotated[
        str,
        typer.Option(metavar="ORDER", help=_("worst, number, due, inspected_on, oldest, township, category or owner.")),
    ] = "worst",
    limit: Annotated[int | None, typer.Option(metavar="N", min=1, max=10**9, help=_("At most so many."))] = None,
    style: options.Format = None,
    output: options.Output = None,
    force: options.Force = False,
) -> None:
    """Hazards, the open ones unless --status says otherwise."""
    if sort not in SORTS:
        raise WrongUsage(
            _("Not an order: {sort}").format(sort=sort), todo=_("Choose one of: {all}").format(all=", ".join(SORTS))
        )
    today = settings.today()
    with options.opened(ctx) as ledger:
        selection = options.read_filters(ledger, read_asked(ctx.params), today, options.choose_status(ctx.params))
        total = queries.count_hazards(ledger, selection)
        lists.tell_before(ledger, selection.parameters.get("township"))
        rows = queries.hazards(ledger, selection, today, sort, limit) if total else ()
        near = "" if total else campaigns.name_nearest(ledger, campaign)
        nothing = NothingFound(_("No hazard fits."), todo=near)
        lists.show_list(list_sheet(rows, total, limit, style, output), style, output, nothing)


def read_asked(typed: Mapping[str, Any]) -> Mapping[str, Any]:
    """What was asked for, a month by its days. Raises WrongUsage like `forms.read_days`."""
    if typed["month"] is None:
        return typed
    from inspect_cli.commands import forms  # what only forms need stays out of the way of a plain list

    return {**typed, **forms.read_days(typed).asked()}


def show_hazards(
    ctx: typer.Context,
    numbers: options.Numbers,
    style: options.Format = None,
    output: options.Output = None,
    force: options.Force = False,
) -> None:
    """The whole card of each hazard, with its history."""
    from inspect_cli.store import cards  # reads entries, and so pydantic's models

    device = settings.find_device()
    with options.opened(ctx) as ledger:
        found = queries.hazards_numbered(ledger, read_numbers(numbers, device.code if device else None))
        made = [cards.make_card(ledger, row, settings.today()) for row in found]
    laid = [cards.lay_out(card, messages.language) for card in made]
    if render.wants_all(style, output):
        render.show(Sheet([*fields.LEDGER, *fields.DERIVED, *fields.QUOTED, *fields.CARD], made), style, output)
    elif output or style == "markdown":
        render.show(lay_cards(laid), style, output)
    else:
        for card in laid:
            render.show_card(*card)


def lay_cards(laid: Iterable[tuple[str, Sequence[tuple[str, str]], Sequence[Sequence[str]]]]) -> Sheet:
    """Cards as one table: a row for each fact, then for each thing that happened."""
    number, name = fields.pick_fields(("number", "name"))
    history = fields.CARD[-1].title(messages.language)
    rows = [
        {"number": title, "name": what, "value": value}
        for title, facts, happened in laid
        for what, value in (*facts, *((history, "  ".join(filter(None, line))) for line in happened))
    ]
    return Sheet((number, name, Field("value", "Value", "内容")), rows)


def list_sheet(rows: Iterable[Row], total: int, limit: int | None, style: str | None, output: str | None) -> Sheet:
    """The table of hazards; files and formats for machines get every column."""
    whole = render.wants_all(style, output)
    columns = [*fields.LEDGER, *fields.DERIVED] if whole else fields.pick_fields(LIST_COLUMNS)
    shown = rows if whole or not total else quoted.describe_all(rows, messages.language)
    count = plural("{count} hazard", "{count} hazards", total)
    if limit is not None and limit < total:
        count = _("{shown:,} of {count}").format(shown=limit, count=count)
    return Sheet(columns, shown, notes=[count], urgent=("overdue",))
