"""The chapters of the story of a month that are about people: registers, somebody who leaves, a merger.

Each is typed like the others in `test_month`, and begins where the one before it there ended.
"""

from __future__ import annotations

from pathlib import Path

from tests.stories.conftest import Diary
from tests.stories.month import (
    DRIVE,
    GATE,
    SECOND,
    THIRD,
    TOWN,
    VILLAGES,
    Gap,
    gap,
    gaps,
    late_before,
    mend,
    standing,
    telephone,
    the_bureaus,
    who,
)


def registers_come_in(diary: Diary) -> None:
    """1 February: on the first morning two registers are empty; files fill them, and bring nothing twice."""
    assert gaps(diary, "gaps --kind empty_register") == [
        gap("empty_register", "responsible", "responsible import FILE"),
        gap("empty_register", "village", "village import FILE"),
    ]
    for majors in ("YX-2960", "YX-2968"):
        plan = "--measures 停用火炉 --owner 余某46 --funds 0 --contingency 专人看守"
        diary.type(f"plan {majors} {plan}")
    for line, rows in (
        ("department import departments.csv", 2),
        ("village import villages.xlsx", 9),
        ("zone import zones.csv", 2),
        ("responsible import answering.xlsx", 12),
    ):
        counted = [diary.type(f"{line} {more} --format json").json for more in ("--dry-run", "", "")]
        assert [(row["new"], row["unchanged"]) for row in counted] == [(rows, 0), (rows, 0), (0, rows)]
    diary.type(f"site set {TOWN} {GATE} --must-visit --visit-days 7 --regulator 林业局")
    for site in (SECOND, THIRD):
        diary.type(f"site set {TOWN} {site} --must-visit")

    assert who(diary, f"{TOWN} forest_fire --zone 大青山") == [
        (None, "王某91", "0999-1001", None, "2022-06-01", None),
        ("上桦岔村", "赵某92", "0999-1002", "林业局", "2022-06-01", None),
        ("大青山", "吴某96", "0999-1006", "林业局", "2022-06-01", None),
    ]


def what_nobody_watches(diary: Diary) -> None:
    """The same evening: what the town lacks, row by row; of the others the villages of 16 and the leaders of 18."""
    walk, fire = f"walk forest_fire {TOWN} --site", f"walk fire {TOWN}"
    assert gaps(diary, f"gaps {TOWN}") == [
        *standing(diary, "2023-02-01", 245),
        gap("never_visited", GATE, f"{walk} {GATE}"),
        gap("never_visited", THIRD, f"{walk} {THIRD}"),
        gap("visit_overdue", SECOND, f"{walk} {SECOND}", since="2022-05-23", days=254),
        gap("category_unvisited", None, fire, category="fire", since="2022-12-26", days=37),
        telephone(diary),
    ]
    elsewhere = gaps(diary, "gaps --kind empty_register --kind no_officer")
    assert [row[0] for row in elsewhere] == ["empty_register"] * 16 + ["no_officer"] * (18 + 2)


def somebody_leaves(diary: Diary, folder: Path) -> None:
    """10 to 13 February: 赵某92 is gone; CG-2 and two villages are left; the morning counts what is late."""
    diary.on("2023-02-10")
    assert "上桦岔村" in diary.type("responsible end --name 赵某92 --on 2023-02-10").out
    diary.on("2023-02-13")
    diary.type("add fire 松坪岔镇 --on 2023-02-10")
    add = f"responsible add {TOWN} --village"
    post = "--name NAME --role village_officer --post 镇干部 --from 2023-02-11"
    left = gap("owner_left", "赵某92", f"handover 赵某92 NAME --township {TOWN} --from 2023-02-13",
               since="2023-02-11", days=2, count=1)  # fmt: skip
    posts = [
        gap("no_successor", f"赵某92 ({village})", f"{add} {village} {post}", role="village_officer",
            since="2023-02-11", days=2) for village in VILLAGES[:2]
    ]  # fmt: skip
    asked = f"gaps {TOWN} --kind owner_left --kind no_successor"
    assert gaps(diary, asked) == [left, *posts]
    morning = diary.type("today --format json").json
    assert morning["overdue"] == late_before("2023-02-13") + 2  # CG-2 and CG-3
    assert morning["campaigns"] == [{"campaign": DRIVE, "days_left": 16, "open": 3}]
    she_hands_over(diary, folder, left, posts)


def she_hands_over(diary: Diary, folder: Path, left: Gap, posts: list[Gap]) -> None:
    """13 February: the draft writes nothing; the sheet moves CG-2, `undo` takes that back, and again brings it on."""
    asked = f"gaps {TOWN} --kind owner_left --kind no_successor"
    line = "handover 赵某92 冯某90 --from 2023-02-11 --witness 王某91"
    draft = diary.type(f"{line} --dry-run").out.splitlines()
    assert f"| {TOWN} | 0 | 1 | 0 | 1 | 0 | 0 |" in draft
    assert "| CG-2 | 坟区有烧纸痕迹 | 上桦岔村 | general | 2023-02-07<br>overdue by 6 days | 11 |" in draft
    assert gaps(diary, asked) == [left, *posts]
    diary.type(f"{line} -o sheet.html")
    sheet = (folder / "sheet.html").read_text(encoding="utf-8")
    assert all(sheet.count(text) for text in ("CG-2", "赵某92", "冯某90", "王某91"))
    assert (gaps(diary, asked), diary.listed("--owner", "冯某90")) == (posts, ["CG-2"])
    diary.type("undo")
    assert (gaps(diary, asked), diary.listed("--owner", "冯某90")) == ([left, *posts], [])
    diary.type("undo")
    assert diary.story("CG-2")[1:] == [
        ("reassigned", "2023-02-11", "冯某90"),
        ("undone", "2023-02-13", None),
        ("undone", "2023-02-13", None),
    ]

    for row in posts:
        mend(diary, row, "冯某90", "--phone 0999-1002 --department 林业局")
    assert diary.type(f"{asked} --format json").json == []
    officer = ("上桦岔村", "赵某92", "0999-1002", "林业局", "2022-06-01", "2023-02-10")
    assert who(diary, f"{TOWN} --village 上桦岔村 --on 2023-02-10")[1:] == [officer]
    now = ("上桦岔村", "冯某90", "0999-1002", "林业局", "2023-02-11", None)
    assert who(diary, f"{TOWN} --village 上桦岔村")[1:] == [now]


def departments_merge(diary: Diary, folder: Path) -> None:
    """14 and 15 February: the forestry bureau is no more; two villages, a hill and a site go to its successor."""
    diary.on("2023-02-14")
    diary.type(f"add forest {TOWN} --site {GATE}")
    diary.type("fix 2 --by 冯某90")
    diary.on("2023-02-15")
    diary.type("fix 4 --by 郑某99")
    diary.type("department end 林业局 --on 2023-02-15 --successor 应急管理局")
    merger = "handover --department 林业局 --to-department 应急管理局 --from 2023-02-15"
    asked = f"gaps {TOWN} --kind ended_named"
    named = gap("ended_named", "林业局", merger, since="2023-02-15", days=0, count=4)
    assert gaps(diary, asked) == [named]
    draft = diary.type(f"{merger} --dry-run").out.splitlines()
    assert f"| {TOWN} | 3 | 0 | 0 | 0 | 0 | 1 | 2 |" in draft
    assert "| 大青山 | forest fire | hill keeper | 护林队长 | 吴某96 | 2022-06-01 | - |" in draft
    assert f"| {GATE} | 南泉头村 | forest gate |" in draft
    visits = [
        f"| {SECOND} | 前豆坪村 | forest gate | - | 2022-05-23 |",
        f"| {GATE} | 南泉头村 | forest gate | 7 | 2023-02-14 |",
    ]
    assert [row for row in draft if row in visits] == visits
    assert gaps(diary, asked) == [named]

    diary.type(f"{merger} --yes -o merger.md")
    assert "应急管理局" in (folder / "merger.md").read_text(encoding="utf-8")
    hill = f"{TOWN} forest_fire --zone 大青山"
    before = [department for _, _, _, department, _, _ in who(diary, f"{hill} --on 2023-02-14")]
    assert (before, the_bureaus(diary, hill)) == ([None, "林业局", "林业局"], [None, "应急管理局", "应急管理局"])
    diary.type("undo")
    assert (gaps(diary, asked), the_bureaus(diary, hill)) == ([named], [None, "林业局", "林业局"])
    diary.type("undo")
    assert diary.type(f"{asked} --format json").json == []
    assert who(diary, hill)[1:] == [
        ("上桦岔村", "冯某90", "0999-1002", "应急管理局", "2023-02-15", None),
        ("大青山", "吴某96", "0999-1006", "应急管理局", "2023-02-15", None),
    ]
