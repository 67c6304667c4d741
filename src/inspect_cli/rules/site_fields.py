"""The only place where a column of the card of a site, of kinds of sites and of changes is declared; their headers."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import NamedTuple

from inspect_cli.rules import words
from inspect_cli.rules.fields import Field
from inspect_cli.rules.names import plain

CARD = (
    Field("states", "History of states", "状态历史", "whole"),
    Field("items", "Items", "检查项", "whole"),
    Field("visits", "Visits", "检查", "whole"),
    Field("next_visit", "Next visit due", "下次检查", "date"),
    Field("visits_with_hazards", "Visits with hazards", "有隐患次数", "count"),
    Field("found", "Found", "查出", "count"),
    Field("open_hazards", "Open hazards", "未销号隐患", "names"),
)
KINDS = (
    Field("key", "Key", "键", rank=0),
    Field("title", "Name", "名称", rank=0),
    Field("zh", "Chinese name", "中文名", rank=9),
    Field("en", "English name", "英文名", rank=9),
    Field("aliases", "Other names", "其他名称", "names", rank=3),
    Field("categories", "In the lists of", "所在检查表", "names", rank=1),
)
CHANGES = (
    Field("field", "Field", "字段", rank=0),
    Field("before", "Before", "原值", rank=0),
    Field("after", "After", "现值", rank=0),
)
_IN_FILES = {  # as the ledgers and registers of others call a column, besides what the program does
    "code": ("编号", "点位编号", "场所编号", "统一编号"),
    "name": (
        *("名称", "点位", "场所", "场所名称", "企业", "企业名称", "单位", "单位名称", "被检查单位", "被检查单位名称"),
        *("检查对象", "受检单位", "生产经营单位", "生产经营单位名称", "经营单位", "经营单位名称", "项目名称"),
        *("学校名称", "商户", "商户名称", "门店名称", "店铺名称", "店名", "煤矿名称", "矿山名称", "机构名称"),
    ),
    "township": (
        "所在乡镇",
        "所在镇",
        "属地",
        "属地乡镇",
        "属地镇街",
        "镇街",
        "乡镇街道",
        "所属镇街",
        "街道",
        "镇",
        "所属镇",
        "所属街道",
        "乡镇名称",
        "乡镇编码",
        "镇街名称",
        "镇（街道）",
    ),
    "village": ("村", "社区", "行政村", "所属村", "所在村", "所属村（社区）", "所在村（社区）", "村居"),
    "kind": ("场所类别", "企业类型", "单位类型", "点位类别", "类别"),
    "state": ("状态", "经营状态", "营业状态", "运行状态", "企业状态", "目前状态", "现状", "生产经营状态"),
    "regulator": ("主管部门", "行业监管部门", "监管单位", "责任部门", "行业主管单位"),
    "visit_days": ("检查频次（天）", "巡查周期"),
}
_STATES = {  # as cells of other people's files say it
    **dict.fromkeys(
        ("正常", "正常营业", "营业", "营业中", "在营", "在营业", "开业", "生产中", "运营", "运行"), "producing"
    ),
    **dict.fromkeys(("正常运行", "正常经营", "经营", "在用", "在建", "生产经营", "正常生产经营"), "producing"),
    **dict.fromkeys(
        ("停业", "已停业", "停业中", "歇业", "关闭", "已关闭", "关停", "已关停", "停工", "停用"), "stopped"
    ),
    **dict.fromkeys(("停建", "停运", "停止生产", "停产停业", "暂停营业", "停产整改"), "stopped"),
}
_BRACKETS = re.compile(r"(.+?)\((.+)\)")


class State(NamedTuple):
    """What people say of how a site is: its state and why it is stopped, both as keys; whether they say more."""

    state: str
    stopped_for: str | None = None
    more: bool = False


def read_state(text: str) -> State | None:
    """A state in either language, as files of others have it, or as why it is stopped: 停产（检修）, 停业整顿."""
    said = plain(text)
    found = _BRACKETS.fullmatch(said)
    word, reason = found.groups() if found else (said, None)
    why = words.read_word("stop", word)
    state = "stopped" if why else words.read_word("site_state", word) or _STATES.get(word)
    if state is None:
        return None
    named = words.read_word("stop", reason) if reason and state == "stopped" else None
    return State(state, named or why, more=reason is not None and named is None)


def widen(field: Field) -> Field:
    """A column of the register with all that files of others call it."""
    return replace(field, aliases=(*field.aliases, *_IN_FILES.get(field.key, ())))


def is_loose(header: str) -> bool:
    """Whether only files of others call a column so, which may mean something else there."""
    return plain(header) in _LOOSE


_LOOSE = frozenset(plain(name) for every in _IN_FILES.values() for name in every)
