"""The only place for what every store can do, whatever database is behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

Row = dict[str, Any]
Nothing: Mapping[str, Any] = {}


class Database(Protocol):
    """A store. Statements go by the names of `statements`; both kinds of store give the same rows."""

    where: str

    def stream(
        self,
        name: str,
        parameters: Mapping[str, Any] = Nothing,
        filters: Sequence[str] = (),
        *,
        groups: Sequence[str] = (),
        order: str | None = None,
        limit: int | None = None,
    ) -> Iterator[Row]:
        """The rows of a query one by one."""
        ...

    def rows(
        self,
        name: str,
        parameters: Mapping[str, Any] = Nothing,
        filters: Sequence[str] = (),
        *,
        groups: Sequence[str] = (),
        order: str | None = None,
        limit: int | None = None,
    ) -> list[Row]:
        """The rows of a query as a list."""
        ...

    def insert(self, table: str, rows: Sequence[tuple[Any, ...]], *, missing_only: bool = False) -> None:
        """Add rows to a table; each tuple has its columns in the table's order.

        missing_only: rows whose key is there already are left as they are, whoever put them there.
        """
        ...

    def change(self, name: str, parameters: Mapping[str, Any] = Nothing) -> int:
        """Run a write other than an insert; how many rows it changed."""
        ...

    def writing(self, *, large: bool = False) -> AbstractContextManager[None]:
        """One write transaction: committed at the end of the block, rolled back when anything is raised.

        large: the transaction may outgrow memory, so that readers wait for its end (over 100,000 rows).
        """
        ...

    def damage(self) -> list[str]:
        """What the database itself finds wrong with its files; nothing when they are whole."""
        ...

    def close(self) -> None:
        """Let go of the store."""
        ...
