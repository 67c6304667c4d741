"""The only place for the words of the trade that stand in cells: states, severities, kinds of townships, yes and no.

A key (`found`) is what files for machines and JSON carry; its Chinese word (待整改) is what Chinese tables and files
carry. Both are read back, whatever the language. Source: the terms of hazard ledgers (隐患排查治理台账).
"""

from __future__ import annotations

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
    "undone": "撤销",
    "imported": "导入",
    "township": "登记乡镇",
    "site": "登记点位",
    "campaign": "登记专项行动",
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
OTHER_WORDS = {"一般隐患": "general", "重大隐患": "major", "重大事故隐患": "major"}

TABLES: dict[str, dict[str, str]] = {
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
    "category": {c.key: c.zh for c in catalog.CATEGORIES},
}
_KEYS = {kind: {zh: key for key, zh in table.items()} | {key: key for key in table} for kind, table in TABLES.items()}


def word(kind: str, key: str, lang: str) -> str:
    """The word people read for `key`; the key itself in English, and for keys of a newer version."""
    return TABLES[kind].get(key, key) if lang == "zh" else key


def read_word(kind: str, text: str) -> str | None:
    """The key for a word in either language, None when the word is not known."""
    text = text.strip()
    return _KEYS[kind].get(text) or _KEYS[kind].get(text.lower()) or _known(kind, OTHER_WORDS.get(text))


def _known(kind: str, key: str | None) -> str | None:
    return key if key in TABLES[kind] else None
