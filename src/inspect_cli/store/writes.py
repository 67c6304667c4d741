"""The only place where SQL that writes is written, as SQLAlchemy expressions over `tables`; run by their names.

The journal is only ever added to: of its table there is an insert and nothing else.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Delete,
    Table,
    Update,
    bindparam,
    delete,
    insert,
    or_,
    update,
)

from inspect_cli.store import tables
from inspect_cli.store.expressions import (
    STATEMENTS,
    among,
    answer,
    batch,
    campaign,
    category,
    chain,
    counter,
    department,
    duty,
    former_name,
    hazard,
    head,
    illegal_case,
    inspection,
    journal,
    photo,
    report,
    responsibility,
    series,
    site,
    site_state,
    spot_check,
    statement,
    store,
    township,
    village,
    zone,
)

# What of a hazard follows from its entries: everything else stays as the visit found it.
FOLDED = (
    *("status", "is_open", "claimed", "self_verified", "conflict", "severity", "owner", "due", "first_due"),
    *("fixed_on", "fixed_by", "verified_on", "verified_by", "failed", "extended", "extended_days", "planned"),
    *("measures", "funds"),
    *("listed", "suspended", "issued", "transferred_on", "transferred_to", "duplicate_of", "on_spot", "rebound_of"),
)


@statement
def drop_photos() -> Delete:
    """The pictures of hazards."""
    return delete(photo).where(photo.c.township == bindparam("key_township"), among(photo.c.hazard, "key_ids"))


@statement
def drop_hazards() -> Delete:
    """Hazards that were taken back."""
    return delete(hazard).where(hazard.c.township == bindparam("key_township"), among(hazard.c.id, "key_ids"))


@statement
def drop_inspections() -> Delete:
    """Visits that were taken back."""
    own = inspection.c.township == bindparam("key_township")
    return delete(inspection).where(own, among(inspection.c.id, "key_ids"))


def _drops(table: Table) -> None:
    """`drop_TABLEs` of visits that were taken back."""
    STATEMENTS[f"drop_{table.name}s"] = lambda: delete(table).where(
        table.c.township == bindparam("key_township"), among(table.c.inspection, "key_ids")
    )


for _table in (answer, counter):
    _drops(_table)


def _clears(table: Table) -> None:
    """`clear_TABLE` empties the register of one township, before it is entered again."""
    STATEMENTS[f"clear_{table.name}"] = lambda: delete(table).where(table.c.township == bindparam("key_township"))


_of_townships = (site, site_state, village, zone, responsibility, duty)
_told_once = (illegal_case, spot_check, report, former_name)
for _table in (*_of_townships, *_told_once):
    _clears(_table)


def _adds(table: Table) -> None:
    STATEMENTS[f"add_{table.name}"] = lambda: insert(table)


def _empties(table: Table) -> None:
    STATEMENTS[f"empty_{table.name}"] = lambda: delete(table)


def _puts(table: Table) -> None:
    """`put_TABLE` sets every other column of the row with the given key."""
    keys = list(table.primary_key.columns)
    STATEMENTS[f"put_{table.name}"] = lambda: (
        update(table)
        .where(*(column == bindparam(f"key_{column.name}") for column in keys))
        .values({c.name: bindparam(c.name) for c in table.c if c not in keys})
    )


_visits = (inspection, hazard, photo, answer, counter)
_registers = (township, campaign, category, department, *_of_townships)
for _table in (store, journal, head, chain, series, batch, *_told_once, *_visits, *_registers):
    _adds(_table)
for _table in (store, head, chain, series, *_registers):
    _puts(_table)


@statement
def drop_duty() -> Delete:
    """A shift that is not held."""
    return delete(duty).where(duty.c.township == bindparam("key_township"), duty.c.id == bindparam("key_id"))


@statement
def mark_sent() -> Update:
    """A report that was sent; sent again, the first time stays, in whatever order the entries come."""
    own = (report.c.township == bindparam("key_township"), report.c.id == bindparam("key_id"))
    first = or_(report.c.sent_at.is_(None), report.c.sent_at > bindparam("sent_at"))
    return update(report).where(*own, first).values(sent_at=bindparam("sent_at"))


@statement
def drop_former_name() -> Delete:
    """A name that a site has again."""
    keys = former_name.primary_key.columns
    return delete(former_name).where(*(column == bindparam(f"key_{column.name}") for column in keys))


def _renames(table: Table, column: str) -> None:
    """`rename_TABLE`: what the site of visits, hazards or posts is called, and was called then if not so."""
    own = table.c.township == bindparam("key_township")
    said: dict[str, Any] = {name: bindparam(name) for name in (column, f"{column}_then")}
    STATEMENTS[f"rename_{table.name}"] = lambda: update(table).where(own, among(table.c.id, "key_ids")).values(**said)


for _table, _column in ((inspection, "site"), (hazard, "site"), (responsibility, "place")):
    _renames(_table, _column)


for _kept in tables.LEDGER:
    _empties(tables.METADATA.tables[str(_kept.__tablename__)])


@statement
def change_hazard() -> Update:
    """The state of one hazard, folded anew."""
    return (
        update(hazard)
        .where(hazard.c.township == bindparam("key_township"), hazard.c.id == bindparam("key_id"))
        .values({name: bindparam(name) for name in FOLDED})
    )


@statement
def grow_batch() -> Update:
    """More entries of a batch in a township."""
    own = (batch.c.township == bindparam("key_township"), batch.c.batch == bindparam("key_batch"))
    more = {
        "entries": batch.c.entries + bindparam("entries"),
        "hazards": batch.c.hazards + bindparam("hazards"),
        "last_seq": bindparam("last_seq"),
    }
    return update(batch).where(*own).values(more)


@statement
def lock_township_head() -> Update:
    """Take a township's lock for this transaction; no row is changed when the township has no head yet."""
    return update(head).where(head.c.township == bindparam("key_township")).values(last_seq=head.c.last_seq)


@statement
def lock_series() -> Update:
    """Take the lock on the numbers behind a device code."""
    key = (series.c.township == bindparam("key_township"), series.c.code == bindparam("key_code"))
    return update(series).where(*key).values(last=series.c.last)


@statement
def raise_series() -> Update:
    """Set the highest number behind a device code where it is lower."""
    key = (series.c.township == bindparam("key_township"), series.c.code == bindparam("key_code"))
    return update(series).where(*key, series.c.last < bindparam("last")).values(last=bindparam("last"))
