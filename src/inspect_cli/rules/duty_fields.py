"""The only place where a column of the duty roster or of spot checks is declared: its titles, what files call it."""

from __future__ import annotations

from dataclasses import replace

from inspect_cli.rules.coverage_fields import GAPS as ALL_GAPS
from inspect_cli.rules.coverage_fields import GAPS_ON_SCREEN, ON_DUTY
from inspect_cli.rules.fields import Field

_ON = {field.key: field for field in ON_DUTY}
_UNITS = ("值班单位", "单位名称", "乡镇", "乡镇（街道）", "乡镇/街道", "街道", "部门", "乡镇部门", "责任单位")
_PHONES = ("值班电话", "联系电话", "办公电话", "手机", "手机号", "手机号码", "电话号码", "联系方式")
DAY = Field("day", "Day", "日期", "date", aliases=("值班日期", "date", "带班日期"))
UNIT = replace(_ON["unit"], aliases=_UNITS)
ROLE = replace(_ON["role"], aliases=("角色", "职责", "值班类别", "值班类型", "岗位类别"))
NAME = replace(_ON["name"], aliases=("值班人姓名", "人员姓名", "人员"))
POST = Field("post", "Post", "职务", rank=3, aliases=("岗位", "职务/岗位"))
PHONE = replace(_ON["phone"], aliases=_PHONES)
FROM = Field("from", "From", "开始时间", rank=9, aliases=("起始时间", "上班时间", "接班时间"))
TO = Field("to", "To", "结束时间", rank=9, aliases=("终止时间", "下班时间", "交班时间"))
ROSTER = (DAY, UNIT, ROLE, NAME, POST, PHONE, FROM, TO)  # as our own files have it
HOURS = replace(_ON["hours"], aliases=("班次", "值班时段", "值班班次", "班别"))
ON_SCREEN = (DAY, UNIT, HOURS, ROLE, NAME, POST, PHONE)
WHEN = Field("when", "When", "时间", aliases=("值班时间", "带班时间"))  # a day or hours
PERSONS = (  # of a file that has a row for a shift and a column for each role
    Field("leader", "Leader", "带班领导", aliases=("值班领导", "带班人", "领导带班", "带班")),
    Field("officer", "Officer", "值班人员", aliases=("值班员", "值班人", "值班干部", "值守人员", "值班")),
    Field("handler", "Handler", "应急处置人员", aliases=("应急人员", "应急处置人", "应急处置负责人", "应急处置责任人")),
)
OF_PERSONS = tuple(
    Field(
        f"{person.key}_{of.key}",
        f"{person.en} {of.en.lower()}",
        f"{person.zh}{of.zh}",
        aliases=tuple(
            f"{name}{word}"
            for name in (person.zh, *person.aliases)
            for word in (of.zh, *of.aliases)
            if len(name) > len("值班")  # 值班电话 is that of a shift
        ),
    )
    for person in PERSONS
    for of in (POST, PHONE)
)
GAPS = tuple(replace(f, kind="shift") if f.key == "role" else f for f in ALL_GAPS)
KINDS = frozenset({"no_roster", "uncovered_hours", "two_shifts"})  # of gaps that the roster has
_NOT_SHORT = ("category", "days", "township")  # what a gap is about has its unit
_SHORT = {f.key: replace(f, kind="shift") if f.key == "role" else f for f in GAPS_ON_SCREEN}
_STAY = {"about": 0, "hours": 0, "role": 0, "todo": 5, "since": 6}  # what tells one line from another stays
_SHORT |= {key: replace(_SHORT[key], rank=rank) for key, rank in _STAY.items()}
TOWN_GAPS = tuple(_SHORT.values())
SHORT_GAPS = tuple(f for key, f in _SHORT.items() if key not in _NOT_SHORT)
CHECKS = (
    DAY,
    Field("time", "Time", "时刻"),
    UNIT,
    Field("result", "Seen", "抽查结果", "spot_result"),
    Field("expected", "Should be there", "应在岗人员", "names", rank=1),
    Field("note", "Note", "备注", rank=2),
)
KEPT = (
    UNIT,
    Field("looked", "Times looked", "抽查次数", "count"),
    Field("kept", "Kept", "在岗次数", "count"),
    Field("not_kept", "Not kept", "未在岗次数", "count"),
)
