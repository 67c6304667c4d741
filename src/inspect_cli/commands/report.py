"""The commands that report: summary, export."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Annotated, Any

import typer

from inspect_cli import render, settings
from inspect_cli.commands import forms, lists, options
from inspect_cli.errors import NothingFound, WrongUsage
from inspect_cli.messages import _, listing, plural
from inspect_cli.rules import fields, names
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
Never = Annotated[
    bool, typer.Option("--never", help=_("By item: only items of the lists that nobody answered or found."))
]
Every = Annotated[bool, typer.Option("--all", help=_("By item: these as well, which a table leaves out else."))]
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
    never: Never = False,
    every: Every = False,
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
    if (never or every) and groups != ["item"]:
        raise WrongUsage(_("--never and --all are about items."), _("Nothing was written."), _("Give --by item."))
    if never:
        lists.show_list(list_unasked(ctx), style, output, NothingFound(say_all_asked()))
        return
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
    asked = ctx.params
    folded = bool(summary.unasked) and not asked["every"] and not render.wants_all(asked["style"], asked["output"])
    return Sheet(
        [*group_columns(groups), *fields.pick_counts(counts)],
        [row for row in summary.rows if not folded or row["item"] not in summary.unasked],
        total=summary.total,
        notes=[
            *explain_rates(groups, rated),
            *explain_groups(groups),
            *count_unasked(summary),
            *([_("They are not in this table: --never lists them, --all shows every row.")] if folded else []),
            count_weak(summary.total),
        ],
        urgent=("overdue",),
    )


def group_columns(groups: Sequence[str]) -> list[Field]:
    """The columns that say what a row is about; they stay however narrow the screen is."""
    texts = [f for f in fields.QUOTED if f.key == "item_text" and "item" in groups]
    return [replace(f, rank=0) for f in (*fields.pick_groups(groups), *texts)]


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
    return Sheet([*(replace(f, rank=0) for f in columns), *counts], rows, notes=explain_groups(groups))


def explain_groups(groups: list[str]) -> list[str]:
    """Where the kinds of places are taken from, and why rows may add up to more than the total."""
    said = {
        "place_kind": _("Kinds of places are those that the register of sites has now, also for earlier visits."),
        "inspector": _("What several people found together stands in the row of each, and once in the total."),
    }
    return [sentence for group, sentence in said.items() if group in groups]


def list_unasked(ctx: typer.Context) -> Sheet:
    """The items of the lists that nobody answered in a walk, nor found."""
    with options.opened(ctx) as ledger:
        summary = summaries.summarise(ledger, ["item"], select_summary(ctx, ledger))
    rows = [row for row in summary.rows if row["item"] in summary.unasked]
    return Sheet(group_columns(["item"]), rows, notes=count_unasked(summary))


def say_all_asked() -> str:
    """That there are no such items."""
    return _("Every item of the lists was answered in a walk or found by a hazard.")


def count_unasked(summary: Summary) -> list[str]:
    """Of a summary by item: how many items of the lists nobody looked at, and the first of them."""
    if not summary.items:
        return []
    if not summary.unasked:
        return [say_all_asked()]
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
    chosen = choose_columns(columns, profile)
    with options.opened(ctx) as ledger:
        hidden = render.choose_language(style, output) if anonymous else None
        selection = None
        if profile is not None:
            sheet = forms.lay_listed(ctx, ledger, profile, style, output, hidden=hidden)
        else:
            selection = select_ledger(ctx, ledger)
            sheet = ledger_sheet(ledger, selection, chosen, clean_visits=not asks_hazards(ctx.params), hidden=hidden)
        render.show(sheet, style, output)
        besides = queries.count_besides(ledger, selection)
    tell_besides(besides, chosen)
    if anonymous:
        render.tell(
            _("Roles stand for names; whom no column names may still be in a text: read it before you pass it on.")
        )


def choose_columns(columns: str | None, profile: str | None) -> Sequence[Field]:
    """The columns of an export, all of the ledger's if none are typed. Raises WrongUsage beside a profile."""
    if columns is None:
        return fields.LEDGER
    if profile is not None:
        raise WrongUsage(
            _("A profile says itself what its columns are: leave out --columns."), _("Nothing was written.")
        )
    return read_columns(columns)


def tell_besides(besides: Mapping[str, int], columns: Sequence[Field]) -> None:
    """Say what the ledger holds that no column of its export does; columns: those that were written."""
    written = {field.key for field in columns}
    parts = [said for key, said in spell_besides(besides).items() if besides.get(key) and key not in written]
    if parts:
        sentence = _("Not in these columns: {parts}, and the kinds of visits. They stay in the ledger.")
        render.tell(sentence.format(parts=listing(parts)))
    if besides.get("failed"):
        render.tell(
            _("A ledger that has these hazards from the file alone counts their later deadlines as extensions.")
        )


def spell_besides(besides: Mapping[str, int]) -> dict[str, str]:
    """How much there is of each."""
    count = Counter(besides)
    return {
        "plan": plural("{count} plan", "{count} plans", count["plan"]),
        "listed": plural("{count} hazard under supervision", "{count} hazards under supervision", count["listed"]),
        "suspended": plural("{count} stop", "{count} stops", count["suspended"]),
        "transferred_to": plural("{count} hand-over", "{count} hand-overs", count["transferred_to"]),
        "failed": plural("{count} failed verification", "{count} failed verifications", count["failed"]),
        "issued": plural("the documents of {count} hazard", "the documents of {count} hazards", count["issued"]),
        "duplicate_of": plural("{count} duplicate", "{count} duplicates", count["duplicate_of"]),
        "photo": plural("{count} picture", "{count} pictures", count["photo"]),
        "answer": plural("{count} answer of walks", "{count} answers of walks", count["answer"]),
        "counter": plural("{count} count", "{count} counts", count["counter"]),
        "illegal_case": plural("{count} entry of cases", "{count} entries of cases", count["illegal_case"]),
    }


def select_ledger(ctx: typer.Context, ledger: Database) -> Selection:
    """What the options ask for of the ledger."""
    asked = {**ctx.params, **forms.read_days(ctx.params).asked()}
    return options.read_filters(ledger, asked, settings.today(), asked["status"])


def asks_hazards(asked: Mapping[str, Any]) -> bool:
    """Whether one of these options is about hazards, so that clean visits are not meant."""
    return any(asked[name] for name in _HAZARDS_ONLY if asked[name] is not None)


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
    known = (*summaries.GROUPS, "counter")
    titles = {names.plain(title): f.key for f in fields.pick_groups(known) for title in (f.zh, f.en, f.key)}
    parts = (part.strip() for part in text.replace("，", ",").split(",") if part.strip())
    groups = list(dict.fromkeys(titles.get(names.plain(part), part) for part in parts))
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
