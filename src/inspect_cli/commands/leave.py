"""The commands that take a hazard out of the open ones in another way, or set a link right: transfer, void, link."""

from __future__ import annotations

from typing import Annotated

import typer

from inspect_cli import settings
from inspect_cli.commands import acts, options
from inspect_cli.errors import WrongUsage
from inspect_cli.messages import _
from inspect_cli.rules.numbers import Number, read_numbers
from inspect_cli.store import acting


def transfer_hazards(
    ctx: typer.Context,
    numbers: options.Numbers,
    to: Annotated[str | None, typer.Option(metavar="NAME", help=_("The body that receives them."))] = None,
    reply: Annotated[
        str | None,
        typer.Option(
            metavar="accepted|returned|done",
            help=_("What that body answered; returned: they are ours again; done: it says that they are fixed."),
        ),
    ] = None,
    note: options.Note = None,
    reason: acts.Reason = None,
    on: options.On = None,
    yes: options.Yes = False,
    style: options.Format = None,
) -> None:
    """The hazards go to another body, which answers later."""
    if (to is None) == (reply is None):
        raise WrongUsage(
            _("Either --to or --reply is needed."),
            _("Nothing was written."),
            _("Write --to NAME --reason TEXT to hand over, --reply accepted, returned or done when it answers."),
        )
    answer = options.read_key("answer", reply)
    if to is not None:
        _refuse_note(note)
        acts.need_reason(reason)
    with acts.begin(ctx, numbers, on, reason=reason, yes=yes) as scene:
        if answer:
            scene.write("replied", answer=answer, note=note)
        else:
            scene.write("transferred", to=to)
        scene.show(style, "transferred_to")


def _refuse_note(note: str | None) -> None:
    if note is not None:
        raise WrongUsage(
            _("--note goes with --reply."), _("Nothing was written."), _("Say it in --reason when you hand over.")
        )


def void_hazards(
    ctx: typer.Context,
    numbers: options.Numbers,
    reason: acts.Reason = None,
    duplicate_of: Annotated[
        str | None, typer.Option(metavar="NUMBER", help=_("The hazard that they record a second time."))
    ] = None,
    on: options.On = None,
    yes: options.Yes = False,
    style: options.Format = None,
) -> None:
    """Wrong entries, or a hazard that was recorded twice; they stay in the ledger, and are counted nowhere."""
    acts.need_reason(reason)
    other = read_other(duplicate_of)
    with acts.begin(ctx, numbers, on, reason=reason, yes=yes) as scene:
        first = acting.check_same(scene.ledger, scene.numbers, other) if other else None
        scene.write("voided", duplicate_of=first)
        scene.show(style, "duplicate_of")


def link_hazards(
    ctx: typer.Context,
    numbers: options.Numbers,
    rebound_of: Annotated[
        str | None, typer.Option(metavar="NUMBER", help=_("The closed hazard that they repeat."))
    ] = None,
    not_a_rebound: Annotated[bool, typer.Option("--not-a-rebound", help=_("They repeat none."))] = False,
    reason: acts.Reason = None,
    on: options.On = None,
    yes: options.Yes = False,
    style: options.Format = None,
) -> None:
    """Set right which closed hazard a rebound repeats."""
    if (rebound_of is None) != not_a_rebound:
        raise WrongUsage(
            _("Either --rebound-of or --not-a-rebound is needed."),
            _("Nothing was written."),
            _("Give the number of the closed hazard, or say that there is none."),
        )
    other = read_other(rebound_of)
    with acts.begin(ctx, numbers, on, reason=reason, yes=yes) as scene:
        earlier = acting.check_earlier(scene.ledger, scene.numbers, other) if other else None
        scene.write("linked", rebound_of=earlier)
        scene.show(style, "rebound_of")


def read_other(text: str | None) -> Number | None:
    """The one hazard that an option names. Raises WrongUsage for none or several."""
    if text is None:
        return None
    found = read_numbers([text], settings.read_device().code)
    if len(found) != 1:
        raise WrongUsage(
            _("One number is needed, not a range: {text}").format(text=text),
            _("Nothing was written."),
            _("Write CG-128, or 128 on the device that gave it."),
        )
    return found[0]
