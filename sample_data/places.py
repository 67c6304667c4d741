"""The city's places and people: what kinds of places a township has, what they are called, who inspects."""

from __future__ import annotations

import random
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

Facts = dict[str, Any]
TRIES = 10


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a checklist: what may be wrong, where, and how it goes on."""

    code: str
    days: int
    at: frozenset[str]
    say: tuple[str, ...]
    major: str
    season: str
    state: str
    back: float


@dataclass(slots=True)
class Site:
    """One place, with the two people who put things right there."""

    code: str
    name: str
    township: str
    village: str
    kind: str
    state: str
    owner: str
    deputy: str
    points: int = 0


def read_city() -> Facts:
    """The facts, with the checklist lines as items."""
    city = tomllib.loads(Path(__file__).with_name("city.toml").read_text(encoding="utf-8"))
    city["items"] = {key: [read_item(line) for line in lines] for key, lines in city["items"].items()}
    return city


def read_item(line: Facts) -> Item:
    """A line of a checklist, with what it leaves out."""
    kinds, words = frozenset(line["at"].split()), tuple(line["say"])
    rest = (line.get("major", ""), line.get("season", ""), line.get("state", ""), line.get("back", 0.1))
    return Item(line["code"], line["days"], kinds, words, *rest)


def name_person(city: Facts, rng: random.Random, low: int, high: int) -> str:
    """A surname, 某 and a number, so that nobody real is hit."""
    return f"{rng.choice(city['surnames'])}某{rng.randrange(low, high):02d}"


def list_kinds(city: Facts, town: Facts) -> list[str]:
    """The kind of every place of a township: those it has for certain, the rest by its profile."""
    fixed, weights = town.get("has", {}), city["profile"][town["profile"]]
    rest, whole = town["places"] - sum(fixed.values()), sum(weights.values())
    shares = {kind: rest * weight // whole for kind, weight in weights.items()}
    by_rest = sorted(weights, key=lambda kind: -(rest * weights[kind] % whole))
    for kind in by_rest[: rest - sum(shares.values())]:
        shares[kind] += 1
    return [kind for part in (fixed, shares) for kind, count in part.items() for _ in range(count)]


def name_site(city: Facts, rng: random.Random, kind: str, stem: str) -> str:
    """A name made of a pattern, the village, an invented brand and a number."""
    words = city["naming"]
    brand = rng.choice(words["brand_first"]) + rng.choice(words["brand_second"])
    pattern: str = rng.choice(city["site_names"][kind])
    return pattern.format(v=stem, b=brand, n=rng.randrange(1, 100))


def name_new(city: Facts, rng: random.Random, kind: str, stem: str, taken: set[str]) -> str:
    """A name that no other place of the city has."""
    for tries in count():
        name = name_site(city, rng, kind, stem) + (f"{tries // 10 + 1}号" if tries >= TRIES else "")
        if name not in taken:
            break
    taken.add(name)
    return name


def list_sites(city: Facts, rng: random.Random) -> list[Site]:
    """All places of the city, township by township."""
    words = city["naming"]
    stems = [first + second for first in words["village_first"] for second in words["village_second"]]
    taken: set[str] = set()
    sites: list[Site] = []
    for town in city["township"]:
        villages = [stems.pop(rng.randrange(len(stems))) for _ in range(max(3, town["places"] * 23 // 210))]
        sites += settle_town(city, rng, town, villages, taken)
    return sites


def settle_town(city: Facts, rng: random.Random, town: Facts, villages: list[str], taken: set[str]) -> Iterator[Site]:
    """The places of a township, spread over its villages, the stopped ones of a kind first."""
    urban = town["kind"] in city["naming"]["communities"]
    seen: Counter[str] = Counter()
    for place, kind in enumerate(list_kinds(city, town)):
        turn, village = divmod(place, len(villages))
        seen[kind] += 1
        state = "stopped" if seen[kind] <= town.get("stopped", {}).get(kind, 0) else "producing"
        yield Site(
            code=f"{town['code']}{village + (1 if urban else 201):03d}-{turn + 1:02d}",
            name=name_new(city, rng, kind, villages[village], taken),
            township=town["name"],
            village=villages[village] + ("社区" if urban else "村"),
            kind=kind,
            state=state if kind in city["naming"]["stateful"] else "",
            owner=name_person(city, rng, 40, 70),
            deputy=name_person(city, rng, 70, 100),
        )


def list_teams(city: Facts, rng: random.Random) -> dict[str, list[str]]:
    """The inspectors of each township, all with different names; the first leads."""
    teams: dict[str, list[str]] = {}
    for town in city["township"]:
        team: dict[str, None] = {}
        while len(team) < city["team"]:
            team[name_person(city, rng, 1, 40)] = None
        teams[town["name"]] = list(team)
    return teams
