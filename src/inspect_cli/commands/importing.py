"""The commands that bring in other people's files: import, mapping."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from inspect_cli import render
from inspect_cli.commands import lists, options
from inspect_cli.errors import BadInput
from inspect_cli.messages import _, plural
from inspect_cli.rules import fields
from inspect_cli.store import recording
from inspect_cli.transfer.sheets import Sheet

if TYPE_CHECKING:
    from inspect_cli.transfer.mappings import Kept
    from inspect_cli.transfer.outcome import Outcome
    from inspect_cli.transfer.sources import Manner
    from inspect_cli.transfer.wish import Wish

_Files = Annotated[
    list[str], typer.Argument(metavar="FILE...", help=_("CSV, TSV and XLSX files, or folders that hold them."))
]
_Map = Annotated[
    list[str] | None,
    typer.Option("--map", metavar="FIELD=HEADER", help=_("Which column is a field: --map owner=负责人")),
]
_Set = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="FIELD=VALUE", help=_("What a field is in every row: --set category=fire")),
]
_Word = Annotated[
    list[str] | None,
    typer.Option("--word", metavar="FIELD:WORD=VALUE", help=_("What a word means: --word severity:较大=general")),
]
_Ignore = Annotated[list[str] | None, typer.Option("--ignore", metavar="HEADER", help=_("A column that is left out."))]
_Encoding = Annotated[
    str | None, typer.Option("--encoding", metavar="NAME", help=_("How text files are encoded, such as gb18030."))
]
_Sheet = Annotated[
    list[str] | None, typer.Option("--sheet", metavar="NAME", help=_("Only this sheet of a workbook; may be repeated."))
]
_Year = Annotated[
    int | None, typer.Option("--year", min=1950, max=2100, metavar="YEAR", help=_("The year of days that name none."))
]
_Split = Annotated[
    bool, typer.Option("--split", help=_("A cell that numbers several hazards (1. 2. or ①②) is several hazards."))
]
_Force = Annotated[bool, typer.Option("--force", help=_("Replace what is there."))]


def import_files(
    ctx: typer.Context,
    files: _Files,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("Only say what would happen."))] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help=_("Only show what each column is taken for, with samples."))
    ] = False,
    skip_bad: Annotated[
        bool, typer.Option("--skip-bad", help=_("Import the good rows; write the others to FILE.rejects.csv."))
    ] = False,
    add_sites: Annotated[bool, typer.Option("--add-sites", help=_("Take unknown sites into the register."))] = False,
    update: Annotated[
        bool,
        typer.Option("--update", help=_("A row without a number is the hazard that has its place, day and words.")),
    ] = False,
    mapping: Annotated[
        str | None, typer.Option("--mapping", metavar="NAME", help=_("Read the files by a saved mapping."))
    ] = None,
    map: _Map = None,  # noqa: A002 - the option is called so
    constants: _Set = None,
    words: _Word = None,
    ignore: _Ignore = None,
    encoding: _Encoding = None,
    sheet: _Sheet = None,
    year: _Year = None,
    split: _Split = False,
    style: options.Format = None,
) -> None:
    """All rows of the files or none, unless --skip-bad is given."""
    from inspect_cli.transfer import batch, mappings
    from inspect_cli.transfer.wish import Wish

    kept = mappings.read_typed(ctx.params)
    manner = (kept.over(mappings.load(mapping)) if mapping else kept).manner()
    if explain:
        show_explanation(files, manner, style)
        return
    author = recording.sign(ctx.obj.user)
    wish = Wish(manner, dry_run, skip_bad, add_sites, update)
    with options.opened(ctx, writes=not dry_run) as ledger, render.progress(_("Importing")) as bar:
        watch = batch.Watch(lambda lines: begin(bar, lines, wish), bar.advance)
        outcome = batch.run(ledger, files, author, wish, watch)
    show_outcome(outcome, wish, style)


def begin(bar: render.Bar, lines: int, wish: Wish) -> None:
    """Tell the bar how much there is to do, and everybody that a large import keeps others waiting."""
    from inspect_cli.transfer import batch

    bar.begin(lines)
    if lines > batch.LARGE and not wish.dry_run:
        render.tell(_("This is a large import: other programs wait until it ends."))


def show_outcome(outcome: Outcome, wish: Wish, style: str | None) -> None:
    """The counts, and whatever the user must know of how the rows were read. Raises BadInput for rows left out."""
    render.show_outcome(outcome.counts(), style)
    for sentence in outcome.tell():
        render.tell(sentence)
    if style in (None, "table"):
        render.tell(plural("{count} row read.", "{count} rows read.", outcome.rows))
        if not outcome.rejects:
            render.tell(
                _("Nothing was written: this was a dry run.") if wish.dry_run else _("Everything is on the disk.")
            )
    if outcome.rejects:
        raise outcome.left_out(dry_run=wish.dry_run)


def show_explanation(files: list[str], manner: Manner, style: str | None) -> None:
    """What each column is taken for."""
    from inspect_cli.transfer.explaining import explain_files

    rows, news = explain_files(files, manner)
    keys = ("file", "sheet", "column", "header", "field", "taken_for", "samples")
    several = len({(row["file"], row["sheet"]) for row in rows}) > 1
    shown = keys if several or style not in (None, "table") else keys[2:]
    render.show(Sheet(fields.pick_columns(shown), rows), style)
    for sentence in news:
        render.tell(sentence)


def save_mapping(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help=_("The name that it is kept under."))],
    map: _Map = None,  # noqa: A002 - the option is called so
    constants: _Set = None,
    words: _Word = None,
    ignore: _Ignore = None,
    encoding: _Encoding = None,
    sheet: _Sheet = None,
    year: _Year = None,
    split: _Split = False,
    force: _Force = False,
) -> None:
    """Keep what is said of a file's columns, for import --mapping NAME."""
    from inspect_cli.transfer import mappings

    kept = mappings.read_typed(ctx.params)
    if kept == mappings.Kept():
        raise BadInput(
            _("The mapping says nothing."),
            _("Nothing was written."),
            _("Give --map FIELD=HEADER, --set FIELD=VALUE, --word FIELD:WORD=VALUE or --ignore HEADER."),
        )
    render.say(_("Mapping {name}: {path}").format(name=name, path=mappings.save(name, kept, force=force)))


def list_mappings(style: options.Format = None) -> None:
    """The mappings that were saved."""
    from inspect_cli.transfer import mappings

    rows = [{"name": name, "says": _sum_up(mappings.load(name))} for name in mappings.names()]
    nothing = lists.miss(_("No mapping was saved."), "mapping", "save")
    lists.show_list(Sheet(fields.pick_columns(("name", "says")), rows), style, None, nothing)


def show_mapping(
    name: Annotated[str, typer.Argument(metavar="NAME", help=_("The name that it was kept under."))],
    style: options.Format = None,
) -> None:
    """What a mapping says."""
    from inspect_cli.transfer import mappings

    render.show(Sheet(fields.pick_columns(("what", "field", "value")), mappings.rows(mappings.load(name))), style)


def _sum_up(kept: Kept) -> list[str]:
    from inspect_cli.transfer import mappings

    return [" ".join(filter(None, (row["what"], row["field"], row["value"]))) for row in mappings.rows(kept)]
