"""The only place that asks. Without a terminal nothing is asked: the command says what to give instead."""

from __future__ import annotations

import sys

import typer

from inspect_cli.errors import Undecided, WrongUsage
from inspect_cli.messages import _

MANY = 3


def confirm_many(count: int, *, yes: bool) -> None:
    """Ask before more than MANY hazards are changed at once. Raises Undecided without a yes."""
    if yes or count <= MANY:
        return
    if not sys.stdin.isatty():
        raise Undecided(
            _("{count} hazards would be changed.").format(count=count),
            _("Nothing was written."),
            _("Say --yes to do it."),
        )
    if not typer.confirm(_("Change {count} hazards?").format(count=count), err=True):
        raise Undecided(_("Nothing was changed."))


def ask_code() -> str:
    """The device code, asked on a terminal. Raises WrongUsage without one."""
    if not sys.stdin.isatty():
        raise WrongUsage(
            _("This machine has no device code yet."),
            _("Nothing was written."),
            _("Give one, a letter and up to seven letters or digits: inspect-cli init --device CG"),
        )
    answer: str = typer.prompt(
        _("Code of this device (its letters lead every hazard number, such as CG-128)"), err=True
    )
    return answer
