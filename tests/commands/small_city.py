"""A small ledger whose forms were worked out by hand: what is typed, what its forms must say."""

from __future__ import annotations

import csv
from pathlib import Path

from tests.conftest import Run

SITES = """code,name,township,village,kind,state
S1,百货商场,东岔街道,,mall,
S2,城北加油站,东岔街道,,station,
S3,一号矿,石炭沟镇,,mine,producing
"""
PLAN = "--measures 打钻抽放 --funds 5万 --owner 钱某05 --deadline 2023-01-20 --contingency 停产撤人"
TYPED = (
    "init --device CG --townships townships.csv --sites sites.csv",
    "add fire 东岔街道 堵塞 过期 --on 2023-01-03 --site 百货商场 --due 7d --by 王某01 --by 李某02 --owner 王某05",
    "add fire 东岔街道 --on 2023-01-03 --site 城北加油站 --by 王某01 --by 李某02",
    "add mines 石炭沟镇 瓦斯超限 --major --on 2023-01-05 --site 一号矿 --due 2023-01-20 --by 赵某03",
    "add mines 石炭沟镇 支护不足 --on 2022-12-30 --site 一号矿 --by 赵某03",
    "category enable environment",
    "add environment 东岔街道 扬尘 --on 2023-01-06 --site 工地 --by 赵某03",
    "add fire 石炭沟镇 线路老化 --on 2023-01-15 --site 百货商场 --fixed",
    "add fire 石炭沟镇 --on 2023-01-15",
    "plan 1 --funds 1.2万 --on 2023-01-05",
    "fix 1-2 --by 王某05 --on 2023-01-08",
    "verify 1 --by 周某04 --on 2023-01-09",
    "verify 6 --by 李某02",
    f"plan 3 {PLAN}",
    "list-for-supervision 3 --level province --notice 一号",
    "suspend 3 --scope whole",
)
STATISTICS = [
    ["东岔街道", "2", "2", "1", "2", "1", "50", "0", "0", "-", "1.2"],
    ["石炭沟镇", "1", "2", "2", "2", "1", "50", "1", "0", "0", "5"],
    ["云杉岭镇", "0", "0", "0", "0", "0", "-", "0", "0", "-", "0"],
    ["合计", "3", "4", "3", "4", "2", "50", "1", "0", "0", "6.2"],
]
MONTHLY = [
    ["消防", "3", "3", "2", "66.7", "0", "0", "-", "0", "0", "0", "0", "1.2"],
    ["道路交通", "0", "0", "0", "-", "0", "0", "-", "0", "0", "0", "0", "0"],
    ["森林防火", "0", "0", "0", "-", "0", "0", "-", "0", "0", "0", "0", "0"],
    ["工矿", "1", "0", "0", "-", "1", "0", "0", "1", "1", "1", "1", "5"],
    ["烟花爆竹", "0", "0", "0", "-", "0", "0", "-", "0", "0", "0", "0", "0"],
    ["合计", "4", "3", "2", "66.7", "1", "0", "0", "1", "1", "1", "1", "6.2"],
]
OWN = """name = "ours"
kind = "rows"
title = "台账"
language = "zh"
[[columns]]
header = "编号"
field = "number"
[[columns]]
header = "责任人"
field = "owner"
required = true
"""


def save(run: Run, home: Path, *words: str) -> list[list[str]]:
    """The lines of the CSV file that these words write."""
    path = home / "form.csv"
    path.unlink(missing_ok=True)
    done = run(*words, "-o", "form.csv")
    assert done.code == 0, done.err
    return list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
