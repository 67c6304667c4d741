"""The command that hands over what somebody answers for: handover."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from inspect_cli import messages, prompts, render, settings
from inspect_cli.commands import filing, options
from inspect_cli.errors import Problem, WrongUsage
from inspect_cli.messages import _, listing, plural
from inspect_cli.rules import register_fields
from inspect_cli.rules.shifts import tell_hours
from inspect_cli.store import handing, parties, queries, recording, relieving, territory
from inspect_cli.store.database import Database
from inspect_cli.store.handing import Handover, Wish
from inspect_cli.store.relieving import Clash
from inspect_cli.transfer import printing

if TYPE_CHECKING:
    from inspect_cli.store.journal import Author


def hand_over(
    ctx: typer.Context,
    start: Annotated[str, typer.Option("--from", metavar="DATE", help=_("The first day of who takes over."))],
    giver: Annotated[
        str | None, typer.Argument(metavar="[FROM]", help=_("Who hands over: the whole name of a person."))
    ] = None,
    taker: Annotated[str | None, typer.Argument(metavar="[TO]", help=_("Who takes over."))] = None,
    department: Annotated[
        str | None, typer.Option(metavar="OLD", help=_("A department hands over, in a merger, instead of a person."))
    ] = None,
    to_department: Annotated[str | None, typer.Option(metavar="NEW", help=_("The department that takes over."))] = None,
    township: options.Township = None,
    category: options.Category = None,
    duty: Annotated[bool, typer.Option("--duty", help=_("Hand over the shifts of the roster, too."))] = False,
    post: Annotated[
        str | None, typer.Option(metavar="POST", help=_("The post of who takes over; the same if not given."))
    ] = None,
    phone: Annotated[
        str | None, typer.Option(metavar="TEXT", help=_("The telephone of the post, as text; no private number."))
    ] = None,
    witness: Annotated[str | None, typer.Option(metavar="PERSON", help=_("Who witnesses it, for the sheet."))] = None,
    reason: Annotated[str | None, typer.Option(metavar="TEXT", help=_("Why, as the hazards are to say."))] = None,
    dry_run: filing.DryRun = False,
    output: options.Page = None,
    yes: options.Yes = False,
    force: options.Force = False,
) -> None:
    """Responsibilities and open hazards go to somebody else from a day on; prints the sheet to be signed."""
    from inspect_cli.transfer import handing as sheets

    author = recording.sign(ctx.obj.user)
    with options.opened(ctx) as ledger:
        handover = find_handover(ledger, ctx.params)
        news = find_news(ledger, handover)
        warnings = find_clashes(ledger, handover)
    for sentence in warnings:
        render.tell(sentence)
    confirm(handover, yes=yes or dry_run)
    page = sheets.write(handover, printing.find_form(output) if output else "md", messages.language, is_draft=dry_run)
    if output:
        printing.save(page, output)
    if not dry_run:
        write_handover(ctx, handover, author, output)
    if not output:
        render.say(page.rstrip("\n"))
    tell_outcome(handover, output, dry_run=dry_run)
    for sentence in (*sheets.tell_left(handover), *news):
        render.tell(sentence)


def confirm(handover: Handover, *, yes: bool) -> None:
    """Ask before much of the ledger changes, or long ago. Raises Undecided without a yes."""
    wish = handover.wish
    if (wish.today - wish.day).days > _LONG_AGO:
        months = (wish.today.year - wish.day.year) * 12 + wish.today.month - wish.day.month
        prompts.confirm_past(wish.day, months, yes=yes)
    prompts.confirm_handover(handover.count, wish.taker, yes=yes)


def find_handover(ledger: Database, typed: Mapping[str, Any]) -> Handover:
    """What is handed over, if all of it can be. Raises NothingFound when that is nothing."""
    wish = read_wish(ledger, typed)
    handing.check(wish)
    handover = handing.read(ledger, wish)
    handing.refuse_nothing(handover, dry_run=typed["dry_run"])
    handing.refuse_erased(handover)
    handing.draft(ledger, handover)
    return handover


def write_handover(ctx: typer.Context, handover: Handover, author: Author, output: str | None) -> None:
    """Write it; a sheet that is there already is told of when that fails."""
    try:
        with options.opened(ctx, writes=True) as ledger:
            handing.hand_over(ledger, handover, author)
    except Problem as problem:
        if output:
            problem.saved = _("{path} was written; the ledger was not.").format(path=output)
        raise


def read_wish(ledger: Database, typed: Mapping[str, Any]) -> Wish:
    """Who hands over what to whom. Raises WrongUsage for options that do not go together, NothingFound for nobody."""
    today = settings.today()
    day = options.read_day(typed["start"], today) or today
    giver, taker, merger = read_parties(ledger, typed, day)
    refuse_unfit(typed, merger=merger)
    given = {key: typed[key] for key in ("post", "phone", "duty", "reason", "witness")}
    where, what = typed["township"], typed["category"]
    return Wish(
        giver,
        taker,
        day,
        today,
        merger,
        queries.find_township(ledger, where) if where is not None else None,
        queries.find_category(what) if what is not None else None,
        **given,
    )


def read_parties(ledger: Database, typed: Mapping[str, Any], day: date) -> tuple[str, str, bool]:
    """Who hands over, who takes over, whether both are departments; two names may be those of departments."""
    people, departments = ([typed[key] for key in keys] for keys in (_PEOPLE, _DEPARTMENTS))
    several = people if people != [None, None] else departments
    if None in several or (people != [None, None] and departments != [None, None]):
        raise WrongUsage(
            _("Who hands over to whom is not said."),
            _("Nothing was written."),
            _("Give two names: FROM TO, or --department OLD --to-department NEW."),
        )
    old = parties.find_department(ledger, several[0], named=several is departments)
    if old is None and several is people:
        recording.need_name(register_fields.TITLES["name"].title(messages.language), people[1])
        return parties.find_person(ledger, people[0], day), parties.spell_person(ledger, people[1], day), False
    giver = old or territory.need(ledger, "department", several[0])["name"]
    return giver, territory.choose_name(ledger, "department", several[1], None, day), True


def refuse_unfit(typed: Mapping[str, Any], *, merger: bool) -> None:
    """Raises WrongUsage for options that do not go together."""
    if merger and (typed["post"] is not None or typed["phone"] is not None):
        raise WrongUsage(
            _("In a merger people keep their posts and telephones."),
            _("Nothing was written."),
            _("Leave --post and --phone out."),
        )
    if typed["duty"] and typed["category"] is not None:
        raise WrongUsage(
            _("A shift of the roster is of no category."),
            _("Nothing was written."),
            _("Leave --duty or --category out."),
        )


def find_news(ledger: Database, handover: Handover) -> list[str]:
    """What is to be known of a handover, and what is left to do."""
    wish = handover.wish
    moved = len(handover.responsibilities) - len(handover.held)
    before = ("--on", f"{wish.day}", "--successor", wish.taker)
    known = wish.merger or parties.is_known(ledger, wish.taker, wish.day)
    told = (
        (not known, _("{name} is new to this ledger.").format(name=wish.taker)),
        (bool(handover.shifts) and not wish.duty, _("To hand over the shifts, too: --duty")),
        (not wish.merger and not wish.phone and moved > 0, _tell_phones(moved)),
        (handover.waits, _("Type the same again on {day}.").format(day=wish.day)),
        (
            wish.merger and parties.stands(ledger, wish.giver, wish.day),
            _("{name} is still in the register: {command}").format(
                name=wish.giver, command=messages.spell(("department", "end", wish.giver, *before))
            ),
        ),
    )
    return [sentence for is_so, sentence in told if is_so]


def find_clashes(ledger: Database, handover: Handover) -> list[str]:
    """Of shifts that are handed over: those at whose time who takes over is on another one."""
    wish = handover.wish
    if wish.merger or not wish.duty:
        return []
    moving = [row for row in handover.shifts if row["id"] not in handover.doubled]
    clashes = relieving.find_clashes(ledger, moving, wish.taker)
    told = [_tell_clash(wish.taker, each) for each in clashes[:_TOLD]]
    more = len(clashes) - len(told)
    return [*told, plural("{count} more like this.", "{count} more like this.", more)] if more else told


def _tell_clash(taker: str, clash: Clash) -> str:
    day, other = clash.shift["day"], clash.other
    hours = f"{day} {tell_hours(clash.shift)}"
    others = f"{other['day']} {tell_hours(other)}"
    return _("{name} is on another shift at that time: {hours} ({unit}), {others} ({other})").format(
        name=taker, hours=hours, unit=clash.shift["unit"], others=others, other=other["unit"]
    )


def _tell_phones(count: int) -> str:
    return plural(
        "{count} responsibility has no telephone then: {command}",
        "{count} responsibilities have no telephone then: {command}",
        count,
        command=messages.spell(("gaps", "--kind", "no_phone")),
    )


def tell_outcome(handover: Handover, output: str | None, *, dry_run: bool) -> None:
    """Where the sheet is, and how much goes to whom from which day on."""
    wish = handover.wish
    if output:
        render.tell(_("Written to {path}").format(path=output))
    if dry_run:
        render.tell(_("Nothing was written: this was a dry run."))
        return
    due = {"hazards": len(handover.hazards), "sites": len(handover.regulated)} if wish.is_due else {}
    held, shifts = len(handover.responsibilities), len(handover.shifts) if wish.duty else 0
    parts = (
        (held, plural("{count} responsibility", "{count} responsibilities", held)),
        (due.get("hazards", 0), plural("{count} open hazard", "{count} open hazards", due.get("hazards", 0))),
        (due.get("sites", 0), plural("{count} site", "{count} sites", due.get("sites", 0))),
        (shifts, plural("{count} duty shift", "{count} duty shifts", shifts)),
    )
    render.tell(
        _("From {day} on {taker} takes over from {giver}: {parts}").format(
            day=wish.day, taker=wish.taker, giver=wish.giver, parts=listing(part for count, part in parts if count)
        )
    )


_TOLD = 5  # shifts that are named
_LONG_AGO = 366  # days
_PEOPLE = ("giver", "taker")
_DEPARTMENTS = ("department", "to_department")
