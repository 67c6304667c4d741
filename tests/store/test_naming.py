"""A site keeps its past when it is renamed: on every store, however often, in whatever order it is written.

* visits, hazards and posts stand under the name of now, also those written under an old one later; the ledger posted
  again is the same; a renaming that is taken back takes them back;
* a name that a site had means that site: when it is typed, when a file has it; nobody else gets it while the site
  stands; `check` names two sites of one name;
* what counts by site (visits, coverage, kinds, rebounds) counts under all its names;
* a site that visits name is not taken back, unless the visits are.
"""

from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
from tests.store.deeds import Step, act, somebody

from inspect_cli.errors import BadInput
from inspect_cli.rules.entries import Finding, Inspected
from inspect_cli.rules.register_entries import SiteEntered
from inspect_cli.store import (
    answering,
    batches,
    checks,
    journal,
    ledger,
    naming,
    places,
    posts,
    recording,
    recurring,
    registering,
    undoing,
)
from inspect_cli.store.database import Database
from inspect_cli.store.ids import make_id
from inspect_cli.store.journal import Author, Draft
from inspect_cli.store.opening import create_database
from inspect_cli.store.recording import Visit

TODAY = date(2023, 1, 15)
TOWNSHIPS = ({"code": "1", "name": "东岔街道", "kind": "town"}, {"code": "2", "name": "石炭沟镇", "kind": "town"})
SHOP = {"township": "1", "code": "S1", "name": "老店", "kind": "market", "must_visit": True}


@pytest.fixture
def shop(store: Database, author: Author) -> Database:
    """A shop that was visited twice, and is answered for."""
    registering.enter_townships(store, TOWNSHIPS, author)
    registering.enter_sites(store, [SHOP, {"township": "2", "code": "S1", "name": "老店"}], author)
    visit(store, "老店", "堵塞")
    visit(store, "老店", "过期", township="2")
    visit(store, "老店")
    post = {"layer": "site", "place": "老店", "role": "site_supervisor", "name": "王某01", "start": TODAY}
    answering.enter_responsibilities(store, [{"township": "1", **post}], author)
    return store


def visit(store: Database, site: str, *hazards: str, township: str = "1", who: Author | None = None) -> None:
    """A visit as an older ledger, or another machine, says it."""
    what = {"category": "fire", "site": site, "inspectors": ("王某01",)}
    recording.record_visit(store, Visit(township, TODAY, what, list(hazards), {}), who or somebody())


def rename(store: Database, *names: str, code: str = "S1") -> None:
    """One name after the other."""
    for name in names:
        registering.change_site(store, places.read_site(store, "1", code), {"name": name}, somebody())


def names_of(store: Database, township: str = "1") -> list[list[tuple[str, str | None]]]:
    """What visits and hazards of a township are said to be at, and were at then."""
    return [
        sorted(
            ((row["site"], row["site_then"]) for row in store.rows(name, {"township": township}, ["township"])), key=str
        )
        for name in ("visits", "hazards")
    ]


def faults(store: Database) -> list[checks.Fault]:
    """What `check` finds."""
    return checks.check(store, TODAY, lambda _count: None)


@pytest.mark.parametrize(
    ("names", "now", "then"),
    [
        (("新店",), "新店", "老店"),
        (("新店", "三店"), "三店", "老店"),
        (("新店", "老店"), "老店", None),
        (("新店", "三店", "老店", "新店"), "新店", "老店"),
    ],
)
def test_visits_follow(shop: Database, names: tuple[str, ...], now: str, then: str | None) -> None:
    """What was written before stands under the name of now, in this township only; posts too; `check` agrees."""
    rename(shop, *names)

    assert names_of(shop) == [[(now, then)] * 2, [(now, then)]]
    assert names_of(shop, "2") == [[("老店", None)]] * 2
    held = posts.read(shop, TODAY, {"township": "1", "layer": "site"})
    assert [row["place"] for row in held] == [now]
    assert faults(shop) == []


def test_written_later_under_an_old_name(shop: Database) -> None:
    """A visit and a post that say an old name after the renaming are of the same site, and stay so when made anew."""
    rename(shop, "新店", "三店")
    visit(shop, "新店", "电线")
    visit(shop, "三店", "电箱")
    visit(shop, "别处", "漏水")
    post = {"layer": "site", "place": "新店", "role": "site_supervisor", "name": "赵某03", "start": TODAY}
    answering.enter_responsibilities(shop, [{"township": "1", **post}], somebody())
    found = names_of(shop)

    assert found[1] == [("三店", "新店"), ("三店", "老店"), ("三店", None), ("别处", None)]
    assert {row["place"] for row in posts.read(shop, TODAY, {"township": "1", "layer": "site"})} == {"三店"}
    with shop.writing():
        ledger.repost(shop)
    assert names_of(shop) == found
    assert faults(shop) == []


def test_a_renaming_taken_back(shop: Database) -> None:
    """Everything stands under the old name again, and under the new one when it is brought back."""
    before = names_of(shop)
    rename(shop, "新店")
    after = names_of(shop)
    for wanted in (before, after, before):
        undoing.take_back(shop, batches.newest(shop, somebody().device) or "", TODAY, somebody())
        assert names_of(shop) == wanted
        assert faults(shop) == []


def test_an_old_name_means_the_site(shop: Database) -> None:
    """Typed in any width it finds the site, before a part of another name does; not in another township."""
    registering.add_site(shop, "1", {"code": "S2", "name": "老店二分店"}, somebody())
    rename(shop, "新店")

    for find in (places.find_site, places.choose_site):
        row = find(shop, "1", " 老 店")
        assert row is not None
        assert (row["name"], places.is_former(row, " 老 店"), places.is_former(row, "新店")) == ("新店", True, False)
    assert places.choose_site(shop, "2", "老店")["name"] == "老店"
    assert naming.find_meant(shop, "老店", "1") == "新店"
    assert naming.find_meant(shop, "老店") is None  # the other township has one of that name


def test_nobody_else_gets_the_name(shop: Database, author: Author) -> None:
    """While the site stands its names are its own, for what is added, renamed and imported; then they are free."""
    rename(shop, "新店")
    registering.add_site(shop, "1", {"code": "S2", "name": "别店"}, author)
    other = places.read_site(shop, "1", "S2")
    with pytest.raises(BadInput, match="S1 新店"):
        registering.add_site(shop, "1", {"name": "老 店"}, author)
    with pytest.raises(BadInput, match="S1 新店"):
        registering.change_site(shop, other, {"name": "老店"}, author)
    for name in ("老店", "新店"):
        with pytest.raises(BadInput, match="S1 新店"):
            registering.enter_sites(shop, [{"township": "1", "code": "S3", "name": name}], author)
    assert registering.change_site(shop, places.read_site(shop, "1", "S1"), {"name": "老店"}, author) is True
    registering.enter_sites(shop, [{**SHOP, "ended_on": TODAY}], author)
    registering.enter_sites(shop, [{"township": "1", "code": "S3", "name": "老店"}], author)

    assert [row["name"] for row in places.read_register(shop, "1")] == ["老店", "别店", "老店"]


def test_a_row_without_a_code_under_an_old_name(shop: Database, author: Author) -> None:
    """It is the site of now, which keeps its name."""
    rename(shop, "新店")
    entered = registering.enter_sites(shop, [{"township": "1", "name": "老店", "village": "一村"}], author)

    row = places.read_site(shop, "1", "S1")
    assert (entered.changed, row["name"], row["village"], row["former"]) == (1, "新店", "一村", ["老店"])


def test_check_names_two_of_one_name(shop: Database) -> None:
    """Two that stand are a problem, however they came; one that ended is none."""
    body = SiteEntered(code="S9", name="老 店")
    with shop.writing():
        journal.append(shop, [Draft("1", "site", TODAY, body)], somebody())
    (fault,) = faults(shop)
    assert (fault.problem, "S1 老店, S9 老 店" in fault.subject) == ("Two sites have one name", True)
    registering.change_site(shop, places.read_site(shop, "1", "S9"), {"ended_on": TODAY}, somebody())

    assert faults(shop) == []


def test_a_hazard_that_came_back(shop: Database) -> None:
    """What was closed under the old name is found again under the new one."""
    rename(shop, "新店")
    wanted: dict[str, Any] = {"township": "1", "category": "fire", "site": "新店", "description": "堵塞"}

    assert [row["site_then"] for row in recurring.find_open(shop, [wanted])[0]] == ["老店"]


def test_nothing_is_unvisited(shop: Database) -> None:
    """A site that was visited under its old name was visited."""
    asked = {"today": TODAY, "today_number": 8415, "days": 30}
    rename(shop, "新店")

    assert [row["code"] for row in shop.rows("unvisited_sites", {**asked, "township": "1"}, ["township"])] == []


def test_a_site_that_visits_name_stays(shop: Database) -> None:
    """What gave it the name is not taken back while a later visit says that; once the visit is gone, it is."""
    registering.add_site(shop, "1", {"code": "S5", "name": "五店"}, entered := somebody())
    visit(shop, "五店", "堵塞", who=(seen := somebody()))
    kept = [undoing.prepare(shop, entered.batch, TODAY)]
    rename(shop, "六店", code="S5")
    kept.append(undoing.prepare(shop, entered.batch, TODAY))
    undoing.take_back(shop, seen.batch, TODAY, somebody())
    free = undoing.take_back(shop, entered.batch, TODAY, somebody())

    assert [(taking.drafts, taking.kept) for taking in kept] == [([], ["五店"])] * 2
    assert free.kept == []
    assert places.read_site(shop, "1", "S5")["name"] == "六店"


def test_sites_go_with_their_visits(shop: Database) -> None:
    """A batch that entered a site and visited it goes whole; not where somebody worked on its hazard since."""
    what = {"category": "fire", "site": "五店", "inspectors": ("王某01",)}
    finding = Finding(id=make_id(), number="CG-50", description="堵塞", severity="general")
    drafts = [
        Draft("1", "site", TODAY, SiteEntered(code="S5", name="五店")),
        Draft("1", "inspected", TODAY, Inspected(**what, hazards=(finding,))),
    ]
    with shop.writing():
        journal.append(shop, drafts, who := somebody())
    free = undoing.prepare(shop, who.batch, TODAY)
    act(shop, "CG-50", Step("fixed", {"fixed_by": "赵某"}, day=TODAY), somebody())
    worked_on = undoing.prepare(shop, who.batch, TODAY)

    assert (free.kept, free.taken, worked_on.drafts) == ([], ["CG-50"], [])
    assert set(worked_on.kept) == {"CG-50", "五店"}


def _do_something(store: Database, draw: Random) -> None:
    """A site entered, renamed or ended, a visit, a post, or something of these taken back or brought back."""
    name, code = draw.choice(("甲店", "乙店", "丙店")), draw.choice(("S1", "S2"))
    site = SiteEntered(code=code, name=name, ended_on=draw.choice((None, None, TODAY)))
    post = {"township": "1", "layer": "site", "place": name, "role": code, "name": "赵某", "start": TODAY}
    batches_there = [row["batch"] for row in store.rows("batches", order="newest")][:5]
    what = draw.randrange(4)
    if what == 0:
        with store.writing():
            journal.append(store, [Draft("1", "site", TODAY, site)], somebody())
    elif what == 1:
        visit(store, name, *["堵塞"] * draw.randrange(3))
    elif what == 2:
        answering.enter_responsibilities(store, [post], somebody())
    elif batches_there:
        undoing.take_back(store, draw.choice(batches_there), TODAY, somebody())


@pytest.mark.parametrize("seed", range(12))
def test_in_whatever_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    """After any sequence each row stands under what its own name means now; posted again in other chunks, too."""
    draw = Random(seed)  # noqa: S311 - no secret
    with closing(create_database(str(tmp_path / "store.db"), make_id())) as store:
        for _nth in range(20):
            _do_something(store, draw)
        renamed = naming.read_renamed(store, "1")
        rows = [row for name in ("visits", "hazards") for row in store.rows(name)]
        told = [(row["site"], row["site_then"] or row["site"]) for row in rows]
        told += [(row["place"], row["place_then"] or row["place"]) for row in store.rows("all_responsibility")]
        assert [now for now, _written in told] == [renamed.get(("1", written), written) for _now, written in told]
        for size in (1, 3):
            monkeypatch.setattr(ledger, "CHUNK", size)
            assert [fault for fault in faults(store) if "differs" in fault.problem] == []
