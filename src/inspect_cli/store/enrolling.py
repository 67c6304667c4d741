"""The only place that fills the registers of townships, sites and campaigns from their entries."""

from __future__ import annotations

from collections.abc import Sequence

from inspect_cli.rules import lifecycle
from inspect_cli.rules.entries import Body, CampaignEntered, SiteEntered, TownshipEntered, Undone
from inspect_cli.store.database import Database
from inspect_cli.store.entry import CITY, Entry, happened, read_entries

KINDS = ("township", "site", "campaign", "undone")


def post(database: Database, posted: Sequence[tuple[Entry, Body | None]]) -> None:
    """Enter what is new; where an entry of a register was taken back, enter again what still counts."""
    for entry, body in posted:
        _enter(database, entry.township, body)
    for township in {entry.township for entry, body in posted if isinstance(body, Undone) and entry.subject is None}:
        _enter_again(database, township)


def _enter(database: Database, township: str, body: Body | None) -> None:
    if isinstance(body, TownshipEntered):
        _put_township(database, body)
    elif isinstance(body, SiteEntered):
        _put_site(database, township, body)
    elif isinstance(body, CampaignEntered):
        _put_campaign(database, body)


def _enter_again(database: Database, township: str) -> None:
    asked = {"township": township, "kinds": list(KINDS)}
    entries = read_entries(database.rows("entries", asked, ["township", "kinds"], order="arrival"))
    for table in ("township", "campaign") if township == CITY else ():
        database.change(f"empty_{table}")
    database.change("drop_sites", {"key_township": township})
    for entry in lifecycle.counting(happened(entries)):
        _enter(database, township, entry.body)


def _put_township(database: Database, body: TownshipEntered) -> None:
    values = {"name": body.name, "kind": body.kind, "pinyin": body.pinyin, "initials": body.initials}
    if not database.change("put_township", {"key_township": body.code, **values}):
        database.insert("township", [(body.code, *values.values())])


def _put_site(database: Database, township: str, body: SiteEntered) -> None:
    values = {"name": body.name, "village": body.village, "kind": body.kind, "state": body.state}
    if not database.change("put_site", {"key_township": township, "key_code": body.code, **values}):
        database.insert("site", [(township, body.code, *values.values())])


def _put_campaign(database: Database, body: CampaignEntered) -> None:
    values = {"start": body.start, "end": body.end}
    if not database.change("put_campaign", {"key_township": CITY, "key_name": body.name, **values}):
        database.insert("campaign", [(CITY, body.name, *values.values())])
