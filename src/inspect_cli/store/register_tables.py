"""The only place where the tables of registers and logs are declared: places, people on duty, campaigns, reports."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, Date, Index
from sqlmodel import Field, SQLModel

from inspect_cli.store import columns


class Township(SQLModel, table=True):
    """The register of townships; its key is the township's own code."""

    township: str = columns.key()
    name: str = columns.word()
    kind: str = columns.word()
    pinyin: str = columns.word()
    initials: str = columns.word()
    ended_on: date | None = columns.day()
    successor: str | None = columns.maybe()


class Site(SQLModel, table=True):
    """The register of sites; `also` are further kinds with 、 between them; its states stand in `site_state`."""

    __table_args__ = (Index("site_name", "township", "name"),)

    township: str = columns.key()
    code: str = columns.key()
    name: str = columns.word()
    village: str | None = columns.maybe()
    kind: str | None = columns.maybe()
    also: str | None = columns.maybe()
    state: str | None = columns.maybe()
    must_visit: bool = Field(sa_type=Boolean)
    visit_days: int | None = columns.number(None)
    regulator: str | None = columns.maybe()
    head_post: str | None = columns.maybe()
    leader_post: str | None = columns.maybe()
    township_post: str | None = columns.maybe()
    organiser: str | None = columns.maybe()
    permit: str | None = columns.maybe()
    expected_people: int | None = columns.number(None)
    starts_on: date | None = columns.day()
    ends_on: date | None = columns.day()
    ended_on: date | None = columns.day()
    moved_from: str | None = columns.maybe()
    moved_on: date | None = columns.day()


class FormerName(SQLModel, table=True):
    """Names that sites had and have no longer, by the code of the site; those of townships stand at the whole city."""

    __tablename__ = "former_name"

    township: str = columns.key()
    name: str = columns.key()
    code: str = columns.key()


class SiteState(SQLModel, table=True):
    """Since when a site has been producing or stopped, and why it stopped."""

    __tablename__ = "site_state"

    township: str = columns.key()
    code: str = columns.key()
    since: date = Field(primary_key=True, sa_type=Date)
    state: str = columns.word()
    stopped_for: str | None = columns.maybe()


class Category(SQLModel, table=True):
    """Which categories are used here; its township is the whole city."""

    township: str = columns.key()
    key: str = columns.key()
    enabled: bool = Field(sa_type=Boolean)


class IllegalCase(SQLModel, table=True):
    """Illegal activities, as counts, by the entry that says so."""

    __tablename__ = "illegal_case"

    township: str = columns.key()
    id: str = columns.key()
    category: str = columns.word()
    found_on: date = Field(sa_type=Date)
    kind: str = columns.word()
    cases: int = columns.number()
    boxes: int = columns.number()
    handed_to: str | None = columns.maybe()
    site: str | None = columns.maybe()
    village: str | None = columns.maybe()
    note: str | None = columns.maybe()


class Campaign(SQLModel, table=True):
    """The register of campaigns; its township is the whole city."""

    township: str = columns.key()
    name: str = columns.key()
    start: date | None = columns.day()
    end: date | None = columns.day()
    kind: str | None = columns.maybe()
    report: str | None = columns.maybe()
    categories: str | None = columns.maybe()
    townships: str | None = columns.maybe()


class Village(SQLModel, table=True):
    """The register of villages and communities."""

    township: str = columns.key()
    name: str = columns.key()
    code: str | None = columns.maybe()
    ended_on: date | None = columns.day()


class Zone(SQLModel, table=True):
    """The register of hills, forest zones and grids."""

    township: str = columns.key()
    name: str = columns.key()
    kind: str = columns.word()
    village: str | None = columns.maybe()
    ended_on: date | None = columns.day()


class Department(SQLModel, table=True):
    """The register of departments; its township is the whole city."""

    township: str = columns.key()
    name: str = columns.key()
    ended_on: date | None = columns.day()
    successor: str | None = columns.maybe()


class Responsibility(SQLModel, table=True):
    """Who answers for a township, village, zone or site, in which category, since when and until when.

    place: a site by its name of now, where it was renamed since; then `place_then` is the name that the entry says.
    """

    __table_args__ = (Index("responsibility_name", "name"),)

    township: str = columns.key()
    id: str = columns.key()
    layer: str = columns.word()
    place: str | None = columns.maybe()
    category: str | None = columns.maybe()
    role: str = columns.word()
    post: str | None = columns.maybe()
    name: str | None = columns.maybe()
    phone: str | None = columns.maybe()
    department: str | None = columns.maybe()
    start: date = Field(sa_type=Date)
    end: date | None = columns.day()
    place_then: str | None = columns.maybe()


class Duty(SQLModel, table=True):
    """The duty roster, a row for a shift; its start is a minute of its day."""

    __table_args__ = (Index("duty_day", "day"),)

    township: str = columns.key()
    id: str = columns.key()
    day: date = Field(sa_type=Date)
    start: int = columns.number()
    minutes: int = columns.number()
    unit: str = columns.word()
    role: str = columns.word()
    name: str = columns.word()
    post: str | None = columns.maybe()
    phone: str | None = columns.maybe()


class SpotCheck(SQLModel, table=True):
    """Whether a unit's duty was kept when somebody looked, by the entry that says so."""

    __tablename__ = "spot_check"

    township: str = columns.key()
    id: str = columns.key()
    day: date = Field(sa_type=Date)
    minute: int = columns.number()
    unit: str = columns.word()
    result: str = columns.word()
    note: str | None = columns.maybe()


class Report(SQLModel, table=True):
    """Reports as they were at their cut-off, by the entry that keeps each; a township's own or the whole city's."""

    township: str = columns.key()
    id: str = columns.key()
    report: str = columns.word()
    campaign: str | None = columns.maybe()
    first: date = Field(sa_type=Date)
    last: date = Field(sa_type=Date)
    cut_off: datetime = Field(sa_type=columns.Instant)
    due_at: datetime | None = Field(default=None, sa_type=columns.Instant)
    sent_at: datetime | None = Field(default=None, sa_type=columns.Instant)
    content: str = columns.word()
