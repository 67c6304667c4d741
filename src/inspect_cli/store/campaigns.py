"""The only place that reads campaigns and special periods: which one was meant, which run, what belongs to each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple

from inspect_cli.errors import NothingFound, WrongUsage
from inspect_cli.messages import _, listing
from inspect_cli.rules import deadlines, names
from inspect_cli.store import queries
from inspect_cli.store.database import Database, Row
from inspect_cli.store.queries import Selection

_OVER = 2  # after what runs and what is to come
_WATCHED_DAYS = 31  # after the end of a campaign of which something is open


class Due(NamedTuple):
    """How many open hazards have their deadline by the end of their campaign, later, or none."""

    within: int
    beyond: int
    never: int


def read_campaigns(database: Database, today: date) -> list[Row]:
    """The register: what runs, the first to end first; then what is to come; then what is over, the latest first.

    Each: name, kind, start, end, report, categories (keys) and townships (codes) as tuples; while it runs days_left,
    today among them.
    """
    rows = [_read(row, today) for row in queries.campaigns(database)]
    return sorted(rows, key=lambda row: _place(row, today))


def find_campaign(rows: Sequence[Row], typed: str) -> Row:
    """The campaign of this name, or the only one whose name has it. Raises WrongUsage with the nearest."""
    if not rows:
        raise WrongUsage(
            _("No campaigns are registered yet."),
            _("Nothing was written."),
            _("Enter one: inspect-cli campaign start NAME --from DATE --end DATE"),
        )
    labels = {row["name"]: (row["name"],) for row in rows}
    found = names.find(typed, labels)
    if len(found) != 1:
        near = listing(found or names.nearest(typed, labels))
        raise queries.unclear(_("campaign"), typed, near, ambiguous=bool(found))
    return next(row for row in rows if row["name"] == found[0])


def find_named(database: Database, typed: str | None, today: date) -> Row | None:
    """The campaign of the register whose whole name was typed, if there is one."""
    if not typed:
        return None
    named = [row for row in queries.campaigns(database) if names.plain(row["name"]) == names.plain(typed)]
    return _read(named[0], today) if named else None


def find_asked(database: Database, typed: str | None, today: date) -> Row | None:
    """The campaign of the register that a list asks for: the one of that name, or the only one whose name has it.

    None where no campaign there is meant, and where a hazard bears just that name, which then is looked for as typed.
    Raises WrongUsage when several are meant.
    """
    named = find_named(database, typed, today)
    if named or not typed or not names.plain(typed):
        return named
    rows = read_campaigns(database, today)
    if not names.find(typed, {row["name"]: (row["name"],) for row in rows}) or _is_borne(database, typed, today):
        return None
    return find_campaign(rows, typed)


def find_meant(database: Database, typed: str | None) -> str | None:
    """The name that the register has for what was typed: the same, or the only one that has it in it; else as typed."""
    labels = {row["name"]: (row["name"],) for row in queries.campaigns(database)} if typed and typed.strip() else {}
    found = names.find(typed, labels) if typed and labels else []
    return found[0] if len(found) == 1 else typed


def name_nearest(database: Database, typed: str | None) -> str:
    """A sentence that names what is nearest to a campaign that the register has not; none where it has no campaigns."""
    labels = {row["name"]: (row["name"],) for row in queries.campaigns(database)}
    if not typed or not typed.strip() or not labels or find_named(database, typed, date.max):
        return ""
    found = names.find(typed, labels)
    if len(found) == 1:  # the part of a name is enough
        return ""
    near = listing(found or names.nearest(typed, labels))
    return _("There is no campaign {name} in the register; nearest: {near}").format(name=typed, near=near)


def find_running(rows: Iterable[Row], today: date) -> list[Row]:
    """Those that run today. Raises NothingFound when none does."""
    running = [row for row in rows if is_running(row, today)]
    if not running:
        raise NothingFound(
            _("No campaign runs today."), _("Nothing was written."), _("See all: inspect-cli campaign list")
        )
    return running


def find_watched(database: Database, rows: Iterable[Row], today: date, township: str | None = None) -> list[Row]:
    """Those that run today, and those that ended less than a month ago and have something open.

    Raises NothingFound when there is none.
    """
    rows = list(rows)
    late = [row for row, _open in find_unfinished(database, rows, today, township)]
    return [row for row in rows if is_running(row, today) or row in late] or find_running(rows, today)


def find_unfinished(
    database: Database, rows: Iterable[Row], today: date, township: str | None = None
) -> list[tuple[Row, int]]:
    """Those that ended less than a month ago and have something open, each with how much."""
    counted = [(row, _count_open(database, row, today, township)) for row in rows if _is_just_over(row, today)]
    return [(row, count) for row, count in counted if count]


def read_former_ends(database: Database, campaign: Row) -> list[date]:
    """The last days that a campaign had before the one it has, the first one first; what was taken back aside."""
    from inspect_cli.rules import lifecycle
    from inspect_cli.store.entry import CITY, happened, read_entries  # bring the models of entries

    asked = {"township": CITY, "kinds": ["campaign", "undone"]}
    entries = read_entries(database.rows("entries", asked, ["township", "kinds"], order="arrival"))
    told = [entry.body for entry in lifecycle.counting(happened(entries)) if entry.kind == "campaign"]
    ends = [getattr(body, "end", None) for body in told if getattr(body, "name", None) == campaign["name"]]
    said = [end for end in [*ends, campaign["end"]] if end is not None]
    return [end for end, later in pairwise(said) if end != later]


def count_due(database: Database, campaign: Row, today: date) -> Due:
    """How many open hazards of a campaign have their deadline by its last day, later, and how many have none."""
    belonging = belong(campaign, today)
    belonging.add("open")
    days = [row["due"] for row in database.stream("hazards", belonging.parameters, belonging.filters)]
    later = sum(day > (campaign["end"] or date.max) for day in days if day is not None)
    return Due(len(days) - days.count(None) - later, later, days.count(None))


def is_running(row: Row, today: date) -> bool:
    """Whether a campaign has begun and is not over."""
    return (row["start"] is None or row["start"] <= today) and (row["end"] is None or today <= row["end"])


def belong(campaign: Row, today: date, township: str | None = None) -> Selection:
    """What belongs to a campaign, in one township (a code) or everywhere; see `narrow`."""
    selection = queries.select(today, township=township)
    narrow(selection, campaign)
    return selection


def narrow(selection: Selection, campaign: Row) -> None:
    """Leave of a selection what belongs to a campaign: hazards and visits that name it, and all within its days.

    When it is about certain categories or townships, of those days only these; without a first day what names it.
    """
    first, last = campaign["start"] or date.min, campaign["end"] or date.max
    selection.parameters.update(of_campaign=campaign["name"], campaign_first=first, campaign_last=last)
    about = {name: campaign[name] for name in ("categories", "townships") if campaign[name]}
    for name, keys in about.items():
        selection.add(f"in_{name}", **{f"campaign_{name}": list(keys)})
    if not about:
        selection.add("in_days" if campaign["start"] else "of_campaign")


def _is_borne(database: Database, typed: str, today: date) -> bool:
    """Whether a hazard names a campaign exactly so."""
    borne = queries.select(today)
    borne.add("of_campaign", of_campaign=typed.strip())
    return queries.count_hazards(database, borne) > 0


def find_binding(rows: Sequence[Row], hazard: Row, today: date) -> Row | None:
    """The campaign by whose end a hazard is to be closed: of those it belongs to, the first to end that is not over.

    Where all are over, the one that it names. A special period binds only what names it.
    """
    named = [row for row in rows if row["end"] and row["name"] == hazard["campaign"]]
    scoped = [row for row in rows if row["end"] and row["kind"] == "campaign" and has(row, hazard)]
    going = [row for row in (*named, *scoped) if row["end"] >= today]
    return min(going or named, key=lambda row: row["end"], default=None)


def has(campaign: Row, hazard: Row) -> bool:
    """Whether a hazard (a row of the ledger) belongs to a campaign, by the rule of `narrow`."""
    if hazard["campaign"] == campaign["name"]:
        return True
    first, last = campaign["start"], campaign["end"] or date.max
    about = (("category", campaign["categories"]), ("township", campaign["townships"]))
    within = first is not None and first <= hazard["found_on"] <= last
    return within and all(hazard[name] in keys for name, keys in about if keys)


def _is_just_over(row: Row, today: date) -> bool:
    return row["end"] is not None and 0 < (today - row["end"]).days <= _WATCHED_DAYS


def _count_open(database: Database, row: Row, today: date, township: str | None) -> int:
    belonging = belong(row, today, township)
    belonging.add("open")
    return queries.count_hazards(database, belonging)


def _read(row: Row, today: date) -> Row:
    several: dict[str, Any] = {name: tuple((row[name] or "").split("、")) if row[name] else () for name in _SEVERAL}
    left = deadlines.count_left(row["end"], today) if row["end"] and is_running(row, today) else None
    return {**row, **several, "kind": row["kind"] or "campaign", "days_left": left}


def _place(row: Row, today: date) -> tuple[Any, ...]:
    if is_running(row, today):
        return 0, row["end"] or date.max, row["name"]
    if row["end"] is not None and row["end"] < today:
        return _OVER, -row["end"].toordinal(), row["name"]
    return 1, row["start"], row["name"]


_SEVERAL = ("categories", "townships")
