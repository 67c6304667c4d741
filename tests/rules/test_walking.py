"""How a checklist is gone through: which item comes next, what a key means, what a cell says, what a no becomes."""

from __future__ import annotations

import random
from datetime import date

import pytest

from inspect_cli.rules import catalog, checklists, walking
from inspect_cli.rules.checklists import Checklist
from inspect_cli.rules.walking import Course, Given

CODES = ("A-1", "A-2", "A-3", "A-4")
DAY = date(2023, 1, 15)


def go(*answers: str, codes: tuple[str, ...] = CODES) -> tuple[Course, list[str]]:
    """Answer what comes next, one after another; the course, and the items that came."""
    course, came = Course(codes), []
    for answer in answers:
        code = course.following()
        assert code is not None
        came.append(code)
        course.take(code, Given(answer))
    return course, came


def test_items_come_in_their_order() -> None:
    """Each comes once, and then there is nothing left to ask."""
    course, came = go("yes", "no", "na", "yes")

    assert came == list(CODES)
    assert course.following() is None
    assert course.count() == {"yes": 2, "no": 1, "na": 1, "unanswered": 0}


def test_what_is_put_off_comes_again_once() -> None:
    """It comes at the end; put off again, it stays without an answer."""
    course, came = go("later", "yes", "later", "yes", "later", "no")

    assert came == [*CODES, "A-1", "A-3"]
    assert course.following() is None
    assert (course.unanswered(), course.answered()) == (["A-1"], ["A-2", "A-3", "A-4"])


def test_the_last_item_can_be_put_off() -> None:
    """It comes a second time at once, since nothing else is left."""
    _course, came = go("yes", "yes", "yes", "later", "yes")

    assert came == [*CODES, "A-4"]


def test_back_goes_through_what_was_answered() -> None:
    """From the end to the last one answered, from there to the one before; the first leads nowhere else."""
    course, _came = go("yes", "later", "no", "na")

    assert [course.before(None), course.before("A-3"), course.before("A-2")] == ["A-4", "A-2", "A-1"]
    assert (course.before("A-1"), Course(CODES).before("A-1")) == ("A-1", "A-1")


def test_an_answer_can_be_changed() -> None:
    """The later one holds, and what comes next stays the same; what was put off can be put off again before the end."""
    course, _came = go("later", "yes")
    course.take("A-2", Given("no"))
    course.take("A-1", Given("later"))

    assert (course.following(), course.said["A-2"].answer, course.said["A-1"].answer) == ("A-3", "no", "later")


def test_answers_to_items_that_are_gone_stay() -> None:
    """A changed list asks nothing that it does not have; what was answered under the old one is still told."""
    course, _came = go("no", "yes")
    course.codes = ["A-2", "A-3"]

    assert (course.following(), course.answered(), course.unanswered()) == ("A-3", ["A-2", "A-1"], ["A-3"])
    assert course.count() == {"yes": 1, "no": 1, "na": 0, "unanswered": 1}


def test_any_walk_ends() -> None:
    """Whatever is answered, nothing comes more than twice, and every item is answered or told as unanswered."""
    chance = random.Random(7)  # noqa: S311 - the same walks at each run
    for _time in range(200):
        course, asked = Course(CODES), 0
        while (code := course.following()) is not None:
            course.take(code, Given(chance.choice(["yes", "no", "na", "later"])))
            asked += 1
        assert asked <= 2 * len(CODES)
        assert sorted(course.answered() + course.unanswered()) == sorted(CODES)


@pytest.mark.parametrize(
    ("signs", "action"),
    [
        ("yYｙ1１是√", "yes"),
        ("nN2否×", "no"),
        ("aA3", "na"),
        ("lL4", "later"),
        ("bB5", "back"),
        ("fF7", "finish"),
        ("qQ8", "quit"),
        ("?？hH", "help"),
        ("iI", "info"),
        ("\x04\x00", "end"),
        ("\r\n \tzx0,。\ufffd", None),
    ],
)
def test_keys_of_both_languages(signs: str, action: str | None) -> None:
    """Letters in any width and case, figures, 是 and 否; Enter and blanks mean nothing, and never yes."""
    assert {walking.read_key(sign) for sign in signs} == {action}


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("y\x1b[An", "yn"),
        ("\x1b[1;5Cy", "y"),
        ("\x1bOPy", "y"),
        ("\x1b\x1b[Ay", "y"),
        ("\x1b[200~yn\x1b[201~", "yn"),
        ("\x1bay", "y"),
        ("\x1b", ""),
        ("是\x1b[15~否", "是否"),
        ("yyn", "yyn"),
    ],
)
def test_keys_that_are_no_letters_mean_nothing(typed: str, left: str) -> None:
    """Arrows, function keys, Alt with a letter and the frame of a paste are left out as one, not as their letters."""
    assert walking.drop_escapes(typed) == left


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("\x1b", True),
        ("y\x1b[", True),
        ("\x1b[1;", True),
        ("\x1bO", True),
        ("\x1b[A", False),
        ("y", False),
        ("", False),
    ],
)
def test_a_key_that_arrived_in_part(text: str, cut: bool) -> None:  # noqa: FBT001
    """Whether the rest of what one key sends is still to come."""
    assert walking.is_cut(text) is cut


@pytest.mark.parametrize(
    ("texts", "answer"),
    [
        (("yes", "YES", " y ", "是", "√", "✓", "1", "合格"), "yes"),
        (("no", "N", "否", "×", "✗", "x", "Ｘ", "2", "不合格"), "no"),
        (("na", "n/a", "N/A", "不适用", "无此项", "3", "/", "／"), "na"),
        (("", "perhaps", "是否", "隐患", "4", "否定", "基本合格"), None),
    ],
)
def test_answers_in_a_file(texts: tuple[str, ...], answer: str | None) -> None:
    """Words and marks of both languages; anything else is no answer."""
    assert {walking.read_answer(text) for text in texts} == {answer}


@pytest.fixture(scope="module")
def fire() -> Checklist:
    """The list of fire safety."""
    return checklists.read_checklist(catalog.categories()["fire"])


def test_a_no_becomes_what_the_list_says(fire: Checklist) -> None:
    """Text, severity, deadline and basis are the list's where nothing else was typed."""
    item = next(item for item in fire.item if item.code == "FIRE-06")
    plain = walking.make_hazard(fire, item, DAY, {})
    typed = walking.make_hazard(fire, item, DAY, {"description": "二楼缺", "owner": "王某01", "fixed": True})

    assert (plain["description"], plain["severity"], plain["due"]) == (item.en, "general", date(2023, 1, 22))
    assert (plain["item"], plain["item_text"], plain["catalog"]) == ("FIRE-06", item.zh, f"fire {fire.version}")
    assert "消防法" in plain["basis"]
    assert (typed["description"], typed["fixed_by"], typed["status"]) == ("二楼缺", "王某01", "fixed")
    assert (typed["fixed_on"], typed["on_spot"]) == (DAY, True)
    assert {"owner", "location", "note", "status"}.isdisjoint(plain)
