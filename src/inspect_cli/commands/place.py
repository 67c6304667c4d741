"""The commands for the registers of places and departments: township, village, zone, department."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated

import typer

from inspect_cli import render, settings
from inspect_cli.commands import filing, options
from inspect_cli.commands.filing import NOTHING, DryRun, Ended, EndedOn, InTownship, Named, NewName, Path, Standing
from inspect_cli.errors import BadInput
from inspect_cli.messages import _, listing, plural, spell
from inspect_cli.rules import register_fields
from inspect_cli.store import queries, recording
from inspect_cli.store.database import Database, Row

_NAMED = 10  # places that are named in a sentence

Code = Annotated[str | None, typer.Option(metavar="CODE", help=_("Its code."))]
TownshipKind = Annotated[
    str | None, typer.Option("--kind", metavar="subdistrict|town|township|special", help=_("街道, 镇, 乡 or 特殊区域."))
]
ZoneKind = Annotated[str | None, typer.Option("--kind", metavar="hill|zone|grid", help=_("山头, 片区 or 网格."))]
OfVillage = Annotated[
    str | None, typer.Option("--village", metavar="NAME", help=_("The village it lies in, if it lies in one alone."))
]
Township = Annotated[str, typer.Argument(metavar="TOWNSHIP", help=_("Its code, its name or a part of the name."))]


def add_township(
    ctx: typer.Context,
    code: Annotated[str, typer.Argument(metavar="CODE", help=_("Its code, which stays for ever."))],
    name: NewName,
    kind: TownshipKind = None,
    style: options.Format = None,
) -> None:
    """A township that is new in the register."""
    told = {"code": code, "name": name, "kind": options.read_key("township_kind", kind)}
    filing.add_row(ctx, "township", told, style)


def set_township(
    ctx: typer.Context,
    township: Township,
    name: Annotated[str | None, typer.Option(metavar="NAME", help=_("What it is called from now on."))] = None,
    kind: TownshipKind = None,
    standing: Standing = False,
    style: options.Format = None,
) -> None:
    """What changes of a township; its code stays, and with it everything that was recorded there."""
    told = {"name": name, "kind": options.read_key("township_kind", kind), **read_standing(standing, "successor")}
    filing.set_row(ctx, "township", (None, township), told, style)


def end_township(
    ctx: typer.Context,
    township: Township,
    on: EndedOn = None,
    successor: filing.Successor = None,
    keep_places: Annotated[
        bool, typer.Option("--keep-places", help=_("What stands there does not move to the successor."))
    ] = False,
    style: options.Format = None,
) -> None:
    """A township that is no more: what stands there moves to the successor, what was recorded there stays."""
    from inspect_cli.store import merging

    author = recording.sign(ctx.obj.user)
    today = settings.today()
    day = options.read_day(on, today) or today
    with options.opened(ctx, writes=True) as ledger:
        old = filing.choose_row(ledger, "township", (None, township))
        facts = {"ended_on": day, **filing.read_successor(ledger, "township", successor, old["name"], day)}
        refuse_another(ledger, old, str(facts.get("successor") or ""))
        moved = merging.end_township(ledger, old, facts, author, moves=day <= today and not keep_places)
        new = filing.find_again(ledger, "township", {"code": old["code"]})
        news = [*tell_moved(moved.counts if moved else {}, new), *tell_standing(ledger, new)]
        news += tell_unvisited(ledger, new, moved.places["site"] if moved else ())
        left = filing.find_left(ledger, "township", old, successor, day)
    changes = filing.compare(old, new, register_fields.TOWNSHIPS, style)
    if changes or not moved or not any(moved.counts.values()):
        filing.show_changes(old["name"], changes, style)
    for sentence in (*news, *left):
        render.tell(sentence)


def refuse_another(ledger: Database, township: Row, successor: str) -> None:
    """Raises BadInput where a township (with the name of its successor) is to be taken over by another one (a code)."""
    named = queries.township_names(ledger).get(successor)
    if township["successor"] and named and township["successor"] != named:
        raise BadInput(
            _("{name} is no more since {day}, and {successor} took over.").format(
                name=township["name"], day=township["ended_on"], successor=township["successor"]
            ),
            _("Nothing was written."),
            _("Was that a slip? Take it back first; see: inspect-cli batch list"),
        )


def tell_moved(counts: Mapping[str, int], township: Row) -> list[str]:
    """How much of what moved to the township that took over."""
    parts = listing(_name_parts(counts))
    return [_("Moved to {name}: {parts}").format(name=township["successor"], parts=parts)] if parts else []


def tell_standing(ledger: Database, township: Row) -> list[str]:
    """What stands in a township that is no more, and the command that moves it, on the day if that has not come."""
    from inspect_cli.store import merging

    day: date = township["ended_on"]
    parts = listing(_name_parts(merging.read_standing(ledger, township["code"], day).counts))
    command = spell(
        ("township", "end", township["name"], "--on", f"{day}", "--successor", township["successor"] or "TOWNSHIP")
    )
    waits = _("Type the same again on {day}: {command}") if day > settings.today() else _("To settle that: {command}")
    told = [_("Still in {name}: {parts}").format(name=township["name"], parts=parts)]
    if taken := merging.read_taken(ledger, township["code"]):
        shown = listing(each.name for each in taken[:_NAMED])
        told.append(_("{township} has these names too: {names}").format(township=township["successor"], names=shown))
        told.append(merging.advise_taken(taken, township["name"], day))
        waits = _("Then, on {day}: {command}") if day > settings.today() else _("Then: {command}")
    return [*told, waits.format(day=day, command=command)] if parts else []


def tell_unvisited(ledger: Database, township: Row, sites: Iterable[Row]) -> list[str]:
    """Of how many of the sites that moved visits and hazards stay where they were written."""
    from inspect_cli.store import merging

    count = merging.count_visited(ledger, township["code"], sites)
    told = plural(
        "Visits and hazards of {count} site stay written under {old}, and count for it under {new} too.",
        "Visits and hazards of {count} sites stay written under {old}, and count for them under {new} too.",
        count,
        old=township["name"],
        new=township["successor"],
    )
    return [told] if count else []


def _name_parts(counts: Mapping[str, int]) -> list[str]:
    said = {
        "village": lambda count: plural("{count} village", "{count} villages", count),
        "zone": lambda count: plural("{count} hill or zone", "{count} hills or zones", count),
        "site": lambda count: plural("{count} site", "{count} sites", count),
        "responsibility": lambda count: plural("{count} responsibility", "{count} responsibilities", count),
    }
    return [said[key](count) for key, count in counts.items() if count]


def list_townships(
    ctx: typer.Context,
    ended: Ended = False,
    style: options.Format = None,
    output: options.Output = None,
    force: options.Force = False,
) -> None:
    """The register of townships."""
    filing.list_rows(ctx, "township", (None, ended), style, output)


def import_townships(
    ctx: typer.Context,
    file: Path,
    encoding: filing.Encoding = None,
    dry_run: DryRun = False,
    style: options.Format = None,
) -> None:
    """Townships from a file: new ones, and what it says anew of those in the register."""
    filing.import_rows(ctx, "township", (file, encoding), style, dry_run=dry_run)


def add_village(
    ctx: typer.Context, township: InTownship, name: NewName, code: Code = None, style: options.Format = None
) -> None:
    """A village or community that is new in a township's register."""
    filing.add_row(ctx, "village", {"township": township, "name": name, "code": code}, style)


def set_village(
    ctx: typer.Context,
    township: InTownship,
    name: Named,
    code: Code = None,
    standing: Standing = False,
    style: options.Format = None,
) -> None:
    """What changes of a village; another name is another village: end the one, add the other."""
    filing.set_row(ctx, "village", (township, name), {"code": code, **read_standing(standing)}, style)


def end_village(
    ctx: typer.Context, township: InTownship, name: Named, on: EndedOn = None, style: options.Format = None
) -> None:
    """A village that is no more."""
    filing.end_row(ctx, "village", (township, name), (on, None), style)


def list_villages(
    ctx: typer.Context,
    township: options.Township = None,
    ended: Ended = False,
    style: options.Format = None,
    output: options.Output = None,
    force: options.Force = False,
) -> None:
    """The register of villages and communities."""
    filing.list_rows(ctx, "village", (township, ended), style, output)


def import_villages(
    ctx: typer.Context,
    file: Path,
    encoding: filing.Encoding = None,
    dry_run: DryRun = False,
    style: options.Format = None,
) -> None:
    """Villages from a file: new ones, and what it says anew of those in the register."""
    filing.import_rows(ctx, "village", (file, encoding), style, dry_run=dry_run)


def add_zone(
    ctx: typer.Context,
    township: InTownship,
    name: NewName,
    kind: ZoneKind = None,
    village: OfVillage = None,
    style: options.Format = None,
) -> None:
    """A hill, a forest zone or a grid that is new in a township's register; a hill if it is not said."""
    told = {"township": township, "name": name, "kind": options.read_key("zone", kind) or "hill", "village": village}
    filing.add_row(ctx, "zone", told, style)


def set_zone(
    ctx: typer.Context,
    township: InTownship,
    name: Named,
    kind: ZoneKind = None,
    village: OfVillage = None,
    no_village: Annotated[
        bool, typer.Option("--no-village", help=_("It lies in several villages, or in none."))
    ] = False,
    standing: Standing = False,
    style: options.Format = None,
) -> None:
    """What changes of a hill, zone or grid; another name is another one: end the one, add the other."""
    told = {"kind": options.read_key("zone", kind), "village": NOTHING if no_village else village}
    filing.set_row(ctx, "zone", (township, name), {**told, **read_standing(standing)}, style)


def end_zone(
    ctx: typer.Context, township: InTownship, name: Named, on: EndedOn = None, style: options.Format = None
) -> None:
    """A hill, zone or grid that is no more."""
    filing.end_row(ctx, "zone", (township, name), (on, None), style)


def list_zones(
    ctx: typer.Context,
    township: options.Township = None,
    ended: Ended = False,
    style: options.Format = None,
    output: options.Output = None,
    force: options.Force = False,
) -> None:
    """The register of hills, forest zones and grids."""
    filing.list_rows(ctx, "zone", (township, ended), style, output)


def import_zones(
    ctx: typer.Context,
    file: Path,
    encoding: filing.Encoding = None,
    dry_run: DryRun = False,
    style: options.Format = None,
) -> None:
    """Hills, zones and grids from a file: new ones, and what it says anew of those in the register."""
    filing.import_rows(ctx, "zone", (file, encoding), style, dry_run=dry_run)


def add_department(ctx: typer.Context, name: NewName, style: options.Format = None) -> None:
    """A department that is new in the city's register."""
    filing.add_row(ctx, "department", {"name": name}, style)


def set_department(
    ctx: typer.Context,
    name: Named,
    successor: filing.Successor = None,
    standing: Standing = False,
    style: options.Format = None,
) -> None:
    """What changes of a department; a new name is a merger: add the new one, end the old one with --successor."""
    filing.set_row(
        ctx, "department", (None, name), {"successor": successor, **read_standing(standing, "successor")}, style
    )


def end_department(
    ctx: typer.Context,
    name: Named,
    on: EndedOn = None,
    successor: filing.Successor = None,
    style: options.Format = None,
) -> None:
    """A department that is no more, and what it was merged into; says who still answers for it."""
    filing.end_row(ctx, "department", (None, name), (on, successor), style)


def list_departments(
    ctx: typer.Context,
    ended: Ended = False,
    style: options.Format = None,
    output: options.Output = None,
    force: options.Force = False,
) -> None:
    """The register of departments."""
    filing.list_rows(ctx, "department", (None, ended), style, output)


def import_departments(
    ctx: typer.Context,
    file: Path,
    encoding: filing.Encoding = None,
    dry_run: DryRun = False,
    style: options.Format = None,
) -> None:
    """Departments from a file: new ones, and what it says anew of those in the register."""
    filing.import_rows(ctx, "department", (file, encoding), style, dry_run=dry_run)


def read_standing(standing: bool, *with_it: str) -> dict[str, object]:  # noqa: FBT001 - an option
    """What is taken away of a row that is there after all."""
    return dict.fromkeys(("ended_on", *with_it), NOTHING) if standing else {}
