"""How a hazard goes on after it is found: deadline, fix, verification, and how far it has come on the last day."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date

from places import Facts, Item, Site


@dataclass(slots=True)
class Visit:
    """One inspection. `gap`: days since the festival. `comeback`: what shows again, its item and earlier number."""

    day: int
    gap: int
    category: str
    site: Site
    inspectors: str
    campaign: str
    note: str
    comeback: tuple[Item, int] | None


@dataclass(slots=True)
class Hazard:
    """One finding. Days are ordinals, 0 meaning none."""

    item: Item
    code: str
    description: str
    severity: str
    location: str
    rebound_of: int = 0
    number: int = 0
    owner: str = ""
    due: int = 0
    first_due: int = 0
    status: str = "found"
    fixed_on: int = 0
    fixed_by: str = ""
    verified_on: int = 0
    verified_by: str = ""
    note: str = ""


class Course:
    """Draws the course of hazards up to the last day; what would come later has not happened."""

    def __init__(self, city: Facts, rng: random.Random, teams: dict[str, list[str]], last: int) -> None:
        self.rng, self.teams, self.last = rng, teams, last
        self.facts, self.words = city["course"], city["words"]
        self.odds, self.recent = self.facts["odds"], self.facts["recent"]
        self.paces = {town["name"]: town.get("pace", 1.0) for town in city["township"]}

    def run(self, visit: Visit, hazard: Hazard) -> None:
        """Gives the hazard its owner, deadline and status. Households are neither ordered nor handed on."""
        hazard.owner, household = visit.site.owner, visit.site.kind == "rural_home"
        hazard.due = hazard.first_due = visit.day + self.allow_days(visit, hazard)
        plain, luck = hazard.severity == "general" and not hazard.rebound_of, self.rng.random()
        if plain and luck < self.odds["voided"]:
            self.end(visit, hazard, "voided")
        elif plain and not household and luck < self.odds["voided"] + self.odds["transferred"]:
            self.end(visit, hazard, "transferred")
        elif hazard.severity == "general" and self.rng.random() < self.spot_share(visit, hazard):
            hazard.due = hazard.first_due = visit.day
            self.fix(visit, hazard, visit.day)
            self.close(visit, hazard, visit.day)
        else:
            self.follow(visit, hazard)
        hazard.note = hazard.note or self.pick_note(visit)

    def allow_days(self, visit: Visit, hazard: Hazard) -> int:
        """The item's days, more for a major one, or all the time there is before the festival."""
        eve, before, days = self.facts["eve"], -visit.gap, hazard.item.days
        if hazard.severity == "major":
            return max(days, int(self.rng.choice(self.facts["major_days"])))
        if eve["days"][0] <= before <= eve["days"][1] and days <= eve["items"] and self.rng.random() < eve["odds"]:
            return before - 1
        return days or int(self.rng.choice(self.facts["few"]))

    def is_recent(self, visit: Visit) -> bool:
        """Whether the visit was shortly before the last day."""
        return self.last - visit.day < int(self.recent["days"])

    def spot_share(self, visit: Visit, hazard: Hazard) -> float:
        """How likely the hazard is put right while the inspectors wait."""
        share = self.facts["spot"][str(hazard.item.days)]
        return float(share * (self.recent["spot"] if self.is_recent(visit) else 1))

    def find_pace(self, visit: Visit) -> float:
        """How long things take here and now, 1 being usual."""
        pace = self.paces[visit.site.township]
        return float(pace * (self.recent["slower"] if self.is_recent(visit) else 1))

    def draw_late(self) -> float:
        """A share of the allowed days, from the quantiles of how long a fix takes."""
        steps = self.facts["late"]
        place = self.rng.random() * (len(steps) - 1)
        low = int(place)
        return float(steps[low] + (steps[low + 1] - steps[low]) * (place - low))

    def draw_fix(self, visit: Visit, hazard: Hazard, pace: float) -> int:
        """The day of the fix; an extension is granted the day before the deadline and used up."""
        allowed = hazard.due - visit.day
        stuck = self.rng.randrange(*self.facts["stuck_times"]) if self.rng.random() < self.odds["stuck"] else 1
        fixed = visit.day + max(1, round(allowed * self.draw_late() * pace * stuck))
        if self.rng.random() >= self.odds["extended"]:
            return fixed
        fixed = max(fixed, hazard.due)
        if hazard.due - 1 <= self.last:
            hazard.due += max(3, allowed // 2)
        return fixed

    def draw_check(self, fixed: int, pace: float) -> int:
        """The day of the verification after a fix."""
        return fixed + int(self.rng.choice(self.facts["checked_after"]) * pace)

    def follow(self, visit: Visit, hazard: Hazard) -> None:
        """From the deadline to the closing, at most once through a failed verification."""
        if self.rng.random() < self.odds["suspended"] and visit.site.kind != "rural_home":
            hazard.note = self.rng.choice(self.words["suspended"])
        pace = self.find_pace(visit)
        fixed = self.draw_fix(visit, hazard, pace)
        if fixed > self.last:
            return
        self.fix(visit, hazard, fixed)
        checked, fails = self.draw_check(fixed, pace), self.rng.random() < self.odds["failed"]
        if fails and checked <= self.last:
            self.fail(visit, hazard, checked)
            fixed = checked + max(1, round(self.rng.randrange(*self.facts["again_after"]) * pace))
            if fixed > self.last:
                return
            self.fix(visit, hazard, fixed)
            checked = self.draw_check(fixed, pace)
        if checked <= self.last:
            self.close(visit, hazard, checked)

    def fix(self, visit: Visit, hazard: Hazard, day: int) -> None:
        """The owner or the deputy says that it is put right."""
        hazard.status, hazard.fixed_on, hazard.verified_on, hazard.verified_by = "fixed", day, 0, ""
        hazard.fixed_by = visit.site.owner if self.rng.random() < self.facts["owner_fixes"] else visit.site.deputy

    def fail(self, visit: Visit, hazard: Hazard, day: int) -> None:
        """A verification finds it not put right, and sets a new date."""
        hazard.status, hazard.verified_on = "failed", day
        hazard.verified_by = self.rng.choice(self.teams[visit.site.township])
        hazard.due = max(hazard.due, day) + self.rng.randrange(*self.facts["more_days"])

    def close(self, visit: Visit, hazard: Hazard, day: int) -> None:
        """A verification by somebody else, who now and then stays unnamed, but not at a major hazard."""
        hazard.status, hazard.verified_on = "closed", day
        unnamed = hazard.severity == "general" and self.rng.random() < self.odds["unnamed"]
        hazard.verified_by = "" if unnamed else self.rng.choice(self.teams[visit.site.township])

    def end(self, visit: Visit, hazard: Hazard, status: str) -> None:
        """Handed to another body, or a wrong entry; the note says to whom or why."""
        hazard.status, year = status, date.fromordinal(visit.day).year
        hazard.note = self.rng.choice(self.words[status]).format(year=year, n=self.rng.randrange(1, 200))

    def pick_note(self, visit: Visit) -> str:
        """Now and then one that is hard to write in a CSV file; households are advised."""
        if self.rng.random() < self.facts["notes"]["odd"]:
            return str(self.rng.choice(self.words["odd"]))
        if visit.site.kind == "rural_home" and self.rng.random() < self.facts["notes"]["advice"]:
            return str(self.rng.choice(self.words["advice"]))
        return visit.note
