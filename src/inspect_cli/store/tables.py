"""The only place where the tables of the journal, of visits and of hazards are declared, and which ones are derived.

The township leads every key, so that the same tables can be spread over servers by township.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, Boolean, Date, Index, text
from sqlmodel import Field, SQLModel, UniqueConstraint

from inspect_cli.store import columns
from inspect_cli.store.register_tables import (
    Campaign,
    Category,
    Department,
    Duty,
    FormerName,
    IllegalCase,
    Report,
    Responsibility,
    Site,
    SiteState,
    SpotCheck,
    Township,
    Village,
    Zone,
)

SCHEMA_VERSION = 4
APPLICATION_ID = 0x48415A31  # "HAZ1", in the header of every ledger file


class Store(SQLModel, table=True):
    """What this store is: its id and its schema's version."""

    key: str = columns.key()
    value: str = columns.word()


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

    township: str = columns.key()
    id: str = columns.key()
    kind: str = columns.word()
    subject: str | None = columns.maybe()
    at: date = Field(sa_type=Date)
    recorded_at: datetime = Field(sa_type=columns.Instant)
    by: str = columns.word()
    device: str = columns.word()
    batch: str = columns.word()
    parents: str = columns.word()
    body: str = columns.word()
    prev: str = columns.word()
    hash: str = columns.word()
    seq: int = Field(sa_type=BigInteger)


class TownshipHead(SQLModel, table=True):
    """The lock and checkpoint of a township: how many entries it has, and their hashes added up modulo 2^62."""

    __tablename__ = "township_head"

    township: str = columns.key()
    last_seq: int = columns.number()
    digest: int = columns.number()


class Chain(SQLModel, table=True):
    """The hash of a device's newest entry in a township: what its next entry is chained to."""

    township: str = columns.key()
    device: str = columns.key()
    hash: str = columns.word()


class Series(SQLModel, table=True):
    """The highest number used so far behind a device code."""

    township: str = columns.key()
    code: str = columns.key()
    last: int = columns.number()


class Batch(SQLModel, table=True):
    """What one command wrote in one township: its entries stand at `first_seq` to `last_seq` of the journal.

    kind: of its first entry; hazards: how many it is about; undoes: the batch that it takes back.
    """

    __table_args__ = (Index("batch_device", "device", "batch"), Index("batch_batch", "batch"))

    township: str = columns.key()
    batch: str = columns.key()
    device: str = columns.word()
    by: str = columns.word()
    recorded_at: datetime = Field(sa_type=columns.Instant)
    kind: str = columns.word()
    entries: int = columns.number()
    hazards: int = columns.number()
    first_seq: int = columns.number()
    last_seq: int = columns.number()
    undoes: str | None = columns.maybe()


class Photo(SQLModel, table=True):
    """A picture of a hazard, by the entry that names it."""

    __table_args__ = (Index("photo_sha256", "sha256"),)

    township: str = columns.key()
    hazard: str = columns.key()
    entry: str = columns.key()
    sha256: str = columns.key()
    kind: str = columns.word()
    path: str = columns.word()
    size: int = columns.number()
    kept: bool = Field(sa_type=Boolean)


class Inspection(SQLModel, table=True):
    """One visit; `found` is how many hazards it found.

    site: by its name of now, where it was renamed since; then `site_then` is the name that the visit says.
    """

    __table_args__ = (
        Index("inspection_place", "township", "site", "inspected_on", "category", "found"),
        Index(
            "inspection_origin",
            "township",
            "origin",
            sqlite_where=text("origin IS NOT NULL"),
            postgresql_where=text("origin IS NOT NULL"),
        ),
    )

    township: str = columns.key()
    id: str = columns.key()
    category: str = columns.word()
    inspected_on: date = Field(sa_type=Date)
    written_on: date = Field(sa_type=Date)
    site: str | None = columns.maybe()
    site_then: str | None = columns.maybe()
    village: str | None = columns.maybe()
    location: str | None = columns.maybe()
    inspectors: str = columns.word()
    found: int = columns.number()
    campaign: str | None = columns.maybe()
    note: str | None = columns.maybe()
    kind: str | None = columns.maybe()
    departments: str | None = columns.maybe()
    led_by: str | None = columns.maybe()
    batch: str = columns.word()
    origin: int | None = columns.number(None)


class Answer(SQLModel, table=True):
    """What was said to a question of the checklist on a visit."""

    township: str = columns.key()
    inspection: str = columns.key()
    item: str = columns.key()
    answer: str = columns.word()


class Counter(SQLModel, table=True):
    """What was counted on a visit: houses, vehicles, ..."""

    township: str = columns.key()
    inspection: str = columns.key()
    name: str = columns.key()
    amount: int = columns.number()


# The spelling matters: SQLite uses a partial index only for the very words of its WHERE.


class Hazard(SQLModel, table=True):
    """One hazard with its state, folded from its entries; `series`-`serial` is its number, CG-128.

    site, site_then: as of `Inspection`.
    """

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

    township: str = columns.key()
    id: str = columns.key()
    inspection: str = columns.word()
    series: str = columns.word()
    serial: int = columns.number()
    category: str = columns.word()
    found_on: date = Field(sa_type=Date)
    site: str | None = columns.maybe()
    site_then: str | None = columns.maybe()
    village: str | None = columns.maybe()
    location: str | None = columns.maybe()
    inspectors: str = columns.word()
    item: str | None = columns.maybe()
    item_text: str | None = columns.maybe()
    item_text_en: str | None = columns.maybe()
    basis: str | None = columns.maybe()
    basis_en: str | None = columns.maybe()
    catalog: str | None = columns.maybe()
    description: str = columns.word()
    severity: str = columns.word()
    owner: str | None = columns.maybe()
    due: date | None = columns.day()
    first_due: date | None = columns.day()
    status: str = columns.word()
    is_open: bool = Field(sa_type=Boolean)
    claimed: bool = Field(sa_type=Boolean)
    conflict: bool = Field(sa_type=Boolean)
    fixed_on: date | None = columns.day()
    fixed_by: str | None = columns.maybe()
    verified_on: date | None = columns.day()
    verified_by: str | None = columns.maybe()
    failed: int = columns.number()
    extended: int = columns.number()
    extended_days: int = columns.number()
    planned: bool = Field(sa_type=Boolean)
    measures: str | None = columns.maybe()
    funds: int | None = columns.number(None)
    listed: str | None = columns.maybe()
    suspended: str | None = columns.maybe()
    issued: str | None = columns.maybe()
    transferred_on: date | None = columns.day()
    transferred_to: str | None = columns.maybe()
    duplicate_of: str | None = columns.maybe()
    on_spot: bool = Field(sa_type=Boolean)
    self_verified: bool = Field(sa_type=Boolean)
    rebound_of: str | None = columns.maybe()
    campaign: str | None = columns.maybe()
    note: str | None = columns.maybe()
    batch: str = columns.word()
    ref: str | None = columns.maybe()
    origin: int | None = columns.number(None)


METADATA = SQLModel.metadata
LEDGER = (
    Photo,
    Answer,
    Counter,
    Hazard,
    Inspection,
    FormerName,
    SiteState,
    Site,
    IllegalCase,
    Village,
    Zone,
    Department,
    Responsibility,
    Duty,
    SpotCheck,
    Report,
    Category,
    Township,
    Campaign,
    Series,
    Batch,
)  # may be dropped and reposted, in this order
