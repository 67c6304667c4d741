"""The only place that names what the forms of superiors count.

Of sites, of visits, of what was counted on them, of hazards that are not voided, of illegal activities.
"""

from __future__ import annotations

from typing import NamedTuple

from inspect_cli.rules.counters import COUNTERS


class Tally(NamedTuple):
    """A count: its key in a profile, its names, what is counted.

    of: `sites` of the register, `visits`, `counters` of visits, `hazards`, or `cases` of illegal activities;
    each: different things are counted, so that the rows of a table do not add up to its total.
    """

    key: str
    en: str
    zh: str
    of: str
    each: bool = False

    def title(self, lang: str) -> str:
        """What people call it."""
        return self.zh if lang == "zh" else self.en


TALLIES = (
    Tally("sites", "Sites in the register", "登记点位数", "sites"),
    Tally("visits", "Visits", "检查次数", "visits"),
    Tally("clean", "Visits that found nothing", "无隐患检查次数", "visits"),
    Tally("sites_visited", "Different sites visited", "检查点位数", "visits", each=True),
    Tally("unplaced", "Visits that name no site", "未写点位的检查次数", "visits"),
    Tally("teams", "Teams sent: different inspectors on a day", "出动组次", "visits", each=True),
    Tally("people", "People sent: the inspectors of each visit", "出动人次", "visits"),
    Tally("unnamed", "Visits that name no inspector", "未写检查人的检查次数", "visits"),
    Tally("kind_unsaid", "Visits that name no kind", "未写检查类型的检查次数", "visits"),
    Tally("special_visits", "Special visits", "专项检查次数", "visits"),
    Tally("joint_visits", "Joint visits", "联合检查次数", "visits"),
    Tally("leader_visits", "Visits led by a leader", "领导带队检查次数", "visits"),
    Tally("unannounced_visits", "Unannounced visits", "暗访次数", "visits"),
    Tally("household_visits", "Household visits", "入户排查次数", "visits"),
    Tally("roadside_visits", "Roadside checks", "路面检查次数", "visits"),
    Tally("supervision_visits", "Supervision visits", "现场督导次数", "visits"),
    *(Tally(counter.key, counter.en, counter.zh, "counters") for counter in COUNTERS),
    Tally("violations", "Traffic violations of every kind", "交通违法起数", "counters"),
    Tally("found", "Hazards found", "查出隐患数", "hazards"),
    Tally("rectified", "Hazards rectified", "完成整改隐患数", "hazards"),
    Tally("closed", "Hazards closed", "已销号隐患数", "hazards"),
    Tally("fixed", "Hazards that wait for verification", "待复查隐患数", "hazards"),
    Tally("open", "Open hazards", "未销号隐患数", "hazards"),
    Tally("overdue", "Overdue hazards", "逾期隐患数", "hazards"),
    Tally("rebound", "Rebounds", "反弹隐患数", "hazards"),
    Tally("on_spot", "Hazards fixed on the spot", "当场整改隐患数", "hazards"),
    Tally("with_deadline", "Hazards to be fixed by a deadline", "限期整改隐患数", "hazards"),
    Tally("transferred", "Hazards handed over", "移交隐患数", "hazards"),
    Tally("general_found", "General hazards found", "一般隐患数", "hazards"),
    Tally("general_rectified", "General hazards rectified", "完成整改一般隐患数", "hazards"),
    Tally("general_closed", "General hazards closed", "已销号一般隐患数", "hazards"),
    Tally("major_found", "Majors found", "重大隐患数", "hazards"),
    Tally("major_rectified", "Majors rectified", "完成整改重大隐患数", "hazards"),
    Tally("major_closed", "Majors closed", "已销号重大隐患数", "hazards"),
    Tally("major_in_plan", "Majors with a plan", "列入治理计划重大隐患数", "hazards"),
    Tally("major_planned", "Majors with a complete plan", "五落实重大隐患数", "hazards"),
    Tally("major_listed", "Majors under listed supervision", "挂牌督办重大隐患数", "hazards"),
    Tally("major_listed_province", "Majors listed by the province", "省级挂牌督办重大隐患数", "hazards"),
    Tally("suspended", "Hazards for which work or use is stopped", "停产停用隐患数", "hazards"),
    Tally("suspended_sites", "Different sites where work or use is stopped", "停产停用点位数", "hazards", each=True),
    Tally("funds", "Funds for rectification (yuan)", "整改资金（元）", "hazards"),
    Tally("unfunded", "Hazards without a word on funds", "未写整改资金的隐患数", "hazards"),
    Tally("cases", "Illegal activities: cases", "非法违法案件起数", "cases"),
    Tally("boxes", "Illegal activities: boxes seized", "非法违法案件收缴箱数", "cases"),
    Tally("fireworks_cases", "Illegal fireworks: cases", "烟花爆竹案件起数", "cases"),
    Tally("fireworks_boxes", "Illegal fireworks: boxes seized", "收缴烟花爆竹箱数", "cases"),
)
BY_KEY = {tally.key: tally for tally in TALLIES}
VISITS_OF = {  # with the kind of visit that each counts
    f"{kind}_visits": kind
    for kind in ("special", "joint", "leader", "unannounced", "household", "roadside", "supervision")
}
RECTIFIED = {"rectified": "", "general_rectified": "general_", "major_rectified": "major_"}  # with what leads its parts
