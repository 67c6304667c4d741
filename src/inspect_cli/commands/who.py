"""The command that says who answers for a place: who."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

import typer

from inspect_cli import render, settings
from inspect_cli.commands import holders, options
from inspect_cli.errors import NothingFound, WrongUsage
from inspect_cli.messages import _, listing, plural, spell
from inspect_cli.rules import register_fields
from inspect_cli.store import posts, queries, territory
from inspect_cli.store.database import Database, Row


def show_who(
    ctx: typer.Context,
    township: Annotated[
        str | None, typer.Argument(metavar="[TOWNSHIP]", help=_("Name, part of it, code, pinyin or initials."))
    ] = None,
    category: Annotated[
        str | None, typer.Argument(metavar="[CATEGORY]", help=_("Who answers for this category, or for all."))
    ] = None,
    village: holders.AtVillage = None,
    zone: holders.AtZone = None,
    site: holders.AtSite = None,
    name: Annotated[
        str | None, typer.Option(metavar="PERSON", help=_("What this person answers for, instead of a place."))
    ] = None,
    on: holders.OnDay = None,
    style: options.Format = None,
    output: options.Output = None,
    force: options.Force = False,
) -> None:
    """Who answers for a place on a day, the widest layer first; a layer of nobody names what fills it."""
    refuse_unclear(township, name)
    today = settings.today()
    day = options.read_day(on, today) or today
    with options.opened(ctx) as ledger:
        person = name is not None
        rows = find_of_person(ledger, str(name), day) if person else find_of_place(ledger, ctx.params, day)
        alone = [] if person else tell_gone(ledger, ctx.params, day) or find_nobody(ledger, ctx.params, day)
    columns = register_fields.ANSWERS if person else register_fields.LADDER
    render.show(holders.lay_rows(rows, style, output, columns), style, output)
    for sentence in alone:
        render.tell(sentence)
    if not any(row["name"] for row in rows):
        raise NothingFound(_("Nobody answers there on {day}.").format(day=day))


def find_of_person(ledger: Database, typed: str, day: date) -> list[Row]:
    """What a person answers for on a day. Raises NothingFound when it is nothing."""
    person = posts.find_person(ledger, typed)
    rows = [row for row in posts.read(ledger, day, {"name": person}) if row["name"] == person]
    if not rows:
        raise NothingFound(
            _("{name} answers for nothing on {day}.").format(name=person, day=day),
            todo=_("See other days: {command}").format(
                command=spell(("responsible", "list", "--all", "--name", person))
            ),
        )
    return [posts.present(row) for row in rows]


def find_of_place(ledger: Database, typed: Mapping[str, Any], day: date) -> list[Row]:
    """Who answers for a place on a day, with what fills the layers of nobody, unless the township is no more."""
    code = queries.find_township(ledger, typed["township"])
    category = queries.find_category(typed["category"]) if typed["category"] is not None else None
    layer, place = holders.read_place(ledger, code, typed)
    asked = (layer, str(place)) if layer != "township" else None
    name_of = queries.township_names(ledger)[code]
    rows = posts.find_ladder(ledger, code, day, category, asked)
    found = [{**posts.present(row), "township": name_of} for row in rows]
    if find_gone(ledger, code, day):
        return [row for row in found if row["name"] or row["layer"] == "township"]
    return [row if row["name"] else {**row, "todo": holders.advise(row, category, day)} for row in found]


def find_gone(ledger: Database, code: str, day: date) -> Row | None:
    """The township of this code, with the name of the one that took over, if it was no more on that day."""
    rows = (row for row in territory.read_townships(ledger) if row["code"] == code)
    return next((row for row in rows if queries.is_ended(row, day)), None)


def tell_gone(ledger: Database, typed: Mapping[str, Any], day: date) -> list[str]:
    """Sentences that say that the township was no more on that day, and who took over."""
    gone = find_gone(ledger, queries.find_township(ledger, typed["township"]), day)
    if gone is None:
        return []
    told = [_("{name} is no more since {day}.").format(name=gone["name"], day=gone["ended_on"])]
    if gone["successor"]:
        category = [typed["category"]] if typed["category"] is not None else []
        then = ["--on", f"{day}"] if typed["on"] is not None else []
        command = spell(("who", gone["successor"], *category, *then))
        told.append(_("{name} took over; see: {command}").format(name=gone["successor"], command=command))
    return told


def find_nobody(ledger: Database, typed: Mapping[str, Any], day: date) -> list[str]:
    """A sentence on the villages and hills of a township that nobody answers for, beside others that have somebody."""
    if any(typed[key] is not None for key in ("village", "zone", "site")):
        return []
    code = queries.find_township(ledger, typed["township"])
    category = queries.find_category(typed["category"]) if typed["category"] is not None else None
    counts = posts.count_nobody(ledger, code, day, category)
    hills, villages = counts.get("zone", 0), counts.get("village", 0)
    places = [
        *([plural("{count} hill or zone", "{count} hills or zones", hills)] if hills else []),
        *([plural("{count} village", "{count} villages", villages)] if villages else []),
    ]
    kinds = ["--kind", "no_officer", *(["--kind", "no_ladder"] if hills else [])]
    then = ["--on", f"{day}"] if typed["on"] is not None else []
    command = spell(("gaps", queries.township_names(ledger)[code], *kinds, *then))
    told = _("Nobody answers for {places} of it: {command}")
    return [told.format(places=listing(places), command=command)] if places else []


def refuse_unclear(township: str | None, name: str | None) -> None:
    """Raises WrongUsage unless either a place or a person is asked about."""
    if (township is None) == (name is None):
        raise WrongUsage(
            _("Say where, or about whom: a township, or --name NAME."), todo=_("See: inspect-cli who --help")
        )
