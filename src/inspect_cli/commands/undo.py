"""The commands that take back what was written: undo, batch list, batch undo."""

from __future__ import annotations

from datetime import UTC
from typing import Annotated

import typer

from inspect_cli import messages, prompts, render, settings
from inspect_cli.commands import lists, options
from inspect_cli.errors import NothingFound
from inspect_cli.messages import _, plural
from inspect_cli.rules import fields
from inspect_cli.store import batches, recording, tracing, undoing
from inspect_cli.store.tracing import Trail
from inspect_cli.store.undoing import Taking
from inspect_cli.transfer.sheets import Sheet

_NAMED = 20  # numbers named in a sentence

DryRun = Annotated[bool, typer.Option("--dry-run", help=_("Only say what would happen."))]


def undo_last(ctx: typer.Context, dry_run: DryRun = False, yes: options.Yes = False) -> None:
    """The last command of this machine, whole; done twice, everything is as it was."""
    recording.sign(ctx.obj.user)
    with options.opened(ctx, writes=not dry_run) as ledger:
        batch = batches.newest(ledger, settings.read_device().id)
    if batch is None:
        raise NothingFound(_("This machine has written nothing yet."), _("Nothing was written."))
    take_back(ctx, batch, dry_run=dry_run, yes=yes)


def undo_batch(
    ctx: typer.Context,
    batch: Annotated[str, typer.Argument(metavar="ID", help=_("A batch, or the end of its id; see: batch list."))],
    dry_run: DryRun = False,
    yes: options.Yes = False,
) -> None:
    """What one command or import wrote; what was worked on since is kept and named."""
    with options.opened(ctx) as ledger:
        found = batches.find(ledger, batch)
    take_back(ctx, found, dry_run=dry_run, yes=yes)


def list_batches(
    ctx: typer.Context,
    limit: Annotated[int, typer.Option(metavar="N", min=1, max=10**6, help=_("At most so many."))] = 20,
    style: options.Format = None,
    output: options.Output = None,
    force: options.Force = False,
) -> None:
    """What commands wrote, newest first."""
    with options.opened(ctx) as ledger:
        rows = batches.latest(ledger, limit)
    whole = render.wants_all(style, output)
    columns = [f for f in fields.BATCHES if whole or f.key != "batch"]
    lists.show_list(Sheet(columns, rows), style, output, NothingFound(_("Nothing was written yet.")))


def take_back(ctx: typer.Context, batch: str, *, dry_run: bool, yes: bool) -> None:
    """Take a batch back, asked about first when it is more than three hazards."""
    author = recording.sign(ctx.obj.user)
    today = settings.today()
    with options.opened(ctx, writes=not dry_run) as ledger:
        taking = None
        if dry_run or not yes:
            # Nobody waits for an answer under a lock: what is written is worked out again once it is given.
            taking = need_something(undoing.prepare(ledger, batch, today))
        if not dry_run:
            prompts.confirm_many(len(taking.taken) if taking else 0, yes=yes)
            taking = need_something(undoing.take_back(ledger, batch, today, author))
        trail = tracing.trace(ledger, batch)
    render.say(name_batch(trail, dry_run=dry_run))
    if taking:
        tell_taking(taking, dry_run=dry_run, brings_back=trail.brings_back)


def name_batch(trail: Trail, *, dry_run: bool) -> str:
    """What was written in the first place, and what stands now: whether it is taken back or brought back."""
    what = _("{event} of {when} UTC by {who}").format(
        event=fields.cell(fields.BATCHES[4], trail.first["kind"], messages.language),
        when=f"{trail.first['recorded_at'].astimezone(UTC):%Y-%m-%d %H:%M}",
        who=trail.first["by"],
    )
    if trail.brings_back:
        sentence = _("Would be brought back: {what}") if dry_run else _("Brought back: {what}")
    else:
        sentence = _("Would be taken back: {what}") if dry_run else _("Taken back: {what}")
    return sentence.format(what=what)


def need_something(taking: Taking) -> Taking:
    """Raises NothingFound when there is nothing to take back, or everything has to be kept."""
    if taking.moved:
        raise NothingFound(
            _("What moved in batch {id} is in use where it stands now: {names}").format(
                id=taking.batch[-batches.SHORT :], names=_name(taking.moved)
            ),
            _("Nothing was written."),
            _("Take back first what was written about it since; see: inspect-cli batch list"),
        )
    if not taking.drafts:
        raise NothingFound(
            _("There is nothing to take back in batch {id}.").format(id=taking.batch[-batches.SHORT :]),
            _("Nothing was written."),
            name_kept(taking) or _("See: inspect-cli batch list"),
        )
    return taking


def tell_taking(taking: Taking, *, dry_run: bool, brings_back: bool) -> None:
    """Which hazards, visits and entries of registers it concerns, and which were kept."""
    if taking.taken:
        render.say(
            plural(
                "{count} hazard: {numbers}",
                "{count} hazards: {numbers}",
                len(taking.taken),
                numbers=_name(taking.taken),
            )
        )
    for kind, count in taking.kinds.items():
        render.say(_count_kind(kind, count))
    if kept := name_kept(taking):
        render.say(kept)
    if dry_run:
        render.tell(_("Nothing was written: this was a dry run."))
    elif brings_back:
        render.tell(_("To take it back again: inspect-cli undo"))
    else:
        render.tell(_("To bring it back: inspect-cli undo"))


def _count_kind(kind: str, count: int) -> str:
    """So many visits, or entries of a register."""
    sentences = {
        "inspected": plural("{count} visit", "{count} visits", count),
        "township": plural("{count} township", "{count} townships", count),
        "site": plural("{count} site", "{count} sites", count),
        "campaign": plural("{count} campaign", "{count} campaigns", count),
        "category": plural("{count} category", "{count} categories", count),
        "case": plural("{count} entry of cases", "{count} entries of cases", count),
        "village": plural("{count} village", "{count} villages", count),
        "zone": plural("{count} zone", "{count} zones", count),
        "department": plural("{count} department", "{count} departments", count),
        "responsibility": plural("{count} responsibility", "{count} responsibilities", count),
        "duty": plural("{count} shift", "{count} shifts", count),
        "spot_checked": plural("{count} spot check", "{count} spot checks", count),
        "reported": plural("{count} report", "{count} reports", count),
        "sent": plural("{count} report sent", "{count} reports sent", count),
    }
    other = plural("{count} entry of the registers", "{count} entries of the registers", count)
    return sentences.get(kind, other)


def name_kept(taking: Taking) -> str:
    """Which hazards were kept, and why; empty when none was."""
    if not taking.kept:
        return ""
    sentence = _("Kept, since they were worked on or are in use: {numbers}")
    return sentence.format(numbers=_name(taking.kept))


def _name(numbers: list[str]) -> str:
    named = messages.listing(numbers[:_NAMED])
    more = len(numbers) - _NAMED
    return _("{numbers} and {count:,} more").format(numbers=named, count=more) if more > 0 else named
