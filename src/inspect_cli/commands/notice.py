"""The command that prints what is handed to a place: notice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from inspect_cli import messages, render, settings
from inspect_cli.commands import acts, options
from inspect_cli.errors import Problem, WrongUsage
from inspect_cli.messages import _
from inspect_cli.rules import documents, names
from inspect_cli.rules.documents import Unit
from inspect_cli.rules.numbers import number_of
from inspect_cli.transfer import printing

if TYPE_CHECKING:
    from inspect_cli.store.papers import Paper


def print_notice(
    ctx: typer.Context,
    numbers: options.Numbers,
    output: options.Page = None,
    document: Annotated[
        str | None,
        typer.Option(
            metavar="advice|notice|order|opinion",
            help=_("Which document; if not given: an opinion on what was looked at again, else a notice or advice."),
        ),
    ] = None,
    unit: Annotated[
        str | None, typer.Option(metavar="NAME", help=_("Who issues it; INSPECT_UNIT if not given."))
    ] = None,
    unit_kind: Annotated[
        str | None,
        typer.Option(
            metavar="village|township|department",
            help=_("What kind of unit that is; INSPECT_UNIT_KIND if not given. It decides what may be issued."),
        ),
    ] = None,
    no: Annotated[
        str | None,
        typer.Option("--no", metavar="TEXT", help=_("Its number; with it, the ledger says that it was issued.")),
    ] = None,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help=_("The day it is dated; today if not given."))
    ] = None,
    phone: Annotated[str | None, typer.Option(metavar="TEXT", help=_("Where the unit is reached."))] = None,
    yes: options.Yes = False,
    force: options.Force = False,
) -> None:
    """Print what is handed to the place; with --no, write down that it was issued."""
    from inspect_cli.store import papers  # reads checklists
    from inspect_cli.transfer import notices

    issuer, wanted = read_unit(unit, unit_kind, needed=no is not None), options.read_key("document", document)
    number = documents.write_number(no) if no is not None else None
    with acts.begin(ctx, numbers, on, yes=yes or no is None) as scene:
        wish = papers.Wish(issuer, scene.act.today, wanted, number, scene.act.on if on else None, phone)
        paper = papers.draw_up(scene.ledger, scene.numbers, wish)
        page = notices.write(paper, printing.find_form(output) if output else "md", messages.language)
        if output:
            printing.save(page, output)
        if number and not paper.told:
            issue(scene, paper, output)
    if not output:
        render.say(page.rstrip("\n"))
    tell_outcome(paper, output)
    tell_typed(no, number)


def issue(scene: acts.Scene, paper: Paper, output: str | None) -> None:
    """Write that it was issued; a page that is there already is told of when that fails."""
    from inspect_cli.store import papers

    try:
        papers.issue(scene.ledger, paper, scene.author)
    except Problem as problem:
        if output:
            problem.saved = _("{path} was written; that it was issued is not in the ledger.").format(path=output)
        raise


def tell_outcome(paper: Paper, output: str | None) -> None:
    """Where the page is, and what the ledger says of it."""
    if output:
        render.tell(_("Written to {path}").format(path=output))
    wanted = paper.document != "opinion"
    if wanted and all(matter.is_claimed(paper.on) for matter in paper.matters):
        numbers = " ".join(number_of(matter.row) for matter in paper.matters)
        sentence = _("It asks for nothing: all of it is said to be fixed. What is left: inspect-cli verify {numbers}")
        render.tell(sentence.format(numbers=numbers))
    if paper.notice is None:
        render.tell(_("Nothing was written to the ledger. With its number it is: --no NUMBER"))
    elif paper.told:
        render.tell(_("The ledger says already that {notice} was issued.").format(notice=paper.notice))
    else:
        render.tell(_("The ledger says that {notice} was issued.").format(notice=paper.notice))
    render.tell(_("The page has no legal effect by itself: the unit serves it by its own procedure."))


def tell_typed(typed: str | None, kept: str | None) -> None:
    """Say in which form a number is kept, where more of it than its brackets is another than was typed."""
    typed_signs, kept_signs = ([ch for ch in names.plain(text or "") if ch.isalnum()] for text in (typed, kept))
    if typed is not None and typed_signs != kept_signs:
        render.tell(_("{typed} is kept as {number}.").format(typed=names.shorten(typed), number=kept))


def read_unit(name: str | None, kind: str | None, *, needed: bool) -> Unit:
    """Who issues, by the options and the environment. Raises WrongUsage when its kind, or a needed name, is missing."""
    own_name, own_kind = settings.unit()
    typed = kind if kind is not None else own_kind
    key = documents.read_unit_kind(typed)
    if key is None:
        what = _("Not a kind of unit: {text}").format(text=typed) if typed else _("What kind of unit issues this?")
        raise WrongUsage(
            what,
            _("Nothing was written."),
            _("Say --unit-kind village, township or department, or set INSPECT_UNIT_KIND once."),
        )
    said = name if name is not None else own_name or None
    if needed and said is None:
        raise WrongUsage(
            _("Who issues this?"), _("Nothing was written."), _("Say --unit NAME, or set INSPECT_UNIT once.")
        )
    return Unit(said, key)
