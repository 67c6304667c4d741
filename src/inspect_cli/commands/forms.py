"""The only place that makes a superior's form from the options of a command: which profile, which days, what counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import typer

from inspect_cli import settings
from inspect_cli.commands import options
from inspect_cli.errors import WrongUsage
from inspect_cli.messages import _
from inspect_cli.rules import deadlines
from inspect_cli.store.database import Database
from inspect_cli.store.queries import Selection
from inspect_cli.store.summaries import Summary
from inspect_cli.transfer.sheets import Sheet

if TYPE_CHECKING:
    from inspect_cli.rules.profiles import Profile
    from inspect_cli.transfer.forms import Frame

COUNTED = ("counts", "brief")
_MACHINES = ("csv", "json", "jsonl")


class Days(NamedTuple):
    """The first and the last day that are asked for; None: not bounded."""

    since: date | None = None
    until: date | None = None

    def asked(self) -> dict[str, str | None]:
        """As the options of a list."""
        return {name: day.isoformat() if day else None for name, day in self._asdict().items()}


def open_profile(typed: str, kinds: Sequence[str]) -> Profile:
    """The profile of this name or path. Raises WrongUsage when it is of no such kind, naming the right command."""
    from inspect_cli.transfer import profiles

    profile = profiles.read_profile(typed)
    if profile.kind in kinds:
        return profile
    counts = profile.kind in COUNTED
    what = _("{name} is a form of counts.") if counts else _("{name} is a form with a row for each hazard.")
    todo = _("Run: inspect-cli summary --profile {name}") if counts else _("Run: inspect-cli export --profile {name}")
    raise WrongUsage(what.format(name=typed), _("Nothing was written."), todo.format(name=typed))


def read_days(asked: Mapping[str, Any], period: str | None = None) -> Days:
    """The days of --month, or of --since and --until; what is left open follows from the period, such as a week.

    Raises WrongUsage for what is no month or day, and for --month beside another.
    """
    today = settings.today()
    since, until = (options.read_day(asked.get(name), today) for name in Days._fields)
    if asked.get("month") is not None:
        if since or until:
            raise WrongUsage(_("--month says it all: leave out --since and --until."), _("Nothing was written."))
        month = deadlines.read_month(asked["month"], today)
        if month is None:
            raise WrongUsage(
                _("Not a month: {text}").format(text=asked["month"]),
                _("Nothing was written."),
                _("Write it as 2023-01, 2023年1月 or 1月."),
            )
        return Days(_begin(month[1], "year") if period == "year" else month[0], month[1])
    if period is None or since:
        return Days(since, until)
    last = until or today
    return Days(_begin(last, period), last)


def _begin(last: date, period: str) -> date:
    if period == "day":
        return last
    if period == "week":
        return last - timedelta(days=last.weekday())
    return last.replace(day=1) if period == "month" else date(last.year, 1, 1)


def frame_form(profile: Profile, days: Days, rated: str | None, *, machine: bool = False) -> Frame:
    """What the form is made for, at this minute."""
    from inspect_cli.transfer.forms import Frame

    minute = f"{settings.now().astimezone():%H:%M}"
    start = date((days.until or settings.today()).year, 1, 1)
    return Frame(*days, settings.today(), minute, settings.city(), rated or profile.rate, machine, start)


def is_for_machines(style: str | None, output: str | None) -> bool:
    """Whether the answer is to have keys and plain values: a format for machines, or a JSON file."""
    return output.lower().endswith((".json", ".jsonl")) if output else style in _MACHINES


def select_form(ledger: Database, profile: Profile, asked: Mapping[str, Any], days: Days) -> Selection:
    """What the form is about: the filters, without the categories the profile leaves out unless one was asked for."""
    selection = options.read_filters(ledger, {**asked, **days.asked()}, settings.today(), asked.get("status"))
    if profile.leave_out and asked.get("category") is None:
        selection.add("leave_out", leave_out=list(profile.leave_out))
    return selection


def count_form(ledger: Database, profile: Profile, selection: Selection, rated: str) -> Summary:
    """The counts that the columns of the form are taken from."""
    from inspect_cli.store import tallying

    until = selection.parameters.get("until") or settings.today()
    return tallying.tally_so_far(ledger, profile.by, selection, profile.counted, rated, date(until.year, 1, 1))


def lay_counted(ctx: typer.Context, typed: str, rated: str | None, style: str | None, output: str | None) -> Sheet:
    """The form of counts, or the brief, that `summary --profile` asks for."""
    from inspect_cli.transfer import forms

    profile = open_profile(typed, COUNTED)
    days = read_days(ctx.params, profile.period)
    frame = frame_form(profile, days, rated, machine=is_for_machines(style, output))
    with options.opened(ctx) as ledger:
        summary = count_form(ledger, profile, select_form(ledger, profile, ctx.params, days), frame.rated)
    return (forms.lay_brief if profile.kind == "brief" else forms.lay_counts)(profile, summary, frame)


def lay_listed(
    ctx: typer.Context,
    ledger: Database,
    typed: str,
    style: str | None,
    output: str | None,
    *,
    hidden: str | None = None,
) -> Sheet:
    """The form with a row for each hazard that `export --profile` asks for.

    hidden: the language, in files for machines, of the roles that stand for names, if they do.
    """
    from inspect_cli.store import queries
    from inspect_cli.transfer import anonymising, forms

    profile = open_profile(typed, ("rows",))
    days = read_days(ctx.params, profile.period)
    frame = frame_form(profile, days, None, machine=is_for_machines(style, output))
    selection = select_form(ledger, profile, ctx.params, days)
    ask = partial(queries.hazards, ledger, selection, settings.today(), "written")
    if hidden is None:
        return forms.lay_rows(profile, ask(), frame)
    return forms.lay_rows(
        profile, anonymising.hide_names(ask, hidden if frame.machine else forms.language(profile)), frame
    )
