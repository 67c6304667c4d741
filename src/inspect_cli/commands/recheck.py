"""The commands for a second look: recheck, what waits for one; sample, closed hazards drawn for one."""

from __future__ import annotations

import secrets
from typing import Annotated

import typer

from inspect_cli import messages, prompts, render, settings
from inspect_cli.commands import options
from inspect_cli.errors import NothingFound, Problem, WrongUsage
from inspect_cli.messages import _, plural
from inspect_cli.rules import deadlines, fields, sampling
from inspect_cli.rules.guards import Act
from inspect_cli.rules.numbers import Number
from inspect_cli.store import acting, cards, queries, recording
from inspect_cli.store.database import Database, Row
from inspect_cli.store.journal import Author
from inspect_cli.transfer.sheets import Sheet

COLUMNS = ("number", "category", "site", "description", "fixed_on", "fixed_by", "severity", "due", "overdue", "owner")
SAMPLE_COLUMNS = ("township", "number", "category", "site", "description", "fixed_by", "verified_on", "verified_by")


def recheck_hazards(
    ctx: typer.Context,
    township: Annotated[str | None, typer.Argument(metavar="[TOWNSHIP]", help=_("Only this township."))] = None,
    site: options.Site = None,
    category: options.Category = None,
    by: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help=_("Who looks again, once a person; you if not given.")),
    ] = None,
    on: options.On = None,
    style: options.Format = None,
    output: options.Output = None,
) -> None:
    """Every hazard there that waits for a second look, one by one; without a terminal their list."""
    if township is None and site is None:
        raise WrongUsage(
            _("A township or --site is needed."),
            _("Nothing was written."),
            _("See all: inspect-cli list --status fixed"),
        )
    today = settings.today()
    with options.opened(ctx) as ledger:
        selection = options.read_filters(ledger, {**ctx.params, "township": township}, today, "fixed")
        rows = list(queries.hazards(ledger, selection, today))
        if output or style or not prompts.is_terminal():
            count = plural("{count} hazard", "{count} hazards", len(rows))
            sheet = Sheet(fields.pick_fields(COLUMNS), rows, notes=[count], urgent=("overdue",))
            if rows or output or style not in (None, "table"):
                render.show(sheet, style, output)
        else:
            author = recording.sign(ctx.obj.user)
            act = Act(options.read_day(on, today) or today, today)
            look_again(ledger, rows, by or [author.name], act, author)
    if not rows:
        raise NothingFound(_("Nothing waits for a second look there."))


def draw_sample(
    ctx: typer.Context,
    rate: Annotated[str, typer.Option(metavar="PERCENT", help=_("How many of the closed hazards: 10%, 0.1."))] = "10%",
    seed: Annotated[
        int | None, typer.Option(metavar="N", help=_("The same number draws the same hazards; drawn if not given."))
    ] = None,
    township: options.Township = None,
    category: options.Category = None,
    since: options.Since = None,
    until: options.Until = None,
    style: options.Format = None,
    output: options.Output = None,
) -> None:
    """Closed hazards drawn for a second look, of every township its share, at least one."""
    share = read_share(rate)
    seed = secrets.randbelow(10**6) if seed is None else seed
    today = settings.today()
    with options.opened(ctx) as ledger:
        selection = options.read_filters(ledger, ctx.params, today, "closed")
        rows = sampling.draw(queries.hazards(ledger, selection, today, "number"), share, seed)
    count = plural("{count} hazard drawn", "{count} hazards drawn", len(rows))
    notes = [_("{count}; the same again: --seed {seed}").format(count=count, seed=seed)]
    render.show(Sheet(fields.pick_fields(SAMPLE_COLUMNS), rows, notes=notes), style, output)
    if style in ("csv", "json", "jsonl") or output:
        render.tell(notes[0])
    if not rows:
        raise NothingFound(_("No closed hazard fits."))


def look_again(ledger: Database, rows: list[Row], people: list[str], act: Act, author: Author) -> None:
    """Ask about each hazard with its card on screen; each answer is on the disk before the next question."""
    for nth, row in enumerate(rows, 1):
        render.say(_("{nth} of {count}").format(nth=nth, count=len(rows)))
        (own,) = queries.hazards_numbered(ledger, [Number(row["series"], row["serial"])])
        render.show_card(*cards.lay_out(cards.make_card(ledger, own, act.today), messages.language))
        outcome = prompts.ask_outcome()
        if outcome == "quit":
            return
        if outcome != "skip":
            _write(ledger, row, people, act, author, failed=outcome == "fail")


def _write(ledger: Database, row: Row, people: list[str], act: Act, author: Author, *, failed: bool) -> None:
    number = Number(row["series"], row["serial"])
    try:
        if failed:
            act = act._replace(reason=prompts.ask_text(_("What is still wrong?")))
            what = {"failed_by": "、".join(people), "due": _ask_due(act)}
            acting.act_on(ledger, [number], "failed", what, act, author)
        else:
            names = [*people, prompts.ask_text(_("Who looked with you?"))] if _needs_two(row, people) else people
            acting.act_on(ledger, [number], "verified", {"verified_by": "、".join(names)}, act, author)
    except Problem as problem:
        render.show_problem(problem)
        return
    after = [queries.present(r, act.today) for r in queries.hazards_numbered(ledger, [number])]
    render.show_receipt(Sheet(fields.pick_fields(("number", "status", "due")), after), None, ("due",))


def _needs_two(row: Row, people: list[str]) -> bool:
    return row["severity"] == "major" and len(people) == 1


def _ask_due(act: Act) -> object:
    day = None
    while day is None or day < act.on:
        day = deadlines.read_deadline(prompts.ask_text(_("New deadline (7d, fri, 2023-01-20):")), act.on)
    return day


def read_share(text: str) -> float:
    """A share between 0 and 1. Raises WrongUsage for anything else."""
    try:
        share = float(text.rstrip("%％")) / (100 if text.endswith(("%", "％")) else 1)
    except ValueError:
        share = 0.0
    if not 0 < share <= 1:
        raise WrongUsage(
            _("Not a share: {text}").format(text=text),
            todo=_("Write a percentage such as 10%, or a part of 1 such as 0.1."),
        )
    return share
