"""The only place where a column about coverage is declared: gaps, visits needed and made, the morning's list."""

from __future__ import annotations

from dataclasses import replace

from inspect_cli.rules.fields import Field

GAPS = (
    Field("kind", "Gap", "缺口", "gap"),
    Field("township", "Township", "乡镇"),
    Field("about", "About", "对象", rank=1),
    Field("layer", "Layer", "层级", "layer", rank=9),
    Field("place", "Place", "地点", rank=9),
    Field("role", "Role", "职责", "answering_role", rank=6),
    Field("category", "Category", "类别", "category", rank=4),
    Field("since", "Since", "起始日期", "date", rank=5),
    Field("days", "Days", "天数", "count", rank=2),
    Field("count", "Count", "数量", "count", rank=7),
    Field("hours", "Hours", "时段", rank=3),
    Field("todo", "Mended by", "处理命令"),
)
GAPS_ON_SCREEN = tuple(
    replace(f, kind="text") if f.key == "kind" else f for f in GAPS if f.key not in ("layer", "place")
)
GROUPS = (  # what a row of `coverage` is known by
    Field("kind", "Kind of place", "场所类型", "place_kind"),
    Field("township", "Township", "乡镇"),
    Field("leader", "Leader", "包抓领导"),
)
COVERAGE = (
    Field("sites", "Sites", "应查点位", "count", rank=2),
    Field("needed", "Needed", "应查次数", "count"),
    Field("made", "Made", "完成次数", "count"),
    Field("visits", "All visits", "全部检查次数", "count", rank=3),
    Field("unvisited", "Unvisited", "未查点位", "count", rank=1),
    Field("share", "Made %", "完成率%", "rate"),
)
MORNING = (
    Field("what", "What", "事项"),
    Field("count", "Count", "数量", "count"),
    Field("todo", "See them", "查看命令"),
)
ON_DUTY = (
    Field("unit", "Unit", "单位"),
    Field("role", "On duty as", "值班职责", "shift"),
    Field("name", "Name", "姓名"),
    Field("hours", "Hours", "时段", rank=1),
    Field("phone", "Phone", "电话", rank=2),
)
OVER = (
    Field("campaign", "Campaign", "专项行动"),
    Field("end", "Last day", "截止日期", "date", rank=2),
    Field("days_over", "Days ago", "已过天数", "count"),
    Field("open", "Open", "未销号", "count"),
    Field("todo", "See them", "查看命令", rank=1),
)
RUNNING = (
    Field("campaign", "Campaign", "专项行动"),
    Field("days_left", "Days left", "剩余天数", "count"),
    Field("open", "Open", "未销号", "count"),
    Field("todo", "See them", "查看命令", rank=1),
)
