"""A walk that was left before its site was renamed goes on under the name of now, whichever name is typed."""

from __future__ import annotations

from tests.conftest import Run
from tests.stories.desks import ASKED, ITEMS, WALK, Sit, answered, visits, walk


def test_a_walk_of_a_renamed_site_goes_on(run: Run, sit: Sit) -> None:
    """Two answers are kept; the third item is asked next; the visit is of the site of now."""
    desk = sit()
    desk.press("yy")
    desk.wait_for(ASKED, times=3)
    desk.pull_the_plug()
    assert run("site set 东岔 百货商场 --name 新世纪商场").code == 0
    assert (run("walk --format json").json[0]["site"], answered(run)) == ("新世纪商场", [[2, ITEMS]])
    code, shown = walk("y" * 13, *WALK)

    assert (code, visits(run), answered(run)) == (0, 1, [])
    assert "百货商场 is called 新世纪商场 now." in shown
    assert run("summary --by site --format json").json[0]["site"] == "新世纪商场"
