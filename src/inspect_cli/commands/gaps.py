"""The commands that look for what nobody watches: gaps, coverage."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Annotated

import typer

from inspect_cli import messages, render, settings
from inspect_cli.commands import lists, options
from inspect_cli.errors import Problem, WrongUsage
from inspect_cli.messages import _, plural
from inspect_cli.rules import coverage as rules
from inspect_cli.rules import coverage_fields, deadlines, duty_fields
from inspect_cli.rules.coverage import Gap
from inspect_cli.store import coverage, queries, visiting
from inspect_cli.store.database import Row
from inspect_cli.transfer.sheets import Sheet

_ALWAYS = ("kind", "township", "todo")
Only = Annotated[str | None, typer.Argument(metavar="[TOWNSHIP]", help=_("Only this township."))]


def find_gaps(
    ctx: typer.Context,
    township: Only = None,
    category: options.Category = None,
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help=_("As it is on this day."))] = None,
    days: Annotated[
        int, typer.Option(metavar="N", min=1, max=3_650, help=_("Unvisited for so many days; duty so many days ahead."))
    ] = coverage.DAYS,
    kind: options.GapKinds = None,
    limit: Annotated[int | None, typer.Option(metavar="N", min=1, max=10**9, help=_("At most so many."))] = None,
    style: options.Format = None,
    output: options.Output = None,
    force: options.Force = False,
) -> None:
    """Every gap, the worst first, each with the command that mends it; exit code 1 when there is one."""
    today = settings.today()
    kinds, day = options.read_gap_kinds(kind), options.read_day(on, today) or today
    with options.opened(ctx) as ledger:
        code = queries.find_township(ledger, township) if township is not None else None
        key = queries.find_category(category) if category is not None else None
        asked = coverage.Asked(day, days, code, key, kinds)
        gaps = coverage.find_gaps(ledger, asked)
        whole = render.wants_all(style, output)
        lang = render.choose_language(style, output)
        rows = coverage.present(gaps[:limit], ledger, lang, titles=not whole)
        lists.tell_before(ledger, code)
    of_rosters = all(gap.kind in duty_fields.KINDS for gap in gaps)
    on_screen = duty_fields.TOWN_GAPS if of_rosters else coverage_fields.GAPS_ON_SCREEN
    said = [f for f in on_screen if _is_said(rows, f.key)]
    columns = coverage_fields.GAPS if whole else said
    lists.show_rows(Sheet(columns, rows, notes=[sum_up(gaps, limit)]), style, output)
    if gaps:
        raise Problem(plural("{count} gap.", "{count} gaps.", len(gaps)))
    render.tell(_("No gaps."))
    if kind and not duty_fields.KINDS.isdisjoint(kinds):
        unit = ("--unit", township) if township is not None else ()
        command = messages.spell(("duty", "gaps", f"{day}..{day + timedelta(days=days)}", *unit))
        render.tell(
            _("Outside special periods only hours with nobody at all are gaps here. Of every day: {command}").format(
                command=command
            )
        )


def _is_said(rows: Sequence[Row], key: str) -> bool:
    """Whether any row says something there: a screen has no room for what none says."""
    return key in _ALWAYS or any(row.get(key) is not None for row in rows)


def sum_up(gaps: Sequence[Gap], limit: int | None) -> str:
    """How many gaps there are of each kind."""
    lang = messages.language
    counted = coverage.count_kinds(gaps)
    each = messages.listing(f"{rules.title(kind, lang)} {count:,}" for kind, count in counted.items())
    total = plural("{count} gap", "{count} gaps", len(gaps))
    if limit is not None and limit < len(gaps):
        total = _("{shown:,} of {count}").format(shown=limit, count=total)
    return _("{name}: {value}").format(name=total, value=each) if each else total


def show_coverage(
    ctx: typer.Context,
    by: Annotated[str, typer.Option(metavar="kind|township|leader", help=_("A row for each of these."))] = "kind",
    township: options.Township = None,
    since: Annotated[
        str | None, typer.Option(metavar="DATE", help=_("Visits from this day on; this month if not given."))
    ] = None,
    until: Annotated[
        str | None,
        typer.Option(metavar="DATE", help=_("Visits up to this day; to the end of this month if not given.")),
    ] = None,
    style: options.Format = None,
    output: options.Output = None,
    force: options.Force = False,
) -> None:
    """Visits that sites ask for and got, by kind of site, township or leader."""
    if by not in visiting.GROUPS:
        raise WrongUsage(
            _("Not known: {text}").format(text=by),
            todo=_("Choose one of: {all}").format(all=", ".join(visiting.GROUPS)),
        )
    first, last = read_period(since, until)
    with options.opened(ctx) as ledger:
        code = queries.find_township(ledger, township) if township is not None else None
        rows, total = visiting.measure_coverage(ledger, by, first, last, code)
    if not render.wants_all(style, output):
        rows = [name_nobody(row) for row in rows]
    render.show(lay_coverage(by, rows, total, first, last), style, output)


def name_nobody(row: Row) -> Row:
    """A row with a word for people where nobody leads."""
    return {**row, "leader": _("(no leader)")} if row.get("leader", "") is None else row


def lay_coverage(by: str, rows: Sequence[Row], total: Row, first: date, last: date) -> Sheet:
    """Visits needed and made as a table."""
    notes = [
        _("From {first} to {last}.").format(first=first, last=last),
        _("Needed: the visits that the interval of each site asks for, one where it must be visited without interval."),
        _("Made: a site's visits up to what it needs. Only sites of the register are counted."),
    ]
    if not total["needed"]:
        notes.append(_("No site asks for visits yet: inspect-cli site set TOWNSHIP SITE --must-visit"))
    known_by = [field for field in coverage_fields.GROUPS if field.key in visiting.GROUPS[by]]
    columns = [*known_by, *coverage_fields.COVERAGE]
    return Sheet(columns, rows, total=total, notes=notes)


def read_period(since: str | None, until: str | None) -> tuple[date, date]:
    """The days that were asked for, up to the end of this month, or of the first one's if that is still to come.

    Raises WrongUsage when they are the wrong way round.
    """
    today = settings.today()
    first, last = options.read_day(since, today), options.read_day(until, today)
    if first is None:
        first = (last or today).replace(day=1)
    if last is None:
        month = deadlines.read_month(f"{max(first, today):%Y-%m}", today)
        last = max(month[1] if month else first, first)
    if last < first:
        raise WrongUsage(
            _("--until {until} is before --since {since}.").format(until=last, since=first),
            todo=_("Give the earlier day to --since."),
        )
    return first, last
