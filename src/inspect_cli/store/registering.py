"""The only place where what people enter into the registers becomes entries: townships, sites, categories, ..."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple, overload

from inspect_cli import settings
from inspect_cli.errors import BadInput
from inspect_cli.messages import _, spell
from inspect_cli.rules import names
from inspect_cli.rules.body import tidy
from inspect_cli.rules.register_entries import (
    CampaignEntered,
    CaseEntered,
    CategoryEntered,
    SiteEntered,
    TownshipEntered,
)
from inspect_cli.store import journal, places
from inspect_cli.store.calling import Called, Callings
from inspect_cli.store.database import Database, Row
from inspect_cli.store.enrolling import SITE_FACTS
from inspect_cli.store.entry import CITY
from inspect_cli.store.journal import Author, Draft
from inspect_cli.store.recording import build, refuse_field, title_of

CAMPAIGN_FACTS = ("start", "end", "kind", "report", "categories", "townships")
TOWNSHIP_FACTS = ("name", "kind", "ended_on", "successor")


class Known(NamedTuple):
    """A state that was not written, since a site is in it on that day: its name, the state, since, the day told."""

    name: str
    state: str
    since: date
    told: date


class Moved(NamedTuple):
    """A site that is new under a code that a site of another township has: that one's township, code and name."""

    township: str
    name: str
    of: str
    code: str
    called: str


@dataclass
class Noted:
    """What who enters sites must know. undated: how many states hold since today, as no day was told."""

    undated: int = 0
    known: list[Known] = field(default_factory=list)
    moved: list[Moved] = field(default_factory=list)


class Entered(NamedTuple):
    """How many rows of a register were new, changed what stood there, or said the same."""

    new: int
    changed: int
    unchanged: int


def enter(
    database: Database, plan: Callable[[], tuple[list[Draft], Entered]], author: Author, *, dry_run: bool
) -> Entered:
    """Work out what is to be written under the lock under which it is written; only count it in a dry run."""
    if dry_run:
        return plan()[1]
    with database.writing():
        drafts, entered = plan()
        journal.append(database, drafts, author)
    return entered


def sum_up(counted: Mapping[str, int]) -> Entered:
    """How many rows were what, from their counts by word."""
    return Entered(counted["new"], counted["changed"], counted["unchanged"])


def enter_townships(
    database: Database, rows: Iterable[Mapping[str, Any]], author: Author, *, dry_run: bool = False
) -> Entered:
    """Write the townships that are new or changed into the register.

    rows: fields of `TownshipEntered`; what a row does not say stays as it was, None takes it away. dry_run: only count.
    """
    return enter(database, lambda: _plan_townships(database, rows), author, dry_run=dry_run)


def enter_sites(
    database: Database,
    rows: Iterable[Mapping[str, Any]],
    author: Author,
    *,
    dry_run: bool = False,
    noted: Noted | None = None,
) -> Entered:
    """Write the sites that are new or changed into the register.

    rows: fields of `SiteEntered`, `township` a code; what a row does not say stays as it was, None takes it away. A row
    without a code is the site of that name, or a new one; several rows of one site hold one after another. dry_run:
    only count. noted: gets what is to be told.

    Raises BadInput for a name that another site of the township has, or had, or has for its code.
    """
    return enter(database, lambda: _plan_sites(database, rows, noted), author, dry_run=dry_run)


def add_site(database: Database, township: str, told: Mapping[str, Any], author: Author) -> str:
    """Write a site that is new into a township's register; its code, made here when it is told none.

    Raises BadInput for a code or a name that the register has already, be it as the name or the code of another.
    """
    with database.writing():
        register = places.read_register(database, township)
        code = names.fold(told["code"]) if "code" in told else places.make_code()
        body = _change_site(None, {**told, "code": code})
        _refuse_taken(register, township, body.name, body.code)
        journal.append(database, [Draft(township, "site", settings.today(), body)], author)
    return body.code


def change_site(database: Database, before: Row, told: Mapping[str, Any], author: Author) -> bool:
    """Write what a site is from now on, if that changes anything; before: its row as `places.choose_site` gives it.

    What is not told stays as it was, None takes it away. Raises BadInput for the name of another site.
    """
    township, code = before["township"], before["code"]
    with database.writing():
        register = places.read_register(database, township)
        now = next((row for row in register if row["code"] == code), before)
        if told.get("name") is not None and names.plain(told["name"]) != names.plain(now["name"]):
            _refuse_taken([row for row in register if row["code"] != code], township, told["name"])
        body = _change_site(now, {**told, "code": code})
        journal.append(database, [Draft(township, "site", settings.today(), body)] if body else [], author)
    return body is not None


def draft_townships(database: Database, rows: Iterable[Mapping[str, Any]]) -> list[Draft]:
    """The entries of the townships that are new or changed; rows: like those of `enter_townships`."""
    return _plan_townships(database, rows)[0]


def draft_sites(database: Database, rows: Iterable[Mapping[str, Any]]) -> list[Draft]:
    """The entries of the sites that are new or changed; rows: like those of `enter_sites`."""
    return _plan_sites(database, rows)[0]


def enter_campaign(database: Database, what: Mapping[str, Any], author: Author) -> None:
    """Write a campaign into the register; what: fields of the entry, of which one that is None stays as it was."""
    enter_campaigns(database, [{name: value for name, value in what.items() if value is not None}], author)


def enter_campaigns(
    database: Database, rows: Iterable[Mapping[str, Any]], author: Author, *, dry_run: bool = False
) -> Entered:
    """Write the campaigns that are new or changed into the register.

    rows: fields of `CampaignEntered`; what a row does not say stays as it was, None takes it away. dry_run: only count.
    Raises BadInput for one that ends before it begins.
    """
    return enter(database, lambda: _plan_campaigns(database, rows), author, dry_run=dry_run)


def enter_categories(database: Database, keys: Iterable[str], author: Author, *, enabled: bool) -> None:
    """Write that these categories are used here from now on, or no longer."""
    bodies = [CategoryEntered(key=key, enabled=enabled) for key in keys]
    with database.writing():
        journal.append(database, [Draft(CITY, "category", settings.today(), body) for body in bodies], author)


def record_case(database: Database, township: str, on: date, what: dict[str, Any], author: Author) -> None:
    """Write illegal activities that were found, as counts."""
    body = build(CaseEntered, **what)
    with database.writing():
        journal.append(database, [Draft(township, "case", on, body)], author)


def _plan_townships(database: Database, rows: Iterable[Mapping[str, Any]]) -> tuple[list[Draft], Entered]:
    known = {row["township"]: row for row in database.rows("townships")}
    drafts, counted = [], Counter[str]()
    for row in rows:
        if row["code"] == CITY:
            raise refuse_field(title_of("code"), _("{code} stands for the whole city").format(code=CITY))
        before = known.get(tidy("code", row["code"]))
        facts = {name: before[name] for name in TOWNSHIP_FACTS} if before else {}
        body = build(TownshipEntered, **{**facts, **row})
        same = before is not None and all(getattr(body, name) == facts[name] for name in TOWNSHIP_FACTS)
        if not same:
            body = body.model_copy(update=_spell(body.name))
            drafts.append(Draft(CITY, "township", settings.today(), body))
        counted["new" if before is None else "unchanged" if same else "changed"] += 1
    return drafts, sum_up(counted)


def _plan_campaigns(database: Database, rows: Iterable[Mapping[str, Any]]) -> tuple[list[Draft], Entered]:
    known = {row["name"]: read_campaign(row) for row in database.rows("campaigns")}
    drafts, counted = [], Counter[str]()
    for row in rows:
        before = known.get(tidy("name", row["name"]))
        body = build(CampaignEntered, **{**(before or {}), **row})
        if body.start and body.end and body.end < body.start:
            raise refuse_field(title_of("end"), _("is before the first day, {day}").format(day=body.start))
        now = {name: getattr(body, name) for name in ("name", *CAMPAIGN_FACTS)}
        if now != before:
            drafts.append(Draft(CITY, "campaign", settings.today(), body))
        known[body.name] = now
        counted["new" if before is None else "unchanged" if now == before else "changed"] += 1
    return drafts, sum_up(counted)


def read_campaign(row: Row) -> dict[str, Any]:
    """A row of the register of campaigns as the fields of its entry."""
    several = {name: tuple(row[name].split("、")) if row[name] else None for name in ("categories", "townships")}
    return {**{name: row[name] for name in ("name", *CAMPAIGN_FACTS)}, **several}


def _plan_sites(
    database: Database, rows: Iterable[Mapping[str, Any]], noted: Noted | None = None
) -> tuple[list[Draft], Entered]:
    """The entries that bring the register to what the rows say, and how many rows are what."""
    register = places.read_register(database)
    known = {(row["township"], row["code"]): row for row in register}
    callings = Callings(register, settings.today())
    noted = noted or Noted()
    drafts, counted = [], Counter[str]()
    for row in rows:
        told = dict(row)
        township = told.pop("township")
        if told.get("code") is None:
            site = callings.find(township, told["name"])
            told |= _know_site(callings, township, told["name"], site) if site else _name_new()
        told["code"] = code = callings.find_code(township, tidy("code", told["code"]))
        before = known.get((township, code))
        _note(noted, callings, (township, told), before)
        if body := _change_site(before, told):
            _take_name(callings, township, body, before)
            drafts.append(Draft(township, "site", settings.today(), body))
            known[township, code] = _foresee(township, body, before)
            noted.undated += body.state is not None and body.state_since is None
        counted["new" if before is None else "changed" if body else "unchanged"] += 1
    return drafts, sum_up(counted)


def _note(noted: Noted, callings: Callings, row: tuple[str, Mapping[str, Any]], before: Row | None) -> None:
    """Keep what a row says for nothing, and whose code in another township it has. row: its township and fields."""
    township, told = row
    past = told.get("ended_on") is not None and told["ended_on"] <= settings.today()
    if before is None and not past and (other := callings.find_elsewhere(township, told["code"])):
        noted.moved.append(Moved(township, told["name"], other[0], other[1].code, other[1].now))
    if before is not None and (known := find_known(before, told)):
        noted.known.append(known)


def _foresee(township: str, body: SiteEntered, before: Row | None) -> Row:
    """The row of a site as it will be, for another row of the same file about it."""
    states = list(before["states"]) if before else []
    if body.state is not None:
        since = body.state_since or settings.today()
        states = [state for state in states if state["since"] != since]
        states.append({"since": since, "state": body.state, "stopped_for": body.stopped_for})
    return {
        **{name: getattr(body, name) for name in ("code", *SITE_FACTS)},
        "township": township,
        "also": places.BETWEEN.join(body.also or ()) or None,
        "must_visit": bool(body.must_visit),
        "states": sorted(states, key=lambda state: state["since"], reverse=True),
    }


def _name_new() -> dict[str, str]:
    return {"code": places.make_code()}


def _know_site(callings: Callings, township: str, name: str, site: Called) -> dict[str, str]:
    now = callings.find_now(township, site.code, name) if site.is_now else site.now
    return {"code": site.code, **({"name": now} if now is not None else {})}


def _take_name(callings: Callings, township: str, body: SiteEntered, before: Row | None) -> None:
    stands = body.ended_on is None or body.ended_on > settings.today()
    taken = {"name": body.name, **({"code": body.code} if before is None else {})} if stands else {}
    for key, wanted in taken.items():
        if other := callings.find_other(township, body.code, wanted):
            where = {"code": other.code, "township": township, "township_name": None}
            raise _refuse(key, tell_called(wanted, other), where)
    callings.take(township, body.code, body.name, stands=stands)


@overload
def _change_site(before: None, told: Mapping[str, Any]) -> SiteEntered: ...
@overload
def _change_site(before: Row | None, told: Mapping[str, Any]) -> SiteEntered | None: ...
def _change_site(before: Row | None, told: Mapping[str, Any]) -> SiteEntered | None:
    """The site as it is from now on; None when nothing of it changes."""
    facts = {name: before[name] for name in SITE_FACTS} if before else {}
    facts |= {"also": tuple(places.split_kinds(before["also"])) or None if before else None}
    facts |= {"must_visit": (before["must_visit"] or None) if before else None}
    told = {**told, "must_visit": told.get("must_visit", facts["must_visit"]) or None}  # no is the same as not said
    now = build_site({**facts, **told})
    if before is None:
        return now
    if _find_state(before["states"], (now.state, now.stopped_for), now.state_since):
        now = now.model_copy(update={"state": None, "state_since": None, "stopped_for": None})
    same = build(SiteEntered, code=now.code, **facts)
    return None if now == same else now


def build_site(told: Mapping[str, Any]) -> SiteEntered:
    """The body of a site. Raises BadInput for days and states that cannot be."""
    body = build(SiteEntered, **told)
    today = settings.today()
    if body.starts_on and body.ends_on and body.ends_on < body.starts_on:
        raise refuse_field(title_of("ends_on"), _("is before the first day, {day}").format(day=body.starts_on))
    if body.state_since and body.state_since > today:
        raise refuse_field(title_of("state_since"), _("{day} has not come yet").format(day=body.state_since))
    if body.stopped_for and body.state != "stopped":
        raise refuse_field(title_of("stopped_for"), _("only what is stopped has a reason for it"))
    if body.state_since and not body.state:
        raise refuse_field(title_of("state_since"), _("is given without the state"))
    return body


def find_known(before: Row, told: Mapping[str, Any]) -> Known | None:
    """The state that is told of a site, its row, when it is in that on that day already, since an earlier one."""
    day = told.get("state_since")
    found = _find_state(before["states"], (told.get("state"), told.get("stopped_for")), day) if day else None
    return (
        Known(before["name"], found["state"], found["since"], day) if day and found and found["since"] < day else None
    )


def _find_state(states: Sequence[Row], told: tuple[str | None, str | None], day: date | None) -> Row | None:
    """The one of these states, the newest first, that holds on that day, if it says what is told; the last if none."""
    state = places.find_among(states, day) if day else next(iter(states), None)
    said = ((state["state"], state["stopped_for"]), (state["state"], None)) if state else ()
    return state if told in said else None


def _refuse_taken(register: Sequence[Row], township: str, name: str, code: str | None = None) -> None:
    """Raises BadInput when one of these sites of a township has this name, or the code of a new one.

    One that stands must not be meant by either, be it as its name, one that it had, or its code.
    """
    callings = Callings(register, settings.today())
    for key, wanted in (("code", code), ("name", name)):
        if wanted is None:
            continue
        same = next((row for row in register if names.plain(row[key]) == names.plain(wanted)), None)
        other = callings.find_other(township, "", wanted)
        if same:
            raise _refuse(key, tell_called(wanted, Called(same["code"], same["name"], is_now=True, stands=True)), same)
        if other:
            raise _refuse(key, tell_called(wanted, other), next(row for row in register if row["code"] == other.code))


def tell_called(name: str, site: Called) -> str:
    """Why a name is not free: another site is called so, or was."""
    reason = _("{value} was the name of another site: {code} {name}")
    if site.is_now:
        reason = _("{value} is in the register already: {code} {name}")
    return reason.format(value=name, code=site.code, name=site.now)


def _refuse(key: str, reason: str, site: Mapping[str, Any]) -> BadInput:
    """site: the one that is in the way: its code, township, and the name of that."""
    problem = refuse_field(title_of(key), reason)
    command = spell(("site", "set", site["township_name"] or site["township"], site["code"]))
    problem.todo = _("Change that one: {command}").format(command=command)
    return problem


def _spell(name: str) -> dict[str, str]:
    from pypinyin import Style, lazy_pinyin

    return {
        "pinyin": "".join(lazy_pinyin(name)),
        "initials": "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)),
    }
