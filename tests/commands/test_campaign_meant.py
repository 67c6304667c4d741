"""Which campaign is meant, and which days it has when nobody says them.

A part of the name of one campaign of the register means that one, wherever it is asked for; of several, none; a name
that only hazards bear is looked for as it was typed. Without a first day a campaign begins today; without a last one
nothing can miss its end. What belongs to a campaign by what it is about is to be closed by its end, too.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.commands.conftest import Card, Refuse
from tests.conftest import Run

HELD = (
    "add fire 东岔街道 早先 --on 2023-01-02 --due 7d --campaign 百日",
    "campaign start 夏季攻坚 --from 2023-01-05 --end 2023-01-31 --category fire",
    "add fire 东岔街道 堵塞 --on 2023-01-06 --due 2023-01-20 --owner 王某01",
    "add fire 石炭沟镇 过期 --on 2023-01-07 --due 2023-01-20 --owner 王某01 --campaign 夏季攻坚",
    "add mines 石炭沟镇 瓦斯超限 --on 2023-01-07 --due 2023-01-20 --owner 赵某",
)
SAID = "夏季 is the campaign 夏季攻坚 of the register.\n"


@pytest.fixture
def held(run: Run, three_townships: Path) -> Path:
    """A campaign on fire with two hazards, one of mines, and one that names a campaign nobody entered."""
    for line in HELD:
        done = run(line)
        assert done.code == 0, (line, done.err)
    return three_townships


def test_a_part_means_the_campaign(run: Run, held: Path) -> None:
    """Lists, summaries, exports and forms count the same for a part as for the whole name, and say whom they took."""
    for words in (
        "list --status all --format json",
        "summary --format json",
        "export --format json",
        "summary --profile township-statistics --format csv",
    ):
        part, whole = (run(f"{words} --campaign {name}") for name in ("夏季", "夏季攻坚"))
        assert (part.code, part.out) == (0, whole.out), words
        assert SAID in part.err
        assert SAID not in whole.err
    assert len(run("list --campaign 夏季 --format json").json) == 2


def test_several_are_none(run: Run, held: Path, refuse: Refuse) -> None:
    """A part that several have is refused with their names, and so is nothing counted."""
    run("campaign start 夏季行动 --from 2023-01-05 --end 2023-01-31")
    for words in ("list", "summary", "export", "report daily", "campaign status"):
        said = refuse(f"{words} {'' if words == 'campaign status' else '--campaign'} 夏季", code=2)
        assert "夏季攻坚, 夏季行动" in said


def test_names_that_only_hazards_bear(run: Run, held: Path) -> None:
    """A name that no campaign of the register has, or that a hazard bears as it is, finds what bears it."""
    assert [row["description"] for row in run("list --campaign 百日 --format json").json] == ["早先"]
    run("campaign start 百日攻坚 --from 2023-01-05 --end 2023-01-31 --category mines")
    borne = run("list --campaign 百日 --format json")
    part = run("list --campaign 百 --format json").json

    assert ([row["description"] for row in borne.json], borne.err) == (["早先"], "")
    assert [row["description"] for row in part] == ["瓦斯超限"]
    nothing = run("list --campaign 冬季")
    assert (nothing.code, nothing.out, "There is no campaign 冬季 in the register" in nothing.err) == (1, "", True)


def test_a_part_of_which_nothing_is_there(run: Run, held: Path) -> None:
    """A part that was understood is not called unknown when nothing fits."""
    nothing = run("list --campaign 夏季 --township 云杉")

    assert (nothing.code, "There is no campaign" in nothing.err) == (1, False)


def test_it_begins_today(run: Run, three_townships: Path, refuse: Refuse) -> None:
    """Without --from its first day is today, which is told, and what is found from then on belongs to it."""
    run("add fire 东岔街道 旧的 --on 昨天 --due 3d")
    started = run("campaign start 十天 --end 10d")
    run("add fire 东岔街道 堵塞 --due 3d")
    [told] = run("campaign status --format json").json

    assert "It begins today, 2023-01-15; to say another day: inspect-cli campaign set 十天 --from DATE" in started.err
    assert (told["start"], told["end"], told["found"], told["open"]) == ("2023-01-15", "2023-01-25", 1, 1)
    assert run("campaign start 乙 --from 2023-01-01 --end 2023-01-31").err == ""
    assert "--from DATE" in refuse("campaign start 丙 --end 2023-01-14")


def test_it_has_no_end(run: Run, three_townships: Path) -> None:
    """Without --end nothing can miss it, which is told with the command that says one; the morning lists it."""
    started = run("campaign start 长期 --from 2023-01-01")
    run("add fire 东岔街道 堵塞 --due 3d")
    [morning] = run("today --format json").json["campaigns"]
    [told] = run("campaign status --format json").json

    assert "nothing can miss its end; to say one: inspect-cli campaign set 长期 --end DATE" in started.err
    assert "begins today" not in started.err
    assert morning == {"campaign": "长期", "days_left": None, "open": 1}
    assert (told["campaign"], told["missing"], told["open"]) == ("长期", 0, 1)


def test_what_it_is_about_ends_with_it(run: Run, held: Path, refuse: Refuse, card: Card) -> None:
    """A hazard found in its days and of what it is about is bound as if it named it; a special period binds no such."""
    run("campaign start 春运 --from 2023-01-01 --end 2023-01-20 --kind period")
    said = refuse("extend 2 --due 2023-02-01")
    assert "CG-2: 2023-02-01 is after the campaign 夏季攻坚 ends on 2023-01-31." in said
    assert "--reason TEXT" in said
    assert run("extend 2 --due 2023-01-31").code == 0
    assert run("extend 4 --due 2023-02-01").code == 0
    assert run("extend 2 --due 2023-02-01 --reason 厂家停工").code == 0

    assert card(2)["due"] == "2023-02-01"


def test_of_several_the_first_to_end(
    run: Run, held: Path, refuse: Refuse, card: Card, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hazard of several is bound by the first end that is not over; by none when all it is about are over."""
    run("campaign start 收尾 --from 2023-01-07 --end 2023-01-25 --township 石炭")
    assert "收尾 ends on 2023-01-25" in refuse("extend 3 --due 2023-02-20")
    monkeypatch.setenv("INSPECT_TODAY", "2023-01-26")
    assert "夏季攻坚 ends on 2023-01-31" in refuse("extend 3 --due 2023-02-20")
    assert run("extend 4 --due 2023-02-20").code == 0
    monkeypatch.setenv("INSPECT_TODAY", "2023-02-01")
    assert "夏季攻坚 ends on 2023-01-31" in refuse("extend 3 --due 2023-02-20")
    assert run("extend 2 --due 2023-02-20").code == 0

    assert (card(2)["due"], card(4)["due"]) == ("2023-02-20", "2023-02-20")


def test_reasons_are_joined_as_the_language_joins(run: Run, three_townships: Path) -> None:
    """Several reasons have a comma between them in English, and the mark of lists in Chinese."""
    run("campaign start 百日 --from 2023-01-01 --end 2023-01-31")
    run("add fire 东岔街道 大洞 --major --on 2023-01-14 --due 2023-01-20")
    english, chinese = (run(f"--lang {lang} campaign status").out for lang in ("en", "zh"))

    assert "no plan, no owner" in english
    assert "、" not in english
    assert "重大隐患方案不全、无整改责任人" in chinese
    assert run("campaign status --table missing --format json").json[0]["reasons"] == ["no_plan", "no_owner"]
