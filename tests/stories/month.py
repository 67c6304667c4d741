"""What lies on the desk in the story of a month: the files that townships send, and how its answers are read.

* `write_files` puts the registers, the roster and a walk that was written on paper into a folder;
* `late_before` counts what of the sample's ledger is late on a day, from its file alone;
* `gaps`, `who`, `daily`, `logged` and their like ask the program and give rows to be compared with rows.
"""

from __future__ import annotations

import csv
import re
import sqlite3
from contextlib import closing
from html import unescape
from pathlib import Path
from typing import Any

import openpyxl
from tests.conftest import SAMPLES, Result
from tests.stories.conftest import Diary

Gap = tuple[Any, ...]
GAP = ("kind", "about", "role", "category", "since", "days", "count", "hours", "todo")

TOWN, GATE, SECOND, THIRD = "云杉岭镇", "南泉头防火卡口", "前豆坪防火卡口", "老草沟防火卡口"
DRIVE, FESTIVAL = "大棚环境清理", "元宵"
VILLAGES = ("上桦岔村", "前豆坪村", "北红柳村", "南泉头村", "南麻地村", "大草沟村", "小草沟村", "老杏沟村", "老草沟村")
ANSWERING = (  # village, zone, site, category, post, name, telephone, department
    (None, None, None, None, "副镇长", "王某91", "0999-1001", None),
    ("上桦岔村", None, None, None, "镇干部", "赵某92", "0999-1002", "林业局"),
    ("前豆坪村", None, None, None, "镇干部", "赵某92", "0999-1002", "林业局"),
    ("北红柳村", None, None, None, "镇干部", "钱某93", None, None),
    ("南泉头村", None, None, None, "镇干部", "孙某94", "0999-1004", None),
    ("南麻地村", None, None, None, "镇干部", "孙某94", "0999-1004", None),
    ("大草沟村", None, None, None, "镇干部", "周某95", "0999-1005", None),
    ("小草沟村", None, None, None, None, "空缺", None, None),
    ("老杏沟村", None, None, None, "镇干部", "周某95", "0999-1005", None),
    (None, "大青山", None, "森林防火", "护林队长", "吴某96", "0999-1006", "林业局"),
    (None, None, GATE, None, "站长", "孙某94", "0999-1007", None),
    (None, None, SECOND, None, "站长", "周某95", "0999-1008", None),
)
TEXTS = {
    "departments.csv": "部门名称\n林业局\n应急管理局\n",
    "zones.csv": "乡镇,山头名称,类型,村\n云杉岭镇,大青山,山头,上桦岔村\n云杉岭镇,小青山,山头,老杏沟村\n",
    "roster.csv": (
        "云杉岭镇2023年元宵值班表,,,,,\n日期,单位,班次,带班领导,值班人员,值班电话\n"
        "2月3日,云杉岭镇,全天,王某91,赵某92,0999-1000\n2月4日,,全天,周某95,钱某93,0999-1000\n"
        "2月5日,,全天,空缺,空缺,\n2月6日,,全天,王某91,钱某93,0999-1000\n合计,,,3,3,\n"
    ),
    "walk.csv": (
        "检查项,检查结果,隐患描述,整改责任人,整改时限\nFOR-04,是,,,\nFOR-06,否,进山车辆未带灭火器,周某95,2023-02-20\n"
        "FOR-12,是,,,\nFOR-14,是,,,\nFOR-15,不适用,,,\n"
    ),
}


def write_files(folder: Path) -> None:
    """The papers of the month: CSV, and two workbooks with a title and a township merged over its rows."""
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    villages = [[None, name, str(nth)] for nth, name in enumerate(VILLAGES, 201)]
    _write_book(folder / "villages.xlsx", "行政村名册", ["乡镇", "村名称", "编码"], villages)
    heads = ["乡镇", "村", "山头", "点位", "类别", "职务", "姓名", "电话", "部门", "开始日期"]
    _write_book(folder / "answering.xlsx", "包抓责任清单", heads, [[None, *row, "2022-06-01"] for row in ANSWERING])


def _write_book(path: Path, title: str, heads: list[str], rows: list[list[Any]]) -> None:
    book = openpyxl.Workbook()
    rows[0][0] = TOWN
    for row in [[f"{TOWN}{title}"], heads, *rows]:
        book.active.append(row)
    book.active.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(heads))
    book.active.merge_cells(start_row=3, end_row=2 + len(rows), start_column=1, end_column=1)
    book.save(path)


def late_before(day: str) -> int:
    """How many hazards of the sample's file are open and late on a day."""
    with (SAMPLES / "inspections.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    return sum(row["status"] in ("found", "fixed", "failed") and "" < row["due"] < day for row in rows)


def gap(kind: str, about: str | None, todo: str, **more: Any) -> Gap:
    """A row of `gaps`."""
    said = {"kind": kind, "about": about, "todo": f"inspect-cli {todo}", **more}
    return tuple(said.get(key) for key in GAP)


def gaps(diary: Diary, words: str) -> list[Gap]:
    """The rows that `gaps` with these words finds, each a tuple of GAP."""
    rows = diary.type(f"{words} --format json", code=1).json
    return [tuple(row[key] for key in GAP) for row in rows]


def mend(diary: Diary, row: Gap, name: str, more: str = "") -> Result:
    """Type the command that a gap names, with a name."""
    return diary.type(f"{row[-1].removeprefix('inspect-cli ').replace('NAME', name)} {more}")


def ends(diary: Diary, place: str) -> str:
    """The end of the id of whoever answers for a place."""
    [row] = [row for row in diary.type(f"who {TOWN} --format json").json if row["place"] == place]
    return str(row["short"])


def standing(diary: Diary, day: str, vacant: int) -> list[Gap]:
    """What stays amiss all month: nobody for a village and a site, a vacant post, a hill without its keeper."""
    add = f"responsible add {TOWN}"
    keeper = f"{add} --zone 小青山 --category forest_fire --name NAME --role hill_keeper --from {day}"
    empty = f"{add} --village 小草沟村 --name NAME --role village_officer --from {day}"
    return [
        gap("no_officer", "老草沟村", f"{add} --village 老草沟村 --name NAME --from {day}"),
        gap("no_officer", THIRD, f"{add} --site {THIRD} --name NAME --from {day}"),
        gap("vacant", "小草沟村", empty, role="village_officer", since="2022-06-01", days=vacant),
        gap("no_ladder", "小青山", keeper, role="hill_keeper", category="forest_fire"),
    ]


def telephone(diary: Diary) -> Gap:
    """The post without a telephone."""
    todo = f"responsible set {ends(diary, '北红柳村')} --phone PHONE"
    return gap("no_phone", "钱某93 (北红柳村)", todo, role="village_officer")


def who(diary: Diary, words: str) -> list[tuple[str, ...]]:
    """Who answers, the township (no place) first: place, name, telephone, department, first and last day."""
    rows = diary.type(f"who {words} --format json").json
    return [tuple(row[key] for key in ("place", "name", "phone", "department", "from", "to")) for row in rows]


def the_bureaus(diary: Diary, words: str) -> list[str]:
    """The departments of whoever answers, from the widest layer to the narrowest."""
    return [department for _, _, _, department, _, _ in who(diary, words)]


def daily(diary: Diary, day: str, more: str = "") -> dict[str, Any]:
    """The line of the brief of a day."""
    [row] = diary.type(f"report daily --on {day} {more} --format json").json["tables"]["daily-brief"]["rows"]
    return dict(row)


def missing(diary: Diary, code: int) -> list[tuple[str, ...]]:
    """What was due and is not sent: its day, its state, what to do."""
    rows = diary.type("report log --missing --format json", code=code).json
    return [tuple(row[key] for key in ("first", "state", "todo")) for row in rows]


def logged(diary: Diary) -> list[tuple[Any, ...]]:
    """The log of the month's reports."""
    rows = diary.type("report log --since 2023-02-01 --format json").json
    return [tuple(row[key] for key in ("report", "last", "campaign", "state", "late_minutes")) for row in rows]


def drive(diary: Diary) -> dict[str, Any]:
    """How the drive goes."""
    [row] = diary.type(f"campaign status {DRIVE} --format json").json
    return dict(row)


def left_each_day(days: dict[str, Any]) -> list[int]:
    """What was open of the drive at the end of each of these days: one more or less at each turn."""
    turns = (("2023-02-06", 1), ("2023-02-08", 3), ("2023-02-18", 2), ("2023-02-20", 3), ("2023-02-25", 2),
             ("2023-02-27", 1), ("2023-02-28", 0))  # fmt: skip
    return [[left for since, left in turns if since <= day][-1] for day in days]


def read_tables(page: Path) -> dict[str, dict[str, list[str]]]:
    """The tables of the page by their first head, each row by its first cell; of two with one head the first."""
    read: dict[str, dict[str, list[str]]] = {}
    for table in re.findall(r"<table.*?</table>", page.read_text(encoding="utf-8"), re.DOTALL):
        rows = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in table.split("<tr")[1:]]
        cells = [[unescape(re.sub(r"<[^>]+>", "", cell)) for cell in row] for row in rows]
        read.setdefault(cells[0][0], {first: rest for first, *rest in cells[1:]})
    return read


def read_ledger(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every table of a ledger with its rows in order."""
    with closing(sqlite3.connect(path)) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: sorted(connection.execute(f'SELECT * FROM "{name}"'), key=repr) for name in names}
