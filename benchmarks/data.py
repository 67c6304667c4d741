"""The ledgers that the benchmarks run on: a register, a clean file of any size, a ledger grown to a million hazards.

The sample city's own generator (sample_data/make.py) makes the large file when it is there; this one needs nothing
but the standard library and makes rows of the same shape.
"""

from __future__ import annotations

import csv
import random
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

HEADER = (
    *("number", "category", "township", "village", "site", "location", "inspected_on", "inspectors", "item"),
    *("description", "severity", "owner", "due", "first_due", "status", "fixed_on", "fixed_by", "verified_on"),
    *("verified_by", "rebound_of", "campaign", "note"),
)
# The columns of an export as a person would ask the sqlite3 shell for them.
_ASKED = {"number": "h.series || '-' || h.serial", "township": "t.name", "inspected_on": "h.found_on"}
_COLUMNS = ", ".join(_ASKED.get(key, "h." + key) + " AS " + key for key in HEADER)
SAME_COLUMNS = f"SELECT {_COLUMNS} FROM hazard AS h LEFT JOIN township AS t ON t.township = h.township"
TODAY = date(2023, 1, 15)
MAKER = Path(__file__).parents[1] / "sample_data" / "make.py"
ROWS_AT_SCALE_1 = 25_800  # of the sample city
TOWNSHIPS = {
    "990181001": "东岔街道", "990181002": "西岔街道", "990181003": "新站街道", "990181004": "北窑街道",
    "990181100": "石炭沟镇", "990181101": "黑崾镇", "990181102": "云杉岭镇", "990181103": "松坪岔镇",
    "990181104": "九驿镇", "990181105": "沙枣井镇", "990181106": "柳湾泉镇", "990181107": "南工镇",
    "990181108": "西垣坪镇", "990181200": "高崖沟乡", "990181201": "草甸滩乡", "990181202": "大崾岘乡",
    "990181203": "红胶泥乡", "990181400": "北岭林场", "990181401": "经济开发区",
}  # fmt: skip
CATEGORIES = (
    *("fire", "traffic", "forest_fire", "mines", "fireworks", "rural", "heating", "hazchem"),
    *("gathering", "market", "greenhouse", "environment", "noncoal", "industry", "general"),
)
FINDINGS = (
    "疏散通道堆放杂物，影响人员疏散",
    "灭火器压力不足，未按期检查维护",
    "配电箱前堆放可燃物，电线私拉乱接",
    "安全出口上锁，应急照明损坏",
    "驾驶人未系安全带，车辆灯光不全",
    "林缘地带有烧荒痕迹，未设防火隔离带",
    "液化气瓶与灶具同室存放，软管老化开裂",
    "特种作业人员证件过期，未见培训记录",
)
SURNAMES = "王李张刘陈杨赵黄周吴徐孙马朱胡郭何林高罗"
CLEAN = 0.25  # share of visits that find nothing
CLOSED = 0.97
PREFIX = "YX"
Cells = dict[str, str]


def write_register(folder: Path) -> Path:
    """The townships as `init` reads them."""
    path = folder / "townships.csv"
    lines = [f"{code},{name},town" for code, name in TOWNSHIPS.items()]
    path.write_text("\n".join(["code,name,kind", *lines, ""]), encoding="utf-8")
    return path


def write_large_file(folder: Path, rows: int) -> Path:
    """About `rows` clean rows: the sample city scaled up when its generator is there, else `write_file`."""
    if MAKER.exists():
        line: list[str | Path] = [sys.executable, MAKER, "--scale", f"{rows / ROWS_AT_SCALE_1:.2f}", "--out", folder]
        subprocess.run(line, check=True, stdout=subprocess.DEVNULL)
        return folder / "inspections.csv"
    write_register(folder)
    return write_file(folder / "inspections.csv", rows)


def write_file(path: Path, rows: int, *, hazards_only: bool = False, closed: float = CLOSED) -> Path:
    """A clean file of exactly `rows` rows, `closed` of its hazards closed; the same for the same arguments."""
    drawn = _draw_rows(random.Random(rows), hazards_only=hazards_only, closed=closed)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, HEADER, restval="")
        writer.writeheader()
        writer.writerows(next(drawn) for _ in range(rows))
    return path


def count_rows(path: Path) -> int:
    """How many rows a file has below its header."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return sum(1 for _row in csv.reader(file)) - 1


def grow_ledger(source: Path, target: Path, times: int) -> None:
    """Like `fill_ledger`, in a process of its own: what is measured later inherits the peak memory of this one."""
    line: list[str | Path] = [sys.executable, __file__, source, target, str(times)]
    subprocess.run(line, check=True)


def fill_ledger(source: Path, target: Path, times: int) -> None:
    """Copy the ledger `source` to `target` with every visit and hazard in it `times` times, under new ids and numbers.

    In the order in which time would have written them, with every index in place, so that pages are as full as usual.
    """
    with sqlite3.connect(source) as small, sqlite3.connect(target) as large:
        small.backup(large)
    large.close()
    large = sqlite3.connect(target, isolation_level=None)
    for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -1000000"):
        large.execute(f"PRAGMA {pragma}")
    for table in ("journal", "inspection", "hazard"):
        large.execute(f"CREATE TEMP TABLE first_{table} AS SELECT * FROM {table} WHERE township <> '*'")
    large.execute("BEGIN")
    highest = large.execute("SELECT max(serial), max(seq) FROM hazard, journal").fetchone()
    for n in range(1, times):
        for table in ("journal", "inspection", "hazard"):
            _copy_once(large, table, n, *highest)
    large.execute("COMMIT")
    large.close()


def _copy_once(ledger: sqlite3.Connection, table: str, n: int, serials: int, seqs: int) -> None:
    changed = {
        "id": f"printf('%08x', {n}) || substr(id, 9)",
        "inspection": f"printf('%08x', {n}) || substr(inspection, 9)",
        "serial": f"serial + {n * serials}",
        "seq": f"seq + {n * seqs}",
        "found_on": f"date(found_on, '-{n % 300} days')",
        "inspected_on": f"date(inspected_on, '-{n % 300} days')",
        "due": f"date(due, '-{n % 20} days')",
    }
    columns = [row[1] for row in ledger.execute(f"PRAGMA table_info({table})")]
    values = ", ".join(changed.get(column, f'"{column}"') for column in columns)
    ledger.execute(f"INSERT INTO {table} SELECT {values} FROM first_{table}")


def _draw_rows(draw: random.Random, *, hazards_only: bool, closed: float) -> Iterator[Cells]:
    number = 0
    towns = list(TOWNSHIPS.values())
    while True:
        visit = _draw_visit(draw, towns)
        if not hazards_only and draw.random() < CLEAN:
            yield visit
            continue
        for _ in range(draw.choice((1, 1, 2, 2, 3, 4))):
            number += 1
            yield {**visit, **_draw_finding(draw, visit, number, closed)}


def _draw_visit(draw: random.Random, towns: list[str]) -> Cells:
    village = f"{draw.choice('上下前后东西南北')}{draw.choice(('柳湾', '杏沟', '槐坪', '石坡', '窑洼'))}村"
    return {
        "category": draw.choice(CATEGORIES),
        "township": draw.choice(towns),
        "village": village,
        "site": f"{village[:3]}{draw.choice(('小学', '便利店', '加油站', '农家乐', '养殖场'))}{draw.randrange(40)}",
        "inspected_on": str(TODAY - timedelta(days=draw.randrange(60, 420))),
        "inspectors": "、".join(f"{s}某{draw.randrange(10):02}" for s in draw.sample(SURNAMES, 2)),
        "campaign": "春节前安全大检查" if draw.random() < 0.3 else "",  # noqa: PLR2004
    }


def _draw_finding(draw: random.Random, visit: Cells, number: int, closed: float) -> Cells:
    found = date.fromisoformat(visit["inspected_on"])
    due, owner = str(found + timedelta(days=15)), f"{draw.choice(SURNAMES)}某{draw.randrange(100):02}"
    finding = {
        "number": f"{PREFIX}-{number}",
        "location": draw.choice(("一层大厅", "后厨", "北侧库房", "配电室", "")),
        "item": f"FIRE-{draw.randrange(1, 60):02}",
        "description": f"{draw.choice(FINDINGS)}（{draw.randrange(1, 30)}处）",
        "severity": "major" if draw.random() < 0.02 else "general",  # noqa: PLR2004
        "owner": owner,
        "due": due,
        "first_due": due,
        "status": "found",
    }
    if number * 37 % 100 < closed * 100:  # spread evenly, and exactly so many
        fixed, verified = found + timedelta(days=draw.randrange(12)), found + timedelta(days=draw.randrange(12, 30))
        finding |= {"status": "closed", "fixed_on": str(fixed), "fixed_by": owner}
        finding |= {"verified_on": str(verified), "verified_by": visit["inspectors"].partition("、")[0]}
    return finding


if __name__ == "__main__":
    fill_ledger(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
