"""The only place where what people type about hazards becomes entries."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from inspect_cli.errors import BadInput
from inspect_cli.messages import _
from inspect_cli.rules import entries, guards, lifecycle
from inspect_cli.rules.entries import Body
from inspect_cli.rules.guards import Act, Case
from inspect_cli.rules.lifecycle import State
from inspect_cli.rules.numbers import Number
from inspect_cli.store import journal, ledger
from inspect_cli.store.database import Database, Row
from inspect_cli.store.journal import Author, Draft
from inspect_cli.store.queries import hazards_numbered
from inspect_cli.store.recording import build


def act_on(
    database: Database, numbers: Sequence[Number], kind: str, what: dict[str, Any], act: Act, author: Author
) -> list[Row]:
    """Write one entry of this kind about each of these hazards, all or none; their rows as they were before.

    what: fields of the entry's body. Raises BadInput when a guard refuses one of them, NothingFound for an unknown one.
    """
    model = entries.KINDS[kind]
    said = {"reason": act.reason} if "reason" in model.model_fields else {}
    body = build(model, **what, **said)
    with database.writing():
        journal.lock(database, {row["township"] for row in hazards_numbered(database, numbers)})
        rows = hazards_numbered(database, numbers)  # again, now that nobody else can change them
        seen = ledger.gather(database, rows)
        ends = _campaign_ends(database, rows)
        drafts = []
        for row in rows:
            finding, happened = seen[row["id"]]
            state = lifecycle.fold(finding, happened) or lifecycle.begin(finding)
            case = Case(_number(row), state, row["found_on"], ends.get(row["campaign"]))
            guards.check(kind, case, act, body)
            before = lifecycle.heads(happened) or (row["inspection"],)
            drafts.append(Draft(row["township"], kind, act.on, _complete(body, state), row["id"], before))
        journal.append(database, drafts, author)
    return rows


def check_other(database: Database, numbers: Sequence[Number], other: Number) -> str:
    """The number of an earlier hazard that these name. Raises NothingFound, or BadInput when it cannot be that one."""
    earlier, *rows = hazards_numbered(database, [other, *(number for number in numbers if number != other)])
    if other in numbers or any(row["township"] != earlier["township"] for row in rows):
        raise BadInput(
            _("{n} is the same hazard, or one of another township.").format(n=other),
            _("Nothing was written."),
            _("Look it up: inspect-cli list --text WORD --status all"),
        )
    return str(other)


def _complete(body: Body, state: State) -> Body:
    """A plan without owner and time limit has those of the hazard, written down as they are now."""
    if not isinstance(body, entries.Planned):
        return body
    own = {"owner": state.owner, "deadline": state.due}
    open_parts = {name: own[name] for name in state.plan.missing() if name in own and getattr(body, name) is None}
    return body.model_copy(update=open_parts)


def _campaign_ends(database: Database, rows: Sequence[Row]) -> dict[str, date]:
    if not any(row["campaign"] for row in rows):
        return {}
    return {row["name"]: row["end"] for row in database.rows("campaigns") if row["end"]}


def _number(row: Row) -> str:
    return f"{row['series']}-{row['serial']}"
