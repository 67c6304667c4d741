"""The only place that reads: each question of the commands is one function over the statements."""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from operator import itemgetter
from typing import Any
from unicodedata import normalize

from inspect_cli import messages
from inspect_cli.errors import NothingFound, WrongUsage
from inspect_cli.messages import _, listing
from inspect_cli.rules import catalog, names
from inspect_cli.rules.deadlines import DUE_SOON_DAYS, days_late, is_due_soon, is_overdue
from inspect_cli.rules.numbers import Number, number_of
from inspect_cli.rules.rebounds import closing_day
from inspect_cli.store import naming
from inspect_cli.store.database import Database, Row

CHUNK = 500
OPEN_COUNTS = ("open", "major", "overdue", "due_soon", "fixed", "rebound")
_PATTERNS = ("site", "village", "owner", "campaign")  # looked for inside the column, case aside


@dataclass
class Selection:
    """The filters of a list: their names in `statements`, and their parameters."""

    filters: list[str] = field(default_factory=list)
    parameters: dict[str, Any] = field(default_factory=dict)

    def add(self, name: str, **parameters: Any) -> None:
        """One more filter."""
        self.filters.append(name)
        self.parameters.update(parameters)


def select(today: date, *, due_within: int | None = None, **asked: Any) -> Selection:
    """The selection for what was asked; None and False ask for nothing.

    asked: township (code), category, severity, batch, status (list), since, until, and parts of site, village,
    owner, campaign and text; true or false: open, overdue, rebound, claimed, self_verified, on_spot, listed,
    suspended, unplanned, failed, conflict. due_within: open and due from today to that many days on.
    """
    selection = Selection(parameters={"today": today, "soon": today})
    if due_within is not None:
        selection.add("due_within", soon=today + timedelta(days=due_within))
    for name, value in asked.items():
        if isinstance(value, str) and any("\ud800" <= ch <= "\udfff" for ch in value):
            raise WrongUsage(_("The filter {name} holds bytes that are no text.").format(name=f"--{name}"))
        if value is True:
            selection.add(name)
        elif name == "text" and value:
            selection.add(name, text=pattern(value), text_name=pattern(normalize("NFC", value)))
        elif name in _PATTERNS and value:
            selection.add(name, **{name: pattern(normalize("NFC", value))})
        elif value is not None and value is not False:
            selection.add(name, **{name: value})
    return selection


def township_names(database: Database) -> dict[str, str]:
    """The register: code -> name, in the order of codes."""
    return {row["township"]: row["name"] for row in database.rows("townships", order="code")}


def typed_names(named: Mapping[str, str]) -> dict[str, str]:
    """What commands call each of these townships (code -> name): its name where no other has it, else its code."""
    held = Counter(named.values())
    return {code: name if held[name] == 1 else code for code, name in named.items()}


def townships(database: Database) -> list[Row]:
    """The register of townships: code, name, kind."""
    return [{**row, "code": row["township"]} for row in database.rows("townships", order="code")]


def last_number(database: Database, code: str) -> int:
    """The highest number given behind a device code; 0 when there is none."""
    return max((row["last"] for row in database.rows("numbers_used", {"code": code}, ["code"])), default=0)


def count_besides(database: Database, selection: Selection | None = None) -> dict[str, int]:
    """How much there is that the columns of the ledger do not hold, what there is none of left out.

    Of these hazards: plan, listed, suspended, transferred_to, issued, duplicate_of, failed (looks). Of the whole
    ledger: photo, answer (of walks), counter (of visits), illegal_case.
    """
    counted: dict[str, int] = {}
    if selection is not None:
        counted = database.rows("hazards_besides", selection.parameters, selection.filters)[0]
    tables = ("photo", "answer", "counter", "illegal_case")
    counted |= {name: database.rows(f"count_{name}")[0]["total"] for name in tables}
    return {name: total for name, total in counted.items() if total}


def count_entries(database: Database) -> int:
    """How many entries the journal has, by its heads."""
    return sum(row["last_seq"] for row in database.rows("township_heads"))


def campaigns(database: Database) -> list[Row]:
    """The register of campaigns: name, start, end."""
    return database.rows("campaigns", order="name")


def find_township(database: Database, typed: str, on: date | None = None) -> str:
    """The code of the township that was typed: code, name, part of it, pinyin or initials, a name that it had.

    on: one that was no more on that day is refused, and the one that took over named.
    Raises WrongUsage with the nearest three, or with all that fit when it is ambiguous.
    """
    rows = {row["township"]: row for row in database.rows("townships", order="code")}
    if not rows:
        raise no_townships()
    labels = {code: [code, row["name"], row["pinyin"], row["initials"]] for code, row in rows.items()}
    for name, code in naming.read_townships(database).items():
        labels[code].append(name)
    named = {code: {**row, "successor": _name_of(rows, row["successor"])} for code, row in rows.items()}
    return pick(_("township"), typed, labels, named, on)


def pick(kind: str, typed: str, labels: Mapping[str, Sequence[str]], rows: Mapping[str, Row], on: date | None) -> str:
    """The key of the row that was typed, by any of its labels; of several, the one that is there on that day.

    rows: name, ended_on and, where there is one, successor (a name) of each key.
    Raises WrongUsage like `find_township`; kind: what they are, in a word.
    """
    found = names.find(typed, labels)
    standing = [key for key in found if on is None or not is_ended(rows[key], on)]
    if len(standing) == 1:
        return standing[0]
    if found and not standing:
        raise _no_more(rows[found[0]])
    offered = {key: every for key, every in labels.items() if on is None or not is_ended(rows[key], on)}
    near = listing(rows[key]["name"] for key in (standing or names.nearest(typed, offered)))
    raise unclear(kind, typed, near, ambiguous=bool(standing))


def is_ended(row: Mapping[str, Any], day: date) -> bool:
    """Whether what a row of a register is about was no more on that day."""
    return row["ended_on"] is not None and row["ended_on"] <= day


def _no_more(row: Row) -> WrongUsage:
    todo = _("{successor} took over: write that.") if row.get("successor") else _("Write one that is there.")
    return WrongUsage(
        _("{name} is no more since {day}.").format(name=row["name"], day=row["ended_on"]),
        _("Nothing was written."),
        todo.format(successor=row.get("successor")),
    )


def _name_of(rows: Mapping[str, Row], code: str | None) -> str | None:
    return rows[code]["name"] if code is not None and code in rows else code


def no_townships() -> WrongUsage:
    """The register is empty, so that no place can be known."""
    return WrongUsage(
        _("No townships are registered yet."),
        _("Nothing was written."),
        _("Run: inspect-cli init --townships FILE, a CSV with code, name, kind."),
    )


def find_category(typed: str) -> str:
    """The key of the category that was typed: key, Chinese name, alias or beginning. Raises like `find_township`."""
    found = catalog.find_category(typed)
    if len(found) == 1:
        return found[0]
    near = found or catalog.nearest_categories(typed)
    told = listing(catalog.tell(catalog.categories()[key], messages.language) for key in near)
    problem = unclear(_("category"), typed, told, ambiguous=bool(found))
    if catalog.broken() and not found:
        files = listing(path.name for path in catalog.broken())
        sentence = _("{todo}. A list of your own cannot be read: {files}. See: inspect-cli category check")
        problem.todo = sentence.format(todo=problem.todo, files=files)
    raise problem


def find_kept_category(database: Database, typed: str) -> str:
    """The same; also one that no list here knows any more, by its key, if the ledger has something of it."""
    if catalog.find_category(typed):
        return find_category(typed)
    key = typed.strip().lower()
    asked, filters = {"category": key}, ["category"]
    if catalog.is_key(key) and (
        database.rows("hazard_total", asked, filters)[0]["total"]
        or database.rows("clean_visits", asked, filters, order="written", limit=1)
    ):
        return key
    return find_category(typed)


def count_lost(database: Database, today: date) -> dict[str, int]:
    """The categories of open hazards that no list here knows: key -> how many are open."""
    asked = {"today": today, "soon": today, "township": None}
    counted: dict[str, int] = defaultdict(int)
    for row in database.rows("open_counts", asked):
        if row["category"] not in catalog.categories():
            counted[row["category"]] += row["open"]
    return dict(sorted(counted.items()))


def used_categories(database: Database) -> list[str]:
    """The keys of the categories that are used here: the core, those of the user's own files, and those enabled."""
    said = {row["key"]: row["enabled"] for row in database.rows("categories", order="key")}
    known = catalog.categories().values()
    return [c.key for c in known if c.core or said.get(c.key, c.own)]


def use_category(database: Database, typed: str) -> str:
    """The key of the category that was typed, for new visits. Raises WrongUsage for one that is not used here."""
    key = find_category(typed)
    if not catalog.categories()[key].core and key not in used_categories(database):
        raise WrongUsage(
            _("The category {category} is not used here yet.").format(category=key),
            _("Nothing was written."),
            _("Run once: inspect-cli category enable {category}").format(category=key),
        )
    return key


def hazards(
    database: Database, selection: Selection, today: date, order: str = "worst", limit: int | None = None
) -> Iterator[Row]:
    """Hazards as rows of the ledger's columns, with the derived ones."""
    found = database.stream("hazards", selection.parameters, selection.filters, order=order, limit=limit)
    return (present(row, today) for row in found)


def count_hazards(database: Database, selection: Selection) -> int:
    """How many hazards a list would have."""
    counted = database.rows("hazard_total", selection.parameters, selection.filters)
    total: int = counted[0]["total"]
    return total


def clean_visits(database: Database, selection: Selection) -> Iterator[Row]:
    """Visits that found nothing, as rows of the ledger's columns, in the order they were written."""
    found = database.stream("clean_visits", selection.parameters, selection.filters, order="written")
    return (
        {**row, "township": row["township_name"] or row["township"], "inspectors": _split(row["inspectors"])}
        for row in found
    )


def written_rows(database: Database, selection: Selection, today: date, *, clean: bool) -> Iterator[Row]:
    """Hazards, and with clean the visits that found nothing, as rows in the order they were written."""
    found = [hazards(database, selection, today, "written"), *([clean_visits(database, selection)] if clean else [])]
    return heapq.merge(*found, key=lambda row: row.get("inspection") or row["id"])


def written_lines(database: Database, selection: Selection, *, clean: bool) -> Iterator[str]:
    """The same rows as lines of text: the columns of the ledger with `fields.MARK` between them, words as keys."""
    names = ("hazard_lines", "clean_visit_lines") if clean else ("hazard_lines",)
    found = (database.stream(name, selection.parameters, selection.filters, order="written") for name in names)
    return (row["line"] for row in heapq.merge(*found, key=itemgetter("visit")))


def hazards_written(database: Database, numbers: Sequence[Number], batch: str) -> list[Row]:
    """The ledger's own rows of the hazards that a batch has given these numbers to."""
    rows = numbered_rows(database, numbers)
    return [row for number in numbers for row in rows.get(number, []) if row["batch"] == batch]


def hazards_numbered(database: Database, numbers: Sequence[Number]) -> list[Row]:
    """The ledger's own rows of these hazards, in the order given.

    Raises NothingFound when one is unknown, WrongUsage when one names two hazards; so a command changes all or none.
    """
    rows = numbered_rows(database, numbers)
    unknown = [str(number) for number in numbers if number not in rows]
    if unknown:
        raise NothingFound(
            _("There is no hazard {numbers}.").format(numbers=", ".join(unknown[:10])),
            _("Nothing was written."),
            _("Look it up: inspect-cli list --text WORD --status all"),
        )
    doubled = [str(number) for number in numbers if len(rows[number]) > 1]
    if doubled:
        raise WrongUsage(
            _("More than one hazard has the number {numbers}.").format(numbers=", ".join(doubled[:10])),
            _("Nothing was written."),
        )
    return [rows[number][0] for number in numbers]


def numbered_rows(database: Database, numbers: Sequence[Number]) -> dict[Number, list[Row]]:
    """The ledger's rows behind each of these numbers that is known."""
    by_series: dict[str, list[int]] = defaultdict(list)
    for number in numbers:
        by_series[number.series].append(number.serial)
    rows: dict[Number, list[Row]] = defaultdict(list)
    for series, serials in by_series.items():
        for start in range(0, len(serials), CHUNK):
            asked = {"series": series, "serials": serials[start : start + CHUNK]}
            for row in database.stream("hazards", asked, ["series", "serials"]):
                rows[Number(row["series"], row["serial"])].append(row)
    return rows


def present(row: Row, today: date) -> Row:
    """A row of the hazard table as people know it: number, township's name, derived flags."""
    return {
        **row,
        "number": number_of(row),
        "township": row["township_name"] or row["township"],
        "inspected_on": row["found_on"],
        "inspectors": _split(row["inspectors"]),
        "days_open": (today - row["found_on"]).days if row["is_open"] else None,
        "overdue": is_overdue(row["due"], today, is_open=row["is_open"]),
        "due_soon": is_due_soon(row["due"], today, is_open=row["is_open"]),
        "days_late": days_late(row["first_due"], None if row["is_open"] else closing_day(row), today)
        if row["is_open"] or row["status"] == "closed"
        else None,
    }


def open_by_township(database: Database, today: date, township: str | None = None) -> list[Row]:
    """The home screen: a row for each township that is there, zero rows too, and each that has something; worst first.

    Worst first: majors, then overdue, then open, then age. Each row: township, OPEN_COUNTS, oldest_days, and
    `categories` (key -> open).
    """
    asked = {"today": today, "soon": today + timedelta(days=DUE_SOON_DAYS), "township": township}
    counted = database.rows("open_counts", asked, ["township"] if township else [])
    return fold_open(database, counted, today, township)


def fold_open(database: Database, counted: Sequence[Row], today: date, township: str | None = None) -> list[Row]:
    """The rows of `open_by_township`, of counts by township and category that were made already."""
    known = database.rows("townships", order="code")
    register = {row["township"]: row["name"] for row in known}
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in counted:
        groups[row["township"]].append(row)
    there = [row["township"] for row in known if not is_ended(row, today) or row["township"] in groups]
    codes = [township] if township else [*there, *(code for code in groups if code not in register)]
    rows = [{"township": register.get(code, code), **_add_up(groups[code], today)} for code in codes]
    return sorted(rows, key=_badness, reverse=True)


def total_open(rows: Sequence[Row]) -> Row:
    """The total row of the home screen: counts added, the age of the oldest of all."""
    categories: dict[str, int] = defaultdict(int)
    for row in rows:
        for key, count in row["categories"].items():
            categories[key] += count
    sums = {name: sum(row[name] for row in rows) for name in OPEN_COUNTS}
    oldest = max((row["oldest_days"] for row in rows), default=0)
    return {"township": _("Total"), **sums, "oldest_days": oldest, "categories": dict(categories)}


def _add_up(counted: Sequence[Row], today: date) -> Row:
    oldest = min((row["oldest"] for row in counted), default=today)
    return {
        **{name: sum(row[name] for row in counted) for name in OPEN_COUNTS},
        "oldest_days": (today - oldest).days,
        "categories": {row["category"]: row["open"] for row in counted},
    }


def _badness(row: Mapping[str, Any]) -> tuple[int, ...]:
    return row["major"], row["overdue"], row["open"], row["oldest_days"]


def _split(inspectors: str) -> list[str]:
    return inspectors.split("、") if inspectors else []


def pattern(part: str) -> str:
    """What finds a part of a text in SQL, whatever signs are in it and whatever the case of ASCII letters."""
    for special in "!%_":
        part = part.replace(special, "!" + special)
    return "%" + "".join(ch.lower() if ch.isascii() else ch for ch in part) + "%"


def unclear(kind: str, typed: str, near: str, *, ambiguous: bool) -> WrongUsage:
    """What was typed names nothing that is known, or several; near: what is nearest, if anything, or what fits."""
    what = _("More than one {kind} fits {typed}: {near}") if ambiguous else _("There is no {kind} {typed}.")
    todo = _("Type more of the name.") if ambiguous else _("Nearest: {near}") if near else ""
    return WrongUsage(what.format(kind=kind, typed=typed, near=near), _("Nothing was written."), todo.format(near=near))
