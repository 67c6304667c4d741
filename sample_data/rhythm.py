"""When and how often the city is inspected: seasons, visits a day, and which category and township comes next."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import accumulate

from places import Facts, Site

Table = list[list[float]]


def measure_gap(city: Facts, day: int) -> int:
    """Days since the nearest festival, negative before it."""
    gaps: list[int] = [day - festival.toordinal() for festival in city["festivals"]]
    return min(gaps, key=abs)


def open_seasons(city: Facts, day: int) -> frozenset[str]:
    """The names of the seasons that a day is in; the empty one is always open."""
    month, seasons = date.fromordinal(day).month, city["seasons"].items()
    by_month = {name for name, when in seasons if month in when.get("months", ())}
    by_gap = {name for name, when in seasons if "days" in when and is_near(city, day, when["days"])}
    return frozenset(by_month | by_gap | {""})


def is_near(city: Facts, day: int, days: Sequence[int]) -> bool:
    """Whether a day lies between two distances from the festival."""
    return days[0] <= measure_gap(city, day) <= days[1]


def is_running(city: Facts, campaign: Facts, day: int) -> bool:
    """Whether a campaign, by its distance from the festival or by its dates, is on."""
    if "festival" in campaign:
        return is_near(city, day, campaign["festival"])
    return bool(campaign["dates"][0] <= date.fromordinal(day).isoformat()[5:] <= campaign["dates"][1])


def weigh_day(city: Facts, day: int) -> float:
    """How busy a day is, an ordinary working day being 1."""
    week, festival = city["rhythm"]["week"], city["rhythm"]["festival"]
    weight = float(week[date.fromordinal(day).weekday()])
    return weight * (festival["weight"] if is_near(city, day, festival["days"]) else 1)


def weigh_month(city: Facts, year: int, month: int) -> float:
    """The weights of all days of a month together."""
    days = range(date(year, month, 1).toordinal(), date(year + month // 12, month % 12 + 1, 1).toordinal())
    return math.fsum(weigh_day(city, day) for day in days)


def count_visits(city: Facts, last: int, scale: float) -> Iterator[tuple[int, int]]:
    """Each day of the year and its number of visits; the fractions are carried on, so that none is lost."""
    months = fit_row(city["rhythm"]["months"], 12 * scale * math.fsum(list_volumes(city)))
    wholes: dict[tuple[int, int], float] = {}
    carry = 0.0
    for day in range(last - 364, last + 1):
        when = date.fromordinal(day)
        key = (when.year, when.month)
        if key not in wholes:
            wholes[key] = weigh_month(city, *key)
        carry += months[when.month - 1] * weigh_day(city, day) / wholes[key]
        yield day, int(carry)
        carry -= int(carry)


def list_volumes(city: Facts) -> list[float]:
    """Visits a month, township by township."""
    return [city["volume"][town.get("volume", town["kind"])] for town in city["township"]]


def fit_row(row: Sequence[float], want: float) -> list[float]:
    """The row scaled to the wanted sum."""
    # Not sum(), which adds floats differently since Python 3.12.
    whole = math.fsum(row)
    return [cell * want / whole for cell in row]


def rake_table(table: Table, rows: list[float], columns: list[float]) -> Table:
    """The table scaled until its rows and its columns have the wanted sums."""
    for _ in range(80):
        table = [fit_row(row, want) for row, want in zip(table, rows, strict=True)]
        turned = [fit_row(column, want) for column, want in zip(zip(*table, strict=True), columns, strict=True)]
        table = [list(row) for row in zip(*turned, strict=True)]
    return table


def list_shares(city: Facts) -> list[float]:
    """The share of each category in all visits."""
    return fit_row([kind["share"] for kind in city["category"].values()], 1)


def weigh_months(city: Facts) -> Table:
    """For each month the running weights of the categories."""
    kinds, months = city["category"].values(), city["rhythm"]["months"]
    flat = [1.0] * len(months)
    table = [[month * kind.get("months", flat)[place] for kind in kinds] for place, month in enumerate(months)]
    return [list(accumulate(row)) for row in rake_table(table, fit_row(months, 1), list_shares(city))]


def weigh_towns(city: Facts, sites: list[Site]) -> dict[str, list[float]]:
    """For each category the running weights of the townships, by how many places they have for it."""
    kinds = {key: {kind for item in items for kind in item.at} for key, items in city["items"].items()}
    counts = Counter((site.township, key) for site in sites for key in kinds if site.kind in kinds[key])
    table = [[float(counts[town["name"], key]) for key in city["category"]] for town in city["township"]]
    raked = rake_table(table, fit_row(list_volumes(city), 1), list_shares(city))
    columns = zip(*raked, strict=True)
    return {key: list(accumulate(column)) for key, column in zip(city["category"], columns, strict=True)}
