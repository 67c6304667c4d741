"""The only place that answers what the items of checklists are called: as the lists say now, and as hazards keep it."""

from __future__ import annotations

from typing import NamedTuple

from inspect_cli.rules import catalog
from inspect_cli.store.database import Database
from inspect_cli.store.queries import Selection, used_categories


class Text(NamedTuple):
    """The text of an item in both languages; a hazard may keep the Chinese one alone."""

    zh: str
    en: str | None

    def read(self, lang: str) -> str:
        """What people read."""
        return self.zh if lang == "zh" else self.en or self.zh


def read_items(database: Database, selection: Selection) -> dict[str, Text]:
    """The items of the asked category, else of all that are used here: code -> text, in the order of the lists.

    A list of one's own that cannot be read has none: `category check` says what is wrong with it.
    """
    from inspect_cli.rules import checklists  # reads the lists, and so pydantic's models

    one = "category" in selection.filters
    keys = [selection.parameters["category"]] if one else used_categories(database)
    lists = [checklists.inspect_file(catalog.categories()[key].path)[0] for key in keys]
    return {item.code: Text(item.zh, item.en) for each in lists if each for item in each.item}


def read_kept(database: Database) -> dict[str, Text]:
    """What hazards keep of the texts of their items, of several the one that was found last: code -> text."""
    told = sorted(database.rows("item_texts"), key=lambda row: (row["told_on"], row["item_text"]))
    return {row["item"]: Text(row["item_text"], row["item_text_en"]) for row in told}
