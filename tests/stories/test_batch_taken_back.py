"""The wrong file was imported, and somebody has begun to work with it.

`batch list` names the import; a dry run says what would go; taken back, its rows are gone from every list, except what
was worked on since, which is kept and named; the taking back is taken back in its turn.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.stories.conftest import Diary

LAST_YEAR = (
    "category,township,site,inspected_on,inspectors,description,due\n"
    "fire,东岔街道,百货商场,2023-01-02,李某02,疏散通道堵塞,2023-01-20\n"
    "fire,东岔街道,百货商场,2023-01-02,李某02,灭火器过期,2023-01-20\n"
    "mines,石炭沟镇,煤矿,2023-01-03,周某04,瓦斯超限,2023-01-20\n"
    "mines,石炭沟镇,煤矿,2023-01-04,周某04,,\n"
)


def test_a_batch_is_taken_back(diary: Diary) -> None:
    """Imported, one row worked on, taken back without that row, brought back whole, taken back again."""
    diary.type("add forest 云杉岭镇 火源 --due 7d")
    the_wrong_file_comes_in(diary)
    before = everything(diary)
    it_is_found_in_the_list(diary)
    it_is_taken_back_but_for_one(diary)
    assert everything(diary) != before
    it_is_brought_back(diary, before)
    diary.type("check")


def test_an_untouched_batch_leaves_nothing(diary: Diary) -> None:
    """Nobody worked on it: after the taking back the ledger says what it said before, and the file comes in anew."""
    diary.type("add forest 云杉岭镇 火源 --due 7d")
    before = everything(diary)
    the_file(diary)
    diary.type("undo")

    assert everything(diary) == before
    assert diary.type("batch list --format json").json[1]["undone"] == "yes"
    assert the_file(diary)["new"] == 4
    assert diary.listed() == ["CG-1", "CG-5", "CG-6", "CG-7"]
    diary.type("check")


def everything(diary: Diary) -> tuple[Any, ...]:
    """The ledger as it can be seen: hazards and visits, counts, the home screen."""
    looks = ("export", "list --status all --sort number", "open", "summary", "summary --by inspector")
    return tuple(diary.type(f"{words} --format json").json for words in looks)


def the_file(diary: Diary) -> dict[str, Any]:
    """Import the file; what was counted."""
    Path("last-year.csv").write_text(LAST_YEAR, encoding="utf-8")
    return dict(diary.type("import last-year.csv --format json").json)


def the_wrong_file_comes_in(diary: Diary) -> None:
    """Three hazards and a clean visit of another year; 王某01 has already cleared one of them."""
    assert the_file(diary)["new"] == 4
    diary.type("fix 3 --by 王某01")

    assert diary.listed() == ["CG-1", "CG-2", "CG-3", "CG-4"]


def it_is_found_in_the_list(diary: Diary) -> None:
    """The list of batches has the import with its file and its size; a dry run takes nothing back."""
    [_fix, brought, *_older] = diary.type("batch list --format json").json
    assert (brought["event"], brought["hazards"], brought["townships"], brought["undone"]) == ("imported", 3, 2, "no")
    assert [Path(name).name for name in brought["files"]] == ["last-year.csv"]
    assert brought["short"] in diary.type("batch list").out

    dry = diary.type("batch", "undo", brought["short"], "--dry-run")
    assert all(number in dry.out for number in ("CG-2", "CG-3", "CG-4"))
    assert diary.listed() == ["CG-1", "CG-2", "CG-3", "CG-4"]


def it_is_taken_back_but_for_one(diary: Diary) -> None:
    """CG-3 was worked on: it is kept and named. The others are gone from lists, counts and cards."""
    brought = diary.type("batch list --format json").json[1]
    said = diary.type("batch", "undo", brought["short"]).out.splitlines()
    [kept] = [line for line in said if "CG-3" in line]

    assert kept.startswith("Kept")
    assert [line for line in said if "CG-2" in line and "CG-4" in line and "CG-3" not in line] != []
    assert diary.listed("--status", "all") == ["CG-1", "CG-3"]
    assert (diary.counted()["石炭沟镇"]["visits"], diary.counted()["东岔街道"]["found"]) == (0, 1)
    assert diary.type("show CG-2", code=1).out == ""
    assert diary.type("batch list --format json").json[2]["undone"] == "partly"
    diary.type("check")


def it_is_brought_back(diary: Diary, before: tuple[Any, ...]) -> None:
    """It was the right file after all: one `undo`, and everything is as it was, numbers and all."""
    diary.type("undo")

    assert everything(diary) == before
    assert diary.type("batch list --format json").json[3]["undone"] == "no"
    assert diary.type("import last-year.csv --format json").json["unchanged"] == 4
