"""The only place that lays out help. Typer's own cuts Chinese, which has no blanks, and stays English around it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from typer.core import TyperArgument, TyperCommand, TyperGroup

from inspect_cli import placeholders, render
from inspect_cli.errors import WrongUsage
from inspect_cli.messages import _

Line = tuple[str, str, str]  # what it is called, what its value is called, what it is for


class Command(TyperCommand):
    """A command whose help is ours, and that takes an option once, unless it is for several values."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the words. Raises WrongUsage for an option given twice, of which Typer would drop the first."""
        if not ctx.resilient_parsing:
            refuse_twice(self.make_parser(ctx).parse_args(args=list(args))[2])
        return super().parse_args(ctx, args)

    def format_help(self, ctx: Any, _formatter: Any) -> None:
        """Draw the help of the command."""
        render.show_help(_write_usage(self, ctx), self.help or "", _lay_panels(self, ctx))


class Group(TyperGroup):
    """A group of commands whose help is ours."""

    def format_help(self, ctx: Any, _formatter: Any) -> None:
        """Draw the help of the group."""
        render.show_help(_write_usage(self, ctx), self.help or "", _lay_panels(self, ctx))


def refuse_twice(given: list[Any]) -> None:
    """Raises WrongUsage for a parameter that is there twice and holds one value. given: in the order of the words."""
    single = [param for param in given if not (getattr(param, "multiple", False) or getattr(param, "is_flag", False))]
    twice = next((param for place, param in enumerate(single) if param in single[:place]), None)
    if twice is not None:
        raise WrongUsage(
            _("{option} is given twice, and takes one value.").format(option=max(twice.opts, key=len)),
            _("Nothing was written."),
            _("Leave one of them out."),
        )


def _write_usage(command: Any, ctx: Any) -> str:
    arguments = [_name_value(p) or p.name for p in command.params if isinstance(p, TyperArgument)]
    below = [_("COMMAND")] if isinstance(command, Group) else []
    return " ".join([ctx.command_path, _("[OPTIONS]"), *arguments, *below])


def _lay_panels(command: Any, ctx: Any) -> dict[str, list[Line]]:
    panels: dict[str, list[Line]] = {_("Arguments"): [], _("Options"): []}
    for parameter in command.get_params(ctx):
        if isinstance(parameter, TyperArgument):
            panels[_("Arguments")].append((_name_value(parameter), "", parameter.help or ""))
        else:
            panels[_("Options")].append(_describe(parameter))
    for name, panel, text in _below(command):
        panels.setdefault(panel, []).append((name, "", text))
    return {title: lines for title, lines in panels.items() if lines}


def _describe(option: Any) -> Line:
    about = _typers_own().get(option.help, option.help or "")
    if isinstance(option.default, str):
        about = _("{about} Default: {value}.").format(about=about, value=option.default)
    return ", ".join(option.opts), "" if option.is_flag else _name_value(option), about


def _name_value(parameter: Any) -> str:
    return placeholders.translate(parameter.metavar or "")


def _below(command: Any) -> Iterator[tuple[str, str, str]]:
    for name, each in getattr(command, "commands", {}).items():
        yield name, each.rich_help_panel or _("Commands"), each.help or ""


def _typers_own() -> dict[str, str]:
    """What Typer says of the options that it adds."""
    return {
        "Install completion for the current shell.": _("Install completion for the current shell."),
        "Show completion for the current shell, to copy it or customize the installation.": _(
            "Show completion for the current shell."
        ),
        "Show this message and exit.": _("Show this message and exit."),
    }
