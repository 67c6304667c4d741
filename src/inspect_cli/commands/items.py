"""The only place for what the commands that record share: the item of a checklist that was typed, the kind of visit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from inspect_cli import messages, render
from inspect_cli.commands import options
from inspect_cli.errors import WrongUsage
from inspect_cli.messages import _, listing
from inspect_cli.rules import catalog, counters, names

if TYPE_CHECKING:
    from inspect_cli.rules.checklists import Checklist, Item

Kind = Annotated[
    str | None,
    typer.Option(
        "--kind",
        metavar="KIND",
        help=_("routine, special, joint, leader, unannounced, household, roadside or supervision."),
    ),
]
Departments = Annotated[
    list[str] | None,
    typer.Option(
        "--department", metavar="NAME", help=_("A department that went along; once for each, for a joint one.")
    ),
]
LedBy = Annotated[str | None, typer.Option("--led-by", metavar="POST", help=_("The post of the leader who led it."))]
Counts = Annotated[
    list[str] | None,
    typer.Option(
        "--count",
        metavar="NAME=NUMBER",
        help=_("What was counted: houses_checked=25, vehicles_checked=40, overloading=2; once for each."),
    ),
]


def fill_in(category: str, typed: str, day: date) -> tuple[Item, dict[str, Any]]:
    """The item that was typed, and what it says of a hazard found that day: severity, deadline, basis.

    Raises WrongUsage when the category's list has none or several of that name.
    """
    from inspect_cli.rules import checklists  # a list is read only when one of its items is named

    checklist, item = checklists.choose_item(catalog.categories()[category], typed)
    due = day + timedelta(days=item.days)
    return item, {"severity": item.severity, "due": due, **quote(checklist, item, day)}


def quote(checklist: Checklist, item: Item, day: date) -> dict[str, Any]:
    """What a hazard keeps of its item, as the list said it on that day."""
    from inspect_cli.rules import checklists

    return checklists.say(checklist, item, day)._asdict()


def read_visit_kind(typed: Mapping[str, Any]) -> dict[str, Any]:
    """Kind, departments, leader and counts of a visit. Raises WrongUsage where they do not fit together."""
    kind = options.read_key("visit_kind", typed["kind"])
    several = (names.split_people(text) or (text,) for text in typed["department"] or ())
    departments, led_by = tuple(dict.fromkeys(one for each in several for one in each)), typed["led_by"]
    if kind == "joint" and len(departments) < _SEVERAL:
        raise WrongUsage(
            _("A joint inspection names the departments that went together."),
            _("Nothing was written."),
            _("Give --department NAME at least twice."),
        )
    if kind == "leader" and led_by is None:
        raise WrongUsage(
            _("A leader-led inspection names the leader's post."), _("Nothing was written."), _("Give --led-by POST.")
        )
    kind = kind or ("leader" if led_by else "joint" if len(departments) >= _SEVERAL else None)
    return {
        "kind": kind,
        "departments": departments or None,
        "led_by": led_by,
        "counters": read_counts(typed["count"] or ()) or None,
    }


def read_counts(typed: Sequence[str]) -> dict[str, int]:
    """What was counted, each name once, in the order of the names. Raises WrongUsage for what is no count."""
    counted: dict[str, int] = {}
    for text in typed:
        read = counters.read_counter(text)
        if read is None or read[0] in counted:
            near = listing(counters.nearest_counters(text))
            what = _("Counted twice: {text}") if read else _("Not a count: {text}")
            raise WrongUsage(
                what.format(text=text),
                _("Nothing was written."),
                _("Write NAME=NUMBER; nearest: {near}").format(near=near),
            )
        counted[read[0]] = read[1]
    return dict(sorted(counted.items()))


def tell_item(item: Item, severity: str | None) -> None:
    """What the list says of an item besides its deadline, once the hazard is written."""
    if item.stop:
        render.tell(_("Use or work stops until it is put right. To record that: inspect-cli suspend NUMBER"))
    if item.severity == "major" and severity == "general":
        render.tell(_("By the list it is a major; it was recorded as general."))
    when = item.major_when(messages.language)
    if when and severity != "major":
        render.tell(
            _("It is a major if: {when}. Then: inspect-cli grade NUMBER --major --criterion TEXT").format(when=when)
        )
    if item.advice:
        render.tell(_("At a household this is advice, never an order."))


_SEVERAL = 2
