"""The only place for what the commands of the duty roster share: units, days and moments as they are typed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

import typer

from inspect_cli import settings
from inspect_cli.commands import options
from inspect_cli.errors import BadInput, WrongUsage
from inspect_cli.messages import _
from inspect_cli.rules import shifts

LONGEST = 62  # days that one line may write to
OfUnit = Annotated[str, typer.Argument(metavar="UNIT", help=_("A township or a department: its name or a part of it."))]
Days = Annotated[str, typer.Argument(metavar="DATE|FROM..TO", help=_("A day, or the first and the last of several."))]
InUnit = Annotated[str | None, typer.Option("--unit", metavar="UNIT", help=_("Only this township or department."))]
Until = Annotated[str | None, typer.Option(metavar="DATE", help=_("Up to this day."))]


def read_days(text: str) -> tuple[date, date]:
    """The days that were typed: one, or the first and the last with .. between them. Raises WrongUsage."""
    start, _parted, end = text.partition("..")
    today = settings.today()
    first = options.read_day(start, today)
    last = options.read_day(end, today) if _parted else first
    return order_days(first, last)


def choose_days(days: str | None, since: str | None, until: str | None, ahead: int | None = None) -> tuple[date, date]:
    """The days that were typed in one of two ways; if none was, today and so many days ahead, or all to come."""
    if days is not None and (since is not None or until is not None):
        raise WrongUsage(_("The days are given twice."), todo=_("Give either FROM..TO, or --since and --until."))
    if days is not None:
        return read_days(days)
    today = settings.today()
    typed = options.read_day(until, today)
    # A list may look back; what writes begins today.
    first = options.read_day(since, today) or (min(today, typed or today) if ahead is not None else today)
    end = first + timedelta(days=ahead) if ahead is not None else date.max
    return order_days(first, typed or end)


def order_days(first: date | None, last: date | None) -> tuple[date, date]:
    """The days, if they are the right way round. Raises WrongUsage."""
    first, last = first or settings.today(), last or settings.today()
    if last < first:
        raise WrongUsage(
            _("{last} is before {first}.").format(last=last, first=first),
            _("Nothing was written."),
            _("Give the earlier day first."),
        )
    return first, last


def each_day(first: date, last: date) -> list[date]:
    """All of these days. Raises WrongUsage for more than one line may write to."""
    count = (last - first).days + 1
    if count > LONGEST:
        raise WrongUsage(
            _("{count} days; at most {limit} are taken").format(count=count, limit=LONGEST),
            _("Nothing was written."),
            _("Give fewer days, or take the roster in from a file: inspect-cli duty import FILE"),
        )
    return [first + timedelta(days=place) for place in range(count)]


def read_moment(text: str | None) -> tuple[date, int]:
    """The day and the minute that were typed, now if none were. Raises WrongUsage, BadInput for what is to come."""
    today, now = settings.today(), settings.now().astimezone()
    if text is None:
        return today, now.hour * shifts.HOUR + now.minute
    day, _parted, clock = text.strip().replace("T", " ").rpartition(" ")
    on, minute = options.read_day(day.strip() or None, today) or today, shifts.read_clock(clock)
    if minute is None:
        raise WrongUsage(
            _("Not a time of the day: {text}").format(text=text),
            _("Nothing was written."),
            _('Write it as "2023-01-15 22:30", or 22:30 for today.'),
        )
    if on > today:
        raise BadInput(
            _("{day} is still to come.").format(day=on), _("Nothing was written."), _("Write when somebody looked.")
        )
    if on == today == now.date() and minute > now.hour * shifts.HOUR + now.minute:
        raise BadInput(
            _("{time} has not come yet.").format(time=clock),
            _("Nothing was written."),
            _("Write when somebody looked."),
        )
    return on, minute
