"""The only place where what people enter into the registers becomes entries: townships, sites, categories, ..."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from inspect_cli import settings
from inspect_cli.messages import _
from inspect_cli.rules.body import tidy
from inspect_cli.rules.register_entries import (
    CampaignEntered,
    CaseEntered,
    CategoryEntered,
    SiteEntered,
    TownshipEntered,
)
from inspect_cli.store import journal
from inspect_cli.store.database import Database, Row
from inspect_cli.store.enrolling import SITE_FACTS
from inspect_cli.store.entry import CITY
from inspect_cli.store.journal import Author, Draft
from inspect_cli.store.recording import build, refuse_field, title_of


def enter_townships(database: Database, rows: Iterable[dict[str, Any]], author: Author) -> int:
    """Write the townships that are new or changed into the register; how many there were."""
    known = {row["township"]: row for row in database.rows("townships")}
    rows = list(rows)
    if any(row["code"] == CITY for row in rows):
        raise refuse_field(title_of("code"), _("{code} stands for the whole city").format(code=CITY))
    bodies = [build(TownshipEntered, **row, **_spell(row["name"])) for row in rows]
    new = [b for b in bodies if (b.name, b.kind) != _pair(known.get(b.code), "name", "kind")]
    with database.writing():
        journal.append(database, [Draft(CITY, "township", settings.today(), body) for body in new], author)
    return len(new)


def enter_sites(database: Database, rows: Iterable[Mapping[str, Any]], author: Author) -> int:
    """Write the sites that are new or changed into the register; how many there were.

    rows: fields of `SiteEntered`, `township` a code; what a row does not say stays as it was, None takes it away.
    """
    known = {(row["township"], row["code"]): row for row in database.rows("sites")}
    drafts = []
    for row in rows:
        told = dict(row)
        township = told.pop("township")
        before = known.get((township, tidy("code", told["code"])))
        if (body := _change_site(before, told)) is not None:
            drafts.append(Draft(township, "site", settings.today(), body))
    with database.writing():
        journal.append(database, drafts, author)
    return len(drafts)


def enter_campaign(database: Database, what: dict[str, Any], author: Author) -> None:
    """Write a campaign with its days into the register; a day that is not given stays as it was."""
    known = {row["name"]: row for row in database.rows("campaigns")}.get(tidy("name", what["name"]), {})
    body = build(CampaignEntered, **{name: known.get(name) if value is None else value for name, value in what.items()})
    if body.start and body.end and body.end < body.start:
        raise refuse_field(title_of("end"), _("is before the first day, {day}").format(day=body.start))
    with database.writing():
        journal.append(database, [Draft(CITY, "campaign", settings.today(), body)], author)


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


def _change_site(before: Row | None, told: Mapping[str, Any]) -> SiteEntered | None:
    """The site as it is from now on; None when nothing of it changes."""
    facts = {name: before[name] for name in SITE_FACTS} if before else {}
    facts |= {"also": tuple(before["also"].split("、")) if before and before["also"] else None}
    facts |= {"must_visit": (before["must_visit"] or None) if before else None}
    told = {**told, "must_visit": told.get("must_visit", facts["must_visit"]) or None}  # no is the same as not said
    now = build(SiteEntered, **{**facts, **told})
    if before is None:
        return now
    if now.state == before["state"] and now.state_since is None and now.stopped_for is None:
        now = now.model_copy(update={"state": None})
    same = build(SiteEntered, code=now.code, **facts)
    return None if now == same else now


def _pair(row: Row | None, *keys: str) -> tuple[Any, ...]:
    return tuple(row[key] for key in keys) if row else ()


def _spell(name: str) -> dict[str, str]:
    from pypinyin import Style, lazy_pinyin

    return {
        "pinyin": "".join(lazy_pinyin(name)),
        "initials": "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)),
    }
