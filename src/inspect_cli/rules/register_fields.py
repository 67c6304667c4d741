"""The only place where a column of the registers of places and people is declared: its titles, what files call it."""

from __future__ import annotations

from inspect_cli.rules import words
from inspect_cli.rules.fields import TOWNSHIP_KIND, Field

LAYERS = tuple(words.LAYERS)  # from the widest to the narrowest
ROLES = {  # of who answers for a layer, unless it is said
    "township": "area_leader",
    "village": "village_officer",
    "zone": "hill_keeper",
    "site": "site_supervisor",
}
_NAMES = {
    "township": ("乡镇", ("所属乡镇", "乡镇（街道）", "乡镇/街道", "街道", "镇")),
    "village": ("村", ("村社区", "村（社区）", "村/社区", "社区", "行政村", "所属村")),
    "zone": ("山头", ("山头片区", "片区", "网格", "山头/片区")),
    "site": ("点位", ("点位名称", "企业", "单位")),
}


def _place(key: str, en: str, rank: int) -> Field:
    zh, aliases = _NAMES[key]
    return Field(key, en, zh, rank=rank, aliases=aliases)


TOWNSHIP = _place("township", "Township", 0)
ENDED_ON = Field("ended_on", "No more since", "撤销日期", "date", rank=2, aliases=("撤并日期",))
SUCCESSOR = Field("successor", "Taken over by", "承接单位", rank=3, aliases=("并入", "并入单位", "承接乡镇"))
NUMBER = Field("no", "No.", "序号", rank=9)  # of a row of somebody's list: it says nothing
TOWNSHIPS = (
    Field("code", "Code", "编码", rank=1, aliases=("乡镇编码", "代码", "行政区划代码")),
    Field("name", "Name", "名称", aliases=("乡镇名称", "乡镇", "乡镇（街道）")),
    TOWNSHIP_KIND,
    ENDED_ON,
    SUCCESSOR,
)
VILLAGES = (
    TOWNSHIP,
    Field("name", "Name", "名称", aliases=("村", "村名", "村名称", "村社区", "社区", "村（社区）", "行政村")),
    Field("code", "Code", "编码", rank=2, aliases=("村编码", "村代码", "代码")),
    ENDED_ON,
)
ZONES = (
    TOWNSHIP,
    Field("name", "Name", "名称", aliases=("山头", "山头名称", "片区", "片区名称", "网格", "网格名称")),
    Field("kind", "Kind", "类型", "zone", rank=1),
    _place("village", "Village", 2),
    ENDED_ON,
)
DEPARTMENTS = (Field("name", "Name", "名称", aliases=("部门", "部门名称", "单位名称")), ENDED_ON, SUCCESSOR)
LAYER = Field("layer", "Layer", "层级", "layer", rank=4)
PLACE = Field("place", "Place", "地点", rank=0)
SHORT = Field("short", "Id", "编号", rank=1)
ID = Field("id", "Whole id", "标识", rank=9)
FROM = Field("from", "From", "开始日期", "date", rank=3, aliases=("起始日期", "任职日期"))
TO = Field("to", "To", "结束日期", "date", rank=4, aliases=("截止日期", "离任日期"))
HOLDER = (
    Field("category", "Category", "类别", "category", rank=2, aliases=("行业领域", "类型")),
    Field("role", "Role", "职责", "answering_role", rank=5, aliases=("角色", "责任类型")),
    Field("post", "Post", "职务", rank=6, aliases=("岗位",)),
    Field("name", "Name", "姓名", aliases=("责任人", "责任人姓名")),
    Field("phone", "Phone", "电话", rank=3, aliases=("联系电话", "值班电话", "办公电话", "手机")),
    Field("department", "Department", "部门", rank=7, aliases=("所属部门", "责任部门")),
)
RESPONSIBLE = (
    TOWNSHIP,
    *(_place(key, key.capitalize(), 9) for key in ("village", "zone", "site")),
    *HOLDER,
    FROM,
    TO,
)
FILLED_BY = Field("todo", "What to do", "处理办法", rank=9)
ASKED = (PLACE, FILLED_BY)  # what only answers on the spot have, and no file
ANSWERS = (TOWNSHIP, LAYER, PLACE, *HOLDER, FROM, TO, SHORT)
REGISTERS = {"township": TOWNSHIPS, "village": VILLAGES, "zone": ZONES, "department": DEPARTMENTS}
TITLES = {field.key: field for field in (*RESPONSIBLE, ENDED_ON, SUCCESSOR, LAYER, PLACE)}
