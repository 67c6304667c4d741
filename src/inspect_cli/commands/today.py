"""The command that a morning begins with: today."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from inspect_cli import messages, render, settings
from inspect_cli.commands import lists, options
from inspect_cli.messages import _, spell
from inspect_cli.rules import coverage_fields, fields, quoted, shifts
from inspect_cli.store import mornings, queries
from inspect_cli.store.database import Row
from inspect_cli.store.mornings import Morning
from inspect_cli.transfer.sheets import Sheet

WORST = ("number", "township", "severity", "site", "description", "due", "owner", "days_open")


def show_today(
    ctx: typer.Context,
    township: Annotated[str | None, typer.Argument(metavar="[TOWNSHIP]", help=_("Only this township."))] = None,
    style: options.Format = None,
    output: options.Output = None,
    force: options.Force = False,
) -> None:
    """What there is to do today, each line with the command that shows it; JSON is one object."""
    with options.opened(ctx) as ledger:
        code = queries.find_township(ledger, township) if township is not None else None
        morning = mornings.read_morning(ledger, settings.today(), code)
        lists.tell_before(ledger, code)
    if style == "json" and not output:
        render.say(write_object(morning))
    elif output or style not in (None, "table"):
        render.show(lay_lines(morning), style, output)
    else:
        draw(morning)


def draw(morning: Morning) -> None:
    """The screen: what there is to do, then the worst of it, who is on duty, what runs."""
    if morning.is_idle:
        render.say(_("Nothing to do."))
    else:
        render.show(lay_lines(morning))
    worst = list(quoted.describe_all(morning.worst, messages.language))
    more = [
        (_("Overdue, the worst"), fields.pick_fields(WORST), worst),
        (_("On duty today"), coverage_fields.ON_DUTY, on_duty(morning)),
        (_("Running campaigns"), coverage_fields.RUNNING, [name_list(row, morning.where) for row in morning.campaigns]),
        (_("Ended with hazards open"), coverage_fields.OVER, [name_list(row, morning.where) for row in morning.over]),
    ]
    for title, columns, rows in more:
        if rows:
            render.say("")
            render.show(Sheet(columns, rows, title=title, urgent=("due",)))


def lay_lines(morning: Morning) -> Sheet:
    """How many there are of each thing to do, and the command that lists exactly these."""
    titles = {
        "overdue": _("Overdue"),
        "due_soon": _("Due within 3 days"),
        "fixed": _("To verify"),
        "failed": _("Failed verification"),
        "unplanned": _("Majors without a complete plan"),
        "to_visit": _("Places to visit"),
        "gaps": _("Gaps"),
        "walks": _("Unfinished walks"),
        "on_duty": _("On duty today"),
        "nobody_on_duty": _("Units with nobody on duty"),
    }
    rows = [{"what": titles[line.key], "count": line.count, "todo": spell(line.todo)} for line in morning.lines]
    return Sheet(coverage_fields.MORNING, rows)


def tell_hours(shift: Row) -> Row:
    """A shift with its hours as people write them."""
    return {**shift, "hours": shifts.tell_hours(shift)}


def name_list(campaign: Row, where: tuple[str, ...]) -> Row:
    """A campaign with the command that lists what is open of it; where: its option for the township."""
    return {**campaign, "todo": spell(("list", "--campaign", campaign["campaign"], *where))}


def write_object(morning: Morning) -> str:
    """All of it as one JSON object: a count for each thing, and what stands below them."""
    keys = [f.key for f in (*fields.LEDGER, *fields.DERIVED)]
    counted = {line.key: line.count for line in morning.lines}
    told = {
        **counted,
        mornings.NOBODY: counted.get(mornings.NOBODY),  # none where nobody is asked for
        "worst": [{key: row[key] for key in keys} for row in morning.worst],
        "duty": [
            {key: row[key] for key in ("unit", "role", "name", "post", "phone", "hours")} for row in on_duty(morning)
        ],
        "campaigns": morning.campaigns,
        "ended_campaigns": morning.over,
    }
    text = json.dumps(told, ensure_ascii=False, default=str)
    # What a terminal would obey is escaped, and so reads back as it was.
    return "".join(ch if ch.isprintable() else json.dumps(ch)[1:-1] for ch in text)


def on_duty(morning: Morning) -> list[Row]:
    """The shifts with their hours."""
    return [tell_hours(row) for row in morning.duty]
