"""The commands for the forms of superiors: profile list, profile show, profile check."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from inspect_cli import render, settings
from inspect_cli.commands import forms, lists, options
from inspect_cli.errors import Problem
from inspect_cli.messages import _, plural
from inspect_cli.rules import fields
from inspect_cli.store import queries
from inspect_cli.store.database import Database, Row
from inspect_cli.transfer.sheets import Sheet

if TYPE_CHECKING:
    from inspect_cli.rules.profiles import Profile
    from inspect_cli.transfer.missing import Missing

Name = Annotated[str, typer.Argument(metavar="NAME", help=_("The name of a profile, or the path of a .toml file."))]


def list_profiles(style: options.Format = None, output: options.Output = None, force: options.Force = False) -> None:
    """The forms there are: those of the program and those of your own folder."""
    from inspect_cli.transfer import profiles
    from inspect_cli.transfer.forms import language

    rows: list[Row] = []
    for name, path, profile, problem in profiles.list_profiles():
        title = profile.title.read(language(profile)) if profile else problem and problem.what.partition("\n")[0]
        rows.append({"name": name, "kind": profile and profile.kind, "title": title, "path": str(path)})
    own = _("Your own stand in {folder} and go before those of the program.").format(folder=profiles.own_folder())
    render.show(Sheet(fields.PROFILES, rows, notes=[own]), style, output)


def show_profile(
    name: Name, style: options.Format = None, output: options.Output = None, force: options.Force = False
) -> None:
    """The columns of a form: where each is taken from, and which must not be empty."""
    from inspect_cli.transfer import forms as laying
    from inspect_cli.transfer import profiles

    profile = profiles.read_profile(name)
    rows = [
        {
            "key": column.name,
            "header": laying.write_header(profile, column),
            "unit": column.unit,
            "source": laying.describe_source(column),
            "required": column.required,
        }
        for column in profile.columns
    ]
    notes = laying.explain_form(profile, {}, profile.rate)
    title = profile.title.read(laying.language(profile))
    render.show(Sheet(fields.PROFILE_COLUMNS, rows, title=title, notes=notes), style, output)


def check_profile(
    ctx: typer.Context,
    name: Name,
    township: options.Township = None,
    village: options.Village = None,
    site: options.Site = None,
    category: options.Category = None,
    status: options.Status = None,
    severity: options.Severity = None,
    owner: options.Owner = None,
    since: options.Since = None,
    until: options.Until = None,
    month: options.Month = None,
    campaign: options.Campaign = None,
    batch: options.Batch = None,
    style: options.Format = None,
    output: options.Output = None,
    force: options.Force = False,
) -> None:
    """The required cells of a form that are empty, and the command that fills each."""
    profile = forms.open_profile(name, ("counts", "brief", "rows"))
    with options.opened(ctx) as ledger:
        found = list(find_missing(ledger, profile, ctx.params))
    rows = [each._asdict() for each in found]
    lists.show_rows(Sheet(fields.MISSING, rows), style, output)
    if found:
        raise Problem(plural("{count} required cell is empty.", "{count} required cells are empty.", len(found)))
    render.tell(_("Every required cell is filled."))


def find_missing(ledger: Database, profile: Profile, asked: Mapping[str, Any]) -> Iterator[Missing]:
    """The empty cells of the form that these options ask for."""
    from inspect_cli.transfer import missing

    days = forms.read_days(asked, profile.period)
    selection = forms.select_form(ledger, profile, asked, days)
    if profile.kind == "rows":
        return missing.find_in_rows(profile, queries.hazards(ledger, selection, settings.today(), "written"))
    return missing.find_in_counts(profile, forms.count_form(ledger, profile, selection, profile.rate))
