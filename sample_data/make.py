"""Makes the files of the fictional city: townships, places, a year of inspections, and the totals to find in them."""

from __future__ import annotations

import argparse
import csv
import json
import math
import random
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from course import Hazard, Visit
from places import Facts, Site, list_sites, read_city
from visits import Year

PLACE = ["category", "township", "village", "site"]
FINDING = ["item", "description", "severity", "owner", "due", "first_due", "status"]
COURSE = ["fixed_on", "fixed_by", "verified_on", "verified_by", "rebound_of"]
COLUMNS = ["number", *PLACE, "location", "inspected_on", "inspectors", *FINDING, *COURSE, "campaign", "note"]
BLANK = [""] * len(FINDING + COURSE)
OPEN = ("found", "fixed", "failed")


class Tally:
    """What one township, or the city, has open on the day."""

    def __init__(self, name: str, categories: Iterable[str]) -> None:
        self.counts: dict[str, Any] = {"township": name}
        self.counts |= dict.fromkeys(("open", "major", "overdue", "due_soon", "fixed", "rebound", "oldest_days"), 0)
        self.counts["categories"] = dict.fromkeys(categories, 0)

    def add(self, visit: Visit, hazard: Hazard, day: int) -> None:
        """Counts one open hazard."""
        counts = self.counts
        counts["open"] += 1
        counts["major"] += hazard.severity == "major"
        counts["overdue"] += hazard.due < day
        counts["due_soon"] += day <= hazard.due <= day + 3
        counts["fixed"] += hazard.status == "fixed"
        counts["rebound"] += hazard.rebound_of > 0
        counts["oldest_days"] = max(counts["oldest_days"], day - visit.day)
        counts["categories"][visit.category] += 1


class Totals:
    """Everything that expected.json says, added up while the rows are made."""

    def __init__(self, city: Facts, day: int) -> None:
        self.day = day
        self.plain = Counter(rows=0, inspections=0, clean=0, hazards=0)
        self.statuses = Counter(dict.fromkeys((*OPEN, "closed", "transferred", "voided"), 0))
        self.towns = {town["name"]: Tally(town["name"], city["category"]) for town in city["township"]}
        self.total = Tally("合计", city["category"])
        self.pairs: dict[str, dict[str, int]] = {}

    def add(self, visit: Visit, hazards: list[Hazard]) -> None:
        """Counts one visit."""
        self.plain["rows"] += len(hazards) or 1
        self.plain["inspections"] += 1
        self.plain["clean"] += not hazards
        self.plain["hazards"] += len(hazards)
        for hazard in hazards:
            self.add_hazard(visit, hazard)

    def add_hazard(self, visit: Visit, hazard: Hazard) -> None:
        """Counts one hazard; a voided one was never found."""
        self.statuses[hazard.status] += 1
        if hazard.status in OPEN:
            self.towns[visit.site.township].add(visit, hazard, self.day)
            self.total.add(visit, hazard, self.day)
        if hazard.status != "voided":
            key = f"{visit.site.township}|{visit.category}"
            pair = self.pairs.setdefault(key, {"found": 0, "closed": 0, "major": 0})
            pair["found"] += 1
            pair["closed"] += hazard.status == "closed"
            pair["major"] += hazard.severity == "major"

    def report(self) -> dict[str, Any]:
        """The totals as expected.json has them."""
        towns = [tally.counts for tally in self.towns.values()]
        rest = {"townships": towns, "total": self.total.counts, "by_township_category": self.pairs}
        return {**self.plain, "statuses": self.statuses, **rest}


def write_table(path: Path, header: list[str], rows: Iterable[Iterable[object]]) -> None:
    """Writes UTF-8 without a mark and with plain line feeds, everywhere the same."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def write_registers(out: Path, city: Facts, sites: list[Site]) -> None:
    """Writes the townships and the places."""
    header = ["code", "name", "kind"]
    write_table(out / "townships.csv", header, ([town[key] for key in header] for town in city["township"]))
    fields = ["code", "name", "township", "village", "kind", "state"]
    write_table(out / "sites.csv", fields, ([getattr(site, field) for field in fields] for site in sites))


@cache
def show_day(day: int) -> str:
    """The date, or nothing."""
    return date.fromordinal(day).isoformat() if day else ""


def show_number(prefix: str, number: int) -> str:
    """What people write for a hazard, or nothing."""
    return f"{prefix}-{number}" if number else ""


def list_cells(prefix: str, visit: Visit, hazard: Hazard | None) -> list[str]:
    """One row, in the order of the columns."""
    site, found, after = visit.site, show_day(visit.day), [visit.campaign, visit.note]
    place = [visit.category, site.township, site.village, site.name]
    if hazard is None:
        return ["", *place, "", found, visit.inspectors, *BLANK, *after]
    days = [show_day(day) for day in (hazard.due, hazard.first_due, hazard.fixed_on, hazard.verified_on)]
    what = [hazard.code, hazard.description, hazard.severity, hazard.owner, days[0], days[1], hazard.status]
    course = [days[2], hazard.fixed_by, days[3], hazard.verified_by, show_number(prefix, hazard.rebound_of)]
    head = [show_number(prefix, hazard.number), *place, hazard.location, found, visit.inspectors]
    return [*head, *what, *course, visit.campaign, hazard.note]


def write_year(out: Path, city: Facts, year: Year, scale: float) -> Totals:
    """Streams the rows to the file and adds them up."""
    totals = Totals(city, year.last)

    def make_rows() -> Iterator[list[str]]:
        for visit, hazards in year.walk(scale):
            totals.add(visit, hazards)
            yield from (list_cells(city["prefix"], visit, hazard) for hazard in hazards or (None,))

    write_table(out / "inspections.csv", COLUMNS, make_rows())
    return totals


def make_city(out: Path, scale: float, seed: int, day: date) -> None:
    """Writes all four files."""
    out.mkdir(parents=True, exist_ok=True)
    city, rng = read_city(), random.Random(seed)
    sites = list_sites(city, rng)
    write_registers(out, city, sites)
    totals = write_year(out, city, Year(city, sites, rng, day.toordinal()), scale)
    report = {"day": day.isoformat(), "scale": scale, "seed": seed, **totals.report()}
    text = json.dumps(report, ensure_ascii=False, indent=1, sort_keys=True)
    (out / "expected.json").write_text(text + "\n", encoding="utf-8", newline="\n")


def read_day(text: str) -> date:
    """A date of a year whose festivals are known."""
    day, festivals = date.fromisoformat(text), read_city()["festivals"]
    if not festivals[0].year < day.year <= festivals[-1].year:
        raise argparse.ArgumentTypeError("the festivals in city.toml do not reach this date")
    return day


def read_scale(text: str) -> float:
    """A number above zero."""
    scale = float(text)
    if not 0 < scale < math.inf:
        raise argparse.ArgumentTypeError("must be more than 0")
    return scale


def main() -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=read_scale, default=0.15, help="1 is a city of real size: 26,000 rows")
    parser.add_argument("--seed", type=int, default=20230115)
    parser.add_argument("--day", type=read_day, default="2023-01-15", help="last day of the year, day of the totals")
    parser.add_argument("--out", type=Path, default=Path(__file__).resolve().parent, help="folder to write to")
    options = parser.parse_args()
    make_city(options.out, options.scale, options.seed, options.day)


if __name__ == "__main__":
    main()
