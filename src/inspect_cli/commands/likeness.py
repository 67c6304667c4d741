"""The only place where `add` is told what the ledger knows that is like a new hazard: closed before, or still open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from inspect_cli import messages, prompts, render, settings
from inspect_cli.errors import WrongUsage
from inspect_cli.messages import _, plural
from inspect_cli.rules import quoted
from inspect_cli.rules.numbers import number_of, read_number, read_numbers
from inspect_cli.rules.rebounds import bare, closing_day
from inspect_cli.store import acting, queries, recurring
from inspect_cli.store.database import Database, Row
from inspect_cli.store.recording import Visit


def choose_links(ledger: Database, visit: Visit, typed: Mapping[str, Any]) -> list[str | None]:
    """For each hazard of the visit the number of the closed one that it repeats; asked about on a terminal."""
    if typed["rebound_of"]:
        return [read_earlier(ledger, visit, typed)]
    if typed["not_a_rebound"]:
        return [None] * len(visit.hazards)
    return choose_earlier(ledger, _wanted(visit), visit.on)


def choose_earlier(ledger: Database, wanted: Sequence[Mapping[str, Any]], day: date) -> list[str | None]:
    """For each hazard of one visit that day the number of the closed one that it repeats; asked about on a terminal.

    wanted: as `recurring.find_earlier` has it.
    """
    return [_choose(row) for row in recurring.find_earlier(ledger, wanted, day)]


def read_earlier(ledger: Database, visit: Visit, typed: Mapping[str, Any]) -> str:
    """The hazard that --rebound-of names. Raises WrongUsage when it does not fit, NothingFound when it is unknown."""
    found = read_numbers([typed["rebound_of"]], settings.read_device().code)
    if typed["not_a_rebound"] or len(visit.hazards) != 1 or len(found) != 1:
        raise WrongUsage(
            _("--rebound-of names one closed hazard for one new one."),
            _("Nothing was written."),
            _("Record the other hazards with a command of their own."),
        )
    (earlier,) = queries.hazards_numbered(ledger, found)
    acting.guard_earlier(ledger, earlier, visit.township, visit.on)
    return str(found[0])


def tell_likes(ledger: Database, visit: Visit, written: Sequence[Row]) -> None:
    """Say which of the new hazards came back, and which are like one that is still open."""
    tell_known(ledger, _wanted(visit), written)


def tell_known(ledger: Database, wanted: Sequence[Mapping[str, Any]], written: Sequence[Row]) -> None:
    """The same of hazards that were looked for one by one; written: their rows, in that order."""
    for row in written:
        if row["rebound_of"]:
            _tell_rebound(ledger, row)
    own = {number_of(row) for row in written}
    for row, like in zip(written, recurring.find_open(ledger, wanted), strict=True):
        others = [other for other in like if number_of(other) not in own and _may_be_same(row, other)]
        if others:
            _tell_open(row, others)


def _may_be_same(row: Row, other: Row) -> bool:
    """What was put right at once is not the one that is open, but it may be what was put right at once that day."""
    return not row["on_spot"] or (other["on_spot"] and other["found_on"] == row["found_on"])


def _tell_open(row: Row, like: Sequence[Row]) -> None:
    """The newest of the open hazards that are like a new one, why it is, and how many more there are."""
    known = max(like, key=lambda other: (other["found_on"], other["serial"]))
    same = bare(known["description"]) == bare(row["description"])
    sentence = _say_fixed(same=same) if row["on_spot"] else _say_open(same=same)
    todo = f"inspect-cli void {number_of(row)} --duplicate-of {number_of(known)} --reason …"
    told = sentence.format(n=number_of(row), known=number_of(known), day=known["found_on"], todo=todo)
    if more := len(like) - 1:
        told = plural("{told} {count} more is like it.", "{told} {count} more are like it.", more, told=told)
    render.tell(told)


def _say_open(*, same: bool) -> str:
    if same:
        return _("{n} says what {known} says, which is still open since {day}. If it is the same: {todo}")
    return _("{n} is of the same item as {known}, which is still open since {day}. If it is the same: {todo}")


def _say_fixed(*, same: bool) -> str:
    if same:
        return _("{n} says what {known} says, which was fixed on the spot on {day} too. If it is the same: {todo}")
    return _("{n} is of the same item as {known}, fixed on the spot on {day} too. If it is the same: {todo}")


def _wanted(visit: Visit) -> list[dict[str, Any]]:
    place = {"township": visit.township, **{name: visit.what.get(name) for name in ("category", "site", "village")}}
    return [
        {**place, **{name: details.get(name) for name in ("location", "item")}, "description": text}
        for text, details in zip(visit.hazards, visit.details(), strict=True)
    ]


def _choose(row: Row | None) -> str | None:
    if row is None:
        return None
    if prompts.is_terminal():
        render.tell(_describe(row))
        return number_of(row) if prompts.confirm_rebound(number_of(row)) else None
    return number_of(row)


def _tell_rebound(ledger: Database, row: Row) -> None:
    chain = recurring.follow_back(ledger, row)
    known = read_number(chain[0])
    for earlier in queries.numbered_rows(ledger, [known]).get(known, []) if known else ():
        render.tell(_describe(earlier))
    sentence = _("{n} is a rebound of {earlier}, {nth} time. If it is another: {todo}")
    todo = f"inspect-cli link {number_of(row)} --not-a-rebound"
    render.tell(sentence.format(n=number_of(row), earlier=chain[0], nth=messages.ordinal(len(chain)), todo=todo))


def _describe(row: Row) -> str:
    sentence = _("{n}, {text}, was found there on {found} and closed on {closed} by {who}.")
    who = row["verified_by"] or _("nobody named")
    text = quoted.describe(row, messages.language)
    return sentence.format(n=number_of(row), text=text, found=row["found_on"], closed=closing_day(row), who=who)
