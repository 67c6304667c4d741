"""The only place for what commands that act on hazards share: who, which, on which day, why, and the receipt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated, Any

import typer

from inspect_cli import messages, prompts, render, settings
from inspect_cli.commands import options
from inspect_cli.errors import WrongUsage
from inspect_cli.messages import _
from inspect_cli.rules import fields, quoted
from inspect_cli.rules.guards import Act
from inspect_cli.rules.numbers import Number, read_numbers
from inspect_cli.store import acting, photos, queries, recording
from inspect_cli.store.database import Database
from inspect_cli.store.journal import Author
from inspect_cli.transfer.sheets import Sheet

RECEIPT = ("number", "status", "township", "site", "description")

Reason = Annotated[str | None, typer.Option("--reason", metavar="TEXT", help=_("Why it is so."))]
Pictures = Annotated[
    list[str] | None, typer.Option("--photo", metavar="FILE", help=_("A picture; once for each of them."))
]
Keep = Annotated[bool, typer.Option("--keep", help=_("Keep copies of the pictures beside the ledger."))]
Notice = Annotated[str | None, typer.Option("--notice", metavar="NUMBER", help=_("The number of the notice."))]


@dataclass
class Scene:
    """An act in progress: the ledger, the hazards, the day and reason, who writes."""

    ledger: Database
    numbers: list[Number]
    act: Act
    author: Author

    def write(self, kind: str, photo: Sequence[str] | None = None, *, keep: bool = False, **what: Any) -> None:
        """One entry of this kind about each hazard; pictures that stand elsewhere too are told."""
        with photos.taken(self.ledger, photo or (), keep=keep) as pictures:
            if photo:
                what["photos"] = pictures.photos
            rows = acting.act_on(self.ledger, self.numbers, kind, what, self.act, self.author)
        warn_doubles(photos.find_doubles(self.ledger, rows, pictures))

    def show(self, style: str | None, *columns: str) -> None:
        """How the hazards stand now."""
        rows = [queries.present(row, settings.today()) for row in queries.hazards_numbered(self.ledger, self.numbers)]
        if not render.wants_all(style, None):
            rows = list(quoted.describe_all(rows, messages.language))
        render.show_receipt(Sheet(fields.pick_fields((*RECEIPT, *columns)), rows), style, columns)


@contextmanager
def begin(
    ctx: typer.Context, typed: list[str], on: str | None, *, reason: str | None = None, yes: bool, by_self: bool = False
) -> Iterator[Scene]:
    """The act that was typed; more than three hazards are asked about first."""
    today = settings.today()
    author = recording.sign(ctx.obj.user)
    numbers = read_numbers(typed, settings.read_device().code)
    prompts.confirm_many(len(numbers), yes=yes)
    act = Act(options.read_day(on, today) or today, today, reason, by_self)
    with options.opened(ctx, writes=True) as ledger:
        yield Scene(ledger, numbers, act, author)


def need_reason(reason: str | None) -> None:
    """Raises WrongUsage unless a reason was given."""
    if not reason or not reason.strip():
        raise WrongUsage(_("This needs a reason."), _("Nothing was written."), _("Say why: --reason TEXT"))


def warn_doubles(doubles: Sequence[tuple[str, Number]]) -> None:
    """Say where else a picture stands."""
    for path, number in doubles:
        render.tell(
            _("Look again: the picture {path} stands at {n} too, at another step or hazard.").format(
                path=path, n=number
            )
        )
