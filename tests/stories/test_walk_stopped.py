"""Walks that are stopped at any point, and gone on with: at most the current answer is lost, nothing is written twice.

Killed at a question, within the details, at every step; Ctrl-C and SIGTERM; two terminals; a window of another width;
keys in pieces; another list by now; a folder that takes nothing; no terminal at all.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from itertools import count
from pathlib import Path

import pytest
from tests.conftest import Run
from tests.stories.desks import (
    ASKED,
    BOUND,
    DYING,
    ENTER,
    ITEMS,
    PATIENCE,
    SHANTY,
    WALK,
    Drafts,
    Sit,
    answered,
    visits,
    walk,
)
from tests.test_screens import STYLES

from inspect_cli.rules import catalog


def test_killed_in_the_middle_it_goes_on(run: Run, sit: Sit) -> None:
    """Killed at the third item: two answers are kept, nothing is in the ledger, and the next walk asks the third."""
    desk = sit()
    desk.press("y")
    desk.wait_for(ASKED, times=2)
    desk.press("n" + ENTER * 5)
    desk.wait_for("3/14")
    desk.pull_the_plug()
    assert (answered(run), run("list --status all").code) == ([[2, ITEMS]], 1)
    code, shown = walk("y" * 12 + "y")

    assert (code, visits(run), run("check").code) == (0, 1, 0)
    assert "13 yes, 1 no" in shown
    assert "3/14" in shown.partition(ASKED)[0]


def test_killed_within_the_details_the_item_is_asked_again(run: Run, sit: Sit) -> None:
    """At most the current answer is lost."""
    desk = sit()
    desk.press("yn铁栅栏\n")
    desk.wait_for("Where exactly")
    desk.pull_the_plug()

    assert answered(run) == [[1, ITEMS]]
    assert "2/14" in walk("q")[1].partition(ASKED)[0]


def test_ctrl_c_in_the_details_goes_back_to_the_question(run: Run, sit: Sit) -> None:
    """The item has no answer then; Ctrl-C at a question ends the walk with 130, and the terminal is as before."""
    desk = sit()
    desk.press("yn")
    desk.wait_for("What was found")
    desk.press("\x03")
    desk.wait_for("2/14", times=2)
    desk.press("y")
    desk.wait_for("3/14")
    desk.press("\x03")
    code = desk.wait()

    assert (code, answered(run), desk.is_plain()) == (130, [[2, ITEMS]], True)
    assert "Go on: inspect-cli walk" in desk.shown


@pytest.mark.parametrize(("stop", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["ctrl-c", "sigterm"])
def test_stopped_by_a_signal(run: Run, sit: Sit, stop: signal.Signals, code: int) -> None:
    """What was answered is kept, nothing is in the ledger, and the terminal takes lines again."""
    desk = sit()
    desk.press("yy")
    desk.wait_for("3/14")
    desk.program.send_signal(stop)

    assert (desk.wait(), answered(run), desk.is_plain()) == (code, [[2, ITEMS]], True)
    last = STYLES.sub("", desk.shown).replace("\r", "").splitlines()[-3:]
    assert last == ["Stopped.", "2 items are answered, and kept.", f"Go on: inspect-cli {' '.join(WALK)}"]


def test_two_terminals(run: Run, sit: Sit) -> None:
    """The second one at the same walk is refused with 4; the first goes on undisturbed; another place is free."""
    desk = sit()
    desk.press("y")
    desk.wait_for("2/14")
    code, shown = walk("y")
    other, _shown = walk("yq", *SHANTY)
    desk.press("yq")

    assert (code, other, desk.wait()) == (4, 0, 0)
    assert "another terminal" in shown
    assert answered(run) == [[2, ITEMS], [1, 2]]


def test_a_window_that_changes_its_width(sit: Sit) -> None:
    """The next item is folded to the new width."""
    desk = sit(columns=120)
    desk.wait_for(ASKED)
    desk.resize(40)
    mark = len(desk.shown)
    desk.press("yyq")

    assert desk.wait() == 0
    lines = STYLES.sub("", desk.shown[mark:]).replace("\r", "").splitlines()
    assert max(len(line) for line in lines if "inspect-cli" not in line) <= 40


def test_keys_come_while_nobody_looks(run: Run, sit: Sit) -> None:
    """Keys one by one, lines in pieces, a character in halves: all count, in their order."""
    desk = sit()
    desk.wait_for(ASKED)
    for part in (
        b"y",
        "是".encode()[:1],
        "是".encode()[1:],
        b"\x1b",
        b"[",
        b"A",
        b"n",
        b"ab",
        b"c\n\n",
        b"\n\n",
    ):
        os.write(desk._outer, part)
    desk.wait_for("4/14")
    desk.press("fy")

    assert desk.wait() == 0
    [hazard] = run("list --format json").json
    assert (hazard["item"], hazard["description"]) == ("FIRE-03", "abc")


def test_a_changed_list(run: Run, mall: Path) -> None:
    """Another version of the list by now: what it has is asked, what is gone is not, all is told; a hazard stays."""
    folder = mall / "config" / "inspect-cli" / "catalogs"
    folder.mkdir(parents=True)
    one = OWN.format(version="1", items="".join(map(own_item, (1, 2, 3))))
    (folder / "snow.toml").write_text(one, encoding="utf-8")
    walk("n" + ENTER * 5 + "q", "walk", "snow", "东岔街道", "--site", "百货商场")
    (folder / "snow.toml").write_text(OWN.format(version="2", items="".join(map(own_item, (3, 4)))), encoding="utf-8")
    code, shown = walk("yyy", "walk", "snow", "东岔街道", "--site", "百货商场")
    [hazard] = run("list --format json").json

    assert (code, hazard["item"]) == (0, "SNOW-01")
    assert "snow 1, now snow 2" in shown
    assert "No longer asked, and left out: SNOW-02" in shown
    assert "No longer asked, but the hazard that was found stays: SNOW-01" in shown
    assert "Asked now too: SNOW-04" in shown
    assert ("1/2  SNOW-03" in shown, "2/2  SNOW-04" in shown) == (True, True)
    assert shown.count("2 yes, 1 no, 0 not applicable, 0 not answered.") == 2


def test_an_item_that_asks_something_else(run: Run, mall: Path) -> None:
    """An answer to another question does not hold: it is told, asked again, and the counts agree before and after."""
    folder = mall / "config" / "inspect-cli" / "catalogs"
    folder.mkdir(parents=True)
    words = ("walk", "snow", "东岔街道", "--site", "百货商场")
    items = [own_item(n) for n in (1, 2, 3)]
    (folder / "snow.toml").write_text(OWN.format(version="1", items="".join(items)), encoding="utf-8")
    walk("yyyq", *words)
    items[0] = items[0].replace("Is snow 1 cleared?", "Is the roof free of snow?")
    (folder / "snow.toml").write_text(OWN.format(version="1", items=items[0] + items[2]), encoding="utf-8")
    _code, shown = walk("q", *words)

    assert "SNOW-01 asks something else now and is asked again." in shown
    assert "No longer asked, and left out: SNOW-02" in shown
    assert ("1/2  SNOW-01" in shown, "Is the roof free" in shown, answered(run)) == (True, True, [[1, 2]])
    code, shown = walk("fy", *words)
    assert (code, "asks something else" in shown) == (0, False)
    assert shown.count("1 yes, 0 no, 0 not applicable, 1 not answered.") == 2
    assert shown.count("Not answered: SNOW-01") == 2


def test_a_list_that_is_gone(run: Run, mall: Path, drafts: Drafts) -> None:
    """Its walk is still listed, going on says what is missing and how to drop it, and --drop does."""
    folder = mall / "config" / "inspect-cli" / "catalogs"
    folder.mkdir(parents=True)
    words = ("walk", "snow", "东岔街道", "--site", "百货商场")
    (folder / "snow.toml").write_text(OWN.format(version="1", items=own_item(1) + own_item(2)), encoding="utf-8")
    walk("yq", *words)
    (folder / "snow.toml").unlink()
    catalog.forget()
    code, shown = walk("q", *words)

    assert (code, answered(run)) == (2, [[1, 2]])
    assert ("There is no list snow" in shown, "1 answer of an unfinished walk is kept" in shown) == (True, True)
    command = shown.partition("throw the walk away: inspect-cli ")[2].split()[: len(words) + 1]
    assert (command, run(*command).code, run(*command, "--yes").code, drafts()) == ([*words, "--drop"], 6, 0, [])


def test_ctrl_c_says_what_is_kept(sit: Sit) -> None:
    """Ctrl-C ends a walk with what is kept and how to go on, not with the sentence of other commands."""
    desk = sit()
    desk.press("yy")
    desk.wait_for("3/14")
    desk.press("\x03")

    assert desk.wait() == 130
    last = STYLES.sub("", desk.shown).replace("\r", "").splitlines()[-3:]
    assert last == ["Stopped.", "2 items are answered, and kept.", f"Go on: inspect-cli {' '.join(WALK)}"]


OWN = """version = "{version}"
[category]
key = "snow"
prefix = "SNOW"
zh = "除雪"
en = "Snow clearing"
[[law]]
id = "rule"
zh = "某规定"
en = "A rule"
verified = "memory"
{items}"""


def own_item(number: int) -> str:
    """An item of the user's own list."""
    return f"""[[item]]
code = "SNOW-{number:02}"
zh = "积雪{number}"
en = "Snow {number}"
question_zh = "积雪{number}是否已清？"
question_en = "Is snow {number} cleared?"
severity = "general"
days = 1
basis = [{{ law = "rule", article = "第1条", verified = "memory" }}]
places = ["mall"]
"""


def test_a_folder_that_takes_nothing(run: Run, sit: Sit, home: Path, drafts: Drafts) -> None:
    """A data folder that may not be written is a storage problem that says so, before the first question."""
    data = home / "data" / "inspect-cli"
    (data / "walks").mkdir()
    (data / "walks").chmod(0o500)
    desk = sit(program=("-c", BOUND))
    code = desk.wait()
    (data / "walks").chmod(0o700)

    assert (code, drafts()) == (4, [])
    assert ("cannot be kept" in desk.shown, "not allowed" in desk.shown) == (True, True)


def test_without_a_terminal_it_is_wrong_usage(mall: Path) -> None:
    """A closed or empty standard input ends with 2 and says what to give; nothing waits."""
    for stdin in ("</dev/null", "<&-"):
        typed = f'"{sys.executable}" -m inspect_cli {" ".join(WALK)} {stdin}'
        done = subprocess.run(
            ["bash", "-c", typed], capture_output=True, encoding="utf-8", check=False, timeout=PATIENCE
        )
        assert (done.returncode, done.stdout) == (2, "")
        assert "--answers FILE" in done.stderr


def test_killed_at_every_step_it_is_written_once(run: Run, sit: Sit, drafts: Drafts) -> None:
    """Killed before any write to the draft or statement to the ledger, and gone on with, a walk is one visit."""
    for step in count(1):
        words = (*SHANTY[:4], f"棚户区{step}", *SHANTY[5:])
        desk = sit(*words, program=("-c", DYING, str(step)))
        desk.press(REST[0])
        died = desk.wait() == -signal.SIGKILL
        if died and (drafts() or visits(run) < step):
            unfinished = answered(run) if drafts() else []
            walk(REST[unfinished[0][0] if unfinished else 0], *words)
        assert (visits(run), drafts()) == (step, []), (step, desk.shown)
        if not died:
            break

    assert step > 10
    assert len(run("list --format json").json) == step
    assert run("check").code == 0


REST = {0: "n" + ENTER * 5 + "yy", 1: "yy", 2: "y"}  # what is left to press in the walk of two items
