"""The commands that carry a hazard to its end: fix, verify, extend, assign, grade, note."""

from __future__ import annotations

from typing import Annotated

import typer

from inspect_cli import prompts
from inspect_cli.commands import acts, options
from inspect_cli.errors import WrongUsage
from inspect_cli.messages import _
from inspect_cli.rules.numbers import is_number

Fixer = Annotated[
    str | None, typer.Option("--by", metavar="PERSON", help=_("Who says that it is fixed; you if not given."))
]
Verifiers = Annotated[
    list[str] | None,
    typer.Option("--by", metavar="PERSON", help=_("Who looked again, once for each person; you if not given.")),
]
Due = Annotated[
    str | None, typer.Option(metavar="WHEN", help=_("The new deadline: 7d, 2w, fri, 周五, eom, 2月底, 2023-01-20."))
]


def fix_hazards(
    ctx: typer.Context,
    numbers: options.Numbers,
    by: Fixer = None,
    on: options.On = None,
    note: options.Note = None,
    photo: acts.Pictures = None,
    keep: acts.Keep = False,
    reason: acts.Reason = None,
    yes: options.Yes = False,
    style: options.Format = None,
) -> None:
    """The owner's claim that the hazards are gone."""
    with acts.begin(ctx, numbers, on, reason=reason, yes=yes) as scene:
        scene.write("fixed", photo, keep=keep, fixed_by=scene.author.name if by is None else by, note=note)
        scene.show(style, "fixed_by", "verified_by")


def verify_hazards(
    ctx: typer.Context,
    numbers: options.Numbers,
    by: Verifiers = None,
    fail: Annotated[bool, typer.Option("--fail", help=_("It is not gone: needs --due and --reason."))] = False,
    due: Due = None,
    by_self: Annotated[
        bool, typer.Option("--self", help=_("The one who fixed it verifies it: needs --reason, and is counted."))
    ] = False,
    on: options.On = None,
    note: options.Note = None,
    photo: acts.Pictures = None,
    keep: acts.Keep = False,
    reason: acts.Reason = None,
    yes: options.Yes = False,
    style: options.Format = None,
) -> None:
    """Somebody else looked again: the hazards are gone and closed, or failed and back with their owner."""
    check_verification(fail=fail, due=due, by_self=by_self, reason=reason)
    with acts.begin(ctx, numbers, on, reason=reason, yes=yes, by_self=by_self) as scene:
        people = "、".join(by or [scene.author.name])
        if fail:
            day = options.read_due(due, scene.act.on, earlier=True)
            scene.write("failed", photo, keep=keep, failed_by=people, due=day, note=note)
            scene.show(style, "due", "failed")
        else:
            scene.write("verified", photo, keep=keep, verified_by=people, note=note)
            scene.show(style, "fixed_by", "verified_by")


def extend_hazards(
    ctx: typer.Context,
    numbers: options.Numbers,
    due: Due = None,
    reason: acts.Reason = None,
    on: options.On = None,
    yes: options.Yes = False,
    style: options.Format = None,
) -> None:
    """A later deadline; the first one stays, and the days are counted."""
    with acts.begin(ctx, numbers, on, reason=reason, yes=yes) as scene:
        scene.write("extended", due=options.read_due(need_due(due), scene.act.on, earlier=True))
        scene.show(style, "due", "first_due", "extended")


def assign_hazards(
    ctx: typer.Context,
    numbers: options.Numbers,
    owner: Annotated[str, typer.Option(metavar="PERSON", help=_("Who must fix it from now on."))],
    reason: acts.Reason = None,
    on: options.On = None,
    yes: options.Yes = False,
    style: options.Format = None,
) -> None:
    """Somebody else must fix the hazards."""
    with acts.begin(ctx, numbers, on, reason=reason, yes=yes) as scene:
        scene.write("reassigned", owner=owner)
        scene.show(style, "owner")


def grade_hazards(
    ctx: typer.Context,
    numbers: options.Numbers,
    severity: Annotated[str | None, typer.Option(metavar="general|major", help=_("How bad it is from now on."))] = None,
    major: Annotated[bool, typer.Option("--major", help=_("The same as --severity major."))] = False,
    criterion: Annotated[
        str | None, typer.Option(metavar="TEXT", help=_("The rule by which it is a major; asked for if not given."))
    ] = None,
    reason: acts.Reason = None,
    on: options.On = None,
    yes: options.Yes = False,
    style: options.Format = None,
) -> None:
    """Another severity, with the reason."""
    wanted = "major" if major else options.read_severity(severity)
    if wanted is None:
        raise WrongUsage(
            _("No severity is given."), _("Nothing was written."), _("Say --severity general, or --major.")
        )
    acts.need_reason(reason)
    if wanted == "major" and not criterion:
        criterion = prompts.ask_criterion()
    with acts.begin(ctx, numbers, on, reason=reason, yes=yes) as scene:
        scene.write("regraded", severity=wanted, criterion=criterion)
        scene.show(style, "severity")


def note_hazards(
    ctx: typer.Context,
    numbers: Annotated[
        list[str], typer.Argument(metavar="NUMBER... [TEXT]", help=_("Hazard numbers, then the remark."))
    ],
    photo: acts.Pictures = None,
    keep: acts.Keep = False,
    on: options.On = None,
    reason: acts.Reason = None,
    yes: options.Yes = False,
    style: options.Format = None,
) -> None:
    """A remark or pictures, whatever became of the hazards."""
    count = next((n for n, word in enumerate(numbers) if not is_number(word)), len(numbers))
    text = " ".join(numbers[count:]) or None
    if not count or not (text or photo):
        raise WrongUsage(
            _("A number and a remark or a picture are needed."),
            _("Nothing was written."),
            _("Write: inspect-cli note 12 TEXT, or note 12 --photo FILE"),
        )
    with acts.begin(ctx, numbers[:count], on, reason=reason, yes=yes) as scene:
        scene.write("noted", photo, keep=keep, note=text)
        scene.show(style)


def check_verification(*, fail: bool, due: str | None, by_self: bool, reason: str | None) -> None:
    """Raises WrongUsage for options that do not go together."""
    if fail:
        need_due(due)
    elif due:
        raise WrongUsage(
            _("A new deadline goes with --fail only."), _("Nothing was written."), _("Leave --due out, or say --fail.")
        )
    if fail and by_self:
        raise WrongUsage(_("--self does not go with --fail."), _("Nothing was written."), _("Leave one of them out."))
    if fail or by_self:
        acts.need_reason(reason)


def need_due(due: str | None) -> str:
    """The deadline as typed. Raises WrongUsage when there is none."""
    if due is None:
        raise WrongUsage(
            _("This needs a new deadline."), _("Nothing was written."), _("Give one: --due 7d, or --due 2023-01-20")
        )
    return due
