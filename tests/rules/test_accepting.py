"""Who may say that a hazard is gone: not its fixer, however written; of a major two others, once its plan is complete.

* the fixer in disguise: blanks, widths, letter case, among several names;
* the fixer with a reason, and what is missing without;
* a major: its five parts before it is fixed, graded up or verified; two people besides the fixer;
* what is supervised or stopped is freed first.
"""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from tests.rules.conftest import day, tell

from inspect_cli import messages
from inspect_cli.errors import BadInput
from inspect_cli.rules import guards
from inspect_cli.rules.guards import Act, Case
from inspect_cli.rules.lifecycle import Plan, State, by_fixer
from inspect_cli.rules.names import split_people
from inspect_cli.rules.words import PARTS

TODAY = day(15)
WHOLE = {"measures": "改造", "owner": "李某", "funds": 0, "deadline": day(9), "contingency": "专人值守"}
SOMEBODY_ELSE = "Let somebody else look, and name them: --by NAME. If nobody else can: --self --reason TEXT"
ACT = Act(TODAY, TODAY)
DISGUISES = (
    *(("赵某", name) for name in ("赵某", " 赵某", "赵某 ", "赵 某", "赵\u3000某", "赵某\u200b", "赵-某")),
    *(("anna", name) for name in ("Ａnna", "ANNA", "An na", "anna\u200b", "ａｎｎａ")),
    *(("赵某、钱某", name) for name in ("赵某", "钱 某", "赵某、钱某", "钱某，赵某", "钱某;赵某")),
    ("赵某, ANNA", "anna"),
    *(
        ("赵某", name)
        for name in ("赵某（东岔街道）", "赵某(一村)", "赵某 (组长)", "（赵某）", "赵·某", "“赵某”", "赵某。")
    ),
    *((name, "赵某") for name in ("赵某（东岔街道）", "（赵某）、钱某（二村）")),
    ("Anna O'Neil", "anna oneil."),
)


def _fixed(fixer: str | None = "赵某", **more: Any) -> Case:
    return Case("CG-1", State("fixed", since=day(3), fixed_on=day(3), fixed_by=fixer)._replace(**more), day(0))


def _major(fixer: str | None = "赵某", **more: Any) -> Case:
    return _fixed(fixer, **{"severity": "major", "plan": Plan(**WHOLE), **more})


def _verify(case: Case, by: str, act: Act = ACT) -> None:
    guards.check("verified", case, act, tell("e", "verified", verified_by=by).body)


def _refusal(case: Case, by: str, act: Act = ACT) -> tuple[str, str]:
    """What is and what to do, of a verification that is refused."""
    with pytest.raises(BadInput) as refusal:
        _verify(case, by, act)
    assert (refusal.value.exit_code, refusal.value.saved) == (3, "Nothing was written.")
    return refusal.value.what, refusal.value.todo


@pytest.mark.parametrize(("fixer", "verifier"), DISGUISES, ids=repr)
def test_fixer_in_disguise(fixer: str, verifier: str) -> None:
    """Blanks, widths, letter case and company do not make the fixer somebody else; the refusal names who it was."""
    what, todo = _refusal(_fixed(fixer), verifier)

    assert what == f"CG-1: {', '.join(split_people(verifier))} claimed this fix and cannot verify it."
    assert todo == SOMEBODY_ELSE


@pytest.mark.parametrize("verifier", ["赵某（东岔，一村）", "赵某（消防大队、二中队）"])
def test_commas_in_brackets(verifier: str) -> None:
    """What stands in brackets behind a name is no further person, commas or not."""
    assert split_people(verifier) == (verifier,)
    assert _refusal(_fixed(), verifier)[1] == SOMEBODY_ELSE
    assert _refusal(_major("钱某"), verifier)[0] == TWO


@pytest.mark.parametrize(
    ("fixer", "verifier"),
    [
        *(("赵某", name) for name in ("钱某", "赵某01", "赵", "赵某某", "赵某、钱某", "钱某、赵 某")),
        *(("赵某、钱某", name) for name in ("孙某", "赵某、孙某")),
        *((None, name) for name in ("赵某", "赵某、钱某")),
    ],
)
def test_somebody_else(fixer: str | None, verifier: str) -> None:
    """Anybody else may verify, alone or with the fixer; when nobody is named for the fix anybody may."""
    _verify(_fixed(fixer), verifier)


@pytest.mark.parametrize("by_self", [False, True])
@pytest.mark.parametrize("reason", [None, "", "无他人可派"])
def test_the_fixer_with_a_reason(reason: str | None, *, by_self: bool) -> None:
    """The fixer verifies only when that is said and why; a reason for something else does not do."""
    act = Act(TODAY, TODAY, reason, by_self)
    if by_self and reason:
        _verify(_fixed(), "赵某", act)
    else:
        assert _refusal(_fixed(), "赵某", act)[1] == SOMEBODY_ELSE


def test_somebody_else_with_a_reason() -> None:
    """Saying that the fixer verifies does no harm when it is somebody else."""
    _verify(_fixed(), "钱某", Act(TODAY, TODAY, "无他人可派", by_self=True))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("赵某", "赵 某", True),
        ("Ａnna", "anna", True),
        ("赵某", "赵某01", False),
        ("赵某01", "赵某１", False),
        ("赵某", None, False),
        ("anna", "anne", False),
        ("赵某", "赵某（一村）", True),
        ("赵某（一村）", "赵某(二村)", True),
        ("赵某（一村）", "钱某（一村）", False),
    ],
)
def test_same_person(one: str, other: str | None, *, same: bool) -> None:
    """Two names mean one person when only blanks, widths or capitals differ; nobody is nobody."""
    assert by_fixer(one, other) is same
    assert by_fixer(one, other) is same


TWO = "CG-1 is a major, which two people other than its fixer verify."


@pytest.mark.parametrize(
    ("fixer", "verifier", "enough"),
    [
        ("赵某", "钱某、孙某", True),
        ("赵某", "钱某,孙某；周某", True),
        ("赵某", "赵某、钱某、孙某", True),
        ("赵某、吴某", "钱某、孙某", True),
        (None, "钱某、孙某", True),
        ("赵某", "钱某", False),
        ("赵某", "钱某、赵某", False),
        ("赵某", "钱某、赵 某", False),
        ("赵某", "钱某、钱 某", False),
        ("赵某", "钱某、钱某（一村）", False),
        ("赵某（一村）", "钱某、赵某", False),
        ("赵某", "钱某、钱某、钱\u3000某", False),
        ("赵某、吴某", "钱某、吴某", False),
        ("赵某、吴某", "赵某、吴某、钱某", False),
        (None, "钱某", False),
    ],
)
def test_two_accept_a_major(fixer: str | None, verifier: str, *, enough: bool) -> None:
    """A major needs two people besides its fixers; one person written in two ways is one."""
    if enough:
        _verify(_major(fixer), verifier)
    else:
        assert _refusal(_major(fixer), verifier) == (TWO, "Name both: --by NAME --by NAME")


def test_the_fixer_of_a_major_with_a_reason() -> None:
    """No reason makes one fixer, or all of them, the two people that a major needs."""
    act = Act(TODAY, TODAY, "无他人可派", by_self=True)

    assert _refusal(_major(), "赵某", act)[0] == TWO
    assert _refusal(_major("赵某、吴某"), "赵某、吴某", act)[0] == TWO


def test_one_accepts_what_is_general() -> None:
    """What is no major any more needs one other person, and no plan."""
    _verify(_major(severity="general", plan=Plan()), "钱某")


@pytest.mark.parametrize("missing", [*combinations(WHOLE, 1), *combinations(WHOLE, 2), tuple(WHOLE)], ids="+".join)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_major_without_its_plan(missing: tuple[str, ...], lang: str) -> None:
    """Neither fixed nor verified nor graded up without all five parts; those missing are named, with their options."""
    messages.use(lang)
    plan = Plan(**{part: value for part, value in WHOLE.items() if part not in missing})
    named = "、".join(PARTS[part] for part in missing) if lang == "zh" else ", ".join(missing)
    waiting = Case("CG-1", State("found", severity="major", plan=plan), day(0))
    tries = (
        (waiting, tell("e", "fixed")),
        (waiting._replace(state=waiting.state._replace(status="failed")), tell("e", "fixed")),
        (_major(plan=plan), tell("e", "verified", verified_by="钱某、孙某")),
        (_fixed(plan=plan), tell("e", "regraded")),
    )

    for case, entry in tries:
        with pytest.raises(BadInput) as refusal:
            guards.check(entry.kind, case, Act(TODAY, TODAY, "急"), entry.body)
        assert named in refusal.value.what
        assert refusal.value.todo.endswith("inspect-cli plan CG-1 " + " ".join(f"--{part} …" for part in missing))


def test_a_major_with_its_plan() -> None:
    """With all five parts a major can be fixed, funds of nothing among them; a general one needs no plan."""
    for state in (State("found", severity="major", plan=Plan(**WHOLE)), State("failed"), State("found")):
        guards.check("fixed", Case("CG-1", state, day(0)), ACT, tell("e", "fixed").body)


LISTED = ("CG-1 is under listed supervision.", "Take it off first: inspect-cli delist CG-1 --notice NUMBER")
STOPPED = ("CG-1: work or use is still stopped.", "Lift the stop first: inspect-cli resume CG-1 --notice NUMBER")


@pytest.mark.parametrize(
    ("what", "words"), [({"listed": "county"}, LISTED), ({"suspended": "area"}, STOPPED)], ids=["listed", "stopped"]
)
@pytest.mark.parametrize("severity", ["general", "major"])
def test_freed_before_it_is_accepted(severity: str, what: dict[str, str], words: tuple[str, str]) -> None:
    """What is supervised or stopped is not closed as if it were not: that is ended first, by its notice."""
    assert _refusal(_major(severity=severity, **what), "钱某、孙某") == words


def test_supervised_and_stopped_hazards_are_worked_on() -> None:
    """Supervision and a stop keep nobody from the fix, nor from saying that it failed."""
    for what in ({"listed": "county"}, {"suspended": "whole"}):
        waiting = State("found", severity="major", plan=Plan(**WHOLE))._replace(**what)
        guards.check("fixed", Case("CG-1", waiting, day(0)), ACT, tell("e", "fixed").body)
        guards.check("failed", _major(**what), ACT, tell("e", "failed", due=day(20)).body)


def test_the_day_of_a_verification() -> None:
    """Who verifies before the fix says why; that reason is not one for the fixer to verify."""
    early = Act(day(2), TODAY)

    assert "is before" in _refusal(_fixed(), "钱某", early)[0]
    _verify(_fixed(), "钱某", early._replace(reason="补录"))
    assert _refusal(_fixed(), "赵某", early._replace(reason="补录"))[1] == SOMEBODY_ELSE


def test_several_refusals() -> None:
    """Of several reasons the first to be mended is told: state, fixer, plan, people, supervision, stop, day."""
    worst = _major(plan=Plan(), listed="city", suspended="whole")
    assert "claimed this fix" in _refusal(worst, "赵某", Act(day(-9), TODAY))[0]
    assert "its plan lacks" in _refusal(worst, "钱某")[0]
    planned = worst._replace(state=worst.state._replace(plan=Plan(**WHOLE)))
    assert _refusal(planned, "钱某")[0] == TWO
    assert _refusal(planned, "钱某、孙某") == LISTED
    delisted = planned._replace(state=planned.state._replace(listed=None))
    assert _refusal(delisted, "钱某、孙某") == STOPPED
    resumed = delisted._replace(state=delisted.state._replace(suspended=None))
    assert "has not come" in _refusal(resumed, "钱某、孙某", Act(day(16), TODAY))[0]
    _verify(resumed, "钱某、孙某")
