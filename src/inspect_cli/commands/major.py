"""The commands for what is dangerous: plan, list-for-supervision, delist, suspend, resume."""

from __future__ import annotations

from typing import Annotated

import typer

from inspect_cli.commands import acts, options
from inspect_cli.errors import WrongUsage
from inspect_cli.messages import _
from inspect_cli.rules import money


def plan_hazards(
    ctx: typer.Context,
    numbers: options.Numbers,
    measures: Annotated[str | None, typer.Option(metavar="TEXT", help=_("What will be done."))] = None,
    owner: Annotated[
        str | None, typer.Option(metavar="PERSON", help=_("Who answers for it; the owner if not given."))
    ] = None,
    funds: Annotated[str | None, typer.Option(metavar="YUAN", help=_("What it costs: 0, 3000, 1.2万."))] = None,
    deadline: Annotated[
        str | None, typer.Option(metavar="WHEN", help=_("By when; the deadline of the hazard if not given."))
    ] = None,
    contingency: Annotated[
        str | None, typer.Option(metavar="TEXT", help=_("What keeps people safe until then, and in an emergency."))
    ] = None,
    on: options.On = None,
    reason: acts.Reason = None,
    yes: options.Yes = False,
    style: options.Format = None,
) -> None:
    """The five parts of a plan: measures, owner, funds, time limit, emergency plan; several times, part by part."""
    if all(part is None for part in (measures, owner, funds, deadline, contingency)):
        raise WrongUsage(
            _("No part of the plan is given."),
            _("Nothing was written."),
            _("Give --measures, --owner, --funds, --deadline or --contingency."),
        )
    with acts.begin(ctx, numbers, on, reason=reason, yes=yes) as scene:
        day = options.read_due(deadline, scene.act.on, earlier=True)
        scene.write(
            "planned",
            measures=measures,
            owner=owner,
            funds=read_funds(funds),
            deadline=day,
            contingency=contingency,
        )
        scene.show(style, "severity", "planned")


def list_hazards(
    ctx: typer.Context,
    numbers: options.Numbers,
    level: Annotated[str, typer.Option(metavar="county|city|province", help=_("Who supervises: 县级, 市级 or 省级."))],
    notice: acts.Notice = None,
    supervisor: Annotated[str | None, typer.Option(metavar="NAME", help=_("The body that supervises."))] = None,
    reason: acts.Reason = None,
    on: options.On = None,
    yes: options.Yes = False,
    style: options.Format = None,
) -> None:
    """Listed supervision (挂牌督办), by a notice."""
    need_notice(notice)
    with acts.begin(ctx, numbers, on, reason=reason, yes=yes) as scene:
        scene.write("listed", level=options.read_key("level", level), notice=notice, supervisor=supervisor)
        scene.show(style, "listed")


def delist_hazards(
    ctx: typer.Context,
    numbers: options.Numbers,
    notice: acts.Notice = None,
    reason: acts.Reason = None,
    on: options.On = None,
    yes: options.Yes = False,
    style: options.Format = None,
) -> None:
    """Off the list of supervision, by a notice."""
    need_notice(notice)
    with acts.begin(ctx, numbers, on, reason=reason, yes=yes) as scene:
        scene.write("delisted", notice=notice)
        scene.show(style, "listed")


def suspend_hazards(
    ctx: typer.Context,
    numbers: options.Numbers,
    scope: Annotated[str, typer.Option(metavar="area|equipment|whole", help=_("What is stopped."))] = "whole",
    notice: acts.Notice = None,
    reason: acts.Reason = None,
    on: options.On = None,
    yes: options.Yes = False,
    style: options.Format = None,
) -> None:
    """Work or use is stopped until it is safe."""
    with acts.begin(ctx, numbers, on, reason=reason, yes=yes) as scene:
        scene.write("suspended", scope=options.read_key("scope", scope), notice=notice)
        scene.show(style, "suspended")


def resume_hazards(
    ctx: typer.Context,
    numbers: options.Numbers,
    notice: acts.Notice = None,
    reason: acts.Reason = None,
    on: options.On = None,
    yes: options.Yes = False,
    style: options.Format = None,
) -> None:
    """The stop is lifted, in writing."""
    need_notice(notice)
    with acts.begin(ctx, numbers, on, reason=reason, yes=yes) as scene:
        scene.write("resumed", notice=notice)
        scene.show(style, "suspended")


def read_funds(text: str | None) -> int | None:
    """Whole yuan. Raises WrongUsage for what is no sum."""
    if text is None:
        return None
    yuan = money.read_yuan(text)
    if yuan is None:
        raise WrongUsage(
            _("Not a sum in yuan: {text}").format(text=text),
            _("Nothing was written."),
            _("Write 0, 3000, 1.2万 or 1,000元."),
        )
    return yuan


def need_notice(notice: str | None) -> None:
    """Raises WrongUsage unless the notice has a number."""
    if not notice or not notice.strip():
        raise WrongUsage(
            _("This needs the number of the notice."), _("Nothing was written."), _("Give it: --notice NUMBER")
        )
