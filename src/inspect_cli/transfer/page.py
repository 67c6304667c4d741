"""The only place that lays out the page for the meeting: one file of tables and charts that loads and runs nothing.

Every text is plain text, which the template escapes; the charts are drawn from numbers and days.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from inspect_cli import settings
from inspect_cli.messages import _, listing, plural
from inspect_cli.rules import catalog, coverage, deadlines, fields
from inspect_cli.store import queries
from inspect_cli.store.charting import Age, Burndown, Meeting, Week
from inspect_cli.store.database import Row
from inspect_cli.transfer import charts, printing
from inspect_cli.transfer.charts import Axes, Drawing, Line

HEATS = 4  # the classes heat1 to heat4, the most last
NOTHING = "–"
_WIDE = 6
_LONG = 8
_TILES = (*queries.OPEN_COUNTS, "oldest_days")
_URGENT = ("major", "overdue")


class Cell(NamedTuple):
    """A cell of a table: its text, and the name of a style."""

    text: str
    style: str = ""


@dataclass(frozen=True)
class Table:
    """A table: what it is called, its head, its rows, and the row below them if there is one."""

    title: str
    heads: Sequence[Cell]
    rows: Sequence[Sequence[Cell]]
    total: Sequence[Cell] = ()
    style: str = ""


@dataclass(frozen=True)
class Chart:
    """A chart with the numbers it is drawn from. legend: the class of a series, its shape, its name."""

    title: str
    drawing: Drawing
    legend: Sequence[tuple[str, str, str]]
    numbers: Table
    notes: Sequence[str] = ()


@dataclass(frozen=True)
class Section:
    """A part of the page; what it has nothing of is left out."""

    title: str
    notes: Sequence[str] = ()
    tables: Sequence[Table] = ()
    charts: Sequence[Chart] = ()


@dataclass(frozen=True)
class Page:
    """The page, from the top to the bottom. tiles: a title, a number, the name of a style."""

    lang: str
    title: str
    facts: Sequence[str]
    lead: str
    tiles: Sequence[tuple[str, str, str]]
    sections: Sequence[Section]
    footer: Sequence[str]


def write(meeting: Meeting, lang: str, today: date) -> str:
    """The page as HTML, in the language of the user's sentences; today: the day it is made."""
    return printing.fill("page", "html", lay_out(meeting, lang, today), "page")


def lay_out(meeting: Meeting, lang: str, today: date) -> Page:
    """What the page says, part by part."""
    title = _("Safety hazards: how things stand")
    return Page(
        lang=printing.LANGUAGES[lang],
        title=_("{city}: {title}").format(city=settings.city(), title=title) if settings.city() else title,
        facts=list(_facts(meeting, today)),
        lead=_lead(meeting.total),
        tiles=list(_tiles(meeting.total, lang)),
        sections=[
            _home(meeting, lang),
            _heat(meeting, lang),
            _trend(meeting.weeks),
            _ages(meeting.ages),
            _campaigns(meeting),
            _rebounds(meeting, lang),
            _gaps(meeting, lang),
        ],
        footer=[
            _("Made on {day} from the hazard ledger. Texts stand as people wrote them.").format(day=today),
            _("Open: not yet verified by somebody else. To verify: somebody says it is fixed."),
        ],
    )


def _facts(meeting: Meeting, today: date) -> Iterator[str]:
    asked = meeting.asked
    yield _("As of {day}").format(day=asked.on)
    yield meeting.township or _("All townships")
    yield _("Period: {first} to {last}").format(first=asked.since, last=asked.until)
    if asked.on < today:
        yield _(
            "Worked out from what the ledger says on {day}; severities and deadlines are those of that day."
        ).format(day=today)


def _lead(total: Row) -> str:
    if not total["open"]:
        return _("No hazard is open.")
    return " ".join(
        (
            plural("{count} hazard is open.", "{count} hazards are open.", total["open"]),
            plural("{count} is major.", "{count} are major.", total["major"]),
            plural("{count} is overdue.", "{count} are overdue.", total["overdue"]),
            plural("{count} waits to be verified.", "{count} wait to be verified.", total["fixed"]),
        )
    )


def _tiles(total: Row, lang: str) -> Iterator[tuple[str, str, str]]:
    for field in fields.pick_counts(_TILES):
        count = total[field.key]
        yield field.title(lang), f"{count:,}", "urgent" if field.key in _URGENT and count else ""


def _number(count: int, style: str = "") -> Cell:
    return Cell(f"{count:,}", f"number {style}".rstrip())


def _heads(first: Sequence[str], numbers: Sequence[str]) -> list[Cell]:
    return [*(Cell(title) for title in first), *(Cell(title, "number") for title in numbers)]


def _home(meeting: Meeting, lang: str) -> Section:
    title = _("What is open in each township")
    if not meeting.home:
        return Section(title, [_("No townships are registered yet.")])
    columns = fields.pick_counts(_TILES)
    (township,) = fields.pick_fields(["township"])
    heads = _heads([township.title(lang)], [column.title(lang) for column in columns])
    rows = [_tell_home(row, [column.key for column in columns]) for row in meeting.home]
    total = _tell_home(meeting.total, [column.key for column in columns])
    notes = [_("Worst first: by majors, then by what is overdue, then by what is open.")]
    return Section(title, notes, [Table("", heads, rows, total, "even")])


def _tell_home(row: Row, keys: Sequence[str]) -> list[Cell]:
    urgent = {key: "urgent" for key in _URGENT if row[key]}
    counts = [_number(row[key], urgent.get(key, "" if row[key] else "zero")) for key in keys]
    return [Cell(row["township"]), *counts]


def _name_category(key: str, lang: str) -> str:
    known = catalog.categories().get(key)
    return known.title(lang) if known else key


def _heat(meeting: Meeting, lang: str) -> Section:
    title = _("Open by category and township")
    rows = [row for row in meeting.home if row["open"]]
    if not rows:
        return Section(title, [_("Nothing is open.")])
    keys = [key for key in meeting.categories if meeting.total["categories"].get(key)]
    most = max(count for row in rows for count in row["categories"].values())
    (township,) = fields.pick_fields(["township"])
    names = [_name_category(key, lang) for key in keys]
    heads = _heads([township.title(lang)], [*names, _("Total")])
    told = [_tell_heat(row, keys, most) for row in rows]
    total = [Cell(meeting.total["township"]), *(_number(meeting.total["categories"][key]) for key in keys)]
    # Long names of many categories have room only upright.
    upright = len(keys) > _WIDE and max(map(len, names)) > _LONG
    total += [_number(meeting.total["open"])]
    notes = [_("The darker a cell, the more is open. Townships and categories with nothing open are left out.")]
    table = Table("", heads, told, total, "heat upright" if upright else "heat")
    return Section(title, notes, [table])


def _tell_heat(row: Row, keys: Sequence[str], most: int) -> list[Cell]:
    counts = [row["categories"].get(key, 0) for key in keys]
    cells = [_number(count, f"heat{-(-HEATS * count // most)}") if count else Cell("", "number") for count in counts]
    return [Cell(row["township"]), *cells, _number(row["open"], "sum")]


def _trend(weeks: Sequence[Week]) -> Section:
    title = _("Found, claimed and verified by week")
    if not any(week.found or week.fixed or week.closed for week in weeks):
        return Section(title, [_("Nothing was found, claimed or verified in this period.")])
    names = {"found": _("Found"), "fixed": _("Claimed fixed"), "closed": _("Verified and closed")}
    days = [week.first for week in weeks]
    lines = [
        Line(name, [((week.first - days[0]).days, getattr(week, key)) for week in weeks]) for key, name in names.items()
    ]
    axes = Axes(title, _("Week from"), _("Number of hazards"))
    heads = _heads([_("Week from")], [*names.values(), _("Of these claimed only")])
    keys = (*names, "claimed")
    rows = [[Cell(f"{week.first}", "day"), *(_number(getattr(week, key)) for key in keys)] for week in weeks]
    total = [Cell(_("Total")), *(_number(sum(getattr(week, key) for week in weeks)) for key in keys)]
    notes = [
        _("A claim counts on the day that somebody last said it is fixed."),
        _("A claim that failed verification counts no more: “Claimed fixed” is without it."),
        _("“Of these claimed only” were closed without a named verifier other than the fixer."),
    ]
    legend = [(f"s{n}", "line", name) for n, name in enumerate(names.values())]
    drawing = charts.draw_lines(axes, lines, days)
    return Section(
        title, charts=[Chart(title, drawing, legend, Table(_("The same in numbers"), heads, rows, total), notes)]
    )


def _ages(ages: Sequence[Age]) -> Section:
    title = _("How long hazards have been open")
    if not any(age.general or age.major for age in ages):
        return Section(title, [_("Nothing is open.")])
    labels = [f"{age.least}–{age.most}" if age.most is not None else f">{age.least - 1}" for age in ages]
    names = [_("General"), _("Major")]
    axes = Axes(title, _("Days since it was found"), _("Number of hazards"))
    series = [(names[0], [age.general for age in ages]), (names[1], [age.major for age in ages])]
    heads = _heads([_("Days")], [*names, _("Total")])
    rows = [
        [Cell(label), _number(age.general), _number(age.major), _number(age.general + age.major)]
        for label, age in zip(labels, ages, strict=True)
    ]
    sums = [sum(age.general for age in ages), sum(age.major for age in ages)]
    total = [Cell(_("Total")), *(_number(count) for count in (*sums, sum(sums)))]
    legend = [(f"a{n}", "bar", name) for n, name in enumerate(names)]
    drawing = charts.draw_bars(axes, labels, series)
    return Section(title, charts=[Chart(title, drawing, legend, Table(_("The same in numbers"), heads, rows, total))])


def _campaigns(meeting: Meeting) -> Section:
    title = _("Campaigns")
    if not meeting.burndowns:
        return Section(title, [_("No campaign runs on this day.")])
    shown = [_chart_burndown(burndown, meeting.asked.on) for burndown in meeting.burndowns]
    notes = [
        _("{name}: nothing of it is to be shown yet.").format(name=burndown.name)
        for burndown, chart in zip(meeting.burndowns, shown, strict=True)
        if chart is None
    ]
    return Section(title, notes, charts=[chart for chart in shown if chart])


def _chart_burndown(burndown: Burndown, on: date) -> Chart | None:
    days, held = burndown.days, burndown.open
    if not any(held):
        return None
    names = [_("Open"), _("Straight line to the end")]
    seen = [((day - days[0]).days, float(count)) for day, count in zip(days, held, strict=False)]
    lines = [Line(names[0], seen)]
    if burndown.peak and burndown.end:
        from_peak = ((burndown.peak[0] - days[0]).days, float(burndown.peak[1]))
        lines.append(Line(names[1], [from_peak, ((burndown.end - days[0]).days, 0.0)]))
    shown = names[: len(lines)]
    rows = [
        [
            Cell(f"{day}"),
            _number(held[n]) if n < len(held) else Cell(NOTHING, "number"),
            *([_aim(burndown, day)] if burndown.peak else []),
        ]
        for n, day in enumerate(days)
    ]
    axes = Axes(_("{name}: what is open").format(name=_("Campaign")), _("Day"), _("Number of hazards"))
    legend = [(f"b{n}", "line", name) for n, name in enumerate(shown)]
    table = Table(_("The same in numbers"), _heads([_("Day")], shown), rows)
    drawing = charts.draw_lines(axes, lines, days)
    return Chart(burndown.name, drawing, legend, table, list(_tell_burndown(burndown, on)))


def _aim(burndown: Burndown, day: date) -> Cell:
    aim = burndown.aim(day)
    return Cell(NOTHING if aim is None else f"{aim:.1f}".removesuffix(".0"), "number")


def _tell_burndown(burndown: Burndown, on: date) -> Iterator[str]:
    last = burndown.end and min(on, burndown.end)
    if burndown.end is None:
        yield _("It has no last day, and so no line to it.")
        return
    yield _("From {first} to {last}.").format(first=burndown.start, last=burndown.end)
    if last == on:
        left = deadlines.count_left(burndown.end, on)
        yield plural("{count} day is left, {day} among them.", "{count} days are left, {day} among them.", left, day=on)
    if burndown.peak:
        yield _("The line leads from the day with the most open, {day}, to nothing on the last day.").format(
            day=burndown.peak[0]
        )


def _rebounds(meeting: Meeting, lang: str) -> Section:
    title = _("What came back")
    if not meeting.places and not meeting.items:
        return Section(title, [_("Nothing came back in this period.")])
    counts = [_("Times"), _("Open")]
    tables = []
    if meeting.places:
        heads = [*_heads([_("Place")], counts), Cell(_("Last found"))]
        tables.append(Table(_("Places"), heads, [_tell_back(_place(row), row) for row in meeting.places]))
    heads = [*_heads([_("Hazard")], counts), Cell(_("Last found"))]
    tables.append(Table(_("Items"), heads, [_tell_back(_item(row, lang), row) for row in meeting.items]))
    notes = [_("Hazards found in this period that repeat a closed one, the most frequent first.")]
    return Section(title, notes, [replace(table, style="half") for table in tables])


def _tell_back(name: str, row: Row) -> list[Cell]:
    return [Cell(name), _number(row["times"]), _number(row["open"]), Cell(f"{row['last']}", "day")]


def _place(row: Row) -> str:
    return listing(part for part in (row["township"], row["village"], row["place"]) if part)


def _item(row: Row, lang: str) -> str:
    text: Any = (row["item_text_en"] if lang == "en" else None) or row["item_text"]
    return " ".join(part for part in (row["item"], text) if part) or row["description"]


def _gaps(meeting: Meeting, lang: str) -> Section:
    title = _("Gaps: what nobody answers for, visits or covers")
    if not meeting.gaps:
        return Section(title, [_("No gaps.")])
    rows = [[Cell(coverage.title(kind, lang)), _number(count)] for kind, count in meeting.gaps.items()]
    total = [Cell(_("Total")), _number(sum(meeting.gaps.values()))]
    table = Table(_("Gaps by kind, the worst first"), _heads([_("Gap")], [_("Count")]), rows, total, "half")
    return Section(title, [_("inspect-cli gaps names each, with the command that mends it.")], [table])
