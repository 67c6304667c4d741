"""The only place where a column about campaigns and reports is declared: the register, the pace, the log, the lag."""

from __future__ import annotations

from dataclasses import replace

from inspect_cli.rules import fields
from inspect_cli.rules.fields import Field

_NAME, _START, _END = fields.CAMPAIGNS
NAME = Field(_NAME.key, _NAME.en, _NAME.zh, aliases=("专项行动", "专项行动名称", "行动名称", "时段"))
START = Field(_START.key, _START.en, _START.zh, "date", rank=1, aliases=("起始日期", "开始时间", "from"))
END = Field(_END.key, _END.en, _END.zh, "date", rank=1, aliases=("结束日期", "截止时间", "结束时间", "to"))
KIND = Field("kind", "Kind", "类型", "campaign_kind", rank=3)
REPORT = Field("report", "Reported", "报送频次", "report", rank=4, aliases=("报告频次",))
CATEGORIES = Field("categories", "Categories", "类别范围", "names", rank=5, aliases=("类别", "行业领域"))
TOWNSHIPS = Field("townships", "Townships", "乡镇范围", "names", rank=6, aliases=("乡镇", "所属乡镇"))
DAYS_LEFT = Field("days_left", "Days left", "剩余天数", "count", rank=1)
IN_FILES = (NAME, START, END, KIND, REPORT, CATEGORIES, TOWNSHIPS)
CAMPAIGNS = (NAME, KIND, START, END, DAYS_LEFT, REPORT, CATEGORIES, TOWNSHIPS)
_COUNTED = {"found": 3, "fixed": 5, "closed": 4, "open": 1, "overdue": 3, "transferred": 6}  # what goes first, highest
HOW = (
    Field("campaign", "Campaign", "专项行动"),
    DAYS_LEFT,
    *(replace(f, rank=_COUNTED[f.key]) for f in fields.pick_counts(_COUNTED)),
    Field("needed", "Needed a day", "每日需销号", "rate", rank=2),
    Field("pace", "Closed a day", "近7日日均销号", "rate", rank=2),
    Field("done_on", "Done on", "预计完成日期", "date"),
    Field("missing", "Will miss", "预计逾限", "count"),
)
BY_TOWNSHIP = (
    Field("township", "Township", "乡镇"),
    *fields.pick_counts(("found", "fixed", "closed", "open", "overdue", "transferred", "rectification_rate")),
)
MISSING = (
    *(
        replace(f, rank=f.rank or 1) if f.key == "township" else f
        for f in fields.pick_fields(("number", "township", "site", "description", "severity", "owner", "due", "status"))
    ),
    Field("idle_days", "Untouched days", "未更新天数", "count", rank=5),
    Field("reasons", "Why", "原因", "names"),
)
LOG = (
    Field("report", "Report", "报告", "report"),
    Field("township", "Township", "乡镇", rank=2),  # a report is known by it, its campaign and its last day
    Field("campaign", "Campaign", "专项行动"),
    Field("first", "First day", "开始日期", "date", rank=6),
    Field("last", "Last day", "截止日期", "date"),
    Field("due_at", "Due", "报送时限", "instant", rank=5),
    Field("made_at", "Made", "编制时间", "instant", rank=6),
    Field("sent_at", "Sent", "报送时间", "instant", rank=3),
    Field("state", "State", "状态", "report_state"),
    Field("late", "Late (h:mm)", "迟报时长", rank=1),
    Field("late_minutes", "Late by (minutes)", "迟报分钟", "count", rank=9),
    Field("replaced", "Replaced", "已被替换", "flag", rank=7),
    Field("todo", "What to do", "处理办法", rank=4),
    Field("id", "Id", "标识", rank=9),
)
# On a screen: what none of these has goes, and what to do, which says how each stands, stays longer than that.
WANTING = tuple(
    replace(f, rank={"state": 2, "todo": 1}.get(f.key, f.rank))
    for f in LOG
    if f.key not in ("township", "sent_at", "replaced", "late_minutes", "id")
)
LAG = (
    Field("township", "Township", "乡镇"),
    Field("visits", "Visits", "检查次数", "count"),
    Field("median", "Median days", "中位天数", "rate"),
    Field("p90", "9 of 10 within", "九成不超过", "count"),
    Field("longest", "Longest", "最长天数", "count"),
)
