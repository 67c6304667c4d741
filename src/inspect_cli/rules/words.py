"""The only place for the words of the trade that stand in cells: states, severities, kinds of townships, yes and no.

A key (`found`) is what files for machines and JSON carry; its Chinese word (待整改) is what Chinese tables and files
carry. Both are read back, whatever the language. Source: the terms of hazard ledgers (隐患排查治理台账).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from inspect_cli.rules import catalog

ENDED_STATES = ("closed", "transferred", "voided")
STATES = {
    "found": "待整改",
    "fixed": "待复查",
    "failed": "复查不合格",
    "closed": "已销号",
    "transferred": "移交",
    "voided": "作废",
}
SEVERITIES = {"general": "一般", "major": "重大"}
TOWNSHIP_KINDS = {"subdistrict": "街道", "town": "镇", "township": "乡", "special": "特殊区域"}
SITE_STATES = {"producing": "生产", "stopped": "停产"}
EVENTS = {
    "inspected": "检查",
    "fixed": "已报整改",
    "verified": "复查通过",
    "failed": "复查不合格",
    "extended": "延期",
    "reassigned": "变更责任人",
    "regraded": "变更等级",
    "planned": "整改方案",
    "listed": "挂牌督办",
    "delisted": "摘牌",
    "suspended": "停产停用",
    "resumed": "恢复使用",
    "transferred": "移交",
    "replied": "移交回复",
    "voided": "作废",
    "linked": "反弹关联",
    "corrected": "更正",
    "noted": "备注",
    "issued": "出具文书",
    "undone": "撤销",
    "brought_back": "恢复",
    "imported": "导入",
    "township": "登记乡镇",
    "site": "登记点位",
    "campaign": "登记专项行动",
    "category": "启停类别",
    "case": "登记案件",
    "village": "登记村社区",
    "zone": "登记山头片区",
    "department": "登记部门",
    "responsibility": "登记责任",
    "duty": "登记值班",
    "spot_checked": "值班抽查",
    "reported": "编制报告",
    "sent": "报送报告",
}
LEVELS = {"county": "县级", "city": "市级", "province": "省级"}
SCOPES = {"area": "局部区域", "equipment": "设备", "whole": "全部"}
ANSWERS = {"accepted": "已接收", "returned": "退回", "done": "已办结"}
PARTS = {
    "measures": "整改措施",
    "owner": "整改责任",
    "funds": "整改资金",
    "deadline": "整改时限",
    "contingency": "应急预案",
}
FORMS = {"counts": "统计表", "rows": "台账", "brief": "快报"}
ROLES = {"inspector": "检查人", "owner": "整改责任人", "fixer": "整改人", "verifier": "复查人"}
YES_NO = {"yes": "是", "no": "否"}
EXTENTS = {"yes": "是", "partly": "部分", "no": "否"}
OTHER_WORDS = {
    "一般隐患": "general",
    "重大隐患": "major",
    "重大事故隐患": "major",
    "正常生产": "producing",
    "在产": "producing",
    "停产中": "stopped",
    "已停产": "stopped",
    "停产停建": "stopped",
    "检修": "repair",
    "节假日停产": "holiday",
    "春节停产": "holiday",
    "放假": "holiday",
    "放假停产": "holiday",
    "春节放假": "holiday",
    "检修停产": "repair",
    "停工检修": "repair",
    "设备检修": "repair",
    "长期停产": "long",
    "长期停业": "long",
    "长期停工": "long",
    "责令停产": "ordered",
    "责令停业": "ordered",
    "停产整顿": "ordered",
    "停业整顿": "ordered",
    "责令停产停业": "ordered",
    "责令停业整顿": "ordered",
}

KINDS_OF_VISITS = {
    "routine": "日常巡查",
    "special": "专项检查",
    "joint": "联合检查",
    "leader": "领导带队检查",
    "unannounced": "暗访",
    "household": "入户排查",
    "roadside": "路面检查",
    "supervision": "现场督导",
}
SAID = {"yes": "是", "no": "否", "na": "不适用"}  # of a question of a checklist
STOPS = {"repair": "停产检修", "holiday": "节日停产", "long": "长期停产停建", "ordered": "责令停产整顿"}
CASES = {
    "production": "非法生产",
    "trade": "非法经营",
    "storage": "非法储存",
    "transport": "非法运输",
    "use": "违规燃放",
}
DOCUMENTS = {
    "advice": "安全提示告知书",
    "notice": "隐患整改通知书",
    "order": "责令限期整改指令书",
    "opinion": "整改复查意见书",
}
LAYERS = {"township": "乡镇", "village": "村（社区）", "zone": "山头片区", "site": "点位"}
ROLES_OF_LAYERS = {
    "area_leader": "包片领导",
    "village_officer": "包村干部",
    "hill_keeper": "包山头责任人",
    "ranger": "护林员",
    "site_supervisor": "包保责任人",
}
SHIFTS = {"leader": "带班领导", "officer": "值班人员", "handler": "应急处置人员"}
SPOT_RESULTS = {"present": "在岗", "absent": "脱岗", "no_answer": "电话无人接听"}
ZONES = {"hill": "山头", "zone": "片区", "grid": "网格"}
CAMPAIGNS = {"campaign": "专项行动", "period": "特殊时段"}
REPORTS = {"daily": "日报", "weekly": "周报", "monthly": "月报", "campaign": "专项行动报告"}
REPORT_STATES = {"sent": "已报送", "late": "迟报", "unsent": "逾期未报送", "missing": "缺报", "waiting": "待报送"}
REPORT_STATES |= {"remade": "报送后重编"}
MISSES = {  # why a hazard will miss the end of its campaign, the worst first
    "over": "行动已结束",
    "due_beyond": "时限晚于行动截止",
    "stopped": "停产停用未恢复",
    "no_plan": "重大隐患方案不全",
    "no_owner": "无整改责任人",
    "untouched": "久未更新",
    "to_verify": "待复查",
    "pace": "按当前进度来不及",
}
ORIGINS = {"shipped": "自带", "own": "自有", "replacing": "自有，替换自带"}  # of a checklist
USES = {"core": "核心", "used": "启用", "unused": "未启用"}  # of a category
GAPS = {  # the worst first
    "empty_register": "登记为空",
    "no_roster": "无值班表",
    "uncovered_hours": "值班空档",
    "owner_left": "整改责任人已离任",
    "no_successor": "离任后无人接任",
    "no_officer": "无责任人",
    "vacant": "职务空缺",
    "no_ladder": "山头责任缺层级",
    "never_visited": "必查点位从未检查",
    "visit_overdue": "点位超期未检查",
    "two_shifts": "一人同时两班",
    "category_unvisited": "类别久未检查",
    "nothing_found": "多次检查零隐患",
    "ended_named": "仍指向已撤销单位",
    "no_checklist": "启用类别无检查表",
    "no_phone": "无联系电话",
}
REGISTERS = {  # by the command that fills them
    "township": "乡镇登记",
    "village": "村社区登记",
    "site": "点位登记",
    "responsible": "责任登记",
    "duty": "值班表",
}
UNITS = {"village": "村（社区）", "township": "乡镇（街道）", "department": "部门"}

_FIXED: dict[str, dict[str, str]] = {
    "status": STATES,
    "severity": SEVERITIES,
    "township_kind": TOWNSHIP_KINDS,
    "site_state": SITE_STATES,
    "event": EVENTS,
    "level": LEVELS,
    "scope": SCOPES,
    "answer": ANSWERS,
    "part": PARTS,
    "role": ROLES,
    "flag": YES_NO,
    "extent": EXTENTS,
    "form": FORMS,
    "visit_kind": KINDS_OF_VISITS,
    "said": SAID,
    "stop": STOPS,
    "case": CASES,
    "document": DOCUMENTS,
    "unit": UNITS,
    "origin": ORIGINS,
    "use": USES,
    "layer": LAYERS,
    "answering_role": ROLES_OF_LAYERS,
    "shift": SHIFTS,
    "spot_result": SPOT_RESULTS,
    "zone": ZONES,
    "campaign_kind": CAMPAIGNS,
    "report": REPORTS,
    "report_state": REPORT_STATES,
    "miss": MISSES,
    "gap": GAPS,
    "register": REGISTERS,
}
_LAZY = {"category": catalog.category_words, "place_kind": catalog.kind_words}  # files may add to these


class _Tables(Mapping[str, dict[str, str]]):
    """Every table of words by its kind: key -> Chinese word."""

    def __getitem__(self, kind: str) -> dict[str, str]:
        return _LAZY[kind]() if kind in _LAZY else _FIXED[kind]

    def __iter__(self) -> Iterator[str]:
        return iter((*_FIXED, *_LAZY))

    def __len__(self) -> int:
        return len(_FIXED) + len(_LAZY)


TABLES: Mapping[str, dict[str, str]] = _Tables()


def _by_word(table: Mapping[str, str]) -> dict[str, str]:
    return {zh: key for key, zh in table.items()} | {key: key for key in table}


_KEYS = {kind: _by_word(table) for kind, table in _FIXED.items()}


def word(kind: str, key: str, lang: str) -> str:
    """The word people read for `key`; the key itself in English, and for keys of a newer version."""
    return TABLES[kind].get(key, key) if lang == "zh" else key


def read_word(kind: str, text: str) -> str | None:
    """The key for a word in either language, None when the word is not known."""
    text = text.strip()
    keys = _KEYS[kind] if kind in _KEYS else _by_word(TABLES[kind])
    return keys.get(text) or keys.get(text.lower()) or _known(kind, OTHER_WORDS.get(text))


def _known(kind: str, key: str | None) -> str | None:
    return key if key in TABLES[kind] else None
