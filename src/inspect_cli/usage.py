"""The only place that puts Typer's own complaints about a command line into the user's language."""

from __future__ import annotations

import re
from typing import Any

from inspect_cli import placeholders
from inspect_cli.errors import WrongUsage
from inspect_cli.messages import PROGRAM, _


def explain_usage(error: Any) -> WrongUsage:
    """A WrongUsage for what Typer could not read: in our words where we know its sentence, else in its own."""
    said = str(error.format_message()).strip()
    for pattern, sentence in _sentences():
        if found := re.match(pattern, said, re.DOTALL):
            said = sentence.format(*_read_parts(pattern, found.groups()))
            break
    context = getattr(error, "ctx", None)
    path = context.command_path if context else PROGRAM
    return WrongUsage(said, _("Nothing was written."), _("See: {command} --help").format(command=path))


def _read_parts(pattern: str, parts: tuple[str, ...]) -> tuple[str, ...]:
    """What stands in Typer's sentence: the word that names a parameter in our language, what is near in its order."""
    if "Did you mean" in pattern:
        return _sort_near(*parts)
    named = pattern.startswith(("Missing argument", "Invalid value"))
    return (placeholders.translate(parts[0]), *parts[1:]) if named else parts


def _sort_near(typed: str, near: str) -> tuple[str, str]:
    """The name that was typed and those near it, first those whose letters only changed places."""
    letters = sorted(typed)
    return typed, ", ".join(sorted(near.split(", "), key=lambda name: sorted(name.strip("'")) != letters))


def _sentences() -> list[tuple[str, str]]:
    return [
        (r"Missing argument '(.+?)'", _("{0} is missing.")),
        (r"Missing option '(.+?)'", _("{0} is missing.")),
        (r"No such option: (\S+)(?: \(Possible options: (.+)\))", _("There is no option {0}. Near: {1}")),
        (r"No such option: (\S+)(?: Did you mean (.+)\?)", _("There is no option {0}. Near: {1}")),
        (r"No such option: (\S+)", _("There is no option {0}.")),
        (r"No such command '(.+?)'\.? ?Did you mean (.+)\?", _("There is no command {0}. Near: {1}")),
        (r"No such command '(.+?)'", _("There is no command {0}.")),
        (r"Missing command", _("A command is missing after this word.")),
        (r"Got unexpected extra argument(?:\(s\)|s)? \((.+)\)", _("One word too many: {0}")),
        (r"Option '(.+?)' requires", _("{0} needs a value.")),
        (r"Option '(.+?)' does not take a value", _("{0} takes no value.")),
        (r"Invalid value for '(.+?)': Input should be a valid integer", _("{0} needs a whole number.")),
        (r"Invalid value for '(.+?)': Input should be greater than or equal to (\S+)", _("{0} must be {1} or more.")),
        (r"Invalid value for '(.+?)': Input should be less than or equal to (\S+)", _("{0} must be {1} or less.")),
        (r"Invalid value for '(.+?)': (.+)", _("{0} does not fit: {1}")),
    ]
