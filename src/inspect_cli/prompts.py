"""The only place that asks. Without a terminal nothing is asked: the command says what to give instead."""

from __future__ import annotations

import sys

from inspect_cli.errors import Interrupted, Undecided, WrongUsage
from inspect_cli.messages import _
from inspect_cli.store import stopping

MANY = 3
_YES = ("y", "yes", "是")
_NO = ("n", "no", "否")
_OUTCOMES = {
    "pass": ("p", "pass", "通过", "合格"),
    "fail": ("f", "fail", "不合格"),
    "skip": ("s", "", "跳过"),
    "quit": ("q", "退出"),
}


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


def confirm_rebound(earlier: str) -> bool:
    """Whether a new hazard is the earlier one that came back; yes is the answer of Enter, and without a terminal."""
    if not sys.stdin.isatty():
        return True
    return _confirm(_("Is it the same again as {n}? [Y/n]").format(n=earlier), default=True)


def ask_criterion() -> str:
    """By which rule a hazard is a major, asked on a terminal. Raises WrongUsage without one."""
    if not sys.stdin.isatty():
        raise WrongUsage(
            _("The criterion of the major is missing."),
            _("Nothing was written."),
            _("Name the rule by which it is one: --criterion TEXT"),
        )
    return _ask(_("By which rule is it a major?"))


def ask_outcome() -> str:
    """What a second look gave: pass, fail, skip or quit."""
    keys = {key: outcome for outcome, every in _OUTCOMES.items() for key in every}
    answer = _ask(_("Gone? [p]ass, [f]ail, [s]kip, [q]uit:")).lower()
    while answer not in keys:
        answer = _ask(_("Please answer p, f, s or q:")).lower()
    return keys[answer]


def ask_text(question: str) -> str:
    """An answer that is not empty."""
    answer = _ask(question)
    while not answer:
        answer = _ask(question)
    return answer


def is_terminal() -> bool:
    """Whether somebody is there to be asked."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def ask_code() -> str:
    """The device code, asked on a terminal. Raises WrongUsage without one."""
    if not sys.stdin.isatty():
        raise WrongUsage(
            _("This machine has no device code yet."),
            _("Nothing was written."),
            _("Give one, a letter and up to seven letters or digits: inspect-cli init --device CG"),
        )
    return _ask(_("Code of this device (its letters lead every hazard number, such as CG-128):"))


def _confirm(question: str, *, default: bool = False) -> bool:
    answer = _ask(question).lower()
    while answer not in ("", *_YES, *_NO):
        answer = _ask(_("Please answer y or n:")).lower()
    return answer in _YES if answer else default


def _ask(question: str) -> str:
    stopping.release(obey=True)  # what was written before this question is told
    sys.stderr.write(question + " ")
    sys.stderr.flush()
    answer = sys.stdin.readline()
    if not answer:  # the end of input is no answer
        raise Interrupted
    return answer.strip()
