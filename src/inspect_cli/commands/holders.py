"""The only place for how commands name and show who answers for what: the place typed, rows, what fills them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any

import typer

from inspect_cli import messages, render
from inspect_cli.commands import options
from inspect_cli.errors import WrongUsage
from inspect_cli.messages import _
from inspect_cli.rules import register_fields, words
from inspect_cli.rules.fields import Field
from inspect_cli.store import places, posts, queries, territory
from inspect_cli.store.database import Database, Row
from inspect_cli.transfer.sheets import Sheet

AtVillage = Annotated[str | None, typer.Option("--village", metavar="NAME", help=_("A village or community of it."))]
AtZone = Annotated[str | None, typer.Option("--zone", metavar="NAME", help=_("A hill, forest zone or grid of it."))]
AtSite = Annotated[str | None, typer.Option("--site", metavar="NAME", help=_("A site of it."))]
OnDay = Annotated[str | None, typer.Option("--on", metavar="DATE", help=_("On this day; today if not given."))]


def read_place(
    ledger: Database, township: str, typed: Mapping[str, Any], on: date | None = None
) -> tuple[str, str | None]:
    """The layer and the name of the place that was typed, as its register spells it. Raises WrongUsage."""
    given = [layer for layer in ("village", "zone", "site") if typed[layer] is not None]
    if len(given) > 1:
        raise WrongUsage(
            _("More than one place is given: {options}.").format(options=", ".join(f"--{each}" for each in given)),
            _("Nothing was written."),
            _("Give one of --village, --zone and --site."),
        )
    if not given:
        return "township", None
    layer, text = given[0], str(typed[given[0]])
    if layer == "site":
        row = places.find_site(ledger, township, text)
        if row is not None and places.is_former(row, text):
            options.tell_renamed(text, row["name"])
        if row is not None and (on is None or not queries.is_ended(row, on)):
            return layer, str(row["name"])
    return layer, territory.choose_name(ledger, layer, text, township, on)


def lay_rows(
    rows: Sequence[Row],
    style: str | None,
    output: str | None,
    columns: Sequence[Field] = register_fields.ANSWERS,
) -> Sheet:
    """Responsibilities: on a screen the place in one column, in files each layer in its own; then what to do.

    columns: those of the screen.
    """
    if render.wants_all(style, output):
        ids = (register_fields.SHORT, register_fields.LAYER, register_fields.ID)
        asked = register_fields.ASKED if output is None else ()
        return Sheet((*register_fields.RESPONSIBLE, *ids, *asked), rows)
    shown = [{**row, "name": row["name"] or _("nobody"), "place": _place_of(row)} for row in rows]
    notes = [_("Nobody: {command}").format(command=row["todo"]) for row in rows if row["todo"]]
    return Sheet(columns, shown, notes=notes)


def advise(row: Row, category: str | None, day: date) -> str:
    """The command that fills a place that nobody answers for; a vacancy ends by it."""
    words_of = ["responsible", "add", row["township"]]
    if row["layer"] != "township":
        words_of += [f"--{row['layer']}", row["place"] or "PLACE"]
    if row["category"] or (category is not None and not row["id"]):
        words_of += ["--category", row["category"] or category]
    if row["role"] not in (None, register_fields.ROLES.get(row["layer"])):
        words_of += ["--role", row["role"]]
    return messages.spell((*words_of, "--name", "NAME", "--from", str(day)))


def tell_alone(rows: Sequence[Row], day: date) -> None:
    """Which places nobody answers for any longer, and what fills each."""
    for row in map(posts.present, rows):
        command = advise({**row, "id": ""}, row["category"], day)
        place = name_place(row)
        render.tell(
            _("From {day} on nobody answers for {place}: {command}").format(day=day, place=place, command=command)
        )


def name_place(row: Row) -> str:
    """A place in words: its township, its own name, its category if there is one."""
    category = words.word("category", row["category"], messages.language) if row["category"] else None
    return " ".join(part for part in (row["township"], row["place"], category) if part)


def name_it(row: Row) -> str:
    """A responsibility in words."""
    return f"{row['short']}  {name_place(row)}  {row['name'] or _('nobody')}"


def _place_of(row: Row) -> str | None:
    place: str | None = row["township"] if row["layer"] == "township" else row["place"]
    return place
