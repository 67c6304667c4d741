"""A township that is no more, from the end to the last list that still names it.

* a clash of names is told with commands that work as typed; visits stay behind, and the end and the card say so;
* an end is not taken back under what was done since in the one that took over;
* files do not fill it, rows of a ledger are told; who, the roster and gaps ask nothing of it any more.
"""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import Run
from tests.test_screens import on_terminal

PLACES = ("village add 云杉岭镇 三岔村", "zone add 云杉岭镇 大青山 --village 三岔", "village add 石炭沟镇 三岔村")


@pytest.fixture
def filled(run: Run, three_townships: Path) -> Path:
    """A village and a zone in 云杉岭镇, and a village of the same name in 石炭沟镇."""
    assert [run(line).code for line in PLACES] == [0] * len(PLACES)
    return three_townships


def rows(run: Run, words: str) -> list[dict[str, Any]]:
    """What a list has, as JSON."""
    return list(run(f"{words} --format json").json)


def test_advice_on_a_clash_works_as_typed(run: Run, filled: Path) -> None:
    """With --keep-places too: the end and gaps name what ends one of each two, then the move goes through."""
    for township in ("云杉岭镇", "石炭沟镇"):
        run(f"site add {township} 供销社")
    refused = run("township end 云杉岭 --on 2023-01-10 --successor 石炭沟").err
    ended = run("township end 云杉岭 --on 2023-01-10 --successor 石炭沟 --keep-places").err
    todo = {row["about"]: row["todo"] for row in rows(run, "gaps --kind ended_named")}

    ends = "End one of each two: " + "; ".join(todo[name] for name in ("三岔村", "供销社"))
    other = "A site can get another name instead: inspect-cli site set 云杉岭镇 供销社 --name NAME"
    assert all(text in refused and text in ended for text in (ends, other))
    assert todo["供销社"] == "inspect-cli site end 云杉岭镇 供销社 --on 2023-01-10"
    assert "石炭沟镇 has these names too: 三岔村, 供销社" in ended
    [then] = [line for line in ended.splitlines() if line.startswith("Then: ")]
    typed = (todo["三岔村"], other.partition(": ")[2].replace("NAME", "老供销社"), then.partition(": ")[2])
    assert [run(line.removeprefix("inspect-cli ")).code for line in typed] == [0, 0, 0]
    assert run("gaps --kind ended_named").code == 0


def test_visits_stay_behind(run: Run, filled: Path) -> None:
    """The end says of how many sites, the card where they are; nothing of sites that nobody visited."""
    run("village end 石炭沟 三岔村 --on 2023-01-01")
    for name in ("供销社", "加油站"):
        run(f"site add 云杉岭镇 {name}")
    run("add fire 云杉岭 安全出口上锁 --site 供销社 --due 7d --on 2023-01-05")
    ended = run("township end 云杉岭 --on 2023-01-10 --successor 石炭沟").err.splitlines()
    assert ended[1:] == [
        "Visits and hazards of 1 site stay written under 云杉岭镇, and count for it under 石炭沟镇 too."
    ]
    card = run("site show 石炭沟 供销社")
    before = "Until 2023-01-10 it stood in 云杉岭镇; its visits of then stay there: "
    assert card.err == f"{before}inspect-cli site show 云杉岭镇 供销社\n"
    assert run("site show 云杉岭镇 供销社").err == ""


def test_an_end_is_not_taken_back_under_what_was_done_since(run: Run, filled: Path) -> None:
    """A site that was visited or changed where it moved keeps all of it; that taken back first, all goes back."""
    run("village end 石炭沟 三岔村 --on 2023-01-01")
    run("site add 云杉岭镇 供销社")
    run("township end 云杉岭 --on 2023-01-10 --successor 石炭沟")
    batch = rows(run, "batch list")[0]["batch"]
    for since in ("add fire 石炭沟 --site 供销社", "site set 石炭沟 供销社 --name 新供销社"):
        assert run(since).code == 0
        for words in ("", " --dry-run"):
            refused = run(f"batch undo {batch}{words}")
            assert (refused.code, refused.out) == (1, "")
            assert "供销社" in refused.err.splitlines()[0]
        assert run("site list --township 云杉").code == 1
        assert run("undo").code == 0
    assert run(f"batch undo {batch}").code == 0
    assert [row["township"] for row in rows(run, "site list")] == ["云杉岭镇"]


@pytest.mark.parametrize(
    ("command", "text"),
    [
        ("site", "名称,乡镇\n新店,石炭沟镇\n"),
        ("site", "编码,名称,乡镇\nK9,新店,石炭沟镇\n"),
        ("village", "乡镇,名称\n石炭沟镇,新村\n"),
        ("zone", "乡镇,名称\n石炭沟镇,新山\n"),
        ("responsible", "乡镇,姓名,开始日期\n石炭沟镇,赵某03,2023-01-10\n"),
    ],
)
def test_files_do_not_fill_a_township_that_is_no_more(run: Run, filled: Path, command: str, text: str) -> None:
    """Refused with the cell, the day and what took over, as what is typed; before that day it is taken."""
    file = filled / "new.csv"
    file.write_text(text, encoding="utf-8")
    run("township end 石炭沟 --on 2023-01-10 --successor 云杉岭 --keep-places")
    refused = run(f"{command} import {file}")
    assert refused.code == 3
    assert "line 2, column 乡镇: “石炭沟镇”: is no more since 2023-01-10; 云杉岭镇 took over" in refused.err
    run("township set 石炭沟 --standing")
    assert run(f"{command} import {file}").code == 0
    run("township end 石炭沟 --on 2023-01-10")
    again = run(f"{command} import {file}")
    assert again.code == (3 if command == "responsible" else 0), again.err
    assert "took over" not in again.err


def test_a_file_of_ours_comes_back_with_what_is_no_more(run: Run, filled: Path) -> None:
    """What stood, and who answered, in a township that is no more changes nothing when it is read again."""
    run("village end 石炭沟 三岔村 --on 2023-01-01")
    run("site add 云杉岭镇 供销社")
    run("responsible add 云杉 --village 三岔 --name 赵某03 --from 2022-01-01")
    run("township end 云杉岭 --on 2023-01-10 --successor 石炭沟")
    for command, words in (("site", "--ended"), ("village", "--ended"), ("zone", "--ended"), ("responsible", "--all")):
        file = filled / f"{command}s.csv"
        assert run(f"{command} list {words} -o {file}").code == 0
        assert "云杉岭镇" in file.read_text(encoding="utf-8-sig")
        back = run(f"{command} import {file} --format json")
        assert (back.code, back.json["unchanged"]) == (0, back.json["rows"]), back.err


def test_rows_of_a_ledger_after_the_end_are_told(run: Run, filled: Path) -> None:
    """They are taken, and a sentence says how many, since when and what took over; earlier ones are not told of."""
    run("township end 石炭沟 --on 2023-01-10 --successor 云杉岭 --keep-places")
    file = filled / "ledger.csv"
    rows_of = [f"消防,石炭沟镇,2023-01-{day:02},赵某11,通道堵塞{day},一般,2023-02-01" for day in (9, 10, 12)]
    file.write_text("\n".join(["类别,乡镇,检查日期,检查人,隐患描述,隐患等级,整改时限", *rows_of]), encoding="utf-8")
    told = "2 new rows are of 石炭沟镇 when that was no more, since 2023-01-10; they stand there. 云杉岭镇 took over"
    for words in (" --dry-run", ""):
        done = run(f"import {file}{words}")
        assert (done.code, told in done.err) == (0, True), done.err
    again = run(f"import {file}")
    assert (again.code, "no more" in again.err) == (0, False)


def test_who_of_a_township_that_is_no_more(run: Run, filled: Path) -> None:
    """No command that would be refused: what took over, and how it is asked; of days before it is as ever."""
    run("township end 石炭沟 --on 2023-01-10 --successor 云杉岭 --keep-places")
    asked = run("who 石炭沟 fire --on 2023-01-12")
    assert (asked.code, "responsible add" in asked.out + asked.err) == (1, False)
    assert asked.err.splitlines()[:2] == [
        "石炭沟镇 is no more since 2023-01-10.",
        "云杉岭镇 took over; see: inspect-cli who 云杉岭镇 fire --on 2023-01-12",
    ]
    assert "responsible add 石炭沟镇" in run("who 石炭沟 --on 2023-01-09").out


def test_shifts_of_a_township_that_is_no_more(run: Run, filled: Path) -> None:
    """None are asked for after its last day; those that stand are gaps, and cancelled they leave none."""
    run("duty add 石炭沟 2023-01-15..2023-01-17 --role officer --name 赵某03 --phone 0999-1")
    run("township end 石炭沟 --on 2023-01-16 --successor 云杉岭 --keep-places")
    line = "inspect-cli duty cancel 2023-01-16..2023-01-17 --unit 石炭沟镇"
    found = rows(run, "duty gaps 2023-01-16..2023-01-20 --unit 石炭沟")
    assert [(row["kind"], row["count"], row["todo"]) for row in found] == [("ended_named", 2, line)]
    assert line in [row["todo"] for row in rows(run, "gaps --kind ended_named")]
    cancelled = run(line.removeprefix("inspect-cli "))
    assert (cancelled.code, cancelled.err) == (0, "")
    assert run("duty gaps 2023-01-16..2023-01-20 --unit 石炭沟").code == 0


def test_a_walk_that_nobody_can_go_on_with(run: Run, three_townships: Path) -> None:
    """A walk that was left in a township that is no more is listed with the command that throws it away."""
    run("site add 云杉岭镇 供销社 --kind mall")
    on_terminal("walk", "fire", "云杉岭镇", "--site", "供销社", columns=100, keys="yyq")
    run("township end 云杉岭 --successor 石炭沟")

    (waiting,) = rows(run, "walk")
    assert waiting["command"] == "inspect-cli walk fire 云杉岭镇 --site 供销社 --drop"
    assert run(*shlex.split(waiting["command"])[1:], "--yes").code == 0
    assert run("walk").code == 1
