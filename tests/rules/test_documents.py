"""Who may issue which document, to whom, about what, on which day, and how its number is written.

* village: advice; township: advice, notice, opinion; department: these and orders; at a household anybody: advice;
* a household: by its kind in the register, by the kind of the visit, else by a list whose items are advice;
* one document goes to one place; nothing voided or handed over; an opinion follows a second look by another;
* dated no day that has not come, none before the finding or the second look; a number has one form.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.rules.conftest import SAID, day

from inspect_cli import messages
from inspect_cli.errors import BadInput
from inspect_cli.rules import documents, guards
from inspect_cli.rules.documents import MAY_ISSUE, Place, Subject, Unit
from inspect_cli.rules.entries import KINDS
from inspect_cli.rules.guards import Act, Case
from inspect_cli.rules.lifecycle import State
from inspect_cli.rules.numbers import Number
from inspect_cli.rules.words import DOCUMENTS, STATES, UNITS

TODAY = day(15)
FOUND = State()
FIXED = State("fixed", since=day(5), fixed_on=day(5), fixed_by="赵某")
CLOSED = State("closed", since=day(6), fixed_on=day(5), fixed_by="赵某", verified_on=day(6), verified_by="钱某")
FAILED = State("failed", since=day(6), due=day(20))


def check(state: State, document: str = "notice", on: date = TODAY) -> None:
    """Whether the document may be about CG-1, found on day 0."""
    documents.check_subject(Subject("CG-1", state, day(0)), document, on, TODAY)


def refusal(state: State, document: str = "notice", on: date = TODAY) -> tuple[str, str]:
    """What the refusal says happened and what to do; nothing was written."""
    with pytest.raises(BadInput) as refused:
        check(state, document, on)
    assert refused.value.saved == "Nothing was written."
    return refused.value.what, refused.value.todo


@pytest.mark.parametrize("kind", UNITS)
@pytest.mark.parametrize("document", DOCUMENTS)
def test_each_unit_issues_what_it_may(kind: str, document: str) -> None:
    """A unit issues what the law lets it; a refusal names that, and where else the matter can go."""
    expected = {"village": 1, "township": 3, "department": 4}[kind]
    assert len(MAY_ISSUE[kind]) == expected
    if document in MAY_ISSUE[kind]:
        assert documents.choose_document(document, Unit(None, kind), [CLOSED], household=False) == document
        return
    with pytest.raises(BadInput) as refused:
        documents.choose_document(document, Unit(None, kind), [CLOSED], household=False)
    assert f"not: {document}." in refused.value.what
    assert "inspect-cli transfer" in refused.value.todo


@pytest.mark.parametrize("kind", UNITS)
def test_a_household_is_advised(kind: str) -> None:
    """At a household nobody issues anything but advice; a unit that may nothing else anyway is told of itself."""
    assert documents.choose_document(None, Unit(None, kind), [CLOSED], household=True) == "advice"
    for document in set(DOCUMENTS) - {"advice"}:
        with pytest.raises(BadInput) as refused:
            documents.choose_document(document, Unit(None, kind), [FOUND], household=True)
        assert ("household" in refused.value.what) == (document in MAY_ISSUE[kind])


@pytest.mark.parametrize(
    ("states", "documents_by_unit"),
    [
        ([FOUND], ("advice", "notice", "notice")),
        ([CLOSED, FAILED], ("advice", "opinion", "opinion")),
        ([CLOSED, FIXED], ("advice", "notice", "notice")),
    ],
)
def test_what_nobody_asked_for(states: list[State], documents_by_unit: tuple[str, ...]) -> None:
    """Without a wish it is an opinion once all was looked at again, else a notice, or the advice that may be given."""
    chosen = [documents.choose_document(None, Unit(None, kind), states, household=False) for kind in UNITS]

    assert chosen == list(documents_by_unit)


@pytest.mark.parametrize(
    ("kinds", "visits", "advised", "outcome"),
    [
        (["rural_home"], [None], False, True),
        (["rural_rental"], [None], True, False),
        ([], [None], True, True),
        ([], ["routine"], False, False),
        (["hotel"], ["routine", "household"], False, True),
        (["hotel", "rural_home"], ["routine"], False, True),
    ],
)
def test_what_is_a_household(kinds: list[str], visits: list[str | None], *, advised: bool, outcome: bool) -> None:
    """The register says so, or the kind of a visit; the list decides where no kind of place is known."""
    assert documents.is_household(kinds, visits, advised=advised) is outcome


@pytest.mark.parametrize("status", ["voided", "transferred"])
def test_what_is_not_ours_is_left_out(status: str) -> None:
    """Nothing voided or handed over stands in a document, in either language."""
    assert refusal(State(status)) == (f"CG-1 is {status}.", "Leave it out; see: inspect-cli show CG-1")
    messages.use("zh")
    with pytest.raises(BadInput) as refused:
        check(State(status))
    assert STATES[status] in refused.value.what


def test_days() -> None:
    """A document is dated no day that has not come, and none before the hazard was found."""
    check(FOUND, on=day(0))
    assert refusal(FOUND, on=day(16))[0] == f"CG-1: {day(16)} has not come yet."
    assert refusal(FOUND, on=day(-1))[0] == f"CG-1 was found on {day(0)}, after {day(-1)}."


def test_an_opinion_follows_a_second_look() -> None:
    """Only what was verified by another, or failed, has an opinion; dated that day or later."""
    for state in (CLOSED, FAILED):
        check(state, "opinion", day(6))
        assert refusal(state, "opinion", day(5))[0] == f"CG-1 was looked at again on {day(6)}, after {day(5)}."
    check(State("failed"), "opinion")  # a file says so, without a day
    for state in (FOUND, FIXED):
        assert refusal(state, "opinion")[0] == "CG-1 was not looked at again yet."
    for claim in (CLOSED._replace(verified_by=None), CLOSED._replace(verified_by="赵某")):
        assert "nobody but its fixer looked again" in refusal(claim, "opinion")[0]


@pytest.mark.parametrize("document", ["advice", "notice", "order"])
def test_nothing_is_asked_for_that_is_done(document: str) -> None:
    """What is closed needs no notice, unless the notice is of a day before; what is claimed or failed may have one."""
    for state in (FOUND, FIXED, FAILED):
        check(state, document)
    check(CLOSED, document, day(4))
    assert "--document opinion" in refusal(CLOSED, document, day(5))[1]
    assert "--document opinion" in refusal(State("closed"), document)[1]


def test_one_document_goes_to_one_place() -> None:
    """Hazards of several places are refused, with the line that prints each place's; ten places at most are shown."""
    mall, bridge = Place("1", "商场"), Place("1", None, "一村", "桥头")
    one = {Number("CG", n): mall for n in (1, 2, 3)}
    documents.check_places(one, {})

    with pytest.raises(BadInput) as refused:
        documents.check_places({**one, Number("CG", 4): bridge}, {"1": "东岔"})
    assert refused.value.what.endswith("of 2 places.")
    assert refused.value.todo.splitlines()[1:] == [
        "商场, 东岔: inspect-cli notice CG-1-3",
        "桥头, 一村, 东岔: inspect-cli notice CG-4",
    ]
    many = {Number("CG", n): Place("1", f"点位{n}") for n in range(1, 13)}
    with pytest.raises(BadInput) as refused:
        documents.check_places(many, {})
    assert (len(refused.value.todo.splitlines()), refused.value.todo[-1]) == (12, "…")


def test_a_site_is_one_place() -> None:
    """Wherever in a site a hazard is, it is of that site; without a site the village and the spot tell places apart."""
    assert documents.find_place("1", "商场", "一村", "二楼") == documents.find_place("1", "商场", None, None)
    assert documents.find_place("1", None, "一村", None) != documents.find_place("1", None, "一村", "桥头")
    assert documents.find_place("1", "商场", None, None) != documents.find_place("2", "商场", None, None)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        *((text, "〔2023〕5号") for text in ("[2023]5号", "(2023)5号", "（2023）5号", "〔2023〕5号", "【2023】第05号")),
        *((text, "〔2023〕5号") for text in (" ［２０２３］ ５ 号", "(2023)5", "﹝2023﹞5号")),
        ("东应急责改（2023）12号", "东应急责改〔2023〕12号"),
        ("东应急责改 [2023] 12号（补）", "东应急责改〔2023〕12号（补）"),
        ("一号", "一号"),
        ("A(2023)5-2", "A(2023)5-2"),
        ("(二〇二三)5号", "(二〇二三)5号"),
    ],
)
def test_a_number_has_one_form(typed: str, kept: str) -> None:
    """However the brackets of the year are typed, it is one number; what is written otherwise stays as it is."""
    assert documents.write_number(typed) == kept
    assert documents.write_number(kept) == kept


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        *(("village", "village"), ("村（社区）", "village"), ("村(社区)", "village"), ("网格", "village")),
        *(("Township", "township"), ("乡镇", "township"), ("街道", "township"), ("部门", "department")),
        *(("", None), ("公司", None)),
    ],
)
def test_kinds_of_units_in_both_languages(typed: str, key: str | None) -> None:
    """A kind of unit is known by its key, its Chinese word, and what such units are called."""
    assert documents.read_unit_kind(typed) == key


def test_every_document_has_a_title() -> None:
    """A document has a title in both languages, and some unit may issue it."""
    titles = {documents.title(document, lang) for document in DOCUMENTS for lang in ("zh", "en")}

    assert len(titles) == 2 * len(DOCUMENTS)
    assert {document for every in MAY_ISSUE.values() for document in every} == set(DOCUMENTS)


def test_the_guard_holds_both() -> None:
    """Whatever wants to write that a document was issued: the unit may, and the hazard stands so."""

    def guard(state: State, **said: Any) -> None:
        body = KINDS["issued"](**{**SAID["issued"], **said})
        guards.check("issued", Case("CG-1", state, day(0)), Act(TODAY, TODAY), body)

    guard(FOUND)
    with pytest.raises(BadInput, match="may issue"):
        guard(FOUND, document="order")
    with pytest.raises(BadInput, match="not looked at"):
        guard(FOUND, document="opinion")
    with pytest.raises(BadInput, match="may issue"):
        guard(FOUND, unit_kind="of a newer version")
