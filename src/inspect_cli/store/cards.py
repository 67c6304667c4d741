"""The only place that puts a hazard's card together: its facts, its plan, what it repeats, everything that happened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from inspect_cli import messages
from inspect_cli.messages import _, plural
from inspect_cli.rules import corrections, fields, lifecycle, quoted, words
from inspect_cli.rules.entries import Corrected, Finding, Inspected, read_body
from inspect_cli.rules.fields import Field
from inspect_cli.rules.history import Happened
from inspect_cli.rules.lifecycle import Plan
from inspect_cli.rules.numbers import number_of
from inspect_cli.store import ledger, recurring
from inspect_cli.store.database import Database, Row
from inspect_cli.store.entry import Entry, happened
from inspect_cli.store.queries import present

_PERSONS = ("fixed_by", "verified_by", "failed_by", "owner", "to")
_HIDDEN = (*_PERSONS, "note", "batch", "entries", "hazards", "kept", "detected", "origin")
_NOT_SHOWN = ("number", "id", "rebound_of", "due_soon")
_LATE_DAYS = 1  # written so many days after it happened is worth saying
_DIGITS = 12  # of the digest of a picture
_DETAILS = {f.key: f for f in (*fields.LEDGER, *fields.DETAILS)}


def make_card(database: Database, row: Row, today: date) -> Row:
    """A hazard's row of the ledger's columns with `plan`, `earlier`, `later` (numbers) and `history`.

    plan: the five parts, None for what nobody said; history: an entry each, what happened, when, who, when written;
    the details of a correction are `old` and `new` of each field.
    """
    entries = ledger.history(database, row)
    about = happened(entries[1:])
    counting = {entry.id for entry in lifecycle.counting(about)}
    finding = next(finding for finding in ledger.findings_of(entries[0]) if finding.id == row["id"])
    state = lifecycle.fold(finding, about)
    changes = _changes(entries[0], finding, about)
    told_of = {entry.id: {"kind": entry.kind, "at": entry.at.isoformat()} for entry in entries}
    return {
        **present(row, today),
        "plan": (state.plan if state else Plan())._asdict(),
        "earlier": recurring.follow_back(database, row),
        "later": [number_of(later) for later in recurring.find_later(database, row)],
        "history": [
            {
                **_event(entry, told, counts=entry.id in counting or told.kind == "inspected", hazard=row["id"]),
                **({"note": None, "details": changes[entry.id]} if entry.id in changes else {}),
                "takes_back": [told_of[one] for one in getattr(told.body, "entries", ()) if one in told_of],
            }
            for entry, told in zip(entries, happened(entries), strict=True)
        ],
    }


def _changes(visit: Entry, finding: Finding, about: Sequence[Happened]) -> dict[str, Row]:
    """What each correction changed, by its entry's id: of each field what its writer had seen, and what it is since."""
    body = read_body(visit.kind, visit.body)
    if not isinstance(body, Inspected):
        return {}
    written = corrections.read_facts(body, finding, visit.at)
    changes: dict[str, Row] = {}
    for entry in about:
        if isinstance(entry.body, Corrected):
            seen = lifecycle.stood_before(finding, about, entry)
            before = corrections.overlay(written, seen.corrected)._replace(first_due=seen.first_due)
            said = {name: now for name in before._fields if (now := getattr(entry.body, name))}
            changes[entry.id] = {name: {"old": getattr(before, name), "new": now} for name, now in said.items()}
            changes[entry.id] |= {"reason": entry.body.reason} if entry.body.reason else {}
    return changes


def lay_out(card: Row, lang: str) -> tuple[str, list[tuple[str, str]], list[Sequence[str]]]:
    """Title, facts and history lines for the screen."""
    shown = [f for f in (*fields.LEDGER, *fields.DERIVED) if f.key not in _NOT_SHOWN]
    facts = [(f.title(lang), _fact(f, card, lang)) for f in shown]
    facts += _quote(card, lang)
    facts += [_part(name, value, lang) for name, value in card["plan"].items() if value is not None]
    if card["earlier"]:
        time = _("{chain}, {nth} time").format(
            chain=" ← ".join(card["earlier"]), nth=messages.ordinal(len(card["earlier"]))
        )
        facts.append((_("Rebound of"), time))
    if card["later"]:
        facts.append((_("Came back as"), messages.listing(card["later"])))
    return card["number"], [(name, value) for name, value in facts if value], [_line(e) for e in card["history"]]


def _fact(field: Field, card: Row, lang: str) -> str:
    """The value of a column; an item with the text its list had; a description that is this text, in `lang`."""
    if field.key == "description":
        return quoted.describe(card, lang)
    text = card.get("item_text" if lang == "zh" else "item_text_en") if field.key == "item" else None
    said = fields.cell(field, card.get(field.key) or None, lang)
    return f"{said} {text}" if text else said


def _quote(card: Row, lang: str) -> list[tuple[str, str]]:
    """What the hazard keeps of its item, a line for each rule of the basis; the documents that were issued."""
    titles = {f.key: f.title(lang) for f in fields.QUOTED}
    basis = card["basis"] if lang == "zh" else card["basis_en"] or card["basis"]
    none = [_("none known for that day")] if card["catalog"] else []
    rules = basis.split(fields.BETWEEN_RULES) if basis else none
    issued = (one.partition(" ") for one in (card["issued"] or "").split("、"))
    documents = (f"{words.word('document', kind, lang)} {notice}".strip() for kind, _blank, notice in issued)
    return [
        *((titles["basis"] if n == 0 else "", rule) for n, rule in enumerate(rules)),
        (titles["catalog"], card["catalog"] or ""),
        (titles["issued"], messages.listing(documents)),
    ]


def _part(name: str, value: Any, lang: str) -> tuple[str, str]:
    return _("Plan: {part}").format(part=words.word("part", name, lang)), fields.cell(_DETAILS[name], value, lang)


def _event(entry: Entry, told: Happened, *, counts: bool, hazard: str) -> Row:
    body = told.body
    person = next((getattr(body, p) for p in _PERSONS if getattr(body, p, None)), None)
    photos = getattr(body, "photos", None)
    if entry.kind == "inspected":
        person = "、".join(getattr(body, "inspectors", ())) or None
        photos = next((f.photos for f in getattr(body, "hazards", ()) if f.id == hazard), None)
    said = {name: getattr(body, name) for name in _names(body) if name not in (*_HIDDEN, "photos")}
    return {
        "kind": entry.kind,
        "at": entry.at.isoformat(),
        "person": person,
        "note": getattr(body, "note", None),
        "details": {} if entry.kind == "inspected" else {k: v for k, v in said.items() if v is not None},
        "photos": [{"path": p.path, "sha256": p.sha256, "size": p.size, "kept": p.kept} for p in photos or ()],
        "recorded_by": entry.by,
        "recorded_at": entry.recorded_at.isoformat(timespec="seconds"),
        "days_between": (entry.recorded_at.astimezone().date() - entry.at).days,
        "undone": not counts,
    }


def _names(body: Any) -> Sequence[str]:
    return tuple(type(body).model_fields) if body is not None else ()


def _line(event: dict[str, Any]) -> Sequence[str]:
    when = event["recorded_at"][:16].replace("T", " ")
    typed = _("(written {when} UTC by {who})").format(when=when, who=event["recorded_by"])
    if event["days_between"] > _LATE_DAYS:
        typed = plural(
            "(written {count} day later, {when} UTC, by {who})",
            "(written {count} days later, {when} UTC, by {who})",
            event["days_between"],
            when=when,
            who=event["recorded_by"],
        )
    kind = words.word("event", event["kind"], messages.language)
    details = [_detail(_DETAILS.get(name), name, value) for name, value in event["details"].items()]
    photos = [_("picture {path}").format(path=_short(photo)) for photo in event["photos"]]
    taken = [f"{words.word('event', one['kind'], messages.language)} {one['at']}" for one in event["takes_back"]]
    taken += [_("taken back")] if event["undone"] else []
    return [event["at"], kind, event["person"] or "", *details, event["note"] or "", *photos, *taken, typed]


def _short(photo: dict[str, Any]) -> str:
    """The path of a picture; of a copy, whose name is its digest, so much as tells it apart."""
    return photo["path"].replace(photo["sha256"], photo["sha256"][:_DIGITS]) if photo["kept"] else str(photo["path"])


def _detail(field: Field | None, name: str, value: Any) -> str:
    if isinstance(value, dict):
        old, new = (_cell(field, value[when]) or "–" for when in ("old", "new"))
        shown = _("{old} → {new}").format(old=old, new=new)
    else:
        shown = _cell(field, value)
    return _("{name}: {value}").format(name=field.title(messages.language) if field else name, value=shown)


def _cell(field: Field | None, value: Any) -> str:
    return fields.cell(field, value, messages.language) if field else str(value)
