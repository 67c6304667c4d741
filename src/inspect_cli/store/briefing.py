"""The only place that reads what reports are made of, keeps them as they were at their cut-off, and knows the log.

A report is known by its kind, its days, its township or the whole city, and its campaign if it is about one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from inspect_cli.messages import _
from inspect_cli.rules import lags, periods
from inspect_cli.rules.periods import Span
from inspect_cli.store import campaigns, queries, tallying
from inspect_cli.store.database import Database, Row
from inspect_cli.store.entry import CITY
from inspect_cli.store.queries import Selection
from inspect_cli.store.summaries import Summary

LAG_DAYS = 7  # up to the day of a daily report, on which everything was written at once
WEEK = timedelta(days=6)  # before the last day of it
_HABIT_DAYS = 31 * (periods.HABIT + 1)  # back, within which so many months lie
_UNWATCHED = ("missing", "unsent")
_NOTHING = ("visits", "found", "cases")  # what is 0 when nothing was recorded


class Asked(NamedTuple):
    """Which report: its kind and days, a township (a code) or the whole city, a campaign (of `campaigns`) if any."""

    kind: str
    span: Span
    township: str | None = None
    campaign: Row | None = None

    @property
    def place(self) -> str:
        """The township under which it is kept."""
        return self.township or CITY

    @property
    def name(self) -> str | None:
        """The name of its campaign."""
        return self.campaign["name"] if self.campaign else None

    @property
    def start(self) -> date:
        """From when on is counted what is counted so far."""
        begun = self.campaign["start"] if self.campaign else None
        return begun or date(self.span.last.year, 1, 1)

    @property
    def counted_from(self) -> date:
        """The day before which nothing counts so far: with a campaign belongs, whenever it was found, what names it."""
        return date.min if self.campaign and self.campaign["start"] else self.start

    @property
    def due_at(self) -> datetime | None:
        """When it has to be sent."""
        return periods.due_at(self.kind, self.span, self.campaign["end"] if self.campaign else None)


class Habit(NamedTuple):
    """What was sent each time until its last time; township: a code, or the whole city; lacking: the day of the next.

    Both days are the last ones of their reports.
    """

    kind: str
    township: str | None
    last: date
    lacking: date


def select(asked: Asked, on: date, left_out: Collection[str] = (), *, since: date | None = None) -> Selection:
    """What a report is about, as it stands on a day, without the categories that its form leaves out.

    since: another first day than that of the report.
    """
    if asked.campaign:
        selection = campaigns.belong(asked.campaign, on, asked.township)
    else:
        selection = queries.select(on, township=asked.township)
    selection.add("since", since=since or asked.span.first)
    selection.add("until", until=asked.span.last)
    if left_out:
        selection.add("leave_out", leave_out=list(left_out))
    return selection


@contextmanager
def standing(database: Database, asked: Asked, on: date, today: date) -> Iterator[Database]:
    """The ledger as it stood on the day a report counts up to: itself when that is today."""
    if on >= today:
        yield database
        return
    from inspect_cli.store import past

    first = min(
        asked.counted_from, asked.span.first, date(asked.span.last.year, 1, 1)
    )  # the widest that a table asks for
    with past.standing(database, select(asked, on, since=first), on) as then:
        yield then


def is_empty(database: Database, asked: Asked, on: date) -> bool:
    """Whether nothing was recorded in the days of a report."""
    total = tallying.tally(database, None, select(asked, on), _NOTHING, "closed").total
    return not any(total[key] for key in _NOTHING)


def count_late(database: Database, asked: Asked, on: date) -> int:
    """How many visits of earlier days were written down in the days of a report."""
    first, last = asked.span
    selection = select(asked._replace(span=Span(date.min, first - timedelta(days=1))), on)
    rows = database.rows("visit_lags", selection.parameters, selection.filters)
    return sum(row["visits"] for row in rows if first <= row["written_on"] <= last)


def count_spot_checks(database: Database, asked: Asked) -> int:
    """How often somebody looked whether duty is kept."""
    filters = ["between", *(["township"] if asked.township else [])]
    first, last = asked.span
    return len(database.rows("spot_checks", {"first": first, "last": last, "township": asked.township}, filters))


def measure_lags(database: Database, selection: Selection) -> Summary:
    """How many days it took until visits were written down, by township, and of all of them together."""
    known = queries.township_names(database)
    counted: dict[str, Counter[int]] = defaultdict(Counter)
    for row in database.rows("visit_lags", selection.parameters, selection.filters):
        counted[row["township"]][lags.days_between(row["inspected_on"], row["written_on"])] += row["visits"]
    codes = [code for code in known if code in counted] + sorted(counted.keys() - known)
    rows = [{"township": known.get(code, code), **lags.describe(counted[code])} for code in codes]
    whole = sum(counted.values(), Counter[int]())
    return Summary(rows, {"township": _("Total"), **lags.describe(whole)})


def choose_lag_days(asked: Asked) -> Span:
    """Of which visits a report has the lag: those of its days; of a single day those of the week up to it."""
    first, last = asked.span
    return Span(last - timedelta(days=LAG_DAYS - 1) if asked.kind == "daily" else first, last)


def report_lags(database: Database, asked: Asked, on: date) -> Summary:
    """The same of the visits of which a report has the lag."""
    return measure_lags(database, select(asked, on, since=choose_lag_days(asked).first))


def find_kept(database: Database, asked: Asked) -> list[Row]:
    """The snapshots of a report, the newest first."""
    facts = {"township": asked.place, "kind": asked.kind, "first": asked.span.first, "last": asked.span.last}
    rows = database.rows("reports", facts, ["township", "kind", "period"])
    return sorted((row for row in rows if row["campaign"] == asked.name), key=lambda row: str(row["id"]), reverse=True)


def describe(asked: Asked, cut_off: datetime) -> Row:
    """What an entry says of a report, without its content."""
    return {
        "campaign": asked.name,
        "cut_off": cut_off,
        "due_at": asked.due_at,
        "first": asked.span.first,
        "last": asked.span.last,
        "report": asked.kind,
    }


def read_log(database: Database, days: Span, now: datetime, township: str | None = None) -> list[Row]:
    """The reports of these days, the latest first: those that were made, and those that campaigns and periods ask for.

    township: only what was made for that one (a code), which nobody asks for.
    Each: report, township (None: the whole city), campaign, first, last, due_at, sent_at, id and content (None: never
    made), replaced (a newer snapshot stands), state and late_minutes of `rules.periods`: of several snapshots the first
    sending decides both, and one that was made after it is `remade`, of which nothing is wanting. What was made for a
    township waits until it is sent.
    """
    filters = ["between", *(["township"] if township else [])]
    made = database.rows("reports", {"since": days.first, "until": days.last, "township": township}, filters)
    made.sort(key=lambda row: str(row["id"]), reverse=True)
    sent = _find_sendings(made)
    seen: set[tuple[Any, ...]] = set()
    rows = []
    for row in made:
        sign = _sign(row)
        of = None if row["township"] == CITY else row["township"]
        rows.append(_judge({**row, "township": of, "replaced": sign in seen}, now, sent.get(sign)))
        seen.add(sign)
    if township is None:
        known = campaigns.read_campaigns(database, now.date())
        rows += [_judge(row, now) for row in _find_wanted(known, days, now.date(), seen)]
    return sorted(rows, key=lambda row: (row["last"], row["first"], str(row["id"] or "")), reverse=True)


def find_asking(database: Database, days: Span, today: date) -> list[Row]:
    """The campaigns and periods that ask for reports within these days."""
    known = campaigns.read_campaigns(database, today)
    return [row for row in known if _asks(row) and row["start"] <= days.last and days.first <= (row["end"] or date.max)]


def find_habits(database: Database, days: Span, now: datetime, township: str | None = None) -> list[Habit]:
    """Reports that nobody asks for, of which several one after another were sent, and the next, due, was not made.

    Only those of which the next one lies within these days; township: only its own (a code).
    """
    since = days.first - timedelta(days=_HABIT_DAYS)
    asked = {(CITY, row["report"]) for row in find_asking(database, Span(since, days.last), now.date())}
    filters = ["between", *(["township"] if township else [])]
    made: dict[tuple[str, str], set[Span]] = defaultdict(set)
    sent: dict[tuple[str, str], set[Span]] = defaultdict(set)
    for row in database.rows("reports", {"since": since, "until": days.last, "township": township}, filters):
        sign, span = (row["township"], row["report"]), Span(row["first"], row["last"])
        if row["report"] in periods.FREQUENCIES and not row["campaign"] and sign not in asked:
            made[sign].add(span)
            if row["sent_at"]:
                sent[sign].add(span)
    habits = []
    for (place, kind), spans in sorted(sent.items()):
        lacking = periods.find_lacking(kind, spans, made[place, kind], now)
        if lacking and days.first <= lacking.last <= days.last:
            habits.append(Habit(kind, None if place == CITY else place, max(spans).last, lacking.last))
    return habits


def is_wanting(row: Mapping[str, Any]) -> bool:
    """Whether a row of the log was due and is not sent."""
    return row["state"] in _UNWATCHED and not row["replaced"]


def _find_wanted(known: Sequence[Row], days: Span, today: date, made: Collection[tuple[Any, ...]]) -> Iterator[Row]:
    """The reports of the city that each campaign and period asks for, and that nobody made for it or for all."""
    for campaign in filter(_asks, known):
        kind, start = campaign["report"], campaign["start"]
        end = min(campaign["end"] or today, today)
        for span in periods.list_spans(kind, start, end):
            within = days.first <= span.last <= days.last
            names = (campaign["name"], None)
            if within and not any((CITY, kind, name, *span) in made for name in names):
                yield {
                    "report": kind,
                    "township": None,
                    "campaign": campaign["name"],
                    "first": span.first,
                    "last": span.last,
                    "due_at": periods.due_at(kind, span),
                    **dict.fromkeys(("sent_at", "id", "content")),
                    "replaced": False,
                }


def _asks(campaign: Row) -> bool:
    return campaign["report"] in periods.FREQUENCIES and campaign["start"] is not None


def find_sending(kept: Sequence[Row]) -> datetime | None:
    """When a report was sent first; kept: its snapshots."""
    return min((row["sent_at"] for row in kept if row["sent_at"]), default=None)


def _find_sendings(made: Sequence[Row]) -> dict[tuple[Any, ...], datetime | None]:
    by_sign: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in made:
        by_sign[_sign(row)].append(row)
    return {sign: find_sending(rows) for sign, rows in by_sign.items()}


def _sign(row: Row) -> tuple[Any, ...]:
    return row["township"], row["report"], row["campaign"], row["first"], row["last"]


def _judge(row: Row, now: datetime, first: datetime | None = None) -> Row:
    if first and not row["sent_at"] and not row["replaced"]:
        return {**row, "state": "remade", "late_minutes": 0}
    sent = first if row["sent_at"] else None
    due = row["due_at"] if row["township"] is None or sent else None
    state = periods.judge(due, sent, now, kept=row["id"] is not None)
    return {**row, "state": state, "late_minutes": periods.minutes_late(due, sent, now)}
