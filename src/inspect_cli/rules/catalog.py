"""The only place for which categories of inspection there are and how people call them."""

from __future__ import annotations

from dataclasses import dataclass

from inspect_cli.rules import names


@dataclass(frozen=True)
class Category:
    """A category: its key in files, its Chinese name, other names people type, and whether it is always on."""

    key: str
    zh: str
    aliases: tuple[str, ...] = ()
    core: bool = False


CATEGORIES = (
    Category("fire", "消防", ("消防安全",), core=True),
    Category("traffic", "道路交通", ("交通", "道路交通安全", "road"), core=True),
    Category("forest_fire", "森林防火", ("森林", "森林草原防火", "forest"), core=True),
    Category("mines", "工矿", ("煤矿", "矿山", "mine"), core=True),
    Category("fireworks", "烟花爆竹", ("烟花", "烟花爆竹安全"), core=True),
    Category("rural", "农村用火用电", ("农村",)),
    Category("heating", "供热", ("供暖",)),
    Category("hazchem", "危化品", ("危险化学品", "chemicals")),
    Category("gathering", "大型集会", ("社火", "社火观灯", "大型活动")),
    Category("market", "市场监管", ("食品", "市场")),
    Category("greenhouse", "大棚房", ("大棚",)),
    Category("environment", "环境", ("环保", "生态环境")),
    Category("noncoal", "非煤矿山", ("尾矿库",)),
    Category("industry", "工贸", ("工贸企业",)),
    Category("general", "综合管理", ("综合",)),
)
KEYS = tuple(c.key for c in CATEGORIES)
CORE = tuple(c.key for c in CATEGORIES if c.core)
_LABELS = {c.key: (c.key, c.zh, *c.aliases) for c in CATEGORIES}


def find_category(typed: str) -> list[str]:
    """The keys that `typed` may mean: one when it is clear, several when ambiguous, none when unknown."""
    return names.find(typed, _LABELS, parts=False)


def nearest_categories(typed: str) -> list[str]:
    """The three keys whose names look most like `typed`, nearest first."""
    return names.nearest(typed, _LABELS)
