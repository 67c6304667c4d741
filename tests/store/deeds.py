"""What people do to a hazard: a story for each kind of entry, whose last step is of that kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from inspect_cli.rules.entries import Photo
from inspect_cli.rules.guards import Act
from inspect_cli.rules.numbers import Number, read_numbers
from inspect_cli.store import acting, recording
from inspect_cli.store.database import Database, Row
from inspect_cli.store.ids import make_id
from inspect_cli.store.journal import Author
from inspect_cli.store.recording import Visit

TODAY = date(2023, 1, 15)
FOUND = date(2023, 1, 9)
DUE = date(2023, 1, 20)
CLERK = Author("李某02", "0" * 32, "CG")


class Step(NamedTuple):
    """One act: which kind, what is said, why, on which day."""

    kind: str
    what: dict[str, Any]
    reason: str | None = None
    day: date = TODAY


PHOTO = Photo(path="a.jpg", sha256="a" * 64, size=1)
PLAN = {"measures": "拆除", "funds": 50_000, "contingency": "停用", "owner": "赵某", "deadline": DUE}
FIXED = Step("fixed", {"fixed_by": "赵某", "photos": (PHOTO,)})
VERIFIED = Step("verified", {"verified_by": "孙某", "note": "看过"})
FAILED = Step("failed", {"failed_by": "孙某", "due": date(2023, 1, 25)}, "仍未清理")
LISTED = Step("listed", {"level": "city", "notice": "挂〔2023〕1号", "supervisor": "市安委办"})
SUSPENDED = Step("suspended", {"scope": "area"}, "危险")
HANDED = Step("transferred", {"to": "住建局"}, "不归我们管")
STORIES: dict[str, tuple[Step, ...]] = {
    "fixed": (FIXED,),
    "fixed again": (FIXED, FAILED, FIXED),
    "verified": (FIXED, VERIFIED),
    "self-verified": (FIXED, Step("verified", {"verified_by": "赵某"}, "独自在岗")),
    "failed": (FIXED, FAILED),
    "extended": (Step("extended", {"due": date(2023, 2, 1)}, "下雪"),),
    "reassigned": (Step("reassigned", {"owner": "钱某"}),),
    "regraded": (Step("regraded", {"severity": "major", "criterion": "第三条"}, "判定"),),
    "planned": (Step("planned", PLAN),),
    "listed": (LISTED,),
    "delisted": (LISTED, Step("delisted", {"notice": "摘〔2023〕1号"})),
    "suspended": (SUSPENDED,),
    "resumed": (SUSPENDED, Step("resumed", {"notice": "复〔2023〕1号"})),
    "transferred": (HANDED,),
    "accepted": (HANDED, Step("replied", {"answer": "accepted"})),
    "returned": (HANDED, Step("replied", {"answer": "returned"})),
    "done": (HANDED, Step("replied", {"answer": "done", "note": "已办"})),
    "issued": (
        Step("issued", {"document": "notice", "notice": "〔2023〕5号", "unit": "东岔街道", "unit_kind": "township"}),
    ),
    "voided": (Step("voided", {"duplicate_of": "CG-1"}, "重复"),),
    "linked": (Step("linked", {"rebound_of": "CG-1"}),),
    "unlinked": (Step("linked", {"rebound_of": "CG-1"}), Step("linked", {}, "不是一处")),
    "noted": (Step("noted", {"note": "已催", "photos": (PHOTO,)}),),
}


def somebody(who: Author = CLERK) -> Author:
    """The same person at the next command."""
    return replace(who, batch=make_id())


def act(database: Database, numbers: str | Sequence[Number], step: Step, who: Author) -> list[Row]:
    """Do one step to these hazards."""
    named = read_numbers(numbers.split(), "CG") if isinstance(numbers, str) else numbers
    how = Act(step.day, TODAY, step.reason, by_self=step.reason is not None)
    return acting.act_on(database, named, step.kind, step.what, how, who)


def find(database: Database, number: str, **what: Any) -> str:
    """A visit on FOUND whose one hazard must get this number."""
    visit = {"category": "fire", "inspectors": ("王某01",), **what}
    each = {"due": DUE, "first_due": DUE, "owner": "赵某", "item": "F-01", "photos": (PHOTO,)}
    (given,) = recording.record_visit(database, Visit("1", FOUND, visit, [f"堵塞 {number}"], each), somebody())
    assert str(given) == number
    return number


def tell(database: Database, story: str, number: str) -> None:
    """Every step of a story about one hazard, each a command of its own."""
    for step in STORIES[story]:
        act(database, number, step, somebody())
