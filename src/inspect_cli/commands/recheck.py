"""The commands for a second look: recheck, what waits for one; sample, closed hazards drawn for one."""

from __future__ import annotations

import secrets
from collections import Counter
from typing import Annotated, Any

import typer

from inspect_cli import messages, prompts, render, settings
from inspect_cli.commands import lists, options
from inspect_cli.errors import BadInput, NothingFound, WrongUsage
from inspect_cli.messages import _, plural
from inspect_cli.rules import fields, quoted, sampling
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
        typer.Option(metavar="PERSON", help=_("Who looks again, once a person; you if not given.")),
    ] = None,
    on: options.On = None,
    style: options.Format = None,
    output: options.Output = None,
    force: options.Force = False,
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
            shown = rows if render.wants_all(style, output) else list(quoted.describe_all(rows, messages.language))
            sheet = Sheet(fields.pick_fields(COLUMNS), shown, notes=[count], urgent=("overdue",))
            lists.show_rows(sheet, style, output)
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
    force: options.Force = False,
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
    shown = rows if render.wants_all(style, output) else list(quoted.describe_all(rows, messages.language))
    render.show(Sheet(fields.pick_fields(SAMPLE_COLUMNS), shown, notes=notes), style, output)
    if style in ("csv", "json", "jsonl") or output:
        render.tell(notes[0])
    if not rows:
        raise NothingFound(_("No closed hazard fits."))


def look_again(ledger: Database, rows: list[Row], people: list[str], act: Act, author: Author) -> None:
    """Ask about each hazard with its card on screen; each answer is on the disk before the next question."""
    outcomes: Counter[str] = Counter()
    for nth, row in enumerate(rows, 1):
        (own,) = queries.hazards_numbered(ledger, [Number(row["series"], row["serial"])])
        render.say(_("{nth} of {count}").format(nth=nth, count=len(rows)))
        render.show_card(*cards.lay_out(cards.make_card(ledger, own, act.today), messages.language))
        outcome = ask_until_taken(ledger, own, people, act, author)
        if outcome == "quit":
            break
        outcomes[outcome] += 1
    sentence = _("{passed} passed, {failed} failed, {left} left as they were.")
    passed, failed = outcomes["pass"], outcomes["fail"]
    render.say(sentence.format(passed=passed, failed=failed, left=len(rows) - passed - failed))


def ask_until_taken(ledger: Database, row: Row, people: list[str], act: Act, author: Author) -> str:
    """What a second look gave; an answer that a guard refuses is asked for again, with the reason."""
    while True:
        outcome = prompts.ask_outcome()
        try:
            if outcome == "fail":
                fail(ledger, row, people, act, author)
            elif outcome == "pass":
                verify(ledger, row, people, act, author)
        except (BadInput, WrongUsage) as refusal:
            render.show_problem(refusal)
        else:
            return outcome


def fail(ledger: Database, row: Row, people: list[str], act: Act, author: Author) -> None:
    """Write what is still wrong, and the new deadline."""
    because = act._replace(reason=prompts.ask_text(_("What is still wrong?")))
    due = options.read_due(prompts.ask_text(_("New deadline (7d, fri, 2023-01-20):")), act.on, earlier=True)
    write(ledger, row, "failed", {"failed_by": "、".join(people), "due": due}, because, author)


def verify(ledger: Database, row: Row, people: list[str], act: Act, author: Author) -> None:
    """Write that it is gone; a major is seen by two."""
    alone = row["severity"] == "major" and len(people) == 1
    names = [*people, prompts.ask_text(_("Who looked with you?"))] if alone else people
    write(ledger, row, "verified", {"verified_by": "、".join(names)}, act, author)


def write(ledger: Database, row: Row, kind: str, what: dict[str, Any], act: Act, author: Author) -> None:
    """Write one answer, and show how the hazard stands now."""
    number = Number(row["series"], row["serial"])
    acting.act_on(ledger, [number], kind, what, act, author)
    after = [queries.present(r, act.today) for r in queries.hazards_numbered(ledger, [number])]
    render.show_receipt(Sheet(fields.pick_fields(("number", "status", "due")), after), None, ("due",))


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
