"""Whatever happened to a hazard before, and whatever a row says of it: what is taken is taken once, and only that.

* a row is refused, or becomes entries after which it is no news, and all that it does not speak of is as it was;
* what the ledger says now and what the visit said first are no news.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.rules.conftest import CHOICES, FINDING, FOUND_ON, ROOT, day, histories

from inspect_cli.rules.corrections import Facts
from inspect_cli.rules.history import Happened
from inspect_cli.store.journal import Draft
from inspect_cli.transfer import drafting
from inspect_cli.transfer.faults import Refused, Values
from inspect_cli.transfer.holding import Held
from inspect_cli.transfer.updating import draft_changes, is_same

FACTS = Facts("春节行动", "fire", "堵塞", None, FOUND_ON, ("王某",), None, None, "急", "商场", "一村")
BEGAN = {"due": day(10), "first_due": day(10), "owner": "赵某", "note": "急"}
ROW = {"category": "fire", "township": "1", "inspected_on": FOUND_ON, "description": "堵塞"}
NAMES = st.sampled_from(["赵某", "孙某", "吴某"])
ANY_DAY = st.sampled_from([day(n) for n in range(14)])
OUTCOME = ("status", "fixed_on", "fixed_by", "verified_on", "verified_by")
SILENT = {"found": OUTCOME[1:], "fixed": OUTCOME[3:]}


def _tidy(values: Values) -> Values:
    """The same without what would contradict its status, as `drafting.check` has it."""
    silent = (*SILENT.get(values.get("status", "found"), ()), *(() if "due" in values else ("first_due",)))
    return {key: value for key, value in values.items() if key not in silent}


ROWS = st.fixed_dictionaries(
    {key: st.just(value) for key, value in ROW.items()},
    optional={
        **dict.fromkeys(("owner", "fixed_by", "verified_by", "site", "note", "measures", "campaign"), NAMES),
        **dict.fromkeys(("due", "first_due", "fixed_on", "verified_on"), ANY_DAY),
        "status": st.sampled_from(["found", "fixed", "failed", "closed", "voided", "transferred"]),
        "severity": st.sampled_from(["general", "major"]),
        "inspectors": st.sampled_from([("王某",), ("李某", "王某")]),
        "funds": st.sampled_from([0, 5]),
        "rebound_of": st.sampled_from(["CG-8", "CG-9"]),
    },
).map(_tidy)
BEGINNINGS = st.sampled_from(
    [
        {},
        {"due": None, "first_due": None, "owner": None},
        {"status": "fixed", "fixed_on": day(1)},
        {"status": "failed", "verified_on": day(2)},
        {"status": "closed", "fixed_by": "赵某", "verified_by": "孙某", "measures": "赵某", "funds": 5},
    ]
)
HAPPENED = histories([choice for choice in CHOICES if choice[0] != "undone"], most=6)


def _hold(began: dict[str, Any], happened: list[Happened]) -> Held:
    finding = FINDING.model_copy(update={**BEGAN, **began})
    return Held("1", "CG-1", ROOT, FACTS._replace(first_due=finding.first_due), finding, tuple(happened))


def _draft(held: Held, values: Values, origin: int = 1) -> list[Draft]:
    return draft_changes(held, values, origin, date(2023, 1, 15), "一月台账.xlsx")


def _says_a_fact(draft: Draft) -> bool:
    return any(getattr(draft.body, name) for name in Facts._fields)


@settings(max_examples=1000, deadline=None)
@given(began=BEGINNINGS, happened=HAPPENED, values=ROWS)
def test_taken_once(began: dict[str, Any], happened: list[Happened], values: Values) -> None:
    """Whatever happened and whatever a row says: it is refused, or taken, and then it is no news any more.

    What it says anew is so afterwards; what it does not speak of is as it was.
    """
    held = _hold(began, happened)
    try:
        drafting.check(values)
        drafts = _draft(held, values)
    except Refused:
        assume(False)
    before, first, taken = held.now(), held.written(), held.follow(drafts)
    after = taken.now()

    assert _draft(taken, values, 1) == _draft(taken, values, 2) == []
    for key in before.keys() - {*OUTCOME, "first_due"}:
        news = key in values and not is_same(values[key], first[key])
        assert after[key] == (values[key] if news else before[key])
    assert after["status"] in (before["status"], values.get("status"))
    if not drafts:
        assert after == before
    assert [draft.parents for draft in drafts[1:]] == [(draft.id,) for draft in drafts[:-1]]
    assert [getattr(draft.body, "origin", None) for draft in drafts] == [None] * (len(drafts) - 1) + [1] * bool(drafts)
    assert all(draft.kind != "corrected" or _says_a_fact(draft) for draft in drafts)


@settings(max_examples=300, deadline=None)
@given(began=BEGINNINGS, happened=HAPPENED)
def test_its_own_words(began: dict[str, Any], happened: list[Happened]) -> None:
    """What the ledger says now, and what the visit said first, are no news, whatever happened in between."""
    held = _hold(began, happened)

    assert _draft(held, held.now()) == []
    assert _draft(held, held.written()) == []
