"""The year of visits: where inspectors go, who goes, what they find, and what shows again after its closing."""

from __future__ import annotations

import heapq
import random
from collections.abc import Iterator
from datetime import date
from itertools import accumulate

from course import Course, Hazard, Visit
from places import Facts, Item, Site, list_teams
from rhythm import count_visits, is_running, measure_gap, open_seasons, weigh_months, weigh_towns


class Year:
    """Walks through the year day by day. Keeps half a year of findings by place and item, never the rows."""

    def __init__(self, city: Facts, sites: list[Site], rng: random.Random, last: int) -> None:
        self.city, self.sites, self.rng, self.last = city, sites, rng, last
        self.teams = list_teams(city, rng)
        self.course = Course(city, rng, self.teams, last)
        self.keys = list(city["category"])
        self.by_month, self.by_category = weigh_months(city), weigh_towns(city, sites)
        self.leads = list(accumulate(lead["weight"] for lead in city["lead"]))
        self.numbers = 0
        self.known: dict[tuple[str, str, str], tuple[int, int]] = {}
        self.comebacks: dict[tuple[str, str], list[tuple[int, int, str, str]]] = {}
        self.by_code = {site.code: site for site in sites}
        self.items_now: dict[tuple[str, str, str, frozenset[str]], list[Item]] = {}
        self.sites_now: dict[tuple[str, str, frozenset[str]], list[Site]] = {}

    def walk(self, scale: float) -> Iterator[tuple[Visit, list[Hazard]]]:
        """Every visit of the year with what was found, in the order of days."""
        for day, count in count_visits(self.city, self.last, scale):
            self.start_day(day)
            for _ in range(count):
                visit = self.plan_visit(day)
                hazards = self.find_hazards(visit)
                for hazard in hazards:
                    self.settle(visit, hazard)
                yield visit, hazards

    def start_day(self, day: int) -> None:
        """What holds for all visits of a day."""
        self.month, self.gap = date.fromordinal(day).month, measure_gap(self.city, day)
        self.seasons = open_seasons(self.city, day)
        self.campaigns = [campaign for campaign in self.city["campaign"] if is_running(self.city, campaign, day)]
        self.seen: set[tuple[str, str]] = set()
        self.met: set[tuple[str, ...]] = set()

    def plan_visit(self, day: int) -> Visit:
        """Draws the category, the township, the place and the people of one visit."""
        while True:
            category = self.rng.choices(self.keys, cum_weights=self.by_month[self.month - 1])[0]
            town = self.rng.choices(self.city["township"], cum_weights=self.by_category[category])[0]["name"]
            site, comeback = self.next_comeback(town, category, day)
            site = site or self.pick_site(town, category)
            if site:
                break
        self.seen.add((site.code, category))
        inspectors, note = self.pick_team(site, category)
        return Visit(day, self.gap, category, site, inspectors, self.pick_campaign(category), note, comeback)

    def next_comeback(self, town: str, category: str, day: int) -> tuple[Site | None, tuple[Item, int] | None]:
        """The next closed hazard that shows again here, if the season still allows it and it did not already."""
        queue = self.comebacks.get((town, category), [])
        while queue and queue[0][0] <= day:
            ready, number, code, item_code = heapq.heappop(queue)
            site = self.by_code[code]
            items = [item for item in self.list_items(category, site) if item.code == item_code]
            latest = self.known[code, category, item_code][1] == number
            if items and latest and self.is_open(site) and day - ready < self.city["comeback_days"][1]:
                return site, (items[0], number)
        return None, None

    def pick_site(self, town: str, category: str) -> Site | None:
        """A place that is not visited twice a day for the same thing, as far as there are enough."""
        sites = self.open_sites(town, category)
        site = self.rng.choice(sites) if sites else None
        for _ in range(6):
            if site and (site.code, category) in self.seen:
                site = self.rng.choice(sites)
        return site

    def open_sites(self, town: str, category: str) -> list[Site]:
        """The places of a township that can be visited for a category in this season."""
        key = (town, category, self.seasons)
        if key not in self.sites_now:
            here = [site for site in self.sites if site.township == town and self.is_open(site)]
            self.sites_now[key] = [site for site in here if self.list_items(category, site)]
        return self.sites_now[key]

    def is_open(self, site: Site) -> bool:
        """Whether the place exists in this season."""
        return self.city["kind_season"].get(site.kind, "") in self.seasons

    def list_items(self, category: str, site: Site) -> list[Item]:
        """What can be wrong at this place in this season."""
        key = (category, site.kind, site.state, self.seasons)
        if key not in self.items_now:
            items = [item for item in self.city["items"][category] if site.kind in item.at]
            self.items_now[key] = [i for i in items if i.season in self.seasons and i.state in ("", site.state)]
        return self.items_now[key]

    def pick_team(self, site: Site, category: str) -> tuple[str, str]:
        """The inspectors and a note on who led; never the same people twice a day at one place for the same thing."""
        lead = self.rng.choices(self.city["lead"], cum_weights=self.leads)[0]
        while True:
            names = self.draw_names(self.teams[site.township], lead)
            if (met := (site.code, category, *sorted(names))) not in self.met:
                break
        self.met.add(met)
        return "、".join(names), lead["note"]

    def draw_names(self, team: list[str], lead: Facts) -> list[str]:
        """Two to five different names, the leader's first if the leader comes along."""
        names, size = team[: lead["leader"]], self.rng.choice(lead["sizes"])
        while len(names) < size:
            name = team[self.rng.randrange(1, len(team))]
            names += [] if name in names else [name]
        return names

    def pick_campaign(self, category: str) -> str:
        """The campaign that the visit belongs to, if any."""
        for campaign in self.campaigns:
            if category in campaign["categories"].split():
                return campaign["name"] if self.rng.random() < campaign["odds"] else ""
        return ""

    def draw_count(self, visit: Visit) -> int:
        """None, or one and a geometric tail."""
        rate, quiet = self.city["category"][visit.category], self.city["quiet"].get(visit.category)
        if quiet and visit.site.kind in quiet["kinds"].split():
            rate = quiet
        count = 0 if self.rng.random() < rate["clean"] else 1
        if count or visit.comeback:
            count, more = 1, 1 - (1 - rate["clean"]) / rate["mean"]
            while count < self.city["most"] and self.rng.random() < more:
                count += 1
        return count

    def find_hazards(self, visit: Visit) -> list[Hazard]:
        """What a visit finds: first what shows again, then as much as the luck of the day wants."""
        count, used = self.draw_count(visit), set[str]()
        hazards: list[Hazard] = []
        if visit.comeback:
            item, number = visit.comeback
            hazards.append(self.describe(visit, item, "general" if item.say else "major", item.code, number))
            used.add(item.code)
        while len(hazards) < count:
            hazards.append(self.find_hazard(visit, used))
        return hazards

    def find_hazard(self, visit: Visit, used: set[str]) -> Hazard:
        """One finding. What was found here lately is now and then a rebound, else it has own words and no item."""
        items = self.list_items(visit.category, visit.site)
        grave = [item for item in items if item.major]
        major = bool(grave) and self.rng.random() < self.city["category"][visit.category]["major"]
        kept = grave if major else [item for item in items if item.say]
        item = self.rng.choice([i for i in kept if i.code not in used and self.is_new(visit, i)] or kept)
        own, number = self.rng.random() < self.city["own_words"], 0
        if item.code in used:
            own = True
        elif not self.is_new(visit, item):
            number = self.find_earlier(visit, item) if self.rng.random() < self.city["repeats"] else 0
            own = not number
        used.add(item.code)
        return self.describe(visit, item, "major" if major else "general", "" if own else item.code, number)

    def is_new(self, visit: Visit, item: Item) -> bool:
        """Whether the item was not found here lately."""
        ended, _ = self.known.get((visit.site.code, visit.category, item.code), (0, 0))
        return visit.day - ended > int(self.city["memory_days"])

    def find_earlier(self, visit: Visit, item: Item) -> int:
        """The number of the same finding closed here before today, so far as no older than half a year."""
        ended, number = self.known[visit.site.code, visit.category, item.code]
        return number if 0 < visit.day - ended < self.city["memory_days"] - 1 else 0

    def describe(self, visit: Visit, item: Item, severity: str, code: str, rebound_of: int = 0) -> Hazard:
        """The finding in words; without an item's code the words name a spot that no other finding here has."""
        text = item.major if severity == "major" else self.rng.choice(item.say)
        if not code:
            visit.site.points += 1
            text = f"{visit.site.points}号点位{text}"
        words = self.city["locations"]
        location = self.rng.choice(words.get(visit.category, words["general"]))
        return Hazard(item, code, text, severity, location, rebound_of)

    def settle(self, visit: Visit, hazard: Hazard) -> None:
        """Numbers the hazard, lets it go on, and remembers it."""
        self.numbers += 1
        hazard.number = self.numbers
        self.course.run(visit, hazard)
        if not hazard.code or hazard.status in ("voided", "transferred"):
            return
        closed = hazard.verified_on if hazard.status == "closed" else self.last
        self.known[visit.site.code, visit.category, hazard.code] = (closed, hazard.number)
        if hazard.status == "closed" and self.rng.random() < hazard.item.back:
            ready = closed + self.rng.randrange(*self.city["comeback_days"])
            queue = self.comebacks.setdefault((visit.site.township, visit.category), [])
            heapq.heappush(queue, (ready, hazard.number, visit.site.code, hazard.code))
