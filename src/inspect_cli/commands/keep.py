"""The commands that keep the ledger: init, check, demo."""

from __future__ import annotations

import json
import shlex
import tempfile
from collections.abc import Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inspect_cli import prompts, render, settings
from inspect_cli.commands import lists, options, screens, settling
from inspect_cli.errors import BadInput, Problem, StorageProblem
from inspect_cli.messages import _, plural
from inspect_cli.rules import fields
from inspect_cli.settings import Device
from inspect_cli.store import naming, places, queries, registering, stopping, territory
from inspect_cli.store.calling import Callings
from inspect_cli.store.database import Database
from inspect_cli.store.ids import make_id
from inspect_cli.store.journal import Author
from inspect_cli.store.opening import create_database
from inspect_cli.store.waiting import Patience
from inspect_cli.transfer import registers, site_files
from inspect_cli.transfer.sheets import Sheet

if TYPE_CHECKING:
    from inspect_cli.store.checks import Fault


def init_ledger(
    ctx: typer.Context,
    device: Annotated[
        str | None,
        typer.Option(
            "--device", metavar="CODE", help=_("The code that leads every number of this machine: CG makes CG-1, CG-2.")
        ),
    ] = None,
    townships: Annotated[
        str | None, typer.Option(metavar="FILE", help=_("CSV with the townships: code, name, kind."))
    ] = None,
    sites: Annotated[
        str | None,
        typer.Option(
            metavar="FILE", help=_("CSV or workbook with the sites: name, township, code, village, kind, ...")
        ),
    ] = None,
) -> None:
    """Make the ledger, name this device, fill the registers; may be run again to add to them."""
    known = settings.find_device()
    code = settings.check_code(device or (known.code if known else prompts.ask_code()))
    wanted = registers.read_townships(townships) if townships else []
    with closing(create_database(ctx.obj.database, make_id(), Patience(render.tell, writes=True))) as ledger:
        refuse_taken(ledger, known, code)
        own = take_device(known, code)
        author = Author(ctx.obj.user, own.id, own.code)
        entered = registering.enter_townships(ledger, wanted, author)
        read = read_sites(ledger, sites) if sites else site_files.SiteRows([])
        noted = registering.Noted()
        at_sites = registering.enter_sites(ledger, read.rows, author, noted=noted)
        known_townships, where = queries.township_names(ledger), ledger.where
    render.say(_("Ledger: {where}").format(where=where))
    render.say(_("Device: {code}").format(code=own.code))
    render.say(
        plural("{count} township in the register", "{count} townships in the register", len(known_townships))
        + _(", {new} new or changed").format(new=entered.new + entered.changed)
    )
    if sites:
        changed = at_sites.new + at_sites.changed
        render.say(plural("{count} site new or changed", "{count} sites new or changed", changed))
        settling.tell_left_out(read)
        settling.tell_noted(noted, known_townships)
    if not known_townships:
        render.tell(_("Next: inspect-cli init --townships FILE, a CSV with code, name, kind."))


def check_ledger(
    ctx: typer.Context,
    repost: Annotated[
        bool, typer.Option("--repost", help=_("First make the ledger anew from the journal, which mends it."))
    ] = False,
    style: options.Format = None,
    output: options.Output = None,
    force: options.Force = False,
) -> None:
    """Everything that is wrong: the journal, the ledger, days, plans, doubles, pictures; each with what mends it."""
    from inspect_cli.rules import layouts
    from inspect_cli.store import checks

    with options.opened(ctx, writes=repost) as ledger:
        if repost:
            refuse_damaged(checks.mend_ledger(ledger))
            render.tell(_("The ledger was made anew from the journal."))
            stopping.release(obey=True)
        total = queries.count_entries(ledger)
        with render.progress(_("Checking"), 2 * total) as bar:
            faults = checks.check(ledger, settings.today(), bar.advance)
        lost = {} if faults else queries.count_lost(ledger, settings.today())
    rows = [fault._asdict() for fault in faults]
    lists.show_rows(Sheet(fields.PROBLEMS, rows), style, output)
    for line in layouts.explain_lost(lost):
        render.tell(line)
    checked = plural("{count} entry of the journal was checked.", "{count} entries of the journal were checked.", total)
    if faults:
        raise Problem(plural("{count} problem found.", "{count} problems found.", len(faults)), checked)
    render.tell(checked)
    render.tell(_("There is nothing to mend."))


def refuse_damaged(faults: Sequence[Fault]) -> None:
    """Raises StorageProblem when the journal itself is damaged: a ledger made from it would have lost what it lost."""
    if faults:
        first = faults[0]
        raise StorageProblem(
            _("The journal is damaged: {problem} ({subject}).").format(problem=first.problem, subject=first.subject),
            _("The ledger was left as it is."),
            first.todo,
        )


def show_demo(
    file: Annotated[
        str | None, typer.Argument(metavar="[FILE]", help=_("Where to make the ledger; a temporary file if not given."))
    ] = None,
    style: options.Format = None,
) -> None:
    """A fictional city in a ledger of its own, and its home screen."""
    where = file or str(Path(tempfile.mkdtemp(prefix="inspect-cli-demo-")) / "ledger.db")
    if Path(where).exists():
        raise BadInput(
            _("{where} exists already.").format(where=where), _("It was not touched."), _("Name another file.")
        )
    folder = find_samples()
    day = date.fromisoformat(json.loads((folder / "expected.json").read_text(encoding="utf-8"))["day"])
    author = Author(_("demo"), make_id(), "DEMO")
    with closing(create_database(where, make_id(), Patience(render.tell, writes=True))) as ledger:
        fill_ledger(ledger, folder, author)
        home = screens.lay_home(queries.open_by_township(ledger, day), queries.used_categories(ledger))
    render.show(home, style)
    render.tell(
        _("This is the fictional city of Yunxiling as it stood on {day}. To look around in it:").format(day=day)
    )
    render.tell(f"  export INSPECT_DB={shlex.quote(where)} INSPECT_TODAY={day}")
    render.tell("  inspect-cli list --major; inspect-cli open 石炭沟镇; inspect-cli summary --by category")


def read_sites(ledger: Database, path: str) -> site_files.SiteRows:
    """The sites of a file beside those of the register. Raises BadInput like `site_files.read_sites`."""
    callings = Callings(places.read_register(ledger), settings.today())
    ended = territory.read_ended(ledger)
    former = naming.read_townships(ledger)
    return site_files.read_sites(path, queries.township_names(ledger), callings=callings, ended=ended, former=former)


def fill_ledger(ledger: Database, folder: Path, author: Author) -> None:
    """Registers and a year of inspections of the fictional city."""
    from inspect_cli.transfer import batch

    registering.enter_townships(ledger, registers.read_townships(str(folder / "townships.csv")), author)
    sites = site_files.read_sites(str(folder / "sites.csv"), queries.township_names(ledger))
    registering.enter_sites(ledger, sites.rows, author)
    files = [str(folder / "inspections.csv")]
    with render.progress(_("Importing")) as bar:
        batch.run(ledger, files, author, watch=batch.Watch(bar.begin, bar.advance))


def refuse_taken(ledger: Database, known: Device | None, code: str) -> None:
    """Raises BadInput when another machine has given numbers behind this code: two hazards would share one."""
    mine = known is not None and code in (known.code, *known.former)
    if not mine and queries.last_number(ledger, code):
        raise BadInput(
            _("Another device has given numbers that begin with {code} in this ledger.").format(code=code),
            _("Nothing was written."),
            _("Take another code for this machine: inspect-cli init --device CODE"),
        )


def take_device(known: Device | None, code: str) -> Device:
    """This machine's device; a new one, with a new id, when its code changes."""
    if known and known.code == code:
        return known
    former = {**known.former, known.code: known.id} if known else {}
    own = Device(former.pop(code, "") or make_id(), code, former)
    settings.write_device(own)
    if known:
        render.tell(
            _(
                "This machine was {old} and is {new} from now on; numbers given before keep their letters. "
                "If that was a slip: inspect-cli init --device {old}"
            ).format(old=known.code, new=code)
        )
    return own


def find_samples() -> Path:
    """The sample city: in the installed package, or beside the source. Raises StorageProblem when it is in neither."""
    package = Path(__file__).parents[1]
    for folder in (package / "sample_data", package.parents[1] / "sample_data"):
        if (folder / "inspections.csv").exists():
            return folder
    raise StorageProblem(
        _("The sample data is not installed."), "", _("Install again: pip install --force-reinstall inspect-cli")
    )
