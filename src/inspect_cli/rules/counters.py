"""The only place for what is counted on a visit besides hazards: the figures of the daily brief (日报).

People pass by as numbers: a violation is counted by its kind, no driver and no plate is written down.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from inspect_cli.rules import names


class Counter(NamedTuple):
    """One figure: its key in files, its titles, and whether it is a violation on the road."""

    key: str
    en: str
    zh: str
    violation: bool = False

    def title(self, lang: str) -> str:
        """What people read."""
        return self.zh if lang == "zh" else self.en


COUNTERS = (
    Counter("houses_checked", "Houses checked", "入户检查户数"),
    Counter("co_alarms", "CO alarms fitted", "安装一氧化碳报警器数"),
    Counter("vehicles_checked", "Vehicles checked", "检查车辆数"),
    Counter("drink_driving", "Drink-driving", "酒后驾驶起数", violation=True),
    Counter("overcrowding", "Overcrowded coaches and minibuses", "客车超员起数", violation=True),
    Counter("overloading", "Overloaded goods vehicles", "货车超限超载起数", violation=True),
    Counter("carrying_people", "Farm vehicles and trucks carrying people", "农用车货车违规载人起数", violation=True),
    Counter("fatigue", "Fatigued driving", "疲劳驾驶起数", violation=True),
    Counter("other_violations", "Other traffic violations", "其他交通违法起数", violation=True),
    Counter("checkpoints", "Forest checkpoints kept", "防火检查卡口数"),
    Counter("vehicles_registered", "Vehicles registered at checkpoints", "卡口登记车辆数"),
    Counter("people_registered", "People registered at checkpoints", "卡口登记人数"),
    Counter("fires_stopped", "Open fires stopped", "制止野外用火起数"),
    Counter("leaflets", "Leaflets handed out", "发放宣传资料份数"),
    Counter("people_informed", "People informed", "宣传教育人次"),
    Counter("broadcasts", "Broadcasts", "广播宣传次数"),
)
BY_KEY = {counter.key: counter for counter in COUNTERS}
# What somebody did against the law: a visit that counted one found something.
OFFENCES = (*(counter.key for counter in COUNTERS if counter.violation), "fires_stopped")
VIOLATIONS = tuple(counter.key for counter in COUNTERS if counter.violation)
MOST = 1_000_000_000
_BETWEEN = re.compile("[=＝:：]")
_AMOUNT = re.compile("[0-9０-９]{1,12}")
_LABELS = {counter.key: (counter.key, counter.en, counter.zh) for counter in COUNTERS}


def read_counter(text: str) -> tuple[str, int | None] | None:
    """The key and the amount of `houses_checked=25`, `入户检查户数=25` or a clear part of the name; None for others.

    The amount is None for what is no whole number from 0 to MOST.
    """
    amounts, keys = _BETWEEN.split(text, maxsplit=1)[1:], find_counters(text)
    if not amounts or not amounts[0].strip() or len(keys) != 1:
        return None
    amount = int(amounts[0]) if _AMOUNT.fullmatch(amounts[0].strip()) else None
    return keys[0], amount if amount is None or amount <= MOST else None


def find_counters(text: str) -> list[str]:
    """The keys of all the counters that the name in `houses=25` may mean."""
    return names.find(_BETWEEN.split(text)[0], _LABELS)


def count_offences(counted: Mapping[str, int] | None) -> int:
    """How many offences are among what was counted on a visit."""
    return sum((counted or {}).get(key, 0) for key in OFFENCES)


def nearest_counters(text: str) -> list[str]:
    """The three counters whose names look most like what was typed, nearest first."""
    return names.nearest(_BETWEEN.split(text)[0], _LABELS)
