"""The commands that report: summary, export."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Annotated

import typer

from inspect_cli import render, settings
from inspect_cli.commands import forms, options
from inspect_cli.errors import WrongUsage
from inspect_cli.messages import _, listing, plural
from inspect_cli.rules import fields
from inspect_cli.rules.fields import Field
from inspect_cli.store import queries, summaries
from inspect_cli.store.database import Database, Row
from inspect_cli.store.queries import Selection
from inspect_cli.store.summaries import Summary
from inspect_cli.transfer.sheets import Sheet

_HAZARDS_ONLY = (
    *("status", "severity", "major", "owner", "overdue", "due_within", "rebound", "text"),
    *("listed", "suspended", "unplanned", "failed", "conflict"),
)
GROUPED = "township"
_NAMED = 5
By = Annotated[
    str,
    typer.Option(
        metavar="GROUPS",
        help=_(
            "Groups with commas between them: township, category, month, site, owner, item, counter, place_kind, ..."
        ),
    ),
]
Rate = Annotated[
    str | None, typer.Option(metavar="closed|fixed", help=_("What counts as rectified; closed if not given."))
]
Columns = Annotated[
    str | None,
    typer.Option(metavar="KEYS", help=_("These columns in this order, with commas between them: number,site,due")),
]
Anonymous = Annotated[bool, typer.Option("--anonymous", help=_("Roles for the names of persons, in texts too."))]


def show_summary(
    ctx: typer.Context,
    by: By = GROUPED,
    township: options.Township = None,
    village: options.Village = None,
    site: options.Site = None,
    category: options.Category = None,
    since: options.Since = None,
    until: options.Until = None,
    month: options.Month = None,
    campaign: options.Campaign = None,
    batch: options.Batch = None,
    profile: options.Profile = None,
    rate: Rate = None,
    style: options.Format = None,
    output: options.Output = None,
    force: options.Force = False,
) -> None:
    """Counts and rates of visits and hazards."""
    groups = read_groups(by, ctx.params)
    if rate not in (None, *summaries.RATED):
        raise WrongUsage(
            _("Not known: {text}").format(text=rate),
            todo=_("Choose one of: {all}").format(all=", ".join(summaries.RATED)),
        )
    if profile is not None and by != GROUPED:
        raise WrongUsage(_("A profile says itself what its rows are: leave out --by."), _("Nothing was written."))
    if profile is not None:
        sheet = forms.lay_counted(ctx, profile, rate, style, output)
    elif "counter" in groups:
        sheet = sum_counted(ctx, groups)
    else:
        sheet = summarise_ledger(ctx, groups, rate or summaries.RATED[0])
    render.show(sheet, style, output)


def summarise_ledger(ctx: typer.Context, groups: list[str], rated: str) -> Sheet:
    """Counts and rates by these groups, of what the options ask for."""
    with options.opened(ctx) as ledger:
        selection = select_summary(ctx, ledger)
        summary = summaries.summarise(ledger, groups, selection, rated)
    counts = (*summaries.counted_columns(groups), *summaries.rated_columns(groups))
    texts = [replace(f, rank=0) for f in fields.QUOTED if f.key == "item_text" and "item" in groups]
    return Sheet(
        [*(replace(f, rank=0) for f in fields.pick_groups(groups)), *texts, *fields.pick_counts(counts)],
        summary.rows,
        total=summary.total,
        notes=[
            *explain_rates(groups, rated),
            *explain_kinds(groups),
            *count_unasked(summary),
            count_weak(summary.total),
        ],
        urgent=("overdue",),
    )


def select_summary(ctx: typer.Context, ledger: Database) -> Selection:
    """What the options of a summary ask for."""
    asked = {**ctx.params, **forms.read_days(ctx.params).asked()}
    return options.read_filters(ledger, asked, settings.today(), None)


def sum_counted(ctx: typer.Context, groups: list[str]) -> Sheet:
    """What was counted on visits besides hazards, by these groups; there is no sum of different counters."""
    with options.opened(ctx) as ledger:
        rows = summaries.sum_counters(ledger, groups, select_summary(ctx, ledger))
    columns = fields.pick_groups([*groups, "counter_text"])
    counts = fields.pick_counts(["visits", "amount"])
    return Sheet([*(replace(f, rank=0) for f in columns), *counts], rows, notes=explain_kinds(groups))


def explain_kinds(groups: list[str]) -> list[str]:
    """Where the kinds of places are taken from, when they are asked for."""
    sentence = _("Kinds of places are those that the register of sites has now, also for earlier visits.")
    return [sentence] if "place_kind" in groups else []


def count_unasked(summary: Summary) -> list[str]:
    """Of a summary by item: how many items of the lists nobody looked at, and the first of them."""
    if not summary.items:
        return []
    if not summary.unasked:
        return [_("Every item of the lists was answered in a walk or found by a hazard.")]
    more = ["…"] if len(summary.unasked) > _NAMED else []
    return [
        plural(
            "Of {all} items of the lists {count} was neither answered in a walk nor found: {first}",
            "Of {all} items of the lists {count} were neither answered in a walk nor found: {first}",
            len(summary.unasked),
            all=len(summary.items),
            first=listing([*summary.unasked[:_NAMED], *more]),
        )
    ]


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
    month: options.Month = None,
    campaign: options.Campaign = None,
    batch: options.Batch = None,
    rebound: options.Rebound = False,
    listed: options.Listed = False,
    suspended: options.Suspended = False,
    unplanned: options.Unplanned = False,
    failed: options.Failed = False,
    conflict: options.Conflict = False,
    text: options.Words = None,
    columns: Columns = None,
    anonymous: Anonymous = False,
    profile: options.Profile = None,
    style: options.Format = None,
    output: options.Output = None,
    force: options.Force = False,
) -> None:
    """The ledger as it can be imported again: every hazard, and every clean visit unless a filter is about hazards."""
    style = style or (None if output else "csv")
    chosen = read_columns(columns) if columns is not None else fields.LEDGER
    if profile is not None and columns is not None:
        raise WrongUsage(
            _("A profile says itself what its columns are: leave out --columns."), _("Nothing was written.")
        )
    with options.opened(ctx) as ledger:
        hidden = render.choose_language(style, output) if anonymous else None
        if profile is not None:
            sheet = forms.lay_listed(ctx, ledger, profile, style, output, hidden=hidden)
        else:
            sheet = select_ledger(ctx, ledger, chosen, hidden)
        render.show(sheet, style, output)
        besides = queries.count_besides(ledger)
    tell_besides(besides)
    if anonymous:
        render.tell(
            _("Roles stand for names; whom no column names may still be in a text: read it before you pass it on.")
        )


def tell_besides(besides: Mapping[str, int]) -> None:
    """Say what the ledger holds that no column of its export does."""
    counts = {
        "answer": plural("{count} answer of walks", "{count} answers of walks", besides.get("answer", 0)),
        "counter": plural("{count} count", "{count} counts", besides.get("counter", 0)),
        "illegal_case": plural("{count} entry of cases", "{count} entries of cases", besides.get("illegal_case", 0)),
    }
    if besides:
        sentence = _("Not in these columns: {parts}, and the kinds of visits. They stay in the ledger.")
        render.tell(sentence.format(parts=listing(counts[name] for name in besides)))


def select_ledger(ctx: typer.Context, ledger: Database, columns: Sequence[Field], hidden: str | None) -> Sheet:
    """What the options ask for of the ledger, without clean visits when one of them is about hazards."""
    asked = {**ctx.params, **forms.read_days(ctx.params).asked()}
    selection = options.read_filters(ledger, asked, settings.today(), asked["status"])
    hazards_only = any(asked[name] for name in _HAZARDS_ONLY if asked[name] is not None)
    return ledger_sheet(ledger, selection, columns, clean_visits=not hazards_only, hidden=hidden)


def ledger_sheet(
    ledger: Database,
    selection: Selection,
    columns: Sequence[Field] = fields.LEDGER,
    *,
    clean_visits: bool,
    hidden: str | None = None,
) -> Sheet:
    """The ledger in the order it was written; hidden: the language of the roles that stand for names, if they do."""
    ask = partial(queries.written_rows, ledger, selection, settings.today(), clean=clean_visits)
    if hidden is not None:
        from inspect_cli.transfer import anonymising

        return Sheet(columns, anonymising.hide_names(ask, hidden))
    whole = columns is fields.LEDGER
    return Sheet(columns, ask(), lines=queries.written_lines(ledger, selection, clean=clean_visits) if whole else None)


def read_columns(text: str) -> list[Field]:
    """The columns of --columns. Raises WrongUsage for one that there is not."""
    known = {f.key: f for f in (*fields.LEDGER, *fields.PLANNED, *fields.DERIVED, *fields.QUOTED)}
    keys = list(dict.fromkeys(part.strip().lower() for part in text.replace("，", ",").split(",") if part.strip()))
    unknown = [key for key in keys if key not in known]
    if unknown or not keys:
        raise WrongUsage(
            _("There is no column {columns}.").format(columns=", ".join(unknown) or text),
            _("Nothing was written."),
            _("Choose from: {all}").format(all=", ".join(known)),
        )
    return [known[key] for key in keys]


def read_groups(text: str, asked: Mapping[str, object]) -> list[str]:
    """The groups of --by. Raises WrongUsage for one that there is not, and for what does not go with a counter."""
    groups = list(
        dict.fromkeys(part.strip().replace("-", "_") for part in text.replace("，", ",").split(",") if part.strip())
    )
    known = (*summaries.GROUPS, "counter")
    unknown = [group for group in groups if group not in known]
    if unknown or not groups:
        raise WrongUsage(
            _("Cannot summarise by {groups}.").format(groups=", ".join(unknown) or text),
            todo=_("Choose from: {all}").format(
                all=options.name_choices({f.key: f.zh for f in fields.pick_groups(known)})
            ),
        )
    apart = [group for group in groups if "counter" in groups and group not in summaries.COUNTER_GROUPS]
    if apart or ("counter" in groups and asked["rate"] is not None):
        raise WrongUsage(
            _("What was counted is of visits, and not of hazards: leave out {groups}.").format(
                groups=", ".join(apart) or "--rate"
            ),
            todo=_("Choose from: {all}").format(all=", ".join(summaries.COUNTER_GROUPS)),
        )
    return groups
