"""The only place that answers with counts and rates: visits and hazards by any groups, and their total.

Rates, in percent with one decimal, none when there is nothing to divide by; always taken anew from counts:
rectification_rate = closed / found (or closed and fixed / found, when claims are asked for);
on_time_rate = closed by the first deadline / hazards whose first deadline has passed, so that an open one counts
against it; rebound_rate = rebounds / closed, for a verifier those of the hazards they closed that came back;
clean_share = visits that found no hazard and counted no offence / visits.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import Any, NamedTuple

from inspect_cli import messages
from inspect_cli.messages import _
from inspect_cli.rules import counters
from inspect_cli.rules.names import split_people
from inspect_cli.store import listed
from inspect_cli.store.database import Database, Row
from inspect_cli.store.queries import Selection, township_names

PEOPLE = ("inspector", "verifier")
KINDS = ("kind", "place_kind")
VISIT_GROUPS = ("township", "category", "month", "village", "site", "campaign", "inspector", *KINDS)
ANSWER_GROUPS = (*VISIT_GROUPS, "item")
COUNTER_GROUPS = (*VISIT_GROUPS, "counter")
GROUPS = (*VISIT_GROUPS, "owner", "verifier", "severity", "status", "item")
VISIT_COUNTS = ("visits", "clean")
ANSWER_COUNTS = ("answered", "said_no", "not_applicable")
HAZARD_COUNTS = (
    *("found", "major", "open", "overdue", "fixed", "rebound", "closed", "claimed", "self_verified", "on_spot"),
    *("transferred", "due_so_far", "on_time"),
)
RATES = ("rectification_rate", "on_time_rate", "rebound_rate")
VISIT_RATES = ("clean_share",)
RATED = ("closed", "fixed")  # what counts as rectified
_OF_CAMPAIGN = ("of_campaign", "in_days", "in_categories", "in_townships")
_VISIT_FILTERS = ("township", "category", "village", "site", "campaign", "batch", "since", "until", *_OF_CAMPAIGN)
_Cells = dict[tuple[Any, ...], Row]


class Summary(NamedTuple):
    """A row for each group, and the total: counts over everything once, rates taken from them.

    items: by item alone, the codes of the lists that are used, as they stand there; unasked: those that were neither
    answered in a walk nor found.
    """

    rows: list[Row]
    total: Row
    items: Sequence[str] = ()
    unasked: Sequence[str] = ()


def summarise(database: Database, groups: Sequence[str], selection: Selection, rated: str = "closed") -> Summary:
    """Counts and rates of each combination of groups that has a visit, a hazard or an answer.

    `visits` and `clean` are left out when a group (owner, verifier, severity, status, item) is no property of a visit;
    answers are counted by item, alone or with properties of a visit. By township alone, townships with nothing are
    there too, by item alone the items of the lists. Of several people each has the hazard in their row.
    Items come with their text, the most frequent first.
    """
    counts = counted_columns(groups)
    cells = _count(database, groups, selection, counts)
    if "clean" in counts:
        _take_offended(cells, database, groups, selection)
    total = {name: sum(row[name] for row in cells.values()) for name in counts}
    register = township_names(database)
    items = listed.read_items(database, selection) if "item" in groups else {}
    always = {"township": [*register] if "township" not in selection.filters else [], "item": [*items]}
    for code in always.get(groups[0], ()) if len(groups) == 1 else ():
        cells.setdefault((code,), dict.fromkeys(counts, 0))
    asked = [*items] if list(groups) == ["item"] else []
    unasked = [code for code in asked if not cells[code,]["answered"] and not cells[code,]["found"]]
    ordered = _order(_split(cells, groups), groups)
    rows = [_name({**dict(zip(groups, key, strict=True)), **row}, register) for key, row in ordered]
    if "item" in groups:
        _add_texts(rows, items, listed.read_kept(database))
    totalled = rate({groups[0]: _("Total"), **total}, rated)
    return Summary([rate(row, rated) for row in rows], totalled, asked, unasked)


def sum_counters(database: Database, groups: Sequence[str], selection: Selection) -> list[Row]:
    """What was counted on visits besides hazards: `amount` by these groups, one of them `counter`; of so many `visits`.

    By counter alone each counter has a row, in their order; what different ones counted has no sum.
    """
    filters = [name for name in selection.filters if name in _VISIT_FILTERS]
    found = database.rows("counter_counts", selection.parameters, filters, groups=groups)
    cells = {tuple(row[group] for group in groups): row for row in found}
    ranks = {key: n for n, key in enumerate(counters.BY_KEY)}
    for key in ranks if list(groups) == ["counter"] else ():
        cells.setdefault((key,), {"counter": key, "visits": 0, "amount": 0})

    def place(key: tuple[Any, ...]) -> list[tuple[int, str]]:
        pairs = zip(groups, key, strict=True)
        return [(ranks.get(part, len(ranks)) if group == "counter" else 0, str(part or "")) for group, part in pairs]

    register, lang = township_names(database), messages.language
    rows = [_name(cells[key], register) for key in sorted(cells, key=place)]
    titles = {key: each.title(lang) for key, each in counters.BY_KEY.items()}
    return [{**row, "counter_text": titles.get(row["counter"], row["counter"])} for row in rows]


def counted_columns(groups: Sequence[str]) -> tuple[str, ...]:
    """The counts a summary by these groups has."""
    visits = VISIT_COUNTS if all(group in VISIT_GROUPS for group in groups) else ()
    answers = ANSWER_COUNTS if "item" in groups and all(group in ANSWER_GROUPS for group in groups) else ()
    return visits + HAZARD_COUNTS + answers


def rated_columns(groups: Sequence[str]) -> tuple[str, ...]:
    """The rates a summary by these groups has."""
    return (VISIT_RATES if "visits" in counted_columns(groups) else ()) + RATES


def rate(row: Row, rated: str = "closed") -> Row:
    """The row with its rates."""
    rectified = row["closed"] + (row["fixed"] if rated == "fixed" else 0)
    shares = (rectified, row["found"]), (row["on_time"], row["due_so_far"]), (row["rebound"], row["closed"])
    clean = {name: percent(row["clean"], row["visits"]) for name in VISIT_RATES if "visits" in row}
    return {**row, **clean, **{name: percent(*share) for name, share in zip(RATES, shares, strict=True)}}


def percent(part: int, whole: int) -> float | None:
    """The part in percent of the whole, with one decimal; None of nothing."""
    # Half a tenth is rounded up, as a spreadsheet does it; whole numbers until then, so that it is a half.
    return (2000 * part + whole) // (2 * whole) / 10 if whole else None


def _count(database: Database, groups: Sequence[str], selection: Selection, counts: Sequence[str]) -> _Cells:
    cells: _Cells = {}
    by_kind = "_by_kind" if any(group in KINDS for group in groups) else ""  # these join, which takes longer
    of_visits = [name for name in selection.filters if name in _VISIT_FILTERS]
    asked = {f"hazard_counts{by_kind}": selection.filters}
    if "visits" in counts:
        asked[f"visit_counts{by_kind}"] = of_visits
    if "answered" in counts:
        asked["answer_counts"] = of_visits
    if "verifier" in groups:
        asked[f"came_back{by_kind}"] = selection.filters
    for name, filters in asked.items():
        if name.startswith("came_back"):
            for row in cells.values():
                row["rebound"] = 0
        for row in database.rows(name, selection.parameters, filters, groups=groups):
            key = tuple(row[group] for group in groups)
            cells.setdefault(key, dict.fromkeys(counts, 0)).update({c: row[c] for c in counts if c in row})
    return cells


def _take_offended(cells: _Cells, database: Database, groups: Sequence[str], selection: Selection) -> None:
    """Visits that counted an offence are not clean."""
    filters = [name for name in selection.filters if name in _VISIT_FILTERS]
    for row in database.rows("offended_visits", selection.parameters, filters, groups=groups):
        cells[tuple(row[group] for group in groups)]["clean"] -= row["offended"]


def _order(cells: _Cells, groups: Sequence[str]) -> list[tuple[tuple[Any, ...], Row]]:
    """By the groups as they stand; items by how many hazards they have, what has no item last."""
    often: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for key, row in cells.items():
        for item in (part for group, part in zip(groups, key, strict=True) if group == "item"):
            found, no = often[item]
            often[item] = found + row["found"], no + row.get("said_no", 0)

    def place(group: str, part: Any) -> tuple[Any, ...]:
        if group != "item":
            return (str(part or ""),)
        found, no = often[part]
        return part is None, -found, -no, str(part or "")

    return sorted(cells.items(), key=lambda cell: [place(*pair) for pair in zip(groups, cell[0], strict=True)])


def _add_texts(rows: list[Row], items: Mapping[str, listed.Text], kept: Mapping[str, listed.Text]) -> None:
    """Each row with the text of its item: what hazards keep of it, else what the list says."""
    for row in rows:
        text = kept.get(row["item"]) or items.get(row["item"])
        row["item_text"] = text and text.read(messages.language)


def _split(cells: _Cells, groups: Sequence[str]) -> _Cells:
    """A cell of several people once for each of them."""
    if not any(group in PEOPLE for group in groups):
        return cells
    each: _Cells = defaultdict(lambda: defaultdict(int))
    for key, row in cells.items():
        for one in product(*(_people(part) if g in PEOPLE else [part] for g, part in zip(groups, key, strict=True))):
            for name, value in row.items():
                each[one][name] += value
    return {key: dict(row) for key, row in each.items()}


def _people(names: str | None) -> Iterable[str | None]:
    return split_people(names) if names else [None]


def _name(row: Row, register: dict[str, str]) -> Row:
    if "township" in row:
        row["township"] = register.get(row["township"], row["township"])
    if "month" in row:
        row["month"] = f"{row['month'] // 100:04d}-{row['month'] % 100:02d}"
    return row
