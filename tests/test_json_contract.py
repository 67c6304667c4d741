"""What scripts depend on: the keys and types of every answer for machines, and the files of -o.

JSON: list, show, open, summary, export, import, batches, problems, the registers, receipts; the same in every language.
JSON lines: one object a line. CSV: English keys or Chinese titles above, words in that language below.
Files: CSV for people has a mark, CRLF and no formulas; another ending is refused; a folder that is missing is told;
an old file stays whole when the new one cannot be written.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import TODAY, TOWNSHIPS, Run

from inspect_cli.app import main

# DESIGN, section 7: the canonical columns, then those that are only shown.
CANONICAL = [
    *("number", "category", "township", "village", "site", "location", "inspected_on", "inspectors"),
    *("item", "description", "severity", "owner", "due", "first_due", "status", "fixed_on", "fixed_by"),
    *("verified_on", "verified_by", "rebound_of", "campaign", "note"),
]
DERIVED = [
    *("id", "days_open", "overdue", "due_soon", "days_late", "failed", "extended", "extended_days"),
    *("planned", "listed", "suspended", "transferred_on", "transferred_to", "duplicate_of", "on_spot"),
    *("claimed", "self_verified", "conflict"),
]
EVENT = [
    *("kind", "at", "person", "note", "details", "photos", "recorded_by", "recorded_at", "days_between"),
    *("undone", "takes_back"),
]
OPEN = ["township", "open", "major", "overdue", "due_soon", "fixed", "rebound", "oldest_days", "categories"]
IMPORT = ["rows", "new", "unchanged", "updated", "rebound", "skipped", "rejected", "batch"]
SUMMARY = [
    *("visits", "clean", "found", "major", "open", "overdue", "fixed", "rebound", "closed", "claimed"),
    *("self_verified", "on_spot", "transferred", "due_so_far", "on_time"),
]
RATES = ["clean_share", "rectification_rate", "on_time_rate", "rebound_rate"]
QUOTED = ["item_text", "item_text_en", "basis", "basis_en", "catalog", "issued"]
CARD = [*QUOTED, "plan", "earlier", "later", "history"]
BATCH = ["short", "batch", "recorded_at", "by", "event", "entries", "hazards", "townships", "files", "undone"]
SITE = [
    *("code", "name", "township", "village", "kind", "also", "state", "state_since", "stopped_for", "must_visit"),
    *("visit_days", "regulator", "head_post", "leader_post", "township_post", "organiser", "permit"),
    *("expected_people", "starts_on", "ends_on", "ended_on"),
]
CORE = ["fire", "traffic", "forest_fire", "mines", "fireworks"]
DAY = re.compile(r"\d{4}-\d\d-\d\d")
LOOKS = (
    *("open", "list --status all", "show 1-3", "summary --by township,category", "summary --by month"),
    *("export", "township list", "site list", "campaign list", "batch list", "recheck 石炭沟镇"),
    "sample --rate 1 --seed 7",
)
FULL = (
    "add fire 东岔街道 堵塞 --site 百货商场 --village 一村 --location 二楼 --item FIRE-01 --owner 王某01 --due 7d "
    "--by 甲某 --by 乙某 --campaign 冬季攻势 --note 下午 --major --on 2023-01-02"
)
MAYBE_TEXT = [
    *("village", "site", "location", "item", "owner", "fixed_by", "verified_by", "rebound_of", "campaign"),
    "note",
]
MAYBE_DAY = ["due", "first_due", "fixed_on", "verified_on"]
FLAGS = ["overdue", "due_soon", "planned", "on_spot", "claimed", "self_verified", "conflict"]
TYPED = (
    "init --device CG --townships townships.csv --sites sites.csv",
    FULL,
    "plan 1 --measures 拆除 --funds 3000 --contingency 值守 --on 2023-01-02",
    "fix 1 --by 王某01 --on 2023-01-03",
    "verify 1 --by 周某04 --by 赵某03 --on 2023-01-04",
    "add mines 石炭沟镇 =1+1",
    "add traffic 石炭沟镇 护栏缺失 --on 2023-01-02 --due 3d",
    "add 森林 云杉岭镇",
    "note 3 看过",
    "undo",
)


@pytest.fixture(scope="module")
def typed_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which everything in TYPED was typed; tests copy it."""
    folder = tmp_path_factory.mktemp("typed")
    (folder / "townships.csv").write_text(TOWNSHIPS, encoding="utf-8")
    (folder / "sites.csv").write_text("code,name,township\nS1,百货商场,东岔街道\n", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("XDG_CONFIG_HOME", str(folder / "config"))
        patch.setenv("XDG_DATA_HOME", str(folder / "data"))
        patch.delenv("INSPECT_DB", raising=False)
        patch.setenv("INSPECT_TODAY", TODAY)
        patch.setenv("INSPECT_LANG", "en")
        assert [line for line in TYPED if main(shlex.split(line))] == []
    return folder


@pytest.fixture
def city(typed_once: Path, home: Path) -> Path:
    """CG-1 closed with everything filled in, CG-2 open with next to nothing, CG-3 overdue, and a clean visit."""
    return Path(shutil.copytree(typed_once, home, dirs_exist_ok=True))


def check_hazard(row: dict[str, Any]) -> None:
    """Every value of a hazard has the type that scripts rely on."""
    assert all(isinstance(row[key], str) for key in ("category", "township", "severity", "status"))
    assert all(row[key] is None or isinstance(row[key], str) for key in (*MAYBE_TEXT, "number", "description"))
    assert all(row[key] is None or DAY.fullmatch(row[key]) for key in MAYBE_DAY)
    assert DAY.fullmatch(row["inspected_on"])
    assert isinstance(row["inspectors"], list)
    assert all(isinstance(name, str) for name in row["inspectors"])


def check_derived(row: dict[str, Any]) -> None:
    """Every derived value of a hazard has its type; only what is open has an age."""
    assert re.fullmatch("[0-9a-f]{32}", row["id"])
    assert all(type(row[key]) is bool for key in FLAGS)
    assert all(type(row[key]) is int for key in ("failed", "extended", "extended_days"))
    assert row["days_late"] is None or type(row["days_late"]) is int
    assert (row["days_open"] is None) == (row["status"] == "closed")


def test_list_has_the_canonical_columns_then_the_derived(run: Run, city: Path) -> None:
    """A hazard of `list` has every canonical column and every derived one, in that order, each with its type."""
    rows = run("list --status all --sort number --format json").json

    assert [list(row) for row in rows] == [CANONICAL + DERIVED] * 3
    for row in rows:
        check_hazard(row)
        check_derived(row)
    assert [(row["days_open"], row["overdue"]) for row in rows] == [(None, False), (0, False), (13, True)]


def test_show_is_a_list_of_cards_with_history(run: Run, city: Path) -> None:
    """A card is a hazard of `list` with its plan, what it repeats, what repeats it, and everything that happened."""
    [card, _other] = run("show 1 2 --format json").json
    [listed] = run("list --status closed --format json").json

    assert list(card) == [*CANONICAL, *DERIVED, *CARD]
    assert {key: card[key] for key in listed} == listed
    assert card["plan"] == {
        "measures": "拆除",
        "owner": "王某01",
        "funds": 3000,
        "deadline": "2023-01-09",
        "contingency": "值守",
    }
    assert (card["earlier"], card["later"]) == ([], [])
    assert [list(event) for event in card["history"]] == [EVENT] * 4
    assert all(type(event["days_between"]) is int for event in card["history"])
    assert [event["undone"] for event in card["history"]] == [False] * 4
    assert card["history"][1]["details"] == {
        "contingency": "值守",
        "deadline": "2023-01-09",
        "funds": 3000,
        "measures": "拆除",
    }
    assert all(re.fullmatch(r"2\d{3}-\d\d-\d\dT[\d:]{8}\+00:00", event["recorded_at"]) for event in card["history"])


def test_open_has_one_object_for_each_township(run: Run, city: Path) -> None:
    """The home screen for machines: eight columns, and `categories` with a count for each that is shown."""
    rows = run("open --format json").json

    assert [list(row) for row in rows] == [OPEN] * 3
    assert all(list(row["categories"]) == CORE for row in rows)
    assert all(type(count) is int for row in rows for count in row["categories"].values())
    assert all(type(row[key]) is int for row in rows for key in OPEN[1:-1])
    assert all(sum(row["categories"].values()) == row["open"] for row in rows)


def test_open_shows_another_category_once_it_is_needed(run: Run, city: Path) -> None:
    """A category beyond the five stands in every township's `categories` once it is used here."""
    run("category enable heating")
    assert run("add heating 云杉岭镇 管道渗漏").code == 0

    assert [list(row["categories"]) for row in run("open --format json").json] == [[*CORE, "heating"]] * 3


def test_summary_has_its_groups_then_its_counts(run: Run, city: Path) -> None:
    """A summary's row has the groups in the order asked, whole counts, and a rate or null; no total row."""
    rows = run("summary --by category,township --format json").json

    assert [list(row) for row in rows] == [["category", "township", *SUMMARY, *RATES]] * 4
    assert all(type(row[key]) is int for row in rows for key in SUMMARY)
    assert all(row[key] is None or type(row[key]) is float for row in rows for key in RATES)
    assert {row["category"]: row["rectification_rate"] for row in rows} == {
        "fire": 100.0,
        "forest_fire": None,
        "mines": 0.0,
        "traffic": 0.0,
    }


def test_export_has_the_canonical_columns(run: Run, city: Path) -> None:
    """An exported row has the canonical columns only; a clean visit has no number and no description."""
    rows = run("export --format json").json

    assert [list(row) for row in rows] == [CANONICAL] * 4
    assert [(row["number"], row["description"] is None) for row in rows][-1] == (None, True)
    for row in rows[:-1]:
        check_hazard(row)


def test_import_has_its_counts(run: Run, city: Path) -> None:
    """An import reports eight values: seven whole counts that add up, and its batch."""
    run("export -o all.csv")
    counts = run("import all.csv --format json").json

    assert list(counts) == IMPORT
    assert all(type(counts[key]) is int for key in IMPORT[:-1])
    assert counts["rows"] == sum(counts[key] for key in ("new", "unchanged", "updated", "skipped", "rejected")) == 4
    assert re.fullmatch("[0-9a-f]{32}", counts["batch"])


def test_registers_have_their_columns(run: Run, city: Path) -> None:
    """Townships have code, name, kind and what became of them; sites all that is said of them; campaigns their days."""
    run("campaign start 冬季攻势 --end 2023-01-31")
    townships, sites, campaigns = (run(f"{name} list --format json").json for name in ("township", "site", "campaign"))

    assert [list(row) for row in townships] == [["code", "name", "kind", "ended_on", "successor"]] * 3
    assert [list(row) for row in sites] == [SITE]
    assert {row["kind"] for row in townships} == {"subdistrict", "town"}
    days = {"start": "2023-01-15", "end": "2023-01-31", "days_left": 17}
    about = {"report": None, "categories": [], "townships": []}
    assert campaigns == [{"name": "冬季攻势", "kind": "campaign", **days, **about}]


def test_batches_have_their_columns(run: Run, city: Path) -> None:
    """A batch has ten values: its ids, when in UTC, who, what, how much, which files, whether it was taken back."""
    rows = run("batch list --format json").json

    assert [list(row) for row in rows] == [BATCH] * len(TYPED)
    assert all(type(row[key]) is int for row in rows for key in ("entries", "hazards", "townships"))
    assert all(isinstance(row["files"], list) for row in rows)
    assert all(re.fullmatch(r"2\d{3}-\d\d-\d\dT[\d:.]{8,15}\+00:00", row["recorded_at"]) for row in rows)
    assert [row["undone"] for row in rows] == ["no", "yes", *["no"] * (len(TYPED) - 2)]


def test_problems_have_three_columns(run: Run, city: Path) -> None:
    """A problem has what it is, what it is about, and what to do; nothing wrong is an empty list."""
    assert run("check --format json").json == []
    run("add fire 东岔街道 又堵 --site 百货商场 --major --on 2023-01-02")

    assert [list(row) for row in run("check --format json").json] == [["problem", "subject", "todo"]]


def test_receipts_name_the_hazard(run: Run, city: Path) -> None:
    """What `add` and `fix` print for machines starts with the number and is a list."""
    added = run("add fire 东岔街道 一 二 --format json").json
    fixed = run("fix 4 --by 王某01 --format json").json

    assert [row["number"] for row in added] == ["CG-4", "CG-5"]
    assert [next(iter(row)) for row in (*added, *fixed)] == ["number"] * 3
    assert [(row["number"], row["status"]) for row in fixed] == [("CG-4", "fixed")]


@pytest.mark.parametrize("words", LOOKS)
def test_json_is_the_same_in_every_language(run: Run, city: Path, words: str) -> None:
    """--lang changes neither keys nor words of JSON: not a byte."""
    assert run(f"--lang zh {words} --format json").out == run(f"--lang en {words} --format json").out


@pytest.mark.parametrize("words", LOOKS)
def test_json_lines_are_the_objects_of_json(run: Run, city: Path, words: str) -> None:
    """JSON lines hold the same objects as JSON, one on each line, in the same order."""
    lines = run(f"{words} --format jsonl").out.removesuffix("\n").split("\n")

    assert [json.loads(line) for line in lines if line] == run(f"{words} --format json").json


def test_csv_has_english_keys_or_chinese_titles(run: Run, city: Path) -> None:
    """Above the columns stand the keys of JSON in English and Chinese titles in Chinese, and so do the words."""
    english = list(csv.reader(io.StringIO(run("list --status all --sort number --format csv").out)))
    chinese = list(csv.reader(io.StringIO(run("--lang zh list --status all --sort number --format csv").out)))
    place = {name: CANONICAL.index(name) for name in ("category", "severity", "status")}

    assert english[0] == CANONICAL + DERIVED
    assert all(re.fullmatch("[\u4e00-\u9fff]+", title) for title in chinese[0])
    assert [english[1][n] for n in place.values()] == ["fire", "major", "closed"]
    assert [chinese[1][n] for n in place.values()] == ["消防", "重大", "已销号"]


def test_the_home_screen_has_chinese_titles(run: Run, city: Path) -> None:
    """The home screen's CSV carries the words of the trade."""
    header = run("--lang zh open --format csv").out.splitlines()[0]

    assert header == "乡镇,未销号,重大,逾期,3日内到期,待复查,反弹,最久天数,消防,道路交通,森林防火,工矿,烟花爆竹"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_csv_file_is_made_for_people(run: Run, city: Path, lang: str) -> None:
    """-o x.csv has a mark and CRLF throughout, so that Excel reads it, and no cell that runs as a formula."""
    assert run(f"--lang {lang} list --status all --sort number -o all.csv").code == 0
    raw = (city / "all.csv").read_bytes()
    text = raw.decode("utf-8-sig")

    assert raw.startswith(b"\xef\xbb\xbf")
    assert text.count("\n") == text.count("\r\n") == 4
    assert "'=1+1" in text.splitlines()[2].split(",")


@pytest.mark.parametrize("name", ["all.json", "all.jsonl", "ALL.CSV"])
def test_the_ending_chooses_the_format(run: Run, city: Path, name: str) -> None:
    """-o takes the format from the ending, in capitals too, and holds what --format prints."""
    assert run(f"list --status all -o {name}").code == 0
    style = name.lower().partition(".")[2]
    text = (city / name).read_text(encoding="utf-8-sig")

    assert text.replace("\r\n", "\n") == run(f"list --status all --format {style}").out


@pytest.mark.parametrize("words", ["open", "list", "summary", "export", "township list", "show 1"])
def test_another_ending_is_refused(run: Run, city: Path, words: str) -> None:
    """-o x.txt is wrong usage: the known endings are named, something to do is said, and no file appears."""
    result = run(f"{words} -o x.txt")

    assert (result.code, result.out, (city / "x.txt").exists()) == (2, "", False)
    assert all(part in result.err for part in ("x.txt", ".csv", ".xlsx", ".json", ".md"))
    assert len(result.err.splitlines()) == 3


@pytest.mark.parametrize("name", ["nowhere/x.csv", "data.csv/x.csv", "folder.csv"])
def test_a_file_that_cannot_be_made_is_4(run: Run, city: Path, name: str) -> None:
    """-o into a folder that is not there, into a file, or over a folder is refused and leaves nothing behind."""
    (city / "data.csv").write_text("", encoding="utf-8")
    (city / "folder.csv").mkdir()
    before = sorted(city.rglob("*"))
    result = run(f"list -o {name}")

    assert (result.code, result.out) == (4, "")
    assert name in result.err
    assert len(result.err.splitlines()) == 3
    assert sorted(city.rglob("*")) == before


def test_an_old_file_stays_whole(run: Run, city: Path) -> None:
    """When the disk is full half-way, the file that was there is as it was, and no other is left beside it."""
    run("add", "fire", "东岔街道", *(f"第{n}个" for n in range(200)))
    (city / "all.csv").write_text("old\n", encoding="utf-8")
    before = sorted(city.iterdir())
    line = 'ulimit -f 2; exec "$0" -m inspect_cli export -o all.csv --force'
    done = subprocess.run(["sh", "-c", line, sys.executable], capture_output=True, encoding="utf-8", check=False)

    assert (done.returncode, done.stdout) == (4, "")
    assert "all.csv" in done.stderr
    assert "Traceback" not in done.stderr
    assert (city / "all.csv").read_text(encoding="utf-8") == "old\n"
    assert sorted(city.iterdir()) == before


def test_a_new_file_replaces_the_old_at_once(run: Run, city: Path) -> None:
    """The old file is replaced, never written into: whoever has it open keeps the old text to the end."""
    (city / "all.json").write_text("old\n", encoding="utf-8")
    with (city / "all.json").open(encoding="utf-8") as reader:
        before = os.fstat(reader.fileno()).st_ino
        run("list -o all.json --force")

        assert reader.read() == "old\n"
        assert (city / "all.json").stat().st_ino != before
