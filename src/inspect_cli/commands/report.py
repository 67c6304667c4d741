"""The commands that report: summary, export."""

from __future__ import annotations

import heapq
from dataclasses import replace
from typing import Annotated

import typer

from inspect_cli import render, settings
from inspect_cli.commands import options
from inspect_cli.errors import WrongUsage
from inspect_cli.messages import _
from inspect_cli.rules import fields
from inspect_cli.store import queries, summaries
from inspect_cli.store.database import Database, Row
from inspect_cli.store.queries import Selection
from inspect_cli.transfer.sheets import Sheet

_HAZARDS_ONLY = (
    *("status", "severity", "major", "owner", "overdue", "due_within", "rebound", "text"),
    *("listed", "suspended", "unplanned", "failed", "conflict"),
)


def show_summary(
    ctx: typer.Context,
    by: Annotated[
        str,
        typer.Option(
            "--by",
            metavar="GROUPS",
            help=_("Groups with commas between them: township, category, month, village, site, owner, status, ..."),
        ),
    ] = "township",
    township: options.Township = None,
    village: options.Village = None,
    site: options.Site = None,
    category: options.Category = None,
    since: options.Since = None,
    until: options.Until = None,
    campaign: options.Campaign = None,
    batch: options.Batch = None,
    rated: Annotated[
        str, typer.Option("--rate", metavar="closed|fixed", help=_("What counts as rectified; closed if not given."))
    ] = "closed",
    style: options.Format = None,
    output: options.Output = None,
) -> None:
    """Counts and rates of visits and hazards."""
    groups = read_groups(by)
    if rated not in summaries.RATED:
        raise WrongUsage(
            _("Not known: {text}").format(text=rated),
            todo=_("Choose one of: {all}").format(all=", ".join(summaries.RATED)),
        )
    with options.opened(ctx) as ledger:
        selection = options.read_filters(ledger, ctx.params, settings.today(), None)
        summary = summaries.summarise(ledger, groups, selection, rated)
    counts = (*summaries.counted_columns(groups), *summaries.RATES)
    sheet = Sheet(
        [*(replace(f, rank=0) for f in fields.pick_fields(groups)), *fields.pick_counts(counts)],
        summary.rows,
        total=summary.total,
        notes=[*explain_rates(groups, rated), count_weak(summary.total)],
        urgent=("overdue",),
    )
    render.show(sheet, style, output)


def count_weak(total: Row) -> str:
    """The closings that weigh less, said in every summary however narrow the screen."""
    sentence = _("Of all closed: {claimed:,} claimed only, {own:,} self-verified. Fixed on the spot: {spot:,}.")
    return sentence.format(claimed=total["claimed"], own=total["self_verified"], spot=total["on_spot"])


def explain_rates(groups: list[str], rated: str) -> list[str]:
    """The formulas of the rates, as they were used."""
    by_verifier = "verifier" in groups
    return [
        _("Rectified % = (closed + fixed) / found: claims count, verified or not.")
        if rated == "fixed"
        else _("Rectified % = closed / found."),
        _("On time % = closed by the first deadline / first deadlines passed; an open one counts against it."),
        _("Rebound % = hazards this verifier closed that came back / closed.")
        if by_verifier
        else _("Rebound % = rebounds / closed."),
        _("“Claimed only” are closed without a named verifier other than the fixer, “Self-verified” by the fixer."),
    ]


def export_ledger(
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
    campaign: options.Campaign = None,
    batch: options.Batch = None,
    rebound: options.Rebound = False,
    listed: options.Listed = False,
    suspended: options.Suspended = False,
    unplanned: options.Unplanned = False,
    failed: options.Failed = False,
    conflict: options.Conflict = False,
    text: options.Words = None,
    style: options.Format = None,
    output: options.Output = None,
) -> None:
    """The ledger as it can be imported again: every hazard, and every clean visit unless a filter is about hazards."""
    today = settings.today()
    with options.opened(ctx) as ledger:
        selection = options.read_filters(ledger, ctx.params, today, status)
        hazards_only = any(ctx.params[name] for name in _HAZARDS_ONLY if ctx.params[name] is not None)
        sheet = ledger_sheet(ledger, selection, clean_visits=not hazards_only)
        render.show(sheet, style or ("csv" if not output else None), output)


def ledger_sheet(ledger: Database, selection: Selection, *, clean_visits: bool) -> Sheet:
    """The ledger in the order it was written, in the columns an import reads."""
    today = settings.today()
    hazards = queries.hazards(ledger, selection, today, "written")
    visits = queries.clean_visits(ledger, selection) if clean_visits else iter(())
    written = heapq.merge(hazards, visits, key=lambda row: row.get("inspection") or row["id"])
    return Sheet(fields.LEDGER, written)


def read_groups(text: str) -> list[str]:
    """The groups of --by. Raises WrongUsage for one that there is not."""
    groups = list(dict.fromkeys(part.strip() for part in text.replace("，", ",").split(",") if part.strip()))
    unknown = [group for group in groups if group not in summaries.GROUPS]
    if unknown or not groups:
        raise WrongUsage(
            _("Cannot summarise by {groups}.").format(groups=", ".join(unknown) or text),
            todo=_("Choose from: {all}").format(all=", ".join(summaries.GROUPS)),
        )
    return groups
