"""Writes fields.md, the columns and the words that stand in them, from rules/; --check only says if it is stale."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from inspect_cli.rules import (
    campaign_fields,
    catalog,
    coverage_fields,
    duty_fields,
    fields,
    foreign,
    register_fields,
    site_fields,
    words,
)
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
    "township_kind": "kind of a township",
    "site_state": "state of a site",
    "stop": "why a site is stopped",
    "place_kind": "kind of place",
    "visit_kind": "kind of visit",
    "case": "kind of illegal activity",
    "said": "answer to a question",
    "document": "kind of document",
    "unit": "kind of unit",
    "layer": "kind of place somebody answers for",
    "answering_role": "as what somebody answers",
    "shift": "as what somebody is on duty",
    "spot_result": "what a look at the duty found",
    "zone": "kind of zone",
    "campaign_kind": "campaign or special period",
    "report": "kind of report",
    "report_state": "state of a report",
    "gap": "kind of gap",
    "form": "kind of form",
    "whole": "a list or an object, in JSON only",
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
    "said": "Answer to a question of a checklist",
    "document": "Kind of document",
    "unit": "Kind of unit that issues documents",
    "layer": "Kind of place somebody answers for",
    "answering_role": "As what somebody answers",
    "zone": "Kind of zone",
    "shift": "As what somebody is on duty",
    "spot_result": "What a look at the duty found",
    "campaign_kind": "Campaign or special period",
    "report": "Kind of report",
    "report_state": "State of a report",
    "miss": "Why a hazard will miss the end of its campaign",
    "gap": "Kind of gap",
}
# Title, sentence, columns, of the parts whose columns need no more than a row.
PARTS: tuple[tuple[str, str, Sequence[Field]], ...] = (
    (
        "Counts and rates",
        "Of `open` and `summary`; [rates.md](rates.md) has the formulas.",
        fields.COUNTS,
    ),
    (
        "Groups of a summary",
        "`--by` takes columns of the ledger, and these; `counter_text` comes with `counter`.",
        (fields.MONTH, *fields.PEOPLE, *fields.KINDS),
    ),
    (
        "Sites",
        "Of `site list`; sites have `township` and `village` as well.",
        fields.REGISTER,
    ),
    ("The card of a site", "Of `site show`, beside the columns above.", site_fields.CARD),
    ("What changed", "Of the commands that change a register.", site_fields.CHANGES),
    ("Townships", "Of `township list`.", register_fields.TOWNSHIPS),
    ("Villages", "Of `village list`.", register_fields.VILLAGES),
    ("Zones", "Of `zone list`.", register_fields.ZONES),
    ("Departments", "Of `department list`.", register_fields.DEPARTMENTS),
    (
        "Who answers for what",
        "Of `responsible list` and `who`.",
        (*register_fields.ANSWERS, register_fields.ID, register_fields.FILLED_BY),
    ),
    (
        "Files of who answers for what",
        "What `responsible import` reads: the place, by its narrowest column, and who answers for it.",
        register_fields.RESPONSIBLE,
    ),
    ("Duty", "Of `duty list`; a file may have them.", (*duty_fields.ROSTER, duty_fields.HOURS)),
    (
        "Duty in other people's files",
        "Of rosters with a row for a shift and a column for each role.",
        (duty_fields.WHEN, *duty_fields.PERSONS, *duty_fields.OF_PERSONS),
    ),
    ("Looks at the duty", "Of `duty checks`.", duty_fields.CHECKS),
    ("How often duty was kept", "Of `duty checks`, for each unit.", duty_fields.KEPT),
    ("Gaps", "Of `gaps` and `duty gaps`.", coverage_fields.GAPS),
    ("Coverage", "Of `coverage`.", (*coverage_fields.GROUPS, *coverage_fields.COVERAGE)),
    ("The morning", "Of `today`: what there is to do.", coverage_fields.MORNING),
    ("The morning: who is on duty", "Of `today`.", coverage_fields.ON_DUTY),
    ("The morning: what runs", "Of `today`.", coverage_fields.RUNNING),
    ("The morning: what ended with something open", "Of `today`.", coverage_fields.OVER),
    ("Categories", "Of `category list`.", fields.CATEGORIES),
    ("Items of a checklist", "Of `category show`.", fields.ITEMS),
    ("Kinds of places", "Of `category kinds`.", site_fields.KINDS),
    ("Slips in a checklist", "Of `category check`.", fields.FAULTS),
    ("A list for paper", "Of `walk --print`, and what `walk --answers` reads.", fields.SAID),
    ("Walks under way", "Of `walk` without a category.", fields.WALKS),
    ("A walk that was ended", "Of `walk`.", fields.WALKED),
    ("Illegal activities", "Of `case list`.", fields.CASES),
    ("Campaigns", "Of `campaign list`.", campaign_fields.CAMPAIGNS),
    ("How campaigns go", "Of `campaign status`.", campaign_fields.HOW),
    ("How a campaign goes in each township", "Of `campaign status NAME`.", campaign_fields.BY_TOWNSHIP),
    ("What will miss the end", "Of `campaign status NAME`.", campaign_fields.MISSING),
    ("Reports", "Of `report log`.", campaign_fields.LOG),
    ("How late visits are written down", "Of `report lag`.", campaign_fields.LAG),
    ("Forms", "Of `profile list`.", fields.PROFILES),
    ("Columns of a form", "Of `profile show`.", fields.PROFILE_COLUMNS),
    ("Empty cells of a form", "Of `profile check`.", fields.MISSING),
    ("Batches", "Of `batch list`.", fields.BATCHES),
    ("Problems", "Of `check`.", fields.PROBLEMS),
)
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
        *(_part(title, sentence, [*others, *map(_row, columns)]) for title, sentence, columns in PARTS),
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
