"""What a gap names as its remedy is one: typed, with the names that only a person knows, it makes the gap go away."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import TOWNSHIPS, Run

SITES = (
    "code,name,township,kind,must_visit\n"
    "A,东岔商场,东岔街道,mall,yes\n"
    "B,石炭沟煤矿,石炭沟镇,coal_mine,yes\n"
    "C,旧址,云杉岭镇,school,\n"
)
KNOWN = {"NAME": "新某09", "PHONE": "0930-1234567"}
# What is written, and the kind of gap it makes.
CASES = {
    "no_officer": ["village add 东岔街道 一村"],
    "vacant": ["village add 东岔街道 一村", "responsible add 东岔街道 --village 一村 --vacant --from 2023-01-01"],
    "no_phone": ["responsible add 东岔街道 --site 东岔商场 --name 张某01 --from 2023-01-01"],
    "no_successor": [
        "responsible add 石炭沟镇 --site 石炭沟煤矿 --post 矿长 --name 张某01 --phone 1 --from 2022-1-1 --to 2023-1-10"
    ],
    "no_ladder": ["village add 东岔街道 一村", "zone add 东岔街道 北山 --kind hill --village 一村"],
    "ended_named": [
        "department add 旧局",
        "responsible add 东岔街道 --name 张某01 --phone 1 --department 旧局 --from 2022-01-01",
        "site set 石炭沟镇 B --regulator 旧局",
        "department add 新局",
        "department end 旧局 --on 2023-01-02 --successor 新局",
        "village add 石炭沟镇 二村",
        "responsible add 石炭沟镇 --village 二村 --name 李某02 --phone 1 --from 2022-01-01",
        "village end 石炭沟镇 二村 --on 2023-01-05",
        "add fire 云杉岭镇 堵塞 --owner 旧局 --due 3d --on 2022-12-30",
        "township end 云杉岭镇 --on 2023-01-01 --successor 石炭沟镇",
    ],
    "uncovered_hours": [
        "campaign start 两会 --kind period --from 2023-01-16 --end 2023-01-16 --township 东岔街道",
        "duty add 东岔街道 2023-01-16 --role officer --name 张某01 --from 00:00 --to 18:00",
        "duty add 东岔街道 2023-01-16 --role leader --name 李某02 --from 08:00",
        "duty add 东岔街道 2023-01-18 --role officer --name 李某02",
    ],
    "two_shifts": [
        "duty add 东岔街道 2023-01-16 --role officer --name 张某01",
        "duty add 石炭沟镇 2023-01-16 --role leader --name 张某01",
    ],
    "owner_left": [
        "add fire 东岔街道 堵塞 过期 --owner 张某01 --due 3d",
        "responsible add 东岔街道 --name 张某01 --phone 1 --from 2022-01-01 --to 2023-01-10",
    ],
}


@pytest.fixture
def city(run: Run, home: Path) -> Path:
    """Three townships and a site in each."""
    (home / "townships.csv").write_text(TOWNSHIPS, encoding="utf-8")
    (home / "sites.csv").write_text(SITES, encoding="utf-8")
    assert run("init --device CG --townships townships.csv --sites sites.csv").code == 0
    return home


def gaps(run: Run, kind: str) -> list[dict[str, Any]]:
    """The gaps of a kind."""
    found: list[dict[str, Any]] = run(f"gaps --kind {kind} --format json").json
    return found


@pytest.mark.parametrize("kind", CASES)
def test_remedy(run: Run, city: Path, kind: str) -> None:
    """Every command that the gaps of a kind name is taken as it stands, and then there is none of them."""
    for line in CASES[kind]:
        done = run(*shlex.split(line))
        assert done.code == 0, done.err
    found = gaps(run, kind)
    assert found

    for todo in dict.fromkeys(row["todo"] for row in found):
        if " list " in todo:  # what is open there is fixed and verified
            assert [row["number"] for row in run(*shlex.split(todo)[1:], "--format", "json").json] == ["CG-1"]
            assert (run("fix 1 --by 李某02").code, run("verify 1 --by 王某03").code) == (0, 0)
            continue
        done = run(
            *(KNOWN.get(word, word) for word in shlex.split(todo)[1:]), *(["--yes"] if "handover" in todo else [])
        )
        assert done.code == 0, (todo, done.err)

    assert [row["todo"] for row in gaps(run, kind)] == []


def test_a_visit_mends(run: Run, city: Path) -> None:
    """A site that was never visited and the category of its township are seen to by one visit."""
    assert {row["about"] for row in gaps(run, "never_visited")} == {"东岔商场", "石炭沟煤矿"}
    assert run("add mines 石炭沟镇 --site 石炭沟煤矿").code == 0

    assert {row["about"] for row in gaps(run, "never_visited")} == {"东岔商场"}
    assert ("石炭沟镇", "mines") not in {(r["township"], r["category"]) for r in gaps(run, "category_unvisited")}


def test_undo_brings_a_gap_back(run: Run, city: Path) -> None:
    """A gap follows from what counts: the visit taken back, the site is unvisited again."""
    run("add mines 石炭沟镇 --site 石炭沟煤矿")
    assert run("undo").code == 0

    assert len(gaps(run, "never_visited")) == 2


def test_who_fills_a_vacancy_answers_from_then_on(run: Run, city: Path) -> None:
    """Whoever comes into a vacant post answers from the day that was asked for, and not for what was before."""
    for line in CASES["vacant"]:
        run(line)
    [gap] = run("gaps --kind vacant --on 2023-01-10 --format json").json
    assert run(*(KNOWN.get(word, word) for word in shlex.split(gap["todo"])[1:])).code == 0

    rows = run("responsible list --all --format json").json
    assert sorted((row["name"] or "", row["from"], row["to"]) for row in rows) == [
        ("", "2023-01-01", "2023-01-09"),
        ("新某09", "2023-01-10", None),
    ]
