"""The commands for the registers of places and departments: township, village, zone, department."""

from __future__ import annotations

from typing import Annotated

import typer

from inspect_cli.commands import filing, options
from inspect_cli.commands.filing import NOTHING, DryRun, Ended, EndedOn, InTownship, Named, NewName, Path, Standing
from inspect_cli.messages import _

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
    style: options.Format = None,
) -> None:
    """A township that is no more: nothing new is recorded there, what was recorded stays."""
    filing.end_row(ctx, "township", (None, township), (on, successor), style)


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
