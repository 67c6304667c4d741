"""The commands that keep the duty roster: duty add, import, list, set, cancel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from inspect_cli import messages, prompts, render, settings
from inspect_cli.commands import filing, lists, options, settling, spans
from inspect_cli.errors import NothingFound, WrongUsage
from inspect_cli.messages import _, plural
from inspect_cli.rules import duty_fields, names, shifts, watches, words
from inspect_cli.rules.coverage import Gap
from inspect_cli.store import duties, recording
from inspect_cli.store.database import Database, Row
from inspect_cli.store.duties import Filter
from inspect_cli.transfer.sheets import Sheet

if TYPE_CHECKING:
    from inspect_cli.transfer.shift_files import Shifts

AHEAD = 6  # days after today that a list shows
_TOLD = 5  # shifts that are named in news

Period = Annotated[
    str | None, typer.Argument(metavar="[FROM..TO]", help=_("A day, or the first and the last of several."))
]
WithRole = Annotated[
    str | None, typer.Option("--role", metavar="leader|officer|handler", help=_("Only who is on duty as this."))
]
Whose = Annotated[str | None, typer.Option("--name", metavar="TEXT", help=_("Only people whose name has this."))]
Post = Annotated[str | None, typer.Option(metavar="POST", help=_("The post of who is on duty."))]
Phone = Annotated[str | None, typer.Option(metavar="TEXT", help=_("Where who is on duty is called, as text."))]
Since = Annotated[str | None, typer.Option(metavar="DATE", help=_("From this day on."))]


def add_shift(
    ctx: typer.Context,
    unit: spans.OfUnit,
    days: spans.Days,
    role: Annotated[str, typer.Option(metavar="leader|officer|handler", help=_("On duty as what."))],
    name: Annotated[list[str], typer.Option(metavar="PERSON", help=_("Who; repeat it for several."))],
    post: Post = None,
    phone: Phone = None,
    start: Annotated[
        str | None, typer.Option("--from", metavar="HH:MM", help=_("From when; 08:00 if not given."))
    ] = None,
    end: Annotated[
        str | None,
        typer.Option(
            "--to", metavar="HH:MM", help=_("Until when, the next day if that is not later; as --from if not given.")
        ),
    ] = None,
    style: options.Format = None,
) -> None:
    """Who is on duty for a unit on a day, or on each of several days."""
    from inspect_cli.store import answering

    author = recording.sign(ctx.obj.user)
    first, last = spans.read_days(days)
    people = split_names(name)
    told = {"role": options.read_key("shift", role), **read_hours(start, end), **read_said(post, phone)}
    with options.opened(ctx, writes=True) as ledger:
        of = duties.find_unit(ledger, unit, first)
        rows = [{**told, **of.told, "day": day, "name": who} for day in spans.each_day(first, last) for who in people]
        answering.enter_shifts(ledger, rows, author)
        added = duties.find_same(ledger, rows)
        twice = duties.find_twice(ledger, added)
    render.show_receipt(Sheet(duty_fields.ON_SCREEN, added), style)
    tell_twice(twice)


def import_shifts(
    ctx: typer.Context,
    file: filing.Path,
    unit: Annotated[
        str | None, typer.Option("--unit", metavar="UNIT", help=_("The township or department of rows that name none."))
    ] = None,
    role: Annotated[
        str | None,
        typer.Option(metavar="leader|officer|handler", help=_("The role of people of whom the file does not say it.")),
    ] = None,
    encoding: filing.Encoding = None,
    dry_run: filing.DryRun = False,
    style: options.Format = None,
) -> None:
    """A duty roster from a file: a row for a shift or a person, or units by days; the same file again adds nothing."""
    from inspect_cli.store import answering
    from inspect_cli.transfer import shift_files

    author = recording.sign(ctx.obj.user)
    of_role = options.read_key("shift", role)
    with options.opened(ctx, writes=not dry_run) as ledger:
        of = duties.find_unit(ledger, unit) if unit is not None else None
        known = shift_files.Known(duties.read_units(ledger), settings.today(), of, of_role)
        read = shift_files.read_shifts(file, known, encoding)
        beside = duties.find_beside(ledger, read.shifts)
        entered = answering.enter_shifts(ledger, read.shifts, author, dry_run=dry_run)
        twice = [] if dry_run else duties.find_twice(ledger, duties.find_same(ledger, read.shifts))
    counts = {"rows": read.rows, "shifts": len(read.shifts), **entered._asdict(), "skipped": read.skipped}
    render.show_outcome(counts, style)
    settling.tell_taken(read.taken)
    tell_turned(read)
    tell_supposed(read)
    tell_called(read.called)
    tell_file(read.left_out, read.named, dry_run=dry_run)
    tell_beside(beside)
    tell_twice(twice)


def list_shifts(
    ctx: typer.Context,
    days: Period = None,
    since: Since = None,
    until: spans.Until = None,
    unit: spans.InUnit = None,
    role: WithRole = None,
    name: Whose = None,
    style: options.Format = None,
    output: options.Output = None,
    force: options.Force = False,
) -> None:
    """The duty roster of the week from today on, or of other days; a file of it comes back with duty import."""
    first, last = spans.choose_days(days, since, until, ahead=AHEAD)
    with options.opened(ctx) as ledger:
        rows = duties.read_shifts(ledger, first, last, read_filter(ledger, unit, role, name))
    whole = render.wants_all(style, output)
    days = _("From {first} to {last}.").format(first=first, last=last)
    sheet = Sheet(duty_fields.ROSTER if whole else duty_fields.ON_SCREEN, rows, notes=[days])
    lists.show_list(sheet, style, output, lists.miss(_("No shift fits. {days}").format(days=days), "duty", "add"))


def set_shifts(
    ctx: typer.Context,
    unit: spans.OfUnit,
    name: Annotated[str, typer.Argument(metavar="PERSON", help=_("Who is on duty, whole or a part of the name."))],
    phone: Phone = None,
    post: Post = None,
    since: Annotated[str | None, typer.Option(metavar="DATE", help=_("From this day on; today if not given."))] = None,
    until: spans.Until = None,
    style: options.Format = None,
) -> None:
    """The phone or post of somebody on all of the shifts that are to come."""
    from inspect_cli.store import answering

    author = recording.sign(ctx.obj.user)
    first, last = spans.choose_days(None, since, until)
    told = read_said(post, phone)
    refuse_nothing(told)
    with options.opened(ctx, writes=True) as ledger:
        rows = need_shifts(duties.read_shifts(ledger, first, last, read_filter(ledger, unit, None, name)), name)
        refuse_several(rows)
        entered = answering.enter_shifts(ledger, [{**row, **told} for row in rows], author)
    render.show_outcome({"changed": entered.changed, "unchanged": entered.unchanged}, style)


def cancel_shifts(
    ctx: typer.Context,
    days: spans.Days,
    unit: Annotated[str, typer.Option("--unit", metavar="UNIT", help=_("Of this township or department."))],
    role: WithRole = None,
    name: Whose = None,
    hours: Annotated[
        str | None, typer.Option(metavar="HH:MM-HH:MM", help=_("Only shifts of just these hours."))
    ] = None,
    yes: options.Yes = False,
    style: options.Format = None,
) -> None:
    """Take shifts off the roster; says which hours nobody covers then."""
    from inspect_cli.store import answering

    author = recording.sign(ctx.obj.user)
    first, last = spans.read_days(days)
    with options.opened(ctx) as ledger:
        found = duties.read_shifts(ledger, first, last, read_filter(ledger, unit, role, name))
        rows = need_shifts(keep_hours(found, hours), name)
    prompts.confirm_shifts(len(rows), yes=yes)
    with options.opened(ctx, writes=True) as ledger:
        answering.cancel_shifts(ledger, rows, author)
        alone = duties.find_alone(ledger, rows)
    render.show_receipt(Sheet(duty_fields.ON_SCREEN, rows), style)
    tell_alone(alone)


def read_filter(ledger: Database, unit: str | None, role: str | None, name: str | None) -> Filter:
    """What of the roster was asked for. Raises WrongUsage."""
    of = duties.find_unit(ledger, unit) if unit is not None else None
    return Filter(of, options.read_key("shift", role), name)


def read_hours(start: str | None, end: str | None) -> dict[str, int]:
    """The hours that were typed, as fields of the entry. Raises WrongUsage for what is no time of the day."""
    typed = {text: shifts.read_clock(text) for text in (start, end) if text is not None}
    for text, minute in typed.items():
        if minute is None:
            raise WrongUsage(
                _("Not a time of the day: {text}").format(text=text),
                _("Nothing was written."),
                _("Write it as 08:00 or 20:30."),
            )
    first = typed[start] if start is not None else shifts.USUAL[0]
    last = typed[end] if end is not None else first
    return {"start": first or 0, "minutes": shifts.last_from(first or 0, last or 0)}


def keep_hours(rows: Sequence[Row], text: str | None) -> Sequence[Row]:
    """The shifts of the hours that were typed, all of them if none were. Raises WrongUsage."""
    hours = shifts.read_hours(text) if text is not None else None
    if text is not None and hours is None:
        raise WrongUsage(
            _("Not the hours of a shift: {text}").format(text=text),
            _("Nothing was written."),
            _("Write them as 08:00-20:00."),
        )
    return [row for row in rows if hours in (None, (row["start"], row["minutes"]))]


def read_said(post: str | None, phone: str | None) -> dict[str, str]:
    """What was typed of a person, as fields of the entry."""
    return {key: value for key, value in (("post", post), ("phone", phone)) if value is not None}


def split_names(typed: Sequence[str]) -> list[str]:
    """Everybody who was typed, once. Raises BadInput for what is no name."""
    people = [name for text in typed for name in names.split_people(text) or (text,)]
    for name in people:
        recording.need_name(duty_fields.NAME.title(messages.language), name)
    return list(dict.fromkeys(people))


def need_shifts(rows: Sequence[Row], name: str | None) -> list[Row]:
    """The shifts that were found; only of who is called what was typed, if somebody is. Raises NothingFound."""
    if not rows:
        raise NothingFound(
            _("There is no such shift on the roster."),
            _("Nothing was written."),
            _("See: inspect-cli duty list FROM..TO --unit UNIT"),
        )
    exact = [row for row in rows if name is not None and names.plain(row["name"]) == names.plain(name)]
    return exact or list(rows)


def refuse_several(rows: Sequence[Row]) -> None:
    """Raises WrongUsage when the shifts are of more than one person."""
    people = dict.fromkeys(row["name"] for row in rows)
    if len(people) > 1:
        raise WrongUsage(
            _("More than one person fits: {names}").format(names=messages.listing(people)),
            _("Nothing was written."),
            _("Type more of the name."),
        )


def refuse_nothing(told: Mapping[str, Any]) -> None:
    """Raises WrongUsage when nothing was given that could be set."""
    if not told:
        raise WrongUsage(
            _("There is nothing to set."), _("Nothing was written."), _("Give --phone TEXT, --post POST or both.")
        )


def tell_file(left_out: Sequence[str], named: Sequence[str], *, dry_run: bool) -> None:
    """What a roster has no place for, which hours were taken for what, whether it was a dry run."""
    if left_out:
        columns = messages.listing(left_out)
        render.tell(_("The register has no place for these columns: {columns}").format(columns=columns))
    for text in named:
        start, minutes = shifts.read_hours(text) or shifts.USUAL
        hours = shifts.tell_hours({"start": start, "minutes": minutes})
        render.tell(_("{name} is taken as {hours}.").format(name=text, hours=hours))
    if dry_run:
        render.tell(_("Nothing was written: this was a dry run."))


def tell_turned(read: Shifts) -> None:
    """How sheets were taken that have days or units across."""
    days = sorted(shift["day"] for shift in read.shifts)
    for taken in read.turned if days else ():
        by_days = _("Taken as a row for each unit and a column for each day, {first} to {last}.")
        by_units = _("Taken as a row for each day, {first} to {last}, and a column for each unit.")
        by_weeks = _("Taken as a calendar, a column for each day of the week, {first} to {last}.")
        sentence = {"day": by_days, "unit": by_units}.get(taken.across, by_weeks)
        render.tell(sentence.format(first=days[0], last=days[-1]))
        if taken.role is not None:
            sentence = _("The people in it are on duty as {role}; if they are not, give --role.")
            render.tell(sentence.format(role=words.word("shift", taken.role, messages.language)))


def tell_supposed(read: Shifts) -> None:
    """What no column says: whose a roster is, as what those below a shift are on duty; who stands in for whom."""
    for where, unit in read.titled.items():
        sentence = _("{path} is taken as the roster of {unit}: its title or the name of its sheet says so.")
        render.tell(sentence.format(path=where, unit=unit.name))
    if read.headed:
        sentence = _("The people below {columns} are on duty as {role}; if they are not, give --role.")
        officer = words.word("shift", "officer", messages.language)
        render.tell(sentence.format(columns=messages.listing(read.headed), role=officer))
    if read.instead:
        sentence = _("Who stands in is on duty; for whom is left out: {names}")
        render.tell(sentence.format(names=messages.listing(read.instead[:_TOLD])))


def tell_called(columns: Sequence[tuple[str, str]]) -> None:
    """Whose phones stand in a column beside several of people."""
    for phones, of in columns:
        sentence = _("“{column}” is taken as the phones of “{people}” alone; each other one needs a column of its own.")
        render.tell(sentence.format(column=phones, people=of))


def tell_beside(rows: Sequence[Row]) -> None:
    """Who was on the roster for the same hours, and is not in the file: nobody takes them off but a person."""
    if not rows:
        return
    render.tell(
        plural(
            "{count} shift for the same hours is not in the file and stays on the roster.",
            "{count} shifts for the same hours are not in the file and stay on the roster.",
            len(rows),
        )
    )
    for row in rows[:_TOLD]:
        command = messages.spell(watches.spell_cancel(row))
        render.tell(_("If {name} is not on duty then: {command}").format(name=row["name"], command=command))


def tell_twice(pairs: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> None:
    """Who is on two shifts at the same time."""
    for one, other in pairs[:_TOLD]:
        render.tell(
            _("{name} is on two shifts at once: {one} and {other}. If one is wrong: {command}").format(
                name=other["name"],
                one=f"{one['unit']} {one['day']} {one['hours']}",
                other=f"{other['unit']} {other['day']} {other['hours']}",
                command=messages.spell(watches.spell_cancel(other)),
            )
        )
    if len(pairs) > _TOLD:
        render.tell(plural("{count} more like this.", "{count} more like this.", len(pairs) - _TOLD))


def tell_alone(gaps: Sequence[Gap]) -> None:
    """Which hours nobody covers now, and what fills each."""
    for gap in gaps[:_TOLD]:
        render.tell(
            _("{unit}: nobody as {role} {hours}: {command}").format(
                unit=gap.about,
                role=words.word("shift", gap.role or "", messages.language),
                hours=gap.hours,
                command=gap.todo,
            )
        )
