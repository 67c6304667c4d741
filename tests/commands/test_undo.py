"""Taking back: `undo` the last command whole, `batch list` what was written, `batch undo` any of it.

undo: whatever the command was, and twice is as before; of this machine only; asked about beyond three hazards; a dry
run says what would go. batch undo: by the end of its id; what was worked on since is kept and named, however it was
worked on; registers too, townships only while nothing is in them.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from tests.commands.conftest import Card, Listed, Refuse
from tests.conftest import TOWNSHIPS, Run

PLAN = "--measures 拆除 --funds 0 --contingency 值守"
# A line, and what has to be typed before it.
COMMANDS = {
    "add fire 东岔街道 灯坏 --site 学校 --due 3d": (),
    "add fire 东岔街道 灯坏 --site 学校 --fixed --photo one.jpg": (),
    "add forest 云杉岭镇": (),
    "import rows.csv": (),
    "fix 1 2 --by 王某01": (),
    "verify 1 --by 周某04": ("fix 1 --by 王某01",),
    "verify 1 --fail --due 8d --reason 未清 --by 周某04": ("fix 1 --by 王某01",),
    "verify 1 --self --by 王某01 --reason 无他人": ("fix 1 --by 王某01",),
    "extend 1 2 --due 9d": (),
    "assign 1 2 --owner 钱某05": (),
    "grade 1 --major --criterion 三 --reason 全堵": (),
    "grade 1 --severity general --reason 复核": ("grade 1 --major --criterion 三 --reason 全堵",),
    f"plan 1 {PLAN}": ("grade 1 --major --criterion 三 --reason 全堵",),
    "list-for-supervision 1 --level city --notice 一": (),
    "delist 1 --notice 二": ("list-for-supervision 1 --level city --notice 一",),
    "suspend 1": (),
    "resume 1 --notice 三": ("suspend 1",),
    "transfer 1 --to 供电所 --reason 归其管": (),
    "transfer 1 --reply done": ("transfer 1 --to 供电所 --reason 归其管",),
    "transfer 1 --reply returned": ("transfer 1 --to 供电所 --reason 归其管",),
    "void 1 --reason 误录 --duplicate-of 2": (),
    "link 2 --rebound-of 1": ("fix 1 --by 王某01", "verify 1 --by 周某04"),
    "note 1 看过 --photo one.jpg": (),
    "campaign start 冬季攻势 --end 2023-01-31": (),
    "init --sites sites.csv": (),
    "init --townships more.csv": (),
    "undo": ("fix 1 --by 王某01",),
}
ROWS = (
    "category,township,site,inspected_on,description,status,fixed_on,verified_on\n"
    "fire,东岔街道,学校,2023-01-02,灯坏,closed,2023-01-03,2023-01-04\n"
    "mines,石炭沟镇,煤矿,2023-01-03,水浸,,,\n"
    "fire,东岔街道,学校,2023-01-12,灯坏,,,\n"
    "forest_fire,云杉岭镇,,2023-01-04,,,,\n"
)


@pytest.fixture
def desk(two_hazards: Path) -> Path:
    """CG-1 and CG-2, and files to import: hazards of which one comes back, sites, a further township, a picture."""
    (two_hazards / "rows.csv").write_text(ROWS, encoding="utf-8")
    (two_hazards / "sites.csv").write_text("code,name,township\nS1,百货商场,东岔街道\n", encoding="utf-8")
    (two_hazards / "more.csv").write_text(f"{TOWNSHIPS}990181200,新镇,town\n", encoding="utf-8")
    (two_hazards / "one.jpg").write_bytes(b"one")
    return two_hazards


def see(run: Run) -> tuple[Any, ...]:
    """Everything that lists, counts and registers show."""
    looks = ("export", "list --status all --sort number", "summary", "summary --by verifier", "open")
    registers = ("township list", "site list", "campaign list")
    return tuple(run(f"{words} --format json").json for words in (*looks, *registers))


def batches(run: Run) -> list[dict[str, Any]]:
    """What `batch list` gives to machines."""
    return list(run("batch list --format json").json)


@pytest.mark.parametrize("line", COMMANDS)
def test_undo_takes_a_whole_command_back(run: Run, desk: Path, line: str) -> None:
    """Whatever was typed: after `undo` all is as before it, after a second one as after it, and nothing is to mend."""
    assert [each for each in COMMANDS[line] if run(each).code] == []
    before = see(run)
    assert run(line).code == 0
    after = see(run)
    assert (after == before) == (line.startswith("note"))

    assert run("undo").code == 0
    assert see(run) == before
    assert run("check").code == 0
    assert run("undo").code == 0
    assert see(run) == after
    assert run("check").code == 0


def test_undo_says_what_it_took_back(run: Run, desk: Path) -> None:
    """The event, when and by whom it was written, and the hazards; what stands now, and what turns it round."""
    run("--as 周某04 fix 1 2 --by 王某01")
    for what, back in (("Taken", "bring it back"), ("Brought", "take it back again")) * 2:
        dry, done = run("undo --dry-run"), run("undo")
        head, *rest = done.out.splitlines()

        assert rest == ["2 hazards: CG-1, CG-2"]
        assert re.fullmatch(rf"{what} back: fixed of \d{{4}}-\d\d-\d\d \d\d:\d\d UTC by 周某04", head)
        assert dry.out.splitlines()[0] == head.replace(f"{what} back", f"Would be {what.lower()} back")
        assert done.err == f"To {back}: inspect-cli undo\n"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("add fire 东岔街道 灯坏 门坏", ["2 hazards: CG-3, CG-4", "1 visit"]),
        ("init --sites sites.csv", ["1 site"]),
        ("init --townships more.csv", ["1 township"]),
        ("campaign start 冬季攻势 --end 2023-01-31", ["1 campaign"]),
        ("category enable heating rural", ["2 categories"]),
    ],
)
def test_undo_names_what_it_was_however_deep(run: Run, desk: Path, line: str, said: list[str]) -> None:
    """Visits, hazards and entries of registers are named when they are taken back, brought back, taken back again."""
    assert run(line).code == 0
    for what in ("Taken back", "Brought back", "Taken back", "Brought back"):
        head, *rest = run("undo").out.splitlines()
        assert (head.partition(":")[0], rest) == (what, said)


def test_the_list_tells_taking_back_from_bringing_back(run: Run, desk: Path) -> None:
    """Of undo typed again and again every second one brought back; what was written stands as the newest says."""
    run("fix 1 --by 王某01")
    for _nth in range(3):
        run("undo")

    rows = batches(run)[:4]
    stands = [("undone", "no"), ("brought_back", "yes"), ("undone", "no"), ("fixed", "yes")]
    assert [(row["event"], row["undone"]) for row in rows] == stands
    assert rows[0]["hazards"] == rows[3]["hazards"] == 1


def test_a_dry_run_takes_nothing_back(run: Run, desk: Path, ledger_path: Path) -> None:
    """--dry-run names what would go and writes nothing."""
    run("fix 1 2 --by 王某01")
    before = ledger_path.read_bytes()
    dry = run("undo --dry-run")

    assert dry.code == 0
    assert "CG-1, CG-2" in dry.out
    assert "Nothing was written" in dry.err
    assert ledger_path.read_bytes() == before


def test_many_are_asked_about(run: Run, desk: Path, refuse: Refuse, listed: Listed) -> None:
    """More than three hazards need --yes, when they are taken back and when they are brought back again."""
    run("add fire 东岔街道 三 四 五 六")
    assert "4 hazards" in refuse("undo", code=6)
    for _nth in range(3):
        assert run("undo --yes").code == 0
        assert "4 hazards" in refuse("undo", code=6)
    batch = next(row for row in batches(run) if row["event"] == "inspected")

    assert [row["number"] for row in listed("--sort", "number")] == ["CG-1", "CG-2"]
    assert run(f"batch undo {batch['short']} --yes").code == 1


def test_numbers_are_not_given_again(run: Run, desk: Path) -> None:
    """What was taken back leaves its numbers unused: nobody's note on paper means another hazard."""
    run("add fire 东岔街道 三 四")
    run("undo")

    shown = run("show 3")
    assert (shown.code, shown.err.splitlines()[0]) == (1, "There is no hazard CG-3.")
    assert run("add fire 东岔街道 五").out.startswith("CG-5 ")


def test_what_was_taken_back_stays_in_the_history(run: Run, desk: Path, card: Card) -> None:
    """A card tells what was taken back and by whom; it no longer says how the hazard stands."""
    run("fix 1 --by 王某01")
    run("--as 周某04 undo")
    history = card(1)["history"]

    assert [(event["kind"], event["undone"]) for event in history] == [
        ("inspected", False),
        ("fixed", True),
        ("undone", False),
    ]
    assert history[-1]["recorded_by"] == "周某04"
    assert card(1)["status"] == "found"


def test_undo_is_of_this_machine(run: Run, desk: Path, monkeypatch: pytest.MonkeyPatch, ledger_path: Path) -> None:
    """In one ledger each machine takes back its own last command, never that of another."""
    monkeypatch.setenv("INSPECT_DB", str(ledger_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(desk / "elsewhere"))
    run("init --device LH")
    assert run("undo").code == 1
    run("fix CG-1 --by 王某01")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(desk / "config"))
    run("fix 2 --by 王某01")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(desk / "elsewhere"))

    assert "CG-1" in run("undo").out
    assert [row["number"] for row in run("list --status fixed --format json").json] == ["CG-2"]


def test_a_batch_is_named_by_the_end_of_its_id(run: Run, desk: Path, refuse: Refuse) -> None:
    """Its short id, its whole id and at least four digits of its end name a batch; fewer, others and none do not."""
    run("fix 1 --by 王某01")
    row = batches(run)[0]
    for typed in (row["batch"], row["short"], row["batch"][-4:], row["short"].upper()):
        assert "CG-1" in run(f"batch undo {typed} --dry-run").out
    for typed in (row["batch"][-3:], "zzzz", "''", f"%{row['short']}", "_" * 8):
        refuse(f"batch undo {typed}", code=1)


def test_the_list_tells_batches_apart(run: Run, desk: Path) -> None:
    """Newest first: what, who, when, how much, which files, whether it was taken back; --limit gives the newest."""
    run("import rows.csv")
    run("--as 周某04 fix 1 2 --by 王某01")
    rows = batches(run)
    keys = ("event", "by", "entries", "hazards", "townships", "undone")

    assert [tuple(row[key] for key in keys) for row in rows] == [
        ("fixed", "周某04", 2, 2, 1, "no"),
        ("imported", "李某02", 5, 3, 3, "no"),
        ("inspected", "李某02", 1, 2, 1, "no"),
        ("township", "李某02", 3, 0, 0, "no"),
    ]
    assert [Path(name).name for name in rows[1]["files"]] == ["rows.csv"]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d.*\+00:00", row["recorded_at"]) for row in rows)
    assert all(row["batch"].endswith(row["short"]) for row in rows)
    assert run("batch list --limit 2 --format json").json == rows[:2]
    assert [line.split()[0] for line in run("batch list").out.splitlines()[1:]] == [row["short"] for row in rows]


def test_the_list_says_what_was_taken_back(run: Run, desk: Path) -> None:
    """Yes after an undo, no again after its undo, partly when something was kept."""
    run("import rows.csv")
    seen = []
    for _nth in range(3):
        run("undo")
        seen.append(next(row["undone"] for row in batches(run) if row["event"] == "imported"))
    run("undo")
    run("note 4 看过")
    brought = next(row for row in batches(run) if row["event"] == "imported")
    run(f"batch undo {brought['short']}")

    assert seen == ["yes", "no", "yes"]
    assert next(row["undone"] for row in batches(run) if row["event"] == "imported") == "partly"


def test_an_empty_ledger_has_no_batches(run: Run, home: Path) -> None:
    """Before anything was written there is nothing to list and nothing to take back."""
    run("init --device CG")

    assert (run("batch list").code, run("undo").code) == (1, 1)


@pytest.mark.parametrize(
    "work",
    [
        "fix 4 --by 王某01",
        "extend 4 --due 9d",
        "note 4 看过",
        "void 4 --reason 误录",
        "assign 4 --owner 钱某05",
    ],
)
def test_what_was_worked_on_is_kept_and_named(run: Run, desk: Path, card: Card, listed: Listed, work: str) -> None:
    """Any work of anybody since keeps its hazard and its visit; the rest of the batch goes, and the kept is named."""
    run("import rows.csv")
    assert run(work).code == 0
    before = card(4)
    batch = next(row for row in batches(run) if row["event"] == "imported")
    said = run(f"batch undo {batch['short']}").out.splitlines()

    assert [line for line in said if line.startswith("Kept")] == [
        "Kept, since they were worked on or are in use: CG-4",
    ]
    assert [row["number"] for row in listed()] == ["CG-1", "CG-2", "CG-4"]
    assert {**card(4), "history": 0} == {**before, "history": 0}
    assert run("check").code == 0
    assert run(f"batch undo {batch['short']}").code == 1


def test_an_act_that_was_built_on_is_kept(run: Run, desk: Path, refuse: Refuse, card: Card) -> None:
    """A fix that somebody has verified since cannot be taken away from below; once that is taken back, it can."""
    run("fix 1 --by 王某01")
    fixed = batches(run)[0]["short"]
    run("verify 1 --by 周某04")
    assert "CG-1" in refuse(f"batch undo {fixed}", code=1)
    run("undo")
    assert run(f"batch undo {fixed}").code == 0

    assert card(1)["status"] == "found"


def test_work_taken_back_keeps_nothing(run: Run, desk: Path, listed: Listed) -> None:
    """When the work was itself taken back, nothing stands in the way of taking the visit back."""
    run("fix 1 --by 王某01")
    run("undo")
    visit = next(row for row in batches(run) if row["event"] == "inspected")

    assert "2 hazards: CG-1, CG-2" in run(f"batch undo {visit['short']}").out
    assert run("list --status all").code == 1
    assert listed() == []
    assert run("check").code == 0


def test_what_was_brought_back_and_worked_on_is_kept(run: Run, desk: Path, card: Card) -> None:
    """Taken back, brought back, worked on: to take the bringing back away would take the work away, so it is kept."""
    run("undo")
    run("undo")
    brought = batches(run)[0]["short"]
    run("note 2 看过")
    said = run(f"batch undo {brought}")

    assert "CG-2" in said.out + said.err
    assert card(2)["history"][-1]["note"] == "看过"
    assert card(2)["conflict"] is False
    assert run("check").code == 0


def test_a_register_is_taken_back(run: Run, desk: Path) -> None:
    """A second file of townships gave one another name: its undo gives the old one back; sites go one by one."""
    (desk / "more.csv").write_text("code,name,kind\n990181102,云杉岭林场,special\n", encoding="utf-8")
    run("init --townships more.csv --sites sites.csv")
    names = [row["name"] for row in run("township list --format json").json]
    run("undo")

    assert names[2] == "云杉岭林场"
    assert [row["name"] for row in run("township list --format json").json][2] == "云杉岭镇"
    assert run("site list --format json").json == []


def test_a_township_in_use_stays(run: Run, desk: Path) -> None:
    """Where something was written, the township stays in the register and is named; the empty ones go."""
    entered = batches(run)[-1]["short"]
    said = run(f"batch undo {entered}").out

    assert "东岔街道" in said.splitlines()[-1]
    assert [row["name"] for row in run("township list --format json").json] == ["东岔街道"]
    assert run("check").code == 0


def test_the_history_says_what_was_taken_back(run: Run, desk: Path, card: Card) -> None:
    """An undo on a card names what it took back, by event and day; other entries take nothing back."""
    run("fix 1 --by 王某01 --on 2023-01-15")
    run("undo")
    run("undo")
    taken = [event["takes_back"] for event in card(1)["history"]]

    assert taken[:2] == [[], []]
    assert [[one["kind"] for one in each] for each in taken[2:]] == [["fixed"], ["undone"]]
    assert taken[2] == [{"kind": "fixed", "at": "2023-01-15"}]
    assert "fixed" in run("show 1").out.splitlines()[-2].partition("undone")[2]


def test_a_thousand_numbers_are_one_command(run: Run, desk: Path) -> None:
    """Fixed and verified by a range, a thousand hazards are one batch each, and one undo takes all of them back."""
    rows = "".join(f"fire,东岔街道,学校,2023-01-02,第{n}处\n" for n in range(1000))
    (desk / "many.csv").write_text(f"category,township,site,inspected_on,description\n{rows}", encoding="utf-8")
    run("import many.csv")
    assert run("fix 3-1002 --by 王某01 --yes").code == 0
    assert run("verify 3-1002 --by 周某04 --yes").code == 0
    keys = ("event", "entries", "hazards", "townships")

    assert [tuple(row[key] for key in keys) for row in batches(run)[:2]] == [
        ("verified", 1000, 1000, 1),
        ("fixed", 1000, 1000, 1),
    ]
    assert "1,000 hazards" in run("undo --yes").out
    assert run("summary --format json").json[0]["fixed"] == 1000
    assert run("check").code == 0


@pytest.mark.parametrize("line", ["note 1 看过", "note 1 看过 --photo one.jpg", "link 1 --not-a-rebound"])
def test_what_is_said_of_one_that_came_back_can_be_undone(run: Run, desk: Path, card: Card, line: str) -> None:
    """A remark about a closed hazard that another one repeats takes no link away: its undo is like any other."""
    for each in ("fix 1 --by 王某01", "verify 1 --by 周某04", "link 2 --rebound-of 1", line):
        assert run(each).code == 0
    assert run("undo").code == 0

    assert [(event["kind"], event["undone"]) for event in card(1)["history"]][-2][1] is True
    assert run("undo").code == 0
    assert card(1)["history"][-3]["undone"] is False
    assert (card(1)["status"], card(2)["rebound_of"]) == ("closed", "CG-1")
    assert run("check").code == 0


def test_what_came_back_stays_closed(run: Run, desk: Path, refuse: Refuse, card: Card) -> None:
    """The closing that a rebound repeats is not taken back from below; without the link it is."""
    for line in ("fix 1 --by 王某01", "verify 1 --by 周某04"):
        run(line)
    closing = batches(run)[0]["short"]
    run("link 2 --rebound-of 1")
    assert "CG-1" in refuse(f"batch undo {closing}", code=1)
    run("undo")

    assert run(f"batch undo {closing}").code == 0
    assert card(1)["status"] == "fixed"
