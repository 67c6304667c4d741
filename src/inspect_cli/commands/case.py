"""The commands for illegal activities, kept as counts of cases and boxes, apart from hazards: case add, case list."""

from __future__ import annotations

from typing import Annotated

import typer

from inspect_cli import render, settings
from inspect_cli.commands import forms, lists, options
from inspect_cli.errors import NothingFound, WrongUsage
from inspect_cli.messages import _
from inspect_cli.rules import fields
from inspect_cli.store import cases, queries, recording, registering
from inspect_cli.transfer.sheets import Sheet

MOST_CASES, MOST_BOXES = 9_999, 999_999  # of one entry: more is a slip of the finger
_NAMED = ("cases", "boxes", "handed_to")


def add_case(
    ctx: typer.Context,
    category: Annotated[str, typer.Argument(metavar="CATEGORY", help=_("fireworks, 烟花, hazchem, ..."))],
    township: Annotated[str, typer.Argument(metavar="TOWNSHIP", help=_("Name, part of it, code, pinyin or initials."))],
    kind: Annotated[
        str,
        typer.Option("--kind", metavar="KIND", help=_("production, trade, storage, transport or use (非法生产, ...).")),
    ],
    number: Annotated[
        int,
        typer.Option("--cases", metavar="N", min=0, max=MOST_CASES, help=_("How many; 0 says that there was none.")),
    ] = 1,
    boxes: Annotated[int, typer.Option(metavar="N", min=0, max=MOST_BOXES, help=_("How many boxes were seized."))] = 0,
    handed_to: Annotated[
        str | None, typer.Option(metavar="BODY", help=_("The body that goes on with it; never a person."))
    ] = None,
    site: Annotated[str | None, typer.Option(metavar="NAME", help=_("The site where it was."))] = None,
    village: Annotated[str | None, typer.Option(metavar="NAME", help=_("The village or community."))] = None,
    on: options.On = None,
    note: Annotated[str | None, typer.Option(metavar="TEXT", help=_("A remark; never who did it."))] = None,
    style: options.Format = None,
) -> None:
    """Illegal activities that were found, as counts; who did it is never written down."""
    day = options.read_past_day(on, settings.today())
    if boxes and not number:
        raise WrongUsage(
            _("Boxes were seized, but there was no case."),
            _("Nothing was written."),
            _("Give --cases 1 or more, or leave --boxes out."),
        )
    what = {"kind": options.read_key("case", kind), "cases": number, "boxes": boxes}
    what |= {"handed_to": handed_to, "site": site, "village": village, "note": note}
    author = recording.sign(ctx.obj.user)
    with options.opened(ctx, writes=True) as ledger:
        code = queries.find_township(ledger, township, day)
        what["category"] = queries.use_category(ledger, category)
        registering.record_case(ledger, code, day, what, author)
        row = {**what, "found_on": day, "township": queries.township_names(ledger)[code]}
    render.show_receipt(Sheet(fields.CASES, [row]), style, _NAMED)


def list_cases(
    ctx: typer.Context,
    township: options.Township = None,
    village: options.Village = None,
    site: options.Site = None,
    category: options.Category = None,
    kind: Annotated[
        str | None, typer.Option("--kind", metavar="KIND", help=_("Only production, trade, storage, transport or use."))
    ] = None,
    since: options.Since = None,
    until: options.Until = None,
    month: options.Month = None,
    style: options.Format = None,
    output: options.Output = None,
    force: options.Force = False,
) -> None:
    """What was found, newest first, with the total of cases and boxes."""
    asked = {**ctx.params, **forms.read_days(ctx.params).asked()}
    chosen = options.read_key("case", kind)
    with options.opened(ctx) as ledger:
        selection = options.read_filters(ledger, asked, settings.today(), None)
        found = cases.list_cases(ledger, selection, chosen)
    sheet = Sheet(fields.CASES, found.rows, total=found.total)
    lists.show_list(sheet, style, output, NothingFound(_("No case fits.")))
