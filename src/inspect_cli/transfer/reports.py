"""The only place that lays reports out, writes them down as text, reads that text back, and compares two of them.

A report is one object: what it is about, and its tables. Each table stands there as people read it (`rows`, `total`)
and as machines do (`data`, `data_total`), so that it comes back as it was, whatever the program has become since.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from inspect_cli import messages, settings
from inspect_cli.messages import _, plural
from inspect_cli.rules import campaign_fields
from inspect_cli.rules.fields import Field
from inspect_cli.rules.periods import Span
from inspect_cli.rules.profiles import Profile
from inspect_cli.store import briefing, tallying
from inspect_cli.store.briefing import Asked
from inspect_cli.store.database import Database, Row
from inspect_cli.store.summaries import Summary
from inspect_cli.transfer import forms, profiles
from inspect_cli.transfer.forms import Frame
from inspect_cli.transfer.sheets import Sheet

FORMS = {  # of each kind of report: the names of its profiles, the first of which is the form itself
    "daily": ("daily-brief", "township-statistics"),
    "weekly": ("weekly-statistics",),
    "monthly": ("monthly-industry", "township-statistics"),
    "campaign": ("campaign-statistics",),
}
LAG = "lag"
_COLUMN = ("key", "en", "zh", "kind", "rank")
Table = dict[str, Any]
Content = dict[str, Any]


class Moment(NamedTuple):
    """When a report is made: up to which instant it counts, now, by whom; incidents: how many somebody counted."""

    cut_off: datetime
    made_at: datetime
    made_by: str
    incidents: int | None = None


def make(database: Database, asked: Asked, moment: Moment) -> Content:
    """A report with its tables: what is known now of its days, hazards as they stood at the cut-off."""
    on = moment.cut_off.date()
    checks = briefing.count_spot_checks(database, asked) or None
    known = {"incidents": moment.incidents, "duty_checks": checks}
    with briefing.standing(database, asked, on, settings.today()) as then:
        tables = [_make_form(then, asked, moment, name, known) for name in FORMS[asked.kind]]
    if asked.kind != "campaign":
        tables.append(_make_lag(briefing.report_lags(database, asked, on), briefing.choose_lag_days(asked)))
    notes = _tell_nothing(database, asked, on) if briefing.is_empty(database, asked, on) else []
    return {
        "campaign": asked.name,
        "cut_off": moment.cut_off.isoformat(timespec="seconds"),
        "due_at": asked.due_at.isoformat() if asked.due_at else None,
        "first": asked.span.first.isoformat(),
        "incidents": moment.incidents,
        "language": messages.language,
        "last": asked.span.last.isoformat(),
        "made_at": moment.made_at.isoformat(timespec="seconds"),
        "made_by": moment.made_by,
        "notes": notes,
        "report": asked.kind,
        "tables": tables,
        "township": asked.township,
        "version": 1,
    }


def write(content: Content) -> str:
    """A report as canonical JSON: sorted keys, no blanks."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def read(text: str) -> Content:
    """The report that `write` wrote."""
    content: Content = json.loads(text)
    return content


def is_made_later(content: Content) -> bool:
    """Whether a report was made on a later day than its last one, from what was known then."""
    return datetime.fromisoformat(content["made_at"]).date() > date.fromisoformat(content["last"])


def count_differences(kept: Content, now: Content) -> int:
    """How many cells of the tables would be others now; the rows are known by their first cell."""
    before, after = _list_cells(kept), _list_cells(now)
    return sum(before.get(place) != after.get(place) for place in {**before, **after})


def open_sheet(content: Content, key: str, *, machine: bool) -> Sheet:
    """One of the tables of a report, for people or for machines."""
    table = next(table for table in content["tables"] if table["key"] == key)
    if machine:
        columns = [Field(**dict(zip(_COLUMN, column, strict=True))) for column in table["data_columns"]]
        return Sheet(columns, table["data"], title=table["title"])
    columns = [Field(**dict(zip(_COLUMN, column, strict=True))) for column in table["columns"]]
    rows = table["rows"]
    return Sheet(columns, rows, title=table["title"], total=table["total"], notes=table["notes"], heads=table["heads"])


def list_tables(content: Content) -> list[str]:
    """The keys of the tables of a report, the form itself first."""
    return [table["key"] for table in content["tables"]]


def write_object(content: Content) -> Row:
    """A report as an object for machines."""
    tables = {table["key"]: {"rows": table["data"], "total": table["data_total"]} for table in content["tables"]}
    return {
        **{key: value for key, value in content.items() if key not in ("tables", "version", "language")},
        "tables": tables,
    }


def _make_form(database: Database, asked: Asked, moment: Moment, name: str, known: Mapping[str, int | None]) -> Table:
    profile = profiles.read_profile(name)
    first, last = asked.span
    if asked.kind == "campaign":  # its own columns are those of the last seven days
        first = max(first, last - briefing.WEEK)
    if profile.period == "year" and asked.kind == "monthly" and profile.by == "category":
        first = date(last.year, 1, 1)
    on = moment.cut_off.date()
    if asked.campaign and asked.campaign["categories"]:  # what it is about is counted, whatever the form leaves out
        profile = profile.model_copy(update={"leave_out": ()})
    selection = briefing.select(asked, on, profile.leave_out, since=first)
    summary = tallying.tally_so_far(database, profile.by, selection, profile.counted, profile.rate, asked.counted_from)
    profile, summary = _fill_in(profile, summary, known)
    minute = f"{moment.cut_off:%H:%M}"
    frame = Frame(first, last, on, minute, settings.city(), profile.rate, False, asked.start, asked.name or "")
    return _keep_form(profile, summary, frame)


def _fill_in(profile: Profile, summary: Summary, known: Mapping[str, int | None]) -> tuple[Profile, Summary]:
    """The form with what is known of the lines that its profile leaves to be written by hand."""
    given = {key: value for key, value in known.items() if value is not None}
    columns = [
        column.model_copy(update={"blank": False, "count": column.key})
        if column.blank and column.key in given
        else column
        for column in profile.columns
    ]
    return profile.model_copy(update={"columns": columns}), summary._replace(total={**summary.total, **given})


def _keep_form(profile: Profile, summary: Summary, frame: Frame) -> Table:
    lay = forms.lay_brief if profile.kind == "brief" else forms.lay_counts
    people = lay(profile, summary, frame)
    if profile.kind == "brief":
        machine = lay(profile, summary, frame._replace(machine=True))
        data, data_total = list(machine.rows), None
    else:
        whole = {**summary.total, str(profile.by): None}
        machine = lay(profile, summary._replace(rows=[*summary.rows, whole]), frame._replace(machine=True))
        *data, data_total = machine.rows
    return _keep(people, machine, data, data_total, profile.name)


def _tell_nothing(database: Database, asked: Asked, on: date) -> list[str]:
    """What a zero report says, and what was written down in its days all the same."""
    late = briefing.count_late(database, asked, on)
    written = plural(
        "{count} visit of earlier days was written down in these days.",
        "{count} visits of earlier days were written down in these days.",
        late,
    )
    nothing = _("No visit, hazard or case is of these days: a zero report. Steps on earlier hazards are no part of it.")
    return [nothing, *([written] if late else [])]


def _make_lag(summary: Summary, days: Span) -> Table:
    first, last = days
    title = _("Days from a visit until it was written down: visits from {first} to {last}").format(
        first=first, last=last
    )
    sheet = Sheet(campaign_fields.LAG, summary.rows, title=title, total=summary.total)
    return _keep(sheet, sheet, summary.rows, {**summary.total, "township": None}, LAG)


def _keep(people: Sheet, machine: Sheet, data: Sequence[Any], data_total: Any, key: str) -> Table:
    return {
        "columns": [[getattr(field, name) for name in _COLUMN] for field in people.fields],
        "data": data,
        "data_columns": [[getattr(field, name) for name in _COLUMN] for field in machine.fields],
        "data_total": data_total,
        "heads": [list(row) for row in people.heads],
        "key": key,
        "notes": list(people.notes),
        "rows": list(people.rows),
        "title": people.title,
        "total": people.total,
    }


def _list_cells(content: Content) -> dict[tuple[str, str, str], Any]:
    cells: dict[tuple[str, str, str], Any] = {}
    for table in content["tables"]:
        keys = [column[0] for column in table["columns"]]
        for row in [*table["rows"], *([table["total"]] if table["total"] else [])]:
            cells.update({(table["key"], str(row[keys[0]]), key): row.get(key) for key in keys})
    return cells
