"""The only place that lays counts and hazards out as a superior's form: headers, order, units, days, words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import count
from typing import Any, NamedTuple

from inspect_cli import messages
from inspect_cli.messages import _, listing, plural
from inspect_cli.rules import fields, tallies, words
from inspect_cli.rules.fields import Field
from inspect_cli.rules.profiles import FIELDS, Column, Profile, fill
from inspect_cli.store.database import Row
from inspect_cli.store.summaries import Summary, percent
from inspect_cli.transfer.sheets import Sheet

Take = Callable[[Mapping[str, Any]], Any]
_STYLES = {"slash": "{0.year}/{0.month}/{0.day}", "dots": "{0.year}.{0.month}.{0.day}"}
_CHINESE = "{0.year}年{0.month}月{0.day}日"


class Frame(NamedTuple):
    """What a form is made for: its days (None: not bounded), the day and time it is made, whose it is, how it counts.

    rated: what counts as rectified, `closed` or `fixed`; machine: keys and plain values instead of titles and words;
    start: from when on is counted what is counted so far; campaign: its name, if the form is about one.
    """

    since: date | None
    until: date | None
    today: date
    time: str
    city: str
    rated: str
    machine: bool = False
    start: date | None = None
    campaign: str = ""


def language(profile: Profile) -> str:
    """The language of the form: its own, else the screen's."""
    return profile.language or messages.language


def write_title(profile: Profile, frame: Frame) -> str:
    """The title of the form with its days."""
    return fill(profile.title.read(language(profile)), _facts(profile.dates, frame))


def lay_counts(profile: Profile, summary: Summary, frame: Frame) -> Sheet:
    """A form with a row for each group."""
    takes = {column.name: _take(profile, column, frame) for column in profile.columns}
    total = None
    if profile.total and not frame.machine:
        called = {str(profile.by): profile.total.read(language(profile))}
        total = _fill_row(profile, takes, {**summary.total, **called}, total=True)
    sheet = _sheet(profile, frame, [_fill_row(profile, takes, row) for row in summary.rows], total, summary.total)
    return replace(sheet, notes=[*sheet.notes, *(explain_sums(profile, summary) if total else ())])


def lay_rows(profile: Profile, rows: Iterable[Row], frame: Frame) -> Sheet:
    """A form with a row for each hazard; rows are laid out one by one as they are read."""
    takes = {column.name: _take(profile, column, frame) for column in profile.columns}
    return _sheet(profile, frame, (_fill_row(profile, takes, row) for row in rows), None, {})


def lay_brief(profile: Profile, summary: Summary, frame: Frame) -> Sheet:
    """A form with a line for each column: what it is called, its value and unit; for machines one row of values."""
    takes = {column.name: _take(profile, column, frame) for column in profile.columns}
    values = _fill_row(profile, takes, summary.total)
    whole = _sheet(profile, frame, [values], None, summary.total)
    if frame.machine:
        return whole
    lines = [
        {"label": field.title("zh"), "value": _add_unit(field, values[field.key], column.unit)}
        for field, column in zip(whole.fields, profile.columns, strict=True)
    ]
    titles = ("项目", "数据") if language(profile) == "zh" else ("Item", "Value")
    columns = [Field(key, title, title) for key, title in zip(("label", "value"), titles, strict=True)]
    return replace(whole, fields=columns, rows=lines, heads=[titles])


def explain_form(profile: Profile, counted: Mapping[str, Any], rated: str) -> list[str]:
    """How a form was counted and what it does not hold: sentences for below it."""
    used = {key for column in profile.columns for key in (column.count, *(column.rate or ())) if key}
    said = []
    if used & tallies.RECTIFIED.keys():
        said.append(
            _("Rectified = closed + fixed: claims count, verified or not.")
            if rated == "fixed"
            else _("Rectified = closed: a claim counts when it was verified.")
        )
    if profile.leave_out and profile.kind != "rows":
        lang = messages.language
        left_out = listing(words.word("category", key, lang) for key in profile.leave_out)
        said.append(_("Left out, unless summary --category asks for it: {categories}.").format(categories=left_out))
    said += [*_explain_people(profile, counted), *_count_unknown(used, counted)]
    blank = [column.header.read(language(profile)) for column in profile.columns if column.blank]
    if blank:
        said.append(_("Not in the ledger, to be written by hand: {columns}.").format(columns=listing(blank)))
    return said


def explain_sums(profile: Profile, summary: Summary) -> list[str]:
    """Which columns do not add up to the total, since what stands in several rows counts once in it."""
    apart = [
        write_header(profile, column)
        for column in profile.columns
        if column.count and tallies.BY_KEY[column.count].each and _is_apart(column, summary)
    ]
    sentence = _("Not the sum of the rows, since what is in several of them counts once in the total: {columns}.")
    return [sentence.format(columns=listing(apart))] if apart else []


def _is_apart(column: Column, summary: Summary) -> bool:
    whole, *rows = (value_of(column, row) for row in (summary.total, *summary.rows))
    return whole is not None and whole != sum(value or 0 for value in rows)


def _explain_people(profile: Profile, counted: Mapping[str, Any]) -> Iterator[str]:
    """How teams and people are counted, by the headers of their columns, where there are any."""
    sentences = {
        "teams": _("{columns}: the same inspectors on the same day are one team, however many visits."),
        "people": _("{columns}: the inspectors of every visit, added up."),
    }
    for key, sentence in sentences.items():
        columns = [c for c in profile.columns if c.count == key and value_of(c, counted)]
        if columns:
            yield sentence.format(columns=listing(write_header(profile, column) for column in columns))


def _count_unknown(used: set[str], counted: Mapping[str, Any]) -> Iterator[str]:
    """What is in no count because it was not written down."""
    if "sites_visited" in used and (how_many := counted.get("unplaced")):
        yield plural("{count} visit names no site.", "{count} visits name no site.", how_many)
    if used & {"teams", "people"} and (how_many := counted.get("unnamed")):
        yield plural("{count} visit names no inspector.", "{count} visits name no inspector.", how_many)
    if used & tallies.VISITS_OF.keys() and (how_many := counted.get("kind_unsaid")):
        yield plural("{count} visit names no kind.", "{count} visits name no kind.", how_many)
    if "funds" in used and (how_many := counted.get("unfunded")):
        yield plural("{count} hazard says nothing of funds.", "{count} hazards say nothing of funds.", how_many)


def describe_source(column: Column) -> str:
    """Where the cells of the column come from, in the screen's language."""
    lang = messages.language
    if column.rate:
        part, whole = (tallies.BY_KEY[key].title(lang) for key in column.rate)
        return _("{part} / {whole}, in percent").format(part=part, whole=whole)
    if column.count:
        return tallies.BY_KEY[column.count].title(lang)
    if column.field:
        return FIELDS[column.field].title(lang)
    return _("text: {text}").format(text=column.text.read(lang)) if column.text else _("not in the ledger")


def is_unknown(value: Any) -> bool:
    """Whether a cell holds nothing."""
    return value is None or value in ("", []) or value == ()


def value_of(column: Column, row: Mapping[str, Any]) -> Any:
    """What the ledger says for a cell: None where it says nothing; a rate of nothing is `-`.

    What is counted so far stands under `so_far`.
    """
    row = row.get("so_far") or {} if column.so_far else row
    if column.rate:
        part, whole = (row.get(key) for key in column.rate)
        if part is None or whole is None:
            return None
        share = percent(part, whole)
        return "-" if share is None else share
    value = row.get(column.count or column.field or "")
    if column.scale != 1 and isinstance(value, int):
        scaled = value * column.scale
        return int(scaled) if scaled == scaled.to_integral_value() else float(scaled)
    return None if is_unknown(value) else value


def _sheet(profile: Profile, frame: Frame, rows: Iterable[Row], total: Row | None, counted: Mapping[str, Any]) -> Sheet:
    columns = [_describe(profile, column, n, frame) for n, column in enumerate(profile.columns)]
    title = write_title(profile, frame)
    notes = explain_form(profile, counted, frame.rated)
    if frame.start and any(column.so_far for column in profile.columns):
        notes.append(_("So far: from {start} to {last}.").format(start=frame.start, last=frame.until or frame.today))
    return Sheet(columns, rows, title=title, total=total, notes=notes, heads=_heads(profile))


def _fill_row(profile: Profile, takes: Mapping[str, Take], row: Mapping[str, Any], *, total: bool = False) -> Row:
    cells = {name: take(row) for name, take in takes.items()}
    for column in profile.columns if total else ():
        if column.text:
            cells[column.name] = ""
    return cells


def _take(profile: Profile, column: Column, frame: Frame) -> Take:
    """How a cell of the column is made from a row."""
    if column.text:
        pattern, style = column.text.read(language(profile)), profile.dates
        if frame.machine:
            pattern, style = pattern.replace("}{time}", "}T{time}"), "iso"
        text = fill(pattern, _facts(style, frame))
        return lambda _row: text
    if frame.machine:
        return lambda row: None if (value := value_of(column, row)) == "-" else value
    write = _writer(profile, column)

    def take(row: Mapping[str, Any]) -> Any:
        value = value_of(column, row)
        return profile.blank or None if value is None else write(value)

    return take


def _writer(profile: Profile, column: Column) -> Callable[[Any], Any]:
    field, lang = _field_of(column), language(profile)
    if not field:
        return lambda value: value
    if field.kind == "date":
        style = column.date or profile.dates
        return (lambda value: value) if _stays_day(profile, column) else lambda value: write_day(value, style)
    if field.kind == "count":
        return lambda value: value
    return lambda value: column.words.get(_key_of(value)) or fields.cell(field, value, lang)


def _key_of(value: Any) -> str:
    return str(value) if not isinstance(value, bool) else "yes" if value else "no"


def _stays_day(profile: Profile, column: Column) -> bool:
    return (column.date or profile.dates) == "iso" and not profile.blank


def write_day(day: date, style: str) -> str:
    """A day as forms write it: 2023-01-15, 2023/1/15, 2023.1.15 or 2023年1月15日."""
    return _STYLES[style].format(day) if style in _STYLES else _CHINESE.format(day) if style == "chinese" else str(day)


def _field_of(column: Column) -> Field | None:
    return FIELDS.get(column.field or "")


def _describe(profile: Profile, column: Column, rank: int, frame: Frame) -> Field:
    header = write_header(profile, column)
    return Field(column.name, header, header, _kind_of(profile, column, frame), rank=rank)


def _kind_of(profile: Profile, column: Column, frame: Frame) -> str:
    if column.rate:
        return "share"
    field = _field_of(column)
    if column.count or (field and field.kind == "count"):
        return "count" if column.scale == 1 else "amount"
    if field and (frame.machine or (field.kind == "date" and _stays_day(profile, column))):
        return field.kind
    return "text"


def write_header(profile: Profile, column: Column) -> str:
    """What stands over the column, with its group and unit."""
    lang = language(profile)
    group = f"{column.group.read(lang)}/" if column.group else ""
    return group + (column.header.read(lang) if profile.kind == "brief" else _head(column, lang))


def _head(column: Column, lang: str) -> str:
    unit = f"（{column.unit}）" if lang == "zh" else f" ({column.unit})"
    return column.header.read(lang) + (unit if column.unit else "")


def _heads(profile: Profile) -> list[list[str]]:
    """The rows of the header: groups, titles, numbers."""
    lang = language(profile)
    titles = [_head(column, lang) for column in profile.columns]
    groups = [column.group.read(lang) if column.group else "" for column in profile.columns]
    rows = [[group or title for group, title in zip(groups, titles, strict=True)]] if any(groups) else []
    rows.append(titles)
    if profile.numbered:
        numbers = map(str, count(1))
        rows.append(["" if column.field == profile.by else next(numbers) for column in profile.columns])
    return rows


def _add_unit(field: Field, value: Any, unit: str) -> str:
    text = fields.cell(field, value, "zh")
    return f"{text} {unit}" if unit and isinstance(value, (int, float)) else text


def _facts(style: str, frame: Frame) -> dict[str, str]:
    """What stands for the placeholders of titles and texts; style: how days are written."""
    last = frame.until or frame.today
    days = {"since": frame.since, "until": last, "today": frame.today}
    written = {name: write_day(day, style) if day else "" for name, day in days.items()}
    whose = {"city": frame.city, "campaign": frame.campaign}
    first = frame.since.month if frame.since and frame.since.year == last.year else 1
    months = str(last.month) if first == last.month else f"{first}—{last.month}"
    when = {"year": str(last.year), "month": str(last.month), "months": months, "time": frame.time}
    return {**written, **whose, **when}
