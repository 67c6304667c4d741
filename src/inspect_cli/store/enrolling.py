"""The only place that fills the registers and logs (townships, sites, duty, reports, ...) from their entries."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from inspect_cli.rules import lifecycle
from inspect_cli.rules.body import Body
from inspect_cli.rules.entries import Undone
from inspect_cli.rules.history import Happened
from inspect_cli.rules.register_entries import (
    CampaignEntered,
    CaseEntered,
    CategoryEntered,
    DepartmentEntered,
    DutyEntered,
    Reported,
    ResponsibilityEntered,
    Sent,
    SiteEntered,
    SpotChecked,
    TownshipEntered,
    VillageEntered,
    ZoneEntered,
)
from inspect_cli.store import naming
from inspect_cli.store.database import Database
from inspect_cli.store.entry import CITY, Entry, happened, read_entries

KINDS = (
    *("township", "site", "campaign", "category", "case", "village", "zone", "department"),
    *("responsibility", "duty", "spot_checked", "reported", "sent", "undone"),
)
_OF_CITY = ("township", "campaign", "category", "department")
_OF_TOWNSHIP = (
    *("site", "site_state", "former_name", "illegal_case", "village", "zone"),
    *("responsibility", "duty", "spot_check", "report"),
)
RESPONSIBILITY_FACTS = ("layer", "place", "category", "role", "post", "name", "phone", "department", "start", "end")
DUTY_FACTS = ("day", "start", "minutes", "unit", "role", "name", "post", "phone")
# What of a site stands in its row as its entry says it, and the columns of the row in their order.
SITE_FACTS = (
    *("name", "village", "kind", "visit_days", "regulator", "head_post", "leader_post", "township_post"),
    *("organiser", "permit", "expected_people", "starts_on", "ends_on", "ended_on", "moved_from", "moved_on"),
)
COLUMNS = {
    "site": (*("township", "code", "name", "village", "kind", "also", "state", "must_visit"), *SITE_FACTS[3:]),
}


def post(database: Database, posted: Sequence[tuple[Entry, Body | None]]) -> None:
    """Enter what is new; where an entry of a register was taken back, enter again what still counts."""
    taken_back = {entry.township for entry, body in posted if isinstance(body, Undone) and entry.subject is None}
    at_sites = taken_back | {entry.township for entry, body in posted if isinstance(body, SiteEntered)}
    renamed = naming.read_renamed(database) if at_sites else {}
    for entry, body in posted:
        if put := _PUT.get(type(body)):
            put(database, entry.township, Happened(entry.id, entry.kind, entry.at, (), body), body)
    for township in taken_back:
        _enter_again(database, township)
    for township in at_sites:
        naming.follow(database, township, renamed)


def _enter_again(database: Database, township: str) -> None:
    asked = {"township": township, "kinds": list(KINDS)}
    entries = read_entries(database.rows("entries", asked, ["township", "kinds"], order="arrival"))
    for table in _OF_CITY if township == CITY else ():
        database.change(f"empty_{table}")
    for table in _OF_TOWNSHIP:
        database.change(f"clear_{table}", {"key_township": township})
    for entry in lifecycle.counting(happened(entries)):
        if put := _PUT.get(type(entry.body)):
            put(database, township, entry, entry.body)


def _put_township(database: Database, _city: str, _entry: Happened, body: Any) -> None:
    values = {"name": body.name, "kind": body.kind, "pinyin": body.pinyin, "initials": body.initials}
    values |= {"ended_on": body.ended_on, "successor": body.successor}
    naming.rename(database, "townships", CITY, body.code, body.name)
    _put(database, "township", {"township": body.code}, values)


def _put_site(database: Database, township: str, entry: Happened, body: Any) -> None:
    values = {name: getattr(body, name) for name in SITE_FACTS}
    values |= {"also": "、".join(body.also) if body.also else None, "must_visit": bool(body.must_visit)}
    key = {"township": township, "code": body.code}
    naming.rename(database, "site_names", township, body.code, body.name)
    if body.state is not None:
        since = {**key, "since": body.state_since or entry.at}
        _put(database, "site_state", since, {"state": body.state, "stopped_for": body.stopped_for})
    states = database.rows("site_states", key, ["site"], order="newest", limit=1)
    _put(database, "site", key, {**values, "state": states[0]["state"] if states else None})


def _put_campaign(database: Database, _city: str, _entry: Happened, body: Any) -> None:
    values = {"start": body.start, "end": body.end, "kind": body.kind, "report": body.report}
    values |= {name: "、".join(getattr(body, name) or ()) or None for name in ("categories", "townships")}
    _put(database, "campaign", {"township": CITY, "name": body.name}, values)


def _put_category(database: Database, _city: str, _entry: Happened, body: Any) -> None:
    _put(database, "category", {"township": CITY, "key": body.key}, {"enabled": body.enabled})


def _add_case(database: Database, township: str, entry: Happened, body: Any) -> None:
    said = (body.category, entry.at, body.kind, body.cases, body.boxes, body.handed_to, body.site, body.village)
    database.insert("illegal_case", [(township, entry.id, *said, body.note)])


def _put_village(database: Database, township: str, _entry: Happened, body: Any) -> None:
    values = {"code": body.code, "ended_on": body.ended_on}
    _put(database, "village", {"township": township, "name": body.name}, values)


def _put_zone(database: Database, township: str, _entry: Happened, body: Any) -> None:
    values = {"kind": body.kind, "village": body.village, "ended_on": body.ended_on}
    _put(database, "zone", {"township": township, "name": body.name}, values)


def _put_department(database: Database, _city: str, _entry: Happened, body: Any) -> None:
    values = {"ended_on": body.ended_on, "successor": body.successor}
    _put(database, "department", {"township": CITY, "name": body.name}, values)


def _put_responsibility(database: Database, township: str, _entry: Happened, body: Any) -> None:
    values = {name: getattr(body, name) for name in RESPONSIBILITY_FACTS}
    values |= naming.spell_place(database, township, body.layer, body.place)
    _put(database, "responsibility", {"township": township, "id": body.key}, values)


def _put_duty(database: Database, township: str, _entry: Happened, body: Any) -> None:
    key = {"township": township, "id": body.key}
    if body.cancelled:
        database.change("drop_duty", {f"key_{name}": value for name, value in key.items()})
    else:
        _put(database, "duty", key, {name: getattr(body, name) for name in DUTY_FACTS})


def _add_spot_check(database: Database, township: str, entry: Happened, body: Any) -> None:
    said = (entry.at, body.minute, body.unit, body.result, body.note)
    database.insert("spot_check", [(township, entry.id, *said)])


def _add_report(database: Database, township: str, entry: Happened, body: Any) -> None:
    said = (body.report, body.campaign, body.first, body.last, body.cut_off, body.due_at, None, body.content)
    database.insert("report", [(township, entry.id, *said)])


def _mark_sent(database: Database, township: str, _entry: Happened, body: Any) -> None:
    database.change("mark_sent", {"key_township": township, "key_id": body.report, "sent_at": body.sent_at})


def _put(database: Database, table: str, key: dict[str, Any], values: dict[str, Any]) -> None:
    """The row of this key is these values; a new row has its columns in the order of the table."""
    keyed = {f"key_{name}": value for name, value in key.items()}
    if not database.change(f"put_{table}", {**keyed, **values}):
        row = {**key, **values}
        database.insert(table, [tuple(row[name] for name in COLUMNS.get(table, row))])


_PUT: dict[type, Callable[[Database, str, Happened, Any], None]] = {
    TownshipEntered: _put_township,
    SiteEntered: _put_site,
    CampaignEntered: _put_campaign,
    CategoryEntered: _put_category,
    CaseEntered: _add_case,
    VillageEntered: _put_village,
    ZoneEntered: _put_zone,
    DepartmentEntered: _put_department,
    ResponsibilityEntered: _put_responsibility,
    DutyEntered: _put_duty,
    SpotChecked: _add_spot_check,
    Reported: _add_report,
    Sent: _mark_sent,
}
