"""By item of a checklist: the most frequent first, which nobody answered, and what each is called."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.store.deeds import somebody

from inspect_cli import messages
from inspect_cli.rules import catalog, checklists
from inspect_cli.rules.entries import Answered, Finding, Inspected
from inspect_cli.rules.register_entries import CategoryEntered
from inspect_cli.store import journal, queries, summaries
from inspect_cli.store.database import Database, Row
from inspect_cli.store.ids import make_id
from inspect_cli.store.journal import Draft
from inspect_cli.store.summaries import Summary

TODAY = date(2023, 1, 15)


def _find(number: int, **told: Any) -> Finding:
    return Finding(id=make_id(), number=f"CG-{number}", description="堵塞", **told)


def _write(store: Database, *visits: tuple[int, Inspected]) -> None:
    """Visits of these days of December."""
    with store.writing():
        journal.append(
            store, [Draft("1", "inspected", date(2022, 12, day), visit) for day, visit in visits], somebody()
        )


def _summarise(store: Database, *groups: str, **asked: Any) -> Summary:
    return summaries.summarise(store, groups, queries.select(TODAY, **asked))


def _items(rows: list[Row], category: str | None = None) -> list[str | None]:
    return [row["item"] for row in rows if category in (None, row.get("category"))]


def _list(category: str) -> list[str]:
    return [item.code for item in checklists.read_checklist(catalog.categories()[category]).item]


@pytest.fixture
def city(store: Database) -> Database:
    """FIRE-05 found three times, MINE-02 twice, FIRE-03 once; FIRE-03 and FIRE-04 answered, one of them no."""
    answers = (Answered(item="FIRE-03", answer="no"), Answered(item="FIRE-04", answer="yes"))
    _write(
        store,
        (1, Inspected(category="fire", hazards=(_find(1, item="FIRE-05"), _find(2)))),
        (2, Inspected(category="fire", hazards=(_find(3, item="FIRE-05"), _find(4, item="FIRE-03")), answers=answers)),
        (3, Inspected(category="fire", hazards=(_find(5, item="FIRE-05"), _find(6), _find(7), _find(8)))),
        (4, Inspected(category="mines", hazards=(_find(9, item="MINE-02"), _find(10, item="MINE-02")))),
    )
    return store


def test_the_most_frequent_first(city: Database) -> None:
    """By how many hazards they have, then by code; what has no item comes last, however frequent; in groups too."""
    rows = _summarise(city, "item").rows

    assert _items(rows)[:5] == ["FIRE-05", "MINE-02", "FIRE-03", "FIRE-01", "FIRE-02"]
    assert (rows[-1]["item"], rows[-1]["found"]) == (None, 4)
    assert _items(_summarise(city, "category", "item").rows, "fire") == ["FIRE-05", "FIRE-03", "FIRE-04", None]
    assert _items(_summarise(city, "item", "month").rows) == ["FIRE-05", "MINE-02", "FIRE-03", "FIRE-04", None]


def test_what_was_answered_no_before_what_was_not(store: Database) -> None:
    """Of items found equally often the one that was answered no more often stands first."""
    said = (Answered(item="FIRE-01", answer="yes"), Answered(item="FIRE-09", answer="no"))
    _write(store, (1, Inspected(category="fire", answers=said)))

    assert _items(_summarise(store, "item").rows)[:2] == ["FIRE-09", "FIRE-01"]


def test_what_nobody_looked_at(city: Database) -> None:
    """Of the lists that are used, the items neither answered nor found, in their order; of a category only its own."""
    every, fire = _summarise(city, "item"), _summarise(city, "item", category="fire")
    core = [code for category in catalog.CORE for code in _list(category)]

    assert every.items == core
    assert every.unasked == [code for code in core if code not in ("FIRE-03", "FIRE-04", "FIRE-05", "MINE-02")]
    assert (fire.items, len(fire.unasked)) == (_list("fire"), len(_list("fire")) - 3)
    assert _summarise(city, "item", until=date(2022, 12, 1)).unasked == [code for code in core if code != "FIRE-05"]
    assert (_summarise(city, "item", "month").items, _summarise(city, "township").unasked) == ([], [])


def test_a_category_that_was_enabled(city: Database) -> None:
    """Its items stand among all from then on."""
    with city.writing():
        journal.append(city, [Draft("*", "category", TODAY, CategoryEntered(key="heating", enabled=True))], somebody())

    assert _summarise(city, "item").items[-len(_list("heating")) :] == _list("heating")


def test_codes_as_they_stand(store: Database) -> None:
    """A code that no list has is a row of its own, as it was written; small letters are another code."""
    _write(store, (1, Inspected(category="fire", hazards=(_find(1, item="fire-05"), _find(2, item="通道")))))
    found = {row["item"]: (row["found"], row["item_text"]) for row in _summarise(store, "item").rows if row["found"]}

    assert found == {"fire-05": (1, None), "通道": (1, None)}


@pytest.mark.parametrize(("lang", "wanted"), [("en", ["Blocked", "New"]), ("zh", ["堵了", "新文"])])
def test_the_text_of_an_item(store: Database, lang: str, wanted: list[str]) -> None:
    """An item has the text that the hazard found last keeps, else that of the list; a code of nobody's has none."""
    messages.use(lang)
    kept = {"FIRE-01": ("堵了", "Blocked"), "FIRE-02": ("旧文", "Old"), "OWN-1": (None, None)}
    findings = [(day, item, *texts) for day, (item, texts) in enumerate(kept.items(), 1)]
    findings += [(9, "FIRE-02", "新文", "New"), (4, "FIRE-02", "中文", "Middle")]
    for number, (day, item, zh, en) in enumerate(findings):
        found = _find(number, item=item, item_text=zh, item_text_en=en)
        _write(store, (day, Inspected(category="fire", hazards=(found,))))
    rows = _summarise(store, "item").rows
    texts = {row["item"]: row["item_text"] for row in rows}
    third = checklists.read_checklist(catalog.categories()["fire"]).item[2]

    assert [texts["FIRE-01"], texts["FIRE-02"], texts["OWN-1"]] == [*wanted, None]
    assert texts[third.code] == third.title(lang)
    assert rows[0]["item"] == "FIRE-02"
