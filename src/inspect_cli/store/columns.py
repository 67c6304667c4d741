"""The only place for what the columns of tables are made of: text, whole numbers, days, instants.

Text has no declared length (the models of `rules.body` check it), instants are UTC, kinds and states are plain text.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import BigInteger, Date, DateTime, Dialect, String
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field


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


def key() -> Any:
    """A part of the primary key."""
    return Field(primary_key=True, sa_type=_Text)


def word() -> Any:
    """A text that is always there."""
    return Field(sa_type=_Text)


def maybe() -> Any:
    """A text that may be missing."""
    return Field(default=None, sa_type=_Text)


def number(default: int | None = 0) -> Any:
    """A whole number of 64 bits."""
    return Field(default=default, sa_type=BigInteger)


def day(default: date | None = None) -> Any:
    """A day that may be missing."""
    return Field(default=default, sa_type=Date)
