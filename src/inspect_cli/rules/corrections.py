"""The only place for what a correction may change: the place, words and days of a hazard as its visit wrote them.

Each field is told by itself: the last who said something of it, having seen what others said, has it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from inspect_cli.rules.history import says, told
from inspect_cli.rules.identity import names_hazard

if TYPE_CHECKING:
    from inspect_cli.rules.entries import Finding, Inspected
    from inspect_cli.rules.history import History


class Facts(NamedTuple):
    """What a hazard is, besides how it stands; None or empty for what is not said."""

    campaign: str | None = None
    category: str | None = None
    description: str | None = None
    first_due: date | None = None
    inspected_on: date | None = None
    inspectors: tuple[str, ...] = ()
    item: str | None = None
    location: str | None = None
    note: str | None = None
    site: str | None = None
    village: str | None = None


NOTHING = Facts()
_OF_FILES = (  # what an import writes of a hazard that the ledger has
    *("corrected", "extended", "failed", "fixed", "linked"),
    *("planned", "reassigned", "regraded", "verified", "voided"),
)
OF_VISIT = ("campaign", "category", "inspected_on", "inspectors", "site", "village")


def read_facts(visit: Inspected, finding: Finding, on: date) -> Facts:
    """What the visit wrote, which was on that day."""
    return Facts(
        visit.campaign,
        visit.category,
        finding.description,
        finding.first_due or finding.due,
        on,
        visit.inspectors,
        finding.item,
        finding.location,
        finding.note or visit.note,
        visit.site,
        visit.village,
    )


def overlay(written: Facts, corrected: Facts) -> Facts:
    """What was written, with what was corrected since."""
    return written._replace(**{name: value for name, value in corrected._asdict().items() if value})


def agree(facts: Sequence[Facts], written: Facts) -> Facts:
    """What a visit shows that was written so, and whose hazards are these by now: what all of them agree in."""
    of_one = {name: {getattr(each, name) for each in facts} for name in OF_VISIT}
    return written._replace(**{name: values.pop() for name, values in of_one.items() if len(values) == 1})


def fold(history: History) -> tuple[Facts, bool]:
    """What was corrected by now, and whether people who had not seen each other's corrections disagree."""
    corrected = history.of("corrected")
    if not corrected:
        return NOTHING, False
    said: dict[str, Any] = {}
    if len(corrected) == 1:
        said = {name: told(corrected[0], name) for name in Facts._fields if says(corrected[0], name)}
        return Facts(**said), False
    differ = False
    for name in Facts._fields:
        latest = [told(entry, name) for entry in history.latest("corrected", saying=name)]
        if latest:
            said[name] = latest[-1]
            differ = differ or len(set(latest)) > 1
    return Facts(**said), differ


def apply(finding: Finding, corrected: Facts) -> Finding:
    """The finding as if its visit had written the corrected first deadline; the rest is laid over its row."""
    return finding.model_copy(update={"first_due": corrected.first_due}) if corrected.first_due else finding


def origins(finding: Finding, history: History) -> list[int]:
    """What the rows are known by that said something of this hazard; the one that holds is the last."""
    later = [told(entry, "origin") for entry in history.of(*_OF_FILES, saying="origin")]
    first = [] if finding.origin is None else [finding.origin]
    # A row without a number of its own is known by its content, which the first file said and may say again.
    return first + later if finding.origin is None or names_hazard(finding.ref) else later + first


def find_origin(finding: Finding, history: History) -> int | None:
    """What an import knows this hazard by."""
    known = origins(finding, history)
    return known[-1] if known else None
