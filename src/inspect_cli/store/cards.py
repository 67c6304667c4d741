"""The only place that puts a hazard's card together: its facts and everything that happened to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from inspect_cli import messages
from inspect_cli.messages import _
from inspect_cli.rules import fields, words
from inspect_cli.store import ledger
from inspect_cli.store.database import Database, Row
from inspect_cli.store.entry import Entry
from inspect_cli.store.queries import present

_PERSONS = ("fixed_by", "verified_by")


def make_card(database: Database, row: Row, today: date) -> Row:
    """A hazard's row of the ledger's columns with `history`: what happened, when, who, and when it was written."""
    entries = ledger.history(database, row["township"], row["inspection"], [row["id"]])
    return {**present(row, today), "history": [_event(entry) for entry in entries]}


def lay_out(card: Row, lang: str) -> tuple[str, list[tuple[str, str]], list[Sequence[str]]]:
    """Title, facts and history lines for the screen."""
    shown = [f for f in (*fields.LEDGER, *fields.DERIVED) if f.key not in ("number", "id", "failed", "extended")]
    facts = [(f.title(lang), fields.cell(f, card.get(f.key), lang)) for f in shown]
    history = [_line(event) for event in card["history"]]
    return card["number"], [(name, value) for name, value in facts if value], history


def _event(entry: Entry) -> Row:
    happened = ledger.happened([entry])[0]
    person = next((getattr(happened.body, p) for p in _PERSONS if getattr(happened.body, p, None)), None)
    if entry.kind == "inspected":
        person = "、".join(getattr(happened.body, "inspectors", ())) or None
    return {
        "kind": entry.kind,
        "at": entry.at.isoformat(),
        "person": person,
        "note": getattr(happened.body, "note", None),
        "recorded_by": entry.by,
        "recorded_at": entry.recorded_at.isoformat(timespec="seconds"),
    }


def _line(event: dict[str, Any]) -> Sequence[str]:
    when = event["recorded_at"][:16].replace("T", " ")
    typed = _("(written {when} UTC by {who})").format(when=when, who=event["recorded_by"])
    kind = words.word("event", event["kind"], messages.language)
    return [event["at"], kind, event["person"] or "", event["note"] or "", typed]
