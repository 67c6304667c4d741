"""Writes fields.md, the columns and the words that stand in them, from rules/; --check only says if it is stale."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from inspect_cli.rules import catalog, fields, foreign, words
from inspect_cli.rules.fields import Field

PAGE = Path(__file__).with_name("fields.md")
KINDS = {
    "text": "text",
    "date": "day",
    "names": "names, with 、 or a comma between them",
    "count": "number",
    "rate": "percent, one decimal; `-` when there is nothing to divide by",
    "flag": "yes or no (是, 否)",
    "category": "category",
    "severity": "severity",
    "status": "status",
    "site_state": "state of a site",
    "stop": "why a site is stopped",
    "place_kind": "kind of place",
    "visit_kind": "kind of visit",
    "case": "kind of illegal activity",
    "origin": "where a list is from",
    "use": "whether a category is used",
    "level": "level of supervision",
    "scope": "what is stopped",
    "answer": "answer of another body",
    "event": "what happened",
    "extent": "whether it was taken back",
    "instant": "instant in UTC",
    "photos": "path and the first digits of the SHA-256",
}
TABLES = {
    "status": "Status",
    "severity": "Severity",
    "event": "What happened",
    "part": "Part of a plan",
    "level": "Level of supervision",
    "scope": "What is stopped",
    "answer": "Answer of another body",
    "extent": "Whether it was taken back",
    "township_kind": "Kind of a township",
    "site_state": "State of a site",
    "stop": "Why a site is stopped",
    "visit_kind": "Kind of visit",
    "case": "Kind of illegal activity",
}
DAYS = {field.key for field in fields.CAMPAIGNS}
INTRO = """# Columns and words

Made by `docs/make_fields.py` from the program's own tables; do not edit.
*Key* is the name in JSON, and the header of a CSV file in English.
The Chinese name is the header of a CSV file in Chinese (`--lang zh`).
An import knows a column by its key, by its English or Chinese name, and by the other names,
in capitals or not, with or without blanks, hyphens and underscores, in full or half width;
[ledgers.md](ledgers.md) says how files of other people are read.
"""


def make_page() -> str:
    """The whole page."""
    ledger = [*_row_heads("Needed in a file"), *map(_ledger_row, fields.LEDGER)]
    others = _row_heads()
    parts = [
        INTRO,
        _part("The ledger", "What a file may hold and what `export` writes.", ledger),
        _part(
            "Columns of a plan",
            "A file may have them, and `export --columns` writes them.",
            [*others, *map(_file_row, fields.PLANNED)],
        ),
        _part(
            "Answers in other people's files",
            "What such a file says of a hazard that ours say in other columns; an import turns them into those.",
            [*others, *map(_file_row, foreign.ANSWERS)],
        ),
        _part(
            "Derived columns",
            "Only in what the program writes; a file may have them, and an import passes over them.\n"
            "[closed-loop.md](closed-loop.md) says what each follows from.",
            [*others, *map(_row, fields.DERIVED)],
        ),
        _part(
            "What a hazard keeps of its item",
            "`show --format json` has them, and `export --columns` writes them; "
            "[checklists.md](checklists.md) says what they are.",
            [*others, *map(_row, fields.QUOTED)],
        ),
        _part(
            "What an entry says",
            "Beside the columns above.\n`show` prints them in the history of a hazard; its JSON has the pictures under "
            "`photos`, the others under `details`.",
            [*others, *(_row(field) for field in fields.DETAILS if field.key not in DAYS)],
        ),
        _part(
            "Counts and rates",
            "Of `open` and `summary`; [rates.md](rates.md) has the formulas.",
            [*others, *map(_row, fields.COUNTS)],
        ),
        _part(
            "Groups of a summary",
            "`--by` takes columns of the ledger, and these.",
            [*others, *map(_row, (fields.MONTH, *fields.PEOPLE, *fields.KINDS))],
        ),
        _part(
            "Registers",
            "Townships have `code`, `name` and `kind`; sites have the columns below, and `township` and `village`.",
            [*others, *map(_row, fields.REGISTER)],
        ),
        _part("Categories", "Of `category list`.", [*others, *map(_row, fields.CATEGORIES)]),
        _part("Items of a checklist", "Of `category show`.", [*others, *map(_row, fields.ITEMS)]),
        _part("Slips in a checklist", "Of `category check`.", [*others, *map(_row, fields.FAULTS)]),
        _part("Illegal activities", "Of `case list`.", [*others, *map(_row, fields.CASES)]),
        _part("Campaigns", "Of `campaign list`.", [*others, *map(_row, fields.CAMPAIGNS)]),
        _part("Batches", "Of `batch list`.", [*others, *map(_row, fields.BATCHES)]),
        _part("Problems", "Of `check`.", [*others, *map(_row, fields.PROBLEMS)]),
        "## Words in cells\n\nBoth are read, whatever the language.\n",
        *(_words(title, words.TABLES[kind]) for kind, title in TABLES.items()),
        _categories(),
    ]
    return "\n".join(parts)


def _row_heads(*more: str) -> list[list[str]]:
    return [["Key", "English", "Chinese", "Other names", "Holds", *more]]


def _row(field: Field) -> list[str]:
    return [f"`{field.key}`", field.en, field.zh, "、".join(field.aliases), KINDS[field.kind]]


def _file_row(field: Field) -> list[str]:
    """A column of a file, with every name that an import knows."""
    key, en, zh, _aliases, holds = _row(field)
    names = dict.fromkeys((*field.aliases, *foreign.ALIASES.get(field.key, ())))
    return [key, en, zh, "、".join(name for name in names if name != zh), holds]


def _ledger_row(field: Field) -> list[str]:
    return [*_file_row(field), "yes" if field.key in fields.NEEDED_KEYS else ""]


def _part(title: str, sentence: str, rows: Sequence[Sequence[str]]) -> str:
    return f"## {title}\n\n{sentence}\n\n{_table(rows)}"


def _words(title: str, table: dict[str, str]) -> str:
    others = {key: [word for word, of in words.OTHER_WORDS.items() if of == key] for key in table}
    rows = [[f"`{key}`", zh, "、".join(others[key])] for key, zh in table.items()]
    return f"### {title}\n\n{_table([['Key', 'Chinese', 'Also read'], *rows])}"


def _categories() -> str:
    rows = [[f"`{c.key}`", c.zh, "、".join(c.aliases), "yes" if c.core else ""] for c in catalog.categories().values()]
    sentence = "The beginning or a part of a name will do where it fits one category only."
    return f"### Category\n\n{sentence}\n\n" + _table(
        [["Key", "Chinese", "Also read", "Always on the home screen"], *rows]
    )


def _table(rows: Iterable[Sequence[str]]) -> str:
    head, *body = rows
    lines = [head, ["---"] * len(head), *body]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def main() -> int:
    """Write the page, or say whether it is stale."""
    page = make_page()
    if "--check" in sys.argv:
        stale = not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page
        if stale:
            print(f"{PAGE.name} is stale; run: just docs")
        return int(stale)
    PAGE.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
