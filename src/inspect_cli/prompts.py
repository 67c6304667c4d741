"""The only place that asks. Without a terminal nothing is asked: the command says what to give instead."""

from __future__ import annotations

import sys

from inspect_cli.errors import Interrupted, Undecided, WrongUsage
from inspect_cli.messages import _

MANY = 3
_YES = ("y", "yes", "是")
_NO = ("", "n", "no", "否")


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
    if not _confirm(_("Change {count} hazards? [y/N]").format(count=count)):
        raise Undecided(_("Nothing was changed."))


def ask_code() -> str:
    """The device code, asked on a terminal. Raises WrongUsage without one."""
    if not sys.stdin.isatty():
        raise WrongUsage(
            _("This machine has no device code yet."),
            _("Nothing was written."),
            _("Give one, a letter and up to seven letters or digits: inspect-cli init --device CG"),
        )
    return _ask(_("Code of this device (its letters lead every hazard number, such as CG-128):"))


def _confirm(question: str) -> bool:
    answer = _ask(question).lower()
    while answer not in (*_YES, *_NO):
        answer = _ask(_("Please answer y or n:")).lower()
    return answer in _YES


def _ask(question: str) -> str:
    sys.stderr.write(question + " ")
    sys.stderr.flush()
    answer = sys.stdin.readline()
    if not answer:  # the end of input is no answer
        raise Interrupted
    return answer.strip()
