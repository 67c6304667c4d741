"""The only place that asks. Without a terminal nothing is asked: the command says what to give instead."""

from __future__ import annotations

import codecs
import os
import re
import sys
import unicodedata
from collections.abc import Callable
from datetime import date
from types import TracebackType
from typing import Any, Self

from inspect_cli.errors import Interrupted, Undecided, WrongUsage
from inspect_cli.messages import _, plural
from inspect_cli.rules import walking
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
    if not yes and count > MANY:
        what = _("{count} hazards would be changed.").format(count=count)
        _need_yes(what, _("Change {count} hazards? [y/N]").format(count=count))


def confirm_ending(count: int, *, yes: bool) -> None:
    """Ask before more than MANY responsibilities are ended at once. Raises Undecided without a yes."""
    if not yes and count > MANY:
        what = _("{count} responsibilities would be ended.").format(count=count)
        _need_yes(what, _("End {count} responsibilities? [y/N]").format(count=count))


def confirm_shifts(count: int, *, yes: bool) -> None:
    """Ask before more than MANY shifts are taken off the roster at once. Raises Undecided without a yes."""
    if not yes and count > MANY:
        what = _("{count} shifts would be cancelled.").format(count=count)
        _need_yes(what, _("Cancel {count} shifts? [y/N]").format(count=count))


def confirm_handover(count: int, taker: str, *, yes: bool) -> None:
    """Ask before more than MANY rows of the ledger go to somebody else. Raises Undecided without a yes."""
    if not yes and count > MANY:
        what = _("{count:,} changes would hand over to {name}.").format(count=count, name=taker)
        question = _("Hand over to {name}, {count:,} changes? [y/N]").format(count=count, name=taker)
        _need_yes(what, question, _("See them first with --dry-run, or say --yes to do it."))


def confirm_past(day: date, months: int, *, yes: bool) -> None:
    """Ask before a handover from a day long ago, which is often a slip. Raises Undecided without a yes."""
    if not yes:
        what = _("{day} is long ago: {count} months of history would change.").format(day=day, count=months)
        question = _("{day} is long ago: {count} months of history change. Hand over from then on? [y/N]")
        todo = _("See it first with --dry-run, or say --yes to do it.")
        _need_yes(what, question.format(day=day, count=months), todo)


def confirm_drop(count: int, *, yes: bool) -> None:
    """Ask before answers of an unfinished walk are thrown away. Raises Undecided without a yes."""
    if not yes and count:
        what = plural("{count} answer would be thrown away.", "{count} answers would be thrown away.", count)
        _need_yes(what, plural("Throw {count} answer away? [y/N]", "Throw {count} answers away? [y/N]", count))


def confirm_again(known: str, *, yes: bool) -> None:
    """Ask before what was recorded already is recorded once more. Raises Undecided without a yes.

    known: what was, in a sentence; nothing when it was not.
    """
    if known and not yes:
        _need_yes(known, f"{known} {_('Record it once more? [y/N]')}", _("If it is another visit, say --yes."))


def confirm_elsewhere(other: str, *, yes: bool) -> None:
    """Ask before a list that was printed for another place is recorded. Raises Undecided without a yes.

    other: for which, in a sentence; nothing when it was for this one.
    """
    if other and not yes:
        todo = _("Name the place it was filled in at, or say --yes if it is this one.")
        _need_yes(other, f"{other} {_('Record it for this place? [y/N]')}", todo)


def _need_yes(what: str, question: str, todo: str | None = None) -> None:
    if not _has_input():
        raise Undecided(what, _("Nothing was written."), todo or _("Say --yes to do it."))
    if not _confirm(question):
        raise Undecided(_("Nothing was changed."))


def confirm_rebound(earlier: str) -> bool:
    """Whether a new hazard is the earlier one that came back; yes is the answer of Enter, and without a terminal."""
    if not _has_input():
        return True
    return _confirm(_("Is it the same again as {n}? [Y/n]").format(n=earlier), default=True)


def confirm_site(name: str) -> bool:
    """Whether the site that was typed in part is this one of the register; yes is the answer of Enter."""
    return _confirm(_("Is it {name}? [Y/n]").format(name=name), default=True)


def ask_criterion() -> str:
    """By which rule a hazard is a major, asked on a terminal. Raises WrongUsage without one."""
    if not _has_input():
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
    return _has_input() and sys.stderr.isatty()


def ask_detail(question: str, default: str) -> str:
    """One detail of a hazard, of any length; Enter takes the default, - takes it away."""
    shown = _("{question} [{default}]:").format(question=question, default=default or "-")
    answer = _ask(shown, whole=True) or default
    return "" if answer == "-" else answer


def ask_fixed() -> bool:
    """Whether a hazard was put right at once, by one key; Enter is no. Raises Interrupted at the end of input."""
    question = _("Fixed on the spot? [y/N]")
    with Keyboard() as keyboard:
        while True:
            _show(question + " ")
            key = keyboard.press()
            wish = "no" if key in _ENTER else walking.read_key(key)
            if wish == walking.END_OF_INPUT:
                raise Interrupted
            if wish in ("yes", "no"):
                _show((_("yes") if wish == "yes" else _("no")) + "\n")
                return wish == "yes"
            keyboard.forget()
            _show("\n")
            question = _("Please answer y or n:")


def ask_code() -> str:
    """The device code, asked on a terminal. Raises WrongUsage without one."""
    if not _has_input():
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


def _ask(question: str, *, whole: bool = False) -> str:
    """whole: a line of any length; else a terminal gives 4,095 bytes of it."""
    stopping.release(obey=True)  # what was written before this question is told
    _show(question + " ")
    take = _typed.edit_line if whole else _typed.take_line
    answer = take() if _has_keys() else sys.stdin.readline()
    if not answer:  # the end of input is no answer
        raise Interrupted
    return answer.strip()


def _show(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()


def _has_input() -> bool:
    """Whether somebody types; nobody does into what was closed."""
    return sys.stdin is not None and sys.stdin.isatty()


def _has_keys() -> bool:
    return sys.platform != "win32" and _has_input()


class Keyboard:
    """A terminal whose keys count at once and are not shown, as long as the block runs."""

    def __init__(self) -> None:
        self._before: list[Any] | None = None

    def __enter__(self) -> Self:
        if sys.platform != "win32":
            import termios

            self._before = termios.tcgetattr(sys.stdin.fileno())
            now = termios.tcgetattr(sys.stdin.fileno())
            now[3] &= ~(termios.ECHO | termios.ICANON)
            now[6][termios.VMIN], now[6][termios.VTIME] = 1, 0
            self._set(now)
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if self._before is not None:
            _typed.take_over()
            self._set(self._before)

    def press(self) -> str:
        """The next key: one character, also of what was typed ahead; the sign of Ctrl-D at the end of input."""
        stopping.release(obey=True)
        if sys.platform == "win32":
            import typer

            return "".join(typer.getchar()[:1])
        return _typed.take_key()

    def is_ahead(self) -> bool:
        """Whether more was typed ahead with the last key."""
        return _typed.is_ahead()

    def forget(self) -> None:
        """Nothing that was typed ahead with the last key counts."""
        _typed.forget()

    @staticmethod
    def _set(modes: list[Any]) -> None:
        if sys.platform != "win32":
            import termios

            # Now, not after a flush: what was typed ahead stays.
            termios.tcsetattr(sys.stdin.fileno(), termios.TCSANOW, modes)


class _Typed:
    """What was typed and nobody has taken yet, for keys and for lines."""

    def __init__(self) -> None:
        self._text = ""
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def take_key(self) -> str:
        """One character."""
        while not self._text:
            if not self._read():
                return _END_OF_INPUT
            while walking.is_cut(self._text) and self._waits(_PAUSE):
                self._read()
            self._text = walking.drop_escapes(self._text)
        key, self._text = self._text[0], self._text[1:]
        return key

    def take_line(self) -> str:
        """A line with its end; what there is without one at the end of input, which may be nothing."""
        sys.stderr.write(self._text.partition("\n")[0])  # it was typed while nothing was shown
        if "\n" in self._text:
            sys.stderr.write("\n")
        sys.stderr.flush()
        while not _LINE_END.search(self._text) and self._read():
            pass
        found = _LINE_END.search(self._text)
        place, end = (found.start(), found[0]) if found else (len(self._text), "")
        line, self._text = self._text[:place], self._text[place + len(end) :]
        return walking.drop_escapes(line) + ("\n" if end == "\n" else "")

    def edit_line(self) -> str:
        """The same as it is typed key by key, so that no terminal cuts it: with what takes characters back."""
        line = ""
        with Keyboard():
            while (key := self.take_key()) not in _LINE_ENDS:
                if key in _TAKE_BACK:
                    kept = _TAKE_BACK[key](line)
                    sys.stderr.write("\b \b" * sum(map(_width, line[len(kept) :])))
                    line = kept
                else:
                    line += key
                    sys.stderr.write(key if key.isprintable() else "?")
                if not self._text:
                    sys.stderr.flush()
            _show("\n")
        return line + ("\n" if key in _ENTER else "")

    def is_ahead(self) -> bool:
        """Whether there is more of what arrived together."""
        return bool(self._text)

    def forget(self) -> None:
        """Leave out what arrived together and was not taken, up to an end of input."""
        self._text = _END_OF_INPUT if any(sign in self._text for sign in _ENDS_OF_INPUT) else ""

    def take_over(self) -> None:
        """Keep what the terminal holds as keys, before it begins to hold lines."""
        while self._waits(0) and self._read():
            pass

    def _read(self) -> bool:
        """Wait for more; False at the end of input."""
        try:
            data = os.read(sys.stdin.fileno(), _CHUNK)
        except OSError:  # the terminal is gone
            data = b""
        self._text += self._decoder.decode(data)
        return bool(data)

    @staticmethod
    def _waits(seconds: float) -> bool:
        import select

        return bool(select.select([sys.stdin], [], [], seconds)[0])


def _width(sign: str) -> int:
    """How many cells a character takes."""
    if not sign.isprintable():
        return 1
    return 0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1


_END_OF_INPUT = "\x04"
_ENTER = ("\n", "\r")
_ENDS_OF_INPUT = (_END_OF_INPUT, "\x00")
_LINE_ENDS = (*_ENTER, *_ENDS_OF_INPUT)
_TAKE_BACK: dict[str, Callable[[str], str]] = {
    "\x7f": lambda line: line[:-1],
    "\b": lambda line: line[:-1],
    "\x15": lambda _line: "",
    "\x17": lambda line: line.rstrip().rpartition(" ")[0],
}
_LINE_END = re.compile("[\n\x04\x00]")  # Enter; Ctrl-D, and Ctrl-D that was typed before anything was asked
_CHUNK = 4096
_PAUSE = 0.05  # seconds within which the rest of what one key sends arrives
_typed = _Typed()
