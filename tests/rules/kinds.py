"""The only place for what the tests say of each kind of entry: what it needs, and which of its fields are what.

TEXTS: free text, which may have lines; QUOTES: one line of at most 4,000 characters; NAMES: one of at most 100; WORDS:
words of a list, of which a newer version may know more; WRITTEN: what the program itself writes.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from inspect_cli.rules.body import Body
from inspect_cli.rules.entries import (
    KINDS,
    Corrected,
    Delisted,
    Extended,
    Failed,
    Finding,
    Fixed,
    Imported,
    Inspected,
    Issued,
    Linked,
    Listed,
    Noted,
    Planned,
    Reassigned,
    Regraded,
    Replied,
    Resumed,
    Suspended,
    Transferred,
    Undone,
    Verified,
    Voided,
)
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

MODELS: tuple[type[Body], ...] = (*KINDS.values(), Finding)
NEEDED: dict[type[Body], dict[str, Any]] = {
    Finding: {"description": "堵塞", "id": "0" * 32, "number": "CG-1"},
    Inspected: {"category": "fire"},
    Fixed: {"fixed_by": "赵某"},
    Verified: {"verified_by": "钱某"},
    Failed: {"due": date(2023, 1, 20), "failed_by": "钱某", "reason": "仍堵塞"},
    Extended: {"due": date(2023, 1, 20)},
    Reassigned: {"owner": "孙某"},
    Regraded: {"reason": "出口封堵", "severity": "major"},
    Planned: {"measures": "改造"},
    Listed: {"level": "county", "notice": "督办1号"},
    Delisted: {"notice": "摘牌1号"},
    Suspended: {"scope": "whole"},
    Resumed: {"notice": "恢复1号"},
    Transferred: {"reason": "不归我管", "to": "住建局"},
    Replied: {"answer": "accepted"},
    Voided: {"reason": "录错"},
    Linked: {"rebound_of": "CG-8"},
    Corrected: {"site": "东岔商场"},
    Noted: {"note": "已通知"},
    Issued: {"document": "notice", "notice": "5号", "unit": "东岔街道", "unit_kind": "township"},
    Undone: {"batch": "b", "entries": ("e",)},
    Imported: {"files": ("台账.csv",)},
    CampaignEntered: {"name": "冬季攻势"},
    TownshipEntered: {"code": "1", "name": "东岔街道"},
    SiteEntered: {"code": "1", "name": "商场"},
    CategoryEntered: {"enabled": True, "key": "heating"},
    CaseEntered: {"boxes": 3, "category": "fireworks", "kind": "selling"},
    VillageEntered: {"name": "前村"},
    ZoneEntered: {"kind": "hill", "name": "南山"},
    DepartmentEntered: {"name": "应急管理局"},
    ResponsibilityEntered: {"key": "0" * 32, "layer": "site", "role": "site_supervisor", "start": date(2023, 1, 1)},
    DutyEntered: {
        "day": date(2023, 1, 20),
        "key": "1" * 32,
        "minutes": 720,
        "name": "赵某",
        "role": "leader",
        "start": 480,
        "unit": "东岔街道",
    },
    SpotChecked: {"minute": 605, "result": "present", "unit": "东岔街道"},
    Reported: {
        "content": "{}",
        "cut_off": datetime(2023, 1, 20, 9, tzinfo=UTC),
        "first": date(2023, 1, 20),
        "last": date(2023, 1, 20),
        "report": "daily",
    },
    Sent: {"report": "0" * 32, "sent_at": datetime(2023, 1, 20, 10, tzinfo=UTC)},
}
TEXTS = [
    *((Finding, name) for name in ("description", "measures", "note")),
    *((Corrected, name) for name in ("description", "note", "reason")),
    *((model, "note") for model in (Inspected, Fixed, Verified, Failed, Replied, Noted)),
    *((model, "note") for model in (CaseEntered, SpotChecked)),
    *((model, "reason") for model in (Fixed, Verified, Failed, Extended, Reassigned, Regraded, Listed, Delisted)),
    *((model, "reason") for model in (Suspended, Resumed, Transferred, Replied, Voided)),
    *((model, "reason") for model in (Planned, Linked, Noted, Issued)),
    *((Planned, name) for name in ("contingency", "measures")),
    (Regraded, "criterion"),
]
# What a checklist says of its item: long, in one line.
QUOTES = [(Finding, name) for name in ("basis", "basis_en", "item_text", "item_text_en")]
NAMES = [
    *((Finding, name) for name in ("catalog", "fixed_by", "item", "location", "owner", "rebound_of", "ref")),
    (Finding, "verified_by"),
    *((Inspected, name) for name in ("campaign", "category", "led_by", "location", "site", "village")),
    *((Corrected, name) for name in ("campaign", "category", "item", "location", "site", "village")),
    *((TownshipEntered, name) for name in ("code", "kind", "name", "successor")),
    *((VillageEntered, name) for name in ("code", "name")),
    *((ZoneEntered, name) for name in ("name", "village")),
    *((DepartmentEntered, name) for name in ("name", "successor")),
    *((ResponsibilityEntered, name) for name in ("category", "department", "key", "name", "phone", "place", "post")),
    *((DutyEntered, name) for name in ("key", "name", "phone", "post", "unit")),
    *((SiteEntered, name) for name in ("code", "head_post", "kind", "leader_post", "name", "organiser", "permit")),
    *((SiteEntered, name) for name in ("moved_from", "regulator", "township_post", "village")),
    *((CaseEntered, name) for name in ("category", "handed_to", "site", "village")),
    *((model, "notice") for model in (Listed, Delisted, Suspended, Resumed, Issued)),
    *((model, "owner") for model in (Reassigned, Planned)),
    *((model, "unit") for model in (Issued, SpotChecked)),
    *((Listed, "supervisor"), (Transferred, "to"), (Voided, "duplicate_of"), (Linked, "rebound_of")),
    *((Fixed, "fixed_by"), (Verified, "verified_by"), (Failed, "failed_by"), (CampaignEntered, "name")),
    *((CategoryEntered, "key"), (Reported, "campaign"), (Sent, "report"), (Sent, "to")),
]
WORDS = [
    *((Finding, "severity"), (Finding, "status"), (Regraded, "severity"), (SiteEntered, "state")),
    *((Listed, "level"), (Suspended, "scope"), (Replied, "answer"), (SiteEntered, "stopped_for")),
    *((Inspected, "kind"), (Issued, "document"), (Issued, "unit_kind"), (CaseEntered, "kind")),
    *((CampaignEntered, "kind"), (CampaignEntered, "report"), (ZoneEntered, "kind"), (DutyEntered, "role")),
    *((ResponsibilityEntered, "layer"), (ResponsibilityEntered, "role"), (SpotChecked, "result")),
    (Reported, "report"),
]
WRITTEN = {
    *((Finding, "id"), (Finding, "number"), (TownshipEntered, "initials"), (TownshipEntered, "pinyin")),
    *((Undone, "batch"), (Reported, "content"), (Inspected, "counters")),
}
