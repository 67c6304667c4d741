"""The only place for what the columns of other people's ledgers are called, and which columns only they have.

Source: headings of hazard ledgers (隐患排查治理台账) as townships and enterprises send them.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import NamedTuple

from inspect_cli.rules import fields
from inspect_cli.rules.fields import Field
from inspect_cli.rules.names import plain

# What such a ledger says of a hazard that ours say in other columns.
ANSWERS = (
    Field("serial", "Line", "序号", aliases=("项次", "No", "No.")),
    Field("is_major", "Major?", "是否重大隐患", "flag", aliases=("是否重大", "是否为重大隐患", "是否重大事故隐患")),
    Field(
        *("is_closed", "Closed?", "是否销号", "flag"),
        aliases=("是否闭环", "是否已销号", "销号情况", "是否验收销号", "是否完成销号"),
    ),
    Field(
        *("is_rectified", "Rectified?", "是否整改完成", "flag"),
        aliases=("是否整改", "是否完成整改", "是否已整改", "是否完成", "是否整改到位"),
    ),
    Field(
        *("progress", "Progress", "整改情况"),
        aliases=(
            *("完成情况", "整改进展", "整改状态", "整改完成情况", "落实情况", "整改结果", "整改落实情况", "整改进度"),
        ),
    ),
    Field(
        *("recheck", "Second look", "复查情况"),
        aliases=(
            *("复查结论", "复查结果", "验收情况", "验收结论", "验收结果", "复查意见", "整改验收情况", "验收意见"),
        ),
    ),
)
# What we write into a file of rows that could not be taken, and read over when it comes back.
REJECTED = (
    Field("rejected_line", "Rejected line", "退回行号"),
    Field("rejected_reason", "Rejected because", "退回原因"),
)
ALIASES: dict[str, tuple[str, ...]] = {
    "number": ("编号", "整改编号", "隐患编码", "问题编号", "台账编号"),
    "category": (
        *("隐患类别", "行业领域", "行业和领域", "类型", "隐患类型", "行业类别", "检查类别", "领域", "行业"),
        *("专业类别", "隐患分类"),
    ),
    "township": (
        *("所属乡镇", "所在镇", "乡镇（街道）", "乡镇/街道", "属地", "所在乡镇", "镇街", "所属镇街"),
        *("乡镇街道", "所属乡镇（街道）", "街道乡镇", "镇（街道）", "所属街道", "属地乡镇", "乡镇名称"),
        *("镇街名称",),
    ),
    "village": (
        *("村/社区", "村（社区）", "所属村", "村居", "所在村", "所属社区", "所属村社区", "村名", "村（居）"),
        *("行政村", "社区", "村", "村名称"),
    ),
    "site": (
        *("被检查单位", "被检查单位名称", "企业名称", "单位名称", "检查对象", "点位名称", "受检单位"),
        *("受检单位名称", "场所名称", "检查场所", "被检查对象", "被检单位", "企业（单位）名称", "生产经营单位"),
        *("生产经营单位名称", "检查点位", "单位"),
    ),
    "location": ("隐患位置", "地点", "存在部位", "具体位置", "隐患地点", "部位", "隐患所在部位", "位置"),
    "inspected_on": (
        *("检查时间", "排查时间", "发现日期", "发现时间", "排查日期", "巡查时间", "巡查日期", "日期"),
        *("检查年月日", "隐患发现时间"),
    ),
    "inspectors": (
        *("检查人员", "排查人员", "发现人", "上报人", "排查人", "巡查人", "巡查人员", "检查组成员"),
        *("检查人员姓名", "检查人（签字）"),
    ),
    "item": ("检查项编号", "检查项目编号", "检查项代码"),
    "description": (
        *("隐患内容", "存在问题", "存在的问题及隐患", "问题描述", "隐患简述", "存在的隐患", "存在的问题"),
        *("存在隐患", "问题隐患", "隐患问题", "问题及隐患", "隐患情况", "发现问题", "发现的问题", "主要问题"),
        *("问题", "隐患", "隐患名称", "存在的安全隐患", "安全隐患", "问题隐患描述", "存在问题及隐患"),
        *("存在的主要问题", "隐患具体情况", "事故隐患"),
    ),
    "severity": ("隐患级别", "等级", "级别", "严重程度", "隐患分级"),
    "measures": ("整改措施", "整改意见", "整改要求", "处理措施", "治理措施", "整改建议"),
    "funds": ("整改资金", "资金", "落实资金", "投入资金", "治理资金", "资金投入", "整改投入"),
    "owner": (
        *("整改负责人", "隐患整改责任人", "责任人", "责任单位/责任人", "整改责任单位/责任人"),
        *("整改责任单位及责任人", "责任单位及责任人", "整改责任单位", "责任单位", "企业责任人"),
    ),
    "due": (
        *("整改期限", "完成时限", "计划完成日期", "限期", "计划完成时间", "整改截止日期", "截止日期"),
        *("整改完成时限", "限期整改时间", "整改时间要求", "整改限期", "时限要求", "限改日期"),
    ),
    "fixed_on": (
        *("整改完成时间", "实际完成日期", "实际完成时间", "完成日期", "完成时间", "整改日期", "整改时间"),
        *("实际整改日期", "实际整改完成时间"),
    ),
    "verified_by": ("验收人", "复查人员", "验收人员", "销号人", "复查验收人"),
    "verified_on": ("复查时间", "整改验收时间", "验收时间", "验收日期", "销号时间", "销号日期", "复查验收时间"),
    "campaign": ("台账来源", "专项", "专项行动名称", "来源"),
    "note": ("说明", "备注说明", "备 注"),
}
UNCLEAR = ("整改时间", "整改日期")  # the deadline where there is no other column for it
_PERSONAL = re.compile(
    r".*(?:身份证|证件号|手机|电话|联系方式|住址|家庭地址|车牌|户籍).*|phone|mobile|tel(?:ephone)?|idnumber|idcard"
)
_BRACKETED = re.compile(r"[(\[【〔](.*?)[)\]】〕]")
_VAGUE = re.compile("(?:情况|信息|内容)$")
_MARKS = "*※:。.、"
_NOTICE = re.compile("文书|通知书|决定书|指令书|文号")
_NOTICE_YEAR = re.compile(r"[\[(（〔【](20\d{2})[\])）〕】]")


class Heading(NamedTuple):
    """What a header cell was taken for: the column's key, or None; the unit that stood in brackets."""

    key: str | None
    unit: str = ""


def find_field(header: str) -> Heading:
    """The field that a header cell names: as it stands, without what is in brackets, by its last part behind a /."""
    known = _known()
    text = unicodedata.normalize("NFKC", header).strip().strip(_MARKS)
    units = _BRACKETED.findall(text)
    bare = _BRACKETED.sub("", text).strip(_MARKS)
    group, _sign, last = bare.rpartition("/")
    for name in (text, bare, bare.replace("/", ""), _VAGUE.sub("", group) + last, last):
        if name and (key := known.get(plain(name))):
            return Heading(key, units[-1] if units else "")
    return Heading(None, units[-1] if units else "")


def is_personal(header: str) -> bool:
    """Whether a column is about private persons: numbers of identity cards and telephones, addresses, plates."""
    return _PERSONAL.fullmatch(plain(header)) is not None


def tidy_notice(header: str, text: str) -> str:
    """The number of a notice in one form, 〔2023〕5号; other text as it is."""
    return _NOTICE_YEAR.sub(r"〔\1〕", text) if _NOTICE.search(header) else text


@cache
def _known() -> dict[str, str]:
    others = {plain(name): key for key, names in ALIASES.items() for name in names}
    own = (*ANSWERS, *REJECTED, *fields.PLANNED, *fields.LEDGER)
    return others | fields.known_headers(own)
