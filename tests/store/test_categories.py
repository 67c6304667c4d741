"""Which categories are used, on every kind of store: entered, taken back, posted again."""

from __future__ import annotations

from inspect_cli import settings
from inspect_cli.rules import catalog
from inspect_cli.store import batches, ledger, queries, registering, undoing
from inspect_cli.store.database import Database
from inspect_cli.store.ids import make_id
from inspect_cli.store.journal import Author

CORE = list(catalog.CORE)


def somebody() -> Author:
    """A command of its own on device CG."""
    return Author("李某02", "0" * 32, "CG", make_id())


def test_what_is_used_follows_from_the_entries(store: Database) -> None:
    """The last entry about a category holds; several are one batch; posted again it is the same."""
    assert queries.used_categories(store) == CORE
    registering.enter_categories(store, ["heating", "rural"], somebody(), enabled=True)
    registering.enter_categories(store, ["heating"], somebody(), enabled=False)

    assert queries.used_categories(store) == [*CORE, "rural"]
    with store.writing():
        ledger.repost(store)
    assert queries.used_categories(store) == [*CORE, "rural"]


def test_taking_back_brings_back_what_was(store: Database) -> None:
    """Taking the disabling back, the category is used again; taking the enabling back too, it never was."""
    enabling, disabling = somebody(), somebody()
    registering.enter_categories(store, ["heating"], enabling, enabled=True)
    registering.enter_categories(store, ["heating"], disabling, enabled=False)

    undoing.take_back(store, disabling.batch, settings.today(), somebody())
    assert queries.used_categories(store) == [*CORE, "heating"]
    undoing.take_back(store, enabling.batch, settings.today(), somebody())
    assert queries.used_categories(store) == CORE
    assert batches.newest(store, "0" * 32) is not None


def test_a_category_that_no_list_knows_is_kept(store: Database) -> None:
    """What another laptop with other lists enabled stays in the ledger and is not offered here."""
    registering.enter_categories(store, ["bakery"], somebody(), enabled=True)

    assert queries.used_categories(store) == CORE
    assert [row["key"] for row in store.rows("categories")] == ["bakery"]
