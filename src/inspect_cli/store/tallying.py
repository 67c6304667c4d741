"""The only place that answers with the counts of a superior's form: a row for each group, and a total asked anew.

The total is a question of its own without groups: a site that two categories visited is one site in it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from inspect_cli import settings
from inspect_cli.rules import catalog
from inspect_cli.rules.tallies import BY_KEY, RECTIFIED, TALLIES, VISITS_OF
from inspect_cli.store.database import Database, Row
from inspect_cli.store.queries import Selection, township_names, used_categories
from inspect_cli.store.summaries import Summary

STATEMENTS = {
    "sites": "site_tallies",
    "visits": "visit_tallies",
    "counters": "counter_tallies",
    "hazards": "hazard_tallies",
    "cases": "case_tallies",
}
_WITHIN = ("in_days", "in_categories", "in_townships")  # of a campaign
_SPOTS = ("township", "category", "leave_out", "village", "site", "since", "until", *_WITHIN)
_FILTERS = {  # of all that hazards can be asked by
    "sites": ("township", "village", "site", "in_townships"),
    "visits": (*_SPOTS, "campaign", "of_campaign", "batch"),
    "counters": (*_SPOTS, "campaign", "of_campaign", "batch"),
    "cases": _SPOTS,
}
_BY_NAME = ("campaign", "of_campaign", "batch")  # which illegal activities do not have
_BY_HAND = ("counters", "cases")  # nothing is known where nobody wrote a number down
_OF_GROUP = {"township": "in_townships", "category": "in_categories"}
_Cells = dict[Any, Row]


def tally(database: Database, by: str | None, selection: Selection, keys: Collection[str], rated: str) -> Summary:
    """The counts `keys` of `rules.tallies`; by: township (its name) or category (its key), or nothing: no rows.

    rated: `closed`, or `fixed` where a claim counts as rectified too. A count is None where nothing is known of it:
    sites when none is registered or by category, funds where hazards were found and no funds were written down, visits
    of a kind where visits name none, what nobody counted on a visit, illegal activities nobody wrote down, or asked for
    by campaign or batch.
    Every township of the register and every core category has a row, also when there is nothing to count.
    """
    kinds = [kind for kind in STATEMENTS if any(BY_KEY[key].of == kind for key in keys)]
    total = _finish(_count(database, None, selection, kinds).get(None, {}), kinds, rated)
    if not by:
        return Summary([], _doubt_sites(total, known=bool(total.get("sites"))))
    counted = _count(database, by, selection, kinds)
    known = bool(total.get("sites"))
    named = _name_groups(database, by, selection, counted)
    rows = [{by: name, **_finish(counted.get(key, {}), kinds, rated)} for key, name in named.items()]
    return Summary(
        [_doubt_sites(row, known=known and by == "township") for row in rows], _doubt_sites(total, known=known)
    )


def tally_so_far(
    database: Database,
    by: str | None,
    selection: Selection,
    counted: tuple[Collection[str], Collection[str]],
    rated: str,
    start: date,
) -> Summary:
    """The same of the first of two sets of counts, and of the second, from `start` on, under `so_far` of each row."""
    keys, so_far = counted
    summary = tally(database, by, selection, keys, rated)
    if not so_far:
        return summary
    filters = [*selection.filters, *([] if "since" in selection.filters else ["since"])]
    whole = tally(database, by, Selection(filters, {**selection.parameters, "since": start}), so_far, rated)
    own = {row[by]: row for row in summary.rows} if by else {}
    nothing = {each.key: None if each.of in _BY_HAND else 0 for each in TALLIES if each.key in keys}
    rows = [{**own.get(row[by], {by: row[by], **nothing}), "so_far": row} for row in whole.rows] if by else []
    return Summary(rows, {**summary.total, "so_far": whole.total})


def pick_filters(kind: str, selection: Selection) -> list[str] | None:
    """The filters by which this kind of counts can be asked; None when it cannot be asked so at all."""
    if kind == "cases" and {*_BY_NAME} & {*selection.filters}:
        return None
    return [name for name in selection.filters if name in _FILTERS.get(kind, selection.filters)]


def _count(database: Database, by: str | None, selection: Selection, kinds: Sequence[str]) -> _Cells:
    cells: _Cells = {}
    for kind in kinds:
        filters = pick_filters(kind, selection)
        if filters is None or (kind == "sites" and by == "category"):
            continue
        groups = [by] if by else []
        asked = {**selection.parameters, "standing_on": selection.parameters.get("until") or settings.today()}
        for row in database.rows(STATEMENTS[kind], asked, filters, groups=groups):
            cells.setdefault(row[by] if by else None, {}).update(row)
        if kind == "visits":
            for row in database.rows("offended_visits", asked, filters, groups=groups):
                cells[row[by] if by else None]["clean"] -= row["offended"]
    return cells


def _finish(counted: Mapping[str, Any], kinds: Sequence[str], rated: str) -> Row:
    row: Row = {each.key: counted.get(each.key) or 0 for each in TALLIES if each.of in kinds}
    row |= {each.key: counted.get(each.key) for each in TALLIES if each.of in kinds and each.of in _BY_HAND}
    if row.get("visits") and row["visits"] == row["kind_unsaid"]:
        row |= dict.fromkeys(VISITS_OF)
    if "hazards" in kinds:
        for key, lead in RECTIFIED.items():
            claims = counted.get(f"{lead}fixed") or 0
            row[key] = (counted.get(f"{lead}closed") or 0) + (claims if rated == "fixed" else 0)
        if counted.get("funds") is None and row["found"]:
            row["funds"] = None
    return row


def _doubt_sites(row: Row, *, known: bool) -> Row:
    return row if known or "sites" not in row else {**row, "sites": None}


def _name_groups(database: Database, by: str, selection: Selection, counted: _Cells) -> dict[str, str]:
    """Every group that has a row, in the order of the register or the catalog: key -> township's name or category."""
    known = township_names(database) if by == "township" else {key: key for key in catalog.categories()}
    always: Collection[str] = known if by == "township" else used_categories(database)
    asked = selection.parameters
    if by in selection.filters:
        always = [asked[by]]
    elif _OF_GROUP[by] in selection.filters:
        always = asked[f"campaign_{_OF_GROUP[by].removeprefix('in_')}"]
    left_out = asked["leave_out"] if by == "category" and "leave_out" in selection.filters else ()
    shown = [key for key in known if key in counted or (key in always and key not in left_out)]
    return {key: known.get(key, key) for key in [*shown, *sorted(key for key in counted if key not in known)]}
