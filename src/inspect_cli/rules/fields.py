"""The only place where a column is declared: its key, its titles, what it is called in files, how it is shown.

A file for machines and JSON use `key`; people read `en` or `zh`; an import knows a column by any of its names.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from inspect_cli.rules import words
from inspect_cli.rules.names import plain


@dataclass(frozen=True)
class Field:
    """One column.

    kind: how a cell is read and written (text, date, names, count, rate, flag, or a table of `words`); in forms also
    share, a rate whose last nought is left out, and amount, a number that need not be whole.
    rank: what is dropped first when a screen is narrow; 0 is never dropped.
    """

    key: str
    en: str
    zh: str
    kind: str = "text"
    rank: int = 0
    aliases: tuple[str, ...] = ()

    def title(self, lang: str) -> str:
        """What people read above the column."""
        return self.zh if lang == "zh" else self.en


LEDGER = (
    Field("number", "Number", "隐患编号", rank=0),
    Field("category", "Category", "类别", "category", rank=3, aliases=("隐患类别", "行业领域")),
    Field("township", "Township", "乡镇", rank=0, aliases=("所属乡镇", "乡镇（街道）", "乡镇/街道")),
    Field("village", "Village", "村社区", rank=9, aliases=("村/社区", "村（社区）")),
    Field("site", "Site", "点位", rank=4, aliases=("被检查单位",)),
    Field("location", "Location", "隐患部位", rank=8),
    Field("inspected_on", "Inspected", "检查日期", "date", rank=6, aliases=("检查时间",)),
    Field("inspectors", "Inspectors", "检查人", "names", rank=8, aliases=("检查人员",)),
    Field("item", "Item", "检查项", rank=8),
    Field("description", "Hazard", "隐患描述", rank=0),
    Field("severity", "Severity", "隐患等级", "severity", rank=3),
    Field("owner", "Owner", "整改责任人", rank=5),
    Field("due", "Due", "整改时限", "date", rank=1),
    Field("first_due", "First due", "原时限", "date", rank=8),
    Field("status", "Status", "状态", "status", rank=2),
    Field("fixed_on", "Fixed on", "整改完成日期", "date", rank=8),
    Field("fixed_by", "Fixed by", "整改人", rank=8),
    Field("verified_on", "Verified on", "复查日期", "date", rank=8),
    Field("verified_by", "Verified by", "复查人", rank=8),
    Field("rebound_of", "Rebound of", "反弹自", rank=8),
    Field("campaign", "Campaign", "专项行动", rank=9),
    Field("note", "Note", "备注", rank=9),
)
DERIVED = (
    Field("id", "Id", "标识", rank=9),
    Field("days_open", "Days open", "在账天数", "count", rank=6),
    Field("overdue", "Overdue", "逾期", "flag", rank=2),
    Field("due_soon", "Due soon", "将到期", "flag", rank=8),
    Field("days_late", "Days late", "超原时限天数", "count", rank=8),
    Field("failed", "Times failed", "复查不合格次数", "count", rank=8),
    Field("extended", "Times extended", "延期次数", "count", rank=8),
    Field("extended_days", "Days extended", "延期天数", "count", rank=8),
    Field("planned", "Plan complete", "方案完备", "flag", rank=8),
    Field("listed", "Listed", "挂牌督办", "level", rank=8),
    Field("suspended", "Stopped", "停产停用", "scope", rank=8),
    Field("transferred_on", "Handed over on", "移交日期", "date", rank=8),
    Field("transferred_to", "Handed over to", "移交单位", rank=8),
    Field("duplicate_of", "Duplicate of", "重复于", rank=8),
    Field("on_spot", "Fixed on the spot", "当场整改", "flag", rank=8),
    Field("claimed", "Claimed only", "未见复查人", "flag", rank=8),
    Field("self_verified", "Self-verified", "自行复查", "flag", rank=8),
    Field("conflict", "To be settled", "待核对", "flag", rank=8),
)
QUOTED = (  # what a hazard keeps of its item, and what was issued about it
    Field("item_text", "Item text", "检查项内容", rank=8),
    Field("item_text_en", "Item text (English)", "检查项内容（英文）", rank=9),
    Field("basis", "Basis", "检查依据", rank=8),
    Field("basis_en", "Basis (English)", "检查依据（英文）", rank=9),
    Field("catalog", "List", "检查表版本", rank=9),
    Field("issued", "Documents", "出具文书", rank=8),
)
COUNTS = (
    Field("visits", "Visits", "检查次数", "count", rank=2),
    Field("clean", "Clean visits", "无隐患次数", "count", rank=5),
    Field("clean_share", "Clean %", "无隐患率%", "rate", rank=7),
    Field("found", "Found", "查出", "count", rank=0),
    Field("open", "Open", "未销号", "count", rank=0),
    Field("major", "Major", "重大", "count", rank=1),
    Field("overdue", "Overdue", "逾期", "count", rank=1),
    Field("due_soon", "Due ≤3d", "3日内到期", "count", rank=3),
    Field("fixed", "To verify", "待复查", "count", rank=0),
    Field("rebound", "Rebound", "反弹", "count", rank=4),
    Field("oldest_days", "Oldest days", "最久天数", "count", rank=5),
    Field("closed", "Closed", "已销号", "count", rank=0),
    Field("claimed", "Claimed only", "未见复查人", "count", rank=4),
    Field("self_verified", "Self-verified", "自行复查", "count", rank=4),
    Field("on_spot", "On the spot", "当场整改", "count", rank=5),
    Field("transferred", "Transferred", "移交", "count", rank=5),
    Field("due_so_far", "Due so far", "已到期", "count", rank=5),
    Field("on_time", "On time", "按期销号", "count", rank=5),
    Field("amount", "Amount", "数量", "count", rank=0),
    Field("answered", "Answered", "回答次数", "count", rank=1),
    Field("said_no", "Answered no", "答否次数", "count", rank=2),
    Field("not_applicable", "Not applicable", "不适用次数", "count", rank=4),
    Field("rectification_rate", "Rectified %", "整改率%", "rate", rank=1),
    Field("on_time_rate", "On time %", "按期率%", "rate", rank=2),
    Field("rebound_rate", "Rebound %", "反弹率%", "rate", rank=3),
)
PLANNED = (
    Field("measures", "Measures", "整改措施", rank=9),
    Field("funds", "Funds (yuan)", "整改资金（元）", "count", rank=9),
)
DETAILS = (
    Field("reason", "Reason", "原因"),
    Field("criterion", "Criterion", "判定依据"),
    *PLANNED,
    Field("deadline", "Time limit", "整改时限", "date"),
    Field("contingency", "Emergency plan", "应急预案"),
    Field("level", "Level", "督办级别", "level"),
    Field("document", "Document", "文书", "document"),
    Field("notice", "Notice", "文号"),
    Field("unit", "Issued by", "出具单位"),
    Field("unit_kind", "Kind of unit", "单位性质", "unit"),
    Field("supervisor", "Supervised by", "督办单位"),
    Field("scope", "What is stopped", "停产停用范围", "scope"),
    Field("to", "To", "移交单位"),
    Field("answer", "Answer", "回复", "answer"),
    Field("duplicate_of", "Duplicate of", "重复于"),
    Field("failed_by", "Looked at by", "复查人"),
    Field("photos", "Photos", "照片", "photos"),
    Field("start", "First day", "开始日期", "date"),
    Field("end", "Last day", "截止日期", "date"),
)
CARD = (
    Field("plan", "Plan", "整改方案", "whole"),
    Field("earlier", "Rebound of", "反弹自", "names"),
    Field("later", "Came back as", "再次出现为", "names"),
    Field("history", "History", "历史", "whole"),
)
BATCHES = (
    Field("short", "Batch", "批次", rank=0),
    Field("batch", "Batch id", "批次标识", rank=9),
    Field("recorded_at", "Written (UTC)", "录入时间（UTC）", "instant", rank=1),
    Field("by", "By", "录入人", rank=1),
    Field("event", "What", "事项", "event", rank=0),
    Field("entries", "Entries", "条目数", "count", rank=2),
    Field("hazards", "Hazards", "隐患数", "count", rank=2),
    Field("townships", "Townships", "乡镇数", "count", rank=4),
    Field("files", "Files", "文件", "names", rank=3),
    Field("undone", "Taken back", "已撤销", "extent", rank=0),
)
PROFILES = (
    Field("name", "Name", "名称", rank=0),
    Field("kind", "Kind", "类型", "form", rank=1),
    Field("title", "Title", "标题", rank=0),
    Field("path", "File", "文件", rank=3),
)
PROFILE_COLUMNS = (
    Field("key", "Key", "键", rank=1),
    Field("header", "Header", "表头", rank=0),
    Field("unit", "Unit", "单位", rank=2),
    Field("source", "Taken from", "取自", rank=0),
    Field("required", "Required", "必填", "flag", rank=0),
)
MISSING = (
    Field("row", "Row", "行", rank=0),
    Field("column", "Column", "列", rank=0),
    Field("todo", "What to do", "处理办法", rank=0),
)
PROBLEMS = (
    Field("problem", "Problem", "问题", rank=0),
    Field("subject", "About", "对象", rank=0),
    Field("todo", "What to do", "处理办法", rank=0),
)
CASES = (
    Field("township", "Township", "乡镇", rank=0),
    Field("found_on", "Found on", "查获日期", "date", rank=0),
    Field("village", "Village", "村社区", rank=9),
    Field("site", "Site", "点位", rank=4),
    Field("category", "Category", "类别", "category", rank=3),
    Field("kind", "Kind", "类型", "case", rank=0),
    Field("cases", "Cases", "起数", "count", rank=0),
    Field("boxes", "Boxes", "箱数", "count", rank=0),
    Field("handed_to", "Handed to", "移交单位", rank=2),
    Field("note", "Note", "备注", rank=9),
)
CAMPAIGNS = (
    Field("name", "Name", "名称", rank=0),
    Field("start", "First day", "开始日期", "date", rank=1),
    Field("end", "Last day", "截止日期", "date", rank=1),
)
CATEGORIES = (
    Field("key", "Key", "键", rank=0),
    Field("title", "Name", "名称", rank=0),
    Field("zh", "Chinese name", "中文名", rank=9),
    Field("en", "English name", "英文名", rank=9),
    Field("aliases", "Other names", "其他名称", "names", rank=9),
    Field("prefix", "Prefix", "编号前缀", rank=3),
    Field("items", "Items", "检查项数", "count", rank=1),
    Field("majors", "Majors", "重大项数", "count", rank=4),
    Field("version", "Version", "版本", rank=5),
    Field("origin", "From", "来源", "origin", rank=2),
    Field("use", "Use", "启用情况", "use", rank=0),
    Field("path", "File", "文件", rank=9),
)
ITEMS = (
    Field("category", "Category", "类别", "category", rank=9),
    Field("code", "Code", "编号", rank=0),
    Field("text", "Item", "检查项", rank=0),
    Field("zh", "Item in Chinese", "检查项（中文）", rank=9),
    Field("en", "Item in English", "检查项（英文）", rank=9),
    Field("question", "Question", "检查内容", rank=6),
    Field("question_zh", "Question in Chinese", "检查内容（中文）", rank=9),
    Field("question_en", "Question in English", "检查内容（英文）", rank=9),
    Field("severity", "Severity", "隐患等级", "severity", rank=1),
    Field("major_when", "Major if", "升为重大的情形", rank=9),
    Field("major_when_zh", "Major if, in Chinese", "升为重大的情形（中文）", rank=9),
    Field("major_when_en", "Major if, in English", "升为重大的情形（英文）", rank=9),
    Field("days", "Days", "整改天数", "count", rank=1),
    Field("stop", "Stop", "停用停工", "flag", rank=2),
    Field("advice", "Advice", "仅提示", "flag", rank=5),
    Field("places", "Asked at", "适用场所类型", "names", rank=8),
    Field("states", "Asked while", "适用状态", "names", rank=7),
    Field("department", "Department", "主管部门", rank=9),
    Field("basis", "Basis", "检查依据", rank=4),
    Field("basis_en", "Basis in English", "检查依据（英文）", rank=9),
    Field("version", "Version", "版本", rank=9),
)
FAULTS = (
    Field("path", "File", "文件", rank=0),
    Field("item", "Item", "检查项", rank=0),
    Field("reason", "Reason", "原因", rank=0),
)
READING = (
    Field("file", "File", "文件", rank=3),
    Field("sheet", "Sheet", "工作表", rank=2),
    Field("column", "Column", "列", "count", rank=4),
    Field("header", "Header", "表头", rank=0),
    Field("field", "Field", "字段", rank=0),
    Field("taken_for", "Taken for", "识别为", rank=0),
    Field("samples", "Samples", "示例", "names", rank=1),
    Field("name", "Name", "名称", rank=0),
    Field("says", "What it says", "内容", "names", rank=0),
    Field("what", "What", "事项", rank=0),
    Field("value", "Value", "取值", rank=0),
)
REGISTER = (
    Field("code", "Code", "编码", rank=1, aliases=("点位编码",)),
    Field("name", "Name", "名称", rank=0, aliases=("点位名称",)),
    Field("kind", "Kind", "类型", "place_kind", rank=2, aliases=("点位类型", "场所类型")),
    Field("also", "Also", "其他类型", "names", rank=9, aliases=("兼有类型",)),
    Field("state", "State", "生产状态", "site_state", rank=3, aliases=("生产情况",)),
    Field("state_since", "State since", "状态起始日期", "date", rank=7, aliases=("停产时间", "停产日期")),
    Field("stopped_for", "Stopped for", "停产类型", "stop", rank=6, aliases=("停产原因",)),
    Field("must_visit", "Must visit", "必查", "flag", rank=4, aliases=("是否必查", "必查点位")),
    Field("visit_days", "Visit every (days)", "检查周期（天）", "count", rank=5, aliases=("检查周期",)),
    Field("regulator", "Regulator", "监管部门", rank=8, aliases=("行业主管部门",)),
    Field("head_post", "Head (post)", "企业负责人职务", rank=9, aliases=("负责人职务",)),
    Field("leader_post", "Leader (post)", "包抓领导职务", rank=9, aliases=("包保领导职务",)),
    Field("township_post", "Township officer (post)", "乡镇责任人职务", rank=9),
    Field("organiser", "Organiser", "主办单位", rank=9),
    Field("permit", "Permit", "许可文号", rank=9, aliases=("许可证号",)),
    Field("expected_people", "Expected people", "预计人数", "count", rank=9),
    Field("starts_on", "Event from", "开始日期", "date", rank=9, aliases=("活动开始日期",)),
    Field("ends_on", "Event to", "结束日期", "date", rank=9, aliases=("活动结束日期",)),
    Field("ended_on", "No more since", "撤销日期", "date", rank=8, aliases=("注销日期",)),
)
_OF_A_FINDING = ("description", "location", "owner", "due", "severity", "note")
SAID = (  # a checklist as it is printed for paper, and as it comes back filled in
    Field("item", "Item", "检查项", rank=0, aliases=("检查项编号", "编号", "代码", "code")),
    Field("question", "Question", "检查内容", rank=1),
    Field("answer", "Answer", "检查结果", "said", rank=0, aliases=("结果", "是否符合")),
    *(f for key in _OF_A_FINDING for f in LEDGER if f.key == key),
    Field("fixed", "Fixed on the spot", "当场整改", "flag", rank=2, aliases=("是否当场整改",)),
)
WALKS = (
    Field("category", "Category", "类别", "category", rank=0),
    Field("township", "Township", "乡镇", rank=0),
    Field("site", "Site", "点位", rank=1),
    Field("inspected_on", "Inspected", "检查日期", "date", rank=2),
    Field("inspectors", "Inspectors", "检查人", "names", rank=3),
    Field("answered", "Answered", "已答", "count", rank=0),
    Field("items", "Items", "检查项数", "count", rank=0),
    Field("command", "To go on", "继续命令", rank=0),
)
WALKED = (
    Field("id", "Id", "标识", rank=9),
    *WALKS[:5],
    Field("yes", "Yes", "是", "count", rank=0),
    Field("no", "No", "否", "count", rank=0),
    Field("na", "Not applicable", "不适用", "count", rank=0),
    Field("unanswered", "Unanswered", "未答", "count", rank=0),
    Field("hazards", "Hazards", "隐患", "names", rank=1),
    Field("stops", "Use stops for", "须停用停工", "names", rank=1),
)
TOWNSHIP_KIND = Field("kind", "Kind", "类型", "township_kind", rank=2)
MONTH = Field("month", "Month", "月份")
KINDS = (
    Field("kind", "Kind of visit", "检查类型", "visit_kind"),
    Field("place_kind", "Kind of place", "场所类型", "place_kind"),
    Field("counter", "Counter", "计数项"),
    Field("counter_text", "What was counted", "计数内容"),
)
PEOPLE = (Field("inspector", "Inspector", "检查人"), Field("verifier", "Verifier", "复查人"))
MARK = "\x01"  # between the cells of a line; no text may hold it (`entries`), and it is no blank
BETWEEN_RULES = "；"  # of the basis that a hazard keeps of its item
NUMERIC = ("count", "rate", "share", "amount")
INPUT_KEYS = tuple(f.key for f in LEDGER)
NEEDED_KEYS = ("category", "township", "inspected_on")

_BY_KEY = {f.key: f for f in (*LEDGER, *PLANNED, *DERIVED, *REGISTER, *PEOPLE, MONTH)}
_COUNT_BY_KEY = {f.key: f for f in COUNTS}


def pick_fields(keys: Iterable[str]) -> list[Field]:
    """The columns of a list or register, in the order of `keys`."""
    return [_BY_KEY[key] for key in keys]


def pick_groups(keys: Iterable[str]) -> list[Field]:
    """The columns that say what counts are of, in the order of `keys`; a kind is that of the visit."""
    named = _BY_KEY | {f.key: f for f in KINDS}
    return [named[key] for key in keys]


def pick_columns(keys: Iterable[str]) -> list[Field]:
    """The columns that say how files are read, in the order of `keys`."""
    named = {f.key: f for f in READING}
    return [named[key] for key in keys]


def pick_counts(keys: Iterable[str]) -> list[Field]:
    """The columns of a table of counts, in the order of `keys`."""
    return [_COUNT_BY_KEY[key] for key in keys]


def known_headers(fields: Iterable[Field]) -> dict[str, str]:
    """Every way a column may be called in a file, in the form of `names.plain` -> its key."""
    return {plain(name): f.key for f in fields for name in (f.key, f.en, f.zh, *f.aliases)}


def cell(field: Field, value: Any, lang: str) -> str:
    """A value as people read it in `lang`; '' for nothing, '-' for a rate of nothing."""
    if value is None:
        return "-" if field.kind in ("rate", "share") else ""
    if field.kind in words.TABLES:
        return words.word(field.kind, _flag(value), lang)
    return _FORMATS.get(field.kind, str)(value)


def _flag(value: Any) -> str:
    return str(value) if not isinstance(value, bool) else "yes" if value else "no"


def _names(value: Any) -> str:
    return value if isinstance(value, str) else "、".join(value)


def _instant(value: Any) -> str:
    return value if isinstance(value, str) else f"{value:%Y-%m-%d %H:%M:%S}"


def _share(value: Any) -> str:
    return value if isinstance(value, str) else f"{value:.1f}".removesuffix(".0")


def _amount(value: Any) -> str:
    return f"{value:.10f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def _whole(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _photos(value: Any) -> str:
    return "、".join(f"{photo.path} ({photo.sha256[:12]})" for photo in value)


_FORMATS = {
    "date": date.isoformat,
    "names": _names,
    "rate": "{:.1f}".format,
    "share": _share,
    "amount": _amount,
    "instant": _instant,
    "photos": _photos,
    "whole": _whole,
}
