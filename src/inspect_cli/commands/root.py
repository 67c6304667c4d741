"""The global options: the ledger, the language, who is typing."""

from __future__ import annotations

from typing import Annotated

import typer

from inspect_cli import messages, render, settings
from inspect_cli.errors import WrongUsage
from inspect_cli.messages import _


def read_globals(
    ctx: typer.Context,
    database: Annotated[
        str | None, typer.Option("--db", metavar="PATH|URL", help=_("The ledger; else INSPECT_DB."))
    ] = None,
    lang: Annotated[
        str | None, typer.Option("--lang", metavar="zh|en", help=_("The language; else INSPECT_LANG, else the locale."))
    ] = None,
    user: Annotated[
        str | None, typer.Option("--as", metavar="PERSON", help=_("Who is typing; else INSPECT_USER."))
    ] = None,
    version: Annotated[bool, typer.Option("--version", help=_("Say the version and exit."))] = False,
) -> None:
    """What every command needs to know."""
    if lang not in (None, *messages.LANGUAGES):
        raise WrongUsage(_("Not a language: {lang}").format(lang=lang), "", _("Choose zh or en."))
    if version:
        from importlib.metadata import version as installed

        render.say(f"inspect-cli {installed('inspect-cli')}")
        raise typer.Exit
    ctx.obj = settings.read_settings(database, user)
