"""The only place where what people type about hazards becomes entries."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from inspect_cli.errors import BadInput
from inspect_cli.messages import _
from inspect_cli.rules import entries, guards, lifecycle
from inspect_cli.rules.body import Body
from inspect_cli.rules.guards import Act, Case
from inspect_cli.rules.lifecycle import State
from inspect_cli.rules.numbers import Number, number_of
from inspect_cli.store import campaigns, journal, ledger, succession
from inspect_cli.store.database import Database, Row
from inspect_cli.store.journal import Author, Draft
from inspect_cli.store.queries import hazards_numbered
from inspect_cli.store.recording import build
from inspect_cli.store.recurring import find_later, follow_back


def act_on(
    database: Database, numbers: Sequence[Number], kind: str, what: dict[str, Any], act: Act, author: Author
) -> list[Row]:
    """Write one entry of this kind about each of these hazards, all or none; their rows as they were before.

    what: fields of the entry's body. Raises BadInput when a guard refuses one of them, NothingFound for an unknown one.
    """
    body = build_act(kind, what, act)
    with database.writing():
        journal.lock(database, {row["township"] for row in hazards_numbered(database, numbers)})
        rows = hazards_numbered(database, numbers)  # again, now that nobody else can change them
        journal.append(database, draft_acts(database, rows, kind, body, act), author)
    return rows


def build_act(kind: str, what: dict[str, Any], act: Act) -> Body:
    """The body of an entry of this kind, with the reason of the act where it has one. Raises BadInput."""
    model = entries.KINDS[kind]
    said = {"reason": act.reason} if "reason" in model.model_fields else {}
    return build(model, **what, **said)


def draft_acts(database: Database, rows: Sequence[Row], kind: str, body: Body, act: Act) -> list[Draft]:
    """One entry of this kind about each of these hazards, inside a `database.writing()` block. Raises BadInput."""
    seen = ledger.gather(database, rows)
    known = campaigns.read_campaigns(database, act.today) if kind in guards.DEADLINES else []
    drafts = []
    for row in rows:
        finding, happened = seen[row["id"]]
        state = lifecycle.fold(finding, happened) or lifecycle.begin(finding)
        bound = campaigns.find_binding(known, row, act.today)
        case = Case(number_of(row), state, row["found_on"], *((bound["name"], bound["end"]) if bound else ()))
        guards.check(kind, case, act, body)
        if kind == "voided":
            _refuse_repeated(database, row)
        before = lifecycle.heads(happened) or (row["inspection"],)
        drafts.append(Draft(row["township"], kind, act.on, _complete(body, state), row["id"], before))
    return drafts


def _refuse_repeated(database: Database, row: Row) -> None:
    later = find_later(database, row)
    if later:
        raise BadInput(
            _("{later} is a rebound of {n}.").format(later=number_of(later[0]), n=number_of(row)),
            _("Nothing was written."),
            _("Set that right first: inspect-cli link {n} --not-a-rebound").format(n=number_of(later[0])),
        )


def check_same(database: Database, numbers: Sequence[Number], other: Number) -> str:
    """The number of the hazard that these record a second time. Raises BadInput when it cannot be that one."""
    first, rows = _with_other(database, numbers, other)
    one = all(succession.took_over(database, row["township"], first["township"]) for row in rows)
    if first["status"] == "voided" or not one:
        raise _unfit(other, _("{n} is voided itself, or lies in another township.").format(n=other))
    return str(other)


def check_earlier(database: Database, numbers: Sequence[Number], other: Number) -> str:
    """The number of the closed hazard that these repeat. Raises BadInput when it cannot be that one."""
    earlier, rows = _with_other(database, numbers, other)
    for row in rows:
        guard_earlier(database, earlier, row["township"], row["found_on"])
    if {str(number) for number in numbers} & set(follow_back(database, earlier)):
        raise _unfit(other, _("{n} is a rebound of it already.").format(n=other))
    return str(other)


def guard_earlier(database: Database, earlier: Row, township: str, found_on: date) -> None:
    """Raises BadInput unless a hazard found there on that day can be a rebound of the earlier one."""
    number = Number(earlier["series"], earlier["serial"])
    here = succession.took_over(database, township, earlier["township"])
    if earlier["status"] != "closed" or earlier["found_on"] > found_on or not here:
        raise _unfit(number, _("{n} is not closed, was found later, or lies in another township.").format(n=number))


def _with_other(database: Database, numbers: Sequence[Number], other: Number) -> tuple[Row, list[Row]]:
    if other in numbers:
        raise _unfit(other, _("{n} cannot be named for itself.").format(n=other))
    first, *rows = hazards_numbered(database, [other, *numbers])
    return first, rows


def _unfit(number: Number, what: str) -> BadInput:
    return BadInput(what, _("Nothing was written."), _("Look it up: inspect-cli show {n}").format(n=number))


def _complete(body: Body, state: State) -> Body:
    """A plan without owner and time limit has those of the hazard, written down as they are now."""
    if not isinstance(body, entries.Planned):
        return body
    own = {"owner": state.owner, "deadline": state.due}
    open_parts = {name: own[name] for name in state.plan.missing() if name in own and getattr(body, name) is None}
    return body.model_copy(update=open_parts)
