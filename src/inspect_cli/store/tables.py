"""The only place where tables are declared: the journal, the heads that guard it, and the ledger derived from it.

The township leads every key, so that the same tables can be spread over servers by township. Text has no declared
length (the models of `rules.entries` check it), instants are UTC, kinds and states are plain text.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import BigInteger, Boolean, Date, DateTime, Dialect, Index, String, text
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel, UniqueConstraint

SCHEMA_VERSION = 4
APPLICATION_ID = 0x48415A31  # "HAZ1", in the header of every ledger file


class Instant(TypeDecorator[datetime]):
    """A UTC instant with microseconds: text of fixed width on SQLite, timestamptz elsewhere."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """Text on SQLite, whose own type forgets the zone."""
        return dialect.type_descriptor(String() if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """A datetime to what the column holds."""
        if value is None or dialect.name != "sqlite":
            return value
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    def process_result_value(self, value: Any, _dialect: Dialect) -> Any:
        """What the column holds to a datetime in UTC."""
        if value is None:
            return None
        return datetime.fromisoformat(value) if isinstance(value, str) else value.astimezone(UTC)


# Bytes decide the order of text and what is a capital, on every database: C on PostgreSQL is SQLite's own way.
_Text = String().with_variant(String(collation="C"), "postgresql")


def _key() -> Any:
    return Field(primary_key=True, sa_type=_Text)


def _word() -> Any:
    return Field(sa_type=_Text)


def _maybe() -> Any:
    return Field(default=None, sa_type=_Text)


def _number(default: int | None = 0) -> Any:
    return Field(default=default, sa_type=BigInteger)


def _day(default: date | None = None) -> Any:
    return Field(default=default, sa_type=Date)


class Store(SQLModel, table=True):
    """What this store is: its id and its schema's version."""

    key: str = _key()
    value: str = _word()


class Journal(SQLModel, table=True):
    """The truth, append-only. `seq` is the arrival number in this store, 1..n without gaps per township."""

    __table_args__ = (
        UniqueConstraint("township", "seq"),
        Index(
            "journal_subject",
            "township",
            "subject",
            sqlite_where=text("subject IS NOT NULL"),
            postgresql_where=text("subject IS NOT NULL"),
        ),
    )

    township: str = _key()
    id: str = _key()
    kind: str = _word()
    subject: str | None = _maybe()
    at: date = Field(sa_type=Date)
    recorded_at: datetime = Field(sa_type=Instant)
    by: str = _word()
    device: str = _word()
    batch: str = _word()
    parents: str = _word()
    body: str = _word()
    prev: str = _word()
    hash: str = _word()
    seq: int = Field(sa_type=BigInteger)


class TownshipHead(SQLModel, table=True):
    """The lock and checkpoint of a township: how many entries it has, and their hashes added up modulo 2^62."""

    __tablename__ = "township_head"

    township: str = _key()
    last_seq: int = _number()
    digest: int = _number()


class Chain(SQLModel, table=True):
    """The hash of a device's newest entry in a township: what its next entry is chained to."""

    township: str = _key()
    device: str = _key()
    hash: str = _word()


class Series(SQLModel, table=True):
    """The highest number used so far behind a device code."""

    township: str = _key()
    code: str = _key()
    last: int = _number()


class Township(SQLModel, table=True):
    """The register of townships; its key is the township's own code."""

    township: str = _key()
    name: str = _word()
    kind: str = _word()
    pinyin: str = _word()
    initials: str = _word()


class Site(SQLModel, table=True):
    """The register of sites; `also` are further kinds with 、 between them; its states stand in `site_state`."""

    __table_args__ = (Index("site_name", "township", "name"),)

    township: str = _key()
    code: str = _key()
    name: str = _word()
    village: str | None = _maybe()
    kind: str | None = _maybe()
    also: str | None = _maybe()
    state: str | None = _maybe()
    must_visit: bool = Field(sa_type=Boolean)
    visit_days: int | None = _number(None)
    regulator: str | None = _maybe()
    head_post: str | None = _maybe()
    leader_post: str | None = _maybe()
    township_post: str | None = _maybe()
    organiser: str | None = _maybe()
    permit: str | None = _maybe()
    expected_people: int | None = _number(None)
    starts_on: date | None = _day()
    ends_on: date | None = _day()
    ended_on: date | None = _day()


class SiteState(SQLModel, table=True):
    """Since when a site has been producing or stopped, and why it stopped."""

    __tablename__ = "site_state"

    township: str = _key()
    code: str = _key()
    since: date = Field(primary_key=True, sa_type=Date)
    state: str = _word()
    stopped_for: str | None = _maybe()


class Category(SQLModel, table=True):
    """Which categories are used here; its township is the whole city."""

    township: str = _key()
    key: str = _key()
    enabled: bool = Field(sa_type=Boolean)


class IllegalCase(SQLModel, table=True):
    """Illegal activities, as counts, by the entry that says so."""

    __tablename__ = "illegal_case"

    township: str = _key()
    id: str = _key()
    category: str = _word()
    found_on: date = Field(sa_type=Date)
    kind: str = _word()
    cases: int = _number()
    boxes: int = _number()
    handed_to: str | None = _maybe()
    site: str | None = _maybe()
    village: str | None = _maybe()
    note: str | None = _maybe()


class Campaign(SQLModel, table=True):
    """The register of campaigns; its township is the whole city."""

    township: str = _key()
    name: str = _key()
    start: date | None = _day()
    end: date | None = _day()


class Batch(SQLModel, table=True):
    """What one command wrote in one township: its entries stand at `first_seq` to `last_seq` of the journal.

    kind: of its first entry; hazards: how many it is about; undoes: the batch that it takes back.
    """

    __table_args__ = (Index("batch_device", "device", "batch"), Index("batch_batch", "batch"))

    township: str = _key()
    batch: str = _key()
    device: str = _word()
    by: str = _word()
    recorded_at: datetime = Field(sa_type=Instant)
    kind: str = _word()
    entries: int = _number()
    hazards: int = _number()
    first_seq: int = _number()
    last_seq: int = _number()
    undoes: str | None = _maybe()


class Photo(SQLModel, table=True):
    """A picture of a hazard, by the entry that names it."""

    __table_args__ = (Index("photo_sha256", "sha256"),)

    township: str = _key()
    hazard: str = _key()
    entry: str = _key()
    sha256: str = _key()
    kind: str = _word()
    path: str = _word()
    size: int = _number()
    kept: bool = Field(sa_type=Boolean)


class Inspection(SQLModel, table=True):
    """One visit; `found` is how many hazards it found."""

    __table_args__ = (
        Index(
            "inspection_origin",
            "township",
            "origin",
            sqlite_where=text("origin IS NOT NULL"),
            postgresql_where=text("origin IS NOT NULL"),
        ),
    )

    township: str = _key()
    id: str = _key()
    category: str = _word()
    inspected_on: date = Field(sa_type=Date)
    site: str | None = _maybe()
    village: str | None = _maybe()
    location: str | None = _maybe()
    inspectors: str = _word()
    found: int = _number()
    campaign: str | None = _maybe()
    note: str | None = _maybe()
    kind: str | None = _maybe()
    departments: str | None = _maybe()
    led_by: str | None = _maybe()
    batch: str = _word()
    origin: int | None = _number(None)


class Answer(SQLModel, table=True):
    """What was said to a question of the checklist on a visit."""

    township: str = _key()
    inspection: str = _key()
    item: str = _key()
    answer: str = _word()


class Counter(SQLModel, table=True):
    """What was counted on a visit: houses, vehicles, ..."""

    township: str = _key()
    inspection: str = _key()
    name: str = _key()
    amount: int = _number()


# The spelling matters: SQLite uses a partial index only for the very words of its WHERE.


class Hazard(SQLModel, table=True):
    """One hazard with its state, folded from its entries; `series`-`serial` is its number, CG-128."""

    __table_args__ = (
        # No foreign key to the visit: taking a visit back would look through every hazard of its township for it.
        Index("hazard_number", "series", "serial"),
        Index(
            "hazard_open",
            *("township", "category", "status", "severity", "due", "found_on", "rebound_of", "is_open"),
            sqlite_where=text("is_open = 1"),
            postgresql_where=text("is_open"),
        ),
        Index(
            "hazard_origin",
            "township",
            "origin",
            sqlite_where=text("origin IS NOT NULL"),
            postgresql_where=text("origin IS NOT NULL"),
        ),
        Index(
            "hazard_closed",
            *("township", "category", "verified_on"),
            sqlite_where=text("status = 'closed'"),
            postgresql_where=text("status = 'closed'"),
        ),
        Index(
            "hazard_rebound",
            *("township", "rebound_of"),
            sqlite_where=text("rebound_of IS NOT NULL"),
            postgresql_where=text("rebound_of IS NOT NULL"),
        ),
        Index(
            "hazard_ref",
            "township",
            "ref",
            sqlite_where=text("ref IS NOT NULL"),
            postgresql_where=text("ref IS NOT NULL"),
        ),
    )

    township: str = _key()
    id: str = _key()
    inspection: str = _word()
    series: str = _word()
    serial: int = _number()
    category: str = _word()
    found_on: date = Field(sa_type=Date)
    site: str | None = _maybe()
    village: str | None = _maybe()
    location: str | None = _maybe()
    inspectors: str = _word()
    item: str | None = _maybe()
    item_text: str | None = _maybe()
    item_text_en: str | None = _maybe()
    basis: str | None = _maybe()
    basis_en: str | None = _maybe()
    catalog: str | None = _maybe()
    description: str = _word()
    severity: str = _word()
    owner: str | None = _maybe()
    due: date | None = _day()
    first_due: date | None = _day()
    status: str = _word()
    is_open: bool = Field(sa_type=Boolean)
    claimed: bool = Field(sa_type=Boolean)
    conflict: bool = Field(sa_type=Boolean)
    fixed_on: date | None = _day()
    fixed_by: str | None = _maybe()
    verified_on: date | None = _day()
    verified_by: str | None = _maybe()
    failed: int = _number()
    extended: int = _number()
    extended_days: int = _number()
    planned: bool = Field(sa_type=Boolean)
    measures: str | None = _maybe()
    funds: int | None = _number(None)
    listed: str | None = _maybe()
    suspended: str | None = _maybe()
    issued: str | None = _maybe()
    transferred_on: date | None = _day()
    transferred_to: str | None = _maybe()
    duplicate_of: str | None = _maybe()
    on_spot: bool = Field(sa_type=Boolean)
    self_verified: bool = Field(sa_type=Boolean)
    rebound_of: str | None = _maybe()
    campaign: str | None = _maybe()
    note: str | None = _maybe()
    batch: str = _word()
    ref: str | None = _maybe()
    origin: int | None = _number(None)


METADATA = SQLModel.metadata
LEDGER = (
    Photo,
    Answer,
    Counter,
    Hazard,
    Inspection,
    SiteState,
    Site,
    IllegalCase,
    Category,
    Township,
    Campaign,
    Series,
    Batch,
)  # may be dropped and reposted, in this order
