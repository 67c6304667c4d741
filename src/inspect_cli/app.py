"""The root command: global options, the commands by panel, and the only place that turns an error into an exit code."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from typing import Any

from inspect_cli import messages
from inspect_cli.errors import Interrupted, Problem, Stopped, WrongUsage
from inspect_cli.menu import ALIASES, commands, groups
from inspect_cli.messages import _
from inspect_cli.store import stopping

NAME = messages.PROGRAM
CLOSED_PIPE = 0
UNEXPECTED = 4
HOME = "open"
_COMPLETE = "_INSPECT_CLI_COMPLETE"
_GLOBALS = ("--db", "--lang", "--as")
_HELP = ("--help", "-h")
_ABOUT = (*_HELP, "--version", "--install-completion", "--show-completion")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    if argv is None:
        _quicken()
    try:
        _prepare_process()
        messages.use(messages.choose(words, os.environ))
        return _run(words)
    except BaseException as error:  # noqa: BLE001 - the one place: whatever happens ends as a sentence and a code
        stopping.hold()  # a second Ctrl-C finds a program that is ending already
        return _end(error)
    finally:
        if argv is None:
            stopping.ignore()
        else:
            stopping.release(obey=False)


def _run(words: Sequence[str]) -> int:
    import typer

    ordered = _globals_first(words)
    command = typer.main.get_command(_build(typer, ordered))
    try:
        outcome = command.main(args=ordered, prog_name=NAME, complete_var=_COMPLETE, standalone_mode=False)
    except typer.Abort:  # Ctrl-C or the end of input at a question
        outcome = Interrupted.exit_code
    if outcome == Interrupted.exit_code:  # Typer turns Ctrl-C into this code
        raise Interrupted
    sys.stdout.flush()
    return outcome if isinstance(outcome, int) else 0


def _build(typer: Any, words: Sequence[str]) -> Any:
    """The Typer app with the command that is named, or with all of them for help and completion."""
    from inspect_cli import help as helping

    app = typer.Typer(
        name=NAME,
        cls=helping.Group,
        help=_("Log safety inspections and hazards, follow each hazard until somebody else has verified its fix."),
        invoke_without_command="--version" in words,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": list(_HELP)},
    )
    app.callback()(import_module("inspect_cli.commands.root").read_globals)
    known = commands()
    asked = {n: e for n, e in known.items() if n.partition(" ")[0] == _first_word(words)}
    made: dict[str, Any] = {}
    for name, entry in (asked or known).items():
        group, _blank, own = name.rpartition(" ")
        if group and group not in made:
            made[group] = typer.Typer(cls=helping.Group)
            app.add_typer(made[group], name=group, help=groups()[group], rich_help_panel=entry.panel)
        function = getattr(import_module(f"inspect_cli.commands.{entry.module}"), entry.function)
        target, panel = (made[group], None) if group else (app, entry.panel)
        target.command(own, cls=helping.Command, help=entry.help, rich_help_panel=panel)(function)
    return app


def _globals_first(words: Sequence[str]) -> list[str]:
    """The words with the global options, which may stand anywhere, moved to the front; no command means `open`."""
    first: list[str] = []
    rest: list[str] = []
    waiting = list(words)
    while waiting:
        word = waiting.pop(0)
        if word == "--":
            rest += [word, *waiting]
            break
        if word in _GLOBALS:
            if not waiting:
                raise WrongUsage(
                    _("{0} needs a value.").format(word),
                    _("Nothing was written."),
                    _("See: {command} --help").format(command=NAME),
                )
            first += [word, waiting.pop(0)]
        elif word.startswith(tuple(f"{name}=" for name in _GLOBALS)):
            first.append(word)
        else:
            rest.append(word)
    if not rest or (rest[0].startswith("-") and rest[0] not in _ABOUT):
        rest.insert(0, HOME)
    known_as = tuple(rest[:2])
    return [*first, *ALIASES.get(known_as, known_as), *rest[2:]]


def _first_word(words: Sequence[str]) -> str:
    if any(name.endswith("_COMPLETE") and name.startswith("_INSP") for name in os.environ):
        return ""
    values = {n + 1 for n, word in enumerate(words) if word in _GLOBALS}
    return next((word for n, word in enumerate(words) if not word.startswith("-") and n not in values), "")


def _quicken() -> None:
    # A command is soon over and its rows are trees: looking for cycles would take a twentieth of a start, a quarter of
    # an import, and one more walk over everything at the end.
    gc.disable()
    # Looking for plugins, pydantic would read the metadata of everything that is installed.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")


def _prepare_process() -> None:
    # A stream that was closed on purpose (>&-) must not end the command.
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - for the whole process
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - the same
    # A console that cannot show a character must not end the command.
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, ValueError):
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    with suppress(ValueError):
        signal.signal(signal.SIGTERM, _stop)


def _stop(_signal: int, _frame: Any) -> None:
    raise Stopped


def _end(error: BaseException) -> int:
    from inspect_cli import render

    if isinstance(error, BrokenPipeError | SystemExit):  # Typer turns the first into the second
        return _close_pipe()
    if isinstance(error, KeyboardInterrupt):
        error = Interrupted()
    problem = error if isinstance(error, Problem) else _as_problem(error)
    with suppress(OSError):
        render.show_problem(problem)
    if os.environ.get("INSPECT_DEBUG") and problem is not error:
        raise error
    return _exit_code(problem, error)


def _close_pipe() -> int:
    """Whoever read our output is gone: say nothing, not even at interpreter exit."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return CLOSED_PIPE


def _as_problem(error: BaseException) -> Problem:
    import typer

    if isinstance(error, typer.TyperException):
        from inspect_cli.usage import explain_usage

        return explain_usage(error)
    if isinstance(error, Interrupted | Stopped):
        return Problem(
            _("Stopped."),
            _("Nothing is half-done: a command writes all or nothing."),
            _("See which it was: inspect-cli list"),
        )
    if isinstance(error, OSError):
        return Problem(
            _("The system refused: {error}").format(error=messages.explain(error)),
            _("What was printed may be incomplete; what was to be written may be on the disk."),
            _("Check the disk, and look with inspect-cli list before you type it again."),
        )
    return Problem(
        _("This should not have happened: {error}").format(error=f"{type(error).__name__}: {error}"),
        _("Nothing is half-done: a command writes all or nothing."),
        _("Please report it with the command line; INSPECT_DEBUG=1 shows where it happened."),
    )


def _exit_code(problem: Problem, error: BaseException) -> int:
    if isinstance(error, Problem):
        return problem.exit_code
    return int(getattr(error, "exit_code", UNEXPECTED))
