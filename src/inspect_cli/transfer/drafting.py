"""The only place that turns the rows of a file into drafts for the journal, and says when a row contradicts itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from pydantic import ValidationError

from inspect_cli.messages import _
from inspect_cli.rules.entries import Inspected
from inspect_cli.rules.fields import INPUT_KEYS, LEDGER, NEEDED_KEYS, cell, pick_fields
from inspect_cli.rules.identity import digest
from inspect_cli.rules.numbers import Number
from inspect_cli.rules.splitting import split_hazards
from inspect_cli.rules.words import ROLES as ROLE_WORDS
from inspect_cli.store.ids import make_id
from inspect_cli.store.journal import Draft
from inspect_cli.store.recording import field_of, reasons
from inspect_cli.transfer.faults import Fault, Refused, Values
from inspect_cli.transfer.quoting import Quotes

VISIT_KEYS = ("category", "township", "village", "site", "inspected_on", "inspectors", "campaign")
PLAN_KEYS = ("measures", "funds")  # not among the columns of our own export
_CLEAN_KEYS = (*VISIT_KEYS, "location", "note")
_OUTCOME_KEYS = ("fixed_on", "fixed_by", "verified_on", "verified_by")
_LATER = {"found": _OUTCOME_KEYS, "fixed": _OUTCOME_KEYS[2:]}
ORDER = (
    ("inspected_on", "fixed_on"),
    ("inspected_on", "verified_on"),
    ("fixed_on", "verified_on"),
    ("inspected_on", "due"),
    ("inspected_on", "first_due"),
)
_ROLES = {*ROLE_WORDS, *ROLE_WORDS.values()}


class Row(NamedTuple):
    """A row of a file as values; `number` when it carries a permanent one of ours; `file`: which of the files.

    code: of its site, where it has that for the name.
    """

    path: str
    line: int
    values: Values
    number: Number | None
    file: int = 0
    cells: Sequence[str] = ()
    code: str | None = None

    def content(self) -> int:
        """What the row is known by when it has no permanent number."""
        said = [*map(self.values.get, INPUT_KEYS)]
        said += [f"{key}={self.values[key]}" for key in PLAN_KEYS if key in self.values]
        return digest(said)

    def pieces(self, *, split: bool) -> list[str]:
        """The hazards that its text holds; a row with a permanent number is one hazard."""
        text = self.values["description"]
        return split_hazards(text) if split and not self.number else [text]


Link = Callable[[Row, Number], str | None]  # the number of the hazard that a row repeats


def check(values: Values) -> None:
    """Raises Refused for a row that lacks what it needs or contradicts itself; such a row would lose what it says."""
    for key in NEEDED_KEYS:
        if key not in values:
            raise Refused(Fault(key, "", _("is empty"), _("fill it in")))
    _check_people(values)
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


def draft_visit(
    visit: Sequence[Row], numbers: Iterator[Number], link: Link, quotes: Quotes, *, split: bool = False
) -> Draft:
    """The entry of one visit; quotes: what each hazard keeps of its item.

    Raises Invalid when a value does not fit its model, BadInput for a list with faults.
    """
    first = visit[0].values
    what: Values = {
        key: first[key] for key in ("category", "village", "site", "inspectors", "campaign") if key in first
    }
    found: list[_Found] = []
    if "description" in first:
        for n, row in enumerate(visit):
            found += _findings(n, row, numbers, quotes.find(row.values), split=split)
        what["hazards"] = tuple([finding for _place, _row, finding, _number in found])
    else:
        what.update((key, first[key]) for key in ("location", "note") if key in first)
    try:
        body = Inspected.__pydantic_validator__.validate_python(what)
    except ValidationError as error:
        raise Invalid(_find_faults(error, [place for place, *_rest in found], visit)) from None
    return Draft(first["township"], "inspected", first["inspected_on"], _link(body, found, link))


_Found = tuple[int, Row, Values, Number]  # of a hazard: the place of its row in the visit, the row, what is said of it


def _findings(place: int, row: Row, numbers: Iterator[Number], quoted: Values, *, split: bool) -> list[_Found]:
    values = row.values
    pieces = row.pieces(split=split) if split else (values["description"],)
    found = []
    for n, text in enumerate(pieces):
        number = row.number or next(numbers)
        # What belongs to the visit is in here too, and the model leaves it out.
        finding = {"first_due": values.get("due"), **values, **quoted, "id": make_id(), "description": text}
        if not row.number:
            # The first piece stands for the whole row when the file comes again.
            finding["number"] = str(number)
            finding["origin"] = row.content() if n == 0 else None
            finding["ref"] = values.get("number")
        found.append((place, row, finding, number))
    return found


def _link(body: Inspected, found: Sequence[_Found], link: Link) -> Inspected:
    """The visit with its rebounds, once all of it is known to be right."""
    links = {}
    for n, (_place, row, finding, number) in enumerate(found):
        if earlier := link(_piece(row, finding), number):
            links[n] = earlier
    if not links:
        return body
    hazards = [
        hazard.model_copy(update={"rebound_of": links[n]}) if n in links else hazard
        for n, hazard in enumerate(body.hazards)
    ]
    return body.model_copy(update={"hazards": tuple(hazards)})


def _piece(row: Row, finding: Values) -> Row:
    """The row as if it held this hazard alone."""
    text = finding["description"]
    return row if text is row.values["description"] else row._replace(values={**row.values, "description": text})


def _check_people(values: Values) -> None:
    """A file of our own without names must not write their roles over them."""
    for key in ("owner", "fixed_by", "verified_by"):
        if values.get(key) in _ROLES:
            rule = _("is a role and no name: the file was exported without names")
            raise Refused(_contradiction(key, values, rule, _("import the file with names, or empty this cell")))


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
    for first, then in ORDER:
        if first in values and then in values and values[then] < values[first]:
            rule = _("is before {day}").format(day=values[first])
            raise Refused(_contradiction(then, values, rule, _("mend the earlier or the later date")))


def _contradiction(key: str, values: Values, rule: str, fix: str) -> Fault:
    return Fault(key, str(values[key]), rule, fix)


def _find_faults(error: ValidationError, places: Sequence[int], visit: Sequence[Row]) -> dict[int, Fault]:
    """What is wrong, by the place of the row in the visit; places: of the row that each hazard stands in."""
    faults: dict[int, Fault] = {}
    for found, (_title, reason) in zip(error.errors(include_url=False), reasons(error), strict=True):
        row = places[int(found["loc"][1])] if found["loc"][0] == "hazards" else 0
        key = field_of(found)
        faults.setdefault(row, Fault(key, show_value(key, visit[row].values), reason, _("mend or shorten it")))
    return faults


def show_value(key: str, values: Values) -> str:
    """A value of a row as its cell had it."""
    field = next((f for f in (*LEDGER, *pick_fields(PLAN_KEYS)) if f.key == key), LEDGER[0])
    return cell(field, values.get(field.key), "en")
