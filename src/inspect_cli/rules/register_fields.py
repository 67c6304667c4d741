"""The only place where a column of the registers of places and people is declared: its titles, what files call it."""

from __future__ import annotations

from dataclasses import replace

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
LAYER = Field("layer", "Layer", "层级", "layer", rank=1)
PLACE = Field("place", "Place", "地点", rank=0)
SHORT = Field("short", "Id", "编号", rank=1)
ID = Field("id", "Whole id", "标识", rank=9)
FROM = Field(
    "from",
    "From",
    "开始日期",
    "date",
    rank=3,
    aliases=(
        *("起始日期", "任职日期", "任职时间", "任期", "任职期限", "任职起止时间", "起止时间", "任职起始"),
        *("任职起始日期", "任职起始时间", "任职开始日期", "任职开始时间", "开始任职时间", "到任日期", "到任时间"),
        *("上任日期", "上任时间", "就任日期", "就任时间", "到岗日期", "到岗时间", "任命日期", "任命时间"),
        *("开始时间", "起始时间"),
    ),
)
TO = Field(
    "to",
    "To",
    "结束日期",
    "date",
    rank=4,
    aliases=(
        *("截止日期", "离任日期", "离任时间", "卸任日期", "卸任时间", "任期至", "任职至", "任职截止", "任职截止日期"),
        *("任职截止时间", "任职结束日期", "任职结束时间", "离职日期", "离职时间", "离岗日期", "离岗时间", "免职日期"),
        *("免职时间", "调离日期", "调离时间", "结束时间", "截止时间"),
    ),
)
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
LADDER = (replace(TOWNSHIP, rank=4), replace(LAYER, rank=0), *ANSWERS[2:])  # of one township, which was asked for
REGISTERS = {"township": TOWNSHIPS, "village": VILLAGES, "zone": ZONES, "department": DEPARTMENTS}
TITLES = {field.key: field for field in (*RESPONSIBLE, ENDED_ON, SUCCESSOR, LAYER, PLACE)}
HOLDERS = {  # a heading of somebody else's list that says as what those below it answer
    "area_leader": (
        *("area leader", "包片领导", "包片干部", "包片责任人", "包片负责人", "包片", "包片人", "片区负责人", "片长"),
        *(
            "包乡领导",
            "包镇领导",
            "包乡镇领导",
            "包街道领导",
            "包乡责任人",
            "包镇责任人",
            "包联乡镇领导",
            "联系乡镇领导",
        ),
    ),
    "village_officer": (
        *(
            "village officer",
            "包村干部",
            "包村领导",
            "包村责任人",
            "包村负责人",
            "包村",
            "包村人",
            "驻村干部",
            "联村干部",
        ),
        *("包社区干部", "包社区领导", "包居干部", "包联村干部", "包联村领导", "联村领导", "包村（社区）干部"),
    ),
    "hill_keeper": (
        *(
            "hill keeper",
            "包山头责任人",
            "包山头领导",
            "包山头干部",
            "包山头负责人",
            "包山头",
            "包山头人",
            "山头责任人",
        ),
        *("网格员", "网格长", "网格责任人", "包网格干部", "包片区责任人", "包山责任人", "山头包抓责任人"),
    ),
    "ranger": ("护林员", "生态护林员", "专职护林员", "护林员姓名", "护林防火员", "巡护员"),
    "site_supervisor": (
        *(
            "site supervisor",
            "包保责任人",
            "包保领导",
            "包保干部",
            "包保人",
            "包企领导",
            "包企干部",
            "驻企干部",
            "包点领导",
        ),
        *("包保责任领导", "安全包保责任人", "包企业责任人"),
    ),
}
HOLDERS_OF_PLACES = (  # one that says it of whatever the row is about
    *(
        "包抓领导",
        "包抓责任人",
        "包抓干部",
        "包抓人",
        "包抓",
        "包联领导",
        "包联责任人",
        "包联干部",
        "包联人",
        "挂包领导",
    ),
    *("主管领导", "分管领导", "责任领导", "包干领导", "包干责任人", "挂点领导", "联系领导", "牵头领导", "县级领导"),
    *(
        "监管责任人",
        "监管人",
        "监管责任人姓名",
        "属地责任人",
        "属地监管责任人",
        "行业监管责任人",
        "责任干部",
        "责任人员",
    ),
    *("第一责任人", "直接责任人", "具体责任人", "主要责任人", "负责人", "市级包抓领导", "乡镇包抓领导", "乡镇责任人"),
)
EVERY_CATEGORY = ("全部", "所有", "全部类别", "所有类别", "全部领域", "所有领域", "各类", "不限", "综合", "all")
