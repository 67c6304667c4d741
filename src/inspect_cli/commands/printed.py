"""The only place for which place and day a filled-in list was printed for, beside those that it is recorded for."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import date

from inspect_cli.commands import rounds
from inspect_cli.commands.rounds import Scene
from inspect_cli.errors import WrongUsage
from inspect_cli.messages import _, listing
from inspect_cli.rules import deadlines
from inspect_cli.rules.walking import Course
from inspect_cli.store import places, queries, repeats, walks
from inspect_cli.transfer import blanks


def name_spot(scene: Scene) -> dict[str, str]:
    """What a list is printed for, by the keys of `blanks.SPOT`: of a site its name says where it is."""
    plan = scene.plan
    named = "site" if plan.what.get("site") else "village"
    return {
        "township": queries.township_names(scene.ledger)[plan.township],
        named: plan.what.get(named) or "",
        "inspected_on": plan.day.isoformat(),
    }


def find_other(scene: Scene, spot: Mapping[str, str]) -> str:
    """That a list was printed for another place than it is recorded for; nothing when it was not, or says none."""
    if _is_here(scene, spot):
        return ""
    place = listing(spot[key] for key in ("township", "village", "site") if key in spot)
    return _("This list was printed for {place}; it is to be recorded as: {visit}.").format(
        place=place, visit=rounds.describe_visit(scene)
    )


def _is_here(scene: Scene, spot: Mapping[str, str]) -> bool:
    plan, what = scene.plan, scene.plan.what
    if "township" in spot and not _is_township(scene, spot["township"]):
        return False
    if "site" in spot:
        row = places.find_site(scene.ledger, plan.township, spot["site"])
        return blanks.is_same(row["name"] if row else spot["site"], what.get("site"))
    return "village" not in spot or bool(what.get("site")) or blanks.is_same(spot["village"], what.get("village"))


def _is_township(scene: Scene, typed: str) -> bool:
    code = scene.plan.township
    if blanks.is_same(typed, queries.township_names(scene.ledger)[code]):
        return True
    with suppress(WrongUsage):
        return queries.find_township(scene.ledger, typed, scene.plan.day) == code
    return False


def tell_day(scene: Scene, spot: Mapping[str, str]) -> list[str]:
    """That a list was printed for another day than it is recorded for; a line, or none."""
    day: date | None = deadlines.read_full_date(spot.get("inspected_on", ""))
    if day in (None, scene.plan.day):
        return []
    sentence = _("This list was printed for {day}, and the visit is of {on}; another day: --on DATE")
    return [sentence.format(day=day, on=scene.plan.day)]


def tell_alike(scene: Scene, course: Course) -> list[str]:
    """That the very same was recorded at another place that day; a line for each, before it is recorded here too."""
    plan = scene.plan
    found = repeats.find_elsewhere(scene.ledger, plan.township, plan.day, walks.make_body(plan, course))
    sentence = _("The same answers and hazards were recorded that day at {place}, as {numbers}.")
    named = ((listing(part for part in (each.site, each.village, each.location) if part), each) for each in found)
    unnamed = _("no place")
    return [
        sentence.format(place=place or unnamed, numbers=listing(hazard.number for hazard in each.hazards))
        for place, each in named
    ]
