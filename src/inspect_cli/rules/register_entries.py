"""The only place for what an entry of a register or a log may say: one pydantic model for each kind."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import StringConstraints

from inspect_cli.rules.body import Body, Count, Name, Text, Word


class CampaignEntered(Body):
    """A campaign with its first and last day; entered again under the same name, the later one holds.

    kind: campaign if not given, or a special period such as the festival; report: how often it is reported on;
    categories, townships (codes): what it is about, all if not given.
    """

    categories: tuple[Name, ...] | None = None
    end: date | None = None
    kind: Word | None = None
    name: Name
    report: Word | None = None
    start: date | None = None
    townships: tuple[Name, ...] | None = None


class TownshipEntered(Body):
    """A township of the register; entered again, the later one holds.

    ended_on: it is no more; successor: the code of the township that answers for it since.
    """

    code: Name
    ended_on: date | None = None
    initials: str = ""
    kind: Name = "township"
    name: Name
    pinyin: str = ""
    successor: Name | None = None


class VillageEntered(Body):
    """A village or community of the register; entered again under the same name, the later one holds."""

    code: Name | None = None
    ended_on: date | None = None
    name: Name


class ZoneEntered(Body):
    """A hill, a forest zone or a grid (kind), in a village if it lies in one alone; the later one holds."""

    ended_on: date | None = None
    kind: Word
    name: Name
    village: Name | None = None


class DepartmentEntered(Body):
    """A department of the city; successor: the one it was merged into when it ended."""

    ended_on: date | None = None
    name: Name
    successor: Name | None = None


class ResponsibilityEntered(Body):
    """Who answers for a place from `start` to `end` (none: until further notice); the later entry of a key holds.

    key: the id of the responsibility, 32 hex digits; layer: township, village, zone or site, `place` its name, none for
    the township itself; category: none is all of them; name: none is a post that nobody holds.
    """

    category: Name | None = None
    department: Name | None = None
    end: date | None = None
    key: Name
    layer: Word
    name: Name | None = None
    phone: Name | None = None
    place: Name | None = None
    post: Name | None = None
    role: Word
    start: date


class DutyEntered(Body):
    """A shift of the roster: who is on duty for a unit, as what, from a minute of a day on for so many minutes.

    key: the id of the shift, 32 hex digits; the later entry of a key holds; cancelled: the shift is not held.
    """

    cancelled: bool | None = None
    day: date
    key: Name
    minutes: Count
    name: Name
    phone: Name | None = None
    post: Name | None = None
    role: Word
    start: Count
    unit: Name


class SpotChecked(Body):
    """Somebody looked whether a unit's duty is kept, at a minute of the day; result: present, absent, no_answer."""

    minute: Count
    note: Text | None = None
    result: Word
    unit: Name


class Reported(Body):
    """A report as it was at its cut-off, so that it can be printed again unchanged.

    report: daily, weekly, monthly or campaign; content: its tables as canonical JSON; due_at: when it had to be sent.
    """

    campaign: Name | None = None
    content: Annotated[str, StringConstraints(max_length=2_000_000)]
    cut_off: datetime
    due_at: datetime | None = None
    first: date
    last: date
    report: Word


class Sent(Body):
    """A report was sent; `report` is the id of the entry that keeps it."""

    report: Name
    sent_at: datetime
    to: Name | None = None


class SiteEntered(Body):
    """A site of the register; entered again under the same code, the later one holds.

    also: further kinds of place that it is; state: since `state_since`, or the day of the entry; stopped_for: why;
    must_visit, visit_days: every inspector's list has it, and it is due so many days after its last visit;
    head_post, leader_post, township_post: who answers for it, by post; regulator: the department that does.
    Of an event: organiser, permit (its number), expected_people, from starts_on to ends_on. ended_on: it is no more;
    moved_from, moved_on: the code of the township in which it stood until then, which this one took over.
    """

    also: tuple[Name, ...] | None = None
    code: Name
    ended_on: date | None = None
    ends_on: date | None = None
    expected_people: Count | None = None
    head_post: Name | None = None
    kind: Name | None = None
    leader_post: Name | None = None
    moved_from: Name | None = None
    moved_on: date | None = None
    must_visit: bool | None = None
    name: Name
    organiser: Name | None = None
    permit: Name | None = None
    regulator: Name | None = None
    starts_on: date | None = None
    state: Word | None = None
    state_since: date | None = None
    stopped_for: Word | None = None
    township_post: Name | None = None
    village: Name | None = None
    visit_days: Count | None = None


class CategoryEntered(Body):
    """A category is used here, or no longer; entered again, the later one holds."""

    enabled: bool
    key: Name


class CaseEntered(Body):
    """Illegal fireworks and the like: counts, apart from hazards; no person is named.

    boxes: seized; handed_to: the body that goes on with it.
    """

    boxes: Count = 0
    cases: Count = 1
    category: Name
    handed_to: Name | None = None
    kind: Word
    note: Text | None = None
    site: Name | None = None
    village: Name | None = None
