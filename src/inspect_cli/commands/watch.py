"""The commands that look whether duty is kept: duty gaps, check, checks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from inspect_cli import messages, render, settings
from inspect_cli.commands import lists, options, spans
from inspect_cli.errors import NothingFound, Problem
from inspect_cli.messages import _, plural
from inspect_cli.rules import coverage as rules
from inspect_cli.rules import duty_fields
from inspect_cli.rules.coverage import Gap
from inspect_cli.store import coverage, duties, recording
from inspect_cli.transfer.sheets import Sheet


def find_gaps(
    ctx: typer.Context,
    days: spans.Days,
    unit: spans.InUnit = None,
    kind: options.GapKinds = None,
    style: options.Format = None,
    output: options.Output = None,
    force: options.Force = False,
) -> None:
    """Hours without a leader or an officer, units without a roster, people on two shifts, shifts without a phone."""
    first, last = spans.read_days(days)
    kinds = options.read_gap_kinds(kind)
    with options.opened(ctx) as ledger:
        of = duties.find_unit(ledger, unit) if unit is not None else None
        gaps = duties.find_gaps(ledger, first, last, of, kinds)
        spared = duties.read_roster(ledger, first).spared if of is None and "no_roster" in kinds else ()
        whole = render.wants_all(style, output)
        rows = coverage.present(gaps, ledger, render.choose_language(style, output), titles=not whole)
    columns = duty_fields.GAPS if whole else duty_fields.SHORT_GAPS
    notes = name_spared(spared)
    lists.show_rows(Sheet(columns, rows, notes=[sum_up(gaps), *notes], urgent=("kind",)), style, output)
    if gaps:
        raise Problem(plural("{count} gap.", "{count} gaps.", len(gaps)))
    for sentence in (_("No gaps."), *notes):
        render.tell(sentence)


def name_spared(names: Sequence[str]) -> list[str]:
    """Which departments nobody asks for, since no day has a shift of theirs; nothing where there is none."""
    sentence = plural(
        "{count} department never had a shift and is not asked for: {names}",
        "{count} departments never had a shift and are not asked for: {names}",
        len(names),
        names=messages.listing(names),
    )
    return [sentence] if names else []


def sum_up(gaps: Sequence[Gap]) -> str:
    """How many gaps there are of each kind."""
    counted = coverage.count_kinds(gaps).items()
    return messages.listing(f"{rules.title(kind, messages.language)} {count:,}" for kind, count in counted)


def check_duty(
    ctx: typer.Context,
    unit: spans.OfUnit,
    result: Annotated[
        str, typer.Option(metavar="present|absent|no_answer", help=_("What was seen, or heard on the phone."))
    ],
    at: Annotated[
        str | None,
        typer.Option("--at", metavar="TIME", help=_('When, such as "2023-01-15 22:30" or 22:30; now if not given.')),
    ] = None,
    note: options.Note = None,
    style: options.Format = None,
) -> None:
    """Record that somebody looked whether a unit keeps its duty; says who should have been there."""
    from inspect_cli.store import answering

    author = recording.sign(ctx.obj.user)
    day, minute = spans.read_moment(at)
    what = {"minute": minute, "result": options.read_key("spot_result", result), "note": note}
    with options.opened(ctx, writes=True) as ledger:
        of = duties.find_unit(ledger, unit, day)
        answering.record_spot_check(ledger, of.township, day, {**what, "unit": of.name}, author)
        row = [row for row in duties.read_checks(ledger, day, day, of) if row["minute"] == minute][-1]
    render.show_receipt(Sheet(duty_fields.CHECKS, [row]), style, ("expected",))
    if not row["expected"]:
        gaps = messages.spell(("duty", "gaps", f"{day}..{day}", "--unit", of.name))
        render.tell(
            _("Nobody is on the roster of {name} at that hour. See: {command}").format(name=of.name, command=gaps)
        )


def list_checks(
    ctx: typer.Context,
    since: Annotated[
        str | None, typer.Option(metavar="DATE", help=_("From this day on; this month if not given."))
    ] = None,
    until: spans.Until = None,
    unit: spans.InUnit = None,
    by_unit: Annotated[bool, typer.Option("--by-unit", help=_("Only how often, a row for each unit."))] = False,
    style: options.Format = None,
    output: options.Output = None,
    force: options.Force = False,
) -> None:
    """When somebody looked whether duty is kept, who should have been there, and how often it was kept."""
    first, last = spans.choose_days(None, since or f"{settings.today():%Y-%m-01}", until or f"{settings.today()}")
    with options.opened(ctx) as ledger:
        of = duties.find_unit(ledger, unit) if unit is not None else None
        rows = duties.read_checks(ledger, first, last, of)
    kept = sum(row["kept"] for row in rows)
    notes = [
        _("From {first} to {last}.").format(first=first, last=last),
        _("Looked {count:,} times: {kept:,} kept, {lost:,} not kept.").format(
            count=len(rows), kept=kept, lost=len(rows) - kept
        ),
    ]
    columns, shown = (duty_fields.KEPT, duties.count_checks(rows)) if by_unit else (duty_fields.CHECKS, rows)
    nothing = NothingFound(_("Nobody looked whether duty was kept. {days}").format(days=notes[0]))
    lists.show_list(Sheet(columns, shown, notes=notes), style, output, nothing)
