"""The only place where a column of the card of a site, and of what changed of it, is declared."""

from __future__ import annotations

from inspect_cli.rules.fields import Field

CARD = (
    Field("states", "History of states", "状态历史", "whole"),
    Field("items", "Items", "检查项", "whole"),
    Field("visits", "Visits", "检查", "whole"),
    Field("next_visit", "Next visit due", "下次检查", "date"),
    Field("visits_with_hazards", "Visits with hazards", "有隐患次数", "count"),
    Field("found", "Found", "查出", "count"),
    Field("open_hazards", "Open hazards", "未销号隐患", "names"),
)
CHANGES = (
    Field("field", "Field", "字段", rank=0),
    Field("before", "Before", "原值", rank=0),
    Field("after", "After", "现值", rank=0),
)
