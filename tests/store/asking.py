"""The only place for what the tests of the contract give each parameter of a statement, and what they cannot ask.

ASKED: by the name of the parameter; OWN: for one statement, where the common value selects all or nothing.
"""

from __future__ import annotations

from datetime import date, timedelta

from tests.store.registers import ENTERED, NEW_YEAR, REPORT, WEEK

from inspect_cli.store.database import Row

TODAY = date(2023, 1, 15)
LARGEST = 2**62 - 1
# What is closed is neither open nor due, and of any other status.
IMPOSSIBLE = {
    (name, part)
    for name in ("came_back", "came_back_by_kind")
    for part in ("open", "overdue", "due_within", "unplanned", "status")
}
ASKED: Row = {
    "today": TODAY,
    "soon": TODAY + timedelta(days=3),
    "township": "1",
    "category": "fire",
    "leave_out": ["fire"],
    "village": "%村%",
    "site": "%商场%",
    "sites": ["东岔商场", "商场"],
    "campaign": "%春节%",
    "of_campaign": "春节行动",
    "campaign_first": date(2023, 1, 5),
    "campaign_last": date(2023, 1, 11),
    "campaign_categories": ["fire"],
    "campaign_townships": ["1"],
    "batch": "b1",
    "since": date(2023, 1, 11),
    "until": date(2023, 1, 10),
    "series": "CG",
    "serials": [1, 3, 90, 95],
    "refs": ["YH-20230115-0007", "nothing"],
    "origins": [LARGEST],
    "status": ["fixed", "closed"],
    "severity": "major",
    "owner": "%zhao 100!%!_!!%",
    "text": "%通道%",
    "text_name": "%通道%",
    "device": "0" * 32,
    "code": "CG",
    "name": "东岔商场",
    "kind": "storage",
    "kinds": ["inspected", "fixed"],
    "first": 2,
    "after": date(2023, 1, 5),
    "last": 3,
    "earlier": ["CG-1", "nothing"],
    "closed_since": date(2023, 1, 11),
    "closed_until": date(2023, 1, 10),
    "undone": ["b4"],
    "ending": "%1",
    "sha256s": ["b" * 64],
    "standing_on": TODAY,
    "on": TODAY,
    "week": TODAY - timedelta(days=6),
    "month": TODAY - timedelta(days=29),
    "quarter": TODAY - timedelta(days=89),
    "today_number": (TODAY - date(2000, 1, 1)).days,
    "days": 30,
    "regulators": ["应急局"],
    "layer": "village",
    "place": "一村",
    "person": "周某",
    "of_department": "应急局",
    "for_category": "fire",
    "unit": "东岔街道",
}
SEEN_ON = TODAY - timedelta(next(n for n, (_town, kind, _said) in enumerate(ENTERED) if kind == "spot_checked"))
JANUARY = {"since": NEW_YEAR, "until": TODAY}
EARLY = {"first": NEW_YEAR, "last": date(2023, 1, 10)}
OWN: dict[str, Row] = {
    "campaigns": {"name": "春节行动"},
    "batches": {"ids": ["b1"]},
    "townships": {"code": "1"},
    "visit_offences": {"since": NEW_YEAR},
    "lost_sites": {"township": "4"},
    **dict.fromkeys(("found_by_day", "fixed_by_day", "closed_by_day", "ended_by_day", "rebounds_by_place"), JANUARY),
    "responsibilities": {"text": "%周%"},
    "shifts": EARLY,
    "spot_checks": {"first": SEEN_ON, "last": SEEN_ON},
    "reports": {
        **{name: WEEK[name] for name in ("first", "last")},
        "kind": "daily",
        "campaign": "春节行动",
        "ids": [REPORT],
        "since": WEEK["last"],
        "until": WEEK["last"],
    },
}
