"""The only place for what an entry about visits and hazards may say, and which model a kind of entry has.

origin, in whatever an import may say of a hazard: what the row is known by (62 bits) that said so, in its last entry.
"""

from __future__ import annotations

import json
from datetime import date

from pydantic import ValidationError

from inspect_cli.errors import StorageProblem
from inspect_cli.messages import _
from inspect_cli.rules.body import Body, Counts, Name, Text, Word, check_texts
from inspect_cli.rules.register_entries import (
    CampaignEntered,
    CaseEntered,
    CategoryEntered,
    DepartmentEntered,
    DutyEntered,
    Reported,
    ResponsibilityEntered,
    Sent,
    SiteEntered,
    SpotChecked,
    TownshipEntered,
    VillageEntered,
    ZoneEntered,
)


class Photo(Body):
    """A picture as it was when it was named: where, its SHA-256 in hex, its size in bytes.

    kept: a copy lies beside the ledger, and `path` is its name there.
    """

    kept: bool = False
    path: Text
    sha256: str
    size: int


class Finding(Body):
    """One hazard as a visit found it, with its outcome when a file says so.

    id: UUIDv7, 32 hex digits; number: CG-128, permanent; ref: the number another ledger gave it;
    origin: what an import knows the row by when its file gives it no permanent number (62 bits);
    on_spot: it was fixed before the inspector's eyes; detached: somebody said that it is no rebound;
    measures, funds (yuan): the parts of its plan that a file says;
    basis, catalog, item_text: what the checklist said of its item that day, the rules with ； between them; a later
    list does not re-label it.
    """

    basis: Text | None = None
    basis_en: Text | None = None
    catalog: Name | None = None
    description: Text
    detached: bool | None = None
    due: date | None = None
    first_due: date | None = None
    fixed_by: Name | None = None
    fixed_on: date | None = None
    funds: int | None = None
    id: str
    item: Name | None = None
    item_text: Text | None = None
    item_text_en: Text | None = None
    location: Name | None = None
    measures: Text | None = None
    note: Text | None = None
    number: str
    on_spot: bool | None = None
    origin: int | None = None
    owner: Name | None = None
    photos: tuple[Photo, ...] | None = None
    rebound_of: Name | None = None
    ref: Name | None = None
    severity: Word = "general"
    status: Word = "found"
    verified_by: Name | None = None
    verified_on: date | None = None


class Answered(Body):
    """What was said to a question of the checklist: yes, no, na (does not apply here)."""

    answer: Word
    item: Name
    note: Text | None = None


class Inspected(Body):
    """One visit, with all the hazards it found; none is a clean visit and counts.

    kind: routine if not given; departments: who went together; led_by: the post of the leader who went;
    counters: what was counted there (`rules.counters`), each name once, in the order of the names.
    """

    answers: tuple[Answered, ...] | None = None
    campaign: Name | None = None
    category: Name
    counters: Counts | None = None
    departments: tuple[Name, ...] | None = None
    hazards: tuple[Finding, ...] = ()
    inspectors: tuple[Name, ...] = ()
    kind: Word | None = None
    led_by: Name | None = None
    location: Name | None = None
    note: Text | None = None
    site: Name | None = None
    village: Name | None = None


class Fixed(Body):
    """The owner's claim that a hazard is gone; a file may claim it without a name."""

    fixed_by: Name | None = None
    note: Text | None = None
    origin: int | None = None
    photos: tuple[Photo, ...] | None = None
    reason: Text | None = None


class Verified(Body):
    """Somebody looked again, and it is gone; several names have 、 between them, a file may name nobody.

    reason: why the fixer verified, or why the days are out of order.
    """

    note: Text | None = None
    origin: int | None = None
    photos: tuple[Photo, ...] | None = None
    reason: Text | None = None
    verified_by: Name | None = None


class Failed(Body):
    """Somebody looked again, and it is not gone: back to the owner with a new deadline."""

    due: date
    failed_by: Name | None = None
    note: Text | None = None
    origin: int | None = None
    photos: tuple[Photo, ...] | None = None
    reason: Text


class Extended(Body):
    """A later deadline; the first one stays."""

    due: date
    origin: int | None = None
    reason: Text | None = None


class Reassigned(Body):
    """Somebody else must fix it."""

    origin: int | None = None
    owner: Name
    reason: Text | None = None


class Regraded(Body):
    """Another severity; criterion: by which listed kind it is a major."""

    criterion: Text | None = None
    origin: int | None = None
    reason: Text
    severity: Word


class Planned(Body):
    """Parts of the plan of a hazard; what is not said here stays as it was said before.

    The five that must be fixed (五落实): measures, responsibility, funds in yuan, time limit, emergency plan.
    """

    contingency: Text | None = None
    deadline: date | None = None
    funds: int | None = None
    measures: Text | None = None
    origin: int | None = None
    owner: Name | None = None
    reason: Text | None = None


class Listed(Body):
    """Put under listed supervision (挂牌督办): at which level, by which notice, by whom."""

    level: Word
    notice: Name
    reason: Text | None = None
    supervisor: Name | None = None


class Delisted(Body):
    """Taken off the list of supervision by a notice."""

    notice: Name
    reason: Text | None = None


class Suspended(Body):
    """Work or use is stopped until it is safe: an area, an equipment, or the whole place."""

    notice: Name | None = None
    reason: Text | None = None
    scope: Word


class Resumed(Body):
    """The stop is lifted, in writing."""

    notice: Name
    reason: Text | None = None


class Transferred(Body):
    """Handed to another body."""

    reason: Text
    to: Name


class Replied(Body):
    """What that body answered: accepted, returned (it is ours again), done (it says that it is fixed)."""

    answer: Word
    note: Text | None = None
    reason: Text | None = None


class Voided(Body):
    """A wrong entry, or the same hazard recorded twice."""

    duplicate_of: Name | None = None
    origin: int | None = None
    reason: Text


class Linked(Body):
    """The closed hazard that this one repeats; none: it is no rebound; detected: its own import found that out."""

    detected: bool | None = None
    origin: int | None = None
    reason: Text | None = None
    rebound_of: Name | None = None


class Corrected(Body):
    """What of a hazard's place, words and days was wrong, as it should be; what is not said stays as it was."""

    campaign: Name | None = None
    category: Name | None = None
    description: Text | None = None
    first_due: date | None = None
    inspected_on: date | None = None
    inspectors: tuple[Name, ...] | None = None
    item: Name | None = None
    location: Name | None = None
    note: Text | None = None
    origin: int | None = None
    reason: Text | None = None
    site: Name | None = None
    village: Name | None = None


class Noted(Body):
    """A remark, a picture."""

    note: Text | None = None
    photos: tuple[Photo, ...] | None = None
    reason: Text | None = None


class Issued(Body):
    """A document was given to the place: which, its number, by which unit, and what kind of unit that is."""

    document: Word
    notice: Name
    reason: Text | None = None
    unit: Name
    unit_kind: Word


class Undone(Body):
    """Takes back entries, or hazards of a visit, by their ids.

    batch: the command they came from; hazards: how many hazards this is about; kept: how much of the batch was kept,
    said once in the first entry.
    """

    batch: str
    entries: tuple[str, ...]
    hazards: int = 0
    kept: int | None = None


class Imported(Body):
    """Which files an import read."""

    files: tuple[Text, ...]


KINDS: dict[str, type[Body]] = {
    "inspected": Inspected,
    "fixed": Fixed,
    "verified": Verified,
    "failed": Failed,
    "extended": Extended,
    "reassigned": Reassigned,
    "regraded": Regraded,
    "planned": Planned,
    "listed": Listed,
    "delisted": Delisted,
    "suspended": Suspended,
    "resumed": Resumed,
    "transferred": Transferred,
    "replied": Replied,
    "voided": Voided,
    "linked": Linked,
    "corrected": Corrected,
    "noted": Noted,
    "issued": Issued,
    "undone": Undone,
    "imported": Imported,
    "campaign": CampaignEntered,
    "township": TownshipEntered,
    "site": SiteEntered,
    "category": CategoryEntered,
    "case": CaseEntered,
    "village": VillageEntered,
    "zone": ZoneEntered,
    "department": DepartmentEntered,
    "responsibility": ResponsibilityEntered,
    "duty": DutyEntered,
    "spot_checked": SpotChecked,
    "reported": Reported,
    "sent": Sent,
}


def read_body(kind: str, text: str) -> Body | None:
    """The body of a journal row; None for a kind that a newer version wrote (kept, and skipped)."""
    model = KINDS.get(kind)
    try:
        return model.model_validate_json(text) if model else None
    except ValidationError as error:
        raise StorageProblem(
            _("An entry of the journal cannot be read: {error}").format(error=error.errors()[0]["msg"]),
            _("Nothing was written."),
            _("See what is damaged: inspect-cli check"),
        ) from error


def write_body(body: Body) -> str:
    """Canonical JSON: what the hash is taken over and what every other copy of the journal carries.

    Raises ValueError for text that may not stand in an entry, whoever made the body.
    """
    text = body.__pydantic_serializer__.to_json(body, exclude_none=True).decode()
    # JSON writes C0 with a backslash, so that printable text without one is safe; nearly every body is.
    if not text.isprintable() or "\\" in text:
        check_texts(json.loads(text))
    return text
