"""The only place that turns the rows of a file into drafts for the journal, and says when a row contradicts itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from pydantic import ValidationError

from inspect_cli.messages import _
from inspect_cli.rules.entries import Inspected
from inspect_cli.rules.fields import INPUT_KEYS, LEDGER, NEEDED_KEYS, cell
from inspect_cli.rules.identity import digest
from inspect_cli.rules.numbers import Number
from inspect_cli.store.ids import make_id
from inspect_cli.store.journal import Draft
from inspect_cli.store.recording import field_of, reasons
from inspect_cli.transfer.matching import Fault, Refused, Values

VISIT_KEYS = ("category", "township", "village", "site", "inspected_on", "inspectors", "campaign")
_VISIT_FIELDS = ("category", "village", "site", "inspectors", "campaign")
_CLEAN_KEYS = (*VISIT_KEYS, "location", "note")
_OUTCOME_KEYS = ("fixed_on", "fixed_by", "verified_on", "verified_by")
_LATER = {"found": _OUTCOME_KEYS, "fixed": _OUTCOME_KEYS[2:]}
_ORDER = (
    ("inspected_on", "fixed_on"),
    ("inspected_on", "verified_on"),
    ("fixed_on", "verified_on"),
    ("inspected_on", "due"),
    ("inspected_on", "first_due"),
)


class Row(NamedTuple):
    """A row of a file as values; `number` when it carries a permanent one of ours; `file`: which of the files."""

    path: str
    line: int
    values: Values
    number: Number | None
    file: int = 0

    def content(self) -> int:
        """What the row is known by when it has no permanent number."""
        return digest(map(self.values.get, INPUT_KEYS))


Link = Callable[[Row, Number], str | None]  # the number of the hazard that a row repeats


def check(values: Values) -> None:
    """Raises Refused for a row that lacks what it needs or contradicts itself; such a row would lose what it says."""
    for key in NEEDED_KEYS:
        if key not in values:
            raise Refused(Fault(key, "", _("is empty"), _("fill it in")))
    if "description" not in values:
        _check_clean(values)
    else:
        _check_outcome(values)
        _check_order(values)


def visit_key(values: Values) -> tuple[Any, ...]:
    """Consecutive rows with the same key are one visit."""
    return tuple(map(values.get, VISIT_KEYS))


class Invalid(Exception):
    """Values of a visit do not fit their model; `faults` has the rows they stand on, each once."""

    def __init__(self, faults: dict[int, Fault]) -> None:
        super().__init__(faults)
        self.faults = faults


def draft_visit(visit: Sequence[Row], numbers: Iterator[Number], link: Link) -> Draft:
    """The entry of one visit. Raises Invalid when a value does not fit its model."""
    first = visit[0].values
    what: Values = {
        key: first[key] for key in ("category", "village", "site", "inspectors", "campaign") if key in first
    }
    if "description" in first:
        what["hazards"] = tuple(_finding(row, numbers, link) for row in visit)
    else:
        what.update((key, first[key]) for key in ("location", "note") if key in first)
    try:
        body = Inspected.__pydantic_validator__.validate_python(what)
    except ValidationError as error:
        raise Invalid(_find_faults(error, visit)) from None
    return Draft(first["township"], "inspected", first["inspected_on"], body)


def _finding(row: Row, numbers: Iterator[Number], link: Link) -> Values:
    values = row.values
    # What belongs to the visit is in here too, and the model leaves it out.
    finding = {"first_due": values.get("due"), **values, "id": make_id()}
    number = row.number or next(numbers)
    if not row.number:
        finding.update(number=str(number), origin=row.content(), ref=values.get("number"))
    if earlier := link(row, number):
        finding["rebound_of"] = earlier
    return finding


def _check_clean(values: Values) -> None:
    extra = next((key for key in values if key not in _CLEAN_KEYS), None)
    if extra:
        raise Refused(
            _contradiction(
                extra, values, _("the row describes no hazard"), _("describe the hazard, or empty this cell")
            )
        )


def _check_outcome(values: Values) -> None:
    for key in _LATER.get(values.get("status", "found"), ()):
        if key in values:
            rule = _("the status says that this has not happened yet")
            raise Refused(_contradiction(key, values, rule, _("mend the status, or empty this cell")))
    if "first_due" in values and "due" not in values:
        rule = _("there is no deadline beside it")
        raise Refused(_contradiction("first_due", values, rule, _("fill in the deadline too")))


def _check_order(values: Values) -> None:
    for first, then in _ORDER:
        if first in values and then in values and values[then] < values[first]:
            rule = _("is before {day}").format(day=values[first])
            raise Refused(_contradiction(then, values, rule, _("mend the earlier or the later date")))


def _contradiction(key: str, values: Values, rule: str, fix: str) -> Fault:
    return Fault(key, str(values[key]), rule, fix)


def _find_faults(error: ValidationError, visit: Sequence[Row]) -> dict[int, Fault]:
    faults: dict[int, Fault] = {}
    for found, (_title, reason) in zip(error.errors(include_url=False), reasons(error), strict=True):
        row = int(found["loc"][1]) if found["loc"][0] == "hazards" else 0
        key = field_of(found)
        faults.setdefault(row, Fault(key, show_value(key, visit[row].values), reason, _("mend or shorten it")))
    return faults


def show_value(key: str, values: Values) -> str:
    """A value of a row as its cell had it."""
    field = next((f for f in LEDGER if f.key == key), LEDGER[0])
    return cell(field, values.get(field.key), "en")
