"""Import: every row is counted once, all rows are written or none, and the same file twice adds nothing.

* a clean file in every dress: mark, CRLF, English or Chinese headers and words, columns in any order, blank lines;
* the same file again, with and without numbers, with doubles in it, with clean visits, on every kind of store;
* overlapping files in one command are what they are one after the other;
* a dry run counts the same and writes nothing; one bad row and nothing is written;
* numbers: foreign ones are kept and known again, own ones are never given twice.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
Write = Callable[..., Path]
Counts = Callable[..., dict[str, int]]
Refused = Callable[..., str]
VISIT = {
    "category": "fire",
    "township": "东岔街道",
    "village": "一村",
    "site": "东岔商场",
    "inspected_on": "2023-01-05",
    "inspectors": "王某、李某",
}
ROWS = [
    {**VISIT, "description": "堵塞通道", "severity": "major", "owner": "赵某", "due": "2023-01-10", "item": "F-01"},
    {**VISIT, "description": "灭火器\n过期", "severity": "general", "note": "=1+1", "location": "三楼"},
    {"category": "traffic", "township": "石炭沟镇", "inspected_on": "2023-01-06", "note": "没有问题"},
    {
        **VISIT,
        "inspected_on": "2022-12-01",
        "description": "旧账",
        "status": "closed",
        "due": "2022-12-20",
        "first_due": "2022-12-10",
        "fixed_on": "2022-12-05",
        "fixed_by": "赵某",
        "verified_on": "2022-12-06",
        "verified_by": "孙某",
        "campaign": "冬季行动",
    },
]
CHINESE = {
    "category": "类别",
    "township": "所属乡镇",
    "village": "村社区",
    "site": "被检查单位",
    "inspected_on": "检查\n时间",
    "inspectors": "检查人员",
    "description": "隐患描述",
    "severity": "隐患等级",
    "owner": "整改责任人",
    "due": "整改时限",
    "first_due": "原时限",
    "item": "检查项",
    "note": "备注",
    "location": "隐患部位",
    "status": "状态",
    "fixed_on": "整改完成日期",
    "fixed_by": "整改人",
    "verified_on": "复查日期",
    "verified_by": "复查人",
    "campaign": "专项行动",
}
WORDS = {"fire": "消防", "traffic": "道路交通", "major": "重大隐患", "general": "一般", "closed": "已销号"}


def _translate(row: dict[str, str]) -> dict[str, str]:
    return {CHINESE[key]: WORDS.get(value, value).replace("2023-01-0", "2023年1月") for key, value in row.items()}


def _ledger(run: Run) -> list[dict[str, Any]]:
    """Every hazard as the program lists it, without its own ids."""
    rows = run("list --status all --sort number --format json").json
    return [{name: value for name, value in row.items() if name != "id"} for row in rows]


def test_a_clean_file(three_townships: Path, run: Run, write: Write, counts: Counts) -> None:
    """Every cell of a clean file is in the ledger, two rows of one visit are one visit, a clean visit counts."""
    assert counts(write(ROWS)) == {"rows": 4, "new": 4}

    first, second, old = _ledger(run)
    assert [row["number"] for row in (first, second, old)] == ["CG-1", "CG-2", "CG-3"]
    assert (first["severity"], first["owner"], first["due"], first["first_due"]) == (
        "major",
        "赵某",
        "2023-01-10",
        "2023-01-10",
    )
    assert (second["description"], second["note"], second["location"]) == ("灭火器\n过期", "=1+1", "三楼")
    assert (first["inspectors"], first["township"], first["overdue"]) == (["王某", "李某"], "东岔街道", True)
    assert {**ROWS[3], "inspectors": ["王某", "李某"]}.items() <= old.items()
    (towns,) = [r for r in run("summary --by category --format json").json if r["category"] == "fire"]
    assert (towns["visits"], towns["found"]) == (2, 3)


@pytest.mark.parametrize("seam", [{}, {"bom": True}, {"line_end": "\r\n"}, {"bom": True, "line_end": "\r\n"}], ids=str)
@pytest.mark.parametrize("dress", ["english", "chinese", "titles", "backwards"])
def test_every_dress(
    three_townships: Path, run: Run, write: Write, counts: Counts, dress: str, seam: dict[str, Any]
) -> None:
    """The same ledger in another dress, with a mark or CRLF, is the same ledger: nothing of it is new."""
    assert counts(write(ROWS))["new"] == 4
    before = _ledger(run)
    rows, header = ROWS, list(CHINESE)
    if dress == "chinese":
        rows, header = [_translate(row) for row in ROWS], list(CHINESE.values())
    elif dress == "titles":
        rows = [{key.replace("_", " ").title(): value for key, value in row.items()} for row in ROWS]
        header = [key.replace("_", " ").title() for key in CHINESE]
    elif dress == "backwards":
        header.reverse()

    dressed = write(rows, header=header, name="again.csv", **seam)

    assert counts(dressed) == {"rows": 4, "unchanged": 4}
    assert _ledger(run) == before


def test_blank_lines(three_townships: Path, write: Write, counts: Counts) -> None:
    """Blank lines, also those of commas only, are skipped and counted."""
    path = write(
        "category,township,inspected_on\n\nfire,东岔街道,2023-01-05\n,,\n\nmines,1月,\n".replace("mines,1月,\n", "")
    )

    assert counts(path) == {"rows": 4, "new": 1, "skipped": 3}
    assert counts(write("category,township,inspected_on\n")) == {}


def test_again_without_numbers(three_townships: Path, run: Run, write: Write, counts: Counts) -> None:
    """The same file twice adds nothing; rows that stand in it twice are two, and the second time none is new."""
    path = write([*ROWS, ROWS[0], ROWS[2], ROWS[0]])
    assert counts(path) == {"rows": 7, "new": 7}
    before = _ledger(run)

    assert counts(path) == {"rows": 7, "unchanged": 7}
    assert counts(write([*ROWS, ROWS[0], ROWS[2], ROWS[0], ROWS[0]])) == {"rows": 8, "new": 1, "unchanged": 7}
    assert _ledger(run)[:-1] == before


def test_again_in_another_order(three_townships: Path, write: Write, counts: Counts) -> None:
    """The order of rows, and rows that are no longer there, change nothing: absence closes nothing."""
    counts(write(ROWS))

    assert counts(write(ROWS[::-1], name="b.csv")) == {"rows": 4, "unchanged": 4}
    assert counts(write(ROWS[1:2], name="c.csv")) == {"rows": 1, "unchanged": 1}


def test_again_after_it_moved_on(three_townships: Path, run: Run, write: Write, counts: Counts) -> None:
    """A row is known again when its hazard was fixed and verified meanwhile, and nothing of that is taken back."""
    path = write([{**ROWS[0], "severity": "general"}, ROWS[1]])
    counts(path)
    assert run("fix 1 2 --by 赵某").code == 0
    assert run("verify 1 --by 钱某").code == 0

    assert counts(path) == {"rows": 2, "unchanged": 2}
    assert [row["status"] for row in _ledger(run)] == ["closed", "fixed"]


def test_again_on_every_store(run: Run, write: Write, home: Path, store_url: str) -> None:
    """On every kind of store the same file twice adds nothing, and its export imports as nothing new."""
    (home / "t.csv").write_text("code,name\n1,东岔街道\n2,石炭沟镇\n", encoding="utf-8")
    assert run("--db", store_url, "init", "--device", "CG", "--townships", "t.csv").code == 0
    path = write([*ROWS, {**ROWS[0], "number": "YH-1"}, {**ROWS[1], "number": "CG-77"}, ROWS[0]])
    found = [run("--db", store_url, "import", str(path), "--format", "json").json for _n in range(2)]
    assert run("--db", store_url, "export", "-o", "out.csv").code == 0
    found.append(run("--db", store_url, "import", "out.csv", "--format", "json").json)

    assert [(done["new"], done["unchanged"]) for done in found] == [(7, 0), (0, 7), (0, 7)]


def test_many_rows(three_townships: Path, write: Write, counts: Counts) -> None:
    """More rows than are written at a time, each twice: counted alike by a dry run, a first and a second import."""
    rows = [{**VISIT, "site": f"点位 {n}", "description": "堵塞"} for n in range(2500)]
    path = write(rows + rows[::-1])

    assert counts(path, dry_run=True) == {"rows": 5000, "new": 5000}
    assert counts(path) == {"rows": 5000, "new": 5000}
    assert counts(path) == {"rows": 5000, "unchanged": 5000}


@pytest.mark.parametrize("number", ["", "YH-20230115-0007", "7"])
def test_doubles_far_apart(three_townships: Path, write: Write, counts: Counts, number: str) -> None:
    """Two equal rows of a known township count the same in a dry run and for real, near or far from each other."""
    counts(write([{**VISIT, "description": "从前"}]))
    double = {"number": number, **VISIT, "description": "堵塞", "site": "别处"}
    between = [
        {"category": "fire", "township": "石炭沟镇", "inspected_on": "2023-01-05", "site": str(n)} for n in range(2100)
    ]
    path = write([double, *between, double], name="far.csv")

    tried = counts(path, dry_run=True)

    assert counts(path) == tried
    assert counts(path) == {"rows": 2102, "unchanged": 2102}


@pytest.mark.parametrize("number", ["", "CG-5", "YH-20230115-0007", "7"])
def test_overlapping_files(three_townships: Path, write: Write, counts: Counts, run: Run, number: str) -> None:
    """January's file and one that holds January and February, in one command, are what they are one by one."""
    january = [
        {"number": number, **VISIT, "description": "堵塞"},
        {"number": "", **VISIT, "site": "甲", "description": ""},
    ]
    february = [*january, {"number": "", **VISIT, "description": "过期"}]
    files = (write(january, name="1.csv"), write(february, name="2.csv"))

    assert counts(*files) == {"rows": 5, "new": 3, "unchanged": 2}
    assert len(_ledger(run)) == 2
    assert counts(*files, files[0]) == {"rows": 7, "unchanged": 7}


def test_number_twice_in_a_later_file(three_townships: Path, write: Write, counts: Counts, refused: Refused) -> None:
    """A number that stands twice in the second file is refused there, as it is when that file comes alone."""
    once = {"number": "CG-5", **VISIT, "description": "堵塞"}
    files = (write([once], name="1.csv"), write([once, once], name="2.csv"))

    assert "line 2 too" in refused(*files)
    counts(files[0])
    assert "line 2 too" in refused(files[1])


def test_number_with_defaults_spelt_out(three_townships: Path, write: Write, counts: Counts) -> None:
    """A numbered row that spells out what is taken when nothing is said is the same row, in one command too."""
    short = {"number": "CG-5", **VISIT, "description": "堵塞", "due": "2023-01-20"}
    long = {**short, "severity": "general", "status": "found", "first_due": "2023-01-20"}
    files = (write([short], name="1.csv"), write([long], name="2.csv"))

    assert counts(*files) == {"rows": 2, "new": 1, "unchanged": 1}
    assert counts(*files[::-1]) == {"rows": 2, "unchanged": 2}


def test_dry_run(three_townships: Path, ledger_path: Path, run: Run, write: Write, counts: Counts) -> None:
    """A dry run gives the counts of the real run and changes no byte of the ledger."""
    counts(write(ROWS[:2], name="first.csv"))
    path = write([*ROWS, {**ROWS[0], "number": "YH-1", "rebound_of": "CG-1"}, {**ROWS[0], "number": "CG-90"}])
    before = ledger_path.read_bytes(), ledger_path.stat().st_mtime_ns

    tried = counts(path, dry_run=True)

    assert (ledger_path.read_bytes(), ledger_path.stat().st_mtime_ns) == before
    assert "dry run" in run("import", "--dry-run", str(path)).err
    assert counts(path) == tried == {"rows": 6, "new": 4, "unchanged": 2, "rebound": 1}


@pytest.mark.parametrize("place", [0, 1, 2, 3, 4])
def test_all_or_nothing(
    three_townships: Path, ledger_path: Path, run: Run, write: Write, refused: Refused, place: int
) -> None:
    """One row that cannot be taken, wherever it stands, and no byte of the ledger changes; a dry run says the same."""
    bad = {**VISIT, "township": "北岔街道", "description": "堵塞"}
    path = write([*ROWS[:place], bad, *ROWS[place:]])
    before = ledger_path.read_bytes()

    said = refused(path)

    assert ledger_path.read_bytes() == before
    assert "all rows or none" in said
    tried = run("import", "--dry-run", str(path))
    assert (tried.code, tried.err) == (3, said)


def test_all_or_nothing_of_many(three_townships: Path, ledger_path: Path, write: Write, refused: Refused) -> None:
    """The same when thousands of good rows were written before the bad one; the first twenty bad ones are named."""
    rows = [{**VISIT, "site": f"点位 {n}", "description": "堵塞"} for n in range(2500)]
    bad = [{**VISIT, "inspected_on": "2023-02-30", "description": "堵塞"}] * 30
    before = ledger_path.read_bytes()

    said = refused(write(rows + bad))

    assert ledger_path.read_bytes() == before
    assert (said.count("2023-02-30"), "and 10 more" in said, "30 rows cannot be taken" in said) == (20, True, True)


def test_foreign_numbers(three_townships: Path, run: Run, write: Write, counts: Counts) -> None:
    """Another ledger's number is kept beside our own; its row is known by it, and updates it when it differs."""
    row = {"number": "YH-20230115-0007", **VISIT, "description": "堵塞"}
    counts(write([row]))

    assert [found["number"] for found in _ledger(run)] == ["CG-1"]
    assert counts(write([row], name="again.csv")) == {"rows": 1, "unchanged": 1}
    assert counts(write([{**row, "description": "堵塞通道"}], name="differs.csv")) == {"rows": 1, "updated": 1}
    assert [found["description"] for found in _ledger(run)] == ["堵塞通道"]


def test_line_numbers_of_a_file(three_townships: Path, write: Write, counts: Counts) -> None:
    """A bare 1, 2, 3 numbers the lines of one file: the same numbers in another file are other hazards."""
    january = [{"number": str(n), **VISIT, "description": f"一月 {n}"} for n in (1, 2, 3)]
    february = [{"number": str(n), **VISIT, "description": f"二月 {n}"} for n in (1, 2, 3)]

    assert counts(write(january)) == {"rows": 3, "new": 3}
    assert counts(write(february, name="b.csv")) == {"rows": 3, "new": 3}
    assert counts(write(january, name="c.csv")) == {"rows": 3, "unchanged": 3}


@pytest.mark.parametrize("number", ["CG-5", " CG-5", "CG-5 ", "\u3000CG-5", "ＣＧ-5", "cg-5"])
def test_own_numbers_in_disguise(three_townships: Path, run: Run, write: Write, counts: Counts, number: str) -> None:
    """A number of ours is known with blanks around it, in small letters or full width, as on the command line."""
    counts(write([{"number": "CG-5", **VISIT, "description": "堵塞"}]))

    assert counts(write([{"number": number, **VISIT, "description": "堵塞"}], name="b.csv")) == {
        "rows": 1,
        "unchanged": 1,
    }
    assert len(_ledger(run)) == 1


def test_own_numbers_and_none(three_townships: Path, run: Run, write: Write, counts: Counts) -> None:
    """Rows without a number get ones that no row of the files carries, wherever that row stands."""
    rows = [
        {"number": "", **VISIT, "description": "甲"},
        {"number": "CG-1", **VISIT, "description": "乙"},
        {"number": "", **VISIT, "description": "丙"},
        {"number": "DC-9", **VISIT, "description": "丁"},
    ]
    counts(write(rows, name="a.csv"), write([{"number": "CG-7", **VISIT, "description": "戊"}], name="b.csv"))

    numbers = {row["description"]: row["number"] for row in _ledger(run)}
    assert numbers == {"乙": "CG-1", "戊": "CG-7", "甲": "CG-8", "丙": "CG-9", "丁": "DC-9"}
    assert "CG-10 " in run("add fire 东岔街道 又一处").out


@pytest.mark.parametrize("number", ["CG-999999999999999", "CG-99999999999999"])
def test_room_behind_a_number(three_townships: Path, run: Run, write: Write, number: str) -> None:
    """After a file with a number of ours that is far too high, new numbers can still be typed and read from files."""
    run("import", str(write([{"number": number, **VISIT, "description": "堵塞"}])))
    given = run("add fire 东岔街道 又一处").out.split()[0]

    assert run("show", given).code == 0
    assert run("export -o out.csv").code == 0
    assert run("import out.csv --format json").json["new"] == 0


def test_the_same_number_twice(three_townships: Path, write: Write, refused: Refused) -> None:
    """A number of ours that stands in a file twice is refused with both lines."""
    rows = [{"number": "CG-5", **VISIT, "description": text} for text in ("甲", "乙")]

    said = refused(write(rows))
    assert "line 3" in said
    assert "line 2 too" in said


def test_a_number_elsewhere(three_townships: Path, write: Write, counts: Counts, refused: Refused) -> None:
    """A number of ours that another township's hazard carries is refused, not given to a second hazard."""
    row = {"number": "CG-5", **VISIT, "description": "甲"}
    counts(write([row]))

    assert "column Township" in refused(write([{**row, "township": "石炭沟镇"}], name="b.csv"))


def test_names_that_two_townships_share(run: Run, home: Path, write: Write, counts: Counts, refused: Refused) -> None:
    """A name that two townships share is not given to either; their codes are taken."""
    (home / "t.csv").write_text("code,name\n11,城关镇\n22,城关镇\n", encoding="utf-8")
    assert run("init --device CG --townships t.csv").code == 0
    visit = {"category": "fire", "inspected_on": "2023-01-05"}

    assert "城关镇" in refused(write([{"township": "城关镇", **visit}]))
    assert counts(write([{"township": code, **visit} for code in ("11", "22")])) == {"rows": 2, "new": 2}
