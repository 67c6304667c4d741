"""Walks on a real terminal: one key an answer, also typed ahead, narrow and wide, in both languages.

What is asked after a no, and asked again; keys that mean nothing; later, back, info, help, finish, quit and going on;
begun anew, thrown away; what stays as it was; what is asked at a stopped mine; what came back.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.conftest import Run
from tests.stories.desks import ASKED, ENTER, ITEMS, SHANTY, WALK, Drafts, Hazards, Sit, answered, visits, walk


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("columns", [60, 120])
def test_a_walk_in_order(run: Run, mall: Path, drafts: Drafts, columns: int, lang: str) -> None:
    """One key an item and one to record: far under 60; no line is wider than the window, and the draft is gone."""
    keys = "y" * ITEMS + "y"
    code, shown = walk(keys, columns=columns, lang=lang)
    lines = shown.partition(keys)[2].splitlines()

    assert code == 0, shown
    assert [line.split()[0] for line in lines if re.match(r"\d+/14  FIRE-", line)] == [f"{n}/14" for n in range(1, 15)]
    assert [line for line in lines if len(line) + len(re.findall("[\u2e80-\uffef]", line)) > columns] == []
    assert (visits(run), drafts()) == (1, [])
    assert run("check").code == 0


def test_twenty_items_take_twenty_one_keys(run: Run, mall: Path) -> None:
    """A list of 20 items where nothing is wrong: a key for each, and one to record it."""
    keys = "1" * 20 + "y"
    code, shown = walk(keys, "walk", "fire", "东岔街道", "--site", "新店")

    assert (code, visits(run)) == (0, 1)
    assert "20 yes, 0 no, 0 not applicable, 0 not answered." in shown
    assert len(keys) < 60


@pytest.mark.parametrize(("lang", "question"), [("en", "What was found"), ("zh", "发现了什么")])
def test_a_no_asks_for_its_details(mall: Path, hazards: Hazards, lang: str, question: str) -> None:
    """Enter takes what the list says; what is typed holds; a major cannot be fixed on the spot, so nobody asks."""
    first = "n" + ENTER * 5
    second = "n" + ENTER.join(["铁栅栏", "二楼 [red]东侧[/red]", "王某01", "7d", "y", ""])
    third = "n" + ENTER * 4  # a major
    code, shown = walk(first + second + third + "f" + "y", lang=lang)
    one, two, three = hazards()

    assert code == 0, shown
    assert lang == "zh" or shown.count(question) == 3
    assert (one["item"], one["due"], one["location"], one["status"]) == ("FIRE-01", "2023-01-15", None, "found")
    assert (two["description"], two["location"], two["owner"]) == ("铁栅栏", "二楼 [red]东侧[/red]", "王某01")
    assert (two["due"], two["status"], two["fixed_by"]) == ("2023-01-22", "fixed", "王某01")
    assert (three["severity"], three["due"]) == ("major", "2023-02-14")


def test_a_bad_line_is_asked_again(mall: Path, hazards: Hazards) -> None:
    """A day that is none or has passed, a name that is none, a text too long: the reason, and the same question."""
    lines = ["", "x" * 101, "柜台", "无", "王某01", "sometime", "2023-01-14", "明天", "n", ""]
    code, shown = walk("n" + ENTER.join(lines) + "fy")
    [hazard] = hazards()

    assert code == 0, shown
    assert ("at most 100" in shown, "is no name" in shown, "Not a deadline: sometime" in shown) == (True,) * 3
    assert "is before 2023-01-15" in shown
    assert "Write 7d, 2w, 7天内, 两周" in " ".join(shown.split())
    assert (hazard["location"], hazard["owner"], hazard["due"]) == ("柜台", "王某01", "2023-01-16")


def test_keys_that_mean_nothing_are_nothing(run: Run, mall: Path) -> None:
    """Enter, blanks, arrows, function keys and a pasted frame are never an answer; keys typed ahead all count."""
    sit_out = "\n \t\x1b[A\x1b[1;5D\x1bOP\x1b[200~\x1b[201~"
    code, shown = walk(sit_out + "是" + sit_out + "否" + ENTER * 5 + "3" + sit_out + "q")

    assert (code, answered(run)) == (0, [[3, ITEMS]])
    assert shown.count(ASKED) == 4


def test_later_back_info_and_help(run: Run, mall: Path) -> None:
    """Put off comes again at the end, once; back shows what was answered; info has the rule; help has the keys."""
    keys = "l" + "y" * 12 + "b" + "a" + "i?" + "l" + "l" + "y" + "y"
    code, shown = walk(keys)

    assert code == 0, shown
    assert "FIRE-18  answered: yes" in shown
    assert ("消防法" in shown or "Fire Protection Law" in shown, "q or 8: quit" in " ".join(shown.split())) == (
        True,
        True,
    )
    assert shown.count("put off before") == 2
    assert "12 yes, 0 no, 1 not applicable, 1 not answered." in shown
    assert "Not answered: FIRE-01" in shown


def test_finish_now_and_think_again(run: Run, mall: Path) -> None:
    """After f stands what has no answer; b goes on there; f again and y records what there is."""
    code, shown = walk("yyf" + "b" + "y" + "fy")

    assert (code, visits(run)) == (0, 1)
    assert "3 yes, 0 no, 0 not applicable, 11 not answered." in shown.rpartition("Recorded:")[2]
    assert "4/14" in shown


@pytest.mark.parametrize(("keys", "code"), [("q", 0), ("", 130), ("fy", 130)], ids=["q", "ctrl-d", "nothing to record"])
def test_without_an_answer_nothing_is_kept(run: Run, mall: Path, drafts: Drafts, keys: str, code: int) -> None:
    """Who leaves before the first answer leaves nothing; a walk without any answer cannot be recorded."""
    ended, shown = walk(keys)

    assert (ended, drafts(), run("walk").code) == (code, [], 1)
    assert "nothing is kept" in shown


def test_quit_and_go_on(run: Run, mall: Path, drafts: Drafts) -> None:
    """Who quits keeps all and reads the command that goes on; it goes on where it was, and ends as one visit."""
    _code, shown = walk("yyq")
    command = shown.partition("Go on: inspect-cli ")[2].splitlines()[0].split()
    assert (command, answered(run), len(drafts())) == (list(WALK), [[2, ITEMS]], 1)
    assert run("walk").out.count("inspect-cli walk fire 东岔街道 --site 百货商场") == 1
    code, again = walk("y" * 12 + "y", *command)

    assert (code, visits(run), drafts()) == (0, 1, [])
    assert "2 of 14 are answered" in again
    assert ("\n1/14" in again, "\n3/14" in again) == (False, True)


def test_fresh_and_drop(run: Run, mall: Path, drafts: Drafts) -> None:
    """--fresh keeps the old one until the new one is recorded; --drop throws the newest away, and the old is back."""
    walk("yyyq")
    walk("yq", *WALK, "--fresh")
    assert answered(run) == [[3, ITEMS], [1, ITEMS]]
    assert "1 answer would be" in run(*WALK, "--drop").err
    assert answered(run) == [[3, ITEMS], [1, ITEMS]]
    assert "1 answer." in run(*WALK, "--drop", "--yes").out
    assert answered(run) == [[3, ITEMS]]
    code, shown = walk("y" * ITEMS + "y", *WALK, "--fresh")

    assert (code, visits(run), drafts()) == (0, 1, [])
    assert "unfinished walk there is kept" in shown


def test_what_was_fixed_at_the_beginning_stays(run: Run, mall: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next day it goes on as a visit of the day it began; another day or person is refused."""
    walk("yq", *WALK, "--by", "周某04")
    monkeypatch.setenv("INSPECT_TODAY", "2023-01-16")
    code, shown = walk("", *WALK, "--on", "2023-01-16")
    assert (code, "another --on" in shown) == (2, True)
    assert "another --by" in walk("", *WALK, "--by", "赵某03")[1]
    walk("n" + ENTER * 5 + "fy", *WALK, "--on", "2023-01-15", "--by", "周某04")

    [hazard] = run("list --format json").json
    assert (hazard["inspected_on"], hazard["inspectors"]) == ("2023-01-15", ["周某04"])


def test_other_places_have_walks_of_their_own(run: Run, mall: Path) -> None:
    """The same list elsewhere, and another list at the same place, begin at their own beginning."""
    for words in (WALK, (*WALK[:4], "学校"), ("walk", "traffic", *WALK[2:])):
        assert "of 14 are answered" not in walk("yq", *words)[1]

    assert [count for count, _items in answered(run)] == [1, 1, 1]


def test_a_stopped_mine_on_screen(mall: Path) -> None:
    """No item that is only asked while producing appears, and those for a stopped one do."""
    _code, shown = walk("y" * 14 + "y", "walk", "mines", "石炭沟镇", "--site", "一号煤矿")
    came = set(re.findall(r"\d+/14  (MINE-\d\d)", shown))

    assert {"MINE-14", "MINE-18"} <= came
    assert {"MINE-01", "MINE-04", "MINE-12"}.isdisjoint(came)


def test_what_came_back_is_asked_about(run: Run, mall: Path) -> None:
    """At the end a no that repeats a closed hazard is asked about, as add does; the answer may be typed ahead."""
    for line in ("add fire 东岔街道 --site 百货商场 --item 1 --on 2023-01-02", "fix 1 --by 王某01 --on 2023-01-03"):
        assert run(line).code == 0
    assert run("verify 1 --by 周某04 --on 2023-01-04").code == 0
    code, shown = walk("n" + ENTER * 5 + "fy" + "n" + ENTER)

    assert (code, "Is it the same again as CG-1?" in shown) == (0, True)
    assert [row["rebound_of"] for row in run("list --format json").json] == [None]


def test_an_unknown_key_swallows_the_rest(run: Run, sit: Sit) -> None:
    """A word that means nothing gives one hint and answers nothing, whatever letters it has; Enter gives one too."""
    desk = sit()
    desk.wait_for(ASKED)
    desk.press("xyzzy")
    desk.wait_for("“x” means nothing here.")
    desk.wait_for(ASKED, times=2)
    desk.press("y")
    desk.wait_for("2/14")
    desk.press("\n")
    desk.wait_for("Enter means nothing here.")
    desk.wait_for(ASKED, times=4)
    desk.press("q")

    assert (desk.wait(), desk.shown.count("means nothing")) == (0, 2)
    assert answered(run) == [[1, ITEMS]]


def test_a_long_text_is_taken_whole_or_refused(sit: Sit, hazards: Hazards) -> None:
    """What a terminal would cut at 4,095 bytes is taken up to the limit of the field; beyond, it is asked again."""
    desk = sit()
    desk.wait_for(ASKED)
    desk.press("n")
    desk.wait_for("What was found")
    for nth in range(1, 6):
        desk.press("堵" * 1000)
        desk.wait_for("堵", times=1000 * nth)
    desk.press(ENTER)
    desk.wait_for("5,000 characters; at most 4,000 are taken")
    desk.wait_for("What was found", times=2)
    for nth in range(6, 10):
        desk.press("堵" * 1000)
        desk.wait_for("堵", times=1000 * nth)
    desk.press("塞\x7f" + ENTER * 4)
    desk.wait_for("Fixed on the spot?")
    desk.press("z")
    desk.wait_for("Please answer y or n:")
    desk.press("y")
    desk.wait_for("2/14")
    desk.press("fy")

    assert desk.wait() == 0
    [hazard] = hazards()
    assert (hazard["description"], hazard["status"]) == ("堵" * 4000, "fixed")
    assert "Fixed on the spot: yes" in desk.shown


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_keys_hold_together_on_a_narrow_screen(mall: Path, lang: str) -> None:
    """At 40 columns no line ends between a key and what it means, in the hint and in the help."""
    _code, shown = walk("?q", columns=40, lang=lang)
    lines = [line.strip() for line in shown.splitlines()]

    assert [line for line in lines if re.search(r"(^|· )[ynal]$", line)] == []
    assert sum(bool(re.match(r"[a-z] \S+ \d", line)) for line in lines) == 8


def test_going_back_is_told_in_the_details(mall: Path) -> None:
    """A line says what Enter and - do, and how to get back to the question."""
    assert "Ctrl-C: back to the question" in walk("n" + ENTER * 5 + "q")[1]


def test_a_kind_that_was_typed_stays_known(mall: Path) -> None:
    """A walk begun with --place-kind does not say that the kind is not known when it goes on."""
    walk("yq", *SHANTY)
    _code, shown = walk("q", *SHANTY[:5])

    assert ("1 of 2 are answered" in shown, "is not known" in shown) == (True, False)


def test_dropping_is_asked_about(run: Run, mall: Path, drafts: Drafts) -> None:
    """On a terminal a no keeps the walk and a yes throws it away."""
    walk("yq")
    assert walk("n\n", *WALK, "--drop")[0] == 6
    assert len(drafts()) == 1
    code, shown = walk("y\n", *WALK, "--drop")

    assert (code, drafts(), "Throw 1 answer away?" in shown) == (0, [], True)


def test_a_stopped_mine_on_the_way(run: Run, mall: Path) -> None:
    """Stopped in the middle of a walk, the mine is asked what fits now; what no longer fits is left out and said."""
    words = ("walk", "mines", "石炭沟镇", "--site", "一号煤矿")
    walk("y" * 14 + "q", *words)
    assert run("site set 石炭沟镇 一号煤矿 --state producing").code == 0
    _code, shown = walk("q", *words)
    told = {line.partition(": ")[0]: line for line in " ".join(shown.split("\n")).replace("  ", " ").splitlines()}

    assert "The place is another than when the walk began" in shown, told
    assert "No longer asked, and left out: MINE-14, MINE-15, MINE-16, MINE-17, MINE-18" in shown
    assert "Asked now too: MINE-01, MINE-02" in shown
    assert "15  MINE-01" in shown
    assert answered(run) == [[9, 15]]
    assert "another than when" not in walk("q", *words)[1]  # said once


def test_at_the_end_only_what_is_named_counts(run: Run, mall: Path) -> None:
    """f, which finishes a walk, does not record it, also when it is typed twice."""
    code, shown = walk("yyff")

    assert (code, visits(run), answered(run)) == (130, 0, [[2, ITEMS]])
    assert "“f” means nothing here." in shown


def test_a_hazard_of_an_item_that_is_gone_can_be_recorded(run: Run, mall: Path, hazards: Hazards) -> None:
    """The only answer is a hazard that nobody asks about any more: it is something to record."""
    words = ("walk", "mines", "石炭沟镇", "--site", "一号煤矿")
    walk("l" * 7 + "n" + ENTER * 5 + "q", *words)
    assert run("site set 石炭沟镇 一号煤矿 --state producing").code == 0
    code, shown = walk("fy", *words)

    assert (code, "the hazard that was found stays: MINE-14" in shown) == (0, True)
    assert ("Nothing to record yet" in shown, [row["item"] for row in hazards()]) == (False, ["MINE-14"])
